"""Shell scripts, batch files and PowerShell scripts: each a shell of its own."""

from __future__ import annotations

from copy import copy
from functools import partial

from venvlint.facts.commands.model import Sequence, Shell
from venvlint.files.paths import folder_of, name_of, path_in
from venvlint.readers.patchwork import UNKNOWN
from venvlint.readers.shell_wrappers import SHELLS, shebang_program
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from venvlint.document import Document
    from venvlint.facts.commands.model import Command
    from venvlint.facts.commands.running import Start
    from venvlint.readers.patchwork import Word
    from venvlint.tree import Tree

# What a file must hold to have to do with environments at all; the others are not read.
INTERESTING = lazy(
    rb"[Aa]ctivate|workon|(?<![a-z])pip(?!e(?!nv))|venv|virtualenv|easy_install|EXTERNALLY-MANAGED"
    rb"|BREAK_SYSTEM|setup\.py|uv (?:sync|run|add|export|lock|tool)|uvx |poetry|conda|mamba|\bpdm "
    rb"|\bhatch |\bpixi |(?:docker|podman|nerdctl|\$\S{3,40}) (?:image )?build|buildah "
    rb"|compose [^\r\n]{0,80}?(?:run|exec) "
    rb"|papermill|jupyter|--nb(?:make|val)"
    rb"|\.(?:bat|cmd)\b|--runtime\b|pyenv|uv python|ython3\.\d|\beb (?:init|create)"
)
# What runs something else of the tree, which may have to do with them.
CALLS = lazy(rb"\.sh\b|\bmake[ \t]|\bscripts?/|\bbin/|build|kaniko")
_EXTENSIONS = {
    "sh": "",
    "bash": "bash",
    "zsh": "zsh",
    "ksh": "ksh",
    "bat": "cmd",
    "cmd": "cmd",
    "ps1": "pwsh",
    # What Slurm and PBS are given to run; their first line says which shell.
    "slurm": "",
    "sbatch": "",
    "sl": "",
    "pbs": "",
    # direnv evaluates it with bash.
    "envrc": "bash",
}


def collect(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence with one shell for every script of *paths*; a file without an extension is one
    where its first line says so.
    """
    for path in paths:
        name = name_of(path)
        stem, dot, extension = name.rpartition(".")
        known = (dot and stem) or name == ".envrc"
        document = tree.document(path)
        if (
            document is None
            or (
                document.encoding == "utf-8"
                # A program of many megabytes has no extension either.
                and (
                    (not known and b"#!" not in document.data[:8])
                    or not INTERESTING.search(document.data)
                )
            )
        ):
            continue
        kind = kind_of(document, extension.lower() if known else None)
        if kind is not None:
            yield script(document, kind, brought_functions(tree, document))


# Variables that are set where an environment is in force.
_NAMES_OF_ACTIVE = (
    "VIRTUAL_ENV CONDA_PREFIX CONDA_DEFAULT_ENV PYENV_VIRTUAL_ENV POETRY_ACTIVE PIPENV_ACTIVE"
    " SAGE_LOCAL SAGE_ROOT"
).split()
_ACTIVE = lazy(rf"\$\{{?(?:{'|'.join(_NAMES_OF_ACTIVE)})\b", words=tuple(_NAMES_OF_ACTIVE))
_NEAR = 400
"""Characters on each side of such a name that may belong to its question."""
_IS_SET = lazy(r"-n[ \t]+[\"']?$")
_IS_EMPTY = lazy(r"-z[ \t]+[\"']?$")
_EQUALS_NOTHING = lazy(r"\}?[\"']?[ \t]*==?[ \t]*(?:\"\"|'')")
_ENDS = lazy(r"\b(?:exit|return|die|abort)\b")
_BRANCH_END = lazy(r"(?:^|[\n;])[ \t]*(?:fi|else|elif)\b")


# `. lib/common.sh`, `source "$(dirname "$0")/common.sh"`
_READS = lazy(r"(?m)^[ \t]*(?:\.|source)[ \t]([^\n;&|#]{1,200})", words=("source", ". ", ".\t"))
_NONE: Mapping[str, str] = {}

_LONGEST = 200_000
"""Bytes of a script that is read where it is called."""
MOST_CALLED = 10_000
"""Commands of scripts that are looked at again for each who calls them, in all: behind these it is
not known what a called script does.
"""


def shebang(text: str) -> str:
    """The shell that a first line names; empty where it names none."""
    program = shebang_program(text)
    return "ksh" if program == "mksh" else program if program in SHELLS else ""


def kind_of(document: Document, extension: str | None) -> str | None:
    """The shell that a script is for, by its first line, else by its extension; None where it is no
    shell's.
    """
    named = shebang(document.text)
    if named and extension not in ("bat", "cmd", "ps1"):
        return named
    if extension is None or document.text.startswith("#!"):
        return None
    return _EXTENSIONS.get(extension)


def script(document: Document, kind: str, functions: Mapping[str, str] = _NONE) -> Sequence:
    """The sequence of one script. *functions* are those that other scripts bring to it, with what
    they activate.
    """
    from venvlint.facts.commands import running
    from venvlint.readers.patchwork import plain

    sequence = Sequence("script", document, document.path)
    shell = Shell(kind, document, (0, 0), "the script")
    environment = UNKNOWN if _finds_environment(document) else ""
    start = running.Start(environment, folder=folder_of(document.path))
    start.functions.update(functions)
    running.run(shell, plain(document.text, 0), start)
    sequence.add(shell)
    return sequence


def brought_functions(tree: Tree, document: Document) -> Mapping[str, str]:
    """The functions that activate an environment in the scripts of the tree which a script reads
    (`. lib/common.sh`), by name, with that environment.
    """
    found: dict[str, str] = {}
    read = [name_of(text.rstrip(" \t\r\"'")) for text in _READS.findall(document.text)]
    for name in dict.fromkeys(read):
        for path in _of_that_name(tree, name, folder_of(document.path)):
            if path != document.path:
                found |= tree.once(f"functions of {path}", partial(_functions, tree, path))
    return found


def _of_that_name(tree: Tree, name: str, folder: str) -> list[str]:
    """The scripts that a name means: the one beside who names it, else the only one of it."""
    by_name: dict[str, list[str]] = tree.once("scripts by name", lambda: _by_name(tree))
    paths = by_name.get(name, [])
    beside = path_in(folder, name)
    return [beside] if beside in paths else paths if len(paths) == 1 else []


def _by_name(tree: Tree) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in tree.of_kind("shell-script"):
        found.setdefault(name_of(path), []).append(path)
    return found


def _functions(tree: Tree, path: str) -> dict[str, str]:
    """The functions of a script that activate an environment, with that one."""
    document = tree.document(path)
    if document is None or len(document.data) > _LONGEST or b"activate" not in document.data:
        return {}
    kind = kind_of(document, path.rpartition(".")[2])
    if kind is None or kind in ("cmd", "pwsh"):
        return {}
    from venvlint.facts.commands import running
    from venvlint.readers.patchwork import plain

    return running.functions(Shell(kind, document, (0, 0), path), plain(document.text, 0))


def _finds_environment(document: Document) -> bool:
    """Whether an environment is in force where a script starts: repo2docker runs `postBuild` in the
    one that it made of the lists beside it.
    """
    return name_of(document.path) == "postBuild" or demands_environment(document.text)


def demands_environment(text: str) -> bool:
    """Whether a script ends at once where no environment is in force: `[ -z "$VIRTUAL_ENV" ] &&
    exit 1`, with `if` and on several lines too, `[ -n "$CONDA_PREFIX" ] || exit`,
    `: "${VIRTUAL_ENV:?}"`. Then whoever starts it has activated one.
    """
    for match in _ACTIVE.finditer(text):
        near = max(match.start() - _NEAR, 0)
        before = text[near : match.start()].rpartition("\n")[2]
        after = text[match.end() : match.end() + _NEAR]
        if "#" in before:
            continue
        if after.startswith((":?", "?")):
            return True
        line, _, _ = after.partition("\n")
        if _IS_SET.search(before):
            _, found, then = after.partition("||")
            if found and found in line and _ENDS.search(then.partition("}")[0]):
                return True
        elif _IS_EMPTY.search(before) or _EQUALS_NOTHING.match(line):
            _, found, then = line.partition("&&")
            if not found:
                _, found, then = after.partition("then")
                then = _BRANCH_END.split(then)[0]
            if found and _ENDS.search(then):
                return True
    return False


def script_commands(
    tree: Tree, path: str, caller: Command, *, directory: str | None, folder: str
) -> list[Command] | None:
    """The commands of the script *path* as *caller* runs it: in the folder *directory*, the script
    itself lying in *folder* (in an image both are the image's). None where it is no shell's.
    """
    document = tree.document(path)
    if document is None or b"\0" in document.data or len(document.data) > _LONGEST:
        return None
    name = name_of(path)
    stem, dot, extension = name.rpartition(".")
    kind = kind_of(document, extension if dot and stem else None)
    if kind is None or kind in ("cmd", "pwsh"):
        return None
    from venvlint.facts.commands import running

    outer = caller.shell
    shell = Shell(kind, document, (0, 0), f"the script `{path}`")
    shell.sequence = outer.sequence
    shell.instruction, shell.step, shell.late = outer.instruction, outer.step, outer.late
    shell.condition = outer.condition or caller.conditional
    start = running.Start(caller.environment, directory, caller.variables, folder)
    start.functions.update(brought_functions(tree, document))
    count = tree.once("commands of called scripts", lambda: [0])
    if count[0] > MOST_CALLED:
        return None
    for one in map(copy, _read(tree, shell, start)):
        one.shell = shell
        shell.commands.append(one)
    count[0] += len(shell.commands)
    return shell.commands


def _read(tree: Tree, shell: Shell, start: Start) -> list[Command]:
    """The commands of a called script, which all share who call it in the same state."""
    from venvlint.facts.commands import running
    from venvlint.readers.patchwork import plain

    document = shell.document

    def make() -> list[Command]:
        first = Shell(shell.kind, document, shell.at, shell.label)
        running.run(first, plain(document.text, 0), start)
        return first.commands

    state = (start.environment, start.directory, start.folder, sorted(start.variables.items()))
    return tree.once(f"commands of {document.path} in {shell.kind} {state!r}", make)


def called_script(command: Command) -> Word | None:
    """The word that names the script which a command runs: `./deps.sh`, `bash scripts/deps.sh`,
    `. ./env.sh`; None where it runs none.
    """
    words = command.words
    if not words:
        return None
    program = words[0].text
    name = name_of(program)
    if name in SHELLS:
        from venvlint.readers.shell_wrappers import given_file

        return given_file(list(words))
    if program in (".", "source") and len(words) > 1:
        return words[1] if not words[1].text.endswith("activate") else None
    if "/" in program and (name.endswith(".sh") or "." not in name):
        return words[0]
    return None


def shells_of_callers(tree: Tree, path: str) -> frozenset[str]:
    """The shells that read the script *path* where the tree itself calls it: the one that is named
    (`bash setup.sh`), the caller's own (`. setup.sh`), else that of the script's first line.
    """
    called = tree.once("shells that read scripts", lambda: _shells(tree))
    return frozenset(called.get(name_of(path), ()))


def _shells(tree: Tree) -> dict[str, set[str]]:
    """By the names of the scripts."""
    found: dict[str, set[str]] = {}
    for sequence in tree.commands.sequences:
        for command in sequence.commands:
            word = called_script(command)
            if word is None:
                continue
            program = name_of(command.words[0].text)
            if program in (".", "source"):
                shell = command.shell_kind
            else:
                shell = program if command.words[0] is not word else "its own"
            found.setdefault(name_of(word.text), set()).add(shell)
    return found
