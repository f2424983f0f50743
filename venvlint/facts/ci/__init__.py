"""Continuous integration: every definition in the tree as jobs of one model, whatever the system (`tree.ci_jobs`)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.ci.model import Job
    from venvlint.tree import Tree


def build(tree: Tree) -> tuple[Job, ...]:
    """Every job of every CI definition of the tree, in path order and then in the order of the file."""
    return ()
