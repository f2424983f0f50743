"""Terraform's files as nodes."""

from __future__ import annotations

import pytest

from venvlint.document import Document
from venvlint.readers import hcl


def read(text):
    return hcl.parse(Document("main.tf", text.encode()))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param('a = "x"', {"a": "x"}, id="a text"),
        pytest.param('a "b" "c" {\n  d = "x"\n}\n', {"a": {"b": {"c": {"d": "x"}}}}, id="labels"),
        pytest.param(
            'a b {\n  c = "x"\n}\n', {"a": {"b": {"c": "x"}}}, id="a label without quotes"
        ),
        pytest.param(
            'a {\n  b = "x"\n}\na {\n  b = "y"\n}\na {\n  b = "z"\n}\n',
            {"a": [{"b": "x"}, {"b": "y"}, {"b": "z"}]},
            id="repeated blocks",
        ),
        pytest.param(
            'a = {\n  b = "x", "c" : "y"\n  d = { e = "z" }\n}\nf = "x"\n',
            {"a": {"b": "x", "c": "y", "d": {"e": "z"}}, "f": "x"},
            id="objects",
        ),
        pytest.param(
            'a = [\n  "x", # why\n  { b = "y" },\n  [],\n]\nc = "x"\n',
            {"a": ["x", {"b": "y"}, []], "c": "x"},
            id="lists",
        ),
        pytest.param(
            'a = 3.8\nb = true\nc = var.x\nd = "${var.x}"\ne = "%{ if x }y%{ endif }"\nf = "x"\n',
            {"a": None, "b": None, "c": None, "d": None, "e": None, "f": "x"},
            id="what is no plain text",
        ),
        pytest.param(
            'a = x ? "y" : "z"\nb = "x" == c\nd = merge(\n  { e = "y" },\n  f["z"],\n)\ng = "x"\n',
            {"a": None, "b": None, "d": None, "g": "x"},
            id="expressions, to their ends",
        ),
        pytest.param(
            'a = [for b in c : { d = "x" }]\ne = { for b, c in d : b => { f = "y" } }\ng = "x"\n',
            {"g": "x"},
            id="comprehensions",
        ),
        pytest.param('a = [var.x, f("y"), "z"]', {"a": [None, None, "z"]}, id="in a list"),
        pytest.param("a = <<EOT\nx\nEOT\n", {"a": "x\n"}, id="a text of several lines"),
        pytest.param('}\n)\na\nb c\nd = "x"\n', {"d": "x"}, id="what is no statement"),
        pytest.param('a {\n  b = "x"\n', {"a": {"b": "x"}}, id="a block without an end"),
        pytest.param('a = ["x",\n', {"a": ["x"]}, id="a list without an end"),
        pytest.param('a = { b = "x"\n', {"a": {"b": "x"}}, id="an object without an end"),
        pytest.param("a = [} ) ]\n", {"a": [None, None]}, id="other ends"),
        pytest.param("a =", {"a": None}, id="nothing"),
    ],
)
def test_values(text, value):
    found = read(text).plain()
    assert {name: one for name, one in found.items() if name in value} == value


def test_places():
    root = read('a "b" {\n  c = "x"\n  d = var.e # why\n  f = [ "y" ]\n}\n')
    inner = root.get("a", "b")
    assert inner.raw.endswith("]\n}")
    assert inner.document.text[inner.key_start : inner.key_end] == "b"
    assert [inner.get(name).raw for name in "cdf"] == ['"x"', "var.e", '[ "y" ]']
    assert inner.get("f", 0).raw == '"y"'
