"""What task runners run: in which order, in which shell, where."""

from __future__ import annotations

import pytest

from tests.lint import tree


def run(files, task="a"):
    """The commands of a task, each with its shell and its folder where that is not the root."""
    return [
        f"{shell.kind}: {' '.join(word.text for word in command.words)}"
        + (f" in {command.directory}" if command.directory != "" else "")
        for sequence in tree(files).commands.sequences
        if sequence.name == task
        for shell in sequence.shells
        for command in shell.commands
    ]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        pytest.param(
            "a: b (c 'b') && d\n    pip a\nb: c\n    pip b\nc x=':':\n    pip c\nd: b\n    pip d\n",
            ["sh: pip c", "sh: pip b", "sh: pip a", "sh: pip d"],
            id="what it needs, each once",
        ),
        pytest.param(
            "a: b\n    pip a\nb: a\n    pip b\n", ["sh: pip b", "sh: pip a"], id="a circle"
        ),
        pytest.param(
            "v := '.venv'\nw := v + 'x'\na:\n    @{{v}}/bin/pip {{w}} {{ v }}\n",
            ["sh: .venv/bin/pip \0 .venv"],
            id="variables",
        ),
        pytest.param(
            "a:\n    pip install \\\n      x \\\n    y\n    -pip z \\\n",
            ["sh: pip install x y", "sh: pip z"],
            id="lines that go on",
        ),
        pytest.param(
            "import 'x.just'\nmod y\nalias z := a\n# pip: x\na *args=\"b:\":\n    pip {{args}}\n",
            ["sh: pip \0"],
            id="what is no recipe",
        ),
        pytest.param(
            "set working-directory := 'w'\na:\n    pip x\n",
            ["sh: pip x in w"],
            id="a folder for all",
        ),
        pytest.param(
            "set working-directory := 'w'\n[working-directory: 'v']\na:\n    pip x\n",
            ["sh: pip x in v"],
            id="a folder of its own",
        ),
        pytest.param(
            "[no-cd, private]\na:\n    pip x\nb:\n    pip y\n", ["sh: pip x in None"], id="anywhere"
        ),
        pytest.param(
            "[script('bash')]\na:\n    cd x\n    pip y\n",
            ["bash: cd x", "bash: pip y in x"],
            id="a script",
        ),
        pytest.param(
            "[script]\na:\n    pip x\n", ["sh: pip x"], id="a script for the standard shell"
        ),
        pytest.param(
            "set script-interpreter := ['zsh', '-eu']\n[script]\na:\n    pip x\n",
            ["zsh: pip x"],
            id="what runs scripts",
        ),
        pytest.param("a:\n    #!/usr/bin/env python\n    import pip\n", [], id="Python"),
        pytest.param(
            "set shell := ['powershell.exe', '-c']\na:\n    pip x\n",
            ["pwsh: pip x"],
            id="PowerShell",
        ),
        pytest.param("set shell := ['fish', '-c']\na:\n    pip x\n", [], id="another shell"),
    ],
)
def test_just(text, commands):
    assert run({"justfile": text}) == commands


@pytest.mark.parametrize(
    ("value", "environment"),
    [
        ("'.venv/bin:/usr/bin'", ".venv"),
        ("'.venv/bin' + ':' + env('PATH')", ".venv"),
        ("justfile_directory() / '.venv/bin' + ':' + env_var('PATH')", "\0/.venv"),
        ("env('PATH') + ':/opt/bin'", ""),
        ("path", ""),
        ("'.venv/bin:", ""),
        ('\\"' * 12_000, ""),
    ],
)
def test_just_exports_the_path(value, environment):
    (command,) = tree({"justfile": f"export PATH := {value}\na:\n    pip x\n"}).commands.all
    assert command.environment == environment


def test_a_value_of_just_is_found_where_it_stands():
    (command,) = tree({"justfile": "v := 'x'\na:\n    pip {{v}} y\n"}).commands.all
    assert [word.text for word in command.words] == ["pip", "x", "y"]
    assert command.words[1].start == len("v := 'x'\na:\n    pip ")


@pytest.mark.parametrize(
    ("task", "commands"),
    [
        ("cmds: [pip x, {cmd: pip y}, {defer: pip z}]", ["pip x", "pip y", "pip z"]),
        ("cmd: pip x", ["pip x"]),
        ("pip x", ["pip x"]),
        ("[pip x, pip y]", ["pip x", "pip y"]),
        ("{deps: [b, {task: c}, unknown], cmd: pip x}", ["pip b", "pip c", "pip x"]),
        ("{cmds: [{task: b}, pip x, {task: b}]}", ["pip b", "pip x"]),
        ("{dir: w, cmd: pip x}", ["pip x in w"]),
        ("{deps: b}", []),
    ],
)
def test_task(task, commands):
    text = f"version: '3'\ntasks:\n  b: pip b\n  c: {{deps: [b], cmd: pip c}}\n  a:\n    {task}\n"
    assert run({"Taskfile.yml": text}) == [f"bash: {one}" for one in commands]


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ("", "sh"),
        ("save-exact=true\n", "sh"),
        ("save-exact=true\nscript-shell = /bin/bash\r\n", "bash"),
        ('script-shell="C:\\\\Git\\\\bash"\n', "bash"),
        ("script-shell=fish\n", ""),
    ],
)
def test_the_shell_of_npm(settings, kind):
    files = {"package.json": '{"scripts": {"prea": "pip x", "a": "pip y"}}', ".npmrc": settings}
    assert run(files) == [f"{kind}: pip x", f"{kind}: pip y"]


@pytest.mark.parametrize(
    ("table", "value", "commands"),
    [
        ("poe.tasks", '"pip x && pip y"', ["none: pip x && pip y"]),
        ("poe.tasks", '{cmd = "pip"}', ["none: pip"]),
        ("poe.tasks", '{shell = "cd x; pip y"}', ["sh: cd x", "sh: pip y in x"]),
        ("poe.tasks", '{shell = "pip x", interpreter = "posix"}', ["sh: pip x"]),
        ("poe.tasks", '{shell = "pip x", interpreter = "bash"}', ["bash: pip x"]),
        ("poe.tasks", '{shell = "import pip", interpreter = "python"}', []),
        ("poe.tasks", '["b", "pip x", {cmd = "pip y"}]', ["none: pip x", "none: pip y"]),
        ("poe.tasks", '{sequence = ["b", {shell = "pip x"}]}', ["sh: pip x"]),
        ("pdm.scripts", '{cmd = ["pip", "x y"]}', ["none: pip x y"]),
        ("pdm.scripts", '{composite = ["b", "pip x"]}', ["none: pip x"]),
        ("pdm.scripts", '["pip", "x y"]', ["none: pip x y"]),
        ("rye.scripts", '["pip", "x y"]', ["none: pip x y"]),
        ("rye.scripts", '{chain = ["b"]}', []),
        ("pixi.tasks", '{cmd = "pip x && pip y"}', [": pip x", ": pip y"]),
        ("pixi.tasks", '{cmd = ["pip", "x"]}', ["none: pip x"]),
        ("taskipy.tasks", '{cmd = "pip x | pip y"}', [": pip x", ": pip y"]),
        ("poe.tasks", '[["pip x"]]', ["none: pip x"]),
        pytest.param("poe.tasks", "[" * 99 + '"pip x"' + "]" * 99, [], id="deep"),
    ],
)
def test_scripts_of_a_manifest(table, value, commands):
    assert run({"pyproject.toml": f'[tool.{table}]\nb = "pip b"\na = {value}\n'}) == commands


@pytest.mark.parametrize(
    ("path", "text", "commands"),
    [
        pytest.param("mise.toml", "[tasks]\na = 'pip x'\n", ["sh: pip x"], id="a text"),
        pytest.param(
            ".mise.toml",
            "[tasks.a]\nrun = ['pip x && pip y', 'pip z', {task = 'b'}]\ndepends = ['b']\n"
            "[tasks.b]\nrun = 'pip b'\n",
            ["sh: pip x", "sh: pip y", "sh: pip z"],
            id="several, each in a shell of its own",
        ),
        pytest.param(
            "mise.toml",
            "[tasks.a]\nshell = 'bash -c'\nrun = 'pip x'\ndir = 'sub'\n",
            ["bash: pip x in sub"],
            id="a shell and a folder of its own",
        ),
        pytest.param(
            ".config/mise/config.toml",
            "[tasks.a]\nrun = '''\n#!/usr/bin/env bash\npip x\n'''\n",
            ["bash: pip x"],
            id="a script, from the folder above the settings",
        ),
        pytest.param(
            "mise.toml",
            "[tasks.a]\nrun = '''\n#!/usr/bin/env python\nimport pip\n'''\n",
            [],
            id="a script of another language",
        ),
        pytest.param(
            "a/mise/config.local.toml", "[tasks]\na = 'pip x'\n", ["sh: pip x in a"], id="in mise's"
        ),
        pytest.param(
            "mise/mise.toml",
            "[tasks]\na = 'pip x'\n",
            ["sh: pip x in mise"],
            id="in a folder of the project that is called so",
        ),
        pytest.param("mise.toml", "[tools]\npython = '3.12'\ntasks = 'pip'\n", [], id="none"),
    ],
)
def test_mise(path, text, commands):
    assert run({path: text}) == commands
