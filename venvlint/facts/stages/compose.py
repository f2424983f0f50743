"""The services of compose files, the images they run, and what they mount."""

from __future__ import annotations

import posixpath

from venvlint.facts.project import vocabulary
from venvlint.files.paths import path_from
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

CHECKOUT = lazy(
    rf"(?:{vocabulary.CHECKOUT}|\$\{{?(?:PWD|WORKSPACE)\}}?|\$\(pwd\))/?",
    words=("PWD", "pwd", *vocabulary.CHECKOUT_WORDS),
)
_DEFAULT = lazy(r"\$\{\w+:?-([^}$]*)\}", words=("-",))


def compose_services(root: Node) -> list[Node]:
    """The services of a compose file; the oldest form has them at the top."""
    if not root:
        return []
    services = root.get("services")
    return list((services if services else root).mapping.values())


def services_of(tree: Tree, recipe: Recipe, path: str) -> list[Node]:
    """The services of the compose file *path* that run the image of a Dockerfile: those that are
    built from it, and those that name the image which is.
    """
    services = tree.once(f"services of {path} by Dockerfile", lambda: _by_dockerfile(tree, path))
    return services.get(recipe.path, [])


def _by_dockerfile(tree: Tree, path: str) -> dict[str, list[Node]]:
    from venvlint.facts.commands.orchestration import build_of
    from venvlint.facts.images.dockerfiles import built_from

    found: dict[str, list[Node]] = {}
    for service in compose_services(tree.yaml(path)):
        section = build_of(tree, path, service)
        recipe = built_from(tree, path, section) if section else None
        if recipe is not None:
            found.setdefault(recipe.path, []).append(service)
    return found


def mounts(tree: Tree, base: str, service: Node) -> list[tuple[str, bool]]:
    """The files and folders of the repository that a service of a compose file in the folder *base*
    mounts, each with whether it is a folder.
    """
    found = []
    for item in service.get("volumes").items[:100]:
        source = _without_variables(parted(item)[0], base)
        is_bind = item.text("type") == "bind" if item.mapping else source.startswith(".")
        if not source or not is_bind or source.startswith(("/", "~", "$")):
            continue
        path = path_from(base, source)
        if path is not None:
            found.append((path, tree.is_folder(path)))
    return found


def _without_variables(source: str, base: str) -> str:
    """The source of a mount as a path from the folder *base* of the compose file, where it begins
    with the checkout (`${PWD}`, or what a CI system calls it) or with a variable that has a value
    of its own (`${CODE:-.}`).
    """
    checkout = CHECKOUT.match(source)
    if checkout is not None:
        here = "." if "PWD" in checkout[0] else posixpath.relpath(".", base or ".")
        return posixpath.join(here, source[checkout.end() :].lstrip("/"))
    default = _DEFAULT.match(source)
    return default[1] + source[default.end() :] if default is not None else source


def parted(node: Node) -> tuple[str, str]:
    """Source and target of one entry of `volumes`, short or long; each empty where it has none.
    Colons in `${NAME:-x}` do not part.
    """
    if node.mapping:
        target = node.text("target") or node.text("dst") or node.text("destination")
        return node.text("source") or "", target or ""
    text = node.string or ""
    if text.startswith("/") and ":" not in text:
        return "", text
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
