"""Rules of other distributions: found by entry point or by name, imported from installed packages
only.
"""

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

    Raises `ConfigError` for a module that cannot be imported, that would come from the *audited*
    directory, or whose rules are malformed.
    """
    path = _trusted_path(audited)
    declared = entry_points(path)
    names = {name: f"the distribution {distribution}" for name, distribution in declared.items()}
    names |= dict.fromkeys(modules, "the setting `plugins`")
    rules: list[Rule] = []
    for name in sorted(names):
        rules += _rules_of(name, names[name], path, is_declared=name in declared)
    return sorted(rules, key=lambda rule: rule.code)


def _trusted_path(audited: str) -> list[str]:
    """`sys.path` without what belongs to the audited repository, and without the current directory
    of `python -m`.
    """
    import os
    import sys

    from venvlint.files.git import find_repository

    root = os.path.realpath(audited)
    # The configuration may stand above the audited directory, up to the repository's root, and so
    # may a module.
    root = find_repository(root) or root
    here = os.path.realpath(os.getcwd())
    return [
        entry
        for entry in sys.path
        if entry and os.path.realpath(entry) != here and not _below(entry, root)
    ]


def entry_points(path: Sequence[str]) -> dict[str, str]:
    """Modules of the entry points of the group `venvlint.rules`, each with the distribution on
    *path* that declares it.

    Reads the `entry_points.txt` files beside the installed packages; `importlib.metadata` costs
    more to import than most audits.
    """
    import os

    found = {}
    for directory in path:
        try:
            entries = os.listdir(directory)
        except OSError:
            continue
        for entry in entries:
            if not entry.endswith((".dist-info", ".egg-info")):
                continue
            try:
                with open(
                    os.path.join(directory, entry, "entry_points.txt"),
                    encoding="utf-8",
                    errors="replace",
                ) as file:
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
                    found[line.partition("=")[2].partition(":")[0].partition("[")[0].strip()] = (
                        entry.partition("-")[0]
                    )
    return found


def _rules_of(name: str, origin: str, path: list[str], *, is_declared: bool) -> list[Rule]:
    import importlib
    import sys

    whole_path, sys.path = sys.path, path
    try:
        importlib.invalidate_caches()
        if not is_declared:
            _check_named(name, origin)
        module = importlib.import_module(name)
    except ConfigError:
        raise
    except (Exception, SystemExit) as error:  # a plug-in can fail in any way at all
        raise ConfigError(
            f"the plug-in `{name}` (from {origin}) cannot be loaded: {type(error).__name__}:"
            f" {error}{_hint(error)}"
        ) from None
    finally:
        sys.path = whole_path
    _check_version(name, origin, getattr(module, "VENVLINT_API", None))
    rules = [value for value in vars(module).values() if isinstance(value, Rule)]
    if not rules:
        raise ConfigError(
            f"the plug-in `{name}` (from {origin}) offers no rule; decorate a function with"
            " `venvlint.plugin.rule`"
        )
    for rule in rules:
        if not _CODE.match(rule.code) or rule.is_ours:
            raise ConfigError(
                f"the plug-in `{name}` (from {origin}): `{rule.code}` must be letters of its own"
                " (not VL) and three or four digits"
            )
    return rules


def _hint(error: BaseException) -> str:
    """What to do about a name that this venvlint does not have: the likeliest fault of a plug-in
    that worked yesterday.
    """
    if isinstance(error, ImportError) and (error.name or "").partition(".")[0] == "venvlint":
        from venvlint import __version__

        return (
            f"; it was written for another venvlint than {__version__}: update the one or the other"
        )
    return ""


def _check_version(name: str, origin: str, wanted: object) -> None:
    from venvlint import __version__
    from venvlint.plugin import API_VERSION

    if wanted is not None and wanted != API_VERSION:
        older = isinstance(wanted, int) and wanted < API_VERSION
        raise ConfigError(
            f"the plug-in `{name}` (from {origin}) is for version {wanted} of the plug-in"
            f" interface, and venvlint {__version__} has version {API_VERSION}: update"
            f" {'the plug-in' if older else 'venvlint'}"
        )


def _check_named(name: str, origin: str) -> None:
    """Refuse a module that no distribution declares a plug-in and that is none by its looks, before
    anything of it is run.

    The audited project's own configuration names it, and importing some modules does things:
    `antigravity` opens a browser, `test.__main__`
    runs Python's own tests.
    """
    import sys
    from importlib.machinery import PathFinder
    from importlib.util import find_spec

    top = name.partition(".")[0]
    if top in sys.stdlib_module_names or top == "__main__":
        raise ConfigError(
            f"the plug-in `{name}` (from {origin}) is a part of Python itself; it is not imported"
        )
    spec = find_spec(top) if top.isidentifier() else None
    known = top
    for part in name.split(".")[
        1:
    ]:  # `find_spec` of a module in a package would import the package
        known += "." + part
        spec = (
            PathFinder.find_spec(known, spec.submodule_search_locations)
            if spec and spec.submodule_search_locations
            else None
        )
    if spec is None:
        raise ConfigError(
            f"the plug-in `{name}` (from {origin}) cannot be loaded: ModuleNotFoundError: no"
            " installed package has it; nothing is imported from the audited directory"
        )
    if spec.origin is None or b"venvlint" not in _start_of(spec.origin):
        raise ConfigError(
            f"the plug-in `{name}` (from {origin}) offers no rule: it does not mention venvlint and"
            " is not imported"
        )


def _start_of(file: str) -> bytes:
    try:
        with open(file, "rb") as source:
            return source.read(1 << 20)
    except OSError:
        return b""


def _below(path: str, root: str) -> bool:
    """Whether a path belongs to the audited directory. The packages beside venvlint itself do not,
    also where it was installed into
    an environment of the audited project: whoever runs venvlint from there runs that environment
    already."""
    import os

    real = os.path.realpath(path)
    if not _starts(real, root):
        return False
    import sysconfig

    return not any(
        _starts(real, os.path.realpath(sysconfig.get_path(name))) for name in ("purelib", "platlib")
    )


def _starts(path: str, directory: str) -> bool:
    import os

    return path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)
