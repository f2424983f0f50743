"""Jobs, and other entries that are called after their Python, once more for the new one, and who
waits for them.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from functools import cached_property

from venvlint.facts.changes import members
from venvlint.facts.changes.ci_files import CiFile, respell_key, series_of_key
from venvlint.facts.changes.ranges import names, quoted_numbers
from venvlint.facts.changes.siblings import normal, plain_version, respell_loose
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]


ANCHOR = lazy(r"[:-][ \t]+&([\w.-]+)")
USED = lazy(r"(?:[\[,:-][ \t]+|\[)\*([\w.-]+)")
_NUMBERED = lazy(r".*[a-z][-_]?([23])(\d{1,2})")


class CiCopies(CiFile):
    """Which jobs of one definition are repeated, and who waits for them."""

    def _pairs_added(self, node: Node) -> None:
        texts = {key: normal(child) for key, child in node.mapping.items()}
        series = {key: next(iter(found)) for key in texts if len(found := series_of_key(key)) == 1}
        self._numbered_added(node, texts)
        new = self.gone
        stated = set(series.values())
        if len(stated) < 2 or new in stated:
            return
        newest = self.known.beside(series.values(), new)
        if newest is None:
            return
        copies: dict[str, dict[Minor, str]] = {}
        for key, one in series.items():
            if one == newest:
                copies[key] = {
                    theirs: other
                    for theirs in stated - {one}
                    if series.get(other := respell_key(key, one, theirs)) == theirs
                    and self._come_to_the_same(node, texts, (key, one), (other, theirs))
                }
        if not any(copies.values()):
            alike = [
                key
                for key in copies
                if node.mapping[key].mapping
                and node.mapping[key].key_start >= 0
                and any(
                    series.get(respell_key(key, newest, one)) == one for one in stated - {newest}
                )
            ]
            copies = self._called_more(texts, series, newest)
            for key in [] if any(copies.values()) or newest > new else alike:
                self.edits.aside(
                    node.mapping[key].key_at,
                    f"`{key}` once more for Python {minor_text(new)}: those for older ones differ"
                    " in more than their Python",
                )
        for key, twins in copies.items():
            if twins:
                self._pair_copied(node, (key, newest), twins, respell_key(key, newest, new))

    @staticmethod
    def _called_more(
        texts: dict[str, str], series: dict[str, Minor], newest: Minor
    ) -> dict[str, dict[Minor, str]]:
        """Of several jobs of the newest Python that which says what those of older ones say, and
        is called like them and something more: `py312-django4` and `py312-django5` beside `py311`.
        """
        said = {
            (series[key], plain_version(text)): key
            for key, text in texts.items()
            if key in series and series[key] != newest
        }
        older = {one for one, _ in said}
        found: dict[str, dict[Minor, str]] = {}
        for key, one in series.items():
            if one != newest:
                continue
            for theirs in older:
                other = said.get((theirs, plain_version(respell_loose(texts[key], one, theirs))))
                if other and re.match(rf"{re.escape(respell_key(other, theirs, one))}[-_ .]", key):
                    found.setdefault(key, {})[theirs] = other
        return found

    @staticmethod
    def _come_to_the_same(
        node: Node, texts: dict[str, str], mine: tuple[str, Minor], other: tuple[str, Minor]
    ) -> bool:
        """Whether one job says of its Python what another one says of another, be it with what
        `<<` brings along.
        """
        (key, one), (beside, theirs) = mine, other

        def respelt_plainly(text: str) -> str:
            return plain_version(respell_loose(text, one, theirs))

        if respelt_plainly(texts[key]) == plain_version(texts[beside]):
            return True
        if "<<:" not in texts[key] and "<<:" not in texts[beside]:
            return False
        own, theirs_own = node.mapping[key].mapping, node.mapping[beside].mapping
        return own.keys() == theirs_own.keys() and all(
            value is theirs_own[name]
            or respelt_plainly(normal(value)) == plain_version(normal(theirs_own[name]))
            for name, value in own.items()
        )

    def _pair_copied(
        self, node: Node, mine: tuple[str, Minor], twins: dict[Minor, str], name: str
    ) -> None:
        """Put a job for the new Python behind the one that *mine* names. Where others take that one
        over by its anchor, the new one is made like one of its *twins*.
        """
        key, one = mine
        child, new = node.mapping[key], self.gone
        lines = members.entry_lines(self.document, child.key_start, child.end)
        if child.key_start < 0 or lines is None:
            return
        model = next(
            (
                (series, other)
                for series, other in ((one, key), *sorted(twins.items(), reverse=True))
                if not self._is_anchored(node.mapping[other], series)
            ),
            None,
        )
        if model is None:
            self.edits.aside(
                self.document.at(child.key_start, child.end),
                f"`{key}` once more for Python {minor_text(new)}: it is shared by an anchor",
            )
            return
        series, other = model
        source = node.mapping[other]
        span = members.entry_lines(self.document, source.key_start, source.end)
        if source.key_start < 0 or span is None:
            return
        text = self.document.text
        copied = re.sub(rf"(?<![\w-]){re.escape(other)}(?![\w-])", name, text[slice(*span)])
        copied = quoted_numbers(respell_loose(copied, series, new))
        if unknown := self._brought_along(text[slice(*span)], copied):
            self.edits.aside(
                child.key_at,
                f"`{key}` once more for Python {minor_text(new)}: no `&{unknown}` is there for it",
            )
            return
        if text.endswith(("\n\n", "\n\r\n"), 0, lines[0]):
            copied = "\n" + copied
        if not text.endswith("\n", 0, lines[1]):
            copied = "\n" + copied.rstrip("\r\n")
        elif not copied.endswith("\n"):
            copied += "\n"
        self.edits.splice(self.document, lines[1], lines[1], copied)
        if child.mapping:
            self.twins[key] = name
            insort(self._of_one_python, (child.start, child.end))

    def _is_anchored(self, job: Node, series: Minor) -> bool:
        """Whether a job, or something in it, has an anchor that a copy for another Python would
        have too: its name says nothing of *series*.
        """
        anchors = ANCHOR.finditer(self.document.text, max(job.key_end, 0), job.end)
        return any(respell_loose(match[1], series, self.gone) == match[1] for match in anchors)

    def _brought_along(self, text: str, copied: str) -> str:
        """What the copy of a job takes over by an alias and nobody has made: `*py313`. The anchors
        that the copy has are there from now on.
        """
        self._anchors.update(match[1] for match in ANCHOR.finditer(copied))
        used = {match[1] for match in USED.finditer(text)}
        return next(
            (
                match[1]
                for match in USED.finditer(copied)
                if match[1] not in used and match[1] not in self._anchors
            ),
            "",
        )

    @cached_property
    def _anchors(self) -> set[str]:
        """The anchors of the definition."""
        return {match[1] for match in ANCHOR.finditer(self.document.text)}

    def _numbered_added(self, node: Node, texts: dict[str, str]) -> None:
        """Jobs whose names have the bare digits of their Pythons: `test_311` beside `test_312`."""
        numbered = {
            key: series
            for key, text in texts.items()
            if (series := _number_of(key)) is not None and names(text, series)
        }
        newest = self.known.below(numbered.values(), self.gone)
        if newest is None:
            return
        digits, added = (f"{one[0]}{one[1]}" for one in (newest, self.gone))
        others = set(numbered.values()) - {newest}
        for key, one in numbered.items():
            if one != newest or key.replace(digits, added) in texts:
                continue
            twins = {
                theirs: other
                for theirs in others
                if (other := key.replace(digits, f"{theirs[0]}{theirs[1]}")) in numbered
                and self._come_to_the_same(node, texts, (key, one), (other, theirs))
            }
            if twins:
                self._pair_copied(node, (key, one), twins, key.replace(digits, added))

    @cached_property
    def _jobs(self) -> frozenset[str]:
        """The names that mappings of the definition have as their keys."""
        return frozenset(
            key
            for root in self.knowledge.tree.yaml_documents(self.document.path)
            for node in root.walk()
            for key, child in node.mapping.items()
            if child.mapping
        )

    def _with_twins(self, node: Node) -> None:
        """Where a list names a job that has a twin now, the twin too. What such a job waits for
        itself is its own Python's.
        """
        if id(node) in self.extended or self._is_of_one_python(node):
            return
        listed = {one for item in node.items for one in (item.string, *item.mapping)}
        for index, item in enumerate(node.items):
            name = item.string or (next(iter(item.mapping)) if len(item.mapping) == 1 else "")
            twin = self.twins.get(name)
            if twin is None or twin in listed:
                continue
            if not item.mapping:
                self._insert(node, index, item.raw.replace(name, twin))
                continue
            lines = members.entry_lines(self.document, item.start, item.end)
            if lines is not None:
                copied = self.document.text[slice(*lines)]
                for one in [one for one in self.twins if one in copied]:
                    name = rf"(?<![\w-]){re.escape(one)}(?![\w-])"
                    copied = re.sub(name, self.twins[one], copied)
                if not copied.endswith("\n"):
                    copied = "\n" + copied
                self.edits.splice(self.document, lines[1], lines[1], copied)

    def _is_of_one_python(self, node: Node) -> bool:
        """Whether a list stands in a job that was repeated for the new Python."""
        index = bisect_right(self._of_one_python, (node.start, len(self.document.text))) - 1
        return index >= 0 and node.start < self._of_one_python[index][1]

    def _without_twins(self) -> None:
        """Jobs that others wait for, and that nobody could repeat for the new Python."""
        for item in self.waited_for:
            if item.string not in self.twins:
                self.edits.aside(
                    item.at,
                    f"a job like `{item.string}` for Python {minor_text(self.gone)}, which is to be"
                    " waited for here too",
                )


def _number_of(key: str) -> Minor | None:
    """The Python whose bare digits a name ends with, where nothing in it says that they are one."""
    match = _NUMBERED.fullmatch(key)
    return (int(match[1]), int(match[2])) if match is not None and not series_of_key(key) else None
