"""The nouns of a change of Pythons: what is wanted, what is edited, what is left to a person."""

from __future__ import annotations

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


class Edits:
    """The splices of all files. Where two touch, the wider one wins, and of equals the first."""

    def __init__(self) -> None:
        self._of: dict[str, dict[tuple[int, int], str]] = {}
        self._documents: dict[str, Document] = {}
        self.asides: dict[tuple[Location, str], Aside] = {}
        self.moved: dict[Location, Moved] = {}

    def splice(self, document: Document, start: int, end: int, text: str) -> bool:
        """Ask for *text* between two offsets. False where a wider edit has it already."""
        if document.text[start:end] == text:
            return False
        self._documents[document.path] = document
        spans = self._of.setdefault(document.path, {})
        if (start, end) in spans:
            return False
        for a, b in list(spans):
            if a == b or start == end:
                if a < start < b or start < a < end or start < b < end:
                    if a == b:
                        del spans[a, b]
                        continue
                    return False
                continue
            if a <= start and end <= b:
                return False
            if start <= a and b <= end:
                del spans[a, b]
            elif start < b and a < end:
                return False
        spans[start, end] = text
        return True

    def move(self, document: Document, start: int, end: int, text: str) -> bool:
        """Ask for another Python in the place of a pin, and remember it for the report."""
        before = document.text[start:end]
        if not self.splice(document, start, end, text):
            return False
        at = document.at(start, end)
        self.moved.setdefault(at, Moved(at, before.strip("\"'"), text.strip("\"'")))
        return True

    def splices(self, document: Document, splices: Iterable[Splice]) -> None:
        for start, end, text in splices:
            self.splice(document, start, end, text)

    def has(self, document: Document, start: int, end: int) -> bool:
        """Whether the text between two offsets is a part of what is replaced."""
        return any(a <= start and end <= b and a < b for a, b in self._of.get(document.path, ()))

    def has_any(self, document: Document) -> bool:
        """Whether anything of a file is edited."""
        return bool(self._of.get(document.path))

    def each(self) -> Iterator[tuple[Document, int, int, str]]:
        """Every splice that was asked for."""
        for path, spans in self._of.items():
            for (start, end), text in spans.items():
                yield self._documents[path], start, end, text

    def around(self, document: Document, start: int, end: int) -> list[Splice]:
        """The splices that touch what stands between two offsets."""
        return [
            (a, b, text)
            for (a, b), text in self._of.get(document.path, {}).items()
            if a < end and start < b
        ]

    def withdraw(self, document: Document, start: int, end: int) -> None:
        """Take a splice back, and what the report says of it."""
        self._of.get(document.path, {}).pop((start, end), None)
        self.moved.pop(document.at(start, end), None)

    def has_moved(self, document: Document, start: int, end: int) -> bool:
        """Whether a pin between two offsets was moved."""
        return any(
            at.path == document.path and start <= document.offset(at.line, at.column) < end
            for at in self.moved
        )

    def aside(self, at: Location, message: str, command: str = "") -> None:
        self.asides.setdefault((at, message), Aside(at, message, command))

    def all(self) -> tuple[Edit, ...]:
        """The edits, by path and place."""
        found = []
        for path in sorted(self._of):
            document = self._documents[path]
            for start, end in sorted(self._of[path]):
                found.append(document.replace(start, end, self._of[path][start, end]))
        return tuple(found)


def speaks_of_python(key: str) -> bool:
    """Whether a key is about a Python: `python-version`, `PYTHON_VERSION`, `pythonVersions`,
    `matrix.py`.
    """
    return (
        "py" in key.lower() and any(word.lower() in _PYTHON_WORDS for word in _WORDS.findall(key))
    ) or key == "versionSpec"
