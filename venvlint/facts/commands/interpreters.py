"""Which Python `python3` and `pip` are where a command runs: the distribution's, the image's own,
one that a CI action set up, conda's, an environment's, or unknown.

An image begins with what its base brings; package managers, builds, copies and `PATH` change it as
the instructions go on. What is not understood makes the answer unknown, never a guess.
"""

from __future__ import annotations

import re

from venvlint.facts import images
from venvlint.facts.commands.model import is_on
from venvlint.facts.images import systems
from venvlint.facts.project.programs import CONDA, PACKAGE_MANAGERS, PYTHON_MANAGERS
from venvlint.files.paths import name_of
from venvlint.readers.argument_words import operands_and_values
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from venvlint.facts.ci.model import Job, Step
    from venvlint.facts.commands import Command, Sequence, Shell
    from venvlint.facts.images.systems import System
    from venvlint.readers.dockerfile import Instruction
    from venvlint.tree import Tree

_TAKES = {
    "apt": frozenset(("-o", "--option", "-t", "--target-release", "--default-release", "-c")),
    "apk": frozenset(("-t", "--virtual", "-X", "--repository", "-p", "--root")),
}
PYTHON_PACKAGE = lazy(r"(?:lib)?python[23]?(?:$|[.\d-])|py3?-|pip(?:x|$)|idle3?$|thonny$")
"""Packages of a distribution that have to do with Python."""
# Programs that bring a Python, or put one before the distribution's.
_OTHERS = CONDA.union(
    PYTHON_MANAGERS,
    "pixi conda-init python-build pythonz hererocks".split(),
    "guix nix nix-env brew module ml spack".split(),
)
_SOURCES = lazy(
    r"python\.org/ftp|(?:^|[/=])C?[Pp]ython-[23]\.\d|python-build-standalone|pyenv|[Mm]iniconda|"
    r"[Mm]iniforge|[Mm]ambaforge|micro\.mamba|micromamba|[Aa]naconda3?-",
    words=(
        "ython.org/ftp",
        "ython-",
        "pyenv",
        "iniconda",
        "iniforge",
        "ambaforge",
        "mamba",
        "naconda",
    ),
)
_GUARD = lazy(
    r"EXTERNALLY-MANAGED|break[-_]system[-_]packages",
    re.I,
    words=("externally-managed", "break"),
)
_SETTINGS = lazy(
    r"(?:^|/)pip\.(?:conf|ini)$|(?:^|/)\.?pip/?$|(?:^|/)\.config/?$",
    words=("pip", ".config"),
)
CONFIGURED = frozenset(
    "PIP_CONFIG_FILE PIP_TARGET PIP_PREFIX PIP_ROOT PIP_PYTHON PIP_DRY_RUN".split()
)
"""Variables that send pip elsewhere, or may."""
# What runs on a system of which something is known: it brings the system, or prepares it.
_ON_A_SYSTEM = frozenset("image ci service container script make task".split())
# Folders on PATH in which no `python3` or `pip` lies that hides the distribution's.
_SYSTEM = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/go/bin")
_HARMLESS = tuple(
    f"{root}/{name}"
    for root in ("/usr/local", "/opt")
    for name in (
        "amdgpu android bun cargo cmake cuda go gradle hip intel java jdk maven mssql-tools node"
        " nvidia nvm poetry rocm rust uv"
    ).split()
)
_OF_TOOLS = tuple(
    f"/{name}/"
    for name in (
        ".bun .cargo .deno .dotnet .fly .gem .go .krew .local .npm-global .nvm .poetry .pub-cache"
        " .pulumi .yarn cargo node_modules"
    ).split()
)
# Where the shell of a pipe gets its text from, and what it installs is not Python's.
_INSTALLERS = lazy(
    r"astral\.sh|nodesource|rustup|get\.docker|deno\.|bun\.sh|yarnpkg|helm|sentry|fly\.io|"
    r"starship|oh-my|tailscale|install\.python-poetry|cloud\.google|aws|trivy|sdkman|ollama|gitlab"
)
_PYTHON_WORDS = lazy(r"python|conda|mamba|pyenv|venv|pip\b|pip[_-]", re.I)
# Scripts of CI, which change a machine that is thrown away.
_IN_CI = lazy(
    r"(?:^|/)(?:\.?ci|\.github|\.gitlab|\.circleci|\.travis|\.azure-pipelines|continuous[_-]integration"
    r"|\.?(?:buildkite|kokoro|teamcity)|\.(?:cirrus|drone|semaphore|woodpecker))(?:[-_.][^/]*)?(?:/|$)"
    r"|(?:^|/)[^/]*[-_.]ci\.sh$|(?:^|[/_.-])(?:travis|appveyor|jenkins)(?![a-z])[^/]*$",
    re.I,
    words=tuple(
        "ci git travis azure continuous appveyor jenkins buildkite kokoro teamcity .drone"
        " .semaphore .woodpecker".split()
    ),
)
_LINK = lazy(r"/(?:usr/(?:local/)?)?bin/(?:python3?|pip3?)$")


class Interpreter(Record):
    """The Python that `python3`, `python` or `pip` is at one place, where no environment is in
    force.
    """

    owner: str = ""
    """`system` (the distribution's own), `image` (of a `python` image), `setup` (of a CI action),
    `hosted` (what a CI machine has), `conda`, or empty where it is not known.
    """
    system: System | None = None
    """The distribution of the machine, whoever the Python belongs to; None where it is not
    known.
    """
    packages: frozenset[str] = frozenset()
    """What package managers have installed so far, by name."""
    managers: frozenset[str] = frozenset()
    """Which ones have: `apt`, `apk`, `pacman`, `dnf`, `zypper`, `brew`."""
    is_whole: bool = True
    """Whether that is all there is: no list was hidden, no script ran that may install more."""
    guarded: bool = True
    """Whether pip's refusal is in force: its marker and its settings are as the distribution has
    them.
    """

    @property
    def refuses(self) -> bool:
        """Whether pip certainly refuses to change it (`externally-managed-environment`)."""
        return (
            self.owner == "system"
            and self.guarded
            and self.system is not None
            and self.system.refuses
        )

    @property
    def has_python(self) -> bool:
        """Whether a package manager brought something of Python's."""
        return any(PYTHON_PACKAGE.match(name) for name in self.packages)


UNKNOWN_INTERPRETER = Interpreter()


def interpreters(tree: Tree, sequence: Sequence) -> Iterator[tuple[Command, Interpreter]]:
    """Every command of a sequence, in order, with the Python that it would find by name."""
    if sequence.kind == "image":
        yield from _image(tree, sequence)
    elif sequence.job is not None:
        yield from _job(tree, sequence, sequence.job)
    else:
        state = (
            _State(tree, *_of_vagrant(tree, sequence))
            if _is_vagrant(sequence)
            else _State(tree, "system")
        )
        for shell in sequence.shells:
            if sequence.kind in ("service", "container"):
                # Each is started in the container of its own image.
                text = shell.image.text if shell.image is not None else ""
                state = _State(tree, *_base(tree, text)) if text else _State(tree, "")
            yield from state.shell(shell)


def of(command: Command, interpreter: Interpreter) -> Interpreter:
    """The Python of a command's own program: one that is called by its path in `/usr/bin` is the
    distribution's, one with another minor than the distribution's is not.
    """
    from venvlint.record import replace

    system = interpreter.system
    folder = command.folder
    if command.environment or folder not in ("", "/usr/bin", "/bin"):
        return UNKNOWN_INTERPRETER
    if folder and interpreter.owner == "image" and interpreter.has_python:
        interpreter = replace(interpreter, owner="system")
    minor = re.search(r"(?:python|pip)-?(\d+\.\d+)$", command.program)
    named = minor is not None and interpreter.owner == "system"
    if named and (system is None or minor is None or minor[1] != system.python):
        return UNKNOWN_INTERPRETER
    return interpreter


# -- images


def _image(tree: Tree, sequence: Sequence) -> Iterator[tuple[Command, Interpreter]]:
    stage = sequence.stage
    if stage is None:
        yield from _definition(tree, sequence)
        return
    if stage.root.image is None:
        return
    text = stage.root.image.text.text.replace(UNKNOWN, "$")
    state = _State(tree, *_base(tree, text))
    by_instruction = {
        id(shell.instruction): shell
        for shell in sequence.shells
        if shell.instruction is not None and not shell.late
    }
    for member in stage.chain[::-1]:
        for instruction in member.instructions:
            if instruction.keyword == "RUN":
                state.look(instruction)
                shell = by_instruction.get(id(instruction))
                if shell is not None:
                    yield from state.shell(shell)
            elif instruction.keyword in ("COPY", "ADD"):
                state.copied(instruction)
    for shell in sequence.shells:
        if shell.late:
            yield from state.shell(shell)


def _definition(tree: Tree, sequence: Sequence) -> Iterator[tuple[Command, Interpreter]]:
    """A definition of Apptainer: one file system, on the image that it begins with."""
    image = sequence.shells[0].image if sequence.shells else None
    if image is not None:
        state = _State(tree, *_base(tree, image.text))
        for shell in sequence.shells:
            yield from state.shell(shell)


def _base(tree: Tree, text: str) -> tuple[str, System | None, bool]:
    """Whose Python an image starts with, its distribution, and whether it is known to have nothing
    else of Python's.
    """
    image = images.read(text)
    owner = systems.python_of(image)
    system = systems.of_image(image, tree.today)
    if owner == "maker":
        # Somebody's own image may have anything installed.
        return "system" if system is not None else "", system, False
    return owner, system, True


# -- machines of Vagrant


def _is_vagrant(sequence: Sequence) -> bool:
    return sequence.kind == "provision" and name_of(sequence.document.path) == "Vagrantfile"


def _of_vagrant(tree: Tree, sequence: Sequence) -> tuple[str, System | None, bool]:
    """As `_base`, of the box on which an inline script runs; other provisioners of the file may
    have prepared it.
    """
    text = sequence.document.text
    boxes, is_alone = tree.once(
        f"boxes of {sequence.document.path}",
        lambda: (systems.Boxes(text), text.count(".provision") == 1),
    )
    system = boxes.of_machine(sequence.commands[0].start) if sequence.commands else None
    return "system" if system is not None else "", system, is_alone


# -- continuous integration


def _job(tree: Tree, sequence: Sequence, job: Job) -> Iterator[tuple[Command, Interpreter]]:
    state = _State(tree, *_machine(tree, job))
    shells = {id(shell.step): shell for shell in sequence.shells if shell.step is not None}
    if job.is_action:
        state.owner = ""
    for step in job.steps:
        if not step.run:
            state.used(job, step)
            continue
        shell = shells.get(id(step))
        if shell is not None:
            yield from state.shell(shell)


def _machine(tree: Tree, job: Job) -> tuple[str, System | None, bool]:
    if job.images:
        values = [job.resolve(node) for node in job.images]
        if not all(value.complete for value in values):
            return "", None, False
        found = {_base(tree, text) for value in values for text in value.texts}
        return found.pop() if len(found) == 1 else ("", None, False)
    return "hosted" if job.system in ("github", "azure", "travis") else "", None, False


class _State:
    """What is known of a machine after the commands so far."""

    def __init__(
        self, tree: Tree, owner: str, system: System | None = None, is_whole: bool = True
    ) -> None:
        self.tree = tree
        self.owner, self.system = owner, system
        self.packages: frozenset[str] = frozenset()
        self.managers: frozenset[str] = frozenset()
        self.is_whole, self.guarded = is_whole, True
        self._made: Interpreter | None = None

    def interpreter(self, command: Command) -> Interpreter:
        if any(
            name in CONFIGURED or (name == "PIP_BREAK_SYSTEM_PACKAGES" and is_on(value))
            for name, value in command.variables.items()
        ):
            from venvlint.record import replace

            return replace(self._current(), guarded=False)
        return self._current()

    def _current(self) -> Interpreter:
        if self._made is None:
            self._made = Interpreter(
                self.owner,
                self.system,
                self.packages,
                self.managers,
                self.is_whole,
                self.guarded,
            )
        return self._made

    def shell(self, shell: Shell) -> Iterator[tuple[Command, Interpreter]]:
        """The commands of a shell, each with the Python that it finds."""
        instruction = shell.instruction
        path = instruction.environment.get("PATH") if instruction is not None else None
        hidden = path is not None and not _is_harmless(path.text)
        earlier: Command | None = None
        for command in shell.commands:
            own = command.assignments.get("PATH")
            hidden = hidden or _exports_path(command)
            if hidden or (own is not None and not _is_harmless(own.text)):
                yield command, UNKNOWN_INTERPRETER
            else:
                yield command, self.interpreter(command)
            self.take(command, earlier)
            earlier = command

    def change(self, *, owner: str | None = None, whole: bool = True, guarded: bool = True) -> None:
        """Note what a command has changed."""
        self.owner = self.owner if owner is None else owner
        self.is_whole = self.is_whole and whole
        self.guarded = self.guarded and guarded
        self._made = None

    def look(self, instruction: Instruction) -> None:
        """Look at the here-documents of a `RUN`: what they write is no command."""
        for heredoc in instruction.heredocs:
            if _GUARD.search(heredoc.body.text) and "pip install" not in heredoc.body.text:
                self.change(guarded=False)

    def copied(self, instruction: Instruction) -> None:
        """What a `COPY` or `ADD` may change: a Python that another image has, pip's settings."""
        words = instruction.words
        if not words:
            return
        target = words[-1].text
        flag = instruction.flags.get("from")
        if any(_SETTINGS.search(word.text) for word in words) or _holds_settings(
            self.tree, instruction
        ):
            self.change(guarded=False)
        if flag is not None:
            # A program on its own (`/uv`, `/usr/local/bin/composer`) changes nothing.
            whole = any(
                word.text.rstrip("/") in ("", "/usr", "/usr/local", "/usr/bin", "/usr/local/bin")
                or word.text.rstrip("/").endswith("/lib")
                or _PYTHON_WORDS.search(word.text)
                for word in words
            )
            brings_environment = target.rstrip("/") in ("/usr/local", "/usr", "")
            if whole or brings_environment:
                self.change(owner="" if self.owner == "system" else None, whole=False)
        elif instruction.keyword == "ADD" and any(_SOURCES.search(word.text) for word in words):
            self.change(owner="", whole=False)

    def used(self, job: Job, step: Step) -> None:
        """What an action changes."""
        name = step.uses.lower()
        steps: Iterable[Step] = job.called if name.startswith("./") else (step,)
        for one in steps:
            uses = one.uses.lower()
            if uses.startswith("actions/setup-python") or uses == "usepythonversion":
                self.change(owner="setup")
            elif "conda" in uses or "mamba" in uses:
                self.change(owner="conda", whole=False)
            elif any(
                word in uses for word in ("python", "pyenv", "pixi", "poetry", "pdm", "hatch")
            ):
                self.change(owner="setup" if "setup-python" in uses else "", whole=False)
        if name.startswith("./") and not job.called:
            self.change(owner="", whole=False)

    def take(self, command: Command, earlier: Command | None) -> None:
        """What a command changes for those after it."""
        tool = command.tool
        texts = [word.text for word in command.words]
        if not texts:
            return
        manager = PACKAGE_MANAGERS.get(tool)
        if manager is not None:
            self.install(command, manager)
            return
        if tool in ("add-apt-repository", "apt-add-repository"):
            return
        flag = tool in ("pip", "uv") and "config" not in texts  # it lets this command alone
        if any(_GUARD.search(text) for text in texts) and not flag:
            self.change(guarded=False)
        if any(
            ">" in operator and _SETTINGS.search(word.text)
            for operator, word in command.redirections
        ):
            self.change(guarded=False)
        if tool in _OTHERS or any(_SOURCES.search(text) for text in texts):
            self.change(owner="conda" if tool in ("conda", "mamba") else "", whole=False)
        elif tool == "uv" and "python" in texts[:3] and "--default" in texts:
            self.change(owner="", whole=False)
        elif tool == "make" and any("install" in text for text in texts[1:]):
            if "ython" in (command.directory or "") or "altinstall" in texts:
                self.change(owner="", whole=False)
        elif tool in ("ln", "cp", "mv", "update-alternatives", "install"):
            if _puts_python(texts):
                self.change(owner="", whole=False)
        elif tool in ("ansible-playbook", "puppet", "chef-client", "salt-call", "dpkg", "gdebi"):
            self.change(whole=False)
        else:
            self.script(command, earlier)

    def install(self, command: Command, manager: str) -> None:
        """What a package manager brings."""
        names = packages(command, manager)
        if names is None:
            return
        hidden = "xargs" in command.wrappers or any(_hides(name) for name in names)
        self.packages |= {re.split(r"[=~<>:/@]", name, maxsplit=1)[0] for name in names}
        self.managers |= {manager}
        self.change(whole=not hidden)

    def script(self, command: Command, earlier: Command | None) -> None:
        """What a script may change: one of the tree is looked into, any other may do anything."""
        from venvlint.facts.commands.scripts import called_script
        from venvlint.readers.shell import SHELLS, given_text

        word = called_script(command)
        if word is None:
            if command.name not in SHELLS:
                return
            text = given_text(list(command.words))
            if text is not None:
                # `sh -c "$(curl …)"`: what comes out of it is not known.
                if text.text.strip(" \0") == "":
                    self.change(whole=False)
            elif earlier is not None and earlier.after in ("|", "|&"):
                text_of = " ".join(one.text for one in earlier.words)
                if not _INSTALLERS.search(text_of):
                    python = _PYTHON_WORDS.search(text_of)
                    self.change(owner="" if python else None, whole=False)
            return
        if word.text.startswith(("/usr/bin/", "/bin/", "/usr/local/bin/")) and "." not in word.text:
            return
        last = name_of(word.text)
        found = self.tree.called(last)[:8] if last else []
        documents = [self.tree.document(path) for path in found]
        known = [document.text for document in documents if document is not None]
        if known:
            text_of = "\n".join(known)
            if re.search(r"\b(?:apt(?:-get)?|apk|pacman|dnf|yum)\b", text_of):
                self.change(whole=False)
            if re.search(r"conda|pyenv|python\.org/ftp|update-alternatives|altinstall", text_of):
                self.change(owner="", whole=False)
            if _GUARD.search(text_of) or "pip.conf" in text_of:
                self.change(guarded=False)
        else:
            self.change(owner="" if _PYTHON_WORDS.search(last) else None, whole=False)


def is_script_of_ci(path: str) -> bool:
    """Whether a script is one of CI by its own name or its folder's."""
    return _IN_CI.search(path) is not None


def is_run_elsewhere(tree: Tree, path: str, but: str = "") -> bool:
    """Whether a script is one of CI, or a machine of CI, an image, a development container or
    Vagrant runs it: what is on those is another matter. *but* is a kind of sequence that does not
    count.
    """
    if is_script_of_ci(path):
        return True
    name = name_of(path)
    kinds: dict[str, set[str]] = tree.once("who runs scripts", lambda: _running(tree))
    if kinds.get(name, set()) - {but}:
        return True
    for other in tree.find("Vagrantfile"):
        document = tree.document(other)
        if document is not None and name in document.text:
            return True
    return False


def _running(tree: Tree) -> dict[str, set[str]]:
    """The names of scripts that commands on machines run, with the kinds of those."""
    from venvlint.facts.commands.scripts import called_script

    found: dict[str, set[str]] = {}
    for sequence in tree.commands.sequences:
        if sequence.kind not in (
            "ci",
            "image",
            "workspace",
            "host",
            "provision",
            "service",
            "container",
        ):
            continue
        for command in sequence.commands:
            word = called_script(command)
            if word is not None:
                found.setdefault(name_of(word.text), set()).add(sequence.kind)
    return found


def found_by(
    tree: Tree, is_wanted: Callable[[Command], bool]
) -> Iterator[tuple[Sequence, Command, Interpreter]]:
    """The wanted ones of the commands that run on some system, each as often as its shell is part
    of something that runs there, with what it finds on `PATH`.
    """
    for sequence in tree.commands.sequences:
        on_one = sequence.kind in _ON_A_SYSTEM or _is_vagrant(sequence)
        if on_one and any(map(is_wanted, sequence.commands)):
            for command, interpreter in interpreters(tree, sequence):
                if is_wanted(command):
                    yield sequence, command, interpreter


def packages(command: Command, manager: str = "") -> list[str] | None:
    """The packages that a package manager is told to install, `\\0` in them for unknown parts; None
    where it is told something else.
    """
    manager = manager or PACKAGE_MANAGERS.get(command.tool, "")
    takes = _TAKES.get(manager, frozenset())
    operands, _ = operands_and_values(command.texts, takes)
    if command.tool == "install_packages":
        return operands
    if manager == "pacman":
        syncs = any(re.match(r"-[a-z]*S|--sync$", text) for text in command.texts)
        queries = any(re.match(r"-S[a-z]*[silg]", text) for text in command.texts)
        return operands if syncs and not queries else None
    verbs = ("add",) if manager == "apk" else ("install", "reinstall", "groupinstall", "in")
    return operands[1:] if operands[:1] and operands[0] in verbs else None


def _hides(name: str) -> bool:
    """Whether the unknown part of a package's name may be a whole list, or Python's."""
    head = name.partition(UNKNOWN)[0]
    return UNKNOWN in name and (len(head) < 3 or PYTHON_PACKAGE.match(head) is not None)


def _is_harmless(path: str) -> bool:
    """Whether what a `PATH` puts before the folders that are always there hides no Python."""
    for entry in path.split(":"):
        entry = entry.rstrip("/")
        if entry == UNKNOWN:
            return True
        if not (
            entry in _SYSTEM
            or entry.startswith(_HARMLESS)
            or any(name in f"/{entry}/" for name in _OF_TOOLS)
        ):
            return False
        if entry in ("/usr/bin", "/bin"):
            return True
    return True


def _exports_path(command: Command) -> bool:
    """Whether a command puts a folder of which nothing is known before the others on `PATH`."""
    values = []
    if not command.words:
        own = command.assignments.get("PATH")
        values = [own.text] if own is not None else []
    elif command.program in ("export", "declare", "typeset"):
        values = [
            word.text.partition("=")[2]
            for word in command.words[1:]
            if word.text.startswith("PATH=")
        ]
    return any(not _is_harmless(value) for value in values)


def _puts_python(texts: list[str]) -> bool:
    """Whether a link or a copy makes `python3` or `pip` another program than the distribution's.
    (`python` for its `python3` is the same.)
    """
    if not any(_LINK.search(text) for text in texts[1:]):
        return False
    others = [text for text in texts[1:] if "python" in text or "pip" in text]
    return any(
        re.search(r"python3?\.\d|/opt/|/home/|/root/|venv|pyenv|conda|\0", text) for text in others
    )


def _holds_settings(tree: Tree, instruction: Instruction) -> bool:
    """Whether a whole folder that is copied to the root holds settings of pip's."""
    target = instruction.words[-1].text.rstrip("/")
    return target in ("", "/etc", "/root", "/root/.config") and bool(
        tree.find("pip.conf", "pip.ini")
    )
