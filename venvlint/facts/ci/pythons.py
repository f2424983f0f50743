"""Which Pythons a job sets up, and by which step, action or setting (images are `job.images`)."""

from __future__ import annotations

import re

from venvlint.facts.ci.resolve import part
from venvlint.facts.ci.values import Values
from venvlint.readers.nodes import ABSENT
from venvlint.record import Record, asked_once
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.ci.model import Job, Step
    from venvlint.readers.nodes import Node

# Action -> (kind, the inputs that state versions, the input that names version files).
_ACTIONS = {
    "actions/setup-python": ("setup-python", ("python-version",), "python-version-file"),
    "quansight-labs/setup-python": ("setup-python", ("python-version",), "python-version-file"),
    "matteoh2o1999/setup-python": ("setup-python", ("python-version",), "python-version-file"),
    "deadsnakes/action": ("setup-python", ("python-version",), ""),
    "astral-sh/setup-uv": ("setup-uv", ("python-version",), ""),
    "hynek/setup-cached-uv": ("setup-uv", ("python-version",), ""),
    "conda-incubator/setup-miniconda": ("setup-miniconda", ("python-version",), ""),
    "s-weigand/setup-conda": ("setup-miniconda", ("python-version",), ""),
    "pdm-project/setup-pdm": ("setup-pdm", ("python-version",), "python-version-file"),
    "packetcoders/action-setup-cache-python-poetry": ("setup-poetry", ("python-version",), ""),
    "jrubics/poetry-publish": ("setup-poetry", ("python_version",), ""),
    "wntrblm/nox": ("setup-nox", ("python-versions",), ""),
    "excitedleigh/setup-nox": ("setup-nox", ("python-versions",), ""),
    "gabrielfalcao/pyenv-action": ("pyenv", ("default", "versions"), ""),
    "usepythonversion": ("azure", ("versionSpec",), ""),
}
_INPUTS_OF_WORKFLOWS = ("python-version", "python_version", "PYTHON_VERSION")
_APPVEYOR = lazy(r"[Pp]ython(\d)\.?(\d+)?")
_CONDA = lazy(
    r"\b(?:conda|mamba|micromamba)(?:\.exe|\.bat)?[\"']?\s+(?:env\s+)?(?:-\S+\s+){0,4}(?:create|install|update|activate)\b",
    words=("conda", "mamba"),
)


class PythonSetup(Record):
    """One place where a job chooses its Python.

    `kind` is `setup-python`, `setup-uv`, `setup-miniconda`, `setup-pdm`, `setup-poetry`,
    `setup-nox`, `pyenv`, `azure` (UsePythonVersion), `travis`,
    `appveyor` (a folder's name: `C:\\Python38-x64`), `circleci` (an orb's `version`), `variable`
    (`UV_PYTHON`), or `workflow` (what a reusable workflow of another repository is given).
    `versions` are as the action reads
    them, one a value (a block of lines is several). `files` are version files
    (`python-version-file`); setup-python reads them only where
    `versions` is empty. Where neither is given both are empty and complete. The same place comes up
    in several jobs where an anchor or a
    composite action is shared.
    """

    job: Job
    kind: str
    step: Step | None
    at: Node
    versions: Values = Values()
    files: Values = Values()
    allow_prereleases: bool = False


@asked_once
def python_setups(job: Job) -> tuple[PythonSetup, ...]:
    """The Pythons that *job* sets up, in the order of its steps: its own and those of the tree's
    composite actions that it uses.

    A composite action that some job of the tree uses sets up none by itself: its callers say which.
    """
    return () if job.is_action and job.is_called else tuple(_setups(job))


def uses_conda(job: Job) -> bool:
    """Whether the job's Python may be that of an environment of conda: an action or a command of
    conda's sets it up.
    """
    return any(
        "conda" in step.uses.lower()
        or "mamba" in step.uses.lower()
        or _CONDA.search(step.run.string or "")
        for step in (*job.steps, *job.called)
    )


def _setups(job: Job) -> Iterator[PythonSetup]:
    uses_uv = False
    for step in (*job.steps, *job.called):
        known = _ACTIONS.get(step.uses.lower()) or _of_workflow(step)
        if known is not None:
            kind, names, file_name = known
            uses_uv = uses_uv or kind == "setup-uv"
            stated = [job.lines(step.inputs[name], step) for name in names if name in step.inputs]
            versions = Values(
                tuple(value for values in stated for value in values.values),
                all(values.complete for values in stated),
            )
            if kind in ("setup-nox", "pyenv"):
                versions = _split(versions)
            yield PythonSetup(
                job,
                kind,
                step,
                step.uses_node or step.node,
                versions,
                job.lines(step.inputs.get(file_name, ABSENT), step),
                _is_true(job, step),
            )
        elif step.run and not uses_uv:
            uses_uv = "uv" in (step.run.string or "") and bool(
                re.search(r"(?:^|[\s;&])uvx?\s", step.run.string or "")
            )
    if uses_uv and (node := job.env.get("UV_PYTHON")):
        yield PythonSetup(job, "variable", None, node, job.resolve(node))
    for kind, node in job.pythons:
        values = job.resolve(node)
        if kind == "appveyor":
            values = _folders(values)
        if values.values or not values.complete:
            yield PythonSetup(job, kind, None, node, values)


def _of_workflow(step: Step) -> tuple[str, tuple[str, ...], str] | None:
    """The same for a step that is a reusable workflow of another repository."""
    if "/.github/workflows/" not in step.uses or step.uses.startswith("./"):
        return None
    names = tuple(name for name in _INPUTS_OF_WORKFLOWS if name in step.inputs)
    return ("workflow", names, "") if names else None


def _is_true(job: Job, step: Step) -> bool:
    node = step.inputs.get("allow-prereleases") or step.inputs.get("allowUnstable", ABSENT)
    return bool(node) and (
        not (values := job.resolve(node, step)).complete
        or "true" in [text.lower() for text in values.texts]
    )


def _split(values: Values) -> Values:
    """Comma- or space-separated versions as values of their own."""
    found = [
        part(value, match.start(), match.end())
        for value in values.values
        for match in re.finditer(r"[^\s,]+", value.text)
    ]
    return Values(tuple(found), values.complete)


def _folders(values: Values) -> Values:
    """The part of each value that names a Python's folder; the others state none."""
    found = []
    for value in values.values:
        match = _APPVEYOR.search(value.text)
        if match is not None:
            found.append(part(value, match.start(), match.end()))
    return Values(tuple(found), values.complete)
