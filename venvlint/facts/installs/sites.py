"""What a path means where a command runs: in an image, in the tree, on a page."""

from __future__ import annotations

import posixpath
from bisect import bisect_right
from functools import cached_property

from venvlint.facts.commands.written_files import brought, cloned, may_write_anything, written
from venvlint.facts.installs import purpose
from venvlint.facts.installs.model import (
    GivenFile,
    Purpose,
    Where,
)
from venvlint.facts.project import PROJECT_FILES
from venvlint.files.paths import (
    as_folder,
    folder_of,
    folders_above,
    joined,
    name_of,
    path_from,
    prefix_of,
)
from venvlint.readers.patchwork import UNKNOWN
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.facts.commands.model import Command
    from venvlint.facts.stages.files import StageFiles
    from venvlint.readers.patchwork import Word
    from venvlint.tree import Tree

_URL = lazy(r"[a-zA-Z][a-zA-Z0-9+.-]+://|-$|/dev/|<\(")


class Site:
    """Where commands run one after the other: which files are there, and for whom it is done."""

    def __init__(self, tree: Tree, where: Where, what: Purpose) -> None:
        self.tree, self.where, self.what = tree, where, what
        self.installer = ""
        """`Install.installer` of pip's commands."""

    def file(self, command: Command, word: Word) -> GivenFile:
        """What the path *word* means where *command* runs."""
        raise NotImplementedError

    def folder(self, command: Command, path: str) -> str | None:
        """The folder of the repository that *path* is where *command* runs; None where that is not
        known.
        """
        raise NotImplementedError

    def guessed_folder(self, command: Command, path: str) -> str | None:
        """The folder that is most likely meant where `folder` knows none."""
        return None

    def notice(self, command: Command) -> None:
        """Remember what a command leaves behind for those after it."""


class ImageSite(Site):
    """A stage of an image."""

    def __init__(self, tree: Tree, where: Where, what: Purpose, files: StageFiles) -> None:
        super().__init__(tree, where, what)
        self.files = files

    def file(self, command: Command, word: Word) -> GivenFile:
        at = command.document.at(word.start, max(word.end, word.start))
        if _URL.match(word.text):
            return GivenFile(word.text, at, None, "unknown", word)
        place = self.files.absolute(word.text, command)
        if place is None:
            return GivenFile(word.text, at, None, "unknown", word, guess=self._guess(word.text))
        moment = None if command.shell.late else command
        origin = self.files.origin(place, moment)
        state = {"tree": "there", "absent": "missing"}.get(origin.state, origin.state)
        path = origin.path if origin.state == "tree" else None
        guess = None if path or origin.path or state == "made" else self._guess(place)
        return GivenFile(word.text, at, path, state, word, origin, place, guess)

    def _guess(self, place: str) -> str | None:
        """The file of the context with the longest common end; the folders of an image whose base
        brings what it installs, or whose `COPY` is not understood, are often the context's.
        """
        parts = [part for part in place.split("/") if part and UNKNOWN not in part]
        if any(part.lower() in self._checkouts for part in parts[:-1]):
            return None  # another project's file of that name
        bases = dict.fromkeys((self.files.context, folder_of(self.where.path), ""))
        for index in range(len(parts)):
            for base in bases:
                path = posixpath.join(base, *parts[index:])
                if self.tree.exists(path):
                    return path
        return None

    @cached_property
    def _checkouts(self) -> frozenset[str]:
        """The names of the folders that the stage checks other projects out to, in lower case:
        `git clone` names one, and `pip install -e git+…#egg=name` puts it below `src`.
        """
        found: set[str] = set()
        for command in self.files.own_commands:
            found.update(map(name_of, brought(command)))
            if command.tool in ("pip", "uv"):
                for text in command.texts:
                    address, hash_sign, fragment = text.partition("#")
                    if "git+" in address:
                        egg = fragment.rpartition("egg=")[2].partition("&")[0].partition("[")[0]
                        tail = name_of(address.partition("://")[2])
                        found.add(egg if hash_sign and egg else tail.partition(".git")[0])
        return frozenset(name.lower() for name in found if name not in ("", "."))

    def folder(self, command: Command, path: str) -> str | None:
        place = self.files.absolute(path, command)
        if place is None:
            return None
        return self.files.project(place, None if command.shell.late else command)

    def guessed_folder(self, command: Command, path: str) -> str | None:
        place = self.files.absolute(path, command) or ""
        if not self._checkouts.isdisjoint(place.lower().split("/")):
            from venvlint.facts.commands.pages import clone_names
            from venvlint.facts.project.vocabulary import folded

            if clone_names(self.tree).isdisjoint(map(folded, self._checkouts)):
                return None  # another project
        return self.files.context if path in ("", ".", "./") or path.startswith("/") else None


_AT_HAND = ("make", "task", "tox", "nox")
"""Where commands of the repository run that nobody has without it: what they clone is another."""


class TreeSite(Site):
    """A checkout of the repository: a job, a script, a recipe of make, a page.

    *bases* are the folders that it may start in, the likeliest first.
    """

    def __init__(
        self, tree: Tree, where: Where, what: Purpose, bases: tuple[str, ...] = ("",)
    ) -> None:
        super().__init__(tree, where, what)
        self.bases = bases
        self.is_known = True
        """False where what is checked out is not (only) this repository."""
        self.prefix = ""
        """The folder that the repository is checked out to."""
        self.foreign: tuple[str, ...] = ()
        """Folders that other repositories are checked out to, or that something was unpacked
        into.
        """
        self.written: set[str] = set()
        self.cloudy = False
        """Whether something ran that may have written any file."""
        self.cloned = False
        self.is_elsewhere = False
        """Whether it runs on another machine, whose folders are its own."""

    def candidates(self, command: Command, path: str) -> list[str]:
        """The paths of the repository that *path* may be, the likeliest first."""
        if UNKNOWN in path:
            near = command.near_script.get(path)
            inner = self.below_checkout(near) if near is not None else None
            return [] if inner is None else [inner]
        directory = command.directory
        if directory is None or path.startswith(("/", "~")) or directory.startswith("/"):
            return []
        found = []
        for base in self.bases:
            meant = path_from(base, posixpath.join(directory, path))
            inner = self.below_checkout(meant) if meant is not None else None
            if inner is not None and inner not in found:
                found.append(inner)
        if self.cloned and directory:
            # `git clone …/shop && cd shop`: that folder is the repository itself.
            meant = path_from(directory.partition("/")[2], path)
            if meant is not None:
                found.append(meant)
        return found

    def below_checkout(self, path: str) -> str | None:
        """The path of the repository that a normal *path* is, seen from where a job begins; None
        where it leads out of the checkout.
        """
        path = as_folder(path)
        if not self.prefix:
            return path
        if path != self.prefix and not path.startswith(self.prefix + "/"):
            return None
        return path[len(self.prefix) :].lstrip("/")

    def is_foreign(self, path: str) -> bool:
        """Whether a path lies in the checkout of another repository, or among what was unpacked."""
        return any(path.startswith(folder + "/") for folder in self.foreign)

    def file(self, command: Command, word: Word) -> GivenFile:
        at = command.document.at(word.start, max(word.end, word.start))
        if _URL.match(word.text):
            return GivenFile(word.text, at, None, "unknown", word)
        windows = command.shell_kind in ("cmd", "pwsh")
        text = word.text.replace("\\", "/") if windows else word.text
        paths = self.candidates(command, text)
        for path in paths:
            if path and self.tree.exists(path):
                return GivenFile(word.text, at, path, "there", word)
        if windows:
            folded = self._folded()
            for path in paths:
                if path.lower() in folded:
                    return GivenFile(word.text, at, folded[path.lower()], "there", word)
        if any(path in self.written for path in paths):
            return GivenFile(word.text, at, None, "made", word)
        if (
            not paths
            or not self.is_known
            or self.is_elsewhere
            or self.cloudy
            or any(map(self.is_foreign, paths))
            or not self._stands_somewhere(command)
        ):
            guess = self._guess(word.text) if self.is_known and not self.foreign else None
            return GivenFile(word.text, at, None, "unknown", word, guess=guess)
        # The clone is the repository itself, also for a page of `docs`.
        if self.cloned and (command.directory or self.where.kind == "page"):
            looked_at = paths[-1]
        else:
            # Where the folder is that the path begins with: `docs/x.txt` in a page below `docs`.
            folders = (one for one in paths if self.tree.is_folder(folder_of(one)))
            looked_at = next(folders, paths[0])
        return GivenFile(word.text, at, None, "missing", word, looked_at=looked_at)

    def _stands_somewhere(self, command: Command) -> bool:
        """Whether the folder that the command runs in is one of the tree: `cd` may well have led
        into one that something made, such as a clone.
        """
        return not command.directory or any(
            self.tree.is_folder(folder) for folder in self.candidates(command, ".")
        )

    def _folded(self) -> dict[str, str]:
        """The paths of the tree as Windows compares them."""
        tree = self.tree
        return tree.once("paths in lower case", lambda: {path.lower(): path for path in tree.paths})

    def _guess(self, written: str) -> str | None:
        """The file at one of the bases, with the parts of the path that are known."""
        known = written.rpartition(UNKNOWN)[2].lstrip("/").removeprefix("./")
        while known:
            for base in (*self.bases, ""):
                path = joined(base, known)
                if not path.startswith("..") and self.tree.exists(path):
                    return path
            known = known.partition("/")[2] if self.is_elsewhere else ""
        return None

    def folder(self, command: Command, path: str) -> str | None:
        if not self.is_known:
            return None
        found = [each for each in self.candidates(command, path) if self.tree.is_folder(each)]
        # A page of `docs/` that says `pip install .` speaks from where the project is.
        return next(filter(self._has_manifest, found), found[0] if found else None)

    def _has_manifest(self, folder: str) -> bool:
        return any(self.tree.exists(f"{prefix_of(folder)}{name}") for name in PROJECT_FILES)

    def _clones_itself(self, command: Command) -> bool:
        """Whether a command clones what may be this repository: not where that is at hand."""
        return self.where.kind not in _AT_HAND and cloned(command) is not None

    def _begins_afresh(self, command: Command) -> bool:
        """Whether a page clones the project once more, for another way to install it: there is
        nothing in that clone of what was done before.
        """
        brought_here = cloned(command) if self.where.kind == "page" else None
        if brought_here is None or command.has("-b", "--branch"):
            return False
        from venvlint.facts.commands.pages import clone_names
        from venvlint.facts.project.vocabulary import folded

        return folded(brought_here[0]) in clone_names(self.tree)

    def notice(self, command: Command) -> None:
        if self._begins_afresh(command):
            self.cloudy, self.written = False, set()
        if may_write_anything(command):
            self.cloudy = True
        for effect in written(command):
            if effect.kind == "below":
                self.cloned = self.cloned or self._clones_itself(command)
                self.cloudy = self.cloudy or effect.path in (".", "")
                self.foreign += tuple(self.candidates(command, effect.path))
            elif effect.kind not in ("folder", "removed"):
                for path in self.candidates(command, effect.path):
                    self.written.add(path)
                    if effect.source:
                        name = name_of(effect.source)
                        self.written.add(posixpath.join(path, name))


_MOVES = ("cd", "pushd", "chdir", "Set-Location")


class _PageSections:
    """The sections of a page, gone through in the order of its commands: where the reader stands
    who begins with the one that he needs.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._section = 0
        self._folder: str | None = ""

    @cached_property
    def _starts(self) -> list[int]:
        from venvlint.facts.commands.pages import sections

        return sections(self._document)

    def folder(self, command: Command) -> str | None:
        """The folder that the section's own commands have led to, from where the page begins; None
        where that is not known, and for a command of another file.
        """
        if command.document is not self._document:
            return None
        section = bisect_right(self._starts, command.start)
        if section != self._section:
            self._section, self._folder = section, ""
        return self._folder

    def follow(self, command: Command) -> None:
        """Go where a `cd` leads."""
        folder = self.folder(command)
        if folder is None:
            return
        to = command.words[1].text.replace("\\", "/") if len(command.words) > 1 else "~"
        place = joined(folder, to)
        unclear = UNKNOWN in to or to.startswith(("/", "~", "-")) or place.startswith("..")
        self._folder = None if unclear else place


class PageSite(TreeSite):
    """A page, whose reader may go through it from one end to the other or begin with the section
    that he needs: `cd frontend` for one half of a program, and then how to install the other.
    """

    def __init__(self, tree: Tree, document: Document) -> None:
        bases = tuple(folders_above(document.path))
        super().__init__(tree, Where("page", document.path), purpose.of_page(document.path), bases)
        self._document = document

    @cached_property
    def _sections(self) -> _PageSections:
        return _PageSections(self._document)

    def file(self, command: Command, word: Word) -> GivenFile:
        given = super().file(command, word)
        if given.state in ("there", "made"):
            return given
        inner = self._behind_the_clone(word.text)
        for path in (*self._from_the_section(command, word.text), *filter(None, (inner,))):
            if self.tree.exists(path):
                return GivenFile(word.text, given.at, path, "there", word)
        if any(self._behind_the_clone(one.text) for one in command.words if one is not word):
            return GivenFile(word.text, given.at, None, "unknown", word)
        return given

    def _behind_the_clone(self, path: str) -> str:
        """The rest of a path that leads through a folder called as a clone of the project is:
        `src/kit/dev.txt`, for a reader who stands outside the clone. Empty where it leads through
        none.
        """
        from venvlint.facts.commands.pages import clone_names
        from venvlint.facts.project.vocabulary import folded

        folders = path.replace("\\", "/").split("/")
        names = clone_names(self.tree)
        for place in range(len(folders) - 1, 0, -1):
            if folded(folders[place - 1]) in names:
                return "/".join(folders[place:])
        return ""

    def folder(self, command: Command, path: str) -> str | None:
        found = super().folder(command, path)
        if found is None or not self._has_manifest(found):
            for folder in self._from_the_section(command, path):
                if self._has_manifest(folder):
                    return folder
        return found

    def notice(self, command: Command) -> None:
        super().notice(command)
        if command.words and command.words[0].text in _MOVES:
            self._sections.follow(command)

    def _from_the_section(self, command: Command, path: str) -> Iterator[str]:
        """What *path* is for a reader who began with the command's section, where those above it
        lead into a folder of the tree.
        """
        directory = command.directory
        if not directory or UNKNOWN in path or path.startswith(("/", "~")):
            return
        folder = self._sections.folder(command)
        if folder is None or folder == directory or not self._leads_into_the_tree(directory):
            return
        for base in self.bases:
            meant = path_from(base, posixpath.join(folder, path.replace("\\", "/")))
            if meant is not None:
                yield meant

    def _leads_into_the_tree(self, directory: str) -> bool:
        first = directory.partition("/")[0]
        # `git clone …/shop` and `cd shop/docs`: that is the repository itself.
        return self.cloned or any(
            self.tree.is_folder(f"{prefix_of(base)}{first}") for base in self.bases
        )
