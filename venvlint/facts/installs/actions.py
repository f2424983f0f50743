"""The environments that actions of GitHub make from the files they are given: `environment-file`
of those that set conda up.
"""

from __future__ import annotations

import posixpath

from venvlint.facts.installs.model import GivenFile, Install
from venvlint.facts.installs.places import site_of_job

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.ci.model import Job, Step
    from venvlint.facts.ci.values import Value
    from venvlint.facts.installs.sites import TreeSite
    from venvlint.tree import Tree

# What the name of an action begins with, and the program that it sets up.
_ACTIONS = (
    ("conda-incubator/setup-miniconda", "conda"),
    ("mamba-org/setup-micromamba", "micromamba"),
    ("mamba-org/provision-with-micromamba", "micromamba"),
)


def collect(tree: Tree) -> Iterator[Install]:
    """What such steps of every job install."""
    for job in tree.ci_jobs:
        given = [
            (step, tool)
            for step in (*job.steps, *job.called)
            for action, tool in _ACTIONS
            if step.uses.startswith(action) and "environment-file" in step.inputs
        ]
        if given:
            sequences = tree.commands.by_job.get(id(job), [])
            site = site_of_job(tree, job, [one for each in sequences for one in each.commands])
            for step, tool in given:
                yield from _of_step(site, job, step, tool)


def _of_step(site: TreeSite, job: Job, step: Step, tool: str) -> Iterator[Install]:
    for value in job.resolve(step.inputs["environment-file"], step).values:
        if value.text.lower() in ("", "false"):
            continue  # none is given
        file = _file(site, value)
        yield Install(tool, "env create", site.where, site.what, value.at, step=step, files=(file,))


def _file(site: TreeSite, value: Value) -> GivenFile:
    """What the path means where the job begins, whose folders are those of its checkouts."""
    path = posixpath.normpath(value.text)
    inner = site.below_checkout(path)
    if inner is not None and site.is_known and site.tree.exists(inner):
        return GivenFile(value.text, value.at, inner, "there")
    if (
        inner is None
        or not site.is_known
        or site.is_foreign(path)
        or "://" in value.text
        or path.startswith(("/", "..", "~"))
    ):
        return GivenFile(value.text, value.at, None, "unknown")
    return GivenFile(value.text, value.at, None, "missing", looked_at=inner)
