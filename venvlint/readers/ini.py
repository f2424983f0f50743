"""INI files as `configparser` reads them for setuptools, tox, mypy and flake8: no interpolation, no
inline comments.

A line that is indented deeper than its option goes on with its value; lines that begin with `#` or
`;` are comments
wherever they stand; option names are lower-cased.
"""

from __future__ import annotations

from venvlint.files.paths import name_of
from venvlint.model import Unreadable
from venvlint.readers.nodes import ABSENT, Node
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document

# configparser.RawConfigParser.SECTCRE and OPTCRE; the latter would try every place of a line for
# its lazy start.
_SECTION = lazy(r"\[(.+)\]")
_DELIMITER = lazy(r"[=:]")
_LINE = lazy(r"[^\r\n]*(?:\r\n|\n|\r|$)")
_STRICT = frozenset(
    [
        "setup.cfg",
        "tox.ini",
        "mypy.ini",
        ".mypy.ini",
        ".flake8",
        ".coveragerc",
        ".pylintrc",
        "pylintrc",
    ]
)
"""Their tools refuse a section or an option that stands twice (`strict` of `configparser`) and a
line that is neither.
"""


class IniOption(Node):
    """The value of an option: its text, with the place of each of its lines."""

    __slots__ = ("_lines",)

    def __init__(
        self,
        document: Document,
        lines: list[tuple[str, int]],
        start: int,
        key_start: int,
        key_end: int,
    ) -> None:
        # Blank lines are part of a value only between others.
        while len(lines) > 1 and not lines[-1][0]:
            lines.pop()
        last, offset = lines[-1]
        super().__init__(
            document,
            "\n".join(line for line, _ in lines),
            start,
            offset + len(last),
            key_start=key_start,
            key_end=key_end,
            style="plain",
        )
        self._lines = lines

    def lines(self) -> list[tuple[str, int]]:
        """The lines of the value without their indentation, comments left out, each with its offset
        in the document.
        """
        return list(self._lines)


def parse(document: Document) -> Node:
    """Sections, then options. Raises `Unreadable` with the reason that `configparser` gives."""
    strict = name_of(document.path) in _STRICT
    root = Node(document, {}, 0, len(document.text))
    reader = _Reader(document, root, strict)
    position = 0
    text = document.text
    while position < len(text):
        found = _LINE.match(text, position)
        assert found
        reader.take(found[0], position)
        position = found.end()
    reader.finish()
    return root


class _Reader:
    def __init__(self, document: Document, root: Node, strict: bool) -> None:
        self.document, self.root, self.strict = document, root, strict
        self.section: Node = ABSENT
        self.seen: set[tuple[Node, str]] = set()
        """Names as written: setuptools keeps their case, so two that differ in it are two
        options.
        """
        self.lines: list[tuple[str, int]] | None = None
        self.name, self.place = "", (0, 0, 0)
        self.indent = 0

    def take(self, line: str, position: int) -> None:
        """One line, with its line end, that stands at *position*."""
        value = line.strip()
        if value[:1] in ("#", ";"):
            return
        start = position + len(line) - len(line.lstrip())
        if not value:
            if self.lines is not None:
                self.lines.append(("", position))
            return
        indent = start - position
        if self.lines is not None and indent > self.indent:
            self.lines.append((value, start))
            return
        self.indent = indent
        self.finish()
        header = _SECTION.match(value)
        if header:
            self._open(header[1], start)
            return
        if not self.section:
            raise Unreadable("File contains no section headers", *self.document.position(start))
        delimiter = _DELIMITER.search(value)
        name = value[: delimiter.start()].rstrip() if delimiter else ""
        if delimiter is None or not name:
            if self.strict:
                raise Unreadable(
                    f"Source contains parsing errors: {value[:60]!r} is no option",
                    *self.document.position(start),
                )
            return
        if (self.section, name) in self.seen and self.strict:
            raise Unreadable(
                f"option {name!r} already exists in this section", *self.document.position(start)
            )
        self.seen.add((self.section, name))
        rest = value[delimiter.end() :]
        begin = start + len(value) - len(rest.lstrip())
        self.name, self.place = name.lower(), (begin, start, start + len(name))
        self.lines = [(rest.strip(), begin)]

    def _open(self, name: str, start: int) -> None:
        known = self.root.get(name)
        if known and self.strict and name != "DEFAULT":
            raise Unreadable(f"section {name!r} already exists", *self.document.position(start))
        end = start + len(name) + 2
        if not known:
            known = self.root.mapping[name] = Node(
                self.document, {}, start, end, key_start=start + 1, key_end=end - 1
            )
        self.section = known

    def finish(self) -> None:
        """The option is complete."""
        if self.lines is not None and self.section:
            option = IniOption(self.document, self.lines, *self.place)
            self.section.mapping[self.name] = option
            self.section.end = max(self.section.end, option.end)
        self.lines = None
