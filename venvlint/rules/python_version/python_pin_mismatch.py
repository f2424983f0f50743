"""A pinned Python that the project itself does not allow.

## Why
`requires-python` says which Pythons the project supports. A file such as `.python-version` or
`runtime.txt` that names another one
sends everybody who follows it into an error: `uv sync` stops with "The Python request … is
incompatible with the project's Python
requirement", `pip install .` with "Package 'demo' requires a different Python: 3.8.18 not in
'>=3.9'", and a deployment fails while it
is built.

Judged are pin files, environments, the settings of hosts and clouds, hooks, workspaces, commands
that ask for a Python, and first lines of scripts; `venvlint --explain formats` lists them. Which
Python ran a notebook last is a hint alone.

## Bad
    # pyproject.toml
    requires-python = ">=3.11"

    # .python-version
    3.10

## Good
    # pyproject.toml
    requires-python = ">=3.11"

    # .python-version
    3.12

## How to fix
Pin a Python that the range allows. If the pinned one is right, and the project is tested on it,
widen the range instead.

## When to ignore it
When the file belongs to something else than the project whose manifest stands beside it.
"""

from __future__ import annotations

from functools import partial

from venvlint.facts.pythons.references import excluded_by
from venvlint.facts.pythons.wording import nearest_allowed, reference_place, says
from venvlint.files.paths import folder_of
from venvlint.model import Finding, Related, Severity, rule
from venvlint.readers.python_versions import parse_pin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.pythons import Reference, Statement
    from venvlint.readers.nodes import Node
    from venvlint.readers.python_versions import PythonSet
    from venvlint.tree import Tree


@rule("VL301", Severity.ERROR, needs=("python_pins", "listing.has_notebooks"))
def python_pin_mismatch(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.dependencies.undeclared import is_in_a_package

    for statement in tree.python_pins:
        if not statement.judged:
            continue
        reference = excluded_by(tree, statement.works_at, partial(_allows, statement))
        if reference is None or reference.versions is None:
            continue
        if statement.kind == "conda" and is_in_a_package(tree, folder_of(statement.at.path)):
            continue  # what the package brings along for others' environments
        subject = f" for {statement.subject}" if statement.subject else ""
        verb = "asks for" if statement.range is not None else "pins"
        better = nearest_allowed(statement, reference.versions, tree.today)
        yield Finding(
            statement.at,
            f"this {verb} Python `{statement.text}`{subject}, but {says(reference)} excludes it",
            f"Pin a Python that the project allows{better}, or widen `{reference.key}` if the"
            " pinned one is supported.",
            related=(reference_place(reference),),
        )
    if tree.listing.has_notebooks:
        yield from _of_notebooks(tree)


def _of_notebooks(tree: Tree) -> Iterator[Finding]:
    """What ran a notebook last and the project excludes: it proves nothing, and Jupyter writes the
    next one over it.
    """
    from venvlint.facts.pythons import reference
    from venvlint.facts.pythons.releases import releases
    from venvlint.rules.usage._notebooks import run_by

    ranges = [one.versions for one in tree.python_references.values() if one is not None]
    excluded = [
        series
        for series in releases()
        if any(versions is not None and not versions.has_any(series) for versions in ranges)
    ]
    groups: dict[str, list[tuple[Reference, Node, str]]] = {}
    for notebook in run_by(tree, excluded):
        path = notebook.document.path
        found, node = reference(tree, path), notebook.python_node
        pin = parse_pin(notebook.python)
        if found is None or not found.versions or not node or pin is None or pin.series is None:
            continue
        if not found.versions.has_any(pin.series):
            groups.setdefault(found.project, []).append((found, node, notebook.python))
    for group in groups.values():
        found, node, text = group[0]
        more, also, them = len(group) - 1, "", "it"
        if more:
            them = "them"
            others = "notebook was" if more == 1 else "notebooks were"
            also = f"; {more} other {others} run with such a Python too"
        yield Finding(
            node.at,
            f"the notebook was run with Python `{text}`, but {says(found)} excludes it{also}",
            f"Run {them} with a Python that the project allows and save {them}, so that the outputs"
            " are what others get.",
            related=(
                reference_place(found),
                *(Related(other.at, f"Python {one} ran this one") for _, other, one in group[1:10]),
            ),
            severity=Severity.INFO,
        )


def _allows(statement: Statement, versions: PythonSet) -> bool:
    if (
        statement.kind == "pre-commit"
        and statement.pin is not None
        and statement.pin.series is not None
    ):
        # The hooks run in environments of their own, which never get the project: its syntax
        # counts, not its patch release.
        return versions.has_any(statement.pin.series)
    return statement.allowed(versions)
