"""How much work an audit is, counted and not timed: the lines of our own code that it runs.

A count is the same on a busy machine and on an idle one. What it does not see is work inside one
call of the interpreter (a search through a long text); for expressions there is
`tests/security/test_expressions.py`.
"""

from __future__ import annotations

import sys
from functools import cache

from tests.lint import tree
from venvlint.config import Config
from venvlint.engine import audit
from venvlint.record import replace
from venvlint.selection import builtin_rules

EVERYTHING = replace(Config(), select=("ALL",))
PACKAGE = str(__import__("venvlint").__path__[0])
_CACHED = type(cache(len))
MOST = 2.3
"""How much more the second doubling may cost than the first one."""
FIXED = 3000
"""Lines that count for nothing: tables that are made once, another file that is looked at."""


def steps(files):
    """The lines of venvlint that run when *files* are audited by every rule, a line of a loop as
    often as it comes round. Fails where a rule crashes.
    """
    one, rules = tree(files, config=EVERYTHING), builtin_rules()
    count, report = counted(lambda: audit(one, rules))
    if report.crashes:
        raise RuntimeError(report.crashes)
    return count


def excess(count, make, n):
    """By how many lines the second doubling of an input costs more than the first one allows; no
    more than none where the work grows with the input. *count* tells the work for what *make* makes
    of a size.
    """
    count(make(n))  # whatever is imported and made once, some of it for several parts alone
    once, twice, again = count(make(n)), count(make(2 * n)), count(make(4 * n))
    return (again - twice) - (MOST * max(twice - once, 0) + FIXED)


def counted(work):
    """How many lines of venvlint a call runs, and what it gives."""
    count = 0

    def line(frame, event, argument):
        nonlocal count
        count += 1
        return line

    def call(frame, event, argument):
        nonlocal count
        count += 1
        return line if frame.f_code.co_filename.startswith(PACKAGE) else None

    _forget()
    before = sys.gettrace()
    sys.settrace(call)
    try:
        result = work()
    finally:
        sys.settrace(before)
    return count, result


def _forget():
    """Empty the caches of functions: what one tree has filled makes the next one cheaper."""
    for name, module in list(sys.modules.items()):
        if name.startswith("venvlint"):
            for value in list(vars(module).values()):
                if isinstance(value, _CACHED):  # asked for an attribute, an expression compiles
                    value.cache_clear()
