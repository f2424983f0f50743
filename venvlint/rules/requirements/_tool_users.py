"""The places that install a list and work with a development tool of it: where the tool leaves the
list, they need the other one too.
"""

from __future__ import annotations

import posixpath
import re
from functools import partial

from venvlint.facts.commands.written_files import given_to_container, run_in_container
from venvlint.facts.dependencies.dev_tools import programs_of
from venvlint.facts.installs.groups import chosen
from venvlint.facts.installs.model import DEVELOPMENT, DOCS, PRODUCTION, PUBLISH, TESTS
from venvlint.facts.manifests.list_edits import insert_after_line
from venvlint.facts.project import vocabulary
from venvlint.facts.project.programs import CONDA, PROJECT_MANAGERS, TEST_RUNNERS
from venvlint.facts.stages.compose import services_of
from venvlint.files.paths import folder_of, name_of
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.document import Document
    from venvlint.facts.commands.model import Command, Sequence
    from venvlint.facts.dependencies.dev_tools import DevTool
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.facts.installs import Install
    from venvlint.facts.installs.model import GivenFile, Where
    from venvlint.facts.manifests import DependencyList
    from venvlint.model import Edit, Location
    from venvlint.rules.requirements._development_home import Home
    from venvlint.tree import Tree

# What has no program of its own is used by these.
_RUN_WITH = {
    "pytest-plugin": TEST_RUNNERS,
    "mock-fixture": TEST_RUNNERS,
    "coverage": TEST_RUNNERS,
    "docs": frozenset("sphinx sphinx-build sphinx-autobuild mkdocs jupyter-book jb".split()),
    "linter": frozenset("flake8 pylint".split()),
    "type-checker": frozenset("mypy dmypy pyright basedpyright pyre ty".split()),
}
_DOCUMENTS = frozenset(("docs",))
# What runs tasks by name, and where they stand.
_MANIFEST = ("pyproject.toml",)
_TASKS = {
    "make": ("Makefile", "makefile", "GNUmakefile"),
    "just": ("justfile", "Justfile", ".justfile"),
    "npm": ("package.json",),
    "yarn": ("package.json",),
    "pnpm": ("package.json",),
    "hatch": ("pyproject.toml", "hatch.toml"),
    "poe": _MANIFEST,
    "pdm": _MANIFEST,
    "task": ("Taskfile.yml", "Taskfile.yaml", *_MANIFEST),
    "pipenv": ("Pipfile",),
    "invoke": ("tasks.py",),
    "inv": ("tasks.py",),
}
# What tells those of them that install things, too, to run a task.
_RUNNING = {
    "npm": frozenset(("run", "run-script", "test", "start")),
    "hatch": frozenset(("run", "test", "fmt")),
    "pdm": frozenset(("run", "lint", "test")),
    "pipenv": frozenset(("run",)),
}
_STARTERS = CONDA | PROJECT_MANAGERS
_PYTHON = frozenset(("python", "python3"))
# Where tasks stand in a manifest, whose dependencies are no tasks.
_TABLES = {
    "Pipfile": (("scripts",),),
    "hatch.toml": (("envs",),),
    "pyproject.toml": (
        ("tool", "hatch", "envs"),
        ("tool", "pdm", "scripts"),
        ("tool", "poe"),
        ("tool", "taskipy"),
    ),
}
# Programs that are no script of the tree, whatever files of their name there are.
_OTHERS = frozenset("pip uv python poetry tox nox".split())
_PLAIN_PATH = re.compile(r"[\w./-]+")
# Tools that bring a group called `dev` without being asked for it.
_BRING_DEV = {"uv": ("sync", "run"), "poetry": ("install", "sync"), "pdm": ("install", "sync")}
_WITHOUT_DEV = frozenset(
    "--no-dev --no-default-groups --only-root --prod --production --only-dev".split()
)


class ToolUser(Record):
    """A place that installs a list and runs a tool of it, and that no other list brings the tool.

    `noun` is how a sentence calls it, `there` where it needs the other list. `edit` makes it
    install that too; None where that is for a person to write.
    """

    noun: str
    at: Location
    edit: Edit | None = None
    there: str = "here too"


def tool_users(
    tree: Tree, source: DependencyList, tools: Iterable[DevTool], home: Home
) -> list[ToolUser]:
    """Who loses the *tools* when they go from *source* to *home*, each place once."""
    tools = tuple(tools)
    categories = {tool.category for tool in tools}
    programs = {program for tool in tools for program in programs_of(tool.name)}
    for category in categories:
        programs |= _RUN_WITH.get(category, frozenset())
    names = {tool.name for tool in tools}
    found: dict[tuple[str, str], ToolUser] = {}
    for install, given in _installing(tree, source):
        place = (install.where.path, install.where.name)
        if place in found or install.where.kind in ("manifest", "host"):
            continue
        started = _started_in_image(tree, install.where, programs)
        if (
            started is None
            and (
                install.purpose.kind in (PRODUCTION, PUBLISH)
                or not _works_with(tree, install, programs, categories)
            )
        ) or _has_them(tree, install, source, home, names):
            continue
        if started is not None:
            noun = f"what this starts in the image of {install.where.noun}"
            found[place] = ToolUser(noun, started.at, there="in an image for tests")
            continue
        edit = _edit(tree, install, given, home)
        found[place] = ToolUser(install.where.noun, install.at, edit)
    return list(found.values())


def _installing(tree: Tree, source: DependencyList) -> Iterator[tuple[Install, GivenFile | None]]:
    """Everything that installs a list, with the file that it is given."""
    if source.kind == "requirements":
        for path in (source.path, *sorted(_includers(tree, source.path))):
            for install in tree.installs.of(path):
                yield install, install.reads(path)
    elif source.kind not in ("conda", "conda-pip") and not source.group:
        for install in tree.installs.of_project(folder_of(source.path)):
            yield install, None


def _works_with(tree: Tree, install: Install, programs: set[str], categories: set[str]) -> bool:
    """Whether the place runs one of the programs, or is made for work of that kind."""
    purpose, where = install.purpose.kind, install.where
    if purpose in (TESTS, DEVELOPMENT) and where.kind not in ("ci", "tox", "nox"):
        return not _leaves_development_out(install)
    if purpose == DOCS and categories <= _DOCUMENTS:
        return True
    there = _run_in(tree, install)
    return any(not programs.isdisjoint(run) for run, _ in there) or any(
        _mentions(tree, called, programs)
        for called in dict.fromkeys(name for _, names in there for name in names)
    )


def _started_in_image(tree: Tree, where: Where, programs: set[str]) -> Command | None:
    """The first command of the tree that starts one of the programs in the image of a stage, as a
    service of compose: `docker compose run web pytest`.
    """
    recipe = where.recipe
    if recipe is None:
        return None
    services = tree.once(
        f"services that run {where.path}, {where.name}",
        partial(_services_of, tree, recipe, where.name),
    )
    if not services:
        return None
    by_word = tree.once("commands of containers by their words", lambda: _by_word(tree))
    told = {at: one for name in services for at, one in by_word.get(name, ())}
    for _, command in sorted(told.items()):
        for inner in run_in_container(command, programs | _STARTERS | _PYTHON):
            if inner.tool in programs or not programs.isdisjoint(_run_by(inner)):
                return command
    return None


def _by_word(tree: Tree) -> dict[str, list[tuple[int, Command]]]:
    """The commands that may start something in a container, each with its place among all, by each
    of their words.
    """
    found: dict[str, list[tuple[int, Command]]] = {}
    for at, command in enumerate(tree.commands.all):
        if given_to_container(command):
            for text in dict.fromkeys(command.texts):
                found.setdefault(text, []).append((at, command))
    return found


def _services_of(tree: Tree, recipe: Recipe, stage: str) -> frozenset[str]:
    """The names of the services of compose that run the image of a Dockerfile: those that are built
    to a stage, or to its end.
    """
    from venvlint.facts.commands.orchestration import build_of

    found: set[str] = set()
    ways = tree.builds[recipe.path].ways
    for path in dict.fromkeys(build.by for build in ways if build.kind == "compose"):
        names = tree.once(f"names of the services of {path}", partial(_names_of, tree, path))
        for service in services_of(tree, recipe, path):
            if build_of(tree, path, service).text("target") in (None, "", stage):
                found.update(names.get(service.start, ()))
    return frozenset(found)


def _names_of(tree: Tree, path: str) -> dict[int, list[str]]:
    """What a compose file calls its services, by where each begins: an alias begins where what it
    stands for does.
    """
    root = tree.yaml(path)
    found: dict[int, list[str]] = {}
    for name, service in (root.get("services") or root).mapping.items():
        found.setdefault(service.start, []).append(name)
    return found


def _run_by(command: Command) -> list[str]:
    """The words behind the `run` of a tool that starts programs in the project's environment."""
    texts = command.texts
    if command.tool not in _STARTERS or "run" not in texts:
        return []
    return texts[texts.index("run") + 1 :]


def _leaves_development_out(install: Install) -> bool:
    """Whether its command says that what only developers need is not wanted."""
    theirs = vocabulary.DEVELOPMENT | vocabulary.TESTS
    return (
        bool(install.flags & (_WITHOUT_DEV - {"--only-dev"}))
        or any(vocabulary.says(label.name, theirs) for label in install.without)
        or (
            bool(install.only)
            and not any(vocabulary.says(label.name, theirs) for label in install.only)
        )
    )


def _run_in(tree: Tree, install: Install) -> list[tuple[frozenset[str], tuple[str, ...]]]:
    """The words that name programs which the place runs, and the names of those that may be scripts
    of the tree or run a file of tasks. A Makefile and a file of tasks are one place, since one of
    its targets installs what another one needs.
    """
    where, command = install.where, install.command
    whole_file = where.kind in ("make", "task")
    place = where.path, None if whole_file else where.name
    there = tree.once("sequences by place", lambda: _by_place(tree)).get(place, [])
    found: list[tuple[object, list[Sequence]]] = [(place, there)]
    if where.job is not None:
        found.append((id(where.job), tree.commands.by_job.get(id(where.job), [])))
    if command is not None:
        found.append((id(command.shell.sequence), [command.shell.sequence]))
    return [
        tree.once(f"programs run in {key}", partial(_words_run, sequences))
        for key, sequences in found
    ]


def _by_place(tree: Tree) -> dict[tuple[str, str | None], list[Sequence]]:
    """The sequences of each file, and of each place with a name in it."""
    found: dict[tuple[str, str | None], list[Sequence]] = {}
    for sequence in tree.commands.sequences:
        path = sequence.document.path
        found.setdefault((path, None), []).append(sequence)
        found.setdefault((path, sequence.name), []).append(sequence)
    return found


def _words_run(sequences: Iterable[Sequence]) -> tuple[frozenset[str], tuple[str, ...]]:
    run: set[str] = set()
    called: dict[str, None] = {}
    for sequence in sequences:
        for command in sequence.commands:
            run.add(command.tool)
            run.update(_run_by(command))
            starts = _RUNNING.get(command.tool)
            if command.name not in _OTHERS and (
                starts is None or not starts.isdisjoint(command.texts[:3])
            ):
                called[command.name] = None
    return frozenset(run), tuple(called)


def _mentions(tree: Tree, called: str, programs: set[str]) -> bool:
    """Whether a program that a place calls is a script of the tree, or runs a file of tasks, in
    which one of the programs is named.
    """
    for path in tree.called(*_TASKS.get(called, (called,))):
        document = tree.document(path)
        if document is None:
            continue
        tables = _TABLES.get(name_of(path))
        if tables is None:
            texts = [document.text]
        else:
            root = tree.toml(path)
            texts = [
                part.string
                for keys in tables
                for part in root.get(*keys).walk()
                if part.string is not None
            ]
        if any(
            re.search(rf"(?<![\w.-]){re.escape(program)}(?![\w-])", text)
            for program in programs
            for text in texts
        ):
            return True
    return False


def _has_them(
    tree: Tree, install: Install, source: DependencyList, home: Home, names: set[str]
) -> bool:
    """Whether something else in the place installs the other list, or all the tools by name."""
    here = tree.installs.beside(install)
    if names <= {name.key for other in here for name in other.names}:
        return True
    path = home.requirements
    if path:
        holding = {path, *_includers(tree, path, beside=source.path)}
        return any(file.meant in holding for other in here for file in other.files)
    group = home.list.group if home.list is not None else "dev"
    if home.list is not None and home.list.kind == "pipfile-dev":
        group = "dev-packages"
    return any(_brings(tree, other, group, exists=home.list is not None) for other in here)


def _includers(tree: Tree, path: str, beside: str = "") -> set[str]:
    """The requirements files that include *path*, also through others than *beside*."""
    found: set[str] = set()
    pending = [path]
    while pending:
        for includer in tree.requirements.included_by.get(pending.pop(), ()):
            if includer not in found and includer != beside:
                found.add(includer)
                pending.append(includer)
    return found


def _brings(tree: Tree, install: Install, group: str, *, exists: bool) -> bool:
    if any(one.name == group for one in chosen(tree, install)):
        return True
    return (
        not exists
        and install.verb in _BRING_DEV.get(install.tool, ())
        and not install.flags & _WITHOUT_DEV
        and not install.only
        and "dev" not in {label.name for label in install.without}
    )


def _edit(tree: Tree, install: Install, given: GivenFile | None, home: Home) -> Edit | None:
    """The edit that makes a place install the other list beside the one that it is given."""
    document = tree.document(install.at.path)
    if (
        document is None
        or install.where.kind == "image"  # it may not hold the other file
        or any(
            other.at == install.at and other.purpose.kind in (PRODUCTION, PUBLISH)
            for other in tree.installs
        )
    ):
        return None
    if not home.requirements:
        if home.list is None or home.list.kind != "extra" or install.command is None:
            return None
        return _another_extra(document, install, home.list.group)
    if given is None or given.path is None:
        return None
    head, slash, name = given.written.rpartition("/")
    if name != name_of(given.path):
        return None
    folder = posixpath.dirname(given.path)
    other = head + slash + posixpath.relpath(home.requirements, folder or ".")
    if install.command is None:
        return _another_line(document, given, other)
    word = given.word
    if (
        word is None
        or install.command.shell.kind == "none"
        or not _PLAIN_PATH.fullmatch(other)
        or document.text[word.start : word.end] != given.written
    ):
        return None
    return document.replace(word.end, word.end, f" -r {other}")


def _another_extra(document: Document, install: Install, extra: str) -> Edit | None:
    """`.[dev]` for `.` in a command of pip."""
    if len(install.projects) != 1 or install.tool not in ("pip", "uv"):
        return None
    word = install.projects[0].word
    if word is None or install.verb not in ("install", "pip install"):
        return None
    text = document.text[word.start : word.end]
    if text in (".", "./"):
        return document.replace(word.start, word.end, f".[{extra}]")
    if re.fullmatch(r"\.\[[\w,-]+\]", text):
        return document.replace(word.end - 1, word.end - 1, f",{extra}")
    return None


def _another_line(document: Document, given: GivenFile, other: str) -> Edit | None:
    """A line like the one that names the file, of tox's `deps` or of a list of Read the Docs."""
    start, end = document.span(given.at)
    line = document.line(given.at.line)
    before = line[: given.at.column - 1]
    if document.text[start:end] != given.written or line[given.at.end_column - 1 :].strip():
        return None
    key, sign, option = before.rpartition("=")
    before = f"    {option.lstrip()}" if sign and re.fullmatch(r"\s*deps\s*", key) else before
    if not re.fullmatch(
        r"\s*(?:[\w,!{}.-]+:\s+)?(?:-r\s*|--requirement[ =]|- requirements: +)", before
    ):
        return None
    return insert_after_line(document, given.at.line, f"{before}{other}\n")
