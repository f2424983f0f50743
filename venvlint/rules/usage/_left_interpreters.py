"""Where the interpreter lies that an environment of an image links to, and whether the stage that
the environment is copied to has it.

An environment's `bin/python` is a link to the Python that made it (PEP 405). uv links to a Python
that it downloads below its own data folder where the image has none that fits (uv's documentation,
"Python versions"); `venv` and virtualenv to the one that ran them.
"""

from __future__ import annotations

import posixpath

from venvlint.facts.images import systems
from venvlint.facts.images.systems import base_image, installs_python, takes_interpreter
from venvlint.facts.project.programs import CONDA, PYTHON_MANAGERS
from venvlint.facts.stages.environments import is_only_carried
from venvlint.files.paths import joined
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command
    from venvlint.facts.images import Image
    from venvlint.facts.stages.environments import EnvironmentCopy
    from venvlint.model import Location
    from venvlint.tree import Tree

_PYTHON_MANAGERS = CONDA | PYTHON_MANAGERS


class Left(Record):
    """An interpreter that stays behind. `folder` is where it lies in the stage that made the
    environment; `why` is a clause that tells how that is known.
    """

    folder: str
    why: str
    by: Location | None = None
    downloaded: bool = False
    """Whether uv has downloaded it."""
    wanted: str = ""
    """The minor that uv is asked for, where the image has another one."""


def left_behind(
    tree: Tree, copy: EnvironmentCopy, commands: dict[tuple[str, int], list[Command]]
) -> Left | None:
    """The interpreter that a copy leaves behind; None where it comes along, is there already, or
    where that is not known.
    """
    made, origin = copy.environment.made, copy.environment.origin
    of_origin = [
        command
        for stage in reversed(origin.chain)
        for command in commands.get((copy.recipe.path, stage.index), ())
        if not command.shell.late
    ]
    of_target = [
        command
        for stage in copy.target.chain
        for command in commands.get((copy.recipe.path, stage.index), ())
    ]
    if origin.index in {stage.index for stage in copy.target.chain} or _makes_again(of_target):
        return None
    if made.by == "conda" or is_only_carried(tree, copy):
        return None  # it holds its own interpreter, or does not run here
    if made.by == "uv":
        return _of_uv(tree, copy, of_origin, of_target)
    if made.by in ("venv", "virtualenv", "poetry", "pipenv", "pdm"):
        return _of_image(copy, of_origin, of_target)
    return None


def _makes_again(of_target: list[Command]) -> bool:
    """Whether the stage installs a Python or makes the environment once more after the copy."""
    for command in of_target:
        if command.tool == "uv" and (
            {"sync", "venv"} & set(command.texts[:3]) or command.texts[:2] == ["python", "install"]
        ):
            return True
        if command.tool in ("venv", "virtualenv", *_PYTHON_MANAGERS):
            return True
        if command.name in ("ln", "cp", "mv") and any("python" in text for text in command.texts):
            return True
    return False


# -- uv


def _of_uv(
    tree: Tree, copy: EnvironmentCopy, of_origin: list[Command], of_target: list[Command]
) -> Left | None:
    made = copy.environment.made
    command, variables = made.command, made.command.variables
    downloads = variables.get("UV_PYTHON_DOWNLOADS", "automatic").lower()
    if UNKNOWN in "".join(
        variables.get(name, "")
        for name in (
            "UV_PYTHON",
            "UV_PYTHON_DOWNLOADS",
            "UV_PYTHON_PREFERENCE",
            "UV_NO_MANAGED_PYTHON",
        )
    ):
        return None
    installed = [one for one in of_origin if _installs(one) and one.start < command.start]
    if any(_installs(one) and one.document is not command.document for one in of_origin):
        return None
    reason = _download_reason(tree, copy, of_origin, installed)
    if reason is None:
        # uv takes the image's own Python.
        if command.has("--managed-python") is None and not installed:
            return _of_image(copy, of_origin, of_target)
        return None
    if not installed and (
        downloads in ("never", "manual", "false", "0")
        or command.has("--no-python-downloads") is not None
    ):
        return None
    folder = _managed_folder(copy, command)
    if folder is None or _is_there(copy, folder):
        return None
    return Left(folder, reason[0], reason[1], downloaded=True, wanted=reason[2])


def _installs(command: Command) -> bool:
    return command.tool == "uv" and command.texts[:2] == ["python", "install"]


def _download_reason(
    tree: Tree, copy: EnvironmentCopy, of_origin: list[Command], installed: list[Command]
) -> tuple[str, Location | None, str] | None:
    """Why uv does not take the image's own Python; None where it does, or where that is not
    known.
    """
    made = copy.environment.made
    command, variables = made.command, made.command.variables
    if command.turns_on("UV_NO_MANAGED_PYTHON"):
        return None
    if command.has("--no-managed-python", "--system") is not None:
        return None
    preference = variables.get("UV_PYTHON_PREFERENCE", "").lower()
    if preference in ("only-system", "system") and not installed:
        return None
    asked = command.value("--python", "-p") or variables.get("UV_PYTHON", "")
    if "/" in asked or UNKNOWN in asked:
        return None
    image = base_image(copy.environment.origin)
    if image is None:
        return None
    owner = systems.python_of(image)
    if owner not in ("image", "system"):
        return None
    if preference == "only-managed":
        return "`UV_PYTHON_PREFERENCE` has uv take only a Python of its own", command.at, ""
    if command.turns_on("UV_MANAGED_PYTHON") or command.has("--managed-python"):
        return "uv is told to use a Python of its own (`UV_MANAGED_PYTHON`)", command.at, ""
    if installed:
        return "`uv python install` puts its Python there", installed[-1].at, ""
    if installs_python(one for one in of_origin if one.tool != "uv"):
        return None  # which of the two uv takes is not certain
    if owner == "system":
        return f"`{image.text}` has no Python, so uv downloads one", command.at, ""
    return _other_version(tree, copy, image, asked)


def _other_version(
    tree: Tree, copy: EnvironmentCopy, image: Image, asked: str
) -> tuple[str, Location | None, str] | None:
    """Why the Python that an image has is not the one that uv is asked for."""
    from venvlint.facts.stages.files import stage_files
    from venvlint.readers.python_versions import minor_text

    made = copy.environment.made
    minor = image.minor
    if minor is None or image.implementation != "cpython":
        return None
    has = f"`{image.text}` has Python {minor[0]}.{minor[1]}"
    if asked:
        wanted = _request(asked)
        if wanted is None or wanted == minor:
            return None
        asks = minor_text(wanted)
        return f"{has}, and uv is asked for {asks}", made.command.at, asks
    files = stage_files(tree, copy.recipe, copy.environment.origin)
    directory = files.absolute(".", made.command)
    if directory is None:
        return None
    for folder in _upwards(directory):
        origin = files.origin(posixpath.join(folder, ".python-version"), made.command)
        if origin.state in ("unknown", "made"):
            return None
        if origin.state == "tree":
            document = tree.document(origin.path)
            lines = document.text.split("\n") if document is not None else []
            words = [line.strip() for line in lines if line.strip() and line[:1] != "#"]
            wanted = _request(words[0]) if words else None
            if wanted is None or wanted == minor or document is None:
                return None
            why = f"{has}, and `{origin.path}` asks uv for {wanted[0]}.{wanted[1]}"
            return why, document.at(0, len(lines[0])), minor_text(wanted)
    project = files.project(directory, made.command)
    reference = tree.python_references.get(project or ".") if project is not None else None
    if reference is None or reference.versions is None or reference.syntax != "pep440":
        return None
    if reference.versions.has_any(minor):
        return None
    floor = reference.versions.floor
    return (
        f"{has}, which `{reference.key} = {reference.text}` excludes",
        reference.at,
        (minor_text(floor) if floor is not None and reference.versions.has_newest(floor) else ""),
    )


def _request(text: str) -> tuple[int, int] | None:
    """The minor that a request to uv names: `3.12`, `3.12.4`, `cpython@3.12`, `python3.12`."""
    from venvlint.readers.python_versions import parse_pin

    word = text.strip().removeprefix("cpython").lstrip("@-=")
    pin = parse_pin(word.removeprefix("python"))
    return pin.series if pin is not None else None


def _upwards(directory: str) -> Iterator[str]:
    while True:
        yield directory
        if directory in ("/", ""):
            return
        directory = posixpath.dirname(directory)


def _managed_folder(copy: EnvironmentCopy, command: Command) -> str | None:
    """Where uv puts the Pythons that it downloads (uv's reference, "Storage")."""
    variables = command.variables
    own = variables.get("UV_PYTHON_INSTALL_DIR")
    if own is not None:
        return posixpath.normpath(own) if own.startswith("/") else None
    instruction = command.shell.instruction
    environment = instruction.environment if instruction is not None else {}
    data = environment.get("XDG_DATA_HOME")
    if data is not None:
        return posixpath.join(data.text, "uv/python") if data.text.startswith("/") else None
    home = environment.get("HOME")
    if home is not None:
        return f"{home.text}/.local/share/uv/python" if home.text.startswith("/") else None
    user = "root"
    for stage in reversed(copy.environment.origin.chain):
        for one in stage.instructions:
            if one is instruction:
                break
            if one.keyword == "USER":
                user = one.words[0].text.partition(":")[0] if one.words else UNKNOWN
    if UNKNOWN in user:
        return None
    return f"{'/root' if user in ('root', '0') else '/home/' + user}/.local/share/uv/python"


def _is_there(copy: EnvironmentCopy, folder: str) -> bool:
    """Whether the stage gets the folder, from whatever stage, or something that is not known."""
    for stage in copy.target.chain:
        for instruction in stage.instructions:
            if instruction.keyword not in ("COPY", "ADD") or "from" not in instruction.flags:
                continue
            for word in instruction.words[:-1]:
                source = word.known
                if source is None or any(mark in source for mark in "*?["):
                    return True
                source = joined("/", source)
                if source == "/" or (folder + "/").startswith(source + "/"):
                    return True
                if source.startswith(folder + "/"):
                    return True
    return False


# -- the image's own Python


def _of_image(
    copy: EnvironmentCopy, of_origin: list[Command], of_target: list[Command]
) -> Left | None:
    made = copy.environment.made
    source, target = base_image(copy.environment.origin), base_image(copy.target)
    if source is None or target is None or takes_interpreter(copy.target):
        return None
    by_manager = next((one for one in of_origin if one.tool in _PYTHON_MANAGERS), None)
    program = made.command.program
    if by_manager is not None or "pyenv" in program or "conda" in program:
        return _of_manager(copy, by_manager, program, target)
    if UNKNOWN in program or (made.command.folder and made.command.folder != "/usr/local/bin"):
        return None
    owner, owner_of_target = systems.python_of(source), systems.python_of(target)
    if owner == "conda" and owner_of_target != "conda":
        return _known(target, Left("/opt/conda", f"`{source.text}` has its Python in `/opt/conda`"))
    if owner != "image" or installs_python(of_origin) or source.family == "bitnami/python":
        return None
    if not _has_local_python(source) or _has_local_python(target):
        return None
    why = f"`{source.text}` has its Python in `/usr/local/bin`"
    return _known(target, Left("/usr/local/bin/python3", why)) if not _builds(of_target) else None


def _of_manager(
    copy: EnvironmentCopy, command: Command | None, program: str, target: Image
) -> Left | None:
    tool = command.tool if command is not None else ""
    if tool and tool != "pyenv" and "conda" not in program:
        return None
    folder = program.partition("/versions/")[0] if "/versions/" in program else ""
    if not folder:
        variables = copy.environment.made.command.shell.instruction
        root = variables.environment.get("PYENV_ROOT") if variables is not None else None
        folder = root.text if root is not None else "/root/.pyenv"
    if "conda" in program:
        folder = program.partition("/bin/")[0]
    if UNKNOWN in folder or not folder.startswith("/") or _is_there(copy, folder):
        return None
    return _known(target, Left(folder, f"its Python lies in `{folder}`"))


def _known(target: Image, left: Left) -> Left | None:
    """What is left behind where it is known what the target's image has."""
    return left if systems.python_of(target) in ("system", "image") else None


def _has_local_python(image: Image) -> bool:
    """Whether an image has its own Python in `/usr/local/bin`, as Docker's `python` images and
    what is made of them.
    """
    return (
        systems.python_of(image) == "image"
        and not image.path.endswith(
            ("distroless/python3", "distroless/python3-debian12", "distroless/python3-debian11")
        )
        and "distroless" not in image.path
        and "chainguard" not in image.path
    )


def _builds(commands: list[Command]) -> bool:
    """Whether a stage puts a Python of its own somewhere."""
    return any(
        command.tool in ("make", "tar", "curl", "wget") and any("ython" in t for t in command.texts)
        for command in commands
    )
