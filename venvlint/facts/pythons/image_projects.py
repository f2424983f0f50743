"""Which projects of the tree an image or a container is of: those whose files it receives.

An image that copies `svc/` alone is of the project in `svc/`, or of none where that folder is no
project; one that installs a project, or a list of one, is of that project. Where nothing tells (it
copies nothing, or something that a variable names), only its place in the tree does.
"""

from __future__ import annotations

import posixpath

from venvlint.facts.project import vocabulary
from venvlint.files.listing import below
from venvlint.files.naming import kind_of
from venvlint.files.paths import folder_of, name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.facts.installs import Install
    from venvlint.readers.dockerfile import Stage
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_MAXIMUM = 500
# What an image of Python itself is called.
_OF_PYTHON = frozenset("python python3 pypy uv conda miniconda miniconda3 mambaforge".split())
# Modules of Python itself, and servers of files, that a container runs for their own sake.
_FOREIGN = frozenset(
    "http.server smtpd smtplib SimpleHTTPServer json.tool aiosmtpd pydoc zipfile timeit".split()
)


def of_image(tree: Tree, recipe: Recipe, final: Stage) -> tuple[str, ...] | None:
    """The projects of an image, by their directories (`.` is the root); empty where it is of none,
    None where nothing but its place tells.
    """
    from venvlint.facts.stages.files import stage_files

    stages = {stage.index for stage in recipe.parsed.built_from(final)}
    installs = [
        install
        for install in tree.installs.of_image(recipe.path)
        if install.where.stage is not None and install.where.stage.index in stages
    ]
    installed = installed_by(tree, installs)
    if installed:
        return installed
    received: list[tuple[str, bool]] = []
    for context in tree.builds[recipe.path].contexts:
        files = stage_files(tree, recipe, final, context)
        for source in files.received():
            if source is None or len(received) > _MAXIMUM:
                return None
            received.append(source)
    received += _mounted_by_compose(tree, recipe)
    if received:
        return of_files(tree, received)
    others = (
        _is_made_of_others(tree, recipe, stages, installs)
        or _starts_a_systems_program(tree, recipe, final)
        or _installs_another_program(tree, recipe, installs)
    )
    return () if others else None


def installed_by(tree: Tree, installs: Iterable[Install]) -> tuple[str, ...]:
    """The projects that are installed, or of which a list is."""
    from venvlint.facts.project import project_of

    found: set[str] = set()
    for install in installs:
        found.update(project_of(tree, file.path) for file in install.files if file.path is not None)
        found.update(
            project_of(tree, posixpath.join(project.directory, "x"))
            for project in install.projects
            if project.directory is not None
        )
    return tuple(sorted(found))


def _installs_another_program(tree: Tree, recipe: Recipe, installs: Iterable[Install]) -> bool:
    """Whether an image that receives nothing of the tree, and lies in a folder of its own inside a
    project, is filled by name with what that project does not declare: another program
    (`pip install cnvkit`).
    """
    from venvlint.facts.dependencies.dev_tools import dev_tool
    from venvlint.facts.project import project_of

    project = project_of(tree, recipe.path)
    if (folder_of(recipe.path) or ".") == project:
        return False
    of_projects: dict[str, set[str]] = tree.once(
        "names that projects declare", lambda: _declared(tree)
    )
    declared = of_projects.get(project, set())
    return bool(declared) and any(
        name.key and name.key not in declared and dev_tool(name.key, tree.config) is None
        for install in installs
        for name in install.names
    )


def _declared(tree: Tree) -> dict[str, set[str]]:
    """What the lists of each project name."""
    from venvlint.facts.project import project_of

    found: dict[str, set[str]] = {}
    for one in tree.declarations:
        if one.key:
            found.setdefault(project_of(tree, one.path), set()).add(one.key)
    return found


def _starts_a_systems_program(tree: Tree, recipe: Recipe, final: Stage) -> bool:
    """Whether an image that receives nothing of the tree starts what the system's package manager
    installed in it under that name (`apk add iperf3`, `CMD ["iperf3", "-s"]`).
    """
    from venvlint.facts.project.programs import PACKAGE_MANAGERS

    commands = tree.commands.of_chain(recipe, final)
    installed = {
        text for one in commands if one.tool in PACKAGE_MANAGERS for text in one.texts if text
    }
    started = [one for one in commands if one.shell.late and one.words]
    return bool(started) and all(not one.is_python and one.name in installed for one in started)


def _is_made_of_others(
    tree: Tree, recipe: Recipe, stages: Iterable[int], installs: Iterable[Install]
) -> bool:
    """Whether an image that receives nothing of the tree fetches what it is made of: a repository
    that is not the tree's own, an archive whose project it installs, or the project's distribution
    from an index, where pip takes the newest that its Python can run.
    """
    from venvlint.facts.commands.pages import clone_names
    from venvlint.facts.commands.written_files import cloned
    from venvlint.facts.manifests.names import names
    from venvlint.facts.project import project_of
    from venvlint.facts.project.vocabulary import folded

    by_stage = tree.commands.by_stage
    commands = [one for index in stages for one in by_stage.get((recipe.path, index), ())]
    brought = [one[0] for command in commands if (one := cloned(command)) is not None]
    if brought:
        return clone_names(tree).isdisjoint(map(folded, brought))
    unpacks = any(command.tool in ("tar", "unzip") for command in commands)
    own = names(tree, project_of(tree, recipe.path))
    return any(
        any(name.key in own and not name.url for name in install.names)
        or (unpacks and any(project.directory is None for project in install.projects))
        for install in installs
    )


def of_files(tree: Tree, received: Iterable[tuple[str, bool]]) -> tuple[str, ...] | None:
    """The projects that files and folders (the second member says which) are of; None where the
    whole repository is among them, and it is not a project itself.
    """
    found: set[str] = set()
    for path, is_folder in received:
        if is_folder and path in ("", "."):
            if "." not in tree.python_references:
                return None
            found.add(".")
        elif is_folder:
            found.update(_of_folder(tree, path))
        else:
            found.update(_of_file(tree, path))
    return tuple(sorted(found))


def _of_file(tree: Tree, path: str) -> Iterator[str]:
    """A manifest, a list or a lock is the project's, and so is a module beside the manifest."""
    from venvlint.facts.project import project_of

    kind = kind_of(path)
    project = project_of(tree, path)
    if (kind is not None and kind.standing in ("manifest", "lock")) or (
        path.endswith(".py") and (folder_of(path) or ".") == project
    ):
        yield project


def _of_folder(tree: Tree, path: str) -> Iterator[str]:
    """A folder is of its own project, of those in it, or of the one around it whose package it
    is.
    """
    from venvlint.facts.project import project_of

    if path in tree.projects:
        yield path
        return
    inner = below(tree.once("projects in order", lambda: sorted(tree.projects)), path)
    if inner:
        yield from inner
        return
    is_lists = any(
        (kind := kind_of(one)) is not None and kind.name == "requirements"
        for one in below(tree.paths, path)
    )
    if "__init__.py" in tree.files.names(path).files or name_of(path) == "src" or is_lists:
        yield project_of(tree, f"{path}/x")


def _mounted_by_compose(tree: Tree, recipe: Recipe) -> list[tuple[str, bool]]:
    """What the services that run a Dockerfile's image mount from the repository."""
    from venvlint.facts.stages.compose import mounts, services_of

    found: list[tuple[str, bool]] = []
    ways = tree.builds[recipe.path].ways
    for by in dict.fromkeys(way.by for way in ways if way.kind == "compose"):
        for service in services_of(tree, recipe, by):
            found += mounts(tree, folder_of(by), service)
    return found


def of_service(tree: Tree, base: str, service: Node) -> tuple[str, ...] | None:
    """The projects of a service whose image is somebody else's: by what it mounts. Where it mounts
    nothing, a program of another's (a database, `prefecthq/prefect`) has nothing of the tree's; of
    an image of Python itself that is not known (None), unless what it runs tells.
    """
    from venvlint.facts.stages.compose import mounts

    found = mounts(tree, base, service)
    if found:
        return of_files(tree, found)
    if not _is_of_python(service) and not _mounts_something_unknown(service):
        return ()
    command = service.get("command")
    if not command:
        return None
    words = (command.string or "").split() or [item.string or "" for item in command.items]
    foreign = "-m" in words[:-1] and words[words.index("-m") + 1] in _FOREIGN
    return () if foreign else None


def _is_of_python(service: Node) -> bool:
    """Whether the image of a service is one that holds Python and no program to run by it."""
    from venvlint.facts import images

    text = service.text("image") or ""
    return "$" in text or vocabulary.says(name_of(images.read(text).path), _OF_PYTHON)


def _mounts_something_unknown(service: Node) -> bool:
    volumes = service.get("volumes")
    return bool(service.get("extends") or service.get("volumes_from")) or any(
        "$" in (item.string or item.text("source") or "") for item in volumes.items
    )
