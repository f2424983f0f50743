"""What Git tracks of an environment, and which of it is the user's own."""

from __future__ import annotations

import posixpath

from venvlint.files.listing import below
from venvlint.files.paths import folder_of, folders_above, prefix_of
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.tracking.environments import TrackedEnvironment
    from venvlint.tree import Tree

# Where a distribution lists its files, as paths from its folder of packages and from its own one.
_RECORDS = (".dist-info/RECORD", ".egg-info/installed-files.txt")
_RECORD_BYTES = 4_000_000


class Members(Record):
    """What Git tracks of an environment."""

    count: int
    size: int
    """Bytes, as the index knows them; 0 where it does not."""
    parts: tuple[str, ...]
    """Its top entries that belong to it, as paths."""
    folders: frozenset[str]
    """Those of `parts` that are folders."""
    strangers: tuple[str, ...]
    """Tracked files inside it that are the user's own."""


def members(tree: Tree, environment: TrackedEnvironment) -> Members:
    """Count an environment's tracked files; other environments inside it count for themselves."""
    if environment.lone:
        only = [
            item
            for item in tree.files.tracked_below(environment.root)
            if item[0] == environment.lone
        ]
        return Members(1, sum(size for _, size in only), (environment.lone,), frozenset(), ())
    prefix = prefix_of(environment.root)
    roots = tree.once("roots of environments", lambda: [e.root for e in tree.tracked_environments])
    others = {root for root in below(roots, environment.root) if root != environment.root}
    start = len(prefix)
    parts: dict[str, bool] = {}
    folders = set()
    strangers: list[str] = []
    entries = tree.files.tracked_entries(environment.root)
    installed: frozenset[str] | None = None
    count = sum(number for _, number in entries.values())
    size = tree.files.tracked_size(environment.root)
    for name, (is_folder, _) in entries.items():
        path = prefix + name
        if is_folder and path in others:
            continue
        parts[name] = environment.is_part(name)
        if is_folder:
            folders.add(path)
        # Only folders with strangers are looked into: an environment has twenty thousand files.
        if not parts[name]:
            if installed is None:
                installed = _installed_outside(tree, environment)
            inside = tree.files.tracked_names(path) if is_folder else [path]
            own = [one for one in inside if one not in installed]
            parts[name] = not own
            strangers += own
        elif is_folder and name in _SCRIPT_FOLDERS:
            strangers += [
                one for one in tree.files.tracked_names(path) if _OWN_SCRIPT.match(one, start)
            ]

    def is_apart(path: str) -> bool:
        return bool(others) and not others.isdisjoint(folders_above(path))

    strangers = [path for path in strangers if not is_apart(path)]
    if others or strangers:
        apart = frozenset(strangers)
        lengths = [
            length
            for path, length in tree.files.tracked_below(environment.root)
            if path not in apart and not is_apart(path)
        ]
        count, size = len(lengths), sum(lengths)
    return Members(
        count,
        size,
        tuple(prefix + name for name, is_part in parts.items() if is_part),
        frozenset(folders),
        tuple(strangers),
    )


_SCRIPT_FOLDERS = frozenset(("bin", "Scripts", "scripts"))
# The user's own files in an environment's folder of scripts: beginners work where `activate` lies.
_OWN_SCRIPT = lazy(
    r"(?:bin|[Ss]cripts)/(?:[^/]+/)*(?:manage\.py|\.env|[^/]+\.(?:sqlite3?|db|html|css|ipynb|csv|txt|md))$"
)


def _installed_outside(tree: Tree, environment: TrackedEnvironment) -> frozenset[str]:
    """What distributions put beside their folder of packages, by their own records: the data files
    of a wheel, such as `venv/selenium` and `venv/etc`. In an environment that is the project's own
    folder they cannot be told from the project's.
    """
    found: set[str] = set()
    for path, _ in tree.files.tracked_below(environment.root) if environment.root else ():
        if path.endswith(_RECORDS):
            folder = folder_of(path)
            start = folder_of(folder) if path.endswith(_RECORDS[0]) else folder
            record = tree.files.head(path, _RECORD_BYTES).decode("utf-8", "replace")
            found.update(
                posixpath.normpath(f"{start}/{line.partition(',')[0]}")
                for line in record.splitlines()
                if line.startswith("../")
            )
    return frozenset(found)
