"""What runs by itself: systemd units, crontabs, the processes of a Procfile and of supervisor."""

from __future__ import annotations

import re

from venvlint.facts.commands import environments, running, stated
from venvlint.facts.commands.model import Sequence, Shell
from venvlint.files.paths import name_of
from venvlint.readers.argument_words import masked, split
from venvlint.readers.nodes import ABSENT
from venvlint.readers.patchwork import UNKNOWN, Patchwork, Word, lines, plain, verbatim
from venvlint.readers.shell_wrappers import SHELLS
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.document import Document
    from venvlint.readers.nodes import Node
    from venvlint.readers.patchwork import Piece
    from venvlint.tree import Tree

_CRON_LINE = lazy(
    r"[ \t]*(?:@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)|(?:[\d*,/A-Za-z-]+["
    r" \t]+){4}[\d*,/A-Za-z-]+)[ \t]+"
)
_CRON_VARIABLE = lazy(r"[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*(\S.*)?$")
_CRON_USER = lazy(r"(\S+)[ \t]+(?=\S)")
_USERS = frozenset(
    "root www-data nobody daemon ubuntu debian admin ec2-user pi apache nginx vagrant".split()
)
"""Accounts that systems come with."""
_PROCESS = lazy(r"([A-Za-z0-9_-]+):[ \t]*")
_UNIT_LINE = lazy(r"[ \t]*([A-Za-z]+)[ \t]*=[ \t]*")


def collect(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for each of these files; every program in it is started on its own."""
    for path in paths:
        name = name_of(path)
        if name.endswith(".service"):
            reader = _unit
        elif name.startswith(("Procfile", "procfile")):
            reader = _procfile
        else:
            reader = _crontab
        document = tree.document(path)
        if document is not None and b"{{" not in document.data and b"{%" not in document.data:
            yield reader(document)


def _unit(document: Document) -> Sequence:
    sequence = Sequence("service", document, name_of(document.path), "production")
    directory: str | None = None
    environment = ""
    variables: dict[str, str] = {}
    found: list[tuple[str, Patchwork]] = []
    for key, value in _unit_settings(document):
        text = value.text.strip()
        if key == "WorkingDirectory":
            directory = None if "%" in text else text.lstrip("-")
        elif key == "Environment":
            for word in split(value):
                name, _, setting = word.text.partition("=")
                variables[name] = setting
                if name == "PATH":
                    environment = environments.on_path(setting, word.raw)
        elif key.startswith("Exec"):
            found.append((key, value))
    for key, value in found:
        words = split(value)
        if not words:
            continue
        first = words[0].text
        skip = len(first) - len(first.lstrip("-@:+!"))
        words[0] = Word(
            words[0].raw[skip:],
            words[0].value.slice(skip, len(first)),
            words[0].start + skip,
            words[0].end,
        )
        shell = Shell("none", document, (words[0].start, words[-1].end), f"`{key}`")
        shell.late = True
        kept = {name: setting for name, setting in variables.items() if running.KEPT.match(name)}
        running.run_words(shell, words, running.Start(environment, directory, kept))
        sequence.add(shell)
    return sequence


def _unit_settings(document: Document) -> Iterator[tuple[str, Patchwork]]:
    text = document.text
    position = 0
    while position < len(text):
        match = _UNIT_LINE.match(text, position)
        pieces: list[Piece] = []
        start = match.end() if match else position
        while True:
            stop = text.find("\n", start)
            stop = len(text) if stop < 0 else stop
            line = text[start:stop].rstrip("\r")
            if line.endswith("\\"):
                pieces += [
                    verbatim(line[:-1], start, start + len(line) - 1),
                    verbatim(" ", start + len(line) - 1, start + len(line)),
                ]
                start = stop + 1
                if start < len(text):
                    continue
            else:
                pieces.append(verbatim(line, start, start + len(line)))
            break
        position = stop + 1
        if match and not text[match.start() : match.end()].lstrip().startswith(("#", ";")):
            yield match[1], Patchwork(pieces)


def _crontab(document: Document) -> Sequence:
    sequence = Sequence("cron", document, name_of(document.path), "production")
    kind, environment = "sh", ""
    in_system = "cron.d/" in document.path or document.path.endswith("etc/crontab")
    for line, start in document.each_line():
        if line.lstrip().startswith("#"):
            continue
        variable = _CRON_VARIABLE.match(line)
        schedule = _CRON_LINE.match(line)
        if variable and not schedule:
            value = (variable[2] or "").rstrip().strip("\"'")
            if variable[1] == "SHELL":
                kind = name_of(value)
            elif variable[1] == "PATH":
                environment = environments.on_path(value, value)
            continue
        if schedule is None:
            continue
        at = schedule.end()
        # A file for `/etc/cron.d` may lie anywhere, but no program is called like these.
        user = _CRON_USER.match(line, at)
        if user is not None and (in_system or user[1] in _USERS):
            at = user.end()
        text = line[at:]
        percent = re.search(r"(?<!\\)%", text)
        text = text[: percent.start()] if percent else text
        shell = Shell(
            kind if kind in SHELLS else "",
            document,
            (start + at, start + at + len(text)),
            "the job",
        )
        shell.late = True
        running.run(shell, plain(text, start + at), running.Start(environment, None))
        sequence.add(shell)
    return sequence


def _procfile(document: Document) -> Sequence:
    sequence = Sequence("procfile", document, name_of(document.path), "production")
    for line, start in document.each_line():
        match = _PROCESS.match(line)
        if match:
            shell = Shell(
                "bash",
                document,
                (start + match.end(), start + len(line)),
                f"the process `{match[1]}`",
            )
            shell.late = True
            running.run(shell, plain(line[match.end() :], start + match.end()), running.Start())
            sequence.add(shell)
    return sequence


_SUPERVISOR_VARIABLE = lazy(r"%\([^()]*\)[sd]")


def supervisor(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for each program of supervisor: its `command`, split without a shell."""
    for document in stated.documents(tree, paths, b"[program:"):
        if b"{{" in document.data or b"{%" in document.data:
            continue
        root = tree.glance(document.path, _ini) or ABSENT
        for section, node in root.mapping.items():
            kind, _, name = section.partition(":")
            command = node.get("command")
            if kind not in ("program", "eventlistener", "fcgi-program") or not command:
                continue
            environment, kept = "", {}
            for setting in (node.text("environment") or "").split(","):
                key, _, written = setting.strip().partition("=")
                value = _SUPERVISOR_VARIABLE.sub(UNKNOWN, written.strip(" \t\"'"))
                if key == "PATH":
                    environment = environments.on_path(value, value)
                elif running.KEPT.match(key):
                    kept[key] = value
            directory = (node.text("directory") or "").strip()
            start = running.Start(
                environment, directory if directory.startswith("/") else None, kept
            )
            text, _, comment = (command.string or "").partition(" ;")
            source = (
                Patchwork(lines(command.lines()).cut(0, len(text)))
                if comment
                else lines(command.lines())
            )
            words = split(masked(source, _SUPERVISOR_VARIABLE))
            shell = stated.given([command], words, f"the program `{name}`", start, late=True)
            yield from stated.sequence("service", document, name, "production", [shell])


def _ini(document: Document) -> Node:
    from venvlint.readers import ini

    return ini.parse(document)
