"""VL220: production lists that include development lists."""

from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint

DEV = {"requirements-dev.txt": "pytest\n"}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "requirements.txt": "flask\n",
                "requirements-dev.txt": "-r requirements.txt\npytest\n",
            },
            id="the right way round",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\n-r requirements/base.txt\n",
                "requirements/base.txt": "six\n",
            },
            id="production includes production",
        ),
        pytest.param(
            {"requirements.txt": "-r requirements-dev.txt\n", **DEV},
            id="a file that only leads to the development one",
        ),
        pytest.param(
            {"requirements.txt": "flask\n-c requirements-dev.txt\n", **DEV}, id="as constraints"
        ),
        pytest.param(
            {"requirements.txt": "flask\n# -r requirements-dev.txt\n", **DEV}, id="a comment"
        ),
        pytest.param(
            {"requirements-test.txt": "-r requirements-dev.txt\n", **DEV},
            id="development includes development",
        ),
        pytest.param(
            {"requirements.txt": "flask\n-r requirements-dev.txt\n"},
            id="a file that is missing is VL210's",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[dependency-groups]\ntest = ["pytest"]\ndev = [{include-group = "test"}]\n'
                )
            },
            id="groups for development",
        ),
        pytest.param(
            {
                "requirements-all.txt": "-r requirements.txt\n-r requirements-dev.txt\n",
                "requirements.txt": "flask\n",
                **DEV,
            },
            id="a file of everything",
        ),
        pytest.param(
            {
                "requirements.txt": "# This is only used for dependabot\n-r requirements/dev.txt\n",
                "requirements/dev.txt": "pytest\n",
                "Procfile": "web: x\n",
            },
            id="a file that says what it is for",
        ),
        pytest.param(
            {
                "requirements.txt": "-r requirements/build.txt\n",
                "requirements/build.txt": "flask\n",
                "requirements/tests.txt": "pytest\n",
                "requirements/all.txt": "-r build.txt\n-r tests.txt\n",
                "Procfile": "web: gunicorn app:app\n",
                "Dockerfile": "FROM python:3.12 AS base\nCOPY . .\n"
                "RUN pip install -r requirements/build.txt\nCMD python app.py\n"
                "FROM base AS devapp\nRUN pip install -r requirements/all.txt\n",
            },
            id="what an application is built from, and a stage to work in",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL220", files) == []


def test_reports_the_include():
    files = {"requirements.txt": "flask\n-r requirements-dev.txt\n", **DEV}
    assert lint("VL220", files) == [
        (
            "requirements.txt:2: `requirements.txt` is for production and includes"
            " `requirements-dev.txt`, which is for development"
        )
    ]
    assert fix("VL220", files, unsafe=True) == {"requirements.txt": "flask\n"}


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_what_the_development_file_brings_along_stays(eol):
    files = {
        "requirements/prod.txt": f"-r dev.txt  # all{eol}gunicorn{eol}",
        "requirements/dev.txt": "-r base.txt\n-c ../pins.txt\n-r tests.txt\npytest\n",
        "requirements/base.txt": "flask\n",
        "requirements/tests.txt": "coverage\n",
        "pins.txt": "flask<4\n",
    }
    (found,) = findings("VL220", files)
    assert found.suggestion.startswith("Write `-r base.txt` and `-c ../pins.txt` in the place of")
    assert fix("VL220", files, unsafe=True) == {
        "requirements/prod.txt": f"-r base.txt{eol}-c ../pins.txt  # all{eol}gunicorn{eol}"
    }


def test_a_deployed_file_that_only_includes():
    files = {
        "requirements.txt": "-r requirements-dev.txt\n",
        "Procfile": "web: gunicorn app:app\n",
        **DEV,
    }
    assert len(lint("VL220", files)) == 1


def test_a_list_for_the_build_that_nobody_deploys():
    files = {
        "requirements.txt": "flask\n-r requirements-build.txt\n",
        "requirements-build.txt": "twine\n",
    }
    assert len(lint("VL220", files)) == 1


def test_groups():
    text = (
        '[dependency-groups]\ndev = ["pytest"]\nprod = [\n  "gunicorn",\n  {include-group ='
        ' "dev"},\n]\n'
    )
    assert lint("VL220", {"pyproject.toml": text}) == [
        (
            "pyproject.toml:5: the group `prod` is for production and includes `dev`, which is for"
            " development"
        )
    ]


CI = """\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: {installs} -r requirements.txt
      - run: pytest
"""


def test_whoever_needs_the_tools_gets_their_list():
    path = ".github/workflows/ci.yml"
    files = {"requirements.txt": "flask\n-r requirements-dev.txt\n", **DEV}
    assert fix("VL220", {**files, path: CI.format(installs="pip install")}, unsafe=True) == {
        "requirements.txt": "flask\n",
        path: CI.format(installs="pip install").replace(
            "requirements.txt", "requirements.txt -r requirements-dev.txt"
        ),
    }
    (violation,) = findings("VL220", {**files, path: CI.format(installs="pip install $MORE")})
    assert violation.fix is not None
    image = "FROM python:3.12\nCOPY *.txt .\nRUN pip install -r requirements.txt\nCMD pytest\n"
    (violation,) = findings("VL220", {**files, "Dockerfile.test": image})
    assert violation.fix is None
    assert violation.related[-1].message == (
        "`Dockerfile.test` needs what it lists: install `requirements-dev.txt` here too"
    )
