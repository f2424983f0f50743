"""The map of Pythons: rows, columns, marks, and how they are drawn."""

from __future__ import annotations

import datetime
import re
from html.parser import HTMLParser

import pytest

from tests.lint import tree
from venvlint.facts.pythons.map import python_maps
from venvlint.model import Part
from venvlint.reporters.python_map import render_html, render_markdown, render_text
from venvlint.targets import Aim

FILES = {
    "pyproject.toml": (
        """\
[project]
name = "demo"
version = "1.0"
requires-python = ">=3.9.2,<3.14"
classifiers = [
    "Programming Language :: Python :: 3.9",
    "Programming Language :: Python :: 3.10",
]
[tool.ruff]
target-version = "py39"
"""
    ),
    ".python-version": "3.12\n",
    "Dockerfile": "FROM python:3.8-slim\n",
    "tox.ini": "[tox]\nenvlist = py{39,310}, pypy3\n",
    ".github/workflows/ci.yml": (
        """\
on: push
jobs:
  t:
    runs-on: x
    strategy:
      matrix:
        v: ["3.9", "3.15"]
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: ${{ matrix.v }}
      - run: pip install . && pytest
"""
    ),
    "uv.lock": 'version = 1\nrequires-python = ">=3.9.2, <3.14"\n',
}


def rows(files: dict[str, str], **more: object) -> dict[str, str]:
    [one] = python_maps(tree(files, **more))  # type: ignore[arg-type]
    return {f"{row.at.path}:{row.at.line} {row.what}": "".join(row.marks) for row in one.rows}


def test_every_place_is_a_row():
    assert rows(
        FILES,
        untracked={
            ".venv/pyvenv.cfg": "home = /x\nversion = 3.8.1\n",
            ".venv/bin/activate": "VIRTUAL_ENV=/x\n",
        },
    ) == {
        #                          3.8 … 3.15
        "pyproject.toml:4 requires-python": ".+++++..",
        "uv.lock:2 lock": ".+++++..",
        "Dockerfile:1 image": "!.......",
        ".python-version:1 pin": "....x...",
        ".venv:1 environment on disk": "!.......",
        ".github/workflows/ci.yml:7 job t": ".x.....!",
        "tox.ini:2 tox": ".xx.....",
        "pyproject.toml:6 classifiers": ".xx.....",
        "pyproject.toml:10 ruff target-version": ".x......",
    }


def test_what_is_left_open():
    found = rows(
        {
            "pyproject.toml": '[project]\nname = "d"\nrequires-python = ">=3.13"\n',
            "Dockerfile": "FROM python:3\n",
        }
    )
    assert found["Dockerfile:1 image"] == "ooo"


def test_only_some_patches():
    found = rows(
        {
            "pyproject.toml": '[project]\nname = "d"\nrequires-python = "<=3.14,>=3.14"\n',
            "Dockerfile": "FROM python:3.14\n",
        }
    )
    assert found["pyproject.toml:3 requires-python"] == "~."
    assert found["Dockerfile:1 image"] == "!."


def test_each_project_has_its_own():
    files = {
        **FILES,
        "sub/pyproject.toml": FILES["pyproject.toml"],
        "sub/.python-version": "3.11\n",
        "tests/x/.python-version": "2.7\n",
    }
    assert [one.project for one in python_maps(tree(files))] == [".", "sub"]


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140])
def test_text_fits_and_is_plain(width):
    text = render_text(tree(FILES), width, color=False)
    assert text.isascii()
    assert "\x1b" not in text
    assert max(len(line) for line in text.splitlines()) <= width
    assert "2 places contradict the project's range." in text


def test_colour_adds_only_colour():
    import re

    plain, painted = (render_text(tree(FILES), 100, color=color) for color in (False, True))
    assert re.sub("\x1b\\[[0-9;]*m", "", painted) == plain


def test_nothing_to_draw():
    assert (
        render_text(tree({"README.md": "x"}), 80, color=False)
        == "Nothing in this tree states a Python version.\n"
    )
    assert render_markdown(tree({})) == "Nothing in this tree states a Python version.\n"


def test_projects_that_state_only_their_range_are_counted():
    files = {
        **FILES,
        **{
            f"p{number}/pyproject.toml": '[project]\nname = "p"\nrequires-python = ">=3.9"\n'
            for number in range(3)
        },
    }
    assert "3 more projects state nothing but their own range." in render_text(
        tree(files), 100, color=False
    )


def test_markdown_shows_text_of_the_tree_as_text():
    files = {
        **FILES,
        ".python-version": "3.12\n",
        "a|b`c/.python-version": "3.12\n",
        "a|b`c/pyproject.toml": FILES["pyproject.toml"],
    }
    text = render_markdown(tree(files))
    tables = [part.splitlines() for part in text.split("\n\n") if part.startswith("|")]
    assert "a\\|b\\`c/.python-version:1" in text
    assert len(tables) == 2
    for table in tables:
        assert len({line.replace("\\|", "").count("|") for line in table}) == 1


def test_html_is_well_formed_and_escaped():
    files = {
        **FILES,
        "<b>/.python-version": "3.12\n",
        "<b>/pyproject.toml": FILES["pyproject.toml"],
    }
    text = render_html(tree(files))
    assert "<b>" not in text
    assert 'class="mark mark-conflict"' in text
    open_tags: list[str] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag != "col":
                open_tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert open_tags.pop() == tag

    Parser().feed(text)
    assert open_tags == []


@pytest.mark.parametrize(
    ("today", "commands"),
    [
        pytest.param("2026-11-01", ["--drop-python 3.10", "--add-python 3.15"], id="both"),
        pytest.param("2026-09-30", ["--add-python 3.14"], id="before 3.10 ended and 3.15 came"),
    ],
)
def test_the_page_has_the_command_to_copy(today, commands):
    files = {
        "pyproject.toml": '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.10"\n',
        "tox.ini": "[tox]\nenvlist = py310,py311\n",
    }
    text = render_html(tree(files, today=datetime.date.fromisoformat(today)))
    assert re.findall(r"<pre[^>]*>venvlint (.*?)</pre>", text) == commands
    assert text.count("data-copy") == len(commands)


def test_the_page_of_a_part_has_no_command():
    files = {"a/pyproject.toml": '[project]\nname = "a"\nrequires-python = ">=3.8"\n'}
    aim = Aim("/x", (Part("a"),))
    assert "data-copy" not in render_html(tree(files), aim)
