"""The Pythons that commands and scripts ask for: `python3.12 -m venv`, `uv venv --python 3.12`,
`conda create python=3.12`, `gcloud … --runtime python312`, the first line of a script, and the
block of metadata of a script that has an environment of its own (PEP 723).

What CI jobs set up is in `ci_pythons`, what pages tell people in the rule about pages.
"""

from __future__ import annotations

import re

from venvlint.facts.commands.install_options import TOOLS, role, scan
from venvlint.facts.project import PROJECT_FILES
from venvlint.facts.project.programs import CONDA
from venvlint.facts.pythons import Statement
from venvlint.files.paths import as_folder, folder_of, folders_above, joined, name_of, path_in
from venvlint.readers.patchwork import UNKNOWN
from venvlint.readers.python_versions import parse_pin
from venvlint.record import Record, replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.facts.commands import Command, Sequence
    from venvlint.readers.patchwork import Word
    from venvlint.tree import Tree

_PROGRAM = lazy(r"(?:^|/)(?:python|pypy)(?P<version>[23]\.\d{1,2})$")
_LAUNCHED = lazy(r"-(?:V:)?(?P<version>[23]\.\d{1,2})(?:-(?:32|64|arm64))?$")
"""What Windows' launcher is told: `py -3.12`, `py -V:3.12`, `py -3.9-32`."""
_VERSION = lazy(r"(?:cpython[-@]|python)?(?P<version>[23]\.\d{1,2}(?:\.\d{1,2})?)$")
_CONDA_PYTHON = lazy(r"(?:[\w.-]+::)?python=+(?P<version>[23]\.\d{1,2}(?:\.\d{1,2})?)(?:\.?\*)?$")
# Where a platform is told what to run: program, the words that must be there, the option, and what
# its value looks like.
_CLOUDS = (
    ("gcloud", ("deploy",), "--runtime", r"(?P<version>python3\d{1,2})$"),
    ("gcloud", ("deploy",), "--base-image", r"(?:.*/)?(?P<version>python3\d{1,2})$"),
    ("aws", ("lambda",), "--runtime", r"(?P<version>python3\.\d{1,2})$"),
    ("az", ("functionapp",), "--runtime-version", r"(?P<version>3\.\d{1,2})$"),
    ("az", ("webapp",), "--runtime", r"(?i)python[:|](?P<version>3\.\d{1,2})$"),
    ("az", ("webapp",), "-r", r"(?i)python[:|](?P<version>3\.\d{1,2})$"),
    ("eb", ("init",), "-p", r"(?i)python[- ](?P<version>3\.\d{1,2})\b"),
    ("eb", ("init",), "--platform", r"(?i)python[- ](?P<version>3\.\d{1,2})\b"),
    ("eb", ("create",), "-p", r"(?i)python[- ](?P<version>3\.\d{1,2})\b"),
    ("eb", ("create",), "--platform", r"(?i)python[- ](?P<version>3\.\d{1,2})\b"),
)
_UV_VERBS = frozenset("venv run sync lock".split())
_ISOLATED = frozenset(("--no-project", "--isolated", "--script"))
_ELSEWHERE = frozenset(("ci", "page", "tox", "nox"))
"""Sequences whose Pythons are read by others."""
_SHEBANG = lazy(r"#![^\n]{0,80}?\bpython(?P<version>[23]\.\d{1,2})[ \t\r]*(?:\n|$)")
_BLOCK = lazy(
    r"^# /// script[ \t\r]*\n(?:#[^\n]*\n){0,300}?# *requires-python"
    r" *= *[\"'](?P<range>[^\"'\n]+)[\"']",
    re.M,
)


class _Asked(Record):
    """One word of a command that asks for a Python."""

    command: Command
    word: Word
    start: int
    end: int
    family: str
    """Who is asked: of several versions that one file asks the same for, each is one of a set."""


def commands(tree: Tree) -> Iterator[Statement]:
    """What the commands of scripts, task runners, images and services ask for."""
    found: dict[tuple[str, int, int], tuple[_Asked, Sequence]] = {}
    for sequence in tree.commands.sequences:
        for command in sequence.commands:
            if not command.words or tree.is_test_data(command.document.path):
                continue
            for asked in (*_of_cloud(command), *_of_command(sequence, command)):
                # The words of a variable have one place in the command, and each its own origin.
                value = asked.word.value
                place = value.span(asked.start, asked.end)[0]
                origin = value.origin(asked.start, asked.end)[0]
                found.setdefault((command.document.path, place, origin), (asked, sequence))
    several: dict[tuple[str, str], set[str]] = {}
    for asked, _ in found.values():
        key = (asked.command.document.path, asked.family)
        several.setdefault(key, set()).add(asked.word.text[asked.start : asked.end])
    said: set[tuple[str, str, str]] = set()
    for asked, sequence in found.values():
        key = (asked.command.document.path, asked.family)
        one = (*key, asked.word.text[asked.start : asked.end])
        # `pyenv install 3.12`, then `pyenv global 3.12`: one statement, in two places.
        is_again = asked.family != "cloud" and one in said
        said.add(one)
        is_one = asked.family == "cloud" or len(several[key]) == 1
        for statement in _stated(tree, asked, sequence, is_one=is_one):
            yield replace(statement, fallback=True) if is_again else statement


def _stated(tree: Tree, asked: _Asked, sequence: Sequence, *, is_one: bool) -> Iterator[Statement]:
    command = asked.command
    text = asked.word.text[asked.start : asked.end]
    pin = parse_pin(text)
    if pin is None or pin.minor is None:
        return
    start, end = asked.word.value.origin(asked.start, asked.end)
    if command.document.text[start:end] != text:
        start, end = asked.word.value.span(asked.start, asked.end)
    quiet = "" if is_one else "one of several"
    depends = command.conditional or command.shell.condition
    scope = _scope(tree, command, sequence)
    if asked.family == "cloud":
        scope = _sent(command, _beside(tree, command, scope))
        if not quiet and scope not in ("", ".") and not _has_manifest(tree, scope):
            quiet = "the folder that is deployed has no manifest"
    if not quiet and depends and asked.family != "cloud":
        quiet = "it depends on a condition"
    if not quiet and _works_elsewhere(tree, command, sequence):
        quiet = "it works in a clone of another project"
    yield Statement(
        "command",
        command.document.at(start, end),
        text,
        "set" if quiet else "pin",
        pin=pin,
        scope=scope,
        quiet=quiet,
        is_maintained=_is_the_distributions(tree, sequence, text),
    )


def _is_the_distributions(tree: Tree, sequence: Sequence, version: str) -> bool:
    """Whether a command of an image gets the Python that its distribution ships and maintains: uv
    takes what is installed, too.
    """
    recipe, stage = sequence.recipe, sequence.stage
    if sequence.kind != "image" or recipe is None or stage is None:
        return False
    from venvlint.facts.images.systems import is_maintained, own_python

    if not is_maintained(stage, tree.today):
        return False
    commands = [
        command
        for command in tree.commands.of_chain(recipe, stage)
        if command.tool != "uv" or command.texts[:1] == ["python"]
    ]
    return own_python(stage, commands, tree.today) == version


def _works_elsewhere(tree: Tree, command: Command, sequence: Sequence) -> bool:
    """Whether a command works in a folder that one before it cloned another project to."""
    known: dict[int, frozenset[int]] = tree.once("commands in other projects' clones", dict)
    if id(sequence) not in known:
        known[id(sequence)] = frozenset(map(id, _in_other_clones(tree, sequence)))
    return id(command) in known[id(sequence)]


def _in_other_clones(tree: Tree, sequence: Sequence) -> Iterator[Command]:
    from venvlint.facts.commands.pages import clone_names
    from venvlint.facts.commands.written_files import cloned
    from venvlint.facts.project.vocabulary import folded

    clones: set[str] = set()
    is_inside = False  # where a shell went, once nobody knows its folder's path any more

    def is_below(folder: str) -> bool:
        places = (folder, *folders_above(folder))
        return any(one in clones or f"{UNKNOWN}/{name_of(one)}" in clones for one in places)

    for command in sequence.commands:
        here = UNKNOWN if command.directory is None else command.directory
        brought = cloned(command)
        if brought is not None:
            if folded(brought[0]) not in clone_names(tree):
                clones.add(as_folder(joined(here, brought[1])))
        elif clones and command.tool in ("cd", "pushd"):
            target = "".join(command.texts[:1])
            is_inside = is_below(joined(here, target))
        elif clones and (is_inside if command.directory is None else is_below(here)):
            yield command


def _scope(tree: Tree, command: Command, sequence: Sequence) -> str:
    """A path in the folder of the repository that the command works in; empty where only its own
    file's place tells.
    """
    if sequence.recipe is not None:
        folder: str | None = tree.builds[sequence.recipe.path].contexts[0]
    else:
        folder = command.directory
    if folder is None or UNKNOWN in folder or folder.startswith(("/", "..", "~")):
        return ""
    return f"{folder}/." if folder not in ("", ".") else "."


def _beside(tree: Tree, command: Command, scope: str) -> str:
    """Where a command of Google's runs that does not say: in the folder of its own page or script,
    if the source of the function lies there.
    """
    own = folder_of(command.document.path)
    if scope == "." and command.name == "gcloud" and tree.exists(path_in(own, "main.py")):
        return f"{own}/." if own else scope
    return scope


def _sent(command: Command, scope: str) -> str:
    """A path in the folder that `gcloud` is told to deploy; *scope*, where the command runs, if it
    is not told.
    """
    given = command.has("--source") if command.name == "gcloud" else None
    if given is None or not scope:
        return scope
    _, equals, source = given.text.partition("=")
    if not equals:
        words = command.arguments
        source = "".join(word.text for word in words[words.index(given) + 1 :][:1])
    folder = joined(scope.removesuffix("."), source)
    if UNKNOWN in folder or folder.startswith(("/", "..", "~")) or "://" in source:
        return ""
    return f"{folder}/." if folder != "." else "."


def _has_manifest(tree: Tree, scope: str) -> bool:
    """Whether the folder of *scope* says itself which Pythons it needs, or might."""
    folder = scope.removesuffix("/.")
    return any(tree.exists(path_in(folder, name)) for name in PROJECT_FILES)


def _of_cloud(command: Command) -> Iterator[_Asked]:
    if command.name not in ("gcloud", "aws", "az", "eb"):
        return
    texts = [word.text for word in command.words]
    for program, needed, option, form in _CLOUDS:
        if command.name != program or not {*needed} <= {*texts}:
            continue
        for index, word in enumerate(command.words):
            value, offset = word, len(option) + 1
            if word.text == option and index + 1 < len(command.words):
                value, offset = command.words[index + 1], 0
            elif not word.text.startswith(f"{option}="):
                continue
            match = re.match(form, value.text[offset:])
            if match:
                start, end = match.span("version")
                yield _Asked(command, value, start + offset, end + offset, "cloud")


def _of_command(sequence: Sequence, command: Command) -> Iterator[_Asked]:
    if sequence.kind in _ELSEWHERE:
        return
    tool = command.tool
    if tool in ("venv", "virtualenv", "mkvirtualenv"):
        yield from _of_venv(sequence, command)
    elif tool in ("uv", "pipenv") or tool in CONDA:
        yield from _of_installer(sequence, command, tool)
    elif tool in ("pyenv", "asdf", "mise", "rye", "pdm", "poetry"):
        yield from _of_manager(command, tool)


def _of_venv(sequence: Sequence, command: Command) -> Iterator[_Asked]:
    """The interpreter that makes an environment, or that virtualenv is told to take."""
    told = _told(command)
    operands = [
        word for word in command.arguments if not word.text.startswith("-") and word is not told
    ]
    target = operands[-1].text if operands else ""
    # `mkvirtualenv shop` makes the environment of whoever works on the shop.
    if sequence.kind != "image" and command.tool != "mkvirtualenv" and not _is_usual(target):
        return
    if told is not None:
        yield from _versions(command, [told], "venv")
        return
    word, form = command.words[0], _PROGRAM
    if command.name == "py" and len(command.words) > 1:
        word, form = command.words[1], _LAUNCHED
    match = form.search(word.text)
    if match:
        yield _Asked(command, word, *match.span("version"), "venv")


def _told(command: Command) -> Word | None:
    """The interpreter that virtualenv is told to take: by its name, its path or its version."""
    arguments = list(command.arguments)
    for word, following in zip(arguments, [*arguments[1:], None], strict=True):
        if word.text in ("-p", "--python"):
            return following
        for option in ("--python=", "-p"):
            if word.text.startswith(option):
                return word.part(len(option))
    return None


def _is_usual(target: str) -> bool:
    """Whether a path looks like that of the project's environment: its own name says so, or it is
    not known.
    """
    return target == UNKNOWN or "env" in name_of(target.rstrip("/")).lower()


def _of_installer(sequence: Sequence, command: Command, tool: str) -> Iterator[_Asked]:
    texts = command.texts
    if tool in CONDA:
        if {"create", "install"} & set(texts[:2]):
            for given in scan(tool, command.arguments):
                # Behind `-c` even `python=3.8` is a channel.
                match = _CONDA_PYTHON.match(given.word.text) if not given.option else None
                if match:
                    yield _Asked(command, given.word, *match.span("version"), "conda")
        return
    if tool == "uv":
        from venvlint.facts.commands.made_environments import uv_command

        words = uv_command(command)
        if words[:2] in (["python", "pin"], ["python", "install"]):
            yield from _versions(command, list(command.arguments)[2:], "uv")
            return
        if not words or words[0] not in _UV_VERBS or _ISOLATED & {*texts}:
            return
    if tool in TOOLS:
        options = [
            given.value
            for given in scan(tool, command.arguments, "run")
            if given.value is not None and role(tool, given.option) == "python"
        ]
        if not options and tool == "uv":
            options = list(filter(None, [_by_variable(sequence, command)]))
        yield from _versions(command, options, tool)


def _by_variable(sequence: Sequence, command: Command) -> Word | None:
    """The Python that uv is told by a variable: before the command, or by `ENV` of its image."""
    own = command.assignments.get("UV_PYTHON")
    if own is not None or sequence.stage is None or "UV_PYTHON" not in command.variables:
        return own
    return next(
        (
            word
            for stage in sequence.stage.chain
            for instruction in reversed(stage.instructions)
            if instruction.keyword == "ENV"
            for name, word in instruction.pairs
            if name == "UV_PYTHON"
        ),
        None,
    )


def _of_manager(command: Command, tool: str) -> Iterator[_Asked]:
    """`pyenv local 3.12`, `asdf local python 3.12`, `mise use python@3.12`, `pdm use 3.12`."""
    arguments, texts = command.arguments, command.texts
    verbs = {
        "pyenv": ("local", "install", "global", "shell", "virtualenv"),
        "asdf": ("local", "install", "global", "set"),
        "mise": ("use", "install"),
        "rye": ("pin",),
        "pdm": ("use",),
        "poetry": ("env",),
    }[tool]
    if not texts or texts[0] not in verbs or (tool == "poetry" and texts[1:2] != ["use"]):
        return
    if tool == "asdf" and "python" not in texts[1:3]:
        return
    rest = list(arguments[1:])
    if tool == "mise":
        for word in rest:
            if word.text.startswith("python@"):
                yield from _versions(command, [word.part(len("python@"))], tool)
        return
    yield from _versions(command, rest, tool)


def _versions(command: Command, words: list[Word], family: str) -> Iterator[_Asked]:
    """The versions among *words*, the interpreters included that are told by their paths."""
    for word in words:
        match = _PROGRAM.search(word.text) if "/" in word.text else _VERSION.match(word.text)
        if match:
            yield _Asked(command, word, *match.span("version"), family)


# -- scripts


def scripts(tree: Tree, paths: Iterable[str]) -> Iterator[Statement]:
    """The first lines of scripts, and the metadata of those that have an environment of their
    own.
    """
    for path in paths:
        document = tree.document(path)
        if document is None:
            continue
        shebang = _SHEBANG.match(document.text)
        if shebang is not None:
            start, end = shebang.span("version")
            text = document.text[start:end]
            pin = parse_pin(text)
            if pin is not None:
                yield Statement("shebang", document.at(start, end), text, "pin", pin=pin)
        block = _BLOCK.search(document.text)
        if block is not None:
            yield from _metadata(document.at(*block.span("range")), block["range"])


def _metadata(at: object, text: str) -> Iterator[Statement]:
    from venvlint.readers.python_ranges import parse_pep440

    versions = parse_pep440(text)
    if versions is None:
        return
    exact = re.fullmatch(r"\s*==\s*(3\.\d{1,2})(?:\.\*|\.\d{1,2})?\s*", text)
    one = Statement(
        "script-metadata",
        at,  # type: ignore[arg-type]  # a location
        text,
        "range",
        range=versions,
        quiet="a script with an environment of its own",
    )
    yield replace(one, role="pin", pin=parse_pin(exact[1]), range=None) if exact else one
