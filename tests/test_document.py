from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from venvlint.document import Document


@settings(max_examples=60)
@given(st.binary(max_size=80))
def test_writes_back_every_byte_that_it_did_not_change(data):
    document = Document("x", data)
    try:
        assert document.edited([]) == data
    except ValueError:
        assert (
            document.encoding != "utf-8"
        )  # damaged UTF-16 and UTF-32 are refused rather than changed


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_places_count_every_kind_of_line_end(newline):
    document = Document("x", newline.join(["a", "bcd", ""]).encode())
    start = document.text.index("cd")
    assert document.at(start, start + 2).line == 2
    assert (document.position(start), document.offset(2, 2)) == ((2, 2), start)
    assert document.line(2) == "bcd"


def test_edits_use_the_file_s_own_line_end_and_encoding():
    document = Document("x", b"\xff\xfe" + "a\r\nb\r\n".encode("utf-16-le"))
    assert document.edited(
        [document.append("c\nd\n")]
    ) == b"\xff\xfe" + "a\r\nb\r\nc\r\nd\r\n".encode("utf-16-le")


def test_append_ends_an_unended_last_line_first():
    assert Document("x", b"a").edited([Document("x", b"a").append("b\n")]) == b"a\nb\n"
    assert Document("x", b"").edited([Document("x", b"").append("b\n")]) == b"b\n"


def test_deletes_whole_lines():
    document = Document("x", b"a\nb\nc")
    assert document.edited([document.delete_lines(2, 2)]) == b"a\nc"
    assert document.edited([document.delete_lines(3, 3)]) == b"a\nb\n"


def test_refuses_overlapping_edits():
    document = Document("x", b"abcdef")
    with pytest.raises(ValueError, match="overlap"):
        document.edited([document.replace(0, 3, "x"), document.replace(2, 4, "y")])


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_lines_end_where_places_say_that_they_do(mark):
    document = Document("x", f"a{mark}b\nc".encode())
    assert document.lines == [f"a{mark}b", "c"]
    assert document.at(document.text.index("c"), len(document.text)).line == 2
