"""What pages promise of the Python that goes and the reader of sentences left: `Python 3.9 is
required`, a badge that names one Python. The audit holds them to the range, and so they follow it.
"""

from __future__ import annotations

from venvlint.facts.changes.model import DROP
from venvlint.facts.changes.ranges import respelt
from venvlint.readers.python_versions import minor_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits
    from venvlint.facts.pythons.promises import Promise
    from venvlint.tree import Tree


def change_promises(knowledge: Knowledge, edits: Edits) -> None:
    """Every promise of the tree that the new floor would break."""
    gone = knowledge.change.python
    if knowledge.change.kind != DROP:
        return
    for document, promise in _promises(knowledge.tree):
        known = knowledge.of(document.path)
        left = known.left(gone)
        versions = known.reference.versions if known.reference is not None else None
        if gone not in promise.named or left is None or versions is None or versions.floor != gone:
            continue
        start, end = document.span(promise.at)
        if edits.around(document, start, end):
            continue
        written = document.text[start:end]
        changed = respelt(written, gone, left)
        if set(promise.named) == {gone} and changed != written:
            edits.move(document, start, end, changed)
        else:
            edits.aside(
                promise.at,
                f"the page promises `{promise.text}`: take Python {minor_text(gone)} out by hand",
            )


def _promises(tree: Tree) -> Iterator[tuple[Document, Promise]]:
    from venvlint.facts.manifests.names import names
    from venvlint.facts.project.vocabulary import folded
    from venvlint.facts.pythons import reference
    from venvlint.facts.pythons.promises import front_pages, pages, promises, speaks_for

    for found, by_name in ((pages(tree), False), (front_pages(tree), True)):
        for document in found:
            held = reference(tree, document.path)
            if held is not None and speaks_for(document.path, held.project):
                own = {folded(name) for name in names(tree, held.project)}
                for promise in promises(tree, document, own, by_name=by_name):
                    yield document, promise
