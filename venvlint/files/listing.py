"""What the names of a tree's files tell, sorted out of Git's raw listing in one pass at well under
a microsecond a name.
"""

from __future__ import annotations

import os
from bisect import bisect_left

from venvlint.files.naming import by_content, kind_of
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# What any reader may ask for, by the part of the base name after its last dot; listing a tree looks
# at nothing else.
_EXTENSIONS = frozenset(
    b"toml cfg ini in pip lock yml yaml sh bash zsh ksh service cron crontab mk dockerfile"
    b" Dockerfile containerfile Containerfile dockerignore env containerignore gitignore"
    b" python-version python-versions tool-versions pylintrc envrc conf jsonc code-workspace bat"
    b" cmd ps1 flake8 condarc slurm sbatch sl pbs just justfile Jenkinsfile jenkinsfile groovy"
    b" prototools tf hcl bicep nix bazel template replit pdm-python".split()
)
# These are common as data too, so their names decide. The rest of a name without any dot decides
# likewise.
_SOMETIMES = frozenset(b"txt json md markdown rst prod dev test j2 def config".split())
# The ends of most names in most trees, which no reader asks for: one look each. Of `.py` files
# three names are asked for.
_BORING = frozenset(
    b".py .js .ts .go .rs .rb .cc .hh .kt .cs .so .gz .vue .tsx .jsx .css .scss .svg .png .jpg .gif"
    b" .ico .csv .tsv .cpp .hpp .pyi .pyx .pdf .xml .snap .html .java .jpeg .webp .woff .wav .mp3"
    b" .mp4 .npy .npz .pkl .dat .sql .mdx .map .php .lua .ipynb".split()
)
_CODE = frozenset(b".c .h .m .proto .swift .scala .woff2 .ttf .bin .parquet .mjs .cjs".split())
"""As boring, but that `Dockerfile.c` is one of many Dockerfiles."""
# Extensions of files that tell of an environment or a cache by themselves.
_TELLING = frozenset(b"cfg txt bat csh fish pyc pyo coverage python_history".split())
_SCRIPTS = (b"setup.py", b"noxfile.py", b"conftest.py")
# What a text file may be called that a command or another file names as a list of dependencies.
_LISTS = (b"req", b"constraint", b"depend", b"deps", b"pip", b"freeze")

# Trees of other people's files, one contiguous block of the sorted listing each: no reader asks for
# anything below.
_PACKAGES, _MODULES = b"site-packages/", b"node_modules/"
_PACKAGE_WITNESSES = (b".dist-info/", b".egg-info", b".egg-link", b".pyc")
# What every name of interest below has in common; each mark costs a search of the whole listing, so
# they are few.
_FOLDER_MARKS = (b"conda-meta/", b"ox/", b"__py", b"cache/", b".egg-info", b"_checkpoints/")
_ENVIRONMENT = lazy(
    rb"""(?x)(?:^|/)(?:
        pyvenv\.cfg$ | (?:bin|[Ss]cripts)/activate(?:\.bat|\.csh|\.fish)?$
      | conda-meta/(?:history|[^/]+\.json)$
      | [Ll]ib(?:64)?/(?:(?:python|pypy)[0-9.]+t?/)?(?:orig-prefix|no-global-site-packages)\.txt$
      | \.tox/ | \.nox/ | __pypackages__/[0-9.]+/lib/
    )""",
    words=(
        b"pyvenv.cfg",
        b"/activate",
        b"conda-meta/",
        b"orig-prefix",
        b"no-global",
        b".tox/",
        b".nox/",
        b"__pypackages__",
    ),
)
_CACHE = lazy(
    rb"""(?x)(?:^|/)(?:
        (?:__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.ipynb_checkpoints|\.cache/(?:pip|uv)|\.(?:pip|uv)[-_]cache)/
      | [^/]+\.egg-info/ | [^/]+\.py[co]$ | \.coverage$ | \.python_history$
    )""",
    words=(
        b"__pycache__",
        b"_cache",
        b"-cache",
        b".ipynb_checkpoints",
        b".cache/",
        b".egg-info/",
        b".pyc",
        b".pyo",
        b".coverage",
        b".python_history",
    ),
)


class Listing(Record):
    """What the names of a tree's files tell, gathered in one pass without keeping the others in
    memory.
    """

    relevant: tuple[str, ...]
    """Files that some reader may ask for, sorted; none below `site-packages` or `node_modules`."""
    evidence: tuple[str, ...]
    """Files whose path speaks for an environment; of a `site-packages` folder the first file and
    one of each kind of witness.
    """
    caches: tuple[str, ...]
    """Files that belong to a cache of Python or of one of its tools."""
    total: int = 0
    has_python: bool = False
    has_notebooks: bool = False


def below(paths: Sequence[str], directory: str) -> Sequence[str]:
    """Those of sorted paths that lie below a directory: all below the root (`""`)."""
    if not directory:
        return paths
    first = bisect_left(paths, directory + "/")
    return paths[first : bisect_left(paths, directory + _BEHIND_SLASH, first)]


_BEHIND_SLASH = chr(ord("/") + 1)


def list_names(chunks: Iterable[bytes]) -> Listing:
    """Sort NUL-separated names into a `Listing`. The names of all chunks together are in the order
    of their bytes, as Git's are.
    """
    relevant: list[bytes] = []
    evidence: list[bytes] = []
    caches: list[bytes] = []
    total, has_python, has_notebooks = 0, False, False
    for chunk in chunks:
        if not chunk:
            continue
        total += chunk.count(b"\0") + 1
        if _PACKAGES in chunk:
            chunk = _without(chunk, _PACKAGES, evidence)
        if _MODULES in chunk:
            chunk = _without(chunk, _MODULES, None)
        has_notebooks = has_notebooks or b".ipynb" in chunk
        has_python = has_python or has_notebooks or b".py\0" in chunk or chunk.endswith(b".py")
        for script in _SCRIPTS:
            if script in chunk:
                relevant += [
                    name
                    for name in _names_with(chunk, script)
                    if name == script or name.endswith(b"/" + script)
                ]
        # In one expression: this is what a tree costs whose files concern nobody.
        for name in [
            name
            for name in chunk.split(b"\0")
            if (end := name[name.rfind(b".") :]) not in _BORING
            and (end not in _CODE or b"file." in name)
        ]:
            extension = name.rpartition(b".")[2]
            if extension in _TELLING:
                if _CACHE.search(name):
                    caches.append(name)
                elif _ENVIRONMENT.search(name):
                    evidence.append(name)
            if extension in _EXTENSIONS or (
                extension in _SOMETIMES and _is_asked_for(name, extension)
            ):
                relevant.append(name)
            elif b"/" in extension or len(extension) == len(name):
                # Without an extension: a script, a Dockerfile, a Procfile. Data sets number theirs,
                # and so do some their `Dockerfile310`.
                if name[-1:] not in b"0123456789" or b"erfile" in name[name.rfind(b"/") + 1 :]:
                    relevant.append(name)
                if extension.endswith(b"/activate") and _ENVIRONMENT.search(name):
                    evidence.append(name)
            elif (
                b"ockerfile" in name
                or b"ontainerfile" in name
                or b"akefile." in name
                or b"rocfile." in name
                or b"enkinsfile" in name
                or b"ingularity." in name
            ) and kind_of(os.fsdecode(name)) is not None:
                relevant.append(name)
        for mark in _FOLDER_MARKS:
            if mark in chunk:
                for name in _names_with(chunk, mark):
                    if _ENVIRONMENT.search(name):
                        evidence.append(name)
                    if _CACHE.search(name):
                        caches.append(name)
    return Listing(
        _decoded(relevant),
        _decoded(evidence),
        _decoded(caches),
        total,
        has_python,
        has_notebooks,
    )


def _is_asked_for(name: bytes, extension: bytes) -> bool:
    """Whether a reader asks for a file with an extension that many others have."""
    if extension == b"txt":
        folder, _, base = name.lower().rpartition(b"/")
        if any(word in base for word in _LISTS) or b"req" in folder or b"deps" in folder:
            return True
    path = os.fsdecode(name)
    return kind_of(path) is not None or any(True for _ in by_content(path))


def _names_with(chunk: bytes, mark: bytes) -> list[bytes]:
    """The names of a chunk that hold *mark*."""
    names = []
    position = chunk.find(mark)
    while position >= 0:
        end = chunk.find(b"\0", position)
        end = len(chunk) if end < 0 else end
        names.append(chunk[chunk.rfind(b"\0", 0, position) + 1 : end])
        position = chunk.find(mark, end)
    return names


def _without(chunk: bytes, folder: bytes, witnesses: list[bytes] | None) -> bytes:
    """A chunk without the names below each *folder*; some that tell what the folder is are added to
    *witnesses*.
    """
    pieces, start = [], 0
    position = chunk.find(folder)
    while position >= 0:
        begin = chunk.rfind(b"\0", 0, position) + 1
        if position > begin and chunk[position - 1 : position] != b"/":  # `my-site-packages/`
            position = chunk.find(folder, position + 1)
            continue
        end = _block_end(chunk, chunk[begin : position + len(folder)], position)
        pieces.append(chunk[start:begin])
        start = end + 1
        if witnesses is not None:
            first = chunk.find(b"\0", position, end)
            witnesses.append(chunk[begin : first if first >= 0 else end])
            for mark in _PACKAGE_WITNESSES:
                found = chunk.find(mark, position, end)
                if found >= 0:
                    stop = chunk.find(b"\0", found, end)
                    witnesses.append(
                        chunk[chunk.rfind(b"\0", 0, found) + 1 : stop if stop >= 0 else end]
                    )
        position = chunk.find(folder, end)
    pieces.append(chunk[start:])
    return b"".join(pieces).strip(b"\0")


def without_packages(chunk: bytes) -> bytes:
    """A chunk of sorted names without those below `site-packages` and `node_modules`: other
    people's files.
    """
    for folder in (_PACKAGES, _MODULES):
        if folder in chunk:
            chunk = _without(chunk, folder, None)
    return chunk


def entries_below(chunk: bytes, prefix: bytes) -> Iterator[tuple[bytes, bool, int]]:
    """What lies at the top of a folder, by a chunk of sorted names: the base name, whether it is a
    folder, and how many files it stands for. *prefix* is the folder with its `/`, or empty.
    """
    start = _block_start(chunk, prefix)
    while start < len(chunk) and chunk.startswith(prefix, start):
        end = chunk.find(b"\0", start)
        end = len(chunk) if end < 0 else end
        first = start + len(prefix)
        slash = chunk.find(b"/", first, end)
        if slash >= 0:
            end = _block_end(chunk, chunk[start : slash + 1], start)
        yield (
            chunk[first : end if slash < 0 else slash],
            slash >= 0,
            chunk.count(b"\0", start, end) + 1,
        )
        start = end + 1


def names_below(chunk: bytes, prefix: bytes) -> list[bytes]:
    """The names of a chunk of sorted names that begin with *prefix*."""
    start = _block_start(chunk, prefix)
    if start >= len(chunk):
        return []
    return chunk[start : _block_end(chunk, prefix, start)].split(b"\0")


def _block_start(chunk: bytes, prefix: bytes) -> int:
    """Where the first name that begins with *prefix* starts; the end where none does."""
    return 0 if chunk.startswith(prefix) else chunk.find(b"\0" + prefix) + 1 or len(chunk)


def _block_end(chunk: bytes, prefix: bytes, position: int) -> int:
    """Where the names that begin with *prefix* end. Names are sorted, so leaps find it without
    reading them.
    """

    def name_end(offset: int) -> int:
        end = chunk.find(b"\0", offset)
        return len(chunk) if end < 0 else end

    low, leap = name_end(position), 1024
    while True:
        high = name_end(min(low + leap, len(chunk)))
        if high >= len(chunk) or not chunk.startswith(prefix, high + 1):
            break
        low, leap = high, leap * 2
    # The block ends at the end of some name in [low, high).
    while low < high:
        middle = name_end((low + high) // 2)
        if middle >= high:
            # No name begins in the upper half: step through the lower one.
            middle = name_end(low + 1)
            if middle >= high:
                break
        if chunk.startswith(prefix, middle + 1):
            low = middle
        else:
            high = middle
    return low if low >= len(chunk) or not chunk.startswith(prefix, low + 1) else name_end(low + 1)


def _decoded(names: list[bytes]) -> tuple[str, ...]:
    return tuple(sorted({os.fsdecode(name) for name in names if name}))
