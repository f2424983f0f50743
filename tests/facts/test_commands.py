import pytest

from tests.lint import tree


def shown(files):
    return [
        (
            sequence.kind,
            shell.kind,
            " ".join(word.text for word in command.words),
            command.environment,
        )
        for sequence in tree(files).commands.sequences
        for shell in sequence.shells
        for command in shell.commands
    ]


def commands(text, path="run.sh"):
    return tree({path: text}).commands.all


def test_scripts_by_first_line_and_extension():
    files = {
        "a.sh": "pip x\n",
        "b": "#!/usr/bin/env -S bash -e\npip x\n",
        "c": "pip x\n",
        "d.sh": "#!/bin/sh\npip x\n",
        "e.py": "pip x\n",
        "f.sh": "#!/usr/bin/python\npip x\n",
    }
    assert shown(files) == [
        ("script", "", "pip x", ""),
        ("script", "bash", "pip x", ""),
        ("script", "sh", "pip x", ""),
    ]
    assert shown(
        {
            "a.bat": "call v\\Scripts\\activate\npip x\n",
            "b.ps1": "v\\Scripts\\activate.ps1\npip x\n",
        }
    ) == [
        ("script", "cmd", "v\\Scripts\\activate", ""),
        ("script", "cmd", "pip x", "v"),
        ("script", "pwsh", "v\\Scripts\\activate.ps1", ""),
        ("script", "pwsh", "pip x", "v"),
    ]


def test_files_that_have_nothing_to_do_with_environments_are_not_read():
    assert shown({"a.sh": "make pipeline\n", "Makefile": "t:\n\techo x\n"}) == []


@pytest.mark.parametrize(
    ("text", "environments"),
    [
        (". v/bin/activate; a; deactivate; b", ["", "v", "v", ""]),
        ("(. v/bin/activate; a); b", ["", "v", ""]),
        (". v/bin/activate | a; b", ["", "", ""]),
        ("bash -c '. v/bin/activate; a'; b", ["", "", "v", ""]),
        ("f() { . v/bin/activate; }; a; f; b", ["", "", "", "v"]),
        ("export PATH=$PWD/.venv/bin:$PATH; a", ["", "\0/.venv"]),
        ("PATH=v/bin:$PATH; python -m venv v; PATH=v/bin:$PATH; a", ["", "", "", "v"]),
        ("PATH=.venv/bin:$PATH a; b", [".venv", ""]),
        ("source activate x; a; conda deactivate; b", ["", "conda", "conda", ""]),
        ('eval "$(poetry env activate)"; a', ["", "", "\0", "\0"]),
        (". v/bin/activate; sudo a; sudo env PATH=$PATH a", ["", "", "v"]),
        ("if x; then . v/bin/activate; fi; a", ["", "", "v"]),
    ],
)
def test_environment(text, environments):
    assert [command.environment for command in commands(text + " # venv\n")] == environments


def test_directory():
    text = (
        'cd a; x1\n(cd b; x2); x3\ncd "$(dirname "$0")/.."; x4\ncd $U; x5; cd /srv; x6; pushd y; x7'
        " # venv\n"
    )
    found = {
        command.program: command.directory
        for command in commands(text, "scripts/run.sh")
        if command.program[0] == "x"
    }
    assert found == {
        "x1": "a",
        "x2": "a/b",
        "x3": "a",
        "x4": "",
        "x5": None,
        "x6": "/srv",
        "x7": "/srv/y",
    }


@pytest.mark.parametrize(
    ("path", "text", "directory"),
    [
        ("a/b/run.sh", 'HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"\ncd "$HERE"\n', "a/b"),
        ("a/b/run.sh", 'ROOT=$(cd "$(dirname "$0")/.."; pwd)\ncd ${ROOT}/api\n', "a/api"),
        ("a/b/run.sh", 'export D=$(dirname "$0")\nUP=$(dirname "$D")\ncd $UP\n', "a"),
        ("a/b/run.sh", 'cd "$(dirname "$(dirname "$0")")"\n', "a"),
        ("a/b/run.sh", 'ROOT=$(cd "$(dirname "$0")/.."; pwd)\nC="$ROOT/c"\ncd "$C"\n', "a/c"),
        ("a/b/run.sh", 'D=$(dirname "$0")/../c\nE=${D}/e\ncd "${E}/f"\n', "a/c/e/f"),
        ("a/b/run.sh", 'D=$(dirname "$0")/c\nD=$(cd "$D/.." && pwd)\ncd $D/e\n', "a/b/e"),
        ("a/b/run.sh", 'D=$(dirname "$0")/c\ncd "$D/../c"\n', "a/b/c"),
        ("a/b/run.sh", "ROOT=$(git rev-parse --show-toplevel)\ncd $ROOT/api\n", "api"),
        ("a/b/run.sh", 'R=$(git rev-parse --show-toplevel)/api\ncd "$R/v1"\n', "api/v1"),
        ("a/b/run.sh", 'D=$(dirname "$0")\nD=$ELSEWHERE\ncd $D\n', None),
        ("a/run.bat", "cd /d %~dp0\r\n", "a"),
        ("a/run.bat", 'pushd "%~dp0..\\api"\r\n', "api"),
        ("a/run.bat", "cd backend\\api\r\n", "backend/api"),
        ("a/run.ps1", 'Set-Location "$PSScriptRoot\\.."\n', ""),
        ("a/run.ps1", "cd $Elsewhere\n", None),
    ],
)
def test_the_folder_of_the_script_itself(path, text, directory):
    found = commands(text + "pip list\n", path)
    assert [one.directory for one in found if one.program == "pip"] == [directory]


def test_names_and_tools():
    text = (
        "/usr/bin/pip3.12 install x\npython3 -m pip install x\npython -I -W error -m venv v\npython"
        " -sm pip list\n$PY -m pip list\nuv pip install x\npython setup.py install\n"
    )
    assert [
        (command.name, command.tool, command.texts[:1], command.folder)
        for command in commands(text)
    ] == [
        ("pip", "pip", ["install"], "/usr/bin"),
        ("python", "pip", ["install"], ""),
        ("python", "venv", ["v"], ""),
        ("python", "pip", ["list"], ""),
        ("\0", "pip", ["list"], ""),
        ("uv", "uv", ["pip"], ""),
        ("python", "python", ["setup.py"], ""),
    ]


def test_wrappers_assignments_and_variables():
    text = "export PIP_X=1\nsudo -H PIP_Y=2 env A=b pip install z\n"
    command = commands(text)[1]
    assert (command.wrappers, sorted(command.assignments), command.variables) == (
        ("sudo", "env"),
        ["A", "PIP_Y"],
        {"PIP_X": "1", "PIP_Y": "2"},
    )
    assert command.at.column == text.split("\n")[1].index("pip install") + 1


def test_image():
    text = (
        "FROM debian AS a\nWORKDIR /app\nENV PATH=/app/.venv/bin:$PATH\nRUN pip x\nFROM a\nUSER"
        ' u\nRUN ["pip", "y"]\nENTRYPOINT ["tini", "--"]\nCMD ["gunicorn"]\n'
    )
    (sequence,) = tree({"Dockerfile": text}).commands.sequences
    assert [
        (shell.kind, shell.late, [str(word.text) for word in shell.commands[0].words])
        for shell in sequence.shells
    ] == [
        ("dash", False, ["pip", "x"]),
        ("none", False, ["pip", "y"]),
        ("none", True, ["gunicorn"]),
    ]
    assert {command.environment for command in sequence.commands} == {"/app/.venv"}
    assert sequence.commands[0].directory == "/app"


def test_makefile_sequences():
    text = "t: a\n\tpip t\na:\n\tpip a1; pip a2\n\tpip a3\n.PHONY: t a\n"
    sequences = tree({"Makefile": text}).commands.sequences
    assert [
        (
            sequence.name,
            [
                [str(command.words[1].text) for command in shell.commands]
                for shell in sequence.shells
            ],
        )
        for sequence in sequences
    ] == [
        ("t", [["a1", "a2"], ["a3"], ["t"]]),
        ("a", [["a1", "a2"], ["a3"]]),
    ]
    assert len(tree({"Makefile": text}).commands.all) == 4


def test_jobs():
    github = (
        "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    env: {V: .venv}\n    steps:\n     "
        " - run: . $V/bin/activate\n      - run: pip x\n"
    )
    assert shown({".github/workflows/a.yml": github}) == [
        ("ci", "bash", ". .venv/bin/activate", ""),
        ("ci", "bash", "pip x", ""),
    ]
    gitlab = (
        "t:\n  before_script:\n    - . v/bin/activate\n  script:\n    - pip x\n  after_script:\n   "
        " - pip y\n"
    )
    assert shown({".gitlab-ci.yml": gitlab}) == [
        ("ci", "", ". v/bin/activate", ""),
        ("ci", "", "pip x", "v"),
        ("ci", "", "pip y", ""),
    ]


def test_services():
    unit = (
        "[Service]\nEnvironment=PATH=/srv/venv/bin:/usr/bin\nWorkingDirectory=/srv\nExecStart=-/bin/sh"
        " -c 'a && b \"c d\"' \\\n  x\n# ExecStart=no\n"
    )
    assert shown({"a.service": unit})[1:] == [
        ("service", "none", "a", "/srv/venv"),
        ("service", "none", "b c d", "/srv/venv"),
    ]
    cron = "SHELL=/bin/bash\n# 1 1 * * * no\n*/5 1-3 * * mon,tue a > x%y\n@daily b\n"
    assert shown({"crontab": cron}) == [("cron", "bash", "a", ""), ("cron", "bash", "b", "")]
    assert shown({"cron.d/x": "0 0 * * * root a b\n"}) == [("cron", "sh", "a b", "")]
    # What is copied to that folder may have any name; no program is called `root`.
    assert shown({"a.cron": "0 0 * * * root a b\n"}) == [("cron", "sh", "a b", "")]
    assert shown({"a.cron": "0 0 * * * www-data a\n"}) == [("cron", "sh", "a", "")]
    assert shown({"a.cron": "0 0 * * * python a\n"}) == [("cron", "sh", "python a", "")]
    assert shown({"crontab": "0 0 * * * root\n"}) == [("cron", "sh", "root", "")]
    assert shown({"Procfile": "web: a b && c\n"}) == [
        ("procfile", "bash", "a b", ""),
        ("procfile", "bash", "c", ""),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["py312,!lint: pip install a"], ["pip install a"]),
        (["py{311,312}: - pip install {posargs:{toxinidir}/b}"], ["pip install \0"]),
        (
            ["pip install \\", "  a \\", "  # no", "  lint: b", "pip c"],
            ["pip install a b", "pip c"],
        ),
        (["sh -c 'x | \\", "  pip a'"], ["sh -c x |  pip a", "x", "pip a"]),
    ],
)
def test_lines_of_tox(lines, expected):
    text = "[testenv]\ncommands =\n" + "".join(f"    {line}\n" for line in lines)
    assert [words for _, _, words, _ in shown({"tox.ini": text})] == expected


def test_a_command_for_some_factors_depends_on_them():
    text = "[testenv]\ncommands =\n    lint: pip a\n    pip b\n"
    (sequence,) = tree({"tox.ini": text}).commands.sequences
    assert [shell.condition for shell in sequence.shells] == [True, False]
    assert [one.at.column for one in sequence.commands] == [11, 5]


def test_tox_and_readme():
    assert shown({"tox.ini": "[testenv]\ncommands =\n    - pip install {opts} 'a b'\n"}) == [
        ("tox", "none", "pip install \0 a b", "\0")
    ]
    markdown = (
        "```sh\npip a\n```\n```\nNote: pip no\n```\n- item\n  ```console\n  $ pip b \\\n    c\n  output\n"
        "  ```\n"
    )
    assert shown({"README.md": markdown}) == [
        ("page", "", "pip a", ""),
        ("page", "", "pip b c", ""),
    ]
    assert shown({"README.md": "```fish\npip a\n```\n"}) == [("page", "", "pip a", "")]
    nameless = "```\ngit clone x\npip a \\\n  b\n./v/bin/pip c\n```\n```\npip no\nDone.\n```\n"
    assert [words for _, _, words, _ in shown({"README.md": nameless})] == [
        "git clone x",
        "pip a b",
        "./v/bin/pip c",
    ]
    prompts = "```\n(shop)$ pip a\nout\n```\n```\n(my env) $ pip b\n```\n```\nIt costs (net) $ 5: pip no\n```\n"
    indented = "Text\n\n\t(shop)$ pip c\n\nIt (net) $ is no\n\n    (pip) no\n"
    assert [words for _, _, words, _ in shown({"README.md": prompts})] == ["pip a", "pip b"]
    assert [words for _, _, words, _ in shown({"README.md": indented})] == ["pip c"]
    rst = "x\n\n.. code-block:: bash\n   :caption: y\n\n   pip a\n\n   pip b\n\ntext pip\n"
    assert shown({"README.rst": rst}) == [("page", "", "pip a", ""), ("page", "", "pip b", "")]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        pytest.param('main() {\n  a\n}\nmain "$@"\n', {"a": "script"}, id="called at the end"),
        pytest.param(
            "f() {\n  a\n}\ng() {\n  b\n}\nf\ng\n", {"a": "script", "b": "script"}, id="two"
        ),
        pytest.param("f() {\n  a\n}\ng() {\n  b\n}\ng\nf\n", {"a": "function"}, id="another order"),
        pytest.param("f() {\n  a\n}\nb\nf\n", {"a": "function"}, id="something before the call"),
        pytest.param("f() {\n  a\n}\nset -e\nf\n", {"a": "script"}, id="nothing much before it"),
        pytest.param("f() {\n  a\n}\nf\nf\n", {"a": "function"}, id="called twice"),
        pytest.param("f() {\n  a\n}\nx && f\n", {"a": "function"}, id="on a condition"),
        pytest.param("f() {\n  a\n}\n", {"a": "function"}, id="never called"),
        pytest.param(
            "f() {\n  a\n}\nmain() {\n  f\n}\nmain\n",
            {"a": "function", "f": "script"},
            id="from another",
        ),
    ],
)
def test_functions_that_run_where_they_stand(text, kinds):
    found = {command.program: command.block.kind for command in commands(text + "# venv\n")}
    assert {name: found[name] for name in kinds} == kinds


FILL = "fill() {\n  pip install -r a.txt\n}\n"


@pytest.mark.parametrize(
    ("text", "environment"),
    [
        pytest.param(FILL + "all() {\n  . v/bin/activate\n  fill\n}\nall\n", "v", id="before"),
        pytest.param("all() {\n  . v/bin/activate\n  fill\n}\n" + FILL + "all\n", "v", id="behind"),
        pytest.param(
            FILL + "all() {\n  . v/bin/activate\n  if x; then fill | tee log; fi\n}\nall\n",
            "v",
            id="in a pipeline",
        ),
        pytest.param(
            FILL + "enter() {\n  . v/bin/activate\n}\nall() {\n  enter\n  fill\n}\nx && all\n",
            "v",
            id="a function activates",
        ),
        pytest.param(
            FILL + "again() {\n  fill || fill\n}\nall() {\n  . v/bin/activate\n  again\n}\nall\n",
            "v",
            id="called by who is called so",
        ),
        pytest.param(
            FILL + "all() {\n  . v/bin/activate\n  fill\n}\nfill\nall\n", "", id="also without"
        ),
        pytest.param(
            FILL + "all() {\n  fill\n  . v/bin/activate\n}\nall\n", "", id="activated later"
        ),
        pytest.param(
            FILL + "all() {\n  . v/bin/activate\n  deactivate\n  fill\n}\nall\n",
            "",
            id="left again",
        ),
        pytest.param(
            FILL + "all() {\n  (. v/bin/activate; x)\n  fill\n}\nall\n", "", id="in a subshell"
        ),
        pytest.param(
            FILL + "all() {\n  . v/bin/activate\n}\nother() {\n  fill\n}\nother\n",
            "",
            id="another function activates",
        ),
        pytest.param("fill() {\n  pip install a\n  fill\n}\n", "", id="that calls itself"),
    ],
)
def test_a_function_finds_what_its_callers_activate(text, environment):
    assert {command.environment for command in commands(text) if command.program == "pip"} == {
        environment
    }
