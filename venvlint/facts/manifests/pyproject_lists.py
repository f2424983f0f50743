"""The dependency lists of `pyproject.toml` and `hatch.toml`: PEP 621, PEP 735, Poetry, PDM, Hatch,
uv, rye, flit, pixi.
"""

from __future__ import annotations

from venvlint.facts.manifests import Declaration, DependencyList, declare
from venvlint.facts.manifests.table_entries import table_declarations
from venvlint.readers.pep508 import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from venvlint.facts.manifests import Lists
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

    One = tuple[DependencyList, tuple[Declaration, ...]]

# Only a file that holds one of these declares anything; the others are not parsed for us. They are
# bare names: a table may stand in quotes, with dots, or inside another one.
_MARKS = (
    b"dependencies",
    b"project",
    b"dependency-groups",
    b"requires",
    b"hatch",
    b"pixi",
    b"constraint",
    b"overrides",
    b"poetry",
)


def pyproject(tree: Tree, path: str) -> Lists:
    """Every list of a `pyproject.toml`."""
    document = tree.document(path)
    if document is None or not any(mark in document.data for mark in _MARKS):
        return []
    root = tree.toml(path)
    return list(_pyproject(root, path)) if root else []


def hatch_toml(tree: Tree, path: str) -> Lists:
    """Every list of a `hatch.toml`, which is `[tool.hatch]` in a file of its own."""
    root = tree.toml(path)
    return list(_hatch(root, path, "")) if root else []


def uv_toml(tree: Tree, path: str) -> Lists:
    """Every list of a `uv.toml`, which is `[tool.uv]` in a file of its own."""
    root = tree.toml(path)
    return list(_uv(root, path, "")) if root else []


def array(node: Node, path: str, kind: str, key: str, group: str = "") -> Iterator[One]:
    """A list of PEP 508 strings. What is no string (`{include-group = …}`) declares nothing
    itself.
    """
    if not isinstance(node.value, list):
        return
    dependency_list = DependencyList(path, kind, node.document, key=key, group=group, node=node)
    yield dependency_list, of_strings(dependency_list, node.items)


def of_strings(dependency_list: DependencyList, items: list[Node]) -> tuple[Declaration, ...]:
    """The declarations of an array's PEP 508 strings."""
    found = (
        _editable(dependency_list, item)
        or declare(dependency_list, item.string, item.start, item.end, item)
        for item in items
        if item.string
    )
    return tuple(one for one in found if one is not None)


def _editable(dependency_list: DependencyList, item: Node) -> Declaration | None:
    """PDM's `-e file:///${PROJECT_ROOT}/lib#egg=lib`."""
    if dependency_list.kind != "pdm-dev" or not (item.string or "").startswith("-e "):
        return None
    url = (item.string or "")[3:].strip()
    name = url.partition("#egg=")[2].partition("&")[0].partition("[")[0]
    return Declaration(
        dependency_list,
        name,
        normalize(name),
        item.start,
        item.end,
        url=url,
        editable=True,
        node=item,
    )


def _pyproject(root: Node, path: str) -> Iterator[One]:
    for key, read, kind, group in _LISTS:
        yield from read(root.get(*key.split(".")), path, kind, key, group)
    tool = root.get("tool")
    yield from _uv(tool.get("uv"), path, "tool.uv.")
    yield from _hatch(tool.get("hatch"), path, "tool.hatch.")
    pixi = tool.get("pixi")
    if pixi:
        from venvlint.facts.manifests.conda_lists import pixi_lists

        yield from pixi_lists(pixi, path, "tool.pixi.")


def _arrays(node: Node, path: str, kind: str, key: str, _: str = "") -> Iterator[One]:
    """A table of arrays, each a group or an extra of its own."""
    for name, child in members(node):
        yield from array(child, path, kind, f"{key}.{name}", name)


def table(
    node: Node, path: str, kind: str, key: str, group: str = "", dialect: str = "poetry"
) -> Iterator[One]:
    """A table such as Poetry's: names to constraints. `python` is no dependency there."""
    if not isinstance(node.value, dict):
        return
    dependency_list = DependencyList(path, kind, node.document, key=key, group=group, node=node)
    yield dependency_list, table_declarations(dependency_list, node, dialect)


def _groups(node: Node, path: str, kind: str, key: str, _: str) -> Iterator[One]:
    """Poetry's groups."""
    for name, group in members(node):
        place = f"{key}.{name}.dependencies"
        yield from table(group.get("dependencies"), path, kind, place, name)


def _constraints(node: Node, path: str, kind: str, key: str, _: str) -> Iterator[One]:
    """What Poetry restricts in the builds of each distribution."""
    for name, constraints in members(node):
        yield from table(constraints, path, kind, f"{key}.{name}")


def _overrides(node: Node, path: str, kind: str, key: str, _: str) -> Iterator[One]:
    """PDM's: as Poetry's tables, with specifiers of PEP 440."""
    yield from table(node, path, kind, key, dialect="pep440")


def _hatch(node: Node, path: str, prefix: str) -> Iterator[One]:
    for name, environment in members(node.get("envs")):
        for field in ("dependencies", "extra-dependencies"):
            yield from array(
                environment.get(field), path, "hatch-env", f"{prefix}envs.{name}.{field}", name
            )
    build = node.get("build")
    if build:
        yield from _hatch_build(build, path, f"{prefix}build")
        for name, target in members(build.get("targets")):
            yield from _hatch_build(target, path, f"{prefix}build.targets.{name}")


def _hatch_build(node: Node, path: str, key: str) -> Iterator[One]:
    """What Hatch's build, or one of its targets, and their hooks need."""
    yield from array(node.get("dependencies"), path, "build", f"{key}.dependencies")
    for name, hook in members(node.get("hooks")):
        place = f"{key}.hooks.{name}.dependencies"
        yield from array(hook.get("dependencies"), path, "build", place)


def _uv(node: Node, path: str, prefix: str) -> Iterator[One]:
    """What uv restricts, and what it adds to builds."""
    for name in (
        "constraint-dependencies",
        "override-dependencies",
        "build-constraint-dependencies",
    ):
        yield from array(node.get(name), path, "restriction", f"{prefix}{name}")
    yield from _arrays(
        node.get("extra-build-dependencies"), path, "build", f"{prefix}extra-build-dependencies"
    )


def members(node: Node) -> list[tuple[str, Node]]:
    """The keys and values of a table, none where there is no table."""
    return list(node.mapping.items()) if node else []


_LISTS: tuple[tuple[str, Callable[[Node, str, str, str, str], Iterator[One]], str, str], ...] = (
    ("build-system.requires", array, "build", ""),
    ("project.dependencies", array, "project", ""),
    ("project.optional-dependencies", _arrays, "extra", ""),
    ("dependency-groups", _arrays, "group", ""),
    ("tool.poetry.dependencies", table, "poetry", ""),
    ("tool.poetry.dev-dependencies", table, "poetry-group", "dev"),
    ("tool.poetry.group", _groups, "poetry-group", ""),
    ("tool.poetry.requires-plugins", table, "build", ""),
    ("tool.poetry.build-constraints", _constraints, "restriction", ""),
    ("tool.pdm.resolution.overrides", _overrides, "restriction", ""),
    ("tool.pdm.dev-dependencies", _arrays, "pdm-dev", ""),
    ("tool.uv.dev-dependencies", array, "uv-dev", "dev"),
    ("tool.rye.dev-dependencies", array, "rye-dev", "dev"),
    ("tool.flit.metadata.requires", array, "flit", ""),
    ("tool.flit.metadata.requires-extra", _arrays, "extra", ""),
    ("tool.flit.metadata.dev-requires", array, "extra", "dev"),
)
"""Where a `pyproject.toml` has lists: the key, how what stands there is read, the kind of the list,
and its group where the key itself is one.
"""
