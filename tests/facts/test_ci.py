"""CI definitions: jobs, matrices, expressions and the tokens that state a value."""

from __future__ import annotations

import pytest

from tests.growth.counting import counted
from tests.lint import tree
from tests.made import tree_of, write
from venvlint.facts.ci.purpose import (
    foreign_checkout,
    installs_project,
    is_lint_only,
    is_release_only,
)
from venvlint.facts.ci.pythons import python_setups

WORKFLOW = ".github/workflows/ci.yml"


def jobs(text: str, path: str = WORKFLOW, **more: str):
    return tree({path: text, **more}).ci_jobs


def github(job: str, top: str = "on: push\n"):
    """The one job of a workflow; *job* is its body, indented by nothing."""
    body = "".join(f"    {line}\n" for line in job.splitlines())
    (found,) = jobs(f"{top}jobs:\n  test:\n    runs-on: ubuntu-latest\n{body}")
    return found


SETUP = "steps:\n  - uses: actions/setup-python@v5\n    with:\n      python-version: {}\n"


def versions(job, *, places: bool = False):
    """The versions that a job sets up: texts, or texts with the text at their place."""
    found = []
    for setup in python_setups(job):
        for value in setup.versions.values:
            at, document = value.at, value.node.document
            start, end = (
                document.offset(at.line, at.column),
                document.offset(at.end_line, at.end_column),
            )
            found.append((value.text, document.text[start:end]) if places else value.text)
    return found


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        pytest.param(SETUP.format("3.10"), [("3.10", "3.10")], id="plain"),
        pytest.param(SETUP.format("'3.12'"), [("3.12", "'3.12'")], id="quoted"),
        pytest.param(
            SETUP.format("|\n        3.10\n        3.11 \n"),
            [("3.10", "3.10"), ("3.11", "3.11")],
            id="block of lines",
        ),
        pytest.param(
            SETUP.format("${{ '3.9' }}"), [("3.9", "3.9")], id="a literal in an expression"
        ),
        pytest.param(
            "env: {PY: '3.8'}\n" + SETUP.format("${{ env.PY }}"), [("3.8", "'3.8'")], id="env"
        ),
        pytest.param(
            "env: {A: '3.8', PY: '${{ env.A }}'}\n" + SETUP.format("${{ env.PY }}"),
            [("3.8", "'3.8'")],
            id="env of env",
        ),
        pytest.param(
            "env: {PY: '${{ env.PY }}'}\n" + SETUP.format("${{ env.PY }}"), [], id="env of itself"
        ),
        pytest.param(
            "strategy: {matrix: {v: [9, 10]}}\n" + SETUP.format("3.${{ matrix.v }}"),
            [("3.9", "9"), ("3.10", "10")],
            id="composed",
        ),
        pytest.param(
            "strategy: {matrix: {v: '${{ fromJSON(''[\"3.9\", \"3.10\"]'') }}'}}\n"
            + SETUP.format("${{ matrix.v }}"),
            None,
            id="escaped quotes make the place approximate",
        ),
        pytest.param(
            'strategy:\n  matrix:\n    v: ${{ fromJSON(\'["3.9", "3.10"]\') }}\n'
            + SETUP.format("${{ matrix.v }}"),
            [("3.9", "3.9"), ("3.10", "3.10")],
            id="fromJSON of a literal",
        ),
        pytest.param(
            "strategy: {matrix: {t: [{py: '3.9'}, {py: '3.11'}]}}\n"
            + SETUP.format("${{ matrix.t.py }}"),
            [("3.9", "'3.9'"), ("3.11", "'3.11'")],
            id="objects",
        ),
        pytest.param(
            "strategy: {matrix: {os: [a, b]}}\n"
            + SETUP.format("${{ matrix.os == 'a' && '3.9' || '3.12' }}"),
            [("3.9", "3.9"), ("3.12", "3.12")],
            id="a choice by the matrix",
        ),
        pytest.param(SETUP.format("${{ inputs.python }}"), [], id="an unknown input"),
        pytest.param(SETUP.format("${{ needs.x.outputs.python }}"), [], id="an output"),
        pytest.param(
            SETUP.format("${{ github.ref == 'x' && '3.9' || '3.12' }}"),
            [],
            id="a choice that is not known",
        ),
    ],
)
def test_values_and_their_places(job, expected):
    found = versions(github(job), places=True)
    if expected is None:
        assert [text for text, _ in found] == ["3.9", "3.10"]
    else:
        assert found == expected


def test_include_and_exclude_as_github_does_it():
    """The example of GitHub's own manual, "Expanding or adding matrix configurations"."""
    matrix = """\
strategy:
  matrix:
    fruit: [apple, pear]
    animal: [cat, dog]
    include:
      - color: green
      - color: pink
        animal: cat
      - fruit: apple
        shape: circle
      - fruit: banana
      - fruit: banana
        animal: cat
"""
    found = [
        {key: node.value for key, node in row.values.items()} for row in github(matrix).combinations
    ]
    assert found == [
        {"fruit": "apple", "animal": "cat", "color": "pink", "shape": "circle"},
        {"fruit": "apple", "animal": "dog", "color": "green", "shape": "circle"},
        {"fruit": "pear", "animal": "cat", "color": "pink"},
        {"fruit": "pear", "animal": "dog", "color": "green"},
        {"fruit": "banana"},
        {"fruit": "banana", "animal": "cat"},
    ]


def test_exclude_takes_out_all_that_fit():
    job = github(
        "strategy:\n  matrix:\n    py: ['3.8', '3.9']\n    os: [a, b]\n    exclude: [{py: '3.8'}]\n"
        + SETUP.format("${{ matrix.py }}")
    )
    assert versions(job) == ["3.9"]


def test_a_computed_matrix_is_unknown_not_empty():
    job = github(
        "strategy:\n  matrix:\n    py: ${{ fromJSON(needs.a.outputs.b) }}\n    os: [x]\n"
        + SETUP.format("${{ matrix.py }}")
    )
    (setup,) = python_setups(job)
    assert (setup.versions.values, setup.versions.complete, job.matrix_complete) == (
        (),
        False,
        False,
    )


def test_what_may_fail():
    job = github(
        "continue-on-error: ${{ matrix.experimental || false }}\nstrategy:\n  matrix:\n    py:"
        " ['3.12']\n    include:\n      - {py: '3.15', experimental: true}\n"
        + SETUP.format("${{ matrix.py }}")
    )
    assert [(v.text, v.may_fail) for s in python_setups(job) for v in s.versions.values] == [
        ("3.12", False),
        ("3.15", True),
    ]


def test_a_step_runs_only_where_its_condition_lets_it():
    text = (
        "strategy: {matrix: {py: ['3.8', '3.12']}}\nsteps:\n  - uses: actions/setup-python@v5\n   "
        " if: matrix.py != '3.8'\n"
    )
    assert versions(github(text + "    with: {python-version: '${{ matrix.py }}'}\n")) == ["3.12"]


def test_what_never_runs_is_left_out():
    assert (
        jobs(
            "on: push\njobs:\n  a:\n    if: false\n    steps: []\n  b:\n    steps:\n      - {if:"
            " '${{ false }}', run: x}\n      - run: y\n"
        )[0].name
        == "b"
    )


@pytest.mark.parametrize(
    "root",
    [
        "${{ github.workspace }}",
        "${{github.workspace}}",
        "$GITHUB_WORKSPACE",
        "${GITHUB_WORKSPACE}",
    ],
)
def test_the_folder_of_the_checkout(root):
    (step,) = github(f"steps:\n  - {{run: b, working-directory: '{root}/app'}}\n").steps
    assert step.working_directory == "app"


def test_shells_and_folders():
    text = (
        "defaults: {run: {working-directory: ./app}}\nsteps:\n  - run: a\n  - {run: b, shell: 'bash"
        " -el {0}', working-directory: .}\n"
    )
    assert [(step.shell, step.working_directory) for step in github(text).steps] == [
        ("bash", "app"),
        ("bash", ""),
    ]
    assert [step.shell for step in github("container: python:3.12\n" + text).steps] == [
        "sh",
        "bash",
    ]
    (windows,) = jobs("on: push\njobs: {a: {runs-on: windows-latest, steps: [{run: x}]}}\n")
    assert windows.steps[0].shell == "pwsh"


def test_inputs_are_what_the_callers_give():
    called = "on:\n  workflow_call:\n    inputs:\n      py: {default: '3.11'}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/setup-python@v5\n        with: {python-version: '${{ inputs.py }}'}\n"
    (alone,) = jobs(called)
    assert versions(alone, places=True) == [("3.11", "'3.11'")]
    caller = (
        "on: push\njobs:\n  b:\n    strategy: {matrix: {v: ['3.8', '3.12']}}\n"
        "    uses: ./.github/workflows/x.yml\n    with: {py: '${{ matrix.v }}'}\n"
    )
    linked = {job.name: job for job in jobs(caller, **{".github/workflows/x.yml": called})}
    assert versions(linked["a"], places=True) == [("3.8", "'3.8'"), ("3.12", "'3.12'")]
    assert (
        next(python_setups(linked["a"])[0].versions.values[0].node.document.path for _ in "x")
        == WORKFLOW
    )


def test_a_composite_action_sets_up_what_its_users_say():
    action = "inputs: {py: {default: '3.9'}}\nruns:\n  using: composite\n  steps:\n    - uses: actions/setup-python@v5\n      with: {python-version: '${{ inputs.py }}'}\n"
    use = (
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./.github/actions/py\n   "
        "     with: {py: '3.8'}\n"
    )
    found = {job.is_action: job for job in jobs(use, **{".github/actions/py/action.yml": action})}
    assert (versions(found[False]), versions(found[True])) == (["3.8"], [])
    (alone,) = jobs(action, "action.yml")
    assert versions(alone) == ["3.9"]


GITLAB = """\
stages: [test]
default: {image: 'python:3.12', before_script: [one]}
variables: {PY: '3.11'}
.base:
  variables: {A: x}
  script:
    - three
.more:
  extends: .base
  before_script:
    - !reference [.setup, script]
.setup:
  script: [two]
test:
  extends: .more
  image: python:$PY
  parallel:
    matrix:
      - PY: ['3.9', '3.10']
plain:
  script: [four]
  allow_failure: true
"""


def test_gitlab():
    test, plain = jobs(GITLAB, ".gitlab-ci.yml")
    assert [step.run.string for step in test.steps] == ["two", "three"]
    assert test.resolve(test.images[0]).texts == ["python:3.9", "python:3.10"]
    assert test.env["A"].string == "x"
    assert [step.run.string for step in plain.steps] == ["one", "four"]
    assert plain.resolve(plain.images[0]).texts == ["python:3.12"]
    assert plain.combinations[0].may_fail is True
    assert {step.session for step in test.steps} == {0}


@pytest.mark.parametrize("included", [".gitlab/base.yml", "/.gitlab/*.yml", "'**.yml'"])
def test_gitlab_shares_names_between_files(included):
    main = f"include: [{{local: {included}}}]\ntest:\n  extends: .base\n"
    (job,) = jobs(
        main,
        ".gitlab-ci.yml",
        **{".gitlab/base.yml": ".base:\n  image: python:3.9\n  script: [x]\n"},
    )
    assert job.resolve(job.images[0]).texts == ["python:3.9"]


CIRCLE = """\
version: 2.1
executors:
  py:
    parameters: {tag: {type: string, default: '3.9'}}
    docker: [{image: 'cimg/python:<< parameters.tag >>'}]
commands:
  enter:
    parameters: {folder: {default: venv}}
    steps:
      - run: . << parameters.folder >>/bin/activate
jobs:
  test:
    parameters: {v: {type: string}}
    executor: {name: py, tag: << parameters.v >>}
    steps: [checkout, {enter: {folder: env}}, {run: {command: x, working_directory: app}}]
workflows:
  main:
    jobs:
      - test: {matrix: {parameters: {v: ['3.8', '3.12']}}}
"""


def test_circleci():
    (job,) = jobs(CIRCLE, ".circleci/config.yml")
    values = job.resolve(job.images[0])
    assert values.texts == ["cimg/python:3.8", "cimg/python:3.12"]
    at = values.values[0].place(12, 15)
    assert job.node.document.line(at.line)[at.column - 1 : at.end_column - 1] == "'3.8'"
    assert [(step.uses, step.working_directory) for step in job.steps] == [
        ("checkout", ""),
        ("", ""),
        ("", "app"),
    ]
    assert job.resolve(job.steps[1].run, job.steps[1]).texts == [". env/bin/activate"]


def test_azure_templates_and_matrices():
    main = (
        "strategy: {matrix: {a: {py: '3.8'}, b: {py: '3.12'}}}\nsteps:\n  - template:"
        " ci/setup.yml\n    parameters: {v: $(py)}\n  - ${{ if eq(1, 1) }}:\n    - script: inside\n"
    )
    template = (
        "parameters: {v: ''}\nsteps:\n  - task: UsePythonVersion@0\n    inputs: {versionSpec: '${{"
        " parameters.v }}'}\n"
    )
    job = next(job for job in jobs(main, "azure-pipelines.yml", **{"ci/setup.yml": template}))
    assert versions(job, places=True) == [("3.8", "'3.8'"), ("3.12", "'3.12'")]
    assert [step.run.string for step in job.steps if step.run] == ["inside"]


def test_travis():
    text = (
        "language: python\npython: [3.9, '3.12']\nscript: pytest\njobs:\n  include:\n    - {python:"
        " '3.8', script: x}\n    - {language: node_js, script: y}\n  allow_failures: [{python:"
        " '3.8'}]\n"
    )
    found = jobs(text, ".travis.yml")
    assert [(versions(job), job.combinations[-1].may_fail) for job in found] == [
        (["3.9", "3.12"], False),
        (["3.8"], True),
    ]


def test_appveyor_and_bitbucket():
    text = (
        'environment:\n  matrix:\n    - PYTHON: "C:\\\\Python38-x64"\n    - PYTHON:'
        " C:\\Python310\ninstall:\n  - ps: x\n  - y\n"
    )
    (job,) = jobs(text, "appveyor.yml")
    assert versions(job) == ["Python38", "Python310"]
    assert [step.shell for step in job.steps] == ["powershell", "cmd"]
    text = (
        "image: python:3.9\npipelines:\n  default:\n    - parallel:\n        - step: {script: [a,"
        " b]}\n        - step: {image: {name: 'python:3.8'}, script: [c]}\n"
    )
    assert [job.resolve(job.images[0]).texts for job in jobs(text, "bitbucket-pipelines.yml")] == [
        ["python:3.9"],
        ["python:3.8"],
    ]


def runs(*commands: str, **more: str):
    steps = "".join(f"  - run: {command}\n" for command in commands)
    return github("steps:\n  - uses: actions/checkout@v4\n" + steps, **more)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("pip install .", True),
        ("python -m pip install -e '.[dev]'", True),
        ("pip install -r requirements.txt", True),
        ("pip install ./dist/*.whl", True),
        ("uv sync --frozen", True),
        ("uv run pytest", True),
        ("poetry install", True),
        ("poetry install --no-root", False),
        ("tox -e py312", True),
        ("tox -e lint,mypy", False),
        ("nox -s docs", False),
        ("hatch run lint:all", False),
        ("hatch run test:cov", True),
        ("hatch run docs", True),  # a script of the default environment
        ("hatch run +py=3.12 test:cov", True),
        ("python -m pytest", True),
        ("pip install flake8", False),
        ("pip install -r requirements-lint.txt", False),
        ("uvx ruff check", False),
        ("echo pytest", False),
        ("hatch run docs:build", False),
        ("hatch run +py=3.12 types:check", False),
        ("hatch -e docs run build", False),
        ("hatch fmt --check", False),
        ("hatch build", False),
        ("hatch run pytest", True),
        ("hatch test -py 3.12", True),
        ("make test", None),
        ("./ci/run.sh", None),
    ],
)
def test_installs_project(command, expected):
    assert installs_project(runs(command)) is expected


def test_purposes():
    lint = runs("pip install flake8", "flake8 .")
    assert is_lint_only(lint)
    assert not is_release_only(lint)
    assert not is_lint_only(runs("pip install -e .", "mypy ."))
    assert is_release_only(
        runs("pip install build twine", "python -m build", "twine upload dist/*")
    )
    assert not is_release_only(runs("pip install .", "python -m build"))


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        pytest.param("j178/prek-action@v1", (True, False), id="it lints"),
        pytest.param("PSF/Black@stable", (True, False), id="in any case"),
        pytest.param("googleapis/release-please-action@v4", (False, True), id="it releases"),
        pytest.param("actions/create-release@v1", (False, True), id="of the service's own"),
        pytest.param("etils-actions/pypi-auto-publish@v1", (False, True), id="it publishes"),
        pytest.param("actions/cache@v4", (False, False), id="it keeps files"),
        pytest.param("action/setup@v1", (False, False), id="a name that begins like a word"),
        pytest.param("release/it@v1", (False, False), id="a word of one that releases"),
        pytest.param("pypa/hatch@install", (False, False), id="it brings a tool"),
    ],
)
def test_an_action_says_what_a_job_is_for(action, expected):
    job = github(f"steps:\n  - uses: actions/checkout@v4\n  - uses: {action}\n")
    assert (is_lint_only(job), is_release_only(job)) == expected


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ("{}", False),
        ("{repository: other/project}", True),
        ("{ref: v1.x}", True),
        ("{ref: '${{ github.head_ref }}'}", False),
        ("{repository: '${{ github.repository }}'}", False),
        ("{ref: '${{ inputs.branch }}'}", True),
    ],
)
def test_foreign_checkout(inputs, expected):
    assert (
        foreign_checkout(github(f"steps:\n  - uses: actions/checkout@v4\n    with: {inputs}\n"))
        is expected
    )
    beside = (
        "steps:\n  - uses: actions/checkout@v4\n  - uses: actions/checkout@v4\n    with:"
        f" {inputs[:-1]}{', ' if len(inputs) > 2 else ''}path: x}}\n"
    )
    assert foreign_checkout(github(beside)) is False


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        (("git checkout maint",), True),
        (("git fetch && git switch v1.x",), True),
        (("git checkout ${{ matrix.branch }}",), True),
        (("git checkout ${{ github.sha }}",), False),
        (("git checkout -b new",), False),
        (("git checkout main -- README.md",), False),
        (("git checkout .",), False),
        (("pip install .", "git checkout gh-pages"), False),
        (("echo git checkout maint",), False),
    ],
)
def test_a_command_that_checks_out_something_else(commands, expected):
    assert foreign_checkout(runs(*commands)) is expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("steps:\n  - run: git clone https://h/x .\n", True),
        ("steps:\n  - run: git clone https://h/${{ github.repository }} .\n", False),
        ("steps:\n  - uses: actions/checkout@v4\n  - run: git clone https://h/x\n", False),
    ],
)
def test_a_clone_of_something_else(steps, expected):
    assert foreign_checkout(github(steps)) is expected


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            WORKFLOW,
            BOMB
            + "jobs:\n  t:\n    runs-on: *i\n    strategy: {matrix: {v: *i, w: *i, exclude: [{v:"
            " *i}], include: *i}}\n    steps: *i\n",
        ),
        (
            WORKFLOW,
            "jobs:\n  t:\n    strategy: {matrix: {"
            + ", ".join(f"k{n}: [1, 2, 3]" for n in range(40))
            + "}}\n    steps: [{run: x}]\n",
        ),
        (
            WORKFLOW,
            "jobs:\n  t:\n    steps:\n      - uses: actions/setup-python@v5\n        with:"
            ' {python-version: "' + "${{ '" * 4000 + '"}\n',
        ),
        (".gitlab-ci.yml", BOMB + "t: {script: *i, before_script: *i}\n"),
        (
            ".gitlab-ci.yml",
            (
                "t: {extends: [t, t, t, t], script: [!reference [t, script], !reference [t,"
                " script]]}\n"
            ),
        ),
        ("azure-pipelines.yml", BOMB + "steps: *i\nstages: *i\n"),
        ("azure-pipelines.yml", "steps:\n" + "  - template: azure-pipelines.yml\n" * 9),
        (
            ".circleci/config.yml",
            (
                "commands: {c: {steps: [c, c, c, c, c, c, c]}}\njobs: {t: {steps: [c, c, c, c, c,"
                " c, c]}}\n"
            ),
        ),
        ("bitbucket-pipelines.yml", BOMB + "pipelines: {default: *i}\n"),
        (".travis.yml", BOMB + "python: *i\nscript: *i\nenv: *i\n"),
        ("appveyor.yml", BOMB + "environment: {matrix: *i}\ninstall: *i\n"),
    ],
)
def test_hostile_definitions_stay_small(path, text):
    def everything():
        for job in jobs(text, path):
            assert len(job.combinations) <= 256
            assert len(job.steps) <= 5000
            for node in job.images:
                job.resolve(node)
            python_setups(job)
            installs_project(job)

    count, _ = counted(everything)
    assert count < 5_000_000, "the dearest needs 600,000; without limits it would be hours"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lint", True),
        ("Run pre-commit", True),
        ("precommit", True),
        ("py39-type-checks", True),
        ("flake8-py3", True),
        ("docs3", True),
        ("STYLE/format", True),
        pytest.param("client", False, id="part of a word"),
        pytest.param("typed", False, id="another word that begins so"),
        pytest.param("check-types-commit-pre", True, id="one of the words is enough"),
        pytest.param("commit pre", False, id="the pair the other way round"),
        pytest.param("test (flake)", False, id="a flaky test"),
        pytest.param("", False, id="no name"),
    ],
)
def test_names_that_speak_of_lint(name, expected):
    step = "runs-on: ubuntu-24.04, steps: [{run: ./unknown.sh}]"
    job = f"jobs: {{build: {{name: {name!r}, {step}}}}}\n"
    (found,) = tree({".github/workflows/ci.yml": job}).ci_jobs
    assert is_lint_only(found) is expected


ONE_JOB = "jobs: {t: {runs-on: ubuntu-24.04, steps: [{run: pytest}]}}\n"
ONE_OF_GITLAB = "t: {script: [pytest]}\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({".github/workflows/a.yml": ONE_JOB}, 1, id="at the root"),
        pytest.param({"sub/.github/workflows/a.yml": ONE_JOB}, 0, id="GitHub's in a folder"),
        pytest.param(
            {".agents/skills/x/.github/workflows/a.yml": ONE_JOB}, 0, id="in a folder with a dot"
        ),
        pytest.param({"sub/.gitea/workflows/a.yml": ONE_JOB}, 0, id="Gitea's in a folder"),
        pytest.param({"sub/.travis.yml": "script: pytest\n"}, 0, id="Travis' in a folder"),
        pytest.param(
            {"sub/.circleci/config.yml": "jobs: {t: {docker: [{image: x}], steps: [checkout]}}\n"},
            0,
            id="CircleCI's in a folder",
        ),
        pytest.param(
            {"sub/azure-pipelines.yml": "steps: [{script: pytest}]\n"}, 1, id="Azure is told where"
        ),
        pytest.param(
            {".gitlab-ci.yml": ONE_OF_GITLAB, "sub/.gitlab-ci.yml": ONE_OF_GITLAB},
            1,
            id="nothing includes it",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": "include: [{local: sub/.gitlab-ci.yml}]\n" + ONE_OF_GITLAB,
                "sub/.gitlab-ci.yml": ONE_OF_GITLAB,
            },
            2,
            id="included",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": "include: [{local: '*/.gitlab-ci.yml'}]\n" + ONE_OF_GITLAB,
                "sub/.gitlab-ci.yml": ONE_OF_GITLAB,
            },
            2,
            id="by a pattern",
        ),
        pytest.param({"sub/.gitlab-ci.yml": ONE_OF_GITLAB}, 1, id="GitLab may be told where"),
    ],
)
def test_definitions_that_nobody_reads_have_no_jobs(files, expected):
    assert len(tree(files).ci_jobs) == expected


def test_without_git_nobody_knows_where_the_repository_begins(tmp_path):
    files = {"sub/.github/workflows/a.yml": ONE_JOB}
    write(tmp_path, files)
    assert len(tree_of(tmp_path).ci_jobs) == 1


@pytest.mark.parametrize(
    ("matrix", "rows"),
    [
        ("", [{}]),
        ("matrix: {PY: ['3.9', '3.10']}\n", [{"PY": "3.9"}, {"PY": "3.10"}]),
        ("matrix: {include: [{PY: '3.9', OS: a}, {PY: '3.10'}]}\n", [{"PY": "3.9", "OS": "a"}, {"PY": "3.10"}]),
        ("matrix: {include: []}\n", [{}]),
    ],
)  # fmt: skip
def test_the_matrix_of_woodpecker(matrix, rows):
    text = (
        f"{matrix}steps:\n- {{name: a, image: 'python:${{PY}}', failure: ignore, commands: [x]}}\n"
    )
    (job,) = jobs(text, ".woodpecker.yml")
    found = [{name: value.string for name, value in one.values.items()} for one in job.combinations]
    assert found == rows
    assert all(one.may_fail for one in job.combinations)


def test_a_pipeline_of_drone_without_containers_is_one_machine():
    steps = "steps:\n- {name: a, commands: [cd x, pip y]}\n- {name: b, commands: [pip z]}\n"
    (job,) = jobs(f"kind: pipeline\ntype: exec\nname: n\n{steps}", ".drone.yml")
    assert [(step.name, step.run.string, step.session) for step in job.steps] == [
        ("a", "cd x", 0),
        ("a", "pip y", 0),
        ("b", "pip z", 1),
    ]
    assert (job.name, job.images) == ("n", ())
    first, second = jobs(f"kind: pipeline\nname: n\n{steps}---\nkind: secret\n", ".drone.yml")
    assert (first.name, second.name) == ("a", "b")


def test_the_scripts_of_cirrus():
    text = (
        "task:\n  container: {image: 'python:3.12'}\n  pip_cache: {fingerprint_script: a}\n"
        "  test_script: [b, c]\n  always: {logs_script: d}\n  on_failure: {e_script: e}\n"
        "lint_task:\n  script: f\ntask:\n  script: g\nother: {script: h}\n"
    )
    found = [[step.run.string for step in job.steps] for job in jobs(text, ".cirrus.yml")]
    assert found == [["a", "b", "c", "d", "e"], ["f"], ["g"]]
    assert jobs("task: [", ".cirrus.yml") == ()
    assert jobs("", ".cirrus.yml") == ()


def test_the_variables_of_cloud_build():
    text = "steps:\n- {name: 'python:3.12', script: x, env: [A=b=c, D, 'E=']}\n"
    (job,) = jobs(text, "cloudbuild.yaml")
    assert {name: value.string for name, value in job.env.items()} == {"A": "b=c", "E": ""}
