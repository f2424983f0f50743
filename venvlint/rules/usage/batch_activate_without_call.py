"""A batch file runs another one without `call` and never comes back.

## Why
`venv\\Scripts\\activate` is a batch file. When a batch file runs another one, `cmd` goes over to it
for good: at its end the first one is over too. The lines below never run, and nothing is said: the
window closes, or the build is green without having done anything. With `call` the other file is run
like a program. `conda`, `workon` and `deactivate` are batch files on Windows as well.

## Bad
    @echo off
    venv\\Scripts\\activate
    python app.py

## Good
    @echo off
    call venv\\Scripts\\activate
    python app.py

## How to fix
Write `call` before it. Or do without activation and name the environment's own Python:
`venv\\Scripts\\python app.py`.

## When to ignore it
When the batch file really is to end there.
"""

from __future__ import annotations

from venvlint.files.paths import folder_of, joined, name_of
from venvlint.model import Finding, Fix, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from venvlint.facts.commands import Command, Shell
    from venvlint.tree import Tree

# They do nothing that somebody would miss.
_IDLE = frozenset(
    "echo pause title cls color set setlocal endlocal cd chdir pushd popd deactivate timeout choice"
    " prompt chcp ver".split()
)
_OF_CONDA = frozenset(("conda", "mamba"))
_WRAPPERS = frozenset(("activate", "deactivate", "workon", "mkvirtualenv", "rmvirtualenv"))
_MAXIMUM_JUMPS = 50


@rule("VL422", Severity.ERROR, fix="safe", needs=("commands.all",))
def batch_activate_without_call(tree: Tree) -> Iterator[Finding]:
    for shell in tree.commands.shells:
        job = shell.sequence.job
        # AppVeyor gives each line to cmd by itself, and so does who types what a page says.
        by_line = shell.sequence.kind == "page" or (job is not None and job.system == "appveyor")
        if shell.kind != "cmd" or by_line:
            continue
        for index, command in enumerate(shell.commands):
            if "call" in (name.lower() for name in command.wrappers) or not _leaves(tree, command):
                continue
            lost = _missed(command, _lost(shell.commands, index))
            if lost is None:
                continue
            shown = _shown(command, 2 if command.name in _OF_CONDA else 1)
            word = command.words[0]
            yield Finding(
                command.document.at(word.start, word.end),
                f"`{shown}` is a batch file: without `call` cmd never comes back to {_here(shell)},"
                f" and `{_shown(lost, 3)}` on line {lost.at.line} does not run",
                f"Write `call` before it: `call {shown}`.",
                fix=Fix(
                    "call it, so that cmd comes back",
                    (command.document.replace(word.start, word.start, "call "),),
                ),
                related=(Related(lost.at, "this never runs"),),
            )


def _missed(command: Command, lost: Iterator[Command]) -> Command | None:
    """The first of the commands that do not run, where one is missed: behind an activation each is,
    behind any other batch file what needs Python.
    """
    from venvlint.facts.commands.environments import activated
    from venvlint.facts.commands.installs import wants_environment

    if activated(command.program) is not None or command.name in (_OF_CONDA | _WRAPPERS):
        return next(lost, None)
    return next((one for one in lost if one.is_python or wants_environment(one)), None)


def _here(shell: Shell) -> str:
    return "this file" if shell.step is None else "the step"


def _leaves(tree: Tree, command: Command) -> bool:
    """Whether the command goes over to another batch file."""
    from venvlint.facts.commands.environments import activated

    if command.shell_kind != "cmd" or not command.words:
        return False
    program = command.program.lower()
    if program.endswith((".bat", ".cmd")):
        # Under a condition it may be meant: one file for each case.
        return activated(command.program) is not None or not command.conditional
    if command.name in _OF_CONDA:
        return command.texts[:1] in (["activate"], ["deactivate"]) and "." not in program
    if activated(command.program) is not None:
        return "." not in command.name and "bin/" not in program.replace("\\", "/")
    return command.name in _WRAPPERS or (
        not command.conditional and _is_batch_file(tree, command, program)
    )


def _is_batch_file(tree: Tree, command: Command, program: str) -> bool:
    """Whether a program without an extension is a batch file of the tree, beside the one that runs
    it or where that works.
    """

    path = program.replace("\\", "/")
    if "." in name_of(path) or "\0" in path or path.startswith(":"):
        return False
    folders = {folder_of(command.document.path), command.directory or ""}
    return any(
        joined(folder, path) + extension in tree.path_set
        for folder in folders
        for extension in (".bat", ".cmd")
    )


def _lost(commands: Sequence[Command], index: int) -> Iterator[Command]:
    """The commands in later lines that would have run, but for those that nobody misses.

    cmd has read the whole line, or the whole block in parentheses, before it runs a part of it:
    what stands behind in the same one does run.
    """
    line = commands[index].line
    jumps = 0
    position = index + 1
    while position < len(commands):
        command = commands[position]
        position += 1
        if command.line == line or not command.words:
            continue
        name = command.name.lower()
        if name in ("exit", "goto") and not command.conditional:
            target = command.texts[0].lower().lstrip(":") if command.texts else ""
            if name == "exit" or target == "eof" or jumps > _MAXIMUM_JUMPS:
                return
            jumps += 1
            position = next(
                (
                    number
                    for number, other in enumerate(commands)
                    if other.program.lower() == f":{target}"
                ),
                len(commands),
            )
        elif name not in _IDLE and name not in ("exit", "goto") and not name.startswith(":"):
            yield command


def _shown(command: Command, words: int) -> str:
    """The first words as they stand in the file."""
    last = command.words[:words][-1]
    text = command.document.text[command.words[0].start : last.end]
    return " ".join(text.split())[:80]
