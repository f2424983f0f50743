"""VL201: development tools among production dependencies."""

from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint
from venvlint.config import Config
from venvlint.document import Document
from venvlint.model import Severity
from venvlint.readers.requirements import parse as parse_requirements

try:
    import tomllib
except ImportError:
    import tomli as tomllib

APP = {"app.py": "print('hello')\n"}
PLUGIN = (
    '[project]\nname = "pytest-shop"\ndependencies ='
    ' ["pytest>=7"]\n[project.entry-points.pytest11]\nshop = "shop"\n'
)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"requirements.txt": "flask\n# pytest\nrequests  # black\n"}, id="only in comments"
        ),
        pytest.param(
            {"requirements.txt": "flask\ndjango-stubs-ext\nmypy_extensions\nwatchdog\ngunicorn\n"},
            id="names that only look like tools",
        ),
        pytest.param(
            {"requirements.txt": "flask\n", "requirements-dev.txt": "pytest\nblack\n"},
            id="in the file for it",
        ),
        pytest.param(
            {"dev-requirements.txt": "flask\npytest\n", "test_requirements.txt": "pytest\n"},
            id="names with the word in front or after",
        ),
        pytest.param(
            {"requirements/local.txt": "-r base.txt\nipdb\n", "requirements/base.txt": "django\n"},
            id="a local file",
        ),
        pytest.param({"docs/requirements.txt": "sphinx\nfuro\n"}, id="a folder of documentation"),
        pytest.param(
            {"requirements.txt": "pytest\nruff\nmypy\n", **APP},
            id="nothing but tools: it is the list for development",
        ),
        pytest.param(
            {"requirements.txt": "pytest-timeout\njunit_xml\njunit2html\n"},
            id="what writes the results of tests is one of them",
        ),
        pytest.param(
            {
                "requirements.txt": "-e .\npytest\n",
                "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["httpx"]\n',
            },
            id="it installs the project to work on it",
        ),
        pytest.param(
            {"requirements.txt": "flask\nblack\n", "gen.py": "import black\n"},
            id="the code imports it",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nruff\n",
                "gen.py": "import subprocess\nsubprocess.run(['ruff', 'format', 'x.py'])\n",
            },
            id="the code runs it",
        ),
        *(
            pytest.param(
                {"requirements.txt": "flask\npip-tools\n", "lock.py": f"import run\n{code}"},
                id=f"the code runs its program: {name}",
            )
            for name, code in {
                "a list over several lines": (
                    "def lock():\n    cmd = [\n        'pip-compile',\n        '-q',\n    ]\n"
                    "    run.flushed(cmd)\n"
                ),
                "a list with its type": "cmd: list[str] = ['pip-compile', '-q']\nrun.it(cmd)\n",
                "arguments": "cmd_args = ['pip-compile', '-q']\nrun.it(cmd_args)\n",
            }.items()
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nruff\n",
                "gen.py": (
                    "from shop.shell import run_subprocess\n"
                    "steps = ['ruff', 'format', 'x.py']\nrun_subprocess(steps)\n"
                ),
            },
            id="the code runs it by a function of its own",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nbandit\nruff\nmypy\nblack\nradon\n",
                "grade.py": (
                    "import subprocess\nfor tool in ('bandit', 'ruff', 'mypy'):\n"
                    "    subprocess.run([tool, 'handed_in'])\n"
                ),
            },
            id="it judges other people's code, with all sorts of checks",
        ),
        pytest.param(
            {
                "requirements.txt": "pyinstaller==6.20\npyinstaller-hooks-contrib==2026.4\nsix==1\n",
                "requirements-dev.txt": "ruff\n",
                "build.py": "import PyInstaller.__main__\nPyInstaller.__main__.run()\n",
            },
            id="the hooks of what the code runs",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nflake8\nflake8-docstrings\n",
                "manage.py": "def lint():\n    from flake8 import main\n    main.main()\n",
            },
            id="a plug-in of what the code runs",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nuv\n",
                "app.py": 'SERVER = {"command": "uvx", "args": ["maps-server"]}\n',
            },
            id="the code has a server started by its program",
        ),
        pytest.param(
            {
                "requirements.txt": "mcp\nuv\n",
                "app.py": 'server = StdioServerParameters(command="uvx", args=["maps"])\n',
            },
            id="the code names its program as a command",
        ),
        pytest.param(
            {
                "requirements.txt": "django\ndjango-debug-toolbar\n",
                "shop/settings.py": "INSTALLED_APPS = [\n    'debug_toolbar',\n]\n",
            },
            id="an installed application of Django",
        ),
        pytest.param(
            {
                "conf/__init__.py": "",
                "conf/requirements.txt": "django\ndjango-debug-toolbar\n",
                "shop/urls.py": "import debug_toolbar\n",
            },
            id="the list lies in a folder of settings",
        ),
        pytest.param(
            {
                "requirements.txt": "django\ndjango-querycount\n",
                "shop/settings.py": "MIDDLEWARE = ['querycount.middleware.QueryCountMiddleware']\n",
            },
            id="its module has another name",
        ),
        pytest.param({"pyproject.toml": PLUGIN}, id="a plug-in of the tool"),
        *(
            pytest.param(
                {"pyproject.toml": f'[project]\nname = "{name}"\ndependencies = ["{tool}"]\n'},
                id=f"{name} is known to run {tool}",
            )
            for name, tool in (("openapi_python_client", "ruff"), ("prefect", "griffe"))
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nsphinx\nsphinx-design\nfuro\n",
                "site.py": "from sphinx.cmd.build import main\n",
            },
            id="extensions of a builder that the code runs",
        ),
        pytest.param(
            {
                "setup.py": "from setuptools import setup\nsetup(name='sphinxcontrib-kit')\n",
                "compat/setup.py": (
                    "from setuptools import setup\n"
                    "setup(name='kit-docs', install_requires=['sphinxcontrib-kit'])\n"
                ),
            },
            id="the new name of a project, of which the old one is a stub",
        ),
        pytest.param(
            {"requirements.txt": "flask\npytest\npytest-xdist\n", "core.py": "import pytest\n"},
            id="plug-ins of a runner that the code runs",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nboto3-stubs[s3]\n",
                "store.py": "from mypy_boto3_s3 import S3Client\n",
            },
            id="stubs that the code imports",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\ntypes-aioboto3[s3]\n",
                "store.py": "from types_aiobotocore_s3.client import S3Client\n",
            },
            id="stubs that bring those which the code imports",
        ),
        pytest.param(
            {
                "requirements.txt": "django\ndjango-stubs\n",
                "shop/models.py": "from django_stubs_ext.aliases import StrPromise\n",
            },
            id="stubs that bring a module which the code imports",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\npoetry-core\n",
                "x.py": "from poetry.core.version import markers\n",
            },
            id="a namespace's module",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nvirtualenv\n",
                "fence.py": "import util\nutil.findpybin('virtualenv', util.python)\n",
            },
            id="the code looks the program up",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nruff\n",
                "fence.py": "import util\nutil.run_in_shell(['ruff', 'format'])\n",
            },
            id="a function of its own runs it",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\npyproject-hooks\n",
                "x.py": (
                    "import importlib.resources as r\np = r.files('pyproject_hooks._in_process')\n"
                ),
            },
            id="files of its package",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "s"\n',
                "client/pyproject.toml": (
                    '[build-system]\nrequires = []\n[project]\nname = "c"\ndependencies ='
                    ' ["griffe"]\n'
                ),
                "src/s/__init__.py": "from griffe import parse\n",
            },
            id="a manifest that packs the code of another folder",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "s"\ndependencies = ["pytest", "flask"]\n',
                "cookiecutter.json": "{}",
            },
            id="a template's own",
        ),
        pytest.param(
            {
                "requirements.txt": "cookiecutter\npytest\nblack\n",
                "cookiecutter.json": "{}",
                "tox.ini": "[testenv]\ndeps = -rrequirements.txt\n",
            },
            id="a template's own list",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "s"\ndependencies = ["virtualenv"]\n',
                "src/s/__init__.py": "",
                "src/s/made.py": "import sys\ncmd = (sys.executable, '-mvirtualenv', 'x')\n",
            },
            id="a module that the code starts, in one word with its option",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "s"\ndependencies = ["virtualenv"]\n',
                "src/s/__init__.py": "",
                "src/s/made.py": "import sys\ncmd = [sys.executable, '-m', 'virtualenv']\n",
            },
            id="a module that the code starts",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "s"\ndependencies = ["virtualenv"]\n',
                "s/__init__.py": "",
                "s/_vendor/poetry/env.py": "import virtualenv\n",
            },
            id="what vendored code of a package imports",
        ),
        pytest.param(
            {
                "requirements.txt": "copier\npytest\n",
                "copier.yml": "_subdirectory: template\n",
                "template/requirements.txt": "flask\n",
            },
            id="a template of Copier in a folder of its own",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[project]\nname = "s"\n[dependency-groups]\ndeploy = ["awscli", "twine"]\n'
                )
            },
            id="what who deploys runs",
        ),
        pytest.param(
            {
                "requirements/docker.txt": (
                    "# Requirements for our local docker development\n\n-r pip.txt\ntox\nrich\n"
                ),
                "requirements/pip.txt": "flask\n",
            },
            id="its first comment says that it is for development",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nCOPY requirements/docker.txt d.txt\n"
                    "RUN pip install -r d.txt\n"
                ),
                "requirements/docker.in": (
                    "# Requirements for our local docker development\n\ntox\nflask\n"
                ),
                "requirements/docker.txt": (
                    "# autogenerated by pip-compile\nflask==3.0\n    # via -r requirements/docker.in\n"
                    "tox==4.1\n    # via -r requirements/docker.in\n"
                ),
            },
            id="the first comment of what it is compiled from says so",
        ),
        pytest.param(
            {"requirements.txt": "# This file is for GitHub Action\npytest\ncoverage\n"},
            id="its first comment says that it is for CI",
        ),
        pytest.param(
            {
                "wandb/run-20260121_204255-7kznirjy/files/requirements.txt": (
                    "flask==3.0\npytest==8.0\n"
                )
            },
            id="what a run recorded",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[project]\nname = "python-lsp-ruff"\ndependencies = ["ruff>=0.2"]\n'
                ),
                "lsp.py": "",
            },
            id="a project named for the tool",
        ),
        pytest.param(
            {
                "setup.cfg": (
                    "[metadata]\nname = PyInstaller\n[options]\npackages = find:\n"
                    "install_requires =\n    altgraph\n    pyinstaller-hooks-contrib>=2024.8\n"
                ),
                "PyInstaller/__init__.py": "",
            },
            id="a part of the tool that the project is",
        ),
        pytest.param(
            {"tries/mypy_try/Pipfile": "[packages]\nmypy = '*'\n", "tries/mypy_try/a.py": ""},
            id="a folder named for the tool, without a name in its manifest",
        ),
        pytest.param(
            {"hello-pytest/requirements.txt": "flask==3.0\npytest==8.0\n", "hello-pytest/a.py": ""},
            id="a list in a folder named for the tool",
        ),
        pytest.param(
            {
                "setup.cfg": (
                    "[metadata]\nname = flake8-shop\n[options]\ninstall_requires =\n"
                    "    flake8\n[options.entry_points]\nflake8.extension =\n    S = s\n"
                )
            },
            id="a plug-in in setup.cfg",
        ),
        pytest.param(
            {"requirements.txt": "sphinx\nfuro\n", "conf.py": "", "index.rst": ""},
            id="a repository of documentation alone",
        ),
        pytest.param(
            {"requirements.txt": "selenium\npytest\n", "tests/test_shop.py": "import pytest\n"},
            id="a repository of tests alone",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[project]\nname = "s"\ndependencies ='
                    ' []\n[project.optional-dependencies]\ntest = ["pytest"]\n'
                )
            },
            id="an extra for tests",
        ),
        pytest.param(
            {"pyproject.toml": '[dependency-groups]\nchores = ["pytest"]\n'},
            id="a group of any name is not shipped",
        ),
        pytest.param(
            {"pyproject.toml": '[build-system]\nrequires = ["build", "setuptools-scm"]\n'},
            id="what the build needs",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[tool.poetry.dependencies]\npytest = {version = "*", optional ='
                    ' true}\n[tool.poetry.extras]\ntest = ["pytest"]\n'
                )
            },
            id="an optional dependency of Poetry",
        ),
        pytest.param(
            {
                "scripts/bench/pyproject.toml": (
                    '[project]\nname = "bench"\ndependencies = ["black", "ruff"]\n'
                )
            },
            id="a project of scripts",
        ),
        pytest.param(
            {
                "requirements.txt": "-c constraints.txt\nflask\n",
                "constraints.txt": "pytest==8.3.3\n",
            },
            id="constraints install nothing",
        ),
        pytest.param(
            {
                "requirements.txt": (
                    "# This file is autogenerated by pip-compile with Python 3.12\n"
                    "isort==5.13.2\n    # via pylint-odd\npylint-odd==1\n    # via shop-core\n"
                )
            },
            id="compiled: another distribution brings it",
        ),
        pytest.param(
            {
                "requirements/docker.txt": "flask\npytest\n",
                ".devcontainer/Dockerfile": (
                    "FROM python:3.12\nRUN pip install -r requirements/docker.txt\n"
                ),
            },
            id="an image to develop in",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL201", files) == []


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"requirements.txt": "flask\nsphinx-design\n", "site.py": "import flask\n"},
            id="no builder that the code runs",
        ),
        pytest.param(
            {"requirements.txt": "flask\nflake8-docstrings\n", "site.py": "import flask\n"},
            id="a plug-in of what no code runs",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nboto3-stubs\n",
                "s.py": (
                    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import"
                    " mypy_boto3_s3\n"
                ),
            },
            id="stubs for type checking alone",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\ntypes-aioboto3\n",
                "s.py": "import aioboto3\nimport types\n",
            },
            id="stubs that the code does not import",
        ),
        pytest.param(
            {
                "requirements.txt": "django\ndjango-stubs\ndjango-stubs-ext\n",
                "shop/models.py": "from django_stubs_ext.aliases import StrPromise\n",
            },
            id="what the code imports is listed beside the stubs",
        ),
        pytest.param(
            {
                "requirements.txt": "django\ndjango-stubs\n",
                "tests/test_models.py": "from django_stubs_ext.aliases import StrPromise\n",
            },
            id="a module that the stubs bring is imported by tests alone",
        ),
        pytest.param(
            {
                "requirements.txt": (
                    "# Requirements for development\npytest\n# for production\nflask\n"
                )
            },
            id="a heading of a section",
        ),
        pytest.param(
            {"requirements.txt": "# For development see requirements-dev.txt\n\nflask\npytest\n"},
            id="a comment about another file",
        ),
        pytest.param(
            {"tries/flask/Pipfile": "[packages]\nmypy = '*'\n", "tries/flask/a.py": ""},
            id="a folder named for something else",
        ),
        pytest.param(
            {
                "hello-pytest/requirements.txt": "flask==3.0\npytest==8.0\n",
                "hello-pytest/setup.cfg": "[metadata]\nname = hello\n",
                "hello-pytest/a.py": "",
            },
            id="a folder named for the tool, whose project has another name",
        ),
        pytest.param(
            {
                "setup.cfg": (
                    "[metadata]\nname = python\nversion = 1\n[options]\npackages = find:\n"
                    "install_requires =\n    flask\n    python-semantic-release\n"
                ),
                "python/__init__.py": "",
            },
            id="a tool that only begins as the project does",
        ),
        pytest.param(
            {
                "worker/requirements.txt": "celery==5.4.0\npytest==8.3.3\n",
                "worker/tasks.py": "import celery\n",
                "worker/Dockerfile": (
                    "FROM python:3.12\nCOPY requirements.txt .\n"
                    "RUN pip install -r requirements.txt\nCOPY tasks.py .\n"
                    'CMD ["celery", "-A", "tasks", "worker"]\n'
                ),
            },
            id="a worker whose code is called tasks",
        ),
    ],
)
def test_still_reports(files):
    assert len(lint("VL201", files)) == 1


def test_reports_one_violation_a_line():
    assert lint(
        "VL201", {**APP, "requirements.txt": "flask==3.0.0\nPyTest_Cov==5\nflake8 (>=6)\n"}
    ) == [
        (
            "requirements.txt:2: `PyTest_Cov` is a pytest plug-in, but `requirements.txt` is for"
            " production"
        ),
        "requirements.txt:3: `flake8` is a linter, but `requirements.txt` is for production",
    ]


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        pytest.param(
            {"requirements.txt": "flask\npytest\n"}, Severity.WARNING, id="nothing beside"
        ),
        pytest.param(
            {"requirements.txt": "flask\npytest\n", "requirements-dev.txt": "ruff\n"},
            Severity.ERROR,
            id="a development file beside",
        ),
        pytest.param(
            {"requirements.txt": "flask\npytest\n", "docs/requirements.txt": "furo\n"},
            Severity.WARNING,
            id="documentation is no home for it",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\npytest\n",
                "Dockerfile": (
                    "FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r"
                    " requirements.txt\n"
                ),
            },
            Severity.ERROR,
            id="an image installs it",
        ),
        pytest.param(
            {"requirements.txt": "flask\npytest\n", "Procfile": "web: gunicorn app:app\n"},
            Severity.ERROR,
            id="Heroku installs it",
        ),
        pytest.param(
            {"requirements.txt": "flask\nipython\n", "Procfile": "web: gunicorn app:app\n"},
            Severity.INFO,
            id="a shell may be wanted where it runs",
        ),
        pytest.param(
            {"requirements.txt": "pyside6\nPyInstaller\n"},
            Severity.INFO,
            id="whoever builds the program needs what makes it",
        ),
        pytest.param(
            {"requirements.txt": "pyside6\nPyInstaller\n", "requirements-dev.txt": "ruff\n"},
            Severity.ERROR,
            id="there is a list for that",
        ),
        pytest.param(
            {"requirements.txt": "flask\nnuitka\n", "Procfile": "web: gunicorn app:app\n"},
            Severity.ERROR,
            id="nobody makes a program of a service",
        ),
        pytest.param(
            {"pyproject.toml": '[project]\nname = "s"\ndependencies = ["pyinstaller"]\n'},
            Severity.WARNING,
            id="everybody who installs the project gets what makes a program of it",
        ),
        pytest.param(
            {"requirements-gpu.txt": "torch\nnumpy\nscipy\npytest\n"},
            Severity.INFO,
            id="a file whose role is unclear",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "s"\ndependencies = ["pytest"]\n',
                "src/s/__init__.py": "",
                "src/s/testing.py": "import pytest\n",
            },
            Severity.INFO,
            id="only shipped test helpers need it",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "s"\ndependencies = ["pytest"]\n',
                "src/s/__init__.py": "",
                "src/s/test/__init__.py": "",
                "src/s/test/factories.py": "import pytest\n",
            },
            Severity.INFO,
            id="a package for the tests of others",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "s"\ndependencies = ["pytest"]\n',
                "src/s/__init__.py": "",
                "src/s/test/__init__.py": "",
                "src/s/test/factories.py": "import pytest\n",
                "src/s/test/test_all.py": "import pytest\n",
            },
            Severity.WARNING,
            id="a package of its own tests",
        ),
    ],
)
def test_severity(files, severity):
    assert [violation.severity for violation in findings("VL201", {**APP, **files})] == [severity]


def test_debug_guards_do_not_make_it_production():
    settings = "INSTALLED_APPS = []\nif DEBUG:\n    INSTALLED_APPS += ['debug_toolbar']\n"
    assert (
        len(
            lint(
                "VL201",
                {
                    "requirements.txt": "django\ndjango-debug-toolbar\n",
                    "shop/settings.py": settings,
                },
            )
        )
        == 1
    )
    guarded = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import mypy_boto3_s3\n"
    assert (
        len(lint("VL201", {"requirements.txt": "boto3\nmypy-boto3-s3\n", "app.py": guarded})) == 1
    )


def test_the_parts_of_a_tool_are_not_named_beside_it():
    frozen = (
        "Flask==3.0.0\nJinja2==3.1.4\nMarkupSafe==2.1.5\nWerkzeug==3.0.3\nflake8==7.0.0\n"
        "iniconfig==2.0.0\nmccabe==0.7.0\npluggy==1.5.0\npycodestyle==2.11.1\npytest==8.3.3\n"
    )
    assert [line.split(":")[1] for line in lint("VL201", {**APP, "requirements.txt": frozen})] == [
        "5",
        "10",
    ]


def test_the_parts_of_a_tool_in_a_freeze_that_was_edited():
    """Sorted by whole lines, as `sort` and Poetry's export do, with markers in between."""
    pins = [f"shop-part{number}==1.{number}" for number in range(15)]
    pins += ["astroid==3.3.11", "isort==5.13.2", "mccabe==0.7.0", "pylint==3.3.9"]
    pins += [
        f"{name}{end}==2.{number}" for number, name in enumerate("pq") for end in ("", "-core")
    ]
    pins += [f'nvidia-part{number}==1.0 ; sys_platform == "linux"' for number in range(3)]
    lines = sorted(pins)

    def said(*lines: str) -> list[str]:
        text = "".join(f"{line}\n" for line in lines)
        return [one.split("`")[1] for one in lint("VL201", {**APP, "requirements.txt": text})]

    assert said(*lines) == ["pylint"]
    # Written by hand, each is asked for.
    loose = [line.replace("==", ">=") if "shop" in line else line for line in lines]
    assert said(*loose) == ["astroid", "isort", "mccabe", "pylint"]
    assert said(*lines[::-1]) == ["pylint", "mccabe", "isort", "astroid"]
    # Below what somebody wrote by hand, and above.
    head = ["zope==5.0", "flask==3.0", "zipp==3.0", "attrs==24.1", "six==1.17", "boto3==1.35"]
    plain = sorted(pins[:19], key=lambda pin: pin.partition("==")[0])
    assert said(*head, *plain) == said(*plain, *head) == ["pylint"]
    assert said(*head, *plain[:6]) == ["astroid", "isort", "mccabe", "pylint"]


def test_tools_that_another_tool_brings():
    frozen = (
        "Flask==3.0.0\nJinja2==3.1.4\nWerkzeug==3.0.3\nansible-lint==24.9.0\nblack==24.8.0\n"
        "diff_cover==9.2.0\npytest==8.3.3\nsqlfluff==2.3.5\nyamllint==1.35.1\nzipp==3.20.2\n"
    )
    assert [line.split(":")[1] for line in lint("VL201", {**APP, "requirements.txt": frozen})] == [
        "4",
        "8",
    ]


def test_a_compiled_tool_is_moved_in_its_source():
    files = {
        **APP,
        "requirements.in": "flask\npytest\n",
        "requirements.txt": (
            "#\n# This file is autogenerated by pip-compile with Python 3.12\n#\nflask==3.0.0\n   "
            " # via -r requirements.in\npytest==8.3.3\n    # via -r requirements.in\n"
        ),
    }
    assert [line.split(": ")[0] for line in lint("VL201", files)] == ["requirements.in:2"]


def test_the_users_words_are_last():
    files = {**APP, "requirements.txt": "flask\npytest\nacme_debugger\n"}
    assert lint("VL201", files, config=Config(allow_in_production=("PyTest",))) == []
    assert [
        line.split(":")[1]
        for line in lint("VL201", files, config=Config(extend_dev_tools=("acme-debugger",)))
    ] == ["2", "3"]
    assert lint("VL201", files, config=Config(development_requirements=("requirements.txt",))) == []
    mixed = {**APP, "requirements-ci.txt": "flask\npytest\n"}
    assert (
        len(lint("VL201", mixed, config=Config(production_requirements=("requirements-ci.txt",))))
        == 1
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            {"requirements.txt": "flask==3.0.0\npytest==8.3.3\n"},
            {
                "requirements.txt": "flask==3.0.0\n",
                "requirements-dev.txt": "-r requirements.txt\npytest==8.3.3\n",
            },
            id="a new file that includes the production one",
        ),
        pytest.param(
            {
                "requirements.txt": 'flask\nmypy[dmypy]==1.13 ; python_version >= "3.9"  # types\n',
                "requirements-dev.txt": "-r requirements.txt\nruff",
            },
            {
                "requirements.txt": "flask\n",
                "requirements-dev.txt": (
                    '-r requirements.txt\nruff\nmypy[dmypy]==1.13 ; python_version >= "3.9"  #'
                    " types\n"
                ),
            },
            id="comment, marker and extras go along; the last line gets its end",
        ),
        pytest.param(
            {"requirements.txt": "flask\r\npytest\r\n", "requirements-dev.txt": "ruff\r\n"},
            {"requirements.txt": "flask\r\n", "requirements-dev.txt": "ruff\r\npytest\r\n"},
            id="line ends of the file",
        ),
        pytest.param(
            {"requirements.txt": "flask\npytest\n", "requirements-dev.txt": "pytest==8\n"},
            {"requirements.txt": "flask\n"},
            id="it is there already",
        ),
        pytest.param(
            {"requirements/base.txt": "django\nipdb\n"},
            {"requirements/base.txt": "django\n", "requirements/dev.txt": "-r base.txt\nipdb\n"},
            id="a folder of requirements",
        ),
        pytest.param(
            {
                "requirements.txt": (
                    "flask==3.0.0 \\\n    --hash=sha256:"
                    + "a" * 64
                    + "\npytest==8.3.3 \\\n    --hash=sha256:"
                    + "b" * 64
                    + "\n"
                )
            },
            {
                "requirements.txt": "flask==3.0.0 \\\n    --hash=sha256:" + "a" * 64 + "\n",
                "requirements-dev.txt": (
                    "-r requirements.txt\npytest==8.3.3 \\\n    --hash=sha256:" + "b" * 64 + "\n"
                ),
            },
            id="with its hashes",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nblack\npytest\nmypy\nruff\n",
                "requirements-dev.txt": "tox\n",
            },
            {
                "requirements.txt": "flask\n",
                "requirements-dev.txt": "tox\nblack\npytest\nmypy\nruff\n",
            },
            id="several lines",
        ),
        pytest.param(
            {"requirements.txt": "flask\nblack\npytest\n"},
            {
                "requirements.txt": "flask\n",
                "requirements-dev.txt": "-r requirements.txt\nblack\npytest\n",
            },
            id="several lines into a new file",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[tool.poetry.dependencies]\npython = "^3.10"\nblack = "^24.1"  # style\nhttpx'
                    ' = "*"\n\n[tool.poetry.group.dev.dependencies]\npytest = "^8"\n\n[tool.x]\n'
                )
            },
            {
                "pyproject.toml": (
                    '[tool.poetry.dependencies]\npython = "^3.10"\nhttpx ='
                    ' "*"\n\n[tool.poetry.group.dev.dependencies]\npytest = "^8"\nblack = "^24.1" '
                    " # style\n\n[tool.x]\n"
                )
            },
            id="Poetry's group",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[tool.poetry.dependencies]\npython = "^3.10"\nblack = {version = "^24.1",'
                    ' extras = ["d"]}\n'
                )
            },
            {
                "pyproject.toml": (
                    "[tool.poetry.dependencies]\npython ="
                    ' "^3.10"\n\n[tool.poetry.group.dev.dependencies]\nblack = {version = "^24.1",'
                    ' extras = ["d"]}\n'
                )
            },
            id="a new group of Poetry",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    "[project]\nname = 's'\ndependencies = [\n    'httpx>=0.27',\n"
                    "    'Pre_Commit>=3'  # hooks\n]\n[dependency-groups]\ndev = [\"pytest\"]\n"
                )
            },
            {
                "pyproject.toml": (
                    "[project]\nname = 's'\ndependencies = [\n   "
                    " 'httpx>=0.27',\n]\n[dependency-groups]\ndev = [\n    \"pytest\",\n"
                    "    'Pre_Commit>=3',  # hooks\n]\n"
                )
            },
            id="a dependency group in one line",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    "[project]\nname = 's'\ndependencies = [\n    'httpx>=0.27',\n"
                    "    'pytest-cov (==6.0.0)',\n    'black'\n]\n"
                    '[tool.poetry.group.dev.dependencies]\nblack = "^24.1"\n'
                )
            },
            {
                "pyproject.toml": (
                    "[project]\nname = 's'\ndependencies = [\n    'httpx>=0.27',\n]\n"
                    '[tool.poetry.group.dev.dependencies]\nblack = "^24.1"\n'
                    'pytest-cov = "==6.0.0"\n'
                )
            },
            id="a group of Poetry beside the standard table",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[project]\nname = "s"\ndependencies = ["black",'
                    ' "httpx"]\n[dependency-groups]\ndev = [\n  "pytest"  # tests\n]\n'
                )
            },
            {
                "pyproject.toml": (
                    '[project]\nname = "s"\ndependencies = ["httpx"]\n[dependency-groups]\ndev ='
                    ' [\n  "pytest",  # tests\n  "black",\n]\n'
                )
            },
            id="a dependency group over several lines",
        ),
        pytest.param(
            {"pyproject.toml": '[project]\nname = "s"\ndependencies = ["httpx", "black"]\n'},
            {
                "pyproject.toml": (
                    '[project]\nname = "s"\ndependencies = ["httpx"]\n\n[dependency-groups]\ndev ='
                    ' [\n    "black",\n]\n'
                )
            },
            id="a new dependency group",
        ),
        pytest.param(
            {
                "Pipfile": (
                    '[packages]\nflask = "*"\nisort = {version ='
                    ' "==5.13.2"}\n\n[dev-packages]\npytest = "*"\n'
                )
            },
            {
                "Pipfile": (
                    '[packages]\nflask = "*"\n\n[dev-packages]\npytest = "*"\nisort = {version ='
                    ' "==5.13.2"}\n'
                )
            },
            id="Pipfile",
        ),
        pytest.param(
            {
                "Pipfile": (
                    '[packages]\nflask = "*"\nisort ='
                    ' "*"\n\n[dev-packages]\n\n[requires]\npython_version = "3.12"\n'
                )
            },
            {
                "Pipfile": (
                    '[packages]\nflask = "*"\n\n[dev-packages]\nisort ='
                    ' "*"\n\n[requires]\npython_version = "3.12"\n'
                )
            },
            id="an empty table of a Pipfile",
        ),
        pytest.param(
            {
                "setup.cfg": (
                    "[options]\ninstall_requires =\n    requests\n   "
                    " flake8>=6\n\n[options.extras_require]\ntest =\n    pytest\n"
                )
            },
            {
                "setup.cfg": (
                    "[options]\ninstall_requires =\n    requests\n\n[options.extras_require]\ntest"
                    " =\n    pytest\n    flake8>=6\n"
                )
            },
            id="an extra of setup.cfg",
        ),
        pytest.param(
            {"setup.cfg": "[options]\ninstall_requires =\n    requests\n    flake8>=6\n"},
            {
                "setup.cfg": (
                    "[options]\ninstall_requires =\n    requests\n\n[options.extras_require]\ndev"
                    " =\n    flake8>=6\n"
                )
            },
            id="a new extra of setup.cfg",
        ),
    ],
)
def test_fix(before, after):
    changed = fix("VL201", {**APP, **before}, unsafe=True)
    assert changed == after
    for path, text in changed.items():
        if path.endswith(".txt"):
            assert not [
                line.error
                for line in parse_requirements(Document(path, text.encode())).lines
                if line.error
            ]
        elif path.endswith(".toml") or path == "Pipfile":
            tomllib.loads(text)


def test_no_fix_that_would_mix_hashes():
    hashed = (
        "flask==3.0.0 --hash=sha256:"
        + "a" * 64
        + "\npytest==8.3.3 --hash=sha256:"
        + "b" * 64
        + "\n"
    )
    (violation,) = findings(
        "VL201", {**APP, "requirements.txt": hashed, "requirements-dev.txt": "ruff\n"}
    )
    assert violation.fix is None


def test_a_safe_run_moves_nothing():
    assert fix("VL201", {**APP, "requirements.txt": "flask\npytest\n"}, silent=False) == {}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param({"shop/__init__.py": ""}, True, id="a package that is empty yet"),
        pytest.param(
            {"shop/__init__.py": "", "tests/test_a.py": ""}, True, id="a package beside its tests"
        ),
        pytest.param(
            {"tests/__init__.py": "", "tests/test_a.py": ""}, False, id="nothing but tests"
        ),
    ],
)
def test_a_project_of_tests_runs_the_tools_of_testing(more, said):
    files = {
        "pyproject.toml": (
            '[project]\nname = "shop"\ndependencies = ["pytest"]\n[dependency-groups]\ndev ='
            ' ["ruff"]\n'
        ),
        **more,
    }
    assert bool(lint("VL201", files)) is said


IMAGE = "FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\n"
FREEZE = "certifi==2024.8.30\nidna==3.10\nnumpy==2.1.1\nurllib3==2.2.3\n"


PINS = [f"shop-part{number}==1.{number}" for number in range(15)]


def frozen(*lines: str) -> str:
    return "".join(sorted((FREEZE + "\n".join(lines) + "\n").splitlines(keepends=True)))


def manifest(*entries: str) -> dict[str, str]:
    text = f'[project]\nname = "shop"\nversion = "1"\ndependencies = {[*entries]}\n'
    return {"pyproject.toml": text, "shop/__init__.py": ""}


def script(*entries: str) -> dict[str, str]:
    text = f"setup(name='shop', version='1', packages=['shop'], install_requires={[*entries]})"
    return {"setup.py": f"from setuptools import setup\n{text}\n", "shop/__init__.py": ""}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"requirements.txt": frozen("zappa==0.52.0", "pip-tools==5.4.0")},
            id="what a tool that is needed there resolves with",
        ),
        pytest.param(
            {
                "requirements.txt": "marimo>=0.20\nflask\nruff\n",
                "Dockerfile": IMAGE + 'CMD ["marimo", "edit", "--headless"]\n',
            },
            id="what the image starts runs it",
        ),
        pytest.param(
            {"requirements.txt": frozen("gradio==4.44.1", "ruff==0.6.9")},
            id="a neighbour in a frozen file needs it",
        ),
        *(
            pytest.param(
                {"requirements.txt": frozen(neighbour, *tools)}, id=f"{neighbour} needs {tools}"
            )
            for neighbour, *tools in (
                ("prefect==3.7.1", "griffe==1.15.0"),
                ("openai-agents==0.4.2", "griffe==1.14.0", "types-requests==2.32.4"),
                ("pydantic-ai-slim==1.80.0", "griffelib==2.0.0"),
                ("prisma==0.15.0", "nodeenv==1.9.1"),
                ("django-silk==5.3.2", "autopep8==2.3.1", "gprof2dot==2024.6.6"),
                ("oslo.db==17.2.1", "testscenarios==0.5.0", "testtools==2.8.2"),
                ("aiohttp==3.8.3", "asynctest==0.13.0"),
                ("apache-airflow==2.4.2", "virtualenv==20.16.5"),
                ("apache-airflow-providers-amazon==6.0.0", "mypy-boto3-rds==1.24.76"),
            )
        ),
        *(
            pytest.param(make(*PINS, "prefect==3.7.1", "griffe==1.15.0"), id=f"in a {what}")
            for what, make in (("manifest with pins alone", manifest), ("script of pins", script))
        ),
        pytest.param(
            {
                "requirements.txt": frozen(
                    "chromadb==1.4.1",
                    "build==1.4.0",
                    "pyproject_hooks==1.2.0",
                    *(f"part{number}==1.0" for number in range(10, 30)),
                )
                + "fastapi\nhttpx\n"
            },
            id="and where lines were added by hand",
        ),
        pytest.param(
            {
                "requirements.txt": frozen(
                    "arrow==1.3.0",
                    "types-python-dateutil==2.9.0.20240316",
                    "evaluate==0.4.1",
                    "responses==0.18.0",
                    "lmms_eval==0.1.1",
                    "black==24.1.0",
                    "pre-commit==3.7.0",
                )
            },
            id="neighbours in a frozen file need stubs, a test library and a formatter",
        ),
        pytest.param(
            {
                "requirements.txt": "pygls\nisort\n",
                "bundled/tool/server.py": "import utils\nTOOL_MODULE = 'isort'\n"
                "def sort(argv):\n    return utils.run_module(module=TOOL_MODULE, argv=argv)\n",
            },
            id="another file of the project runs the module that this one names",
        ),
        pytest.param(
            {
                "requirements.txt": frozen(
                    "langchain-pinecone==0.2.8",
                    "langchain-tests==0.3.20",
                    "pytest==8.4.1",
                    "pytest-socket==0.7.0",
                    "syrupy==4.9.1",
                    "cohere==5.16.1",
                    "types-requests==2.32.4.20250611",
                )
            },
            id="a neighbour in a frozen file needs a test library, and that one needs others",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nmkdocs\nmkdocs-literate\n",
                "Dockerfile": IMAGE + "RUN mkdocs build\n",
            },
            id="the image runs it, and its plug-ins",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nmkdocs\n",
                "Dockerfile": IMAGE + 'ENTRYPOINT ["./run.sh"]\n',
                "run.sh": "#!/bin/sh\nmkdocs build\nexec gunicorn app:app\n",
            },
            id="the entry point runs it",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nblack\n",
                "Dockerfile": IMAGE,
                "compose.production.yml": (
                    "services:\n  migrate:\n    image: acme/app\n"
                    '    command: bash -c "/app/bin/backup.sh && /app/bin/migrate.sh"\n'
                ),
                "bin/migrate.sh": "#!/bin/bash\nfind . -name migrations -print0 | xargs -0 black\n",
            },
            id="a service starts a script that runs it",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\npytest\n",
                "Dockerfile": IMAGE + "CMD gunicorn app:app\n",
                "compose.yml": "services:\n  check:\n    build: .\n    command: pytest\n",
            },
            id="a service in the image that is shipped runs it",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nmkdocs\n",
                "Dockerfile": IMAGE + 'CMD ["sh", "/srv/start.sh"]\n',
                "start.sh": "#!/bin/sh\n. ./pages.sh\nexec gunicorn app:app\n",
                "pages.sh": "mkdocs build\n",
            },
            id="a script of the entry point's script runs it",
        ),
        pytest.param(
            {
                "pyproject.toml": '[tool.poetry]\nname = "bot"\npackage-mode = false\n'
                '[tool.poetry.dependencies]\npython = "^3.11"\ntaskipy = "^1.10"\n'
                '[tool.poetry.group.dev.dependencies]\npytest = "*"\n',
                "Dockerfile": "FROM acme/bot:base\nCOPY startup.sh ./\n"
                'ENTRYPOINT ["/opt/bot/startup.sh"]\n',
                "startup.sh": "#!/bin/sh\nalembic upgrade head && poetry run task start\n",
            },
            id="the entry point of an unknown image starts it through a runner",
        ),
        pytest.param(
            {
                "setup.cfg": "[metadata]\nname = crucible\n[options]\npackages = find:\n"
                "install_requires =\n    ansible-lint\n    sh\n",
                "crucible/__init__.py": "",
                "crucible/lint.py": "import sh\nrun = sh.ansible_lint.bake('x')\n",
            },
            id="code runs it by the distribution sh",
        ),
        pytest.param(
            {"requirements.txt": "flask\ncoverage\n", "Procfile": "web: coverage run app.py\n"},
            id="the platform runs it",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "acme-test-utils"\ndependencies = ["pytest"]\n',
                "acme/__init__.py": "",
            },
            id="it is for other people's tests",
        ),
        pytest.param(
            {
                "environment.yml": "dependencies:\n  - mamba\n  - pthread-stubs\n  - wheel=0.45\n",
                "Dockerfile": (
                    "FROM mambaorg/micromamba\nCOPY environment.yml .\nRUN micromamba env create -f"
                    " environment.yml\n"
                ),
            },
            id="conda's names of other things",
        ),
        pytest.param(
            {"requirements.txt": "flask\nipython\njupyterlab\n"}, id="nothing is deployed"
        ),
        pytest.param(
            {
                "requirements.txt": "numpy\njupyterlab\n",
                "Dockerfile": IMAGE,
                "1.ipynb": "{}",
                "2.ipynb": "{}",
            },
            id="the notebooks are the product",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nipython\n",
                "Dockerfile": IMAGE,
                "app.py": "import IPython\n",
            },
            id="a service that imports it",
        ),
    ],
)
def test_quiet_where_it_is_needed(files):
    assert lint("VL201", {**APP, **files}) == []


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"requirements.txt": frozen("ruff==0.6.9", "streamlit==1.38.0")}, id="another"
        ),
        pytest.param({"requirements.txt": frozen("gradio==3.50.2", "ruff==0.6.9")}, id="too old"),
        pytest.param({"requirements.txt": frozen("gradio==6.31.0", "ruff==0.6.9")}, id="too new"),
        pytest.param({"requirements.txt": "gradio==4.44.1\nruff\n"}, id="written by hand"),
        pytest.param(
            {
                "requirements.txt": "marimo\nflask\ngunicorn\nruff\n",
                "Dockerfile": IMAGE + 'CMD ["gunicorn", "app:app"]\n',
            },
            id="what the image does not start",
        ),
        pytest.param(
            {"requirements.txt": frozen("gradio==4.44.1") + "numpy\nhttpx\nflask\nruff\n"},
            id="added by hand",
        ),
        pytest.param(
            {"requirements.txt": "plotly==6.0\nkaleido==1.2.0\npytest==8.0\ndjango==5.0\n"},
            id="pinned by hand",
        ),
        pytest.param(
            {"requirements.txt": frozen("sanic==22.3.0", "tracerite==1.1.1")}, id="older than that"
        ),
        pytest.param(
            {
                "requirements.txt": frozen(
                    "apache-airflow-providers-amazon==9.0.0", "mypy-boto3-rds==1.35.0"
                )
            },
            id="not any more",
        ),
        pytest.param(manifest("prefect", "griffe"), id="a manifest written by hand"),
        pytest.param(manifest(*PINS, "flask==3.1", "griffe==1.15.0"), id="no neighbour needs it"),
        pytest.param(
            {"requirements.txt": "flask\npytest\n", "Dockerfile": IMAGE + "RUN mkdocs build\n"},
            id="the image runs another",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\npytest\n",
                "Dockerfile": IMAGE + "CMD gunicorn app:app\n",
                "Dockerfile.test": IMAGE,
                "compose-test.yml": (
                    "services:\n  web:\n    build:\n      context: .\n"
                    "      dockerfile: Dockerfile.test\n    entrypoint: pytest\n"
                ),
            },
            id="a service in an image for tests runs it",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\npytest\n",
                "Dockerfile": IMAGE.replace("\n", " AS base\n", 1)
                + "FROM base AS test\nRUN pytest\nFROM base\nCMD gunicorn app:app\n",
            },
            id="a stage for tests runs it",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "test-shop"\ndependencies = ["pytest"]\n',
                "a/__init__.py": "",
            },
            id="a shop for a test",
        ),
        pytest.param(
            {"requirements.txt": "flask\nmypy  # checks types in CI\n"}, id="a comment about work"
        ),
        pytest.param(
            {"requirements.txt": "flask\npytest  # a dev dep\n"}, id="a dependency of the work"
        ),
        pytest.param(
            {"requirements.txt": "flask\n# what the service needs\npytest\n"},
            id="a comment above that names no tool heads a group",
        ),
        pytest.param(
            {"requirements.txt": "flask\n# pytest because the worker calls it\n\npytest\n"},
            id="a comment further above",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nruff\nmypy\nblack\n",
                "gen.py": (
                    "import subprocess\nsubprocess.run(['ruff', 'check'])\n"
                    "subprocess.run(['mypy', 'out'])\n"
                ),
            },
            id="two checks are what a generator runs on what it wrote",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\nbandit\nruff\nmypy\npytest\n",
                "grade.py": (
                    "import subprocess\nfor tool in ('bandit', 'ruff', 'mypy'):\n"
                    "    subprocess.run([tool, 'handed_in'])\n"
                ),
            },
            id="what judges other people's code has tests of its own",
        ),
    ],
)
def test_still_reports_beside_what_needs_others(files):
    (violation,) = findings("VL201", {**APP, **files})
    assert violation.severity is not Severity.INFO


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("requirements.txt", "flask\npytest  # the healthcheck command runs it\n"),
        ("requirements.txt", "flask\nblack  # formats generated code at run time\n"),
        ("requirements.in", "flask\nmaturin  # pydantic-core build dep\n"),
        (
            "pyproject.toml",
            '[project]\nname = "s"\ndependencies = [\n  "pytest",  # our plugin imports it\n]\n',
        ),
        ("Pipfile", '[packages]\npytest = "*"  # imported by the worker\n'),
        (
            "requirements.txt",
            "six\n# NOTE(me) in here because\n# our command uses flake8\nflake8\n",
        ),
        (
            "pyproject.toml",
            '[project]\nname = "s"\ndependencies = [\n  # the worker calls `black`\n  "black",\n]\n',
        ),
    ],
)
def test_a_comment_that_gives_a_reason(path, text):
    (violation,) = findings("VL201", {**APP, path: text})
    assert (violation.severity, violation.fix) == (Severity.INFO, None)


def test_an_environment_file_to_work_in_is_one_remark():
    text = "dependencies:\n  - numpy\n  - pytest\n  - black\n  - pip:\n      - mypy\n"
    (violation,) = findings("VL201", {**APP, "environment.yml": text})
    assert (violation.severity, violation.fix) == (Severity.INFO, None)
    assert violation.message == (
        "`environment.yml` lists development tools (`pytest`, `black`, `mypy`): whoever runs the"
        " program installs them too"
    )
    assert [violation.at.line, *(place.at.line for place in violation.related)] == [3, 4, 6]
    image = "FROM condaforge/miniforge3\nCOPY environment.yml .\nRUN conda env create -f environment.yml\n"
    said = findings("VL201", {**APP, "environment.yml": text, "Dockerfile": image})
    assert [one.severity for one in said] == [Severity.ERROR] * 3


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("poetry install --without dev", 0),
        ("poetry install --only main", 0),
        ("pip install .", 1),
    ],
)
def test_a_place_for_development_that_leaves_the_tools_out_does_not_need_them(command, said):
    files = {
        "pyproject.toml": "[project]\nname = 's'\ndependencies = ['flask', 'pytest-cov']\n",
        "Dockerfile.dev": f"FROM python:3.12\nRUN pip install poetry\nCOPY . .\nRUN {command}\n",
    }
    (violation,) = findings("VL201", files)
    assert sum("here too" in place.message for place in violation.related) == said


PIPFILE = (
    '[packages]\nflask = "*"\npylint = "*"\n[dev-packages]\nruff = "*"\n[scripts]\nlint = "pylint'
    ' app"\nserve = "flask run"\n'
)
PIPENV_JOB = (
    "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: pipenv install\n"
    "      - run: {}\n"
)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        pytest.param("true", 0, id="it installs alone, though the Pipfile names the tool"),
        pytest.param("pipenv run flask --debug run", 1, id="it may run a script of the Pipfile"),
        pytest.param("pipenv run pylint app", 1, id="it runs the tool"),
        pytest.param("pipenv install --dev && pipenv run pylint app", 0, id="it has both lists"),
    ],
)
def test_who_runs_a_tool_through_pipenv(command, said):
    files = {"Pipfile": PIPFILE, ".github/workflows/ci.yml": PIPENV_JOB.format(command)}
    (violation,) = findings("VL201", files)
    assert sum("here too" in place.message for place in violation.related) == said


@pytest.mark.parametrize("runner", ["uv run", "poetry run", "pdm run", "hatch run", "pipenv run"])
def test_who_runs_a_tool_through_any_of_its_kind(runner):
    files = {
        "requirements.txt": "flask\npytest\n",
        "Dockerfile": IMAGE,
        ".github/workflows/ci.yml": PIPENV_JOB.replace(
            "pipenv install", "pip install -r requirements.txt"
        ).format(f"{runner} pytest -q"),
    }
    (violation,) = findings("VL201", files)
    assert "here too" in violation.related[-1].message


@pytest.mark.parametrize(
    ("options", "advice"),
    [
        ("", "`uv export` takes `--no-dev`."),
        ("--all-groups ", "`uv export` without `--all-groups`, and with `--no-dev`."),
    ],
)
def test_an_export_is_made_again_without_the_groups(options, advice):
    files = {
        "pyproject.toml": "[project]\nname = 's'\ndependencies = ['flask']\n[dependency-groups]\n"
        "chores = ['nox']\ndev = ['ruff']\n",
        "requirements.txt": "# This file was autogenerated by uv via the following command:\n"
        f"#    uv export {options}-o requirements.txt\nblinker==1.9.0\nclick==8.1.0\nflask==3.1.0\nnox==2025.5.1\nruff==0.9.1\n",
    }
    found = findings("VL201", files)
    assert [one.suggestion.endswith(advice) for one in found] == [True, True]


@pytest.mark.parametrize(
    ("comment", "severity"),
    [
        ("import sorting", "warning"),
        ("Sorts imports", "warning"),
        ("dependency vulnerability scanning", "warning"),
        ("imported at startup", "info"),
        ("a dependency of the plugin", "info"),
    ],
)
def test_what_a_tool_does_is_no_reason_to_have_it(comment, severity):
    files = {**APP, "requirements.txt": f"flask\nisort  # {comment}\n"}
    (violation,) = findings("VL201", files)
    assert violation.severity.label == severity


@pytest.mark.parametrize(
    ("path", "more", "said"),
    [
        pytest.param("ops/requirements.txt", {}, False, id="looks after the repository"),
        pytest.param(
            "ops/requirements.txt",
            {"Dockerfile": "FROM python:3.12\nCOPY ops/ .\nRUN pip install -r requirements.txt\n"},
            True,
            id="an image has it",
        ),
        pytest.param("shops/requirements.txt", {}, True, id="another word"),
    ],
)
def test_a_list_for_those_who_run_the_repository(path, more, said):
    files = {path: "flask\npytest\n", path.replace("requirements.txt", "a.py"): "import flask\n"}
    assert bool(lint("VL201", {**files, **more})) is said


def test_the_parts_of_a_frozen_tool_go_along():
    text = frozen("iniconfig==2.0.0", "packaging==24.1", "pluggy==1.5.0", "pytest==8.3.3")
    assert fix("VL201", {**APP, "requirements.txt": text}, unsafe=True) == {
        "requirements.txt": frozen("packaging==24.1"),
        "requirements-dev.txt": (
            "-r requirements.txt\npytest==8.3.3\niniconfig==2.0.0\npluggy==1.5.0\n"
        ),
    }


def test_who_would_lose_the_tool_is_named():
    files = {
        **APP,
        "requirements.txt": "flask\npytest\n",
        "Dockerfile": IMAGE,
        ".github/workflows/ci.yml": (
            "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: pip"
            " install -r requirements.txt\n      - run: pytest\n"
        ),
    }
    (violation,) = findings("VL201", files)
    assert [(place.at.path, place.message) for place in violation.related][-1] == (
        ".github/workflows/ci.yml",
        "the job `test` needs `pytest`: install `requirements-dev.txt` here too",
    )
    other = {
        **files,
        ".github/workflows/ci.yml": files[".github/workflows/ci.yml"].replace(
            "run: pytest", "run: make"
        ),
    }
    (violation,) = findings("VL201", other)
    assert all("here too" not in place.message for place in violation.related)
    (violation,) = findings("VL201", {**other, "Makefile": "test:\n\tpytest\n"})
    assert "here too" in violation.related[-1].message


IN_COMPOSE = {
    **APP,
    "requirements.txt": "flask\npytest\n",
    "Dockerfile": IMAGE,
    "compose.yaml": "services:\n  web:\n    build: .\n  db:\n    image: postgres\n",
}


def workflow(command: str) -> dict[str, str]:
    steps = f"on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {command}\n"
    return {".github/workflows/ci.yml": steps}


TARGET = "services:\n  web:\n    build:\n      context: .\n      target: {}\n"


@pytest.mark.parametrize(
    "command",
    [
        "docker compose -f compose.yaml run --rm web pytest -q",
        "docker-compose exec -T web python -m pytest",
        "docker compose run web sh -c 'pip list && pytest'",
        "docker compose run web coverage run -m pytest",
        "docker compose run web poetry run pytest",
    ],
)
def test_what_is_started_in_the_image_loses_the_tool(command):
    (violation,) = findings("VL201", IN_COMPOSE | workflow(command))
    place = violation.related[-1]
    assert place.at.path == ".github/workflows/ci.yml"
    assert place.message == (
        "what this starts in the image of `Dockerfile` needs `pytest`: install"
        " `requirements-dev.txt` in an image for tests"
    )
    assert violation.fix is None


@pytest.mark.parametrize(
    ("command", "more"),
    [
        pytest.param("docker compose run db pytest", {}, id="in another image"),
        pytest.param("docker compose build web", {}, id="nothing is started"),
        pytest.param("docker compose run web flask test", {}, id="another program"),
        pytest.param(
            "docker compose run web pytest",
            {"compose.yaml": TARGET.format("test"), "Dockerfile": IMAGE + "FROM python AS test\n"},
            id="in another stage",
        ),
    ],
)
def test_what_is_started_elsewhere_does_not(command, more):
    (violation,) = findings("VL201", IN_COMPOSE | workflow(command) | more)
    assert all("what this starts" not in place.message for place in violation.related)


CI = """\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: pip install {what}
      - run: {run}
"""
PLACES = {
    ".github/workflows/ci.yml": CI.format(what="-r requirements.txt", run="pytest --cov"),
    "tox.ini": "[testenv]\ndeps = -r requirements.txt\ncommands = pytest\n",
    "tox/tox.ini": "[testenv]\ndeps =\n    -r{toxinidir}/../requirements.txt\n    six\n",
    "Makefile": "install:\n\tpip install -r requirements.txt\n\ntest:\n\tpytest\n",
    "scripts/test.sh": "#!/bin/sh\npip install -q -r requirements.txt && python -m pytest\n",
}


def test_a_move_brings_the_other_list_to_those_who_need_the_tool():
    files = {**APP, "requirements.txt": "flask\npytest\npytest-cov\n", **PLACES}
    changed = fix("VL201", files, unsafe=True)
    assert changed == {
        "requirements.txt": "flask\n",
        "requirements-dev.txt": "-r requirements.txt\npytest\npytest-cov\n",
        **{
            path: text.replace("requirements.txt", "requirements.txt -r requirements-dev.txt")
            for path, text in PLACES.items()
            if "tox" not in path
        },
        "tox.ini": (
            "[testenv]\ndeps = -r requirements.txt\n    -r requirements-dev.txt\n"
            "commands = pytest\n"
        ),
    }


@pytest.mark.parametrize(
    ("command", "run", "after"),
    [
        pytest.param(".", "pytest", ".[dev]", id="the folder"),
        pytest.param("-e .[web]", "pytest", "-e .[web,dev]", id="another extra"),
        pytest.param(".[dev]", "pytest", ".[dev]", id="it has it"),
        pytest.param(". pytest", "pytest", ". pytest", id="it names the tool"),
        pytest.param(".", "python app.py", ".", id="it needs none"),
    ],
)
def test_a_move_into_an_extra(command, run, after):
    files = {
        "app.py": "import flask\n",
        "pyproject.toml": (
            '[project]\nname = "s"\nversion = "1"\ndependencies = [\n    "flask",\n'
            '    "pytest",\n]\n[project.optional-dependencies]\nweb = ["gunicorn"]\n'
            'dev = ["black"]\n'
        ),
        "ci.yml": "",
    }
    path = ".github/workflows/ci.yml"
    files[path] = CI.format(what=command, run=run)
    changed = fix("VL201", files, unsafe=True)
    assert 'dev = ["black", "pytest"]' in changed["pyproject.toml"]
    assert changed.get(path, files[path]) == CI.format(what=after, run=run)


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param(
            {
                "Dockerfile.test": (
                    "FROM python:3.12\nCOPY requirements.txt .\n"
                    "RUN pip install -r requirements.txt\nCOPY . .\nCMD pytest\n"
                )
            },
            "Dockerfile.test",
            id="an image, which may not hold the other file",
        ),
        pytest.param(
            {
                "noxfile.py": (
                    "import nox\n@nox.session\ndef tests(session):\n"
                    '    session.install("-r", "requirements.txt")\n    session.run("pytest")\n'
                )
            },
            "noxfile.py",
            id="a call of Python",
        ),
        pytest.param(
            {
                ".github/workflows/ci.yml": CI.format(what="-r $LIST", run="pytest").replace(
                    "    steps:", "    env:\n      LIST: requirements.txt\n    steps:"
                )
            },
            ".github/workflows/ci.yml",
            id="through a variable",
        ),
    ],
)
def test_no_move_that_would_break_a_place_which_is_not_ours_to_change(files, place):
    (violation,) = findings("VL201", {**APP, "requirements.txt": "flask\npytest\n", **files})
    assert violation.fix is None
    (told,) = (one for one in violation.related if "here too" in one.message)
    assert told.at.path == place


def test_what_other_tools_want_as_well_goes_with_the_last_of_them():
    text = frozen(
        "black==24.1.0",
        "mypy-extensions==1.0.0",
        "mypy==1.11.0",
        "pathspec==0.12.1",
        "pluggy==1.5.0",
        "pytest==8.3.3",
        "tox==4.0.0",
        "virtualenv==20.26.3",
    )
    said = findings("VL201", {**APP, "requirements.txt": text})
    changed = fix("VL201", {**APP, "requirements.txt": text}, unsafe=True)
    assert changed["requirements.txt"] == frozen().lstrip("\n")
    assert len(said) == 4  # as many as there are fixes to apply
    kept = text.replace("urllib3", "typing-inspect==0.9.0\nurllib3")
    changed = fix("VL201", {**APP, "requirements.txt": kept}, unsafe=True)
    assert "mypy-extensions" in changed["requirements.txt"]


@pytest.mark.parametrize(
    ("core", "severity", "home"),
    [
        ("requests\nclick\n", "warning", "requirements-dev.txt"),
        ("requests\nclick\npytest-cov\n", "error", "requirements-core.txt"),
    ],
)
def test_what_jobs_alone_install_is_no_place_for_tools_unless_it_has_some(core, severity, home):
    files = {
        "requirements.txt": "flask\npytest\n",
        "requirements-core.txt": core,
        ".github/workflows/ci.yml": CI.format(what="-r requirements-core.txt", run="pytest"),
        "shop.py": "import flask\n",
        "run.sh": "pip install -r requirements.txt\npython shop.py\n",
    }
    (found,) = findings("VL201", files)
    assert found.severity.label == severity
    assert found.suggestion == f"Move it to `{home}`, so that only developers install it."


LOCK_IMAGE = 'FROM python:3.12\nCOPY . .\nRUN pip install -r {}\nCMD ["python", "-m", "app"]\n'


@pytest.mark.parametrize(
    ("more", "told"),
    [
        pytest.param({}, ["requirements.txt warning"], id="nobody installs the lock"),
        pytest.param(
            {"Dockerfile": LOCK_IMAGE.format("requirements-pinned.txt")},
            ["requirements.txt warning"],
            id="an image installs the lock, and the list says it",
        ),
        pytest.param(
            {"requirements.txt": "flask\nsix\n"},
            ["requirements-pinned.txt info"],
            id="not asked for",
        ),
        pytest.param(
            {
                "Dockerfile": LOCK_IMAGE.format("requirements-pinned.txt"),
                "requirements.txt": "flask\nsix\n",
            },
            ["requirements-pinned.txt error"],
            id="not asked for, and an image installs it",
        ),
        pytest.param(
            {
                "Dockerfile": LOCK_IMAGE.format("requirements-pinned.txt"),
                "pyproject.toml": '[project]\nname = "s"\ndependencies = ["flask"]\n',
            },
            ["requirements-pinned.txt error", "requirements.txt info"],
            id="the list is not for production",
        ),
        pytest.param(
            {"requirements.txt": "django\nscipy\nmarkdown\n"},
            ["requirements-pinned.txt warning"],
            id="of another list",
        ),
    ],
)
def test_a_lock_that_a_person_writes_beside_the_list(more, told):
    files = {
        **APP,
        "requirements.txt": "flask\npytest\nsix\n",
        "requirements-pinned.txt": "# of 2026\nflask==3.0\npytest==8.0\nsix==1.16\n",
        **more,
    }
    found = [f"{one.at.path} {one.severity.label}" for one in findings("VL201", files)]
    assert found == told


@pytest.mark.parametrize(
    ("path", "home"),
    [
        ("requirements.lock.txt", "requirements-dev.lock.txt"),
        ("requirements-pinned.txt", "requirements-dev-pinned.txt"),
        ("requirements.txt", "requirements-dev.txt"),
    ],
)
def test_a_list_for_tools_beside_a_lock_is_one_as_well(path, home):
    (found,) = findings("VL201", {**APP, path: "# of 2026\nflask==3.0\npytest==8.0\n"})
    assert f"`{home}`" in found.suggestion


def test_a_new_list_has_a_name_that_is_read():
    image = "FROM python:3.12\nCOPY packages.txt .\nRUN pip install -r packages.txt\nCMD python app.py\n"
    files = {**APP, "packages.txt": "flask\npytest\nblack\n", "Dockerfile": image}
    assert fix("VL201", files, unsafe=True, then=["VL102", "VL202", "VL604"]) == {
        "packages.txt": "flask\n",
        "packages-dev-requirements.txt": "-r packages.txt\npytest\nblack\n",
    }


def test_a_part_that_the_code_imports_stays():
    text = frozen("pluggy==1.5.0", "pytest==8.3.3")
    files = {"app.py": "import pluggy\n", "requirements.txt": text}
    assert "pluggy==1.5.0\n" in fix("VL201", files, unsafe=True)["requirements.txt"]


def test_extensions_that_the_product_gives_to_sphinx():
    files = {
        "setup.py": "from setuptools import setup\nsetup(name='s', install_requires=['rst2pdf'])\n",
        "src/s/tasks/report.py": "config = {'extensions': ['rst2pdf.pdfbuilder']}\n",
    }
    assert lint("VL201", files) == []
    files["src/s/tasks/report.py"] = "config = {'log': 'rst2pdf.log'}\n"
    assert len(lint("VL201", files)) == 1


def test_a_compiled_file_of_both_that_is_deployed():
    files = {
        **APP,
        "requirements.txt": (
            "#\n# This file is autogenerated by pip-compile\n#\n"
            "flask==3.0.0\n    # via -r requirements/base.in\n"
            "pytest==8.3.3\n    # via -r requirements/test.in\n"
        ),
        "requirements/base.in": "flask\n",
        "requirements/test.in": "pytest\n",
    }
    assert lint("VL201", files) == []
    (violation,) = findings("VL201", {**files, "Dockerfile": IMAGE})
    assert (violation.at.path, violation.at.line) == ("requirements.txt", 6)


@pytest.mark.parametrize(
    "code",
    [
        "NAMES = ['virtualenv']\n",
        "print('virtualenv')\n",
        "parser.add_argument('virtualenv')\n",
        "runs = 1\nlabel('virtualenv')\n",
    ],
)
def test_a_name_that_nothing_runs(code):
    files = {"requirements.txt": "flask\nvirtualenv\n", "fence.py": code}
    assert len(lint("VL201", files)) == 1


@pytest.mark.parametrize(
    ("start", "severity"),
    [
        ('CMD ["jupyter", "lab"]', "info"),
        ("ENTRYPOINT /usr/local/bin/jupyter-notebook --ip 0.0.0.0", "info"),
        ('CMD ["start-notebook.sh"]', "info"),
        ('CMD ["gunicorn", "app:app"]', "error"),
    ],
)
def test_an_image_in_which_people_open_notebooks(start, severity):
    files = {
        "Dockerfile": f"FROM python:3.13\nCOPY requirements.txt .\n"
        f"RUN pip install -r requirements.txt\n{start}\n",
        "requirements.txt": "flask\nnose\n",
    }
    assert [one.severity.label for one in findings("VL201", files)] == [severity]


EXPORTED = [f"package{number}==1.{number}" for number in range(15)]


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        pytest.param([*EXPORTED, "kedro==0.19.9", "build==1.2.2"], [], id="what kedro brings"),
        pytest.param(
            [*EXPORTED, "build==1.2.2", "pyproject-hooks==1.2.0"], ["build"], id="a part of build"
        ),
        pytest.param(
            [*EXPORTED, "arrow==1.4.0", "types-python-dateutil==2.9"],
            ["types-python-dateutil"],
            id="another version of arrow",
        ),
        pytest.param(["kedro==0.19.9", "build"], ["build"], id="written by hand"),
    ],
)
def test_what_conda_exported(rows, names):
    listed = "".join(f"      - {row}\n" for row in rows)
    files = {
        "environment.yml": f"name: x\ndependencies:\n  - pip\n  - pip:\n{listed}",
        "Dockerfile": (
            "FROM continuumio/miniconda3\nCOPY . .\nRUN conda env create -f environment.yml\n"
            "CMD conda run -n x python app.py\n"
        ),
    }
    found = findings("VL201", files)
    assert [one.message.split("`")[1] for one in found] == names


@pytest.mark.parametrize(
    ("install", "home"),
    [
        pytest.param("conda install --yes --file requirements_dev.txt", "", id="conda alone"),
        pytest.param("pip install -r requirements_dev.txt", "requirements_dev.txt", id="pip"),
        pytest.param(
            "conda install --file requirements_dev.txt && pip install -r requirements_dev.txt",
            "requirements_dev.txt",
            id="both",
        ),
    ],
)
def test_what_conda_alone_reads_is_no_place_for_pips_lines(install, home):
    files = {
        "requirements.txt": "attrs\npytest-cases\n",
        "requirements_dev.txt": "numpy >=1.18\npytest\n",
        ".travis.yml": f"language: python\ninstall: {install}\nscript: pytest\n",
    }
    (found,) = findings("VL201", files)
    assert ("`requirements_dev.txt`" in found.suggestion) is bool(home)


DYNAMIC = (
    '[build-system]\nrequires = ["setuptools"]\n[project]\nname = "shop"\nversion = "1"\n'
    'dynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = {file = "deps.txt"}\n'
)


@pytest.mark.parametrize(
    ("dockerfile", "severity"),
    [
        pytest.param("", Severity.WARNING, id="nobody deploys it"),
        pytest.param("COPY deps.txt .\nRUN pip install -r deps.txt\n", Severity.ERROR, id="itself"),
        pytest.param("COPY . .\nRUN pip install .\n", Severity.ERROR, id="through the project"),
    ],
)
def test_a_list_that_the_manifest_reads_is_deployed_with_the_project(dockerfile, severity):
    files = {"pyproject.toml": DYNAMIC, "deps.txt": "flask\npytest\n", "shop.py": "import flask\n"}
    if dockerfile:
        files["Dockerfile"] = "FROM python:3.12\n" + dockerfile
    (found,) = findings("VL201", files)
    assert (found.at.line, found.severity) == (2, severity)


EXPORT = "poetry export -f requirements.txt"


@pytest.mark.parametrize(
    ("dockerfile", "severity"),
    [
        pytest.param(f"RUN {EXPORT} -o all.txt\n", Severity.WARNING, id="nobody installs it"),
        pytest.param(
            f"RUN {EXPORT} -o all.txt\nRUN pip install -r all.txt\n", Severity.ERROR, id="a file"
        ),
        pytest.param(
            f"RUN {EXPORT} > all.txt\nRUN pip install -r all.txt\n", Severity.ERROR, id="output"
        ),
        pytest.param(f"RUN {EXPORT} | pip install -r /dev/stdin\n", Severity.ERROR, id="handed on"),
        pytest.param(
            f"RUN {EXPORT} -o /all.txt\nFROM python:3.12\nCOPY --from=0 /all.txt .\n"
            "RUN pip install -r all.txt\n",
            Severity.ERROR,
            id="in another stage",
        ),
        pytest.param(
            f"RUN {EXPORT} -o all.txt\nRUN pip install -r other.txt\n",
            Severity.WARNING,
            id="another list",
        ),
    ],
)
def test_what_an_image_exports_and_installs_is_deployed(dockerfile, severity):
    files = {
        "pyproject.toml": (
            '[tool.poetry]\nname = "shop"\n[tool.poetry.dependencies]\nflask = "*"\npytest = "*"\n'
        ),
        "shop.py": "import flask\n",
        "other.txt": "flask\n",
        "Dockerfile": f"FROM python:3.12\nWORKDIR /app\nCOPY . .\n{dockerfile}CMD python shop.py\n",
    }
    (found,) = findings("VL201", files)
    assert (found.at.line, found.severity) == (5, severity)


@pytest.mark.parametrize(
    ("dockerfile", "severity"),
    [
        pytest.param("COPY setup.py .\n", Severity.WARNING, id="nobody installs it"),
        pytest.param("COPY . .\nRUN pip install .\n", Severity.ERROR, id="an image does"),
    ],
)
def test_a_list_that_setup_py_reads_is_deployed_with_the_project(dockerfile, severity):
    files = {
        "setup.py": (
            'from setuptools import setup\n\nsetup(\n    name="shop",\n    packages=["shop"],\n'
            '    install_requires=open("requirements.txt").read().split(),\n)\n'
        ),
        "requirements.txt": "flask\npytest\n",
        "shop/__init__.py": "import flask\n",
        "Dockerfile": "FROM python:3.12\n" + dockerfile,
    }
    (found,) = findings("VL201", files)
    assert (found.at.line, found.severity) == (2, severity)


@pytest.mark.parametrize(
    ("run", "more"),
    [
        ("uv sync --frozen", ", and add `--no-dev` to `uv sync` in `Dockerfile`"),
        ("uv sync --frozen --no-dev", ""),
        ("pip install .", ""),
    ],
)
def test_what_uv_would_install_all_the_same(run, more):
    files = {
        "pyproject.toml": (
            '[project]\nname = "a"\nversion = "1"\ndependencies = ["flask", "pytest"]\n'
        ),
        "Dockerfile": f"FROM python:3.12\nCOPY . .\nRUN {run}\nCMD python -m a\n",
        "a/__init__.py": "import flask\n",
    }
    (found,) = findings("VL201", files)
    assert found.suggestion == (
        f"Move it to the group `dev` of `[dependency-groups]`{more}, so that only developers install"
        " it."
    )


def test_what_is_compiled_has_to_be_compiled_again():
    files = {
        "requirements/base.in": "flask\npytest\n",
        "requirements/dev.in": "-r base.in\nruff\n",
        "Dockerfile": "FROM python:3.12\nCOPY . .\nRUN pip install -r requirements/base.in\n",
    }
    (found,) = findings("VL201", files)
    assert found.suggestion == (
        "Move it to `requirements/dev.in`, so that only developers install it, and compile both"
        " lists again."
    )


@pytest.mark.parametrize(
    ("tool", "start", "said"),
    [
        ("robotframework", "robot", False),
        ("robotframework", "rebot", False),
        ("robotframework", "locust", True),
        ("memory-profiler", "mprof", False),
        ("avocado-framework", "avocado", False),
        ("pyinstaller", "pyinstaller", False),
    ],
)
def test_what_the_image_starts_by_another_name(tool, start, said):
    files = {
        "requirements.txt": f"requests\n{tool}\n",
        "Dockerfile": "FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r"
        f' requirements.txt\nCOPY suites suites\nCMD ["{start}", "suites"]\n',
        **APP,
    }
    assert bool(findings("VL201", files)) is said
