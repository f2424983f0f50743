"""Where a development tool belongs that stands among production dependencies, and the edits that
take it there.
"""

from __future__ import annotations

import posixpath

from venvlint.facts.dependencies.compiled_lines import split_lock
from venvlint.facts.dependencies.dev_tools import dev_tool
from venvlint.facts.dependencies.model import DEVELOPMENT
from venvlint.facts.manifests import list_edits
from venvlint.facts.project import vocabulary
from venvlint.files.paths import as_folder, folder_and_name, folder_of, name_of
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from venvlint.facts.manifests import Declaration, DependencyList
    from venvlint.model import Edit
    from venvlint.tree import Tree

_FOLDERS = ("requirements", "requirement", "reqs", "deps", "dependencies")
_CATEGORY_WORDS = {
    "coverage": "test",
    "docs": "doc",
    "formatter": "lint",
    "linter": "lint",
    "mock-fixture": "test",
    "pytest-plugin": "test",
    "test-runner": "test",
    "type-checker": "typ",
}
# Words in the name of an extra that is for those who work on the project.
_PLAINLY = vocabulary.DEVELOPMENT | vocabulary.TESTS | vocabulary.CHECKS | {"local", "tools"}
# Lists for development that are no place for tools of any kind.
_OTHER_PURPOSES = ("devcontainer", "codespace", "release", "publish")
_NEW_TABLES = {
    "poetry": ("tool.poetry.group.dev.dependencies", "\n[tool.poetry.group.dev.dependencies]\n"),
    "pipfile": ("dev-packages", "\n[dev-packages]\n"),
}


_NEW_EXTRA = "the new extra `dev`"


class Home(Record):
    """The list that a tool belongs to: `list` where it exists; `title` is how a sentence calls
    it.
    """

    title: str
    list: DependencyList | None = None
    path: str = ""
    """The file that has to be created."""

    installed: str = ""
    """How a sentence calls it that says to install it, where that differs from `title`."""

    @property
    def requirements(self) -> str:
        """The requirements file that it is, or will be; empty for a list of a manifest."""
        if self.list is None:
            return self.path
        return self.list.path if self.list.kind == "requirements" else ""


def beside(tree: Tree, dependency_list: DependencyList) -> tuple[DependencyList, ...]:
    """The development lists of the same project that a person would put a tool into."""
    from venvlint.facts.project import project_of

    project = project_of(tree, dependency_list.path)
    known: dict[tuple[str, str], tuple[DependencyList, ...]] = tree.once(
        "lists for development beside others", dict
    )
    directory = folder_of(dependency_list.path)
    if (project, directory) not in known:
        known[project, directory] = tuple(_near(tree, project, directory))
    found = known[project, directory]
    if tree.declarations.role(dependency_list).name == DEVELOPMENT:
        found = tuple(other for other in found if other is not dependency_list)
    return found


def _near(tree: Tree, project: str, directory: str) -> Iterator[DependencyList]:
    from venvlint.facts.dependencies.requirements import conda_alone_reads

    near = {directory, posixpath.join(directory, "requirements")}
    if name_of(directory) in _FOLDERS:
        near.add(folder_of(directory))
    own = as_folder(project)
    lists = [one for folder in near | {own} for one in tree.declarations.lists_beside(folder)]
    for other in sorted(lists, key=lambda one: one.path):
        if other.kind in (
            "hatch-env",
            "tests-require",
            "conda",
            "conda-pip",
            "pixi",
            "pixi-pypi",
        ) or (other.kind == "requirements" and conda_alone_reads(tree, other.path)):
            continue
        folder = folder_of(other.path)
        if (
            (folder in near if other.kind == "requirements" else folder == own)
            and tree.declarations.role(other).name == DEVELOPMENT
            and not _is_named(other, "doc")
            and _is_for_tools(tree, other)
        ):
            yield other


def _is_for_tools(tree: Tree, other: DependencyList) -> bool:
    """Whether a list for development holds tools or is called after such work: what the program
    itself needs is no place for tools, though jobs that check the code are all that installs it.
    """
    return (
        other.kind != "requirements"
        or vocabulary.says(other.path, _PLAINLY)
        or any(dev_tool(key, tree.config) for key in tree.declarations.keys(other))
    )


def _is_named(dependency_list: DependencyList, *words: str) -> bool:
    last = dependency_list.group or name_of(dependency_list.path)
    name = "".join(vocabulary.words_of(last))
    return any(word in name for word in words)


def home_of(tree: Tree, declaration: Declaration, category: str) -> Home:
    """Where the tool belongs."""
    source = declaration.list
    word = _CATEGORY_WORDS.get(category, "dev")
    known: dict[tuple[object, ...], DependencyList | None] = tree.once(
        "lists that tools belong to", dict
    )
    # Requirements files of one folder and one extension have the same choice.
    directory, name = folder_and_name(source.path)
    key: tuple[object, ...] = (
        (directory, name.rpartition(".")[2], word)
        if source.kind == "requirements" and tree.declarations.role(source).name != DEVELOPMENT
        else (source, word)
    )
    if key not in known:
        fitting = (
            other
            for other in beside(tree, source)
            if _takes(tree, source, other)
            and not _is_named(other, *_OTHER_PURPOSES)
            and (other.kind != "extra" or vocabulary.says(other.group, _PLAINLY))
        )
        known[key] = min(fitting, key=lambda other: _rank(source, other, word), default=None)
    best = known[key]
    if best is not None:
        return home_at(best)
    if source.kind == "requirements":
        path = _new_file(source.path)
        return Home(f"`{path}`", path=path)
    title, _ = _NEW_TABLES.get(source.kind, ("dependency-groups", ""))
    if source.kind == "setup-cfg":
        return Home("an extra named `dev` in `options.extras_require`", installed=_NEW_EXTRA)
    if source.kind == "setup-py":
        return Home("an extra named `dev` in `extras_require`", installed=_NEW_EXTRA)
    if source.kind in ("project", "extra", "flit"):
        return Home("the group `dev` of `[dependency-groups]`")
    if source.kind in ("pixi", "pixi-pypi"):
        return Home(f"`{_feature_of_pixi(tree, source)}`")
    if source.kind in ("conda", "conda-pip"):
        return Home("an environment file for development, such as `environment-dev.yml`")
    return Home(f"`[{title}]`" if source.kind in _NEW_TABLES else "a list for development")


def _feature_of_pixi(tree: Tree, source: DependencyList) -> str:
    """The table of a feature for development: one that there is, or a new one."""
    wanted = [
        other.key
        for other in tree.declarations.lists_in(source.path)
        if other.kind == source.kind
        and other.group
        and tree.declarations.role(other).name == DEVELOPMENT
    ]
    name = "pypi-dependencies" if source.kind == "pixi-pypi" else "dependencies"
    prefix = "" if source.path.endswith("pixi.toml") else "tool.pixi."
    return min(wanted, default=f"{prefix}feature.dev.{name}")


def home_at(target: DependencyList) -> Home:
    """A list that exists, as the place for a tool."""
    return Home(title_of(target), target)


def title_of(target: DependencyList) -> str:
    """A list as sentences name it: by its file, or by its key in a manifest."""
    return f"`{target.path}`" if target.kind == "requirements" else f"`{target.key}`"


def _takes(tree: Tree, source: DependencyList, target: DependencyList) -> bool:
    if source.kind == "requirements":
        if target.kind == "requirements":
            file = tree.requirements.files[target.path]
            compiled = (
                target.path.endswith(".txt")
                and target.path.removesuffix(".txt") + ".in" in tree.requirements.files
            )
            return (
                not file.generator
                and not compiled
                and (source.path.rpartition(".")[2] == target.path.rpartition(".")[2])
            )
        return target.kind in (
            "group",
            "uv-dev",
            "pdm-dev",
            "rye-dev",
            "poetry-group",
            "extra",
            "pipfile-dev",
        ) and not source.path.endswith(".in")
    if source.kind == "poetry":
        return target.kind in ("poetry-group", "group") and target.path == source.path
    if source.kind == "pipfile":
        return target.kind == "pipfile-dev" and target.path == source.path
    if source.kind in ("project", "flit", "extra"):
        return (
            target.kind in ("group", "uv-dev", "pdm-dev", "rye-dev", "poetry-group", "extra")
            and target.path == source.path
        )
    return target.kind == "extra" and target.path == source.path


def _rank(
    source: DependencyList, target: DependencyList, word: str
) -> tuple[bool, bool, bool, bool, str]:
    name = "-".join(vocabulary.words_of(target.group or name_of(target.path)))
    return (
        target.kind != source.kind,
        target.kind == "extra",
        word not in name,
        "dev" not in name,
        target.path,
    )


def _new_file(path: str) -> str:
    directory, name = folder_and_name(path)
    stem, rest = split_lock(name)
    if not rest:
        stem, dot, extension = name.rpartition(".")
        rest = dot + extension
    new = (
        f"dev{rest}"
        if name_of(directory) in _FOLDERS and "requirement" not in stem
        else f"{stem}-dev{rest}"
    )
    path = posixpath.join(directory, new)
    from venvlint.files.naming import kind_of

    if kind_of(path) is None:  # a name that nobody takes for a list of requirements
        path = posixpath.join(directory, f"{stem}-dev-requirements{rest}")
    return path


def move(
    tree: Tree, declaration: Declaration, home: Home, parts: Sequence[Declaration] = ()
) -> tuple[Edit, ...] | None:
    """The edits that move the declaration home, with its comment, marker, extras and hashes, and
    other lines of the same file that are *parts* of it; None where that is not certain to be right.
    """
    from venvlint.model import Edit, Location

    if parts:
        return _move_all(tree, [declaration, *parts], home)

    source = declaration.list
    span = _span(declaration)
    if span is None or is_generated(tree, source):
        return None
    removed = list_edits.removal(declaration) or source.document.replace(*span, "")
    text = source.document.text[span[0] : span[1]].replace("\r\n", "\n").replace("\r", "\n")
    if home.list is not None:
        if declaration.key in tree.declarations.keys(home.list):
            return (removed,)
        added = _add(tree, declaration, home.list, text)
        return (removed, *added) if added else None
    if source.kind == "requirements":
        if tree.exists(home.path):
            return None
        line = text.lstrip(" \t") if text.endswith("\n") else text.lstrip(" \t") + "\n"
        return (removed, Edit(Location(home.path), f"-r {name_of(source.path)}\n{line}"))
    new = _new_list(tree, declaration, text)
    return (removed, *new) if new else None


def _move_all(
    tree: Tree, declarations: Sequence[Declaration], home: Home
) -> tuple[Edit, ...] | None:
    """As `move`, of several lines of a requirements file."""
    from venvlint.model import Edit, Location

    found: list[Edit] = []
    added = ""
    for one in declarations:
        edits = move(tree, one, home)
        if not edits:
            return None
        own = [edit for edit in edits if home.path and edit.at == Location(home.path)]
        # A new file is made by one edit: its first line includes the production file.
        added += "".join(edit.text.partition("\n")[2] if added else edit.text for edit in own)
        found += [edit for edit in edits if edit not in own]
    if added:
        found.append(Edit(Location(home.path), added))
    return tuple(found)


def is_generated(tree: Tree, source: DependencyList) -> bool:
    """Whether a tool writes the list: then it is to be written again, not edited."""
    return source.kind == "requirements" and bool(tree.requirements.files[source.path].generator)


def _span(declaration: Declaration) -> tuple[int, int] | None:
    if declaration.line is None:
        return list_edits.span_of(declaration)
    at = declaration.line.delete().at
    document = declaration.list.document
    return document.span(at)


def _requirement(declaration: Declaration) -> str:
    extras = f"[{','.join(declaration.extras)}]" if declaration.extras else ""
    versions = f" @ {declaration.url}" if declaration.url else declaration.specifier
    return f"{declaration.name}{extras}{versions}" + (
        f" ; {declaration.marker}" if declaration.marker else ""
    )


def _add(
    tree: Tree, declaration: Declaration, target: DependencyList, text: str
) -> tuple[Edit, ...] | None:
    source = declaration.list
    line = declaration.line
    if target.kind == "requirements" and line is not None:
        hashed = any(
            one.line is not None and one.line.hashes for one in tree.declarations.of(target)
        )
        if bool(line.hashes) != hashed and (hashed or tree.declarations.of(target)):
            return None  # pip refuses a file in which some lines have hashes and some have none
        return list_edits.addition(
            target,
            declaration.name,
            "",
            text.lstrip(" \t") if text.endswith("\n") else text.lstrip(" \t") + "\n",
        )
    if declaration.editable or (line is not None and line.options):
        return None
    if target.kind in list_edits.TABLES:
        if source.kind in ("project", "flit", "extra"):
            plain = not (declaration.extras or declaration.marker or declaration.url)
            if not plain or list_edits.comment_of(declaration):
                return None
            return list_edits.addition(target, declaration.name, declaration.specifier or "*")
        if source.kind in list_edits.TABLES:
            return list_edits.addition(
                target, declaration.name, "", text if text.endswith("\n") else text + "\n"
            )
        return None
    if source.kind in list_edits.TABLES:
        return None
    written = (
        declaration.node.raw
        if declaration.node and target.path == source.path and not source.path.endswith(".cfg")
        else ""
    )
    return list_edits.addition(
        target,
        declaration.name,
        _requirement(declaration),
        written,
        list_edits.comment_of(declaration),
    )


def _new_list(tree: Tree, declaration: Declaration, text: str) -> tuple[Edit, ...] | None:
    source = declaration.list
    document = source.document
    if source.kind in _NEW_TABLES:
        return (
            document.append(
                _NEW_TABLES[source.kind][1] + (text if text.endswith("\n") else text + "\n")
            ),
        )
    if source.kind == "setup-cfg":
        return _new_extra(tree, declaration)
    if source.kind in ("project", "flit") and declaration.node:
        groups = source.node and tree.toml(source.path)
        table = groups.get("dependency-groups")
        comment = list_edits.comment_of(declaration)
        item = f"{declaration.node.raw},{'  ' if comment else ''}{comment}"
        line = f"dev = [\n    {item}\n]\n"
        if not table:
            return (document.append(f"\n[dependency-groups]\n{line}"),)
        if table.get("dev"):
            return None
        return list_edits.add_entry(document, table, line)
    return None


def _new_extra(tree: Tree, declaration: Declaration) -> tuple[Edit, ...] | None:
    document = declaration.list.document
    comment = list_edits.comment_of(declaration)
    entry = f"dev =\n    {_requirement(declaration)}{'  ' if comment else ''}{comment}\n"
    root = tree.ini(declaration.path)
    section = root.get("options.extras_require")
    if not section:
        return (document.append(f"\n[options.extras_require]\n{entry}"),)
    if section.get("dev") or not section.mapping:
        return None
    last = max(section.mapping.values(), key=lambda node: node.end)
    return (list_edits.insert_after_line(document, document.position(last.end)[0], entry),)
