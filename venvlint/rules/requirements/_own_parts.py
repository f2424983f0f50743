"""Which extras and groups a project of the tree has, as far as its manifests say."""

from __future__ import annotations

from venvlint.facts.project import PACKAGE_FILES
from venvlint.files.paths import as_folder, path_in
from venvlint.readers.nodes import ABSENT
from venvlint.readers.pep508 import normalize
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree


class Parts(Record):
    """The extras and groups of one project, as they are written, by the names that compare."""

    name: str
    """The project's own name, normalised; empty where none is stated."""
    extras: dict[str, str] | None
    """None where something computes them."""
    groups: dict[str, str]
    """Those of PEP 735 (and uv's old list)."""
    poetry_groups: dict[str, str]
    """Those that Poetry sees."""
    pdm_groups: dict[str, str]
    """Those of PDM's own table."""
    has_project: bool
    """Whether there is a `[project]` or `[tool.poetry]` table, or a call of `setup`."""
    asked: tuple[Asked, ...] = ()
    """What settings of tools beside the lists ask for."""


class Asked(Record):
    """An extra or a group that a setting of a tool names."""

    tool: str
    name: str
    node: Node
    is_extra: bool


def parts(tree: Tree, directory: str) -> Parts | None:
    """The parts of the project in a folder (`""` for the root); None where it has no manifest."""
    return tree.once(f"parts of the project in {directory}", lambda: _parts(tree, directory))


def own_projects(tree: Tree) -> dict[str, list[str]]:
    """The folders of the tree's projects by their own names."""

    def found() -> dict[str, list[str]]:
        result: dict[str, list[str]] = {}
        for project in tree.projects:
            directory = as_folder(project)
            known = parts(tree, directory)
            if known is not None and known.name:
                result.setdefault(known.name, []).append(directory)
        return result

    return tree.once("folders of projects by name", found)


def _parts(tree: Tree, directory: str) -> Parts | None:
    paths = [path_in(directory, name) for name in PACKAGE_FILES]
    present = [path for path in paths if path in tree.path_set]
    if not present:
        return None
    manifest = path_in(directory, "pyproject.toml")
    pyproject = tree.toml(manifest) if manifest in present else ABSENT
    if not pyproject and manifest in present:
        return None  # it does not parse
    extras: dict[str, str] | None = {}
    groups: dict[str, str] = {}
    poetry_groups = {"main": "main"}
    pdm_groups: dict[str, str] = {}
    for path in present:
        for each in tree.declarations.lists_in(path):
            name = each.group.partition(":")[0]
            if each.kind == "extra" and name:
                extras[normalize(name)] = name  # type: ignore[index]
            elif each.kind in ("group", "uv-dev"):
                groups[normalize(name)] = name
                if each.kind == "group":
                    poetry_groups[normalize(name)] = name
            elif each.kind == "poetry-group":
                poetry_groups[normalize(name)] = name
            elif each.kind == "pdm-dev":
                pdm_groups[normalize(name)] = name
    name = ""
    has_project = False
    if pyproject:
        named = pyproject.text("project", "name") or pyproject.text("tool", "poetry", "name") or ""
        name = normalize(named) if named else ""
        has_project = bool(pyproject.get("project") or name)
        for key in ("tool.poetry.group", "dependency-groups", "tool.poetry.extras"):
            table = pyproject.get(*key.split("."))
            target = {"tool.poetry.extras": extras, "dependency-groups": groups}.get(
                key, poetry_groups
            )
            for each_name in table.mapping:
                target[normalize(each_name)] = each_name  # type: ignore[index]
        extras = _dynamic(pyproject, extras, bool(set(present) - {manifest}))
    if extras is not None:
        for path in present:
            if path.endswith("setup.py"):
                more = _of_setup(tree, path)
                has_project = has_project or more is not None
                name = name or (normalize(more[0]) if more is not None and more[0] else "")
                if more is None or more[1] is None:
                    extras = None
                    break
                extras.update((normalize(each), each) for each in more[1])
    settings = path_in(directory, "setup.cfg")
    if settings in present and (root := tree.ini(settings)):
        stated = root.text("metadata", "name") or ""
        name = name or (normalize(stated) if stated and "%" not in stated else "")
        for section in ("options.extras_require", "extras"):
            table = root.get(section)
            for each_name in table.mapping if table and extras is not None else ():
                plain = each_name.partition(":")[0]
                if plain and extras is not None:
                    extras[normalize(plain)] = plain
    return Parts(
        name,
        extras,
        groups,
        poetry_groups,
        pdm_groups,
        has_project,
        tuple(_asked(tree, pyproject, directory)),
    )


def _asked(tree: Tree, pyproject: Node, directory: str) -> Iterator[Asked]:
    """What uv installs by default, what Hatch puts into its environments, and what cibuildwheel's
    pip installs for the tests. uv and Hatch stop where the project does not have it (uv 0.13, Hatch
    1.18).
    """
    defaults = pyproject.get("tool", "uv", "default-groups")
    for item in defaults.items:
        if item.string:
            yield Asked("uv", item.string, item, is_extra=False)
    for key, is_extra in (("test-extras", True), ("test-groups", False)):
        for node in pyproject.get("tool", "cibuildwheel", key).scalars():
            # As a text it may name several, with blanks or commas between them.
            if node.string and not any(mark in node.string for mark in " ,{$"):
                yield Asked("pip", node.string, node, is_extra=is_extra)
    path = path_in(directory, "hatch.toml")
    own = tree.toml(path) if path in tree.path_set else ABSENT
    for hatch in (own, pyproject.get("tool", "hatch")):
        for environment in hatch.get("envs").mapping.values():
            if any(environment.get(off).value is True for off in ("skip-install", "detached")):
                continue
            for key, is_extra in (("features", True), ("dependency-groups", False)):
                for item in environment.get(key).items:
                    if item.string and "{" not in item.string:
                        yield Asked("hatch", item.string, item, is_extra=is_extra)


def _dynamic(
    pyproject: Node, extras: dict[str, str] | None, has_setup: bool
) -> dict[str, str] | None:
    """The extras with those that `dynamic` leaves to a table; None where it leaves them to code."""
    listed = pyproject.get("project", "dynamic")
    if extras is None or "optional-dependencies" not in [item.string for item in listed.items]:
        return extras
    known = False
    for keys in (
        ("tool", "setuptools", "dynamic", "optional-dependencies"),
        ("tool", "hatch", "metadata", "hooks", "requirements_txt", "optional-dependencies"),
    ):
        table = pyproject.get(*keys)
        for name in table.mapping:
            extras[normalize(name)] = name
            known = True
    return extras if known or has_setup else None


def _of_setup(tree: Tree, path: str) -> tuple[str, list[str] | None] | None:
    """The name and the extras of a `setup.py`, None in place of extras that are computed; None
    where it calls no `setup`, or several.
    """
    from venvlint.readers import python

    module = tree.read(path, python.parse)
    calls = module.called("setup") if module is not None else []
    if len(calls) != 1:
        return None
    call = calls[0]
    named = call.keywords.get("name", ABSENT)
    stated = call.keywords.get("extras_require")
    name = named.string or ""
    if not stated:
        return name, None if call.is_open else []
    if stated.tag or not isinstance(stated.value, dict):
        return name, None
    return name, [plain for key in stated.mapping if (plain := key.partition(":")[0])]


def shown(names: Iterator[str]) -> str:
    """Names for a message: `a`, `b` and `c`."""
    listed = [f"`{name}`" for name in names]
    return " and ".join(filter(None, [", ".join(listed[:-1]), *listed[-1:]]))
