"""Who a requirements file is for: what the configuration says of it, its name, who installs it,
what includes it, what it lists, and what lies around it.
"""

from __future__ import annotations

from venvlint.facts.dependencies.list_contents import (
    OF_BAZEL,
    OF_DOCUMENTS,
    OF_TEMPLATE,
    deploys,
    holds_a_tool,
    is_course_work,
    is_data,
    is_documentation_site,
    is_handed_out_by_bazel,
    is_mostly_tools,
    is_only_installers,
    is_only_tools,
    is_set_of_tools,
    is_template,
    stated_purpose,
)
from venvlint.facts.dependencies.list_names import (
    HELPER_FOLDERS,
    development_folder,
    is_named_for_the_build,
    is_named_for_the_project,
    is_neutral,
    own_words,
    role_of_name,
)
from venvlint.facts.dependencies.list_neighbours import (
    compiled_beside,
    development_beside,
    host_of_plug_in,
    is_a_package,
    is_project_itself,
    list_of_manifest,
    manifest_below,
    manifest_with_dependencies,
    other_product,
    production_beside,
)
from venvlint.facts.dependencies.model import DEVELOPMENT, NONE, PRODUCTION, UNCLEAR, Role
from venvlint.facts.project import vocabulary
from venvlint.facts.tracking.folder_names import is_called_set_aside
from venvlint.files.paths import folder_of, path_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.dependencies import Declarations
    from venvlint.facts.installs import Install
    from venvlint.facts.manifests import Declaration, DependencyList
    from venvlint.tree import Tree

_MOST_INCLUDERS = 60
"""So many files that include a list are asked what they are for."""


def of_requirements_file(
    tree: Tree, declarations: Declarations, dependency_list: DependencyList
) -> Role:
    """The role of a requirements file: what the configuration says, then what its name says for
    development, then who installs it, then what its name says for production, then its contents.
    """
    path = dependency_list.path
    stated = _by_statement(tree, path)
    if stated is not None:
        return stated
    folders = path.lower().split("/")
    name = folders.pop()
    neutral = is_neutral(path) and not _is_left_to_another(tree, path)
    named = role_of_name(own_words(name))
    lines = declarations.of(dependency_list)
    installs = tree.installs.of(path)
    deployment = tree.installs.deployed(path)
    if (
        named == DEVELOPMENT
        and not is_named_for_the_project(tree, path)
        and not (is_named_for_the_build(path) and _deployer(tree, path) is not None)
    ):
        return Role(DEVELOPMENT, "its name says so", "name")
    folder = development_folder(tree, path)
    if folder and not (deployment is not None and folder in HELPER_FOLDERS):
        return Role(DEVELOPMENT, f"the folder `{folder}` says so", "folder")
    if (
        folders
        and (neutral or not vocabulary.says(name, vocabulary.PRODUCTION))
        and role_of_name(folders[-1]) == DEVELOPMENT
        and "requirement" in folders[-1]
    ):
        return Role(DEVELOPMENT, f"the folder `{folders[-1]}` says so", "folder")
    # Nobody installs what a tool compiles: its list is what they install.
    installed = path if installs else compiled_beside(tree, path)
    used = for_development_alone(tree.installs.of(installed), neutral)
    if (
        used
        and not (named == PRODUCTION and _included_by_production(tree, installed))
        and _deployer(tree, installed) is None
    ):
        return Role(DEVELOPMENT, used, "use")
    if named == UNCLEAR and not neutral and is_mostly_tools(tree, lines):
        return Role(DEVELOPMENT, "most of what it lists are development tools", "contents")
    if named == UNCLEAR and not neutral and is_only_installers(lines):
        return Role(DEVELOPMENT, "it lists nothing but installers", "contents")
    deploying = deploys(lines)
    if deploying and deployment is not None and _is_installed_to_deploy(installs):
        return Role(UNCLEAR, deploying, "contents")
    production = deployment or next((one for one in installs if one.where.kind == "manifest"), None)
    if production is not None and (
        named == PRODUCTION or neutral or not _installs_tools(tree, production)
    ):
        reads = "reads" if production.where.kind == "manifest" else "installs"
        return Role(
            PRODUCTION,
            f"{production.where.noun} {reads} it (line {production.at.line})",
            "use",
            deployment,
        )
    if not installs and is_handed_out_by_bazel(tree):
        return Role(UNCLEAR, OF_BAZEL, "use")
    if named == PRODUCTION:
        return Role(PRODUCTION, "its name says so", "name", _deployer(tree, path))
    includer = _included_by_production(tree, path)
    if includer and not (neutral and deploying):
        return Role(PRODUCTION, f"`{includer}` includes it", "inclusion", _deployer(tree, path))
    made_of = _development_input(tree, path)
    if made_of:
        return Role(DEVELOPMENT, f"it is compiled from `{made_of}` too", "inclusion")
    if neutral:
        return _of_neutral_file(tree, declarations, dependency_list)
    including = tree.requirements.included_by.get(path, ())
    if (
        including
        and holds_a_tool(tree, lines)
        and all(role_of_name(own_words(one)) == DEVELOPMENT for one in including)
    ):
        return Role(
            DEVELOPMENT, f"only development files include it, such as `{including[0]}`", "inclusion"
        )
    if not installs and not including and is_called_set_aside(name.rpartition(".")[0]):
        return Role(NONE, "its name says that nobody uses it any more", "name")
    return Role(UNCLEAR, "its name does not tell who installs it", "default")


def _is_left_to_another(tree: Tree, path: str) -> bool:
    """Whether the project runs with another list, named for that, and not with this one: an image
    installs `requirements-prod.txt`, which does not include the `requirements.txt` beside it. Then
    its plain name does not say that it is what readers and platforms install.
    """
    return (
        any(tree.installs.deployed(one) for one in production_beside(tree, path))
        and _deployer(tree, path) is None
    )


def _by_statement(tree: Tree, path: str) -> Role | None:
    """What the configuration, a manifest or a first comment says a requirements file is."""
    for patterns, role, key in (
        (tree.config.production_requirements, PRODUCTION, "production-requirements"),
        (tree.config.development_requirements, DEVELOPMENT, "development-requirements"),
    ):
        if patterns and tree.matches(patterns, path):
            install = _deployer(tree, path) if role == PRODUCTION else None
            return Role(role, f"`{key}` of the configuration names it", "configuration", install)
    dynamic = tree.dynamic_requirements.get(path)
    if dynamic is not None:
        named = role_of_name(dynamic.group) if dynamic.group else PRODUCTION
        if named != UNCLEAR:
            what = f"the extra `{dynamic.group}`" if dynamic.group else "its dependencies"
            install = _deployer(tree, path) if named == PRODUCTION else None
            return Role(named, f"`{dynamic.manifest}` reads {what} from it", "manifest", install)
    reason = _stated_reason(tree, path)
    return Role(DEVELOPMENT, reason, "comment") if reason else None


def _stated_reason(tree: Tree, path: str) -> str:
    """Why a file is for development by the comment that it, or a file which it is compiled from,
    starts with; empty where none says so.
    """
    from venvlint.facts.dependencies.compiled_lines import all_inputs

    for one in (path, *all_inputs(tree, path)):
        purpose = stated_purpose(tree, one)
        if purpose:
            whose = "its first comment" if one == path else f"the first comment of `{one}`"
            return f"{whose} says so: `{purpose}`"
    return ""


def for_development_alone(installs: tuple[Install, ...], neutral: bool) -> str:
    """Why a file is for development by those who install it; empty where somebody else does.

    A file of a neutral name is what readers and platforms install, and a test job installs it to
    test that: only who builds documents or distributions from it tells.
    """
    if not installs or not all(one.purpose.is_development for one in installs):
        return ""
    if neutral and any(one.purpose.kind not in ("docs", "publish") for one in installs):
        return ""
    nouns = list(dict.fromkeys(one.where.noun for one in installs))
    others = f" and {len(nouns) - 1} more" if len(nouns) > 1 else ""
    what = {"docs": "for documents", "publish": "to make a release"}.get(
        installs[0].purpose.kind, "for development"
    )
    return f"only {nouns[0]}{others} installs it, {what}"


def _is_installed_to_deploy(installs: tuple[Install, ...]) -> bool:
    """Whether nobody but CI installs a list to deploy: its machine is the one that deploys."""
    return all(one.where.job is not None for one in installs if one.is_deployment)


def _installs_tools(tree: Tree, install: Install) -> bool:
    """Whether the same place installs lists for development too: then it is an image to develop
    in.
    """
    places: frozenset[tuple[str, str]] = tree.once(
        "places that install lists for development",
        lambda: frozenset(
            (one.where.path, one.where.name)
            for one in tree.installs
            if any(
                file.meant is not None and role_of_name(own_words(file.meant)) == DEVELOPMENT
                for file in one.files
            )
        ),
    )
    return (install.where.path, install.where.name) in places


def _of_neutral_file(
    tree: Tree, declarations: Declarations, dependency_list: DependencyList
) -> Role:
    path = dependency_list.path
    if is_template(tree, path):
        return Role(DEVELOPMENT, OF_TEMPLATE, "contents")
    lines = declarations.of(dependency_list)
    others = [one for one in lines if not is_project_itself(one.url or one.text)]
    if not others:
        by_inclusion = _by_inclusion(tree, path)
        if by_inclusion is not None:
            return by_inclusion
    told = _by_manifest(tree, declarations, dependency_list, others) or _by_contents(
        tree, path, others
    )
    if told is not None:
        return told
    deployer = _deployer(tree, path)
    return (
        _by_use(tree, path, deployer)
        or (_by_place(tree, path) or _by_lock(tree, path) if deployer is None else None)
        or Role(
            PRODUCTION,
            "a file of this name is what readers and platforms install",
            "name",
            deployer,
        )
    )


def _by_inclusion(tree: Tree, path: str) -> Role | None:
    """What a file is that includes others and lists nothing else."""
    includes = [
        include for include in tree.requirements.includes.get(path, ()) if not include.constraint
    ]
    if not includes:
        return None
    roles = {role_of_name(own_words(include.target)) for include in includes if include.target}
    if DEVELOPMENT in roles:
        return Role(
            UNCLEAR, "it only includes other files, development ones among them", "inclusion"
        )
    if PRODUCTION in roles:
        return Role(PRODUCTION, "it only includes production files", "inclusion")
    return Role(UNCLEAR, "it only includes other files", "inclusion")


def _by_manifest(
    tree: Tree,
    declarations: Declarations,
    dependency_list: DependencyList,
    others: list[Declaration],
) -> Role | None:
    """What a file is beside the manifest of a package, which says itself what that needs. *others*
    is what it lists beside the project itself.
    """
    path = dependency_list.path
    directory = folder_of(path)
    lines = declarations.of(dependency_list)
    manifest = manifest_with_dependencies(tree, declarations, directory) or list_of_manifest(
        tree, directory
    )
    if manifest:
        if len(others) < len(lines):
            return Role(
                DEVELOPMENT,
                f"it installs the project itself, whose own dependencies are in `{manifest}`",
                "manifest",
            )
        if is_mostly_tools(tree, lines):
            return Role(
                DEVELOPMENT,
                f"the project's own dependencies are in `{manifest}`, and most of what it lists are"
                " development tools",
                "manifest",
            )
        return Role(UNCLEAR, f"the project's own dependencies are in `{manifest}`", "manifest")
    if is_a_package(tree, directory, built=True) and is_set_of_tools(tree, others):
        return Role(
            DEVELOPMENT,
            "the package beside it says what it needs, and most of what it lists are development"
            " tools",
            "manifest",
        )
    member = manifest_below(tree, declarations, directory)
    if member and _deployer(tree, path) is None and is_mostly_tools(tree, others):
        return Role(
            DEVELOPMENT,
            f"the packages below it have dependencies of their own, such as `{member}`, and most of"
            " what it lists are development tools",
            "manifest",
        )
    return None


def _by_contents(tree: Tree, path: str, others: list[Declaration]) -> Role | None:
    """What a file is by what it lists beside the project itself."""
    directory = folder_of(path)
    if (
        others
        and is_only_tools(tree, others)
        and (not development_beside(tree, path) or is_a_package(tree, directory))
    ):
        return Role(DEVELOPMENT, "it lists nothing but development tools", "contents")
    deploying = deploys(others)
    if deploying:
        return Role(UNCLEAR, deploying, "contents")
    if tree.exists(path_in(directory, "postBuild")):
        return Role(
            UNCLEAR,
            "`postBuild` beside it is repo2docker's, which makes images for people to work in",
            "contents",
        )
    if is_documentation_site(tree, directory, others):
        return Role(DEVELOPMENT, OF_DOCUMENTS, "contents")
    return None


def _by_use(tree: Tree, path: str, deployer: Install | None) -> Role | None:
    """What a file is that people alone install, or those who work on the project."""
    installs = tree.installs.of(path)
    if not installs:
        return None
    noun = installs[0].where.noun
    if deployer is None and all(_is_for_contributors(one) for one in installs):
        return Role(UNCLEAR, f"only {noun} installs it, for contributors", "use")
    if deployer is None and all(_is_to_work_in(tree, one) for one in installs):
        return Role(UNCLEAR, f"only {noun} installs it, an image to work in", "use")
    return None


def _by_place(tree: Tree, path: str) -> Role | None:
    """What a file is that nothing deploys, by what lies around it."""
    directory = folder_of(path)
    # What a collection's modules need is in its `requirements.txt`, which people install by hand.
    product = other_product(tree, directory, ("Chart.yaml",))
    if product:
        return Role(DEVELOPMENT, product, "contents")
    host = host_of_plug_in(tree, directory)
    if host == "Home Assistant":
        return Role(
            DEVELOPMENT, f"{host} installs what the `manifest.json` of an integration lists", "host"
        )
    if host:
        return Role(DEVELOPMENT, f"{host} takes the plug-in here by itself, and no list", "host")
    if not tree.installs.of(path) and is_data(tree, path):
        return Role(UNCLEAR, "it lies among data, and nobody installs it", "folder")
    if is_course_work(tree, path):
        return Role(UNCLEAR, "it is for the exercises of a course", "folder")
    return None


def _by_lock(tree: Tree, path: str) -> Role | None:
    """What a file is that only keeps the versions of another one, by its name, and that nobody
    installs.
    """
    from venvlint.facts.dependencies.compiled_lines import locked_list

    locked = locked_list(tree, path) if not tree.installs.of(path) else ""
    if not locked:
        return None
    return Role(UNCLEAR, f"it has the versions of `{locked}`, and nobody installs it", "name")


def _is_for_contributors(install: Install) -> bool:
    """Whether a page tells those who work on the project to install it."""
    return install.where.kind == "page" and install.purpose.is_development


def _is_to_work_in(tree: Tree, install: Install) -> bool:
    """Whether it is in an image that people open to look around or to write notebooks."""
    from venvlint.facts.installs.purpose import is_opened_by_people

    recipe = install.where.recipe
    return recipe is not None and is_opened_by_people(tree, recipe)


def _deployer(tree: Tree, path: str) -> Install | None:
    """What installs it where the project runs, itself or through files that include it and are not
    for development.
    """
    seen: set[str] = set()
    pending = [path]
    while pending and len(seen) < _MOST_INCLUDERS:
        one = pending.pop()
        if one not in seen:
            seen.add(one)
            install = tree.installs.deployed(one)
            if install is not None:
                return install
            pending += [
                other
                for other in tree.requirements.included_by.get(one, ())
                if role_of_name(own_words(other)) != DEVELOPMENT
            ]
    return None


def _included_by_production(tree: Tree, path: str) -> str:
    """A file that includes it and is itself known to be production by more than an inclusion; each
    chain is looked at once.
    """
    seen = {path}
    pending = list(tree.requirements.included_by.get(path, ()))
    while pending and len(seen) < _MOST_INCLUDERS:
        includer = pending.pop()
        if includer in seen:
            continue
        seen.add(includer)
        named = role_of_name(own_words(includer))
        if named == PRODUCTION or (
            named == UNCLEAR and tree.installs.deployed(includer) is not None
        ):
            return includer
        if named == UNCLEAR and is_neutral(includer) and includer.count("/") <= path.count("/"):
            return includer
        pending += tree.requirements.included_by.get(includer, ())
    return ""


def _development_input(tree: Tree, path: str) -> str:
    """What for development, by its name, a compiled file is made of; empty where nothing is."""
    from venvlint.facts.dependencies.compiled_lines import all_inputs

    return next(
        (
            one
            for one in all_inputs(tree, path)
            if one.endswith((".in", ".txt")) and role_of_name(own_words(one)) == DEVELOPMENT
        ),
        "",
    )
