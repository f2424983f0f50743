"""What templates of Cookiecutter and Copier say with tags within a line."""

from __future__ import annotations

import pytest

from tests.changes.made import changed

PROJECT = '[project]\nname = "a"\nrequires-python = ">=3.10"\nclassifiers = [\n'
FOLDER = "{{cookiecutter.slug}}"
SETTINGS = {"cookiecutter.json": "{}"}
MANIFEST = """\
[project]
name = {{ cookiecutter.name | tojson }}
authors = [{ name = {{ cookiecutter.author|tojson }}, email = "{{cookiecutter.mail}}" }]
requires-python = ">=3.10,<4.0"
{% if cookiecutter.licence == 'MIT' %}license = "MIT"{% else %}license = "ISC"{% endif %}
classifiers = [
    "Programming Language :: Python :: 3.10",
    "Programming Language :: Python :: 3.11",
    {% if cookiecutter.open == 'y' %}"License :: OSI Approved :: MIT License"{% endif %}
]
dependencies = [
    "attrs",
    {% if cookiecutter.lint == 'y' %}"ruff>=0.11.5",{% endif %}
    {% if cookiecutter.types == "mypy" -%}
        "mypy>=0.991",
    {%- else -%}
        "ty>=0.0.1a16",
    {%- endif %}
]
{% if cookiecutter.types == "mypy" -%}
[tool.mypy]
strict = true
{%- else -%}
[tool.ty.environment]
python-version = "3.10"
{%- endif %}
"""
WORKFLOW = """\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        python-version: ["3.10", "3.11"]
    steps:
    - uses: actions/setup-python@v5
      with:
        python-version: {% raw %}${{ matrix.python-version }}{% endraw %}
    - run: pytest{% if cookiecutter.lint == "y" %} --ruff{% endif %}
"""
TOX = """\
[tox]
envlist =
    {py310,py311,py312{% if cookiecutter.free != 'no' %},py313t{% endif %},pypy310,pypy311}
[testenv]
commands = pytest
"""


def made_of(files: dict[str, str], flag: str) -> dict[str, str]:
    files = {f"{FOLDER}/{path}": text for path, text in files.items()}
    made = changed(flag, SETTINGS | files)
    return {path[len(FOLDER) + 1 :]: text for path, text in made.items()}


def test_tags_within_a_line_are_blank_where_the_format_has_no_free_text():
    files = {"pyproject.toml": MANIFEST, ".github/workflows/a.yml": WORKFLOW}
    made = made_of(files, "--drop-python 3.10")
    row = '    "Programming Language :: Python :: 3.10",\n'
    assert made["pyproject.toml"] == (
        MANIFEST.replace(row, "")
        .replace(">=3.10", ">=3.11")
        .replace('python-version = "3.10"', 'python-version = "3.11"')
    )
    assert made[".github/workflows/a.yml"] == WORKFLOW.replace('"3.10", ', "")


def test_a_python_is_added_beside_tags_within_a_line():
    files = {"pyproject.toml": MANIFEST, ".github/workflows/a.yml": WORKFLOW}
    made = made_of(files, "--add-python 3.12")
    row = '    "Programming Language :: Python :: 3.11",\n'
    assert made["pyproject.toml"] == MANIFEST.replace(row, row + row.replace("11", "12"))
    assert made[".github/workflows/a.yml"] == WORKFLOW.replace('"3.11"', '"3.11", "3.12"')


def test_environments_around_a_tag():
    made = made_of({"tox.ini": TOX}, "--drop-python 3.10")
    assert made["tox.ini"] == TOX.replace("{py310,", "{").replace(",pypy310", "")
    text = (
        "[tox]\nenvlist =\n    {{{}py311,pypy3}}{{% if cookiecutter.b == 'y' %}}-{{c,d}}"
        "{{% endif %}},\n    report\n"
    )
    made = made_of({"tox.ini": text.format("py310,")}, "--drop-python 3.10")
    assert made["tox.ini"] == text.format("")


@pytest.mark.parametrize(
    "line",
    [
        '{% if cookiecutter.old %}requires-python = ">=3.10"{% endif %}\n',
        'requires-python = "{% if cookiecutter.old %}>=3.10{% else %}>=3.11{% endif %}"\n',
    ],
)
def test_a_tag_is_never_lost(line):
    text = f'[project]\nname = "a"\n{line}[tool.ruff]\ntarget-version = "py310"\n'
    made = made_of({"pyproject.toml": text}, "--drop-python 3.10")
    assert made["pyproject.toml"].count("%}") == text.count("%}")


@pytest.mark.parametrize(
    "rows",
    [
        '#10",\n#11",{% if a %}\n    "Typing :: Typed",{% endif %}\n',
        '{% if a %}\n#10",\n#11"{% endif %}\n',
        '{% if a %}\n#10",\n#11", {% else %}\n    "Typing :: Typed"{% endif %}\n',
    ],
)
def test_a_new_line_is_in_the_branch_of_the_line_that_it_is_like(rows):
    before = PROJECT + rows.replace("#", '    "Programming Language :: Python :: 3.') + "]\n"
    made = made_of({"pyproject.toml": before}, "--add-python 3.12")
    row = '    "Programming Language :: Python :: 3.11"'
    assert made["pyproject.toml"] == before.replace(row, f"{row},\n{row.replace('11', '12')}")


def test_a_new_line_in_front_of_the_one_that_it_is_like_stays_in_its_branch():
    row = '    "Programming Language :: Python :: 3.11",\n'
    rows = row + row.replace("11", "10")
    before = f'{PROJECT}    "Typing :: Typed",{{% if a %}}\n{rows}    {{% endif %}}]\n'
    made = made_of({"pyproject.toml": before}, "--add-python 3.12")
    assert made["pyproject.toml"] == before.replace(row, row.replace("11", "12") + row)


def test_a_row_with_tags_is_not_repeated_without_them():
    row = '          - {python-version: "3.11", extra: {% if cookiecutter.a %}a{% endif %}}\n'
    path = f"{FOLDER}/.github/workflows/ci.yml"
    workflow = WORKFLOW.replace(
        '        python-version: ["3.10", "3.11"]\n',
        "        include:\n" + row.replace("3.11", "3.10") + row,
    )
    files = SETTINGS | {f"{FOLDER}/pyproject.toml": MANIFEST, path: workflow}
    after = changed("--add-python 3.12", files)
    assert path not in after
    assert "Python :: 3.12" in after[f"{FOLDER}/pyproject.toml"]
