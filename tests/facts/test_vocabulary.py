"""The words of names, and the one place that says what they mean."""

from __future__ import annotations

from pathlib import Path

import pytest

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
