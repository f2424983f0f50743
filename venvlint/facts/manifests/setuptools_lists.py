"""The dependency lists of `setup.cfg` and `setup.py`. A `setup.py` is read, never run: what it
computes is unknown.
"""

from __future__ import annotations

from venvlint.facts.manifests import Declaration, DependencyList, declare
from venvlint.readers.nodes import ABSENT
from venvlint.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.manifests import Lists
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

    One = tuple[DependencyList, tuple[Declaration, ...]]

_OPTIONS = {
    "install_requires": "setup-cfg",
    "tests_require": "tests-require",
    "setup_requires": "build",
}


def setup_cfg(tree: Tree, path: str) -> Lists:
    """The lists of `[options]` and `[options.extras_require]`."""
    document = tree.document(path)
    if document is None or b"_require" not in document.data:
        return []
    root = tree.ini(path)
    return list(_setup_cfg(root, path)) if root else []


def _setup_cfg(root: Node, path: str) -> Iterator[One]:
    for option, kind in _OPTIONS.items():
        node = root.get("options", option) or root.get("options", option.replace("_", "-"))
        if node:
            yield _lines(node, path, kind, f"options.{option}")
    extras = root.get("options.extras_require")
    for name, node in extras.mapping.items():
        yield _lines(node, path, "extra", f"options.extras_require.{name}", name)


def _items(node: Node) -> Iterator[tuple[str, int]]:
    """The items of a value, each with its offset: its lines, or what the semicolons of its only
    line part (`_parse_list_semicolon` of setuptools' setupcfg.py).
    """
    if "\n" in (node.string or ""):
        yield from node.lines()
        return
    for line, offset in node.lines():
        # What stands behind a ` #` is dropped before the value is parted.
        for piece in line.partition(" #")[0].split(";"):
            yield piece, offset
            offset += len(piece) + 1


def _lines(node: Node, path: str, kind: str, key: str, group: str = "") -> One:
    text = node.string or ""
    literal = not text.strip().startswith("file:")
    dependency_list = DependencyList(
        path, kind, node.document, key=key, group=group, node=node, literal=literal
    )
    found = []
    for line, offset in _items(node) if literal else ():
        # configparser leaves an indented comment line in the value; setuptools drops it, and what
        # follows " #" too.
        content = line.partition(" #")[0].rstrip()
        stripped = content.strip()
        if not stripped or stripped.startswith("#"):
            continue
        start = offset + len(content) - len(content.lstrip())
        one = declare(dependency_list, stripped, start, start + len(stripped), node)
        if one is not None:
            found.append(one)
    return dependency_list, tuple(found)


_ARGUMENTS = {
    "install_requires": "setup-py",
    "tests_require": "tests-require",
    "setup_requires": "build",
}


def setup_py(tree: Tree, path: str) -> Lists:
    """The literal lists among the arguments of `setup(…)`."""
    document = tree.document(path)
    if document is None or b"_require" not in document.data:
        return []
    from venvlint.readers import python

    module = tree.read(path, python.parse)
    if module is None:
        return []
    found: Lists = []
    for call in module.called("setup"):
        for argument, kind in _ARGUMENTS.items():
            node = call.keywords.get(argument)
            if node:
                found.append(_literal(node, path, kind, argument))
        extras = call.keywords.get("extras_require", ABSENT)
        for name, node in extras.mapping.items():
            # `":python_version < '3'"` and `"extra:marker"` are conditions, an old spelling of
            # markers.
            group, _, marker = name.partition(":")
            found.append(
                _literal(
                    node,
                    path,
                    "extra" if group else "setup-py",
                    f"extras_require[{name!r}]",
                    group,
                    marker,
                )
            )
    return found


def _literal(node: Node, path: str, kind: str, key: str, group: str = "", marker: str = "") -> One:
    from venvlint.readers.python import is_known
    from venvlint.readers.python_values import PARTIAL

    dependency_list = DependencyList(
        path, kind, node.document, key=key, group=group, node=node, literal=is_known(node)
    )
    found = []
    for item in node.items or ([node] if node.string else []):
        # A text of several lines is split at its lines, as setuptools does.
        for line, offset in (
            item.lines()
            if item.string and "\n" in item.string
            else [(item.string or "", item.start)]
        ):
            text = line.partition(" #")[0].strip()
            if text and not text.startswith("#"):
                whole = line == item.string
                one = declare(
                    dependency_list, text, offset, item.end if whole else offset + len(line), item
                )
                if one is not None and item.tag == PARTIAL:
                    one = replace(one, conditional=True)
                if one is not None:
                    found.append(
                        replace(
                            one, marker=f"({one.marker}) and ({marker})" if one.marker else marker
                        )
                        if marker
                        else one
                    )
    return dependency_list, tuple(found)
