"""A module of the standard library that is listed as if it were a distribution.

## Why
`json`, `os` or `sqlite3` come with Python: there is nothing to install. Where the index has no such
project the installation stops with
"ERROR: Could not find a version that satisfies the requirement json". Where it has one it is
something else: an old copy for Python 2, or
somebody else's program. A few of them (`enum34`, `pathlib`, `typing`, `asyncio`, `dataclasses`)
break Python itself wherever they are found before the real module: in AWS Lambda, in what
PyInstaller packs, in a folder of `pip install --target`, in builds of other packages.

It is looked for in dependency lists, and in the commands of images, CI, scripts and pages that name
what they install.

## Bad
    requests==2.32.3
    json
    pathlib==1.0.1

## Good
    requests==2.32.3

## How to fix
Delete the line, or take the name out of the command. If the project still runs on a Python that
lacks the module, say so with a marker: `dataclasses==0.8 ; python_version < "3.7"`.

## When to ignore it
When a private index of yours serves a distribution of that name on purpose.
"""

from __future__ import annotations

from venvlint.model import Finding, Fix, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.installs.model import GivenName, Install
    from venvlint.facts.manifests import Declaration
    from venvlint.tree import Tree

    Minor = tuple[int, int]

# Backports under another name than the module's: the module that they stand in for, and the first
# Python that has it.
_BACKPORTS = {
    "enum34": ("enum", (3, 4)),
    "futures": ("concurrent.futures", (3, 2)),
    "functools32": ("functools", (3, 2)),
    "ordereddict": ("collections", (2, 7)),
    # Distributions of these names are for the Python 2 before.
    "argparse": ("argparse", (2, 7)),
    "importlib": ("importlib", (2, 7)),
    "multiprocessing": ("multiprocessing", (2, 6)),
    "ssl": ("ssl", (2, 6)),
}
# What pip freezes under Python 2 alone, and what others bring along there.
_OF_PYTHON_2 = frozenset("futures functools32 subprocess32".split())
_SINCE_THEN = frozenset(
    "backports-functools-lru-cache backports-ssl-match-hostname configparser contextlib2 enum34"
    " funcsigs ipaddress ordereddict pathlib2 scandir singledispatch unittest2".split()
)
# What installs one with itself under every Python: the distribution and its versions.
_BROUGHT = {
    "configparser": {"apache-airflow": "<2", "wandb": "<0.13", "webdriver-manager": "<3.5.4"},
    "dataclasses": {"torch": "==1.7.0"},
}
_BREAKS = frozenset(("asyncio", "dataclasses", "enum34", "pathlib", "typing"))
# The index has no project of a standard module's name, and takes no new one, but for these old
# ones. All others there fail to build under Python 3.
_INSTALLABLE = frozenset(
    "antigravity argparse asyncio configparser contextvars dataclasses datetime dis enum34 futures"
    " graphlib hmac importlib ipaddress mailbox modulefinder ordereddict pathlib readline resource"
    " selectors statistics token typing uuid wave".split()
)


@rule(
    "VL214",
    Severity.WARNING,
    fix="unsafe",
    needs=("declarations.lists", "installs.asked_of_the_index"),
)
def stdlib_requirement(tree: Tree) -> Iterator[Finding]:
    yield from _in_lists(tree)
    yield from _in_commands(tree)


def _in_lists(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.dependencies.compiled_lines import is_written_here

    for declaration in tree.declarations:
        if not declaration.key or declaration.url or declaration.list.kind in ("conda", "pixi"):
            continue
        if declaration.conditional:
            continue  # `if sys.version_info < (3, 4):` is the old spelling of a marker
        module, since, until = _module(declaration)
        if (
            module
            and _is_standard_everywhere(tree, declaration, since, until)
            and not _was_frozen_by_python_2(tree, declaration)
            and not _is_brought(tree, declaration)
            and is_written_here(tree, declaration)
        ):
            yield _finding(tree, declaration, module)


def _in_commands(tree: Tree) -> Iterator[Finding]:
    for install, name in tree.installs.asked_of_the_index:
        module, since, until = _module(name)
        if (
            module
            and _is_standard_everywhere(tree, name, since, until)
            and (since <= (2, 7) or _is_for_newer_pythons(tree, install, name, since))
        ):
            yield _finding_in_command(tree, install, name, module)


def _is_for_newer_pythons(tree: Tree, install: Install, name: GivenName, since: Minor) -> bool:
    """Whether a command asks for what Python 3 brought, and nothing says that an older Python runs
    it: a machine's own may be one, and what only that one lacks is asked for under a condition.
    """
    oldest = tree.once("the oldest Python that a pin names", lambda: _oldest(tree))
    return (
        since <= (3, 5)
        and name.key not in _BACKPORTS
        and not install.conditional
        and oldest is not None
        and oldest >= since
    )


def _oldest(tree: Tree) -> Minor | None:
    pins = (one.pin for one in tree.pythons)
    return min((pin.series for pin in pins if pin is not None and pin.series), default=None)


def _module(declaration: Declaration | GivenName) -> tuple[str, Minor, Minor]:
    if declaration.key in _BACKPORTS:
        module, since = _BACKPORTS[declaration.key]
        return module, since, (99, 0)
    from venvlint.facts.project.known_names import standard_since

    module = declaration.key.replace("-", "_")
    span = standard_since(module)
    if span is None or (
        module == "datetime" and (declaration.name != "datetime" or declaration.specifier)
    ):
        return "", (0, 0), (0, 0)  # Zope's DateTime is a distribution of its own
    return module, *span


def _is_standard_everywhere(
    tree: Tree, declaration: Declaration | GivenName, since: Minor, until: Minor
) -> bool:
    from venvlint.facts.pythons.releases import supported_minors
    from venvlint.readers import markers
    from venvlint.readers.python_versions import minor_text

    minors = supported_minors(tree, declaration.path)
    if declaration.marker:
        try:
            minors = tuple(
                minor
                for minor in minors
                if markers.satisfiable(declaration.marker, [minor_text(minor)])
            )
        except markers.Invalid:
            return False
    return bool(minors) and all(since <= minor < until for minor in minors)


def _was_frozen_by_python_2(tree: Tree, declaration: Declaration) -> bool:
    """Whether the list was frozen in an environment of Python 2, as far as anybody says: what comes
    with that one alone stands in it, and nothing names a Python 3.
    """
    from venvlint.facts.pythons.releases import range_minors

    source = declaration.list
    if source.kind != "requirements" or not tree.requirements.files[source.path].frozen:
        return False
    keys = {one.key for one in tree.declarations.of(source)}
    if keys.isdisjoint(_OF_PYTHON_2) or len(keys & (_OF_PYTHON_2 | _SINCE_THEN)) < 3:
        return False
    return not range_minors(tree, source.path) and not any(
        one.pin is not None and one.pin.series is not None and one.pin.series >= (3, 0)
        for one in tree.pythons
    )


def _is_empty(asked: Declaration | GivenName) -> bool:
    """Whether it leaves pip nothing but the release that only keeps the name: asyncio 4.0.0 of
    August 2025 has no module.
    """
    from venvlint.facts.installs.model import GivenName
    from venvlint.readers import versions

    if asked.key != "asyncio":
        return False
    if isinstance(asked, GivenName) and not asked.specifier:
        return True  # a command takes the newest release
    clauses = versions.parse(asked.specifier)
    return (
        clauses is not None
        and versions.contains(clauses, "4.0.0")
        and not versions.contains(clauses, "3.4.3")
    )


def _is_brought(tree: Tree, declaration: Declaration) -> bool:
    """Whether another distribution of a frozen list installs it anyway."""
    bringers = _BROUGHT.get(declaration.key)
    source = declaration.list
    if bringers is None or source.kind != "requirements":
        return False
    from venvlint.readers import versions

    return tree.requirements.files[source.path].frozen and any(
        one.key in bringers
        and one.line is not None
        and versions.contains(versions.parse(bringers[one.key]) or (), one.line.pin)
        for one in tree.declarations.of(source)
    )


def _finding(tree: Tree, declaration: Declaration, module: str) -> Finding:
    from venvlint.facts.manifests.list_edits import removal

    what, grave = _harm(tree, declaration)
    edit = removal(declaration)
    return Finding(
        declaration.at,
        _message(declaration, module, what),
        "Delete the line: every Python that the project runs on has the module.",
        fix=Fix(f"delete `{declaration.name}`", (edit,), safe=False) if edit else None,
        severity=Severity.ERROR if grave else None,
    )


def _finding_in_command(tree: Tree, install: Install, name: GivenName, module: str) -> Finding:
    what, grave = _harm(tree, name)
    return Finding(
        name.at,
        _message(name, module, what),
        f"{_out_of(install)}: every Python that the project runs on has the module.",
        severity=Severity.ERROR if grave and not install.is_on_page else None,
    )


def _out_of(install: Install) -> str:
    """What to do with a name that is given to pip: tox has it on a line of `deps`."""
    return (
        "Take it out of the command" if install.command is not None else "Take it out of the list"
    )


def _message(asked: Declaration | GivenName, module: str, what: str) -> str:
    named = f"`{module}`" if asked.name == module else f"`{asked.name}`: `{module}`"
    return f"{named} is a module of Python's standard library{what}"


def _harm(tree: Tree, asked: Declaration | GivenName) -> tuple[str, bool]:
    """What comes of it, as the end of the message, and whether it breaks something."""
    from venvlint.facts.pythons.releases import supported_minors

    if asked.key in _BREAKS and not _is_empty(asked):
        return (
            ", and this copy of it breaks a Python that finds it first (AWS Lambda, PyInstaller)",
            True,
        )
    if asked.key not in _INSTALLABLE and max(supported_minors(tree, asked.path)) >= (3, 0):
        return ", and nothing that pip can install has that name", True
    return "", False
