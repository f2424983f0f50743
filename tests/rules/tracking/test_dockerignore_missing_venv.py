from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint
from tests.made import environment
from venvlint.model import Severity

DOCKER = {
    "Dockerfile": "FROM python:3.12\nWORKDIR /app\nCOPY . .\n",
    "requirements.txt": "six\n",
    "app.py": "",
}


def image(instruction: str) -> dict[str, str]:
    return {**DOCKER, "Dockerfile": f"FROM python:3.12\nWORKDIR /app\n{instruction}\n"}


@pytest.mark.parametrize(
    ("files", "disk"),
    [
        pytest.param(
            {"Dockerfile": "FROM node:22\nCOPY . .\n", "package.json": "{}"},
            None,
            id="nothing of Python",
        ),
        pytest.param({**DOCKER, ".dockerignore": "**/.venv\n"}, ".venv", id="covered"),
        pytest.param(
            {**DOCKER, ".dockerignore": ".venv\n"},
            None,
            id="one name is enough where nothing is on disk",
        ),
        pytest.param(
            {**DOCKER, ".dockerignore": "*\n!app.py\n"}, "api/venv", id="a list of what is sent"
        ),
        pytest.param({**DOCKER, ".containerignore": "**/.venv\n"}, ".venv", id="Podman's file"),
        pytest.param(
            {**DOCKER, "Dockerfile.dockerignore": "**/.venv\n", ".dockerignore": "\n"},
            ".venv",
            id="the Dockerfile's own file",
        ),
        pytest.param(image("COPY src/ /app/"), ".venv", id="another folder"),
        pytest.param(image("COPY requirements.txt app.py /app/"), ".venv", id="files"),
        pytest.param(image("COPY --from=builder . /app"), ".venv", id="from a stage"),
        pytest.param(
            image("COPY --exclude=.venv . /app"), ".venv", id="an instruction that leaves it out"
        ),
        pytest.param(image("COPY <<EOF /app/x\n.\nEOF"), ".venv", id="a here-document"),
        pytest.param(image("ADD https://example.org/x.tar.gz /app/"), ".venv", id="a download"),
        pytest.param(
            {
                "api/Dockerfile": "FROM python:3.12\nCOPY . .\n",
                "api/.dockerignore": "venv\n",
                "app.py": "",
            },
            ".venv",
            id="another context",
        ),
        pytest.param(
            {
                "svc/vault/Dockerfile": "FROM golang:1.24\nCOPY go.mod ./\nCOPY . .\n",
                "svc/vault/go.mod": "module vault\n",
                "svc/go.mod": "module svc\n",
                "svc/app.py": "",
            },
            "svc/venv",
            id="its own folder is the whole that it copies",
        ),
    ],
)
def test_quiet(files, disk):
    assert lint("VL104", files, untracked=environment(disk) if disk else {}) == []


@pytest.mark.parametrize(
    ("files", "disk"),
    [
        pytest.param(DOCKER, ".venv", id="no ignore file"),
        pytest.param(
            {**DOCKER, ".dockerignore": "venv\n.venv\n"}, "api/venv", id="anchored at the root"
        ),
        pytest.param({**DOCKER, ".dockerignore": ".venv # mine\n"}, ".venv", id="a note"),
        pytest.param({**DOCKER, ".dockerignore": "**/.venv\n!**\n"}, ".venv", id="taken back"),
        pytest.param(image("ADD ./ /app"), ".venv", id="ADD"),
        pytest.param(image('COPY --chown=a:a [".", "/app"]'), ".venv", id="the exec form"),
        pytest.param(image("COPY * /app/"), ".venv", id="a star"),
        pytest.param(image("COPY api /app/api"), "api/.venv", id="the folder around it"),
    ],
)
def test_on_disk(files, disk):
    (violation,) = findings(
        "VL104", files, untracked={**environment(disk), f"{disk}/.gitignore": "*"}
    )
    assert (violation.at.path, violation.at.line, violation.severity) == (
        "Dockerfile",
        3,
        Severity.WARNING,
    )
    assert f"`{disk}`" in violation.message


def test_nothing_on_disk():
    (violation,) = findings("VL104", DOCKER)
    assert (violation.at.line, violation.severity) == (3, Severity.INFO)


def test_the_context_of_a_compose_file():
    files = {
        "docker/Dockerfile": "FROM python:3.12\nCOPY . .\n",
        "compose.yaml": (
            "services:\n  a:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile\n"
        ),
        "app.py": "",
    }
    (violation,) = findings("VL104", files, untracked=environment(".venv"))
    assert violation.fix.edits[0].at.path == ".dockerignore"


def test_fix():
    assert fix("VL104", DOCKER, untracked=environment("api/.venv")) == {
        ".dockerignore": "**/.venv\n"
    }
    assert fix(
        "VL104", {**DOCKER, ".dockerignore": ".git\r\n*.log"}, untracked=environment("api/work")
    ) == {".dockerignore": ".git\r\n*.log\r\napi/work\r\n"}
    assert fix("VL104", DOCKER) == {".dockerignore": "**/.venv\n**/venv\n"}
    assert fix("VL104", {**DOCKER, "src/venv/setup.cfg": ""}) == {".dockerignore": "**/.venv\n"}
