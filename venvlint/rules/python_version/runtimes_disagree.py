"""Two places name different Pythons for the same application.

## Why
A place such as a `Dockerfile`, `app.yaml` or `runtime.txt` decides which Python serves the
application, and `.python-version` or a `Pipfile`
decides which one it is developed and tested with. When they differ, every developer tests with a
Python that production does not
run: syntax that works at home is a `SyntaxError` on the server, and locked packages may have no
build for the other version.

## Bad
    # Dockerfile
    FROM python:3.10-slim

    # .python-version
    3.12

## Good
    # Dockerfile
    FROM python:3.12-slim

    # .python-version
    3.12

## How to fix
Decide for one version and write it into both. The place that is deployed is taken as right; if it
is the one that is out of date,
change it there. The setting `python = "3.12"` in `[tool.venvlint]` says which one is meant.

## When to ignore it
When the two places belong to different applications of one repository.
"""

from __future__ import annotations

from venvlint.facts.pythons.references import nearest
from venvlint.files.paths import as_folder, folder_of
from venvlint.model import Finding, Related, Severity, rule
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.pythons import Statement
    from venvlint.tree import Tree

# A copy that is kept beside the file in use.
_KEPT = lazy(
    r"(?i)[-_.](?:backup|bak|old|orig|legacy|deprecated|sample|example|template|tmpl)\b[^/]*$",
    words=(
        "backup",
        "bak",
        "old",
        "orig",
        "legacy",
        "deprecated",
        "sample",
        "example",
        "template",
        "tmpl",
    ),
)


@rule("VL306", Severity.WARNING, needs=("python_pins", "image_pythons"))
def runtimes_disagree(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.pythons.image_pythons import ImagePython

    by_project: dict[str, list[Statement]] = {}
    # The series of images that lie with a project and serve another one.
    beside: dict[str, set[tuple[int, int]]] = {}
    for statement in (*tree.python_pins, *tree.image_pythons):
        if not _is_comparable(tree, statement):
            continue
        project = _place(tree, statement)
        if isinstance(statement, ImagePython) and len(statement.works_in) == 1:
            (serves,) = statement.works_in  # wherever its Dockerfile lies
            if project is not None and project != serves:
                assert statement.pin is not None
                assert statement.pin.series is not None
                beside.setdefault(project, set()).add(statement.pin.series)
            project = serves
        if project is not None:
            by_project.setdefault(project, []).append(statement)
    for project, statements in by_project.items():
        yield from _compared(tree, statements, beside.get(project, set()))


def _is_comparable(tree: Tree, statement: Statement) -> bool:
    """Whether a statement says which Python an application runs on, one that its project allows."""
    pin = statement.pin
    if (
        not statement.deployed
        or not statement.judged
        or statement.role != "pin"
        or pin is None
        or pin.series is None
        or pin.implementation != "cpython"
    ):
        return False
    path = statement.works_at
    if _KEPT.search(path):
        return False
    reference = nearest(tree, path)
    # What the range does not allow is said by the rules that compare with it.
    return reference is None or reference.versions is None or bool(pin.allowed(reference.versions))


def _place(tree: Tree, statement: Statement) -> str | None:
    """The project that a statement lies with."""
    from venvlint.facts.project import PARTS, project_of

    path = statement.works_at
    project = project_of(tree, path)
    inner = folder_of(path).removeprefix(as_folder(project)).strip("/")
    # What lies in a folder of its own may be another application's.
    return project if all(part.lower() in PARTS for part in inner.split("/") if part) else None


def _compared(
    tree: Tree, statements: list[Statement], beside: set[tuple[int, int]]
) -> Iterator[Finding]:
    from venvlint.readers.python_versions import parse_pin

    meant = parse_pin(tree.config.python) if tree.config.python else None
    if meant is not None and meant.series is not None:
        for statement in statements:
            if statement.pin is not None and statement.pin.series != meant.series:
                yield Finding(
                    statement.at,
                    f"this names Python `{statement.text}`, but the setting `python` says that"
                    f" `{minor_text(meant.series)}` is deployed",
                    f"Name Python {minor_text(meant.series)} here, or change the setting `python`"
                    " of venvlint.",
                )
        return
    highest = max(statement.deployed for statement in statements)
    deciding = [statement for statement in statements if statement.deployed == highest]
    # Several images or functions are several applications: a pin has to agree with one of them.
    series = {statement.pin.series for statement in deciding if statement.pin is not None}
    series |= beside
    first = min(deciding, key=lambda statement: (statement.at.path, statement.at.line))
    assert first.pin is not None
    assert first.pin.series is not None
    for statement in statements:
        if statement.deployed == highest or statement.pin is None or statement.pin.series in series:
            continue
        assert statement.pin.series is not None
        served = f"`{first.at.path}` runs the application on `{minor_text(first.pin.series)}`"
        yield Finding(
            statement.at,
            f"this names Python `{statement.text}`, but {served}",
            f"Name one Python in both places: {minor_text(first.pin.series)} here, or"
            f" {minor_text(statement.pin.series)} there.",
            related=(Related(first.at, f"Python `{first.text}` is stated here"),),
        )
