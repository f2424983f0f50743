"""Edits in, new contents and a diff out. Never touches the disk (`write.py` does)."""

from __future__ import annotations

from venvlint import redact
from venvlint.engine import Report, audit
from venvlint.files import Overlay
from venvlint.record import Record
from venvlint.tree import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from venvlint.document import Document
    from venvlint.engine import Target
    from venvlint.model import Edit, Rule, Violation

MAXIMUM_PASSES = 50
"""Fixes that touch each other wait for the next pass; most files settle in two or three, a list that loses twenty lines to another needs twenty."""


class Outcome(Record):
    """What fixing made of a tree: the contents that changed, the paths that leave Git's index, and what is left to report."""

    changes: dict[str, bytes]
    untracked: frozenset[str]
    applied: tuple[Violation, ...]
    report: Report
    converged: bool = True
    refused: tuple[str, ...] = ()
    """Files that a fix could not be written to, each with the reason in a sentence."""


def fixed(tree: Tree, rules: Sequence[Rule], *, unsafe: bool = False, aim: Target | None = None) -> Outcome:
    """Apply the safe fixes (with *unsafe* the others too) again and again until none is left or nothing changes."""
    changes: dict[str, bytes] = {}
    untracked: set[str] = set()
    applied: list[Violation] = []
    refused: dict[str, str] = {}
    current = tree
    report = audit(current, rules)
    converged = False
    for _ in range(MAXIMUM_PASSES):
        chosen = [v for v in report.violations if v.fix is not None and (v.fix.safe or unsafe) and _wanted(v, aim)]
        step = _apply(current, chosen, refused)
        if not step.changes and not step.untracked - untracked:
            converged = True
            break
        changes.update(step.changes)
        untracked |= step.untracked
        applied += step.applied
        current = Tree(Overlay(tree.files, dict(changes), set(untracked)), tree.config, tree.today)
        report = audit(current, rules)
    if aim is not None and (aim.only is not None or aim.prefix):
        report = audit(current, rules, aim=aim)
    changes = {path: data for path, data in changes.items() if data != _original(tree, path)}
    return Outcome(changes, frozenset(untracked), tuple(applied), report, converged, tuple(refused.values()))


def _wanted(violation: Violation, aim: Target | None) -> bool:
    from venvlint.engine import concerns

    return aim is None or aim.only is None or concerns(violation, aim.only)


def _original(tree: Tree, path: str) -> bytes | None:
    document = tree.document(path)
    return None if document is None else document.data


class _Step(Record):
    changes: dict[str, bytes]
    untracked: set[str]
    applied: list[Violation]


def _apply(tree: Tree, violations: Iterable[Violation], refused: dict[str, str]) -> _Step:
    """One pass: every fix whose edits touch no edit that was taken before it."""
    taken: dict[str, list[tuple[int, int, str]]] = {}
    edits: dict[str, list[Edit]] = {}
    untracked: set[str] = set()
    applied = []
    for violation in violations:
        fix = violation.fix
        assert fix is not None
        spans = [(edit, _span(tree, edit)) for edit in fix.edits]
        if any(edit.at.path in refused or _touches(taken.get(edit.at.path, ()), span) for edit, span in spans):
            continue
        for edit, span in spans:
            # Two violations may ask for the very same edit, such as one line in .gitignore.
            if span not in taken.get(edit.at.path, ()):
                taken.setdefault(edit.at.path, []).append(span)
                edits.setdefault(edit.at.path, []).append(edit)
        untracked.update(fix.untrack)
        applied.append(violation)
    changes = {}
    for path, of_file in edits.items():
        try:
            changes[path] = _document(tree, path).edited(of_file)
        except UnicodeError:
            refused[path] = f"{path}: its encoding cannot hold the fix"
        except ValueError as error:
            refused[path] = str(error)
    return _Step(changes, untracked, applied)


def _touches(taken: Iterable[tuple[int, int, str]], span: tuple[int, int, str]) -> bool:
    start, end, _ = span
    return any(span != other and start <= other[1] and other[0] <= end for other in taken)


def _span(tree: Tree, edit: Edit) -> tuple[int, int, str]:
    document, at = _document(tree, edit.at.path), edit.at
    return document.offset(at.line, at.column), document.offset(at.end_line, at.end_column), edit.text


def _document(tree: Tree, path: str) -> Document:
    from venvlint.document import Document

    return tree.document(path) or Document(path, b"")


def unified_diff(tree: Tree, changes: dict[str, bytes], prefix: str = "") -> str:
    """The changes as one unified diff that `git apply` takes where the command was run, paths beginning with *prefix* as in a report.

    Files whose diff would show a secret are left out, named in a comment.
    """
    pieces = []
    for path in sorted(changes):
        shown = f"{prefix}/{path}" if prefix else path
        text = _diff_of(_document_of(shown, _document(tree, path).data), _document_of(shown, changes[path]), tree.document(path) is None)
        plain = text.replace("\0", "")  # UTF-16 hides nothing from people
        pieces.append(
            f"# {shown}: the diff would show credentials and is left out; --fix applies it\n" if redact.credentials(plain) != plain else text
        )
    return "".join(pieces)


def _document_of(path: str, data: bytes) -> Document:
    from venvlint.document import Document

    return Document(path, data)


def _quoted(name: str) -> str:
    """A file name in a diff's header as Git quotes it (git-config(1), `core.quotePath`)."""
    if not any(ord(character) < 32 or character in '"\\\x7f' for character in name):
        return name
    escaped = "".join(
        {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(c, c if ord(c) >= 32 else f"\\{ord(c):03o}") for c in name
    )
    return f'"{escaped}"'


def _diff_of(before: Document, after: Document, created: bool) -> str:
    from difflib import unified_diff as difference

    # Bytes of any encoding are taken as Latin-1 and written back so: the diff is the file's, not its text's.
    old, new = before.data.decode("latin-1"), after.data.decode("latin-1")
    lines = difference(_lines(old), _lines(new), "/dev/null" if created else _quoted(f"a/{before.path}"), _quoted(f"b/{after.path}"), lineterm="\n")
    text = f"diff --git {_quoted('a/' + before.path)} {_quoted('b/' + before.path)}\n" + ("new file mode 100644\n" if created else "")
    for line in lines:
        text += line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"
    return text.encode("latin-1", "surrogateescape").decode("utf-8", "surrogateescape")


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
