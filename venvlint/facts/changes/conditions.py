"""Conditions of GitHub's steps and jobs that ask for a Python, without the part that never holds
any more.
"""

from __future__ import annotations

from venvlint.facts.changes.model import speaks_of_python
from venvlint.facts.changes.ranges import named
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

    Minor = tuple[int, int]

_TOKEN = lazy(
    r"(?P<string>'(?:[^']|''){0,300}')|(?P<name>[\w.\-*]{1,200})|(?P<op>&&|\|\||[=!<>]=|[!<>()\[\],])"
)
_NUMBER = lazy(r"[23]\.\d{1,2}")
_LONGEST, _DEEPEST = 4000, 40


class _Part(Record):
    """A part of a condition: its place, what is known of it, and its operands.

    `holds` is True or False where the change settles it. `kind` is `or`, `and`, `not`, `group` or
    `atom`.
    """

    kind: str
    start: int
    end: int
    holds: bool | None = None
    parts: tuple[_Part, ...] = ()


def without(
    text: str,
    gone: Minor,
    keys: frozenset[str] = frozenset(),
    staying: Container[str] = (),
) -> str | bool | None:
    """The condition when *gone* is no Python of the matrix any more: its new text, a boolean where
    it is settled, None where nothing changes or where it is not understood. *keys* are those of the
    matrix that are about Pythons without saying so, and *staying* the members of the matrix that
    name *gone* and go on as something else.
    """
    if len(text) > _LONGEST:
        return None
    start, end = 0, len(text)
    opening = text.find("${{")
    if opening >= 0:
        closing = text.rfind("}}")
        if text[:opening].strip() or text[closing + 2 :].strip() or text.count("${{") > 1:
            return None
        start, end = opening + 3, closing
    try:
        part = _Parser(text, start, end, gone, keys, staying).whole()
    except (_Malformed, RecursionError):
        return None
    if part.holds is not None:
        return part.holds
    cuts = list(_cuts(part))
    if not cuts:
        return None
    pieces, position = [], 0
    for first, last in sorted(cuts):
        pieces.append(text[position:first])
        position = max(position, last)
    return "".join([*pieces, text[position:]])


def _cuts(part: _Part) -> list[tuple[int, int]]:
    """What goes: an operand that is settled, with the operator that joins it."""
    found: list[tuple[int, int]] = []
    if part.kind in ("or", "and"):
        left = [operand for operand in part.parts if operand.holds is None]
        for number, operand in enumerate(part.parts):
            if operand.holds is None:
                found += _cuts(operand)
            elif any(other in left for other in part.parts[number + 1 :]):
                found.append((operand.start, part.parts[number + 1].start))
            else:
                found.append((part.parts[number - 1].end, operand.end))
    else:
        for operand in part.parts:
            found += _cuts(operand)
    return found


class _Malformed(Exception):
    pass


class _Parser:
    def __init__(
        self,
        text: str,
        start: int,
        end: int,
        gone: Minor,
        keys: frozenset[str],
        staying: Container[str],
    ) -> None:
        self.text, self.gone, self.keys, self.staying = text, gone, keys, staying
        self.tokens: list[tuple[str, str, int, int]] = []
        position = start
        while position < end:
            if text[position].isspace():
                position += 1
                continue
            match = _TOKEN.match(text, position, end)
            if match is None:
                raise _Malformed
            self.tokens.append((match.lastgroup or "", match[0], match.start(), match.end()))
            position = match.end()
        self.number = 0

    def peek(self) -> str:
        return self.tokens[self.number][1] if self.number < len(self.tokens) else ""

    def whole(self) -> _Part:
        part = self.either(0)
        if self.number < len(self.tokens):
            raise _Malformed
        return part

    def either(self, depth: int) -> _Part:
        return self._joined("or", "||", depth)

    def _joined(self, kind: str, mark: str, depth: int) -> _Part:
        if depth > _DEEPEST:
            raise _Malformed
        parts = [self._operand(kind, depth)]
        while self.peek() == mark:
            self.number += 1
            parts.append(self._operand(kind, depth))
        if len(parts) == 1:
            return parts[0]
        settling = kind == "or"
        holds = None
        if any(part.holds is settling for part in parts):
            holds = settling
        elif all(part.holds is not None for part in parts):
            holds = not settling
        return _Part(kind, parts[0].start, parts[-1].end, holds, tuple(parts))

    def _operand(self, kind: str, depth: int) -> _Part:
        return self._joined("and", "&&", depth) if kind == "or" else self.single(depth)

    def single(self, depth: int) -> _Part:
        if self.peek() == "!":
            start = self.tokens[self.number][2]
            self.number += 1
            inner = self.single(depth + 1)
            return _Part(
                "not", start, inner.end, None if inner.holds is None else not inner.holds, (inner,)
            )
        if self.peek() == "(":
            start = self.tokens[self.number][2]
            self.number += 1
            inner = self.either(depth + 1)
            if self.peek() != ")":
                raise _Malformed
            self.number += 1
            return _Part("group", start, self.tokens[self.number - 1][3], inner.holds, (inner,))
        return self.atom()

    def atom(self) -> _Part:
        """A comparison, or a call such as `startsWith(matrix.python, '3.8')`."""
        start: int | None = None
        operands: list[tuple[str, list[str]]] = []
        operator = ""
        while self.number < len(self.tokens):
            kind, text, first, _ = self.tokens[self.number]
            if kind == "op" and text not in ("==", "!=", "<", ">", "<=", ">="):
                break
            if kind == "op":
                operator = text
                self.number += 1
                continue
            if operands and not operator:
                break
            start = first if start is None else start
            self.number += 1
            if kind == "name" and self.peek() == "(":
                operands.append((text, self._arguments()))
            elif kind == "name" and self.peek() == "[":
                raise _Malformed
            else:
                operands.append((text, []))
            if len(operands) == 2:
                break
        if start is None or not operands:
            raise _Malformed
        end = self.tokens[self.number - 1][3]
        return _Part("atom", start, end, self._settled(operands, operator))

    def _arguments(self) -> list[str]:
        found: list[str] = []
        level = 0
        while self.number < len(self.tokens):
            _, text, _, _ = self.tokens[self.number]
            self.number += 1
            if text == "(":
                level += 1
            elif text == ")":
                level -= 1
                if not level:
                    return found
            elif level == 1 and text != ",":
                found.append(text)
            elif level > 1:
                found.append("(")
        raise _Malformed

    def _settled(self, operands: list[tuple[str, list[str]]], operator: str) -> bool | None:
        if operator in ("==", "!=") and len(operands) == 2:
            texts = [text for text, arguments in operands if not arguments]
            if len(texts) == 2 and self._asks(texts):
                return operator == "!="
        elif not operator and len(operands) == 1:
            name, arguments = operands[0]
            if name.lower() in ("startswith", "endswith", "contains") and len(arguments) == 2:
                return False if self._asks(arguments) else None
        return None

    def _asks(self, texts: list[str]) -> bool:
        """Whether two operands compare the matrix's Python with the one that is gone."""
        literal = next((text for text in texts if _is_literal(text)), None)
        other = next((text for text in texts if not _is_literal(text)), None)
        return (
            literal is not None
            and other is not None
            and (
                speaks_of_python(other)
                or "tox" in other.lower()
                or other.removeprefix("matrix.") in self.keys
            )
            and named(literal) == {self.gone}
            and literal.strip("'") not in self.staying
        )


def _is_literal(text: str) -> bool:
    """Whether an operand is a text, or a bare number such as `3.8`."""
    return text.startswith("'") or _NUMBER.fullmatch(text) is not None
