"""What the project's own code imports, and which of it is the project's own.

A first pass over the bytes finds every line that may be an import; `ast` is asked only about the
files where the answer matters
(a text in a docstring, a guard), since parsing a whole project costs seconds.
"""

from __future__ import annotations

import re
from functools import cached_property

from venvlint.facts.project import PACKAGE_FILES, STATED_NAME, vocabulary
from venvlint.facts.tracking import is_below
from venvlint.facts.tracking.folder_names import is_called_set_aside
from venvlint.files.listing import below
from venvlint.files.paths import folder_and_name, folder_of, folders_above, name_of, path_in
from venvlint.readers.python_imports import (
    Import,
    gives_up,
    holds_unguarded,
    possible_names,
    relative,
    statements,
)
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from venvlint.tree import Tree

_BUILT = lazy(r"(?:^|/)build/(?:lib|bdist|temp)[./-]|(?:^|/)\.eggs/")
"""What setuptools builds, committed by mistake: copies of the project."""
_FOR_SOME_PYTHONS = lazy(r"(?i)(?:^|[/_-])(?:py|python)_?(?:2|3)_?\d*(?=[/_.-])")
"""`_compat_py312.py`, `python2/x.py`."""
_MAXIMUM = 1_000_000
"""Bytes of a source; a larger one is data."""
_MOST_SOURCES = 300
_FEWEST_COPIES = 8
"""Modules of known distributions in one folder: a few of an application's own may be called so."""
# Python 3.14 takes `except A, B:` again, whose second name is no variable's.
_EXCEPT_2 = lazy(
    rb"(?m)^[ \t]*except[ \t]+[\w.]{1,100}[ \t]*,"
    rb"[ \t]*(?:e|ex|exc|err|error|exception|msg|why)[ \t]*:"
)
_PYTHON_3 = lazy(
    rb"(?m)^[ \t]*(?:async def |nonlocal |from __future__ import annotations)"
    rb"|^[ \t]*(?:def [^\n]{0,200}\)[ \t]*->|[^#\n]{0,200}(?:\byield from |[ (=,]f[\"']))"
)
_PRINT_2 = lazy(rb"(?m)^[ \t]*(?:print|exec)[ \t]+[\w\"'%]")

# Code that is not installed or deployed with the project. Folders of test data are known to
# `folder_names.is_test_data`.
_DEVELOPMENT_FOLDERS = (
    vocabulary.DOCS
    | vocabulary.BENCHMARKS
    | vocabulary.EXAMPLES
    | vocabulary.NOTEBOOKS
    | vocabulary.CI_FOLDERS
    | vocabulary.HELPER_FOLDERS
    | frozenset(
        "dev devtools lab contrib e2e integration_tests integration-tests functional_tests"
        " unit_tests unittests release maint maintenance admin_tools tasks .nox .tox typings"
        " stubs build_utils build_tools build_scripts build-utils build-tools build-scripts"
        " buildutils buildtools ci_tools ci_scripts ci-tools ci-scripts".split()
    )
)
_DEVELOPMENT_WORDS = (
    vocabulary.DOCS
    | vocabulary.BENCHMARKS
    | vocabulary.EXAMPLES
    | frozenset("test tests e2e sandbox playground".split())
)
_DEVELOPMENT_FILE = lazy(
    r"(?:test_.*|.*_tests?|tests?|conftest|conf|setup|noxfile|tasks|fabfile|dodo|pavement|toxfile|bootstrap|ez_setup|versioneer|pylintrc)\.py$"
)
_PART_OF_A_PACKAGE = frozenset(("bootstrap.py", "conf.py", "tasks.py"))
"""What serves the development beside a package, and is shipped where a package holds it: the tasks
of a worker, an application's own settings.
"""
_TEST_FILE = lazy(
    r"test(?![a-z])|test(?:s|ing|ed|er|case|suite|util|lib|help|data|run|bed|base|kit)"
)
"""What a test's file begins with, as `testinfra.py` does not."""
_DEVELOPMENT_SETTINGS = lazy(
    r"(?:^|/)(?:settings|config|configs)/(?:\w*_)?(?:dev|devel|development|local|test|testing|ci|debug)\w*\.py$|_(?:dev|local|test)\.py$",
    words=("settings/", "config/", "configs/", "_dev.", "_local.", "_test."),
)

_PACKED = {"src": 1, "bundled": 0}
"""Folders that hold packages, and what VS Code's extensions ship: below which part of the path."""


def is_development_source(
    path: str, packages: Collection[str] = (), own: Collection[str] = ()
) -> bool:
    """Whether a Python file serves the development alone: tests, documentation, tools, tasks. The
    folders that are *packages* are asked about names that mean two things; what is *own* is the
    project, whatever it is called: folders (see `Imports.own`), and sources that are started where
    it runs.
    """
    from venvlint.facts.tracking.folder_names import is_test_data

    if path in own:
        return False
    for package in own:
        if path.startswith(f"{package}/"):
            path = f"package{path[len(package) :]}"
    folders = path.split("/")
    return (
        is_test_data(path)
        or any(
            _is_development_folder(folder, at, in_package=at > _PACKED.get(folders[0], at))
            for at, folder in enumerate(folders[:-1])
        )
        or (
            _DEVELOPMENT_FILE.match(folders[-1]) is not None
            and not (folders[-1] in _PART_OF_A_PACKAGE and "/".join(folders[:-1]) in packages)
            # Invoke's lies at the root; one in a folder is mostly a worker's.
            and not (folders[-1] == "tasks.py" and len(folders) > 1)
        )
        or _DEVELOPMENT_SETTINGS.search(path) is not None
        or _TEST_FILE.match(folders[-1]) is not None
    )


def _is_development_folder(name: str, depth: int = 0, *, in_package: bool = False) -> bool:
    """Whether the code in a folder of that name is not shipped. What a package holds is shipped
    with it, whatever it is called but for tests and documents; so are the tasks of a service's
    worker.
    """
    name = name.lower()
    if not _DEVELOPMENT_WORDS.isdisjoint(re.split(r"[-_.]", name)):
        return True
    return name in _DEVELOPMENT_FOLDERS and not in_package and not (depth and name == "tasks")


def is_set_aside(tree: Tree, path: str) -> bool:
    """Whether a Python file lies in a folder in which people keep what they no longer use. One in a
    package is a part of that, whatever it is called.
    """
    folders = path.split("/")[:-1]
    for at, folder in enumerate(folders):
        above, here = "/".join(folders[:at]), "/".join(folders[: at + 1])
        if (
            is_called_set_aside(folder)
            # An `__init__.py` at the root makes no package of a repository.
            and (not above or above not in tree.imports.packages)
            and here not in tree.imports.packages
        ):
            return True
    return False


def is_test_source(path: str) -> bool:
    """Whether a Python file is a test or lies with the tests or other people's code."""
    from venvlint.facts.tracking.folder_names import is_test_data

    name = name_of(path)
    return (
        is_test_data(path)
        or name.startswith("test_")
        or name.endswith(("_test.py", "_tests.py"))
        or name in ("conftest.py", "tests.py", "test.py")
    )


class Imports:
    """The imports of the tree's Python files, the files of environments left out."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._lexical: dict[str, frozenset[str]] = {}
        self._statements: dict[str, tuple[Import, ...]] = {}
        self._relative: dict[str, tuple[Import, ...]] = {}
        self._searches: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._of_python_2: dict[str, bool] = {}
        self._copies: dict[str, bool] = {}

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Every Python file of the tree that is no environment's, sorted."""
        parts = _environment_parts(self._tree)
        return tuple(
            sorted(
                path
                for path in self._tree.files.sources()
                if "-packages/" not in path
                and not (parts and is_below(path, parts))
                and not (("build/" in path or ".eggs/" in path) and _BUILT.search(path))
            )
        )

    @cached_property
    def _source_set(self) -> frozenset[str]:
        return frozenset(self.sources)

    def holding(self, *words: str) -> tuple[str, ...]:
        """Those of `sources` that hold one of *words* anywhere: no other file is read."""
        return self._found("holding", words)

    def importing(self, *modules: str) -> tuple[str, ...]:
        """Those of `sources` in which some line looks as if it imported one of *modules*."""
        return self._found("importing", modules)

    def _found(self, how: str, words: tuple[str, ...]) -> tuple[str, ...]:
        key = (how, *sorted(set(words)))
        known = self._searches.get(key)
        if known is None:
            files = self._tree.files
            look = files.importing if how == "importing" else files.holding
            known = self._searches[key] = tuple(
                sorted(path for path in look(key[1:]) if path in self._source_set)
            )
        return known

    def data(self, path: str) -> bytes:
        """The bytes of a source; none of one that cannot be read or is too large to be code."""
        from venvlint.model import Unreadable

        try:
            data = self._tree.files.read(path) or b""
        except Unreadable:
            return b""
        return data if len(data) <= _MAXIMUM else b""

    def are_of_python_2(self, folder: str) -> bool:
        """Whether the shipped sources below a folder are written for Python 2: one has what only
        that compiles (the statements `print` and `exec`, `except X, e:`), and none what it cannot.
        A folder of tests is asked about what the tests consist of.
        """
        if folder not in self._of_python_2:
            self._of_python_2[folder] = self._are_of_python_2(folder)
        return self._of_python_2[folder]

    def _are_of_python_2(self, folder: str) -> bool:
        found = False
        of_tests = is_development_source(path_in(folder, "__init__.py"), (), self.own)
        for path in below(self.sources, folder)[:_MOST_SOURCES]:
            asked = path.removeprefix(f"{folder}/") if of_tests else path
            if is_development_source(asked, (), self.own):
                continue
            data = self.data(path)
            if _PYTHON_3.search(data):
                return False
            found = found or self._is_of_python_2(path, data)
        return found

    def _is_of_python_2(self, path: str, data: bytes) -> bool:
        if _EXCEPT_2.search(data):
            return True
        if not _PRINT_2.search(data):
            return False
        from venvlint.readers import python

        module = self._tree.glance(path, python.parse)
        return module is not None and not module.parses

    def lexical(self, path: str) -> frozenset[str]:
        """The dotted names that may be imported by the file: true ones, and texts that only look
        like an import.
        """
        known = self._lexical.get(path)
        if known is None:
            known = self._lexical[path] = frozenset(possible_names(self.data(path)))
        return known

    def may_import(self, path: str, top: str) -> bool:
        """Whether some line of the file looks like an import of the top-level module *top*."""
        return any(name == top or name.startswith(top + ".") for name in self.lexical(path))

    def statements(self, path: str) -> tuple[Import, ...]:
        """The absolute imports of a file in the order of the text, by the parser. A file that does
        not parse (another Python's) has none.
        """
        known = self._statements.get(path)
        if known is None:
            known = self._statements[path] = statements(path, self.data(path))
        return known

    def relative(self, path: str) -> tuple[Import, ...]:
        """The relative imports of a file: the module begins with its dots, `.x` or `..`."""
        known = self._relative.get(path)
        if known is None:
            known = self._relative[path] = relative(path, self.data(path))
        return known

    def is_source(self, path: str) -> bool:
        """Whether *path* is one of `sources`."""
        return path in self._source_set

    def is_chosen(self, path: str) -> bool:
        """Whether everybody who imports the module *path* does so under a guard (the version of
        Python, a `try`): then it is made for some Pythons alone. Its name may say so, too, and so
        do a module and a package that end where something optional is not installed.
        """
        if _FOR_SOME_PYTHONS.search(path) or self._gives_up(path):
            return True
        folder, name = folder_of(path), name_of(path).removesuffix(".py")
        if name in ("__init__", "__main__"):
            folder, name = folder_of(folder), name_of(folder)
        if not name.isidentifier():
            return False
        found = False
        # Most modules are imported without a guard from beside: no other file is parsed then.
        for other in sorted(self.holding(name), key=lambda other: folder_of(other) != folder):
            if other == path or is_test_source(other):
                continue  # a test of it is made for the same Pythons
            for one in (*self.statements(other), *self.relative(other)):
                if self._may_be(one, name, folder):
                    if one.guard not in ("try", "platform", "typing"):
                        return False
                    found = True
        return found

    def _may_be(self, one: Import, name: str, folder: str) -> bool:
        """Whether an import may be one of the module *name* that lies in *folder*: that of a
        package is imported by the package's name too, `import pkgutil` is the standard library's.
        """
        parent, _, last = one.module.rpartition(".")
        if last != name:
            if name not in one.names:
                return False
            parent = one.module
        if one.module.startswith(".") or folder_of(one.path) == folder:
            return True
        above = parent.rpartition(".")[2]
        return above == name_of(folder) if above else folder not in self.packages

    def _gives_up(self, path: str) -> bool:
        """Whether the module, or a package that it lies in, raises where an import fails."""
        packages = (path_in(folder, "__init__.py") for folder in folders_above(path))
        return any(gives_up(self.data(one)) for one in (path, *packages) if one in self._source_set)

    def names_unguarded(self, path: str, text: str) -> bool:
        """Whether the file holds the string *text* (or `text.more`) outside a block that only
        development or type checking runs.
        """
        return holds_unguarded(self.data(path), text)

    @cached_property
    def packages(self) -> frozenset[str]:
        """The directories that hold an `__init__.py`."""
        return frozenset(
            folder_of(path)
            for path in self.sources
            if path.endswith("/__init__.py") or path == "__init__.py"
        )

    @cached_property
    def own(self) -> frozenset[str]:
        """The packages that are called as their project is, where folders of that name hold other
        things elsewhere: `demo/` and `src/demo/` of the project `demo`. Those of a project that is
        test data itself are no more than that.
        """
        found = set()
        for package in self.packages:
            parent, name = folder_and_name(package)
            home = parent.removesuffix("src").rstrip("/") if name_of(parent) == "src" else parent
            if (
                _is_development_folder(name)
                and "test" not in name.lower()
                and vocabulary.folded(name) in self._names(home)
                and not self._tree.is_test_data(path_in(parent, "x.py"))
            ):
                found.add(package)
        return frozenset(found)

    def _names(self, folder: str) -> set[str]:
        """What the manifests of a folder call the project, folded."""
        found: set[str] = set()
        for manifest in PACKAGE_FILES:
            path = path_in(folder, manifest)
            document = self._tree.document(path) if path in self._tree.path_set else None
            if document is not None:
                found.update(vocabulary.folded(name) for name in STATED_NAME.findall(document.text))
        return found

    @cached_property
    def _folders(self) -> dict[str, frozenset[str]]:
        """Directory -> the modules that it offers when it is on the path: its files, and its
        folders with Python files below.
        """
        offered: dict[str, set[str]] = {}
        for path in self.sources:
            directory, name = folder_and_name(path)
            offered.setdefault(directory, set()).add(name[:-3])
            while directory:
                directory, name = folder_and_name(directory)
                names = offered.setdefault(directory, set())
                if name in names:
                    break
                names.add(name)
        for path in self._tree.paths:
            # Compiled modules and stubs of a package are its own too, and so are its generated ones
            # that only a stub shows.
            directory, name = folder_and_name(path)
            if name.endswith((".pyi", ".pyx", ".so", ".pyd")):
                offered.setdefault(directory, set()).add(name.partition(".")[0])
        return {directory: frozenset(names) for directory, names in offered.items()}

    def is_copied(self, path: str) -> bool:
        """Whether a source belongs to other people's distributions that lie in the tree without
        their metadata, as in the `lib` of an application that needs no installation.
        """
        return any(self._holds_copies(above) for above in folders_above(folder_of(path)) if above)

    def _holds_copies(self, folder: str) -> bool:
        """Whether a folder offers so many modules of known distributions that nobody has written
        them all. A package does not.
        """
        from venvlint.facts.project.known_names import distributions_of

        if folder not in self._copies:
            names = self._folders.get(folder, frozenset())
            known = sum(bool(distributions_of(name)) for name in names)
            self._copies[folder] = known >= _FEWEST_COPIES and folder not in self.packages
        return self._copies[folder]

    @cached_property
    def _offered_by_projects(self) -> frozenset[str]:
        """The modules in the folders of the tree's projects."""
        places = (
            f"{project}{below}"
            for project in self._tree.projects
            if project != "."
            for below in ("", "/src", "/lib")
        )
        return frozenset(name for place in places for name in self._folders.get(place, ()))

    @cached_property
    def _top_packages(self) -> frozenset[str]:
        """The names of packages whose parent is no package."""
        return frozenset(
            name_of(directory)
            for directory in self.packages
            if directory and folder_of(directory) not in self.packages
        )

    @cached_property
    def _bends_the_path(self) -> bool:
        return any(not is_test_source(path) for path in self.holding("sys.path.", "sys.path["))

    def is_own(self, top: str, importer: str) -> bool:
        """Whether the top-level module *top* may be the project's own where the file *importer*
        imports it.

        Its own are: packages of the tree whose parent is no package; what lies in a folder on the
        path (the importer's own where it is no
        package or a script, its parents that are no packages, a project's directory and the `src`
        below); with a `sys.path` that some
        file changes, everything.
        """
        if top in self._top_packages:
            return True
        folder = folder_of(importer)
        places = {"", "src", "lib", "python"}
        if folder not in self.packages or b"__main__" in self.data(importer):
            places.add(folder)
        while folder:
            folder = folder_of(folder)
            if folder not in self.packages:
                places.update(
                    (
                        folder,
                        path_in(folder, "src"),
                        path_in(folder, "lib"),
                    )
                )
        if top in self._offered_by_projects or any(
            top in self._folders.get(place, ()) for place in places
        ):
            return True
        return self._bends_the_path and any(top in names for names in self._folders.values())


def _environment_parts(tree: Tree) -> frozenset[str]:
    """What belongs to environments, and the folders of tox and nox even where no environment in
    them is proven.
    """
    evidence = tree.listing.evidence
    if not evidence and not tree.survey.candidates:
        return frozenset()
    runners = {
        path[: path.index(part) + len(part) - 1]
        for path in evidence
        for part in (".tox/", ".nox/")
        if part in path
    }
    return tree.environment_parts | runners


def build(tree: Tree) -> Imports:
    """The fact behind `tree.imports`."""
    return Imports(tree)
