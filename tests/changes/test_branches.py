"""What a shell does for one Python alone."""

from __future__ import annotations

import pytest

from tests.changes.made import changed
from tests.changes.test_people import CI, HEAD, MANIFEST, MATRIX, STEPS

IF = 'if [ "$PYTHON_VERSION" = "3.10" ]; then\n'
OTHER = 'elif [ "$PYTHON_VERSION" = "3.11" ]; then\n'


def _after(before: str, path: str = "ci/run.sh") -> str:
    files = {"pyproject.toml": MANIFEST, path: before}
    return changed("--drop-python 3.10", files).get(path, before)


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(IF + "  a\nelse\n  b\nfi\n", id="what is left would move to the left"),
        pytest.param('if [ "$V" = "3.10" ]; then\n  a\nfi\n', id="a variable of unknown meaning"),
        pytest.param(IF.replace(" = ", " != ") + "  a\nfi\n", id="every other Python"),
        pytest.param(IF.replace(" = ", " \\> ") + "  a\nfi\n", id="no equality"),
        pytest.param(IF.replace(" ]", " ] && true") + "  a\nfi\n", id="something more is asked"),
        pytest.param(IF.replace("3.10", "3.1") + "  a\nfi\n", id="another version"),
        pytest.param("if [ $PYTHON = 3.10 ]; then a; else b; fi\n", id="one line with an else"),
        pytest.param(
            "if [ $PYTHON = 3.10 ] || [ $OS = mac ]; then a; fi\n", id="one line, another reason"
        ),
        pytest.param("if [ $PYTHON != 3.10 ]; then a; fi\n", id="one line for all others"),
    ],
)
def test_stays(script):
    assert _after(script) == script


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("a\n" + IF + "  b\nfi\nc\n", "a\nc\n", id="a branch"),
        pytest.param(
            IF + "  a\n" + OTHER + "  b\nfi\n",
            OTHER.removeprefix("el") + "  b\nfi\n",
            id="the first branch",
        ),
        pytest.param(
            OTHER.removeprefix("el") + "  b\nel" + IF + "  a\nelse\n  c\nfi\n",
            OTHER.removeprefix("el") + "  b\nelse\n  c\nfi\n",
            id="the second branch",
        ),
        pytest.param(
            "if true; then\n  " + IF + "    if x; then\n      a\n    fi\n  fi\n  b\nfi\n",
            "if true; then\n  b\nfi\n",
            id="a branch inside another, with one inside",
        ),
        pytest.param(
            'if [[ "$PYTHON" == "3.10" || "$PYTHON" == "3.11" ]]; then\n  a\nfi\n',
            'if [[ "$PYTHON" == "3.11" ]]; then\n  a\nfi\n',
            id="the first alternative of one bracket",
        ),
        pytest.param(
            "if [ $PYTHON = 3.11 ] || [ $PYTHON = 3.10 ]; then\n  a\nfi\n",
            "if [ $PYTHON = 3.11 ]; then\n  a\nfi\n",
            id="the last alternative of two",
        ),
        pytest.param(
            'V=${MATRIX_PYTHON}\nif [ "$V" = 3.10 ]; then\n  a\nfi\n',
            "V=${MATRIX_PYTHON}\n",
            id="a variable that was given a Python",
        ),
        pytest.param(
            "a\nif [ $TRAVIS_PYTHON_VERSION == 3.10 ]; then pip install b; fi\n",
            "a\n",
            id="one line",
        ),
        pytest.param(
            "a\nif [ $TRAVIS_PYTHON_VERSION == 3.10 ]; then codecov; fi\n",
            "a\nif [ $TRAVIS_PYTHON_VERSION == 3.11 ]; then codecov; fi\n",
            id="one line that stands for all",
        ),
        pytest.param(
            IF + "  codecov\nfi\n",
            IF.replace("3.10", "3.11") + "  codecov\nfi\n",
            id="a branch that stands for all",
        ),
    ],
)
def test_goes(before, after):
    assert _after(before) == after


def test_a_branch_in_a_step():
    run = '    - run: |\n        if [ "${{ matrix.python }}" = "3.10" ]; then\n          a\n        fi\n'
    before = MATRIX + '        python: ["3.10", "3.11"]\n' + STEPS + run + "        b\n"
    after = MATRIX + '        python: ["3.11"]\n' + STEPS + "    - run: |\n        b\n"
    assert _after(before, CI) == after


def test_a_line_of_a_list_of_commands():
    before = (
        'python:\n- "3.10"\n- "3.11"\ninstall:\n'
        "- if [ $TRAVIS_PYTHON_VERSION == 3.10 ]; then pip install b; fi\n- pip install .\n"
    )
    after = 'python:\n- "3.11"\ninstall:\n- pip install .\n'
    assert _after(before, ".travis.yml") == after


def test_what_one_python_does_for_all_and_what_the_others_do_instead():
    lines = (
        "install:\n- if [[ $TRAVIS_PYTHON_VERSION == {0} ]]; then pip install check-manifest; fi\n"
        "script:\n- if [[ $TRAVIS_PYTHON_VERSION == {0} ]]; then check-manifest; fi\n"
        "- if [[ $TRAVIS_PYTHON_VERSION == {0} ]]; then coverage run a; fi\n"
        "- if [[ $TRAVIS_PYTHON_VERSION != {0} ]]; then a; fi\n"
        "after_success:\n- if [[ $TRAVIS_PYTHON_VERSION == {0} ]]; then coveralls; fi\n- a\n"
    )
    before = 'python:\n- "3.10"\n- "3.11"\n' + lines.format("3.10")
    assert _after(before, ".travis.yml") == 'python:\n- "3.11"\n' + lines.format("3.11")


def test_a_script_with_nothing_to_ask():
    before = HEAD + STEPS + "    - run: if true; then a; fi\n"
    assert _after(before, CI) == before
