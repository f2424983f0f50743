"""What lies around a list and says whom it is for: a manifest, a package, another product, the host
of a plug-in, lists for development.
"""

from __future__ import annotations

import re

from venvlint.facts.dependencies.list_names import FOLDERS_OF_LISTS, own_words, role_of_name
from venvlint.facts.dependencies.model import DEVELOPMENT, PRODUCTION
from venvlint.files.listing import below
from venvlint.files.paths import folder_and_name, folder_of, name_of, path_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.dependencies import Declarations
    from venvlint.tree import Tree

# What makes a product of the folder that it lies in whose own tool installs nothing of Python.
_PRODUCTS = (
    ("Chart.yaml", "a Helm chart"),
    ("galaxy.yml", "an Ansible collection"),
    ("conda-forge.yml", "a recipe for conda-forge"),
)


def other_product(tree: Tree, directory: str, names: tuple[str, ...] = ()) -> str:
    """Why what a folder's Python needs is for those who work there: the folder is shipped as
    something else, and no image is made of it; empty where it is not. Only the files *names* count
    where they are given.
    """
    for name, what in _PRODUCTS:
        if (
            (not names or name in names)
            and tree.exists(path_in(directory, name))
            and not tree.exists(path_in(directory, "Dockerfile"))
        ):
            return f"`{name}` beside it makes {what} of the folder, which installs no Python"
    return ""


def has_a_program(tree: Tree, directory: str) -> bool:
    """Whether a folder holds code that is not for development alone."""
    from venvlint.facts.installs.started import program_sources
    from venvlint.facts.project.imports import is_development_source

    return any(
        not is_development_source(path, tree.imports.packages, program_sources(tree))
        for path in below(tree.imports.sources, directory)
    )


def compiled_beside(tree: Tree, path: str) -> str:
    """The list beside an input of a compile tool that is compiled from it; the input's own path
    where there is none.
    """
    compiled = path.removesuffix(".in") + ".txt"
    file = tree.requirements.files.get(compiled) if path.endswith(".in") else None
    return compiled if file is not None and file.generator else path


def is_project_itself(text: str) -> bool:
    return (
        re.match(r"(?:-e\s*|--editable[\s=]*)?\.{1,2}(?:/)?(?:\[[^\]]*\])?$", text.strip())
        is not None
    )


def manifest_with_dependencies(tree: Tree, declarations: Declarations, directory: str) -> str:
    """The manifest that lists the dependencies of the project a list in *directory* belongs to: the
    one there, or above a folder of lists or one without a program that is not for images or
    servers. Empty where there is none.
    """
    manifests = declarations.main_manifests
    while directory and directory not in manifests:
        name = name_of(directory).lower()
        if name not in FOLDERS_OF_LISTS and (
            role_of_name(name) == PRODUCTION or below(tree.imports.sources, directory)
        ):
            break
        directory = folder_of(directory)
    return manifests.get(directory, "")


def list_of_manifest(tree: Tree, directory: str) -> str:
    """The list that a manifest in *directory* reads the project's own dependencies from, empty
    where there is none.
    """
    return min(
        (
            one.path
            for one in tree.dynamic_requirements.values()
            if not one.group and folder_of(one.manifest) == directory
        ),
        default="",
    )


def manifest_below(tree: Tree, declarations: Declarations, directory: str) -> str:
    """A manifest below *directory* that lists a package's own dependencies, empty where there is
    none.
    """
    manifests = tree.once(
        "main manifests in order", lambda: sorted(declarations.main_manifests.values())
    )
    return next(
        (
            path
            for path in below(manifests, directory)
            if folder_of(path) != directory and not tree.is_test_data(path)
        ),
        "",
    )


def host_of_plug_in(tree: Tree, directory: str) -> str:
    """The host of a plug-in for which nobody installs a list in *directory*: that lies around it
    and is no part of it, or goes along with it to where there is no pip; empty where there is none.
    """
    from venvlint.facts.project.hosts import WITHOUT_PIP, host_below, host_of

    host = host_of(tree, directory)
    return host if host in WITHOUT_PIP else host_below(tree, directory)


def is_a_package(tree: Tree, directory: str, *, built: bool = False) -> bool:
    """Whether a manifest in *directory* says what the project needs, though that be nothing; with
    *built* also that it is made into a distribution.
    """
    root = tree.toml(path_in(directory, "pyproject.toml"))
    return bool(root.get("project")) and (not built or bool(root.get("build-system")))


def development_beside(tree: Tree, path: str) -> bool:
    """Whether a requirements file for development, by its name, lies in the same folder or in one
    of requirements below it.
    """
    return any(other != path for other in _named(tree, DEVELOPMENT).get(folder_of(path), ()))


def production_beside(tree: Tree, path: str) -> list[str]:
    """The requirements files for production, by their names, that lie in the same folder or in one
    of requirements below it.
    """
    directory = folder_of(path)
    return [
        one
        for one in _named(tree, PRODUCTION).get(directory, ())
        if (folder := folder_of(one)) == directory or name_of(folder).lower() in FOLDERS_OF_LISTS
    ]


def _named(tree: Tree, role: str) -> dict[str, list[str]]:
    """The requirements files that their names give a role, by the folder that they lie in or right
    below.
    """
    return tree.once(f"lists for {role} by their folders", lambda: _all_named(tree, role))


def _all_named(tree: Tree, role: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in tree.requirements.files:
        folder, name = folder_and_name(path)
        if role_of_name(own_words(name)) == role:
            for near in {folder, folder_of(folder)}:
                found.setdefault(near, []).append(path)
    return found
