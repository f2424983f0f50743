"""Environments that lie on disk and that Git does not track: what their files tell. Nothing in them
is run, or imported.

Found by `tracking.survey`, proven by the same evidence as tracked ones, and each question is
answered from files when it is asked.
"""

from __future__ import annotations

from functools import cached_property

from venvlint.facts.tracking.environments import (
    CORE_PARTS,
    MORE_PARTS,
    is_windows_path,
    parse_configuration,
    python_of,
    sets_virtual_env,
)
from venvlint.files.paths import folder_of, prefix_of
from venvlint.model import Unreadable
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.tracking.distributions import Distribution
    from venvlint.files import Names
    from venvlint.tree import Tree

_LIBRARY = lazy(r"(?P<kind>python|pypy)(?P<version>\d+(?:\.\d+)?)t?$")
_HEAD = 65_536
"""How much of an activate script or of a script's start is read."""


class Library:
    """One `site-packages` of an environment."""

    def __init__(self, directory: str, implementation: str, version: str) -> None:
        self.directory = directory
        self.implementation = implementation
        """`cpython`, `pypy`, or empty where the folder does not tell (Windows)."""
        self.version = version
        """`3.12`; empty where the folder does not tell."""


class DiskEnvironment:
    """One environment on disk, by its directory relative to the tree (`""` is the root)."""

    def __init__(self, tree: Tree, root: str) -> None:
        self._tree = tree
        self.root = root
        self.path = root or "."
        """The directory as reports name it."""
        self._prefix = prefix_of(root)

    def __repr__(self) -> str:
        return f"DiskEnvironment({self.path!r})"

    def inner(self, path: str) -> str:
        """A path inside it, relative to the tree."""
        return self._prefix + path

    def text(self, path: str, size: int = _HEAD) -> str:
        """The beginning of a file inside it; empty where there is none."""
        return self._tree.files.head(self.inner(path), size).decode("utf-8", "replace")

    @cached_property
    def names(self) -> Names:
        """What lies at its top."""
        return self._tree.files.names(self.root)

    @cached_property
    def configuration(self) -> dict[str, str]:
        """Its `pyvenv.cfg`, keys in lower case; empty where it has none."""
        try:
            data = self._tree.files.read(self.inner("pyvenv.cfg"))
        except Unreadable:
            return {}
        return parse_configuration(data.decode("utf-8", "replace")) if data else {}

    @property
    def has_configuration(self) -> bool:
        """Whether it has a `pyvenv.cfg`."""
        return "pyvenv.cfg" in self.names.files

    @property
    def is_conda(self) -> bool:
        """Whether conda, mamba or pixi made it."""
        return "conda-meta" in self.names.folders and not self.has_configuration

    @property
    def is_of_a_runner(self) -> bool:
        """Whether tox, nox or hatch made it for a job of its own."""
        folders = self.root.split("/")[:-1]
        return any(folder in (".tox", ".nox", ".hatch") for folder in folders)

    @cached_property
    def maker(self) -> str:
        """Who made it: `uv`, `virtualenv`, `venv`, `conda`, `pixi`, `tox`, `nox`."""
        folders = self.root.split("/")
        for folder in folders[:-1]:
            if folder in (".tox", ".nox"):
                return folder[1:]
        if self.is_conda:
            return "pixi" if ".pixi" in folders else "conda"
        if "uv" in self.configuration:
            return "uv"
        if "virtualenv" in self.configuration or not self.has_configuration:
            return "virtualenv"
        return "venv"

    @property
    def is_windows(self) -> bool:
        """Whether it was made on Windows."""
        if "Scripts" in self.names.folders:
            return "bin" not in self.names.folders
        if (
            "Lib" in self.names.folders
            and "lib" not in self.names
            and "bin" not in self.names.folders
        ):
            return True
        return is_windows_path(self.configuration.get("home", ""))

    @property
    def scripts(self) -> str:
        """The folder of its scripts and its interpreter."""
        return "Scripts" if self.is_windows else "bin"

    @cached_property
    def script_names(self) -> Names:
        """What lies in the folder of its scripts."""
        return self._tree.files.names(self.inner(self.scripts))

    @cached_property
    def libraries(self) -> tuple[Library, ...]:
        """Its `site-packages` folders, one as a rule."""
        found = []
        for library in ("lib", "Lib"):
            if library in self.names.folders:
                below = self._tree.files.names(self.inner(library))
                if "site-packages" in below.folders:
                    found.append(Library(self.inner(f"{library}/site-packages"), "", ""))
                for name in below.folders:
                    match = _LIBRARY.match(name)
                    if (
                        match
                        and "site-packages"
                        in self._tree.files.names(self.inner(f"{library}/{name}")).folders
                    ):
                        kind = "cpython" if match["kind"] == "python" else "pypy"
                        found.append(
                            Library(
                                self.inner(f"{library}/{name}/site-packages"),
                                kind,
                                match["version"],
                            )
                        )
        return tuple(found)

    @cached_property
    def python(self) -> str:
        """The version of its Python as its files name it, two or three numbers; empty where none
        does.
        """
        named = python_of(self.configuration)
        versions = [library.version for library in self.libraries if library.version]
        if named and (
            not versions
            or any(
                _minor(named) == version or version == named.split(".")[0] for version in versions
            )
        ):
            return named
        if self.is_conda:
            for name in self._tree.files.names(self.inner("conda-meta")).files:
                if name.startswith("python-") and name[7:8].isdigit():
                    return name.split("-")[1]
        # `home` may lie after an upgrade in place: what is installed lies below the number.
        return versions[0] if len(versions) == 1 else named or (versions[0] if versions else "")

    @property
    def implementation(self) -> str:
        """`cpython` or `pypy`."""
        if self.configuration.get("implementation", "").lower() == "pypy":
            return "pypy"
        return next(
            (library.implementation for library in self.libraries if library.implementation),
            "cpython",
        )

    @cached_property
    def distributions(self) -> tuple[Distribution, ...]:
        """What is installed in it."""
        from venvlint.facts.tracking.distributions import installed

        return installed(self._tree.files, [library.directory for library in self.libraries])

    @cached_property
    def sees_the_system(self) -> bool | None:
        """Whether the base Python's packages can be imported too; None where its files do not
        tell.
        """
        if self.has_configuration:
            return self.configuration.get("include-system-site-packages", "true").lower() == "true"
        if self.is_conda:
            return False
        if not self.libraries:
            return None
        # virtualenv before 20: this file is what isolates (its `site.py` looks for it).
        directory = folder_of(self.libraries[0].directory)
        names = self._tree.files.names(directory)
        return (
            "no-global-site-packages.txt" not in names.files
            if "orig-prefix.txt" in names.files
            else None
        )

    @cached_property
    def probes(self) -> tuple[str, ...]:
        """Some of its files, of each kind: those that Git is asked about to know whether it would
        add any.
        """
        names = self.names
        parts = CORE_PARTS | MORE_PARTS if self.root else CORE_PARTS
        paths = [
            self.inner(name)
            for name in (*names.files, *names.links)
            if name in parts and name != ".gitignore"
        ]
        scripts = self.script_names
        paths += [
            self.inner(f"{self.scripts}/{name}") for name in (*scripts.files, *scripts.links)[:30]
        ]
        for library in self.libraries[:1]:
            below = self._tree.files.names(library.directory)
            paths += [f"{library.directory}/{name}" for name in below.files[:5]]
            for folder in below.folders[:8]:
                paths.append(
                    f"{library.directory}/{folder}/{'METADATA' if folder.endswith('-info') else '__init__.py'}"  # noqa: E501
                )
        return tuple(paths) or (self.inner("pyvenv.cfg"),)


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def disk_environments(tree: Tree) -> tuple[DiskEnvironment, ...]:
    """Every environment on disk of which Git tracks nothing that proves it, in path order."""
    from venvlint.facts.tracking import is_below

    tracked = frozenset(
        environment.root for environment in tree.tracked_environments if not environment.lone
    )
    found = []
    for root in tree.survey.candidates:
        if root in tracked or (root and is_below(root, tracked - {""})):
            continue
        environment = DiskEnvironment(tree, root)
        if _is_proven(tree, environment):
            found.append(environment)
    return tuple(found)


def _is_proven(tree: Tree, environment: DiskEnvironment) -> bool:
    names = environment.names
    if environment.has_configuration:
        if "home" not in environment.configuration:
            return False
        # A lone file in a folder of source is no environment; one in an empty folder is what is
        # left of one.
        if any(name in names for name in ("bin", "Scripts", "lib", "Lib")):
            return True
        others = {*names.files, *names.folders, *names.links} - {
            "pyvenv.cfg",
            ".gitignore",
            "CACHEDIR.TAG",
            "include",
            "share",
            "etc",
        }
        return not others and not any(
            each.lone and each.root == environment.root for each in tree.tracked_environments
        )
    if environment.is_conda:
        meta = tree.files.names(environment.inner("conda-meta")).files
        return "history" in meta or any(name.endswith(".json") for name in meta)
    if sets_virtual_env(environment.text(f"{environment.scripts}/activate")):
        return True
    # An old or a stripped one: packages beside an interpreter that has no standard library of its
    # own here.
    if not any(
        name in environment.script_names
        for name in ("python", "python3", "python.exe", "pip", "pip.exe")
    ):
        return False
    for library in environment.libraries:
        names = tree.files.names(folder_of(library.directory))
        if "orig-prefix.txt" in names.files or (
            "os.py" not in names.files and environment.distributions
        ):
            return True
    return False
