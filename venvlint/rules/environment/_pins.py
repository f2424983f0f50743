"""Whether an environment holds what its project pins: in its lock, and in its requirements
files.
"""

from __future__ import annotations

import re

from venvlint.facts.project import LOCKS
from venvlint.facts.project.known_names import SEEDED
from venvlint.facts.tracking import USUAL_NAMES
from venvlint.files.paths import folder_of, name_of, prefix_of
from venvlint.readers import markers, versions
from venvlint.record import Record
from venvlint.rules.environment._conflicts import base_distributions, marker_environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.tracking.disk_environments import DiskEnvironment
    from venvlint.model import Location
    from venvlint.tree import Tree

_LOCKS = (*LOCKS, "pylock.toml")
_FURNITURE = SEEDED | {"distribute", "pkg-resources"}
"""What makers put into every environment, and what no tool pins in earnest."""


class Difference(Record):
    """One pin that an environment does not hold."""

    key: str
    at: Location
    wanted: str
    """The versions that are asked for: `==1.16.0`; empty for any."""
    installed: str
    """The version that is there; empty where the distribution is missing."""

    @property
    def text(self) -> str:
        """A clause for messages."""
        if not self.installed:
            return f"`{self.key}{self.wanted}` is missing"
        return f"`{self.key}` is {self.installed} instead of {self.wanted.removeprefix('==')}"


def main_environments(tree: Tree) -> list[DiskEnvironment]:
    """The environments that projects work in: of several beside each other the one of the usual
    name; none of tox's or nox's.
    """
    by_folder: dict[str, list[DiskEnvironment]] = {}
    for environment in tree.disk_environments:
        if not environment.is_of_a_runner and environment.root:
            by_folder.setdefault(folder_of(environment.root), []).append(environment)
    chosen = []
    for group in by_folder.values():
        usual = [
            environment
            for name in USUAL_NAMES
            for environment in group
            if name_of(environment.root) == name
        ]
        if usual or len(group) == 1:
            chosen.append((usual or group)[0])
    return chosen


def differences(tree: Tree, environment: DiskEnvironment) -> list[Difference]:
    """What an environment lacks or has in another version than its project pins, each distribution
    once.
    """
    values = marker_environment(environment)
    if values is None or not environment.libraries:
        return []
    installed = {one.key: one.version for one in environment.distributions}
    if environment.sees_the_system:
        beyond = base_distributions(tree, environment)
        if beyond is None:
            return []
        installed = {**beyond, **installed}
    directory = folder_of(environment.root)
    found: dict[str, Difference] = {}
    for difference in (
        *_of_locks(tree, directory, installed, values),
        *_of_requirements(tree, directory, installed, values),
    ):
        if difference.key not in _FURNITURE:
            found.setdefault(difference.key, difference)
    return list(found.values())


def pinned(tree: Tree, environment: DiskEnvironment) -> dict[str, tuple[str, Location]]:
    """What the requirements file of an environment's project pins to one version: by name the
    requirement and its place.
    """
    directory = folder_of(environment.root)
    main = _main_file(tree, prefix_of(directory))
    found = {}
    for statement in tree.requirements.read(main) if main else ():
        line = statement.line
        if line.key and line.pin and not statement.constraint:
            place = line.document.at(line.start, line.end)
            found[line.key] = (f"{line.name}=={line.pin}", place)
    return found


def _of_locks(
    tree: Tree, directory: str, installed: dict[str, str], values: dict[str, str]
) -> Iterator[Difference]:
    prefix = prefix_of(directory)
    paths = [prefix + name for name in _LOCKS if prefix + name in tree.path_set]
    if len(paths) != 1:
        return  # which of several is used is another question (VL602)
    from venvlint.facts.locks.pins import pinned_lock

    lock = pinned_lock(tree, paths[0])
    if lock is None:
        return
    by_name: dict[str, list[tuple[str, int, bool]]] = {}
    for package in lock.packages:
        if not package.markers or any(_holds(marker, values) for marker in package.markers):
            by_name.setdefault(package.key, []).append(
                (package.version, package.line, package.wanted)
            )
    for key, entries in by_name.items():
        present = installed.get(key)
        version, line, _ = entries[0]
        if present is None:
            if any(wanted for _, _, wanted in entries):
                yield Difference(key, lock.document.line_at(line), f"=={version}", "")
        elif present and not any(_same(present, version) for version, _, _ in entries):
            yield Difference(key, lock.document.line_at(line), f"=={version}", present)


def _of_requirements(
    tree: Tree, directory: str, installed: dict[str, str], values: dict[str, str]
) -> Iterator[Difference]:
    prefix = prefix_of(directory)
    main = _main_file(tree, prefix)
    if not main:
        yield from _of_manifest(tree, f"{prefix}pyproject.toml", installed, values)
        return
    statements = []
    for statement in tree.requirements.read(main):
        line = statement.line
        if (
            line.key
            and line.kind == "requirement"
            and not line.url
            and not (line.marker and not _holds(line.marker, values))
        ):
            statements.append(statement)
    required = {statement.line.key for statement in statements if not statement.constraint}
    for statement in statements:
        line = statement.line
        present = installed.get(line.key)
        specifier = re.sub(r"\s+", "", line.specifier)
        if statement.constraint and (line.key not in required or present is None):
            continue  # a constraint installs nothing, it says which version of what is asked for
        if present is None:
            yield Difference(line.key, line.document.at(line.start, line.end), specifier, "")
        elif present and specifier and not _satisfies(present, specifier):
            yield Difference(line.key, line.document.at(line.start, line.end), specifier, present)


def _of_manifest(
    tree: Tree, path: str, installed: dict[str, str], values: dict[str, str]
) -> Iterator[Difference]:
    """The exact versions of `[project] dependencies`; its ranges are for others to resolve."""
    for one in tree.declarations.in_file(path) if path in tree.path_set else ():
        if (
            one.list.kind != "project"
            or one.url
            or not re.fullmatch(r"==[^*,]+", one.specifier)
            or (one.marker and not _holds(one.marker, values))
        ):
            continue
        present = installed.get(one.key)
        if present is None or not _satisfies(present, one.specifier):
            yield Difference(one.key, one.at, one.specifier, present or "")


def _main_file(tree: Tree, prefix: str) -> str:
    """The requirements file that is installed to work on a project; empty where nothing says which
    of several it is.
    """
    for name in (
        "requirements.txt",
        "requirements/base.txt",
        "requirements/common.txt",
        "requirements/requirements.txt",
    ):
        if prefix + name in tree.requirements.files:
            file = tree.requirements.files[prefix + name]
            return (
                ""
                if file.form or tree.requirements.is_constraints(prefix + name)
                else prefix + name
            )
    return ""


def _holds(marker: str, values: dict[str, str]) -> bool:
    """Whether a marker holds; one that cannot be read, or that asks for an extra or a group, does
    not.
    """
    if "extras" in marker or "dependency_groups" in marker:
        return False
    try:
        return markers.holds(marker, values)
    except markers.Invalid:
        return False


def _same(present: str, wanted: str) -> bool:
    # A lock that holds a local version (`2.1.0+cpu`) means that one; one that does not takes any.
    return present == wanted or _satisfies(present, f"=={wanted}")


def _satisfies(present: str, specifier: str) -> bool:
    clauses = versions.parse(specifier)
    if clauses is None or versions.parse_version(present) is None:
        return True
    return versions.contains(clauses, present)


def is_empty(environment: DiskEnvironment) -> bool:
    """Whether nothing was ever installed in it."""
    return all(one.key in _FURNITURE for one in environment.distributions)
