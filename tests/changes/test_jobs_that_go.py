"""Jobs and rows that go with their Python, where others wait for them or are made of them."""

from __future__ import annotations

import textwrap

import pytest

from tests.changes.made import changed, left
from tests.changes.test_people import MANIFEST

AZURE = """\
jobs:
- job: Tox310
  steps:
  - task: UsePythonVersion@0
    inputs:
      versionSpec: '3.10'
- job: Tox311
  steps:
  - task: UsePythonVersion@0
    inputs:
      versionSpec: '3.11'
"""
CIRCLE = """\
version: 2.1
jobs:
  test:
    parameters:
      v: {type: string}
    docker:
    - image: cimg/python:<< parameters.v >>
    steps: [checkout]
  lint:
    docker:
    - image: cimg/python:3.11
    steps: [checkout]
workflows:
  main:
    jobs:
"""
CALL = """\
    - test:
        name: test_3{0}
        v: "3.{0}"
"""


def _is_changed(path, before, after):
    made = changed("--drop-python 3.10", {"pyproject.toml": MANIFEST, path: before})
    assert made[path] == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "  dependsOn:\n  - Tox310\n  - Tox311\n", "  dependsOn:\n  - Tox311\n", id="for both"
        ),
        pytest.param("  dependsOn:\n  - Tox310\n", "  dependsOn:\n  - Tox311\n", id="for it alone"),
        pytest.param("  dependsOn: Tox310\n", "  dependsOn: Tox311\n", id="in one word"),
        pytest.param("  dependsOn: [lint, Tox310]\n", "  dependsOn: [lint, Tox311]\n", id="for it"),
    ],
)
def test_who_waits_for_a_job_of_azure_that_goes(before, after):
    publish = "- job: publish\n{}  steps:\n  - script: echo\n"
    jobs = AZURE[: AZURE.index("- job: Tox310")] + AZURE[AZURE.index("- job: Tox311") :]
    _is_changed("azure-pipelines.yml", AZURE + publish.format(before), jobs + publish.format(after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("[test_310, test_311]", "[test_311]", id="for both"),
        pytest.param("[test_310]", "[test_311]", id="for it alone"),
    ],
)
def test_who_waits_for_a_call_of_circleci_that_goes(before, after):
    lint = "    - lint:\n        requires: {}\n"
    _is_changed(
        ".circleci/config.yml",
        CIRCLE + CALL.format(10) + CALL.format(11) + lint.format(before),
        CIRCLE + CALL.format(11) + lint.format(after),
    )


def test_a_job_does_not_wait_for_itself():
    job = "  py3{0}:\n    docker:\n    - image: cimg/python:3.{0}\n    steps: [checkout]\n"
    head, flows = "version: 2.1\njobs:\n", "workflows:\n  main:\n    jobs:\n"
    call, waiting = "    - py310\n", "    - py311:\n        requires: [py310]\n        context: a\n"
    _is_changed(
        ".circleci/config.yml",
        head + job.format(10) + job.format(11) + flows + call + waiting,
        head + job.format(11) + flows + "    - py311:\n        context: a\n",
    )


def test_another_workflow_has_a_job_of_that_name():
    text = CIRCLE + CALL.format(10) + CALL.format(11)
    text += "  other:\n    jobs:\n    - lint:\n        name: test_310\n"
    text += "    - lint:\n        name: late\n        requires: [test_310]\n"
    made = changed("--drop-python 3.10", {"pyproject.toml": MANIFEST, ".circleci/config.yml": text})
    assert "requires: [test_310]" in made[".circleci/config.yml"]


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param(
            ".gitlab-ci.yml",
            """\
            test-3.10: &t
              image: python:3.10
              script: [tox]
            test-3.11:
              <<: *t
              image: python:3.11
            test-3.12:
              <<: *t
              image: python:3.12
            """,
            """\
            test-3.11: &t
              image: python:3.11
              script: [tox]
            test-3.12:
              <<: *t
              image: python:3.12
            """,
            id="by an anchor",
        ),
        pytest.param(
            ".gitlab-ci.yml",
            """\
            test-3.10:
              image: python:3.10
              script: [tox]
            test-3.11:
              extends: test-3.10
              image: python:3.11
            test-3.12:
              extends: test-3.10
              image: python:3.12
            all:
              needs: [test-3.10]
              script: [make]
            """,
            """\
            test-3.11:
              image: python:3.11
              script: [tox]
            test-3.12:
              extends: test-3.11
              image: python:3.12
            all:
              needs: [test-3.11]
              script: [make]
            """,
            id="by its name",
        ),
        pytest.param(
            ".gitlab-ci.yml",
            """\
            test-3.10:
              image: python:3.10
              script: [tox]
            test-3.11:
              image: python:3.11
              script: [tox]
            late:
              extends: test-3.10
              when: manual
            """,
            """\
            test-3.11:
              image: python:3.11
              script: [tox]
            late:
              extends: test-3.11
              when: manual
            """,
            id="of which another one says the same",
        ),
        pytest.param(
            ".travis.yml",
            """\
            language: python
            jobs:
              include:
                - &b
                  python: "3.10"
                  script: tox
                - <<: *b
                  python: "3.11"
                - <<: *b
                  python: "3.12"
            """,
            """\
            language: python
            jobs:
              include:
                - &b
                  python: "3.11"
                  script: tox
                - <<: *b
                  python: "3.12"
            """,
            id="a row",
        ),
    ],
)
def test_a_job_that_others_are_made_of_goes_on_as_the_next_one(path, before, after):
    _is_changed(path, textwrap.dedent(before), textwrap.dedent(after))


def test_a_job_that_others_are_made_of_stays_where_nobody_knows_what_of_it():
    text = textwrap.dedent(
        """\
        test-3.10: &t
          image: python:3.10
          script: [tox -e py310]
        test-3.11:
          <<: *t
          image: python:3.11
        """
    )
    files = {"pyproject.toml": MANIFEST, ".gitlab-ci.yml": text}
    assert "test-3.10: &t" in changed("--drop-python 3.10", files).get(".gitlab-ci.yml", text)
    assert any("others take over from it" in line for line in left("--drop-python 3.10", files))


def test_a_job_that_says_more_than_its_python_is_no_twin():
    text = textwrap.dedent(
        """\
        test-3.10: &t
          script: [tox]
          image: python:3.10
        test-3.11:
          script: [tox, black]
          image: python:3.11
        other:
          <<: *t
          image: python:3.12
        """
    )
    files = {"pyproject.toml": MANIFEST, ".gitlab-ci.yml": text}
    made = changed("--drop-python 3.10", files)[".gitlab-ci.yml"]
    assert "test-3.10: &t" in made
    assert "script: [tox, black]" in made
    assert any("others take over from it" in line for line in left("--drop-python 3.10", files))


@pytest.mark.parametrize(
    ("listed", "after"), [("py310, py311", "py311"), ("lint", "py310")], ids=["there", "not there"]
)
def test_the_environment_that_a_parameter_stands_for(listed, after):
    text = (
        "version: 2.1\ncommands:\n  a:\n    parameters:\n      env:\n        type: string\n"
        "        default: {}\n    steps:\n    - run: tox -e << parameters.env >>\n"
    )
    files = {
        "pyproject.toml": MANIFEST,
        "tox.ini": f"[tox]\nenvlist = {listed}\n",
        ".circleci/config.yml": text.format("py310"),
    }
    made = changed("--drop-python 3.10", files)
    made = made.get(".circleci/config.yml", files[".circleci/config.yml"])
    assert made == text.format(after)


@pytest.mark.parametrize(
    ("uploaded", "downloaded", "after"),
    [
        pytest.param("a-py${{ matrix.python }}", "a-py3.10", "a-py3.11", id="what a matrix makes"),
        pytest.param(
            "${{ matrix.os }}-py${{ matrix.python }}", "b-py3.10", "b-py3.11", id="for its machines"
        ),
        pytest.param("a-${{ matrix.python }}-x", "a-3.10-x", "a-3.11-x", id="with more behind"),
        pytest.param("a", "a-py3.10", "a-py3.10", id="of another workflow"),
    ],
)
def test_what_a_job_downloads_goes_on_with_the_floor(uploaded, downloaded, after):
    text = (
        (
            "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix:\n"
            "        python: [{}]\n    steps:\n    - uses: actions/upload-artifact@v4\n      with:\n"
            f"        name: {uploaded}\n  b:\n    needs: a\n    runs-on: ubuntu-latest\n    steps:\n"
            "    - uses: actions/download-artifact@v4\n      with:\n        name: {}\n"
        )
        .replace("{{ matrix", "{{{{ matrix")
        .replace(" }}", " }}}}")
    )
    _is_changed(
        ".github/workflows/a.yml",
        text.format("'3.10', '3.11'", downloaded),
        text.format("'3.11'", after),
    )


def test_an_anchor_goes_with_the_jobs_that_use_it():
    text = (
        ".py310: &py310\n  V: 3.10.1\n\n.py311: &py311\n  V: 3.11.1\n\n"
        "build py311:\n  variables:\n    <<: *py311\n\nbuild py310:\n  variables:\n    <<: *py310\n"
    )
    after = ".py311: &py311\n  V: 3.11.1\n\nbuild py311:\n  variables:\n    <<: *py311\n"
    files = {"pyproject.toml": MANIFEST, ".gitlab-ci.yml": text}
    made = changed("--drop-python 3.10", files)[".gitlab-ci.yml"]
    assert made.strip() == after.strip()


@pytest.mark.parametrize(
    ("flag", "minors", "after"),
    [("--add-python 3.13", (11, 12), (11, 12, 13)), ("--drop-python 3.10", (10, 11), (11,))],
)
def test_rows_of_travis_with_a_script_or_a_branch_of_python(flag, minors, after):
    row = "    - name: Python 3.{0}\n      script: pytest\n      python: '3.{0}'\n"
    branch = "    - os: osx\n      env: PYENV_VERSION=3.{0}-dev TOXENV=py3{0}\n"
    lint = "    - script: black\n      python: '3.12'\n"
    head = "language: python\njobs:\n  include:\n"

    def text(stated, form):
        return head + "".join(form.format(minor) for minor in stated)

    for form in (row, branch) if "drop" in flag else (row,):
        before, wanted = text(minors, form) + lint, text(after, form) + lint
        files = {"pyproject.toml": MANIFEST, ".travis.yml": before}
        assert changed(flag, files)[".travis.yml"] == wanted


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "if: needs.py310.result == 'success' && needs.py311.result == 'success'",
            "if: needs.py311.result == 'success'",
            id="of both",
        ),
        pytest.param(
            "env: {A: '${{ needs.py310.outputs.a }}'}",
            "env: {A: '${{ needs.py311.outputs.a }}'}",
            id="of it",
        ),
        pytest.param("env: {A: needs.py310x.a}", "env: {A: needs.py310x.a}", id="of another job"),
    ],
)
def test_what_is_asked_of_a_job_that_goes(before, after):
    job = (
        "  py3{0}:\n    runs-on: ubuntu-latest\n    steps:\n"
        "    - uses: actions/setup-python@v5\n      with:\n        python-version: '3.{0}'\n"
    )
    rest = "  all:\n    needs: [{}]\n    {}\n    runs-on: ubuntu-latest\n    steps:\n    - run: a\n"
    head = "on: push\njobs:\n"
    _is_changed(
        ".github/workflows/a.yml",
        head + job.format(10) + job.format(11) + rest.format("py310, py311", before),
        head + job.format(11) + rest.format("py311", after),
    )


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        pytest.param("          name: t-<< matrix.python >>\n", "t-3.10", "t-3.11", id="a name"),
        pytest.param("", "test-3.10", "test-3.11", id="what CircleCI calls it"),
        pytest.param("", "db-3.10", "db-3.10", id="another job"),
    ],
)
def test_who_waits_for_a_job_that_a_matrix_of_circleci_made(name, before, after):
    text = (
        "version: 2.1\njobs:\n  test:\n    parameters:\n      python: {{type: string}}\n"
        "    docker:\n    - image: cimg/python:<< parameters.python >>\n    steps: [checkout]\n"
        f"workflows:\n  main:\n    jobs:\n      - test:\n{name}          matrix:\n"
        "            parameters:\n              python: [{}]\n      - late:\n"
        "          requires:\n            - {}\n"
    )
    _is_changed(
        ".circleci/config.yml",
        text.format("'3.10', '3.11'", before),
        text.format("'3.11'", after),
    )
