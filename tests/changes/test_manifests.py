"""Ranges, classifiers and targets of tools."""

from __future__ import annotations

import pytest

from tests.changes.made import changed
from tests.changes.test_people import MANIFEST
from venvlint.facts.changes.ranges import with_one_more, without


@pytest.mark.parametrize(
    ("text", "syntax", "gone", "older", "after"),
    [
        (">=3.9", "pep440", (3, 9), False, ">=3.10"),
        (">= 3.7", "pep440", (3, 7), False, ">= 3.8"),
        ("~=3.9", "pep440", (3, 9), False, "~=3.10"),
        (">=3.6.1,<4.0", "poetry", (3, 6), False, ">=3.7,<4.0"),
        (">=3.9.0", "pep440", (3, 9), False, ">=3.10.0"),
        ("^3.8", "poetry", (3, 8), False, "^3.9"),
        ("~2.7 || ^3.6", "poetry", (2, 7), False, "^3.6"),
        ("~2.7 || ^3.6", "poetry", (3, 6), True, "~2.7 || ^3.7"),
        ("^3.6 || ^3.7 || ^3.8", "poetry", (3, 6), False, "^3.7 || ^3.8"),
        ("^3.8 || ^3.7 || ^3.6", "poetry", (3, 6), False, "^3.8 || ^3.7"),
        (">=2.7,!=3.0.*,!=3.1.*", "pep440", (2, 7), False, ">=3.2"),
        (">=2.7, !=3.0.*", "pep440", (3, 4), True, ">=2.7, !=3.0.*, !=3.4.*"),
        (">=3.8,!=3.9.7", "pep440", (3, 9), False, ">=3.10"),
        (">3.8", "pep440", (3, 8), False, ">=3.9"),
        (">=3.9,<3.14", "conda", (3, 9), False, ">=3.10,<3.14"),
        pytest.param(">=3.7", "pep440", (3, 8), False, ">=3.9", id="nothing older is supported"),
        pytest.param(">=3.9,<3.10", "pep440", (3, 9), False, None, id="none would be left"),
        pytest.param("3.9.*", "conda", (3, 9), False, None, id="a pin, no range"),
        pytest.param(">=3.10", "pep440", (3, 9), False, None, id="already excluded"),
        pytest.param("what", "pep440", (3, 9), False, None, id="no range at all"),
    ],
)
def test_a_range_without_a_python(text, syntax, gone, older, after):
    assert without(text, syntax, gone, older=older) == after


@pytest.mark.parametrize(
    ("text", "syntax", "new", "after"),
    [
        (">=3.9,<3.13", "pep440", (3, 13), ">=3.9,<3.14"),
        (">=3.9, <3.13.0", "pep440", (3, 13), ">=3.9, <3.14.0"),
        ("^3.9,<3.13", "poetry", (3, 14), "^3.9,<3.15"),
        (">=3.13", "pep440", (3, 10), ">=3.10"),
        (">=3.8,!=3.12.*", "pep440", (3, 12), ">=3.8"),
        pytest.param(">=3.9", "pep440", (3, 13), None, id="no cap"),
        pytest.param(">=3.9,<4", "pep440", (3, 13), None, id="a cap far away"),
        pytest.param(">=3.7,<=11", "pep440", (3, 12), None, id="not what was meant"),
        pytest.param("~3.11", "poetry", (3, 12), ">=3.11,<3.13", id="one minor alone"),
        pytest.param("~3.11", "conda", (3, 12), None, id="a pin of conda"),
    ],
)
def test_a_range_with_one_more(text, syntax, new, after):
    assert with_one_more(text, syntax, new) == after


PROJECT = """\
[project]
name = "shop"
version = "1"
requires-python = ">=3.10"  # kept
classifiers = [
    "License :: OSI Approved",
    "Programming Language :: Python :: 3 :: Only",
    "Programming Language :: Python :: 3.10",
    "Programming Language :: Python :: 3.11",  # kept
    "Programming Language :: Python :: 3.12"
]

[tool.ruff]
target-version = "py310"

[tool.mypy]
python_version = "3.10"
"""


def test_a_floor_takes_its_classifier_and_the_targets_with_it():
    after = changed("--drop-python 3.10", {"pyproject.toml": PROJECT})
    assert after == {
        "pyproject.toml": PROJECT.replace('    "Programming Language :: Python :: 3.10",\n', "")
        .replace(">=3.10", ">=3.11")
        .replace("py310", "py311")
        .replace('"3.10"', '"3.11"')
    }


def test_a_new_python_is_a_classifier_behind_the_newest():
    after = changed("--add-python 3.13", {"pyproject.toml": PROJECT})
    assert after == {
        "pyproject.toml": PROJECT.replace(
            'Python :: 3.12"\n',
            'Python :: 3.12",\n    "Programming Language :: Python :: 3.13"\n',
        )
    }


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_stay(end):
    before = PROJECT.replace("\n", end)
    after = changed("--drop-python 3.10", {"pyproject.toml": before})["pyproject.toml"]
    assert after.count("\n") == before.count("\n") - 1
    assert after.count("\r") == (after.count("\n") if end == "\r\n" else 0)


def test_what_cibuildwheel_skips_on_one_system():
    before = (
        '[project]\nname = "a"\nrequires-python = ">=3.10"\n\n[tool.cibuildwheel.macos]\n'
        'skip = """\\\n    cp310-macosx_x86_64 cp310-macosx_arm64 \\\n'
        '    cp311-macosx_x86_64 cp311-macosx_arm64 \\\n    """\n'
    )
    after = before.replace(">=3.10", ">=3.11").replace(
        "    cp310-macosx_x86_64 cp310-macosx_arm64 \\\n", ""
    )
    assert changed("--drop-python 3.10", {"pyproject.toml": before}) == {"pyproject.toml": after}


def test_nothing_goes_back_to_an_older_python():
    files = {
        "setup.py": "setup(classifiers=[\n"
        + "".join(f"    'Programming Language :: Python :: 3.{n}',\n" for n in (10, 11, 12))
        + "])\n",
        "Dockerfile": "FROM python:3.11\n",
    }
    assert changed("--drop-python 3.11", files)["Dockerfile"] == "FROM python:3.12\n"


def test_the_requirement_of_an_older_python_goes_too():
    files = {
        "setup.py": "setup(python_requires='>=3.10', install_requires=[\n"
        "    'a; python_version < \"3.10\"',\n    'b',\n])\n"
    }
    made = changed("--drop-python 3.10", files)["setup.py"]
    assert made == "setup(python_requires='>=3.11', install_requires=[\n    'b',\n])\n"


def test_a_range_that_pbr_reads():
    """https://docs.openstack.org/pbr/latest/user/using.html: setuptools itself has it elsewhere."""
    cfg = "[metadata]\nname = a\npython_requires = >=3.10\n"
    setup = "import setuptools\n\nsetuptools.setup(setup_requires=['{}>=2'], pbr=True)\n"
    files = {"setup.py": setup.format("pbr"), "setup.cfg": cfg, ".python-versions": "3.10\n3.11\n"}
    made = changed("--drop-python 3.10", files)
    assert made["setup.cfg"] == cfg.replace("3.10", "3.11")
    files["setup.py"] = "import setuptools\n\nsetuptools.setup()\n"
    assert changed("--drop-python 3.10", files) == made  # people read it all the same


def test_a_comment_of_a_script_stays():
    setup = "# the oldest supported NumPy on Python 3.10\nsetup(python_requires='>=3.10')\n"
    made = changed("--drop-python 3.10", {"setup.py": setup})
    assert made == {"setup.py": setup.replace(">=3.10", ">=3.11")}


def test_a_marker_where_the_classifiers_are_all_that_is_said():
    setup = (
        "TESTS = (\n    'a==1 ; python_version <= \"3.10\"',\n"
        "    'a==2 ; python_version > \"3.10\"',\n)\nsetup(classifiers=[\n"
        "    'Programming Language :: Python :: 3.10',\n"
        "    'Programming Language :: Python :: 3.11',\n])\n"
    )
    after = (
        "TESTS = (\n    'a==2',\n)\nsetup(classifiers=[\n"
        "    'Programming Language :: Python :: 3.11',\n])\n"
    )
    assert changed("--drop-python 3.10", {"setup.py": setup}) == {"setup.py": after}


def test_selectors_whose_oldest_is_of_another_major():
    files = {
        "setup.py": "setup(classifiers=[\n    'Programming Language :: Python :: 2.7',\n"
        "    'Programming Language :: Python :: 3.11',\n"
        "    'Programming Language :: Python :: 3.12',\n])\n",
        ".github/workflows/wheels.yml": "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n"
        "    env:\n      CIBW_BUILD: cp{27,311,312}-*\n    steps:\n    - run: cibuildwheel\n",
    }
    made = changed("--drop-python 2.7", files)[".github/workflows/wheels.yml"]
    assert "CIBW_BUILD: cp{311,312}-*\n" in made


@pytest.mark.parametrize(("highest", "after"), [("3.12", "3.13"), ("3.14", "3.14")])
def test_up_to_which_python_pyproject_fmt_writes_classifiers(highest, after):
    text = MANIFEST + '\n[tool.pyproject-fmt]\nmax_supported_python = "{}"\n'
    made = changed("--add-python 3.13", {"pyproject.toml": text.format(highest)})
    assert f'max_supported_python = "{after}"' in made["pyproject.toml"]


@pytest.mark.parametrize(
    ("written", "after"),
    [("3.10.1,<4.0", ">=3.11,<4.0"), ("3.11,<4.0", ">=3.11,<4.0"), ("3.10", ">=3.11")],
)
def test_poetrys_range_beside_the_standard_one(written, after):
    text = MANIFEST + '\n[tool.poetry.dependencies]\npython = ">={}"\n'
    made = changed("--drop-python 3.10", {"pyproject.toml": text.format(written)})
    assert f'python = "{after}"' in made["pyproject.toml"]


def test_poetrys_marker_that_always_holds_now_goes_out_of_its_table():
    text = (
        '[tool.poetry]\nname = "a"\n\n[tool.poetry.dependencies]\npython = "^3.10"\n'
        'b = [\n    {version = "2", python = ">=3.10.1"},\n    {version = "1", python = "<3.10.1"}\n]\n'
        'c = {version = "2", python = ">=3.12"}\n'
    )
    made = changed("--drop-python 3.10", {"pyproject.toml": text})["pyproject.toml"]
    assert '    {version = "2"},\n]' in made
    assert 'c = {version = "2", python = ">=3.12"}' in made


def test_a_list_of_targets_that_stops_before_the_newest_says_enough():
    text = MANIFEST + '\n[tool.black]\ntarget-version = ["py39", "py310", "py31{}"]\n'
    made = changed("--add-python 3.13", {"pyproject.toml": text.format(1)})
    assert '"py311"]' in made["pyproject.toml"]
    made = changed("--add-python 3.13", {"pyproject.toml": text.format(2)})
    assert '"py312", "py313"]' in made["pyproject.toml"]


@pytest.mark.parametrize(
    ("row", "after_drop", "after_add"),
    [
        ('"3 3.10 3.11".split()', '"3 3.11".split()', '"3 3.10 3.11 3.12".split()'),
        ('("3", "3.10", "3.11")', '("3", "3.11")', '("3", "3.10", "3.11", "3.12")'),
        ("['3.10', '3.11']", "['3.11']", "['3.10', '3.11', '3.12']"),
    ],
)
@pytest.mark.parametrize(
    "made",
    [
        '("Programming Language :: Python :: %s" % one)',
        'f"Programming Language :: Python :: {one}"',
        '"Programming Language :: Python :: " + one',
    ],
)
def test_classifiers_that_a_comprehension_makes(row, after_drop, after_add, made):
    setup = (
        "from setuptools import setup\nsetup(name='a', version='1', classifiers=[\n    {}\n"
        "    for one in {}\n])\n"
    )
    files = {
        "setup.cfg": "[options]\npython_requires = >=3.10\n",
        "tox.ini": "[tox]\nenvlist = py310,py311\n",
    }
    for flag, after in (("--drop-python 3.10", after_drop), ("--add-python 3.12", after_add)):
        made_of = changed(flag, files | {"setup.py": setup.format(made, row)})
        assert made_of["setup.py"] == setup.format(made, after)


def test_a_range_under_a_key_that_nobody_reads_follows():
    setup = "[metadata]\nname = a\nrequires_python = >=3.{}\nclassifiers =\n{}"
    rows = "    Programming Language :: Python :: 3.{}\n"
    before = setup.format(10, "".join(map(rows.format, (10, 11))))
    made = changed("--drop-python 3.10", {"setup.cfg": before})
    assert made == {"setup.cfg": setup.format(11, rows.format(11))}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["2.6", "2.7"], ["2.6", "2.7", "3.12"]),
        (["3.10", "3.11", "3.9"], ["3.10", "3.11", "3.12", "3.9"]),
        (["3.9", "3.10", "3.11"], ["3.9", "3.10", "3.11", "3.12"]),
        (["3.11", "3.10"], ["3.12", "3.11", "3.10"]),
    ],
)
@pytest.mark.parametrize("end", [",\n]", ",]"])
def test_where_a_new_classifier_stands(before, after, end):
    setup = "from setuptools import setup\nsetup(name='a', version='1', classifiers=[\n    {}{})\n"
    made = []
    for minors in (before, after):
        rows = ",\n    ".join(f"'Programming Language :: Python :: {one}'" for one in minors)
        made.append(setup.format(rows, end))
    assert changed("--add-python 3.12", {"setup.py": made[0]}) == {"setup.py": made[1]}
