"""What follows a change in a CI definition: the names of rows and jobs that went or were renamed,
wherever they are waited for, listed, run or cached by.
"""

from __future__ import annotations

import re

from venvlint.facts.changes import members
from venvlint.facts.changes.ci_files import NAME_KEYS, has_commands
from venvlint.facts.changes.ci_jobs import CiJobs
from venvlint.facts.changes.model import DROP
from venvlint.facts.changes.ranges import named, names
from venvlint.readers.nodes import ABSENT
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]


_RUNS_IN = lazy(r"(?:-e|--environment)[ =]([\w-]{1,80})(?![\w-])")
_NAMES = lazy(r"\[ ?\"[\w.-]{1,80}\"(?:, ?\"[\w.-]{1,80}\"){0,40} ?\]")
_NAME = lazy(r"\"[^\"]+\"")
_CACHED = frozenset("key keys restore-keys cache-key cache-suffix".split())


class CiNames(CiJobs):
    """What of one definition goes by a name that has changed."""

    def _runs_renamed(self, node: Node) -> None:
        """`pixi run -e py39-test`, of an environment in whose place there is another one."""
        for match in _RUNS_IN.finditer(node.raw):
            new = self.edits.renamed.get(match[1])
            start, end = (node.start + place for place in match.span(1))
            if new and not self.edits.has(self.document, start, end):
                self.edits.splice(self.document, start, end, new)

    def _without_renamed(self, node: Node) -> None:
        """A list that has both an environment and the one in whose place it goes."""
        texts = {item.string or "" for item in node.items}
        for index, item in enumerate(node.items):
            if self.edits.renamed.get(item.string or "") in texts and not self.edits.has(
                self.document, item.start, item.end
            ):
                self._delete(node, index)

    def _lists_renamed(self, node: Node) -> None:
        """A list of environments in JSON, in a script: `"environment": ["test-39", "test-310"]`."""
        for match in _NAMES.finditer(node.raw):
            base = node.start + match.start()
            found = [
                (one[0], base + one.start(), base + one.end()) for one in _NAME.finditer(match[0])
            ]
            stated = {text.strip('"') for text, _, _ in found}
            spans = [(start, end) for _, start, end in found]
            gone = []
            for number, (text, start, end) in enumerate(found):
                new = self.edits.renamed.get(text.strip('"'))
                if new is None or self.edits.has(self.document, start, end):
                    continue
                if new in stated:
                    gone.append(number)
                else:
                    self.edits.splice(self.document, start, end, f'"{new}"')
            self.edits.splices(self.document, members.removals(self.document, spans, gone))

    def _named_after_its_pin(self, node: Node) -> None:
        """The name of a step or a job in which a pin was moved."""
        if not ("steps" in node.mapping or has_commands(node)):
            return
        for key in NAME_KEYS:
            child = node.get(key)
            if (
                child
                and child.string
                and names(child.string, self.gone)
                and len(named(child.string)) == 1
                and (
                    self.edits.has_moved(self.document, node.start, node.end)
                    or self._aims_higher(node.get("run"))
                )
            ):
                self._respell(child)
        if "steps" in node.mapping and self.change.kind == DROP:
            self._called_after_it(node)
        for step in node.get("steps").items:
            title = step.get("inputs", "testRunTitle")  # what Azure shows for the tests of a job
            if named(title.string or "") == {self.gone} and self.edits.has_moved(
                self.document, node.start, node.end
            ):
                self._respell(title)

    def _called_after_it(self, job: Node) -> None:
        """A job that is called after the Python and says nothing else of it that is read here: what
        it uses may be made for it, such as an action of that name.
        """
        title = next((child for key in NAME_KEYS if (child := job.get(key)) and child.string), None)
        if (
            title is not None
            and "py" in (title.string or "").lower()
            and named(title.string or "") == {self.gone}
            and not self.edits.has(self.document, title.start, title.end)
            and not self.edits.around(self.document, job.start, job.end)
        ):
            self.edits.aside(
                title.at,
                f"a job called after Python {minor_text(self.gone)}: take it out, or give it"
                " another Python",
            )

    def _aims_higher(self, run: Node) -> bool:
        """Whether the commands of a step, which name the Python that goes and no other, are about
        the floor now: `mypy --python-version=3.10`.
        """
        return (
            self.left is not None
            and named(run.string or "") == {self.gone}
            and any(
                names(text, self.left)
                for _, _, text in self.edits.around(self.document, run.start, run.end)
            )
        )

    def _cached(self, root: Node) -> None:
        """What jobs keep in a cache under the name of a Python that was moved, where no other job
        looks for it there.
        """
        found: list[Node] = []
        for job in root.walk():
            steps = job.get("steps") if job.mapping else ABSENT
            keys = [
                child
                for step in steps.items
                for inner in step.walk()
                for key in _CACHED & inner.mapping.keys()
                for child in inner.get(key).walk()
                if names(text := child.string or "", self.gone) and named(text) == {self.gone}
            ]
            if keys and not self.edits.has_moved(self.document, job.start, job.end):
                return
            found += keys
        for child in found:
            self._respell(child)

    def _chosen_by(self, matrix: Node) -> None:
        """A member of a matrix that chooses a row of its `include`, which is about another Python
        now and called otherwise: `ubuntu-py39-main`.
        """
        rows = matrix.get("include").items
        chosen = {
            (key, item.string): item
            for key in (matrix.mapping if rows else ())
            for item in matrix.get(key).items
            if item.string and names(item.string, self.gone)
        }
        for row in rows if chosen else ():
            for key, value in row.mapping.items():
                member = chosen.get((key, value.string or ""))
                if (
                    member is not None
                    and self.edits.has_moved(self.document, value.start, value.end)
                    and not self.edits.has(self.document, member.start, member.end)
                ):
                    self._respell(member)

    def _downloads(self, node: Node) -> None:
        """What a job downloads that the jobs of a matrix upload, each for its Python: there is no
        `wheels-py3.9` any more where `wheels-py${{ matrix.python }}` is made.
        """
        name = node.get("with", "name")
        text = name.string or ""
        if "download-artifact" not in (node.text("uses") or "") or named(text) != {self.gone}:
            return
        version = rf"(?<![\d.]){re.escape(minor_text(self.gone))}(?![\d.])"
        parts = re.split(version, text)
        of_matrix = rf"{re.escape(parts[0][-1:])}\$\{{\{{[^}}\n]{{1,80}}py[^}}\n]{{0,80}}\}}\}}"
        made = rf"name: [^\n]{{0,80}}{of_matrix}{re.escape(parts[-1])}"
        if len(parts) == 2 and re.search(made, self.document.text):
            self._respell(name)

    def _named_for_nothing(self, node: Node) -> None:
        """A step that says it sets the Python up that is gone, and takes it from elsewhere."""
        name = node.get("name")
        if (
            self.change.kind == DROP
            and name
            and "uses" in node.mapping
            and re.fullmatch(r"(?i)set[- ]?up (?:c?python )?[23]\.\d+", name.string or "")
            and names(name.string or "", self.gone)
            and self.edits.has_any(self.document)
        ):
            self._respell(name)
