"""Pythons that an image installs by the names of its system's packages: `python3.9-dev`.

Whether that system has such packages of another Python, and of which version, nobody can tell from
the files; so they are named and left to a person.
"""

from __future__ import annotations

import re

from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.ranges import named
from venvlint.files.paths import folder_of
from venvlint.readers.python_versions import minor_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits
    from venvlint.tree import Tree

_MOST = 50_000


def name_packages(knowledge: Knowledge, edits: Edits) -> None:
    """Each Dockerfile, and each list of packages beside one, that still names the Python of the
    change, and no other one: of several each is a member of a set.
    """
    from venvlint.facts.tracking.folder_names import is_test_data

    change = knowledge.change
    if change.kind == ADD:
        return
    pattern = re.compile(
        rf"(?<![\w./-])python{change.python[0]}\.{change.python[1]}(?:-[a-z]+)?(?![\w.-])"
    )
    for document, is_list in _documents(knowledge.tree):
        if is_test_data(document.path) or not pattern.search(document.text):
            continue
        known = knowledge.of(document.path)
        new = known.left(change.python) if change.kind == DROP else change.target
        lines = [
            number
            for number, (line, start) in enumerate(document.each_line(), 1)
            if (text := line.strip())
            and not text.lower().startswith(("#", "from "))
            and (pattern.fullmatch(text) if is_list else pattern.search(text))
            and named(text) == {change.python}
            and not edits.around(document, start, start + len(line))
        ]
        if not lines or new is None:
            continue
        several = f" ({len(lines)} lines)" if len(lines) > 1 else ""
        edits.aside(
            document.line_at(lines[0]),
            f"this names Python {change.text}{several}: change it by hand, if this system has"
            f" Python {minor_text(new)}",
        )


def _documents(tree: Tree) -> Iterator[tuple[Document, bool]]:
    """The Dockerfiles, and the texts beside them, each with whether it is such a text."""
    dockerfiles = tree.of_kind("dockerfile")
    folders = {folder_of(path) for path in dockerfiles}
    paths = [(path, False) for path in dockerfiles]
    if folders:
        paths += [
            (path, True)
            for path in tree.paths
            if path.endswith(".txt") and folder_of(path) in folders
        ]
    for path, is_list in paths:
        document = tree.document(path)
        if document is not None and len(document.text) <= _MOST:
            yield document, is_list
