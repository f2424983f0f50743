"""Matrices in JSON that stand in a text of a CI definition: what a reusable workflow is given, or
what a script writes for the jobs that follow.
"""

from __future__ import annotations

import re
from itertools import pairwise

from venvlint.facts.changes.ci_files import VALUE, CiFile
from venvlint.facts.changes.model import ADD, DROP, speaks_of_python
from venvlint.facts.changes.ranges import named, named_alone, respelt
from venvlint.facts.changes.siblings import Twins
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]

_OBJECT = lazy(r"\{[^{}]{1,1000}\}")
_MEMBER = lazy(
    r"(?P<q>\\?\")(?P<key>[\w.-]{1,60})(?P=q)\s{0,60}:\s{0,60}(?P=q)(?P<v>[^\"\\\n]{1,60})(?P=q)"
)
_LIST = lazy(r"\\?\"(?P<key>[\w.-]{1,60})\\?\"\s{0,60}:\s{0,60}\[[^\[\]\n]{3,400}\]")
_JOINT = lazy(r"[\s\\]*,[\s\\]*")
_EXCLUDED = lazy(r"\\?\"exclude\\?\"\s{0,60}:\s{0,60}\[[^\[\]]{0,4000}$")


class _Row:
    """One object of a list, with the Python that it names."""

    __slots__ = ("end", "key", "python", "start", "text", "value")

    def __init__(self, match: re.Match[str]) -> None:
        self.start, self.end = match.span()
        self.text = re.sub(r"[\s\\]+", "", match[0])
        self.python: Minor | None = None
        self.value = (0, 0)
        stated = [
            one
            for one in _MEMBER.finditer(match[0])
            if speaks_of_python(one["key"]) and VALUE.fullmatch(one["v"])
        ]
        if len(stated) == 1 and (found := named_alone(stated[0]["v"])) is not None:
            self.python = found
            self.value = (self.start + stated[0].start("v"), self.start + stated[0].end("v"))


class CiJson(CiFile):
    """What becomes of the JSON in one definition's texts."""

    def _json(self, node: Node) -> None:
        raw = node.raw
        if "{" not in raw or "py" not in raw.lower() or "${{ fromJ" in raw:
            return
        rows = [_Row(match) for match in _OBJECT.finditer(raw)]
        if any(row.python for row in rows):
            self._objects(node, rows)
        if node.style in ("|", ">"):
            self._lists(node)

    def _lists(self, node: Node) -> None:
        """`"python-version": ["3.9", "3.10"]`, on a line that speaks of Python."""
        from venvlint.facts.changes.text_rows import change_row

        for match in _LIST.finditer(node.raw):
            if speaks_of_python(match["key"]):
                start = node.start + match.start()
                change_row(self.knowledge, self.edits, self.document, self.known, match[0], start)

    def _objects(self, node: Node, rows: list[_Row]) -> None:
        """`{"os": "ubuntu-latest", "python-version": "3.9"}`: a row goes where another one says the
        same of the oldest that is left, else it goes on with that.
        """
        joints = [
            bool(_JOINT.fullmatch(node.raw, one.end, other.start)) for one, other in pairwise(rows)
        ]
        twins, going = Twins(()), list[int]()
        for number, row in enumerate(rows):
            if not number or not joints[number - 1]:  # another list begins
                stop = next((n for n in range(number, len(joints)) if not joints[n]), len(joints))
                twins = Twins(one.text for one in rows[number : stop + 1])
            if row.python is None or len(named(row.text)) > 1:
                continue
            before = number > 0 and joints[number - 1]
            after = number < len(joints) and joints[number]
            others = twins.pythons(row.text, row.python) - {row.python}
            if self.change.kind == DROP and row.python == self.gone and self.left is not None:
                first = max(0, row.start - 4000)
                is_excluded = _EXCLUDED.search(node.raw, first, row.start) is not None
                if is_excluded or (self.left in others and (before or after)):
                    going.append(number)
                else:
                    start, end = (node.start + place for place in row.value)
                    new = respelt(self.document.text[start:end], self.gone, self.left)
                    self.edits.move(self.document, start, end, new)
            elif (
                self.change.kind == ADD
                and before
                and others
                and self.gone not in others
                and self.known.below(others | {row.python}, self.gone) == row.python
            ):
                joint = node.raw[rows[number - 1].end : row.start]
                new = respelt(node.raw[row.start : row.end], row.python, self.gone)
                end = node.start + row.end
                self.edits.splice(self.document, end, end, joint + new)
        self._take_rows_out(node, rows, joints, going)

    def _take_rows_out(
        self, node: Node, rows: list[_Row], joints: list[bool], going: list[int]
    ) -> None:
        """Take rows out, those that lie side by side at once, with what joins them to others."""
        place = 0
        while place < len(going):
            first = last = going[place]
            while place + 1 < len(going) and going[place + 1] == last + 1 and joints[last]:
                place += 1
                last = going[place]
            place += 1
            start, end = rows[first].start, rows[last].end
            if last < len(joints) and joints[last]:
                end = rows[last + 1].start
            elif first and joints[first - 1]:
                start = rows[first - 1].end
            self.edits.splice(self.document, node.start + start, node.start + end, "")
