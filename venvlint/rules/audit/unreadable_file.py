"""A file that does not parse.

## Why
`pip`, uv, Poetry, GitHub and the others read these files with the same strict parsers. One that
does not parse is not read in part: the
whole build, job or hook stops, often with a message that does not name the file. An unfinished
merge (`<<<<<<<`), a tab in
YAML, a missing quote or the same key twice are the usual causes. venvlint cannot check such a file
either; its other
rules go on without it. Lists that include each other so often that nobody could follow them all are
read without what they
include, and that is said here too. A list of requirements that was given the name of a lock
(`uv pip compile -o uv.lock`) is one as well: pip and `uv pip` take it, the tool whose lock it seems
to be does not.

## Bad
    jobs:
        test:
              runs-on: ubuntu-latest

GitHub says: `You have an error in your yaml syntax on line 2`.

## Good
    jobs:
      test:
        runs-on: ubuntu-latest

## How to fix
Go to the line that the message names and look there, or just above: the parser notices a missing
quote or bracket only when
the next line makes no sense. Indent YAML with spaces.

## When to ignore it
Where the file is broken on purpose (test data), or a template that some program fills in first:
name it under `exclude`.
Files with template marks (`{{ }}`, `{% %}`) and those in folders such as `tests`, `templates` or
`recipe` are not reported.
"""

from __future__ import annotations

from venvlint.files.paths import name_of
from venvlint.model import Finding, Location, Severity, rule
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.model import Unreadable
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree


@rule("VL001", Severity.ERROR)
def unreadable_file(tree: Tree) -> Iterator[Finding]:
    from venvlint.files.kinds import SYNTAXES
    from venvlint.files.naming import syntax_of

    for path, error in failures(tree):
        syntax = SYNTAXES.get(syntax_of(path), "")
        reason = error.reason.rstrip(".")
        document = tree.document(path)
        if document is not None and ".vscode/" in path and not document.text.strip():
            continue  # VS Code takes empty settings for none
        at = Location(path, 1, 1, 1, 1)
        if document is not None:
            start = document.offset(error.line, error.column)
            at = document.at(start, start)
        if _is_conflict(document.line(at.line) if document is not None else ""):
            yield Finding(
                at,
                "this is an unfinished merge (`<<<<<<<`), so nothing can read the file",
                "Keep the lines that are right and delete the three marker lines.",
            )
        elif (command := _locking(path)) and _is_a_list(tree, path):
            yield Finding(
                at,
                f"this is a list of requirements under the name of a lock that `{command}` writes:"
                " the commands that look for that lock cannot read it",
                f"Call it `requirements.lock` wherever it is written and installed, or make the"
                f" lock with `{command}`.",
                severity=Severity.WARNING if path in tree.requirements.files else None,
            )
        elif syntax and document is not None:
            yield Finding(
                at,
                f"this is not valid {syntax}: {reason}",
                f"Correct the {syntax} at this line, or just above it; until then no tool reads the"
                " file.",
            )
        else:
            yield Finding(
                at,
                f"this file cannot be read: {reason}",
                "Make the file readable, or leave it out with `exclude`.",
            )
    if tree.is_populated:
        yield from _read_alone(tree)


def _locking(path: str) -> str:
    """The command that writes a lock of this name; empty where it is the name of none."""
    from venvlint.facts.locks import COMMANDS, TOOLS

    return COMMANDS.get(TOOLS.get(name_of(path), ""), "")


def _read_alone(tree: Tree) -> Iterator[Finding]:
    """The limit of lists that include each other, where this tree meets it: said once for all
    requirements files, and once for the groups of each manifest.
    """
    paths = tree.of_kind("requirements")
    many = [path for path in tree.find("pyproject.toml") if len(_groups(tree, path)) > 1]
    if len(paths) < 2 and not many:
        return
    from venvlint.facts.dependencies.installed_together import included_groups
    from venvlint.facts.dependencies.requirements import MAXIMUM_STATEMENTS

    limit = (
        "since all lists, each with what it includes, come to more than"
        f" {MAXIMUM_STATEMENTS:,} requirements"
    )
    advice = (
        "Let fewer lists include each other; until then duplicates and conflicts between these"
        " lists are not found."
    )
    # No more than each list with the lines of all of them: most trees are far from it.
    documents = [tree.document(path) for path in paths]
    lines = sum(document.data.count(b"\n") + 1 for document in documents if document is not None)
    if len(documents) * (lines + len(documents)) > MAXIMUM_STATEMENTS:
        alone = sorted(tree.requirements.read_alone & tree.requirements.includes.keys())
        if alone:
            first = tree.requirements.includes[alone[0]][0].line
            document = tree.requirements.files[alone[0]].document
            others = f" and {len(alone) - 1:,} more" if len(alone) > 1 else ""
            yield Finding(
                document.at(first.start, first.end),
                f"this file{others} is read without what it includes, {limit}",
                advice,
                severity=Severity.WARNING,
                key="read alone",
            )
    for path in many:
        groups = _groups(tree, path)
        items = sum(len(group.items) for group in groups.values())
        if len(groups) * (items + len(groups)) <= MAXIMUM_STATEMENTS:
            continue
        alone_here = tree.declarations.read_alone(path)
        named = [
            name
            for group in tree.declarations.lists_in(path)
            if group in alone_here and group.node
            for name in included_groups(group.node)[:1]
        ]
        if named:
            others = f" and {len(named) - 1:,} more" if len(named) > 1 else ""
            yield Finding(
                named[0].at,
                f"this group{others} is read without what it includes, {limit}",
                advice,
                severity=Severity.WARNING,
                key="read alone",
            )


def _groups(tree: Tree, path: str) -> dict[str, Node]:
    return tree.toml(path).get("dependency-groups").mapping


def _is_a_list(tree: Tree, path: str) -> bool:
    """Whether a file reads as requirements, each line of it."""
    from venvlint.readers import requirements

    file = tree.read(path, requirements.parse)
    return (
        file is not None
        and not file.form
        and bool(file.requirements)
        and not any(line.kind == "invalid" for line in file.lines)
    )


def _is_conflict(line: str) -> bool:
    return line.startswith(("<<<<<<< ", ">>>>>>> ")) or line == "======="


# -- Which files of a tree rules need as TOML, YAML, INI or JSON, and which of them do not
# parse.

# Folders that hold what another program fills in first: Helm charts, conda recipes, Ansible roles,
# project generators.
_TEMPLATE_FOLDERS = frozenset(
    "templates template recipe recipes conda-recipe conda.recipe meta roles charts skeleton"
    " skeletons boilerplate".split()
)
# What such a program looks for: statements, comments of its own, names that only it knows.
_TEMPLATE_STATEMENT = lazy(r"(?m)\{%[-+~]?\s*\w|^[ \t]*\{#|\{\{-?\s*(?:cookiecutter|copier)\b")
# And values. `${{ … }}` is GitHub's; `{{ }}` inside quotes is text like any other.
_TEMPLATE_VALUE = lazy(
    r"(?m)^[ \t]*\{\{|(?<!\$)(?:[:=,\[(@-]\s*|\w)\{\{[-\s]*[.\w]|^[ \t]*<%[-=]?\s|\[%\s*\w"
)


def failures(tree: Tree) -> Iterator[tuple[str, Unreadable]]:
    """Every file that a rule needs and that does not parse, with its parser's reason; templates
    left out. Reads them all.
    """
    from venvlint.files.kinds import KINDS, SYNTAXES

    readers = {syntax: getattr(tree, syntax) for syntax in SYNTAXES}
    for kind in KINDS:
        # A requirements file that is too large, or that may not be read, has been looked at by
        # nobody yet.
        read = tree.document if kind.name == "requirements" else readers.get(kind.syntax)
        if read is not None and kind.is_needed:
            for path in tree.of_kind(kind.name):
                read(path)
    for path, error in sorted(tree.failures.items()):
        if not _is_template(tree, path):
            yield path, error


def _is_template(tree: Tree, path: str) -> bool:
    folders = path.split("/")[:-1]
    if not _TEMPLATE_FOLDERS.isdisjoint(folder.lower() for folder in folders) or any(
        mark in path for mark in ("{{", "{%", "[[", "{#")
    ):
        return True
    document = tree.document(path)
    if document is None:
        return False
    # Actions have values in braces of their own (`pattern={{version}}`).
    return bool(
        _TEMPLATE_STATEMENT.search(document.text)
        or (not path.startswith(".github/") and _TEMPLATE_VALUE.search(document.text))
    )
