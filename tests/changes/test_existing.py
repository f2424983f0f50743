"""Nothing is written that does not exist: images of a suite that was over, runtimes of a host that
lags, a Python that is not out yet.
"""

from __future__ import annotations

import datetime

import pytest

from tests.changes.made import changed, left
from tests.lint import tree
from venvlint.facts.changes import Change, Impossible, plan
from venvlint.facts.changes.existing import hosts, suites

MANIFEST = '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.11"\n'
FILES = {"pyproject.toml": MANIFEST, ".python-versions": "3.11\n3.12\n"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("python:3.11", "python:3.12"),
        ("python:3.11-slim", "python:3.12-slim"),
        ("python:3.11.4-slim-bookworm", "python:3.12-slim-bookworm"),
        ("python:3.11-alpine3.18", "python:3.12-alpine3.18"),
        pytest.param("mine/python:3.11-own1", "mine/python:3.12-own1", id="an unknown suite"),
    ],
)
def test_images_that_exist_are_moved(before, after):
    made = changed("--drop-python 3.11", {**FILES, "Dockerfile": f"FROM {before}\nRUN true\n"})
    assert made["Dockerfile"] == f"FROM {after}\nRUN true\n"


@pytest.mark.parametrize("image", ["python:3.11-slim-buster", "python:3.11-alpine3.16"])
def test_images_that_were_never_built_are_left_to_you(image):
    files = {**FILES, "Dockerfile": f"FROM {image}\nRUN true\n"}
    planned = plan(tree(files), Change("drop", (3, 11)))
    assert "Dockerfile" not in {edit.at.path for edit in planned.edits}
    assert "Dockerfile" not in {moved.at.path for moved in planned.moved}
    assert [one for one in left("--drop-python 3.11", files) if "Dockerfile:1: there is no" in one]


@pytest.mark.parametrize(
    "image",
    [
        "tiangolo/uvicorn-gunicorn-fastapi:python3.11",
        "acme/ubuntu-22.04-python-3.11",
        "apache/airflow:2.9.0-python3.11",
    ],
)
def test_what_people_call_their_own_images_is_left_to_you(image):
    files = {**FILES, "Dockerfile": f"FROM {image}\nRUN true\n"}
    planned = plan(tree(files), Change("move", (3, 11), (3, 12)))
    assert "Dockerfile" not in {edit.at.path for edit in planned.edits}
    assert [
        one.message
        for one in planned.asides
        if one.at.path == "Dockerfile" and image in one.message
    ]
    files["Dockerfile"] = "FROM ghcr.io/astral-sh/uv:python3.11-bookworm\n"
    planned = plan(tree(files), Change("move", (3, 11), (3, 12)))
    assert "Dockerfile" in {edit.at.path for edit in planned.edits}


def test_a_set_of_images_gains_none_that_was_never_built():
    matrix = (
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix:\n"
        '        image: ["python:3.10-buster", "python:3.11-buster"]\n'
    )
    files = {
        ".github/workflows/a.yml": matrix,
        "setup.cfg": "[options]\npython_requires = >=3.10\n",
    }
    planned = plan(tree(files), Change("add", (3, 12)))
    assert not planned.edits
    assert "there is no image `python:3.12-buster`" in planned.asides[0].message


def moved(files, target, today):
    made = plan(
        tree({**FILES, **files}, today=datetime.date.fromisoformat(today)),
        Change("move", (3, 12), target),
    )
    return [edit.text for edit in made.edits], [one.message for one in made.asides]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("serverless.yml", "provider:\n  runtime: python3.12\n", id="AWS Lambda"),
        pytest.param("app.yaml", "runtime: python312\n", id="Google Cloud"),
        pytest.param(
            ".readthedocs.yaml",
            'version: 2\nbuild:\n  os: ubuntu-24.04\n  tools:\n    python: "3.12"\n',
            id="Read the Docs",
        ),
    ],
)
def test_hosts_lag(path, text):
    edits, asides = moved({path: text}, (3, 14), "2026-10-02")
    assert len(edits) == 1
    assert not asides
    edits, asides = moved({path: text}, (3, 15), "2026-10-02")
    assert not edits
    assert "has no Python 3.15 that venvlint knows of (its newest is 3.14)" in asides[0]


def test_a_host_has_a_python_from_its_day_on():
    files = {"serverless.yml": "provider:\n  runtime: python3.12\n"}
    edits, asides = moved(files, (3, 14), "2025-11-17")
    assert not edits
    assert "its newest is 3.13" in asides[0]
    assert moved(files, (3, 14), "2025-11-18") == (["python3.14"], [])


def test_no_python_before_it_is_out():
    with pytest.raises(Impossible, match=r"3\.15 is not released"):
        plan(tree(FILES, today=datetime.date(2026, 9, 30)), Change("add", (3, 15)))
    files = {**FILES, "tox.ini": "[tox]\nenvlist = py311,py312\n"}
    assert plan(tree(files, today=datetime.date(2026, 10, 1)), Change("add", (3, 15))).edits


def test_tables():
    for oldest, newest in suites().values():
        assert (3, 2) <= oldest <= (newest or (3, 99))
    for rows in hosts().values():
        dates = [first for first in rows.values() if first]
        assert dates == sorted(dates, reverse=True)
        assert list(rows) == sorted(rows, reverse=True)


SHARED = (
    "language: python\n"
    ".shared:\n"
    "- &py-313\n  python: '3.13'\n"
    "- &py-314\n  python: '3.14'\n"
    "jobs:\n"
    "  include:\n"
    "  - <<: *py-313\n    env: A=1\n"
    "  - <<: *py-314\n    env: A=1\n"
)


def test_rows_that_are_shared_by_an_anchor_are_left_to_you():
    manifest = (
        '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.13"\nclassifiers = [\n'
        '    "Programming Language :: Python :: 3.13",\n'
        '    "Programming Language :: Python :: 3.14",\n]\n'
    )
    files = {"pyproject.toml": manifest, ".travis.yml": SHARED}
    assert changed("--add-python 3.15", files).get(".travis.yml", SHARED) == SHARED
    assert "shared by an anchor" in " ".join(left("--add-python 3.15", files))


def test_rows_that_share_their_lines_are_left_to_you():
    """A mark of the order of bytes where a line begins, as some editors leave it."""
    rows = "".join(f"\ufeff    - PYTHON: 'C:\\Python{one}'\n" for one in (312, 313, 314))
    text = f"environment:\n\ufeff  matrix:\n{rows}"
    manifest = '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.12"\n'
    files = {"pyproject.toml": manifest, "appveyor.yml": text}
    assert changed("--add-python 3.15", files).get("appveyor.yml", text) == text
    assert "shares its lines" in " ".join(left("--add-python 3.15", files))
