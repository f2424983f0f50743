"""Where an environment was made, as its own scripts say, and which interpreter it stands on. Files
are read; nothing is run.
"""

from __future__ import annotations

import os
import posixpath
import re

from venvlint.files.paths import folder_and_name, folder_of
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.tracking.disk_environments import DiskEnvironment
    from venvlint.tree import Tree

# `VIRTUAL_ENV=…` in whatever quotes; venv since 3.12 writes several, some of them through
# `$(cygpath …)`.
_ASSIGNED = lazy(r"^[ \t]*(?:export[ \t]+)?VIRTUAL_ENV=(?P<value>[^\r\n]*)", re.MULTILINE)
_ASSIGNED_BATCH = lazy(
    r'^[ \t]*@?set[ \t]+"?VIRTUAL_ENV=(?P<value>[A-Za-z]:[^"%\r\n]*)"?[ \t]*\r?$',
    re.MULTILINE | re.IGNORECASE,
)
# What `activate` of virtualenv 21.15 does when the recorded place is gone: it looks for its own.
_FINDS_ITSELF = lazy(r"VIRTUAL_ENV=\"\$CURRENT_ENV\"")
_SHEBANG = lazy(r"#![ \t]*(?P<path>[^\s][^\r\n]*?/(?:python|pypy)[\w.]*)[ \t]*\r?(?:\n|$)")
# The line behind `#!/bin/sh` for paths that are long or have a blank in them.
_EXEC = lazy(
    r"#![^\n]*/(?:ba|da)?sh[ \t]*\r?\n'''exec'"
    r" (?P<quote>[\"']?)(?P<path>/[^\n]*?/(?:python|pypy)[\w.]*)(?P=quote) "
)
_MINOR = lazy(r"(?:python|pypy)(\d+\.\d+)t?(?:\.exe)?$")
_INTERPRETERS = lazy(r"(?:python|pypy)(?:\d(?:\.\d+)?t?)?$")
_SCRIPTS_READ = 80


class MovedEnvironment(Record):
    """The place that an environment was made at, and what still says so."""

    recorded: str
    activate: str
    """The activate script that names it; empty where none does."""
    scripts: tuple[str, ...]
    """Scripts whose first line names it, by base name."""


def moved(tree: Tree, environment: DiskEnvironment) -> MovedEnvironment | None:
    """Where an environment says that it lies, when that is another place than where it does; None
    where it does not or cannot be known.
    """
    here = tree.files.real_path(environment.root)
    if (
        here is None
        or environment.is_windows != (os.name == "nt")
        or environment.configuration.get("relocatable", "").lower() == "true"
    ):
        return None
    activate = f"{environment.scripts}/activate"
    recorded = ""
    for path in _activated(environment, activate):
        if _real(tree, path) != here:
            recorded = path
    found: dict[str, list[str]] = {}
    base = _base(environment)
    for name, directory in _shebangs(environment):
        if directory not in base and _real(tree, directory) != here:
            found.setdefault(directory, []).append(name)
    if not recorded and not found:
        return None
    place = recorded or max(found, key=lambda directory: (len(found[directory]), directory))
    return MovedEnvironment(place, activate if recorded else "", tuple(found.get(place, ())))


def _activated(environment: DiskEnvironment, activate: str) -> list[str]:
    """The literal paths that the activate script gives to `VIRTUAL_ENV`."""
    if environment.is_windows:
        return [
            match["value"]
            for match in _ASSIGNED_BATCH.finditer(environment.text("Scripts/activate.bat"))
        ]
    text = environment.text(activate)
    if _FINDS_ITSELF.search(text):
        return []
    paths = []
    for match in _ASSIGNED.finditer(text):
        path = _unquoted(match["value"].strip())
        if path.startswith("/"):
            paths.append(path)
    return paths


def _unquoted(value: str) -> str:
    """A shell word without its quotes; empty where it is computed."""
    if value.startswith(("'", '"')) or "\\" in value or " " in value:
        import shlex

        try:
            words = shlex.split(value)
        except ValueError:
            return ""
        # `''"$(dirname …)"''`: relocatable
        value = words[0] if words else ""
    return "" if "$" in value or "`" in value else value


def _shebangs(environment: DiskEnvironment) -> list[tuple[str, str]]:
    """Scripts and the environment that the interpreter in their first line belongs to."""
    found: list[tuple[str, str]] = []
    if environment.is_windows:
        return found
    for name in environment.script_names.files[:_SCRIPTS_READ]:
        head = environment.text(f"{environment.scripts}/{name}", 1024)
        match = _SHEBANG.match(head) or _EXEC.match(head)
        if match and "$" not in match["path"]:
            directory, folder = folder_and_name(folder_of(match["path"]))
            if folder == environment.scripts and directory.startswith("/"):
                found.append((name, directory))
    return found


def _base(environment: DiskEnvironment) -> set[str]:
    """Prefixes of the system's and the base's own Python: a script that names those is somebody's,
    not an installer's.
    """
    home = environment.configuration.get("home", "").rstrip("/")
    return {
        "/usr",
        "/usr/local",
        "/opt/homebrew",
        "/bin",
        "",
        home,
        posixpath.dirname(home),
        environment.configuration.get("base-prefix", ""),
    }


def _real(tree: Tree, path: str) -> str | None:
    return tree.files.real_path(path)


class Broken(Record):
    """What is wrong with an environment's interpreter."""

    what: str
    """A clause: `its Python, `/usr/bin/python3.9`, is gone`."""
    place: str


def broken(tree: Tree, environment: DiskEnvironment) -> Broken | None:
    """Why an environment's interpreter cannot run, or cannot see what is installed; None where it
    can or nothing tells.
    """
    if environment.is_windows != (os.name == "nt") or tree.files.real_path("") is None:
        return None
    if environment.is_conda:
        return None
    if environment.is_windows:
        return _gone_home(tree, environment)
    links = [name for name in environment.script_names.links if _INTERPRETERS.fullmatch(name)]
    for name in sorted(links, key=lambda name: (name != "python", len(name), name)):
        real = tree.files.real_path(environment.inner(f"{environment.scripts}/{name}"))
        if real is None:
            return None
        if not tree.files.is_on_machine(real):
            return Broken(
                f"its base Python is gone: `{environment.scripts}/{name}` leads to `{real}`, which"
                " does not exist",
                real,
            )
    if links:
        return _other_minor(tree, environment, links)
    if any(_INTERPRETERS.fullmatch(name) for name in environment.script_names.files):
        return _gone_home(tree, environment)
    return None


def _gone_home(tree: Tree, environment: DiskEnvironment) -> Broken | None:
    """A copied interpreter finds its standard library through `home`."""
    home = environment.configuration.get("home", "")
    if home and os.path.isabs(home) and tree.files.is_on_machine(home) is False:
        return Broken(
            f"its base Python is gone: `home` in `pyvenv.cfg` names `{home}`, which does not exist",
            home,
        )
    return None


def _other_minor(tree: Tree, environment: DiskEnvironment, links: list[str]) -> Broken | None:
    versions = {library.version for library in environment.libraries if library.version}
    real = (
        tree.files.real_path(
            environment.inner(
                f"{environment.scripts}/{'python' if 'python' in links else links[0]}"
            )
        )
        or ""
    )
    match = _MINOR.search(real)
    if not match or not versions or match[1] in versions:
        return None
    library = folder_of(environment.libraries[0].directory)
    return Broken(
        f"its Python is now {match[1]} (`{real}`), and its packages lie in `{library}`, where that"
        " does not look",
        real,
    )
