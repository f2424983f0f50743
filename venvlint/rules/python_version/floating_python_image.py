"""An image that is another Python next year.

## Why
`python:3`, `python:slim` and `python` without a tag mean "the newest Python". The day a new one is
released, the same Dockerfile builds
another image: wheels are missing for it ("error: command 'gcc' failed: No such file or directory"),
modules that it dropped are gone
("ModuleNotFoundError: No module named 'distutils'"), and nothing in the repository has changed.

## Bad
    FROM python:slim

## Good
    FROM python:3.13-slim

## How to fix
Name the minor version that the project is tested with. Patch releases still arrive by themselves.

## When to ignore it
When the image is meant to try the newest Python. Tags that come from a build argument and digests
are not reported.
"""

from __future__ import annotations

import re

from venvlint.model import Finding, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.images import Image
    from venvlint.tree import Tree


@rule("VL313", Severity.WARNING, needs=("image_pythons",))
def floating_python_image(tree: Tree) -> Iterator[Finding]:
    for statement in tree.image_pythons:
        image = statement.image
        if (
            statement.where != "dockerfile"
            or not statement.final
            or not image.floating
            or statement.by_argument
        ):
            continue
        if ".devcontainer" in statement.at.path:
            continue  # the templates of development containers float on purpose
        yield Finding(
            statement.at,
            f"`{image.text}` names no minor version of Python, and it is no longer built: it stays"
            " at an old one"
            if image.is_retired
            else f"`{image.text}` is whatever Python is newest on the day of the build",
            f"Name the minor version that the project is tested with, such as `{_example(image)}`.",
        )


def _example(image: Image) -> str:
    """The same image with a minor: what is built on Alpine stays there. A release of a system for
    which no more images are made is named no longer.
    """
    if not image.text.endswith(image.tag):
        return "python:3.13-slim"
    name = image.text.removesuffix(image.tag).rstrip(":")
    variant = re.sub(r"^(?:latest|3)(?:-|$)", "", image.tag)
    if image.is_retired:
        kept = (part for part in ("slim", "alpine") if part in variant)
        variant = next(kept, "")
    minor = "3.11" if image.implementation == "pypy" else "3.13"
    return f"{name}:{minor}-{variant}" if variant else f"{name}:{minor}"
