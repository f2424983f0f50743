"""Where `uv pip` looks for an environment, and whether anything made one there before.

As uv 0.13.9 does (run, and 0.4.30 to 0.9.5 where it matters): `VIRTUAL_ENV`, a named conda
environment, `.venv` in the current folder or in one above it, an environment whose Python is the
first on `PATH`.
"""

from __future__ import annotations

import posixpath
from functools import cached_property

from venvlint.facts import images
from venvlint.facts.commands import environments, interpreters
from venvlint.facts.commands.install_options import scan
from venvlint.facts.commands.made_environments import made, resolved, uv_command
from venvlint.facts.commands.scripts import called_script
from venvlint.facts.project.programs import CONDA, PROJECT_MANAGERS
from venvlint.files.paths import name_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.ci.model import Job, Step
    from venvlint.facts.commands import Command, Sequence
    from venvlint.facts.commands.interpreters import Interpreter
    from venvlint.tree import Tree

_VERBS = ("install", "sync", "uninstall")
_BASES = ("/usr", "/usr/local", "/opt/conda", "/opt/miniconda3", "/root/miniconda3")
# What `--python` takes for a version or a program's name, and not for a path.
_VERSION = lazy(
    r"(?:(?:c?python|pypy|cp|pp|graalpy|any)[@-]?)?[<>=~!]{0,2}\s*\d[\d.]*(?:t|rc\d+|[ab]\d+)?"
    r"(?:,.*)?$|(?:c?python|pypy|any|default)$",
)
# Programs that run what somebody else wrote: a recipe, a script, which may well make one.
_RUNNERS = CONDA.union(
    PROJECT_MANAGERS - {"uv"},
    "make just task invoke inv poe mise npm pnpm yarn tox nox".split(),
    "ansible-playbook nix direnv devbox".split(),
)
# Images whose Python is in no environment, and conda's, whose base is none that uv takes.
_FAMILIES = frozenset(
    "python pypy astral-sh/uv astral/uv lambda/python cimg/python continuumio/miniconda3"
    " continuumio/anaconda3 condaforge/miniforge3 condaforge/mambaforge".split()
)
# Steps of CircleCI, and tasks of Azure, that bring the code or carry results away.
_PLAIN = frozenset(
    "checkout save_cache store_artifacts store_test_results persist_to_workspace add_ssh_keys"
    " setup_remote_docker usepythonversion publishtestresults publishcodecoverageresults"
    " publishbuildartifacts publishpipelineartifact".split()
)
# Actions that surely make no environment.
_HARMLESS = (
    "actions/",
    "docker/",
    "github/",
    "codecov/",
    "google-github-actions/",
    "aws-actions/",
    "azure/",
    "dorny/",
    "softprops/",
    "peter-evans/",
    "taiki-e/",
    "dtolnay/",
    "swatinem/",
    "pypa/",
    "goreleaser/",
    "hashicorp/",
    "jlumbroso/",
    "step-security/",
    "pnpm/",
    "extractions/",
    "ruby/",
    "arduino/",
)
_HANDED = ("UV_SYSTEM_PYTHON", "VIRTUAL_ENV", "UV_PYTHON", "UV_CONFIG_FILE")


class Lost(Record):
    """A `uv pip` command that finds no environment, and the Python that is there instead."""

    command: Command
    verb: str
    interpreter: Interpreter


def is_lost(tree: Tree, command: Command) -> bool:
    """Whether a command is one of `lost`."""
    return bool(_verb(command)) and id(command) in tree.once(
        "uv pip without an environment",
        lambda: frozenset(id(one.command) for one in lost(tree)),
    )


def lost(tree: Tree) -> Iterator[Lost]:
    """Every such command of images and CI jobs, each once."""
    seen: set[int] = set()
    settings: bool | None = None
    for sequence in tree.commands.sequences:
        if sequence.kind not in ("image", "ci") or not any(
            _verb(command) for command in sequence.commands
        ):
            continue
        if not _is_known(sequence):
            continue
        if settings is None:
            settings = _has_settings(tree)
        if settings:
            return
        for found in _Reading(tree, sequence).lost():
            if id(found.command) not in seen:
                seen.add(id(found.command))
                yield found


def _verb(command: Command) -> str:
    """`install`, `sync` or `uninstall` of a `uv pip` that has to look for an environment; empty for
    anything else.
    """
    if command.tool != "uv" or command.is_python:
        return ""
    words = uv_command(command)
    verb = words[1] if len(words) > 1 and words[0] == "pip" else ""
    return verb if verb in _VERBS else ""


def _is_known(sequence: Sequence) -> bool:
    """Whether it is known what the machine begins with, and that it has no environment."""
    if sequence.kind == "image":
        stage = sequence.stage
        if stage is None or stage.root.image is None:
            return False
        return _is_bare(stage.root.image.text.text)
    job = sequence.job
    if job is None or job.is_action or job.system in ("travis", "appveyor"):
        return False  # Travis starts in an environment
    if job.images:
        values = [job.resolve(node) for node in job.images]
        return all(value.complete for value in values) and all(
            _is_bare(text) for value in values for text in value.texts
        )
    if job.system == "github":
        labels = job.runners.texts
        return (
            bool(labels)
            and job.runners.complete
            and all(label.startswith(("ubuntu-", "macos-", "windows-")) for label in labels)
        )
    return job.system == "azure"


def _is_bare(text: str) -> bool:
    """Whether an image is one that is known to hold no environment."""
    from venvlint.facts.images import systems

    if UNKNOWN in text or "$" in text:
        return False
    image = images.read(text)
    owner = systems.python_of(image)
    return image.family in _FAMILIES or owner == "system"


def _has_settings(tree: Tree) -> bool:
    """Whether a file of uv's says where `uv pip` installs to."""
    for path in tree.find("uv.toml", "pyproject.toml"):
        document = tree.document(path)
        if document is None or b"pip" not in document.data:
            continue
        root = tree.toml(path)
        table = None
        if root:
            table = root.get("pip") if path.endswith("uv.toml") else root.get("tool", "uv", "pip")
        if table and any(table.get(key) for key in ("system", "python", "target", "prefix")):
            return True
    return False


class _Reading:
    """A sequence read from its beginning, with the environments that it makes."""

    def __init__(self, tree: Tree, sequence: Sequence) -> None:
        self.tree, self.sequence = tree, sequence
        self.made: list[str] = []
        """The folders that hold a `.venv`."""
        self.maybe = False
        """Whether something may have made an environment, or chosen one for all that follows."""
        self.steps: list[Step] = []
        job = sequence.job
        if job is not None:
            self.steps = list(job.steps)

    def lost(self) -> Iterator[Lost]:
        for command, interpreter in interpreters.interpreters(self.tree, self.sequence):
            self.before(command)
            if self.maybe:
                return
            verb = _verb(command)
            if verb and not self.finds(command):
                yield Lost(command, verb, interpreter)
            self.take(command)

    def before(self, command: Command) -> None:
        """Look at what lies between the commands: the actions of a job, the copies of an image."""
        step = command.shell.step
        if step is not None and self.sequence.job is not None:
            while self.steps and self.steps[0] is not step:
                self.used(self.sequence.job, self.steps.pop(0))
        instruction = command.shell.instruction
        stage = self.sequence.stage
        if instruction is not None and stage is not None and _verb(command):
            directory = command.directory or ""
            for member in stage.chain:
                for other in member.instructions:
                    if (
                        other.keyword in ("COPY", "ADD")
                        and other.start < instruction.start
                        and other.words
                    ):
                        target = resolved(command, other.words[-1].text, other.directory)
                        self.copied(target, directory, from_stage="from" in other.flags)

    def copied(self, target: str | None, directory: str, *, from_stage: bool) -> None:
        """Note what a copy may have brought: another stage's environment, or the context's own."""
        if from_stage:
            self.maybe = (
                self.maybe
                or target is None
                or "venv" in target
                or (target != "/" and f"{directory}/".startswith(f"{target.rstrip('/')}/"))
            )
        elif any(path.startswith(".venv/") for path in self.tree.paths[:64]):
            self.maybe = True

    def used(self, job: Job, step: Step) -> None:
        """Note what an action may do."""
        if step.run or not step.uses:
            return
        if any(".venv" in (node.string or "") for node in step.inputs.values()):
            self.maybe = True  # restored from a cache or an artifact
        uses = step.uses
        if uses.startswith("./"):
            inner = job.called
            texts = " ".join((one.run.string or "") if one.run else one.uses for one in inner)
            if not inner or any(
                mark in texts for mark in ("venv", "uv sync", "uv run", "conda", *_HANDED)
            ):
                self.maybe = True
            for one in inner:
                if one.uses.startswith("astral-sh/setup-uv") and (
                    "activate-environment" in one.inputs or "python-version" in one.inputs
                ):
                    self.maybe = True
            return
        if uses not in _PLAIN and not uses.startswith((*_HARMLESS, "astral-sh/setup-uv")):
            self.maybe = True

    def finds(self, command: Command) -> bool:
        """Whether the command finds an environment, or needs none, or that cannot be told."""
        if command.conditional or command.has_alternative:
            return True
        if command.environment:
            return True
        if command.has("--system", "--prefix", "--target", "-t", "--help", "-h", "--config-file"):
            return True
        variables = command.variables
        if command.turns_on("UV_SYSTEM_PYTHON"):
            return True
        if variables.get("UV_CONFIG_FILE"):
            return True
        own = variables.get("VIRTUAL_ENV")
        if own and own.rstrip("/") not in _BASES:
            return True
        conda = variables.get("CONDA_DEFAULT_ENV") or variables.get("CONDA_PREFIX") or ""
        if conda and conda.rstrip("/") not in ("base", *_BASES):
            return True
        options = {
            given.option: given.value.text if given.value is not None else ""
            for given in scan("uv", command.arguments)
        }
        python = options.get("--python") or options.get("-p") or variables.get("UV_PYTHON", "")
        if python and (UNKNOWN in python or not _VERSION.match(python)):
            return True
        if any(word.text.strip(UNKNOWN) == "" for word in command.arguments):
            return True  # a variable that may hold `--system`
        directory = command.directory
        if "--directory" in options:
            directory = resolved(command, options["--directory"])
        if directory is None:
            # The base image's own folder, in which nothing has made one.
            return not _is_where_it_began(command)
        if UNKNOWN in directory:
            return True
        return any(_holds(folder, directory) for folder in self.made)

    def take(self, command: Command) -> None:
        """Note what the command makes."""
        folder = environments.makes(command.tool, command.arguments)
        found = made(command, in_project=True)
        if found is not None:
            if name_of(found.path) == ".venv":
                self.made.append(posixpath.dirname(found.path))
        elif folder is not None and (UNKNOWN in folder or name_of(folder.rstrip("/")) == ".venv"):
            self.maybe = True  # somewhere, and who knows where
        texts = command.texts
        if command.tool in _RUNNERS and not (
            command.tool in ("poetry", "pdm") and texts[:1] == ["config"]
        ):
            self.maybe = self.maybe or found is None
        script = called_script(command)
        if script is not None and not self.is_installer(script.text):
            self.maybe = True
        if any(
            ">" in operator and any(mark in word.raw for mark in ("GITHUB_ENV", "BASH_ENV"))
            for operator, word in command.redirections
        ) and any(name in word.raw for word in command.words for name in _HANDED):
            self.maybe = True
        if any(
            "task.setvariable" in word.text and any(name in word.text for name in _HANDED)
            for word in command.words
        ):
            self.maybe = True
        if command.program in ("mv", "cp", "ln", "tar", "unzip") and any(
            ".venv" in text for text in texts
        ):
            self.maybe = True

    def is_installer(self, path: str) -> bool:
        """Whether a script is uv's own installer, which something before it brought."""
        return name_of(path) in self.installers

    @cached_property
    def installers(self) -> frozenset[str]:
        """The names of the files that hold uv's own installer."""
        stage = self.sequence.stage
        texts = [
            [word.text for word in instruction.words]
            for member in (stage.chain if stage is not None else ())
            for instruction in member.instructions
            if instruction.keyword == "ADD"
        ]
        texts += [
            command.texts for command in self.sequence.commands if command.tool in ("curl", "wget")
        ]
        return frozenset(
            name_of(text) for words in texts if "astral.sh/uv" in " ".join(words) for text in words
        )


def _is_where_it_began(command: Command) -> bool:
    """Whether a command of an image works in the folder that its base image has set."""
    instruction = command.shell.instruction
    return (
        instruction is not None
        and instruction.directory is None
        and not any(
            one.program in ("cd", "pushd", "popd")
            for one in command.shell.commands
            if one.start < command.start
        )
    )


def _holds(folder: str, directory: str) -> bool:
    """Whether *directory* is *folder* or lies below it."""
    if folder in ("", "."):
        return not directory.startswith("/")
    return directory == folder or directory.startswith(f"{folder.rstrip('/')}/")


def takes_system(interpreter: Interpreter) -> bool:
    """Whether the Python that is there lets `--system` change it."""
    if interpreter.owner in ("image", "setup"):
        return True
    return (
        interpreter.owner == "system"
        and interpreter.has_python
        and interpreter.system is not None
        and (not interpreter.system.refuses)
    )
