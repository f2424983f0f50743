"""Lines and commands of a page that are there for one Python: badges, targets of links,
`tox -e py39`, `pyenv install 3.9.x`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.prose_tables import is_framed
from venvlint.facts.changes.prose_text import VERSION, ProseText
from venvlint.facts.changes.ranges import named, named_alone, respelt
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    Minor = tuple[int, int]


_TARGET = lazy(r"\.\. _`?Python (3\.\d{1,2})`?: \S+")
_BADGE = lazy(r"\.\. \|(?P<name>[^|\n]{1,60})\| image:: (?P<url>\S+)")
_SESSION = lazy(r"[*-] [a-z][\w-]{0,40}-3\.\d{1,2}")
_COMMENTED = lazy(
    r"(?mi)^[ \t]*#[ \t]*(?:requires |needs |install )?python (?:>= ?)?(?P<v>3\.\d{1,2})"
    r"(?:\+| or (?:newer|later|higher|above|greater))?(?: (?:is )?(?:required|needed))?[ \t]*\r?$"
)
_PATCH = lazy(r"(?<![\d.])3\.\d{1,2}\.\d|[23]\d{1,2}\d/|://\S{0,120}?3\d{2}")
"""What nobody knows of a new Python: a patch, the address of a release."""
_FIRST_RELEASE = lazy(r"(?<=/release/python-)([23])(\d{1,2})0(?=[/)\s]|$)")
"""`/release/python-3110/`: the page of 3.11.0, which every Python has."""
_A_RELEASE = lazy(r"(?<=/release/python-)[23]\d{2,4}(?=[/)\s]|$)")
_DOTTED = lazy(r"(?<=/release/python-)([23])\.(\d{1,2})(?=[/)\s]|$)")
_UV = lazy(r"uv python install(?: [23]\.\d{1,2}(?![\w.]))+")
_SUCH_AS = lazy(
    r"(?i)\b(?:such as|e\.g\.|for example|for instance|say|with|for|under|on),? (?:c?python[ \t]*)?"
    r"(?P<v>3\.\d{1,2})[ \t]?\)?:$"
)
_BETWEEN = r"(?P<q>[`*\"']{0,2})(?:,?[ \t](?:and|or|&)(?=[ \t])|,|[ \t]?/)[ \t]?(?P=q)"
_JOINT, _JOINT_BEFORE = lazy(_BETWEEN), lazy(rf"{_BETWEEN}\Z")
_BRANCH = lazy(
    r"(?i)\bbranch(?:es)?\b|git (?:checkout|switch|push|pull|merge|clone -b)\b|[*`]master[*`]"
)
"""Where a word may be what a branch is called."""
# `with Python 3.9`, and not `Python 3.9+` or `Python 3.9.4`.
_RUN_ON = lazy(
    r"(?i)\b(?:in|on|with|under|using|against|for|#)[ \t]+(?:c?python[ \t]*|py)(3)\.(\d{1,2})"
    r"(?![\w+]|\.\d|[ \t]*(?:\+|or\b|and\b|,|-|\u2013|to\b|through\b))"
)


class ProseLines(ProseText):
    """What becomes of lines and commands."""

    def _targets(self) -> None:
        """`.. _Python 3.9: https://docs.python.org/3.9/`, one line for each Python."""
        document = self.document
        if ".. _" not in document.text:
            return
        lines = {
            (3, int(match[1][2:])): number
            for number in range(1, len(document.line_starts) + 1)
            if (match := _TARGET.fullmatch(document.line(number).rstrip()))
        }
        if len(lines) < 2:
            return
        if self.kind == DROP and self.python in lines:
            number = lines[self.python]
            self.edits.delete_lines(document, number)
        elif self.kind == ADD and self.python not in lines:
            beside = self.known.below(lines, self.python)
            if beside is not None:
                start, place = document.line_span(lines[beside])
                line = document.text[start:place]
                if line.endswith("\n"):
                    self.edits.splice(document, place, place, respelt(line, beside, self.python))

    def _badges_gone(self) -> None:
        """`.. |py39| image:: …/python-3.9-blue.svg`, a picture for each Python, and where it is
        shown.
        """
        document = self.document
        if "| image::" not in document.text:
            return
        found: dict[Minor, list[tuple[str, int]]] = {}
        for number in range(1, len(document.line_starts) + 1):
            match = _BADGE.fullmatch(document.line(number).rstrip())
            series = named_alone(match["url"]) if match is not None else None
            if match is not None and series is not None and "python" in match["url"].lower():
                found.setdefault(series, []).append((match["name"], number))
        if len(found) < 2:
            return
        for name, number in found.get(self.python, [])[:9]:
            last = number
            while document.line(last + 1).startswith((" ", "\t")):
                last += 1
            self.edits.delete_lines(document, number, last)
            self._no_longer_shown(f"|{name}|", number)

    def _no_longer_shown(self, mark: str, defined: int) -> None:
        text, document = self.document.text, self.document
        place = text.find(mark)
        while place >= 0:
            end = place + len(mark)
            number = document.position(place)[0]
            if document.line(number).strip() == mark:
                self.edits.delete_lines(document, number)
            elif number != defined and text[end : end + 1] == " ":
                self.edits.splice(document, place, end + 1, "")
            elif number != defined:
                self.edits.splice(document, place - (text[place - 1 : place] == " "), end, "")
            place = text.find(mark, end)

    def _repeated(self) -> None:
        """Lines one below the other that say the same of several Pythons: `pyenv install 3.9.x`,
        a badge, a link.
        """
        document = self.document
        spoken = self.spoken
        run: list[tuple[int, Minor, str]] = []
        has_sessions = "nox" in spoken
        for number in range(1, len(document.line_starts) + 1):
            line = " ".join(spoken[slice(*document.line_span(number))].split())
            if "/release/python-" in line:
                address, plain = (
                    (_A_RELEASE, "") if self.kind == DROP else (_FIRST_RELEASE, r"\1.\2")
                )
                line = address.sub(plain, line)
            is_told = "py" in line.lower() or (has_sessions and _SESSION.fullmatch(line))
            series = named_alone(line) if is_told and not is_framed(line) else None
            if run and (series is None or respelt(run[-1][2], run[-1][1], series) != line):
                self._run(run)
                run = []
            if series is not None:
                run.append((number, series, line))
        self._run(run)

    def _run(self, run: list[tuple[int, Minor, str]]) -> None:
        stated = [series for _, series, _ in run]
        document = self.document
        if len(run) < 2 or len(set(stated)) < len(run):
            return
        if self.kind == DROP and self.python in stated:
            number = run[stated.index(self.python)][0]
            self.edits.delete_lines(document, number)
        elif self.kind == ADD and self.python not in stated:
            beside = self.known.below(stated, self.python)
            if beside is None or beside not in (stated[0], stated[-1]):
                return
            number, _, line = run[stated.index(beside)]
            start, end = document.line_span(number)
            text = document.text[start:end]
            if text.endswith("\n") and not _PATCH.search(line):
                text = _FIRST_RELEASE.sub(r"\1.\2", text)
                steps = self.known.steps(beside, self.python)
                is_last = beside == stated[-1]
                place = end if is_last else start
                copied = (respelt(text, beside, one) for one in (steps if is_last else steps[::-1]))
                added = _DOTTED.sub(r"\g<1>\g<2>0", "".join(copied))
                self.edits.splice(document, place, place, added)

    def _in_code(self) -> None:
        """`# Python 3.9+ required` above the commands of a block."""
        spoken = self.spoken
        if self.left is None or self._has_older():
            return
        for match in _COMMENTED.finditer(spoken):
            is_bound = len(match[0].replace("#", "").split()) > 2 or match[0].rstrip()[-1:] == "+"
            in_code = not self.text[slice(*match.span())].strip()
            if is_bound and in_code and named(match["v"]) == {self.python}:
                new = respelt(match["v"], self.python, self.left)
                self.edits.splice(self.document, *match.span("v"), new)

    def _commands_moved(self) -> None:
        """Commands and environments of a gone Python: `python3.9 -m venv`, `tox -e py39`."""
        assert self.left is not None
        text = self.spoken
        for match in _installing(self.python).finditer(text):
            line = text[match.start() : match.end("line")]
            if named(line) - {self.python}:
                self.edits.splice(self.document, *match.span("version"), "")
        for match in _asking_for(self.python).finditer(text):
            word = match[0]
            if self._is_branch(match):
                continue
            if (row := self._in_row(match)) is not None:
                self.edits.splice(self.document, *row, "")
            else:
                new = respelt(word, self.python, self.left)
                self.edits.splice(self.document, match.start(), match.end(), new)
                self._told_beside(match.end())
                self._told_above(match.start())

    def _in_row(self, token: re.Match[str]) -> tuple[int, int] | None:
        """What goes where a command names several, each of which stands for itself: `tox -e
        py39,py310`, `python3.9 and python3.10`.
        """
        assert self.left is not None
        text, others = token.string, self.known.members - {self.python}
        twins = tuple(
            respelt(token[0], self.python, one) for one in others if one[0] == self.left[0]
        )
        joint = _JOINT.match(text, token.end())
        if joint is not None and text.startswith(twins, joint.end()):
            return token.start(), joint.end()
        start = max(0, token.start() - 12)
        joint = _JOINT_BEFORE.search(text[start : token.start()])
        if joint is not None and text.endswith(twins, 0, start + joint.start()):
            return start + joint.start(), token.end()
        return None

    def _told_beside(self, start: int) -> None:
        """What a command that is moved is said to run on, behind it in its line: `tox -e py39` runs
        the tests on Python 3.9.
        """
        assert self.left is not None
        end = self.text.find("\n", start)
        line = self.text[start : end if end >= 0 else len(self.text)]
        if named(line) != {self.python}:
            return
        for match in _RUN_ON.finditer(line):
            if (int(match[1]), int(match[2])) == self.python:
                span = start + match.start(1), start + match.end(2)
                self.edits.splice(self.document, *span, minor_text(self.left))

    def _told_above(self, start: int) -> None:
        """What a block of commands is said to be an example of: `for one Python, such as 3.9:`."""
        assert self.left is not None
        before = self.spoken[max(0, start - 400) : start]
        place = start
        for line in reversed(before.splitlines(keepends=True)):
            place -= len(line)
            text = line.rstrip()
            if not text or not line.endswith("\n"):
                continue  # the last is the command's own, as far as it goes
            if text.startswith((".. code", ".. prompt", "```", "~~~")) or text.endswith("::"):
                continue
            match = _SUCH_AS.search(text)
            if match is not None and named(match["v"]) == {self.python}:
                span = place + match.start("v"), place + match.end("v")
                self.edits.splice(self.document, *span, minor_text(self.left))
            return

    def _is_branch(self, token: re.Match[str]) -> bool:
        """Whether `python3.9` may be what a branch is called, which is not renamed here."""
        if " " in token[0] or "=" in token[0] or token.string.startswith(" -", token.end()):
            return False
        line = self.document.line(self.document.position(token.start())[0])
        return _BRANCH.search(line) is not None

    def _installs_more(self) -> None:
        """`uv python install 3.11 3.12`: one more. Of pyenv's the patch would have to be known."""
        for match in _UV.finditer(self.spoken):
            found = list(VERSION.finditer(match[0]))
            stated = [(int(one[1]), int(one[2])) for one in found]
            if len(stated) < 2 or self.python in stated:
                continue
            beside = self.known.below(stated, self.python)
            if beside is not None and stated[-1] == beside:
                end = match.start() + found[-1].end()
                self.edits.splice(self.document, end, end, f" {minor_text(self.python)}")


@lru_cache(64)
def _asking_for(series: Minor) -> re.Pattern[str]:
    major, minor = series
    return re.compile(
        rf"(?<![\w./-])(?:py{major}{minor}|(?:python|pip){major}\.{minor}|py -{major}\.{minor}"
        rf"|python={major}\.{minor}|--python[ =]{major}\.{minor}(?:\.\d{{1,2}})?"
        rf"|nox (?:-[se]|--sessions?)[ =][\"']?[\w-]{{1,40}}-{major}\.{minor}"
        rf"|pyenv (?:install|global|local|virtualenv) (?:system )?{major}\.{minor}(?:\.\d{{1,2}})?"
        rf"(?![ \t]+[\d-]))"
        rf"(?![\w.+]|: |-\w*\.whl|-plus)"
    )


@lru_cache(64)
def _installing(series: Minor) -> re.Pattern[str]:
    """`pyenv install 3.9.1 3.10.2`: one of several."""
    major, minor = series
    return re.compile(
        rf"(?:pyenv (?:install|local|global)|uv python install)(?=(?P<line>[^\n]{{0,200}}))"
        rf"(?: -\w)?"
        rf"(?: [\w.-]{{1,20}}){{0,12}}?"
        rf"(?P<version> {major}\.{minor}(?:\.(?:\d{{1,2}}|x))?(?![\w.]))"
    )
