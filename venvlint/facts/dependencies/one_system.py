"""Whether a project, or one of its lists, is meant for a single operating system."""

from __future__ import annotations

import re

from venvlint.facts.project import vocabulary
from venvlint.files.listing import below
from venvlint.files.paths import as_folder, folder_of, name_of, path_in, prefix_of
from venvlint.readers.pep508 import normalize
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.installs.model import Install
    from venvlint.facts.manifests import Declaration
    from venvlint.tree import Tree

_WORDS = {
    "win32": frozenset("win windows win32 win64 winnt nt msw desktop-windows".split()),
    "darwin": frozenset("mac macos osx darwin apple macosx".split()),
    "linux": frozenset("linux ubuntu debian".split()),
}
_CHIPS = frozenset("m1 m2 m3 m4 m5 silicon".split())
"""Apple's. Of a file's own name alone: a course calls the folder of a module `m1`, too."""
_CLASSIFIERS = {
    "win32": "Operating System :: Microsoft",
    "darwin": "Operating System :: MacOS",
    "linux": "Operating System :: POSIX :: Linux",
}
_CLASSIFIER = lazy(r"Operating System ::[^\"'\n,]*")
# `- **OS**: Windows 10/11`, `platform-windows-blue` of a badge.
_STATED = lazy(
    r"(?i)\b(?:os|operating systems?|platforms?)\b[^\w\n]{1,12}(?:microsoft )?"
    r"(windows|mac ?os|os ?x)\b",
    words=("windows", "mac", "os"),
)
# What CI calls its machines.
_MACHINES = {
    "win32": rb"windows-|Visual Studio",
    "darwin": rb"macos-",
    "linux": rb"ubuntu-|linux|(?:vm_?[iI]|i)mage:(?! *(?:Visual|[wW]indows|[mM]ac))",
}
_OTHERS = {
    "win32": lazy(r"(?i)linux|mac|unix|ubuntu|debian|android|bsd|os ?x\b"),
    "darwin": lazy(r"(?i)linux|windows|unix|ubuntu|debian|android|bsd"),
}


def is_for_one_system(tree: Tree, declaration: Declaration, platform: str) -> bool:
    """Whether the list that holds the declaration is for *platform* (a `sys_platform`) alone, and
    nobody installs it elsewhere.
    """
    source = declaration.list
    words = _WORDS[platform]
    stem = (
        source.path.rpartition(".")[0]
        if "/" not in source.path or source.kind != "requirements"
        else source.path
    )
    if normalize(source.group) == declaration.key:
        return True  # an extra called `pywin32` is asked for by whoever wants just that
    if vocabulary.says_with_release(source.group, words) or (
        source.kind in ("requirements", "conda", "conda-pip")
        and (
            vocabulary.says_with_release(stem, words)
            or (platform == "darwin" and vocabulary.says(name_of(source.path), _CHIPS))
        )
    ):
        return True
    if source.kind == "conda-pip" and _holds_rows_of(tree, source.path, platform):
        return True  # nobody can create the environment elsewhere, which VL221 says
    if source.kind == "requirements" and _is_installed_elsewhere(tree, source.path, platform):
        return False
    if source.kind == "requirements" and (
        _is_installed_there_alone(tree, source.path, platform)
        or _is_said_by_its_head(tree, source.path, platform)
    ):
        return True
    return (
        is_said_by_the_project(tree, source.path, platform)
        or (source.kind == "requirements" and _others_have_their_own(tree, source.path, platform))
        or _is_imported_without_question(tree, declaration)
        or (
            platform == "win32"
            and (
                _imports_what_windows_has(tree, source.path)
                or _is_set_up_by_windows_alone(tree, declaration)
            )
        )
    )


def _holds_rows_of(tree: Tree, path: str, platform: str) -> bool:
    """Whether conda has some of an environment file's rows for one system alone."""
    from venvlint.facts.project.known_names import conda_only_on

    return any(
        each.kind == "conda"
        and any(conda_only_on(one.name) == platform for one in tree.declarations.of(each))
        for each in tree.declarations.lists_in(path)
    )


def _is_installed_elsewhere(tree: Tree, path: str, platform: str) -> bool:
    """Whether an image or a job of Linux installs the file."""
    for install in tree.installs.of(path):
        if install.where.kind in ("image", "devcontainer") or install.is_deployment:
            return True
        if install.where.kind == "ci" and not _systems(tree, install) <= {platform}:
            return True
    return any(
        _is_installed_elsewhere(tree, including, platform)
        for including in tree.requirements.included_by.get(path, ())
        if including != path
    )


def _is_installed_there_alone(tree: Tree, path: str, platform: str) -> bool:
    """Whether jobs install the file, and all of them run on that system."""
    jobs = [one for one in tree.installs.of(path) if one.where.kind == "ci"]
    return bool(jobs) and all(platform in _systems(tree, one) for one in jobs)


def _systems(tree: Tree, install: Install) -> set[str]:
    """The systems (as `sys_platform` has them) that the job of an installation runs on, by the
    labels of its own machines; where they are not known, by the words of the file.
    """
    job = install.where.job
    if job is not None and job.runners.complete and job.runners.texts and not job.images:
        text = " ".join(job.runners.texts).encode()
    else:
        document = tree.document(install.where.path)
        text = document.data if document is not None else b""
    return {system for system, words in _MACHINES.items() if re.search(words, text)}


def _is_said_by_its_head(tree: Tree, path: str, platform: str) -> bool:
    """Whether the comment that a file starts with names that system and no other. (What stands
    beside a line says what the line is for, and keeps nobody from installing it.)
    """
    from venvlint.facts.dependencies.list_contents import head_comment

    head = " ".join(head_comment(tree, path))
    return (
        platform in _OTHERS
        and vocabulary.says_with_release(head, _WORDS[platform])
        and _OTHERS[platform].search(head) is None
    )


def is_said_by_the_project(tree: Tree, path: str, platform: str) -> bool:
    """Whether the name, the classifiers or the first page of the project around *path* say that it
    is for one system alone.
    """
    from venvlint.facts.manifests.names import manifests_of, names
    from venvlint.facts.project import project_of

    project = project_of(tree, path)
    if any(vocabulary.says_with_release(name, _WORDS[platform]) for name in names(tree, project)):
        return True
    classifiers = [one for text in manifests_of(tree, project) for one in _CLASSIFIER.findall(text)]
    if classifiers:
        return all(one.startswith(_CLASSIFIERS[platform]) for one in classifiers)
    return platform in _OTHERS and tree.once(
        f"{platform} on the pages of {project}",
        lambda: _is_said_by_the_page(tree, project, platform),
    )


def _is_said_by_the_page(tree: Tree, project: str, platform: str) -> bool:
    """Whether the README of the project or of the repository asks for that system and for no
    other.
    """
    for folder in dict.fromkeys((as_folder(project), "")):
        for name in tree.files.names(folder).files:
            document = (
                tree.document(path_in(folder, name)) if name.lower().startswith("readme") else None
            )
            for line in document.lines if document is not None else ():
                match = _STATED.search(line)
                if match is None or _OTHERS[platform].search(line, match.start(1)):
                    continue
                if platform == ("win32" if match[1].lower() == "windows" else "darwin"):
                    return True
    return False


def _others_have_their_own(tree: Tree, path: str, platform: str) -> bool:
    """Whether a list for another system lies beside a requirements file that names none:
    `requirements-linux.txt` beside `requirements.txt`.
    """
    named = tree.once("lists that name a system", lambda: _lists_of_systems(tree))
    return any(
        named.get((folder_of(path), system), set()) - {path}
        for system in _WORDS
        if system != platform
    )


def _lists_of_systems(tree: Tree) -> dict[tuple[str, str], set[str]]:
    """The requirements files whose names say a system, by their folder and the system."""
    found: dict[tuple[str, str], set[str]] = {}
    for path in tree.requirements.files:
        for system, words in _WORDS.items():
            if path.endswith(".txt") and vocabulary.says_with_release(name_of(path), words):
                found.setdefault((folder_of(path), system), set()).add(path)
    return found


_MODULES = {
    "pywin32": (
        "win32api win32con win32gui win32com win32file win32event win32process win32service"
        " win32serviceutil pythoncom pywintypes"
    ),
    "pyobjc": "AppKit Foundation Cocoa Quartz objc",
    "comtypes": "comtypes",
    "pywinauto": "pywinauto",
    "rumps": "rumps",
    "uiautomation": "uiautomation",
    "winshell": "winshell",
    "wmi": "wmi",
}


_OF_WINDOWS = ("winreg", "_winreg", "winsound", "msvcrt")


def _is_imported_without_question(tree: Tree, declaration: Declaration) -> bool:
    """Whether shipped code imports it on every system: then the program runs on that system
    alone.
    """
    from venvlint.facts.installs.started import program_sources
    from venvlint.facts.project import project_of
    from venvlint.facts.project.imports import is_development_source

    key = (
        "pyobjc"
        if declaration.key.startswith("pyobjc")
        else "pywin32"
        if declaration.key == "pypiwin32"
        else declaration.key
    )
    modules = frozenset(_MODULES.get(key, key.replace("-", "_")).split())
    project = project_of(tree, declaration.path)
    prefix = prefix_of(as_folder(project))
    return any(
        any(one.top in modules and not one.guard for one in tree.imports.statements(path))
        for path in tree.imports.importing(*modules)
        if path.startswith(prefix)
        and not is_development_source(path, tree.imports.packages, program_sources(tree))
    )


def _imports_what_windows_has(tree: Tree, path: str) -> bool:
    """Whether code of the project around *path* begins with a module of the standard library that
    Windows alone has.
    """
    from venvlint.facts.installs.started import program_sources
    from venvlint.facts.project import project_of
    from venvlint.facts.project.imports import is_development_source

    project = project_of(tree, path)
    prefix = prefix_of(as_folder(project))
    return any(
        (one.top in _OF_WINDOWS or (one.module == "ctypes" and "windll" in one.names))
        and not one.guard
        and one.column <= len("import ") + 1  # in a function it may be for that system alone
        for source in tree.imports.importing(*_OF_WINDOWS, "ctypes")
        if source.startswith(prefix)
        and not is_development_source(source, tree.imports.packages, program_sources(tree))
        for one in tree.imports.statements(source)
    )


_SCRIPTS_OF_WINDOWS = (".ps1", ".bat", ".cmd")
_SCRIPTS_OF_OTHERS = (".sh", ".bash", ".zsh", "akefile", "ockerfile", "justfile", "Procfile")


def _is_set_up_by_windows_alone(tree: Tree, declaration: Declaration) -> bool:
    """Whether somebody wrote the name into the list for code that imports it, and all scripts of
    the project are for Windows.
    """
    from venvlint.facts.project import project_of

    source = declaration.list
    if source.kind == "requirements" and tree.requirements.files[source.path].frozen:
        return False  # it may only have been there
    project = project_of(tree, source.path)
    prefix = prefix_of(as_folder(project))
    paths = below(tree.paths, as_folder(project))
    if not any(path.lower().endswith(_SCRIPTS_OF_WINDOWS) for path in paths) or any(
        path.endswith(_SCRIPTS_OF_OTHERS) or path.startswith(".github/workflows/") for path in paths
    ):
        return False
    modules = _MODULES.get(declaration.key, declaration.key.replace("-", "_")).split()
    return any(path.startswith(prefix) for path in tree.imports.importing(*modules))
