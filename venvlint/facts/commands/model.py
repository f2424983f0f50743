"""The nouns: commands, the shells that run them, and the sequences in which shells follow one
another.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise

from venvlint.facts.project.programs import INSTALLERS, PACKAGE_MANAGERS
from venvlint.files.paths import name_of
from venvlint.readers.nodes import ABSENT
from venvlint.readers.patchwork import UNKNOWN
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence as Items

    from venvlint.document import Document
    from venvlint.facts.ci.model import Job, Step
    from venvlint.facts.images import Image
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.facts.project.hooks import Hook
    from venvlint.model import Location
    from venvlint.readers.dockerfile import Instruction, Stage
    from venvlint.readers.nodes import Node
    from venvlint.readers.patchwork import Word
    from venvlint.readers.shell_words import Redirection


_PYTHON = lazy(r"(?:python|pypy)(?:[23](?:\.\d+)?t?)?w?(?:\.exe)?$")
_VERSIONED = lazy(r"(?P<name>pip|easy_install|pypy|python|virtualenv)-?[23](?:\.\d+)?(?:\.exe)?$")
_LISTED = frozenset("-r --requirement --requirements -c --constraint -o -f --file".split())
WITHOUT_PROJECT = frozenset(("--no-project", "--no-sync", "--isolated"))
"""Options with which `uv run` does not fill the project's environment."""
_OFF = frozenset(("", "0", "false", "no", "off", "n", "f"))
# Options of the interpreter that take the next word.
_TAKES_WORD = frozenset(("-W", "-X", "--check-hash-based-pycs"))


def is_on(value: str) -> bool:
    """Whether pip, uv, Poetry, PDM and pipenv take the value of a variable or a setting for yes."""
    return value.strip().lower() not in _OFF


class Shell:
    """One process that runs commands: a script, a `RUN`, a CI step, a line of a recipe. What it
    activates ends with it.

    `kind` is `dash`, `ash`, `bash`, `zsh`, `ksh`, `sh` (whatever the machine's own is), `pwsh`,
    `cmd`, `none` (the program is
    started without a shell), empty where it is some POSIX shell, and `?` where it may be PowerShell
    as well.
    `document` and `at` are the place where it is started.
    """

    __slots__ = (
        "at",
        "commands",
        "condition",
        "conditions",
        "cut_off",
        "document",
        "image",
        "instruction",
        "kind",
        "label",
        "late",
        "may_fail",
        "node",
        "sequence",
        "stays_open",
        "step",
    )

    def __init__(self, kind: str, document: Document, at: tuple[int, int], label: str = "") -> None:
        self.kind = kind
        self.document, self.at = document, at
        self.label = label
        """How a message names it: ``the `RUN` ``, ``the step `test` ``."""
        self.commands: list[Command] = []
        self.sequence: Sequence = None  # type: ignore[assignment]  # set by the sequence that takes it
        self.instruction: Instruction | None = None
        """The `RUN`, `CMD`, `ENTRYPOINT` or `HEALTHCHECK` of a Dockerfile."""
        self.step: Step | None = None
        """The step of a CI job (the first of those that share a shell)."""
        self.late = False
        """Started by whoever runs the result (CMD, ENTRYPOINT, a service), not while it is made."""
        self.stays_open = False
        """Whether people go on in it when its commands are done: the terminal of Gitpod's task."""
        self.condition = False
        """Whether it runs only under some condition."""
        self.may_fail = False
        """Whether whoever starts it goes on where it fails: a `-` before a line of make or tox."""
        self.conditions: tuple[Node, ...] = ()
        """The `when` of Ansible's task and of the blocks around it."""
        self.cut_off: Word | None = None
        """What of a command line is lost, since no shell reads it: compose ends one at an operator
        (`pip install flask>=3` installs `flask`).
        """
        self.image: Image | None = None
        """The container image that a CI job or step, a compose service or a pod says it runs in.
        (What a Dockerfile makes is its sequence's `stage`.)
        """
        self.node: Node = ABSENT
        """The value in a structured file that states the command, or the task or service around it
        where a reader says so.
        """


class Sequence:
    """Shells that follow one another on one file system: the stages an image is made of, a CI job,
    the recipes of a rule.

    Files that one shell makes are there for the next; activations, variables and the working
    directory are not. `kind` is what holds them:

    - `script`: a file that somebody runs (shell, batch, PowerShell, `.envrc`, Slurm)
    - `image`: the stages of a Dockerfile (`recipe`, `stage`), a definition of Apptainer (neither)
    - `make`, `task`: what a developer calls by name; a rule of a Makefile, a recipe of just, a task
      of Taskfile, npm, hatch, poe, PDM, Pipenv, pixi
    - `tox`, `nox`: a test environment of these tools
    - `hook`: a hook of pre-commit (`hook`)
    - `ci`: a job of CI (`job`)
    - `workspace`: what a development container or Gitpod runs when it is made and started
    - `host`: what a hosting platform runs to build, release and start the project
    - `provision`: what sets up a machine: Ansible, Vagrant, cloud-init
    - `service`: what keeps running on a machine: a unit, a program of supervisor
    - `container`: what a service of compose (`recipe`, `stage`) or a pod starts
    - `cron`, `procfile`: a line of a crontab, of a Procfile
    - `page`: what a README or a page of the documentation tells its readers to type
    """

    __slots__ = (
        "commands",
        "document",
        "hook",
        "job",
        "kind",
        "name",
        "purpose",
        "recipe",
        "shells",
        "stage",
    )

    def __init__(self, kind: str, document: Document, name: str = "", purpose: str = "") -> None:
        self.kind, self.document, self.name = kind, document, name
        self.purpose = purpose
        """Whom the result serves, where the format itself tells: `production`, `tests`, `docs`,
        `build` (of distributions), `development`, `page`. Empty for what only its name may tell
        (`installs.purpose`): scripts, Makefiles, Dockerfiles, CI jobs.
        """
        self.shells: list[Shell] = []
        self.commands: list[Command] = []
        self.recipe: Recipe | None = None
        self.stage: Stage | None = None
        """The stage of an image, or the one that a compose service is built to. An image's sequence
        begins with the commands of the stages that it is `FROM`.
        """
        self.job: Job | None = None
        self.hook: Hook | None = None

    def add(self, shell: Shell) -> None:
        """Take a shell with all its commands."""
        shell.sequence = self
        self.shells.append(shell)
        self.commands += shell.commands


class Block:
    """A part of a shell whose changes end with it: a subshell, a part of a pipeline, a
    substitution, the text of `bash -c`.

    `kind` is `script`, `subshell`, `pipeline`, `background`, `substitution`, `child` (`bash -c`, a
    here-document fed to a shell), `function`.
    A function's changes stay; its commands run when it is called.
    """

    __slots__ = ("kind", "outer", "shell_kind")

    def __init__(self, kind: str, outer: Block | None, shell_kind: str) -> None:
        self.kind, self.outer, self.shell_kind = kind, outer, shell_kind


class Command:
    """One command that somebody runs: `sudo -H python3 -m pip install -r x.txt` with `sudo` taken
    off.

    `words` are the program and its arguments as the program gets them, each with its place.
    `environment` is the folder of the
    virtual environment that is in force where it runs (activated, or first on `PATH`), `\\0` in it
    for an unknown part,
    and empty where there is none. `directory` is the working directory: relative to the project's
    root where the project's files
    are worked on, absolute in an image, None where it is not known.
    """

    def __init__(
        self, document: Document, words: Items[Word], block: Block, shell: Shell, start: int
    ) -> None:
        self.document = document
        self.words = words
        self.block, self.shell = block, shell
        self.start = start
        """The offset where it begins, wrappers and assignments included."""
        self.wrappers: tuple[str, ...] = ()
        """The programs that only start another one and were taken off, outermost first: `sudo`,
        `env`, `exec`, `time`…, cmd's `call`.
        """
        self.wrapper_words: tuple[Word, ...] = ()
        self.assignments: dict[str, Word] = {}
        """`NAME=value` before the command, and those of `env` and `sudo`."""
        self.redirections: tuple[tuple[str, Word], ...] = ()
        self.own_redirections: tuple[Redirection, ...] = ()
        """Those of the command itself, without those of the groups around it, in their order."""
        self.line = 0
        """In a batch file: the number of what cmd reads at once, a line or a block in
        parentheses.
        """
        self.before = self.after = ""
        """The operators around it: `&&`, `||`, `;`, `|`, `&`, a line feed, or nothing at an end."""
        self.conditional = False
        """Whether it runs only under some condition: in an `if`, a `case`, a loop, or behind `&&`
        or `||`.
        """
        self.environment = ""
        self.directory: str | None = None
        self.near_script: dict[str, str] = {}
        """The paths, seen from the root, of its words that begin with the script's own folder, the
        checkout's or the current one: `"$(dirname "$0")/../.venv"`, `$CI_PROJECT_DIR/dev.txt`. By
        the texts of the words, with `/`.
        """
        self.variables: dict[str, str] = {}
        """Variables of pip and uv that were set before it, by `export`, `ENV` or a step's `env`;
        `\\0` in a value for an unknown part.
        """

    def __repr__(self) -> str:
        return f"Command({' '.join(word.text for word in self.words)!r})"

    @property
    def at(self) -> Location:
        """The place of the program and its arguments."""
        if not self.words:
            return self.document.at(self.start, self.start)
        return self.document.at(self.words[0].start, max(self.words[-1].end, self.words[0].end))

    @property
    def shell_kind(self) -> str:
        """The shell that reads it: the block's own where it stands in a `bash -c`."""
        return self.block.shell_kind

    @cached_property
    def program(self) -> str:
        """The program as it is called, `\\0` for unknown parts; empty where there is none (only
        assignments).
        """
        return self.words[0].text if self.words else ""

    @cached_property
    def folder(self) -> str:
        """The folder that the program is called from: `/opt/venv/bin`, `.venv/Scripts`; empty where
        `PATH` decides.
        """
        path = (
            self.program.replace("\\", "/")
            if self.shell_kind in ("cmd", "pwsh", "")
            else self.program
        )
        head, slash, _ = path.rpartition("/")
        return head or ("/" if slash else "")

    @cached_property
    def name(self) -> str:
        """The program without its folder, `.exe` and a version: `pip` for `/usr/bin/pip3.12`,
        `python` for `python3`. Lower case on Windows.
        """
        name = name_of(self.program)
        if self.shell_kind in ("cmd", "pwsh", "") or name.endswith(".exe"):
            name = name.rpartition("\\")[2].lower().removesuffix(".exe")
        match = _VERSIONED.match(name)
        return match["name"] if match else name

    @cached_property
    def is_python(self) -> bool:
        """Whether the program is an interpreter: `python`, `python3.12`, `/opt/venv/bin/python`,
        `pypy3`, Windows' `py`.
        """
        if self.program.endswith(UNKNOWN) and len(self.words) > 1 and self.words[1].text == "-m":
            return True  # `$PYTHON -m pip`
        return (
            self.name == "py"
            or _PYTHON.match(name_of(self.program.replace("\\", "/")).lower()) is not None
        )

    @cached_property
    def _tool(self) -> tuple[str, int]:
        if not self.is_python:
            return self.name, 1
        index = 1
        while index < len(self.words):
            text = self.words[index].text
            if text == "-m" and index + 1 < len(self.words):
                return self.words[index + 1].text, index + 2
            if text.startswith("-m") and len(text) > 2:
                return text[2:], index + 1
            if not text.startswith("-") or text in ("-", "-c"):
                break
            # Short options may be joined to `-m`: `-Im pip`, `-sm venv`.
            if re.fullmatch(r"-[bBdEhiIOPqsSuvVx]+m", text) and index + 1 < len(self.words):
                return self.words[index + 1].text, index + 2
            index += 2 if text in _TAKES_WORD else 1
        return self.name, 1

    @property
    def tool(self) -> str:
        """What really runs: `pip` for `pip3`, `python3 -m pip` and `py -3 -m pip`; `venv` for
        `python -m venv`; else `name`.
        """
        return self._tool[0]

    @property
    def arguments(self) -> Items[Word]:
        """The words behind `tool`."""
        return self.words[self._tool[1] :]

    @property
    def texts(self) -> list[str]:
        """The texts of `arguments`, `\\0` for unknown parts."""
        return [word.text for word in self.arguments]

    def has(self, *options: str) -> Word | None:
        """The first of the arguments that is one of *options*, alone or as `--option=value`."""
        for word in self.arguments:
            if word.text in options or (
                word.text.startswith("--") and word.text.partition("=")[0] in options
            ):
                return word
        return None

    def value(self, *options: str) -> str | None:
        """The value of the first of the arguments that is one of *options*, behind `=` or as the
        next word; empty where none follows, None where none of the options is given.
        """
        texts = self.texts
        for index, text in enumerate(texts):
            name, equals, value = text.partition("=")
            if name in options:
                return value if equals else texts[index + 1] if index + 1 < len(texts) else ""
        return None

    def turns_on(self, name: str) -> bool:
        """Whether a variable that switches something on or off is on where the command runs."""
        return is_on(self.variables.get(name, ""))

    @property
    def has_alternative(self) -> bool:
        """Whether something else runs where it fails, or it runs where something else failed."""
        return "||" in (self.before, self.after)

    @property
    def is_known(self) -> bool:
        """Whether every word is known."""
        return all(UNKNOWN not in word.text for word in self.words)


class Commands:
    """Every command of the tree, by the sequences in which they run."""

    def __init__(self, sequences: Items[Sequence]) -> None:
        self.sequences = sequences

    @cached_property
    def by_stage(self) -> dict[tuple[str, int], list[Command]]:
        """The commands of each stage's own instructions, by the Dockerfile's path and the stage's
        index, in their order.
        """
        found: dict[tuple[str, int], list[Command]] = {}
        for command in self.all:
            instruction = command.shell.instruction
            stage = instruction.stage if instruction is not None else None
            if stage is not None:
                found.setdefault((command.document.path, stage.index), []).append(command)
        return found

    def of_chain(self, recipe: Recipe, stage: Stage) -> list[Command]:
        """The commands of a stage's own instructions, then those of the stages that it is `FROM`,
        the nearest first.
        """
        return [
            command
            for member in stage.chain
            for command in self.by_stage.get((recipe.path, member.index), ())
        ]

    @cached_property
    def by_job(self) -> dict[int, list[Sequence]]:
        """The sequences of each job of CI, by its identity."""
        found: dict[int, list[Sequence]] = {}
        for sequence in self.sequences:
            if sequence.job is not None:
                found.setdefault(id(sequence.job), []).append(sequence)
        return found

    @cached_property
    def by_path(self) -> dict[str, list[Sequence]]:
        """The sequences of each file, by its path."""
        found: dict[str, list[Sequence]] = {}
        for sequence in self.sequences:
            found.setdefault(sequence.document.path, []).append(sequence)
        return found

    @cached_property
    def by_container(self) -> dict[tuple[str, int], list[Command]]:
        """What the services of compose start in a container, by the Dockerfile's path and the index
        of the stage that its image is built up to.
        """
        found: dict[tuple[str, int], list[Command]] = {}
        for sequence in self.sequences:
            if sequence.kind == "container" and sequence.recipe and sequence.stage:
                key = (sequence.recipe.path, sequence.stage.index)
                found.setdefault(key, []).extend(sequence.commands)
        return found

    @cached_property
    def all(self) -> list[Command]:
        """Every command once. (A stage's commands are part of the sequence of each stage that is
        built on it.)
        """
        seen: set[int] = set()
        found = []
        for sequence in self.sequences:
            for command in sequence.commands:
                if id(command) not in seen:
                    seen.add(id(command))
                    found.append(command)
        return found

    @cached_property
    def package_managers(self) -> list[Command]:
        """Those of a distribution's package manager."""
        return [command for command in self.all if command.tool in PACKAGE_MANAGERS]

    @cached_property
    def bare_lists(self) -> list[Command]:
        """Those of an installer with the name of a dependency list that stands behind no `-r`."""
        return [
            command
            for command in self.all
            if command.tool in INSTALLERS
            and any(
                word.text.endswith((".txt", ".in", "pyproject.toml")) and before.text not in _LISTED
                for before, word in pairwise(command.words)
            )
        ]

    @cached_property
    def redirected_installs(self) -> list[Command]:
        """Those that tell an installer something and have a redirection of their own, or are cut
        off at one.
        """
        return [
            command
            for command in self.all
            if command.tool in INSTALLERS
            and (command.own_redirections or command.shell.cut_off is not None)
        ]

    @cached_property
    def pip_modules(self) -> list[Command]:
        """Those that Ansible's module `pip` stands for."""
        return [
            command
            for command in self.all
            if command.tool == "pip"
            and command.shell.sequence.kind == "provision"
            and command.shell.node
            and command.shell.node.mapping
        ]

    @cached_property
    def uv_pip(self) -> list[Command]:
        """Those of `uv pip`."""
        return [
            command for command in self.all if command.tool == "uv" and "pip" in command.texts[:3]
        ]

    @cached_property
    def shells(self) -> list[Shell]:
        """Every shell once."""
        return list(
            {id(shell): shell for sequence in self.sequences for shell in sequence.shells}.values()
        )
