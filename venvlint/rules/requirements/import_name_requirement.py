"""The name that a module is imported by, where its distribution is called otherwise.

## Why
`import yaml` needs the distribution `PyYAML`, `import cv2` needs `opencv-python`. Under the
module's name the index has nothing
("ERROR: No matching distribution found for cv2"), an empty stand-in that may vanish, or somebody
else's program.

It is looked for in dependency lists, and in the commands of images, CI, scripts and pages that name
what they install.

## Bad
    sklearn
    dotenv

## Good
    scikit-learn
    python-dotenv

## How to fix
Write the distribution's name. `pip show` and the library's own installation page tell it. A version
that stands there (`sklearn==0.0`) is one of the wrong name, and goes with it.

## When to ignore it
When a private index of yours serves a distribution of that name on purpose.
"""

from __future__ import annotations

from venvlint.model import Finding, Fix, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.installs.model import GivenName, Install
    from venvlint.facts.manifests import Declaration
    from venvlint.tree import Tree


@rule(
    "VL215",
    Severity.WARNING,
    fix="unsafe",
    needs=("declarations.lists", "installs.asked_of_the_index"),
)
def import_name_requirement(tree: Tree) -> Iterator[Finding]:
    yield from _in_lists(tree)
    yield from _in_commands(tree)


def _in_lists(tree: Tree) -> Iterator[Finding]:
    for declaration in tree.declarations:
        if declaration.url or not declaration.key or declaration.list.kind in ("conda", "pixi"):
            continue
        from venvlint.facts.dependencies.compiled_lines import is_written_here
        from venvlint.facts.manifests.names import own_names
        from venvlint.facts.project.known_names import meant_by

        meant = meant_by(declaration.key)
        if (
            meant is not None
            and is_written_here(tree, declaration)
            # Whoever installs a project of the repository need not ask the index for it.
            and declaration.key not in own_names(tree)
        ):
            # What holds one release, or those after it, was said of the wrong distribution.
            said = declaration.specifier.strip()
            of_release = said if said[:1] in "=^~" else ""
            yield _finding(declaration, *meant, _fix(tree, declaration, meant[0]), of_release)


def _in_commands(tree: Tree) -> Iterator[Finding]:
    for install, name in tree.installs.asked_of_the_index:
        from venvlint.facts.manifests.names import own_names
        from venvlint.facts.project.known_names import meant_by

        meant = meant_by(name.key)
        if meant is not None and name.key not in own_names(tree):
            yield _finding(name, *meant, _fix_in_command(install, name, meant[0]))


def _finding(
    asked: Declaration | GivenName,
    right: str,
    wrong: str,
    named: str,
    fix: Fix | None,
    of_release: str = "",
) -> Finding:
    return Finding(
        asked.at,
        f"`{asked.name}` is the name of a {named}; its distribution is `{right}`"
        f" (`{asked.name}` is {wrong})",
        f"Write `{right}` instead."
        if not of_release
        else f"Write `{right}` instead, and drop `{of_release}` or name a version of `{right}` in"
        " its place.",
        fix=fix,
    )


def _fix_in_command(install: Install, name: GivenName, right: str) -> Fix | None:
    """The right name in the place of a word that is the wrong one alone."""
    from venvlint.readers.pep508 import normalize

    document, word = install.command and install.command.document, name.word
    if (
        not document
        or not word
        or document.text[word.start : word.end].strip("\"'") != name.name
        or any(one.key == normalize(right) for one in install.names)
    ):
        return None
    start = document.text.index(name.name, word.start)
    edit = document.replace(start, start + len(name.name), right)
    return Fix(f"write `{right}`", (edit,), safe=False)


def _fix(tree: Tree, declaration: Declaration, right: str) -> Fix | None:
    """The right name; an exact version was the wrong distribution's and goes with its name."""
    from venvlint.facts.manifests.list_edits import TABLES, removal
    from venvlint.readers.pep508 import normalize

    source = declaration.list
    if any(one.key == normalize(right) for one in tree.declarations.of(source)):
        edit = removal(declaration)
        return (
            Fix(f"delete `{declaration.name}`: `{right}` is listed too", (edit,), safe=False)
            if edit
            else None
        )
    if source.kind in TABLES or (
        declaration.line is not None
        and (declaration.line.options or tree.requirements.files[source.path].generator)
    ):
        return None
    start = source.document.text.find(declaration.name, declaration.start, declaration.end)
    if start < 0:
        return None
    end = start + len(declaration.name)
    pin = declaration.specifier
    if pin.startswith("==") and not declaration.extras:
        found = source.document.text.find(pin, end, declaration.end)
        if found < 0 or source.document.text[end:found].strip():
            return None
        end = found + len(pin)
    return Fix(f"write `{right}`", (source.document.replace(start, end, right),), safe=False)
