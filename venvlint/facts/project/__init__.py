"""The projects of a tree: the directories that have a manifest of their own."""

from __future__ import annotations

from venvlint.facts.project import vocabulary
from venvlint.files.paths import folder_and_name, folder_of, folders_above, name_of
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.tree import Tree

_BUILDERS = (b"setuptools", b"distutils", b"skbuild", b"numpy", b"pbr", b"d2to1", b"paver")
_CALLS_SETUP = lazy(rb"^(?!\s*(?:#|def\b|from\b|import\b))(?:.*[\s=.;])?setup\s*\(")

STATED_NAME = lazy(r"""(?m)(?:^|[(,])[ \t]*name[ \t]*=\s*["']?([A-Za-z0-9][\w.-]*)""")
"""What a manifest, in whatever syntax, calls its project, among other things."""
PACKAGE_FILES = ("pyproject.toml", "setup.cfg", "setup.py")
"""What describes a package, the foremost first."""
PROJECT_FILES = (*PACKAGE_FILES, "Pipfile")
MANIFESTS = frozenset((*PROJECT_FILES, "environment.yml", "environment.yaml", "pixi.toml"))
LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock")
"""The locks of which a project has one, that of its tool."""
REQUIREMENTS = frozenset(("requirements.txt", "requirements.in"))
# `requirements/python3/requirements.txt` too is of the project around all these.
LISTS = frozenset(("requirements", "requirement", "reqs"))
# A folder of requirements files is a part of the project around it, and so is one of environments,
# of settings or of documentation.
PARTS = (
    vocabulary.DOCS
    | vocabulary.BENCHMARKS
    | vocabulary.CI_FOLDERS
    | vocabulary.HELPER_FOLDERS
    | frozenset(
        "requirements requirement reqs deps dependencies pip build docker deploy deployment"
        " continuous_integration conda env envs environment environments"
        " conf config configs etc settings".split()
    )
)
# What GitHub calls the folder in an archive of a branch.
_OF_AN_ARCHIVE = ("-main", "-master")


def build(tree: Tree) -> frozenset[str]:
    """The directories with a manifest, `.` for the root, which is always one.

    A manifest of test data or of a template makes no project, nor does a lone requirements file in
    a folder such as `docs`, nor a link to the list of another folder. What was unpacked from
    GitHub's archive of another repository is one, whatever its files are called.
    """
    found = {"."}
    for path in tree.paths:
        directory, name = folder_and_name(path)
        if not directory or directory in found:
            continue
        if name in MANIFESTS or name in REQUIREMENTS:
            folders = directory.lower().split("/")
            is_part = folders[-1] in PARTS or not LISTS.isdisjoint(folders)
            if (name not in PROJECT_FILES and is_part) or tree.is_test_data(path):
                continue
            if name == "setup.py" and not is_setup_script(tree, path):
                continue
            if _is_lent(tree, path):
                continue
            found.add(directory)
        elif directory.endswith(_OF_AN_ARCHIVE) and name.startswith(("README", "LICENSE")):
            found.add(directory)
    return frozenset(found)


def _is_lent(tree: Tree, path: str) -> bool:
    """Whether a manifest is a link to one in another folder of the tree."""
    lender = tree.files.followed(path)
    return folder_of(lender) != folder_of(path) and lender in tree.path_set


def is_setup_script(tree: Tree, path: str) -> bool:
    """Whether a `setup.py` is setuptools' kind: it calls `setup`, of whatever builder. Others of
    that name install something by themselves, are a module like any other, or are catkin's, which
    alone runs them. One in a folder of a package, however deep, builds a part of that, is a
    template, or came along with a copy of somebody else's code.
    """
    around = [folder for folder in folders_above(folder_of(path)) if folder]
    if any(tree.exists(f"{folder}/__init__.py") for folder in around):
        return False
    document = tree.document(path)
    if document is None or b"generate_distutils_setup" in document.data:
        return False
    data = document.data
    return (b"setup" in data and any(word in data for word in _BUILDERS)) and any(
        _CALLS_SETUP.search(line) is not None for line in data.splitlines() if b"setup" in line
    )


def is_python(tree: Tree) -> bool:
    """Whether anything here has to do with Python: a source, a manifest, a requirements file, a
    pinned version, an environment, or an image
    or job that runs it."""
    names = {name_of(path) for path in tree.paths}
    return bool(
        tree.listing.has_python
        or tree.listing.evidence
        or tree.survey.candidates
        or not names.isdisjoint(
            MANIFESTS.union(LOCKS, (".python-version", "runtime.txt", "tox.ini"))
        )
        or any("requirement" in path or "constraint" in path for path in tree.paths)
        or any(
            b"python" in document.data or b"pip" in document.data
            for path in tree.paths
            if (document := tree.document(path)) is not None
        )
    )


def project_of(tree: Tree, path: str) -> str:
    """The directory of the nearest project at or above *path*; `.` is the root."""
    projects = tree.projects
    directory = path
    while directory and directory != ".":
        if directory in projects:
            return directory
        directory = folder_of(directory)
    return "."


def up_from(project: str) -> list[str]:
    """A project's directory and those around it, up to the root (`.`)."""
    found = [project]
    while found[-1] != ".":
        found.append(folder_of(found[-1]) or ".")
    return found


def project_names(tree: Tree) -> tuple[str, ...]:
    """The directories of all projects, the root first, then in path order."""
    return (".", *sorted(tree.projects - {"."}))


def is_in_submodule(tree: Tree, path: str) -> bool:
    """Whether a path lies in a submodule, whose files are another repository's."""
    modules = tree.once("submodules", lambda: _submodules(tree))
    return path in modules or any(folder in modules for folder in folders_above(path))


def _submodules(tree: Tree) -> frozenset[str]:
    """The folders of the submodules (gitmodules(5))."""
    document = tree.document(".gitmodules")
    if document is None:
        return frozenset()
    settings = (line.partition("=") for line in document.lines)
    return frozenset(value.strip() for key, _, value in settings if key.strip() == "path")
