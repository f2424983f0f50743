"""The edits that take a declaration out of its list, or put one into a list, with comments, quotes
and layout kept.

Each function answers None where the layout is one that it does not know: no fix is better than a
broken file.
"""

from __future__ import annotations

import re

from venvlint.record import replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.facts.manifests import Declaration, DependencyList
    from venvlint.model import Edit
    from venvlint.readers.nodes import Node

_REST = lazy(r"[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|$)")
_COMMA = lazy(r"(?:\s|#[^\r\n]*(?![^\r\n]))*,")
TABLES = ("poetry", "poetry-group", "pipfile", "pipfile-dev", "pixi", "pixi-pypi")
ARRAYS = (
    "project",
    "extra",
    "group",
    "pdm-dev",
    "uv-dev",
    "rye-dev",
    "hatch-env",
    "flit",
    "setup-py",
    "tests-require",
)


def removal(declaration: Declaration) -> Edit | None:
    """The edit that removes the declaration."""
    if declaration.line is not None:
        return declaration.line.delete()
    span = span_of(declaration)
    if span is None:
        return None
    edit = declaration.list.document.replace(*span, "")
    return replace(edit, joins=edit.at.column == edit.at.end_column == 1)


def comment_of(declaration: Declaration) -> str:
    """The comment at the end of the declaration's line, with its mark; empty where there is none or
    where it may be about more than the declaration.
    """
    if declaration.line is not None:
        return declaration.line.comment
    document = declaration.list.document
    span = span_of(declaration)
    end = span[1] if span is not None else declaration.end
    number, column = document.position(declaration.end)
    if end <= declaration.end:
        rest = document.line(number)[column - 1 :]
    else:
        rest = document.text[declaration.end : end]
    mark = rest.find("#")
    lines = rest[mark:].splitlines() if mark >= 0 else []
    return " ".join(line.strip() for line in lines)


def span_of(declaration: Declaration) -> tuple[int, int] | None:
    """What `removal` deletes of a manifest, as offsets."""
    node, document, kind = declaration.node, declaration.list.document, declaration.list.kind
    if not node or "\0" in document.text:
        return None
    if kind in TABLES:
        return _whole_lines(document, declaration.start, declaration.end)
    if kind in ("conda", "conda-pip"):
        return _sequence_item(document, declaration.start, declaration.end)
    if node.document.path.endswith(".cfg"):
        return _whole_lines(document, declaration.start, declaration.end)
    container = declaration.list.node
    if not container or (node.start, node.end) != (declaration.start, declaration.end):
        return None
    if not container.start < node.start < node.end < container.end:
        return None  # a constant that is written elsewhere may be used elsewhere too
    return _array_item(document, node, is_tuple=container.raw.startswith("("))


def _whole_lines(document: Document, start: int, end: int) -> tuple[int, int] | None:
    first, _ = document.position(start)
    line_start = document.line_starts[first - 1]
    if document.text[line_start:start].strip():
        return None
    rest = _REST.match(document.text, end)
    return (line_start, rest.end()) if rest else None


def _sequence_item(document: Document, start: int, end: int) -> tuple[int, int] | None:
    first, _ = document.position(start)
    line_start = document.line_starts[first - 1]
    rest = _REST.match(document.text, end)
    return (
        (line_start, rest.end())
        if rest and re.fullmatch(r"[ \t]*-[ \t]+", document.text[line_start:start])
        else None
    )


def _array_item(document: Document, node: Node, *, is_tuple: bool) -> tuple[int, int]:
    text = document.text
    comma = _COMMA.match(text, node.end)
    after = comma.end() if comma else node.end
    lines = _whole_lines(document, node.start, after)
    if lines is not None and document.position(node.start)[0] > 1:
        return lines
    if comma:
        blank = re.compile(r"[ \t]*").match(text, after)
        return node.start, blank.end() if blank else after
    before = node.start
    while text[before - 1].isspace():
        before -= 1
    if text[before - 1] != ",":
        return node.start, node.end
    return (before if is_tuple else before - 1), node.end  # `("a",)` needs its comma


def addition(
    dependency_list: DependencyList,
    name: str,
    requirement: str,
    written: str = "",
    comment: str = "",
) -> tuple[Edit, ...] | None:
    """The edits that put a requirement at the end of a list.

    *requirement* is the PEP 508 text; *written* is how it stood in another list of the same syntax
    (a table's `name = "…"` line, an
    array's quoted item, a requirements file's lines), and is taken as it is. *comment* is what an
    item of an array has behind it.
    """
    document, node, kind = dependency_list.document, dependency_list.node, dependency_list.kind
    if kind == "requirements":
        return (_joining(document.append(written or requirement + "\n")),)
    if not node:
        return None
    if kind in TABLES:
        added = add_entry(document, node, written or f"{name} = {quoted(requirement)}\n")
        return tuple(map(_joining, added)) if added else None
    if document.path.endswith(".cfg"):
        return _add_to_option(document, node, _with(requirement, comment))
    if (
        kind in ARRAYS
        and isinstance(node.value, list)
        and not node.tag
        and node.raw[:1] in ("[", "(")
    ):
        return _add_to_array(document, node, written or quoted(requirement), comment)
    return None


def _joining(edit: Edit) -> Edit:
    """The edit as one of several at its place, where it is whole lines: not where it ends the
    file's last line first.
    """
    return edit if edit.text.startswith(("\r", "\n")) else replace(edit, joins=True)


def quoted(text: str) -> str:
    """A text as a TOML or Python string."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text and "\\" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def add_entry(document: Document, table: Node, line: str) -> tuple[Edit, ...] | None:
    """The edit that puts whole lines (`name = value`) behind the last entry of a table."""
    if document.text[table.start : table.start + 1] == "{":
        return None
    entries = [child for child in table.mapping.values() if child.key_start >= 0]
    if not entries:
        number = document.position(max(table.key_end, table.start))[0]
        if not document.line(number).lstrip().startswith("["):
            return None
        return (insert_after_line(document, number, line),)
    last = max(entries, key=lambda child: child.end)
    if _whole_lines(document, last.key_start, last.end) is None:
        return None
    return (insert_after_line(document, document.position(last.end)[0], line),)


def deletion_with_its_comment(document: Document, first: int, last: int) -> Edit:
    """The edit that deletes the lines of a setting, with the comment above that is about nothing
    else: no other setting follows, or it speaks of Python.
    """
    count = len(document.line_starts)
    below = document.line(last + 1).strip() if last < count else ""
    start = first
    while start > 1 and document.line(start - 1).lstrip().startswith("#"):
        start -= 1
    comment = "\n".join(document.line(number) for number in range(start, first)).lower()
    is_its_own = not below or below.startswith(("[", "#")) or "python" in comment
    if start == 1 or not is_its_own:
        start = first  # comments at the top of a file are about the file
    if start < first and not below and not document.line(start - 1).strip():
        last = min(last + 1, count)  # one empty line of two
    return document.delete_lines(start, last)


def insert_after_line(document: Document, number: int, text: str) -> Edit:
    """The edit that puts whole lines behind the line *number*."""
    starts = document.line_starts
    if number < len(starts):
        return document.replace(starts[number], starts[number], text)
    return document.append(text)


def _add_to_option(document: Document, node: Node, requirement: str) -> tuple[Edit, ...] | None:
    lines = [(line, offset) for line, offset in node.lines() if line.strip()]
    if not lines or document.position(lines[-1][1])[0] == document.position(node.key_start)[0]:
        return None
    _line, offset = lines[-1]
    number = document.position(offset)[0]
    indent = re.match(r"[ \t]*", document.line(number))
    return (
        _joining(
            insert_after_line(document, number, f"{indent[0] if indent else '    '}{requirement}\n")
        ),
    )


def _with(text: str, comment: str) -> str:
    return f"{text}  {comment}" if comment else text


def _add_to_array(document: Document, node: Node, item: str, comment: str = "") -> tuple[Edit, ...]:
    text = document.text
    if not node.items:
        if comment or text[node.start + 1 : node.end - 1].strip():
            return (_before_end(document, node, item, comment),)
        only = f"{item}," if text[node.start] == "(" else item  # `("a")` is no tuple
        return (document.replace(node.start + 1, node.end - 1, only),)
    last = node.items[-1]
    comma = _COMMA.match(text, last.end)
    number = document.position(last.start)[0]
    alone = not text[document.line_starts[number - 1] : last.start].strip()
    if not alone or document.position(node.end)[0] == document.position(last.end)[0]:
        end = comma.end() if comma else last.end
        if not comment:
            return (document.replace(last.end, end, f", {item}"),)
        # A comment ends with its line: the items go to lines of their own.
        first = node.items[0].start
        opened = text[node.start + 1 : first]
        edits = [] if "\n" in opened else [document.replace(node.start + 1, first, "\n    ")]
        added = f",\n    {_with(item + ',', comment)}\n"
        return (*edits, document.replace(last.end, end, added))
    indent = text[document.line_starts[number - 1] : last.start]
    last_line = document.position(comma.end() if comma else last.end)[0]
    edits = [] if comma else [document.replace(last.end, last.end, ",")]
    line = f"{indent}{_with(item + ',', comment)}\n"
    return (*edits, _joining(insert_after_line(document, last_line, line)))


def _before_end(document: Document, node: Node, item: str, comment: str) -> Edit:
    text = document.text[node.start + 1 : node.end - 1]
    start = "" if "\n" in text and not text.rpartition("\n")[2].strip() else "\n"
    line = f"{start}    {_with(item + ',', comment)}\n"
    return document.replace(node.end - 1, node.end - 1, line)
