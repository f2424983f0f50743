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
        self.kind, self.python = knowledge.change.kind, knowledge.change.python
        self.known = knowledge.of(document.path)
        self.left = self.known.left(self.python) if self.kind == DROP else None

    def _lines_of(self, section: Node) -> Span:
        """The whole lines of a section, with the blank ones before the next."""
        document = self.document
        first, last = (document.position(one)[0] for one in (section.key_start, section.end))
        while last < len(document.line_starts) and not document.line(last + 1).strip():
            last += 1
        return document.line_span(first, last)

    def _delete_line(self, offset: int) -> None:
        line = self.document.position(offset)[0]
        start, _ = self.document.line_span(line)
        if self.document.text[start:offset].strip():
            self.edits.aside(self.document.line_at(line), "take the dropped Python out by hand")
            return
        self.edits.delete_lines(self.document, line)

    def _copy_line(
        self, offset: int, newest: Minor, *, before: bool = False, text: str = ""
    ) -> None:
        line = self.document.position(offset)[0]
        start, end = self.document.line_span(line)
        text = text or self.document.line(line)
        copies = [respelt(text, newest, one) for one in self.known.steps(newest, self.python)]
        text = "\n".join(copies[::-1] if before else copies)
        if self.document.text[start:offset].strip():
            return
        is_last = line == len(self.document.line_starts)
        place = start if before else end
        text = f"\n{text}" if is_last and not before else f"{text}\n"
        self.edits.splice(self.document, place, place, text)
