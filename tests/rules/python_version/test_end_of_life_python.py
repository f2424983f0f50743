"""Pythons whose maintenance has ended (VL310)."""

from __future__ import annotations

import datetime

import pytest

from tests.changes.made import changed
from tests.lint import findings, lint

TEMPLATE = "Resources:\n" + "".join(
    f"  {name}:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: {{}}\n"
    for name in "ABC"
)
PROJECT = '[project]\nname = "demo"\nrequires-python = "{}"\n'


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {".python-version": "3.12\n", "pyproject.toml": PROJECT.format(">=3.11")},
            id="maintained",
        ),
        pytest.param({".python-version": "3.100\n"}, id="newer than the table"),
        pytest.param({".python-version": "3.16-dev\n"}, id="to come"),
        pytest.param({".python-version": "3.12\n3.8\n2.7\n"}, id="fallbacks are a test matrix"),
        pytest.param({".python-versions": "3.8\n3.9\n"}, id="a set"),
        pytest.param(
            {".python-version": "3.8", "Main.sublime-menu": "[]", "kit.py": "import sublime\n"},
            id="Sublime Text brings it",
        ),
        pytest.param(
            {"conda/environment.py-3.7.yml": "dependencies: [python=3.7.*]\n"},
            id="one of several environments",
        ),
        pytest.param(
            {
                "ci/environment-old.yml": "dependencies: [python=3.7]\n",
                "ci/environment-new.yml": "dependencies: [python=3.13]\n",
                ".github/workflows/ci.yml": (
                    "on: push\njobs:\n  a:\n    strategy: {matrix: {env: [old, new]}}\n    steps:\n    "
                    "  - run: conda env create -f ci/environment-${{ matrix.env }}.yml\n"
                ),
            },
            id="a member of a matrix that stands in its name",
        ),
        pytest.param({".python-version": "pypy2.7-7.3.11\n"}, id="PyPy keeps its Python 2.7"),
        pytest.param(
            {"pyproject.toml": PROJECT.format(">=3.11,!=3.8.*,!=3.9.1")},
            id="old minors in exclusions",
        ),
        pytest.param({"pyproject.toml": PROJECT.format("")}, id="an empty range"),
        pytest.param({"pyproject.toml": PROJECT.format("<4")}, id="a range without a floor"),
        pytest.param({"tox.ini": "[tox]\nenvlist = py27, py38\n"}, id="a test matrix"),
        pytest.param({"Dockerfile": "FROM python:3.12-alpine3.8\n"}, id="a distribution's version"),
        pytest.param({"Dockerfile": "FROM python:3\n"}, id="a floating image"),
        pytest.param(
            {
                "pyproject.toml": (
                    '[project]\nclassifiers = ["Programming Language :: Python :: 3.6"]\n'
                )
            },
            id="classifiers",
        ),
        pytest.param({"tests/x/.python-version": "2.7\n"}, id="test data"),
        pytest.param(
            {
                "Makefile": (
                    "env:\nifeq (3,$(findstring 3,$(PYTHON)))\n\tconda create -n kit python=3\n"
                    "else\n\tconda create -n kit python=2.7\nendif\n"
                )
            },
            id="a branch of a Makefile",
        ),
        pytest.param(
            {"install.sh": "#!/bin/sh\nconda create -n kit -c python=3.8\n"},
            id="a channel of conda's, whatever it is called",
        ),
        pytest.param(
            {"install.sh": "#!/bin/sh\nmamba create --channel python=3.8 -n kit python=3.13\n"},
            id="mamba's too",
        ),
        pytest.param(
            {".gitlab-ci.yml": "test:\n  image: python:3.7\n  script: [pytest]\n"},
            id="an image of a test job",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL310", files) == []


@pytest.mark.parametrize(
    ("files", "place", "severity"),
    [
        ({".python-version": "3.9\n"}, ".python-version:1:1", "warning"),
        ({".python-version": "2.7.18\n"}, ".python-version:1:1", "warning"),
        ({".python-version": "pypy3.9-7.3.11\n"}, ".python-version:1:1", "warning"),
        ({"app.yaml": "runtime: python37\n"}, "app.yaml:1:10", "warning"),
        ({"Makefile": "env:\n\tconda create python=2.7\n"}, "Makefile:2:22", "warning"),
        ({"Dockerfile": "FROM python:3.8-slim\n"}, "Dockerfile:1:13", "warning"),
        ({"pyproject.toml": PROJECT.format(">=3.8")}, "pyproject.toml:3:20", "info"),
        (
            {"setup.py": "from setuptools import setup\nsetup(python_requires='>=3.6')\n"},
            "setup.py:2:24",
            "info",
        ),
    ],
)
def test_reports(files, place, severity):
    (found,) = findings("VL310", files)
    assert f"{found.at.path}:{found.at.line}:{found.at.column}" == place
    assert found.severity.label == severity


@pytest.mark.parametrize(
    ("command", "column"),
    [
        ("virtualenv -p /usr/bin/python2.7 venv", 30),
        ("virtualenv --python python2.7 venv", 27),
        ("virtualenv --python=/usr/local/bin/python3.6 venv", 42),
        ("virtualenv -ppython3.6 venv", 20),
        ("mkvirtualenv --python=python3.6 shop", 29),
        ("mkvirtualenv shop -p /opt/py/bin/python3.6", 40),
        ("pipenv --python /usr/bin/python3.6", 32),
        ("poetry env use /usr/bin/python3.6", 31),
        ("pyenv local 2.7.18", 13),
    ],
)
def test_the_interpreter_that_a_command_is_told(command, column):
    for files, line in (({"x.sh": f"{command}\n"}, 1), ({"Makefile": f"env:\n\t{command}\n"}, 2)):
        (found,) = findings("VL310", files)
        assert (found.at.line, found.at.column) == (line, column + line - 1)


@pytest.mark.parametrize(
    "command",
    [
        "virtualenv -p /usr/bin/python3 venv",
        "virtualenv -p /usr/bin/python3.14 venv",
        "virtualenv -p /opt/python3.6/bin/python venv",
        "virtualenv --prompt=python2.7 venv",
        "virtualenv -p python2.7 /opt/legacy",
        'mkvirtualenv -p "$(which python)" shop3.6',
        "uv venv --python .venv/3.6",
    ],
)
def test_an_interpreter_that_says_nothing_of_the_kind(command):
    assert lint("VL310", {"x.sh": f"{command}\n"}) == []


def test_messages_give_the_day():
    assert lint(
        "VL310", {".python-version": "3.9\n", "pyproject.toml": PROJECT.format(">=3.9")}
    ) == [
        (
            ".python-version:1: Python `3.9` has had no security fixes since its end of life on"
            " 2025-10-31"
        ),
        "pyproject.toml:3: `>=3.9` still allows Python `3.9`, whose end of life was on 2025-10-31",
    ]


@pytest.mark.parametrize(
    ("day", "count"), [("2026-10-20", 0), ("2026-10-31", 0), ("2026-11-01", 1)]
)
def test_a_month_counts_as_its_last_day(day, count):
    assert (
        len(lint("VL310", {".python-version": "3.10.14\n"}, today=datetime.date.fromisoformat(day)))
        == count
    )


MATRIX = """\
on: push
jobs:
  test:
    strategy:
      matrix:
        python: ["3.11", "3.12"]
    steps:
    - uses: actions/setup-python@v5
      with:
        python-version: ${{ matrix.python }}
    - run: pytest
"""


@pytest.mark.parametrize(
    ("files", "command"),
    [
        pytest.param({".python-version": "3.9\n"}, "--move-python 3.9=3.14", id="nothing else is known"),
        pytest.param(
            {"Dockerfile": "FROM python:3.8-slim\n", "pyproject.toml": PROJECT.format("<3.13")},
            "--move-python 3.8=3.12",
            id="the newest that the range allows",
        ),
        pytest.param(
            {".python-version": "3.9\n", ".github/workflows/ci.yml": MATRIX},
            "--move-python 3.9=3.12",
            id="the newest that is tested",
        ),
        pytest.param(
            {"pyproject.toml": PROJECT.format(">=3.10")}, "--drop-python 3.10", id="a floor"
        ),
        pytest.param(
            {
                "a/pyproject.toml": PROJECT.format(">=3.10"),
                "b/pyproject.toml": PROJECT.format(">=3.12"),
            },
            "--drop-python 3.10",
            id="a project that never had it",
        ),
    ],
)  # fmt: skip
def test_names_the_command(files, command):
    (found,) = findings("VL310", files)
    assert found.commands == (f"venvlint {command}",)
    assert lint("VL310", files | changed(command, files)) == []


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({".python-version": "pypy3.9-7.3.11\n"}, id="another implementation"),
        pytest.param(
            {".python-version": "3.8\n", "setup.cfg": "[options]\npython_requires = <3.10\n"},
            id="the range allows none that is maintained",
        ),
        pytest.param(
            {
                "setup.py": (
                    "import setuptools\nn = 9\nsetuptools.setup(python_requires='>=' '3.9')\n"
                )
            },
            id="a text in pieces",
        ),
    ],
)
def test_names_no_command_that_would_not_do_it(files):
    (found,) = findings("VL310", files)
    assert found.commands == ()


def test_another_project_would_lose_a_python_in_between():
    files = {
        "a/pyproject.toml": PROJECT.format(">=3.9"),
        "b/pyproject.toml": PROJECT.format(">=3.8"),
    }
    assert [found.commands for found in findings("VL310", files)] == [
        (),
        ("venvlint --drop-python 3.8",),
    ]


@pytest.mark.parametrize(
    ("files", "suggestion", "commands"),
    [
        pytest.param(
            {".python-version": "3.9\n", "pyproject.toml": PROJECT.format(">=3.9,<3.13")},
            "Move to a Python that is maintained, such as `3.12`.",
            ("venvlint --move-python 3.9=3.12",),
            id="the newest that the project allows",
        ),
        pytest.param(
            {
                "Dockerfile": "FROM python:3.9\nCOPY . .\nRUN pip install .\n",
                "pyproject.toml": PROJECT.format(">=3.12"),
                ".python-version": "3.14\n",
            },
            "Move to a Python that is maintained, such as `3.12`.",
            (),
            id="the one that VL302 names on the same line",
        ),
        pytest.param(
            {"vercel.json": "{}", "serverless.yml": "provider: {runtime: python3.9}\n"},
            "Move to a Python that is maintained and that the host offers.",
            ("venvlint --move-python 3.9=3.14",),
            id="a host has new ones later than others",
        ),
        pytest.param(
            {"template.yaml": TEMPLATE.format("python3.9", "python3.13", "python3.13")},
            "Move to a Python that is maintained and that the host offers.",
            ("venvlint --move-python 3.9=3.14",),
            id="the host of a CloudFormation template too",
        ),
    ],
)
def test_names_one_python_only(files, suggestion, commands):
    found = findings("VL310", files)[0]
    assert (found.suggestion, found.commands) == (suggestion, commands)


def test_scripts_of_an_environment_are_nobodys_pins():
    shebang = "#!/home/ann/shop/{}/bin/python3.6\n"
    files = {
        "env/bin/activate": 'VIRTUAL_ENV="/home/ann/shop/env"\nexport VIRTUAL_ENV\n',
        "env/lib/python3.6/site-packages/docutils-0.14.dist-info/METADATA": "Name: docutils\n",
        "env/bin/rst2html.py": shebang.format("env"),
        "env/bin/chardetect": shebang.format("env"),
        "manage.py": "import django\n",
    }
    assert lint("VL310", files) == []
    assert len(lint("VL310", {**files, "bin/run.py": "#!/usr/bin/python3.6\n"})) == 1


APT = "RUN apt-get update && apt-get install -y {}\n"
MAKES = "RUN python3.10 -m venv /v\n"


@pytest.mark.parametrize(
    ("text", "day", "count"),
    [
        pytest.param(
            "FROM ubuntu:22.04\n" + APT.format("python3-venv") + MAKES,
            "2026-11-22",
            0,
            id="its own",
        ),
        pytest.param(
            "FROM ubuntu:22.04\n" + APT.format("python3.10-venv") + MAKES,
            "2026-11-22",
            0,
            id="its own, by the minor",
        ),
        pytest.param(
            "ARG PY=3.10\nFROM nvidia/cuda:12.1.0-base-ubuntu22.04\nARG PY\n"
            + APT.format("python${PY}")
            + "RUN uv venv --python ${PY}\n",
            "2026-11-22",
            0,
            id="uv takes what is there",
        ),
        pytest.param(
            "FROM ubuntu:22.04\n" + APT.format("python3-venv") + MAKES,
            "2027-06-02",
            1,
            id="the distribution's own end",
        ),
        pytest.param(
            "FROM debian:11\n" + APT.format("python3-venv") + "RUN python3.9 -m venv /v\n",
            "2026-08-31",
            0,
            id="Debian's long support",
        ),
        pytest.param(
            "FROM ubuntu:22.04\nRUN add-apt-repository ppa:deadsnakes/ppa\n"
            + APT.format("python3.10-venv")
            + MAKES,
            "2026-11-22",
            1,
            id="another source of packages",
        ),
        pytest.param(
            "FROM ubuntu:24.04\n" + APT.format("python3.10-venv") + MAKES,
            "2026-11-22",
            1,
            id="another minor than its own",
        ),
        pytest.param(
            "FROM ubuntu:22.04\nRUN uv venv --python 3.10\n", "2026-11-22", 1, id="uv brings it"
        ),
        pytest.param(
            "FROM ubuntu:22.04\n"
            + APT.format("python3")
            + "RUN uv python install 3.10\nRUN uv venv --python 3.10\n",
            "2026-11-22",
            1,
            id="uv is told to bring it",
        ),
        pytest.param(
            "FROM ubuntu:22.04\n" + APT.format("python3") + "RUN uv venv --python 3.10.14\n",
            "2026-11-22",
            1,
            id="one patch of it",
        ),
        pytest.param("FROM python:3.10\n" + MAKES, "2026-11-22", 2, id="an image of Python's"),
    ],
)
def test_what_a_distribution_maintains(text, day, count):
    today = datetime.date.fromisoformat(day)
    assert len(lint("VL310", {"Dockerfile": text}, today=today)) == count


@pytest.mark.parametrize(
    ("row", "newest", "ended"),
    [
        pytest.param("python >=3.7,<3.8", "3.7", "2023-06-27", id="one series"),
        pytest.param("python<3.8", "3.7", "2023-06-27", id="no lower end"),
        pytest.param("python>=2.7,<3", "2.7", "2020-01-01", id="Python 2"),
        pytest.param("conda-forge::python>=3.6,<=3.8", "3.8", "2024-10-07", id="a channel"),
    ],
)
def test_an_environment_of_which_no_maintained_python_can_come(row, newest, ended):
    files = {"environment.yml": f"name: a\ndependencies:\n  - {row}\n"}
    text = row.partition("python")[2].strip()
    assert lint("VL310", files) == [
        (
            f"environment.yml:3: `{text}` allows no newer Python than `{newest}`, which has had no"
            f" security fixes since its end of life on {ended}"
        )
    ]
    message = (
        f"`{text}` allows no newer Python than `{newest}`,"
        f" which has had no security fixes since its end of life on {ended}"
    )
    assert lint("VL310", files) == [f"environment.yml:3: {message}"]


@pytest.mark.parametrize(
    ("path", "row"),
    [
        pytest.param("environment.yml", "python>=3.6", id="open above"),
        pytest.param("environment.yml", "python>=3.6,<4", id="another major"),
        pytest.param("environment.yml", "python>=3.6,<3.13", id="a maintained one within"),
        pytest.param("environment.yml", "python!=3.6.*", id="an exclusion"),
        pytest.param("environment.yml", "python>=3.99", id="to come"),
        pytest.param("environment-3.7.yml", "python>=3.7,<3.8", id="one of several environments"),
        pytest.param("tests/environment.yml", "python>=3.7,<3.8", id="test data"),
    ],
)
def test_an_environment_that_may_have_a_maintained_python(path, row):
    assert lint("VL310", {path: f"name: a\ndependencies:\n  - {row}\n"}) == []
