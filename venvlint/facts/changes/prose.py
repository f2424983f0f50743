"""Sentences for people: `Python 3.9 or newer`, `Python 3.9, 3.10 and 3.11`, `3.9 to 3.12`, badges.

Read are the README, pages about the installation and for contributors, and the words of a
`setup.py`. A version counts only where the sentence says of itself that it is about Python, and a
bound only where it is said to be one.
"""

from __future__ import annotations

from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.prose_lines import ProseLines
from venvlint.facts.changes.prose_tables import ProseTables
from venvlint.facts.changes.prose_text import LIST, SPANS, VERSION, VersionWord, sort_of_joint
from venvlint.facts.changes.ranges import names
from venvlint.facts.tracking.folder_names import is_lesson
from venvlint.files.paths import name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits


_LONGEST = 400_000


def change_prose(knowledge: Knowledge, edits: Edits) -> None:
    """Every page that tells people which Pythons there are."""
    from venvlint.facts.tracking.folder_names import is_test_data

    if knowledge.change.kind not in (ADD, DROP):
        return
    from venvlint.facts.pythons.promises import front_pages, speaks_for

    tree = knowledge.tree
    pages = list(tree.of_kind("readme", "installation-page", "contributing-page", "setup-py"))
    pages += [
        page.path for page in front_pages(tree) if name_of(page.path).lower().startswith("index.")
    ]
    pages += [
        path for path in tree.paths if path.lower().startswith(".github/") and path.endswith(".md")
    ]
    for path in dict.fromkeys(pages):
        document = tree.document(path)
        if (
            is_test_data(path)
            or (is_lesson(path) and not name_of(path).lower().startswith("install"))
            or document is None
            or not (b"ython" in document.data or names(document.text, knowledge.change.python))
        ):
            continue
        known = knowledge.of(path)
        if len(document.text) <= _LONGEST and speaks_for(path, known.project):
            _Page(knowledge, edits, document, known).change()


class _Page(ProseTables, ProseLines):
    """The way through one page."""

    def change(self) -> None:
        if not self.is_script:
            if self.kind == DROP and self.left is not None:
                self._commands_moved()
            elif self.kind == ADD:
                self._installs_more()
            self._tables()
        self._targets()
        if not self.is_script:
            if self.kind == DROP:
                self._badges_gone()
            self._repeated()
            if self.kind == DROP:
                self._in_code()
        for row, joint in self._rows():
            self._change_row(row, joint)

    def _rows(self) -> Iterator[tuple[list[VersionWord], str]]:
        """The versions of the text, those together that something joins, each row with its first
        joint; a version alone has none.
        """
        words = [
            VersionWord(match.start(), match.end(), (int(match[1]), int(match[2])))
            for match in VERSION.finditer(self.text)
            if int(match[1]) == 3 or int(match[2]) in (6, 7)
        ]
        number = 0
        while number < len(words):
            row = [words[number]]
            joints: list[str] = []
            while number + 1 < len(words):
                joint = self._joint(words[number], words[number + 1])
                if not joint or (joints and sort_of_joint(joint) != sort_of_joint(joints[0])):
                    break
                if sort_of_joint(joint) == "row" and self._opens_a_span(words, number + 1, row):
                    break
                joints.append(joint)
                number += 1
                row.append(words[number])
            number += 1
            yield row, joints[0] if joints else ""

    def _change_row(self, row: list[VersionWord], joint: str) -> None:
        if len(row) == 1:
            self._bound(row[0])
        elif joint == LIST:
            self._list(row)
        elif joint in SPANS or self._is_between(row):
            if len(row) == 2 and self._is_about_python(row[0]):
                self._span(row[0], row[1])
        elif (cell := self._cell(row[0], row[-1])) is not None:
            self._row_of_cell(row, cell)
        elif self._is_about_python(row[0]) or self._are_ours(row):
            self._row(row)
