"""VL604: applications with ranges and without a lock."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint

DOCKERFILE = (
    "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD"
    ' ["python", "app.py"]\n'
)
PROJECT = '[project]\nname = "ledger"\nversion = "1"\ndependencies = ["flask>=3"]\n'


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"requirements.txt": "flask>=3\n"}, id="nothing deploys it"),
        pytest.param(
            {"Dockerfile": DOCKERFILE, "requirements.txt": "flask==3.0.3\nsix==1.17.0\n"},
            id="every line is exact",
        ),
        pytest.param(
            {
                "Dockerfile": DOCKERFILE,
                "requirements.txt": "flask>=3\n",
                "uv.lock": "version = 1\n",
            },
            id="a lock",
        ),
        pytest.param(
            {
                "Dockerfile": DOCKERFILE,
                "requirements.txt": "flask>=3\n-c constraints.txt\n",
                "constraints.txt": "flask==3.0.3\n",
            },
            id="constraints",
        ),
        pytest.param(
            {
                "Dockerfile": DOCKERFILE.replace(
                    "requirements.txt", "requirements.txt -c pins.txt"
                ),
                "requirements.txt": "flask\n",
                "pins.txt": "flask==3.0.3\n",
            },
            id="constraints where it is installed",
        ),
        pytest.param(
            {"Dockerfile.dev": DOCKERFILE, "requirements.txt": "flask>=3\n"},
            id="an image for development",
        ),
        pytest.param(
            {
                "docker/proxy/Dockerfile": "FROM nginx:1.27\nCOPY nginx.conf /etc/nginx/\n",
                "requirements.txt": "flask>=3\n",
            },
            id="an image that has nothing of it",
        ),
        pytest.param(
            {"pyproject.toml": PROJECT + '[build-system]\nrequires = ["hatchling"]\n'},
            id="a library",
        ),
        pytest.param(
            {
                "Dockerfile": DOCKERFILE,
                "pyproject.toml": (
                    PROJECT + 'classifiers = ["Programming Language :: Python :: 3.12"]\n'
                ),
            },
            id="a published package",
        ),
        pytest.param(
            {
                "Dockerfile": DOCKERFILE,
                "pyproject.toml": PROJECT,
                "requirements.txt": "flask==3.0.3\n",
            },
            id="a frozen file beside the project",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL604", files) == []


@pytest.mark.parametrize(
    ("files", "path", "command"),
    [
        (
            {"Dockerfile": DOCKERFILE, "requirements.txt": "flask>=3\nsix\n"},
            "requirements.txt",
            "uv pip compile requirements.txt -o requirements.lock",
        ),
        (
            {"Procfile": "web: python app.py\n", "requirements.txt": "flask\n"},
            "requirements.txt",
            "uv pip compile requirements.txt -o requirements.lock",
        ),
        ({"Dockerfile": DOCKERFILE, "pyproject.toml": PROJECT}, "pyproject.toml", "uv lock"),
        (
            {"Dockerfile": DOCKERFILE, "Pipfile": '[packages]\nflask = "*"\n'},
            "Pipfile",
            "pipenv lock",
        ),
        (
            {
                "Dockerfile": DOCKERFILE,
                "pyproject.toml": (
                    '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\npython = "^3.9"\nflask'
                    ' = "^3"\n'
                ),
            },
            "pyproject.toml",
            "poetry lock",
        ),
    ],
)
def test_reports_the_manifest(files, path, command):
    (found,) = findings("VL604", files)
    assert (found.at.path, found.severity.label, found.commands) == (path, "info", (command,))
