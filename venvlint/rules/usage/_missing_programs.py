"""Programs that start the application although nothing that is installed there brings them."""

from __future__ import annotations

from functools import cache

from venvlint import data
from venvlint.facts.images import systems
from venvlint.facts.images.systems import base_image
from venvlint.facts.project import LOCKS, PROJECT_FILES, known_names
from venvlint.facts.project.programs import CONDA, PACKAGE_MANAGERS, PROJECT_MANAGERS
from venvlint.files.paths import folder_of, name_of, path_in
from venvlint.readers import versions
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.facts.commands import Command, Sequence, Shell
    from venvlint.facts.installs import Install
    from venvlint.facts.manifests import Declaration
    from venvlint.model import Location
    from venvlint.readers.dockerfile import Stage
    from venvlint.readers.patchwork import Word
    from venvlint.tree import Tree

# Options of `uv run` without a value, which bring nothing along.
_RUN_FLAGS = frozenset("--no-sync --frozen --locked --no-dev --offline --quiet -q".split())


class Program(Record):
    """One row of the table."""

    name: str
    distributions: tuple[str, ...]
    bringers: tuple[str, ...]


class MissingProgram(Record):
    """A command that starts a program which nothing there brings."""

    at: Location
    program: Program
    sequence: Sequence
    lists: tuple[tuple[str, Location], ...]
    """The lists that are installed there, each with its place."""
    is_certain: bool
    """Whether it is what a Procfile, an image or a unit starts."""


@cache
def programs() -> dict[str, Program]:
    """The table, by program."""
    return {
        name: Program(name, tuple(own.split()), tuple(bringers.split()))
        for name, own, bringers in data.rows("programs.tsv")
    }


def missing_programs(tree: Tree) -> Iterator[MissingProgram]:
    """Every such command of Procfiles, images, units, compose files and hosts."""
    known = programs()
    for sequence in tree.commands.sequences:
        if sequence.kind not in ("procfile", "image", "service", "container", "host"):
            continue
        for shell in sequence.shells:
            if not shell.late:
                continue
            keyword = shell.instruction.keyword if shell.instruction is not None else ""
            if keyword == "HEALTHCHECK" or "healthcheck" in shell.label:
                continue
            for command in _run_at_start(tree, sequence, shell):
                word = _started(command)
                program = known.get(name_of(word.text)) if word is not None else None
                if word is None or program is None or command.has_alternative:
                    continue
                lists = _lacking(tree, sequence, command, program)
                if lists is not None:
                    certain = keyword in ("CMD", "ENTRYPOINT") or sequence.kind == "procfile"
                    unit = sequence.document.path.endswith(".service")
                    at = command.document.at(word.start, word.end)
                    yield MissingProgram(at, program, sequence, lists, certain or unit)


def _run_at_start(tree: Tree, sequence: Sequence, shell: Shell) -> Iterator[Command]:
    """The commands of a shell; of an image's also those of the entry point's script, with what
    that starts for its caller (`exec "$@"`), but for what runs under some condition only.
    """
    if sequence.kind != "image" or sequence.stage is None or sequence.recipe is None:
        yield from shell.commands
        return
    from venvlint.facts.stages.files import stage_files

    files = stage_files(tree, sequence.recipe, sequence.stage)
    for command in shell.commands:
        yield from (one for one in files.started(command) if one is command or not one.conditional)


def _started(command: Command) -> Word | None:
    """The word that names the program which a command starts: `gunicorn`, the module of `python -m
    gunicorn`, what `poetry run` runs.
    """
    if not command.words or UNKNOWN in command.program:
        return None
    if command.is_python:
        if command.tool == command.name or UNKNOWN in command.tool:
            return None
        return next((word for word in command.words if word.text == command.tool), None)
    if command.tool in PROJECT_MANAGERS:
        texts = command.texts
        if texts[:1] != ["run"] or any(text.startswith("--with") for text in texts):
            return None
        rest = [word for word in command.arguments[1:] if word.text != "--"]
        while rest and rest[0].text in _RUN_FLAGS:
            rest = rest[1:]
        if not rest or rest[0].text.startswith("-"):
            return None
        return rest[0]
    return command.words[0]


def _lacking(
    tree: Tree, sequence: Sequence, command: Command, program: Program
) -> tuple[tuple[str, Location], ...] | None:
    """The lists that are installed where a command runs and do not bring its program; None where
    one does, or where that is not known.
    """
    if _is_own(tree, program):
        return None
    without = f"every list without {program.name}"
    if sequence.stage is not None:
        stages = _stages(sequence)
        if stages is None or not _is_plain(stages[0]):
            return None
        installs = _of_stages(tree, sequence, stages)
        if any(_by_manager(tree, sequence, stage, program) for stage in stages):
            return None
    elif sequence.kind == "host" and tree.dockerfiles:
        # The platform may start the image.
        return tree.once(without, lambda: _of_everything(tree, program))
    elif sequence.recipe is None and sequence.kind in ("procfile", "host"):
        folder = folder_of(sequence.document.path)
        return tree.once(
            f"lists at {folder}/ without {program.name}",
            lambda: _on_platform(tree, folder, program),
        )
    elif sequence.kind == "service":
        if command.folder in ("/usr/bin", "/bin"):
            return None  # the distribution's own
        return tree.once(without, lambda: _of_everything(tree, program))
    else:
        return None
    lists: dict[str, Location] = {}
    for install in installs:
        if not _add(tree, install, program, lists):
            return None
    return tuple(lists.items()) or None


def _is_own(tree: Tree, program: Program) -> bool:
    """Whether the repository has a program of that name."""
    from venvlint.facts.manifests.own_programs import own_programs

    if program.name in own_programs(tree):
        return True
    return program.name in tree.once("names of files", lambda: set(map(name_of, tree.paths)))


# -- platforms


def _on_platform(
    tree: Tree, folder: str, program: Program
) -> tuple[tuple[str, Location], ...] | None:
    """The lists that a platform installs for a folder which it starts, as `_lacking` has them."""
    if _is_brought_by_platform(tree, folder, program) or _is_in_its_image(tree, folder, program):
        return None
    return _of_folder(tree, folder, program)


def _is_brought_by_platform(tree: Tree, folder: str, program: Program) -> bool:
    """Whether a folder is deployed to AWS Elastic Beanstalk, whose Python platform has gunicorn
    ("Configuring the WSGI server with a Procfile").
    """
    return program.name == "gunicorn" and any(
        tree.is_folder(path_in(folder, name))
        for name in (".ebextensions", ".elasticbeanstalk", ".platform/hooks", ".platform/nginx")
    )


def _is_in_its_image(tree: Tree, folder: str, program: Program) -> bool:
    """Whether the image that is built from a folder gets a program, or may. A platform that builds
    the Dockerfile beside a Procfile starts what the Procfile says in that image (Dokku, "Dockerfile
    Deployment").
    """
    from venvlint.facts.images.dockerfiles import recipes_in

    return any(
        install.installs and not _add(tree, install, program, {})
        for recipe in recipes_in(tree, folder)
        if not recipe.is_for_development
        for install in tree.installs.of_image(recipe.path)
    )


# -- images


def _stages(sequence: Sequence) -> list[Stage] | None:
    """The stage of an image, and those that it is made of or takes files from; None where it takes
    some from elsewhere.
    """
    assert sequence.stage is not None
    assert sequence.recipe is not None
    found: list[Stage] = []
    pending = [sequence.stage]
    while pending and len(found) < 60:
        stage = pending.pop()
        for member in stage.chain:
            if member in found:
                continue
            found.append(member)
            for instruction in member.instructions:
                if instruction.keyword not in ("COPY", "ADD"):
                    continue
                if "from" not in instruction.flags:
                    continue
                source = sequence.recipe.parsed.source(instruction)
                if source is not None:
                    pending.append(source)
                elif not all(
                    word.text.rstrip("/").endswith(("/uv", "/uvx", "/tini", "/dumb-init"))
                    for word in instruction.words[:-1]
                ):
                    return None
    return found


def _is_plain(stage: Stage) -> bool:
    """Whether an image starts from one that has nothing of the project's programs."""
    image = base_image(stage)
    if image is None or systems.python_of(image) not in ("image", "system"):
        return False
    return image.official or image.family.endswith(("/uv", "python", "cuda", "lambda-python"))


def _of_stages(tree: Tree, sequence: Sequence, stages: list[Stage]) -> list[Install]:
    assert sequence.recipe is not None
    indices = {stage.index for stage in stages}
    return [
        install
        for install in tree.installs.of_image(sequence.recipe.path)
        if install.installs
        and install.where.stage is not None
        and install.where.stage.index in indices
    ]


def _by_manager(tree: Tree, sequence: Sequence, stage: Stage, program: Program) -> bool:
    """Whether a package manager or another tool may bring the program."""
    by_stage = tree.commands.by_stage
    assert sequence.recipe is not None
    for command in by_stage.get((sequence.recipe.path, stage.index), ()):
        texts = command.texts
        if command.tool in PACKAGE_MANAGERS and any(
            program.name in text or program.distributions[0] in text or UNKNOWN in text
            for text in texts
        ):
            return True
        if command.tool in CONDA or command.tool in ("pipx", "make", "pex", "shiv", "tar"):
            return True
        if command.tool == "uv" and ("tool" in texts[:2] or "add" in texts[:2]):
            return True
        if command.tool in ("ln", "cp", "mv", "install") and any(program.name in t for t in texts):
            return True
        if command.name in ("bash", "sh", "curl", "wget") and not command.is_known:
            return True
    return False


# -- what is installed


def _of_folder(
    tree: Tree, folder: str, program: Program
) -> tuple[tuple[str, Location], ...] | None:
    """What a platform installs by itself from a folder."""
    lists: dict[str, Location] = {}
    for name in ("requirements.txt", *PROJECT_FILES):
        path = path_in(folder, name)
        if path not in tree.path_set:
            continue
        if name == "pyproject.toml" and not any(
            one.installs and not one.group for one in tree.declarations.lists_in(path)
        ):
            continue  # settings of tools alone: no platform installs anything by them
        if not _add_file(tree, path, program, lists):
            return None
        if lists and name == "requirements.txt":
            break  # the manifests beside it are not read (Heroku's and its kin's buildpacks)
    if tree.once("whether hosts install names", lambda: _hosts_install_names(tree)):
        return None
    if _is_in_a_lock(tree, folder, program):
        return None
    return tuple(lists.items()) or None


def _hosts_install_names(tree: Tree) -> bool:
    return any(install.where.kind == "host" and install.names for install in tree.installs)


def _of_everything(tree: Tree, program: Program) -> tuple[tuple[str, Location], ...] | None:
    """What any list of the tree says: which one a machine has is not known."""
    lists: dict[str, Location] = {}
    for one in tree.declarations.lists:
        if one.installs and not _add_file(tree, one.path, program, lists):
            return None
    for install in tree.installs:
        given = (_brings_name(name.key, name.extras, name.pin, program) for name in install.names)
        if not install.is_complete or any(given):
            return None
    for command in tree.commands.all:
        if command.tool in PACKAGE_MANAGERS and any(program.name in t for t in command.texts):
            return None
    return tuple(lists.items()) or None


def _add(tree: Tree, install: Install, program: Program, lists: dict[str, Location]) -> bool:
    """Note the lists of an install; False where it brings the program, or may."""
    if not install.is_complete or install.tool in CONDA:
        return False
    if install.indexes.names_another:
        return False
    for name in install.names:
        if name.url or _brings_name(name.key, name.extras, name.pin, program):
            return False
    for file in install.files:
        if file.path is None or not _add_file(tree, file.path, program, lists):
            return False
    left_out = _left_out(tree, install) if install.projects else frozenset()
    for project in install.projects:
        if project.directory is None:
            return False
        folder = project.directory
        found = False
        for manifest in PROJECT_FILES:
            path = path_in(folder, manifest)
            if path in tree.path_set:
                found = True
                if not _add_file(tree, path, program, lists, left_out):
                    return False
        if not found or _is_in_a_lock(
            tree, folder, program, plain=_takes_no_groups(tree, folder, left_out)
        ):
            return False
    return True


def _takes_no_groups(tree: Tree, folder: str, left_out: frozenset[str]) -> bool:
    """Whether a manifest has groups for development and all of them are *left_out*."""
    groups = {
        one.group
        for one in tree.declarations.lists_in(path_in(folder, "pyproject.toml"))
        if one.kind in ("group", "poetry-group") and one.group != "main"
    }
    return bool(groups) and groups <= left_out


def _left_out(tree: Tree, install: Install) -> frozenset[str]:
    """The groups for development of a manifest that an install surely leaves out."""
    from venvlint.facts.installs import groups

    taken = {one.name for one in groups.chosen(tree, install)}
    found: set[str] = set()
    for project in install.projects:
        path = path_in(project.directory or "", "pyproject.toml")
        document = tree.document(path)
        if taken and document is not None and b"include-group" in document.data:
            return frozenset()  # one group may bring another
        for one in tree.declarations.lists_in(path):
            if one.kind in ("group", "poetry-group") and one.group not in taken:
                found.add(one.group)
    return frozenset(found)


def _is_in_a_lock(tree: Tree, folder: str, program: Program, *, plain: bool = False) -> bool:
    """Whether a lock beside the manifest, or above it, names the program's distribution; with
    *plain*, whether an installation without groups may bring it by that lock.
    """
    from venvlint.facts.locks.pins import may_be_installed

    while True:
        for name in LOCKS:
            path = path_in(folder, name)
            document = tree.document(path)
            if plain:
                if document is not None and any(
                    may_be_installed(tree, path, key) for key in program.distributions
                ):
                    return True
                continue
            if document is not None and any(
                f'"{key}"'.encode() in document.data for key in program.distributions
            ):
                return True
        if not folder:
            return False
        folder = folder_of(folder)


def _add_file(
    tree: Tree,
    path: str,
    program: Program,
    lists: dict[str, Location],
    left_out: frozenset[str] = frozenset(),
) -> bool:
    """Note a list with all that it includes, but for groups that are *left_out*; False where it
    brings the program, or may.
    """
    pending = [path]
    while pending:
        one = pending.pop()
        if one in lists:
            continue
        found = tree.declarations.lists_in(one)
        if not found:
            document = tree.document(one)
            if document is None or document.text.strip():
                return False  # another kind of list, or one that does not parse
            lists[one] = document.at(0, 0)
        elif not (tree.declarations.in_file(one) or tree.requirements.includes.get(one)):
            return False  # it was never written
        for each in found:
            if not each.literal or each.kind in ("conda", "conda-pip", "pixi", "pixi-pypi"):
                return False
            if each.kind in ("group", "poetry-group") and each.group in left_out:
                continue
            if _brings(tree.declarations.of(each), program):
                return False
        if found:
            lists[one] = found[0].document.at(0, 0)
        for include in tree.requirements.includes.get(one, ()):
            if not include.target or not include.exists:
                return False
            pending.append(include.target)
        file = tree.requirements.files.get(one)
        if file is not None and any(line.kind == "invalid" for line in file.lines):
            return False  # what it means is another rule's matter
        if file is not None and any(
            option.name in ("--index-url", "--extra-index-url", "--find-links", "--no-index")
            for line in file.lines
            for option in line.options
        ):
            return False
    return True


def _brings(declarations: Iterable[Declaration], program: Program) -> bool:
    for one in declarations:
        if one.url or not one.key:
            return True  # a path or a repository may need anything
        if _brings_name(one.key, one.extras, versions.pinned(one.specifier), program):
            return True
    return False


def _brings_name(key: str, extras: Iterable[str], pin: str, program: Program) -> bool:
    """Whether a requirement is, or may bring, the program's distribution."""
    given = {extra.lower() for extra in extras}
    for own in program.distributions:
        # `celery-redbeat`, `django-celery-beat`, `airflow[celery]`: each may bring it.
        if own in key or any(own in extra for extra in given):
            return True
        if own in known_names.brought_by(key):
            return True
    for bringer in program.bringers:
        name, bracket, extra = bringer.rstrip("]").partition("[")
        name, equals, version = name.partition("==")
        if name != key:
            continue
        if bracket and extra not in given:
            continue
        if equals and not (pin == version or pin.startswith(version + ".")):
            continue
        return True
    return False
