"""Who a list of dependencies is for: production, development, or unclear, and the reason in
words.
"""

from __future__ import annotations

import re

from venvlint.facts.dependencies.list_contents import (
    OF_BAZEL,
    OF_DOCUMENTS,
    OF_TEMPLATE,
    deploys,
    is_documentation_site,
    is_handed_out_by_bazel,
    is_mostly_tools,
    is_only_tools,
    is_template,
)
from venvlint.facts.dependencies.list_names import (
    PRODUCTION_TOKENS,
    development_folder,
    role_of_name,
)
from venvlint.facts.dependencies.list_neighbours import (
    has_a_program,
    is_project_itself,
    manifest_with_dependencies,
    other_product,
)
from venvlint.facts.dependencies.model import DEVELOPMENT, NONE, PRODUCTION, UNCLEAR, Role
from venvlint.facts.dependencies.requirements_roles import (
    for_development_alone,
    of_requirements_file,
)
from venvlint.facts.project import vocabulary
from venvlint.facts.project.known_names import SEEDED
from venvlint.files.paths import folder_of, name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.dependencies import Declarations
    from venvlint.facts.manifests import DependencyList
    from venvlint.tree import Tree


# As `production`, but of a group, which is never shipped: `deploy` may hold what whoever deploys
# runs (twine, awscli).
_WEAK = frozenset("deploy deployment".split())
_IN_EVERY_ENVIRONMENT = SEEDED | {"python", "conda", "mamba"}
# What several environments have in common is what people work in, too, and so is that of a part of
# the project: `shop_api.yml`.
_SHARED = frozenset("base common core main default defaults app web api worker".split())


def role_of(tree: Tree, declarations: Declarations, dependency_list: DependencyList) -> Role:
    """The role of one list."""
    kind, group = dependency_list.kind, dependency_list.group
    if kind == "constraints":
        return Role(NONE, "it only restricts versions", "tool")
    if kind in ("build", "restriction"):
        reason = "it is for the build alone" if kind == "build" else "it only restricts versions"
        return Role(NONE, reason, "tool")
    if kind == "requirements":
        return of_requirements_file(tree, declarations, dependency_list)
    if kind in ("conda", "conda-pip"):
        return _of_environment(tree, declarations, dependency_list)
    if kind in ("pdm-dev", "uv-dev", "rye-dev", "tests-require", "pipfile-dev"):
        return Role(
            DEVELOPMENT,
            f"`{dependency_list.key}` is for development by its tool's own rule",
            "tool",
        )
    if kind == "hatch-env":
        return Role(DEVELOPMENT, "Hatch's environments are for development", "tool")
    if not group:
        folder = development_folder(tree, dependency_list.path)
        if folder:
            return Role(DEVELOPMENT, f"the folder `{folder}` says so", "folder")
        if kind in ("pixi", "pixi-pypi") and is_documentation_site(
            tree, folder_of(dependency_list.path), declarations.of(dependency_list)
        ):
            return Role(DEVELOPMENT, OF_DOCUMENTS, "contents")
        if is_template(tree, dependency_list.path):
            return Role(DEVELOPMENT, OF_TEMPLATE, "contents")
        if kind in ("pixi", "pixi-pypi") and tree.installs.deployed(dependency_list.path) is None:
            manifest = manifest_with_dependencies(
                tree, declarations, folder_of(dependency_list.path)
            )
            if manifest:
                return Role(
                    DEVELOPMENT, f"the project's own dependencies are in `{manifest}`", "manifest"
                )
            if any(
                one.editable and is_project_itself(one.url)
                for one in declarations.in_file(dependency_list.path)
            ):
                return Role(
                    DEVELOPMENT, "it installs the project itself, to be worked on", "manifest"
                )
        return _of_tools(tree, declarations, dependency_list) or Role(
            PRODUCTION, f"`{dependency_list.key}` is installed with the project", "tool"
        )
    named = role_of_name(group)
    if group.lower() == "main":
        named = PRODUCTION
    elif (
        kind in ("group", "poetry-group")
        and named != DEVELOPMENT
        and not vocabulary.says(group, vocabulary.PRODUCTION - _WEAK)
    ):
        return Role(
            UNCLEAR, "groups are not shipped, and its name does not tell who installs it", "default"
        )
    if named != UNCLEAR:
        return Role(named, f"the name `{group}` says so", "name")
    if kind == "extra" and is_mostly_tools(tree, declarations.of(dependency_list)):
        return Role(DEVELOPMENT, "most of what it lists are development tools", "contents")
    return Role(UNCLEAR, f"the name `{group}` does not tell who installs it", "default")


def _of_tools(
    tree: Tree, declarations: Declarations, dependency_list: DependencyList
) -> Role | None:
    """The role of a manifest that somebody uses as a list of tools: it is no package, nobody
    deploys it, and it is for a site of documentation, for something that is not made of Python, or
    parts nothing for development off; None of any other.
    """
    path, kind = dependency_list.path, dependency_list.kind
    directory = folder_of(path)
    lines = declarations.of(dependency_list)
    if tree.installs.project_deployed(directory) is not None:
        return None
    if kind != "pipfile" and (
        kind not in ("project", "poetry", "pixi", "pixi-pypi") or _is_built(tree, path, kind)
    ):
        return None
    product = other_product(tree, directory)
    if product:
        return Role(DEVELOPMENT, product, "contents")
    # One or two may have got into the list of an application that has no others yet; pixi also
    # makes environments where there is no program at all.
    if len(lines) < 3 and not (
        lines and kind.startswith("pixi") and not has_a_program(tree, directory)
    ):
        return None
    if is_documentation_site(tree, directory, lines):
        return Role(DEVELOPMENT, OF_DOCUMENTS, "contents")
    if any(
        other.key != dependency_list.key and other.kind != "build" and declarations.of(other)
        for other in declarations.lists_in(path)
    ):
        return None
    deploying = deploys(lines)
    if deploying:
        return Role(UNCLEAR, deploying, "contents")
    if is_handed_out_by_bazel(tree) and not tree.installs.of_project(directory):
        return Role(UNCLEAR, OF_BAZEL, "use")
    if is_only_tools(tree, lines):
        return Role(DEVELOPMENT, "it lists nothing but development tools", "contents")
    installs = tree.installs.of_project(directory)
    if (
        installs
        and all(one.purpose.is_development for one in installs)
        and is_mostly_tools(tree, lines)
    ):
        return Role(
            DEVELOPMENT,
            f"only {installs[0].where.noun} installs it, for development, and most of what it lists"
            " are development tools",
            "use",
        )
    return None


def _is_built(tree: Tree, path: str, kind: str) -> bool:
    """Whether a manifest makes a package of its folder."""
    root = tree.toml(path)
    if kind == "poetry":
        return root.get("tool", "poetry", "package-mode").value is not False
    if kind.startswith("pixi") and path.endswith("pixi.toml"):
        return bool(root.get("package"))
    return bool(root.get("build-system")) and root.get("tool", "uv", "package").value is not False


def _of_environment(
    tree: Tree, declarations: Declarations, dependency_list: DependencyList
) -> Role:
    path = dependency_list.path.lower()
    words = re.sub(r"environment|conda|env", "-", name_of(path).rpartition(".")[0])
    named = role_of_name(words)
    if named == PRODUCTION and _SHARED.issuperset(
        word for word in vocabulary.words_of(words) if word in PRODUCTION_TOKENS
    ):
        named = UNCLEAR
    if named != UNCLEAR:
        return Role(named, "its name says so", "name")
    installs = tree.installs.of(dependency_list.path)
    deployment = tree.installs.deployed(dependency_list.path)
    if deployment is not None:
        return Role(PRODUCTION, f"{deployment.where.noun} installs it", "use", deployment)
    if development_folder(tree, dependency_list.path):
        return Role(DEVELOPMENT, "its folder says so", "folder")
    used = for_development_alone(installs, neutral=True)
    if used:
        return Role(DEVELOPMENT, used, "use")
    manifest = manifest_with_dependencies(tree, declarations, folder_of(dependency_list.path))
    if manifest:
        return Role(DEVELOPMENT, f"the project's own dependencies are in `{manifest}`", "manifest")
    if is_only_tools(
        tree,
        [
            one
            for one in declarations.in_file(dependency_list.path)
            if one.key not in _IN_EVERY_ENVIRONMENT
        ],
    ):
        return Role(DEVELOPMENT, "it lists nothing but development tools", "contents")
    return Role(
        UNCLEAR, "a conda environment may be for development and production alike", "default"
    )
