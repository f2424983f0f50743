"""A lock that does not match what it was made from.

## Why
A lock (`uv.lock`, `poetry.lock`, `Pipfile.lock`, a compiled `requirements.txt`) says which versions
everybody gets. Somebody changed the
manifest and did not lock again: from then on the lock installs something else than the manifest
asks for, or nothing at all.
Poetry stops with `pyproject.toml changed significantly since poetry.lock was last generated`, `uv
sync --locked` with
`The lockfile at uv.lock needs to be updated`, `pipenv install --deploy` with `Your Pipfile.lock is
out of date`.

## Bad
    # requirements.in
    click>=8.2
    # requirements.txt, made by pip-compile some time ago
    click==8.1.8

## Good
    # requirements.txt, compiled again
    click==8.2.1

## How to fix
Run the tool that wrote the lock once more and commit the result together with the manifest. Never
edit a lock by hand.

## When to ignore it
Hardly ever. venvlint works out each tool's own check from the files, without a network; of a format
that it does not know
it says nothing.
"""

from __future__ import annotations

from venvlint.files.paths import name_of
from venvlint.model import Finding, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.tree import Tree


@rule("VL601", Severity.ERROR, fix="command", needs=("is_populated",))
def stale_lock(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.locks import stale_locks

    for stale in stale_locks(tree):
        name = name_of(stale.at.path)
        yield Finding(
            stale.at,
            f"`{name}` {stale.what}",
            (
                f"Lock again with `{stale.commands[-1]}` and commit the result."
                if stale.commands
                else "Make the lock again and commit the result."
            ),
            commands=_commands(stale.directory, stale.commands),
            related=stale.related,
            key=name,
        )


def _commands(directory: str, commands: tuple[str, ...]) -> tuple[str, ...]:
    if not directory or not commands:
        return commands
    import shlex

    return tuple(f"(cd {shlex.quote(directory)} && {command})" for command in commands)
