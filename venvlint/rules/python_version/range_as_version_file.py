"""CI takes the newest Python of a range while production runs an older one.

## Why
`python-version-file: pyproject.toml` hands `requires-python` to `setup-python`, which installs the
*newest* Python that fits: with
`>=3.9` that is not 3.9 and not what the image runs. `setup-uv` installs no Python at all where
nothing names one: uv takes the runner's own where the range allows it (3.12 on Ubuntu 24.04), and
downloads the newest that fits where it does not. Tests pass on a Python that no
user of the deployed program ever meets, and what fails on the older one ("SyntaxError",
"ImportError: cannot import name …") is found in
production.

## Bad
    # Dockerfile
    FROM python:3.10-slim

    # .github/workflows/ci.yml
    - uses: actions/setup-python@v5
      with:
        python-version-file: pyproject.toml

## Good
    - uses: actions/setup-python@v5
      with:
        python-version: "3.10"

## How to fix
Name the version that the program is deployed with, or write it to `.python-version` and let
everything read that file.

## When to ignore it
When the job is meant to try the newest Python, beside another one that tests the deployed one.
"""

from __future__ import annotations

import posixpath
import re

from venvlint.files.paths import folder_of, name_of, path_in
from venvlint.model import Finding, Fix, Related, Severity, rule
from venvlint.readers.nodes import ABSENT
from venvlint.readers.python_versions import minor_text
from venvlint.record import Record, asked_once, replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.ci.model import Job
    from venvlint.facts.pythons import Reference, Statement
    from venvlint.model import Location
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree


@rule("VL315", Severity.WARNING, fix="unsafe", needs=("ci_jobs",))
def range_as_version_file(tree: Tree) -> Iterator[Finding]:
    if not any(job.system == "github" for job in tree.ci_jobs):
        return
    for setup in open_setups(tree):
        fix = None
        if setup.file and setup.file.key_start >= 0:
            document = setup.file.document
            edit = document.replace(
                setup.file.key_start, setup.file.end, f'python-version: "{setup.pinned}"'
            )
            fix = Fix(f"set up Python {setup.pinned}, the pinned one", (edit,), safe=False)
        what = (
            f"`{setup.path}` as the version file" if setup.path else "`setup-uv` without a version"
        )
        which = (
            f"the Python of `{setup.runner}` ({setup.taken}), which `{setup.reference.text}` allows"
            if setup.runner
            else f"the newest Python that `{setup.reference.text}` allows ({setup.taken})"
        )
        yield Finding(
            setup.at,
            f"{what} makes CI take {which}, but `{setup.pin.at.path}` pins {setup.pinned}",
            f'Name the version that is deployed: `python-version: "{setup.pinned}"`, or keep it in'
            " a `.python-version` that all read.",
            fix=fix,
            related=(
                Related(setup.pin.at, f"the runtime is Python {setup.pinned} here"),
                Related(setup.reference.at, f"the project allows `{setup.reference.text}` here"),
            ),
        )


# -- CI steps that leave the Python to a range, although the runtime is pinned to an older one.

# What pins the Python of uv besides the action's input.
_UV_PIN = lazy(
    r"\buv\s+python\s+(?:install|pin)\s+(?:\S*\d|\S*\$)|\buv\b[^\n;&|]{0,300}?\s(?:--python|-p)[\s=]+\S|UV_PYTHON=|\buv\s+venv\s+(?:\S+\s+){0,20}?(?:--python|-p)\b"
)
# What makes or uses an environment of the project.
_UV_RUNS = lazy(
    r"\buv\s+(?:sync|venv|pip\s+(?:install|sync)|run(?![^\n;&|]{0,300}?\s--(?:no-project|script)\b))\b"
)
# What takes the Python of `PATH`, where no `uv run` stands before it.
_BARE = lazy(
    r"(?m)(?:^|[;&|(])[ \t]*(?:sudo[ \t]+)?"
    r"(?:python[\d.]*|pip[\d.]*|pytest|tox|nox|poetry|pdm|hatch|pipenv|make|coverage)(?![\w.-])|--system\b"
)


_TESTS = lazy(r"\b(?:py\.?test|tox|nox|unittest|coverage|tests?)\b")


class OpenSetup(Record):
    """A step that leaves the Python to a range, and the older pin that it passes over."""

    at: Location
    file: Node
    """The input that names the version file, None for setup-uv."""
    path: str
    reference: Reference
    taken: str
    """The Python that it gets."""
    pin: Statement
    pinned: str
    runner: str = ""
    """The label of the runner whose own Python it is; empty for the newest of the range."""


def open_setups(tree: Tree) -> Iterator[OpenSetup]:
    """Every such step of a GitHub workflow, each place once."""
    from venvlint.facts.ci.pythons import python_setups

    seen = set()
    for job in tree.ci_jobs:
        if job.system != "github":
            continue
        setups = python_setups(job)
        stated = any(
            one.versions.values or not one.versions.complete or one.files.values for one in setups
        )
        for setup in setups:
            if setup.versions.values or not setup.versions.complete or setup.step is None:
                continue
            folder = setup.step.working_directory or ""
            if setup.kind == "setup-python":
                for value in setup.files.values:
                    path = posixpath.normpath(value.text.strip())
                    at = value.at
                    if name_of(path) != "pyproject.toml" or at in seen or _tests_nothing(tree, job):
                        continue
                    if _uv_takes_its_own(tree, job, folder):
                        continue
                    found = _passed_over(
                        tree, path, at, setup.step.inputs.get("python-version-file", ABSENT), path
                    )
                    if found is not None:
                        seen.add(at)
                        yield found
            elif setup.kind == "setup-uv":
                at = setup.at.at
                if at in seen or stated or _is_pinned(tree, job, folder):
                    continue
                if _tests_nothing(tree, job):
                    continue
                folder = _first_folder(job) or folder
                found = _passed_over(tree, path_in(folder, "pyproject.toml"), at, ABSENT, "")
                found = found and _on_the_runner(tree, job, found)
                if found is not None:
                    seen.add(at)
                    yield found


def _tests_nothing(tree: Tree, job: Job) -> bool:
    """Whether a job does not use the project, or all that it installs is for documents or a
    distribution and it runs no tests: what it makes is the same on each Python, unless that is a
    program with one in it.
    """
    from venvlint.facts.installs.model import DOCS, PUBLISH
    from venvlint.facts.pythons.ci_pythons import bundles, quiet_job

    if quiet_job(job):
        return True
    kinds = {install.purpose.kind for install in tree.installs.of_job(job)}
    return (
        bool(kinds)
        and kinds <= {DOCS, PUBLISH}
        and not bundles(job)
        and not any(
            _TESTS.search(step.run.string or "") for step in (*job.steps, *job.called) if step.run
        )
    )


def _on_the_runner(tree: Tree, job: Job, setup: OpenSetup) -> OpenSetup | None:
    """What uv takes there: it prefers a Python that is on the machine over one that it would have
    to download (docs.astral.sh/uv/concepts/python-versions). None where that is the pinned one or
    an older one, or is not known.
    """
    from venvlint.rules.python_version import _runner_pythons as runners

    for value in job.runners.values:
        label = runners.label(value.text, tree.today)
        own = runners.own_python(label) if label is not None else None
        if own is None:
            continue
        assert setup.reference.versions is not None
        if not setup.reference.versions.has_any(own):
            return setup
        assert setup.pin.pin is not None
        if setup.pin.pin.series is not None and own > setup.pin.pin.series:
            return replace(setup, taken=minor_text(own), runner=value.text)
    return None


@asked_once
def _first_folder(job: Job) -> str:
    """The folder in which the first of a job's commands runs that is given one."""
    return next(
        (step.working_directory for step in job.steps if step.run and step.working_directory), ""
    )


@asked_once
def _leaves_it_to_uv(job: Job) -> bool:
    """Whether a job asks uv for a Python and nothing of it says which."""
    texts = [step.run.string or "" for step in job.steps if step.run]
    if any(_UV_PIN.search(text) for text in texts) or not any(
        _UV_RUNS.search(text) for text in texts
    ):
        return False
    return not (
        "UV_PYTHON" in job.env or any("UV_PYTHON" in step.env for step in job.steps) or job.images
    )


@asked_once
def _folders(job: Job) -> frozenset[str]:
    return frozenset(step.working_directory or "" for step in job.steps)


def _uv_takes_its_own(tree: Tree, job: Job, folder: str) -> bool:
    """Whether all that a job runs is uv's, and something tells uv its Python: nothing takes the
    one that the action set up.
    """
    texts = [step.run.string or "" for step in job.steps if step.run]
    return (
        any(_UV_RUNS.search(text) for text in texts)
        and not any(_BARE.search(text) for text in texts)
        and _is_pinned(tree, job, folder)
    )


def _is_pinned(tree: Tree, job: Job, folder: str) -> bool:
    """Whether something tells uv its Python, or whether nothing in the job asks uv for one."""
    if not _leaves_it_to_uv(job):
        return True
    names = (".python-version", ".python-versions")
    pins: frozenset[str] = tree.once(
        "folders with a pin for uv",
        lambda: frozenset(folder_of(path) for path in tree.called(*names)),
    )
    if "" in pins or folder in pins or not pins.isdisjoint(_folders(job)):
        return True
    document = tree.document(".tool-versions")
    return document is not None and re.search(rb"(?m)^[ \t]*python\s", document.data) is not None


def _serves(tree: Tree, statement: Statement, project: str) -> bool:
    """Whether a pin is of a project: of those that its image receives, else of the manifest that it
    belongs to, else of what lies below it.
    """
    from venvlint.facts.pythons.references import nearest

    if statement.works_in:
        return project in statement.works_in
    path = statement.works_at
    own = nearest(tree, path)
    if own is not None:
        return own.project == project
    folder = folder_of(path)
    return not folder or f"{project}/".startswith(f"{folder}/")


def _passed_over(tree: Tree, path: str, at: Location, file: Node, name: str) -> OpenSetup | None:
    known: dict[str, OpenSetup | None] = tree.once("pins that ranges pass over", dict)
    if path not in known:
        known[path] = _of_manifest(tree, path, at, file, name)
    found = known[path]
    return None if found is None else replace(found, at=at, file=file, path=name)


def _of_manifest(tree: Tree, path: str, at: Location, file: Node, name: str) -> OpenSetup | None:
    from venvlint.facts.pythons import reference
    from venvlint.facts.pythons.releases import released, releases

    found = reference(tree, path)
    if found is None or found.versions is None:
        return None
    allowed = [
        series
        for series in releases()
        if found.versions.has_any(series) and released(series, tree.today)
    ]
    pins = [
        statement
        for statement in tree.pythons
        if statement.deployed
        and statement.judged
        and statement.pin is not None
        and statement.pin.series is not None
        and _serves(tree, statement, found.project)
    ]
    if not pins or not allowed:
        return None
    highest = max(statement.deployed for statement in pins)
    deciding = [statement for statement in pins if statement.deployed == highest]
    newest = max(allowed)
    pin = max(deciding, key=lambda statement: statement.pin.series)  # type: ignore[union-attr, arg-type, return-value]  # just asked
    series = pin.pin.series  # type: ignore[union-attr]
    if series is None or series >= newest or not found.versions.has_any(series):
        return None
    return OpenSetup(at, file, name, found, minor_text(newest), pin, minor_text(series))
