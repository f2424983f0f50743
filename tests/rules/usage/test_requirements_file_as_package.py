import pytest

from tests.lint import findings, fix, lint


def script(text: str) -> dict[str, str]:
    return {"a.sh": f"#!/bin/sh\n{text}\n"}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(script("pip install -r a.txt"), id="the option"),
        pytest.param(script("pip install -ra.txt --requirement=b.txt"), id="glued"),
        pytest.param(script("pip install -qr a.txt -Ur b.txt"), id="in a cluster of options"),
        pytest.param(script("pip install -c a.txt --build-constraint b.txt six"), id="constraints"),
        pytest.param(script("pip install --log a.txt --report b.txt six"), id="of other options"),
        pytest.param(script("uv pip install --overrides a.txt six"), id="an override of uv's"),
        pytest.param(script("uv pip sync a.txt b.txt"), id="it takes files"),
        pytest.param(script("pip-sync a.txt"), id="so does this"),
        pytest.param(
            script("pip-compile a.in -o a.txt\nuv pip compile pyproject.toml"), id="compiled"
        ),
        pytest.param(script("conda install --file a.txt"), id="conda's option"),
        pytest.param(script("pip uninstall -y -r a.txt"), id="taken away"),
        pytest.param(script("pip install ruamel.yaml"), id="a package with a dot"),
        pytest.param(script("pip install six > log.txt 2>> err.txt"), id="redirected"),
        pytest.param(script("pip install $(cat a.txt)\nxargs pip install < a.txt"), id="contents"),
        pytest.param(script("pip install ${OPTION}a.txt"), id="an option may stand before it"),
        pytest.param(script("echo pip install a.txt"), id="printed"),
        pytest.param(script("# pip install a.txt"), id="a comment"),
        pytest.param(script("cat <<E\npip install a.txt\nE"), id="a here-document"),
        pytest.param(
            {"README.md": "A slip: `pip install a.txt`\n\n```text\npip install a.txt\n```\n"},
            id="prose and output",
        ),
        pytest.param(script("pipenv install -r a.txt"), id="pipenv's option"),
        pytest.param(script("pip install git+https://x.dev/y/a.txt"), id="a repository"),
    ],
)
def test_quiet(files):
    assert lint("VL414", files) == []


@pytest.mark.parametrize(
    ("files", "places"),
    [
        pytest.param(script("pip install a.txt"), ["a.sh:2:13"], id="plain"),
        pytest.param(script("pip3 install -U dev.in"), ["a.sh:2:17"], id="a source"),
        pytest.param(script("python -m pip install x/a.txt"), ["a.sh:2:23"], id="a path"),
        pytest.param(
            script("pip install -r a.txt b.txt c.txt"), ["a.sh:2:22", "a.sh:2:28"], id="more"
        ),
        pytest.param(
            script("uv pip install -q a.txt\nuv add b.txt"), ["a.sh:2:19", "a.sh:3:8"], id="uv"
        ),
        pytest.param(
            script("pipenv install a.txt\npoetry add b.txt"),
            ["a.sh:2:16", "a.sh:3:12"],
            id="others",
        ),
        pytest.param(script("pip install pyproject.toml"), ["a.sh:2:13"], id="somebody's package"),
        pytest.param(script('pip install "$HERE/a.txt"'), ["a.sh:2:13"], id="below a variable"),
        pytest.param(script("F=a.txt\npip install $F"), ["a.sh:3:13"], id="in a variable"),
        pytest.param(
            {"Dockerfile": 'FROM python:3.12\nRUN ["pip", "install", "a.txt"]\n'},
            ["Dockerfile:2:24"],
            id="without a shell",
        ),
        pytest.param({"Makefile": "t:\n\t@X=1 pip install a.txt\n"}, ["Makefile:2:19"], id="make"),
        pytest.param({"a.bat": "pip install req\\a.txt\r\n"}, ["a.bat:1:13"], id="cmd"),
        pytest.param({"a.ps1": "pip install .\\a.txt\n"}, ["a.ps1:1:13"], id="PowerShell"),
        pytest.param(
            {".gitlab-ci.yml": "t:\n  script:\n    - pip install a.txt\n"},
            [".gitlab-ci.yml:3:19"],
            id="CI",
        ),
        pytest.param(
            {"tox.ini": "[testenv]\ncommands = pip install {toxinidir}/a.txt\n"},
            ["tox.ini:2:24"],
            id="tox",
        ),
    ],
)
def test_loud(files, places):
    found = findings("VL414", files)
    assert [f"{v.at.path}:{v.at.line}:{v.at.column}" for v in found] == places
    assert {v.severity.label for v in found} == {"error"}


def test_a_page_is_a_warning():
    (violation,) = findings("VL414", {"README.md": "```sh\n$ pip install a.txt\n```\n"})
    assert (violation.severity.label, violation.at.column) == ("warning", 15)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("pip install a.txt", "pip install -r a.txt"),
        ("pip install -r a.txt 'b c.txt'", "pip install -r a.txt -r 'b c.txt'"),
        ("uv pip install \\\n  pyproject.toml", "uv pip install \\\n  -r pyproject.toml"),
        ('bash -c "pip install a.txt"', 'bash -c "pip install -r a.txt"'),
    ],
)
def test_fix(before, after):
    assert fix("VL414", script(before), then=["VL413"]) == script(after)


def test_fix_of_the_exec_form():
    text = 'FROM python:3.12\nRUN ["pip", "install", "a.txt"]\n'
    assert fix("VL414", {"Dockerfile": text}, then=["VL413"]) == {
        "Dockerfile": text.replace('"a', '"-r", "a')
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("pip install pyproject.toml", id="pip cannot read it"),
        pytest.param("poetry add a.txt", id="Poetry reads none"),
        pytest.param("pip install req/*.txt", id="several files"),
        pytest.param("F='a.txt b.txt'\npip install $F", id="several words"),
    ],
)
def test_no_fix(text):
    assert fix("VL414", script(text), silent=False) == {}


def test_message():
    (violation,) = findings("VL414", script("pip install a.txt"))
    assert violation.message == "pip takes `a.txt` for the name of a package"
    assert violation.suggestion == "Write `-r a.txt`."


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        pytest.param("Do:\n\n1. this\n\n    pip install a.txt\n", [], id="below a list"),
        pytest.param(
            "- this\n\n  more\n\n    pip install a.txt\n", [], id="below a paragraph of a list"
        ),
        pytest.param("Do this:\n    pip install a.txt\n", [], id="no empty line before it"),
        pytest.param("Do:\n\n    pip install a.txt fails\n    always\n", [], id="prose"),
        pytest.param("Do:\n\n```\nx\n```\n\n    pip install a.txt\n", [], id="where fences are"),
        pytest.param("Do:\n\n    cd x\n    pip install a.txt\n", [4], id="an indented block"),
        pytest.param("Do:\n\n\t$ pip install a.txt\n\tOK\n\nEnd\n", [3], id="with a prompt"),
        pytest.param(
            "* a list\n\nIts end.\n\n    pip install a.txt\n", [5], id="behind the end of a list"
        ),
    ],
)
def test_indented_blocks_of_a_page(page, lines):
    assert [one.at.line for one in findings("VL414", {"README.md": page})] == lines


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        pytest.param("```powershell\nPS C:\\x> pip install a.txt\nok\n```\n", [2], id="PowerShell"),
        pytest.param("```ps1\n.\\v\\Scripts\\pip install a.txt\n```\n", [2], id="without a prompt"),
        pytest.param("```bat\nvenv\\Scripts\\activate\npip install a.txt\n```\n", [3], id="cmd"),
        pytest.param("```cmd\n(v) C:\\x>pip install a.txt\n```\n", [2], id="cmd, with a prompt"),
        pytest.param("```powershell\npip install -r a.txt\n```\n", [], id="right"),
        pytest.param("```basic\npip install a.txt\n```\n", [], id="another language"),
    ],
)
def test_blocks_of_windows(page, lines):
    found = findings("VL414", {"README.md": page})
    assert [(one.at.line, one.severity.label) for one in found] == [
        (line, "warning") for line in lines
    ]
    directive = page.replace("```\n", "").split("\n", 1)
    rst = f".. code-block:: {directive[0].strip('`')}\n\n   {directive[1].replace(chr(10), chr(10) + '   ')}"
    assert len(findings("VL414", {"README.rst": rst})) == len(lines)


def test_who_types_a_page_comes_back_from_a_batch_file():
    page = "```bat\nvenv\\Scripts\\activate\npip install six\n```\n"
    assert findings("VL422", {"README.md": page}) == []


@pytest.mark.parametrize(
    ("include", "loud"),
    [
        pytest.param("include:\n  - local: ci/test.yml\n", True, id="a mapping"),
        pytest.param("include: /ci/test.yml\n", True, id="a path from the root"),
        pytest.param("include: 'ci/*.yml'\n", True, id="a pattern"),
        pytest.param("include:\n  - local: ci/more/a.yml\n", True, id="through another file"),
        pytest.param(
            "include:\n  - project: a/b\n    file: ci/test.yml\n", False, id="another repository's"
        ),
        pytest.param("include: https://h.invalid/ci/test.yml\n", False, id="an address"),
        pytest.param("", False, id="not included"),
    ],
)
def test_a_file_that_gitlab_includes(include, loud):
    files = {
        ".gitlab-ci.yml": f"{include}a:\n  script: ls\n",
        "ci/test.yml": "t:\n  script:\n    - pip install a.txt\n",
        "ci/more/a.yml": "include: ci/test.yml\n",
    }
    found = [one.at.path for one in findings("VL414", files)]
    assert found == (["ci/test.yml"] if loud else [])


def test_a_template_of_azure_holds_the_commands():
    files = {
        "azure-pipelines.yml": "steps:\n- template: ci/steps.yml\n",
        "ci/steps.yml": "steps:\n- script: pip install a.txt\n",
    }
    assert [one.at.path for one in findings("VL414", files)] == ["ci/steps.yml"]


def test_a_task_of_tekton():
    text = (
        "apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  steps:\n    - name: a\n"
        "      image: python:3.12\n      script: |\n        pip install a.txt\n"
    )
    assert [one.at.line for one in findings("VL414", {"task.yaml": text})] == [8]
