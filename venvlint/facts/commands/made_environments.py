"""Which command makes an environment, at which path, and with which Python, as far as its words
tell.
"""

from __future__ import annotations

import posixpath

from venvlint.facts.commands import environments
from venvlint.facts.commands.model import WITHOUT_PROJECT, is_on
from venvlint.files.paths import joined, name_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from venvlint.facts.commands import Command
    from venvlint.tree import Tree

_MINOR = lazy(r"(?:cpython|python|py|cp)?[-@]?([23])\.?(\d{1,2})(?:\.\d+)?$")
_PROGRAM_MINOR = lazy(r"python([23])\.(\d{1,2})")
_IN_PROJECT = {"poetry": "POETRY_VIRTUALENVS_IN_PROJECT", "pipenv": "PIPENV_VENV_IN_PROJECT"}
# Poetry before 1.0 has all its settings below `settings.`.
_KEEP_IT_INSIDE = frozenset(("virtualenvs.in-project", "settings.virtualenvs.in-project"))
_MAKE_ONE = frozenset(("virtualenvs.create", "settings.virtualenvs.create"))
# With these `uv add` and `uv remove` write the manifest and install nothing.
_UV_ONLY_WRITES = frozenset(("--frozen", "--no-sync", "--script"))


class MadeEnvironment(Record):
    """An environment that a command makes. `path` is absolute, or relative to the project's root
    where the command works on its files.
    """

    path: str
    command: Command
    relocatable: bool = False
    """Whether it may be moved: `uv venv --relocatable`."""
    minor: tuple[int, int] | None = None
    """The Python that the command names; None where it takes what is there."""
    by: str = ""
    """`venv`, `virtualenv`, `uv`, `poetry`, `pdm`, `pipenv`, `conda`."""


def uv_command(command: Command) -> list[str]:
    """The words of a uv command from its subcommand on: `["sync", "--frozen"]`; empty for other
    programs.
    """
    if command.tool != "uv":
        return []
    from venvlint.facts.commands.install_options import taking

    texts, takes, index = command.texts, taking("uv"), 0
    while index < len(texts) and texts[index].startswith("-"):
        index += 2 if texts[index] in takes else 1
    return texts[index:]


def resolved(command: Command, path: str, directory: str | None = None) -> str | None:
    """A path as it is meant where *command* runs; None where that is not known."""
    base = command.directory if directory is None else directory
    if UNKNOWN in path or path.startswith(("~", "$")):
        return None
    if path.startswith("/"):
        return posixpath.normpath(path)
    if base is None or UNKNOWN in base:
        return None
    place = joined(base or ".", path)
    return None if place.startswith("..") else place


def place_of(command: Command, path: str) -> str | None:
    """Where a command makes the environment *path*, which may begin with the folder of its own
    script (`"$HERE/venv"`); None where that is not known.
    """
    return resolved(command, path) or command.near_script.get(path.replace("\\", "/")) or None


def all_made(
    tree: Tree, commands: Iterable[Command], told: Callable[[Command], bool | None] | None = None
) -> Iterator[MadeEnvironment]:
    """The environments that commands make one after the other; `poetry config
    virtualenvs.in-project true` before counts, and so does Poetry's own file. *told* says what that
    has to say where a command runs (None: not known); without it the file of the command's folder
    is asked.
    """
    in_project: bool | None = None
    creates = True
    for command in commands:
        if command.tool == "poetry" and "config" in command.texts[:2]:
            if _KEEP_IT_INSIDE.intersection(command.texts):
                in_project = is_on(command.texts[-1])
            elif _MAKE_ONE.intersection(command.texts):
                creates = is_on(command.texts[-1])
        chosen = in_project
        if command.tool == "poetry" and chosen is None:
            chosen = told(command) if told is not None else None
            if chosen is None:
                chosen = _by_poetrys_file(tree, command)
        found = made(command, in_project=bool(chosen), creates=creates)
        if found is not None:
            yield found


def _by_poetrys_file(tree: Tree, command: Command) -> bool:
    """Whether the `poetry.toml` of the command's folder puts the environment into the project, any
    of the tree where the folder is not known: Poetry reads the one beside the project's manifest
    and none above it (Poetry, `Factory.create_poetry`).
    """
    folder = command.directory
    if folder is not None and not folder.startswith("/") and UNKNOWN not in folder:
        path = joined(folder, "poetry.toml")
        if tree.exists(posixpath.join(posixpath.dirname(path), "pyproject.toml")):
            return says_in_project(tree, path)
    return any(says_in_project(tree, path) for path in tree.find("poetry.toml"))


def says_in_project(tree: Tree, path: str) -> bool:
    """Whether a `poetry.toml` puts the environment into the project, and does not tell Poetry to
    make none.
    """
    if not tree.exists(path):
        return False
    settings = tree.toml(path).get("virtualenvs")
    return settings.get("in-project").value is True and settings.get("create").value is not False


def made(
    command: Command, *, in_project: bool = False, creates: bool = True
) -> MadeEnvironment | None:
    """The environment that a command makes or fills where it does not exist yet; None for every
    other command.

    *in_project* and *creates* are Poetry's settings of these names, where something before the
    command has set them.
    """
    tool, texts = command.tool, command.texts
    if tool == "uv":
        return _by_uv(command)
    if tool in _IN_PROJECT and _verb(texts) in ("install", "sync"):
        chosen = command.turns_on(_IN_PROJECT[tool]) or (
            tool == "poetry" and in_project and _IN_PROJECT[tool] not in command.variables
        )
        if not chosen or _takes_the_system(command, creates=creates):
            return None
        path = resolved(command, ".venv")
        return MadeEnvironment(path, command, by=tool) if path else None
    if tool == "pdm" and _verb(texts) in ("install", "sync"):
        if "PDM_USE_VENV" in command.variables and not command.turns_on("PDM_USE_VENV"):
            return None
        path = resolved(command, ".venv")
        return MadeEnvironment(path, command, by=tool) if path else None
    folder = environments.makes(tool, command.arguments)
    path = place_of(command, folder) if folder else None
    if path is None:
        return None
    minor = _minor(command.value("-p", "--python") or "") if tool == "virtualenv" else None
    program = _PROGRAM_MINOR.search(command.program)
    if minor is None and program is not None:
        minor = (int(program[1]), int(program[2]))
    return MadeEnvironment(path, command, command.has("--relocatable") is not None, minor, tool)


def _takes_the_system(command: Command, *, creates: bool) -> bool:
    """Whether Poetry or pipenv is told to make no environment: what says where one would lie has
    no say then.
    """
    if command.tool == "pipenv":
        return command.has("--system") is not None or command.turns_on("PIPENV_SYSTEM")
    if "POETRY_VIRTUALENVS_CREATE" in command.variables:
        return not command.turns_on("POETRY_VIRTUALENVS_CREATE")
    return not creates


def _by_uv(command: Command) -> MadeEnvironment | None:
    words = uv_command(command)
    verb = words[0] if words else ""
    texts = command.texts
    if verb == "venv":
        folder = environments.makes("uv", command.arguments[len(texts) - len(words) :])
        if folder == ".venv" and ".venv" not in words:
            folder = command.variables.get("UV_PROJECT_ENVIRONMENT") or ".venv"
    elif (
        verb == "sync"
        or (verb == "run" and WITHOUT_PROJECT.isdisjoint(words))
        or (verb in ("add", "remove") and _UV_ONLY_WRITES.isdisjoint(words))
    ):
        if "--active" in words and command.environment:
            return None  # it fills the active one
        folder = command.variables.get("UV_PROJECT_ENVIRONMENT") or ".venv"
    else:
        return None
    directory = next(
        (
            texts[index + 1]
            for index, text in enumerate(texts[:-1])
            if text in ("--directory", "--project")
        ),
        None,
    )
    base = resolved(command, directory) if directory is not None else None
    path = None
    if folder and directory is None:
        path = place_of(command, folder)
    elif folder and base is not None:
        path = resolved(command, folder, base)
    if path is None or path in ("/usr", "/usr/local"):
        return None  # the system's own Python
    minor = _minor(command.value("-p", "--python") or "") or _minor(
        command.variables.get("UV_PYTHON", "")
    )
    relocatable = "--relocatable" in words or command.turns_on("UV_VENV_RELOCATABLE")
    return MadeEnvironment(path, command, relocatable, minor, "uv")


def _verb(texts: list[str]) -> str:
    return next((text for text in texts if not text.startswith("-")), "")


def _minor(text: str) -> tuple[int, int] | None:
    match = _MINOR.match(name_of(text))
    return (int(match[1]), int(match[2])) if match else None
