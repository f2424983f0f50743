"""A text of tox that changes: its sections and lines, which go and are copied as a whole."""

from __future__ import annotations

from venvlint.facts.changes.model import DROP
from venvlint.facts.changes.ranges import respelt
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits
    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]
    Span = tuple[int, int]

CONDITION = lazy(r"(\s*)(!?[\w.,{}!*?\[\]-]+)(\s*:)(?:\s+|$)")
"""`py310: `, in front of what only some environments have."""


class ToxText:
    """A text of tox, and what the change is about."""

    def __init__(self, knowledge: Knowledge, edits: Edits, document: Document, root: Node) -> None:
        self.knowledge, self.edits, self.document, self.root = knowledge, edits, document, root
        self.change_of = knowledge.change
        self.python = knowledge.change.python
        self.known = knowledge.of(document.path)
        self.left = self.known.left(self.python) if self.change_of.kind == DROP else None

    def _lines_of(self, section: Node) -> Span:
        """The whole lines of a section, with the blank ones before the next."""
        starts = self.document.line_starts
        text = self.document.text
        first = self.document.position(section.key_start)[0]
        last = self.document.position(section.end)[0]
        start = starts[first - 1]
        end = starts[last] if last < len(starts) else len(text)
        while end < len(text):
            line = self.document.line(self.document.position(end)[0])
            if line.strip():
                break
            following = self.document.position(end)[0]
            end = starts[following] if following < len(starts) else len(text)
        return start, end

    def _delete_line(self, offset: int) -> None:
        line = self.document.position(offset)[0]
        starts = self.document.line_starts
        end = starts[line] if line < len(starts) else len(self.document.text)
        if self.document.text[starts[line - 1] : offset].strip():
            self.edits.aside(self.document.line_at(line), "take the dropped Python out by hand")
            return
        self.edits.splice(self.document, starts[line - 1], end, "")

    def _copy_line(
        self, offset: int, newest: Minor, *, before: bool = False, text: str = ""
    ) -> None:
        line = self.document.position(offset)[0]
        starts = self.document.line_starts
        text = text or self.document.line(line)
        copies = [respelt(text, newest, one) for one in self.known.steps(newest, self.python)]
        text = "\n".join(copies[::-1] if before else copies)
        if self.document.text[starts[line - 1] : offset].strip():
            return
        if before:
            self.edits.splice(self.document, starts[line - 1], starts[line - 1], text + "\n")
        elif line < len(starts):
            self.edits.splice(self.document, starts[line], starts[line], text + "\n")
        else:
            end = len(self.document.text)
            self.edits.splice(self.document, end, end, "\n" + text)
