"""A container image whose Python the project itself does not allow.

## Why
`requires-python` says which Pythons the project supports. An image with another one cannot install
the project: the build stops with
"ERROR: Package 'demo' requires a different Python: 3.8.20 not in '>=3.9'", or, where the code is
only copied, it fails as late as in
production. Judged are the images of Dockerfiles (the last stage, and stages that an environment or
packages are copied from), of
compose files, of `devcontainer.json`, of Kubernetes and of CI jobs; `venvlint --explain formats`
lists the files. An image of Ubuntu, Debian or another distribution has the Python of its release,
where the package manager brings it and the project is installed with it.
Where uv alone installs the project, it downloads a Python that fits: the build goes on, and the
image has two, of which its name says the wrong one.

## Bad
    # pyproject.toml
    requires-python = ">=3.11"

    # Dockerfile
    FROM python:3.9-slim

## Good
    # pyproject.toml
    requires-python = ">=3.11"

    # Dockerfile
    FROM python:3.12-slim

## How to fix
Take an image of a Python that the range allows. If the project does run on the image's Python,
widen the range instead.

## When to ignore it
When the image runs something else than the project whose manifest stands beside it.
"""

from __future__ import annotations

import re

from venvlint.model import Finding, Fix, Severity, rule
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.pythons.image_pythons import ImagePython
    from venvlint.readers.python_versions import PythonSet
    from venvlint.tree import Tree

# Tags that every series of the image has: with a Debian release of their own (`3.8-slim-buster`)
# the new one may not exist.
_LASTING = lazy(r"(?:\d[\d.]*)(?:-slim|-alpine)?")


@rule("VL302", Severity.ERROR, fix="unsafe", needs=("image_pythons", "dockerfiles"))
def container_python_mismatch(tree: Tree) -> Iterator[Finding]:
    if not tree.python_references:
        return
    from venvlint.facts.pythons.references import excluding
    from venvlint.facts.pythons.wording import nearest_allowed, reference_place, says

    statements = tree.image_pythons
    if tree.dockerfiles and tree.commands.package_managers:
        from venvlint.rules.python_version._system_pythons import system_pythons

        statements += tuple(system_pythons(tree))
    for statement in statements:
        reference = excluding(tree, statement)
        if reference is None or reference.versions is None:
            continue
        better = nearest_allowed(statement, reference.versions, tree.today) or _patch(
            statement, reference.versions
        )
        subject = f" in {statement.subject}" if statement.subject else ""
        version = statement.image.version or f"{_series(statement)}, its distribution's"
        passed_over = statement.where == "dockerfile" and _is_passed_over(tree, statement.at.path)
        yield Finding(
            statement.at,
            f"the image `{statement.image.text}`{subject} has Python {version}, but"
            f" {says(reference)} excludes it"
            + (", so uv downloads another one there" if passed_over else ""),
            f"Use an image of a Python that the project allows{better}, or widen `{reference.key}`"
            " if this one is supported.",
            fix=_fix(tree, statement, better),
            related=(reference_place(reference),),
        )


def _is_passed_over(tree: Tree, path: str) -> bool:
    """Whether uv passes over what the images of a Dockerfile have, and no stage gets an environment
    without the Python that uv brings.
    """
    from venvlint.rules.python_version._passed_over import is_passed_over

    return is_passed_over(tree.installs.of_image(path)) and not any(
        copy.recipe.path == path for copy in tree.environment_copies
    )


def _patch(statement: ImagePython, allowed: PythonSet) -> str:
    """The newest patch of the image's own series that is allowed, where the range goes by
    patches.
    """
    from venvlint.readers.python_versions import NEWEST, WIDTH, minor_text

    series = statement.pin.series if statement.pin is not None else None
    if series is None or not statement.image.has_newest_patch or statement.where == "ci":
        return ""
    own = statement.versions & allowed if statement.versions is not None else None
    patch = own.real[-1][1] - 1 if own else 0
    if not 0 < patch % WIDTH <= NEWEST.get(series, WIDTH - 2):
        return ""  # `<=3.12` is a slip, and no pin of 3.12.0
    return f", such as `{minor_text(series)}.{patch % WIDTH}`"


def _series(statement: ImagePython) -> str:
    from venvlint.readers.python_versions import minor_text

    series = statement.pin.series if statement.pin is not None else None
    return minor_text(series) if series is not None else statement.text


def _fix(tree: Tree, statement: ImagePython, better: str) -> Fix | None:
    """The nearest allowed series in the place of the stated one, where such an image surely
    exists.
    """
    image = statement.image
    document = tree.document(statement.at.path)
    match = re.search(r"`([\d.]+)`", better)
    if statement.where == "ci" and statement.by_argument:
        return None  # a member of a matrix: beside the allowed ones it is to go, not to change
    if (
        document is None
        or match is None
        or image.digest
        or not re.fullmatch(r"\d+\.\d+(?:\.\d+)?", statement.text)
    ):
        return None
    if not _LASTING.fullmatch(image.tag) or image.implementation != "cpython":
        return None
    start, end = document.span(statement.at)
    if document.text[start:end] != statement.text:
        return None
    return Fix(
        f"use the image of Python {match[1]}", (document.replace(start, end, match[1]),), safe=False
    )
