"""What a requirements file is read to: its logical lines, each with the place of every part.
`requirements` reads them.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from venvlint.readers import pep508, versions
from venvlint.readers import requirements_origin as origin
from venvlint.record import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.model import Edit, Location
    from venvlint.readers.options import Option

    Span = tuple[int, int]

BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"  # where str.splitlines breaks


class Problem(Record):
    """Why pip rejects a line, in its own words, and the part of the document that is to blame."""

    reason: str
    start: int
    end: int


class Comment(Record):
    """A comment with its `#`, by its place in the document; `alone` when nothing else is on its
    line.
    """

    text: str
    start: int
    end: int
    alone: bool


class Line:
    """One logical line: continuation lines joined, comment and blanks around it taken off.

    `kind` is one of
        requirement   `name==1`, `name[extra] >=1 ; marker`, `name @ url`
        url           a bare URL: `https://…/x-1.0.zip`, `git+https://…#egg=x` (`name` from the egg or the wheel, may be empty)
        path          a file or folder: `./lib`, `.[dev]`, `x-1.0-py3-none-any.whl` (`name` from the wheel, may be empty)
        editable      `-e`: `url` is a URL or a path (`name` from the egg or a direct reference, may be empty)
        include       `-r`: `target` is the file or URL
        constraint    `-c`: `target` is the file or URL
        option        other options alone on their line
        variable      nothing without the value of a `${VARIABLE}`
        invalid       pip rejects it: `error` says why; the parts that could be read are still there
    """  # noqa: E501

    __slots__ = (
        *("map", "comment", "end", "error", "extras", "file", "kind", "marker", "name"),
        *("options", "spans", "specifier", "start", "text", "url"),
    )

    def __init__(
        self,
        file: RequirementsFile,
        kind: str,
        text: str,
        start: int,
        end: int,
        spans: dict[str, Span],
        name: str = "",
        specifier: str = "",
    ) -> None:
        self.file = file
        self.kind = kind
        self.text = text
        """The logical line without its comment; continuation lines are joined."""
        self.start, self.end = start, end
        """Offsets of the line's content in the document; between them may lie line ends and
        comments of continued lines.
        """
        self.name = name
        """The distribution as it is written; empty where the line does not tell. `key` is the one
        to compare.
        """
        self.extras: tuple[str, ...] = ()
        self.specifier = specifier
        """As it is written, `>=1, <2`, without parentheses."""
        self.marker = ""
        """Without its semicolon."""
        self.url = ""
        """The URL of a direct reference, of a `url` line or of an editable; the path of a `path`
        line, without extras.
        """
        self.options: tuple[Option, ...] = ()
        """The options of the line in their order, each with its full name (`--requirement` for
        `-r`), value and places.
        """
        self.comment = ""
        """The comment at the end of the line, with its `#`."""
        self.error: Problem | None = None
        self.spans = spans
        """Part -> offsets in the document; parts: name extras specifier marker url comment."""
        self.map: list[tuple[int, int]] | None = None
        """Of a continued line: where each piece of `text` begins, in `text` and in the document."""

    def __repr__(self) -> str:
        return f"Line({self.kind}, {self.text!r})"

    @property
    def document(self) -> Document:
        return self.file.document

    @property
    def path(self) -> str:
        """The file that the line stands in."""
        return self.file.document.path

    @property
    def key(self) -> str:
        """The normalised name; empty where the line does not tell one."""
        return pep508.normalize(self.name) if self.name else ""

    @property
    def is_requirement(self) -> bool:
        """Whether the line asks for a distribution to be installed (in a constraints file:
        restricts one).
        """
        return self.kind in ("requirement", "url", "path", "editable")

    @property
    def editable(self) -> bool:
        return self.kind == "editable"

    @property
    def target(self) -> str:
        """What `-r` or `-c` names, as it is written; empty for other lines."""
        if self.kind == "include":
            return self.option("--requirement") or ""
        return (self.option("--constraint") or "") if self.kind == "constraint" else ""

    @property
    def pin(self) -> str:
        """The version of a line that only one version satisfies (`==1.0`, `===1.0`, `==1.0,<2`, not
        `==1.*`); empty otherwise.
        """
        return versions.pinned(self.specifier)

    @property
    def hashes(self) -> tuple[str, ...]:
        """The values of `--hash`, `sha256:…`."""
        return (
            tuple(option.value for option in self.options if option.name == "--hash")
            if self.options
            else ()
        )

    def option(self, name: str) -> str | None:
        """The value of the first option of that full name; None where there is none."""
        return next((option.value for option in self.options if option.name == name), None)

    @property
    def at(self) -> Location:
        """The place of the line's content, without comment and blanks around it."""
        return self.document.at(self.start, self.end)

    def where(self, part: str) -> Location:
        """The place of a part (name, extras, specifier, marker, url, comment); of the whole line
        where it has none.
        """
        span = self.spans.get(part)
        return self.document.at(*span) if span else self.at

    def offset(self, index: int) -> int:
        """The offset in the document of the character *index* of `text`."""
        if self.map is None:
            return self.start + index
        piece = self.map[bisect_right(self.map, index, key=_logical) - 1]
        return piece[1] + index - piece[0]

    @property
    def first_line(self) -> int:
        """The number (from 1) of the first physical line."""
        return self.document.position(self.start)[0]

    @property
    def last_line(self) -> int:
        """The number of the last physical line."""
        return self.document.position(self.end)[0]

    @property
    def via(self) -> tuple[str, ...]:
        """What a compiler's `# via` comment at or below the line names: `flask`, `-r
        requirements.in`.
        """
        return self.file.via(self)

    def delete(self) -> Edit:
        """The edit that removes the line, with the comment at its end, its `# via` lines and the
        comment above that is only its own.
        """
        return self.file.delete(self)


class RequirementsFile:
    """A requirements file; `lines` are its logical lines in order, without blank and comment
    lines.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.path = document.path
        self.lines: tuple[Line, ...] = ()
        self.undecodable = ""
        """Why pip cannot decode the file; empty where it can. Lines with NUL characters are left
        out of `lines`.
        """

    def __repr__(self) -> str:
        return f"RequirementsFile({self.path!r}, {len(self.lines)} lines)"

    @cached_property
    def requirements(self) -> tuple[Line, ...]:
        """The lines that name something to install."""
        return tuple(line for line in self.lines if line.is_requirement)

    @cached_property
    def sortable(self) -> tuple[Line, ...]:
        """Those of `requirements` that `pip freeze` sorts by name: all but the editable ones."""
        return tuple(line for line in self.requirements if not line.editable)

    @cached_property
    def places(self) -> dict[Line, int]:
        """Where each line stands in `sortable`."""
        return {line: number for number, line in enumerate(self.sortable)}

    @cached_property
    def form(self) -> str:
        """What the file is when it is not pip's: `template` (Jinja), `prose`, `pip list`, `conda
        list`, `conda export`, `conda environment` (the YAML of one), `runtime` (one line as
        Heroku's `runtime.txt`), `sections` (extras under headings, as setuptools' `requires.txt`,
        or behind each requirement, `black: dev, docs`), `settings` (`PYTHON_MIN = 3.12`), `roles`
        (Ansible Galaxy's, `geerlingguy.java,1.9.6`) or `system packages` (what `apt-get install`
        is given); else empty.
        """
        return origin.form(self)

    @cached_property
    def generator(self) -> str:
        """The tool that wrote the file: `pip-compile`, `uv`, `pdm`, `poetry`, `pipenv`,
        `pipdeptree`, `pybuild-deps` (what distributions are built with, each in an environment of
        its own)…; empty where nothing says so.
        """
        return origin.generator(self)

    @cached_property
    def command(self) -> str:
        """The command in the header of a compiled file (`pip-compile --extra dev pyproject.toml`);
        empty where there is none.
        """
        return origin.command(self)

    @cached_property
    def frozen(self) -> bool:
        """Whether the file looks like the output of `pip freeze`: nothing but pins, in its
        order.
        """
        return origin.frozen(self)

    def is_in_freeze(self, line: Line) -> bool:
        """Whether a pin stands among others in the order of their names, as `pip freeze` writes
        them: in a list that is frozen, or that was and has been edited since.
        """
        return origin.is_in_freeze(self, line)

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """Every comment in order."""
        found = []
        position = 0
        for raw in self.document.text.splitlines(keepends=True):
            if "#" in raw:
                content = raw.rstrip(BREAKS)
                start = comment_start(content)
                if start >= 0:
                    text = content[start:].rstrip()
                    alone = not content[:start].strip()
                    found.append(
                        Comment(text, position + start, position + start + len(text), alone)
                    )
            position += len(raw)
        return tuple(found)

    def _comment_lines(self, number: int, step: int) -> list[str]:
        """The comment lines that touch line *number* (exclusive), upwards or downwards, nearest
        first.
        """
        found = []
        number += step
        while (text := self.document.line(number)).lstrip().startswith("#"):
            found.append(text)
            number += step
        return found

    def via(self, line: Line) -> tuple[str, ...]:
        """See `Line.via`."""
        comments = (
            [line.comment]
            if line.comment
            else [
                text.strip()
                for text in self._comment_lines(line.last_line, 1)
                if text[:1].isspace()
            ]
        )
        names: list[str] = []
        reading = False
        for text in comments:
            words = text.lstrip("#").strip()
            if words == "via" or words.startswith("via "):
                reading = True
                words = words[3:].strip()
            if reading and words:
                names += [name.strip() for name in words.split(",")]
        return tuple(names)

    def delete(self, line: Line) -> Edit:
        """See `Line.delete`."""
        first, last = line.first_line, line.last_line
        below = self._comment_lines(last, 1)
        annotation = False
        for text in below:  # compilers indent what they say about the line above
            words = text.lstrip(" \t#").strip()
            if not text[:1].isspace() or not (
                annotation or words == "via" or words.startswith("via ")
            ):
                break
            annotation = True
            last += 1
        above = self._comment_lines(first, -1)
        alone = not self.document.line(last + 1).strip() or self.document.line(
            last + 1
        ).lstrip().startswith("#")
        if above and above[0].startswith("# Editable ") and "install" in above[0]:
            first -= 1  # pip freeze's own
        elif (
            above
            and not above[0][:1].isspace()
            and alone
            and len(above) < first - 1
            and not self.document.line(first - len(above) - 1).strip()
        ):
            # A comment between a blank line and this only line below it speaks of nothing else.
            first -= len(above)
        edit = self.document.delete_lines(first, last)
        # A comment above several lines goes with the last of them only.
        return edit if self._is_commented else replace(edit, joins=True)

    @cached_property
    def _is_commented(self) -> bool:
        return any(comment.alone for comment in self.comments)


def _logical(piece: tuple[int, int]) -> int:
    return piece[0]


def comment_start(text: str) -> int:
    """Where pip sees a comment begin: at a `#` that starts the line or follows white space; -1
    without one.
    """
    index = text.find("#")
    while index > 0 and not text[index - 1].isspace():
        index = text.find("#", index + 1)
    return index
