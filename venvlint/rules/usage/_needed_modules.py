"""What a script cannot run without, besides Python itself and the sources of its own tree."""

from __future__ import annotations

from venvlint.files.paths import folder_of, folders_above, path_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.python_imports import Import
    from venvlint.tree import Tree

_UNNEEDED = ("typing", "debug")
"""The guards of imports that do not happen where a program serves."""


def needed_modules(tree: Tree, script: str) -> Iterator[str]:
    """The top-level modules of other distributions that *script* and the sources which it imports
    from the tree ask for. What a `try` goes on without is not needed. A source that does not parse
    (another Python's) asks for nothing.
    """
    from venvlint.facts.project.known_names import is_standard
    from venvlint.readers.python_imports import gives_up, relative

    imports = tree.imports
    sources = frozenset(imports.sources)
    home = folder_of(script)
    pending = [script]
    seen = {script}
    while pending:
        path = pending.pop()
        data = imports.data(path)
        ends = gives_up(data)
        for one in (*imports.statements(path), *relative(path, data)):
            if one.guard in _UNNEEDED or (one.guard == "try" and not ends):
                continue
            if not one.module.startswith(".") and is_standard(one.top):
                continue
            own = [each for each in _candidates(one, path, home) if each in sources]
            if not own and one.top:
                if not imports.is_own(one.top, path):
                    yield one.top
                    continue
                # Something bends the path: whichever source of that name it is.
                ends_with = (f"/{one.top}.py", f"/{one.top}/__init__.py")
                own = [each for each in imports.sources if each.endswith(ends_with)]
            pending += dict.fromkeys(each for each in own if each not in seen)
            seen.update(own)


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
