"""The settings of hosting and of development tools that start a Python."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.pythons import Statement
    from venvlint.tree import Tree


def statements(tree: Tree) -> Iterator[Statement]:
    """Every such file's statements."""
    yield from ()
