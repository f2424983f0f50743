"""Which statements about distributions meet in one environment: in pip's or the tool's reading
order, earlier ones first.
"""

from __future__ import annotations

from itertools import takewhile

from venvlint.facts.dependencies.requirements import MAXIMUM_STATEMENTS, Reading
from venvlint.facts.manifests import MAIN_KINDS
from venvlint.facts.manifests.names import own_names
from venvlint.facts.project import LISTS, vocabulary
from venvlint.facts.project.known_names import SEEDED
from venvlint.facts.project.programs import CONDA
from venvlint.files.paths import as_folder, folder_and_name, folder_of, name_of, path_in
from venvlint.readers import versions
from venvlint.readers.pep508 import normalize
from venvlint.record import Record, replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from venvlint.facts.dependencies import Declarations
    from venvlint.facts.dependencies.requirements import ReadRequirement
    from venvlint.facts.installs import GivenName, Install
    from venvlint.facts.manifests import Declaration, DependencyList
    from venvlint.model import Location
    from venvlint.readers.nodes import Node
    from venvlint.readers.requirements import Line
    from venvlint.tree import Tree

_DAILY = vocabulary.DEVELOPMENT | vocabulary.TESTS | {"local"}
_ELSEWHERE = (
    vocabulary.DOCS
    | vocabulary.DOCS_TOOLS
    | vocabulary.CHECKS
    | vocabulary.RELEASES
    | vocabulary.BENCHMARKS
    | vocabulary.EXAMPLES
    | vocabulary.NOTEBOOKS
    | vocabulary.VARIANTS
    | frozenset(
        "tox nox commit hooks tools optional gpu cpu cuda rocm mac macos windows linux win"
        " osx lock py2 py3".split()
    )
)
_LOWEST = frozenset(("min", "minimal", "oldest", "lowest"))
_STRONG = vocabulary.PRODUCTION | {"heroku", "live"}
_FOR_MONITORS = lazy(
    r"(?i)\bmonitor|requires\.io|gemnasium|\bnot\b[^.]{0,40}\binstall"
    r"|\bcan(?: ?not|'t) be (?:used|installed)"
)
_WHEEL_VERSION = lazy(
    r"/[A-Za-z0-9_.]+-([0-9][A-Za-z0-9_.!+%]*)-(?:\d\w*-)?[^-/]+-[^-/]+-[^-/]+\.whl(?:[#?]|$)"
)


_TOP = Reading(0, 0)


class InstalledEntry(Record):
    """One statement about a distribution, wherever it stands."""

    key: str
    name: str
    extras: frozenset[str]
    specifier: str
    """As PEP 440 writes it; empty where any version will do or where the language is another one
    (`known` is false then).
    """
    marker: str
    url: str
    at: Location
    text: str
    """What to show of it: name, extras and version as written."""
    known: bool = True
    constraint: bool = False
    line: Line | None = None
    declaration: Declaration | None = None
    reading: Reading = _TOP
    """The reading of the list that it stands in: of two lists of which neither includes the other,
    none holds the other's.
    """


class Together(Record):
    """Statements that are installed together. `root` is the file, `what` names the lists for a
    message.
    """

    root: str
    entries: tuple[InstalledEntry, ...]
    first: int = 0
    """Pairs of which both stand before this index are another set's business."""


def requirement_sets(tree: Tree) -> Iterator[Together]:
    """Each requirements file with everything that it includes."""
    from venvlint.facts.dependencies.list_contents import is_data

    for path, file in tree.requirements.files.items():
        if not (
            file.form
            or file.generator == "pybuild-deps"
            or _is_for_monitors(tree, path)
            or is_data(tree, path)
        ):
            yield Together(path, _of_file(tree, path))


def _is_for_monitors(tree: Tree, path: str) -> bool:
    """Whether a list says of itself that nobody installs it: it shows all the others to a service
    that watches them.
    """
    document = tree.document(path)
    if document is None or not document.text.startswith("#") or tree.installs.of(path):
        return False
    lines = document.text[:2000].split("\n")
    head = takewhile(lambda line: not line.strip() or line.startswith("#"), lines)
    return _FOR_MONITORS.search(" ".join(line.strip("# \r") for line in head)) is not None


def manifest_sets(tree: Tree) -> Iterator[Together]:
    """Each list of a manifest, dependency groups with the groups that they include."""
    declarations = tree.declarations
    for dependency_list in declarations.lists:
        if dependency_list.kind not in ("requirements", "constraints"):
            yield Together(dependency_list.path, tuple(_of_list(declarations, dependency_list)))


def crossing_sets(tree: Tree) -> Iterator[Together]:
    """Lists that are installed together although they stand apart: extras and groups with the
    project's own dependencies,
    development files with production files, requirements files with the manifest beside them."""
    declarations = tree.declarations
    bases: dict[str, list[InstalledEntry]] = {}
    for dependency_list in declarations.lists:
        if not dependency_list.group and (
            dependency_list.kind in MAIN_KINDS
            or dependency_list.kind == "pixi-pypi"
            or dependency_list.key == "packages"
        ):
            bases.setdefault(dependency_list.path, []).extend(
                _of_list(declarations, dependency_list)
            )
    excluded = {
        path: _declared_conflicts(tree, path) for path in bases if path.endswith("pyproject.toml")
    }
    joined: dict[str, int] = {}
    for dependency_list in declarations.lists:
        path = dependency_list.path
        base = bases.get(path)
        if (
            base
            and _joins_project(dependency_list)
            and normalize(dependency_list.group) not in excluded.get(path, ())
        ):
            joined[path] = joined.get(path, 0) + len(base)
            if joined[path] > MAXIMUM_STATEMENTS:
                continue
            yield Together(
                dependency_list.path, (*base, *_of_list(declarations, dependency_list)), len(base)
            )
    yield from _beside(tree, bases)


def command_sets(tree: Tree) -> Iterator[Together]:
    """All that one command is given: several files, names beside a file, constraints."""
    left = MAXIMUM_STATEMENTS
    for install in tree.installs:
        files = [file.path for file in install.files if file.path is not None]
        constraints = [file.path for file in install.constraints if file.path is not None]
        if (
            install.compiles
            or install.overrides
            or len(files + constraints) < (1 if install.names else 2)
        ):
            continue
        if install.tool in CONDA:
            continue
        names = [_of_name(name) for name in install.names if name.key]
        entries = [*_read(tree, files, constraint=False), *names]
        limits = [*_read(tree, constraints, constraint=True)]
        single = len(files) == 1 and not names
        if _constraints_come_first(install):
            first = len(limits) if single else 0
            entries = [*limits, *entries]
        else:
            first = len(entries) if single else 0
            entries += limits
        left -= len(entries)
        if left < 0:
            return
        # What each file says by itself is another set's business; the rules know what was told.
        yield Together(files[0] if files else constraints[0], tuple(entries), first)


def _constraints_come_first(install: Install) -> bool:
    """Whether a command names its constraints before what it installs, or a variable does."""
    given = [*(file.at for file in install.files), *(name.at for name in install.names)]
    return bool(given) and all(
        file.at.path != given[0].path
        or (file.at.line, file.at.column) < (given[0].line, given[0].column)
        for file in install.constraints
    )


def _read(tree: Tree, paths: list[str], *, constraint: bool) -> Iterator[InstalledEntry]:
    for statement in tree.requirements.read_together(paths, constraint):
        entry = _of_statement(tree, statement)
        if entry is not None:
            yield entry


def _of_name(name: GivenName) -> InstalledEntry:
    """A requirement that stands on the command line."""
    return InstalledEntry(
        name.key,
        name.name,
        frozenset(map(normalize, name.extras)),
        _wheel_version(name.url) if name.url else name.specifier,
        "",
        name.url,
        name.at,
        name.name if name.url else name.text,
    )


def _joins_project(dependency_list: DependencyList) -> bool:
    if dependency_list.kind in (
        "extra",
        "poetry-group",
        "pipfile-dev",
        "pdm-dev",
        "uv-dev",
        "rye-dev",
    ):
        return dependency_list.kind != "extra" or not vocabulary.says(
            dependency_list.group, _LOWEST
        )
    return dependency_list.kind == "group" and vocabulary.says(dependency_list.group, _DAILY)


def _is_superseded(manifest: str, bases: dict[str, list[InstalledEntry]]) -> bool:
    """Whether nobody installs what a `setup.py` or `setup.cfg` lists, because the `pyproject.toml`
    beside it lists the project's dependencies itself: setuptools then drops the older list, and
    every other builder never looks at it.
    """
    folder, slash, name = manifest.rpartition("/")
    return name in ("setup.py", "setup.cfg") and f"{folder}{slash}pyproject.toml" in bases


def _is_whole(shared: set[str], production: Sequence[InstalledEntry]) -> bool:
    """Whether a frozen development file that has these of a production file is an environment of
    its own: it has all that production has, one line or so aside, or two thirds of a long list.
    Nobody then installs the one over the other.
    """
    # A second step may bring another installer, for itself.
    keys = {entry.key for entry in production if entry.key} - SEEDED
    return len(shared) > 3 and (
        len(shared) * 10 >= len(keys) * 9 or (len(shared) > 20 and len(shared) * 3 > len(keys) * 2)
    )


def _beside(tree: Tree, bases: dict[str, list[InstalledEntry]]) -> Iterator[Together]:
    """Requirements files against the manifest of their folder, and development files against the
    production file beside them.
    """
    from venvlint.facts.project import project_of

    requirements = tree.requirements
    by_project: dict[str, list[str]] = {}
    for manifest in bases:
        # A Pipfile is for pipenv: the list beside it is another way to the same environment.
        if name_of(manifest) != "Pipfile":
            by_project.setdefault(folder_of(manifest) or ".", []).append(manifest)
    left = MAXIMUM_STATEMENTS
    folders: dict[str, list[str]] = {}
    for path, file in requirements.files.items():
        if (
            not file.form
            and not requirements.is_constraints(path)
            and not vocabulary.says(path, _ELSEWHERE)
            and not _has_digits(path)
        ):
            folders.setdefault(folder_of(path), []).append(path)
    for paths in folders.values():
        for path in paths:
            if not (_is_plain(path) or _is_daily(path)):
                continue  # a list of its own, for an environment of its own as far as is known
            entries = _of_file(tree, path)
            project = project_of(tree, path)
            dynamic = tree.dynamic_requirements.get(path)
            for manifest in by_project.get(project, ()):
                base = bases[manifest]
                left -= len(base) + len(entries)
                if (
                    left > 0
                    and not _is_superseded(manifest, bases)
                    and _is_beside(path, project)
                    and not (dynamic is not None and dynamic.manifest == manifest)
                    and not _apart(tree, path, manifest)
                ):
                    yield Together(path, (*base, *entries), len(base))
        sources = [
            (path, _of_file(tree, path))
            for path in paths
            if _is_plain(path) and not _is_daily(path)
        ]
        for path in paths:
            if not sources or not _is_daily(path) or not _includes_nothing(tree, path):
                continue
            reading = _of_file(tree, path)
            reached = {entry.at.path for entry in reading}
            keys = {entry.key for entry in reading}
            if not keys.isdisjoint(own_names(tree)):
                continue  # a release of the project is tried there, with what that brings
            for source, production in sources:
                left -= len(production) + len(reading)
                if left < 0:
                    return
                shared = {entry.key for entry in production} & keys
                alternative = (
                    vocabulary.says(source, _STRONG)
                    and len(shared) > 2
                    and len(shared) * 2 > len(production)
                )
                if tree.requirements.files[path].frozen and _is_whole(shared, production):
                    continue
                if (
                    tree.requirements.files[path].generator
                    and tree.requirements.files[source].generator
                ):
                    # two compiled files that know nothing of each other are two environments
                    continue
                if path.endswith(".in") and _compiled_apart(tree, path, source):
                    continue
                same_kind = path.rpartition(".")[2] == source.rpartition(".")[2]
                if (
                    same_kind
                    and source not in reached
                    and not alternative
                    and not _apart(tree, path, source)
                ):
                    entries = (
                        *production,
                        *(entry for entry in reading if entry.key not in SEEDED),
                    )
                    yield Together(path, entries, len(production))


def _compiled_apart(tree: Tree, path: str, other: str) -> bool:
    """Whether lists that are compiled include each of two inputs, and none includes both."""
    including = tree.once("inputs that include others", lambda: _including(tree))
    readers, theirs = (including.get(one, set()) - {path, other} for one in (path, other))
    return bool(readers) and bool(theirs) and readers.isdisjoint(theirs)


def _including(tree: Tree) -> dict[str, set[str]]:
    """The inputs of compile tools that take what a list says, by the list, themselves among
    them.
    """
    found: dict[str, set[str]] = {}
    for each in tree.requirements.files:
        if each.endswith(".in"):
            for path in {entry.at.path for entry in _of_file(tree, each)}:
                found.setdefault(path, set()).add(each)
    return found


def _apart(tree: Tree, path: str, other: str) -> bool:
    """Whether something installs each of two lists and nothing installs both: in no image, job or
    environment do they meet.
    """
    places = []
    for one in (path, other):
        if one in tree.requirements.files:
            installs = tree.installs.of(one)
        else:
            installs = tree.installs.of_project(folder_of(one))
        places.append(
            {
                (install.where.path, install.where.name, install.target, _environment(install))
                for install in installs
                if install.where.kind != "manifest"
            }
        )
    return all(places) and places[0].isdisjoint(places[1])


def _environment(install: Install) -> str:
    """The environment that a command installs to, as far as its words tell: `.venv/bin` of
    `.venv/bin/pip`.
    """
    command = install.command
    return "" if command is None else command.environment or command.folder


def _is_beside(path: str, project: str) -> bool:
    """Whether a requirements file stands in the project's own folder or in one for such files."""
    folder = folder_of(path) or "."
    parent, last = folder_and_name(folder)
    return folder == project or (
        (parent or ".") == project and vocabulary.says(last, LISTS | {"deps"})
    )


def _is_daily(path: str) -> bool:
    return vocabulary.says(name_of(path), _DAILY)


def _is_plain(path: str) -> bool:
    """Whether a file is the production list of its folder: `requirements.txt`,
    `requirements/base.txt`.
    """
    words = set(vocabulary.words_of(name_of(path).rpartition(".")[0])) - {
        "requirements",
        "requirement",
        "reqs",
        "req",
    }
    return words <= (_STRONG | {"base", "common", "main", "core", "default", "app", "install"})


def _includes_nothing(tree: Tree, path: str) -> bool:
    # A development file that includes a production file says itself what it is installed with.
    return not any(not include.constraint for include in tree.requirements.includes.get(path, ()))


def _has_digits(path: str) -> bool:
    # requirements-py38.txt, requirements-django42.txt: one of several environments
    return any(character.isdigit() for character in name_of(path))


def _of_file(tree: Tree, path: str) -> tuple[InstalledEntry, ...]:
    known: dict[str, tuple[InstalledEntry, ...]] = tree.once(
        "the entries of requirements files", dict
    )
    if path not in known:
        known[path] = _entries(tree, path)
    return known[path]


def _entries(tree: Tree, path: str) -> tuple[InstalledEntry, ...]:
    return tuple(
        entry
        for statement in tree.requirements.read(path)
        if (entry := _of_statement(tree, statement))
    )


def _of_statement(tree: Tree, statement: ReadRequirement) -> InstalledEntry | None:
    known: dict[int, InstalledEntry | None] = tree.once("the entries of requirements", dict)
    line = statement.line
    if id(line) not in known:
        known[id(line)] = _of_line(line)
    entry = known[id(line)]
    if entry is None:
        return None
    return replace(entry, constraint=statement.constraint, reading=statement.reading)


def _of_line(line: Line) -> InstalledEntry | None:
    if not line.name or line.kind == "path":
        return None
    document = line.document
    parts = [
        line.spans[part] for part in ("name", "extras", "specifier") if part in line.spans
    ] or [(line.start, line.end)]
    end = max(stop for _, stop in parts)
    start = line.start if line.kind in ("url", "editable") else parts[0][0]
    shown = (
        " ".join(document.text[start:end].split())
        if line.kind == "requirement" and not line.url
        else line.name
    )
    return InstalledEntry(
        line.key,
        line.name,
        frozenset(map(normalize, line.extras)),
        line.specifier.strip() if not line.url or line.kind == "url" else _wheel_version(line.url),
        line.marker,
        line.url,
        document.at(start, max(end, start + 1)),
        shown,
        line=line,
    )


def _of_list(
    declarations: Declarations, dependency_list: DependencyList
) -> Iterator[InstalledEntry]:
    for one, reading in _in_reading_order(declarations, dependency_list):
        if not one.name or one.optional or one.conditional:
            continue
        specifier: str | None = one.specifier
        if one.dialect == "poetry":
            specifier = versions.from_poetry(one.specifier)
        shown = (
            one.text.strip("\"'").partition(";")[0].strip()
            if isinstance(one.list.node and one.list.node.value, list)
            else one.name
        )
        yield InstalledEntry(
            (
                one.key if one.dialect != "conda" else one.name.lower()
            ),  # conda has both importlib-metadata and importlib_metadata
            one.name,
            frozenset(map(normalize, one.extras)),
            _wheel_version(one.url) if one.url else specifier or "",
            one.marker,
            one.url,
            one.at,
            shown if not one.url else one.name,
            known=specifier is not None and one.dialect != "conda",
            declaration=one,
            reading=reading,
        )


def _wheel_version(url: str) -> str:
    match = _WHEEL_VERSION.search(url)
    return "==" + match[1].replace("%2B", "+").replace("%2b", "+") if match else ""


def _in_reading_order(
    declarations: Declarations, dependency_list: DependencyList
) -> Iterator[tuple[Declaration, Reading]]:
    """The declarations of a list, of a dependency group with those of the groups that it includes,
    each where it stands and once.
    """
    if dependency_list.kind != "group" or not dependency_list.node:
        for one in declarations.of(dependency_list):
            yield one, _TOP
        return
    groups = declarations.groups(dependency_list.path)
    follows = dependency_list not in declarations.read_alone(dependency_list.path)
    seen = {dependency_list}
    stack: list[tuple[Iterator[Node], dict[int, Declaration], Reading]] = []
    top = Reading(0, 0)

    def enter(each: DependencyList, reading: Reading) -> None:
        stack.append(
            (
                iter(each.node.items),
                {id(one.node): one for one in declarations.of(each)},
                reading,
            )
        )

    enter(dependency_list, top)
    while stack:
        items, by_node, reading = stack[-1]
        item = next(items, None)
        if not item:
            stack.pop()
            reading.end = top.end
        elif id(item) in by_node:
            yield by_node[id(item)], reading
        elif (
            follows
            and (name := normalize(item.text("include-group") or "")) in groups
            and groups[name] not in seen
        ):
            seen.add(groups[name])
            top.end += 1
            enter(groups[name], Reading(top.end, reading.depth + 1))


def included_groups(node: Node) -> list[Node]:
    """The names in a dependency group's `{include-group = "…"}` items."""
    items = node.items
    return [
        name for item in items if (name := item.get("include-group")) and name.string is not None
    ]


def _declared_conflicts(tree: Tree, path: str) -> frozenset[str]:
    """Extras and groups that `[tool.uv] conflicts` says are never installed with something else."""
    root = tree.toml(path)
    conflicts = root.get("tool", "uv", "conflicts")
    if not conflicts:
        return frozenset()
    return frozenset(
        normalize(name)
        for node in conflicts.walk()
        for key in ("extra", "group")
        if (name := node.text(key))
    )


def overridden(tree: Tree, path: str) -> frozenset[str]:
    """Distributions that `[tool.uv] override-dependencies` of the manifest beside *path* settles,
    whatever is stated elsewhere.
    """
    from venvlint.facts.project import project_of

    project = project_of(tree, path)
    manifest = path_in(as_folder(project), "pyproject.toml")
    return frozenset(
        one.key
        for each in tree.declarations.lists_in(manifest)
        if each.kind == "restriction" and "override" in each.key
        for one in tree.declarations.of(each)
    )
