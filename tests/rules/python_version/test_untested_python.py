"""Classifiers that no matrix runs (VL308)."""

from __future__ import annotations

import pytest

from tests.changes.made import changed
from tests.lint import findings, lint

MINORS = ("3", "3.9", "3.10", "3.11")
PROJECT = (
    '[project]\nname = "demo"\nclassifiers = [\n'
    + "".join(f'    "Programming Language :: Python :: {minor}",\n' for minor in MINORS)
    + "]\n"
)
WORKFLOW = """on: push
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        py: {versions}
    steps:
    - uses: actions/setup-python@v5
      with:
        python-version: ${{{{ matrix.py }}}}
    - run: pip install . && pytest
"""


def project(versions: str, **files: str) -> dict[str, str]:
    return {
        "pyproject.toml": PROJECT,
        ".github/workflows/ci.yml": WORKFLOW.format(versions=versions),
        **files,
    }


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"pyproject.toml": PROJECT}, id="no matrix"),
        pytest.param(project('["3.9", "3.10", "3.11"]'), id="all are run"),
        pytest.param(project('["3.9", "3.x", "3.10"]'), id="3.x runs the newest"),
        pytest.param(project("${{ fromJSON(needs.x.outputs.y) }}"), id="a computed matrix"),
        pytest.param(
            project('["3.10", "3.11"]', **{"tox.ini": "[tox]\nenvlist = py39, py310\n"}),
            id="tox runs the other",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL308", files) == []


def test_reports_the_classifier():
    (found,) = findings("VL308", project('["3.10", "3.11"]'))
    assert (found.at.path, found.at.line, found.severity.label) == ("pyproject.toml", 5, "info")
    assert found.message == "the classifier promises Python `3.9`, but no test matrix runs it"
    assert found.related[0].at.path == ".github/workflows/ci.yml"


@pytest.mark.parametrize(
    ("versions", "minors", "command"),
    [
        pytest.param('["3.11", "3.12"]', ("3.11", "3.12", "3.13"), "--add-python 3.13", id="a new one"),
        pytest.param('["3.11", "3.13"]', ("3.11", "3.12", "3.13"), "--add-python 3.12", id="a gap"),
        pytest.param('["3.10", "3.11"]', ("3.9", "3.10", "3.11"), "--drop-python 3.9", id="ended"),
    ],
)  # fmt: skip
def test_names_the_command(versions, minors, command):
    claims = ", ".join(f'"Programming Language :: Python :: {minor}"' for minor in minors)
    files = {
        "pyproject.toml": f'[project]\nname = "demo"\nclassifiers = [{claims}]\n',
        ".github/workflows/ci.yml": WORKFLOW.format(versions=versions),
    }
    (found,) = findings("VL308", files)
    assert found.commands == (f"venvlint {command}",)
    assert lint("VL308", files | changed(command, files)) == []


def test_names_no_command_that_changes_another_project():
    files = project('["3.10", "3.11"]')
    files["other/pyproject.toml"] = PROJECT.replace("demo", "other")
    assert {found.commands for found in findings("VL308", files)} == {()}


IMAGES = "t:\n  image: python:$PY\n  parallel:\n    matrix:\n      - PY: {}\n  script: pip install . && pytest\n"


@pytest.mark.parametrize(
    ("pythons", "said"),
    [
        pytest.param("['3.10', '3.11', '3.12']", [], id="all of them"),
        pytest.param("['3.12']", [], id="one is no matrix"),
        pytest.param("['3.12', $OTHER]", [], id="one is not known"),
        pytest.param("['3.11', '3.12']", ["3.10"], id="one is missing"),
    ],
)
def test_a_matrix_of_images(pythons, said):
    lines = "".join(f"    'Programming Language :: Python :: 3.{n}',\n" for n in (10, 11, 12))
    files = {
        "pyproject.toml": f"[project]\nname = 'x'\nclassifiers = [\n{lines}]\n",
        ".gitlab-ci.yml": IMAGES.format(pythons),
    }
    found = findings("VL308", files)
    assert [one.message.split("`")[1] for one in found] == said
