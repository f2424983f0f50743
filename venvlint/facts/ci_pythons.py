"""The Pythons that CI jobs and test tools set up, as statements beside all others."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.pythons import Statement
    from venvlint.tree import Tree


def build(tree: Tree) -> tuple[Statement, ...]:
    """Every such statement of the tree."""
    return ()
