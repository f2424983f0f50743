"""Take one member out of a list in somebody's file: with its quotes and one comma, or with its whole line."""

from __future__ import annotations

from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.model import Edit, Location

_BEFORE = lazy(r"[\[({,]\s*$")
_AFTER_COMMA = lazy(r"\s*,[ \t]*")
_COMMA_BEFORE = lazy(r",\s*$")
_CLOSES = lazy(r"\s*,?\s*[\])}]")
_ITEM = lazy(r"(\s*)-\s+(?:\"[^\"]*\"|'[^']*'|[^\s#'\"{\[&*!:]+)[ \t]*(?:#.*)?")
_ALONE = lazy(r"\s*(?:\"[^\"]*\"|'[^']*'|[\w.-]+)\s*,[ \t]*(?:#.*)?")
_ONLY = lazy(r"[\[({]\s*$")
_WINDOW = 400
"""How far on either side the neighbours are looked for."""


def without_member(document: Document, at: Location) -> Edit | None:
    """The edit that takes out the member that stands at *at* (its quotes may lie outside); None where that would empty the list.

    Knows lists in brackets or braces (YAML, TOML, Python, the groups of tox) and the block lists of YAML.
    """
    text = document.text
    start, end = document.offset(at.line, at.column), document.offset(at.end_line, at.end_column)
    if text[start - 1 : start] in ("'", '"') and text[start - 1 : start] == text[end : end + 1]:
        start, end = start - 1, end + 1
    line = document.line(at.line)
    if at.line == at.end_line and _ITEM.fullmatch(line):
        indent = len(line) - len(line.lstrip())
        around = (document.line(at.line - 1), document.line(at.line + 1))
        if any(item is not None and len(item[1]) == indent for item in map(_ITEM.fullmatch, around)):
            return document.delete_lines(at.line, at.line)
        return None
    before, after = text[max(start - _WINDOW, 0) : start], text[end : end + _WINDOW]
    if not _BEFORE.search(before):
        return None
    follows = _AFTER_COMMA.match(after)
    if at.line == at.end_line and follows and _ALONE.fullmatch(line):
        return document.delete_lines(at.line, at.line) if not _ONLY.search(before) or not _CLOSES.match(after) else None
    if follows and not _CLOSES.match(after):
        return document.replace(start, end + follows.end(), "")
    precedes = _COMMA_BEFORE.search(before)
    if precedes and _CLOSES.match(after):
        return document.replace(start - len(precedes[0]), end, "")
    return None
