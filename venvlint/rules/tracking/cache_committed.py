"""A cache that Python or one of its tools writes is committed.

## Why
`__pycache__`, `*.egg-info`, `.mypy_cache` and their like are written again on every machine. In Git
they change with nearly every
commit, they conflict in merges, and an old `*.pyc` or `egg-info` can make Python import what no
longer exists. `.coverage`,
`.python_history` and notebooks' checkpoints may also show what was not meant to be seen.

## Bad
    $ git ls-files
    shop/__init__.py
    shop/__pycache__/__init__.cpython-312.pyc
    shop.egg-info/PKG-INFO

## Good
    $ cat .gitignore
    __pycache__/
    *.egg-info/

## How to fix
`git rm -r -q --cached` takes the files out of Git and leaves them on your disk; a line in
`.gitignore` keeps them out.
`venvlint --unsafe-fixes` does both.

## When to ignore it
When the files are shipped on purpose, such as compiled modules without their source (those are not
reported).
"""

from __future__ import annotations

from venvlint.facts.tracking import is_below
from venvlint.files.paths import name_of
from venvlint.model import Finding, Fix, Location, Severity, rule
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.tree import Tree

_NAMED = 4


@rule(
    "VL103",
    Severity.WARNING,
    fix="unsafe",
    needs=("listing.caches", "listing.evidence"),
    anywhere=True,
)
def cache_committed(tree: Tree) -> Iterator[Finding]:
    """Report each kind of tracked cache once."""
    for cache in tracked_caches(tree):
        yield _finding(tree, cache)


def _finding(tree: Tree, cache: TrackedCache) -> Finding:
    from venvlint.facts.tracking.ignore_lines import append, typed

    first = next(
        (place for place in cache.places if not tree.is_test_data(place + "/")), cache.places[0]
    )
    files = "1 file" if cache.count == 1 else f"{cache.count:,} files"
    where = f"`{first}`"
    if len(cache.places) > 1:
        others = len(cache.places) - 1
        noun = "folder" if cache.is_folder else "file"
        where += f" and {others:,} other {noun}{'s' if others > 1 else ''}"
    probes = [f"{place}/any-file" if cache.is_folder else place for place in cache.places]
    tree.ignores.ask(probes)
    covered = all(map(tree.ignores.is_ignored, probes))
    return Finding(
        Location(first),
        f"{where} {'are' if len(cache.places) > 1 else 'is'} tracked by Git ({files}): each machine"
        " writes its own",
        f"Remove {'them' if len(cache.places) > 1 else 'it'} from"
        f" Git{'' if covered else f' and add `{cache.pattern}` to `.gitignore`'}.",
        (_command(cache), *(() if covered else typed(tree, [cache.pattern]))),
        Fix(
            "remove the files from Git's index and ignore them",
            () if covered else append(tree, [cache.pattern], joins=True),
            safe=False,
            untrack=cache.places,
        ),
        key=cache.kind,
    )


def _command(cache: TrackedCache) -> str:
    from shlex import quote

    if len(cache.places) <= _NAMED:
        return f"git rm -r -q --cached -- {' '.join(map(quote, cache.places))}"
    # One pattern for all of them, in Git's own language (gitglossary(7), pathspec).
    inside = "/**" if cache.is_folder else ""
    name = "*.py[co]" if cache.kind == "*.pyc" else cache.kind
    return f"git rm -r -q --cached -- ':(glob)**/{name}{inside}'"


# -- Caches among the tracked files: what Python and its tools write by themselves, by kind.

_FOLDERS = lazy(
    r"(?:^|.*?/)(?P<name>__pycache__|[^/]+\.egg-info|\.(?:pytest|mypy|ruff)_cache|\.ipynb_checkpoints|\.cache/(?:pip|uv)|\.(?:pip|uv)[-_]cache"
    r"|\.tox|\.nox)(?=/)"
)


class TrackedCache(Record):
    """All tracked caches of one kind."""

    kind: str
    """`__pycache__`, `*.pyc`, `*.egg-info`, `.mypy_cache`, `.coverage`…"""
    places: tuple[str, ...]
    """The directories (or, where the kind is a file, the files), in path order."""
    count: int
    """How many files."""
    is_folder: bool = True

    @property
    def pattern(self) -> str:
        """The line of an ignore file that covers the kind everywhere."""
        return {"*.pyc": "*.py[cod]"}.get(self.kind, self.kind + ("/" if self.is_folder else ""))


def tracked_caches(tree: Tree) -> list[TrackedCache]:
    """Every kind of cache of which a file is tracked outside environments, in the order of the
    first place.
    """
    if not tree.files.has_git:
        return []
    places: dict[tuple[str, bool], dict[str, int]] = {}
    compiled = []
    # A tree of tox's or nox's without an environment in it: VL101 reports the others.
    runners = [path for path in tree.listing.evidence if "ox/" in path]
    parts = (
        tree.environment_parts if tree.listing.evidence or tree.survey.candidates else frozenset()
    )
    for path in (*tree.listing.caches, *runners):
        if parts and is_below(path, parts):
            continue
        match = _FOLDERS.match(path)
        if match:
            name = match["name"]
            project, dot, _ = name.rpartition(".egg-info")
            if "-" in project:
                # `baseconv-1.2.2-py3.11.egg-info` is what was installed into a folder on purpose: a
                # build writes no version, and `_` for each `-` of the project's name.
                continue
            if name == "__pycache__" and path.endswith(".py"):
                # Python writes no source. Frappe had an `__init__.py` put into every folder.
                continue
            kind = "*.egg-info" if dot else name
            at = places.setdefault((kind, True), {})
            at[path[: match.end()]] = at.get(path[: match.end()], 0) + 1
        elif path.endswith((".pyc", ".pyo")):
            compiled.append(path)
        else:
            places.setdefault((name_of(path), False), {})[path] = 1
    if compiled:
        # A module that is shipped without its source lies there alone; one that Python 2 left lies
        # beside it.
        sources = tree.files.is_tracked([path[:-1] for path in compiled])
        left = {path: 1 for path in compiled if path[:-1] in sources}
        if left:
            places[("*.pyc", False)] = left
    found = [
        TrackedCache(kind, tuple(sorted(at)), sum(at.values()), folder)
        for (kind, folder), at in places.items()
    ]
    return sorted(found, key=lambda cache: cache.places)
