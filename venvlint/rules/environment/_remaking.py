"""Which Python an environment on disk should have, where it has another one, and the commands that
make it again, with the tool that made it.
"""

from __future__ import annotations

from venvlint.files.paths import folder_and_name, folder_of, prefix_of
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.pythons import Reference, Statement
    from venvlint.facts.tracking.disk_environments import DiskEnvironment
    from venvlint.tree import Tree


def remake(tree: Tree, environment: DiskEnvironment) -> tuple[str, ...]:
    """Delete and make again, then install; to be run in the audited directory."""
    from shlex import quote

    path = environment.path
    quoted = quote(path)
    directory, name = folder_and_name(environment.root)
    prefix = prefix_of(directory)
    if not environment.root:
        return ()  # the project's own folder: nothing can be deleted as a whole
    folders = environment.root.split("/")
    for runner, command in ((".tox", "tox run --recreate -e"), (".nox", "nox --session")):
        if runner in folders[:-1]:
            return (f"rm -rf {quoted}", f"{command} {quote(folders[folders.index(runner) + 1])}")
    if name == ".venv":
        for lock, command in (
            ("uv.lock", "uv sync"),
            ("poetry.lock", "poetry install"),
            ("pdm.lock", "pdm install"),
            ("Pipfile.lock", "pipenv sync"),
        ):
            if tree.exists(prefix + lock):
                inside = f"(cd {quote(directory)} && {command})" if directory else command
                return (f"rm -rf {quoted}", inside)
    if environment.is_conda:
        if tree.exists(f"{prefix}environment.yml"):
            return (
                f"rm -rf {quoted}",
                (
                    f"conda env create --prefix {quote('./' + path)} --file"
                    f" {quote(prefix + 'environment.yml')}"
                ),
            )
        return (f"rm -rf {quoted}",)
    minor = minor_to_make(tree, environment)
    if environment.maker == "uv":
        commands = [f"uv venv --clear {f'--python {minor} ' if minor else ''}{quoted}"]
        install = f"uv pip install --python {quoted}"
    elif environment.maker == "virtualenv":
        commands = [f"virtualenv --clear {f'--python {minor} ' if minor else ''}{quoted}"]
        install = f"{quote(f'{path}/{environment.scripts}/python')} -m pip install"
    else:
        commands = [
            (
                f"python{minor or '3'} -m venv --clear {quoted}"
                if not environment.is_windows
                else f"py{f' -{minor}' if minor else ''} -m venv --clear {quoted}"
            )
        ]
        install = f"{quote(f'{path}/{environment.scripts}/python')} -m pip install"
    if tree.exists(f"{prefix}requirements.txt"):
        commands.append(f"{install} -r {quote(prefix + 'requirements.txt')}")
    elif tree.exists(f"{prefix}pyproject.toml") or tree.exists(f"{prefix}setup.py"):
        commands.append(f"{install} -e {quote(directory or '.')}")
    return tuple(commands)


class Mismatch(Record):
    """What an environment's Python contradicts: the range of its project, or else a pin. `minor` is
    the series that it should have; empty where nothing tells.
    """

    minor: str
    reference: Reference | None = None
    pin: Statement | None = None


def mismatch(tree: Tree, environment: DiskEnvironment) -> Mismatch | None:
    """What an environment's Python contradicts; None where it contradicts nothing."""
    from venvlint.facts.pythons import Statement, reference
    from venvlint.facts.pythons.wording import nearest_allowed
    from venvlint.model import Location
    from venvlint.readers.python_versions import parse_pin

    pin = parse_pin(environment.python)
    if pin is None or pin.series is None:
        return None
    wanted = _pin(tree, environment)
    series = wanted.pin.series if wanted is not None and wanted.pin is not None else None
    found = reference(tree, environment.path)
    if found is not None and found.versions is not None and not pin.allowed(found.versions):
        if series is not None and found.versions.has_any(series):
            return Mismatch("{}.{}".format(*series), found)
        at = Location(environment.path)
        stated = Statement("environment", at, environment.python, "pin", pin)
        better = nearest_allowed(stated, found.versions, tree.today)
        return Mismatch(better.rpartition("`")[0].rpartition("`")[2], found)
    if series is not None and series != pin.series:
        return Mismatch("{}.{}".format(*series), None, wanted)
    return None


def minor_to_make(tree: Tree, environment: DiskEnvironment) -> str:
    """The series to make an environment again with; empty where any Python that is installed will
    do: its own may be what is gone.
    """
    found = mismatch(tree, environment)
    if found is not None:
        return found.minor
    if environment.maker != "uv" and _pin(tree, environment) is None:  # uv downloads what it lacks
        from venvlint.rules.environment._places import broken

        if broken(tree, environment) is not None:
            return ""
    return ".".join(environment.python.split(".")[:2])


def _pin(tree: Tree, environment: DiskEnvironment) -> Statement | None:
    """The development pin that counts where the environment lies: of its own project, the nearest
    one, the strongest first.
    """
    from venvlint.facts.project import project_of
    from venvlint.facts.pythons import LOCAL_PINS

    folder = folder_of(environment.root)
    project = project_of(tree, environment.path)
    found: list[tuple[int, int, Statement]] = []
    for statement in tree.python_pins:
        kinds = ("conda", "pixi") if environment.is_conda else LOCAL_PINS
        if statement.kind not in kinds or not statement.judged:
            continue
        own = folder_of(statement.at.path)
        above = not own or folder == own or folder.startswith(f"{own}/")
        if above and project_of(tree, statement.at.path) == project:
            found.append((len(own), statement.deployed, statement))
    return max(found, key=lambda one: one[:2])[2] if found else None
