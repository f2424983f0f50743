"""The work of all fixes grows with the tree, like that of an audit: what can be mended at once is
not mended one by one, with an audit after each.
"""

from __future__ import annotations

import pytest

from tests.growth.counting import EVERYTHING, counted, excess
from tests.growth.inputs import TREES
from tests.growth.test_growth import SIZES, N
from tests.growth.test_growth import _near_limits as _near_limits
from tests.lint import tree
from venvlint.fixes import fixed, unified_diff
from venvlint.selection import builtin_rules

RULES = builtin_rules()


def _steps(files):
    one = tree(files, config=EVERYTHING)
    count, outcome = counted(lambda: fixed(one, RULES, unsafe=True))
    assert outcome.converged
    unified_diff(one, outcome.changes)
    return count


@pytest.mark.parametrize("name", sorted(TREES))
def test_work_grows_with_the_tree(name):
    assert excess(_steps, TREES[name], SIZES.get(name, N)) <= 0


def test_more_environments_than_there_are_passes():
    outcome = fixed(tree(TREES["environments"](300), config=EVERYTHING), RULES, unsafe=True)
    assert outcome.converged
    assert len(outcome.untracked) == 300
