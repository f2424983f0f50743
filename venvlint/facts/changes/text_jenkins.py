"""Pipelines of Jenkins, which are code of another language: their lists of Pythons, and the stages
that are there for each Python.
"""

from __future__ import annotations

from venvlint.facts.changes.changed_text import LONGEST
from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.ranges import named_alone, names, respelt
from venvlint.facts.changes.siblings import Twins
from venvlint.facts.changes.text_rows import Rows
from venvlint.facts.changes.text_twins import ScriptLines, Twinned
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits

    Minor = tuple[int, int]

_FILES = lazy(r"(?:.*/)?jenkinsfile[^/]*|.*\.(?:jenkinsfile|groovy)")
_STAGE = lazy(r"(?<![\w.])stage ?\([\"'][^\"'\n]{1,80}[\"']\) ?\{")
_MEMBER = lazy(r"\s*[\"'][\w.-]{2,60}[\"'],\s*")
_TOKEN = lazy(r"'[^'\n]*'|\"[^\"\n]*\"|//[^\n]*|[{}]")
_MOST = 100_000
_LONGEST_STAGE = 5_000


def change_jenkins(knowledge: Knowledge, edits: Edits) -> None:
    """Every pipeline of the tree."""
    from venvlint.facts.tracking.folder_names import is_test_data

    if knowledge.change.kind not in (ADD, DROP):
        return
    for path in knowledge.tree.paths:
        if not _FILES.fullmatch(path.lower()) or is_test_data(path):
            continue
        document = knowledge.tree.document(path)
        if document is not None and len(document.text) <= _MOST:
            _Jenkins(knowledge, edits, document, knowledge.of(path)).change()


class _Jenkins(Twinned, Rows):
    """What becomes of one file."""

    def change(self) -> None:
        lines = [
            (text, base)
            for text, base in self.document.each_line()
            if len(text) <= LONGEST and not text.lstrip().startswith(("//", "*", "/*"))
        ]
        self._stages()
        script = ScriptLines([text for text, _ in lines])
        members = Twins(text.strip() for text, _ in lines if _MEMBER.fullmatch(text))
        for text, base in lines:
            if _MEMBER.fullmatch(text):
                self._member_line(text, base, members)
                continue
            if self.kind == DROP:
                self._elements_gone(text, base, script)
            else:
                self._elements_added(text, base, script)
            self.row(text, base)
            self.pairs(text, base)
        if self.kind == DROP:
            self._name_left(lines)

    def _name_left(self, lines: list[tuple[str, int]]) -> None:
        """What still speaks of the Python, such as `composeConfig(PY39, …)`: code, which nobody
        reads here.
        """
        left = [
            base
            for text, base in lines
            if "py" in text.lower()
            and names(text, self.python)
            and not self.edits.around(self.document, base, base + len(text))
        ]
        if left:
            several = f" ({len(left)} lines)" if len(left) > 1 else ""
            self.edits.aside(
                self.document.line_at(self.document.position(left[0])[0]),
                f"this pipeline names Python {minor_text(self.python)}{several}: change it by hand",
            )

    def _member_line(self, text: str, base: int, members: Twins) -> None:
        """`'py39',` on a line of its own, beside `'py310',`."""
        line, series = text.strip(), named_alone(text)
        if series is None:
            return
        stated = members.pythons(line, series)
        if len(stated) < 2 or not stated <= self.known.members | {self.python}:
            return
        if self.kind == DROP and series == self.python:
            self._delete_line(base)
        elif self._is_next(stated, series):
            self._insert_line(base, respelt(text, series, self.python))

    def _is_next(self, stated: set[Minor], series: Minor) -> bool:
        """Whether what is there for *stated* Pythons, one of them *series*, is made for a new one
        behind it.
        """
        return (
            self.kind == ADD
            and len(stated) > 1
            and self.python not in stated
            and self.known.below(stated, self.python) == series
        )

    def _stages(self) -> None:
        """`stage('Python 3.9') { … }` beside one that does the same for another Python."""
        stages: list[tuple[str, int, int]] = []
        text = self.document.text
        closing = _closing(text) if "stage" in text else {}
        for match in _STAGE.finditer(text) if closing else ():
            end = closing.get(match.end() - 1)
            if end is None or end - match.start() > _LONGEST_STAGE:
                continue
            line = text.find("\n", end)
            start = text.rfind("\n", 0, match.start()) + 1
            if line >= 0 and not (text[start : match.start()] + text[end:line]).strip():
                stages.append((" ".join(text[start:end].split()), start, line + 1))
        twins = Twins(told for told, _, _ in stages)
        for told, start, end in stages:
            series = named_alone(told)
            if series is None:
                continue
            stated = twins.pythons(told, series)
            if self.kind == DROP and series == self.python and len(stated) > 1:
                self.edits.splice(self.document, start, end, "")
            elif self._is_next(stated, series):
                copied = respelt(text[start:end], series, self.python)
                self.edits.splice(self.document, end, end, copied)


def _closing(text: str) -> dict[int, int]:
    """The places behind the braces that close others, by the places of those."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for match in _TOKEN.finditer(text):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            found[opened.pop()] = match.end()
    return found
