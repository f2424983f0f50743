"""Features and environments of Pixi that are there once for each Python: `[feature.py310.…]`, and
`test-py310 = ["py310", "test"]`.
"""

from __future__ import annotations

import re
from itertools import pairwise

from venvlint.facts.changes import members
from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.ranges import named, names, of_member, respelt
from venvlint.facts.changes.siblings import with_digits
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits
    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]
    Span = tuple[int, int]

_DEEPEST = 8
"""No feature has tables within tables below that."""
_HEADER = lazy(r"[ \t]*\[{1,2}[ \t]*(?P<keys>[^\]\n]{1,200})\]")


def change_pixi(knowledge: Knowledge, edits: Edits) -> None:
    """Every `pixi.toml`, and `[tool.pixi]` of every manifest."""
    from venvlint.facts.tracking.folder_names import is_test_data

    if knowledge.change.kind not in (ADD, DROP):
        return
    tree = knowledge.tree
    for path in tree.find("pixi.toml", "pyproject.toml"):
        document = tree.document(path)
        if document is None or b"feature" not in document.data or is_test_data(path):
            continue
        root = tree.toml(path)
        table = root.get("tool", "pixi") if root and path.endswith("pyproject.toml") else root
        if table and table.get("feature").mapping and not _has_long_texts(document, root):
            lead = "tool.pixi." if path.endswith("pyproject.toml") else ""
            _Pixi(knowledge, edits, document, table, f"{lead}feature.").change()


class _Pixi:
    def __init__(
        self, knowledge: Knowledge, edits: Edits, document: Document, table: Node, lead: str
    ) -> None:
        self.edits, self.document, self.table = edits, document, table
        self.kind, self.python = knowledge.change.kind, knowledge.change.python
        self.known = knowledge.of(document.path)
        self.features = self._pinning()
        self.sections = self._read_sections(lead)
        self.tables = self._read_sections(f"{lead.removesuffix('feature.')}environments.")
        """The environments that have a table of their own."""

    def change(self) -> None:
        if self.kind == DROP:
            self._gone()
        else:
            self._added()

    def _pinning(self) -> dict[Minor, str]:
        """The features that are called after the Python that they bring."""
        found = {}
        for name, feature in self.table.get("feature").mapping.items():
            python = feature.get("dependencies", "python")
            version = python.get("version") if python.mapping else python
            series = of_member(name)
            if series is not None and named(version.string or "") == {series}:
                found[series] = name
        return found

    def _read_sections(self, lead: str) -> dict[str, list[Span]]:
        """The tables of each feature or environment, whole lines, by its name."""
        text, starts = self.document.text, (*self.document.line_starts, len(self.document.text))
        heads = [
            (number, match["keys"].replace(" ", ""))
            for number in range(len(starts) - 1)
            if (match := _HEADER.match(text, starts[number]))
        ]
        found: dict[str, list[Span]] = {}
        for index, (number, keys) in enumerate(heads):
            stop = heads[index + 1][0] if index + 1 < len(heads) else len(starts) - 1
            # A comment above the next head belongs to that.
            while stop - 1 > number and self.document.line(stop).lstrip().startswith("#"):
                stop -= 1
            if keys.startswith(lead):
                name = keys.removeprefix(lead).partition(".")[0].strip("\"'")
                found.setdefault(name, []).append((starts[number], starts[stop]))
        return found

    def _environments(self) -> dict[str, Node]:
        return self.table.get("environments").mapping

    @staticmethod
    def _used(environment: Node) -> list[Node]:
        """The features of an environment."""
        return environment.items or environment.get("features").items

    def _lines_of(self, key: str, environment: Node) -> Span | None:
        """The whole lines of an environment."""
        if tables := self.tables.get(key):
            return tables[0] if len(tables) == 1 else None
        if environment.key_start < 0:
            return None
        return members.entry_lines(self.document, environment.key_start, environment.end)

    # -- drop

    def _gone(self) -> None:
        name, left = self.features.get(self.python), self.known.left(self.python)
        if name is None or left is None or len(self.features) < 2:
            return
        heir = self.features.get(left)
        if heir is None and not self.known.older(self.python):
            return  # the oldest and the newest alone have features: which follows, nobody says
        for start, end in self.sections.get(name, []):
            self._cut(start, end)
        environments = self._environments()
        for key, environment in environments.items():
            used = [item for item in self._used(environment) if item.string == name]
            if not used:
                continue
            if _is_called(key, self.python):
                if (new := with_digits(key, self.python, left)) in environments:
                    self.edits.renamed[key] = new
                lines = self._lines_of(key, environment)
                if lines is not None:
                    self._cut(*lines)
            elif heir is not None:
                for node in (*used, environment.get("solve-group")):
                    if node and node.string == name:
                        raw = node.raw.replace(name, heir)
                        self.edits.splice(self.document, node.start, node.end, raw)

    def _cut(self, start: int, end: int) -> None:
        text = self.document.text
        if end == len(text):  # the blank lines before the last table go with it
            start = len(text[:start].rstrip("\r\n"))
            start = text.find("\n", start) + 1 if start else 0
        self.edits.splice(self.document, start, end, "")

    # -- add

    def _added(self) -> None:
        newest = self.known.below(self.features, self.python)
        if newest is None or self.python in self.features:
            return
        name = self.features[newest]
        others = {one: other for one, other in self.features.items() if one != newest}
        mine = self._text_of(name)
        if not mine or not any(
            respelt(mine, newest, one) == self._text_of(other)
            or self._differ_in_python_alone(name, newest, other, one)
            for one, other in others.items()
        ):
            return
        end = self.sections[name][-1][1]
        # What a comment says of one Python is not said of another.
        copied = "\n".join(
            respelt(line, newest, self.python)
            for line in mine.split("\n")
            if not (line.lstrip().startswith("#") and names(line, newest))
        )
        before = "" if self.document.text[:end].endswith(("\n\n", "\n\r\n")) else "\n"
        after = "\n" if end < len(self.document.text) else ""
        if not self.document.text[:end].endswith("\n"):
            before = "\n\n"
        self.edits.splice(self.document, end, end, f"{before}{copied}\n{after}")
        self._environments_added(newest, name)

    def _differ_in_python_alone(self, name: str, newest: Minor, other: str, one: Minor) -> bool:
        """Whether two features say the same but for how they ask for their Python: `"3.12.*"`, or
        with the build, `{version = "3.13.*", build = "*_cp313"}`.
        """
        first, second = (self._said(feature) for feature in (name, other))
        return {key: respelt(text, newest, one) for key, text in first.items()} == second

    def _said(self, name: str) -> dict[tuple[str, ...], str]:
        """What a feature says, by the keys, without its Python."""
        found: dict[tuple[str, ...], str] = {}
        feature = self.table.get("feature", name)
        rest: list[tuple[tuple[str, ...], Node]] = [
            ((key,), node) for key, node in feature.mapping.items()
        ]
        while rest:
            keys, node = rest.pop()
            if keys == ("dependencies", "python"):
                continue
            if len(keys) < _DEEPEST:
                rest += [((*keys, key), inner) for key, inner in node.mapping.items()]
            if not node.mapping:
                found[keys] = _plain(node.raw)
        return found

    def _text_of(self, name: str) -> str:
        """What the tables of a feature say, if they stand one behind the other."""
        spans = self.sections.get(name, [])
        if any(end != start for (_, end), (start, _) in pairwise(spans)):
            return ""
        text = self.document.text[spans[0][0] : spans[-1][1]] if spans else ""
        return text.replace("\r\n", "\n").strip()

    def _environments_added(self, newest: Minor, name: str) -> None:
        texts = {key: _plain(node.raw) for key, node in self._environments().items()}
        copied: list[Span] = []
        for key, environment in self._environments().items():
            used = [item.string or "" for item in self._used(environment)]
            if not _is_called(key, newest) or name not in used:
                continue
            if any(_is_called(other, newest) for other in used if other != name):
                continue  # a feature that the new one has not
            if with_digits(key, newest, self.python) in texts or not any(
                with_digits(texts[key], newest, one) == texts.get(with_digits(key, newest, one))
                for one in self.features
                if one != newest
            ):
                continue
            lines = self._lines_of(key, environment)
            if lines is not None:
                copied.append(lines)
        text = self.document.text
        # Those that stand together behind a blank line stay together.
        if len(copied) > 1 and all(end == start for (_, end), (start, _) in pairwise(copied)):
            copied = [(copied[0][0], copied[-1][1])]
        for start, end in copied:
            new = with_digits(text[start:end], newest, self.python)
            if not new.endswith("\n"):
                new = "\n" + new
            ends = ("\n\n", "\n\r\n")
            if text.startswith("[", start):
                has_gap = not text.endswith(ends, start, end)  # of tables each has its own
            else:
                has_gap = text.endswith(ends, 0, start)
            self.edits.splice(self.document, end, end, "\n" * has_gap + new)


def _has_long_texts(document: Document, root: Node) -> bool:
    """Whether a file has texts of several lines: one of those may look like the head of a table."""
    marks = ('"""', "'''")
    return any(mark in document.text for mark in marks) and any(
        node.string is not None and node.raw.startswith(marks) for node in root.walk()
    )


def _is_called(key: str, series: Minor) -> bool:
    """Whether an environment is called after a Python that it has: `test-py39`, `test-39`."""
    digits = rf"(?<![\d.]){series[0]}{series[1]}(?![\d.])"
    return names(key, series) or re.search(digits, key) is not None


def _plain(raw: str) -> str:
    return "".join(raw.split())
