"""The Pythons of nox, and of any other Python file that states them as literals."""

from __future__ import annotations

import re
from collections import Counter

from venvlint.facts.changes import members
from venvlint.facts.changes.ci_files import respell_key, series_of_key
from venvlint.facts.changes.model import ADD, DROP, speaks_of_python
from venvlint.facts.changes.ranges import names, of_member, respelt, respelt_member
from venvlint.readers.nodes import ABSENT
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.changes.known import Knowledge, Known
    from venvlint.facts.changes.model import Change, Edits
    from venvlint.readers.nodes import Node
    from venvlint.readers.python import Module

    Minor = tuple[int, int]

_NAMES = lazy(
    r"(?:\[|= ?\()(?P<inner>\s{0,60}\w{1,40}(?:\s{0,60},\s{0,60}\w{1,40}){1,40}"
    r"(?:\s{0,60},)?\s{0,60})[\])]"
)


def change_nox(knowledge: Knowledge, edits: Edits) -> None:
    """`python=` of sessions and parameters, and the constants that they are given by."""
    from venvlint.readers import python

    tree, change = knowledge.tree, knowledge.change
    for path in tree.find("noxfile.py"):
        module = tree.read(path, python.parse)
        if module is None or not module.parses:
            continue
        known = knowledge.of(path)
        constants = _Constants(module)
        constants.change(edits, change, known)
        seen = constants.places
        for name, node in module.constants.items():
            if node.mapping and node.document.path == path:
                _change_table(edits, name, node, change, known)
        for node in _nodes(module):
            if (node.start, node.end) in seen or node.document.path != path:
                continue
            seen.add((node.start, node.end))
            change_value(edits, node, change, known)
        for node, column in _rows(module):
            if node.document.path == path:
                _change_rows(edits, node, column, change, known)


def _change_table(edits: Edits, name: str, table: Node, change: Change, known: Known) -> None:
    """A table with an entry for each Python, `EXTRAS = {"3.9": ["a"], "3.10": ["b"]}`, or with the
    Pythons of something else, `{"4.2": ["3.9", "3.10"]}`.
    """
    document, entries = table.document, table.mapping
    ours = known.members | {change.python}
    if any(of_member(key) not in ours for key in entries):
        if change.kind == DROP and all(
            one.items and all(of_member(item.string or "") in ours for item in one.items)
            for one in entries.values()
        ):
            for value in entries.values():
                change_value(edits, value, change, known)
        return
    series = [of_member(key) for key in entries]
    spans = [(value.key_start, value.end) for value in entries.values()]
    if len(spans) < 2:
        return
    is_plain = spans == sorted(spans) and spans[0][0] > table.start
    if change.kind == DROP and change.python in series:
        asked = rf"{name}(?:\[|\.get\()[\"']{re.escape(minor_text(change.python))}[\"']"
        if not is_plain or re.search(asked, document.text):
            edits.aside(
                table.at,
                f"`{name}` has an entry for Python {minor_text(change.python)}: take it out where"
                " nothing asks for it any more",
            )
            return
        index = series.index(change.python)
        edits.splices(document, members.removals(document, spans, [index]))
    elif change.kind == ADD and change.python not in series and is_plain:
        beside = known.below([one for one in series if one is not None], change.python)
        texts = [document.text[start:end] for start, end in spans]
        if beside is None:
            return
        index = series.index(beside)
        if any(
            one is not None and one != beside and _respelt_entry(texts[index], beside, one) == text
            for text, one in zip(texts, series, strict=True)
        ):
            added = _respelt_entry(texts[index], beside, change.python)
            edits.splices(document, members.insertion(document, spans, index, added))


def _respelt_entry(text: str, old: Minor, new: Minor) -> str:
    """The entry of a table for another Python: `"3.9": "py39"`."""
    return respell_key(respelt(text, old, new), old, new)


def _parameters(positional: tuple[Node, ...] | list[Node]) -> list[str]:
    """The names that `parametrize` gives values to; every name of a Python as `python`."""
    text = (positional[0].string or "") if len(positional) > 1 else ""
    words = [word.strip() for word in text.split(",")]
    return ["python" if speaks_of_python(word) else word for word in words]


def _rows(module: Module) -> Iterator[tuple[Node, int]]:
    """The rows of `parametrize("python,django", [("3.9", "4.2")])`, each list with the column that
    states the Python.
    """
    for function in module.functions:
        for decorator in function.decorators:
            if decorator.name.rpartition(".")[2] != "parametrize":
                continue
            words = _parameters(decorator.positional)
            if len(words) > 1 and "python" in words:
                yield decorator.positional[1], words.index("python")


def _change_rows(edits: Edits, node: Node, column: int, change: Change, known: Known) -> None:
    """A row goes where another one says the same of another Python; else it follows the floor."""
    rows = [row.items for row in node.items]
    left = known.left(change.python) if change.kind == DROP else None
    if left is None or any(
        len(row) <= column or not all(item.string for item in row) for row in rows
    ):
        return
    texts = [tuple(item.string for item in row) for row in rows]
    spans = [(row.start, row.end) for row in node.items]
    for index, row in enumerate(rows):
        if of_member(row[column].string or "") != change.python:
            continue
        others = {
            of_member(other[column] or "") for number, other in enumerate(texts) if number != index
        }
        twins = {
            (
                *texts[index][:column],
                respelt_member(texts[index][column] or "", change.python, one),
                *texts[index][column + 1 :],
            )
            for one in others - {None, change.python}
            if one is not None
        }
        if twins & set(texts):
            edits.splice(node.document, *members.removal(node.document, spans, index))
        else:
            cell = row[column]
            new = respelt_member(cell.raw, change.python, left)
            edits.splice(node.document, cell.start, cell.end, new)


def _nodes(module: Module) -> Iterator[Node]:
    for function in module.functions:
        for decorator in function.decorators:
            yield from (node for key, node in decorator.keywords.items() if key in ("python", "py"))
            if decorator.name.rpartition(".")[2] == "parametrize":
                if _parameters(decorator.positional) == ["python"]:
                    yield from decorator.positional[1:2]
            elif decorator.name.rpartition(".")[2] == "session":
                yield from decorator.positional[:1]
    for name, node in module.constants.items():
        if "py" in name.lower() or "VERSIONS" in name:
            yield node


def change_value(edits: Edits, node: Node, change: Change, known: Known) -> None:
    """A literal that is one Python, or a list of them."""
    from venvlint.facts.changes.manifests import add_to_row

    if node.items:
        items = [item for item in node.items if item.string and of_member(item.string)]
        inside = all(
            node.start <= item.start and item.end <= node.end and item.end > item.start
            for item in node.items
        )
        if not inside or not items:
            for item in node.items:
                if item.items:
                    change_value(edits, item, change, known)
            return
        spans = [(item.start, item.end) for item in node.items]
        texts = [item.raw if item.string else "" for item in node.items]
        if change.kind == DROP:
            left = known.left(change.python)
            gone = [index for index, text in enumerate(texts) if _names(text, change.python)]
            if len(gone) == len(texts) and left is not None:
                edits.splice(
                    node.document, *spans[0], respelt_member(texts[0], change.python, left)
                )
                return
            stated = Counter(one for text in texts if (one := of_member(text)))
            others = []
            for index in gone:
                if left is not None and _is_sparse(stated, of_member(texts[index]), left):
                    text = respelt_member(texts[index], change.python, left)
                    edits.splice(node.document, *spans[index], text)
                else:
                    others.append(index)
            edits.splices(node.document, members.removals(node.document, spans, others))
        elif change.kind == ADD:
            add_to_row(edits, node.document, spans, texts, change.python, known)
        elif len(texts) == 1 and change.target is not None:
            edits.splice(node.document, *spans[0], respelt(texts[0], change.python, change.target))
    elif node.string and change.kind != ADD and names(node.string, change.python):
        left = known.left(change.python) if change.kind == DROP else change.target
        if left is not None and node.string in node.raw:
            edits.splice(
                node.document, node.start, node.end, respelt(node.raw, change.python, left)
            )


class _Constants:
    """The constants of a file that are called for their Pythons, `PY312 = "3.12"`, and the lists
    that are made of their names: `[PY311, PY312]`. One alone is a setting like others.
    """

    def __init__(self, module: Module) -> None:
        self.document = module.document
        self.named: dict[str, tuple[Minor, Node]] = {}
        for name, node in module.constants.items():
            series = of_member(node.string or "")
            if series is not None and series_of_key(name) == {series}:
                self.named[name] = series, node
        if len({series for series, _ in self.named.values()}) < 2:
            self.named = {}

    @property
    def places(self) -> set[tuple[int, int]]:
        """Where their values stand."""
        return {(node.start, node.end) for _, node in self.named.values()}

    def change(self, edits: Edits, change: Change, known: Known) -> None:
        if not self.named or change.kind not in (ADD, DROP):
            return
        rows = self._rows()
        mine = [name for name, (series, _) in self.named.items() if series == change.python]
        if change.kind == DROP:
            self._gone(edits, set(mine), rows)
        elif not mine:
            self._added(edits, change.python, known, rows)

    def _rows(self) -> list[list[tuple[int, int, str]]]:
        """The lists that name nothing but such constants: each name with its place."""
        found = []
        for match in _NAMES.finditer(self.document.text):
            base = match.start("inner")
            row = [
                (base + word.start(), base + word.end(), word[0])
                for word in re.finditer(r"\w+", match["inner"])
            ]
            if all(name in self.named for _, _, name in row):
                found.append(row)
        return found

    def _line(self, name: str) -> tuple[int, int] | None:
        """The line that gives a constant its value, and does nothing else."""
        document, node = self.document, self.named[name][1]
        number = document.position(node.start)[0]
        raw = re.escape(node.raw)
        if not re.fullmatch(rf"{name}(?::[^=\n]*)? ?= ?{raw}", document.line(number).rstrip()):
            return None
        return document.line_span(number)

    def _gone(self, edits: Edits, gone: set[str], rows: list[list[tuple[int, int, str]]]) -> None:
        document, listed = self.document, Counter[str]()
        for row in rows:
            places = [number for number, (_, _, name) in enumerate(row) if name in gone]
            if places and len(places) < len(row):
                spans = [(start, end) for start, end, _ in row]
                edits.splices(document, members.removals(document, spans, places))
                listed.update(row[number][2] for number in places)
        used = Counter(re.findall(r"\w+", document.text))
        for name in sorted(gone):
            line, node = self._line(name), self.named[name][1]
            if line is not None and used[name] == listed[name] + 1:
                edits.splice(document, *line, "")
            else:
                edits.aside(
                    document.at(node.start, node.end),
                    f"`{name}` is for a Python that is dropped, but something else names it",
                )

    def _added(
        self, edits: Edits, new: Minor, known: Known, rows: list[list[tuple[int, int, str]]]
    ) -> None:
        document = self.document
        newest = known.beside({series for series, _ in self.named.values()}, new)
        names_of_newest = [name for name, (series, _) in self.named.items() if series == newest]
        if newest is None or len(names_of_newest) != 1:
            return
        name = names_of_newest[0]
        added, line = respell_key(name, newest, new), self._line(name)
        listing = [
            row
            for row in rows
            if known.beside([self.named[other][0] for _, _, other in row], new) == newest
            and len(row) > 1
        ]
        if not listing or line is None or added in re.findall(r"\w+", document.text):
            return
        for row in listing:
            series = [self.named[other][0] for _, _, other in row]
            index, before = members.neighbour(series, newest, new)
            spans = [(start, end) for start, end, _ in row]
            edits.splices(document, members.insertion(document, spans, index, added, before=before))
        copied = respelt(document.text[slice(*line)].replace(name, added), newest, new)
        every = [series for series, _ in self.named.values()]
        _, before = members.neighbour(every, newest, new)
        place = line[0] if before else line[1]
        edits.splice(document, place, place, copied)


def _names(text: str, series: Minor) -> bool:
    return names(text, series) or of_member(text) == series


def _is_sparse(stated: Counter[Minor], gone: Minor | None, left: Minor) -> bool:
    """Whether the floor would be without a test if a member just went."""
    others = {one for one, count in stated.items() if count > (one == gone)}
    return bool(others) and left not in others and min(others) > left


def change_hatch(knowledge: Knowledge, edits: Edits) -> None:
    """The matrices of Hatch's environments, and their Pythons."""
    tree = knowledge.tree
    for path in tree.find("pyproject.toml", "hatch.toml"):
        root = tree.toml(path) if (document := tree.document(path)) is not None else ABSENT
        if not root or document is None or b"envs" not in document.data:
            continue
        table = (
            root.get("envs") if path.endswith("hatch.toml") else root.get("tool", "hatch", "envs")
        )
        known = knowledge.of(path)
        for environment in table.mapping.values():
            if node := environment.get("python"):
                change_value(edits, node, knowledge.change, known)
            matrix = environment.get("matrix")
            for row in matrix.items:
                for key in ("python", "py"):
                    if node := row.get(key):
                        change_value(edits, node, knowledge.change, known)
