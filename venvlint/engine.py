"""Runs rules over a tree: selects, contains what raises, silences what is suppressed, sorts,
reports.
"""

from __future__ import annotations

import os
from functools import cache

from venvlint import redact
from venvlint.config import Config, ConfigError, UsageError
from venvlint.files.git import Git, GitError, find_repository
from venvlint.files.work_tree import WorkTree
from venvlint.model import (
    Crash,
    Finding,
    MachineLimit,
    Related,
    Rule,
    Severity,
    Viewpoint,
    Violation,
)
from venvlint.record import Record, replace
from venvlint.selection import (
    all_rules,
    check_words,
    may_fix,
    selected,
    severity_of,
    specificity,
)
from venvlint.targets import target
from venvlint.tree import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Sequence

    from venvlint.document import Document
    from venvlint.files.patterns import Patterns
    from venvlint.model import Fix, Location, Part
    from venvlint.targets import Aim

UNUSED_SUPPRESSION = "VL002"


class Report(Record):
    """What one run found, in the order in which it is shown. It holds plain values only and can be
    pickled.
    """

    violations: tuple[Violation, ...] = ()
    crashes: tuple[Crash, ...] = ()
    suppressed: int = 0
    baselined: int = 0
    projects: tuple[str, ...] = (".",)
    fail_on: str = "warning"
    notes: tuple[str, ...] = ()
    """Sentences for standard error: a directory without Python, a Git that cannot be asked."""

    def exit_code(self, fail_on: str | None = None) -> int:
        """0 nothing at or above *fail_on* (default: the configuration's), 1 something, 2 a rule
        crashed.
        """
        if self.crashes:
            return 2
        level = fail_on or self.fail_on
        if level == "never":
            return 0
        return int(
            any(violation.severity >= Severity[level.upper()] for violation in self.violations)
        )

    def count(self, severity: Severity) -> int:
        """How many violations have *severity*."""
        return sum(violation.severity == severity for violation in self.violations)


def open_tree(
    directory: str,
    config: Config,
    *,
    staged: bool = False,
    tracked_only: bool = False,
    today: datetime.date | None = None,
    parts: tuple[Part, ...] = (),
) -> Tree:
    """The tree below a directory, with Git's answers where it lies in a repository and Git can be
    asked: as it is *staged*, or only what is tracked of it (nothing about this one disk).
    """
    directory = os.path.realpath(directory)
    top = find_repository(directory)
    git = Git(directory, top) if top is not None else None
    if staged:
        from venvlint.files.index import Index

        if git is None:
            raise UsageError("--staged needs a Git repository")
        return Tree(Index(git), config, today, parts)
    if tracked_only:
        from venvlint.files.work_tree import TrackedTree

        return Tree(TrackedTree(directory, git), config, today, parts)
    return Tree(WorkTree(directory, git), config, today, parts)


def lint(
    path: str = ".",
    *,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    isolated: bool = False,
    alone: bool = False,
    today: datetime.date | None = None,
) -> Report:
    """Audit the repository that a directory or a file lies in, and say what is wrong at or below
    it. With *alone*, *path* is read by itself.

    *select* and *ignore* are codes, prefixes or names, as the flags of the same names take them.
    Without *isolated* the
    configuration found at or above the directory holds. Raises `UsageError` and `ConfigError`.
    """
    from venvlint import config as configuration

    aim = target(path, alone=alone)
    config = Config() if isolated else configuration_for(aim.directory)
    config = configuration.overridden(
        config,
        {
            "select": None if select is None else tuple(select),
            "ignore": None if ignore is None else tuple(ignore),
        },
        "lint({})",
    )
    rules = all_rules(config, aim.directory, isolated)
    check_configuration(config, rules)
    tree = open_tree(aim.directory, config, today=today, parts=aim.parts)
    return audit(tree, rules, aim=aim)


def configuration_for(directory: str) -> Config:
    """The configuration that holds for a directory: the nearest one at or above it, not above its
    repository's root.
    """
    from venvlint import config as configuration

    directory = os.path.realpath(directory)
    path = configuration.find(directory, find_repository(directory))
    return (
        Config()
        if path is None
        else configuration.load(path, os.path.relpath(path, directory).replace(os.sep, "/"))
    )


def check_configuration(config: Config, rules: Sequence[Rule]) -> None:
    """Raises `ConfigError` (or `UsageError` for a flag) for a word that matches no rule."""
    for key, words in (
        ("select", config.select or ()),
        ("extend_select", config.extend_select),
        ("ignore", config.ignore),
        ("fixable", config.fixable or ()),
        ("unfixable", config.unfixable),
    ):
        origin = config.origin(key)
        error = UsageError if origin.startswith("--") else ConfigError
        check_words(words, rules, error, origin)
    for pattern, words in config.per_file_ignores:
        check_words(words, rules, ConfigError, f"{config.origin('per_file_ignores')} ({pattern})")
    check_words(
        (word for word, _ in config.severity), rules, ConfigError, config.origin("severity")
    )


def audit(
    tree: Tree,
    rules: Sequence[Rule],
    *,
    aim: Aim | None = None,
    obey_suppressions: bool = True,
) -> Report:
    """Run the rules that the tree's configuration selects and make the report."""
    config = tree.config
    wanted = selected(rules, config)
    tree.known_words = frozenset(word for rule in rules for word in (rule.code, rule.name))
    tree.selected_words = frozenset(word for rule in wanted for word in (rule.code, rule.name))
    judge = _Judge(tree, rules, obey_suppressions)
    # What suppresses nothing is known only when everything else has been said.
    wanted.sort(key=lambda rule: (rule.code == UNUSED_SUPPRESSION, rule.code))
    for rule in wanted:
        judge.run(rule)
    violations = judge.finished()
    suppressed = judge.suppressed
    if aim is not None:
        violations = [
            replace(violation, view=aim.view) if aim.view != Viewpoint() else violation
            for violation in violations
            if aim.is_whole or aim.holds(violation)
        ]
        suppressed = [path for path in suppressed if aim.covers(path)]
    return Report(
        tuple(_once_for_all_links(tree, violations)),
        tuple(judge.crashes),
        len(suppressed),
        0,
        _project_names(tree, aim),
        config.fail_on,
        tuple(_notes(tree)),
    )


def _once_for_all_links(tree: Tree, violations: list[Violation]) -> Iterable[Violation]:
    """The violations without those that a link repeats of the file which it leads to."""
    paths: dict[tuple[str, int, int], set[str]] = {}
    for one in violations:
        paths.setdefault((one.code, one.at.line, one.at.column), set()).add(one.at.path)
    followed = cache(tree.files.followed)
    for one in violations:
        others = paths[one.code, one.at.line, one.at.column]
        if len(others) > 1:
            target = followed(one.at.path)
            if target != one.at.path and target in others:
                continue
        yield one


def merged(reports: Sequence[Report]) -> Report:
    """Several reports as one, in the order of their PATHs."""
    return Report(
        tuple(violation for report in reports for violation in report.violations),
        tuple(crash for report in reports for crash in report.crashes),
        sum(report.suppressed for report in reports),
        sum(report.baselined for report in reports),
        tuple(project for report in reports for project in report.projects),
        reports[0].fail_on if reports else "warning",
        tuple(note for report in reports for note in report.notes),
    )


def _project_names(tree: Tree, aim: Aim | None) -> tuple[str, ...]:
    from venvlint.facts.project import project_names, project_of

    names: Iterable[str] = project_names(tree) or (".",)
    if aim is None:
        return tuple(names)
    if not aim.is_whole:
        around = {project_of(tree, part.path) for part in aim.parts}
        names = [name for name in names if name in around or aim.covers(name)]
    return tuple(map(aim.view.shown, names))


def _notes(tree: Tree) -> Iterable[str]:
    from venvlint.facts.project import is_python

    yield from tree.config.remarks
    yield from _idle_patterns(tree)
    if tree.files.git_error:
        yield (
            f"Git could not be asked ({tree.files.git_error}); the files on disk were audited"
            " instead."
        )
    if not is_python(tree):
        yield (
            "There is nothing of Python here: no source, no manifest, no requirements, no"
            " environment."
        )


def _idle_patterns(tree: Tree) -> Iterable[str]:
    """A sentence for each pattern of the configuration that matches no file: most are misspelt."""
    config = tree.config
    tables = (
        ("exclude", config.exclude),
        ("per_file_ignores", tuple(pattern for pattern, _ in config.per_file_ignores)),
        ("production_requirements", config.production_requirements),
        ("development_requirements", config.development_requirements),
    )
    if not any(patterns for _, patterns in tables):
        return
    idle = set(tree.idle_patterns(tuple(one for _, patterns in tables for one in patterns)))
    for name, patterns in tables:
        place = config.origin(name)
        for pattern in patterns:
            if pattern in idle and not place.startswith("--"):
                key = name.replace("_", "-")
                yield f"{place}: `{pattern}` in `{key}` matches no file"


class _Judge:
    """One run's bookkeeping: findings become violations, or are silenced."""

    def __init__(self, tree: Tree, rules: Sequence[Rule], obey_suppressions: bool) -> None:
        self.tree = tree
        self.obey_suppressions = obey_suppressions
        self.violations: list[Violation] = []
        self.crashes: list[Crash] = []
        self.secrets: set[str] = set()
        self._told: dict[tuple[str, str], int] = {}
        self._said: set[tuple[str, Location, str]] = set()
        self._more: dict[tuple[str, str], tuple[Rule, Severity, Location, int]] = {}
        self.suppressed: list[str] = []
        """The file of each finding that a comment suppresses."""
        self._severities = (
            {rule.code: severity_of(rule, tree.config) for rule in rules}
            if tree.config.severity
            else {}
        )
        self._ignored: dict[str, list[tuple[str, ...]]] = {}
        self._patterns: Patterns | None = None

    def run(self, rule: Rule) -> None:
        """Run one rule; what it raises is recorded, what it said before that stands."""
        try:
            if rule.needs and not any(map(self.tree.has, rule.needs)):
                return
            for finding in rule.check(self.tree):
                self._take(rule, finding)
        except (GitError, MachineLimit, MemoryError):
            raise  # no rule is to blame, and no other can go on
        except Exception as error:  # a rule that raises must not hide what the others found
            self.crashes.append(
                Crash(rule.code, _file_in_hand(error), redact.credentials(_describe(error)))
            )

    def _take(self, rule: Rule, finding: Finding) -> None:
        path = finding.at.path
        severity = self._severities.get(rule.code) or finding.severity or rule.severity
        if rule.is_ours and self.tree.is_test_data(path + "/" if rule.anywhere else path):
            if not rule.anywhere:
                return
            severity = Severity.INFO
        elif rule.is_ours and not rule.anywhere and self.tree.is_set_aside(path):
            severity = Severity.INFO
        if self.tree.is_excluded(path) or self._is_ignored_for(path, rule):
            return
        reason = None
        if not finding.at.path.endswith("/") and self.tree.document(path) is not None:
            reason = self.tree.suppressions.match(finding.at, rule.code, rule.name)
        if reason is not None:
            self.suppressed.append(path)
            if self.obey_suppressions:
                return
        said = (rule.code, finding.at, finding.message)
        if said in self._said:
            return  # two lists may be put together of one, and its lines are read for each
        self._said.add(said)
        self.secrets.update(finding.secrets)
        told = self._told[rule.code, path] = self._told.get((rule.code, path), 0) + 1
        if told > _MOST:
            at = self._more[rule.code, path][2] if told > _MOST + 1 else finding.at
            self._more[rule.code, path] = (rule, severity, at, told - _MOST)
            return
        self.violations.append(
            Violation(
                rule.code,
                rule.name,
                severity,
                finding.at,
                redact.credentials(finding.message),
                redact.credentials(finding.suggestion),
                tuple(redact.credentials(command) for command in finding.commands),
                _shown_fix(
                    self._with_its_lock(finding.fix if may_fix(rule, self.tree.config) else None),
                    redact.credentials,
                ),
                tuple(
                    Related(related.at, redact.credentials(related.message))
                    for related in finding.related
                ),
                suppressed=None if reason is None else redact.credentials(reason),
                fingerprint=finding.key or "",
            )
        )

    def _with_its_lock(self, fix: Fix | None) -> Fix | None:
        """The fix, which is not safe where it leaves a lock behind that its tool then refuses, and
        which says so.
        """
        if fix is None or not any(
            edit.at.path.endswith(("pyproject.toml", "Pipfile")) for edit in fix.edits
        ):
            return fix
        from venvlint.facts.locks import COMMANDS
        from venvlint.locks_behind import left_behind

        try:
            lock = left_behind(self.tree, fix.edits)
        except ValueError:
            return fix  # edits that cannot be made: whoever applies them says so
        if lock is None:
            return fix
        what = f"{fix.description}, after which `{COMMANDS[lock.tool]}` has to be run"
        return replace(fix, description=what, safe=False)

    def _is_ignored_for(self, path: str, rule: Rule) -> bool:
        if not self.tree.config.per_file_ignores:
            return False
        if path not in self._ignored:
            table = self.tree.config.per_file_ignores
            below = self.tree.configured(path)
            if self._patterns is None:
                from venvlint.files.patterns import Patterns

                self._patterns = Patterns(tuple(pattern for pattern, _ in table))
            one = self._patterns
            self._ignored[path] = (
                []
                if below is None
                else [
                    table[number][1]
                    for number in one.matching(below)
                    if not table[number][0].startswith("!")
                ]
            )
        return any(specificity(word, rule) >= 0 for words in self._ignored[path] for word in words)

    def finished(self) -> list[Violation]:
        """The violations in their order, each with its project, its line of source and its
        fingerprint.
        """
        if not self.violations:
            return []
        from venvlint.facts.project import project_of

        for rule, severity, at, count in self._more.values():
            self.violations.append(
                Violation(
                    rule.code,
                    rule.name,
                    severity,
                    at,
                    f"{count:,} more violations of this rule in this file are not listed",
                    "Mend those that are listed; the next run lists the rest.",
                    fingerprint="more",
                )
            )
        self.violations.sort(key=lambda v: (v.at.path, v.at.line, v.at.column, v.code, v.message))
        finished: list[Violation] = []
        seen: dict[str, int] = {}
        hidden = redact.values(self.secrets) if self.secrets else None
        line = _Line(hidden)
        for violation in self.violations:
            document = self.tree.document(violation.at.path)
            source, column = ("", 1) if document is None else line.excerpt(document, violation.at)
            # The beginning of a line identifies it well enough; one of a megabyte would be hashed
            # for every violation in it.
            identity = f"{violation.code}\0{violation.at.path}\0{violation.fingerprint or ('' if violation.at.whole else source.strip()[:400])}"  # noqa: E501
            seen[identity] = seen.get(identity, 0) + 1
            finished.append(
                replace(
                    violation,
                    project=project_of(self.tree, violation.at.path),
                    source=source,
                    source_column=column,
                    fingerprint=_digest(f"{identity}\0{seen[identity]}"),
                )
            )
        if hidden is not None:
            finished = [_without(violation, hidden) for violation in finished]
        finished.sort(key=lambda v: (v.project, v.at.path, v.at.line, v.at.column, v.code))
        return finished


_MOST = 2000
"""Violations of one rule in one file that are listed; where there are more, something made them."""
_LONG = 2000
"""Characters of a line that are kept whole; of a longer one, what stands around the place."""
_AROUND = 400


class _Line:
    """The last line that was shown, without its secrets: there can be thousands of violations in a
    line of a megabyte.
    """

    def __init__(self, hidden: Callable[[str], str] | None) -> None:
        self._hidden = hidden
        self._place = ("", 0)
        self._text = ""

    def excerpt(self, document: Document, at: Location) -> tuple[str, int]:
        """What to show of the line of a place, and the column at which that begins. Secrets go
        before it is cut: half of a URL does not tell that it is one.
        """
        if self._place != (document.path, at.line):
            line = redact.blanked(document.line(at.line))
            self._text = line if self._hidden is None else self._hidden(line)
            self._place = (document.path, at.line)
        line = self._text
        if len(line) <= _LONG:
            return redact.closed(line), 1
        first = max(at.column - 1, 0)
        last = at.end_column - 1 if at.end_line == at.line else first
        start = line.rfind(" ", max(first - 8 * _AROUND, 0), max(first - _AROUND, 0)) + 1
        start = start or min(first, len(line))
        end = max(min(last, first + _LONG), first) + _AROUND
        return redact.closed(line[start:end]), start + 1


def _without(violation: Violation, hidden: Callable[[str], str]) -> Violation:
    """A violation every text of which went through *hidden*."""

    def shown(text: str) -> str:
        return redact.closed(hidden(text))

    return replace(
        violation,
        message=shown(violation.message),
        suggestion=shown(violation.suggestion),
        commands=tuple(map(shown, violation.commands)),
        fix=_shown_fix(violation.fix, shown),
        related=tuple(Related(one.at, shown(one.message)) for one in violation.related),
        suppressed=None if violation.suppressed is None else shown(violation.suppressed),
    )


def _shown_fix(fix: Fix | None, shown: Callable[[str], str]) -> Fix | None:
    """A fix as a report may show it: where its edits would show a secret, it says that they do."""
    if fix is None:
        return None
    holds_secret = fix.holds_secret or any(shown(edit.text) != edit.text for edit in fix.edits)
    return replace(fix, description=shown(fix.description), holds_secret=holds_secret)


def _digest(text: str) -> str:
    try:
        from _blake2 import blake2b  # what `hashlib` offers, without its loading of OpenSSL (5 ms)
    except ModuleNotFoundError:  # a library that there is no memory for is another matter
        from hashlib import blake2b

    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _describe(error: Exception) -> str:
    text = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _file_in_hand(error: Exception) -> str:
    """The file that was being read when a rule raised: the nearest local variable that says so."""
    path = ""
    trace = error.__traceback__
    while trace is not None:
        for name in ("path", "document"):
            value = trace.tb_frame.f_locals.get(name)
            value = getattr(value, "path", value)
            if isinstance(value, str):
                path = value
        trace = trace.tb_next
    return path


def describe_crash(crash: Crash) -> str:
    """One line for standard error."""
    where = f" while reading {crash.path}" if crash.path else ""
    return (
        f"{crash.code} crashed{where}: {crash.reason}. This is a bug of the rule; the other rules"
        " were run."
    )
