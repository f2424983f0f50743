"""A linter, formatter or type checker that aims at another Python than the project's oldest.

## Why
Formatters and upgraders write code for the Python that they are told. Told `py312` in a project
that supports 3.9, ruff or pyupgrade may
turn `Optional[int]` into `int | None`, or black may keep a syntax, that is an error on 3.9:
`TypeError: unsupported operand type(s) for |`. Told an
older Python than the project's, they only miss what they could have done. A value in another tool's
form is worse: mypy takes `3.10`
without quotes for 3.1, says so once, and checks with whatever Python it runs on. Read are settings,
the arguments of pre-commit's hooks, and the command lines of Makefiles, scripts, task runners, tox,
nox and CI that are given the project's own code.

## Bad
    [project]
    requires-python = ">=3.9"

    [tool.ruff]
    target-version = "py312"

## Good
    [project]
    requires-python = ">=3.9"

    [tool.ruff]

## How to fix
ruff and black read `requires-python` themselves: delete their setting. For other tools write the
oldest Python of the range, in the form
that the tool takes.

## When to ignore it
When the tool is only used for a part of the project that runs on a newer Python. Where the oldest
Python ended three years ago or more, the report is
a hint only: then it is the range that was forgotten.
"""

from __future__ import annotations

from venvlint.facts.project.imports import is_development_source
from venvlint.facts.pythons.releases import releases
from venvlint.facts.pythons.targets import CHECKERS, WRITERS
from venvlint.facts.pythons.wording import reference_place, says
from venvlint.files.paths import folder_of, path_in
from venvlint.model import Edit, Finding, Fix, Severity, rule
from venvlint.readers.python_versions import minor_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.changes.commands import ChangeCommands
    from venvlint.facts.pythons import Reference
    from venvlint.facts.pythons.targets import Target
    from venvlint.tree import Tree

    Minor = tuple[int, int]


@rule("VL304", Severity.ERROR, fix="unsafe", needs=("python_targets",))
def tool_target_mismatch(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.changes.commands import commands_of
    from venvlint.facts.pythons import reference

    commands = commands_of(tree)
    for target in tree.python_targets:
        if target.refused:
            yield _refused(target)
            continue
        declared = reference(tree, target.works_at)
        floor = (
            declared.versions.floor
            if declared is not None and declared.versions is not None
            else None
        )
        if (
            declared is None
            or floor is None
            or target.series is None
            or not _is_for_all(tree, target, declared)
        ):
            continue
        if (
            declared.versions is not None
            and declared.versions.is_open_below
            and target.tool not in CHECKERS
        ):
            continue
        forgotten = _is_forgotten(floor, tree.today.isoformat())
        yield from _compared(target, declared, floor, forgotten, commands)


def _is_for_all(tree: Tree, target: Target, declared: Reference) -> bool:
    """Whether the setting is for what everybody installs: the whole project, or a package of it.
    Settings in another folder inside may be for scripts that nobody installs.
    """
    folder = folder_of(target.works_at)
    return folder == folder_of(declared.at.path) or (
        folder in tree.imports.packages
        and not is_development_source(path_in(folder, "__init__.py"))
    )


def _is_forgotten(floor: Minor, today: str) -> bool:
    """Whether the floor ended so long ago that it is the range which lags: tools have dropped it,
    and nobody can test on it.
    """
    release = releases().get(floor)
    return release is not None and f"{int(release.end[:4]) + 3}{release.end[4:]}" < today


def _refused(target: Target) -> Finding:
    assert target.node
    fix = (
        Fix(f"write `{target.correct}`", (Edit(target.node.at, target.correct),), safe=False)
        if target.correct
        else None
    )
    return Finding(
        target.node.at,
        f"`{target.key} = {target.node.raw}` is not in the form that {target.tool} takes:"
        f" {target.refused}",
        (
            f"Write `{target.key} = {target.correct}`."
            if target.correct
            else f"Write the version in the form that {target.tool} documents."
        ),
        fix=fix,
        severity=Severity.WARNING,
    )


def _compared(
    target: Target, declared: Reference, floor: Minor, forgotten: bool, commands: ChangeCommands
) -> Iterator[Finding]:
    assert target.series is not None
    assert declared.versions is not None
    named = f"`{target.text}` of {target.tool}"
    oldest = f"the oldest Python that {says(declared)} allows, {minor_text(floor)}"
    if target.series > floor:
        if target.of_some_files is not None and target.of_some_files <= floor:
            return  # the part that runs on the oldest Python is named
        if target.tool in CHECKERS:
            ceiling = declared.versions.ceiling
            if declared.versions.has_any(target.series) or (
                ceiling is not None and target.series <= ceiling
            ):
                return  # any Python of the range is a choice
            message = f"{named} is a Python that {says(declared)} excludes"
            severity = Severity.WARNING
        elif target.tool in WRITERS:
            message = f"{named} is newer than {oldest}: it may write code that does not run there"
            severity = Severity.INFO if forgotten else Severity.ERROR
        else:
            message = f"{named} is newer than {oldest}"
            severity = Severity.INFO
    elif target.series < floor and (target.newest is None or target.newest < floor):
        message = f"{named} is older than {oldest}: what it could say or improve is missed"
        severity = Severity.INFO
    else:
        return
    follows = _follows(target, declared)
    aligned = target.aligned.format(major=floor[0], minor=floor[1])
    yield Finding(
        target.at,
        message,
        (
            f"Delete the setting: {target.tool} reads `requires-python` itself."
            if follows
            else f"Write `{aligned}`, the project's oldest Python."
        ),
        commands=(
            commands.to_drop(target.at, target.series, declared.project)
            if target.series < floor and not follows
            else ()
        ),
        fix=_fix(target, floor, follows),
        related=(reference_place(declared),),
        severity=severity,
    )


def _follows(target: Target, declared: Reference) -> bool:
    """Whether the tool takes the floor from the manifest where its own setting is gone."""
    return (
        target.tool in ("ruff", "black")
        and target.key == "target-version"
        and declared.key == "requires-python"
    )


def _fix(target: Target, floor: Minor, follows: bool) -> Fix | None:
    from venvlint.facts.manifests import list_edits

    node = target.node
    if not node:
        return None
    document = node.document
    first, last = (
        document.position(node.key_start)[0] if node.key_start >= 0 else 0,
        document.position(node.end)[0],
    )
    if follows and first:
        start, end = document.offset(first, 1), document.offset(last, 1) + len(document.line(last))
        before, after = (
            document.text[start : node.key_start],
            document.text[node.end : end].partition("#")[0],
        )
        if not before.strip() and not after.strip():
            return Fix(
                f"delete the setting, so that {target.tool} reads `requires-python`",
                (list_edits.deletion_with_its_comment(document, first, last),),
                safe=False,
            )
    if not target.aligned or (target.newest is not None and target.newest != target.series):
        return None
    text = target.aligned.format(major=floor[0], minor=floor[1])
    return Fix(f"write `{text}`", (Edit(target.at, text),), safe=False)
