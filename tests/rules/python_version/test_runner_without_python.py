import datetime

import pytest

from tests.lint import findings, lint
from venvlint import data


def job(runner, version, *, more="", step="", name="t", action="actions/setup-python@v6"):
    return (
        f"  {name}:\n    runs-on: {runner}\n{more}    steps:\n      - uses: {action}\n{step}"
        f"        with:\n          python-version: {version}\n      - run: pytest\n"
    )


def workflow(*jobs):
    return {".github/workflows/a.yml": "on: push\njobs:\n" + "".join(jobs)}


MATRIX = (
    "on: push\njobs:\n  t:\n    strategy:\n      matrix:\n        os: [ubuntu-24.04, macos-15]\n"
    "        python: ['3.7', '3.12']\n{more}    runs-on: ${{{{ matrix.os }}}}\n    steps:\n"
    "      - uses: actions/setup-python@v6\n        with:\n"
    "          python-version: ${{{{ matrix.python }}}}\n"
)


@pytest.mark.parametrize(
    ("runner", "version"),
    [
        pytest.param("ubuntu-24.04", "'3.8'", id="the oldest that is there"),
        pytest.param("ubuntu-22.04", "'3.7'", id="an older image"),
        pytest.param("windows-latest", "'3.7'", id="Windows has old ones"),
        pytest.param("macos-15-intel", "'3.6'", id="so has macOS on Intel"),
        pytest.param("macos-15", "3.8.10", id="the one patch that is there"),
        pytest.param("macos-15", "'3.11'", id="a minor is its newest patch that is there"),
        pytest.param("ubuntu-24.04", "'>=3.6'", id="a range that has one"),
        pytest.param("ubuntu-24.04", "3.x", id="any"),
        pytest.param("ubuntu-24.04", "pypy3.7", id="another implementation"),
        pytest.param("ubuntu-26.04", "'3.99'", id="newer than the table"),
        pytest.param("ubuntu-20.04", "'3.5'", id="a retired label"),
        pytest.param("macos-13", "'2.7'", id="retired on that day"),
        pytest.param("[self-hosted, ubuntu-24.04]", "'3.6'", id="a machine of their own"),
        pytest.param("big-box", "'3.6'", id="a label of their own"),
        pytest.param("${{ inputs.runner }}", "'3.6'", id="an unknown label"),
        pytest.param("ubuntu-24.04", "${{ inputs.python }}", id="an unknown version"),
    ],
)
def test_quiet_versions(runner, version):
    assert lint("VL318", workflow(job(runner, version))) == []


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            workflow(job("ubuntu-24.04", "'3.7'", more="    container: python:3.7\n")),
            id="in a container",
        ),
        pytest.param(
            workflow(job("ubuntu-24.04", "'3.7'", more="    continue-on-error: true\n")),
            id="a job that may fail",
        ),
        pytest.param(
            workflow(job("ubuntu-24.04", "'3.7'", step="        continue-on-error: true\n")),
            id="a step that may fail",
        ),
        pytest.param(workflow(job("ubuntu-24.04", "'3.7'", more="    if: false\n")), id="off"),
        pytest.param(
            workflow(job("ubuntu-24.04", "'3.7'", step="        if: steps.x.outputs.y\n")),
            id="a step that perhaps never runs",
        ),
        pytest.param(
            workflow(job("ubuntu-24.04", "'3.7'", action="deadsnakes/action@v3")),
            id="another source of Pythons",
        ),
        pytest.param(
            workflow(job("ubuntu-24.04", "'3.7'", action="astral-sh/setup-uv@v7")), id="uv"
        ),
        pytest.param(
            workflow(job("ubuntu-24.04", "'3.7'", action="conda-incubator/setup-miniconda@v3")),
            id="conda",
        ),
        pytest.param(
            {
                ".github/workflows/a.yml": MATRIX.format(
                    more=(
                        "        exclude:\n          - python: '3.7'\n            os: ubuntu-24.04\n"
                        "          - {python: '3.7', os: macos-15}\n"
                    )
                )
            },
            id="excluded combinations",
        ),
        pytest.param(
            workflow(
                "  t:\n    strategy:\n      matrix:\n        include:\n"
                "          - {os: ubuntu-22.04, python: '3.7'}\n"
                "          - {os: ubuntu-24.04, python: '3.12'}\n"
                "    runs-on: ${{ matrix.os }}\n    steps:\n"
                "      - uses: actions/setup-python@v6\n"
                "        with: {python-version: '${{ matrix.python }}'}\n"
            ),
            id="each combination has its own",
        ),
        pytest.param(
            workflow(
                "  t:\n    strategy:\n      matrix:\n        python: ['3.7', '3.12']\n"
                "    runs-on: ${{ matrix.python == '3.7' && 'ubuntu-22.04' || 'ubuntu-24.04' }}\n"
                "    steps:\n      - uses: actions/setup-python@v6\n"
                "        with: {python-version: '${{ matrix.python }}'}\n"
            ),
            id="an expression chooses the older image",
        ),
        pytest.param(
            workflow(
                "  t:\n    runs-on: macos-15\n    steps:\n      - uses: actions/setup-python@v6\n"
                "        with: {python-version: '3.7', architecture: x64}\n"
            ),
            id="the other architecture runs there too",
        ),
        pytest.param(
            {
                "azure-pipelines.yml": (
                    "pool: {vmImage: macos-15}\nsteps:\n  - task: UsePythonVersion@0\n"
                    "    inputs: {versionSpec: '3.7'}\n"
                )
            },
            id="Azure's macOS is of either architecture",
        ),
        pytest.param(
            {
                ".github/actions/a/action.yml": (
                    "runs:\n  using: composite\n  steps:\n    - uses: actions/setup-python@v6\n"
                    "      with: {python-version: '3.6'}\n"
                )
            },
            id="an action that nobody uses has no runner",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL318", files) == []


@pytest.mark.parametrize(
    ("runner", "version", "line"),
    [
        ("ubuntu-24.04", "'3.7'", 8),
        ("ubuntu-24.04-arm", "3.7.x", 8),
        ("Ubuntu-26.04", "'3.9'", 8),
        ("ubuntu-26.04", "3.12.4", 8),
        ("macos-15", "'3.9.18'", 8),
        ("macos-latest", "'3.7'", 8),
        ("macos-26-xlarge", "3.8.18", 8),
        ("macos-15-large", "'2.7'", 8),
        ("windows-2025", "'2.7'", 8),
        ("windows-2022", "3.8.20", 8),
        ("windows-11-arm", "'3.10'", 8),
        ("ubuntu-24.04", "'>=3.6,<3.8'", 8),
        ("ubuntu-24.04", "3.6-dev", 8),
        ("[ubuntu-24.04]", "'3.7'", 8),
    ],
)
def test_loud(runner, version, line):
    found = findings("VL318", workflow(job(runner, version)))
    assert [(one.at.line, one.severity.label) for one in found] == [(line, "error")]


def test_message_and_place():
    (found,) = findings("VL318", workflow(job("ubuntu-24.04", "'3.7'")))
    assert found.message == (
        "the job `t` asks for Python `3.7`, which the setup action does not have for"
        " `ubuntu-24.04`: the oldest there is 3.8"
    )
    assert (found.at.column, found.at.end_column) == (28, 31)
    assert found.suggestion.startswith("Run this job on `ubuntu-22.04`, which still has it")


def test_patches_are_named():
    assert lint("VL318", workflow(job("macos-15", "3.9.18")))[0].endswith(
        "for `macos-15` (macOS on arm64): of 3.9 it has 3.9.12 to 3.9.13"
    )


def test_a_member_of_a_matrix_is_said_once_with_all_its_runners():
    assert lint("VL318", {".github/workflows/a.yml": MATRIX.format(more="")}) == [
        (
            ".github/workflows/a.yml:7: the job `t` asks for Python `3.7`, which the setup action"
            " does not have for `ubuntu-24.04` and `macos-15` (macOS on arm64): the oldest on"
            " `ubuntu-24.04` is 3.8"
        )
    ]
    moving = MATRIX.format(more="").replace("ubuntu-24.04", "ubuntu-latest")
    (said, *_) = lint("VL318", {".github/workflows/a.yml": moving})
    assert "`ubuntu-latest` (Ubuntu 26.04) and `macos-15` (macOS on arm64): the oldest on" in said


@pytest.mark.parametrize(
    ("container", "lines"),
    [
        pytest.param("${{ matrix.image }}", [8, 10], id="some rows name one"),
        pytest.param("{image: '${{ matrix.image }}'}", [8, 10], id="of a table"),
        pytest.param("${{ matrix.image || 'python:3.7' }}", [], id="with another one"),
        pytest.param("${{ inputs.image }}", [], id="an unknown one"),
    ],
)
def test_rows_of_a_matrix_that_run_on_the_machine_itself(container, lines):
    text = (
        "on: push\njobs:\n  t:\n    strategy:\n      matrix:\n        include:\n"
        "          - os: ubuntu-24.04\n            py: '3.6'\n"
        "          - os: ubuntu-24.04\n            py: '3.7'\n            image: ''\n"
        "          - os: ubuntu-24.04\n            py: '3.5'\n            image: python:3.5\n"
        f"    runs-on: ${{{{ matrix.os }}}}\n    container: {container}\n    steps:\n"
        "      - uses: actions/setup-python@v6\n        with:\n"
        "          python-version: ${{ matrix.py }}\n"
    )
    found = findings("VL318", {".github/workflows/a.yml": text})
    assert [one.at.line for one in found] == lines


def test_a_constant_is_reported_where_it_is_written():
    files = workflow(job("ubuntu-24.04", "${{ env.P }}"))
    path = ".github/workflows/a.yml"
    found = lint("VL318", {path: "env:\n  P: '3.6'\n" + files[path]})
    assert [one.partition(" ")[0] for one in found] == [f"{path}:2:"]


def test_a_version_file_is_reported_where_the_version_is_written():
    files = workflow(
        "  t:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/setup-python@v6\n"
        "        with: {python-version-file: .python-version}\n"
    )
    found = lint("VL318", {**files, ".python-version": "# ours\n3.7\n"})
    assert [one.partition(" ")[0] for one in found] == [".python-version:2:"]


@pytest.mark.parametrize(
    ("day", "loud"),
    [("2026-01-15", ["3.7"]), ("2026-11-18", ["3.7"]), ("2026-11-19", ["3.7", "3.9"])],
)
def test_a_label_that_moves_is_judged_by_the_day(day, loud):
    files = workflow(
        job("ubuntu-latest", "'3.7'", name="a"), job("ubuntu-latest", "'3.9'", name="b")
    )
    found = findings("VL318", files, today=datetime.date.fromisoformat(day))
    assert [one.message.split("`")[3] for one in found] == loud


def test_azure_downloads_from_the_same_list():
    files = {
        "azure-pipelines.yml": (
            "pool: {vmImage: ubuntu-latest}\nsteps:\n  - task: UsePythonVersion@0\n"
            "    inputs: {versionSpec: '3.7'}\n"
        )
    }
    assert [one.at.line for one in findings("VL318", files)] == [4]
    older = {path: text.replace("3.7", "3.9") for path, text in files.items()}
    assert findings("VL318", older) == []  # when its label moves is not known


@pytest.mark.parametrize(
    ("manifest", "runner", "version", "suggestion"),
    [
        (">=3.7", "ubuntu-24.04", "'3.7'", "Run this job on `ubuntu-22.04`"),
        (">=3.9", "ubuntu-24.04", "'3.7'", "Drop it: `requires-python = >=3.9` does not allow"),
        (">=3.6", "macos-15", "'3.7'", "Drop it: no runner of this kind has it"),
        (">=2.7", "ubuntu-24.04", "'2.7'", "Drop it, or let conda provide this Python: no"),
        (">=3.9", "macos-15", "'3.9.18'", "Name the minor alone"),
    ],
)
def test_suggestion(manifest, runner, version, suggestion):
    files = {
        "pyproject.toml": f'[project]\nname = "x"\nversion = "1"\nrequires-python = "{manifest}"\n',
        **workflow(job(runner, version)),
    }
    assert [one.suggestion.startswith(suggestion) for one in findings("VL318", files)] == [True]


def test_an_action_of_the_tree_has_the_runner_of_its_caller():
    files = {
        ".github/actions/a/action.yml": (
            "inputs:\n  python: {required: true}\nruns:\n  using: composite\n  steps:\n"
            "    - uses: actions/setup-python@v6\n"
            "      with: {python-version: '${{ inputs.python }}'}\n"
        ),
        ".github/workflows/a.yml": (
            "on: push\njobs:\n  t:\n    runs-on: ubuntu-24.04\n    steps:\n"
            "      - uses: ./.github/actions/a\n        with: {python: '3.6'}\n"
        ),
    }
    assert [(one.at.path, one.at.line) for one in findings("VL318", files)] == [
        (".github/workflows/a.yml", 7)
    ]


def test_the_tables_have_their_form():
    images = set()
    for row in data.rows("setup-python.tsv"):
        image, architecture, series, patches = row
        images.add((image, architecture))
        assert architecture in ("x64", "x86", "arm64")
        assert series.startswith("3.")
        assert series[2:].isdigit()
        first, dash, last = patches.partition("-")
        assert patches == "*" or (dash and (first or last) and (first + last).isdigit())
    days = {}
    for row in data.rows("runner-images.tsv"):
        name, start, end, image, architecture = row
        assert (image, architecture) in images
        for day in (start, end):
            assert not day or datetime.date.fromisoformat(day)
        assert not start or start == days.get(name)
        days[name] = end
    for table in ("setup-python.tsv", "runner-images.tsv"):
        text = data.text(table)
        head = [line for line in text.split("\n") if line.startswith("#")]
        assert any(line.startswith("# Source: ") and "202" in line for line in head)
        assert any("Refresh: " in line for line in head)


CALLED = (
    "on:\n  workflow_call:\n    inputs:\n      py: {type: string}\n      os: {type: string}\njobs:\n"
    "  t:\n    runs-on: ${{ inputs.os }}\n    steps:\n      - uses: actions/setup-python@v6\n"
    "        with: {python-version: '${{ inputs.py }}'}\n      - run: pytest\n"
)
CALLER = (
    "on: push\njobs:\n  a:\n    uses: ./.github/workflows/t.yml\n    with:\n"
    "      os: {os}\n      py: {py}\n"
)


@pytest.mark.parametrize(
    ("os", "py", "lines"),
    [
        pytest.param("ubuntu-24.04", "'3.12'", [], id="there"),
        pytest.param("ubuntu-22.04", "'3.7'", [], id="the older image has it"),
        pytest.param("${{ vars.OS }}", "'3.7'", [], id="not known"),
        pytest.param("ubuntu-24.04", "'3.7'", [7], id="not there"),
    ],
)
def test_what_a_called_workflow_is_given(os, py, lines):
    caller = CALLER.replace("{os}", os).replace("{py}", py)
    files = {".github/workflows/t.yml": CALLED, ".github/workflows/a.yml": caller}
    found = findings("VL318", files)
    assert [(one.at.path, one.at.line) for one in found] == [
        (".github/workflows/a.yml", line) for line in lines
    ]
