"""Paths of the tree, taken apart and put together."""

from __future__ import annotations

from pathlib import Path

import pytest

from venvlint.files.paths import (
    folder_and_name,
    folder_of,
    folders_above,
    name_of,
    path_in,
    prefix_of,
)

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("path", "folder", "name"),
    [
        pytest.param("setup.py", "", "setup.py", id="at the root"),
        pytest.param("a/b/setup.py", "a/b", "setup.py", id="below it"),
        pytest.param("/opt/venv", "/opt", "venv", id="of an image"),
        pytest.param("", "", "", id="the root itself"),
    ],
)
def test_a_path_is_its_folder_and_its_name(path, folder, name):
    assert folder_of(path) == folder
    assert name_of(path) == name
    assert folder_and_name(path) == (folder, name)


@pytest.mark.parametrize("path", ["setup.py", "a/setup.py", "a/b/setup.py"])
def test_a_path_is_made_of_its_folder_and_its_name(path):
    folder, name = folder_and_name(path)
    assert path_in(folder, name) == prefix_of(folder) + name == path


def test_the_folders_above_a_path_end_with_the_root():
    assert list(folders_above("a/b/setup.py")) == ["a/b", "a", ""]
    assert list(folders_above("setup.py")) == [""]
    assert list(folders_above("")) == []


def test_facts_and_rules_take_no_path_apart_by_hand():
    sources = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for part in ("facts", "rules")
        for path in (ROOT / "venvlint" / part).rglob("*.py")
    }
    assert len(sources) > 200
    assert [path for path, source in sources.items() if 'rpartition("/")[' in source] == []
