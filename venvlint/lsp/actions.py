"""What an editor can do about a violation: apply its fix, apply every safe one, or write the
comment that suppresses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from venvlint.document import Document
from venvlint.engine import UNUSED_SUPPRESSION
from venvlint.facts.project import PACKAGE_FILES
from venvlint.files.paths import name_of
from venvlint.lsp import answers, positions
from venvlint.model import Edit, Location, Violation
from venvlint.record import Record
from venvlint.reporters import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from venvlint.facts.changes import Change
    from venvlint.lsp.projects import Audit

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.venvlint"
FIX_PROJECT = f"{types.CodeActionKind.Source.value}.venvlint.fixProject"
SUPPRESS = f"{types.CodeActionKind.QuickFix.value}.venvlint.suppress"
CHANGE = f"{types.CodeActionKind.RefactorRewrite.value}.venvlint.pythons"
KINDS = (types.CodeActionKind.QuickFix.value, FIX_ALL, FIX_PROJECT, CHANGE)


class Client(Record):
    """What the editor can take, and how it calls its files."""

    encoding: str
    uri: Callable[[str], str]
    """The name of a path of the tree."""
    versioned: bool
    """Edits that say which version of a document they are for."""
    creates: bool
    """Edits that make a new file."""
    shows_disabled: bool = False
    """Actions that cannot be done, with the reason."""


def changes(
    audit: Audit, new: Mapping[str, Iterable[Edit]], client: Client
) -> types.WorkspaceEdit | None:
    """Our edits as the editor's; None where an editor cannot do them: another encoding, bytes that
    are no text, a new file where it
    can make none."""
    operations: list[
        types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile
    ] = []
    plain: dict[str, list[types.TextEdit]] = {}
    for path, edits in new.items():
        known = audit.tree.document(path)
        if known is None:
            if not (client.creates and client.versioned):
                return None
            operations.append(
                types.CreateFile(
                    client.uri(path), options=types.CreateFileOptions(ignore_if_exists=True)
                )
            )
        document = known or Document(path, b"")
        texts = []
        for edit in edits:
            if edit.encoding or any("\ud800" <= character <= "\udfff" for character in edit.text):
                return None
            start = positions.position(document, edit.at.line, edit.at.column, client.encoding)
            end = positions.position(
                document, edit.at.end_line, edit.at.end_column, client.encoding
            )
            texts.append(
                types.TextEdit(types.Range(types.Position(*start), types.Position(*end)), edit.text)
            )
        plain[client.uri(path)] = texts
        buffer = audit.buffers.get(path)
        identifier = types.OptionalVersionedTextDocumentIdentifier(
            client.uri(path), buffer.version if buffer is not None else None
        )
        operations.append(types.TextDocumentEdit(identifier, list(texts)))
    return (
        types.WorkspaceEdit(document_changes=operations)
        if client.versioned
        else types.WorkspaceEdit(changes=plain)
    )


def offered(
    audit: Audit, path: str, span: types.Range, only: Iterable[str] | None, client: Client
) -> Iterator[types.CodeAction]:
    """The actions for a stretch of a file. Those with `data` get their edit from `resolved`: it
    costs an audit or more.
    """
    from venvlint.app.silencing import candidates

    document = audit.tree.document(path)
    if document is None:
        return
    here = [
        (at, violation)
        for at, violation in answers.shown(audit).get(path, ())
        if _meet(answers.text_range(document, at, client.encoding), span)
    ]
    if _wants(only, types.CodeActionKind.QuickFix.value):
        for at, violation in here:
            yield from _quick_fixes(audit, at, violation, client)
    if _wants(only, SUPPRESS):
        for number, (at, violation) in enumerate(here):
            if (
                at == violation.at
                and violation.code not in [other.code for _, other in here[:number]]
                and violation.code != UNUSED_SUPPRESSION
                and candidates(document, violation.at, (violation.code,))
            ):
                yield types.CodeAction(
                    f"venvlint: ignore {violation.code} here",
                    kind=SUPPRESS,
                    diagnostics=[
                        answers.diagnostic(audit, at, violation, client.encoding, client.uri)
                    ],
                    data={
                        "do": "suppress",
                        "root": audit.root,
                        "path": path,
                        "fingerprint": violation.fingerprint,
                    },
                )
    safe = [
        violation
        for violation in audit.report.violations
        if violation.fix is not None
        and violation.fix.safe
        and not any(edit.encoding for edit in violation.fix.edits)
    ]
    if any(violation.concerns(path) for violation in safe) and _wants(only, FIX_ALL):
        yield types.CodeAction(
            "venvlint: apply the safe fixes to this file",
            kind=FIX_ALL,
            data={"do": "fix", "root": audit.root, "path": path},
        )
    if safe and _wants(only, FIX_PROJECT):
        title = "venvlint: apply the safe fixes to the whole project"
        yield types.CodeAction(
            title, kind=FIX_PROJECT, data={"do": "fix", "root": audit.root, "path": None}
        )

    if _wants(only, CHANGE):
        for change in _pythons(audit, path, span, client):
            yield types.CodeAction(
                f"venvlint: {change.kind} Python {change.text} everywhere",
                kind=CHANGE,
                data={
                    "do": change.kind,
                    "root": audit.root,
                    "path": path,
                    "python": list(change.python),
                },
            )


def _pythons(audit: Audit, path: str, span: types.Range, client: Client) -> Iterator[Change]:
    """The changes that the range of Pythons offers, and each classifier: its own Python, or the one
    that the range begins with, out; the newest one in.
    """
    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import ADD, DROP, Change
    from venvlint.facts.changes.offers import is_possible, newest_missing, oldest
    from venvlint.facts.project import project_of
    from venvlint.facts.pythons.classifiers import classifiers

    tree, document = audit.tree, audit.tree.document(path)
    if document is None or name_of(path) not in PACKAGE_FILES:
        return

    def here(at: Location) -> bool:
        return at.path == path and _meet(answers.text_range(document, at, client.encoding), span)

    project = project_of(tree, path)
    known = Knowledge(tree, Change(ADD, (3, 0))).projects.get(project)
    if known is None:
        return
    found: list[Change | None] = []
    if known.reference is not None and here(known.reference.at):
        found.append(oldest(tree, known))
    for listed in classifiers(tree):
        if listed.path == path:
            found += [
                change
                for one in listed.minors
                if here(one.at) and is_possible(tree, change := Change(DROP, one.series))
            ]
    if found:
        yield from (change for change in (*found, newest_missing(tree, known)) if change)


def _quick_fixes(
    audit: Audit, at: Location, violation: Violation, client: Client
) -> Iterator[types.CodeAction]:
    fix = violation.fix
    if fix is None or fix.untrack or not fix.edits:
        return  # what leaves Git's index is no edit: the suggestion says the command
    by_path: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        by_path.setdefault(edit.at.path, []).append(edit)
    changed = changes(audit, by_path, client)
    if changed is None and not client.shows_disabled:
        return
    unsafe = "" if fix.safe else " (unsafe: changes what is installed or run)"
    option = "--fix" if fix.safe else "--unsafe-fixes"
    yield types.CodeAction(
        f"venvlint: {printable(fix.description)}{unsafe}",
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[answers.diagnostic(audit, at, violation, client.encoding, client.uri)],
        is_preferred=(fix.safe and changed is not None) or None,
        edit=changed,
        disabled=(
            None
            if changed is not None
            else types.CodeActionDisabled(
                f"This editor cannot make the change: run `venvlint {option}`."
            )
        ),
    )


def _wants(only: Iterable[str] | None, kind: str) -> bool:
    """Whether an editor that asks for *only* these kinds wants *kind*: kinds are a hierarchy with
    dots.
    """
    return not only or any(
        kind == wanted or kind.startswith(wanted + ".") or not wanted for wanted in only
    )


def _meet(one: types.Range, other: types.Range) -> bool:
    """Whether two ranges share a line: people put the cursor on a line, not on a token."""
    return one.start.line <= other.end.line and other.start.line <= one.end.line


def resolved(
    audit: Audit, data: Mapping[str, object], client: Client
) -> types.WorkspaceEdit | None:
    """The edit of an action that was offered with `data`; None where there is nothing to do or no
    comment would help.
    """
    path = data.get("path")
    if data.get("do") in ("drop", "add"):
        return _changed(audit, data, client)
    if data.get("do") == "fix":
        return _fixed(audit, path if isinstance(path, str) else None, client)
    for violation in audit.report.violations:
        if violation.at.path == path and violation.fingerprint == data.get("fingerprint"):
            return _suppressed(audit, violation, client)
    return None


def _changed(
    audit: Audit, data: Mapping[str, object], client: Client
) -> types.WorkspaceEdit | None:
    """One Python less or more, in every file of the project."""
    from venvlint.facts.changes import Change, Impossible, plan

    python = data.get("python")
    if not (
        isinstance(python, list)
        and len(python) == 2
        and all(type(number) is int for number in python)
    ):
        return None
    try:
        planned = plan(audit.tree, Change(str(data.get("do")), (python[0], python[1])))
    except Impossible:
        return None
    edits: dict[str, list[Edit]] = {}
    for edit in planned.edits:
        edits.setdefault(edit.at.path, []).append(edit)
    return changes(audit, edits, client) if edits else None


def _fixed(audit: Audit, path: str | None, client: Client) -> types.WorkspaceEdit | None:
    from venvlint.fixes import fixed
    from venvlint.model import Part
    from venvlint.targets import Aim

    aim = Aim(audit.root, (Part(path, True),)) if path is not None else None
    outcome = fixed(audit.tree, audit.rules, aim=aim)
    edits: dict[str, list[Edit]] = {}
    for changed, data in outcome.changes.items():
        before = audit.tree.document(changed) or Document(changed, b"")
        after = Document(changed, data)
        if (before.mark, before.encoding) == (
            after.mark,
            after.encoding,
        ):  # an editor's buffer has no encoding to change
            edits[changed] = list(difference(before, after.text))
    return changes(audit, edits, client) if edits else None


def difference(before: Document, after: str) -> Iterator[Edit]:
    """The edits, each of whole lines, that make a document's text *after*."""
    from difflib import SequenceMatcher

    old, new = before.text.splitlines(keepends=True), after.splitlines(keepends=True)
    offsets = [0]
    for line in old:
        offsets.append(offsets[-1] + len(line))
    for kind, start, end, low, high in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            yield Edit(before.at(offsets[start], offsets[end]), "".join(new[low:high]))


def _suppressed(audit: Audit, violation: Violation, client: Client) -> types.WorkspaceEdit | None:
    """The first comment that is proven to work: with it the violation is gone and nothing new is
    said.
    """
    from venvlint.app.silencing import candidates

    document = audit.tree.document(violation.at.path)
    if document is None:
        return None
    before = _counts(audit.report.violations)
    if violation.code == UNUSED_SUPPRESSION:
        return None
    for edit in candidates(document, violation.at, (violation.code,)):
        after = _counts(_audited(audit, document.path, document.edited([edit])))
        if not after - before and before[violation.code] > after[violation.code]:
            return changes(audit, {document.path: [edit]}, client)
    return None


def _counts(violations: Iterable[Violation]) -> Counts:
    from collections import Counter

    return Counter(violation.code for violation in violations)


def _audited(audit: Audit, path: str, data: bytes) -> tuple[Violation, ...]:
    from venvlint.engine import audit as run
    from venvlint.lsp.projects import Buffers
    from venvlint.tree import Tree

    return run(
        Tree(Buffers(audit.tree.files, {path: data}), audit.tree.config, audit.tree.today),
        audit.rules,
    ).violations


if TYPE_CHECKING:
    from collections import Counter

    Counts = Counter[str]
