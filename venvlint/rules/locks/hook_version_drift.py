"""A hook of pre-commit runs another version of a tool than the project pins.

## Why
The hook formats the code with black 23, CI checks it with black 24 from `requirements-dev.txt`:
what one writes the other refuses, and everybody's next commit fails for a reason that is not in
the commit. pre-commit installs each hook by its `rev` and never looks at the project's own lists.

## Bad
    # .pre-commit-config.yaml
    - repo: https://github.com/psf/black
      rev: 23.3.0
      hooks:
        - id: black

    # requirements-dev.txt
    black==24.4.2

## Good
    rev: 24.4.2

## How to fix
Write one version in both places. `pre-commit autoupdate` moves the hooks, so raise the pin with
them; or make the hook a local one (`repo: local`, `language: system`) that runs what is
installed.

## When to ignore it
When the two run over different files.
"""

from __future__ import annotations

from venvlint.files.paths import folder_of, path_in
from venvlint.model import Finding, Related, Severity, rule
from venvlint.readers.nodes import ABSENT
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.manifests import Declaration
    from venvlint.facts.project.hooks import Hook
    from venvlint.model import Location
    from venvlint.readers.nodes import Node
    from venvlint.readers.versions import Version
    from venvlint.tree import Tree

_PLACES = ("ci", "make", "task", "script", "tox", "nox", "image", "devcontainer")
# Actions that bring a tool: of the version that `version` says, black's of the one that it is at.
_ACTIONS = {
    "psf/black": "black",
    "astral-sh/ruff-action": "ruff",
    "chartboost/ruff-action": "ruff",
    "isort/isort-action": "isort",
}


# Repositories of hooks that get no tags of new versions any more.
_ARCHIVED = frozenset(
    ("pre-commit/mirrors-isort", "pre-commit/mirrors-pylint", "pre-commit/mirrors-yapf")
)


class _Pin(Record):
    """A place that fixes the version of a tool."""

    version: Version
    at: Location


@rule("VL607", Severity.INFO, needs=("hook_configurations",))
def hook_version_drift(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.project.hooks import hooks, revision
    from venvlint.facts.project.known_names import hook_tool
    from venvlint.facts.tracking.folder_names import is_test_data

    for path in tree.hook_configurations:
        document = tree.document(path)
        root = tree.yaml(path) if document is not None and not is_test_data(path) else ABSENT
        directory = folder_of(path)
        told: set[int] = set()
        for hook in hooks(root):
            stated = hook.revision
            tool = hook_tool(hook.repository)
            if tool and stated.string and stated.start not in told:
                told.add(stated.start)
                kept = hook.repository not in _ARCHIVED
                yield from _compared(tree, directory, tool, revision(stated), stated, is_kept=kept)
            yield from _of_dependencies(tree, directory, hook)


def _of_dependencies(tree: Tree, directory: str, hook: Hook) -> Iterator[Finding]:
    """The tools among what a hook installs besides: plug-ins of a linter, the formatter of code in
    documents.
    """
    for item in hook.additions:
        name, separator, version = (item.string or "").partition("==")
        if not separator:
            continue
        from venvlint.readers.pep508 import normalize

        tool = normalize(name.partition("[")[0].strip())
        if _is_tool(tool):
            yield from _compared(tree, directory, tool, version.partition(";")[0].strip(), item)


def _is_tool(tool: str) -> bool:
    from venvlint.facts.dependencies.dev_tools import dev_tool

    if tool.startswith("types-") or tool.endswith("-stubs"):
        return False
    known = dev_tool(tool)
    return known is not None and (
        known.category in ("linter", "formatter")
        or tool in ("mypy", "pyright", "basedpyright", "pyrefly", "ty")
    )


def _compared(
    tree: Tree, directory: str, tool: str, text: str, node: Node, *, is_kept: bool = True
) -> Iterator[Finding]:
    from venvlint.facts.project.known_names import is_formatter
    from venvlint.readers.versions import parse_version

    version = parse_version(text)
    if version is None or len(version.release) < 2:
        return  # a branch, a series, a variable
    pins = tree.once(
        f"pins of {tool} for the hooks of {directory}", lambda: _pins(tree, directory, tool)
    )
    if not pins or any(pin.version.key == version.key for pin in pins):
        return
    pin = pins[0]
    such = _such_as(pin, version, text, node) if is_kept else ""
    differs = is_formatter(tool) and version.release[0] != pin.version.release[0]
    yield Finding(
        node.at,
        f"the hook runs {tool} {version}, while `{pin.at.path}` pins {tool} {pin.version}"
        + (", which formats code differently" if differs else ""),
        f"Use one version of {tool} in both places{such}, so that hook and CI agree.",
        related=tuple(
            Related(each.at, f"{tool} {each.version} is pinned here") for each in pins[:3]
        ),
        severity=Severity.WARNING if differs else None,
    )


def _such_as(pin: _Pin, version: Version, text: str, node: Node) -> str:
    """What to write at the hook where it is behind: the tags of a repository are named alike."""
    written = node.string or ""
    if (
        version.key > pin.version.key
        or len(version.release) != len(pin.version.release)
        or written.count(text) != 1
    ):
        return ""
    new = written.replace(text.removeprefix("v"), str(pin.version))
    return f", such as `{new}` here"


def _named(tree: Tree, tool: str) -> Iterator[tuple[Declaration, str]]:
    """What names a tool in a list of a project, with that project."""
    from venvlint.facts.project import project_of

    for one in tree.declarations.naming(tool):
        # `tests/requirements.txt` is a list of the project; what lies deeper is tried on.
        if not tree.is_test_data(folder_of(one.path)):
            yield one, project_of(tree, one.path)


def _pins(tree: Tree, directory: str, tool: str) -> list[_Pin]:
    """Where the version of a tool is fixed for the project of a configuration: of its own lists and
    its lock, else of those of the projects below it.
    """
    from venvlint.facts.project import LOCKS, project_of

    project = directory or "."
    own: list[_Pin] = []
    below: list[_Pin] = []
    locks: dict[str, None] = {}
    named: list[tuple[Declaration, str]] = tree.once(
        f"what names {tool}, with its project", lambda: list(_named(tree, tool))
    )
    for one, other in named:
        if other != project and project != "." and not other.startswith(project + "/"):
            continue
        pin = _exact(one.specifier, one.dialect)
        if pin is not None:
            (own if other == project else below).append(_Pin(pin, one.at))
        folder = folder_of(one.path)
        for name in LOCKS:
            locks[path_in(folder, name)] = None
    for path in locks:
        if path in tree.path_set:
            found = own if project_of(tree, path) == project else below
            found += _locked(tree, path, tool)
    if not own and not below:
        return [
            _Pin(version, at)
            for version, at in _in_commands(tree, tool)
            if project == "." or at.path.startswith(project + "/")
        ]
    return own or below


def _in_commands(tree: Tree, tool: str) -> Iterator[tuple[Version, Location]]:
    """Where a command or an action fixes the version of a tool: `pip install black==24.1.0` of CI,
    tox or a Makefile, `psf/black@24.1.0`.
    """
    from venvlint.readers.versions import parse_version

    for install, name in tree.installs.naming(tool):
        if install.where.kind in _PLACES:
            # `uvx black@24.1.0`
            version = _exact(name.specifier, "pep440") or parse_version(name.url)
            if version is not None:
                yield version, name.at
    for job in tree.ci_jobs:
        for step in job.steps:
            if _ACTIONS.get(step.uses.lower()) != tool:
                continue
            node = step.inputs.get("version", ABSENT)
            text = node.string or (step.uses_version if tool == "black" else "")
            version = parse_version(text)
            if version is not None and len(version.release) > 1:
                yield version, (node or step.uses_node).at


def _locked(tree: Tree, path: str, tool: str) -> Iterator[_Pin]:
    from venvlint.facts.locks.pins import versions_of
    from venvlint.readers.versions import parse_version

    document = tree.document(path)
    for text, line in versions_of(tree, path, tool) if document is not None else ():
        version = parse_version(text)
        if version is not None and document is not None:
            yield _Pin(version, document.line_at(line))


def _exact(specifier: str, dialect: str) -> Version | None:
    """The version that a specifier fixes, None where it leaves a choice."""
    from venvlint.readers.versions import parse_version

    text = specifier.strip()
    if dialect == "pep440" and not text.startswith("=="):
        return None
    version = parse_version(text.lstrip("= "))
    # conda's `=24.1` and a short version of whatever kind leave the rest open.
    if version is None or (dialect == "conda" and len(version.release) < 3 and text[:2] != "=="):
        return None
    return version
