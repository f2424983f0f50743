"""The new Python in CI definitions: one more member of a list, row of a matrix, job or setting."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from functools import cached_property

from venvlint.facts.changes import members
from venvlint.facts.changes.ci_files import (
    NAME_KEYS,
    VALUE,
    CiFile,
    Place,
    has_commands,
    is_call,
    respell_key,
    series_of_key,
)
from venvlint.facts.changes.model import speaks_of_python
from venvlint.facts.changes.ranges import in_yaml, is_freethreaded, named, names, respelt
from venvlint.facts.changes.siblings import (
    Siblings,
    bare,
    normal,
    plain_version,
    respell_loose,
    with_digits,
)
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]


_EARLY = lazy(r"3\.\d{1,2}(?:\.0)?[-.]?(?:dev|alpha|beta|rc|a\d|b\d)")
_UP_TO = lazy(r"(--max-(?:py-version|python|supported-python))(?:[= ][\"']?(3\.\d{1,2})[\"']?)?")
"""Of setup-cfg-fmt and pyproject-fmt: up to which Python the classifiers are written."""
_AND_SO_ON = lazy(r"(?i)\betc\b|\.{3}|\u2026")
"""Behind an example, which needs no newer Python."""
_TRIAL = lazy(r"(?i)experimental|allow|continue|fail|prerelease|unstable")
_ANCHOR_BEFORE = lazy(r"&[\w.-]+[ \t]*(?:\r?\n[ \t]*)?$")
_ANCHOR = lazy(r"[:-][ \t]+&([\w.-]+)")
_USED = lazy(r"(?:[\[,:-][ \t]+|\[)\*([\w.-]+)")
_RELEASE = lazy(r"(?:[a-z]+-|[<>=~^]{1,2} ?)?v?\d+(?:\.\d+){0,3}(?:\.[*x])?")
_NUMBERED = lazy(r".*[a-z][-_]?([23])(\d{1,2})")
_MACHINE = frozenset(("dist", "sudo"))
"""What Travis is told of the machine of a row."""
_ALIAS = lazy(r"(?:^|[\s\[{,:])[&*][\w.-]*\d")


class Additions(CiFile):
    """What one definition gains."""

    def _sequence_added(self, node: Node, place: Place) -> None:
        items, new = node.items, self.gone
        if not items or place.exclude or place.hooks:
            return
        if self._is_digits(node, place):
            from venvlint.facts.changes.scripts import change_value

            change_value(self.edits, node, self.change, self.known)
            return
        siblings = Siblings(items)
        if place.steps and any(map(has_commands, items)):
            self._steps_added(siblings)
            return
        series: list[Minor | None] = []
        for item, text, found in zip(items, siblings.texts, siblings.named, strict=True):
            usable = len(found) == 1 and "pypy" not in text.lower() and not is_freethreaded(text)
            if not item.mapping and not item.items:
                usable = usable and (place.python or not place.steps)
            series.append(next(iter(found)) if usable else None)
        stated = [one for one in series if one is not None]
        if new in stated:
            spans = [(other.start, other.end) for other in items]
            for index, (item, one) in enumerate(zip(items, series, strict=True)):
                if one == new and item.mapping:
                    if not self._is_tried_alone(item, place.axes):
                        self.visit(item, Place(python=place.python))
                    elif len(items) == 1:
                        self._delete_container(node)
                    else:
                        self._delete(node, spans, index)
                elif one == new and (place.python or (item.items and len(set(stated)) > 2)):
                    for inner in item.items or (item,):
                        self._finalise(inner)
            return
        beside = self.known.beside(stated, new)
        # Where CI and the tests name one Python alone, the list of a matrix is all that they have.
        is_all = self.known.is_single or (
            len(self.known.tested) == len(items) == 1 and not self.has_lists
        )
        if beside is None or (len(set(stated)) < 2 and not (is_all and place.python)):
            return
        newest = [number for number, one in enumerate(series) if one == beside]
        # Behind the rows that test, Travis has such as deploy, with commands of their own.
        newest = [number for number in newest if not has_commands(items[number])] or newest
        index = newest[-1]
        twins = _Rows(siblings.texts, series)
        if not items[index].mapping and not items[index].items:
            if place.waits and items[index].string in self._jobs:
                self.waited_for.append(items[index])
                return  # `_with_twins` puts it in, if there is such a job then
            self._member_added(node, place, twins, beside)
        elif is_call(items[index]) or not (place.steps or place.axes or _is_step(items[index])):
            copied = [number for number in newest if twins.has(number)]
            copied = copied or self._that_extend_twins(items, series, newest)
            copied = copied or self._on_later_machines(items, series, newest)
            for number in copied:
                self._copy(items[number], beside, spelt=twins.spelling(number))
            if not (
                copied
                or self._that_run_less(items, series, beside, newest)
                or self._handed_on(items, series, beside, newest)
            ):
                self._row_left(items, series, newest)

    def _steps_added(self, siblings: Siblings) -> None:
        """Steps that follow each other for one Python, and are repeated for the newest one: they
        are repeated for the new one.
        """
        items, new = siblings.items, self.gone
        series = [next(iter(found)) if len(found) == 1 else None for found in siblings.named]
        beside = self.known.beside([one for one in series if one is not None], new)
        if beside is None or beside > new or any(new in found for found in siblings.named):
            return
        places = {
            plain_version(text): number
            for number, (text, one) in enumerate(zip(siblings.texts, series, strict=True))
            if one == beside
        }
        for run in _runs(series):
            one = series[run[0]]
            if one is None or one == beside or self._sets_up_the_next(items, series, run):
                continue
            wanted = [
                places.get(plain_version(respelt(siblings.texts[number], one, beside)))
                for number in run
            ]
            found = [number for number in wanted if number is not None]
            if len(found) < len(run):
                continue
            lines = [
                members.entry_lines(self.document, items[number].start, items[number].end)
                for number in (run[0], run[-1], max(found), min(found))
            ]
            if any(span is None for span in lines):
                return
            (start, _), (_, stop), (_, after), (before, _) = [span for span in lines if span]
            copied = quoted_numbers(respelt(self.document.text[start:stop], one, new))
            if not copied.endswith("\n") or "://" in copied:
                return  # nobody knows whether an address for the new Python is there
            copied = "\n" * self._has_gap(after) + copied
            downwards = run[0] > max(found) and max(found) - min(found) == len(run) - 1
            place = before if downwards else after
            self.edits.splice(self.document, place, place, copied)
            return

    @staticmethod
    def _sets_up_the_next(items: list[Node], series: list[Minor | None], run: list[int]) -> bool:
        """Whether steps set a Python up for others behind them, which do not name it."""
        behind = run[-1] + 1
        return (
            behind < len(items)
            and series[behind] is None
            and any(
                "setup" in (items[number].text("uses") or "")
                or (items[number].text("task") or "").startswith("UsePythonVersion")
                for number in run
            )
        )

    def _is_tried_alone(self, row: Node, axes: Node) -> bool:
        """Whether a row of `include` only tries the pre-release of a Python that now becomes a
        member of the matrix.
        """
        if not axes or not _EARLY.search(bare(row)):
            return False
        if any(not (speaks_of_python(key) or _TRIAL.search(key)) for key in row.mapping):
            return False
        return any(
            self.known.beside(stated, self.gone) in stated
            for stated in self._axes_of(axes).pythons.values()
        )

    def _member_added(self, node: Node, place: Place, twins: _Rows, beside: Minor) -> None:
        items = node.items
        self.extended.add(id(node))
        spans = [(other.start, other.end) for other in items]
        index, before = members.neighbour(twins.series, beside, self.gone)
        downwards = before != (beside > self.gone)
        item = items[index]
        is_value = place.python and bool(VALUE.fullmatch(item.string or ""))
        raws = [other.raw for other in items]
        if is_value:
            steps = [
                in_yaml(respelt(item.raw, beside, one), raws)
                for one in self.known.steps(beside, self.gone)
            ]
            self.edits.splices(
                self.document, members.insertion(self.document, spans, index, *steps, before=before)
            )
            return
        newest = [
            number for number, one in enumerate(twins.series) if one == beside and twins.has(number)
        ]
        if not newest:
            return
        # Several that differ in something else, such as `py312-a` and `py312-b`, stay together
        # where they stand together.
        together = not downwards and newest[-1] - newest[0] < len(newest)
        for number in [] if together else newest[:-1]:
            self._insert(spans, number, respelt(raws[number], beside, self.gone), downwards)
        index = newest[-1]
        own = members.own_lines(self.document, spans[index])
        lead = ", " if own is None else "\n" + self.document.text[own[0] : spans[index][0]]
        raw = lead.join(
            respelt(raws[number], beside, self.gone)
            for number in (newest if together else newest[-1:])
        )
        self._insert(spans, index, raw, before)

    def _insert(self, spans: list[tuple[int, int]], index: int, raw: str, before: bool) -> None:
        self.edits.splices(
            self.document, members.insertion(self.document, spans, index, raw, before=before)
        )

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
            spans = [(item.start, item.end) for item in lists[0].items]
            index = next(
                number
                for number, item in enumerate(lists[0].items)
                if named(item.string or "") == {before}
            )
            raw = lists[0].items[index].raw
            new = in_yaml(respelt(raw, before, newest), [item.raw for item in lists[0].items])
            self.edits.splices(self.document, members.insertion(self.document, spans, index, new))

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
                text: next(iter(found))
                for text in map(normal, node.get(key).items)
                if len(found := named(text)) == 1
                and "pypy" not in text.lower()
                and not is_freethreaded(text)
            }
            newest = self.known.beside(series.values(), self.gone)
            if newest is None or newest > self.gone or len(series) < 2:
                continue
            if self.gone not in series.values():
                yield key, series, newest

    def _left_out_too(self, node: Node) -> None:
        """What a matrix leaves out for the newest of its Pythons, such as an old Django that does
        not know it, is left out for the new one.
        """
        rows = node.get("exclude").items
        for key, series, newest in self._growing(node) if rows else ():
            for row in rows:
                if key in row.mapping and series.get(normal(row.get(key))) == newest:
                    self._copy(row, newest, spelt=respell_loose)

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

    def _stops_below(self, axis: Node, rows: list[Node]) -> bool:
        """Whether the rows of their own are for the new Python already, and the list stops below
        it.
        """
        stated = {one for item in axis.items for one in named(item.string or "")}
        below = (self.gone[0], self.gone[1] - 1)
        return (
            self.gone not in stated
            and below in stated
            and any(
                named(bare(row)) == {self.gone} and not _EARLY.search(bare(row)) for row in rows
            )
        )

    def _that_extend_twins(
        self, items: list[Node], series: list[Minor | None], newest: list[int]
    ) -> list[int]:
        """Those of the newest rows that say what one for another Python says, and something more
        that is not about Python, such as the machine that its Python wants.
        """
        shorter: dict[tuple[Minor, frozenset[str]], set[frozenset[tuple[str, str]]]] = {}
        for one, item in zip(series, items, strict=True):
            if one is not None and item.mapping:
                row = frozenset(
                    (key, plain_version(normal(value))) for key, value in item.mapping.items()
                )
                shorter.setdefault((one, frozenset(item.mapping)), set()).add(row)
        found = []
        for number in newest:
            own = items[number].mapping
            one = series[number]
            if one is not None and any(
                theirs != one
                and keys < own.keys()
                and frozenset(
                    (key, plain_version(respell_loose(normal(own[key]), one, theirs)))
                    for key in keys
                )
                in rows
                for (theirs, keys), rows in shorter.items()
            ):
                found.append(number)
        return found

    @staticmethod
    def _on_later_machines(
        items: list[Node], series: list[Minor | None], newest: list[int]
    ) -> list[int]:
        """Those of the newest rows that say what one for another Python says, on another machine:
        Travis has Python 3.7 with `dist: xenial` and `sudo: true` alone.
        """
        texts = [
            frozenset(
                f"{key}: {plain_version(normal(value))}"
                for key, value in item.mapping.items()
                if key not in _MACHINE
            )
            for item in items
        ]
        said = {(one, row) for one, row in zip(series, texts, strict=True) if row}
        others = {one for one in series if one is not None}
        return [
            number
            for number in newest
            if (mine := series[number]) is not None
            and any(
                (one, frozenset(respell_loose(text, mine, one) for text in texts[number])) in said
                for one in others - {mine}
            )
        ]

    def _that_run_less(
        self, items: list[Node], series: list[Minor | None], beside: Minor, newest: list[int]
    ) -> bool:
        """Whether the row of the newest runs what those of older ones run, and more, such as
        `py312,docs`: the new one gets a row like theirs.
        """
        if len(newest) != 1 or not items[newest[0]].mapping:
            return False
        row = {key: normal(value) for key, value in items[newest[0]].mapping.items()}
        for number, one in enumerate(series):
            if one is None or one == beside or items[number].mapping.keys() != row.keys():
                continue
            own = {
                key: respelt(normal(value), one, beside)
                for key, value in items[number].mapping.items()
            }
            if all(
                row[key] == text or row[key].startswith(f"{text},") for key, text in own.items()
            ):
                lines = members.entry_lines(self.document, items[number].start, items[number].end)
                after = members.entry_lines(
                    self.document, items[newest[0]].start, items[newest[0]].end
                )
                if lines is None or after is None or self._is_shared(items[number]):
                    return False
                text = self.document.text[lines[0] : lines[1]]
                copied = quoted_numbers(respelt(text, one, self.gone))
                if copied.endswith("\n") and self.document.text[after[1] - 1 : after[1]] == "\n":
                    self.edits.splice(self.document, after[1], after[1], copied)
                    return True
        return False

    def _row_left(self, items: list[Node], series: list[Minor | None], newest: list[int]) -> None:
        """Rows for several Pythons, each with something of its own: the new one wants a row, and
        nobody knows what with.
        """
        row = items[newest[-1]]
        pythons = {
            one
            for one, item in zip(series, items, strict=True)
            if one is not None and item.mapping.keys() == row.mapping.keys()
        }
        if row.mapping and len(pythons) > 2:
            self.edits.aside(
                row.at,
                f"a row like this one for Python {minor_text(self.gone)}: those for older ones"
                " differ in more than their Python",
            )

    def _handed_on(
        self, items: list[Node], series: list[Minor | None], beside: Minor, newest: list[int]
    ) -> bool:
        """The newest Python runs in rows with names of their own (`Linux`, `Windows`), each older
        one in a row that is named for it: the new one takes the rows, and what was the newest gets
        a row like those of the older ones. Whether it is so.
        """
        called: dict[tuple[str, frozenset[tuple[str, str]]], int] = {}
        for index in newest:
            said = {key: normal(value) for key, value in items[index].mapping.items()}
            for key in NAME_KEYS:
                if key in said and not named(said[key]):
                    called.setdefault((key, frozenset(said.items() - {(key, said[key])})), index)
        for number, one in enumerate(series):
            row = items[number]
            if one is None or one == beside or not row.mapping or not called:
                continue
            said = {key: normal(value) for key, value in row.mapping.items()}
            wanted = {key: respell_loose(text, one, beside) for key, text in said.items()}
            for key in NAME_KEYS:
                if key not in said or named(said[key]) != {one}:
                    continue
                found = called.get((key, frozenset(wanted.items() - {(key, wanted[key])})))
                if found is not None:
                    for taken in newest:
                        self._respell_row(items[taken], beside)
                    self._copy(row, one, beside, before=number > found)
                    return True
        return False

    def _respell_row(self, row: Node, old: Minor) -> None:
        for inner in row.walk():
            if inner.string and names(inner.string, old):
                raw = in_yaml(respelt(inner.raw, old, self.gone), [])
                self.edits.splice(self.document, inner.start, inner.end, raw)

    def _copy(
        self,
        item: Node,
        newest: Minor,
        new: Minor | None = None,
        *,
        before: bool = False,
        spelt: Callable[[str, Minor, Minor], str] | None = None,
    ) -> None:
        """Put a row of a matrix behind (or *before*) its twin, for the new Python."""
        new = new or self.gone
        if self._is_shared(item):
            self.edits.aside(
                self.document.at(item.start, item.end),
                f"a row like this one for Python {minor_text(new)}: it is shared by an anchor",
            )
            return
        spelt = with_digits if item.items else spelt or respelt
        lines = members.entry_lines(self.document, item.start, item.end)
        raw = self.document.text[item.start : item.end]
        if lines is None and not self.document.text.startswith(("{", "["), item.start):
            self.edits.aside(
                self.document.at(item.start, item.end),
                f"a row like this one for Python {minor_text(new)}: it shares its lines",
            )
            return
        if lines is None:
            own = members.own_lines(self.document, (item.start, item.end))
            gap = ", "
            if own is not None:
                gap = ",\n" + self.document.text[own[0] : item.start]
            self.edits.splice(self.document, item.end, item.end, gap + spelt(raw, newest, new))
            return
        text = self.document.text[lines[0] : lines[1]]
        copied = quoted_numbers(spelt(text, newest, new))
        if before:
            self.edits.splice(self.document, lines[0], lines[0], copied)
            return
        if not copied.endswith("\n"):
            copied = "\n" + copied
        self.edits.splice(self.document, lines[1], lines[1], copied)

    def _is_shared(self, item: Node) -> bool:
        """Whether a row has an anchor, by which others take it over, or is made of one that names a
        Python: a copy would need an anchor of its own.
        """
        text = self.document.text
        before = text[max(item.start - 100, 0) : item.start]
        return (
            _ANCHOR_BEFORE.search(before) is not None
            or _ALIAS.search(text, item.start, item.end) is not None
        )

    def _pairs_added(self, node: Node) -> None:
        texts = {key: normal(child) for key, child in node.mapping.items()}
        series = {key: next(iter(found)) for key in texts if len(found := series_of_key(key)) == 1}
        self._numbered_added(node, texts)
        new = self.gone
        stated = set(series.values())
        if len(stated) < 2 or new in stated:
            return
        newest = self.known.beside(series.values(), new)
        if newest is None:
            return
        copies: dict[str, dict[Minor, str]] = {}
        for key, one in series.items():
            if one == newest:
                copies[key] = {
                    theirs: other
                    for theirs in stated - {one}
                    if series.get(other := respell_key(key, one, theirs)) == theirs
                    and self._come_to_the_same(node, texts, (key, one), (other, theirs))
                }
        if not any(copies.values()):
            alike = [
                key
                for key in copies
                if node.mapping[key].mapping
                and node.mapping[key].key_start >= 0
                and any(
                    series.get(respell_key(key, newest, one)) == one for one in stated - {newest}
                )
            ]
            copies = self._called_more(texts, series, newest)
            for key in [] if any(copies.values()) or newest > new else alike:
                self.edits.aside(
                    node.mapping[key].key_at,
                    f"`{key}` once more for Python {minor_text(new)}: those for older ones differ"
                    " in more than their Python",
                )
        for key, twins in copies.items():
            if twins:
                self._pair_copied(node, (key, newest), twins, respell_key(key, newest, new))

    @staticmethod
    def _called_more(
        texts: dict[str, str], series: dict[str, Minor], newest: Minor
    ) -> dict[str, dict[Minor, str]]:
        """Of several jobs of the newest Python that which says what those of older ones say, and
        is called like them and something more: `py312-django4` and `py312-django5` beside `py311`.
        """
        said = {
            (series[key], plain_version(text)): key
            for key, text in texts.items()
            if key in series and series[key] != newest
        }
        found: dict[str, dict[Minor, str]] = {}
        for key, one in series.items():
            if one != newest:
                continue
            for theirs in {one for one, _ in said}:
                other = said.get((theirs, plain_version(respell_loose(texts[key], one, theirs))))
                if other and re.match(rf"{re.escape(respell_key(other, theirs, one))}[-_ .]", key):
                    found.setdefault(key, {})[theirs] = other
        return found

    @staticmethod
    def _come_to_the_same(
        node: Node, texts: dict[str, str], mine: tuple[str, Minor], other: tuple[str, Minor]
    ) -> bool:
        """Whether one job says of its Python what another one says of another, be it with what
        `<<` brings along.
        """
        (key, one), (beside, theirs) = mine, other

        def respelt_plainly(text: str) -> str:
            return plain_version(respell_loose(text, one, theirs))

        if respelt_plainly(texts[key]) == plain_version(texts[beside]):
            return True
        if "<<:" not in texts[key] and "<<:" not in texts[beside]:
            return False
        own, theirs_own = node.mapping[key].mapping, node.mapping[beside].mapping
        return own.keys() == theirs_own.keys() and all(
            value is theirs_own[name]
            or respelt_plainly(normal(value)) == plain_version(normal(theirs_own[name]))
            for name, value in own.items()
        )

    def _pair_copied(
        self, node: Node, mine: tuple[str, Minor], twins: dict[Minor, str], name: str
    ) -> None:
        """Put a job for the new Python behind the one that *mine* names. Where others take that one
        over by its anchor, the new one is made like one of its *twins*.
        """
        key, one = mine
        child, new = node.mapping[key], self.gone
        lines = members.entry_lines(self.document, child.key_start, child.end)
        if child.key_start < 0 or lines is None:
            return
        model = next(
            (
                (series, other)
                for series, other in ((one, key), *sorted(twins.items(), reverse=True))
                if not self._is_anchored(node.mapping[other], series)
            ),
            None,
        )
        if model is None:
            self.edits.aside(
                self.document.at(child.key_start, child.end),
                f"`{key}` once more for Python {minor_text(new)}: it is shared by an anchor",
            )
            return
        series, other = model
        source = node.mapping[other]
        span = members.entry_lines(self.document, source.key_start, source.end)
        if source.key_start < 0 or span is None:
            return
        text = self.document.text
        copied = re.sub(rf"(?<![\w-]){re.escape(other)}(?![\w-])", name, text[slice(*span)])
        copied = quoted_numbers(respell_loose(copied, series, new))
        if unknown := self._brought_along(text[slice(*span)], copied):
            self.edits.aside(
                child.key_at,
                f"`{key}` once more for Python {minor_text(new)}: no `&{unknown}` is there for it",
            )
            return
        if text.endswith(("\n\n", "\n\r\n"), 0, lines[0]):
            copied = "\n" + copied
        if not text.endswith("\n", 0, lines[1]):
            copied = "\n" + copied.rstrip("\r\n")
        elif not copied.endswith("\n"):
            copied += "\n"
        self.edits.splice(self.document, lines[1], lines[1], copied)
        if child.mapping:
            self.twins[key] = name
            insort(self._of_one_python, (child.start, child.end))

    def _is_anchored(self, job: Node, series: Minor) -> bool:
        """Whether a job, or something in it, has an anchor that a copy for another Python would
        have too: its name says nothing of *series*.
        """
        anchors = _ANCHOR.finditer(self.document.text, max(job.key_end, 0), job.end)
        return any(respell_loose(match[1], series, self.gone) == match[1] for match in anchors)

    def _brought_along(self, text: str, copied: str) -> str:
        """What the copy of a job takes over by an alias and nobody has made: `*py313`. The anchors
        that the copy has are there from now on.
        """
        self._anchors.update(match[1] for match in _ANCHOR.finditer(copied))
        used = {match[1] for match in _USED.finditer(text)}
        return next(
            (
                match[1]
                for match in _USED.finditer(copied)
                if match[1] not in used and match[1] not in self._anchors
            ),
            "",
        )

    @cached_property
    def _anchors(self) -> set[str]:
        """The anchors of the definition."""
        return {match[1] for match in _ANCHOR.finditer(self.document.text)}

    def _numbered_added(self, node: Node, texts: dict[str, str]) -> None:
        """Jobs whose names have the bare digits of their Pythons: `test_311` beside `test_312`."""
        numbered = {
            key: series
            for key, text in texts.items()
            if (series := _number_of(key)) is not None and names(text, series)
        }
        newest = self.known.beside(numbered.values(), self.gone)
        if newest is None or newest > self.gone:
            return
        digits, added = (f"{one[0]}{one[1]}" for one in (newest, self.gone))
        for key, one in numbered.items():
            if one != newest or key.replace(digits, added) in texts:
                continue
            twins = {
                theirs: other
                for theirs in set(numbered.values()) - {one}
                if (other := key.replace(digits, f"{theirs[0]}{theirs[1]}")) in numbered
                and self._come_to_the_same(node, texts, (key, one), (other, theirs))
            }
            if twins:
                self._pair_copied(node, (key, one), twins, key.replace(digits, added))

    @cached_property
    def _jobs(self) -> frozenset[str]:
        """The names that mappings of the definition have as their keys."""
        return frozenset(
            key
            for root in self.knowledge.tree.yaml_documents(self.document.path)
            for node in root.walk()
            for key, child in node.mapping.items()
            if child.mapping
        )

    def _has_gap(self, end: int) -> bool:
        """Whether a blank line follows a place."""
        return self.document.text.startswith(("\n", "\r\n"), end)

    def _with_twins(self, node: Node) -> None:
        """Where a list names a job that has a twin now, the twin too. What such a job waits for
        itself is its own Python's.
        """
        if id(node) in self.extended or self._is_of_one_python(node):
            return
        spans = [(item.start, item.end) for item in node.items]
        listed = {one for item in node.items for one in (item.string, *item.mapping)}
        for index, item in enumerate(node.items):
            name = item.string or (next(iter(item.mapping)) if len(item.mapping) == 1 else "")
            twin = self.twins.get(name)
            if twin is None or twin in listed:
                continue
            if not item.mapping:
                self._insert(spans, index, item.raw.replace(name, twin), False)
                continue
            lines = members.entry_lines(self.document, item.start, item.end)
            if lines is not None:
                copied = self.document.text[slice(*lines)]
                for one in [one for one in self.twins if one in copied]:
                    name = rf"(?<![\w-]){re.escape(one)}(?![\w-])"
                    copied = re.sub(name, self.twins[one], copied)
                if not copied.endswith("\n"):
                    copied = "\n" + copied
                self.edits.splice(self.document, lines[1], lines[1], copied)

    def _is_of_one_python(self, node: Node) -> bool:
        """Whether a list stands in a job that was repeated for the new Python."""
        index = bisect_right(self._of_one_python, (node.start, len(self.document.text))) - 1
        return index >= 0 and node.start < self._of_one_python[index][1]

    def _without_twins(self) -> None:
        """Jobs that others wait for, and that nobody could repeat for the new Python."""
        for item in self.waited_for:
            if item.string not in self.twins:
                self.edits.aside(
                    item.at,
                    f"a job like `{item.string}` for Python {minor_text(self.gone)}, which is to be"
                    " waited for here too",
                )

    def _several_added(self, node: Node) -> None:
        from venvlint.facts.changes.manifests import add_to_row

        if VALUE.fullmatch(node.string or ""):
            if names(node.string or "", self.gone):
                self._finalise(node)
            return
        found = [one for one in self._tokens(node) if VALUE.fullmatch(one[2])]
        if len(found) > 1 and not _AND_SO_ON.search(node.string or ""):
            text = self.document.text
            add_to_row(
                self.edits,
                self.document,
                [(start, end) for start, end, _ in found],
                [text[start:end] for start, end, _ in found],
                self.gone,
                self.known,
            )

    def _finalise(self, node: Node) -> None:
        """A pre-release of a Python that is out by now becomes the Python."""
        text = node.string or ""
        if re.search(r"dev|alpha|beta|rc|\d-?[ab](?:\d| |$)", text):
            raw = in_yaml(respelt(node.raw, self.gone, self.gone), [])
            self.finished[text] = respelt(text, self.gone, self.gone)
            self.edits.splice(self.document, node.start, node.end, raw)

    def _options_raised(self, items: list[Node]) -> None:
        """`--max-py-version=3.12` among arguments, its value in the same one or the next."""
        option, newest = False, self.known.before(self.gone)
        for item in items:
            text = item.string or ""
            match = _UP_TO.fullmatch(text)
            if newest and (option or (match is not None and match[2])) and named(text) == {newest}:
                raw = in_yaml(respelt(item.raw, newest, self.gone), [])
                self.edits.splice(self.document, item.start, item.end, raw)
            option = match is not None and not match[2]


class _Rows:
    """Which members of a sequence say of their Python, *series*, what another one says of
    another.
    """

    def __init__(self, texts: list[str], series: list[Minor | None]) -> None:
        self.series = series
        self._texts = texts
        self._of: dict[Minor, set[str]] = {}
        for text, one in zip(texts, series, strict=True):
            if one is not None:
                self._of.setdefault(one, set()).add(plain_version(text))

    def has(self, index: int) -> bool:
        """Whether the member with that number has one."""
        return self.spelling(index) is not None

    def spelling(self, index: int) -> Callable[[str, Minor, Minor], str] | None:
        """How the member with that number is spelt for another Python, such that one of the others
        says it: with bare digits where a `C:\\Miniconda36` goes with its Python.
        """
        text, one = self._texts[index], self.series[index]
        if one is None:
            return None
        for spelt in (respelt, with_digits):
            if any(
                plain_version(spelt(text, one, other)) in theirs
                for other, theirs in self._of.items()
                if other != one
            ):
                return spelt
        return None


def _runs(series: list[Minor | None]) -> list[list[int]]:
    """The numbers of members that lie side by side and name the same Python."""
    found: list[list[int]] = []
    for number, one in enumerate(series):
        if one is not None and number and series[number - 1] == one:
            found[-1].append(number)
        elif one is not None:
            found.append([number])
    return found


def _number_of(key: str) -> Minor | None:
    """The Python whose bare digits a name ends with, where nothing in it says that they are one."""
    match = _NUMBERED.fullmatch(key)
    return (int(match[1]), int(match[2])) if match is not None and not series_of_key(key) else None


def _is_step(item: Node) -> bool:
    """Whether an entry has something to do, and is no row of Travis that says on which Python."""
    return has_commands(item) and not any(map(speaks_of_python, item.mapping))


def _has_members(node: Node) -> bool:
    return bool(node.mapping or node.items)


def quoted_numbers(text: str) -> str:
    """YAML text in which no bare `3.10` is left that would be read as a number."""
    return re.sub(r"(?m)(:[ \t]+|-[ \t]+)([23]\.\d*0)(?=[ \t]*(?:#|\r?$|,|\}))", r'\1"\2"', text)
