"""TOML as nodes. `tomllib` decides what is valid and what a value is; a scan of the then
known-valid text finds the places.

A file that is certainly plain and valid is read without it (`toml_plain`).
"""

from __future__ import annotations

import re

from venvlint.files.paths import name_of
from venvlint.model import Unreadable
from venvlint.readers.nodes import Node
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from venvlint.document import Document

MAXIMUM_DEPTH = 100
"""Arrays and inline tables nested deeper than this are not read; a person writes three or four."""

# The forms `x*(?:y x*)*` never try the same text twice, so that each pattern is linear.
_GAP = lazy(r"[ \t\r\n]*(?:#[^\n]*[ \t\r\n]*)*")
_SPACE = lazy(r"[ \t]*")
_KEY = lazy(r"""[A-Za-z0-9_-]+|"[^"\\]*(?:\\.[^"\\]*)*"|'[^']*'""")
_STRING_PATTERN = (
    r'''"""[^"\\]*(?:(?:\\(?s:.)|"{1,2}(?!"))[^"\\]*)*"{3,5}|"[^"\\]*(?:\\.[^"\\]*)*"'''
    r"""|'''[^']*(?:'{1,2}(?!')[^']*)*'{3,5}|'[^']*'"""
)
_STRING = lazy(_STRING_PATTERN)
_OTHER = lazy(r"\d{4}-\d\d-\d\d \d[^\s,\]}#]*|[^\s,\]}#]+")
# Read by programs in Rust, whose parser takes TOML 1.1.
_NEWER = frozenset("pixi.toml mise.toml .mise.toml uv.toml ruff.toml .ruff.toml".split())
_BRACKETS = lazy(_STRING_PATTERN + r"""|\#[^\n]*|[\[\]{},]|\r?\n|[^\s"'#\[\]{},]+""")
_ESCAPE = lazy(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}
_SURROGATE = lazy("[\ud800-\udfff]")
# The parsers in the standard library need time by the square of a dotted key's length.
_ENDLESS_KEY = lazy(r"""(?:^|[{,])(?=[\[\w."' \t-]{3000})[\[\w."' \t-]*[=\]]""", re.MULTILINE)
_PLACE = lazy(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def parse(document: Document) -> Node:
    """The root table. Raises `Unreadable` with the reason and place that the standard library's
    parser gives.
    """
    text = document.text
    if document.encoding != "utf-8":
        raise Unreadable(f"TOML must be UTF-8, and this is {document.encoding.upper()}")
    if not text.isascii():
        broken = _SURROGATE.search(text)
        if broken:
            raise Unreadable(
                "TOML must be UTF-8, and this byte is not", *document.position(broken.start())
            )
    is_long = len(text) > 3000 and any(
        len(line) > 3000 and line[0] != "#" for line in text.split("\n")
    )
    endless = _ENDLESS_KEY.search(text) if is_long else None
    if endless:
        raise Unreadable(
            "a key is longer than 3,000 characters", *document.position(endless.start())
        )
    from venvlint.readers import toml_plain

    try:
        return toml_plain.parse(document)
    except toml_plain.Unusual:
        pass
    loads, error_type = _parser()
    try:
        data = loads(text)
    except error_type as error:
        newer = _as_before_1_1(text) if name_of(document.path) in _NEWER else text
        if newer != text:
            from venvlint.document import Document

            try:
                root = parse(Document("older.toml", newer.encode("utf-8")))
            except Unreadable:
                pass
            else:
                for node in root.walk():
                    node.document = document
                return root
        reason = str(error)
        place = _PLACE.search(reason)
        line, column = document.position(len(text))
        if place and place[1]:
            line, column = int(place[1]), int(place[2])
        raise Unreadable(reason[: place.start()] if place else reason, line, column) from None
    except ValueError:  # the interpreter refuses to read an integer of thousands of digits
        number = re.search(r"[0-9_]{4000}", text)
        line, column = document.position(number.start()) if number else (1, 1)
        raise Unreadable("a number has thousands of digits", line, column) from None
    except RecursionError:
        raise Unreadable("is nested too deeply to be read") from None
    return _Scan(document).tables(data)


def _as_before_1_1(text: str) -> str:
    """The same text, place by place, without what TOML 1.1 allows in inline tables: several lines,
    comments, a comma at the end.
    """
    open_brackets: list[str] = []
    characters, comma = list(text), -1
    for match in _BRACKETS.finditer(text):
        piece = match[0]
        inside = bool(open_brackets) and open_brackets[-1] == "{"
        if inside and piece[0] in "\r\n#":
            characters[match.start() : match.end()] = " " * len(piece)
            continue
        if inside and piece == "}" and comma >= 0:
            characters[comma] = " "
        if inside and piece == ",":
            # Of two commas in a row neither may go: a parser of TOML 1.1 would take what is left.
            comma = (
                -1 if comma >= 0 and not text[comma + 1 : match.start()].strip() else match.start()
            )
        else:
            comma = -1
        if piece in ("[", "{"):
            open_brackets.append(piece)
        elif piece in ("]", "}") and open_brackets:
            open_brackets.pop()
    return "".join(characters)


def _parser() -> tuple[Callable[[str], dict[str, Any]], type[ValueError]]:
    try:
        import tomllib
    except ImportError:  # Python 3.10
        import tomli

        return tomli.loads, tomli.TOMLDecodeError
    return tomllib.loads, tomllib.TOMLDecodeError


class _Scan:
    """One pass over valid TOML; every value is taken from *data*, what the parser made of the same
    text.
    """

    def __init__(self, document: Document) -> None:
        self.document, self.text = document, document.text
        self.position = 0

    def tables(self, data: dict[str, Any]) -> Node:
        """The root, from the statements of the whole text."""
        root = Node(self.document, {}, 0, len(self.text))
        table, plain, above = root, data, [root]
        text, size = self.text, len(self.text)
        while True:
            self._skip(_GAP)
            if self.position >= size:
                break
            if text[self.position] == "[":
                _close(above)
                table, plain, above = self._header(root, data)
            else:
                self._assignment(table, plain, 0)
                table.end = max(table.end, self.position)
        _close(above)
        root.start, root.end = 0, size
        return root

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.position)
        if found:
            self.position = found.end()

    def _key(self) -> list[tuple[str, int, int]]:
        """The parts of a dotted key, each with its place (quotes included)."""
        parts = []
        while True:
            self._skip(_SPACE)
            found = _KEY.match(self.text, self.position)
            assert found, "the text is valid TOML"
            self.position = found.end()
            parts.append((_unquoted(found[0]), found.start(), found.end()))
            self._skip(_SPACE)
            if self.text[self.position : self.position + 1] != ".":
                return parts
            self.position += 1

    def _header(self, root: Node, data: dict[str, Any]) -> tuple[Node, dict[str, Any], list[Node]]:
        """`[a.b]` or `[[a.b]]`: the table that follows it, its values, and every node on the
        way.
        """
        start = self.position
        is_array = self.text.startswith("[[", start)
        self.position += 2 if is_array else 1
        parts = self._key()
        self.position += 2 if is_array else 1
        end = self.position
        node, plain, above = root, data, [root]
        for number, (name, key_start, key_end) in enumerate(parts):
            is_last = number == len(parts) - 1
            value = plain[name]
            child = node.get(name)
            if not child:
                child = Node(
                    self.document,
                    [] if isinstance(value, list) else {},
                    start,
                    end,
                    key_start=key_start,
                    key_end=key_end,
                )
                node.mapping[name] = child
            elif is_last and not is_array:
                # `[a]` after `[a.b]`: the header of its own is the better place.
                child.start, child.key_start, child.key_end = start, key_start, key_end
            child.end = end
            above.append(child)
            if isinstance(value, list):
                if is_last and is_array:
                    child.items.append(
                        Node(self.document, {}, start, end, key_start=key_start, key_end=key_end)
                    )
                value = value[len(child.items) - 1]
                child = child.items[-1]
                child.end = end
                above.append(child)
            node, plain = child, value
        return node, plain, above

    def _assignment(self, table: Node, plain: dict[str, Any], depth: int) -> None:
        """`a.b = value` at the position."""
        parts = self._key()
        start = parts[0][1]
        self.position += 1
        self._skip(_SPACE)
        for name, key_start, key_end in parts[:-1]:
            plain = plain[name]
            child = table.get(name)
            if not child:
                child = table.mapping[name] = Node(
                    self.document, {}, start, start, key_start=key_start, key_end=key_end
                )
            table = child
        name, key_start, key_end = parts[-1]
        node = self._value(plain[name], depth)
        node.key_start, node.key_end = key_start, key_end
        table.mapping[name] = node
        if len(parts) > 1:
            table.end = self.position

    def _value(self, plain: Any, depth: int) -> Node:
        start, text = self.position, self.text
        if depth > MAXIMUM_DEPTH:
            raise Unreadable("is nested too deeply to be read", *self.document.position(start))
        first = text[start]
        if first == "[":
            items: list[Node] = []
            self.position += 1
            self._skip(_GAP)
            while text[self.position] != "]":
                items.append(self._value(plain[len(items)], depth + 1))
                self._skip(_GAP)
                if text[self.position] == ",":
                    self.position += 1
                    self._skip(_GAP)
            self.position += 1
            return Node(self.document, items, start, self.position)
        if first == "{":
            table = Node(self.document, {}, start, start)
            self.position += 1
            self._skip(_GAP)
            while text[self.position] != "}":
                self._assignment(table, plain, depth + 1)
                self._skip(_GAP)
                if text[self.position] == ",":
                    self.position += 1
                    self._skip(_GAP)
            self.position += 1
            table.end = self.position
            return table
        found = (_STRING if first in "\"'" else _OTHER).match(text, start)
        assert found, "the text is valid TOML"
        self.position = found.end()
        return Node(self.document, plain, start, self.position)


def _close(above: list[Node]) -> None:
    """A table ends with its last statement, and so do the tables that hold it."""
    end = above[-1].end
    for node in above:
        node.end = max(node.end, end)


def _unquoted(key: str) -> str:
    if key[0] == "'":
        return key[1:-1]
    if key[0] != '"':
        return key
    return _ESCAPE.sub(_unescaped, key[1:-1]) if "\\" in key else key[1:-1]


def _unescaped(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    return chr(int(digits, 16)) if digits else _ESCAPED.get(match[4], match[4])
