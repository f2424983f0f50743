"""Single settings of CI definitions: a Python under a key, in a choice, in a title, as the first or
the last of a span.
"""

from __future__ import annotations

import re
from functools import cached_property

from venvlint.facts.changes import members
from venvlint.facts.changes.ci_conditions import CiConditions
from venvlint.facts.changes.ci_files import NEWEST_PYPY, VALUE, Place
from venvlint.facts.changes.ci_texts import ENVIRONMENTS, CiTexts
from venvlint.facts.changes.model import ADD, DROP, speaks_of_python
from venvlint.facts.changes.ranges import in_yaml, named, names, respelt
from venvlint.facts.changes.tox_environments import is_lowest
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]


_PYPY = lazy(r"pypy-?3\.\d{1,2}")
_ONLY = lazy(r"\[ ?\\?[\"']?[23]\.\d{1,2}\\?[\"']? ?\]")
_EXPRESSION = lazy(r"\$\{\{(?:[^}'\n]|'[^'\n]*'){1,400}\}\}")
_CHOICE = lazy(r"&& ?'[^']*' ?\|\|")
_OR_WORD = lazy(r"(?:&&|\|\|) ?'")
_ALLOWS = lazy(r"^(?:continue-on-error|allow[-_]\w*|experimental)$")
_CHOSEN = lazy(r"\$\{\{ ?'(?P<text>[\w./ -]*)' ?(?P<or>\|\|.*)?\}\}")
_FROM_TO = lazy(r"(?P<first>[23]\.\d{1,2})[ ]?(?:[-\u2013]>?|\.\.|to)[ ]?(?P<last>3\.\d{1,2})")
SETTING = lazy(r"env\.([\w-]+)")
_DEFAULT = lazy(
    r"\$\{\{ {0,2}(?P<what>[\w.-]{1,100}) {0,2}\|\| {0,2}"
    r"'(?P<v>3\.\d{1,2}(?:\.\d{1,3})?)' {0,2}\}\}"
)


class CiSettings(CiTexts, CiConditions):
    """What becomes of one definition's scalars."""

    def _scalar(self, node: Node, place: Place) -> bool:
        text = node.string
        if not text or self._wheels(node, place) or self._environments(node):
            return False
        self._json(node)
        if self._interpreters(node):
            return False
        if self._builds(node) or self._entries(node) or self._reports(node):
            return False
        if self._rows_in_text(node):
            return False
        if "${{" in text:
            self._choice(node)
            self._asked(node)
            self._default(node)
            self._defaults(node)
            self._map(node)
        if self._highest(node, place) or (not place.steps and self._packages(node)):
            return False
        if "TOXENV=" in text and text in node.raw and self.change.kind == DROP:
            from venvlint.facts.changes.text_rows import change_environments

            start = node.start + node.raw.index(text)
            change_environments(self.knowledge, self.edits, self.document, self.known, text, start)
        if self._span(node) or self._oldest_environment(node):
            return False
        if place.stable and self._is_floor(text):
            return self._respell(node)
        is_pypy = _PYPY.fullmatch(text) is not None
        if not (place.python or is_pypy or self._is_row(text) or self._is_asked_for(node)):
            return False
        if "${{" in text and "fromJSON" not in text and "fromJson" not in text:
            return False
        if self.change.kind == ADD:
            self._several_added(node)
            return False
        if VALUE.fullmatch(text) and names(text, self.gone):
            if self.left is None or ("pypy" in text.lower() and self.left > NEWEST_PYPY):
                return False
            return self._respell(node)
        found = [one for one in self._tokens(node) if VALUE.fullmatch(one[2])]
        is_list = ENVIRONMENTS.fullmatch(text) or _ONLY.fullmatch(text)
        if len(found) == 1 and is_list and self.left is not None:
            start, end, token = found[0]
            if names(token, self.gone):
                raw = respelt(self.document.text[start:end], self.gone, self.left)
                self.edits.move(self.document, start, end, raw)
            return False
        if len(found) > 1:
            if self.change.kind == DROP:
                spans = [(start, end) for start, end, _ in found]
                gone = [n for n, (_, _, token) in enumerate(found) if names(token, self.gone)]
                self.edits.splices(self.document, members.removals(self.document, spans, gone))
            return False
        if self.change.kind == DROP and re.search(r"[<>=~^]|\d\s+-\s+\d", text):
            from venvlint.facts.changes import ranges

            new = ranges.without(text, "semver", self.gone, older=self.known.older(self.gone))
            if new is not None and text in node.raw:
                start = node.start + node.raw.index(text)
                self.edits.splice(self.document, start, start + len(text), new)
        return False

    def _is_floor(self, text: str) -> bool:
        """Whether a text is the oldest Python, which goes: the one whose stable ABI wheels have."""
        return (
            self.change.kind == DROP
            and self.left is not None
            and not self.known.older(self.gone)
            and VALUE.fullmatch(text) is not None
            and named(text) == {self.gone}
        )

    def _default(self, node: Node) -> None:
        """`${{ inputs.python-version || '3.9' }}`: the Python that is meant where none is given."""
        if self.change.kind == ADD or self.left is None:
            return
        for match in _DEFAULT.finditer(node.raw):
            if speaks_of_python(match["what"]) and names(match["v"], self.gone):
                start, end = (node.start + place for place in match.span("v"))
                new = respelt(match["v"], self.gone, self.left)
                self.edits.move(self.document, start, end, new)

    def _choice(self, node: Node) -> None:
        """`${{ matrix.python == '3.8' && 'ubuntu-22.04' || 'ubuntu-latest' }}`: what is chosen for
        all other Pythons.
        """
        from venvlint.facts.changes import conditions

        raw = node.raw
        if self.change.kind != DROP or "&&" not in raw or (raw[:1] == "'" and "''" in raw):
            return
        for match in _EXPRESSION.finditer(raw):
            if not _CHOICE.search(match[0]) or not names(match[0], self.gone):
                continue
            if "pypy" in match[0].lower() and not self.is_walked:
                self.choices.append(node)
                return
            new = conditions.without(match[0], self.gone, self._python_keys, self.finished)
            if not isinstance(new, str):
                continue
            only = _CHOSEN.fullmatch(new)
            if only is not None and (only["text"] or not only["or"]):
                new = only["text"]
                if raw == match[0] and not re.fullmatch(r"[A-Za-z][\w.-]*", new):
                    new = f"'{new}'"
            start = node.start + match.start()
            self.edits.splice(self.document, start, start + len(match[0]), new)

    def _asked(self, node: Node) -> None:
        """`continue-on-error: ${{ matrix.python-version == '3.9' }}`: a condition as a value. What
        is allowed for the Python that goes is allowed for none; of anything else, as of a step, the
        Python stood for all of them.
        """
        from venvlint.facts.changes import conditions

        text = node.string or ""
        if self.change.kind != DROP or text not in node.raw or node.style in ("|", ">"):
            return
        if not names(text, self.gone) or _OR_WORD.search(text) or "''" in node.raw:
            return
        new = conditions.without(text.strip(), self.gone, self._python_keys, self.finished)
        if "pypy" in text.lower() or new is None or self.left is None:
            return
        if new is False and _ALLOWS.search(self._key(node)):
            self._delete_entry(node.key_start, node.end)
        elif new is False and not self.lacks_it:
            start = node.start + node.raw.index(text)
            new = respelt(text, self.gone, self.left)
            self.edits.move(self.document, start, start + len(text), new)
        elif new is True:
            self.edits.splice(self.document, node.start, node.end, "true")
        elif isinstance(new, str):
            start = node.start + node.raw.index(text.strip())
            self.edits.splice(self.document, start, start + len(text.strip()), new)

    def _highest(self, node: Node, place: Place) -> bool:
        """The newest Python that something is to go up to: `max-python: "3.12"`."""
        if not place.highest or self.change.kind != ADD or not place.python:
            return False
        newest = self.known.before(self.gone)
        if newest and named(node.string or "") == {newest} and VALUE.fullmatch(node.string or ""):
            raw = in_yaml(respelt(node.raw, newest, self.gone), [])
            self.edits.splice(self.document, node.start, node.end, raw)
        return True

    def _packages(self, node: Node) -> bool:
        """`python=3.9` among the packages that a step has conda install; whether a text has it."""
        text = node.string or ""
        if self.change.kind == ADD or self.left is None or "python" not in text:
            return False
        pattern = re.compile(
            rf"(?<![\w.-])python {{0,2}}={{1,2}}{self.gone[0]}\.{self.gone[1]}"
            r"(?:\.\d+|\.\*)?(?![\w.])"
        )
        for line, base in node.lines():
            for match in pattern.finditer(line):
                new = respelt(match[0], self.gone, self.left)
                self.edits.move(self.document, base + match.start(), base + match.end(), new)
        return bool(pattern.search(text))

    def _is_asked_for(self, node: Node) -> bool:
        """Whether a setting under any name is what the Python of a matrix is compared with:
        `contains(env.USING_COVERAGE, matrix.python-version)`.
        """
        text = node.string or ""
        if self.change.kind == ADD or not re.fullmatch(r"3\.\d{1,2}", text):
            return False
        return names(text, self.gone) and self._key(node) in self._compared

    @cached_property
    def _compared(self) -> frozenset[str]:
        """The settings that stand on a line with the Python of a matrix."""
        return frozenset(
            name
            for line in self.document.text.split("\n")
            if "matrix.py" in line
            for name in SETTING.findall(line)
        )

    def _oldest_environment(self, node: Node) -> bool:
        """`-e py310-lowest`: the environment that goes with the oldest Python. Whether a text is
        that.
        """
        text = node.string or ""
        match = re.fullmatch(r"(?:-e ?)?py3\d{1,2}(?:-[\w-]{1,60})?", text)
        if match is None or not names(text, self.gone):
            return False
        if not is_lowest(text) and not self._is_default_environment(node):
            return False
        if self.change.kind != DROP or self.left is None or self.known.older(self.gone):
            return False
        self._respell(node)
        return True

    def _is_default_environment(self, node: Node) -> bool:
        """Whether a text is the environment that a parameter stands for by itself, and tox has the
        one in its place: `default: py310`.
        """
        from venvlint.facts.changes.tox_environments import environments

        if self._key(node) != "default" or self.left is None:
            return False
        new = respelt(node.string or "", self.gone, self.left)
        return new in environments(self.knowledge.tree)

    def _title(self, node: Node) -> None:
        """A row of Pythons in what a workflow or a job is called."""
        text = node.string or ""
        if len(named(text)) < 2 or text not in node.raw:
            return
        from venvlint.facts.changes.text_rows import change_row

        start = node.start + node.raw.index(text)
        spans = list(_FROM_TO.finditer(text)) if "python" in text.lower() else []
        if len(spans) == 1 and len(named(text)) == 2:
            self._ends(spans[0], start)
            return
        change_row(self.knowledge, self.edits, self.document, self.known, text, start)

    def _span(self, node: Node) -> bool:
        """`"3.6-3.10"`, from the oldest to the newest. Whether a text is that."""
        text = node.string or ""
        match = _FROM_TO.fullmatch(text)
        if match is None or text not in node.raw:
            return False
        first, last = (next(iter(named(match[part])), (0, 0)) for part in ("first", "last"))
        stated = self.known.members | {self.gone}
        is_ours = last in stated or self.known.allows(last)
        if first not in stated or not is_ours or first >= last:
            return False
        self._ends(match, node.start + node.raw.index(text))
        return True

    def _ends(self, match: re.Match[str], start: int) -> None:
        """Change one end of a span, in a text that begins at *start*."""
        first, last = (next(iter(named(match[part])), (0, 0)) for part in ("first", "last"))
        if self.change.kind == DROP and first == self.gone and self.left is not None:
            part, new = "first", self.left
        elif self.change.kind == DROP and last == self.gone:
            part, new = "last", (last[0], last[1] - 1)
        elif self.change.kind == ADD and last < self.gone and self._is_next(first, last):
            part, new = "last", self.gone
        else:
            return
        place = start + match.start(part)
        self.edits.splice(self.document, place, place + len(match[part]), minor_text(new))

    def _is_next(self, first: Minor, last: Minor) -> bool:
        span = [(last[0], minor) for minor in range(first[1], last[1] + 1)]
        return first[0] == last[0] and self.known.beside(span, self.gone) is not None
