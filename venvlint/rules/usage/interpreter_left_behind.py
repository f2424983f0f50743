"""An environment is copied into an image, and the Python that it links to stays in the builder.

## Why
`bin/python` of a virtual environment is only a link to the Python that made it. In a build of
several stages, uv often downloads that Python into the builder, to `/root/.local/share/uv/python`,
because the image has none or another version than the project asks for. `COPY --from=builder
/app/.venv` takes the link along, not the Python: the container ends with
`exec /app/.venv/bin/python: no such file or directory`.

## Bad
    FROM ghcr.io/astral-sh/uv:bookworm-slim AS builder
    WORKDIR /app
    COPY pyproject.toml uv.lock ./
    RUN uv sync --locked --no-dev

    FROM debian:bookworm-slim
    COPY --from=builder /app/.venv /app/.venv

## Good
    FROM ghcr.io/astral-sh/uv:bookworm-slim AS builder
    ENV UV_PYTHON_INSTALL_DIR=/python
    WORKDIR /app
    COPY pyproject.toml uv.lock ./
    RUN uv sync --locked --no-dev

    FROM debian:bookworm-slim
    COPY --from=builder /python /python
    COPY --from=builder /app/.venv /app/.venv

## How to fix
Copy the Python to the very same path, or build and run on the same `python:` image and tell uv to
use its Python (`ENV UV_PYTHON_DOWNLOADS=never`).

## When to ignore it
When something outside of this Dockerfile puts the Python there.
"""

from __future__ import annotations

from venvlint.model import Finding, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.model import Location
    from venvlint.tree import Tree


@rule("VL420", Severity.ERROR, needs=("environment_copies",))
def interpreter_left_behind(tree: Tree) -> Iterator[Finding]:
    from venvlint.rules.usage._left_interpreters import left_behind

    commands = tree.commands.by_stage
    told: set[Location] = set()
    for copy in tree.environment_copies:
        if copy.instruction.at in told:
            continue
        left = left_behind(tree, copy, commands)
        if left is None:
            continue
        told.add(copy.instruction.at)
        wanted = f", one of Python {left.wanted}," if left.wanted else ""
        suggestion = (
            f"Copy `{left.folder}` to the same path too, or give both stages the same `python:`"
            f" image{wanted} and set `ENV UV_PYTHON_DOWNLOADS=never` in the first one."
            if left.downloaded
            else "Start both stages from the same image, so that the Python is at the same path."
        )
        related = (Related(left.by, left.why),) if left.by is not None else ()
        yield Finding(
            copy.instruction.at,
            f"the environment `{copy.path}` links to a Python in `{left.folder}`, which this stage"
            f" does not have: {left.why}",
            suggestion,
            related=related,
        )
