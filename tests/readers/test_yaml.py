"""YAML with places: both of PyYAML's parsers, and what CI systems tolerate."""

from __future__ import annotations

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from venvlint.document import Document
from venvlint.model import Unreadable
from venvlint.readers import yaml

pytestmark = pytest.mark.parametrize(
    "pure", [pytest.param(False, id="libyaml"), pytest.param(True, id="pure")]
)


def documents(text: str | bytes, pure: bool) -> list[yaml.Node]:
    return yaml.parse(
        Document(
            "ci.yml", text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
        ),
        pure=pure,
    )


def one(text: str, pure: bool) -> yaml.Node:
    (node,) = documents(text, pure)
    return node


def test_scalars_keep_text_style_and_place(pure):
    text = "é: 3.10 # c\n'q': \"3.11\"\nf: [3.9 , '3.10']\n😀: no\nn:\n"
    root = one(text, pure)
    assert root.plain() == {"é": "3.10", "q": "3.11", "f": ["3.9", "3.10"], "😀": "no", "n": ""}
    assert (root.get("é").style, root.get("q").style, root.get("f", 1).style) == ("plain", '"', "'")
    assert [
        (node.raw, node.at.line, node.at.column)
        for node in (root.get("é"), root.get("q"), root.get("f", 0), root.get("f", 1))
    ] == [
        ("3.10", 1, 4),
        ('"3.11"', 2, 6),
        ("3.9", 3, 5),
        ("'3.10'", 3, 11),
    ]
    assert root.get("q").key_at.end_column == 4
    assert root.get("f").raw == "[3.9 , '3.10']"


def test_windows_line_ends_and_byte_order_mark(pure):
    (root,) = documents(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", pure)
    assert (root.get("a").at.column, root.get("b").at.line, root.get("b").raw) == (4, 2, "2")
    assert one("\ufeff\ufeffa: 1\nb: 2\n", pure).get("b").raw == "2"


def test_block_scalars_give_their_lines(pure):
    text = (
        "run: |-  # why\n    one\n      two\n\n    three\n\n# comment\nnext: >\n  a\n  b\nlast: |\n"
        "  end"
    )
    root = one(text, pure)
    run = root.get("run")
    assert run.raw == "|-  # why\n    one\n      two\n\n    three"
    assert [(line, text.count("\n", 0, offset) + 1) for line, offset in run.lines()] == [
        ("one", 2),
        ("  two", 3),
        ("", 4),
        ("three", 5),
    ]
    assert all(text.startswith(line, offset) for line, offset in run.lines())
    assert [line for line, _ in root.get("next").lines()] == ["a", "b"]
    assert root.get("last").raw == "|\n  end"
    assert root.get("last").value == "end"


def test_unknown_tags_are_kept(pure):
    root = one(
        "a: !reference [.setup, script]\nb: !vault |\n  secret\nc: !Sub 'x'\nd: !t\ne: !!str"
        " 3.10\n",
        pure,
    )
    assert root.get("a").tag == "!reference"
    assert root.get("a").raw == "[.setup, script]"
    assert (root.get("b").tag, root.get("b").value, root.get("b").raw) == (
        "!vault",
        "secret\n",
        "|\n  secret",
    )
    assert (root.get("c").value, root.get("c").raw) == ("x", "'x'")
    assert (root.get("d").value, root.get("d").raw) == ("", "")
    assert root.get("e").raw == "3.10"


def test_an_alias_leads_to_the_anchored_node(pure):
    text = "base: &v 3.10\nuse: *v\nlist: [*v, &w x, *w]\n"
    root = one(text, pure)
    assert root.get("use") is root.get("base")
    assert root.get("list", 0) is root.get("base")
    assert root.get("base").raw == "3.10"
    assert root.get("use").key_at.line == 1
    assert root.get("list", 2).value == "x"


def test_merge_keys(pure):
    root = one(
        "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*b, *a]\n  z: 3\nd:\n  y: 0\n  <<:"
        " *a\n'<<': text\n",
        pure,
    )
    assert root.get("c").plain() == {"x": "1", "y": "2", "z": "3"}
    assert root.get("d").plain() == {"x": "1", "y": "0"}
    assert root.get("<<").value == "text"
    assert root.get("d", "x") is root.get("a", "x")


def test_the_last_of_equal_keys_wins(pure):
    root = one("tags: [a]\nscript: x\ntags: [b]\n", pure)
    assert root.plain() == {"tags": ["b"], "script": "x"}
    assert root.get("tags").key_at.line == 3


def test_keys_that_are_no_text(pure):
    assert one("{{ cookiecutter.x }}: 1\n? [a, b]\n: 2\n3.10: x\n", pure).plain() == {
        "{{ cookiecutter.x }}": "1",
        "[a, b]": "2",
        "3.10": "x",
    }


def test_several_documents(pure):
    first, second, third = documents("spec: 1\n---\na: &x 1\n...\n---\n", pure)
    assert (first.plain(), second.plain(), third.plain()) == ({"spec": "1"}, {"a": "1"}, "")


@pytest.mark.parametrize("text", ["", "\n\n", "  \n"])
def test_an_empty_file_has_no_documents(pure, text):
    assert documents(text, pure) == []
    assert documents("# only a comment\n", pure) == []


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        pytest.param("on: push\njobs:\n\ttest: 1\n", 3, 1, id="tab"),
        pytest.param("a: [1, 2\nb: 3\n", 2, 2, id="open bracket"),
        pytest.param("a: b: c\n", 1, 5, id="two colons"),
        pytest.param("é: 'x\n", 2, 1, id="open quote"),
        pytest.param("a: 1\nb: *nobody\n", 2, 4, id="undefined alias"),
        pytest.param("---\na: &x 1\n---\nb: *x\n", 4, 4, id="alias of another document"),
        pytest.param("a: é\x07\n", 1, 5, id="control character"),
        pytest.param("a: é\udcff\n", 1, 5, id="not UTF-8"),
        pytest.param("a: {{ x }}\nb: %{\n", 2, 4, id="template"),
    ],
)
def test_unreadable_says_where(pure, text, line, column):
    with pytest.raises(Unreadable) as caught:
        documents(text, pure)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert "\n" not in caught.value.reason


def test_bombs(pure):
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 60)
    )
    assert len(list(one(bomb, pure).walk())) < 200
    itself = one("a: &a\n  b: *a\n  <<: *a\n", pure)
    assert itself.get("a", "b", "b") is itself.get("a")
    assert itself.plain() == {"a": {"b": None}}
    merges = "m0: &m0 {k0: 0}\n" + "".join(
        f"m{i}: &m{i}\n  <<: *m{i - 1}\n  k{i}: 0\n" for i in range(1, 1000)
    )
    with pytest.raises(Unreadable, match="merge"):
        documents(merges, pure)


@pytest.mark.parametrize(
    "text", ["[" * 5000, "- " * 5000, "{a: " * 5000, "".join(" " * i + "a:\n" for i in range(300))]
)
def test_depth_is_bounded(pure, text):
    with pytest.raises(Unreadable):
        documents(text, pure)


SCALARS = st.sampled_from(
    [
        "a",
        "3.10",
        "'é'",
        '"x\\n"',
        "~",
        "&x y",
        "!t z",
        "|\n    b\n    c",
        ">-\n    b\n\n    c\n",
        "",
        "[1, {a: é}]",
        "{}",
        "x\n    y",
    ]
)
LINES = st.builds(
    lambda key, value, tail: f"{key}: {value}{tail}\n",
    st.sampled_from(["a", "é", "'b'", "😀", "<<"]),
    SCALARS,
    st.sampled_from(["", " ", "\n"]),
)


@settings(max_examples=100, deadline=None)
@given(lines=st.lists(LINES, max_size=5))
def test_both_parsers_agree_on_values_and_places(pure, lines):
    text = "".join(lines)

    def dump(use_pure):
        try:
            return [
                (
                    node.start,
                    node.end,
                    node.key_start,
                    node.key_end,
                    node.style,
                    node.tag,
                    node.plain(),
                )
                for document in documents(text, use_pure)
                for node in document.walk()
            ]
        except Unreadable as error:
            return (error.line, error.column)

    ours = dump(pure)
    assert ours == dump(False)
    if isinstance(ours, list) and "<<" not in text and text.count("&x") < 2 and ours:
        assert ours[0][-1] == pyyaml.load(text, pyyaml.BaseLoader if "!" not in text else Tolerant)


class Tolerant(pyyaml.BaseLoader):
    """Any tag is the value without it."""


Tolerant.add_multi_constructor("!", lambda loader, suffix, node: node.value)


def test_an_apostrophe_in_appveyor_s_file(pure):

    text = 'init:\n  - "python -c \\"print(\\\'P\\\')\\""\nbuild: off\n'
    (root,) = yaml.parse(Document("appveyor.yml", text.encode()), pure=pure)
    assert root.get("init").items[0].string == "python -c \"print(''P'')\""
    assert root.get("build").string == "off"
    with pytest.raises(Unreadable):
        yaml.parse(Document(".github/workflows/ci.yml", text.encode()), pure=pure)
