"""Rules of other distributions: found by entry point or by name, imported from installed packages only."""

from __future__ import annotations

from venvlint.config import ConfigError
from venvlint.model import Rule
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

GROUP = "venvlint.rules"
_CODE = lazy(r"[A-Z]{2,8}[0-9]{3,4}\Z")


def load(modules: Sequence[str], audited: str) -> list[Rule]:
    """The rules of the entry points of `venvlint.rules` and of the named *modules*, by code.

    Raises `ConfigError` for a module that cannot be imported, that would come from the *audited* directory, or whose rules are malformed.
    """
    names = dict.fromkeys(modules, "the setting `plugins`")
    for name, distribution in entry_points().items():
        names.setdefault(name, f"the distribution {distribution}")
    rules: list[Rule] = []
    for name in sorted(names):
        rules += _rules_of(name, names[name], audited)
    return sorted(rules, key=lambda rule: rule.code)


def entry_points() -> dict[str, str]:
    """Module names by entry point of the group `venvlint.rules`, each with the distribution that declares it.

    Reads the `entry_points.txt` files beside the installed packages; `importlib.metadata` costs more to import than most audits.
    """
    import os
    import sys

    found = {}
    for directory in sys.path:
        try:
            entries = os.listdir(directory)
        except OSError:
            continue
        for entry in entries:
            if not entry.endswith((".dist-info", ".egg-info")):
                continue
            try:
                with open(os.path.join(directory, entry, "entry_points.txt"), encoding="utf-8", errors="replace") as file:
                    text = file.read()
            except OSError:
                continue
            if GROUP not in text:
                continue
            section = ""
            for line in text.splitlines():
                line = line.strip()
                if line.startswith("["):
                    section = line.strip("[]").strip()
                elif section == GROUP and "=" in line:
                    found[line.partition("=")[2].partition(":")[0].partition("[")[0].strip()] = entry.partition("-")[0]
    return found


def _rules_of(name: str, origin: str, audited: str) -> list[Rule]:
    import importlib
    import importlib.util
    import os
    import sys

    # What lies below the audited directory is not trusted, whatever sys.path says; nor is the current directory of `python -m`.
    root = os.path.realpath(audited)
    path = list(sys.path)
    sys.path = [entry for entry in path if entry and not _below(entry, root)]
    try:
        importlib.invalidate_caches()
        module = importlib.import_module(name)
    except Exception as error:  # a plug-in can fail in any way at all
        raise ConfigError(f"the plug-in `{name}` (from {origin}) cannot be loaded: {type(error).__name__}: {error}") from None
    finally:
        sys.path = path
    file = getattr(module, "__file__", None)
    if file is not None and _below(file, root):
        raise ConfigError(f"the plug-in `{name}` (from {origin}) lies in the audited directory; plug-ins are taken from installed packages only")
    rules = [value for value in vars(module).values() if isinstance(value, Rule)]
    if not rules:
        raise ConfigError(f"the plug-in `{name}` (from {origin}) offers no rule; decorate a function with `venvlint.plugin.rule`")
    for rule in rules:
        if not _CODE.match(rule.code) or rule.code.startswith("VL"):
            raise ConfigError(f"the plug-in `{name}` (from {origin}): `{rule.code}` must be letters of its own (not VL) and three or four digits")
    return rules


def _below(path: str, root: str) -> bool:
    """Whether a path belongs to the audited directory. The packages beside venvlint itself do not, also where it was installed into
    an environment of the audited project: whoever runs venvlint from there runs that environment already."""
    import os
    import sysconfig

    real = os.path.realpath(path)
    if any(_starts(real, os.path.realpath(sysconfig.get_path(name))) for name in ("purelib", "platlib")):
        return False
    return _starts(real, root)


def _starts(path: str, directory: str) -> bool:
    import os

    return path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)
