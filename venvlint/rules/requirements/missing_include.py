"""An include names a file or a group that does not exist, or comes back to where it started.

## Why
pip stops before it installs anything: `ERROR: Could not open requirements file: [Errno 2] No such
file or directory: 'base.txt'`, or
`requirements.txt recursively references itself`. It looks from the folder of the *including* file,
not from the folder where you run it:
in `requirements/dev.txt` the file beside it is `-r base.txt`.

The same holds for a dependency group's `include-group` and for the files that `dynamic =
["dependencies"]` is read from.

## Bad
    # requirements/dev.txt
    -r requirements/base.txt

## Good
    # requirements/dev.txt
    -r base.txt

## How to fix
Correct the name, add the file, or delete the line. In a loop, delete the include that closes it.

## When to ignore it
When the file is made by a build step before anything is installed.
"""

from __future__ import annotations

from posixpath import relpath

from venvlint.files.paths import folder_of, joined, name_of
from venvlint.model import Finding, Fix, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from venvlint.facts.dependencies.requirements import Include
    from venvlint.facts.manifests import DependencyList
    from venvlint.model import Location
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree


@rule("VL210", Severity.ERROR, fix="unsafe", needs=("is_populated",))
def missing_include(tree: Tree) -> Iterator[Finding]:
    """Report includes of nothing, and loops at the include that closes them."""
    for includes in tree.requirements.includes.values():
        for include in includes:
            if not include.exists and not _is_made_later(tree, include.target):
                yield _missing_file(tree, include)
    for include in tree.requirements.loops:
        flag = "-c" if include.constraint else "-r"
        yield Finding(
            _place(include),
            f"`{flag} {include.line.target}` closes a loop: `{include.target}` "
            + (
                "is the file itself"
                if include.target == include.line.path
                else f"leads back to `{include.line.path}`"
            ),
            "Delete this include: pip refuses to read a file that includes itself.",
        )
    yield from _conda(tree)
    yield from _groups(tree)
    yield from _dynamic(tree)


def _is_made_later(tree: Tree, path: str) -> bool:
    """Whether a command of the tree writes a file that is not there, or each makes his own."""
    return tree.requirements.is_generated(path) or (
        not path.startswith(("/", "..")) and tree.ignores.is_named(path)
    )


def _conda(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.dependencies import pip_lines
    from venvlint.facts.dependencies.requirements import resolve

    for item, line in pip_lines(tree):
        if line.kind in ("include", "constraint"):
            target, exists = resolve(tree, line.path, line.target)
            if not exists and not _is_made_later(tree, target):
                yield Finding(
                    item.at,
                    f"`{line.target}` does not exist, seen from the folder of `{line.path}` as"
                    " conda gives it to pip",
                    "Correct the path, add the file to the repository, or delete the line.",
                )


def _place(include: Include) -> Location:
    name = "--constraint" if include.constraint else "--requirement"
    option = next((option for option in include.line.options if option.name == name), None)
    if option is None or option.value_end <= option.value_start:
        return include.line.at
    return include.line.document.at(option.value_start, option.value_end)


def _missing_file(tree: Tree, include: Include) -> Finding:
    line, place = include.line, _place(include)
    document, base = line.document, folder_of(line.path)
    start, end = document.span(place)
    written = document.text[start:end]
    # Written as Windows writes paths (pip drops the backslashes, as a shell does), or as if from
    # the project's root.
    slashed = written.replace("\\", "/")
    candidates = (
        joined(base, slashed),
        joined(slashed),
        joined(base, name_of(slashed)),
    )
    meant = next(
        (
            path
            for path in candidates
            if not path.startswith(("..", "/")) and path != line.path and tree.exists(path)
        ),
        "",
    )
    correct = relpath(meant, base or ".") if meant else ""
    fix = (
        Fix(f"include `{correct}`", (document.replace(start, end, correct),), safe=False)
        if correct and line.target in (written, "".join(written.split("\\")))
        else None
    )
    if "\\" in written and correct:
        message = (
            f"pip does not find `{written}`: it takes a backslash for an escape, as a shell does"
        )
    else:
        message = f"`{written}` does not exist" + (
            f", seen from `{base}/` as pip does" if base else ""
        )
    return Finding(
        place,
        message,
        (
            f"Write `{correct}`, which is the path from this file."
            if correct
            else "Correct the path, add the file to the repository, or delete the line."
        ),
        fix=fix,
    )


def _groups(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.dependencies.installed_together import included_groups
    from venvlint.readers.pep508 import normalize

    by_path: dict[str, dict[str, DependencyList]] = {}
    for each in tree.declarations.lists:
        if each.kind == "group":
            by_path.setdefault(each.path, {})[normalize(each.group)] = each
    for groups in by_path.values():
        yield from _of_groups(
            {key: (one.group, one.at, included_groups(one.node)) for key, one in groups.items()}
        )
    # Poetry 2.2 and newer: `include-groups` of a group's own table.
    for path in tree.find("pyproject.toml"):
        document = tree.document(path)
        if document is None or b"include-groups" not in document.data:
            continue
        root = tree.toml(path)
        if not root:
            continue
        named = {
            normalize(name): (name, table.at, list(table.get("include-groups").items))
            for name, table in root.get("tool", "poetry", "group").mapping.items()
        }
        for name, node in root.get("dependency-groups").mapping.items():
            named.setdefault(normalize(name), (name, node.at, []))
        named.setdefault("main", ("main", root.at, []))
        yield from _of_groups(named)


def _of_groups(groups: Mapping[str, tuple[str, Location, Iterable[Node]]]) -> Iterator[Finding]:
    """The includes of nothing and the loops of groups: each with its name, its place and what it
    includes, by the name that compares.
    """
    from venvlint.readers.pep508 import normalize

    edges: dict[str, list[tuple[str, Node]]] = {}
    for name, (_, _, included) in groups.items():
        for node in included:
            target = normalize(node.string or "")
            edges.setdefault(name, []).append((target, node))
            if target not in groups:
                yield Finding(
                    node.at,
                    f"there is no dependency group `{node.string}`",
                    "Correct the name (there are:"
                    f" {', '.join(sorted(other for other, _, _ in groups.values()))}) or add"
                    " the group.",
                )
    for name, node in _closing(edges):
        yield Finding(
            node.at,
            f"including `{node.string}` in `{groups[name][0]}` closes a loop",
            "Delete this include: no installer takes groups that include each other.",
            related=(Related(groups[name][1], "the group starts here"),),
        )


def _closing(edges: dict[str, list[tuple[str, Node]]]) -> Iterator[tuple[str, Node]]:
    done: set[str] = set()
    for root in edges:
        if root in done:
            continue
        above = {root}
        stack = [(root, iter(edges[root]))]
        while stack:
            name, includes = stack[-1]
            target, node = next(includes, ("", None))
            if not node:
                stack.pop()
                above.discard(name)
                done.add(name)
            elif target in above:
                yield name, node
            elif target in edges and target not in done:
                above.add(target)
                stack.append((target, iter(edges[target])))


def _dynamic(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.manifests import dynamic_tables

    for path in tree.find("pyproject.toml"):
        document = tree.document(path)
        if document is None or b"dynamic" not in document.data:
            continue
        root = tree.toml(path)
        dependencies, extras = dynamic_tables(root)
        named = [table.get("file") for table in (dependencies, *extras.mapping.values())]
        hook = root.get("tool", "hatch", "metadata", "hooks", "requirements_txt")
        named += [hook.get("files"), hook.get("filename")]
        named += hook.get("optional-dependencies").mapping.values()
        for names in named:
            for name in names.scalars():
                if name.string and not _is_there(tree, path, name.string):
                    yield Finding(
                        name.at,
                        f"`{name.string}` does not exist, and the package reads its dependencies"
                        " from it",
                        "Correct the path (it is seen from the folder of `pyproject.toml`) or add"
                        " the file to the repository.",
                    )
    for path in tree.find("setup.cfg"):
        document = tree.document(path)
        if document is None or b"file:" not in document.data:
            continue
        root = tree.ini(path)
        options = root.get("options", "install_requires")
        if options.string and options.string.strip().startswith("file:"):
            for written in options.string.strip()[5:].split(","):
                if written.strip() and not _is_there(tree, path, written.strip()):
                    yield Finding(
                        options.at,
                        f"`{written.strip()}` does not exist, and the package reads its"
                        " dependencies from it",
                        "Correct the path (it is seen from the folder of `setup.cfg`) or add the"
                        " file to the repository.",
                    )


def _is_there(tree: Tree, path: str, name: str) -> bool:
    target = joined(folder_of(path), name)
    return (
        target.startswith(("..", "/"))
        or "*" in target
        or tree.exists(target)
        or tree.requirements.is_generated(target)
    )
