"""The Pythons that CI jobs and test tools set up, as statements beside all others."""

from __future__ import annotations

import re

from venvlint.facts.pythons import CiPython, inside
from venvlint.files.paths import folder_of
from venvlint.readers.python_versions import parse_pin
from venvlint.record import asked_once
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from venvlint.facts.ci.model import Job
    from venvlint.facts.ci.pythons import PythonSetup
    from venvlint.facts.ci.values import Value
    from venvlint.model import Location
    from venvlint.readers.python_versions import Pin, PythonSet
    from venvlint.tree import Tree

_RANGE = lazy(r"[<>=~^|!]|\d\s+-\s+\d|[xX*]")


# No command of a person is longer; what is longer is not searched.
_LONGEST = 1500
# Where commands of a job choose a Python: `uv run --python 3.12`, `uv python install 3.12`, `conda
# create python=3.12`, `pyenv global 3.12`.
_ASKS = lazy(r"\buv\s|\b(?:conda|mamba|micromamba)\s|\bpyenv\s|\bsem-version\s")
# Options of `uv run` stand before the command: `uv run pytest -p no:cacheprovider` is pytest's.
_UV_OPTION = lazy(
    r"\buv\s+(?:run|sync|venv|pip\s+\w+)(?:\s+-[\w-]+(?:=[^\s;&|]+)?(?:\s+[^-\s;&|][^\s;&|]*)?){0,30}?\s+(?:--python|-p)[\s=]+"
    r"[\"']?((?:(?:cpython|pypy|python)[@-]?)?[23]\.\d{1,3}[\w.+-]*|[<>=~][=<>~,.*\d]+)",
    words=("--python", "-p"),
)
_LISTS = lazy(
    r"\b(?:(uv\s+python\s+(?:install|pin))|pyenv\s+(?:install|global|local)|sem-version\s+python)\s"
)
_CONDA = lazy(
    r"\b(?:conda|mamba|micromamba)\s+(?:create|install)\s",
    words=("conda", "mamba"),
)
_CONDA_PYTHON = lazy(r"(?<![\w-])[\"']?python=+([\w.*]+)")
# What actions of conda's hand on to `micromamba create`.
_CREATE_ARGUMENTS = {
    "mamba-org/setup-micromamba": "create-args",
    "mamba-org/provision-with-micromamba": "extra-specs",
}
# AppVeyor's machines have their Pythons in folders, of which a line may put one on `PATH`.
_APPVEYOR_FOLDER = lazy(
    r"(?i)\bpath\s*=\s*[\"']?c:[\\/]{1,4}(python\d{2,3})(?=-x64\b|[\\/;\"'\s]|$)"
)


_TOOL_FILES = ("tox.ini", "setup.cfg", "tox.toml", "pyproject.toml", "noxfile.py", "hatch.toml")


def build(tree: Tree) -> tuple[CiPython, ...]:
    """Every such statement of the tree; each token once, by its loudest use."""
    found: dict[tuple[Location, Pin | None, PythonSet | None], CiPython] = {}
    statements = [*_jobs(tree), *_codebuild(tree), *_of_tools(tree)]
    for statement in statements:
        key = (statement.at, statement.pin, statement.range)
        other = found.get(key)
        if other is None or (
            not statement.quiet and (other.quiet or (other.above and not statement.above))
        ):
            found[key] = statement
    return tuple(found.values())


def _codebuild(tree: Tree) -> Iterator[CiPython]:
    """`phases.install.runtime-versions.python` of AWS CodeBuild."""
    for path in tree.of_kind("codebuild"):
        document = tree.document(path)
        if document is None or b"runtime-versions" not in document.data or tree.is_test_data(path):
            continue
        root = tree.yaml(path)
        node = root.get("phases", "install", "runtime-versions", "python")
        text = (node.string or "").strip() if node else ""
        pin = parse_pin(text)
        if node and pin is not None and pin.minor is not None:
            at = inside(node)
            yield CiPython("ci", at, text, "pin", pin, subject="the build", node=node)


def _of_tools(tree: Tree) -> Iterator[CiPython]:
    documents = [
        document
        for path in tree.find(*_TOOL_FILES)
        if (document := tree.document(path)) is not None
    ]
    if any(
        document.path.endswith(("tox.ini", "tox.toml")) or b"tox" in document.data
        for document in documents
    ):
        from venvlint.facts.pythons import tox_pythons

        yield from tox_pythons.statements(tree)
    if any(document.path.endswith("noxfile.py") for document in documents):
        from venvlint.facts.pythons import nox_pythons

        yield from nox_pythons.statements(tree)
    if any(b"envs" in document.data for document in documents):
        from venvlint.facts.pythons import hatch_pythons

        yield from hatch_pythons.statements(tree)


def _jobs(tree: Tree) -> Iterator[CiPython]:
    from venvlint.facts.ci.pythons import python_setups

    for job in tree.ci_jobs:
        quiet: str | None = None
        places: tuple[str, ...] = ()
        setups = python_setups(job)
        for setup in setups:
            for value in setup.versions.values:
                if quiet is None:
                    quiet, places = quiet_job(job), job_projects(tree, job)
                passing = "" if quiet else _passing(job, setup, setups)
                yield _statement(
                    tree,
                    job,
                    setup,
                    value,
                    "it may fail" if value.may_fail else quiet or passing,
                    places,
                )
        for kind, value, start, end in _commands(job):
            if quiet is None:
                quiet, places = quiet_job(job), job_projects(tree, job)
            yield _of_command(
                job, kind, value, start, end, "it may fail" if value.may_fail else quiet, places
            )


def _passing(job: Job, setup: PythonSetup, setups: tuple[PythonSetup, ...]) -> str:
    """Why a Python that another one replaces in the same job is not held to the range; empty where
    it is, or where none replaces it.
    """
    from venvlint.facts.ci.purpose import installs_between

    later = next(
        (
            other.step
            for other in setups[setups.index(setup) + 1 :]
            if other.kind == setup.kind and other.step is not None
        ),
        None,
    )
    if setup.step is None or later is None or installs_between(job, setup.step, later):
        return ""
    return "the project is not installed into it"


def _statement(
    tree: Tree, job: Job, setup: PythonSetup, value: Value, quiet: str, places: tuple[str, ...]
) -> CiPython:
    text = value.text.strip()
    pin, versions = read_version(text, setup.kind)
    if not quiet and setup.kind == "workflow":
        quiet = "another repository's workflow uses it"
    start = value.text.find(text)
    resolved = _newest(tree, pin, versions) if setup.kind in ("setup-python", "azure") else None
    return CiPython(
        "ci",
        place(value, start, start + len(text)),
        text,
        _role(pin, versions, is_member=_is_in_matrix(job, value)),
        pin,
        versions,
        _subject(job),
        quiet=quiet or _other(pin),
        job=job,
        setup=setup,
        value=value,
        above=setup.allow_prereleases or bool(pin and pin.prerelease) or text.lower() == "nightly",
        works_in=places,
        resolved=resolved,
    )


def _newest(tree: Tree, pin: Pin | None, versions: PythonSet | None) -> Pin | None:
    """What an action that takes the newest release makes of a range (`3.x`, `3`, `>=3.11`): the
    newest series in it that has been out for some weeks, which the runners have by then.
    """
    from datetime import timedelta

    from venvlint.facts.pythons.releases import releases

    wanted = pin.versions if pin is not None and pin.minor is None else versions
    if wanted is None or (pin is not None and pin.implementation != "cpython"):
        return None
    known_by = (tree.today - timedelta(days=42)).isoformat()
    offered = [
        series
        for series, release in releases().items()
        if release.first <= known_by and wanted.has_any(series)
    ]
    return parse_pin("{}.{}".format(*max(offered))) if offered else None


def _of_command(
    job: Job, kind: str, value: Value, start: int, end: int, quiet: str, places: tuple[str, ...]
) -> CiPython:
    text = value.text[start:end]
    pin, versions = read_version(text, kind)
    at = place(value, start, end)
    # Through a matrix the token lies elsewhere than the command.
    is_member = at.line != value.used.at.line and _is_in_matrix(job, value)
    return CiPython(
        "ci",
        at,
        text,
        _role(pin, versions, is_member=is_member),
        pin,
        versions,
        _subject(job),
        quiet=quiet or _other(pin),
        job=job,
        above=bool(pin and pin.prerelease),
        works_in=places,
    )


def _role(pin: Pin | None, versions: PythonSet | None, *, is_member: bool) -> str:
    """The role of a statement; *is_member*: whether it is a member of the job's matrix."""
    if pin is None and versions is None:
        return "unknown"
    if pin is None or pin.minor is None:
        return "range"
    return "set" if is_member else "pin"


def _other(pin: Pin | None) -> str:
    """Why an interpreter that is no CPython is not held to the range."""
    return "another implementation" if pin is not None and pin.implementation != "cpython" else ""


def _subject(job: Job) -> str:
    return f"the job `{job.name}`" if job.name else ""


def _commands(job: Job) -> Iterator[tuple[str, Value, int, int]]:
    """What the job's commands ask uv, conda and pyenv for: who is asked, the line, and the place of
    the version in it.
    """
    from venvlint.facts.ci.resolve import literal_pieces
    from venvlint.facts.ci.values import Value

    for step in (*job.steps, *job.called):
        created = step.inputs.get(_CREATE_ARGUMENTS.get(step.uses.lower(), ""))
        for value in job.lines(created, step).values if created else ():
            for match in _CONDA_PYTHON.finditer(value.text[:_LONGEST]):
                yield "setup-miniconda", value, match.start(1), match.end(1)
        text = step.run.string or ""
        if job.system == "appveyor" and (named := _APPVEYOR_FOLDER.search(text[:_LONGEST])):
            # As it is written: `%PATH%`, which follows, is known to nobody.
            written = Value(text, tuple(literal_pieces(step.run)), step.run, job.combinations)
            yield "appveyor", written, named.start(1), named.end(1)
        if (
            not step.run
            or not any(tool in text for tool in ("uv", "conda", "mamba", "pyenv", "sem-version"))
            or not _ASKS.search(text)
        ):
            continue
        for value in job.lines(step.run, step).values:
            text = value.text
            if len(text) > _LONGEST or text.lstrip().startswith("#"):
                continue
            said: set[str] = set()
            for match in _UV_OPTION.finditer(text):
                yield "setup-uv", value, match.start(1), match.end(1)
            for match in _LISTS.finditer(text):
                for word in re.compile(r"[^\s;&|]+").finditer(
                    text, match.end(), _command_end(text, match.end())
                ):
                    # `pyenv install 3.12 && pyenv global 3.12` says it once.
                    if word[0] in said:
                        continue
                    said.add(word[0])
                    if word[0][0] in "23cp<>=~" and any(digit in word[0] for digit in "23"):
                        yield "setup-uv" if match[1] else "pyenv", value, word.start(), word.end()
            for match in _CONDA.finditer(text):
                found = _CONDA_PYTHON.search(text, match.end(), _command_end(text, match.end()))
                if found:
                    yield "setup-miniconda", value, found.start(1), found.end(1)


def _command_end(text: str, start: int) -> int:
    end = re.compile(r"[;&|]|$").search(text, start)
    return end.start() if end else len(text)


def _is_in_matrix(job: Job, value: Value) -> bool:
    """Whether the token is a member of the job's matrix: one Python of several."""
    return id(value.node) in _members(job)


@asked_once
def _members(job: Job) -> frozenset[int]:
    """What a job's matrix consists of, by identity."""
    return frozenset(
        id(node) for combination in job.combinations for node in combination.values.values()
    )


def place(value: Value, start: int, end: int) -> Location:
    """The token that states a part of the value, without its quotes."""
    at = value.place(start, end)
    document = value.node.document
    if document.path != at.path or at.line != at.end_line:
        return at
    first, last = document.span(at)
    quoted = (
        last - first > 1
        and document.text[first] in "'\""
        and document.text[first] == document.text[last - 1]
    )
    return document.at(first + 1, last - 1) if quoted else at


def read_version(text: str, kind: str) -> tuple[Pin | None, PythonSet | None]:
    """What a version of CI states: a pin or a range; neither where it is unknown (`pypy`, `system`,
    a template).
    """
    if kind == "appveyor":
        match = re.fullmatch(r"[Pp]ython(\d)\.?(\d+)?", text)
        return (
            (parse_pin(f"{match[1]}.{match[2]}" if match[2] else match[1]), None)
            if match
            else (None, None)
        )
    pin = parse_pin(text)
    if pin is not None:
        return pin, None
    if _RANGE.search(text):
        if kind in ("setup-uv", "variable"):
            from venvlint.readers.python_ranges import parse_pep440

            return None, parse_pep440(text)
        if kind == "setup-miniconda":
            from venvlint.readers.python_ranges import parse_conda

            return None, parse_conda(text)
        from venvlint.readers.python_ranges import parse_semver

        return None, parse_semver(text)
    return None, None


# -- Which project of the tree a CI job works on, and why what it sets up may not matter to that
# project.

_PATH = lazy(r"[\w./@+-]+")
# What makes a program of the project and the Python that the job has: users get that Python,
# whatever the job is for.
_BUNDLERS = lazy(
    r"\b(?:pyinstaller|nuitka|cx_?freeze|briefcase|py2exe|py2app|pyoxidizer)\b",
    re.I,
    words=("pyinstaller", "nuitka", "freeze", "briefcase", "py2exe", "py2app", "pyoxidizer"),
)


def bundles(job: Job) -> bool:
    """Whether a job makes a program that brings its Python along."""
    return any(_BUNDLERS.search(text) for text in _texts(job))


@asked_once
def quiet_job(job: Job) -> str:
    """Why the job's Python is not held to the project's range; empty where it is."""
    from venvlint.facts.ci.purpose import (
        foreign_checkout,
        installs_project,
        is_lint_only,
        is_release_only,
        only_helps,
        sets_up_for_another,
    )

    if job.condition and (job.condition.string or "").strip("${} ").lower() == "false":
        return "it is switched off"
    if foreign_checkout(job):
        return "it works on another repository or ref"
    if is_lint_only(job):
        return "it only checks style or documents"
    if bundles(job):
        return ""
    installs = installs_project(job)
    if is_release_only(job) and not installs:
        return "it only makes a release"
    runs = any(step.run for step in (*job.steps, *job.called))
    if (installs is False and runs) or (
        installs is None and (only_helps(job) or sets_up_for_another(job))
    ):
        return "it does not use the project"
    return ""


def job_projects(tree: Tree, job: Job) -> tuple[str, ...]:
    """The projects that a job works in, as its folders and commands tell; empty where only the
    definition's own place tells.

    All of them where the folder is not known.
    """
    references = tree.python_references
    others = references.keys() - {"."}
    if not others:
        return ()
    folders = {step.working_directory for step in job.steps if step.run}
    if None in folders:
        return tuple(sorted(references))
    found = {project for folder in folders if folder and (project := _project(folder, others))}
    mentioned = [_mentioned(text, others) for text in _texts(job)]
    found.update(*mentioned)
    if not found:
        return ()
    at_root = any(
        step.run and not step.working_directory and not _mentioned(step.run.string or "", others)
        for step in job.steps
    )
    return tuple(sorted(found | ({"."} & references.keys() if at_root else set())))


def _project(path: str, projects: AbstractSet[str]) -> str:
    """The nearest of *projects* at or above a path; empty where there is none."""
    path = path.removeprefix("./").rstrip("/")
    while path and path not in projects:
        path = folder_of(path)
    return path


def _mentioned(text: str, projects: AbstractSet[str]) -> set[str]:
    """The projects that some word of a command names, or names a path in."""
    return {
        project
        for word in _PATH.findall(text)
        if len(word) < 300 and (project := _project(word, projects))
    }


@asked_once
def _texts(job: Job) -> list[str]:
    """What the steps run and are given, and the paths that start the workflow, as far as those are
    text.
    """
    nodes = [
        node
        for step in (*job.steps, *job.called)
        for node in (step.run, *step.inputs.values())
        if node
    ]
    nodes += [node for combination in job.combinations for node in combination.values.values()]
    return [node.string for node in nodes if node.string]
