"""Locks that carry a hash of their manifest: Poetry's, PDM's and Pipenv's. Each recipe is that of
the tool's own source.

A recipe that changed between releases is tried in every form that the lock's own release may have
used: any match is
fresh. A format that is newer than what is known here says nothing.
"""

from __future__ import annotations

from venvlint.facts.locks import COMMANDS, Lock, Stale
from venvlint.files.paths import name_of
from venvlint.readers.nodes import ABSENT
from venvlint.readers.pep508 import normalize
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_POETRY_FORMATS = frozenset(("1.0", "1.1", "2.0", "2.1"))
_POETRY_RELEASE = lazy(r"Poetry (\d+)\.(\d+)")
_PDM_FORMAT = lazy(r"4\.[0-5](?:\.\d+)?")
_PIPFILE_SECTIONS = frozenset(
    (
        "source",
        "packages",
        "dev-packages",
        "requires",
        "scripts",
        "pipfile",
        "pipenv",
        "default",
        "develop",
    )
)


def stale_hash(tree: Tree, lock: Lock) -> Iterator[Stale]:
    """The lock, where its hash is of another manifest."""
    manifest = tree.toml(lock.manifest)
    root = (
        (tree.json(lock.path) if lock.tool == "pipenv" else tree.lock(lock.path))
        if manifest
        else ABSENT
    )
    if not manifest or not root:
        return
    judge = {"poetry": _poetry, "pdm": _pdm, "pipenv": _pipenv}[lock.tool]
    node = judge(root, manifest)
    if node:
        what = f"was made from another `{name_of(lock.manifest)}` than the one beside it"
        yield Stale(node.at, what, (COMMANDS[lock.tool],), lock.directory)


def _plain(node: Node) -> Any:
    return node.plain() if node else None


def _digest(data: object, separators: tuple[str, str] | None = None) -> str:
    import hashlib
    import json

    # A TOML date has no JSON: the tools fail on it, and this then matches nothing they wrote.
    return hashlib.sha256(
        json.dumps(data, sort_keys=True, separators=separators, default=str).encode()
    ).hexdigest()


def _poetry(lock: Node, manifest: Node) -> Node:
    """Poetry's `Locker._get_content_hash`: 1.0 to 1.1, 1.2 to 1.8 (groups), 2.0 (`[project]`), 2.3
    (`[dependency-groups]`).
    """
    node = lock.get("metadata", "content-hash")
    if (
        not node
        or node.string is None
        or lock.text("metadata", "lock-version") not in (None, *_POETRY_FORMATS)
    ):
        return ABSENT
    own = manifest.get("tool", "poetry")
    project = manifest.get("project")
    if not own and not project:
        return ABSENT
    table: dict[str, Any] = _plain(own) or {}
    stated: dict[str, Any] = _plain(project) or {}
    groups: dict[str, Any] = _plain(manifest.get("dependency-groups")) or {}
    header = _POETRY_RELEASE.search(node.document.line(1))
    # The header came with 1.5 (format 2.0).
    release = (int(header[1]), int(header[2])) if header else (1, 0)
    hashes = []
    if release < (2, 0):
        legacy = {
            key: table.get(key) for key in ("dependencies", "source", "extras", "dev-dependencies")
        }
        hashes.append(_digest({**legacy, "group": table["group"]} if "group" in table else legacy))
        if header is None:
            hashes += [_poetry_2(table, stated, {}), _poetry_2(table, stated, groups)]
    else:
        hashes.append(_poetry_2(table, stated, groups))
        if release < (2, 3):
            hashes.append(_poetry_2(table, stated, {}))
    return ABSENT if node.string in hashes else node


def _poetry_2(table: dict[str, Any], project: dict[str, Any], groups: dict[str, Any]) -> str:
    stated = {
        key: project[key]
        for key in ("requires-python", "dependencies", "optional-dependencies")
        if key in project
    }
    own = {}
    for key in ("dependencies", "source", "extras", "dev-dependencies", "group"):
        if key in table:
            own[key] = table[key]
        elif key != "group" and not stated and not groups:
            own[key] = None
    content: dict[str, Any] = {}
    if stated:
        content["project"] = stated
    if groups:
        content["dependency-groups"] = groups
    return _digest({**content, "tool": {"poetry": own}} if content else own)


def pdm_hashes(manifest: Node) -> list[str]:
    """What PDM's `PyProject.content_hash` makes of a manifest: 2.3 to 2.17 (`overrides`), 2.18
    (`resolution`), 2.20 (groups).
    """
    project: dict[str, Any] = _plain(manifest.get("project")) or {}
    settings: dict[str, Any] = _plain(manifest.get("tool", "pdm")) or {}
    resolution = settings.get("resolution", {})
    developed = settings.get("dev-dependencies", {})
    groups: dict[str, Any] = {}
    listed: dict[str, Any] = _plain(manifest.get("dependency-groups")) or {}
    for name, items in [*listed.items(), *developed.items()]:
        groups.setdefault(normalize(name), []).extend(items)
    hashes = []
    # A release without groups reads only its own table; where there are groups, what it made is
    # stale for every newer one.
    for development in [groups] if listed else [groups, developed]:
        for tail in (
            {"resolution": resolution},
            {"overrides": settings.get("overrides", resolution.get("overrides", {}))},
        ):
            data = {
                "sources": settings.get("source", []),
                "dependencies": project.get("dependencies", []),
                "dev-dependencies": development,
                "optional-dependencies": project.get("optional-dependencies", {}),
                "requires-python": project.get("requires-python", ""),
                **tail,
            }
            hashes.append(_digest(data))
    return hashes


def _pdm(lock: Node, manifest: Node) -> Node:
    node = lock.get("metadata", "content_hash")
    version = lock.text("metadata", "lock_version")
    if (
        not node
        or not (node.string or "").startswith("sha256:")
        or not _PDM_FORMAT.fullmatch(version or "")
    ):
        return ABSENT
    # PDM converts other tools' tables first, hashes the members of a workspace too, and has a newer
    # way of its own (`lock_inputs`).
    if (
        not manifest.get("project")
        or manifest.get("tool", "pdm", "workspace")
        or lock.get("metadata", "lock_inputs")
    ):
        return ABSENT
    return ABSENT if (node.string or "").partition(":")[2] in pdm_hashes(manifest) else node


def _pipenv(lock: Node, manifest: Node) -> Node:
    """`Pipfile.get_hash` of plette; since 2023 Pipenv normalises the names first, and custom
    categories count.
    """
    node = lock.get("_meta", "hash", "sha256")
    if node.string is None or _plain(lock.get("_meta", "pipfile-spec")) != 6:
        return ABSENT
    data: dict[str, Any] = _plain(manifest) or {}
    if any(not isinstance(section, dict) for name, section in data.items() if name != "source"):
        return ABSENT
    # A Pipfile without a source is hashed with the indexes of the machine's own pip configuration,
    # of which the lock records one.
    sources = (
        [data["source"]] if "source" in data else [_plain(lock.get("_meta", "sources")), {}, []]
    )
    categories = [name for name in data if name not in _PIPFILE_SECTIONS]
    hashes = []
    for counted in (
        (categories, []) if not any(name in lock.mapping for name in categories) else (categories,)
    ):
        for normalised in (True, False):

            def section(name: str, normalised: bool = normalised) -> dict[str, Any]:
                table: dict[str, Any] = data.get(name, {})
                return (
                    {normalize(key): value for key, value in table.items()} if normalised else table
                )

            content = {
                "default": section("packages"),
                "develop": section("dev-packages"),
                **{name: section(name) for name in counted},
            }
            for each in sources:
                meta = {"sources": each, "requires": data.get("requires", {})}
                hashes.append(_digest({"_meta": meta, **content}, (",", ":")))
    return ABSENT if node.string in hashes else node
