"""Two tools keep a lock for the same project.

## Why
`poetry.lock` and `uv.lock` side by side are two answers to "which versions?". Only one of them is
what the image or CI installs; the other
one is left over from an earlier tool and grows older with each change. Whoever uses it gets other
versions than everybody else,
and update robots open pull requests for both.

## Bad
    poetry.lock        CI runs: poetry install
    Pipfile.lock       nobody has run pipenv for a year

## Good
    poetry.lock

## How to fix
Delete the lock of the tool that is not used, and what only that tool needs (`Pipfile`, its table in
`pyproject.toml`).

## When to ignore it
While you move from one tool to the other. Where the project uses both (say, in two CI jobs) nothing
is reported; exports and
compiled files (`requirements.txt`, `pylock.toml`) are copies for others, not second locks.
"""

from __future__ import annotations

import re

from venvlint.files.paths import name_of, path_in
from venvlint.model import Finding, Related, Severity, rule
from venvlint.readers.nodes import ABSENT
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.locks import Lock
    from venvlint.model import Location
    from venvlint.tree import Tree


@rule("VL602", Severity.WARNING, fix="command", needs=("locks",))
def competing_locks(tree: Tree) -> Iterator[Finding]:
    by_directory: dict[str, list[Lock]] = {}
    for lock in tree.locks:
        by_directory.setdefault(lock.directory, []).append(lock)
    for locks in by_directory.values():
        if len(locks) > 1:
            yield from _judged(tree, tuple(locks))


def _judged(tree: Tree, locks: tuple[Lock, ...]) -> Iterator[Finding]:
    every = _uses(tree, locks)
    used = [use for use in every if use.firm] or list(every)
    tools = {use.tool for use in used} or {lock.tool for lock in locks if _configured(tree, lock)}
    if not tools or len(tools) == len(locks):
        return  # both are wanted, or nothing tells
    kept = next(lock for lock in locks if lock.tool in tools)
    for lock in locks:
        if lock.tool not in tools:
            yield _finding(
                tree, lock, kept, next((use for use in used if use.tool == kept.tool), None)
            )


def _finding(tree: Tree, lock: Lock, kept: Lock, use: LockUse | None) -> Finding:
    import shlex

    document = tree.document(lock.path)
    assert document is not None
    name, other = name_of(lock.path), name_of(kept.path)
    reason = (
        f"which {use.what} uses"
        if use is not None
        else f"whose tool `pyproject.toml` configures ({kept.tool})"
    )
    return Finding(
        document.line_at(1),
        f"`{name}` is a second lock beside `{other}`, {reason}",
        f"Delete `{name}` if nobody uses {lock.tool} here any more, so that everybody gets the"
        f" versions of `{other}`.",
        commands=(f"git rm -- {shlex.quote(lock.path)}",),
        related=(Related(use.at, f"{kept.tool} is used here"),) if use is not None else (),
        key=name,
    )


# -- Which tool's lock a project really installs from: what its images, CI jobs, scripts and
# Makefiles run.

# The commands that read or write the lock; the others (`uv pip`, `poetry build`) do without it.
_READS_LOCK = {
    "uv": frozenset("sync run lock export add remove audit tree".split()),
    "poetry": frozenset("install run lock export sync update add remove shell show check".split()),
    "pdm": frozenset("install sync run lock export update add remove list".split()),
    "pipenv": frozenset(
        "install sync run lock shell update requirements verify check upgrade graph".split()
    ),
}
# What takes a value before the subcommand: `uv --directory x sync`, `poetry -C x install`.
_TAKES_VALUE = frozenset(
    "--directory --project -C -P --python -p --color --config-file --cache-dir -c --config --extra"
    " --group --with --python-version".split()
)
_CACHED = lazy(r"^[ \t-]*cache:[ \t]*['\"]?(poetry|pipenv)\b", re.MULTILINE)
_COPIED = lazy(
    r"(?im)^(?:[ \t]*(?:COPY|ADD)["
    r" \t][^\n]*\b|[^\n]*[,=](?:source|src)=(?:\./)?)(uv|poetry|pdm|Pipfile)\.lock\b"
)


class LockUse(Record):
    """A place that installs from a tool's lock."""

    tool: str
    at: Location
    what: str
    """How a message names it: `CI`, `the image`, `the Makefile`."""
    firm: bool = True
    """False for the README: what it shows may be one way of several."""


def _uses(tree: Tree, locks: tuple[Lock, ...]) -> list[LockUse]:
    """The uses of the tools of *locks*, which lie in one directory, that may concern them: the
    first firm one of each tool and the first other one, in the order of the tree.
    """
    first = tree.once("uses of locks", lambda: _first_uses(tree))
    found = [
        numbered
        for lock in locks
        for place in (None, lock.directory)
        for numbered in first.get((place, lock.tool), {}).values()
    ]
    return [use for _, use in sorted(found, key=lambda numbered: numbered[0])]


def _first_uses(tree: Tree) -> dict[tuple[str | None, str], dict[bool, tuple[int, LockUse]]]:
    """The first firm use and the first other one, with their numbers, by the directory that they
    concern (None: any) and the tool.
    """
    found: dict[tuple[str | None, str], dict[bool, tuple[int, LockUse]]] = {}
    for number, (place, use) in enumerate((*_commanded(tree), *_read(tree))):
        found.setdefault((place, use.tool), {}).setdefault(use.firm, (number, use))
    return found


def _commanded(tree: Tree) -> Iterator[tuple[str | None, LockUse]]:
    """The commands that use a lock, each with the directory that it concerns."""
    directories = {lock.directory for lock in tree.locks}
    names = {
        "ci": "CI",
        "image": "the image",
        "make": "the Makefile",
        "page": "the README",
        "procfile": "the Procfile",
        "tox": "tox",
        "hook": "a pre-commit hook",
    }
    for sequence in tree.commands.sequences:
        # The documentation's other pages tell users how to add the project to theirs.
        if sequence.kind == "page" and not _is_readme(sequence.document.path):
            continue
        for command in sequence.commands:
            tool, words = _tool(command.tool, command.texts)
            if (
                _subcommand(words) not in _READS_LOCK.get(tool, frozenset())
                or "--no-project" in words
            ):
                continue
            where = command.directory
            # A command of a folder that has a lock of its own works on that one.
            place = where.strip("./") if where is not None and not where.startswith("/") else None
            use = LockUse(
                tool, command.at, names.get(sequence.kind, "a script"), sequence.kind != "page"
            )
            yield place if place in directories else None, use


def _is_readme(path: str) -> bool:
    return name_of(path).lower().startswith("readme")


def _tool(tool: str, words: list[str]) -> tuple[str, list[str]]:
    """The tool behind `uvx`, `uv tool run` and `pipx run`, without its version."""
    for start in (["uvx"], ["pipx", "run"], ["uv", "tool", "run"]):
        if [tool, *words[: len(start) - 1]] == start:
            rest = [word for word in words[len(start) - 1 :] if not word.startswith("-")]
            return (rest[0].partition("@")[0].partition("=")[0], rest[1:]) if rest else (tool, [])
    return tool, words


def _subcommand(words: list[str]) -> str:
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in _TAKES_VALUE
        else:
            return word
    return "install" if not words else ""


def _read(tree: Tree) -> Iterator[tuple[None, LockUse]]:
    """What needs the lock without a command: `COPY poetry.lock`, the cache of `setup-python`."""
    for recipe in tree.dockerfiles:
        for match in _COPIED.finditer(recipe.document.text):
            tool = "pipenv" if match[1].lower() == "pipfile" else match[1].lower()
            at = recipe.document.at(match.start(1), match.end(1))
            yield None, LockUse(tool, at, "the image")
    for path in tree.paths:
        if path.startswith(".github/") and path.endswith((".yml", ".yaml")):
            document = tree.document(path)
            if document is not None:
                for match in _CACHED.finditer(document.text):
                    at = document.at(match.start(1), match.end(1))
                    yield None, LockUse(match[1], at, "CI")


def _configured(tree: Tree, lock: Lock) -> bool:
    """Whether the project's `pyproject.toml` has a table for the lock's tool, or its build
    backend.
    """
    path = path_in(lock.directory, "pyproject.toml")
    root = tree.toml(path) if path in tree.path_set else ABSENT
    backend = root.text("build-system", "build-backend") or ""
    backends = {"poetry": "poetry.", "pdm": "pdm.", "uv": "uv_build"}
    return bool(root.get("tool", lock.tool)) or (
        lock.tool in backends and backend.startswith(backends[lock.tool])
    )
