"""Patterns are found by a path's names: they must say what each of them asked in turn says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from venvlint.files.ignore_patterns import pattern_of
from venvlint.files.patterns import patterns

PARTS = st.sampled_from("a b ab old *.txt ** * [ab] ? \\a x.txt".split())
LINES = st.builds(
    lambda negated, anchored, parts, folder: negated + anchored + "/".join(parts) + folder,
    st.sampled_from(("", "", "!")),
    st.sampled_from(("", "/")),
    st.lists(PARTS, min_size=1, max_size=3),
    st.sampled_from(("", "/")),
)
PATHS = st.lists(st.sampled_from("a b ab old x.txt".split()), min_size=1, max_size=4).map("/".join)


@given(st.lists(LINES, max_size=6).map(tuple), PATHS)
def test_as_each_pattern_in_turn(lines, path):
    expected = False
    for line in lines:
        pattern = pattern_of(line)
        if pattern is not None and (pattern.match_file(path) or pattern.match_file(path + "/")):
            expected = bool(pattern.include)
    assert patterns(lines).matches(path) == expected
