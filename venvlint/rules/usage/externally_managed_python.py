"""`pip` is told to change a Python that belongs to the distribution, which refuses.

## Why
Debian 12, Ubuntu 23.04, Alpine 3.19, Arch Linux and what came after them mark their own Python as
theirs: packages that pip put there have broken the system's tools too often. `pip install` ends
with `error: externally-managed-environment`, with `sudo` and with `--user` as well, so the image
cannot be built and the script stops. On the release before it still worked, which is why it shows
when the base image moves on.

## Bad
    FROM ubuntu:24.04
    RUN apt-get update && apt-get install -y python3-pip
    RUN pip3 install -r requirements.txt

## Good
    FROM ubuntu:24.04
    RUN apt-get update && apt-get install -y python3-venv
    RUN python3 -m venv /opt/venv
    ENV PATH="/opt/venv/bin:$PATH"
    RUN pip install -r requirements.txt

## How to fix
Make an environment and install with its pip, or start from a `python` image, whose Python is
nobody else's. For a program that is wanted everywhere use `pipx install`, or the distribution's own
package (`apt-get install python3-requests`).

## When to ignore it
When the script only ever runs on older systems.
"""

from __future__ import annotations

from venvlint.model import Finding, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command
    from venvlint.model import Location
    from venvlint.tree import Tree


@rule("VL417", Severity.ERROR, needs=("commands.package_managers", "commands.pip_modules"))
def externally_managed_python(tree: Tree) -> Iterator[Finding]:
    from venvlint.rules.usage._refused_installs import refused_installs

    seen: set[Location] = set()
    for refused in refused_installs(tree):
        command = refused.command
        if command.at in seen:
            continue
        seen.add(command.at)
        made = (
            f"Install `{refused.venv}`, make an environment"
            if refused.venv
            else "Make an environment"
        )
        if refused.is_certain:
            yield Finding(
                command.at,
                f"{refused.who} does not let pip change its own Python: {_shown(command)} ends"
                " with an error",
                _suggestion(command, made),
                # As of other scripts: the machine may have been prepared by hand.
                severity=Severity.WARNING if _is_of_script(command) else None,
            )
        elif not refused.who:
            yield Finding(
                command.at,
                "the `pip` module names no environment: Debian 12, Ubuntu 23.04, Arch Linux and"
                " later ones refuse that",
                "Give it a `virtualenv`, or install the distribution's own package with `apt`, such"
                " as `python3-requests` for `requests`.",
                severity=Severity.WARNING,
            )
        else:
            yield Finding(
                command.at,
                f"{_shown(command)} is refused by {refused.who}: their Python is externally"
                " managed",
                f"{made} (`python3 -m venv .venv`) and install with its own pip,"
                " `.venv/bin/pip install`.",
                severity=Severity.WARNING,
            )


def _is_of_script(command: Command) -> bool:
    """Whether it is neither an image's nor a job's: the script of a machine of Vagrant."""
    return command.shell.sequence.kind == "provision"


def _suggestion(command: Command, made: str) -> str:
    sequence = command.shell.sequence
    if sequence.kind == "image":
        path = (
            '`ENV PATH="/opt/venv/bin:$PATH"`'
            if sequence.recipe is not None
            else "`export PATH=/opt/venv/bin:$PATH`, here and in `%environment`,"
        )
        return (
            f"{made} (`python3 -m venv /opt/venv`), put it on `PATH` with"
            f" {path} and install then, or start from a `python` image."
        )
    how = f"{made} (`python3 -m venv .venv`) and install with its own pip"
    return f"{how}." if _is_of_script(command) else f"{how}, or use a `python` image."


def _shown(command: Command) -> str:
    if command.tool == "uv":
        return "`uv pip install`"
    program = command.program.replace("\0", "…")
    verb = next((text for text in command.texts if text in ("install", "uninstall")), "install")
    return f"`{program} -m pip {verb}`" if command.is_python else f"`{program} {verb}`"
