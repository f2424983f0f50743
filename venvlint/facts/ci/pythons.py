"""Which Pythons a job sets up, and by which step, action or setting (images are `job.images`)."""

from __future__ import annotations

from venvlint.facts.ci.model import Values
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.ci.model import Job, Step
    from venvlint.readers.nodes import Node


class PythonSetup(Record):
    """One place where a job chooses its Python.

    `kind` is `setup-python`, `setup-uv`, `setup-miniconda`, `setup-pdm`, `setup-poetry`, `pixi`, `azure` (UsePythonVersion), `travis`, `appveyor`,
    `circleci` (an executor's or orb's `tag`/`version`), or `variable` (`UV_PYTHON`). `versions` are as the action reads them, one a value (a block
    of lines is several). `files` are version files (`python-version-file`), used only where `versions` states nothing. An action without either has both empty
    and complete.
    """

    job: Job
    kind: str
    step: Step | None
    at: Node
    versions: Values = Values()
    files: Values = Values()
    allow_prereleases: bool = False


def python_setups(job: Job) -> tuple[PythonSetup, ...]:
    """The Pythons that *job* sets up, in the order of its steps."""
    return ()
