"""A change of Pythons over a tree that is a dictionary, with what must hold after every one."""

from __future__ import annotations

from collections import Counter

import tomli as tomllib
import yaml

from tests.lint import TODAY, tree
from venvlint.app.python_changes import contents, wanted
from venvlint.config import Config
from venvlint.engine import audit
from venvlint.facts.changes import plan
from venvlint.selection import builtin_rules

Files = dict[str, str]


def changed(flag: str, files: Files) -> Files:
    """The files that `--drop-python 3.9` and its kind change, with their new text.

    After it every file parses as before, a second run changes nothing, and the audit finds nothing
    that it did not find before. With the line ends of Windows the same is changed.
    """
    made = _once(flag, files)
    windows = {path: text.replace("\n", "\r\n") for path, text in files.items()}
    if not any("\r" in text for text in files.values()):
        ended = {path: text.replace("\n", "\r\n") for path, text in made.items()}
        assert _once(flag, windows) == ended, "line ends make a difference"
    after = files | made
    for path, text in after.items():
        _parses(path, files[path], text)
    assert _once(flag, after) == {}, "the second run changes something"
    assert _found(after) <= _found(files), "the audit finds something new"
    return {path: text for path, text in after.items() if text != files[path]}


def left(flag: str, files: Files) -> list[str]:
    """What is left to a person."""
    planned = plan(tree(files), _wanted(flag))
    return [f"{aside.at.path}:{aside.at.line}: {aside.message}" for aside in planned.asides]


def _wanted(flag: str):
    name, value = flag.split(" ")
    return wanted(name, value)


def _once(flag: str, files: Files) -> Files:
    audited = tree(files, today=TODAY)
    made, refused = contents(audited, plan(audited, _wanted(flag)).edits)
    assert not refused, refused
    return {path: data.decode() for path, data in made.items()}


def _parses(path: str, before: str, after: str) -> None:
    load = tomllib.loads if path.endswith(".toml") else None
    if path.endswith((".yml", ".yaml")):
        load = yaml.safe_load
    elif path.endswith(".py"):

        def load(text: str) -> object:
            return compile(text, path, "exec")

    if load is None:
        return
    try:
        load(before)
    except Exception:
        return
    load(after)


def _found(files: Files) -> Counter[tuple[str, str]]:
    """How often each rule speaks in each file. What it says may name another Python afterwards."""
    report = audit(tree(files, today=TODAY, config=Config()), builtin_rules())
    assert not report.crashes, report.crashes
    return Counter((violation.code, violation.at.path) for violation in report.violations)
