"""Mounts of a host's folder over the environment that an image holds, in compose files and
development containers.

Compose merges a file with its override by the mounts' targets (Compose specification, "Merge");
`!reset` takes a list away, `!override` replaces it. A volume on a folder below a bind mount lies
over it, in whatever order they are written, and a new one is filled from the image.
"""

from __future__ import annotations

import posixpath

from venvlint.facts.commands.made_environments import made, resolved, uv_command
from venvlint.facts.stages.mounts import Mount, mount_of
from venvlint.files.paths import folder_of, name_of
from venvlint.readers.shell import SHELLS, given_text
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.facts.commands import Command, Sequence
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.facts.stages.builds import Builds
    from venvlint.facts.stages.environments import StageEnvironment
    from venvlint.model import Location
    from venvlint.readers.dockerfile import Stage
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_STEMS = ("compose", "docker-compose")
# What needs nothing of an environment: a shell's own commands, and what prepares a start.
_HARMLESS = frozenset(
    ": [ [[ cd chmod chown cp echo exec exit export ln local ls mkdir mv printf pwd read return rm"
    " set shift sleep tail test touch trap true ulimit umask unset wait".split()
)


class Hiding(Record):
    """A mount that hides an environment."""

    at: Location
    target: str
    environment: StageEnvironment
    made_again: bool = False
    """Whether the service makes the environment once more at each start, in the host's folder."""
    by: str = "compose"


def hiding(tree: Tree) -> Iterator[Hiding]:
    """Every such mount."""
    by_folder: dict[str, list[str]] = {}
    for path in tree.of_kind("compose"):
        by_folder.setdefault(folder_of(path), []).append(path)
    for paths in by_folder.values():
        if any(_names_volumes(tree, path) for path in paths):
            yield from _of_folder(tree, paths)
    for path in tree.of_kind("devcontainer"):
        yield from _of_devcontainer(tree, path)


def _names_volumes(tree: Tree, path: str) -> bool:
    document = tree.document(path)
    return document is not None and b"volumes" in document.data


def _of_folder(tree: Tree, paths: list[str]) -> Iterator[Hiding]:
    base = next((path for path in paths if _stem(path) in _STEMS), None)
    override = next(
        (path for path in paths if base is not None and _stem(path) == _stem(base) + ".override"),
        None,
    )
    told = set()
    for path in paths:
        together = [base, path] if base is not None and path != base else [path]
        if path == base and override is not None:
            together = [base, override]
        for name in _services(tree, path):
            for found in _of_service(tree, name, together):
                if found.at not in told:
                    told.add(found.at)
                    yield found


def _stem(path: str) -> str:
    return name_of(path).rpartition(".")[0]


def _services(tree: Tree, path: str) -> dict[str, Node]:
    known: dict[str, dict[str, Node]] = tree.once("services of compose files", dict)
    if path not in known:
        services = tree.yaml(path).get("services")
        known[path] = {name: node for name, node in services.mapping.items() if node.mapping}
    return known[path]


def _of_service(tree: Tree, name: str, paths: list[str]) -> Iterator[Hiding]:
    """What a service of several files that are read together mounts."""
    from venvlint.facts.commands.orchestration import built
    from venvlint.facts.stages.environments import stage_environments

    parts = [
        (path, services[name]) for path in paths if name in (services := _services(tree, path))
    ]
    mounts: dict[str, Mount] = {}
    recipe: Recipe | None = None
    stage: Stage | None = None
    for path, node in parts:
        document = tree.document(path)
        assert document is not None  # it was read
        volumes = node.get("volumes")
        if volumes and volumes.tag.endswith(("reset", "override")):
            mounts.clear()
        if volumes and not volumes.tag.endswith("reset"):
            for mount in map(mount_of, volumes.items):
                if mount is not None:
                    mounts[mount.target] = mount
        if node.get("build") or (recipe is None and node.get("image")):
            recipe, stage = built(tree, document, node)
        if node.get("extends"):
            return  # what another service brings is not looked up
    if recipe is None or stage is None or any(one.kind == "unknown" for one in mounts.values()):
        return
    binds = [one for one in mounts.values() if one.kind == "bind"]
    if not binds:
        return
    environments = [
        one
        for one in stage_environments(tree, recipe, stage)
        if one.filled_by is not None and one.path
    ]
    for environment in environments:
        mount = _over(environment.path, mounts.values())
        if mount is None:
            continue
        use = _use(tree, name, paths, recipe, stage, environment)
        if use:
            yield Hiding(mount.at, mount.target, environment, use == "again")


def _over(path: str, mounts: Iterable[Mount]) -> Mount | None:
    """The bind mount that lies over a path; None where none does, or a volume lies over that."""
    above = [
        mount
        for mount in mounts
        if path == mount.target or path.startswith(mount.target.rstrip("/") + "/")
    ]
    nearest = max(above, key=lambda mount: len(mount.target), default=None)
    return nearest if nearest is not None and nearest.kind == "bind" else None


def _use(
    tree: Tree,
    name: str,
    paths: list[str],
    recipe: Recipe,
    stage: Stage,
    environment: StageEnvironment,
) -> str:
    """How a service uses an environment: `yes`, `again` where it makes it once more at each start,
    or empty where it does not, makes it first, or where that is not known.
    """
    commands = _started(tree, name, paths, recipe, stage, environment)
    if commands is None:
        return ""
    uses = ""
    for command in commands:
        if _has_another(command, environment):
            return uses
        if _makes(command):
            return "again" if uv_command(command)[:1] == ["run"] and not uses else ""
        if _is_harmless(command):
            continue
        if command.name in SHELLS and given_text(list(command.words)) is not None:
            continue  # `bash -c "…"`: the commands of its text come behind it
        if command.name in SHELLS or ("/" in command.program and not _inside(command, environment)):
            return ""
        if _inside(command, environment):
            uses = "yes"
    return uses


def _has_another(command: Command, environment: StageEnvironment) -> bool:
    """Whether the service tells uv to work in an environment that the image does not have."""
    folder = command.variables.get("UV_PROJECT_ENVIRONMENT") if command.tool == "uv" else None
    return bool(folder) and resolved(command, folder or "") != environment.path


def _makes(command: Command) -> bool:
    """Whether a command makes or fills an environment."""
    texts = command.texts
    if command.tool in ("pip", "poetry", "pipenv", "pdm", "hatch"):
        return bool({"install", "sync"} & set(texts[:3]))
    if command.tool in ("venv", "virtualenv", "make", "just", "task"):
        return True
    if command.tool == "uv" and uv_command(command)[:1] in (["pip"], ["venv"]):
        return True
    return made(command) is not None


def _is_harmless(command: Command) -> bool:
    return command.name in _HARMLESS


def _inside(command: Command, environment: StageEnvironment) -> bool:
    """Whether a command runs with an environment."""
    if command.tool in ("poetry", "pipenv", "pdm") and command.texts[:1] == ["run"]:
        return environment.by == command.tool
    if command.tool == "uv" and uv_command(command)[:1] == ["run"]:
        return True
    folder = resolved(command, command.folder) if command.folder else None
    if folder is not None:
        return folder == f"{environment.path}/bin"
    if command.program.startswith(".venv/bin/"):
        return environment.path.endswith("/.venv")
    place = command.environment and (resolved(command, command.environment) or command.environment)
    return place == environment.path


def _started(
    tree: Tree,
    name: str,
    paths: list[str],
    recipe: Recipe,
    stage: Stage,
    environment: StageEnvironment,
) -> list[Command] | None:
    """What the service starts, entry point and command, its own or the image's, with what scripts
    of the repository do; None where that is not known.
    """
    from venvlint.facts.commands.scripts import called_script
    from venvlint.facts.stages.files import stage_files

    given: list[Command] = []
    keywords: tuple[str, ...] = ("ENTRYPOINT", "CMD")
    for path in reversed(paths):
        node = _services(tree, path).get(name)
        if not node or (not node.get("command") and not node.get("entrypoint")):
            continue
        # What a service starts is given to the image's entry point, unless it has one of its own.
        keywords = () if node.get("entrypoint") else ("ENTRYPOINT",)
        sequence = _containers(tree).get((path, name))
        if sequence is not None:
            given = [
                command
                for shell in sequence.shells
                if "healthcheck" not in shell.label
                for command in shell.commands
            ]
        break
    by_stage = tree.commands.by_stage
    for member in stage.chain if keywords else ():
        late = [
            command
            for command in by_stage.get((recipe.path, member.index), ())
            if command.shell.late
            and command.shell.instruction is not None
            and command.shell.instruction.keyword in keywords
        ]
        if late:
            given = [*late, *given]
            break
    files = stage_files(tree, recipe, stage)
    found = [one for command in given for one in files.started(command)]
    if any(called_script(one) is not None and not _inside(one, environment) for one in found):
        return None
    return found or None


def _containers(tree: Tree) -> dict[tuple[str, str], Sequence]:
    """What each service of a compose file starts, by the file's path and the service's name."""
    return tree.once(
        "sequences of services",
        lambda: {
            (sequence.document.path, sequence.name): sequence
            for sequence in tree.commands.sequences
            if sequence.kind == "container"
        },
    )


# -- development containers


def _of_devcontainer(tree: Tree, path: str) -> Iterator[Hiding]:
    from venvlint.facts.stages.environments import stage_environments

    root = tree.json(path)
    if not root:
        return
    builds = _built_for_development(tree).get(path)
    if builds is None or not builds.finals or _is_made_later(tree, path):
        return
    recipe, stage = builds.recipe, builds.finals[0]
    given = root.get("mounts")
    nodes = [root.get("workspaceMount"), *(given.items)]
    mounts = [mount for node in nodes if node and (mount := _stated(node)) is not None]
    for environment in stage_environments(tree, recipe, stage):
        if environment.filled_by is None or not environment.path:
            continue
        mount = _over(environment.path, mounts)
        if mount is not None:
            yield Hiding(mount.at, mount.target, environment, by="devcontainer")


def _built_for_development(tree: Tree) -> dict[str, Builds]:
    """The first Dockerfile that each development container builds, by the container's path."""

    def found() -> dict[str, Builds]:
        first: dict[str, Builds] = {}
        for one in tree.builds.values():
            for way in one.ways:
                if way.kind == "devcontainer":
                    first.setdefault(way.by, one)
        return first

    return tree.once("builds of development containers", found)


def _stated(node: Node) -> Mount | None:
    """A mount as Docker's `--mount` states it: `source=x,target=/y,type=bind`."""
    if node.mapping:
        return mount_of(node)
    pairs = dict(part.partition("=")[::2] for part in (node.string or "").split(","))
    target = pairs.get("target") or pairs.get("dst") or pairs.get("destination") or ""
    if not target or "$" in target:
        return None
    kind = pairs.get("type", "volume")
    return Mount(node.at, posixpath.normpath(target), "bind" if kind == "bind" else "volume")


def _is_made_later(tree: Tree, path: str) -> bool:
    return any(
        _makes(command) or command.name in ("sh", "bash") or "/" in command.program
        for sequence in tree.commands.by_path.get(path, ())
        for command in sequence.commands
    )
