"""Where a development tool is the product: plug-ins and wrappers of the tool, documentation sites,
code that imports it when it runs.
"""

from __future__ import annotations

import re

from venvlint.facts.manifests.names import manifests_of, names
from venvlint.files.listing import below
from venvlint.files.paths import as_folder, folder_of, name_of, path_in, prefix_of
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from venvlint.facts.dependencies.dev_tools import DevTool
    from venvlint.facts.manifests import DependencyList
    from venvlint.facts.project.imports import Imports
    from venvlint.tree import Tree

# What makes one program of the code and its packages, which people get instead of the list.
_BUNDLERS = frozenset(
    "pyinstaller pyinstaller-hooks-contrib nuitka cx-freeze briefcase py2exe py2app"
    " pyoxidizer".split()
)
# What a manifest says (an entry point, a classifier), and the categories of tools that are then the
# product.
_MARKS = (
    (lazy(r"pytest11|Framework :: Pytest"), "test-runner pytest-plugin coverage mock-fixture"),
    (lazy(r"flake8\.(?:extension|report)|Framework :: Flake8"), "linter"),
    (
        lazy(
            r"sphinx\.(?:html_themes|builders)|Framework ::"
            r" Sphinx|docutils\.(?:parsers|readers|writers)"
        ),
        "docs",
    ),
    (lazy(r"mkdocs\.(?:plugins|themes)|markdown\.extensions|Framework :: MkDocs"), "docs"),
    (
        lazy(
            r"(?:entry-points|plugins)\.[\"']?(?:tox|nox|hatch|pdm|virtualenv\.\w+)\b|poetry\.(?:application\.)?plugin"
        ),
        "hook-and-env build-publish",
    ),
    (
        lazy(
            r"[\"'](?:setuptools\.\w+|distutils\.\w+|hatch)[\"']?\s*[=:\]]|backend-path|setuptools\.(?:finalize|file_finders)"
        ),
        "build-publish",
    ),
    (lazy(r"pylint[._-]plugin|load_plugins"), "linter"),
    (lazy(r"Framework :: (?:IPython|Jupyter|Robot Framework)"), "repl-notebook test-runner"),
)
# Distributions that other people's tests use: `acme-testing`, `shop-test-utils`, `django-fixtures`.
_SUPPORTS_TESTS = lazy(
    r"(?:^|-)(?:testing|test-?(?:kit|lib|utils?|tools?|helpers?|support|suite|bench|framework|harness)"
    r"|fixtures|mocks|fakes)(?:-|$)"
)
_ASKS = lazy(
    rb"(?i)(?:which|find\w*(?:bin|exe|prog|cmd|command)|run\w*|exec\w*|shell|spawn|popen"
    rb"|(?:call|check)_\w*|\w*(?:cmd|command|program|binary))\(\s*\[?\s*$"
    # `{"command": "uvx", "args": [...]}`, `StdioServerParameters(command="uvx")` and `cmd = [`.
    rb"|\b(?:command|cmd|program|executable)(?:_?(?:args|line|list))?[\"']?"
    rb"\s{0,4}(?::\s{0,4}\w{1,9}\[\w{1,9}\]\s{0,4}=|[:=])\s{0,4}\[?\s{0,40}$"
    # `[sys.executable, "-m", "virtualenv"]`
    rb"|[\"']-m[\"']\s{0,4},\s{0,40}$"
)
_STARTS = lazy(
    rb"subprocess|\b(?:Popen|os\.system|os\.exec\w*|check_call|check_output|runpy|shutil\.which|sh\.|import_module|run_(?:module|command|cmd)\(|(?:resources\.)?files\()"
)


def product_categories(tree: Tree, project: str) -> frozenset[str]:
    """The categories of development tools that are the project's product."""
    return tree.once(f"product of {project}", lambda: _product_categories(tree, project))


def _product_categories(tree: Tree, project: str) -> frozenset[str]:
    found: set[str] = set()
    for text in manifests_of(tree, project):
        for mark, categories in _MARKS:
            if mark.search(text):
                found.update(categories.split())
    if any(_SUPPORTS_TESTS.search(name) for name in names(tree, project)):
        found.update(("test-runner", "pytest-plugin", "coverage", "mock-fixture"))
    hooks = ".pre-commit-hooks.yaml"
    if path_in(as_folder(project), hooks) in tree.path_set:
        found.update(("linter", "formatter"))
    return frozenset(found)


def notebooks_are_the_product(tree: Tree, project: str) -> bool:
    """Whether a project is notebooks before it is a program: a course, an analysis."""
    from venvlint.facts.installs.started import program_sources
    from venvlint.facts.project.imports import is_development_source

    folder = as_folder(project)
    prefix = prefix_of(folder)
    notebooks = sum(path.startswith(prefix) for path in tree.files.sources(".ipynb"))
    sources = sum(
        not is_development_source(path, (), program_sources(tree))
        for path in below(tree.imports.sources, folder)
    )
    return notebooks > sources


def makes_the_program(tree: Tree, dependency_list: DependencyList, tool: DevTool) -> bool:
    """Whether a tool may make the program that people get out of a requirements file: whoever
    builds it needs all of the list, and there is no other one for the tools.
    """
    from venvlint.rules.requirements._development_home import beside

    return (
        tool.name in _BUNDLERS
        and dependency_list.kind == "requirements"
        and not beside(tree, dependency_list)
    )


class RunTimeUse:
    """Whether the project's own code needs a tool where it runs. *tools* are those that will be
    asked for: one search finds the files that may use any of them.
    """

    def __init__(self, tree: Tree, tools: Iterable[DevTool] = ()) -> None:
        self._tree = tree
        self._imports: Imports = tree.imports
        self._words = frozenset(word for tool in tools for word in _words(tool))

    def _candidates(self, tool: DevTool) -> tuple[str, ...]:
        words = _words(tool)
        return self._imports.holding(*(self._words if words <= self._words else words))

    def of(self, tool: DevTool, project: str) -> str:
        """`code`: shipped code imports it, runs it or lists it among Django's applications;
        `helpers`: only shipped test helpers do; else empty.
        """
        # A project has many lists (one for each release it is tested with), and many projects have
        # the whole tree for their home: each tool is sought once below each home.
        home = self._tree.once(f"home of {project}", lambda: self._home(project))
        return self._tree.once(
            f"use of {tool.name} below {home}", lambda: self._use_below(tool, home)
        )

    def _use_below(self, tool: DevTool, prefix: str) -> str:
        from venvlint.facts.dependencies.dev_tools import modules_of
        from venvlint.facts.installs.started import program_sources
        from venvlint.facts.project.imports import is_development_source, is_test_source

        modules = modules_of(tool.name)
        helpers = ""
        for path in self._candidates(tool):
            if not path.startswith(prefix):
                continue
            helper = _is_shipped_helper(path, self._imports)
            shown = _without_vendor(path, self._imports)
            if not helper and (
                is_development_source(shown, self._imports.packages, program_sources(self._tree))
                or is_test_source(shown)
            ):
                continue
            for module in modules:
                if self._uses(path, module, tool):
                    if not helper:
                        return "code"
                    helpers = "helpers"
        return helpers

    def _home(self, project: str) -> str:
        """Where the project's code lies: its folder, or the whole tree where it packs what lies
        elsewhere (`client/pyproject.toml`, `src`).
        """
        from venvlint.facts.installs.started import program_sources
        from venvlint.facts.project.imports import is_development_source

        prefix = prefix_of(as_folder(project))
        folder = prefix.rstrip("/")
        packages = self._tree.once("packages in order", lambda: sorted(self._imports.packages))
        if below(packages, folder):
            return prefix
        sources = any(
            not is_development_source(path, self._imports.packages, program_sources(self._tree))
            for path in below(self._imports.sources, folder)
        )
        return (
            ""
            if not sources
            or any("[build-system]" in text for text in manifests_of(self._tree, project))
            else prefix
        )

    def _uses(self, path: str, module: str, tool: DevTool) -> bool:
        from venvlint.facts.dependencies.dev_tools import programs_of

        imports = self._imports
        if module.endswith("*"):
            start = module[:-1]
            return any(name.startswith(start) for name in imports.lexical(path)) and any(
                one.module.startswith(start) and one.guard not in ("typing", "debug")
                for one in imports.statements(path)
            )
        if imports.may_import(path, module):
            statements = imports.statements(path)
            mine = [
                one
                for one in statements
                if one.module == module
                or one.module.startswith(module + ".")
                or _takes(one.module, one.names, module)
            ]
            if not statements or any(one.guard not in ("typing", "debug") for one in mine):
                return True
        data = imports.data(path)
        if imports.may_import(path, "sh") and re.search(rb"\bsh\.%b\b" % module.encode(), data):
            return True  # the distribution `sh` runs programs by attributes of their names
        if re.search(rb"[\"']-m ?%b[\"' ]" % re.escape(module.encode()), data):
            return True  # `[sys.executable, "-mvirtualenv"]`
        places = list(_quoted(module, tool.name).finditer(data))
        # A function of the project's own is asked for the program: `findbin("virtualenv")`.
        if any(
            _ASKS.search(data, max(0, place.start() - 60), place.start())
            for place in (*places, *_quoted(*programs_of(tool.name)).finditer(data))
        ):
            return True
        if not places:
            return False
        if _STARTS.search(data):
            return True
        if tool.category == "docs" and b"extensions" in data:
            return True  # Sphinx is run by the code, with what the list of its extensions names
        return (b"INSTALLED_APPS" in data or b"MIDDLEWARE" in data) and imports.names_unguarded(
            path, module
        )

    def has_only_tests(self, project: str) -> bool:
        """Whether all the Python code of the project is tests: then the tools of testing are what
        it runs.
        """
        return self._tree.once(f"only tests in {project}", lambda: self._has_only_tests(project))

    def _has_only_tests(self, project: str) -> bool:
        from venvlint.facts.installs.started import program_sources
        from venvlint.facts.project.imports import is_development_source

        sources = below(self._imports.sources, as_folder(project))
        own = program_sources(self._tree)
        tests = {path for path in sources if is_development_source(path, (), own)}
        above = {
            path[:end] for path in tests for end, character in enumerate(path) if character == "/"
        }
        # A package of nothing but its `__init__.py` is code still to come, unless the tests lie in
        # it.
        return bool(tests) and all(
            path in tests or (path.endswith("__init__.py") and folder_of(path) in above | {""})
            for path in sources
        )


def _quoted(*words: str) -> re.Pattern[bytes]:
    """A text that begins with one of some words."""
    return re.compile(
        rb"[\"'](?:%b)(?:[\"' .])" % b"|".join(re.escape(word.encode()) for word in words or "\0")
    )


def _words(tool: DevTool) -> frozenset[str]:
    """What a file that uses a tool holds one of: a module that it is imported by, its own name, a
    program.
    """
    from venvlint.facts.dependencies.dev_tools import modules_of, programs_of

    modules = (module.rstrip("*") for module in modules_of(tool.name))
    return frozenset((tool.name, *modules, *programs_of(tool.name)))


def _takes(module: str, names: tuple[str, ...], wanted: str) -> bool:
    head, _, last = wanted.rpartition(".")
    return bool(head) and module == head and last in names


def _without_vendor(path: str, imports: Imports) -> str:
    """The path without a folder of other people's code inside a package: that code is shipped, and
    what it imports is needed.
    """
    from venvlint.facts.tracking.folder_names import VENDORED

    folders = path.split("/")
    for at, folder in enumerate(folders[:-1]):
        if folder.lower() in VENDORED and "/".join(folders[:at]) in imports.packages:
            return "/".join((*folders[:at], *folders[at + 1 :]))
    return path


_TEST_MODULE = lazy(r"(?:conf)?tests?[_.]|.*_tests?\.")


def _is_shipped_helper(path: str, imports: Imports) -> bool:
    """A module for other people's tests that is shipped with the package: `shop/testing/…`,
    `src/shop/pytest_plugin.py`.
    """
    folders = path.split("/")
    name = folders.pop()
    if name.startswith(("pytest_plugin", "testing", "testutils", "test_utils")) or any(
        folder in ("testing", "testutils", "test_utils") for folder in folders
    ):
        return (
            len(folders) > 0
            and "/".join(folders) in imports.packages
            and folders[0] not in ("tests", "test", "testing")
        )
    if "test" in folders[1:]:
        # `django.test` is for the tests of others too: it has none of its own.
        home = "/".join(folders[: folders.index("test", 1) + 1])
        return (
            home in imports.packages
            and folder_of(home) in imports.packages
            and not any(_TEST_MODULE.match(name_of(one)) for one in below(imports.sources, home))
        )
    return False
