"""Which Python linters, formatters, type checkers and upgraders are told to aim at."""

from __future__ import annotations

from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.model import Location
    from venvlint.tree import Tree

    Minor = tuple[int, int]


class Target(Record):
    """One setting of one tool."""

    tool: str
    at: Location
    text: str


def build(tree: Tree) -> tuple[Target, ...]:
    """Every such setting."""
    return ()
