"""An environment is made with a Python of Debian or Ubuntu that lacks the module for it.

## Why
Debian and Ubuntu keep a part of `venv` in a package of its own. With `python3` and `python3-pip`
alone `python3 -m venv` ends with `The virtual environment was not created successfully because
ensurepip is not available.` On the machine of whoever wrote the line the package was there already.
`python3-venv` serves the release's default Python only: `python3.12` from another source needs
`python3.12-venv`.

## Bad
    FROM debian:12-slim
    RUN apt-get update && apt-get install -y python3 python3-pip
    RUN python3 -m venv /opt/venv

## Good
    FROM debian:12-slim
    RUN apt-get update && apt-get install -y python3 python3-venv
    RUN python3 -m venv /opt/venv

## How to fix
Install `python3-venv` as well, or start from a `python` image, which has the module.

## When to ignore it
When something that venvlint cannot see installs the package.
"""

from __future__ import annotations

from venvlint.facts.commands import interpreters
from venvlint.facts.commands.venv_packages import missing_package
from venvlint.files.paths import name_of
from venvlint.model import Finding, Severity, rule
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command, Sequence
    from venvlint.tree import Tree


@rule("VL425", Severity.ERROR, needs=("commands.package_managers",))
def venv_module_missing(tree: Tree) -> Iterator[Finding]:
    for missing in missing_modules(tree):
        program = missing.command.program
        yield Finding(
            missing.command.at,
            f"`{program} -m venv` fails (`ensurepip is not available`): nothing installs"
            f" `{missing.package}`",
            f"Add `{missing.package}` to the packages that `apt-get` installs before it.",
        )


# -- Where `python3 -m venv` runs with the Python of Debian or Ubuntu that lacks `ensurepip`.

# What says in a script or beside it that somebody has thought of the package. `python3-virtualenv`
# is the program of that name, and brings no `ensurepip`.
_MENTION = lazy(r"python3(?:\.\d+)?-(?:venv|full)|ensurepip|--without-pip|(?<!python3-)virtualenv")


class MissingModule(Record):
    """A command that makes an environment without the module for it, and the package that is
    missing.
    """

    command: Command
    package: str


def missing_modules(tree: Tree) -> Iterator[MissingModule]:
    """Every such command, each once."""
    seen: set[int] = set()
    elsewhere: dict[int, bool] = {}
    for sequence, command, interpreter in interpreters.found_by(tree, _is_candidate):
        if id(command) in seen:
            continue
        package = missing_package(command, interpreter)
        if package and interpreter.system is None:
            if id(sequence) not in elsewhere:
                elsewhere[id(sequence)] = _comes_from_elsewhere(tree, sequence)
            package = "" if elsewhere[id(sequence)] else package
        if package:
            seen.add(id(command))
            yield MissingModule(command, package)


def _is_candidate(command: Command) -> bool:
    """Whether it makes an environment with pip by the module of a Python that `PATH` finds."""
    return (
        command.tool == "venv"
        and command.is_python
        and not command.environment
        and command.folder in ("", "/usr/bin", "/bin")
        and not command.conditional
        and not command.has_alternative
        and not command.shell.condition
        and command.shell_kind not in ("pwsh", "cmd")
        and not command.has("--without-pip", "--help", "-h")
        and UNKNOWN not in command.program
        and command.name != "py"
        and any(not text.startswith("-") for text in command.texts)
    )


def _comes_from_elsewhere(tree: Tree, sequence: Sequence) -> bool:
    """Whether a script may well run where the module is there: it or a README speaks of the
    package, or machines run it that have it.
    """
    if _MENTION.search(sequence.document.text):
        return True
    if any(
        command.conditional
        for command in sequence.commands
        if interpreters.packages(command) is not None
    ):
        return True
    if interpreters.is_run_elsewhere(tree, sequence.document.path):
        return True
    for path in tree.paths:
        name = name_of(path).lower()
        if name.startswith(("readme", "install", "contributing")) and not name.endswith(
            (".sh", ".py")
        ):
            document = tree.document(path)
            if document is not None and _MENTION.search(document.text):
                return True
    return False
