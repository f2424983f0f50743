"""Ranges that are written as pip once read them."""

from __future__ import annotations

import pytest

from tests.changes.made import changed, left

MANIFESTS = {
    "setup.cfg": "[metadata]\nname = a\n\n[options]\npython_requires = {}\n",
    "setup.py": "from setuptools import setup\nsetup(name='a', python_requires='{}')\n",
    "pyproject.toml": '[project]\nname = "a"\nversion = "1"\nrequires-python = "{}"\n',
}
TOX = "[tox]\nenvlist = py36, py37, py38\n"


@pytest.mark.parametrize("path", MANIFESTS)
@pytest.mark.parametrize(
    ("flag", "before", "after"),
    [
        ("--drop-python 3.6", ">=3.6.*", ">=3.7.*"),
        ("--drop-python 3.6", ">=3.6.*,<4", ">=3.7.*,<4"),
        ("--drop-python 3.6", ">= 3.6.*, !=3.7.*", ">= 3.8.*"),
        ("--drop-python 3.6", "~=3.6.*", "~=3.6.*"),
        ("--drop-python 3.6", ">=3.5.*", ">=3.7.*"),
        ("--add-python 3.9", ">=3.6.*,<3.9", ">=3.6.*,<3.10"),
        ("--add-python 3.9", ">=3.6.*", ">=3.6.*"),
    ],
)
def test_a_bound_with_a_star(path, flag, before, after):
    text = MANIFESTS[path]
    files = {path: text.format(before), "tox.ini": TOX}
    assert changed(flag, files).get(path, files[path]) == text.format(after)
    assert not any("by hand" in one for one in left(flag, files))
