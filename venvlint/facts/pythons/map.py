"""Every place that states a Python version, against the minors that it names: the rows and columns
of `--python-map`.
"""

from __future__ import annotations

import re

from venvlint.files.paths import name_of
from venvlint.readers.python_versions import minor_text
from venvlint.record import Record, replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.facts.pythons import Reference, Statement
    from venvlint.model import Location
    from venvlint.readers.python_versions import PythonSet
    from venvlint.tree import Tree

    Minor = tuple[int, int]

ALLOWED, PARTLY, STATED, OPEN, CONFLICT, EMPTY = "+", "~", "x", "o", "!", "."
LEGEND = (
    (ALLOWED, "the project allows it"),
    (PARTLY, "some of its patches"),
    (STATED, "stated here"),
    (OPEN, "left open here"),
    (CONFLICT, "stated here, but not allowed"),
)
_WHAT = {
    "python-version": "pin",
    "python-versions": "pins",
    "tool-versions": "pin of asdf",
    "mise": "pin of mise",
    "prototools": "pin of proto",
    "runtime": "runtime of the host",
    "pipfile": "pin of pipenv",
    "conda": "conda environment",
    "pixi": "pixi environment",
    "pre-commit": "pre-commit hooks",
    "readthedocs": "Read the Docs",
    "app-engine": "App Engine",
    "devcontainer": "development container",
    "image": "image",
    "ci-image": "image in CI",
    "ci": "CI",
    "environment": "environment on disk",
}
# The order of the rows: what decides first.
_ORDER = (
    "reference",
    "lock",
    "image",
    "deployed",
    "pin",
    "environment",
    "ci",
    "test",
    "classifier",
    "tool",
)
_ORDER_OF = {
    "image": "image",
    "ci": "ci",
    "ci-image": "ci",
    **dict.fromkeys(("tox", "nox", "hatch"), "test"),
}
"""Where rows stand for what they are; others for how much they decide."""
_LOCKS = {
    "uv.lock": lazy(r"^requires-python = \"([^\"\n]*)\"", re.M),
    "poetry.lock": lazy(r"^\[metadata\]\n(?:[^\[\n].*\n)*?python-versions = \"([^\"\n]*)\"", re.M),
    "pylock.toml": lazy(r"^requires-python = \"([^\"\n]*)\"", re.M),
}
# Older minors than this are not worth a column of their own each, unless somebody states one.
_OLDEST = (3, 6)


class Row(Record):
    """One place. `marks` has one of the marks above for each column."""

    at: Location
    what: str
    text: str
    marks: tuple[str, ...] = ()
    note: str = ""
    """Why it is not held to the range, or what the range makes of it; empty as a rule."""

    @property
    def conflicts(self) -> bool:
        """Whether the project excludes something that is stated here."""
        return CONFLICT in self.marks

    @property
    def is_range(self) -> bool:
        """Whether it is the project's own range, or the lock that repeats it."""
        return self.what == "lock" or self.what in ("requires-python", "python_requires", "python")


class Map(Record):
    """The rows of one project and the minors that are its columns."""

    project: str
    reference: Reference | None
    columns: tuple[Minor, ...]
    rows: tuple[Row, ...]

    @property
    def heads(self) -> list[str]:
        """What stands above the columns."""
        return [minor_text(series) for series in self.columns]

    @property
    def is_bare(self) -> bool:
        """Whether nothing but the project's own range is stated."""
        return all(row.is_range for row in self.rows)


class _Entry(Record):
    """A row before the columns are known."""

    order: str
    row: Row
    named: frozenset[Minor] = frozenset()
    versions: PythonSet | None = None
    excluded: frozenset[Minor] = frozenset()


def python_maps(tree: Tree) -> tuple[Map, ...]:
    """The maps of all projects that state something, the root first."""
    from venvlint.facts.project import project_names, project_of

    entries: dict[str, list[_Entry]] = {}
    for entry, path in _entries(tree):
        if not tree.is_test_data(entry.row.at.path):
            entries.setdefault(project_of(tree, path), []).append(entry)
    references = tree.python_references
    maps = []
    for project in project_names(tree):
        found = entries.get(project, [])
        if not found:
            continue
        reference = references.get(project)
        columns = _columns(tree, found, reference)
        found.sort(
            key=lambda entry: (_ORDER.index(entry.order), entry.row.at.path, entry.row.at.line)
        )
        rows = tuple(
            replace(entry.row, marks=tuple(_mark(entry, column) for column in columns))
            for entry in found
        )
        maps.append(Map(project, reference, columns, rows))
    return tuple(maps)


def _columns(
    tree: Tree, entries: Iterable[_Entry], reference: Reference | None
) -> tuple[Minor, ...]:
    from venvlint.facts.pythons.releases import released, releases

    named = {series for entry in entries for series in entry.named}
    current = [series for series in releases() if released(series, tree.today)]
    newest = max([*current, *named])
    floor = (
        reference.versions.floor
        if reference is not None and reference.versions is not None
        else None
    )
    start = min(
        [series for series in (*named, *([floor] if floor else [])) if series >= _OLDEST],
        default=newest,
    )
    span = (
        {(3, minor) for minor in range(start[1], newest[1] + 1)}
        if start[0] == 3 == newest[0]
        else set()
    )
    return tuple(sorted(named | span))


def _mark(entry: _Entry, column: Minor) -> str:
    if column in entry.excluded:
        return CONFLICT
    if entry.versions is None:
        return STATED if column in entry.named else EMPTY
    if not entry.versions.has_any(column):
        return EMPTY
    if entry.order in ("reference", "lock"):
        return (
            ALLOWED
            if entry.versions.has_all(column) or entry.versions.has_newest(column)
            else PARTLY
        )
    return OPEN


def _entries(tree: Tree) -> Iterator[tuple[_Entry, str]]:
    """Every row with a path of the project that it belongs to."""
    from venvlint.facts.pythons.classifiers import classifiers

    for reference in tree.python_references.values():
        if reference is not None:
            ends = (
                (reference.versions.floor, reference.versions.ceiling)
                if reference.versions is not None
                else ()
            )
            named = frozenset(series for series in ends if series is not None)
            note = "" if reference.versions is not None else "no range that can be read"
            row = Row(reference.at, reference.key, reference.text, note=note)
            yield _Entry("reference", row, named, reference.versions), reference.at.path
    yield from _locks(tree)
    yield from _statements(tree)
    for environment in tree.disk_environments:
        yield from _environment(tree, environment.path, environment.python)
    for one in classifiers(tree):
        if one.minors:
            named = frozenset(minor.series for minor in one.minors)
            allowed = _reference(tree, one.path)
            excluded = frozenset(
                series for series in named if allowed is not None and not allowed.has_any(series)
            )
            first = next((minor for minor in one.minors if minor.series in excluded), one.minors[0])
            yield (
                _Entry(
                    "classifier",
                    Row(first.at, "classifiers", _minors(named)),
                    named,
                    None,
                    excluded,
                ),
                one.path,
            )
    for target in tree.python_targets:
        if target.series is not None:
            path = target.works_at
            allowed = _reference(tree, path)
            # A target below the range does no harm; one above all of it does.
            above = (
                allowed is not None
                and allowed.ceiling is not None
                and target.series > allowed.ceiling
            )
            named = frozenset((target.series,))
            yield (
                _Entry(
                    "tool",
                    Row(target.at, f"{target.tool} {target.key}".strip(), target.text),
                    named,
                    None,
                    named if above else frozenset(),
                ),
                path,
            )


def _locks(tree: Tree) -> Iterator[tuple[_Entry, str]]:
    from venvlint.readers.python_ranges import parse_pep440, parse_poetry

    for path in tree.find(*_LOCKS):
        document = tree.document(path)
        name = name_of(path)
        match = _LOCKS[name].search(document.text) if document is not None else None
        if document is not None and match is not None:
            versions = parse_pep440(match[1]) or parse_poetry(match[1])
            yield (
                _Entry(
                    "lock",
                    Row(document.at(match.start(1), match.end(1)), "lock", match[1]),
                    frozenset(),
                    versions,
                ),
                path,
            )


def _environment(tree: Tree, path: str, version: str) -> Iterator[tuple[_Entry, str]]:
    from venvlint.model import Location
    from venvlint.readers.python_versions import parse_pin

    pin = parse_pin(version)
    if pin is not None and pin.series is not None:
        allowed = _reference(tree, path)
        named = frozenset((pin.series,))
        excluded = named if allowed is not None and not pin.allowed(allowed) else frozenset()
        yield (
            _Entry(
                "environment",
                Row(Location(path), _WHAT["environment"], version),
                named,
                None,
                excluded,
            ),
            path,
        )


def _reference(tree: Tree, path: str) -> PythonSet | None:
    from venvlint.facts.pythons import reference

    found = reference(tree, path)
    return found.versions if found is not None else None


def _statements(tree: Tree) -> Iterator[tuple[_Entry, str]]:
    """Pins, images, CI and test tools; the members of one matrix or one list are one row."""
    groups: dict[tuple[object, ...], list[Statement]] = {}
    for number, statement in enumerate(tree.pythons):
        together = (
            statement.role == "set" and statement.kind != "image"
        ) or statement.kind == "tox"
        subject = "" if statement.kind == "tox" else statement.subject
        key = (statement.kind, statement.at.path, subject) if together else (number,)
        groups.setdefault(key, []).append(statement)
    for statements in groups.values():
        statements.sort(key=lambda statement: statement.at.line)
        yield _entry(tree, statements)


def _entry(tree: Tree, statements: list[Statement]) -> tuple[_Entry, str]:
    first = statements[0]
    named, excluded = set(), set()
    texts: dict[str, None] = {}
    place = None
    for statement in statements:
        texts[_text(statement)] = None
        series = statement.pin.series if statement.pin is not None else None
        if series is not None:
            named.add(series)
        if _excluded(tree, statement):
            excluded |= {series} if series is not None else set()
            place = place or statement.at
    note = next(
        (statement.quiet for statement in statements if statement.quiet),
        "later entry" if all(one.fallback for one in statements) else "",
    )
    subject = first.subject.replace("`", "").removeprefix("the ")
    if first.kind == "tox" and len(statements) > 1:
        subject = "tox"
    kind = _WHAT.get(first.kind, first.kind)
    what = (
        subject
        if first.kind in ("ci", "tox", "nox", "hatch") and subject
        else f"{kind}: {subject}"
        if subject
        else kind
    )
    versions = None
    if not named and (first.pin is None or first.pin.implementation == "cpython"):
        versions = first.versions
    row = Row(place or first.at, what, ", ".join(texts), note=note)
    order = _ORDER_OF.get(first.kind, "deployed" if first.deployed > 20 else "pin")
    return _Entry(order, row, frozenset(named), versions, frozenset(excluded)), first.in_project


def _text(statement: Statement) -> str:
    image = getattr(statement, "image", None)
    return statement.text if image is None else image.text


def _excluded(tree: Tree, statement: Statement) -> bool:
    if not statement.judged:
        return False
    if statement.kind == "image" or statement.is_tested:
        from venvlint.facts.pythons.references import excluding

        return excluding(tree, statement) is not None
    from venvlint.facts.pythons.references import excluded_by

    return excluded_by(tree, statement.works_at, statement.allowed) is not None


def _minors(series: Iterable[Minor]) -> str:
    return ", ".join(map(minor_text, sorted(series)))
