"""What an option of tox says together with what it takes over from others: `{[base]deps}` in an INI
file, `{ replace = "ref", of = ["env", "base", "deps"] }` in TOML.
"""

from __future__ import annotations

from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.nodes import Node

_TAKEN_OVER = lazy(r"(\s*(?:[\w,!{}.-]+:\s+)?)\{\[([^\]{}]+)\](\w+)\}\s*", words=("{[",))
_MOST = 16
"""Options that take over from one another and are followed."""


def lines(root: Node, option: Node, depth: int = 0) -> Iterator[tuple[str, int, str]]:
    """The lines of an option of an INI file, each with the offset at which it stands in the
    document and with the factors (`py39: `) before the reference that it comes by. *root* holds the
    sections.
    """
    for text, start in option.lines():
        taken = _TAKEN_OVER.fullmatch(text)
        other = root.get(taken[2], taken[3]) if taken is not None and depth < _MOST else None
        if taken is None or not other:
            yield text, start, ""
            continue
        factors = taken[1].strip()
        for line, place, inner in lines(root, other, depth + 1):
            yield line, place, inner or factors


def items(root: Node, option: Node, depth: int = 0) -> Iterator[Node]:
    """The items of a list in TOML. *root* is the table that holds all of tox's settings."""
    for item in option.items or ((option,) if option.mapping else ()):
        if item.text("replace") != "ref" or depth >= _MOST:
            yield item
            continue
        path = [one.string or "" for one in item.get("of").items]
        environment, key = item.text("env"), item.text("key")
        if not path and environment and key:
            path = ["env", environment, key]
        if path:
            yield from items(root, root.get(*path), depth + 1)
