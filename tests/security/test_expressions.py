"""No expression of ours needs more than linear time. Every one is attacked with texts that are made
from itself.
"""

from __future__ import annotations

import re

import pytest

from tests.security.expressions import Expression, expressions, worst

SIZE, LIMIT = 8000, 0.004
"""Characters, and seconds of CPU from which on it is looked how the time grows with the text: what
looks at each character again from each other one takes at least twice that on a fast machine.
"""


@pytest.fixture(scope="module")
def everyone():
    return list(expressions())


@pytest.mark.parametrize("share", range(4))
def test_time_is_linear(everyone, share):
    slow = [
        (expression, found)
        for expression in everyone[share::4]
        if (found := worst(expression, SIZE, LIMIT))
    ]
    assert not slow


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
    assert worst(Expression("", pattern, 0, {method}), SIZE, LIMIT)


@pytest.mark.parametrize(
    ("method", "pattern"),
    [
        pytest.param("match", r"\s+$", id="from one place"),
        pytest.param("search", r"(?<!\s)\s+$", id="from the first blank of a run"),
        pytest.param("search", r"\s{0,100}$", id="of a hundred characters"),
    ],
)
def test_what_is_linear_is_left_alone(method, pattern):
    assert worst(Expression("", pattern, 0, {method}), SIZE, LIMIT) is None
