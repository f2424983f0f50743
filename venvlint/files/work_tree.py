"""Files as they lie on disk, Git saying which of them are the project's."""

from __future__ import annotations

import errno
import os
import stat

from venvlint.files import (
    MAXIMUM_BYTES,
    Files,
    Names,
    Query,
    ignored_without_git,
    inside,
    sources_in,
)
from venvlint.files.listing import Listing, below, entries_below, list_names, names_below
from venvlint.files.paths import folder_and_name, folders_above, prefix_of
from venvlint.model import MachineLimit, Unreadable
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from venvlint.files import Query
    from venvlint.files.git import Git

_MAXIMUM_CHUNKS = (
    8  # MiB of names that are kept: more of them than most repositories have, and no burden
)


_FEW = 100


_EACH = 8
"""Directories that Git is asked about one by one: for more of them the whole index is read once."""


_SMALL = 100_000
"""Bytes of a source that is kept for the next question: ten megabytes of all of them at most."""


_OPEN_FLAGS = (
    # Not blocking: opening a FIFO would wait for a writer for ever.
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


_OPEN_FOLLOWS_LINKS = not hasattr(os, "O_NOFOLLOW")  # Windows


_INDEX_ENTRY = lazy(
    r"([^\0]+)\0  ctime: [^\n]*\n  mtime: [^\n]*\n  dev: [^\n]*\n  uid: [^\n]*\n  size:"
    r" (\d+)\t[^\n]*\n"
)


# From the NUL behind the name on: the name itself may look like anything.
_INDEX_SIZE = lazy(rb"\0  ctime: (?:[^\n]*\n){4}  size: (\d+)\t")


def _check_machine(error: OSError) -> None:
    """Raises `MachineLimit` where an error speaks of this machine and not of a file."""
    if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM):
        raise MachineLimit(f"the machine refused to open a file: {error.strerror}") from None


class WorkTree(Files):
    """A directory on disk, with Git's answers where it lies in a repository."""

    def __init__(self, root: str, git: Git | None = None) -> None:
        self.root = os.path.realpath(root)
        self.git = git
        self._listing: Listing | None = None
        self._plain_directories: dict[str, bool] = {"": True}
        self._nothing_tracked = False
        self._chunks: list[bytes] | None = []
        """The names that Git listed, for `sources`; None where they are too many to keep."""
        self._sources: dict[str, list[str]] = {}
        """The names of `sources` by suffix, where they are few."""
        self._asked_below = 0
        self._index: dict[str, int] | None = None
        """Every path of the index, sorted, with its size; None until many directories were asked
        for."""
        self._index_names: list[str] = []
        self._few: dict[str, bytes | None] = {}
        """Sources that are so few that every question reads them, the small ones among them."""

    def commit(self) -> str:
        if not self.git:
            return ""
        # 128: nothing is committed yet
        head = self.git.run("rev-parse", "--short", "--verify", "-q", "HEAD", accept=(0, 1, 128))
        return head.decode("ascii", "replace").strip()

    @property
    def has_git(self) -> bool:  # type: ignore[override]
        self.listing()  # whether Git has a say is known when it was asked
        return self.git is not None

    def listing(self) -> Listing:
        if self._listing is None:
            self._listing = self._list()
        return self._listing

    def _list(self) -> Listing:
        if self.git:
            from venvlint.files.git import GitError

            try:
                listing = list_names(self._kept(self.git.stream("ls-files", "-z", "--cached")))
                if listing.total:
                    return listing
                if self.git.top == self.root or not self.git.check_ignore(["any-file"]):
                    # Nothing is tracked yet: what `git add .` would take.
                    self._nothing_tracked = True
                    new = list_names(
                        [
                            _joined(
                                self.git.stream("ls-files", "-z", "--others", "--exclude-standard")
                            )
                        ]
                    )
                    return Listing(new.relevant, (), (), 0, new.has_python, new.has_notebooks)
                # Somebody's repository far above ignores this directory: it has no say here.
                self.git = None
            except GitError as error:
                self.git, self.git_error = None, str(error)
        return list_names([b"\0".join(sorted(os.fsencode(name) for name in self._walk()))])

    def _kept(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            if self._chunks is not None:
                self._chunks.append(chunk)
                if len(self._chunks) > _MAXIMUM_CHUNKS:
                    self._chunks = None
            yield chunk

    def _walk(self) -> Iterator[str]:
        """Every file; of environments and of other people's trees only the first, telling names."""
        pending = [""]
        while pending:
            directory = pending.pop()
            names = self.names(directory)
            prefix = prefix_of(directory)
            if directory and ("pyvenv.cfg" in names.files or "conda-meta" in names.folders):
                # Proven by its first files: nothing below is walked.
                yield prefix + (
                    "pyvenv.cfg" if "pyvenv.cfg" in names.files else "conda-meta/history"
                )
                continue
            yield from (prefix + name for name in (*names.files, *names.links))
            if ".git" not in names or not directory:  # another repository is another project
                pending += [
                    prefix + name
                    for name in names.folders
                    if name not in (".git", ".hg", ".svn", "node_modules", "site-packages")
                ]

    def _is_inside(self, directory: str) -> bool:
        """Whether a directory's real path lies below the root; one look at the disk for each
        directory on the way.
        """
        known = self._plain_directories
        if directory not in known:
            for folder in reversed([directory, *folders_above(directory)]):
                if folder not in known:
                    known[folder] = self._leads_inside(folder)
        return known[directory]

    def _leads_inside(self, folder: str) -> bool:
        parent, name = folder_and_name(folder)
        full = os.path.join(self.root, folder)
        if (
            name not in ("", ".", "..")
            and self._plain_directories[parent]
            and not os.path.islink(full)
        ):
            return True
        real = os.path.realpath(full)
        return real == self.root or real.startswith(self.root.rstrip(os.sep) + os.sep)

    def read(self, path: str) -> bytes | None:
        return self._read(path, MAXIMUM_BYTES)

    def head(self, path: str, size: int) -> bytes:
        try:
            return self._read(path, size, whole=False) or b""
        except Unreadable:
            return b""

    def _read(self, path: str, limit: int, *, whole: bool = True) -> bytes | None:
        if "\0" in path or not inside(path) or not self._is_inside(path.rpartition("/")[0]):
            return None
        full = os.path.join(self.root, path)
        try:
            if _OPEN_FOLLOWS_LINKS and os.path.islink(full):
                raise OSError(
                    errno.ELOOP, os.strerror(errno.ELOOP)
                )  # as `O_NOFOLLOW` does elsewhere
            descriptor = os.open(full, _OPEN_FLAGS)
        except FileNotFoundError:
            return None
        except OSError as error:
            _check_machine(error)
            if not os.path.islink(full):
                if os.path.isdir(full) or not os.path.lexists(full):
                    return None
                raise Unreadable(f"cannot be read: {error.strerror}") from None
            target = os.path.relpath(os.path.realpath(full), self.root).replace(os.sep, "/")
            # The real path has no links left, so this recursion ends.
            return (
                self._read(target, limit, whole=whole)
                if inside(target) and not os.path.islink(os.path.join(self.root, target))
                else None
            )
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return None
            if not whole:
                return os.read(descriptor, limit)
            if status.st_size > limit:
                raise Unreadable(
                    f"{status.st_size:,} bytes; files over {limit:,} bytes are not read"
                )
            pieces, total, size = [], 0, status.st_size + 1
            while piece := os.read(descriptor, size):
                pieces.append(piece)
                total += len(piece)
                if total > limit:
                    raise Unreadable(
                        f"grows while it is read; files over {limit:,} bytes are not read"
                    )
                if len(piece) < size:
                    break  # less than was asked for: the file ends here (read(2))
            return b"".join(pieces)
        except OSError as error:
            _check_machine(error)
            raise Unreadable(f"cannot be read: {error.strerror}") from None
        finally:
            os.close(descriptor)

    def names(self, directory: str) -> Names:
        if "\0" in directory or not inside(directory) or not self._is_inside(directory):
            return Names()
        folders, links, files = [], [], []
        try:
            with os.scandir(os.path.join(self.root, directory)) as found:
                for entry in found:
                    if entry.is_file(follow_symlinks=False):
                        files.append(entry.name)
                    elif entry.is_dir(follow_symlinks=False):
                        folders.append(entry.name)
                    elif entry.is_symlink():
                        links.append(entry.name)
                    else:
                        files.append(entry.name)
        except OSError as error:
            _check_machine(error)
            return Names()
        prefix = prefix_of(directory)
        # They were just seen to be no links.
        self._plain_directories.update(dict.fromkeys([prefix + name for name in folders], True))
        return Names(tuple(sorted(folders)), tuple(sorted(links)), tuple(sorted(files)))

    def link_target(self, path: str) -> str | None:
        if "\0" in path or not inside(path) or not self._is_inside(path.rpartition("/")[0]):
            return None
        try:
            return os.readlink(os.path.join(self.root, path))
        except OSError:
            return None

    def real_path(self, path: str) -> str | None:
        return os.path.realpath(os.path.join(self.root, path))

    def is_on_machine(self, path: str) -> bool | None:
        return os.path.exists(path) if _on_this_machine(path) else None

    def names_outside(self, directory: str) -> list[str] | None:
        try:
            return sorted(os.listdir(directory)) if _on_this_machine(directory) else None
        except OSError:
            return None

    def is_tracked(self, paths: Sequence[str]) -> set[str]:
        if not self.git or not paths:
            return set()
        tracked = self.git.names_below(paths)
        wanted = set(paths)
        found = set()
        for name in tracked:
            while name and name not in found:
                if name in wanted:
                    found.add(name)
                name = name.rpartition("/")[0]
        return found

    def untrack(self, paths: Sequence[str]) -> None:
        if self.git and paths:
            self.git.untrack(paths)

    def unlisted(self, names: list[bytes]) -> list[bytes]:
        if not self._chunks or len(self._chunks) > 1:
            return names
        listed = frozenset(self._chunks[0].split(b"\0"))
        return [name for name in names if name not in listed]

    def sources(self, suffix: str = ".py") -> Iterator[str]:
        self.listing()
        chunks: Iterable[bytes]
        if self.git and self._chunks and not self._nothing_tracked:
            if len(self._chunks) == 1:  # a megabyte: asked several times, and no burden
                if suffix not in self._sources:
                    self._sources[suffix] = list(sources_in(self._chunks, suffix))
                return iter(self._sources[suffix])
            chunks = self._chunks
        elif self.git:
            others = ("--others", "--exclude-standard") if self._nothing_tracked else ("--cached",)
            chunks = self.git.stream("ls-files", "-z", *others)
        else:
            chunks = [b"\0".join(sorted(os.fsencode(name) for name in self._walk()))]
        return sources_in(chunks, suffix)

    def matching(self, query: Query, suffix: str) -> list[str]:
        if self.has_git and self.git and query.options and self._are_many(suffix):
            from contextlib import suppress

            from venvlint.files.git import GitError

            # Without a word of Git's, each file is read here.
            where = ("--untracked", "--exclude-standard") if self._nothing_tracked else ()
            with suppress(GitError):
                return list(sources_in([self.git.grep(query.options, suffix, *where)], suffix))
        return super().matching(query, suffix)

    def _matches(self, query: Query, path: str) -> bool:
        if path not in self._few:
            try:
                data = self.read(path)
            except Unreadable:
                data = None
            if len(self._few) >= _FEW or len(data or b"") > _SMALL:
                return data is not None and query.finds(data)
            self._few[path] = data
        data = self._few[path]
        return data is not None and query.finds(data)

    def _are_many(self, suffix: str) -> bool:
        """Whether there are so many that starting Git costs less than reading them."""
        if self._chunks and not self._nothing_tracked:
            end = os.fsencode(suffix) + b"\0"
            return sum(chunk.count(end) for chunk in self._chunks) >= _FEW
        return any(number >= _FEW for number, _ in enumerate(self.sources(suffix)))

    def tracked_below(self, directory: str) -> list[tuple[str, int]]:
        if self._are_many_asked(directory):
            return self._below(directory)
        return self._entries_of(directory)

    def _remembered(self, directory: str) -> bytes:
        """What the index remembers of the files below a directory, in Git's words."""
        if not self.git:
            return b""
        # --debug prints the size that the index remembers: no file is touched (git-ls-files(1)).
        return self.git.run("ls-files", "-z", "--cached", "--debug", "--", directory or ".")

    def _are_many_asked(self, directory: str) -> bool:
        """Whether sizes below so many directories were asked for that the whole index is known."""
        self._asked_below += 1
        if self._asked_below <= _EACH or not directory:
            return False
        if self._index is None:
            self._index = dict(sorted(self._entries_of(".")))
            self._index_names = list(self._index)
        return True

    def _entries_of(self, directory: str) -> list[tuple[str, int]]:
        output = os.fsdecode(self._remembered(directory))
        return [(name, int(size)) for name, size in _INDEX_ENTRY.findall(output)]

    def tracked_entries(self, directory: str) -> dict[str, tuple[bool, int]]:
        if not self._chunks or self._nothing_tracked:
            return super().tracked_entries(directory)
        found: dict[str, tuple[bool, int]] = {}
        for chunk in self._chunks:
            for base, is_folder, count in entries_below(chunk, _prefix(directory)):
                name = os.fsdecode(base)
                found[name] = is_folder, found.get(name, (False, 0))[1] + count
        return found

    def tracked_names(self, directory: str) -> list[str]:
        if not self._chunks or self._nothing_tracked:
            return super().tracked_names(directory)
        prefix = _prefix(directory)
        return [os.fsdecode(name) for chunk in self._chunks for name in names_below(chunk, prefix)]

    def tracked_size(self, directory: str) -> int:
        if self._are_many_asked(directory):
            return sum(size for _, size in self._below(directory))
        # Of twenty thousand files only the numbers are looked at.
        return sum(map(int, _INDEX_SIZE.findall(self._remembered(directory))))

    def _below(self, directory: str) -> list[tuple[str, int]]:
        index = self._index or {}
        return [(path, index[path]) for path in below(self._index_names, directory)]

    def ignored_plainly(self, path: str) -> tuple[str, int, str] | None:
        folder, slash, _ = path.partition("/")
        if not slash or not self.git or self.git.top != self.root:
            return None
        if self.link_target(folder) is not None or self.link_target(".gitignore") is not None:
            return None  # Git follows neither
        try:
            data = self.read(".gitignore")
        except Unreadable:
            return None
        from venvlint.files.ignore_patterns import rule_for

        found = rule_for(
            folder, (data or b"").removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
        )
        return None if found is None else (".gitignore", *found)

    def ignored(
        self, paths: Sequence[str], changed: Mapping[str, bytes] | None = None
    ) -> dict[str, tuple[str, int, str]]:
        if not self.git:
            return ignored_without_git(self, paths, changed)
        if not changed:
            return self.git.check_ignore(paths)

        def content(path: str) -> bytes | None:
            if path in changed:
                return changed[path]
            try:
                # Above the audited directory too, up to the repository's root: Git reads these
                # itself.
                with open(os.path.join(self.root, path), "rb") as file:
                    return file.read(MAXIMUM_BYTES)
            except OSError:
                return None

        return self.git.check_ignore(paths, content)


class TrackedTree(WorkTree):
    """The tracked files of a work tree as they are on disk, and nothing that lies there for this
    one person: no new files, no environments.
    """

    def names(self, directory: str) -> Names:
        return Names()

    def is_on_machine(self, path: str) -> bool | None:
        return None

    def names_outside(self, directory: str) -> list[str] | None:
        return None


def _prefix(directory: str) -> bytes:
    return os.fsencode(f"{directory}/") if directory else b""


def _on_this_machine(path: str) -> bool:
    """Whether a path is absolute and no share of another machine, which would be sent this person's
    credentials (`\\\\host\\share`).
    """
    return os.path.isabs(path) and "\0" not in path and not path.replace("\\", "/").startswith("//")


def _joined(chunks: Iterable[bytes]) -> bytes:
    """Chunks of names as one, sorted: `ls-files --others` does not sort across directories as the
    index does.
    """
    return b"\0".join(sorted(name for chunk in chunks for name in chunk.split(b"\0")))
