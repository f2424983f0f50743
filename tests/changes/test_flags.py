"""What the three flags promise on the command line."""

from __future__ import annotations

import pytest

from tests.changes.made import changed, tree
from tests.made import git, needs_git, needs_links
from venvlint.app.python_changes import wanted
from venvlint.facts.changes import Impossible, plan

FILES = {
    "pyproject.toml": '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.10,<3.13"\n',
    "tox.ini": "[tox]\nenvlist = py310,py311,py312\n",
}


@pytest.mark.parametrize(
    ("flag", "reason"),
    [
        ("--drop-python 3.30", "states"),
        ("--drop-python 3.13", "states"),
        ("--add-python 3.30", "not released"),
        ("--move-python 3.12=3.30", "not released"),
    ],
)
def test_a_python_that_nobody_knows(flag, reason):
    with pytest.raises(Impossible, match=reason):
        changed(flag, FILES)


def test_none_would_be_left():
    files = {
        "pyproject.toml": FILES["pyproject.toml"].replace(">=3.10,<3.13", ">=3.12,<3.13"),
    }
    with pytest.raises(Impossible, match="none would be left"):
        changed("--drop-python 3.12", files)


def test_nothing_to_do():
    assert changed("--drop-python 3.9", FILES) == {}
    assert changed("--add-python 3.12", FILES) == {}


def test_diff_shows_and_the_bare_flag_writes(repository, venvlint):
    folder = repository(FILES)
    status, shown, _ = venvlint("--drop-python", "3.10", "--diff")
    assert status == 1
    assert "-envlist = py310,py311,py312" in shown
    assert (folder / "tox.ini").read_text() == FILES["tox.ini"]
    assert venvlint("--drop-python", "3.10")[:2] == (0, "")
    assert (folder / "tox.ini").read_text() == "[tox]\nenvlist = py311,py312\n"
    assert venvlint("--drop-python", "3.10", "--diff")[:2] == (0, "")


@needs_links
@needs_git
def test_a_page_that_several_links_lead_to_is_changed_once(repository, venvlint):
    page = "It needs Python 3.10 or newer.\n"
    folder = repository({**FILES, "README.md": page, "docs/pinned.txt": "python3.10\n"})
    for name in ("docs/README.md", "docs/install.md"):
        (folder / name).symlink_to("../README.md")
    (folder / "Dockerfile").symlink_to("docs/pinned.txt")
    (folder / "docs/pinned.txt").write_text("FROM python:3.10-slim\n")
    git(folder, "add", "-A")
    shown = venvlint("--drop-python", "3.10", "--diff")[1]
    assert shown.count("-It needs") == shown.count("-FROM") == 1
    status, _, said = venvlint("--drop-python", "3.10")
    assert status == 0
    assert said.count("becomes") == 1
    assert (folder / "README.md").read_text() == page.replace("3.10", "3.11")
    assert (folder / "Dockerfile").read_text() == "FROM python:3.11-slim\n"
    assert (folder / "docs/README.md").is_symlink()
    assert (folder / "Dockerfile").is_symlink()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--drop-python", "x"],
        ["--move-python", "3.12"],
        ["--move-python", "3.12=3.12"],
        ["--drop-python", "3.10", "--add-python", "3.13"],
        ["--drop-python", "3.10", "--fix"],
        ["--drop-python", "3.10", "--staged"],
        ["--drop-python", "3.99"],
    ],
)
def test_usage_errors(repository, venvlint, arguments):
    repository(FILES)
    status, out, err = venvlint(*arguments)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "flag", ["--drop-python 3.10", "--add-python 3.13", "--move-python 3.11=3.12"]
)
def test_names_and_texts_of_another_encoding(flag):
    files = {f"bad\udcff/{name}": text for name, text in FILES.items()}
    files |= {"bad\udcff/requirements.txt": "six\n", "bad\udcff/Dockerfile": "FROM python:3.11\n"}
    assert plan(tree(files), wanted(*flag.split(" "))).edits
