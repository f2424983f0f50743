"""How readers of formats make statements: of a scalar, or of a part of a text."""

from __future__ import annotations

import re

from venvlint.facts.pythons import Statement, inside
from venvlint.files.paths import folder_of, joined
from venvlint.readers.nodes import ABSENT
from venvlint.readers.python_versions import Pin, parse_pin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree


RUNTIME = r"^(?P<version>python\d\.\d{1,3})$"
"""A runtime of AWS Lambda or Vercel; other languages, and variables, state none."""


def root_of(tree: Tree, path: str, *words: bytes) -> Node:
    """The root of a file in YAML, JSON or TOML, unless its bytes already say that it states no
    Python: it must hold every one of *words*.
    """
    document = tree.document(path)
    if document is None or not all(word in document.data for word in words):
        return ABSENT
    from venvlint.files.naming import syntax_of

    syntax = syntax_of(path) or ("json" if path.endswith(".json") else "yaml")
    root: Node = getattr(tree, syntax)(path)
    return root


def stated(
    kind: str,
    node: Node,
    deployed: int = 0,
    subject: str = "",
    scope: str = "",
    quiet: str = "",
    role: str = "pin",
) -> Iterator[Statement]:
    """The statement of a scalar that is a version; none where there is none."""
    if not node or node.mapping or node.items or node.value is None:
        return
    text = node.written.strip()
    pin = parse_pin(text)
    if not text or (pin is None and not text.lower().startswith("python")):
        return
    yield Statement(
        kind,
        inside(node),
        text,
        role if pin else "unknown",
        pin=pin,
        deployed=deployed,
        subject=subject,
        scope=scope,
        quiet=quiet,
        node=node,
    )


def ranged(kind: str, node: Node) -> Iterator[Statement]:
    """The statement of what a host runs: a version or a range of versions, as npm writes them."""
    text = (node.string or "").strip()
    if not text or parse_pin(text) is not None:
        yield from stated(kind, node, 40)
        return
    from venvlint.readers.python_ranges import parse_semver

    versions = parse_semver(text)
    if versions is not None:
        yield Statement(kind, inside(node), text, "range", range=versions, deployed=40, node=node)


def within(
    kind: str,
    document: Document,
    start: int,
    end: int,
    *,
    pin: Pin | None = None,
    deployed: int = 0,
    subject: str = "",
    scope: str = "",
    quiet: str = "",
    role: str = "pin",
) -> Iterator[Statement]:
    """The statement of a part of a text; *pin* is what it means where that is no usual spelling."""
    text = document.text[start:end]
    pin = pin if pin is not None else parse_pin(text)
    if pin is not None:
        yield Statement(
            kind,
            document.at(start, end),
            text,
            role,
            pin=pin,
            deployed=deployed,
            subject=subject,
            scope=scope,
            quiet=quiet,
        )


def in_text(
    kind: str,
    node: Node,
    expression: str,
    *,
    deployed: int = 0,
    subject: str = "",
    scope: str = "",
) -> Iterator[Statement]:
    """The statements of every part of a text that an expression's group `version` names."""
    if node.string is None or len(node.string) > 2000:
        return
    for line, start in node.lines():
        for match in re.finditer(expression, line):
            begin, end = match.span("version")
            yield from within(
                kind,
                node.document,
                start + begin,
                start + end,
                deployed=deployed,
                subject=subject,
                scope=scope,
            )


def folder_scope(path: str, folder: str | None) -> str:
    """A path in a folder that is named relative to a file, as a statement's `scope`; empty where it
    is the file's own, leaves the tree, or is not known.
    """
    if not folder or ":" in folder or "$" in folder or folder.startswith(("/", "~")):
        return ""
    scope = joined(folder_of(path), folder)
    return "" if scope.startswith((".", "/")) else f"{scope}/."
