"""VL001: files that rules need and that do not parse."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint

WORKFLOW = ".github/workflows/ci.yml"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "pyproject.toml": "",
                "tox.ini": "",
                ".pre-commit-config.yaml": "",
                WORKFLOW: "# soon\n",
            },
            id="empty files",
        ),
        pytest.param(
            {"setup.cfg": "[tool:pytest]\nlog_format = %(message)s 100%\n"}, id="no interpolation"
        ),
        pytest.param(
            {".gitlab-ci.yml": "a:\n  script: [!reference [.x, y]]\n  tags: [a]\n  tags: [b]\n"},
            id="GitLab's tags and equal keys",
        ),
        pytest.param(
            {".devcontainer/devcontainer.json": '// c\n{"image": "x",}\n'},
            id="comments where editors allow them",
        ),
        pytest.param(
            {"{{cookiecutter.slug}}/pyproject.toml": "name = {{ x }}\n"}, id="template folder"
        ),
        pytest.param(
            {"recipe/environment.yml": "{% set x = 1 %}\na: {{ x }}\n"}, id="conda recipe"
        ),
        pytest.param(
            {
                "environment.yml": (
                    "name: {{ cookiecutter.name }}\ndependencies:\n{% if x %}\n  - a\n{% endif %}\n"
                )
            },
            id="Jinja text",
        ),
        pytest.param(
            {"chart/templates/app.yaml": "{{- if .Values.on }}\na: b\n{{- end }}\n"},
            id="Helm chart",
        ),
        pytest.param({".vscode/settings.json": "\n"}, id="empty settings of VS Code"),
        pytest.param({"tests/data/pyproject.toml": "[project\n"}, id="test data"),
        pytest.param(
            {"data/broken.toml": "[x\n", "config.json": "{", "notes.yaml": "\t"},
            id="files that no rule needs",
        ),
        pytest.param(
            {"uv.lock": 'version = 1\n\n[[package]]\nname = "a"\nversion = "1"\n'}, id="lock"
        ),
        pytest.param({WORKFLOW: "a: ${{ matrix.x }}\nb: '{{ x }}'\n"}, id="expressions"),
    ],
)
def test_quiet(files):
    assert lint("VL001", files) == []


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("pyproject.toml", "[project]\nname = \n", "2: this is not valid TOML: Invalid value"),
        (
            "Pipfile",
            "[packages]\na = 1\na = 2\n",
            "3: this is not valid TOML: Can",  # tomli 2.0 says "Can not", later ones "Cannot"
        ),
        (
            "setup.cfg",
            "[a]\nx = 1\nx = 2\n",
            "3: this is not valid INI: option 'x' already exists in this section",
        ),
        (
            WORKFLOW,
            "on: push\njobs:\n\ttest: 1\n",
            (
                "3: this is not valid YAML: while scanning for the next token, found character that"
                " cannot start any token"
            ),
        ),
        (
            ".vscode/settings.json",
            '{"a": 1,,}',
            "1: this is not valid JSON: Expecting property name enclosed in double quotes",
        ),
        (".devcontainer/devcontainer.json", "", "1: this is not valid JSON: Expecting value"),
        (
            "Pipfile.lock",
            '{"a": 1,}',
            "1: this is not valid JSON: Illegal trailing comma before end of object",
        ),
        (
            "uv.lock",
            "<<<<<<< HEAD\nversion = 1\n",
            "1: this is an unfinished merge (`<<<<<<<`), so nothing can read the file",
        ),
        (WORKFLOW, "a: '${{ x }}'\n b: 1\n", "2: this is not valid YAML: "),
        (WORKFLOW, "tags: type=semver,pattern={{version}}\n b: 1\n", "2: this is not valid YAML: "),
    ],
)
def test_reports_the_parsers_line_and_reason(path, text, message):
    (found,) = lint("VL001", {path: text})
    assert found.startswith(f"{path}:{message}".rstrip())


COMPILED = (
    "# by uv pip compile pyproject.toml -o uv.lock\nflask==3.0.3\n    # via shop\nsix==1.17\n"
)


@pytest.mark.parametrize(
    ("path", "text", "more", "severity"),
    [
        pytest.param("uv.lock", COMPILED, {}, "error", id="compiled"),
        pytest.param("api/uv.lock", "flask==3.0.3\n", {}, "error", id="frozen"),
        pytest.param("poetry.lock", "flask==3.0.3\n", {}, "error", id="as Poetry's"),
        pytest.param(
            "uv.lock",
            COMPILED,
            {"README.md": "```sh\nuv pip sync uv.lock\n```\n"},
            "warning",
            id="installed as what it is",
        ),
    ],
)
def test_a_list_of_requirements_that_is_called_a_lock(path, text, more, severity):
    [found] = findings("VL001", {path: text, **more})
    assert found.message.startswith("this is a list of requirements under the name of a lock")
    assert (found.at.path, found.severity.label) == (path, severity)


@pytest.mark.parametrize("text", ["version = 1\n[[package]]\nname = 'a\n", "a\nb c\n", "=\n"])
def test_a_lock_that_is_no_list_of_requirements(text):
    [found] = findings("VL001", {"uv.lock": text})
    assert found.message.startswith("this is not valid TOML")


def test_one_broken_file_does_not_hide_another():
    found = findings("VL001", {"pyproject.toml": "[", "setup.cfg": "x\n", WORKFLOW: "a: b: c\n"})
    assert [(violation.at.path, violation.severity.label) for violation in found] == [
        (WORKFLOW, "error"),
        ("pyproject.toml", "error"),
        ("setup.cfg", "error"),
    ]


def _chain(count):
    return {
        f"requirements-{i}.txt": f"p{i}==1\n-r requirements-{i + 1}.txt\n" for i in range(count)
    }


def _groups(count):
    groups = "".join(f'g{i} = ["p{i}", {{include-group = "g{i + 1}"}}]\n' for i in range(count))
    return {"pyproject.toml": f"[dependency-groups]\n{groups}g{count} = []\n"}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(_chain(100), id="a long chain of lists, all of it read"),
        pytest.param(_groups(100), id="a long chain of groups"),
        pytest.param(
            {f"requirements-{i}.txt": f"p{i}==1\n" * 3 for i in range(250)},
            id="many lists that include nothing",
        ),
    ],
)
def test_says_nothing_of_lists_that_are_followed(files):
    assert lint("VL001", files) == []


def test_says_which_lists_are_too_many_to_follow():
    [found] = findings("VL001", _chain(400))
    assert (found.at.line, found.severity.label) == (2, "warning")
    assert found.message.startswith("this file and ")
    assert found.message.endswith(
        " more is read without what it includes, since all lists, each with what it includes, come"
        " to more than 100,000 requirements"
    )
    _, others = found.message.split(" and ", 1)
    assert 0 < int(others.split()[0]) < 400


def test_says_which_groups_are_too_many_to_follow():
    [found] = findings("VL001", _groups(500))
    assert found.at.path == "pyproject.toml"
    assert found.at.line > 2
    assert found.message.startswith("this group and ")


def test_the_rest_is_audited_where_lists_are_not_followed():
    files = _chain(400) | {"requirements-399.txt": "six==1\nsix==2\n"}
    assert any("six" in line for line in lint("VL206", files))
