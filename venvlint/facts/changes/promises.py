"""What pages promise of the Python that goes and the reader of sentences left: `Python 3.9 is
required`, a badge that names one Python. The audit holds them to the range, and so they follow it.
"""

from __future__ import annotations

from venvlint.facts.changes.model import DROP
from venvlint.facts.changes.ranges import respelt
from venvlint.readers.python_versions import minor_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits


def change_promises(knowledge: Knowledge, edits: Edits) -> None:
    """Every promise of the tree that the new floor would break."""
    from venvlint.facts.pythons.promises import held

    gone = knowledge.change.python
    if knowledge.change.kind != DROP:
        return
    for page in held(knowledge.tree):
        document = page.document
        left = knowledge.of(document.path).left(gone)
        if left is None or page.allowed.floor != gone:
            continue
        for promise in page.promises:
            start, end = document.span(promise.at)
            if gone not in promise.named or edits.around(document, start, end):
                continue
            written = document.text[start:end]
            changed = respelt(written, gone, left)
            if set(promise.named) == {gone} and changed != written:
                edits.move(document, start, end, changed)
            else:
                edits.aside(
                    promise.at,
                    f"the page promises `{promise.text}`: take Python {minor_text(gone)} out by"
                    " hand",
                )
