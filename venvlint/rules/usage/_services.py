"""Services that start the project's code, and the environments that the repository's own scripts
make for them.
"""

from __future__ import annotations

import posixpath
import re
from functools import partial

from venvlint.facts.commands.made_environments import MadeEnvironment, all_made
from venvlint.files.paths import joined, name_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command, Sequence
    from venvlint.tree import Tree

SYSTEM_FOLDERS = ("/usr/bin", "/usr/local/bin", "/bin")
SERVERS = frozenset(
    "gunicorn uvicorn hypercorn daphne waitress-serve celery flask streamlit".split()
)
"""Programs of packages that serve or run an application; the system's copy finds none of what the
environment has.
"""
_MAKES_SERVICES = lazy(r"systemctl|/etc/systemd|\.service\b|crontab|/etc/cron|supervisor")
_INSTALLS = lazy(
    r"(?:^|[/._-])(?:install|installer|deploy|deployment|provision|bootstrap|setup|server|production|prod)(?=$|[/._-])",
    re.I,
)


class Started(Record):
    """A command of a service that starts the project's code with the system's Python. `environment`
    is the one that is made for it.
    """

    command: Command
    program: str
    """What it starts, as a message names it: a script, `-m module` or a server's program."""
    environment: MadeEnvironment | None


def started_outside(tree: Tree) -> Iterator[Started]:
    """Every such command of units and crontabs with an environment for it, and of Procfiles where
    it names the system's Python by its path.
    """
    sequences = [
        sequence
        for sequence in tree.commands.sequences
        if sequence.kind in ("service", "cron", "procfile")
    ]
    if not sequences:
        return
    environments = list(_made(tree))
    for sequence in sequences:
        for command in sequence.commands:
            program = _program(tree, command) if not command.environment else ""
            if not program or (
                sequence.kind == "procfile" and command.folder not in SYSTEM_FOLDERS
            ):
                continue
            serving = [one for one in environments if _serves(sequence, command, one)]
            environment = max(serving, key=partial(_nearness, command), default=None)
            if environment is not None or sequence.kind == "procfile":
                yield Started(command, program, environment)


def _made(tree: Tree) -> Iterator[MadeEnvironment]:
    for sequence in tree.commands.sequences:
        if sequence.kind in ("script", "make", "service", "cron", "provision"):
            yield from all_made(tree, sequence.commands)
        if sequence.kind == "provision":
            yield from _by_pip_modules(sequence)


def _by_pip_modules(sequence: Sequence) -> Iterator[MadeEnvironment]:
    """What Ansible's `pip` makes where it is not there yet: the environment of `virtualenv`."""
    for command in sequence.commands:
        node = command.shell.node
        path = node.text("virtualenv") if node and command.tool == "pip" else None
        if path and path.startswith("/") and "{{" not in path:
            yield MadeEnvironment(path.rstrip("/"), command, by="virtualenv")


def needs_packages(tree: Tree, command: Command, there: frozenset[str] = frozenset()) -> bool:
    """Whether an interpreter is told to run a module or a script of the project that needs more
    than Python itself and the modules that are *there*, or a server's module.
    """
    if command.tool != command.name:
        return command.tool in SERVERS or _module_needs_packages(tree, command.tool, there)
    script = next((text for text in command.texts if not text.startswith("-")), "")
    if not script.endswith(".py") or UNKNOWN in script:
        return False
    source = _source(tree, script)
    return bool(source) and _script_needs_packages(tree, source, there)


def _program(tree: Tree, command: Command) -> str:
    """What of the project the command starts with the system's Python; empty for everything
    else.
    """
    if command.folder and command.folder not in SYSTEM_FOLDERS:
        return ""
    if command.name in SERVERS and command.folder:
        return command.name
    if not command.is_python:
        return ""
    if command.tool != command.name:
        module = command.tool
        if module in SERVERS or _module_needs_packages(tree, module):
            return f"-m {module}"
        return ""
    script = next((text for text in command.texts if not text.startswith("-")), "")
    if not script.endswith(".py") or UNKNOWN in script:
        return ""
    source = _source(tree, script)
    return script if source and _script_needs_packages(tree, source) else ""


def _module_needs_packages(tree: Tree, module: str, there: frozenset[str] = frozenset()) -> bool:
    """The same of a module of the tree, which `-m` starts."""
    return any(_script_needs_packages(tree, source, there) for source in _sources_of(tree, module))


def _sources_of(tree: Tree, module: str) -> list[str]:
    """The files of the tree that `-m MODULE` may start."""
    path = module.replace(".", "/")
    ends = (f"{path}.py", f"{path}/__main__.py", f"{path}/__init__.py")
    below = tuple(f"/{end}" for end in ends)
    return [one for one in tree.imports.sources if one in ends or one.endswith(below)]


def is_plain(tree: Tree, command: Command) -> bool:
    """Whether it runs a script or a module of the tree that needs nothing but Python itself."""
    if not command.is_python:
        return False
    if command.tool != command.name:
        started = _sources_of(tree, command.tool)
        return bool(started) and not any(_script_needs_packages(tree, one) for one in started)
    script = next((text for text in command.texts if not text.startswith("-")), "")
    if not script.endswith(".py"):
        return False
    path = joined(command.directory or "", script)
    return tree.exists(path) and not _script_needs_packages(tree, path)


def _source(tree: Tree, script: str) -> str:
    """The file of the tree that a path on the server is: the one with the longest common end."""
    parts = posixpath.normpath(script).strip("/").split("/")
    sources = set(tree.imports.sources)
    for index in range(len(parts)):
        path = "/".join(parts[index:])
        if path in sources:
            return path
    common = {
        source: _common_end(source.split("/"), parts)
        for source in sources
        if source.endswith(f"/{parts[-1]}")
    }
    longest = max(common.values(), default=0)
    best = [source for source, count in common.items() if count == longest]
    return best[0] if len(best) == 1 else ""


def _common_end(one: list[str], other: list[str]) -> int:
    """How many parts two paths have in common at their ends."""
    count = 0
    while count < min(len(one), len(other)) and one[-count - 1] == other[-count - 1]:
        count += 1
    return count


def _script_needs_packages(tree: Tree, source: str, there: frozenset[str] = frozenset()) -> bool:
    from venvlint.rules.usage._needed_modules import script_needs_packages

    return script_needs_packages(tree, source, there)


def _nearness(command: Command, environment: MadeEnvironment) -> int:
    """How many folders an environment shares with what the command starts."""
    shared = (
        len(posixpath.commonpath((environment.path, text)).split("/"))
        for text in (command.directory or "", *command.texts)
        if text.startswith("/") and environment.path.startswith("/")
    )
    return max(shared, default=0)


def _serves(sequence: Sequence, command: Command, environment: MadeEnvironment) -> bool:
    """Whether an environment is made for what the command starts."""
    source = environment.command.document
    if source is command.document:
        return True
    places = [command.directory or "", *(word.text for word in command.words[1:])]
    apart = False
    if environment.path.startswith("/"):
        # Below the same folder as the code: /srv/shop/venv and /srv/shop/main.py.
        home = posixpath.dirname(environment.path)
        if len(home) > 1 and any(place == home or place.startswith(home + "/") for place in places):
            return True
        apart = any(place.startswith("/") for place in places)
    text = source.text
    if name_of(sequence.document.path) in text:
        return True
    # A script for developers makes one too; only one that sets up a server makes it for the
    # service, and that of another program lies with that.
    if apart:
        return False
    return _INSTALLS.search(source.path) is not None and _MAKES_SERVICES.search(text) is not None
