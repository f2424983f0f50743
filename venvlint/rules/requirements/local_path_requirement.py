"""A dependency that is installed from a path which exists on one machine only.

## Why
`pip freeze` writes down where a package came from. In a conda environment that is the folder in
which conda's servers built it; after
`pip install ./wheel` or `pip install -e` it is a folder of yours. Everybody else gets
"ERROR: Could not install packages due to an OSError: [Errno 2] No such file or directory:
'/croot/certifi_1671487769961/work/certifi'".

## Bad
    certifi @ file:///croot/certifi_1671487769961/work/certifi
    -e /home/ana/projects/helpers

## Good
    certifi==2022.12.7
    helpers @ git+https://github.com/ana/helpers@v1.2

## How to fix
Name the version instead: `pip list --format=freeze` prints plain versions. What is your own belongs
in the repository (`-e ./helpers`) or
behind a URL that others reach.

## When to ignore it
When the file is only read on the one machine that has the path, and is kept for that.
"""

from __future__ import annotations

import re

from venvlint.files.paths import as_folder, folder_of, folders_above, path_from
from venvlint.model import Finding, Fix, Severity, rule
from venvlint.readers.requirements import VCS_PREFIXES
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.manifests import Declaration, DependencyList
    from venvlint.model import Location
    from venvlint.readers.requirements import Line
    from venvlint.tree import Tree

_KINDS = {
    "conda": "a folder on the machine that built the conda package",
    "home": "a folder on one person's machine",
    "absolute": "a path that other machines do not have",
    "outside": "a folder outside this repository",
}


@rule("VL203", Severity.ERROR, fix="unsafe", needs=("is_populated",))
def local_path_requirement(tree: Tree) -> Iterator[Finding]:
    for found in local_paths(tree):
        yield _finding(tree, found)


def _finding(tree: Tree, found: LocalPath) -> Finding:
    declaration = found.declaration
    name = declaration.name if declaration is not None else ""
    subject = (
        f"`{found.option}` names"
        if found.option
        else f"`{name}` comes from"
        if name
        else "this comes from"
    )
    if found.kind == "conda":
        suggestion = (
            "Write the plain version instead; in that environment `pip list --format=freeze`"
            " prints it."
        )
    elif found.option:
        suggestion = (
            "Add the files to the repository, or put them where everybody can reach them, and name"
            " that place."
        )
    else:
        suggestion = (
            "Name a version from the index, a URL that others reach, or a path inside the"
            " repository."
        )
    return Finding(
        found.at,
        f"{subject} `{found.text}`, {_KINDS[found.kind]}",
        suggestion,
        commands=("pip list --format=freeze",) if found.kind == "conda" else (),
        fix=_fix(tree, found),
    )


def _fix(tree: Tree, found: LocalPath) -> Fix | None:
    """The plain version, from the path itself or from what the project's environment holds."""
    declaration, line = found.declaration, found.line
    if (
        declaration is None
        or line is None
        or line.kind not in ("requirement", "path", "url")
        or not declaration.name
        or line.hashes
    ):
        return None
    version = found.version
    if not version and tree.disk_environments:
        from venvlint.facts.dependencies.project_environment import environment_for

        environment = environment_for(tree, declaration.path)
        installed = environment.distributions if environment is not None else ()
        version = next((one.version for one in installed if one.key == declaration.key), "")
    if not version:
        return None
    extras = f"[{','.join(declaration.extras)}]" if declaration.extras else ""
    marker = f" ; {declaration.marker}" if declaration.marker else ""
    edit = line.document.replace(
        declaration.start, declaration.end, f"{declaration.name}{extras}=={version}{marker}"
    )
    return Fix(f"write `{declaration.name}=={version}`", (edit,), safe=False)


# -- Dependencies that are installed from a path of somebody's machine.

_DRIVE = lazy(r"/?[A-Za-z][:|][\\/]")
_FILE_URL = lazy(r"(?:[\w.+-]*\+)?file:", re.IGNORECASE)
# Where conda's own builds lie: a conda package carries the path of the machine that made it.
_CONDA = lazy(
    r"/croot/|/tmp/(?:build|abs_|croot)|/home/conda/feedstock_root|/opt/concourse/|/Users/(?:runner|ktietz|ec2-user|builder)/|conda-bld|/work/ci_py|C:/ci|/C:/b/abs"
    r"|/private/(?:tmp|var)/|perseverance-python-buildout|/D:/bld|feedstock|croots?/|/abs_\w+/|_\d{10,}/work\b",
    re.IGNORECASE,
)
_HOME = lazy(
    r"(?:^|[\\/])(?:home|Users)[\\/]|^~|^/root/|\\Users\\|/mnt/[a-z]/Users/", re.IGNORECASE
)
_DEPLOYMENT = lazy(
    r"/(?:app|opt|srv|code|src|usr/src|usr/local|usr/share|wheels|wheelhouse|workspace|build|deps|packages|var/task|var/www|tmp|install|python|requirements|vendor)(?:/|$)"
)
# Where a hosted service puts what was given to it, for everybody who uses it: Amazon's managed
# Airflow, Cloud Composer, SageMaker, Databricks and Kaggle.
_HOSTED = lazy(
    r"/(?:usr/local/airflow/(?:plugins|dags)|home/airflow/gcs|opt/ml|dbfs|Workspace|kaggle/(?:input|working))(?:/|$)"
)
_ARCHIVE = lazy(
    r"[\\/]?([A-Za-z0-9][\w.]*(?:-[A-Za-z][\w.]*)*)-(\d[\w.!+]*)(?:-[^\\/]*)?\.(?:whl|tar\.gz|tgz|zip|tar\.bz2)(?:[#?].*)?$"
)


class LocalPath(Record):
    """A path of one machine among the dependencies.

    `kind`: `conda` (a build folder of conda's), `home` (below somebody's home), `absolute`,
    `outside` (a relative path that leaves the
    repository).
    """

    at: Location
    text: str
    kind: str
    declaration: Declaration | None = None
    line: Line | None = None
    option: str = ""
    """The option that names it (`--find-links`, `--requirement`); empty for a dependency."""
    version: str = ""
    """The version that the path itself tells."""


def local_paths(tree: Tree) -> Iterator[LocalPath]:
    """Every such path of every list, in no particular order."""
    for dependency_list in tree.declarations.lists:
        for declaration in tree.declarations.of(dependency_list):
            if declaration.url:
                yield from _of_declaration(tree, declaration)
        if dependency_list.kind in ("requirements", "constraints"):
            for line in tree.requirements.files[dependency_list.path].lines:
                if line.options and not line.is_requirement:
                    yield from _of_options(line)
    for path in tree.find("pyproject.toml"):
        document = tree.document(path)
        if document is not None and b"uv.sources" in document.data:
            yield from _of_sources(tree, path)


def path_of(text: str) -> str:
    """The path that a requirement's URL or path names; empty for what is no path of a file system
    or holds a variable.
    """
    if "$" in text or "{{" in text:
        return ""
    if _FILE_URL.match(text):
        rest = text[text.index(":") + 1 :].partition("#")[0]
        if rest.startswith("//"):
            host, slash, path = rest[2:].partition("/")
            rest = (
                slash + path
                if host in ("", "localhost")
                else rest[2:]
                if _DRIVE.match(rest[2:])
                else f"//{host}/{path}"
            )
        return rest[1:] if _DRIVE.match(rest[1:]) else rest
    if "://" in text or text.startswith(VCS_PREFIXES):
        return ""
    return text.partition("#")[0]


def kind_of(path: str) -> str:
    """The kind of an absolute path (see `LocalPath`); empty for a relative one, and for a place
    that a hosted service has for all.
    """
    if not (path.startswith(("/", "~", "\\\\")) or _DRIVE.match(path)):
        return ""
    if _HOSTED.match(path):
        return ""
    if _CONDA.search(path.replace("\\", "/")) or _CONDA.search("/" + path.replace("\\", "/")):
        return "conda"
    return "home" if _HOME.search(path) else "absolute"


def _of_declaration(tree: Tree, declaration: Declaration) -> Iterator[LocalPath]:
    path = path_of(declaration.url)
    kind = kind_of(path)
    if not kind and declaration.line is not None:
        path = _behind_backslashes(declaration.line) or path
        kind = kind_of(path)
    if not kind and path and _leaves_the_tree(tree, declaration, path):
        kind = "outside"
    if (
        not kind
        or (kind == "absolute" and _is_an_images_own(tree, declaration.list, path))
        # `/home/dev/project` may be where everybody's container has the repository.
        or (kind == "home" and _is_where_it_is_mounted(tree, declaration.path, path))
    ):
        return
    archive = _ARCHIVE.search(path[-300:])
    version = archive[2] if archive else ""
    line = declaration.line
    at = line.where("url") if line is not None and "url" in line.spans else declaration.at
    yield LocalPath(
        at,
        declaration.url if kind_of(path_of(declaration.url)) or kind == "outside" else path,
        kind,
        declaration,
        line,
        "",
        version,
    )


def _behind_backslashes(line: Line) -> str:
    """The Windows path in a line of options: pip takes its backslashes for escapes, so what it
    reads is no path any more.
    """
    match = re.search(r"(?:^|[\s=\"'])([A-Za-z]:\\[^\s\"']+)", line.text)
    return match[1] if match else ""


def _leaves_the_tree(tree: Tree, declaration: Declaration, path: str) -> bool:
    """Whether a relative path leads out of the repository from wherever it may be meant."""
    from venvlint.facts.project import project_of

    path = path.replace("\\", "/").partition("[")[0]
    if not path.startswith("../") and path != ".." and "/../" not in path:
        return False
    git = getattr(tree.files, "git", None)
    if not tree.files.has_git or (git is not None and git.root != git.top):
        return False  # what lies beside the audited folder may still be the repository's
    project = project_of(tree, declaration.path)
    bases = {folder_of(declaration.path), as_folder(project)}
    return all(path_from(base, path) is None for base in bases)


def _is_an_images_own(tree: Tree, dependency_list: DependencyList, path: str) -> bool:
    """Whether a deployment root is named in a file that only images install, or a path of the
    repository as compose mounts it.
    """
    if _is_where_it_is_mounted(tree, dependency_list.path, path):
        return True
    if _DEPLOYMENT.match(path) is None:
        return False
    if dependency_list.kind != "requirements":
        # A manifest that names the place to which the image that installs it has copied the
        # repository.
        folder = folder_of(dependency_list.path)
        copied = re.compile(
            r"(?m)^[ \t]*(?:COPY|ADD)[ \t][^\n]*[ \t]"
            + re.escape(path.rstrip("/"))
            + r"/?[ \t\r]*$"
        )
        return any(
            folder_of(recipe.path) == folder and copied.search(recipe.document.text)
            for recipe in tree.dockerfiles
        )
    installs = tree.installs.of(dependency_list.path)
    return bool(installs) and all(one.where.kind in ("image", "devcontainer") for one in installs)


def _is_where_it_is_mounted(tree: Tree, list_path: str, path: str) -> bool:
    """Whether a path is one of the folder that has the list, where containers have it, and no job
    of CI installs the list outside.
    """
    from venvlint.facts.stages.mounts import places_in_containers
    from venvlint.facts.tracking import is_below

    places = places_in_containers(tree)
    return any(
        "." in sources or is_below(list_path, sources)
        for target in (path, *folders_above(path))
        if (sources := places.get(target))
    ) and not any(install.where.kind == "ci" for install in tree.installs.of(list_path))


def _of_options(line: Line) -> Iterator[LocalPath]:
    behind: str | None = None
    for option in line.options:
        if option.name not in (
            "--find-links",
            "--requirement",
            "--constraint",
            "--index-url",
            "--extra-index-url",
        ):
            continue
        path = path_of(option.value)
        if not kind_of(path):
            if behind is None:  # of the whole line, which may have thousands of options
                behind = _behind_backslashes(line)
            path = behind or path
        kind = kind_of(path)
        if kind and (kind != "absolute" or _DRIVE.match(path)):
            yield LocalPath(
                line.at, path if "\\" in path else option.value, kind, None, line, option.name
            )


def _of_sources(tree: Tree, path: str) -> Iterator[LocalPath]:
    root = tree.toml(path)
    sources = root.get("tool", "uv", "sources")
    for source in sources.mapping.values():
        for one in source.items or [source]:
            node = one.get("path")
            kind = kind_of(path_of(node.string)) if node and node.string else ""
            if node.string and kind:
                yield LocalPath(node.at, node.string, kind)
