"""Rows of versions in a text, `3.9 3.10 3.11`, maps from versions, and lists of environments."""

from __future__ import annotations

import re

from venvlint.facts.changes import members
from venvlint.facts.changes.changed_text import PYENV_ANY, ChangedText
from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.ranges import named, of_member, respelt
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.facts.changes.known import Knowledge, Known
    from venvlint.facts.changes.model import Edits

    Minor = tuple[int, int]

_BARE = lazy(r"(?<![\w.])[23]\.\d{1,2}t?(?![\w.])")
_PATCHED = lazy(r"(?<![\w.])[23]\.\d{1,2}(?:\.\d{1,2})?(?![\w.])")
_LOOP = lazy(r"\bfor \w*(?i:py)\w* in\b")
_GAPS = frozenset(
    (" ", ",", ", ", " | ", "|", '" "', '", "', "', '", "' '", '","', "','", '\\", \\"', '\\",\\"')
)
_PAIR = lazy(
    r"(?P<q>[\"'])(?P<key>[\w.-]{2,20})(?P=q) ?: ?(?:\"[^\"\n]{0,80}\"|'[^'\n]{0,80}'|[\w.-]{1,40})"
)
_ENVIRONMENTS = lazy(r"(?:\s-e[ =]?|--env[ =]|TOXENV=[\"']?|tox_env=)([\w.{},-]{1,300})")


def change_row(
    knowledge: Knowledge, edits: Edits, document: Document, known: Known, text: str, base: int
) -> None:
    """Change the row of Pythons in a text that speaks of them."""
    Rows(knowledge, edits, document, known).row(text, base)


def change_map(
    knowledge: Knowledge, edits: Edits, document: Document, known: Known, text: str, base: int
) -> None:
    """Change a table of JSON whose keys are Pythons."""
    Rows(knowledge, edits, document, known).pairs(text, base)


def change_environments(
    knowledge: Knowledge, edits: Edits, document: Document, known: Known, text: str, base: int
) -> None:
    """Take the environments of a Python out of `TOXENV=py38,py39`."""
    Rows(knowledge, edits, document, known).environments_gone(text, base)


class Rows(ChangedText):
    """The rows of versions in one text."""

    def _rows(self, text: str) -> list[list[re.Match[str]]]:
        speaks = "py" in text.lower()
        if not speaks and text.count(".") < 3:
            return []
        rows: list[list[re.Match[str]]] = []
        is_patched = _LOOP.search(text) or (self.kind == DROP and PYENV_ANY.search(text))
        for match in (_PATCHED if is_patched else _BARE).finditer(text):
            if rows and text[rows[-1][-1].end() : match.start()] in _GAPS:
                rows[-1].append(match)
            else:
                rows.append([match])
        return [row for row in rows if len(row) > 1 and (speaks or self._are_ours(row))]

    def _are_ours(self, row: list[re.Match[str]]) -> bool:
        """Whether a row can be nothing but this project's Pythons, though nothing says so: all that
        it supports, one behind the other where no list names them.
        """
        series = [one for match in row for one in named(match[0])]
        if len(series) < 3:
            return False
        if set(series) <= self.known.members | {self.python}:
            return True
        first, last = min(series), max(series)
        return (
            not self.known.members
            and len(series) > 3
            and last[1] - first[1] == len(series) - 1
            and all(one[0] == 3 and self.known.allows(one) for one in series)
        )

    def row(self, text: str, base: int) -> None:
        """Change a row of Pythons."""
        if self.kind == DROP:
            self._row_gone(text, base)
        elif self.kind == ADD:
            self._row_added(text, base)

    def _row_gone(self, text: str, base: int) -> None:
        for row in self._rows(text):
            gone = [number for number, one in enumerate(row) if named(one[0]) == {self.python}]
            if len(gone) < len(row):
                spans = [(base + one.start(), base + one.end()) for one in row]
                self.edits.splices(self.document, members.removals(self.document, spans, gone))

    def _row_added(self, text: str, base: int) -> None:
        for row in self._rows(text):
            stated = [next(iter(named(match[0])), (0, 0)) for match in row]
            if self.python in stated:
                self._finalise(text, base, row[stated.index(self.python)].start())
                continue
            if re.search(rf"(?<![\w.]){re.escape(minor_text(self.python))}(?![\w.-])", text):
                continue  # behind a member that is read otherwise
            gap, after = text[row[0].end() : row[1].start()], row[-1].end()
            for index, before, added in members.additions(
                [match[0] for match in row], self.python, self.known
            ):
                if stated[index] > self.python:
                    continue
                if before:
                    start = base + row[index].start()
                    new = "".join(one + gap for one in added[::-1])
                    self.edits.splice(self.document, start, start, new)
                    continue
                if text.startswith(gap, after) and self._finalise(text, base, after + len(gap)):
                    continue
                end = base + row[index].end()
                self.edits.splice(self.document, end, end, "".join(gap + one for one in added))

    def _finalise(self, text: str, base: int, place: int) -> bool:
        """Whether the pre-release of the new Python stands at a place: it becomes the Python."""
        major, minor = self.python
        early = re.compile(
            rf"{major}\.{minor}(?:\.0)?(?:-dev|[-.]?(?:alpha|beta|rc)[.\d]*|(?:a|b|rc)\d+)(?![\w.])"
        ).match(text, place)
        if early is None:
            return False
        start, end = base + early.start(), base + early.end()
        self.edits.splice(self.document, start, end, minor_text(self.python))
        return True

    def _pairs(self, text: str) -> list[list[tuple[re.Match[str], Minor]]]:
        """Pairs side by side whose keys are Pythons: `{"3.9": "py39", "3.10": "py310"}`."""
        rows: list[list[tuple[re.Match[str], Minor]]] = []
        for match in _PAIR.finditer(text) if ":" in text else ():
            series = of_member(match["key"])
            if series is None or series not in self.known.members | {self.python}:
                continue
            if rows and text[rows[-1][-1][0].end() : match.start()].strip() == ",":
                rows[-1].append((match, series))
            else:
                rows.append([(match, series)])
        return [row for row in rows if len(row) > 1]

    def pairs(self, text: str, base: int) -> None:
        """Change a table of JSON whose keys are Pythons."""
        if self.kind == DROP:
            self._pair_gone(text, base)
        elif self.kind == ADD:
            self._pair_added(text, base)

    def _pair_gone(self, text: str, base: int) -> None:
        for row in self._pairs(text):
            for number, (match, series) in enumerate(row):
                if series != self.python:
                    continue
                if number + 1 < len(row):
                    start, end = match.start(), row[number + 1][0].start()
                else:
                    start, end = row[number - 1][0].end(), match.end()
                self.edits.splice(self.document, base + start, base + end, "")

    def _pair_added(self, text: str, base: int) -> None:
        for row in self._pairs(text):
            stated = [series for _, series in row]
            beside = self.known.beside(stated, self.python)
            if self.python in stated or beside is None or stated[-1] != beside:
                continue
            match = row[-1][0]
            gap = text[row[-2][0].end() : match.start()]
            end = base + match.end()
            steps = self.known.steps(beside, self.python)
            new = "".join(gap + respelt(match[0], beside, one) for one in steps)
            self.edits.splice(self.document, end, end, new)

    def environments_gone(self, text: str, base: int) -> None:
        """`tox -e py38,py39`: a member of a list of environments, or one in whose place there is
        another one.
        """
        from venvlint.facts.changes.tox_environments import states

        for match in _ENVIRONMENTS.finditer(text):
            members = match[1].split(",")
            if "{" in match[1]:
                continue
            left: list[str] = []
            for member in members:
                stays = self.edits.renamed.get(member, member)
                if (stays != member or states(member) != self.python) and stays not in left:
                    left.append(stays)
            if left and left != members:
                start = base + match.start(1)
                self.edits.splice(self.document, start, start + len(match[1]), ",".join(left))
