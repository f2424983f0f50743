"""Which project of the tree a CI job works on, and why what it sets up may not matter to that project."""

from __future__ import annotations

import re

from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.ci.model import Job
    from venvlint.tree import Tree


# What makes a program of the project and the Python that the job has: users get that Python, whatever the job is for.
_BUNDLERS = lazy(r"\b(?:pyinstaller|nuitka|cx_?freeze|briefcase|py2exe|py2app|pyoxidizer)\b", re.I)


def quiet_job(job: Job) -> str:
    """Why the job's Python is not held to the project's range; empty where it is."""
    from venvlint.facts.ci.purpose import foreign_checkout, installs_project, is_lint_only, is_release_only, only_helps

    if job.condition is not None and (job.condition.string or "").strip("${} ").lower() == "false":
        return "it is switched off"
    if foreign_checkout(job):
        return "it works on another repository or ref"
    if is_lint_only(job):
        return "it only checks style or documents"
    if any(_BUNDLERS.search(text) for text in _texts(job)):
        return ""
    installs = installs_project(job)
    if is_release_only(job) and not installs:
        return "it only makes a release"
    if installs is False or (installs is None and only_helps(job)):
        return "it does not use the project"
    return ""


def job_projects(tree: Tree, job: Job) -> tuple[str, ...]:
    """The projects that a job works in, as its folders and commands tell; empty where only the definition's own place tells.

    All of them where the folder is not known.
    """
    others = [project for project in tree.python_references if project != "."]
    if not others:
        return ()
    folders = {step.working_directory for step in job.steps if step.run is not None}
    if None in folders:
        return (*([] if "." not in tree.python_references else ["."]), *others)
    found = []
    texts = _texts(job)
    elsewhere = [step for step in job.steps if step.run is not None and not step.working_directory]
    for project in others:
        named = re.compile(rf"(?<![\w.-])(?:\./)?{re.escape(project)}(?![\w.-])")
        if any(folder == project or (folder or "").startswith(f"{project}/") for folder in folders) or any(named.search(text) for text in texts):
            found.append(project)
            elsewhere = elsewhere and [step for step in elsewhere if not named.search(step.run.string or "")]  # type: ignore[union-attr]  # they run
    if found and elsewhere and "." in tree.python_references:
        found.append(".")
    return tuple(found)


def _texts(job: Job) -> list[str]:
    """What the steps run and are given, and the paths that start the workflow, as far as those are text."""
    nodes = [node for step in (*job.steps, *job.called) for node in (step.run, *step.inputs.values()) if node is not None]
    nodes += [node for combination in job.combinations for node in combination.values.values()]
    return [node.string for node in nodes if node.string]
