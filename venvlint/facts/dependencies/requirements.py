"""The requirements files of the tree: which there are, what includes what, and who restricts
whom.
"""

from __future__ import annotations

import re
from functools import cached_property

from venvlint.facts.project.programs import CONDA
from venvlint.files.paths import folder_of, joined, name_of
from venvlint.readers import requirements as reader
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeVar

    from venvlint.readers.requirements import Line, RequirementsFile
    from venvlint.tree import Tree

    T = TypeVar("T")

# What restricts versions, and what uv's `--overrides` takes.
_RESTRICTS = lazy(
    r"(?:^|[/_.-])(?:constraints?|overrides?)(?:[/_.-]|$)",
    re.IGNORECASE,
    words=("constraint", "override"),
)
# Files that installers take beside requirements files.
_OTHERS = (".toml", ".py", ".cfg", ".yml", ".yaml", ".json", ".whl")
# Those of other tools whose names end otherwise.
_OF_OTHER_TOOLS = frozenset(
    "uv-lock poetry-lock pdm-lock pipfile-lock pixi-lock conda-lock pipfile".split()
)
_SOURCE = lazy(r"(?:^|\s)([\w./-]+\.(?:in|txt))(?=\s|$)")
# What is installed first; `dev-requirements.txt`, which ends alike, is longer.
_USUAL = ("requirements.txt", "requirements.in")
_UNKNOWN = lazy(r"[a-zA-Z][a-zA-Z0-9+.-]+:|/|~|[A-Za-z]:[\\/]|.*\$\{|.*\{\{")


MAXIMUM_STATEMENTS = 100_000
"""So many requirements and includes are read of all lists together, each list with everything that
it includes. A list that many include counts as often.
"""


def is_of_another_tool(tree: Tree, path: str) -> bool:
    """Whether a file is another tool's lock or manifest, by its name and by what it holds: `uv pip
    compile -o uv.lock` writes a list of requirements under such a name.
    """
    from venvlint.files.naming import kind_of

    kind = kind_of(path)
    if kind is None or kind.name not in _OF_OTHER_TOOLS:
        return False
    return kind.syntax == "text" or bool(getattr(tree, kind.syntax)(path))


class Include(Record):
    """A `-r` or `-c` line and what it names."""

    line: Line
    target: str
    """The path in the tree, normalised; empty for a URL, a `${VARIABLE}` or a path that leaves the
    tree.
    """
    constraint: bool
    exists: bool
    """Whether the tree holds the target; true for what cannot be known (URLs, variables, paths out
    of the tree).
    """


class Reading:
    """One reading of a list among the lists that include each other: `holds` tells whether another
    reading was begun and ended inside it, once the whole is read.
    """

    __slots__ = ("begin", "depth", "end")

    def __init__(self, begin: int, depth: int) -> None:
        self.begin, self.end, self.depth = begin, begin, depth

    def holds(self, other: Reading) -> bool:
        return self.begin <= other.begin <= self.end


class ReadRequirement(Record):
    """A requirement as pip meets it when it installs a file: the line, and the includes that led
    there.
    """

    line: Line
    constraint: bool
    """Whether it only restricts (it stands in a file that `-c` names)."""
    reading: Reading
    """The reading of the file that it stands in; one for all that are given together."""


class Requirements:
    """Every requirements file of the tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    @cached_property
    def files(self) -> dict[str, RequirementsFile]:
        """Path -> file, in path order: by name, by inclusion, or because a script installs it.
        Those of another `form` are here too.
        """
        tree = self.tree
        pending = [*tree.of_kind("requirements")]
        pending += self._installed()
        pending += [path for path in tree.dynamic_requirements if path in tree.path_set]
        found: dict[str, RequirementsFile] = {}
        while pending:
            path = pending.pop()
            if path in found:
                continue
            file = tree.read(path, reader.parse)
            if file is None:
                continue
            found[path] = file
            if file.form:
                continue
            pending += [
                include.target
                for include in _includes(tree, file)
                if include.exists and include.target
            ]
            if file.command:
                named = [joined(folder_of(path), word) for word in _SOURCE.findall(file.command)]
                pending += [source for source in named if source in tree.path_set]
        return dict(sorted(found.items()))

    def _installed(self) -> Iterator[str]:
        """Files of whatever name that something gives to an installer or a compile tool."""
        for install in self.tree.installs:
            if install.tool in CONDA and install.verb.startswith("env"):
                continue
            for file in (*install.files, *install.constraints, *install.overrides):
                path = file.meant
                if path is not None and not (
                    path.endswith(_OTHERS) or is_of_another_tool(self.tree, path)
                ):
                    yield path

    @cached_property
    def includes(self) -> dict[str, tuple[Include, ...]]:
        """Path -> its `-r` and `-c` lines, for files that have some."""
        found = {
            path: tuple(_includes(self.tree, file))
            for path, file in self.files.items()
            if not file.form
        }
        return {path: includes for path, includes in found.items() if includes}

    @cached_property
    def _by_line(self) -> dict[int, Include]:
        return {
            id(include.line): include for includes in self.includes.values() for include in includes
        }

    @cached_property
    def included_by(self) -> dict[str, tuple[str, ...]]:
        """Path -> the files that include it with `-r`."""
        return self._named(constraint=False)

    @cached_property
    def constrains(self) -> dict[str, tuple[str, ...]]:
        """Path -> the files that name it with `-c`."""
        return self._named(constraint=True)

    def _named(self, *, constraint: bool) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for path, includes in self.includes.items():
            for include in includes:
                if include.constraint is constraint and include.target:
                    found.setdefault(include.target, {})[path] = None
        return {path: tuple(by) for path, by in found.items()}

    @cached_property
    def loops(self) -> tuple[Include, ...]:
        """The includes that close a loop, one for each; a loop is entered where nothing outside it
        must be: at the plainest name.
        """
        closing: dict[int, Include] = {}
        done: set[str] = set()
        entered = {*self.included_by, *self.constrains}
        for root in sorted(
            self.includes,
            key=lambda path: (
                path in entered,
                path.count("/"),
                not path.endswith(_USUAL),
                len(path),
                path,
            ),
        ):
            if root in done:
                continue
            above = {root}
            stack = [(root, iter(self.includes[root]))]
            while stack:
                path, includes = stack[-1]
                include = next(includes, None)
                if include is None:
                    stack.pop()
                    above.discard(path)
                    done.add(path)
                elif include.target in above:
                    closing[id(include)] = include
                elif include.target in self.includes and include.target not in done:
                    above.add(include.target)
                    stack.append((include.target, iter(self.includes[include.target])))
        return tuple(closing.values())

    def is_constraints(self, path: str) -> bool:
        """Whether a file only restricts: it is named by `-c` and never by `-r`, given as uv's
        `--overrides`, called `constraints….txt` or `overrides….txt`, or a lock by its name that
        commands give to pip as constraints; and nothing installs what it lists.
        """
        if path in self.included_by:
            return False
        from venvlint.facts.dependencies.compiled_lines import split_lock

        name = name_of(path)
        return (
            path in self.constrains
            or path in self._overriding
            or _RESTRICTS.search(name) is not None
            or (
                (name.endswith(".lock") or bool(split_lock(name)[1]))
                and any(not one.compiles for one in self.tree.installs.constrained_by(path))
            )
        ) and not self.tree.installs.of(path)

    @cached_property
    def _overriding(self) -> frozenset[str]:
        """The files that installers are given to say what holds whatever is required elsewhere."""
        return frozenset(
            file.path
            for install in self.tree.installs
            for file in install.overrides
            if file.path is not None
        )

    def is_generated(self, path: str) -> bool:
        """Whether a file that is not there is made by a command of the tree (`pip freeze > x.txt`,
        `-o x.txt`), in whatever folder.
        """
        return name_of(path) in self._written

    @cached_property
    def _written(self) -> frozenset[str]:
        """The names of the files that commands write."""
        from venvlint.facts.commands.written_files import written, written_in_container

        return frozenset(
            name_of(effect.path)
            for command in self.tree.commands.all
            for effect in (*written(command), *written_in_container(command))
            if effect.kind in ("file", "copy", "move")
        )

    @cached_property
    def read_alone(self) -> frozenset[str]:
        """The files that are read without what they include, since all together come to more than
        `MAXIMUM_STATEMENTS`: the later ones in path order.
        """
        return beyond(
            self.includes,
            lambda path: [
                include.target
                for include in self.includes.get(path, ())
                if include.target in self.files
            ],
            lambda path: len(self.files[path].lines),
        )

    def read(self, path: str) -> Iterator[ReadRequirement]:
        """Every requirement in pip's reading order, an include where it stands; a file that is
        reached twice is read once.
        """
        return self.read_together((path,), self.is_constraints(path))

    def read_together(
        self, paths: Iterable[str], constraint: bool = False
    ) -> Iterator[ReadRequirement]:
        """As `read`, of several files that one command is given; as constraints where it is given
        them so.
        """
        seen: set[str] = set()
        top = Reading(0, 0)
        for path in paths:
            if path not in self.files or path in seen:
                continue
            seen.add(path)
            follows = path not in self.read_alone
            stack = [(iter(self.files[path].lines), constraint, top)]
            while stack:
                lines, restricts, reading = stack[-1]
                line = next(lines, None)
                if line is None:
                    stack.pop()
                    reading.end = top.end
                elif line.is_requirement:
                    yield ReadRequirement(line, restricts, reading)
                elif follows and line.kind in ("include", "constraint"):
                    include = self._by_line.get(id(line))
                    if (
                        include is not None
                        and include.target in self.files
                        and include.target not in seen
                    ):
                        seen.add(include.target)
                        top.end += 1
                        inner = Reading(top.end, reading.depth + 1)
                        lines = iter(self.files[include.target].lines)
                        stack.append((lines, include.constraint, inner))


def beyond(
    lists: Iterable[T], included: Callable[[T], Iterable[T]], size: Callable[[T], int]
) -> frozenset[T]:
    """Those of *lists* from which on all of them, each with all that it includes, come to more than
    `MAXIMUM_STATEMENTS`. Takes no more steps than that.
    """
    left = MAXIMUM_STATEMENTS
    found = []
    for one in lists:
        seen, pending = {one}, [one]
        while pending and left > 0:
            here = pending.pop()
            left -= size(here) + 1
            for other in included(here):
                if other not in seen:
                    seen.add(other)
                    pending.append(other)
        if left <= 0:
            found.append(one)
    return frozenset(found)


def _includes(tree: Tree, file: RequirementsFile) -> Iterator[Include]:
    for line in file.lines:
        if line.kind in ("include", "constraint"):
            target, exists = resolve(tree, file.path, line.target)
            yield Include(line, target, line.kind == "constraint", exists)


def resolve(tree: Tree, path: str, target: str) -> tuple[str, bool]:
    """The path in the tree that *target* means in the file *path*, and whether it is there; ("",
    True) where nobody can know.
    """
    if not target or _UNKNOWN.match(target):
        return "", True
    resolved = joined(folder_of(path), target)
    if resolved.startswith(".."):
        return "", True
    if tree.exists(resolved):
        return resolved, True
    from venvlint.facts.project import is_in_submodule

    return ("", True) if is_in_submodule(tree, resolved) else (resolved, False)


def build(tree: Tree) -> Requirements:
    """The fact behind `tree.requirements`."""
    return Requirements(tree)


# -- Which program reads a requirements file: pip, another installer, or a compile tool alone.
#
# Compile tools and uv take what pip refuses: extras in constraints, hashes of some lines.


def is_read_by_pip(tree: Tree, path: str) -> bool:
    """Whether pip is given the file, itself or through another one.

    Where nothing of the tree installs it, people do, with pip, unless it is a source for a compile
    tool.
    """
    by_pip, by_others, compiled = tree.once("who reads requirements", lambda: _readers(tree))
    return path in by_pip or (path not in by_others and path not in compiled)


def _readers(tree: Tree) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The files that pip reads, those that anything that installs reads, and those of compile
    tools, each with all that they include.
    """
    files = tree.requirements.files
    installed = {path: tree.installs.of(path) for path in files}

    def below(paths: Iterable[str]) -> frozenset[str]:
        found = set(paths)
        pending = [*found]
        while pending:
            for include in tree.requirements.includes.get(pending.pop(), ()):
                if not include.constraint and include.target and include.target not in found:
                    found.add(include.target)
                    pending.append(include.target)
        return frozenset(found)

    return (
        below(path for path, installs in installed.items() if any(one.by_pip for one in installs)),
        below(path for path, installs in installed.items() if installs),
        below(path for path in files if is_source(tree, path)),
    )


def is_source(tree: Tree, path: str) -> bool:
    """Whether a file is the input of a compile tool: its suffix says so, a command compiles it, or
    the header of a compiled file names it.
    """
    if path.endswith(".in") or tree.installs.compiled(path):
        return True
    return path in _compiled_from(tree)


def compiled_pythons(tree: Tree, path: str) -> tuple[str, ...]:
    """The Pythons (`3.12`) that a compiled file is for by its header, or that the files compiled
    from a source are for; empty where one of them is for any.
    """
    from venvlint.readers.requirements_origin import compiled_for

    files = tree.requirements.files
    outputs = [path] if files[path].generator else _compiled_from(tree).get(path, [])
    stated = [compiled_for(files[one]) for one in outputs]
    return tuple({one[0]: None for one in stated if one is not None}) if all(stated) else ()


def _compiled_from(tree: Tree) -> dict[str, list[str]]:
    """The compiled files by the sources that their headers name."""
    return tree.once("the sources that compiled files name", lambda: _outputs(tree))


def _outputs(tree: Tree) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, file in tree.requirements.files.items():
        for word in (file.command or "").split():
            if not word.startswith("-") and word.endswith((".in", ".txt")):
                for source in {joined(word), joined(folder_of(path), word)}:
                    if source != path:
                        found.setdefault(source, []).append(path)
    return found


def conda_alone_reads(tree: Tree, path: str) -> bool:
    """Whether a command or a page of the repository gives a list to conda, and none to pip:
    `conda create --file requirements.txt`.
    """
    installs = tree.installs.of(path)
    return bool(installs) and all(one.tool in CONDA for one in installs)


def constrains_pip(tree: Tree, path: str) -> bool:
    """Whether pip is given the file as constraints: by `-c` or a variable of a command, or by the
    `-c` of a file that it reads.
    """
    return any(
        install.by_pip and not install.compiles for install in tree.installs.constrained_by(path)
    ) or any(
        is_read_by_pip(tree, includer)
        for includer in tree.requirements.constrains.get(path, ())
        if includer != path
    )
