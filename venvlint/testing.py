"""A test helper for rules, ours and those of plug-ins: the tree is a dictionary, no folder is made.

from venvlint.testing import fix, lint

def test_reports_the_line():
    assert lint(my_rule, {"requirements.txt": "six\\nbad\\n"}) == ["requirements.txt:2: ..."]
"""

from __future__ import annotations

import datetime

from venvlint.config import Config
from venvlint.engine import audit
from venvlint.files.memory import Memory
from venvlint.fixes import fixed
from venvlint.model import Rule, Violation
from venvlint.record import replace
from venvlint.tree import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Contents = Mapping[str, str | bytes]

TODAY = datetime.date(2026, 11, 22)
"""The date that ends of life are judged by in tests, so that they give the same answer for ever."""


def _bytes(files: Contents | None) -> dict[str, bytes]:
    return {
        path: data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
        for path, data in (files or {}).items()
    }


def tree(
    files: Contents,
    *,
    untracked: Contents | None = None,
    links: Mapping[str, str] | None = None,
    config: Config | None = None,
    today: datetime.date = TODAY,
) -> Tree:
    """A tree of tracked *files*, with *untracked* ones and symbolic *links* on disk beside them."""
    return Tree(Memory(_bytes(files), _bytes(untracked), links), config or Config(), today)


def _rules(rule: Rule | str) -> Sequence[Rule]:
    from venvlint.selection import builtin_rules

    return [rule] if isinstance(rule, Rule) else builtin_rules()


def findings(
    rule: Rule | str,
    files: Contents,
    *,
    untracked: Contents | None = None,
    links: Mapping[str, str] | None = None,
    config: Config | None = None,
    today: datetime.date = TODAY,
) -> list[Violation]:
    """The violations of one rule, given itself or by its code. A rule that raises fails the test,
    as does one without a suggestion, or whose words hold the mark of what is not known.
    """
    code = rule.code if isinstance(rule, Rule) else rule
    settings = replace(config or Config(), select=(code,))
    report = audit(
        tree(files, untracked=untracked, links=links, config=settings, today=today), _rules(rule)
    )
    assert not report.crashes, report.crashes
    for violation in report.violations:
        assert violation.suggestion.endswith((".", "!", "?")), (
            f"the suggestion is no sentence: {violation.suggestion}"
        )
        told = (
            violation.message,
            violation.suggestion,
            *(one.message for one in violation.related),
        )
        assert not any("\0" in text for text in told), f"an unknown part is shown as it is: {told}"
    return list(report.violations)


def lint(
    rule: Rule | str,
    files: Contents,
    *,
    untracked: Contents | None = None,
    links: Mapping[str, str] | None = None,
    config: Config | None = None,
    today: datetime.date = TODAY,
) -> list[str]:
    """The violations of one rule as `path:line: message`."""
    found = findings(rule, files, untracked=untracked, links=links, config=config, today=today)
    return [f"{v.at.path}:{v.at.line}: {v.message}" for v in found]


def fix(
    rule: Rule | str,
    files: Contents,
    *,
    unsafe: bool = False,
    silent: bool = True,
    untracked: Contents | None = None,
    links: Mapping[str, str] | None = None,
    config: Config | None = None,
    today: datetime.date = TODAY,
) -> dict[str, str | bytes]:
    """The files that the rule's fixes change, with their new text (bytes where it is no UTF-8).

    Fixes run until nothing changes; with *silent* the rule must then have nothing left to say.
    """
    code = rule.code if isinstance(rule, Rule) else rule
    settings = replace(config or Config(), select=(code,))
    outcome = fixed(
        tree(files, untracked=untracked, links=links, config=settings, today=today),
        _rules(rule),
        unsafe=unsafe,
    )
    assert outcome.converged, "the fixes of this rule undo each other"
    assert not outcome.report.crashes, outcome.report.crashes
    assert not (silent and outcome.report.violations), (
        f"left after the fix: {outcome.report.violations}"
    )
    changed: dict[str, str | bytes] = {}
    for path, data in outcome.changes.items():
        try:
            changed[path] = data.decode()
        except UnicodeDecodeError:
            changed[path] = data
    return changed
