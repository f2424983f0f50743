"""A clean project with one fault put into it: exactly its rule speaks, at the right place, and its
fix makes the project clean again.
"""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.clean_projects import PROJECTS
from tests.defects import DEFECTS
from tests.fix_checks import check_fixed
from venvlint.config import Config
from venvlint.engine import audit
from venvlint.fixes import fixed
from venvlint.model import Severity
from venvlint.selection import builtin_rules
from venvlint.testing import tree

RULES = builtin_rules()
OPT_IN = {rule.code for rule in RULES if rule.opt_in}


def settings(code: str = "") -> Config:
    return Config(extend_select=(code,)) if code in OPT_IN else Config()


@pytest.mark.parametrize("name", PROJECTS)
def test_clean(name):
    report = audit(tree(PROJECTS[name], config=Config(select=("ALL",))), RULES)
    assert [f"{v.at.path}:{v.at.line}: {v.code} {v.message}" for v in report.violations] == []
    assert not report.crashes


def mutated(defect):
    """The files of the defect's project with its edit."""
    files = dict(PROJECTS[defect.project])
    for path, change in defect.changes.items():
        if change is None:
            del files[path]
        elif isinstance(change, tuple):
            assert files[path].count(change[0]) >= 1, f"{path} does not hold {change[0]!r}"
            files[path] = files[path].replace(*change, 1)
        else:
            files[path] = change
    return files


@cache
def outcome(name):
    """The report on a defect, and what fixing makes of it."""
    defect = DEFECTS[name]
    mutant = tree(mutated(defect), untracked=defect.untracked, config=settings(defect.code))
    return audit(mutant, RULES), fixed(mutant, RULES, unsafe=True)


@pytest.mark.parametrize("name", DEFECTS)
def test_exactly_its_rule_speaks(name):
    defect = DEFECTS[name]
    report, _ = outcome(name)
    assert not report.crashes
    said = [f"{v.code} {v.at.path}:{v.at.line}: {v.message}" for v in report.violations]
    assert f"{defect.code} {defect.place}" in {
        f"{v.code} {v.at.path}:{v.at.line}" for v in report.violations
    }, said
    loud = {v.code for v in report.violations if v.severity >= Severity.WARNING} - {defect.code}
    assert loud == set(defect.companions), said
    assert sum(v.code == defect.code for v in report.violations) == 1, said


@pytest.mark.parametrize(
    "name", [name for name, defect in DEFECTS.items() if not defect.left_alone]
)
def test_its_fix_makes_the_project_clean(name):
    defect = DEFECTS[name]
    report, after = outcome(name)
    if not any(v.code == defect.code and v.fix for v in report.violations):
        assert {rule.code: rule.fix for rule in RULES}[defect.code] in (
            "",
            "command",
        ), "the rule has fixes, and none for this"
        return
    assert after.converged
    assert not after.refused
    left = {v.code for v in after.report.violations if v.severity >= Severity.WARNING} - set(
        defect.left
    )
    assert left == set(), [
        f"{v.code} {v.at.path}:{v.at.line}: {v.message}" for v in after.report.violations
    ]


@pytest.mark.parametrize("name", [name for name, defect in DEFECTS.items() if defect.left_alone])
def test_no_fix_where_only_a_person_can_know(name):
    report, _ = outcome(name)
    assert not [v for v in report.violations if v.code == DEFECTS[name].code and v.fix]


def test_every_rule_of_these_groups_has_a_defect():
    covered = {defect.code for defect in DEFECTS.values()}
    # VL307 is about an environment on disk.
    assert {rule.code for rule in RULES if re.match("VL[12346]", rule.code)} - covered == {
        "VL307"
    }, "add a row to tests/defects.py, then run `python -m tests.recorded`"


@pytest.mark.parametrize("name", DEFECTS)
def test_its_fix_makes_nothing_worse(name):
    defect = DEFECTS[name]
    files = mutated(defect)
    _, after = outcome(name)
    kept = {path: data for path, data in files.items() if path not in after.untracked}
    check_fixed(
        kept,
        {**kept, **after.changes},
        untracked=defect.untracked,
        allowed=frozenset((*defect.left, "VL604")),  # what is open now is not locked either
    )
