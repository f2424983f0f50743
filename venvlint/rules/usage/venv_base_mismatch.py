"""A virtual environment is copied into an image with another Python.

## Why
An environment holds no Python of its own, only a link to the one that made it, and packages for
exactly that minor version in
`lib/python3.13/site-packages`. Under Python 3.12 nothing in there is found (`ModuleNotFoundError:
No module named 'flask'`), or the
link leads nowhere. Between images with glibc (Debian, Ubuntu) and musl (Alpine) whatever was
compiled fails:
`ImportError: Error loading shared library ld-linux-x86-64.so.2`.

## Bad
    FROM python:3.13 AS builder
    RUN python -m venv /opt/venv && /opt/venv/bin/pip install flask

    FROM python:3.12-slim
    COPY --from=builder /opt/venv /opt/venv

## Good
    FROM python:3.12 AS builder
    RUN python -m venv /opt/venv && /opt/venv/bin/pip install flask

    FROM python:3.12-slim
    COPY --from=builder /opt/venv /opt/venv

## How to fix
Use the same Python and the same kind of base image for both stages; one `ARG` before the first
`FROM` keeps them together.

## When to ignore it
Never for another minor. For another C library, when every package is pure Python.
"""

from __future__ import annotations

from venvlint.files.paths import path_in
from venvlint.model import Finding, Related, Severity, rule
from venvlint.readers.python_versions import minor_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.images import Image
    from venvlint.facts.stages.environments import EnvironmentCopy
    from venvlint.model import Location
    from venvlint.readers.dockerfile import Stage
    from venvlint.tree import Tree


@rule("VL406", Severity.ERROR, needs=("environment_copies",))
def venv_base_mismatch(tree: Tree) -> Iterator[Finding]:
    copies = tree.environment_copies
    from venvlint.facts.images.systems import (
        base_image,
        installs_python,
        own_python,
        takes_interpreter,
    )

    commands = tree.commands.by_stage
    told: set[Location] = set()
    for copy in copies:
        origin, target = copy.environment.origin, copy.target
        source_image, target_image = base_image(origin), base_image(target)
        if (
            copy.instruction.at in told
            or source_image is None
            or target_image is None
            or takes_interpreter(target)
        ):
            continue
        if any(
            installs_python(commands.get((copy.recipe.path, stage.index), ()))
            for stage in (*origin.chain, *target.chain)
        ):
            pythons = [
                own_python(stage, tree.commands.of_chain(copy.recipe, stage), tree.today)
                for stage in (origin, target)
            ]
            if all(pythons) and pythons[0] != pythons[1] and _takes_what_is_there(copy):
                told.add(copy.instruction.at)
                related = _related(copy, source_image, target_image)
                yield _of_another_python(copy, pythons[0], pythons[1], "system", related)
            continue
        made = copy.environment.made.minor or source_image.minor
        there = target_image.minor or _of_distroless(target_image, tree)
        if (
            made is None
            or there is None
            or source_image.implementation != target_image.implementation
        ):
            continue
        if copy.environment.made.minor not in (None, source_image.minor) or _may_download(
            tree, copy, made
        ):
            # another Python than the image's: wherever it comes from, the image's name does not
            # tell
            continue
        if made != there:
            told.add(copy.instruction.at)
            related = _related(copy, source_image, target_image)
            yield _of_another_python(copy, minor_text(made), minor_text(there), "Python", related)
        elif source_image.libc and target_image.libc and source_image.libc != target_image.libc:
            told.add(copy.instruction.at)
            yield Finding(
                copy.instruction.at,
                f"the environment `{copy.path}` was made on {source_image.libc}, and this stage has"
                f" {target_image.libc}: compiled packages fail",
                f"Make both stages start from the same kind of image, such as `{_from(target)}`.",
                related=_related(copy, source_image, target_image),
                severity=Severity.WARNING,
            )


def _of_another_python(
    copy: EnvironmentCopy, made: str, there: str, same: str, related: tuple[Related, ...]
) -> Finding:
    return Finding(
        copy.instruction.at,
        f"the environment `{copy.path}` was made with Python {made}, and this stage has Python"
        f" {there}",
        f"Make both stages start from the same {same}, such as `{_from(copy.target)}`.",
        related=related,
    )


def _of_distroless(image: Image, tree: Tree) -> tuple[int, int] | None:
    """The Python of `gcr.io/distroless/python3-debian12`: that of the Debian it is made of."""
    from venvlint.facts.images.systems import of_image

    system = of_image(image, tree.today) if image.family == "distroless/python3" else None
    if system is None or not system.python:
        return None
    major, _, minor = system.python.partition(".")
    return int(major), int(minor)


def _takes_what_is_there(copy: EnvironmentCopy) -> bool:
    """Whether an environment is made with the Python that the system calls its own."""
    made = copy.environment.made
    return made.minor is None and made.by in ("venv", "virtualenv")


def _may_download(tree: Tree, copy: EnvironmentCopy, minor: tuple[int, int]) -> bool:
    """Whether uv may take another Python than the image's, because the project pins one."""
    origin = copy.environment.made
    if origin.by != "uv" or origin.command.variables.get("UV_PYTHON_DOWNLOADS", "").lower() in (
        "0",
        "never",
        "false",
    ):
        return False
    for context in tree.builds[copy.recipe.path].contexts:
        document = tree.document(path_in(context, ".python-version"))
        if document is not None and not document.text.strip().startswith(minor_text(minor)):
            return True
    return False


def _from(stage: Stage) -> str:
    image = stage.root.image
    return image.text.text if image is not None else ""


def _related(copy: EnvironmentCopy, source: Image, target: Image) -> tuple[Related, ...]:
    first, last = copy.environment.origin.root.first, copy.target.root.first
    return Related(first.at, f"made on `{source.text}`"), Related(
        last.at, f"used on `{target.text}`"
    )
