"""What an editor has open, audited: which directory a file belongs to, and its tree with unsaved buffers put over the disk."""

from __future__ import annotations

import os

from venvlint.document import Document
from venvlint.files import Overlay
from venvlint.git import find_repository
from venvlint.model import Unreadable
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from venvlint.engine import Report
    from venvlint.files import Files
    from venvlint.listing import Listing
    from venvlint.model import Rule
    from venvlint.runs import Request
    from venvlint.tree import Tree


class Buffer(Record):
    """An open document: the editor's own name for it, its version there, and its text."""

    uri: str
    version: int | None
    text: str


class Audit(Record):
    """One finished audit of the directory `root`, with the buffers that it saw by their path in the tree."""

    root: str
    tree: Tree
    rules: Sequence[Rule]
    report: Report
    buffers: Mapping[str, Buffer]


class Buffers(Overlay):
    """The files on disk with unsaved contents over them. A new buffer is a new file; Git tracks what it tracked before."""

    def listing(self) -> Listing:
        return self.base.listing()


def root_of(path: str, folders: Iterable[str]) -> str:
    """The directory whose audit covers the file *path* (absolute): the editor's innermost folder around it, or the repository below
    that folder, so that a folder of clones is many projects. A file outside every folder belongs to the project around it."""
    from venvlint.engine import target

    directory = os.path.dirname(path)
    top = find_repository(directory)
    around = [folder for folder in folders if below(path, folder) is not None and not _is_too_wide(folder)]
    if around:
        folder = max(around, key=len)
        return top if top is not None and below(top, folder) is not None else folder
    return target(path).directory if os.path.exists(path) else top or directory


def _is_too_wide(folder: str) -> bool:
    """Nobody's project: an editor that is started without a folder often says one of these."""
    return folder in (os.path.dirname(folder), os.path.realpath(os.path.expanduser("~")))


def below(path: str, directory: str) -> str | None:
    """A path relative to a directory, with `/`; None where it does not lie in it. Both are absolute, without links."""
    if os.path.normcase(path) == os.path.normcase(directory):
        return ""
    prefix = directory.rstrip(os.sep) + os.sep
    if os.path.normcase(path).startswith(os.path.normcase(prefix)):
        return path[len(prefix) :].replace(os.sep, "/")
    return None


def real(path: str) -> str:
    """A file's path with the links on the way to it resolved; the file itself may be one."""
    return os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))


def audited(root: str, buffers: Mapping[str, Buffer], request: Request) -> Audit:
    """Audit *root* as it would be if every buffer (by its path in the tree) were saved.

    Nothing is kept from audit to audit: whatever else changed on disk or in Git's index is seen. Raises what `engine.lint` raises.
    """
    from venvlint import engine
    from venvlint.runs import configuration
    from venvlint.selection import all_rules
    from venvlint.tree import Tree

    config = configuration(request, root)
    rules = all_rules(config, root, request.isolated)
    engine.check_configuration(config, rules)
    tree = engine.open_tree(root, config, today=request.today)
    unsaved = {path: data for path, buffer in buffers.items() if (data := _unsaved(tree.files, path, buffer.text)) is not None}
    if unsaved:
        tree = Tree(Buffers(tree.files, unsaved), config, request.today)
    return Audit(root, tree, rules, engine.audit(tree, rules), dict(buffers))


def _unsaved(files: Files, path: str, text: str) -> bytes | None:
    """What saving a buffer would write, in the encoding that the file has; None where it would change nothing."""
    try:
        data = files.read(path)
    except Unreadable:
        data = None
    if data is None:
        return text.encode("utf-8", "replace")
    document = Document(path, data)
    if document.text == text or _shown(document.text) == text:
        return None
    return document.mark + text.encode(document.encoding, "replace")


def _shown(text: str) -> str:
    """A text as an editor shows it: bytes that are no characters, lone surrogates here, became replacement characters."""
    return text if text.isascii() else "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
