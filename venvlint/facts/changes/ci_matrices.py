"""Matrices that say something of each of their Pythons in rows of `include` and `exclude`, and what
they say of the new one.
"""

from __future__ import annotations

from venvlint.facts.changes.ci_rows import EARLY, CiRows
from venvlint.facts.changes.model import speaks_of_python
from venvlint.facts.changes.ranges import in_yaml, is_freethreaded, named, named_alone, respelt
from venvlint.facts.changes.siblings import bare, normal, plain_version, respell_loose
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]


_RELEASE = lazy(r"(?:[a-z]+-|[<>=~^]{1,2} ?)?v?\d+(?:\.\d+){0,3}(?:\.[*x])?")


class CiMatrices(CiRows):
    """What the matrices of one definition gain beside a member of a list."""

    def _shifted(self, node: Node) -> None:
        """A matrix whose plain list stops below the newest Python, which is tried in rows of its
        own: the rows try the new one, and the list takes over the one that was the newest.
        """
        include = node.get("include")
        rows = include.items
        newest = self.known.before(self.gone)
        lists = [
            child
            for key, child in node.mapping.items()
            if speaks_of_python(key) and child.items and not any(map(_has_members, child.items))
        ]
        if not rows or newest is None or len(lists) != 1:
            return
        if self._stops_below(lists[0], rows):
            self.seen.add(id(lists[0]))
            return
        stated = [one for item in lists[0].items for one in named(item.string or "")]
        mine = [row for row in rows if named(bare(row)) == {newest} and row.mapping]
        if not mine or newest in stated or self.gone in stated or not stated:
            return
        if any(self.gone in named(bare(row)) for row in rows):
            return
        axes = self._axes_of(node).plain
        beyond = {
            normal(value)
            for row in mine
            for key, value in row.mapping.items()
            if key in axes and not speaks_of_python(key) and normal(value) not in axes[key]
        }
        if len(beyond) > 1:
            return  # the newest runs with what the list has not
        before = (newest[0], newest[1] - 1)
        if before not in stated or len(set(stated)) < 2:
            return
        for row in mine:
            self._respell_row(row, newest)
        if len(lists[0].items) > 1:
            index = next(
                number
                for number, item in enumerate(lists[0].items)
                if named(item.string or "") == {before}
            )
            raw = lists[0].items[index].raw
            new = in_yaml(respelt(raw, before, newest), [item.raw for item in lists[0].items])
            self._insert(lists[0], index, new)

    def _stops_below(self, axis: Node, rows: list[Node]) -> bool:
        """Whether the rows of their own are for the new Python already, and the list stops below
        it.
        """
        stated = {one for item in axis.items for one in named(item.string or "")}
        below = (self.gone[0], self.gone[1] - 1)
        return (
            self.gone not in stated
            and below in stated
            and any(named(bare(row)) == {self.gone} and not EARLY.search(bare(row)) for row in rows)
        )

    def _rows_of_all(self, node: Node) -> None:
        """A matrix in whose `include` each Python of its list has a row, which gives it what the
        others have too, such as the NumPy to build with: the new one has nothing without a row.
        """
        rows = node.get("include").items
        for key, series, newest in self._growing(node) if rows else ():
            mine: dict[Minor, list[Node]] = {}
            for row in rows:
                if (value := row.get(key)) and (one := series.get(normal(value))) is not None:
                    mine.setdefault(one, []).append(row)
            others = self._axes_of(node).plain.keys() - {key}
            if len(mine) < len(set(series.values())) or any(
                len(found) != 1
                or found[0].mapping.keys() != mine[newest][0].mapping.keys()
                or not others.isdisjoint(found[0].mapping)
                for found in mine.values()
            ):
                continue
            row = mine[newest][0]
            if self._is_only_newer(row, newest, mine):
                self._copy(row, newest, spelt=respell_loose)
            else:
                self.edits.aside(row.at, f"a row like this one for Python {minor_text(self.gone)}")

    def _growing(self, node: Node) -> Iterator[tuple[str, dict[str, Minor], Minor]]:
        """The lists of a matrix that get a Python newer than all of theirs: their keys, what they
        hold, and the newest of that.
        """
        for key in self._axes_of(node).pythons:
            series = {
                text: one
                for text in map(normal, node.get(key).items)
                if (one := named_alone(text)) is not None
                and "pypy" not in text.lower()
                and not is_freethreaded(text)
            }
            newest = self.known.below(series.values(), self.gone)
            if newest is None or len(series) < 2:
                continue
            if self.gone not in series.values():
                yield key, series, newest

    @staticmethod
    def _is_only_newer(row: Node, newest: Minor, mine: dict[Minor, list[Node]]) -> bool:
        """Whether the row of the newest Python says what another one says, or differs from each by
        versions alone: `ubuntu-24.04`, `numpy: "2.0"`.
        """
        own = {key: normal(value) for key, value in row.mapping.items()}
        differing = [
            [
                text
                for key, text in own.items()
                if plain_version(respell_loose(text, newest, one))
                != plain_version(normal(other.mapping[key]))
            ]
            for one, (other, *_) in mine.items()
            if one != newest
        ]
        return not all(differing) or all(
            _RELEASE.fullmatch(text) for texts in differing for text in texts
        )

    def _left_out_too(self, node: Node) -> None:
        """What a matrix leaves out for the newest of its Pythons, such as an old Django that does
        not know it, is left out for the new one.
        """
        rows = node.get("exclude").items
        for key, series, newest in self._growing(node) if rows else ():
            for row in rows:
                if key in row.mapping and series.get(normal(row.get(key))) == newest:
                    self._copy(row, newest, spelt=respell_loose)


def _has_members(node: Node) -> bool:
    return bool(node.mapping or node.items)
