"""When the series of CPython were released and when they end; see `data/cpython.tsv` for the
source.
"""

from __future__ import annotations

from functools import cache, lru_cache

from venvlint import data
from venvlint.files.paths import folder_of, name_of
from venvlint.readers.python_versions import minor_text
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    Minor = tuple[int, int]
    from venvlint.readers.python_versions import PythonSet
    from venvlint.tree import Tree


class Release(Record):
    """One series of CPython. `end` is ISO text with a day, the last day on which the series is
    alive.
    """

    series: Minor
    first: str
    end: str
    patch: int
    last: bool
    """Whether `patch` is the last one that there will ever be."""


@cache
def releases() -> dict[Minor, Release]:
    """Every series of the table, oldest first."""
    table = {}
    for series, first, end, patch, last in data.rows("cpython.tsv"):
        major, minor = series.split(".")
        key = (int(major), int(minor))
        table[key] = Release(key, _last_day(first), _last_day(end), int(patch), last == "yes")
    return table


def _last_day(date: str) -> str:
    if len(date) == 10:
        return date
    year, month = date.split("-")
    days = (31, 29 if int(year) % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return f"{date}-{days[int(month) - 1]}"


def end_of_life(series: Minor, today: datetime.date) -> str | None:
    """The day on which *series* ended, where that day lies before *today*; a series that the table
    lacks has not ended.

    Python 0, 1 and what is older than the table ended long ago, but nobody states them: None.
    """
    release = releases().get(series)
    return release.end if release is not None and release.end < today.isoformat() else None


def released(series: Minor, today: datetime.date) -> bool:
    """Whether *series* had its first final release by *today*, as far as the table knows."""
    release = releases().get(series)
    return release is not None and release.first <= today.isoformat()


_NAMED = lazy(
    r"(?:^|[/._-])(?:(?:py|python)[._-]?(?P<major>[23])(?:[._]?(?P<minor>\d{1,2}))?|(?P<old>2\.7))"
    r"(?=[/._-]|requirements|reqs?\b)"
)

# -- Which minors a project's code has to run on, one by one.

# Far enough into the future for a range without an end: what holds there may come.
_ALL = ((2, 6), (2, 7), *((3, minor) for minor in range(30)), (4, 0))


@lru_cache(maxsize=256)
def minors_of(versions: PythonSet) -> tuple[Minor, ...]:
    """The minors of which some version lies in *versions*, those to come included."""
    return tuple(series for series in _ALL if versions.has_any(series))


def range_minors(tree: Tree, path: str) -> tuple[Minor, ...]:
    """The minors that the manifest for *path* allows; empty where nobody says so or where there is
    none.
    """
    from venvlint.facts.pythons import reference

    found = reference(tree, path)
    return minors_of(found.versions) if found is not None and found.versions is not None else ()


def supported_minors(tree: Tree, path: str) -> tuple[Minor, ...]:
    """The same, released ones alone. Where the manifest does not say: what it is pinned to or the
    Pythons of the images and hosts that the list is deployed to, else every Python 3 that is alive;
    and Python 2 where a test or a classifier names it, that alone where all name no other or the
    code is written for it. A conda environment is one Python's: that of its own row. So is a list
    that is named for one.
    """
    if own := _of_environment(tree, path) or _of_name(path):
        return own
    stated = [
        series
        for series in range_minors(tree, path)
        if series < (3, 0) or released(series, tree.today)
    ]
    if stated:
        return tuple(stated)
    named = _named_minors(tree, path)
    if named and all(series < (3, 0) for series in named):
        return tuple(sorted(named))
    pinned = _pinned_minors(tree, path)
    if not pinned:
        if tree.imports.are_of_python_2(_folder_of_list(path)):
            return ((2, 7),)
        pinned = {
            series
            for series in releases()
            if series >= (3, 0)
            and released(series, tree.today)
            and not end_of_life(series, tree.today)
        }
    return tuple(sorted(pinned | {series for series in named if series < (3, 0)}))


def _of_environment(tree: Tree, path: str) -> tuple[Minor, ...]:
    """The Pythons that a conda environment's row for `python` allows; empty where there is no row,
    or one without an upper end, which takes the newest.
    """
    stated: dict[str, tuple[Minor, ...]] = tree.once(
        "Pythons of conda environments", lambda: dict(_environments(tree))
    )
    return stated.get(path, ())


def _environments(tree: Tree) -> Iterator[tuple[str, tuple[Minor, ...]]]:
    """The first such row of each environment counts."""
    for statement in reversed(tree.pythons):
        if statement.kind == "conda" and statement.versions:
            minors = minors_of(statement.versions)
            if max(minors, default=_ALL[-1]) < _ALL[-2]:
                yield (
                    statement.at.path,
                    tuple(one for one in minors if one < (3, 0) or released(one, tree.today)),
                )


def _of_name(path: str) -> tuple[Minor, ...]:
    """The one Python that a list's name or folder says it is for: `requirements-py27.txt`,
    `python3.6/requirements.txt`. Of Python 3 alone nothing is said by that.
    """
    match = _NAMED.search("/".join(path.lower().split("/")[-2:]))
    if match is None:
        return ()
    if match["old"]:
        return ((2, 7),)
    series = (int(match["major"]), int(match["minor"] or (7 if match["major"] == "2" else -1)))
    return (series,) if series in releases() else ()


def _named_minors(tree: Tree, path: str) -> frozenset[Minor]:
    """Those that a pin or a classifier names in the project of *path*, in one around it, or in one
    below it: what a project beside it runs on is another matter.
    """
    from venvlint.facts.project import project_of, up_from

    at, below = tree.once("Pythons that projects name", lambda: _named_by_projects(tree))
    project = project_of(tree, path)
    found = set(below.get(project, ()))
    for around in up_from(project):
        found |= at.get(around, set())
    return frozenset(found)


def _named_by_projects(
    tree: Tree,
) -> tuple[dict[str, set[Minor]], dict[str, set[Minor]]]:
    """What pins and classifiers name, by the project that they stand in; and by each one around
    that.
    """
    from venvlint.facts.project import project_of, up_from
    from venvlint.facts.pythons.classifiers import classifiers

    at: dict[str, set[Minor]] = {}
    for statement in tree.pythons:
        if statement.pin is not None and statement.pin.series is not None:
            project = project_of(tree, statement.at.path)
            at.setdefault(project, set()).add(statement.pin.series)
    for each in classifiers(tree):
        at.setdefault(project_of(tree, each.path), set()).update(one.series for one in each.minors)
    below: dict[str, set[Minor]] = {}
    for project, minors in at.items():
        for around in up_from(project):
            below.setdefault(around, set()).update(minors)
    return at, below


def _pinned_minors(tree: Tree, path: str) -> set[Minor]:
    """What a list's own file (a Pipfile) pins, else what it runs on where it is deployed: by pins
    in its folder and by the images that install it.
    """
    folder = _folder_of_list(path)
    pinned = tree.once("Pythons that are pinned", lambda: _pins(tree))
    own = pinned.get(("", path)) or pinned.get(("image", path))
    if own:
        return set(own)
    images = {
        one.where.recipe.path for one in tree.installs.of(path) if one.where.recipe is not None
    }
    return pinned.get(("folder", folder), set()).union(
        *(pinned.get(("image", image), ()) for image in images)
    )


def _folder_of_list(path: str) -> str:
    """The folder of the project that a list belongs to."""
    folder = folder_of(path)
    return folder_of(folder) if name_of(folder) in ("requirements", "reqs") else folder


def _pins(tree: Tree) -> dict[tuple[str, str], set[Minor]]:
    """What is pinned where something runs: in a file that is no image's (`""`), in an image's
    (`image`), and in any file of a folder that is no image's (`folder`).
    """
    found: dict[tuple[str, str], set[Minor]] = {}
    for statement in tree.pythons:
        series = statement.pin.series if statement.pin is not None else None
        if series is None or statement.role != "pin" or not statement.deployed:
            continue
        place = statement.at.path
        if statement.kind == "image":
            found.setdefault(("image", place), set()).add(series)
        else:
            found.setdefault(("", place), set()).add(series)
            found.setdefault(("folder", folder_of(place)), set()).add(series)
    return found


def supported_pythons(tree: Tree, path: str) -> tuple[str, ...]:
    """The minors that a file's project supports, `"3.12"`; without a stated range those that
    somebody may still use. What was compiled for one Python is for that one.
    """
    from venvlint.facts.dependencies.requirements import compiled_pythons
    from venvlint.facts.pythons import reference

    if path in tree.requirements.files and (compiled := compiled_pythons(tree, path)):
        return compiled
    stated = reference(tree, path)
    if stated is not None and stated.versions is not None:
        allowed = tuple(minor_text(series) for series in _MINORS if stated.versions.has_any(series))
        if allowed:
            return allowed
    return tuple(f"3.{minor}" for minor in range(8, 16))


_MINORS = ((2, 7), *((3, minor) for minor in range(3, 17)))


def is_recent(series: Minor, today: datetime.date) -> bool:
    """Whether *series* has been out for less than a year: hosting platforms may not have it yet."""
    from datetime import timedelta

    release = releases().get(series)
    return release is not None and release.first > (today - timedelta(days=365)).isoformat()
