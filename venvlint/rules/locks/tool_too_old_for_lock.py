"""The tool that an image, a job or a script installs cannot work with the project's lock.

## Why
`poetry.lock` and `uv.lock` have versions of their own. Poetry 1.1 stops at a lock that Poetry 1.3
wrote; Poetry 1.8 reads one of Poetry 2 with a warning that it "might not be compatible". And
where the manifest says which version of the tool it wants (`requires-poetry`, uv's
`required-version`), any other one stops at once. On the developer's machine, with a newer tool,
everything works.

## Bad
    # poetry.lock: lock-version = "2.0"
    RUN pip install poetry==1.1.12

## Good
    RUN pip install poetry==1.8.5

## How to fix
Install the version that the developers use: the first line of `poetry.lock` names it, and
`required-version` or `requires-poetry` bound it.

## When to ignore it
When the tool is installed for something else than this lock.
"""

from __future__ import annotations

from venvlint.files.paths import folder_of, path_in
from venvlint.model import Finding, Related, Severity, rule
from venvlint.readers.nodes import ABSENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command, Sequence
    from venvlint.model import Location
    from venvlint.readers.nodes import Node
    from venvlint.readers.versions import Version
    from venvlint.rules.locks._tool_versions import Setup
    from venvlint.tree import Tree

# What Poetry does without a look at the lock, and uv without one at the project's settings.
_POETRY_ALONE = frozenset("build publish version config self new init about help list".split())
_UV_ALONE = frozenset("tool self cache version help python".split())


@rule("VL605", Severity.ERROR, needs=("commands.all",))
def tool_too_old_for_lock(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.tracking.folder_names import is_test_data
    from venvlint.rules.locks._tool_versions import setups

    told: set[Location] = set()
    if not any(lock.tool in ("poetry", "uv") for lock in tree.locks) and not _asks(tree):
        return
    for setup in setups(tree):
        if (
            setup.tool not in ("poetry", "uv")
            or setup.sequence.kind == "page"
            or setup.at in told
            or is_test_data(setup.at.path)
        ):
            continue
        version = setup.version
        if version is None:
            continue
        judge = _poetry if setup.tool == "poetry" else _uv
        for directory in _directories(tree, setup):
            finding = judge(tree, setup, version, directory)
            if finding is not None:
                told.add(setup.at)
                yield finding
                break


def _asks(tree: Tree) -> bool:
    """Whether a manifest asks for a version of its tool."""
    return any(
        (document := tree.document(path)) is not None
        and (b"required-version" in document.data or b"requires-poetry" in document.data)
        for path in tree.find("pyproject.toml", "uv.toml")
    )


def _directories(tree: Tree, setup: Setup) -> list[str]:
    """The folders of the projects that the tool works on there; none where that is not known."""
    found = dict.fromkeys(
        project.directory
        for command in setup.sequence.commands
        for install in tree.installs.of_command(command)
        if install.tool == setup.tool
        for project in install.projects
        if project.directory is not None
    )
    if found:
        return [_upwards(tree, directory) for directory in found]
    commands = [command for command in setup.sequence.commands if command.tool == setup.tool]
    if commands and all(_stands_alone(command) for command in commands):
        return []
    if not commands and setup.sequence.kind == "ci" and not _may_call(setup.sequence):
        return []
    if setup.tool == "uv" and setup.sequence.kind == "image":
        return []  # without `uv sync` nobody knows whether the manifest is there
    locks = [lock.directory for lock in tree.locks if lock.tool == setup.tool]
    if setup.sequence.kind == "image" and setup.sequence.recipe is not None:
        contexts = tree.builds[setup.sequence.recipe.path].contexts
        near = [lock for lock in locks if lock in contexts]
        return near[:1] if near else locks if len(locks) == 1 else []
    if len(locks) == 1:
        return locks
    return [""] if not locks else []


def _upwards(tree: Tree, directory: str) -> str:
    while directory and f"{directory}/pyproject.toml" not in tree.path_set:
        directory = folder_of(directory)
    return directory


def _may_call(sequence: Sequence) -> bool:
    """Whether what a job runs beside pip and Python may call the tool that it installs: a target, a
    script, another program.
    """
    return not all(
        command.tool == "pip" or command.is_python or not command.words
        for command in sequence.commands
    )


def _stands_alone(command: Command) -> bool:
    words = [text for text in command.texts if not text.startswith("-")]
    alone = _POETRY_ALONE if command.tool == "poetry" else _UV_ALONE
    return not words or words[0] in alone or command.has("--no-config", "--version") is not None


def _manifest(tree: Tree, directory: str) -> Node:
    path = path_in(directory, "pyproject.toml")
    return tree.toml(path) if path in tree.path_set else ABSENT


def _poetry(tree: Tree, setup: Setup, version: Version, directory: str) -> Finding | None:
    manifest = _manifest(tree, directory)
    wanted = manifest.get("tool", "poetry", "requires-poetry")
    if wanted and not _allows(wanted.string, version):
        return _refused(setup, version, "Poetry", "requires-poetry", wanted)
    path = path_in(directory, "poetry.lock")
    root = tree.lock(path) if path in tree.path_set else ABSENT
    stated = root.get("metadata", "lock-version")
    form = stated.string or ""
    release = version.release[:3]
    if form == "2.0" and release < (1, 2, 2):
        first, complains = "1.3", False
    elif form == "2.1" and release < (2, 0):
        first, complains = "2.0", release >= (1, 3) and not _is_new_only(manifest)
    else:
        return None
    document = tree.document(path)
    head = document.text[:200] if document is not None else ""
    writer = head.partition("generated by Poetry ")[2].split(" ")[0]
    effect = (
        "reads it with a warning that it might not be compatible" if complains else "cannot read it"
    )
    return Finding(
        setup.at,
        f"`{path}` has version {form}, which Poetry {first} and later write:"
        f" Poetry {version}{_because(setup)} {effect}",
        f"Install the version that wrote the lock, {writer}."
        if writer[:1].isdigit()
        else f"Install Poetry {first} or later.",
        related=(Related(stated.at, "the version of the lock"),) if stated else (),
        severity=Severity.WARNING if complains else None,
    )


def _is_new_only(manifest: Node) -> bool:
    """Whether the manifest is written in a way that Poetry 1 does not read."""
    return bool(manifest.get("project")) and not manifest.get("tool", "poetry", "name")


def _uv(tree: Tree, setup: Setup, version: Version, directory: str) -> Finding | None:
    path = path_in(directory, "uv.toml")
    manifest = _manifest(tree, directory)
    if path in tree.path_set:
        wanted = tree.toml(path).get("required-version")
    else:
        wanted = manifest.get("tool", "uv", "required-version")
    if wanted and version.release >= (0, 5, 16) and not _allows(wanted.string, version):
        return _refused(setup, version, "uv", "required-version", wanted)
    path = path_in(directory, "uv.lock")
    root = tree.lock(path) if path in tree.path_set else ABSENT
    stated = root.get("version")
    if not stated or not root:
        return None
    if stated.value != 1 and isinstance(stated.value, int):
        reason = f"`{path}` has version {stated.value}, which uv {version} cannot read"
    elif root.get("revision") and version.release < (0, 4):
        reason = f"`{path}` was written by a later uv than {version}, which cannot read it"
    else:
        return None
    return Finding(
        setup.at,
        reason,
        "Install the version of uv that wrote the lock.",
        related=(Related(stated.at, "the version of the lock"),),
    )


def _allows(text: str | None, version: Version) -> bool:
    """Whether a manifest takes a version; what is written in another language takes any."""
    from venvlint.readers import versions

    plain = (text or "").strip()
    converted = f"=={plain}" if plain[:1].isdigit() else plain
    if plain[:1] in ("^", "~") and not plain.startswith("~="):
        converted = versions.from_poetry(plain) or ""
    clauses = versions.parse(converted)
    return clauses is None or versions.contains(clauses, str(version))


def _refused(setup: Setup, version: Version, tool: str, key: str, wanted: Node) -> Finding:
    return Finding(
        setup.at,
        f"`{key}` asks for {tool} `{wanted.string}`, and {version} is installed"
        f"{_because(setup)}: {tool} stops at once",
        f"Install a version of {tool} that `{key}` allows, or change it.",
        related=(Related(wanted.at, f"`{key}`"),),
    )


def _because(setup: Setup) -> str:
    """Why it is that version, where none is written."""
    return "" if setup.specifier and setup.specifier.startswith("==") else " (the newest)"
