"""What the name of a container image states: its Python, its distribution, its C library and what
its `sh` is.

Only the name is read; no registry is asked. What a name does not say (a digest alone, a variable,
somebody's own image) is
unknown, never a guess. The tables follow the images' own documentation: Docker's official images
and those of the makers named.
"""

from __future__ import annotations

import re

from venvlint.record import Record
from venvlint.regex import lazy

DEBIAN = frozenset(
    "debian slim jessie stretch buster bullseye bookworm trixie forky sid stable oldstable testing"
    " unstable minideb".split()
)
UBUNTU = frozenset(
    "ubuntu trusty xenial bionic focal jammy lunar mantic noble oracular plucky questing resolute".split()  # noqa: E501
)
# One family here: glibc, and `/bin/sh` is bash.
RHEL = frozenset(
    "rhel rhel7 rhel8 rhel9 ubi ubi7 ubi8 ubi9 ubi10 centos centos7 centos8 fedora rocky rockylinux"
    " rockylinux8 rockylinux9 almalinux amazonlinux amzn al2 al2023 oraclelinux opensuse suse leap"
    " tumbleweed archlinux manjaro mariner azurelinux photon".split()
)

# Images whose tags are Python's own: by the end of their path, the distribution of a tag that names
# none, and the shell of
# RUN where the image sets one with SHELL (children inherit it). Mirrors and proxies put other hosts
# and folders before.
_PYTHON = {
    "python": ("debian", ""),
    "pypy": ("debian", ""),
    "astral-sh/uv": ("", ""),
    "astral/uv": ("", ""),
    "lambda/python": ("rhel", ""),
    "amazon/aws-lambda-python": ("rhel", ""),
    "devcontainers/python": ("debian", ""),
    "azure-functions/python": ("debian", ""),
    "playwright/python": ("ubuntu", ""),
    "cimg/python": ("ubuntu", "bash"),
    "circleci/python": ("debian", ""),
    "bitnami/python": ("debian", "bash"),
    "bitnamilegacy/python": ("debian", "bash"),
    "chainguard/python": ("wolfi", ""),
}
# Of those the ones of clouds, whose Pythons are builds of their own.
_OWN_PATCHES = ("lambda/", "amazon/", "azure-functions/", "playwright/")
_OTHERS = {
    "apache/airflow": ("debian", "bash"),
    "distroless/python3": ("debian", "none"),
    "mambaorg/micromamba": ("debian", "bash"),
    "condaforge/mambaforge": ("ubuntu", ""),
    "condaforge/miniforge3": ("ubuntu", ""),
    "continuumio/miniconda3": ("debian", ""),
    "continuumio/anaconda3": ("debian", ""),
    "nvidia/cuda": ("ubuntu", ""),
    "osrf/ros": ("ubuntu", ""),
    "pytorch/pytorch": ("ubuntu", ""),
    "tensorflow/tensorflow": ("ubuntu", ""),
}
_OFFICIAL = {
    "alpine": "alpine",
    "buildpack-deps": "debian",
    "debian": "debian",
    "golang": "debian",
    "node": "debian",
    "ros": "ubuntu",
    "ruby": "debian",
    "rust": "debian",
    "ubuntu": "ubuntu",
}
# Folders of Docker's official images: the library itself, and its builds by processor.
_LIBRARY = frozenset(
    "library amd64 arm32v5 arm32v6 arm32v7 arm64v8 i386 mips64le ppc64le riscv64 s390x winamd64".split()  # noqa: E501
)
_LIBC = {"alpine": "musl", "debian": "glibc", "ubuntu": "glibc", "rhel": "glibc", "wolfi": "glibc"}
_SHELL = {"alpine": "ash", "debian": "dash", "ubuntu": "dash", "rhel": "bash", "wolfi": "ash"}

# A version that a tag begins with: `3.12`, `3.12.4-slim`, `3.15.0rc1`, `3.15-rc-slim`, `2.7`.
_LEADING = lazy(r"([23])(?:\.(\d{1,2})(?:\.\d{1,3})?)?((?:a|b|rc)\d+|-rc(?![a-z]))?(?=$|[-_])")
# AWS dates its tags (`3.12.2024.05.08.12`), of which the first two numbers are Python's.
_LAMBDA = lazy(r"([23])(?:\.(\d{1,2}))?()(?=$|[.-])")
# The revision of a development container's image, before the Python: `1-3.12-bullseye`, `dev-3.11`.
_REVISION = lazy(r"(?:dev-)?(?:\d+(?:\.\d+)*-(?=[23](?:[.-]|$)))?")
# A part that says of itself that it is Python's: `python3.12`, `0.9-python3.12-alpine`,
# `cuda11.8-py3.10`, `py310`, `python-3.11`.
_LABELLED = lazy(
    r"(?:^|[-_./])(?:python|py)-?(?P<version>([23])(?:\.(\d{1,2})(?:\.\d{1,3})?|(\d{1,2})))(-rc(?![a-z]))?(?=$|[-_])"
)
_PART = lazy(r"[-_]")
_LETTERS = lazy(r"[a-z]*")


# Systems for which no images of Python are made any more (docker-library/python, 2026-11).
_RETIRED = lazy(r"(?:^|-)(?:wheezy|jessie|stretch|buster|bullseye|alpine3\.(?:\d|1\d|20))\b")


class Image(Record):
    """An image reference, `[registry/]path[:tag][@digest]`, and what it states. Empty text is
    always "not said".
    """

    text: str
    """The reference as it was given."""
    path: str
    """The part before tag and digest, registry included, in lower case."""
    tag: str = ""
    digest: str = ""
    version: str = ""
    """The Python that is stated: `3.12`, `3.12.4`, `3.15.0rc1`, `2.7`, `3` (floating). Digits are
    split (`py310` is 3.10), `2` is 2.7.
    """
    implementation: str = "cpython"
    """`cpython` or `pypy`."""
    start: int = 0
    end: int = 0
    """The place of the version within `text`; of the whole tag, else of the name, where no version
    is stated.
    """
    prerelease: bool = False
    floating: bool = False
    """An image of Python whose name leaves the minor open (`python`, `python:3-slim`): it is
    another Python some day.
    """
    distribution: str = ""
    """`debian`, `ubuntu`, `alpine`, `rhel` (and all whose `sh` is bash), `wolfi`, `windows`."""
    shell: str = ""
    """What runs a shell-form `RUN` in this image: `dash`, `ash`, `bash`, `none`, or empty where it
    is not known.
    """
    family: str = ""
    """Which of the images of Python or conda that are known here it is, by the end of its path."""
    official: bool = False
    """Whether it is one of Docker's official images."""

    @property
    def minor(self) -> tuple[int, int] | None:
        """The stated series as numbers, `(3, 12)`; None where the minor is open or nothing is
        stated.
        """
        match = re.match(r"(\d+)\.(\d+)", self.version)
        return (int(match[1]), int(match[2])) if match else None

    @property
    def follows_python(self) -> bool:
        """Whether its maker builds it for every Python, so that another one can be asked for by
        its tag. Somebody's `app:python3.8` may be all that there is.
        """
        return self.family in _PYTHON

    @property
    def has_newest_patch(self) -> bool:
        """Whether a tag of a minor is built again for each of its patches, as Docker's own are.
        One of a system that is not built for any more stays at the patch of its last day.
        """
        return (
            self.family in _PYTHON
            and not self.family.startswith(_OWN_PATCHES)
            and not self.is_retired
        )

    @property
    def is_retired(self) -> bool:
        """Whether it is one of Docker's own for a system that these are not built for any more."""
        return (
            self.family in ("python", "pypy")
            and self.official
            and _RETIRED.search(self.tag) is not None
        )

    @property
    def libc(self) -> str:
        """`musl`, `glibc`, or empty where it is not known."""
        return _LIBC.get(self.distribution, "")


def read(text: str) -> Image:
    """What an image reference states. Never raises; a reference with an unresolved variable states
    what is left of it.
    """
    rest, _, digest = text.partition("@")
    lower = rest.lower() if rest.isascii() else rest
    colon = lower.find(":", _after_variables(lower, lower.rfind("/") + 1))
    path, tag = (lower, "") if colon < 0 else (lower[:colon], lower[colon + 1 :])
    at_tag = len(path) + 1

    folders = [part for part in path.split("/") if part]
    host = len(folders) > 1 and (
        any(mark in folders[0] for mark in ".:$\0") or folders[0] == "localhost"
    )
    folders = folders[1:] if host else folders
    family = _family(folders)
    official = len(folders) == 1 or (len(folders) > 1 and folders[-2] in _LIBRARY)
    known = family not in ("", "python") or official or (family == "python" and host)

    found = None
    start, end = (at_tag, at_tag + len(tag)) if tag else (0, len(path))
    if family in _PYTHON and not family.endswith("/uv"):
        offset = _REVISION.match(tag).end() if family == "devcontainers/python" else 0  # type: ignore[union-attr]  # may be empty
        found = (_LAMBDA if "lambda" in family else _LEADING).match(tag, offset)
        if found and _plausible(found[1], found[2]):
            start, end = at_tag + found.start(), at_tag + found.end()
        else:
            found = None
    version, prerelease = (found[0], bool(found[3])) if found else ("", False)
    if found is None:
        for where, base in ((tag, at_tag), (path, 0)):
            label = _LABELLED.search(where) if "py" in where.lower() else None
            if label and _plausible(label[2], label[3] or label[4]):
                start, end = base + label.start("version"), base + label.end("version")
                version = f"{label[2]}.{label[4]}" if label[4] else label["version"]
                prerelease = bool(label[5])
                break
    if version == "2":
        version = "2.7"  # for ever

    default, shell = (
        _PYTHON.get(family)
        or _OTHERS.get(family)
        or (_OFFICIAL.get(folders[-1], "") if official and folders else "", "")
    )
    said = _distribution(tag, folders)
    settled = (bool(tag) and not any(mark in tag for mark in "$\0")) or not (tag or digest)
    distribution = said or (default if known and settled else "")
    # Somebody's own image may have set a shell of its own.
    if not shell and (known or distribution in ("alpine", "rhel")):
        shell = _SHELL.get(distribution, "")
    return Image(
        text,
        path,
        tag,
        digest,
        version.replace("-rc", ""),
        "pypy" if family == "pypy" else "cpython",
        start,
        end,
        prerelease,
        not digest and _floats(family, tag, version, official or family != "python"),
        distribution,
        shell,
        family,
        official,
    )


def _after_variables(text: str, start: int) -> int:
    """The end of `${NAME:-default}` at *start*, whose colon is no tag's."""
    while text.startswith("${", start):
        end = text.find("}", start)
        if end < 0:
            return len(text)
        start = end + 1
    return start


def _family(folders: list[str]) -> str:
    """The image's key in the tables, by the end of its path."""
    two = "/".join(folders[-2:])
    if two in _PYTHON or two in _OTHERS:
        return two
    last = folders[-1] if folders else ""
    if last in _PYTHON:
        return last
    if last.startswith("python3-debian") and "distroless" in folders:
        return "distroless/python3"
    # balenalib/raspberrypi3-python and the like: the tag is Python's, the rest is the board's.
    return "python" if folders[:-1] == ["balenalib"] and last.endswith("-python") else ""


def _plausible(major: str, minor: str | None) -> bool:
    """Whether there is, or will be, such a Python: an own image called python has numbers of its
    own.
    """
    return minor is None or (int(minor) in (6, 7) if major == "2" else int(minor) < 40)


def _distribution(tag: str, folders: list[str]) -> str:
    """The distribution that a tag names, or the path."""
    slim = ""
    for part in _PART.split(tag) if tag else ():
        for word in (part, _LETTERS.match(part)[0]):  # type: ignore[index]  # may be empty
            if word == "slim":
                slim = "debian"
            elif word in DEBIAN:
                return "debian"
            elif word in UBUNTU:
                return "ubuntu"
            elif word in RHEL:
                return "rhel"
            elif word in ("alpine", "wolfi"):
                return word
            elif word in ("windowsservercore", "nanoserver"):
                return "windows"
    if folders and (folders[-1] in ("debian", "ubuntu")):
        return folders[-1]
    for folder in folders:
        for part in _PART.split(folder):
            if part in RHEL:
                return "rhel"
            if part == "alpine":
                return "alpine"
    return slim


def _floats(family: str, tag: str, version: str, official: bool) -> bool:
    if (
        family not in _PYTHON
        or family.endswith("/uv")
        or family in ("chainguard/python", "azure-functions/python", "playwright/python")
    ):
        return False
    if version:
        return version == "3"
    if not tag or tag == "latest":
        return official  # an image of one's own, called python, is what one builds it to be
    first = _PART.split(tag)[0]
    letters = _LETTERS.match(first)[0]  # type: ignore[index]  # may be empty
    return (
        letters in DEBIAN
        or letters in ("alpine", "windowsservercore", "nanoserver")
        or first == "rc"
    )
