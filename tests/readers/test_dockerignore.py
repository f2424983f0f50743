from __future__ import annotations

import pytest

from venvlint.document import Document
from venvlint.readers import dockerignore


def excludes(patterns: str, path: str) -> bool:
    return dockerignore.parse(Document(".dockerignore", patterns.encode())).excludes(path)


# Rows measured with Docker's own matcher: what a pattern does to an environment at the root and to one below.
@pytest.mark.parametrize(
    ("patterns", "root", "below"),
    [
        (".venv", True, False),
        (".venv/", True, False),
        ("/.venv", True, False),
        ("./.venv", True, False),
        ("*.venv", True, False),
        ("**/.venv", True, True),
        ("**/.venv/", True, True),
        ("**/*venv*", True, True),
        (".venv/*", True, False),
        (".venv/**", True, False),
        ("*", True, True),
        ("**", True, True),
        ("*/.venv", False, True),
        (".venv # c", False, False),
        ("#.venv", False, False),
        (" #.venv", False, False),
        ("**/.venv\n!**", False, False),
        ("**/.venv\n!.venv/bin/python", False, True),
        ("*\n!sub", True, False),
        (".v[ae]nv", True, False),
        (".v[^a]nv", True, False),
        (".v[!a]nv", False, False),
        (".v?nv", True, False),
        ("\ufeff.venv", True, False),
        (".venv\r", True, False),
        ("[", False, False),
        ("!", False, False),
        ("", False, False),
    ],
)
def test_environment(patterns, root, below):
    assert excludes(patterns, ".venv/bin/python") is root
    assert excludes(patterns, "sub/.venv/bin/python") is below


def test_a_broken_or_hostile_pattern_costs_nothing():
    assert not excludes("*a" * 500, "a" * 5000)
    assert not excludes("**/" * 2000 + "x", "a/" * 2000 + "y")
