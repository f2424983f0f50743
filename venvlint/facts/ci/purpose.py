"""What a job is for: does it install or test the project, only check its style, only release it, or work on something else?"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.ci.model import Job


def installs_project(job: Job) -> bool | None:
    """Whether a step installs or runs the audited project itself (`pip install .`, `uv sync`, `tox`, `pytest`…).

    None where it runs something whose doing is not known (a script, another action).
    """
    return None


def is_lint_only(job: Job) -> bool:
    """Whether everything that the job runs checks style, types, spelling or documents, and never imports the project."""
    return False


def is_release_only(job: Job) -> bool:
    """Whether the job builds or uploads distributions, or the like, and installs nothing of the project."""
    return False


def foreign_checkout(job: Job) -> bool:
    """Whether the job works on another repository or another ref than the one that holds its definition."""
    return False
