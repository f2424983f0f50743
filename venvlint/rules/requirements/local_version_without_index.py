"""A local version is asked for, and no index beside the public one is named.

## Why
`torch==2.0.1+cu118` names a build that its makers keep on an index of their own. PyPI takes no
local versions (what stands behind the `+`), so without that index pip ends with `ERROR: No
matching distribution found for torch==2.0.1+cu118`. It worked for the author, who once typed the
index on the command line; `pip freeze` did not write it down. A comment that names the address is
a help for people, not for pip.

## Bad
    torch==2.0.1+cu118

## Good
    --extra-index-url https://download.pytorch.org/whl/cu118
    torch==2.0.1+cu118

## How to fix
Name the index where the requirement stands: an option in a requirements file, `[[tool.uv.index]]`
with an entry in `[tool.uv.sources]`, `[[tool.poetry.source]]`, `[[source]]` of a Pipfile. Or
leave the local part out, where any build will do.

## When to ignore it
When everybody who installs the file has the index in their own settings of pip.
"""

from __future__ import annotations

from venvlint.files.paths import folder_of, name_of, prefix_of
from venvlint.model import Finding, Severity, rule
from venvlint.readers.nodes import ABSENT
from venvlint.readers.requirements import VCS_PREFIXES
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.installs import Install
    from venvlint.facts.manifests import Declaration
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_MANIFESTS = frozenset(
    "project extra group flit uv-dev pdm-dev rye-dev hatch-env setup-cfg setup-py poetry"
    " poetry-group tests-require".split()
)
# What answers like the public index, under another name.
_MIRRORS = (
    "pypi.org",
    "pypi.python.org",
    "files.pythonhosted.org",
    "pypi.tuna.tsinghua.edu.cn",
    "mirrors.tuna.tsinghua.edu.cn/pypi",
    "mirrors.aliyun.com/pypi",
    "pypi.douban.com",
    "pypi.mirrors.ustc.edu.cn",
    "mirrors.ustc.edu.cn/pypi",
    "mirrors.cloud.tencent.com/pypi",
    "repo.huaweicloud.com/repository/pypi",
)
_OPTIONS = frozenset("-i --index-url --extra-index-url -f --find-links --no-index".split())
_PIXI_KEYS = (b"index-url", b"find-links", b"index =", b"index=")
_VARIABLES = (b"PIP_EXTRA_INDEX_URL", b"PIP_INDEX_URL", b"PIP_FIND_LINKS", b"UV_INDEX", b"UV_EXTRA")


@rule("VL222", Severity.ERROR, needs=("declarations.local_versions",))
def local_version_without_index(tree: Tree) -> Iterator[Finding]:
    for one in tree.declarations.local_versions:
        for clause in one.specifier.split(","):
            public, local = _pin(clause.strip())
            if (
                local
                and not _has_index(tree, one, public)
                and not _is_of_fork(tree, one, f"{public}+{local}")
            ):
                yield _finding(one, public, local)
                break


def _pin(clause: str) -> tuple[str, str]:
    """The public and the local part of the version that a clause fixes; empty where it fixes none
    with a local part.
    """
    version = clause.lstrip("=").strip().removeprefix("v")
    public, plus, local = version.partition("+")
    fixed = public[:1].isdigit() and local[:1].isalnum() and "*" not in version
    return (public, local) if plus and fixed else ("", "")


# setuptools-scm's and versioneer's name of a commit: `g150c1be`, `3.g150c1be.dirty`.
_COMMIT = lazy(r"(?:\d+\.)?g([0-9a-f]{7,40})(?![0-9a-z])")


def _finding(one: Declaration, public: str, local: str) -> Finding:
    from venvlint.facts.project.known_names import index_of_local

    address = index_of_local(one.key, local.lower())
    if ".dev" in public:  # PyTorch keeps the builds of each night apart
        address = address.replace("pytorch.org/whl/", "pytorch.org/whl/nightly/")
    kind = one.list.kind
    commit = _COMMIT.match(local)
    if commit and not address:
        advice = (
            f"Install it from its repository (`{one.key} @ git+https://…`) at the commit"
            f" `{commit[1]}`, which the build names, or name a release."
        )
    elif kind in ("requirements", "conda-pip"):
        index = f"--extra-index-url {address}" if address.count(".html") == 0 else f"-f {address}"
        where = "before it" if kind == "requirements" else "as an entry of the list"
        advice = (
            f"Add `{index}` {where}, or leave out `+{local}`."
            if address
            else f"Add an `--extra-index-url` {where}, or leave out `+{local}`."
        )
    else:
        named = f" ({address})" if address else ""
        advice = f"Name the index that has it{named} for this entry, or leave out `+{local}`."
    return Finding(
        one.at,
        f"`{one.name}` is asked for as `+{local}`, a build that the public index does not take, and"
        " no other index is named",
        advice,
    )


def _has_index(tree: Tree, one: Declaration, public: str) -> bool:
    """Whether something names a place beside the public index for the declaration."""
    kind = one.list.kind
    if _is_set_for_all(tree) or _is_installed_by_name(tree, one, public):
        return True
    if _is_told(tree, one):
        return True
    if kind == "requirements":
        return _of_file(tree, one.path)
    if kind == "conda-pip":
        node = one.list.node
        rows = [item.string or "" for item in node.items]
        return any(_names_another(row) for row in rows) or _installed(tree.installs.of(one.path))
    if kind.startswith("pipfile"):
        return _of_pipfile(tree, one)
    if kind == "pixi-pypi":
        # `[pypi-options]`, of the whole or of a feature, and an entry's own `index`.
        return any(key in one.list.document.data for key in _PIXI_KEYS)
    return kind not in _MANIFESTS or _of_manifest(tree, one)


def _is_public(url: str) -> bool:
    rest = url.strip("\"'").partition("://")[2].rpartition("@")[2].lower()
    return rest.startswith(_MIRRORS)


def _names_another(row: str) -> bool:
    """Whether a line is an option that names another index or a folder of files."""
    words = row.replace("=", " ").split()
    if not words or not words[0].startswith("-"):
        return False
    return words[0] in _OPTIONS and (len(words) < 2 or not _is_public(words[1]))


def _installed(installs: tuple[Install, ...]) -> bool:
    """Whether something that installs it names an index, or what it starts from may bring the
    build.
    """
    if any(_is_helped(install) for install in installs):
        return True
    return bool(installs) and all(_starts_with_builds(install) for install in installs)


def _is_helped(install: Install) -> bool:
    indexes = install.indexes
    if indexes.extra or indexes.index:
        named = [url for url, _ in (*indexes.index, *indexes.extra)]
        if not all(_is_public(url) for url in named):
            return True
    if indexes.find_links or indexes.no_index:
        return True
    return any(not _is_public(value) for value in indexes.variables.values())


def _starts_with_builds(install: Install) -> bool:
    """Whether it happens in an image that its makers fill with builds of their own."""
    stage = install.where.stage
    image = stage.root.image if stage is not None else None
    name = image.repository.lower() if image is not None else ""
    return any(word in name for word in ("pytorch", "nvidia", "nvcr.io", "rocm", "jax", "\0"))


def _is_set_for_all(tree: Tree) -> bool:
    """Whether the repository sets an index for whoever works in it: in pip's own settings, or by a
    command that writes them.
    """

    def found() -> bool:
        for path in tree.find("pip.conf", "pip.ini"):
            root = tree.ini(path)
            for section in root.mapping.values():
                for key, node in section.mapping.items():
                    plain = key.replace("_", "-")
                    words = (node.string or "").split()
                    if plain in ("index-url", "extra-index-url", "find-links") and any(
                        not _is_public(word) for word in words
                    ):
                        return True
        for command in tree.commands.all:
            texts = command.texts
            if command.tool == "pip" and texts[:2] == ["config", "set"]:
                key, value = ([*texts[2:], "", ""])[:2]
                if key.endswith(("index-url", "find-links")) and not _is_public(value):
                    return True
        return False

    return tree.once("an index for everybody", found)


def _is_installed_by_name(tree: Tree, one: Declaration, public: str) -> bool:
    """Whether a command installs that very version by its name from another index, or from a
    file.
    """
    return any(
        name.url or (_is_helped(install) and name.pin.partition("+")[0] in (public, ""))
        for install, name in tree.installs.naming(one.key)
    ) or any(
        stem.startswith((one.key, "*"))
        for stem in tree.once("wheels that are installed by their paths", lambda: _wheels(tree))
    )


def _wheels(tree: Tree) -> list[str]:
    """The names of the wheels that commands are given, as names of distributions are written."""
    return [
        name_of(project.written).lower().replace("_", "-")
        for install in tree.installs
        for project in install.projects
        if project.written.endswith(".whl")
    ]


def _is_of_fork(tree: Tree, one: Declaration, version: str) -> bool:
    """Whether another list takes that very version from a repository, of which this list tells what
    was installed.
    """
    return any(
        each.url.startswith(VCS_PREFIXES) and version in each.url.replace("%2B", "+")
        for each in tree.declarations.naming(one.key)
    )


def _is_told(tree: Tree, one: Declaration) -> bool:
    """Whether a read-me shows a command with an index that installs the list or the distribution,
    in whatever block it stands.
    """
    told: str = tree.once("installs with an index in read-mes", lambda: "\n".join(_told(tree)))
    return any(word in told for word in (name_of(one.path), one.key, one.name))


def _told(tree: Tree) -> Iterator[str]:
    """The lines of read-mes that install from another index."""
    for path in tree.paths:
        name = name_of(path).lower()
        if not name.startswith(("readme", "install")) or not name.endswith((".md", ".rst", ".txt")):
            continue
        document = tree.document(path)
        if document is None or b"install" not in document.data:
            continue
        for line in document.text.replace("\\\n", " ").split("\n"):
            words = line.strip("`$ \t").replace("=", " ").split()
            if "install" in words and any(
                option in _OPTIONS and not _is_public(value)
                for option, value in zip(words, [*words[1:], ""], strict=False)
            ):
                yield line


def _of_file(tree: Tree, path: str) -> bool:
    connected = _with_includes(tree, path)
    for each in connected:
        if _names_index(tree, each):
            return True
        installs = tree.installs.of(each)
        if _installed(installs):
            return True
        # An option in a file holds for all that its command installs.
        beside = {file.meant for install in installs for file in install.files if file.meant}
        for other in beside - connected:
            if any(_names_index(tree, one) for one in _with_includes(tree, other, upwards=False)):
                return True
        dynamic = tree.dynamic_requirements.get(each)
        if dynamic is not None and _installed(
            tree.installs.of_project(folder_of(dynamic.manifest))
        ):
            return True
    return _has_uv_index(tree, folder_of(path))


def _with_includes(tree: Tree, path: str, *, upwards: bool = True) -> set[str]:
    """A list with those that it includes, and *upwards* with those that include it."""
    requirements = tree.requirements
    connected = {path}
    pending = [path]
    while pending:
        current = pending.pop()
        related = [include.target for include in requirements.includes.get(current, ())]
        if upwards:
            related += requirements.included_by.get(current, ())
        for other in related:
            if other not in connected:
                connected.add(other)
                pending.append(other)
    return connected


def _names_index(tree: Tree, path: str) -> bool:
    """Whether an option of a list names another index or a folder of files."""
    file = tree.requirements.files.get(path)
    return any(
        option.name in ("--index-url", "--extra-index-url", "--find-links", "--no-index")
        and not _is_public(option.value or "")
        for line in (file.lines if file is not None else ())
        if not line.is_requirement
        for option in line.options
    )


def _of_manifest(tree: Tree, one: Declaration) -> bool:
    directory = folder_of(one.path)
    document = tree.document(one.path)
    if document is not None and any(name in document.data for name in _VARIABLES):
        return True  # hatch sets variables for its environments
    if _installed(tree.installs.of_project(directory)):
        return True
    root = tree.toml(one.path) if one.path.endswith(".toml") else ABSENT
    if root and _of_poetry_or_pdm(root, one):
        return True
    return _has_uv_index(tree, directory, one.key)


def _of_poetry_or_pdm(root: Node, one: Declaration) -> bool:
    own = one.node.text("source")
    extended = root.get("tool", "poetry", "dependencies", one.name)
    own = own or (extended.text("source"))
    poetry = root.get("tool", "poetry", "source")
    for source in poetry.items:
        if _is_public(source.text("url") or "https://pypi.org"):
            continue
        explicit = (source.text("priority") or "").lower() == "explicit"
        if source.text("name") == own if own or explicit else True:
            return True
    for keys in (("tool", "pdm", "source"), ("tool", "rye", "sources")):
        table = root.get(*keys)
        for source in table.items:
            if not _is_public(source.text("url") or ""):
                return True
    return False


def _has_uv_index(tree: Tree, directory: str, key: str = "") -> bool:
    """Whether uv is told of another index in a folder or above it: a plain one, or an explicit one
    that the distribution *key* is sent to.
    """
    from venvlint.readers.pep508 import normalize

    while True:
        prefix = prefix_of(directory)
        pyproject = (
            tree.toml(f"{prefix}pyproject.toml")
            if f"{prefix}pyproject.toml" in tree.path_set
            else ABSENT
        )
        uv = pyproject.get("tool", "uv")
        beside = tree.toml(f"{prefix}uv.toml") if f"{prefix}uv.toml" in tree.path_set else ABSENT
        for holder in (uv, beside):
            if not holder:
                continue
            indexes = holder.get("index")
            explicit = set()
            for index in indexes.items:
                marked = index.get("explicit")
                if _is_public(index.text("url") or ""):
                    continue
                if marked.value is not True:
                    return True
                explicit.add(index.text("name"))
            sources = uv.get("sources")
            for name, node in sources.mapping.items():
                if normalize(name) == key:
                    for entry in node.items or [node]:
                        if entry.text("index") in explicit or entry.text("index") is None:
                            return True
            for part in (holder, holder.get("pip")):
                for name in ("index-url", "extra-index-url", "find-links"):
                    stated = part.get(name)
                    for node in stated.scalars():
                        if not _is_public(node.string or ""):
                            return True
        if not directory:
            return False
        directory = folder_of(directory)


def _of_pipfile(tree: Tree, one: Declaration) -> bool:
    root = tree.toml(one.path)
    sources = root.get("source")
    listed = sources.items
    others = [source for source in listed if not _is_public(source.text("url") or "")]
    own = one.node.text("index")
    if own is not None:
        return any(source.text("name") == own for source in others)
    # Without `index` Pipenv asks the first source alone, unless it is told to ask all.
    every = root.get("pipenv", "install_search_all_sources")
    return (bool(others) and (listed[0] in others or (every.value is True))) or _installed(
        tree.installs.of_project(folder_of(one.path))
    )
