"""Where an environment that somebody makes tomorrow would be added to Git: no usual name is covered
by any ignore file.
"""

from __future__ import annotations

import re

from venvlint.facts.project import LISTS, PACKAGE_FILES, PROJECT_FILES, project_of, vocabulary
from venvlint.facts.project.hosts import is_installed_by_its_host
from venvlint.facts.tracking import PROBE
from venvlint.files.listing import below
from venvlint.files.paths import as_folder, folder_of, name_of, path_in, prefix_of
from venvlint.model import Severity
from venvlint.record import Record
from venvlint.regex import lazy
from venvlint.rules.tracking._environment_homes import (
    homes,
    installed_by_conda,
    recommends_conda,
    self_ignoring,
    speaks_of_venv,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from venvlint.tree import Tree

_USUAL = (".venv", "venv")
_OTHERS = ("env", "ENV", "virtualenv", ".virtualenv")
# Of an environment that the root itself is; one of `virtualenv` before 20 has no `pyvenv.cfg`.
_IN_THE_ROOT = (
    ("bin/activate", "lib/python3.12/site-packages/a/b.py", "include/python3.12/a.h"),
    ("Scripts/activate", "Lib/site-packages/a/b.py", "Include/a.h"),
)
# What of a manifest an environment is made from; settings of tools alone need nothing installed.
_TABLES = ("project", "build-system", "dependency-groups")
_TOOLS = ("poetry", "pdm", "uv", "hatch", "flit", "rye", "pixi", "setuptools")
_SETUP_CFG = lazy(rb"(?m)^\[(?:metadata|options)\]")
# Where the lists lie of those who work on a project of whatever language.
_BESIDE = (
    vocabulary.DOCS
    | vocabulary.BENCHMARKS
    | vocabulary.CI_FOLDERS
    | vocabulary.HELPER_FOLDERS
    | frozenset("site website .gitlab molecule".split())
    | frozenset("terraform infra infrastructure ansible helm cdk cloudformation ops".split())
)
_MANIFESTS = lazy(r"[\w.-]*requirements[\w.-]*\.(?:txt|in)$")
_FOLDER = lazy(
    r"(?:^|/)(?:requirements|reqs)/[^/]+\.(?:txt|in)$",
    words=("requirements/", "reqs/"),
)
_OWN_MANIFEST = frozenset(("pyproject.toml", "setup.py", "Pipfile", "requirements.txt"))
_MAKES = lazy(
    r"(?:\bpython[\d.]*|\bpy(?:[ \t]+-[\d.]+)?)[ \t]+-m[ \t]+(?:venv|virtualenv)\b([^\n`;&|#]*)"
    r"|\bvirtualenv[ \t]+([^\n`;&|#]*)|\buv[ \t]+venv\b([^\n`;&|#]*)"
)
_ACTIVATES = lazy(r"(?:\bsource|^\.|[\s`]\.)[ \t]+(?:\./)?([\w./-]+)/(?:bin|Scripts)/activate\b")
_SPEAKS = lazy(
    r"(?i)(?:^|/)(?:readme|contributing|install|development)[^/]*\.(?:md|rst|txt)$|(?:^|/)(?:makefile|justfile)$|^[^/]+\.sh$|^scripts?/[^/]+$"
)


# `.env` and `.envs` are files of variables.
_OWN_NAME = lazy(r"(?i)[*a-z0-9_-]*(?:v|virtual[_-]?)?env(?:s|[0-9]*)|\.?venv[\w*-]*")


class Gap(Record):
    """A directory whose environments Git would add."""

    file: str
    """The ignore file that lacks the line: the nearest one, or the root's, which may be missing."""
    places: tuple[str, ...]
    """The projects that it is about, by directory; `""` is the root."""
    names: tuple[str, ...]
    severity: Severity
    reason: str = ""
    """The end of the message."""


def _is_manifest(tree: Tree, path: str) -> bool:
    """Whether an environment is made from the file: a manifest with dependencies or a build, a
    requirements file.
    """
    name = name_of(path)
    if name == "setup.py":
        from venvlint.facts.project import is_setup_script

        # What lies beside a `package.xml` is built by ROS' own tools, into a workspace of theirs.
        beside = path.removesuffix("setup.py") + "package.xml"
        return is_setup_script(tree, path) and not tree.exists(beside)
    if name == "pyproject.toml":
        root = tree.toml(path)
        tools = root.get("tool").mapping
        return any(table in root.mapping for table in _TABLES) or any(
            tool in tools for tool in _TOOLS
        )
    if name == "setup.cfg":
        document = tree.document(path)
        if document is None or _SETUP_CFG.search(document.data) is None:
            return False
        # pip takes no folder in which it is alone.
        names = ("pyproject.toml", "setup.py")
        return any(tree.exists(path_in(folder_of(path), one)) for one in names)
    if name == "Pipfile":
        return True
    return name.endswith((".txt", ".in")) and bool(_MANIFESTS.match(name) or _FOLDER.search(path))


def _lists_by_use(tree: Tree) -> Iterator[str]:
    """The lists whose names do not say what they are, and which something installs nevertheless:
    `deps.txt`, `requierements.txt`.
    """
    for path, file in tree.requirements.files.items():
        if not file.form and not tree.is_test_data(path) and tree.installs.of(path):
            yield path


def _is_of_no_code_here(tree: Tree, path: str) -> bool:
    """Whether a list without any source in its project is a part of images alone, or empty: nobody
    has an environment filled from it.
    """
    if name_of(path) in PROJECT_FILES or below(
        tree.imports.sources, as_folder(project_of(tree, path))
    ):
        return False
    installs = tree.installs.of(path)
    if not installs:
        file = tree.requirements.files.get(path)
        # One that pip cannot read has no lines either.
        return file is not None and all(
            not line.partition("#")[0].strip() for line in file.document.text.splitlines()
        )
    return all(install.where.recipe is not None for install in installs)


def _place(path: str) -> str:
    """The folder whose environment a manifest fills: `requirements/base.txt` is its parent's."""
    directory = folder_of(path)
    while name_of(directory).lower() in LISTS:
        directory = folder_of(directory)
    return directory


def gaps(tree: Tree) -> Iterator[Gap]:
    """The root, or else the projects below it that an anchored pattern of the root does not
    reach.
    """
    if any(not environment.lone for environment in tree.tracked_environments):
        return  # VL101 says it
    manifests = [
        path for path in tree.paths if not tree.is_test_data(path) and _is_manifest(tree, path)
    ]
    hosted = {place for place in map(_place, manifests) if is_installed_by_its_host(tree, place)}
    manifests = [
        path
        for path in manifests
        if _place(path) not in hosted and not _is_of_no_code_here(tree, path)
    ]
    if not manifests and tree.listing.has_python:
        manifests = [path for path in _lists_by_use(tree) if _place(path) not in hosted]
    if not manifests and "manage.py" in tree.files.names("").files:
        manifests = ["manage.py"]  # Django says so itself
    if not manifests:
        return  # nothing is installed here: a script or two, images, an environment of conda's
    names = tree.config.environment_names or _USUAL
    at_root = [path for path in manifests if not _place(path)]
    places = {_place(path) for path in manifests}
    open_below: list[str] = []
    if not at_root:
        _ask(tree, places, names)
        open_below = [
            folder for folder in sorted(places) if not _is_covered_below(tree, folder, names)
        ]
        if not open_below:
            return  # each project below has an ignore file that covers its own
    if not _is_covered(tree, "", names):
        if _is_covered(tree, "", names, personal=True):
            yield Gap(".gitignore", ("",), names, Severity.INFO, ": only your own excludes do")
            return
        mentioned = (
            ()
            if tree.config.environment_names
            else (*_listed(tree), *_mentioned(tree), *homes(tree).inside)
        )
        if any(_is_covered(tree, "", (name,)) for name in mentioned):
            return
        if not at_root:  # the others are covered where they are
            manifests = [path for path in manifests if _place(path) in open_below]
        severity, reason = _weight(tree, manifests)
        if severity is not None:
            if not at_root and len(open_below) < len(places):
                reason = f" {in_folders(open_below)}{reason}"
            yield Gap(".gitignore", ("",), names, severity, reason)
        return
    if at_root and any(name in tree.path_set for name in ("uv.lock", "poetry.lock", "pdm.lock")):
        return  # one environment at the root serves the members of a workspace
    if not at_root:
        made = homes(tree)
        if (
            made.inside
            and not made.unknown
            and all("/" not in path and _is_covered(tree, "", (path,)) for path in made.inside)
        ):
            return  # the project's own commands make one for all that lies below
    from venvlint.facts.dependencies.undeclared import is_in_a_package

    directories = sorted(
        {folder_of(path) for path in manifests if name_of(path) in _OWN_MANIFEST and "/" in path}
    )
    directories = [
        directory
        for directory in directories
        if directory in tree.projects
        and not tree.is_test_data(directory + "/")
        and not is_in_a_package(tree, directory)
        and not {directory, folder_of(directory)} <= tree.imports.packages
    ]
    built = {folder_of(path) for path in manifests if name_of(path) in PROJECT_FILES}
    # A bare list inside a package says what makes some file of it.
    directories = [
        directory
        for directory in directories
        if directory in built
        or (
            folder_of(directory) not in tree.imports.packages
            and not _is_of_tools(path_in(directory, "x"))
            and not (at_root and _is_filled_from_above(tree, directory))
        )
    ]
    if _has_its_home_at_the_root(tree):
        directories = [directory for directory in directories if directory in built]
    _ask(tree, directories, names)
    open_places = [
        directory for directory in directories if not _is_covered_below(tree, directory, names)
    ]
    if open_places:
        files = {_nearest(tree, directory) for directory in open_places}
        # Where nothing but lists lies below a root that covers its own, they may be filled there.
        bare = not at_root and built.isdisjoint(open_places)
        yield Gap(
            # A line at the root does for all of them, whichever ignore files they have.
            files.pop() if len(files) == 1 else ".gitignore",
            tuple(open_places),
            names,
            Severity.INFO if bare else Severity.WARNING,
        )


def in_folders(places: Sequence[str]) -> str:
    """Folders as the end of a sentence names them."""
    more = f" and {len(places) - 3} more folders" if len(places) > 3 else ""
    return f"in {', '.join(f'`{place}`' for place in places[:3])}{more}"


def _is_filled_from_above(tree: Tree, directory: str) -> bool:
    """Whether all that installs a folder's bare list outside of images names it from a folder
    above, which is where the environment is: `pip install -r builder/requirements.txt`.
    """
    path = path_in(directory, "requirements.txt")
    given = [
        install.reads(path) for install in tree.installs.of(path) if install.where.recipe is None
    ]
    if any(place.startswith(f"{directory}/") for place in homes(tree).inside):
        return False
    return bool(given) and all(
        file is not None and file.written.removeprefix("./").startswith(f"{name_of(directory)}/")
        for file in given
    )


def _has_its_home_at_the_root(tree: Tree) -> bool:
    """Whether scripts and pages make environments at the root alone, where they are covered: a
    bare list in a folder below is then a part of what is installed there.
    """
    places = dict.fromkeys((*homes(tree).inside, *_mentioned(tree)))
    for path in tree.paths:
        if "/" not in path and _SPEAKS.search(path):
            document = tree.document(path)
            if document is not None and b"/activate" in document.data:
                places |= dict.fromkeys(_ACTIVATES.findall(document.text[:200_000]))
    return bool(places) and all(
        "/" not in path and _is_covered(tree, "", (path,)) for path in places
    )


def _is_covered_below(tree: Tree, directory: str, names: tuple[str, ...]) -> bool:
    """As `_is_covered`, of a project below the root, whose ignore file may have a name of its own
    for an environment.
    """
    if _is_covered(tree, directory, names):
        return True
    own = () if tree.config.environment_names else _listed(tree, path_in(directory, ".gitignore"))
    return any(_is_covered(tree, directory, (name,)) for name in own)


def _weight(tree: Tree, manifests: list[str]) -> tuple[Severity | None, str]:
    """How bad it is that nothing covers an environment at the root, and the end of the message;
    None where nobody makes one there.
    """
    made = homes(tree)
    if made.inside and all(_is_covered(tree, "", (path,)) for path in made.inside):
        return None, ""
    if not made.inside and not made.unknown:
        by_conda = installed_by_conda(tree)
        if all(
            path in by_conda or (name_of(path) in PACKAGE_FILES and folder_of(path) in by_conda)
            for path in manifests
        ):
            return None, ""  # they fill conda's environment, which lies below conda's own folder
        if made.conda and not speaks_of_venv(tree):
            if any(one.kind == "conda" for one in tree.declarations.lists):
                return None, ""
            return Severity.INFO, "; conda keeps the project's own elsewhere"
        if (
            any(one.kind == "conda" for one in tree.declarations.lists)
            and recommends_conda(tree)
            and not speaks_of_venv(tree)
        ):
            return Severity.INFO, "; conda keeps the project's own elsewhere"
        if made.elsewhere:
            shown = "" if made.elsewhere.startswith("/path/") else f" (`{made.elsewhere}`)"
            return Severity.INFO, f"; the project makes its own elsewhere{shown}"
    maker = self_ignoring(tree, map(_place, manifests))
    if maker:
        theirs = f"; environments made by {maker} ignore themselves"
        return Severity.INFO, f"{theirs}, those of `python3 -m venv` before 3.13 do not"
    if not tree.config.environment_names and (
        _is_covered(tree, "", _OTHERS)
        or all(_is_covered(tree, place, _OTHERS) for place in map(_place, manifests))
    ):
        return Severity.INFO, "; only other names are covered"
    if not tree.config.environment_names and _is_covered_as_the_root(tree):
        return Severity.INFO, "; only one in the root itself is covered"
    if all(_is_of_tools(path) for path in manifests):
        return Severity.INFO, ""  # one of another kind, whose documents or tests need Python
    from venvlint.facts.dependencies.list_contents import is_handed_out_by_bazel

    if is_handed_out_by_bazel(tree) and not any(
        name_of(path) in PACKAGE_FILES or tree.installs.of(path)
        for path in manifests
        if not _is_of_tools(path)
    ):
        return Severity.INFO, "; Bazel keeps what it installs in a folder of its own"
    return Severity.WARNING, ""


def _is_of_tools(path: str) -> bool:
    """Whether what a list is for is beside the project: its documentation, its tests, its CI."""
    *folders, name = path.lower().split("/")
    named = folders if name in PACKAGE_FILES else [*folders, name]
    return not _BESIDE.isdisjoint(folders) or any(
        vocabulary.says(one, vocabulary.DOCS | vocabulary.TESTS) for one in named
    )


def _ask(tree: Tree, directories: Iterable[str], names: tuple[str, ...]) -> None:
    """Start Git once for all of them."""
    tree.ignores.ask(
        [
            probe
            for directory in directories
            for each in _probes(directory, names).values()
            for probe in each
        ]
    )


def _nearest(tree: Tree, directory: str) -> str:
    while directory and tree.document(f"{directory}/.gitignore") is None:
        directory = folder_of(directory)
    return path_in(directory, ".gitignore")


def _is_covered(
    tree: Tree, directory: str, names: tuple[str, ...], *, personal: bool = False
) -> bool:
    """Whether the project's ignore files (with *personal*, anybody's) cover an environment of one
    of *names* in a directory.
    """
    if not directory and any(tree.ignores.is_plainly_ignored(f"{name}/{PROBE}") for name in names):
        return True  # a folder that is ignored is so with all that is in it
    probes = _probes(directory, names)
    tree.ignores.ask([probe for each in probes.values() for probe in each])
    return any(
        all(_is_ignored(tree, probe, personal=personal) for probe in each)
        for each in probes.values()
    )


def _is_ignored(tree: Tree, probe: str, *, personal: bool = False) -> bool:
    rule = tree.ignores.rule(probe)
    return rule is not None and rule.ignores and (personal or not rule.is_personal)


def _is_covered_as_the_root(tree: Tree) -> bool:
    """Whether the root is meant to be the environment, as `virtualenv .` makes it (buildouts are
    set up so): its folders and its settings are ignored.
    """
    tree.ignores.ask([PROBE, *(probe for each in _IN_THE_ROOT for probe in each)])
    return any(
        _is_ignored(tree, program)
        and _is_ignored(tree, library)
        and (_is_ignored(tree, header) or _is_ignored(tree, PROBE))
        for program, library, header in _IN_THE_ROOT
    )


def _probes(directory: str, names: tuple[str, ...]) -> dict[str, list[str]]:
    """For each name of an environment in a directory, files that it would hold."""
    prefix = prefix_of(directory)
    inner = (PROBE, "bin/activate", "lib/python3.12/site-packages/a/b.py")
    return {name: [f"{prefix}{name}/{path}" for path in inner] for name in names}


def _listed(tree: Tree, file: str = ".gitignore") -> list[str]:
    """Names of the project's own in its ignore file that speak of environments: `myenv/`,
    `.venv-docs`, `myenv/*`; not the usual ones of templates.
    """
    document = tree.document(file)
    lines = document.lines if document is not None else []
    names = [
        line.strip().strip("/").removesuffix("/**").removesuffix("/*")
        for line in lines
        if len(line) < 100
    ]
    return [name for name in names if _OWN_NAME.fullmatch(name) and name not in _OTHERS]


def _mentioned(tree: Tree) -> list[str]:
    """Names of environments that the project's own documents and scripts tell people to make."""
    found: list[str] = []
    for path in tree.paths:
        if path.count("/") <= 1 and _SPEAKS.search(path):
            document = tree.document(path)
            if document is None or not (b"venv" in document.data or b"virtualenv" in document.data):
                continue
            for match in _MAKES.finditer(document.text[:200_000]):
                words = [
                    word.strip("\"'") for word in (match[1] or match[2] or match[3] or "").split()
                ]
                found += [
                    word.removeprefix("./").rstrip("/")
                    for word in words[-1:]
                    if not word.startswith("-") and re.fullmatch(r"[\w./-]+", word)
                ]
    return [
        name
        for name in dict.fromkeys(found)
        if name and ".." not in name and not name.startswith("/")
    ]
