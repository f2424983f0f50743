"""Notebooks of Jupyter (`.ipynb`): the lines of their cells and the name of their kernel, with
places.

Outputs can be many times as large as all the rest. The text is first read without places, which is
quick; a place is worked out only for what somebody wants to point at.
"""

from __future__ import annotations

from functools import cached_property

from venvlint.readers.nodes import ABSENT
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.model import Location
    from venvlint.readers.nodes import Node

_ESCAPE = lazy(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)")


class Cell:
    """One cell. `kind` is `code`, `markdown` or `raw`; `lines` are those of its source."""

    __slots__ = ("_notebook", "_path", "has_output", "kind", "lines")

    def __init__(
        self, notebook: Notebook, path: tuple[str | int, ...], kind: str, source: object
    ) -> None:
        self._notebook, self._path, self.kind = notebook, path, kind
        self.has_output = False
        self.lines: list[str] = []
        text = source
        if isinstance(source, list):
            text = "".join(part for part in source if isinstance(part, str))
        if isinstance(text, str):
            self.lines = text.split("\n")

    def offsets(self, number: int, start: int, end: int) -> tuple[int, int]:
        """The offsets in the document of a part of the line *number* (from 0), without its end."""
        node = self._notebook.node.get(*self._path)
        if not node:
            return 0, 0
        position = sum(len(line) + 1 for line in self.lines[:number])
        for part in node.items or [node]:
            text = part.string or ""
            if position < len(text) or part is (node.items or [node])[-1]:
                return (
                    offset(part, position + start),
                    offset(part, min(position + end, len(text))),
                )
            position -= len(text)
        return node.start, node.start

    def at(self, number: int, start: int, end: int) -> Location:
        """The place of a part of the line *number* (from 0)."""
        return self._notebook.document.at(*self.offsets(number, start, end))


class Notebook:
    """What a notebook holds; nothing where the text is no notebook."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.cells: list[Cell] = []
        self.metadata: dict[str, object] = {}

    @property
    def kernel(self) -> str:
        """The name of the kernel that it asks for, empty where it asks for none."""
        name = _get(self.metadata, "kernelspec", "name")
        return name if isinstance(name, str) else ""

    @property
    def language(self) -> str:
        """The language of its cells in small letters, empty where it does not say."""
        for path in (("kernelspec", "language"), ("language_info", "name")):
            name = _get(self.metadata, *path)
            if isinstance(name, str):
                return name.lower()
        return ""

    @property
    def python(self) -> str:
        """The version of the Python that ran it last, empty where it does not say."""
        version = _get(self.metadata, "language_info", "version")
        if not isinstance(version, str) or self.language != "python":
            return ""
        # PyCharm writes 2.7.6 into every new notebook, before any Python has run it.
        return "" if self.kernel == "python3" and version.startswith("2.") else version

    @cached_property
    def node(self) -> Node:
        """The whole text with places."""
        from venvlint.model import Unreadable
        from venvlint.readers import json

        try:
            return json.parse(self.document)
        except (Unreadable, RecursionError):
            return ABSENT

    @property
    def python_node(self) -> Node:
        """The text that names the Python that ran it last."""
        return self.node.get("metadata", "language_info", "version")

    @property
    def kernel_node(self) -> Node:
        """The text that names the kernel."""
        return self.node.get("metadata", "kernelspec", "name")


def parse(document: Document) -> Notebook:
    """Read a notebook of any format from 3 on. Never raises."""
    import json

    notebook = Notebook(document)
    try:
        root = json.loads(document.text)
    except (ValueError, RecursionError):
        return notebook
    if not isinstance(root, dict):
        return notebook
    metadata = root.get("metadata")
    notebook.metadata = metadata if isinstance(metadata, dict) else {}
    places: list[tuple[tuple[str | int, ...], object]] = [(("cells",), root.get("cells"))]
    sheets = root.get("worksheets")  # format 3
    for index, sheet in enumerate(sheets if isinstance(sheets, list) else ()):
        places.append((("worksheets", index, "cells"), _get(sheet, "cells")))
    for path, cells in places:
        for index, cell in enumerate(cells if isinstance(cells, list) else ()):
            if isinstance(cell, dict):
                kind = cell.get("cell_type")
                key = "source" if "source" in cell else "input"
                found = Cell(
                    notebook,
                    (*path, index, key),
                    kind if isinstance(kind, str) else "",
                    cell.get(key),
                )
                found.has_output = bool(cell.get("outputs"))
                notebook.cells.append(found)
    return notebook


def _get(value: object, *path: str) -> object:
    for step in path:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def offset(node: Node, index: int) -> int:
    """Where in the document the character *index* of a JSON text stands; behind the last one:
    before the closing quote.
    """
    text = node.document.text
    position, count = node.start + 1, 0
    while count < index and position < node.end - 1:
        backslash = text.find("\\", position, node.end - 1)
        plain = (backslash if backslash >= 0 else node.end - 1) - position
        if count + plain >= index or backslash < 0:
            return position + min(index - count, plain)
        count += plain + 1
        match = _ESCAPE.match(text, backslash)
        position = match.end() if match else backslash + 1
    return position
