"""What an install in an image brings for development, in words, and how its tool is told not to."""

from __future__ import annotations

import posixpath
import re

from venvlint.facts.dependencies.list_names import own_words, role_of_name
from venvlint.facts.dependencies.model import DEVELOPMENT, PRODUCTION
from venvlint.facts.installs.groups import chosen
from venvlint.facts.project import vocabulary
from venvlint.files.paths import folder_and_name, folder_of, name_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from venvlint.facts.commands import Command
    from venvlint.facts.installs import GivenFile, Install
    from venvlint.facts.installs.groups import Chosen
    from venvlint.tree import Tree

# Words in the name of a file or an extra that leave no doubt; `docs`, `build` or `notebook` may be
# what an image is for.
_PLAINLY = (
    vocabulary.DEVELOPMENT
    | vocabulary.TESTS
    | (vocabulary.CHECKS - {"format", "formatting", "quality", "style", "types"})
    | {"coverage", "debug", "local", "pytest", "unittest"}
)


class DevelopmentInstall(Record):
    """One such install: what it brings in words, and the cure."""

    install: Install
    what: str
    cure: str
    replaces: bool = False
    """Whether a later one of the same tool takes away again what this one installed (`uv sync`)."""


def development_install(tree: Tree, install: Install) -> DevelopmentInstall | None:
    """What an install of an image brings for development; None where nothing, or where that is not
    known.
    """
    for file in install.files:
        if _is_development_file(tree, file):
            return DevelopmentInstall(
                install,
                f"`{file.shown}`",
                _only_what_it_needs(tree, file),
            )
    if install.projects and all(project.meant is None for project in install.projects):
        return None  # of another project, whose extras may be anything
    for one in chosen(tree, install):
        if _is_for_development(install, one):
            return _of(install, one)
    return None


def _only_what_it_needs(tree: Tree, file: GivenFile) -> str:
    """What to install in the place of a list for development, by its name where there is one
    beside it.
    """
    path = file.meant or (file.origin.path if file.origin is not None else "") or ""
    if (path or file.written).endswith((".yml", ".yaml")):
        return "Create it from an environment file of what the program needs to run."
    other = _production_list(tree, folder_of(path)) if path else ""
    such = f", such as `{other}`" if other else ""
    return f"Install only what the program needs to run{such}."


def _production_list(tree: Tree, folder: str) -> str:
    """The first of the lists for production in a folder; empty where there is none."""
    return tree.once(
        f"the list for production in {folder}",
        lambda: min(
            (
                other.path
                for other in tree.declarations.lists_beside(folder)
                if other.kind == "requirements" and tree.declarations.role(other).name == PRODUCTION
            ),
            default="",
        ),
    )


def _is_for_development(install: Install, one: Chosen) -> bool:
    # A group of Poetry, or one that nobody asked for by its name, is what its name says.
    of_poetry = install.tool == "poetry" and one.kind == "group"
    if one.is_default or one.option == "--all-groups" or of_poetry:
        return role_of_name(one.name) == DEVELOPMENT
    return one.name == "dev-packages" or _is_plain(one.name)


def _of(install: Install, one: Chosen) -> DevelopmentInstall:
    tool = install.tool
    if one.kind == "extra":
        cure = "Install the project without that extra."
        return DevelopmentInstall(install, f"the extra `{one.name}`", cure, tool == "uv")
    if tool == "pipenv":
        return DevelopmentInstall(
            install, "the `dev-packages` of the Pipfile", "Leave `--dev` out."
        )
    if tool == "uv" and install.verb == "run":
        cure = "Add `--no-dev` or `--no-sync` to `uv run`."
        when = (
            "at every start" if install.command is not None and install.command.shell.late else ""
        )
        told = f"the group `{one.name}`, which `uv run` installs {when}".rstrip()
        return DevelopmentInstall(install, f"{told} unless told otherwise", cure)
    if one.is_default:
        does = "writes into the list" if install.verb == "export" else "installs"
        told = f"the group `{one.name}`, which `{tool} {install.verb}` {does} unless told otherwise"
        if tool == "pdm":
            told = f"the group `{one.name}`, which pdm installs unless told otherwise"
        return DevelopmentInstall(install, told, _without(install, one), tool == "uv")
    if one.option == "--only-dev":
        return DevelopmentInstall(install, "the group `dev`", _without(install, one), True)
    if one.option == "--all-groups":
        cure = (
            "Leave `--all-groups` out, and add `--no-dev`."
            if tool == "uv"
            else f"Write `--without {one.name}` instead of `--all-groups`, and `--with` for the"
            " optional groups that the program needs."
        )
        return DevelopmentInstall(install, f"the group `{one.name}`", cure, tool == "uv")
    if tool == "poetry" and one.option == "--with" and len(install.groups) == 1:
        return DevelopmentInstall(install, f"the group `{one.name}`", _without(install, one))
    cure = "Leave it out of the command."
    return DevelopmentInstall(install, f"the group `{one.name}`", cure, tool == "uv")


def _without(install: Install, one: Chosen) -> str:
    """How the tool is told to leave a group out; what else the command asks for stays."""
    if install.tool == "pdm":
        return f"Add `--without {one.name}`." if install.groups else "Add `--prod`."
    if install.tool == "poetry" and install.verb == "export":
        return "Leave it out of the command."
    if install.tool == "poetry":
        kept = [label.name for label in install.groups if label.name != one.name]
        if one.option == "--with" and not kept:
            return f"Write `--only main` instead of `--with {one.name}`."
        return f"Add `--without {one.name}`." if kept or install.only else "Add `--only main`."
    if one.name == "dev":
        return "Add `--no-dev`, or set `UV_NO_DEV=1`."
    return f"Add `--no-group {one.name}`, or `--no-default-groups`."


def _is_plain(name: str) -> bool:
    return vocabulary.says(name, _PLAINLY)


def _is_development_file(tree: Tree, file: GivenFile) -> bool:
    """Whether a file that an image installs is for development, by its own name or by the
    configuration.
    """
    path = file.meant or (file.origin.path if file.origin is not None else "")
    if UNKNOWN in file.written and not path:
        return False
    path = path or posixpath.normpath(file.written).lstrip("/")
    for each in tree.declarations.lists_in(path):
        role = tree.declarations.role(each)
        if role.by in ("configuration", "comment"):
            return role.name == DEVELOPMENT
    folder, name = folder_and_name(path)
    last = name_of(folder)
    return _is_plain(own_words(name)) or ("requirement" in last and _is_plain(last))


def is_conditional(command: Command) -> bool:
    """Whether it runs only under a condition: in an `if`, a `case` or a loop, or behind a test and
    `&&` (not behind another command).
    """
    if not command.conditional:
        return False
    commands = command.shell.commands
    index = next((number for number, other in enumerate(commands) if other is command), 0)
    while index > 0 and commands[index].before == "&&":
        index -= 1
        if commands[index].name in ("[", "test", "[[", "grep", "which", "command"):
            return True
    return commands[index].conditional


def uses_argument(command: Command, arguments: Iterable[str]) -> bool:
    """Whether a build argument chooses a part of the command."""
    names = "|".join(re.escape(name) for name in arguments)
    return bool(names) and any(
        re.search(rf"\$\{{?(?:{names})\b", word.raw) for word in command.words
    )
