"""An environment is made and filled, and the application is started with another Python.

## Why
Whoever says `python` or `gunicorn` gets the first one on `PATH`. The packages lie in the
environment, and unless its `bin` is on `PATH` or named, the image's own Python runs, which has none
of them: `ModuleNotFoundError: No module named 'flask'`, or `gunicorn: not found`. A script that
makes `.venv` and then calls plain `pip install` fills the system's Python instead.

## Bad
    FROM python:3.12-slim
    WORKDIR /app
    RUN python -m venv /venv
    COPY requirements.txt .
    RUN /venv/bin/pip install -r requirements.txt
    COPY . .
    CMD ["python", "app.py"]

## Good
    ENV PATH="/venv/bin:$PATH"
    CMD ["python", "app.py"]

## How to fix
Put the environment's `bin` first on `PATH` with `ENV`, in the very stage that is started: `COPY
--from` takes no variables along. Or name the program with its path, `/venv/bin/python`. With uv,
Poetry and pipenv, start it with `uv run`, `poetry run` or `pipenv run`.

## When to ignore it
When what is started needs nothing of the environment.
"""

from __future__ import annotations

from venvlint.files.paths import name_of
from venvlint.model import Finding, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.rules.usage._unused_environments import Unused
    from venvlint.tree import Tree


@rule("VL419", Severity.ERROR, needs=("is_populated",))
def environment_not_used(tree: Tree) -> Iterator[Finding]:
    if not any(
        sequence.kind in ("script", "make") or sequence.stage is not None
        for sequence in tree.commands.sequences
    ):
        return
    from venvlint.rules.usage._unused_environments import unused

    told = set()
    for one in unused(tree):
        if one.at in told:
            continue
        told.add(one.at)
        program = name_of(one.command.program)
        if one.in_image:
            owner = f"{one.title} environment" if not one.path else f"the environment `{one.path}`"
            message = (
                f"`{one.script}` starts a `{one.inner}` that is not the one of {owner}"
                if one.script
                else f"`{program}` is not the one of {owner}"
            )
            message += ", where the packages were installed"
        else:
            message = f"`{program}` installs beside the environment `{one.path}`, not into it"
        yield Finding(
            one.at,
            message,
            _suggestion(one, program),
            related=(Related(one.made_at, "makes the environment"),),
            severity=None if one.in_image else Severity.WARNING,
        )


def _suggestion(one: Unused, program: str) -> str:
    if not one.path:
        if one.script:  # it is started by its path, which no environment's `PATH` has
            program = " ".join(word.text for word in one.command.words[:2])
        return f"Start it with `{one.by} run {program}`."
    inside = f"{one.path.rstrip('/')}/bin"
    if one.script:
        return f'Put `ENV PATH="{inside}:$PATH"` into the stage that is started.'
    if not one.in_image:
        return f"Call `{inside}/pip`, or activate the environment first with `. {inside}/activate`."
    return (
        f'Put `ENV PATH="{inside}:$PATH"` into the stage that is started, or call'
        f" `{inside}/{program}`."
    )
