"""Two requirements of one environment cannot both hold.

## Why
pip looks for one version that satisfies every line, in every file that the install reads, and gives
up where there is none:
`ERROR: Cannot install -r requirements.txt (line 3) and Django==1.11 because these package versions
have conflicting dependencies`,
then `ResolutionImpossible`. Poetry says `version solving failed`, uv `No solution found when
resolving dependencies`.

The lines need not stand in one file: an included file (`-r`), a constraints file (`-c`), the
development file beside the production one,
and `pyproject.toml` all speak of the same environment.

## Bad
    # requirements.txt
    django==4.0

    # requirements-dev.txt, installed on top of it
    django==1.11
    pytest

## Good
    # requirements-dev.txt
    -r requirements.txt
    pytest

## How to fix
Decide which version the project runs on, state it once, and include that file where else it is
needed.

## When to ignore it
When the two lists are for two environments that never meet.
"""

from __future__ import annotations

from venvlint.model import Finding, Related, Severity, rule
from venvlint.readers import markers, versions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.dependencies.installed_together import InstalledEntry, Together
    from venvlint.model import Location
    from venvlint.tree import Tree


_MOST_COMPARED = 12
"""Earlier statements of one name that a later one is held against; universal locks have five or
six, each for other systems.
"""
_MOST_TOLD = 3
"""Clashes between the same two lists that are told one by one; more of them are one mistake."""


@rule("VL206", Severity.ERROR, needs=("is_populated",))
def conflicting_requirements(tree: Tree) -> Iterator[Finding]:
    """Report the later one of two statements that no version satisfies together."""
    from venvlint.facts.dependencies.installed_together import (
        command_sets,
        crossing_sets,
        manifest_sets,
        requirement_sets,
    )

    seen: set[Location] = set()
    found: list[tuple[InstalledEntry, InstalledEntry | None]] = []
    for sets in (requirement_sets, manifest_sets, command_sets, crossing_sets):
        for together in sets(tree):
            found += _conflicts(tree, together, seen)
    pairs: dict[tuple[object, object], list[tuple[InstalledEntry, InstalledEntry]]] = {}
    for entry, first in found:
        if first is not None and _list(first) != _list(entry):
            pairs.setdefault((_list(first), _list(entry)), []).append((first, entry))
    for entry, first in found:
        if first is None:
            yield Finding(
                entry.at,
                f"no version of `{entry.name}` satisfies `{entry.specifier}`",
                "Correct the limits: as they stand they exclude each other.",
            )
            continue
        clashes = pairs.get((_list(first), _list(entry)), [])
        if len(clashes) <= _MOST_TOLD:
            yield _finding(first, entry)
        elif clashes[0] == (first, entry):
            yield _two_lists(clashes)


def _list(entry: InstalledEntry) -> object:
    """The list that a statement stands in."""
    return entry.declaration.list if entry.declaration is not None else entry.at.path


def _two_lists(clashes: list[tuple[InstalledEntry, InstalledEntry]]) -> Finding:
    """One violation for two lists that were never meant for one environment, or drifted apart."""
    first, second = clashes[0]
    named = ", ".join(f"`{entry.name}`" for _, entry in clashes[:_MOST_TOLD])
    return Finding(
        second.at,
        f"{len(clashes)} requirements of `{second.at.path}` cannot be installed together with those"
        f" of `{first.at.path}`: {named} and {len(clashes) - _MOST_TOLD} more",
        "Write one of the two lists again from the other, or install them into environments of"
        " their own.",
        related=tuple(
            Related(entry.at, f"`{_shown(entry)}`, but `{_shown(earlier)}` there")
            for earlier, entry in clashes[1:]
        ),
    )


def _conflicts(
    tree: Tree, together: Together, seen: set[Location]
) -> Iterator[tuple[InstalledEntry, InstalledEntry | None]]:
    """Each statement that cannot hold, with the earlier one that it clashes with; None where it
    excludes itself.
    """
    earlier: dict[str, list[InstalledEntry]] = {}
    for index, entry in enumerate(together.entries):
        if not entry.known or not (entry.specifier or entry.url):
            continue
        others = earlier.setdefault(entry.key, [])
        if index >= together.first and entry.at not in seen:
            if (
                not others
                and entry.specifier
                and not entry.url
                and not versions.satisfiable(entry.specifier)
            ):
                seen.add(entry.at)
                yield entry, None
                continue
            first = next((one for one in others if _clash(tree, together, one, entry)), None)
            if first is not None and first.at != entry.at:
                seen.add(entry.at)
                yield entry, first
        if len(others) < _MOST_COMPARED:
            others.append(entry)


def _clash(tree: Tree, together: Together, first: InstalledEntry, second: InstalledEntry) -> bool:
    if first.url or second.url:
        if not (first.url and second.url):
            version_known = first.specifier and second.specifier
            if not version_known or not versions.conflict(first.specifier, second.specifier):
                return False
        elif (
            _source(first.url) == _source(second.url)
            or (first.line is None)
            or (second.line is None)
        ):
            return False
    elif not versions.conflict(first.specifier, second.specifier):
        return False
    from venvlint.facts.dependencies.installed_together import overridden
    from venvlint.facts.pythons.releases import supported_pythons

    try:
        if markers.disjoint(first.marker, second.marker, supported_pythons(tree, together.root)):
            return False
    except markers.Invalid:
        return False
    return first.key not in overridden(tree, together.root)


def _source(url: str) -> str:
    return url.partition("#")[0].rstrip("/")


def _finding(first: InstalledEntry, second: InstalledEntry) -> Finding:
    where = (
        f"on line {first.at.line}"
        if first.at.path == second.at.path
        else f"in `{first.at.path}`, line {first.at.line}"
    )
    if first.constraint != second.constraint:
        what = (
            "is not allowed by the constraint" if first.constraint else "forbids, as a constraint,"
        )
    else:
        what = "cannot be installed together with"
    theirs = f"`{first.text if first.text != second.name else _shown(first)}`"
    if first.text == second.text and first.url:
        theirs = "another URL of it"
    return Finding(
        second.at,
        f"`{_shown(second)}` {what} {theirs} {where}",
        f"Decide which version of `{second.name}` the project runs on and make both places"
        " allow it.",
        related=(Related(first.at, f"`{_shown(first)}` is required here"),),
    )


def _shown(entry: InstalledEntry) -> str:
    if entry.specifier and not entry.url and entry.specifier not in entry.text:
        written = entry.declaration.specifier if entry.declaration is not None else entry.specifier
        return f"{entry.name} {written}"
    return entry.text
