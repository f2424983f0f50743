"""A CI definition that is edited: its state, and the edits that going and adding share."""

from __future__ import annotations

import re

from venvlint.facts.changes import members
from venvlint.facts.changes.model import DROP, speaks_of_python
from venvlint.facts.changes.ranges import in_yaml, named, names, respelt
from venvlint.facts.changes.siblings import Axes, respell_loose
from venvlint.readers.nodes import ABSENT
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.facts.changes.known import Knowledge, Known
    from venvlint.facts.changes.model import Edits
    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]


VALUE = lazy(
    r"={0,2}v?(?:(?i:c?python|pypy|py|cp)[-_@: ]?)?"
    r"[23](?:\.\d{1,2}(?:\.(?:\d{1,3}|[xX*]))?|\d{1,2})"
    r"(?:t|-dev|-?(?:alpha|beta|rc|a|b)[.\d]*|\.0-(?:alpha|beta|rc)[.\d]*(?: - \S+)?|[-+_]\S*)?"
)
STEP_KEYS = ("uses", "run", "task", "script", "bash", "pwsh", "powershell", "checkout")
NAME_KEYS = ("name", "displayName", "title", "label")
NEWEST_PYPY = (3, 11)
"""The newest Python that PyPy implements (pypy.org/download.html, 2026-11)."""
_JOB_KEYS = ("job", "stage", "deployment", "key", "name")
_SEVERAL = lazy(r"\"[^\"\n]*\"|'[^'\n]*'|[^\s,\[\]\"']+")
_IN_JSON = lazy(r'"[^"\n]*"')
_BLANK_LINE = lazy(r"[ \t]{0,99}\r?\n")


class Place(Record):
    """Where in the file the walk is."""

    python: bool = False
    """Below a key that speaks of Python."""
    exclude: bool = False
    skips: bool = False
    """Below a key that says what is left out."""
    highest: bool = False
    """Below a key that says up to what."""
    axes: Node = ABSENT
    """The matrix around this `include` or `exclude`, where it has plain lists."""
    steps: bool = False
    hooks: bool = False
    waits: bool = False
    """Below a key that says which other jobs come first."""
    stable: bool = False
    """Below a key about an ABI."""


class CiFile:
    """A definition, what the change is about, and what was done so far."""

    def __init__(
        self,
        knowledge: Knowledge,
        edits: Edits,
        document: Document,
        known: Known,
        foreign: set[int],
        *,
        has_lists: bool = False,
    ) -> None:
        self.has_lists = has_lists
        """Whether any definition has a list of several Pythons."""
        self.knowledge, self.edits, self.document = knowledge, edits, document
        self.known, self.foreign = known, foreign
        self.change = knowledge.change
        self.gone = knowledge.change.python
        self.left = known.left(self.gone) if self.change.kind == DROP else knowledge.change.target
        self.seen: set[int] = set()
        self.dead: dict[str, str] = {}
        """The names of jobs that went, and of those that are there in their place."""
        self.from_lists: set[str] = set()
        """Those of them that stood in a list, where another one may be called the same."""
        self.lent: list[tuple[Node, str, str]] = []
        """Jobs that go, from which others take over, with the mappings that they stand in and those
        that are there in their place.
        """
        self.twins: dict[str, str] = {}
        """Jobs that were repeated for the new Python, and what they are called there."""
        self._of_one_python: list[tuple[int, int]] = []
        """Where those jobs stand."""
        self.waited_for: list[Node] = []
        """Where lists name a job of the newest Python that has to come first."""
        self.extended: set[int] = set()
        """The lists that have the new Python already."""
        self.finished: dict[str, str] = {}
        """What members of lists were and are now, which conditions compare with: pre-releases that
        became the release, a PyPy that goes on with another Python.
        """
        self.waiting: list[tuple[Node, Node]] = []
        """Steps and jobs with conditions on a PyPy, which a list further down may move on."""
        self.choices: list[Node] = []
        """Texts that choose something for a PyPy, likewise."""
        self.is_walked = False
        self.lacks_it = False
        """Whether the job around has a matrix without the Python of the change."""
        self._axes: Axes | None = None
        self._counterparts: dict[str, bool] = {}

    def visit(self, node: Node, place: Place) -> bool:
        """Go through a node; whether some pin in it was moved."""
        raise NotImplementedError

    def _respell(self, node: Node, left: Minor | None = None) -> bool:
        left = left or self.left
        assert left is not None
        if "@sha256:" in node.raw:
            self.edits.leave_digest(node.at, left)
            return False
        raw = respell_loose(node.raw, self.gone, left)
        if node.style == "plain":
            raw = in_yaml(raw, [])
        if node.style in ("|", ">") or "\n" in raw or len(raw) > 40:
            return self.edits.splice(self.document, node.start, node.end, raw)
        return self.edits.move(self.document, node.start, node.end, raw)

    def _respell_all(self, node: Node, left: Minor | None = None) -> None:
        skipped = node.get("additional_dependencies")
        for inner in node.walk():
            if skipped and skipped.start <= inner.start < skipped.end:
                continue
            if inner.string and names(f"{_key_of(node, inner)}{inner.string}", self.gone):
                self._respell(inner, left)
                if self.change.kind == DROP and "pypy" in inner.string.lower():
                    now = respell_loose(inner.string, self.gone, left or self.left or self.gone)
                    self.finished[inner.string] = now

    def _delete(self, node: Node, index: int) -> None:
        """Take a member out of a list."""
        item = node.items[index]
        if item.mapping or item.items:
            lines = members.entry_lines(self.document, item.start, item.end)
            if lines is not None:
                self.edits.splice(self.document, *lines, "")
                return
        self.edits.splice(self.document, *members.removal(self.document, *_near(node, index)))

    def _delete_container(self, node: Node) -> None:
        start = node.key_start if node.key_start >= 0 else node.start
        self._delete_entry(start, node.end)

    def _delete_entry(self, start: int, end: int) -> bool:
        lines = members.entry_lines(self.document, start, end)
        if lines is None:
            return False
        first, stop = lines
        number = self.document.position(first)[0]
        before = self.document.line(number - 1).strip() if number > 1 else ""
        blank = _BLANK_LINE.match(self.document.text, stop)
        if blank is not None and (not before or before.endswith(":")):
            stop = blank.end()  # the one before it is enough
        return self.edits.splice(self.document, first, stop, "")

    def _insert(self, node: Node, index: int, *new: str, before: bool = False) -> None:
        """Put members behind one of a list, or before it."""
        near, place = _near(node, index)
        inserted = members.insertion(self.document, near, place, *new, before=before)
        self.edits.splices(self.document, inserted)

    def _key(self, node: Node) -> str:
        """The key that a node stands under; empty for an item of a list."""
        if node.key_start < 0:
            return ""
        return self.document.text[node.key_start : node.key_end].strip("\"' ")

    def _axes_of(self, node: Node) -> Axes:
        if self._axes is None or self._axes.node is not node:
            self._axes = Axes(node, self.gone)
        return self._axes

    def _is_digits(self, node: Node, place: Place) -> bool:
        """Whether a list under a key that speaks of Python has bare digits: `[38, 39, 310]`."""
        return (
            place.python
            and len(node.items) > 1
            and all(re.fullmatch(r"[23]\d{1,2}", item.written) for item in node.items)
        )

    def _tokens(self, node: Node) -> list[tuple[int, int, str]]:
        """The words of a text with several values, each with its place, quotes included."""
        if node.style in ("|", ">"):
            return [one for line, base in node.lines() for one in _values(line, base)]
        raw = node.raw
        inset = 1 if raw[:1] in "'\"" else 0
        return list(_values(raw[inset : len(raw) - inset], node.start + inset))

    def _lines_between(self, first: int, stop: int) -> tuple[int, int]:
        """The whole lines from that of *first* to before that of *stop*, blank ones at the end left
        out.
        """
        document, text = self.document, self.document.text
        number = document.position(first)[0]
        start, _ = document.line_span(number)
        end = document.line_span(document.position(stop)[0])[0] if stop < len(text) else stop
        last = document.position(start + len(text[start:end].rstrip()))[0]
        return document.line_span(number, last)


def _near(node: Node, index: int) -> tuple[list[tuple[int, int]], int]:
    """The places of a member of a list and of those beside it, and which of them it is."""
    first = max(index - 1, 0)
    return [(item.start, item.end) for item in node.items[first : index + 2]], index - first


def has_commands(item: Node) -> bool:
    """Whether a step, a job or a row of a matrix has something of its own to do."""
    return any(key in item.mapping for key in STEP_KEYS)


def called(item: Node) -> str:
    """What others name a job in a list by: `- job: a` of Azure, `- b: {name: a}` of CircleCI."""
    inner = next(iter(item.mapping.values())) if is_call(item) else item
    return next((text for key in _JOB_KEYS if (text := inner.text(key))), "")


def is_call(item: Node) -> bool:
    """Whether an entry runs a job that is defined elsewhere, as CircleCI's do: `a: {name: …}`."""
    value = next(iter(item.mapping.values())) if len(item.mapping) == 1 else ABSENT
    return bool(value.mapping) and "name" in value.mapping


def _values(text: str, base: int) -> Iterator[tuple[int, int, str]]:
    """The values in a text. A list of JSON in single quotes has values of its own."""
    for match in _SEVERAL.finditer(text):
        if match[0].startswith("'[") and '"' in match[0]:
            for inner in _IN_JSON.finditer(match[0]):
                start, end = (base + match.start() + place for place in inner.span())
                yield start, end, inner[0].strip('"')
        else:
            yield base + match.start(), base + match.end(), match[0].strip("\"'")


def _key_of(row: Node, value: Node) -> str:
    """What tells that bare digits are a Python: the key that they stand under."""
    for mapping in (row.mapping, *(inner.mapping for inner in row.mapping.values())):
        key = next((key for key, child in mapping.items() if child is value), "")
        if key:
            return f"{key}: " if speaks_of_python(key) else ""
    return ""


def series_of_key(key: str) -> set[Minor]:
    found = named(key)
    for match in re.finditer(r"(?<![\d.])([23])_?(\d{1,2})(?![\d.])", key):
        series = (int(match[1]), int(match[2]))
        if re.search(rf"(?i)py(?:thon)?[-_ ]?{match[0]}", key):
            found.add(series)
    return {one for one in found if (2, 6) <= one <= (2, 7) or one[0] == 3}


def respell_key(key: str, old: Minor, new: Minor) -> str:
    key = respelt(key, old, new)
    return re.sub(
        rf"(?i)(py(?:thon)?[-_ ]?){old[0]}(_?){old[1]}(?!\d)",
        lambda match: f"{match[1]}{new[0]}{match[2]}{new[1]}",
        key,
    )
