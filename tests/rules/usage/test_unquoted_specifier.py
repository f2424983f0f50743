import pytest

from tests.lint import findings, fix, lint


def script(text: str) -> dict[str, str]:
    return {"a.sh": f"#!/bin/sh\n{text}\n"}


def workflow(run: str) -> dict[str, str]:
    return {
        ".github/workflows/a.yml": (
            f"on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {run}\n"
        )
    }


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(script("pip install \"a>=1\" 'b<2'"), id="quoted"),
        pytest.param(script("pip install a\\>=1 b\\<2"), id="escaped"),
        pytest.param(script("pip install a==1 b~=1.0 c!=2"), id="no redirection"),
        pytest.param(script("pip install a >log 2>&1"), id="a log"),
        pytest.param(script("pip install a>/dev/null 2>err.txt"), id="nothing is shown"),
        pytest.param(script("pip install a 2>1"), id="a descriptor"),
        pytest.param(script("pip install a > 1"), id="a file that is called 1"),
        pytest.param(script("pip install a >> 2.0"), id="appended"),
        pytest.param(script("pip install <package> a>=<version>"), id="placeholders"),
        pytest.param(script("pip install -r /dev/stdin < list.txt"), id="a file is read"),
        pytest.param(script("pip install -r a.txt>1.log"), id="behind an option's value"),
        pytest.param(script('D="a>=1"\npip install $D'), id="a variable's value is no redirection"),
        pytest.param(script("pip install a  # needs >=1"), id="a comment"),
        pytest.param(script("echo pip install a>=1"), id="printed"),
        pytest.param(
            script("[ $x -gt 3 ] && (( x > 2 )) && [[ $x < 3 ]] && pip install a"), id="comparisons"
        ),
        pytest.param(script("python -c 'print(1 >= 2)' && pip install a"), id="code"),
        pytest.param(script("curl x>=1 | grep a<2"), id="another program"),
        pytest.param(
            {"Dockerfile": 'FROM python:3.12\nRUN ["pip", "install", "a>=1"]\n'}, id="exec form"
        ),
        pytest.param(
            {"tox.ini": "[testenv]\ndeps = a>=1\ncommands = pip install b>=1\n"}, id="tox"
        ),
        pytest.param(
            {"a.service": "[Service]\nExecStart=/usr/bin/pip install a>=1\n"}, id="a unit"
        ),
        pytest.param({"a.bat": 'pip install "a>=1"\r\npip install a ^>=1\r\n'}, id="cmd's own"),
        pytest.param({"a.bat": "pip install a >nul 2>&1\r\n"}, id="cmd's nul"),
        pytest.param({"a.ps1": "pip install 'a>=1' \"b<2\" > log.txt 2>&1\n"}, id="PowerShell"),
        pytest.param(
            {"Makefile": "D = 'a>=1'\nt:\n\tpip install $(D)\n"}, id="quoted in make's variable"
        ),
        pytest.param(workflow("pip install 'a>=1'"), id="quoted in YAML"),
        pytest.param(
            {"README.md": "`pip install a>=1`\n\n```text\npip install a>=1\n```\n"}, id="prose"
        ),
    ],
)
def test_quiet(files):
    assert lint("VL415", files) == []


@pytest.mark.parametrize(
    ("files", "places"),
    [
        pytest.param(script("pip install a>=1.0"), ["a.sh:2:13"], id="written"),
        pytest.param(script("pip install a<2"), ["a.sh:2:13"], id="read"),
        pytest.param(script("pip install a>1 b>=2,<3"), ["a.sh:2:13", "a.sh:2:17"], id="two"),
        pytest.param(script("pip install a >= 1.0"), ["a.sh:2:13"], id="blanks"),
        pytest.param(script("pip install a >=1.0"), ["a.sh:2:13"], id="one blank"),
        pytest.param(script("pip install a >= 1.0, < 2"), ["a.sh:2:13"], id="blanks and a comma"),
        pytest.param(script('pip install "a">=1'), ["a.sh:2:13"], id="only the name is quoted"),
        pytest.param(script("pip install a[x,y]>=1"), ["a.sh:2:13"], id="extras"),
        pytest.param(
            script("pip install a~=1.0,<2 b!=1,>=0.5"), ["a.sh:2:13", "a.sh:2:23"], id="more"
        ),
        pytest.param(script("pip install a>=$V"), ["a.sh:2:13"], id="a version in a variable"),
        pytest.param(
            script(
                "uv add a>=1\nuv pip install a>=1\npoetry add a>=1\nconda install a>=1\n"
                "pipx install a>=1\npdm add a>=1\npipenv install a>=1\nmamba create -n x a<2\n"
                "uv tool install a>=1\npip3 download a>=1"
            ),
            [
                f"a.sh:{number}:{column}"
                for number, column in zip(
                    range(2, 12), (8, 16, 12, 15, 14, 9, 16, 19, 17, 15), strict=True
                )
            ],
            id="every tool",
        ),
        pytest.param(
            {"Makefile": "D = a>=1\nt:\n\tpip install $(D)\n\tpip install b>=1\n"},
            ["Makefile:3:14", "Makefile:4:14"],
            id="make puts the text in",
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.12\nRUN pip install a \\\n  b>=1\n"},
            ["Dockerfile:3:3"],
            id="an image",
        ),
        pytest.param(
            {"a.bat": "pip install a>=1\r\npip install 'b>=1'\r\npip install c<2\r\n"},
            ["a.bat:1:13", "a.bat:2:13", "a.bat:3:13"],
            id="cmd",
        ),
        pytest.param(
            {"a.ps1": "pip install a>=1\npip install b >= 1\n"},
            ["a.ps1:1:13", "a.ps1:2:13"],
            id="PowerShell",
        ),
        pytest.param(workflow("pip install a>=1"), [".github/workflows/a.yml:6:26"], id="YAML"),
        pytest.param(
            workflow('"pip install a>=1"'), [".github/workflows/a.yml:6:27"], id="YAML's own quotes"
        ),
        pytest.param(
            workflow(">\n          pip install\n          a>=1\n          b"),
            [".github/workflows/a.yml:8:11"],
            id="a folded text",
        ),
        pytest.param(
            workflow("|\n          pip install a>=1\n"),
            [".github/workflows/a.yml:7:23"],
            id="a block of text",
        ),
        pytest.param(script("bash -c 'pip install a>=1'"), ["a.sh:2:22"], id="a shell in a shell"),
    ],
)
def test_loud(files, places):
    found = findings("VL415", files)
    assert [f"{v.at.path}:{v.at.line}:{v.at.column}" for v in found] == places
    assert {v.severity.label for v in found} == {"error"}


COMPOSE = "services:\n  a:\n    image: python:3.12\n    command: {}\n"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("pip install 'a>=1' && x", id="quoted"),
        pytest.param('["pip", "install", "a>=1"]', id="a list"),
        pytest.param("pip install a && b > log", id="cut off elsewhere"),
        pytest.param("pip install -r a.txt > log", id="a log"),
    ],
)
def test_compose_quiet(command):
    assert lint("VL415", {"compose.yaml": COMPOSE.format(command)}) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("pip install a>=1,<2 && x", 'pip install "a>=1,<2" && x'),
        ('"pip install a >= 1"', "\"pip install 'a>=1'\""),
        ('sh -c "pip install a>=1 && x"', "sh -c \"pip install 'a>=1' && x\""),
    ],
)
def test_compose_cuts_off(before, after):
    files = {"compose.yaml": COMPOSE.format(before)}
    (violation,) = findings("VL415", files)
    assert violation.at.line == 4
    assert fix("VL415", files) == {"compose.yaml": COMPOSE.format(after)}


def test_json_takes_escaped_quotes():
    files = {"package.json": '{"scripts": {"x": "pip install a>=1"}}'}
    assert fix("VL415", files) == {"package.json": '{"scripts": {"x": "pip install \\"a>=1\\""}}'}


def test_a_page_is_a_warning():
    (violation,) = findings("VL415", {"README.md": "```console\n$ pip install a>=1\n```\n"})
    assert (violation.severity.label, violation.at.column) == ("warning", 15)


@pytest.mark.parametrize(
    ("files", "before", "after"),
    [
        (script("{}"), "pip install a>=1.0 b", 'pip install "a>=1.0" b'),
        (script("{}"), "pip install a >= 1.0, < 2 b", 'pip install "a>=1.0,<2" b'),
        (script("{}"), "pip install 'a'>=1 a[x]<2", 'pip install "a>=1" "a[x]<2"'),
        (script("{}"), "pip install a>=$V", 'pip install "a>=$V"'),
        (script("{}"), 'bash -c "pip install a>=1"', "bash -c \"pip install 'a>=1'\""),
        (script("{}"), "bash -c 'pip install a>=1'", "bash -c 'pip install \"a>=1\"'"),
        (workflow("{}"), '"pip install a>=1"', "\"pip install 'a>=1'\""),
        (workflow("{}"), "'pip install a>=1'", "'pip install \"a>=1\"'"),
        (workflow("{}"), "pip install a>=1 b<2", 'pip install "a>=1" "b<2"'),
        ({"a.bat": "{}\r\n"}, "pip install 'a>=1' b<2", 'pip install "a>=1" "b<2"'),
        ({"a.ps1": "{}\n"}, "pip install a >= 1", 'pip install "a>=1"'),
        (
            {"Dockerfile": "FROM python\nRUN {}\n"},
            "pip install \\\r\n  a>=1",
            'pip install \\\r\n  "a>=1"',
        ),
    ],
)
def test_fix(files, before, after):
    ((path, text),) = files.items()
    assert fix("VL415", {path: text.format(before)}) == {path: text.format(after)}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"Makefile": "D = a>=1\nt:\n\tpip install $(D)\n"}, id="stated elsewhere"),
        pytest.param(workflow("\"bash -c 'pip install a>=1'\""), id="no mark is left"),
        pytest.param(
            {"a.sh": 'bash -c "pip install a>=$V"\n'}, id="a variable that must be expanded"
        ),
    ],
)
def test_no_fix(files):
    assert fix("VL415", files, silent=False) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "pip install a>=1",
            "the shell takes `>=1` for a file to write to: any version of `a` is installed",
        ),
        (
            "pip install a >= 1",
            (
                "the shell writes to a file `=`: any version of `a` is installed, and a package `1`"
                " is looked for"
            ),
        ),
        (
            "pip install a<2",
            "the shell takes `<2` for a file to read from, so the command fails before `pip` starts",
        ),
        (
            "pip install a>=1,<2",
            "the shell takes `>=1,<2` for redirections, so the command fails before `pip` starts",
        ),
    ],
)
def test_message(text, message):
    assert [v.message for v in findings("VL415", script(text))] == [message]


def test_a_playbook_that_knows_uv_alone():
    text = "- hosts: web\n  tasks:\n    - shell: uv add six>=1.16\n"
    (found,) = findings("VL415", {"site.yml": text})
    assert found.at.line == 3
    assert findings("VL415", {"site.yml": text.replace("six>=1.16", "'six>=1.16'")}) == []
