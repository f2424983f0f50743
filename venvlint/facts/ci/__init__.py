"""Continuous integration: every definition in the tree as jobs of one model, whatever the system
(`tree.ci_jobs`).
"""

from __future__ import annotations

import re

from venvlint.facts.project import PROJECT_FILES
from venvlint.files.paths import folder_of, name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.ci.model import Job
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_SYSTEMS = (
    "github-workflow",
    "github-action",
    "forgejo-workflow",
    "circleci",
    "azure-pipelines",
    "travis",
    "appveyor",
    "bitbucket",
    "buildkite",
    "cirrus",
    "cloudbuild",
    "codebuild",
    "drone",
    "jenkins",
    "semaphore",
    "woodpecker",
)
"""The kinds whose files say by themselves what their jobs are, each with a reader below."""

_AT_THE_ROOT = frozenset(
    ("bitbucket", "circleci", "cirrus", "forgejo-workflow", "github-workflow", "travis")
)
"""Kinds of systems that look at the root of a repository alone: what lies deeper came with another
repository, and nobody runs it.
"""


def build(tree: Tree) -> tuple[Job, ...]:
    """Every job of every CI definition of the tree, in path order and then in the order of the
    file.

    A file that does not parse has no jobs. Where a workflow or action of the tree is called by
    another one, its inputs are the
    callers'.
    """
    jobs = [_at_home(tree, job) for job in _jobs(tree)]
    if any(step.uses.startswith("./") for job in jobs for step in job.steps):
        from venvlint.facts.ci.links import link

        return tuple(link(jobs))
    return tuple(jobs)


def gitlab_roots(tree: Tree) -> dict[str, Node]:
    """The files of the tree's GitLab pipeline by path, each one's mapping (the one after a `spec:`
    header).
    """
    roots = {}
    for path in tree.of_kind("gitlab-ci"):
        documents = tree.yaml_documents(path)
        if documents and isinstance(documents[-1].value, dict):
            roots[path] = documents[-1]
    if ".gitlab-ci.yml" in roots:
        # One in a folder is read where another file of the pipeline names it.
        texts = [root.document.text for root in roots.values()]
        roots = {
            path: root
            for path, root in roots.items()
            if not path.endswith("/.gitlab-ci.yml") or any(_names(text, path) for text in texts)
        }
    if not any(name_of(path).startswith(".gitlab-ci") for path in roots):
        return {}  # `.gitlab/` alone holds issue templates and the like
    pending = list(roots.values())
    while pending and len(roots) < _MAXIMUM_INCLUDED:
        for path in _included(tree, pending.pop()):
            documents = tree.yaml_documents(path) if path not in roots else []
            if documents and isinstance(documents[-1].value, dict):
                roots[path] = documents[-1]
                pending.append(documents[-1])
    return dict(sorted(roots.items()))


_MAXIMUM_INCLUDED = 400


def _included(tree: Tree, root: Node) -> Iterator[str]:
    """The files of the repository that a file of GitLab's includes, by their paths or patterns."""
    include = root.get("include")
    for item in include.items or ([include] if include else []):
        written = item.string or item.text("local") or ""
        if not written or "://" in written or "$" in written:
            continue
        path = written.lstrip("/")
        if "*" not in path:
            if path in tree.path_set:
                yield path
            continue
        from venvlint.readers.globs import Glob, gitlab

        glob = Glob(gitlab(path))
        yield from (one for one in tree.paths if glob.matches(one, below=False))


def _names(text: str, path: str) -> bool:
    """Whether a file of GitLab's includes another one: by its path, or by a pattern or a variable
    for the folder that it lies in.
    """
    return path in text or "*/.gitlab-ci.yml" in text or "}/.gitlab-ci.yml" in text


def _jobs(tree: Tree) -> Iterator[Job]:
    from venvlint.files.naming import kind_of

    for path in tree.of_kind(*_SYSTEMS):
        kind = kind_of(path)
        if kind is None or (
            kind.name in _AT_THE_ROOT and not _is_at_the_root(path) and tree.files.has_git
        ):
            continue
        if kind.name in _OWN_WAY:
            yield from _in_its_own_way(tree, kind.name, path)
        elif root := tree.yaml(path):
            yield from _of_system(tree, kind.name, path, root)
    if tree.of_kind("gitlab-ci"):
        from venvlint.facts.ci.gitlab import pipeline_jobs

        yield from pipeline_jobs(gitlab_roots(tree))


def _is_at_the_root(path: str) -> bool:
    """Whether a definition stands at the root, or in a folder of its system there. `.github` in
    another folder with a dot (`.agents/skills/x`) came with what was copied to that.
    """
    return "/" not in path or (path.startswith(".") and "/." not in path)


_PROJECT = (
    *PROJECT_FILES,
    *("environment.yml", "environment.yaml"),
    *("requirements.txt", "requirements-dev.txt", "requirements"),
)


def _at_home(tree: Tree, job: Job) -> Job:
    """The job, with steps in an unknown folder where its definition lies beside a project below the
    root and nothing tells whether it is run there: with a copy of another repository comes what
    that one was tested by.
    """
    from venvlint.record import replace

    folder = job.path.partition("/.")[0] if "/." in job.path else folder_of(job.path)
    if (
        job.is_action
        or not may_be_root(tree, job, folder)
        or not any(tree.exists(f"{folder}/{name}") for name in _PROJECT)
    ):
        return job
    steps = tuple(replace(step, working_directory=None) for step in job.steps)
    return replace(job, steps=steps)


def may_be_root(tree: Tree, job: Job, folder: str) -> bool:
    """Whether *folder*, which the job's definition lies in, may be the root that the job sees: with
    a copy of another repository, or in a sample to be copied out, comes what that one is tested by.
    """
    if not folder or folder.startswith("."):
        return False
    # Who names the folder, or includes the file, is at the root.
    names = re.search(rf"(?<![\w-]){re.escape(folder)}(?![\w-])", job.node.document.text)
    return names is None and not (job.system == "gitlab" and tree.exists(".gitlab-ci.yml"))


_OWN_WAY = frozenset(("cirrus", "drone", "jenkins", "woodpecker"))
"""Systems whose file is not one YAML document."""


def _in_its_own_way(tree: Tree, kind: str, path: str) -> Iterator[Job]:
    document = tree.document(path)
    if document is None:
        return
    if kind == "jenkins":
        from venvlint.facts.ci import jenkins

        yield from jenkins.pipeline_jobs(path, document)
        return
    from venvlint.facts.ci import containers

    documents = tree.yaml_documents(path)
    if kind == "drone":
        yield from containers.drone_jobs(path, documents)
    elif kind == "woodpecker":
        yield from containers.woodpecker_jobs(path, documents)
    elif documents:
        yield from containers.cirrus_jobs(path, document)


def _of_system(tree: Tree, kind: str, path: str, root: Node) -> Iterator[Job]:
    if kind in ("github-workflow", "github-action", "forgejo-workflow"):
        from venvlint.facts.ci import github

        read = github.action_jobs if kind == "github-action" else github.workflow_jobs
        yield from read(path, root)
    elif kind == "circleci":
        from venvlint.facts.ci import circleci

        yield from circleci.config_jobs(path, root)
    elif kind == "azure-pipelines":
        from venvlint.facts.ci import azure

        yield from azure.pipeline_jobs(path, root, tree.yaml)
    elif kind == "cloudbuild":
        from venvlint.facts.ci import containers

        yield from containers.cloudbuild_jobs(path, root)
    elif kind in ("buildkite", "codebuild", "semaphore"):
        from venvlint.facts.ci import agents

        of_agents = {
            "buildkite": agents.buildkite_jobs,
            "codebuild": agents.codebuild_jobs,
            "semaphore": agents.semaphore_jobs,
        }
        yield from of_agents[kind](path, root)
    else:
        from venvlint.facts.ci import hosted

        reader = {
            "travis": hosted.travis_jobs,
            "appveyor": hosted.appveyor_jobs,
            "bitbucket": hosted.bitbucket_jobs,
        }[kind]
        yield from reader(path, root)
