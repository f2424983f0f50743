"""What the name of a container image states: its Python, its distribution, its C library and what its `sh` is.

Only the name is read; no registry is asked. What a name does not say (a digest alone, a variable, somebody's own image) is
unknown, never a guess. The tables follow the images' own documentation: Docker's official images and those of the makers named.
"""

from __future__ import annotations

import re

from venvlint.record import Record

DEBIAN = frozenset(
    "debian slim jessie stretch buster bullseye bookworm trixie forky sid stable oldstable testing unstable minideb".split()
)
UBUNTU = frozenset("ubuntu trusty xenial bionic focal jammy lunar mantic noble oracular plucky questing resolute".split())
# One family here: glibc, and `/bin/sh` is bash.
RHEL = frozenset(
    "rhel rhel7 rhel8 rhel9 ubi ubi7 ubi8 ubi9 ubi10 centos centos7 centos8 fedora rocky rockylinux rockylinux8 rockylinux9 almalinux"
    " amazonlinux amzn al2 al2023 oraclelinux opensuse suse leap tumbleweed archlinux manjaro mariner azurelinux photon".split()
)

# Images by the end of their path: the distribution of a tag that names none, and the shell of RUN where the image sets
# one with SHELL (children inherit it). Anything may stand before: mirrors and proxies change host and folder.
_KNOWN = {
    "python": ("debian", ""),
    "pypy": ("debian", ""),
    "astral-sh/uv": ("", ""),
    "astral/uv": ("", ""),
    "lambda/python": ("rhel", ""),
    "devcontainers/python": ("debian", ""),
    "azure-functions/python": ("debian", ""),
    "playwright/python": ("ubuntu", ""),
    "cimg/python": ("ubuntu", "bash"),
    "circleci/python": ("debian", ""),
    "bitnami/python": ("debian", "bash"),
    "bitnamilegacy/python": ("debian", "bash"),
    "chainguard/python": ("wolfi", ""),
    "apache/airflow": ("debian", "bash"),
    "distroless/python3": ("debian", "none"),
    "mambaorg/micromamba": ("debian", "bash"),
    "condaforge/mambaforge": ("ubuntu", ""),
    "condaforge/miniforge3": ("ubuntu", ""),
    "continuumio/miniconda3": ("debian", ""),
    "continuumio/anaconda3": ("debian", ""),
    "nvidia/cuda": ("ubuntu", ""),
    "pytorch/pytorch": ("ubuntu", ""),
    "tensorflow/tensorflow": ("ubuntu", ""),
    "node": ("debian", ""),
    "golang": ("debian", ""),
    "ruby": ("debian", ""),
    "rust": ("debian", ""),
    "buildpack-deps": ("debian", ""),
    "alpine": ("alpine", ""),
    "debian": ("debian", ""),
    "ubuntu": ("ubuntu", ""),
}
_UNKNOWN = ("", "")
_LIBC = {"alpine": "musl", "debian": "glibc", "ubuntu": "glibc", "rhel": "glibc", "wolfi": "glibc"}
_SHELL = {"alpine": "ash", "debian": "dash", "ubuntu": "dash", "rhel": "bash", "wolfi": "ash"}

# A version that a tag begins with: `3.12`, `3.12.4-slim`, `3.15.0rc1`, `3.15-rc-slim`, `2.7`.
_LEADING = re.compile(r"([23])(?:\.(\d{1,3})(?:\.(\d+))?)?((?:a|b|rc)\d+|-rc)?(?=$|[-_])")
# AWS dates its tags (`3.12.2024.05.08.12`), of which the first two numbers are Python's.
_LAMBDA = re.compile(r"([23])(?:\.(\d{1,3}))?(?=$|[.-])")
_REVISION = re.compile(r"(?:dev-)?[0-9](?:\.\d+)*-(?=\d)")
# A part that says of itself that it is Python's: `python3.12`, `0.9-python3.12-alpine`, `py310`, `cuda11.8-py3.10`, `python-3.11`.
_LABELLED = re.compile(r"(?:^|[-_./])(?:python|py)-?([23])(?:\.(\d{1,2})(?:\.(\d+))?|(\d{1,2}))(?=$|[-_])")
_VARIABLE = re.compile(r"\$|\{\{|<<|%\(")
_WORD = re.compile(r"[a-z]+(?:\d(?![\d.]*\.))?")


class Image(Record):
    """An image reference, `[registry/]path[:tag][@digest]`, and what it states. Empty text is always "not said"."""

    text: str
    """The reference as it was given."""
    path: str
    """The part before tag and digest, registry included, in lower case."""
    tag: str = ""
    digest: str = ""
    version: str = ""
    """The Python that is stated: `3.12`, `3.12.4`, `3.15.0rc1`, `2.7`, `3` (floating). Digits are split, suffixes cut: `py310` is 3.10."""
    implementation: str = "cpython"
    """`cpython` or `pypy`."""
    start: int = 0
    end: int = 0
    """The place of the version within `text`; of the whole tag, else of the name, where no version is stated."""
    prerelease: bool = False
    floating: bool = False
    """An image of Python whose name leaves the minor open (`python`, `python:3-slim`): it is another Python some day."""
    distribution: str = ""
    """`debian`, `ubuntu`, `alpine`, `rhel` (and all whose `sh` is bash), `wolfi`, `windows`."""
    own_shell: str = ""
    """The shell that the image sets for `RUN` by itself (`bash`), `none` where it has no shell."""

    @property
    def minor(self) -> tuple[int, int] | None:
        """The stated series as numbers, `(3, 12)`; None where the minor is open or nothing is stated."""
        parts = self.version.split(".")
        if len(parts) < 2:
            return None
        return int(parts[0]), int(re.match(r"\d+", parts[1])[0])  # type: ignore[index]  # the grammar above starts with a digit

    @property
    def libc(self) -> str:
        """`musl`, `glibc`, or empty where it is not known."""
        return _LIBC.get(self.distribution, "")

    @property
    def shell(self) -> str:
        """What runs a shell-form `RUN` in this image: `dash`, `ash`, `bash`, `none`, or empty where it is not known."""
        return self.own_shell or _SHELL.get(self.distribution, "")


def read(text: str) -> Image:
    """What an image reference states. Never raises; a reference with an unresolved variable states what is left."""
    rest, _, digest = text.partition("@")
    slash = rest.rfind("/")
    colon = rest.find(":", _after_braces(rest, slash + 1))
    path, tag = (rest, "") if colon < 0 else (rest[:colon], rest[colon + 1 :])
    path = path.lower()
    return Image(text, path, tag, digest)


def _after_braces(text: str, start: int) -> int:
    """Skip `${NAME:-default}` at *start*, whose colon is no tag's."""
    while text.startswith("${", start):
        end = text.find("}", start)
        if end < 0:
            return len(text)
        start = end + 1
    return start
