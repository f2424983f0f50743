"""What GitHub's expressions come to, as far as it is known."""

from __future__ import annotations

import pytest

from venvlint.document import Document
from venvlint.facts.ci.expressions import Term, evaluate, truth
from venvlint.readers.nodes import Node

KNOWN = {
    ("matrix", "os"): Term("string", "ubuntu-22.04"),
    ("matrix", "python"): Term("number", "3.10"),
    ("matrix", "python-version"): Term("string", "3.9"),
    ("matrix", "full"): Term("bool", "true"),
}


def value(text):
    def place(start, end, part):
        return Node(Document("ci.yml", text.encode()), part, start, end)

    term = evaluate(text, KNOWN.get, place)
    if term is not None and term.kind == "node":
        return [(item.plain(), item.raw) for item in term.value.items]
    return None if term is None else (term.kind, term.text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'it''s'", ("string", "it's")),
        ("matrix['python-version']", ("string", "3.9")),
        ("matrix[format('{0}-{1}', 'python', 'version')]", ("string", "3.9")),
        ("matrix[unknown]", None),
        ("matrix.*", None),
        ("matrix[*]", None),
        ("format('{0}.{1}{2}', 3, matrix.python)", ("string", "3.3.10")),
        ("format('{0}', unknown)", None),
        ("0 || 'a'", ("string", "a")),
        ("-0.0 || 'a'", ("string", "a")),
        ("3 && 'a'", ("string", "a")),
        ("null || 'a'", ("string", "a")),
        ("unknown && false", ("bool", "false")),
        ("unknown && true", None),
        ("unknown || 'a'", None),
        ("matrix.os == 'Ubuntu-22.04'", ("bool", "true")),
        ("matrix.python == 3.1", ("bool", "true")),
        ("matrix.python == '3.1'", ("bool", "true")),
        ("matrix.python != 'a'", ("bool", "true")),
        ("0 == null", ("bool", "true")),
        ("fromJSON('[1]') == ''", ("bool", "false")),
        ("contains(matrix.os, 'UBUNTU')", ("bool", "true")),
        ("contains(matrix.os, 'windows')", ("bool", "false")),
        ("startsWith(matrix.os, 'Ubuntu-')", ("bool", "true")),
        ("startsWith(matrix.os, '22')", ("bool", "false")),
        ("endsWith(matrix.os, '22.04')", ("bool", "true")),
        ("endsWith(matrix.os, 'ubuntu')", ("bool", "false")),
        ('contains(fromJSON(\'["3.9", "3.10"]\'), matrix.python)', ("bool", "true")),
        ('contains(fromJSON(\'["3.9", "3.100"]\'), matrix.python)', ("bool", "false")),
        ("contains(unknown, 'a')", None),
        ("hashFiles('a', 'b')", None),
        ("always() && matrix.full", ("bool", "true")),
        ("fromJSON('[\"3.9\", 3.10, true]')", [("3.9", "3.9"), ("3.10", "3.10"), ("true", "true")]),
        ("fromJSON('true')", ("bool", "true")),
        ("fromJSON('{\"a\": 1}')", None),
        ("fromJSON('[[1]]')", None),
        ("fromJSON('[1] 2')", None),
        ("fromJSON('[1')", None),
        ("fromJSON(fromJSON('[1]'))", None),
        ("fromJSON(matrix.os)", None),
    ],
)
def test_values(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a b",
        "'a",
        "(1",
        "a.",
        "a[1",
        "f(1 2)",
        "f(1,",
        "&& 1",
        "1 ==",
        ")",
        "1 # 2",
        "0x10 && 1",
        "!" * 100 + "1",
        "(" * 100 + "1" + ")" * 100,
        "a[" * 100 + "1" + "]" * 100,
        "f(" * 100 + "1" + ")" * 100,
        "1 ||" * 1000 + "1",
    ],
)
def test_what_is_no_expression(text):
    assert value(text) is None


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("${{ 0x10 }}", None),
        ("${{ 1 }}", True),
        ("''", False),
        ("${{ matrix.full }} ${{ matrix.os }}", None),
    ],
)
def test_conditions(text, holds):
    assert truth(text, KNOWN.get) is holds
