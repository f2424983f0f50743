"""The code uses syntax that a Python in use cannot compile.

## Why
It runs on your machine, and in production it is a `SyntaxError` before the first line is run. The
whole file fails, also the parts that do not use the new form, and with it everything that imports
it. `match` came with Python 3.10, `except*` with 3.11, `type X = …`, type parameters in brackets
and nested quotes in f-strings with 3.12.

## Bad
    # app.py
    print(f"hello {user["name"]}")

    # Dockerfile
    FROM python:3.11-slim

## Good
    # app.py
    print(f"hello {user['name']}")

## How to fix
Write it in the older form, or take a Python that knows the new one everywhere: in the image, in pin
files and in `requires-python`.

## When to ignore it
When only newer Pythons ever read the file, and nothing in the tree says so. Files that everybody
imports under a condition on `sys.version_info`, that the build leaves out, and scripts with a range
of their own are not reported. The rule is not on by default: it reads every source.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from venvlint.files.paths import as_folder, name_of, path_in
from venvlint.model import Finding, Related, Severity, rule
from venvlint.readers.nodes import ABSENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.facts.pythons import Reference
    from venvlint.facts.pythons.uses import Use
    from venvlint.readers.python_syntax import Found
    from venvlint.tree import Tree

    Minor = tuple[int, int]
    from venvlint.readers.nodes import Node

_NEWEST = (3, 14)
"""The last series that the reader knows new syntax of."""


@rule("VL320", Severity.ERROR, opt_in=True, needs=("python_references", "pythons"))
def syntax_too_new(tree: Tree) -> Iterator[Finding]:
    if not tree.listing.has_python:
        return
    from venvlint.facts.project import project_of

    oldest: dict[str, tuple[tuple[Use, ...], Minor | None, Reference | None]] = {}
    for project in sorted(tree.projects):
        oldest[project] = _oldest(tree, project)
    if all(not used and floor is None for used, floor, _ in oldest.values()):
        return
    for path in tree.imports.sources:
        used, floor, reference = oldest[project_of(tree, path)]
        used = tuple(use for use in used if _runs(tree, path, use))
        floor = floor if _runs(tree, path, None) else None
        series = min(
            [use.series for use in used] + ([floor] if floor is not None else []), default=None
        )
        if series is not None and series < _NEWEST:
            yield from _of_file(tree, path, series, used, floor, reference)


def _oldest(tree: Tree, project: str) -> tuple[tuple[Use, ...], Minor | None, Reference | None]:
    """The Pythons that serve a project or that it is developed with, and the floor of its range."""
    from venvlint.facts.pythons import reference
    from venvlint.facts.pythons.uses import allowed_series, uses

    range_ = reference(tree, path_in(as_folder(project), "x"))
    allowed = allowed_series(tree, range_)
    # The first place of each Python tells for all: which sources run there does not hang on it.
    used: dict[tuple[str, Minor, str], Use] = {}
    for use in uses(tree, project):
        if use.kind in ("deployed", "pin"):
            used.setdefault((use.kind, use.series, use.script), use)
    return tuple(used.values()), allowed[0] if allowed else None, range_


def _runs(tree: Tree, path: str, use: Use | None) -> bool:
    from venvlint.facts.pythons.uses import runs

    return runs(tree, path, use)


def _of_file(
    tree: Tree,
    path: str,
    series: Minor,
    used: tuple[Use, ...],
    floor: Minor | None,
    reference: Reference | None,
) -> Iterator[Finding]:
    from venvlint.document import Document
    from venvlint.facts.project.imports import is_test_source
    from venvlint.facts.tracking.folder_names import is_test_data
    from venvlint.readers import python_syntax

    if is_test_data(path) or is_test_source(path) or tree.is_excluded(path):
        return
    data = tree.imports.data(path)
    if not python_syntax.may_be_newer_than(data, series):
        return
    document = Document(path, data)
    found = python_syntax.newer_than(document.text, series)
    if not found or _has_own_range(document) or tree.imports.is_chosen(path):
        return
    if _is_left_out(tree, path):
        return
    for one in found:
        since = one.feature.since
        use = next((use for use in used if use.series < since), None)
        if use is not None:
            yield _finding(document, one, use, None, use.series)
        elif floor is not None and floor < since:
            yield _finding(document, one, None, reference, floor)


def _has_own_range(document: Document) -> bool:
    from venvlint.readers import inline_metadata

    block = inline_metadata.parse(document)
    return block is not None and bool(block.requires_python)


def _is_left_out(tree: Tree, path: str) -> bool:
    """Whether the project's build leaves a file out."""
    return is_left_out(tree, path)


def _finding(
    document: Document, one: Found, use: Use | None, reference: Reference | None, series: Minor
) -> Finding:
    from venvlint.readers.python_versions import minor_text

    since, text = minor_text(one.feature.since), minor_text(series)
    if use is not None:
        where = f"{use.place} Python {text}"
        related = Related(use.at, f"Python {text} runs the code")
        severity = Severity.ERROR
        more = f"take Python {since} or newer there"
        failure = "`SyntaxError` in production" if use.kind == "deployed" else "`SyntaxError` there"
    else:
        assert reference is not None
        where = (
            f"`{reference.key} = {reference.text}` in `{reference.at.path}` also allows Python"
            f" {text}"
        )
        related = Related(reference.at, f"Python {text} is allowed here")
        severity = Severity.WARNING
        more = f"raise `{reference.key}` to {since} or newer"
        failure = "`SyntaxError` there"
    return Finding(
        document.at(one.start, one.end),
        f"{one.feature.name} needs Python {since}, but {where}: {failure}",
        f"Write it as Python {text} takes it, or {more}.",
        related=(related,),
        severity=severity,
    )


# -- Which sources the build of a project leaves out, by the settings of its backend.

_TABLES = ("setuptools", "hatch", "poetry", "flit", "pdm", "maturin", "uv", "scikit-build")
_KEYS = frozenset(("exclude", "excludes", "source-exclude", "wheel-exclude", "source-excludes"))


def is_left_out(tree: Tree, path: str) -> bool:
    """Whether the manifest of the project that a source belongs to excludes it from what is
    built.
    """
    from venvlint.facts.project import project_of

    project = project_of(tree, path)
    patterns = tree.once(f"left out of {project}", lambda: _patterns(tree, project))
    below = path if project == "." else path[len(project) + 1 :]
    return any(_matches(pattern, below) for pattern in patterns)


def _patterns(tree: Tree, project: str) -> tuple[str, ...]:
    manifest = path_in(as_folder(project), "pyproject.toml")
    root = tree.toml(manifest) if manifest in tree.path_set else ABSENT
    tools = root.get("tool")
    if not tools:
        return ()
    found: list[str] = []
    for name in _TABLES:
        table = tools.get(name)
        if table:
            _collect(table, found)
    return tuple(found)


def _collect(table: Node, found: list[str]) -> None:
    for node in table.walk():
        for key, value in node.mapping.items():
            if key in _KEYS:
                for item in value.items or [value]:
                    text = item.string or item.text("path")
                    if text:
                        found.append(text)


def _matches(pattern: str, path: str) -> bool:
    pattern = pattern.strip("/")
    if "/" not in pattern and not pattern.endswith(".py") and "." in pattern.rstrip("*"):
        pattern = pattern.replace(".", "/")  # setuptools writes packages: `shop.new*`
    for prefix in ("", "src/"):
        wanted = f"{prefix}{pattern}"
        if path == wanted or path.startswith(f"{wanted}/") or fnmatchcase(path, wanted):
            return True
        if fnmatchcase(path, f"{wanted}/*"):
            return True
    return "/" not in pattern and fnmatchcase(name_of(path), pattern)
