"""Packages of setuptools that do not say which Pythons they need, and where they could say it."""

from __future__ import annotations

from venvlint.files.paths import folder_of, path_in, prefix_of
from venvlint.readers.nodes import ABSENT
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.model import Edit, Location
    from venvlint.readers.nodes import Node
    from venvlint.readers.python_values import Call
    from venvlint.tree import Tree

_LAST_WITHOUT = (3, 7)
"""Classifiers that end before this Python are those of a library that nobody works on any more."""

_VERSIONS = frozenset(("version", "use_scm_version", "pbr", "packages", "py_modules", "setup_cfg"))


class Package(Record):
    """One package: `path` is the file that names it."""

    path: str
    at: Location
    is_offered: bool
    """Whether others may install it by name: not one that ROS builds from its folder, nor an
    application that is deployed, nor one that nobody works on any more.
    """
    call: Call | None = None
    section: Node = ABSENT
    unread: Node = ABSENT
    """What says it where nobody reads it."""

    def edit(self, range_: str) -> Edit | None:
        """The edit that says the range; None where the layout is one that is not known."""
        if self.section:
            document = self.section.document
            line = document.position(self.section.key_end)[0] + 1
            if line > len(document.line_starts):
                return document.append(f"python_requires = {range_}\n")
            start = document.offset(line, 1)
            return document.replace(start, start, f"python_requires = {range_}\n")
        node = self.call.keywords.get("name") if self.call is not None else None
        if not node or node.key_start < 0 or node.end < node.key_end:
            return None
        document = node.document
        first, last = document.position(node.key_start)[0], document.position(node.end)[0]
        before = document.text[document.offset(first, 1) : node.key_start]
        rest = document.line(last)[node.end - document.offset(last, 1) :].partition("#")[0].strip()
        if before.strip() or rest != "," or last >= len(document.line_starts):
            return None
        start = document.offset(last + 1, 1)
        return document.replace(start, start, f'{before}python_requires="{range_}",\n')


def silent_packages(tree: Tree) -> Iterator[Package]:
    """Every such package that is literal: a `setup(**options)` may say it."""
    from venvlint.facts.project import is_setup_script

    directories = {folder_of(path) for path in tree.find("setup.py", "setup.cfg")}
    for directory in sorted(directories):
        prefix = prefix_of(directory)
        if _is_settled(tree, f"{prefix}pyproject.toml"):
            continue
        script = f"{prefix}setup.py"
        calls: list[Call] = []
        if script in tree.path_set:
            from venvlint.readers import python

            module = tree.read(script, python.parse) if is_setup_script(tree, script) else None
            calls = module.called("setup") if module is not None else []
            if len(calls) != 1 or calls[0].is_open or "python_requires" in calls[0].keywords:
                continue
            if "d2to1" in calls[0].keywords:  # it knows no such key
                continue
        yield from _of_directory(tree, f"{prefix}setup.cfg", script, calls)


def _of_directory(tree: Tree, path: str, script: str, calls: list[Call]) -> Iterator[Package]:
    from venvlint.facts.pythons.references import is_of_pbr, range_of_setup_cfg, unread_range

    root = tree.ini(path) if path in tree.path_set else ABSENT
    if root and range_of_setup_cfg(tree, path):
        return
    metadata = root.get("metadata")
    if metadata and metadata.text("name"):
        options = root.get("options")
        yield Package(
            path,
            metadata.key_at,
            _is_offered(tree, path),
            section=options or (metadata if is_of_pbr(tree, path) else ABSENT),
            unread=unread_range(tree, path),
        )
    elif calls and "name" in calls[0].keywords:
        call = calls[0]
        # A name alone puts a folder of one's own on the path (`pip install -e .`).
        released = root or _VERSIONS.intersection(call.keywords)
        yield Package(
            script,
            call.document.at(call.start, call.start + len(call.name)),
            bool(released) and _is_offered(tree, script),
            call=call,
        )


def _is_settled(tree: Tree, path: str) -> bool:
    """Whether a `pyproject.toml` has the project's metadata: then that is what installers read."""
    document = tree.document(path) if path in tree.path_set else None
    if document is None or not (b"project" in document.data or b"poetry" in document.data):
        return False
    root = tree.toml(path)
    return not root or bool(root.get("project") or root.get("tool", "poetry"))


def _is_offered(tree: Tree, path: str) -> bool:
    from venvlint.facts.pythons.classifiers import classifiers_of

    document = tree.document(path)
    if document is not None and b"Private ::" in document.data:
        return False
    directory = folder_of(path)
    if tree.exists(path_in(directory, "package.xml")):
        return False
    # Classifiers are for an index.
    for_index = document is not None and b"Programming Language ::" in document.data
    if not for_index and _is_deployed(tree, directory):
        return False
    minors = [each.series for one in classifiers_of(tree, path) for each in one.minors]
    return not minors or max(minors) >= _LAST_WITHOUT


def _is_deployed(tree: Tree, directory: str) -> bool:
    """Whether an image or a host installs what lies in a folder, or the lists beside it."""
    beside = (path_in(directory, name) for name in tree.files.names(directory).files)
    return tree.installs.project_deployed(directory) is not None or any(
        path in tree.requirements.files and tree.installs.deployed(path) is not None
        for path in beside
    )
