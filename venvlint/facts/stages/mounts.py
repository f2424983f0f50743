"""What compose lays over the file system of an image when it starts a service."""

from __future__ import annotations

import posixpath

from venvlint.files.paths import as_folder, folder_of, joined
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.model import Location
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_WORKING_FOLDER = lazy(r"^\$(?:PWD\b|\{PWD\})")


class Mount(Record):
    """One mount of a service or a development container."""

    at: Location
    target: str
    """The folder or file in the container."""
    kind: str
    """`bind`, `volume`, or `unknown` where a variable decides."""

    def covers(self, path: str) -> bool:
        """Whether it lies over an absolute path of the image, or may do so."""
        target = self.target.rstrip("/")
        return "$" in target or path == target or path.startswith(target + "/")


def mount_of(node: Node) -> Mount | None:
    """One entry of `volumes`, short or long."""
    from venvlint.facts.stages.compose import parted

    source, target = parted(node)
    if not target:
        return None
    if node.mapping:
        kind = node.text("type")
        kind = "volume" if kind in ("volume", "tmpfs", "cluster", "npipe") else kind or "unknown"
        return Mount(node.at, posixpath.normpath(target), "unknown" if "$" in target else kind)
    if "$" in target and source:
        return Mount(node.at, target, "unknown")
    if source.startswith((".", "/", "~", "${PWD}", "$PWD", "${PWD:-", "$(pwd)")):
        return Mount(node.at, posixpath.normpath(target), "bind")
    kind = "unknown" if "$" in source else "volume"
    return Mount(node.at, posixpath.normpath(target), kind)


def places_in_containers(tree: Tree) -> dict[str, frozenset[str]]:
    """Where services of compose mount folders of the repository: by the folder in the container
    those of the repository, `.` the root. `$PWD` is the folder of the file, or the root.
    """

    def make() -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for source, target in _places(tree):
            found.setdefault(target.rstrip("/"), set()).add(source)
        return {target: frozenset(sources) for target, sources in found.items()}

    return tree.once("places in containers", make)


def _places(tree: Tree) -> Iterator[tuple[str, str]]:
    from venvlint.facts.stages.compose import compose_services, parted

    for compose in tree.of_kind("compose"):
        document = tree.document(compose)
        if document is None or b"volumes" not in document.data:
            continue
        base = folder_of(compose)
        for service in compose_services(tree.yaml(compose)):
            for item in service.get("volumes").items[:100]:
                source, target = parted(item)
                if not target.startswith("/"):
                    continue
                own = _WORKING_FOLDER.sub(".", source)
                if own != source:
                    yield posixpath.normpath(own), target
                if own.startswith("."):
                    yield joined(base, own), target


def is_mounted(tree: Tree, recipe: Recipe, path: str) -> bool:
    """Whether a service that is, or may be, made from a Dockerfile has something else at an
    absolute path than the image holds there.
    """
    return any(mount.covers(path) for mount in _over(tree, recipe))


def _over(tree: Tree, recipe: Recipe) -> list[Mount]:
    """The mounts of every service that may be made from a Dockerfile: that says so, or in whose
    folder a variable names the file (`dockerfile: ${DOCKERFILE}`).
    """
    of_files, of_folders = tree.once("what is mounted over images", lambda: _by_place(tree))
    return [*of_files.get(recipe.path, ()), *of_folders.get(folder_of(recipe.path), ())]


def _by_place(tree: Tree) -> tuple[dict[str, list[Mount]], dict[str, list[Mount]]]:
    """The mounts of services by the Dockerfiles that these are built from, and by the folders where
    a variable names the Dockerfile.
    """
    from venvlint.facts.commands.orchestration import build_of
    from venvlint.facts.images.dockerfiles import built_from
    from venvlint.facts.stages.compose import compose_services

    of_files: dict[str, list[Mount]] = {}
    of_folders: dict[str, list[Mount]] = {}
    for path in tree.of_kind("compose"):
        document = tree.document(path)
        if document is None or b"volumes" not in document.data:
            continue
        for service in compose_services(tree.yaml(path)):
            section = build_of(tree, path, service)
            if not section:
                continue
            mounts = [mount for one in service.get("volumes").items if (mount := mount_of(one))]
            recipe = built_from(tree, path, section)
            if recipe is not None:
                of_files.setdefault(recipe.path, []).extend(mounts)
            elif "$" in (section.text("dockerfile") or ""):
                context = section.text("context") or "."
                folder = as_folder(joined(folder_of(path), context))
                of_folders.setdefault(folder, []).extend(mounts)
    return of_files, of_folders
