"""What hosts are told to run: Vercel, Fly.io, Railpack, Nixpacks, Firebase, Elastic Beanstalk, App
Runner, buildpacks, Platform.sh.

The older ones are in `hosting`, cloud providers' infrastructure is in `clouds`.
"""

from __future__ import annotations

from venvlint.facts.pythons.stating import RUNTIME, folder_scope, in_text, ranged, root_of, stated
from venvlint.files.paths import folder_of, path_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.pythons import Statement
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

# `python310`, `python310Packages.pip`, `python310Full`, with the set of packages in front or not.
NIX_PACKAGE = r"(?:^|[.\s(])(?P<version>python3\d{1,2})(?=$|Packages\b|Full\b|[^\w-])"
# The variables that name the Python of buildpacks: Google's, Paketo's.
_BUILDPACK_VARIABLES = ("GOOGLE_PYTHON_VERSION", "BP_CPYTHON_VERSION")


def vercel(tree: Tree, path: str) -> Iterator[Statement]:
    """`functions.*.runtime`, and `builds[].config.runtime` of the format's second version."""
    root = root_of(tree, path, b"python")
    functions = root.get("functions")
    for name, function in functions.mapping.items():
        yield from in_text(
            "vercel", function.get("runtime"), RUNTIME, subject=f"the functions `{name}`"
        )
    builds = root.get("builds")
    for build in builds.items:
        yield from in_text("vercel", build.get("config", "runtime"), RUNTIME)


def fly(tree: Tree, path: str) -> Iterator[Statement]:
    """Variables of buildpacks, and build arguments that name a Python and reach no `FROM` of the
    Dockerfile (those that do are the image's, see `image_pythons`).
    """
    root = root_of(tree, path, b"PYTHON")
    for name in _BUILDPACK_VARIABLES:
        for place in (("env", name), ("build", "args", name)):
            yield from ranged("fly", root.get(*place))
    from venvlint.facts.pythons.float_versions import states_python

    arguments = root.get("build", "args")
    named = {
        name: node
        for name, node in arguments.mapping.items()
        if states_python(name) and name not in _BUILDPACK_VARIABLES
    }
    if named and not _has_dockerfile(tree, path):
        for node in named.values():
            yield from stated("fly", node, 40)


def _has_dockerfile(tree: Tree, path: str) -> bool:
    return any(way.by == path for builds in tree.builds.values() for way in builds.ways)


def railpack(tree: Tree, path: str) -> Iterator[Statement]:
    """`packages.python`, which mise reads, and the variable."""
    root = root_of(tree, path)
    if root:
        node = root.get("packages", "python")
        yield from stated("railpack", node, 40)
        yield from _variables(root, "railpack", ("RAILPACK_PYTHON_VERSION",))


def nixpacks(tree: Tree, path: str) -> Iterator[Statement]:
    """`NIXPACKS_PYTHON_VERSION`, and the packages of Nix of every phase."""
    root = root_of(tree, path)
    if root:
        yield from _nixpacks(root, "nixpacks")


def railway(tree: Tree, path: str) -> Iterator[Statement]:
    """The plan for Nixpacks that a service of Railway brings."""
    root = root_of(tree, path)
    plan = root.get("build", "nixpacksPlan")
    if plan:
        yield from _nixpacks(plan, "railway")


def _nixpacks(root: Node, kind: str) -> Iterator[Statement]:
    yield from _variables(root, kind, ("NIXPACKS_PYTHON_VERSION",))
    phases = root.get("phases")
    seen: set[str] = set()
    for phase in phases.mapping.values():
        packages = phase.get("nixPkgs")
        for package in packages.items:
            for one in in_text(kind, package, NIX_PACKAGE, deployed=40):
                if one.text not in seen:
                    seen.add(one.text)
                    yield one


def _variables(root: Node, kind: str, names: tuple[str, ...]) -> Iterator[Statement]:
    for node in root.walk():
        for name in names:
            if name in node.mapping:
                yield from stated(kind, node.mapping[name], 40)


def firebase(tree: Tree, path: str) -> Iterator[Statement]:
    """`functions.runtime`, of one code base or of each of several."""
    root = root_of(tree, path, b"runtime", b"python")
    functions = root.get("functions")
    for one in (functions.items or [functions]) if functions else ():
        scope = folder_scope(path, one.text("source"))
        yield from in_text(
            "firebase",
            one.get("runtime"),
            r"^(?P<version>python3\d{1,2})$",
            deployed=0,
            scope=scope,
        )


def elastic_beanstalk(tree: Tree, path: str) -> Iterator[Statement]:
    """`default_platform: Python 3.8 running on 64bit Amazon Linux 2`, or `python-3.8`, of the whole
    or of a branch.
    """
    root = root_of(tree, path)
    # The folder stands for the one that it lies in.
    folder = folder_of(folder_of(path))
    for node in root.walk():
        platform = node.get("default_platform")
        if platform:
            yield from in_text(
                "elastic-beanstalk",
                platform,
                r"(?i)(?:^|\brunning )python[ -](?P<version>3\.\d{1,2})\b",
                deployed=40,
                scope=path_in(folder, "."),
            )


def apprunner(tree: Tree, path: str) -> Iterator[Statement]:
    """`runtime: python311`, or `run.runtime-version`."""
    root = root_of(tree, path, b"runtime", b"python")
    version = root.get("run", "runtime-version")
    if version:
        yield from stated("apprunner", version, 40)
    else:
        yield from in_text(
            "apprunner", root.get("runtime"), r"^(?P<version>python3\d{1,2})$", deployed=40
        )


def buildpacks(tree: Tree, path: str) -> Iterator[Statement]:
    """The variables of the build's environment, in any version of the project descriptor."""
    root = root_of(tree, path, b"PYTHON_VERSION")
    for node in root.walk():
        if node.text("name") in _BUILDPACK_VARIABLES:
            yield from ranged("buildpacks", node.get("value"))


def platform_sh(tree: Tree, path: str) -> Iterator[Statement]:
    """`type: python:3.12` of an application; there may be several in one file."""
    root = root_of(tree, path, b"type", b"python:")
    for node in root.walk():
        if node.mapping:
            yield from in_text(
                "platform-sh",
                node.get("type"),
                r"^python:(?P<version>3\.\d{1,2})$",
                deployed=40,
                scope=folder_scope(path, node.text("source", "root")),
            )


def cloudbuild(tree: Tree, path: str) -> Iterator[Statement]:
    """`--runtime python312` among the arguments of a step that deploys."""
    root = root_of(tree, path, b"--runtime", b"python")
    steps = root.get("steps")
    for step in steps.items:
        arguments = step.get("args")
        before = ""
        for node in arguments.items:
            text = node.string or ""
            form = r"^(?P<version>python3\d{1,2})$"
            if text.startswith("--runtime="):
                form = r"^--runtime=(?P<version>python3\d{1,2})$"
            elif before != "--runtime":
                form = ""
            if form:
                yield from in_text("cloudbuild", node, form)
            before = text


READERS = {
    "cloudbuild": cloudbuild,
    "cloudbuild-json": cloudbuild,
    "vercel": vercel,
    "fly": fly,
    "railpack": railpack,
    "nixpacks": nixpacks,
    "nixpacks-json": nixpacks,
    "railway": railway,
    "railway-json": railway,
    "firebase": firebase,
    "elastic-beanstalk": elastic_beanstalk,
    "apprunner": apprunner,
    "buildpacks": buildpacks,
    "platform-sh": platform_sh,
}


def build_arguments(tree: Tree) -> Iterator[Statement]:
    """Build arguments named for Python that a Dockerfile uses for something else than its images
    (those that a `FROM` is made of are the image's).
    """
    from venvlint.facts.pythons.float_versions import states_python
    from venvlint.facts.pythons.image_pythons import build_arguments as given
    from venvlint.record import replace

    recipes = {recipe.path: recipe for recipe in tree.dockerfiles}
    for path, arguments in given(tree).items():
        recipe = recipes[path]
        instructions = recipe.parsed.instructions
        used = " ".join(one.body.text for one in instructions if one.keyword == "FROM")
        declared = {
            name for one in instructions if one.keyword == "ARG" for name in _names(one.body.text)
        }
        folder = tree.builds[path].contexts[0]
        for name, places in arguments.items():
            if states_python(name) and name in declared and name not in used:
                for _, node, where in places:
                    for one in stated("build-argument", node, scope=path_in(folder, ".")):
                        yield replace(one, role="set") if where == "devcontainer" else one


def _names(text: str) -> list[str]:
    """The names that an `ARG` declares."""
    return [word.partition("=")[0] for word in text.split()]
