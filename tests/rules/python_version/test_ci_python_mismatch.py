"""VL303: CI jobs and test environments with a Python that the project does not allow."""

from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint

WORKFLOW = ".github/workflows/ci.yml"


def project(files: dict[str, str], requires: str = ">=3.9") -> dict[str, str]:
    return {
        "pyproject.toml": (
            f'[project]\nname = "demo"\nversion = "1.0"\nrequires-python = "{requires}"\n'
        ),
        **files,
    }


def places(files: dict[str, str], requires: str = ">=3.9") -> list[str]:
    return [":".join(line.split(":", 2)[:2]) for line in lint("VL303", project(files, requires))]


def github(
    version: str,
    *,
    job: str = "",
    inputs: str = "",
    run: str = "pip install . && pytest",
    checkout: str = "",
) -> dict[str, str]:
    return {
        WORKFLOW: (
            f"""\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
{job}    steps:
      - uses: actions/checkout@v4
{checkout}      - uses: actions/setup-python@v5
        with:
          python-version: {version}
{inputs}      - run: {run}
"""
        )
    }


MATRIX = "    strategy:\n      matrix:\n        python-version: {}\n"
EXPRESSION = "${{ matrix.python-version }}"


@pytest.mark.parametrize(
    ("files", "requires"),
    [
        pytest.param(github("'3.9'"), ">=3.9", id="inside"),
        pytest.param(
            github("'3.8'", run="pip install cibuildwheel && python -m cibuildwheel"),
            ">=3.9",
            id="only starts what brings Pythons",
        ),
        pytest.param(
            github("'3.8'", run="ls", checkout="      - uses: pypa/cibuildwheel@v2.21\n"),
            ">=3.9",
            id="an action that brings Pythons",
        ),
        pytest.param(github("'3.9'"), ">=3.9.2", id="the newest patch of the minor"),
        pytest.param(github("'3.x'"), ">=3.9", id="any"),
        pytest.param(github("'>=3.8 <3.13'"), ">=3.9", id="a range that shares versions"),
        pytest.param(github("'3.8 - 3.11'"), ">=3.9", id="a hyphen range that shares versions"),
        pytest.param(github("3.10"), ">=3.9", id="an unquoted 3.10 is judged as 3.10"),
        pytest.param(github("pypy3.8"), ">=3.9", id="another implementation"),
        pytest.param(github("graalpy-22.3"), ">=3.9", id="its own version"),
        pytest.param(github("3.15-dev"), ">=3.9,<3.15", id="a pre-release above the cap"),
        pytest.param(
            github("'3.15.0-rc.1'"), ">=3.9,<3.15", id="a release candidate above the cap"
        ),
        pytest.param(
            github("'3.15'", inputs="          allow-prereleases: true\n"),
            ">=3.9,<3.15",
            id="pre-releases allowed above the cap",
        ),
        pytest.param(github("${{ inputs.version }}"), ">=3.9", id="an input"),
        pytest.param(github("${{ env.PY }}"), ">=3.9", id="an unknown variable"),
        pytest.param(github("'3.8'", job="    continue-on-error: true\n"), ">=3.9", id="may fail"),
        pytest.param(github("'3.8'", run="pip install flake8 && flake8"), ">=3.9", id="lint alone"),
        pytest.param(
            github("'3.8'", run="pip install build && python -m build"), ">=3.9", id="release alone"
        ),
        pytest.param(
            github("'3.8'", checkout="        with:\n          repository: other/project\n"),
            ">=3.9",
            id="another repository",
        ),
        pytest.param(
            github(
                EXPRESSION,
                job=MATRIX.format("['3.8', '3.12']")
                + "        exclude:\n          - python-version: '3.8'\n",
            ),
            ">=3.9",
            id="excluded",
        ),
        pytest.param(
            github(EXPRESSION, job=MATRIX.format("${{ fromJSON(needs.x.outputs.v) }}")),
            ">=3.9",
            id="computed",
        ),
        pytest.param(
            {
                "tox.ini": (
                    "[tox]\nenvlist = py39, lint, docs, py, py3\n[testenv]\ncommands = pytest\n"
                )
            },
            ">=3.9",
            id="tox inside",
        ),
        pytest.param({"tox.ini": "[tox]\nenvlist = pypy38\n"}, ">=3.9", id="tox with PyPy"),
        pytest.param(
            {"tox.ini": "[tox]\nenvlist = 38, 312\n"}, ">=3.9", id="tox: digits alone are no factor"
        ),
        pytest.param(
            {"tox.ini": "[tox]\nenvlist = py39  # py38 is gone\n    # py37\n"},
            ">=3.9",
            id="tox comments",
        ),
        pytest.param(
            {"tox.ini": "[tox]\nenvlist = py39\n[testenv:py38]\ncommands = pytest\n"},
            ">=3.9",
            id="a section that nobody runs",
        ),
        pytest.param(
            {
                "tox.ini": (
                    "[tox]\nenvlist = py38, py39\n[testenv]\nignore_outcome =\n    py38: true\n"
                )
            },
            ">=3.9",
            id="tox ignores the outcome",
        ),
        pytest.param(
            {"tox.ini": "[testenv]\nbasepython =\n    py38: python3.8\n    py{37,36}-x: pypy\n"},
            ">=3.9",
            id="tox's own names, said again",
        ),
        pytest.param(
            {
                "tox.ini": (
                    "[tox]\nenvlist = py{310,311}, winpy\n[testenv]\nbasepython =\n"
                    "    winpy38: python3.8\n    !py310-lint: python3.8\n"
                )
            },
            ">=3.9",
            id="factors that no environment has",
        ),
        pytest.param(
            {"tox.ini": "[testenv:lint]\nskip_install = true\nbasepython = python3.8\n"},
            ">=3.9",
            id="tox without the project",
        ),
        pytest.param(
            {"tox.ini": "[testenv:lint]\nbasepython = {[min]basepython}\n"},
            ">=3.9",
            id="a substitution",
        ),
        pytest.param(
            {"noxfile.py": "import nox\n@nox.session(python=False)\ndef x(s): s.run('pytest')\n"},
            ">=3.9",
            id="nox without environment",
        ),
        pytest.param(
            {
                "noxfile.py": (
                    "import nox\n@nox.session(python='3.8')\ndef lint(session):\n   "
                    " session.install('flake8')\n    session.run('flake8')\n"
                )
            },
            ">=3.9",
            id="nox session that does not install the project",
        ),
        pytest.param(
            {
                "noxfile.py": (
                    "import"
                    " nox\n@nox.session(python=nox.project.python_versions(nox.project.load_toml()))\ndef"
                    " x(s): s.install('.')\n"
                )
            },
            ">=3.9",
            id="nox derives",
        ),
        pytest.param(
            {"hatch.toml": '[envs.lint]\ndetached = true\npython = "3.8"\n'},
            ">=3.9",
            id="hatch without the project",
        ),
        pytest.param(
            {"hatch.toml": '[[envs.test.matrix]]\npython = ["39", "310", "py311", "3.12", "3"]\n'},
            ">=3.9",
            id="hatch, joined digits",
        ),
        pytest.param(
            {
                ".travis.yml": (
                    "language: python\npython:\n  - 3.9\n  - nightly\n  - pypy3\nscript: pytest\n"
                )
            },
            ">=3.9",
            id="travis",
        ),
        pytest.param(
            {
                ".travis.yml": (
                    "language: python\npython: ['3.8', '3.9']\njobs:\n  allow_failures:\n    -"
                    " python: '3.8'\nscript: pytest\n"
                )
            },
            ">=3.9",
            id="travis may fail",
        ),
        pytest.param(
            github("'3.12'", run="uv run --python ${{ inputs.py }} pytest"),
            ">=3.9",
            id="uv with something unknown",
        ),
        pytest.param(
            github(
                "'3.12'",
                run=(
                    "pip install . && uv run flask run -p 5000 && uv run pytest -p no:cacheprovider"
                ),
            ),
            ">=3.9",
            id="other programs' -p",
        ),
        pytest.param(
            github("'3.8'", run="python .github/validate.py data.json"),
            ">=3.9",
            id="a script that looks after the repository",
        ),
        pytest.param(
            github("'3.8'", run="pip install requests && scripts/bots/digest.py --hours 24"),
            ">=3.9",
            id="one that its first line starts",
        ),
        pytest.param(
            github("'3.8'", run="pip install smokeshow && smokeshow upload htmlcov"),
            ">=3.9",
            id="a tool that is installed by name",
        ),
        pytest.param(
            github(
                "'3.8'",
                inputs="        name: Set up Python (for node-gyp)\n",
                run="bash scripts/build.sh",
            ),
            ">=3.9",
            id="for another program, as the step's name says",
        ),
        pytest.param(github("'3.8'", job="    if: false\n"), ">=3.9", id="switched off"),
        pytest.param(
            github(
                "'3.8'",
                run="pip install ./b\n      - uses: actions/checkout@v6\n        with: {path: b,"
                " ref: '${{ matrix.branch }}'}",
                job="    strategy:\n      matrix:\n        branch: [dev, 1.x]\n",
            ),
            ">=3.9",
            id="each branch, beside its own checkout",
        ),
        pytest.param(
            github(
                EXPRESSION,
                job="    continue-on-error: ${{ matrix.python-version == '3.8' }}\n"
                + MATRIX.format("['3.8', '3.12']"),
            ),
            ">=3.9",
            id="one may fail",
        ),
        pytest.param(
            github("'3.12'", run="uv python install"), ">=3.9", id="uv installs what is pinned"
        ),
        pytest.param(
            github(
                "'3.8'",
                run=(
                    "python check.py --refused\n      - uses: actions/setup-python@v5\n       "
                    " with: {python-version: '3.12'}\n      - run: pip install . && pytest"
                ),
            ),
            ">=3.9",
            id="another one replaces it before the project is installed",
        ),
    ],
)
def test_quiet(files, requires):
    assert lint("VL303", project(files, requires)) == []


@pytest.mark.parametrize(
    ("files", "requires", "place"),
    [
        pytest.param(github("'3.8'"), ">=3.9", f"{WORKFLOW}:9", id="scalar"),
        pytest.param(
            github("'3.8'", run="make test"), ">=3.9", f"{WORKFLOW}:9", id="a target of make"
        ),
        pytest.param(
            github("'3.8'", run="python run_tests.py"),
            ">=3.9",
            f"{WORKFLOW}:9",
            id="a script of the project",
        ),
        pytest.param(github("'3.8.18'"), ">=3.9", f"{WORKFLOW}:9", id="patch"),
        pytest.param(github("3.13"), ">=3.9,<3.13", f"{WORKFLOW}:9", id="above the cap"),
        pytest.param(github("'3.12'"), "<=3.12", f"{WORKFLOW}:9", id="the newest patch is above"),
        pytest.param(github("'>=3.6 <3.9'"), ">=3.9", f"{WORKFLOW}:9", id="a range outside"),
        pytest.param(github("3.8-dev"), ">=3.9", f"{WORKFLOW}:9", id="a pre-release below"),
        pytest.param(
            github("|\n            3.12\n            3.8"),
            ">=3.9",
            f"{WORKFLOW}:11",
            id="a block of lines",
        ),
        pytest.param(
            github("${{ env.PY }}", job="    env:\n      PY: '3.8'\n"),
            ">=3.9",
            f"{WORKFLOW}:6",
            id="env",
        ),
        pytest.param(
            github(EXPRESSION, job=MATRIX.format("\n          - '3.8'\n          - '3.12'")),
            ">=3.9",
            f"{WORKFLOW}:8",
            id="block matrix",
        ),
        pytest.param(
            github(
                EXPRESSION,
                job=MATRIX.format("['3.12']")
                + "        include:\n          - python-version: '3.8'\n",
            ),
            ">=3.9",
            f"{WORKFLOW}:9",
            id="include",
        ),
        pytest.param(
            github("'3.12'", run="uv run --python 3.8 pytest"),
            ">=3.9",
            f"{WORKFLOW}:10",
            id="uv run",
        ),
        pytest.param(
            github("'3.12'", run="uv python install 3.8 && uv sync"),
            ">=3.9",
            f"{WORKFLOW}:10",
            id="uv python install",
        ),
        pytest.param(
            github("'3.12'", run="conda create -n x python=3.8 && pip install . && pytest"),
            ">=3.9",
            f"{WORKFLOW}:10",
            id="conda",
        ),
        pytest.param(
            {"tox.ini": "[tox]\nenv_list =\n    lint\n    py{38,39}-django{3,4}\n"},
            ">=3.9",
            "tox.ini:4",
            id="tox group",
        ),
        pytest.param(
            {"tox.ini": "[tox]\nenvlist = {3.8,3.9}-unit\n"}, ">=3.9", "tox.ini:2", id="tox dotted"
        ),
        pytest.param(
            {"tox.ini": "[tox]\nenvlist = py39\n[testenv:docs]\nbasepython = python3.8\n"},
            ">=3.9",
            "tox.ini:4",
            id="tox base_python",
        ),
        pytest.param(
            {"tox.ini": "[testenv]\nbasepython =\n    py39: python3.9\n    docs: python3.8\n"},
            ">=3.9",
            "tox.ini:4",
            id="tox base_python of another name",
        ),
        pytest.param(
            {
                "tox.ini": (
                    "[tox]\nenvlist = py{39,310}-django, docs\n[testenv]\nbasepython =\n"
                    "    !docs: python3.8\n"
                )
            },
            ">=3.9",
            "tox.ini:5",
            id="tox base_python of all but one",
        ),
        pytest.param(
            {
                "tox.ini": (
                    "[tox]\nenvlist = a, b-c\n[testenv]\nbasepython =\n    linux-b: python3.8\n"
                )
            },
            ">=3.9",
            "tox.ini:5",
            id="tox base_python of a factor on one system",
        ),
        pytest.param(
            {"tox.ini": "[tox]\nenvlist = py38-x\n[testenv:py38-x]\nbasepython = python3.8\n"},
            ">=3.9",
            "tox.ini:2",
            id="tox base_python that repeats the name",
        ),
        pytest.param(
            {"tox.ini": "[tox]\nenvlist = py39-x\n[testenv:py39-x]\nbasepython = python3.8\n"},
            ">=3.9",
            "tox.ini:4",
            id="tox base_python of a section against its name",
        ),
        pytest.param(
            {"tox.ini": "[tox]\nenvlist = py39\n[testenv:py38-x]\nbasepython = python3.8\n"},
            ">=3.9",
            "tox.ini:4",
            id="tox base_python of a section that is not listed",
        ),
        pytest.param(
            {"tox.ini": "[testenv]\nbasepython =\n    py39: python3.8\n"},
            ">=3.9",
            "tox.ini:3",
            id="tox base_python against the name",
        ),
        pytest.param(
            {"tox.toml": 'env_list = ["lint",\n "3.8"]\n'}, ">=3.9", "tox.toml:2", id="tox.toml"
        ),
        pytest.param(
            {"tox.toml": 'env_list = [{product = [["py39",\n "py38"], ["a", "b"]]}]\n'},
            ">=3.9",
            "tox.toml:2",
            id="tox product",
        ),
        pytest.param(
            {"tox.toml": '[env.docs]\nbase_python = ["3.8"]\n'},
            ">=3.9",
            "tox.toml:2",
            id="tox.toml base_python",
        ),
        pytest.param(
            {
                "noxfile.py": (
                    "import nox\n@nox.session(python=['3.8', '3.9'])\ndef x(s):\n   "
                    " s.install('.')\n"
                )
            },
            ">=3.9",
            "noxfile.py:2",
            id="nox",
        ),
        pytest.param(
            {
                "noxfile.py": (
                    "import nox\nV = ['3.8']\n@nox.session(python=V)\ndef x(s):\n   "
                    " s.install('.')\n"
                )
            },
            ">=3.9",
            "noxfile.py:2",
            id="nox constant",
        ),
        pytest.param(
            {
                "noxfile.py": (
                    "import nox\n@nox.session\n@nox.parametrize('python', ['3.8', '3.9'])\ndef"
                    " x(s):\n    s.install('.')\n"
                )
            },
            ">=3.9",
            "noxfile.py:3",
            id="nox parametrize",
        ),
        pytest.param(
            github("'3.12'", run="uv sync --python 3.8"), ">=3.9", f"{WORKFLOW}:10", id="uv sync"
        ),
        pytest.param(
            github(
                "'3.12'",
                job=MATRIX.format("['3.8']"),
                run="uv run -p ${{ matrix.python-version }} pytest",
            ),
            ">=3.9",
            f"{WORKFLOW}:7",
            id="uv by matrix",
        ),
        pytest.param(
            github(
                "${{ matrix.py }}",
                job=(
                    '    strategy:\n      matrix:\n        py: ${{ fromJSON(\'["3.8", "3.9"]\')'
                    " }}\n"
                ),
            ),
            ">=3.9",
            f"{WORKFLOW}:7",
            id="fromJSON of a literal",
        ),
        pytest.param(
            {"noxfile.py": "import nox\n@nox.session(py='3.8')\ndef t(s):\n    s.run('pytest')\n"},
            ">=3.9",
            "noxfile.py:2",
            id="nox, py",
        ),
        pytest.param(
            {
                "noxfile.py": (
                    "import nox\n@nox.session\n@nox.parametrize('lib,python', [('1', '3.12'),\n"
                    " ('2', '3.8')])\ndef t(s, lib):\n    s.run('pytest')\n"
                )
            },
            ">=3.9",
            "noxfile.py:4",
            id="nox, one of several parameters",
        ),
        pytest.param(
            {"hatch.toml": '[[envs.test.matrix]]\npython = ["3.8", "3.9"]\n'},
            ">=3.9",
            "hatch.toml:2",
            id="hatch",
        ),
        pytest.param(
            {"hatch.toml": '[[envs.test.matrix]]\npython = ["38", "39", "310"]\n'},
            ">=3.9",
            "hatch.toml:2",
            id="hatch, joined digits",
        ),
        pytest.param(
            {".travis.yml": "language: python\npython:\n  - 3.8\n  - 3.9\nscript: pytest\n"},
            ">=3.9",
            ".travis.yml:3",
            id="travis",
        ),
        pytest.param(
            {
                "azure-pipelines.yml": (
                    "strategy:\n  matrix:\n    old:\n      python.version: '3.8'\nsteps:\n- task:"
                    " UsePythonVersion@0\n  inputs:\n    versionSpec: '$(python.version)'\n-"
                    " script: pip install . && pytest\n"
                )
            },
            ">=3.9",
            "azure-pipelines.yml:4",
            id="azure matrix",
        ),
        pytest.param(
            github(
                "'3.8'",
                inputs="        name: Set up Python for nodes\n",
                run="bash scripts/build.sh",
            ),
            ">=3.9",
            WORKFLOW + ":9",
            id="a name that says nothing",
        ),
        pytest.param(
            github("'3.8'", inputs="        name: Set up Python for node-gyp\n"),
            ">=3.9",
            WORKFLOW + ":9",
            id="for another program and the project",
        ),
    ],
)
def test_loud(files, requires, place):
    assert places(files, requires) == [place]


UV_JOB = (
    "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
    "      - uses: actions/setup-python@v6\n        with:\n          python-version: '3.8'\n"
    "      - run: {}\n"
)


@pytest.mark.parametrize(
    ("command", "severity"),
    [
        pytest.param("uv sync && uv run pytest", "warning", id="uv downloads another one"),
        pytest.param("uv sync --python 3.8", "error", id="it is told which"),
        pytest.param("UV_PYTHON_DOWNLOADS=never uv sync", "error", id="it downloads none"),
        pytest.param("uv sync && pip install .", "error", id="pip installs, too"),
        pytest.param("uv pip install --system .", "error", id="uv's pip"),
        pytest.param("pytest", "error", id="nothing is installed"),
    ],
)
def test_uv_passes_over_what_the_range_excludes(command, severity):
    found = findings("VL303", project({WORKFLOW: UV_JOB.format(command)}))
    assert severity in [one.severity.label for one in found if one.at.line == 8]


def test_legacy_tox_in_pyproject():
    text = (
        '[project]\nname = "d"\nrequires-python = ">=3.9"\n[tool.tox]\nlegacy_tox_ini ='
        ' """\n[tox]\nenvlist =\n    py38\n    py39\n"""\n'
    )
    [violation] = findings("VL303", {"pyproject.toml": text})
    assert (violation.at.line, violation.at.column, violation.at.end_column) == (8, 5, 9)


def test_names_job_and_both_places():
    [violation] = findings("VL303", project(github("'3.8'")))
    assert (
        violation.message
        == "the job `test` sets up Python 3.8, but `requires-python = >=3.9` in `pyproject.toml`"
        " excludes it"
    )
    assert (violation.at.column, violation.at.end_column) == (28, 31)
    assert violation.related[0].at.line == 4


def test_a_workflow_is_judged_by_the_project_that_it_works_in():
    files = {
        "a/pyproject.toml": '[project]\nname = "a"\nrequires-python = ">=3.12"\n',
        "b/setup.cfg": "[metadata]\nname = b\n[options]\npython_requires = >=3.8\n",
    }
    assert lint("VL303", {**files, **github("'3.9'", run="cd b && pip install . && pytest")}) == []
    assert lint("VL303", {**files, **github("'3.9'", run="make test")}) == []
    [violation] = findings(
        "VL303", {**files, **github("'3.9'", run="cd a && pip install . && pytest")}
    )
    assert violation.related[0].at.path == "a/pyproject.toml"


@pytest.mark.parametrize(
    ("files", "after"),
    [
        (
            github(EXPRESSION, job=MATRIX.format('["3.8", "3.9"]')),
            github(EXPRESSION, job=MATRIX.format('["3.9"]')),
        ),
        (
            github(EXPRESSION, job=MATRIX.format('["3.9", "3.8"]')),
            github(EXPRESSION, job=MATRIX.format('["3.9"]')),
        ),
        (
            github(EXPRESSION, job=MATRIX.format('\n          - "3.8"  # old\n          - "3.9"')),
            github(EXPRESSION, job=MATRIX.format('\n          - "3.9"')),
        ),
        (github("'3.8'"), github("'3.11'")),
        (github("3.8"), github("3.11")),
        ({"tox.ini": "[tox]\nenvlist = py38, py39\n"}, {"tox.ini": "[tox]\nenvlist = py39\n"}),
        ({"tox.ini": "[tox]\nenvlist = py39,py38\n"}, {"tox.ini": "[tox]\nenvlist = py39\n"}),
        (
            {"tox.ini": "[tox]\nenvlist =\n    py38,\n    py39\n"},
            {"tox.ini": "[tox]\nenvlist =\n    py39\n"},
        ),
        ({"tox.ini": "[tox]\nenvlist = py{38,39}-x\n"}, {"tox.ini": "[tox]\nenvlist = py{39}-x\n"}),
    ],
)
def test_fix(files, after):
    assert fix("VL303", project(files), unsafe=True) == after


@pytest.mark.parametrize(
    "envlist", ["py38", "py38-x, py39", "\n    py38", "py3{8-10}", "py3{8-10,12}"]
)
def test_what_is_more_than_a_member_stays(envlist):
    assert (
        fix(
            "VL303",
            project({"tox.ini": f"[tox]\nenvlist = {envlist}\n"}),
            unsafe=True,
            silent=False,
        )
        == {}
    )


def test_the_only_member_stays():
    assert (
        fix(
            "VL303",
            project(github(EXPRESSION, job=MATRIX.format('["3.8"]'))),
            unsafe=True,
            silent=False,
        )
        == {}
    )


def test_a_number_that_yaml_would_shorten_is_quoted():
    files = project(github("3.9"), ">=3.10,<3.11")
    assert fix("VL303", files, unsafe=True) == github('"3.10"')


CREATE = {
    WORKFLOW: (
        "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n"
        "    - uses: actions/checkout@v4\n    - uses: mamba-org/setup-micromamba@v2\n      with:\n"
        "        environment-name: t\n        create-args: >-\n          numpy\n          {}\n"
        "    - run: pip install . && pytest\n"
    )
}
EACH = (
    "parameters:\n- name: versions\n  type: object\n  default:\n  - '3.12'\n  - {}\n"
    "pool: {{vmImage: ubuntu-latest}}\n"
)
USE = "- task: UsePythonVersion@0\n  inputs: {{versionSpec: '${{{{ {} }}}}'}}\n"
INSTALL = "- script: pip install . && pytest\n"
FOLDER = "install:\n- {}\n- pip install .\nbuild: false\ntest_script:\n- pytest\n"


def micromamba(asked: str) -> dict[str, str]:
    return {WORKFLOW: CREATE[WORKFLOW].replace("{}", asked)}


def steps(text: str, indent: str) -> str:
    return "".join(f"{indent}{line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(micromamba("python=3.12"), id="micromamba, inside"),
        pytest.param(micromamba("boost-python=3.8"), id="another distribution"),
        pytest.param(
            {
                "azure-pipelines.yml": EACH.format("'3.9'")
                + "jobs:\n- ${{ each v in parameters.versions }}:\n  - job: t\n    steps:\n"
                + steps(USE.format("v") + INSTALL, "    ")
            },
            id="a loop whose every turn is inside",
        ),
        pytest.param(
            {
                "azure-pipelines.yml": EACH.format("'3.8'")
                + "jobs:\n- ${{ each v in parameters.versions }}:\n  - job: t\n    steps:\n"
                + steps(
                    "- task: NodeTool@0\n  inputs: {versionSpec: '${{ v }}'}\n" + INSTALL, "    "
                )
            },
            id="a loop of another tool's versions",
        ),
        pytest.param(
            {"appveyor.yml": FOLDER.format("set PATH=C:\\Python312-x64;%PATH%")}, id="inside"
        ),
        pytest.param(
            {"appveyor.yml": FOLDER.format("C:\\Python38\\python -m pip install virtualenv")},
            id="AppVeyor's old Python only helps",
        ),
    ],
)
def test_quiet_about_lists_and_folders(files):
    assert places(project(files)) == []


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (micromamba("python=3.8"), f"{WORKFLOW}:12"),
        (
            {
                "azure-pipelines.yml": EACH.format("'3.8'")
                + "jobs:\n- ${{ each v in parameters.versions }}:\n  - job: t\n    steps:\n"
                + steps(USE.format("v") + INSTALL, "    ")
            },
            "azure-pipelines.yml:6",
        ),
        (
            {
                "azure-pipelines.yml": EACH.format("'3.8'")
                + "stages:\n- ${{ each v in parameters.versions }}:\n  - stage: s\n    jobs:\n"
                + "    - job: t\n      steps:\n"
                + steps(USE.format("v") + INSTALL, "      ")
            },
            "azure-pipelines.yml:6",
        ),
        (
            {
                "azure-pipelines.yml": EACH.format("{py: '3.8'}")
                + "steps:\n- ${{ each one in parameters.versions }}:\n"
                + steps(USE.format("one.py") + INSTALL, "  ")
            },
            "azure-pipelines.yml:6",
        ),
        (
            {
                "azure-pipelines.yml": EACH.format("'3.8'")
                + "jobs:\n- ${{ each v in parameters.versions }}:\n"
                + "  - template: job.yml\n    parameters: {py: '${{ v }}'}\n",
                "job.yml": "parameters: {py: ''}\njobs:\n- job: t\n  steps:\n"
                + steps(USE.format("parameters.py") + INSTALL, "  "),
            },
            "azure-pipelines.yml:6",
        ),
        (
            {
                "appveyor.yml": FOLDER.format(
                    "set PATH=C:\\Python38-x64;C:\\Python38\\Scripts;%PATH%"
                )
            },
            "appveyor.yml:2",
        ),
        (
            {"appveyor.yml": FOLDER.format('ps: $env:PATH = "C:\\Python38;$env:PATH"')},
            "appveyor.yml:2",
        ),
        (
            {
                ".circleci/config.yml": (
                    "jobs:\n  t:\n    machine: {image: ubuntu-2404:current}\n    steps:\n"
                    "    - checkout\n    - run: pyenv install 3.8.18 && pyenv global 3.8.18\n"
                    "    - run: pip install . && pytest\n"
                )
            },
            ".circleci/config.yml:6",
        ),
    ],
)
def test_lists_and_folders(files, place):
    (found,) = places(project(files))
    assert found.startswith(place)


SESSION = (
    "import nox\n\n\n@nox.session(python='3.8')\ndef t(session):\n"
    "    session.install('ruff')\n    session.run({})\n"
)


@pytest.mark.parametrize(
    ("run", "said"),
    [
        pytest.param("'ruff', 'check', '.'", [], id="a linter reads the project"),
        pytest.param("'ruff', 'format', 'noxfile.py'", [], id="and its files"),
        pytest.param("'pip', 'install', '.'", ["noxfile.py:4"], id="pip installs it"),
        pytest.param("'pytest', '.'", ["noxfile.py:4"], id="its tests run"),
    ],
)
def test_what_a_session_does_with_the_project(run, said):
    assert places({"noxfile.py": SESSION.format(run)}) == said


@pytest.mark.parametrize(
    "run",
    [
        pytest.param("python scripts/run_tests.py", id="tests"),
        pytest.param("devscripts/run_tests.py -v", id="tests by the first line"),
        pytest.param("./digest.py --hours 24", id="no folder of helpers"),
        pytest.param("scripts/digest --hours 24", id="some program"),
    ],
)
def test_a_script_that_may_run_the_project(run):
    assert places(github("'3.8'", run=run)) == [f"{WORKFLOW}:9"]


def test_a_default_that_no_user_of_an_action_gets_sets_up_nothing():
    action = """\
inputs:
  python: {default: '3.7'}
runs:
  using: composite
  steps:
    - run: uv venv --python ${{ inputs.python }} && uv pip install .
      shell: bash
"""

    def said(*given: str) -> list[str]:
        uses = "".join(f"      - uses: ./.github/actions/make\n{inputs}" for inputs in given)
        workflow = f"on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n{uses}"
        return places({".github/actions/make/action.yml": action, WORKFLOW: workflow})

    own = "        with: {python: '3.12'}\n"
    assert said(own) == said(own, own) == []
    assert said(own, "") == said("") == [".github/actions/make/action.yml:2"]
    assert said(own, own.replace("3.12", "3.8")) == [f"{WORKFLOW}:9"]
