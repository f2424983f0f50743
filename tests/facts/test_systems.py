import datetime

import pytest

from venvlint.facts import images
from venvlint.facts.images import systems

TODAY = datetime.date(2026, 11, 22)


def found(text: str, today: datetime.date = TODAY) -> str:
    system = systems.of_image(images.read(text), today)
    return "" if system is None else f"{system.name} {system.release} {system.refuses}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ubuntu/bionic64", "ubuntu 18.04"),
        ("hashicorp/precise32", "ubuntu 12.04"),
        ("larryli/eoan64", "ubuntu 19.10"),
        ("ubuntu/jammy64", "ubuntu 22.04"),
        ("generic/ubuntu2004", "ubuntu 20.04"),
        ("bento/ubuntu-24.04", "ubuntu 24.04"),
        ("debian/bullseye64", "debian 11"),
        ("generic/debian12", "debian 12"),
        ("generic/alpine318", ""),
        ("centos/7", "centos "),
        ("generic/rocky9", "rocky "),
        ("acme/base", ""),
        ("base", ""),
    ],
)
def test_boxes(name, expected):
    system = systems.of_box(name)
    assert ("" if system is None else f"{system.name} {system.release}") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("debian:12", "debian 12 True"),
        ("debian:11.9-slim", "debian 11 False"),
        ("debian:bookworm-20240101-slim", "debian 12 True"),
        ("debian:oldstable", "debian 12 True"),
        ("debian:testing", "debian 14 True"),
        ("debian:sid-slim", "debian sid True"),
        ("debian:6", "debian 6 False"),
        ("debian@sha256:0", ""),
        ("arm64v8/debian:12", "debian 12 True"),
        ("public.ecr.aws/docker/library/ubuntu:22.04", "ubuntu 22.04 False"),
        ("ubuntu:noble-20240605", "ubuntu 24.04 True"),
        ("ubuntu:rolling", "ubuntu 26.04 True"),
        ("ubuntu:40.10", "ubuntu 40.10 True"),
        ("alpine:3", "alpine 3.22 True"),
        ("alpine:3.18.4", "alpine 3.18 False"),
        ("alpine:3.40", "alpine 3.40 True"),
        ("alpine:edge", "alpine edge True"),
        # Their tags name no release; these moved to one that refuses, whichever it is by now.
        ("node:20", "debian  True"),
        ("node", "debian  True"),
        ("node:lts-slim", "debian  True"),
        ("docker.io/library/node:18-alpine", "alpine  True"),
        ("node:22.1", "debian  True"),
        ("golang:1", "debian  True"),
        ("golang:1.21-alpine", "alpine  True"),
        ("php:8.2-fpm", "debian  True"),
        ("rust:1", "debian  True"),
        ("eclipse-temurin:21-jdk", "ubuntu  True"),
        ("node:20-bullseye", "debian 11 False"),
        ("node:18-alpine3.18", "alpine 3.18 False"),
        # Their last one was built on Debian 11, or nobody can tell.
        ("node:16", ""),
        ("node:20.5", ""),
        ("node:20@sha256:0", ""),
        ("golang:1.21.3", ""),
        ("php:8.0-apache", ""),
        ("rust:1.70", ""),
        ("eclipse-temurin:17-jdk", ""),
        ("node:20-nanoserver", ""),
        ("acme/node:20", ""),
        ("ubuntu/nginx:1.18-22.04_edge", "ubuntu 22.04 False"),
        ("ubuntu/nginx:edge", ""),
        ("ros:jazzy", "ubuntu 24.04 True"),
        ("ros:humble-ros-base", "ubuntu 22.04 False"),
        ("ros:indigo", "ubuntu 14.04 False"),
        ("arm64v8/ros:kilted-ros-core-noble", "ubuntu 24.04 True"),
        ("osrf/ros:jazzy-desktop-full", "ubuntu 24.04 True"),
        ("ros:melodic-ros-base-stretch", "debian 9 False"),
        # Ubuntu's own Kinetic and Lunar are of other years.
        ("ros:kinetic", "ubuntu 16.04 False"),
        ("osrf/ros:lunar-desktop", "ubuntu 16.04 False"),
        ("acme/ros-gpu:lunar", ""),
        ("acme/kros:lunar", "ubuntu 23.04 True"),
        ("acme/ros:jazzy", ""),
        ("acme/ros:jazzy-noble", "ubuntu 24.04 True"),
        ("ros:rolling", ""),
        ("ros", ""),
        ("linuxserver/code-server:edge", ""),
        ("grafana/loki:unstable", ""),
        ("archlinux:base-devel", "arch rolling True"),
        ("nvidia/cuda:12.8.0-runtime-ubuntu24.04", "ubuntu 24.04 True"),
        ("nvidia/cuda:11.0-base-ubuntu2004", "ubuntu 20.04 False"),
        ("example.org/a/base:1-debian-12", "debian 12 True"),
        ("rocm/dev-ubuntu-24.04:6.2", "ubuntu 24.04 True"),
        ("mcr.microsoft.com/dotnet/sdk:8.0-alpine3.20", "alpine 3.20 True"),
        ("node:20-bookworm-slim", "debian 12 True"),
        ("fedora:41", ""),
        ("debian:$TAG", ""),
        ("example.org/app:3.20", ""),
    ],
)
def test_release_of_an_image(text, expected):
    assert found(text) == expected


def test_a_tag_that_moves_was_elsewhere_before():
    assert found("node:20", datetime.date(2023, 6, 1)) == ""


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("ubuntu", datetime.date(2022, 1, 1), "ubuntu 20.04 False"),
        ("ubuntu:latest", datetime.date(2025, 12, 1), "ubuntu 24.04 True"),
        ("debian:stable", datetime.date(2023, 6, 9), "debian 11 False"),
        ("debian:stable", datetime.date(2023, 6, 10), "debian 12 True"),
        ("alpine", datetime.date(2023, 6, 10), "alpine 3.18 False"),
        ("alpine", datetime.date(2000, 1, 1), ""),
    ],
)
def test_a_tag_that_moves(text, today, expected):
    assert found(text, today) == expected


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("python:3.12-bookworm", "image"),
        ("pypy:3.10", "image"),
        ("ghcr.io/astral-sh/uv:python3.12-bookworm", "image"),
        ("ghcr.io/astral-sh/uv:debian-slim", "system"),
        ("nvidia/cuda:12.8.0-runtime-ubuntu24.04", "system"),
        ("debian:12", "system"),
        ("node:20-bookworm", "system"),
        ("condaforge/miniforge3", "conda"),
        ("quay.io/jupyter/base-notebook:ubuntu-24.04", "conda"),
        ("rocm/pytorch:rocm6-ubuntu24.04", ""),
        ("example.org/base:1", "maker"),
    ],
)
def test_whose_python(text, owner):
    assert systems.python_of(images.read(text)) == owner


def test_the_table():
    rows = systems.systems()
    assert len({(row.name, row.release) for row in rows}) == len(rows)
    assert {row.name for row in rows} == {"debian", "ubuntu", "alpine", "arch"}
    for name in ("debian", "ubuntu", "alpine"):
        own = [row for row in rows if row.name == name]
        # Once a release refuses, all after it do; and they stand in the order of their days.
        assert [row.refuses for row in own] == sorted(row.refuses for row in own)
        days = [row.first for row in own if row.first]
        assert days == sorted(days)
        assert all(datetime.date.fromisoformat(day) for day in days)
