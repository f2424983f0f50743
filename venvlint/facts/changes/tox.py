"""The environments of tox: `env_list`, sections, conditions, the tables of its plug-ins.

A name such as `py{310,311}-django{42,50}` is taken apart where it is written: the member of the
group that states the Python goes or comes, and everything around it stays.
"""

from __future__ import annotations

import re

from venvlint.facts.changes import members
from venvlint.facts.changes.model import ADD, DROP, MOVE
from venvlint.facts.changes.ranges import named, named_alone, names, respelt
from venvlint.facts.changes.tox_additions import ToxAdditions
from venvlint.facts.changes.tox_environments import Entry, entries_of, environments, states
from venvlint.facts.changes.tox_removals import ToxRemovals
from venvlint.facts.changes.tox_text import CONDITION
from venvlint.readers.python_versions import minor_text
from venvlint.readers.tox_names import ini_names, settings
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits
    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]


_TABLES = ("gh-actions", "gh", "travis", "gitlab", "azure-pipelines")
_ENTRY_OPTIONS = ("envlist", "env_list", "depends", "requires_env")


def change_tox(knowledge: Knowledge, edits: Edits) -> None:
    """Every `tox.ini`, `setup.cfg` with tox's sections, and `legacy_tox_ini`."""
    from venvlint.facts.tracking.folder_names import is_test_data

    tree = knowledge.tree
    for path in tree.find("tox.ini", "setup.cfg", "pyproject.toml"):
        document = tree.document(path)
        if document is None or is_test_data(path) or not (b"tox" in document.data or "tox" in path):
            continue
        parsed = tree.toml(path) if path.endswith(".toml") else tree.ini(path)
        root, is_ini = settings(path, parsed)
        if root and is_ini:
            Ini(knowledge, edits, document, root).change()


class _Row(Record):
    """A row of a table that says what runs on a Python: `3.9: py39`."""

    series: Minor | None
    text: str
    start: int
    after: int
    """Where its value begins in its text."""

    @property
    def value(self) -> str:
        return self.text[self.after :]


class Ini(ToxRemovals, ToxAdditions):
    """The sections of tox in an INI text, and names that are written as there."""

    def change(self) -> None:
        is_setup = self.document.path.endswith("setup.cfg")
        for title, section in self.root.mapping.items():
            is_prefixed = is_setup or title == "tox:travis"  # as tox-travis had it at first
            name = title.removeprefix("tox:") if is_prefixed else title
            if is_setup and not title.startswith(("tox", "testenv", *_TABLES)):
                continue
            if title.startswith("testenv"):
                if not self._header(title, section):
                    continue
            elif (
                name not in ("tox", *_TABLES)
                and not name.startswith(_TABLES)
                and f"{{[{title}]" not in self.document.text  # environments take from it
            ):
                continue
            rows = []
            for key, node in section.mapping.items():
                number = self.document.position(node.key_start)[0]
                is_line = number == self.document.position(node.end)[0]
                if name.startswith(_TABLES) and is_line and named(key):
                    rows.append((self.document.line(number), self.document.line_starts[number - 1]))
                else:
                    self._option(name, key, node)
            self._table(rows)
        if self.kind == ADD:
            self._sections_added()
        elif self.kind == MOVE:
            self._names_left()

    def _names_left(self) -> None:
        """Environments that are called for the Python that is moved, and for no other: commands
        anywhere may run them by their names.
        """
        for section in ("tox", "tox:tox"):
            for key in ("envlist", "env_list"):
                node = self.root.get(section, key)
                stated = [one for one in ini_names(node) if states(one.text)] if node else []
                if stated and {states(one.text) for one in stated} == {self.python}:
                    self.edits.aside(
                        node.at,
                        f"`{stated[0].text}` is called after Python {minor_text(self.python)}:"
                        " rename it, and what runs it, if it is to run on the new one",
                    )

    def _header(self, title: str, section: Node) -> bool:
        """Change the name of a section; whether the section is still there."""
        if ":" not in title or section.key_start < 0:
            return True
        start = section.key_start + title.index(":") + 1
        found = entries_of(title[title.index(":") + 1 :], start)
        if self.kind == ADD:
            self._names_added(found, alone=True)
            return True
        if self.kind == DROP and found and not self._names_gone(found, alone=True):
            if re.search(
                rf"\[{re.escape(title)}\]", self.document.text.replace(f"\n[{title}]", "\n")
            ):
                self.edits.aside(
                    section.key_at,
                    f"`[{title}]` is for a Python that is dropped, but other sections use it",
                )
                return True
            self._delete_section(section)
            return False
        return True

    def _option(self, section: str, key: str, node: Node) -> None:
        if section.startswith(_TABLES):
            self._table([(text, base) for text, base in node.lines() if text.strip()])
        elif key in _ENTRY_OPTIONS:
            self._list(node)
        elif key == "labels":
            self._labels(node)
        elif key in ("base_python", "basepython"):
            self._base_python(node)
        elif self.kind == DROP:
            self._conditions(node)
        elif self.kind == ADD:
            self._conditions_added(node)

    def _list(self, node: Node) -> None:
        found: list[Entry] = []
        for text, base in node.lines():
            condition = CONDITION.match(text)  # `report: py310, py311`
            if (
                condition is not None
                and self.kind == DROP
                and self._is_about_it(condition)
                and self._condition_gone(condition, base)
            ):
                continue
            after = condition.end() if condition is not None else 0
            found += entries_of(text[after:], base + after)
        if self.kind == ADD:
            self._names_added(found)
        elif self.kind == DROP:
            self._names_gone(found)

    def _labels(self, node: Node) -> None:
        """`unit = py310, py311`: a name for several environments."""
        found: list[Entry] = []
        goes_on = False
        for text, base in node.lines():
            after = 0 if goes_on else text.find("=") + 1
            if not goes_on:
                found = []
            is_continued = goes_on
            goes_on = text.rstrip().endswith("\\")
            if after or is_continued:
                found += entries_of(text[after:].rstrip().removesuffix("\\"), base + after)
            if goes_on or not found:
                continue
            if self.kind == ADD:
                self._names_added(found, continued=is_continued)
            elif self.kind == DROP:
                self._names_gone(found, continued=is_continued)

    def take_from(self, found: list[Entry]) -> bool:
        """Take the Python out of names that stand alone; whether any is left."""
        return self._names_gone(found, alone=True)

    def add_to(self, found: list[Entry]) -> None:
        """Put the Python into the groups of names."""
        self._names_added(found, alone=True)

    def _table(self, rows: list[tuple[str, int]]) -> None:
        """`3.9: py39` of tox-gh-actions and its kind, or `3.9 = py39` as an option of its own: a
        row for each Python.
        """
        parsed = []
        for text, base in rows:
            match = re.match(r"\s*([\w.+-]+)\s*[:=]\s*", text)
            if match is not None:
                parsed.append(_Row(named_alone(match[1]), text, base, match.end()))
        if self.kind == DROP:
            for row in parsed:
                if row.series == self.python:
                    self._delete_line(row.start)
                elif names(row.value, self.python):
                    self._names_gone(entries_of(row.value, row.start + row.after))
        elif self.kind == ADD:
            self._row_added(parsed)

    def _row_added(self, rows: list[_Row]) -> None:
        """A row for the new Python, like that of the newest one."""
        older = {row.series: row for row in rows[::-1] if row.series and row.series < self.python}
        if not older or any(row.series == self.python for row in rows):
            return
        newest = max(older)
        row = older[newest]
        if (len(older) < 2 and not self._is_listed_alone(newest)) or not names(row.value, newest):
            return
        line = self.document.line(self.document.position(row.start)[0])
        line = line.replace(row.text.strip(), _without_what_is_run_once(row, older))
        before = members.counts_downwards([one.series for one in rows], newest)
        self._copy_line(row.start, newest, text=line, before=before)

    def _is_listed_alone(self, series: Minor) -> bool:
        """Whether the environments of all lists name one Python, of which a table has its row."""
        return {states(name) for name in environments(self.knowledge.tree)} - {None} == {series}

    def _base_python(self, node: Node) -> None:
        if self.kind == ADD:
            self._rows_added(node)
        new = self.left if self.kind == DROP else self.knowledge.change.target
        if new is None:
            return
        for text, base in node.lines():
            condition = CONDITION.match(text)
            if self.kind == DROP and condition and self._condition_gone(condition, base):
                continue
            changed = respelt(text, self.python, new)
            if changed != text:
                self.edits.splice(self.document, base, base + len(text), changed)


def _without_what_is_run_once(row: _Row, rows: Mapping[Minor, _Row]) -> str:
    """The row of the newest Python as those of older ones say it: `3.12: py312, lint` without what
    only it runs, which is not to run twice.
    """
    series, text = row.series, row.text.strip()
    assert series is not None
    plain = {respelt(other.text.strip(), one, series) for one, other in rows.items()}
    fewer = [other for other in plain if text.startswith(f"{other},")]
    if fewer:
        return max(fewer, key=len)
    every = [entry.text for entry in entries_of(row.value, 0)]
    often = {
        respelt(entry.text, one, series)
        for one, other in rows.items()
        if one != series
        for entry in entries_of(other.value, 0)
    }
    kept = [entry for entry in every if names(entry, series) or entry in often]
    is_like_others = len(rows) < 2 or not often.isdisjoint(every)
    if is_like_others and kept and len(kept) < len(every):
        return row.text[: row.after].lstrip() + ", ".join(kept)
    return text
