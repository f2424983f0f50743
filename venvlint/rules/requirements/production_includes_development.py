"""A production list that pulls in a development list.

## Why
`-r requirements-dev.txt` in the file that the server installs puts every test runner, linter and
debugger on the server. The dependency
belongs the other way round: the development file includes the production one.

## Bad
    # requirements.txt
    flask==3.0.0
    -r requirements-dev.txt

## Good
    # requirements-dev.txt
    -r requirements.txt
    pytest==8.3.3

## How to fix
Delete the include and, if it is missing, write `-r requirements.txt` into the development file.
Where the development file includes a third one that both need (`-r base.txt`), write that include
in its place.

## When to ignore it
When the file is not for production after all. Name it for what it is (`requirements-dev.txt`), or
list it under
`development-requirements` in the configuration.
"""

from __future__ import annotations

import posixpath

from venvlint.files.paths import folder_of
from venvlint.model import Finding, Fix, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.dependencies.dev_tools import DevTool
    from venvlint.facts.manifests import DependencyList
    from venvlint.model import Edit
    from venvlint.readers.requirements_lines import Line
    from venvlint.tree import Tree


@rule("VL220", Severity.ERROR, fix="unsafe", needs=("declarations.lists",))
def production_includes_development(tree: Tree) -> Iterator[Finding]:
    for dependency_list in tree.declarations.lists:
        if (
            dependency_list.kind == "requirements"
            and dependency_list.path in tree.requirements.includes
        ):
            yield from _file(tree, dependency_list)
        elif dependency_list.kind == "group" and tree.declarations.is_production(dependency_list):
            yield from _group(tree, dependency_list)


def _file(tree: Tree, dependency_list: DependencyList) -> Iterator[Finding]:
    role = tree.declarations.role(dependency_list)
    if role.name != "production":
        return
    from venvlint.rules.requirements._development_home import home_at
    from venvlint.rules.requirements._tool_users import tool_users

    for include in tree.requirements.includes[dependency_list.path]:
        if include.constraint or not include.target or include.target == dependency_list.path:
            continue
        for target in tree.declarations.lists_in(include.target):
            if tree.declarations.role(target).name == "development":
                users = tool_users(tree, dependency_list, _tools(tree, target), home_at(target))
                edits = [user.edit for user in users if user.edit is not None]
                instead = _brought_along(tree, dependency_list, target)
                what = f"delete `{include.line.text}`"
                if instead:
                    what = f"write {_and(instead)} instead of `{include.line.text}`"
                if users:
                    places = ", ".join(user.noun for user in users)
                    what += f" and install `{target.path}` in {places}"
                yield Finding(
                    include.line.at,
                    f"`{dependency_list.path}` is for production and includes `{include.target}`,"
                    " which is for development",
                    f"Write {_and(instead)} in the place of this line: `{include.target}` includes"
                    " it, and production needs it too."
                    if instead
                    else "Delete this line, and let the development file include this one instead.",
                    fix=(
                        Fix(
                            what,
                            (_edit(include.line, instead), *dict.fromkeys(edits)),
                            safe=False,
                        )
                        if len(edits) == len(users)
                        else None
                    ),
                    related=(
                        Related(
                            target.at, f"for development: {tree.declarations.role(target).reason}"
                        ),
                        *(
                            Related(
                                user.at,
                                f"{user.noun} needs what it lists: install `{target.path}`"
                                f" {user.there}",
                            )
                            for user in users[:5]
                        ),
                    ),
                )
                break


def _brought_along(
    tree: Tree, dependency_list: DependencyList, development: DependencyList
) -> list[str]:
    """The lines that name what the development list includes and is not for development alone:
    without it nothing else of the production list may bring it along.
    """
    includes, folder = tree.requirements.includes, folder_of(dependency_list.path)
    has = {one.target for one in includes[dependency_list.path]} | {dependency_list.path}
    return [
        f"{'-c' if one.constraint else '-r'} {posixpath.relpath(one.target, folder or '.')}"
        for one in includes.get(development.path, ())
        if one.target
        and one.exists
        and one.target not in has
        and all(
            tree.declarations.role(each).name != "development"
            for each in tree.declarations.lists_in(one.target)
        )
    ]


def _and(lines: list[str]) -> str:
    return " and ".join(f"`{line}`" for line in lines)


def _edit(line: Line, instead: list[str]) -> Edit:
    if not instead:
        return line.delete()
    document = line.file.document
    start, end = document.span(line.at)
    return document.replace(start, end, "\n".join(instead))


def _tools(tree: Tree, dependency_list: DependencyList) -> Iterator[DevTool]:
    from venvlint.facts.dependencies.dev_tools import dev_tool

    for one in tree.declarations.of(dependency_list):
        tool = dev_tool(one.key, tree.config)
        if tool is not None:
            yield tool


def _group(tree: Tree, dependency_list: DependencyList) -> Iterator[Finding]:
    from venvlint.facts.dependencies.list_names import role_of_name
    from venvlint.readers.pep508 import normalize

    for item in dependency_list.node.items:
        name = item.text("include-group")
        if name and role_of_name(name) == "development":
            target = tree.declarations.groups(dependency_list.path).get(normalize(name))
            yield Finding(
                item.at,
                f"the group `{dependency_list.group}` is for production and includes `{name}`,"
                " which is for development",
                f"Delete the entry, and let `{name}` include `{dependency_list.group}` instead.",
                related=(
                    (Related(target.at, "for development: its name says so"),)
                    if target is not None
                    else ()
                ),
            )
