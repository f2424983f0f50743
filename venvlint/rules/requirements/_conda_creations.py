"""Which of conda's environment files somebody creates an environment from: CI, an image, the
README.
"""

from __future__ import annotations

import posixpath
from bisect import bisect_left

from venvlint.facts.project.programs import CONDA
from venvlint.files.paths import folder_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.installs import GivenFile, Install
    from venvlint.model import Location
    from venvlint.tree import Tree

_WHO = {
    "ci": "CI",
    "image": "the image",
    "page": "the README",
    "docs-host": "Read the Docs",
}


def creator(tree: Tree, path: str) -> tuple[str, Location] | None:
    """Who creates an environment from the file, as a message names it, and where; None where
    nobody does.
    """
    return next(iter(_creations(tree).get(path, ())), None)


def serves_machines_of_linux_alone(tree: Tree, path: str) -> bool:
    """Whether all that is seen to use the file are machines of one kind: Read the Docs', and the
    images that are described beside it. What lies at the repository's root people use as well.
    """
    users = {who for who, _ in _creations(tree).get(path, ())}
    if not users or not users <= {"Read the Docs", "the image"}:
        return False
    return bool(folder_of(path)) or "the image" not in users


def _creations(tree: Tree) -> dict[str, list[tuple[str, Location]]]:
    """Who creates environments, and where, by the files."""

    def make() -> dict[str, list[tuple[str, Location]]]:
        found: dict[str, list[tuple[str, Location]]] = {}
        for who, at, path in _found(tree):
            found.setdefault(path, []).append((who, at))
        return found

    return tree.once("conda creations", make)


def _found(tree: Tree) -> Iterator[tuple[str, Location, str]]:
    for install in tree.installs:
        who = _WHO.get(install.where.kind)
        if who is not None and install.tool in CONDA:
            for file in install.files:
                path = file.meant or _in_the_clone(tree, install, file)
                if path is not None:
                    yield who, install.at, path


def _in_the_clone(tree: Tree, install: Install, file: GivenFile) -> str | None:
    """The file of the tree that a page at the root means which clones one repository, changes into
    the clone and names a file there. That it is the project's own cannot be told where the project
    has another name than its repository, as the code of a paper has; the file of that name tells.
    """
    from venvlint.facts.commands.written_files import cloned

    command = install.command
    if (
        command is None
        or install.where.kind != "page"
        or "/" in install.where.path
        or command.directory is not None
    ):
        return None

    def make() -> list[int]:
        first: dict[tuple[str, str], int] = {}
        for one in command.shell.sequence.commands:
            if (brought := cloned(one)) is not None:
                first[brought] = min(one.start, first.get(brought, one.start))
        return sorted(first.values())

    places = tree.once(f"where clones begin: {id(command.shell.sequence)}", make)
    before = bisect_left(places, command.start)
    path = posixpath.normpath(file.written or "environment.yml")
    return path if before == 1 and tree.exists(path) else None
