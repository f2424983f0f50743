"""Which dependency files commands, images and services name that are not there.

Whether a file is there is `tree.installs`' reading; here stands what more has to hold before its
absence is certain: nobody guards the command, nobody makes the file beforehand elsewhere, and the
place works on this repository.
"""

from __future__ import annotations

import posixpath
import re
from itertools import islice
from math import inf

from venvlint.files.paths import folder_of, folders_above, name_of, path_in
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record, asked_once
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from venvlint.document import Document
    from venvlint.facts.ci.model import Job, Step
    from venvlint.facts.commands import Command
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.facts.installs import GivenFile, Install
    from venvlint.facts.stages.files import StageFiles
    from venvlint.model import Location
    from venvlint.readers.dockerfile import Instruction
    from venvlint.readers.dockerignore import Pattern
    from venvlint.readers.patchwork import Word
    from venvlint.tree import Tree

COPIED = frozenset(
    "requirements pyproject setup-cfg setup-py pipfile conda-environment pixi uv-lock poetry-lock"
    " pdm-lock pylock pipfile-lock conda-lock pixi-lock".split()
)
"""The kinds of files that a `COPY` is asked about."""

# A `when` or `if` that says nothing about files.
_NO_GUARD = lazy(r"\b(?:matrix|runner|github)\.|\b(?:success|always|failure|cancelled)\(\)")
_GUARD = lazy(r"hashFiles|exist|steps\.|needs\.|env\.|inputs\.|vars\.|\.outputs|file")
_TESTS = frozenset(("[", "[[", "test", "ls", "stat", "find", "Test-Path", "compgen"))
# What brings files into a job beside its checkout.
_BRINGS = lazy(
    r"download-artifact|attach_workspace|restore_cache|downloadpipelineartifact|downloadbuild"
    r"artifacts|unstash|export|clone|generate|compile|fetch|copy"
)
_TEMPLATES = frozenset("template templates skeleton skeletons scaffold boilerplate".split())
_VARIABLE = lazy(r"\$\{?(\w+)", words=("$",))
_FENCE = lazy(r"[ \t]*(?:`{3,}|~{3,})")
_ALONE = lazy(r"[ \t]*#[ \t]*(\S+)[ \t]*$")
_TITLE = lazy(r"\btitle=[\"']?([^\s\"']{1,300})[\"'\s]")
_PRINTED = lazy(r"[ \t]*(?::caption:|\$ cat)[ \t]*(\S+)[ \t]*$")
_RUN_THE_TREE = frozenset("make just task tox nox hatch invoke inv bash sh".split())
"""What runs targets and scripts that lie in the repository."""
_MODULE_OF_SERVER = lazy(r"([A-Za-z_][\w.]{0,200}):[A-Za-z_]\w{0,100}(?:\(\))?$")
_SCRIPT = lazy(r"(?:\./)?\w[\w./-]{0,200}\.py$")
_MOST_CONTEXTS = 5
"""Folders that a Dockerfile may be built in, as far as nothing says so."""
# The title of a section for who works on the project.
_DEVELOPMENT = lazy(
    r"(?im)^#{1,6}[ \t].*\b(?:develop\w*|contribut\w+|hacking|(?:from|the) source|tests?|testing)\b"
)
_PACKAGES = ("pyproject.toml", "setup.py", "setup.cfg")
_YOURS = lazy(
    r"(?i)\byour (?:own )?(?:[\w-]+ ){0,2}(?:projects?|apps?|applications?|repo|repository|"
    r"requirements|services?|bot|site|website|code|package|plugin|function|script)\b"
    r"|\bcookiecutter\b|\bcopier\b|\byour dependencies\b"
)


class MissingList(Record):
    """One file that is not there, at the first place that needs it."""

    at: Location
    written: str
    """As it is written."""
    path: str
    """Where it was looked for: in the repository, or the absolute path inside an image."""
    kind: str
    """`copy` (out of the build context), `image`, `page`, or the kind of place that installs."""
    word: Word | None = None
    document: Document | None = None
    """The file that holds `word`."""
    install: Install | None = None
    ignored: Pattern | None = None
    """The pattern that keeps it out of the build context."""
    ignore_file: str = ""
    folder: str = ""
    """The build context, or the folder in force."""
    is_guessed: bool = False
    """Whether nobody says what the build context is: the root has no such file, either."""
    source: str = ""
    """Where a file that is there names it: the file of the repository that is meant."""
    named_by: str = ""
    """That other file: a list that includes it, a manifest whose build reads it."""


def missing_lists(tree: Tree) -> Iterator[MissingList]:
    """Every such file, once for each image, job and script."""
    told: set[tuple[str, str]] = set()
    places: set[Location] = set()
    found = [*_copied(tree), *_installed(tree), *_named_by_others(tree)]
    found.sort(key=lambda one: (one.at.path, one.at.line, one.at.column))
    drafts = {recipe.path for recipe in tree.dockerfiles if _is_draft(tree, recipe)}
    for one in found:
        if one.at.path in drafts:
            continue
        place = one.at.path
        if one.kind == "ci" and one.install is not None:
            place = f"{place}:{one.install.where.name}"
        keys = [(place, one.path)]
        origin = _origin_path(one)
        if origin:
            keys.append((place, origin))
        if one.at in places or any(key in told for key in keys):
            continue
        places.add(one.at)
        told.update(keys)
        yield one


def _origin_path(one: MissingList) -> str:
    """The file of the repository that an image misses, where something means to copy it."""
    if one.install is None or one.word is None:
        return ""
    for file in (*one.install.files, *one.install.constraints):
        if file.word is one.word and file.origin is not None:
            return file.origin.path
    return ""


# -- images


def _is_draft(tree: Tree, recipe: Recipe) -> bool:
    """Whether a Dockerfile lies in a folder for what people begin with and fill in, and nothing
    here builds it.
    """
    folders = folder_of(recipe.path).lower().split("/")
    return not _TEMPLATES.isdisjoint(folders) and not tree.builds[recipe.path].is_stated


def contexts(tree: Tree, recipe: Recipe) -> list[str]:
    """The folders that may be the build context: those that are stated, else the Dockerfile's own
    folder and the root as well, and where it lies apart from any project the folders that have
    all of the several files that it names.
    """
    builds = tree.builds[recipe.path]
    found = list(builds.contexts)
    if not builds.is_stated:
        own = folder_of(recipe.path)
        found += ["", own]
        if own and own not in tree.projects:
            found += _with_all(tree, _asked_of_context(recipe))
    return list(dict.fromkeys(found))


def _asked_of_context(recipe: Recipe) -> list[tuple[str, ...]]:
    """What a Dockerfile takes for granted in its context, each as the paths of which one is there:
    the dependency files that it copies, first of all, whatever else it copies by name, and the
    program that it starts where it copies the whole.
    """
    found: list[tuple[str, ...]] = [(name,) for _, _, name in _lists_copied(recipe)]
    whole = False
    for instruction in recipe.parsed.instructions:
        if instruction.keyword in ("COPY", "ADD") and not (
            "from" in instruction.flags or instruction.heredocs
        ):
            for word in instruction.words[:-1]:
                name = posixpath.normpath((word.known or "*").lstrip("/") or ".")
                whole = whole or name == "."
                if name != "." and "://" not in name and not any(mark in name for mark in "*?[<$"):
                    found.append((name,))
        elif instruction.keyword in ("CMD", "ENTRYPOINT") and whole:
            for word in instruction.words:
                module = _MODULE_OF_SERVER.match(word.text)
                if module is not None:
                    path = module[1].replace(".", "/")
                    found.append((f"{path}.py", f"{path}/__init__.py"))
                elif _SCRIPT.match(word.text):
                    found.append((word.text,))
    return list(dict.fromkeys(found))


def _with_all(tree: Tree, asked: list[tuple[str, ...]]) -> list[str]:
    """The folders below which all of this is; one path alone says too little."""
    if len(asked) < 2:
        return []
    first = asked[0][0]
    end = f"/{first}"
    folders = (
        path.removesuffix(end)
        for path in _by_name(tree).get(name_of(first), ())
        if path.endswith(end)
    )
    fitting = (
        folder
        for folder in folders
        if all(any(_is_in(tree, posixpath.join(folder, name)) for name in names) for names in asked)
    )
    return list(islice(fitting, _MOST_CONTEXTS))


def _is_in(tree: Tree, path: str) -> bool:
    return tree.exists(path) or tree.is_folder(path)


def _copied(tree: Tree) -> Iterator[MissingList]:
    for recipe in tree.dockerfiles:
        if recipe.is_template:
            continue
        for instruction, word, name in _lists_copied(recipe):
            missing = _of_context(tree, recipe, instruction, word, name)
            if missing is not None:
                yield missing


def _lists_copied(recipe: Recipe) -> Iterator[tuple[Instruction, Word, str]]:
    """The dependency files that a Dockerfile copies or mounts by name, each by its path in the
    context.
    """
    from venvlint.files.naming import kind_of

    for instruction in recipe.parsed.instructions:
        if instruction.stage is None:
            continue
        for word in _taken_from_context(instruction):
            name = word.known
            if not name or "://" in name or any(mark in name for mark in "*?[<$"):
                continue
            name = posixpath.normpath(name.lstrip("/"))
            while name.startswith("../"):
                name = name[3:]  # nothing is above the context
            kind = kind_of(name)
            if kind is not None and kind.name in COPIED:
                yield instruction, word, name


def _taken_from_context(instruction: Instruction) -> Iterator[Word]:
    """The sources of a copy, and those of the mounts of a `RUN`: the build stops without them."""
    if instruction.keyword in ("COPY", "ADD"):
        if "from" not in instruction.flags and not instruction.heredocs:
            yield from instruction.words[:-1]
    elif instruction.keyword == "RUN":
        for mount in instruction.mounts:
            if mount.kind == "bind" and mount.source is not None and mount.from_ is None:
                yield mount.source


def _of_context(
    tree: Tree, recipe: Recipe, instruction: Instruction, word: Word, name: str
) -> MissingList | None:
    """What is wrong with a file that is copied; None where some context has it."""
    from venvlint.facts.project import is_in_submodule
    from venvlint.facts.stages.contexts import ignore_file
    from venvlint.readers import dockerignore

    pattern: Pattern | None = None
    path_of_pattern = ""
    builds = tree.builds[recipe.path]
    folder = builds.contexts[0]
    for context in contexts(tree, recipe):
        path = posixpath.join(context, name) if context else name
        if tree.is_folder(path) or is_in_submodule(tree, path):
            return None
        if not tree.exists(path):
            continue
        ignore_path = ignore_file(tree, recipe, context)
        ignore = tree.read(ignore_path, dockerignore.parse)
        if ignore is None or not ignore.excludes(name):
            return None
        if pattern is None:
            pattern = next(
                (one for one in reversed(ignore.patterns) if not one.negated and one.matches(name)),
                None,
            )
            path_of_pattern, folder = ignore_path, context
    if pattern is None and not builds.is_stated and _names_argument(recipe, word):
        return None  # whoever builds it says from where, and with which arguments
    path = posixpath.join(folder, name) if folder else name
    if pattern is None and (_is_made(tree, path, {"image"}) or _is_ignored(tree, path)):
        return None
    at = instruction.document.at(word.start, word.end)
    return MissingList(
        at,
        word.text,
        path,
        "copy",
        word,
        instruction.document,
        None,
        pattern,
        path_of_pattern,
        folder,
        bool(folder) and not builds.is_stated,
    )


def _names_argument(recipe: Recipe, word: Word) -> bool:
    """Whether a path has a build argument in it, whose value is only what it is by default."""
    names = _VARIABLE.findall(word.raw)
    return bool(names) and any(
        one.text.partition("=")[0] in names
        for instruction in recipe.parsed.instructions
        if instruction.keyword == "ARG"
        for one in instruction.words
    )


# -- commands and hosts


def _installed(tree: Tree) -> Iterator[MissingList]:
    for install in tree.installs.missing:
        missing = [
            file
            for file in (*install.files, *install.constraints)
            if file.state == "missing" and file.written and file.looked_at
        ]
        if not missing or _is_guarded(install):
            continue
        for file in missing:
            kind = install.where.kind
            if kind == "page" and file.at.path != install.where.path:
                kind = "script"
            if _is_certain(tree, install, file, kind):
                yield MissingList(
                    file.at,
                    file.written,
                    file.looked_at,
                    kind,
                    file.word,
                    install.command.document if install.command is not None else None,
                    install,
                    file.origin.ignored if file.origin is not None else None,
                    file.origin.ignore_file if file.origin is not None else "",
                    (install.command.directory or "") if install.command is not None else "",
                )


def _named_by_others(tree: Tree) -> Iterator[MissingList]:
    """What a list that an image installs includes, and what the build of a project reads there,
    where the list or the project was copied without it.
    """
    from venvlint.facts.installs import GivenFile
    from venvlint.facts.stages.files import stage_files

    for install in tree.installs:
        where, command = install.where, install.command
        if where.recipe is None or where.stage is None or command is None:
            continue
        files = stage_files(tree, where.recipe, where.stage)
        moment = None if command.shell.late else command
        for at, named in (*_includes(tree, install), *_reads_of_builds(tree, install, files)):
            origin = files.origin(named.place, moment)
            if origin.state != "absent" or _is_guarded(install):
                continue
            missing = GivenFile(
                named.written, at, None, "missing", origin=origin, looked_at=named.place
            )
            if _is_certain_in_image(tree, install, missing):
                yield MissingList(
                    at,
                    named.written,
                    named.place,
                    "image",
                    install=install,
                    ignored=origin.ignored,
                    ignore_file=origin.ignore_file,
                    source=named.path,
                    named_by=named.by,
                )


class _Named(Record):
    """A file of the repository that another one names, and where it is looked for in an image."""

    path: str
    written: str
    place: str
    by: str


def _includes(tree: Tree, install: Install) -> Iterator[tuple[Location, _Named]]:
    """What the lists include that an image installs, themselves or through others."""
    includes = tree.requirements.includes
    for file in (*install.files, *install.constraints):
        pending, seen = [(file.path or "", file.looked_at)], {file.path}
        while pending:
            path, place = pending.pop()
            for include in includes.get(path, ()):
                target, written = include.target, include.line.target
                if target and target not in seen and tree.exists(target):
                    seen.add(target)
                    inner = posixpath.normpath(posixpath.join(posixpath.dirname(place), written))
                    yield file.at, _Named(target, written, inner, path)
                    pending.append((target, inner))


def _reads_of_builds(
    tree: Tree, install: Install, files: StageFiles
) -> Iterator[tuple[Location, _Named]]:
    """The lists that pip's build of a project in an image reads: `setup.py` whenever it runs, or
    setuptools and Hatch because a manifest says so.
    """
    command = install.command
    if command is None or not (install.tool == "pip" or install.verb.startswith("pip ")):
        return
    for project in install.projects:
        home = files.absolute(project.written.partition("[")[0], command)
        if project.directory is None or home is None:
            continue
        for path, manifest in _read_by_build(tree, project.directory):
            if "--no-deps" in install.flags and name_of(manifest) != "setup.py":
                continue  # setuptools warns of a list that is not there, and goes on
            written = posixpath.relpath(path, project.directory or ".")
            place = posixpath.normpath(posixpath.join(home, written))
            beside = posixpath.join(home, name_of(manifest))
            if files.origin(beside, command).path == manifest:
                yield project.at, _Named(path, written, place, manifest)


def _read_by_build(tree: Tree, directory: str) -> Iterator[tuple[str, str]]:
    """The lists of the tree that the build of the project in a folder reads, each with the manifest
    that names it.
    """
    from venvlint.files.naming import kind_of
    from venvlint.readers import script_reads

    for path, dynamic in tree.dynamic_requirements.items():
        if folder_of(dynamic.manifest) == directory and tree.exists(path):
            yield path, dynamic.manifest
    script = path_in(directory, "setup.py")
    for read in (tree.read(script, script_reads.parse) or ()) if tree.exists(script) else ():
        path = posixpath.normpath(path_in(directory, read.path))
        kind = kind_of(path)
        if kind is not None and kind.name == "requirements" and tree.exists(path):
            yield path, script


def _is_guarded(install: Install) -> bool:
    """Whether the command runs only under some condition, or may fail."""
    command = install.command
    if command is None:
        return install.conditional or (install.step is not None and _is_guarded_step(install.step))
    if command.conditional or "||" in (command.before, command.after) or command.shell.may_fail:
        return True
    step = command.shell.step
    if step is None:
        return command.shell.condition
    return _is_guarded_step(step)


def _is_guarded_step(step: Step) -> bool:
    if step.may_fail is not False:
        return True
    if not step.condition:
        return False
    text = step.condition.raw
    return _GUARD.search(text) is not None or _NO_GUARD.search(text) is None


def _is_certain(tree: Tree, install: Install, file: GivenFile, kind: str) -> bool:
    """Whether the file is surely missing where it is looked for."""
    written, path = file.written, file.looked_at
    from venvlint.facts.project import is_in_submodule
    from venvlint.facts.stages.files import BASE

    if kind == "tox":
        written = written.replace("{toxinidir}", "").replace("{tox_root}", "")
    if any(mark in written for mark in "*?{}[]<>%") or UNKNOWN in path.removeprefix(BASE):
        return False
    if ".egg-info/" in path:
        return False  # setuptools writes it when it builds
    if kind == "image":
        return _is_certain_in_image(tree, install, file)
    if is_in_submodule(tree, path) or _tests_for(tree, install.command, path):
        return False
    if kind == "ci":
        job = install.where.job
        return job is not None and _works_on_tree(tree, job, install, path)
    if kind in ("docs-host", "host"):
        return not _is_made_by_host(tree, install.where.path, path)
    if _is_made(tree, path, set()) or _is_ignored(tree, path):
        return False
    if kind == "nox":
        document = tree.document(install.where.path)
        name = name_of(path)
        return document is not None and not (
            "exists" in document.text and document.text.count(name) > 1
        )
    if kind == "page":
        return _speaks_of_tree(tree, install, file)
    return True


def _is_certain_in_image(tree: Tree, install: Install, file: GivenFile) -> bool:
    from venvlint.facts.stages.contexts import copies
    from venvlint.facts.stages.files import stage_files
    from venvlint.facts.stages.mounts import is_mounted

    where, command = install.where, install.command
    if where.recipe is None or where.stage is None or command is None:
        return False
    moment = None if command.shell.late else command
    for context in contexts(tree, where.recipe):
        files = stage_files(tree, where.recipe, where.stage, context)
        if files.origin(file.looked_at, moment).state != "absent":
            return False
        beside = files.folder(folder_of(file.looked_at), moment)
        if beside is not None and _is_ignored(tree, path_in(beside, name_of(file.looked_at))):
            return False
        # An image without the project's code runs on what is mounted when it is started.
        if command.shell.late and not files.holds_code:
            return False
    if command.shell.late and is_mounted(tree, where.recipe, file.looked_at):
        return False
    origin = file.origin
    if origin is not None and origin.ignored is not None:
        return True
    path = origin.path if origin is not None and origin.path else name_of(file.looked_at)
    if origin is not None and origin.path:
        return not (_is_made(tree, path, {"image"}) or _is_ignored(tree, path))
    # A folder that is copied whole would bring a file that is made before the image is built.
    return not (
        any(True for _ in copies(tree, where.recipe))
        and (_is_made(tree, path, {"image"}) or _is_ignored(tree, path))
    )


def _tests_for(tree: Tree, command: Command | None, path: str) -> bool:
    """Whether an earlier command of the same shell asks whether the file is there."""
    if command is None:
        return False
    name = name_of(path)
    commands = command.shell.commands
    tests = tree.once(
        f"tests of files: {id(command.shell)}",
        lambda: [one for one in commands if one.program in _TESTS],
    )
    return any(
        any(name in word.text for word in one.words) for one in tests if one.start < command.start
    )


def _is_ignored(tree: Tree, path: str) -> bool:
    """Whether Git ignores the file: then everybody makes it for himself."""
    tree.once("whether missing lists are ignored", lambda: _ask(tree))
    return tree.ignores.is_ignored(path)


def _ask(tree: Tree) -> None:
    """Get the answers about every missing list in one question to Git."""
    tree.ignores.ask(
        [
            file.looked_at
            for install in tree.installs.missing
            for file in (*install.files, *install.constraints)
            if file.state == "missing" and not file.looked_at.startswith(("/", ".."))
        ]
    )


def _is_made(tree: Tree, path: str, but: set[str]) -> bool:
    """Whether a command somewhere in the tree writes a file of that name: a script, a target of
    make or a job may well run before. *but* are kinds of sequences that do not.
    """
    return bool(_kinds_that_write(tree, path) - but)


def _kinds_that_write(tree: Tree, path: str) -> set[str]:
    """The kinds of the places whose commands write a file of that name."""
    names: dict[str, set[str]] = tree.once("names of written files", lambda: _written_names(tree))
    return names.get(name_of(path), set())


def _is_made_by_host(tree: Tree, host: str, path: str) -> bool:
    """Whether what the platform *host* runs before it installs (`build.jobs` of Read the Docs)
    writes a file of that name, itself or by a script or a target of the tree.
    """
    own = [
        command
        for sequence in tree.commands.sequences
        if sequence.kind == "host" and sequence.document.path == host
        for command in sequence.commands
    ]
    if not own:
        return False
    runs_the_tree = any(
        command.program in _RUN_THE_TREE or command.program.startswith("./") for command in own
    )
    kinds = _kinds_that_write(tree, path)
    return "host" in kinds or (runs_the_tree and bool(kinds))


def _written_names(tree: Tree) -> dict[str, set[str]]:
    """The names of the files that commands write or targets make, with the kinds of places."""
    from venvlint.facts.commands.written_files import written

    found: dict[str, set[str]] = {}
    for sequence in tree.commands.sequences:
        if sequence.kind == "make":
            found.setdefault(name_of(sequence.name), set()).add("make")
        for command in sequence.commands:
            if not command.redirections and command.tool in ("pip", "python", "echo"):
                continue
            for effect in written(command):
                if effect.kind in ("file", "copy", "move"):
                    name = name_of(effect.path.rstrip("/"))
                    if effect.source and _is_a_folder(tree, command, effect.path):
                        name = name_of(effect.source.rstrip("/"))
                    found.setdefault(name, set()).add(sequence.kind)
    return found


def _is_a_folder(tree: Tree, command: Command, path: str) -> bool:
    """Whether what a command copies keeps its name: it goes into a folder."""
    if path.endswith("/") or path in (".", ".."):
        return True
    return command.directory is not None and tree.is_folder(
        posixpath.normpath(posixpath.join(command.directory, path))
    )


def _works_on_tree(tree: Tree, job: Job, install: Install, path: str) -> bool:
    """Whether a job works on a checkout of this repository and on nothing that was brought there
    beside it. What a command before it wrote is known of commands alone.
    """
    if install.command is not None:
        return _has_tree(tree, job, install.command.shell.step, path)
    if install.step is None or _is_made(tree, path, set()) or _is_ignored(tree, path):
        return False
    return _has_tree(tree, job, install.step, path)


def _has_tree(tree: Tree, job: Job, step: Step | None, path: str) -> bool:
    """Whether a job has a checkout of this repository, and nothing that may have brought *path*,
    when a step begins.
    """
    if job.is_action or (set(job.triggers) == {"workflow_call"} and not job.is_called):
        return False
    if _is_there_from_above(tree, job, path):
        return False
    name = name_of(path)
    steps, checkout = _order(job)
    before = steps.get(id(step), len(steps))
    if job.system == "github" and checkout >= before:
        return False
    bringers = _first_bringers(job)
    if name not in bringers:
        bringers[name] = next(
            (
                number
                for number, step in enumerate(job.steps)
                if step.uses and step.uses != "actions/checkout" and _brings_files(job, step, name)
            ),
            len(steps),
        )
    if bringers[name] < before:
        return False
    if job.chain and _is_handed(job, tree, name):
        return False
    return not (job.system in ("gitlab", "bitbucket") and _is_artifact(job, tree, name))


def _is_there_from_above(tree: Tree, job: Job, path: str) -> bool:
    """Whether a folder that the job's definition lies in has the path, and may be the root of what
    the job works on.
    """
    from venvlint.facts.ci import may_be_root

    return any(
        tree.exists(posixpath.join(folder, path)) and may_be_root(tree, job, folder)
        for folder in folders_above(job.path)
    )


@asked_once
def _first_bringers(job: Job) -> dict[str, int]:
    """The number of the first step that may bring a file, by the names that were asked for."""
    return {}


@asked_once
def _order(job: Job) -> tuple[dict[int, int], int]:
    """The number of each step of a job, and that of the first checkout (behind all where there is
    none).
    """
    checkout = next(
        (number for number, step in enumerate(job.steps) if step.uses == "actions/checkout"),
        len(job.steps),
    )
    return {id(step): number for number, step in enumerate(job.steps)}, checkout


def _brings_files(job: Job, step: Step, name: str) -> bool:
    uses = step.uses
    if uses.startswith("./"):
        return not job.called or any(
            name in (one.run.string or "") for one in job.called if one.run
        )
    if _BRINGS.search(uses):
        return True
    return uses.startswith("actions/cache") and any(
        name in (node.string or "") for node in step.inputs.values()
    )


def _is_handed(job: Job, tree: Tree, name: str) -> bool:
    """Whether a job before it in its chain, which hands on all its files, writes one of that
    name.
    """
    return any(
        before.chain == job.chain
        and "**" in before.handed
        and (before.position < job.position or before.name in job.needs)
        for before in _jobs_that_write(tree, job.path, name)
    )


def _is_artifact(job: Job, tree: Tree, name: str) -> bool:
    """Whether another job of the definition writes a file of that name and may hand it on."""
    document = tree.document(job.path)
    if document is None or "artifacts" not in document.text:
        return False
    return any(other.name != job.name for other in _jobs_that_write(tree, job.path, name))


def _jobs_that_write(tree: Tree, path: str, name: str) -> list[Job]:
    """The jobs of the definition *path* with a command that writes a file of that name."""
    from venvlint.facts.commands.written_files import written

    def make() -> dict[tuple[str, str], list[Job]]:
        found: dict[tuple[str, str], list[Job]] = {}
        for sequence in tree.commands.sequences:
            job = sequence.job
            if job is None:
                continue
            for command in sequence.commands:
                for effect in written(command):
                    jobs = found.setdefault((job.path, name_of(effect.path)), [])
                    if job not in jobs[-1:]:
                        jobs.append(job)
        return found

    return tree.once("jobs that write", make).get((path, name), [])


# -- pages


def _speaks_of_tree(tree: Tree, install: Install, file: GivenFile) -> bool:
    """Whether a page tells how to work with this repository, not with the reader's own project."""
    from venvlint.facts.project import project_of

    command = install.command
    if command is None:
        return False
    document = command.document
    before = document.text[max(command.start - 600, 0) : command.start]
    if _YOURS.search(before):
        return False
    shown = tree.once(f"files that {document.path} shows", lambda: _shown(document))
    if file.written.removeprefix("./") in shown:
        return False
    path = file.looked_at
    others = elsewhere(tree, path)
    section = before[max(before.rfind("\n#"), 0) :]
    if any(_names_folder(section, folder_of(one)) for one in others):
        return False  # "from the `backend/` directory"
    near = near_names(tree, path, file.written)
    name = name_of(document.path).lower()
    if folder := folder_of(document.path):
        # Where a reader of such a page stands, nobody knows, unless the page has him clone the
        # project: then he is at its root or in a folder that has the whole path. It is all the same
        # where no folder has the file and the page is the read-me of a project, set up to be worked
        # on.
        whole = f"/{posixpath.normpath(file.written)}"
        return (
            bool(near)
            or (not any(one.endswith(whole) for one in others) and _is_in_its_clone(tree, command))
            or (
                not others
                and name.startswith("readme")
                and project_of(tree, document.path) == folder
                and _another(tree, command, "makes an environment or names a file", _sets_up)
            )
        )
    if near or others:
        return True
    if not name.startswith(("readme", "contributing", "install", "develop", "hacking")):
        return False
    if not name.startswith("readme") or _DEVELOPMENT.search(section) or _is_application(tree):
        return True
    return _another(tree, command, "clones or works with files that are there", _works_on_it)


def _another(
    tree: Tree, command: Command, what: str, holds: Callable[[Tree, Command], bool]
) -> bool:
    """Whether something holds of another command of the same page than this one."""
    sequence = command.shell.sequence

    def make() -> list[Command]:
        return list(islice((one for one in sequence.commands if holds(tree, one)), 2))

    return any(one is not command for one in tree.once(f"{what}: {id(sequence)}", make))


def _sets_up(tree: Tree, command: Command) -> bool:
    return (command.tool in ("venv", "virtualenv") and bool(command.words)) or any(
        _is_there(tree, command, word.text) for word in command.words
    )


def _works_on_it(tree: Tree, command: Command) -> bool:
    """Whether a command clones the project, or works with files that are there."""
    from venvlint.facts.commands.written_files import cloned

    return (
        cloned(command) is not None
        or (command.tool == "pip" and any(text in (".", "-e") for text in command.texts))
        or any(_is_there(tree, command, word.text) for word in command.words)
    )


def _is_in_its_clone(tree: Tree, command: Command) -> bool:
    """Whether a command of a page runs behind one that clones the project itself, and no branch of
    it that may be another.
    """
    from venvlint.facts.commands.pages import clone_names
    from venvlint.facts.commands.written_files import cloned
    from venvlint.facts.project.vocabulary import folded

    sequence = command.shell.sequence

    def make() -> float:
        names = clone_names(tree)
        return min(
            (
                one.start
                for one in sequence.commands
                if (brought := cloned(one)) is not None
                and folded(brought[0]) in names
                and not one.has("-b", "--branch")
            ),
            default=inf,
        )

    return tree.once(f"where the project is cloned: {id(sequence)}", make) < command.start


def _is_application(tree: Tree) -> bool:
    """Whether the root has dependency lists and is no package: nobody else's project is told to
    install such a thing.
    """
    if any(tree.exists(name) for name in _PACKAGES):
        return False
    return any(
        "/" not in path or path.startswith("requirements/")
        for path in tree.of_kind("requirements", "pipfile")
    )


def _shown(document: Document) -> frozenset[str]:
    """The files of which a page shows what stands in them: a block begins with a comment of a name
    alone, has one for a title, or prints the file.
    """
    found: set[str] = set()
    lines = document.lines
    for line, following in zip(lines, (*lines[1:], ""), strict=True):
        if _FENCE.match(line):
            names = [_ALONE.match(following), _TITLE.search(line)]
        else:
            names = [_PRINTED.match(line)]
        found.update(match[1].removeprefix("./") for match in names if match is not None)
    return frozenset(found)


def _names_folder(text: str, folder: str) -> bool:
    """Whether a text names a folder as one: with a slash, or as code."""
    if not folder or folder not in text:
        return False
    names = re.escape(folder)
    return re.search(rf"(?<![\w/.-])(?:\./)?{names}/(?!\w)|`(?:\./)?{names}`", text) is not None


def _is_there(tree: Tree, command: Command, text: str) -> bool:
    if command.directory is None or not text or UNKNOWN in text or text.startswith(("/", "~", "-")):
        return False
    path = posixpath.normpath(posixpath.join(command.directory, text))
    return "." in path and tree.exists(path)


# -- what may have been meant


def lists(tree: Tree) -> tuple[str, ...]:
    """Every dependency file of the tree."""
    from venvlint.files.naming import kind_of

    def make() -> tuple[str, ...]:
        return tuple(
            path
            for path in tree.paths
            if ((kind := kind_of(path)) is not None and kind.name in COPIED)
            or path.endswith((".txt", ".in", ".yml", ".yaml"))
        )

    return tree.once("files that may be meant for lists", make)


def near_names(tree: Tree, path: str, written: str) -> list[str]:
    """The dependency files of the tree whose path differs from *path*, or from what is written as
    it is seen from the root, by a slip of the pen.
    """
    if path.startswith("/"):
        return []
    wanted = {path, posixpath.normpath(written)}
    return [
        one
        for one in lists(tree)
        if one not in wanted and any(is_slip(wrong, one) for wrong in wanted)
    ]


def elsewhere(tree: Tree, path: str) -> list[str]:
    """The dependency files of that very name in other folders."""
    from venvlint.facts.tracking import is_test_data

    return [
        one
        for one in _by_name(tree).get(name_of(path), ())
        if one != path and not is_test_data(one) and "template" not in one
    ]


def _by_name(tree: Tree) -> dict[str, list[str]]:
    """The dependency files of the tree by their names."""

    def make() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in lists(tree):
            found.setdefault(name_of(path), []).append(path)
        return found

    return tree.once("lists by name", make)


_KNOWN = ("requirements", "requirement", "environment", "constraints", "development", "production")


def is_slip(wrong: str, right: str) -> bool:
    """Whether somebody who wrote *wrong* may well have meant *right*: another case or separator,
    one letter, no ending, a list that is called a lock today, or a misspelt long word.
    """
    first, second = _plain(wrong), _plain(right)
    if first == second or (first.endswith("-txt") and second == f"{first[:-3]}lock"):
        return True
    if first and second in (f"{first}-txt", f"{first}-in", f"{first}-yml"):
        return True
    if abs(len(first) - len(second)) > 2:
        return False
    ones, others = first.split("-"), second.split("-")
    if len(ones) != len(others):
        return False
    differing = [(one, other) for one, other in zip(ones, others, strict=True) if one != other]
    if len(differing) != 1:
        return False
    one, other = differing[0]
    if any(character.isdigit() for character in one + other) or min(len(one), len(other)) < 3:
        return False
    distance = _distance(one, other)
    return distance == 1 or (distance == 2 and other in _KNOWN)


def _plain(path: str) -> str:
    return path.lower().replace("_", "-").replace(".", "-").replace("/", "-").strip("-")


def _distance(one: str, other: str) -> int:
    """Letters to change, put in, take out or swap with their neighbour; of short words."""
    if len(one) > 40 or len(other) > 40:
        return 99
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
