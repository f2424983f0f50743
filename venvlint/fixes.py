"""Edits in, new contents and a diff out. Never touches the disk (`write.py` does)."""

from __future__ import annotations

from venvlint import redact
from venvlint.engine import Report, audit
from venvlint.files.memory import Overlay
from venvlint.record import Record, replace
from venvlint.tree import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from venvlint.document import Document
    from venvlint.model import Edit, Rule, Viewpoint, Violation
    from venvlint.targets import Aim

    _Span = tuple[int, int, str, bool]

MAXIMUM_PASSES = 250
"""Fixes that touch each other wait for the next pass. Most files settle in two or three; a
commented list loses one line a pass to another.
"""


class Outcome(Record):
    """What fixing made of a tree: the contents that changed, the paths that leave Git's index, and
    what is left to report.
    """

    changes: dict[str, bytes]
    untracked: frozenset[str]
    applied: tuple[Violation, ...]
    report: Report
    converged: bool = True
    refused: tuple[str, ...] = ()
    """Files that a fix could not be written to, each with the reason in a sentence."""


def fixed(
    tree: Tree, rules: Sequence[Rule], *, unsafe: bool = False, aim: Aim | None = None
) -> Outcome:
    """Apply the safe fixes (with *unsafe* the others too) again and again until none is left or
    nothing changes.
    """
    changes: dict[str, bytes] = {}
    untracked: set[str] = set()
    applied: list[Violation] = []
    refused: dict[str, str] = {}
    named = frozenset(
        word.lower() for word in (*(tree.config.select or ()), *tree.config.extend_select)
    )
    current = tree
    report = audit(current, rules)
    converged = False
    states: set[int] = set()
    for _ in range(MAXIMUM_PASSES):
        chosen = [
            v
            for v in report.violations
            if v.mended_by(unsafe=unsafe, named=named) and _wanted(v, aim)
        ]
        step = _apply(current, chosen, refused)
        if not step.changes and not step.untracked - untracked:
            converged = True
            break
        changes.update(step.changes)
        untracked |= step.untracked
        state = hash((frozenset(changes.items()), frozenset(untracked)))
        if state in states:
            break  # fixes that undo each other
        states.add(state)
        applied += step.applied
        files = Overlay(tree.files, dict(changes), set(untracked))
        current = Tree(files, tree.config, tree.today, tree.parts)
        report = audit(current, rules)
    if aim is not None:
        report = audit(current, rules, aim=aim)
    changes = {path: data for path, data in changes.items() if data != _original(tree, path)}
    return Outcome(
        changes, frozenset(untracked), tuple(applied), report, converged, tuple(refused.values())
    )


def _wanted(violation: Violation, aim: Aim | None) -> bool:
    return aim is None or aim.is_whole or aim.holds(violation)


def _original(tree: Tree, path: str) -> bytes | None:
    document = tree.document(path)
    return None if document is None else document.data


class _Step(Record):
    changes: dict[str, bytes]
    untracked: set[str]
    applied: list[Violation]


def _apply(tree: Tree, violations: Sequence[Violation], refused: dict[str, str]) -> _Step:
    """One pass: every fix whose edits touch no edit that was taken before it, and that overtakes
    none that waits.
    """
    taken: dict[str, list[_Span]] = {}
    edits: dict[str, list[Edit]] = {}
    untracked: set[str] = set()
    waiting: set[tuple[str, int]] = set()
    applied = []
    for violation in violations:
        fix = violation.fix
        assert fix is not None
        followed = [_followed(tree, edit) for edit in fix.edits]
        spans = [(edit, _span(tree, edit)) for edit in followed]
        if any(edit.at.path in refused for edit in followed):
            continue
        additions = {
            (edit.at.path, start)
            for edit, (start, end, _, joins) in spans
            if joins and start == end
        }
        if not additions.isdisjoint(waiting) or any(
            _touches(taken.get(edit.at.path, ()), span) for edit, span in spans
        ):
            waiting |= additions
            continue
        for edit, span in spans:
            # Two violations may ask for the very same edit, such as one line in .gitignore.
            if span not in taken.get(edit.at.path, ()):
                taken.setdefault(edit.at.path, []).append(span)
                edits.setdefault(edit.at.path, []).append(edit)
        untracked.update(fix.untrack)
        applied.append(violation)
    changes = {}
    known = len(refused)
    for path, of_file in edits.items():
        try:
            changes[path] = _document(tree, path).edited(of_file)
        except UnicodeError:
            refused[path] = f"{path}: its encoding cannot hold the fix"
        except ValueError as error:
            refused[path] = str(error)
    if len(refused) > known:
        return _apply(tree, violations, refused)  # a fix is made in all of its files or in none
    return _Step(changes, untracked, applied)


def _followed(tree: Tree, edit: Edit) -> Edit:
    """The edit in the file that holds the text, where its path is a link to another file."""
    path = tree.files.followed(edit.at.path)
    if path == edit.at.path or tree.document(path) is None:
        return edit
    return replace(edit, at=replace(edit.at, path=path))


def _touches(taken: Iterable[_Span], span: _Span) -> bool:
    start, end, _, joins = span
    for other in taken:
        if span == other:
            continue
        overlap = (
            start < other[1] and other[0] < end
            if joins and other[3]
            else start <= other[1] and other[0] <= end
        )
        if overlap:
            return True
    return False


def _span(tree: Tree, edit: Edit) -> _Span:
    document, at = _document(tree, edit.at.path), edit.at
    return (
        *document.span(at),
        edit.text,
        edit.joins,
    )


def _document(tree: Tree, path: str) -> Document:
    from venvlint.document import Document

    return tree.document(path) or Document(path, b"")


def unified_diff(tree: Tree, changes: dict[str, bytes], view: Viewpoint | None = None) -> str:
    """The changes as one unified diff that `git apply` takes where the command was run, paths
    named as in a report.
    """
    pieces = []
    for path in sorted(changes):
        shown = view.shown(path) if view is not None else path
        text = _diff_of(
            _document_of(shown, _document(tree, path).data),
            _document_of(shown, changes[path]),
            tree.document(path) is None,
        )
        pieces.append(text)
    return "".join(pieces)


def secret_files(diff: str) -> tuple[str, ...]:
    """The files of which a diff shows a secret."""
    found: dict[str, None] = {}
    path = ""
    for line in diff.split("\n"):
        if line.startswith("+++ b/"):
            path = line[6:]
        else:
            plain = line.replace("\0", "")  # UTF-16 hides nothing from people
            if redact.credentials(plain) != plain:
                found[path] = None
    return tuple(found)


def _document_of(path: str, data: bytes) -> Document:
    from venvlint.document import Document

    return Document(path, data)


def _quoted(name: str) -> str:
    """A file name in a diff's header as Git quotes it (git-config(1), `core.quotePath`)."""
    if not any(ord(character) < 32 or character in '"\\\x7f' for character in name):
        return name
    escaped = "".join(
        {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(
            c, c if ord(c) >= 32 else f"\\{ord(c):03o}"
        )
        for c in name
    )
    return f'"{escaped}"'


def _diff_of(before: Document, after: Document, created: bool) -> str:
    # Bytes of any encoding are taken as Latin-1 and written back so: the diff is the file's, not
    # its text's.
    old, new = before.data.decode("latin-1"), after.data.decode("latin-1")
    lines = _hunks(_lines(old), _lines(new))
    source = "/dev/null" if created else _quoted(f"a/{before.path}")
    header = f"diff --git {_quoted('a/' + before.path)} {_quoted('b/' + before.path)}\n" + (
        "new file mode 100644\n" if created else ""
    )
    header += f"--- {source}\n+++ {_quoted(f'b/{after.path}')}\n"
    text = "".join(
        line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines
    )
    return header + text.encode("latin-1").decode("utf-8", "surrogateescape")


_SHORT = 1500
"""Lines of a file up to which every line counts when two files are compared; of a longer one those
that come up everywhere (blank ones) do not, as that would take time with the square of the lines.
"""


def _hunks(old: list[str], new: list[str]) -> Iterator[str]:
    """The hunks of a unified diff. A diff that names lines which stay is no lie, but nobody wants
    to read it: `difflib` by itself does so for any file of more than 200 lines.
    """
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, old, new, autojunk=len(old) > _SHORT)
    for group in matcher.get_grouped_opcodes():
        first, last = group[0], group[-1]
        yield f"@@ -{_extent(first[1], last[2])} +{_extent(first[3], last[4])} @@\n"
        for tag, a, b, c, d in group:
            if tag == "equal":
                yield from (f" {line}" for line in old[a:b])
                continue
            yield from (f"-{line}" for line in old[a:b])
            yield from (f"+{line}" for line in new[c:d])


def _extent(start: int, stop: int) -> str:
    """The range of a hunk as diff(1) writes it."""
    length = stop - start
    if length == 1:
        return f"{start + 1}"
    return f"{start + 1 if length else start},{length}"


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
