"""Ranges that do not mean what they seem to mean (VL312)."""

from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint

BUILD = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'


def pep621(text: str, build: str = "") -> dict[str, str]:
    return {"pyproject.toml": f'[project]\nname = "demo"\nrequires-python = {text}\n{build}'}


def poetry(text: str) -> dict[str, str]:
    return {
        "pyproject.toml": (
            f'[tool.poetry]\nname = "d"\n[tool.poetry.dependencies]\npython = "{text}"\n'
        )
    }


@pytest.mark.parametrize(
    "files",
    [
        *(
            pytest.param(pep621(f'"{text}"', BUILD), id=text or "empty")
            for text in [
                ">=3.9",
                ">=3.9,<4",
                ">=3.9,<4.0",
                ">=3.9,<4.0.0",
                ">=3.9,<5",
                ">=3.10,!=3.10.1",
                ">=2.7,!=3.0.*,!=3.1.*",
                "==3.11.*",
                "~=3.11.0",
                " >= 3.9 , < 4.0 , ",
                ">=3.9.0",
                ">3",
                "",
                "==3.11.4",
            ]
        ),
        *(
            pytest.param(poetry(text), id=f"Poetry's {text}")
            for text in [
                "^3.9",
                "~3.9",
                ">=3.9 <4",
                "3.9.*",
                "3.*",
                "*",
                "~2.7 || ^3.6",
                "3.11.4",
                "^3.9.1",
            ]
        ),
        pytest.param(pep621('">=3.9,<3.13"'), id="a cap where nothing is built"),
        pytest.param(
            {**pep621('">=3.9,<3.13"', BUILD), "Dockerfile": "FROM python:3.12\n"},
            id="a cap of an application",
        ),
        pytest.param(poetry(">=3.9,<3.13"), id="a cap of Poetry's that is not built"),
        pytest.param(pep621('"~=3.11.0"', BUILD), id="no explicit cap"),
        *(
            pytest.param(pep621(f'"{text}"'), id=f"limited beside it: {text}")
            for text in ["~=3.13,<3.15", "<3.13, ~=3.9", "~=3.9,!=3.9.1,<=3.12.4"]
        ),
        pytest.param(
            {"tests/p/pyproject.toml": '[project]\nrequires-python = "^3.9"\n'}, id="test data"
        ),
    ],
)
def test_quiet(files):
    assert lint("VL312", files) == []


@pytest.mark.parametrize(
    ("files", "severity", "says"),
    [
        (
            pep621('"<=3.11"'),
            "warning",
            "`<=3.11` excludes Python 3.11.1 and all later patches of 3.11",
        ),
        (
            pep621('">=3.8,<=3.11"', BUILD),
            "warning",
            "`<=3.11` excludes Python 3.11.1 and all later patches of 3.11",
        ),
        (pep621('"==3.10"'), "warning", "`==3.10` allows Python 3.10.0 alone, no other 3.10"),
        (
            pep621('">3.8"'),
            "warning",
            "`>3.8` still allows Python 3.8.1 and all later patches of 3.8",
        ),
        (
            pep621('"~=3.8"'),
            "warning",
            "`~=3.8` allows every Python from 3.8 up to 4.0, not only 3.8",
        ),
        (
            pep621('"~=3.8,!=3.9.1"'),
            "warning",
            "`~=3.8` allows every Python from 3.8 up to 4.0, not only 3.8",
        ),
        (
            pep621('"~=3.9,<3.13"', BUILD),
            "info",
            ("`~=3.9,<3.13` keeps out every Python from 3.13 on, whether it works there or not"),
        ),
        (pep621('">=3.6,!=3.9"'), "warning", "`!=3.9` excludes Python 3.9.0 alone, no other 3.9"),
        (poetry("3.9"), "warning", "`3.9` allows Python 3.9.0 alone, no other 3.9"),
        (
            poetry(">=3.8,<=3.11"),
            "warning",
            "`<=3.11` excludes Python 3.11.1 and all later patches of 3.11",
        ),
        (
            pep621('"^3.9"'),
            "error",
            (
                "`^3.9` is no valid range of Python versions: `^` and `~` are Poetry's; installers"
                " and builders refuse it"
            ),
        ),
        (
            pep621('"3.9"'),
            "error",
            (
                "`3.9` is no valid range of Python versions: a number without an operator says"
                " nothing; installers and builders refuse it"
            ),
        ),
        (
            pep621('">=3.9 <3.12"'),
            "error",
            (
                "`>=3.9 <3.12` is no valid range of Python versions: its clauses are separated by"
                " commas, not by blanks; installers and builders refuse it"
            ),
        ),
        (
            pep621('">=3.9.*"'),
            "error",
            (
                "`>=3.9.*` is no valid range of Python versions: only `==` and `!=` take a `.*`;"
                " installers and builders refuse it"
            ),
        ),
        (
            pep621('">=3,9"'),
            "error",
            (
                "`>=3,9` is no valid range of Python versions: a number without an operator says"
                " nothing; installers and builders refuse it"
            ),
        ),
        (
            pep621('">=3.9 || <4"'),
            "error",
            (
                "`>=3.9 || <4` is no valid range of Python versions: there is no `||` in it;"
                " installers and builders refuse it"
            ),
        ),
        (
            pep621('"whatever"'),
            "error",
            "`whatever` is no valid range of Python versions; installers and builders refuse it",
        ),
        (
            poetry("3.9 beta"),
            "error",
            "`3.9 beta` is no valid range of Python versions; Poetry cannot read it",
        ),
        (pep621('">=3.10,<3.9"'), "error", "no Python satisfies `>=3.10,<3.9`"),
        (pep621("3.9"), "error", "`requires-python` is not text but `3.9`, which no tool takes"),
        (
            pep621('">=3.9,<3.13"', BUILD),
            "info",
            ("`>=3.9,<3.13` keeps out every Python from 3.13 on, whether it works there or not"),
        ),
        (
            {"setup.cfg": "[metadata]\nname = d\n[options]\npython_requires = >=3.6.*\n"},
            "error",
            (
                "`>=3.6.*` is no valid range of Python versions: only `==` and `!=` take a `.*`;"
                " installers and builders refuse it"
            ),
        ),
        (
            pep621('">=3.9,<=12"', BUILD),
            "warning",
            "`<=12` keeps no Python out, for there is no Python 12: was `<=3.12` meant?",
        ),
        (
            poetry(">=3.9,<4.12"),
            "warning",
            "`<4.12` keeps no Python out, for there is no Python 4: was `<3.12` meant?",
        ),
        (
            {"setup.py": "from setuptools import setup\nsetup(python_requires='<=3.11')\n"},
            "warning",
            "`<=3.11` excludes Python 3.11.1 and all later patches of 3.11",
        ),
    ],
)
def test_reports_the_gravest_trap(files, severity, says):
    (found,) = findings("VL312", files)
    assert (found.severity.label, found.message) == (severity, says)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('">=3.8,<=3.11" # x', '">=3.8,<3.12" # x'),
        ("'==3.10'", "'==3.10.*'"),
        ('">=3.9,<=12"', '">=3.9,<3.13"'),
        ('">=3.9,<12"', '">=3.9,<3.12"'),
        ('">=3.9,<4.12"', '">=3.9,<3.12"'),
        ('">=3.9, <= 4.12"', '">=3.9, <3.13"'),
        ('">3.8"', '">=3.9"'),
        ('">=3.9 <3.12"', '">=3.9,<3.12"'),
        ('"^3.9"', '">=3.9"'),
        ('"~3.9"', '"==3.9.*"'),
        ('">=3,9"', '">=3.9"'),
        ('">=3.9.*"', '">=3.9"'),
        ('"3.9"', '">=3.9"'),
        ("3.9", '">=3.9"'),
        ('">=3.6,!=3.9"', '">=3.6,!=3.9.*"'),
    ],
)
def test_fix(before, after):
    assert fix("VL312", pep621(before), unsafe=True, then=["VL310"]) == pep621(after)


def test_fix_in_poetry():
    assert fix("VL312", poetry("3.9"), unsafe=True, then=["VL310"]) == poetry("3.9.*")
    assert fix("VL312", poetry("==3.9"), unsafe=True, then=["VL310"]) == poetry("==3.9.*")
