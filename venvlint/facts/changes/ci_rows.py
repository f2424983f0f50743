"""Rows of a matrix, and other mappings in a sequence, once more for the new Python: what they must
have in common with those of older ones.
"""

from __future__ import annotations

from venvlint.facts.changes import members
from venvlint.facts.changes.ci_files import NAME_KEYS, CiFile
from venvlint.facts.changes.model import speaks_of_python
from venvlint.facts.changes.ranges import in_yaml, named, names, quoted_numbers, respelt
from venvlint.facts.changes.siblings import bare, normal, plain_version, respell_loose, with_digits
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]


EARLY = lazy(r"3\.\d{1,2}(?:\.0)?[-.]?(?:dev|alpha|beta|rc|a\d|b\d)")
_TRIAL = lazy(r"(?i)experimental|allow|continue|fail|prerelease|unstable")
_ANCHOR_BEFORE = lazy(r"&[\w.-]+[ \t]*(?:\r?\n[ \t]*)?$")
_MACHINE = frozenset(("dist", "sudo"))
"""What Travis is told of the machine of a row."""
_ALIAS = lazy(r"(?:^|[\s\[{,:])[&*][\w.-]*\d")


class CiRows(CiFile):
    """Which rows of one definition are repeated, and how."""

    def _is_tried_alone(self, row: Node, axes: Node) -> bool:
        """Whether a row of `include` only tries the pre-release of a Python that now becomes a
        member of the matrix.
        """
        if not axes or not EARLY.search(bare(row)):
            return False
        if any(not (speaks_of_python(key) or _TRIAL.search(key)) for key in row.mapping):
            return False
        return any(
            self.known.beside(stated, self.gone) in stated
            for stated in self._axes_of(axes).pythons.values()
        )

    def _that_extend_twins(
        self, items: list[Node], series: list[Minor | None], newest: list[int]
    ) -> list[int]:
        """Those of the newest rows that say what one for another Python says, and something more
        that is not about Python, such as the machine that its Python wants.
        """
        shorter: dict[tuple[Minor, frozenset[str]], set[frozenset[tuple[str, str]]]] = {}
        for one, item in zip(series, items, strict=True):
            if one is not None and item.mapping:
                row = frozenset(
                    (key, plain_version(normal(value))) for key, value in item.mapping.items()
                )
                shorter.setdefault((one, frozenset(item.mapping)), set()).add(row)
        found = []
        for number in newest:
            own = items[number].mapping
            one = series[number]
            if one is not None and any(
                theirs != one
                and keys < own.keys()
                and frozenset(
                    (key, plain_version(respell_loose(normal(own[key]), one, theirs)))
                    for key in keys
                )
                in rows
                for (theirs, keys), rows in shorter.items()
            ):
                found.append(number)
        return found

    @staticmethod
    def _on_later_machines(
        items: list[Node], series: list[Minor | None], newest: list[int]
    ) -> list[int]:
        """Those of the newest rows that say what one for another Python says, on another machine:
        Travis has Python 3.7 with `dist: xenial` and `sudo: true` alone.
        """
        texts = [
            frozenset(
                f"{key}: {plain_version(normal(value))}"
                for key, value in item.mapping.items()
                if key not in _MACHINE
            )
            for item in items
        ]
        said = {(one, row) for one, row in zip(series, texts, strict=True) if row}
        others = {one for one in series if one is not None}
        return [
            number
            for number in newest
            if (mine := series[number]) is not None
            and any(
                (one, frozenset(respell_loose(text, mine, one) for text in texts[number])) in said
                for one in others - {mine}
            )
        ]

    def _that_run_less(
        self, items: list[Node], series: list[Minor | None], beside: Minor, newest: list[int]
    ) -> bool:
        """Whether the row of the newest runs what those of older ones run, and more, such as
        `py312,docs`: the new one gets a row like theirs.
        """
        if len(newest) != 1 or not items[newest[0]].mapping:
            return False
        row = {key: normal(value) for key, value in items[newest[0]].mapping.items()}
        for number, one in enumerate(series):
            if one is None or one == beside or items[number].mapping.keys() != row.keys():
                continue
            own = {
                key: respelt(normal(value), one, beside)
                for key, value in items[number].mapping.items()
            }
            if all(
                row[key] == text or row[key].startswith(f"{text},") for key, text in own.items()
            ):
                lines = members.entry_lines(self.document, items[number].start, items[number].end)
                after = members.entry_lines(
                    self.document, items[newest[0]].start, items[newest[0]].end
                )
                if lines is None or after is None or self._is_shared(items[number]):
                    return False
                text = self.document.text[lines[0] : lines[1]]
                copied = quoted_numbers(respelt(text, one, self.gone))
                if copied.endswith("\n") and self.document.text[after[1] - 1 : after[1]] == "\n":
                    self.edits.splice(self.document, after[1], after[1], copied)
                    return True
        return False

    def _row_left(self, items: list[Node], series: list[Minor | None], newest: list[int]) -> None:
        """Rows for several Pythons, each with something of its own: the new one wants a row, and
        nobody knows what with.
        """
        row = items[newest[-1]]
        pythons = {
            one
            for one, item in zip(series, items, strict=True)
            if one is not None and item.mapping.keys() == row.mapping.keys()
        }
        if row.mapping and len(pythons) > 2:
            self.edits.aside(
                row.at,
                f"a row like this one for Python {minor_text(self.gone)}: those for older ones"
                " differ in more than their Python",
            )

    def _handed_on(
        self, items: list[Node], series: list[Minor | None], beside: Minor, newest: list[int]
    ) -> bool:
        """The newest Python runs in rows with names of their own (`Linux`, `Windows`), each older
        one in a row that is named for it: the new one takes the rows, and what was the newest gets
        a row like those of the older ones. Whether it is so.
        """
        called: dict[tuple[str, frozenset[tuple[str, str]]], int] = {}
        for index in newest:
            said = {key: normal(value) for key, value in items[index].mapping.items()}
            for key in NAME_KEYS:
                if key in said and not named(said[key]):
                    called.setdefault((key, frozenset(said.items() - {(key, said[key])})), index)
        for number, one in enumerate(series):
            row = items[number]
            if one is None or one == beside or not row.mapping or not called:
                continue
            said = {key: normal(value) for key, value in row.mapping.items()}
            wanted = {key: respell_loose(text, one, beside) for key, text in said.items()}
            for key in NAME_KEYS:
                if key not in said or named(said[key]) != {one}:
                    continue
                found = called.get((key, frozenset(wanted.items() - {(key, wanted[key])})))
                if found is not None:
                    for taken in newest:
                        self._respell_row(items[taken], beside)
                    self._copy(row, one, beside, before=number > found)
                    return True
        return False

    def _respell_row(self, row: Node, old: Minor) -> None:
        for inner in row.walk():
            if inner.string and names(inner.string, old):
                raw = in_yaml(respelt(inner.raw, old, self.gone), [])
                self.edits.splice(self.document, inner.start, inner.end, raw)

    def _copy(
        self,
        item: Node,
        newest: Minor,
        new: Minor | None = None,
        *,
        before: bool = False,
        spelt: Callable[[str, Minor, Minor], str] | None = None,
    ) -> None:
        """Put a row of a matrix behind (or *before*) its twin, for the new Python."""
        new = new or self.gone
        if self._is_shared(item):
            self.edits.aside(
                self.document.at(item.start, item.end),
                f"a row like this one for Python {minor_text(new)}: it is shared by an anchor",
            )
            return
        spelt = with_digits if item.items else spelt or respelt
        lines = members.entry_lines(self.document, item.start, item.end)
        raw = self.document.text[item.start : item.end]
        if lines is None and not self.document.text.startswith(("{", "["), item.start):
            self.edits.aside(
                self.document.at(item.start, item.end),
                f"a row like this one for Python {minor_text(new)}: it shares its lines",
            )
            return
        if lines is None:
            own = members.own_lines(self.document, (item.start, item.end))
            gap = ", "
            if own is not None:
                gap = ",\n" + self.document.text[own[0] : item.start]
            self.edits.splice(self.document, item.end, item.end, gap + spelt(raw, newest, new))
            return
        text = self.document.text[lines[0] : lines[1]]
        copied = quoted_numbers(spelt(text, newest, new))
        if before:
            self.edits.splice(self.document, lines[0], lines[0], copied)
            return
        if not copied.endswith("\n"):
            copied = "\n" + copied
        self.edits.splice(self.document, lines[1], lines[1], copied)

    def _is_shared(self, item: Node) -> bool:
        """Whether a row has an anchor, by which others take it over, or is made of one that names a
        Python: a copy would need an anchor of its own.
        """
        text = self.document.text
        before = text[max(item.start - 100, 0) : item.start]
        return (
            _ANCHOR_BEFORE.search(before) is not None
            or _ALIAS.search(text, item.start, item.end) is not None
        )
