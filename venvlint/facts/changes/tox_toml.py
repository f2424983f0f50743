"""The environments of tox in its own TOML: `env_list`, `labels`, `depends`, and the tables of the
environments (`tox.toml`, `[tool.tox]`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from itertools import pairwise

from venvlint.facts.changes import members
from venvlint.facts.changes.frameworks import goes_with
from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.ranges import named, names, respelt
from venvlint.facts.changes.tox import Ini
from venvlint.facts.changes.tox_environments import entries_of, is_of_the_oldest, rest_of, states
from venvlint.readers.nodes import ABSENT
from venvlint.readers.python_versions import minor_text
from venvlint.readers.tox_names import settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits
    from venvlint.readers.nodes import Node


_VERSION_OPTIONS = ("--python-version", "--pythonversion", "--py-version")


def change_tox_toml(knowledge: Knowledge, edits: Edits) -> None:
    """Every `tox.toml`, and `[tool.tox]` of every manifest."""
    from venvlint.facts.tracking.folder_names import is_test_data

    tree = knowledge.tree
    for path in tree.find("tox.toml", "pyproject.toml"):
        document = tree.document(path)
        if document is None or is_test_data(path) or b"env" not in document.data:
            continue
        root, is_ini = settings(path, tree.toml(path))
        if root and not is_ini:
            _Toml(knowledge, edits, document, root).change()


class _Toml:
    def __init__(self, knowledge: Knowledge, edits: Edits, document: Document, root: Node) -> None:
        self.edits, self.document, self.root = edits, document, root
        self.knowledge = knowledge
        self.kind, self.python = knowledge.change.kind, knowledge.change.python
        self.known = knowledge.of(document.path)
        self.new = self.known.left(self.python) if self.kind == DROP else knowledge.change.target

    def change(self) -> None:
        node = self.root.get("env_list") or self.root.get("envlist")
        if node:
            self._names(node)
            for item in node.items:
                product = item.get("product") if item.mapping else None
                for group in product.items if product else ():
                    self._group(group)
        for labelled in self._nodes("labels"):
            self._names(labelled)
        self._run_by_ci(self.root.get("gh", "python"))
        environments = self.root.get("env")
        for key in ("env_run_base", "env_pkg_base", "env_base"):
            if table := self.root.get(key):
                self._table(table)
        for name, table in environments.mapping.items():
            if self._is_oldest(name):
                self._renamed(name)
                self._table(table)
            elif self.kind == DROP and states(name) == self.python:
                self._table_gone(name, table)
            else:
                self._table(table)

    @cached_property
    def _environments(self) -> dict[str, set[str]]:
        """The names of all environments, by what they say beside their Python."""
        node = self.root.get("env_list") or self.root.get("envlist")
        listed = [item.string for item in node.items if item.string] if node else []
        found: dict[str, set[str]] = defaultdict(set)
        for name in (*listed, *self.root.get("env").mapping):
            found[rest_of(name)].add(name)
        return found

    def _is_oldest(self, name: str) -> bool:
        return (
            self.kind == DROP
            and self.new is not None
            and states(name) == self.python
            and not self.known.older(self.python)
            and "{" not in name
            and is_of_the_oldest(
                name, self._environments[rest_of(name)], max(self.known.members, default=None)
            )
        )

    def _renamed(self, name: str) -> None:
        """The tables of an environment that goes on under another Python."""
        assert self.new is not None
        for match in self._header(name).finditer(self.document.text):
            new = respelt(name, self.python, self.new)
            start, end = match.span("name")
            self.edits.splice(self.document, start, end, new)

    def _run_by_ci(self, table: Node) -> None:
        """`python."3.10" = ["py310", "lint"]` of tox-gh: what CI runs on each Python."""
        for key, listed in table.mapping.items():
            if self.kind == DROP and named(key) == {self.python}:
                text = self.document.text
                dotted = text[text.rfind("\n", 0, listed.key_start) + 1 : listed.key_start]
                start = listed.key_start - (len(dotted) if dotted.strip()[-1:] == "." else 0)
                lines = members.entry_lines(self.document, start, listed.end)
                if lines is not None and len(table.mapping) > 1:
                    self.edits.splice(self.document, *lines, "")
            elif self.kind == DROP:
                self._names(listed)

    def _nodes(self, key: str) -> Iterator[Node]:
        table = self.root.get(key)
        yield from table.mapping.values()

    def _table(self, table: Node) -> None:
        depends = table.get("depends")
        if depends:
            self._names(depends)
        if self.kind == ADD or self.new is None:
            return
        commands = frozenset(command.raw for command in table.get("commands").items)
        for command in table.get("commands").items:
            self._aims(command, commands)
        base = table.get("base_python")
        if not base:
            return
        for scalar in base.scalars():
            if scalar.string and names(scalar.string, self.python):
                new = respelt(scalar.raw, self.python, self.new)
                self.edits.move(self.document, scalar.start, scalar.end, new)

    def _aims(self, command: Node, commands: frozenset[str]) -> None:
        """`["black", "--target-version", "py310"]`, `["mypy", "--python-version", "3.10"]`."""
        assert self.new is not None
        if self.known.older(self.python):
            return
        for option, value in pairwise(command.items):
            text = value.string or ""
            is_target = option.string == "--target-version" and states(text) == self.python
            is_version = option.string in _VERSION_OPTIONS and text == minor_text(self.python)
            if not (is_target or is_version):
                continue
            new = respelt(value.raw, self.python, self.new)
            if command.raw.replace(value.raw, new) not in commands:
                self.edits.splice(self.document, value.start, value.end, new)

    def _group(self, group: Node) -> None:
        """One factor of a product: a list of names, or a range of numbers."""
        if group.items:
            self._names(group, is_factor=True)
            return
        prefix = group.text("prefix")
        if prefix is None:
            for inner in group.mapping.values():
                self._group(inner)
            return
        for key, other in (("start", 1), ("stop", -1)):
            node = group.get(key)
            value = node.value if node else None
            if not node or type(value) is not int:
                continue
            stated = states(f"{prefix}{value}")
            if self.kind == DROP and stated == self.python:
                self.edits.splice(self.document, node.start, node.end, f"{value + other}")
            elif self.kind == ADD and key == "stop" and stated == (3, self.python[1] - 1):
                self.edits.splice(self.document, node.start, node.end, f"{value + 1}")

    def _names(self, node: Node, *, is_factor: bool = False) -> None:
        items = [item for item in node.items if item.string]
        texts = [item.string or "" for item in items]
        spans = [(item.start, item.end) for item in items]
        if len(items) != len(node.items) and any(
            not (item.mapping or item.string) for item in node.items
        ):
            return
        if self.kind == DROP:
            gone = []
            for index, text in enumerate(texts):
                if self.new is not None and self._is_oldest(text):
                    new = respelt(items[index].raw, self.python, self.new)
                    self.edits.splice(self.document, *spans[index], new)
                elif states(text) == self.python:
                    gone.append(index)
            gone += self._generative(items)
            if gone and len(gone) == len(node.items) and self.new is not None:
                index = gone.pop(0)
                new = respelt(items[index].raw, self.python, self.new)
                self.edits.splice(self.document, *spans[index], new)
            every = [(item.start, item.end) for item in node.items]
            for index in gone:
                place = every.index(spans[index])
                self.edits.splices(self.document, [members.removal(self.document, every, place)])
        elif self.kind == ADD:
            self._generative(items)
            self._added(items, texts, spans, is_factor=is_factor)

    def _generative(self, items: list[Node]) -> list[int]:
        """Change names with groups, such as `py{310,311}-django`; those of which nothing is
        left.
        """
        written = Ini(self.knowledge, self.edits, self.document, ABSENT)
        gone = []
        for index, item in enumerate(items):
            text = item.string or ""
            if "{" not in text or item.raw[1:-1] != text:
                continue
            found = entries_of(text, item.start + 1)
            if self.kind == ADD:
                written.add_to(found)
            elif not written.take_from(found):
                gone.append(index)
        return gone

    def _added(
        self, items: list[Node], texts: list[str], spans: list[tuple[int, int]], *, is_factor: bool
    ) -> None:
        stated = {one for text in texts if (one := states(text)) is not None}
        if self.python in stated or (len(stated) < 2 and not is_factor):
            return
        newest = self.known.below(stated, self.python)
        if newest is None:
            return
        twins = [
            index
            for index, text in enumerate(texts)
            if states(text) == newest
            and goes_with(text, self.python)
            and (
                is_factor
                or any(respelt(text, newest, one) in texts for one in stated if one != newest)
            )
        ]
        before = members.counts_downwards([states(text) for text in texts], newest)
        for index in twins:
            new = respelt(items[index].raw, newest, self.python)
            self.edits.splices(
                self.document, members.insertion(self.document, spans, index, new, before=before)
            )

    def _table_gone(self, name: str, table: Node) -> None:
        """Take the table of an environment out, with those below it."""
        if re.search(rf"[\"']{re.escape(name)}[\"']\s*[,\]]", self._elsewhere(name)):
            self.edits.aside(
                table.key_at if table.key_start >= 0 else table.at,
                f"`env.{name}` is for a Python that is dropped, but something else names it",
            )
            return
        text = self.document.text
        for match in self._header(name).finditer(text):
            following = re.compile(r"(?m)^\[").search(text, match.end())
            end = following.start() if following is not None else len(text)
            self.edits.splice(self.document, match.start(), end, "")

    def _header(self, name: str) -> re.Pattern[str]:
        lead = "tool.tox." if self.document.path.endswith("pyproject.toml") else ""
        return re.compile(
            rf"(?m)^\[\[?{re.escape(lead)}env\.[\"']?(?P<name>{re.escape(name)})[\"']?"
            r"(?:\.[^\]\n]*)?\]\]?.*$"
        )

    def _elsewhere(self, name: str) -> str:
        """The text of the lists in which one environment is taken up by another."""
        return "\n".join(
            node.raw
            for node in self.root.walk()
            if node.mapping and node.text("replace") == "ref" and name in node.raw
        )
