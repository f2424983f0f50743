"""What manifests declare: the dependency lists of every manifest, by the name of the file. Each
syntax has a module of its own; a declaration belongs to a `DependencyList`.
"""

from __future__ import annotations

from venvlint.files.kinds import CONDA_ENVIRONMENTS
from venvlint.files.paths import folder_of, joined
from venvlint.readers.nodes import ABSENT
from venvlint.readers.pep508 import normalize
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from venvlint.document import Document
    from venvlint.model import Location
    from venvlint.readers.nodes import Node
    from venvlint.readers.requirements import Line
    from venvlint.tree import Tree

    Lists = list[tuple["DependencyList", tuple["Declaration", ...]]]

_KINDS = (
    "pyproject",
    "setup-cfg",
    "setup-py",
    "pipfile",
    "hatch",
    "uv-settings",
    "pixi",
    *CONDA_ENVIRONMENTS,
)
_NAME = lazy(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\[\]]*)\])?\s*")
_PLAIN = lazy(
    r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)((?:[<>=!~]=|[<>])[0-9.*]+(?:,(?:[<>=!~]=|[<>])[0-9.*]+)*)?$"
)


MAIN_KINDS = frozenset(("project", "poetry", "flit", "setup-cfg", "setup-py"))
"""The kinds of list, in the manifest of a package, that say what it needs itself."""


class DependencyList:
    """One list of dependencies: a requirements file, or one table, array, extra or group of a
    manifest.

    `kind` is the syntax and standing of the list:

    - `requirements`: a file that pip reads; `constraints`: one that only restricts (it is named by
      `-c` or for it)
    - `project`: PEP 621 `dependencies`; `extra`: `optional-dependencies`, `extras_require`, flit's
      `requires-extra`
    - `group`: PEP 735; `poetry`, `poetry-group`; `pdm-dev`, `uv-dev`, `rye-dev`, `hatch-env`;
      `flit`
    - `setup-cfg`, `setup-py`: `install_requires`; `tests-require`
    - `pipfile` (`[packages]` and custom categories by `group`), `pipfile-dev`
    - `conda`: an environment file's own rows (conda's names!); `conda-pip`: its `pip:` list;
      `pixi`, `pixi-pypi`
    - `build`: what the build backend needs; `restriction`: uv's constraint-, override- and
      build-constraint-dependencies
    """

    __slots__ = ("document", "group", "key", "kind", "literal", "node", "path")

    def __init__(
        self,
        path: str,
        kind: str,
        document: Document,
        *,
        key: str = "",
        group: str = "",
        node: Node = ABSENT,
        literal: bool = True,
    ) -> None:
        self.path = path
        self.kind = kind
        self.document = document
        self.key = key
        """The dotted path inside the file (`project.optional-dependencies.dev`); empty for a whole
        file.
        """
        self.group = group
        """The name of the extra, group, category or environment as written; empty where there is
        none.
        """
        self.node = node
        """The array, table or text; None for a requirements file."""
        self.literal = literal
        """False where a part of the list is computed (setup.py) or templated: what it lacks is
        unknown.
        """

    def __repr__(self) -> str:
        return f"DependencyList({self.title!r}, {self.kind!r})"

    @property
    def title(self) -> str:
        """What to call it in a message: `requirements.txt`, `[dependency-groups] dev in
        pyproject.toml`.
        """
        return self.path if not self.key else f"{self.key} in {self.path}"

    @property
    def installs(self) -> bool:
        """Whether what it lists gets installed with the project: not constraints, restrictions and
        build requirements.
        """
        return self.kind not in ("constraints", "build", "restriction")

    @property
    def at(self) -> Location:
        """The place of the list: its key; line 1 for a file."""
        return self.document.at(0, 0) if not self.node else self.node.key_at


class Declaration(Record):
    """One dependency as it is declared at one place."""

    list: DependencyList
    name: str
    """As written; empty for a bare path or URL that does not tell."""
    key: str
    """The name as indexes compare it (`normalize`)."""
    start: int
    """Offset where the declaration starts in `list.document`: its first character, a TOML item's
    quote, a table's key.
    """
    end: int
    """Offset behind it: without a requirement's trailing comment, hashes and line end; with a TOML
    item's quote.
    """
    specifier: str = ""
    """The versions, in the list's own language (`dialect`), without blanks at the ends; empty for
    any.
    """
    dialect: str = "pep440"
    """How `specifier` reads: `pep440`; `poetry` (`^1`, bare `1.2` is exact); `conda` (`=1.2` is a
    prefix).
    """
    marker: str = ""
    """The environment marker (PEP 508), Poetry's `python`/`platform` and Pipfile's keys already
    written as one.
    """
    extras: tuple[str, ...] = ()
    url: str = ""
    """The direct reference, VCS URL or local path that it is installed from, `${…}` kept; empty for
    an index.
    """
    editable: bool = False
    optional: bool = False
    """Poetry's `optional = true`: installed only with an extra that lists it."""
    node: Node = ABSENT
    """The TOML, YAML, INI or Python value; None in requirements files."""
    line: Line | None = None
    """The requirements reader's own record of the line (requirements files and conda's `pip:`
    lists), else None.
    """

    conditional: bool = False
    """A `setup.py` adds it in a branch or a loop: when that is, nobody reads."""

    @property
    def path(self) -> str:
        """The file that it is declared in."""
        return self.list.path

    @property
    def at(self) -> Location:
        """The place of the declaration."""
        return self.list.document.at(self.start, self.end)

    @property
    def text(self) -> str:
        """The declaration as written."""
        return self.list.document.text[self.start : self.end]


def declare(
    dependency_list: DependencyList, text: str, start: int, end: int, node: Node = ABSENT
) -> Declaration | None:
    """The declaration that a PEP 508 requirement makes; None where the text has no name at all.

    A wrong version or marker (VL207's) leaves the name, which is what most questions are about.
    """
    plain = _PLAIN.match(text)
    if plain:
        return Declaration(
            dependency_list, plain[1], normalize(plain[1]), start, end, plain[2] or "", node=node
        )
    from venvlint.readers import pep508

    try:
        parts = pep508.parse(text)
    except pep508.Invalid:
        name = _NAME.match(text)
        if name is None or not name[1]:
            return None
        return Declaration(dependency_list, name[1], normalize(name[1]), start, end, node=node)
    return Declaration(
        dependency_list,
        parts.name,
        normalize(parts.name),
        start,
        end,
        parts.specifier,
        marker=parts.marker,
        extras=parts.extras,
        url=parts.url,
        node=node,
    )


def manifest_lists(tree: Tree) -> Lists:
    """Every list of every manifest, in path order and in the order of the text."""
    found: Lists = []
    for path, kind in sorted((path, one) for one in _KINDS for path in tree.of_kind(one)):
        if not tree.is_test_data(path):
            lists = _reader_of(kind)(tree, path)
            lists.sort(key=lambda item: item[0].node.start if item[0].node else 0)
            found += lists
    return found


def _reader_of(kind: str) -> Callable[[Tree, str], Lists]:
    if kind in ("pyproject", "hatch", "uv-settings"):
        from venvlint.facts.manifests import pyproject_lists

        return {
            "pyproject": pyproject_lists.pyproject,
            "hatch": pyproject_lists.hatch_toml,
            "uv-settings": pyproject_lists.uv_toml,
        }[kind]
    if kind in ("setup-cfg", "setup-py"):
        from venvlint.facts.manifests import setuptools_lists

        return setuptools_lists.setup_cfg if kind == "setup-cfg" else setuptools_lists.setup_py
    if kind == "pipfile":
        from venvlint.facts.manifests.table_entries import pipfile

        return pipfile
    from venvlint.facts.manifests import conda_lists

    return conda_lists.pixi_toml if kind == "pixi" else conda_lists.environment_yml


# -- The requirements files that manifests read their own dependencies from.


class DynamicFile(Record):
    """A requirements file that a manifest reads its own dependencies from."""

    path: str
    manifest: str
    group: str = ""
    """The extra that it fills; empty for the dependencies themselves."""


def dynamic_tables(root: Node) -> tuple[Node, Node]:
    """`[tool.setuptools.dynamic]` of dependencies and of extras. setuptools looks only at what
    `[project]` says to be dynamic.
    """
    said = {item.string for item in root.get("project", "dynamic").items}
    keys = ("dependencies", "optional-dependencies")
    table = root.get("tool", "setuptools", "dynamic")
    dependencies, optional = (table.get(key) if key in said else ABSENT for key in keys)
    return dependencies, optional


def dynamic_files(tree: Tree) -> dict[str, DynamicFile]:
    """By path: the files named by setuptools' `dynamic` tables, `file:` of `setup.cfg` and
    hatch-requirements-txt.
    """
    found: dict[str, DynamicFile] = {}

    def add(manifest: str, written: str | None, group: str = "") -> None:
        if written:
            base = folder_of(manifest)
            path = joined(base, written.strip())
            found.setdefault(path, DynamicFile(path, manifest, group))

    for manifest in tree.find("pyproject.toml"):
        document = tree.document(manifest)
        if document is None or not (
            b"dynamic" in document.data or b"requirements_txt" in document.data
        ):
            continue
        root = tree.toml(manifest)
        dependencies, optional = dynamic_tables(root)
        for node in dependencies.get("file").scalars():
            add(manifest, node.string)
        for group, child in optional.mapping.items():
            for node in child.get("file").scalars():
                add(manifest, node.string, group)
        hook = root.get("tool", "hatch", "metadata", "hooks", "requirements_txt")
        if hook:
            files = hook.get("files") or hook.get("filename")
            for node in files.scalars():
                add(manifest, node.string)
            for group, child in hook.get("optional-dependencies").mapping.items():
                for node in child.scalars():
                    add(manifest, node.string, group)
    for manifest in tree.find("setup.cfg"):
        document = tree.document(manifest)
        if document is None or b"file:" not in document.data:
            continue
        root = tree.ini(manifest)
        text = root.text("options", "install_requires")
        if text and text.strip().startswith("file:"):
            for written in text.strip()[5:].split(","):
                add(manifest, written)
    return found
