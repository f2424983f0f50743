"""What of the audited directory is the project's: tracked, new, or ignored, and by which line.
Asked of Git, never imitated.

`project_files` is every file that a reader may ask for. `survey` is one look at the disk around the
project's files, which serves both new files and environments. `Ignores` answers by which rule Git
ignores a path; whatever is likely to be asked is asked with the first question, so that a run needs
one process.
"""

from __future__ import annotations

from venvlint.files.listing import list_names
from venvlint.files.paths import folder_of, name_of, prefix_of
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from venvlint.files import Files, Names
    from venvlint.tree import Tree

# Never descended: other tools' trees, which hold neither environments nor files that somebody is
# about to add.
_CLOSED = frozenset(
    ".git .hg .svn .bzr node_modules bower_components site-packages __pycache__ .mypy_cache"
    " .pytest_cache .ruff_cache .hypothesis .idea .eggs .terraform .next .gradle .cache".split()
)
# Descended whatever their depth: tools put environments below these.
_OPENED = frozenset(
    ".tox .nox .hatch .pixi .conda .venvs .virtualenvs envs virtual env venvs".split()
)
_ENVIRONMENT_FOLDERS = frozenset(
    "bin lib lib64 include share Scripts Lib Include conda-meta".split()
)
_DEPTH = 3
_FOREIGN_ENTRIES = 20_000
"""How many directory entries outside the project's own folders are looked at: a folder of data sets
is not worth more.
"""
_PROJECT_DIRECTORIES = 5_000


class Survey(Record):
    """What one look at the disk found, links not followed and environments, other repositories and
    caches not entered.
    """

    new: tuple[str, ...]
    """Files that a reader may ask for and that are not in the listing, whether ignored or not, in
    path order.
    """
    candidates: tuple[str, ...]
    """Directories whose entries look like an environment's, in path order; `""` is the root."""
    links: tuple[str, ...]
    """Symbolic links beside the project's own files, in path order; those of Git's index where that
    is what is read.
    """


def survey(tree: Tree) -> Survey:
    """Look at the root, at every directory that holds a file of the listing, and at others down to
    depth 3.
    """
    files, listed = tree.files, frozenset(tree.listing.relevant)
    own = _directories_of(listed)
    found: list[bytes] = []
    candidates: list[str] = []
    links: list[str] = [*files.staged_links()]
    budget = _FOREIGN_ENTRIES
    level = [""]
    directories = 0
    while level:
        deeper: list[str] = []
        for directory in level:
            is_own = directory in own
            if directories >= _PROJECT_DIRECTORIES or (not is_own and budget <= 0):
                continue
            directories += 1
            names = files.names(directory)
            if not is_own:
                budget -= 1 + len(names.files) + len(names.folders)
            if directory and ".git" in names:
                continue  # another repository: its files are not this project's
            prefix = prefix_of(directory)
            folders = names.folders
            if _looks_like_environment(files, prefix, names):
                candidates.append(directory)
                if directory and not is_own:
                    continue
                # The project's own files beside an environment's parts.
                folders = tuple(name for name in folders if name not in _ENVIRONMENT_FOLDERS)
            found += [(prefix + name).encode("utf-8", "surrogateescape") for name in names.files]
            if is_own:
                links += [prefix + name for name in names.links]
            deeper += [prefix + name for name in folders if _is_open(prefix, name, own)]
        level = deeper
    found = files.unlisted(found)
    relevant = list_names([b"\0".join(sorted(found))]).relevant if found else ()
    return Survey(
        tuple(path for path in relevant if path not in listed),
        tuple(sorted(candidates)),
        tuple(sorted(links)),
    )


def _directories_of(paths: Iterable[str]) -> frozenset[str]:
    directories = {""}
    for path in paths:
        directory = folder_of(path)
        while directory not in directories:
            directories.add(directory)
            directory = folder_of(directory)
    return frozenset(directories)


def _is_open(prefix: str, name: str, own: frozenset[str]) -> bool:
    if name in _CLOSED:
        return False
    depth = prefix.count("/") + 1
    if depth <= _DEPTH or prefix + name in own:
        return True
    if "env" in name.lower() and prefix.rstrip("/") in own:
        return True  # beside a manifest, however deep: names hint where to look
    return depth <= _DEPTH + 3 and (name in _OPENED or name_of(prefix.rstrip("/")) in _OPENED)


def _looks_like_environment(files: Files, prefix: str, names: Names) -> bool:
    if "pyvenv.cfg" in names.files or "conda-meta" in names.folders:
        return True
    # Before pyvenv.cfg, virtualenv left nothing in the environment's own folder.
    for scripts, library in (("bin", "lib"), ("Scripts", "Lib")):
        if scripts in names.folders and library in names:
            if b"VIRTUAL_ENV" in files.head(f"{prefix}{scripts}/activate", 8192):
                return True
            below = files.names(f"{prefix}{library}").folders
            return any(
                name == "site-packages"
                or (name.startswith(("python", "pypy")) and any(map(str.isdigit, name)))
                for name in below
            )
    return False


def project_files(tree: Tree) -> tuple[str, ...]:
    """Every file that a reader may ask for, sorted: tracked, or new and not ignored; none of an
    environment, none excluded.
    """
    paths = list(tree.listing.relevant)
    new = tree.survey.new
    if new:
        paths += [path for path in new if not tree.ignores.is_ignored(path)]
        paths.sort()
    if tree.listing.evidence or tree.survey.candidates:
        environments = tree.environment_parts
        paths = [path for path in paths if not is_below(path, environments)]
    if tree.config.exclude:
        paths = [path for path in paths if not tree.is_excluded(path)]
    return tuple(paths)


def is_below(path: str, directories: frozenset[str]) -> bool:
    """Whether a path is one of *directories* (or files) or lies below one."""
    while path:
        if path in directories:
            return True
        path = folder_of(path)
    return False


class IgnoreRule(Record):
    """The line of an ignore file that decides a path."""

    source: str
    """The file, relative to the tree (`../.gitignore` above it); absolute for one that is this
    person's alone.
    """
    line: int
    pattern: str

    @property
    def ignores(self) -> bool:
        """False for a pattern that re-includes."""
        return not self.pattern.startswith("!")

    @property
    def is_personal(self) -> bool:
        """Whether only this clone or this person has the rule: `.git/info/exclude`,
        `core.excludesFile`.
        """
        return self.source.startswith("/") or self.source[1:2] == ":"


class Ignores:
    """Git's answers about ignored paths, each asked once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._rules: dict[str, IgnoreRule | None] = {}

    def ask(self, paths: Sequence[str]) -> None:
        """Get the answers to *paths* in one question; later ones are free."""
        unknown = [path for path in dict.fromkeys(paths) if path not in self._rules]
        if unknown and not self._rules:
            # Starting Git costs more than any number of further paths.
            unknown = list(dict.fromkeys([*unknown, *_likely(self._tree)]))
        if unknown:
            answers = self._tree.files.ignored(unknown)
            for path in unknown:
                answer = answers.get(path)
                # Git says of `docs/` what `docs/.gitignore` says of the files in it.
                if answer and path.endswith("/") and answer[0] == f"{path}.gitignore":
                    answer = None
                self._rules[path] = IgnoreRule(*answer) if answer else None

    def is_plainly_ignored(self, path: str) -> bool:
        """Whether Git surely ignores a path in a folder at the root, by a line of the project's
        own; False also where only Git knows.
        """
        answer = self._tree.files.ignored_plainly(path)
        return answer is not None and IgnoreRule(*answer).ignores

    def rule(self, path: str) -> IgnoreRule | None:
        """The rule that decides a path, one that re-includes it among them; None where no rule
        does.
        """
        self.ask((path,))
        return self._rules[path]

    def is_ignored(self, path: str) -> bool:
        """Whether Git would leave a new file out."""
        rule = self.rule(path)
        return rule is not None and rule.ignores

    def is_named(self, path: str) -> bool:
        """Whether an ignore file names this very file: each is meant to make it for himself, where
        a wider pattern (`*.txt`) may have caught it by mistake.
        """
        rule = self.rule(path)
        return rule is not None and name_of(rule.pattern) == name_of(path)


USUAL_NAMES = (".venv", "venv", "env")
"""What the environment of a project is called, the likeliest first."""
PROBE = "pyvenv.cfg"
"""A file that every new environment holds: whether it would be ignored says whether the environment
would.
"""


def _likely(tree: Tree) -> Iterator[str]:
    """What some rule of the same run will probably ask."""
    yield from tree.survey.new
    for name in tree.config.environment_names or USUAL_NAMES:
        yield f"{name}/{PROBE}"
    if tree.survey.candidates:
        for environment in tree.disk_environments:
            yield from environment.probes


def build_ignores(tree: Tree) -> Ignores:
    """The service for one tree."""
    return Ignores(tree)


_FEWEST_DISTRIBUTIONS = 3


def package_folders(tree: Tree) -> frozenset[str]:
    """The folders that `pip install --target` filled and that Git tracks, such as a Lambda
    function's package: several distributions' metadata lie in them. The root is never one.
    """
    found: dict[str, int] = {}
    for path in tree.listing.relevant:
        if path.endswith(".dist-info/METADATA"):
            folder = folder_of(folder_of(path))
            found[folder] = found.get(folder, 0) + 1
    return frozenset(
        folder for folder, number in found.items() if folder and number >= _FEWEST_DISTRIBUTIONS
    )
