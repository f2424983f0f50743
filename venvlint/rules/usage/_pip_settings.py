"""Where a script or an image writes `break-system-packages` into pip's own settings."""

from __future__ import annotations

from venvlint.files.paths import joined, name_of
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command, Sequence
    from venvlint.model import Location
    from venvlint.readers.dockerfile import Instruction
    from venvlint.tree import Tree

_FILES = ("pip.conf", "pip.ini")
_SETTING = lazy(r"break[-_]system[-_]packages[ \t]*[=:][ \t]*(?:true|1|yes|on)\b")
_LONGEST = 4000
"""Characters of a command with its here-document: settings of pip are never longer."""


def written(command: Command) -> Location | None:
    """The word that names pip's settings in a command which writes the setting there; None for
    every other command.
    """
    word = next(
        (
            word
            for operator, word in command.redirections
            if ">" in operator and _is_pips(word.text)
        ),
        None,
    )
    if word is None and command.name == "tee":
        word = next((word for word in command.arguments if _is_pips(word.text)), None)
    if word is None or not _sets(_text(command)):
        return None
    return command.document.at(word.start, word.end)


def _sets(text: str) -> bool:
    """Whether a line of the text switches the guard off; comments do not."""
    for line in text.lower().splitlines():
        if line.lstrip().startswith(("#", ";")):
            continue
        for match in _SETTING.finditer(line):
            before = line[: match.start()]
            # In a `printf` the line before ends with `\\n`, which is no letter of the name.
            if before.endswith("\\n") or not before[-1:].isalpha():
                return True
    return False


def _is_pips(path: str) -> bool:
    return name_of(path.replace("\\", "/")) in _FILES


def _text(command: Command) -> str:
    """The command with what is piped into it and its here-documents, as they are written."""
    commands = command.shell.commands
    index = next((number for number, other in enumerate(commands) if other is command), 0)
    first = index
    while first > 0 and commands[first].before == "|":
        first -= 1
    start = commands[first].start
    following = [other.start for other in commands[index + 1 :] if other.start > command.start]
    end = min(following[0] if following else start + _LONGEST, start + _LONGEST)
    if command.shell.instruction is not None:
        body = command.shell.instruction.body
        end = min(end, body.span(0, len(body.text))[1])
    return command.document.text[start:end]


def copied(tree: Tree, sequence: Sequence) -> Iterator[Location]:
    """The `COPY` and `ADD` of an image that put such settings there: a here-document's, or a file
    of the tree.
    """
    recipe, stage = sequence.recipe, sequence.stage
    if recipe is None or stage is None:
        return
    contexts = tree.builds[recipe.path].contexts
    for member in stage.chain[::-1]:
        for instruction in member.instructions:
            copies = instruction.keyword in ("COPY", "ADD") and "from" not in instruction.flags
            if copies and any(map(_sets, _copied(tree, contexts, instruction))):
                yield instruction.at


def _copied(tree: Tree, contexts: tuple[str, ...], instruction: Instruction) -> Iterator[str]:
    """The texts of the settings that an instruction copies."""
    for heredoc in instruction.heredocs:
        if _is_pips(heredoc.name) or _is_pips(instruction.body.text.partition("\n")[0].split()[-1]):
            yield heredoc.body.text
    for word in () if instruction.heredocs else instruction.words[:-1]:
        if word.known is not None and _is_pips(word.known):
            for context in contexts:
                path = joined(context, word.known.lstrip("/"))
                document = tree.document(path)
                if document is not None:
                    yield document.text
                    break
