"""Every regular expression of the package with the text that would hurt it most, made from the
expression itself.

A backtracking matcher needs more than linear time where a repetition can give up what it took in
more than one way, or where a
search begins anew at each place and runs to the end. So each repetition of each expression is
pumped: what stands before it, then what it repeats, thousands of times, then something that does
not fit; and once more with the repetitions before it pumped as well.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

from tests.security.backtracking import (
    ATOMIC_GROUP,
    REPEATS,
    Matcher,
    bounded,
    constants,
    sre,
    with_deep_stack,
)

PACKAGE = Path(__file__).absolute().parent.parent.parent / "venvlint"
METHODS = ("match", "search", "fullmatch", "findall", "finditer", "sub", "subn", "split")
_CATEGORY = {
    "CATEGORY_SPACE": " \t\n",
    "CATEGORY_DIGIT": "0",
    "CATEGORY_WORD": "a_0",
    "CATEGORY_NOT_SPACE": "a$/_0",
    "CATEGORY_NOT_DIGIT": "a$",
    "CATEGORY_NOT_WORD": "-$/",
}
_ANY = "a$/_ 0"


# Expressions that are given to others by their name, with the method that is called there.
PASSED_ON = {
    "_LINE_END": "match",
    "_KEY": "match",
    "_STRING": "match",
    "_RUNTIME": "fullmatch",
    "_HEROKU_RUNTIME": "fullmatch",
}
# Expressions that see short texts only: how long those can be, and what says so.
BOUNDED = {
    "readers/corrections.py": 300,  # `_LONGEST`
    "app/docs.py": 200,  # paragraphs of our own pages
    "rules/requirements/_project_kinds.py:_ASKS": 60,  # what stands before a word
    # The name of a file on disk (NAME_MAX):
    "facts/tracking/distributions.py": 255,
    "facts/dependencies/pinning.py:_LOCKS": 255,
    "facts/dependencies/project_environment.py:_COMPILED": 255,
    "facts/stages/contexts.py:_PYTHON_FILE": 255,
    "rules/environment/_conflicts.py": 255,
    "rules/locks/missing_lock.py:_LOCK": 255,
    "rules/tracking/_ignore_gaps.py:_MANIFESTS": 255,
    "rules/tracking/dependency_file_ignored.py:_MANIFEST": 255,
    "rules/requirements/local_path_requirement.py:_ARCHIVE": 300,  # `path[-300:]`
    # Git's own output, in which every entry matches:
    "files/work_tree.py:_INDEX_ENTRY": 0,
    "files/work_tree.py:_INDEX_SIZE": 0,
}


class Expression:
    """One expression, where it stands, and the methods that it is used by."""

    def __init__(self, place, pattern, flags, methods):
        self.place, self.pattern, self.flags, self.methods = place, pattern, flags, methods

    def __repr__(self):
        return f"{self.place}: {self.pattern!r}"


def expressions():
    """Each `lazy(…)` of the package by its module and name, and each literal that is given to `re`
    itself.
    """
    import importlib

    from venvlint.regex import lazy

    sources = {path: path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
    everything = "\n".join(sources.values())
    for path, source in sources.items():
        place = path.relative_to(PACKAGE).as_posix()
        try:
            module = importlib.import_module(
                ".".join(
                    ("venvlint", *path.relative_to(PACKAGE).with_suffix("").parts)
                ).removesuffix(".__init__")
            )
        except ModuleNotFoundError as error:
            if (error.name or "").startswith("venvlint"):
                raise
            continue  # a part that needs an extra that is not installed
        for name, value in vars(module).items():
            for label, one in _lazies(name, value, lazy):
                # An expression out of a table is used in ways that its name does not tell.
                used = (
                    set(
                        re.findall(
                            rf"\b{re.escape(name)}\.({'|'.join(METHODS)})\b",
                            source if name[0] == "_" else everything,
                        )
                    )
                    if one is value
                    else set()
                )
                pattern, flags = one.__dict__["_arguments"]
                yield Expression(
                    f"{place}:{label}", pattern, flags, used or {PASSED_ON.get(name, "search")}
                )
        for node in ast.walk(ast.parse(source)):
            if (
                isinstance(node, ast.Call)
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and ast.unparse(node.func).startswith("re.")
            ):
                flags = 0
                for argument in [
                    *node.args[1:],
                    *(word.value for word in node.keywords if word.arg == "flags"),
                ]:
                    for word in re.findall(r"\bre\.([A-Z]+)\b", ast.unparse(argument)):
                        flags |= getattr(re, word)
                method = ast.unparse(node.func).removeprefix("re.")
                yield Expression(
                    f"{place}:{node.lineno}",
                    node.args[0].value,
                    flags,
                    {method if method in METHODS else "match"},
                )


def _lazies(name, value, lazy):
    if isinstance(value, lazy):
        yield name, value
    elif isinstance(value, (tuple, list)):
        for i, item in enumerate(value):
            yield from _lazies(f"{name}[{i}]", item, lazy)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _lazies(f"{name}[{key!r}]", item, lazy)


def attacks(expression, size):
    """Texts of about *size* characters."""
    parsed = bounded(sre.parse(_text(expression.pattern), expression.flags), _MANY)
    deep = 1 + sum(1 for _ in _unbounded(parsed))
    for before, long, pump in _repetitions(parsed, "", "", size // deep):
        yield from (
            before + pump * (size // len(pump)) + "\0",
            pump * (size // len(pump)) + "\0",
            (before + pump) * (size // len(before + pump)) + "\0",
            long[: 2 * size] + pump * (size // deep) + "\0",
        )


_MANY = 20
"""Repetitions from which on one counts as unbounded."""


def _unbounded(items):
    for op, argument in items:
        if op in REPEATS:
            if argument[1] >= _MANY:
                yield op
            yield from _unbounded(argument[2])
        else:
            for inner in _inner(op, argument):
                yield from _unbounded(inner)


def _repetitions(items, before, long, times):
    """What stands before each unbounded repetition, in short and with each repetition in it made
    *times*; and what it repeats.
    """
    for op, argument in items:
        if op in REPEATS:
            low, high, inner = argument
            if high >= _MANY:
                for pump in dict.fromkeys(_samples(inner)):
                    if pump:
                        yield before, long, pump
            yield from _repetitions(inner, before, long, times)
            one = _sample(inner)
            before += one * low
            long += one * (times if high >= _MANY else low)
        else:
            for inner in _inner(op, argument):
                yield from _repetitions(inner, before, long, times)
            before += _sample([(op, argument)])
            long += _sample([(op, argument)], times)


def _inner(op, argument):
    if op is constants.SUBPATTERN:
        return [argument[-1]]
    if op is constants.BRANCH:
        return argument[1]
    if op in (constants.ASSERT, constants.ASSERT_NOT):
        return [argument[1]]
    if op is ATOMIC_GROUP:
        return [argument]
    return []


def _sample(items, times=0):
    """One text that the items match, roughly; with unbounded repetitions made *times*."""
    text = ""
    for op, argument in items:
        if op is constants.LITERAL:
            text += chr(argument)
        elif op is constants.NOT_LITERAL:
            text += "b" if argument == 97 else "a"
        elif op is constants.ANY:
            text += "a"
        elif op is constants.IN:
            text += (_members(argument) or ["a"])[0]
        elif op in REPEATS:
            low, high, inside = argument
            text += _sample(inside) * (max(low, times) if high >= _MANY else low)
        elif op in (constants.ASSERT, constants.ASSERT_NOT):
            pass
        else:
            inner = _inner(op, argument)
            text += _sample(inner[0], times) if inner else ""
    return text


def _samples(items):
    """Several texts that the items match: each alternative, each kind of character, and each
    optional part in and out.
    """
    yield _sample(items)
    for i, (op, argument) in enumerate(items):
        before, after = _sample(items[:i]), _sample(items[i + 1 :])
        if op in (constants.IN, constants.ANY):
            for member in _members(argument)[:8] if op is constants.IN else _ANY:
                yield before + member + after
        elif op in REPEATS:
            for one in list(_samples(argument[2]))[:6]:
                yield before + one * max(argument[0], 1) + after
        else:
            for inner in _inner(op, argument):
                for one in list(_samples(inner))[:6]:
                    yield before + one + after


def _members(argument):
    negated = argument[0][0] is constants.NEGATE
    given = set()
    for op, value in argument:
        if op is constants.LITERAL:
            given.add(chr(value))
        elif op is constants.RANGE:
            given |= {chr(value[0]), chr(value[1])}
            if negated:
                given |= {chr(c) for c in range(value[0], min(value[1], value[0] + 200) + 1)}
        elif op is constants.CATEGORY:
            given |= set(_CATEGORY.get(str(value), "a"))
    if not negated:
        return sorted(given, key=lambda c: (c not in " a0-.", c))
    return [c for c in "a 0-./\\\"'=#$({[,;:\n" if c not in given]


def longest(expression):
    """How long a text the expression can be given, or None."""
    return BOUNDED.get(expression.place, BOUNDED.get(expression.place.partition(":")[0]))


def worst(expression, size=200):
    """The method and the beginning of the first attack on an expression whose steps grow faster
    than its text, or None.

    Four times the text may take nine times the steps: a square takes sixteen. What sees short texts
    only may take a thousand steps for each character of the longest.
    """
    bound = longest(expression)
    return None if bound == 0 else with_deep_stack(lambda: _worst(expression, size, bound))


def _worst(expression, size, bound):
    matcher = Matcher(_text(expression.pattern), expression.flags, _MANY)
    for number, text in enumerate(attacks(expression, size if bound is None else bound)):
        for method in expression.methods:
            if bound is not None:
                grows = matcher.steps(method, text, 1000 * bound) is None
            else:
                # The number of rounds that is allowed may still be ahead of the shorter text.
                grows = _grows(matcher, expression, method, number, size) and _grows(
                    matcher, expression, method, number, 4 * size
                )
            if grows:
                return method, text[:60]
    return None


def _grows(matcher, expression, method, number, size):
    """Whether the steps for attack *number* are a square of its length, from *size* characters to
    four times as many.
    """
    once = matcher.steps(method, _attack(expression, size, number), 10**6)
    if once is None:
        return True
    more = _attack(expression, 4 * size, number)
    return matcher.steps(method, more, 9 * max(4 * size, once)) is None


@lru_cache(maxsize=8)
def _all_attacks(expression, size):
    return list(attacks(expression, size))


def _attack(expression, size, number):
    return _all_attacks(expression, size)[number]


def _text(pattern):
    return pattern if isinstance(pattern, str) else pattern.decode("latin-1")
