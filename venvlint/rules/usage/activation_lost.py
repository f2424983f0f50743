"""An activation ends with its shell before the commands that need it.

## Why
Activation changes one running shell. Each `RUN` of a Dockerfile, each step of a GitHub workflow,
each line of a Makefile, each pair of
parentheses and each `bash -c` is a shell of its own. The next one finds the system's Python again:
`ModuleNotFoundError: No module named 'flask'`, or packages that land outside of the environment.

## Bad
    RUN python -m venv /opt/venv
    RUN . /opt/venv/bin/activate
    RUN pip install -r requirements.txt
    CMD ["python", "app.py"]

## Good
    RUN python -m venv /opt/venv
    ENV PATH="/opt/venv/bin:$PATH"
    RUN pip install -r requirements.txt
    CMD ["python", "app.py"]

## How to fix
Put the environment first on `PATH` for all that follows: `ENV PATH="/opt/venv/bin:$PATH"` in a
Dockerfile, `echo "$PWD/.venv/bin" >> "$GITHUB_PATH"`
in a GitHub workflow. In a Makefile join the commands with `&& \\`, or set `.ONESHELL:`. Everywhere
else call the environment's own
programs by their path: `.venv/bin/python app.py`. They need no activation.

## When to ignore it
When the later command is meant to run with the system's Python.
"""

from __future__ import annotations

from venvlint.model import Finding, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command
    from venvlint.model import Location
    from venvlint.rules.usage._activations import Activation
    from venvlint.tree import Tree

_ENDS = {
    "subshell": "the subshell",
    "pipeline": "its part of the pipeline",
    "background": "the background job",
    "substitution": "the substitution",
    "child": "the shell that `-c` starts",
}


# What runs by itself, so that nobody reads its text into a shell of their own, as they may with a
# script.
_THROWN_AWAY = frozenset("image make task ci workspace host provision container".split())


def _is_lost(tree: Tree, command: Command) -> bool:
    """Whether a command of uv finds no environment: asked where there is uv at all."""
    from venvlint.rules.usage._uv_environments import is_lost

    return is_lost(tree, command)


@rule("VL402", Severity.ERROR, needs=("commands.all",))
def activation_lost(tree: Tree) -> Iterator[Finding]:
    from functools import partial

    from venvlint.rules.usage._activations import build
    from venvlint.rules.usage._services import is_plain

    activations = [
        (_at(activation), activation)
        for activation in build(tree.commands, partial(is_plain, tree), partial(_is_lost, tree))
    ]
    told: set[Location] = set()  # jobs may share the step that activates
    # A `before_script` for all jobs is there for those of them that use it.
    used = {at for at, activation in activations if activation.used}
    # Several steps that activate before the one that forgot to are one slip, the last one's.
    last = {id(one.needed): one for _, one in activations if not one.dropped}
    for at, activation in activations:
        if activation.dropped:
            continue
        needed = activation.needed
        if needed is not None and last[id(needed)] is not activation:
            continue
        command = activation.command
        end = _ENDS.get(command.block.kind, command.shell.label)
        # Used where it is, an activation may be all that was meant: of something optional, or
        # beside what is installed outside. A page speaks of one thing after another.
        enough = activation.used and (
            activation.other
            or command.conditional
            or command.block.kind == "substitution"
            or (activation.sequence.kind == "page" and command.block.kind in _ENDS)
        )
        if needed is not None and not enough:
            if at in told:
                continue
            told.add(at)
            yield Finding(
                at,
                f"the activation ends with {end}; `{_shown(needed.program)}`"
                f" {_place(activation)} runs without it",
                _suggestion(activation),
                related=(Related(needed.at, "runs without the environment"),),
            )
        elif (
            needed is None
            and at not in used
            and not activation.provided
            and activation.sequence.kind in _THROWN_AWAY
            and (command.block.kind in _ENDS or not command.shell.stays_open)
        ):
            yield Finding(
                at,
                f"the activation ends with {end}, and nothing in it uses the environment",
                "Delete it, or put the commands that need the environment into the same shell,"
                " behind `&&`.",
                severity=Severity.WARNING,
            )


def _at(activation: Activation) -> Location:
    command = activation.command
    return command.document.at(command.words[0].start, command.words[-1].end)


def _place(activation: Activation) -> str:
    assert activation.needed is not None  # asked only where something needs it
    at = activation.needed.at
    return (
        f"on line {at.line}"
        if at.path == activation.command.document.path
        else f"in {at.path}, line {at.line},"
    )


def _suggestion(activation: Activation) -> str:
    folder = activation.folder.rstrip("/")
    folder = folder if folder and "\0" not in folder else "the environment's folder"
    program = activation.needed.program if activation.needed is not None else "python"
    windows = activation.command.shell_kind in ("pwsh", "cmd")
    inside = f"{folder}\\Scripts" if windows else f"{folder}/bin"
    known = "folder" not in folder
    kind = activation.sequence.kind
    call = (
        f"call `{inside}/{_shown(program)}`"
        if known
        else "call the environment's own programs by their path"
    )
    if activation.conda:
        runner = activation.command.name
        runner = runner if runner in ("mamba", "micromamba") else "conda"
        call = f"start it with `{runner} run -n {activation.conda} {_shown(program)}`"
    if (
        activation.needed is not None
        and activation.needed.document is not activation.command.document
    ):
        name = activation.command.document.path
        return f"Run the script with a dot before it, `. {name}`, or {call}."
    if activation.command.shell is getattr(activation.needed, "shell", None):
        return f"Activate in the outer shell, or {call}."
    if kind == "image" and activation.sequence.recipe is not None:
        directory = activation.command.directory
        if (
            known
            and directory
            and directory.startswith("/")
            and not inside.startswith(("/", "$", "~"))
        ):
            # A relative entry of PATH would hold in this one directory only.
            inside = f"{directory.rstrip('/')}/{inside.removeprefix('./')}"
        return (
            f'Put `ENV PATH="{inside}:$PATH"` before what needs it, or {call}.'
            if known
            else f"Put the environment on `PATH` with `ENV`, or {call}."
        )
    if kind in ("image", "make", "task", "workspace", "host"):
        joined = _joined(activation)
        if joined:
            return f"Write both into one line, `{joined}`, or {call}."
        return f"Join the {'lines' if kind == 'make' else 'commands'} with `&&`, or {call}."
    if kind == "ci" and activation.sequence.job is not None:
        system = activation.sequence.job.system
        if activation.conda and not windows and system == "github":
            # What conda's own activation has set in that step.
            inside, known = "$CONDA_PREFIX/bin", True
        hint = _for_later_steps(system, inside, known, windows)
        return f"{hint}, or {call}."
    return f"Activate it where it is needed, or {call}."


def _joined(activation: Activation) -> str:
    """The activation and what needs it, as one line; empty where a part is not known or it would be
    too long to read.
    """
    command, needed = activation.command, activation.needed
    if needed is None or not command.is_known or not needed.is_known:
        return ""
    texts = [one.document.text[one.start : one.words[-1].end] for one in (command, needed)]
    joined = " && ".join(texts)
    return joined if len(joined) < 100 and not {"\n", "`"} & set(joined) else ""


def _for_later_steps(system: str, inside: str, known: bool, windows: bool) -> str:
    """What a step does for those behind it, in the words of a CI service."""
    absolute = inside.startswith(("/", "$", "~")) or ":" in inside
    folder = inside if absolute else f"$PWD/{inside.removeprefix('./')}"
    if system == "github":
        line = (
            f'"{folder}" >> $env:GITHUB_PATH' if windows else f'echo "{folder}" >> "$GITHUB_PATH"'
        )
        how = f": `{line}`" if known else ""
        return f"Write its folder of programs to `$GITHUB_PATH` in that step{how}"
    if system == "circleci":
        how = f": `echo '. {inside}/activate' >> \"$BASH_ENV\"`" if known else ""
        return f"Write the activation to `$BASH_ENV` in that step{how}"
    if system == "azure":
        how = f': `echo "##vso[task.prependpath]{folder}"`' if known else ""
        return f"Put its folder of programs on the path in that step{how}"
    return f"Activate it again there: `. {inside}/activate`" if known else "Activate it again there"


def _shown(program: str) -> str:
    return program.replace("\0", "…") or "python"
