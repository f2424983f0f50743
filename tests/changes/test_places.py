"""Matrices, environments of tox and nox, markers, conditions and pages."""

from __future__ import annotations

import pytest

from tests.changes.made import changed
from venvlint.facts.changes.conditions import without

MANIFEST = '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.10"\n'


@pytest.mark.parametrize(
    ("flag", "before", "after"),
    [
        ("--drop-python 3.10", "py3{10,11,12}", "py3{11,12}"),
        ("--drop-python 3.10", "py310-dj{42,50}, py311-dj50", "py311-dj50"),
        ("--drop-python 3.10", "py3{10-12}", "py3{11-12}"),
        ("--add-python 3.13", "py310,py311,py312", "py310,py311,py312,py313"),
        ("--add-python 3.13", "py3{10,11,12}-dj{42,50}", "py3{10,11,12,13}-dj{42,50}"),
    ],
)
def test_names_of_tox_keep_their_style(flag, before, after):
    files = {"pyproject.toml": MANIFEST, "tox.ini": f"[tox]\nenvlist = {before}\n"}
    made = changed(flag, files)
    assert made["tox.ini"] == f"[tox]\nenvlist = {after}\n"


def test_a_list_of_tox_that_is_empty_stays_so():
    tox = "[tox]\nenvlist = {}\n[testenv:lint]\ndepends =\ncommands = lint\n"
    files = {"pyproject.toml": MANIFEST, "tox.ini": tox.format("lint, py310, py311")}
    assert changed("--drop-python 3.10", files)["tox.ini"] == tox.format("lint, py311")


@pytest.mark.parametrize(
    ("condition", "after"),
    [
        ("matrix.python-version == '3.10'", False),
        ("a == 'b' && matrix.python-version != '3.10'", "a == 'b'"),
        ("startsWith(matrix.py, 'pypy') || matrix.py == '3.10'", "startsWith(matrix.py, 'pypy')"),
        pytest.param("always()", None, id="nothing of Python"),
        pytest.param("matrix.django == '3.10'", None, id="another version"),
    ],
)
def test_conditions_lose_what_never_holds(condition, after):
    assert without(condition, (3, 10)) == after
