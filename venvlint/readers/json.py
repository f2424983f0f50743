"""JSON as nodes; comments and trailing commas where editors take them (`devcontainer.json`,
`.vscode/`, `*.jsonc`).
"""

from __future__ import annotations

from venvlint.model import Unreadable
from venvlint.readers.nodes import Node
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from venvlint.document import Document

MAXIMUM_DEPTH = 200

_TOLERANT = lazy(
    r"""(?x) (?:^|/)(?: \.?devcontainer\.json | \.vscode/[^/]+\.json | \.devcontainer/(?:[^/]+/){0,20}[^/]+\.json | pyrightconfig\.json
      | [tj]sconfig[^/]*\.json | [^/]+\.(?:jsonc|json5|code-workspace) | renovate\.json | \.renovaterc(?:\.json)? )$"""  # noqa: E501
)
_TOKEN = lazy(r"""(?x) [ \t\r\n]*
    (?: ([{}\[\]:,]) | "([^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\x00-\x1f]*)*)"
      | (-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?) (?![0-9A-Za-z_.]) | (true|false|null|NaN|-?Infinity)\b
      | (//[^\n]*|/\*[^*]*(?:\*(?!/)[^*]*)*\*/) | (\Z) )""")  # noqa: E501
_ESCAPE = lazy(r"\\(?:u([0-9A-Fa-f]{4})|(.))")
_PAIR = lazy("[\ud800-\udbff][\udc00-\udfff]")
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS: dict[str, object] = {
    "true": True,
    "false": False,
    "null": None,
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "-Infinity": float("-inf"),
}
_MAXIMUM_DIGITS = 4000  # `int` refuses more, and needs time by the square


def parse(document: Document) -> Node:
    """The root value; of two equal keys the last wins. Raises `Unreadable` with reason and
    place.
    """
    return _Reader(document, _TOLERANT.search(document.path) is not None).read()


class _Reader:
    def __init__(self, document: Document, tolerant: bool) -> None:
        self.document, self.text, self.tolerant = document, document.text, tolerant
        self.position = 0
        self.start = self.end = 0
        """The place of the last token."""
        self.value: object = None
        """What the last token stands for, when it is a scalar."""

    def token(self) -> str:
        """The next token's kind: a punctuation mark, `string`, `scalar` or the empty text at the
        end.
        """
        while True:
            found = _TOKEN.match(self.text, self.position)
            if not found:
                self.start = (
                    self.position
                    + len(self.text[self.position :])
                    - len(self.text[self.position :].lstrip(" \t\r\n"))
                )
                raise self.error(self._complaint())
            kind = found.lastindex or 0
            self.position = self.end = found.end()
            if kind == 1:
                self.start = found.start(1)
                return found[1]
            if kind == 2:
                self.start = found.start(2) - 1
                raw = found[2]
                self.value = _unescaped(raw) if "\\" in raw else raw
                return "string"
            if kind in (3, 4, 5):
                self.start = found.start(3)
                self.value = self._number(found)
                return "scalar"
            if kind == 6:
                self.start = found.start(6)
                self.value = _WORDS[found[6]]
                return "scalar"
            self.start = found.start(kind)
            if kind == 8:
                return ""
            if not self.tolerant:
                raise self.error("JSON knows no comments")

    def _number(self, found: re.Match[str]) -> int | float:
        if found[4] or found[5]:
            return float(found[3])
        if len(found[3]) > _MAXIMUM_DIGITS:
            raise self.error("a number is too long to be read")
        return int(found[3])

    def _complaint(self) -> str:
        rest = self.text[self.start : self.start + 2]
        if rest[:1] == '"':
            return "Unterminated string, or a control character or bad escape in it"
        if rest == "/*":
            return "Unterminated comment"
        return "Property names must be in double quotes" if rest[:1] == "'" else "Expecting value"

    def error(self, reason: str) -> Unreadable:
        return Unreadable(reason, *self.document.position(self.start))

    def read(self) -> Node:
        """The whole text, without recursion."""
        open_nodes: list[Node] = []
        key: tuple[str, int, int] | None = None
        keys: list[tuple[str, int, int] | None] = []
        kind = self.token()
        while True:
            # Here a value is expected, and `kind` is that of its first token.
            if kind in ("{", "["):
                node = Node(self.document, {} if kind == "{" else [], self.start, self.end)
                if len(open_nodes) >= MAXIMUM_DEPTH:
                    raise self.error("is nested too deeply to be read")
                open_nodes.append(node)
                keys.append(key)
                kind = self.token()
                if kind != ("}" if isinstance(node.value, dict) else "]"):
                    key, kind = self._entry(node, kind)
                    continue
            elif kind in ("string", "scalar"):
                node = Node(self.document, self.value, self.start, self.end)
                self._add(open_nodes, key, node)
                kind = self.token()
            else:
                raise self.error("Expecting value")
            while open_nodes:
                parent = open_nodes[-1]
                closing = "}" if isinstance(parent.value, dict) else "]"
                if kind == ",":
                    kind = self.token()
                    if kind != closing:
                        key, kind = self._entry(parent, kind)
                        break
                    if not self.tolerant:
                        raise self.error(
                            "Illegal trailing comma before end of "
                            + ("object" if closing == "}" else "array")
                        )
                if kind != closing:
                    raise self.error("Expecting ',' delimiter")
                parent.end = self.end
                open_nodes.pop()
                node = parent
                self._add(open_nodes, keys.pop(), node)
                kind = self.token()
            else:
                if kind:
                    raise self.error("Extra data")
                return node

    def _entry(self, parent: Node, kind: str) -> tuple[tuple[str, int, int] | None, str]:
        """The key before an object's value, and the kind of the value's first token."""
        if not isinstance(parent.value, dict):
            return None, kind
        if kind != "string":
            raise self.error("Expecting property name enclosed in double quotes")
        key = (str(self.value), self.start, self.end)
        if self.token() != ":":
            raise self.error("Expecting ':' delimiter")
        return key, self.token()

    def _add(self, open_nodes: list[Node], key: tuple[str, int, int] | None, node: Node) -> None:
        if not open_nodes:
            return
        parent = open_nodes[-1]
        if key is None:
            parent.items.append(node)
        else:
            name, node.key_start, node.key_end = key
            parent.mapping[name] = node


def _unescaped(raw: str) -> str:
    text = _ESCAPE.sub(
        lambda match: chr(int(match[1], 16)) if match[1] else _ESCAPED.get(match[2], match[2]), raw
    )
    return _PAIR.sub(
        lambda match: match[0].encode("utf-16", "surrogatepass").decode("utf-16"), text
    )
