"""VL313: images that are another Python some day."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"Dockerfile": "FROM python:3.12\n"}, id="a minor is a choice"),
        pytest.param({"Dockerfile": "FROM python:3.12.1-slim\n"}, id="a patch"),
        pytest.param({"Dockerfile": "FROM python:2\n"}, id="2 is 2.7 for ever"),
        pytest.param({"Dockerfile": "FROM python:3@sha256:0123\n"}, id="a digest"),
        pytest.param({"Dockerfile": "ARG TAG=latest\nFROM python:${TAG}\n"}, id="a build argument"),
        pytest.param({"Dockerfile": "ARG TAG\nFROM python:${TAG}\n"}, id="an unknown argument"),
        pytest.param({"Dockerfile": "ARG BASE=python\nFROM $BASE\n"}, id="all of it an argument"),
        pytest.param(
            {"Dockerfile": "FROM ubuntu:24.04 AS python\nFROM python\n"}, id="a stage of that name"
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3 AS build\nRUN make\nFROM debian\nCOPY --from=build /out /out\n"
                )
            },
            id="not the final stage",
        ),
        pytest.param(
            {"Dockerfile": "FROM debian\nCOPY --from=python:3 /usr/local /usr/local\n"},
            id="files of an image",
        ),
        pytest.param(
            {"Dockerfile": "FROM registry.example.com/team/python:latest\n"},
            id="an image of one's own",
        ),
        pytest.param({"Dockerfile": "FROM debian:latest\n"}, id="another image"),
        pytest.param(
            {".devcontainer/Dockerfile": "FROM mcr.microsoft.com/devcontainers/python:3\n"},
            id="a development container",
        ),
        pytest.param(
            {
                "Dockerfile": "FROM python:3 AS dev\nRUN x\nFROM python:3.12 AS prod\n",
                "compose.yml": "services:\n  a:\n    build: {context: ., target: dev}\n",
            },
            id="a stage for development",
        ),
        pytest.param(
            {"compose.yml": "services:\n  a:\n    image: python\n"}, id="nothing is built"
        ),
        pytest.param(
            {".gitlab-ci.yml": "t:\n  image: python:latest\n  script: [pytest]\n"},
            id="CI on the newest",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL313", files) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("FROM python\n", 1, id="no tag"),
        pytest.param("FROM python:latest\n", 1, id="latest"),
        pytest.param("FROM python:3\n", 1, id="only the major"),
        pytest.param("FROM python:slim-trixie\n", 1, id="only the distribution"),
        pytest.param("FROM python:3-alpine3.20\n", 1, id="the number is Alpine's"),
        pytest.param("FROM docker.io/library/python:alpine\n", 1, id="the long name"),
        pytest.param("FROM pypy:3-slim\n", 1, id="PyPy"),
        pytest.param(
            "FROM python:3.12 AS b\nRUN make\nFROM python:3-slim AS run\nCOPY --from=b /w /w\n",
            3,
            id="the final of two",
        ),
        pytest.param("FROM python:3 AS base\nFROM base\n", 1, id="through a stage"),
        pytest.param(
            "ARG R=docker.io\nFROM ${R}/library/python:3\n", 2, id="only the host is an argument"
        ),
    ],
)
def test_loud(text, line):
    assert [violation.at.line for violation in findings("VL313", {"Dockerfile": text})] == [line]


def test_the_tag_is_the_place():
    [violation] = findings("VL313", {"Dockerfile": "FROM python:slim AS x\n"})
    assert (violation.at.column, violation.at.end_column) == (13, 17)
    assert violation.message == "`python:slim` is whatever Python is newest on the day of the build"


@pytest.mark.parametrize(
    ("image", "retired"),
    [
        ("python:alpine3.8", True),
        ("python:slim-buster", True),
        ("python:3-stretch", True),
        ("python:slim-trixie", False),
        ("python:alpine3.23", False),
        ("python:alpine", False),
        ("python:3", False),
    ],
)
def test_a_system_for_which_none_are_made_any_more(image, retired):
    (found,) = findings("VL313", {"Dockerfile": f"FROM {image}\n"})
    assert ("is no longer built" in found.message) is retired


@pytest.mark.parametrize(
    ("image", "example"),
    [
        ("python", "python:3.13"),
        ("python:latest", "python:3.13"),
        ("python:3", "python:3.13"),
        ("python:slim", "python:3.13-slim"),
        ("python:3-slim-trixie", "python:3.13-slim-trixie"),
        ("python:3-alpine", "python:3.13-alpine"),
        ("docker.io/library/python:alpine3.23", "docker.io/library/python:3.13-alpine3.23"),
        ("pypy:3-slim", "pypy:3.11-slim"),
        ("python:3-stretch", "python:3.13"),
        ("python:slim-buster", "python:3.13-slim"),
        ("python:3-alpine3.6", "python:3.13-alpine"),
    ],
)
def test_the_example_is_the_same_image(image, example):
    (found,) = findings("VL313", {"Dockerfile": f"FROM {image}\n"})
    assert f"such as `{example}`." in found.suggestion
