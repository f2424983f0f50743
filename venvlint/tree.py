"""The audited tree: every fact about it, each read once, and only when some rule asks."""

from __future__ import annotations

from functools import cached_property

from venvlint.document import Document
from venvlint.files.paths import folder_and_name, folder_of, folders_above, name_of
from venvlint.model import Unreadable
from venvlint.readers.nodes import ABSENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeVar

    from venvlint.config import Config
    from venvlint.facts.ci.model import Job
    from venvlint.facts.commands import Commands
    from venvlint.facts.dependencies import Declarations
    from venvlint.facts.dependencies.requirements import Requirements
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.facts.installs import Installs
    from venvlint.facts.locks import Lock
    from venvlint.facts.manifests import DynamicFile
    from venvlint.facts.project.imports import Imports
    from venvlint.facts.project.suppressions import Suppressions
    from venvlint.facts.pythons import CiPython, Reference, Statement
    from venvlint.facts.pythons.image_pythons import ImagePython
    from venvlint.facts.pythons.targets import Target
    from venvlint.facts.stages.builds import Builds
    from venvlint.facts.stages.environments import EnvironmentCopy
    from venvlint.facts.tracking import Ignores, Survey
    from venvlint.facts.tracking.disk_environments import DiskEnvironment
    from venvlint.facts.tracking.environments import TrackedEnvironment
    from venvlint.files import Files
    from venvlint.files.listing import Listing
    from venvlint.files.patterns import Patterns
    from venvlint.model import Part
    from venvlint.readers.nodes import Node

    T = TypeVar("T")


_OF_NAMES = frozenset(("is_populated", "listing", "survey", "tracked_environments"))
"""Facts about the names of files, which a tree has though no reader may ask for any of them."""


def _itself(document: Document) -> Document:
    return document


def _yaml(document: Document) -> list[Node]:
    from venvlint.readers import yaml

    return yaml.parse(document)


def _json(document: Document) -> Node:
    from venvlint.readers import json

    return json.parse(document)


class Tree:
    """What rules ask. A rule is a function of this and of nothing else: it opens no file and runs
    no command.
    """

    def __init__(
        self,
        files: Files,
        config: Config,
        today: datetime.date | None = None,
        parts: tuple[Part, ...] = (),
    ) -> None:
        self.files = files
        self.config = config
        self._today = today
        self.parts = parts
        """What of the tree somebody named: none of it is left out as test data or excluded."""
        self.failures: dict[str, Unreadable] = {}
        """Files that some fact needed and that do not parse, each with its parser's reason (VL001
        reports them).
        """
        self.known_words: frozenset[str] = frozenset()
        """The codes and names of every rule, and of those that this run selected: the engine says
        them (VL002 asks).
        """
        self.selected_words: frozenset[str] = frozenset()
        self._documents: dict[str, Document | None] = {}
        self._parsed: dict[tuple[str, str], object] = {}
        self._of_kind: dict[str, list[str]] = {}
        self._patterns: dict[int, tuple[tuple[str, ...], Patterns]] = {}
        self._before: Tree | None = None
        self._edited: frozenset[str] = frozenset()

    def edited(self, files: Files, paths: Iterable[str]) -> Tree:
        """The tree over *files* in which only *paths* differ. What is read of all others is read
        once, however many edits are tried.
        """
        after = Tree(files, self.config, self.today, self.parts)
        after._before, after._edited = self, frozenset(paths)
        return after

    def made_of(self, contents: Mapping[str, bytes]) -> Tree:
        """A tree of its own that has nothing but *contents*."""
        return Tree(self.files.made_of(contents), self.config, self._today)

    @cached_property
    def today(self) -> datetime.date:
        """The date that ends of life are judged by."""
        import datetime

        return self._today or datetime.date.today()

    # -- files
    # -------------------------------------------------------------------------------------------------------  # noqa: E501

    @cached_property
    def listing(self) -> Listing:
        """What the names of the tracked files tell."""
        return self.files.listing()

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Every file that some reader may ask for, sorted: tracked, or new and not ignored; none of
        an environment's or excluded.
        """
        from venvlint.facts.tracking import project_files

        return project_files(self)

    @cached_property
    def is_populated(self) -> bool:
        """Whether there is anything that a reader may ask for: a repository that is new, or that
        holds an environment and nothing else, has no facts but those about tracking.
        """
        return bool(self.paths) or self.listing.has_python or self.listing.has_notebooks

    def is_test_data(self, path: str) -> bool:
        """Whether a path lies where projects keep broken things on purpose, or in a distribution
        that is tracked as it was installed. What somebody named, or what lies around it, is audited
        like anything else.
        """
        from venvlint.facts.tracking import package_folders
        from venvlint.facts.tracking.folder_names import is_test_data

        below = self._named(path)[1]
        if is_test_data(below):
            return True
        filled = self.once("package folders", lambda: package_folders(self))
        # What lies beside the distributions is the function's own code.
        return (
            bool(filled) and below == path and not filled.isdisjoint(folders_above(folder_of(path)))
        )

    def is_set_aside(self, path: str) -> bool:
        """Whether a path lies in a folder in which people keep what they no longer use, or the
        documentation of an earlier release, if it was not that folder that somebody named. What is
        called `legacy` may well run.
        """
        from venvlint.facts.project import vocabulary
        from venvlint.facts.tracking.folder_names import is_called_set_aside

        below = self._named(path)[1]
        if vocabulary.is_documentation_of_release(below):
            return True
        folders = below.lower().split("/")[:-1]
        if not any(
            is_called_set_aside(folder) and folder.strip("_-.") != "legacy" for folder in folders
        ):
            return False
        from venvlint.facts.project.imports import is_set_aside

        return is_set_aside(self, path)

    def is_excluded(self, path: str) -> bool:
        """Whether `exclude` leaves a path out; of what somebody named, only what it leaves out
        there.
        """
        if not self.config.exclude or not self.matches(self.config.exclude, path):
            return False
        part, _ = self._named(path)
        return not (part and self.matches(self.config.exclude, part))

    def _named(self, path: str) -> tuple[str, str]:
        """The innermost named part around a path (empty where there is none), and the path below
        it.
        """
        best = ""
        for part in self.parts:
            if part.path != "." and part.covers(path.rstrip("/")) and len(part.path) > len(best):
                best = part.path
        return best, path[len(best) + 1 :] if best else path

    def matches(self, patterns: tuple[str, ...], path: str) -> bool:
        """Whether patterns of the configuration match a path: they are relative to the directory of
        its file, which may lie above the tree or below its root.
        """
        below = self.configured(path)
        if below is None:
            return False
        from venvlint.files.patterns import Patterns

        # By what it is and not by its text: thousands of patterns are not read for each path. The
        # tuple is kept too, so that no other one is ever at its address.
        if id(patterns) not in self._patterns:
            self._patterns[id(patterns)] = patterns, Patterns(patterns)
        return self._patterns[id(patterns)][1].matches(below)

    def idle_patterns(self, lines: tuple[str, ...]) -> list[str]:
        """Those patterns of the configuration that match nothing here, tracked or on disk."""
        from venvlint.files.patterns import patterns

        plain = tuple(line.removeprefix("!") for line in lines)
        one, left = patterns(plain), set(range(len(plain)))
        for path in (*self.survey.new, *self.survey.candidates, *self.files.sources("")):
            below = self.configured(path)
            left -= set(one.matching(below)) if below is not None else set()
            if not left:
                break
        # A folder that Git ignores, such as `build/`, is on disk or will be.
        return [
            line
            for number, line in enumerate(lines)
            if number in left and any(mark in line.rstrip("/") for mark in "/*?[.")
        ]

    def configured(self, path: str) -> str | None:
        """A path relative to the directory of the configuration's file; None where it does not lie
        there.
        """
        base = self._pattern_base
        if base:
            below = base.removeprefix("../").removesuffix("/")
            if base.startswith("../"):
                path = f"{below}/{path}"
            elif path.startswith(base):
                path = path[len(base) :]
            else:
                return None
        return path

    @cached_property
    def _pattern_base(self) -> str:
        """`sub/` where the configuration lies in a folder of the tree, `../name/` where the tree
        lies in `name` below the configuration's folder; empty where both are one.
        """
        if self.config.directory is None or not self.files.root:
            return ""
        import os

        home, root = os.path.realpath(self.config.directory), self.files.root
        if home.startswith(root.rstrip(os.sep) + os.sep):
            return home[len(root) :].strip(os.sep).replace(os.sep, "/") + "/"
        if root.startswith(home.rstrip(os.sep) + os.sep):
            return "../" + root[len(home) :].strip(os.sep).replace(os.sep, "/") + "/"
        return ""

    def of_kind(self, *names: str) -> list[str]:
        """The paths of some kinds of the table (`venvlint.files.kinds`), in path order: told by
        their names, and by what they hold where the kind says so.

        Raises `UnknownKind` for a name that the table lacks.
        """
        if len(names) > 1:
            return sorted(path for name in names for path in self.of_kind(name))
        (name,) = names
        known = self._of_kind.get(name)
        if known is None:
            from venvlint.files.naming import named

            kind = named(name)
            known = self._kinds.get(name, [])
            if kind.words:
                known = [path for path in known if self._holds(path, kind.words)]
            if kind.by_content:
                known = [path for path in known if not self._is_named(path)]
            self._of_kind[name] = known
        return known

    @cached_property
    def _kinds(self) -> dict[str, list[str]]:
        """The paths of every kind, told by their names alone."""
        from venvlint.files.naming import by_content, kind_of

        found: dict[str, list[str]] = {}
        for path in self.paths:
            kind = kind_of(path)
            if kind is not None:
                found.setdefault(kind.name, []).append(path)
            if kind is None or kind.words:
                for one in by_content(path):
                    # Recorded answers and samples deploy nothing, and a large project has
                    # hundreds of them: they are not opened to be asked.
                    if not self.is_test_data(path):
                        found.setdefault(one.name, []).append(path)
        return found

    def _is_named(self, path: str) -> bool:
        """Whether a path's own name makes it of some kind, as far as its content agrees."""
        from venvlint.files.naming import kind_of

        kind = kind_of(path)
        return kind is not None and self._holds(path, kind.words)

    def _holds(self, path: str, words: tuple[bytes, ...]) -> bool:
        from venvlint.files.naming import holds

        document = self.document(path)
        return document is not None and (
            document.encoding != "utf-8" or all(holds(document.data, word) for word in words)
        )

    def find(self, *names: str) -> list[str]:
        """The paths whose base name is one of *names*, in path order.

        Raises `UnknownKind` for a name that no kind of the table has: no tree lists such a file.
        """
        from venvlint.files.naming import UnknownKind, kind_of

        for name in names:
            if kind_of(name) is None:
                raise UnknownKind(f"venvlint.files.kinds has no row for {name!r}")
        return self.called(*names)

    def called(self, *names: str) -> list[str]:
        """Like `find`, for names that somebody wrote: those that no tree lists are not found."""
        if len(names) == 1:
            return self._by_name.get(names[0], [])
        return sorted(path for name in {*names} for path in self._by_name.get(name, ()))

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self.paths:
            found.setdefault(name_of(path), []).append(path)
        return found

    @cached_property
    def path_set(self) -> frozenset[str]:
        return frozenset(self.paths)

    def exists(self, path: str) -> bool:
        """Whether the tree holds the file *path*, tracked or not."""
        return path in self.path_set or self.document(path) is not None

    @cached_property
    def folders(self) -> frozenset[str]:
        """The folders of the files in `paths`, and those around them, the root (`""`) among
        them.
        """
        found = {""}
        for path in self.paths:
            folder = folder_of(path)
            while folder and folder not in found:
                found.add(folder)
                folder = folder_of(folder)
        return frozenset(found)

    def is_folder(self, path: str) -> bool:
        """Whether *path* (`""`: the root) is a folder of whatever files, tracked or not."""
        if path in self.folders:
            return True
        parent, name = folder_and_name(path)
        return name in self.files.names(parent).folders

    def has(self, name: str) -> bool:
        """Whether a fact of this tree, by its dotted name (`locks`, `survey.new`), holds
        anything.
        """
        parts = name.split(".")
        if parts[0] not in _OF_NAMES and not self.is_populated:
            return False
        value: object = self
        for part in parts:
            value = getattr(value, part)
        return bool(value)

    def document(self, path: str) -> Document | None:
        """The text of a file; None where there is none, or where it cannot be read (then it is in
        `failures`).
        """
        if self._before is not None and path not in self._edited:
            return self._before.document(path)
        if path not in self._documents:
            self._documents[path] = None
            try:
                data = self.files.read(path)
            except Unreadable as error:
                self.failures[path] = error
            else:
                if data is not None:
                    self._documents[path] = Document(path, data)
        return self._documents[path]

    def read(self, path: str, parse: Callable[[Document], T]) -> T | None:
        """What a reader makes of a file, once; None where the file is missing or does not parse
        (then it is in `failures`).
        """
        if self._before is not None and path not in self._edited:
            return self._before.read(path, parse)
        key = (path, f"{parse.__module__}.{parse.__qualname__}")
        if key not in self._parsed:
            self._parsed[key] = None
            document = self.document(path)
            if document is not None:
                try:
                    self._parsed[key] = parse(document)
                except Unreadable as error:
                    self.failures.setdefault(path, error)
                except RecursionError:
                    self.failures.setdefault(path, Unreadable("is nested too deeply to be read"))
        return self._parsed[key]  # type: ignore[return-value]

    def glance(self, path: str, parse: Callable[[Document], T]) -> T | None:
        """As `read`, of a file that only may be of that kind (some YAML, a page): one that cannot
        be read is nobody's failure.
        """
        known = path in self.failures
        found = self.read(path, parse)
        if found is None and not known:
            self.failures.pop(path, None)
        return found

    def maybe_document(self, path: str) -> Document | None:
        """The text of a file that only may matter."""
        return self.glance(path, _itself)

    def maybe_yaml(self, path: str) -> list[Node]:
        """Every document of a file that only may be YAML of a kind that matters."""
        return self.glance(path, _yaml) or []

    def maybe_json(self, path: str) -> Node:
        """A file that only may be JSON of a kind that matters, as nodes."""
        return self.glance(path, _json) or ABSENT

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What *make* gives, made once for this tree: a store that several rules share."""
        if ("", name) not in self._parsed:
            self._parsed["", name] = make()
        return self._parsed["", name]  # type: ignore[return-value]

    def toml(self, path: str) -> Node:
        """A TOML file as nodes; of a lock (`uv.lock`) everything but its packages."""
        if path.endswith(".lock"):
            return self.lock(path)
        from venvlint.readers import toml

        return self.read(path, toml.parse) or ABSENT

    def lock(self, path: str) -> Node:
        """A lock in TOML as nodes, without its packages: quick, however many there are."""
        from venvlint.readers import toml_lock

        return self.read(path, toml_lock.parse) or ABSENT

    def yaml(self, path: str) -> Node:
        """The first document of a YAML file as nodes (`yaml_documents` has all of them)."""
        documents = self.yaml_documents(path)
        return documents[0] if documents else ABSENT

    def yaml_documents(self, path: str) -> list[Node]:
        """Every document of a YAML file as nodes."""
        from venvlint.readers import yaml

        return self.read(path, yaml.parse) or []

    def ini(self, path: str) -> Node:
        """An INI file (`setup.cfg`, `tox.ini`, `mypy.ini`) as nodes: sections, then options."""
        from venvlint.readers import ini

        return self.read(path, ini.parse) or ABSENT

    def json(self, path: str) -> Node:
        """A JSON file as nodes; comments and trailing commas are taken where editors take them."""
        from venvlint.readers import json

        return self.read(path, json.parse) or ABSENT

    def hcl(self, path: str) -> Node:
        """A file of Terraform as nodes."""
        from venvlint.readers import hcl

        return self.read(path, hcl.parse) or ABSENT

    # -- facts, in alphabetical order: each imports its module when it is first asked
    # ------------------------------------

    @cached_property
    def ci_jobs(self) -> tuple[Job, ...]:
        """Every job of every CI definition, with matrices and expressions resolved as far as the
        files tell.
        """
        from venvlint.facts.ci import build

        return build(self)

    @cached_property
    def ci_pythons(self) -> tuple[CiPython, ...]:
        """Which Pythons CI jobs and test tools set up."""
        from venvlint.facts.pythons.ci_pythons import build

        return build(self)

    @cached_property
    def commands(self) -> Commands:
        """Every command that somebody runs: in scripts, images, Makefiles, CI, services and the
        README.
        """
        from venvlint.facts.commands import build

        return build(self)

    @cached_property
    def declarations(self) -> Declarations:
        """Every dependency list and declaration of the tree, and who each list is for."""
        from venvlint.facts.dependencies import build

        return build(self)

    @cached_property
    def disk_environments(self) -> tuple[DiskEnvironment, ...]:
        """Environments on disk that Git does not track."""
        from venvlint.facts.tracking.disk_environments import disk_environments

        return disk_environments(self)

    @cached_property
    def builds(self) -> dict[str, Builds]:
        """How each Dockerfile is built, by its path: from which contexts, up to which stages."""
        if not self.dockerfiles:
            return {}
        from venvlint.facts.stages.builds import build

        return build(self)

    @cached_property
    def dockerfiles(self) -> tuple[Recipe, ...]:
        """The project's Dockerfiles."""
        if not any("ile" in path or "compose" in path for path in self.paths):
            return ()
        from venvlint.facts.images.dockerfiles import build

        return build(self)

    @cached_property
    def environment_copies(self) -> tuple[EnvironmentCopy, ...]:
        """Where a stage of a Dockerfile takes an environment out of another."""
        if not self.dockerfiles:
            return ()
        from venvlint.facts.stages.environments import build

        return build(self)

    @cached_property
    def environment_parts(self) -> frozenset[str]:
        """Directories and files that belong to an environment: nothing at or below them is the
        project's.
        """
        from venvlint.facts.tracking.environments import environment_parts

        return environment_parts(self)

    @cached_property
    def ignores(self) -> Ignores:
        """By which line Git ignores a path."""
        from venvlint.facts.tracking import build_ignores

        return build_ignores(self)

    @cached_property
    def dynamic_requirements(self) -> dict[str, DynamicFile]:
        """The requirements files that a manifest reads its own dependencies from, by path."""
        from venvlint.facts.manifests import dynamic_files

        return dynamic_files(self)

    @cached_property
    def image_pythons(self) -> tuple[ImagePython, ...]:
        """Which Pythons the images of Dockerfiles, compose files and CI bring."""
        from venvlint.facts.pythons.image_pythons import build

        return build(self)

    @cached_property
    def imports(self) -> Imports:
        """What the project's own Python files import, and which of it is their own."""
        from venvlint.facts.project.imports import build

        return build(self)

    @cached_property
    def installs(self) -> Installs:
        """What is installed where and for whom: by commands, images, jobs, scripts and hosts."""
        from venvlint.facts.installs import build

        return build(self)

    @cached_property
    def locks(self) -> tuple[Lock, ...]:
        """The locks that uv, Poetry, PDM and Pipenv keep for the tree's projects."""
        from venvlint.facts.locks import build

        return build(self)

    @cached_property
    def projects(self) -> frozenset[str]:
        """The directories that have a manifest of their own; `.`, the root, is always one."""
        from venvlint.facts.project import build

        return build(self)

    @cached_property
    def python_pins(self) -> tuple[Statement, ...]:
        """What files of version managers, environments, hosting and tools state; part of
        `pythons`.
        """
        from venvlint.facts.pythons import build_pins

        return build_pins(self)

    @cached_property
    def python_references(self) -> dict[str, Reference | None]:
        """Which Pythons each manifest allows, by the directory of its project."""
        from venvlint.facts.pythons.references import build

        return build(self)

    @cached_property
    def python_targets(self) -> tuple[Target, ...]:
        """Which Pythons linters, formatters and type checkers are told to aim at."""
        from venvlint.facts.pythons.target_arguments import build

        return build(self)

    @cached_property
    def pythons(self) -> tuple[Statement, ...]:
        """Every place that states a Python version, manifests and tool targets left out."""
        from venvlint.facts.pythons import build

        return build(self)

    @cached_property
    def requirements(self) -> Requirements:
        """The requirements files of the tree, what includes what and who restricts whom."""
        from venvlint.facts.dependencies.requirements import build

        return build(self)

    @cached_property
    def hook_configurations(self) -> tuple[str, ...]:
        """The paths of every configuration of pre-commit."""
        return tuple(self.find(".pre-commit-config.yaml", ".pre-commit-config.yml"))

    @cached_property
    def scripts_of_setuptools(self) -> tuple[str, ...]:
        """The paths of every `setup.py`."""
        return tuple(self.find("setup.py"))

    @cached_property
    def suppressions(self) -> Suppressions:
        """The `# venvlint:` comments."""
        from venvlint.facts.project.suppressions import Suppressions

        return Suppressions(self)

    @cached_property
    def survey(self) -> Survey:
        """One look at the disk around the project's files: what is new there, what looks like an
        environment.
        """
        from venvlint.facts.tracking import survey

        return survey(self)

    @cached_property
    def tracked_environments(self) -> tuple[TrackedEnvironment, ...]:
        """Environments among the tracked files."""
        if not (self.listing.evidence and self.files.has_git):
            return ()
        from venvlint.facts.tracking.environments import tracked_environments

        return tracked_environments(self)
