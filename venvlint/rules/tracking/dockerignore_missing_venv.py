"""A Dockerfile copies the project, and no `.dockerignore` keeps environments out.

## Why
`COPY . .` sends everything below the build context to Docker, a `.venv` too: the build gets slow,
the image gets big, and your
environment overwrites what the image has installed, with links to a Python that is not there
(`exec /app/.venv/bin/python: no such file or directory`). Docker reads neither `.gitignore` nor the
ignore file inside an environment.

## Bad
    COPY . .

without a `.dockerignore`, or with one that says `venv` where the environment lies in
`backend/venv`: Docker's patterns
begin at the context's root.

## Good
    $ cat .dockerignore
    .git
    **/.venv
    **/venv

## How to fix
Append `**/.venv` to `.dockerignore`; `venvlint --fix` does. With nothing on disk this is only an
info.

## When to ignore it
When images are only ever built from a fresh clone, in CI.
"""

from __future__ import annotations

from venvlint.files.paths import name_of, prefix_of
from venvlint.model import Finding, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.facts.stages.contexts import ContextCopy
    from venvlint.tree import Tree

_USUAL = (".venv", "venv")


@rule("VL104", Severity.WARNING, fix="safe", needs=("dockerfiles",), anywhere=True)
def dockerignore_missing_venv(tree: Tree) -> Iterator[Finding]:
    """Report the first instruction of each Dockerfile that sends an environment, or would send one
    of a usual name.
    """
    for recipe in tree.dockerfiles:
        if not recipe.is_template:
            finding = _judge(tree, recipe)
            if finding:
                yield finding


def _judge(tree: Tree, recipe: Recipe) -> Finding | None:
    from venvlint.facts.stages.contexts import copies, ignore_file, is_python, sends
    from venvlint.readers import dockerignore

    environments = [
        environment.root
        for environment in tree.tracked_environments
        if environment.root and not environment.lone
    ]
    environments += [environment.root for environment in tree.disk_environments if environment.root]
    hint: Finding | None = None
    for copy in copies(tree, recipe):
        file = ignore_file(tree, recipe, copy.context)
        ignore = tree.read(file, dockerignore.parse) or dockerignore.Dockerignore(None)
        source = prefix_of(copy.source)
        for environment in environments:
            if environment.startswith(source) and sends(
                ignore, copy.context, environment, copy.excluded
            ):
                return _sent(tree, copy, file, environment)
        prefix = prefix_of(copy.context)
        here = any(environment.startswith(prefix) for environment in environments)
        if (
            hint is not None
            or here
            or copy.source != copy.context
            or not is_python(tree, copy.context)
        ):
            continue
        if all(sends(ignore, copy.context, prefix + name, copy.excluded) for name in _USUAL):
            hint = _would_send(tree, copy, file)
    return hint


def _sent(tree: Tree, copy: ContextCopy, file: str, environment: str) -> Finding:
    from venvlint.facts.tracking.ignore_lines import addition

    inner = environment[len(copy.context) :].lstrip("/")
    line = "**/.venv" if name_of(inner) == ".venv" else inner
    absent = tree.document(file) is None
    return Finding(
        copy.at,
        f"this sends the environment `{environment}` to the image: "
        + ("there is no `.dockerignore`" if absent else f"nothing in `{file}` covers it"),
        f"Add `{line}` to `{file}`, so that the image keeps its own packages.",
        fix=addition(tree, [line], file),
    )


def _would_send(tree: Tree, copy: ContextCopy, file: str) -> Finding:
    from venvlint.facts.tracking.ignore_lines import addition

    lines = ["**/.venv"]
    is_taken: bool = tree.once(
        "whether a folder is called venv",
        lambda: (
            any("venv" in path.split("/")[:-1] for path in tree.paths)
            or bool(tree.files.is_tracked(["venv"]))
        ),
    )
    if not is_taken:
        lines.append("**/venv")
    absent = tree.document(file) is None
    return Finding(
        copy.at,
        "this would send a `.venv` or `venv` to the image: "
        + ("there is no `.dockerignore`" if absent else f"nothing in `{file}` covers them"),
        f"Add {' and '.join(f'`{line}`' for line in lines)} to `{file}` before somebody makes an"
        " environment here.",
        fix=addition(tree, lines, file),
        severity=Severity.INFO,
    )
