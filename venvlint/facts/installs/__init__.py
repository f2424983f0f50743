"""What is installed where, and for whom: the one notion of it.

`tree.installs` is an `Installs`: every `Install` of the tree. An install is a command (`pip install
-r x`, `uv sync`, `poetry install`, `conda env create`…), or what a host does by itself (Read the
Docs, tox's `deps`, the platform of a `Procfile`). It says which lists of the repository it reads,
which names, groups, extras and projects it is given, where it happens (`install.where`: the stage
of an image, the CI job, the script, the page…) and for whom (`install.purpose`).

Paths are followed as they really are. `COPY svc/requirements.txt .` and `pip install -r
requirements.txt` in an image mean `svc/requirements.txt`; `cd`, a step's `working-directory`,
`{toxinidir}` and the folder of a Makefile count; a script of the repository that an image or a job
runs belongs to that image or job. What cannot be known says so (`GivenFile.state`).

- `model`: the nouns; `options` and `reading`: the words of a command; `places`: which file a word
  means; `actions`, `hosts` and `workflows`: who installs without a command; `purpose`: for whom.
"""

from __future__ import annotations

from venvlint.facts.installs.model import (
    DEVELOPMENT,
    DOCS,
    HOSTS,
    PRODUCTION,
    PUBLISH,
    TESTS,
    UNCLEAR,
    GivenFile,
    GivenLabel,
    GivenName,
    GivenProject,
    Indexes,
    Install,
    Installs,
    Purpose,
    Where,
)
from venvlint.files.paths import name_of
from venvlint.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.tree import Tree

__all__ = [
    "DEVELOPMENT",
    "DOCS",
    "PRODUCTION",
    "PUBLISH",
    "TESTS",
    "UNCLEAR",
    "GivenFile",
    "GivenLabel",
    "GivenName",
    "GivenProject",
    "Indexes",
    "Install",
    "Installs",
    "Purpose",
    "Where",
    "build",
]


def build(tree: Tree) -> Installs:
    """Read them all."""
    from venvlint.facts.installs import places

    found = list(places.collect(tree))
    if any(
        "environment-file" in step.inputs
        for job in tree.ci_jobs
        for step in (*job.steps, *job.called)
    ):
        from venvlint.facts.installs import actions

        found += actions.collect(tree)
    if any(name_of(path) in HOSTS or _holds_tox(tree, path) for path in tree.paths):
        from venvlint.facts.installs import hosts

        found += hosts.collect(tree)
    if tree.called("Snakefile"):
        from venvlint.facts.installs import workflows

        found += workflows.collect(tree)
    if tree.of_kind("cloudformation", "cloudformation-json"):
        from venvlint.facts.installs import functions

        found += functions.collect(tree)
    return Installs([_through_links(tree, install) for install in found])


def _through_links(tree: Tree, install: Install) -> Install:
    """An install with the files themselves where it is given them through linked folders."""
    if all(file.path is None or file.path in tree.path_set for file in install.files):
        return install
    files = [
        replace(file, path=tree.files.followed(file.path)) if file.path else file
        for file in install.files
    ]
    return replace(install, files=tuple(files))


def _holds_tox(tree: Tree, path: str) -> bool:
    """Whether a manifest says what tox installs."""
    if name_of(path) != "pyproject.toml":
        return False
    document = tree.document(path)
    if document is None or b"tox" not in document.data:
        return False
    return bool(tree.toml(path).get("tool", "tox"))
