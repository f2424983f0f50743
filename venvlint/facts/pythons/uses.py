"""Which Pythons run a project's code: those of the places that run it, and those that its range
lets others take.
"""

from __future__ import annotations

from venvlint.facts.project import PACKAGE_FILES, vocabulary
from venvlint.files.paths import as_folder, folder_of, joined, name_of, path_in, prefix_of
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.ci.model import Job
    from venvlint.facts.commands.model import Sequence
    from venvlint.facts.pythons import Reference, Statement
    from venvlint.model import Location
    from venvlint.readers.python_versions import Pin
    from venvlint.tree import Tree

    Minor = tuple[int, int]

# They choose the Python of a tool or of the documentation, not the project's.
_ELSEWHERE = frozenset(("pre-commit", "readthedocs", "devcontainer"))

_OF_THEIR_FOLDER = frozenset(
    ("python-version", "python-versions", "tool-versions", "tox", "nox", "hatch")
)

# Where builders are told of the folder that holds the packages.
_HOMES = (
    ("setuptools", "packages", "find", "where"),
    ("setuptools", "package-dir", ""),
    ("maturin", "python-source"),
    ("pdm", "build", "package-dir"),
    ("uv", "build-backend", "module-root"),
)
# Who calls a source there calls it by hand, unless a job of CI does so besides.
_OF_PEOPLE = frozenset(("make", "task", "hook", "page", "workspace"))

_NAMED = lazy(r"""(?m)["'](\w+)(?=["'.*/:])|^[ \t]*(\w+)[ \t]*$""")

# Folders of development whose files a person runs with the project's own pinned Python.
_RUN_BY_HAND = vocabulary.HELPER_FOLDERS | {"tasks", "demo", "demos", "tutorials"}


class Use(Record):
    """One Python that runs a project's code, and the place that says so."""

    series: Minor
    at: Location
    place: str
    """How a message begins: ``"`Dockerfile` runs"``."""
    kind: str
    """`deployed`, `pin` (a developer's own choice) or `tested`."""
    image: str = ""
    """The image that brings it, by name; empty where none does."""
    of_conda: bool = False
    """Whether an environment of conda or Pixi brings it."""
    job: Job | None = None
    """The job of CI that sets it up; None elsewhere."""
    script: str = ""
    """The one source that it runs, with what that imports: its first line names the Python."""
    folder: str = ""
    """The folder that it works in, and nothing outside; empty for the whole project."""


def uses(tree: Tree, project: str) -> tuple[Use, ...]:
    """The Pythons of the places that run a project, those that serve it first. What the project's
    own range excludes is left out (other rules say that), and so is what is not released yet.
    """
    return tree.once(f"uses of {project}", lambda: tuple(_uses(tree, project)))


def allowed_series(tree: Tree, reference: Reference | None) -> tuple[Minor, ...]:
    """The released series of Python 3 that a range allows, oldest first; none where there is no
    range that can be read, or where it names no floor.
    """
    from venvlint.facts.pythons.releases import released, releases

    versions = reference.versions if reference is not None else None
    if versions is None or versions.is_open_below:
        return ()
    return tuple(
        series
        for series in releases()
        if series >= (3, 0) and released(series, tree.today) and versions.has_any(series)
    )


def runs(tree: Tree, path: str, use: Use | None) -> bool:
    """Whether a Python runs a source: a server and a test run what is shipped (and so does whoever
    installs the project, None: nothing beside the `src` that it is built of), a developer his
    scripts as well. What only jobs of CI call by its name is run by these jobs alone.
    """
    from venvlint.facts.installs.started import program_sources
    from venvlint.facts.project.imports import is_development_source

    if use is not None and use.folder and not path.startswith(f"{use.folder}/"):
        return False
    if use is not None and use.script:
        return path == use.script or _imports(tree, use.script, path)
    if use is None and _lies_beside_the_package(tree, path):
        return False
    is_deployed = use is not None and use.kind == "deployed"
    own = program_sources(tree) if is_deployed else tree.imports.own
    if is_development_source(path, tree.imports.packages, own):
        by_hand = not _RUN_BY_HAND.isdisjoint(path.lower().split("/")[:-1])
        return use is not None and use.kind == "pin" and by_hand
    if use is None or use.kind == "tested":
        callers = tree.once("callers of sources", lambda: _callers(tree)).get(path)
        if (
            callers
            and all(caller.kind == "ci" for caller in callers)
            and _stands_alone(tree, path, use)
        ):
            return use is not None and any(
                caller.job is None or caller.job is use.job for caller in callers
            )
    return True


def _stands_alone(tree: Tree, path: str, use: Use | None) -> bool:
    """Whether a source is no part of a package. One at the root may be what others there import,
    or the program that is shipped, where no package is built.
    """
    folder = folder_of(path)
    if folder:
        return not tree.exists(f"{folder}/__init__.py")
    imported = tree.once("called sources at the root that others import", lambda: _shared(tree))
    if path in imported or _is_named(tree, path, ""):
        return False
    return use is not None or _is_built(tree, "")


def _lies_beside_the_package(tree: Tree, path: str) -> bool:
    """Whether a source is no part of the distribution of its project, whose packages lie in `src`
    or in another folder of their own: the service beside a library, which an image copies.
    """
    from venvlint.facts.project import project_of

    project = project_of(tree, path)
    around = prefix_of(as_folder(project))
    home = tree.once(f"where {project} has its packages", lambda: _home_of_packages(tree, around))
    if not home or path.startswith(f"{home}/"):
        return False
    return not _is_named(tree, path, around)


def _is_named(tree: Tree, path: str, around: str) -> bool:
    """Whether the settings of the build around a source name it, or the folder that it lies in: it
    may be a part of what is built.
    """
    named = tree.once(f"names in the settings of {around}", lambda: _named(tree, around))
    return path[len(around) :].partition("/")[0].removesuffix(".py") in named


def _is_built(tree: Tree, around: str) -> bool:
    root = tree.toml(f"{around}pyproject.toml")
    return bool(root.get("build-system")) or tree.exists(f"{around}setup.py")


def _home_of_packages(tree: Tree, around: str) -> str:
    """The one folder below a project that its distribution is built of; empty where there is none,
    or where nobody knows.
    """
    if not _is_built(tree, around):
        return ""
    tool = tree.toml(f"{around}pyproject.toml").get("tool")
    options = tree.ini(f"{around}setup.cfg").text("options.packages.find", "where")
    named = [(options or "").strip()]
    for keys in _HOMES:
        node = tool.get(*keys)
        named += [each.string or "" for each in node.items] or [node.string or ""]
    folders = {folder.strip("./") for folder in named if folder}
    if folders:
        folder = folders.pop()
        return f"{around}{folder}" if folder and not folders else ""
    home = f"{around}src"
    packages = tree.imports.packages
    return (
        home
        if home not in packages and any(package.startswith(f"{home}/") for package in packages)
        else ""
    )


def _named(tree: Tree, around: str) -> frozenset[str]:
    """What may be a package or a module in the settings of a build: what an entry of a list begins
    with, or what stands alone on its line.
    """
    found: set[str] = set()
    for name in PACKAGE_FILES:
        document = tree.document(around + name)
        if document is not None:
            for match in _NAMED.finditer(document.text):
                found.add(match[1] or match[2])
    return frozenset(found)


def is_exercised(tree: Tree, path: str) -> bool:
    """Whether tests may well run a source: a part of a package, a module that another source
    imports, or what a command runs by its name that is no task for people. They leave out a program
    that only lies about.
    """
    if folder_of(path) in tree.imports.packages - {""}:
        return True
    callers = tree.once("callers of sources", lambda: _callers(tree)).get(path, ())
    if any(caller.kind not in _OF_PEOPLE for caller in callers):
        return True
    return _is_imported(tree, path)


def _is_imported(tree: Tree, path: str) -> bool:
    """Whether another source imports what may be this one, by its name."""
    name = name_of(path).removesuffix(".py")
    return any(
        one.module.rpartition(".")[2] == name or name in one.names
        for other in (tree.imports.holding(name) if name.isidentifier() else ())
        if other != path
        for one in (*tree.imports.statements(other), *tree.imports.relative(other))
    )


def _shared(tree: Tree) -> frozenset[str]:
    """The sources at the root that commands run and another source imports, by their names."""
    callers = tree.once("callers of sources", lambda: _callers(tree))
    called = {path.removesuffix(".py"): path for path in callers if "/" not in path}
    names = [name for name in called if name.isidentifier()]
    return frozenset(
        called[name]
        for other in (tree.imports.holding(*names) if names else ())
        for one in (*tree.imports.statements(other), *tree.imports.relative(other))
        for name in (one.module.rpartition(".")[2], *one.names)
        if name in called and called[name] != other
    )


def _imports(tree: Tree, script: str, path: str) -> bool:
    """Whether a script itself imports a source, by the name that this has beside it."""
    around = prefix_of(folder_of(script))
    if not path.startswith(around):
        return False
    name = path[len(around) :].removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return any(
        one.module == name or name in {f"{one.module}.{each}" for each in one.names}
        for one in tree.imports.statements(script)
    )


def _callers(tree: Tree) -> dict[str, list[Sequence]]:
    """The sources that commands run by name, each with the sequences of these commands."""
    found: dict[str, list[Sequence]] = {}
    for sequence in tree.commands.sequences:
        for command in sequence.commands:
            for word in command.words[1:] if command.is_python else ():
                if word.text.endswith(".py"):
                    path = joined(command.directory or "", word.text)
                    found.setdefault(path, []).append(sequence)
                if not word.text.startswith("-"):
                    break
    return found


def _uses(tree: Tree, project: str) -> Iterator[Use]:
    from venvlint.facts.pythons import reference
    from venvlint.facts.pythons.releases import released, releases

    allowed = reference(tree, path_in(as_folder(project), "x"))
    constraints = (
        [one.range for one in tree.pythons if one.kind == "pants" and one.range is not None]
        if project == "."
        else []
    )
    found = []
    newest = max(releases())
    running: dict[str, list[tuple[Statement, Pin, Minor]]] = tree.once(
        "statements of Pythons that run projects", lambda: _running(tree)
    )
    for statement, pin, series in running.get(project, ()):
        if not released(series, tree.today) or series > newest:
            continue
        if (
            allowed is not None
            and allowed.versions is not None
            and not pin.allowed(allowed.versions)
        ):
            continue
        if constraints and not any(pin.allowed(versions) for versions in constraints):
            continue  # of a tree that Pants builds, `interpreter_constraints` are the range
        kind = _kind(statement)
        if kind:
            found.append((kind, statement))
    order = ("deployed", "pin", "tested")
    found.sort(
        key=lambda one: (
            order.index(one[0]),
            -one[1].deployed,
            one[1].at.path,
            one[1].at.line,
            one[1].at.column,
        )
    )
    for kind, statement in found:
        assert statement.pin is not None
        assert statement.pin.series is not None
        image = getattr(statement, "image", None)
        yield Use(
            statement.pin.series,
            statement.at,
            _place(statement, kind),
            kind,
            image.text if image is not None else "",
            _is_of_conda(statement),
            getattr(statement, "job", None),
            statement.at.path if statement.kind == "shebang" else "",
            _reach(statement),
        )


def _reach(statement: Statement) -> str:
    """The folder whose sources alone a statement's Python runs; empty where that is the project.

    Version managers take a pin for the folder that it lies in, and test tools work in theirs. A
    script far down among scripts (`scripts/benchmarks/web/setup.sh`) sets up what lies beside it.
    """
    folder = folder_of(statement.at.path)
    if statement.kind in _OF_THEIR_FOLDER:
        return folder
    first, _, deeper = folder.partition("/")
    is_script = (
        statement.kind == "command"
        and statement.scope in ("", ".")
        and first.lower() in vocabulary.HELPER_FOLDERS
    )
    return folder if is_script and deeper else ""


def _is_of_conda(statement: Statement) -> bool:
    from venvlint.facts.ci.pythons import uses_conda
    from venvlint.facts.pythons import CiPython

    job = statement.job if isinstance(statement, CiPython) else None
    return statement.kind in ("conda", "pixi") or (job is not None and uses_conda(job))


def _running(tree: Tree) -> dict[str, list[tuple[Statement, Pin, Minor]]]:
    """The statements that may tell which Python runs a project, by the project."""
    found: dict[str, list[tuple[Statement, Pin, Minor]]] = {}
    for statement in tree.pythons:
        pin = statement.pin
        if (
            not statement.judged
            or statement.role not in ("pin", "set")
            or pin is None
            or pin.series is None
            or pin.series < (3, 0)  # the code of Python 2 is another matter
            or pin.implementation not in ("cpython", "pypy")
            or statement.kind in _ELSEWHERE
            or _is_only_at_hand(statement)
            or (statement.kind == "command" and _is_of_development(tree, statement.at.path))
        ):
            continue
        for project in _projects(tree, statement):
            found.setdefault(project, []).append((statement, pin, pin.series))
    return found


def _is_of_development(tree: Tree, path: str) -> bool:
    """Whether a file is the recipe of an image for development or tests."""
    builds = tree.builds.get(path)
    return builds is not None and builds.recipe.is_for_development


def _is_only_at_hand(statement: Statement) -> bool:
    """Whether a step sets a Python up beside others: of several lines the last one is `python`
    (the manual of setup-python), and the others wait for who calls them by name.
    """
    setup = getattr(statement, "setup", None)
    if setup is None or setup.kind != "setup-python" or statement.role != "pin":
        return False
    versions = setup.versions.values
    return len(versions) > 1 and getattr(statement, "value", None) is not versions[-1]


def _kind(statement: Statement) -> str:
    """How a statement's Python runs the code; empty where it does not, or for development alone."""
    if statement.kind == "image":
        if getattr(statement, "for_development", False):
            return ""
        where = getattr(statement, "where", "")
        return "deployed" if statement.deployed or where in ("bake", "compose") else ""
    if statement.is_tested:
        return "tested"
    return "deployed" if statement.deployed >= 30 else "pin"


def _place(statement: Statement, kind: str) -> str:
    if kind == "tested":
        subject = statement.subject or f"`{statement.at.path}`"
        return f"{subject} runs"
    verb = "names" if kind == "pin" else "runs"
    subject = f"{statement.subject} in " if statement.subject else ""
    return f"{subject}`{statement.at.path}` {verb}"


def _projects(tree: Tree, statement: Statement) -> tuple[str, ...]:
    """The one project whose code a statement's Python runs; none where that is not known."""
    from venvlint.facts.project import project_of

    if statement.works_in:
        return statement.works_in if len(statement.works_in) == 1 else ()
    path = statement.works_at
    if statement.kind == "image" and tree.is_test_data(path):
        return ()  # what a tool is tried on runs nothing of the project around it
    folders = [part for part in path.split("/")[:-1] if not part.startswith(".")]
    if path.startswith("."):  # `.github/workflows`: it stands for the folder that it lies in
        return (project_of(tree, "/".join([*folders, "x"]) if not path.startswith(".") else "x"),)
    return (project_of(tree, path),)
