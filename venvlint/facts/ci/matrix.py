"""Matrices: which combinations a job runs in, with the token that states each value."""

from __future__ import annotations

from venvlint.facts.ci.resolve import members
from venvlint.facts.ci.values import Combination

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from venvlint.facts.ci.model import Job
    from venvlint.readers.nodes import Node

MAX_COMBINATIONS = 256
"""GitHub's own limit for one job; a larger matrix is cut off there and counts as computed."""


def product(axes: Mapping[str, list[Node]]) -> tuple[list[dict[str, Node]], bool]:
    """Every combination of the axes' values, and whether that is all of them."""
    rows: list[dict[str, Node]] = [{}]
    for key, values in axes.items():
        if len(rows) * len(values) > MAX_COMBINATIONS:
            return rows_of_longest(axes), False
        rows = [{**row, key: value} for row in rows for value in values]
    return rows, True


def rows_of_longest(axes: Mapping[str, list[Node]]) -> list[dict[str, Node]]:
    """As many combinations as fit such that each value of each axis is in at least one."""
    length = min(max(map(len, axes.values()), default=0), MAX_COMBINATIONS)
    return [
        {key: values[index % len(values)] for key, values in axes.items() if values}
        for index in range(length)
    ]


def github_matrix(job: Job, matrix: Node) -> tuple[tuple[Combination, ...], bool]:
    """The combinations of a `strategy.matrix` as GitHub makes them, and whether all of it is
    written in the file.
    """
    if not matrix:
        return (Combination({}),), True
    if not isinstance(matrix.value, dict):
        return (Combination({}),), False
    complete, axes = True, {}
    for key, node in matrix.mapping.items():
        if key in ("include", "exclude"):
            continue
        values = members(job, node)
        if values is None:
            # The key stays, with the text that computes it: what refers to it is then unknown, not
            # empty.
            complete, values = False, [node]
        elif not isinstance(node.value, list) and values == [node]:
            values = [node]
        if values:
            axes[key] = values
    rows, whole = product(axes) if axes else ([], True)
    excluded = _entries(job, matrix.get("exclude"))
    if excluded:
        rows = [row for row in rows if not any(_covers(entry, row) for entry in excluded)]
    included = _entries(job, matrix.get("include"))
    complete = complete and whole and excluded is not None and included is not None
    rows = _with_includes(rows, set(axes), included or [])
    if not rows:
        rows, complete = [{}], complete and bool(axes)
    return tuple(Combination(row) for row in rows), complete


def _entries(job: Job, node: Node) -> list[Node] | None:
    entries = members(job, node)
    if entries is None or any(not isinstance(entry.value, dict) for entry in entries):
        return None
    return entries


def _with_includes(
    rows: list[dict[str, Node]], keys: set[str], included: list[Node]
) -> list[dict[str, Node]]:
    originals = [dict(row) for row in rows]
    added: list[dict[str, Node]] = []
    for entry in included[:MAX_COMBINATIONS]:
        wanted = entry.mapping
        own = {key: value for key, value in wanted.items() if key in keys}
        fitting = [
            index
            for index, original in enumerate(originals)
            if all(same(original[key], value) for key, value in own.items() if key in original)
        ]
        for index in fitting:
            rows[index].update((key, value) for key, value in wanted.items() if key not in keys)
        if not fitting:
            added.append(dict(wanted))
    return rows + added


def _covers(entry: Node, row: Mapping[str, Node]) -> bool:
    """Whether an `exclude` entry takes a combination out: all that it names is the same there."""
    return bool(entry.mapping) and all(
        key in row and _within(value, row[key]) for key, value in entry.mapping.items()
    )


def _within(part: Node, whole: Node, depth: int = 0) -> bool:
    if depth < 3 and isinstance(part.value, dict) and isinstance(whole.value, dict):
        return all(
            key in whole.mapping and _within(value, whole.mapping[key], depth + 1)
            for key, value in part.mapping.items()
        )
    return same(part, whole)


def same(one: Node, other: Node, depth: int = 0) -> bool:
    """Whether two values are equal to the system that reads them: by their text, down to a few
    levels.
    """
    if one is other:
        return True
    if depth < 3 and isinstance(one.value, dict) and isinstance(other.value, dict):
        return list(one.mapping) == list(other.mapping) and all(
            same(value, other.mapping[key], depth + 1) for key, value in one.mapping.items()
        )
    if depth < 3 and isinstance(one.value, list) and isinstance(other.value, list):
        pairs = zip(one.value, other.value, strict=False)
        return len(one.value) == len(other.value) and all(
            same(first, second, depth + 1) for first, second in pairs
        )
    return isinstance(one.value, str) and one.value == other.value
