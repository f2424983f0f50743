"""A manifest or a lock lies on your disk, but an ignore pattern keeps it out of Git.

## Why
Teammates, CI and the server never get the file: `ERROR: Could not open requirements file: No such
file or directory: 'requirements.txt'`.
It works for you alone, and Git says nothing, because an ignored file does not show up in `git
status`. The usual causes are a pattern
that is too wide (`*.txt`, `*.lock`) and a template that was copied from somewhere.

## Bad
    $ cat .gitignore
    *.lock

while `poetry.lock` lies beside `pyproject.toml`.

## Good
    $ cat .gitignore
    *.lock
    !poetry.lock

## How to fix
Delete the pattern, or re-include the file below it with `!`, then `git add` the file. `git
check-ignore -v poetry.lock` shows
the pattern that decides.

## When to ignore it
A library may leave its lock out (then this is an info). So may a list be left out by its name that
a command of the repository exports or compiles, and the lock of a tool that the project does not
use, beside that of the tool that it does. A file that is generated in every build
belongs in a folder that is ignored as
a whole; such folders are not looked into.
"""

from __future__ import annotations

import re

from venvlint.facts.project import LOCKS
from venvlint.files.paths import folder_and_name, folder_of, name_of, prefix_of
from venvlint.model import Finding, Location, Related, Severity, rule
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.facts.tracking import IgnoreRule
    from venvlint.tree import Tree


@rule("VL105", Severity.ERROR, fix="command", needs=("survey.new",), anywhere=True)
def dependency_file_ignored(tree: Tree) -> Iterator[Finding]:
    """Report each ignore pattern that hides dependency files, and each file that only your own
    excludes hide.
    """
    if not (tree.files.has_git and tree.survey.new):
        return
    by_line: dict[tuple[str, int], list[Hidden]] = {}
    for hidden in hidden_files(tree):
        if hidden.at is None:
            yield _personal(hidden)
        else:
            by_line.setdefault((hidden.rule.source, hidden.rule.line), []).append(hidden)
    for group in by_line.values():
        yield _at_pattern(tree, group)


def _personal(hidden: Hidden) -> Finding:
    from shlex import quote

    where = (
        hidden.rule.source[hidden.rule.source.index(".git/") :]
        if "/.git/" in hidden.rule.source
        else hidden.rule.source
    )
    own = "your own excludes" if hidden.rule.is_personal else "an ignore file above this directory"
    return Finding(
        Location(hidden.path),
        f"`{hidden.path}` is not in Git: the pattern `{hidden.rule.pattern}` in {own} (`{where}`,"
        f" line {hidden.rule.line}) hides it",
        "Add it with `git add -f` if others need it.",
        (f"git add -f -- {quote(hidden.path)}",),
        severity=Severity.INFO if hidden.rule.is_personal else hidden.severity,
        key="personal",
    )


def _at_pattern(tree: Tree, group: list[Hidden]) -> Finding:
    from shlex import quote

    first = max(group, key=lambda hidden: hidden.severity or Severity.ERROR)
    assert first.at is not None
    names = [hidden.path for hidden in group]
    shown = ", ".join(f"`{name}`" for name in names[:4]) + (
        f" and {len(names) - 4} more" if len(names) > 4 else ""
    )
    verb, pronoun = ("is", "it") if len(names) == 1 else ("are", "them")
    return Finding(
        first.at,
        f"the pattern `{first.rule.pattern}` keeps {shown} out of Git: teammates never get"
        f" {pronoun}",
        f"Delete the pattern, or add `!{name_of(names[0])}` below it, and commit"
        f" {'the file' if len(names) == 1 else 'the files'}.",
        (*_negated(tree, first, names), f"git add -f -- {' '.join(map(quote, names))}"),
        related=tuple(
            Related(
                Location(name),
                f"{verb} on disk and not in Git" if len(names) == 1 else "on disk and not in Git",
            )
            for name in names
        ),
        severity=first.severity,
    )


def _negated(tree: Tree, first: Hidden, names: list[str]) -> tuple[str, ...]:
    """The line below the pattern that takes the files back in, where such a line can: not behind a
    pattern for a folder.
    """
    from venvlint.facts.tracking.ignore_lines import typed

    if first.at is None or first.rule.pattern.endswith("/") or "/" in first.rule.pattern:
        return ()
    lines = [f"!{name}" for name in dict.fromkeys(map(name_of, names))]
    return typed(tree, lines, first.at.path)


# -- Manifests and locks that lie on disk and that an ignore pattern keeps out of Git.

_LOCK = lazy(
    r"(?:poetry|uv|pdm|pixi)\.lock|Pipfile\.lock|conda-lock\.yml|pylock(?:\.[\w-]+)?\.toml"
)
_MANIFEST = lazy(
    r"[\w.-]*requirements[\w.-]*\.(?:txt|in)|constraints[\w.-]*\.txt|pyproject\.toml|setup\.py|setup\.cfg|Pipfile|environment\.ya?ml|pixi\.toml"
)
_DEPLOYMENT = lazy(
    r"(?:[^/]*[Dd]ockerfile[^/]*|[Cc]ontainerfile[^/]*|Procfile|(?:docker-)?compose[^/]*\.ya?ml|app\.ya?ml|fly\.toml|render\.yaml|serverless\.ya?ml"
    r"|vercel\.json|netlify\.toml|runtime\.txt|[^/]+\.service|template\.yaml)$"
)
_PACKAGE_OFF = lazy(rb"(?m)^[ \t]*package(?:-mode)?[ \t]*=[ \t]*false\b")


class Hidden(Record):
    """One dependency file that Git ignores."""

    path: str
    rule: IgnoreRule
    at: Location | None
    """The pattern's place; None where its file is not in the tree."""
    severity: Severity | None = None
    """None where the rule's own holds."""


def hidden_files(tree: Tree) -> Iterator[Hidden]:
    """Every dependency file on disk that is ignored by a pattern of its own, in path order."""
    for path in tree.survey.new:
        name = name_of(path)
        in_folder = re.search(r"(?:^|/)requirements/[^/]+\.(?:txt|in)$", path) is not None
        if not (
            _LOCK.fullmatch(name)
            or _MANIFEST.fullmatch(name)
            or name == ".python-version"
            or in_folder
        ):
            continue
        rule = tree.ignores.rule(path)
        if rule is None or not rule.ignores or _in_ignored_folder(tree, path, rule):
            continue
        document = (
            None
            if rule.is_personal or rule.source.startswith("../")
            else tree.document(rule.source)
        )
        severity = None
        if (
            name == ".python-version"
            or (_LOCK.fullmatch(name) and _is_library(tree, path))
            or _is_export(tree, path, name, rule)
            or _is_of_another_tool(tree, path, name, rule)
        ):
            severity = Severity.INFO
        yield Hidden(
            path, rule, None if document is None else document.line_at(rule.line), severity
        )


def _in_ignored_folder(tree: Tree, path: str, rule: IgnoreRule) -> bool:
    """Whether the whole folder is left out: somebody's notes, a build's output, a folder that
    ignores itself.
    """
    directory = folder_of(path)
    if (
        directory
        and rule.pattern == "*"
        and rule.source == f"{directory}/.gitignore"
        and (rule.source not in tree.listing.relevant or _keeps_a_folder(tree, rule.source))
    ):
        return True
    while directory:
        if tree.ignores.is_ignored(directory + "/"):
            # Of a folder of requirements files the pattern itself is the mistake.
            above, name = folder_and_name(directory)
            return name not in ("requirements", "reqs") or (
                bool(above) and tree.ignores.is_ignored(f"{above}/")
            )
        directory = folder_of(directory)
    return False


def _keeps_a_folder(tree: Tree, source: str) -> bool:
    """Whether an ignore file takes nothing in but itself and its like: it keeps an empty folder in
    Git, into which something is written later.
    """
    document = tree.document(source)
    return document is not None and all(
        name_of(line.strip().lstrip("!")).startswith((".git", "README"))
        for line in document.text.split("\n")
        if line.startswith("!")
    )


def _is_library(tree: Tree, path: str) -> bool:
    """Whether what a lock belongs to is a package that is built, with nothing beside it that
    deploys.
    """
    directory = folder_of(path)
    prefix = prefix_of(directory)
    if any(
        _DEPLOYMENT.match(name_of(other))
        for other in tree.paths
        if folder_of(other) in (directory, "")
    ):
        return False
    document = tree.document(f"{prefix}pyproject.toml")
    if document is None:
        return tree.exists(f"{prefix}setup.py")
    return b"[build-system]" in document.data and not _PACKAGE_OFF.search(document.data)


def _is_export(tree: Tree, path: str, name: str, rule: IgnoreRule) -> bool:
    """Whether a requirements file is left out by its own name, and what it is exported from is
    there: a tracked lock beside it, or a command of the repository makes it.
    """
    if name_of(rule.pattern.strip("/")) != name or not name.endswith(".txt"):
        return False
    return _has_tracked(tree, folder_of(path), LOCKS) or name in tree.once(
        "names of exported lists", lambda: _exports(tree)
    )


def _exports(tree: Tree) -> frozenset[str]:
    from venvlint.facts.commands.written_files import exported_lists

    return frozenset(
        name_of(made) for command in tree.commands.all for made in exported_lists(command)
    )


def _is_of_another_tool(tree: Tree, path: str, name: str, rule: IgnoreRule) -> bool:
    """Whether a lock is left out by its own name, and what the project installs is fixed elsewhere:
    another tool's lock or a compiled list is tracked beside it, and this one is somebody's trial.
    """
    if name_of(rule.pattern.strip("/")) != name or not _LOCK.fullmatch(name):
        return False
    directory = folder_of(path)
    others = [lock for lock in (*LOCKS, "pixi.lock", "pylock.toml") if lock != name]
    return _has_tracked(tree, directory, others) or directory in tree.once(
        "folders of compiled lists",
        lambda: frozenset(
            folder_of(one) for one, file in tree.requirements.files.items() if file.generator
        ),
    )


def _has_tracked(tree: Tree, directory: str, names: Iterable[str]) -> bool:
    """Whether Git has a file of one of these names in a folder."""
    return bool(tree.files.is_tracked([prefix_of(directory) + name for name in names]))
