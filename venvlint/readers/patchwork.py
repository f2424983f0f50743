"""Text put together from pieces of a document, every character with its place.

A shell command is rarely written in one piece: continuation lines are joined, YAML takes the
indentation away, quotes and
escapes vanish, variables are replaced by their values. A `Patchwork` is the text after all that,
and still says where in
the document each part of it is written.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Piece = tuple[str, int, int, int, int]

UNKNOWN = "\0"
"""Stands in a text for a part that cannot be known: an unset variable, a command's output, a
template.
"""


class Patchwork:
    """A text and its pieces.

    A piece is `(text, start, end, stated, stated_end)`: its text, the offsets in the document where
    it is used, and those
    where it is stated: for a variable the place of the value that was assigned, else the same.
    Where the two lengths agree
    each character has a place of its own; else each has the whole piece's.
    """

    __slots__ = ("_at", "pieces", "text")

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        if len(pieces) == 1:
            self.text = pieces[0][0]
            self._at = [0]
        else:
            self.text = "".join([piece[0] for piece in pieces])
            at, starts = 0, []
            for piece in pieces:
                starts.append(at)
                at += len(piece[0])
            self._at = starts or [0]

    def __repr__(self) -> str:
        return f"Patchwork({self.text!r})"

    @property
    def known(self) -> str | None:
        """The text where all of it is known, else None."""
        return None if UNKNOWN in self.text else self.text

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the document of the characters *start* to *end*: where they are used."""
        if not self.pieces:
            return (0, 0)
        if len(self.pieces) == 1:
            text, begin, stop, _, _ = self.pieces[0]
            return (
                (begin + start, begin + max(start, end))
                if stop - begin == len(text)
                else (begin, stop)
            )
        first = self._index(start)
        _, begin, stop, _, _ = self.pieces[first]
        length = len(self.pieces[first][0])
        exact = stop - begin == length
        left = begin + start - self._at[first] if exact else begin
        if end <= start:
            return left, left
        last = self._index(end - 1)
        _, begin, stop, _, _ = self.pieces[last]
        exact = stop - begin == len(self.pieces[last][0])
        right = begin + end - self._at[last] if exact else stop
        return left, max(left, right)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters *start* to *end* are stated: in a variable's value if all of them
        come from one, else `span`.
        """
        if self.pieces and end > start:
            first, last = self._index(start), self._index(end - 1)
            if first == last:
                text, _, _, stated, stated_end = self.pieces[first]
                if stated_end - stated == len(text):
                    offset = stated - self._at[first]
                    return offset + start, offset + end
                return stated, stated_end
            pieces = self.pieces[first : last + 1]
            if all(a[4] == b[3] and a[4] - a[3] == len(a[0]) for a, b in pairwise(pieces)):
                left = pieces[0][3] + start - self._at[first]
                exact = pieces[-1][4] - pieces[-1][3] == len(pieces[-1][0])
                return left, pieces[-1][3] + end - self._at[last] if exact else pieces[-1][4]
        return self.span(start, end)

    def cut(self, start: int, end: int) -> list[Piece]:
        """The pieces of the characters *start* to *end*."""
        if end <= start:
            return []
        if len(self.pieces) == 1:
            text, begin, stop, stated, stated_end = self.pieces[0]
            if stated == begin and stop - begin == len(text) == stated_end - stated:
                return [(text[start:end], begin + start, begin + end, begin + start, begin + end)]
        result = []
        for index in range(self._index(start), self._index(end - 1) + 1):
            text, begin, stop, stated, stated_end = self.pieces[index]
            at = self._at[index]
            low, high = max(start - at, 0), min(end - at, len(text))
            if low or high < len(text):
                if stop - begin == len(text):
                    begin, stop = begin + low, begin + high
                if stated_end - stated == len(text):
                    stated, stated_end = stated + low, stated + high
                text = text[low:high]
            if text:
                result.append((text, begin, stop, stated, stated_end))
        return result

    def slice(self, start: int, end: int) -> Patchwork:
        """The characters *start* to *end* as a patchwork of their own."""
        return Patchwork(self.cut(start, end))

    def used_at(self, start: int, end: int) -> list[Piece]:
        """The pieces as they are when this text is the value of a variable that is used at *start*
        to *end*.
        """
        return [
            (text, start, end, stated, stated_end) for text, _, _, stated, stated_end in self.pieces
        ]

    def _index(self, position: int) -> int:
        # Empty pieces share the position of the next one, which bisect_right finds.
        return max(bisect_right(self._at, position) - 1, 0)


def verbatim(text: str, start: int, end: int) -> Piece:
    """The piece that is used and stated at one place."""
    return (text, start, end, start, end)


def plain(text: str, start: int) -> Patchwork:
    """A text that stands in the document as it is."""
    return Patchwork([(text, start, start + len(text), start, start + len(text))])


def lines(pairs: Iterable[tuple[str, int]]) -> Patchwork:
    """The lines of a text value, each with its offset in the document, as `Node.lines` gives them;
    joined by line feeds.
    """
    pieces: list[Piece] = []
    for text, start in pairs:
        if pieces:
            end = pieces[-1][2]
            pieces.append(("\n", end, end + 1, end, end + 1))
        pieces.append((text, start, start + len(text), start, start + len(text)))
    return Patchwork(pieces)


class Word:
    """A word of a command: `raw` as it is written, `value` as the program gets it, and its place in
    the document.
    """

    __slots__ = ("end", "raw", "start", "value")

    def __init__(self, raw: str, value: Patchwork, start: int, end: int) -> None:
        self.raw, self.value, self.start, self.end = raw, value, start, end

    def __repr__(self) -> str:
        return f"Word({self.text!r})"

    @property
    def known(self) -> str | None:
        """The word that the program gets, None where some part of it is unknown."""
        return self.value.known

    @property
    def text(self) -> str:
        """The word that the program gets, with `UNKNOWN` in the place of each unknown part."""
        return self.value.text

    def part(self, start: int, end: int | None = None) -> Word:
        """The characters *start* to *end* (or to its end) of its text as a word of their own."""
        end = len(self.text) if end is None else end
        value = self.value.slice(start, end)
        return Word(value.text, value, *self.value.span(start, end))
