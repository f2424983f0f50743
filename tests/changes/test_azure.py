"""Pipelines of Azure: conditions, parameters and what reports of tests are called."""

from __future__ import annotations

import pytest

from tests.changes.made import changed, left
from tests.changes.test_people import MANIFEST

PATH = "azure-pipelines.yml"
MATRIX = (
    "strategy:\n  matrix:\n"
    "    py310:\n      python.version: '3.10'\n"
    "    py311:\n      python.version: '3.11'\n"
    "steps:\n"
)
AFTER = MATRIX.replace("    py310:\n      python.version: '3.10'\n", "")
OLD = "eq(variables['python.version'], '3.10')"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(f"or({OLD}, failed())", "failed()", id="one of two"),
        pytest.param(
            f"or({OLD}, failed(), canceled())", "or(failed(), canceled())", id="one of three"
        ),
        pytest.param(
            "and(succeeded(), ne(variables['python.version'], '3.10'))",
            "succeeded()",
            id="all but the Python",
        ),
        pytest.param(
            f"and(succeeded(), not({OLD}))", "succeeded()", id="all but the Python, in other words"
        ),
        pytest.param(
            "in(variables['python.version'], '3.10', '3.11')",
            "in(variables['python.version'], '3.11')",
            id="one of a list",
        ),
        pytest.param(f"ne({OLD[3:]}", None, id="always now"),
        pytest.param(
            f"and(succeeded(), {OLD})",
            f"and(succeeded(), {OLD})".replace("3.10", "3.11"),
            id="it stood for all",
        ),
        pytest.param(
            "eq(variables['numpy'], '3.10')", "eq(variables['numpy'], '3.10')", id="another thing"
        ),
        pytest.param(
            "eq(variables['python.version'], '3.11')",
            "eq(variables['python.version'], '3.11')",
            id="another Python",
        ),
    ],
)
def test_what_a_condition_is_without_a_python(before, after):
    step = "- script: once\n  condition: {}\n"
    files = {"pyproject.toml": MANIFEST, PATH: MATRIX + step.format(before)}
    made = changed("--drop-python 3.10", files)[PATH]
    assert made == AFTER + (step.format(after) if after else "- script: once\n")


def test_a_step_for_the_python_and_one_for_all_others():
    steps = f"- script: old\n  condition: {OLD}\n", "- script: new\n  condition: {}\n"
    text = MATRIX + steps[0] + steps[1].format(f"not({OLD})")
    files = {"pyproject.toml": MANIFEST, PATH: text}
    assert changed("--drop-python 3.10", files)[PATH] == AFTER + "- script: new\n"


@pytest.mark.parametrize(
    "condition",
    [
        f"xor({OLD}, failed())",
        f"and({OLD}, eq(${{{{ parameters.a }}}}, 1))",
        f"{OLD} and more",
        "eq(variables['python.version'], '3.10'",
        "not(" * 30 + OLD + ")" * 30,
    ],
)
def test_a_condition_that_is_not_understood_is_left(condition):
    text = MATRIX + f'- script: once\n  condition: "{condition}"\n'
    files = {"pyproject.toml": MANIFEST, PATH: text}
    assert changed("--drop-python 3.10", files)[PATH].endswith(f'  condition: "{condition}"\n')
    assert any(f"{PATH}:9: a condition" in one for one in left("--drop-python 3.10", files))


@pytest.mark.parametrize(("name", "after"), [("pythonVersion", "3.11.x"), ("numpy", "3.10.x")])
def test_a_parameter_that_is_called_after_python(name, after):
    text = "parameters:\n- name: {}\n  type: string\n  default: '{}'\nsteps:\n- script: a\n"
    files = {"pyproject.toml": MANIFEST, PATH: text.format(name, "3.10.x")}
    made = changed("--drop-python 3.10", files).get(PATH, files[PATH])
    assert made == text.format(name, after)


@pytest.mark.parametrize(("version", "after"), [("3.10", "3.11"), ("3.12", "3.10")])
def test_reports_are_called_after_the_python_of_the_job(version, after):
    text = (
        "jobs:\n- job: a\n  steps:\n"
        "  - task: UsePythonVersion@0\n    inputs:\n      versionSpec: '{}'\n"
        "  - task: PublishTestResults@2\n    inputs:\n      testRunTitle: Tests of Python {}\n"
    )
    files = {"pyproject.toml": MANIFEST, PATH: text.format(version, "3.10")}
    made = changed("--drop-python 3.10", files).get(PATH, files[PATH])
    assert made == text.format(version.replace("3.10", "3.11"), after)


TEXT = "parameters:\n- name: pythons\n  type: object\n  default: >\n    {{\n{}\n    }}\n"
ROW = "      Python3{0}:\n      {{\n        python: '3.{0}.x'\n      }}"


@pytest.mark.parametrize("path", [PATH, ".azure-devops/nightly.yml"])
@pytest.mark.parametrize(
    ("flag", "before", "after"),
    [
        pytest.param("--drop-python 3.10", (10, 11, 12), (11, 12), id="the first"),
        pytest.param("--drop-python 3.12", (10, 11, 12), (10, 11), id="the last"),
        pytest.param("--drop-python 3.10", (10, 12), (11, 12), id="the oldest and the newest"),
        pytest.param("--add-python 3.13", (10, 11, 12), (10, 11, 12, 13), id="one more"),
        pytest.param("--add-python 3.13", (9, 10, 11), (9, 10, 11, 12, 13), id="one is forgotten"),
        pytest.param("--add-python 3.13", (10, 11), (10, 11), id="it stops before the newest"),
    ],
)
def test_rows_by_name_in_a_text(path, flag, before, after):
    def text(pythons: tuple[int, ...]) -> str:
        return TEXT.format(",\n".join(map(ROW.format, pythons)))

    files = {"pyproject.toml": MANIFEST, path: text(before)}
    assert changed(flag, files).get(path, files[path]) == text(after)


def test_another_text_that_opens_with_a_brace_is_left():
    text = TEXT.format("      a310: { numpy: '3.10' }, b: { numpy: '3.11' }")
    files = {"pyproject.toml": MANIFEST, PATH: text}
    assert PATH not in changed("--drop-python 3.10", files)
