"""What holds the versions of a requirements file besides its own lines."""

from __future__ import annotations

import posixpath

from venvlint.facts.project import vocabulary
from venvlint.files.paths import as_folder, folder_and_name
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.tree import Tree

_LOCKS = lazy(
    r"(?:(?:poetry|uv|pdm|Pipfile|pixi)\.lock|pylock(?:\.[\w-]+)?\.toml|conda-lock\.yml"
    rf"|requirements?(?:[\w.-]*\.lock|{vocabulary.LOCKED_MARK}\.txt)"
    r"|[\w.-]*constraints[\w.-]*\.txt)$",
    words=(*vocabulary.LOCKED, "constraints"),
)


def held_elsewhere(tree: Tree, path: str) -> frozenset[str]:
    """The distributions that an exact version elsewhere holds when the file is installed: its
    constraints, other lines, its includes.

    Where it is installed with constraints that are not known, nothing is known to be loose.
    """
    held = set()
    for statement in tree.requirements.read(path):
        if statement.line.pin and statement.line.key:
            held.add(statement.line.key)
    for install in tree.installs.of(path):
        for constraint in (*install.constraints, *install.overrides):
            if constraint.path is None or constraint.path not in tree.requirements.files:
                held.update(one.key for one in tree.declarations.in_file(path))
            else:
                held.update(_pinned(tree, constraint.path))
    for includer in tree.requirements.included_by.get(path, ()):
        for statement in tree.requirements.read(includer) if includer != path else ():
            if statement.line.pin and statement.constraint:
                held.add(statement.line.key)
    return frozenset(held)


def _pinned(tree: Tree, path: str) -> set[str]:
    return {statement.line.key for statement in tree.requirements.read(path) if statement.line.pin}


def is_read_by_a_manifest(tree: Tree, path: str) -> bool:
    """Whether the file is a library's own list of what it needs: its `setup.py` or `pyproject.toml`
    reads it, and nothing installs it where the project runs.
    """
    return tree.installs.deployed(path) is None and (
        path in tree.dynamic_requirements
        or any(one.where.kind == "manifest" for one in tree.installs.of(path))
    )


def lock_beside(tree: Tree, path: str) -> str:
    """A lock in the same folder or the project's, empty where there is none."""
    from venvlint.facts.project import project_of

    project = project_of(tree, path)
    places = {posixpath.dirname(path), as_folder(project)}
    locks: dict[str, list[str]] = tree.once("locks by their folders", lambda: _locks(tree))
    beside = [other for place in places for other in locks.get(place, ()) if other != path]
    return min(beside, default="")


def _locks(tree: Tree) -> dict[str, list[str]]:
    """The first two locks of each folder: one of them is another file than any that asks."""
    found: dict[str, list[str]] = {}
    for path in tree.paths:
        directory, name = folder_and_name(path)
        if len(found.get(directory, ())) < 2 and _LOCKS.match(name):
            found.setdefault(directory, []).append(path)
    return found
