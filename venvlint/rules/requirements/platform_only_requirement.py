"""A distribution of one operating system, without a marker that keeps the others out.

## Why
`pip freeze` on Windows lists `pywin32`, on a Mac `pyobjc-core` or `appnope`. On another system the
installation stops with
"ERROR: No matching distribution found for pywin32==306", in the Docker build, in CI, on a
teammate's machine.

## Bad
    flask==3.0.0
    pywin32==306

## Good
    flask==3.0.0
    pywin32==306 ; sys_platform == "win32"

## How to fix
Add the marker, or delete the line where the project does not need it itself: `pip freeze` also
lists what other packages brought along.

## When to ignore it
When the project runs on that system alone. Say so with a classifier (`Operating System :: Microsoft
:: Windows`) or in the file's name
(`requirements-windows.txt`), and venvlint is quiet by itself.
"""

from __future__ import annotations

from venvlint.model import Finding, Fix, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.manifests import Declaration
    from venvlint.model import Edit
    from venvlint.tree import Tree


@rule("VL216", Severity.WARNING, fix="safe", needs=("declarations.lists",))
def platform_only_requirement(tree: Tree) -> Iterator[Finding]:
    for declaration in tree.declarations:
        if (
            declaration.optional
            or declaration.conditional  # `if platform.system() == "Windows":` adds it
            or declaration.list.kind in ("conda", "pixi", "pixi-pypi")
            or not declaration.key
        ):
            continue
        from venvlint.facts.project.known_names import only_on

        platform = only_on(declaration.key)
        if platform and not _keeps_others_out(declaration.marker, platform):
            from venvlint.facts.dependencies.one_system import is_for_one_system

            if not is_for_one_system(tree, declaration, platform):
                yield _finding(tree, declaration, platform)


def _keeps_others_out(marker: str, platform: str) -> bool:
    if not marker:
        return False
    from venvlint.readers import markers

    others = ("linux", "darwin") if platform == "win32" else ("linux", "win32")
    try:
        if markers.never(marker, python_2=True) is not None:
            return True  # a slip keeps everybody out (VL217)
        return all(markers.disjoint(marker, f"sys_platform == '{other}'") for other in others)
    except markers.Invalid:
        return True


def _finding(tree: Tree, declaration: Declaration, platform: str) -> Finding:
    from venvlint.facts.project.known_names import system_name

    system = system_name(platform)
    edit = _edit(tree, declaration, platform)
    return Finding(
        declaration.at,
        f"`{declaration.name}` is for {system} alone, and no marker keeps other systems from"
        " installing it",
        _advice(tree, declaration, platform),
        fix=Fix(f"install `{declaration.name}` on {system} only", (edit,)) if edit else None,
    )


def _advice(tree: Tree, declaration: Declaration, platform: str) -> str:
    """The marker in the syntax of the list."""
    from venvlint.facts.manifests.list_edits import TABLES

    source = declaration.list
    if source.kind == "requirements" and tree.requirements.files[source.path].generator:
        return (
            "Compile the file again on the system that installs it, or for all of them"
            " (`uv pip compile --universal`)."
        )
    marked = (
        f"""Give it `markers = "sys_platform == '{platform}'"`"""
        if source.kind in TABLES
        else f"Add `; {_clause(declaration, platform)}` to the line"
    )
    return f"{marked}, or delete it if the project does not need it itself."


def _quote(declaration: Declaration) -> str:
    """The quotes that the requirement stands in, empty in a list without them."""
    text = declaration.text
    return text[0] if declaration.line is None and text[:1] in ("'", '"') else ""


def _clause(declaration: Declaration, platform: str) -> str:
    inner = '"' if _quote(declaration) != '"' else "'"
    return f"sys_platform == {inner}{platform}{inner}"


def _edit(tree: Tree, declaration: Declaration, platform: str) -> Edit | None:
    """The marker, in the syntax and quotes of the list."""
    from venvlint.facts.manifests.list_edits import TABLES

    source, document = declaration.list, declaration.list.document
    if source.kind in TABLES:
        return _table_edit(declaration, platform)
    if source.kind == "requirements" and tree.requirements.files[source.path].generator:
        return None
    text = declaration.text
    quote = _quote(declaration)
    if quote and (text[-1:] != quote or text.startswith(quote * 3) or "\\" in text):
        return None
    clause = _clause(declaration, platform)
    end = declaration.end - len(quote)
    if not declaration.marker:
        return document.replace(
            end,
            end,
            f" ; {clause}" if declaration.url or source.kind == "requirements" else f"; {clause}",
        )
    start = document.text.rfind(declaration.marker, declaration.start, declaration.end)
    if start < 0:
        return None
    written = f"({declaration.marker})" if " or " in declaration.marker else declaration.marker
    return document.replace(start, start + len(declaration.marker), f"{written} and {clause}")


def _table_edit(declaration: Declaration, platform: str) -> Edit | None:
    """`pywin32 = "^306"` becomes a table with a marker; one that is a table already is left to its
    owner.
    """
    node = declaration.node
    if node.string is None or declaration.marker:
        return None
    key = f"markers = \"sys_platform == '{platform}'\""
    return node.document.replace(node.start, node.end, f"{{version = {node.raw}, {key}}}")
