"""A classifier outside `requires-python`, or a list that leaves the oldest Python out.

## Why
Classifiers are what PyPI's page and its search filters show, and tools read them:
`nox.project.python_versions` makes its sessions from
them. They restrict nothing. When they name Python 3.7 and the package needs 3.8, somebody on 3.7
believes the page and gets "requires a
different Python"; when the oldest supported Python is missing, nobody tests it.

## Bad
    requires-python = ">=3.9"
    classifiers = [
        "Programming Language :: Python :: 3.8",
        "Programming Language :: Python :: 3.9",
    ]

## Good
    requires-python = ">=3.9"
    classifiers = [
        "Programming Language :: Python :: 3.9",
        "Programming Language :: Python :: 3.10",
    ]

## How to fix
Delete the classifier of a Python that the range excludes, and add that of the oldest one. If the
classifiers are right, fix the range. `venvlint --drop-python 3.8` deletes what is left of a Python
everywhere at once.

## When to ignore it
When the list is kept for another purpose, and nobody reads it.
"""

from __future__ import annotations

import re

from venvlint.facts.pythons.wording import reference_place, says
from venvlint.model import Finding, Fix, Severity, rule
from venvlint.readers.python_versions import minor_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.pythons import Reference
    from venvlint.facts.pythons.classifiers import Classifier, Classifiers
    from venvlint.model import Edit
    from venvlint.tree import Tree

    Minor = tuple[int, int]


@rule("VL305", Severity.WARNING, fix="unsafe", needs=("is_populated",))
def classifier_mismatch(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.changes.commands import commands_of
    from venvlint.facts.project import project_of
    from venvlint.facts.pythons import reference
    from venvlint.facts.pythons.classifiers import classifiers
    from venvlint.facts.pythons.references import beside
    from venvlint.facts.pythons.releases import end_of_life

    commands = commands_of(tree)
    for claimed in classifiers(tree):
        # What a manifest says itself holds its classifiers, whoever decides for the project.
        own = (
            one
            for one in beside(tree, project_of(tree, claimed.path))
            if one.at.path == claimed.path
        )
        declared = next(own, None) or reference(tree, claimed.path)
        if declared is None or not declared.versions or not claimed.minors:
            continue
        outside = [one for one in claimed.minors if not declared.versions.has_any(one.series)]
        for one in outside:
            edit = claimed.without(one)
            yield Finding(
                one.at,
                f"the classifier says Python `{minor_text(one.series)}`, which {says(declared)}"
                " excludes",
                f"Delete the classifier, or widen `{declared.key}` if Python"
                f" {minor_text(one.series)} is supported.",
                commands=commands.to_drop(one.at, one.series, project_of(tree, claimed.path)),
                fix=Fix("delete the classifier", (edit,), safe=False) if edit else None,
                related=(reference_place(declared),),
            )
        inside = [one for one in claimed.minors if declared.versions.has_any(one.series)]
        floor = _missing_floor(declared, [one.series for one in inside])
        if floor is not None and not claimed.adds_missing:
            first = min(inside, key=lambda one: one.series)
            yield Finding(
                first.at,
                f"the classifiers leave out Python `{minor_text(floor)}`, the oldest one that"
                f" {says(declared)} allows",
                f"Add `Programming Language :: Python :: {minor_text(floor)}`, or raise"
                f" `{declared.key}` if it is not supported any more.",
                commands=(
                    commands.to_add((claimed.path,), floor, project_of(tree, claimed.path))
                    if end_of_life(floor, tree.today) is None
                    else ()
                ),
                fix=_addition(claimed, first, floor),
                related=(reference_place(declared),),
                key=f"floor {minor_text(floor)}",
            )


def _missing_floor(declared: Reference, listed: list[Minor]) -> Minor | None:
    """The oldest minor of the range, where the list names all from the next one up to its own
    newest; else None.
    """
    versions = declared.versions
    floor = versions.floor if versions is not None else None
    if versions is None or floor is None or floor in listed or floor[0] != 3 or len(listed) < 2:
        return None
    if re.search(rf">\s*{minor_text(floor)}(?![\d.])", declared.text):
        return None  # `>3.8` was meant to leave 3.8 out, as the list does
    expected = [
        (3, minor)
        for minor in range(floor[1] + 1, max(listed)[1] + 1)
        if versions.has_any((3, minor))
    ]
    return floor if sorted(set(listed)) == expected else None


def _addition(claimed: Classifiers, first: Classifier, floor: Minor) -> Fix | None:
    edit: Edit | None = claimed.before(first, floor)
    return (
        Fix(f"add the classifier of Python {minor_text(floor)}", (edit,), safe=False)
        if edit
        else None
    )
