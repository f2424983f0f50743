"""The command that does what a rule asks for: named only where its plan says that it does."""

from __future__ import annotations

from bisect import bisect_right

from venvlint.facts.changes.model import ADD, DROP, MOVE, Change, Impossible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from venvlint.facts.changes.model import Plan
    from venvlint.model import Edit, Location
    from venvlint.tree import Tree

    Minor = tuple[int, int]


class _Places:
    """The places of a plan's edits, which do not overlap: one look tells what lies around another
    place.
    """

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._ends: dict[str, list[tuple[int, int]]] = {}
        self._of: dict[str, list[Location]] = {}
        for edit in edits:  # by path and place
            at = edit.at
            self._ends.setdefault(at.path, []).append((at.end_line, at.end_column))
            self._of.setdefault(at.path, []).append(at)

    def meet(self, at: Location) -> bool:
        """Whether one of them has text in common with *at*."""
        first = bisect_right(self._ends.get(at.path, ()), (at.line, at.column))
        return first < len(self._of.get(at.path, ())) and self._of[at.path][first].meets(at)


class ChangeCommands:
    """The commands for one tree. Each change is planned once, however many places ask for it."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._plans: dict[str, Plan | None] = {}
        self._ranges: dict[str, _Places] = {}
        self._replaced: dict[str, _Places] = {}
        self._projects: dict[str, frozenset[str]] = {}
        self._in_between: dict[Minor, bool] = {}
        """Whether a project allows a Python and supports older ones too."""
        self._targets: dict[Minor, Minor | None] = {}

    def to_raise_the_floor(self, at: Location, floor: Minor, *more: Minor) -> tuple[str, ...]:
        """What drops the oldest Python of a range at *at*, and, where there is no other range in
        the tree, *more* of them after it. Nothing where another project allows it and supports
        older ones too, for that one would lose a Python in between.
        """
        if floor not in self._in_between:
            ranges = [one.versions for one in self.tree.python_references.values() if one]
            self._in_between[floor] = any(
                versions is not None and versions.has_any(floor) and versions.floor != floor
                for versions in ranges
            )
        if self._in_between[floor]:
            return ()
        change = Change(DROP, floor)
        # Most floors are raised where they stand, and the rest need not be planned to know it.
        if self._of_ranges(change).meet(at):
            first = _command(change)
        else:
            first = self._if_it_replaces(change, at)
        if not first or sum(map(bool, self.tree.python_references.values())) > 1:
            return first
        return (*first, *(command for series in more for command in _command(Change(DROP, series))))

    def to_move_the_pin(self, at: Location, series: Minor) -> tuple[str, ...]:
        """What moves a pin at *at* to a Python that is maintained and that all projects which pin
        *series* allow: the newest of those that they name, or else the newest that they allow.
        """
        best = self.target(series)
        return self._if_it_replaces(Change(MOVE, series, best), at) if best is not None else ()

    def target(self, series: Minor) -> Minor | None:
        """The Python that `to_move_the_pin` moves to."""
        if series not in self._targets:
            self._targets[series] = self._target(series)
        return self._targets[series]

    def _target(self, series: Minor) -> Minor | None:
        """The Python that what pins *series* had best move to."""
        from venvlint.facts.changes.known import Knowledge
        from venvlint.facts.pythons.releases import is_recent, releases

        today = self.tree.today.isoformat()
        alive = sorted(
            one for one, release in releases().items() if release.first <= today <= release.end
        )
        knowledge = Knowledge(self.tree, Change(MOVE, series, series))
        allowed = [one for one in alive if one > series and not knowledge.excluding(one)]
        named = [one for one in allowed if one in knowledge.everything.members]
        # What came out this year, libraries are not yet built for.
        settled = [one for one in allowed if not is_recent(one, self.tree.today)]
        return max(named or settled or allowed, default=None)

    def to_drop(self, at: Location, series: Minor, project: str) -> tuple[str, ...]:
        """What takes *series* out at *at*, and touches no other project."""
        change = Change(DROP, series)
        return self._if_it_replaces(change, at) if self._is_within(change, project) else ()

    def to_add(self, paths: Iterable[str], series: Minor, project: str) -> tuple[str, ...]:
        """What writes *series* into one of the files, and touches no other project."""
        from venvlint.facts.changes.ranges import names

        change, wanted = Change(ADD, series), set(paths)
        if self._is_within(change, project) and any(
            edit.at.path in wanted and names(edit.text, series) for edit in self._edits(change)
        ):
            return _command(change)
        return ()

    def _if_it_replaces(self, change: Change, at: Location) -> tuple[str, ...]:
        if change.flag not in self._replaced:
            self._replaced[change.flag] = _Places(self._edits(change))
        return _command(change) if self._replaced[change.flag].meet(at) else ()

    def _is_within(self, change: Change, project: str) -> bool:
        """Whether a change leaves every other project as it is. A root without a manifest is no
        project of its own: its pipelines are everybody's.
        """
        from venvlint.facts.project import MANIFESTS, project_of

        ours = {project} if MANIFESTS & self.tree.path_set else {project, "."}
        if change.flag not in self._projects:
            self._projects[change.flag] = frozenset(
                project_of(self.tree, path) for path in {e.at.path for e in self._edits(change)}
            )
        return self._projects[change.flag] <= ours

    def _of_ranges(self, change: Change) -> _Places:
        """What a change edits in the ranges of manifests."""
        from venvlint.facts.changes import of_ranges
        from venvlint.facts.pythons.releases import releases

        if change.flag not in self._ranges:
            edits: tuple[Edit, ...] = ()
            if change.python in releases():
                try:
                    edits = of_ranges(self.tree, change)
                except Impossible:
                    edits = ()
            self._ranges[change.flag] = _Places(edits)
        return self._ranges[change.flag]

    def _edits(self, change: Change) -> tuple[Edit, ...]:
        """What a change edits: nothing where it is impossible, or of a Python that nobody made."""
        from venvlint.facts.changes import plan
        from venvlint.facts.pythons.releases import releases

        if change.python not in releases():
            return ()
        if change.flag not in self._plans:
            try:
                self._plans[change.flag] = plan(self.tree, change)
            except Impossible:
                self._plans[change.flag] = None
        planned = self._plans[change.flag]
        return planned.edits if planned is not None else ()


def commands_of(tree: Tree) -> ChangeCommands:
    """The commands of a tree, in one store for all rules."""
    return tree.once("the commands that change Pythons", lambda: ChangeCommands(tree))


def _command(change: Change) -> tuple[str, ...]:
    return (f"venvlint {change.flag}",)
