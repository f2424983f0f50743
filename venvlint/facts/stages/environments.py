"""Environments in images: in which stage one is made, where it lies, and which stage it is copied
to.
"""

from __future__ import annotations

from functools import partial

from venvlint.facts.commands.installs import (
    OUTSIDE_TOOLS,
    only_outside_tools,
    pip_command,
    request_of,
)
from venvlint.facts.commands.made_environments import (
    MadeEnvironment,
    all_made,
    says_in_project,
    uv_command,
)
from venvlint.facts.commands.model import is_on
from venvlint.facts.project.programs import CONDA
from venvlint.files.paths import joined
from venvlint.readers.patchwork import UNKNOWN
from venvlint.readers.shell_wrappers import SHELLS
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.facts.commands import Command
    from venvlint.facts.commands.installs import InstallRequest
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.facts.stages.files import StageFiles
    from venvlint.readers.dockerfile import Instruction, Stage
    from venvlint.tree import Tree

_MAX_ENVIRONMENTS = 16  # of one stage
# What an environment of conda's has before anything is installed for the project.
_BARE = lazy(r"(?:python|pip|setuptools|wheel)(?:[=<>!~ ].*)?$")


class Environment(Record):
    """An environment as it lies in one stage. `made.path` is where it was made: what its scripts
    name.
    """

    path: str
    stage: Stage
    made: MadeEnvironment
    """By which command of `origin`."""
    origin: Stage


class EnvironmentCopy(Record):
    """A `COPY --from=` that takes an environment, or a folder that holds one, into another
    stage.
    """

    recipe: Recipe
    instruction: Instruction
    target: Stage
    environment: Environment
    """As it lies in the stage that it is taken from."""
    path: str
    """Where it lies afterwards."""


def build(tree: Tree) -> tuple[EnvironmentCopy, ...]:
    """Every such copy of the tree's Dockerfiles, in the order of the files."""
    recipes = [
        recipe
        for recipe in tree.dockerfiles
        if not recipe.is_template and len(recipe.parsed.stages) > 1
    ]
    if not any(b"--from=" in recipe.document.data for recipe in recipes):
        return ()
    return tuple(copy for recipe in recipes for copy in _of_recipe(tree, recipe))


def _of_recipe(tree: Tree, recipe: Recipe) -> Iterator[EnvironmentCopy]:
    from venvlint.facts.stages.files import stage_files

    inventory: dict[int, dict[str, Environment]] = {}
    for stage in recipe.parsed.stages:
        there = dict(inventory.get(stage.parent.index, {})) if stage.parent is not None else {}
        there = {
            path: Environment(path, stage, environment.made, environment.origin)
            for path, environment in there.items()
        }
        # The stages below come first: what they configure holds here too. Scripts of the repository
        # that a stage runs are among the commands.
        files = stage_files(tree, recipe, stage)
        before = [command for command in files.commands if not command.shell.late]
        for found in all_made(tree, before, partial(_in_project, files)):
            if found.path.startswith("/") and len(there) < _MAX_ENVIRONMENTS:
                there.setdefault(found.path, Environment(found.path, stage, found, stage))
        for instruction in stage.instructions:
            if instruction.keyword != "COPY" or not instruction.flags_text.text:
                continue
            source = recipe.parsed.source(instruction)
            for copy in (
                _copied(recipe, instruction, stage, inventory.get(source.index, {}))
                if source is not None
                else ()
            ):
                yield copy
                if len(there) < _MAX_ENVIRONMENTS:
                    there.setdefault(
                        copy.path,
                        Environment(
                            copy.path, stage, copy.environment.made, copy.environment.origin
                        ),
                    )
        inventory[stage.index] = there


def _copied(
    recipe: Recipe, instruction: Instruction, stage: Stage, there: dict[str, Environment]
) -> Iterator[EnvironmentCopy]:
    words = [word.known for word in instruction.words]
    if len(words) < 2 or words[-1] is None or {"parents", "exclude"} & instruction.flags.keys():
        return
    if not words[-1].startswith("/") and instruction.directory is None:
        return
    destination = joined(instruction.directory or "/", words[-1])
    for word in words[:-1]:
        if word is None or any(character in word for character in "*?["):
            continue
        source = joined("/", word)
        for environment in there.values():
            # What is copied is what the folder holds: /build to /app makes /build/.venv /app/.venv.
            if environment.path == source or environment.path.startswith(source.rstrip("/") + "/"):
                below = environment.path[len(source) :].strip("/")
                yield EnvironmentCopy(
                    recipe,
                    instruction,
                    stage,
                    environment,
                    joined(destination, below),
                )


def later_commands(
    tree: Tree, copy: EnvironmentCopy, commands: dict[tuple[str, int], list[Command]]
) -> list[Command]:
    """The commands that run after a copy in its stage and in those that are built on it, services
    of the image included; of a script of the repository what it does.
    """
    from venvlint.facts.stages.files import stage_files

    found: list[Command] = []
    for stage in copy.recipe.parsed.stages:
        if copy.target not in stage.chain:
            continue
        files = stage_files(tree, copy.recipe, stage)
        for command in commands.get((copy.recipe.path, stage.index), ()):
            if (
                stage is not copy.target
                or command.start > copy.instruction.start
                or command.shell.late
            ):
                found += files.started(command)
    return found


_CARRIERS = frozenset("cp mv rsync tar install".split())


def is_only_carried(tree: Tree, copy: EnvironmentCopy) -> bool:
    """Whether an image takes an environment to where it runs, as the first container of a pod does:
    it has no Python at all, nothing of it names the environment, and what it starts copies files or
    is a script that the tree does not hold.
    """
    from venvlint.facts.images.systems import base_image, installs_python, python_of

    base = base_image(copy.target)
    if base is None or not (
        base.path == "busybox" or (python_of(base) == "system" and not base.family)
    ):
        return False
    of_target = tree.commands.of_chain(copy.recipe, copy.target)
    later = later_commands(tree, copy, tree.commands.by_stage)
    starts = [one for one in later if one.shell.late and one.words]
    return (
        bool(starts)
        and not installs_python(of_target)
        and not any(_is_in_environment(one, copy.path) for one in starts)
        and all(_carries(one) for one in starts)
    )


def _is_in_environment(command: Command, path: str) -> bool:
    """Whether a variable of what an image starts (`PATH`, `VIRTUAL_ENV`) or the command itself
    names an environment.
    """
    instruction = command.shell.instruction
    values = instruction.environment.values() if instruction is not None else ()
    words = () if command.name in _CARRIERS or _is_shell(command) else command.words
    return any(path in word.text for word in (*values, *words))


def _carries(command: Command) -> bool:
    """Whether a command copies something, has a shell do so, or is a script that nobody knows."""
    if command.name in _CARRIERS or _is_shell(command):
        return True
    return "/" in command.program and len(command.words) == 1 and not command.is_python


def _is_shell(command: Command) -> bool:
    """Whether it is a shell that is given commands, which stand among the others."""
    return command.name in SHELLS and command.texts[:1] == ["-c"]


# -- The environments that a stage of an image has in the end: made there, in a stage that it is
# `FROM`, or copied from another; Poetry's and pipenv's own ones among them, which lie below a
# cache folder.


class StageEnvironment(Record):
    """One environment in a stage. `path` is where it lies there, empty for one in a cache folder
    whose name nobody knows.
    """

    path: str
    command: Command
    """What made it."""
    by: str
    """The tool: `venv`, `virtualenv`, `uv`, `poetry`, `pdm`, `pipenv`, `conda`."""
    filled_by: Command | None = None
    """The first command that installs the project or its packages into it."""
    filled: frozenset[str] = frozenset()
    """The distributions that are named on command lines; others may come from lists."""

    @property
    def title(self) -> str:
        """How a message names it."""
        return f"`{self.path}`" if self.path else f"{self.by.capitalize()}'s own"


def stage_environments(tree: Tree, recipe: Recipe, stage: Stage) -> list[StageEnvironment]:
    """Every environment that the finished stage has, in the order in which they came."""
    from venvlint.facts.stages.files import stage_files

    by_stage = tree.commands.by_stage

    def commands_of(one: Stage) -> list[Command]:
        return [
            command
            for member in reversed(one.chain)
            for command in by_stage.get((recipe.path, member.index), ())
            if not command.shell.late
        ]

    own = commands_of(stage)
    found: dict[str, StageEnvironment] = {}
    files = stage_files(tree, recipe, stage)
    for made in all_made(tree, own, partial(_in_project, files)):
        if made.path.startswith("/") and made.by != "conda":
            found.setdefault(made.path, _filled(made.path, made.command, made.by, own))
    for copy in tree.environment_copies:
        if copy.recipe.path == recipe.path and copy.target in stage.chain:
            inner = copy.environment.made
            if inner.by == "conda":
                continue
            origin = commands_of(copy.environment.origin)
            made_at = _filled(inner.path, inner.command, inner.by, origin)
            found.setdefault(
                copy.path,
                StageEnvironment(
                    copy.path,
                    made_at.command,
                    made_at.by,
                    made_at.filled_by,
                    made_at.filled,
                ),
            )
    for other in (_cached(files, own), _of_conda(files, stage, own)):
        if other is not None:
            found.setdefault(other.path, other)
    return list(found.values())


def _filled(path: str, command: Command, by: str, commands: Iterable[Command]) -> StageEnvironment:
    first: Command | None = None
    names: set[str] = set()
    for one in commands:
        if not _fills(one, path):
            continue
        given = _names(one)
        if given and given <= OUTSIDE_TOOLS:
            continue
        names |= given
        first = first or one
    return StageEnvironment(path, command, by, first, frozenset(names))


def _names(command: Command) -> set[str]:
    from venvlint.facts.commands.installs import installed_names

    return set(installed_names(command)) if pip_command(command) == "install" else set()


def _fills(command: Command, path: str) -> bool:
    """Whether a command installs into the environment at *path*."""
    verb = uv_command(command)[:1]
    if verb in (["sync"], ["run"]):
        from venvlint.facts.commands.made_environments import made

        target = made(command)
        return target is not None and target.path == path
    if command.tool in ("poetry", "pipenv", "pdm") and {"install", "sync"} & set(command.texts[:3]):
        return True
    if pip_command(command) not in ("install", "sync") and command.tool != "pip-sync":
        return False
    from venvlint.facts.commands.environments import same_folder
    from venvlint.facts.commands.made_environments import resolved

    if command.tool == "uv" and not command.environment:
        return command.variables.get("VIRTUAL_ENV", path) == path
    if command.environment:
        place = resolved(command, command.environment) or command.environment
        return same_folder(place, path)
    if command.folder:
        folder = resolved(command, command.folder) or command.folder
        return folder.removesuffix("/bin") == path
    return False


def _in_project(files: StageFiles, command: Command) -> bool | None:
    """What the `poetry.toml` that the image has beside the project says to where a command runs;
    None where it is not known which one that is.
    """
    place = files.absolute("poetry.toml", command)
    if place is None or command.has("-C", "--directory", "-P", "--project") is not None:
        return None
    origin = files.origin(place, command)
    if origin.state == "absent":
        return False
    return says_in_project(files.tree, origin.path) if origin.state == "tree" else None


def _makes_none(files: StageFiles, command: Command) -> bool:
    """Whether the `poetry.toml` that the image has beside the project tells Poetry to make no
    environment.
    """
    place = files.absolute("poetry.toml", command)
    origin = files.origin(place, command) if place is not None else None
    if origin is None or origin.state != "tree":
        return False
    return files.tree.toml(origin.path).get("virtualenvs", "create").value is False


def _cached(files: StageFiles, commands: list[Command]) -> StageEnvironment | None:
    """The environment that Poetry or pipenv makes for the project in its cache, unless it is told
    to use another (their documentation: `virtualenvs.create`, `--system`).
    """
    creates: bool | None = None
    for command in commands:
        texts = command.texts
        if command.tool == "poetry" and "config" in texts[:2]:
            # Poetry before 1.0 has all its settings below `settings.`.
            settings = [text.removeprefix("settings.") for text in texts]
            if "virtualenvs.create" in settings:
                creates = is_on(texts[-1])
            if any(
                text.startswith("virtualenvs.") and text != "virtualenvs.create"
                for text in settings
            ):
                return None
        if command.tool == "poetry" and texts[:1] and {"install", "sync"} & set(texts[:3]):
            if creates is False or command.environment or command.conditional:
                return None
            if any(name.startswith("POETRY_VIRTUALENVS") for name in command.variables):
                return None
            if files.tree.find("poetry.toml") and (
                _in_project(files, command) is not False or _makes_none(files, command)
            ):
                return None
            return StageEnvironment("", command, "poetry", command)
        if command.tool == "pipenv" and {"install", "sync"} & set(texts[:2]):
            if command.has("--system", "--deploy-system") is not None or command.environment:
                return None
            if command.turns_on("PIPENV_VENV_IN_PROJECT") or command.turns_on("PIPENV_SYSTEM"):
                return None
            if command.conditional or UNKNOWN in "".join(texts):
                return None
            if all(text.startswith("-") or text in ("install", "sync") for text in texts):
                return StageEnvironment("", command, "pipenv", command)
            if not only_outside_tools(command):
                return StageEnvironment("", command, "pipenv", command)
    return None


_OF_CONDA = ("continuumio/miniconda3", "condaforge/miniforge3", "condaforge/mambaforge")
"""Images that have conda at `/opt/conda`, and nothing else in its base environment."""


def _of_conda(files: StageFiles, stage: Stage, commands: list[Command]) -> StageEnvironment | None:
    """The one environment beside the base that conda makes in an image of its makers; None where
    there are several, where the base is filled too, or where that is not known.
    """
    from venvlint.facts.images.systems import base_image

    image = base_image(stage)
    if image is None or image.family not in _OF_CONDA:
        return None
    made: StageEnvironment | None = None
    for command in commands:
        request = request_of(command)
        if request is None or request.tool not in CONDA or command.environment:
            continue
        name = _name_of_conda(files, command, request)
        if name in ("", "base", "root") or UNKNOWN in name or command.conditional:
            return None
        path = name if "/" in name else f"/opt/conda/envs/{name}"
        fills = request.verb != "create" or any(
            _BARE.match(word.text) is None for word in request.operands
        )
        if made is None:
            made = StageEnvironment(path, command, "conda", command if fills else None)
        elif made.path != path:
            return None
        elif fills and made.filled_by is None:
            made = StageEnvironment(path, made.command, "conda", command)
    return made


def _name_of_conda(files: StageFiles, command: Command, request: InstallRequest) -> str:
    """The name or folder of the environment that a command of conda's makes or changes; empty for
    the base, and where it is not known.
    """
    if request.target is not None:
        return request.target.text
    for written in [word.text for word in request.files] or request.defaults:
        place = files.absolute(written, command) if request.verb.startswith("env ") else None
        origin = files.origin(place, command) if place is not None else None
        if origin is not None and origin.state == "tree":
            return files.tree.yaml(origin.path).text("name") or ""
    return ""
