"""Whether a dependency file that Git does not track may be there all the same: it is ignored, a
command of the repository writes it, or a job before this one hands it on.
"""

from __future__ import annotations

import posixpath

from venvlint.files.paths import folders_above, joined, name_of
from venvlint.record import asked_once
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.ci.model import Job, Step
    from venvlint.facts.commands import Command
    from venvlint.facts.installs import Install
    from venvlint.tree import Tree

# What brings files into a job beside its checkout.
_BRINGS = lazy(
    r"download-artifact|attach_workspace|restore_cache|downloadpipelineartifact|downloadbuild"
    r"artifacts|unstash|export|clone|generate|compile|fetch|copy"
)
_RUN_THE_TREE = frozenset("make just task tox nox hatch invoke inv bash sh".split())
"""What runs targets and scripts that lie in the repository."""


def is_ignored(tree: Tree, path: str) -> bool:
    """Whether Git ignores the file: then everybody makes it for himself."""
    tree.once("whether missing lists are ignored", lambda: _ask(tree))
    return tree.ignores.is_ignored(path)


def _ask(tree: Tree) -> None:
    """Get the answers about every missing list in one question to Git."""
    tree.ignores.ask(
        [
            file.looked_at
            for install in tree.installs.missing
            for file in (*install.files, *install.constraints)
            if file.state == "missing" and not file.looked_at.startswith(("/", ".."))
        ]
    )


def is_made(tree: Tree, path: str, but: set[str]) -> bool:
    """Whether a command somewhere in the tree writes a file of that name: a script, a target of
    make or a job may well run before. *but* are kinds of sequences that do not.
    """
    return bool(_kinds_that_write(tree, path) - but)


def _kinds_that_write(tree: Tree, path: str) -> set[str]:
    """The kinds of the places whose commands write a file of that name."""
    names: dict[str, set[str]] = tree.once("names of written files", lambda: _written_names(tree))
    return names.get(name_of(path), set())


def is_made_by_host(tree: Tree, host: str, path: str) -> bool:
    """Whether what the platform *host* runs before it installs (`build.jobs` of Read the Docs)
    writes a file of that name, itself or by a script or a target of the tree.
    """
    own = [
        command
        for sequence in tree.commands.by_path.get(host, ())
        if sequence.kind == "host"
        for command in sequence.commands
    ]
    if not own:
        return False
    runs_the_tree = any(
        command.program in _RUN_THE_TREE or command.program.startswith("./") for command in own
    )
    kinds = _kinds_that_write(tree, path)
    return "host" in kinds or (runs_the_tree and bool(kinds))


def _written_names(tree: Tree) -> dict[str, set[str]]:
    """The names of the files that commands write or targets make, with the kinds of places."""
    from venvlint.facts.commands.written_files import written

    found: dict[str, set[str]] = {}
    for sequence in tree.commands.sequences:
        if sequence.kind == "make":
            found.setdefault(name_of(sequence.name), set()).add("make")
        for command in sequence.commands:
            if not command.redirections and command.tool in ("pip", "python", "echo"):
                continue
            for effect in written(command):
                if effect.kind in ("file", "copy", "move"):
                    name = name_of(effect.path.rstrip("/"))
                    if effect.source and _is_a_folder(tree, command, effect.path):
                        name = name_of(effect.source.rstrip("/"))
                    found.setdefault(name, set()).add(sequence.kind)
    return found


def _is_a_folder(tree: Tree, command: Command, path: str) -> bool:
    """Whether what a command copies keeps its name: it goes into a folder."""
    if path.endswith("/") or path in (".", ".."):
        return True
    return command.directory is not None and tree.is_folder(joined(command.directory, path))


def works_on_tree(tree: Tree, job: Job, install: Install, path: str) -> bool:
    """Whether a job works on a checkout of this repository and on nothing that was brought there
    beside it. What a command before it wrote is known of commands alone.
    """
    if install.command is not None:
        return _has_tree(tree, job, install.command.shell.step, path)
    if install.step is None or is_made(tree, path, set()) or is_ignored(tree, path):
        return False
    return _has_tree(tree, job, install.step, path)


def _has_tree(tree: Tree, job: Job, step: Step | None, path: str) -> bool:
    """Whether a job has a checkout of this repository, and nothing that may have brought *path*,
    when a step begins.
    """
    if job.is_action or (set(job.triggers) == {"workflow_call"} and not job.is_called):
        return False
    if _is_there_from_above(tree, job, path):
        return False
    name = name_of(path)
    steps, checkout = _order(job)
    before = steps.get(id(step), len(steps))
    if job.system == "github" and checkout >= before:
        return False
    bringers = _first_bringers(job)
    if name not in bringers:
        bringers[name] = next(
            (
                number
                for number, step in enumerate(job.steps)
                if step.uses and step.uses != "actions/checkout" and _brings_files(job, step, name)
            ),
            len(steps),
        )
    if bringers[name] < before:
        return False
    if job.chain and _is_handed(job, tree, name):
        return False
    return not (job.system in ("gitlab", "bitbucket") and _is_artifact(job, tree, name))


def _is_there_from_above(tree: Tree, job: Job, path: str) -> bool:
    """Whether a folder that the job's definition lies in has the path, and may be the root of what
    the job works on.
    """
    from venvlint.facts.ci import may_be_root

    return any(
        tree.exists(posixpath.join(folder, path)) and may_be_root(tree, job, folder)
        for folder in folders_above(job.path)
    )


@asked_once
def _first_bringers(job: Job) -> dict[str, int]:
    """The number of the first step that may bring a file, by the names that were asked for."""
    return {}


@asked_once
def _order(job: Job) -> tuple[dict[int, int], int]:
    """The number of each step of a job, and that of the first checkout (behind all where there is
    none).
    """
    checkout = next(
        (number for number, step in enumerate(job.steps) if step.uses == "actions/checkout"),
        len(job.steps),
    )
    return {id(step): number for number, step in enumerate(job.steps)}, checkout


def _brings_files(job: Job, step: Step, name: str) -> bool:
    uses = step.uses
    if uses.startswith("./"):
        return not job.called or any(
            name in (one.run.string or "") for one in job.called if one.run
        )
    if _BRINGS.search(uses):
        return True
    return uses.startswith("actions/cache") and any(
        name in (node.string or "") for node in step.inputs.values()
    )


def _is_handed(job: Job, tree: Tree, name: str) -> bool:
    """Whether a job before it in its chain, which hands on all its files, writes one of that
    name.
    """
    return any(
        before.chain == job.chain
        and "**" in before.handed
        and (before.position < job.position or before.name in job.needs)
        for before in _jobs_that_write(tree, job.path, name)
    )


def _is_artifact(job: Job, tree: Tree, name: str) -> bool:
    """Whether another job of the definition writes a file of that name and may hand it on."""
    document = tree.document(job.path)
    if document is None or "artifacts" not in document.text:
        return False
    return any(other.name != job.name for other in _jobs_that_write(tree, job.path, name))


def _jobs_that_write(tree: Tree, path: str, name: str) -> list[Job]:
    """The jobs of the definition *path* with a command that writes a file of that name."""
    from venvlint.facts.commands.written_files import written

    def make() -> dict[tuple[str, str], list[Job]]:
        found: dict[tuple[str, str], list[Job]] = {}
        for sequence in tree.commands.sequences:
            job = sequence.job
            if job is None:
                continue
            for command in sequence.commands:
                for effect in written(command):
                    jobs = found.setdefault((job.path, name_of(effect.path)), [])
                    if job not in jobs[-1:]:
                        jobs.append(job)
        return found

    return tree.once("jobs that write", make).get((path, name), [])
