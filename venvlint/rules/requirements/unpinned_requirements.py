"""A production requirements file whose lines leave the version open.

## Why
With `flask` alone the next build installs whatever is newest that day: what ran yesterday may fail
tomorrow, though nobody changed a line.
An exact version (`flask==3.0.0`), a lock or a constraints file makes every build install the same.

## Bad
    flask
    requests>=2.31

## Good
    flask==3.0.0
    requests==2.32.3

## How to fix
Pin what is installed and tested (`pip freeze` lists it), or keep the loose list in
`requirements.in` and compile it with
`pip-compile` or `uv pip compile`. With the project's environment on disk `--unsafe-fixes` pins to
what is installed there.

## When to ignore it
When the file only says what a library needs, or when the image is built once and tested before it
is used.
"""

from __future__ import annotations

from venvlint.model import Finding, Fix, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.manifests import Declaration, DependencyList
    from venvlint.model import Edit
    from venvlint.tree import Tree

_SHOWN = 20


@rule("VL202", Severity.INFO, fix="unsafe", needs=("requirements.files",))
def unpinned_requirements(tree: Tree) -> Iterator[Finding]:
    for dependency_list in tree.declarations.lists:
        if dependency_list.kind != "requirements" or dependency_list.path.endswith(".in"):
            continue
        loose = [one for one in tree.declarations.of(dependency_list) if _is_loose(one)]
        if not loose or not tree.declarations.is_production(dependency_list):
            continue
        loose = [one for one in loose if _may_be_installed(tree, one)]
        if loose:
            from venvlint.facts.dependencies.pinning import (
                held_elsewhere,
                is_read_by_a_manifest,
                lock_beside,
            )

            if is_read_by_a_manifest(tree, dependency_list.path):
                continue
            held = held_elsewhere(tree, dependency_list.path)
            loose = [one for one in loose if one.key not in held]
            if loose:
                yield _finding(
                    tree, dependency_list, loose, lock_beside(tree, dependency_list.path)
                )


def _may_be_installed(tree: Tree, declaration: Declaration) -> bool:
    """Whether its marker can hold under a Python that the project runs on."""
    if not declaration.marker:
        return True
    from venvlint.facts.pythons.releases import supported_minors
    from venvlint.readers import markers
    from venvlint.readers.python_versions import minor_text

    minors = [minor_text(minor) for minor in supported_minors(tree, declaration.path)]
    try:
        return markers.satisfiable(declaration.marker, minors)
    except markers.Invalid:
        return True


def _is_loose(declaration: Declaration) -> bool:
    line = declaration.line
    return (
        line is not None
        and line.kind == "requirement"
        and not line.url
        and not line.pin
        and not line.hashes
    )


def _finding(
    tree: Tree, dependency_list: DependencyList, loose: list[Declaration], lock: str
) -> Finding:
    install = tree.declarations.role(dependency_list).install
    written = list(dict.fromkeys([one.name for one in loose]))
    shown = [f"`{name}`" for name in written[:3]]
    last = f"{len(written) - 3} more" if len(written) > 3 else shown.pop() if len(shown) > 1 else ""
    names = ", ".join(shown) + (f" and {last}" if last else "")
    edits = _pins(tree, loose)
    line, them = ("it", "it") if len(loose) == 1 else ("each line", "them")
    return Finding(
        loose[0].at,
        f"{names} {'is' if len(written) == 1 else 'are'} not pinned to an exact version"
        + (f", and {install.where.noun} installs this file" if install is not None else ""),
        f"Pin {line} to the version that you tested (`pip freeze` lists {them}), or compile a lock"
        " from this file.",
        fix=(
            Fix("pin to what the project's environment holds", tuple(edits), safe=False)
            if edits
            else None
        ),
        related=tuple(
            Related(
                one.at,
                f"`{one.name}` may be any version{' in this range' if one.specifier else ''}",
            )
            for one in loose[1:_SHOWN]
        ),
        severity=Severity.WARNING if install is not None and not lock else None,
    )


def _pins(tree: Tree, loose: list[Declaration]) -> list[Edit]:
    from venvlint.facts.dependencies.project_environment import environment_for

    environment = environment_for(tree, loose[0].path) if tree.disk_environments else None
    if environment is None:
        return []
    installed = {
        distribution.key: distribution.version for distribution in environment.distributions
    }
    edits = []
    for one in loose:
        line, version = one.line, installed.get(one.key)
        if line is None or not version:
            continue
        from venvlint.readers.versions import conflict

        if line.specifier and conflict(line.specifier, f"=={version}"):
            continue
        span = line.spans.get("specifier")
        end = (
            max(line.spans[part][1] for part in ("name", "extras") if part in line.spans)
            if "name" in line.spans
            else -1
        )
        if span:
            edits.append(line.document.replace(*span, f"=={version}"))
        elif end >= 0:
            edits.append(line.document.replace(end, end, f"=={version}"))
    return edits
