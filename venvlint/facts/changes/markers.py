"""Dependencies whose marker no Python meets any more, and markers that every Python meets now."""

from __future__ import annotations

import re
from collections import Counter

from venvlint.facts.changes.model import DROP
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits
    from venvlint.facts.manifests import Declaration

    Minor = tuple[int, int]

_IN_TABLE = lazy(
    r",\s{0,3}(?:python\s{0,3}=\s{0,3}([\"'])[^\"'\n]{1,80}\1"
    r"|markers\s{0,3}=\s{0,3}(?:\"[^\"\n]{1,300}\"|'[^'\n]{1,300}'))(?=\s{0,3}[,}])"
)
"""A marker in a table: `{version = "1.0", python = ">=3.7"}`, `{…, markers = "…"}`."""
_BOUNDS = lazy(
    r"python\s{0,3}=\s{0,3}[\"'](?P<first>>=\s{0,3}3[\d.]{1,6}\s{0,3},\s{0,3})"
    r"<\s{0,3}(?P<last>3\.\d{1,2})[\"']"
)


_LINE = lazy(
    r"[ \t]+(?:[\w.,{}!-]{1,80}:[ \t]+)?\w[^;\n]{0,300}?(?P<cut>[ \t]*;[ \t]*"
    r"(?P<marker>[^;#\n]{0,200}python_(?:full_)?version[^;#\n]{2,200}?))[ \t]*\r?",
    words=("python_",),
)
"""A requirement with a marker in an INI file: what tox installs, or what pip would not read."""
DEAD, ALWAYS = "never holds", "always holds"


def change_markers(knowledge: Knowledge, edits: Edits) -> None:
    """Every declaration of every list that the range of its project decides."""
    if knowledge.change.kind != DROP:
        return
    from venvlint.facts.tracking.folder_names import is_fixture

    declarations = knowledge.tree.declarations
    gone = minor_text(knowledge.change.python)
    for dependency_list in declarations.lists:
        if dependency_list.kind == "requirements" and (
            knowledge.tree.requirements.files[dependency_list.path].generator
        ):
            continue
        if is_fixture(dependency_list.path):
            continue
        before, after = minors_of_path(knowledge, dependency_list.path)
        if not after:
            continue
        listed = declarations.of(dependency_list)
        unmarked = frozenset(one.name for one in listed if not one.marker)
        marked = Counter(one.name for one in listed if _quotes(one.marker, gone))
        twice = frozenset(name for name, count in marked.items() if count > 1)
        for declaration in listed:
            if "python" in declaration.marker:
                _declaration(edits, declaration, unmarked, twice, gone, before, after)
    for path in knowledge.tree.find("tox.ini", "setup.cfg"):
        if not is_fixture(path):
            _marked_lines(knowledge, edits, path)


def verdict_on(marker: str, python: Minor, before: list[str], after: list[str]) -> str:
    """Whether a marker holds on none (`DEAD`) or on all (`ALWAYS`) of the Pythons that are left,
    and did not before, or names the Python that goes. Empty where it says something still.
    """
    from venvlint.facts.changes.ranges import names
    from venvlint.readers import markers

    try:
        if not markers.satisfiable(marker, before) and not names(marker, python):
            return ""
        if not markers.satisfiable(marker, after):
            return DEAD
        if not markers.implies("", marker, after):
            return ""
        is_old = markers.implies("", marker, before)
        return "" if is_old and (before != after or not names(marker, python)) else ALWAYS
    except markers.Invalid:
        return ""


def _marked_lines(knowledge: Knowledge, edits: Edits, path: str) -> None:
    """Requirements of an INI file that no reader shows: those that tox installs, and those with a
    version that pip does not read (`a <1.*; python_version < "3.9"`).
    """
    document = knowledge.tree.document(path)
    if document is None or b"python_" not in document.data:
        return
    before, after = minors_of_path(knowledge, path)
    if not after:
        return
    declarations = knowledge.tree.declarations
    read = {
        declaration.at.line
        for one in declarations.lists_in(path)
        for declaration in declarations.of(one)
        if declaration.marker
    }
    for number, (line, start) in enumerate(document.each_line(), 1):
        match = _LINE.fullmatch(line) if "python_" in line and number not in read else None
        if match is None:
            continue
        verdict = verdict_on(match["marker"], knowledge.change.python, before, after)
        if verdict == DEAD:
            edits.delete_lines(document, number)
        elif verdict:
            edits.splice(document, start + match.start("cut"), start + match.end("cut"), "")


def minors_of_path(knowledge: Knowledge, path: str) -> tuple[list[str], list[str]]:
    """The Pythons of the project that a path belongs to, before and after the change."""
    from venvlint.facts.changes.manifests import changed_range
    from venvlint.facts.changes.ranges import parse
    from venvlint.facts.pythons.releases import minors_of

    known = knowledge.of(path)
    reference = known.reference
    if reference is None:
        # Without a range its lists say what a project supports.
        if len(known.members) < (3 if known.older(knowledge.change.python) else 2):
            return [], []
        stated = sorted(known.members)
        left = [one for one in stated if one != knowledge.change.python]
        return [minor_text(one) for one in stated], [minor_text(one) for one in left]
    if reference.versions is None:
        return [], []
    if reference.versions.is_open_below:
        return [], []
    written = reference.text
    floor = reference.versions.floor
    if floor is not None and knowledge.change.python < floor:
        # The range went on before: what is left of the Python are markers that name it.
        now = [minor_text(minor) for minor in minors_of(reference.versions)]
        return now, now
    new = changed_range(knowledge, known.project, written, reference.syntax)
    versions = parse(new, reference.syntax) if new is not None else None
    if versions is None:
        return [], []
    before = [minor_text(minor) for minor in minors_of(reference.versions)]
    return before, [minor_text(minor) for minor in minors_of(versions)]


def _declaration(
    edits: Edits,
    declaration: Declaration,
    unmarked: frozenset[str],
    twice: frozenset[str],
    gone: str,
    before: list[str],
    after: list[str],
) -> None:
    from venvlint.facts.manifests.list_edits import removal
    from venvlint.readers import markers

    try:
        if not markers.satisfiable(declaration.marker, after):
            # What an earlier change of a manifest left behind and names the Python goes too; of
            # other lists, where the line that takes its place changes.
            is_expected = (
                declaration.list.kind != "requirements"
                or declaration.name in twice
                or _is_for_one(declaration.marker, gone)
            )
            if markers.satisfiable(declaration.marker, before) or (
                is_expected and _quotes(declaration.marker, gone)
            ):
                edit = removal(declaration)
                document = declaration.list.document
                if edit is None and (span := _one_of_several(declaration)) is not None:
                    edits.splice(document, *span, "")
                    return
                if edit is None:
                    edits.aside(
                        declaration.at,
                        f"`{declaration.name}` is for a Python that is dropped: take it out",
                    )
                    return
                edits.splice(document, *document.span(edit.at), "")
            return
        if markers.implies("", declaration.marker, after):
            if markers.implies("", declaration.marker, before) and not _quotes(
                declaration.marker, gone
            ):
                return
            if declaration.name in unmarked:
                edits.aside(
                    declaration.at,
                    f"the marker of `{declaration.name}` always holds now, and the name stands in"
                    " the list without one too: keep one of the two",
                )
                return
            _without_marker(edits, declaration)
            return
        shorter = _shortened(declaration.marker, gone, before, after)
    except markers.Invalid:
        return
    if shorter and shorter != declaration.marker:
        _with_marker(edits, declaration, shorter)


def _one_of_several(declaration: Declaration) -> tuple[int, int] | None:
    """What goes with one of several constraints of Poetry's on a name, each for its Pythons:
    `[{version = "1", python = "<3.9"}, {version = "2", python = ">=3.9"}]`.
    """
    from venvlint.facts.changes import members

    document, start, end = declaration.list.document, declaration.start, declaration.end
    text = document.text
    if text[start : start + 1] != "{" or text[end - 1 : end] != "}":
        return None
    before, after = text[:start].rstrip(), text[end:].lstrip()
    is_first, is_last = before.endswith("["), after.removeprefix(",").lstrip().startswith("]")
    if not (is_first or before.endswith(",")) or (is_first and is_last):
        return None
    if is_last and members.own_lines(document, (start, end)) is None:
        return len(before) - 1, end
    first, last, _ = members.removal(document, [(start, end)], 0)
    return first, last


def _is_for_one(marker: str, python: str) -> bool:
    """Whether a marker holds on one Python alone, by its name: `python_version == "3.9"`."""
    plain = re.sub(r"[\s()]", "", marker).replace("'", '"')
    return " or " not in marker and f'python_version=="{python}"' in plain


def _quotes(marker: str, gone: str) -> bool:
    plain = marker.replace("'", '"')
    return f'"{gone}"' in plain or f'"{gone}.0"' in plain


def _shortened(marker: str, gone: str, before: list[str], after: list[str]) -> str:
    """The marker without the clauses that say nothing any more on the Pythons that are left; empty
    where it is no plain conjunction.
    """
    from venvlint.readers import markers

    if "(" in marker or re.search(r"\bor\b", marker):
        return ""
    clauses = _clauses(marker)
    kept = [
        clause
        for clause in clauses
        if "python" not in clause
        or not markers.implies("", clause, after)
        or (markers.implies("", clause, before) and f'"{gone}"' not in clause.replace("'", '"'))
    ]
    return " and ".join(kept) if kept and len(kept) < len(clauses) else ""


def _without_marker(edits: Edits, declaration: Declaration) -> None:
    document = declaration.list.document
    text = document.text[declaration.start : declaration.end]
    start = text.find(";")
    marker = declaration.marker
    if start < 0 and (table := _IN_TABLE.search(text)) is not None:
        edits.splice(
            document, declaration.start + table.start(), declaration.start + table.end(), ""
        )
        return
    if start < 0 or text.count(";") != 1:
        edits.aside(
            declaration.at, f"the marker of `{declaration.name}` always holds now: take it out"
        )
        return
    quote = text[-1] if text[:1] in "'\"" and text[-1:] == text[:1] else ""
    inner = _unescaped(text[start + 1 : len(text) - len(quote)])
    if inner.strip() != marker.strip():
        return
    before = len(text[:start].rstrip())
    edits.splice(document, declaration.start + before, declaration.end - len(quote), "")


def _with_marker(edits: Edits, declaration: Declaration, marker: str) -> None:
    document = declaration.list.document
    text = document.text[declaration.start : declaration.end]
    start = text.find(";")
    if start < 0:
        _with_marker_in_table(edits, declaration, marker)
        return
    if text.count(";") != 1:
        return
    quote = text[-1] if text[:1] in "'\"" and text[-1:] == text[:1] else ""
    written = text[start + 1 : len(text) - len(quote)]
    if _unescaped(written).strip() != declaration.marker.strip():
        return
    # Each clause is taken as it stands in the file, escapes and all.
    kept = _kept(written.strip(), marker)
    lead = written[: len(written) - len(written.lstrip())]
    edits.splice(
        document,
        declaration.start + start + 1,
        declaration.end - len(quote),
        lead + " and ".join(kept),
    )


def _kept(written: str, marker: str) -> list[str]:
    """The clauses of a marker, as they are written, that a shorter one has."""
    wanted = {re.sub(r"\s", "", clause) for clause in _clauses(marker)}
    return [
        clause for clause in _clauses(written) if _unescaped(re.sub(r"\s", "", clause)) in wanted
    ]


def _clauses(marker: str) -> list[str]:
    """The clauses of a plain conjunction."""
    return re.split(r"(?<!\s)\s+and\s+", marker)


def _unescaped(text: str) -> str:
    """A text of a manifest without the backslashes before its quotes."""
    return text.replace('\\"', '"').replace("\\'", "'")


def _with_marker_in_table(edits: Edits, declaration: Declaration, marker: str) -> None:
    """`{version = "1.0", markers = "…"}`, and of `{…, python = ">=3.9,<3.11"}` the upper bound."""
    document = declaration.list.document
    text = document.text[declaration.start : declaration.end]
    table = _IN_TABLE.search(text)
    if table is None:
        return
    start = declaration.start + table.start()
    bounds = _BOUNDS.search(table[0])
    if bounds is None:
        quoted = table[0][table[0].index("=") + 1 :].strip()
        kept = _kept(quoted[1:-1].strip(), marker)
        start += table[0].index(quoted) + 1
        edits.splice(document, start, start + len(quoted) - 2, " and ".join(kept))
    elif re.sub(r"\s", "", marker).replace("'", '"') == f'python_version<"{bounds["last"]}"':
        edits.splice(document, start + bounds.start("first"), start + bounds.end("first"), "")
