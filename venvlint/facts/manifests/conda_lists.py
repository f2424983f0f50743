"""The dependency lists of conda's `environment.yml` and of pixi: conda's rows by conda's names,
pip's by pip's.
"""

from __future__ import annotations

import re

from venvlint.facts.manifests import Declaration, DependencyList, declare
from venvlint.facts.manifests.table_entries import table_declarations
from venvlint.files.paths import name_of
from venvlint.readers.nodes import ABSENT
from venvlint.readers.pep508 import normalize
from venvlint.readers.requirements import is_place
from venvlint.record import replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.manifests import Lists
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

    One = tuple[DependencyList, tuple[Declaration, ...]]


# channel::name followed by versions and a build (`numpy=1.2=py39_0`, `python >=3.9`, `zlib 1.2.*`).
_ROW = lazy(r"(?:[\w./:-]+::)?([A-Za-z0-9_][\w.-]*)\s*(?:\[[^\]]*\])?\s*(.*)$")
_ARCHIVES = (".conda", ".tar.bz2")


def environment_yml(tree: Tree, path: str) -> Lists:
    """Conda's rows and the `pip:` list of an environment file; nothing of a YAML file that is
    something else.
    """
    root = tree.yaml(path)
    rows = root.get("dependencies")
    if not any(row.string or isinstance(row.get("pip").value, list) for row in rows.items):
        return []
    return list(_environment(rows, path))


def _environment(rows: Node, path: str) -> Iterator[One]:
    dependency_list = DependencyList(path, "conda", rows.document, key="dependencies", node=rows)
    found = (_conda_row(dependency_list, row) for row in rows.items if row.string)
    yield dependency_list, tuple(one for one in found if one is not None)
    for row in rows.items:
        pip = row.get("pip")
        if isinstance(pip.value, list):
            pip_list = DependencyList(
                path, "conda-pip", pip.document, key="dependencies.pip", node=pip
            )
            yield (
                pip_list,
                tuple(one for item in pip.items if (one := _pip_row(pip_list, item)) is not None),
            )


def _conda_row(dependency_list: DependencyList, row: Node) -> Declaration | None:
    text = (row.string or "").strip()
    address = ""
    if text.partition("#")[0].endswith(_ARCHIVES):
        address, text = text, _archived(text)
    match = _ROW.match(text)
    if match is None or match[1].lower() == "pip":
        return None
    return Declaration(
        list=dependency_list,
        name=match[1],
        key=normalize(match[1]),
        start=row.start,
        end=row.end,
        specifier=match[2].strip(),
        url=address,
        dialect="conda",
        node=row,
    )


def _archived(address: str) -> str:
    """The row that names what an archive of conda's holds, without the build, which the address
    fixes: `zlib==1.2.13` of `https://…/linux-64/zlib-1.2.13-h166bdaf_4.tar.bz2#md5`.
    """
    name = name_of(address.partition("#")[0].replace("\\", "/"))
    for ending in _ARCHIVES:
        name = name.removesuffix(ending)
    parts = name.rsplit("-", 2)
    return f"{parts[0]}=={parts[1]}" if len(parts) == 3 else name


def _pip_row(dependency_list: DependencyList, item: Node) -> Declaration | None:
    text = re.split(r"(?:^|\s)#", item.string or "", maxsplit=1)[0].strip()
    editable = re.match(r"(?:-e|--editable)[\s=]*(.+)", text)
    if not text or (text.startswith("-") and not editable):
        return None
    if editable or is_place(text):
        address = editable[1].strip() if editable else text
        extras: tuple[str, ...] = ()
        if address.endswith("]") and "://" not in address and "[" in address:
            address, _, inner = address[:-1].partition("[")
            extras = tuple(extra.strip() for extra in inner.split(",") if extra.strip())
        name = re.search(r"#egg=([\w.-]+)", address)
        return Declaration(
            list=dependency_list,
            name=name[1] if name else "",
            key=normalize(name[1]) if name else "",
            start=item.start,
            end=item.end,
            url=address,
            editable=editable is not None,
            extras=extras,
            node=item,
        )
    return declare(dependency_list, text, item.start, item.end, item)


def pixi_toml(tree: Tree, path: str) -> Lists:
    """Every list of a `pixi.toml`."""
    root = tree.toml(path)
    return list(pixi_lists(root, path, "")) if root else []


_PIXI_TABLES = (
    ("dependencies", "pixi", "conda"),
    ("host-dependencies", "build", "conda"),
    ("build-dependencies", "build", "conda"),
    ("pypi-dependencies", "pixi-pypi", "pep440"),
)
# The systems that a name of pixi's targets means, as markers.
_PIXI_TARGETS = {
    "linux": "sys_platform == 'linux'",
    "osx": "sys_platform == 'darwin'",
    "win": "sys_platform == 'win32'",
    "unix": "sys_platform != 'win32'",
}


def pixi_lists(node: Node, path: str, prefix: str, group: str = "") -> Iterator[One]:
    """The lists of a pixi manifest or of one of its features (`[tool.pixi]` of a `pyproject.toml`
    alike), those of single systems with a marker.
    """
    yield from _pixi_tables(node, path, prefix, group, "")
    targets = node.get("target")
    for name, target in targets.mapping.items():
        marker = _PIXI_TARGETS.get(name.partition("-")[0], "")
        where = group or f"target.{name}"
        yield from _pixi_tables(target, path, f"{prefix}target.{name}.", where, marker)
    features = node.get("feature") if not group else ABSENT
    for name, feature in features.mapping.items():
        yield from pixi_lists(feature, path, f"{prefix}feature.{name}.", name)


def _pixi_tables(node: Node, path: str, prefix: str, group: str, marker: str) -> Iterator[One]:
    for key, kind, dialect in _PIXI_TABLES:
        table = node.get(key)
        if isinstance(table.value, dict):
            dependency_list = DependencyList(
                path, kind, table.document, key=f"{prefix}{key}", group=group, node=table
            )
            found = table_declarations(dependency_list, table, dialect)
            if marker:
                found = tuple(replace(one, marker=one.marker or marker) for one in found)
            yield dependency_list, found
