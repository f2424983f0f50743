"""The prose of a page in Markdown or reStructuredText: headings, paragraphs and list items, and the
badges. Code, tables, comments and addresses are left out.

A coarse reading that never raises: what a page says in words, with places, not how it is set.
"""

from __future__ import annotations

import re

from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document

MAXIMUM_CHARACTERS = 400_000


class Passage(Record):
    """A heading, a paragraph or an item of a list.

    `text` is as long as its part of the document, which begins at the offset `start`; line ends are
    blanks in it, and so is every character that is no prose (images, addresses, tags).
    """

    kind: str
    """`heading`, `item`, `text`, or `row`: the first two cells of a row of a table about Python."""
    text: str
    start: int
    above: tuple[str, ...] = ()
    """The headings that it stands below, outermost first; for an item of an inner list also the
    text of the item around it.
    """
    head: str = ""
    """Of a row, the table's first one."""


class Badge(Record):
    """An image that a badge service draws from its address: `label` and `message`, decoded."""

    label: str
    message: str
    start: int
    """The place of the message in the document."""
    end: int


class Page(Record):
    """What a page says. `nameless` are the places of its fenced blocks that name no language."""

    passages: tuple[Passage, ...] = ()
    badges: tuple[Badge, ...] = ()
    nameless: tuple[tuple[int, int], ...] = ()


# What is no prose: images, the targets of links, addresses, tags.
_NO_PROSE = lazy(
    r"!\[[^\]\n]{0,300}\](?:\([^)\n]{0,1000}\)|\[[^\]\n]{0,200}\])|(?<=\])\([^)\n]{0,1000}\)"
    r"|(?<=\])\[[^\]\n]{0,200}\]|https?://[^\s)>\]]{1,1000}|<[^<>\n]{1,1000}>|&nbsp;"
    r"|\|[\w +.-]{1,60}\|(?=\s)"
)
_FENCE = lazy(r"[ \t>]{0,30}(?P<fence>`{3,}|~{3,})")
_MARKDOWN_HEADING = lazy(r"[ ]{0,3}(#{1,6})[ \t]+(?=\S)")
_ITEM = lazy(r"[ \t]{0,40}(?:[-*+\u2022]|\d{1,3}[.)]|#\.)[ \t]+(?:\[[ xX]\][ \t]+)?")
_ROW = lazy(
    r"(?i)\|[ \t]*((?:\[|\*\*|__|`)?C?Python(?:\]\([^)|\n]{1,200}\)|\*\*|__|`)?[ \t]*"
    r"\|[^|\n]{1,80})\|"
)
"""A row of a table whose first cell is `Python` and nothing else."""
_BOLD_LINE = lazy(
    r"[ \t]{0,3}(?:\*\*|__)([^*_\n]{1,80})(?:\*\*|__):?[ \t]*$|[ \t]{0,3}([A-Z][\w ]{1,40}):[ \t]*$"
)
_DIRECTIVE = lazy(r"([ \t]*)\.\.[ \t]+(?:\|[^|\n]{1,100}\|[ \t]+)?([\w:-]{1,60}?)::")
_ADORNMENT = lazy(r"([=\-`:.'\"~^_*+#<>])\1{2,}[ \t]*$")
_PROSE_DIRECTIVES = frozenset("note warning important tip hint attention caution danger".split())
_BADGE = lazy(
    r"(?:shields\.io/badge/|badgen\.net/badge/)(?P<path>(?:[^\s)\"'>\]?]| \| |>=){1,300})"
    r"|shields\.io/static/v1\?(?P<query>[^\s)\"'>\]]{1,400})"
)
_COMMENT = lazy(r"<!--.*?(?:-->|\Z)", re.S)


def parse(document: Document) -> Page:
    """Read a page; by its name as reStructuredText (`.rst`, and `.txt`, whose headings look alike)
    or as Markdown.
    """
    text = document.text[:MAXIMUM_CHARACTERS]
    is_markdown = not document.path.lower().endswith((".rst", ".txt"))
    if "<!--" in text:
        text = _COMMENT.sub(_blank, text)
    reader = _Reader(text)
    if is_markdown:
        reader.markdown()
    else:
        reader.rst()
    badges = tuple(_badges(reader.outside_code()))
    return Page(tuple(reader.passages), badges, tuple(reader.nameless))


def prose(document: Document) -> str:
    """The text of a page with its code blanked out, as long as the page."""
    text = document.text[:MAXIMUM_CHARACTERS]
    reader = _Reader(text)
    if document.path.lower().endswith((".rst", ".txt")):
        reader.rst()
    else:
        reader.markdown()
    return reader.outside_code()


def _blank(match: re.Match[str]) -> str:
    return "".join(character if character == "\n" else " " for character in match[0])


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.passages: list[Passage] = []
        self.code: list[tuple[int, int]] = []
        self.nameless: list[tuple[int, int]] = []
        self.headings: list[tuple[int, str]] = []
        self.items: list[tuple[int, str]] = []
        """The items around, each with the column of its text."""
        self.open: list[tuple[str, int]] = []
        """The lines of the passage that is being read, each with its offset."""
        self.kind = "text"
        self.head = ""

    def lines(self) -> Iterator[tuple[str, int]]:
        position = 0
        for line in self.text.split("\n"):
            yield line.rstrip("\r"), position
            position += len(line) + 1

    def outside_code(self) -> str:
        """The text with its code blanked out."""
        pieces, position = [], 0
        for start, end in self.code:
            pieces += [self.text[position:start], " " * (end - start)]
            position = end
        return "".join([*pieces, self.text[position:]])

    def end(self) -> None:
        """The passage that is being read ends."""
        if self.open:
            start = self.open[0][1]
            last, at = self.open[-1]
            whole = _NO_PROSE.sub(
                lambda match: " " * len(match[0]), self.text[start : at + len(last)]
            )
            whole = whole.replace("\r", " ").replace("\n", " ")
            if self.kind == "row":
                whole = whole.replace("|", " ")
            above = tuple(title for _, title in self.headings)
            if self.kind == "item":
                above += tuple(text for _, text in self.items[:-1])
                self.items[-1] = (self.items[-1][0], whole[:200].strip())
            self.passages.append(Passage(self.kind, whole, start, above, self.head))
        self.open = []

    def heading(self, level: int, title: str, start: int) -> None:
        self.end()
        self.headings = [one for one in self.headings if one[0] < level]
        self.items = []
        self.kind = "heading"
        self.open = [(title, start)]
        self.end()
        self.kind = "text"
        self.headings.append((level, title.strip("*_ ")[:200]))

    def plain(self, line: str, start: int) -> None:
        """A line of prose, or a blank one."""
        stripped = line.lstrip(" \t>")
        indent = len(line) - len(stripped)
        if not stripped:
            self.end()
            return
        item = _ITEM.match(line)
        if item:
            self.end()
            self.items = [one for one in self.items if one[0] <= indent]
            self.items.append((item.end(), ""))
            self.kind = "item"
            self.open = [(line[item.end() :], start + item.end())]
            return
        if not self.open:
            self.items = [one for one in self.items if one[0] <= indent]
            self.kind = "text"
        self.open.append((stripped, start + indent))

    def markdown(self) -> None:
        fence = name = ""
        begin = 0
        front = self.text.startswith("---\n")
        after_blank = True
        head = ""
        for line, start in self.lines():
            if front:
                front = start == 0 or line.strip() not in ("---", "...")
                continue
            match = _FENCE.match(line)
            if fence:
                inner = line.strip(" \t>")
                if inner.startswith(fence) and not inner.strip(fence[0]):
                    self.code.append((begin, start + len(line)))
                    if not name:
                        self.nameless.append((begin, start))
                    fence = ""
                continue
            if match:
                self.end()
                fence, begin = match["fence"], start
                name = line[match.end() :].strip()
                continue
            heading = _MARKDOWN_HEADING.match(line)
            if heading:
                title = line[heading.end() :].rstrip("# \t")
                self.heading(len(heading[1]), title, start + heading.end())
            elif (
                self.open
                and self.kind == "text"
                and _ADORNMENT.match(line.strip())
                and (line.strip()[0] in "=-")
            ):
                title, at = self.open[-1]
                self.open = self.open[:-1]
                self.heading(1 if line.strip()[0] == "=" else 2, title, at)
            elif line.lstrip(" \t>").startswith("|") or (
                line.startswith(("    ", "\t")) and after_blank and not self.items
            ):
                self.end()  # a table, or code by its indentation
                if line[:1] in " \t":
                    self.code.append((start, start + len(line)))
                elif row := _ROW.match(line):
                    self.kind, self.head = "row", head or line
                    self.open = [(row[1], start + row.start(1))]
                    self.end()
                    self.kind, self.head = "text", ""
            elif (bold := _BOLD_LINE.match(line)) and not self.open and not self.items:
                self.heading(7, bold[1] or bold[2], start + bold.start(bold.lastindex or 0))
            else:
                self.plain(line, start)
            head = (head or line) if line.startswith("|") else ""
            after_blank = not line.strip()
        self.end()
        if fence:
            self.code.append((begin, len(self.text)))

    def rst(self) -> None:
        lines = list(self.lines())
        levels: list[str] = []
        index = 0
        while index < len(lines):
            line, start = lines[index]
            directive = _DIRECTIVE.match(line)
            following = lines[index + 1][0] if index + 1 < len(lines) else ""
            if directive or line.lstrip().startswith(".. "):
                self.end()
                name = directive[2].lower() if directive else ""
                if name in _PROSE_DIRECTIVES and directive:
                    rest = line[directive.end() :]
                    self.plain(
                        rest.strip(), start + directive.end() + len(rest) - len(rest.lstrip())
                    )
                else:
                    stop = self.indented(lines, index)
                    if "code" in name or name in ("prompt", "sourcecode", "parsed-literal"):
                        self.code.append((start, lines[stop - 1][1] + len(lines[stop - 1][0])))
                    index = stop
                    continue
            elif (
                line.strip()
                and not line.startswith((" ", "\t"))
                and not _ADORNMENT.match(line)
                and _ADORNMENT.match(following)
                and len(following.rstrip()) >= min(len(line.rstrip()), 3)
            ):
                over = index > 0 and _ADORNMENT.match(lines[index - 1][0]) is not None
                style = following[0] * (1 + over)
                if style not in levels:
                    levels.append(style)
                self.heading(levels.index(style) + 1, line, start)
                index += 2
                continue
            elif _ADORNMENT.match(line) or line.lstrip().startswith(("|", "+-", "+=")):
                self.end()  # a transition, a table
            else:
                self.plain(line, start)
                if line.rstrip().endswith("::"):
                    self.end()
                    stop = self.indented(lines, index)
                    if stop > index + 1:
                        last, at = lines[stop - 1]
                        self.code.append((lines[index + 1][1], at + len(last)))
                    index = stop
                    continue
            index += 1
        self.end()

    @staticmethod
    def indented(lines: list[tuple[str, int]], index: int) -> int:
        """The index behind the block that is indented below the line *index*: below its text, where
        it is an item of a list.
        """
        line = lines[index][0]
        depth = len(line) - len(line.lstrip())
        index += 1
        item = _ITEM.match(line)
        first = next((one for one, _ in lines[index:] if one.strip()), "")
        if item is not None and len(first) - len(first.lstrip()) > item.end():
            depth = item.end()
        while index < len(lines):
            line = lines[index][0]
            if line.strip() and len(line) - len(line.lstrip()) <= depth:
                break
            index += 1
        return index


def _badges(text: str) -> Iterator[Badge]:
    for match in _BADGE.finditer(text):
        if match["query"] is not None:
            found = {}
            position = match.start("query")
            for part in match["query"].split("&"):
                name, _, value = part.partition("=")
                found[name] = (value, position + len(name) + 1)
                position += len(part) + 1
            label, (message, start) = found.get("label", ("", 0))[0], found.get("message", ("", 0))
            yield Badge(_decoded(label, "+"), _decoded(message), start, start + len(message))
            continue
        path = match["path"]
        parts = path.split("/") if "badgen" in match[0] else re.split(r"(?<!-)-(?!-)", path)
        if len(parts) > 2:
            # The last part is the colour; a message may be of several parts where nobody doubled
            # its hyphens (`3.8-3.12`).
            start = match.start("path") + len(parts[0]) + 1
            separator = "/" if "badgen" in match[0] else "-"
            message = separator.join(parts[1:-1])
            yield Badge(_decoded(parts[0]), _decoded(message), start, start + len(message))


def _decoded(text: str, blank: str = "_") -> str:
    """A part of a badge's address as it is drawn: `--` is a hyphen, `_` a blank, `__` itself."""
    from urllib.parse import unquote

    text = unquote(text).replace("__", "\0").replace(blank, " ").replace("\0", "_")
    return text.replace("--", "-")
