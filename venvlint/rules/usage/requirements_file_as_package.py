"""A requirements file is given to `pip install` as if it were a package.

## Why
Without `-r` pip takes `requirements.txt` for the name of a package and looks for it on the index:
`ERROR: Could not find a version that satisfies the requirement requirements.txt`. In
`pip install -r base.txt dev.txt` the second name is a package again, for `-r` takes one file.
`pip install pyproject.toml` does not even fail: it installs `pyproject-toml`, which somebody else
has uploaded.

## Bad
    pip install requirements.txt
    pip install -r base.txt dev.txt

## Good
    pip install -r requirements.txt
    pip install -r base.txt -r dev.txt

## How to fix
Write `-r` before each file. To install the project of a `pyproject.toml` name its folder:
`pip install .`.

## When to ignore it
Never: no index has a package of that name that you want.
"""

from __future__ import annotations

from venvlint.files.paths import name_of
from venvlint.model import Finding, Fix, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command
    from venvlint.readers.patchwork import Word
    from venvlint.tree import Tree

_VERBS = {
    "pip": ("install", "download", "wheel"),
    "uv": ("pip install", "add"),
    "pipenv": ("install",),
    "poetry": ("add",),
}


@rule("VL414", Severity.ERROR, fix="safe", needs=("commands.bare_lists",))
def requirements_file_as_package(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.commands.installs import request_of

    for command in tree.commands.bare_lists:
        if command.tool not in _VERBS:
            continue
        request = request_of(command)
        if request is None or request.verb not in _VERBS[command.tool]:
            continue
        for word in request.operands:
            if _is_file(word.text):
                yield _finding(command, word)


def _is_file(text: str) -> bool:
    """Whether an argument names a dependency file. (Not `.yaml`: there is `ruamel.yaml`.)"""
    name = name_of(text).rpartition("\\")[2]
    if "\0" in name or text.startswith("-") or "://" in text:
        return False
    return (name.endswith((".txt", ".in")) and len(name) > 4) or name.lower() == "pyproject.toml"


def _finding(command: Command, word: Word) -> Finding:
    at = command.document.at(word.start, word.end)
    name = word.text.replace("\0", "…")
    tool = command.tool
    is_page = command.shell.sequence.kind == "page"
    severity = Severity.WARNING if is_page else None
    if name.endswith("pyproject.toml") and tool != "uv":
        message = f"{tool} takes `{name}` for the name of a package, and there is one of that name"
        suggestion = "Write `.` to install the project whose `pyproject.toml` it is."
        return Finding(at, message, suggestion, severity=severity)
    message = f"{tool} takes `{name}` for the name of a package"
    if tool == "poetry":
        suggestion = "Name the packages themselves: Poetry reads no requirements files."
        return Finding(at, message, suggestion, severity=severity)
    return Finding(at, message, f"Write `-r {name}`.", fix=_fix(command, word), severity=severity)


def _fix(command: Command, word: Word) -> Fix | None:
    document = command.document
    written = document.text[word.start : word.end]
    if (
        any(mark in written for mark in "*?{")
        or sum(one.start == word.start for one in command.words) > 1
    ):
        return None  # the shell makes several words of it
    start, text = word.start, "-r "
    if command.shell.kind == "none" and command.block.kind == "script":
        # `["pip", "install", "requirements.txt"]`
        start -= document.text[start - 1 : start] == '"'
        if document.text[start : start + 1] != '"':
            return None
        text = '"-r", '
    return Fix("write `-r` before the file", (document.replace(start, start, text),))
