"""A CI job asks for a Python that its runner cannot provide.

## Why
`actions/setup-python` downloads Pythons that were built for one system, one of its releases and one
architecture. Old series are not built for new runners, and the last patches of a series often not
for macOS and Windows. The job ends in its first seconds: "The version '3.7' with architecture 'x64'
was not found for Ubuntu 24.04". It happens overnight where a label such as `ubuntu-latest` moves to
the next release of the system.

## Bad
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: "3.7"

## Good
    runs-on: ubuntu-22.04
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: "3.7"

## How to fix
Drop the Python where the project no longer supports it. Where it does, run that job on an older
image that still has it, or let uv or conda bring the Python.

## When to ignore it
When the runner's own image holds that Python in its tool cache. Jobs in a container, on runners of
your own and with labels that are not GitHub's are not judged.
"""

from __future__ import annotations

from venvlint.files.paths import folder_of, path_in
from venvlint.model import Finding, Severity, rule
from venvlint.record import Record, asked_once

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.ci.model import Job, Step
    from venvlint.facts.ci.pythons import PythonSetup
    from venvlint.facts.ci.values import Combination, Value
    from venvlint.model import Location
    from venvlint.readers.python_versions import PythonSet
    from venvlint.rules.python_version._runner_pythons import Label
    from venvlint.tree import Tree

_ACTION = "actions/setup-python"
_TASK = "usepythonversion"
_MATRIX = "matrix."
"""Part of an image that the rows of the matrix name, if they do."""


class _Missing(Record):
    """One version that some runner lacks."""

    job: Job
    text: str
    versions: PythonSet
    labels: list[Label]


@rule("VL318", Severity.ERROR, needs=("ci_jobs",))
def runner_without_python(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.ci.pythons import python_setups

    found: dict[Location, _Missing] = {}
    for job in tree.ci_jobs:
        if not _is_judged(job):
            continue
        for setup in python_setups(job):
            step = setup.step
            if step is None or step.uses.lower() not in (_ACTION, _TASK):
                continue
            inside = _in_containers(job)
            for at, text, versions, combinations in _asked(tree, setup):
                for combination in combinations:
                    if id(combination) in inside:
                        continue
                    label = _lacking(tree, job, step, combination, versions)
                    if label is not None:
                        missing = found.setdefault(at, _Missing(job, text, versions, []))
                        if label not in missing.labels:
                            missing.labels.append(label)
    for at, missing in found.items():
        yield _finding(tree, at, missing)


def _is_judged(job: Job) -> bool:
    never = job.condition and (job.condition.string or "").strip("${} ").lower() == "false"
    return (
        job.system in ("github", "azure")
        and all(_MATRIX in (image.string or "") for image in job.images)
        and not never
        and bool(job.runners.values)
        and job.runners.complete
    )


@asked_once
def _in_containers(job: Job) -> frozenset[int]:
    """The combinations of the matrix whose rows name an image for the job to run in (by `id`): the
    others run on the machine. All of them where the image is not known.
    """
    found = [job.resolve(image) for image in job.images]
    if not all(values.complete for values in found):
        return frozenset(map(id, job.combinations))
    return frozenset(
        id(combination)
        for values in found
        for value in values.values
        if value.text
        for combination in value.combinations
    )


def _asked(
    tree: Tree, setup: PythonSetup
) -> Iterator[tuple[Location, str, PythonSet, tuple[Combination, ...]]]:
    """Each version that a step asks for, where it is stated, with the combinations of the matrix in
    which it does.
    """
    from venvlint.facts.pythons.ci_pythons import place, read_version

    for value in setup.versions.values:
        text = value.text.strip()
        pin, versions = read_version(text, setup.kind)
        if pin is not None and (pin.implementation != "cpython" or pin.freethreaded):
            continue
        asked = pin.versions if pin is not None else versions
        if asked is not None:
            start = value.text.find(text)
            yield place(value, start, start + len(text)), text, asked, _certain(setup, value)
    if not setup.versions.values and setup.versions.complete:
        for value in setup.files.values:
            for statement in tree.python_pins:
                if (
                    statement.at.path == value.text.removeprefix("./")
                    and statement.role == "pin"
                    and statement.judged
                    and statement.pin is not None
                    and statement.pin.implementation == "cpython"
                ):
                    yield (
                        statement.at,
                        statement.text,
                        statement.pin.versions,
                        _certain(setup, value),
                    )


def _certain(setup: PythonSetup, value: Value) -> tuple[Combination, ...]:
    """The combinations in which the step surely runs and must not fail."""
    from venvlint.facts.ci.resolve import surely_runs

    step = setup.step
    if step is None or step.may_fail is not False:
        return ()
    return tuple(
        combination
        for combination in value.combinations
        if combination.may_fail is False and surely_runs(setup.job, step, combination)
    )


def _lacking(
    tree: Tree, job: Job, step: Step, combination: Combination, versions: PythonSet
) -> Label | None:
    """The label of the runner that has none of *versions*; None where it has one, or where that
    cannot be known.
    """
    from venvlint.record import replace
    from venvlint.rules.python_version import _runner_pythons as runners

    labels = [
        value.text
        for value in job.runners.values
        if any(one is combination for one in value.combinations)
    ]
    label = runners.label(labels[0], tree.today) if len(labels) == 1 else None
    if label is None:
        return None
    node = step.inputs.get("architecture")
    wanted = [
        value.text
        for value in (job.resolve(node, step).values if node else ())
        if any(one is combination for one in value.combinations)
    ]
    if node and len(wanted) != 1:
        return None
    architectures = [wanted[0].lower()] if wanted and wanted[0] else [label.architecture]
    images = [label.image]
    if job.system == "azure":
        if label.image == "darwin" and not wanted:
            architectures = ["x64", "arm64"]  # its machines may be either
        if "latest" in label.name and label.image != "darwin":
            # It moves on days of its own: the older image counts as well.
            images += [one.image for one in runners.older(label, tree.today)[:1]]
    for image in images:
        for architecture in architectures:
            offer = runners.offer(image, architecture)
            if offer is None or offer.versions & versions:
                return None
    return replace(label, image=images[-1], architecture=architectures[0])


def _finding(tree: Tree, at: Location, missing: _Missing) -> Finding:

    label = missing.labels[0]
    names = [f"`{one.name}`{_explained(one)}" for one in missing.labels]
    shown = names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" and {names[-1]}"
    job = f"the job `{missing.job.name}`" if missing.job.name else "the job"
    return Finding(
        at,
        f"{job} asks for Python `{missing.text}`, which the setup action does not have for"
        f" {shown}: {_there(label, missing)}",
        _suggestion(tree, at, missing),
    )


def _explained(label: Label) -> str:
    """What a label that moves stands for, and the architecture where the name does not tell it."""
    image = (
        label.image.replace("linux-", "Ubuntu ")
        .replace("darwin", "macOS")
        .replace("win32", "Windows")
    )
    if "latest" in label.name and label.image.startswith("linux"):
        return f" ({image})"
    return " (macOS on arm64)" if (label.image, label.architecture) == ("darwin", "arm64") else ""


def _there(label: Label, missing: _Missing) -> str:
    from venvlint.rules.python_version import _runner_pythons as runners

    offer = runners.offer(label.image, label.architecture)
    assert offer is not None  # the table has a row, or nothing would be missing
    series = missing.versions.floor
    if series in offer.series and missing.versions.ceiling == series:
        patches = runners.patches(label.image, label.architecture, series)
        return f"of {series[0]}.{series[1]} it has {patches}"
    first = offer.series[0]
    where = "there" if len(missing.labels) == 1 else f"on `{label.name}`"
    return f"the oldest {where} is {first[0]}.{first[1]}"


# The oldest series that uv downloads a CPython of (0.13), and that conda's main channel for these
# processors begins with; elsewhere it still has all of them.
_OLDEST_OF_UV = (3, 8)
_OLDEST_OF_CONDA = {"arm64": (3, 8)}


def _elsewhere(missing: _Missing) -> str:
    """Who else provides the Python on every one of the runners, words behind "Drop it"."""
    series = missing.versions.ceiling or missing.versions.floor
    if series is None or missing.text.startswith("pypy"):
        return ""
    if series >= _OLDEST_OF_UV:
        return ", or let uv or conda provide this Python"
    if all(series >= _OLDEST_OF_CONDA.get(one.architecture, (2, 7)) for one in missing.labels):
        return ", or let conda provide this Python"
    return ""


def _suggestion(tree: Tree, at: Location, missing: _Missing) -> str:
    from venvlint.facts.pythons.references import excluded_by
    from venvlint.rules.python_version import _runner_pythons as runners

    label = missing.labels[0]
    directory = "" if at.path.startswith(".") else folder_of(at.path)
    place = path_in(directory, "x")
    excluded = excluded_by(tree, place, lambda allowed: bool(allowed & missing.versions))
    if excluded is not None:
        return f"Drop it: `{excluded.key} = {excluded.text}` does not allow this Python anyway."
    offer = runners.offer(label.image, label.architecture)
    if offer is not None and missing.versions.floor in offer.series:
        return "Name the minor alone, and the action takes the newest patch that it has."
    for other in runners.older(label, tree.today):
        has = runners.offer(other.image, other.architecture)
        if has is not None and has.versions & missing.versions:
            return (
                f"Run this job on `{other.name}`, which still has it, or drop the version if the"
                " project no longer supports it."
            )
    return f"Drop it{_elsewhere(missing)}: no runner of this kind has it any more."
