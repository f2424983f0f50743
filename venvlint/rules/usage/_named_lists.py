"""Which dependency files commands, hosts and services name that are not there.

Whether a file is there is `tree.installs`' reading; here stands what more has to hold before its
absence is certain: nobody guards the command, nobody makes the file beforehand elsewhere, and the
place works on this repository.
"""

from __future__ import annotations

import posixpath

from venvlint.files.paths import folder_of, joined, name_of, path_in, prefix_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record
from venvlint.regex import lazy
from venvlint.rules.usage._copied_lists import (
    MissingList,
    fitting_contexts,
    is_built_above,
    is_chosen,
)
from venvlint.rules.usage._made_lists import is_ignored, is_made, is_made_by_host, works_on_tree
from venvlint.rules.usage._meant_lists import is_seen_from_above

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.ci.model import Step
    from venvlint.facts.commands import Command
    from venvlint.facts.installs import GivenFile, Install
    from venvlint.facts.stages.files import StageFiles
    from venvlint.model import Location
    from venvlint.tree import Tree


# A `when` or `if` that says nothing about files.
_NO_GUARD = lazy(r"\b(?:matrix|runner|github)\.|\b(?:success|always|failure|cancelled)\(\)")
_GUARD = lazy(r"hashFiles|exist|steps\.|needs\.|env\.|inputs\.|vars\.|\.outputs|file")
_TESTS = frozenset(("[", "[[", "test", "ls", "stat", "find", "Test-Path", "compgen"))


def installed(tree: Tree) -> Iterator[MissingList]:
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


def named_by_others(tree: Tree) -> Iterator[MissingList]:
    """What a list that an image installs includes, and what the build of a project reads there,
    where the list or the project was copied without it.
    """
    if not tree.dockerfiles:
        return
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
                    inner = joined(posixpath.dirname(place), written)
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
            place = joined(home, written)
            beside = posixpath.join(home, name_of(manifest))
            if files.origin(beside, command).path == manifest:
                yield project.at, _Named(path, written, place, manifest)


def _read_by_build(tree: Tree, directory: str) -> Iterator[tuple[str, str]]:
    """The lists of the tree that the build of the project in a folder reads, each with the manifest
    that names it.
    """
    from venvlint.files.naming import kind_of
    from venvlint.readers import script_reads

    of_folder = tree.once("lists that manifests read, by folder", lambda: _read_in(tree))
    yield from of_folder.get(directory, ())
    script = path_in(directory, "setup.py")
    for read in (tree.read(script, script_reads.parse) or ()) if tree.exists(script) else ():
        path = posixpath.normpath(path_in(directory, read.path))
        kind = kind_of(path)
        if kind is not None and kind.name == "requirements" and tree.exists(path):
            yield path, script


def _read_in(tree: Tree) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for path, dynamic in tree.dynamic_requirements.items():
        if tree.exists(path):
            found.setdefault(folder_of(dynamic.manifest), []).append((path, dynamic.manifest))
    return found


def _is_guarded(install: Install) -> bool:
    """Whether the command runs only under some condition, or may fail."""
    command = install.command
    if command is None:
        return install.conditional or (install.step is not None and _is_guarded_step(install.step))
    if command.conditional or command.has_alternative or command.shell.may_fail:
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
    from venvlint.facts.stages.base_images import BASE

    if kind == "tox":
        written = path  # tox's own substitutions are made in it
    if any(mark in written for mark in "*?{}[]<>%") or UNKNOWN in path.removeprefix(BASE):
        return False
    if ".egg-info/" in path:
        return False  # setuptools writes it when it builds
    if kind == "image":
        return _is_certain_in_image(tree, install, file)
    if is_in_submodule(tree, path) or _tests_for(tree, install.command, path):
        return False
    if kind == "script" and file.at.path in tree.installs.scripts_in_images:
        return False  # what the image has beside it is asked where it runs there
    if kind == "ci":
        job = install.where.job
        return job is not None and works_on_tree(tree, job, install, path)
    if kind in ("docs-host", "host"):
        return not is_made_by_host(tree, install.where.path, path)
    if is_made(tree, path, set()) or is_ignored(tree, path):
        return False
    if kind == "script" and is_seen_from_above(tree, written):
        return False
    if kind == "nox":
        document = tree.document(install.where.path)
        name = name_of(path)
        return document is not None and not (
            "exists" in document.text and document.text.count(name) > 1
        )
    if kind == "page":
        from venvlint.rules.usage._own_pages import speaks_of_tree

        return speaks_of_tree(tree, install, file)
    return True


def _is_certain_in_image(tree: Tree, install: Install, file: GivenFile) -> bool:
    from venvlint.facts.stages.contexts import copies
    from venvlint.facts.stages.files import stage_files
    from venvlint.facts.stages.mounts import is_mounted

    where, command = install.where, install.command
    if where.recipe is None or where.stage is None or command is None:
        return False
    if is_chosen(tree, where.recipe, name_of(file.looked_at)):
        return False
    moment = None if command.shell.late else command
    for context in fitting_contexts(tree, where.recipe):
        files = stage_files(tree, where.recipe, where.stage, context)
        if files.origin(file.looked_at, moment).state != "absent":
            return False
        beside = files.folder(folder_of(file.looked_at), moment)
        if beside is not None and is_ignored(tree, path_in(beside, name_of(file.looked_at))):
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
        context = tree.builds[where.recipe.path].contexts[0]
        return not (
            is_made(tree, path, {"image"})
            or is_ignored(tree, path)
            or is_built_above(tree, where.recipe, path.removeprefix(prefix_of(context)))
        )
    # A folder that is copied whole would bring a file that is made before the image is built.
    return not (
        any(True for _ in copies(tree, where.recipe))
        and (is_made(tree, path, {"image"}) or is_ignored(tree, path))
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
