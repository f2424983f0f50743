"""Where the Python of Debian or Ubuntu lacks `ensurepip`, without which `python3 -m venv` fails.

Debian splits it off into `python3.X-venv`. Of all packages of Debian 12 only these bring that
along: `python3-venv`, `python3-full`, `pipx`, `thonny` (their dependencies, followed to the end).
"""

from __future__ import annotations

import re

from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.commands.interpreters import Interpreter
    from venvlint.facts.commands.model import Command

_BRINGS = frozenset(("python3-venv", "python3-full", "pipx", "thonny", "virtualenvwrapper"))
_MINOR = lazy(r"python(\d\.\d+)$")


def missing_package(command: Command, interpreter: Interpreter) -> str:
    """The package that is missing where the Python of a command is to make an environment; empty
    where nothing is known to be.
    """
    if interpreter.owner != "system" or not interpreter.is_whole:
        return ""
    if "apt" not in interpreter.managers or len(interpreter.managers) > 1:
        return ""
    system = interpreter.system
    if system is not None and system.name not in ("debian", "ubuntu"):
        return ""
    if system is not None and not interpreter.has_python:
        return ""  # then there is no Python at all
    packages = interpreter.packages
    own = system.python if system is not None else ""
    minor = _MINOR.search(command.program)
    if minor is None or minor[1] == own:
        names = {*_BRINGS, *((f"python{own}-venv", f"python{own}-full") if own else ())}
        others = any(re.match(r"python3\.\d+-(?:venv|full)$", name) for name in packages)
        if not packages.isdisjoint(names) or (others and not own):
            return ""
        return "python3-venv"
    if f"python{minor[1]}" not in packages:
        return ""
    if not packages.isdisjoint((f"python{minor[1]}-venv", f"python{minor[1]}-full")):
        return ""
    if not own and not packages.isdisjoint(_BRINGS):
        return ""  # which minor that serves is not known
    return f"python{minor[1]}-venv"
