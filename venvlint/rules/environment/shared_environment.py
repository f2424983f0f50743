"""One environment serves two projects that disagree, or lies where a build would ship it.

## Why
An environment holds one version of a package. Where two projects of a repository pin it differently
and share an environment, whoever
installs last breaks the other. And an environment inside a package's own folder is taken for a part
of the package: hatchling,
flit and others put thousands of its files into the wheel.

## Bad
    .venv/
    shop/requirements.txt        django==4.2.1
    admin/requirements.txt       django==5.1

## Good
    shop/.venv/
    shop/requirements.txt        django==4.2.1
    admin/.venv/
    admin/requirements.txt       django==5.1

## How to fix
Give each project an environment of its own, beside its manifest and outside the package's folder.

## When to ignore it
When only one of the projects is ever run here.
"""

from __future__ import annotations

from venvlint.files.paths import folder_and_name, folder_of, path_in
from venvlint.model import Finding, Location, Related, Severity, rule
from venvlint.record import Record
from venvlint.regex import lazy
from venvlint.rules.environment._pins import main_environments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.tracking.disk_environments import DiskEnvironment
    from venvlint.readers.requirements import Line
    from venvlint.tree import Tree


@rule("VL506", Severity.WARNING, needs=("survey.candidates",))
def shared_environment(tree: Tree) -> Iterator[Finding]:
    """Report each environment that two projects contend for, and each that a build would ship."""
    said = set()
    for case in contested(tree):
        said.add(case.environment.path)
        first, second = case.first, case.second
        yield Finding(
            Location(case.environment.path),
            f"`{case.environment.path}` serves two projects that cannot both be satisfied:"
            f" `{first.path}` pins `{case.key}{first.specifier}`, `{second.path}` pins"
            f" `{case.key}{second.specifier}`",
            "Give each project an environment of its own, beside its requirements file.",
            related=tuple(
                Related(line.document.at(line.start, line.end), f"pins `{line.text}`")
                for line in (first, second)
            ),
            key="shared",
        )
    for found in shipped(tree):
        if found.environment.path not in said:
            yield Finding(
                Location(found.environment.path),
                f"`{found.environment.path}` lies inside the package `{found.package}`, and"
                f" {found.backend} would ship it with the package",
                "Make the environment beside `pyproject.toml` instead, and delete this one.",
                key="shipped",
            )


# -- Whom an environment serves, and whose package it lies in.

_BACKEND = lazy(rb"(?m)^[ \t]*build-backend[ \t]*=[ \t]*[\"']([\w.]+)")
# How each backend chooses what lies in a package's folder (read in their sources): `all` takes
# every file; `git` leaves out what the
# project's ignore files cover; hatchling's `dots` leaves out folders that begin with a dot as well.
# setuptools takes
# only folders that are packages themselves, which an environment is not.
_TAKES = {
    "hatchling.build": "dots",
    "poetry.core.masonry.api": "git",
    "poetry.masonry.api": "git",
    "flit_core.buildapi": "all",
    "flit.buildapi": "all",
    "pdm.backend": "all",
    "uv_build": "all",
}


class Contested(Record):
    """A distribution that two projects of one environment pin to different versions."""

    environment: DiskEnvironment
    key: str
    first: Line
    second: Line


class Shipped(Record):
    """An environment inside a package that its project's build backend would put into the
    distribution.
    """

    environment: DiskEnvironment
    package: str
    backend: str


def contested(tree: Tree) -> Iterator[Contested]:
    """The first contested distribution of each environment that serves two projects below its
    folder.

    A project has no environment of its own between itself and that folder, and the contested
    distribution is installed.
    """
    environments = main_environments(tree)
    folders = {folder_of(environment.root): environment for environment in environments}
    served: dict[str, list[str]] = {}
    for path in tree.requirements.files:
        directory, name = folder_and_name(path)
        if name != "requirements.txt":
            continue
        home = directory
        while home not in folders and home:
            home = folder_of(home)
        if home in folders:
            served.setdefault(home, []).append(path)
    for home, paths in served.items():
        if len(paths) > 1:
            found = _first_contested(tree, folders[home], paths)
            if found:
                yield found


def _first_contested(
    tree: Tree, environment: DiskEnvironment, paths: list[str]
) -> Contested | None:
    from venvlint.readers import versions

    installed = {one.key for one in environment.distributions}
    seen: dict[str, Line] = {}
    for path in paths:
        if tree.is_test_data(path):
            continue
        for statement in tree.requirements.read(path):
            line = statement.line
            if (
                statement.constraint
                or line.key not in installed
                or line.marker
                or line.kind != "requirement"
                or not versions.pinned(line.specifier)
            ):
                continue
            other = seen.setdefault(line.key, line)
            if other.path != line.path and versions.conflict(other.specifier, line.specifier):
                return Contested(environment, line.key, other, line)
    return None


def shipped(tree: Tree) -> Iterator[Shipped]:
    """Every environment that a build would ship."""
    for environment in tree.disk_environments:
        directory = folder_of(environment.root)
        package = ""
        while directory and directory not in tree.projects:
            if "__init__.py" in tree.files.names(directory).files:
                package = directory
                break
            directory = folder_of(directory)
        if not package:
            continue
        project = package
        while project and project not in tree.projects:
            project = folder_of(project)
        backend = _backend(tree, path_in(project, "pyproject.toml"))
        if backend and _is_taken(tree, environment, project, _TAKES[backend]):
            yield Shipped(environment, package, backend.partition(".")[0])


def _backend(tree: Tree, path: str) -> str:
    document = tree.document(path)
    match = _BACKEND.search(document.data) if document is not None else None
    backend = match[1].decode("ascii", "replace") if match else ""
    return backend if backend in _TAKES else ""


def _is_taken(tree: Tree, environment: DiskEnvironment, project: str, takes: str) -> bool:
    if takes == "all":
        return True
    if takes == "dots" and any(
        folder.startswith(".") for folder in environment.root[len(project) :].split("/")
    ):
        return False
    rule = tree.ignores.rule(environment.probes[-1])
    # The ignore file inside the environment counts for Git alone; no backend reads it.
    return rule is None or not rule.ignores or rule.source.startswith(environment.inner(""))
