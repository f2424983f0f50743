"""VL311: versions that a loader reads as numbers."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lint import findings, fix, lint

WORKFLOW = ".github/workflows/ci.yml"


def places(files: dict[str, str]) -> list[str]:
    return [":".join(line.split(":", 2)[:2]) for line in lint("VL311", files)]


def setup(
    version: str, job: str = "", name: str = "setup-python", key: str = "python-version"
) -> dict[str, str]:
    return {
        WORKFLOW: (
            f"on: push\njobs:\n  t:\n    runs-on: x\n{job}    steps:\n      - uses:"
            f" actions/{name}@v5\n        with:\n          {key}: {version}\n"
        )
    }


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(setup("'3.10'"), id="single quotes"),
        pytest.param(setup('"3.10"'), id="double quotes"),
        pytest.param(setup("3.11"), id="survives as a number"),
        pytest.param(setup("3.10.4"), id="text to YAML"),
        pytest.param(setup("3.10-dev"), id="text with a suffix"),
        pytest.param(setup("|\n            3.10\n            3.20"), id="a block of text"),
        pytest.param(setup(">-\n            3.10"), id="a folded block"),
        pytest.param(setup("!!str 3.10"), id="a tag makes it text"),
        pytest.param(setup("3.10", name="setup-go", key="go-version"), id="another language"),
        pytest.param(
            setup(
                "${{ matrix.version }}",
                "    strategy:\n      matrix:\n        version: [1.20, 3.10]\n",
                "setup-go",
                "go-version",
            ),
            id="a matrix that feeds Go",
        ),
        pytest.param(
            {"docker-compose.yml": "version: 3.10\nservices: {}\n"}, id="the version of compose"
        ),
        pytest.param(
            {".gitlab-ci.yml": "variables:\n  POETRY_VERSION: 3.10\n  ALPINE: 3.20\n"},
            id="versions of others",
        ),
        pytest.param(
            {"pyproject.toml": "[tool.coverage.report]\nfail_under = 3.10\n"}, id="a number in TOML"
        ),
        pytest.param(
            {"mise.toml": '[tools]\npython = "3.10"\nnode = 3.10\n'}, id="mise with quotes"
        ),
        pytest.param({"tests/ci.yml": "python-version: 3.10\n"}, id="test data"),
        pytest.param({"x.yml": "# python-version: 3.10\n"}, id="a comment"),
        pytest.param(
            {".appveyor.yml": "environment:\n  matrix:\n    - PYTHON_VERSION: 3.10\n"},
            id="AppVeyor takes the text",
        ),
        *(
            pytest.param(
                {
                    name: "version: 0.2\nphases:\n  install:\n    runtime-versions:\n"
                    "      python: 3.10\n"
                },
                id=f"CodeBuild takes the text of {name}",
            )
            for name in ("buildspec.yml", "codebuild/tests.yml")
        ),
        pytest.param(
            {
                "codebuild/tests.yml": (
                    'version: 0.2\nphases:\n  install:\n    "runtime-versions" :\n'
                    "      python: 3.10\n"
                )
            },
            id="CodeBuild takes the text below a key in quotes",
        ),
        pytest.param(
            {"recipe/variants.yaml": "python_min:\n  - 3.10\n"}, id="rattler-build takes the text"
        ),
        pytest.param(
            {"recipe/conda_build_config.yaml": "python:\n  - 3.10\n"}, id="so does conda-build"
        ),
    ],
)
def test_quiet(files):
    assert lint("VL311", files) == []


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param(setup("3.10"), f"{WORKFLOW}:8", id="scalar"),
        pytest.param(setup("3.20  # soon"), f"{WORKFLOW}:8", id="3.20"),
        pytest.param(
            setup(
                "${{ matrix.v }}",
                "    strategy:\n      matrix:\n        v: [3.9,\n            3.10]\n",
            ),
            f"{WORKFLOW}:8",
            id="a matrix of any name",
        ),
        pytest.param(
            setup(
                "${{ matrix.v }}",
                "    strategy:\n      matrix:\n        include:\n          - v: 3.10\n",
            ),
            f"{WORKFLOW}:8",
            id="include",
        ),
        pytest.param(
            setup("${{ env.V }}", "    env:\n      V: 3.10\n"),
            f"{WORKFLOW}:6",
            id="env of any name",
        ),
        pytest.param(
            {WORKFLOW: "on: push\nenv:\n  PYTHON_VERSION: 3.10\njobs: {}\n"},
            f"{WORKFLOW}:3",
            id="a name that says it",
        ),
        pytest.param(
            {
                "action.yml": (
                    "name: x\ninputs:\n  python-version:\n    default: 3.10\nruns:\n  using:"
                    " composite\n  steps: []\n"
                )
            },
            "action.yml:4",
            id="an input's default",
        ),
        pytest.param(
            {
                ".readthedocs.yaml": (
                    "version: 2\nbuild:\n  os: ubuntu-24.04\n  tools:\n    python: 3.10\n"
                )
            },
            ".readthedocs.yaml:5",
            id="Read the Docs",
        ),
        pytest.param(
            {".readthedocs.yml": "python:\n  version: 3.10\n"},
            ".readthedocs.yml:2",
            id="Read the Docs' old form",
        ),
        pytest.param(
            {
                ".circleci/config.yml": (
                    "version: 2.1\njobs:\n  t:\n    parameters:\n      v: {type: string}\n   "
                    " docker:\n      - image: cimg/python:<< parameters.v >>\n    steps:"
                    " [checkout]\nworkflows:\n  w:\n    jobs:\n      - t:\n          matrix:\n     "
                    "       parameters:\n              v: [3.10]\n"
                )
            },
            ".circleci/config.yml:15",
            id="CircleCI's matrix",
        ),
        pytest.param(
            {
                "azure-pipelines.yml": (
                    "steps:\n- task: UsePythonVersion@0\n  inputs:\n    versionSpec: 3.10\n"
                )
            },
            "azure-pipelines.yml:4",
            id="Azure's task",
        ),
        pytest.param(
            {".travis.yml": "language: python\npython:\n  - 3.9\n  - 3.10\n"},
            ".travis.yml:4",
            id="Travis",
        ),
        pytest.param(
            {"azure-pipelines.yml": "strategy:\n  matrix:\n    a:\n      python.version: 3.10\n"},
            "azure-pipelines.yml:4",
            id="Azure",
        ),
        pytest.param(
            {"app.yaml": "runtime: python\nenv: flex\nruntime_config:\n  runtime_version: 3.10\n"},
            "app.yaml:4",
            id="App Engine",
        ),
        pytest.param(
            {".pre-commit-config.yaml": "default_language_version:\n  python: 3.10\nrepos: []\n"},
            ".pre-commit-config.yaml:2",
            id="pre-commit",
        ),
        pytest.param(
            {
                ".pre-commit-config.yaml": (
                    "repos:\n- repo: x\n  hooks:\n  - id: a\n    language_version: 3.10\n"
                )
            },
            ".pre-commit-config.yaml:5",
            id="a hook",
        ),
        pytest.param(
            {
                "render.yaml": (
                    "services:\n  - envVars:\n      - key: PYTHON_VERSION\n        value: 3.10\n"
                )
            },
            "render.yaml:4",
            id="Render",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    "t:\n  parallel:\n    matrix:\n      - PY: [3.9, 3.10]\n  image: python:$PY\n "
                    " script: [pytest]\n"
                )
            },
            ".gitlab-ci.yml:4",
            id="GitLab",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    "t:\n  variables:\n    V: 3.10\n  image: python:$V\n  script: [pytest]\n"
                )
            },
            ".gitlab-ci.yml:3",
            id="an image's variable",
        ),
        pytest.param(
            {
                "compose.yml": (
                    "services:\n  a:\n    build:\n      args:\n        PYTHON_VERSION: 3.10\n"
                )
            },
            "compose.yml:5",
            id="a build argument",
        ),
        pytest.param({"x.yml": "v: &py 3.10\npython-version: *py\n"}, "x.yml:1", id="an anchor"),
        pytest.param({"mise.toml": "[tools]\npython = 3.10\n"}, "mise.toml:2", id="mise"),
        pytest.param({"Pipfile": "[requires]\npython_version = 3.10\n"}, "Pipfile:2", id="Pipfile"),
    ],
)
def test_loud(files, place):
    assert places(files) == [place]


def test_an_anchor_stays():
    assert fix("VL311", {"x.yml": "python-version: &py 3.10  # oldest\nb: *py\n"}) == {
        "x.yml": 'python-version: &py "3.10"  # oldest\nb: *py\n'
    }


def test_the_token_is_the_place():
    [violation] = findings("VL311", setup("[3.9, 3.10, 3.11]", key="python-versions"))
    assert (violation.at.column, violation.at.end_column) == (34, 38)
    assert violation.message == "YAML reads `3.10` without quotes as the number `3.1`"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[3.9, 3.10]", '[3.9, "3.10"]'),
        ("['3.9', 3.10]", "['3.9', '3.10']"),
        ('["3.9", 3.10]', '["3.9", "3.10"]'),
        ("3.10 # x", '"3.10" # x'),
    ],
)
def test_fix(before, after):
    assert fix("VL311", setup(before, key="python-versions")) == setup(after, key="python-versions")


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(
            ["3.9", "3.10", "'3.10'", "3.20", "3.11", '"3.9"', "3.100", "pypy3.10", "3.10.2"]
        ),
        min_size=1,
        max_size=6,
    )
)
def test_after_the_fix_yaml_reads_what_is_written(versions):
    files = {"ci.yml": f"python-version: [{', '.join(versions)}]\n"}
    text = str(fix("VL311", files).get("ci.yml", files["ci.yml"]))
    assert [str(item) for item in yaml.safe_load(text)["python-version"]] == [
        version.strip("'\"") for version in versions
    ]
