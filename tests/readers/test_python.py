"""Literals and calls of setup.py and noxfile.py, read without running them."""

from __future__ import annotations

import pytest

from venvlint.document import Document
from venvlint.readers import python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.readers.python_values import Call


def read(text: str) -> python.Module:
    return python.parse(Document("setup.py", text.encode("utf-8", "surrogateescape")))


def setup_call(text: str) -> Call:
    (call,) = read(text).called("setup")
    return call


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("setup(x='a' 'b')", "ab", id="adjacent"),
        pytest.param("V = '3.9'\nsetup(x='>=' + V)", ">=3.9", id="concatenated"),
        pytest.param("V = 9\nsetup(x=f'>=3.{V}')", ">=3.9", id="f-string"),
        pytest.param("A = ['3', '9']\nsetup(x='.'.join(A))", "3.9", id="join"),
        pytest.param("A = ['a']\nB = A + ['b']\nsetup(x=[*B, 'c'])", ["a", "b", "c"], id="lists"),
        pytest.param(
            "A = ['a']\nA += ['b']\nA.append('c')\nA.extend(('d',))\nsetup(x=A)",
            ["a", "b", "c", "d"],
            id="grown",
        ),
        pytest.param(
            "E = {'dev': ['x']}\nE['all'] = E['dev'] + ['y']\nsetup(x=E)",
            {"dev": ["x"], "all": ["x", "y"]},
            id="dictionary",
        ),
        pytest.param("D = dict(x=('a',))\nsetup(**D)", ["a"], id="keywords from a dictionary"),
        pytest.param(
            "setup(x=[f'3.{v}' for v in range(9, 11)])", ["3.9", "3.10"], id="comprehension"
        ),
        pytest.param("setup(x='''\na\nb\n'''.split())", ["a", "b"], id="split"),
        pytest.param(
            "def main():\n    V = ['a']\n    setup(x=V)\nmain()", ["a"], id="inside a function"
        ),
        pytest.param(
            "if __name__ == '__main__':\n    V = ['a']\n    setup(x=V)",
            ["a"],
            id="under the main guard",
        ),
        pytest.param("import setuptools\nsetuptools.setup(x=3.1)", 3.1, id="dotted"),
    ],
)
def test_known_values(text, value):
    node = setup_call(text).keywords["x"]
    assert node.plain() == value
    assert python.is_known(node)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("setup(x=read('f'))", id="call"),
        pytest.param("setup(x=V)", id="unknown name"),
        pytest.param("from a import V\nsetup(x=V)", id="imported"),
        pytest.param("V = ['a']\nif x:\n    V = ['b']\nsetup(x=V)", id="assigned in a branch"),
        pytest.param("V = ['a']\nif x:\n    V.append('b')\nsetup(x=V)", id="grown in a branch"),
        pytest.param("V = ['a']\nfor n in m: V += [n]\nsetup(x=V)", id="grown in a loop"),
        pytest.param("V = ['a']\nV.remove('a')\nsetup(x=V)", id="shrunk"),
        pytest.param("V = ['a']\nV[0] = x\nsetup(x=V)", id="item replaced"),
        pytest.param("V = ['a', b()]\nsetup(x=V)", id="unknown item"),
        pytest.param("V = 'a'\ndef f(V):\n    setup(x=V)", id="parameter"),
        pytest.param(
            "V = 'a'\ntry:\n    V = 'b'\nexcept E:\n    pass\nsetup(x=V)", id="assigned in a try"
        ),
        pytest.param("setup(x=f'{V:>3}')", id="format specification"),
    ],
)
def test_what_is_not_literal_is_unknown(text):
    assert not python.is_known(setup_call(text).keywords["x"])


def test_places_count_characters_not_bytes():
    text = "é = 'ü'; setup(ö='ä>=1', x=[é, 'b'])\n"
    call = setup_call(text)
    assert text[call.start : call.end] == "setup(ö='ä>=1', x=[é, 'b'])"
    node = call.keywords["ö"]
    assert node.raw == "'ä>=1'"
    assert text[node.key_start : node.key_end] == "ö"
    assert call.keywords["x"].items[0].raw == "'ü'"
    assert call.keywords["x"].items[1].raw == "'b'"


def test_lines_of_a_split_text_have_their_places():
    text = "R = '''\na>=1\n b\n'''\nsetup(x=R.split())\n"
    assert [item.raw for item in setup_call(text).keywords["x"].items] == ["a>=1", "b"]


def test_functions_with_decorators():
    module = read(
        "import nox\nPY = ['3.9']\n@nox.session(python=PY)\n@nox.parametrize('d', ['1'])\ndef"
        " tests(session):\n    session.install('-r', 'dev.txt')\n\n@nox.session\ndef"
        " lint(session):\n    session.run('ruff', *session.posargs)\n"
    )
    tests, lint = module.functions
    assert [call.name for call in tests.decorators] == ["nox.session", "nox.parametrize"]
    assert tests.decorators[0].keywords["python"].plain() == ["3.9"]
    assert [(call.name, [node.value for node in call.positional]) for call in tests.calls] == [
        ("session.install", ["-r", "dev.txt"])
    ]
    assert [call.name for call in lint.decorators] == ["nox.session"]
    assert lint.calls[0].is_open
    assert module.document.text[lint.start : lint.end] == "lint"


@pytest.mark.parametrize(
    "text",
    [
        "print 'x'\n",
        "def f(:\n",
        "\0",
        "x = " + "(" * 5000,
        "x = " + "-" * 50_000 + "1",
        "x = " + "+".join(["1"] * 20_000),
        "x = '\udcff'\nsetup()\n",
    ],
)
def test_nothing_raises(text):
    read(text)


def test_what_does_not_parse_says_so():
    assert not read("print 'x'\n").parses
    assert read("x = '\udcff'\nsetup()\n").parses


def test_doubling_does_not_fill_the_memory():
    text = (
        "a = ['x']\n" + "a = a + a\n" * 60 + "b = 'x'\n" + "b = b + b\n" * 60 + "setup(x=a, y=b)\n"
    )
    assert len(setup_call(text).keywords["x"].items) <= 20_000
