"""Who calls whom: the tree's own composite actions and reusable workflows get what their callers
give them.
"""

from __future__ import annotations

import posixpath

from venvlint.facts.ci.github import runs_on
from venvlint.facts.ci.resolve import runs
from venvlint.facts.ci.values import Combination
from venvlint.readers.nodes import Node
from venvlint.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from venvlint.facts.ci.model import Job, Step

_MAX_BINDINGS = 256
_MAX_CALLED = 500
# Events that run a workflow without a caller, so that its own defaults count too.
_CALLED_ONLY = frozenset({"workflow_call"})


def link(jobs: list[Job]) -> list[Job]:
    """The jobs with the steps of the actions that they use, and those of called workflows once for
    each caller's inputs.

    An input that every user of an action gives is unknown inside it: nobody gets its default.
    """
    actions = {posixpath.dirname(job.path): job for job in jobs if job.is_action}
    workflows = {job.path for job in jobs if not job.is_action}
    given: dict[str, frozenset[str]] = {}
    bindings: dict[str, list[Combination]] = {}
    linked = []
    for job in jobs:
        called: list[Step] = []
        for step in job.steps:
            if not step.uses.startswith("./"):
                continue
            target = posixpath.normpath(_root(job.path) + step.uses)
            if target in actions and actions[target] is not job:
                path, names = actions[target].path, frozenset(step.inputs)
                given[path] = given.get(path, names) & names
                called += _called(step, actions[target]) if len(called) < _MAX_CALLED else ()
            elif target in workflows and target != job.path:
                bindings.setdefault(target, []).extend(_bindings(job, step))
        linked.append(replace(job, called=tuple(called)) if called else job)
    result = []
    for job in linked:
        if job.path in given:
            left = {name: at for name, at in job.inputs.items() if name not in given[job.path]}
            job = replace(job, inputs=left, is_called=True)
        elif job.path in bindings:
            job = _bound(job, bindings[job.path])
        result.append(job)
    return result


def _root(path: str) -> str:
    """The folder of the repository that a workflow or action lies in, relative to the audited
    one.
    """
    return path.partition(".github/")[0]


def _called(step: Step, action: Job) -> Iterator[Step]:
    parameters = {**action.inputs, **step.inputs}
    for inner in action.steps:
        # What the caller's step needs (its condition, its variables) holds for each step inside.
        condition = inner.condition or step.condition
        yield replace(
            inner,
            parameters=parameters,
            env={**step.env, **inner.env},
            condition=condition,
            may_fail=step.may_fail or inner.may_fail,
        )


def _bindings(job: Job, step: Step) -> Iterator[Combination]:
    """What a caller gives, once for each of its own combinations: input names as `inputs.NAME`."""
    for combination in job.combinations:
        if not runs(job, step, combination):
            continue
        single = replace(job, combinations=(combination,))
        values: dict[str, Node] = {}
        for name, node in step.inputs.items():
            found = single.resolve(node, step)
            if found.complete and len(found.values) == 1 and found.values[0].pieces:
                value = found.values[0]
                piece = next(
                    (piece for piece in value.pieces if not piece.literal), value.pieces[0]
                )
                whole = piece.node if piece.literal else None
                start, end = (whole.start, whole.end) if whole else (piece.start, piece.end)
                values[f"inputs.{name}"] = Node(
                    piece.node.document, value.text, start, end, style=piece.node.style
                )
            else:
                values[f"inputs.{name}"] = Node(
                    node.document, "${{ unknown.caller }}", node.start, node.end, style="plain"
                )
        yield Combination(values, combination.may_fail)


def _bound(job: Job, bindings: list[Combination]) -> Job:
    given = bindings if set(job.triggers) <= _CALLED_ONLY else [Combination({}), *bindings]
    rows: list[Combination] = []
    seen: set[tuple[int, tuple[tuple[str, str, int], ...]]] = set()
    for index, own in enumerate(job.combinations):
        for binding in given:
            values: Mapping[str, Node] = binding.values
            key = (
                index,
                tuple(
                    sorted((name, node.string or "", node.start) for name, node in values.items())
                ),
            )
            if key not in seen and len(rows) < _MAX_BINDINGS:
                seen.add(key)
                # A caller that may fail does not excuse a job that must not, nor the other way
                # round: either is enough.
                may_fail = (
                    True
                    if True in (own.may_fail, binding.may_fail)
                    else None
                    if None in (own.may_fail, binding.may_fail)
                    else False
                )
                rows.append(Combination({**values, **own.values}, may_fail))
    bound = replace(job, combinations=tuple(rows), is_called=True)
    # The machines belong to combinations, which are others now.
    return replace(bound, runners=bound.resolve(runs_on(job.node)))
