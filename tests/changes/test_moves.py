"""`--move-python`: what runs on one Python runs on another. Floors and sets stay."""

from __future__ import annotations

import pytest

from tests.changes.made import changed, left
from venvlint.facts.changes import Impossible

MANIFEST = """\
[project]
name = "a"
version = "1"
requires-python = ">=3.10,<3.14"
classifiers = [
    "Programming Language :: Python :: 3.10",
    "Programming Language :: Python :: 3.11",
]

[tool.ruff]
target-version = "py310"

[tool.mypy]
python_version = "3.10"
"""
PROJECT = {"pyproject.toml": MANIFEST}
CI = ".github/workflows/ci.yml"
SETUP = """\
    - uses: actions/setup-python@v5
      with:
        python-version: """


def job(version: str, matrix: str = "", name: str = "Lint") -> dict[str, str]:
    strategy = f"    strategy:\n      matrix:\n{matrix}" if matrix else ""
    return {
        CI: (
            f"on: push\njobs:\n  a:\n    name: {name}\n    runs-on: ubuntu-latest\n{strategy}"
            f"    steps:\n{SETUP}{version}\n    - run: ruff check\n"
        )
    }


MATRIX = "${{ matrix.python }}"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="a floor, classifiers and targets"),
        pytest.param({"tox.ini": "[tox]\nenvlist = py310,py311\n"}, id="environments of tox"),
        pytest.param(
            {"noxfile.py": 'import nox\n\n@nox.session(python=["3.10", "3.11"])\ndef t(s):\n    s\n'},
            id="sessions of nox",
        ),
        pytest.param(job(MATRIX, '        python: ["3.10", "3.11"]\n'), id="a matrix"),
        pytest.param(
            job(
                MATRIX,
                '        python: ["3.10", "3.11"]\n        include:\n'
                '        - {python: "3.10", extra: x}\n        exclude:\n'
                '        - {python: "3.10", os: windows}\n',
            ),
            id="what a matrix includes and excludes",
        ),
        pytest.param(
            job(
                MATRIX,
                '        python: ["3.10"]\n        include:\n        - {python: "3.11", os: x}\n',
            ),
            id="one value and another in an included row",
        ),
        pytest.param(
            job(MATRIX, '        include:\n        - python: "3.10"\n        - python: "3.11"\n'),
            id="rows alone",
        ),
        pytest.param(job("|\n          3.10\n          3.11"), id="several in one step"),
        pytest.param({"README.md": "It needs Python 3.10 or newer.\n"}, id="a floor in words"),
        pytest.param(
            {"Dockerfile": "FROM example/app:3.10\n"}, id="a number that is no Python"
        ),
    ],
)  # fmt: skip
def test_stays(files):
    assert changed("--move-python 3.10=3.13", PROJECT | files) == {}


@pytest.mark.parametrize(
    ("files", "count"),
    [
        pytest.param({".python-version": "3.10\n"}, 1, id="a pin file"),
        pytest.param({"Dockerfile": "FROM python:3.10-slim\nRUN pip install .\n"}, 1, id="an image"),
        pytest.param({"app.yaml": "runtime: python310\n"}, 1, id="a host"),
        pytest.param({"environment.yml": "dependencies:\n- python=3.10\n"}, 1, id="conda"),
        pytest.param(
            {
                ".readthedocs.yaml": (
                    'version: 2\nbuild:\n  os: ubuntu-24.04\n  tools:\n    python: "3.10"\n'
                )
            },
            1,
            id="Read the Docs",
        ),
        pytest.param(job('"3.10"'), 1, id="a job"),
        pytest.param(job('"3.10"', name="Lint on 3.10"), 2, id="a job that is named after it"),
        pytest.param(job(MATRIX, '        python: ["3.10"]\n'), 1, id="a matrix of one"),
        pytest.param(
            {".gitlab-ci.yml": "lint:\n  image: python:3.10\n  script: [ruff check]\n"},
            1,
            id="a job's image",
        ),
        pytest.param(
            {"tox.ini": "[tox]\nenvlist = lint\n[testenv:lint]\nbasepython = python3.10\n"},
            1,
            id="one environment's interpreter",
        ),
    ],
)  # fmt: skip
def test_moves(files, count):
    ((path, before),) = files.items()
    assert before.count("3.10") + before.count("310") == count
    after = before.replace("3.10", "3.13").replace("310", "313")
    assert changed("--move-python 3.10=3.13", PROJECT | files) == {path: after}


@pytest.mark.parametrize("target", ["3.9", "3.14"])
def test_a_target_outside_the_range_is_refused(repository, venvlint, target):
    folder = repository({**PROJECT, ".python-version": "3.10\n"})
    status, out, told = venvlint("--move-python", f"3.10={target}")
    assert (status, out) == (2, "")
    assert f"`requires-python = >=3.10,<3.14` in `pyproject.toml` excludes Python {target}" in told
    assert (folder / ".python-version").read_text() == "3.10\n"


def test_only_the_projects_that_pin_it_are_asked():
    files = {
        "a/pyproject.toml": MANIFEST,
        "a/.python-version": "3.10\n",
        "b/pyproject.toml": MANIFEST.replace('"a"', '"b"').replace("<3.14", "<3.12"),
    }
    assert changed("--move-python 3.10=3.13", files) == {"a/.python-version": "3.13\n"}
    with pytest.raises(Impossible, match=r"in `b/pyproject.toml` excludes Python 3\.13"):
        changed("--move-python 3.10=3.13", files | {"b/.python-version": "3.10\n"})


def test_without_a_range_nothing_is_refused():
    assert changed("--move-python 3.10=3.14", {".python-version": "3.10\n"}) == {
        ".python-version": "3.14\n"
    }


@pytest.mark.parametrize(
    "taken",
    [
        pytest.param("RUN --mount=type=bind,target=/w,source=/w,from=b", id="a mount"),
        pytest.param("RUN --mount=from=b,target=/w,src=/w", id="a mount of no stated kind"),
        pytest.param("COPY --from=b /w /w\nRUN", id="a copy"),
    ],
)
def test_the_stage_that_builds_the_wheels_moves_with_the_one_that_installs_them(taken):
    dockerfile = (
        "FROM python:3.12-slim AS b\nCOPY . /src\nRUN pip wheel --wheel-dir /w /src\n"
        f"FROM python:3.12-slim\n{taken} pip install /w/*\n"
    )
    files = {"pyproject.toml": MANIFEST, "Dockerfile": dockerfile}
    made = changed("--move-python 3.12=3.13", files)
    assert made["Dockerfile"] == dockerfile.replace("3.12", "3.13")


def test_a_stage_whose_tool_is_mounted_stays():
    dockerfile = (
        "FROM python:3.12-slim AS b\nRUN make /tool\n"
        "FROM python:3.11-slim\nCOPY . /src\n"
        "RUN --mount=type=bind,from=b,source=/tool,target=/tool /tool && pip install /src\n"
    )
    files = {"pyproject.toml": MANIFEST, "Dockerfile": dockerfile}
    assert changed("--move-python 3.11=3.13", files)["Dockerfile"] == dockerfile.replace(
        "3.11", "3.13"
    )


COMPOSE = "services:\n  a:\n    build:\n      context: .\n      args:\n        PYTHON_VERSION: {}\n"


@pytest.mark.parametrize("value", ["${PYTHON_VERSION:-3.12}", '"${PYTHON_VERSION-3.12}"', "'3.12'"])
@pytest.mark.parametrize("flag", ["--move-python 3.12=3.13", "--drop-python 3.12"])
def test_what_compose_gives_to_a_dockerfile_where_nobody_sets_it(flag, value):
    dockerfile = "ARG PYTHON_VERSION=3.12\nFROM python:${PYTHON_VERSION}-slim\nCOPY . /a\n"
    manifest = '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.12"\n'
    files = {
        "pyproject.toml": manifest,
        "Dockerfile": dockerfile,
        "compose.yaml": COMPOSE.format(value),
    }
    made = changed(flag, files)
    assert made["Dockerfile"] == dockerfile.replace("3.12", "3.13")
    assert made["compose.yaml"] == COMPOSE.format(value.replace("3.12", "3.13"))


@pytest.mark.parametrize(
    "line",
    [
        "PYTHON_ENV=${1:-3.12}",
        "PYTHON_VERSION=${PYTHON_VERSION:-python3.12}",
        'export PYTHON_VERSION="${PYTHON_VERSION:=3.12}"',
        "PYTHON_VERSION=3.12",
    ],
)
def test_what_a_script_takes_where_nobody_says_which(line):
    files = PROJECT | {"run.sh": f"#!/bin/sh\n{line}\n./make\n"}
    made = changed("--move-python 3.12=3.13", files)
    assert made["run.sh"] == files["run.sh"].replace("3.12", "3.13")


@pytest.mark.parametrize("line", ["GDAL_VERSION=${1:-3.12}", "IPYTHON_ENVS=${1:-3.12}"])
def test_a_default_that_is_no_python_stays(line):
    files = PROJECT | {"run.sh": f"#!/bin/sh\npython3.12 -m a\n{line}\n./make\n"}
    made = changed("--move-python 3.12=3.13", files)
    assert made["run.sh"] == files["run.sh"].replace("python3.12 -m", "python3.13 -m")


def test_a_row_of_azure_is_called_after_its_python():
    text = (
        "jobs:\n- job: a\n  strategy:\n    matrix:\n      Python{1}:\n        python.version: '{0}'\n"
        "  steps:\n  - task: UsePythonVersion@0\n    inputs:\n      versionSpec: $(python.version)\n"
    )
    files = PROJECT | {"azure-pipelines.yml": text.format("3.10", "310")}
    made = changed("--move-python 3.10=3.12", files)
    assert made["azure-pipelines.yml"] == text.format("3.12", "312")


@pytest.mark.parametrize(
    ("listed", "is_told"), [("py310-a, lint", True), ("py310, py311", False), ("lint", False)]
)
def test_environments_that_are_called_after_the_python_that_moved(listed, is_told):
    files = {".travis.yml": "python: '3.10'\n", "tox.ini": f"[tox]\nenvlist = {listed}\n"}
    told = left("--move-python 3.10=3.12", files)
    assert any("is called after Python 3.10" in line for line in told) == is_told


PINNED = """\
[project]
name = "a"
version = "1"
requires-python = "{range}"
classifiers = ["Programming Language :: Python :: 3.10"]

[tool.black]
target-version = ["py310"]

[tool.ruff]
target-version = "py310"

[tool.mypy]
python_version = "3.10"
"""
POETRY = """\
[tool.poetry]
name = "a"
version = "1"
description = "a"
authors = ["A <a@example.org>"]

[tool.poetry.dependencies]
python = "{range}"

[tool.mypy]
python_version = "3.10"
"""


@pytest.mark.parametrize(
    ("manifest", "before", "after"),
    [
        pytest.param(PINNED, "==3.10.*", "==3.13.*", id="a minor"),
        pytest.param(PINNED, "==3.10.12", "==3.13.*", id="a release"),
        pytest.param(PINNED, "~=3.10.0", "~=3.13.0", id="a compatible release"),
        pytest.param(PINNED, "~=3.10.4", "~=3.13.0", id="a compatible release after the first"),
        pytest.param(PINNED, ">=3.10,<3.11", ">=3.13,<3.14", id="two bounds"),
        pytest.param(PINNED, ">= 3.10.4, < 3.11", ">= 3.13, < 3.14", id="a floor with a release"),
        pytest.param(POETRY, "3.10.12", "3.13.*", id="a release of Poetry's"),
        pytest.param(POETRY, "3.10.*", "3.13.*", id="a minor of Poetry's"),
        pytest.param(POETRY, "~3.10.9", "~3.13", id="a tilde"),
        pytest.param(POETRY, "^3.10,<3.11", "^3.13,<3.14", id="a caret and a cap"),
    ],
)
def test_a_range_of_one_python_is_a_pin(manifest, before, after):
    files = {"pyproject.toml": manifest.replace("{range}", before), ".python-version": "3.10.4\n"}
    moved = manifest.replace("310", "313").replace("3.10", "3.13").replace("{range}", after)
    assert changed("--move-python 3.10=3.13", files) == {
        "pyproject.toml": moved,
        ".python-version": "3.13\n",
    }


def test_a_lock_of_a_range_that_moved_is_made_again():
    manifest = POETRY.replace("{range}", "~3.10")
    files = {"pyproject.toml": manifest, "poetry.lock": '[metadata]\npython-versions = "~3.10"\n'}
    assert left("--move-python 3.10=3.13", files) == [
        "poetry.lock:1: make the lock again and commit it"
    ]


@pytest.mark.parametrize(
    ("manifest", "before"),
    [
        pytest.param(POETRY, "3.10.4 || 3.10.6", id="two releases"),
        pytest.param(PINNED, "==3.10.*,!=3.10.1", id="an exclusion"),
    ],
)
def test_a_range_of_one_python_that_is_written_otherwise_is_refused(manifest, before):
    files = {"pyproject.toml": manifest.replace("{range}", before), ".python-version": "3.10\n"}
    with pytest.raises(Impossible, match=r"excludes Python 3\.13"):
        changed("--move-python 3.10=3.13", files)


def test_a_list_is_compiled_again_where_the_image_alone_is_left_to_a_person():
    image = "registry.access.redhat.com/ubi9/python-310"
    files = {
        "Dockerfile": f"FROM {image}\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n",
        "requirements.in": "requests\n",
        "requirements.txt": (
            "#\n# This file is autogenerated by pip-compile with Python 3.10\n"
            "# by the following command:\n#\n#    pip-compile requirements.in\n#\n"
            "requests==2.32.0\n    # via -r requirements.in\n"
        ),
    }
    told = left("--move-python 3.10=3.12", files)
    assert [one.partition(": ")[0] for one in told] == ["Dockerfile:1", "requirements.txt:2"]
    assert told[1].endswith("compile the list again with Python 3.12 and commit it")
