"""What Dockerfiles run: the `RUN` instructions of a stage and of those it is built on, then its
`CMD` and `ENTRYPOINT`.
"""

from __future__ import annotations

import re

from venvlint.facts import images
from venvlint.facts.commands import environments, running
from venvlint.facts.commands.model import Sequence, Shell
from venvlint.facts.images import systems
from venvlint.files.paths import name_of
from venvlint.readers.patchwork import UNKNOWN, Patchwork, Word
from venvlint.readers.shell_wrappers import SHELLS, shebang_program
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.readers.dockerfile import Instruction, Stage
    from venvlint.tree import Tree

_PROFILE = lazy(r"bashrc|profile|\.zshrc|/etc/bash")
_HEALTHCHECK = lazy(r"CMD[ \t]+", re.I)


def collect(tree: Tree) -> Iterator[Sequence]:
    """One sequence for every stage that no other stage is `FROM`."""
    for recipe in tree.dockerfiles:
        if recipe.is_template:
            continue
        stages = recipe.parsed.stages
        inner = {stage.parent.index for stage in stages if stage.parent is not None}
        read: dict[int, list[Shell]] = {}
        made: set[str] = set()  # a later stage may take an environment over
        for stage in stages:
            if stage.index not in inner:
                yield _sequence(tree, recipe, stage, read, made)


def _sequence(
    tree: Tree, recipe: Recipe, stage: Stage, read: dict[int, list[Shell]], made: set[str]
) -> Sequence:
    sequence = Sequence("image", recipe.document, stage.name or f"stage {stage.index}")
    sequence.recipe, sequence.stage = recipe, stage
    chain = stage.chain[::-1]
    image = images.read(stage.root.image.text.text) if stage.root.image is not None else None
    context = _Context(tree, recipe, image, made)
    last: dict[str, Instruction] = {}
    for member in chain:
        shells = read.get(member.index)
        if shells is None:
            shells = read[member.index] = [
                shell for shell in map(context.run, _runs(member)) if shell is not None
            ]
        for shell in shells:
            context.notice(shell)
            sequence.add(shell)
        for instruction in member.instructions:
            if instruction.keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK"):
                last[instruction.keyword] = (
                    instruction if member is stage else instruction.started_in(stage)
                )
    for shell in context.started(last):
        context.notice(shell)
        sequence.add(shell)
    # Whether a folder on PATH is an environment may be told by a later instruction only.
    for shell in sequence.shells:
        if shell.instruction is not None:
            environment = context.on_path(shell.instruction)
            for command in shell.commands if environment else ():
                if not command.environment and command.wrappers[:1] not in (
                    ("sudo",),
                    ("su",),
                    ("doas",),
                ):
                    command.environment = environment
    return sequence


def _runs(stage: Stage) -> list[Instruction]:
    return [instruction for instruction in stage.instructions if instruction.keyword == "RUN"]


def made_environments(tree: Tree, recipe: Recipe) -> frozenset[str]:
    """The folders of the environments that any stage makes or activates."""
    return tree.once(f"environments that {recipe.path} makes", lambda: _made(tree, recipe))


def _made(tree: Tree, recipe: Recipe) -> frozenset[str]:
    context = _Context(tree, recipe, None, set())
    for stage in recipe.parsed.stages:
        for instruction in _runs(stage):
            context.run(instruction)
    return frozenset(context.made)


def at_start(tree: Tree, recipe: Recipe, stage: Stage) -> running.Start:
    """What holds when a container of the stage starts, for whoever gives it another command than
    its own.
    """
    image = images.read(stage.root.image.text.text) if stage.root.image is not None else None
    context = _Context(tree, recipe, image, set(made_environments(tree, recipe)))
    entry = None
    for member in stage.chain[::-1]:
        for instruction in _runs(member):
            context.run(instruction)
        for instruction in member.instructions:
            if instruction.keyword == "ENTRYPOINT":
                entry = instruction
    if not any(one.instructions for one in stage.chain):
        return running.Start(UNKNOWN, None, system_shell=context.system_shell)
    start = context.start(stage.end, context.system_shell)
    start.environment = start.environment or (
        context.entry_environment(entry) if entry is not None else ""
    )
    if not start.environment and image is not None and not image.distribution:
        start.environment = UNKNOWN  # what somebody's own image sets
    return start


class _Context:
    """What is known about an image while its instructions are read."""

    def __init__(
        self, tree: Tree, recipe: Recipe, image: images.Image | None, made: set[str]
    ) -> None:
        self.tree, self.recipe = tree, recipe
        self.system_shell = image.shell if image is not None else ""
        # On an image of Python's or conda's what comes behind the old PATH is hidden by its python.
        self.appended = (
            image is not None
            and bool(image.distribution)
            and not image.version
            and not image.floating
            and systems.python_of(image) != "conda"
        )
        self.made = made
        """Folders that are environments for sure: something makes or activates them, in this stage
        or in one before it.
        """
        self.profile = False
        """Whether something was written to `.bashrc` or the like that activates an environment."""

    def notice(self, shell: Shell) -> None:
        """Remember the environments that a shell has made, and the profiles that it wrote."""
        for command in shell.commands:
            folder = environments.makes(command.tool, command.arguments)
            for found in (folder, environments.sourced(command)):
                if found and UNKNOWN not in found:
                    self.made.add(found.rstrip("/"))
            if command.tool in ("ln", "cp", "mv") and command.texts[-1:] in (
                ["/bin/sh"],
                ["/usr/bin/sh"],
            ):
                self.system_shell = "bash" if command.texts[-2].endswith("bash") else ""
            if command.tool == "dpkg-reconfigure" and "dash" in command.texts:
                self.system_shell = "bash"
            if any(
                _PROFILE.search(word.text)
                for operator, word in command.redirections
                if ">" in operator
            ):
                self.profile = self.profile or any(
                    "activate" in word.text for word in command.words
                )

    def on_path(self, instruction: Instruction) -> str:
        """The environment that `ENV PATH` puts in force for an instruction."""
        path = instruction.environment.get("PATH")
        if path is None:
            return ""
        own = instruction.environment.get("VIRTUAL_ENV")
        known = {*self.made, own.text.rstrip("/")} if own is not None and own.known else self.made
        raw = self.recipe.document.text[path.span(0, 0)[0] : path.span(0, len(path.text))[1]]
        return environments.on_path(path.text, raw, known, appended=self.appended)

    def start(self, instruction: Instruction, kind: str) -> running.Start:
        values = instruction.environment
        environment = self.on_path(instruction)
        startup = values.get("BASH_ENV") if kind == "bash" else None
        if not environment and startup is not None:
            environment = environments.activated(startup.text) or ""
        if (
            not environment
            and self.profile
            and any(re.match(r"-[a-z]*[il]|--login", word) for word in instruction.shell)
        ):
            environment = UNKNOWN
        if not environment and any(
            "conda" in word or "mamba" in word for word in instruction.shell
        ):
            environment = "conda"
        kept = {
            name: value.text
            for name, value in instruction.variables.items()
            if running.KEPT.match(name)
        }
        return running.Start(
            environment, instruction.directory, kept, system_shell=self.system_shell
        )

    def kind(self, instruction: Instruction) -> str:
        """The shell of the shell form."""
        if not instruction.shell:
            return self.system_shell
        program = re.split(r"[/\\]", instruction.shell[0].lower())[-1].removesuffix(".exe")
        if program == "sh":
            return self.system_shell
        if program in ("powershell", "pwsh"):
            return "pwsh"
        return program if program in SHELLS or program == "cmd" else ""

    def run(self, instruction: Instruction) -> Shell | None:
        kind = self.kind(instruction)
        document = self.recipe.document
        values = instruction.variables
        words = instruction.exec_form
        shell = Shell(
            "none" if words is not None else kind,
            document,
            (instruction.start, instruction.keyword_end),
            "the `RUN`",
        )
        shell.instruction = instruction
        start = self.start(instruction, kind)
        if words is not None:
            running.run_words(shell, list(words), start, values)
        else:
            body = instruction.body
            if (
                instruction.heredocs
                and body.text.startswith("<<")
                and "\n" in body.text
                and not body.text.split("\n", 1)[0].split()[1:]
            ):
                body = instruction.heredocs[0].body
                program = shebang_program(body.text)
                if program:
                    if program not in SHELLS:
                        return None
                    shell.kind = self.system_shell if program == "sh" else program
            running.run(shell, body, start, values)
        self.notice(shell)
        return shell

    def started(self, last: dict[str, Instruction]) -> Iterator[Shell]:
        """What runs when the image is started."""
        entry, command = last.get("ENTRYPOINT"), last.get("CMD")
        environment = ""
        if entry is not None:
            environment = self.entry_environment(entry)
            words = entry.exec_form
            if words is not None and command is not None and command.exec_form is not None:
                yield self.late(entry, list(words) + list(command.exec_form), environment)
                command = None
            else:
                yield self.late(entry, None if words is None else list(words), environment)
                if words is None:
                    command = None  # the shell form of ENTRYPOINT takes no CMD
        if command is not None:
            words = command.exec_form
            yield self.late(command, None if words is None else list(words), environment)
        check = last.get("HEALTHCHECK")
        if check is not None:
            match = _HEALTHCHECK.match(check.body.text)
            if match:
                yield self.late(
                    check, None, environment, check.body.slice(match.end(), len(check.body.text))
                )

    def late(
        self,
        instruction: Instruction,
        words: list[Word] | None,
        environment: str,
        body: Patchwork | None = None,
    ) -> Shell:
        kind = self.kind(instruction)
        label = f"the `{instruction.keyword}`"
        shell = Shell(
            "none" if words is not None else kind,
            self.recipe.document,
            (instruction.start, instruction.keyword_end),
            label,
        )
        shell.instruction, shell.late = instruction, True
        start = self.start(instruction, kind)
        start.environment = start.environment or environment
        if words is not None:
            running.run_words(shell, words, start, instruction.environment)
        else:
            running.run(shell, body or instruction.body, start, instruction.environment)
        return shell

    def entry_environment(self, entry: Instruction) -> str:
        """The environment that an entry point of the tree's own activates for whatever it
        starts.
        """
        words = entry.words
        for word in words[:4]:
            name = name_of(word.text)
            if not name.endswith(".sh") and "entry" not in name:
                continue
            for path in self.tree.called(name):
                document = self.tree.document(path)
                if document is not None and re.search(
                    rb"activate|/bin:\$\{?PATH|(?:uv|poetry|pipenv|pdm|conda) run", document.data
                ):
                    return UNKNOWN
        return ""
