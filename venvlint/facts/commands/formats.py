"""Which kinds of files hold commands, and what reads each: a new format is a row in
`venvlint.files.kinds`, one here and a small reader.

CI definitions are read by `facts.ci` and come from there as jobs (`pipelines`).
"""

from __future__ import annotations

from venvlint.files.paths import name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType

    from venvlint.facts.commands.model import Sequence
    from venvlint.tree import Tree

    Reader = Callable[[Tree, Iterable[str]], Iterator[Sequence]]

# What reads the files of a kind (`venvlint.files.kinds`): the module beside this one, and its
# function. In the order in which they are read.
READERS = {
    "shell-script": "scripts.collect",
    "windows-script": "scripts.collect",
    "envrc": "scripts.collect",
    "makefile": "makefiles.collect",
    "justfile": "tasks.just",
    "taskfile": "tasks.taskfile",
    "mise": "tasks.mise",
    "package-json": "tasks.scripts",
    "pyproject": "tasks.scripts",
    "hatch": "tasks.scripts",
    "pixi": "tasks.scripts",
    "pipfile": "tasks.scripts",
    "systemd": "services.collect",
    "crontab": "services.collect",
    "procfile": "services.collect",
    "supervisor": "services.supervisor",
    "tox": "test_tools.tox",
    "tox-toml": "test_tools.tox",
    "setup-cfg": "test_tools.tox",
    "nox": "test_tools.nox",
    "pre-commit": "test_tools.pre_commit",
    "devcontainer": "hosts.devcontainer",
    "gitpod": "hosts.gitpod",
    "vagrantfile": "provisioning.vagrant",
    "apptainer": "definitions.collect",
    "cog": "hosts.cog",
    "beanstalk": "hosts.beanstalk",
    "readthedocs": "hosts.read_the_docs",
    "amplify": "hosts.collect",
    "app-engine": "hosts.collect",
    "apprunner": "hosts.collect",
    "fly": "hosts.collect",
    "heroku": "hosts.collect",
    "heroku-app": "hosts.collect",
    "netlify": "hosts.collect",
    "nixpacks": "hosts.collect",
    "railway": "hosts.collect",
    "railway-json": "hosts.collect",
    "render": "hosts.collect",
    "vercel": "hosts.collect",
    "readme": "pages.collect",
    "installation-page": "pages.collect",
    "contributing-page": "pages.collect",
    "documentation-page": "pages.collect",
}
# What a file that nearly every project has must hold before its reader is imported at all.
_GATES = {
    "pyproject": (
        b"envs",  # of hatch
        b"tool.poe",
        b"pdm",
        b"rye",
        b"taskipy",
        b"pixi",
    ),
    "setup-cfg": (b"testenv",),
    "package-json": (b'"scripts"',),
    # Local hooks, and those of package tools.
    "pre-commit": (b"entry", b"uv-pre-commit", b"poetry", b"pdm", b"pip-tools", b"pip-compile"),
    "readthedocs": (b"jobs", b"commands"),
    "cog": (b"run:", b"pre_install:"),
    "mise": (b"tasks",),
}
_TOX = (b"tox",)
_TOLD = frozenset(("kubernetes", "ansible", "cloud-init"))
_MAXIMUM_TOLD = 2000
"""How many YAML files are looked at for what their content tells; the others are unknown."""


def collect_images(tree: Tree) -> Iterator[Sequence]:
    """The commands of Dockerfiles, and of the services of compose that are made of them."""
    if tree.dockerfiles:
        from venvlint.facts.commands import images

        yield from images.collect(tree)
    paths = tree.of_kind("compose")
    if paths:
        from venvlint.facts.commands import orchestration

        yield from orchestration.compose(tree, paths)


def collect(tree: Tree) -> Iterator[Sequence]:
    """The commands of every other file of the tree. What no file needs is not imported."""
    found: dict[str, list[str]] = {"scripts.collect": _without_extension(tree)}
    for kind, reader in READERS.items():
        words = _GATES.get(kind)
        paths = tree.of_kind(kind)
        if words is not None:
            paths = [path for path in paths if _holds_any(tree, path, words)]
        if paths:
            found.setdefault(reader, []).extend(paths)
    if manifests := [path for path in tree.of_kind("pyproject") if _holds_any(tree, path, _TOX)]:
        found.setdefault("test_tools.tox", []).extend(manifests)
    found["scripts.collect"].sort()
    for path in _other_yaml(tree)[:_MAXIMUM_TOLD]:
        reader = _told(tree, path)
        if reader:
            found.setdefault(reader, []).append(path)
    if tree.ci_jobs:
        found["pipelines.collect"] = []
    for reader, paths in found.items():
        yield from _load(reader)(tree, paths)


def _without_extension(tree: Tree) -> list[str]:
    """The files whose first line tells whether they are scripts."""
    from venvlint.files.naming import kind_of

    return [path for path in tree.paths if _is_bare(path) and kind_of(path) is None]


def _is_bare(path: str) -> bool:
    stem, dot, _ = name_of(path).rpartition(".")
    return not (dot and stem)


def _other_yaml(tree: Tree) -> list[str]:
    """The YAML files whose content tells what they are."""
    from venvlint.files.naming import kind_of

    found = []
    for path in tree.paths:
        if path.endswith((".yml", ".yaml")):
            kind = kind_of(path)
            # A name that may be another kind's, and is not by its content.
            if (
                kind is None
                or kind.name in _TOLD
                or (kind.words and path not in tree.of_kind(kind.name))
            ):
                found.append(path)
    return found


def _holds_any(tree: Tree, path: str, words: tuple[bytes, ...]) -> bool:
    from venvlint.files.naming import holds

    document = tree.document(path)
    return document is not None and any(holds(document.data, word) for word in words)


def _told(tree: Tree, path: str) -> str:
    """What reads a file whose name says nothing, by its content."""
    from venvlint.facts.tracking.folder_names import is_test_data
    from venvlint.files.naming import holds

    if is_test_data(path):
        return ""
    document = tree.maybe_document(path)
    if document is None:
        return ""
    data = document.data
    if holds(data, b"apiVersion:") and holds(data, b"kind:"):
        starts = any(holds(data, one) for one in (b"command", b"args", b"script:", b"source:"))
        return "orchestration.kubernetes" if starts else ""
    if data.startswith(b"#cloud-config"):
        return "provisioning.cloud_init"
    if b"pip" in data or b"activate" in data or b"uv " in data or b"setup.py" in data:
        for mark in (b"hosts:", b"ansible", b"command:", b"shell:", b"pip:"):
            if holds(data, mark):
                return "provisioning.ansible"
    if b"EXTERNALLY-MANAGED" in data and holds(data, b"file:"):
        return "provisioning.ansible"
    return ""


def _load(reader: str) -> Reader:
    """The function of a module beside this one, which is imported now."""
    module, _, function = reader.partition(".")
    found: Reader = getattr(_module(module), function)
    return found


def _module(name: str) -> ModuleType:
    if name == "definitions":
        from venvlint.facts.commands import definitions

        return definitions
    if name == "hosts":
        from venvlint.facts.commands import hosts

        return hosts
    if name == "makefiles":
        from venvlint.facts.commands import makefiles

        return makefiles
    if name == "orchestration":
        from venvlint.facts.commands import orchestration

        return orchestration
    if name == "pages":
        from venvlint.facts.commands import pages

        return pages
    if name == "pipelines":
        from venvlint.facts.commands import pipelines

        return pipelines
    if name == "provisioning":
        from venvlint.facts.commands import provisioning

        return provisioning
    if name == "scripts":
        from venvlint.facts.commands import scripts

        return scripts
    if name == "services":
        from venvlint.facts.commands import services

        return services
    if name == "tasks":
        from venvlint.facts.commands import tasks

        return tasks
    from venvlint.facts.commands import test_tools

    return test_tools
