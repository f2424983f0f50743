"""Drone, Woodpecker and Cloud Build: each step is a container of its own, and all of them work in
one folder; Cirrus CI, whose tasks run several scripts in one container.

A step of Drone or Woodpecker is a job here: its commands are one script for the image's `/bin/sh`.
A script of Cirrus is a shell of its own; only what is written to `$CIRRUS_ENV` holds for the next.
"""

from __future__ import annotations

import re

from venvlint.facts.ci.matrix import product
from venvlint.facts.ci.model import Budget, Job, Step, lines_of
from venvlint.facts.ci.values import Combination
from venvlint.files.paths import name_of
from venvlint.readers.nodes import ABSENT
from venvlint.readers.shell_wrappers import shebang_program
from venvlint.record import replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from venvlint.document import Document
    from venvlint.readers.nodes import Node

EVERYTHING = ("**",)
"""What containers that work in one folder hand on."""

_MAXIMUM_STEPS = 400
_SH = "sh"
_TASK = lazy(r"(?m)^task(?=[ \t]*:)")


def drone_jobs(path: str, documents: list[Node]) -> Iterator[Job]:
    """The steps of every pipeline of a `.drone.yml`; of one that runs without containers
    (`type: exec`) the whole as one job.
    """
    for number, root in enumerate(documents):
        if root.text("kind") not in (None, "pipeline"):
            continue
        steps = _named(root.get("steps")) or _named(root.get("pipeline"))
        kind = root.text("type") or "docker"
        pipeline = root.text("name") or ""
        windows = root.text("platform", "os") == "windows"
        if kind in ("docker", "kubernetes"):
            yield from _steps("drone", path, f"{number}", steps, _environment(root), windows)
        else:
            yield _joined("drone", path, pipeline, root, steps, windows)


def woodpecker_jobs(path: str, documents: list[Node]) -> Iterator[Job]:
    """The steps of a workflow of Woodpecker, each with its matrix."""
    for number, root in enumerate(documents):
        steps = _named(root.get("steps")) or _named(root.get("pipeline"))
        rows: list[dict[str, Node]] = [{}]
        matrix = root.get("matrix")
        complete = True
        if include := matrix.get("include"):
            rows = [dict(one.mapping) for one in include.items]
        elif matrix:
            rows, complete = product(
                {key: value.scalars() for key, value in matrix.mapping.items()}
            )
        windows = (root.text("labels", "platform") or "").startswith("windows")
        for job in _steps("woodpecker", path, f"{number}", steps, _environment(root), windows):
            (plain,) = job.combinations
            combinations = tuple(replace(plain, values=row) for row in rows[:256])
            yield replace(job, combinations=combinations or (plain,), matrix_complete=complete)


def _named(node: Node) -> list[tuple[str, Node]]:
    """Steps that are a list with names, or a mapping of names."""
    if node.mapping:
        return [(name, step) for name, step in node.mapping.items() if step.mapping]
    return [(step.text("name") or "", step) for step in node.items if step.mapping]


def _steps(
    system: str,
    path: str,
    chain: str,
    steps: list[tuple[str, Node]],
    env: Mapping[str, Node],
    windows: bool,
) -> Iterator[Job]:
    for position, (name, node) in enumerate(steps[:_MAXIMUM_STEPS]):
        lines = lines_of(node.get("commands"))
        image = node.get("image")
        variables = {**env, **_environment(node)}
        directory = node.text("directory")
        yield Job(
            system,
            path,
            name,
            node,
            steps=tuple(
                Step(
                    line,
                    name=name,
                    run=line,
                    shell="powershell" if windows else "sh",
                    working_directory="" if directory is None else None,
                    env=variables,
                    condition=node.get("when"),
                )
                for line in lines
                if not node.get("entrypoint")
            ),
            images=(image,) if image.string is not None else (),
            env=variables,
            combinations=(Combination({}, node.text("failure") == "ignore"),),
            condition=node.get("when"),
            chain=chain,
            position=position,
            handed=EVERYTHING,
        )


def _joined(
    system: str,
    path: str,
    name: str,
    root: Node,
    steps: list[tuple[str, Node]],
    windows: bool,
) -> Job:
    """A pipeline that runs on one machine, each step a shell of its own."""
    env = _environment(root)
    return Job(
        system,
        path,
        name,
        root,
        steps=tuple(
            Step(
                line,
                name=step,
                run=line,
                shell="powershell" if windows else "sh",
                working_directory="",
                env={**env, **_environment(node)},
                session=session,
            )
            for session, (step, node) in enumerate(steps[:_MAXIMUM_STEPS])
            for line in lines_of(node.get("commands"))
        ),
        env=env,
        combinations=(Combination({}),),
    )


def _environment(node: Node) -> dict[str, Node]:
    """Variables that are texts: those from secrets are unknown."""
    table = node.get("environment") or node.get("env")
    return {name: value for name, value in table.mapping.items() if value.string is not None}


# -- Cloud Build

_SUBSTITUTION = ("$", "{{")
_BUILDERS = frozenset(("docker", "executor"))
"""Images that start the program of their name: `gcr.io/cloud-builders/docker` and kaniko's."""


def cloudbuild_jobs(path: str, root: Node) -> Iterator[Job]:
    """The steps of a `cloudbuild.yaml`: a program without a shell, or a `script` whose first line
    says what runs it (`sh` where it says nothing).
    """
    from venvlint.readers.nodes import Node

    steps = root.get("steps")
    for position, node in enumerate(steps.items[:_MAXIMUM_STEPS]):
        image = node.get("name")
        if image.string is None:
            continue
        script, arguments = node.get("script"), node.get("args")
        entrypoint = node.get("entrypoint")
        directory = node.text("dir")
        known = directory is None or not any(mark in directory for mark in _SUBSTITUTION)
        step = Step(
            node,
            name=node.text("id") or "",
            shell=_SH,
            working_directory=(directory or "").strip("/") if known else None,
            env=_pairs(node.get("env")),
        )
        if script and script.string:
            step = replace(step, run=script, shell=shebang_program(script.string) or "sh")
        else:
            words = [one for one in (entrypoint,) if one and one.string]
            words += [one for one in arguments.items if one.string]
            # Without an entry point the image's own takes the arguments; Python's has none.
            name = name_of(image.string.partition("@")[0]).partition(":")[0]
            if not entrypoint and name in _BUILDERS:
                words.insert(0, Node(image.document, name, image.start, image.end, style="plain"))
            elif not entrypoint and name != "python":
                words = []
            step = replace(step, words=tuple(words))
        yield Job(
            "cloudbuild",
            path,
            step.name,
            node,
            steps=(step,),
            images=(image,),
            env=step.env,
            combinations=(Combination({}),),
            chain="steps",
            position=position,
            handed=EVERYTHING,
        )


def _pairs(node: Node) -> dict[str, Node]:
    """`NAME=value` texts as variables."""
    from venvlint.readers.nodes import Node

    found = {}
    for one in node.items:
        name, equals, value = (one.string or "").partition("=")
        if equals:
            found[name] = Node(one.document, value, one.start, one.end, style="plain")
    return found


# -- Cirrus CI


def _with_every_task(document: Document) -> Node:
    """The tasks of a file. Cirrus takes any number of keys `task`, of which YAML keeps one: each
    gets a name of its own of the same length, so that places stay.
    """
    from venvlint.document import Document as Copy
    from venvlint.model import Unreadable
    from venvlint.readers import yaml

    numbers = iter(range(1000))

    def numbered(match: re.Match[str]) -> str:
        number = next(numbers, None)
        return match[0] if number is None else f"t{number:03d}"

    text = _TASK.sub(numbered, document.text)
    try:
        roots = yaml.parse(Copy(document.path, text.encode("utf-8", "surrogateescape")))
    except Unreadable:
        return ABSENT
    for node in roots[0].walk() if roots else ():
        node.document = document
    return roots[0] if roots else ABSENT


def cirrus_jobs(path: str, document: Document) -> Iterator[Job]:
    """The tasks of a `.cirrus.yml`."""
    root = _with_every_task(document)
    if not root:
        return
    shared = _environment(root)
    for name, node in root.mapping.items():
        is_task = name.endswith("task") or re.fullmatch(r"t\d{3}", name) is not None
        if not is_task or not node.mapping:
            continue
        variants = node.get("matrix").items
        images = _images(node, variants)
        if not images and not any(key.endswith(("instance", "container")) for key in node.mapping):
            images = _images(root, ())
        env = {**shared, **_environment(node)}
        may_fail = node.text("allow_failures") == "true"
        windows = any("windows" in key for key in node.mapping)
        shell = env["CIRRUS_SHELL"].string or "" if "CIRRUS_SHELL" in env else ""
        title = node.text("name") or name
        steps = [
            Step(
                line,
                name=key.removesuffix("_script"),
                run=line,
                shell=shell or ("cmd" if windows else ""),
                working_directory="" if "CIRRUS_WORKING_DIR" not in env else None,
                env=env,
                session=session,
            )
            for session, (key, script) in enumerate(_scripts(node, Budget(_MAXIMUM_STEPS)))
            for line in lines_of(script)
        ]
        yield Job(
            "cirrus",
            path,
            title,
            node,
            steps=tuple(steps),
            images=images,
            env=env,
            combinations=tuple(Combination(row, may_fail) for row in _rows(node, variants)),
            condition=node.get("only_if"),
        )


def _images(node: Node, variants: Sequence[Node]) -> tuple[Node, ...]:
    """The image of a task, or each of those that its `matrix`, or its container's, names."""
    containers = [one.get("container") for one in (node, *variants)]
    found = [
        one.get("image")
        for container in containers
        for one in (container, *container.get("matrix").items)
    ]
    return tuple(image for image in found if image.string is not None)


def _rows(node: Node, variants: Sequence[Node]) -> list[dict[str, Node]]:
    """The variables of each variant of a task: `matrix` below `env`, or beside it with an `env` in
    every entry.
    """
    tables = [node.get(key, "matrix").items for key in ("env", "environment")]
    own = [one.mapping for items in tables for one in items]
    given = [_environment(one) for one in variants]
    rows = [
        {name: value for name, value in {**first, **second}.items() if value.string is not None}
        for first in own or [{}]
        for second in given or [{}]
    ]
    return rows[:256]


def _scripts(node: Node, budget: Budget) -> Iterator[tuple[str, Node]]:
    """The scripts of a task in the order of the text, those of caches and of `always:` included."""
    for key, value in node.mapping.items():
        if budget.left <= 0:
            return
        if key.endswith("script"):
            budget.take([value])
            yield key, value
        elif key in ("always", "on_success", "on_failure") or key.endswith("cache"):
            yield from _scripts(value, budget)
