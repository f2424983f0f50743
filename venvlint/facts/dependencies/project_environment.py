"""The environment on disk that belongs to a project, and which distribution each of its modules
comes from.
"""

from __future__ import annotations

from venvlint.facts.tracking import USUAL_NAMES
from venvlint.files.paths import as_folder, folder_of, name_of
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from venvlint.facts.tracking.disk_environments import DiskEnvironment
    from venvlint.facts.tracking.distributions import Distribution
    from venvlint.tree import Tree

_RECORD_BYTES = 4_000_000
_TOP = lazy(r"(?m)^\"?((?!\.\.)[^/,\"\r\n]+)(?:/|,)")
_COMPILED = lazy(r"\.(?:cpython|pypy|abi3|cp)[\w.-]*\.(?:so|pyd)$|\.(?:py|so|pyd)$")


def environment_for(tree: Tree, path: str) -> DiskEnvironment | None:
    """The environment beside the project of *path*, or the next one above; None where there is none
    or more than one to choose from.
    """
    from venvlint.facts.project import project_of

    project = project_of(tree, path)
    directory = as_folder(project)
    while True:
        beside = [
            one
            for one in tree.disk_environments
            if folder_of(one.root) == directory and one.root and not one.is_of_a_runner
        ]
        if beside:
            usual = [one for one in beside if name_of(one.root) in USUAL_NAMES]
            return beside[0] if len(beside) == 1 else usual[0] if len(usual) == 1 else None
        if not directory:
            return None
        directory = folder_of(directory)


def modules_of(tree: Tree, environment: DiskEnvironment) -> Mapping[str, frozenset[str]]:
    """Top-level module -> the distributions that bring it, by the metadata of what is installed."""
    found: dict[str, set[str]] = {}
    for distribution in environment.distributions:
        for module in _modules(tree, distribution):
            found.setdefault(module, set()).add(distribution.key)
    return {module: frozenset(keys) for module, keys in found.items()}


def _modules(tree: Tree, distribution: Distribution) -> set[str]:
    listed = (
        tree.files.head(f"{distribution.path}/top_level.txt", 65_536)
        .decode("utf-8", "replace")
        .split()
    )
    record = tree.files.head(f"{distribution.path}/RECORD", _RECORD_BYTES).decode(
        "utf-8", "replace"
    )
    found = set(listed)
    for name in _TOP.findall(record):
        if not name.endswith((".dist-info", ".data", ".pth", ".egg-info")) and name not in (
            "__pycache__",
            "bin",
        ):
            found.add(_COMPILED.sub("", name))
    return found
