"""What a script cannot run without, besides Python itself and the sources of its own tree."""

from __future__ import annotations

from venvlint.files.paths import folder_and_name, folder_of, folders_above, name_of, path_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.python_imports import Import
    from venvlint.tree import Tree

_UNNEEDED = ("typing", "debug")
"""The guards of imports that do not happen where a program serves."""


def script_needs_packages(tree: Tree, script: str, there: frozenset[str] = frozenset()) -> bool:
    """Whether *script* needs other distributions' modules than those that are *there*: it, or a
    source that it imports from the tree, asks for one, and no `try` goes on without it. A source
    that does not parse (another Python's) asks for nothing.
    """
    home = folder_of(script)
    # Scripts of one folder share most of what they import: each source is gone through once.
    asked: dict[frozenset[str], dict[str, bool]] = tree.once(f"what needs packages: {home}", dict)
    known = asked.setdefault(there, {})
    importers = {script: ""}
    pending = [script]
    while pending:
        path = pending.pop()
        if known.get(path) is False:
            continue
        own = None if known.get(path) else _own(tree, path, home, there)
        if own is None:
            while path:
                known[path] = True
                path = importers[path]
            return True
        for each in own:
            if each not in importers:
                importers[each] = path
                pending.append(each)
    known.update(dict.fromkeys(importers, False))
    return False


def _own(tree: Tree, path: str, home: str, there: frozenset[str]) -> list[str] | None:
    """The sources of the tree that a source imports; None where it asks for a module itself that is
    neither Python's, nor the tree's, nor there.
    """
    from venvlint.facts.project.known_names import is_standard
    from venvlint.readers.python_imports import gives_up

    imports = tree.imports
    by_name = tree.once("sources by the names of their modules", lambda: _by_name(tree))
    ends = gives_up(imports.data(path))
    found = []
    for one in (*imports.statements(path), *imports.relative(path)):
        if one.guard in _UNNEEDED or (one.guard == "try" and not ends):
            continue
        if one.top and is_standard(one.top):
            continue
        own = [each for each in _candidates(one, path, home) if imports.is_source(each)]
        if not own and one.top:
            if not imports.is_own(one.top, path):
                if one.top not in there:
                    return None
                continue
            # Something bends the path: whichever source of that name it is.
            own = by_name.get(one.top, [])
        found += own
    return found


def _by_name(tree: Tree) -> dict[str, list[str]]:
    """The sources by the name of the module or the package that each one is."""
    found: dict[str, list[str]] = {}
    for path in tree.imports.sources:
        folder, name = folder_and_name(path)
        name = name_of(folder) if name == "__init__.py" else name.removesuffix(".py")
        found.setdefault(name, []).append(path)
    return found


def _candidates(one: Import, importer: str, home: str) -> Iterator[str]:
    """The paths that the sources of an import have: the packages on the way to the module, the
    module, and what `from` takes out of it where that is a module as well. A script finds modules
    beside itself first (*home*), then the packages that it lies in and what is installed from
    `src`.
    """
    dots = len(one.module) - len(one.module.lstrip("."))
    parts = [part for part in one.module[dots:].split(".") if part]
    if dots:
        above = (folder_of(importer), *folders_above(folder_of(importer)))
        bases = above[dots - 1 : dots]
    else:
        bases = (home, *folders_above(home), "src")
    for base in dict.fromkeys(bases):
        folder = base
        for part in parts:
            yield path_in(folder, f"{part}.py")
            folder = path_in(folder, part)
            yield path_in(folder, "__init__.py")
        for name in one.names:
            yield path_in(folder, f"{name}.py")
            yield path_in(path_in(folder, name), "__init__.py")
