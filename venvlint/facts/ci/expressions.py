"""The expressions of GitHub Actions (`${{ … }}`; Azure's template expressions look alike),
evaluated as far as the file tells.

A result is a `Term`, or None where something is not known before the workflow runs. Nothing is
guessed: an operator with an
unknown operand is unknown unless the other operand settles it.
"""

from __future__ import annotations

import re

from venvlint.facts.ci.values import Piece
from venvlint.readers.nodes import Node
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Look = Callable[[tuple[str, ...]], "Term | None"]

_TOKEN = lazy(
    r"\s*(?:(?P<string>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][\w-]*)|(?P<op>&&|\|\||[=!<>]=|[!<>()\[\],.*]))"
)
_JSON_ITEM = lazy(
    r"""\s*(?:"(?P<string>[^"\\]*)"|(?P<bare>-?\d+(?:\.\d+)?|true|false|null))\s*(?P<end>[,\]])"""
)
_MAX_LENGTH, _MAX_DEPTH = 4000, 40


class Term(Record):
    """A known value: text, a number's or a boolean's text, None for null, or a `Node` with members.
    `kind` says which.

    `pieces` are the tokens that state it, where it came from tokens as a whole.
    """

    kind: str
    value: object = None
    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str | None:
        """What stands in a text in its place; None for a list or mapping."""
        if self.kind == "node":
            return None
        return "" if self.value is None else str(self.value)

    @property
    def truth(self) -> bool:
        """Whether a condition takes it for true: empty text, 0, null and false are not."""
        if self.kind == "bool":
            return self.value == "true"
        if self.kind == "number":
            return float(str(self.value)) != 0
        return self.kind == "node" or bool(self.value)


NULL = Term("null")


def term_of_scalar(node: Node, pieces: tuple[Piece, ...]) -> Term:
    """A scalar of the file as an expression sees it: YAML's plain numbers, booleans and nulls are
    such.
    """
    text = node.string or ""
    if node.is_null:
        return NULL
    if node.style == "plain":
        if text.lower() in ("true", "false"):
            return Term("bool", text.lower(), pieces)
        if re.fullmatch(r"-?\d+(\.\d+)?", text):
            return Term("number", text, pieces)
    return Term("string", text, pieces)


def truth(text: str, look: Look) -> bool | None:
    """Whether a condition (an `if:`, with or without `${{ }}`) holds; None where that is not
    known.
    """
    inner = text.strip()
    if inner.startswith("${{") and inner.endswith("}}") and "${{" not in inner[3:]:
        inner = inner[3:-2]
    term = evaluate(inner, look)
    return None if term is None else term.truth


def evaluate(
    text: str, look: Look, place: Callable[[int, int, str], Node] | None = None
) -> Term | None:
    """The value of the expression *text* (without its braces), None where it is not known or not an
    expression.

    *look* gives the value of a context path such as `("matrix", "python")`; *place* makes a node of
    a part of *text*, for
    literals that are to keep their place.
    """
    if len(text) > _MAX_LENGTH:
        return None
    tokens: list[tuple[str, str, int]] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            if text[position:].strip():
                return None
            break
        kind = match.lastgroup or ""
        tokens.append((kind, match[kind], match.start(kind)))
        position = match.end()
    parser = _Parser(tokens, look, place)
    try:
        term = parser.either(0)
    except _Malformed:
        return None
    return term if parser.index == len(tokens) and tokens else None


class _Malformed(Exception):
    pass


class _Parser:
    def __init__(
        self,
        tokens: list[tuple[str, str, int]],
        look: Look,
        place: Callable[[int, int, str], Node] | None,
    ) -> None:
        self.tokens, self.look, self.place = tokens, look, place
        self.index = 0

    def peek(self) -> str:
        """The operator that comes next, else nothing."""
        if self.index < len(self.tokens) and self.tokens[self.index][0] == "op":
            return self.tokens[self.index][1]
        return ""

    def take(self, operator: str) -> None:
        if self.peek() != operator:
            raise _Malformed
        self.index += 1

    def either(self, depth: int) -> Term | None:
        term = self.both(depth)
        while self.peek() == "||":
            self.index += 1
            other = self.both(depth)
            if term is not None and not term.truth:
                term = other
        return term

    def both(self, depth: int) -> Term | None:
        term = self.comparison(depth)
        while self.peek() == "&&":
            self.index += 1
            other = self.comparison(depth)
            if term is not None and term.truth:
                term = other
            elif term is None and other is not None and not other.truth:
                term = Term("bool", "false")
        return term

    def comparison(self, depth: int) -> Term | None:
        term = self.unary(depth)
        while self.peek() in ("==", "!=", "<", ">", "<=", ">="):
            operator = self.peek()
            self.index += 1
            other = self.unary(depth)
            if term is None or other is None or operator not in ("==", "!="):
                term = None
            else:
                term = Term(
                    "bool", "true" if _equal(term, other) == (operator == "==") else "false"
                )
        return term

    def unary(self, depth: int) -> Term | None:
        if depth > _MAX_DEPTH:
            raise _Malformed
        if self.peek() == "!":
            self.index += 1
            term = self.unary(depth + 1)
            return None if term is None else Term("bool", "false" if term.truth else "true")
        return self.primary(depth + 1)

    def primary(self, depth: int) -> Term | None:
        if self.index >= len(self.tokens):
            raise _Malformed
        kind, text, start = self.tokens[self.index]
        self.index += 1
        if kind == "op":
            if text != "(":
                raise _Malformed
            term = self.either(depth)
            self.take(")")
            return term
        if kind == "string":
            value = text[1:-1].replace("''", "'")
            return Term("string", value, self.pieces(value, start + 1, start + len(text) - 1))
        if kind == "number":
            return Term("number", text, self.pieces(text, start, start + len(text)))
        if text.lower() in ("true", "false", "null"):
            return NULL if text.lower() == "null" else Term("bool", text.lower())
        if self.peek() == "(":
            return self.call(text.lower(), depth)
        return self.path(text, depth)

    def pieces(self, value: str, start: int, end: int) -> tuple[Piece, ...]:
        if self.place is None:
            return ()
        node = self.place(start, end, value)
        return (Piece(value, node, node.start, node.end),)

    def path(self, first: str, depth: int) -> Term | None:
        names, known = [first.lower()], True
        while self.peek() in (".", "["):
            if self.peek() == ".":
                self.index += 1
                if self.index >= len(self.tokens):
                    raise _Malformed
                kind, text, _ = self.tokens[self.index]
                self.index += 1
                known = known and kind == "name"
                names.append(text)
            else:
                self.index += 1
                member = self.either(depth + 1)
                self.take("]")
                known = known and member is not None and member.text is not None
                names.append((member.text or "") if member is not None else "")
        return self.look(tuple(names)) if known else None

    def call(self, name: str, depth: int) -> Term | None:
        self.take("(")
        arguments: list[Term | None] = []
        while self.peek() != ")":
            arguments.append(self.either(depth + 1))
            if self.peek() == ",":
                self.index += 1
            elif self.peek() != ")":
                raise _Malformed
        self.index += 1
        return _call(name, arguments)


def _equal(one: Term, other: Term) -> bool:
    if one.kind == "node" or other.kind == "node":
        return one.value is other.value
    if (
        "number" in (one.kind, other.kind) and one.kind != other.kind
    ) or one.kind == other.kind == "number":
        try:
            return float(one.text or "0") == float(other.text or "0")
        except ValueError:
            return False
    return (one.text or "").lower() == (other.text or "").lower()


def _call(name: str, arguments: list[Term | None]) -> Term | None:
    if name == "always":
        return Term("bool", "true")
    texts = [argument.text if argument is not None else None for argument in arguments]
    if name == "fromjson" and len(arguments) == 1 and arguments[0] is not None:
        return from_json(arguments[0])
    if (
        name == "contains"
        and len(arguments) == 2
        and arguments[0] is not None
        and arguments[0].kind == "node"
        and texts[1] is not None
    ):
        members = arguments[0].value.items if isinstance(arguments[0].value, Node) else []
        return Term(
            "bool",
            (
                "true"
                if any((item.string or "").lower() == texts[1].lower() for item in members)
                else "false"
            ),
        )
    if len(texts) == 2 and texts[0] is not None and texts[1] is not None:
        whole, part = texts[0].lower(), texts[1].lower()
        results = {
            "contains": part in whole,
            "startswith": whole.startswith(part),
            "endswith": whole.endswith(part),
        }
        if name in results:
            return Term("bool", "true" if results[name] else "false")
    if name == "format" and texts and all(text is not None for text in texts):
        result = re.sub(
            r"\{(\d+)\}",
            lambda match: (
                (texts[int(match[1]) + 1] or "") if int(match[1]) + 1 < len(texts) else ""
            ),
            texts[0] or "",
        )
        pieces = arguments[0].pieces if arguments[0] is not None else ()
        return Term("string", result, pieces)
    return None


def from_json(term: Term) -> Term | None:
    """The list or scalar that a JSON text states, each member at its own place; None for anything
    nested.
    """
    text = term.text
    if text is None or len(term.pieces) != 1:
        return None
    piece = term.pieces[0]
    if text.strip() in ("true", "false"):
        return Term("bool", text.strip(), term.pieces)
    match = re.match(r"\s*\[", text)
    if match is None:
        return None
    # The token's first character is a quote of YAML's where the text is a whole quoted value.
    source = piece.node.document.text[piece.start : piece.end]
    shift = source.find(text) if "\n" not in text else -1
    items, position = [], match.end()
    while True:
        item = _JSON_ITEM.match(text, position)
        if item is None:
            return None
        group = "string" if item["string"] is not None else "bare"
        start, end = (
            (piece.start + shift + item.start(group), piece.start + shift + item.end(group))
            if shift >= 0
            else (piece.start, piece.end)
        )
        items.append(
            Node(
                piece.node.document,
                item[group],
                start,
                end,
                style='"' if group == "string" else "plain",
            )
        )
        position = item.end()
        if item["end"] == "]":
            break
    return (
        Term("node", Node(piece.node.document, items, piece.start, piece.end))
        if not text[position:].strip()
        else None
    )
