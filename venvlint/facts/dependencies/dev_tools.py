"""Which distributions are tools of development: the table `data/dev-tools.tsv`, its families by
prefix, and the user's own words.
"""

from __future__ import annotations

from venvlint import data
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.config import Config


class DevTool(Record):
    """What is known of a development tool.

    `confidence`: `always`; `always-unless-kind` (the product of its plug-ins and wrappers);
    `mostly`; `ambiguous` (evidence, never
    a finding). `category` is the table's own word (`test-runner`, `docs`, …).
    """

    name: str
    category: str
    confidence: str
    note: str = ""

    @property
    def noun(self) -> str:
        """What it is, with its article, for a message: `a test runner`."""
        return _NOUNS.get(self.category, "a development tool")


_NOUNS = {
    "build-publish": "a build or release tool",
    "coverage": "a coverage tool",
    "debugger": "a debugger",
    "docs": "a documentation tool",
    "formatter": "a formatter",
    "hook-and-env": "a tool for environments and hooks",
    "linter": "a linter",
    "mock-fixture": "a test library",
    "profiler": "a profiler",
    "pytest-plugin": "a pytest plug-in",
    "release-misc": "a release tool",
    "repl-notebook": "an interactive shell",
    "test-runner": "a test runner",
    "type-checker": "a type checker or its stubs",
}
# Families whose members are too many to list; a row of the table goes before its family.
_PREFIXES = (
    ("pytest-", "pytest-plugin", "always"),
    ("flake8-", "linter", "always"),
    ("pylint-", "linter", "always"),
    ("types-", "type-checker", "always"),
    ("mypy-boto3-", "type-checker", "always"),
    ("sphinx-", "docs", "always"),
    ("sphinxcontrib-", "docs", "always"),
    ("mkdocs-", "docs", "always"),
    ("mkdocstrings-", "docs", "always"),
    ("griffe-", "docs", "always"),
    ("mdformat-", "formatter", "always"),
    ("nose-", "test-runner", "always"),
    ("hypothesis-", "mock-fixture", "always"),
    ("nox-", "hook-and-env", "always"),
    ("tox-", "hook-and-env", "always"),
    ("pre-commit-", "hook-and-env", "always"),
    ("pylsp-", "repl-notebook", "mostly"),
    ("pyls-", "repl-notebook", "mostly"),
    ("hatch-", "build-publish", "mostly"),
)
# What conda calls by a name that is a tool's, or a family's, on the Python index: C libraries, and
# programs of its own; and `wheel`, which its pip needs, so that every environment has it.
_OF_CONDA = frozenset("mamba pthread-stubs wheel xorg-libpthread-stubs".split())


def conda_tool(name: str, config: Config | None = None) -> DevTool | None:
    """As `dev_tool`, for a name of conda's."""
    return None if name.lower() in _OF_CONDA else dev_tool(name.lower(), config)


def dev_tool(key: str, config: Config | None = None) -> DevTool | None:
    """What is known of the distribution *key* (normalize), None where it is no development tool.

    `extend-dev-tools` and `allow-in-production` of the configuration have the last word.
    """
    if config is not None and (config.extend_dev_tools or config.allow_in_production):
        from venvlint.readers.pep508 import normalize

        if key in {normalize(name) for name in config.allow_in_production}:
            return None
        if key in {normalize(name) for name in config.extend_dev_tools}:
            return DevTool(key, "own", "always", "named in `extend-dev-tools`")
    row = data.row("dev-tools.tsv", key)
    if row is not None:
        name, category, confidence, *note = row
        return (
            DevTool(name, category, confidence, note[0] if note else "")
            if confidence != "never"
            else None
        )
    for prefix, category, confidence in _PREFIXES:
        if key.startswith(prefix) and len(key) > len(prefix):
            return DevTool(key, category, confidence)
    if key.endswith("-stubs"):
        return DevTool(key, "type-checker", "always")
    return None


# What a tool brings along: in a frozen or compiled file the tool is named, not its parts.
_PARTS = {
    "ansible-lint": "ansible-compat black yamllint",
    "bandit": "gitpython gitdb smmap stevedore rich",
    "behave": "parse parse-type cucumber-tag-expressions cucumber-expressions",
    "black": "pathspec mypy-extensions platformdirs pytokens",
    "build": "pyproject-hooks pep517",
    "coveralls": "coverage docopt",
    "django-stubs": "django-stubs-ext",
    "flake8": "mccabe pycodestyle pyflakes pep8 entrypoints",
    "hatch": "hatchling trove-classifiers pathspec pluggy userpath virtualenv uv",
    "hypothesis": "sortedcontainers",
    "ipdb": "ipython jedi parso",
    "ipykernel": "jupyter-client jupyter-core debugpy comm nest-asyncio matplotlib-inline",
    "ipython": "jedi parso ipython-genutils pickleshare backcall matplotlib-inline stack-data",
    "ipywidgets": "jupyterlab-widgets widgetsnbextension",
    "isort": "pip-api requirementslib pipreqs",
    "jupyter": (
        "notebook jupyterlab jupyter-console nbclassic qtconsole ipywidgets ipykernel ipython"
        " nbconvert nbformat"
    ),
    "jupyterlab": (
        "notebook jupyterlab-server jupyterlab-widgets jupyter-lsp notebook-shim jupyter-server"
        " ipykernel ipython"
    ),
    "mkdocs": "ghp-import mkdocs-get-deps mergedeep pyyaml-env-tag griffe",
    "mkdocs-material": (
        "mkdocs-material-extensions mkdocs mkdocs-get-deps ghp-import paginate babel"
    ),
    "mkdocstrings": "mkdocs-autorefs griffe griffelib",
    "mypy": "mypy-extensions",
    "nbqa": "tokenize-rt autopep8",
    "nose2": "cov-core",
    "nose-cov": "cov-core",
    "notebook": (
        "nbclassic jupyterlab jupyterlab-server notebook-shim jupyter-lsp ipykernel ipython"
    ),
    "nox": "argcomplete colorlog virtualenv",
    "pip-tools": "build pyproject-hooks wheel",
    "pipenv": "virtualenv-clone pythonfinder",
    "pew": "virtualenv-clone pythonz-bd",
    "poetry": (
        "poetry-core poetry-plugin-export cleo crashtest installer trove-classifiers virtualenv"
        " build pyproject-hooks dulwich"
    ),
    "pre-commit": "cfgv identify nodeenv virtualenv",
    "prospector": (
        "astroid pylint pycodestyle pyflakes mccabe pep8-naming pylint-celery pylint-django"
        " pylint-flask pylint-plugin-utils dodgy setoptconf-tmp flake8-polyfill pydocstyle"
    ),
    "pyinstaller": "pyinstaller-hooks-contrib altgraph macholib pefile",
    "pylint": "astroid mccabe dill isort lazy-object-proxy tomlkit",
    "pylint-django": "pylint-plugin-utils",
    "pylint-flask": "pylint-plugin-utils",
    "pylint-celery": "pylint-plugin-utils",
    "pytest": "iniconfig pluggy py attrs",
    "pytest-cov": "cov-core",
    "pytest-html": "pytest-metadata",
    "pytest-selenium": "pytest-base-url pytest-html pytest-variables",
    "pytest-playwright": "pytest-base-url",
    "pytest-xdist": "execnet pytest-forked apipkg",
    "jupyter-book": (
        "sphinx-book-theme sphinx-thebe sphinx-comments sphinx-copybutton sphinx-design"
        " sphinx-external-toc sphinx-jupyterbook-latex sphinx-multitoc-numbering"
        " sphinx-togglebutton sphinxcontrib-bibtex myst-nb myst-parser pydata-sphinx-theme"
    ),
    "recommonmark": "commonmark",
    "robotframework-seleniumlibrary": "robotframework-pythonlibcore",
    "schemathesis": "hypothesis-graphql hypothesis-jsonschema",
    "safety": "dparse ruamel-yaml safety-schemas",
    "sphinx": (
        "alabaster docutils imagesize snowballstemmer sphinxcontrib-applehelp sphinxcontrib-devhelp"
        " sphinxcontrib-htmlhelp sphinxcontrib-jsmath sphinxcontrib-qthelp"
        " sphinxcontrib-serializinghtml sphinxcontrib-websupport babel"
    ),
    "sphinx-rtd-theme": "sphinxcontrib-jquery docutils",
    "sqlfluff": "diff-cover pytest tblib",
    "tox": "virtualenv pyproject-api distlib cachetools",
    "twine": "readme-renderer pkginfo rfc3986 requests-toolbelt",
    "vcrpy": "yarl wrapt",
}


def parts_of(key: str) -> frozenset[str]:
    """The distributions that come along with the tool *key* and are not listed for their own
    sake.
    """
    return frozenset(_PARTS.get(key, "").split())


# Parts that hardly anything but their tools wants: they go where the tool goes.
_ONLY_PARTS = frozenset(
    "alabaster altgraph apipkg astroid cfgv cucumber-expressions cucumber-tag-expressions"
    " django-stubs-ext dodgy dparse execnet flake8-polyfill ghp-import identify imagesize"
    " iniconfig isort mccabe"
    " mkdocs-autorefs mkdocs-get-deps mkdocs-material-extensions mypy-extensions nodeenv pathspec"
    " pep517 pep8-naming pluggy pycodestyle pydocstyle pyflakes pyinstaller-hooks-contrib pylint"
    " pylint-celery pylint-plugin-utils pyproject-hooks pytest-base-url pytest-forked"
    " pytest-metadata pytokens pyyaml-env-tag readme-renderer setoptconf-tmp snowballstemmer"
    " sphinxcontrib-applehelp sphinxcontrib-devhelp sphinxcontrib-htmlhelp sphinxcontrib-jsmath"
    " sphinxcontrib-qthelp sphinxcontrib-serializinghtml tokenize-rt userpath".split()
)


def is_only_a_part(key: str) -> bool:
    """Whether hardly anything but development tools wants the distribution."""
    return key in _ONLY_PARTS


# The programs of tools that are called neither as their distribution nor as the module of it.
_PROGRAMS = {
    "black": "black blackd",
    "build": "build pyproject-build",
    "bump2version": "bump2version bumpversion",
    "cogapp": "cog cogapp",
    "commitizen": "commitizen cz",
    "coverage": "coverage coverage3",
    "cx-freeze": "cxfreeze cx_Freeze",
    "docutils": "docutils rst2html rst2html5 rst2latex rst2man",
    "import-linter": "lint-imports importlinter",
    "invoke": "invoke inv",
    "ipdb": "ipdb ipdb3",
    "ipykernel": "ipykernel ipykernel_launcher",
    "ipython": "ipython ipython3 IPython",
    "jinja2-cli": "jinja2 jinja2cli",
    "jupyter": "jupyter jupyter-lab jupyter-notebook",
    "jupyterlab": "jupyter jupyter-lab",
    "line-profiler": "kernprof line_profiler",
    "memory-profiler": "mprof memory_profiler",
    "mypy": "mypy dmypy stubgen stubtest",
    "nose": "nosetests nose",
    "notebook": "jupyter jupyter-notebook",
    "nuitka": "nuitka nuitka3",
    "pip-tools": "pip-compile pip-sync piptools",
    "pylint": "pylint pyreverse symilar",
    "pyre-check": "pyre",
    "pytest": "pytest py.test",
    "pytest-watch": "ptw pytest-watch pytest_watch",
    "python-coveralls": "coveralls",
    "python-lsp-server": "pylsp",
    "python-semantic-release": "semantic-release semantic_release",
    "robotframework": "robot rebot libdoc testdoc",
    "schemathesis": "schemathesis st",
    "sphinx": "sphinx-build sphinx-apidoc sphinx-autobuild sphinx",
    "sphinx-autobuild": "sphinx-autobuild",
    "tavern": "tavern-ci tavern",
    "uv": "uv uvx",
    "watchdog": "watchmedo watchdog",
    "jupyter-book": "jupyter-book jb",
    "django-stubs": "",
    "poethepoet": "poe poethepoet",
    "taskipy": "task taskipy",
}


def programs_of(key: str) -> tuple[str, ...]:
    """The programs by which a tool is run, `python -m` included."""
    known = _PROGRAMS.get(key)
    return (key, *modules_of(key)) if known is None else tuple(known.split())


# Tools whose import name is not their own with underscores, nor in the table of import names.
_MODULES = {
    # Stubs that are modules of their own: code may import them where it runs. A star stands for the
    # names of the services.
    "boto3-stubs": "mypy_boto3_*",
    "boto3-stubs-lite": "mypy_boto3_*",
    "types-aioboto3": "types_aiobotocore* types_aioboto3*",
    "types-aioboto3-lite": "types_aiobotocore* types_aioboto3*",
    "types-aiobotocore": "types_aiobotocore*",
    "types-aiobotocore-lite": "types_aiobotocore*",
    "types-boto3": "types_boto3*",
    "types-boto3-lite": "types_boto3*",
    "coveralls": "coveralls",
    "django-debug-toolbar": "debug_toolbar",
    "django-silk": "silk",
    "factory-boy": "factory",
    "flask-debugtoolbar": "flask_debugtoolbar",
    "ipython": "IPython",
    "memory-profiler": "memory_profiler",
    "mkdocs-material": "material",
    "model-bakery": "model_bakery",
    "pdbpp": "pdb",
    "poetry-core": "poetry.core",
    "pytest": "pytest _pytest",
    "python-semantic-release": "semantic_release",
    "pyinstaller": "PyInstaller",
    "robotframework": "robot",
    "setuptools-scm": "setuptools_scm",
    "sphinx-rtd-theme": "sphinx_rtd_theme",
    "vcrpy": "vcr",
    "pip-tools": "piptools",
    "testing-postgresql": "testing.postgresql",
    "pip-audit": "pip_audit",
    "pyhamcrest": "hamcrest",
    "line-profiler": "line_profiler",
    "guppy3": "guppy",
    "allure-python-commons": "allure allure_commons",
    "anaconda-client": "binstar_client",
    "austin-python": "austin",
    "avocado-framework": "avocado",
    "bump-my-version": "bumpversion",
    "codacy-coverage": "codacy",
    "crosshair-tool": "crosshair",
    "cx-freeze": "cx_Freeze",
    "devpi-client": "devpi",
    "django-debug-toolbar-template-profiler": "template_profiler_panel",
    "django-extra-checks": "extra_checks",
    "django-livereload-server": "livereload",
    "django-querycount": "querycount",
    "django-test-plus": "test_plus",
    "google-cloud-testutils": "test_utils",
    "fastapi-debug-toolbar": "debug_toolbar",
    "griffelib": "griffe",
    "import-linter": "importlinter",
    "jinja2-cli": "jinja2cli",
    "meson-python": "mesonpy",
    "pdoc3": "pdoc",
    "pep8-naming": "pep8ext_naming",
    "pyan3": "pyan",
    "pymarkdownlnt": "pymarkdown",
    "pynose": "nose",
    "pytest-runner": "ptr",
    "pytest-testinfra": "testinfra",
    "python-language-server": "pyls",
    "radish-bdd": "radish",
    "scikit-build": "skbuild",
    "sphinx-argparse": "sphinxarg",
    "sphinxext-opengraph": "sphinxext.opengraph",
    "testing-common-database": "testing.common.database",
    "testing-mysqld": "testing.mysqld",
    "unittest-xml-reporting": "xmlrunner",
    "virtualenv-clone": "clonevirtualenv",
    "zest-releaser": "zest.releaser",
    "zope-testrunner": "zope.testrunner",
}


def modules_of(key: str) -> tuple[str, ...]:
    """The names that a tool is imported by."""
    known = _MODULES.get(key)
    if known:
        return tuple(known.split())
    return (key.replace("sphinxcontrib-", "sphinxcontrib.").replace("-", "_"),)
