"""One audit of a run, from a picklable request to a picklable result: in this process, or in
workers for many.
"""

from __future__ import annotations

from venvlint.config import Config, ConfigError, UsageError
from venvlint.files.git import GitError
from venvlint.model import MachineLimit, Viewpoint
from venvlint.record import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Sequence

    from venvlint.engine import Report
    from venvlint.fixes import Outcome
    from venvlint.model import Rule
    from venvlint.targets import Aim
    from venvlint.tree import Tree

REPORT, FIX, DIFF, MAP, CHANGE = "report", "fix", "diff", "map", "change"


class Request(Record):
    """What to do with one audit. `overrides` are the settings that flags put over the
    configuration.
    """

    path: str
    aim: Aim | None = None
    """What `path` means; found out where it is not given."""
    several: bool = False
    action: str = REPORT
    overrides: tuple[tuple[str, object], ...] = ()
    config_file: str | None = None
    isolated: bool = False
    staged: bool = False
    tracked_only: bool = False
    exclude: tuple[str, ...] = ()
    """Patterns beside those of the configuration."""
    unsafe: bool = False
    silence: bool = False
    """Whether comments are written that suppress what is left."""
    obey_suppressions: bool = True
    today: datetime.date | None = None
    map_format: str = ""
    width: int = 100
    color: bool = False
    verbose: bool = False
    change: tuple[str, str] | None = None
    """A flag that changes a Python, and its value."""
    only_shown: bool = False
    """Whether the change is printed as a diff and not made."""


class Result(Record):
    """What became of one audit. `error` is the sentence of a usage or configuration error; then
    there is nothing else.
    """

    path: str
    aim: Aim | None = None
    report: Report | None = None
    error: str = ""
    messages: tuple[str, ...] = ()
    failed: bool = False
    """Something could not be written."""
    text: str = ""
    """A diff, or a map of Pythons in the wanted format."""
    stamp: str = ""
    """What was audited, for a page that is kept: the folder's name, the commit and the date."""
    secrets: tuple[str, ...] = ()
    """Files of which a diff shows a secret."""
    changed: bool = False
    """Whether a diff says anything."""
    baseline: str | None = None
    codes: frozenset[str] = frozenset()
    """The rules that ran to their end."""
    entries: Viewpoint = Viewpoint()
    """How the entries of the baseline name a file."""

    @property
    def prefix(self) -> str:
        """How the audited directory is called beside others; empty where it is the current one."""
        return "" if self.aim is None else self.aim.view.prefix


def configuration(request: Request, directory: str) -> Config:
    """The configuration of a directory with the flags put over it."""
    from venvlint import config as settings
    from venvlint.engine import configuration_for

    if request.isolated:
        config = Config()
    elif request.config_file:
        config = settings.load(request.config_file)
    else:
        config = configuration_for(directory)
    overrides = dict(request.overrides)
    if request.exclude:
        overrides["exclude"] = (*config.exclude, *request.exclude)
    return settings.overridden(config, overrides, "--{}")


def execute(request: Request) -> Result:
    """Do what a request says. Usage and configuration errors are in the result, so that one bad
    PATH of many ends nothing.
    """
    try:
        return _execute(request)
    except (ConfigError, GitError) as error:
        return Result(
            request.path, error=f"{request.path}: {error}" if request.several else str(error)
        )
    except MachineLimit as error:
        return Result(request.path, error=f"{request.path}: {error}; nothing was reported")
    except MemoryError:
        sentence = "this machine has not enough memory to audit it; nothing was reported"
        return Result(request.path, error=f"{request.path}: {sentence}")
    except UsageError as error:  # of a flag, so of no PATH
        return Result(request.path, error=str(error))


def _execute(request: Request) -> Result:
    from venvlint import engine
    from venvlint.selection import all_rules
    from venvlint.targets import target

    aim = request.aim or target(request.path)
    config = configuration(request, aim.directory)
    unread = [] if request.isolated or request.config_file else list(_unread(aim))
    rules = all_rules(config, aim.directory, request.isolated)
    engine.check_configuration(config, rules)
    tree = engine.open_tree(
        aim.directory,
        config,
        staged=request.staged,
        tracked_only=request.tracked_only,
        today=request.today,
        parts=aim.parts,
    )
    if request.action == MAP:
        return Result(
            request.path, aim, text=_map(tree, request, aim), stamp=_stamp(tree, request, aim)
        )
    if request.action == CHANGE:
        from venvlint.app.python_changes import changed

        assert request.change is not None
        made = changed(request.change, request.only_shown, tree, aim)
        return Result(
            request.path,
            aim,
            messages=made.messages,
            text=made.text,
            changed=made.changed,
            failed=made.failed,
        )
    if request.action in (FIX, DIFF):
        result = _fix(request, tree, rules, aim)
        return replace(result, messages=(*unread, *result.messages)) if unread else result
    if request.silence:
        return _silence(request, tree, rules, aim, unread)
    report = engine.audit(tree, rules, aim=aim, obey_suppressions=request.obey_suppressions)
    return _reported(request, tree, rules, aim, report, unread)


def _silence(
    request: Request, tree: Tree, rules: Sequence[Rule], aim: Aim, messages: Sequence[str]
) -> Result:
    """Write the comments that suppress what the report says, and report what is left."""
    from venvlint import engine
    from venvlint.app.silencing import silenced
    from venvlint.files.write import write_changes

    changes, count = silenced(tree, rules, aim)
    originals = {
        path: None if (document := tree.document(path)) is None else document.data
        for path in changes
    }
    written, failed = write_changes(tree.files.root, changes, originals)
    said = [*messages, *(f"not written: {sentence}" for sentence in failed)]
    if written:
        said.append(
            f"suppressed {count} violation{'s' if count != 1 else ''} in"
            f" {_named(_shown(aim, written))}"
        )
    tree = engine.open_tree(aim.directory, tree.config, today=request.today, parts=aim.parts)
    report = engine.audit(tree, rules, aim=aim)
    return _reported(request, tree, rules, aim, report, said, bool(failed))


def _unread(aim: Aim) -> Iterator[str]:
    """A sentence for each configuration at or above a part that does not hold: a repository has
    one.
    """
    import os

    from venvlint import config as settings

    for part in aim.parts:
        steps = part.path.split("/")[: -1 if part.is_file else None] if part.path != "." else []
        for number in range(len(steps), 0, -1):
            folder = "/".join(steps[:number])
            directory = os.path.join(aim.directory, folder)
            found = settings.find(directory, directory)
            if found is not None:
                name = aim.view.shown(f"{folder}/{os.path.basename(found)}")
                yield (
                    f"{name}: these settings do not hold here: a repository has one configuration,"
                    f" at its root; `--alone` reads {aim.view.shown(folder)} by itself, with them"
                )
                break


def _reported(
    request: Request,
    tree: Tree,
    rules: Sequence[Rule],
    aim: Aim,
    report: Report,
    messages: Sequence[str] = (),
    failed: bool = False,
) -> Result:
    from venvlint.selection import selected

    if request.verbose:
        messages = [*messages, *_classes(tree)]
    text = _map(tree, request, aim) if request.map_format else ""
    crashed = {crash.code for crash in report.crashes}
    return Result(
        request.path,
        aim,
        report,
        messages=tuple(messages),
        failed=failed,
        text=text,
        stamp=_stamp(tree, request, aim),
        baseline=tree.config.baseline,
        codes=frozenset(
            rule.code for rule in selected(rules, tree.config) if rule.code not in crashed
        ),
        entries=_entries(tree, aim),
    )


def _entries(tree: Tree, aim: Aim) -> Viewpoint:
    """How the entries of the baseline name a file: relative to the directory of the configuration
    that names it; for one that a flag names, to the repository's root.
    """
    import os

    config = tree.config
    home = aim.repository or aim.directory
    if config.directory and not config.origin("baseline").startswith("--"):
        home = os.path.realpath(config.directory)
    steps = os.path.relpath(aim.directory, home).replace(os.sep, "/")
    if steps == ".":
        return Viewpoint()
    if not steps.startswith(".."):
        return Viewpoint(prefix=steps)
    return Viewpoint(folder=os.path.relpath(home, aim.directory).replace(os.sep, "/"))


def _classes(tree: Tree) -> Iterator[str]:
    """How each dependency list was classed, and why."""
    for dependency_list in tree.declarations.lists:
        role = tree.declarations.role(dependency_list)
        yield f"{dependency_list.title}: {role.name} ({role.reason})"


def _stamp(tree: Tree, request: Request, aim: Aim) -> str:
    """`shop at 4f2c1ab, 2026-11-22`, for the formats that make a page."""
    if request.map_format != "html":
        return ""
    import os

    name = os.path.basename(aim.directory) or aim.directory
    commit = tree.files.commit()
    return f"{name}{' at ' + commit if commit else ''}, {tree.today.isoformat()}"


def _map(tree: Tree, request: Request, aim: Aim) -> str:
    from venvlint.reporters import python_map

    if request.map_format == "html":
        return python_map.render_html(tree, aim)
    if request.map_format == "markdown":
        return python_map.render_markdown(tree, aim)
    return python_map.render_text(tree, request.width, request.color, aim)


def _fix(request: Request, tree: Tree, rules: Sequence[Rule], aim: Aim) -> Result:
    from venvlint import fixes

    outcome = fixes.fixed(tree, rules, unsafe=request.unsafe, aim=aim)
    if request.action == DIFF:
        messages = []
        if outcome.untracked:
            messages.append(
                "--fix --unsafe-fixes would also take out of Git's index:"
                f" {_named(_shown(aim, outcome.untracked))}"
            )
        text = fixes.unified_diff(tree, outcome.changes, aim.view)
        return Result(
            request.path,
            aim,
            messages=tuple(messages),
            text=text,
            secrets=fixes.secret_files(text),
            changed=bool(text or messages),
        )
    messages, failed = _write(tree, outcome, aim)
    return _reported(request, tree, rules, aim, outcome.report, messages, failed)


_NAMED = 20
"""Paths that a sentence names; a tree of environments can be thousands."""


def _named(paths: Sequence[str]) -> str:
    return ", ".join(paths[:_NAMED]) + (
        f" and {len(paths) - _NAMED:,} more" if len(paths) > _NAMED else ""
    )


def _shown(aim: Aim, paths: Iterable[str]) -> list[str]:
    """Paths as the report shows them."""
    return sorted(map(aim.view.shown, paths))


def _write(tree: Tree, outcome: Outcome, aim: Aim) -> tuple[list[str], bool]:
    """Put the fixed files on disk. The sentences to say, and whether something could not be
    written.
    """
    from venvlint.files.write import write_changes

    originals = {
        path: None if (document := tree.document(path)) is None else document.data
        for path in outcome.changes
    }
    written, failed = write_changes(tree.files.root, outcome.changes, originals)
    messages = [f"not fixed: {sentence}" for sentence in (*failed, *outcome.refused)]
    tree.files.untrack(sorted(outcome.untracked))
    if written or outcome.untracked:
        count = len(outcome.applied)
        parts = [f"in {_named(_shown(aim, written))}"] if written else []
        if outcome.untracked:
            parts.append(f"out of Git's index: {_named(_shown(aim, outcome.untracked))}")
        messages.append(f"fixed {count} violation{'s' if count != 1 else ''} {'; '.join(parts)}")
    if not outcome.converged:
        messages.append(
            "some fixes undo each other, and venvlint stopped (this is a bug, please report it)"
        )
    return messages, bool(failed)
