"""Where a Python comes to the environments of tox: one more name, member of a group, section."""

from __future__ import annotations

from collections import defaultdict

from venvlint.facts.changes import members
from venvlint.facts.changes.frameworks import goes_with
from venvlint.facts.changes.ranges import names, respelt
from venvlint.facts.changes.tox_environments import (
    RANGE,
    SPLIT,
    Entry,
    Group,
    does_one_task,
    entries_of,
    member_series,
    rest_of,
    series_of,
    states,
)
from venvlint.facts.changes.tox_text import CONDITION, ToxText
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]


_EMPTY = lazy(r"\{,|,,|,\}")
_FILES = (".in", ".toml", ".txt", ".yaml", ".yml")


class ToxAdditions(ToxText):
    """What a text of tox gains."""

    def _sections_added(self) -> None:
        """A section for the new Python where each of the others has one that says the same."""
        sections = {
            title: section
            for title, section in self.root.mapping.items()
            if title.startswith("testenv:") and section.key_start >= 0
        }
        stated: dict[str, set[Minor]] = defaultdict(set)
        for title in sections:
            if (series := states(title.partition(":")[2])) is not None:
                stated[rest_of(title)].add(series)
        for title, section in sections.items():
            series = states(title.partition(":")[2])
            if series is None or respelt(title, series, self.python) in sections:
                continue
            theirs = stated[rest_of(title)]
            if series > self.python or self.known.beside(theirs, self.python) != series:
                continue
            start, end = self._lines_of(section)
            text = self.document.text[start:end]
            if len(theirs) < 3 and not any(
                respelt(text, series, one).strip() == self._text_of(sections[twin])
                for one in theirs
                if (twin := respelt(title, series, one)) != title and twin in sections
            ):
                continue
            copied = respelt(text, series, self.python).replace("\r\n", "\n")
            if not copied.endswith("\n\n"):
                copied = ("\n" if copied.endswith("\n") else "\n\n") + copied
            self.edits.splice(self.document, end, end, copied)
            self._files_missing(section, text, series)

    def _files_missing(self, section: Node, text: str, series: Minor) -> None:
        """Name the files of an older Python of which the new one has none yet."""
        from venvlint.files.paths import folder_of, path_in

        tree, folder = self.knowledge.tree, folder_of(self.document.path)
        for word in text.split():
            path = word.removeprefix("-r").removeprefix("-c")
            new = respelt(path, series, self.python)
            if (
                new != path
                and path.endswith(_FILES)
                and tree.document(path_in(folder, path)) is not None
                and tree.document(path_in(folder, new)) is None
            ):
                self.edits.aside(
                    section.key_at, f"make `{new}`, as `{path}` is there for {minor_text(series)}"
                )

    def _text_of(self, section: Node) -> str:
        start, end = self._lines_of(section)
        return self.document.text[start:end].strip()

    def _rows_added(self, node: Node) -> None:
        """`py311: python3.11`, a line for each Python."""
        rows = []
        for text, base in node.lines():
            match = CONDITION.match(text)
            series = states(match[2]) if match is not None else None
            if match is not None and series is not None and names(text[match.end() :], series):
                rows.append((series, base))
        stated = {series for series, _ in rows}
        if len(stated) < 2 or self.python in stated:
            return
        beside = self.known.below(stated, self.python)
        if beside is not None:
            self._copy_line(dict(rows)[beside], beside)

    def _conditions_added(self, node: Node) -> None:
        """A condition on every supported Python is meant for the new one too."""
        for text, base in node.lines():
            condition = CONDITION.match(text)
            if condition is None or "{" not in condition[2]:
                continue
            for entry in entries_of(condition[2], base + condition.start(2)):
                for group in entry.groups:
                    self._group_added(group, whole=True)

    def _names_added(
        self, found: list[Entry], *, alone: bool = False, continued: bool = False
    ) -> None:
        texts = {entry.skeleton for entry in found}
        # Where one of several goes up to the newest, another that stops before it means to.
        stated = {one for entry in found for one in entry.pythons()}
        newest = self.known.before(self.python)
        fitting = [entry for entry in found if goes_with(entry.text, self.python)]
        if any(entry.pythons() for entry in fitting):
            found = fitting
        for entry in found:
            for group in entry.groups:
                if newest not in stated or newest in series_of(group):
                    self._group_added(group)
        every = [
            (index, series)
            for index, entry in enumerate(found)
            if (series := entry.series()) is not None
        ]
        literal = [(index, series) for index, series in every if series < self.python]
        if not every or any(series == self.python for _, series in every):
            return
        if not literal:
            if not alone:
                self._oldest_added(found, every, continued=continued)
            return
        stated = {one for _, one in literal}
        newest = max(stated)
        if self.known.beside(stated, self.python) != newest or (alone and len(stated) < 3):
            return
        twins = [
            index
            for index, series in literal
            if series == newest
            and any(
                respelt(found[index].skeleton, newest, other) in texts
                for other in stated - {newest}
            )
        ]
        if not twins and not alone and self.known.is_single:
            # Nothing names another Python: these are the tests, which an older one had no twin of.
            twins = [
                index
                for index, series in literal
                if series == newest
                and not (rest_of(found[index].text) and does_one_task(found[index].text))
            ]
        if twins:
            downwards = members.counts_downwards([series for _, series in every], newest)
            self._copy_names(found, twins, newest, before=downwards, continued=continued)
        else:
            self._bare_added([found[index] for index, one in literal if one == newest], texts)

    def _oldest_added(
        self, found: list[Entry], every: list[tuple[int, Minor]], *, continued: bool
    ) -> None:
        """Put a Python that is older than all others into a list of all that are supported."""
        stated = {series for _, series in every}
        least = min(stated)
        if len(stated) < 2 or self.known.beside(stated, self.python) != least:
            return
        if self.python in self.known.members:
            return  # a list that starts later than what is supported means to
        texts = {entry.skeleton for entry in found}
        twins = [
            index
            for index, series in every
            if series == least
            and any(respelt(found[index].skeleton, least, one) in texts for one in stated - {least})
        ]
        if twins:
            upwards = not members.counts_downwards([series for _, series in every], least)
            self._copy_names(found, twins, least, before=upwards, continued=continued)

    def _bare_added(self, newest: list[Entry], texts: set[str]) -> None:
        """The new Python alone, behind `py312{,-main}`, which has the newest one alone among
        others.
        """
        for entry in newest:
            series, bare = entry.series(), SPLIT.sub("", entry.text)
            if series is None or not _EMPTY.search(entry.text):
                continue
            others = self.known.members - {series}
            if any(respelt(bare, series, one) in texts for one in others):
                line = self.document.line(self.document.position(entry.start)[0])
                if line.strip().rstrip(",") == entry.text:
                    self._copy_line(entry.start, series, text=line.replace(entry.text, bare))
                else:
                    new = respelt(bare, series, self.python)
                    self.edits.splice(self.document, entry.end, entry.end, ", " + new)
                return

    def _copy_names(
        self, found: list[Entry], twins: list[int], one: Minor, *, before: bool, continued: bool
    ) -> None:
        """Names of one Python again, for the new one: a line for a line, else behind the last, or
        in front of the first.
        """
        lines: dict[int, list[int]] = {}
        for index, entry in enumerate(found):
            lines.setdefault(self.document.position(entry.start)[0], []).append(index)
        inline: list[int] = []
        copied = set(twins)
        for line, indices in lines.items():
            here = [index for index in indices if index in copied]
            if not here:
                continue
            start = self.document.line_starts[line - 1]
            own = not self.document.text[start : found[indices[0]].start].strip()
            if own and len(here) == len(indices) and not continued:
                self._copy_line(found[indices[0]].start, one, before=before)
            else:
                inline += here
        if inline:
            last = found[inline[-1]]
            spans = [(entry.start, entry.end) for entry in found]
            gap = ", "
            if len(spans) > 1:
                second = inline[-1] or 1
                between = self.document.text[spans[second - 1][1] : spans[second][0]]
                gap = between if "\n" not in between else gap
            steps = self.known.steps(one, self.python)
            new = gap.join(
                respelt(found[index].text, one, step)
                for step in (steps[::-1] if before else steps)
                for index in inline
            )
            if before:
                first = found[inline[0]].start
                self.edits.splice(self.document, first, first, new + gap)
            else:
                self.edits.splice(self.document, last.end, last.end, gap + new)

    def _group_added(self, group: Group, *, whole: bool = False) -> None:
        series = []
        for start, end, member in group.members:
            span = RANGE.fullmatch(member)
            if span is not None:
                last = str(max(int(span[1]), int(span[2])))
                one = member_series(group, last)
                first = member_series(group, str(min(int(span[1]), int(span[2]))))
                if one is not None and first is not None:
                    series.append((one, start, end, member))
                    if first <= self.python <= one:
                        return
            else:
                one = member_series(group, member)
                if one is not None:
                    series.append((one, start, end, member))
        if not series or any(one == self.python for one, *_ in series):
            return
        older = [one for one in series if one[0] < self.python]
        if not older:
            self._first_added(group, series)
            return
        newest, start, end, member = max(older)
        if self.known.beside((one for one, *_ in series), self.python) != newest:
            return
        if whole and {one for one, *_ in series} < {
            one for one in self.known.members if one < self.python
        }:
            return
        span = RANGE.fullmatch(member)
        downwards = members.counts_downwards([one for one, *_ in series], newest)
        if span is not None:
            bound = max(int(span[1]), int(span[2]))
            last = f"{bound + (self.python[1] - newest[1])}"
            self.edits.splice(self.document, start, end, member.replace(str(bound), last))
            return
        steps = self.known.steps(newest, self.python)
        new = [_respelt_member(member, newest, one) for one in steps]
        gap = self._gap(group)
        if downwards:
            self.edits.splice(self.document, start, start, "".join(one + gap for one in new[::-1]))
        else:
            self.edits.splice(self.document, end, end, "".join(gap + one for one in new))

    def _first_added(self, group: Group, series: list[tuple[Minor, int, int, str]]) -> None:
        """Put a Python that is older than all others into a group of all that are supported."""
        least, start, end, member = min(series)
        if self.known.beside((one for one, *_ in series), self.python) != least or len(series) < 2:
            return
        if RANGE.fullmatch(member) or self.python in self.known.members:
            return  # a list that starts later than what is supported means to
        new = _respelt_member(member, least, self.python)
        if members.counts_downwards([one for one, *_ in series], least):
            self.edits.splice(self.document, end, end, self._gap(group) + new)
        else:
            self.edits.splice(self.document, start, start, new + self._gap(group))

    def _gap(self, group: Group) -> str:
        if len(group.members) > 1:
            between = self.document.text[group.members[0][1] : group.members[1][0]]
            if "\n" not in between:
                return between
        return ","


def _respelt_member(member: str, old: Minor, new: Minor) -> str:
    """A member of a group for another Python: `py311`, `311`, `3.11` or `11`."""
    text = respelt(member, old, new)
    if text != member:
        return text
    digits = f"{old[0]}{old[1]}"
    if digits in member:
        return member.replace(digits, f"{new[0]}{new[1]}")
    return member.replace(str(old[1]), str(new[1]))
