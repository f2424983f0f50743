"""Whether a distribution that is declared or installed for a project brings a module."""

from __future__ import annotations

from venvlint.files.paths import folder_of
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.manifests import Declaration
    from venvlint.tree import Tree

    Minor = tuple[int, int]

_LOCKS = ("poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "pixi.lock")
_LOCKED = lazy(rb'(?m)^name = "([\w.-]{1,200})"|^ {8}"([\w.-]{1,200})": \{')


def brings(
    tree: Tree, project: str, names: tuple[str, ...], series: Minor, versions: str = ""
) -> bool:
    """Whether any of the distributions *names* (normalised) may be there on a Python: declared by
    the project or one above it, brought along by what is, in its lock, or installed somewhere.

    *versions* is the specifier of those that bring it: what only comes along with others comes in
    its newest version, of which nothing is known.
    """
    declared = tree.once(f"declared for {project}", lambda: _declared(tree, project))
    for one in declared:
        if one.key in names and _holds(one, series) and _may_be(one, versions):
            return True
    keys = frozenset(one.key for one in declared if _holds(one, series) and one.key not in names)
    if not versions and not _along(keys).isdisjoint(names):
        return True
    other = tree.once(f"locked for {project}", lambda: _locked_and_installed(tree, project))
    return not other.isdisjoint((*names, *(f"python3-{name}" for name in names)))


def _above(project: str) -> list[str]:
    above = [project]
    while above[-1] != ".":
        above.append(folder_of(above[-1]) or ".")
    return above


def _declared(tree: Tree, project: str) -> tuple[Declaration, ...]:
    from venvlint.facts.project import project_of

    above = _above(project)
    return tuple(
        one
        for each in tree.declarations.lists
        if each.installs and project_of(tree, each.path) in above
        for one in tree.declarations.of(each)
        if one.key
    )


def _holds(one: Declaration, series: Minor) -> bool:
    """Whether a declaration may count on a Python."""
    if not one.marker:
        return True
    from venvlint.readers import markers

    try:
        return markers.satisfiable(one.marker, (minor_text(series),))
    except markers.Invalid:
        return True


def _may_be(one: Declaration, versions: str) -> bool:
    """Whether a declared distribution may be one of some versions."""
    if not versions or not one.specifier or one.url:
        return True
    from venvlint.readers.versions import conflict, from_poetry

    specifier: str | None = one.specifier
    if one.dialect == "poetry":
        specifier = from_poetry(one.specifier)
    elif one.dialect != "pep440":
        return True
    return specifier is None or not conflict(specifier, versions)


def _along(keys: frozenset[str]) -> set[str]:
    """What distributions are known to bring along, and what that brings."""
    from venvlint.facts.project.known_names import brought_by

    known: set[str] = set()
    pending = list(keys)
    while pending:
        for key in brought_by(pending.pop()):
            if key not in known:
                known.add(key)
                pending.append(key)
    return known


def _locked_and_installed(tree: Tree, project: str) -> frozenset[str]:
    from venvlint.facts.installs import PUBLISH
    from venvlint.readers.pep508 import normalize

    # `pip install setuptools twine`: what makes a release never runs it.
    found = {
        name.key
        for install in tree.installs.all
        if install.purpose.kind != PUBLISH
        for name in install.names
        if name.key
    }
    for folder in _above(project):
        for name in _LOCKS:
            path = name if folder == "." else f"{folder}/{name}"
            document = tree.document(path) if path in tree.path_set else None
            for match in _LOCKED.finditer(document.data) if document is not None else ():
                found.add(normalize((match[1] or match[2]).decode("ascii", "replace")))
    return frozenset(found)
