"""The words, texts and marks of languages that are not parsed."""

from __future__ import annotations

import pytest

from venvlint.document import Document
from venvlint.readers.lexemes import BICEP, HCL, NIX, STARLARK, TYPESCRIPT, scan, tokens


def texts(style, text):
    return [(lexeme.kind, lexeme.text) for lexeme in scan(text, style) if lexeme.kind != "line"]


@pytest.mark.parametrize(
    ("style", "text", "expected"),
    [
        (HCL, '# "a"\n// "b"\n/* "c\n" */ d', [("word", "d")]),
        (HCL, "a /* b", [("word", "a")]),
        (HCL, r'"a\"b" "c\\" d', [("text", r"a\"b"), ("text", r"c\\"), ("word", "d")]),
        (HCL, '"a\n"b"', [("mark", '"'), ("word", "a"), ("text", "b")]),
        (HCL, "<<A\nb\n  A\nc", [("text", "b\n"), ("word", "c")]),
        (HCL, "<<-A\n<<B\nA\nc", [("text", "<<B\n"), ("word", "c")]),
        (HCL, "<<A\nb", [("mark", "<"), ("mark", "<"), ("word", "A"), ("word", "b")]),
        (HCL, "a << 2\n2", [("word", "a"), ("mark", "<"), ("mark", "<"), ("word", "2"), ("word", "2")]),
        (HCL, "A\n<<A\nb", [("word", "A"), ("mark", "<"), ("mark", "<"), ("word", "A"), ("word", "b")]),
        (BICEP, "'''a\n'b' ''' 'c' # d", [("text", "a\n'b' "), ("text", "c"), ("mark", "#"), ("word", "d")]),
        (TYPESCRIPT, "`a\n${b}` 'c'", [("text", "a\n${b}"), ("text", "c")]),
        (NIX, "''a\nb'' \"c\n\\\" d", [("text", "a\nb"), ("text", "c\n\\"), ("word", "d")]),
        (STARLARK, '"""a\nb""" /* c', [("text", "a\nb"), ("mark", "/"), ("mark", "*"), ("word", "c")]),
    ],
)  # fmt: skip
def test_lexemes(style, text, expected):
    assert texts(style, text) == expected


@pytest.mark.parametrize("style", [HCL, BICEP, TYPESCRIPT, NIX, STARLARK])
@pytest.mark.parametrize("part", ['\\"', "\\'", "\\`", "\\'''", '\\"""', "<<A{}\n", "'\\a", "\\a"])
def test_what_has_no_end_costs_no_time(style, part):
    assert texts(style, "'\"" + "".join(part.format(n) for n in range(12_000)))


def groovy(text):
    return [(token.kind, token.text) for token in tokens(Document("Jenkinsfile", text.encode()))]


def test_groovy():
    assert groovy("sh 'a\\'b' // c\n") == [("word", "sh"), ("string", "a'b"), ("mark", "\n")]
    assert groovy("if (x =~ /it's/) {\n'a'") == [
        ("word", "if"),
        *(("mark", "("), ("word", "x"), ("mark", "=")),
        *(("word", "it"), ("word", "s"), ("mark", ")"), ("mark", "{")),
        *(("mark", "\n"), ("string", "a")),
    ]


@pytest.mark.parametrize("part", ["\\'", '\\"', "'\\a", "'''\\'"])
def test_a_quote_of_groovy_without_an_end_costs_no_time(part):
    assert groovy("x'" + part * 12_000)
