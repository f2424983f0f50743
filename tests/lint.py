"""One rule over a tree that is a dictionary: `lint` for what it says, `fix` for what it mends."""

from __future__ import annotations

import datetime

from venvlint.config import Config
from venvlint.engine import audit
from venvlint.files import Memory
from venvlint.fixes import fixed
from venvlint.model import Violation
from venvlint.record import replace
from venvlint.selection import builtin_rules
from venvlint.tree import Tree

TODAY = datetime.date(2026, 11, 22)
Contents = dict[str, "str | bytes"]


def _bytes(files: Contents | None) -> dict[str, bytes]:
    return {path: data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data for path, data in (files or {}).items()}


def tree(
    files: Contents,
    *,
    untracked: Contents | None = None,
    links: dict[str, str] | None = None,
    config: Config | None = None,
    today: datetime.date = TODAY,
) -> Tree:
    """A tree of tracked *files*, with *untracked* ones on disk beside them."""
    return Tree(Memory(_bytes(files), _bytes(untracked), links), config or Config(), today)


def findings(code: str, files: Contents, *, config: Config | None = None, **more: object) -> list[Violation]:
    """The violations of one rule; a rule that crashes fails the test."""
    settings = replace(config or Config(), select=(code,))
    report = audit(tree(files, config=settings, **more), builtin_rules())  # type: ignore[arg-type]
    assert not report.crashes, report.crashes
    for violation in report.violations:
        assert violation.suggestion.endswith((".", "!", "?")), violation.suggestion
    return list(report.violations)


def lint(code: str, files: Contents, **more: object) -> list[str]:
    """The violations of one rule as `path:line: message`."""
    return [f"{v.at.path}:{v.at.line}: {v.message}" for v in findings(code, files, **more)]  # type: ignore[arg-type]


def fix(code: str, files: Contents, *, unsafe: bool = False, silent: bool = True, config: Config | None = None, **more: object) -> Contents:
    """The files that the rule's fixes change, with their new text (bytes where it is no UTF-8).

    Fixes run until nothing changes; with *silent* the rule must then have nothing left to say.
    """
    settings = replace(config or Config(), select=(code,))
    start = tree(files, config=settings, **more)  # type: ignore[arg-type]
    outcome = fixed(start, builtin_rules(), unsafe=unsafe)
    assert outcome.converged
    assert not outcome.report.crashes, outcome.report.crashes
    if silent:
        assert outcome.report.violations == ()
    changed: Contents = {}
    for path, data in outcome.changes.items():
        try:
            changed[path] = data.decode()
        except UnicodeDecodeError:
            changed[path] = data
    return changed
