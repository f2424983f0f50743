"""Rows of matrices that do not look like those beside them, each in its smallest form."""

from __future__ import annotations

import pytest

from tests.changes.made import changed
from tests.changes.test_people import MANIFEST

TRAVIS = "language: python\njobs:\n  include:\n{}"


@pytest.mark.parametrize(
    ("before", "added"),
    [
        pytest.param(
            "  - python: 3.11\n    env: TOXENV=py311\n"
            "  - python: 3.12\n    env: TOXENV=py312\n"
            "{}"
            "  - stage: deploy\n    python: 3.12\n    script: skip\n",
            "  - python: 3.13\n    env: TOXENV=py313\n",
            id="a row of the newest deploys",
        ),
        pytest.param(
            "  - python: 3.11\n    dist: trusty\n    sudo: false\n"
            "  - python: 3.12\n    dist: xenial\n    sudo: true\n{}",
            "  - python: 3.13\n    dist: xenial\n    sudo: true\n",
            id="the newest has a later machine",
        ),
        pytest.param(
            "  - python: 3.11\n  - python: 3.12\n    dist: xenial\n{}",
            "  - python: 3.13\n    dist: xenial\n",
            id="the newest alone has a machine",
        ),
        pytest.param(
            "  - python: 3.11\n    dist: trusty\n    env: A=1\n"
            "  - python: 3.12\n    dist: xenial\n    env: A=2\n{}",
            "",
            id="the newest does something else",
        ),
        pytest.param(
            "  - python: 3.11\n    dist: trusty\n    script: a\n"
            "  - python: 3.12\n    dist: xenial\n    script: b\n{}",
            "",
            id="all have commands of their own",
        ),
    ],
)
def test_rows_of_travis(before, added):
    files = {"pyproject.toml": MANIFEST, ".travis.yml": TRAVIS.format(before.format(""))}
    made = changed("--add-python 3.13", files)
    assert made.get(".travis.yml", files[".travis.yml"]) == TRAVIS.format(before.format(added))
