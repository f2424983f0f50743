"""CI or an image may install something else than the lock says.

## Why
`uv sync` and `uv run` rewrite a stale `uv.lock` without a word, `pipenv install` and `pdm
install` lock again, and `pip install .` knows nothing of a lock. Then CI tests other versions
than the ones that were committed, a forgotten `uv lock` is never noticed, and two builds of one
commit differ.

## Bad
    - run: uv sync
    - run: uv run pytest

## Good
    - run: uv sync --locked
    - run: uv run pytest

## How to fix
`uv sync --locked` stops where the lock is stale, `--frozen` takes it as it is (also as
`UV_LOCKED=1` and `UV_FROZEN=1` for a whole job). Pipenv has `--deploy`, PDM `--frozen-lockfile`.
One command that checks is enough for a job: after it nothing is left to rewrite.

## When to ignore it
When a job is there to update the lock, or to test the newest versions.
"""

from __future__ import annotations

from venvlint.files.paths import folder_of
from venvlint.model import Finding, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command, Sequence
    from venvlint.facts.installs import Install
    from venvlint.facts.locks import Lock
    from venvlint.tree import Tree

# What keeps each tool from writing the lock, or from reading the project at all.
_FLAGS = {
    "uv": frozenset(
        "--locked --frozen --check --no-sync --no-project --isolated --script -s --resolution"
        " --upgrade -U --upgrade-package -P --dry-run".split()
    ),
    "pipenv": frozenset("--deploy --ignore-pipfile".split()),
    "pdm": frozenset(
        "--frozen-lockfile --frozen --no-lock --check --lockfile -L --dry-run".split()
    ),
}
_VARIABLES = {
    "uv": ("UV_LOCKED", "UV_FROZEN", "UV_NO_SYNC", "UV_RESOLUTION"),
    "pipenv": ("PIPENV_IGNORE_PIPFILE", "PIPENV_DEPLOY"),
    "pdm": ("PDM_FROZEN_LOCKFILE", "PDM_NO_LOCK"),
}
_CHECKS = {
    "uv": ("--locked", "--check"),
    "pipenv": ("--deploy", "verify"),
    "pdm": ("--frozen-lockfile", "--check", "lock"),
}
_INSTEAD = {
    "uv": "Add `--locked`, which stops where the lock is stale.",
    "pipenv": "Add `--deploy`, which stops where the lock is stale.",
    "pdm": "Add `--frozen-lockfile`.",
}


@rule("VL608", Severity.INFO, opt_in=True, needs=("locks",))
def lock_not_enforced(tree: Tree) -> Iterator[Finding]:
    seen: set[int] = set()
    for sequence in tree.commands.sequences:
        if sequence.kind in ("ci", "image"):
            yield from _of_sequence(tree, sequence, seen)


def _of_sequence(tree: Tree, sequence: Sequence, seen: set[int]) -> Iterator[Finding]:
    settled: set[str] = set()
    """The tools of which a command has checked the lock, or is reported already."""
    for command in sequence.commands:
        tool = command.tool
        texts = command.texts
        if any(text in _CHECKS.get(tool, ()) for text in texts):
            settled.add(tool)
        if tool == "uv" and texts[:1] in (["lock"], ["export"]):
            settled.add(tool)  # what it writes is what comes next
        if tool in ("poetry", "pip-sync") or (tool == "pip" and command.has("-r", "-c")):
            settled.add("pip")
        installs = tree.installs.of_command(command)
        if not installs or tool in settled:
            continue
        install = installs[-1]
        lock = _lock(tree, install)
        if lock is None or not _is_loose(command, install, lock, sequence):
            continue
        settled.add(tool)
        if id(command) not in seen:
            seen.add(id(command))
            yield _finding(install, lock)


def _lock(tree: Tree, install: Install) -> Lock | None:
    """The lock of the project that is installed; None where the project is not known."""
    for project in install.projects:
        directory = project.directory
        while directory is not None:
            for lock in tree.locks:
                if lock.directory == directory and (
                    install.tool in (lock.tool, "pip") and lock.manifest
                ):
                    return lock
            if not directory or install.tool == "pip":
                break
            directory = folder_of(directory)
    return None


def _is_loose(command: Command, install: Install, lock: Lock, sequence: Sequence) -> bool:
    tool = install.tool
    if tool == "pip":
        return (
            sequence.kind == "image"
            and lock.tool != "pipenv"
            and not install.constraints
            and "--no-deps" not in install.flags
            and install.verb == "install"
            and not command.variables.get("PIP_CONSTRAINT")
        )
    if tool not in _FLAGS or install.adds or install.names or not install.is_complete:
        return False
    if tool == "uv" and install.verb not in ("sync", "run"):
        return False
    if tool == "pdm" and install.verb != "install":
        return False
    if tool == "pipenv" and install.verb != "install":
        return False
    # Of `uv run` only what stands before the program is uv's own.
    words = command.arguments
    texts = [word.text for word in words]
    if any(text.partition("=")[0] in _FLAGS[tool] for text in texts):
        return False
    if any("\0" in text for text in texts[:4]):
        return False  # the flags may come out of a variable
    return not any(
        command.variables.get(name, "").lower() not in ("", "0", "false")
        for name in _VARIABLES[tool]
    )


def _finding(install: Install, lock: Lock) -> Finding:
    tool = install.tool
    shown = f"`{tool} {install.verb}`"
    message = (
        f"`pip install` does not read `{lock.path}`: every build resolves the dependencies again"
        if tool == "pip"
        else f"{shown} rewrites `{lock.path}` when it is stale, and nobody notices"
    )
    instead = {"uv": "uv sync --locked", "poetry": "poetry install", "pdm": "pdm sync"}
    return Finding(
        install.at,
        message,
        f"Install with `{instead.get(lock.tool, lock.tool)}`, which keeps to the lock."
        if tool == "pip"
        else _INSTEAD[tool],
    )
