"""What compose lays over the file system of an image when it starts a service."""

from __future__ import annotations

import posixpath

from venvlint.files.paths import folder_of
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.model import Location
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree


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
    if node.mapping:
        target = node.text("target") or node.text("dst") or node.text("destination")
        kind = node.text("type")
        if not target:
            return None
        kind = "volume" if kind in ("volume", "tmpfs", "cluster", "npipe") else kind or "unknown"
        return Mount(node.at, posixpath.normpath(target), "unknown" if "$" in target else kind)
    text = node.string
    if not text:
        return None
    if text.startswith("/") and ":" not in text:
        return Mount(node.at, posixpath.normpath(text), "volume")
    source, target = _parted(text)
    if not target or "$" in target:
        return None if not target else Mount(node.at, target, "unknown")
    if source.startswith((".", "/", "~", "${PWD}", "$PWD", "${PWD:-", "$(pwd)")):
        return Mount(node.at, posixpath.normpath(target), "bind")
    kind = "unknown" if "$" in source else "volume"
    return Mount(node.at, posixpath.normpath(target), kind)


def _parted(text: str) -> tuple[str, str]:
    """Source and target of the short form; colons in `${NAME:-x}` do not part."""
    fields, depth, start = [], 0, 0
    for index, character in enumerate(text):
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
        elif character == ":" and not depth:
            fields.append(text[start:index])
            start = index + 1
    fields.append(text[start:])
    if len(fields[0]) == 1 and fields[0].isalpha() and len(fields) > 2:
        return f"{fields[0]}:{fields[1]}", fields[2]  # a drive of Windows
    return fields[0], fields[1] if len(fields) > 1 else ""


def is_mounted(tree: Tree, recipe: Recipe, path: str) -> bool:
    """Whether a service that is, or may be, made from a Dockerfile has something else at an
    absolute path than the image holds there.
    """
    return any(mount.covers(path) for mount in _over(tree, recipe))


def _over(tree: Tree, recipe: Recipe) -> tuple[Mount, ...]:
    """The mounts of every service that may be made from a Dockerfile."""

    def make() -> tuple[Mount, ...]:
        return tuple(
            mount
            for service in _services(tree, recipe)
            for node in service.get("volumes").items
            if (mount := mount_of(node)) is not None
        )

    return tree.once(f"what is mounted over {recipe.path}", make)


def _services(tree: Tree, recipe: Recipe) -> Iterator[Node]:
    """The services that may be made from a Dockerfile: those that say so, and those of its folder
    whose file a variable names (`dockerfile: ${DOCKERFILE}`).
    """
    from venvlint.facts.stages.builds import compose_services

    for path in tree.of_kind("compose"):
        document = tree.document(path)
        if document is None or b"volumes" not in document.data:
            continue
        for service in compose_services(tree.yaml(path)):
            section = service.get("build")
            if not section:
                continue
            context = section.string or section.text("context") or "."
            folder = posixpath.normpath(posixpath.join(folder_of(path), context))
            name = section.text("dockerfile") or "Dockerfile"
            found = posixpath.normpath(posixpath.join(folder, name))
            folder = "" if folder == "." else folder
            if found == recipe.path or ("$" in name and folder_of(recipe.path) == folder):
                yield service
