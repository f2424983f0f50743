"""Whether a command on a page is for whoever has this repository before them."""

from __future__ import annotations

import posixpath
import re
from itertools import islice
from math import inf

from venvlint.facts.project import PACKAGE_FILES
from venvlint.facts.project.programs import CONDA
from venvlint.files.paths import folder_of, joined, name_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.regex import lazy
from venvlint.rules.usage._meant_lists import elsewhere, lies_alike, near_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from venvlint.document import Document
    from venvlint.facts.commands import Command
    from venvlint.facts.installs import GivenFile, Install
    from venvlint.tree import Tree

_FENCE = lazy(r"[ \t]*(?:`{3,}|~{3,})")
_ALONE = lazy(r"[ \t]*#[ \t]*(\S+)[ \t]*$")
_TITLE = lazy(r"\btitle=[\"']?([^\s\"']{1,300})[\"'\s]")
_PRINTED = lazy(r"[ \t]*(?::caption:|\$ cat)[ \t]*(\S+)[ \t]*$")
# The title of a section for who works on the project.
_DEVELOPMENT = lazy(
    r"(?im)^#{1,6}[ \t].*\b(?:develop\w*|contribut\w+|hacking|(?:from|the) source|tests?|testing)\b"
)
_YOURS = lazy(
    r"(?i)\byour (?:own )?(?:[\w-]+ ){0,2}(?:projects?|apps?|applications?|repo|repository|"
    r"requirements|services?|bot|site|website|code|package|plugin|function|script)\b"
    r"|\bcookiecutter\b|\bcopier\b|\byour dependencies\b"
)


def speaks_of_tree(tree: Tree, install: Install, file: GivenFile) -> bool:
    """Whether a page tells how to work with this repository, not with the reader's own project."""
    from venvlint.facts.project import project_of

    command = install.command
    if command is None:
        return False
    document = command.document
    before = document.text[max(command.start - 600, 0) : command.start]
    if _YOURS.search(before):
        return False
    shown = tree.once(f"files that {document.path} shows", lambda: _shown(document))
    if file.written.removeprefix("./") in shown:
        return False
    path = file.looked_at
    others = elsewhere(tree, path)
    section = before[max(before.rfind("\n#"), 0) :]
    if any(_names_folder(section, folder_of(one)) for one in others):
        return False  # "from the `backend/` directory"
    near = near_names(tree, path, file.written)
    name = name_of(document.path).lower()
    if folder := folder_of(document.path):
        # Where a reader of such a page stands, nobody knows, unless the page has him clone the
        # project: then he is at its root or in a folder that has the whole path. It is all the same
        # where no folder has the file and the page is the read-me of a project, set up to be worked
        # on.
        whole = f"/{posixpath.normpath(file.written)}"
        return (
            bool(near)
            or (not any(one.endswith(whole) for one in others) and _is_in_its_clone(tree, command))
            or (
                not others
                and name.startswith("readme")
                and project_of(tree, document.path) == folder
                and (
                    command.tool in CONDA  # it makes the environment out of the list
                    or _another(tree, command, "makes an environment or names a file", _sets_up)
                )
            )
        )
    if near or any(lies_alike(one, file.written) for one in others):
        return True
    if not name.startswith(("readme", "contributing", "install", "develop", "hacking")):
        return False
    if not name.startswith("readme") or _DEVELOPMENT.search(section) or _is_application(tree):
        return True
    return _another(tree, command, "clones or works with files that are there", _works_on_it)


def _another(
    tree: Tree, command: Command, what: str, holds: Callable[[Tree, Command], bool]
) -> bool:
    """Whether something holds of another command of the same page than this one."""
    sequence = command.shell.sequence

    def make() -> list[Command]:
        return list(islice((one for one in sequence.commands if holds(tree, one)), 2))

    return any(one is not command for one in tree.once(f"{what}: {id(sequence)}", make))


def _sets_up(tree: Tree, command: Command) -> bool:
    return (command.tool in ("venv", "virtualenv") and bool(command.words)) or any(
        _is_there(tree, command, word.text) for word in command.words
    )


def _works_on_it(tree: Tree, command: Command) -> bool:
    """Whether a command clones the project, or works with files that are there."""
    from venvlint.facts.commands.written_files import cloned

    return (
        cloned(command) is not None
        or (command.tool == "pip" and any(text in (".", "-e") for text in command.texts))
        or any(_is_there(tree, command, word.text) for word in command.words)
    )


def _is_in_its_clone(tree: Tree, command: Command) -> bool:
    """Whether a command of a page runs behind one that clones the project itself, and no branch of
    it that may be another.
    """
    from venvlint.facts.commands.pages import clone_names
    from venvlint.facts.commands.written_files import cloned
    from venvlint.facts.project.vocabulary import folded

    sequence = command.shell.sequence

    def make() -> float:
        names = clone_names(tree)
        return min(
            (
                one.start
                for one in sequence.commands
                if (brought := cloned(one)) is not None
                and folded(brought[0]) in names
                and not one.has("-b", "--branch")
            ),
            default=inf,
        )

    return tree.once(f"where the project is cloned: {id(sequence)}", make) < command.start


def _is_application(tree: Tree) -> bool:
    """Whether the root has dependency lists and is no package: nobody else's project is told to
    install such a thing.
    """
    if any(tree.exists(name) for name in PACKAGE_FILES):
        return False
    return any(
        "/" not in path or path.startswith("requirements/")
        for path in tree.of_kind("requirements", "pipfile")
    )


def _shown(document: Document) -> frozenset[str]:
    """The files of which a page shows what stands in them: a block begins with a comment of a name
    alone, has one for a title, or prints the file.
    """
    found: set[str] = set()
    lines = document.lines
    for line, following in zip(lines, (*lines[1:], ""), strict=True):
        if _FENCE.match(line):
            names = [_ALONE.match(following), _TITLE.search(line)]
        else:
            names = [_PRINTED.match(line)]
        found.update(match[1].removeprefix("./") for match in names if match is not None)
    return frozenset(found)


def _names_folder(text: str, folder: str) -> bool:
    """Whether a text names a folder as one: with a slash, or as code."""
    if not folder or folder not in text:
        return False
    names = re.escape(folder)
    return re.search(rf"(?<![\w/.-])(?:\./)?{names}/(?!\w)|`(?:\./)?{names}`", text) is not None


def _is_there(tree: Tree, command: Command, text: str) -> bool:
    if command.directory is None or not text or UNKNOWN in text or text.startswith(("/", "~", "-")):
        return False
    path = joined(command.directory, text)
    return "." in path and tree.exists(path)
