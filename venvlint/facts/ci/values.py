"""Values of continuous integration: what a text at a place of use comes to, with the tokens that
state it.
"""

from __future__ import annotations

from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from venvlint.model import Location
    from venvlint.readers.nodes import Node


class Piece(Record):
    """A run of characters of a value and the token in the file that states it.

    `literal` pieces are copied from the place of use itself: a part of their text is the same part
    of the token. Of any
    other piece (it came through a matrix, `env`, an input) the whole token is the place.
    """

    text: str
    node: Node
    start: int
    end: int
    literal: bool = False


class Combination(Record):
    """One combination of a matrix: the value of each key, with its place. Without a matrix `values`
    is empty.

    `may_fail` says whether a failure of this combination leaves the run green (`continue-on-error`,
    `allow_failure`,
    Travis' `allow_failures`); None where that depends on something unknown.
    """

    values: Mapping[str, Node]
    may_fail: bool | None = False


class Value(Record):
    """A text that reaches its use, the tokens that state it, and the matrix combinations in which
    it does so.

    `used` is the node of the use: `python-version: ${{ matrix.py }}`. A YAML `3.10` without quotes
    is the text `3.10`.
    """

    text: str
    pieces: tuple[Piece, ...]
    used: Node
    combinations: tuple[Combination, ...] = ()

    @property
    def at(self) -> Location:
        """The place that states the whole value: the one token that is not merely copied, else the
        place of use.
        """
        piece = self.pieces[0]
        if len(self.pieces) == 1 and piece.literal and piece.text == piece.node.string:
            return piece.node.at
        return self.place(0, len(self.text))

    @property
    def node(self) -> Node:
        """The node of the token that states the value (of several, the first that is no literal
        text around it).
        """
        return self._stating(0, len(self.text)).node

    @property
    def may_fail(self) -> bool:
        """Whether every combination that uses the value is allowed to fail, or may be: nobody is
        stopped by it.
        """
        return bool(self.combinations) and all(
            combination.may_fail is not False for combination in self.combinations
        )

    def place(self, start: int, end: int) -> Location:
        """The place of the token that states `text[start:end]`."""
        position = 0
        piece = self._stating(start, end)
        if not piece.literal:
            return piece.node.document.at(piece.start, piece.end)
        for candidate in self.pieces:
            if candidate is piece:
                break
            position += len(candidate.text)
        first = piece.start + max(start - position, 0)
        last = piece.start + min(end - position, len(piece.text))
        return piece.node.document.at(first, max(first, last))

    def _stating(self, start: int, end: int) -> Piece:
        touched, position = [], 0
        for piece in self.pieces:
            if position < max(end, start + 1) and position + len(piece.text) > start:
                touched.append(piece)
            position += len(piece.text)
        touched = touched or list(self.pieces)
        return next((piece for piece in touched if not piece.literal), touched[0])


class Values(Record):
    """What an expression comes to over all combinations: the values that are known, and whether
    that is all of them.
    """

    values: tuple[Value, ...] = ()
    complete: bool = True

    @property
    def texts(self) -> list[str]:
        """The texts alone, in order."""
        return [value.text for value in self.values]
