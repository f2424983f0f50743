"""`source` is used where the shell is a plain `sh` that has no such command.

## Why
`source` is bash's word; the standard one is a dot. In Debian, Ubuntu and the `python` images
`/bin/sh` is dash, which says
`sh: 1: source: not found`. A `RUN` or a Makefile then stops. A script without `set -e` goes on with
the system's Python as if nothing had happened.

## Bad
    FROM python:3.12-slim
    RUN python -m venv /opt/venv
    RUN source /opt/venv/bin/activate && pip install -r requirements.txt

## Good
    FROM python:3.12-slim
    RUN python -m venv /opt/venv
    RUN . /opt/venv/bin/activate && pip install -r requirements.txt

## How to fix
Write `.` instead of `source`. Or choose bash: `SHELL ["/bin/bash", "-c"]` in a Dockerfile,
`SHELL := /bin/bash` in a Makefile, `#!/bin/bash` in a script.

## When to ignore it
When the script only ever runs where `sh` is bash, such as Red Hat, Fedora and macOS.
"""

from __future__ import annotations

from venvlint.files.paths import name_of
from venvlint.model import Finding, Fix, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command
    from venvlint.facts.commands.model import Block
    from venvlint.tree import Tree

_BY_NAME = "or call bash by name"
_CHOOSE = {
    "image": 'or choose bash with `SHELL ["/bin/bash", "-c"]`',
    "make": "or choose bash with `SHELL := /bin/bash`",
    "script": "or begin the script with `#!/bin/bash`",
    "cron": "or choose bash with a line `SHELL=/bin/bash`",
    "ci": "or choose `shell: bash`",
}


@rule("VL403", Severity.WARNING, fix="safe", needs=("commands.all",))
def source_in_sh(tree: Tree) -> Iterator[Finding]:
    from functools import partial

    from venvlint.facts.commands.environments import activated

    for command in tree.commands.all:
        if (
            command.program != "source"
            or command.shell_kind not in ("dash", "sh")
            or len(command.words) < 2
        ):
            continue
        shell = command.shell
        if activated(command.words[1].text) is None or tree.once(
            f"who asks for {command.document.path} in {shell.kind} of {shell.sequence.kind}",
            partial(_asks_first, tree, command),
        ):
            continue
        document, word = command.document, command.words[0]
        fix = None
        if (
            document.text[word.start : word.end] == "source"
            and "/" in command.words[1].text
            and len(command.words) == 2
        ):
            fix = Fix(
                "write `.` instead of `source`", (document.replace(word.start, word.end, "."),)
            )
        is_script = command.shell.sequence.kind == "script"
        name = (
            "`sh`"
            if command.shell_kind == "sh"
            else "dash"
            if is_script
            else "dash, the `sh` here,"
        )
        sequence = command.shell.sequence
        choose = _CHOOSE.get(sequence.kind, _BY_NAME)
        if sequence.kind == "image" and sequence.recipe is None:
            is_section = shell.label.startswith("`%")
            choose = "or choose bash with `%post -c /bin/bash`" if is_section else _BY_NAME
        if command.document.path.endswith("ustfile"):
            choose = 'or choose bash with `set shell := ["bash", "-cu"]`'
        yield Finding(
            document.at(word.start, command.words[1].end),
            f"{name} has no `source`, so `{_shown(command.words[1].raw)}` is never read",
            f"Write `.` instead of `source`, {choose}.",
            fix=fix,
        )


def _asks_first(tree: Tree, command: Command) -> bool:
    """Whether the text looks which shell it is, or the only images that take the script have a `sh`
    that knows `source`.
    """
    shell = command.shell
    text = command.document.text
    if "BASH_VERSION" in text or "ZSH_VERSION" in text:
        return True
    if shell.sequence.kind != "script":
        return False
    defining: dict[int, bool] = tree.once("shells that only define functions", dict)
    if id(shell) not in defining:
        defining[id(shell)] = all(map(_is_in_a_function, shell.commands))
    if defining[id(shell)]:
        return True  # it runs nothing: whoever reads it with `.` calls what it defines
    if shell.kind != "sh":
        return False
    from venvlint.facts import images
    from venvlint.facts.commands.scripts import shells_of_callers

    callers = shells_of_callers(tree, command.document.path)
    if callers and callers <= {"bash", "zsh", "ksh"}:
        return True  # whoever runs it names a shell, and the first line is a comment to that one

    name = name_of(command.document.path)
    shells = {
        images.read(stage.root.image.text.text).shell
        for recipe in tree.dockerfiles
        if name in recipe.document.text
        for stage in tree.builds[recipe.path].finals
        if stage.root.image is not None
    }
    return bool(shells) and shells <= {"ash", "bash"}


def _is_in_a_function(command: Command) -> bool:
    block: Block | None = command.block
    while block is not None and block.kind != "function":
        block = block.outer
    return block is not None


def _shown(raw: str) -> str:
    return raw if len(raw) < 80 else "activate"
