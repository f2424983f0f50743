"""Lists of Pythons that stand in a text of a CI definition: the names of environments, of builds
and of reports line by line, entries and rows in YAML or JSON of their own.
"""

from __future__ import annotations

import re

from venvlint.facts.changes import members
from venvlint.facts.changes.ci_additions import Additions
from venvlint.facts.changes.ci_files import Place, respell_key, series_of_key
from venvlint.facts.changes.ci_json import CiJson
from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.ranges import in_yaml, named, named_alone, quoted_numbers, respelt
from venvlint.facts.changes.siblings import Twins
from venvlint.readers.nodes import Node
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    Minor = tuple[int, int]


_ENVIRONMENT = lazy(r"([ \t]*(?:- \w{2,20}: [\"']?)?)(py3[\w.-]{1,80})")
_BUILD = lazy(r"[ \t]*- [\"']?(cp3\d{1,2}[-*_.\w]{0,60})[\"']?[ \t]*(?:#.*)?$")
_EXPRESSIONS = lazy(r"\$\{\{[^{}\n]{1,100}\}\}")
_BUILD_SETTING = lazy(
    r"(?<![\w$\"'])(?P<name>CIBW_(?:BUILD|SKIP|TEST_SKIP)(?:_[A-Z]{1,20})?)="
    r"(?P<q>\\?[\"']|)(?P<v>(?<=[\"'])[^\"'\\\n]{1,800}|[^\s\"'\\]{1,200})(?P=q)"
)
_REPORT = lazy(r"[A-Za-z][\w.-]{0,80}3\.\d{1,2}[\w-]{0,40}")
ENVIRONMENTS = lazy(r"\[\"py3\d{1,2}\"(?:, ?\"(?:py3\d{1,2}|pypy\d{0,4})\"){0,20}\]")
_ROW_IN_TEXT = lazy(r"[\"']?(?P<key>[A-Za-z][\w.-]{0,60})[\"']?\s{0,60}:\s{0,200}\{[^{}]{0,400}\}")
_ENTRY = lazy(r"[ \t]*- \w{2,20}:[ \t]+\S")
_ENTRY_PYTHON = lazy(r"[ \t]*python-version:[ \t]+(?P<v>[\"']?3\.\d{1,2}[\"']?)[ \t]*(?:#.*)?$")
_INTERPRETER = r"(?:python|pypy)?3\.\d{1,2}t?(?![\w.])"
_INTERPRETERS = lazy(
    rf"(?<![\w-])(?:--interpreter|-i)[ =](?P<row>{_INTERPRETER}(?:[ ]{_INTERPRETER}){{0,30}})",
    words=("-i",),
)
_QUOTED = lazy(r"(?<=\|\| ')[^'\n]{8,200}(?=')")


class CiTexts(CiJson, Additions):
    """What becomes of the lists in one definition's texts."""

    def _defaults(self, node: Node) -> None:
        """`${{ inputs.pythons || '3.9 3.10' }}`: the list that is meant where none is given."""
        if node.style not in ("|", ">") and "||" in node.raw:
            from venvlint.facts.changes.text_rows import change_row

            for match in _QUOTED.finditer(node.raw):
                start = node.start + match.start()
                change_row(self.knowledge, self.edits, self.document, self.known, match[0], start)

    def _map(self, node: Node) -> None:
        """`fromJSON('{"3.9": "py39", "3.10": "py310"}')[matrix.python]`, where no line of a script
        has it.
        """
        if node.style not in ("|", ">") and "fromJ" in node.raw:
            from venvlint.facts.changes.text_rows import change_map

            change_map(self.knowledge, self.edits, self.document, self.known, node.raw, node.start)

    def _interpreters(self, node: Node) -> bool:
        """`--interpreter 3.10 3.11 pypy3.10`, the Pythons that an action builds for with its
        `args`. Whether a text names some.
        """
        rows = list(_INTERPRETERS.finditer(node.raw)) if self._key(node) == "args" else []
        told = {one for row in rows for one in row["row"].split(" ")}
        for row in rows:
            words, spans = row["row"].split(" "), []
            start = node.start + row.start("row")
            for word in words:
                spans.append((start, start + len(word)))
                start += len(word) + 1
            stated = [next(iter(named(word)), (0, 0)) for word in words]
            if self.change.kind == DROP:
                gone = [number for number, one in enumerate(stated) if one == self.gone]
                if len(gone) < len(words):
                    self.edits.splices(self.document, members.removals(self.document, spans, gone))
                    continue
                new = respelt(words[0], self.gone, self.left) if self.left else words[0]
                if new in told and len(words) == 1:  # `-i python3.10 -i python3.11`
                    after = node.start + row.end()
                    after += self.document.text[after : after + 1] == " "
                    self.edits.splice(self.document, node.start + row.start(), after, "")
                elif len(words) == 1 and "pypy" not in new:
                    self.edits.move(self.document, *spans[0], new)
            elif self.change.kind == ADD and self.gone not in stated:
                plain = [one for one, word in zip(stated, words, strict=True) if word[:2] != "py"]
                beside = self.known.below(plain, self.gone) if len(plain) > 1 else None
                if beside is not None:
                    steps = [minor_text(one) for one in self.known.steps(beside, self.gone)]
                    number = words.index(minor_text(beside))
                    inserted = members.insertion(self.document, spans, number, *steps)
                    self.edits.splices(self.document, inserted)
        return bool(rows)

    def _is_row(self, text: str) -> bool:
        """Whether a text under any key is a row of this project's Pythons: `3.9,3.10,3.11`, or
        environments in a list of JSON: `["py39", "py310"]`.
        """
        if ENVIRONMENTS.fullmatch(text):
            ours = self.known.members | {self.gone}
            return all(one in ours or self.known.allows(one) for one in named(text))
        words = text.replace(",", " ").split()
        return (
            len(words) > 2
            and all(re.fullmatch(r"3\.\d{1,2}", word) for word in words)
            and {one for word in words for one in named(word)} <= self.known.members | {self.gone}
        )

    def _wheels(self, node: Node, place: Place) -> bool:
        """Change what cibuildwheel is to build; whether a text is that."""
        from venvlint.facts.changes import wheels

        if not wheels.selects(node.string or ""):
            for match in _BUILD_SETTING.finditer(node.raw) if "CIBW_" in node.raw else ():
                if wheels.selects(match["v"]):
                    start, end = (node.start + place for place in match.span("v"))
                    value = Node(self.document, match["v"], start, end, style="plain")
                    skips = "SKIP" in match["name"]
                    wheels.change(self.edits, value, self.change, self.known, skips=skips)
            self._wheels_of_a_row(node, place)
            return False
        if wheels.change(self.edits, node, self.change, self.known, skips=place.skips):
            self._delete_container(node)
        return True

    def _wheels_of_a_row(self, node: Node, place: Place) -> None:
        """`cp39-${{ matrix.platform }}`: wheels for the oldest Python, on what a matrix names."""
        from venvlint.facts.changes import wheels

        raw = node.raw
        is_floor = self.change.kind == DROP and not self.known.older(self.gone) and not place.skips
        if not is_floor or "-${{" not in raw or self.left is None or len(raw) > 400:
            return
        if named(raw) == {self.gone} and wheels.selects(_EXPRESSIONS.sub("x", node.string or "")):
            self.edits.splice(
                self.document, node.start, node.end, respelt(raw, self.gone, self.left)
            )

    def _builds(self, node: Node) -> bool:
        """What a reusable workflow is to build, as a text of YAML: `- cp310-manylinux_x86_64`.
        Whether a text is that.
        """
        if node.style not in ("|", ">") or "- " not in node.raw:
            return False
        lines = [(match[1], base) for text, base in node.lines() if (match := _BUILD.match(text))]
        twins = Twins(name for name, _ in lines)
        for name, base in lines:
            series = next(iter(named(name)), (0, 0))
            stated = twins.pythons(name, series)
            if len(stated) < 2:
                continue
            start, end = self._lines_between(base, base + 1)
            if self.change.kind == DROP and series == self.gone:
                self.edits.splice(self.document, start, end, "")
            elif self.change.kind == ADD and self.gone not in stated and series < self.gone:
                copied = respelt(self.document.text[start:end], series, self.gone)
                if self.known.beside(stated, self.gone) == series and copied.endswith("\n"):
                    self.edits.splice(self.document, end, end, copied)
        return bool(lines)

    def _reports(self, node: Node) -> bool:
        """What the jobs of a matrix are called elsewhere, in one text: `run-3.9,run-3.10`, as a
        service that waits for the reports of all is told. Whether a text is that.
        """
        text = node.string or ""
        if "," not in text or text not in node.raw:
            return False
        start, found = node.start + node.raw.index(text), []
        base = start
        for piece in text.split(","):
            name = piece.strip(" ")
            if not _REPORT.fullmatch(name):
                return False
            found.append((name, start + piece.index(name)))
            start += len(piece) + 1
        twins = Twins(name for name, _ in found)
        spans = [(start, start + len(name)) for name, start in found]
        every = [next(iter(named(name)), (0, 0)) for name, _ in found]
        stated = [twins.pythons(name, one) for (name, _), one in zip(found, every, strict=True)]
        if any(len(one) < 2 or not one <= self.known.members | {self.gone} for one in stated):
            return False
        if self.change.kind == DROP:
            gone = [number for number, one in enumerate(every) if one == self.gone]
            self.edits.splices(self.document, members.removals(self.document, spans, gone))
        elif self.change.kind == ADD and self.gone not in every:
            beside = self.known.below(every, self.gone)
            if beside is not None:
                steps = self.known.steps(beside, self.gone)
                numbers = [number for number, one in enumerate(every) if one == beside]
                copied = [found[number][0] for number in numbers]
                gap = text[spans[0][1] - base : spans[1][0] - base]
                new = "".join(gap + respelt(name, beside, one) for one in steps for name in copied)
                end = spans[numbers[-1]][1]
                self.edits.splice(self.document, end, end, new)
        return True

    def _entries(self, node: Node) -> bool:
        """The jobs that a reusable workflow is given as a text of YAML, each with its Python:
        `- linux: test`, and below it `python-version: 3.10`. Whether a text is that.
        """
        if node.style not in ("|", ">") or "python-version:" not in node.raw:
            return False
        lines = list(node.lines())
        heads = [number for number, (text, _) in enumerate(lines) if _ENTRY.match(text)]
        if not heads:
            return False
        entries: list[tuple[str, tuple[int, int], Minor | None, re.Match[str] | None, int]] = []
        for number, stop in zip(heads, [*heads[1:], len(lines)], strict=True):
            inner = [(text, base, _ENTRY_PYTHON.match(text)) for text, base in lines[number:stop]]
            stated = [(base, match) for _, base, match in inner if match is not None]
            told = " ".join(text.strip() for text, _, _ in inner).replace('"', "").replace("'", "")
            after = lines[stop][1] if stop < len(lines) else node.end
            span = self._lines_between(lines[number][1], after)
            base, match = stated[0] if len(stated) == 1 else (0, None)
            series = named_alone(match["v"]) if match is not None else None
            entries.append((told.strip(), span, series, match, base))
        texts = {told for told, *_ in entries}
        for told, (start, end), series, match, base in entries:
            if series is None or match is None:
                continue
            twins = {one for one in self.known.members if respelt(told, series, one) in texts}
            if self.change.kind == DROP and series == self.gone and self.left is not None:
                if respelt(told, series, self.left) in texts:
                    self.edits.splice(self.document, start, end, "")
                    continue
                place = base + match.start("v")
                new = in_yaml(respelt(match["v"], series, self.left), [])
                self.edits.move(self.document, place, place + len(match["v"]), new)
            elif self.change.kind == ADD and len(twins) > 1 and self.gone not in twins:
                copied = quoted_numbers(respelt(self.document.text[start:end], series, self.gone))
                is_next = self.known.below(twins, self.gone) == series
                if is_next and copied.endswith("\n"):
                    self.edits.splice(self.document, end, end, copied)
        return bool(entries)

    def _rows_in_text(self, node: Node) -> bool:
        """The rows of a matrix by name, in a text of YAML or JSON, as a parameter of Azure has
        them: `{Python310: {python: '3.10'}, Python311: {python: '3.11'}}`. Whether a text is that.
        """
        text = (node.string or "").lstrip()
        if not text.startswith("{") or text.count("{") < 2:
            return False
        rows = list(_ROW_IN_TEXT.finditer(node.raw))
        series = [named_alone(row[0]) for row in rows]
        texts = ["".join(row[0].split()) for row in rows]
        if not any(
            {one} == series_of_key(row["key"]) for row, one in zip(rows, series, strict=True)
        ):
            return bool(rows)  # of something else
        there, known = set(texts), {one for one in series if one is not None}
        stated = [
            {other for other in known if one and respell_key(text, one, other) in there}
            for one, text in zip(series, texts, strict=True)
        ]
        spans = [(node.start + row.start(), node.start + row.end()) for row in rows]
        if self.change.kind == DROP and self.left is not None:
            gone = [number for number, one in enumerate(series) if one == self.gone]
            if self.left not in known and not self.known.older(self.gone):
                for number in gone:
                    new = respell_key(rows[number][0], self.gone, self.left)
                    self.edits.splice(self.document, *spans[number], new)
                return True
            gone = [number for number in gone if len(stated[number]) > 1]
            last = max((number for number in range(len(rows)) if number not in gone), default=0)
            for number in gone:
                if number < last:
                    start, end = spans[number][0], spans[number + 1][0]
                else:  # what joins the last one goes with it
                    start, end = spans[number - 1][1], spans[number][1]
                self.edits.splice(self.document, start, end, "")
        elif self.change.kind == ADD and self.gone not in known:
            for number, one in enumerate(series):
                if one is None or one > self.gone or len(stated[number]) < 2:
                    continue
                if self.known.beside(stated[number], self.gone) == one:
                    first = max(number, 1)
                    gap = self.document.text[spans[first - 1][1] : spans[first][0]]
                    added = "".join(
                        gap + respell_key(rows[number][0], one, new)
                        for new in self.known.steps(one, self.gone)
                    )
                    self.edits.splice(self.document, spans[number][1], spans[number][1], added)
        return True

    def _environments(self, node: Node) -> bool:
        """The environments of tox that a reusable workflow is given as a text of YAML: `- linux:
        py310`. Whether a text is that.
        """
        if node.style not in ("|", ">"):
            return False
        lines = [(text, base, _ENVIRONMENT.match(text)) for text, base in node.lines()]
        found = [(base, match, text) for text, base, match in lines if match is not None]
        if not found:
            return False
        from venvlint.facts.changes.tox_environments import states

        texts = {text.strip() for text, _ in node.lines()}
        for number, (base, match, text) in enumerate(found):
            series = states(match[2])
            if series is None:
                continue
            following = found[number + 1][0] if number + 1 < len(found) else node.end
            if self.change.kind == DROP and series == self.gone and self.left is not None:
                twin = respelt(text.strip(), series, self.left)
                start, end = self._lines_between(base, following)
                if twin in texts:
                    self.edits.splice(self.document, start, end, "")
                else:
                    place = base + match.start(2)
                    new = respelt(match[2], series, self.left)
                    self.edits.move(self.document, place, place + len(match[2]), new)
            elif self.change.kind == ADD and series < self.gone:
                stated = {
                    one
                    for one in self.known.members | {series}
                    if respelt(text.strip(), series, one) in texts
                }
                if len(stated) < 2 or self.gone in stated:
                    continue
                if self.known.beside(stated, self.gone) == series:
                    start, end = self._lines_between(base, following)
                    copied = respelt(self.document.text[start:end], series, self.gone)
                    if copied.endswith("\n"):
                        self.edits.splice(self.document, end, end, copied)
        return True
