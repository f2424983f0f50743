"""A service starts the project with the system's Python although an environment is made for it.

## Why
The packages are installed into the environment, and `/usr/bin/python3` does not look there. The
service stops at the first import
(`ModuleNotFoundError: No module named 'flask'` in `journalctl`), or runs with whatever the
distribution happens to have installed.

## Bad
    # deploy/install.sh
    python3 -m venv /srv/shop/venv
    /srv/shop/venv/bin/pip install -r requirements.txt

    # deploy/shop.service
    [Service]
    ExecStart=/usr/bin/python3 /srv/shop/main.py

## Good
    [Service]
    ExecStart=/srv/shop/venv/bin/python /srv/shop/main.py

## How to fix
Write the path of the environment's own Python. Units and cron jobs need no activation.

## When to ignore it
When the service is meant to use the distribution's packages.
"""

from __future__ import annotations

from venvlint.model import Finding, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.tree import Tree


@rule("VL410", Severity.WARNING, needs=("is_populated",))
def service_outside_venv(tree: Tree) -> Iterator[Finding]:
    if not tree.of_kind("systemd", "crontab", "procfile", "supervisor"):
        return
    from venvlint.rules.usage._services import started_outside

    for started in started_outside(tree):
        command, environment = started.command, started.environment
        if environment is None:
            yield Finding(
                command.at,
                f"`{command.program}` is the system's Python, which has none of the packages that"
                " the platform installs",
                "Start it by its name alone (`python`), which is the one with the project's"
                " packages.",
            )
            continue
        place = environment.command.document.path
        program = started.program.removeprefix("-m ")
        python = f"{environment.path}/bin/{'python' if command.is_python else command.name}"
        yield Finding(
            command.at,
            f"`{program}` is started by the system's `{command.program}`, not by the"
            f" environment `{environment.path}`",
            (
                f"Start it with `{python}`."
                if environment.path.startswith("/")
                else "Start it with the full path of the environment's own `bin/python`."
            ),
            related=(Related(environment.command.at, f"`{place}` makes the environment"),),
        )
