"""Places that name the runtime of one application (VL306)."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint
from venvlint.config import Config

PROJECT = '[project]\nname = "demo"\nversion = "1"\nrequires-python = ">=3.10"\n'
PIPFILE = '[requires]\npython_version = "{}"\n'


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({".python-version": "3.12\n"}, id="one place"),
        pytest.param(
            {".python-version": "3.12.1\n", "Dockerfile": "FROM python:3.12-slim\n"},
            id="a patch apart",
        ),
        pytest.param(
            {".python-version": "3.12\n", "app.yaml": "runtime: python312\n"}, id="two spellings"
        ),
        pytest.param(
            {
                "pyproject.toml": PROJECT,
                ".python-version": "3.12\n",
                "Dockerfile": "FROM python:3.9\n",
            },
            id="not allowed: other rules say so",
        ),
        pytest.param(
            {
                "pyproject.toml": PROJECT,
                ".python-version": "3.9\n",
                "Dockerfile": "FROM python:3.12\n",
            },
            id="the pin is not allowed",
        ),
        pytest.param(
            {
                ".python-version": "3.12\n",
                "tox.ini": "[tox]\nenvlist = py310\n",
                ".pre-commit-config.yaml": "default_language_version: {python: python3.11}\n",
            },
            id="no runtimes",
        ),
        pytest.param(
            {".python-version": "3.12\n3.11\n", "Dockerfile": "FROM python:3.12\n"}, id="fallbacks"
        ),
        pytest.param(
            {".python-version": "3.12\n", "Dockerfile": "FROM python:3\n"}, id="a floating image"
        ),
        pytest.param(
            {
                ".python-version": "3.12\n",
                "Dockerfile": "FROM python:3.10 AS build\nFROM python:3.12\n",
            },
            id="a stage before the last",
        ),
        pytest.param(
            {".python-version": "3.12\n", "Dockerfile": "ARG V\nFROM python:$V\n"},
            id="a build argument",
        ),
        pytest.param(
            {".python-version": "3.12\n", "docs/runtime.txt": "python-3.11\n"}, id="Binder's"
        ),
        pytest.param(
            {".python-version": "3.12\n", ".gitpod.Dockerfile": "FROM python:3.11\n"},
            id="a workspace",
        ),
        pytest.param(
            {".python-version": "3.12\n", "Dockerfile.dev": "FROM python:3.11\n"},
            id="an image for development",
        ),
        pytest.param(
            {
                ".python-version": "3.12\n",
                ".devcontainer/devcontainer.json": (
                    '{"image": "mcr.microsoft.com/devcontainers/python:3.11"}'
                ),
            },
            id="a development container",
        ),
        pytest.param(
            {".python-version": "3.12\n", "tools/import/x/Dockerfile": "FROM python:3.11\n"},
            id="an image in a folder of its own",
        ),
        pytest.param(
            {
                "Pipfile": PIPFILE.format("3.11"),
                "tools/sync/requirements.txt": "six\n",
                "docker/sync/Dockerfile": (
                    "FROM python:3.12\nCOPY tools/sync/requirements.txt .\n"
                    "RUN pip install -r requirements.txt\n"
                ),
            },
            id="an image that installs another project's list",
        ),
        pytest.param(
            {
                "Pipfile": PIPFILE.format("3.11"),
                "docker/proxy/Dockerfile": "FROM python:3.12\nRUN pip install mitmproxy\n",
            },
            id="an image that receives nothing",
        ),
        pytest.param(
            {
                "Pipfile": PIPFILE.format("3.11"),
                "docker/api/Dockerfile": (
                    "FROM python:3.12\nCOPY Pipfile ./\nRUN pipenv install --system\n"
                ),
                "docker/job/Dockerfile": (
                    "FROM python:3.11\nCOPY Pipfile ./\nRUN pipenv install --system\n"
                ),
            },
            id="two images, one agrees",
        ),
        pytest.param(
            {
                ".python-version": "3.12\n",
                "api/requirements.txt": "flask\n",
                "api/Dockerfile": "FROM python:3.11\n",
            },
            id="another project's image",
        ),
        pytest.param(
            {
                ".python-version": "3.8.12\n",
                "api/requirements.txt": "flask\n",
                "docker/api.Dockerfile": (
                    "FROM python:3.8\nCOPY api/requirements.txt .\n"
                    "RUN pip install -r requirements.txt\n"
                ),
                "docker/board.Dockerfile": "FROM python:3.11\nRUN pip install tensorboard\n",
            },
            id="two images, the one that agrees serves a part",
        ),
        pytest.param(
            {".python-version": "pypy3.10\n", "Dockerfile": "FROM python:3.12\n"},
            id="another implementation",
        ),
        pytest.param(
            {".python-version": "demo-env\n", "Dockerfile": "FROM python:3.12\n"}, id="a name"
        ),
        pytest.param(
            {
                "serverless.yml": (
                    "functions:\n  a: {runtime: python3.12}\n  b: {runtime: python3.11}\n"
                ),
                ".python-version": "3.11\n",
            },
            id="two functions, one agrees",
        ),
        pytest.param(
            {".python-version": "3.12\n", "app.standard.yaml": "runtime: python310\n"},
            id="an alternative",
        ),
        pytest.param(
            {".python-version": "3.12\n", "Dockerfile.backup": "FROM python:3.10\n"},
            id="a copy that was kept",
        ),
        pytest.param(
            {
                ".readthedocs.yaml": "build: {tools: {python: '3.11'}}\n",
                "Dockerfile": "FROM python:3.12\n",
            },
            id="documentation",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL306", files) == []


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (
            {".python-version": "3.12\n", "Dockerfile": "FROM python:3.10-slim\n"},
            ".python-version:1",
        ),
        (
            {
                "pyproject.toml": PROJECT,
                ".python-version": "3.13\n",
                "app.yaml": "runtime: python312\n",
            },
            ".python-version:1",
        ),
        ({"Pipfile": PIPFILE.format("3.11"), "Dockerfile": "FROM python:3.12\n"}, "Pipfile:2"),
        ({"Pipfile": PIPFILE.format("3.11"), ".python-version": "3.12\n"}, "Pipfile:2"),
        ({"runtime.txt": "python-3.11.4\n", ".python-version": "3.12\n"}, ".python-version:1"),
        (
            {"runtime.txt": "python-3.11.4\n", "docker/Dockerfile": "FROM python:3.12\n"},
            "runtime.txt:1",
        ),
        (
            {
                "Pipfile": PIPFILE.format("3.11"),
                "docker/api/Dockerfile": (
                    "FROM python:3.12\nCOPY Pipfile ./\nRUN pipenv install --system\n"
                ),
            },
            "Pipfile:2",
        ),
        (
            {
                ".python-version": "3.11\n",
                "requirements.txt": "six\n",
                "infra/images/web/Dockerfile": (
                    "FROM python:3.12\nCOPY requirements.txt .\n"
                    "RUN pip install -r requirements.txt\n"
                ),
            },
            ".python-version:1",
        ),
        (
            {
                "svc/.python-version": "3.11\n",
                "svc/requirements.txt": "six\n",
                "Dockerfile": (
                    "FROM python:3.12\nCOPY svc/requirements.txt .\n"
                    "RUN pip install -r requirements.txt\n"
                ),
            },
            "svc/.python-version:1",
        ),
        (
            {
                ".python-version": "3.8.12\n",
                "api/requirements.txt": "flask\n",
                "docker/api.Dockerfile": (
                    "FROM python:3.9\nCOPY api/requirements.txt .\n"
                    "RUN pip install -r requirements.txt\n"
                ),
                "docker/board.Dockerfile": "FROM python:3.11\nRUN pip install tensorboard\n",
            },
            ".python-version:1",
        ),
        (
            {
                ".tool-versions": "python 3.11.4\n",
                "Dockerfile": "ARG V=3.12-slim\nFROM python:$V\n",
            },
            ".tool-versions:1",
        ),
        (
            {
                "api/pyproject.toml": PROJECT,
                "api/.python-version": "3.13\n",
                "api/Dockerfile": "FROM python:3.12\n",
            },
            "api/.python-version:1",
        ),
    ],
)
def test_reports_the_place_that_is_not_deployed(files, place):
    (found,) = findings("VL306", files)
    assert f"{found.at.path}:{found.at.line}" == place
    assert found.severity.label == "warning"
    assert len(found.related) == 1


def test_message():
    assert lint(
        "VL306", {".python-version": "3.12\n", "Dockerfile": "FROM python:3.10-slim\n"}
    ) == [
        (
            ".python-version:1: this names Python `3.12`, but `Dockerfile` runs the application on"
            " `3.10`"
        )
    ]


def test_the_setting_decides():
    files = {".python-version": "3.12\n", "Dockerfile": "FROM python:3.10-slim\n"}
    assert lint("VL306", files, config=Config(python="3.12")) == [
        (
            "Dockerfile:1: this names Python `3.10`, but the setting `python` says that `3.12` is"
            " deployed"
        )
    ]


def test_each_place_is_told_what_the_other_names():
    files = {"Dockerfile": "FROM python:3.12\nCMD app\n", "runtime.txt": "python-3.11.9\n"}
    (found,) = findings("VL306", files)
    assert found.suggestion == "Name one Python in both places: 3.12 here, or 3.11 there."
