"""VL406: an environment copied to another Python."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint

CODE = "VL406"


def image(
    build: str,
    run: str,
    made: str = "RUN python -m venv /opt/venv",
    copy: str = "COPY --from=build /opt/venv /opt/venv",
) -> str:
    return f"FROM {build} AS build\n{made}\nFROM {run}\n{copy}\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(image("python:3.12", "python:3.12-slim"), id="the same minor"),
        pytest.param(image("python:3.12.4", "python:3.12.7-slim"), id="a patch apart"),
        pytest.param(image("python", "python:3.12"), id="floating"),
        pytest.param(
            image("registry.example.com/build:1", "python:3.12"), id="somebody's own image"
        ),
        pytest.param(image("python:3.13", "debian:bookworm-slim"), id="no Python is known of"),
        pytest.param(image("python:3.13", "alpine:3.20"), id="no Python is known of, another libc"),
        pytest.param("ARG V\n" + image("python:$V", "python:3.12"), id="a variable"),
        pytest.param(
            image("python:3.13", "python:3.12", copy="COPY --from=build /srv/app /srv/app"),
            id="no environment",
        ),
        pytest.param(
            image(
                "python:3.13",
                "python:3.12",
                copy=(
                    "COPY --from=build /opt/venv /opt/venv\nCOPY --from=build /usr/local /usr/local"
                ),
            ),
            id="with its interpreter",
        ),
        pytest.param(
            image(
                "python:3.13",
                "python:3.12",
                "RUN apt-get install -y python3.12\nRUN python3.12 -m venv /opt/venv",
            ),
            id="installs another one",
        ),
        pytest.param(
            image("python:3.13", "python:3.12", "RUN uv venv --python 3.12 /opt/venv"),
            id="names another one",
        ),
        pytest.param(
            image("python:3.11-slim", "gcr.io/distroless/python3-debian12:debug"),
            id="Debian 12's distroless Python",
        ),
        pytest.param(
            image("python:3.13-slim", "gcr.io/distroless/python3-debian13"),
            id="Debian 13's distroless Python",
        ),
        pytest.param(
            image("python:3.13-slim", "gcr.io/distroless/python3"),
            id="distroless of an open Debian",
        ),
        pytest.param(
            image("python:3.13-slim", "gcr.io/distroless/base-debian12"),
            id="distroless without Python",
        ),
        pytest.param(
            image(
                "python:3.13-slim",
                "gcr.io/distroless/python3-debian12",
                copy="COPY --from=build /opt/venv /opt/venv\nCOPY --from=build /usr/local /usr/local",
            ),
            id="distroless with the interpreter",
        ),
    ],
)
def test_quiet(text):
    assert lint(CODE, {"Dockerfile": text}) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(image("python:3.13", "python:3.12-slim"), [(4, "error")], id="another minor"),
        pytest.param(
            "ARG V=3.13\n" + image("python:${V}", "python:3.12"), [(5, "error")], id="by a default"
        ),
        pytest.param(
            image("python:3.13", "python:3.12", copy="COPY --from=build /opt /opt"),
            [(4, "error")],
            id="with its folder",
        ),
        pytest.param(
            image("python:3.12-alpine", "python:3.12-slim"), [(4, "warning")], id="musl to glibc"
        ),
        pytest.param(
            image("python:3.12", "python:3.12-alpine"), [(4, "warning")], id="glibc to musl"
        ),
        pytest.param(
            image("python:3.13-alpine", "python:3.12"), [(4, "error")], id="both: one violation"
        ),
        pytest.param(
            image(
                "ghcr.io/astral-sh/uv:python3.13-alpine",
                "python:3.12",
                "WORKDIR /opt\nRUN uv venv venv",
            ),
            [(5, "error")],
            id="uv's image",
        ),
        pytest.param(
            image("python:3.13-slim", "gcr.io/distroless/python3-debian12"),
            [(4, "error")],
            id="Debian 12's distroless Python is 3.11",
        ),
        pytest.param(
            image("python:3.12-slim", "gcr.io/distroless/python3-debian11:nonroot"),
            [(4, "error")],
            id="Debian 11's distroless Python is 3.9",
        ),
    ],
)
def test_loud(text, expected):
    assert [(v.at.line, v.severity.label) for v in findings(CODE, {"Dockerfile": text})] == expected


def test_uv_takes_the_pinned_python_where_it_may_download_it():
    text = image("python:3.13", "python:3.12", "WORKDIR /opt\nCOPY . .\nRUN uv venv venv")
    assert lint(CODE, {"Dockerfile": text, ".python-version": "3.12\n"}) == []
    never = text.replace("WORKDIR", "ENV UV_PYTHON_DOWNLOADS=never\nWORKDIR")
    assert len(lint(CODE, {"Dockerfile": never, ".python-version": "3.12\n"})) == 1


def test_the_message():
    assert lint(CODE, {"Dockerfile": image("python:3.13", "python:3.12")}) == [
        (
            "Dockerfile:4: the environment `/opt/venv` was made with Python 3.13, and this stage has"
            " Python 3.12"
        )
    ]


def apt(packages: str) -> str:
    return f"RUN apt-get update && apt-get install -y {packages}\n"


def distributions(
    build: str, run: str, made: str = "python3 -m venv /v", packages="python3"
) -> str:
    return (
        f"FROM {build} AS build\n{apt('python3-venv')}RUN {made}\n"
        f"FROM {run}\n{apt(packages)}COPY --from=build /v /v\n"
    )


def test_the_distributions_own_pythons():
    text = distributions("debian:12", "ubuntu:24.04")
    (found,) = findings(CODE, {"Dockerfile": text})
    assert (found.at.line, found.severity.label) == (6, "error")
    assert "Python 3.11, and this stage has Python 3.12" in found.message
    by_apk = text.replace("apt-get install -y python3\n", "apk add python3\n")
    assert len(findings(CODE, {"Dockerfile": by_apk.replace("ubuntu:24.04", "alpine:3.20")})) == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(distributions("debian:12", "debian:bookworm-slim"), id="the same release"),
        pytest.param(distributions("debian:12", "ubuntu:23.04"), id="the same minor"),
        pytest.param(
            distributions("debian:12", "ubuntu:24.04", "python3.12 -m venv /v"), id="by its minor"
        ),
        pytest.param(distributions("debian:12", "ubuntu:24.04", "uv venv /v"), id="uv's choice"),
        pytest.param(
            distributions("debian:12", "ubuntu:24.04", packages="python3.11"), id="another package"
        ),
        pytest.param(
            distributions("debian:12", "ubuntu:24.04").replace(
                "FROM ubuntu:24.04\n", "FROM ubuntu:24.04\nRUN add-apt-repository ppa:deadsnakes\n"
            ),
            id="another source of packages",
        ),
        pytest.param(distributions("debian:12", "acme/run:1"), id="somebody's own image"),
    ],
)
def test_quiet_about_distributions(text):
    assert lint(CODE, {"Dockerfile": text}) == []
