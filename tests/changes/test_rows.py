"""Rows of matrices that do not look like those beside them, each in its smallest form."""

from __future__ import annotations

import pytest

from tests.changes.made import changed, left
from tests.changes.test_people import CI, MANIFEST, MATRIX, STEPS

TRAVIS = "language: python\njobs:\n  include:\n{}"


@pytest.mark.parametrize(
    ("before", "added"),
    [
        pytest.param(
            "  - python: 3.11\n    env: TOXENV=py311\n"
            "  - python: 3.12\n    env: TOXENV=py312\n"
            "{}"
            "  - stage: deploy\n    python: 3.12\n    script: skip\n",
            "  - python: 3.13\n    env: TOXENV=py313\n",
            id="a row of the newest deploys",
        ),
        pytest.param(
            "  - python: 3.11\n    dist: trusty\n    sudo: false\n"
            "  - python: 3.12\n    dist: xenial\n    sudo: true\n{}",
            "  - python: 3.13\n    dist: xenial\n    sudo: true\n",
            id="the newest has a later machine",
        ),
        pytest.param(
            "  - python: 3.11\n  - python: 3.12\n    dist: xenial\n{}",
            "  - python: 3.13\n    dist: xenial\n",
            id="the newest alone has a machine",
        ),
        pytest.param(
            "  - python: 3.11\n    dist: trusty\n    env: A=1\n"
            "  - python: 3.12\n    dist: xenial\n    env: A=2\n{}",
            "",
            id="the newest does something else",
        ),
        pytest.param(
            "  - python: 3.11\n    dist: trusty\n    script: a\n"
            "  - python: 3.12\n    dist: xenial\n    script: b\n{}",
            "",
            id="all have commands of their own",
        ),
    ],
)
def test_rows_of_travis(before, added):
    files = {"pyproject.toml": MANIFEST, ".travis.yml": TRAVIS.format(before.format(""))}
    made = changed("--add-python 3.13", files)
    assert made.get(".travis.yml", files[".travis.yml"]) == TRAVIS.format(before.format(added))


ROWS = MATRIX + "        config:\n{}" + STEPS


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('["3.10", "lint"]', '["3.11", "lint"]', id="one task of the oldest"),
        pytest.param('["3.10", "old-3"]', "", id="a version beside it"),
        pytest.param('["3.9", "lint"]', "", id="another Python"),
    ],
)
def test_a_row_that_is_a_list_and_has_no_twin(before, after):
    listed = ['["3.10", "py310"]', before, '["3.11", "py311"]', '["3.12", "py312"]']
    text = ROWS.format("".join(f"        - {row}\n" for row in listed))
    left_over = [after or before, *listed[2:]]
    made = changed("--drop-python 3.10", {"pyproject.toml": MANIFEST, CI: text})[CI]
    assert made == ROWS.format("".join(f"        - {row}\n" for row in left_over))
    told = left("--drop-python 3.10", {"pyproject.toml": MANIFEST, CI: text})
    assert [one for one in told if "a row of Python 3.10" in one] == (
        [f"{CI}:9: a row of Python 3.10: take it out, or give it another Python"]
        if "old" in before
        else []
    )


def test_rows_of_something_else_are_lists_too():
    text = MATRIX + '        numpy: [["3.10", "a"], ["1.26", "b"], ["2.0", "c"]]\n' + STEPS
    assert CI not in changed("--drop-python 3.10", {"pyproject.toml": MANIFEST, CI: text})


@pytest.mark.parametrize(
    ("value", "after"),
    [
        pytest.param("min", True, id="min"),
        pytest.param("oldest-supported", True, id="oldest"),
        pytest.param("old", False, id="an older release"),
        pytest.param("minio", False, id="a word that begins so"),
    ],
)
def test_what_is_tried_with_the_oldest_of_everything_goes_with_the_floor(value, after):
    row = "        - python: '{}'\n          needs: {}\n"

    def text(pythons: str, include: str, exclude: str) -> str:
        lists = f"        python: [{pythons}]\n        needs: [latest, pre]\n"
        return f"{MATRIX}{lists}{include}        exclude:\n{exclude}{STEPS}"

    head, newest = "        include:\n", row.format("3.12", "pre")
    before = text(
        "'3.10', '3.11', '3.12'",
        head + row.format("3.10", value),
        row.format("3.10", "pre") + newest,
    )
    made = changed("--drop-python 3.10", {"pyproject.toml": MANIFEST, CI: before})[CI]
    kept = head + row.format("3.11", value) if after else ""
    assert made == text("'3.11', '3.12'", kept, newest)


@pytest.mark.parametrize(
    ("pythons", "step"),
    [
        pytest.param("['3.11', '3.12']", "", id="the matrix has others alone"),
        pytest.param("['3.10', '3.11', '3.12']", "3.11", id="the matrix has it"),
        pytest.param("${{ fromJSON(inputs.pythons) }}", "3.11", id="nobody knows"),
    ],
)
def test_a_step_for_a_python_that_the_matrix_has_not(pythons, step):
    one = "    - if: matrix.python == '{}'\n      run: once\n"
    files = {
        "pyproject.toml": MANIFEST,
        CI: f"{MATRIX}        python: {pythons}\n{STEPS}{one.format('3.10')}    - run: pytest\n",
    }
    made = changed("--drop-python 3.10", files)[CI]
    rest = one.format(step) if step else ""
    pythons = pythons.replace("'3.10', ", "")
    assert made == f"{MATRIX}        python: {pythons}\n{STEPS}{rest}    - run: pytest\n"


@pytest.mark.parametrize(
    ("environments", "after"),
    [
        pytest.param("py310-unit-gx-2005, py310-unit", "py311-unit-gx-2005, py311-unit", id="all"),
        pytest.param("py310-unit, py310", "py311-unit, py311", id="one is plain"),
        pytest.param("py310-unit, lint", "py310-unit, lint", id="one has no Python"),
    ],
)
def test_a_list_of_environments_that_tox_makes_up(environments, after):
    text = (
        "version: 2.1\njobs:\n  a:\n    docker:\n      - image: python:{}\nworkflows:\n  b:\n"
        "    jobs:\n      - a:\n          matrix:\n            parameters:\n"
        "              tox-env: [{}]\n"
    )
    files = {
        "pyproject.toml": MANIFEST,
        "tox.ini": "[tox]\nenvlist = lint\n",
        ".circleci/config.yml": text.format("3.10", environments),
    }
    made = changed("--drop-python 3.10", files)
    assert made[".circleci/config.yml"] == text.format("3.11", after)


JOINED = "FROM debian:12\nRUN {} && rm -r /tmp/a\n"
GET = "python3.{0} get-pip.py"


@pytest.mark.parametrize("path", ["Dockerfile", "install.sh"])
@pytest.mark.parametrize(
    ("flag", "before", "after"),
    [
        ("--drop-python 3.10", (10, 11, 12), (11, 12)),
        ("--drop-python 3.10", (11, 12, 10), (11, 12)),
        ("--drop-python 3.12", (10, 11, 12), (10, 11)),
        ("--add-python 3.13", (10, 11, 12), (10, 11, 12, 13)),
    ],
)
@pytest.mark.parametrize("lead", ["", "curl -O a.org/get-pip.py && "])
def test_commands_of_one_line_that_are_there_for_each_python(path, flag, before, after, lead):
    def text(pythons):
        line = JOINED.format(lead + " && ".join(map(GET.format, pythons)))
        return line if path == "Dockerfile" else line.partition("\nRUN ")[2]

    files = {"pyproject.toml": MANIFEST, path: text(before)}
    assert changed(flag, files)[path] == text(after)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("python3.10 a.py && python3.11 b.py", id="they do different things"),
        pytest.param("sh -c 'python3.10 a && python3.11 a'", id="in quotes"),
        pytest.param("cd a-3.10 && make && cd ../b-3.11 && make", id="versions of something else"),
    ],
)
def test_commands_of_one_line_that_stay(line):
    files = {"pyproject.toml": MANIFEST, "Dockerfile": JOINED.format(line)}
    assert "Dockerfile" not in changed("--add-python 3.12", files)


MINORS = (
    MATRIX
    + "        python-major: [{0}]\n        python-minor: [{1}]\n        os: [a, b]\n{2}"
    + STEPS
    + "    - uses: actions/setup-python@v5\n      with: {{python-version: '{3}'}}\n"
)
JOINED_MINOR = "3.${{ matrix.python-minor }}"
ROW_OF_MINOR = "        - {python-major: 3, python-minor: 10, os: b}\n"


@pytest.mark.parametrize(
    ("major", "version"), [("3", "${{ env.V }}"), ("2, 3", JOINED_MINOR), ("2, 3", "${{ env.V }}")]
)
@pytest.mark.parametrize(
    ("flag", "after"),
    [("--drop-python 3.10", "11, 12"), ("--add-python 3.13", "10, 11, 12, 13")],
)
def test_a_matrix_that_has_the_minors_alone(flag, after, major, version):
    exclude = f"        exclude:\n{ROW_OF_MINOR}"
    before = MINORS.format(major, "10, 11, 12", exclude, version)
    made = changed(flag, {"pyproject.toml": MANIFEST, CI: before}).get(CI, before)
    if major != "3" and "minor" not in version:
        assert made == before  # nobody knows what the minors are of
    else:
        rows = "" if "drop" in flag else exclude
        assert made == MINORS.format(major, after, rows, version)


def test_a_section_of_tox_that_takes_what_a_file_names_asks_for_that_file():
    section = "[testenv:pins-py3{0}]\nbasepython = python3.{0}\ndeps = -rtest/pins-py3{0}.txt\n\n"
    files = {
        "pyproject.toml": MANIFEST,
        "tox.ini": "[tox]\nenvlist = lint\n\n" + section.format(11) + section.format(12),
        "test/pins-py311.txt": "attrs==22.1.0\n",
        "test/pins-py312.txt": "attrs==22.1.0\n",
    }
    told = left("--add-python 3.13", files)
    assert told == [
        "tox.ini:8: make `test/pins-py313.txt`, as `test/pins-py312.txt` is there for 3.12"
    ]
    files["test/pins-py313.txt"] = "attrs==22.1.0\n"
    assert left("--add-python 3.13", files) == []
    assert section.format(13).strip() in changed("--add-python 3.13", files)["tox.ini"]


@pytest.mark.parametrize(
    ("command", "is_told"),
    [
        pytest.param("pytest 3.12 --cov", True, id="it does more"),
        pytest.param("pytest 3.12", False, id="it does the same, and is repeated"),
    ],
)
def test_a_job_that_does_more_than_those_of_older_pythons_is_listed(command, is_told):
    job = '  "python-{}":\n    docker:\n    - image: cimg/base:2024.01\n    steps:\n    - run: {}\n'
    jobs = job.format("3.11", "pytest 3.11") + job.format("3.12", command)
    files = {"pyproject.toml": MANIFEST, ".circleci/config.yml": f"version: 2.1\njobs:\n{jobs}"}
    told = [one for one in left("--add-python 3.13", files) if "once more" in one]
    assert bool(told) is is_told
    assert all("config.yml:8: `python-3.12` once more for Python 3.13:" in one for one in told)
    assert (".circleci/config.yml" in changed("--add-python 3.13", files)) is not is_told


@pytest.mark.parametrize(
    ("pypys", "left_over"),
    [
        (['["pypy-3.10", "pypy3"]', '["pypy-3.11", "pypy4"]'], ['["pypy-3.11", "pypy4"]']),
        (['["pypy-3.10", "pypy3"]'], ['["pypy-3.11", "pypy3"]']),
        (
            ['["pypy-2.7", "pypy"]', '["pypy-3.10", "pypy3"]'],
            ['["pypy-2.7", "pypy"]', '["pypy-3.11", "pypy3"]'],
        ),
    ],
)
def test_a_row_of_a_pypy_goes_beside_another_one(pypys, left_over):
    pythons = ['["3.10", "py310"]', '["3.11", "py311"]', '["3.12", "py312"]']
    texts = [
        ROWS.format("".join(f"        - {row}\n" for row in rows))
        for rows in (pythons + pypys, pythons[1:] + left_over)
    ]
    made = changed("--drop-python 3.10", {"pyproject.toml": MANIFEST, CI: texts[0]})
    assert made[CI] == texts[1]
