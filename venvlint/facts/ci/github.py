"""GitHub Actions: workflows and composite actions."""

from __future__ import annotations

import posixpath

from venvlint.facts.ci.expressions import truth
from venvlint.facts.ci.matrix import github_matrix
from venvlint.facts.ci.model import Budget, Job, Step, below_checkout
from venvlint.facts.ci.resolve import condition_holds
from venvlint.facts.ci.values import Combination
from venvlint.files.paths import as_folder, name_of
from venvlint.readers.nodes import ABSENT
from venvlint.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from venvlint.readers.nodes import Node


def workflow_jobs(path: str, root: Node) -> Iterator[Job]:
    """The jobs of a workflow; those that can never run (`if: false`) are left out."""
    triggers, inputs = _triggers(root.get("on") or root.get("true"))
    env = root.get("env").mapping
    defaults = root.get("defaults", "run")
    budget = Budget()
    for name, node in root.get("jobs").mapping.items():
        if not isinstance(node.value, dict) or _never(node.get("if")):
            continue
        yield _job(path, name, node, triggers, inputs, env, defaults, budget)


def action_jobs(path: str, root: Node) -> Iterator[Job]:
    """A composite action as a job; nothing for an action of another kind."""
    if (root.text("runs", "using") or "").lower() != "composite":
        return
    inputs = _inputs(root.get("inputs"))
    job = Job(
        "github",
        path,
        root.text("name") or "",
        root,
        combinations=(Combination({}),),
        is_action=True,
        inputs=inputs,
    )
    steps = tuple(
        _step(job, step, None, default_shell="")
        for step in _list(root.get("runs", "steps"), Budget())
        if not _never(step.get("if"))
    )
    yield replace(job, steps=steps)


def _job(
    path: str,
    name: str,
    node: Node,
    triggers: tuple[str, ...],
    inputs: Mapping[str, Node],
    workflow_env: Mapping[str, Node],
    workflow_defaults: Node,
    budget: Budget,
) -> Job:
    container = node.get("container")
    # Those of the container are what it starts with; each step is given the others on top.
    env = {**container.get("env").mapping, **workflow_env, **node.get("env").mapping}
    named = node.get("needs")
    needs = tuple(item.string or "" for item in named.scalars()) if named else ()
    image = container.get("image") if isinstance(container.value, dict) else container
    job = Job(
        "github",
        path,
        name,
        node,
        needs=needs,
        images=(image,) if image else (),
        env=env,
        combinations=(Combination({}),),
        condition=node.get("if"),
        triggers=triggers,
        inputs=inputs,
    )
    combinations, complete = github_matrix(job, node.get("strategy", "matrix"))
    job = replace(job, combinations=combinations, matrix_complete=complete)
    allowed = node.get("continue-on-error")
    if allowed:
        job = replace(
            job,
            combinations=tuple(
                replace(one, may_fail=condition_holds(job, allowed, one)) for one in combinations
            ),
        )
    job = replace(job, runners=job.resolve(runs_on(node)))
    defaults = node.get("defaults", "run")
    default_shell = "sh" if image else _runner_shell(job.runners.texts)
    own = [step for step in _list(node.get("steps"), budget) if not _never(step.get("if"))]
    steps = [_step(job, step, (defaults, workflow_defaults), default_shell) for step in own]
    if node.get("uses"):
        steps.append(_step(job, node, None, ""))
    return replace(job, steps=tuple(steps))


def runs_on(node: Node) -> Node:
    """What a job says of the machine that it runs on: labels, or the name of a group."""
    stated = node.get("runs-on")
    if isinstance(stated.value, dict):
        return stated.get("labels") or stated.get("group")
    return stated


def _step(job: Job, node: Node, defaults: tuple[Node, ...] | None, default_shell: str) -> Step:
    uses = (node.text("uses") or "").strip()
    # `docker://image:tag` and `./folder` have no `@version`.
    target, _, version = uses.partition("@")
    run = node.get("run")
    shell_node = node.get("shell")
    directory = node.get("working-directory")
    for default in defaults or ():
        if default:
            shell_node = shell_node or default.get("shell")
            directory = directory or default.get("working-directory")
    allowed = node.get("continue-on-error")
    return Step(
        node,
        name=node.text("name") or "",
        id=node.text("id") or "",
        uses=target if uses.startswith(("./", "docker:")) else target.lower(),
        uses_version=version,
        uses_node=node.get("uses"),
        inputs=node.get("with").mapping,
        run=run if run.string is not None else ABSENT,
        shell=((_shell(shell_node) if shell_node else default_shell) if run else ""),
        shell_node=shell_node,
        working_directory=_directory(job, directory),
        env={**job.env, **node.get("env").mapping},
        condition=node.get("if") if node is not job.node else ABSENT,
        may_fail=(
            condition_holds(job, allowed, job.combinations[0])
            if allowed and node is not job.node
            else False
        ),
        session=node.start,
    )


def _shell(node: Node) -> str:
    """The program of a `shell:` such as `bash -el {0}`; empty where an expression chooses it."""
    words = (node.string or "").split()
    if not words or "${{" in words[0]:
        return ""
    return name_of(words[0].replace("\\", "/")).lower().removesuffix(".exe")


def _runner_shell(labels: list[str]) -> str:
    """The shell of a step that names none: PowerShell where every runner is a Windows one, else
    bash.
    """
    return "pwsh" if labels and all("windows" in label.lower() for label in labels) else "bash"


def _directory(job: Job, node: Node) -> str | None:
    if not node:
        return ""
    text = below_checkout((node.string or "").strip()) or "."
    values = job.resolve(node).texts if "${{" in text else [text]
    if len(values) != 1 or values[0].startswith(("/", "~")) or "$" in values[0]:
        return None
    return as_folder(posixpath.normpath(values[0].replace("\\", "/")))


def _triggers(node: Node) -> tuple[tuple[str, ...], dict[str, Node]]:
    names = [item.string or "" for item in node.scalars()] or list(node.mapping)
    if (
        (push := node.get("push"))
        and push.mapping
        and not push.mapping.keys() & {"branches", "branches-ignore", "paths", "paths-ignore"}
    ):
        names = [
            "push:tags" if name == "push" and "tags" in push.mapping else name for name in names
        ]
    inputs: dict[str, Node] = {}
    for event in ("workflow_dispatch", "workflow_call"):
        inputs.update(_inputs(node.get(event, "inputs")))
    return tuple(names), inputs


def _inputs(node: Node) -> dict[str, Node]:
    """The defaults of declared inputs."""
    return {
        name: default
        for name, declared in node.mapping.items()
        if (default := declared.get("default")).string is not None
    }


def _never(node: Node) -> bool:
    """Whether a condition is literally false, as one writes to switch something off."""
    return node.string is not None and truth(node.string, lambda _: None) is False


def _list(node: Node, budget: Budget) -> list[Node]:
    return [item for item in budget.take(node.items) if isinstance(item.value, dict)]
