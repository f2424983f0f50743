"""What commits that drop a Python showed to be missing, each in its smallest form."""

from __future__ import annotations

import pytest

from tests.changes.made import changed


@pytest.mark.parametrize("table", ["travis", "tox:travis"])
def test_the_table_of_tox_travis_by_both_of_its_names(table):
    text = "[tox]\nenvlist = {0}py37, py38\n\n[{1}]\n{2}3.7 = py37\n3.8 = py38, lint\n"
    made = changed("--drop-python 3.6", {"tox.ini": text.format("py36, ", table, "3.6 = py36\n")})
    assert made["tox.ini"] == text.format("", table, "")
