"""Where bytes come from: the work tree, Git's index, or a dictionary. Knows nothing of rules, readers or packaging.

A path is relative to the audited directory, with `/` on every system. Nothing is followed out of that directory: a
symbolic link is read only where its real target lies inside.
"""

from __future__ import annotations

import os
import re
import stat

from venvlint.model import Unreadable
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from venvlint.git import Git

MAXIMUM_BYTES = 8_000_000
"""A file larger than this is reported, not read: no file that a person maintains comes near it."""

# What any reader may ask for, by the part of the base name after its last dot; listing a tree looks at nothing else.
_EXTENSIONS = frozenset(
    b"toml cfg ini in pip lock yml yaml sh bash zsh ksh service cron crontab mk dockerfile containerfile dockerignore"
    b" containerignore gitignore python-version python-versions tool-versions envrc conf jsonc code-workspace bat cmd ps1".split()
)
# These are common as data too, so their names decide. The rest of a name without any dot decides likewise.
_SOMETIMES = frozenset((b"txt", b"json", b"md", b"rst", b"py", b"prod", b"dev", b"test", b"j2"))
_NAMES = re.compile(
    rb"""(?x)(?:^|/)(?:
        [^/]*(?:req|constraint|depend|deps|pip|freeze)[^/]*\.txt | (?:requirements?|reqs?|deps|constraints)/(?:[^/]+/)*[^/]+\.txt | runtime\.txt
      | (?:devcontainer|settings|launch|tasks|pyrightconfig|vercel|app|template|cloud[Ff]ormation|netlify|now|Pipfile|renovate)\.json
      | \.devcontainer/[^/]+/devcontainer\.json | \.devcontainer\.json
      | (?i:readme)[^/]*\.(?:md|rst|txt) | setup\.py | noxfile\.py | conftest\.py
      | (?i:dockerfile|containerfile)[^/]*
      | (?i:gnu)?[Mm]akefile[^/]* | [Pp]rocfile[^/]* | Pipfile | crontab[^/]* | [Jj]ustfile | Jenkinsfile | Vagrantfile
    )$"""
)
_PLAIN_NAME = re.compile(
    rb"(?:^|/)(?:(?i:dockerfile|containerfile)[^/.]*|(?i:gnu)?[Mm]akefile|[Pp]rocfile|Pipfile|crontab|[Jj]ustfile|Jenkinsfile|activate"
    rb"|cron\.d/[^/]+|cron\.(?:hourly|daily|weekly|monthly)/[^/]+|bin/[^/]+|scripts?/[^/]+|tools?/[^/]+|\.envrc|[^/]+)$"
)
_ENVIRONMENT_MARKS = (
    b"pyvenv.cfg",
    b"site-packages/",
    b"activate",
    b"conda-meta/",
    b"orig-prefix.txt",
    b"no-global-site-packages.txt",
    b".tox/",
    b".nox/",
    b".pixi/",
    b"__pypackages__/",
)
_ENVIRONMENT_EVIDENCE = re.compile(
    rb"""(?x)
    (?P<root>(?:^|.*?/))??(?:
        pyvenv\.cfg$ | (?:bin|[Ss]cripts)/activate(?:\.bat|\.csh|\.fish|\.ps1|_this\.py)?$ | conda-meta/(?:history$|[^/]+\.json$)
      | [Ll]ib(?:64)?/(?:(?:python|pypy)[0-9.]+t?/)?(?:site-packages/|orig-prefix\.txt$|no-global-site-packages\.txt$)
      | \.tox/ | \.nox/ | \.pixi/envs/ | __pypackages__/[0-9.]+/lib/
    )"""
)
_CACHE_MARKS = (
    b"__pycache__/",
    b".pyc",
    b".pyo",
    b".egg-info",
    b".pytest_cache/",
    b".mypy_cache/",
    b".ruff_cache/",
    b".ipynb_checkpoints/",
    b".coverage",
    b".python_history",
    b".cache/pip/",
    b".cache/uv/",
    b".uv-cache/",
    b".uv_cache/",
    b".pip-cache/",
    b".pip_cache/",
    b"pip-cache/",
    b".hypothesis/",
    b".eggs/",
    b".pdm-build/",
)


class Listing(Record):
    """What the names of a tree's files tell, gathered in one pass without keeping the others in memory."""

    relevant: tuple[str, ...]
    """Files that some reader may ask for."""
    evidence: tuple[str, ...]
    """Files whose path speaks for an environment; of a directory's `site-packages` one file a distribution."""
    caches: tuple[str, ...]
    """Files that belong to a cache of Python or of one of its tools."""
    total: int = 0
    has_python: bool = False


def list_names(chunks: Iterable[bytes]) -> Listing:
    """Sort NUL-separated names into a `Listing`; a name costs well below a microsecond."""
    relevant: list[bytes] = []
    evidence: list[bytes] = []
    caches: list[bytes] = []
    seen_packages: set[bytes] = set()
    total, has_python = 0, False
    for chunk in chunks:
        names = chunk.split(b"\0")
        total += len(names)
        has_python = has_python or b".py\0" in chunk or b".ipynb" in chunk or names[-1].endswith(b".py")
        for name in names:
            extension = name.rpartition(b".")[2]
            if extension in _EXTENSIONS or (extension in _SOMETIMES and _NAMES.search(name)):
                relevant.append(name)
            elif b"/" in extension or extension is name or len(extension) == len(name):
                relevant.append(name)
            elif b"ockerfile" in name or b"ontainerfile" in name or b"akefile." in name or b"rocfile." in name:
                if _NAMES.search(name):
                    relevant.append(name)
        if any(mark in chunk for mark in _ENVIRONMENT_MARKS):
            for name in names:
                found = _ENVIRONMENT_EVIDENCE.match(name)
                if found:
                    # One file of each distribution's folder is enough: an environment of 20,000 files leaves a few dozen names.
                    end = name.find(b"/", found.end())
                    package = name[:end] if end > 0 else name
                    if package not in seen_packages:
                        seen_packages.add(package)
                        evidence.append(name)
        if any(mark in chunk for mark in _CACHE_MARKS):
            caches += [name for name in names if any(mark in name for mark in _CACHE_MARKS)]
    return Listing(_decoded(relevant), _decoded(evidence), _decoded(caches), total, has_python)


def _decoded(names: list[bytes]) -> tuple[str, ...]:
    return tuple(sorted({os.fsdecode(name) for name in names if name}))


class Entry(Record):
    """One entry of a directory: its path and what it is, a link never being followed."""

    path: str
    is_directory: bool = False
    is_link: bool = False


class Files:
    """The files of one audited directory. `git` is None where Git has no say; then every listed file counts as the project's."""

    root: str = ""
    git: Git | None = None
    git_error: str = ""

    def listing(self) -> Listing:
        """What is tracked; without Git, what is there."""
        raise NotImplementedError

    def read(self, path: str) -> bytes | None:
        """The bytes of a regular file, None where there is none. Raises `Unreadable` where it cannot or must not be read."""
        raise NotImplementedError

    def scan(self, directory: str) -> list[Entry]:
        """The entries of a directory on disk, sorted by name; empty where it cannot be listed. `""` is the root."""
        raise NotImplementedError

    def link_target(self, path: str) -> str | None:
        """What a symbolic link says, unresolved; None where the path is no link."""
        raise NotImplementedError

    def is_tracked(self, paths: Sequence[str]) -> set[str]:
        """Those of *paths* that Git tracks, a directory counting where it holds a tracked file."""
        raise NotImplementedError

    def sources(self) -> Iterator[str]:
        """Every tracked (without Git: every) Python source, in path order."""
        raise NotImplementedError

    def tracked_below(self, directory: str) -> list[tuple[str, int]]:
        """Every tracked file below a directory with its size in bytes as the index knows it (0 where it does not)."""
        raise NotImplementedError

    def ignored(self, paths: Sequence[str]) -> dict[str, tuple[str, int, str]]:
        """For each of *paths* that an ignore rule decides: the rule's file, line and pattern (`!…` un-ignores)."""
        raise NotImplementedError


def inside(path: str) -> bool:
    """Whether a normalised relative path stays below the audited directory."""
    return not path.startswith(("../", "/")) and path != ".." and not (os.name == "nt" and path[1:2] == ":")


class WorkTree(Files):
    """A directory on disk, with Git's answers where it lies in a repository."""

    def __init__(self, root: str, git: Git | None = None) -> None:
        self.root = os.path.realpath(root)
        self.git = git
        self._real_directories: dict[str, bool] = {}

    def listing(self) -> Listing:
        if self.git:
            from venvlint.git import GitError

            try:
                return list_names(self.git.stream("ls-files", "-z", "--cached"))
            except GitError as error:
                self.git, self.git_error = None, str(error)
        return list_names([b"\0".join(os.fsencode(name) for name in self._walk())])

    def _walk(self) -> Iterator[str]:
        """Every file, environments and other people's trees left out below their first, telling, names."""
        pending = [""]
        while pending:
            directory = pending.pop()
            entries = self.scan(directory)
            names = {entry.path.rpartition("/")[2] for entry in entries}
            if directory and ("pyvenv.cfg" in names or "conda-meta" in names):
                # Proven by its first files: nothing below is walked.
                yield from (f"{directory}/{name}" for name in ("pyvenv.cfg", "conda-meta/history") if name.split("/")[0] in names)
                continue
            for entry in entries:
                name = entry.path.rpartition("/")[2]
                if entry.is_directory:
                    if name not in (".git", ".hg", ".svn", "node_modules"):
                        pending.append(entry.path)
                else:
                    yield entry.path

    def _is_inside(self, directory: str) -> bool:
        known = self._real_directories.get(directory)
        if known is None:
            real = os.path.realpath(os.path.join(self.root, directory))
            known = real == self.root or real.startswith(self.root.rstrip(os.sep) + os.sep)
            self._real_directories[directory] = known
        return known

    def read(self, path: str) -> bytes | None:
        if "\0" in path or not inside(path) or not self._is_inside(path.rpartition("/")[0]):
            return None
        full = os.path.join(self.root, path)
        try:
            # Not blocking: opening a FIFO would wait for a writer for ever.
            descriptor = os.open(full, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        except FileNotFoundError:
            return None
        except OSError as error:
            if not os.path.islink(full):
                if os.path.isdir(full) or not os.path.lexists(full):
                    return None
                raise Unreadable(f"cannot be read: {error.strerror}") from None
            target = os.path.relpath(os.path.realpath(full), self.root).replace(os.sep, "/")
            # The real path has no links left, so this recursion ends.
            return self.read(target) if inside(target) and not os.path.islink(os.path.join(self.root, target)) else None
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return None
            if status.st_size > MAXIMUM_BYTES:
                raise Unreadable(f"{status.st_size:,} bytes; files over {MAXIMUM_BYTES:,} bytes are not read")
            pieces = []
            while piece := os.read(descriptor, status.st_size + 1 or 4096):
                pieces.append(piece)
                if sum(map(len, pieces)) > MAXIMUM_BYTES:
                    raise Unreadable(f"grows while it is read; files over {MAXIMUM_BYTES:,} bytes are not read")
            return b"".join(pieces)
        except OSError as error:
            raise Unreadable(f"cannot be read: {error.strerror}") from None
        finally:
            os.close(descriptor)

    def scan(self, directory: str) -> list[Entry]:
        if not self._is_inside(directory):
            return []
        prefix = directory + "/" if directory else ""
        entries = []
        try:
            with os.scandir(os.path.join(self.root, directory)) as found:
                for entry in found:
                    link = entry.is_symlink()
                    entries.append(Entry(prefix + entry.name, not link and entry.is_dir(follow_symlinks=False), link))
        except OSError:
            return []
        entries.sort(key=lambda entry: entry.path)
        return entries

    def link_target(self, path: str) -> str | None:
        try:
            return os.readlink(os.path.join(self.root, path))
        except OSError:
            return None

    def is_tracked(self, paths: Sequence[str]) -> set[str]:
        if not self.git or not paths:
            return set()
        tracked = self.git.run("ls-files", "-z", "--cached", "--", *paths).split(b"\0")
        wanted = set(paths)
        found = set()
        for name in map(os.fsdecode, tracked):
            while name and name not in found:
                if name in wanted:
                    found.add(name)
                name = name.rpartition("/")[0]
        return found

    def sources(self) -> Iterator[str]:
        if self.git:
            chunks: Iterable[bytes] = self.git.stream("ls-files", "-z", "--cached")
        else:
            chunks = [b"\0".join(os.fsencode(name) for name in self._walk())]
        for chunk in chunks:
            for name in chunk.split(b"\0"):
                if name.endswith(b".py"):
                    yield os.fsdecode(name)

    def tracked_below(self, directory: str) -> list[tuple[str, int]]:
        if not self.git:
            return []
        # --debug prints the size that the index remembers: no file is touched (git-ls-files(1)).
        output = self.git.run("ls-files", "-z", "--cached", "--debug", "--", directory or ".")
        sizes = re.findall(rb"([^\0]+)\0  ctime: [^\n]*\n  mtime: [^\n]*\n  dev: [^\n]*\n  uid: [^\n]*\n  size: (\d+)\t[^\n]*\n", output)
        return [(os.fsdecode(name), int(size)) for name, size in sizes]

    def ignored(self, paths: Sequence[str]) -> dict[str, tuple[str, int, str]]:
        if self.git:
            return self.git.check_ignore(paths)
        return ignored_by_patterns(paths, self.read)


class Memory(Files):
    """A dictionary as a tree, for tests and editors: every file tracked but *untracked* ones, which are on disk only."""

    def __init__(self, tracked: Mapping[str, bytes], untracked: Mapping[str, bytes] | None = None, links: Mapping[str, str] | None = None) -> None:
        self._tracked = dict(tracked)
        self._links = dict(links or {})
        self._all = {**self._tracked, **(untracked or {})}
        self.has_git = True

    def listing(self) -> Listing:
        return list_names([b"\0".join(os.fsencode(name) for name in self._tracked)])

    def read(self, path: str) -> bytes | None:
        return self._all.get(path)

    def scan(self, directory: str) -> list[Entry]:
        prefix = directory + "/" if directory else ""
        names: dict[str, Entry] = {}
        for path in (*self._all, *self._links):
            if path.startswith(prefix):
                name, slash, _ = path[len(prefix) :].partition("/")
                names[name] = Entry(prefix + name, bool(slash), not slash and path in self._links)
        return [names[name] for name in sorted(names)]

    def link_target(self, path: str) -> str | None:
        return self._links.get(path)

    def is_tracked(self, paths: Sequence[str]) -> set[str]:
        return {path for path in paths if path in self._tracked or any(name.startswith(path + "/") for name in self._tracked)}

    def sources(self) -> Iterator[str]:
        return (path for path in sorted(self._tracked) if path.endswith(".py"))

    def tracked_below(self, directory: str) -> list[tuple[str, int]]:
        prefix = directory + "/" if directory else ""
        return [(path, len(data)) for path, data in sorted(self._tracked.items()) if path.startswith(prefix)]

    def ignored(self, paths: Sequence[str]) -> dict[str, tuple[str, int, str]]:
        return ignored_by_patterns(paths, self.read)


class Overlay(Files):
    """Other files with some contents replaced and some paths no longer tracked: what a fix or an unsaved buffer makes of a tree."""

    def __init__(self, base: Files, changes: dict[str, bytes], untracked: set[str] | None = None) -> None:
        self.base, self.changes, self.untracked = base, changes, untracked or set()
        self.root, self.git = base.root, base.git

    def listing(self) -> Listing:
        listing = self.base.listing()
        self.git = self.base.git
        new = list_names([b"\0".join(os.fsencode(path) for path in self.changes)])

        def kept(paths: tuple[str, ...], more: tuple[str, ...] = ()) -> tuple[str, ...]:
            return tuple(sorted({path for path in (*paths, *more) if path not in self.untracked and not self._is_below(path)}))

        return Listing(
            kept(listing.relevant, new.relevant), kept(listing.evidence), kept(listing.caches), listing.total, listing.has_python
        )

    def _is_below(self, path: str) -> bool:
        return bool(self.untracked) and any(path.startswith(directory + "/") for directory in self.untracked)

    def read(self, path: str) -> bytes | None:
        return self.changes[path] if path in self.changes else self.base.read(path)

    def scan(self, directory: str) -> list[Entry]:
        entries = {entry.path: entry for entry in self.base.scan(directory)}
        for path in self.changes:
            if path.rpartition("/")[0] == directory:
                entries.setdefault(path, Entry(path))
        return [entries[path] for path in sorted(entries)]

    def link_target(self, path: str) -> str | None:
        return self.base.link_target(path)

    def is_tracked(self, paths: Sequence[str]) -> set[str]:
        return {path for path in self.base.is_tracked(paths) if path not in self.untracked and not self._is_below(path)}

    def sources(self) -> Iterator[str]:
        return (path for path in self.base.sources() if path not in self.untracked and not self._is_below(path))

    def tracked_below(self, directory: str) -> list[tuple[str, int]]:
        return [item for item in self.base.tracked_below(directory) if item[0] not in self.untracked and not self._is_below(item[0])]

    def ignored(self, paths: Sequence[str]) -> dict[str, tuple[str, int, str]]:
        if not any(path.rpartition("/")[2] == ".gitignore" for path in self.changes):
            return self.base.ignored(paths)
        # Git reads ignore files from disk alone, so a changed one that is not written yet is judged by its patterns.
        answers = self.base.ignored(paths)
        answers.update(ignored_by_patterns(paths, self.read))
        return answers


def ignored_by_patterns(paths: Sequence[str], read: Callable[[str], bytes | None]) -> dict[str, tuple[str, int, str]]:
    """gitignore(5) without Git: each path against the `.gitignore` files of its parents, the nearest deciding first."""
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    compiled: dict[str, list[tuple[int, str, GitIgnoreSpecPattern]]] = {}

    def patterns(directory: str) -> list[tuple[int, str, GitIgnoreSpecPattern]]:
        if directory not in compiled:
            compiled[directory] = []
            data = read(f"{directory}/.gitignore" if directory else ".gitignore")
            for number, line in enumerate((data or b"").decode("utf-8-sig", "replace").splitlines(), 1):
                try:
                    pattern = GitIgnoreSpecPattern(line)
                except ValueError:
                    continue
                if pattern.include is not None:
                    compiled[directory].append((number, line.rstrip(), pattern))
        return compiled[directory]

    def decide(path: str) -> tuple[str, int, str] | None:
        """The rule that decides one path, its parents not considered."""
        directory = path.rstrip("/")
        while directory:
            directory = directory.rpartition("/")[0]
            relative = path[len(directory) + 1 :] if directory else path
            for number, line, pattern in reversed(patterns(directory)):
                if pattern.match_file(relative) is not None:
                    return (f"{directory}/.gitignore" if directory else ".gitignore", number, line)
        return None

    answers = {}
    for path in paths:
        parts = path.split("/")
        answer = None
        for depth in range(1, len(parts) + 1):
            # A path below an ignored directory cannot be re-included (gitignore(5)).
            answer = decide("/".join(parts[:depth]) + ("/" if depth < len(parts) else ""))
            if answer and not answer[2].startswith("!"):
                break
        if answer:
            answers[path] = answer
    return answers


if TYPE_CHECKING:
    from collections.abc import Callable
