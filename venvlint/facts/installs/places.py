"""Every install of a command: where it runs, what it reads, and what it is told."""

from __future__ import annotations

import posixpath

from venvlint.facts.commands.installs import is_path, request_of
from venvlint.facts.installs import purpose
from venvlint.facts.installs.model import (
    DEVELOPMENT,
    DOCS,
    PRODUCTION,
    PUBLISH,
    TESTS,
    UNCLEAR,
    GivenFile,
    GivenLabel,
    GivenName,
    GivenProject,
    Indexes,
    Install,
    Purpose,
    Where,
    given_name,
)
from venvlint.facts.installs.sites import ImageSite, PageSite, Site, TreeSite
from venvlint.facts.project import vocabulary
from venvlint.facts.project.programs import CONDA
from venvlint.files.paths import (
    as_folder,
    folder_of,
    joined,
    name_of,
    path_from,
)
from venvlint.readers.patchwork import UNKNOWN
from venvlint.readers.requirements import ARCHIVES
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.facts.ci.model import Job
    from venvlint.facts.commands.installs import InstallRequest
    from venvlint.facts.commands.model import Command, Sequence
    from venvlint.model import Location
    from venvlint.readers.patchwork import Word
    from venvlint.tree import Tree

_UV_BACKEND = lazy(rb"venv_backend\s*=\s*[\"']uv\b")
_HELPER_FOLDERS = (
    vocabulary.CI_FOLDERS
    | vocabulary.HELPER_FOLDERS
    | frozenset(
        "bin build utils util dev contrib deploy deployment docker .gitlab .travis devops"
        " misc etc".split()
    )
)
_INDEX_VARIABLES = (
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS",
    "PIP_NO_INDEX",
    "PIP_CONFIG_FILE",
    "UV_INDEX",
    "UV_INDEX_URL",
    "UV_DEFAULT_INDEX",
    "UV_EXTRA_INDEX_URL",
    "UV_FIND_LINKS",
    "UV_NO_INDEX",
)
# Bounds that no repository of people meets.
_MAXIMUM_DEPTH = 4
_MAXIMUM_COMMANDS = 20_000


def collect(tree: Tree) -> Iterator[Install]:
    """Every install of a command, by the places that commands run at."""
    sequences = tree.commands.sequences
    yield from _images(tree)
    called: set[str] = set()
    late: list[Sequence] = []
    for sequence in sequences:
        if sequence.kind in ("script", "make"):
            late.append(sequence)
        elif sequence.kind != "image":
            site = _site(tree, sequence)
            if site is not None:
                yield from _run(site, sequence.commands, called)
    # What something else runs belongs to that; the others stand for themselves.
    for sequence in late:
        for command in sequence.commands:
            found = _called(tree, command, ("", folder_of(sequence.document.path)))
            if found is not None and found[0] != sequence.document.path:
                called.add(found[0])
    read_from = _read_from(tree) if any(one.kind == "make" for one in late) else {}
    for sequence in late:
        if _name(sequence) not in called:
            site = _site(tree, sequence)
            path = sequence.document.path
            commands = sequence.commands
            if sequence.kind == "make" and path in read_from:
                commands = _moved(commands, folder_of(path), read_from[path])
            if site is not None:
                yield from _run(site, commands, set())


def _name(sequence: Sequence) -> str:
    path = sequence.document.path
    return f"{path}:{sequence.name}" if sequence.kind == "make" else path


def _images(tree: Tree) -> Iterator[Install]:
    recipes = [recipe for recipe in tree.dockerfiles if not recipe.is_template]
    if not recipes:
        return
    from venvlint.facts.stages.files import stage_files

    for recipe in recipes:
        started = purpose.started(tree, recipe)
        for context in tree.builds[recipe.path].contexts:
            for stage in recipe.parsed.stages:
                files = stage_files(tree, recipe, stage, context)
                if not files.own_commands:
                    continue
                what = purpose.of_stage(tree, recipe, stage, started)
                where = Where(
                    "image", recipe.path, stage.name, recipe=recipe, stage=stage, context=context
                )
                site = ImageSite(tree, where, what, files)
                for command in files.own_commands:
                    for install in _of_command(site, command):
                        yield install
                        # What a list has that was exported here is installed from the manifest.
                        exports = (exported(tree, install, file) for file in install.files)
                        yield from (export for export in exports if export is not None)


_PURPOSES = {
    "production": PRODUCTION,
    "tests": TESTS,
    "docs": DOCS,
    "build": PUBLISH,
    "development": DEVELOPMENT,
}


def _site(tree: Tree, sequence: Sequence) -> TreeSite | None:
    path, kind = sequence.document.path, sequence.kind
    folder = folder_of(path)
    at = sequence.document.line_at(1)
    told = _PURPOSES.get(sequence.purpose, UNCLEAR)
    if kind == "ci" and sequence.job is not None:
        return site_of_job(tree, sequence.job, sequence.commands)
    if kind == "workspace":
        where = Where("devcontainer", path)
        return TreeSite(tree, where, Purpose(DEVELOPMENT, "people work there", at))
    if kind == "host":
        where = Where("docs-host" if told == DOCS else "host", path)
        what = Purpose(DOCS if told == DOCS else PRODUCTION, "the platform runs it", at)
        return TreeSite(tree, where, what, (folder, ""))
    if kind == "task":
        where = Where("task", path, sequence.name)
        return TreeSite(tree, where, purpose.of_script(path, sequence.name), (folder,))
    if kind in ("service", "container", "procfile", "cron"):
        where = Where("service", path, sequence.name, late=True)
        return TreeSite(tree, where, Purpose(PRODUCTION, "it runs the project", at), (folder, ""))
    if kind == "provision":
        what = Purpose(told, "it sets up a machine" if told != UNCLEAR else "", at)
        site = TreeSite(tree, Where("provision", path, sequence.name), what, (folder, ""))
        site.is_elsewhere = True
        return site
    if kind in ("tox", "nox"):
        name = sequence.name
        if kind == "tox":
            name = name.partition("testenv")[2].lstrip(":") or name
        where = Where(kind, path, name)
        # The working directory of a session is the noxfile's folder already.
        own = folder if kind == "tox" else ""
        site = TreeSite(tree, where, purpose.of_environment(name, kind), (own,))
        site.installer = "uv" if kind == "nox" and _by_uv(sequence) else ""
        return site
    if kind == "page":
        return PageSite(tree, sequence.document)
    if kind == "make":
        # The working directory of a recipe is the Makefile's folder already.
        where = Where("make", path, sequence.name)
        return TreeSite(tree, where, purpose.of_script(path, sequence.name))
    if kind == "script":
        last = name_of(folder).lower()
        above = folder_of(folder)
        order = (above, folder, "") if last in _HELPER_FOLDERS else (folder, above, "")
        where = Where("script", path)
        return TreeSite(tree, where, purpose.of_script(path), tuple(dict.fromkeys(order)))
    if kind == "hook":
        where = Where("hook", path, sequence.name)
        return TreeSite(tree, where, Purpose(DEVELOPMENT, "it checks a commit", at))
    return None


def site_of_job(tree: Tree, job: Job, commands: Iterable[Command]) -> TreeSite:
    """Where a job of CI runs; *commands* are the job's."""
    what = purpose.of_job(job, commands)
    site = TreeSite(tree, Where("ci", job.path, job.name, job=job), what)
    _checkouts(site)
    return site


def _by_uv(sequence: Sequence) -> bool:
    return _UV_BACKEND.search(sequence.document.data) is not None


def _checkouts(site: TreeSite) -> None:
    """What a job has checked out, and to which folders."""
    job = site.where.job
    assert job is not None
    from venvlint.facts.ci.purpose import foreign_checkout, is_foreign

    several = [step for step in job.steps if step.uses == "checkout"]
    if foreign_checkout(job) or (job.system == "azure" and len(several) > 1):
        # Azure Pipelines puts each of several repositories into a folder of its own.
        site.is_known = False
        return
    foreign = []
    for step in job.steps:
        if step.uses != "actions/checkout":
            continue
        node = step.inputs.get("path")
        path = (node.string or "").strip() if node else ""
        if is_foreign(job, step):
            foreign.append(posixpath.normpath(path) if path else "")
        elif path and "$" not in path:
            site.prefix = posixpath.normpath(path)
        elif path:
            site.is_known = False
    site.foreign = tuple(folder for folder in foreign if folder)


def _run(
    site: TreeSite, commands: Iterable[Command], called: set[str], depth: int = 0
) -> Iterator[Install]:
    for number, command in enumerate(commands):
        if number > _MAXIMUM_COMMANDS:
            return
        yield from _of_command(site, command)
        found = _called(site.tree, command, site.bases) if depth < _MAXIMUM_DEPTH else None
        if found is not None:
            called.add(found[0])
            yield from _run(site, found[1], called, depth + 1)
        else:
            site.notice(command)


def _called(
    tree: Tree, command: Command, bases: tuple[str, ...]
) -> tuple[str, list[Command]] | None:
    """The script or the target of a Makefile that a command runs, with its commands; None where it
    runs none of the tree.
    """
    from venvlint.facts.commands.scripts import called_script

    if command.tool == "make":
        return _made(tree, command, bases)
    word = called_script(command)
    near = command.near_script.get(word.text) if word is not None else None
    if word is None or (near is None and (word.known is None or command.directory is None)):
        return None
    for base in bases:
        path = near or joined(base, command.directory or "", word.text)
        if path in tree.path_set and path != command.document.path:
            from venvlint.facts.commands.scripts import script_commands

            inner = script_commands(
                tree,
                path,
                command,
                directory=command.directory,
                folder=folder_of(path),
            )
            return (path, inner) if inner is not None else None
    return None


def _made(tree: Tree, command: Command, bases: tuple[str, ...]) -> tuple[str, list[Command]] | None:
    from venvlint.facts.commands.makefiles import told

    folder, name, target = told(command)
    if command.directory is None or UNKNOWN in folder + name + target:
        return None
    makefiles: dict[str, Sequence] = tree.once(
        "the targets of the Makefiles",
        lambda: {
            _name(sequence): sequence
            for sequence in tree.commands.sequences
            if sequence.kind == "make"
        },
    )
    first: dict[str, str] = tree.once(
        "the first targets of the Makefiles",
        lambda: {one.document.path: key for key, one in reversed(makefiles.items())},
    )
    for base in bases:
        place = posixpath.join(base, command.directory, folder)
        for makefile in (name,) if name else ("Makefile", "makefile", "GNUmakefile"):
            path = joined(place, makefile)
            if path not in tree.path_set:
                continue
            key = f"{path}:{target}" if target else first.get(path, "")
            sequence = makefiles.get(key)
            if sequence is not None and sequence.document is not command.document:
                own = folder_of(path)
                there = posixpath.normpath(place)
                moved = bool(name) and there not in (own or ".", own)
                commands = sequence.commands
                return key, _moved(commands, own, there) if moved else commands
    return None


def _moved(commands: list[Command], own: str, other: str | None) -> list[Command]:
    """The commands of a Makefile in *own* as they run where `make -f` reads it from *other*."""
    from copy import copy

    found = []
    for command in commands:
        one = copy(command)
        if command.directory is not None and not command.directory.startswith("/"):
            inner = posixpath.relpath(command.directory or ".", own or ".")
            one.directory = path_from(other, inner) if other is not None else None
        found.append(one)
    return found


def _read_from(tree: Tree) -> dict[str, str | None]:
    """The Makefiles that some command reads with `-f`, and the folder that it does so in; None
    where there are several.
    """
    from venvlint.facts.commands.makefiles import told

    found: dict[str, str | None] = {}
    for command in tree.commands.all:
        if command.tool != "make" or command.directory is None:
            continue
        folder, name, _ = told(command)
        if not name or UNKNOWN in folder + name:
            continue
        place = as_folder(joined(command.directory, folder))
        path = joined(place, name)
        if path in tree.path_set:
            found[path] = place if found.get(path, place) == place else None
    return found


def _of_command(site: Site, command: Command) -> Iterator[Install]:
    request = request_of(command)
    if request is not None:
        yield _install(site, command, request)


def exported(tree: Tree, install: Install, file: GivenFile) -> Install | None:
    """The export that wrote a list which an image installs, or that hands it on (`uv export | uv
    pip install -r -`), as an install of what it wrote; None for a list that something else wrote.
    """
    from venvlint.facts.commands.installs import export_of
    from venvlint.facts.commands.model import Command
    from venvlint.facts.stages.files import stage_files

    by = file.origin.by if file.origin is not None and file.state == "made" else None
    if file.written in ("-", "/dev/stdin") and install.command is not None:
        by = _handed_on(tree, install.command)
    recipe = install.where.recipe
    if recipe is None or not isinstance(by, Command):
        return None
    request, stage = export_of(by), by.shell.sequence.stage
    if request is None or stage is None:
        return None
    files = stage_files(tree, recipe, stage, install.where.context)
    return _install(ImageSite(tree, install.where, install.purpose, files), by, request)


def _handed_on(tree: Tree, command: Command) -> Command | None:
    """The command whose output a command reads."""
    if command.before != "|":
        return None
    commands = command.shell.commands
    places = tree.once(
        f"places of commands: {id(command.shell)}",
        lambda: {id(one): number for number, one in enumerate(commands)},
    )
    index = places.get(id(command), 0)
    return commands[index - 1] if index else None


def _install(site: Site, command: Command, request: InstallRequest) -> Install:
    files = [site.file(command, word) for word in request.files]
    if not request.files and request.defaults:
        files += _default_file(site, command, request.defaults)
    constraints = [site.file(command, word) for word in request.constraints]
    constraints += _constraining_variables(site, command, request.tool)
    names: list[GivenName] = []
    projects: list[GivenProject] = []
    complete = not request.unknown
    for word in request.operands:
        if request.tool == "setup.py":
            folder = site.folder(command, posixpath.dirname(word.text) or ".")
            projects.append(GivenProject(word.text, _at(command, word), folder, word=word))
        elif request.tool in CONDA:
            names.append(_conda_name(command, word))
        elif is_path(word.text):
            projects += _project(site, command, word, editable=False)
            complete = complete and UNKNOWN not in word.text
        else:
            name = _named(command, word)
            complete = complete and UNKNOWN not in word.text
            if name is not None:
                names.append(name)
    for word in request.editables:
        if "://" in word.text or word.text.startswith("git+"):
            name = _named(command, word)
            names += [name] if name is not None else []
        else:
            projects += _project(site, command, word, editable=True)
    if request.reads_project and not _stands_alone(site, command, request):
        own = _own_folder(request)
        folder = site.folder(command, own)
        projects.append(
            GivenProject(
                "",
                command.at,
                folder,
                editable="--no-editable" not in request.flags,
                guess=site.guessed_folder(command, own) if folder is None else None,
            )
        )
    for asked in (request.extras, request.groups, request.without, request.only):
        complete = complete and all(UNKNOWN not in word.text for _, word in asked)
    package = request.package.text if request.package is not None else ""
    complete = complete and UNKNOWN not in package
    separated = request.tool in ("poetry", "pipenv", "flit", "pdm", "rye", "maturin")
    return Install(
        request.tool,
        request.verb,
        site.where,
        site.what,
        command.at,
        command,
        tuple(files),
        tuple(constraints),
        tuple(names),
        tuple(projects),
        tuple(labels(command, request.extras, separated)),
        tuple(labels(command, request.groups, separated)),
        tuple(labels(command, request.without, separated)),
        tuple(labels(command, request.only, separated)),
        frozenset(request.flags),
        _indexes(command, request),
        request.target.text if request.target is not None else "",
        request.compiles,
        request.adds,
        command.conditional or command.shell.condition,
        complete,
        site.installer if request.tool == "pip" else "",
        tuple(site.file(command, word) for word in request.overrides),
        package,
    )


def _stands_alone(site: Site, command: Command, request: InstallRequest) -> bool:
    """Whether what a command runs is a script that says itself what it needs (PEP 723)."""
    if request.script is None:
        return False
    from venvlint.readers import inline_metadata

    path = site.file(command, request.script).path
    return path is not None and site.tree.read(path, inline_metadata.parse) is not None


def _own_folder(request: InstallRequest) -> str:
    folder = request.directory.text if request.directory is not None else ""
    if request.project is not None:
        folder = posixpath.join(folder, request.project.text)
    return folder or "."


def _at(command: Command, word: Word) -> Location:
    return command.document.at(word.start, max(word.end, word.start))


def _default_file(site: Site, command: Command, names: tuple[str, ...]) -> list[GivenFile]:
    """The file that a tool takes when it is given none."""
    from venvlint.readers.patchwork import Word as NewWord
    from venvlint.readers.patchwork import plain

    found = []
    for name in names:
        word = NewWord(name, plain(name, command.start), command.start, command.start)
        given = site.file(command, word)
        found.append(GivenFile("", command.at, given.path, given.state, None, given.origin))
        if given.path is not None:
            return found[-1:]
    return found[:1]


def _constraining_variables(site: Site, command: Command, tool: str) -> Iterator[GivenFile]:
    name = {"pip": "PIP_CONSTRAINT", "uv": "UV_CONSTRAINT"}.get(tool)
    value = command.variables.get(name) if name is not None else None
    if not value:
        return
    from venvlint.readers.patchwork import Word as NewWord
    from venvlint.readers.patchwork import plain

    for text in value.split():
        word = NewWord(text, plain(text, command.start), command.start, command.start)
        given = site.file(command, word)
        yield GivenFile(
            text, command.at, given.path, given.state, None, given.origin, given.looked_at
        )


def _project(site: Site, command: Command, word: Word, *, editable: bool) -> Iterator[GivenProject]:
    text = word.text
    extras: tuple[GivenLabel, ...] = ()
    bracket = text.find("[")
    if bracket >= 0 and text.endswith("]"):
        extras = tuple(_split(command, word.part(bracket + 1, len(text) - 1), ""))
        text = text[:bracket]
    text = text.removeprefix("file://").removeprefix("file:")
    if text.endswith(ARCHIVES) or "*" in text:
        yield GivenProject(word.text, _at(command, word), None, extras, editable, word)
        return
    folder = site.folder(command, text or ".")
    guess = site.guessed_folder(command, text) if folder is None else None
    yield GivenProject(word.text, _at(command, word), folder, extras, editable, word, guess)


def _named(command: Command, word: Word) -> GivenName | None:
    text = word.text.strip()
    if not text or UNKNOWN in text or text.startswith("-"):
        return None
    return given_name(text, _at(command, word), word)


def _conda_name(command: Command, word: Word) -> GivenName:
    """`numpy=1.26`, `conda-forge::numpy`: conda's names are conda's."""
    text = word.text.rpartition("::")[2]
    name = text
    for mark in "=<>! ":
        name = name.partition(mark)[0]
    return GivenName(
        word.text, _at(command, word), name, name.lower(), (), text[len(name) :], "", word
    )


def labels(
    command: Command, given: list[tuple[str, Word]], separated: bool
) -> Iterator[GivenLabel]:
    """The names that options ask for; with *separated* a value may hold several."""
    for option, word in given:
        if separated:
            yield from _split(command, word, option)
        elif word.text and UNKNOWN not in word.text:
            yield GivenLabel(word.text, _at(command, word), option)


def _split(command: Command, word: Word, option: str) -> Iterator[GivenLabel]:
    """The names of a list with commas or blanks, each at its own place."""
    text, position = word.text, 0
    for piece in text.replace(",", " ").split(" "):
        if piece and UNKNOWN not in piece:
            inner = word.part(position, position + len(piece))
            yield GivenLabel(piece, _at(command, inner), option)
        position += len(piece) + 1


def _indexes(command: Command, request: InstallRequest) -> Indexes:
    def named(what: str) -> tuple[tuple[str, Location], ...]:
        return tuple((word.text, _at(command, word)) for word in request.indexes.get(what, ()))

    prefix = "UV_" if request.tool == "uv" else "PIP_"
    return Indexes(
        named("index"),
        named("extra-index"),
        named("find-links"),
        "--no-index" in request.flags,
        {
            name: value
            for name, value in command.variables.items()
            if name in _INDEX_VARIABLES and name.startswith(prefix)
        },
    )
