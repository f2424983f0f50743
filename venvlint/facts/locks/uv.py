"""`uv.lock` against the manifests that it locks: what uv recorded of each, in its own normal form,
against what stands there now.
"""

from __future__ import annotations

import re

from venvlint.facts.locks import Lock, Stale
from venvlint.files.paths import folder_of, joined, name_of, prefix_of
from venvlint.model import Related
from venvlint.readers import markers, pep508, toml_lock, versions
from venvlint.readers.nodes import ABSENT
from venvlint.record import Record, replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from venvlint.document import Document
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_LOCAL = lazy(r"^source = \{ (?:editable|virtual|directory) = \"", re.MULTILINE)
_EXTRA = lazy(r"""\bextra == ['"]([^'"]+)['"]""")
_RANGE = lazy(r">=\s*3\.(\d{1,2})(?:\.0)?(?:,\s*<\s*(?:3\.(\d{1,2})(?:\.0)?|4(?:\.0)*))?")
_NEWEST = 16
_MOST_EXTRAS, _MOST_FLAT = 20, 5000
"""Extras within extras, and requirements that they come to: nobody has more."""
_NAME = lazy(r"\s*[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


class LockedRequirement(Record):
    """One requirement, as uv or as a manifest states it."""

    name: str
    extras: frozenset[str]
    specifier: str
    marker: str
    extra: str = ""
    """The project's own extra that it belongs to."""
    origin: str = "index"
    """Where it comes from: an `index`, somewhere `else` (a URL, a folder, a repository), or
    `unknown`: then versions say nothing.
    """
    node: Node = ABSENT

    @property
    def clauses(self) -> frozenset[object]:
        """The specifier without order and spelling."""
        clauses = versions.parse(self.specifier)
        if clauses is None:
            return frozenset((self.specifier,))
        return frozenset(
            (
                clause.operator,
                clause.prefix,
                clause.text if clause.version is None else clause.version.key,
                _width(clause),
            )
            for clause in clauses
        )


_ANY_PYTHON = ("3.14",)
"""Where nothing is asked of Pythons, one stands for all."""


def _width(clause: versions.Specifier) -> int:
    """How many numbers count: `~=1.2` is not `~=1.2.0`, `==1.*` not `==1.0.*`."""
    return (
        len(clause.version.release)
        if clause.version is not None and (clause.prefix or clause.operator == "~=")
        else 0
    )


def _local_packages(document: Document) -> tuple[tuple[int, Node], ...]:
    """The packages of a lock that are the tree's own, each with its offset: read once, however many
    edits of a manifest are tried.
    """
    return tuple(toml_lock.packages(document, _LOCAL))


def stale_uv(tree: Tree, lock: Lock) -> Iterator[Stale]:
    """The lock, where it was made from something else than what the manifests say now. The range of
    Pythons is VL314's.
    """
    head = tree.lock(lock.path)
    document = tree.document(lock.path)
    if not head or document is None or not (version := head.get("version")) or version.value != 1:
        return
    manifest = tree.toml(lock.manifest)
    if not manifest:
        return
    found: list[tuple[int, str, tuple[Related, ...]]] = []
    minors = _minors(head.text("requires-python") or "")
    for start, chunk in tree.read(lock.path, _local_packages) or ():
        package = chunk.get("package", 0)
        source = package.get("source")
        if not package or not source:
            continue
        folder = source.text("editable") or source.text("virtual") or source.text("directory") or ""
        path = joined(lock.directory, folder, "pyproject.toml")
        root = tree.toml(path) if path in tree.path_set else ABSENT
        if not root or not root.get("project"):
            continue
        for what, node in _differences(package, root, manifest, minors):
            found.append(
                (
                    start,
                    what,
                    (
                        (Related(node.at, "this is not what the lock was made from"),)
                        if node
                        else ()
                    ),
                )
            )
    found += [
        (0, what, (Related(node.at, "the workspace"),))
        for what, node in _members(tree, lock, head, manifest)
    ]
    if head.get("revision") or head.get("manifest"):
        found += [(0, what, ()) for what in _restrictions(head, manifest)]
    if not found:
        return
    start = found[0][0]
    line = document.position(start)[0]
    whats = list(dict.fromkeys(what for _, what, _ in found))
    more = f" (and {len(whats) - 2} more differences)" if len(whats) > 3 else ""
    shown = whats if len(whats) <= 3 else whats[:2]
    related = tuple(related for _, _, several in found for related in several)
    place = document.line_at(line + 1 if document.line(line).startswith("[[") else line)
    yield Stale(
        place,
        f"does not match its manifest: {', '.join(shown)}{more}",
        ("uv lock",),
        lock.directory,
        related[:10],
    )


def _members(tree: Tree, lock: Lock, head: Node, manifest: Node) -> Iterator[tuple[str, Node]]:
    """Projects that joined or left the workspace, of which uv records the names where there are
    several.
    """
    workspace = manifest.get("tool", "uv", "workspace")
    recorded = head.get("manifest", "members")
    if not workspace or not recorded:
        return
    patterns = {
        key: [item.string or "" for item in workspace.get(key).items]
        for key in ("members", "exclude")
    }
    if any(
        mark in pattern for several in patterns.values() for pattern in several for mark in "[{"
    ):
        return
    from venvlint.readers.globs import Glob, docker

    wanted, left_out = (
        [Glob(docker(pattern.strip("/").removeprefix("./"))) for pattern in patterns[key]]
        for key in ("members", "exclude")
    )
    prefix = prefix_of(lock.directory)
    names = (
        {}
        if not manifest.get("project")
        else {pep508.normalize(manifest.text("project", "name") or ""): manifest}
    )
    for path in tree.find("pyproject.toml"):
        folder = folder_of(path[len(prefix) :]) if path.startswith(prefix) else ""
        if (
            not folder
            or name_of(folder).startswith(".")
            or not any(each.matches(folder, below=False) for each in wanted)
            or any(each.matches(folder, below=False) for each in left_out)
        ):
            continue
        root = tree.toml(path)
        managed = root.get("tool", "uv", "managed")
        if not root or not root.get("project") or (managed.value is False):
            continue
        names[pep508.normalize(root.text("project", "name") or "")] = root
    then = {item.string or "" for item in recorded.items}
    for name in sorted(names.keys() - then - {""}):
        yield (
            f"it lacks `{name}`, a member of the workspace",
            names[name].get("project") or workspace,
        )


def _minors(requires: str) -> tuple[str, ...]:
    """The Pythons of the lock, of which uv leaves out of a marker whatever holds for them all;
    empty where that is not said in minors.
    """
    found = _RANGE.fullmatch(requires.strip())
    return (
        tuple(f"3.{minor}" for minor in range(int(found[1]), int(found[2] or _NEWEST)))
        if found
        else ()
    )


def _differences(
    package: Node, root: Node, workspace: Node, minors: tuple[str, ...]
) -> Iterator[tuple[str, Node]]:
    """What uv recorded of a project and what its manifest says otherwise, each with the place in
    the manifest.
    """
    project = root.get("project")
    assert project
    name, version = project.get("name"), project.get("version")
    dynamic = (
        [item.string for item in dynamic_node.items]
        if (dynamic_node := project.get("dynamic"))
        else []
    )
    recorded_name = package.text("name") or ""
    if name.string and pep508.normalize(name.string) != recorded_name:
        yield f"the project is called `{recorded_name}` in it, not `{name.string}`", name
        return
    recorded_version = package.text("version")
    if version.string and recorded_version and "version" not in dynamic:
        now, then = versions.parse_version(version.string), versions.parse_version(recorded_version)
        if now is not None and then is not None and now.key != then.key:
            yield (
                f"it has version {recorded_version} of `{recorded_name}`, not {version.string}",
                version,
            )
    yield from _built(package, root)
    metadata = package.get("metadata")
    if not metadata and package.get("dependencies"):
        return  # an early release of uv, which recorded less
    sources = {**_sources(workspace), **_sources(root)}
    # What a project says of itself (`all = ["kit[web]"]`) has no source, whatever those of the
    # workspace are.
    sources.pop(recorded_name, None)
    if "dependencies" not in dynamic and "optional-dependencies" not in dynamic:
        declared = list(_declared(project, sources))
        recorded = _recorded(metadata, "requires-dist", sources, recorded_name)
        if dynamic:
            # Metadata that the builder makes: hatchling has put the own extras that an extra names
            # in their place, setuptools has not. Both locks pass `uv lock --check`.
            declared, recorded = (_flat(each, recorded_name) for each in (declared, recorded))
        yield from _compared(declared, recorded, "", minors)
    groups = dict(_groups(root, sources))
    listed = metadata.get("requires-dev")
    # Where a group has a range of Pythons of its own, uv adds that to its markers.
    of_groups = None if root.get("tool", "uv", "dependency-groups") else minors
    for group in sorted({*groups, *(listed.mapping)}):
        recorded = _recorded(listed, group, sources, recorded_name)
        yield from _compared(groups.get(group, []), recorded, f"the group `{group}`", of_groups)


def _built(package: Node, root: Node) -> Iterator[tuple[str, Node]]:
    """uv installs the project itself where it has a build system or says so; a lock records it as
    `editable` then, else as `virtual`.
    """
    is_package = root.get("tool", "uv", "package")
    system = root.get("build-system")
    wanted = is_package.value is True if is_package else system
    source = package.get("source")
    if not source or (source.text("editable") or source.text("virtual")) != ".":
        return
    if wanted and source.text("virtual"):
        yield "the project was not a package when it was locked", is_package or system
    elif not wanted and source.text("editable"):
        yield "the project was a package when it was locked", is_package


def _sources(root: Node) -> dict[str, str]:
    """`[tool.uv.sources]`: for each name whether it says an index or somewhere else; conditional
    ones are unknown.
    """
    table = root.get("tool", "uv", "sources")
    found = {}
    for name, node in table.mapping.items():
        keys = node.mapping.keys()
        plain = keys and not keys & {"marker", "extra", "group"}
        found[pep508.normalize(name)] = (
            "unknown" if not plain else "index" if "index" in keys else "else"
        )
    return found


def _entry(
    text: str, node: Node, sources: Mapping[str, str], extra: str = ""
) -> LockedRequirement | None:
    try:
        parts = pep508.parse(text.strip())
    except pep508.Invalid:
        # uv takes some forms that PEP 440 does not have (`>=2.*`), and writes them its own way.
        name = _NAME.match(text)
        return (
            LockedRequirement(
                pep508.normalize(name[0].strip()), frozenset(), "", "", extra, "unknown", node
            )
            if name
            else None
        )
    extras = frozenset(pep508.normalize(each) for each in parts.extras)
    return LockedRequirement(
        parts.key,
        extras,
        parts.specifier,
        parts.marker,
        extra,
        "else" if parts.url else sources.get(parts.key, "index"),
        node,
    )


def _declared(project: Node, sources: Mapping[str, str]) -> Iterator[LockedRequirement]:
    plain = project.get("dependencies")
    optional = project.get("optional-dependencies")
    lists = [("", plain.items)]
    lists += (
        [(pep508.normalize(extra), node.items) for extra, node in optional.mapping.items()]
        if optional
        else []
    )
    for extra, items in lists:
        for item in items:
            if item.string and (entry := _entry(item.string, item, sources, extra)) is not None:
                yield entry


def _flat(entries: list[LockedRequirement], own: str) -> list[LockedRequirement]:
    """The entries with what an extra of the project itself stands for (`shop[web]`) in its place.

    A condition on such a reference is dropped, as hatchling drops it (run, 2026).
    """
    by_extra: dict[str, list[LockedRequirement]] = {}
    for entry in entries:
        by_extra.setdefault(entry.extra, []).append(entry)
    found: dict[tuple[object, ...], LockedRequirement] = {}
    left = _MOST_FLAT

    def put(entry: LockedRequirement, extra: str, above: tuple[str, ...]) -> None:
        nonlocal left
        left -= 1
        if entry.name == own and entry.extras:
            for name in sorted(entry.extras):
                for inner in by_extra.get(name, ()) if name not in above else ():
                    if left > 0 and len(above) < _MOST_EXTRAS:
                        put(inner, extra, (*above, name))
            return
        marker = _EXTRA.sub(f"extra == '{extra}'", entry.marker)
        flat = replace(entry, extra=extra, marker=marker)
        found.setdefault((flat.name, flat.extras, flat.specifier, marker, extra), flat)

    for entry in entries:
        put(entry, entry.extra, (entry.extra,))
    return list(found.values())


def _groups(
    root: Node, sources: Mapping[str, str]
) -> Iterator[tuple[str, list[LockedRequirement]]]:
    """Every dependency group with what it includes, and uv's older list of development
    dependencies, which joins `dev`.
    """
    table = root.get("dependency-groups")
    groups = {pep508.normalize(name): node for name, node in table.mapping.items()}

    def entries(name: str, above: tuple[str, ...]) -> Iterator[LockedRequirement]:
        node = groups.get(name)
        for item in node.items if node and name not in above and len(above) < 20 else ():
            if item.string:
                if (entry := _entry(item.string, item, sources)) is not None:
                    yield entry
            elif included := item.text("include-group"):
                yield from entries(pep508.normalize(included), (*above, name))

    old = root.get("tool", "uv", "dev-dependencies")
    development = [
        entry for item in old.items if item.string and (entry := _entry(item.string, item, sources))
    ]
    for name in groups:
        yield name, [*entries(name, ()), *(development if name == "dev" else ())]
    if development and "dev" not in groups:
        yield "dev", development


def _recorded(
    table: Node, key: str, sources: Mapping[str, str], own: str = ""
) -> list[LockedRequirement]:
    node = table.get(key)
    found = []
    for item in node.items:
        name = item.text("name") or ""
        marker = item.text("marker") or ""
        extras = item.get("extras")
        in_extra = _EXTRA.search(marker)
        is_elsewhere = any(
            item.get(where) for where in ("git", "url", "path", "editable", "directory", "virtual")
        )
        # The project itself may be named among its sources too: uv records then where it lies, and
        # no versions.
        is_unknown = is_elsewhere if name == own else sources.get(name) == "unknown"
        found.append(
            LockedRequirement(
                name,
                (frozenset(each.string or "" for each in extras.items) if extras else frozenset()),
                item.text("specifier") or "",
                marker,
                in_extra[1] if in_extra else "",
                "unknown" if is_unknown else "else" if is_elsewhere else "index",
            )
        )
    return found


def _compared(
    declared: list[LockedRequirement],
    recorded: list[LockedRequirement],
    where: str,
    minors: tuple[str, ...] | None,
) -> Iterator[tuple[str, Node]]:
    now: dict[tuple[str, str], list[LockedRequirement]] = {}
    then: dict[tuple[str, str], list[LockedRequirement]] = {}
    for entries, by_name in ((declared, now), (recorded, then)):
        for entry in entries:
            by_name.setdefault((entry.name, entry.extra), []).append(entry)
    for key, entries in now.items():
        others = then.get(key)
        if others is None:
            yield f"{_of(key, where)} is not in it", entries[0].node
        elif said := _changed(entries, others, minors):
            place = where or _extra(key)
            yield said + (f" in {place}" if place else ""), entries[0].node
    for key in then:
        if key not in now:
            yield f"{_of(key, where)} is no longer wanted", ABSENT


def _extra(key: tuple[str, str]) -> str:
    """The extra of a name and an extra, as a sentence names it; empty without one."""
    return f"the extra `{key[1]}`" if key[1] else ""


def _of(key: tuple[str, str], where: str) -> str:
    """A name, and of which part of the lock it is."""
    place = where or _extra(key)
    return f"`{key[0]}`" + (f" of {place}" if place else "")


def _changed(
    now: list[LockedRequirement], then: list[LockedRequirement], minors: tuple[str, ...] | None
) -> str:
    """How the statements about one name differ; empty where they say the same. Without *minors*
    markers are not compared.
    """
    name = now[0].name
    origins = {entry.origin for entry in (*now, *then)}
    if (
        origins == {"index", "else"}
        and len({entry.origin for entry in now}) == len({entry.origin for entry in then}) == 1
    ):
        return f"`{name}` was locked from " + (
            "an index, not from elsewhere"
            if now[0].origin == "else"
            else "elsewhere, not from an index"
        )
    if origins != {"index"}:
        return ""
    if {(entry.extras, entry.clauses) for entry in now} != {
        (entry.extras, entry.clauses) for entry in then
    }:
        if {entry.clauses for entry in now} != {entry.clauses for entry in then}:
            shown = ", ".join(
                f"`{entry.specifier}`" if entry.specifier else "any version" for entry in then
            )
            wanted = ", ".join(
                f"`{entry.specifier}`" if entry.specifier else "any version" for entry in now
            )
            return f"`{name}` was locked for {shown}, not for {wanted}"
        return f"`{name}` was locked with other extras"
    if minors is not None and len(now) == len(then) == 1:
        extra = f"extra == '{now[0].extra}'" if now[0].extra else ""
        marker = (
            f"({now[0].marker}) and {extra}" if now[0].marker and extra else now[0].marker or extra
        )
        if not minors and "python" in marker + then[0].marker:
            return ""
        try:
            # No Python 2 among them, whose Linux had two names: uv writes `platform_system` of the
            # big three as `sys_platform`.
            pythons = minors or _ANY_PYTHON
            same = markers.implies(marker, then[0].marker, pythons) and markers.implies(
                then[0].marker, marker, pythons
            )
        except markers.Invalid:
            return ""
        if not same:
            return f"`{name}` was locked for another marker"
    return ""


def _restrictions(head: Node, manifest: Node) -> Iterator[str]:
    """uv's constraints and overrides."""
    for key, recorded_key in (
        ("constraint-dependencies", "constraints"),
        ("override-dependencies", "overrides"),
    ):
        node = manifest.get("tool", "uv", key)
        declared = [
            entry for item in node.items if item.string and (entry := _entry(item.string, item, {}))
        ]
        recorded = _recorded(head.get("manifest"), recorded_key, {})
        if (node and len(declared) != len(node.items)) or (
            not head.get("revision") and not recorded
        ):
            continue  # early releases did not record them
        for what, _ in _compared(declared, recorded, f"`{key}`", None):
            yield what
