"""What locks pin, read line by line in the plain form in which their tools write them: a megabyte
costs milliseconds.

A lock in another form (written by hand, in conflict) gives nothing.
"""

from __future__ import annotations

import re

from venvlint.files.paths import folder_of, name_of, path_in
from venvlint.readers.pep508 import normalize
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from venvlint.document import Document
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_PACKAGE = lazy(r"\[\[packages?\]\][ \t]*\r?\n")
_SECTION = lazy(r"^\[", re.MULTILINE)
_NAME = lazy(r'^name ?= ?"([^"\\\n]+)"', re.MULTILINE)
_FIELD = lazy(r"^([\w-]+) ?= ?", re.MULTILINE)
# Poetry keeps the source in a table of its own.
_FOREIGN = lazy(r"^type = \"(?:git|directory|file|url)\"", re.MULTILINE)
_STRING = lazy(r'"((?:[^"\\\n]|\\.)*)"')
_NO_INDEX = lazy(r"\{ ?(?:editable|virtual|directory|path|git|url) =")
_DEPENDENCY = lazy(r'\{ name = "(?P<name>[^"]+)"(?P<rest>[^{}\n]*)\}')
_MARKER = lazy(r'marker = "((?:[^"\\\n]|\\.)*)"')


class LockedPackage(Record):
    """One entry of a lock. A name may have several, for other Pythons and systems."""

    key: str
    version: str
    line: int
    """Where it stands, from 1."""
    markers: tuple[str, ...] = ()
    """It is for environments in which any of these holds; empty: for all."""
    wanted: bool = False
    """Whether a plain installation without extras and groups needs it, as far as the lock tells."""


class PinnedLock(Record):
    """The packages of one lock."""

    path: str
    document: Document
    packages: tuple[LockedPackage, ...]


def pinned_lock(tree: Tree, path: str) -> PinnedLock | None:
    """The packages of a lock by its name; None where it is missing or has another form."""
    document = tree.document(path)
    if document is None:
        return None
    name = name_of(path)
    packages: tuple[LockedPackage, ...]
    if name == "Pipfile.lock":
        root = tree.json(path)
        packages = tuple(_pipfile(root)) if root else ()
    else:
        packages = tuple(_toml(tree, document, name))
    return PinnedLock(path, document, packages) if packages else None


def versions_of(tree: Tree, path: str, key: str) -> Iterator[tuple[str, int]]:
    """The versions of one distribution that a lock pins, each with the number of its line."""
    document = tree.document(path)
    if document is None:
        return
    if path.endswith("Pipfile.lock"):
        lock = pinned_lock(tree, path)
        for package in lock.packages if lock is not None else ():
            if package.key == key:
                yield package.version, package.line
        return
    text = document.text
    for start, end in _packages(text):
        name = _NAME.search(text, start, end)
        if name is not None and normalize(name[1]) == key:
            fields = _fields(text, start, end)
            version = _version(text, start, end, fields)
            if version and normalize(_first(fields.get("name", ""))) == key:
                yield version, document.position(start)[0]


def _packages(text: str) -> Iterator[tuple[int, int]]:
    """Where each package stands, up to the next."""
    # Of a megabyte only the lines that begin with the word are asked.
    starts = [0] if _PACKAGE.match(text) else []
    position = text.find("\n[[package")
    while position >= 0:
        if _PACKAGE.match(text, position + 1):
            starts.append(position + 1)
        position = text.find("\n[[package", position + 1)
    return zip(starts, [*starts[1:], len(text)], strict=False)


def _version(text: str, start: int, end: int, fields: dict[str, str]) -> str:
    """The version of a package that an index offers; empty for one from elsewhere."""
    source = fields.get("source", "")
    if _NO_INDEX.match(source) or _FOREIGN.search(text, start, end):
        return ""
    return _first(fields.get("version", ""))


def _pipfile(root: Node) -> Iterator[LockedPackage]:
    for section in ("default", "develop"):
        table = root.get(section)
        for name, node in table.mapping.items():
            version = node.text("version") or ""
            if version.startswith("=="):
                marker = node.text("markers")
                yield LockedPackage(
                    normalize(name),
                    version.lstrip("="),
                    node.key_at.line,
                    (marker,) if marker else (),
                    section == "default",
                )


def _toml(tree: Tree, document: Document, name: str) -> Iterator[LockedPackage]:
    text = document.text
    packages = list(_packages(text))
    direct = _direct(tree, document, text, packages, name)
    for start, end in packages:
        fields = _fields(text, start, end)
        key = normalize(_first(fields.get("name", "")))
        version = _version(text, start, end, fields)
        if not key or not version:
            continue
        markers = _markers(fields)
        wanted = key in direct
        if name == "poetry.lock" and "groups" in fields:
            wanted = '"main"' in fields["groups"] and not fields.get("optional", "").startswith(
                "true"
            )
        elif name == "pdm.lock":
            wanted = '"default"' in fields.get("groups", "")
        elif name.startswith("pylock"):
            wanted = not any(
                "extras" in marker or "dependency_groups" in marker for marker in markers
            )
        if fields.get("optional", "").startswith("true"):
            wanted = False
        yield LockedPackage(key, version, document.position(start)[0], markers, wanted)


def _fields(text: str, start: int, end: int) -> dict[str, str]:
    """The keys of one package with what follows them, its own tables (`[package.dependencies]`)
    left out.
    """
    header = text.index("\n", start) + 1
    table = _SECTION.search(text, header, end)
    end = table.start() if table else end
    matches = list(_FIELD.finditer(text, header, end))
    return {
        match[1]: (
            text[
                match.end() : matches[index + 1].start() if index + 1 < len(matches) else end
            ].strip()
        )
        for index, match in enumerate(matches)
    }


def _first(value: str) -> str:
    match = _STRING.match(value)
    return match[1] if match else ""


def _markers(fields: dict[str, str]) -> tuple[str, ...]:
    for field in ("markers", "marker", "resolution-markers"):
        value = fields.get(field, "")
        if value.startswith("{"):  # Poetry: one for each group
            return tuple(
                text.replace('\\"', '"')
                for text in _STRING.findall(value)
                if "=" in text or "<" in text or ">" in text or " in " in text
            )
        if value:
            return tuple(text.replace('\\"', '"') for text in _STRING.findall(value))
    return ()


def _direct(
    tree: Tree, document: Document, text: str, packages: list[tuple[int, int]], name: str
) -> frozenset[str]:
    """What the project itself asks for, outside extras and groups, where its lock or its manifest
    says so plainly.
    """
    if name == "uv.lock":
        for start, end in packages:
            fields = _fields(text, start, end)
            if re.match(r'\{ (?:editable|virtual) = "\." \}', fields.get("source", "")):
                return _needed(text, packages, _always(fields))
    if name == "poetry.lock":
        directory = folder_of(document.path)
        manifest = path_in(directory, "pyproject.toml")
        return frozenset(
            one.key
            for one in tree.declarations.in_file(manifest)
            if one.list.kind in ("poetry", "project")
            and not one.optional
            and not one.marker
            and not one.url
        )
    return frozenset()


def _always(fields: dict[str, str]) -> frozenset[str]:
    """What a package of `uv.lock` needs on every Python and system."""
    return frozenset(
        normalize(row["name"])
        for row in _DEPENDENCY.finditer(fields.get("dependencies", ""))
        if not _MARKER.search(row["rest"])
    )


def _needed(text: str, packages: list[tuple[int, int]], first: frozenset[str]) -> frozenset[str]:
    """These packages with all that they need in turn, on every Python and system."""
    needs: dict[str, frozenset[str]] = {}
    for start, end in packages:
        fields = _fields(text, start, end)
        key = normalize(_first(fields.get("name", "")))
        own = _always(fields)
        # Of several versions only what all of them need is certain.
        needs[key] = needs[key] & own if key in needs else own
    return frozenset(_with_needs(first, needs))


def _with_needs(first: Iterable[str], needs: Mapping[str, Iterable[str]]) -> set[str]:
    """These packages with all that they need in turn."""
    found: set[str] = set()
    pending = [*first]
    while pending:
        key = pending.pop()
        if key not in found:
            found.add(key)
            pending += needs.get(key, ())
    return found


_DEVELOPMENT_TABLE = lazy(r"^\[package\.(?:dev-dependencies|metadata)[^\n]*", re.MULTILINE)
_NAMED = lazy(r'\{ name = "([^"]+)"')


def may_be_installed(tree: Tree, path: str, key: str) -> bool:
    """Whether a plain installation by a lock, without any groups, may bring a distribution: True
    where its lock does not tell.
    """
    document = tree.document(path)
    if document is None:
        return False
    text = document.text
    if not path.endswith("uv.lock"):
        found = [one for one in _locked(tree, path) if one.key == key]
        if path.endswith("Pipfile.lock") or any(one.wanted for one in _locked(tree, path)):
            return any(one.wanted for one in found)
        return bool(found)
    needs: dict[str, set[str]] = {}
    roots: set[str] = set()
    for start, end in _packages(text):
        fields = _fields(text, start, end)
        name = normalize(_first(fields.get("name", "")))
        table = _DEVELOPMENT_TABLE.search(text, start, end)
        stop = table.start() if table else end
        needs.setdefault(name, set()).update(
            normalize(match[1]) for match in _NAMED.finditer(text, start, stop)
        )
        if re.match(r"\{ (?:editable|virtual) = ", fields.get("source", "")):
            roots.add(name)
    if not roots:
        return key in needs
    return key in _with_needs(roots, needs)


def _locked(tree: Tree, path: str) -> tuple[LockedPackage, ...]:
    lock = pinned_lock(tree, path)
    return lock.packages if lock is not None else ()
