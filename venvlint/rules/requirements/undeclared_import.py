"""A module that the code imports and that no declaration brings.

## Why
It works for whoever happens to have the package installed. For everybody else the program stops
with
"ModuleNotFoundError: No module named 'yaml'".

## Bad
    # requirements.txt
    flask==3.0.0

    # app.py
    import flask
    import yaml

## Good
    # requirements.txt
    flask==3.0.0
    PyYAML==6.0.2

## How to fix
Add the distribution to the project's dependencies. It may be called otherwise than the module: the
message says how.

## When to ignore it
When the module comes from the place where the code runs (a plug-in's host, a device). An import
inside `try` with `except ImportError` is
not reported.
"""

from __future__ import annotations

from venvlint.model import Finding, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.dependencies.undeclared import Undeclared
    from venvlint.tree import Tree


@rule("VL219", Severity.WARNING, opt_in=True, needs=("is_populated",))
def undeclared_import(tree: Tree) -> Iterator[Finding]:
    if not any(True for _ in tree.declarations.lists):
        return
    from venvlint.facts.dependencies.undeclared import undeclared_imports
    from venvlint.facts.project import project_names

    for project in project_names(tree):
        for found in undeclared_imports(tree, project):
            yield _finding(found)


def _finding(found: Undeclared) -> Finding:
    module = found.imported.module
    # Setuptools took its place in 2013.
    distributions = tuple(one for one in found.distributions if one != "distribute")
    best = distributions[0]
    named = "it" if best == found.imported.top.lower() else f"its distribution `{best}`"
    return Finding(
        found.at,
        f"`{found.module}` is imported, but nothing declares {named}",
        (
            f"Add `{best}` to the project's dependencies."
            if len(distributions) == 1
            else (
                f"Add `{best}` (or {' or '.join(f'`{one}`' for one in distributions[1:3])}) to the"
                " project's dependencies."
            )
        ),
        key=f"import:{module.partition('.')[0]}",
    )
