"""The activate script is run as a program, which activates nothing.

## Why
`activate` sets variables of the shell that reads it. Run as a program, or by `bash FILE`, it gets a
process of its own, and what it
has set is gone when that ends. Either the script stops with `.venv/bin/activate: Permission
denied`, or, worse, nothing is said at all and
the next `pip install` goes to the system's Python: `error: externally-managed-environment`.

## Bad
    python3 -m venv .venv
    .venv/bin/activate
    pip install -r requirements.txt

## Good
    python3 -m venv .venv
    . .venv/bin/activate
    pip install -r requirements.txt

## How to fix
Put a dot and a space before the path: the shell then reads the script itself. In bash and zsh
`source` is the same. Or do without activation and
call the environment's own programs: `.venv/bin/pip install -r requirements.txt`. That is the way
where nothing follows in the same shell, as on a line of a Makefile and in a `RUN`: an activation
ends with its shell.

## When to ignore it
When the file is a script of your own that happens to be called `activate`.
"""

from __future__ import annotations

from venvlint.files.paths import joined, name_of
from venvlint.model import Finding, Fix, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command
    from venvlint.readers.patchwork import Word
    from venvlint.tree import Tree


@rule("VL401", Severity.ERROR, fix="safe", needs=("commands.all",))
def activate_not_sourced(tree: Tree) -> Iterator[Finding]:
    for command in tree.commands.all:
        if not command.words or command.shell_kind in ("pwsh", "cmd"):
            continue
        word = _script(command)
        if word is None or _is_own(tree, command, word.text):
            continue
        shown = _shown(command, word)
        in_vain = _would_be_in_vain(command)
        yield Finding(
            command.document.at(command.words[0].start, word.end),
            f"`{shown}` is run in a process of its own, which activates nothing",
            _suggestion(command, shown, in_vain=in_vain),
            fix=None if in_vain else _fix(command, word),
        )


def _would_be_in_vain(command: Command) -> bool:
    """Whether the shell that would read the file ends with it, so that VL402 would be the next to
    speak: the line of a recipe, a `RUN`, a step, what `bash -c` is given.
    """
    block, shell = command.block, command.shell
    if shell.sequence.kind not in ("make", "image", "ci") or (
        block.kind == "script" and shell.stays_open
    ):
        return False
    return not any(
        other.start > command.start and (block.kind == "script" or other.block is block)
        for other in shell.commands
    )


def _suggestion(command: Command, shown: str, *, in_vain: bool) -> str:
    if command.shell_kind == "none":
        return (
            "No shell reads this line, so nothing can be activated: call the environment's own"
            " programs by their path."
        )
    if in_vain:
        return (
            "Delete it, or call the environment's own programs: also read by the shell itself"
            f" (`. {_unquoted(shown)}`) it would activate nothing for the commands of other shells."
        )
    return (
        f"Put a dot and a space before it, `. {_unquoted(shown)}`, so that the shell reads the file"
        " itself."
    )


def _script(command: Command) -> Word | None:
    """The word that names the activate script which the command runs."""
    from venvlint.facts.commands.environments import activated
    from venvlint.readers.shell import SHELLS, given_file

    word: Word | None = command.words[0]
    if name_of(command.program) in SHELLS:
        word = given_file(list(command.words))
    if word is None or "/" not in word.text or activated(word.text) is None:
        return None
    if word.text.lower().endswith((".ps1", ".bat")):
        return None
    if "/scripts/activate" in "/" + word.text.lower():
        kind = command.shell.sequence.kind
        # PowerShell finds Activate.ps1 there, and a README shows what Windows users type.
        if kind == "page" or command.shell_kind == "?" or (kind == "ci" and not command.shell_kind):
            return None
    return word


def _is_own(tree: Tree, command: Command, path: str) -> bool:
    """Whether the tree holds such a file and it is no environment's."""
    import posixpath

    relative = joined(command.directory or "", path).lstrip("/")
    for candidate in (relative, posixpath.normpath(path)):
        document = (
            tree.document(candidate)
            if not candidate.startswith(("..", "/")) and "\0" not in candidate
            else None
        )
        if document is not None:
            return "VIRTUAL_ENV" not in document.text
    return False


def _shown(command: Command, word: Word) -> str:
    """The word as it stands in the file, variables unexpanded."""
    text = command.document.text[word.start : word.end]
    return (
        text
        if len(text) < 80 and "\n" not in text and "activate" in text.lower() + word.text.lower()
        else word.raw[:80]
    )


def _fix(command: Command, word: Word) -> Fix | None:
    document = command.document
    first = command.words[0]
    text = document.text[word.start : word.end]
    if (
        command.wrappers
        or command.shell_kind == "none"
        or not text.rstrip("'\"").endswith(("activate", ")", "}"))
    ):
        return None
    if "|" in (command.before, command.after) or command.words[-1] is not word:
        return None
    if first is not word and first.end > word.start:
        return None  # both come from one variable
    return Fix(
        "read the script instead of running it", (document.replace(first.start, word.start, ". "),)
    )


def _unquoted(text: str) -> str:
    return text.strip("'\"")
