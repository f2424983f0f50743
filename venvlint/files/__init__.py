"""Where bytes come from: the work tree, Git's index, or a dictionary. Knows nothing of rules,
readers or packaging.

A path is relative to the audited directory, with `/` on every system. Nothing is followed out of
that directory: a
symbolic link is read only where its real target lies inside.
"""

from __future__ import annotations

import os

from venvlint.files.listing import Listing, without_packages
from venvlint.model import Unreadable
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


MAXIMUM_BYTES = 8_000_000
"""A file larger than this is reported, not read: no file that a person maintains comes near it."""


_BLANK = " \t"


class Names(Record):
    """The base names in one directory on disk, each kind sorted: folders, links, and everything
    else.
    """

    folders: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.folders or self.links or self.files)

    def __contains__(self, name: str) -> bool:
        return name in self.folders or name in self.files or name in self.links


class Query:
    """What to look for in files, as Git takes it (`git grep`) and as Python does; both find the
    same.
    """

    def __init__(self, options: Sequence[str], pattern: bytes, *, is_absent: bool = False) -> None:
        self.options = (("-L" if is_absent else "-l"), *options) if options else ()
        """The pattern as options of `git grep`; empty where there is nothing to look for."""
        self._pattern = pattern
        self._is_absent = is_absent

    @classmethod
    def of_words(cls, words: Sequence[str], *, is_absent: bool = False) -> Query:
        """Any of *words* as it stands, or none of them."""
        import re

        texts = [word.encode("utf-8", "surrogateescape") for word in words]
        # An argument is text as the system decodes it, in the C locale too.
        options = [option for text in texts for option in ("-e", os.fsdecode(text))]
        return cls(
            ("-F", *options) if options else (),
            b"|".join(map(re.escape, texts)),
            is_absent=is_absent,
        )

    @classmethod
    def of_imports(cls, modules: Sequence[str]) -> Query:
        """A line that looks like an import of any of *modules*."""
        # One expression that both read alike: POSIX has no `\b`, and a line that ends with CRLF
        # holds the carriage return.
        names = []
        for module in modules:
            package, _, last = module.replace(".", "[.]").rpartition("[.]")
            names.append(module.replace(".", "[.]"))
            if package:  # `from package import last`, and `last` behind a comma there
                names += (f"{package}[{_BLANK}]+import[{_BLANK}(]+{last}", last)
        pattern = f"(from|import|,)[{_BLANK}]+({'|'.join(names)})([].,;#){_BLANK}\r]|$)"
        text = pattern.encode("utf-8", "surrogateescape")
        return cls(
            ("-E", "-e", os.fsdecode(text)) if names else (), b"(?m:%b)" % text if names else b""
        )

    def finds(self, data: bytes) -> bool:
        """Whether the bytes of a file hold it."""
        import re

        if not self.options:
            return False
        return (re.search(self._pattern, data) is None) is self._is_absent


class Files:
    """The files of one audited directory. `git` is None where Git has no say; then every listed
    file counts as the project's.
    """

    root: str = ""
    """The directory's absolute path without links; empty where there is no disk."""
    has_git: bool = False
    """Whether Git tracks files here: then `listing` is what it tracks, else what is there."""
    git_error: str = ""
    """Why Git could not be asked, in its own words."""

    def commit(self) -> str:
        """The commit that is checked out, shortened; empty where there is none."""
        return ""

    def listing(self) -> Listing:
        """What is tracked; what is there and not ignored where nothing is tracked yet; what is
        there where Git has no say.
        """
        raise NotImplementedError

    def read(self, path: str) -> bytes | None:
        """The bytes of a regular file, None where there is none. Raises `Unreadable` where it
        cannot or must not be read.
        """
        raise NotImplementedError

    def head(self, path: str, size: int) -> bytes:
        """The first bytes of a regular file; empty where it cannot be read."""
        try:
            return (self.read(path) or b"")[:size]
        except Unreadable:
            return b""

    def names(self, directory: str) -> Names:
        """What a directory on disk holds; nothing where it cannot be listed. `""` is the root."""
        raise NotImplementedError

    def link_target(self, path: str) -> str | None:
        """What a symbolic link says, unresolved; None where the path is no link."""
        raise NotImplementedError

    def followed(self, path: str) -> str:
        """The file of the tree that a path leads to through links, of folders too; the path itself
        where it leads through none, or out.
        """
        found = path
        for _ in range(_LINKS):
            # The outermost link first: what is behind it may hold others.
            parts = found.split("/")
            heads = ("/".join(parts[: end + 1]) for end in range(len(parts)))
            link = next((head for head in heads if self.link_target(head) is not None), None)
            if link is None:
                return found
            behind = os.path.join(os.path.dirname(link), self.link_target(link) or "")
            found = os.path.normpath(f"{behind}{found[len(link) :]}").replace(os.sep, "/")
            if not inside(found):
                break
        return path

    def real_path(self, path: str) -> str | None:
        """The absolute path without links that a path (relative to the tree, or absolute) has on
        this machine; None where there is no disk.
        """
        return None

    def is_on_machine(self, path: str) -> bool | None:
        """Whether an absolute path leads to something on this machine; None where that cannot be
        known. Nothing of it is read.
        """
        return None

    def names_outside(self, directory: str) -> list[str] | None:
        """The base names in a directory of this machine, by its absolute path; None where it is not
        there or there is no disk.
        """
        return None

    def is_tracked(self, paths: Sequence[str]) -> set[str]:
        """Those of *paths* that Git tracks, a directory counting where it holds a tracked file."""
        raise NotImplementedError

    def untrack(self, paths: Sequence[str]) -> None:
        """Take *paths* (files, or directories with all below) out of Git's index; the files on disk
        stay.
        """
        raise NotImplementedError

    def staged_links(self) -> tuple[str, ...]:
        """Every symbolic link in Git's index, where that is what is read; empty where a look at the
        disk finds them.
        """
        return ()

    def unlisted(self, names: list[bytes]) -> list[bytes]:
        """Those of *names* that may be missing from the listing, or all of them where it is quicker
        not to look.
        """
        return names

    def sources(self, suffix: str = ".py") -> Iterator[str]:
        """Every tracked (without Git: every) Python source, or file with another *suffix*, in path
        order; none below `site-packages` or `node_modules`.
        """
        raise NotImplementedError

    def holding(self, words: Sequence[str], suffix: str = ".py") -> list[str]:
        """Those of `sources` that hold one of *words* anywhere, in path order."""
        return self.matching(Query.of_words(words), suffix)

    def lacking(self, words: Sequence[str], suffix: str = ".py") -> list[str]:
        """Those of `sources` that hold none of *words*, in path order."""
        return self.matching(Query.of_words(words, is_absent=True), suffix)

    def importing(self, modules: Sequence[str]) -> list[str]:
        """Those of `sources` in which some line looks as if it imported one of *modules* (dotted
        names), in path order. Texts that only look so are among them; a name that stands on a
        continuation line is missed.
        """
        return self.matching(Query.of_imports(modules), ".py")

    def matching(self, query: Query, suffix: str) -> list[str]:
        """Those of `sources` that a query finds, in path order. A file that cannot be read is not
        among them.
        """
        if not query.options:
            return []
        return [path for path in self.sources(suffix) if self._matches(query, path)]

    def _matches(self, query: Query, path: str) -> bool:
        try:
            data = self.read(path)
        except Unreadable:
            return False
        return data is not None and query.finds(data)

    def made_of(self, contents: Mapping[str, bytes]) -> Files:
        """A dictionary as files, all of them tracked: what a part of these would be by itself."""
        from venvlint.files.memory import Memory

        return Memory(contents)

    def tracked_below(self, directory: str) -> list[tuple[str, int]]:
        """Every tracked file below a directory with its size in bytes as the index knows it (0
        where it does not).
        """
        raise NotImplementedError

    def tracked_entries(self, directory: str) -> dict[str, tuple[bool, int]]:
        """The base names at the top of a directory that Git tracks something at or below: whether
        each is a folder, and how many files it stands for.
        """
        found: dict[str, tuple[bool, int]] = {}
        start = len(directory) + 1 if directory else 0
        for path in self.tracked_names(directory):
            name, slash, _ = path[start:].partition("/")
            found[name] = bool(slash), found.get(name, (False, 0))[1] + 1
        return found

    def tracked_names(self, directory: str) -> list[str]:
        """Every tracked file below a directory."""
        return [path for path, _ in self.tracked_below(directory)]

    def tracked_size(self, directory: str) -> int:
        """The bytes of all tracked files below a directory, as far as the index knows them."""
        return sum(size for _, size in self.tracked_below(directory))

    def ignored_plainly(self, path: str) -> tuple[str, int, str] | None:
        """What `ignored` would say of a path in a folder at the root, where that is known without
        asking Git; None where it is not.
        """
        return None

    def ignored(
        self, paths: Sequence[str], changed: Mapping[str, bytes] | None = None
    ) -> dict[str, tuple[str, int, str]]:
        """For each of *paths* that an ignore rule decides: the rule's file, line and pattern (`!…`
        un-ignores).

        The rule's file is relative to the tree (`../.gitignore` above it), or absolute where it is
        no part of the work tree: then it is
        this person's alone. *changed* holds `.gitignore` files that shall count in place of those
        on disk.
        """
        raise NotImplementedError


def inside(path: str, windows: bool = os.name == "nt") -> bool:
    """Whether a normalised relative path stays below the audited directory.

    On Windows no name holds a `\\`, which would be one more way up, nor a `:`, which makes a drive
    or another stream of a file. No system opens a path of more than 4,096 characters (`PATH_MAX`).
    """
    return (
        len(path) <= _LONGEST
        and not path.startswith(("../", "/"))
        and path != ".."
        and not (windows and ("\\" in path or ":" in path))
    )


_LONGEST = 4096


_LINKS = 8
"""Links that one path is followed through."""


def sources_in(chunks: Iterable[bytes], suffix: str = ".py") -> Iterator[str]:
    end = suffix.encode()
    for chunk in chunks:
        for name in without_packages(chunk).split(b"\0"):
            if name and name.endswith(end):
                yield os.fsdecode(name)


def ignored_without_git(
    files: Files, paths: Sequence[str], changed: Mapping[str, bytes] | None
) -> dict[str, tuple[str, int, str]]:
    from venvlint.files.ignore_patterns import ignored_by_patterns

    def content(path: str) -> bytes | None:
        if changed and path in changed:
            return changed[path]
        try:
            return files.read(path)
        except Unreadable:
            return None

    return ignored_by_patterns(paths, content)
