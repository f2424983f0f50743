"""The new Python in CI definitions: one more member of a list, row of a matrix, job or setting."""

from __future__ import annotations

import re

from venvlint.facts.changes import members
from venvlint.facts.changes.ci_copies import CiCopies
from venvlint.facts.changes.ci_files import VALUE, Place, has_commands, is_call
from venvlint.facts.changes.ci_matrices import CiMatrices
from venvlint.facts.changes.model import speaks_of_python
from venvlint.facts.changes.ranges import (
    in_yaml,
    is_freethreaded,
    named,
    names,
    quoted_numbers,
    respelt,
)
from venvlint.facts.changes.siblings import Siblings, plain_version, with_digits
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]


_UP_TO = lazy(r"(--max-(?:py-version|python|supported-python))(?:[= ][\"']?(3\.\d{1,2})[\"']?)?")
"""Of setup-cfg-fmt and pyproject-fmt: up to which Python the classifiers are written."""
_AND_SO_ON = lazy(r"(?i)\betc\b|\.{3}|\u2026")
"""Behind an example, which needs no newer Python."""


class Additions(CiMatrices, CiCopies):
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
        series = _series_of(siblings, place)
        stated = [one for one in series if one is not None]
        if new in stated:
            self._there_already(node, place, series)
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
            self._rows_added(items, twins, beside, newest)

    def _there_already(self, node: Node, place: Place, series: list[Minor | None]) -> None:
        """A sequence has the new Python, be it as a pre-release or in a row that only tries it."""
        new, items = self.gone, node.items
        has_several = len(set(series) - {None}) > 2
        for index, (item, one) in enumerate(zip(items, series, strict=True)):
            if one == new and item.mapping:
                if not self._is_tried_alone(item, place.axes):
                    self.visit(item, Place(python=place.python))
                elif len(items) == 1:
                    self._delete_container(node)
                else:
                    self._delete(node, index)
            elif one == new and (place.python or (item.items and has_several)):
                for inner in item.items or (item,):
                    self._finalise(inner)

    def _rows_added(
        self, items: list[Node], twins: _Rows, beside: Minor, newest: list[int]
    ) -> None:
        """Those of the *newest* rows, which are for the Python *beside*, once more."""
        series = twins.series
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
        beside = self.known.below([one for one in series if one is not None], new)
        if beside is None or any(new in found for found in siblings.named):
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

    def _has_gap(self, end: int) -> bool:
        """Whether a blank line follows a place."""
        return self.document.text.startswith(("\n", "\r\n"), end)

    def _member_added(self, node: Node, place: Place, twins: _Rows, beside: Minor) -> None:
        items = node.items
        self.extended.add(id(node))
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
            self._insert(node, index, *steps, before=before)
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
            new = respelt(raws[number], beside, self.gone)
            self._insert(node, number, new, before=downwards)
        index = newest[-1]
        last = items[index]
        own = members.own_lines(self.document, (last.start, last.end))
        lead = ", " if own is None else "\n" + self.document.text[own[0] : last.start]
        raw = lead.join(
            respelt(raws[number], beside, self.gone)
            for number in (newest if together else newest[-1:])
        )
        self._insert(node, index, raw, before=before)

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


def _series_of(siblings: Siblings, place: Place) -> list[Minor | None]:
    """The Python of each member of a sequence, None where it is none of CPython's alone."""
    found: list[Minor | None] = []
    for item, text, named_by in zip(siblings.items, siblings.texts, siblings.named, strict=True):
        is_one = len(named_by) == 1 and "pypy" not in text.lower() and not is_freethreaded(text)
        if not item.mapping and not item.items:
            is_one = is_one and (place.python or not place.steps)
        found.append(next(iter(named_by)) if is_one else None)
    return found


def _runs(series: list[Minor | None]) -> list[list[int]]:
    """The numbers of members that lie side by side and name the same Python."""
    found: list[list[int]] = []
    for number, one in enumerate(series):
        if one is not None and number and series[number - 1] == one:
            found[-1].append(number)
        elif one is not None:
            found.append([number])
    return found


def _is_step(item: Node) -> bool:
    """Whether an entry has something to do, and is no row of Travis that says on which Python."""
    return has_commands(item) and not any(map(speaks_of_python, item.mapping))
