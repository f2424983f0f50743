"""Which groups and extras of a project an install brings, by its tool's own defaults.

uv installs the group `dev` unless told otherwise (`default-groups`), Poetry every group that is not
optional, PDM every group for development; pip, Pipenv and `uv pip` only what they are asked for. An
export writes what its tool would install, Poetry's alone only what it is asked for.
"""

from __future__ import annotations

from venvlint.facts.commands.model import WITHOUT_PROJECT
from venvlint.files.paths import as_folder, path_in
from venvlint.readers.nodes import ABSENT
from venvlint.readers.pep508 import normalize
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.facts.installs.model import GivenLabel, Install
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree


class Chosen(Record):
    """A group or an extra that is installed."""

    name: str
    """As the manifest or the command spells it."""
    kind: str
    """`group` or `extra`."""
    option: str = ""
    """The option that asks for it: `--with`, `--all-groups`; empty where the tool takes it by
    itself, or for pip's `.[name]`.
    """
    is_default: bool = False
    """Whether the tool takes it by itself."""


def chosen(tree: Tree, install: Install) -> tuple[Chosen, ...]:
    """What an install brings beside the project's own dependencies; nothing where that is not
    known.
    """
    extras = [
        *(Chosen(label.name, "extra") for project in install.projects for label in project.extras),
        *(Chosen(label.name, "extra", label.option) for label in install.extras),
    ]
    groups: Iterable[Chosen]
    if install.tool == "uv" and install.verb in ("sync", "run", "export"):
        groups = _of_uv(tree, install)
    elif install.tool == "poetry" and install.verb in ("install", "sync", "export"):
        groups = _of_poetry(tree, install)
    elif install.tool == "pdm" and install.verb in ("install", "sync"):
        groups = _of_pdm(tree, install)
    elif install.tool == "pipenv":
        groups = _of_pipenv(tree, install)
    else:
        groups = [
            Chosen(label.name.rpartition(":")[2], "group", label.option) for label in install.groups
        ]
    return (*extras, *groups)


def _member(tree: Tree, install: Install) -> Node:
    """The manifest of the workspace's member that `--package` names. Its groups count, and none of
    the root's.
    """
    members = tree.once("members by name", lambda: _members(tree))
    return members.get(normalize(install.package), ABSENT)


def _members(tree: Tree) -> dict[str, Node]:
    """The manifests of the projects that say a name, the first of each."""
    found: dict[str, Node] = {}
    for project in sorted(tree.projects):
        path = path_in(as_folder(project), "pyproject.toml")
        name = tree.toml(path).text("project", "name") if path in tree.path_set else None
        if name:
            found.setdefault(normalize(name), tree.toml(path))
    return found


def _manifest(tree: Tree, install: Install, name: str = "pyproject.toml") -> Node:
    for project in install.projects:
        if project.meant is not None:
            path = path_in(project.meant, name)
            if path in tree.path_set:
                return tree.toml(path)
    return ABSENT


def _filled(table: Node) -> list[str]:
    """The groups of a table that list something."""
    return [name for name, node in table.mapping.items() if node.items] if table else []


def _asked(labels: tuple[GivenLabel, ...]) -> dict[str, str]:
    """The names that options ask for, each with its option."""
    return {normalize(label.name): label.option for label in labels}


def _of_uv(tree: Tree, install: Install) -> Iterator[Chosen]:
    manifest = _member(tree, install) if install.package else _manifest(tree, install)
    flags = install.flags
    if not manifest or not install.is_complete:
        return
    if install.verb == "run" and flags & WITHOUT_PROJECT:
        return
    groups = _filled(manifest.get("dependency-groups"))
    legacy = manifest.get("tool", "uv", "dev-dependencies")
    if legacy.items and "dev" not in groups:
        groups = [*groups, "dev"]
    if "--only-dev" in flags:
        yield Chosen("dev", "group", "--only-dev")
        return
    if install.only:
        for label in install.only:
            yield Chosen(label.name, "group", label.option)
        return
    asked = _asked(install.groups)
    left_out = set(_asked(install.without))
    command = install.command
    if command is not None:
        left_out.update(map(normalize, command.variables.get("UV_NO_GROUP", "").split()))
    if "--no-dev" in flags or install.turns_on("UV_NO_DEV"):
        left_out.add("dev")
    defaults = manifest.get("tool", "uv", "default-groups")
    default = (
        ["dev"]
        if not defaults
        else groups
        if defaults.string == "all"
        else [item.string or "" for item in defaults.items]
    )
    if "--no-default-groups" in flags or install.turns_on("UV_NO_DEFAULT_GROUPS"):
        default = []
    default = [normalize(name) for name in default]
    for name in groups:
        key = normalize(name)
        if key in left_out and key not in asked:
            continue
        if key in asked:
            yield Chosen(name, "group", asked[key])
        elif "--all-groups" in flags:
            yield Chosen(name, "group", "--all-groups")
        elif key in default:
            yield Chosen(name, "group", is_default=True)
    known = set(map(normalize, groups))
    for label in install.groups:
        if normalize(label.name) not in known:
            yield Chosen(label.name, "group", label.option)


def _of_poetry(tree: Tree, install: Install) -> Iterator[Chosen]:
    manifest = _manifest(tree, install)
    if not manifest or not install.is_complete or install.flags & {"--no-dev", "--only-root"}:
        return
    groups: dict[str, bool] = dict.fromkeys(_filled(manifest.get("dependency-groups")), False)
    tables = manifest.get("tool", "poetry", "group")
    for name, table in tables.mapping.items():
        dependencies = table.get("dependencies")
        choice = table.get("optional")
        if dependencies.mapping:
            groups[name] = choice.value is True
    legacy = manifest.get("tool", "poetry", "dev-dependencies")
    if legacy.mapping:
        groups["dev"] = False
    only, asked, left_out = _asked(install.only), _asked(install.groups), _asked(install.without)
    for name, optional in groups.items():
        key = normalize(name)
        if only:
            if key in only and key != "main":
                yield Chosen(name, "group", only[key])
        elif key in left_out:
            continue
        elif key in asked:
            yield Chosen(name, "group", asked[key])
        elif "--all-groups" in install.flags:
            yield Chosen(name, "group", "--all-groups")
        elif not optional and install.verb != "export":
            yield Chosen(name, "group", is_default=True)


def _of_pdm(tree: Tree, install: Install) -> Iterator[Chosen]:
    # As `GroupSelection` of pdm/cli/filters.py: what is asked for of the development groups
    # replaces all of them.
    manifest = _manifest(tree, install)
    if (
        not manifest
        or not install.is_complete
        or install.flags & {"--prod", "--production", "--no-dev"}
    ):
        return
    names = [
        *_filled(manifest.get("tool", "pdm", "dev-dependencies")),
        *_filled(manifest.get("dependency-groups")),
    ]
    asked, left_out = _asked(install.groups), _asked(install.without)
    chosen_ones = [name for name in names if normalize(name) in asked]
    for name in chosen_ones or names:
        if normalize(name) not in left_out:
            option = asked.get(normalize(name), "")
            yield Chosen(name, "group", option, is_default=not option)


def _of_pipenv(tree: Tree, install: Install) -> Iterator[Chosen]:
    if not (install.flags & {"--dev", "-d", "--dev-only"} or install.turns_on("PIPENV_DEV")):
        return
    pipfile = _manifest(tree, install, "Pipfile")
    packages = pipfile.get("dev-packages")
    if not pipfile or packages.mapping:
        yield Chosen("dev-packages", "group", "--dev")
