"""A Python that the classifiers promise and that no test run uses.

## Why
A classifier says that the package works on that Python. Where the test matrix leaves it out, nobody
knows: the first to find out is a user.

## Bad
    # pyproject.toml
    "Programming Language :: Python :: 3.9",

    # .github/workflows/ci.yml
    python-version: ["3.10", "3.11", "3.12"]

## Good
    # .github/workflows/ci.yml
    python-version: ["3.9", "3.10", "3.11", "3.12"]

## How to fix
Add the version to the matrix (`venvlint --add-python 3.14` does it everywhere at once), or delete
the classifier.

## When to ignore it
When the version is tested somewhere that venvlint does not read.
"""

from __future__ import annotations

from venvlint.model import Finding, Related, Severity, rule
from venvlint.readers.python_versions import minor_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.pythons import Statement
    from venvlint.tree import Tree


@rule("VL308", Severity.INFO, opt_in=True, needs=("is_populated",))
def untested_python(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.changes.commands import commands_of
    from venvlint.facts.project import project_of
    from venvlint.facts.pythons.classifiers import classifiers
    from venvlint.facts.pythons.releases import end_of_life

    commands = commands_of(tree)
    # `image: python:$PY`
    several = {
        job.path
        for job in tree.ci_jobs
        if any(len({*job.resolve(image).texts}) > 1 for image in job.images)
    }
    for claimed in classifiers(tree):
        project = project_of(tree, claimed.path)
        tests = [one for one in tree.ci_pythons if project_of(tree, one.works_at) in (project, ".")]
        images = [
            one
            for one in tree.image_pythons
            if one.kind == "ci-image" and project_of(tree, one.at.path) in (project, ".")
        ]
        matrix: Statement | None = next((one for one in tests if one.role == "set"), None)
        if matrix is None:
            matrix = next((one for one in images if one.at.path in several), None)
        # Something that cannot be read may run every version.
        if (
            matrix is None
            or any(
                one.role == "unknown" or (one.range is not None and one.pin is None)
                for one in tests
            )
            or not _is_complete(tree)
        ):
            continue
        run = {
            one.pin.series
            for one in (*tests, *images)
            if one.pin is not None and one.pin.implementation == "cpython"
        }
        if None in run and claimed.minors:
            run.add(max(one.series for one in claimed.minors))  # `3.x` runs the newest
        for one in claimed.minors:
            if one.series not in run:
                yield Finding(
                    one.at,
                    f"the classifier promises Python `{minor_text(one.series)}`, but no test matrix"
                    " runs it",
                    f"Add Python {minor_text(one.series)} to the matrix, or delete the classifier.",
                    commands=(
                        commands.to_drop(one.at, one.series, project)
                        if end_of_life(one.series, tree.today) is not None
                        else commands.to_add(
                            {test.at.path for test in tests if test.role == "set"},
                            one.series,
                            project,
                        )
                    ),
                    related=(Related(matrix.at, "the test matrix is here"),),
                )


def _is_complete(tree: Tree) -> bool:
    """Whether every version that a CI job sets up can be read from the files."""
    from venvlint.facts.ci.pythons import python_setups

    return all(
        setup.versions.complete for job in tree.ci_jobs for setup in python_setups(job)
    ) and all(job.resolve(image).complete for job in tree.ci_jobs for image in job.images)
