"""Git would add a virtual environment, because no ignore file covers it.

## Why
The next `git add .` takes the whole environment in: thousands of files that work on one machine
only. This is how nearly every
committed environment came about. venvlint asks Git itself, so nested ignore files,
`.git/info/exclude`, your global excludes
and the ignore file that uv, virtualenv and Python 3.13 put into an environment all count.

Where an environment is on disk and nothing covers it, this is an error. Where none is on disk, a
Python project should cover at least
one of the usual names, `.venv` or `venv`; that is only an info where the project's own tool (uv,
Poetry, PDM, Pipenv, tox) makes
environments that ignore themselves.

## Bad
    $ cat .gitignore
    ./.venv
    venv/ # my environment

Neither line can ever match: a pattern does not begin with `./`, and a comment needs a line of its
own.

## Good
    $ cat .gitignore
    .venv/
    venv/

## How to fix
Append the lines above to `.gitignore`; `venvlint --fix` does. A file that PowerShell's `>` wrote in
UTF-16 has to be saved as UTF-8 first:
Git cannot read it.

## When to ignore it
When everybody keeps environments outside the repository. When they have another name here, say so:
`environment-names = ["myenv"]`.
"""

from __future__ import annotations

from venvlint.files.paths import folder_of, name_of, path_in
from venvlint.model import Finding, Fix, Location, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from venvlint.facts.tracking.disk_environments import DiskEnvironment
    from venvlint.rules.tracking._ignore_gaps import Gap
    from venvlint.tree import Tree

_SUGGESTION = "Add {} to {}, so that nobody commits an environment by accident."


@rule("VL102", Severity.ERROR, fix="safe", anywhere=True)
def venv_not_ignored(tree: Tree) -> Iterator[Finding]:
    """Report environments on disk that Git would add; where there are none, a project that covers
    no usual name.
    """
    if not tree.files.has_git:
        return
    said: set[str] = set()
    on_disk = tree.disk_environments if tree.survey.candidates else ()
    tree.ignores.ask([probe for environment in on_disk for probe in environment.probes])
    for environment in on_disk:
        finding = _on_disk(tree, environment)
        if finding and finding.at.path not in said:
            said.add(finding.at.path)
            yield finding
    linked = [link for link in tree.survey.links if _is_environment_elsewhere(tree, link)]
    for link in linked:
        if not tree.ignores.is_ignored(link):
            yield _link(tree, link)
    if not on_disk and not linked:
        from venvlint.rules.tracking._ignore_gaps import gaps

        for gap in gaps(tree):
            yield _absent(tree, gap)


def _on_disk(tree: Tree, environment: DiskEnvironment) -> Finding | None:
    rules = {probe: tree.ignores.rule(probe) for probe in environment.probes}
    open_probes = [probe for probe, found in rules.items() if found is None or not found.ignores]
    path = _shown(environment)
    if not open_probes:
        personal = [found for found in rules.values() if found is not None and found.is_personal]
        if not personal:
            return None
        return Finding(
            Location(path),
            f"only your own excludes (`{personal[0].pattern}` in `{_short(personal[0].source)}`)"
            f" keep Git from adding `{path}`",
            _SUGGESTION.format("the environment's name", "`.gitignore` too"),
            **_both(tree, _fix(tree, environment, path)),
            severity=Severity.INFO,
            key="personal",
        )
    message = f"Git would add the environment `{path}`: nothing ignores it"
    if len(open_probes) < len(rules):
        message = (
            f"Git would add a part of the environment `{path}` (`{open_probes[0]}`): only the rest"
            " of it is ignored"
        )
    if path == ".":
        message = "the project's own folder is a virtual environment, and Git would add it"
    fix = _fix(tree, environment, path)
    return Finding(
        Location(path),
        message,
        (
            _SUGGESTION.format("its name", f"`{fix.edits[0].at.path}`")
            if fix
            else "Save `.gitignore` as UTF-8 and add the environment's name to it."
        ),
        **_both(tree, fix),
        related=_dead(tree, environment.root),
        key="on disk",
    )


def _shown(environment: DiskEnvironment) -> str:
    """The directory to speak of: the whole `.tox` for one of its environments."""
    folders = environment.root.split("/")
    for index, folder in enumerate(folders[:-1]):
        if folder in (".tox", ".nox"):
            return "/".join(folders[: index + 1])
    return environment.path


def _short(source: str) -> str:
    return source[source.index(".git/") :] if "/.git/" in source else source


def _fix(tree: Tree, environment: DiskEnvironment, path: str) -> Fix | None:
    from venvlint.facts.tracking.ignore_lines import addition, pattern_for

    if path != ".":
        return _added(tree, path, folder=True)
    names = environment.names
    lines = [
        pattern_for(name)
        for name in names.folders
        if name in ("bin", "lib", "include", "Scripts", "Lib", "Include")
    ]
    lines += [f"/{name}" for name in ("lib64", "pyvenv.cfg") if name in names]
    return addition(tree, lines)


def _added(tree: Tree, path: str, *, folder: bool) -> Fix | None:
    """The line for one path, in the nearest ignore file above it, else in a new one at the root."""
    from venvlint.facts.tracking.ignore_lines import addition, pattern_for

    directory = folder_of(path)
    while directory and tree.document(f"{directory}/.gitignore") is None:
        directory = folder_of(directory)
    file = path_in(directory, ".gitignore")
    inner = path[len(directory) + 1 :] if directory else path
    return addition(tree, [pattern_for(inner, folder=folder)], file)


def _both(tree: Tree, fix: Fix | None) -> dict[str, Any]:
    """The fix, and the command that does the same."""
    from venvlint.facts.tracking.ignore_lines import typed

    commands = tuple(
        command
        for edit in (fix.edits if fix is not None else ())
        for command in typed(tree, _lines(edit.text), edit.at.path)
    )
    return {"fix": fix, "commands": commands}


def _lines(text: str) -> list[str]:
    """The patterns of an edit; the line ends are the file's, which nobody can type."""
    return [line for end in text.split("\n") if (line := end.removesuffix("\r"))]


def _dead(tree: Tree, root: str) -> tuple[Related, ...]:
    from venvlint.facts.tracking.ignore_lines import dead_lines

    found = []
    directory = root
    while directory:
        directory = folder_of(directory)
        file = path_in(directory, ".gitignore")
        found += [
            Related(
                line.at,
                f"`{line.text}` does not cover it: {line.reason}" if line.text else line.reason,
            )
            for line in dead_lines(tree, [name_of(root)], file)
        ]
    return tuple(found)


def _is_environment_elsewhere(tree: Tree, link: str) -> bool:
    """Whether a link leads to an environment; only whether two files exist is looked at."""
    real = tree.files.real_path(link)
    return (
        real is not None
        and bool(tree.files.is_on_machine(f"{real}/pyvenv.cfg"))
        and not tree.files.is_tracked([link])
    )


def _link(tree: Tree, link: str) -> Finding:
    fix = _added(tree, link, folder=False)
    return Finding(
        Location(link),
        f"Git would add `{link}`, a link to an environment: a pattern that ends with `/` matches"
        " folders only",
        _SUGGESTION.format(
            f"`{name_of(link)}` without a slash at the end",
            f"`{fix.edits[0].at.path}`" if fix else "`.gitignore`",
        ),
        **_both(tree, fix),
        key="link",
    )


def _absent(tree: Tree, gap: Gap) -> Finding:
    from venvlint.facts.tracking.ignore_lines import addition, dead_lines, pattern_for
    from venvlint.rules.tracking._ignore_gaps import in_folders

    dead = dead_lines(tree, gap.names, gap.file)
    message = f"no ignore file covers {' or '.join(f'`{name}`' for name in gap.names)}"
    if gap.places != ("",):
        message += f" {in_folders(gap.places)}: the pattern for the root is anchored there"
    message += gap.reason
    if dead:
        message += (
            f"; {dead[0].reason}"
            if not dead[0].text
            else f"; `{dead[0].text}` does not: {dead[0].reason}"
        )
    # A source folder of that name is no environment.
    paths = {name: [path_in(place, name) for place in gap.places] for name in gap.names}
    on_disk = {
        name: [
            path
            for path in each
            if not tree.files.root or name in tree.files.names(folder_of(path))
        ]
        for name, each in paths.items()
    }
    tracked = tree.files.is_tracked([path for each in on_disk.values() for path in each])
    lines = [
        pattern_for(name, everywhere=True) for name in gap.names if tracked.isdisjoint(paths[name])
    ]
    return Finding(
        Location(gap.file),
        message,
        _SUGGESTION.format(
            " and ".join(f"`{line}`" for line in lines) or "your environment's name",
            f"`{gap.file}`",
        ),
        **_both(tree, addition(tree, lines, gap.file)),
        related=tuple(Related(line.at, line.reason) for line in dead),
        severity=gap.severity,
        key="absent",
    )
