"""Patterns for paths."""

from __future__ import annotations

import pytest

from venvlint.readers.globs import Glob, docker, gitlab


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("ci/*.yml", "ci/a.yml", True),
        ("ci/*.yml", "ci/a/b.yml", False),
        ("ci/*.yml", "ci/a.yml/b", False),
        ("ci/**.yml", "ci/a.yml", True),
        ("ci/**.yml", "ci/a/b.yml", True),
        ("ci/**/*.yml", "ci/a/b.yml", True),
        ("ci/**/*.yml", "ci/a.yml", False),  # folders below alone
        ("ci/?.yml", "ci/a.yml", False),
        ("ci/[a].yml", "ci/a.yml", False),
    ],
)
def test_gitlab(pattern, path, expected):
    assert Glob(gitlab(pattern)).matches(path, below=False) is expected


def test_what_lies_below():
    glob = Glob(docker("a/*"))
    assert glob.matches("a/b/c")
    assert not glob.matches("a/b/c", below=False)
    assert glob.matches("a/b", below=False)


@pytest.mark.parametrize("steps", [docker, gitlab])
def test_many_stars_do_not_take_long(steps):
    assert not Glob(steps("*a" * 100 + "b")).matches("a" * 4000)
    assert not Glob(steps("**a" * 100 + "b")).matches("a" * 4000)
    assert not Glob(steps("*" * 100_000)).matches("a")
