"""An application with version ranges and no lock at all.

## Why
An application that is deployed installs whatever is newest on that day. Two builds of the same
commit then differ, the one on the server
is not the one that was tested, and a release of somebody else's package breaks yours without a
change of your own.

## Bad
    # requirements.txt, installed by the Dockerfile
    flask>=3
    requests

## Good
    # requirements.in, written by hand            requirements.txt, made from it
    flask>=3                                      flask==3.0.3
    requests                                      requests==2.32.3
                                                  werkzeug==3.0.3 …

## How to fix
Let a tool write a lock and install from that: `uv lock`, `poetry lock`, `pdm lock`, `pipenv lock`,
or `pip-compile requirements.in`.

## When to ignore it
Libraries need ranges, and this rule looks at applications only: a Dockerfile, a Procfile or a
host's configuration deploys them. It is
opt-in, because there are good reasons to follow the newest versions.
"""

from __future__ import annotations

from venvlint.files.paths import folder_of, name_of, path_in
from venvlint.model import Finding, Severity, rule
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.dependencies import Declarations
    from venvlint.facts.manifests import DependencyList
    from venvlint.model import Location
    from venvlint.tree import Tree


@rule("VL604", Severity.INFO, opt_in=True, fix="command", needs=("is_populated",))
def missing_lock(tree: Tree) -> Iterator[Finding]:
    for one in unlocked(tree):
        name = name_of(one.at.path)
        yield Finding(
            one.at,
            f"`{one.deployer}` deploys this, `{name}` has version ranges, and nothing locks them",
            "Let a tool write the exact versions down and install from that, for example with"
            f" `{one.command}`.",
            commands=(one.command,),
            key=f"missing-lock:{name}",
        )


# -- Applications (something deploys them) whose versions nothing holds.

_LOCK = lazy(
    r"(?:uv|poetry|pdm|pixi|pip)\.lock|Pipfile\.lock|pylock(?:\.[^./]+)?\.toml|(?:.*[-_.])?conda-lock\.ya?ml"
    r"|(?:.*[-_.])?requirements(?:[-_.].*)?\.lock|(?:.*[-_.])?constraints(?:[-_.].*)?\.txt"
)
_MANIFEST_KINDS = ("poetry", "project", "pipfile", "setup-cfg", "setup-py")


class Unlocked(Record):
    """A manifest of an application with ranges and without a lock."""

    at: Location
    deployer: str
    """The path of what deploys it."""
    command: str
    """A command that makes a lock."""


def unlocked(tree: Tree) -> Iterator[Unlocked]:
    """One for each project that is deployed, has ranges among its production dependencies, and no
    lock.
    """
    from venvlint.facts.project import project_of

    deployers = _deployers(tree)
    if not deployers:
        return
    locked = {project_of(tree, path) for path in tree.paths if _LOCK.fullmatch(name_of(path))}
    declarations = tree.declarations
    lists_of: dict[str, list[DependencyList]] = {}
    for each in declarations.lists:
        if each.literal and declarations.of(each):
            lists_of.setdefault(project_of(tree, each.path), []).append(each)
    for project in sorted(deployers.keys() - locked):
        lists = lists_of.get(project, [])
        files = [
            each
            for each in lists
            if each.kind == "requirements" and declarations.role(each).name == "production"
        ]
        if any(_is_locked(tree, declarations, each) for each in files):
            continue
        chosen = _chosen(tree, lists, files)
        if chosen is not None and any(
            not _is_exact(one.specifier, one.url, one.dialect)
            for one in declarations.of(chosen)
            if one.key != "python"
        ):
            commands = {"poetry": "poetry lock", "pipfile": "pipenv lock", "project": "uv lock"}
            command = commands.get(
                chosen.kind, f"uv pip compile {_quoted(chosen.path)} -o requirements.lock"
            )
            yield Unlocked(_place(tree, chosen), deployers[project], command)


def _place(tree: Tree, chosen: DependencyList) -> Location:
    """The list's place: line 1 of a file that is nothing but the list."""
    document = tree.document(chosen.path)
    return chosen.at if chosen.node or document is None else document.line_at(1)


def _quoted(path: str) -> str:
    import shlex

    return shlex.quote(path)


def _chosen(
    tree: Tree, lists: list[DependencyList], files: list[DependencyList]
) -> DependencyList | None:
    """What the application is installed from: its requirements file, else its manifest's main
    list.
    """
    if files:
        return min(
            files,
            key=lambda each: (
                tree.installs.deployed(each.path) is None,
                each.path.count("/"),
                len(each.path),
            ),
        )
    for kind in _MANIFEST_KINDS:
        for each in lists:
            # Classifiers are for an index: a published package needs its ranges, whatever else is
            # made of it.
            if (
                each.kind == kind
                and each.group in ("", "main")
                and "Programming Language ::" not in each.document.text
            ):
                return each
    return None


def _is_locked(tree: Tree, declarations: Declarations, each: DependencyList) -> bool:
    file = tree.requirements.files.get(each.path)
    if file is not None and (file.form or file.generator):
        return True
    if file is not None and any(line.kind == "constraint" for line in file.lines):
        return True
    from venvlint.facts.dependencies.pinning import held_elsewhere

    held = held_elsewhere(tree, each.path)
    return all(
        _is_exact(one.specifier, one.url, one.dialect) or one.key in held
        for one in declarations.of(each)
    )


def _is_exact(specifier: str, url: str, dialect: str) -> bool:
    from venvlint.readers import versions

    if url:
        return True
    if dialect == "poetry":
        specifier = versions.from_poetry(specifier) or ""
    return bool(versions.pinned(specifier))


def _deployers(tree: Tree) -> dict[str, str]:
    """By project: the first file that deploys it."""
    from venvlint.facts.installs.model import PLATFORM_FILES
    from venvlint.facts.project import project_of

    found: dict[str, str] = {}
    for recipe in tree.dockerfiles:
        # The image of a web server in front of it or of a program in another language has none of
        # it.
        if (
            not recipe.is_for_development
            and not recipe.is_template
            and tree.installs.of_image(recipe.path)
        ):
            for context in (folder_of(recipe.path), *tree.builds[recipe.path].contexts):
                found.setdefault(project_of(tree, path_in(context, "x")), recipe.path)
    for path in tree.paths:
        if name_of(path) in PLATFORM_FILES or path.endswith("runtime.txt"):
            found.setdefault(project_of(tree, path), path)
    return found
