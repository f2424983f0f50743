"""A virtual environment is copied or moved to another path than it was made at.

## Why
An environment has its own path written into its scripts. The first line of `bin/gunicorn` is
`#!/build/.venv/bin/python`, and
`bin/activate` puts `/build/.venv/bin` on `PATH`. At another path the scripts stop with
`exec /app/.venv/bin/gunicorn: no such file or directory`, and activating has no effect or, worse,
leads back to the old environment.

## Bad
    FROM python:3.12-slim AS builder
    WORKDIR /build
    RUN python -m venv .venv && .venv/bin/pip install gunicorn

    FROM python:3.12-slim
    COPY --from=builder /build/.venv /app/.venv
    CMD ["/app/.venv/bin/gunicorn", "app:app"]

## Good
    FROM python:3.12-slim AS builder
    WORKDIR /app
    RUN python -m venv .venv && .venv/bin/pip install gunicorn

    FROM python:3.12-slim
    COPY --from=builder /app/.venv /app/.venv
    CMD ["/app/.venv/bin/gunicorn", "app:app"]

## How to fix
Make the environment at the path where it will be used, or make it again there. `uv venv
--relocatable` makes one that may be moved.

## When to ignore it
When only `bin/python` of the copy is ever started: the interpreter finds its packages at any path.
(Then this is a warning.)
"""

from __future__ import annotations

from venvlint.model import Finding, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.tree import Tree


@rule("VL405", Severity.ERROR, needs=("is_populated",))
def venv_relocated(tree: Tree) -> Iterator[Finding]:
    from venvlint.rules.usage._moved_environments import build

    for moved in build(tree):
        what = (
            "scripts still look for"
            if not moved.only_python
            else "scripts, which nothing here starts, look for"
        )
        yield Finding(
            moved.at,
            f"the environment made at `{moved.made_at}` ends up at `{moved.path}`: its {what} the"
            " old path",
            f"Make the environment at `{moved.path}` in the first place, or keep `{moved.made_at}`"
            " as its path.",
            related=(Related(moved.origin, "made here"),) if moved.origin is not None else (),
            severity=Severity.WARNING if moved.only_python else None,
        )
