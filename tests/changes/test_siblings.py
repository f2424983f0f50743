"""What the other members of a sequence say, as one of them sees them."""

from __future__ import annotations

import pytest

from venvlint.document import Document
from venvlint.facts.changes.siblings import Axes, Others, Siblings, Twins
from venvlint.readers import yaml


def _root(text: str):
    return yaml.parse(Document("a.yml", text.encode()))[0]


def _others(*texts: str, of: int = 0) -> Others:
    return Others(Siblings(_root("".join(f"- {text}\n" for text in texts)).items), of)


def test_a_member_is_none_of_its_others():
    alone = _others("py39")
    assert not alone.there
    assert not alone.say("py39")
    assert not alone.say_plainly("py39")
    assert alone.pythons == alone.cpythons == set()
    assert not alone.begin_so_elsewhere("py", frozenset())


def test_of_two_that_say_the_same_each_is_the_others_twin():
    both = _others("py39", "py39")
    assert both.there
    assert both.say("py39")
    assert both.say_plainly("py39")
    assert both.pythons == both.cpythons == {(3, 9)}
    assert both.begin_so_elsewhere("py", frozenset())


def test_layout_quotes_and_comments_make_no_difference():
    assert _others("x", "{a:  '3.9'} # one").say("{a: 3.9}")
    assert not _others("x", "{a: 3.9.1}").say("{a: 3.9}")
    assert _others("x", "{a: 3.9.1}").say_plainly("{a: 3.9}")
    assert _others("x", "{a: 3.9.x}").say_plainly("{a: 3.9.2}")


def test_a_pypy_is_no_cpython():
    others = _others("py38", "pypy3.9", "py310")
    assert others.pythons == {(3, 9), (3, 10)}
    assert others.cpythons == {(3, 10)}
    assert others.pypys
    assert not _others("pypy3.8", "py39").pypys
    assert _others("pypy3.8", "PyPy3.9").pypys


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        pytest.param(("db-3.9", "db-3.10"), False, id="only Pythons of the project"),
        pytest.param(("db-3.9", "web-3.5"), False, id="another beginning"),
        pytest.param(("db-3.5",), False, id="it says so itself"),
        pytest.param(("db-3.9", "db-3.5"), True, id="another version"),
        pytest.param(("db-3.9", "db", "db-3.5", "web-3.5"), True, id="one of several"),
    ],
)
def test_versions_of_something_else_begin_like_it(texts, found):
    known = frozenset(((3, 9), (3, 10)))
    assert _others(*texts).begin_so_elsewhere("db-", known) is found


def test_titles_are_those_of_the_others():
    steps = ("{name: Test 3.9, run: a}", "{displayName: Test 3.10, script: b}", "{run: c}")
    assert _others(*steps).are_called("Test 3.10")
    assert not _others(*steps).are_called("Test 3.9")
    assert not _others(*steps).are_called("Test 3.1")
    assert not _others(*steps, of=2).are_called("")


AXES = """\
python: ['3.9', "3.10", pypy3.9]
os: [a, b]
exclude:
- {python: '3.9', os: a}
- {python: 3.10, os: c, x: y}
include:
- {python: '3.12', os: z}
"""


def test_axes_know_what_a_matrix_holds_and_leaves_out():
    axes = Axes(_root(AXES), (3, 9))
    assert axes.plain == {"python": {"3.9", "3.10", "pypy3.9"}, "os": {"a", "b"}}
    assert axes.pythons == {"python": {(3, 9), (3, 10)}}
    assert axes.excludes({"python": "3.9", "os": "a", "more": "1"})
    assert not axes.excludes({"python": "3.9", "os": "b"})
    assert not axes.excludes({"python": "3.9"})
    assert not axes.excludes({"python": "3.10", "os": "c"})
    rows = _root("- {python: 3.9, os: z}\n- {python: 3.9, os: z, x: y}\n- {os: z}\n").items
    assert [axes.excludes_for_gone(row) for row in rows] == [True, False, False]


def test_twins_differ_by_nothing_but_their_python():
    twins = Twins(["py39-a", "py310-a", "py311-b", "py312-py313-a", "a"])
    assert twins.pythons("py310-a", (3, 10)) == {(3, 9), (3, 10)}
    assert twins.pythons("py311-b", (3, 11)) == {(3, 11)}
    assert twins.pythons("py38-c", (3, 8)) == set()
