"""Every activation of an environment, what its own shell does with it, and what comes after its end
and would need it.
"""

from __future__ import annotations

from bisect import bisect_right

from venvlint.facts.commands import environments, installs
from venvlint.facts.commands.model import Sequence
from venvlint.facts.project.programs import MATRIX_RUNNERS, TEST_RUNNERS
from venvlint.files.paths import name_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.readers.shell import SHELLS
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence as Items

    from venvlint.facts.ci.model import Job, Step
    from venvlint.facts.commands.model import Block, Command, Commands, Shell

MAXIMUM_DEPTH = 64
"""Subshells within subshells are followed no further: time stays linear."""

# Commands that do nothing with an environment.
_IDLE = frozenset(
    "echo printf cd set true : export which type pwd ls mkdir touch chmod cat sleep date exit"
    " return test [ [[ unset alias".split()
)

_NAME = lazy(r"[a-z0-9][\w.-]*")
# What is installed to run the tests, for which the project has to be installed too.
_FOR_TESTS = TEST_RUNNERS | MATRIX_RUNNERS | {"nose"}


class Activation(Record):
    """One activation. `folder` is the environment's, `\\0` in it for an unknown part."""

    command: Command
    folder: str
    sequence: Sequence
    conda: str = ""
    """The name of the environment where it is one of conda's."""
    used: bool = False
    """Whether a command behind it, in the same shell and block, has something of it."""
    dropped: bool = False
    """Whether `deactivate` ends it on purpose."""
    needed: Command | None = None
    """The first command after its end that means the environment and does not get it."""
    provided: bool = False
    """Whether the environment comes to the later shells in some other way, or is on `PATH`
    anyway.
    """
    other: bool = False
    """Whether something was installed outside of the environment before, or what needs it installs
    there what the environment has already: later commands may well mean that.
    """


def build(
    commands: Commands,
    is_plain: Callable[[Command], bool],
    is_lost: Callable[[Command], bool],
) -> list[Activation]:
    """Each activation once; of the sequences that share one, the one in which something needs
    it. *is_plain* tells what needs nothing but Python itself, *is_lost* which commands of uv find
    no environment.
    """
    found: dict[int, Activation] = {}
    for sequence in (*commands.sequences, *_chains(commands)):
        if sequence.kind in ("tox", "nox") or not any(
            environments.sourced(command) or environments.conda_activated(command)
            for command in sequence.commands
        ):
            continue
        for activation in _Reading(sequence, is_plain, is_lost).activations():
            key = id(activation.command)
            before = found.get(key)
            if before is None or (
                before.needed is None and (activation.needed is not None or activation.provided)
            ):
                found[key] = activation
    return [_of_script(commands, activation) for activation in found.values()]


def _chains(commands: Commands) -> list[Sequence]:
    """Jobs on machines of their own that hand files on, each with one that comes after it."""
    if not any(one.job is not None and one.job.handed for one in commands.sequences):
        return []
    return _chained(commands.sequences)


def _of_script(commands: Commands, activation: Activation) -> Activation:
    """An activation that a script ends with, seen from where the script is run: as a program it
    changes nothing there.
    """
    from venvlint.record import replace

    if (
        activation.sequence.kind != "script"
        or activation.used
        or activation.needed is not None
        or activation.command.block.kind != "script"
    ):
        return activation
    path = activation.command.document.path
    name = name_of(path)
    needed = None
    for sequence in commands.sequences:
        run = False
        for command in sequence.commands:
            if (
                needed is None
                and run
                and not command.environment
                and installs.wants_environment(command)
            ):
                needed = command
            if name not in command.program and not any(
                name in word.text for word in command.words[1:3]
            ):
                continue
            if command.program in (".", "source"):
                return activation  # somebody does as it is meant
            run = (
                run
                or command.program.endswith("/" + name)
                or (
                    command.name in SHELLS
                    and any(word.text.endswith(name) for word in command.words[1:])
                )
            )
    return activation if needed is None else replace(activation, needed=needed)


class _Reading:
    """One sequence, gone through once from each end, so that each activation is judged by a few
    look-ups.
    """

    def __init__(
        self,
        sequence: Sequence,
        is_plain: Callable[[Command], bool],
        is_lost: Callable[[Command], bool],
    ) -> None:
        self.sequence = sequence
        self.commands = sequence.commands
        self.last: dict[int, int] = {}
        """By block: the index of its last command. A block's commands stand together."""
        self.wanting: list[int] = []
        """Commands that mean an environment and have none."""
        self.busy: list[int] = []
        self.dropping: list[int] = []
        self.providing: list[int] = []
        self.installing: list[int] = []
        self.last_activated: dict[str, int] = {}
        """By the folder of an environment: the last command that activates it."""
        self.filled: dict[str, list[int]] = {}
        """By what is installed, as it is written: the commands that install it."""
        self.equipped: set[int] = set()
        """The machines (by the sequence of their shells) on which something is installed outside of
        an environment, or an environment is made.
        """
        self.furnished: set[int] = set()
        """The shells whose first need of an environment is to install, by name, what they run."""
        supplied: dict[int, frozenset[str]] = {}
        tools: set[str] = set()
        for index, command in enumerate(self.commands):
            block: Block | None = command.block
            for _ in range(MAXIMUM_DEPTH):
                if block is None:
                    break
                self.last[id(block)] = index
                block = block.outer
            if not command.words or _in_function(command):
                continue
            if command.program == "deactivate":
                self.dropping.append(index)
            elif command.name not in _IDLE:
                self.busy.append(index)
            if environments.makes(command.tool, command.arguments) is not None:
                self.equipped.add(id(command.shell.sequence))
            for text in _installed(command):
                self.filled.setdefault(text, []).append(index)
            if command.environment or command.tool == "uv":
                # uv finds `.venv` by itself, and one of another name only where it is activated.
                homeless = not command.environment and is_lost(command)
                (self.wanting if homeless else self.providing).append(index)
                continue
            shell = id(command.shell)
            if command.name in supplied.get(shell, ()):
                self.furnished.add(shell)
            if (
                command.name not in tools
                and installs.wants_environment(command)
                and not is_plain(command)
            ):
                self.wanting.append(index)
                if shell not in supplied:
                    supplied[shell] = _furnished_by(command)
                elif supplied[shell] and command.tool != "pip" and sequence.kind == "ci":
                    self.furnished.add(shell)
            if command.tool in ("pipx", "pip") and "install" in command.texts:
                # pip was there before: that it renews itself says nothing of what it installs next.
                tools.update(text for text in command.texts if text != "pip")
                if (
                    installs.installs(command)
                    and installs.into_system(command)
                    and not installs.only_outside_tools(command)
                ):
                    self.installing.append(index)
                    self.equipped.add(id(command.shell.sequence))

    def activations(self) -> list[Activation]:
        activating = []
        for index, command in enumerate(self.commands):
            conda = environments.conda_activated(command)
            folder = environments.sourced(command) if conda is None else _folder(conda)
            if folder is not None and not _in_function(command):
                activating.append((index, command, folder, conda or ""))
                self.last_activated[conda or folder] = index
        if len({id(one.shell) for _, one, _, _ in activating}) < 2:
            # Who activates again in each step leaves it out on purpose in one that needs nothing
            # of the environment. Who does it once may have forgotten.
            self.furnished.clear()
        return [self.judged(*one) for one in activating]

    def is_equipped(self, command: Command, later: Command) -> bool:
        """Whether a later command runs on a machine of its own that is set up there."""
        machine = later.shell.sequence
        if self.sequence.kind != "ci":
            return False  # stages of images share shells, and file systems
        return machine is not command.shell.sequence and id(machine) in self.equipped

    def judged(self, index: int, command: Command, folder: str, conda: str) -> Activation:
        end = self.last[id(command.block)]
        used = _between(self.busy, index, end)
        needed = None
        following = bisect_right(self.wanting, end)
        # A job that activates it again knows that it has to: a script that runs between needs
        # nothing of it. Programs and modules that it brings, and pip, do.
        again = self.last_activated[conda or folder] if used and self.sequence.kind == "ci" else end
        for candidate in self.wanting[following : following + 20]:
            later = self.commands[candidate]
            # Behind `||` it runs only where the activation has not.
            if (
                not (later.shell is command.shell and later.before == "||")
                and not _apart(command.shell, later.shell)
                and id(later.shell) not in self.furnished
                and not self.is_equipped(command, later)
                and not (candidate < again and later.is_python and later.tool == later.name)
            ):
                needed = later
                break
        first = (
            self.commands[self.installing[0]].shell
            if self.installing and self.installing[0] < index
            else command.shell
        )
        return Activation(
            command,
            folder,
            self.sequence,
            conda if UNKNOWN not in conda and "/" not in conda else "",
            used=used,
            dropped=_between(self.dropping, index, end),
            needed=needed,
            provided=bool(command.environment) or _between(self.providing, end, len(self.commands)),
            other=first is not command.shell or self.is_repeated(index, end, needed),
        )

    def is_repeated(self, start: int, end: int, later: Command | None) -> bool:
        """Whether a command installs nothing but what was installed between two others: what is
        installed twice is for two Pythons.
        """
        again = _installed(later) if later is not None else ()
        return bool(again) and all(
            _between(self.filled.get(text, []), start, end) for text in again
        )


def _installed(command: Command) -> tuple[str, ...]:
    """The lists that a command installs, as they are written, and in an image what else it is
    given: in a job a name that is installed again was not found.
    """
    request = installs.request_of(command) if command.tool in ("pip", "uv") else None
    if request is None:
        return ()
    in_image = command.shell.sequence.kind == "image"
    return tuple(word.text for word in (*request.files, *(request.operands if in_image else ())))


def _furnished_by(command: Command) -> frozenset[str]:
    """What a command installs, where that is distributions by their names alone, and no runner of
    tests: that needs the project too.
    """
    names = installs.installed_names(command) if command.tool == "pip" else []
    if any(_NAME.fullmatch(name) is None or name in _FOR_TESTS for name in names):
        return frozenset()
    return frozenset(names)


def _folder(conda: str) -> str:
    """The folder of a conda environment; `\\0` for one that is called by its name, whose place is
    conda's affair.
    """
    return conda if "/" in conda else UNKNOWN


def _apart(one: Shell, other: Shell) -> bool:
    """Whether two shells run under different conditions, so that perhaps never both of them do."""
    conditions = [_condition(shell.step) for shell in (one, other) if shell.step is not None]
    if len(conditions) < 2 or not all(conditions):
        return one is not other and one.condition and other.condition and one.step is None
    return conditions[0] != conditions[1]


def _condition(step: Step) -> str:
    """What a step runs under: GitHub's `if`, Azure's `condition`."""
    return (step.condition or step.node.get("condition")).string or ""


def _between(indices: list[int], start: int, end: int) -> bool:
    """Whether one of the sorted *indices* lies behind *start* and not behind *end*."""
    position = bisect_right(indices, start)
    return position < len(indices) and indices[position] <= end


def _in_function(command: Command) -> bool:
    block: Block | None = command.block
    for _ in range(MAXIMUM_DEPTH):
        if block is None:
            return False
        if block.kind == "function":
            return True
        block = block.outer
    return False


MAXIMUM_FOLLOWERS = 20
"""No more of the jobs behind one are looked at: time stays linear."""


def _chained(sequences: Items[Sequence]) -> list[Sequence]:
    """Two jobs after one another each, the first of which activates an environment that the second
    one finds in its folder, without the variables and what was installed elsewhere: a later step of
    Bitbucket, of Drone. Their shells are those of the jobs' own sequences.
    """
    by_chain: dict[tuple[str, str], list[Sequence]] = {}
    for sequence in sequences:
        job = sequence.job
        if job is not None and job.chain:
            by_chain.setdefault((job.path, job.chain), []).append(sequence)
    found = []
    for members in by_chain.values():
        for sequence in members:
            folders = [
                folder
                for command in sequence.commands
                if (folder := environments.sourced(command)) is not None
            ]
            if not folders:
                continue
            followers = [one for one in members if _follows(sequence.job, one.job)]
            found += [
                _joined(sequence, follower)
                for follower in followers[:MAXIMUM_FOLLOWERS]
                if any(_arrives(sequence, follower, folder) for folder in folders)
            ]
    return found


def _follows(first: Job | None, second: Job | None) -> bool:
    if first is None or second is None or (second.needs and first.name not in second.needs):
        return False
    return first.position < second.position or first.name in second.needs


def _arrives(sequence: Sequence, follower: Sequence, folder: str) -> bool:
    """Whether the environment *folder* of one job is in the folder of a later one."""
    if sequence.job is None or folder.startswith(("/", "~")) or UNKNOWN in folder:
        return False
    name = folder.removeprefix("./").strip("/")
    for pattern in sequence.job.handed:
        if pattern == "**":
            return _same_system(sequence, follower)
        kept = pattern.removeprefix("./").rstrip("/*")
        if kept and (kept == name or name.startswith(f"{kept}/")):
            return True
    return False


def _same_system(sequence: Sequence, follower: Sequence) -> bool:
    """Whether the later job has nothing of its own that the first one's image lacks: the same
    image, or Python's.
    """
    images = [shell.image for one in (sequence, follower) for shell in one.shells[:1]]
    if len(images) < 2 or images[0] is None or images[1] is None:
        return False
    return images[0].text == images[1].text or name_of(images[1].path) == "python"


def _joined(sequence: Sequence, follower: Sequence) -> Sequence:
    """Both one after the other. The shells keep the sequences that they are of."""
    made = Sequence(sequence.kind, sequence.document, sequence.name, sequence.purpose)
    made.job = sequence.job
    made.shells = [*sequence.shells, *follower.shells]
    made.commands = [*sequence.commands, *follower.commands]
    return made
