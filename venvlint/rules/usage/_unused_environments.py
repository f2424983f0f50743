"""Commands that need an environment which was made for them, and run another Python."""

from __future__ import annotations

from venvlint.facts.commands.installs import (
    OUTSIDE_TOOLS,
    SYSTEM_FOLDERS,
    installed_names,
    only_outside_tools,
    pip_command,
    wants_environment,
)
from venvlint.facts.commands.interpreters import CONFIGURED
from venvlint.facts.commands.made_environments import made
from venvlint.facts.images import systems
from venvlint.facts.images.systems import base_image
from venvlint.facts.manifests.own_programs import own_programs
from venvlint.files.paths import name_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command, Sequence, Shell
    from venvlint.facts.commands.made_environments import MadeEnvironment
    from venvlint.facts.stages.environments import StageEnvironment
    from venvlint.model import Location
    from venvlint.readers.dockerfile import Stage
    from venvlint.tree import Tree

_ELSEWHERE = ("--target", "-t", "--prefix", "--root", "--user", "--python", "--dry-run", "--system")
_ELSEWHERE_BY_NAME = CONFIGURED | {"PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PIP_REQUIRE_VENV"}
"""Variables that say the same, or let pip stop where no environment is in force."""


class Unused(Record):
    """A command that runs without the environment. `path` is that one's folder, empty for one in a
    cache folder; `made_at` the command that made it.
    """

    command: Command
    at: Location
    path: str
    title: str
    made_at: Location
    by: str
    in_image: bool = True
    script: str = ""
    """The script of the tree that the command starts, which holds what needs the environment."""
    inner: str = ""
    """That program of the script."""


def unused(tree: Tree) -> Iterator[Unused]:
    """Every such command of images, services, scripts and Makefiles."""
    for sequence in tree.commands.sequences:
        if sequence.stage is not None and sequence.kind in ("image", "container"):
            yield from _of_image(tree, sequence)
        elif sequence.kind in ("script", "make"):
            yield from _of_script(sequence)


# -- images and services


def _of_image(tree: Tree, sequence: Sequence) -> Iterator[Unused]:
    from venvlint.facts.stages.environments import stage_environments

    stage, recipe = sequence.stage, sequence.recipe
    assert stage is not None
    assert recipe is not None
    late = [shell for shell in sequence.shells if shell.late]
    if not late or recipe.is_template:
        return
    image = base_image(stage)
    owner = systems.python_of(image) if image is not None else ""
    if owner not in ("image", "system", "conda"):
        return  # what somebody's own image puts on PATH is not known
    environments = [
        one
        for one in stage_environments(tree, recipe, stage)
        if one.filled_by is not None and (one.by == "conda") == (owner == "conda")
    ]
    if len(environments) != 1:
        return
    environment = environments[0]
    if _is_reached(tree, sequence, stage, environment):
        return
    for shell in late:
        if shell.instruction is not None and shell.instruction.keyword == "HEALTHCHECK":
            continue
        for command in shell.commands:
            found = _runs_without(tree, sequence, stage, shell, command, environment)
            if found is not None:
                apart = found.document is not command.document
                outer = command if apart else found
                yield Unused(
                    outer,
                    outer.at,
                    environment.path,
                    environment.title,
                    environment.command.at,
                    environment.by,
                    script=name_of(found.document.path) if apart else "",
                    inner=name_of(found.program) if apart else "",
                )
                break


def _is_reached(
    tree: Tree, sequence: Sequence, stage: Stage, environment: StageEnvironment
) -> bool:
    """Whether the stage makes what the environment has reachable in some other way, or has it in
    the system's Python too.
    """
    from venvlint.facts.commands.environments import conda_activated, sourced

    by_stage = tree.commands.by_stage
    recipe = sequence.recipe
    assert recipe is not None
    inner = f"{environment.path or UNKNOWN}/bin"
    for member in stage.chain:
        for instruction in member.instructions:
            if instruction.keyword in ("COPY", "ADD") and "from" in instruction.flags:
                for word in instruction.words:
                    if "site-packages" in word.text or word.text.rstrip("/") in (
                        "/usr/local",
                        "/usr/local/bin",
                        "/usr/local/lib",
                    ):
                        return True
                    if word.known is None:
                        return True
        for command in by_stage.get((recipe.path, member.index), ()):
            if command.shell.late:
                continue
            texts = [word.text for word in command.words]
            if command.tool in ("ln", "cp", "mv", "install") and any(
                text.startswith(inner) or "/bin/python" in text for text in texts
            ):
                return True
            if sourced(command) is not None or conda_activated(command) is not None:
                return True  # an activation that is lost is another rule's
            if any("PATH" in text or "activate" in text for text in texts if command.redirections):
                return True
            if _fills_system(command, environment):
                return True
    path = stage.end.environment.get("PYTHONPATH")
    return path is not None and ("site-packages" in path.text or UNKNOWN in path.text)


def _fills_system(command: Command, environment: StageEnvironment) -> bool:
    """Whether a command installs more than a tool outside of any environment."""
    if command.environment or command.folder not in SYSTEM_FOLDERS:
        return False
    if command.tool == "uv" and command.has("--system") is None:
        return False
    if pip_command(command) != "install" or command.start == environment.command.start:
        return False
    return not only_outside_tools(command)


def _runs_without(
    tree: Tree,
    sequence: Sequence,
    stage: Stage,
    shell: Shell,
    command: Command,
    environment: StageEnvironment,
) -> Command | None:
    """The command that a started one comes to and that needs the environment; None where it has it,
    or where that is not known.
    """
    from venvlint.facts.stages.files import stage_files

    assert sequence.recipe is not None
    files = stage_files(tree, sequence.recipe, stage)
    inner = list(files.started(command)) if sequence.kind == "image" else [command]
    there = _in_system(files.commands)
    for one in inner:
        if one.environment or (one.conditional and one is not command):
            return None
        if one.tool in ("source", ".") or (one.words and one.program in ("source", ".")):
            return None
        if not _needs(tree, one, there):
            continue
        if not one.is_python and _is_on_path(shell, environment):
            return None  # behind the old PATH: a program that only the environment has is found
        return one
    return None


def _is_on_path(shell: Shell, environment: StageEnvironment) -> bool:
    instruction = shell.instruction
    path = instruction.environment.get("PATH") if instruction is not None else None
    return path is not None and f"{environment.path}/bin" in path.text


def _in_system(commands: list[Command]) -> frozenset[str]:
    """The modules that a tool such as Poetry brings along to the system's Python."""
    from venvlint.facts.project.known_names import brought_by

    found: set[str] = set()
    for command in commands:
        if (
            pip_command(command) == "install"
            and not command.environment
            and command.folder in SYSTEM_FOLDERS
        ):
            for name in installed_names(command):
                found.update((name, *brought_by(name)))
    return frozenset(name.replace("-", "_") for name in found)


def _needs(tree: Tree, command: Command, there: frozenset[str]) -> bool:
    """Whether a command starts something of the project's that the environment was filled for and
    that is not *there* without it.
    """
    from venvlint.rules.usage._services import SERVERS, needs_packages

    name = name_of(command.program)
    if command.folder and command.folder not in SYSTEM_FOLDERS:
        return False
    if name in SERVERS:
        return True
    if not command.folder and name in own_programs(tree):
        # What the project itself is called; a file of that name may be copied to where it is found.
        return all(name_of(path) != name for path in tree.paths)
    return command.is_python and _wants(command) and needs_packages(tree, command, there)


def _wants(command: Command) -> bool:
    """As `wants_environment`, also of the system's own interpreter by its path."""
    if command.folder in SYSTEM_FOLDERS and command.folder:
        return True
    return wants_environment(command)


# -- scripts and Makefiles


def _of_script(sequence: Sequence) -> Iterator[Unused]:
    """A plain `pip install` behind the making of an environment, in one script or one recipe."""
    environment: MadeEnvironment | None = None
    last: Shell | None = None
    for command in sequence.commands:
        if last is not command.shell and sequence.kind == "make" and _another_rule(last, command):
            environment = None
        last = command.shell
        found = made(command) if command.tool in ("venv", "virtualenv") else None
        if found is not None:
            environment = None if command.conditional or command.environment else found
            continue
        if environment is None or _is_called_elsewhere(command, environment):
            continue
        if command.environment or command.conditional or command.wrappers[:1] == ("sudo",):
            if command.environment:
                environment = None
            continue
        if command.program in (".", "source", "deactivate", "cd", "exec", "exit"):
            if command.program in (".", "source"):
                environment = None
            continue
        if (
            command.tool == "pip"
            and pip_command(command) == "install"
            and command.folder == ""
            and command.has(*_ELSEWHERE) is None
            and not only_outside_tools(command)
            and not set(installed_names(command)) & OUTSIDE_TOOLS
            and _ELSEWHERE_BY_NAME.isdisjoint(command.variables)
        ):
            yield Unused(
                command,
                command.at,
                environment.path,
                f"`{environment.path}`",
                environment.command.at,
                environment.by,
                in_image=False,
            )
            return


def _is_called_elsewhere(command: Command, environment: MadeEnvironment) -> bool:
    """Whether one of the two stands in a function that the other one is not of: which of them runs
    first, nobody knows.
    """
    blocks = (command.block, environment.command.block)
    return blocks[0] is not blocks[1] and any(block.kind == "function" for block in blocks)


def _another_rule(last: Shell | None, command: Command) -> bool:
    """Whether a recipe of another target begins: its shells have another label."""
    return last is not None and last.label != command.shell.label
