"""A dependency list that is empty although the code imports packages from elsewhere.

## Why
The list was made and never filled, or `pip freeze` ran outside the environment. Everybody else who
installs the project gets nothing, and
its first import fails: "ModuleNotFoundError: No module named 'flask'".

## Bad
    # requirements.txt is empty

    # app.py
    import flask

## Good
    # requirements.txt
    flask==3.0.0

## How to fix
List what the code imports. Inside the environment that the project runs in, `pip freeze >
requirements.txt` writes it.

## When to ignore it
When the packages come from somewhere else, such as the system of a device or of a service that runs
the code. venvlint knows the plug-ins of QGIS, Blender, Kodi, Sublime Text and Home Assistant, and
the recipes of packages (Debian's, Arch Linux's, RPM's, ROS') that name what the code needs.
"""

from __future__ import annotations

from venvlint.files.paths import as_folder
from venvlint.model import Finding, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.manifests import DependencyList
    from venvlint.tree import Tree


@rule("VL209", Severity.WARNING, needs=("declarations.lists",))
def empty_requirements(tree: Tree) -> Iterator[Finding]:
    empty = [
        each
        for each in tree.declarations.lists
        if _is_the_main_list(each) and not tree.declarations.of(each)
    ]
    if not empty:
        return
    from venvlint.facts.dependencies.undeclared import undeclared_imports
    from venvlint.facts.installs.hosts import tox_names
    from venvlint.facts.project import project_of
    from venvlint.facts.project.hosts import (
        host_below,
        host_of,
        is_installed_by_its_host,
        is_packaged_with_its_needs,
    )

    seen = set()
    for dependency_list in empty:
        project = project_of(tree, dependency_list.path)
        if project in seen or not _is_alone(tree, dependency_list, project):
            continue
        seen.add(project)
        folder = as_folder(project)
        if (
            host_of(tree, folder)
            or host_below(tree, folder)
            or is_installed_by_its_host(tree, folder)
            or is_packaged_with_its_needs(tree, folder)
        ):
            continue  # what a plug-in imports comes with its host, or is named in a file of that
        # An extension leaves what it extends to those who use it, and tests with it all the same.
        tested = tox_names(tree) if dependency_list.kind != "requirements" else frozenset()
        found = [
            one
            for one in undeclared_imports(tree, project, enough=3)
            if tested.isdisjoint(one.distributions)
        ]
        if found:
            names = ", ".join(f"`{one.imported.top}`" for one in found)
            yield Finding(
                dependency_list.at,
                f"{_named(dependency_list)} lists nothing, but the code imports {names}",
                "List the packages that the code imports; inside the project's environment `pip"
                " freeze` prints them.",
                related=tuple(Related(one.at, f"imports `{one.imported.module}`") for one in found),
                key=f"empty:{dependency_list.title}",
            )


def _is_the_main_list(each: DependencyList) -> bool:
    return (
        each.literal
        and not each.group
        and each.kind
        in (
            "requirements",
            "project",
            "setup-cfg",
            "setup-py",
            "pipfile",
            "poetry",
            "flit",
            "conda",
        )
    )


def _is_alone(tree: Tree, dependency_list: DependencyList, project: str) -> bool:
    """Whether nothing else of the project declares anything, and the file does not lead to another
    one.
    """
    from venvlint.facts.dependencies.undeclared import is_in_a_package
    from venvlint.facts.project import project_of

    if dependency_list.kind == "requirements":
        file = tree.requirements.files[dependency_list.path]
        if tree.declarations.role(dependency_list).name != "production" or any(
            line.kind in ("include", "invalid") for line in file.lines
        ):
            return False
        if file.undecodable:
            return False  # what it lists is not known; VL208 says so
    if any(project_of(tree, one.manifest) == project for one in tree.dynamic_requirements.values()):
        return False
    if is_in_a_package(tree, project):
        return False
    for other in tree.declarations.lists:
        if (
            other.kind in ("build", "restriction", "constraints")
            or project_of(tree, other.path) != project
        ):
            continue
        if (
            tree.declarations.of(other) and tree.declarations.role(other).name != "development"
        ) or not other.literal:
            return False
    return True


def _named(dependency_list: DependencyList) -> str:
    file = f"`{dependency_list.path}`"
    return f"`{dependency_list.key}` in {file}" if dependency_list.key else file
