"""Classifiers against the range (VL305)."""

from __future__ import annotations

import pytest

from tests.changes.made import changed
from tests.lint import findings, fix, lint


def classifiers(*minors: str, range_: str = ">=3.9", extra: str = "") -> dict[str, str]:
    lines = "".join(f'    "Programming Language :: Python :: {minor}",\n' for minor in minors)
    needs = f'requires-python = "{range_}"\n' if range_ else ""
    return {
        "pyproject.toml": f'[project]\nname = "demo"\n{needs}classifiers = [\n{extra}{lines}]\n'
    }


OWN_RANGE = {
    "pyproject.toml": '[tool.poetry]\nname = "study"\n[tool.poetry.dependencies]\npython = "~3.9"\n',
    "setup.py": "from setuptools import setup\nsetup(name='shop', python_requires='>=3.8', classifiers=[\n"
    "    'Programming Language :: Python :: 3.8',\n    'Programming Language :: Python :: 3.9',\n])\n",
}
COMPUTED = (
    "from setuptools import setup\nsetup(python_requires='>=3.9', classifiers=[f'Programming"
    " Language :: Python :: 3.{n}' for n in range(7, 12)])\n"
)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(classifiers("3", "3 :: Only", "Implementation :: CPython"), id="no minors"),
        pytest.param(classifiers("3.9", "3.10", "3.11"), id="newer ones unlisted"),
        pytest.param(classifiers("3.6", "3.7", range_=""), id="no range"),
        pytest.param(classifiers("3.10", "3.11", range_=">=3.10"), id="3.10 is the floor"),
        pytest.param(classifiers("3.9", "3.10", range_=">=3.9.2"), id="the floor's first patches are out"),
        pytest.param(classifiers("3.9", "3.10", range_=">3.8,<3.11"), id="meant to leave 3.8 out"),
        pytest.param(classifiers("3.11", "3.12"), id="a list with a gap is not complete"),
        pytest.param(classifiers("3.12"), id="one alone is no list"),
        pytest.param(classifiers("3.9", "3.10", range_="nonsense"), id="an invalid range"),
        pytest.param({"setup.py": COMPUTED}, id="computed"),
        pytest.param(OWN_RANGE, id="a setup script beside Poetry's manifest says its own range"),
        pytest.param({"tests/p/pyproject.toml": classifiers("3.7")["pyproject.toml"]}, id="test data"),
        pytest.param(
            {"pyproject.toml": '[tool.poetry]\nname = "d"\n'
             'classifiers = ["Programming Language :: Python :: 3.10", "Programming Language :: Python :: 3.11"]\n'
             '[tool.poetry.dependencies]\npython = "^3.9"\n'},
            id="Poetry adds the others",
        ),
    ],
)  # fmt: skip
def test_quiet(files):
    assert lint("VL305", files) == []


def test_one_for_each_that_is_outside():
    assert lint("VL305", classifiers("3.7", "3.8", "3.9")) == [
        f"pyproject.toml:{line}: the classifier says Python `3.{minor}`, which `requires-python ="
        " >=3.9` in `pyproject.toml` excludes"
        for line, minor in ((5, 7), (6, 8))
    ]


def test_a_setup_script_is_held_to_its_own_range():
    text = OWN_RANGE["setup.py"].replace(">=3.8", ">=3.9")
    (found,) = findings("VL305", OWN_RANGE | {"setup.py": text})
    assert (found.at.path, found.at.line) == ("setup.py", 3)
    assert "`setup.py` excludes" in found.message


def test_the_floor_is_missing():
    (found,) = findings("VL305", classifiers("3.11", "3.10", "3.12"))
    assert (
        found.message
        == "the classifiers leave out Python `3.9`, the oldest one that `requires-python = >=3.9`"
        " in `pyproject.toml` allows"
    )
    assert (found.at.line, found.severity.label) == (6, "warning")


@pytest.mark.parametrize(
    "files",
    [
        {
            "setup.cfg": (
                "[metadata]\nname = d\nclassifiers =\n    Programming Language :: Python ::"
                " 3.7\n[options]\npython_requires = >=3.8\n"
            )
        },
        {
            "setup.py": (
                "import setuptools as s\n\ns.setup(python_requires='>=3.8', classifiers=[\n   "
                " 'Programming Language :: Python :: 3.7',\n])\n"
            )
        },
    ],
)
def test_other_manifests(files):
    (found,) = findings("VL305", files)
    assert found.at.line == 4


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (classifiers("3.8", "3.9"), classifiers("3.9")),
        (classifiers("3.10", "3.11"), classifiers("3.9", "3.10", "3.11")),
        (
            classifiers("3.10", "3.11", range_=">=3.9,<4"),
            classifiers("3.9", "3.10", "3.11", range_=">=3.9,<4"),
        ),
    ],
)
def test_fix(before, after):
    assert fix("VL305", before, unsafe=True) == after


def test_fix_in_setup_cfg():
    text = (
        "[metadata]\nclassifiers =\n    Programming Language :: Python :: 3.9\n    Programming"
        " Language :: Python :: 3.10\n"
    )
    text += "[options]\npython_requires = >=3.8\n"
    assert fix("VL305", {"setup.cfg": text}, unsafe=True) == {
        "setup.cfg": text.replace(
            "classifiers =\n", "classifiers =\n    Programming Language :: Python :: 3.8\n"
        )
    }


def test_an_inline_list_is_left_to_people():
    text = (
        '[project]\nrequires-python = ">=3.9"\nclassifiers = ["Programming Language :: Python ::'
        ' 3.8", "Programming Language :: Python :: 3.9"]\n'
    )
    assert fix("VL305", {"pyproject.toml": text}, unsafe=True, silent=False) == {}


@pytest.mark.parametrize(
    ("files", "command"),
    [
        pytest.param(classifiers("3.8", "3.9"), "--drop-python 3.8", id="left behind"),
        pytest.param(
            classifiers("3.12", "3.13", range_=">=3.11"), "--add-python 3.11", id="forgotten"
        ),
    ],
)
def test_names_the_command(files, command):
    (found,) = findings("VL305", files)
    assert found.commands == (f"venvlint {command}",)
    assert lint("VL305", files | changed(command, files)) == []


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(classifiers("3.10", "3.11"), id="nobody adds a Python that ended"),
        pytest.param(
            classifiers("3.8", "3.9")
            | {"other/pyproject.toml": '[project]\nname = "o"\nrequires-python = ">=3.8"\n'},
            id="another project supports it",
        ),
    ],
)
def test_names_no_command_that_does_something_else(files):
    (found,) = findings("VL305", files)
    assert found.commands == ()


TEXT = (
    'from setuptools import setup\n\nCLASSIFIERS = """\\\nLicense :: OSI Approved\n'
    "Programming Language :: Python :: 3.8\nProgramming Language :: Python :: 3.9\n"
    'Programming Language :: Python :: 3.10\n"""\nsetup(python_requires=">=3.9", classifiers={})\n'
)


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param("[c for c in CLASSIFIERS.split() if c.isalpha()]", id="another condition"),
        pytest.param("list(filter(wanted, CLASSIFIERS.splitlines()))", id="another filter"),
    ],
)
def test_a_text_that_is_chosen_from_is_unknown(expression):
    assert lint("VL305", {"setup.py": TEXT.format(expression)}) == []


@pytest.mark.parametrize(
    "expression",
    [
        "CLASSIFIERS.splitlines()",
        'CLASSIFIERS.strip().split("\\n")',
        'list(filter(None, CLASSIFIERS.split("\\n")))',
        '[c for c in CLASSIFIERS.split("\\n") if c]',
        "[line.strip() for line in CLASSIFIERS.splitlines() if line.strip()]",
    ],
)
def test_a_text_that_is_split_at_its_lines(expression):
    (found,) = findings("VL305", {"setup.py": TEXT.format(expression)})
    assert (found.at.path, found.at.line) == ("setup.py", 5)
