"""Files that are a dictionary, and texts laid over other files: for tests, editors and fixes."""

from __future__ import annotations

import os

from venvlint.files import (
    Files,
    Names,
    Query,
    ignored_without_git,
    sources_in,
)
from venvlint.files.listing import Listing, below, list_names
from venvlint.files.paths import folders_above

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from venvlint.files import Query


class Memory(Files):
    """A dictionary as a tree, for tests and editors: every file tracked but *untracked* ones, which
    are on disk only.
    """

    has_git = True

    def __init__(
        self,
        tracked: Mapping[str, bytes],
        untracked: Mapping[str, bytes] | None = None,
        links: Mapping[str, str] | None = None,
    ) -> None:
        self._tracked = dict(tracked)
        self._names = sorted(self._tracked)
        self._links = dict(links or {})
        self._all = {**self._tracked, **(untracked or {})}
        self._folders: dict[str, tuple[set[str], set[str], set[str]]] = {}
        self._tracked_folders = {folder for path in self._tracked for folder in folders_above(path)}

    def listing(self) -> Listing:
        return list_names([b"\0".join(sorted(map(os.fsencode, self._names)))])

    def read(self, path: str) -> bytes | None:
        return self._all.get(path)

    def names(self, directory: str) -> Names:
        if not self._folders:
            for path in (*self._all, *self._links):
                kind = 1 if path in self._links else 2
                name = path
                for folder in folders_above(path):
                    below = name[len(folder) + 1 :] if folder else name
                    self._folders.setdefault(folder, (set(), set(), set()))[kind].add(below)
                    kind, name = 0, folder
        folders, links, files = self._folders.get(directory, ((), (), ()))
        return Names(tuple(sorted(folders)), tuple(sorted(links)), tuple(sorted(files)))

    def link_target(self, path: str) -> str | None:
        return self._links.get(path)

    def is_tracked(self, paths: Sequence[str]) -> set[str]:
        return {path for path in paths if path in self._tracked or path in self._tracked_folders}

    def sources(self, suffix: str = ".py") -> Iterator[str]:
        return sources_in([b"\0".join(sorted(map(os.fsencode, self._names)))], suffix)

    def tracked_below(self, directory: str) -> list[tuple[str, int]]:
        return [(path, len(self._tracked[path])) for path in below(self._names, directory)]

    def ignored(
        self, paths: Sequence[str], changed: Mapping[str, bytes] | None = None
    ) -> dict[str, tuple[str, int, str]]:
        return ignored_without_git(self, paths, changed)


class Overlay(Files):
    """Other files with some contents replaced and some paths no longer tracked: what a fix or an
    unsaved buffer makes of a tree.
    """

    def __init__(
        self, base: Files, changes: dict[str, bytes], untracked: set[str] | None = None
    ) -> None:
        self.base, self.changes, self.untracked = base, changes, untracked or set()
        self.root = base.root

    @property
    def has_git(self) -> bool:  # type: ignore[override]
        return self.base.has_git

    @property
    def git_error(self) -> str:  # type: ignore[override]
        return self.base.git_error

    def listing(self) -> Listing:
        listing = self.base.listing()
        new = list_names([b"\0".join(sorted(os.fsencode(path) for path in self.changes))])

        def kept(paths: tuple[str, ...], more: tuple[str, ...] = ()) -> tuple[str, ...]:
            return tuple(sorted({path for path in (*paths, *more) if not self._is_untracked(path)}))

        return Listing(
            kept(listing.relevant, new.relevant),
            kept(listing.evidence),
            kept(listing.caches),
            listing.total,
            listing.has_python,
            listing.has_notebooks,
        )

    def _is_untracked(self, path: str) -> bool:
        while path:
            if path in self.untracked:
                return True
            path = path.rpartition("/")[0]
        return False

    def read(self, path: str) -> bytes | None:
        path = self.followed(path)
        return self.changes[path] if path in self.changes else self.base.read(path)

    def head(self, path: str, size: int) -> bytes:
        path = self.followed(path)
        return self.changes[path][:size] if path in self.changes else self.base.head(path, size)

    def names(self, directory: str) -> Names:
        names = self.base.names(directory)
        new = {
            path.rpartition("/")[2] for path in self.changes if path.rpartition("/")[0] == directory
        }
        return Names(
            names.folders,
            names.links,
            tuple(sorted({*names.files, *(name for name in new if name not in names.links)})),
        )

    def link_target(self, path: str) -> str | None:
        return None if path in self.changes else self.base.link_target(path)

    def staged_links(self) -> tuple[str, ...]:
        return tuple(path for path in self.base.staged_links() if not self._is_untracked(path))

    def real_path(self, path: str) -> str | None:
        return self.base.real_path(path)

    def is_on_machine(self, path: str) -> bool | None:
        return self.base.is_on_machine(path)

    def names_outside(self, directory: str) -> list[str] | None:
        return self.base.names_outside(directory)

    def is_tracked(self, paths: Sequence[str]) -> set[str]:
        if not self.untracked:
            return self.base.is_tracked(paths)
        return {
            path
            for path in self.base.is_tracked(paths)
            if not self._is_untracked(path)
            # A directory of which only a part has left the index is tracked still.
            and (
                not any(gone.startswith(path + "/") for gone in self.untracked)
                or any(not self._is_untracked(name) for name, _ in self.base.tracked_below(path))
            )
        }

    def sources(self, suffix: str = ".py") -> Iterator[str]:
        return (path for path in self.base.sources(suffix) if not self._is_untracked(path))

    def matching(self, query: Query, suffix: str) -> list[str]:
        found = {path for path in self.base.matching(query, suffix) if path not in self.changes}
        found |= {path for path in self.changes if self._matches(query, path)}
        return [path for path in self.sources(suffix) if path in found]

    def tracked_below(self, directory: str) -> list[tuple[str, int]]:
        return [
            item for item in self.base.tracked_below(directory) if not self._is_untracked(item[0])
        ]

    def ignored(
        self, paths: Sequence[str], changed: Mapping[str, bytes] | None = None
    ) -> dict[str, tuple[str, int, str]]:
        mine = {
            path: data
            for path, data in self.changes.items()
            if path.rpartition("/")[2] == ".gitignore"
        }
        return self.base.ignored(paths, {**mine, **(changed or {})})
