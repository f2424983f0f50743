"""An image that is shipped gets the tools of development too.

## Why
Test runners, linters and type checkers make the image larger and slower to start from a registry,
and each of them is code that has to be watched for security holes. `uv sync` and `poetry install`
install the development group by default, which is easy to miss; `uv run` in a `CMD` installs it at
every start, also behind a `uv sync --no-dev`.

## Bad
    FROM python:3.12-slim
    COPY . .
    RUN uv sync --frozen
    CMD [".venv/bin/gunicorn", "app:app"]

## Good
    FROM python:3.12-slim
    COPY . .
    RUN uv sync --frozen --no-dev
    CMD [".venv/bin/gunicorn", "app:app"]

## How to fix
Install only what the program needs to run: `pip install -r requirements.txt`, `uv sync --no-dev`,
`poetry install --only main`, `pdm install --prod`; start it with `uv run --no-dev` or `--no-sync`.
Tests run in a stage of their own, for instance one that is called `test`.

## When to ignore it
For an image that is made to develop or test in. Calling its last stage `dev` or `test`, or the file
`Dockerfile.dev`, says so to everybody. A Dockerfile that only compose builds, with the sources
mounted or with a server that reloads, is taken for such an image where another one is shipped.
"""

from __future__ import annotations

from venvlint.files.paths import folders_above
from venvlint.model import Finding, Severity, rule
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from venvlint.facts.commands import Command
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.facts.installs import Install
    from venvlint.facts.stages.builds import Build
    from venvlint.model import Location
    from venvlint.readers.dockerfile import Stage
    from venvlint.rules.usage._development_installs import DevelopmentInstall
    from venvlint.tree import Tree

_SENDS = lazy(
    r"\bpush:[ \t]*[\"']?(?:true\b|\$\{)|--push\b|\b(?:docker|podman|buildah|image)\s+push\b"
    r"|type=registry|\bdeploy"
)
_SYSTEMS, _USERS = "the system's packages", "the user's packages"
# Where the Python of an official image has its packages, with the folders above.
_SYSTEM = lazy(r"(?:/usr(?:/local(?:/lib(?:/python3\.\d+(?:/site-packages)?)?)?)?)?$")


@rule("VL409", Severity.WARNING, needs=("dockerfiles",))
def development_requirements_in_image(tree: Tree) -> Iterator[Finding]:
    recipes = [
        recipe
        for recipe in tree.dockerfiles
        if not recipe.is_template and not recipe.is_for_development
    ]
    if not recipes:
        return
    from venvlint.facts.images.dockerfiles import stage_is_for_development
    from venvlint.facts.stages.development import is_built_to_develop

    for recipe in recipes:
        told: set[Location] = set()
        if is_built_to_develop(tree, recipe):
            continue
        for stage in tree.builds[recipe.path].finals:
            if (
                stage_is_for_development(stage)
                or _starts_tools(tree, recipe, stage)
                or _works_on_mounted_code(tree, recipe, stage)
            ):
                continue
            for found in _installs(tree, recipe, stage):
                if found.install.at not in told:
                    told.add(found.install.at)
                    yield Finding(found.install.at, f"the image gets {found.what}", found.cure)


def _commands(tree: Tree, recipe: Recipe, stage: Stage) -> list[Command]:
    """The commands of a stage and of those that it is `FROM`, scripts of the tree among them."""
    from venvlint.facts.stages.files import stage_files

    return stage_files(tree, recipe, stage).commands


def _is_taken_from(tree: Tree, recipe: Recipe, stage: Stage) -> bool:
    """Whether the packages of a stage end up in another one."""
    from venvlint.facts.images.package_stages import packages_taken_from

    return stage.index in tree.once(
        f"stages of {recipe.path} that others take from",
        lambda: packages_taken_from(recipe.parsed),
    )


def _starts_tools(tree: Tree, recipe: Recipe, stage: Stage) -> bool:
    """Whether what the image starts is a test runner or a shell to work in, or it starts nothing
    and has no code, or nobody says what it is for.
    """
    from venvlint.facts.installs.purpose import are_by_hand, is_a_workbench
    from venvlint.facts.stages.files import stage_files

    started = [
        stage_files(tree, recipe, stage).passed_on(command)
        for command in _commands(tree, recipe, stage)
        if command.shell.late and command.words and command.shell.document is recipe.document
    ]
    if not started:
        started = _started_by_compose(tree, recipe, stage)
    if not started:
        return (
            is_a_workbench(stage)
            # Jobs of CI, or people, bring the code along, unless it is another stage that does.
            or not (
                stage_files(tree, recipe, stage).holds_code or _is_taken_from(tree, recipe, stage)
            )
            or not any(
                way.by and not _is_built_to_try(tree, way) for way in tree.builds[recipe.path].ways
            )
        )
    return are_by_hand(started)


def _is_built_to_try(tree: Tree, way: Build) -> bool:
    """Whether a job or a script builds an image and sends it nowhere: to run the tests in."""
    document = tree.document(way.by) if way.kind in ("ci", "command") else None
    return document is not None and _SENDS.search(document.text) is None


def _started_by_compose(tree: Tree, recipe: Recipe, stage: Stage) -> list[Command]:
    """What the services of compose start that an image is built for."""
    return [
        command
        for command in tree.commands.by_container.get((recipe.path, stage.index), ())
        if command.words and command.shell.label != "`healthcheck`"
    ]


def _works_on_mounted_code(tree: Tree, recipe: Recipe, stage: Stage) -> bool:
    """Whether compose mounts the code that an image works on, and a development server runs it or
    the image has nothing of it: it runs where the sources are, and nobody ships it.
    """
    from venvlint.facts.stages.development import mounts_code, serves_to_develop
    from venvlint.facts.stages.files import lacks_its_code

    if lacks_its_code(tree, recipe, stage):
        return True
    return mounts_code(tree, recipe) and serves_to_develop(tree, recipe)


def _installs(tree: Tree, recipe: Recipe, stage: Stage) -> list[DevelopmentInstall]:
    from venvlint.facts.commands.installs import export_of
    from venvlint.rules.usage._development_installs import (
        development_install,
        is_conditional,
        uses_argument,
    )

    context = tree.builds[recipe.path].contexts[0]
    by_command = {
        id(install.command): install
        for install in tree.installs.of_image(recipe.path)
        if install.where.context == context
    }
    found: list[DevelopmentInstall] = []
    for command in _relevant(tree, recipe, stage, by_command):
        install = by_command.get(id(command))
        if install is None or (command.shell.late and install.verb != "run"):
            continue
        if export_of(command) is not None:
            continue  # it goes with who installs what it writes
        instruction = command.shell.instruction
        arguments = instruction.arguments if instruction is not None else {}
        if is_conditional(command) or uses_argument(command, arguments):
            continue
        one = development_install(tree, install) or _by_export(tree, install)
        if install.tool == "uv" and install.verb == "sync":
            # Each `uv sync` takes away what it does not want itself, so that the last one decides.
            found = [other for other in found if not other.replaces]
        if one is not None and not (
            install.verb == "run"
            and any(other.replaces or other.install.verb == "run" for other in found)
        ):
            found.append(one)
    return found


def _by_export(tree: Tree, install: Install) -> DevelopmentInstall | None:
    """What a list that is installed has for development, because the image exports it with that."""
    from venvlint.facts.installs.places import exported
    from venvlint.rules.usage._development_installs import (
        development_install,
        is_conditional,
        uses_argument,
    )

    for file in install.files:
        export = exported(tree, install, file)
        command = export.command if export is not None else None
        if export is None or command is None or is_conditional(command):
            continue
        instruction = command.shell.instruction
        if not uses_argument(command, instruction.arguments if instruction is not None else {}):
            found = development_install(tree, export)
            if found is not None:
                return found
    return None


def _relevant(
    tree: Tree, recipe: Recipe, stage: Stage, installs: Mapping[int, Install]
) -> Iterator[Command]:
    """The commands of the stage and of those that it is `FROM`, and those that fill an environment
    or a folder of packages which it copies.
    """
    from venvlint.facts.commands.made_environments import all_made
    from venvlint.facts.stages.environments import stage_environments

    for copy in tree.environment_copies:
        if copy.recipe is not recipe or copy.target not in stage.chain:
            continue
        path = copy.environment.made.path
        filling = _commands(tree, recipe, copy.environment.origin)
        makers = {id(found.command) for found in all_made(tree, filling) if found.path == path}
        for command in filling:
            inside = command.environment.rstrip("/") == path or command.folder == f"{path}/bin"
            if inside or id(command) in makers:
                yield command
    copied: dict[int, tuple[Stage, set[str]]] = {}
    for member in stage.chain:
        for instruction in member.instructions:
            if instruction.keyword != "COPY" or "from" not in instruction.flags:
                continue
            source = recipe.parsed.source(instruction)
            if source is not None:
                _, paths = copied.setdefault(source.index, (source, set()))
                paths.update(word.text.rstrip("/") for word in instruction.words[:-1])
    for source, paths in copied.values():
        if any(map(_SYSTEM.match, paths)):
            paths.add(_SYSTEMS)
        if any(not path or path.endswith("/.local") for path in paths):
            paths.add(_USERS)
        # What Poetry and pipenv have an environment for lies there.
        apart = {one.by for one in stage_environments(tree, recipe, source)}
        for command in _commands(tree, recipe, source):
            install = installs.get(id(command))
            if install is None or install.tool in apart:
                continue
            if not paths.isdisjoint(_folders(install)):
                yield command
    yield from _commands(tree, recipe, stage)


def _folders(install: Install) -> tuple[str, ...]:
    """Where the packages of an installation lie that has no environment: the folder that it names
    with those above, the user's own, or the system's.
    """
    command = install.command
    if command is None or command.environment or install.verb in ("wheel", "download"):
        return ()
    if install.target:
        return (install.target, *folders_above(install.target))
    if "--user" in install.flags:
        return (_USERS,)
    if install.tool == "uv" and install.verb in ("sync", "run"):
        place = command.variables.get("UV_PROJECT_ENVIRONMENT", "").rstrip("/")
        return (_SYSTEMS,) if place in ("/usr", "/usr/local") else ()
    return (_SYSTEMS,)
