"""The context of a build: what `COPY` and `ADD` of a Dockerfile take out of it, and what an ignore
file keeps out of it.
"""

from __future__ import annotations

import posixpath
import re

from venvlint.files.paths import folder_of, folders_above, name_of, prefix_of
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.model import Location
    from venvlint.readers.dockerfile import Instruction
    from venvlint.readers.dockerignore import Dockerignore, Pattern
    from venvlint.readers.globs import Glob
    from venvlint.tree import Tree

_PYTHON_FILE = lazy(
    r"(?:pyproject\.toml|setup\.py|setup\.cfg|Pipfile|noxfile\.py|[\w.-]*requirements[\w.-]*\.(?:txt|in)|environment\.ya?ml)$"
)


class ContextCopy(Record):
    """One folder of the context that an instruction copies whole."""

    at: Location
    """The instruction."""
    context: str
    """The context's directory; `""` is the root."""
    source: str
    """The folder, relative to the tree; `""` is the root."""
    excluded: tuple[str, ...]
    """What the instruction's own `--exclude=` leaves out."""


def copies(tree: Tree, recipe: Recipe) -> Iterator[ContextCopy]:
    """Every folder that the stages of a Dockerfile copy from the context, each instruction once a
    context.
    """
    builds = tree.builds[recipe.path]
    needed = {stage.index for final in builds.finals for stage in recipe.parsed.built_from(final)}
    for stage in recipe.parsed.stages:
        if stage.index not in needed:
            continue
        for instruction in stage.instructions:
            if instruction.keyword in ("COPY", "ADD") and "from" not in instruction.flags:
                for context in builds.contexts:
                    yield from _of(instruction, context)


def _of(instruction: Instruction, context: str) -> Iterator[ContextCopy]:
    if instruction.heredocs:
        return
    excluded = tuple(
        word.known for name, word in instruction.all_flags if name == "exclude" and word.known
    )
    for word in instruction.words[:-1]:
        text = word.known
        if not text or "://" in text or text.startswith(("<<", "git@")):
            continue
        text = posixpath.normpath(text.lstrip("/") or ".")
        if text in (".", "*", "..") or text.startswith("../"):
            text = ""  # `..` cannot leave the context
        elif any(character in text for character in "*?["):
            continue
        yield ContextCopy(
            instruction.at,
            context,
            posixpath.join(context, text) if text and context else context or text,
            excluded,
        )


def ignore_file(tree: Tree, recipe: Recipe, context: str) -> str:
    """The ignore file that counts for a build; the one that is to be made where there is none.

    A file that is named after the Dockerfile replaces the context's own (BuildKit); Podman prefers
    `.containerignore`.
    """
    prefix = prefix_of(context)
    for path in (
        f"{recipe.path}.dockerignore",
        f"{prefix}.dockerignore",
        f"{prefix}.containerignore",
    ):
        if tree.document(path) is not None:
            return path
    return f"{prefix}.dockerignore"


def is_python(tree: Tree, context: str) -> bool:
    """Whether there is anything of Python in a context: somebody might make an environment
    there.
    """
    if not context and tree.listing.has_python:
        return True
    folders: frozenset[str] = tree.once("folders that hold Python", lambda: _python_folders(tree))
    return context in folders


def _python_folders(tree: Tree) -> frozenset[str]:
    found: set[str] = set()
    for path in tree.paths:
        if _PYTHON_FILE.match(name_of(path)):
            for folder in folders_above(path):
                if folder in found:
                    break
                found.add(folder)
    return frozenset(found)


def sends(
    ignore: Dockerignore, context: str, environment: str, excluded: tuple[str, ...] = ()
) -> bool:
    """Whether files of an environment, by its directory in the tree, are sent with the context."""
    inner = environment[len(context) :].lstrip("/")
    probes = [
        f"{inner}/{name}".lstrip("/")
        for name in ("lib/python3.12/site-packages/pip/__init__.py", "bin/python")
    ]
    if excluded:
        from venvlint.document import Document
        from venvlint.readers.dockerignore import Dockerignore as Patterns

        own = Patterns(Document("", "\n".join(excluded).encode()))
        probes = [probe for probe in probes if not own.excludes(probe)]
    return any(not ignore.excludes(probe) for probe in probes)


class BuildContext:
    """The folder that is sent to the builder, and what its ignore file keeps back."""

    def __init__(self, tree: Tree, recipe: Recipe, folder: str) -> None:
        from venvlint.readers import dockerignore

        self.tree, self.folder = tree, folder
        self.ignore_path = ignore_file(tree, recipe, folder)
        self.ignore = tree.read(self.ignore_path, dockerignore.parse)
        self.globs: dict[str, tuple[str, ...]] = {}

    def path(self, name: str) -> str:
        """The path in the repository of one in the context."""
        return f"{self.folder}/{name}" if self.folder and name else self.folder or name

    def is_folder(self, name: str) -> bool:
        return self.tree.is_folder(self.path(name))

    def is_file(self, name: str) -> bool:
        return bool(name) and self.tree.exists(self.path(name))

    def ignored(self, name: str) -> Pattern | None:
        """The pattern that keeps a file out of what is sent; None where it is sent."""
        if self.ignore is None or not self.ignore.excludes(name):
            return None
        return next(
            (
                pattern
                for pattern in reversed(self.ignore.patterns)
                if not pattern.negated and pattern.matches(name)
            ),
            None,
        )

    def expanded(self, pattern: str) -> tuple[str, ...]:
        """The files and folders of the context that a glob names, as Go's `filepath.Match`."""
        if pattern not in self.globs:
            found: list[str] = []
            head = pattern[: min(pattern.find(mark) % (len(pattern) + 1) for mark in "*?[")]
            start = self.path(folder_of(head))
            depth = pattern.count("/")
            glob = glob_of(pattern)
            prefix = prefix_of(start)
            skip = len(self.folder) + 1 if self.folder else 0
            beside = self.tree.files.names(start)
            others = [prefix + name for name in (*beside.files, *beside.folders)]
            for path in dict.fromkeys((*self.tree.paths, *self.tree.folders, *others)):
                name = path[skip:]
                if (
                    path.startswith(prefix)
                    and name
                    and name.count("/") == depth
                    and glob.matches(name)
                ):
                    found.append(name)
            self.globs[pattern] = tuple(found)
        return self.globs[pattern]


def glob_of(pattern: str) -> Glob:
    """Go's `filepath.Match`: no star crosses a slash, and `**` is one star."""
    from venvlint.readers.globs import Glob, docker

    return Glob(docker(re.sub(r"\*+", "*", pattern)))
