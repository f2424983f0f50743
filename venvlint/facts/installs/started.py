"""The sources that are started where the project runs. What they and their folders are called says
nothing about whom they serve: a service may lie in `tools`, an application in `conf.py`.
"""

from __future__ import annotations

from functools import partial

from venvlint.facts.project.imports import is_development_source, is_test_source
from venvlint.files.paths import folder_of, joined, path_in
from venvlint.readers.patchwork import UNKNOWN
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from venvlint.facts.commands.model import Command
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.facts.stages.files import StageFiles
    from venvlint.tree import Tree

    Place = Callable[[str], "str | None"]

_MODULE = lazy(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?=$|:)")
"""`shop.wsgi` of `shop.wsgi:application`."""
_MOST_SOURCES = 200
_ON_SERVERS = ("procfile", "host", "service", "cron")


def program_sources(tree: Tree) -> frozenset[str]:
    """What is the project's program whatever it is called (see `is_development_source`): packages
    that are called as the project is, the sources that are started where it runs with what they
    import, and the folders that images are made of which start one.
    """
    return tree.once("what the program is made of", lambda: tree.imports.own | _started_here(tree))


def _started_here(tree: Tree) -> frozenset[str]:
    found: set[str] = set()
    for path, context in dict.fromkeys(_started(tree)):
        if _is_misnamed(tree, path):
            found.update(_with_imports(tree, path))
            # An image receives such a folder as a whole: no helpers of the repository lie there.
            if context and _is_misnamed(tree, f"{context}/x.py"):
                found.add(context)
    return frozenset(found)


def _is_misnamed(tree: Tree, path: str) -> bool:
    """Whether a source would be taken for one of development by its name or its folder's."""
    return (
        is_development_source(path, tree.imports.packages, tree.imports.own)
        and not tree.is_test_data(path)
        and not is_test_source(path)
    )


def _with_imports(tree: Tree, path: str) -> set[str]:
    """A source, those that it imports and these in turn."""
    found: set[str] = set()
    pending = [path]
    while pending and len(found) < _MOST_SOURCES:
        one = pending.pop()
        if one not in found:
            found.add(one)
            pending += [other for other in _imported(tree, one) if _is_misnamed(tree, other)]
    return found


def _imported(tree: Tree, path: str) -> Iterator[str]:
    """The sources that one imports from its own folder or from the root."""
    for one in tree.imports.statements(path):
        for folder in {folder_of(path), ""}:
            for module in (one.module, *(f"{one.module}.{name}" for name in one.names)):
                yield from _files(tree, module, partial(path_in, folder))


def _started(tree: Tree) -> Iterator[tuple[str, str]]:
    """The sources of the tree that something starts where the project runs, each with the context
    of its image, which is empty where there is none.
    """
    for recipe in tree.dockerfiles:
        if not recipe.is_template:
            yield from _in_images(tree, recipe)
    for sequence in tree.commands.sequences:
        for command in sequence.commands if sequence.kind in _ON_SERVERS else ():
            for path in _named(tree, command, partial(_on_a_server, tree, command)):
                yield path, ""


def _on_a_server(tree: Tree, command: Command, path: str) -> str:
    """The source that a path on a server is: there the tree lies somewhere below the root."""
    directory = command.directory or ""
    path = joined("" if UNKNOWN in directory else directory, path)
    while path.startswith("/") and path.count("/") > 1:
        path = f"/{path[1:].partition('/')[2]}"
        if tree.imports.is_source(path[1:]):
            return path[1:]
    return path


def _in_images(tree: Tree, recipe: Recipe) -> Iterator[tuple[str, str]]:
    from venvlint.facts.installs import purpose
    from venvlint.facts.stages.files import stage_files

    started = purpose.started(tree, recipe)
    for final in tree.builds[recipe.path].finals:
        if purpose.of_stage(tree, recipe, final, started).kind != "production":
            continue
        services = tree.commands.by_container.get((recipe.path, final.index), ())
        for context in tree.builds[recipe.path].contexts:
            files = stage_files(tree, recipe, final, context)
            for given in (*started, *services):
                for command in files.started(given):
                    for path in _named(tree, command, partial(_received, files, command)):
                        yield path, context


def _received(files: StageFiles, command: Command, path: str) -> str | None:
    """The file of the tree that a path of an image is."""
    place = files.absolute(path, command)
    origin = files.origin(place) if place is not None else None
    return origin.path if origin is not None and origin.state == "tree" else None


def _named(tree: Tree, command: Command, place: Place) -> Iterator[str]:
    """The sources that the words of a command name, as files or as modules."""
    for word in command.words:
        text = word.text
        if text.startswith("-"):
            text = text.partition("=")[2]
        if UNKNOWN in text:
            continue
        if text.endswith(".py"):
            path = place(text)
            if path is not None and tree.imports.is_source(path):
                yield path
        elif match := _MODULE.match(text):
            yield from _files(tree, match[0], place)


def _files(tree: Tree, module: str, place: Place) -> Iterator[str]:
    """The sources that the name of a module may stand for."""
    name = module.replace(".", "/")
    for end in (".py", "/__init__.py", "/__main__.py"):
        path = place(name + end)
        if path is not None and tree.imports.is_source(path):
            yield path
