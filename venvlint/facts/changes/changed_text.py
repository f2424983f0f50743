"""A text of which lines are put in, taken out and respelt, whatever it is written in."""

from __future__ import annotations

from venvlint.facts.changes.model import DROP
from venvlint.facts.changes.ranges import respelt
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.facts.changes.known import Knowledge, Known
    from venvlint.facts.changes.model import Edits

    Minor = tuple[int, int]

PYENV_ANY = lazy(r"\bpyenv (?:install|global|local|shell) (?:-\w+ )*3\.")
"""What asks pyenv for versions."""
LONGEST = 2000
"""The longest line that is read."""


class ChangedText:
    """One text, and what is to become of it."""

    def __init__(
        self, knowledge: Knowledge, edits: Edits, document: Document, known: Known
    ) -> None:
        self.edits, self.document, self.known = edits, document, known
        self.kind, self.python = knowledge.change.kind, knowledge.change.python
        self.target = known.left(self.python) if self.kind == DROP else knowledge.change.target

    def _respell_line(self, text: str, base: int) -> bool:
        new = respelt(text, self.python, self.target) if self.target is not None else text
        return self.edits.splice(self.document, base, base + len(text), new)

    def _delete_line(self, base: int) -> None:
        self.edits.delete_lines(self.document, self.document.position(base)[0])

    def _insert_line(self, base: int, text: str) -> None:
        number = self.document.position(base)[0]
        starts = self.document.line_starts
        if number < len(starts):
            lead = self.document.text[starts[number - 1] : base]
            self.edits.splice(self.document, starts[number], starts[number], lead + text + "\n")
