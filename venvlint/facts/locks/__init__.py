"""Which locks a tree has, what each was made from, and which no longer match that.

`tree.locks` are the locks of the tools that keep one for a project: uv, Poetry, PDM, Pipenv.
Compiled requirements files and
`pylock.toml` are exports: `stale_locks` judges them too, but they compete with nobody.
"""

from __future__ import annotations

from venvlint.files.paths import folder_and_name, path_in
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.model import Location, Related
    from venvlint.tree import Tree

MANIFESTS = {
    "uv.lock": "pyproject.toml",
    "poetry.lock": "pyproject.toml",
    "pdm.lock": "pyproject.toml",
    "Pipfile.lock": "Pipfile",
}
TOOLS = {"uv.lock": "uv", "poetry.lock": "poetry", "pdm.lock": "pdm", "Pipfile.lock": "pipenv"}
COMMANDS = {"uv": "uv lock", "poetry": "poetry lock", "pdm": "pdm lock", "pipenv": "pipenv lock"}


class Lock(Record):
    """A lock that a tool keeps for the project in its directory."""

    path: str
    tool: str
    """`uv`, `poetry`, `pdm` or `pipenv`."""
    directory: str
    """The directory that it lies in; empty for the root."""
    manifest: str
    """The path of the file that it is made from; empty where that is not there."""


class Stale(Record):
    """A lock that does not match what it was made from."""

    at: Location
    what: str
    """What is wrong, as a clause that follows the lock's name: `was made from another …`."""
    commands: tuple[str, ...]
    """What makes it anew, to be run in the lock's directory."""
    directory: str
    related: tuple[Related, ...] = ()


def build(tree: Tree) -> tuple[Lock, ...]:
    """Every lock of a project, in path order; those of test data are somebody's test data."""
    found = []
    for path in tree.find(*TOOLS):
        if tree.is_test_data(path):
            continue
        directory, name = folder_and_name(path)
        if name == "uv.lock" and directory:
            from venvlint.facts.locks.pythons import is_of_member

            if is_of_member(tree, directory):
                continue  # left over from the time before the workspace
        manifest = path_in(directory, MANIFESTS[name])
        found.append(
            Lock(path, TOOLS[name], directory, manifest if manifest in tree.path_set else "")
        )
    return tuple(found)


def stale_locks(tree: Tree) -> Iterator[Stale]:
    """Every lock, `pylock.toml` and compiled requirements file that does not match what it was made
    from.
    """
    for lock in tree.locks:
        if not lock.manifest:
            continue
        if lock.tool == "uv":
            from venvlint.facts.locks.uv import stale_uv

            yield from stale_uv(tree, lock)
        else:
            from venvlint.facts.locks.hashes import stale_hash

            yield from stale_hash(tree, lock)
    from venvlint.facts.locks.compiled import stale_compiled

    yield from stale_compiled(tree)
