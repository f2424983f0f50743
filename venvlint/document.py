"""One file's text with places: bytes are decoded once, line ends and undecodable bytes survive
unchanged.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from venvlint.model import Edit, Location
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LINE_END = lazy(r"\r\n|\n|\r")
# UTF-32 first: its little-endian mark begins with UTF-16's.
BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


class Document:
    """The text of the file *path*; offsets are indices into `text`, which has neither a byte order
    mark nor changed line ends.
    """

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self.mark, self.encoding = b"", "utf-8"
        if data[:1] in b"\xff\xfe\xef\x00":
            for mark, encoding in BYTE_ORDER_MARKS:
                if data.startswith(mark):
                    self.mark, self.encoding = mark, encoding
                    break
        # Undecodable bytes become lone surrogates and are written back as they were. UTF-16 and
        # UTF-32 have no such way
        # back for every broken input; encode() then refuses instead of losing something.
        self.text = data[len(self.mark) :].decode(
            self.encoding, "surrogateescape" if self.encoding == "utf-8" else "replace"
        )
        self._starts: list[int] | None = None

    @property
    def line_starts(self) -> list[int]:
        """The offset at which each line starts."""
        if self._starts is None:
            if "\r" in self.text:
                self._starts = [0, *(match.end() for match in _LINE_END.finditer(self.text))]
            else:
                lines = self.text.split("\n")
                lines.pop()  # the last has no end
                self._starts = [*accumulate([len(line) + 1 for line in lines], initial=0)]
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of *offset*."""
        starts = self.line_starts
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def at(self, start: int, end: int) -> Location:
        """The place of the text between two offsets."""
        line, column = self.position(start)
        end_line, end_column = self.position(max(start, end))
        return Location(self.path, line, column, end_line, end_column)

    def span(self, at: Location) -> tuple[int, int]:
        """The offsets of a place: what `at` made it of."""
        return self.offset(at.line, at.column), self.offset(at.end_line, at.end_column)

    def line_at(self, number: int) -> Location:
        """The place of the whole line *number* (from 1), without its line end."""
        return Location(self.path, number, 1, number, len(self.line(number)) + 1)

    def line(self, number: int) -> str:
        """The text of line *number* (from 1) without its line end; empty when there is no such
        line.
        """
        if not 1 <= number <= len(self.line_starts):
            return ""
        return self.text[slice(*self.line_span(number))].rstrip("\r\n")

    def line_span(self, first: int, last: int = 0) -> tuple[int, int]:
        """The offsets of line *first* (from 1), or of all up to *last*, with their line ends."""
        starts = self.line_starts
        last = last or first
        return starts[first - 1], starts[last] if last < len(starts) else len(self.text)

    @property
    def lines(self) -> list[str]:
        """The text of every line, as `line` gives it: no form feed or line separator of Unicode
        ends one.
        """
        return [line for line, _ in self.each_line()]

    def each_line(self) -> Iterator[tuple[str, int]]:
        """The same, each with the offset at which it starts."""
        for number, start in enumerate(self.line_starts, 1):
            yield self.line(number), start

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column; a place past the end is the end."""
        starts = self.line_starts
        if line > len(starts):
            return len(self.text)
        return min(starts[line - 1] + column - 1, len(self.text))

    @property
    def newline(self) -> str:
        """The line end that the file uses first; `\\n` where it has none."""
        if "\r" not in self.text:
            return "\n"
        match = _LINE_END.search(self.text)
        return match[0] if match else "\n"

    def replace(self, start: int, end: int, text: str) -> Edit:
        """The edit that puts *text* between two offsets. Line ends in *text* are written as `\\n`,
        or as they stand where they were copied from, and become the file's own.
        """
        newline = self.newline
        if newline != "\n":
            text = text.replace("\r\n", "\n").replace("\n", newline)
        return Edit(self.at(start, end), text)

    def delete_lines(self, first: int, last: int) -> Edit:
        """The edit that removes the lines *first* to *last* (from 1), with their line ends."""
        return Edit(self.at(*self.line_span(first, last)), "")

    def append(self, text: str) -> Edit:
        """The edit that adds whole lines at the end, ending the last line first where it is not
        ended.
        """
        end = len(self.text)
        prefix = "\n" if self.text and not self.text.endswith(("\n", "\r")) else ""
        return self.replace(end, end, prefix + text)

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The file's bytes after *edits*, in the file's own encoding.

        Raises `ValueError` when two edits overlap or when the encoding cannot hold the result.
        """
        edits = list(edits)
        for edit in edits:
            if edit.encoding:
                return edit.text.encode(edit.encoding, "surrogateescape")
        spans = [
            (
                self.offset(e.at.line, e.at.column),
                self.offset(e.at.end_line, e.at.end_column),
                e.text,
            )
            for e in edits
        ]
        spans.sort(
            key=lambda span: span[:2]
        )  # what joins at one place stays in the order in which it was asked for
        pieces, position = [], 0
        for start, end, text in spans:
            if start < position:
                raise ValueError(f"{self.path}: edits overlap")
            pieces += [self.text[position:start], text]
            position = end
        pieces.append(self.text[position:])
        changed = "".join(pieces)
        if (
            self.encoding != "utf-8"
            and self.mark + self.text.encode(self.encoding, "replace") != self.data
        ):
            raise ValueError(
                f"{self.path}: its {self.encoding.upper()} text is damaged and cannot be written"
                " back unchanged"
            )
        return self.mark + changed.encode(
            self.encoding, "surrogateescape" if self.encoding == "utf-8" else "strict"
        )
