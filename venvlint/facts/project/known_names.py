"""The tables of known names: the standard library's modules, import names, names that are wrong,
distributions of one system.

Each table is one text that is searched for a row: no rule looks up enough names to make a
dictionary worth its building.
"""

from __future__ import annotations

from functools import cache

from venvlint import data
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

SEEDED = frozenset(("pip", "setuptools", "wheel"))
"""What makers of environments put into each."""
_PLATFORMS = {"win32": "Windows", "darwin": "macOS", "linux": "Linux"}


def standard_since(module: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The first Python whose standard library has a top-level module, and the first that has it no
    more; None for no such module.

    A module of Python 2 and 3 is there since (2, 0); one that is still there goes with (99, 0).
    """
    row = data.row("standard-library.tsv", module)
    if row is None:
        return None
    first = (2, 0) if row[1] == "2.7" else _minor(row[1])
    return first, _minor(row[2]) if len(row) > 2 else (99, 0)


def _minor(text: str) -> tuple[int, int]:
    major, minor = text.split(".")
    return int(major), int(minor)


class StandardChange(Record):
    """A module of the standard library that came or went."""

    module: str
    since: tuple[int, int]
    """The first Python that has it."""
    gone: tuple[int, int]
    """The first one that has it no more."""
    instead: str
    """What to use where it is missing, for a message."""
    brought_by: tuple[str, ...]
    """The distributions that bring it under the same name."""


@cache
def standard_changes() -> dict[str, StandardChange]:
    """Every such module, by its dotted name."""
    return {
        module: StandardChange(
            module,
            _minor(since) if since else (3, 0),
            _minor(gone) if gone else (99, 0),
            instead,
            (f"standard-{module}", *(brought[0].split() if brought else ())),
        )
        for module, since, gone, instead, *brought in data.rows("stdlib-changes.tsv")
    }


def is_standard(module: str) -> bool:
    """Whether some supported or recent Python has the top-level module in its standard library
    (private ones count).
    """
    return module.startswith("_") or standard_since(module) is not None


def distributions_of(module: str) -> tuple[str, ...]:
    """The distributions, any of which brings a module (dotted for a namespace); empty where that is
    not known.
    """
    row = data.row("import-names.tsv", module)
    return tuple(row[1].split()) if row is not None else ()


def brought_by(key: str) -> frozenset[str]:
    """The distributions that a distribution always installs with itself, directly; empty where
    nothing is known.
    """
    row = data.row("brought-along.tsv", key)
    return frozenset(row[1].split()) if row is not None else frozenset()


def with_what_comes_along(keys: Iterable[str]) -> frozenset[str]:
    """Distributions, and what they are known to install with themselves."""
    known = set(keys)
    pending = list(known)
    while pending:
        for brought in brought_by(pending.pop()):
            if brought not in known:
                known.add(brought)
                pending.append(brought)
    return frozenset(known)


def tools_brought_by(key: str, version: str) -> frozenset[str]:
    """The development tools that a distribution installs with itself in one version (empty where it
    is not known): it uses them where it runs.
    """
    row = data.row("tools-brought-along.tsv", key)
    if row is None:
        return frozenset()
    if row[1] and version:
        from venvlint.readers import versions

        clauses = versions.parse(row[1])
        if clauses and not versions.contains(clauses, version):
            return frozenset()
    return frozenset(row[2].split())


def meant_by(key: str) -> tuple[str, str, str] | None:
    """The distribution that is meant by a name that is known to be wrong, what is wrong with that
    name, and what has it: a module or a project.
    """
    row = data.row("wrong-names.tsv", key)
    return (row[1], row[2], row[3] if len(row) > 3 else "module") if row is not None else None


def only_on(key: str) -> str:
    """The `sys_platform` of the one system that a distribution is for; empty for all others."""
    row = data.row("platform-only.tsv", key) or (
        data.row("platform-only.tsv", "pyobjc-*") if key.startswith("pyobjc-") else None
    )
    return row[1] if row is not None else ""


def conda_only_on(name: str) -> str:
    """The `sys.platform` of the one system that conda has a distribution for; empty for all
    others.
    """
    name = name.lower()
    row = data.row("conda-one-system.tsv", name)
    if row is None and "_" in name:  # a compiler or a linker that is named for its system
        row = data.row("conda-one-system.tsv", f"*_{name.rpartition('_')[2]}")
    if row is None and "-" in name:
        row = data.row("conda-one-system.tsv", f"{name.partition('-')[0]}-*")
    return row[1] if row is not None else ""


def hook_tool(repository: str) -> str:
    """The distribution whose version is the `rev` of a repository of hooks (`owner/name`, lower
    case); empty where that is not known.
    """
    row = data.row("hook-tools.tsv", repository)
    return row[1] if row is not None else ""


def is_formatter(key: str) -> bool:
    """Whether a tool rewrites code, so that two versions of it may undo each other."""
    return f"\t{key}\tformatter\n" in data.text("hook-tools.tsv")


_FOR_TORCH = lazy(r"pt(\d)(\d{1,2})(\w{1,20})")


def index_of_local(key: str, local: str) -> str:
    """The address that has the local versions of a distribution; empty where it is not known."""
    for line in data.text("local-version-indexes.tsv").split("\n"):
        name, _, rest = line.partition("\t")
        if name == key:
            start, _, address = rest.partition("\t")
            if local.startswith(start):
                built_for = _FOR_TORCH.fullmatch(local)  # `pt21cu121`: PyTorch 2.1, CUDA 12.1
                if built_for is not None:
                    address = address.replace("{torch}", f"{built_for[1]}.{built_for[2]}.0")
                    return address.replace("{build}", built_for[3])
                return address.replace("{local}", local)
    return ""


def system_name(platform: str) -> str:
    """What people call a `sys_platform`."""
    return _PLATFORMS.get(platform, platform)
