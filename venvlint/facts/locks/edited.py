"""Files that something of the repository edits after a tool has compiled them: what they hold is
then nobody's mistake.
"""

from __future__ import annotations

from venvlint.facts.commands import scripts
from venvlint.facts.commands.scripts import called_script
from venvlint.facts.commands.written_files import written
from venvlint.files.paths import folder_of, joined, name_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands.model import Command
    from venvlint.tree import Tree

# Programs that change a file in its place, and the option that makes them do so.
_IN_PLACE = {"sed": "-i", "gsed": "-i", "perl": "-i", "awk": "-i", "gawk": "-i", "ed": "", "ex": ""}
_COMPILERS = frozenset(("pip-compile", "uv", "pip-compile-multi", "poetry", "pdm", "hatch", "rye"))
_WRITES = lazy(rb"\.write(?:_text|_bytes|lines)?\(|fileinput|open\([^)\n]{0,300}[\"'][wa]\+?[\"']")


def is_edited(tree: Tree, path: str) -> bool:
    """Whether a command or a Python script of the tree writes into the file *path*, compile tools
    left out.
    """
    name = name_of(path)
    if any(_edits(command, path, name) for command in (*tree.commands.all, *_others(tree, name))):
        return True
    return any(
        b"compile" in data and _WRITES.search(data) is not None
        for source in tree.files.holding((name,))
        if not tree.is_test_data(source)
        for data in (tree.imports.data(source),)
    )


def _others(tree: Tree, name: str) -> Iterator[Command]:
    """The commands of scripts that have nothing to do with environments but for the file's name."""
    for path in tree.paths:
        if path.endswith((".sh", ".bash")):
            document = tree.document(path)
            if (
                document is not None
                and name.encode() in document.data
                and not scripts.INTERESTING.search(document.data)
            ):
                yield from scripts.script(document, scripts.kind_of(document, "sh") or "").commands


def _edits(command: Command, path: str, name: str) -> bool:
    if not command.words or command.tool in _COMPILERS:
        return False
    option = _IN_PLACE.get(command.name)
    texts = command.texts
    if option is not None and any(
        text.startswith((option, "--in-place"))
        or (option and text[:1] == "-" and text[1:2] != "-" and "i" in text[:4])
        for text in texts
    ):
        # A file that a loop names is any of those that the loop may mean.
        return any(
            _means(command, text, path) or (text == UNKNOWN and name in command.document.text)
            for text in texts
        )
    script = called_script(command) is not None and not command.folder.endswith("bin")
    if script or (command.is_python and any(text.endswith(".py") for text in command.texts)):
        # A script that is given the file: it may do anything to it.
        return any(_means(command, text, path) for text in command.texts)
    return any(
        each.kind in ("file", "copy", "move") and _means(command, each.path, path)
        for each in written(command)
    )


def _means(command: Command, text: str, path: str) -> bool:
    """Whether a word names the file *path* where the command runs."""
    if UNKNOWN in text:
        text = text.rpartition(UNKNOWN)[2].lstrip("/")
        return bool(text) and (path == text or path.endswith(f"/{text}"))
    directory = command.directory
    if directory is None or text.startswith("/"):
        return name_of(path) == name_of(text)
    # A script may be meant to be started in its own folder.
    places = (directory or folder_of(command.document.path), directory)
    return any(joined(place, text) == path for place in places)
