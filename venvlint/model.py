"""The nouns of venvlint: rules, findings, violations, fixes. Imports nothing else of ours but
`record`.
"""

from __future__ import annotations

import enum

from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from venvlint.tree import Tree

    Check = Callable[[Tree], Iterable["Finding"]]


FAIL_ON = ("error", "warning", "info", "never")
"""What `--fail-on` takes: the lowest severity that fails, or none."""


class Severity(enum.IntEnum):
    """How bad it is; ordered, so that `--fail-on` is a comparison."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The word that users write and read: `info`, `warning`, `error`."""
        return self.name.lower()


class Location(Record):
    """A place in the audited tree. Lines and columns count from 1, columns in characters, the end
    is exclusive (SARIF).
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    @property
    def whole(self) -> bool:
        """Whether the place is a file or a directory as such, not a spot in it: then its first line
        says nothing.
        """
        return (self.line, self.column, self.end_line, self.end_column) == (1, 1, 1, 1)

    def meets(self, other: Location) -> bool:
        """Whether two places have text in common."""
        return (
            self.path == other.path
            and (self.line, self.column) < (other.end_line, other.end_column)
            and (other.line, other.column) < (self.end_line, self.end_column)
        )


class Related(Record):
    """Another place that has to do with a violation, and what it has to do with it."""

    at: Location
    message: str


class Edit(Record):
    """Replace the text at a place. A place in a file that does not exist creates the file."""

    at: Location
    text: str
    encoding: str = ""
    """Where given, `text` replaces the whole file and is written in this encoding, without a byte
    order mark.
    """
    joins: bool = False
    """Whole lines that stand for themselves, put in or taken out: such edits may lie edge to edge,
    and several texts at one place
    stand one behind the other."""


class Fix(Record):
    """A change that mends a violation.

    `safe` keeps what is installed and what runs; anything else is applied by `--unsafe-fixes`
    alone. `untrack` are
    paths that leave Git's index while the files stay on disk; a fix with `untrack` is never safe.
    """

    description: str
    edits: tuple[Edit, ...] = ()
    safe: bool = True
    untrack: tuple[str, ...] = ()
    holds_secret: bool = False
    """Whether the text of an edit holds a secret: reports leave the edits out, `--fix` makes them.
    The engine says so.
    """


class Finding(Record):
    """What a rule says about one place.

    `suggestion` is one sentence that a beginner can act on. `commands` are shell commands that do
    it, quoted for pasting.
    `severity` overrides the rule's own for this finding. `key` identifies a finding that no line of
    source does (something
    absent); without it the text of the line does, so that a fingerprint survives edits elsewhere.
    """

    at: Location
    message: str
    suggestion: str
    commands: tuple[str, ...] = ()
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    severity: Severity | None = None
    key: str | None = None
    secrets: tuple[str, ...] = ()
    """Texts that no report of this run may show, wherever they stand."""


class Viewpoint(Record):
    """From where a reader looks at the audited directory, to which all paths of a report are
    relative: how the reports for people and for services name a file.
    """

    folder: str = ""
    """The folder of the audited directory that the reader stands in; empty at its root."""
    prefix: str = ""
    """What leads from the reader to the audited directory, where it lies below or elsewhere."""
    repository: str = ""
    """The audited directory relative to its repository's root; empty where it is that."""

    def shown(self, path: str) -> str:
        """A path as the reader at the terminal would write it."""
        if self.prefix:
            return self.prefix if path == "." else f"{self.prefix}/{path}"
        if not self.folder:
            return path
        here, there = self.folder.split("/"), [] if path == "." else path.split("/")
        common = 0
        while common < min(len(here), len(there)) and here[common] == there[common]:
            common += 1
        return "/".join([".."] * (len(here) - common) + there[common:]) or "."

    def rooted(self, path: str) -> str:
        """A path relative to the repository's root, as the services that show reports resolve
        it.
        """
        if not self.repository:
            return path
        return self.repository if path == "." else f"{self.repository}/{path}"


class Violation(Record):
    """A finding as it is reported: with its rule, its final severity, its project and its
    fingerprint. Its paths are relative to the audited directory; `view` tells how to name them.
    """

    code: str
    name: str
    severity: Severity
    at: Location
    message: str
    suggestion: str
    commands: tuple[str, ...] = ()
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    project: str = "."
    fingerprint: str = ""
    source: str = ""
    """The line of source at the place, without its line end; of a long line what stands around the
    place. Empty for a directory.
    """
    suppressed: str | None = None
    """The reason given with a suppressing comment (may be empty), when `--no-suppressions` shows it
    all the same.
    """
    view: Viewpoint = Viewpoint()
    source_column: int = 1
    """The column at which `source` begins."""

    def mended_by(self, *, unsafe: bool, named: frozenset[str] = frozenset()) -> bool:
        """Whether `--fix` (with *unsafe*: `--unsafe-fixes`) changes something about it.

        What is only remarked upon may well be right: an unsafe fix is applied there only where
        the rule was asked for by its code or name, in lower case one of *named*.
        """
        if self.fix is None or self.fix.safe:
            return self.fix is not None
        return unsafe and (
            self.severity > Severity.INFO or not named.isdisjoint((self.code.lower(), self.name))
        )

    def concerns(self, path: str) -> bool:
        """Whether it has to do with the file *path*: it stands there, or its fix or evidence
        does.
        """
        places = [self.at.path, *(related.at.path for related in self.related)]
        return path in places or (
            self.fix is not None and any(edit.at.path == path for edit in self.fix.edits)
        )


class Part(Record):
    """What of an audited directory was asked for: `path` is relative to it, `.` for all of it."""

    path: str = "."
    is_file: bool = False

    def covers(self, path: str) -> bool:
        """Whether a path lies at or below the part."""
        return self.path in (".", path) or path.startswith(self.path + "/")

    def holds(self, violation: Violation) -> bool:
        """Whether a violation belongs to the report of this part: it stands at or below it, or,
        where the part is a file, has to do with it.
        """
        if not self.is_file:
            return self.covers(violation.at.path)
        return violation.concerns(self.path)


class Rule(Record):
    """One check. `fix` says what the rule can offer: `safe`, `unsafe`, `command` or nothing."""

    code: str
    name: str
    severity: Severity
    check: Check
    opt_in: bool = False
    fix: str = ""
    needs: tuple[str, ...] = ()
    """What the tree must have for the rule to have anything to say: attributes of `Tree` (`locks`,
    `survey.new`), any of them not empty.
    """
    anywhere: bool = False
    """Whether it speaks, as information, of test data too, where projects keep broken things on
    purpose: a committed environment is one wherever it lies.
    """

    @property
    def is_ours(self) -> bool:
        """Whether it comes with venvlint. Of test data ours are quiet; a plug-in's rule decides for
        itself.
        """
        return self.code.startswith("VL")

    @property
    def page(self) -> str:
        """The documentation page: the docstring of the module that defines the rule."""
        import sys

        page = getattr(self.check, "page", None)  # of a rule that was not imported yet
        return page if isinstance(page, str) else sys.modules[self.check.__module__].__doc__ or ""

    @property
    def title(self) -> str:
        """The first line of the page, without its full stop."""
        return self.page.strip().split("\n", 1)[0].rstrip(".")


def rule(
    code: str,
    severity: Severity,
    *,
    opt_in: bool = False,
    fix: str = "",
    needs: tuple[str, ...] = (),
    anywhere: bool = False,
) -> Callable[[Check], Rule]:
    """Make a rule of a function. The rule's name is the function's, with dashes; its page is the
    module's docstring.

    With *needs*, attributes of `Tree`, the rule is asked only where one of them is not empty, and
    not even imported elsewhere. With *anywhere* it speaks of test data too.
    """

    def decorate(check: Check) -> Rule:
        name = check.__name__.replace("_", "-")
        return Rule(code, name, severity, check, opt_in, fix, needs, anywhere)

    return decorate


class Crash(Record):
    """A rule that raised: which one, while reading which file if that is known, and the exception
    in one line.
    """

    code: str
    path: str
    reason: str


class MachineLimit(Exception):
    """The machine refused what every audit needs (memory, files, processes): nothing about the
    audited tree is known from that. The message is a sentence without its full stop.
    """


class Unreadable(Exception):
    """A file that does not parse: the parser's reason and its place (line and column from 1)."""

    def __init__(self, reason: str, line: int = 1, column: int = 1) -> None:
        super().__init__(reason)
        self.reason, self.line, self.column = reason, line, column
