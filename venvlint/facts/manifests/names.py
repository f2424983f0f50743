"""What the manifests of a project call it."""

from __future__ import annotations

from venvlint.facts.project import PACKAGE_FILES, STATED_NAME
from venvlint.files.paths import as_folder, path_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.tree import Tree


def names(tree: Tree, project: str) -> frozenset[str]:
    """The normalised names that the project's manifests give it."""
    return tree.once(f"names of {project}", lambda: _names(tree, project))


def _names(tree: Tree, project: str) -> frozenset[str]:
    from venvlint.readers.pep508 import normalize

    pyproject, setup_cfg, setup_py = _paths(project)
    found: list[str | None] = []
    if pyproject in tree.path_set:
        root = tree.toml(pyproject)
        found += root.text("project", "name"), root.text("tool", "poetry", "name")
    if setup_cfg in tree.path_set:
        found.append(tree.ini(setup_cfg).text("metadata", "name"))
    document = tree.document(setup_py) if setup_py in tree.path_set else None
    if document is not None:
        found += STATED_NAME.findall(document.text)
    return frozenset(normalize(name) for name in found if name)


def own_names(tree: Tree) -> frozenset[str]:
    """What the manifests of all the tree's projects call them, normalised."""
    return tree.once(
        "names of the tree's projects",
        lambda: frozenset().union(*(names(tree, project) for project in tree.projects)),
    )


def manifests_of(tree: Tree, project: str) -> list[str]:
    """The texts of the project's manifests."""
    documents = (tree.document(path) for path in _paths(project) if path in tree.path_set)
    return [document.text for document in documents if document is not None]


def _paths(project: str) -> list[str]:
    return [path_in(as_folder(project), name) for name in PACKAGE_FILES]


def is_named_for(name: str, tool: str) -> bool:
    """Whether a project's name says that it is a tool or extends it: `pytest-shop`,
    `python-lsp-ruff`.
    """
    return f"-{tool}-" in f"-{name}-"
