"""Every dependency declaration of the tree, in whatever syntax it is written, and who it is for.

`tree.declarations` is a `Declarations`. A declaration belongs to a `DependencyList` (a requirements
file, a table, an extra, a
group), and a list has a role, `tree.declarations.role(list)`: production, development or unclear,
with the reason in words.
Roles are found when they are asked for: they may need the Dockerfile and the workflows, which most
audits never open.
"""

from __future__ import annotations

from functools import cached_property

from venvlint.facts.manifests import MAIN_KINDS, Declaration, DependencyList, manifest_lists
from venvlint.files.paths import folder_of
from venvlint.readers.pep508 import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.dependencies.model import Role
    from venvlint.readers.nodes import Node
    from venvlint.readers.requirements import Line
    from venvlint.tree import Tree


class Declarations:
    """All lists of the tree with their declarations, in path order and in the order of the text."""

    def __init__(
        self, tree: Tree, lists: list[tuple[DependencyList, tuple[Declaration, ...]]]
    ) -> None:
        self._tree = tree
        self._by_list = dict(lists)
        self._by_path: dict[str, list[DependencyList]] = {}
        for each in self._by_list:
            self._by_path.setdefault(each.path, []).append(each)
        self._roles: dict[DependencyList, Role] = {}
        self._keys: dict[DependencyList, frozenset[str]] = {}
        self._alone: dict[str, frozenset[DependencyList]] = {}
        self._groups: dict[str, dict[str, DependencyList]] = {}

    @property
    def lists(self) -> tuple[DependencyList, ...]:
        """Every list, empty ones too."""
        return tuple(self._by_list)

    @property
    def conda(self) -> tuple[DependencyList, ...]:
        """The lists that conda reads: an environment file's own rows."""
        return tuple(each for each in self._by_list if each.kind == "conda")

    @property
    def local_versions(self) -> tuple[Declaration, ...]:
        """The declarations of a local version of an index: `torch==2.0.1+cu118`."""
        return tuple(one for one in self if "+" in one.specifier and not one.url and one.key)

    def __iter__(self) -> Iterator[Declaration]:
        """Every declaration that a list installs (constraints, restrictions and build requirements
        left out).
        """
        for dependency_list, declarations in self._by_list.items():
            if dependency_list.installs:
                yield from declarations

    @cached_property
    def _by_key(self) -> dict[str, list[Declaration]]:
        found: dict[str, list[Declaration]] = {}
        for one in self:
            found.setdefault(one.key, []).append(one)
        return found

    def naming(self, key: str) -> tuple[Declaration, ...]:
        """Those of one distribution that a list installs."""
        return tuple(self._by_key.get(key, ()))

    def of(self, dependency_list: DependencyList) -> tuple[Declaration, ...]:
        """The declarations of one list, what it includes (`-r`, `include-group`) not among them."""
        return self._by_list[dependency_list]

    def in_file(self, path: str) -> tuple[Declaration, ...]:
        """The declarations of every list of one file."""
        return tuple(one for each in self._by_path.get(path, ()) for one in self._by_list[each])

    def lists_in(self, path: str) -> tuple[DependencyList, ...]:
        """The lists of one file."""
        return tuple(self._by_path.get(path, ()))

    @cached_property
    def _by_folder(self) -> dict[str, list[DependencyList]]:
        found: dict[str, list[DependencyList]] = {}
        for path, lists in self._by_path.items():
            found.setdefault(folder_of(path), []).extend(lists)
        return found

    def lists_beside(self, folder: str) -> tuple[DependencyList, ...]:
        """The lists of the files of one folder, those below it not among them."""
        return tuple(self._by_folder.get(folder, ()))

    def keys(self, dependency_list: DependencyList) -> frozenset[str]:
        """The names of what one list declares, as they are compared."""
        if dependency_list not in self._keys:
            self._keys[dependency_list] = frozenset(one.key for one in self.of(dependency_list))
        return self._keys[dependency_list]

    @cached_property
    def main_manifests(self) -> dict[str, str]:
        """The first manifest in each folder that lists what the project itself needs."""
        found: dict[str, str] = {}
        for each, declared in self._by_list.items():
            if (
                (each.kind in MAIN_KINDS or each.kind == "pipfile")
                and not each.group
                and (declared or not each.literal)
            ):
                found.setdefault(folder_of(each.path), each.path)
        return found

    def groups(self, path: str) -> dict[str, DependencyList]:
        """The dependency groups of one file, by their names as they are compared (PEP 735)."""
        if path not in self._groups:
            self._groups[path] = {
                normalize(each.group): each for each in self.lists_in(path) if each.kind == "group"
            }
        return self._groups[path]

    def included(self, group: DependencyList) -> list[DependencyList]:
        """The groups that a dependency group names with `include-group`, where they are there."""
        groups = self.groups(group.path)
        named = [normalize(item.text("include-group") or "") for item in group.node.items]
        return [groups[name] for name in named if name in groups]

    def read_alone(self, path: str) -> frozenset[DependencyList]:
        """The dependency groups of one file that are read without what they include, since all
        together come to too much (`requirements.MAXIMUM_STATEMENTS`).
        """
        if path not in self._alone:
            from venvlint.facts.dependencies.requirements import beyond

            groups = list(self.groups(path).values())
            self._alone[path] = beyond(groups, self.included, lambda one: len(self.of(one)))
        return self._alone[path]

    def role(self, dependency_list: DependencyList) -> Role:
        """Who the list is for, and why we think so."""
        if dependency_list not in self._roles:
            from venvlint.facts.dependencies.roles import role_of

            self._roles[dependency_list] = role_of(self._tree, self, dependency_list)
        return self._roles[dependency_list]

    def is_production(self, dependency_list: DependencyList) -> bool:
        """Whether the list is installed where the project runs."""
        return self.role(dependency_list).name == "production"


def build(tree: Tree) -> Declarations:
    """Read every list of the tree. What does not parse is left out (VL001 reports it)."""
    lists = manifest_lists(tree)
    for path, file in tree.requirements.files.items():
        if not file.form:
            kind = "constraints" if tree.requirements.is_constraints(path) else "requirements"
            dependency_list = DependencyList(path, kind, file.document)
            lists.append(
                (
                    dependency_list,
                    tuple(_of_line(dependency_list, line) for line in file.requirements),
                )
            )
    lists.sort(key=lambda item: item[0].path)
    return Declarations(tree, lists)


def _of_line(dependency_list: DependencyList, line: Line) -> Declaration:
    parts = [
        line.spans[part][1]
        for part in ("name", "extras", "specifier", "marker", "url")
        if part in line.spans
    ]
    return Declaration(
        dependency_list,
        line.name,
        line.key,
        line.start,
        max(parts, default=line.end),
        line.specifier,
        marker=line.marker,
        extras=line.extras,
        url=line.url,
        editable=line.editable,
        line=line,
    )


def pip_lines(tree: Tree) -> Iterator[tuple[Node, Line]]:
    """What pip is given for conda's users: each item of a `pip:` list with the lines that pip reads
    in it, seen from the folder of the file.
    """
    from venvlint.document import Document
    from venvlint.readers import requirements

    for dependency_list in tree.declarations.lists:
        if dependency_list.kind == "conda-pip" and dependency_list.node:
            for item in dependency_list.node.items:
                if item.string and "{{" not in item.string and "{%" not in item.string:
                    document = Document(
                        dependency_list.path, item.string.encode("utf-8", "surrogateescape")
                    )
                    yield from ((item, line) for line in requirements.parse(document).lines)
