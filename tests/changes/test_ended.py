"""What commits that ended a Python showed to be missing, each in its smallest form."""

from __future__ import annotations

import pytest

from tests.changes.made import changed, left
from tests.changes.test_people import CI, HEAD, MANIFEST

DROP = "--drop-python 3.10"


def _after(path: str, text: str, flag: str = DROP) -> str:
    """What becomes of one file beside a manifest."""
    made = changed(flag, {"pyproject.toml": MANIFEST, path: text})
    return made.get(path, text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('["extension-module", "abi3-py310"]', '["extension-module", "abi3-py311"]'),
        pytest.param(
            '["pyo3/abi3-py310", "pyo3-ffi/abi3-py310"]',
            '["pyo3/abi3-py311", "pyo3-ffi/abi3-py311"]',
            id="two on a line",
        ),
        pytest.param('["abi3-py311"]', '["abi3-py311"]', id="above the floor"),
        pytest.param('["abi3"] # "abi3-py310"', '["abi3"] # "abi3-py311"', id="behind a value"),
    ],
)
def test_the_stable_abi_of_a_crate_is_a_floor(before, after):
    text = '[dependencies]\npyo3 = {{ version = "0.22", features = {} }}\n'
    assert _after("Cargo.toml", text.format(before)) == text.format(after)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('# features = ["abi3-py310"]\n[package]\nname = "a"\n', id="a comment"),
        pytest.param(
            '[features]\nabi3-py310 = ["abi3-py311"]\nabi3-py311 = ["abi3"]\n'
            'old = ["abi3-py310"]\nabi3 = []\n',
            id="a crate that defines them",
        ),
    ],
)
def test_crates_that_stay(text):
    assert _after("Cargo.toml", text) == text


def test_the_stable_abi_in_the_settings_of_maturin():
    text = MANIFEST + '\n[tool.maturin]\nfeatures = ["abi3-py{}"]\n'
    made = changed(DROP, {"pyproject.toml": text.format("310")})
    assert 'features = ["abi3-py311"]' in made["pyproject.toml"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[--min-py3-version, '3.10']", "[--min-py3-version, '3.11']"),
        ("[--min-py-version=3.10]", "[--min-py-version=3.11]"),
        ("[--max-py-version, '3.10']", "[--max-py-version, '3.10']"),
        ("[--min-version, '3.10']", "[--min-version, '3.10']"),
    ],
)
def test_the_oldest_python_that_a_hook_is_told(before, after):
    text = "repos:\n- repo: a\n  rev: v1\n  hooks:\n  - id: setup-cfg-fmt\n    args: {}\n"
    assert _after(".pre-commit-config.yaml", text.format(before)) == text.format(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "Requirements\n------------\n\n- Minimum Python version:\n    {}\n",
            "3.11",
            id="below its label",
        ),
        pytest.param("* Python (version >= {})\n", "3.11", id="in brackets"),
        pytest.param("* Python version >= {}, <= 3.12\n", "3.11", id="with an upper bound"),
        pytest.param("* Rust version >= {}\n", "3.10", id="of something else"),
        pytest.param("* Rust version:\n    {}\n", "3.10", id="below another label"),
    ],
)
def test_bounds_of_a_page(before, after):
    assert _after("README.rst", before.format("3.10")) == before.format(after)


def test_a_project_that_is_available_in_several_pythons():
    text = "*It* is available in Python {}, on every system.\n"
    assert _after("README.rst", text.format("3.10 and 3.11")) == text.format("3.11")
    text = "This feature is only available in Python 3.10 and 3.11.\n"
    assert _after("README.rst", text) == text


TOX = """\
[tox]
envlist = py310,py311,py312
[testenv]
depends =
    {{{}}}: clean
    report: {}
    py310: report
commands =
{}
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("    !py310: a\n", "    a\n", id="alone"),
        pytest.param("    !py310-!py311: a\n", "    !py311: a\n", id="before another one"),
        pytest.param("    !py27-!py310: a\n", "    !py27: a\n", id="behind another one"),
        pytest.param("    !py310-lint: a\n", "    lint: a\n", id="with a factor"),
        pytest.param("    !py311,!py310: a\n", "    a\n", id="or"),
        pytest.param("    b\n    py310-!cov: a\n", "    b\n", id="of the Python that goes"),
        pytest.param("    !py311: a\n", "    !py311: a\n", id="of another one"),
    ],
)
def test_conditions_of_tox_that_leave_a_python_out(before, after):
    every, left = "py310,py311,py312", "py311,py312"
    expected = (
        TOX.format(left, left, after).replace("py310,", "").replace("    py310: report\n", "")
    )
    assert _after("tox.ini", TOX.format(every, every, before)) == expected


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(
            '[gh]\npython."3.10" = ["py310"]\npython."3.11" = ["py311"]\n', id="dotted keys"
        ),
        pytest.param('[gh.python]\n"3.10" = ["py310"]\n"3.11" = ["py311"]\n', id="a table"),
    ],
)
def test_what_ci_runs_on_each_python_in_toml(table):
    text = 'env_list = ["py310", "py311"]\n\n' + table
    lines = [line for line in table.splitlines(keepends=True) if "3.10" not in line]
    assert _after("tox.toml", text) == 'env_list = ["py311"]\n\n' + "".join(lines)


ARGS = HEAD + "    steps:\n    - uses: PyO3/maturin-action@v1\n      with:\n        args: {}\n"


@pytest.mark.parametrize(
    ("flag", "before", "after"),
    [
        (DROP, "--interpreter 3.10 3.11 pypy3.10 pypy3.11", "--interpreter 3.11 pypy3.11"),
        (DROP, "--interpreter pypy3.10 pypy3.11", "--interpreter pypy3.11"),
        (DROP, "-i python3.10 -i python3.11 --strip", "-i python3.11 --strip"),
        (DROP, "--release -i 3.10", "--release -i 3.11"),
        (DROP, "--release -i pypy3.10", "--release -i pypy3.10"),
        (DROP, "--interval 3.10 3.11", "--interval 3.10 3.11"),
        (
            "--add-python 3.13",
            "--interpreter 3.11 3.12 pypy3.11",
            "--interpreter 3.11 3.12 3.13 pypy3.11",
        ),
        ("--add-python 3.13", "--interpreter 3.10 3.11", "--interpreter 3.10 3.11"),
    ],
)
def test_the_interpreters_that_an_action_builds_for(flag, before, after):
    assert _after(CI, ARGS.format(before), flag) == ARGS.format(after)


def test_jobs_that_are_called_by_a_python_in_two_numbers():
    text = ".t:\n  script: x\nmpi 3 {}:\n  extends: .t\n  image: a/b_py3.{}:1\n"
    one, other = text.format(10, 10), text.format(11, 11).partition("mpi")[2]
    made = _after(".gitlab-ci.yml", f"{one}mpi{other}")
    assert made == text.format(11, 11)
    different = one + "mpi" + other.replace("b_py", "c_py")
    assert "mpi 3 10:" in _after(".gitlab-ci.yml", different)


def test_the_variables_of_a_job_that_no_other_has():
    text = (
        "env:\n  matrix:\n    - PYTHON_VERSION={}\n    - PYTHON_VERSION=3.12 A=2\n"
        "matrix:\n  include:\n    - os: linux\n      env: PYTHON_VERSION={}\n"
        "    - os: osx\n      env: PYTHON_VERSION=3.12\n"
    )
    before = text.format("3.10 A=3.9", "3.10 B='>1'")
    assert _after(".travis.yml", before) == text.format("3.11 A=3.9", "3.11 B='>1'")
    before = text.format("3.10 A=3.10", "3.10 B=3.10")  # two things of one version
    assert _after(".travis.yml", before) == before


MAKE = """\
default: test-py311

test-py310: build-py310
	docker run a:py310
	true

build-py310:
	docker build -t a:py310

"""


def test_rules_of_make_that_are_there_for_each_python():
    twins = MAKE.partition("\n\n")[2].replace("310", "311")
    head = "default: test-py311\n\n"
    assert _after("Makefile", MAKE + twins) == head + twins
    other = MAKE.replace("docker run", "podman run").partition("\n\n")[2].replace("310", "311")
    assert "test-py310:" in _after("Makefile", MAKE + other)


def test_what_runs_an_environment_that_goes_on_under_another_python():
    tox = "[tox]\nenvlist =\n    py310\n    py310-lint\n    py311\n    py312\n"
    tox += "[testenv:py310-lint]\ncommands = ruff check\n"
    text = "lint:\n    uv run tox -e {}\nboth:\n    tox -e {}\n"
    files = {
        "pyproject.toml": MANIFEST,
        "tox.ini": tox,
        "justfile": text.format("py310-lint", "py310-lint,py310,py311"),
    }
    made = changed(DROP, files)
    assert "[testenv:py311-lint]" in made["tox.ini"]
    assert made["justfile"] == text.format("py311-lint", "py311-lint,py311")


ZUUL = """\
- job:
    name: a-tox-py310-tip
    parent: openstack-tox-py310
- job:
    name: a-tox-py311-tip
    parent: openstack-tox-py311
- project:
    templates:
      - check-requirements
      - openstack-python310-jobs
      - openstack-python311-jobs
    gate:
      jobs:
        - a-tox-py310-tip
"""


def test_jobs_of_zuul():
    job, _, rest = ZUUL.partition("    parent: openstack-tox-py310\n")
    after = rest.replace("      - openstack-python310-jobs\n", "").replace("py310", "py311")
    assert job.count("\n") == 2
    assert _after(".zuul.yaml", ZUUL) == after
    assert _after("zuul.d/project.yaml", ZUUL) == after
    # Whether others have jobs for a new one, nobody knows here.
    newer = ZUUL.replace("py311", "py312").replace("python311", "python312")
    assert _after(".zuul.yaml", newer, "--add-python 3.13") == newer


def test_a_setting_of_a_script_with_any_patch():
    text = "export CI_PYTHON_VERSION='{}.*'\n"
    assert _after("ci/a.sh", text.format("3.10")) == text.format("3.11")
    assert _after("ci/a.sh", "export PYTHON_VERSION=3.10.1\n") == "export PYTHON_VERSION=3.10.1\n"


ONE_JOB = (
    "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
    "      - uses: actions/setup-python@v5\n        with:\n          python-version: '3.10'\n"
)


def test_files_that_are_called_after_their_python_are_named():
    files = {
        "pyproject.toml": MANIFEST,
        "ci/py310.sh": "export PYTHON_VERSION=3.10\n",
        "Dockerfile.py310": "FROM python:3.10\n",
        "ci/all.sh": "export PYTHON_VERSION=3.10\n",
        ".github/workflows/py310.yml": ONE_JOB,
        "docs/install-3.10.md": "# Install\n\nPython 3.10 or newer is required.\n",
    }
    assert "docs/install-3.10.md" in changed(DROP, files)  # a page may tell of what was
    told = [one for one in left(DROP, files) if "is called after Python 3.10" in one]
    assert [one.split(":")[0] for one in told] == [
        ".github/workflows/py310.yml",
        "Dockerfile.py310",
        "ci/py310.sh",
    ]


def test_a_pipeline_of_jenkins_that_still_names_the_python():
    text = "Map PY310 = [py: '3.10']\n// PY310\nList A = [\n    make(PY310, 'wheel'),\n]\n"
    files = {"pyproject.toml": MANIFEST, "Jenkinsfile": text}
    assert [one for one in left(DROP, files) if one.startswith("Jenkinsfile:")] == [
        "Jenkinsfile:1: this pipeline names Python 3.10 (2 lines): change it by hand"
    ]
    files["Jenkinsfile"] = text.replace("310", "311").replace("3.10", "3.11")
    assert not any(one.startswith("Jenkinsfile:") for one in left(DROP, files))


def test_rows_and_jobs_that_nobody_can_change_are_listed():
    rows = "environment:\n  matrix:\n"
    for python, cap in (("3.10", "3.11"), ("3.11", "3.12")):
        rows += f'    - CONDA_PY: "{python.replace(".", "")}"\n'
        rows += f'      PY_CONDITION: "python >={python},<{cap}"\n      NUMPY: 1.{cap[-2:]}\n'
    job = HEAD + "    name: Python {}\n    steps:\n    - uses: a/action@py{}\n"
    files = {"pyproject.toml": MANIFEST, "appveyor.yml": rows, CI: job.format("3.10", "310")}
    told = [one for one in left(DROP, files) if "a row of" in one or "a job called" in one]
    assert {one.partition(": ")[0] for one in told} == {f"{CI}:5", "appveyor.yml:3"}
    files[CI] = job.format("3.11", "311")
    assert not any(one.startswith(CI) for one in left(DROP, files))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("Python {} is required.\n", "3.11", id="a sentence"),
        pytest.param("## Requirements\n\n- Python {}\n- make\n", "3.11", id="an item"),
        pytest.param(
            "[![a](https://img.shields.io/badge/Python-{}-blue.svg)](https://python.org)\n",
            "3.11",
            id="a badge",
        ),
        pytest.param("The pictures were made with Python {}.\n", "3.10", id="no promise"),
        pytest.param("# a\n\n## Changes\n\n- Python {} is required.\n", "3.10", id="of the past"),
    ],
)
def test_what_a_page_promises_of_one_python(before, after):
    assert _after("README.md", before.format("3.10")) == before.format(after)
    assert _after("README.md", before.format("3.12")) == before.format("3.12")


def test_a_promise_of_several_pythons_that_is_not_understood_is_listed():
    text = "Supports Python 3.10 interpreter and 3.11.\n"
    told = left(DROP, {"pyproject.toml": MANIFEST, "README.md": text})
    promised = "the page promises `Python 3.10 interpreter and 3.11`"
    assert told == [f"README.md:1: {promised}: take Python 3.10 out by hand"]


def test_a_compiled_list_of_unknown_sources_is_listed():
    header = "#\n# This file is autogenerated by pip-compile with Python {}\n"
    header += "# by the following command:\n#\n#    make upgrade\n#\na==1\n"
    files = {"pyproject.toml": MANIFEST, "requirements/ci.txt": header.format("3.10")}
    told = [one for one in left(DROP, files) if one.startswith("requirements/")]
    assert told == ["requirements/ci.txt:2: compile the list again with Python 3.11 and commit it"]
    files["requirements/ci.txt"] = header.format("3.11")
    assert not any(one.startswith("requirements/") for one in left(DROP, files))


def test_what_setup_is_given_through_another_function():
    text = (
        "def run_setup(**given):\n    from setuptools import setup\n\n    setup(**given)\n\n\n"
        'run_setup(\n    name="a",\n    python_requires=">={}",\n    classifiers=[\n{}'
        '        "Programming Language :: Python :: 3.11",\n'
        '        "Programming Language :: Python :: 3.12",\n    ],\n)\n'
    )
    matrix = HEAD + "    strategy:\n      matrix:\n        python: [{}'3.12']\n    steps: []\n"
    first = '        "Programming Language :: Python :: 3.10",\n'
    files = {"setup.py": text.format("3.10", first), CI: matrix.format("'3.10', ")}
    made = changed(DROP, files)
    assert made == {"setup.py": text.format("3.11", ""), CI: matrix.format("'3.11', ")}


def test_a_member_beside_newer_ones_does_not_become_an_older_python():
    setup = (
        "from setuptools import setup\n\nsetup(\n    name='a',\n    classifiers=[\n{}    ],\n)\n"
    )
    lines = [f"        'Programming Language :: Python :: {one}',\n" for one in ("2.7", "3.5")]
    zuul = "- project:\n    templates:\n{}      - a-python36-jobs\n      - a-python37-jobs\n"
    files = {
        "setup.py": setup.format("".join(lines)),
        ".zuul.yaml": zuul.format("      - a-python35-jobs\n"),
    }
    files[".python-version"] = "3.8\n"
    made = changed("--drop-python 3.5", files)
    assert made == {"setup.py": setup.format(lines[0]), ".zuul.yaml": zuul.format("")}
