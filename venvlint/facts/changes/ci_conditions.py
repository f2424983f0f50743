"""Steps and rows of CI definitions that run under a condition on the Python, and pairs of keys that
differ by it: what becomes of them when a Python goes or moves.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from venvlint.facts.changes.ci_files import has_commands, respell_key, series_of_key
from venvlint.facts.changes.ci_jobs import CiJobs
from venvlint.facts.changes.model import DROP, speaks_of_python
from venvlint.facts.changes.ranges import named, names, respelt
from venvlint.facts.changes.siblings import bare, normal, plain_version, respell_loose
from venvlint.readers.nodes import ABSENT
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]


_COMPARED = lazy(r"(?<=')[^'\n]{1,60}(?=')|(?<=\()[^()'\n]{1,60}(?=\))")
"""A value in an expression, in quotes or between parentheses."""


class CiConditions(CiJobs):
    """What of one definition depends on which Python it is."""

    def _with_finished(self, text: str) -> str:
        return _COMPARED.sub(lambda match: self.finished.get(match[0], match[0]), text)

    def _condition(self, node: Node, child: Node) -> bool:
        """Take a Python out of the condition of a step or a job; whether the whole step went."""
        from venvlint.facts.changes import conditions

        raw, start = child.raw, child.start
        if child.style in ("|", ">"):
            first = raw.find("\n") + 1
            raw, start = raw[first:], start + first
        elif child.style in ("'", '"'):
            raw, start = raw[1:-1], start + 1
            if "''" in raw or "\\" in raw:
                return False
        new = conditions.without(raw, self.gone, self._python_keys, self.finished)
        if new is None and self.finished:
            new = raw
        if isinstance(new, str):
            new = self._with_finished(new)
        if isinstance(new, str) and new != raw:
            self.edits.splice(self.document, start, start + len(raw), new)
        elif new is True:
            self._delete_entry(child.key_start, child.end)
        elif new is False and self.left is not None:
            # A step for the one Python has a counterpart for all others; without one, the Python
            # only stood for all of them, as where a report is sent once. Where the matrix did not
            # have the Python, the step did not run before either.
            is_dead = self._has_counterpart(raw) or (self.lacks_it and "matrix." in raw)
            if is_dead and has_commands(node):
                return self._delete_entry(node.start, node.end)
            text = respelt(raw, self.gone, self.left)
            self.edits.move(self.document, start, start + len(raw), text)
            self._follow_condition(node, child)
        return False

    def _azure_condition(self, node: Node, child: Node) -> bool:
        """Take a Python out of the condition of a step or a job of Azure; whether the whole step
        went.
        """
        from venvlint.facts.changes import azure_conditions

        text = child.string or ""
        new = azure_conditions.without(text, self.gone)
        start = child.start + child.raw.find(text.strip())
        if new is None or self.left is None or text.strip() not in child.raw:
            if speaks_of_python(text):
                self.edits.aside(child.at, "a condition on the Python has to be changed by hand")
        elif new is True:
            self._delete_entry(child.key_start, child.end)
        elif new is False:
            bare = text.strip()
            others = (f"not({bare})", bare.replace("eq(", "ne(", 1))
            has_counterpart = any(one != bare and one in self.document.text for one in others)
            if has_counterpart and has_commands(node):
                return self._delete_entry(node.start, node.end)
            self.edits.move(
                self.document, start, start + len(bare), respelt(bare, self.gone, self.left)
            )
            self._follow_condition(node, child)
        else:
            self.edits.splice(self.document, start, start + len(text.strip()), new)
        return False

    @cached_property
    def _python_keys(self) -> frozenset[str]:
        """The keys of matrices that have nothing but Pythons of this project, whatever they are
        called.
        """
        found: dict[str, list[str]] = defaultdict(list)
        for root in self.knowledge.tree.yaml_documents(self.document.path):
            for node in root.walk():
                matrix = node.get("matrix") if node.mapping else ABSENT
                for key, child in matrix.mapping.items():
                    for item in child.items:
                        if key != "include":
                            found[key].append(normal(item))
                            continue
                        for inner, value in item.mapping.items():
                            found[inner].append(normal(value))
        stated = {minor_text(one) for one in self.known.members | {self.gone}}
        return frozenset(
            key
            for key, texts in found.items()
            if len(stated.intersection(texts)) > 1
            and not any(one.isdigit() for text in {*texts} - stated for one in text)
        )

    def _follow_condition(self, node: Node, condition: Node) -> None:
        """What a step for one Python calls itself and what it makes follow its condition."""
        for inner in node.walk():
            text = inner.string or ""
            if (
                inner is not condition
                and inner.style not in ("|", ">")
                and "\n" not in inner.raw
                and names(text, self.gone)
                and len(named(text)) == 1
            ):
                self._respell(inner)

    def _has_counterpart(self, condition: str) -> bool:
        bare = condition.replace("${{", "").replace("}}", "").strip()
        if bare not in self._counterparts:
            text = self.document.text if "\n" in bare else self._negations
            self._counterparts[bare] = any(
                other != bare and other in text
                for other in (bare.replace("==", "!="), f"!{bare}", f"!({bare})")
            )
        return self._counterparts[bare]

    @cached_property
    def _negations(self) -> str:
        """The lines in which something is negated."""
        return "\n".join(line for line in self.document.text.split("\n") if "!" in line)

    def _pairs_gone(self, node: Node) -> None:
        """Jobs and rows by name, such as `py38:` beside `py39:` that say the same."""
        if self.change.kind != DROP or self.left is None:
            return
        texts = {key: normal(child) for key, child in node.mapping.items()}
        stated = {one for key in texts for one in series_of_key(key)} - {self.gone}
        spelt = [f"{self.gone[0]}{gap}{self.gone[1]}" for gap in ("", "_", " ", "-")]
        told: set[Minor] | None = None
        for key, child in node.mapping.items():
            if child.key_start < 0:
                continue
            if self.gone not in series_of_key(key):
                digits = next((one for one in spelt if one in key), "")
                if digits and told is None:
                    told = {one for text in texts.values() for one in named(text)} - {self.gone}
                twin = self._says_the_same(key, texts, digits, told or set()) if digits else ""
                if twin:
                    self._job_gone(node, key, twin)
                continue
            twins = [
                twin
                for series in (self.left, *stated)
                if (twin := respell_key(key, self.gone, series)) != key and twin in texts
            ]
            if twins:
                self._job_gone(node, key, twins[0])
            else:
                self._key_follows(child, key, texts)

    def _key_follows(self, child: Node, key: str, beside: Container[str]) -> None:
        """A row of a matrix that is called after its Python and goes on with another one."""
        own = [value for name, value in child.mapping.items() if speaks_of_python(name)]
        if self.left is None or not own or self.gone not in series_of_key(key):
            return
        if self.change.kind == DROP and self.known.older(self.gone):
            return
        new = respell_key(key, self.gone, self.left)
        if new != key and new not in beside and any(named(bare(one)) == {self.gone} for one in own):
            start = child.key_start
            if self.document.text.startswith(key, start):
                self.edits.splice(self.document, start, start + len(key), new)

    def _says_the_same(self, key: str, texts: dict[str, str], digits: str, told: set[Minor]) -> str:
        """The `test311`, or `test 3 11`, that says of another Python what `test310` says of its
        own; nothing where there is none.
        """
        if not names(texts[key], self.gone):
            return ""
        gap = digits[1 : -len(str(self.gone[1]))]
        return next(
            (
                twin
                for one in sorted(told, key=lambda one: (one != self.left, one))
                if (twin := key.replace(digits, f"{one[0]}{gap}{one[1]}")) in texts
                and plain_version(respell_loose(texts[key], self.gone, one))
                == plain_version(texts[twin])
            ),
            "",
        )
