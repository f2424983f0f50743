"""Tables of a page, with a column or rows of Pythons."""

from __future__ import annotations

from functools import cached_property

from venvlint.facts.changes.frameworks import runs_on
from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.prose_text import BLANK, VersionWord
from venvlint.facts.changes.prose_versions import ProseVersions
from venvlint.facts.changes.ranges import named, named_alone, respelt
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    Minor = tuple[int, int]


_BORDER = lazy(r"=+(?: +=+)+")
_HEAD = lazy(r"(?i)(?:supported )?c?pythons?(?: versions?)?(?: supported)?")
_LINK = lazy(r"\[([^\[\]]*)\](?:\[[^\[\]]*\]|\([^()]*\))")
_DJANGO = lazy(r"(?<![\d.])\d\.\d{1,2}(?![\d.])")


class ProseTables(ProseVersions):
    """What becomes of the tables."""

    @cached_property
    def _known_tables(self) -> dict[tuple[int, bool], _Table]:
        """By the number of a line, and whether it has a frame."""
        return {}

    def _cell(self, first: VersionWord, last: VersionWord) -> frozenset[Minor] | None:
        """The Pythons of the column that a row of versions stands in, where its head says that
        these are Pythons: of a table of Markdown, or the last column of a simple one of
        reStructuredText.
        """
        document = self.document
        number = document.position(first.start)[0]
        if self.is_script or document.position(last.end)[0] != number:
            return None
        line = document.line(number)
        column = first.start - document.line_starts[number - 1]
        if line.lstrip().startswith("|"):
            return self._table(number, framed=True).column(line[:column].count("|"))
        table = self._table(number, framed=False)
        return table.last() if 0 < table.start <= column else None

    def _table(self, number: int, *, framed: bool) -> _Table:
        """The lines around one that are like it: with a frame, or not blank."""
        if (number, framed) not in self._known_tables:
            document = self.document
            fits = is_framed if framed else str.strip
            first = last = number
            while first > 1 and fits(document.line(first - 1)):
                first -= 1
            while last < len(document.line_starts) and fits(document.line(last + 1)):
                last += 1
            table = _Table([document.line(one) for one in range(first, last + 1)])
            for one in range(first, last + 1):
                self._known_tables[one, framed] = table
        return self._known_tables[number, framed]

    def _row_of_cell(self, row: list[VersionWord], column: frozenset[Minor]) -> None:
        """Change a row of a table such as `Django | Python`. One that tells the Pythons of older
        releases too, which no longer change, is left.
        """
        if not column <= self.known.members | {self.python}:
            return
        newest = self.known.before(self.python)
        if self.kind == ADD and not self._is_for_such(row[0]):
            return
        if self.kind == DROP or max(word.series for word in row) == newest:
            self._row(row)

    def _is_for_such(self, word: VersionWord) -> bool:
        """Whether the Django of a table's row may run on the new Python."""
        number = self.document.position(word.start)[0]
        if not self._table(number, framed=False).is_about_django:
            return True
        start = self.document.line_starts[number - 1]
        before = self.document.text[start : word.start]
        releases = [match[0] for match in _DJANGO.finditer(before)]
        return not releases or any(runs_on(release, self.python) for release in releases)

    def _tables(self) -> None:
        """Rows of a table that say the same of several Pythons."""
        document, rows = self.document, {}
        for number in range(1, len(document.line_starts) + 1):
            line = self.text[slice(*document.line_span(number))]
            if line.lstrip().startswith("|") and (one := named_alone(line)) is not None:
                rows[number] = (" ".join(line.split()), one)
        texts = {line for line, _ in rows.values()}
        all_series = {series for _, series in rows.values()}
        for number, (line, series) in rows.items():
            stated = {one for one in all_series if respelt(line, series, one) in texts}
            start, end = document.line_span(number)
            is_of_python = self._is_of_python(number, series)
            has_twins = len(stated) > 1 and (is_of_python or "python" in line.lower())
            if self.kind == DROP and series == self.python and (is_of_python or has_twins):
                self.edits.splice(document, start, end, "")
            elif not has_twins:
                continue
            elif self.kind == ADD and self.python not in stated and series < self.python:
                copied = respelt(document.text[start:end], series, self.python)
                if self.known.beside(stated, self.python) == series and copied.endswith("\n"):
                    self.edits.splice(document, end, end, copied)

    def _is_of_python(self, number: int, series: Minor) -> bool:
        """Whether the row of a table is there for one Python, in a column of those that are
        supported.
        """
        cells = self.document.line(number).split("|")
        for index, cell in enumerate(cells):
            if cell.strip(BLANK).lower().removeprefix("python").strip(BLANK) == minor_text(series):
                column = self._table(number, framed=True).column(index)
                return (
                    column is not None
                    and len(column) > 1
                    and column <= self.known.members | {self.python}
                )
        return False


class _Table:
    """The lines of a table, read once for all its rows."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._columns: dict[int, frozenset[Minor] | None] = {}

    @cached_property
    def is_about_django(self) -> bool:
        return any("django" in line.lower() for line in self._lines)

    @cached_property
    def _has_borders(self) -> bool:
        """Whether a frame would have to move with the text."""
        return any(line.lstrip().startswith("+") for line in self._lines)

    @cached_property
    def start(self) -> int:
        """Where the last column of a simple table begins; 0 where it is none."""
        borders = (line for line in self._lines if _BORDER.fullmatch(line.strip()))
        return next(borders, "").rstrip().rfind(" ") + 1

    def column(self, index: int) -> frozenset[Minor] | None:
        """The Pythons of one column between bars, if its head says that these are Pythons."""
        if index not in self._columns:
            cells = [line.split("|") for line in self._lines]
            found = [one[index] for one in cells if index < len(one)]
            self._columns[index] = None if self._has_borders else _pythons_of(found)
        return self._columns[index]

    def last(self) -> frozenset[Minor] | None:
        """The Pythons of the last column of a simple table."""
        if -1 not in self._columns:
            self._columns[-1] = _pythons_of(
                [line[self.start :] for line in self._lines if not _BORDER.fullmatch(line.strip())]
            )
        return self._columns[-1]


def is_framed(line: str) -> bool:
    return line.lstrip().startswith(("|", "+-", "+="))


def _pythons_of(cells: list[str]) -> frozenset[Minor] | None:
    """What a column states below its head; None where the head does not speak of Pythons."""
    if not cells or not _HEAD.fullmatch(_LINK.sub(r"\1", cells[0]).strip(BLANK)):
        return None
    return frozenset(one for cell in cells[1:] for one in named(cell))
