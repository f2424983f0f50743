"""What cibuildwheel builds, skips and tests: `cp39-* cp310-manylinux_x86_64`, `cp3{9,10}-*` (its
options `build`, `skip` and `test-skip`, https://cibuildwheel.pypa.io/en/stable/options/).
"""

from __future__ import annotations

from venvlint.facts.changes import members
from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.ranges import named, respelt
from venvlint.facts.changes.siblings import Twins
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from venvlint.facts.changes.known import Knowledge, Known
    from venvlint.facts.changes.model import Change, Edits
    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]
    Splice = tuple[int, int, str]

_WORD = lazy(r"[^\s,\"'{}]*(?:\{[^{}\s]{0,200}\}[^\s,\"'{}]*){0,8}")
_SELECTOR = lazy(r"!?[*?]?(?:[cpg]p[\w*?\[{][\w*?\[\]{},!-]*|\*[\w*?-]+)")
_GROUP = lazy(r"(?P<lead>[cp]p3?)\{(?P<inner>[\d,*?]+)\}")
_SYSTEMS = ("linux", "macos", "windows", "android", "ios", "pyodide")
_LONGEST = 2000


def selects(text: str) -> bool:
    """Whether a text is nothing but selectors of cibuildwheel, and one of them names a Python."""
    words = text.split()
    return (
        len(text) <= _LONGEST
        and any(lead in text.replace("{", "").replace("[", "") for lead in ("p3", "cp2", "pp2"))
        and all(_SELECTOR.fullmatch(word) for word in words)
        and any("-" in word or word.endswith("*") for word in words)
    )


def change(edits: Edits, node: Node, wanted: Change, known: Known, *, skips: bool) -> bool:
    """Change one text; whether nothing is left of it, so that the setting has to go."""
    text, raw = node.string or "", node.raw
    if text not in raw and node.style not in ("|", ">"):
        if "\\\n" in raw.replace("\r", "") and wanted.kind == DROP:
            _continued(edits, node, wanted.python)
        return False
    words = [
        (base + match.start(), base + match.end(), match[0])
        for line, base in _lines(node)
        for match in _WORD.finditer(line)
        if match[0]
    ]
    if wanted.kind == ADD:
        if not skips:
            _added(edits, node, words, wanted.python, known)
        return False
    if wanted.kind != DROP:
        return False
    left = known.left(wanted.python)
    spans = [(start, end) for start, end, _ in words]
    texts = [word for _, _, word in words]
    gone = []
    for index, (start, _, word) in enumerate(words):
        group = _GROUP.search(word)
        if group is not None and _group_series(group, wanted.python):
            kept = [one for one in group["inner"].split(",") if not _is(group, one, wanted.python)]
            if kept:
                first, last = group.span("inner")
                if len(kept) == 1:
                    edits.splice(node.document, start + first - 1, start + last + 1, kept[0])
                else:
                    edits.splice(node.document, start + first, start + last, ",".join(kept))
                continue
            gone.append(index)
        elif named(word) == {wanted.python}:
            gone.append(index)
    if skips:
        if gone and len(gone) == len(words):
            return True
    else:
        selectors, deleted = Twins(texts), []
        for index in gone:
            new = respelt(texts[index], wanted.python, left) if left is not None else ""
            others = selectors.pythons(texts[index], wanted.python) - {wanted.python}
            if new and not others and not _GROUP.search(new):
                edits.splice(node.document, *spans[index], new)
            else:
                deleted.append(index)
        gone = deleted
        if gone and len(gone) == len(words):
            return False
    for index in gone:
        edits.splice(node.document, *members.removal(node.document, spans, index))
    return False


def _continued(edits: Edits, node: Node, gone: Minor) -> None:
    """Take lines out of a text that goes on behind backslashes."""
    document = node.document
    first, last = document.position(node.start)[0], document.position(node.end)[0]
    for line in range(first + 1, last):
        words = document.line(line).rstrip().rstrip("\\").split()
        if words and all(named(word) == {gone} for word in words):
            start, end = document.line_starts[line - 1], document.line_starts[line]
            edits.splice(document, start, end, "")


def _lines(node: Node) -> list[tuple[str, int]]:
    if node.style in ("|", ">"):
        return list(node.lines())
    text = node.string or ""
    return [(text, node.start + node.raw.index(text))]


def _is(group: re.Match[str], member: str, series: Minor) -> bool:
    return named(group["lead"] + member) == {series}


def _group_series(group: re.Match[str], series: Minor) -> bool:
    return any(_is(group, member, series) for member in group["inner"].split(","))


def _added(
    edits: Edits, node: Node, words: list[tuple[int, int, str]], new: Minor, known: Known
) -> None:
    """The new Python beside the newest one of a group, or of selectors that differ by nothing
    else.
    """
    selectors = Twins(word for _, _, word in words)
    plain = [min(named(word), default=None) for _, _, word in words if word.startswith("cp")]
    downwards = members.counts_downwards(plain, new)
    for index, (start, end, word) in enumerate(words):
        group = _GROUP.search(word)
        if group is not None:
            inner = group["inner"].split(",")
            found = {one for member in inner for one in named(group["lead"] + member)}
            newest = known.beside(found, new) if len(found) == len(inner) else None
            if newest is None or new in found or newest > new:
                continue
            last = next(one for one in inner if _is(group, one, newest))
            digits = f"{new[0]}{new[1]}"
            added = digits if last.startswith(str(newest[0])) and len(last) > 1 else f"{new[1]}"
            if named(group["lead"] + added) != {new}:
                added = digits if added != digits else f"{new[1]}"
            order = [next(iter(named(group["lead"] + member))) for member in inner]
            if members.counts_downwards(order, newest):
                place = start + group.start("inner")
                edits.splice(node.document, place, place, f"{added},")
            else:
                place = start + group.end("inner")
                edits.splice(node.document, place, place, f",{added}")
            continue
        found = named(word)
        if len(found) != 1 or not word.startswith("cp"):
            continue
        one = next(iter(found))
        twins = selectors.pythons(word, one)
        if len(twins) > 1 and new not in twins and one < new and known.beside(twins, new) == one:
            gap, second = " ", index or 1
            between = node.document.text[words[second - 1][1] : words[second][0]]
            if "\n" not in between:
                gap = between
            if downwards:
                edits.splice(node.document, start, start, respelt(word, one, new) + gap)
            else:
                edits.splice(node.document, end, end, gap + respelt(word, one, new))


def change_cibuildwheel(knowledge: Knowledge, edits: Edits) -> None:
    """`[tool.cibuildwheel]` of every manifest. Lists are as good as texts."""
    tree = knowledge.tree
    for path in tree.find("pyproject.toml"):
        document = tree.document(path)
        if document is None or b"cibuildwheel" not in document.data:
            continue
        root = tree.toml(path)
        table = root.get("tool", "cibuildwheel") if root else None
        if not table:
            continue
        known = knowledge.of(path)
        for part in (table, *(table.get(system) for system in _SYSTEMS)):
            for key in ("build", "skip", "test-skip"):
                node = part.get(key)
                if not node:
                    continue
                if node.items:
                    _list(edits, node, knowledge.change, known, skips="skip" in key)
                elif (
                    node.string
                    and selects(node.string)
                    and change(edits, node, knowledge.change, known, skips="skip" in key)
                ):
                    _empty(edits, node)


def _empty(edits: Edits, node: Node) -> None:
    """Nothing is skipped any more."""
    edits.splice(node.document, node.start, node.end, '""')


def _list(edits: Edits, node: Node, wanted: Change, known: Known, *, skips: bool) -> None:
    from venvlint.facts.changes.manifests import add_to_row

    texts = [item.string or "" for item in node.items]
    spans = [(item.start, item.end) for item in node.items]
    if not all(_SELECTOR.fullmatch(word) for text in texts for word in text.split()):
        return
    if wanted.kind == DROP:
        left, selectors = known.left(wanted.python), Twins(texts)
        for index, text in enumerate(texts):
            if named(text) != {wanted.python}:
                continue
            others = selectors.pythons(text, wanted.python) - {wanted.python}
            if skips or others or left is None:
                if len(texts) > 1:
                    edits.splice(node.document, *members.removal(node.document, spans, index))
                elif skips:
                    edits.splice(node.document, node.start, node.end, "[]")
            else:
                edits.splice(
                    node.document,
                    *spans[index],
                    respelt(node.items[index].raw, wanted.python, left),
                )
    elif wanted.kind == ADD and not skips:
        raws = [item.raw for item in node.items]
        if all(len(named(text)) == 1 for text in texts):
            add_to_row(edits, node.document, spans, raws, wanted.python, known)
