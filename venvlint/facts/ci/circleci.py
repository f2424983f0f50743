"""CircleCI: `.circleci/config.yml` with executors, commands, parameters, orbs and the matrices of
its workflows.
"""

from __future__ import annotations

from venvlint.facts.ci.matrix import product
from venvlint.facts.ci.model import Budget, Job, Step
from venvlint.facts.ci.values import Combination
from venvlint.files.paths import name_of
from venvlint.readers.nodes import ABSENT
from venvlint.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from venvlint.readers.nodes import Node

_MAX_STEPS = 400
# What a workflow says of a job beside the job's own parameters.
_NO_PARAMETERS = frozenset("requires matrix filters context name type pre-steps post-steps".split())
_REFERENCE = ("<< parameters.", "<<parameters.")


def config_jobs(path: str, root: Node) -> Iterator[Job]:
    """The jobs of a configuration; each of them with the parameters that the workflows give it as
    combinations.
    """
    uses = _invocations(root)
    inputs = _defaults(root.get("parameters"))
    for name, node in root.get("jobs").mapping.items():
        if not isinstance(node.value, dict):
            continue
        defaults = _defaults(node.get("parameters"))
        rows, complete = uses.get(name, ([{}], True))
        rows = [{**defaults, **row} for row in rows]
        job = Job(
            "circleci",
            path,
            name,
            node,
            combinations=tuple(Combination(row) for row in rows),
            matrix_complete=complete,
            inputs=inputs,
        )
        yield _filled(job, root)
    for name, (rows, complete) in uses.items():
        # A job of an orb (`python/test`) is known by its parameters alone: `version` is the image's
        # tag.
        if "/" in name and name not in root.get("jobs").mapping:
            nodes = {id(row[key]): (key, row[key]) for row in rows for key in row}
            job = Job(
                "circleci",
                path,
                name,
                root,
                combinations=tuple(Combination(row) for row in rows),
                matrix_complete=complete,
                inputs=inputs,
            )
            if _orb(root, name) == "circleci/python":
                yield replace(
                    job,
                    pythons=tuple(
                        ("circleci", node) for key, node in nodes.values() if key == "version"
                    ),
                )


def _filled(job: Job, root: Node) -> Job:
    images: list[Node] = []
    pythons: list[tuple[str, Node]] = []
    env: dict[str, Node] = {}
    container: Mapping[str, Node] = {}
    """What the container that the steps run in starts with."""
    sources: list[tuple[Node, Mapping[str, Node]]] = [(job.node, {})]
    shell = job.node.text("shell") or ""
    executor = job.node.get("executor")
    if executor:
        name = executor.string or executor.text("name") or ""
        given = {key: value for key, value in executor.mapping.items() if key != "name"}
        declared = root.get("executors", name)
        if declared:
            bound = {**_defaults(declared.get("parameters")), **given}
            sources.append((declared, bound))
            shell = shell or _bound(declared.get("shell"), bound).string or ""
        elif "/" in name:
            orb = _orb(root, name)
            if orb == "circleci/python" and "tag" in given:
                pythons.append(("circleci", given["tag"]))
            elif orb == "circleci/windows":
                shell = shell or given.get("shell", ABSENT).string or "powershell"
    for source, parameters in reversed(sources):
        if parameters:
            rows = [
                {
                    **row.values,
                    **{key: _bound(value, row.values) for key, value in parameters.items()},
                }
                for row in job.combinations
            ]
            job = replace(job, combinations=tuple(Combination(row) for row in rows))
        if first := source.get("docker", 0, "image"):
            images.append(first)
            container = source.get("docker", 0, "environment").mapping
        env.update(source.get("environment").mapping)
    env = {**container, **env}
    job = replace(job, images=tuple(images[-1:]), env=env, pythons=tuple(pythons))
    steps = tuple(_steps(job, root, job.node.get("steps"), {}, shell, 0, Budget(_MAX_STEPS)))
    return replace(job, steps=steps)


def _steps(
    job: Job,
    root: Node,
    steps: Node,
    parameters: Mapping[str, Node],
    shell: str,
    depth: int,
    budget: Budget,
) -> Iterator[Step]:
    if not steps or depth > 5:
        return
    for item in budget.take(steps.items):
        if item.string is not None:
            name, body = item.string, ABSENT
        elif len(item.mapping) == 1:
            ((name, body),) = item.mapping.items()
        else:
            continue
        if name in ("when", "unless"):
            yield from _steps(
                job,
                root,
                body.get("steps"),
                parameters,
                shell,
                depth + 1,
                budget,
            )
            continue
        command = root.get("commands", name)
        if command:
            given = body.mapping
            bound = {
                key: _bound(value, parameters)
                for key, value in {**_defaults(command.get("parameters")), **given}.items()
            }
            yield from _steps(job, root, command.get("steps"), bound, shell, depth + 1, budget)
            continue
        run = ABSENT
        if name == "run":
            run = body if body.string is not None else body.get("command")
        own = body.text("shell")
        directory = body.text("working_directory") or job.node.text("working_directory") or ""
        yield Step(
            item,
            name=body.text("name") or "",
            uses="" if name == "run" else name,
            uses_node=item,
            inputs=body.mapping if name != "run" else {},
            run=run if run.string is not None else ABSENT,
            shell=_program(own or shell) if run else "",
            shell_node=body.get("shell"),
            working_directory=(
                ""
                if directory in (".", "~/project", "~/repo")
                else None
                if directory.startswith(("~", "/", "<<"))
                else directory
            ),
            env={
                **job.env,
                **(body.get("environment").mapping if name == "run" else {}),
            },
            session=item.start,
            parameters=parameters,
        )


def _program(shell: str) -> str:
    """The program of a `shell:`; the default is bash with `-eo pipefail` (a plain sh in images that
    have none).
    """
    return name_of(shell.split()[0]).lower().removesuffix(".exe") if shell.split() else "bash"


def _invocations(root: Node) -> dict[str, tuple[list[dict[str, Node]], bool]]:
    """Job name -> the parameters of each of its uses in the workflows, and whether all of them are
    literal.
    """
    found: dict[str, tuple[list[dict[str, Node]], bool]] = {}
    for workflow in root.get("workflows").mapping.values():
        jobs = workflow.get("jobs")
        for item in jobs.items:
            name = item.string
            given: Mapping[str, Node] = {}
            if name is None:
                if len(item.mapping) != 1:
                    continue
                ((name, body),) = item.mapping.items()
                given = body.mapping
            rows, complete = found.setdefault(name, ([], True))
            plain = {key: value for key, value in given.items() if key not in _NO_PARAMETERS}
            parameters = given.get("matrix", ABSENT).get("parameters").mapping
            axes = {key: value.scalars() for key, value in parameters.items() if value.scalars()}
            products, whole = product(axes)
            excluded = [entry.mapping for entry in given.get("matrix", ABSENT).get("exclude").items]
            for row in products:
                if not any(
                    entry
                    and all(
                        key in row and row[key].string == value.string
                        for key, value in entry.items()
                    )
                    for entry in excluded
                ):
                    rows.append({**plain, **row})
            found[name] = (rows[:256], complete and whole and len(rows) <= 256)
    return found


def _bound(node: Node, values: Mapping[str, Node]) -> Node:
    """A value that is given on: `<< parameters.x >>` is what x is where it is given."""
    text = node.string or ""
    if text.startswith(_REFERENCE) and text.endswith(">>"):
        return values.get(text[2:-2].strip().removeprefix("parameters."), node)
    return node


def _orb(root: Node, name: str) -> str:
    """The orb that a prefix stands for, without its version: `circleci/python`."""
    return (root.text("orbs", name.partition("/")[0]) or "").partition("@")[0]


def _defaults(parameters: Node) -> dict[str, Node]:
    found = {}
    for name, declared in parameters.mapping.items():
        default = declared.get("default")
        if default:
            found[name] = default
    return found
