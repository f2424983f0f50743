"""A dependency whose condition nothing can meet.

## Why
`importlib-metadata ; python_version < "3.8"` in a project that needs Python 3.9 is never installed
by anybody: a leftover from when older
Pythons were supported. It reads as if it mattered, and tools that update dependencies go on looking
after it.

`pywin32 ; sys_platform == "Windows"` is never installed either, on no system: `sys_platform` is
`win32` there. Nobody notices until the import fails on somebody's Windows.

## Bad
    requires-python = ">=3.9"
    dependencies = [
        "httpx",
        "importlib-metadata; python_version < '3.8'",
        "pywin32; sys_platform == 'Windows'",
    ]

## Good
    requires-python = ">=3.9"
    dependencies = ["httpx", "pywin32; sys_platform == 'win32'"]

## How to fix
Delete the line of an older Python; `--fix` does it. Write the value that the variable really has;
`--unsafe-fixes` does that. If the older Python is still meant to work, widen
`requires-python` instead.

## When to ignore it
When the file is shared with projects that support older Pythons.
"""

from __future__ import annotations

import re
from collections import Counter

from venvlint.model import Finding, Fix, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.manifests import Declaration
    from venvlint.readers.markers import Comparison
    from venvlint.tree import Tree


@rule("VL217", Severity.WARNING, fix="safe", needs=("declarations.lists",))
def dead_marker(tree: Tree) -> Iterator[Finding]:
    declarations = tree.declarations
    for dependency_list in declarations.lists:
        if dependency_list.kind in ("constraints", "restriction"):
            continue
        if (
            dependency_list.kind == "requirements"
            and tree.requirements.files[dependency_list.path].generator
        ):
            continue
        declared = declarations.of(dependency_list)
        times = Counter(declaration.key for declaration in declared)
        for declaration in declared:
            if not declaration.marker:
                continue
            comparison = _never(tree, declaration)
            if comparison is not None:
                yield _wrong_value(declaration, comparison, times)
            elif "python" in declaration.marker and _is_dead(tree, declaration):
                yield _finding(tree, declaration, times)


def _never(tree: Tree, declaration: Declaration) -> Comparison | None:
    """The comparison with a value that does not exist, where it alone keeps the whole marker from
    holding.
    """
    from venvlint.readers import markers

    try:
        found = markers.never(declaration.marker, python_2=True)
        if found is not None:
            return found
        if "linux2" not in declaration.marker and "linux3" not in declaration.marker:
            return None
        from venvlint.facts.pythons.releases import range_minors

        minors = range_minors(tree, declaration.path)
        return markers.never(declaration.marker) if minors and min(minors) >= (3, 0) else None
    except markers.Invalid:
        return None


def _never_installed(declaration: Declaration, times: Counter[str]) -> str:
    """What comes of the condition; another line of the list may install it all the same."""
    if times[declaration.key] > 1:
        return f"this line never installs `{declaration.name}`"
    return f"`{declaration.name}` is never installed"


def _condition(declaration: Declaration) -> str:
    """The condition as it is written: Poetry has a key of its own for it."""
    python = declaration.node.text("python")
    if python and not declaration.node.text("markers") and not declaration.node.text("platform"):
        return f'python = "{python}"'
    return declaration.marker


def _wrong_value(declaration: Declaration, comparison: Comparison, times: Counter[str]) -> Finding:
    from venvlint.readers import markers

    right = markers.meant(comparison.variable, comparison.value)
    document = declaration.list.document
    place = re.search(
        rf"(?<=[\"']){re.escape(comparison.value)}(?=\\?[\"'])",
        document.text[declaration.start : declaration.end],
    )
    fix = None
    if place is not None:
        start, end = declaration.start + place.start(), declaration.start + place.end()
        fix = Fix(f"write `{right}`", (document.replace(start, end, right),), safe=False)
    return Finding(
        declaration.at,
        f"{_never_installed(declaration, times)}: `{comparison.variable}` is never"
        f" `{comparison.value}` on any system",
        f"Write `{comparison.variable} == '{right}'`, which is what it is there.",
        fix=fix,
    )


def _is_dead(tree: Tree, declaration: Declaration) -> bool:
    from venvlint.facts.pythons.releases import range_minors
    from venvlint.readers import markers
    from venvlint.readers.python_versions import minor_text

    minors = range_minors(tree, declaration.path)
    try:
        # A marker that nothing can meet anywhere is another mistake than a leftover.
        return (
            bool(minors)
            and not markers.satisfiable(declaration.marker, [minor_text(minor) for minor in minors])
            and markers.satisfiable(declaration.marker)
        )
    except markers.Invalid:
        return False


def _finding(tree: Tree, declaration: Declaration, times: Counter[str]) -> Finding:
    from venvlint.facts.manifests.list_edits import removal
    from venvlint.facts.pythons import reference
    from venvlint.facts.pythons.wording import reference_place, says

    stated = reference(tree, declaration.path)
    assert stated is not None
    edit = removal(declaration)
    return Finding(
        declaration.at,
        f"{_never_installed(declaration, times)}: `{_condition(declaration)}` holds on no Python"
        f" that {says(stated)} allows",
        f"Delete the line, or widen `{stated.key}` if that Python is still supported.",
        fix=Fix(f"delete `{declaration.name}`", (edit,)) if edit else None,
        related=(reference_place(stated),),
    )
