"""What the base images of Docker Hub and other registries hold: nothing of a program, and their
working directories.
"""

from __future__ import annotations

from venvlint.readers.patchwork import UNKNOWN
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.readers.dockerfile import ImageName, Stage

BASE = "/" + UNKNOWN
"""Stands for the working directory that the base image has set."""
# Base images that hold nothing of a program, wherever its Dockerfile puts it.
_BARE = lazy(
    r"(?:python|pypy|debian|ubuntu|alpine|node|golang|rust|ruby|buildpack-deps|fedora|centos|rockylinux|almalinux|amazonlinux|scratch"
    r"|(?:.*/)?(?:astral-sh/uv|astral/uv|mambaorg/micromamba|condaforge/\w+|continuumio/\w+|nvidia/cuda|pytorch/pytorch|tensorflow/tensorflow|distroless/[\w-]+"
    r"|bitnami/python|(?:devcontainers|vscode/devcontainers|cimg|circleci)/[\w-]+|lambda/python|amazon/aws-lambda-python|ubi\d?/[\w-]+|microsoft/playwright/python))$"
)
# The working directories that base images set, by the end of their names; the other bare ones of
# Docker Hub set none, which is `/`.
_WORKING = (
    ("golang", "/go"),
    ("lambda/python", "/var/task"),
    ("amazon/aws-lambda-python", "/var/task"),
    ("mambaorg/micromamba", "/tmp"),  # noqa: S108 - nothing is written there
    ("pytorch/pytorch", "/workspace"),
    ("bitnami/python", "/app"),
    ("tiangolo/uvicorn-gunicorn-fastapi", "/app"),
    ("tiangolo/uvicorn-gunicorn", "/app"),
    ("tiangolo/meinheld-gunicorn-flask", "/app"),
    ("tiangolo/meinheld-gunicorn", "/app"),
    ("tiangolo/uwsgi-nginx-flask", "/app"),
    ("tiangolo/uwsgi-nginx", "/app"),
    ("apache/airflow", "/opt/airflow"),
)
_UNSAID = lazy(r"(?:.*/)?(?:cimg/|circleci/|ubi\d?/|bitnami/|devcontainers/)|.*[/-]nonroot")
"""Bare images whose working directory is their user's or another one."""


def is_bare(image: ImageName | None) -> bool:
    """Whether a base image holds nothing of a program."""
    if image is None or UNKNOWN in image.repository:
        return False
    return _BARE.match(image.name) is not None and "onbuild" not in image.tag


def working_directory(stage: Stage) -> str:
    """The working directory that the base image of a stage without a `WORKDIR` has set."""
    image = stage.root.image
    if image is None or UNKNOWN in image.repository:
        return BASE
    for name, folder in _WORKING:
        if image.name == name or image.name.endswith(f"/{name}"):
            return folder
    if not is_bare(image) or _UNSAID.match(image.name):
        return BASE
    if any(mark in image.tag for mark in ("windows", "nanoserver", "nonroot", "jupyter")):
        return BASE
    return "/"
