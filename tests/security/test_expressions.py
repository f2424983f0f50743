"""No expression of ours needs more than linear work. Every one is attacked with texts that are made
from itself, and the steps are counted.
"""

from __future__ import annotations

import re
from itertools import islice

import pytest

from tests.security.backtracking import Matcher
from tests.security.expressions import Expression, attacks, expressions, worst


@pytest.fixture(scope="module")
def everyone():
    return list(expressions())


@pytest.mark.parametrize("share", range(4))
def test_work_is_linear(everyone, share):
    slow = [
        (expression, found) for expression in everyone[share::4] if (found := worst(expression))
    ]
    assert not slow


def test_steps_are_counted_on_the_way_that_re_goes(everyone):
    """The matcher that counts finds what `re` finds."""
    ends = 0
    for expression in everyone:
        text = expression.pattern
        text = text if isinstance(text, str) else text.decode("latin-1")
        matcher, compiled = (
            Matcher(text, expression.flags, 10**9),
            re.compile(text, expression.flags),
        )
        for attack in islice(attacks(expression, 24), 6):
            for tried in (attack, attack[:7] + "x = 1\n"):
                found = compiled.match(tried)
                assert matcher.found(tried) == (found and found.end()), (expression, tried)
                ends += found is not None
    assert ends > 1000


def test_they_are_all_there(everyone):
    assert len(everyone) > 400
    # Text of the audited tree gets into an expression only escaped: an expression of a stranger has
    # no bounds.
    from tests.security.expressions import PACKAGE

    for path in PACKAGE.rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            for inserted in re.findall(
                r"re\.(?:compile|search|match|sub|split|finditer|findall)\(r?b?f[\"'].*?(\{[a-z][\w.]*\})",
                line,
            ):
                assert inserted == "{names}", (
                    f"{path.name}: {line.strip()}"
                )  # escaped where it is made


@pytest.mark.parametrize(
    ("method", "pattern"),
    [
        pytest.param(
            "match", r"(?:#[^\r\n]*(?:\r\n|\n|\r)|\s)*,", id="two ways to read a line end"
        ),
        pytest.param("match", r"(?:\.\.?/?)+,", id="two ways to read dots"),
        pytest.param("match", r"[a-z]+-?[a-z]*,", id="two runs of letters side by side"),
        pytest.param("search", r"a+b+c", id="two runs that follow each other, from each place"),
        pytest.param("match", r"#! *(?:\S*/)?(?:\S*/)?\w", id="two paths side by side"),
        # What ours were like once, from each place of a text:
        pytest.param("search", r"(?:^|.*?/)(?P<name>[^/]+\.egg-info)(?=/)", id="slashes"),
        pytest.param("search", r"[\w.-]+/(?:[\w.-]*-)?cache$", id="underscores"),
        pytest.param("search", r"\s*(?:'[^']*'|\d+|[A-Za-z_][\w-]*)", id="tabs"),
        pytest.param("search", r"(?:\"[^\"]*\"|-?\d+(?:\.\d+)?)\s*[,\]]", id="digits"),
        pytest.param("search", r".*[/\\](?:python|pypy)[\d.]*$", id="anything"),
        pytest.param("search", r"\s+$", id="blanks, the cheapest of all"),
    ],
)
def test_the_attacks_work(method, pattern):
    assert worst(Expression("", pattern, 0, {method}))


@pytest.mark.parametrize(
    ("method", "pattern"),
    [
        pytest.param("match", r"\s+$", id="from one place"),
        pytest.param("search", r"(?<!\s)\s+$", id="from the first blank of a run"),
        pytest.param("search", r"\s{0,100}$", id="of a hundred characters"),
    ],
)
def test_what_is_linear_is_left_alone(method, pattern):
    assert worst(Expression("", pattern, 0, {method})) is None
