"""What an entry point that passes on its arguments (`exec "$@"`) comes to start."""

from __future__ import annotations

from venvlint.files.paths import name_of
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence as Items

    from venvlint.facts.commands.model import Command
    from venvlint.readers.patchwork import Word

# Entry points of base images that end with `exec "$@"`: ROS's, NVIDIA's, micromamba's.
PASS_ON = frozenset(("ros_entrypoint.sh", "nvidia_entrypoint.sh", "_entrypoint.sh"))
_GIVEN = lazy(r"\"?\$\{?[@*1]")


def handed_in(commands: list[Command], caller: Command) -> list[Command]:
    """The commands of a script, with the caller's own words where the script starts what it is
    given (`exec "$@"`); without such a line where it is given nothing.
    """
    from venvlint.facts.commands.scripts import called_script

    word = called_script(caller)
    words = list(caller.words)
    given = [] if word is None else words[words.index(word) + 1 :]
    found = []
    for one in commands:
        if not (one.words and _GIVEN.match(one.words[0].raw)):
            found.append(one)
        elif given:
            found.append(starting(one, given, caller))
    return found


def starting(command: Command, words: Items[Word], caller: Command) -> Command:
    """What an `exec "$@"` runs when its script is given *words* by *caller*."""
    from venvlint.facts.commands.model import Command as Model
    from venvlint.readers.shell import stripped

    wrappers, rest, given = stripped(list(words))
    start = rest[0].start if rest else caller.start
    made = Model(caller.document, rest, caller.block, caller.shell, start)
    made.wrappers = (*command.wrappers, *(name_of(word.text) for word in wrappers))
    made.assignments = dict(given)
    made.environment, made.directory = command.environment, command.directory
    made.variables, made.conditional = command.variables, command.conditional
    return made
