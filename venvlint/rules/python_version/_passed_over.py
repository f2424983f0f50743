"""Where uv passes the Python over that is there, since the project's range excludes it, and
downloads one that the range allows (uv's documentation, "Requesting a version").
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from venvlint.facts.installs import Install

# How uv is told which Python to take, or to download none.
_SYSTEM = ("--no-managed-python", "--no-python-downloads", "--system")
_CHOOSING = ("UV_PYTHON", "UV_SYSTEM_PYTHON", "UV_NO_MANAGED_PYTHON", "UV_OFFLINE")


def is_passed_over(installs: Sequence[Install]) -> bool:
    """Whether nothing but uv installs the project in a place, and nothing tells it which Python to
    take. *installs* are all that the place installs.
    """
    here = [install for install in installs if install.projects or install.files]
    return bool(here) and all(
        install.tool == "uv"
        and install.verb in ("sync", "run")
        and install.command is not None
        and not install.command.has("--python", "-p", *_SYSTEM)
        and not any(name.startswith(_CHOOSING) for name in install.command.variables)
        for install in here
    )
