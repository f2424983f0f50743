"""Jobs of a CI definition that go with their Python: who waits for them, and who takes over from
them by an anchor or by `extends`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

from venvlint.facts.changes import members
from venvlint.facts.changes.ci_additions import Additions
from venvlint.facts.changes.ci_copies import ANCHOR, USED
from venvlint.facts.changes.ci_files import called, respell_key
from venvlint.facts.changes.ranges import named, names
from venvlint.facts.changes.siblings import bare, normal, plain_version, respell_loose
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]

WAITS_FOR = frozenset("needs requires dependsOn depends_on dependencies".split())
_ASKED = lazy(r"(?<![\w.])needs\.([\w-]{1,100})(?=\.)")


class CiJobs(Additions):
    """What of one definition depends on a job, or a row, that goes."""

    def _job_gone(self, node: Node, key: str, twin: str) -> None:
        """Take out a job that has a *twin* for another Python beside it."""
        child = node.mapping[key]
        if self._lent(child.key_end, child.end):
            self.lent.append((node, key, twin))
            self.seen.add(id(child))
            return
        extending = self._extending.get(key, ())
        if any(one is not child for one in extending):
            other = node.get(twin)
            is_same = self._comes_to(normal(child), normal(other))
            if other in extending or not is_same:
                if self._becomes(child, other, key, twin):
                    self.dead[key] = twin
                else:
                    self._left_for_others(child, key)
                return
        if self._delete_entry(child.key_start, child.end):
            self.dead[key] = twin

    def _lent_jobs_gone(self) -> None:
        """Take out the jobs from which others took over that went too. Where others stay, the job
        becomes its twin.
        """
        lent, self.lent = self.lent, []
        for node, key, twin in reversed(lent):
            child = node.mapping[key]
            is_used = any(
                not self.edits.has(self.document, place, place + 1)
                for place in self._lent(child.key_end, child.end)
            )
            if is_used:
                is_gone = self._becomes(child, node.get(twin), key, twin)
            else:
                is_gone = self._delete_entry(child.key_start, child.end)
            if is_gone:
                self.dead[key] = twin
            else:
                self._left_for_others(child, key)

    def _rows_gone(self, node: Node, gone: list[int]) -> list[int]:
        """Those of the members that go which can be taken out: not one that others are made of."""
        assert self.left is not None
        going = []
        for index in gone:
            item = node.items[index]
            if not item.mapping:
                going.append(index)
                continue
            name = called(item)
            if self._lent_by(item):
                self._left_for_others(item, name or "this row")
                continue
            going.append(index)
            if name:
                twin = respell_loose(name, self.gone, self.left)
                there = any(called(one) == twin for one in node.items)
                self.dead[name] = twin if there else ""
                self.from_lists.add(name)
        return going

    def _hands_over(self, node: Node, row: Node) -> bool:
        """Whether a row from which others take over became the one of another Python, which is made
        of it.
        """
        places = self._lent_by(row)
        starts = [item.start for item in node.items] if places else []
        for place in places:
            item = node.items[max(bisect_left(starts, place + 1) - 1, 0)]
            if item is not row and item.mapping and self._becomes(row, item):
                return True
        return False

    def _left_for_others(self, job: Node, name: str) -> None:
        self.seen.add(id(job))
        self.edits.aside(
            job.at,
            f"`{name}` is for a Python that is dropped, but others take over from it: make them"
            " anew without it",
        )

    def _becomes(self, job: Node, twin: Node, key: str = "", new_key: str = "") -> bool:
        """Make a job from which others take over the one of its *twin*, which goes: what both say
        differs by nothing but their Pythons.
        """
        if self.left is None or not job.mapping or not twin.mapping:
            return False
        if key and respell_key(key, self.gone, self.left) != new_key:
            return False
        if self._lent(twin.key_end, twin.end) if key else self._lent_by(twin):
            return False
        if not all(
            name in job.mapping or (name == "extends" and value.string == key)
            for name, value in twin.mapping.items()
        ):
            return False
        for name, value in job.mapping.items():
            other = twin.get(name)
            if other is value or not other:
                if names(bare(value), self.gone):
                    return False
            elif not self._comes_to(normal(value), normal(other)):
                return False
        if key and not self._delete_entry(twin.key_start, twin.end):
            return False
        if not key:
            lines = members.entry_lines(self.document, twin.start, twin.end)
            if lines is None or not self.edits.splice(self.document, *lines, ""):
                return False
        self.seen.add(id(job))
        for inner in job.walk():
            is_own = job.start <= inner.start < job.end
            if is_own and inner.string and names(inner.raw, self.gone):
                self._respell(inner)
        if key:
            start = job.key_start + self.document.text[job.key_start : job.key_end].find(key)
            self.edits.splice(self.document, start, start + len(key), new_key)
        return True

    def _comes_to(self, text: str, other: str) -> bool:
        assert self.left is not None
        new = plain_version(respell_loose(text, self.gone, self.left))
        return re.sub(r"&[\w.-]+ ", "", new) == re.sub(r"&[\w.-]+ ", "", plain_version(other))

    def _lent(self, start: int, end: int) -> list[int]:
        """Where the anchors between two offsets are used elsewhere."""
        return [
            place
            for match in (ANCHOR.finditer(self.document.text, start, end) if self._uses else ())
            for place in self._uses.get(match[1], ())
            if not start <= place < end
        ]

    def _lent_by(self, row: Node) -> list[int]:
        """Where others take over from a row of a list, whose anchor may stand on the line above."""
        if not self._uses:
            return []
        text = self.document.text
        start = text.rfind("\n", 0, row.start) + 1
        if not text[start : row.start].strip():
            above = text.rfind("\n", 0, max(start - 1, 0)) + 1
            if text[above:start].lstrip().startswith("- &"):
                start = above
        return self._lent(start, row.end)

    @cached_property
    def _uses(self) -> dict[str, list[int]]:
        """Where each anchor is used, in the order of the text."""
        found: dict[str, list[int]] = {}
        for match in USED.finditer(self.document.text):
            found.setdefault(match[1], []).append(match.start())
        return found

    @cached_property
    def _extending(self) -> dict[str, list[Node]]:
        """The jobs of GitLab that extend another one, by its name."""
        found: dict[str, list[Node]] = {}
        for root in self.knowledge.tree.yaml_documents(self.document.path):
            for job in root.mapping.values():
                extends = job.get("extends")
                for one in (extends, *extends.items):
                    if one.string:
                        found.setdefault(one.string, []).append(job)
        return found

    def _bury(self, root: Node) -> None:
        """Follow the jobs that went, wherever they are named."""
        waiting: set[int] = set()
        owners: dict[int, str] = {}
        for node in root.walk() if self.from_lists else ():
            if node.document is not self.document:
                continue
            for item in node.items:
                if (
                    item.mapping
                    and called(item) in self.from_lists
                    and not self.edits.has(self.document, item.start, item.end)
                ):
                    self.dead.pop(called(item), None)
        for node in root.walk() if self.dead else ():
            if node.document is not self.document:
                continue
            owners.update((id(child), key) for key, child in node.mapping.items() if child.mapping)
            for key in (*WAITS_FOR, "extends") if node.mapping else ():
                child, owner = node.get(key), called(node) or owners.get(id(node), "")
                waiting.add(id(child))
                owners[id(child)] = owner
                twin = self.dead.get(child.string or "")
                if twin is None or self.edits.has(self.document, child.start, child.end):
                    continue
                if twin and twin != owner:
                    new = child.raw.replace(child.string or "", twin)
                    self.edits.splice(self.document, child.start, child.end, new)
                else:
                    self._delete_entry(child.key_start, child.end)
            if node.items:
                self._without_dead(node, owners.get(id(node), ""), waits=id(node) in waiting)
            elif "needs." in (node.string or ""):
                self._asks_for_dead(node)

    def _asks_for_dead(self, node: Node) -> None:
        """`needs.test-py39.result`, of a job that went: what is asked is asked of the one in its
        place, and once.
        """
        text = node.raw
        for match in reversed([*_ASKED.finditer(text)]):
            twin = self.dead.get(match[1], "")
            if twin:
                text = text[: match.start(1)] + twin + text[match.end(1) :]
        clauses = text.split(" && ")
        if text != node.raw and all(one.startswith("needs.") for one in clauses):
            text = " && ".join(dict.fromkeys(clauses))
        self.edits.splice(self.document, node.start, node.end, text)

    def _waits_for_gone(self, root: Node) -> None:
        """`requires: [test-3.9]`, which a matrix of CircleCI's made of its job or its name."""
        for node in root.walk():
            requires = node.get("requires")
            if len(requires.items) != 1 or requires.document is not self.document:
                continue
            item = requires.items[0]
            text = item.string or ""
            if named(text) != {self.gone} or self.edits.has(self.document, item.start, item.end):
                continue
            lead = text.partition(minor_text(self.gone))[0]
            is_made = lead.rstrip("-") in self._jobs or f"{lead}<<" in self.document.text
            if lead and is_made and text not in self._jobs:
                self._respell(item)

    def _without_dead(self, node: Node, owner: str, *, waits: bool) -> None:
        """A list of *owner* that names jobs which went. What waits for one of them alone waits for
        the one in its place.
        """
        listed = [
            item.string or (next(iter(item.mapping)) if len(item.mapping) == 1 else "")
            for item in node.items
        ]
        gone = [
            number
            for number, item in enumerate(node.items)
            if listed[number] in self.dead
            and not self.edits.has(self.document, item.start, item.end)
        ]
        if not gone:
            return
        spans = [(item.start, item.end) for item in node.items]
        is_whole = all(
            number in gone or self.edits.has(self.document, *spans[number])
            for number in range(len(listed))
        )
        stays: set[str] = set()
        going = []
        for number in gone:
            twin, item = self.dead[listed[number]], node.items[number]
            if twin in ("", owner, *listed, *stays) or not (waits or is_whole):
                going.append(number)
                continue
            stays.add(twin)
            start = next(iter(item.mapping.values())).key_start if item.mapping else item.start
            if start >= 0:
                start += self.document.text[start : item.end].find(listed[number])
                self.edits.splice(self.document, start, start + len(listed[number]), twin)
        if len(going) == len(listed) and node.key_start >= 0:
            self._delete_container(node)
            return
        self._take_out(node, spans, going)

    def _take_out(self, node: Node, spans: list[tuple[int, int]], going: Sequence[int]) -> None:
        if all(not node.items[number].mapping for number in going):
            self.edits.splices(self.document, members.removals(self.document, spans, going))
            return
        for number in going:
            self._delete(node, number)
