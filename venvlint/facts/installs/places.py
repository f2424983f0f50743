"""Which file and which folder of the repository a command means, and every install of a command."""

from __future__ import annotations

import posixpath
from functools import cached_property

from venvlint.facts.commands.installs import is_path, request_of
from venvlint.facts.commands.written_files import brought, cloned, may_write_anything, written
from venvlint.facts.installs import purpose
from venvlint.facts.installs.model import (
    DEVELOPMENT,
    DOCS,
    PRODUCTION,
    PUBLISH,
    TESTS,
    UNCLEAR,
    GivenFile,
    GivenLabel,
    GivenName,
    GivenProject,
    Indexes,
    Install,
    Purpose,
    Where,
    given_name,
)
from venvlint.facts.project import PROJECT_FILES, vocabulary
from venvlint.facts.project.programs import CONDA
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
from venvlint.readers.requirements import ARCHIVES
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.document import Document
    from venvlint.facts.ci.model import Job
    from venvlint.facts.commands.installs import InstallRequest
    from venvlint.facts.commands.model import Command, Sequence
    from venvlint.facts.installs.page_sections import PageSections
    from venvlint.facts.stages.files import StageFiles
    from venvlint.model import Location
    from venvlint.readers.patchwork import Word
    from venvlint.tree import Tree

_UV_BACKEND = lazy(rb"venv_backend\s*=\s*[\"']uv\b")
_URL = lazy(r"[a-zA-Z][a-zA-Z0-9+.-]+://|-$|/dev/|<\(")
_HELPER_FOLDERS = (
    vocabulary.CI_FOLDERS
    | vocabulary.HELPER_FOLDERS
    | frozenset(
        "bin build utils util dev contrib deploy deployment docker .gitlab .travis devops"
        " misc etc".split()
    )
)
_INDEX_VARIABLES = (
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS",
    "PIP_NO_INDEX",
    "PIP_CONFIG_FILE",
    "UV_INDEX",
    "UV_INDEX_URL",
    "UV_DEFAULT_INDEX",
    "UV_EXTRA_INDEX_URL",
    "UV_FIND_LINKS",
    "UV_NO_INDEX",
)
# Bounds that no repository of people meets.
_MAXIMUM_DEPTH = 4
_MAXIMUM_COMMANDS = 20_000


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


class PageSite(TreeSite):
    """A page, whose reader may go through it from one end to the other or begin with the section
    that he needs: `cd frontend` for one half of a program, and then how to install the other.
    """

    def __init__(self, tree: Tree, document: Document) -> None:
        bases = tuple(folders_above(document.path))
        super().__init__(tree, Where("page", document.path), purpose.of_page(document.path), bases)
        self._document = document

    @cached_property
    def _sections(self) -> PageSections:
        from venvlint.facts.installs.page_sections import PageSections

        return PageSections(self._document)

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


def collect(tree: Tree) -> Iterator[Install]:
    """Every install of a command, by the places that commands run at."""
    sequences = tree.commands.sequences
    yield from _images(tree)
    called: set[str] = set()
    late: list[Sequence] = []
    for sequence in sequences:
        if sequence.kind in ("script", "make"):
            late.append(sequence)
        elif sequence.kind != "image":
            site = _site(tree, sequence)
            if site is not None:
                yield from _run(site, sequence.commands, called)
    # What something else runs belongs to that; the others stand for themselves.
    for sequence in late:
        for command in sequence.commands:
            found = _called(tree, command, ("", folder_of(sequence.document.path)))
            if found is not None and found[0] != sequence.document.path:
                called.add(found[0])
    read_from = _read_from(tree) if any(one.kind == "make" for one in late) else {}
    for sequence in late:
        if _name(sequence) not in called:
            site = _site(tree, sequence)
            path = sequence.document.path
            commands = sequence.commands
            if sequence.kind == "make" and path in read_from:
                commands = _moved(commands, folder_of(path), read_from[path])
            if site is not None:
                yield from _run(site, commands, set())


def _name(sequence: Sequence) -> str:
    path = sequence.document.path
    return f"{path}:{sequence.name}" if sequence.kind == "make" else path


def _images(tree: Tree) -> Iterator[Install]:
    recipes = [recipe for recipe in tree.dockerfiles if not recipe.is_template]
    if not recipes:
        return
    from venvlint.facts.stages.files import stage_files

    for recipe in recipes:
        started = purpose.started(tree, recipe)
        for context in tree.builds[recipe.path].contexts:
            for stage in recipe.parsed.stages:
                files = stage_files(tree, recipe, stage, context)
                if not files.own_commands:
                    continue
                what = purpose.of_stage(tree, recipe, stage, started)
                where = Where(
                    "image", recipe.path, stage.name, recipe=recipe, stage=stage, context=context
                )
                site = ImageSite(tree, where, what, files)
                for command in files.own_commands:
                    for install in _of_command(site, command):
                        yield install
                        # What a list has that was exported here is installed from the manifest.
                        exports = (exported(tree, install, file) for file in install.files)
                        yield from (export for export in exports if export is not None)


_PURPOSES = {
    "production": PRODUCTION,
    "tests": TESTS,
    "docs": DOCS,
    "build": PUBLISH,
    "development": DEVELOPMENT,
}


def _site(tree: Tree, sequence: Sequence) -> TreeSite | None:
    path, kind = sequence.document.path, sequence.kind
    folder = folder_of(path)
    at = sequence.document.line_at(1)
    told = _PURPOSES.get(sequence.purpose, UNCLEAR)
    if kind == "ci" and sequence.job is not None:
        return site_of_job(tree, sequence.job, sequence.commands)
    if kind == "workspace":
        where = Where("devcontainer", path)
        return TreeSite(tree, where, Purpose(DEVELOPMENT, "people work there", at))
    if kind == "host":
        where = Where("docs-host" if told == DOCS else "host", path)
        what = Purpose(DOCS if told == DOCS else PRODUCTION, "the platform runs it", at)
        return TreeSite(tree, where, what, (folder, ""))
    if kind == "task":
        where = Where("task", path, sequence.name)
        return TreeSite(tree, where, purpose.of_script(path, sequence.name), (folder,))
    if kind in ("service", "container", "procfile", "cron"):
        where = Where("service", path, sequence.name, late=True)
        return TreeSite(tree, where, Purpose(PRODUCTION, "it runs the project", at), (folder, ""))
    if kind == "provision":
        what = Purpose(told, "it sets up a machine" if told != UNCLEAR else "", at)
        site = TreeSite(tree, Where("provision", path, sequence.name), what, (folder, ""))
        site.is_elsewhere = True
        return site
    if kind in ("tox", "nox"):
        name = sequence.name
        if kind == "tox":
            name = name.partition("testenv")[2].lstrip(":") or name
        where = Where(kind, path, name)
        # The working directory of a session is the noxfile's folder already.
        own = folder if kind == "tox" else ""
        site = TreeSite(tree, where, purpose.of_environment(name, kind), (own,))
        site.installer = "uv" if kind == "nox" and _by_uv(sequence) else ""
        return site
    if kind == "page":
        return PageSite(tree, sequence.document)
    if kind == "make":
        # The working directory of a recipe is the Makefile's folder already.
        where = Where("make", path, sequence.name)
        return TreeSite(tree, where, purpose.of_script(path, sequence.name))
    if kind == "script":
        last = name_of(folder).lower()
        above = folder_of(folder)
        order = (above, folder, "") if last in _HELPER_FOLDERS else (folder, above, "")
        where = Where("script", path)
        return TreeSite(tree, where, purpose.of_script(path), tuple(dict.fromkeys(order)))
    if kind == "hook":
        where = Where("hook", path, sequence.name)
        return TreeSite(tree, where, Purpose(DEVELOPMENT, "it checks a commit", at))
    return None


def site_of_job(tree: Tree, job: Job, commands: Iterable[Command]) -> TreeSite:
    """Where a job of CI runs; *commands* are the job's."""
    what = purpose.of_job(job, commands)
    site = TreeSite(tree, Where("ci", job.path, job.name, job=job), what)
    _checkouts(site)
    return site


def _by_uv(sequence: Sequence) -> bool:
    return _UV_BACKEND.search(sequence.document.data) is not None


def _checkouts(site: TreeSite) -> None:
    """What a job has checked out, and to which folders."""
    job = site.where.job
    assert job is not None
    from venvlint.facts.ci.purpose import foreign_checkout, is_foreign

    several = [step for step in job.steps if step.uses == "checkout"]
    if foreign_checkout(job) or (job.system == "azure" and len(several) > 1):
        # Azure Pipelines puts each of several repositories into a folder of its own.
        site.is_known = False
        return
    foreign = []
    for step in job.steps:
        if step.uses != "actions/checkout":
            continue
        node = step.inputs.get("path")
        path = (node.string or "").strip() if node else ""
        if is_foreign(job, step):
            foreign.append(posixpath.normpath(path) if path else "")
        elif path and "$" not in path:
            site.prefix = posixpath.normpath(path)
        elif path:
            site.is_known = False
    site.foreign = tuple(folder for folder in foreign if folder)


def _run(
    site: TreeSite, commands: Iterable[Command], called: set[str], depth: int = 0
) -> Iterator[Install]:
    for number, command in enumerate(commands):
        if number > _MAXIMUM_COMMANDS:
            return
        yield from _of_command(site, command)
        found = _called(site.tree, command, site.bases) if depth < _MAXIMUM_DEPTH else None
        if found is not None:
            called.add(found[0])
            yield from _run(site, found[1], called, depth + 1)
        else:
            site.notice(command)


def _called(
    tree: Tree, command: Command, bases: tuple[str, ...]
) -> tuple[str, list[Command]] | None:
    """The script or the target of a Makefile that a command runs, with its commands; None where it
    runs none of the tree.
    """
    from venvlint.facts.commands.scripts import called_script

    if command.tool == "make":
        return _made(tree, command, bases)
    word = called_script(command)
    near = command.near_script.get(word.text) if word is not None else None
    if word is None or (near is None and (word.known is None or command.directory is None)):
        return None
    for base in bases:
        path = near or joined(base, command.directory or "", word.text)
        if path in tree.path_set and path != command.document.path:
            from venvlint.facts.commands.scripts import script_commands

            inner = script_commands(
                tree,
                path,
                command,
                directory=command.directory,
                folder=folder_of(path),
            )
            return (path, inner) if inner is not None else None
    return None


def _made(tree: Tree, command: Command, bases: tuple[str, ...]) -> tuple[str, list[Command]] | None:
    from venvlint.facts.commands.makefiles import told

    folder, name, target = told(command)
    if command.directory is None or UNKNOWN in folder + name + target:
        return None
    makefiles: dict[str, Sequence] = tree.once(
        "the targets of the Makefiles",
        lambda: {
            _name(sequence): sequence
            for sequence in tree.commands.sequences
            if sequence.kind == "make"
        },
    )
    first: dict[str, str] = tree.once(
        "the first targets of the Makefiles",
        lambda: {one.document.path: key for key, one in reversed(makefiles.items())},
    )
    for base in bases:
        place = posixpath.join(base, command.directory, folder)
        for makefile in (name,) if name else ("Makefile", "makefile", "GNUmakefile"):
            path = joined(place, makefile)
            if path not in tree.path_set:
                continue
            key = f"{path}:{target}" if target else first.get(path, "")
            sequence = makefiles.get(key)
            if sequence is not None and sequence.document is not command.document:
                own = folder_of(path)
                there = posixpath.normpath(place)
                moved = bool(name) and there not in (own or ".", own)
                commands = sequence.commands
                return key, _moved(commands, own, there) if moved else commands
    return None


def _moved(commands: list[Command], own: str, other: str | None) -> list[Command]:
    """The commands of a Makefile in *own* as they run where `make -f` reads it from *other*."""
    from copy import copy

    found = []
    for command in commands:
        one = copy(command)
        if command.directory is not None and not command.directory.startswith("/"):
            inner = posixpath.relpath(command.directory or ".", own or ".")
            one.directory = path_from(other, inner) if other is not None else None
        found.append(one)
    return found


def _read_from(tree: Tree) -> dict[str, str | None]:
    """The Makefiles that some command reads with `-f`, and the folder that it does so in; None
    where there are several.
    """
    from venvlint.facts.commands.makefiles import told

    found: dict[str, str | None] = {}
    for command in tree.commands.all:
        if command.tool != "make" or command.directory is None:
            continue
        folder, name, _ = told(command)
        if not name or UNKNOWN in folder + name:
            continue
        place = as_folder(joined(command.directory, folder))
        path = joined(place, name)
        if path in tree.path_set:
            found[path] = place if found.get(path, place) == place else None
    return found


def _of_command(site: Site, command: Command) -> Iterator[Install]:
    request = request_of(command)
    if request is not None:
        yield _install(site, command, request)


def exported(tree: Tree, install: Install, file: GivenFile) -> Install | None:
    """The export that wrote a list which an image installs, or that hands it on (`uv export | uv
    pip install -r -`), as an install of what it wrote; None for a list that something else wrote.
    """
    from venvlint.facts.commands.installs import export_of
    from venvlint.facts.commands.model import Command
    from venvlint.facts.stages.files import stage_files

    by = file.origin.by if file.origin is not None and file.state == "made" else None
    if file.written in ("-", "/dev/stdin") and install.command is not None:
        by = _handed_on(tree, install.command)
    recipe = install.where.recipe
    if recipe is None or not isinstance(by, Command):
        return None
    request, stage = export_of(by), by.shell.sequence.stage
    if request is None or stage is None:
        return None
    files = stage_files(tree, recipe, stage, install.where.context)
    return _install(ImageSite(tree, install.where, install.purpose, files), by, request)


def _handed_on(tree: Tree, command: Command) -> Command | None:
    """The command whose output a command reads."""
    if command.before != "|":
        return None
    commands = command.shell.commands
    places = tree.once(
        f"places of commands: {id(command.shell)}",
        lambda: {id(one): number for number, one in enumerate(commands)},
    )
    index = places.get(id(command), 0)
    return commands[index - 1] if index else None


def _install(site: Site, command: Command, request: InstallRequest) -> Install:
    files = [site.file(command, word) for word in request.files]
    if not request.files and request.defaults:
        files += _default_file(site, command, request.defaults)
    constraints = [site.file(command, word) for word in request.constraints]
    constraints += _constraining_variables(site, command, request.tool)
    names: list[GivenName] = []
    projects: list[GivenProject] = []
    complete = not request.unknown
    for word in request.operands:
        if request.tool == "setup.py":
            folder = site.folder(command, posixpath.dirname(word.text) or ".")
            projects.append(GivenProject(word.text, _at(command, word), folder, word=word))
        elif request.tool in CONDA:
            names.append(_conda_name(command, word))
        elif is_path(word.text):
            projects += _project(site, command, word, editable=False)
            complete = complete and UNKNOWN not in word.text
        else:
            name = _named(command, word)
            complete = complete and UNKNOWN not in word.text
            if name is not None:
                names.append(name)
    for word in request.editables:
        if "://" in word.text or word.text.startswith("git+"):
            name = _named(command, word)
            names += [name] if name is not None else []
        else:
            projects += _project(site, command, word, editable=True)
    if request.reads_project and not _stands_alone(site, command, request):
        own = _own_folder(request)
        folder = site.folder(command, own)
        projects.append(
            GivenProject(
                "",
                command.at,
                folder,
                editable="--no-editable" not in request.flags,
                guess=site.guessed_folder(command, own) if folder is None else None,
            )
        )
    for asked in (request.extras, request.groups, request.without, request.only):
        complete = complete and all(UNKNOWN not in word.text for _, word in asked)
    package = request.package.text if request.package is not None else ""
    complete = complete and UNKNOWN not in package
    separated = request.tool in ("poetry", "pipenv", "flit", "pdm", "rye", "maturin")
    return Install(
        request.tool,
        request.verb,
        site.where,
        site.what,
        command.at,
        command,
        tuple(files),
        tuple(constraints),
        tuple(names),
        tuple(projects),
        tuple(labels(command, request.extras, separated)),
        tuple(labels(command, request.groups, separated)),
        tuple(labels(command, request.without, separated)),
        tuple(labels(command, request.only, separated)),
        frozenset(request.flags),
        _indexes(command, request),
        request.target.text if request.target is not None else "",
        request.compiles,
        request.adds,
        command.conditional or command.shell.condition,
        complete,
        site.installer if request.tool == "pip" else "",
        tuple(site.file(command, word) for word in request.overrides),
        package,
    )


def _stands_alone(site: Site, command: Command, request: InstallRequest) -> bool:
    """Whether what a command runs is a script that says itself what it needs (PEP 723)."""
    if request.script is None:
        return False
    from venvlint.readers import inline_metadata

    path = site.file(command, request.script).path
    return path is not None and site.tree.read(path, inline_metadata.parse) is not None


def _own_folder(request: InstallRequest) -> str:
    folder = request.directory.text if request.directory is not None else ""
    if request.project is not None:
        folder = posixpath.join(folder, request.project.text)
    return folder or "."


def _at(command: Command, word: Word) -> Location:
    return command.document.at(word.start, max(word.end, word.start))


def _default_file(site: Site, command: Command, names: tuple[str, ...]) -> list[GivenFile]:
    """The file that a tool takes when it is given none."""
    from venvlint.readers.patchwork import Word as NewWord
    from venvlint.readers.patchwork import plain

    found = []
    for name in names:
        word = NewWord(name, plain(name, command.start), command.start, command.start)
        given = site.file(command, word)
        found.append(GivenFile("", command.at, given.path, given.state, None, given.origin))
        if given.path is not None:
            return found[-1:]
    return found[:1]


def _constraining_variables(site: Site, command: Command, tool: str) -> Iterator[GivenFile]:
    name = {"pip": "PIP_CONSTRAINT", "uv": "UV_CONSTRAINT"}.get(tool)
    value = command.variables.get(name) if name is not None else None
    if not value:
        return
    from venvlint.readers.patchwork import Word as NewWord
    from venvlint.readers.patchwork import plain

    for text in value.split():
        word = NewWord(text, plain(text, command.start), command.start, command.start)
        given = site.file(command, word)
        yield GivenFile(
            text, command.at, given.path, given.state, None, given.origin, given.looked_at
        )


def _project(site: Site, command: Command, word: Word, *, editable: bool) -> Iterator[GivenProject]:
    text = word.text
    extras: tuple[GivenLabel, ...] = ()
    bracket = text.find("[")
    if bracket >= 0 and text.endswith("]"):
        extras = tuple(_split(command, word.part(bracket + 1, len(text) - 1), ""))
        text = text[:bracket]
    text = text.removeprefix("file://").removeprefix("file:")
    if text.endswith(ARCHIVES) or "*" in text:
        yield GivenProject(word.text, _at(command, word), None, extras, editable, word)
        return
    folder = site.folder(command, text or ".")
    guess = site.guessed_folder(command, text) if folder is None else None
    yield GivenProject(word.text, _at(command, word), folder, extras, editable, word, guess)


def _named(command: Command, word: Word) -> GivenName | None:
    text = word.text.strip()
    if not text or UNKNOWN in text or text.startswith("-"):
        return None
    return given_name(text, _at(command, word), word)


def _conda_name(command: Command, word: Word) -> GivenName:
    """`numpy=1.26`, `conda-forge::numpy`: conda's names are conda's."""
    text = word.text.rpartition("::")[2]
    name = text
    for mark in "=<>! ":
        name = name.partition(mark)[0]
    return GivenName(
        word.text, _at(command, word), name, name.lower(), (), text[len(name) :], "", word
    )


def labels(
    command: Command, given: list[tuple[str, Word]], separated: bool
) -> Iterator[GivenLabel]:
    """The names that options ask for; with *separated* a value may hold several."""
    for option, word in given:
        if separated:
            yield from _split(command, word, option)
        elif word.text and UNKNOWN not in word.text:
            yield GivenLabel(word.text, _at(command, word), option)


def _split(command: Command, word: Word, option: str) -> Iterator[GivenLabel]:
    """The names of a list with commas or blanks, each at its own place."""
    text, position = word.text, 0
    for piece in text.replace(",", " ").split(" "):
        if piece and UNKNOWN not in piece:
            inner = word.part(position, position + len(piece))
            yield GivenLabel(piece, _at(command, inner), option)
        position += len(piece) + 1


def _indexes(command: Command, request: InstallRequest) -> Indexes:
    def named(what: str) -> tuple[tuple[str, Location], ...]:
        return tuple((word.text, _at(command, word)) for word in request.indexes.get(what, ()))

    prefix = "UV_" if request.tool == "uv" else "PIP_"
    return Indexes(
        named("index"),
        named("extra-index"),
        named("find-links"),
        "--no-index" in request.flags,
        {
            name: value
            for name, value in command.variables.items()
            if name in _INDEX_VARIABLES and name.startswith(prefix)
        },
    )
