"""PEP 508 markers: parse them, and ask in which environments they hold.

    both = markers.disjoint('sys_platform == "win32"', 'sys_platform != "win32"')     # True: never together

Every question is asked over *environments*: each combination of a Python (from the caller, `X.Y`), a platform whose
variables agree with each other (`sys_platform`, `platform_system`, `os_name`), an implementation, and, for the variables
that may hold anything (`platform_machine`, `extra`, ...), the values that the markers themselves name and one other.
Does not import `packaging`; follows the newest one's grammar and evaluation.
"""

from __future__ import annotations

import re

from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Union

    Expression = Union["Comparison", "Junction"]

_BLANK = re.compile(r"[ \t]+")
_STRING = re.compile(r"'[^']*'|\"[^\"]*\"")
_OPERATOR = re.compile(r"===|==|~=|!=|<=|>=|<|>")
_JUNCTION = re.compile(r"\b(?:or|and)\b")
_IN = re.compile(r"\bin\b")
_NOT = re.compile(r"\bnot\b")
_VARIABLE = re.compile(
    r"\b(?:python_version|python_full_version|os[._]name|sys[._]platform|platform_(?:release|system)"
    r"|platform[._](?:version|machine|python_implementation)|python_implementation|implementation_(?:name|version)"
    r"|extras?|dependency_groups)\b"
)
_DEEPEST = 60
"""Parentheses within parentheses; nobody writes five, and recursion needs an end."""


class Invalid(ValueError):
    """Text that does not follow the grammar: the reason in pip's words, and the span of the trouble in the text."""

    def __init__(self, reason: str, start: int, end: int) -> None:
        super().__init__(reason)
        self.reason, self.start, self.end = reason, start, max(start, end)


class Scanner:
    """A position in a text; `take` moves it over what a pattern matches."""

    __slots__ = ("position", "text")

    def __init__(self, text: str, position: int = 0) -> None:
        self.text, self.position = text, position

    def take(self, pattern: re.Pattern[str]) -> str | None:
        match = pattern.match(self.text, self.position)
        if match is None:
            return None
        self.position = match.end()
        return match[0]

    def skip(self, pattern: re.Pattern[str]) -> None:
        if match := pattern.match(self.text, self.position):
            self.position = match.end()

    def peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def at_end(self) -> bool:
        return self.position >= len(self.text)

    def error(self, reason: str) -> Invalid:
        return Invalid(reason, self.position, self.position + 1)


class Comparison(Record):
    """`variable operator "value"`, or the other way round (`reversed`): `"win" in sys_platform`."""

    variable: str
    operator: str
    value: str
    reversed: bool = False


class Junction(Record):
    """`parts` joined by `and` or `or`."""

    word: str
    parts: tuple[Expression, ...]


def parse(text: str) -> Expression:
    """Read a whole marker (without the semicolon); raises `Invalid`."""
    scan = Scanner(text)
    expression = read_marker(scan)
    if not scan.at_end():
        raise scan.error("Expected end of marker expression")
    return expression


def read_marker(scan: Scanner, depth: int = 0) -> Expression:
    """Read a marker at the scanner's position, as far as it goes."""
    alternatives: list[list[Expression]] = [[_atom(scan, depth)]]
    while word := scan.take(_JUNCTION):
        operand = _atom(scan, depth)
        if word == "or":
            alternatives.append([operand])
        else:
            alternatives[-1].append(operand)
    parts = [group[0] if len(group) == 1 else Junction("and", tuple(group)) for group in alternatives]
    return parts[0] if len(parts) == 1 else Junction("or", tuple(parts))


def _atom(scan: Scanner, depth: int) -> Expression:
    scan.skip(_BLANK)
    if scan.peek() == "(":
        if depth >= _DEEPEST:
            raise scan.error("Parentheses are nested too deeply")
        opened = scan.position
        scan.position += 1
        expression = read_marker(scan, depth + 1)
        scan.skip(_BLANK)
        if scan.peek() != ")":
            raise Invalid("Expected matching RIGHT_PARENTHESIS for LEFT_PARENTHESIS, after marker expression", opened, scan.position)
        scan.position += 1
    else:
        expression = _comparison(scan)
    scan.skip(_BLANK)
    return expression


def _comparison(scan: Scanner) -> Comparison:
    left, left_is_variable = _operand(scan)
    scan.skip(_BLANK)
    operator = _operator(scan)
    scan.skip(_BLANK)
    right, right_is_variable = _operand(scan)
    if left_is_variable and right_is_variable:
        return Comparison(left, operator, "\0" + right)
    if left_is_variable:
        return Comparison(left, operator, right)
    return Comparison(right if right_is_variable else "", operator, left, reversed=True)


def _operand(scan: Scanner) -> tuple[str, bool]:
    if variable := scan.take(_VARIABLE):
        variable = variable.replace(".", "_")
        return ("platform_python_implementation" if variable == "python_implementation" else variable), True
    start = scan.position
    text = scan.take(_STRING)
    if text is None:
        raise scan.error("Expected a marker variable or quoted string")
    if "\\" in text or "\0" in text or "\n" in text or "\r" in text:
        import ast
        import warnings

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return str(ast.literal_eval(text)), False
        except (SyntaxError, ValueError):
            raise Invalid("Invalid quoted string", start, scan.position) from None
    return text[1:-1], False


def _operator(scan: Scanner) -> str:
    if scan.take(_IN):
        return "in"
    if scan.take(_NOT):
        if scan.take(_BLANK) is None:
            raise scan.error("Expected whitespace after 'not'")
        if scan.take(_IN) is None:
            raise scan.error("Expected 'in' after 'not'")
        return "not in"
    operator = scan.take(_OPERATOR)
    if operator is None:
        raise scan.error("Expected marker operator, one of <=, <, !=, ==, >=, >, ~=, ===, in, not in")
    return operator


# -- questions ----------------------------------------------------------------------------------------------------------


def satisfiable(marker: str, pythons: Iterable[str] | None = None) -> bool:
    """Whether *marker* holds in some environment; an empty marker always does. Raises `Invalid`.

    *pythons* are the supported minors (`"3.12"`); without them every Python that the marker may mean.
    """
    raise NotImplementedError


def disjoint(first: str, second: str, pythons: Iterable[str] | None = None) -> bool:
    """Whether the two markers never hold together. Raises `Invalid`."""
    raise NotImplementedError


def implies(first: str, second: str, pythons: Iterable[str] | None = None) -> bool:
    """Whether *second* holds wherever *first* does. Raises `Invalid`."""
    raise NotImplementedError
