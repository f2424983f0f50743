"""VL315: CI that takes the newest Python of a range while the runtime is pinned to an older one."""

from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint

WORKFLOW = ".github/workflows/ci.yml"
FILE = (
    "      - uses: actions/setup-python@v5\n        with:\n          python-version-file:"
    " pyproject.toml\n"
)
UV = "      - uses: astral-sh/setup-uv@v6\n"
IMAGE = {"Dockerfile": "FROM python:3.10-slim\n"}


def tree(
    steps: str,
    files: dict[str, str],
    *,
    requires: str = ">=3.9",
    run: str = "pip install . && pytest",
    job: str = "",
    runner: str = "ubuntu-24.04",
) -> dict[str, str]:
    return {
        "pyproject.toml": (
            f'[project]\nname = "demo"\nversion = "1.0"\nrequires-python = "{requires}"\n'
        ),
        WORKFLOW: (
            f"on: push\njobs:\n  t:\n    runs-on: {runner}\n{job}    steps:\n{steps}      - run: {run}\n"
        ),
        **files,
    }


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(tree(FILE, {}), id="nothing is pinned"),
        pytest.param(
            tree(UV, IMAGE, run="uv python install ${{ inputs.python }} && uv sync"),
            id="uv installs what the caller says",
        ),
        pytest.param(
            tree(UV, IMAGE, run="uv run --no-project ci/check.py && uvx tbump"),
            id="uv looks at no project",
        ),
        pytest.param(tree(FILE, IMAGE, requires=">=3.10,<3.11"), id="the range leaves no choice"),
        pytest.param(tree(FILE, {"Dockerfile": "FROM python:3.15\n"}), id="pinned to the newest"),
        pytest.param(
            tree(
                FILE.replace("pyproject.toml", ".python-version"),
                {**IMAGE, ".python-version": "3.10\n"},
            ),
            id="the file is a pin",
        ),
        pytest.param(
            tree(FILE + "          python-version: '3.10'\n", IMAGE),
            id="the version wins over the file",
        ),
        pytest.param(tree(FILE, IMAGE, run="pip install ruff && ruff check"), id="lint alone"),
        pytest.param(tree(UV, IMAGE, run="uv sync && uv build && uv publish"), id="a release"),
        pytest.param(tree(FILE, IMAGE, run="pip install . && mkdocs build"), id="documents"),
        *(
            pytest.param(
                tree(FILE + UV, {**IMAGE, **files}, run=run),
                id=f"uv has a pin of its own and runs everything: {run}",
            )
            for files, run in (
                ({".python-version": "3.10\n"}, "uv sync --frozen && uv run pytest"),
                ({}, "uv sync --python 3.10 && uv run --python 3.10 pytest"),
                ({}, "uv python install 3.10 && uv run pytest"),
            )
        ),
        pytest.param(
            tree(FILE, {"Dockerfile.dev": "FROM python:3.10\n"}), id="only an image for development"
        ),
        pytest.param(
            tree(
                FILE,
                {
                    "stacks/Dockerfile.iperf": "FROM python:3.10-alpine\nRUN apk add iperf3 && true\n"
                    'CMD ["iperf3", "-s"]\n'
                },
            ),
            id="an image of a program of the system alone",
        ),
        pytest.param(
            tree(
                UV + "        with:\n          python-version: '3.10'\n",
                IMAGE,
                run="uv sync && uv run pytest",
            ),
            id="uv with a version",
        ),
        pytest.param(
            tree(UV, {**IMAGE, ".python-version": "3.10\n"}, run="uv sync && uv run pytest"),
            id="uv reads the pin file",
        ),
        pytest.param(
            tree(
                UV, {**IMAGE, ".tool-versions": "python 3.10.1\n"}, run="uv sync && uv run pytest"
            ),
            id="setup-uv reads .tool-versions",
        ),
        pytest.param(
            tree(
                UV, IMAGE, run="uv sync && uv run pytest", job="    env:\n      UV_PYTHON: '3.10'\n"
            ),
            id="UV_PYTHON",
        ),
        pytest.param(tree(UV, IMAGE, run="uv run --python 3.10 pytest"), id="uv run --python"),
        pytest.param(
            tree(UV, IMAGE, run="uv python install 3.10 && uv sync && uv run pytest"),
            id="uv python install",
        ),
        pytest.param(tree(UV, IMAGE, run="uvx ruff check"), id="uvx alone"),
        pytest.param(tree(UV, IMAGE, run="uv lock --check"), id="nothing is installed"),
        pytest.param(
            tree(UV, IMAGE, run="uv run --no-project ci/version.py"), id="not for the project"
        ),
        pytest.param(
            tree(UV, {"Dockerfile": "FROM python:3.12\n"}, run="uv sync"),
            id="the runner's own is the pinned one",
        ),
        pytest.param(
            tree(UV, {"Dockerfile": "FROM python:3.13\n"}, run="uv sync"),
            id="the runner's own is older",
        ),
        pytest.param(
            tree(UV, IMAGE, run="uv sync", runner="macos-latest"), id="what macOS has moves"
        ),
        pytest.param(
            tree(UV, IMAGE, run="uv sync", runner="self-hosted"), id="somebody's own machine"
        ),
        pytest.param(
            tree(
                "      - uses: actions/setup-python@v5\n        with:\n          python-version:"
                " '3.10'\n" + UV,
                IMAGE,
                run="uv sync && uv run pytest",
            ),
            id="uv finds the one that was set up",
        ),
        pytest.param(
            {
                "svc/pyproject.toml": tree(UV, {})["pyproject.toml"],
                WORKFLOW: tree(UV, {})[WORKFLOW].replace(
                    "run: pip install . && pytest", "run: uv sync\n        working-directory: svc"
                ),
                "infra/spark/Dockerfile": "FROM python:3.10-slim\nRUN apt-get install -y curl\n",
            },
            id="the image of something else",
        ),
        pytest.param(
            {**tree(FILE, IMAGE), "pyproject.toml": '[project]\nname = "demo"\n'}, id="no range"
        ),
    ],
)
def test_quiet(files):
    assert lint("VL315", files) == []


@pytest.mark.parametrize(
    ("files", "line"),
    [
        pytest.param(tree(FILE, IMAGE), 8, id="an image"),
        pytest.param(
            tree(FILE, {".python-version": "3.10\n"}), 8, id="a pin file that CI passes over"
        ),
        pytest.param(
            tree(FILE, {"runtime.txt": "python-3.10.4\n", "Procfile": "web: gunicorn x\n"}),
            8,
            id="a platform",
        ),
        pytest.param(tree(FILE, IMAGE, requires=">=3.9,<3.13"), 8, id="a cap above the pin"),
        pytest.param(tree(UV, IMAGE, run="uv sync && uv run pytest"), 6, id="uv"),
        pytest.param(
            tree(UV, IMAGE, run="uv sync && uv run pytest && uv publish"), 6, id="tests, then sends"
        ),
        pytest.param(
            tree(UV, IMAGE, run="uv sync && uv run pyinstaller x.py && uv publish"),
            6,
            id="a program with its Python",
        ),
        *(
            pytest.param(
                tree(FILE + UV, {**IMAGE, ".python-version": "3.10\n"}, run=run),
                8,
                id=f"beside uv with a pin: {run}",
            )
            for run in (
                "uv sync && pytest",
                "uv run pytest && python -m build",
                "uv pip install --system . && uv run pytest",
            )
        ),
        pytest.param(tree(FILE + UV, IMAGE, run="uv sync && uv run pytest"), 8, id="uv has none"),
        pytest.param(
            tree(
                UV,
                IMAGE,
                run="uv sync",
                runner="${{ matrix.os }}",
                job="    strategy: {matrix: {os: [windows-latest, ubuntu-24.04]}}\n",
            ),
            7,
            id="on one of several runners",
        ),
    ],
)
def test_loud(files, line):
    [violation] = findings("VL315", files)
    assert (violation.at.path, violation.at.line) == (WORKFLOW, line)


def test_names_both_places():
    [violation] = findings("VL315", tree(FILE, IMAGE, requires=">=3.9,<3.14"))
    assert (
        violation.message
        == "`pyproject.toml` as the version file makes CI take the newest Python that `>=3.9,<3.14`"
        " allows (3.13), but `Dockerfile` pins 3.10"
    )
    assert [(one.at.path, one.at.line) for one in violation.related] == [
        ("Dockerfile", 1),
        ("pyproject.toml", 4),
    ]


def test_uv_takes_what_the_runner_has():
    [violation] = findings("VL315", tree(UV, IMAGE, run="uv sync"))
    assert (
        violation.message
        == "`setup-uv` without a version makes CI take the Python of `ubuntu-24.04` (3.12), which"
        " `>=3.9` allows, but `Dockerfile` pins 3.10"
    )
    files = tree(UV, {"Dockerfile": "FROM python:3.11\n"}, requires=">=3.11,<3.14", run="uv sync")
    files[WORKFLOW] = files[WORKFLOW].replace("24.04", "22.04")
    [violation] = findings("VL315", files)  # whose own is 3.10
    assert "take the newest Python that `>=3.11,<3.14` allows (3.13)" in violation.message


def test_fix():
    before = tree(FILE, IMAGE)
    assert fix("VL315", before, unsafe=True) == {
        WORKFLOW: (
            before[WORKFLOW].replace(
                "python-version-file: pyproject.toml", 'python-version: "3.10"'
            )
        )
    }
