"""The words of names, and the one place that says what they mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint import lint
from venvlint.facts.project import vocabulary

PACKAGE = Path(__file__).parent.parent.parent / "venvlint"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("requirements-dev", ["requirements", "dev"], id="a dash"),
        pytest.param("ci/Build_Docs.yml", ["ci", "build", "docs", "yml"], id="a path, in capitals"),
        pytest.param("python3.9", ["python3", "9"], id="digits"),
        pytest.param("device", ["device"], id="a word within a word is none"),
        pytest.param("--", [], id="no word at all"),
    ],
)
def test_words(name, words):
    assert vocabulary.words_of(name) == words


def test_a_name_says_what_one_of_its_words_says():
    assert vocabulary.says("requirements-dev.txt", vocabulary.DEVELOPMENT)
    assert not vocabulary.says("requirements-device.txt", vocabulary.DEVELOPMENT)


def test_what_spellings_differ_in_is_no_part_of_a_name():
    assert vocabulary.folded("My-Shop_2.0") == "myshop20" == vocabulary.folded("my shop 2 0")


def test_no_other_module_lists_the_words_of_a_subject():
    sources = {
        path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
        for part in ("facts", "rules")
        for path in (PACKAGE / part).rglob("*.py")
    }
    assert [
        path
        for path, source in sources.items()
        if any(
            words in source
            for words in ("develop developer", "doc docs", "demo demos", "lint linter")
        )
    ] == ["facts/project/vocabulary.py"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("versioned_docs/version-2.x/install.md", True),
        ("docs/v1.4/install.md", True),
        ("docs-gen/pages/1.4.2/install.md", True),
        ("site/versions/v2/Dockerfile", True),
        ("docs/v2/install.md", False),
        ("docs/versions/install.md", False),
        ("docs/versions/main/install.md", False),
        ("docs/python3.12/install.md", False),
        ("images/versions/v1.4/Dockerfile", False),
        ("v1.4/docs/install.md", False),
    ],
)
def test_the_documentation_of_a_release(path, expected):
    assert vocabulary.is_documentation_of_release(path) is expected


def test_nobody_is_told_what_a_page_of_an_earlier_release_says():
    page = "## Install\n\nRequires Python 3.8 or newer.\n\n```sh\npoetry install --no-dev\n```\n"
    project = {"pyproject.toml": "[project]\nname = 'a'\nrequires-python = '>=3.12'\n"}
    for code in ("VL317", "VL606"):
        assert lint(code, project | {"docs/install.md": page})
        assert lint(code, project | {"docs/v1.4/install.md": page}) == []
