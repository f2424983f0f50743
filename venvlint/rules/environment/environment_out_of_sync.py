"""An environment does not hold what the project pins.

## Why
You work and test with other versions than your teammates, CI and the server: after `git pull` a
lock or a requirements file has moved
on and the environment has not. The result is a bug that only you see, or one that only you do not
see. The pins of
`requirements.txt` (with what it includes) and of the lock (uv, Poetry, PDM, Pipenv, `pylock.toml`)
are compared with the metadata of what is
installed; optional groups and extras may be missing.

## Bad
    $ cat requirements.txt
    six==1.16.0
    $ .venv/bin/pip list
    six     1.17.0

## Good
    $ .venv/bin/python -m pip install -r requirements.txt

## How to fix
Install the pins again: `python -m pip install -r requirements.txt`, `uv sync`, `poetry sync`, `pdm
sync` or `pipenv sync`.

## When to ignore it
While you try out an upgrade.
"""

from __future__ import annotations

from venvlint.files.paths import folder_and_name
from venvlint.model import Finding, Location, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.tracking.disk_environments import DiskEnvironment
    from venvlint.rules.environment._pins import Difference
    from venvlint.tree import Tree

_SHOWN = 3
_SYNC = {
    "uv.lock": "uv sync",
    "poetry.lock": "poetry sync",
    "pdm.lock": "pdm sync",
    "Pipfile.lock": "pipenv sync",
    "pylock.toml": "uv pip sync pylock.toml",
}


@rule("VL503", Severity.WARNING, fix="command", needs=("survey.candidates",))
def environment_out_of_sync(tree: Tree) -> Iterator[Finding]:
    """Report each project's environment that lacks a pin or holds another version of it."""
    from venvlint.rules.environment._pins import differences, main_environments

    for environment in main_environments(tree):
        found = differences(tree, environment)
        if found:
            yield _finding(tree, environment, found)


def _finding(tree: Tree, environment: DiskEnvironment, found: list[Difference]) -> Finding:
    from venvlint.rules.environment._pins import is_empty
    from venvlint.rules.environment._places import broken
    from venvlint.rules.environment._remaking import remake

    files = sorted({difference.at.path for difference in found})
    named = " and ".join(f"`{file}`" for file in files)
    if is_empty(environment):
        message = f"nothing of {named} is installed in `{environment.path}`"
        found = []
    else:
        shown = ", ".join(difference.text for difference in found[:_SHOWN])
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        message = (
            f"`{environment.path}` does not hold what {named}"
            f" {'pins' if len(files) == 1 else 'pin'}: {shown}{more}"
        )
    return Finding(
        Location(environment.path),
        message,
        (
            "Install the pinned versions again, so that you work with what everybody else has."
            if broken(tree, environment) is None
            else "Make the environment again: its Python is gone, and its pip with it."
        ),
        (
            tuple(_command(environment, file) for file in files)
            if broken(tree, environment) is None
            else remake(tree, environment)
        ),
        related=tuple(Related(difference.at, difference.text) for difference in found),
        key="out of sync",
    )


def _command(environment: DiskEnvironment, file: str) -> str:
    from shlex import quote

    directory, name = folder_and_name(file)
    if name in _SYNC:
        return f"(cd {quote(directory)} && {_SYNC[name]})" if directory else _SYNC[name]
    if environment.maker == "uv":
        return f"uv pip install --python {quote(environment.path)} -r {quote(file)}"
    return (
        f"{quote(f'{environment.path}/{environment.scripts}/python')} -m pip install -r"
        f" {quote(file)}"
    )
