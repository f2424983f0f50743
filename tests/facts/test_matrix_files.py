"""Files that a matrix of a CI definition names."""

from __future__ import annotations

import pytest

from tests.lint import tree
from venvlint.facts.pythons.pins import matrix_files

FILES = {"ci/main.yml": "", "ci/py39.yml": "", "ci/lint.yml": "", "other/main.yml": ""}
BOTH = {"ci/main.yml", "ci/py39.yml"}


def github(strategy: str, step: str) -> dict[str, str]:
    return {
        ".github/workflows/ci.yml": (
            "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix:"
            f" {strategy}\n    steps:\n      - {step}\n"
        )
    }


TWO = "{env: [main, py39]}"


@pytest.mark.parametrize(
    ("definition", "named"),
    [
        pytest.param(
            github(TWO, "{uses: a/b@v1, with: {environment-file: 'ci/${{ matrix.env }}.yml'}}"),
            BOTH,
            id="a part of a name",
        ),
        pytest.param(
            github(
                "{include: [{f: ci/main.yml}, {f: ci/py39.yml}]}",
                "{uses: a/b@v1, with: {environment-file: '${{ matrix.f }}'}}",
            ),
            BOTH,
            id="whole paths",
        ),
        pytest.param(
            github(TWO, "run: conda env create -f ci/${{ matrix.env }}.yml"), BOTH, id="a command"
        ),
        pytest.param(
            github(TWO, "{run: 'x -f ${{ matrix.env }}.yml', working-directory: ci}"),
            BOTH,
            id="in a folder",
        ),
        pytest.param(
            github(TWO, "{run: conda env create -f $F, env: {F: 'ci/${{ matrix.env }}.yml'}}"),
            BOTH,
            id="a variable",
        ),
        pytest.param(
            github("${{ fromJSON(needs.a.outputs.b) }}", "run: x -f ci/${{ matrix.env }}.yml"),
            {*BOTH, "ci/lint.yml"},
            id="members that only a run knows",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    "test:\n  parallel:\n    matrix:\n      - E: [main, py39]\n  script:\n    - x -f"
                    " ci/$E.yml\n"
                )
            },
            BOTH,
            id="GitLab",
        ),
        pytest.param(
            {
                "azure-pipelines.yml": (
                    "jobs:\n- job: t\n  strategy:\n    matrix:\n      a: {f: ci/main.yml}\n      b: {f:"
                    " ci/py39.yml}\n  steps:\n  - script: x -f $(f)\n"
                )
            },
            BOTH,
            id="Azure",
        ),
        pytest.param(github(TWO, "run: conda env create -f ci/main.yml"), set(), id="one for all"),
        pytest.param(
            github("{env: [main]}", "run: x -f ci/${{ matrix.env }}.yml"), set(), id="one member"
        ),
    ],
)
def test_matrix_files(definition, named):
    assert matrix_files(tree({**FILES, **definition})) == named
