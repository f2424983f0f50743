"""The requirements files of the tree: which there are, what includes what, and who restricts whom."""

from __future__ import annotations

from functools import cached_property

from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.requirements import Line, RequirementsFile
    from venvlint.tree import Tree


class Include(Record):
    """A `-r` or `-c` line and what it names."""

    line: Line
    target: str
    """The path in the tree, normalised; empty for a URL, a `${VARIABLE}` or a path that leaves the tree."""
    constraint: bool
    exists: bool
    """Whether the tree holds the target; true for what cannot be known (URLs, variables, paths out of the tree)."""


class Statement(Record):
    """A requirement as pip meets it when it installs `root`: the line, and the includes that led there."""

    line: Line
    constraint: bool
    """Whether it only restricts (it stands in a file that `-c` names)."""
    through: tuple[Line, ...] = ()
    """The `-r` and `-c` lines from the root file down."""


class Requirements:
    """Every requirements file of the tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    @cached_property
    def files(self) -> dict[str, RequirementsFile]:
        """Path -> file, in path order: by name, by inclusion, or because a script installs it. Those of another `form` are here too."""
        raise NotImplementedError

    @cached_property
    def includes(self) -> dict[str, tuple[Include, ...]]:
        """Path -> its `-r` and `-c` lines."""
        raise NotImplementedError

    @cached_property
    def included_by(self) -> dict[str, tuple[str, ...]]:
        """Path -> the files that include it with `-r`."""
        raise NotImplementedError

    @cached_property
    def constrains(self) -> dict[str, tuple[str, ...]]:
        """Path -> the files that name it with `-c`."""
        raise NotImplementedError

    @cached_property
    def loops(self) -> tuple[Include, ...]:
        """The includes that close a loop, one for each loop."""
        raise NotImplementedError

    def is_constraints(self, path: str) -> bool:
        """Whether a file only restricts: it is named by `-c` and never by `-r`, or it is called `constraints….txt`."""
        raise NotImplementedError

    def read(self, path: str) -> Iterator[Statement]:
        """Every requirement in pip's reading order, an include where it stands; a file that is reached twice is read once."""
        raise NotImplementedError


def build(tree: Tree) -> Requirements:
    """The fact behind `tree.requirements`."""
    return Requirements(tree)
