"""What a new Python wants in places that commits which added one showed, each in its smallest
form.
"""

from __future__ import annotations

import pytest

from tests.changes.made import changed
from tests.changes.test_people import MANIFEST

ADD = "--add-python 3.13"


def added(path: str, text: str) -> str:
    return changed(ADD, {"pyproject.toml": MANIFEST, path: text}).get(path, text)


WHEELS = ".github/workflows/wheels.yml"


@pytest.mark.parametrize(
    ("path", "text", "before", "after"),
    [
        pytest.param(
            "tox.toml",
            "env_list = {}\n",
            '["py312", "py311", "py310", "pypy3"]',
            '["py313", "py312", "py311", "py310", "pypy3"]',
            id="tox.toml, downwards",
        ),
        pytest.param(
            "tox.toml",
            "env_list = {}\n",
            '["py310", "py311", "py312", "py27"]',
            '["py310", "py311", "py312", "py313", "py27"]',
            id="tox.toml, the other major behind",
        ),
        pytest.param(
            "tox.ini",
            "[tox]\nenvlist = {}\n",
            "py311,py312,py26,py27,lint",
            "py311,py312,py313,py26,py27,lint",
            id="tox.ini, the other major behind",
        ),
        pytest.param(
            "tox.ini",
            "[tox]\nenvlist = {}\n",
            "py312,py27,lint",
            "py313,py312,py27,lint",
            id="tox.ini, one of each major",
        ),
        pytest.param(
            "tox.ini",
            "[tox]\nenvlist = {}\n",
            "py{311,312,27}-x",
            "py{311,312,313,27}-x",
            id="a group of tox.ini, the other major behind",
        ),
        pytest.param(
            WHEELS,
            "jobs:\n  a:\n    runs-on: x\n    env:\n      CIBW_BUILD: {}\n    steps: []\n",
            "cp312-* cp311-* cp310-*",
            "cp313-* cp312-* cp311-* cp310-*",
            id="wheels, downwards",
        ),
        pytest.param(
            WHEELS,
            "jobs:\n  a:\n    runs-on: x\n    env:\n      CIBW_BUILD: {}\n    steps: []\n",
            "cp3{12,11,10}-*",
            "cp3{13,12,11,10}-*",
            id="a group of wheels, downwards",
        ),
        pytest.param(
            WHEELS,
            "jobs:\n  a:\n    runs-on: x\n    env:\n      CIBW_BUILD: {}\n    steps: []\n",
            "cp310-* cp311-* cp312-*",
            "cp310-* cp311-* cp312-* cp313-*",
            id="wheels, upwards",
        ),
        pytest.param(
            WHEELS,
            "jobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix:\n        python: {}\n"
            "    steps: []\n",
            "['3.11', '3.12', '2.7']",
            "['3.11', '3.12', '3.13', '2.7']",
            id="a matrix, the other major behind",
        ),
    ],
)
def test_a_list_goes_on_in_its_own_order(path, text, before, after):
    lead, tail = text.split("{}")
    assert added(path, lead + before + tail) == lead + after + tail


def test_classifiers_go_on_in_their_own_order():
    lines = [f'    "Programming Language :: Python :: {one}",\n' for one in ("3.12", "3.11", "2.7")]
    text = '[project]\nname = "a"\nversion = "1"\nclassifiers = [\n{}]\n'
    upwards = [lines[1], lines[0], lines[2]]
    made = changed(ADD, {"pyproject.toml": text.format("".join(upwards))})["pyproject.toml"]
    upwards.insert(2, lines[0].replace("3.12", "3.13"))
    assert made == text.format("".join(upwards))
