"""A command uses an option that the tool does not have any more.

## Why
`pip install poetry` installs the newest Poetry, and Poetry 2 has no `--no-dev`: the image that
was built last year ends today with `The option "--no-dev" does not exist`. So do `pipenv lock
-r`, `pip install --process-dependency-links`, `virtualenv --no-site-packages` and others, as soon
as the tool is a version without them.

## Bad
    RUN pip install poetry && poetry install --no-dev

## Good
    RUN pip install poetry && poetry install --only main

## How to fix
Write what has taken the option's place; where it means the same, `--fix` does it. Or pin the tool
to the version that the project uses (`pip install poetry==1.8.5`).

## When to ignore it
When the command is run by an older version of the tool than venvlint can see, such as one that
the machine has already.
"""

from __future__ import annotations

from venvlint.model import Finding, Fix, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command, Sequence
    from venvlint.facts.commands.install_options import Given
    from venvlint.model import Edit
    from venvlint.readers.patchwork import Word
    from venvlint.readers.versions import Version
    from venvlint.rules.locks._tool_versions import Setup
    from venvlint.tree import Tree

    Row = tuple[str, ...]

_TOOLS = frozenset(("poetry", "pipenv", "pip", "virtualenv", "pyvenv"))
_RUNNERS = frozenset(("uvx", "pipx", "uv"))
_PLUGINS = {"export": "poetry-plugin-export", "shell": "poetry-plugin-shell"}
_NO_MORE = ("--only", "--with", "--without")


@rule("VL606", Severity.ERROR, fix="safe", needs=("commands.all",))
def removed_tool_option(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.tracking.folder_names import is_test_data
    from venvlint.rules.locks._tool_versions import called

    seen: set[int] = set()
    for sequence in tree.commands.sequences:
        for command in sequence.commands:
            if command.tool not in _TOOLS and command.tool not in _RUNNERS:
                continue
            if id(command) in seen or is_test_data(command.document.path):
                continue
            seen.add(id(command))
            # `new || old` knows both spellings.
            if command.has_alternative:
                continue
            tool, words, specifier = called(command)
            if tool in _TOOLS:
                yield from _of_command(tree, sequence, command, tool, words, specifier)


def _of_command(
    tree: Tree,
    sequence: Sequence,
    command: Command,
    tool: str,
    words: tuple[Word, ...],
    specifier: str | None,
) -> Iterator[Finding]:
    from venvlint.rules.locks._tool_versions import removed_options

    rows = [row for row in removed_options() if row[0] == tool]
    given = _given(tool, words)
    operands = [one.word for one in given if not one.option]
    found: list[tuple[Row, Word, Given | None]] = []
    for row in rows:
        _, commands, option, _, _, _ = row
        asked = _subcommand(commands, operands)
        if asked is None:
            continue
        if not option:
            place = asked if operands else command.words[0]
            found.append((row, command.words[0] if tool == "pyvenv" else place, None))
        else:
            name, _, value = option.partition("=")
            for one in given:
                written = one.value.text if one.value is not None else ""
                if one.option == name and (not value or written == value):
                    found.append((row, one.word, one))
    if not found:
        return
    versions = _versions(tree, sequence, command, tool, specifier)
    if not versions:
        return
    said: set[tuple[str, str]] = set()
    for row, word, option_ in found:
        if row[1:3] in said:
            continue  # `--global-option=build_ext --global-option=-I/x`
        said.add((row[1], row[2]))
        if all(_is_past(row[3], version) for version, _ in versions) and not (
            tool == "poetry" and row[1] in _PLUGINS and _has_plugin(tree, sequence, command, row[1])
        ):
            yield _finding(command, sequence, row, word, option_, words, versions)


def _given(tool: str, words: tuple[Word, ...]) -> list[Given]:
    from venvlint.facts.commands.install_options import TOOLS, Given, scan

    if tool in TOOLS:
        return list(scan(tool, words, "run" if tool in ("poetry", "pipenv") else ""))
    return [Given(word.text if word.text.startswith("-") else "", None, word) for word in words]


def _subcommand(commands: str, operands: list[Word]) -> Word | None:
    """The word that a command of a row ends with, where the operands begin with one of them."""
    texts = [word.text for word in operands]
    for each in commands.split(","):
        parts = each.split()
        if each in ("", "*"):
            return operands[0] if operands else _NOTHING
        if texts[: len(parts)] == parts:
            return operands[len(parts) - 1]
    return None


class _Nothing:
    start = end = 0
    text = ""


_NOTHING: Word = _Nothing()  # type: ignore[assignment]


def _is_past(since: str, version: Version) -> bool:
    from venvlint.readers.versions import parse_version

    limit = parse_version(since)
    return limit is not None and version.key >= limit.key


def _versions(
    tree: Tree, sequence: Sequence, command: Command, tool: str, specifier: str | None
) -> list[tuple[Version, Setup | None]]:
    """The versions of the tool that may run the command; none where that is not known."""
    from venvlint.rules.locks import _tool_versions as tool_versions

    if tool == "pyvenv":
        return _of_python(tree, sequence)
    if specifier is not None:
        version = tool_versions.newest(tool, specifier)
        return [(version, None)] if version is not None else []
    setup = tool_versions.in_force(tree, tool, sequence, command.start)
    if setup is not None:
        version = setup.version
        return [(version, setup)] if version is not None else []
    built = sequence.kind in ("image", "ci")
    if tool == "pip":
        return _of_bundled(tree, sequence) if built else _of_today(tool)
    # The environment of a hook is nobody else's.
    every = [
        each
        for each in tool_versions.setups(tree)
        if each.tool == tool and each.sequence.hook is None
    ]
    near = [each for each in every if each.at.path == command.document.path]
    for found in (near,) if built else (near, every):
        if found:
            return [(version, each) for each in found if (version := each.version) is not None]
    return [] if built else _of_the_project(tree, sequence, tool)


def _of_today(tool: str) -> list[tuple[Version, Setup | None]]:
    from venvlint.rules.locks._tool_versions import newest

    version = newest(tool, "")
    return [(version, None)] if version is not None else []


def _of_python(tree: Tree, sequence: Sequence) -> list[tuple[Version, Setup | None]]:
    from venvlint.readers.versions import parse_version
    from venvlint.rules.locks._tool_versions import stated_pythons

    pythons = stated_pythons(tree, sequence)
    if not pythons and not _has_python_of_today(sequence):
        return []
    text = ".".join(map(str, min(pythons))) if pythons else "3.14"
    version = parse_version(text)
    return [(version, None)] if version is not None else []


def _has_python_of_today(sequence: Sequence) -> bool:
    """Whether what names no Python runs with one that is alive: what people and hosted machines
    have is, what somebody else's image brought once need not be.
    """
    from venvlint.facts import images

    if sequence.kind == "image":
        image = sequence.stage.root.image if sequence.stage is not None else None
        return image is not None and images.read(image.text.text).floating
    return sequence.job is None or not sequence.job.images


def _of_bundled(tree: Tree, sequence: Sequence) -> list[tuple[Version, Setup | None]]:
    """The pip that comes with the Python of an image or a job, at the least."""
    from venvlint.readers.versions import parse_version
    from venvlint.rules.locks._tool_versions import bundled_pip, stated_pythons

    pythons = stated_pythons(tree, sequence)
    # A machine of a hosted CI has a Python that is alive.
    hosted = sequence.job is not None and not sequence.job.images
    text = bundled_pip(min(pythons)) if pythons else "20.0" if hosted else ""
    version = parse_version(text) if text else None
    return [(version, None)] if version is not None else []


def _of_the_project(
    tree: Tree, sequence: Sequence, tool: str
) -> list[tuple[Version, Setup | None]]:
    """What the project's own files say of the version that its people have; else today's."""
    from venvlint.readers.versions import parse_version
    from venvlint.rules.locks._tool_versions import newest

    for path in tree.find(".tool-versions"):
        document = tree.document(path)
        for line in document.text.split("\n") if document is not None else ():
            words = line.split()
            if words[:1] == [tool] and len(words) > 1:
                stated = parse_version(words[1])
                return [(stated, None)] if stated is not None else []
    if tool == "poetry":
        for path in tree.find("pyproject.toml"):
            root = tree.toml(path)
            wanted = root.text("tool", "poetry", "requires-poetry")
            if wanted:
                found = newest(tool, wanted)
                return [(found, None)] if found is not None else []
        if sequence.kind != "page":
            for path in tree.find("poetry.lock"):
                document = tree.document(path)
                head = document.text[:200] if document is not None else ""
                text = head.partition("generated by Poetry ")[2].split(" ")[0]
                written = parse_version(text) if text else None
                if written is not None:
                    return [(written, None)]
    return _of_today(tool)


def _has_plugin(tree: Tree, sequence: Sequence, command: Command, verb: str) -> bool:
    """Whether the plug-in that brings `export` or `shell` is there."""
    name = _PLUGINS[verb]
    if sequence.hook is not None and sequence.hook.is_from_elsewhere:
        # The environment of a hook holds what its own entry names and nothing else.
        return any(name in (one.string or "") for one in sequence.hook.additions)
    before = [each for each in sequence.commands if each.start <= command.start]
    if any(name in word.text for each in before for word in (*each.words,)):
        return True
    if any(f"poetry-plugin-{verb}" in text for text in _inputs(sequence)):
        return True
    if tree.declarations.naming(name):
        return True
    # The dependencies of an environment of tox, what a session of nox installs.
    if any(one.where.path == command.document.path for one, _ in tree.installs.naming(name)):
        return True
    from venvlint.rules.locks._tool_versions import in_force

    installed = any(
        each.tool == "poetry" and {"install", "sync"} & set(each.texts[:3]) for each in before
    )
    own = in_force(tree, "poetry", sequence, command.start) is None
    for path in tree.find("pyproject.toml"):
        root = tree.toml(path)
        wanted = root.get("tool", "poetry", "requires-plugins")
        if wanted and name in wanted.mapping and (installed or own):
            return True
    # Who works on the project may have been told to install it elsewhere.
    return (
        own
        and sequence.kind not in ("image", "ci")
        and any(name in word.text for each in tree.commands.all for word in each.words)
    )


def _inputs(sequence: Sequence) -> Iterator[str]:
    job = sequence.job
    for step in (*job.steps, *job.called) if job is not None else ():
        for node in step.inputs.values():
            yield node.string or ""


def _finding(
    command: Command,
    sequence: Sequence,
    row: Row,
    word: Word,
    option: Given | None,
    words: tuple[Word, ...],
    versions: list[tuple[Version, Setup | None]],
) -> Finding:
    tool, commands, name, since, advice, written = row
    version, setup = versions[0]
    document = command.document
    # What people have on their machines is told by what installs it elsewhere in the repository.
    is_own = sequence.kind in ("image", "ci") or (
        setup is not None and setup.at.path == document.path
    )
    shown = f"`{name}`" if name else f"`{tool} {commands}`" if commands else f"`{tool}`"
    if tool == "pyvenv":
        message = f"`pyvenv` was removed in Python {since}"
    elif setup is not None and not setup.specifier:
        message = (
            f"{tool} has had no {shown} since {since}, and without a version the newest"
            f" ({version}) is"
            " installed"
        )
    elif setup is not None:
        message = f"{tool} has had no {shown} since {since}, and {version} is installed"
    else:
        message = f"{tool} has had no {shown} since {since}"
    if commands in _PLUGINS and sequence.hook is not None and setup is not None:
        advice = f"take the hook from the repository `python-poetry/{_PLUGINS[commands]}`"
    edit = _edit(command, option, words, written)
    mended = f"write `{written}`" if written not in ("", "-") else f"delete `{name}`"
    return Finding(
        document.at(word.start, max(word.end, word.start)),
        message,
        advice[:1].upper() + advice[1:] + ".",
        fix=Fix(mended, (edit,)) if edit is not None else None,
        related=(
            (Related(setup.at, f"{tool} {'comes from' if is_own else 'is installed'} here"),)
            if setup is not None
            else ()
        ),
        severity=Severity.WARNING if sequence.kind == "page" else None,
    )


def _edit(
    command: Command, option: Given | None, words: tuple[Word, ...], written: str
) -> Edit | None:
    """The edit that writes the row's fix; None where the command is not written plainly."""
    if option is None or not written:
        return None
    document, word = command.document, option.word
    last = option.value if option.value is not None and option.value.start > word.end else word
    source = document.text
    if written != "-":
        clash = any(each.text.partition("=")[0] in _NO_MORE for each in words)
        if clash or source[word.start : word.end] != word.text:
            return None
        around = source[word.start - 1 : word.start] + source[word.end : word.end + 1]
        return (
            None if set(around) & set("\"',[]") else document.replace(word.start, word.end, written)
        )
    before = max((each.end for each in command.words if each.end <= word.start), default=-1)
    if before < 0 or source[before : word.start].strip(" \t\r\n\\`^"):
        return None
    plain = source[word.start : word.end] in (word.text, word.raw)
    return document.replace(before, max(word.end, last.end), "") if plain else None
