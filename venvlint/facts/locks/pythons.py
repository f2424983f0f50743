"""The Pythons that a lock was made for, against what its manifest says."""

from __future__ import annotations

import fnmatch

from venvlint.facts.pythons import inside
from venvlint.files.paths import folder_and_name, folder_of, path_in
from venvlint.readers.nodes import ABSENT
from venvlint.readers.python_ranges import parse_pep440, parse_poetry
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.facts.pythons import Reference
    from venvlint.model import Location
    from venvlint.readers.nodes import Node
    from venvlint.readers.python_versions import PythonSet
    from venvlint.tree import Tree


class Disagreement(Record):
    """A lock and a manifest that differ as sets of Pythons."""

    at: Location
    locked: str
    declared_at: Location
    declared: str
    command: str
    directory: str

    @property
    def shell(self) -> str:
        """The command with the folder that it has to run in."""
        from shlex import quote

        return f"cd {quote(self.directory)} && {self.command}" if self.directory else self.command


def disagreements(tree: Tree, locks: Iterable[str]) -> Iterator[Disagreement]:
    """Every lock of *locks* that disagrees with its manifest."""
    read = {"uv.lock": _uv, "poetry.lock": _poetry, "pdm.lock": _pdm, "Pipfile.lock": _pipfile}
    for path in locks:
        directory, name = folder_and_name(path)
        if name == "uv.lock" and is_of_member(tree, directory):
            continue
        yield from read[name](tree, path, directory)


def _manifest(tree: Tree, directory: str) -> tuple[Node, Reference | None]:
    path = path_in(directory, "pyproject.toml")
    root = tree.toml(path) if path in tree.path_set else ABSENT
    return root, tree.python_references.get(directory or ".")


def _uv(tree: Tree, path: str, directory: str) -> Iterator[Disagreement]:
    root, own = _manifest(tree, directory)
    lock = tree.toml(path) if root else ABSENT
    node = lock.get("requires-python")
    if not root or node.string is None:
        return
    locked = parse_pep440(node.string)
    members = [own, *_members(tree, root, directory)]
    known = [one for one in members if one is not None]
    # uv takes the range of each member that has one, and only in the syntax of PEP 440.
    if (
        not locked
        or not known
        or any(
            one.versions is None
            or one.syntax != "pep440"
            or not one.at.path.endswith("pyproject.toml")
            for one in known
        )
    ):
        return
    expected: PythonSet | None = None
    for one in known:
        assert one.versions is not None
        expected = one.versions if expected is None else expected & one.versions
    # uv tells `>=3.9` from `>=3.9,<4`: with `--locked` it refuses the lock of the other. So compare
    # what is written, not what exists.
    if expected is not None and expected.spans != locked.spans and expected:
        culprit = next(
            (one for one in known if one.versions is not None and not locked <= one.versions),
            known[0],
        )
        yield Disagreement(
            inside(node), node.string, culprit.at, culprit.text, "uv lock", directory
        )


def _members(tree: Tree, root: Node, directory: str) -> Iterator[Reference | None]:
    """The references of a uv workspace's members; patterns match as shell patterns on whole
    folders.
    """
    workspace = root.get("tool", "uv", "workspace")
    if not workspace:
        return
    wanted, unwanted = _patterns(workspace)
    for project, reference in tree.python_references.items():
        if project == "." or (directory and not project.startswith(directory + "/")):
            continue
        inner = project[len(directory) + 1 :] if directory else project
        if _matches(inner, wanted) and not _matches(inner, unwanted):
            yield reference


def is_of_member(tree: Tree, directory: str) -> bool:
    """Whether *directory* is a member of a uv workspace above it: uv never reads a `uv.lock`
    there.
    """
    above = directory
    while above:
        above = folder_of(above)
        path = path_in(above, "pyproject.toml")
        document = tree.document(path) if path in tree.path_set else None
        if document is None or b"workspace" not in document.data:
            continue
        root = tree.toml(path)
        wanted, unwanted = _patterns(root.get("tool", "uv", "workspace"))
        inner = directory[len(above) + 1 :] if above else directory
        return _matches(inner, wanted) and not _matches(inner, unwanted)
    return False


def _patterns(workspace: Node) -> list[list[str]]:
    return [
        [item.string or "" for item in workspace.get(key).items] for key in ("members", "exclude")
    ]


def _matches(folder: str, patterns: Iterable[str]) -> bool:
    parts = folder.split("/")
    for pattern in patterns:
        wanted = pattern.strip("/").removeprefix("./").split("/")
        if len(wanted) == len(parts) and all(
            fnmatch.fnmatchcase(part, one) for part, one in zip(parts, wanted, strict=True)
        ):
            return True
        if "**" in wanted and fnmatch.fnmatchcase(
            folder, pattern.strip("/").replace("**/", "*").replace("**", "*")
        ):
            return True
    return False


def _poetry(tree: Tree, path: str, directory: str) -> Iterator[Disagreement]:
    root, reference = _manifest(tree, directory)
    lock = tree.toml(path) if root else ABSENT
    node = lock.get("metadata", "python-versions")
    if not root or reference is None or node.string is None:
        return
    # Poetry repeats its own table's text, also where `[project]` says something wider.
    own = root.get("tool", "poetry", "dependencies", "python")
    own = own.get("version") if own.mapping else own
    if own and own.string is None:
        return
    text, at = (own.string or "", inside(own)) if own else (reference.text, reference.at)
    if text.strip() == node.string.strip() or not at.path.endswith("pyproject.toml"):
        return
    # Of a range in `[project]` Poetry writes its own form, and `*` where it has none.
    declared, locked = parse_poetry(text), parse_poetry(node.string)
    if declared is not None and locked is not None and declared != locked:
        yield Disagreement(inside(node), node.string, at, text, "poetry lock", directory)


def _pdm(tree: Tree, path: str, directory: str) -> Iterator[Disagreement]:
    _, reference = _manifest(tree, directory)
    lock = tree.toml(path) if reference is not None else ABSENT
    targets = lock.get("metadata", "targets")
    if (
        reference is None
        or reference.versions is None
        or reference.syntax != "pep440"
        or not targets
        or len(targets.items) != 1
    ):
        return  # several targets are somebody's choice
    node = targets.items[0].get("requires_python")
    locked = parse_pep440(node.string) if node.string is not None else None
    # `pdm lock --python` narrows on purpose; what is wider was made for another manifest.
    if node.string is not None and locked is not None and not locked <= reference.versions:
        yield Disagreement(
            inside(node), node.string, reference.at, reference.text, "pdm lock", directory
        )


def _pipfile(tree: Tree, path: str, directory: str) -> Iterator[Disagreement]:
    pipfile = path_in(directory, "Pipfile")
    document = tree.document(pipfile) if pipfile in tree.path_set else None
    if document is None or b"requires" not in document.data:
        return
    manifest = tree.toml(pipfile)
    requires = manifest.get("requires")
    lock = tree.json(path) if requires else ABSENT
    for wanted, kept in (
        ("python_full_version", "python_full_version"),
        ("python_version", "python_version"),
        ("python_version", "python_full_version"),
    ):
        declared, locked = requires.get(wanted), lock.get("_meta", "requires", kept)
        if not declared or not locked or declared.string is None or locked.string is None:
            continue
        asked, found = declared.string.strip(), locked.string.strip()
        if found != asked if wanted == kept else not f"{found}.".startswith(f"{asked}."):
            yield Disagreement(
                inside(locked),
                locked.string,
                inside(declared),
                declared.string,
                "pipenv lock",
                directory,
            )
            return
