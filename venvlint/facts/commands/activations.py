"""Every activation of an environment, what its own shell does with it, and what comes after its end and would need it."""

from __future__ import annotations

from venvlint.facts.commands import environments, installs
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.commands.model import Command, Commands, Sequence

# Commands that do nothing with an environment.
_IDLE = frozenset("echo printf cd set true : export which type pwd ls mkdir touch chmod cat sleep date exit return test [ [[ unset alias".split())


class Activation(Record):
    """One activation. `folder` is the environment's, `\\0` in it for an unknown part."""

    command: Command
    folder: str
    sequence: Sequence
    used: bool = False
    """Whether a command behind it, in the same shell and block, has something of it."""
    dropped: bool = False
    """Whether `deactivate` ends it on purpose."""
    needed: Command | None = None
    """The first command after its end that means the environment and does not get it."""
    provided: bool = False
    """Whether the environment comes to the later shells in some other way, or is on `PATH` anyway."""
    other: bool = False
    """Whether something was installed outside of the environment before: later commands may well mean that."""


def build(commands: Commands) -> list[Activation]:
    """Each activation once; of the sequences that share one, the one in which something needs it."""
    found: dict[int, Activation] = {}
    for sequence in commands.sequences:
        if sequence.kind == "tox":
            continue
        for index, command in enumerate(sequence.commands):
            if "activate" not in (command.words[-1].raw + command.words[0].raw if command.words else "").lower():
                continue
            folder = environments.sourced(command)
            if folder is None or _in_function(command):
                continue
            activation = _judge(sequence, index, command, folder)
            before = found.get(id(command))
            if before is None or (activation.needed is not None and before.needed is None) or (activation.provided and before.needed is None):
                found[id(command)] = activation
    return list(found.values())


def _judge(sequence: Sequence, index: int, command: Command, folder: str) -> Activation:
    block, shell = command.block, command.shell
    used = dropped = provided = False
    needed: Command | None = None
    provided = bool(command.environment)
    tools: set[str] = set()
    for later in sequence.commands[index + 1 :]:
        if _in_function(later):
            continue
        if later.shell is shell and later.block.is_within(block):
            if later.program == "deactivate":
                dropped = True
            elif later.name not in _IDLE and later.words:
                used = True
            continue
        if later.environment or later.tool == "uv":
            provided = True
        if later.tool in ("pipx", "uv", "pip") and "install" in later.texts:
            tools.update(later.texts)
        if (
            needed is None
            and not later.environment
            and installs.wants_environment(later)
            and later.name not in tools
            and not _is_beside(command, later)
        ):
            needed = later
    other = any(
        earlier.shell is not shell and installs.installs(earlier) and installs.into_system(earlier) and not installs.only_outside_tools(earlier)
        for earlier in sequence.commands[:index]
    )
    return Activation(command, folder, sequence, used, dropped, needed, provided, other)


def _is_beside(command: Command, later: Command) -> bool:
    """Whether the two are alternatives: the later one runs only where the other has not run."""
    return later.shell is command.shell and later.before == "||"


def _in_function(command: Command) -> bool:
    block = command.block
    while True:
        if block.kind == "function":
            return True
        if block.outer is None:
            return False
        block = block.outer
