"""Locks that a change leaves behind are named with the command that makes them anew."""

from __future__ import annotations

import pytest

from tests.changes.made import changed, tree
from venvlint.app.python_changes import wanted
from venvlint.facts.changes import plan

MANIFEST = """\
[project]
name = "a"
version = "1"
requires-python = ">=3.10"
classifiers = [
    "Programming Language :: Python :: 3.11",
    "Programming Language :: Python :: 3.12",
]
dependencies = ["tomli; python_version < '3.11'", "six"]
"""
POETRY = """\
[tool.poetry]
name = "a"
version = "1"

[tool.poetry.dependencies]
python = "^3.10"
"""
PIPFILE = '[packages]\nsix = "*"\n\n[requires]\npython_version = "3.10"\n'
WORKSPACE = '[tool.uv.workspace]\nmembers = ["packages/*"]\n'


def left(flag: str, files: dict[str, str]) -> list[tuple[str, str]]:
    planned = plan(tree(files), wanted(*flag.split(" ")))
    return [(aside.at.path, aside.command) for aside in planned.asides]


@pytest.mark.parametrize(
    ("flag", "files"),
    [
        pytest.param("--drop-python 3.10", {"pyproject.toml": MANIFEST}, id="no lock"),
        pytest.param(
            "--add-python 3.13", {"pyproject.toml": MANIFEST, "uv.lock": ""}, id="a classifier only"
        ),
        pytest.param(
            "--drop-python 3.10",
            {"pyproject.toml": MANIFEST, "docs/uv.lock": "", "docs/pyproject.toml": "[project]\n"},
            id="a lock of another manifest",
        ),
        pytest.param(
            "--drop-python 3.9", {"pyproject.toml": MANIFEST, "uv.lock": ""}, id="nothing changes"
        ),
    ],
)
def test_quiet(flag, files):
    assert left(flag, files) == []


@pytest.mark.parametrize(
    ("flag", "files", "lock", "command"),
    [
        ("--drop-python 3.10", {"pyproject.toml": MANIFEST, "uv.lock": ""}, "uv.lock", "uv lock"),
        (
            "--drop-python 3.10",
            {"a b/pyproject.toml": MANIFEST, "a b/pdm.lock": ""},
            "a b/pdm.lock",
            "cd 'a b' && pdm lock",
        ),
        (
            "--add-python 3.13",
            {
                "pyproject.toml": POETRY.replace("^3.10", ">=3.10,<3.13"),
                "poetry.lock": "",
            },
            "poetry.lock",
            "poetry lock",
        ),
        pytest.param(
            "--drop-python 3.10",
            {
                "setup.cfg": "[options]\npython_requires = >=3.10\n",
                "pyproject.toml": (
                    '[dependency-groups]\ndev = ["tomli; python_version < \'3.11\'", "six"]\n'
                ),
                "uv.lock": "",
            },
            "uv.lock",
            "uv lock",
            id="a dependency of the dropped one alone",
        ),
        pytest.param(
            "--move-python 3.10=3.12",
            {"Pipfile": PIPFILE, "Pipfile.lock": ""},
            "Pipfile.lock",
            "pipenv lock",
            id="a Pipfile states one Python",
        ),
        pytest.param(
            "--drop-python 3.10",
            {
                "pyproject.toml": WORKSPACE,
                "packages/a/pyproject.toml": MANIFEST,
                "uv.lock": "",
            },
            "uv.lock",
            "uv lock",
            id="a member of a workspace",
        ),
    ],
)
def test_names_the_lock_and_the_command(flag, files, lock, command):
    assert left(flag, files) == [(lock, command)]


def test_the_report(repository, venvlint):
    files = {"app/pyproject.toml": MANIFEST, "app/uv.lock": 'requires-python = ">=3.10"\n'}
    folder = repository(files)
    for arguments in (["--diff"], []):
        _, _, told = venvlint("--drop-python", "3.10", *arguments)
        line = "app/uv.lock: left to you: make the lock again and commit it: cd app && uv lock"
        assert told.splitlines().count(line) == 1
    assert (folder / "app/uv.lock").read_text() == files["app/uv.lock"]
    assert "uv lock" not in venvlint("--drop-python", "3.10")[2]


def test_a_lock_is_never_edited():
    files = {"Pipfile": PIPFILE, "Pipfile.lock": '{"_meta": {"requires": "3.10"}, "default": {}}'}
    assert set(changed("--move-python 3.10=3.12", files)) == {"Pipfile"}


ENVIRONMENT = "channels:\n- conda-forge\ndependencies:\n- python={}\n- numpy\n"


def test_an_environment_that_is_called_after_its_python():
    files = {
        "pyproject.toml": MANIFEST,
        "ci/environment-py310.yml": ENVIRONMENT.format("3.10"),
        "ci/environment-py311.yml": ENVIRONMENT.format("3.11"),
        "ci/3.10-oldest.yml": ENVIRONMENT.format("3.10"),
        "environment.yml": ENVIRONMENT.format("3.10"),
        "ci/environment-1310.yml": ENVIRONMENT.format("3.10"),
    }
    planned = plan(tree(files), wanted("--drop-python", "3.10"))
    told = [aside.at.path for aside in planned.asides if "called after" in aside.message]
    assert sorted(told) == ["ci/3.10-oldest.yml", "ci/environment-py310.yml"]


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        ("--drop-python 3.11", ["venvlint --drop-python 3.10"]),
        ("--drop-python 3.10", []),
        ("--add-python 3.14", []),
    ],
)
def test_an_older_python_that_stays(flag, expected):
    older = '    "Programming Language :: Python :: 3.10",\n'
    files = {"pyproject.toml": MANIFEST.replace("classifiers = [\n", f"classifiers = [\n{older}")}
    assert [command for _, command in left(flag, files)] == expected
