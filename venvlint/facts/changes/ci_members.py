"""The members of lists and the rows of matrices in CI definitions: which ones go with a Python, and
what is written where one stays.
"""

from __future__ import annotations

import re

from venvlint.facts.changes.ci_conditions import CiConditions
from venvlint.facts.changes.ci_files import (
    NAME_KEYS,
    NEWEST_PYPY,
    VALUE,
    Place,
    called,
    has_commands,
    is_call,
)
from venvlint.facts.changes.model import DROP, speaks_of_python
from venvlint.facts.changes.ranges import named, names, respelt
from venvlint.facts.changes.siblings import (
    Others,
    Siblings,
    bare,
    normal,
    respell_loose,
    title_of,
    with_digits,
    with_pre_releases,
)
from venvlint.facts.changes.tox_environments import is_lowest
from venvlint.files.paths import name_of
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.pythons import Statement
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

    Minor = tuple[int, int]


_OLDEST = lazy(r"(?i)(?<![a-z])(?:min(?![a-z])|minim(?:al|um)|low(?![a-z])|lowest|oldest)")
"""What says that the oldest of everything is tried: `dependencies: min`."""
_VARIABLE = lazy(
    r"(?:^|(?<=\s))(?P<name>[A-Z]\w{0,40})=(?P<q>[\"']?)(?P<value>[23]\.\d{1,2})(?P=q)(?=\s|$)"
)
_AIMS = ("--python-version", "--target-version", "-plus", "--py-version", "-t")
_LEAST = lazy(r"--min[-_]py(?:thon)?3?[-_]version(?:=.*)?", words=("--min",))
"""What tells a tool the oldest Python of the project: setup-cfg-fmt, which writes it down."""


class CiMembers(CiConditions):
    """What becomes of the members of one definition's lists."""

    def _sequence_gone(self, node: Node, place: Place) -> bool:
        """Take the Python out of a sequence; whether its only member was moved."""
        items = node.items
        if self._is_digits(node, place):
            from venvlint.facts.changes.scripts import change_value

            change_value(self.edits, node, self.change, self.known)
            return False
        siblings = Siblings(items)
        gone = []
        for index, item in enumerate(items):
            if not names(bare(item), self.gone):
                if self._is_file_gone(item.string or "", siblings):
                    gone.append(index)
                continue
            if self._is_told_as_floor(items, index):
                self._respell(item)
                continue
            if item.mapping and self.left is not None and self._hands_over(node, item):
                continue
            if item.mapping or item.items:
                what = self._row(item, Others(siblings, index), place)
            else:
                what = self._member(item, Others(siblings, index), place)
            if what == "delete":
                gone.append(index)
            elif what == "respell" and self.left is not None:
                self._respell_all(item, self._free_name(item, siblings))
                self.seen.add(id(item))
        if gone and len(gone) == len(items):
            if place.exclude or place.axes:
                self._delete_container(node)
            elif self.left is not None:
                self._respell_all(items[gone[0]])
                for index in gone[1:]:
                    self._delete(node, index)
            return False
        if gone and self.left is not None:
            gone = self._rows_gone(node, gone)
        # Of several that go, those that lie side by side are one splice.
        for index in gone:
            self._delete(node, index)
        return len(items) == 1 and place.python and id(items[0]) in self.seen

    def _is_told_as_floor(self, items: list[Node], index: int) -> bool:
        """Whether an argument is the oldest Python, which goes: `[--min-py-version, "3.9"]`."""
        text = items[index].string or ""
        told = text if text.startswith("-") else items[index - 1].string or "" if index else ""
        return (
            self.left is not None
            and _LEAST.fullmatch(told) is not None
            and not self.known.older(self.gone)
        )

    def _free_name(self, row: Node, siblings: Siblings) -> Minor | None:
        """The Python that a row goes on with: the first left whose name no other row has."""
        assert self.left is not None
        told = {
            key: child.string
            for key in NAME_KEYS
            if (child := row.get(key)) and child.string and names(child.string, self.gone)
        }
        later = sorted(one for one in self.known.members if one > self.left) if told else []
        for one in (self.left, *later):
            new = {key: respell_loose(text, self.gone, one) for key, text in told.items()}
            if all(new[key] not in siblings.called(key) for key in new):
                self.edits.renamed.update({told[key]: new[key] for key in new})
                if name := called(row):
                    self.edits.renamed[name] = respell_loose(name, self.gone, one)
                return one
        return self.left

    def _member(self, item: Node, others: Others, place: Place) -> str:
        """What becomes of a scalar member that names the Python: `delete`, `respell` or nothing."""
        text = others.text
        if text in self.edits.renamed:
            return ""  # what it names goes on
        if place.steps and self.change.kind == DROP:
            from venvlint.facts.changes.branches import turn_of

            turn = turn_of(item.string or "", self.gone, self.document.text)
            if turn == "respell" or (turn and others.there):
                return turn
        is_value = place.python and bool(VALUE.fullmatch(item.string or ""))
        is_value |= others.there and _python_of_variables(item.string or "") == self.gone
        parallel = any(
            others.say(respelt(text, self.gone, series)) for series in others.pythons - {self.gone}
        )
        if is_lowest(text) and named(text) == {self.gone} and not self.known.older(self.gone):
            return "respell"
        if not (is_value or parallel) and self.left is not None and others.there:
            return self._environment_gone(text, others)
        if not (is_value or parallel) or self.left is None:
            return ""
        if not place.python and self._is_of_another(text, others):
            return ""
        if "pypy" in text.lower():
            alone = not others.pypys
            return "respell" if alone and self.left <= NEWEST_PYPY else "delete"
        if others.say_plainly(respelt(text, self.gone, self.left)):
            return "delete"
        if min(others.cpythons, default=self.left) < self.gone:
            return "delete"
        if self.left < self.gone and others.cpythons:
            return "delete"  # nothing goes back to an older Python beside newer ones
        if self.gone[0] == 2 and any(one[0] == 3 for one in others.cpythons):
            return "delete"
        return "respell"

    def _is_file_gone(self, text: str, siblings: Siblings) -> bool:
        """Whether a member is a file that makes an environment with the Python that goes, by its
        name, and other members are such files for other Pythons.
        """
        if not text.endswith((".yml", ".yaml")):
            return False
        made = _environment_files(self.knowledge.tree)
        return made.get(text) == self.gone and any(
            made.get(other, self.gone) != self.gone for other in siblings.texts
        )

    def _environment_gone(self, text: str, others: Others) -> str:
        """What becomes of an environment of tox that has no counterpart in a list."""
        from venvlint.facts.changes.tox_environments import environments, states

        there = environments(self.knowledge.tree)
        if self.change.kind != DROP or self.left is None:
            return ""
        if text not in there:
            # A list of environments that tox makes up from their parts, of the floor alone.
            is_floor = states(text) == self.gone and not self.known.older(self.gone)
            is_made_up = there and re.fullmatch(r"py3\d{1,2}(?:-[\w.]{1,60}){0,20}", text)
            return "respell" if is_floor and is_made_up and others.are_alike else ""
        if states(text) != self.gone or "-" not in text:
            return ""
        new = respelt(text, self.gone, self.left)
        return "respell" if new in there and not others.say(new) else "delete"

    def _is_of_another(self, text: str, others: Others) -> bool:
        """Whether a text is the version of something else, such as `pymongo-3.9`: the same in front
        of it stands in front of versions that are no Python of this project.
        """
        lead = text.partition(minor_text(self.gone))[0].rstrip("-_=@ ")
        if not lead or "py" in lead.lower().replace("pymongo", ""):
            return False
        return others.begin_so_elsewhere(lead, frozenset(self.known.members | {self.gone}))

    def _row(self, item: Node, others: Others, place: Place) -> str:
        if place.exclude:
            return "respell" if self._is_handed_on(item, place.axes) else "delete"
        if self.left is None:
            return ""
        found = {self.left}
        if self.known.older(self.gone):
            found |= others.pythons - {self.gone}
        if any(
            others.say_plainly(spelt(others.text, self.gone, one))
            for spelt in (respelt, with_digits, with_pre_releases)
            for one in found
        ):
            return "delete"
        if place.hooks:
            return "respell" if _is_aimed(item, self.gone) else ""
        if is_call(item):
            # The job is defined elsewhere, and does the same with another Python.
            name = next(iter(item.mapping.values())).text("name") or ""
            return "respell" if named(name) == {self.gone} and others.there else ""
        if place.steps or has_commands(item):
            return "delete" if self._has_its_turn(item, others) else ""
        if item.items:
            return self._listed(item, others)
        from venvlint.facts.changes.tox_environments import does_one_task, states

        told = [
            text
            for key, value in item.mapping.items()
            if re.match(r"py3\d", text := value.string or "") and key not in NAME_KEYS
        ]
        if (
            len(told) == 1
            and states(told[0]) == self.gone
            and (len(item.mapping) == 1 or not any(map(speaks_of_python, item.mapping)))
        ):
            return "respell" if does_one_task(told[0]) else "delete"
        if "pypy" in others.text.lower() and any(
            others.say_plainly(respelt(others.text, self.gone, one))
            for one in others.pythons - {self.gone}
        ):
            return "delete"
        axes = self._axes_of(place.axes).pythons if place.axes else {}
        # Others of its values may be versions of something else: `matplotlib==3.5.3`.
        told = [
            bare(value)
            for key, value in item.mapping.items()
            if speaks_of_python(key)
            or key in self._python_keys
            or key in axes
            or _python_of_variables(value.string or "") is not None
        ]
        if {one for text in told for one in named(text)} != {self.gone}:
            self._left_as_row(item)
            return ""
        if "pypy" in others.text.lower():
            return "respell" if self.left <= NEWEST_PYPY else "delete"
        return "delete" if self._only_extends(item, place.axes) else "respell"

    def _left_as_row(self, row: Node) -> None:
        """List a row whose Python is the one that goes, and that names others beside it:
        `CONDA_PY: "310"` with `python >=3.10,<3.11`.
        """
        for key, value in row.mapping.items():
            text = value.string or ""
            text = f"py{text}" if re.fullmatch(r"[23]\d{1,2}", text) else text
            if speaks_of_python(key) and VALUE.fullmatch(text) and named(text) == {self.gone}:
                self._left_to_a_person(row)
                return

    def _left_to_a_person(self, row: Node) -> None:
        self.edits.aside(
            self.document.at(row.start, row.end),
            f"a row of Python {minor_text(self.gone)}: take it out, or give it another Python",
        )

    def _listed(self, row: Node, others: Others) -> str:
        """What becomes of a row that is a list and does what no other row does: `["3.9", "lint"]`
        goes on with the floor. Of one with versions of something else beside its Python, nobody
        knows whether they go with another one.
        """
        texts = [inner.string or "" for inner in row.items]
        places = [place for place, text in enumerate(texts) if names(text, self.gone)]
        first = texts[places[0]] if places else ""
        if not VALUE.fullmatch(first):
            return ""
        if "pypy" in first.lower():
            # One of Python 2.7 takes no place of one of Python 3.
            is_last = self.gone[0] == 3 and "pypy-2" in self.document.text
            return "delete" if others.pypys and not is_last else ""
        if len(others.pythons_at(places[0]) & self.known.members - {self.gone}) < 2:
            return ""
        rest = [text for place, text in enumerate(texts) if place != places[0]]
        if not any(letter.isdigit() for text in rest for letter in text):
            return "respell"
        self._left_to_a_person(row)
        return ""

    def _has_its_turn(self, step: Node, others: Others) -> bool:
        """Whether a step does for the Python what others beside it do for theirs: its name, or its
        condition, is one of several that differ by nothing else.
        """
        from venvlint.facts.changes import wheels

        if self.change.kind != DROP:
            return False
        name = title_of(step)
        if named(name) != {self.gone}:
            return False
        if not any(
            others.are_called(respelt(name, self.gone, one)) for one in others.pythons - {self.gone}
        ):
            return False
        builds = [
            text for node in step.walk() if (text := node.string or "") and wheels.selects(text)
        ]
        condition = step.text("if") or ""
        sessions = [text for text in (step.text("run") or "",) if "nox " in text or "tox " in text]
        return any(named(text) == {self.gone} for text in (*builds, *sessions, condition))

    def _is_handed_on(self, row: Node, axes: Node) -> bool:
        """Whether the floor takes the place of the Python that goes in the list that a row of
        `exclude` is about, so that what is left out for the one is left out for the other:
        `["3.9", "3.14"]` tries the oldest and the newest.
        """
        if not axes or self.left is None:
            return False
        lists = self._axes_of(axes).pythons
        around = [lists[key] for key in row.mapping if self.gone in lists.get(key, ())]
        return bool(around) and all(
            self.left not in stated and min(stated) == self.gone for stated in around
        )

    def _only_extends(self, row: Node, axes: Node) -> bool:
        """Whether a row of `include` only says something more of a combination that goes, and makes
        no job of its own.
        """
        if not axes:
            return False
        around = self._axes_of(axes)
        own = {key: normal(value) for key, value in row.mapping.items() if key in around.plain}
        if not any(self.gone in around.pythons.get(key, ()) for key in own):
            return False
        if self.left is not None and any(
            key in around.pythons and self.left not in around.pythons[key] for key in own
        ):
            return False  # the floor takes its place, and what is said of it
        if all(text in around.plain[key] for key, text in own.items()):
            return not around.excludes(own)
        if any(text not in around.plain[key] and _OLDEST.search(text) for key, text in own.items()):
            return False  # what is tried with the oldest of everything goes with the floor
        # A row in the place of an excluded combination, such as an older machine for an old Python.
        return around.excludes_for_gone(row)


def _python_of_variables(text: str) -> Minor | None:
    """The Python of `PYTHON_VERSION=3.9 NUMPY_VERSION=1.2`, the variables of a job of Travis's;
    None where they name none, or several, or something else has that version too.
    """
    found: dict[bool, set[Minor]] = {True: set(), False: set()}
    for match in _VARIABLE.finditer(text):
        found[speaks_of_python(match["name"])] |= named(match["value"])
    is_one = len(found[True]) == 1 and found[True].isdisjoint(found[False])
    return next(iter(found[True])) if is_one and _VARIABLE.match(text) else None


def _environment_files(tree: Tree) -> dict[str, Minor]:
    """The environments of conda that are named for their Pythons, `ci/39-latest.yaml`, by their
    paths.
    """
    return tree.once(
        "environments named for their Pythons",
        lambda: {
            path: statement.pin.series
            for statement in _pinned_environments(tree)
            if statement.pin is not None
            and statement.pin.series is not None
            and re.search(
                rf"(?<!\d){statement.pin.series[0]}\.?{statement.pin.series[1]}(?!\d)",
                name_of(path := statement.at.path),
            )
        },
    )


def _pinned_environments(tree: Tree) -> Iterator[Statement]:
    from venvlint.facts.changes.pins import conda_lists

    yield from (one for one in tree.pythons if one.kind == "conda")
    yield from conda_lists(tree)


def _is_aimed(hook: Node, series: Minor) -> bool:
    """Whether a hook of pre-commit is told to aim at a Python."""
    arguments = hook.get("args")
    texts = [item.string or "" for item in arguments.items]
    texts.append(hook.text("entry") or "")
    joined = " ".join(texts)
    return any(aim in joined for aim in _AIMS) and names(joined, series)
