"""Where a Python goes from the environments of tox: names, members of their groups, conditions."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from venvlint.facts.changes import members
from venvlint.facts.changes.ranges import names, respelt
from venvlint.facts.changes.tox_environments import (
    RANGE,
    Entry,
    Group,
    entries_of,
    is_of_the_oldest,
    member_series,
    rest_of,
    states,
)
from venvlint.facts.changes.tox_text import CONDITION, ToxText

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from venvlint.readers.nodes import Node

    Span = tuple[int, int]


class ToxRemovals(ToxText):
    """What a text of tox loses."""

    def _delete_section(self, section: Node) -> None:
        self.edits.splice(self.document, *self._lines_of(section), "")

    def _names_gone(
        self, found: list[Entry], *, alone: bool = False, continued: bool = False
    ) -> bool:
        """Take the Python out of names; whether any name is left. Nothing is edited where none
        is. *continued* names stand on lines that a backslash joins.
        """
        if not found:
            return True
        spans = [(entry.start, entry.end) for entry in found]
        gone: list[int] = []
        splices = []
        beside: dict[str, set[str]] = defaultdict(set)
        for entry in found:
            if entry.pythons():
                for name in entry.names():
                    beside[rest_of(name)].add(name)
        for index, entry in enumerate(found):
            if entry.series() == self.python:
                if self._is_oldest(entry, beside):
                    left = self.left or self.python
                    new = respelt(entry.text, self.python, left)
                    splices.append((entry.start, entry.end, new))
                    self.edits.renamed.update(
                        (name, respelt(name, self.python, left)) for name in entry.names()
                    )
                else:
                    gone.append(index)
                continue
            for group in entry.groups:
                change = self._group_gone(group)
                if change is None:
                    gone.append(index)
                    break
                splices += change
        if len(gone) == len(found):
            if alone or self.left is None:
                return False
            # The only environment that there is follows the floor.
            entry = found[gone[0]]
            new = respelt(entry.text, self.python, self.left)
            self.edits.splice(self.document, entry.start, entry.end, new)
            return True
        self.edits.splices(self.document, splices)
        if continued:
            self._remove_ends(spans, gone)
        self._remove(spans, gone)
        return True

    def _is_oldest(self, entry: Entry, beside: dict[str, set[str]]) -> bool:
        """Whether an environment does something that no other Python does, on the oldest one, and
        so goes with the floor: `py310-lowest`, `py310-lint`. One that tries a version of something
        else, such as `py310-django42`, belongs to its Python.
        """
        if self.left is None or self.known.older(self.python):
            return False
        newest = max(self.known.members, default=None)
        for name in entry.names():
            rest = rest_of(name)
            others = self._others[rest] | beside[rest]
            if any("{" in other for other in others):
                return False
            if not is_of_the_oldest(name, others, newest):
                return False
        return True

    @cached_property
    def _others(self) -> dict[str, set[str]]:
        """The names of all environments, by what they say beside their Python."""
        found: dict[str, set[str]] = defaultdict(set)
        for title, section in self.root.mapping.items():
            texts = [title.partition(":")[2]] if title.startswith("testenv:") else []
            texts += [
                text
                for key in ("envlist", "env_list")
                if (node := section.get(key))
                for text, _ in node.lines()
            ]
            for text in texts:
                for entry in entries_of(text, 0):
                    if entry.groups or entry.series() is not None:
                        found[rest_of(entry.text)].add(entry.text)
                    if entry.groups and entry.pythons():
                        for name in entry.names():
                            found[rest_of(name)].add(name)
        return found

    def _remove_ends(self, spans: list[Span], gone: list[int]) -> None:
        """Take out what stands in front of the first name that stays, and behind the last one, with
        the backslashes between.
        """
        leaving = set(gone)
        stays = [index for index in range(len(spans)) if index not in leaving]
        line_of = self.document.position
        first, last = stays[0], stays[-1]
        if line_of(spans[0][0])[0] != line_of(spans[first][0])[0]:
            self.edits.splice(self.document, spans[0][0], spans[first][0], "")
        if line_of(spans[-1][0])[0] != line_of(spans[last][0])[0]:
            self.edits.splice(self.document, spans[last][1], spans[-1][1], "")

    def _remove(self, spans: list[Span], gone: list[int]) -> None:
        """Take names out of a list, whole lines where all names of a line go."""
        leaving = set(gone)
        lines: dict[int, list[int]] = {}
        for index, span in enumerate(spans):
            lines.setdefault(self.document.position(span[0])[0], []).append(index)
        for line, indices in lines.items():
            going = [index for index in indices if index in leaving]
            if not going:
                continue
            start = self.document.line_starts[line - 1]
            first = self.document.text[start : spans[indices[0]][0]]
            if len(going) == len(indices) and not first.strip():
                self.edits.delete_lines(self.document, line)
                continue
            own = [spans[index] for index in indices]
            last = max((index for index in indices if index not in leaving), default=-1)
            for position, index in enumerate(indices):
                if index not in leaving:
                    continue
                if index < last:
                    self.edits.splice(self.document, own[position][0], own[position + 1][0], "")
                elif position:
                    self.edits.splice(self.document, own[position - 1][1], own[position][1], "")
                else:
                    self.edits.splice(self.document, *own[position], "")

    def _group_gone(self, group: Group) -> list[tuple[int, int, str]] | None:
        """The splices that take the Python out of a group; None where nothing is left of it."""
        spans = [(start, end) for start, end, _ in group.members]
        splices: list[tuple[int, int, str]] = []
        gone = 0
        for index, (start, end, member) in enumerate(group.members):
            span = RANGE.fullmatch(member)
            if span is not None:
                first, last = int(span[1]), int(span[2])
                bounds = [
                    number
                    for number in (first, last)
                    if member_series(group, str(number)) == self.python
                ]
                if not bounds:
                    continue
                if first == last:
                    gone += 1
                    splices.append(members.removal(self.document, spans, index))
                    continue
                step = 1 if first < last else -1
                new_first = first + step if bounds[0] == first else first
                new_last = last - step if bounds[0] == last else last
                splices.append(
                    (
                        start,
                        end,
                        f"{new_first}-{new_last}" if new_first != new_last else f"{new_first}",
                    )
                )
            elif member_series(group, member) == self.python:
                gone += 1
                splices.append(self._member_removal(spans, index))
        return None if gone == len(group.members) and gone else splices

    def _member_removal(self, spans: list[Span], index: int) -> tuple[int, int, str]:
        if index + 1 < len(spans):
            return spans[index][0], spans[index + 1][0], ""
        if index:
            return spans[index - 1][1], spans[index][1], ""
        return (*spans[index], "")

    def _conditions(self, node: Node) -> None:
        for text, base in node.lines():
            condition = CONDITION.match(text)
            if condition is not None and self._is_about_it(condition):
                self._condition_gone(condition, base)

    def _is_about_it(self, condition: re.Match[str]) -> bool:
        """Whether a condition may name the Python."""
        return names(condition[2], self.python) or "{" in condition[2]

    def _negated_left(self, words: str) -> str | None:
        """A condition with `!py39` in it without the Python: None where it always holds, empty
        where it never does.
        """
        if "{" in words:
            return words
        left = []
        for entry in words.split(","):
            factors = entry.split("-")
            if any(states(factor) == self.python for factor in factors):
                continue
            # Not for the dropped one: for all that are left.
            stays = [
                one for one in factors if not (one[:1] == "!" and states(one[1:]) == self.python)
            ]
            if not stays:
                return None
            left.append("-".join(stays))
        return ",".join(left)

    def _condition_gone(self, condition: re.Match[str], base: int) -> bool:
        """Take the Python out of the condition of a line; whether the whole line went."""
        words = condition[2]
        start = base + condition.start(2)
        found = entries_of(words, start)
        if "!" in words:
            left = self._negated_left(words)
            if left != "":
                end = start + len(words) if left else base + condition.end()
                self.edits.splice(self.document, start, end, left or "")
                return False
        elif self._names_gone(found, alone=True):
            return False
        line = self.document.position(base)[0]
        before = self.document.text[self.document.line_starts[line - 1] : base]
        if before.strip():
            is_last = line == len(self.document.line_starts)
            if not is_last and self.document.line(line + 1)[:1] not in (" ", "\t"):
                self.edits.delete_lines(self.document, line)
                return True
            _, stop = self.document.line_span(line)
            end = base + len(self.document.text[base:stop].rstrip("\r\n"))
            self.edits.splice(self.document, base, end, "")
            return True
        self._delete_line(base)
        return True
