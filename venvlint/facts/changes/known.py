"""Which Pythons each project of the tree knows, and which are left after a change."""

from __future__ import annotations

from venvlint.files.paths import as_folder, path_in
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from venvlint.facts.changes.model import Change
    from venvlint.facts.pythons import Reference
    from venvlint.readers.python_versions import PythonSet
    from venvlint.tree import Tree

    Minor = tuple[int, int]


_STATING = (".cfg", ".ini", ".toml", ".yaml", ".yml", "setup.py")


class Known(Record):
    """The Pythons of one project: the range of its manifest, and the minors that its lists name."""

    project: str
    reference: Reference | None
    members: frozenset[Minor] = frozenset()
    pinned: frozenset[Minor] = frozenset()
    tested: frozenset[Minor] = frozenset()
    """Those that CI, tox, nox and Hatch name, in lists and alone."""

    def has(self, series: Minor) -> bool:
        """Whether the project says anything of a Python."""
        return series in self.members or series in self.pinned or self.allows(series)

    def allows(self, series: Minor) -> bool:
        versions = self.reference.versions if self.reference is not None else None
        return versions is not None and versions.has_any(series)

    def moves(self, change: Change) -> bool:
        """Whether the range allows the Python that moves alone: it is a pin, and moves too."""
        from venvlint.facts.changes.ranges import moved

        one = self.reference
        if change.target is None or one is None or not one.is_string:
            return False
        return moved(one.text, one.syntax, change.python, change.target) is not None

    def older(self, series: Minor) -> bool:
        """Whether a Python older than *series* is supported, so that *series* is no floor."""
        versions = self.reference.versions if self.reference is not None else None
        if versions is not None and not versions.is_open_below:
            return any(one < series and versions.has_any(one) for one in self.members)
        return any(one < series for one in self._supported)

    @property
    def _supported(self) -> frozenset[Minor]:
        """What the lists name; where there are none, and no range, what jobs of CI that name one
        each try.
        """
        return self.members if self.members or self.reference is not None else self.tested

    def newer(self, series: Minor) -> bool:
        return any(one > series for one in self.members)

    def beside(self, series: Iterable[Minor], new: Minor) -> Minor | None:
        """The member of a list next to which *new* belongs: the next older supported Python, or the
        next newer one where there is no older one. None where the list stops before it.

        A list without gaps may be one behind: somebody forgot it the last time (`steps`).
        """
        stated = set(series) - {new}
        older = sorted(one for one in stated if one < new)
        supported = [one for one in self.members if one < new]
        if self._is_forgotten(stated, new):
            return None
        if not supported and older and self.members:
            return None  # older than all that are supported: versions of something else
        if not supported and older:
            says_nothing = not self.pinned and self.reference is None
            if says_nothing and new[1] - older[-1][1] > 2:
                return None  # a list that nobody keeps
            supported = older
        if supported and (max(supported)[0] == new[0] or not self._is_oldest(stated, new)):
            wanted = max(supported)
            if wanted in stated:
                return max(one for one in older if one[0] == wanted[0])
            span = [one for one in older if one[0] == wanted[0]]
            is_whole = len(span) > 2 and span[-1][1] - span[0][1] == len(span) - 1
            return span[-1] if is_whole and wanted[1] - span[-1][1] == 1 else None
        newer = sorted(one for one in stated if one > new)
        if not newer:
            return None
        least = min((one for one in self.members if one > new), default=newer[0])
        return newer[0] if newer[0] == least else None

    def below(self, series: Iterable[Minor], new: Minor) -> Minor | None:
        """The member of a list behind which *new* belongs; None where it belongs before all of
        them, or the list stops before it.
        """
        found = self.beside(series, new)
        return found if found is not None and found < new else None

    @staticmethod
    def _is_oldest(stated: set[Minor], new: Minor) -> bool:
        """Whether a list names none of an older major, so that *new* becomes its first."""
        return bool(stated) and min(stated) > new

    def _is_forgotten(self, stated: set[Minor], new: Minor) -> bool:
        """Whether a Python that is older than several supported ones comes to a list that picks
        some of them by hand: `["3.7", "3.12", "3.13"]`.
        """
        newer = sorted(one for one in self.members if one > new)
        if len(newer) < 2 or not stated or min(stated) > new:
            return False
        last = max(stated)
        supported = {one for one in self.members if min(stated) <= one <= last} - {new}
        if not supported <= stated:
            return True
        return newer[0] not in stated and len(stated) < 3

    def before(self, new: Minor) -> Minor | None:
        """The newest supported Python that is older than *new*."""
        return max((one for one in self.members if one < new), default=None)

    def steps(self, beside: Minor, new: Minor) -> list[Minor]:
        """What a list gets behind *beside*: *new*, and before it those that it should have had."""
        return [*sorted(one for one in self.members if beside < one < new), new]

    @property
    def is_single(self) -> bool:
        """Whether the lists of the project name one Python alone."""
        return len(self.members) == 1

    def left(self, gone: Minor) -> Minor | None:
        """The oldest Python that is left when *gone* is not supported any more; where older ones
        stay, the next newer one: nothing goes back to an older Python.
        """
        versions = self.reference.versions if self.reference is not None else None
        floor = versions.floor if versions is not None else None
        if floor is not None and gone < floor:
            return floor
        older = self.older(gone)
        others = sorted(self._supported - {gone})
        candidates = [one for one in others if one[0] == gone[0]] or others
        if gone[0] == 2 and max(candidates, default=gone) < gone:
            # A forgotten 2.6 is no way out for what ran on 2.7.
            candidates = [one for one in others if one > gone] or candidates
        if versions is not None and versions:
            allowed = [one for one in candidates if versions.has_any(one) and (older or one > gone)]
            following = _following(versions, gone)
            if older or not following or (allowed and gone[0] < following[0]):
                return _next(allowed, gone) or following
            return following
        return _next([one for one in candidates if older or one > gone], gone)


def _next(left: list[Minor], gone: Minor) -> Minor | None:
    """The first of the Pythons that are left behind *gone*, else the last before it."""
    newer = [one for one in left if one > gone]
    return newer[0] if newer else left[-1] if left else None


def _following(versions: PythonSet, gone: Minor) -> Minor | None:
    """The first minor behind *gone* that a range allows."""
    from venvlint.readers.python_versions import NEWEST

    for minor in range(gone[1] + 1, 60):
        series = (gone[0], minor)
        if versions.has_any(series) and (series in NEWEST or gone[0] == 3):
            return series
    if gone[0] == 2:
        return next((one for one in sorted(NEWEST) if one[0] == 3 and versions.has_any(one)), None)
    return None


class Knowledge:
    """What every project of a tree knows; of a place above all manifests, what they know
    together.
    """

    def __init__(self, tree: Tree, change: Change) -> None:
        self.tree, self.change = tree, change
        self.projects = tree.once("what projects know of Pythons", lambda: _read(tree))
        members = frozenset(one for known in self.projects.values() for one in known.members)
        pinned = frozenset(one for known in self.projects.values() for one in known.pinned)
        tested = frozenset(one for known in self.projects.values() for one in known.tested)
        references = [known.reference for known in self.projects.values() if known.reference]
        self.everything = Known(
            ".", references[0] if len(references) == 1 else None, members, pinned, tested
        )

    def of(self, path: str) -> Known:
        """What the project that *path* belongs to knows."""
        from venvlint.facts.project import project_of
        from venvlint.facts.pythons.references import nearest

        project = project_of(self.tree, path)
        known = self.projects.get(project)
        if known is not None and (known.reference is not None or project != "."):
            if known.reference is None:
                near = nearest(self.tree, path)
                if near is not None and near.project in self.projects:
                    return self.projects[near.project]
            return known
        if known is None or not (known.members or known.reference):
            return self.everything
        return known

    def all(self) -> tuple[Known, ...]:
        """Every project that says something, in the order of their paths."""
        return tuple(self.projects[project] for project in sorted(self.projects))

    def excluding(self, target: Minor) -> Known | None:
        """A project that pins the Python of the change and whose range has no place for *target*.
        Where nobody pins it, the first that knows it, if all those exclude *target*.
        """
        series = self.change.python
        pinning = [known for known in self.all() if series in known.pinned]
        holders = pinning or [known for known in self.all() if known.has(series)]
        refusing = []
        for holder in holders:
            known = holder
            if holder.reference is None:
                known = self.of(path_in(as_folder(holder.project), "x"))
            versions = known.reference.versions if known.reference is not None else None
            if versions and not versions.has_any(target) and not known.moves(self.change):
                refusing.append(known)
        if refusing and (pinning or len(refusing) == len(holders)):
            return refusing[0]
        return None

    @property
    def says_anything(self) -> bool:
        """Whether anything in the tree states a Python, or has the one of the change already."""
        if any(known.members or known.pinned or known.reference for known in self.all()):
            return True
        from venvlint.facts.changes.ranges import names

        return any(
            names(document.text, self.change.python)
            for path in self.tree.paths
            if path.endswith(_STATING) and (document := self.tree.document(path)) is not None
        )

    @property
    def is_known(self) -> bool:
        """Whether anything in the tree speaks of the Python that the change is about."""
        return any(known.has(self.change.python) for known in self.projects.values())


def _read(tree: Tree) -> dict[str, Known]:
    from venvlint.facts.project import project_of
    from venvlint.facts.pythons.classifiers import classifiers

    members: dict[str, set[Minor]] = {}
    pinned: dict[str, set[Minor]] = {}
    tested: dict[str, set[Minor]] = {}
    for one in classifiers(tree):
        if one.minors:
            members.setdefault(project_of(tree, one.path), set()).update(
                minor.series for minor in one.minors
            )
    for statement in tree.pythons:
        pin = statement.pin
        if pin is None or pin.series is None or pin.major not in (2, 3):
            continue
        projects = statement.works_in or (project_of(tree, statement.works_at),)
        for project in projects:
            target = members if statement.role == "set" and not statement.fallback else pinned
            target.setdefault(project, set()).add(pin.series)
            if statement.is_tested:
                tested.setdefault(project, set()).add(pin.series)
    found = {}
    for project in {*members, *pinned, *tree.python_references, "."}:
        found[project] = Known(
            project,
            tree.python_references.get(project),
            frozenset(members.get(project, ())),
            frozenset(pinned.get(project, ())),
            frozenset(tested.get(project, ())),
        )
    return found
