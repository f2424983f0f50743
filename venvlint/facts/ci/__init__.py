"""Continuous integration: every definition in the tree as jobs of one model, whatever the system (`tree.ci_jobs`)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.ci.model import Job
    from venvlint.tree import Tree


def build(tree: Tree) -> tuple[Job, ...]:
    """Every job of every CI definition of the tree, in path order and then in the order of the file.

    A file that does not parse has no jobs. Where a workflow or action of the tree is called by another one, its inputs are the
    callers'.
    """
    return tuple(_jobs(tree))


def _jobs(tree: Tree) -> Iterator[Job]:
    for path in tree.paths:
        if not path.endswith((".yml", ".yaml")):
            continue
        name = path.rpartition("/")[2]
        if ".github/workflows/" in path or name.startswith("action."):
            from venvlint.facts.ci import github

            if github.is_workflow(path) and (root := tree.yaml(path)) is not None:
                yield from github.workflow_jobs(path, root)
            elif github.is_action(path) and (root := tree.yaml(path)) is not None:
                yield from github.action_jobs(path, root)
