"""An environment on disk with another Python than the project wants.

## Why
An environment keeps the Python that it was made with. When `requires-python` or `.python-version`
moves on, the old `.venv` stays, and
everything in it runs, type-checks and installs for a Python that the project no longer supports:
"SyntaxError" in correct code, or
"ERROR: Package 'demo' requires a different Python: 3.8.18 not in '>=3.9'".

## Bad
    # pyproject.toml
    requires-python = ">=3.9"

    # .venv/pyvenv.cfg
    version = 3.8.18

## Good
    # .venv/pyvenv.cfg
    version = 3.12.4

## How to fix
Make the environment again with a Python that the project allows, and install into it again.

## When to ignore it
When the environment is kept on purpose, to try an older Python. Environments of tox and nox are not
reported.
"""

from __future__ import annotations

from venvlint.model import Finding, Location, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.tree import Tree


@rule("VL307", Severity.ERROR, fix="command", needs=("survey.candidates",))
def environment_python_mismatch(tree: Tree) -> Iterator[Finding]:
    environments = [one for one in tree.disk_environments if not one.is_of_a_runner]
    if not environments:
        return
    from venvlint.facts.pythons.wording import reference_place, says
    from venvlint.rules.environment._remaking import mismatch, remake

    for environment in environments:
        found = mismatch(tree, environment)
        if found is None:
            continue
        at = Location(environment.path)
        commands = remake(tree, environment) if found.minor else ()
        if found.reference is not None:
            such_as = f", such as `{found.minor}`" if found.minor else ""
            yield Finding(
                at,
                f"the environment has Python {environment.python}, but {says(found.reference)}"
                " excludes it",
                f"Make the environment again with a Python that the project allows{such_as}.",
                commands=commands,
                related=(reference_place(found.reference),),
                key="excluded",
            )
        elif found.pin is not None:
            pin = found.pin
            yield Finding(
                at,
                f"the environment has Python {environment.python}, but `{pin.at.path}` pins"
                f" {pin.text}",
                f"Make the environment again with Python {found.minor}, or pin the Python that is"
                " in use.",
                commands=commands,
                related=(Related(pin.at, f"Python {pin.text} is pinned here"),),
                severity=Severity.WARNING,
                key="not the pinned one",
            )
