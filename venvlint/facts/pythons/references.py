"""Which Pythons each project's manifest allows: the reference that other statements are held to."""

from __future__ import annotations

from venvlint.facts.project import PROJECT_FILES
from venvlint.facts.pythons import Reference, inside
from venvlint.files.paths import as_folder, folder_and_name, folder_of, path_in
from venvlint.readers.nodes import ABSENT
from venvlint.readers.python_ranges import parse_pep440, parse_poetry
from venvlint.readers.python_versions import NOTHING
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from venvlint.facts.pythons import Statement
    from venvlint.readers.nodes import Node
    from venvlint.readers.python_versions import PythonSet
    from venvlint.tree import Tree

_SAYS = lazy(rb"python[-_]requires|requires[-_]python")
_BY_PBR = lazy(rb"\bpbr\s*=\s*True\b")
_OF_SETUPTOOLS = ("python_requires", "python-requires")
# https://docs.openstack.org/pbr/latest/user/using.html
_OF_PBR = ("python_requires", "python-requires", "requires_python", "requires-python")


def build(tree: Tree) -> dict[str, Reference | None]:
    """By directory (`.` for the root): what its manifest allows, None where the manifest does not
    say or cannot be read.

    A `pyproject.toml` or `setup.cfg` that only configures tools is no manifest: its directory is
    not in the result, nor are test data
    and templates.
    """
    found: dict[str, Reference | None] = {}
    for path in tree.paths:
        directory, name = folder_and_name(path)
        if (
            name in PROJECT_FILES
            and (directory or ".") not in found
            and not tree.is_test_data(path)
        ):
            if directory and name in tree.files.names(directory).links:
                continue  # another project's manifest, lent for a tool
            project = directory or "."
            beside = [name for name in PROJECT_FILES if path_in(directory, name) in tree.path_set]
            is_manifest, reference = _of_directory(tree, project, directory, beside)
            if is_manifest:
                found[project] = reference
    return found


def _of_directory(
    tree: Tree, project: str, directory: str, names: Iterable[str]
) -> tuple[bool, Reference | None]:
    is_manifest = False
    for name in names:
        path = path_in(directory, name)
        if name == "pyproject.toml":
            declares, reference = _pyproject(tree, project, path)
            if declares:
                return True, reference
            is_manifest |= declares is None
        elif name == "setup.cfg":
            declares, reference = _setup_cfg(tree, project, path)
            is_manifest |= declares is not False
            if reference is not None:
                return True, reference
        elif name == "setup.py":
            is_manifest = True
            declares, reference = _setup_py(tree, project, path)
            if declares:
                return True, reference
        else:
            is_manifest = True
    return is_manifest, None


def beside(tree: Tree, project: str) -> tuple[Reference, ...]:
    """What the manifests say that nobody asks, since another one of their directory decides: the
    `setup.cfg` of a project that moved to `pyproject.toml`.
    """
    decided = tree.python_references.get(project)
    if decided is None:
        return ()
    directory = as_folder(project)
    found = []
    for name, read in (("setup.cfg", _setup_cfg), ("setup.py", _setup_py)):
        path = path_in(directory, name)
        if path in tree.path_set and path != decided.at.path:
            reference = read(tree, project, path)[1]
            if reference is not None and reference.is_string and reference.versions is not None:
                found.append(reference)
    return tuple(found)


def _pyproject(tree: Tree, project: str, path: str) -> tuple[bool | None, Reference | None]:
    """Whether the file settles the matter (None: it is a manifest that leaves the range to
    setup.cfg or setup.py), and how.
    """
    document = tree.document(path)
    if document is None:
        return None, None
    data = document.data
    if b"project" not in data and b"poetry" not in data and b"flit" not in data:
        # Nothing of metadata: a file for tools, or for the builder of a project of which it says
        # no more.
        return None if b"build-system" in data else False, None
    root = tree.toml(path)
    if not root:
        return True, None
    table = root.get("project")
    poetry = root.get("tool", "poetry")
    if table:
        node = table.get("requires-python")
        if node:
            return True, _reference(project, node, "pep440", "requires-python")
    if poetry:
        reference = _poetry(project, poetry.get("dependencies", "python"))
        if reference is not None or not table:
            return True, reference
    flit = root.get("tool", "flit", "metadata")
    if flit and not table:
        node = flit.get("requires-python")
        return True, (_reference(project, node, "pep440", "requires-python") if node else None)
    if table:
        dynamic = table.get("dynamic")
        left = dynamic and any(item.string == "requires-python" for item in dynamic.items)
        return None if left else True, None
    return False, None


def _poetry(project: str, node: Node) -> Reference | None:
    """Poetry's `python`: a text, a table with a `version`, or a list of such tables, of which any
    may hold.
    """
    if not node:
        return None
    texts = [item.get("version") if item.mapping else item for item in node.items or [node]]
    known = [item for item in texts if item]
    if not known:
        return None
    if len(known) == 1:
        return _reference(project, known[0], "poetry", "python")
    allowed = NOTHING
    for item in known:
        one = parse_poetry(item.string or "")
        if one is None:
            return _reference(project, item, "poetry", "python")
        allowed |= one
    text = " || ".join(item.string or "" for item in known)
    return Reference(project, inside(known[0]), text, "poetry", "python", allowed)


def _setup_cfg(tree: Tree, project: str, path: str) -> tuple[bool, Reference | None]:
    document = tree.document(path)
    if document is None or not (b"[metadata]" in document.data or b"[options]" in document.data):
        return False, None
    if _SAYS.search(document.data) is None:
        return b"[options]" in document.data or b"name" in document.data, None
    node = range_of_setup_cfg(tree, path)
    if not node or not (node.string or "").strip():
        return True, None
    return True, _reference(project, node, "pep440", "python_requires")


def range_of_setup_cfg(tree: Tree, path: str) -> Node:
    """The value with which a `setup.cfg` says which Pythons its package needs; an absent node where
    it does not.
    """
    node = _under(tree, path, "options", _OF_SETUPTOOLS)
    return node or (_under(tree, path, "metadata", _OF_PBR) if is_of_pbr(tree, path) else node)


def unread_range(tree: Tree, path: str) -> Node:
    """The value that would say it under another key or in another section than whoever makes the
    package reads.
    """
    return _under(tree, path, "metadata", _OF_PBR) or _under(tree, path, "options", _OF_PBR)


def _under(tree: Tree, path: str, section: str, keys: tuple[str, ...]) -> Node:
    root = tree.ini(path)
    return next((found for key in keys if root and (found := root.get(section, key))), ABSENT)


def is_of_pbr(tree: Tree, path: str) -> bool:
    """Whether pbr makes the package of a `setup.cfg`: `setup(pbr=True)`, or the build requires it.
    To import something of it makes no difference.
    """
    script = tree.document(path_in(folder_of(path), "setup.py"))
    project = tree.document(path_in(folder_of(path), "pyproject.toml"))
    return (script is not None and _BY_PBR.search(script.data) is not None) or (
        project is not None and b"pbr" in project.data
    )


def _setup_py(tree: Tree, project: str, path: str) -> tuple[bool, Reference | None]:
    document = tree.document(path)
    if document is None or b"python_requires" not in document.data:
        return False, None
    from venvlint.readers import python

    module = tree.read(path, python.parse)
    nodes = python.given_to_setup(module, "python_requires") if module is not None else []
    # Computed: it settles the matter, in a way that cannot be known.
    known = [node for node in nodes if node.string is not None and python.is_known(node)]
    return True, (
        _reference(project, known[0], "pep440", "python_requires")
        if len(known) == len(nodes) == 1
        else None
    )


def _reference(project: str, node: Node, syntax: str, key: str) -> Reference:
    text = node.string
    if text is None:
        return Reference(project, node.at, node.raw, syntax, key, None, is_string=False)
    parse = parse_poetry if syntax == "poetry" else parse_pep440
    return Reference(project, inside(node), text, syntax, key, parse(text))


def nearest(tree: Tree, path: str) -> Reference | None:
    """What the nearest manifest at or above *path* allows, readable or not; None where that
    manifest does not say.
    """
    directory = folder_of(path)
    return tree.once(f"range over {directory}", lambda: _nearest(tree, directory))


def _nearest(tree: Tree, directory: str) -> Reference | None:
    references = tree.python_references
    projects = tree.projects
    while True:
        project = directory or "."
        if project in references:
            return references[project]
        if (
            not directory
            or (project in projects and not _configures_only(tree, directory))
            or _is_foreign(tree, directory)
        ):
            return None
        directory = folder_of(directory)


def _configures_only(tree: Tree, directory: str) -> bool:
    """Whether a directory counts as a project for a file that holds nothing but settings of
    tools.
    """
    return any(
        f"{directory}/{name}" in tree.path_set for name in ("pyproject.toml", "setup.cfg")
    ) and not any(
        f"{directory}/{name}" in tree.path_set
        for name in ("requirements.txt", "environment.yml", "environment.yaml", "pixi.toml")
    )


def _is_foreign(tree: Tree, directory: str) -> bool:
    """Whether a directory is a project of another language, such as a website, whose Python is its
    own affair.
    """
    files = tree.files.names(directory).files
    return any(
        name in files
        for name in ("package.json", "go.mod", "Cargo.toml", "Gemfile", "composer.json", "pom.xml")
    )


def excluded_by(tree: Tree, path: str, allowed: Callable[[PythonSet], bool]) -> Reference | None:
    """The reference that rules a statement at *path* out; None where nothing does.

    The nearest manifest decides. A statement above all manifests, such as a root pin over several
    projects, is ruled out
    only when every one of them does it.
    """
    near = nearest(tree, path)
    if near is not None:
        return near if near.versions is not None and not allowed(near.versions) else None
    directory = folder_of(path)
    if directory or "." in tree.python_references:
        return None
    first, ranges = tree.once("ranges of all projects", lambda: _of_all(tree))
    return first if ranges and not any(map(allowed, ranges)) else None


def _of_all(tree: Tree) -> tuple[Reference | None, tuple[PythonSet, ...]]:
    """The first reference of the tree, and what any of them allows, each range once; none where a
    project does not say or cannot be read.
    """
    below = [reference for _, reference in sorted(tree.python_references.items())]
    ranges = {}
    for reference in below:
        if reference is None or reference.versions is None:
            return None, ()
        ranges[reference.versions.spans] = reference.versions
    return (below[0] if below else None), tuple(ranges.values())


# -- Which manifest rules out the Python that an image, a CI job or a test tool states.


def excluding(tree: Tree, statement: Statement) -> Reference | None:
    """The range that the statement contradicts; None where it contradicts none, or where that
    cannot be known.

    Where the statement is made for several projects, or for one that nothing tells, every one of
    them has to rule it out.
    """
    if not statement.judged:
        return None

    def allowed(versions: PythonSet) -> bool:
        return statement.allowed(versions) or _is_early(statement, versions)

    if statement.works_in:
        first = None
        for project in statement.works_in:
            one = nearest(tree, path_in(as_folder(project), "x"))
            if one is None or one.versions is None or allowed(one.versions):
                return None
            first = first or one
        return first
    directory = folder_of(statement.at.path)
    # A definition of CI below `.github` or `.circleci` stands for the folder that it lies in.
    top = (
        "/".join(part for part in directory.split("/") if not part.startswith("."))
        if directory.startswith(".")
        else directory
    )
    return excluded_by(tree, statement.at.path if top else "x", allowed)


def _is_early(statement: Statement, versions: PythonSet) -> bool:
    """Whether it is a pre-release, or allowed to be one, of a series above all that the range
    has.
    """
    series = statement.pin.series if statement.pin is not None else None
    ceiling = versions.ceiling
    early = statement.above or bool(statement.pin and statement.pin.prerelease)
    return early and series is not None and ceiling is not None and series > ceiling
