"""The dependency lists of `pyproject.toml` and `hatch.toml`: PEP 621, PEP 735, Poetry, PDM, Hatch,
uv, rye, flit, pixi.
"""

from __future__ import annotations

from venvlint.facts.manifests import Declaration, DependencyList, declare
from venvlint.facts.manifests.table_entries import table_declarations
from venvlint.readers.pep508 import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

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
    yield from array(root.get("build-system", "requires"), path, "build", "build-system.requires")
    yield from array(root.get("project", "dependencies"), path, "project", "project.dependencies")
    yield from _arrays(
        root.get("project", "optional-dependencies"), path, "extra", "project.optional-dependencies"
    )
    yield from _arrays(root.get("dependency-groups"), path, "group", "dependency-groups")
    tool = root.get("tool")
    if not tool:
        return
    poetry = tool.get("poetry")
    if poetry:
        yield from table(poetry.get("dependencies"), path, "poetry", "tool.poetry.dependencies")
        yield from table(
            poetry.get("dev-dependencies"),
            path,
            "poetry-group",
            "tool.poetry.dev-dependencies",
            "dev",
        )
        for name, group in members(poetry.get("group")):
            yield from table(
                group.get("dependencies"),
                path,
                "poetry-group",
                f"tool.poetry.group.{name}.dependencies",
                name,
            )
        yield from table(
            poetry.get("requires-plugins"), path, "build", "tool.poetry.requires-plugins"
        )
        for name, constraints in members(poetry.get("build-constraints")):
            key = f"tool.poetry.build-constraints.{name}"
            yield from table(constraints, path, "restriction", key)
    yield from table(
        tool.get("pdm", "resolution", "overrides"),
        path,
        "restriction",
        "tool.pdm.resolution.overrides",
        dialect="pep440",
    )
    yield from _arrays(
        tool.get("pdm", "dev-dependencies"), path, "pdm-dev", "tool.pdm.dev-dependencies"
    )
    yield from array(
        tool.get("uv", "dev-dependencies"), path, "uv-dev", "tool.uv.dev-dependencies", "dev"
    )
    uv = tool.get("uv")
    if uv:
        yield from _uv(uv, path, "tool.uv.")
    yield from array(
        tool.get("rye", "dev-dependencies"), path, "rye-dev", "tool.rye.dev-dependencies", "dev"
    )
    yield from array(
        tool.get("flit", "metadata", "requires"), path, "flit", "tool.flit.metadata.requires"
    )
    yield from _arrays(
        tool.get("flit", "metadata", "requires-extra"),
        path,
        "extra",
        "tool.flit.metadata.requires-extra",
    )
    yield from array(
        tool.get("flit", "metadata", "dev-requires"),
        path,
        "extra",
        "tool.flit.metadata.dev-requires",
        "dev",
    )
    hatch = tool.get("hatch")
    if hatch:
        yield from _hatch(hatch, path, "tool.hatch.")
    pixi = tool.get("pixi")
    if pixi:
        from venvlint.facts.manifests.conda_lists import pixi_lists

        yield from pixi_lists(pixi, path, "tool.pixi.")


def _arrays(node: Node, path: str, kind: str, key: str) -> Iterator[One]:
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
