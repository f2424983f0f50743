"""Whether a distribution that is declared or installed for a project brings a module."""

from __future__ import annotations

from venvlint.readers.python_versions import minor_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.manifests import Declaration
    from venvlint.tree import Tree

    Minor = tuple[int, int]


def brings(
    tree: Tree, project: str, names: tuple[str, ...], series: Minor, versions: str = ""
) -> bool:
    """Whether any of the distributions *names* (normalised) may be there on a Python: declared by
    the project or one above it, brought along by what is, in its lock, or installed somewhere.

    *versions* is the specifier of those that bring it: what only comes along with others comes in
    its newest version, of which nothing is known.
    """
    from venvlint.facts.project.known_names import with_what_comes_along

    declared = tree.once(f"declared for {project}", lambda: _declared(tree, project))
    for one in declared:
        if one.key in names and _holds(one, series) and _may_be(one, versions):
            return True
    keys = frozenset(one.key for one in declared if _holds(one, series) and one.key not in names)
    if not versions and not with_what_comes_along(keys).isdisjoint(names):
        return True
    other = tree.once(f"locked for {project}", lambda: _locked_and_installed(tree, project))
    return not other.isdisjoint((*names, *(f"python3-{name}" for name in names)))


def _declared(tree: Tree, project: str) -> tuple[Declaration, ...]:
    from venvlint.facts.project import project_of, up_from

    above = up_from(project)
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


def _locked_and_installed(tree: Tree, project: str) -> frozenset[str]:
    from venvlint.facts.installs import PUBLISH
    from venvlint.facts.project import up_from
    from venvlint.facts.project.locked_names import locked_names
    from venvlint.files.paths import as_folder

    # `pip install setuptools twine`: what makes a release never runs it.
    found = {
        name.key
        for install in tree.installs.all
        if install.purpose.kind != PUBLISH
        for name in install.names
        if name.key
    }
    return locked_names(tree, map(as_folder, up_from(project))).union(found)
