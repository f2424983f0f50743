"""What a new Python wants in places that commits which added one showed, each in its smallest
form.
"""

from __future__ import annotations

import pytest

from tests.changes.made import changed, left
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


CIRCLE = ".circleci/config.yml"
STEPS = "    steps:\n    - checkout\n"


def jobs(*pythons: int, name: str = "test-3{}", base: int = 10, lead: str = "") -> str:
    """Jobs of CircleCI of which the one of the *base* is the template of the others."""
    text = f"version: 2.1\n{lead}jobs:\n"
    for one in pythons:
        text += f"  {name.format(one)}:"
        text += " &template\n" if one == base else "\n    <<: *template\n"
        text += f"    docker:\n    - image: cimg/python:3.{one}\n"
        text += STEPS if one == base else ""
    return text


def runs(*pythons: int, name: str = "test-3{}") -> str:
    return "workflows:\n  a:\n    jobs:\n" + "".join(
        f"    - {name.format(one)}\n" for one in pythons
    )


def waits(*pythons: int, name: str) -> str:
    text = "workflows:\n  a:\n    jobs:\n"
    for one in pythons:
        text += f"    - {name.format(one)}:\n        requires:\n        - lint\n"
    text += "    - docs:\n        requires:\n"
    return text + "".join(f"        - {name.format(one)}\n" for one in pythons)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            jobs(10, 11, 12, lead=runs(10, 11, 12)),
            jobs(10, 11, 12, 13, lead=runs(10, 11, 12, 13)),
            id="bare digits",
        ),
        pytest.param(
            jobs(10, 12, name="test_py3{}", lead=waits(10, 12, name="test_py3{}")),
            jobs(10, 12, 13, name="test_py3{}", lead=waits(10, 12, 13, name="test_py3{}")),
            id="one that takes all over from the other, and what waits for it",
        ),
        pytest.param(
            jobs(12, 11, base=12, lead=runs(12, 11)),
            jobs(12, 13, 11, base=12, lead=runs(12, 13, 11)),
            id="the newest is the template",
        ),
    ],
)
def test_jobs_that_take_over_from_a_template(before, after):
    assert added(CIRCLE, before) == after
    alone = {"setup.py": "from setuptools import setup\nsetup(name='a', version='1')\n"}
    assert changed(ADD, {**alone, CIRCLE: before})[CIRCLE] == after


def test_a_job_that_is_not_there_is_not_waited_for():
    text = jobs(10, 12, name="test_py3{}", lead=waits(10, 12, name="test_py3{}"))
    text = text.replace("python:3.12\n", "python:3.12\n    resource_class: large\n")
    files = {"pyproject.toml": MANIFEST, CIRCLE: text}
    assert CIRCLE not in changed(ADD, files)
    assert any("a job like `test_py312` for Python 3.13" in one for one in left(ADD, files))


def test_a_job_with_an_anchor_is_not_copied_with_it():
    one = "  py3{0}:\n    env: &env{0}\n      A: b\n    docker:\n    - image: cimg/python:3.{0}\n"
    text = "version: 2.1\njobs:\n" + one.format(11) + one.format(12)
    text = text.replace("&env11", "&env").replace("&env12", "&env")
    files = {"pyproject.toml": MANIFEST, CIRCLE: text}
    assert CIRCLE not in changed(ADD, files)
    assert any("`py312` once more for Python 3.13" in one for one in left(ADD, files))


def stages(*pythons: int, lead: str = "") -> str:
    """GitLab's jobs of two stages, each with what an anchor says of its Python."""
    anchors = "".join(f".py3{one}: &py3{one}\n  PY: 3.{one}\n" for one in pythons)
    builds = "build_py3{0}:\n  extends: .a\n  variables:\n    <<: *py3{0}\n"
    tests = "test_py3{0}:\n  needs: [build_py3{0}]\n  variables:\n    <<: *py3{0}\n"
    return (
        (lead or anchors)
        + ".a:\n  script: make\n"
        + "".join(builds.format(one) for one in pythons)
        + "".join(tests.format(one) for one in pythons)
    )


def test_the_anchor_of_a_python_is_copied_with_the_jobs_that_use_it():
    """And a job of the new Python is no need of one that is for another."""
    assert added(".gitlab-ci.yml", stages(11, 12)) == stages(11, 12, 13)


def test_no_job_is_copied_whose_anchor_nobody_makes():
    lead = ".a: &py311\n  PY: 3.11\n.b: &py312\n  image: b\n  PY: 3.12\n"
    text = stages(11, 12, lead=lead)
    assert added(".gitlab-ci.yml", text) == text
    by_hand = left(ADD, {"pyproject.toml": MANIFEST, ".gitlab-ci.yml": text})
    assert sum("no `&py313` is there" in one for one in by_hand) == 2


def excluded(axes: str, *rows: str) -> str:
    lead = f"on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix:\n        {axes}\n"
    if rows:
        lead += "        exclude:\n"
    return lead + "".join(f"        - {row}\n" for row in rows) + "    steps: []\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            ("{django: '4.2', python: '3.12'}",),
            ("{django: '4.2', python: '3.12'}", "{django: '4.2', python: '3.13'}"),
            id="an old framework",
        ),
        pytest.param(
            ("{python: '3.11', os: a}", "{python: '3.12', os: a}", "{python: '3.12', os: b}"),
            (
                "{python: '3.11', os: a}",
                "{python: '3.12', os: a}",
                "{python: '3.13', os: a}",
                "{python: '3.12', os: b}",
                "{python: '3.13', os: b}",
            ),
            id="each row of the newest",
        ),
        pytest.param(
            ("python: '3.12'\n          os: a",),
            ("python: '3.12'\n          os: a", "python: '3.13'\n          os: a"),
            id="over several lines",
        ),
        pytest.param(("{python: '3.10', os: a}",), ("{python: '3.10', os: a}",), id="the oldest"),
        pytest.param((), (), id="nothing"),
    ],
)
def test_what_the_newest_is_left_out_of(before, after):
    list_of = "python: ['3.10', '3.11', '3.12'{}]"
    more = ", '3.13'"
    assert added(WHEELS, excluded(list_of.format(""), *before)) == excluded(
        list_of.format(more), *after
    )


def test_what_a_matrix_without_a_list_that_grows_leaves_out():
    text = excluded("python: ['3.10', '3.11']", "{python: '3.11', os: a}")
    assert added(WHEELS, text) == text


def rows(*pythons: int, qt: dict[int, str]) -> str:
    lead = "on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix:\n        include:\n"
    return (
        lead
        + "".join(
            f"        - python: '3.{one}'\n          qt: {qt.get(one, 'same')}\n" for one in pythons
        )
        + "    steps: []\n"
    )


@pytest.mark.parametrize(
    ("pythons", "number"),
    [
        pytest.param((10, 11, 12), 1, id="a row for each"),
        pytest.param((11, 12), 0, id="two, which may be anything"),
    ],
)
def test_rows_that_differ_in_more_than_their_python(pythons, number):
    text = rows(*pythons, qt={10: "five", 11: "six", 12: "seven"})
    assert added(WHEELS, text) == text
    by_hand = left(ADD, {"pyproject.toml": MANIFEST, WHEELS: text})
    assert sum("a row like this one for Python 3.13" in one for one in by_hand) == number


SINGLE = """[project]
name = "a"
version = "1"
requires-python = ">=3.12"
classifiers = [
    "Programming Language :: Python :: 3.12",
]
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("py312", "py312, py313"),
        ("py312, lint", "py312, py313, lint"),
        ("py312-django{42,52}, docs", "py312-django{42,52}, py313-django{42,52}, docs"),
        ("\n    py312\n    lint", "\n    py312\n    py313\n    lint"),
        ("py312-lint, docs", "py312-lint, docs"),
    ],
)
def test_the_tests_of_a_project_with_one_python(before, after):
    text = "[tox]\nenvlist = {}\n"
    files = {"pyproject.toml": SINGLE, "tox.ini": text.format(before)}
    made = changed(ADD, files)
    assert made.get("tox.ini", files["tox.ini"]) == text.format(after)


def builds(*pythons: int, numpy: dict[int, str], key: str = "numpy") -> str:
    text = f"on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix:\n        cp: [{', '.join(f'cp3{one}' for one in pythons)}]\n"
    text += "        include:\n"
    for one in pythons:
        if one in numpy:
            text += f"        - cp: cp3{one}\n          {key}: {numpy[one]}\n"
    return text + "    steps: []\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param({10: "1.20", 11: "1.20", 12: "1.22"}, "1.22", id="a newer release"),
        pytest.param({10: "a", 11: "b", 12: "b"}, "b", id="what an older one has"),
        pytest.param({10: "a-3.10", 11: "a-3.11", 12: "a-3.12"}, "a-3.13", id="its own name"),
        pytest.param({10: "false", 11: "false", 12: "true"}, None, id="something of its own"),
        pytest.param({11: "1.20", 12: "1.22"}, None, id="some have none"),
    ],
)
def test_rows_that_each_python_has(old, new):
    text = builds(10, 11, 12, numpy=old)
    made = added(WHEELS, text)
    assert made == builds(10, 11, 12, 13, numpy=old if new is None else {**old, 13: new})
    by_hand = left(ADD, {"pyproject.toml": MANIFEST, WHEELS: text})
    assert bool(by_hand) is (new is None and len(old) == 3)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("3.10, 3.11,\nand 3.12", "3.10, 3.11,\n3.12, and 3.13"),
        ("3.10, 3.11\nand 3.12", "3.10, 3.11,\n3.12 and 3.13"),
        ("3.10, 3.11\nor 3.12", "3.10, 3.11,\n3.12 or 3.13"),
        ("3.10, 3.11 and\n3.12", "3.10, 3.11,\n3.12 and 3.13"),
        ("3.10, 3.11, and\n3.12", "3.10, 3.11,\n3.12, and 3.13"),
    ],
)
def test_a_row_whose_last_joint_breaks_the_line(before, after):
    lead = "The tests run on Python "
    assert added("README.md", f"{lead}{before}. You can.\n") == f"{lead}{after}. You can.\n"


def constants(*pythons: int, row: str = "[{}]", name: str = "PY3{}", more: str = "") -> str:
    names = [name.format(one) for one in pythons]
    lines = [f'{name.format(one)} = "3.{one}"\n' for one in pythons]
    return (
        "import nox\n\n"
        + "".join(lines)
        + f"ALL = {row.format(', '.join(names))}\n{more}"
        + "\n\n@nox.session(python=ALL)\ndef tests(session):\n    session.run('pytest')\n"
    )


@pytest.mark.parametrize("name", ["PY3{}", "PYTHON_3_{}", "py3{}"])
@pytest.mark.parametrize("row", ["[{}]", "({})", "[\n    {},\n]"])
def test_constants_that_are_called_for_their_pythons(name, row):
    made = [constants(*pythons, row=row, name=name) for pythons in ((10, 11, 12), (10, 11, 12, 13))]
    assert added("noxfile.py", made[0]) == made[1]
    files = {"pyproject.toml": MANIFEST, "noxfile.py": made[0]}
    dropped = changed("--drop-python 3.10", files)["noxfile.py"]
    assert dropped == constants(11, 12, row=row, name=name)
    assert "noxfile.py" not in changed("--move-python 3.10=3.11", files)


def test_constants_run_downwards():
    assert added("noxfile.py", constants(12, 11, 10)) == constants(13, 12, 11, 10)


def test_a_constant_that_something_else_names_stays():
    text = constants(10, 11, 12, more="OLDEST = PY310\n")
    files = {"pyproject.toml": MANIFEST, "noxfile.py": text}
    made = changed("--drop-python 3.10", files)["noxfile.py"]
    assert made == text.replace("[PY310, ", "[")
    by_hand = left("--drop-python 3.10", files)
    assert by_hand == [
        "noxfile.py:3: `PY310` is for a Python that is dropped, but something else names it"
    ]


@pytest.mark.parametrize(
    ("listed", "rows", "row"),
    [
        pytest.param("py{312}", ["3.12: py312"], "3.13: py313", id="the only row"),
        pytest.param("py312, lint", ["3.12: py312, lint"], "3.13: py313", id="with a task"),
        pytest.param(
            "py{311,312}, lint, types-py{311,312}",
            ["3.11: py311, types-py311", "3.12: py312, lint, types-py312"],
            "3.13: py313, types-py313",
            id="a task between",
        ),
        pytest.param("py{311,312}", ["3.12: py312"], "", id="a row for one of several"),
    ],
)
def test_a_row_of_a_table_has_what_every_python_does(listed, rows, row):
    table = "".join(f"    {one}\n" for one in rows)
    files = {"tox.ini": f"[tox]\nenvlist = {listed}\n\n[gh-actions]\npython =\n{table}"}
    after = changed("--add-python 3.13", files)["tox.ini"].partition("python =\n")[2]
    assert after == table + (f"    {row}\n" if row else "")


@pytest.mark.parametrize(
    ("before", "new"),
    [
        ("    3.11: py311\n    3.12: py312, docs, lint\n", "    3.13: py313\n"),
        ("    3.11: py311, lint\n    3.12: py312, lint\n", "    3.13: py313, lint\n"),
        ("    3.11: x311\n    3.12: py312, lint\n", "    3.13: py313, lint\n"),
    ],
)
def test_what_one_python_runs_beside_its_tests_is_not_run_again(before, new):
    text = "[tox]\nenvlist = py{311,312}, docs, lint\n\n[gh-actions]\npython =\n"
    made = text.replace("312}", "312,313}") + before
    assert added("tox.ini", text + before) == made + new


def test_a_table_that_runs_downwards():
    text = (
        "[tox]\nenvlist = py{312,311}\n\n[gh-actions]\npython =\n    3.12: py312\n    3.11: py311\n"
    )
    made = text.replace("{312", "{313,312").replace("    3.12", "    3.13: py313\n    3.12")
    assert added("tox.ini", text) == made


def azure(*rows: tuple[str, int, str]) -> str:
    text = "jobs:\n- job: a\n  strategy:\n    matrix:\n"
    for name, python, more in rows:
        text += f"      {name}:\n        python.version: '3.{python}'\n        more: '{more}'\n"
    return text + "  steps:\n  - script: pytest\n"


@pytest.mark.parametrize(
    "older",
    [
        pytest.param([("Python310", 10, "2"), ("Python311", 11, "2")], id="what one of them says"),
        pytest.param([("Python310", 10, "3"), ("Python311", 11, "3")], id="what none says"),
    ],
)
def test_a_row_that_is_called_more_than_those_of_older_pythons(older):
    newest = [("Python312-a-1", 12, "1"), ("Python312-a-2", 12, "2")]
    new = [("Python313-a-2", 13, "2")] if older[0][2] == "2" else []
    made = added("azure-pipelines.yml", azure(*older, *newest))
    assert made == azure(*older, *newest, *new)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"3.12", "pypy3.10"', '"3.12", "pypy3.10"'),
        ('"3.11", "3.12", "pypy3.10"', '"3.11", "3.12", "3.13", "pypy3.10"'),
        ('"pypy3.10", "3.12", "3.11"', '"pypy3.10", "3.13", "3.12", "3.11"'),
    ],
)
def test_a_pypy_is_none_of_the_pythons_of_a_row(before, after):
    text = "import nox\n\n\n@nox.session(python=[{}])\ndef tests(session):\n    pass\n"
    assert added("noxfile.py", text.format(before)) == text.format(after)


def test_steps_that_a_parameter_stands_for_are_no_rows():
    steps = (
        "parameters:\n- name: before\n  type: stepList\n  default:\n"
        "  - script: tox -e py311\n  - script: tox -e py312\n"
        "jobs:\n- job: a\n  steps:\n  - ${{ parameters.before }}\n"
    )
    assert added("azure-pipelines.yml", steps) == steps


@pytest.mark.parametrize("release", ["18", "1.9", "110", "1.10"])
def test_an_old_release_of_django_gets_no_newer_python(release):
    text = f"[tox]\nenvlist =\n    py310-django{release}\n    py311-django{release}\n    py311-django52\n"
    made = changed("--add-python 3.12", {"pyproject.toml": MANIFEST, "tox.ini": text})
    assert f"py312-django{release}" not in made.get("tox.ini", text)
