"""A development tool among the dependencies that production installs.

## Why
A test runner, a linter, a type checker or a documentation builder is for those who work on the
project. Installed in production it makes
the image larger and slower to build, brings its own dependencies along (which may hold back those
that the project needs), and gives an
intruder tools to work with.

## Bad
    # requirements.txt, which the Dockerfile installs
    flask==3.0.0
    pytest==8.3.3

## Good
    # requirements.txt
    flask==3.0.0

    # requirements-dev.txt
    -r requirements.txt
    pytest==8.3.3

## How to fix
Move the line to the file, group or extra for development, and install that one where you test: `pip
install -r requirements-dev.txt`.
`--unsafe-fixes` does it, with the line's comment, marker, extras and hashes.

## When to ignore it
When the program really uses the tool where it runs. venvlint sees that itself where the code
imports it or an image runs it, in plug-ins and wrappers of the tool, in documentation sites, and in
a frozen file where another distribution is known to need it. Say it in a comment beside the line
(`pytest  # the healthcheck command runs it`) or in one right above that names the tool, which makes
this a remark, or list it in `allow-in-production`.
"""

from __future__ import annotations

from venvlint.files.paths import folder_of
from venvlint.model import Finding, Fix, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.dependencies.model import Role
    from venvlint.facts.manifests import Declaration, DependencyList
    from venvlint.rules.requirements._development_home import Home
    from venvlint.rules.requirements._misplaced_tools import Misplaced
    from venvlint.rules.requirements._tool_users import ToolUser
    from venvlint.tree import Tree


@rule("VL201", Severity.WARNING, fix="unsafe", needs=("declarations.lists",))
def dev_tool_in_production(tree: Tree) -> Iterator[Finding]:
    from venvlint.rules.requirements._misplaced_tools import companions, misplaced_tools

    environments: dict[str, list[Misplaced]] = {}
    for dependency_list in tree.declarations.lists:
        found = list(misplaced_tools(tree, dependency_list))
        role = tree.declarations.role(dependency_list) if found else None
        if role is None:
            continue
        if role.name != "production" and dependency_list.kind in ("conda", "conda-pip"):
            environments.setdefault(dependency_list.path, []).extend(found)
            continue
        moved = [one for one in found if not one.is_hint] if role.name == "production" else []
        along = companions(tree, dependency_list, moved)
        for misplaced in found:
            yield _finding(tree, misplaced, role, along.get(misplaced.declaration.key, []))
    for several in environments.values():
        yield _environment(several)


def _environment(several: list[Misplaced]) -> Finding:
    """One remark about an environment file in which people work: it may be for nothing else."""
    first, *others = several
    source = first.declaration.list
    shown = ", ".join(f"`{one.declaration.name}`" for one in several[:4])
    more = f" and {len(several) - 4} more" if len(several) > 4 else ""
    return Finding(
        first.declaration.at,
        f"`{source.path}` lists development tools ({shown}{more}): whoever runs the program"
        " installs them too",
        "Keep them in an environment file of their own, such as `environment-dev.yml`, if the"
        " program is run from this one.",
        related=tuple(
            Related(one.declaration.at, f"`{one.declaration.name}` is {one.tool.noun}")
            for one in others[:20]
        ),
        severity=Severity.INFO,
    )


def _in_groups(tree: Tree, folder: str) -> frozenset[str]:
    """What the groups of a folder's manifests list."""
    return tree.once(
        f"what groups of {folder} list",
        lambda: frozenset(
            key
            for other in tree.declarations.lists_beside(folder)
            if other.kind == "group"
            for key in tree.declarations.keys(other)
        ),
    )


def _finding(tree: Tree, misplaced: Misplaced, role: Role, along: list[Declaration]) -> Finding:
    from venvlint.rules.requirements import _development_home as development_home
    from venvlint.rules.requirements._tool_users import tool_users

    declaration, tool = misplaced.declaration, misplaced.tool
    source = declaration.list
    beside = development_home.beside(tree, source)
    home = development_home.home_of(tree, declaration, tool.category)
    same = home.list is not None and declaration.key in tree.declarations.keys(home.list)
    folder = folder_of(source.path)
    known = (
        same
        or declaration.key in _in_groups(tree, folder)
        or any(
            declaration.key in tree.declarations.keys(other)
            for other in beside
            if folder_of(other.path) == folder
        )
    )
    related = []
    if home.list is not None:
        related.append(Related(home.list.at, f"{home.title} is for development"))
    deployed = _installer(tree, declaration, role)
    related.append(
        deployed
        or Related(
            source.at,
            f"taken for {role.name}: {role.reason}" if role.name == "production" else role.reason,
        )
    )
    severity = (
        Severity.INFO
        if misplaced.is_hint or role.name != "production"
        else Severity.ERROR
        if beside or deployed
        else Severity.WARNING
    )
    fix = None
    if severity is not Severity.INFO:  # what may well be right is not for a tool to change
        users = tool_users(tree, source, (tool,), home)
        installed = home.installed or home.title
        fix = _fix(tree, declaration, home, along, users, same=same)
        related += [
            Related(
                user.at,
                f"{user.noun} needs `{declaration.name}`: install {installed} {user.there}",
            )
            for user in users[:5]
        ]
    return Finding(
        declaration.at,
        f"`{declaration.name}` is {tool.noun}, but {development_home.title_of(source)}"
        f" {_claim(role)}",
        _suggestion(tree, source, home, same=same, known=known),
        fix=fix,
        related=tuple(related),
        severity=severity,
    )


def _fix(
    tree: Tree,
    declaration: Declaration,
    home: Home,
    along: list[Declaration],
    users: list[ToolUser],
    *,
    same: bool,
) -> Fix | None:
    """The move, with what goes along, and the other list for those who work with the tool; None
    where one of these is for a person to write.
    """
    from venvlint.rules.requirements import _development_home as development_home

    edits = development_home.move(tree, declaration, home, parts=along)
    changed = [user.edit for user in users if user.edit is not None]
    if not edits or len(changed) < len(users):
        return None
    what = f"delete `{declaration.name}`" if same else f"move `{declaration.name}` to {home.title}"
    if along:
        what += " with " + ", ".join(f"`{one.name}`" for one in along)
    if users:
        what += f" and install that in {', '.join(user.noun for user in users)}"
    return Fix(what, (*edits, *dict.fromkeys(changed)), safe=False)


def _installer(tree: Tree, declaration: Declaration, role: Role) -> Related | None:
    """The place that installs the list where the project runs."""
    source = declaration.list
    if source.kind in ("requirements", "conda", "conda-pip"):
        install = role.install
        if install is None and (manifest := _manifest(tree, source.path)):
            install = tree.installs.project_deployed(folder_of(manifest))
    else:
        directory = folder_of(declaration.path)
        install = tree.installs.project_deployed(directory) if not source.group else None
    if install is None:
        return None
    document = tree.document(install.path)
    at = document.line_at(install.at.line) if document is not None else install.at
    return Related(at, "installs it where the project runs")


def _manifest(tree: Tree, path: str) -> str:
    """The manifest that reads what the project needs from a file; empty where none does."""
    dynamic = tree.dynamic_requirements.get(path)
    if dynamic is not None:
        return "" if dynamic.group else dynamic.manifest
    reads = (one.where for one in tree.installs.of(path) if one.where.kind == "manifest")
    return next((where.path for where in reads), "")


def _taken_anyway(tree: Tree, source: DependencyList, home: Home) -> str:
    """The commands of uv that would install a new group `dev` where the project runs, with what to
    add to them, as a part of a sentence.
    """
    if home.list is not None or source.kind != "project":
        return ""
    return tree.once(
        f"what would install the group `dev` of {source.path}",
        lambda: _with_groups(tree, source.path),
    )


def _with_groups(tree: Tree, path: str) -> str:
    if tree.toml(path).get("tool", "uv", "default-groups"):
        return ""
    places: dict[str, None] = {}
    for install in tree.installs.of_project(folder_of(path)):
        if (
            install.tool == "uv"
            and install.verb in ("sync", "run")
            and install.purpose.kind == "production"
            and install.is_complete
            and not install.only
            and not install.flags & {"--no-dev", "--no-default-groups", "--no-sync", "--no-project"}
            and not install.turns_on("UV_NO_DEV")
        ):
            places[f"`uv {install.verb}` in `{install.at.path}`"] = None
    told = list(places)[:2]
    return f", and add `--no-dev` to {' and to '.join(told)}" if told else ""


def _suggestion(tree: Tree, source: DependencyList, home: Home, *, same: bool, known: bool) -> str:
    from venvlint.rules.requirements._development_home import is_generated

    if is_generated(tree, source):
        if (
            tree.requirements.files[source.path].generator == "uv"
            and not source.path.endswith(".in")
            and known
        ):
            everything = "--all-groups" in source.document.text[:2000]
            return "Write the file again without what is for development: `uv export` " + (
                "without `--all-groups`, and with `--no-dev`."
                if everything
                else "takes `--no-dev`."
            )
        return (
            "Remove it from the source of this file, keep it in a development list, and write the"
            " file again."
        )
    return (
        f"Delete it here: {home.title} lists it already."
        if same
        else f"Move it to {home.title}{_taken_anyway(tree, source, home)}, so that only developers"
        f" install it{', and compile both lists again' if source.path.endswith('.in') else ''}."
    )


def _claim(role: Role) -> str:
    return "is for production" if role.name == "production" else "may be for production"
