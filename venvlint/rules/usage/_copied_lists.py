"""Which dependency files Dockerfiles copy out of their build context that are not in it."""

from __future__ import annotations

import posixpath
from itertools import islice

from venvlint.files.paths import folder_of, name_of
from venvlint.record import Record
from venvlint.regex import lazy
from venvlint.rules.usage._made_lists import is_ignored, is_made
from venvlint.rules.usage._meant_lists import COPIED, by_name, is_seen_from_above

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.facts.installs import Install
    from venvlint.model import Location
    from venvlint.readers.dockerfile import Instruction
    from venvlint.readers.dockerignore import Pattern
    from venvlint.readers.patchwork import Word
    from venvlint.tree import Tree

_TEMPLATES = frozenset("template templates skeleton skeletons scaffold boilerplate".split())
_VARIABLE = lazy(r"\$\{?(\w+)", words=("$",))
_MODULE_OF_SERVER = lazy(r"([A-Za-z_][\w.]{0,200}):[A-Za-z_]\w{0,100}(?:\(\))?$")
_SCRIPT = lazy(r"(?:\./)?\w[\w./-]{0,200}\.py$")
_MOST_CONTEXTS = 5
"""Folders that a Dockerfile may be built in, as far as nothing says so."""


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


def is_draft(tree: Tree, recipe: Recipe) -> bool:
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
    return tree.once(f"contexts of {recipe.path}", lambda: _contexts(tree, recipe))


def _contexts(tree: Tree, recipe: Recipe) -> list[str]:
    builds = tree.builds[recipe.path]
    found = list(builds.contexts)
    if not builds.is_stated:
        own = folder_of(recipe.path)
        found += ["", own]
        if own and own not in tree.projects:
            found += _with_all(tree, _asked_of_context(recipe))
    return list(dict.fromkeys(found))


def fitting_contexts(tree: Tree, recipe: Recipe) -> list[str]:
    """Of the folders that may be the build context those that hold all that the Dockerfile copies
    by name; all of them where none does. With another one the build does not get that far.
    """
    return tree.once(f"fitting contexts of {recipe.path}", lambda: _fitting(tree, recipe))


def _fitting(tree: Tree, recipe: Recipe) -> list[str]:
    found = contexts(tree, recipe)
    asked = _asked_of_context(recipe)
    fitting = [
        context
        for context in found
        if all(
            any(_is_in(tree, posixpath.join(context, name)) for name in names) for names in asked
        )
    ]
    return fitting or found


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
        for path in by_name(tree).get(name_of(first), ())
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


def copied(tree: Tree) -> Iterator[MissingList]:
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
    if pattern is None and not builds.is_stated and _names_argument(tree, recipe, word):
        return None  # whoever builds it says from where, and with which arguments
    if pattern is None and is_built_above(tree, recipe, name):
        return None
    path = posixpath.join(folder, name) if folder else name
    if pattern is None and (is_made(tree, path, {"image"}) or is_ignored(tree, path)):
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


def is_built_above(tree: Tree, recipe: Recipe, name: str) -> bool:
    """Whether a path in the context is meant from a folder above the checkout, and nothing but a
    page says which context it is.
    """
    ways = tree.builds[recipe.path].ways
    return all(not way.by or way.is_of_page for way in ways) and is_seen_from_above(tree, name)


def is_chosen(tree: Tree, recipe: Recipe, name: str) -> bool:
    """Whether a copy whose source a build argument chooses may put the file *name* into the image:
    whoever builds it says which one.
    """
    return not tree.builds[recipe.path].is_stated and not {name, "", "."}.isdisjoint(
        tree.once(f"names in {recipe.path} that arguments choose", lambda: _chosen(recipe))
    )


def _chosen(recipe: Recipe) -> frozenset[str]:
    """How the targets of the copies are called whose sources build arguments choose."""
    arguments = _arguments(recipe)
    return frozenset(
        name_of(instruction.words[-1].text)
        for instruction in recipe.parsed.instructions
        if instruction.keyword in ("COPY", "ADD")
        and "from" not in instruction.flags
        and any(
            not arguments.isdisjoint(_VARIABLE.findall(word.raw)) for word in instruction.words[:-1]
        )
    )


def _names_argument(tree: Tree, recipe: Recipe, word: Word) -> bool:
    """Whether a path has a build argument in it, whose value is only what it is by default."""
    names = _VARIABLE.findall(word.raw)
    return bool(names) and not tree.once(
        f"arguments of {recipe.path}", lambda: _arguments(recipe)
    ).isdisjoint(names)


def _arguments(recipe: Recipe) -> frozenset[str]:
    return frozenset(
        one.text.partition("=")[0]
        for instruction in recipe.parsed.instructions
        if instruction.keyword == "ARG"
        for one in instruction.words
    )
