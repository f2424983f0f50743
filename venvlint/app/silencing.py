"""`--add-suppressions`, and the same for one violation in an editor: the comments that silence what
a report says, each proven to do so before it is kept.
"""

from __future__ import annotations

from collections import Counter

from venvlint.engine import UNUSED_SUPPRESSION, audit
from venvlint.files.memory import Overlay
from venvlint.files.paths import name_of
from venvlint.tree import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from venvlint.document import Document
    from venvlint.model import Edit, Location, Rule, Violation
    from venvlint.targets import Aim

_AT_LINE_ENDS = (".txt", ".in", ".toml", ".yml", ".yaml", ".py")
_ONE_BY_ONE = 200
"""So many comments are tried one at a time, each with an audit of its own."""


def candidates(document: Document, at: Location, codes: Sequence[str]) -> list[Edit]:
    """The comments that may silence *codes* at a place, the nearest one first; none in formats
    without comments.
    """
    from venvlint.facts.project.suppressions import WITHOUT_COMMENTS, parse

    name = name_of(document.path)
    wanted = ", ".join(codes)
    if document.path.endswith(WITHOUT_COMMENTS) or UNUSED_SUPPRESSION in codes:
        return []
    line = at.line
    text = document.line(line)
    found = []
    for comment in parse(document):
        if (
            comment.brackets
            and not comment.file
            and comment.line == (line if not comment.alone else line - 1)
        ):
            end = document.offset(comment.at.line, comment.at.column) + _text(
                document, comment.at
            ).index("]")
            found.append(document.replace(end, end, f", {wanted}"))
    start = document.line_starts[line - 1]
    continued = line > 1 and document.line(line - 1).endswith("\\")
    if not at.whole:
        if name.endswith(_AT_LINE_ENDS) and not text.endswith("\\"):
            end = start + len(text.rstrip())
            found.append(document.replace(end, end, f"  # venvlint: ignore[{wanted}]"))
        if not continued or "ockerfile" in name or "ontainerfile" in name:
            indent = text[: len(text) - len(text.lstrip())]
            found.append(document.replace(start, start, f"{indent}# venvlint: ignore[{wanted}]\n"))
    first = _first_free_line(document)
    top = (
        document.line_starts[first - 1]
        if first <= len(document.line_starts)
        else len(document.text)
    )
    found.append(document.replace(top, top, f"# venvlint: ignore-file[{wanted}]\n"))
    return found


def _text(document: Document, at: Location) -> str:
    return document.text[
        document.offset(at.line, at.column) : document.offset(at.end_line, at.end_column)
    ]


def _first_free_line(document: Document) -> int:
    """The first line that a comment may take: below `#!`, an encoding line and a Dockerfile's
    parser directives.
    """
    line = 1
    while line <= len(document.line_starts):
        words = document.line(line).replace(" ", "").lower()
        if not words.startswith(("#!", "#syntax=", "#escape=", "#check=", "#-*-coding", "#coding")):
            break
        line += 1
    return line


def silenced(
    tree: Tree, rules: Sequence[Rule], aim: Aim | None = None
) -> tuple[dict[str, bytes], int]:
    """The files with comments for every violation that a comment can silence, and how many
    violations that are.

    First all of a file's comments are tried together; where that leaves one, or makes another, each
    is tried by itself, the nearest form first.
    """
    report = audit(tree, rules)
    wanted = [v for v in report.violations if aim is None or aim.is_whole or aim.holds(v)]
    by_path: dict[str, dict[int, list[Violation]]] = {}
    for violation in wanted:
        document = tree.document(violation.at.path)
        if document is not None:
            lines = by_path.setdefault(violation.at.path, {})
            lines.setdefault(violation.at.line, []).append(violation)
    changes: dict[str, bytes] = {}
    tried = 0
    for path, lines in by_path.items():
        document = tree.document(path)
        assert document is not None  # asked above
        groups = [
            (violations[0].at, codes)
            for violations in lines.values()
            if (codes := _codes(violations))
        ]
        first = [found[0] for at, codes in groups if (found := candidates(document, at, codes))]
        data = document.edited(first) if first else None
        if data is not None and _works(tree, rules, changes, path, data, groups):
            changes[path] = data
            continue
        for at, codes in reversed(groups):  # from the end, so that the lines before keep theirs
            current = _document(tree, changes, path)
            for edit in candidates(current, at, codes):
                tried += 1
                if tried > _ONE_BY_ONE:
                    break
                data = current.edited([edit])
                if _works(tree, rules, changes, path, data, [(at, codes)]):
                    changes[path] = data
                    break
    left = audit(_with(tree, changes), rules).violations if changes else report.violations
    return changes, len(report.violations) - len(left)


def _codes(violations: Iterable[Violation]) -> tuple[str, ...]:
    codes = dict.fromkeys(violation.code for violation in violations)
    return tuple(code for code in codes if code != UNUSED_SUPPRESSION)


def _document(tree: Tree, changes: dict[str, bytes], path: str) -> Document:
    from venvlint.document import Document

    if path in changes:
        return Document(path, changes[path])
    document = tree.document(path)
    assert document is not None  # a violation stands in it
    return document


def _with(tree: Tree, changes: dict[str, bytes]) -> Tree:
    return Tree(Overlay(tree.files, dict(changes)), tree.config, tree.today, tree.parts)


def _works(
    tree: Tree,
    rules: Sequence[Rule],
    changes: dict[str, bytes],
    path: str,
    data: bytes,
    groups: Iterable[tuple[Location, Sequence[str]]],
) -> bool:
    """Whether a file with its comments says less of what they name, and nothing else."""
    before = _counts(audit(_with(tree, changes), rules).violations)
    after = _counts(audit(_with(tree, {**changes, path: data}), rules).violations)
    fewer = Counter(code for _, codes in groups for code in codes)
    return not after - before and all(before[code] > after[code] for code in fewer)


def _counts(violations: Iterable[Violation]) -> Counter[str]:
    return Counter(violation.code for violation in violations)
