import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from venvlint.readers.patchwork import plain
from venvlint.readers.windows_shells import parse_cmd, parse_pwsh


def words(parse, text):
    return [[word.text for word in command.words] for command in parse(plain(text, 0)).commands]


def test_cmd():
    text = (
        "@echo off\r\nrem venv\\Scripts\\activate\r\n:: x\r\ncall v\\Scripts\\activate.bat && pip"
        ' install "a b" %X% ^\r\n  -q\r\nif exist y (\r\n  del z & echo w\r\n)\r\n'
    )
    assert words(parse_cmd, text) == [
        ["v\\Scripts\\activate.bat"],
        ["pip", "install", "a b", "\0", "-q"],
        ["if", "exist", "y"],
        ["del", "z"],
        ["echo", "w"],
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if exist a call b c", ["b", "c"]),
        ("IF NOT EXIST a @b", ["b"]),
        ('if /i "%1"=="x" b c', ["b", "c"]),
        ("if %x% NEQ 0 exit /b", ["exit", "/b"]),
        ("if errorlevel 1 b", ["b"]),
        ("for %%i in (a b) do call b %%~nxi", ["b", "\0"]),
        ("for /f %%i in ('c') do b", ["b"]),
        ("%~dp0v\\b %1 %*", ["\0v\\b", "\0", "\0"]),
        ('"%~dp0v\\b" %ProgramFiles(x86)%\\c', ["\0v\\b", "\0\\c"]),
        ("echo a (b) :-)", ["echo", "a", "b", ":-"]),
        ("@b", ["b"]),
        ("@echo off", None),
    ],
)
def test_what_cmd_takes_off(text, expected):
    found = words(parse_cmd, text)
    assert found == ([expected] if expected else [])


def test_lines_that_cmd_reads_at_once():
    text = "a & b\nif x (\n c\n d & e\n) else (\n f\n)\n\ncall g ^\n h\ni\n"
    commands = parse_cmd(plain(text, 0)).commands
    lines = {command.words[0].text: command.line for command in commands}
    assert lines["a"] == lines["b"] < lines["c"] == lines["d"] == lines["e"] == lines["f"]
    assert lines["f"] < lines["g"] < lines["i"]
    assert [word.text for command in commands for word in command.wrappers] == ["call"]


def test_many_words_before_a_command_are_linear():
    parse_cmd(plain("call " * 100_000, 0))
    parse_cmd(plain("if " * 100_000, 0))


def test_pwsh():
    text = (
        "# v\\Scripts\\Activate.ps1\n.\\v\\Scripts\\Activate.ps1; pip install `\n  'a b' \"c $x\""
        ' <# n #>\n& "$y\\pip.exe" list | Out-File z\n'
    )
    assert words(parse_pwsh, text) == [
        [".\\v\\Scripts\\Activate.ps1"],
        ["pip", "install", "a b", "c \0"],
        ["\0\\pip.exe", "list"],
        ["Out-File", "z"],
    ]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("set V=.venv\r\ncall %V%\\Scripts\\activate\r\n", ".venv\\Scripts\\activate"),
        ('@set "V=.venv"\n"%v%\\Scripts\\pip.exe"\n', ".venv\\Scripts\\pip.exe"),
        ("set V=v\n!V!\\a\n", "v\\a"),
        ("%V%\\a\nset V=v\n", None),
        ("set V=a\nset V=b\n%V%\\c\n", "\0\\c"),
        ("set V=a\nset /p V=which?\n%V%\\c\n", "\0\\c"),
        ("set V=a\nif x==y set V=b\n%V%\\c\n", "\0\\c"),
        ("if x==y (\n  set V=b\n)\n%V%\\c\n", "\0\\c"),
        ("set V=py -3\n%V% x\n", "\0"),
        ("set V=%A%\n%V%\\c\n", "\0\\c"),
        ("set V=a\n%V:~0,1%\\c\n", "\0\\c"),
    ],
)
def test_variables_of_cmd(text, last):
    if last is None:
        assert words(parse_cmd, text)[0] == ["\0\\a"]
    else:
        assert words(parse_cmd, text)[-1][0] == last


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("$venv = '.venv'\n& \"$Venv\\Scripts\\pip\" x\n", ".venv\\Scripts\\pip"),
        ('$env:V = ".venv"\n& $env:V/bin/pip x\n', ".venv/bin/pip"),
        ("$v = 'a'\n& ${v}/c x\n", "a/c"),
        ("$v = 'a'\nif ($x) { $v = 'b' }\n& $v/c x\n", "\0/c"),
        ("param([string]$v = 'a')\n& $v/c x\n", "\0/c"),
        ("$v = Join-Path a b\n& $v/c x\n", "\0/c"),
    ],
)
def test_variables_of_pwsh(text, last):
    assert words(parse_pwsh, text)[-1][0] == last


def test_a_variable_knows_where_its_value_stands():
    text = "set V=.venv\r\n%V%\\a\r\n"
    word = parse_cmd(plain(text, 0)).commands[-1].words[0]
    assert (word.start, word.end) == (13, 18)
    first, last = word.value.origin(0, 5)
    assert text[first:last] == ".venv"


def redirections(parse, text):
    (command,) = parse(plain(text, 0)).commands
    return [word.text for word in command.words], [
        (one.descriptor, one.operator, one.word.text, one.behind.text, one.joined)
        for one in command.redirections
    ]


def test_redirections():
    # cmd takes `=` for a blank, PowerShell does not.
    assert redirections(parse_cmd, "pip install a>=1 b 2>&1 >nul") == (
        ["pip", "install", "a", "b"],
        [("", ">", "1", "a", True), ("2", ">&", "1", "b", False), ("", ">", "nul", "b", False)],
    )
    assert redirections(parse_pwsh, "pip install a>=1 'b' *>x") == (
        ["pip", "install", "a", "b"],
        [("", ">", "=1", "a", True), ("*", ">", "x", "b", False)],
    )
    assert redirections(parse_cmd, 'pip "a>1" b^>2 c2') == (["pip", "a>1", "b>2", "c2"], [])


def test_places():
    text = "x & v\\Scripts\\pip install"
    command = parse_cmd(plain(text, 0)).commands[1]
    assert [text[word.start : word.end] for word in command.words] == ["v\\Scripts\\pip", "install"]


@settings(max_examples=100, deadline=None)
@given(st.text("ab \"'`^%$(){};|&@#<>\n\r\\.!", max_size=40))
def test_never_raises(text):
    for parse in (parse_cmd, parse_pwsh):
        for command in parse(plain(text, 0)).commands:
            assert all(0 <= word.start <= word.end <= len(text) for word in command.words)
