"""VL602: two tools' locks for one project."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint

UV, POETRY, PDM = (
    "version = 1\n",
    '[metadata]\nlock-version = "2.0"\n',
    '[metadata]\nlock_version = "4.5.0"\n',
)
PROJECT = '[project]\nname = "ledger"\nversion = "1"\n'
WORKFLOW = "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {}\n"
CI = ".github/workflows/ci.yml"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"uv.lock": UV, CI: WORKFLOW.format("poetry install")}, id="one lock"),
        pytest.param({"uv.lock": UV, "poetry.lock": POETRY}, id="nothing tells which is used"),
        pytest.param(
            {
                "uv.lock": UV,
                "poetry.lock": POETRY,
                CI: WORKFLOW.format("poetry install && uv sync"),
            },
            id="both are used",
        ),
        pytest.param(
            {"uv.lock": UV, "poetry.lock": POETRY, CI: WORKFLOW.format("uv pip install poetry")},
            id="without the lock",
        ),
        pytest.param(
            {
                "uv.lock": UV,
                "poetry.lock": POETRY,
                CI: WORKFLOW.format("uv run --no-project tool.py"),
            },
            id="without the project",
        ),
        pytest.param(
            {"uv.lock": UV, "tool/poetry.lock": POETRY, CI: WORKFLOW.format("uv sync")},
            id="two projects",
        ),
        pytest.param(
            {
                "uv.lock": UV,
                "requirements.txt": "six==1.17.0\n",
                "pylock.toml": 'lock-version = "1.0"\n',
                CI: WORKFLOW.format("uv sync"),
            },
            id="exports",
        ),
        pytest.param(
            {
                "uv.lock": UV,
                "poetry.lock": POETRY,
                ".pre-commit-config.yaml": "repos:\n- repo:"
                " https://github.com/astral-sh/uv-pre-commit\n  hooks:\n  - id: uv-lock\n",
                CI: WORKFLOW.format("poetry install"),
            },
            id="a hook keeps the other one fresh",
        ),
        pytest.param(
            {"tests/x/uv.lock": UV, "tests/x/poetry.lock": POETRY, CI: WORKFLOW.format("uv sync")},
            id="test data",
        ),
        pytest.param(
            {
                "uv.lock": UV,
                "poetry.lock": POETRY,
                "pyproject.toml": PROJECT + "[tool.uv]\n[tool.poetry]\n",
            },
            id="both are configured",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL602", {"pyproject.toml": PROJECT, **files}) == []


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"uv.lock": UV, "poetry.lock": POETRY, CI: WORKFLOW.format("poetry install --no-root")},
            "uv.lock:1: `uv.lock` is a second lock beside `poetry.lock`, which CI uses",
        ),
        (
            {
                "uv.lock": UV,
                "pdm.lock": PDM,
                "Dockerfile": (
                    "FROM python:3.12\nCOPY . .\nRUN pip install pdm && pdm sync --prod\n"
                ),
            },
            "uv.lock:1: `uv.lock` is a second lock beside `pdm.lock`, which the image uses",
        ),
        (
            {
                "uv.lock": UV,
                "Pipfile.lock": "{}",
                "Dockerfile": "FROM python:3.12\nCOPY uv.lock pyproject.toml ./\n",
            },
            (
                "Pipfile.lock:1: `Pipfile.lock` is a second lock beside `uv.lock`, which the image"
                " uses"
            ),
        ),
        (
            {"uv.lock": UV, "poetry.lock": POETRY, "Makefile": "install:\n\tuv sync\n"},
            (
                "poetry.lock:1: `poetry.lock` is a second lock beside `uv.lock`, which the Makefile"
                " uses"
            ),
        ),
        (
            {
                "uv.lock": UV,
                "poetry.lock": POETRY,
                CI: WORKFLOW.format("pipx run poetry==2.5.1 install"),
            },
            "uv.lock:1: `uv.lock` is a second lock beside `poetry.lock`, which CI uses",
        ),
        (
            {
                "uv.lock": UV,
                "pdm.lock": PDM,
                "Dockerfile": (
                    "FROM python:3.12\nRUN --mount=type=bind,source=uv.lock,target=uv.lock make\n"
                ),
            },
            "pdm.lock:1: `pdm.lock` is a second lock beside `uv.lock`, which the image uses",
        ),
        (
            {
                "uv.lock": UV,
                "poetry.lock": POETRY,
                "README.md": "```sh\nuv sync\n```\n",
                CI: WORKFLOW.format("poetry install"),
            },
            "uv.lock:1: `uv.lock` is a second lock beside `poetry.lock`, which CI uses",
        ),
        (
            {
                "uv.lock": UV,
                "poetry.lock": POETRY,
                "pyproject.toml": PROJECT + "[tool.poetry]\npackage-mode = false\n",
            },
            (
                "uv.lock:1: `uv.lock` is a second lock beside `poetry.lock`, whose tool"
                " `pyproject.toml` configures (poetry)"
            ),
        ),
        (
            {
                "uv.lock": UV,
                "poetry.lock": POETRY,
                CI: (
                    WORKFLOW.format("echo").replace(
                        "- run: echo",
                        "- uses: actions/setup-python@v5\n        with:\n          cache: poetry",
                    )
                ),
            },
            "uv.lock:1: `uv.lock` is a second lock beside `poetry.lock`, which CI uses",
        ),
    ],
)
def test_reports_the_one_that_is_not_used(files, message):
    assert lint("VL602", {"pyproject.toml": PROJECT, **files}) == [message]


def test_says_where_the_other_is_used():
    (found,) = findings(
        "VL602",
        {
            "a b/uv.lock": UV,
            "a b/poetry.lock": POETRY,
            "a b/Makefile": "install:\n\tpoetry install\n",
        },
    )
    assert found.commands == ("git rm -- 'a b/uv.lock'",)
    assert [related.at.path for related in found.related] == ["a b/Makefile"]
