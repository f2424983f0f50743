"""The name that a module is imported by, where its distribution is called otherwise.

## Why
`import yaml` needs the distribution `PyYAML`, `import cv2` needs `opencv-python`. Under the
module's name the index has nothing
("ERROR: No matching distribution found for cv2"), an empty stand-in that may vanish, or somebody
else's program.

## Bad
    sklearn
    dotenv

## Good
    scikit-learn
    python-dotenv

## How to fix
Write the distribution's name. `pip show` and the library's own installation page tell it.

## When to ignore it
When a private index of yours serves a distribution of that name on purpose.
"""

from __future__ import annotations

from venvlint.model import Finding, Fix, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.manifests import Declaration
    from venvlint.tree import Tree


@rule("VL215", Severity.WARNING, fix="unsafe", needs=("declarations.lists",))
def import_name_requirement(tree: Tree) -> Iterator[Finding]:
    for declaration in tree.declarations:
        if declaration.url or not declaration.key or declaration.list.kind in ("conda", "pixi"):
            continue
        from venvlint.facts.dependencies.compiled_lines import is_written_here
        from venvlint.facts.dependencies.project_kinds import own_names
        from venvlint.facts.project.known_names import meant_by

        meant = meant_by(declaration.key)
        if (
            meant is not None
            and is_written_here(tree, declaration)
            # Whoever installs a project of the repository need not ask the index for it.
            and declaration.key not in own_names(tree)
        ):
            yield _finding(tree, declaration, *meant)


def _finding(tree: Tree, declaration: Declaration, right: str, wrong: str, named: str) -> Finding:
    fix = _fix(tree, declaration, right)
    return Finding(
        declaration.at,
        f"`{declaration.name}` is the name of a {named}; its distribution is `{right}`"
        f" (`{declaration.name}` is {wrong})",
        f"Write `{right}` instead.",
        fix=fix,
    )


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
