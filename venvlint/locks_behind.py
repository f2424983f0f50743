"""Whether a fix of a manifest leaves its lock behind: a tool refuses to install from a lock that
was made from another manifest.
"""

from __future__ import annotations

from venvlint.files.paths import name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from venvlint.facts.locks import Lock
    from venvlint.model import Edit
    from venvlint.tree import Tree


def left_behind(tree: Tree, edits: Iterable[Edit]) -> Lock | None:
    """The first lock that matches its manifest now and would not after the *edits*."""
    from venvlint.facts.locks import MANIFESTS

    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        if name_of(edit.at.path) in MANIFESTS.values():
            by_path.setdefault(edit.at.path, []).append(edit)
    locks = [
        lock
        for lock in (tree.locks if by_path else ())
        if lock.manifest
        and any(not lock.directory or path.startswith(f"{lock.directory}/") for path in by_path)
        and not _is_stale(tree, lock)
    ]
    if not locks:
        return None
    changed = {}
    for path, of_file in by_path.items():
        document = tree.document(path)
        if document is None:
            return None
        changed[path] = document.edited(of_file)
    from venvlint.files.memory import Overlay

    after = tree.edited(Overlay(tree.files, changed, set()), changed)
    return next((lock for lock in locks if _is_stale(after, lock)), None)


def _is_stale(tree: Tree, lock: Lock) -> bool:
    # Every fix of an audit asks the same of the tree as it is.
    known: dict[str, bool] = tree.once("the locks that are stale", dict)
    if lock.path not in known:
        known[lock.path] = _judged(tree, lock)
    return known[lock.path]


def _judged(tree: Tree, lock: Lock) -> bool:
    if lock.tool == "uv":
        from venvlint.facts.locks.uv import stale_uv

        return any(True for _ in stale_uv(tree, lock))
    from venvlint.facts.locks.hashes import stale_hash

    return any(True for _ in stale_hash(tree, lock))
