"""PEP 508 markers: parse them, and ask in which environments they hold.

    both = markers.disjoint('sys_platform == "win32"', 'sys_platform != "win32"')     # True: never together

Every question is asked over *environments*: each combination of a Python (from the caller, `X.Y`),
a platform whose
variables agree with each other (`sys_platform`, `platform_system`, `os_name`), an implementation,
and, for the variables
that may hold anything (`platform_machine`, `extra`, ...), the values that the markers themselves
name and one other.
Does not import `packaging`; follows the newest one's grammar and evaluation.
"""  # noqa: E501

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

    Expression: TypeAlias = "Comparison | Junction"
    Environment: TypeAlias = "dict[str, str | frozenset[str]]"

_BLANK = lazy(r"[ \t]+")
_STRING = lazy(r"'[^']*'|\"[^\"]*\"")
_OPERATOR = lazy(r"===|==|~=|!=|<=|>=|<|>")
_JUNCTION = lazy(r"\b(?:or|and)\b")
_IN = lazy(r"\bin\b")
_NOT = lazy(r"\bnot\b")
_VARIABLE = lazy(
    r"\b(?:python_version|python_full_version|os[._]name|sys[._]platform|platform_(?:release|system)"
    r"|platform[._](?:version|machine|python_implementation)|python_implementation|implementation_(?:name|version)"
    r"|extras?|dependency_groups)\b"
)
_DEEPEST = 60
"""Parentheses within parentheses; nobody writes five, and recursion needs an end."""


class Invalid(ValueError):
    """Text that does not follow the grammar: the reason in pip's words, and the span of the trouble
    in the text.
    """

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
    parts = [
        group[0] if len(group) == 1 else Junction("and", tuple(group)) for group in alternatives
    ]
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
            raise Invalid(
                "Expected matching RIGHT_PARENTHESIS for LEFT_PARENTHESIS, after marker expression",
                opened,
                scan.position,
            )
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
        return (
            "platform_python_implementation" if variable == "python_implementation" else variable
        ), True
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
        raise scan.error(
            "Expected marker operator, one of <=, <, !=, ==, >=, >, ~=, ===, in, not in"
        )
    return operator


# -- questions
# ----------------------------------------------------------------------------------------------------------  # noqa: E501

_PYTHONS = ("2.6", "2.7", *(f"3.{minor}" for minor in range(3, 17)))
# sys_platform, platform_system, os_name
_PLATFORMS = (
    ("linux", "Linux", "posix"),
    ("darwin", "Darwin", "posix"),
    ("win32", "Windows", "nt"),
    ("cygwin", "CYGWIN_NT-10.0", "posix"),
    ("linux2", "Linux", "posix"),
    ("freebsd14", "FreeBSD", "posix"),
    ("android", "Android", "posix"),
    ("ios", "iOS", "posix"),
    ("emscripten", "Emscripten", "posix"),
    ("java", "Java", "java"),
    ("aix", "AIX", "posix"),
)
_PLATFORM_VARIABLES = ("sys_platform", "platform_system", "os_name")
_IMPLEMENTATIONS = (
    ("cpython", "CPython"),
    ("pypy", "PyPy"),
    ("jython", "Jython"),
    ("ironpython", "IronPython"),
    ("graalpy", "GraalVM"),
)
_IMPLEMENTATION_VARIABLES = ("implementation_name", "platform_python_implementation")
_PYTHON_VARIABLES = ("python_version", "python_full_version")
_VERSIONS = frozenset(
    ("python_version", "python_full_version", "implementation_version", "platform_release")
)
_SETS = frozenset(("extras", "dependency_groups"))
_WORDS = lazy(r"[^\s,;|]+")
_MOST_COMPARISONS = 400_000
"""So many comparisons, over all environments together, answer one question; a marker with hundreds
of terms wants more, and what it means is then not known.
"""


def satisfiable(marker: str, pythons: Iterable[str] | None = None) -> bool:
    """Whether *marker* holds in some environment; an empty marker always does. Raises `Invalid`.

    *pythons* are the supported minors (`"3.12"`); without them every Python that the marker may
    mean.
    """
    return _together(marker, "", None if pythons is None else tuple(pythons)) is not False


def disjoint(first: str, second: str, pythons: Iterable[str] | None = None) -> bool:
    """Whether the two markers never hold together. Raises `Invalid`."""
    return not _together(first, second, None if pythons is None else tuple(pythons))


def implies(first: str, second: str, pythons: Iterable[str] | None = None) -> bool:
    """Whether *second* holds wherever *first* does. Raises `Invalid`."""
    return _implies(first, second, None if pythons is None else tuple(pythons))


def holds(marker: str, environment: dict[str, str]) -> bool:
    """Whether *marker* holds in one environment, by the names of PEP 508; a missing variable is
    empty. Raises `Invalid`.
    """
    if not marker.strip():
        return True
    values: Environment = {**environment}
    return _holds(_parsed(marker), values)


@lru_cache(maxsize=2048)
def _parsed(text: str) -> Expression:
    return parse(text)


@lru_cache(maxsize=4096)
def _together(first: str, second: str, pythons: tuple[str, ...] | None) -> bool | None:
    """Whether both hold in some environment; None where there are too many to try."""
    expressions = [_parsed(text) for text in (first, second) if text.strip()]
    environments = _environments(expressions, pythons)
    if environments is None:
        return None
    return any(all(_holds(expression, each) for expression in expressions) for each in environments)


@lru_cache(maxsize=4096)
def _implies(first: str, second: str, pythons: tuple[str, ...] | None) -> bool:
    if not second.strip():
        return True
    conclusion = _parsed(second)
    premises = [_parsed(first)] if first.strip() else []
    environments = _environments([*premises, conclusion], pythons)
    return environments is not None and all(
        _holds(conclusion, each) or not all(_holds(premise, each) for premise in premises)
        for each in environments
    )


# Values that people write and that the variable never has on Python 3, in lower case where every
# spelling but the right one is wrong, with what was meant (checked on each system's own Python).
_MEANT = {
    "sys_platform": {
        "win32": "windows win win64 nt microsoft",
        "darwin": "macos macosx osx mac mac_os",
        "linux": "linux2 linux3 posix gnu/linux ubuntu debian fedora centos rhel alpine raspbian",
    },
    "platform_system": {
        "Windows": "win32 win win64 nt",
        "Darwin": "macos macosx osx mac",
        "Linux": "linux2 posix gnu/linux ubuntu debian fedora centos rhel alpine raspbian",
    },
    "os_name": {"nt": "windows win32 win win64", "posix": "linux linux2 darwin macos osx mac unix"},
    "platform_python_implementation": {"CPython": "", "PyPy": ""},
    "implementation_name": {"cpython": "", "pypy": ""},
}


def meant(variable: str, value: str) -> str:
    """What was meant by a value that the variable never has: `win32` for `sys_platform` and
    `Windows`; empty where the value may be right.
    """
    for right, wrong in _MEANT.get(variable, {}).items():
        if value == right:
            return ""
        if value.lower() == right.lower() or value.lower() in wrong.split():
            return right
    return ""


def never(marker: str, *, python_2: bool = False) -> Comparison | None:
    """The comparison with a value that its variable never has, which makes the whole marker one
    that nothing meets; None where something does. Raises `Invalid`.

    With *python_2* the values that only Python 2 has are right (`linux2`).
    """
    expression = _parsed(marker)
    wrong = [
        one
        for one in comparisons(expression)
        if one.operator in ("==", "===")
        and meant(one.variable, one.value)
        and not (python_2 and one.value in ("linux2", "linux3"))
    ]
    if not wrong:
        return None
    rest = _without(expression, wrong)
    environments = _environments([rest], None)
    if environments is None or any(_holds(rest, each) for each in environments):
        return None
    return wrong[0]


def _without(expression: Expression, wrong: list[Comparison]) -> Expression:
    """The expression with *wrong* comparisons as ones that never hold."""
    if isinstance(expression, Comparison):
        return Comparison("", "==", "never") if expression in wrong else expression
    return Junction(expression.word, tuple(_without(part, wrong) for part in expression.parts))


def comparisons(expression: Expression) -> Iterator[Comparison]:
    """Every comparison in a parsed marker."""
    if isinstance(expression, Comparison):
        yield expression
    else:
        for part in expression.parts:
            yield from comparisons(part)


def _environments(
    expressions: list[Expression], pythons: tuple[str, ...] | None
) -> Iterator[Environment] | None:
    """Environments enough to tell the expressions apart: only the variables that they name are
    varied. None for far too many.
    """
    named: dict[str, list[str]] = {}
    count = 0
    for expression in expressions:
        for comparison in comparisons(expression):
            count += 1
            named.setdefault(comparison.variable, []).append(comparison.value)
            if comparison.value.startswith("\0"):
                named.setdefault(comparison.value[1:], [])
    choices: list[list[Environment]] = []
    if pythons is not None or any(variable in named for variable in _PYTHON_VARIABLES):
        choices.append(_python_choices(named, pythons))
    for variables, rows in (
        (_PLATFORM_VARIABLES, _platforms(pythons)),
        (_IMPLEMENTATION_VARIABLES, _IMPLEMENTATIONS),
    ):
        if any(variable in named for variable in variables):
            choices.append(_row_choices(named, variables, rows))
    fixed = {*_PYTHON_VARIABLES, *_PLATFORM_VARIABLES, *_IMPLEMENTATION_VARIABLES}
    for variable, values in named.items():
        if variable and variable not in fixed:
            choices.append(_free_choices(variable, values))
    size = max(count, 1)
    for choice in choices:
        size *= len(choice)
    if size > _MOST_COMPARISONS:
        return None  # nobody writes such a marker
    return map(_joined, product(*choices))


def _platforms(pythons: tuple[str, ...] | None) -> tuple[tuple[str, str, str], ...]:
    """The systems; Python 2 alone calls Linux `linux2`."""
    if not pythons or any(one.startswith("2.") for one in pythons):
        return _PLATFORMS
    return tuple(row for row in _PLATFORMS if row[0] != "linux2")


def _joined(parts: tuple[Environment, ...]) -> Environment:
    environment: Environment = {}
    for part in parts:
        environment |= part
    return environment


def _python_choices(
    named: dict[str, list[str]], pythons: tuple[str, ...] | None
) -> list[Environment]:
    mentioned = [
        word
        for variable in _PYTHON_VARIABLES
        for value in named.get(variable, ())
        for word in re.findall(r"\d+(?:\.\d+)*", value)
    ]
    patches: dict[str, set[int]] = {}
    minors = set(_PYTHONS if pythons is None else pythons)
    for word in mentioned:
        numbers = [int(number) for number in word.split(".")[:3] if len(number) < 6]
        minor = f"{numbers[0]}.{numbers[1] if len(numbers) > 1 else 0}" if numbers else ""
        if pythons is None and minor:
            minors |= {minor, f"{numbers[0]}.{(numbers[1] if len(numbers) > 1 else 0) + 1}"}
        if len(numbers) == 3:
            patches.setdefault(minor, set()).update(
                (max(numbers[2] - 1, 0), numbers[2], numbers[2] + 1)
            )
    exact = "python_full_version" in named
    result: list[Environment] = []
    for minor in sorted(minors):
        full = sorted({0, 5, *patches.get(minor, ())}) if exact else (5,)
        result += [
            {"python_version": minor, "python_full_version": f"{minor}.{patch}"} for patch in full
        ]
    return result


def _row_choices(
    named: dict[str, list[str]], variables: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
) -> list[Environment]:
    every = list(rows)
    for column, variable in enumerate(variables):
        known = {row[column] for row in rows}
        for value in named.get(variable, ()):
            for word in _WORDS.findall(value):
                if word not in known and not any(word in name for name in known):
                    row = list(rows[0])
                    row[column] = word
                    every.append(tuple(row))
    return [dict(zip(variables, row, strict=True)) for row in every]


def _free_choices(variable: str, values: list[str]) -> list[Environment]:
    words = dict.fromkeys(
        ["", *values, *(word for value in values for word in _WORDS.findall(value))]
    )
    if variable in _SETS:
        return [{variable: frozenset((word,)) if word else frozenset()} for word in words] + [
            {variable: frozenset(words)}
        ]
    if variable in _VERSIONS:
        words |= dict.fromkeys(("0", "99999"))
    return [{variable: word} for word in [*words, *([] if variable == "extra" else ["another"])]]


def _holds(expression: Expression, environment: Environment) -> bool:
    if isinstance(expression, Junction):
        if expression.word == "and":
            return all(_holds(part, environment) for part in expression.parts)
        return any(_holds(part, environment) for part in expression.parts)
    actual = environment.get(expression.variable, "")
    value = expression.value
    if value.startswith("\0"):
        other = environment.get(value[1:], "")
        value = other if isinstance(other, str) else ""
    if not isinstance(actual, str):
        normal = {normalize(name) for name in actual}
        return (normalize(value) in normal) is (expression.operator == "in")
    if expression.variable == "extra":
        actual, value = normalize(actual), normalize(value)
    if expression.reversed:
        return _compare(value, expression.operator, actual, expression.variable)
    return _compare(actual, expression.operator, value, expression.variable)


@lru_cache(maxsize=16384)
def _compare(left: str, operator: str, right: str, variable: str) -> bool:
    if variable in _VERSIONS and operator not in ("in", "not in"):
        from venvlint.readers import versions

        clauses = versions.parse(f"{operator}{right}") if "," not in right else None
        if clauses:
            return versions.contains(clauses, left)
    if operator == "in":
        return left in right
    if operator == "not in":
        return left not in right
    if operator == "!=":
        return left != right
    return left == right and operator in ("==", "<=", ">=")


def normalize(name: str) -> str:
    """The name as indexes compare it (PEP 503): lower case, runs of `-`, `_` and `.` as one `-`."""
    name = name.lower().replace("_", "-").replace(".", "-")
    while "--" in name:
        name = name.replace("--", "-")
    return name
