"""GitLab CI: `.gitlab-ci.yml`, its local includes and `.gitlab/**.yml`, with `extends`, `default`,
`!reference` and `parallel: matrix`.
"""

from __future__ import annotations

from venvlint.facts.ci.matrix import product
from venvlint.facts.ci.model import Budget, Job, Step
from venvlint.facts.ci.values import Combination
from venvlint.readers.nodes import ABSENT
from venvlint.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from venvlint.readers.nodes import Node

_KEYWORDS = frozenset(
    "after_script before_script cache default image include pages:deploy services spec stages types"
    " variables workflow".split()
)
_MAX_EXTENDS = 11  # GitLab's own limit of levels


def pipeline_jobs(roots: Mapping[str, Node]) -> Iterator[Job]:
    """The jobs of all files of a pipeline, which share one name space; templates (`.name`) are
    none.
    """
    top: dict[str, Node] = {}
    inputs: dict[str, Node] = {}
    for root in roots.values():
        top.update(root.mapping)
        inputs.update(
            (name, default)
            for name, node in root.get("spec", "inputs").mapping.items()
            if (default := node.get("default"))
        )
    for path, root in roots.items():
        # A file's own templates count before those of another file with the same name.
        names = {**top, **root.mapping}
        for name, node in root.mapping.items():
            if name.startswith(".") or name in _KEYWORDS or not isinstance(node.value, dict):
                continue
            if any(
                key in node.mapping
                for key in ("script", "extends", "image", "parallel", "before_script", "<<")
            ):
                yield _job(path, name, node, names, inputs)


def _job(
    path: str, name: str, node: Node, top: Mapping[str, Node], inputs: Mapping[str, Node]
) -> Job:
    merged, variables = _extended(node, top)
    defaults = top.get("default", ABSENT).mapping
    inherit = merged.get("inherit")
    inherits = not inherit or inherit.text("default") != "false"

    def setting(key: str) -> Node:
        if key in merged:
            return merged[key]
        return defaults.get(key) or top.get(key, ABSENT) if inherits else ABSENT

    image = setting("image")
    image = image.get("name") if isinstance(image.value, dict) else image
    combinations, complete = _combinations(merged.get("parallel", ABSENT).get("matrix"))
    allowed = merged.get("allow_failure")
    may_fail: bool | None = False
    if allowed:
        may_fail = allowed.string == "true" if allowed.string is not None else None
    elif merged.get("when") and merged["when"].string == "manual" and "rules" not in merged:
        may_fail = True
    needs = merged.get("needs") or merged.get("dependencies")
    job = Job(
        "gitlab",
        path,
        name,
        node,
        needs=(
            tuple(item.text("job") or item.string or "" for item in needs.items) if needs else ()
        ),
        images=(image,) if image else (),
        env={**_variables(top.get("variables", ABSENT)), **variables},
        combinations=tuple(replace(one, may_fail=may_fail) for one in combinations),
        matrix_complete=complete,
        inputs=inputs,
        # `needs: []` and `dependencies: []` take no artifacts.
        chain="" if needs and needs.items == [] else "stages",
        position=_stage(merged, top),
        handed=_artifacts(merged.get("artifacts") or defaults.get("artifacts", ABSENT)),
    )
    steps: list[Step] = []
    for key in ("before_script", "script", "after_script"):
        lines = _lines(
            merged.get(key, ABSENT) if key == "script" else setting(key), top, Budget(1000)
        )
        # before_script and script are joined and run by one shell, after_script by another.
        session = 1 if key == "after_script" else 0
        steps += [
            Step(line, name=key, run=line, working_directory="", env=job.env, session=session)
            for line in lines
        ]
    return replace(job, steps=tuple(steps))


def _stage(merged: Mapping[str, Node], top: Mapping[str, Node]) -> int:
    """The place of a job's stage among all."""
    stages = top.get("stages")
    names = [one.string for one in stages.scalars()] if stages else ["build", "test", "deploy"]
    order = [".pre", *names, ".post"]
    stage = merged["stage"].string if "stage" in merged else "test"
    return order.index(stage) if stage in order else 0


def _artifacts(node: Node) -> tuple[str, ...]:
    paths = node.get("paths")
    return tuple(one.string or "" for one in paths.scalars()) if paths else ()


def settings(job: Job, roots: Mapping[str, Node]) -> dict[str, Node]:
    """The keywords of a job after `extends` and `default`, by name: for what the model has no field
    for (`cache`, `artifacts`).
    """
    top: dict[str, Node] = {}
    for root in roots.values():
        top.update(root.mapping)
    top.update(roots[job.path].mapping)
    merged, _ = _extended(job.node, top)
    inherited = {key: node for key, node in top.items() if key in ("cache", "image")}
    return {**inherited, **top.get("default", ABSENT).mapping, **merged}


def _extended(node: Node, top: Mapping[str, Node]) -> tuple[dict[str, Node], dict[str, Node]]:
    """A job's keywords and variables with those of what it extends below them."""
    merged: dict[str, Node] = {}
    variables: dict[str, Node] = {}
    # Nearest first: later parents of a list win over earlier ones, and each parent over its own.
    pending, seen = [(node, 0)], 0
    while pending and seen < 200:
        current, depth = pending.pop()
        seen += 1
        for key, value in current.mapping.items():
            merged.setdefault(key, value)
        for key, value in _variables(current.get("variables")).items():
            variables.setdefault(key, value)
        parents = current.get("extends")
        if parents and depth < _MAX_EXTENDS:
            known = [top.get(name.string or "", ABSENT) for name in parents.scalars()]
            pending += [(parent, depth + 1) for parent in known if isinstance(parent.value, dict)]
    return merged, variables


def _lines(node: Node, top: Mapping[str, Node], budget: Budget) -> list[Node]:
    """The commands of a script: a text, a list, lists within it, and `!reference [job, script]`."""
    found: list[Node] = []
    pending = [node] if node else []
    while pending and budget.left > 0:
        current = pending.pop()
        if current.tag == "!reference":
            names = [item.string or "" for item in current.items[:4]]
            target = top.get(names[0], ABSENT) if names else ABSENT
            for name in names[1:]:
                target = target.get(name)
            pending += budget.take([target] if target else [])
        elif isinstance(current.value, list):
            pending += reversed(budget.take(current.value))
        elif current.string is not None:
            found.append(current)
    return found


def _combinations(matrix: Node) -> tuple[tuple[Combination, ...], bool]:
    if not matrix:
        return (Combination({}),), True
    rows: list[dict[str, Node]] = []
    complete = isinstance(matrix.value, list)
    for entry in matrix.items[:50]:
        found, whole = product(
            {key: value.scalars() for key, value in entry.mapping.items() if value.scalars()}
        )
        rows += found
        complete = complete and whole
    return (
        tuple(Combination(row) for row in rows[:256]) or (Combination({}),),
        complete and len(rows) <= 256,
    )


def _variables(node: Node) -> dict[str, Node]:
    """Variables by name; `{value: x, description: y}` is the value x."""
    found = {}
    for name, value in node.mapping.items():
        given = value.get("value") if isinstance(value.value, dict) else value
        if given:
            found[name] = given
    return found
