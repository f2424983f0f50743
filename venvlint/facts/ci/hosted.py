"""Travis CI, AppVeyor and Bitbucket Pipelines: systems whose whole definition is one file without
reuse.
"""

from __future__ import annotations

from venvlint.facts.ci.matrix import product, same
from venvlint.facts.ci.model import Job, Step
from venvlint.facts.ci.values import Combination
from venvlint.readers.nodes import ABSENT, Node
from venvlint.record import replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TRAVIS_PHASES = (
    "before_install",
    "install",
    "before_script",
    "script",
    "after_success",
    "after_failure",
    "after_script",
    "before_deploy",
)
_APPVEYOR_PHASES = tuple(
    "init install before_build build_script after_build before_test test_script after_test"
    " deploy_script on_success on_finish".split()
)
_APPVEYOR_SHELLS = {"ps": "powershell", "sh": "bash"}
_BASH = "bash"
_ASSIGNMENT = lazy(r"""(?:^|\s)(?P<name>[A-Za-z_]\w*)=(?P<value>"[^"]*"|'[^']*'|\S*)""")


def travis_jobs(path: str, root: Node) -> Iterator[Job]:
    """The matrix of a `.travis.yml` as one job, and each entry of `jobs.include` as another."""
    language = root.text("language")
    shared = _travis_env(root.get("env", "global"))
    jobs = root.get("jobs") or root.get("matrix")
    allowed = [entry for key in ("allow_failures",) for entry in _entries(jobs, key)]
    excluded = _entries(jobs, "exclude")
    included = _entries(jobs, "include")
    axes: dict[str, list[Node]] = {}
    if language in (None, "python") and root.get("python"):
        axes["python"] = _scalars(root.get("python"))
    env = (
        root.get("env", "jobs")
        or root.get("env", "matrix")
        or (root.get("env") if not root.get("env").mapping else None)
    )
    if env:
        axes["env"] = env.scalars()
    if root.get("os"):
        axes["os"] = _scalars(root.get("os"))
    rows, complete = product({key: values for key, values in axes.items() if values})
    rows = [row for row in rows if not any(_fits(entry, row) for entry in excluded)]
    if rows and ("script" in root.mapping or axes or not included) and _python(root):
        yield _travis_job(path, "", root, root, rows, allowed, shared, complete)
    stage = ""
    for number, entry in enumerate(included[:256], 1):
        stage = entry.text("stage") or stage
        values: dict[str, Node] = {
            key: entry.mapping[key] for key in ("python", "env", "os") if key in entry.mapping
        }
        if (entry.text("language") or language) in (None, "python"):
            if "python" not in values and root.get("python"):
                # An entry without a Python of its own takes the first of the list.
                values["python"] = (
                    _scalars(root.get("python"))[0] if _scalars(root.get("python")) else root
                )
            name = entry.text("name") or (
                stage if "stage" in entry.mapping or stage else str(number)
            )
            yield _travis_job(
                path, name or str(number), entry, root, [values], allowed, shared, True
            )


def _travis_job(
    path: str,
    name: str,
    node: Node,
    root: Node,
    rows: list[dict[str, Node]],
    allowed: list[Node],
    shared: Mapping[str, Node],
    complete: bool,
) -> Job:
    combinations = []
    for row in rows:
        variables = {**row, **_travis_env(row.get("env", ABSENT))}
        combinations.append(Combination(variables, any(_fits(entry, row) for entry in allowed)))
    pythons = list(
        {
            id(row["python"]): row["python"]
            for row in rows
            if "python" in row and row["python"].string is not None
        }.values()
    )
    job = Job(
        "travis",
        path,
        name,
        node,
        env=shared,
        combinations=tuple(combinations),
        matrix_complete=complete,
    )
    steps = []
    for phase in _TRAVIS_PHASES:
        source = node.get(phase) or root.get(phase)
        if source and source.string != "skip":
            steps += [
                Step(line, name=phase, run=line, shell=_BASH, working_directory="", env=shared)
                for line in _scalars(source)
            ]
    return replace(
        job, steps=tuple(steps), pythons=(("travis", _reference(pythons, root)),) if pythons else ()
    )


def _reference(pythons: list[Node], root: Node) -> Node:
    """A node that stands for the axis: `$python`, so that the values keep the combinations that
    they are in.
    """
    return Node(root.document, "$python", pythons[0].start, pythons[0].end, style="plain")


def _travis_env(node: Node) -> dict[str, Node]:
    """Variables from `A=1 B=2` texts and from mappings."""
    if not node:
        return {}
    found = dict(node.mapping)
    for item in node.items if isinstance(node.value, list) else [node]:
        found.update(item.mapping)
        for match in _ASSIGNMENT.finditer(item.string or ""):
            raw = item.raw
            shift = raw.find(item.string or "\0")
            start = item.start + shift + match.start("value") if shift >= 0 else item.start
            end = item.start + shift + match.end("value") if shift >= 0 else item.end
            found[match["name"]] = Node(
                item.document,
                match["value"].strip("\"'"),
                start,
                end,
                style='"' if match["value"][:1] in "\"'" else "plain",
            )
    return found


def _python(root: Node) -> bool:
    return root.text("language") in (None, "python", "generic", "minimal", "shell", "c", "cpp")


def _fits(entry: Node, row: Mapping[str, Node]) -> bool:
    """Whether an `exclude` or `allow_failures` entry speaks of a combination: what it names is the
    same there.
    """
    named = {key: value for key, value in entry.mapping.items() if key in ("python", "env", "os")}
    return bool(named) and all(key in row and same(row[key], value) for key, value in named.items())


def appveyor_jobs(path: str, root: Node) -> Iterator[Job]:
    """The one job of an `appveyor.yml`, with the entries of `environment.matrix` as its
    combinations.
    """
    environment = root.get("environment")
    shared = {
        name: value
        for name, value in environment.mapping.items()
        if name not in ("matrix", "global") and value.string is not None
    }
    shared.update(environment.get("global").mapping)
    matrix = environment.get("matrix")
    allowed = _entries(root.get("matrix"), "allow_failures")
    rows = [entry.mapping for entry in matrix.items if entry.mapping][:256] or [{}]
    combinations = tuple(
        Combination(row, any(_same(entry, row) for entry in allowed)) for row in rows
    )
    job = Job("appveyor", path, "", root, env=shared, combinations=combinations)
    names = {
        name: node
        for row in (*rows, shared)
        for name, node in row.items()
        if "python" in name.lower() and node.string is not None
    }
    pythons = [
        ("appveyor", Node(root.document, f"%{name}%", node.start, node.end, style="plain"))
        for name, node in names.items()
    ]
    steps = []
    for phase in _APPVEYOR_PHASES:
        lines = root.get(phase)
        for line in lines.items:
            shell, run = next(iter(line.mapping.items()), ("cmd", line))
            if run.string is not None:
                shell = _APPVEYOR_SHELLS.get(shell, shell)
                steps.append(
                    Step(run, name=phase, run=run, shell=shell, working_directory="", env=shared)
                )
    yield replace(job, steps=tuple(steps), pythons=tuple(pythons))


def _same(entry: Node, row: Mapping[str, Node]) -> bool:
    return bool(entry.mapping) and all(
        key in row and same(row[key], value) for key, value in entry.mapping.items()
    )


def bitbucket_jobs(path: str, root: Node) -> Iterator[Job]:
    """The steps of a `bitbucket-pipelines.yml`: each of them is a job with a shell and a container
    of its own. The artifacts of a step are there in those after it, not in those beside it.
    """
    seen: set[int] = set()  # anchors make one node stand in many places
    for number, pipeline in enumerate(_pipelines(root.get("pipelines"))):
        for position, entry in enumerate(pipeline.items[:_MAXIMUM_STEPS]):
            pending = [entry]
            while pending:
                node = pending.pop()
                if id(node) in seen:
                    continue
                seen.add(id(node))
                step = node.get("step")
                if not step:
                    # `parallel:` and `stage:`, whose steps are a list or below `steps`.
                    pending += reversed([*node.items, *node.mapping.values()])
                else:
                    yield _bitbucket_job(path, root, step, f"{number}", position)


_MAXIMUM_STEPS = 400


def _pipelines(node: Node) -> list[Node]:
    """The lists of steps: `default`, and one for each branch, tag, pull request or name."""
    found = []
    for value in node.mapping.values():
        found += [value] if value.items else list(value.mapping.values())
    return found


def _bitbucket_job(path: str, root: Node, step: Node, chain: str, position: int) -> Job:
    image = step.get("image") or root.get("image")
    image = image.get("name") if isinstance(image.value, dict) else image
    artifacts = step.get("artifacts")
    if artifacts.mapping:
        artifacts = artifacts.get("paths")
    job = Job(
        "bitbucket",
        path,
        step.text("name") or "",
        step,
        images=(image,) if image else (),
        combinations=(Combination({}),),
        chain=chain,
        position=position,
        handed=tuple(node.string or "" for node in _scalars(artifacts)),
    )
    steps = [
        Step(line, name=job.name or key, run=line, working_directory="", session=session)
        for session, key in enumerate(("script", "after-script"))
        for line in _scalars(step.get(key))
        if line.string is not None
    ]
    return replace(job, steps=tuple(steps))


def _entries(node: Node, key: str) -> list[Node]:
    value = node.get(key)
    return [entry for entry in value.items if entry.mapping]


def _scalars(node: Node) -> list[Node]:
    return [item for item in node.scalars() if item.string is not None]
