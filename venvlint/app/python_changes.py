"""`--drop-python`, `--add-python` and `--move-python`: from the flag to files or a diff."""

from __future__ import annotations

from venvlint.config import UsageError
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.changes import Change, Plan
    from venvlint.model import Edit, Location
    from venvlint.targets import Aim
    from venvlint.tree import Tree

    Minor = tuple[int, int]

_MINOR = lazy(r"([23])\.(\d{1,2})")


def wanted(flag: str, value: str) -> Change:
    """The change that a flag asks for. Raises `UsageError` for a value that is no Python."""
    from venvlint.facts.changes import Change

    kind = flag[2:].partition("-")[0]
    words = value.split("=") if kind == "move" else [value]
    if kind == "move" and len(words) != 2:
        raise UsageError(f"{flag}: write the old and the new Python, such as `3.12=3.14`")
    found = []
    for word in words:
        match = _MINOR.fullmatch(word.strip())
        if match is None:
            raise UsageError(f"{flag}: `{word}` is no minor version of Python, such as `3.12`")
        found.append((int(match[1]), int(match[2])))
    if kind == "move" and found[0] == found[1]:
        raise UsageError(f"{flag}: the old and the new Python are the same")
    return Change(kind, found[0], found[1] if len(found) > 1 else None)


class Changed(Record):
    """What a change came to: files that were written, or a diff."""

    messages: tuple[str, ...]
    text: str = ""
    changed: bool = False
    failed: bool = False


def changed(flag: tuple[str, str], only_shown: bool, tree: Tree, aim: Aim) -> Changed:
    """Make the change that a flag and its value ask for, or show it as a diff."""
    from venvlint.facts.changes import Impossible, plan
    from venvlint.fixes import unified_diff

    change = wanted(*flag)
    try:
        planned = plan(tree, change)
    except Impossible as error:
        raise UsageError(f"{change.flag}: {error}") from None
    edits = tuple(edit for edit in _where_they_lie(tree, planned.edits) if aim.covers(edit.at.path))
    changes, refused = contents(tree, edits)
    messages = [*_sentences(tree, planned, aim), *refused]
    if only_shown:
        text = unified_diff(tree, changes, aim.view)
        return Changed(tuple(messages), text, bool(text))
    from venvlint.files.write import write_changes

    originals = {
        path: None if (document := tree.document(path)) is None else document.data
        for path in changes
    }
    written, failed = write_changes(tree.files.root, changes, originals)
    messages += [f"not changed: {sentence}" for sentence in failed]
    if written:
        count = len(edits)
        places = "1 place" if count == 1 else f"{count} places"
        messages.append(f"{change.flag}: changed {places} in {_named(aim, written)}")
    elif not failed:
        messages.append(f"{change.flag}: there is nothing to change")
    return Changed(tuple(messages), changed=bool(written), failed=bool(failed))


def _where_they_lie(tree: Tree, edits: tuple[Edit, ...]) -> Iterator[Edit]:
    """The edits, each in the file that holds the text and once alone, where several paths are
    links to one: `docs/README.md` to `../README.md`.
    """
    from venvlint.record import replace

    edited = {edit.at.path for edit in edits}
    taken: dict[str, str] = {}
    for path in sorted(edited):
        target = tree.files.followed(path)
        if target != path and tree.document(target) is not None:
            taken.setdefault(target, target if target in edited else path)
    for edit in edits:
        path = edit.at.path
        target = tree.files.followed(path)
        if target == path or target not in taken:
            yield edit
        elif taken[target] == path:
            yield replace(edit, at=replace(edit.at, path=target))


def contents(tree: Tree, edits: tuple[Edit, ...]) -> tuple[dict[str, bytes], list[str]]:
    """The new contents of every file that is edited, and a sentence for each that cannot be."""
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.at.path, []).append(edit)
    changes, refused = {}, []
    for path, of_file in by_path.items():
        document = tree.document(path)
        assert document is not None
        try:
            data = document.edited(of_file)
        except UnicodeError:
            refused.append(f"not changed: {path}: its encoding cannot hold the change")
            continue
        except ValueError as error:
            refused.append(f"not changed: {error}")
            continue
        if data != document.data:
            changes[path] = data
    return changes, refused


def _sentences(tree: Tree, planned: Plan, aim: Aim) -> Iterator[str]:
    """What was moved, and what is left to do by hand, each with its place, once for all links to
    it.
    """
    told = {
        at.path for at in (*(one.at for one in planned.moved), *(one.at for one in planned.asides))
    }
    links = {path for path in told if tree.files.followed(path) in told - {path}}
    for moved in planned.moved:
        if aim.covers(moved.at.path) and moved.at.path not in links:
            yield f"{_place(aim, moved.at)}: `{moved.before}` becomes `{moved.after}`"
    for aside in planned.asides:
        if aim.covers(aside.at.path) and aside.at.path not in links:
            command = f": {aside.command}" if aside.command else ""
            yield f"{_place(aim, aside.at)}: left to you: {aside.message}{command}"


def _place(aim: Aim, at: Location) -> str:
    shown = aim.view.shown(at.path)
    return shown if at.whole else f"{shown}:{at.line}"


def _named(aim: Aim, paths: list[str]) -> str:
    shown = sorted(map(aim.view.shown, paths))
    return ", ".join(shown[:20]) + (f" and {len(shown) - 20:,} more" if len(shown) > 20 else "")
