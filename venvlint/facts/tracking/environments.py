"""Environments among the tracked files: what their names and a few of their files prove. A folder's
name proves nothing.

Evidence, after reading some forty repositories that committed one: a `pyvenv.cfg` with a `home`; an
activate script that sets
`VIRTUAL_ENV`; `site-packages` below `lib/pythonX.Y` or `Lib` with installed distributions; conda's
history. Any one is enough, for
half an environment is ignored as a rule (GitHub's template hides `lib/`, `*.py[cod]` hides the
modules).
"""

from __future__ import annotations

import re

from venvlint.facts.tracking.folder_names import VENDORED
from venvlint.files.listing import below
from venvlint.files.paths import folder_of, folders_above, path_in, prefix_of
from venvlint.model import Unreadable
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.tree import Tree

CORE_PARTS = frozenset(
    "bin lib lib64 include Scripts Lib Include scripts conda-meta pyvenv.cfg pip-selfcheck.json"
    " .Python CACHEDIR.TAG .tox-info.json .project".split()
)
"""What makers put at the top of an environment and hardly anybody else at the top of a project."""
_POSIX_ONLY = frozenset(("bin", "lib", "lib64", "scripts"))
_WINDOWS_ONLY = frozenset(("Scripts", "Lib", "Include", "scripts"))
MORE_PARTS = frozenset(
    ".gitignore .lock .tox-config1 .nonadmin .tmp tmp log local share etc man doc sbin libexec var"
    " ssl tcl DLLs Tools Library compiler_compat pkgs fonts plugins mkspecs phrasebooks resources"
    " translations qml qt.conf LICENSE_PYTHON.txt LICENSE.txt NEWS.txt python.exe pythonw.exe"
    " conda_build_config.yaml .activate .condarc shell src lib-python lib_pypy site-packages".split()  # noqa: E501
)
"""What they put there besides, in a folder that is the environment's own."""
_CONDA_PARTS = lazy(
    r"(?:x86_64|aarch64|arm64|powerpc64le)[-_]|(?:python|vcruntime|msvcp|concrt|api-ms-win|ucrtbase|zlib|lib)[\w.-]*\.(?:dll|exe)$|.*\.dll$"
)

_SITE = lazy(
    r"(?:(?P<root>.*?)/)?(?:local/)?(?P<library>[Ll]ib(?:64)?/(?:(?:python|pypy)(?P<version>\d(?:\.\d+)?)t?/)?site-packages)/(?P<rest>.+)"
)
_SCRIPT = lazy(r"(?:(?P<root>.*)/)?(?P<scripts>bin|[Ss]cripts)/activate(?:\.bat|\.csh|\.fish)?$")
_OLD = lazy(
    r"(?:(?P<root>.*?)/)?[Ll]ib(?:64)?/(?:(?:python|pypy)[\d.]+t?/)?(?:orig-prefix|no-global-site-packages)\.txt$"
)
_CONDA = lazy(r"(?:(?P<root>.*?)/)?conda-meta/(?P<name>[^/]+)$")
_PDM = lazy(r"(?:(?P<root>.*?)/)?__pypackages__/\d[\d.]*/lib/[^/]+\.(?:dist|egg)-info")
_RUNNER = lazy(r"(?P<tree>(?:.*?/)?\.(?:tox|nox))(?:/|$)")
_DISTRIBUTION = lazy(r"\.(?:dist-info/|egg-info(?:/|$)|egg-link$)|\.pyc$")
# Sphinx makes pages of the texts that it finds in an environment below the documentation.
_OF_SPHINX = (".doctree", ".html", ".rst.txt", ".md.txt")

_HOME = lazy(r"^[ \t]*home[ \t]*=[ \t]*(\S[^\r\n]*)", re.MULTILINE | re.IGNORECASE)
_SETS_VARIABLE = lazy(
    r"""^[ \t]*(?:@?set[ \t]+"?|export[ \t]+|setenv[ \t]+|set[ \t]+-gx[ \t]+)?VIRTUAL_ENV(?:=|[ \t]+)(?P<value>.*)$"""  # noqa: E501
    r"""|^@for[ \t]+%%i[ \t]+in.*VIRTUAL_ENV=""",
    re.MULTILINE,
)
_PLACEHOLDER = lazy(r"__VENV_DIR__|__VIRTUAL_ENV__|\{\{|\{%|@@?[A-Z_]{3,}@|<%|\$\{\{")

# Folders for other people's packages or for an image's root: a bare site-packages below them is no
# environment.
_NOT_OURS = VENDORED | frozenset(
    "rootfs sysroot vendors layer layers lambda_layer lambda-layer squashfs-root AppDir"
    " Frameworks Python.framework".split()
)


class TrackedEnvironment(Record):
    """An environment of which Git tracks at least a part."""

    root: str
    """Its directory; `""` where the audited directory itself is one."""
    evidence: tuple[str, ...]
    """Tracked files that prove it, the plainest first."""
    kind: str = "venv"
    """`venv` (virtualenv's and uv's too), `conda`, `tox`, `nox` or `pypackages`."""
    layout: str = ""
    """`posix` or `windows`, empty where nothing tells."""
    python: str = ""
    """The version that its files name; empty where none does."""
    home: str = ""
    """The `home` of its `pyvenv.cfg`."""
    lone: str = ""
    """Where all there is is one `pyvenv.cfg` in a folder of other files: that file."""

    def is_part(self, name: str) -> bool:
        """Whether an entry at its top, by base name, is the maker's and not the user's own."""
        if not self.root and name in (
            _POSIX_ONLY
            if self.layout == "windows"
            else _WINDOWS_ONLY
            if self.layout == "posix"
            else ()
        ):
            # a project's own `scripts` or `lib` beside an environment that is the project's folder
            return False
        if name in CORE_PARTS or (self.root and name in MORE_PARTS):
            return True
        return self.kind in ("tox", "nox", "pypackages") or bool(
            self.root and _CONDA_PARTS.match(name)
        )


class _Witnesses:
    """The evidence that points at one directory."""

    def __init__(self) -> None:
        self.strong: list[str] = []
        self.weak: list[str] = []
        self.sites: list[str] = []
        self.kind = "venv"
        self.windows = self.posix = False
        self.home = self.python = self.site_python = ""
        self.configuration = ""
        self.conda: list[str] = []


def tracked_environments(tree: Tree) -> tuple[TrackedEnvironment, ...]:
    """Every environment among the tracked files, outermost ones only, in path order."""
    if not tree.files.has_git or not tree.listing.evidence:
        return ()
    witnesses = _gather(tree)
    proven = {root: found for root, found in witnesses.items() if _is_proven(tree, root, found)}
    environments: dict[str, TrackedEnvironment] = {}
    for root in sorted(proven, key=lambda path: (path.count("/") + bool(path), path)):
        runner = _RUNNER.match(root)
        place = runner["tree"] if runner else root
        if place in environments or any(
            _holds(environments[outer], place)
            for outer in folders_above(place)
            if outer in environments
        ):
            continue
        found = proven[root]
        environments[place] = TrackedEnvironment(
            place,
            tuple(dict.fromkeys([*found.strong, *found.conda[:2], *found.sites[:1], *found.weak]))[
                :4
            ],
            place.rpartition(".")[2] if runner else found.kind,
            "windows" if found.windows and not found.posix else "posix" if found.posix else "",
            "" if runner else found.python or found.site_python,
            found.home,
            _lone(tree, root, found),
        )
    return tuple(environments[root] for root in sorted(environments))


def _gather(tree: Tree) -> dict[str, _Witnesses]:
    witnesses: dict[str, _Witnesses] = {}

    def at(root: str | None) -> _Witnesses:
        return witnesses.setdefault(root or "", _Witnesses())

    for path in tree.listing.evidence:
        site = _SITE.match(path)
        if site:
            if path.endswith(_OF_SPHINX):
                continue
            found = at(site["root"])
            if _DISTRIBUTION.search(site["rest"]):
                found.sites.append(path)
            else:
                found.weak.append(path)
            if site["library"].startswith("Lib/"):
                found.windows = True
            else:
                found.posix = True
                found.site_python = site["version"] or ""
        elif path.endswith("pyvenv.cfg"):
            text = _text(tree, path)
            found = at(folder_of(path))
            if text is None:
                found.strong.insert(0, path)
            else:
                home = _HOME.search(text)
                if not home or _PLACEHOLDER.search(text):
                    continue
                found.strong.insert(0, path)
                found.home = home[1].rstrip()
                found.python = python_of(parse_configuration(text))
                found.windows = found.windows or is_windows_path(home[1])
            found.configuration = path
        elif match := _SCRIPT.match(path):
            text = _text(tree, path)
            found = at(match["root"])
            if text is None or sets_virtual_env(text):
                (found.weak if text is None else found.strong).append(path)
                if match["scripts"] == "bin":
                    found.posix = True
                else:
                    found.windows = True
        elif match := _OLD.match(path):
            at(match["root"]).strong.append(path)
        elif match := _CONDA.match(path):
            found = at(match["root"])
            found.conda.append(path)
            found.kind = "conda"
            if match["name"].startswith("python-") and match["name"][7:8].isdigit():
                found.python = match["name"].split("-")[1]
            if match["name"] == "history":
                found.strong.append(path)
        elif match := _PDM.match(path):
            found = at(f"{match['root']}/__pypackages__" if match["root"] else "__pypackages__")
            found.kind = "pypackages"
            found.strong.append(path)
    return witnesses


def _is_proven(tree: Tree, root: str, found: _Witnesses) -> bool:
    if found.strong or len(found.conda) >= 2:
        return True
    folders = root.split("/")
    if (
        not (found.sites or found.weak)
        or _NOT_OURS.intersection(folders)
        or folders[-1] in ("python", "usr", "local")
    ):
        return False
    prefix = prefix_of(root)
    if found.sites:
        # An interpreter that brings its own standard library is an installation, not an
        # environment.
        own = [
            f"{prefix}Lib/os.py",
            *(f"{path[: path.index('site-packages/')]}os.py" for path in found.sites[:1]),
        ]
        return not tree.files.is_tracked(own)
    return bool(
        tree.files.is_tracked(
            [
                prefix + name
                for name in ("bin/python", "bin/python3", "Scripts/python.exe", "Scripts/pip.exe")
            ]
        )
    )


def _lone(tree: Tree, root: str, found: _Witnesses) -> str:
    """The `pyvenv.cfg` that is all there is of an environment in a folder of other files; empty
    otherwise.
    """
    if not found.configuration or len(found.strong) > 1 or found.sites or found.weak or found.conda:
        return ""
    prefix = prefix_of(root)
    names = tree.files.tracked_entries(root).keys()
    if names & {"bin", "Scripts", "lib", "Lib"}:
        python = [
            prefix + name
            for name in (
                "bin/python",
                "bin/python3",
                "bin/pip",
                "Scripts/python.exe",
                "Scripts/pip.exe",
            )
        ]
        if tree.files.is_tracked(python):
            return ""
    return found.configuration if names - {"pyvenv.cfg", ".gitignore", "CACHEDIR.TAG"} else ""


def _holds(outer: TrackedEnvironment, root: str) -> bool:
    prefix = prefix_of(outer.root)
    return (
        not outer.lone
        and root.startswith(prefix)
        and root != outer.root
        and outer.is_part(root[len(prefix) :].split("/")[0])
    )


def _text(tree: Tree, path: str) -> str | None:
    """The text of a file; None where it is tracked but not there to be read (a sparse checkout,
    deleted).
    """
    try:
        data = tree.files.read(path)
    except Unreadable:
        return None
    return None if data is None else data.decode("utf-8", "replace")


def sets_virtual_env(text: str) -> bool:
    """Whether an activate script is an environment's own: it sets `VIRTUAL_ENV`, and not to a
    template's placeholder.
    """
    match = _SETS_VARIABLE.search(text)
    if not match or _PLACEHOLDER.search(text):
        return False
    # A project's own script that imitates one computes the place and brings no way back.
    value = (match["value"] or "").strip("'\"")
    return (
        "deactivate" in text
        or "_OLD_VIRTUAL_PATH" in text
        or value[:1] == "/"
        or is_windows_path(value)
    )


def parse_configuration(text: str) -> dict[str, str]:
    """A `pyvenv.cfg`: keys in lower case. It has neither sections nor comments, and a value may
    hold `=`.
    """
    values = {}
    for line in text.splitlines():
        key, equals, value = line.partition("=")
        if equals:
            values[key.strip().lower()] = value.strip()
    return values


def python_of(configuration: dict[str, str]) -> str:
    """The Python version that a `pyvenv.cfg` names: `3.12.4` of `3.12.4.final.0`; empty where it
    names none.
    """
    for key in ("version", "version_info", "python-version"):
        match = re.match(r"\d+(?:\.\d+){0,2}", configuration.get(key, ""))
        if match:
            return match[0]
    return ""


def is_windows_path(path: str) -> bool:
    """Whether an absolute path is written as Windows does (`C:\\Python312`, a share)."""
    return path[1:3] in (":\\", ":/") or path.startswith("\\\\")


def environment_parts(tree: Tree) -> frozenset[str]:
    """Directories and files that belong to environments: nothing at or below them is the
    project's.
    """
    parts: set[str] = set()
    for environment in tree.tracked_environments:
        if environment.lone:
            parts.add(environment.lone)
        elif environment.kind in ("tox", "nox", "pypackages") or (
            environment.root and not _has_strangers(tree, environment)
        ):
            parts.add(environment.root)
        else:
            parts |= {
                path_in(environment.root, name)
                for name in CORE_PARTS | MORE_PARTS
                if environment.is_part(name)
            }
    if tree.survey.candidates:
        for on_disk in tree.disk_environments:
            parts |= {on_disk.root} if on_disk.root else CORE_PARTS
    return frozenset(parts)


def _has_strangers(tree: Tree, environment: TrackedEnvironment) -> bool:
    """Whether files that some reader asks for lie in the environment's folder and outside its
    parts: somebody's project.
    """
    prefix = environment.root + "/"
    return any(
        not environment.is_part(path[len(prefix) :].split("/")[0])
        for path in below(tree.listing.relevant, environment.root)
    )
