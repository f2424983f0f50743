"""The names of tox's environments, and their sections, when a Python ends or begins."""

from __future__ import annotations

import pytest

from tests.changes.made import changed
from tests.changes.test_people import MANIFEST

HEAD = "[tox]\nenvlist = py310, py311, py312\n\n"


def _section(name: str, minor: int, more: str = "") -> str:
    return f"[testenv:{name}]\nbasepython = python3.{minor}\ncommands = a\n{more}"


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        pytest.param(
            "--drop-python 3.10",
            HEAD.replace("py310, ", "") + _section("pytest_310", 11),
            id="a word that only begins like a Python",
        ),
        pytest.param(
            "--add-python 3.13",
            HEAD.replace("py312", "py312, py313") + _section("py312", 12) + "\n" + "[other]\n",
            id="one section alone: the others run as all do",
        ),
        pytest.param(
            "--add-python 3.13",
            HEAD.replace("py312", "py312, py313")
            + _section("py311-a", 11)
            + "\n"
            + _section("py312-a", 12, "deps = b\n"),
            id="two sections that say different things",
        ),
        pytest.param(
            "--add-python 3.13",
            HEAD.replace("py312", "py312, py313")
            + _section("py310-a", 10)
            + "\n"
            + _section("py311-a", 11),
            id="sections that stop below the newest",
        ),
        pytest.param(
            "--add-python 3.13",
            "[tox]\nenvlist =\n    py{39,310,311}-a1\n    py313-a2\n    py312-a2\n",
            id="one of several that stops on purpose",
        ),
        pytest.param(
            "--add-python 3.13",
            "[tox]\nenvlist =\n    py{310,311,312}-dj{42,50}\n    py313-djmain\n",
            id="an older Django, which goes up to 3.12",
        ),
    ],
)
def test_left_alone(flag, text):
    assert "tox.ini" not in changed(flag, {"pyproject.toml": MANIFEST, "tox.ini": text})


@pytest.mark.parametrize(
    ("flag", "before", "after"),
    [
        pytest.param(
            "--drop-python 3.10",
            HEAD + _section("py310_c", 10) + "\n" + _section("py311_c", 11),
            HEAD.replace("py310, ", "") + _section("py311_c", 11),
            id="a section of a word that says its Python",
        ),
        pytest.param(
            "--drop-python 3.10",
            HEAD + _section("py310_smoke", 10),
            HEAD.replace("py310, ", "") + _section("py311_smoke", 11),
            id="the one section for a task",
        ),
        pytest.param(
            "--drop-python 3.10",
            "[tox]\nenvlist = py{310,311,312}, docs, py310-docs\n\n[testenv:docs]\ncommands = a\n",
            "[tox]\nenvlist = py{311,312}, docs, py311-docs\n\n[testenv:docs]\ncommands = a\n",
            id="a task on the oldest, beside the same on any",
        ),
        pytest.param(
            "--drop-python 3.10",
            HEAD.replace("312", "312, py310-{base,all}, py310-lowest")
            + _section("py310-base", 10)
            + "\n"
            + _section("py310-all", 10),
            HEAD.replace("py310, ", "").replace("312", "312, py311-{base,all}, py311-lowest")
            + _section("py311-base", 11)
            + "\n"
            + _section("py311-all", 11),
            id="several tasks on the oldest, in one name",
        ),
        pytest.param(
            "--drop-python 3.10",
            HEAD.replace("312", "312, py310-{base,all}, py{311,312}-{all,base}"),
            HEAD.replace("py310, ", "").replace("312", "312, py{311,312}-{all,base}"),
            id="several tasks that the other Pythons do, too",
        ),
        pytest.param(
            "--drop-python 3.10",
            HEAD.replace("312", "312, py310-{base,django32}"),
            HEAD.replace("py310, ", ""),
            id="a task and a version of something else, in one name",
        ),
        pytest.param(
            "--add-python 3.13",
            HEAD + _section("py311_c", 11) + "\n" + _section("py312_c", 12) + "\n[flake8]\na = 1\n",
            HEAD.replace("py312", "py312, py313")
            + _section("py311_c", 11)
            + "\n"
            + _section("py312_c", 12)
            + "\n"
            + _section("py313_c", 13)
            + "\n[flake8]\na = 1\n",
            id="a section that says what that of another Python says",
        ),
        pytest.param(
            "--add-python 3.13",
            HEAD
            + "\n".join(
                _section(f"py{n}", n - 300, "b = 1\n" * (n > 311)) for n in (310, 311, 312)
            ),
            HEAD.replace("py312", "py312, py313")
            + "\n".join(
                _section(f"py{n}", n - 300, "b = 1\n" * (n > 311)) for n in (310, 311, 312, 313)
            ),
            id="a section for each, of which the newest says something more",
        ),
        pytest.param(
            "--add-python 3.13",
            "[tox]\nenvlist =\n    py{310,311,312}-dj{42}\n    py{311,312}-dj{50,51}\n    py312-djmain\n",
            "[tox]\nenvlist =\n    py{310,311,312}-dj{42}\n    py{311,312,313}-dj{50,51}\n    py312-djmain\n",
            id="a Django that goes further",
        ),
        pytest.param(
            "--add-python 3.13",
            "[tox]\nenvlist = py39, py310, py311, lint\n\n[gh-actions]\npython =\n"
            "    3.9: py39\n    3.10: py310\n    3.11: py311\n",
            "[tox]\nenvlist = py39, py310, py311, py312, py313, lint\n\n[gh-actions]\npython =\n"
            "    3.9: py39\n    3.10: py310\n    3.11: py311\n    3.12: py312\n    3.13: py313\n",
            id="names that were forgotten the last time",
        ),
        pytest.param(
            "--drop-python 3.10",
            "[tox]\nenvlist = lint\nlabels =\n    fast = lint\n    unit = py312,py311,py310,py39\n",
            "[tox]\nenvlist = lint\nlabels =\n    fast = lint\n    unit = py312,py311,py39\n",
            id="a label for several",
        ),
        pytest.param(
            "--add-python 3.13",
            "[tox]\nenvlist = py312{,-a}\nlabels =\n    unit = py312,py311\n",
            "[tox]\nenvlist = py312{,-a}\nlabels =\n    unit = py313,py312,py311\n",
            id="a label for one more, and a group that is about something else",
        ),
        pytest.param(
            "--add-python 3.13",
            "[tox]\nenvlist =\n    py311,\n    py312{,-a},\n    docs\n",
            "[tox]\nenvlist =\n    py311,\n    py312{,-a},\n    py313,\n    docs\n",
            id="the newest alone among others of its Python",
        ),
        pytest.param(
            "--add-python 3.13",
            "[tox]\nenvlist = python{3.11, 3.12}-a{1,2}\n[testenv]\nbasepython =\n"
            "    python3.11: python3.11\n    python3.12: python3.12\n",
            "[tox]\nenvlist = python{3.11, 3.12, 3.13}-a{1,2}\n[testenv]\nbasepython =\n"
            "    python3.11: python3.11\n    python3.12: python3.12\n    python3.13: python3.13\n",
            id="words that say a Python with a point",
        ),
        pytest.param(
            "--drop-python 3.10",
            "[tox]\nenvlist = python{3.10, 3.11}-a{1,2}\n[testenv]\nbasepython =\n"
            "    python3.10: python3.10\n    python3.11: python3.11\n",
            "[tox]\nenvlist = python{3.11}-a{1,2}\n[testenv]\nbasepython =\n"
            "    python3.11: python3.11\n",
            id="words that said a Python with a point",
        ),
        pytest.param(
            "--add-python 3.13",
            "[tox]\nenvlist = py{py3, 312, 311, 310}\n",
            "[tox]\nenvlist = py{py3, 313, 312, 311, 310}\n",
            id="a group that runs downwards",
        ),
        pytest.param(
            "--add-python 3.13",
            "[tox]\nenvlist = py312, py311, py310, lint\n",
            "[tox]\nenvlist = py313, py312, py311, py310, lint\n",
            id="names that run downwards",
        ),
        pytest.param(
            "--add-python 3.13",
            "[tox]\nenvlist =\n    py312\n    py311\n",
            "[tox]\nenvlist =\n    py313\n    py312\n    py311\n",
            id="names that run downwards, each on a line",
        ),
    ],
)
def test_changed(flag, before, after):
    made = changed(flag, {"pyproject.toml": MANIFEST, "tox.ini": before})
    assert made["tox.ini"] == after


def test_ci_runs_an_environment_under_its_new_name():
    ci = (
        "jobs:\n  a:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix:\n"
        "        toxenv: [{}, docs]\n    steps:\n    - run: tox -e ${{{{ matrix.toxenv }}}}\n"
    )
    files = {
        "pyproject.toml": MANIFEST,
        "tox.ini": HEAD + _section("py310-lint", 10),
        ".github/workflows/a.yml": ci.format("py310-lint"),
    }
    made = changed("--drop-python 3.10", files)
    assert made["tox.ini"] == HEAD.replace("py310, ", "") + _section("py311-lint", 11)
    assert made[".github/workflows/a.yml"] == ci.format("py311-lint")
