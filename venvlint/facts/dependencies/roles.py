"""Who a list of dependencies is for: production, development, or unclear, and the reason in
words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from venvlint.facts.dependencies.list_contents import (
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
from venvlint.facts.project import LISTS, vocabulary
from venvlint.facts.project.known_names import SEEDED
from venvlint.facts.tracking import is_called_set_aside
from venvlint.files.listing import below
from venvlint.files.paths import folder_and_name, folder_of, name_of, path_in
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.dependencies import Declarations
    from venvlint.facts.installs import Install
    from venvlint.facts.manifests import Declaration, DependencyList
    from venvlint.tree import Tree

PRODUCTION, DEVELOPMENT, UNCLEAR, NONE = "production", "development", "unclear", "none"

_DEVELOPMENT_TOKENS = (
    vocabulary.DEVELOPMENT
    | vocabulary.TESTS
    | vocabulary.TEST_TOOLS
    | vocabulary.CHECKS
    | vocabulary.BENCHMARKS
    | vocabulary.DOCS
    | vocabulary.DOCS_TOOLS
    | vocabulary.EXAMPLES
    | vocabulary.NOTEBOOKS
    | vocabulary.RELEASES
    | frozenset(
        "local debug contrib contributing tester perf profiling travis formatter typechecking"
        " type jupyter tooling tools devtools maintain maintenance maintainer vscode gitpod"
        " codespaces stubs security audit fuzz fuzzing hooks lsp changelog mutation"
        " integration smoke acceptance playwright cypress functional interactive"
        " pyinstaller nuitka py2exe py2app pyoxidizer towncrier bandit yapf interrogate"
        " vulture".split()
    )
)
_PRODUCTION_TOKENS = vocabulary.PRODUCTION | frozenset(
    "base common main core default defaults deployed run heroku gcp aws azure docker app"
    " install live stage staging web api worker railway render fly lambda vercel".split()
)
# As `production`, but of a group, which is never shipped: `deploy` may hold what whoever deploys
# runs (twine, awscli).
_WEAK = frozenset("deploy deployment".split())
_IN_EVERY_ENVIRONMENT = SEEDED | {"python", "conda", "mamba"}
# What several environments have in common is what people work in, too, and so is that of a part of
# the project: `shop_api.yml`.
_SHARED = frozenset("base common core main default defaults app web api worker".split())
_MIXED_TOKENS = frozenset("all full complete everything".split())
# Folders whose requirements files serve development, whatever the files are called.
_DEVELOPMENT_FOLDERS = (
    vocabulary.DEVELOPMENT
    | vocabulary.TESTS
    | vocabulary.BENCHMARKS
    | vocabulary.DOCS
    | vocabulary.DOCS_TOOLS
    | vocabulary.EXAMPLES
    | vocabulary.NOTEBOOKS
    | vocabulary.CI_FOLDERS
    | vocabulary.HELPER_FOLDERS
    | frozenset(
        ".gitlab .azure-pipelines lint e2e samples"
        " build-tools devtools tooling ops devops .binder binder .pre-commit tox release"
        " maintenance".split()
    )
)
# Of these, the ones whose name gives way to who installs what lies there: a service may be called
# `tools`.
_HELPER_FOLDERS = (
    vocabulary.HELPER_FOLDERS
    | vocabulary.EXAMPLES
    | vocabulary.NOTEBOOKS
    | frozenset("samples release maintenance build-tools devtools tooling ops devops".split())
)
_FOLDERS_OF_LISTS = LISTS | {"deps", "dependencies"}
# A file of this name says nothing about its role: it is the one that readers and platforms install.
_NEUTRAL = lazy(
    r"(?:pip[-_])?(?:requirements?|reqs?|deps|dependencies|packages)(?:[-_.](?:lock|frozen|freeze|pinned|compiled))?\.(?:txt|in|pip|lock)$"
)


_MOST_INCLUDERS = 60
"""So many files that include a list are asked what they are for."""


class Role(Record):
    """`name` is `production`, `development`, `unclear`, or `none` for a list that installs nothing
    with the project (constraints).

    `reason` is a clause that completes "… because": `its name says so`. `by` is the kind of the
    reason: `configuration`, `tool` (the tool's own rule), `name`, `folder`, `comment`, `use` (who
    installs it), `contents`, `manifest` (what the project's manifest says), `inclusion`, or
    `default`.
    """

    name: str
    reason: str
    by: str = ""
    install: Install | None = None
    """What installs the list where the project runs."""

    @property
    def deployed(self) -> str:
        """The path of a file that installs the list where the project runs (a Dockerfile, a
        Procfile beside it, a deploy job), else empty.
        """
        return self.install.where.path if self.install is not None else ""


def is_neutral(path: str) -> bool:
    """Whether a requirements file is called as those are that readers and platforms install."""
    return _NEUTRAL.match(name_of(path.lower())) is not None


@lru_cache(maxsize=4096)
def role_of_name(name: str) -> str:
    """What a name of a file, an extra or a group says by its words; `unclear` where it says
    nothing. Development wins.
    """
    tokens = vocabulary.words_of(name)
    if any(_is_development(token) for token in tokens):
        return DEVELOPMENT
    if any(token in _MIXED_TOKENS for token in tokens):
        return UNCLEAR
    return PRODUCTION if any(token in _PRODUCTION_TOKENS for token in tokens) else UNCLEAR


@lru_cache(maxsize=4096)
def own_words(path: str) -> str:
    """The base name of a requirements file without what every such name says:
    `requirements-dev.txt` is `-dev`.
    """
    return re.sub(r"requirements?|reqs?\b", "-", name_of(path.lower()).rpartition(".")[0])


def _is_named_for_the_project(tree: Tree, path: str) -> bool:
    """Whether what sounds like development is the project's own name: `mypy-requirements.txt` in
    mypy.
    """
    from venvlint.facts.manifests.names import names
    from venvlint.facts.project import project_of

    tokens = [token for token in vocabulary.words_of(own_words(path)) if _is_development(token)]
    own = names(tree, project_of(tree, path))
    return all(token in own for token in tokens)


def _is_named_for_the_build(path: str) -> bool:
    """Whether nothing but a word such as `build` sounds like development: what an image is built
    with may be what it runs on.
    """
    tokens = [token for token in vocabulary.words_of(own_words(path)) if _is_development(token)]
    return vocabulary.RELEASES.issuperset(tokens)


def _development_folder(tree: Tree, path: str) -> str:
    """The first folder on the way to *path* whose name says that what lies there serves
    development; empty where none does.
    """
    return next(
        (
            folder.lower()
            for folder in path.split("/")[:-1]
            if folder.lower() in _DEVELOPMENT_FOLDERS
            or vocabulary.is_folder_of_tests(folder.lower())
            or (folder == "molecule" and _holds_scenarios(tree, path))
        ),
        "",
    )


def _holds_scenarios(tree: Tree, path: str) -> bool:
    """Whether a folder `molecule` on the way to *path* is that of Molecule, which tests roles of
    Ansible: there may be chemistry in another.
    """
    before = f"/{path}".partition("/molecule/")[0].strip("/")
    return tree.exists(path_in(before, "molecule/default/molecule.yml"))


def _is_development(token: str) -> bool:
    if token in _DEVELOPMENT_TOKENS:
        return True
    return token.startswith(("test", "lint", "docs", "dev", "bench")) and token[:6] not in (
        "device",
        "docser",
    )


_ANSIBLE = ("ansible", "ansible-core")
_OF_TEMPLATE = "a template for other projects lies beside it, and nobody installs that"
_DEPLOYS = "it lists Ansible, which runs on the machine of those who deploy"
_OF_BAZEL = "Bazel gives each of its targets what that names, and nobody installs the whole"


def role_of(tree: Tree, declarations: Declarations, dependency_list: DependencyList) -> Role:
    """The role of one list."""
    kind, group = dependency_list.kind, dependency_list.group
    if kind == "constraints":
        return Role(NONE, "it only restricts versions", "tool")
    if kind in ("build", "restriction"):
        reason = "it is for the build alone" if kind == "build" else "it only restricts versions"
        return Role(NONE, reason, "tool")
    if kind == "requirements":
        return _of_file(tree, declarations, dependency_list)
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
        folder = _development_folder(tree, dependency_list.path)
        if folder:
            return Role(DEVELOPMENT, f"the folder `{folder}` says so", "folder")
        if kind in ("pixi", "pixi-pypi") and is_documentation_site(
            tree, folder_of(dependency_list.path), declarations.of(dependency_list)
        ):
            return Role(
                DEVELOPMENT,
                "there is documentation here and no package: its tools are the product",
                "contents",
            )
        if is_template(tree, dependency_list.path):
            return Role(DEVELOPMENT, _OF_TEMPLATE, "contents")
        if kind in ("pixi", "pixi-pypi") and tree.installs.deployed(dependency_list.path) is None:
            manifest = _manifest_with_dependencies(
                tree, declarations, folder_of(dependency_list.path)
            )
            if manifest:
                return Role(
                    DEVELOPMENT, f"the project's own dependencies are in `{manifest}`", "manifest"
                )
            if any(
                one.editable and _is_project_itself(one.url)
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
    product = _other_product(tree, directory)
    if product:
        return Role(DEVELOPMENT, product, "contents")
    # One or two may have got into the list of an application that has no others yet; pixi also
    # makes environments where there is no program at all.
    if len(lines) < 3 and not (
        lines and kind.startswith("pixi") and not _has_a_program(tree, directory)
    ):
        return None
    if is_documentation_site(tree, directory, lines):
        return Role(
            DEVELOPMENT,
            "there is documentation here and no package: its tools are the product",
            "contents",
        )
    if any(
        other.key != dependency_list.key and other.kind != "build" and declarations.of(other)
        for other in declarations.lists_in(path)
    ):
        return None
    if any(one.key in _ANSIBLE for one in lines):
        return Role(UNCLEAR, _DEPLOYS, "contents")
    if is_handed_out_by_bazel(tree) and not tree.installs.of_project(directory):
        return Role(UNCLEAR, _OF_BAZEL, "use")
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


# What makes a product of the folder that it lies in whose own tool installs nothing of Python.
_PRODUCTS = (
    ("Chart.yaml", "a Helm chart"),
    ("galaxy.yml", "an Ansible collection"),
    ("conda-forge.yml", "a recipe for conda-forge"),
)


def _other_product(tree: Tree, directory: str, names: tuple[str, ...] = ()) -> str:
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


def _has_a_program(tree: Tree, directory: str) -> bool:
    """Whether a folder holds code that is not for development alone."""
    from venvlint.facts.installs.started import program_sources
    from venvlint.facts.project.imports import is_development_source

    return any(
        not is_development_source(path, tree.imports.packages, program_sources(tree))
        for path in below(tree.imports.sources, directory)
    )


def _of_file(tree: Tree, declarations: Declarations, dependency_list: DependencyList) -> Role:
    """The role of a requirements file: what the configuration says, then what its name says for
    development, then who installs it, then what its name says for production, then its contents.
    """
    path = dependency_list.path
    stated = _by_statement(tree, path)
    if stated is not None:
        return stated
    folders = path.lower().split("/")
    name = folders.pop()
    neutral = is_neutral(path)
    named = role_of_name(own_words(name))
    lines = declarations.of(dependency_list)
    installs = tree.installs.of(path)
    deployment = tree.installs.deployed(path)
    if (
        named == DEVELOPMENT
        and not _is_named_for_the_project(tree, path)
        and not (_is_named_for_the_build(path) and _deployer(tree, path) is not None)
    ):
        return Role(DEVELOPMENT, "its name says so", "name")
    folder = _development_folder(tree, path)
    if folder and not (deployment is not None and folder in _HELPER_FOLDERS):
        return Role(DEVELOPMENT, f"the folder `{folder}` says so", "folder")
    if (
        folders
        and (neutral or not vocabulary.says(name, vocabulary.PRODUCTION))
        and role_of_name(folders[-1]) == DEVELOPMENT
        and "requirement" in folders[-1]
    ):
        return Role(DEVELOPMENT, f"the folder `{folders[-1]}` says so", "folder")
    # Nobody installs what a tool compiles: its list is what they install.
    installed = path if installs else _compiled_beside(tree, path)
    used = _for_development_alone(tree.installs.of(installed), neutral)
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
        return Role(UNCLEAR, _OF_BAZEL, "use")
    if named == PRODUCTION:
        return Role(PRODUCTION, "its name says so", "name", _deployer(tree, path))
    lists_ansible = any(one.key in _ANSIBLE for one in lines)
    includer = _included_by_production(tree, path)
    if includer and not (neutral and lists_ansible):
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


def _compiled_beside(tree: Tree, path: str) -> str:
    """The list beside an input of a compile tool that is compiled from it; the input's own path
    where there is none.
    """
    compiled = path.removesuffix(".in") + ".txt"
    file = tree.requirements.files.get(compiled) if path.endswith(".in") else None
    return compiled if file is not None and file.generator else path


def _for_development_alone(installs: tuple[Install, ...], neutral: bool) -> str:
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
        return Role(DEVELOPMENT, _OF_TEMPLATE, "contents")
    lines = declarations.of(dependency_list)
    others = [one for one in lines if not _is_project_itself(one.url or one.text)]
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
    manifest = _manifest_with_dependencies(tree, declarations, directory) or _list_of_manifest(
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
    if _is_a_package(tree, directory, built=True) and is_set_of_tools(tree, others):
        return Role(
            DEVELOPMENT,
            "the package beside it says what it needs, and most of what it lists are development"
            " tools",
            "manifest",
        )
    member = _manifest_below(tree, declarations, directory)
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
        and (not _development_beside(tree, path) or _is_a_package(tree, directory))
    ):
        return Role(DEVELOPMENT, "it lists nothing but development tools", "contents")
    if any(one.key in _ANSIBLE for one in others):
        return Role(UNCLEAR, _DEPLOYS, "contents")
    if tree.exists(path_in(directory, "postBuild")):
        return Role(
            UNCLEAR,
            "`postBuild` beside it is repo2docker's, which makes images for people to work in",
            "contents",
        )
    if is_documentation_site(tree, directory, others):
        return Role(
            DEVELOPMENT,
            "there is documentation here and no package: its tools are the product",
            "contents",
        )
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
    product = _other_product(tree, directory, ("Chart.yaml",))
    if product:
        return Role(DEVELOPMENT, product, "contents")
    host = _host_of_plug_in(tree, directory)
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


def _of_environment(
    tree: Tree, declarations: Declarations, dependency_list: DependencyList
) -> Role:
    path = dependency_list.path.lower()
    words = re.sub(r"environment|conda|env", "-", name_of(path).rpartition(".")[0])
    named = role_of_name(words)
    if named == PRODUCTION and _SHARED.issuperset(
        word for word in vocabulary.words_of(words) if word in _PRODUCTION_TOKENS
    ):
        named = UNCLEAR
    if named != UNCLEAR:
        return Role(named, "its name says so", "name")
    installs = tree.installs.of(dependency_list.path)
    deployment = tree.installs.deployed(dependency_list.path)
    if deployment is not None:
        return Role(PRODUCTION, f"{deployment.where.noun} installs it", "use", deployment)
    if _development_folder(tree, dependency_list.path):
        return Role(DEVELOPMENT, "its folder says so", "folder")
    used = _for_development_alone(installs, neutral=True)
    if used:
        return Role(DEVELOPMENT, used, "use")
    manifest = _manifest_with_dependencies(tree, declarations, folder_of(dependency_list.path))
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


def _is_project_itself(text: str) -> bool:
    return (
        re.match(r"(?:-e\s*|--editable[\s=]*)?\.{1,2}(?:/)?(?:\[[^\]]*\])?$", text.strip())
        is not None
    )


def _manifest_with_dependencies(tree: Tree, declarations: Declarations, directory: str) -> str:
    """The manifest that lists the dependencies of the project a list in *directory* belongs to: the
    one there, or above a folder of lists or one without a program that is not for images or
    servers. Empty where there is none.
    """
    manifests = declarations.main_manifests
    while directory and directory not in manifests:
        name = name_of(directory).lower()
        if name not in _FOLDERS_OF_LISTS and (
            role_of_name(name) == PRODUCTION or below(tree.imports.sources, directory)
        ):
            break
        directory = folder_of(directory)
    return manifests.get(directory, "")


def _list_of_manifest(tree: Tree, directory: str) -> str:
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


def _manifest_below(tree: Tree, declarations: Declarations, directory: str) -> str:
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


def _host_of_plug_in(tree: Tree, directory: str) -> str:
    """The host of a plug-in for which nobody installs a list in *directory*: that lies around it
    and is no part of it, or goes along with it to where there is no pip; empty where there is none.
    """
    from venvlint.facts.project.hosts import WITHOUT_PIP, host_below, host_of

    host = host_of(tree, directory)
    return host if host in WITHOUT_PIP else host_below(tree, directory)


def _is_a_package(tree: Tree, directory: str, *, built: bool = False) -> bool:
    """Whether a manifest in *directory* says what the project needs, though that be nothing; with
    *built* also that it is made into a distribution.
    """
    root = tree.toml(path_in(directory, "pyproject.toml"))
    return bool(root.get("project")) and (not built or bool(root.get("build-system")))


def _development_beside(tree: Tree, path: str) -> bool:
    """Whether a requirements file for development, by its name, lies in the same folder or in one
    of requirements below it.
    """
    names: dict[str, list[str]] = tree.once(
        "lists for development by their folders", lambda: _named_for_development(tree)
    )
    return any(other != path for other in names.get(folder_of(path), ()))


def _named_for_development(tree: Tree) -> dict[str, list[str]]:
    """The first requirements files for development, by their names, in a folder or in one right
    below it: two, so that one of them is another file than any that asks.
    """
    found: dict[str, list[str]] = {}
    for path in tree.requirements.files:
        folder, name = folder_and_name(path)
        for near in {folder, folder_of(folder)}:
            if len(found.get(near, ())) < 2 and role_of_name(own_words(name)) == DEVELOPMENT:
                found.setdefault(near, []).append(path)
    return found
