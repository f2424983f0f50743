"""What a stage of an image holds of the repository."""

from __future__ import annotations

import pytest

from tests.growth.counting import counted
from tests.lint import tree
from venvlint.facts.stages.files import StageFiles, stage_files

LISTS = {"requirements.txt": "a\n", "svc/requirements.txt": "b\n", "svc/main.py": "", "dev.txt": ""}


def files(dockerfile: str, others: dict[str, str] | None = None, stage: int = -1) -> StageFiles:
    made = tree({"Dockerfile": dockerfile, **LISTS, **(others or {})})
    recipe = made.dockerfiles[0]
    return stage_files(made, recipe, recipe.parsed.stages[stage])


def where(dockerfile: str, path: str, others: dict[str, str] | None = None) -> str:
    origin = files(dockerfile, others).origin(path)
    return origin.path if origin.state == "tree" else origin.state


START = "FROM python:3.12-slim\nWORKDIR /app\n"


@pytest.mark.parametrize(
    ("copy", "path", "expected"),
    [
        pytest.param(
            "COPY requirements.txt .", "/app/requirements.txt", "requirements.txt", id="."
        ),
        pytest.param(
            "COPY svc/requirements.txt ./", "/app/requirements.txt", "svc/requirements.txt", id="./"
        ),
        pytest.param(
            "COPY svc/requirements.txt /tmp/r.txt",
            "/tmp/r.txt",
            "svc/requirements.txt",
            id="renamed",
        ),
        pytest.param(
            "COPY svc/requirements.txt /app",
            "/app/requirements.txt",
            "svc/requirements.txt",
            id="into a folder without a slash",
        ),
        pytest.param(
            "COPY svc .", "/app/requirements.txt", "svc/requirements.txt", id="a folder's contents"
        ),
        pytest.param(
            "COPY ./svc/ /srv/x", "/srv/x/requirements.txt", "svc/requirements.txt", id="elsewhere"
        ),
        pytest.param(
            "COPY . .\nCOPY svc .",
            "/app/requirements.txt",
            "svc/requirements.txt",
            id="the last wins",
        ),
        pytest.param(
            "COPY svc .\nCOPY . .", "/app/requirements.txt", "requirements.txt", id="the root later"
        ),
        pytest.param(
            "COPY dev.txt requirements.txt ./", "/app/dev.txt", "dev.txt", id="several sources"
        ),
        pytest.param(
            "COPY require*.txt ./", "/app/requirements.txt", "requirements.txt", id="a glob"
        ),
        pytest.param(
            "COPY s*c ./", "/app/requirements.txt", "svc/requirements.txt", id="a glob of folders"
        ),
        pytest.param(
            "COPY --parents svc/requirements.txt ./",
            "/app/svc/requirements.txt",
            "svc/requirements.txt",
            id="--parents",
        ),
        pytest.param(
            'ADD ["svc/requirements.txt", "/x/"]',
            "/x/requirements.txt",
            "svc/requirements.txt",
            id="ADD in exec form",
        ),
        pytest.param(
            "ARG D=svc\nCOPY ${D}/requirements.txt .",
            "/app/requirements.txt",
            "svc/requirements.txt",
            id="ARG",
        ),
        pytest.param(
            "ENV HOME_OF=/srv\nWORKDIR $HOME_OF\nCOPY svc sub",
            "/srv/sub/requirements.txt",
            "svc/requirements.txt",
            id="ENV in WORKDIR",
        ),
        pytest.param(
            "COPY svc/requirements.txt /tmp/\nRUN cp /tmp/requirements.txt ./r.txt",
            "/app/r.txt",
            "svc/requirements.txt",
            id="cp",
        ),
        pytest.param(
            "COPY svc /build\nRUN cd /build && mv requirements.txt /app/",
            "/app/requirements.txt",
            "svc/requirements.txt",
            id="mv",
        ),
        pytest.param(
            "COPY svc .\nRUN rm requirements.txt", "/app/requirements.txt", "absent", id="rm"
        ),
        pytest.param("RUN pip freeze > all.txt", "/app/all.txt", "made", id="a redirection"),
        pytest.param("RUN curl -sSo /x.txt https://e.invalid/x", "/x.txt", "made", id="a download"),
        pytest.param(
            "RUN python make_lists.py", "/app/requirements.txt", "unknown", id="a program"
        ),
        pytest.param("COPY ${D}/x.txt .", "/app/x.txt", "unknown", id="an unknown argument"),
        pytest.param("COPY missing.txt .", "/app/missing.txt", "absent", id="what is not there"),
        pytest.param(
            "RUN pip install flask", "/app/requirements.txt", "absent", id="nothing copied"
        ),
        pytest.param(
            "COPY --from=some/image /lists /app", "/app/requirements.txt", "unknown", id="an image"
        ),
        pytest.param("COPY dev?txt .", "/app/dev.txt", "dev.txt", id="one character"),
        pytest.param("COPY dev.tx[st] .", "/app/dev.txt", "dev.txt", id="some characters"),
        pytest.param("COPY dev.tx[^t] .", "/app/dev.txt", "absent", id="other characters"),
        pytest.param("COPY dev.tx[t .", "/app/dev.txt", "absent", id="an open bracket"),
        pytest.param("COPY d**.txt .", "/app/dev.txt", "dev.txt", id="two stars"),
        pytest.param(
            "COPY **.txt .", "/app/svc/requirements.txt", "absent", id="two stars cross no slash"
        ),
        pytest.param(
            "COPY ../dev.txt .", "/app/dev.txt", "dev.txt", id="nothing is above the context"
        ),
        pytest.param("COPY\nCOPY .", "/app/dev.txt", "absent", id="no source"),
        pytest.param("COPY --exclude=*.txt . .", "/app/dev.txt", "absent", id="--exclude"),
        pytest.param(
            "COPY --exclude=*.txt . .", "/app/svc/main.py", "svc/main.py", id="--exclude of others"
        ),
        pytest.param(
            "COPY --parents svc/main.py .",
            "/app/svc/requirements.txt",
            "absent",
            id="--parents of others",
        ),
        pytest.param("ADD app.tar.gz .", "/app/dev.txt", "unknown", id="an archive"),
        pytest.param(
            "COPY svc .\nRUN rm requirements.txt && python make.py",
            "/app/requirements.txt",
            "unknown",
            id="a program after rm",
        ),
        pytest.param(
            "COPY svc .\nRUN python make.py && rm requirements.txt",
            "/app/requirements.txt",
            "absent",
            id="rm after a program",
        ),
        pytest.param(
            "COPY dev.txt /tmp/\nRUN cp /tmp/dev.txt /new",
            "/new/dev.txt",
            "dev.txt",
            id="cp into a folder",
        ),
        pytest.param(
            "COPY svc /tmp/\nRUN cp -r /tmp/* .",
            "/app/requirements.txt",
            "svc/requirements.txt",
            id="cp of what is in a folder",
        ),
        pytest.param(
            "COPY svc /tmp/\nRUN cp -r /tmp/. .",
            "/app/requirements.txt",
            "svc/requirements.txt",
            id="cp of a folder's contents",
        ),
        pytest.param(
            "COPY svc .\nRUN mkdir /x && cp -r . /x",
            "/x/requirements.txt",
            "svc/requirements.txt",
            id="cp of the contents of this folder",
        ),
        pytest.param(
            "COPY svc /tmp\nRUN cp -r /tmp ./",
            "/app/requirements.txt",
            "absent",
            id="cp of a folder",
        ),
        pytest.param("COPY . .", "/app/\0/dev.txt", "unknown", id="a path that is not known"),
        pytest.param(
            "RUN --mount=type=secret,id=a pip install flask",
            "/app/dev.txt",
            "absent",
            id="a mount without a target",
        ),
        pytest.param(
            "COPY dev.txt /f0/\n"
            + "".join(f"RUN cp /f{n}/dev.txt /f{n + 1}/\n" for n in range(20)),
            "/f20/dev.txt",
            "unknown",
            id="a long way",
        ),
    ],
)
def test_origin(copy, path, expected):
    assert where(START + copy + "\n", path) == expected


def test_another_stage():
    dockerfile = (
        "FROM python:3.12 AS lists\nWORKDIR /build\nCOPY svc .\nRUN cp requirements.txt /out.txt\n"
        "FROM python:3.12\nCOPY --from=lists /build /app\nCOPY --from=lists /out.txt /r.txt\n"
    )
    assert where(dockerfile, "/app/requirements.txt") == "svc/requirements.txt"
    assert where(dockerfile, "/r.txt") == "svc/requirements.txt"


@pytest.mark.parametrize(
    ("copy", "path", "expected"),
    [
        ("/x/*.txt ./", "/app/requirements.txt", "svc/requirements.txt"),
        ("/x/*.txt ./", "/app/main.py", "absent"),
        ("--parents /x ./", "/app/x/main.py", "svc/main.py"),
        ("--parents /x ./", "/app/main.py", "absent"),
        ("/ignored.txt ./", "/app/ignored.txt", "absent"),
    ],
)
def test_what_another_stage_gives(copy, path, expected):
    dockerfile = (
        f"FROM python:3.12 AS a\nCOPY svc /x\nCOPY ignored.txt /\n{START}COPY --from=a {copy}\n"
    )
    assert (
        where(dockerfile, path, {"ignored.txt": "", ".dockerignore": "ignored.txt\n"}) == expected
    )


@pytest.mark.parametrize(
    ("copy", "folder"),
    [
        ("COPY --from=a /x ./", "svc"),
        ("COPY svc ./", "svc"),
        ("COPY s*c ./", None),
        ("COPY ${D} ./", None),
        ("COPY --from=some/image /x ./", None),
        ("COPY svc /tmp/\nRUN cp -r /tmp /app", None),
    ],
)
def test_the_folder_that_lies_in_another(copy, folder):
    found = files(f"FROM python:3.12 AS a\nCOPY svc /x\n{START}{copy}\n")
    assert found.folder("/app") == folder


def test_a_glob_costs_no_time():
    assert where(START + f"COPY {'*a' * 25}b .\n", "/app/x", {"a" * 200: ""}) == "absent"
    assert where(START + f"COPY {'?' * 5000} .\n", "/app/x", {"a" * 200: ""}) == "absent"


def test_the_stage_that_it_is_from():
    dockerfile = START + "COPY svc .\nFROM 0\n".replace("FROM 0", "") + "RUN true\n"
    dockerfile = dockerfile.replace("slim\n", "slim AS base\n") + "FROM base\nRUN echo\n"
    found = files(dockerfile)
    assert found.origin("/app/requirements.txt").path == "svc/requirements.txt"
    assert found.directory == "/app"


def test_a_mount_is_there_for_its_own_run_alone():
    found = files(
        START
        + "RUN --mount=type=bind,source=svc/requirements.txt,target=r.txt pip install -r r.txt\n"
        + "RUN pip install -r r.txt\n"
    )
    first, second = found.commands
    assert found.origin("/app/r.txt", first).path == "svc/requirements.txt"
    assert found.origin("/app/r.txt", second).state == "absent"
    assert found.origin("/app/r.txt").state == "absent"


def test_a_moment_knows_nothing_of_what_follows():
    found = files(START + "COPY svc .\nRUN pip install -r requirements.txt\nCOPY . .\n")
    assert found.origin("/app/requirements.txt", found.commands[0]).path == "svc/requirements.txt"
    assert found.origin("/app/requirements.txt").path == "requirements.txt"


def test_an_ignore_file_keeps_it_out():
    found = files(START + "COPY . .\n", {".dockerignore": "*.txt\n"}).origin("/app/dev.txt")
    assert (found.state, found.path, found.ignored and found.ignored.text) == (
        "absent",
        "dev.txt",
        "*.txt",
    )


@pytest.mark.parametrize(
    ("image", "folder"),
    [
        ("python:3.12", ""),
        ("python:${V}-slim", ""),
        ("docker.io/library/ubuntu", ""),
        ("ghcr.io/astral-sh/uv:python3.12-alpine", ""),
        ("nvidia/cuda:12.4.1-base-ubuntu22.04", ""),
        ("continuumio/miniconda3", ""),
        ("golang:1.23", "/go"),
        ("public.ecr.aws/lambda/python:3.12", "/var/task"),
        ("mambaorg/micromamba:1.5", "/tmp"),
        ("pytorch/pytorch:2.3.0-cuda12.1-cudnn8-runtime", "/workspace"),
        ("tiangolo/uvicorn-gunicorn-fastapi:python3.11", "/app"),
        ("apache/airflow:2.9.1", "/opt/airflow"),
    ],
)
def test_the_working_directory_of_a_base_image_that_sets_one_or_none(image, folder):
    """As the Dockerfiles of those images say."""
    last = files(
        f"FROM {image}\nCOPY svc/requirements.txt ./\nRUN pip install -r requirements.txt\n"
    )
    command = last.commands[-1]
    path = last.absolute("requirements.txt", command)
    assert path == f"{folder}/requirements.txt"
    assert last.origin(path, command).path == "svc/requirements.txt"
    last = files(f"FROM {image} AS a\nFROM a\nRUN pip install -r x.txt\n")
    assert last.absolute("x.txt", last.commands[-1]) == f"{folder}/x.txt"


@pytest.mark.parametrize(
    "image",
    [
        "acme/base",
        "cimg/python:3.12",
        "registry.access.redhat.com/ubi9/python-312",
        "gcr.io/distroless/python3:nonroot",
        "python:3.12-windowsservercore",
        "mcr.microsoft.com/devcontainers/python:3.12",
        "${BASE}",
    ],
)
def test_what_lies_in_a_working_directory_that_is_not_known(image):
    start = f"FROM {image}\n"
    root = "COPY svc/requirements.txt /requirements.txt\n"
    last = files(f"{start}{root}RUN pip install -r requirements.txt\n")
    command = last.commands[-1]
    place = last.absolute("requirements.txt", command)
    assert place is not None
    assert last.origin(place, command).state == "unknown", "it may be the root"
    assert where(f"{start}COPY svc/requirements.txt ./\n", "/app/requirements.txt") == "unknown"
    last = files(f"{start}COPY svc/requirements.txt ./\nRUN pip install -r requirements.txt\n")
    place = last.absolute("requirements.txt", last.commands[-1])
    assert place is not None
    assert last.origin(place).path == "svc/requirements.txt", "wherever that is"


def test_an_unknown_base_image_may_hold_anything():
    assert where("FROM acme/base:1\n", "/app/requirements.txt") == "unknown"


def test_a_path_without_a_working_directory_is_relative_to_the_image_s_own():
    found = files(
        "FROM acme/base\nCOPY svc/requirements.txt ./\nRUN pip install -r requirements.txt\n"
    )
    command = found.commands[0]
    place = found.absolute("requirements.txt", command)
    assert found.origin(place, command).path == "svc/requirements.txt"


def test_a_script_of_the_tree_runs_in_the_stage():
    script = '#!/bin/sh\ncd "$(dirname "$0")"\npip install -r requirements.txt\n'
    found = files(START + "COPY svc /srv\nRUN /srv/deps.sh\n", {"svc/deps.sh": script})
    install = found.commands[-1]
    place = found.absolute("requirements.txt", install)
    assert place == "/srv/requirements.txt"
    assert found.origin(place, install).path == "svc/requirements.txt"


def test_the_project_of_a_folder():
    manifests = {"pyproject.toml": "[project]\n", "svc/pyproject.toml": "[project]\n"}
    found = files(START + "COPY pyproject.toml .\nCOPY svc/pyproject.toml lib/\n", manifests)
    assert (found.project("/app"), found.project("/app/lib")) == ("", "svc")
    assert found.project("/other") is None


def test_what_a_stage_receives():
    dockerfile = "FROM python:3.12 AS a\nCOPY svc /x\nFROM python:3.12\nCOPY --from=a /x /y\nCOPY dev.txt .\n"
    assert sorted(files(dockerfile).received()) == [("dev.txt", False), ("svc", True)]
    unknown = files(START + "COPY ${D} .\n")
    assert list(unknown.received()) == [None]
    assert unknown.holds_code


def test_work_is_linear():
    def cost(n):
        copies = "".join(f"COPY svc /f{number}\n" for number in range(10 * n))
        runs = "RUN cp /f1/requirements.txt /f2/requirements.txt\n" * n
        return counted(lambda: where(START + copies + runs, "/f9/requirements.txt"))[0]

    assert cost(80) < 5 * cost(20)
