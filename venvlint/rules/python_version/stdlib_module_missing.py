"""The code imports a module of the standard library that a Python in use does not have.

## Why
It works on your machine, and in production the program ends before it has begun:
`ModuleNotFoundError: No module named 'imp'`. Modules of the standard library come (`tomllib` with
Python 3.11, `zoneinfo` with 3.9) and go (`distutils`, `imp` and `asyncore` with 3.12, `cgi`,
`crypt`, `pipes`, `telnetlib` and others with 3.13). No requirement brings them, so nothing warns
when an image, a server or a job has another Python than yours. `pkg_resources` is alike: it belongs
to setuptools, which Python 3.12 no longer brings and which dropped it in its release 82.

## Bad
    # app.py
    import imp

    # Dockerfile
    FROM python:3.12-slim

## Good
    # app.py
    import importlib

## How to fix
Use what replaces the module. Where one is only not there yet, guard the import, and declare the
backport for the Pythons that need it:

    try:
        import tomllib
    except ModuleNotFoundError:
        import tomli as tomllib

Or take the Python that has it everywhere, and say so in `requires-python`.

## When to ignore it
When the file never runs on that Python, and nothing in the tree says so. Imports in a `try` that
catches the error, below a condition on `sys.version_info` or `TYPE_CHECKING`, and modules that a
declared distribution brings are not reported. Of a program that no test imports and no command
names, a job's Python makes a warning, not an error.
"""

from __future__ import annotations

from venvlint.files.paths import as_folder, path_in, prefix_of
from venvlint.model import Finding, Location, Related, Severity, rule
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.project.known_names import StandardChange
    from venvlint.facts.pythons import Reference
    from venvlint.facts.pythons.uses import Use
    from venvlint.readers.python_imports import Import
    from venvlint.tree import Tree

    Minor = tuple[int, int]

_PKG_RESOURCES = "pkg_resources"
_OF_SETUPTOOLS = frozenset(("distutils", _PKG_RESOURCES))
_RELATED = 10


class _Lack(Record):
    """A Python that has no such module: of a place that runs the code, else of the range."""

    series: Minor
    use: Use | None
    reference: Reference | None


@rule("VL319", Severity.ERROR, needs=("python_references", "pythons"))
def stdlib_module_missing(tree: Tree) -> Iterator[Finding]:
    if not tree.listing.has_python:
        return
    lacking = {project: _lacking(tree, project) for project in sorted(tree.projects)}
    names = {module for found in lacking.values() for module in found}
    if not names:
        return
    from venvlint.facts.pythons.uses import is_exercised, runs

    by_module: dict[tuple[str, str, str], list[Import]] = {}
    for path in tree.imports.importing(*sorted(names)):
        for project, script, module, one in _imports(tree, path, lacking):
            by_module.setdefault((project, script, module), []).append(one)
    for (project, script, module), imports in sorted(by_module.items()):
        lacks = (_of_script(tree, script) if script else lacking[project])[module]
        for lack in lacks:
            # The same import may be for one Python alone: `scripts/` are not deployed.
            there = [one for one in imports if script or runs(tree, one.path, lack.use)]
            if there and (script or not _is_brought(tree, project, module, lack)):
                certain = (
                    lack.use is None
                    or lack.use.kind != "tested"
                    or any(is_exercised(tree, one.path) for one in there)
                )
                if not certain and lacks[-1].use is None:
                    continue  # its range says as much of a program that no test runs
                yield _finding(module, lack, there, certain)
                break


def _changes() -> dict[str, StandardChange]:
    from venvlint.facts.project.known_names import StandardChange, standard_changes

    instead = "`importlib.metadata` and `importlib.resources`"
    return {
        **standard_changes(),
        _PKG_RESOURCES: StandardChange(_PKG_RESOURCES, (3, 0), (3, 12), instead, ()),
    }


def _lacking(tree: Tree, project: str) -> dict[str, list[_Lack]]:
    """The modules that some Python of a project does not have, each with where that is, the gravest
    first.
    """
    from venvlint.facts.pythons import reference
    from venvlint.facts.pythons.uses import allowed_series, uses

    range_ = reference(tree, path_in(as_folder(project), "x"))
    used, allowed = uses(tree, project), allowed_series(tree, range_)
    found = {}
    for module, change in _changes().items() if used or allowed else ():
        lacks = [
            _Lack(use.series, use, None)
            for use in used
            if not change.since <= use.series < change.gone
            and not (module in _OF_SETUPTOOLS and _may_bring_setuptools(use))
        ]
        lacks += _of_range(change, allowed, range_)
        if lacks:
            found[module] = lacks
    return found


def _of_script(tree: Tree, path: str) -> dict[str, list[_Lack]]:
    """The same for a script that states a range of its own."""
    from venvlint.facts.pythons import Reference
    from venvlint.facts.pythons.uses import allowed_series
    from venvlint.readers import inline_metadata
    from venvlint.readers.python_ranges import parse_pep440

    document = tree.document(path)
    block = tree.read(path, inline_metadata.parse)
    if block is None or document is None or not block.requires_python:
        return {}
    at = document.at(block.start, block.end)
    text = block.requires_python
    range_ = Reference(path, at, text, "pep440", "requires-python", parse_pep440(text))
    allowed = allowed_series(tree, range_)
    brought = {name.lower().replace("_", "-") for name in block.names}
    found = {}
    for module, change in _changes().items():
        if brought.isdisjoint((*change.brought_by, "setuptools")):
            lacks = _of_range(change, allowed, range_)
            if lacks:
                found[module] = lacks
    return found


def _of_range(
    change: StandardChange, allowed: tuple[Minor, ...], range_: Reference | None
) -> list[_Lack]:
    lacking = [series for series in allowed if not change.since <= series < change.gone]
    return [_Lack(series, None, range_) for series in lacking[:1]]


def _may_bring_setuptools(use: Use) -> bool:
    """Whether a Python may come with setuptools: conda's does, and nobody knows of other people's
    images.
    """
    if use.of_conda:
        return True
    name = use.image.partition("@")[0].partition(":")[0]
    return (
        bool(use.image)
        and name not in ("python", "docker.io/python", "library/python")
        and ("astral-sh/uv" not in name)
    )


def _is_brought(tree: Tree, project: str, module: str, lack: _Lack) -> bool:
    """Whether something that is declared or installed for a project may bring a module there."""
    from venvlint.rules.python_version._brought_modules import brings

    if module == _PKG_RESOURCES:
        return brings(tree, project, ("setuptools",), lack.series, "<82")
    return brings(tree, project, _changes()[module].brought_by, lack.series)


def _imports(
    tree: Tree, path: str, lacking: dict[str, dict[str, list[_Lack]]]
) -> Iterator[tuple[str, str, str, Import]]:
    """The unguarded imports of such modules in one file: the project, the file itself where it is a
    script with a range of its own, the module, the import.
    """
    from venvlint.facts.project import project_of
    from venvlint.facts.project.imports import is_set_aside, is_test_source
    from venvlint.facts.tracking.folder_names import is_test_data
    from venvlint.readers.python_imports import may_state

    if is_test_data(path) or is_test_source(path) or _is_vendored(path) or tree.is_excluded(path):
        return
    if is_set_aside(tree, path):
        return
    project = project_of(tree, path)
    data = tree.imports.data(path)
    script = path if b"# /// script" in data else ""
    lacks = _of_script(tree, path) if script else lacking[project]
    if not lacks or not may_state(data, lacks) or tree.imports.is_copied(path):
        return
    statements = tree.imports.statements(path)
    has_setuptools = any(one.top == "setuptools" for one in statements)
    chosen: bool | None = None
    for one in statements:
        module = _module(one, lacks)
        if not module or one.guard or (module in _OF_SETUPTOOLS and has_setuptools):
            continue
        if module in _OF_SETUPTOOLS and _is_of_the_backend(tree, project, path):
            continue
        if "." not in module and tree.imports.is_own(module, path):
            continue
        chosen = tree.imports.is_chosen(path) if chosen is None else chosen
        if not chosen:
            yield project, script, module, one


def _is_of_the_backend(tree: Tree, project: str, path: str) -> bool:
    """Whether a source is run where a project is built, with setuptools at hand: by setuptools
    itself (`cffi_modules`), by Poetry (`build`), or as a part of a backend in the project's own
    tree (`backend-path`, PEP 517).
    """
    folder = as_folder(project)
    setup = tree.document(path_in(folder, "setup.py"))
    if setup is not None and f"{path.removeprefix(prefix_of(folder))}:" in setup.text:
        return True
    root = tree.toml(path_in(folder, "pyproject.toml"))
    build = root.get("build-system")
    needs = (node.string or "" for node in build.get("requires").items)
    if not any(text.startswith("setuptools") for text in needs):
        return False
    script = root.get("tool", "poetry", "build")
    return path == path_in(folder, script.string or script.text("script") or "") or any(
        path.startswith(path_in(folder, f"{(node.string or '').strip('/')}/"))
        for node in build.get("backend-path").items
    )


def _module(one: Import, lacks: dict[str, list[_Lack]]) -> str:
    """Which of the missing modules an import asks for; empty where it is none."""
    name = one.module
    while name:
        if name in lacks:
            return name
        name = name.rpartition(".")[0]
    return next(
        (f"{one.module}.{name}" for name in one.names if f"{one.module}.{name}" in lacks), ""
    )


def _is_vendored(path: str) -> bool:
    """Whether a file is other people's, in a folder that the tree's test data are not known by."""
    folders = path.lower().split("/")[:-1]
    return any(
        folder.strip("_") in ("extern", "externs", "external", "externals", "bundled")
        or _RELEASE.search(folder)
        for folder in folders
    )


_RELEASE = lazy(r"\w[_-]v?\d+([._])\d+\1\d+$")
"""How a folder ends that a release of something was unpacked to: `pyqtgraph_0_13_7`."""


def _finding(module: str, lack: _Lack, imports: list[Import], certain: bool) -> Finding:
    from venvlint.readers.python_versions import minor_text

    imports.sort(key=lambda one: (one.path, one.line))
    first = imports[0]
    change = _changes()[module]
    is_new = lack.series < change.since
    text = minor_text(lack.series)
    related = [
        Related(_at(one), f"`{module}` is imported here too") for one in imports[1 : _RELATED + 1]
    ]
    if lack.use is not None:
        where = f"{lack.use.place} Python {text}"
        related.insert(0, Related(lack.use.at, f"Python {text} runs the code"))
    else:
        assert lack.reference is not None
        reference = lack.reference
        where = (
            f"`{reference.key} = {reference.text}` in `{reference.at.path}` also allows Python"
            f" {text}"
        )
        related.insert(0, Related(reference.at, f"Python {text} is allowed here"))
    return Finding(
        _at(first),
        f"{_works(change, is_new)}, but {where}, which has no `{module}`"
        f"{' yet' if is_new else ' any more'}: `ModuleNotFoundError`"
        f"{' in production' if lack.use is not None and lack.use.kind == 'deployed' else ' there'}",
        _suggestion(change, is_new, lack, imports),
        related=tuple(related),
        severity=Severity.ERROR if certain and lack.use is not None else Severity.WARNING,
    )


def _works(change: StandardChange, is_new: bool) -> str:
    from venvlint.readers.python_versions import minor_text

    if is_new:
        return f"`{change.module}` exists only from Python {minor_text(change.since)} on"
    if change.module == _PKG_RESOURCES:
        return "`pkg_resources` belongs to setuptools, which comes with Python 3.11 and older"
    last = (change.gone[0], change.gone[1] - 1)
    return f"`{change.module}` works up to Python {minor_text(last)}"


# What names that were taken out of a module have become ("What's New in Python" 3.2 to 3.13, and
# PEP 632).
_SUCCESSORS = {
    "cgi.escape": "html.escape",
    "cgi.parse_qs": "urllib.parse.parse_qs",
    "cgi.parse_qsl": "urllib.parse.parse_qsl",
    "distutils.core.Command": "setuptools.Command",
    "distutils.core.Extension": "setuptools.Extension",
    "distutils.core.setup": "setuptools.setup",
    "distutils.dir_util.copy_tree": "shutil.copytree",
    "distutils.dir_util.mkpath": "os.makedirs",
    "distutils.dir_util.remove_tree": "shutil.rmtree",
    "distutils.file_util.copy_file": "shutil.copy2",
    "distutils.file_util.move_file": "shutil.move",
    "distutils.spawn.find_executable": "shutil.which",
    "distutils.sysconfig.get_config_var": "sysconfig.get_config_var",
    "distutils.sysconfig.get_config_vars": "sysconfig.get_config_vars",
    "distutils.sysconfig.get_python_inc": "sysconfig.get_path",
    "distutils.sysconfig.get_python_lib": "sysconfig.get_path",
    "distutils.util.get_platform": "sysconfig.get_platform",
    "distutils.version.LooseVersion": "packaging.version.Version",
    "distutils.version.StrictVersion": "packaging.version.Version",
    "imp.reload": "importlib.reload",
    "pipes.quote": "shlex.quote",
}


def _successors(imports: list[Import]) -> str:
    """What has to be imported instead of the names that all *imports* take; empty where that is not
    known of one.
    """
    taken = [f"{one.module}.{name}" for one in imports for name in one.names or ("",)]
    found = dict.fromkeys(_SUCCESSORS.get(name, "") for name in taken)
    if "" in found or len(found) > 3:
        return ""
    *others, last = (f"`{name}`" for name in found)
    return f"{', '.join(others)} and {last}" if others else last


def _suggestion(change: StandardChange, is_new: bool, lack: _Lack, imports: list[Import]) -> str:
    from venvlint.readers.python_versions import minor_text

    since = minor_text(change.since)
    if is_new:
        where = "raise `requires-python`" if lack.use is None else "take a newer Python there"
        return (
            f"Catch the `ImportError` and use {change.instead} on older Pythons, or {where}:"
            f" {since} or newer."
        )
    if change.module == _PKG_RESOURCES:
        return f"Use {change.instead} instead, or declare `setuptools<82`."
    declared = next((name for name in change.brought_by if not name.startswith("standard-")), "")
    also = (
        f", or declare `{declared}`" if declared and f"`{declared}`" not in change.instead else ""
    )
    exact = _successors(imports)
    if exact:
        return f"Use {exact} instead."
    return f"Use {change.instead} instead{also}."


def _at(one: Import) -> Location:
    return Location(one.path, one.line, one.column, one.line, one.end_column)
