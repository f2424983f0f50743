"""What the files of Docker Bake build (`docker-bake.hcl`): the targets with what they inherit, once
for each row of their matrix.
"""

from __future__ import annotations

import re
from itertools import islice, product

from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_REFERENCE = lazy(r"\$\{[ \t]*(\w+)[ \t]*\}")
_NAME = lazy(r"[A-Za-z_]\w*$")
_MOST_ROWS = 64
_MOST_ANCESTORS = 32


class Baked(Record):
    """One image that a file of Bake builds: paths as they are written, from where Bake is run."""

    context: str
    dockerfile: str
    """From the context on, as Bake has it and compose."""
    stage: str
    arguments: Mapping[str, Node]


def targets(tree: Tree, path: str) -> tuple[Baked, ...]:
    """The targets whose context and Dockerfile are known, each row of a matrix for itself."""
    return tree.once(f"targets of {path}", lambda: tuple(_targets(tree, path)))


def _targets(tree: Tree, path: str) -> Iterator[Baked]:
    root = tree.json(path) if path.endswith(".json") else tree.hcl(path)
    stated = root.get("target").mapping if root else {}
    defaults = {
        name: default
        for name, node in root.get("variable").mapping.items()
        if (default := node.get("default"))
    }
    inherited = {name for node in stated.values() for name in _parents(node)}
    for name, node in stated.items():
        if name in inherited and not (node.get("context") or node.get("dockerfile")):
            continue  # it holds what others have in common
        chain = list(_with_ancestors(stated, name))
        if any(one.get("dockerfile-inline") for one in chain):
            continue
        arguments: dict[str, Node] = {}
        for one in reversed(chain):
            arguments.update(one.get("args").mapping)
        for row in _rows(node.get("matrix"), defaults):
            context, dockerfile, stage = (
                _text(next((found for one in chain if (found := one.get(key))), None), row)
                for key in ("context", "dockerfile", "target")
            )
            if context is not None and dockerfile is not None:
                yield Baked(
                    context or ".",
                    dockerfile or "Dockerfile",
                    stage or "",
                    {key: _meant(value, defaults) for key, value in arguments.items()},
                )


def _parents(node: Node) -> list[str]:
    return [item.string for item in node.get("inherits").items if item.string]


def _with_ancestors(stated: Mapping[str, Node], name: str) -> Iterator[Node]:
    """A target and those that it inherits from, the one that decides first."""
    pending = [name]
    seen: set[str] = set()
    while pending and len(seen) < _MOST_ANCESTORS:
        one = pending.pop(0)
        if one in stated and one not in seen:
            seen.add(one)
            yield stated[one]
            pending = [*reversed(_parents(stated[one])), *pending]


def _rows(matrix: Node, defaults: Mapping[str, Node]) -> Iterator[dict[str, str]]:
    """The values of the names that a target may use, for each row of its matrix."""
    known = {name: node.string for name, node in defaults.items() if node.string is not None}
    lists = [
        [(name, item.string) for item in node.items if item.string is not None]
        for name, node in matrix.mapping.items()
    ]
    for row in islice(product(*lists), _MOST_ROWS):
        yield {**known, **dict(row)}


def _text(node: Node | None, values: Mapping[str, str]) -> str | None:
    """A text with its references filled in: `"${NAME}/x"`, or a name alone; empty where nothing is
    said, None where it is computed.
    """
    if node is None:
        return ""
    text = node.string if node.string is not None else node.raw.strip()
    if node.string is None:
        if _NAME.match(text):
            return values.get(text)
        if text[:1] != '"' or text[-1:] != '"':
            return None
        text = text[1:-1]
    filled = _REFERENCE.sub(lambda match: values.get(match[1], match[0]), text)
    return None if re.search(r"\$\{|%\{", filled) else filled


def _meant(node: Node, defaults: Mapping[str, Node]) -> Node:
    """The value of an argument; of a variable the default, where that is said."""
    name = node.raw.strip() if node.string is None else ""
    match = _REFERENCE.fullmatch(name.strip('"') or node.string or "")
    return defaults.get(match[1] if match else name, node)
