"""The nouns of a change of Pythons: what is wanted, what is edited, what is left to a person."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort

from venvlint.readers.python_versions import minor_text
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.document import Document
    from venvlint.model import Edit, Location

    Minor = tuple[int, int]
    Splice = tuple[int, int, str]

DROP, ADD, MOVE = "drop", "add", "move"

_WORDS = lazy(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_PYTHON_WORDS = frozenset(
    "python pythons py pys pyver pyvers pyversion pyversions pythonversion pythonversions cpython"
    " pyenv pyv".split()
)


class Change(Record):
    """What is wanted: `drop` *python*, `add` *python*, or `move` what runs on *python* to
    *target*.
    """

    kind: str
    python: Minor
    target: Minor | None = None

    @property
    def text(self) -> str:
        """The Python that it is about."""
        return minor_text(self.python)

    @property
    def flag(self) -> str:
        """The words of the command line that ask for it."""
        value = minor_text(self.python) + (f"={minor_text(self.target)}" if self.target else "")
        return f"--{self.kind}-python {value}"


class Aside(Record):
    """A place that cannot be changed for certain: what a person has to do there, and the command
    that does it, if there is one.
    """

    at: Location
    message: str
    command: str = ""


class Moved(Record):
    """A pin that names another Python now: its place, and the text before and after."""

    at: Location
    before: str
    after: str


class Plan(Record):
    """All edits of a change, the pins among them that were moved, and the places that are left."""

    edits: tuple[Edit, ...] = ()
    asides: tuple[Aside, ...] = ()
    moved: tuple[Moved, ...] = ()


class Impossible(Exception):
    """The change makes no sense for this tree: the sentence for the user."""


class _Spans:
    """The splices of one file in the order in which they were asked for, and by their places: those
    that replace text never overlap, so one look finds what is near.
    """

    __slots__ = ("empty", "texts", "wide")

    def __init__(self) -> None:
        self.texts: dict[tuple[int, int], str] = {}
        self.wide: list[tuple[int, int]] = []
        self.empty: list[tuple[int, int]] = []
        """Those that only put something in."""

    def near(self, start: int, end: int) -> list[tuple[int, int]]:
        """The splices of text that a span has in common, or that it stands in."""
        first = bisect_left(self.wide, (start, start))
        if first and self.wide[first - 1][1] > start:
            first -= 1
        return self.wide[first : bisect_left(self.wide, (end, end), first)]

    def within(self, start: int, end: int) -> list[tuple[int, int]]:
        """The splices that put something into a span."""
        first = bisect_right(self.empty, (start, start))
        return self.empty[first : bisect_left(self.empty, (end, end), first)]

    def put(self, start: int, end: int, text: str) -> None:
        insort(self.wide if start < end else self.empty, (start, end))
        self.texts[start, end] = text

    def take(self, start: int, end: int) -> None:
        if self.texts.pop((start, end), None) is not None:
            places = self.wide if start < end else self.empty
            del places[bisect_left(places, (start, end))]


class Edits:
    """The splices of all files. Where two touch, the wider one wins, and of equals the first."""

    def __init__(self) -> None:
        self._of: dict[str, _Spans] = {}
        self._documents: dict[str, Document] = {}
        self.asides: dict[tuple[Location, str], Aside] = {}
        self.moved: dict[Location, Moved] = {}
        self.renamed: dict[str, str] = {}
        """Environments of tox that go on under another Python, and what they are called now."""
        self._moved_in: dict[str, list[int]] = {}
        """Where the pins that were moved begin, by the path, in the order of the text."""

    def splice(self, document: Document, start: int, end: int, text: str) -> bool:
        """Ask for *text* between two offsets. False where a wider edit has it already."""
        if document.text[start:end] == text:
            return False
        self._documents[document.path] = document
        spans = self._of.setdefault(document.path, _Spans())
        if (start, end) in spans.texts:
            return False
        near = spans.near(start, end)
        if any(a < start or end < b for a, b in near):
            return False
        for a, b in (*near, *spans.within(start, end)):
            spans.take(a, b)
        spans.put(start, end, text)
        return True

    def move(self, document: Document, start: int, end: int, text: str) -> bool:
        """Ask for another Python in the place of a pin, and remember it for the report."""
        before = document.text[start:end]
        if not self.splice(document, start, end, text):
            return False
        at = document.at(start, end)
        if at not in self.moved:
            self.moved[at] = Moved(at, before.strip("\"'"), text.strip("\"'"))
            insort(self._moved_in.setdefault(document.path, []), start)
        return True

    def splices(self, document: Document, splices: Iterable[Splice]) -> None:
        for start, end, text in splices:
            self.splice(document, start, end, text)

    def delete_lines(self, document: Document, first: int, last: int = 0) -> bool:
        """Ask for line *first* to go, or for the lines up to *last*, line ends included."""
        return self.splice(document, *document.line_span(first, last), "")

    def has(self, document: Document, start: int, end: int) -> bool:
        """Whether the text between two offsets is a part of what is replaced."""
        spans = self._of.get(document.path)
        if spans is None:
            return False
        before = bisect_right(spans.wide, (start, len(document.text)))
        return before > 0 and end <= spans.wide[before - 1][1]

    def has_any(self, document: Document) -> bool:
        """Whether anything of a file is edited."""
        spans = self._of.get(document.path)
        return spans is not None and bool(spans.texts)

    def each(self) -> Iterator[tuple[Document, int, int, str]]:
        """Every splice that was asked for."""
        for path, spans in self._of.items():
            for (start, end), text in spans.texts.items():
                yield self._documents[path], start, end, text

    def around(self, document: Document, start: int, end: int) -> list[Splice]:
        """The splices that touch what stands between two offsets, in the order of the text."""
        spans = self._of.get(document.path)
        if spans is None:
            return []
        found = sorted((*spans.near(start, end), *spans.within(start, end)))
        return [(a, b, spans.texts[a, b]) for a, b in found]

    def withdraw(self, document: Document, start: int, end: int) -> None:
        """Take a splice back, and what the report says of it."""
        spans = self._of.get(document.path)
        if spans is not None:
            spans.take(start, end)
        if self.moved.pop(document.at(start, end), None) is not None:
            places = self._moved_in[document.path]
            del places[bisect_left(places, start)]

    def has_moved(self, document: Document, start: int, end: int) -> bool:
        """Whether a pin between two offsets was moved."""
        places = self._moved_in.get(document.path, [])
        first = bisect_left(places, start)
        return first < len(places) and places[first] < end

    def aside(self, at: Location, message: str, command: str = "") -> None:
        self.asides.setdefault((at, message), Aside(at, message, command))

    def leave_digest(self, at: Location, new: Minor) -> None:
        """Leave an image that is pinned by its digest to a person: no text tells another one's."""
        self.aside(
            at, f"the image is pinned by its digest: take the one for Python {minor_text(new)}"
        )

    def all(self) -> tuple[Edit, ...]:
        """The edits, by path and place."""
        found = []
        for path in sorted(self._of):
            document = self._documents[path]
            for (start, end), text in sorted(self._of[path].texts.items()):
                found.append(document.replace(start, end, text))
        return tuple(found)


def speaks_of_python(key: str) -> bool:
    """Whether a key is about a Python: `python-version`, `PYTHON_VERSION`, `pythonVersions`,
    `matrix.py`.
    """
    return (
        "py" in key.lower() and any(word.lower() in _PYTHON_WORDS for word in _WORDS.findall(key))
    ) or key == "versionSpec"
