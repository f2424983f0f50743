"""The application is started by a program that nothing installs.

## Why
`gunicorn shop:app` in a `Procfile` or as the `CMD` of an image needs the distribution `gunicorn`
where it runs. On the machine of whoever wrote it, it was installed by hand; on the server the
process ends with `bash: gunicorn: command not found`.

## Bad
    # Procfile
    web: gunicorn shop:app

    # requirements.txt
    flask==3.0.3

## Good
    # requirements.txt
    flask==3.0.3
    gunicorn==22.0.0

## How to fix
Add the distribution to the list that is installed there.

## When to ignore it
When the platform itself brings the program.
"""

from __future__ import annotations

from venvlint.model import Finding, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.tree import Tree


@rule("VL421", Severity.ERROR, needs=("is_populated",))
def program_not_required(tree: Tree) -> Iterator[Finding]:
    if not any(
        sequence.kind in ("procfile", "image", "service", "container", "host")
        for sequence in tree.commands.sequences
    ):
        return
    from venvlint.rules.usage._missing_programs import missing_programs

    told = set()
    for one in missing_programs(tree):
        if (one.at.path, one.program.name) in told:
            continue
        told.add((one.at.path, one.program.name))
        path, _ = one.lists[0]
        name = one.program.distributions[0]
        yield Finding(
            one.at,
            f"`{one.program.name}` starts the application, and nothing that is installed here"
            " brings it",
            f"Add `{name}` to `{path}`.",
            related=tuple(Related(at, f"does not have `{name}`") for _, at in one.lists[:5]),
            severity=None if one.is_certain else Severity.WARNING,
        )
