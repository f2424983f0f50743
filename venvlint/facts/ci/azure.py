"""Azure Pipelines: `azure-pipelines*.yml` with stages, jobs, matrices and the tree's own
templates.
"""

from __future__ import annotations

import posixpath

from venvlint.facts.ci.model import Budget, Job, Step, below_checkout
from venvlint.facts.ci.values import Combination
from venvlint.readers.nodes import ABSENT
from venvlint.record import replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from venvlint.readers.nodes import Node

    Load = Callable[[str], Node]

_MAX_DEPTH, _MAX_ITEMS = 8, 400
_MAX_ROWS = 256
_EACH = lazy(r"\$\{\{-?\s*each\s+(?P<name>[A-Za-z_]\w*)\s+in\s+parameters\.(?P<of>[\w-]+)\s*\}\}")
_SHELLS = {"bash": "bash", "pwsh": "pwsh", "powershell": "powershell"}


class _Templates:
    """The tree's templates, and how much of them is still looked at: they may include one another
    without end.
    """

    __slots__ = ("budget", "load")

    def __init__(self, load: Load) -> None:
        self.load = load
        self.budget = Budget()


def pipeline_jobs(path: str, root: Node, load: Load) -> Iterator[Job]:
    """The jobs of a pipeline; *load* reads a template of the tree by its path."""
    # A template's file states jobs only through the pipeline that gives it parameters, but literals
    # in it count by themselves.
    inputs = _parameters(root)
    yield from _stage(path, root, root, _variables(root), inputs, _Templates(load), 0)


def _stage(
    path: str,
    root: Node,
    node: Node,
    variables: Mapping[str, Node],
    inputs: Mapping[str, Node],
    templates: _Templates,
    depth: int,
    loops: Mapping[str, Node] | None = None,
) -> Iterator[Job]:
    if depth > _MAX_DEPTH:
        return
    for key in ("stages", "jobs"):
        for item, inner in _looped(node.get(key), inputs, templates.budget):
            bound = {**(loops or {}), **inner}
            template = item.text("template")
            if template is not None:
                loaded = _load(path, template, templates.load)
                if loaded is not None:
                    target, content = loaded
                    given = {**_parameters(content), **item.get("parameters").mapping}
                    yield from _stage(
                        target,
                        content,
                        content,
                        {**variables, **_variables(content)},
                        given,
                        templates,
                        depth + 1,
                        bound,
                    )
            elif key == "stages":
                yield from _stage(
                    path,
                    root,
                    item,
                    {**variables, **_variables(item)},
                    inputs,
                    templates,
                    depth + 1,
                    bound,
                )
            else:
                yield _job(
                    path, root, item, {**variables, **_variables(item)}, inputs, templates, bound
                )
    if node.get("steps") and depth == 0 and not node.get("jobs") and not node.get("stages"):
        yield _job(path, root, node, variables, inputs, templates, {})


def _job(
    path: str,
    root: Node,
    node: Node,
    variables: Mapping[str, Node],
    inputs: Mapping[str, Node],
    templates: _Templates,
    loops: Mapping[str, Node],
) -> Job:
    matrix = node.get("strategy", "matrix")
    rows = [
        Combination(entry.mapping)
        for entry in matrix.mapping.values()
        if isinstance(entry.value, dict)
    ][:_MAX_ROWS]
    if loops:
        rows = [
            replace(row, values={**row.values, **turn})
            for row in rows or [Combination({})]
            for turn in _turns(loops)
        ][:_MAX_ROWS]
    allowed = node.get("continueOnError")
    if allowed:
        verdict = {"true": True, "false": False}.get((allowed.string or "").lower())
        rows = [replace(row, may_fail=verdict) for row in rows or [Combination({})]]
    container = node.get("container") or root.get("container")
    image = container.get("image") if isinstance(container.value, dict) else container
    if image.string is not None:
        for declared in _flat(root.get("resources", "containers")):
            if declared.text("container") == image.string:
                image, container = declared.get("image"), declared
                break
    pool = node.get("pool") or root.get("pool")
    job = Job(
        "azure",
        path,
        node.text("job") or node.text("deployment") or "",
        node,
        images=(image,) if image else (),
        env={**container.get("env").mapping, **variables},
        combinations=tuple(rows) or (Combination({}),),
        matrix_complete=not matrix or isinstance(matrix.value, dict),
        condition=node.get("condition"),
        inputs=inputs,
        triggers=tuple(
            key
            for key in ("trigger", "pr", "schedules")
            if root.get(key) and root.text(key) != "none"
        ),
    )
    job = replace(
        job,
        runners=job.resolve(pool.get("vmImage")),
    )
    windows = bool(job.runners.values) and all(
        "windows" in text.lower() for text in job.runners.texts
    )
    script = "cmd" if windows else "bash"
    phases = [
        (kind, phase)
        for kind in ("runOnce", "rolling", "canary")
        for phase in ("preDeploy", "deploy")
    ]
    lists = [
        node.get("steps"),
        *(node.get("strategy", kind, phase, "steps") for kind, phase in phases),
    ]
    steps = tuple(
        step for steps in lists for step in _steps(job, path, steps, {}, script, templates, 0)
    )
    return replace(job, steps=steps[:_MAX_ITEMS])


def _steps(
    job: Job,
    path: str,
    steps: Node,
    parameters: Mapping[str, Node],
    script: str,
    templates: _Templates,
    depth: int,
) -> Iterator[Step]:
    if depth > _MAX_DEPTH:
        return
    repeated = (
        (item, {**parameters, **turn})
        for item, loops in _looped(steps, {**job.inputs, **parameters}, templates.budget)
        for turn in _turns(loops)
    )
    for item, bound in repeated:
        template = item.text("template")
        if template is not None:
            loaded = _load(path, template, templates.load)
            if loaded is not None:
                given = {**bound, **_parameters(loaded[1]), **item.get("parameters").mapping}
                yield from _steps(
                    job, loaded[0], loaded[1].get("steps"), given, script, templates, depth + 1
                )
            continue
        if (item.text("enabled") or item.text("condition") or "").lower() == "false":
            continue
        run, shell = ABSENT, ""
        for key in ("script", "bash", "pwsh", "powershell"):
            if item.get(key):
                run, shell = item.get(key), _SHELLS.get(key, script)
        task, _, version = (item.text("task") or "").partition("@")
        if task in ("Bash", "CmdLine", "PowerShell") and not run:
            run = item.get("inputs", "script")
            shell = {"Bash": "bash", "CmdLine": script, "PowerShell": "pwsh"}[task]
        directory = item.text("workingDirectory") or item.text("inputs", "workingDirectory") or ""
        directory = below_checkout(directory)
        yield Step(
            item,
            name=item.text("displayName") or "",
            id=item.text("name") or "",
            uses="checkout" if item.get("checkout") else task.lower(),
            uses_version=version,
            uses_node=item.get("task"),
            inputs=item.get("inputs").mapping,
            run=run if run.string is not None else ABSENT,
            shell=shell,
            working_directory=(
                None
                if directory.startswith(("/", "~", "$"))
                else posixpath.normpath(directory)
                if directory not in ("", ".")
                else ""
            ),
            env={**job.env, **item.get("env").mapping},
            condition=ABSENT,
            may_fail={"true": True, "": False, "false": False}.get(
                (item.text("continueOnError") or "").lower()
            ),
            session=item.start,
            parameters=bound,
        )


def _flat(node: Node) -> Iterator[Node]:
    """The entries of a list, those inside of `${{ if … }}:` and `${{ each … }}:` included."""
    return (item for item, _ in _looped(node, {}, Budget()))


def _looped(
    node: Node, inputs: Mapping[str, Node], budget: Budget
) -> Iterator[tuple[Node, dict[str, Node]]]:
    """The same, each with the variables of the loops that it stands in and the lists that those go
    through, as far as the parameters *inputs* tell.
    """
    none: dict[str, Node] = {}
    pending = [(item, none) for item in reversed(budget.take(node.items))]
    while pending:
        item, loops = pending.pop()
        conditional = [(key, value) for key, value in item.mapping.items() if key.startswith("${{")]
        for key, inner in reversed(conditional):
            each = _EACH.fullmatch(key.strip())
            members = inputs.get(each["of"], ABSENT) if each else ABSENT
            within = {**loops, each["name"]: members} if each and members.items else loops
            pending += [(one, within) for one in reversed(budget.take(inner.items))]
        if not conditional and isinstance(item.value, dict):
            yield item, loops


def _turns(loops: Mapping[str, Node]) -> list[dict[str, Node]]:
    """What the variables of loops are, turn by turn: one where there is no loop."""
    turns: list[dict[str, Node]] = [{}]
    for name, members in loops.items():
        turns = [{**turn, name: one} for turn in turns for one in members.items][:_MAX_ROWS]
    return turns


def _variables(node: Node) -> dict[str, Node]:
    variables = node.get("variables")
    if not variables:
        return {}
    if isinstance(variables.value, dict):
        return dict(variables.mapping)
    return {
        name: value
        for item in _flat(variables)
        if (name := item.text("name")) and (value := item.get("value"))
    }


def _parameters(root: Node) -> dict[str, Node]:
    """The defaults of a pipeline's or template's parameters, in the old form (a mapping) and the
    new one (a list).
    """
    parameters = root.get("parameters")
    if not parameters:
        return {}
    if isinstance(parameters.value, dict):
        return dict(parameters.mapping)
    return {
        name: default
        for item in parameters.items
        if (name := item.text("name")) and (default := item.get("default"))
    }


def _load(path: str, template: str, load: Load) -> tuple[str, Node] | None:
    """A template of the tree by its path, which is relative to the file that names it or, with `/`,
    to the root.
    """
    if "@" in template.replace("@self", "") or "$" in template:
        return None
    name = template.replace("@self", "").strip()
    target = posixpath.normpath(
        name.lstrip("/") if name.startswith("/") else posixpath.join(posixpath.dirname(path), name)
    )
    root = load(target) if not target.startswith("..") else None
    return (target, root) if root else None
