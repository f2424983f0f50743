"""The dependency lists of manifests: `pyproject.toml`, `setup.cfg`, `setup.py`, `Pipfile`, `environment.yml`, pixi, Hatch."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.declarations import Declaration, DependencyList
    from venvlint.tree import Tree


def manifest_lists(tree: Tree) -> list[tuple[DependencyList, tuple[Declaration, ...]]]:
    """Every list of every manifest, in path order."""
    return []
