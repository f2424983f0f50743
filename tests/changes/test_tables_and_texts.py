"""Tables of noxfiles, matrices in JSON, conditions that stand as values, and Jenkins' pipelines."""

from __future__ import annotations

import textwrap

import pytest

from tests.changes.made import changed, left
from tests.changes.test_people import MANIFEST, MATRIX, STEPS

WORKFLOW = ".github/workflows/a.yml"


def _made(flag, path, text):
    return changed(flag, {"pyproject.toml": MANIFEST, path: text}).get(path, text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "continue-on-error: ${{ matrix.python-version == '3.10' }}", "", id="what may fail"
        ),
        pytest.param(
            "continue-on-error: ${{ matrix.python-version != '3.10' }}",
            "continue-on-error: true",
            id="what may fail of all others",
        ),
        pytest.param(
            "env: {A: \"${{ matrix.python-version != '3.10' }}\"}", "env: {A: true}", id="always"
        ),
        pytest.param(
            "env: {A: \"${{ matrix.os == 'a' && matrix.python-version != '3.10' }}\"}",
            "env: {A: \"${{ matrix.os == 'a' }}\"}",
            id="a part of it",
        ),
        pytest.param(
            "env: {A: \"${{ matrix.python-version == '3.10' && matrix.os == 'a' }}\"}",
            "env: {A: \"${{ matrix.python-version == '3.11' && matrix.os == 'a' }}\"}",
            id="one for all",
        ),
        pytest.param(
            "env: {A: \"${{ matrix.django == '3.10' }}\"}",
            "env: {A: \"${{ matrix.django == '3.10' }}\"}",
            id="of something else",
        ),
    ],
)
def test_a_condition_as_a_value(before, after):
    def text(pythons, line):
        return (
            MATRIX + f"        python-version: [{pythons}]\n" + (line and f"    {line}\n") + STEPS
        )

    asked, told = text("'3.10', '3.11', '3.12'", before), text("'3.11', '3.12'", after)
    assert _made("--drop-python 3.10", WORKFLOW, asked) == told


GIVEN = """\
on: push
jobs:
  a:
    uses: o/r/.github/workflows/a.yml@v1
    with:
      matrix: |
        {
          "include": [
            ROWS
          ]
        }
"""
WRITTEN = """\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
    - run: |
        echo "matrix={\\"include\\": [ROWS]}" >> $GITHUB_OUTPUT
"""


@pytest.mark.parametrize(
    ("flag", "before", "after"),
    [
        pytest.param(
            "--drop-python 3.10", ("a 3.10", "a 3.11"), ("a 3.11",), id="one says the same"
        ),
        pytest.param(
            "--drop-python 3.10",
            ("a 3.10", "b 3.12"),
            ("a 3.11", "b 3.12"),
            id="the oldest of its kind",
        ),
        pytest.param(
            "--drop-python 3.10",
            ("a 3.10", "a 3.12"),
            ("a 3.11", "a 3.12"),
            id="the oldest and the newest",
        ),
        pytest.param(
            "--add-python 3.13",
            ("a 3.11", "a 3.12"),
            ("a 3.11", "a 3.12", "a 3.13"),
            id="one for each",
        ),
        pytest.param("--add-python 3.13", ("a 3.12", "b 3.10"), ("a 3.12", "b 3.10"), id="picked"),
    ],
)
@pytest.mark.parametrize("is_written", [False, True])
def test_rows_of_a_matrix_in_json(flag, before, after, is_written):
    def text(rows):
        objects = ['{{"os": "{}", "python-version": "{}"}}'.format(*row.split(" ")) for row in rows]
        if is_written:
            return WRITTEN.replace("ROWS", ", ".join(objects).replace('"', '\\"'))
        return GIVEN.replace("ROWS", ",\n            ".join(objects))

    assert _made(flag, WORKFLOW, text(before)) == text(after)


def test_what_a_matrix_in_json_leaves_out_for_the_python_that_goes():
    rows = ", ".join(f'{{"os": "{one}", "python": "3.10"}}' for one in "ab")
    text = GIVEN.replace('"include"', '"exclude"')
    made = _made("--drop-python 3.10", WORKFLOW, text.replace("ROWS", rows))
    assert made == text.replace("ROWS", "")
    other = '{"os": "c", "python": "3.11"}'
    made = _made("--drop-python 3.10", WORKFLOW, text.replace("ROWS", f"{rows}, {other}"))
    assert made == text.replace("ROWS", other)


def test_a_short_list_in_json_under_a_key_that_speaks_of_python():
    text = GIVEN.replace('"include": [\n            ROWS\n          ]', '"python-version": LIST')
    before, after = text.replace("LIST", '["3.10", "3.11"]'), text.replace("LIST", '["3.11"]')
    assert _made("--drop-python 3.10", WORKFLOW, before) == after
    other = text.replace("python-version", "django").replace("LIST", '["3.10", "3.11"]')
    assert _made("--drop-python 3.10", WORKFLOW, other) == other


@pytest.mark.parametrize(
    ("flag", "before", "after"),
    [
        pytest.param(
            "--drop-python 3.10",
            """\
            EXTRAS = {
                "3.10": [
                    "a",
                ],
                "3.11": [],
                "3.12": ["b"],
            }
            """,
            """\
            EXTRAS = {
                "3.11": [],
                "3.12": ["b"],
            }
            """,
            id="an entry for each Python",
        ),
        pytest.param(
            "--drop-python 3.10",
            'A = {"a": ["3.10", "3.11"], "b": ["3.11", "3.12"]}\n',
            'A = {"a": ["3.11"], "b": ["3.11", "3.12"]}\n',
            id="the Pythons of other things",
        ),
        pytest.param(
            "--drop-python 3.10",
            'A = {"a": ["3.10", "3.2"], "b": ["3.11", "3.12"]}\n',
            'A = {"a": ["3.10", "3.2"], "b": ["3.11", "3.12"]}\n',
            id="versions of something else",
        ),
        pytest.param(
            "--drop-python 3.10",
            'A = {"3.10": 1, "3.11": 2}\nB = A["3.10"]\n',
            'A = {"3.10": 1, "3.11": 2}\nB = A["3.10"]\n',
            id="an entry that something asks for",
        ),
        pytest.param(
            "--add-python 3.13",
            'A = {"3.11": "py311", "3.12": "py312"}\n',
            'A = {"3.11": "py311", "3.12": "py312", "3.13": "py313"}\n',
            id="entries that say the same",
        ),
        pytest.param(
            "--add-python 3.13",
            'A = {"3.11": ["a"], "3.12": ["b"]}\n',
            'A = {"3.11": ["a"], "3.12": ["b"]}\n',
            id="entries of which nobody knows the next",
        ),
        pytest.param(
            "--drop-python 3.10",
            "import nox\nnox.options.sessions = ['a', 'b-3.10', 'b-3.11']\n",
            "import nox\nnox.options.sessions = ['a', 'b-3.11']\n",
            id="sessions in a row",
        ),
        pytest.param(
            "--add-python 3.13",
            "import nox\nnox.options.sessions = ['b-3.11', 'b-3.12', 'a']\n",
            "import nox\nnox.options.sessions = ['b-3.11', 'b-3.12', 'b-3.13', 'a']\n",
            id="sessions in a row that get one",
        ),
        pytest.param(
            "--drop-python 3.10",
            "ROWS = [\n    'b-python3.10',\n    'b-python3.11',\n]\n",
            "ROWS = [\n    'b-python3.11',\n]\n",
            id="sessions with a program's name",
        ),
    ],
)
def test_tables_of_a_noxfile(flag, before, after):
    text = textwrap.dedent(before)
    assert _made(flag, "noxfile.py", text) == textwrap.dedent(after)


def test_a_table_that_is_left_is_named():
    text = 'A = {"3.10": 1, "3.11": 2}\nB = A["3.10"]\n'
    files = {"pyproject.toml": MANIFEST, "noxfile.py": text}
    assert any("`A` has an entry" in line for line in left("--drop-python 3.10", files))


@pytest.mark.parametrize(
    ("flag", "before", "after"),
    [
        pytest.param(
            "--drop-python 3.10",
            "values '3.10', '3.11', '3.12'\n",
            "values '3.11', '3.12'\n",
            id="an axis",
        ),
        pytest.param(
            "--add-python 3.13",
            "def pythons = ['3.11', '3.12']\n",
            "def pythons = ['3.11', '3.12', '3.13']\n",
            id="a list that is called so",
        ),
        pytest.param(
            "--drop-python 3.10",
            "def versions = ['3.10', '3.11']\n",
            "def versions = ['3.10', '3.11']\n",
            id="versions of nobody knows what",
        ),
        pytest.param(
            "--drop-python 3.10",
            "[a: 'b', on: ['python3.10', 'python3.11']]\n",
            "[a: 'b', on: ['python3.11']]\n",
            id="a list in a row",
        ),
        pytest.param(
            "--drop-python 3.10",
            "def a = [\n  'py310',\n  'py311',\n  'py312'\n]\n",
            "def a = [\n  'py311',\n  'py312'\n]\n",
            id="a line for each",
        ),
        pytest.param(
            "--drop-python 3.10",
            "STAGE 3.10\nSTAGE 3.11\nSTAGE 3.12\n",
            "STAGE 3.11\nSTAGE 3.12\n",
            id="a stage for each",
        ),
        pytest.param(
            "--add-python 3.13",
            "STAGE 3.11\nSTAGE 3.12\n",
            "STAGE 3.11\nSTAGE 3.12\nSTAGE 3.13\n",
            id="a stage for each, and a new one",
        ),
        pytest.param(
            "--add-python 3.13",
            "STAGE 3.12\nstage('Other') {\n}\n",
            "STAGE 3.12\nstage('Other') {\n}\n",
            id="one stage",
        ),
    ],
)
def test_pipelines_of_jenkins(flag, before, after):
    def text(lines):
        stage = "stage('Python {0}') {{\n  when {{ branch 'a' }}\n  sh 'tox -e py{1}'\n}}\n"
        for minor in range(10, 14):
            made = stage.format(f"3.{minor}", f"3{minor}")
            lines = lines.replace(f"STAGE 3.{minor}\n", made)
        return lines

    assert _made(flag, "Jenkinsfile", text(before)) == text(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('CIBW_BUILD="cp310-* cp311-*"', 'CIBW_BUILD="cp311-*"'),
        ("A=1 CIBW_BUILD='cp310-* cp311-*' B=2", "A=1 CIBW_BUILD='cp311-*' B=2"),
        ('CIBW_SKIP="pp* cp310-win32"', 'CIBW_SKIP="pp*"'),
        ('WHEELS="cp310-x cp311-x"', 'WHEELS="cp310-x cp311-x"'),
    ],
)
def test_what_a_variable_of_travis_has_cibuildwheel_build(before, after):
    text = "language: python\nenv:\n  global:\n    - {}\n    - C=3\nscript: cibuildwheel\n"
    made = _made("--drop-python 3.10", ".travis.yml", text.format(before))
    assert made == text.format(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "cp310-${{ matrix.on }} cp310-${{ matrix.on }}",
            "cp311-${{ matrix.on }} cp311-${{ matrix.on }}",
        ),
        ("cp310-${{ matrix.on }} or", "cp310-${{ matrix.on }} or"),
    ],
)
def test_wheels_of_the_oldest_python_on_what_a_matrix_names(before, after):
    text = MATRIX + "        on: [a, b]\n" + STEPS + "      env:\n        CIBW_BUILD: {}\n"
    assert _made("--drop-python 3.10", WORKFLOW, text.format(before)) == text.format(after)


@pytest.mark.parametrize("head", ["Python", "[Python][py]", "[Python](https://python.org)"])
def test_a_row_for_one_python_goes_with_it(head):
    table = f"# A\n\n| {head} | Qt 5 | Qt 6 |\n|---|---|---|\n"
    rows = ["| 3.9   | yes | no [^1] |\n", "| 3.10  | yes | yes |\n", "| 3.11  | no  | yes |\n"]
    manifest = MANIFEST.replace(">=3.10", ">=3.9")
    files = {
        "pyproject.toml": manifest,
        "README.md": table + "".join(rows),
        ".python-versions": "3.9\n3.10\n3.11\n",
    }
    made = changed("--drop-python 3.9", files)
    assert made["README.md"] == table + "".join(rows[1:])
    older = {"README.md": table + "| 3.6 | until 1.0 | |\n" + "".join(rows)}
    assert "README.md" not in changed("--drop-python 3.9", files | older)
