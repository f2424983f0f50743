"""Which of conda's environment files somebody creates an environment from: CI, an image, the
README.
"""

from __future__ import annotations

import posixpath

from venvlint.files.paths import folder_of, name_of
from venvlint.readers.patchwork import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command, Sequence
    from venvlint.model import Location
    from venvlint.readers.dockerfile import Instruction
    from venvlint.tree import Tree

_PROGRAMS = frozenset(("conda", "mamba", "micromamba"))
_ACTIONS = (
    "conda-incubator/setup-miniconda",
    "mamba-org/setup-micromamba",
    "mamba-org/provision-with-micromamba",
)
_WHO = {"ci": "CI", "image": "the image", "page": "the README"}


def creator(tree: Tree, path: str) -> tuple[str, Location] | None:
    """Who creates an environment from the file, as a message names it, and where; None where
    nobody does.
    """
    for who, at, named in _creations(tree):
        if named == path:
            return who, at
    return None


def serves_machines_of_linux_alone(tree: Tree, path: str) -> bool:
    """Whether all that is seen to use the file are machines of one kind: Read the Docs', and the
    images that are described beside it. What lies at the repository's root people use as well.
    """
    users = {who for who, _, named in _creations(tree) if named == path}
    if not users or not users <= {"Read the Docs", "the image"}:
        return False
    return bool(folder_of(path)) or "the image" not in users


def _creations(tree: Tree) -> tuple[tuple[str, Location, str], ...]:
    return tree.once("conda creations", lambda: tuple(_found(tree)))


def _found(tree: Tree) -> Iterator[tuple[str, Location, str]]:
    for sequence in tree.commands.sequences:
        who = _WHO.get(sequence.kind)
        for command in sequence.commands if who is not None else ():
            if command.tool in _PROGRAMS:
                for file in _files(command):
                    for path in _paths(tree, sequence, command, file):
                        yield who or "", command.at, path
    for job in tree.ci_jobs:
        for step in (*job.steps, *job.called):
            named = step.inputs.get("environment-file")
            if named and step.uses.startswith(_ACTIONS):
                for value in job.resolve(named, step).values:
                    yield "CI", value.at, posixpath.normpath(value.text)
    for path in tree.find(".readthedocs.yaml", ".readthedocs.yml", "readthedocs.yml"):
        root = tree.yaml(path)
        stated = root.get("conda", "environment")
        if stated and stated.string:
            folder = folder_of(path)
            yield (
                "Read the Docs",
                stated.at,
                posixpath.normpath(posixpath.join(folder, stated.string)),
            )


def _files(command: Command) -> Iterator[str]:
    """The files that `conda env create -f x.yml` and its relatives read."""
    texts = command.texts
    words = [text for text in texts if not text.startswith("-")]
    if words[:2] in (["env", "create"], ["env", "update"]):
        default = "environment.yml"
    elif words[:1] in (["create"], ["install"], ["update"]):
        default = ""
    else:
        return
    found = []
    for index, text in enumerate(texts):
        option, equals, value = text.partition("=")
        if option in ("-f", "--file"):
            found.append(value if equals else "".join(texts[index + 1 : index + 2]))
        elif text.startswith("-f") and not text.startswith("--") and len(text) > 2:
            found.append(text[2:])
    yield from found or ([default] if default else ())


def _paths(tree: Tree, sequence: Sequence, command: Command, file: str) -> Iterator[str]:
    """The files of the tree that may be meant; in an image also the one that is copied there under
    another name or to another folder.
    """
    name = name_of(file)
    if not name or UNKNOWN in name:
        return
    if sequence.kind != "image":
        folder = command.directory
        if UNKNOWN not in file and folder is not None and not file.startswith("/"):
            yield posixpath.normpath(posixpath.join(folder, file))
        return
    recipe, stage = sequence.recipe, sequence.stage
    for member in stage.nearest(32) if stage is not None else ():
        for instruction in member.instructions:
            if instruction.keyword in ("COPY", "ADD") and "from" not in instruction.flags:
                for source in _copied_as(instruction, name):
                    for context in tree.builds[recipe.path].contexts if recipe is not None else ():
                        yield posixpath.normpath(posixpath.join(context, source.lstrip("/")))


def _copied_as(instruction: Instruction, name: str) -> Iterator[str]:
    """What an instruction copies that may have the base name *name* afterwards."""
    texts = [word.text for word in instruction.words]
    for source in texts[:-1]:
        last = name_of(source)
        if name in (last, name_of(texts[-1])):
            yield source
        elif last in (".", "", "*"):
            yield posixpath.join(source.rstrip("*"), name)
