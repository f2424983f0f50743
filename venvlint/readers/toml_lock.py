"""A lock in TOML (`uv.lock`, `poetry.lock`, `pdm.lock`, `pylock.toml`): what it says outside its
packages, quickly.

A lock of a real application has a megabyte, and the standard library needs a second for it. Nearly
all of that are the packages, in
the plain form in which tools write them. Here those are only checked against that form and left
out; whatever is not in
that form (a merge conflict, something written by hand) is left to the standard library, which then
decides.
"""

from __future__ import annotations

import re
from contextlib import suppress

from venvlint.document import Document
from venvlint.model import Unreadable
from venvlint.readers import toml
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.nodes import Node

PACKAGES = frozenset(("package", "packages"))

_HEADER = lazy(r"(\[\[?)[ \t]*([\w.\"-]+)[ \t]*\]\]?[ \t]*\r?$", re.MULTILINE)
_STRING = r'"(?!"")[^"\\\n]*(?:\\.[^"\\\n]*)*"'
_STATEMENT = lazy(rf"""(?x)
    [ \t]*(?: (?:[\w-]+|{_STRING}) [ \t]*=[ \t]*
      (?: {_STRING} | true | false | [\d.:TZ+-]+
        | \{{[\w\s,=.:+\[\]-]*(?:{_STRING}[\w\s,=.:+\[\]-]*)*\}}
        | \[[\w\s,={{}}.:+\[\]-]*(?:{_STRING}[\w\s,={{}}.:+\[\]-]*)*\] )
      | \[\[?[\w."-]+\]\]? )? (?<![ \t]) [ \t]*(?:\#[^\n]*)?(?:\r?\n|\Z)""")


def parse(document: Document) -> Node:
    """The root without its packages; places are those in the whole text. Raises `Unreadable` as
    `toml.parse` does.
    """
    text = document.text
    masked, position = [], 0
    for start, end in _regions(text):
        if not _is_plain(text, start, end):
            return toml.parse(document)
        # As one comment of the same length: the standard library skips it without looking, and
        # places stay right.
        masked += [text[position:start], "#" + "x" * (end - start - 2) + "\n"]
        position = end
    if not masked:
        return toml.parse(document)
    try:
        root = toml.parse(
            Document(
                document.path,
                ("".join(masked) + text[position:]).encode("utf-8", "surrogateescape"),
            )
        )
    except Unreadable:
        return toml.parse(document)  # for the line, of which the masked text has fewer
    for node in root.walk():
        node.document = document
    return root


def packages(document: Document, pattern: re.Pattern[str]) -> Iterator[tuple[int, Node]]:
    """The packages with text that *pattern* finds, each with its offset, as a root with one item
    below `package` (or `packages`).

    The places of the nodes are those in a document of their own. A package that is no TOML is left
    out: the check of `parse` counts no brackets.
    """
    text = document.text
    starts = [
        match.start()
        for match in _headers(text, 0, len(text))
        if match[1] == "[[" and match[2] in PACKAGES
    ]
    for start, end in zip(
        starts, [*starts[1:], len(text)], strict=False
    ):  # a lock without packages has no start
        if pattern.search(text, start, end):
            other = next(
                (
                    match.start()
                    for match in _headers(text, start, end)
                    if _first(match[2]) not in PACKAGES
                ),
                end,
            )
            data = text[start:other].encode("utf-8", "surrogateescape")
            with suppress(Unreadable):
                yield start, toml.parse(Document(document.path, data))


def names(document: Document) -> set[str]:
    """The names of the packages as they are written."""
    return set(
        re.findall(r'^\[\[packages?\]\]\r?\nname = "([^"\n]+)"', document.text, re.MULTILINE)
    )


def _headers(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The headers of tables that begin a line between two offsets, the first of which begins one.

    Looking for the bracket first is ten times quicker than asking an expression at each line.
    """
    while 0 <= start < end:
        if text[start] == "[" and (match := _HEADER.match(text, start, end)):
            yield match
        start = text.find("\n[", start, end) + 1 or -1


def _first(name: str) -> str:
    return name.partition(".")[0].strip('"')


def _regions(text: str) -> list[tuple[int, int]]:
    """Where packages stand, from the header of the first to the next other table."""
    regions: list[tuple[int, int]] = []
    start = -1
    for match in _headers(text, 0, len(text)):
        is_package = _first(match[2]) in PACKAGES
        if start < 0 and is_package and match[1] == "[[":
            start = match.start()
        elif start >= 0 and not is_package:
            regions.append((start, match.start()))
            start = -1
    if start >= 0:
        regions.append((start, len(text)))
    return [(start, end) for start, end in regions if end - start > 2]


def _is_plain(text: str, start: int, end: int) -> bool:
    match = _STATEMENT.match
    while start < end:
        found = match(text, start, end)
        if found is None:
            return False
        start = found.end()
    return True
