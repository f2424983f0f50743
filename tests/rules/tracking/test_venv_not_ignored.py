from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint
from tests.made import (
    environment,
    findings_in,
    git,
    lint_in,
    needs_git,
    needs_links,
    repository,
    venv,
    write,
)
from venvlint.config import Config
from venvlint.model import Severity

ABSENT = ".gitignore:1: no ignore file covers `.venv` or `venv`"
SETUP = "from setuptools import setup\nsetup(name='shop')\n"
PROJECT = {"app.py": "import six\n", "requirements.txt": "six==1.17.0\n"}


@pytest.mark.parametrize(
    ("files", "more"),
    [
        pytest.param({"index.html": "", "package.json": "{}"}, {}, id="nothing of Python"),
        pytest.param({**PROJECT, ".gitignore": ".venv\n"}, {}, id="one name is enough"),
        pytest.param({**PROJECT, ".gitignore": "venv/\n"}, {}, id="the other one"),
        pytest.param({**PROJECT, ".gitignore": "*venv*/\n"}, {}, id="a wide pattern"),
        pytest.param(
            {**PROJECT, ".gitignore": "\ufeff.venv/\r\n"}, {}, id="a byte order mark and CRLF"
        ),
        pytest.param(
            {**PROJECT, ".gitignore": "[Bb]in\n[Ll]ib\n[Ss]cripts\npyvenv.cfg\n"},
            {},
            id="every member of any environment",
        ),
        pytest.param(
            {**PROJECT, ".gitignore": "myenv/\n", "README.md": "    python3 -m venv myenv\n"},
            {},
            id="the name that the README gives",
        ),
        pytest.param(
            {**PROJECT, ".gitignore": ".env\nshop_env/\n"},
            {},
            id="a name that the ignore file gives",
        ),
        pytest.param({**PROJECT, ".gitignore": "envs/\n"}, {}, id="a folder of several"),
        pytest.param(
            {**PROJECT, ".gitignore": "*-env/\n"}, {}, id="a pattern for names of its own"
        ),
        pytest.param(
            {**PROJECT, ".gitignore": "newenv/*\n"},
            {},
            id="all of a folder of that name",
        ),
        pytest.param(
            {**PROJECT, ".gitignore": "work/\n"},
            {"untracked": environment("work")},
            id="the project's own name, on disk",
        ),
        pytest.param(
            PROJECT,
            {"untracked": {**environment(".venv"), ".venv/.gitignore": "*"}},
            id="it ignores itself",
        ),
        pytest.param(
            {
                "src/odom/setup.py": (
                    "from distutils.core import setup\n"
                    "from catkin_pkg.python_setup import generate_distutils_setup\n"
                    "setup(**generate_distutils_setup(packages=['odom']))\n"
                ),
                "src/odom/package.xml": "<package/>\n",
                "src/odom/src/odom/__init__.py": "",
            },
            {},
            id="packages of catkin's, whose workspace is its own",
        ),
        pytest.param(
            {
                "src/odom/setup.py": (
                    "from setuptools import setup\nsetup(name='odom', packages=['odom'])\n"
                ),
                "src/odom/package.xml": "<package/>\n",
            },
            {},
            id="packages of colcon's",
        ),
        pytest.param(
            {
                "setup.py": SETUP,
                "requirements.txt": "six\n",
                "shop/__init__.py": "",
                "shop/hooks.py": "app_name = 'shop'\n",
                "shop/modules.txt": "Shop\n",
            },
            {},
            id="an application of Frappe's, whose environment is bench's",
        ),
        pytest.param(
            {
                "configuration.yaml": "",
                "automations.yaml": "",
                "pyscript/requirements.txt": "six\n",
                "custom_components/find/requirements.txt": "six\n",
            },
            {},
            id="a configuration of Home Assistant's, which installs the lists",
        ),
        pytest.param(
            {**PROJECT, **environment("venv")}, {}, id="a committed one is another rule's"
        ),
        pytest.param(
            {
                **PROJECT,
                ".gitignore": "venv\n",
                "src/pyvenv.cfg": "home = /usr\n",
                "src/shop/a.py": "",
            },
            {},
            id="so is a stray file in a source folder",
        ),
        pytest.param(
            {**PROJECT, ".gitignore": "venv\n", "x/pyvenv.cfg": "home = /usr\n"},
            {},
            id="and one in a folder of its own",
        ),
        pytest.param(
            {**PROJECT, ".gitignore": "/.venv\n", "docs/requirements.txt": "sphinx\n"},
            {},
            id="a folder of documentation is no project",
        ),
        pytest.param(
            {**PROJECT, ".gitignore": "/.venv\n", "uv.lock": "", "api/pyproject.toml": ""},
            {},
            id="a workspace shares one environment",
        ),
        pytest.param(
            {**PROJECT, ".gitignore": "/.venv\n", "docs/site/requirements.txt": "sphinx\n"},
            {},
            id="what the documentation is built with",
        ),
        pytest.param(
            {**PROJECT, ".gitignore": ".venv\n", "api/pyproject.toml": ""}, {}, id="not anchored"
        ),
        pytest.param(
            {"package.json": "{}", "__tests__/data/requirements.txt": "x\n", "__tests__/t.py": ""},
            {},
            id="Python in test data alone",
        ),
    ],
)
def test_quiet(files, more):
    assert lint("VL102", files, **more) == []


@pytest.mark.parametrize(
    "ignore",
    [
        None,
        "",
        "*.log\n",
        "./.venv/\n",
        ".venv/ # mine\n",
        ".venv\\\n",
        "# .venv\n",
        ".env\n.env.local\nprod.env\n",
        ".venv/\n!.venv/\n",
        "sub/.venv\n",
        "bin/\nlib/\n",
        "bin/\ninclude/\npyvenv.cfg\n",
    ],
)
def test_absent(ignore):
    files = PROJECT if ignore is None else {**PROJECT, ".gitignore": ignore}
    (violation,) = findings("VL102", files)
    assert f"{violation.at.path}:{violation.at.line}: {violation.message}".startswith(ABSENT)
    assert violation.severity is Severity.WARNING


def test_the_dead_line_is_the_cause():
    (violation,) = findings("VL102", {**PROJECT, ".gitignore": "*.log\nvenv/ # mine\n"})
    assert "`venv/ # mine` does not" in violation.message
    assert [(place.at.line, place.at.column) for place in violation.related] == [(2, 1)]
    (violation,) = findings("VL102", {**PROJECT, ".gitignore": ".venv\n".encode("utf-16")})
    assert "UTF-16" in violation.message
    assert violation.fix is None


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"uv.lock": ""}, id="uv"),
        pytest.param({"pyproject.toml": "[tool.poetry]\nname = 'x'\n"}, id="Poetry"),
        pytest.param({"pyproject.toml": "tool.poetry.name = 'x'\n"}, id="Poetry with dots"),
        pytest.param({"pyproject.toml": "[tool]\nuv = { package = false }\n"}, id="uv inline"),
        pytest.param({"pyproject.toml": "['tool' . \"pdm\"]\n"}, id="PDM in quotes"),
        pytest.param({"Pipfile": ""}, id="Pipenv"),
        pytest.param({"tox.ini": "[testenv]\ndeps = pytest\n"}, id="tox"),
        pytest.param({"setup.cfg": "[tox:tox]\nenvlist = py3\n"}, id="tox in setup.cfg"),
        pytest.param(
            {"pyproject.toml": "[project]\nrequires-python = '>=3.13'\n"}, id="the new venv"
        ),
        pytest.param({".gitignore": "env/\n"}, id="another name is covered"),
        *(
            pytest.param({".gitignore": text}, id=f"the root is one: {text.split()}")
            for text in (
                "bin/\ninclude/\nlib/\n",
                "/bin\n/lib\n/pyvenv.cfg\n",
                "parts\nLib\nScripts\nInclude\n",
            )
        ),
    ],
)
def test_info(more):
    assert [violation.severity for violation in findings("VL102", {**PROJECT, **more})] == [
        Severity.INFO
    ]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(
            {"Dockerfile": "FROM python\nCOPY . .\nRUN pip install -r deps.txt\n"}, id="image"
        ),
        pytest.param({"README.md": "```sh\npip install -r deps.txt\n```\n"}, id="page"),
        pytest.param({"setup.sh": "pip install -r deps.txt\n"}, id="script"),
    ],
)
def test_a_list_that_is_one_by_its_use(more):
    files = {"app.py": "import six\n", "deps.txt": "six==1.17.0\n"}
    assert lint("VL102", files) == []
    assert lint("VL102", {**files, **more}) == [ABSENT]
    assert lint("VL102", {**files, **more, ".gitignore": "venv/\n"}) == []


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"app.py": "import six\n"}, id="a source beside"),
        pytest.param({"Makefile": "venv:\n\tpip install -r requirements.txt\n"}, id="people"),
    ],
)
def test_a_list_that_more_than_an_image_needs(more):
    image = {"Dockerfile": "FROM python\nCOPY . .\nRUN pip install -r requirements.txt\n"}
    files = {**image, "requirements.txt": "six\n", "run.sh": "python3 -m six\n"}
    assert lint("VL102", files) == []
    assert lint("VL102", {**files, **more}) == [ABSENT]


def test_a_list_of_tests_alone():
    files = {"app.py": "import six\n", "plugin/test_requirements.txt": "six\n"}
    assert [violation.severity for violation in findings("VL102", files)] == [Severity.INFO]


CONDA = {
    "environment.yml": "name: shop\ndependencies:\n  - python=3.12\n  - pip:\n      - six\n",
    "app.py": "",
}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"app.py": "import six\n"}, id="nothing is to be installed"),
        pytest.param(
            {"Dockerfile": "FROM python:3.12\nRUN pip install six\n", "app.py": ""}, id="an image"
        ),
        pytest.param(
            {"package.json": "{}", "tools/split.py": "import csv\n"}, id="another language"
        ),
        pytest.param(
            {
                "web/Dockerfile": "FROM odoo:17\nCOPY conf/x.txt /\n"
                "COPY conf/requirements.txt /\nRUN pip3 install -r /requirements.txt\n",
                "web/conf/requirements.txt": "six\n",
            },
            id="a list that an image alone installs, and no source",
        ),
        pytest.param(
            {"requirements.txt": "# nothing yet\n", "meta/main.yml": ""},
            id="an empty list, and no source",
        ),
        pytest.param(
            {
                "manifest.toml": "packaging_format = 2\nid = 'shop'\n",
                "scripts/install": "ynh_setup_source --dest_dir=$install_dir\n",
                "conf/requirements.txt": "six\n",
            },
            id="a package of YunoHost's, whose server makes the environment",
        ),
        pytest.param(
            {
                "conda-forge.yml": "github:\n  branch_name: main\n",
                "recipe/meta.yaml": "package:\n  name: kit\n",
                "recipe/setup.py": SETUP,
            },
            id="a feedstock of conda-forge, which conda-build installs",
        ),
        pytest.param(
            {**PROJECT, ".gitignore": "# made by provision\nshop-py*-venv\n"},
            id="the project's own names, with a wildcard in the middle",
        ),
        pytest.param({"setup.py": "def setup(hass):\n    return True\n"}, id="a setup of its own"),
        pytest.param(
            {"setup.py": "from distutils import log\nlog.info('setup (1)')\n#setup()\n"},
            id="a script called setup.py",
        ),
        pytest.param({"pyproject.toml": "[tool.ruff]\n", "app.py": ""}, id="settings of tools"),
        pytest.param(CONDA, id="conda's list alone"),
        pytest.param(
            {
                **CONDA,
                "environment.yml": CONDA["environment.yml"] + "      - -e .\n",
                "setup.py": SETUP,
            },
            id="conda installs the project",
        ),
        pytest.param(
            {
                **CONDA,
                "environment.yml": CONDA["environment.yml"] + "      - -r requirements.txt\n",
                "requirements.txt": "six\n",
            },
            id="conda installs the list",
        ),
        pytest.param(
            {
                **CONDA,
                "requirements.txt": "six\n",
                "README.md": "```sh\nconda activate shop\npip install -r requirements.txt\n```\n",
            },
            id="into conda's environment",
        ),
        pytest.param(
            {
                **PROJECT,
                ".gitignore": "build/\n",
                "Makefile": "V = build/py\n\ninstall:\n\tpython3 -m venv $(V)\n",
            },
            id="below an ignored folder",
        ),
    ],
)
def test_quiet_where_no_environment_is_made_here(files):
    assert lint("VL102", files) == []


@pytest.mark.parametrize(
    ("page", "severity"),
    [
        pytest.param("uv sync --extra all\n", Severity.INFO, id="uv sync"),
        pytest.param("uv run pytest\n", Severity.INFO, id="uv run"),
        pytest.param("poetry install\n", Severity.INFO, id="Poetry"),
        pytest.param("pdm install\n", Severity.INFO, id="PDM"),
        pytest.param("uv run --no-project make.py\n", Severity.WARNING, id="not the project"),
        pytest.param("uv pip install -e .\n", Severity.WARNING, id="into any environment"),
        pytest.param("uvx ruff check\n", Severity.WARNING, id="a tool alone"),
        pytest.param("pip install -e .\n", Severity.WARNING, id="pip"),
        pytest.param(
            "python3 -m venv .venv\npip install -e .\n```\nor\n```sh\nuv sync\n",
            Severity.WARNING,
            id="one of two ways",
        ),
        pytest.param("cd site\nuv run pytest\n", Severity.WARNING, id="another project"),
    ],
)
def test_who_makes_the_environment_by_the_pages_commands(page, severity):
    files = {
        "pyproject.toml": "[project]\nname = 'shop'\nversion = '1'\n",
        "site/pyproject.toml": "[project]\nname = 'site'\nversion = '1'\n",
        ".gitignore": "uv.lock\nsite/.venv\n",
        "CONTRIBUTING.md": f"# Set up\n\n```sh\n{page}```\n",
    }
    assert [one.severity for one in findings("VL102", files)] == [severity]


def test_a_job_of_ci_tells_nobody_how_to_work_here():
    files = {
        "pyproject.toml": "[project]\nname = 'shop'\nversion = '1'\n",
        ".github/workflows/ci.yml": (
            "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
            "      - uses: actions/checkout@v4\n      - run: uv sync\n"
        ),
    }
    assert [one.severity for one in findings("VL102", files)] == [Severity.WARNING]


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        pytest.param(
            {"i.sh": 'V="$HOME/.venv"\npython3 -m venv "$V"\n'}, Severity.INFO, id="at home"
        ),
        pytest.param(
            {"i.sh": "virtualenv /opt/shop/venv\n"}, Severity.INFO, id="at a deployment root"
        ),
        pytest.param(
            {"README.md": "```sh\nmkvirtualenv shop\n```\n"},
            Severity.INFO,
            id="virtualenvwrapper's",
        ),
        pytest.param(
            {"README.md": "- Make an environment:\n\n        mkvirtualenv shop\n"},
            Severity.INFO,
            id="virtualenvwrapper's, in an indented block",
        ),
        pytest.param(
            {"README.md": "We do not use mkvirtualenv any more.\n"},
            Severity.WARNING,
            id="virtualenvwrapper in a sentence",
        ),
        pytest.param(
            {"README.md": "```sh\nconda create -n shop python=3.12\nconda activate shop\n```\n"},
            Severity.INFO,
            id="conda's",
        ),
        pytest.param(
            {"README.md": "```\nmicromamba env create -n shop --file env.yml\n```\n"},
            Severity.INFO,
            id="conda's, in a block of no language",
        ),
        pytest.param(
            {"README.md": "Set up:\n\n    $ conda create -n shop python=3.12\n"},
            Severity.INFO,
            id="conda's, in an indented block",
        ),
        pytest.param(
            {"README.md": "```\nconda create --prefix ./env python=3.12\n```\n"},
            Severity.WARNING,
            id="conda's in the tree, in a block of no language",
        ),
        pytest.param(
            {"README.md": "You may conda create whatever you like.\n"},
            Severity.WARNING,
            id="conda in a sentence",
        ),
        pytest.param(
            {"README.md": "```sh\nconda create -p ./conda python=3.12\n```\n"},
            Severity.WARNING,
            id="conda's in the tree",
        ),
        pytest.param(
            {"README.md": "Use a virtualenv or conda.\n```sh\nconda activate shop\n```\n"},
            Severity.WARNING,
            id="conda is one of two ways",
        ),
        pytest.param(
            {
                "i.sh": "virtualenv /opt/shop/venv\n",
                "README.md": "```sh\npython3 -m venv venv\n```\n",
            },
            Severity.WARNING,
            id="people make theirs here",
        ),
        pytest.param({"i.sh": 'python3 -m venv "$1"\n'}, Severity.WARNING, id="nobody knows where"),
        pytest.param({**CONDA}, Severity.WARNING, id="pip's list beside conda's"),
        pytest.param(
            {**CONDA, "README.md": "We recommend installing Anaconda.\n"},
            Severity.INFO,
            id="conda is recommended",
        ),
        pytest.param(
            {"README.md": "We recommend installing Anaconda.\n"},
            Severity.WARNING,
            id="conda is recommended, for nothing",
        ),
    ],
)
def test_where_scripts_make_the_environment(files, severity):
    assert [one.severity for one in findings("VL102", {**PROJECT, **files})] == [severity]


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        ({"api/Pipfile": "", "etl/Pipfile": ""}, Severity.INFO),
        ({"api/Pipfile": "", "etl/pyproject.toml": "[tool.poetry]\nname = 'e'\n"}, Severity.INFO),
        ({"api/requirements.txt": "six\n", "api/uv.lock": ""}, Severity.INFO),
        ({"api/Pipfile": "", "etl/requirements.txt": "six\n"}, Severity.WARNING),
        ({"api/requirements.txt": "six\n", "etl/uv.lock": ""}, Severity.WARNING),
        # What is covered where it lies does not weigh.
        (
            {"api/Pipfile": "", "etl/requirements.txt": "six\n", "etl/.gitignore": "venv\n"},
            Severity.INFO,
        ),
        (
            {"docs/requirements.txt": "x\n", "a/requirements.txt": "x\n", "a/.gitignore": "venv\n"},
            Severity.INFO,
        ),
        (
            {"api/requirements.txt": "six\n", "etl/Pipfile": "", "etl/.gitignore": "venv\n"},
            Severity.WARNING,
        ),
        # Where the lists have a folder of their own, too.
        (
            {"docs/requirements.txt": "x\n", "a/requirements/base.txt": "x\n"}
            | {"a/.gitignore": "venv\n"},
            Severity.INFO,
        ),
        (
            {"docs/requirements.txt": "x\n", "a/requirements/base.txt": "x\n"}
            | {"b/.gitignore": "venv\n"},
            Severity.WARNING,
        ),
        # Another name is covered where the project lies.
        ({"api/requirements.txt": "six\n", ".gitignore": "api/env*\n"}, Severity.INFO),
        ({"api/requirements.txt": "six\n", ".gitignore": "etl/env*\n"}, Severity.WARNING),
        (
            {
                "api/requirements.txt": "six\n",
                "etl/requirements.txt": "six\n",
                ".gitignore": "/etl/env\n",
            },
            Severity.WARNING,
        ),
    ],
)
def test_who_makes_the_environments_of_the_projects_below(files, severity):
    (found,) = findings("VL102", files)
    assert (found.at.path, found.severity) == (".gitignore", severity)


METADATA = "[metadata]\nname = a\n"


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        pytest.param(
            {"docs/requirements.txt": "sphinx\n", "main.c": ""},
            Severity.INFO,
            id="the documentation's",
        ),
        pytest.param(
            {"docs_site/requirements.txt": "mkdocs\n", "main.go": ""},
            Severity.INFO,
            id="a folder of two words",
        ),
        pytest.param(
            {"molecule/default/requirements.txt": "molecule\n", "tasks/main.yml": ""},
            Severity.INFO,
            id="the tests of an Ansible role",
        ),
        pytest.param(
            {"integration_tests/requirements.txt": "pytest\n", "main.c": ""},
            Severity.INFO,
            id="other tests",
        ),
        pytest.param(
            {"dockers/requirements.txt": "six\n", "main.go": ""},
            Severity.WARNING,
            id="no such word",
        ),
        pytest.param({"requirements/base.txt": "six\n"}, Severity.WARNING, id="a folder of lists"),
        pytest.param({"setup.py": SETUP}, Severity.WARNING, id="a setup.py that is one"),
        pytest.param(
            {"setup.cfg": METADATA, "pyproject.toml": "[tool.black]\n"},
            Severity.WARNING,
            id="a setup.cfg that pip takes",
        ),
        pytest.param(
            {**PROJECT, "tox.ini": "[pycodestyle]\nmax-line-length = 100\n"},
            Severity.WARNING,
            id="settings of another tool in tox.ini",
        ),
    ],
)
def test_which_lists_make_a_project(files, severity):
    assert [one.severity for one in findings("VL102", files)] == [severity]


def test_a_setup_cfg_alone_makes_none():
    """`pip install .` says so: neither `setup.py` nor `pyproject.toml` found."""
    assert lint("VL102", {"python/setup.cfg": METADATA, "python/setup.py.in": "", "a.cc": ""}) == []


LOCKED = {
    "requirements.in": "six\n",
    "requirements_lock.txt": "six==1.17.0\n",
    "MODULE.bazel": (
        'pip = use_extension("@rules_python//python/extensions:pip.bzl", "pip")\n'
        'pip.parse(hub_name = "pypi", requirements_lock = "//:requirements_lock.txt")\n'
    ),
}


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        pytest.param({}, Severity.INFO, id="Bazel alone"),
        pytest.param(
            {"docs/pyproject.toml": '[project]\nname = "a-docs"\nversion = "0"\n'},
            Severity.INFO,
            id="documents of their own beside",
        ),
        pytest.param({"MODULE.bazel": "module(name = 'a')\n"}, Severity.WARNING, id="no Python"),
        pytest.param({"setup.py": SETUP}, Severity.WARNING, id="a package, too"),
        pytest.param(
            {"run.sh": "pip install -r requirements_lock.txt\n"}, Severity.WARNING, id="pip, too"
        ),
    ],
)
def test_what_bazel_installs_lies_in_its_own_folder(more, severity):
    assert [one.severity for one in findings("VL102", {**LOCKED, **more})] == [severity]


@pytest.mark.parametrize(("covered", "count"), [("build/", 0), ("dist/", 1)])
def test_the_projects_own_environment_behind_a_variable(covered, count):
    files = {
        **PROJECT,
        ".gitignore": f"{covered}\n",
        "Makefile": "VENV = build/venv\n$(VENV):\n\tpython3 -m venv $(VENV)\n",
        "docs/tutorial.md": "```sh\npython3 -m venv venv\n```\n",
    }
    assert len(findings("VL102", files)) == count


def test_names_of_the_configuration():
    config = Config(environment_names=("work",))
    assert lint("VL102", {**PROJECT, ".gitignore": "work/\n"}, config=config) == []
    assert lint("VL102", {**PROJECT, ".gitignore": ".venv/\n"}, config=config) == [
        ".gitignore:1: no ignore file covers `work`"
    ]


def test_a_project_below_that_an_anchored_pattern_does_not_reach():
    files = {
        ".gitignore": "/venv\n",
        "setup.py": SETUP,
        "api/pyproject.toml": "[project]\n",
        "api/a.py": "",
    }
    (violation,) = findings("VL102", files)
    assert violation.at.path == ".gitignore"
    assert (
        violation.message
        == "no ignore file covers `.venv` or `venv` in `api`: the pattern for the root is anchored"
        " there"
    )
    assert fix("VL102", files) == {".gitignore": "/venv\n.venv/\nvenv/\n"}
    (violation,) = findings("VL102", {**files, "api/.gitignore": "*.log\n"})
    assert violation.at.path == "api/.gitignore"
    several = {"api/.gitignore": "*.log\n", "web/pyproject.toml": "[project]\n"}
    (violation,) = findings("VL102", {**files, **several})
    assert violation.at.path == ".gitignore"
    assert " in `api`, `web`: " in violation.message


@pytest.mark.parametrize(
    ("script", "more", "count"),
    [
        pytest.param("virtualenv venv\n", {}, 0, id="one for all"),
        pytest.param("python3 -m venv --clear ./venv\n", {}, 0, id="one for all, by venv"),
        pytest.param(
            'python3 -m venv "$(dirname "$0")/venv"\n', {}, 0, id="one for all, beside the script"
        ),
        pytest.param(
            'D=$(cd "$(dirname "$0")" && pwd)\nV="${D}/venv"\npython3 -m venv "${V}" --clear\n',
            {},
            0,
            id="one for all, by variables",
        ),
        pytest.param(
            'D=$(dirname "$0")\npython3 -m venv "$D/kit-a/venv"\n', {}, 1, id="one below the script"
        ),
        pytest.param("cd kit-a && python3 -m venv venv\n", {}, 1, id="one below"),
        pytest.param("python3 -m venv venv\npython3 -m venv $1/venv\n", {}, 1, id="others too"),
        pytest.param("python3 -m venv env\n", {}, 1, id="of a name that is not covered"),
        pytest.param("pip install -e kit-a\n", {}, 1, id="none"),
        pytest.param("virtualenv venv\n", {"setup.py": SETUP}, 1, id="for the project there"),
    ],
)
def test_packages_of_one_environment_at_the_root(script, more, count):
    files = {
        ".gitignore": "/venv/\n",
        "kit-a/setup.py": SETUP,
        "kit-a/kit_a.py": "",
        "kit-b/setup.py": SETUP,
        "kit-b/kit_b.py": "",
        "install.sh": f"#!/bin/sh\n{script}",
    }
    assert len(lint("VL102", {**files, **more})) == count


def test_a_bare_list_inside_a_package_is_no_project_of_its_own():
    files = {
        ".gitignore": "/venv\n",
        "setup.py": SETUP,
        "shop/__init__.py": "",
        "shop/generated/requirements.txt": "grpcio-tools\n",
        "shop/generated/a_pb2.py": "",
    }
    assert lint("VL102", files) == []
    assert len(lint("VL102", {**files, "shop/generated/pyproject.toml": "[project]\n"})) == 1


PIECES = {
    ".gitignore": "/venv*/\n",
    "manage.py": "",
    "app/views.py": "import django\n",
    "lists/cache/requirements.txt": "redis\n",
    "lists/cache/settings.py": "",
}


@pytest.mark.parametrize(
    ("script", "told"),
    [
        pytest.param("pip install -r builder/requirements.txt\n", False, id="from the root"),
        pytest.param("cd builder\npip install -r requirements.txt\n", True, id="there"),
        pytest.param("make\n", True, id="nobody"),
        pytest.param(
            "python3 -m venv builder/.venv\nbuilder/.venv/bin/pip install -r builder/requirements.txt\n",
            True,
            id="into an environment there",
        ),
    ],
)
def test_a_bare_list_that_is_installed_from_the_root(script, told):
    files = {
        **PROJECT,
        ".gitignore": "/.venv\n/venv\n",
        "builder/requirements.txt": "pefile==2024.8\n",
        "builder/package.py": "import pefile\n",
        "ci.sh": script,
    }
    assert bool(lint("VL102", files)) is told


def test_bare_lists_below_a_root_that_covers_its_own():
    (violation,) = findings("VL102", PIECES)
    assert violation.severity is Severity.INFO
    built = {**PIECES, "lists/cache/pyproject.toml": "[project]\nname = 'x'\n"}
    (violation,) = findings("VL102", built)
    assert violation.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("    python3 -m venv venv3\n", 0, id="made at the root"),
        pytest.param("    source venv39/bin/activate\n", 0, id="activated at the root"),
        pytest.param("    source lists/cache/venv/bin/activate\n", 1, id="activated below"),
        pytest.param("Use an environment.\n", 1, id="made nowhere"),
    ],
)
def test_bare_lists_are_parts_of_the_environment_at_the_root(text, said):
    assert len(lint("VL102", {**PIECES, "README.md": text})) == said


def test_a_name_of_its_own_in_the_ignore_file_of_a_project_below():
    files = {
        "api/requirements.txt": "six\n",
        "api/.gitignore": ".venv/\n",
        "job/requirements.txt": "six\n",
        "job/.gitignore": "/jobenv/\n",
    }
    assert lint("VL102", files) == []  # each project covers its own
    inner = {"api/x/requirements.txt": "six\n", ".gitignore": "api/x/venv\n"}
    assert lint("VL102", inner) == []
    (violation,) = findings("VL102", {**files, "job/.gitignore": "*.log\n"})
    assert violation.message == "no ignore file covers `.venv` or `venv` in `job`"


def test_a_placeholder_is_no_place():
    page = {"README.md": "```sh\npython3 -m venv /path/to/env\n```\n"}
    (violation,) = findings("VL102", {**PROJECT, **page})
    assert violation.message.endswith("; the project makes its own elsewhere")


def test_infrastructure_beside_a_project_of_another_language():
    files = {"Cargo.toml": "", "terraform/lambda/requirements.txt": "requests\n"}
    (violation,) = findings("VL102", files)
    assert violation.severity is Severity.INFO


def test_a_package_of_the_root_with_a_list_of_its_own_is_no_project_below():
    files = {
        ".gitignore": "/venv\n/.venv\n",
        "setup.py": "from setuptools import setup\nsetup(name='x', install_requires=['six'])\n",
        "shop/__init__.py": "",
        "shop/excel/__init__.py": "",
        "shop/excel/requirements.txt": "xlwings\n",
    }
    assert lint("VL102", files) == []
    del files["shop/excel/__init__.py"]
    assert lint("VL102", files) == []
    del files["shop/__init__.py"]
    assert len(lint("VL102", files)) == 1


def test_a_part_of_a_package_is_no_project_below():
    files = {
        ".gitignore": "/venv\n/.venv\n",
        "setup.py": "from setuptools import setup\nsetup(name='x')\n",
        "shop/__init__.py": "",
        "shop/bench/__init__.py": "",
        "shop/bench/setup.py": "from setuptools import setup\nsetup(name='y')\n",
    }
    assert lint("VL102", files) == []
    assert len(lint("VL102", {**files, "bench/setup.py": files["shop/bench/setup.py"]})) == 1


def test_on_disk():
    (violation,) = findings("VL102", PROJECT, untracked=environment("work"))
    assert (violation.at.path, violation.severity) == ("work", Severity.ERROR)
    assert violation.message == "Git would add the environment `work`: nothing ignores it"


def test_on_disk_and_partly_ignored():
    (violation,) = findings(
        "VL102", {**PROJECT, ".gitignore": "lib/\n"}, untracked=environment("work")
    )
    assert (
        violation.message
        == "Git would add a part of the environment `work` (`work/pyvenv.cfg`): only the rest of it"
        " is ignored"
    )


def test_environments_of_tox_are_their_tree():
    files = {**environment(".tox/a"), **environment(".tox/b")}
    assert [violation.at.path for violation in findings("VL102", PROJECT, untracked=files)] == [
        ".tox"
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, ".venv/\nvenv/\n"),
        ("*.log", "*.log\n.venv/\nvenv/\n"),
        ("*.log\r\n", "*.log\r\n.venv/\r\nvenv/\r\n"),
        ("*.log\rb\r", "*.log\rb\r\n.venv/\nvenv/\n"),  # one line to Git
    ],
)
def test_fix_of_the_absence(before, after):
    assert fix("VL102", PROJECT if before is None else {**PROJECT, ".gitignore": before}) == {
        ".gitignore": after
    }


def test_fix_hides_no_source():
    assert fix("VL102", {**PROJECT, "venv/__init__.py": ""}) == {".gitignore": ".venv/\n"}


def test_fix_on_disk_uses_the_nearest_file():
    assert fix(
        "VL102", {**PROJECT, "api/.gitignore": "*.log\n"}, untracked=environment("api/work")
    ) == {"api/.gitignore": "*.log\n/work/\n"}
    assert fix("VL102", PROJECT, untracked=environment("api/work")) == {
        ".gitignore": "/api/work/\n"
    }
    assert fix("VL102", PROJECT, untracked=environment("")) == {
        ".gitignore": "/bin/\n/lib/\n/pyvenv.cfg\n"
    }


# -- what Git itself says
# ---------------------------------------------------------------------------------------------


PATTERNS = [
    *(
        ".venv\n",
        ".venv/\n",
        "/.venv/\n",
        ".venv/*\n",
        ".venv/**\n",
        "**/.venv\n",
        "*venv*/\n",
        "./.venv\n",
        ".venv/ # x\n",
        "*.cfg\n",
    ),
    *(".venv/*\n!.venv/bin\n", "bin/\nlib/\nlib64\n*.cfg\ninclude\n", ""),
]


@needs_git
def test_agrees_with_git_about_a_real_environment(tmp_path):
    repository(tmp_path, PROJECT)
    venv(tmp_path / ".venv")
    for ignore in PATTERNS:
        write(tmp_path, {".gitignore": ignore})
        untracked = git(tmp_path, "status", "--porcelain", "--untracked-files=all")
        assert bool(findings_in("VL102", tmp_path)) is ("?? .venv" in untracked), ignore


@needs_git
def test_a_personal_exclude_is_an_info(tmp_path):
    repository(tmp_path, PROJECT)
    write(tmp_path, {".git/info/exclude": ".venv\n"})
    venv(tmp_path / ".venv")
    (violation,) = findings_in("VL102", tmp_path)
    assert (violation.at.path, violation.severity) == (".venv", Severity.INFO)
    assert "`.venv` in `.git/info/exclude`" in violation.message


@needs_git
def test_a_personal_exclude_is_nobody_elses(tmp_path):
    repository(tmp_path, PROJECT)
    write(tmp_path, {".git/info/exclude": ".venv\n"})
    (violation,) = findings_in("VL102", tmp_path)
    assert (violation.at.path, violation.severity) == (".gitignore", Severity.INFO)


@needs_git
@needs_links
def test_a_link_to_an_environment(tmp_path):
    repository(tmp_path / "project", {**PROJECT, ".gitignore": ".venv/\nvenv/\n"})
    venv(tmp_path / "elsewhere")
    (tmp_path / "project" / "venv").symlink_to("../elsewhere")
    assert lint_in("VL102", tmp_path / "project") == [
        (
            "venv: Git would add `venv`, a link to an environment: a pattern that ends with `/` matches"
            " folders only"
        )
    ]


@needs_git
def test_quiet_without_git(tmp_path):
    write(tmp_path, PROJECT)
    venv(tmp_path / ".venv")
    assert lint_in("VL102", tmp_path) == []


def test_projects_below_with_ignore_files_of_their_own():
    files = {
        "README.md": "",
        "hooks/post.py": "",
        ".gitignore": "node_modules\n",
        "backend/pyproject.toml": "[project]\n",
        "backend/.gitignore": ".venv\n",
    }
    assert lint("VL102", files) == []
    (found,) = findings("VL102", {**files, "jobs/setup.py": SETUP})
    assert found.severity is Severity.WARNING


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "setup.py": SETUP,
                "shop/__init__.py": "",
                "shop/hooks.py": "",
                "docs/modules.txt": "",
            },
            id="hooks of another kind",
        ),
        pytest.param(
            {
                "requirements.txt": "six\n",
                "configuration.yaml": "",
                "automations.yaml": "",
                "custom_components/find/requirements.txt": "six\n",
            },
            id="a list of its own beside Home Assistant's configuration",
        ),
        pytest.param(
            {"api/requirements.txt": "six\n", "configuration.yaml": ""},
            id="a configuration of anything",
        ),
        pytest.param(
            {**PROJECT, ".gitignore": "bin\nlib\nlib64\nparts\n"}, id="buildout's folders"
        ),
    ],
)
def test_loud_beside_other_programs_environments(files):
    assert lint("VL102", files) == [ABSENT]


def test_a_workspace_of_ros_with_a_list_for_pip():
    files = {
        "src/odom/setup.py": (
            "from setuptools import setup\nsetup(name='odom', packages=['odom'])\n"
        ),
        "src/odom/package.xml": "<package/>\n",
    }
    assert lint("VL102", {**files, "requirements.txt": "six\n"}) == [ABSENT]
    del files["src/odom/package.xml"]
    assert lint("VL102", files) == [ABSENT]


def test_the_command_for_an_ignore_file_of_windows_can_be_typed():
    (violation,) = findings("VL102", {"requirements.txt": "six\n", ".gitignore": "dist/\r\n"})
    assert violation.commands == ("printf '%s\\n' .venv/ venv/ >> .gitignore",)
