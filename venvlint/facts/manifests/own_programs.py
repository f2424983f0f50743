"""The programs that the projects of a tree install for themselves."""

from __future__ import annotations

from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_ENTRY = lazy(r"(?m)^[ \t]*([\w.-]+)[ \t]*=[ \t]*[\w.]+(?::|[ \t]*$)")


def own_programs(tree: Tree) -> frozenset[str]:
    """The names of the programs that manifests declare: `[project.scripts]`, Poetry's, and the
    `console_scripts` of setuptools.
    """
    return tree.once("programs of the tree's own projects", lambda: frozenset(_all(tree)))


def _all(tree: Tree) -> Iterator[str]:
    for path in tree.find("pyproject.toml"):
        root = tree.toml(path)
        for keys in (("project", "scripts"), ("tool", "poetry", "scripts")):
            yield from root.get(*keys).mapping
    for path in tree.find("setup.cfg"):
        document = tree.document(path)
        if document is not None and b"console_scripts" in document.data:
            yield from _lines(tree.ini(path).get("options.entry_points", "console_scripts"))
    for path in tree.find("setup.py"):
        document = tree.document(path)
        if document is None or b"console_scripts" not in document.data:
            continue
        from venvlint.readers import python

        module = tree.read(path, python.parse)
        for call in module.called("setup") if module is not None else ():
            node = call.keywords.get("entry_points")
            if node is not None:
                yield from _lines(node.get("console_scripts") if node.mapping else node)


def _lines(node: Node) -> Iterator[str]:
    for item in node.items or [node]:
        yield from (match[1] for match in _ENTRY.finditer(item.string or ""))
