"""Which version of Poetry, uv, pipenv, pip and virtualenv runs where: what an image, a job or a
script installs before it uses it.

A version that is not said is the newest of today (`data/tool-releases.tsv`), of those that install
on the Python that is there; a range or a floating tag is the newest of it. What a variable or a
system's package hides is unknown.
"""

from __future__ import annotations

from functools import cache

from venvlint import data
from venvlint.facts.project.programs import CONDA, PACKAGE_MANAGERS
from venvlint.files.paths import name_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.readers.python_versions import minor_text
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.ci.model import Job
    from venvlint.facts.commands import Command, Sequence
    from venvlint.facts.project.hooks import Hook
    from venvlint.model import Location
    from venvlint.readers.dockerfile import ImageName, Instruction, Stage
    from venvlint.readers.patchwork import Word
    from venvlint.readers.versions import Version
    from venvlint.tree import Tree

    Minor = tuple[int, int]

TOOLS = frozenset(("poetry", "uv", "pipenv", "pip", "virtualenv"))
_ACTIONS = {
    "snok/install-poetry": ("poetry", "version"),
    "abatilo/actions-poetry": ("poetry", "poetry-version"),
    "gr1n/setup-poetry": ("poetry", "poetry-version"),
    "packetcoders/action-setup-cache-python-poetry": ("poetry", "poetry-version"),
    "astral-sh/setup-uv": ("uv", "version"),
    "hynek/setup-cached-uv": ("uv", "version"),
    "dschep/install-pipenv-action": ("pipenv", "version"),
}
_SYSTEM = CONDA | PACKAGE_MANAGERS.keys() | {"choco", "scoop", "port", "nix-env", "snap"}
_UV_IMAGE = ("ghcr.io/astral-sh/uv", "astral/uv", "docker.io/astral/uv")
_CONDA_PYTHON = lazy(r"python={1,2}(\d)\.(\d{1,2})(?![\d])")
_UV_SCRIPT = lazy(r"astral\.sh/uv/(\d[\w.]*)/install")
_TAG = lazy(r"(\d+(?:\.\d+){0,2})(?=$|-)")
_OLD_SYSTEMS = ("20.04", "focal", "18.04", "bionic", "xenial", "buster", "stretch", "centos")


class Setup(Record):
    """One place that brings a tool."""

    tool: str
    at: Location
    """Where the version is stated; where the tool is named, if no version is."""
    specifier: str | None
    """PEP 440; empty for the newest, None where it is not known."""
    sequence: Sequence
    order: int
    """The place in the sequence's document, to tell what comes before what."""
    python: Minor | None = None
    """The newest of the Pythons that it is installed on; None where that is not known."""

    @property
    def version(self) -> Version | None:
        """What gets installed today; None where that is not known."""
        return None if self.specifier is None else newest(self.tool, self.specifier, self.python)


def setups(tree: Tree) -> tuple[Setup, ...]:
    """Every one of the tree, in the order of the sequences."""
    return tree.once("tool setups", lambda: tuple(_setups(tree)))


def called(command: Command) -> tuple[str, tuple[Word, ...], str | None]:
    """The tool that a command runs, its arguments, and the versions that the command itself names:
    of `uvx poetry@1.8 lock` and `pipx run poetry==1.8 lock` what they start.
    """
    words = tuple(command.arguments)
    texts = [word.text for word in words]
    if command.tool == "uvx":
        start = 0
    elif command.tool == "pipx" and texts[:1] == ["run"]:
        start = 1
    elif command.tool == "uv" and texts[:2] == ["tool", "run"]:
        start = 2
    else:
        return command.tool, words, None
    wanted = ""
    index = start
    while index < len(words) and texts[index].startswith("-"):
        option, equals, value = texts[index].partition("=")
        if option in ("--from", "--spec"):
            wanted = value if equals else "".join(texts[index + 1 : index + 2])
        index += 1 if equals or option in ("-q", "--quiet", "--isolated", "--no-cache") else 2
    if index >= len(words):
        return command.tool, words, None
    name, specifier, _ = _split(texts[index])
    if wanted:
        _, specifier, _ = _split(wanted)
    return name, words[index + 1 :], specifier


def in_force(tree: Tree, tool: str, sequence: Sequence, order: int) -> Setup | None:
    """The last that brings the tool before a place of a sequence; None where nothing there does."""
    found = [
        setup
        for setup in setups(tree)
        if setup.tool == tool and setup.sequence is sequence and setup.order <= order
    ]
    return found[-1] if found else None


@cache
def _releases(tool: str) -> tuple[tuple[str, Minor], ...]:
    found = []
    for name, version, python in data.rows("tool-releases.tsv"):
        if name == tool:
            major, minor = python.split(".")
            found.append((version, (int(major), int(minor))))
    return tuple(found)


def newest(tool: str, specifier: str, python: Minor | None = None) -> Version | None:
    """The newest release that a specifier takes, on a Python where one is given; None where the
    table has none and the specifier names none.
    """
    from venvlint.readers import versions

    exact = versions.pinned(specifier)
    if exact:
        return versions.parse_version(exact)
    clauses = versions.parse(specifier)
    if clauses is None:
        return None
    fitting = [
        version
        for version, first in _releases(tool)
        if (python is None or first <= python) and versions.contains(clauses, version)
    ]
    for clause in clauses:  # `<=1.4.1` and `<1.8.3` end within a series
        numbers = clause.version.release if clause.version is not None else ()
        if clause.operator in ("<", "<=") and len(numbers) == 3 and numbers[2]:
            last = numbers if clause.operator == "<=" else (*numbers[:2], numbers[2] - 1)
            text = ".".join(map(str, last))
            if versions.contains(clauses, text):
                fitting.append(text)
    parsed = [found for text in fitting if (found := versions.parse_version(text)) is not None]
    return max(parsed, key=lambda version: version.key) if parsed else None


def removed_options() -> tuple[tuple[str, ...], ...]:
    """The rows of `data/removed-options.tsv`: tool, commands, option, version, advice, fix."""
    return tuple(tuple(row) for row in data.rows("removed-options.tsv"))


def bundled_pip(python: Minor) -> str:
    """The oldest pip that a Python may bring along; empty where that is not known."""
    found = data.row("bundled-pips.tsv", minor_text(python))
    return found[1] if found else ""


# -- what installs a tool


def _setups(tree: Tree) -> Iterator[Setup]:
    for sequence in tree.commands.sequences:
        found = [*_of_commands(tree, sequence)]
        if sequence.stage is not None:
            found += _of_stage(sequence)
        if sequence.job is not None:
            found += _of_steps(sequence, sequence.job)
        if sequence.hook is not None:
            found += _of_hook(sequence, sequence.hook)
        if found:
            python = newest_python(tree, sequence)
            old = python is None and _is_old(sequence)
            found.sort(key=lambda setup: setup.order)
            # On a hosted machine these bring or find a Python of their own.
            apart = (
                {
                    command.start
                    for command in sequence.commands
                    if command.tool == "pipx" or (command.tool == "uv" and "tool" in command.texts)
                }
                if sequence.job is not None and not sequence.job.images
                else set()
            )
            for setup in found:
                yield Setup(
                    setup.tool,
                    setup.at,
                    # Which Python an old system has decides what is the newest there.
                    None if old and setup.specifier == "" else setup.specifier,
                    sequence,
                    setup.order,
                    python if setup.order not in apart else None,
                )


def _is_old(sequence: Sequence) -> bool:
    image = sequence.stage.root.image if sequence.stage is not None else None
    return image is not None and any(mark in image.text.text for mark in _OLD_SYSTEMS)


def newest_python(tree: Tree, sequence: Sequence) -> Minor | None:
    """The newest Python that a sequence runs on; None where that is not known."""
    if sequence.job is not None and None in _set_up(sequence.job):
        return None
    pythons = stated_pythons(tree, sequence)
    return max(pythons) if pythons else None


def stated_pythons(tree: Tree, sequence: Sequence) -> list[Minor]:
    """The Pythons that an image, a job or a test environment says it has, those that conda is told
    to install first.
    """
    from venvlint.facts import images

    by_conda = [
        (int(match[1]), int(match[2]))
        for command in sequence.commands
        if command.tool in CONDA
        for text in command.texts
        if (match := _CONDA_PYTHON.match(text)) is not None
    ]
    if by_conda:
        return by_conda
    if sequence.stage is not None:
        image = sequence.stage.root.image
        minor = images.read(image.text.text).minor if image is not None else None
        return [minor] if minor is not None else []
    if sequence.kind in ("nox", "tox"):
        return _of_environment(tree, sequence)
    job = sequence.job
    if job is None:
        return []
    found = []
    for node in job.images:
        for value in job.resolve(node).values:
            minor = images.read(value.text).minor
            if minor is not None:
                found.append(minor)
    return found + [series for series in _set_up(job) if series is not None]


def _of_environment(tree: Tree, sequence: Sequence) -> list[Minor]:
    """The Pythons of a session of nox or an environment of tox; of tox's base those of all."""
    name = sequence.name.rpartition("testenv:")[2]
    is_base = name in ("testenv", "env_run_base")
    return [
        statement.pin.series
        for statement in tree.ci_pythons
        if statement.at.path == sequence.document.path
        and (is_base or statement.environment == name)
        and statement.pin is not None
        and statement.pin.series is not None
    ]


def _set_up(job: Job) -> Iterator[Minor | None]:
    """The series of every Python that a job sets up; None for one that its text leaves open."""
    from venvlint.facts.ci.pythons import python_setups
    from venvlint.readers.python_versions import parse_pin

    for setup in python_setups(job):
        for value in setup.versions.values:
            pin = parse_pin(value.text)
            yield pin.series if pin is not None else None


def _of_commands(tree: Tree, sequence: Sequence) -> Iterator[Setup]:
    for command in sequence.commands:
        tool, texts = command.tool, command.texts
        verb = next((text for text in texts if not text.startswith("-")), "")
        if tool in ("pip", "pipx", "uv", "uvx") or (tool in _SYSTEM and texts):
            yield from _installed(tree, sequence, command, verb)
        elif tool in ("curl", "wget"):
            yield from _by_script(sequence, command)
        elif tool in ("poetry", "uv") and texts[:2] == ["self", "update"]:
            wanted = [word for word in command.arguments[2:] if not word.text.startswith("-")]
            at = wanted[0] if wanted else command.words[0]
            text = f"=={wanted[0].text}" if wanted else ""
            yield _setup(sequence, command, tool, text, at)


def _installed(tree: Tree, sequence: Sequence, command: Command, verb: str) -> Iterator[Setup]:
    system = command.tool in _SYSTEM
    texts = command.texts
    if command.tool == "uv" and (verb not in ("pip", "tool") or "install" not in texts):
        return
    if command.tool != "uv" and verb not in ("install", "add", "update", "upgrade", "-S", "run"):
        return
    if command.tool in ("pipx", "uvx") and verb == "run":
        return  # it runs that version once
    constrained = bool(
        command.has("-c", "--constraint", "--constraints")
        or command.variables.get("PIP_CONSTRAINT")
    )
    skip = False
    start_at = texts.index("install") + 1 if command.tool == "uv" else 0
    for word in command.arguments[start_at:]:
        text = word.text
        if skip or text.startswith("-"):
            skip = not skip and text in ("-r", "-c", "-e", "-t", "--requirement", "--python", "-p")
            continue
        name, specifier, start = _split(text)
        if name in TOOLS and not system:
            known = None if UNKNOWN in specifier or (constrained and not specifier) else specifier
            yield _setup(sequence, command, name, known, word, start)
        elif system and (bare := text.partition("=")[0].removeprefix("python3-")) in TOOLS:
            yield _setup(sequence, command, bare, _conda(text) if "=" in text else None, word)
    yield from _of_files(tree, sequence, command)


def _conda(text: str) -> str | None:
    """conda's `poetry=1.8.3`; the version of a system's package is the system's own."""
    version = text.partition("=")[2].lstrip("=")
    plain = version.partition("=")[0]
    return f"=={plain}" if plain.count(".") == 2 and plain.replace(".", "").isdigit() else None


def _split(text: str) -> tuple[str, str, int]:
    """A requirement's name, its versions and where these begin."""
    name = text
    for mark in "[<>=!~@; ":
        name = name.partition(mark)[0]
    rest = text[len(name) :]
    if rest.startswith("["):
        rest = rest.partition("]")[2]
    start = len(text) - len(rest)
    specifier = rest.partition(";")[0].strip()
    if specifier.startswith("@"):
        tail = specifier[1:].strip()
        specifier = "" if tail == "latest" else f"=={tail}" if tail[:1].isdigit() else UNKNOWN
    return name.lower(), specifier, start


def _of_files(tree: Tree, sequence: Sequence, command: Command) -> Iterator[Setup]:
    """What a list that is installed pins."""
    for install in tree.installs.of_command(command):
        for file in install.files:
            for one in tree.declarations.in_file(file.path) if file.path is not None else ():
                if one.key in TOOLS and one.list.kind == "requirements":
                    yield Setup(one.key, one.at, one.specifier, sequence, command.start)


def _setup(
    sequence: Sequence,
    command: Command,
    tool: str,
    specifier: str | None,
    word: Word,
    start: int = 0,
) -> Setup:
    first, last = word.start, word.end
    if start and len(word.text) > start:
        # The version, where it comes out of a variable the place that gives the variable its value.
        number = next(
            (i for i in range(start, len(word.text)) if word.text[i].isdigit()), len(word.text) - 1
        )
        first, last = word.value.origin(number, len(word.text))
    return Setup(
        tool, command.document.at(first, max(first, last)), specifier, sequence, command.start
    )


def _by_script(sequence: Sequence, command: Command) -> Iterator[Setup]:
    for word in command.arguments:
        if "install.python-poetry.org" in word.text or "/get-poetry.py" in word.text:
            old = "get-poetry.py" in word.text
            yield _poetry_script(sequence, command, word, old)
            return
        match = _UV_SCRIPT.search(word.text)
        if match is not None:
            first, last = word.value.origin(match.start(1), match.end(1))
            at = command.document.at(first, last)
            yield Setup("uv", at, f"=={match[1]}", sequence, command.start)
            return
        if "astral.sh/uv/install" in word.text:
            yield _setup(sequence, command, "uv", "", word)
            return


def _poetry_script(sequence: Sequence, command: Command, word: Word, old: bool) -> Setup:
    """Poetry's own installer: its version is an option of it, or a variable."""
    after = [
        other
        for other in command.shell.commands
        if other.start >= command.start and (other.is_python or other is command)
    ][:4]
    for other in after:
        option = next(
            (i for i, each in enumerate(other.arguments) if each.text == "--version"), None
        )
        if option is not None and option + 1 < len(other.arguments):
            value = other.arguments[option + 1]
            known = None if UNKNOWN in value.text else f"=={value.text}"
            first, last = value.value.origin(0, len(value.text))
            return Setup("poetry", command.document.at(first, last), known, sequence, command.start)
        given = other.assignments.get("POETRY_VERSION")
        if given is not None:
            known = None if UNKNOWN in given.text else f"=={given.text}"
            first, last = given.value.origin(0, len(given.text))
            at = command.document.at(first, max(first, last))
            return Setup("poetry", at, known, sequence, command.start)
    for other in after:
        text = other.variables.get("POETRY_VERSION")
        if text is not None:
            known = None if UNKNOWN in text or not text else f"=={text}"
            at = _place_of_version(other) or other.at
            return Setup("poetry", at, known, sequence, command.start)
    return _setup(sequence, command, "poetry", None if old else "", word)


def _place_of_version(command: Command) -> Location | None:
    """Where `POETRY_VERSION` of an image or a step gets its value."""
    instruction = command.shell.instruction
    if instruction is not None:
        value = instruction.variables.get("POETRY_VERSION")
        if value is not None and value.text:
            first, last = value.origin(0, len(value.text))
            return instruction.document.at(first, max(first, last))
    step = command.shell.step
    node = step.env.get("POETRY_VERSION") if step is not None else None
    return node.at if node else None


def _of_stage(sequence: Sequence) -> Iterator[Setup]:
    """uv out of its own image: what the stage starts from, and what it copies."""
    stage = sequence.stage
    members = stage.chain if stage is not None else []
    for member in members:
        if member.image is not None and member.image.repository.lower() in _UV_IMAGE:
            yield from _uv_tag(sequence, member, member.first.start)
        for instruction in member.instructions:
            if instruction.keyword == "COPY" and "from" in instruction.flags:
                yield from _copied(sequence, instruction)
            for word in instruction.words[:-1] if instruction.keyword == "ADD" else ():
                match = _UV_SCRIPT.search(word.text)
                if match is not None:
                    first, last = word.value.origin(match.start(1), match.end(1))
                    at = instruction.document.at(first, max(first, last))
                    yield Setup("uv", at, f"=={match[1]}", sequence, instruction.start)


def _uv_tag(sequence: Sequence, stage: Stage, order: int) -> Iterator[Setup]:
    image = stage.image
    if image is None:
        return
    yield _of_uv_image(sequence, image, order)


def _of_uv_image(sequence: Sequence, image: ImageName, order: int) -> Setup:
    """The uv of its own image that a Dockerfile names."""
    known = _TAG.match(image.tag)
    if known is not None:
        first, last = image.stated(known.start(1), known.end(1))
    else:
        first, last = image.text.origin(0, len(image.text.text))
    at = sequence.document.at(first, max(first, last))
    return Setup("uv", at, _of_image(image), sequence, order)


def _of_image(image: ImageName) -> str | None:
    """The versions of uv that the tag of its image stands for; None where that is not known."""
    is_open = UNKNOWN in image.text.text or "$" in image.text.text
    if is_open or (image.digest and not image.tag):
        return None
    known = _TAG.match(image.tag)
    return _of_tag(known[1] if known else "")


def _copied(sequence: Sequence, instruction: Instruction) -> Iterator[Setup]:
    from venvlint.readers.dockerfile import ImageName

    if not any(name_of(word.text) in ("uv", "uvx") for word in instruction.words[:-1]):
        return
    source = instruction.flags["from"]
    image = ImageName(source.value)
    if image.repository.lower() not in _UV_IMAGE:
        other = next(
            (
                each
                for each in (sequence.recipe.parsed.stages if sequence.recipe is not None else ())
                if each.name and each.name.lower() == source.text.lower()
            ),
            None,
        )
        if other is None or other.root.image is None:
            return
        if other.root.image.repository.lower() in _UV_IMAGE:
            yield from _uv_tag(sequence, other.root, instruction.start)
        return
    yield _of_uv_image(sequence, image, instruction.start)


def _of_tag(tag: str) -> str:
    """`0.9.7` is that version, `0.9` the newest of a series, nothing the newest of all."""
    if not tag:
        return ""
    return f"=={tag}" if tag.count(".") >= 2 else f"=={tag}.*"


def _of_hook(sequence: Sequence, hook: Hook) -> Iterator[Setup]:
    """The tool in the environment that pre-commit makes for a hook from elsewhere: of the version
    that its repository is at, or that is installed beside it.
    """
    from venvlint.facts.project.hooks import revision
    from venvlint.facts.project.known_names import hook_tool

    tool = sequence.commands[0].tool
    if not hook.is_from_elsewhere or tool not in TOOLS:
        return
    at, known = (hook.revision or hook.node).at, None
    if hook_tool(hook.repository) == tool:
        known = as_specifier(revision(hook.revision)) or None
    for one in hook.additions:
        name, specifier, _ = _split(one.string or "")
        if name == tool:
            at, known = one.at, specifier
    yield Setup(tool, at, known, sequence, sequence.commands[0].start)


def _of_steps(sequence: Sequence, job: Job) -> Iterator[Setup]:
    """Actions that bring a tool, each value of a matrix one setup."""
    yield from _of_job_images(sequence, job)
    for step in (*job.steps, *job.called):
        known = _ACTIONS.get(step.uses.lower())
        if known is None:
            continue
        tool, key = known
        node = step.inputs.get(key)
        named = step.uses_node or step.node
        if not node:
            # setup-uv reads `required-version` and `.tool-versions` by itself.
            files = step.inputs.get("version-file")
            unknown = tool == "uv" or files
            yield Setup(tool, named.at, None if unknown else "", sequence, step.node.start)
            continue
        values = job.resolve(node, step)
        if not values.complete or not values.values:
            yield Setup(tool, node.at, None, sequence, step.node.start)
        for value in values.values:
            yield Setup(tool, value.at, as_specifier(value.text), sequence, step.node.start)


def _of_job_images(sequence: Sequence, job: Job) -> Iterator[Setup]:
    """uv out of its own image, in which a job runs."""
    from venvlint.readers.dockerfile import ImageName
    from venvlint.readers.patchwork import plain

    for node in job.images:
        for value in job.resolve(node).values:
            image = ImageName(plain(value.text, 0))
            if image.repository.lower() in _UV_IMAGE:
                yield Setup("uv", value.at, _of_image(image), sequence, 0)


def as_specifier(text: str) -> str | None:
    """A version as an action or a manifest writes it, as PEP 440; None where it is another
    language.
    """
    plain = text.strip().removeprefix("v")
    if plain in ("", "latest", "*"):
        return ""
    if plain[0].isdigit():
        if plain.endswith((".x", ".X", ".*")):
            return f"=={plain[:-2]}.*"
        if plain.replace(".", "").isdigit():
            return _of_tag(plain)
        return f"=={plain}"
    from venvlint.readers import versions

    return plain if versions.parse(plain) is not None else None
