import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from venvlint.document import Document
from venvlint.readers.makefile import parse


def read(text):
    return parse(Document("Makefile", text.encode()))


def recipes(text):
    return {rule.targets[0]: [line.text.text for line in rule.lines] for rule in read(text).rules}


def test_rules_and_prefixes():
    text = "a b: c d | e ; one\n\t@two\n\t-+three # four\n\n# note\n\tfive\nc:: ;\n"
    parsed = read(text)
    assert [(rule.targets, rule.prerequisites) for rule in parsed.rules] == [
        (["a", "b"], ["c", "d", "e"]),
        (["c"], []),
    ]
    assert [(line.text.text, line.prefixes) for line in parsed.rules[0].lines] == [
        ("one", ""),
        ("two", "@"),
        ("three # four", "-+"),
        ("five", ""),
    ]


def test_variables():
    text = (
        "V = .venv\nB := $(V)/bin\nX ?= 1\nX ?= 2\nL = $(Z)\nZ = z\nP = a\nP += b\nt:\n"
        "\t$(B)/pip $X $L $(P) ${V} $$HOME $(U) $(shell pwd) $(strip  s ) $@ $<\n"
    )
    assert recipes(text)["t"] == [".venv/bin/pip 1 z a b .venv $HOME \0 \0 s  t \0"]


def test_the_place_is_the_use():
    text = "V = .venv\nt:\n\t@$(V)/bin/python x\n"
    (line,) = read(text).rules[0].lines
    start, end = line.text.span(0, len(".venv/bin/python"))
    assert text[start:end] == "$(V)/bin/python"


def test_shell():
    assert read("t:\n\tx\n").rules[0].shell == "/bin/sh"
    assert read("SHELL ?= bash\nt:\n\tx\n").rules[0].shell == "/bin/sh", (
        "make has set SHELL already"
    )
    assert read("SHELL := /bin/bash\nt:\n\tx\n").rules[0].shell == "/bin/bash"
    assert read("SHELL = $(shell which bash)\nt:\n\tx\n").rules[0].shell is None
    parsed = read("t: SHELL := bash\nt:\n\tx\nu:\n\ty\n")
    assert [rule.shell for rule in parsed.rules] == ["bash", "/bin/sh"]


def test_export_oneshell_define_and_conditionals():
    text = (
        ".ONESHELL:\nexport PATH := x:$(PATH)\nexport A B\ndefine D\nt: x\n\ty\nendef\nifeq"
        " ($(A),1)\nV = 1\nelse\nV = 2\nendif\nt:\n\t$(V)\n"
    )
    parsed = read(text)
    assert parsed.one_shell
    assert parsed.exported == {"PATH", "A", "B"}
    assert parsed.values["PATH"].text == "x:\0"
    assert [line.text.text for line in parsed.rules[-1].lines] == ["\0"]


def test_continued_lines():
    assert recipes("V = a \\\n  b # c\nt: x \\\n  y\n\tone \\\n\ttwo $(V)\n\\\n")["t"] == [
        "one \\\ntwo a b"
    ]


def test_as_make_does():
    if shutil.which("make") is None:
        pytest.skip("no make here")
    text = (
        "V = .venv\nB := $(V)/bin\nX ?= a\nX ?= b\nY = $(Z) c\nZ = 1\nP := one\nP += two\nQ = ."
        " $(B)/activate\nt: u ; echo inline $(X)\nu:\n\techo $(B) $(X) \\\n\t   $(Y) $$HOME #"
        ' c\n\t$(Q) && true\n\techo "a#b" \\# $(P) ${V} $@\n'
    )
    done = subprocess.run(
        ["make", "-n", "-f", "-", "t"], input=text, capture_output=True, text=True
    )
    ours = recipes(text)
    assert done.stdout == "".join(line + "\n" for line in ours["u"] + ours["t"])


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(".RECIPEPREFIX = >\nt:\n> a\n>b\n", ["a", "b"], id="another character"),
        pytest.param(".RECIPEPREFIX := >>\nt:\n>a \\\n>b\n", ["a \\\nb"], id="joined lines"),
        pytest.param(".RECIPEPREFIX := $() $()\nt:\n  a\n", ["a"], id="a blank"),
        pytest.param(".RECIPEPREFIX = >\nt:\n\ta\n", [], id="no tab any more"),
        pytest.param(".RECIPEPREFIX = >\n.RECIPEPREFIX =\nt:\n\ta\n", ["a"], id="a tab again"),
        pytest.param(".RECIPEPREFIX ?= >\nt:\n\ta\n", ["a"], id="make has set it already"),
        pytest.param(".RECIPEPREFIX +=\nt:\n\ta\n", ["a"], id="nothing added"),
    ],
)
def test_recipes_begin_as_the_file_says(text, lines):
    assert [line.text.text for rule in read(text).rules for line in rule.lines] == lines


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "t:",
                " u",
                "\n",
                "\t",
                "V",
                " = ",
                ":=",
                "?=",
                "+=",
                "$(V)",
                "${",
                "$",
                "(",
                ")",
                "\\",
                "#",
                "define ",
                "endef",
                "ifeq",
                "endif",
                "export ",
                ";",
                "@",
                "x",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_never_raises(text):
    for rule in read(text).rules:
        assert rule.targets is not None
        for line in rule.lines:
            start, end = line.text.span(0, len(line.text.text))
            assert 0 <= start <= end <= len(text) + 1
