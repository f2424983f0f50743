"""A CI job or test environment with a Python that the project itself does not allow.

## Why
`requires-python` says which Pythons the project supports. A job that sets up another one fails as
soon as it installs the project
("ERROR: Package 'demo' requires a different Python: 3.8.18 not in '>=3.9'"), or it tests an older
release from the index instead and
stays green. The same holds for environments of tox, sessions of nox and matrices of Hatch.

## Bad
    # pyproject.toml
    requires-python = ">=3.9"

    # .github/workflows/ci.yml
    python-version: ["3.8", "3.9", "3.12"]

## Good
    # pyproject.toml
    requires-python = ">=3.9"

    # .github/workflows/ci.yml
    python-version: ["3.9", "3.12"]

## How to fix
Drop the version, or widen the range if the project does support it.

## When to ignore it
When the job does not work on this project. Jobs that may fail, that only check style or make a
release, pre-releases above the range and other
implementations are not reported.
"""

from __future__ import annotations

import re

from venvlint.model import Finding, Fix, Severity, rule
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.facts.pythons import CiPython
    from venvlint.model import Edit, Location
    from venvlint.tree import Tree

_VERBS = {"ci": "sets up", "tox": "runs", "nox": "runs", "hatch": "runs"}


@rule("VL303", Severity.ERROR, fix="unsafe", needs=("ci_pythons",))
def ci_python_mismatch(tree: Tree) -> Iterator[Finding]:
    if not tree.python_references:
        return
    from venvlint.facts.pythons.references import excluding
    from venvlint.facts.pythons.wording import nearest_allowed, reference_place, says

    for statement in tree.ci_pythons:
        reference = excluding(tree, statement)
        if reference is None or reference.versions is None:
            continue
        stated = statement.pin.text if statement.pin is not None else f"`{statement.text}`"
        if statement.resolved is not None:
            stated = f"`{statement.text}`, which is {statement.resolved.text} today"
        better = nearest_allowed(statement, reference.versions, tree.today)
        passed_over = _is_passed_over(tree, statement)
        yield Finding(
            statement.at,
            f"{statement.subject or 'this'} {_VERBS[statement.kind]} Python {stated}, but"
            f" {says(reference)} excludes it{', so that uv takes another one' * passed_over}",
            (
                f"Drop it or take a Python that the project allows{better}; widen `{reference.key}`"
                " if this one is supported."
                if statement.role == "set"
                else (
                    f"Take a Python that the project allows{better}, or widen `{reference.key}` if"
                    " this one is supported."
                )
            ),
            fix=_fix(tree, statement, better),
            related=(reference_place(reference),),
            severity=Severity.WARNING if passed_over else None,
        )


def _is_passed_over(tree: Tree, statement: CiPython) -> bool:
    """Whether uv passes over what setup-python sets up in the job. `setup-uv` tells it which Python
    to take.
    """
    from venvlint.rules.python_version._passed_over import is_passed_over

    if statement.setup is None or statement.setup.kind != "setup-python":
        return False
    return statement.job is not None and is_passed_over(tree.installs.of_job(statement.job))


def _fix(tree: Tree, statement: CiPython, better: str) -> Fix | None:
    """A member of a list is taken out of it; a single value becomes the nearest allowed one."""
    document = tree.document(statement.at.path)
    if document is None:
        return None
    if statement.role != "set":
        return _replaced(document, statement, better)
    if statement.kind == "tox" and statement.text.strip("0123456789") == "-":
        return None  # the range of `py3{8-10}` states others besides

    edit = without_member(document, statement.at)
    if edit is None and statement.kind == "tox" and not document.path.endswith(".toml"):
        edit = without_bare_member(document, statement.at)
    return (
        Fix(f"take `{statement.text}` out of the list", (edit,), safe=False)
        if edit is not None
        else None
    )


# -- Take one member out of a list in somebody's file: with its quotes and one comma, or with
# its whole line.

_BEFORE = lazy(r"[\[({,]\s*$")
_AFTER_COMMA = lazy(r"\s*,[ \t]*")
_COMMA_BEFORE = lazy(r",\s*$")
_CLOSES = lazy(r"\s*(?:,\s*)?[\])}]")
_ITEM = lazy(r"(\s*)-\s+(?:\"[^\"]*\"|'[^']*'|[^\s#'\"{\[&*!:]+)[ \t]*(?:#.*)?")
_ALONE = lazy(r"\s*(?:\"[^\"]*\"|'[^']*'|[\w.-]+)\s*,[ \t]*(?:#.*)?")
_ONLY = lazy(r"[\[({]\s*$")
_WINDOW = 400
"""How far on either side the neighbours are looked for."""


def without_member(document: Document, at: Location) -> Edit | None:
    """The edit that takes out the member that stands at *at* (its quotes may lie outside); None
    where that would empty the list.

    Knows lists in brackets or braces (YAML, TOML, Python, the groups of tox) and the block lists of
    YAML.
    """
    text = document.text
    start, end = document.span(at)
    if text[start - 1 : start] in ("'", '"') and text[start - 1 : start] == text[end : end + 1]:
        start, end = start - 1, end + 1
    line = document.line(at.line)
    if at.line == at.end_line and _ITEM.fullmatch(line):
        indent = len(line) - len(line.lstrip())
        around = (document.line(at.line - 1), document.line(at.line + 1))
        if any(
            item is not None and len(item[1]) == indent for item in map(_ITEM.fullmatch, around)
        ):
            return document.delete_lines(at.line, at.line)
        return None
    before, after = text[max(start - _WINDOW, 0) : start], text[end : end + _WINDOW]
    if not _BEFORE.search(before):
        return None
    follows = _AFTER_COMMA.match(after)
    if at.line == at.end_line and follows and _ALONE.fullmatch(line):
        return (
            document.delete_lines(at.line, at.line)
            if not _ONLY.search(before) or not _CLOSES.match(after)
            else None
        )
    if follows and not _CLOSES.match(after):
        return document.replace(start, end + follows.end(), "")
    precedes = _COMMA_BEFORE.search(before)
    if precedes and _CLOSES.match(after):
        return document.replace(start - len(precedes[0]), end, "")
    return None


_WHOLE_LINE = lazy(r"[ \t]+[\w.-]+[ \t]*(?:,[ \t]*)?(?:#.*)?")
_STARTS = lazy(r"(?:[=:,]|^)[ \t]*$")
_ENDS = lazy(r"[ \t]*(?:,|#|$)")


def without_bare_member(document: Document, at: Location) -> Edit | None:
    """The same for a list without brackets in an INI file: `py38, py39` on one line, or one name a
    line.
    """
    line = document.line(at.line)
    first, last = at.column - 1, at.end_column - 1
    if at.line != at.end_line or not _STARTS.search(line[:first]) or not _ENDS.match(line[last:]):
        return None  # a part of a longer name
    if _WHOLE_LINE.fullmatch(line):
        around = (document.line(at.line - 1), document.line(at.line + 1))
        return (
            document.delete_lines(at.line, at.line)
            if any(_WHOLE_LINE.fullmatch(other) for other in around)
            else None
        )
    start = document.offset(at.line, at.column)
    follows = _AFTER_COMMA.match(line, last)
    if follows and line[follows.end() :].strip():
        return document.replace(start, start + follows.end() - first, "")
    precedes = _COMMA_BEFORE.search(line[:first])
    if precedes and not follows:
        return document.replace(start - len(precedes[0]), start + last - first, "")
    return None


def _replaced(document: Document, statement: CiPython, better: str) -> Fix | None:
    match = re.search(r"`([\d.]+)`", better)
    if (
        match is None
        or statement.kind != "ci"
        or statement.role != "pin"
        or not re.fullmatch(r"\d+\.\d+(?:\.\d+)?", statement.text)
    ):
        return None
    at = statement.at
    start, end = document.span(at)
    if document.text[start:end] != statement.text:
        return None
    # YAML reads `3.10` as the number 3.1.
    is_number = document.path.endswith((".yml", ".yaml")) and document.text[start - 1] in " \t"
    written = f'"{match[1]}"' if is_number and match[1].endswith("0") else match[1]
    return Fix(f"take Python {match[1]}", (document.replace(start, end, written),), safe=False)
