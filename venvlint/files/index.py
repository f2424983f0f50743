"""What the next commit would hold: names and contents out of Git's index, nothing from the work
tree.
"""

from __future__ import annotations

import os
from contextlib import suppress

from venvlint.files import MAXIMUM_BYTES, Files, Names, inside, sources_in
from venvlint.files.git import GitError
from venvlint.files.listing import Listing, list_names
from venvlint.model import Unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from subprocess import Popen

    from venvlint.files import Query
    from venvlint.files.git import Git
    from venvlint.files.work_tree import WorkTree

_LINK = b"120000"


class Index(Files):
    """The files as they are staged. There is no disk: every question about one has the empty
    answer.

    Raises `GitError` where Git cannot be asked: there is nothing else to audit.
    """

    has_git = True

    def __init__(self, git: Git) -> None:
        self.root, self.git = git.root, git
        below = os.path.relpath(git.root, git.top).replace(os.sep, "/")
        self._prefix = "" if below == "." else below + "/"
        self._links: set[str] | None = None
        self._below: dict[str, list[tuple[str, int]]] = {}
        self._process: Popen[bytes] | None = None
        self._work_tree: WorkTree | None = None

    def _entries(self) -> Iterator[bytes]:
        """Chunks of names; on the way the symbolic links are remembered, whose contents are no
        text.
        """
        links: set[str] = set()
        last = b""
        for chunk in self.git.stream("ls-files", "-z", "--stage"):
            names = []
            for entry in chunk.split(b"\0"):
                mode, _, name = entry.partition(b"\t")
                if mode.startswith(_LINK):
                    links.add(os.fsdecode(name))
                if name != last:  # a file in conflict has up to three entries
                    names.append(name)
                last = name
            yield b"\0".join(names)
        self._links = links

    def listing(self) -> Listing:
        return list_names(self._entries())

    def _is_link(self, path: str) -> bool:
        if self._links is None:
            for _ in self._entries():
                pass
        return path in (self._links or ())

    def read(self, path: str) -> bytes | None:
        for _ in range(40):  # as many links as systems follow
            if not inside(path) or "\n" in path or "\0" in path:
                return None
            if not {"", ".", ".."}.isdisjoint(path.split("/")):
                return None  # no index of Git's own making has such a name, and it ends over one
            if not self._is_link(path):
                return self._content(path)
            target = self.link_target(path)
            if target is None:
                return None
            path = os.path.normpath(os.path.join(os.path.dirname(path), target)).replace(
                os.sep, "/"
            )
        return None

    def _content(self, path: str) -> bytes | None:
        # Stage 0, or our side of a conflict.
        for stage in ("0", "2"):
            kind, data = self._ask(f":{stage}:{self._prefix}{path}")
            if kind == b"blob":
                return data
        return None

    def _ask(self, name: str) -> tuple[bytes, bytes]:
        """The type and the content of one object, from a single `git cat-file` that serves the
        whole run.
        """
        if self._process is None:
            self._process = self.git.start("cat-file", "--batch")
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(os.fsencode(name) + b"\n")
            process.stdin.flush()
            header = process.stdout.readline()
        except OSError as error:
            raise GitError(f"git cat-file ended: {error.strerror or error}") from None
        words = header.split()
        if (
            len(words) != 3
            or not words[2].isdigit()
            or words[1] not in (b"blob", b"tree", b"commit", b"tag")
        ):
            return b"", b""
        size = int(words[2])
        data = process.stdout.read(size) if size <= MAXIMUM_BYTES else b""
        if size > MAXIMUM_BYTES:
            for start in range(0, size, 1 << 20):
                process.stdout.read(min(1 << 20, size - start))
        process.stdout.read(1)
        if size > MAXIMUM_BYTES:
            raise Unreadable(f"{size:,} bytes; files over {MAXIMUM_BYTES:,} bytes are not read")
        return words[1], data

    def close(self) -> None:
        """End the process that reads objects."""
        process, self._process = self._process, None
        if process is not None:
            assert process.stdin is not None
            assert process.stdout is not None
            with suppress(OSError):  # a process that died has left a question unread in the pipe
                process.stdin.close()
            process.stdout.close()
            process.wait()

    def __del__(self) -> None:
        self.close()

    def names(self, directory: str) -> Names:
        return Names()

    def link_target(self, path: str) -> str | None:
        if not self._is_link(path):
            return None
        content = self._content(path)
        return None if content is None else os.fsdecode(content)

    def staged_links(self) -> tuple[str, ...]:
        if self._links is None:
            self._is_link("")
        return tuple(sorted(self._links or ()))

    def is_tracked(self, paths: Sequence[str]) -> set[str]:
        if not paths:
            return set()
        wanted, found = set(paths), set()
        for name in self.git.names_below(paths):
            while name and name not in found:
                if name in wanted:
                    found.add(name)
                name = name.rpartition("/")[0]
        return found

    def sources(self, suffix: str = ".py") -> Iterator[str]:
        return sources_in(self.git.stream("ls-files", "-z", "--cached"), suffix)

    def matching(self, query: Query, suffix: str) -> list[str]:
        if query.options:
            with suppress(GitError):
                return list(sources_in([self.git.grep(query.options, suffix, "--cached")], suffix))
        return super().matching(query, suffix)

    def tracked_below(self, directory: str) -> list[tuple[str, int]]:
        if self._work_tree is None:
            from venvlint.files.work_tree import WorkTree

            self._work_tree = WorkTree(self.root, self.git)
        if directory not in self._below:
            self._below[directory] = self._work_tree.tracked_below(directory)
        return self._below[directory]

    def ignored(
        self, paths: Sequence[str], changed: Mapping[str, bytes] | None = None
    ) -> dict[str, tuple[str, int, str]]:
        def content(path: str) -> bytes | None:
            if changed and path in changed:
                return changed[path]
            if path.startswith("../"):
                name = os.path.normpath(self._prefix + path).replace(os.sep, "/")
                kind, data = self._ask(f":0:{name}")
                return data if kind == b"blob" else None
            try:
                return self.read(path)
            except Unreadable:
                return None

        return self.git.check_ignore(paths, content)
