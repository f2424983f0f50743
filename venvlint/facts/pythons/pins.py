"""The files of version managers and environments."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.pythons import Statement
    from venvlint.tree import Tree


def statements(tree: Tree) -> Iterator[Statement]:
    """Every pin file's statements."""
    yield from ()
