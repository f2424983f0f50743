"""Buildkite, Semaphore and CodeBuild: what agents run as one shell.

A command step of Buildkite is one bash, on whatever agent takes it. A job of Semaphore is one bash
with the prologue before it. CodeBuild runs all commands of all phases in one shell, in version 0.1
of its format each in its own.
"""

from __future__ import annotations

from venvlint.facts.ci.model import Budget, Job, Step, lines_of
from venvlint.facts.ci.values import Combination
from venvlint.files.paths import name_of
from venvlint.readers.nodes import ABSENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.nodes import Node

_MAXIMUM_STEPS = 400
_BASH = "bash"
_PHASES = ("install", "pre_build", "build", "post_build")


def buildkite_jobs(path: str, root: Node) -> Iterator[Job]:
    """The command steps of a pipeline, groups included."""
    steps = root.get("steps") if root.mapping else root
    budget = Budget(_MAXIMUM_STEPS)
    shared = _texts(root.get("env"))
    pending = list(reversed(budget.take(steps.items)))
    while pending:
        node = pending.pop()
        inner = node.get("steps")
        if inner and node.get("group"):
            pending += reversed(budget.take(inner.items))
            continue
        lines = lines_of(node.get("commands") or node.get("command"))
        if not lines:
            continue
        image, docker = _plugin_image(node)
        if not docker:
            # "The container image to use for this pipeline or step", in Buildkite's Kubernetes.
            image = node.get("image") or root.get("image")
            docker = bool(image)
        env = {**shared, **_texts(node.get("env"))}
        name = node.text("label") or node.text("name") or node.text("key") or ""
        yield Job(
            "buildkite",
            path,
            name,
            node,
            steps=tuple(
                Step(
                    line,
                    name=name,
                    run=line,
                    shell="sh" if docker else "bash",
                    working_directory="",
                    env=env,
                )
                for line in lines
            ),
            images=(image,) if image else (),
            env=env,
            combinations=(Combination({}, bool(node.get("soft_fail"))),),
            condition=node.get("if"),
        )


def _plugin_image(node: Node) -> tuple[Node, bool]:
    """The image of the plug-in `docker`, and whether a plug-in runs the commands in a container."""
    plugins = node.get("plugins")
    entries = [plugins] if plugins.mapping else []
    entries += plugins.items
    for entry in entries:
        for name, settings in entry.mapping.items():
            short = name_of(name.partition("#")[0])
            if short == "docker":
                return settings.get("image"), True
            if short == "docker-compose" and settings.get("run"):
                return ABSENT, True
    return ABSENT, False


def semaphore_jobs(path: str, root: Node) -> Iterator[Job]:
    """The jobs of every block, each with the prologues before and the epilogues behind it."""
    shared = root.get("global_job_config")
    blocks = root.get("blocks")
    for block in blocks.items[:_MAXIMUM_STEPS]:
        task = block.get("task")
        jobs = task.get("jobs")
        if not task or not jobs:
            continue
        agent = task.get("agent") or root.get("agent")
        image = agent.get("containers", 0, "image")
        for node in jobs.items[:_MAXIMUM_STEPS]:
            sources = [
                shared.get("prologue", "commands"),
                task.get("prologue", "commands"),
                node.get("commands"),
                task.get("epilogue", "always", "commands"),
                task.get("epilogue", "on_pass", "commands"),
                shared.get("epilogue", "always", "commands"),
            ]
            name = node.text("name") or block.text("name") or ""
            lines = [line for source in sources for line in lines_of(source)]
            # Its own command `checkout` goes on in the folder of the clone.
            runs = [line for line in lines if (line.string or "").strip() != "checkout"]
            directory = "" if len(runs) < len(lines) else None
            yield Job(
                "semaphore",
                path,
                name,
                node,
                steps=tuple(
                    Step(line, name=name, run=line, shell=_BASH, working_directory=directory)
                    for line in runs
                ),
                images=(image,) if image.string is not None else (),
                combinations=(Combination({}),),
            )


def codebuild_jobs(path: str, root: Node) -> Iterator[Job]:
    """The phases of a `buildspec.yml` as one job."""
    version = root.text("version") or ""
    separate = version.startswith("0.1")
    phases = root.get("phases")
    if not phases:
        return
    env = root.get("env")
    shell = env.text("shell") or ""
    variables = _texts(env.get("variables"))
    steps: list[Step] = []
    for phase in _PHASES:
        for key in ("commands", "finally"):
            for line in lines_of(phases.get(phase, key)):
                steps.append(
                    Step(
                        line,
                        name=phase,
                        run=line,
                        shell="powershell" if shell.startswith("powershell") else shell,
                        working_directory="",
                        env=variables,
                        session=len(steps) if separate else 0,
                    )
                )
    if steps:
        yield Job(
            "codebuild",
            path,
            name_of(path).rpartition(".")[0],
            root,
            steps=tuple(steps),
            env=variables,
            combinations=(Combination({}),),
        )


def _texts(node: Node) -> dict[str, Node]:
    return {name: value for name, value in node.mapping.items() if value.string is not None}
