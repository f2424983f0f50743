"""A package that does not say which Pythons it needs.

## Why
Without `requires-python` (`python_requires` in `setup.py` and `setup.cfg`), pip offers every
release of the package to every Python. Somebody on an old Python then installs a version that
cannot run there and sees a `SyntaxError` or an `ImportError`, where pip would have picked the last
release that fits. Tools such as uv, ruff and black read the same line to know which Python they may
assume. A release without it cannot be fixed afterwards: all that is left is to yank it.

## Bad
    [project]
    name = "demo"
    version = "1.0"

## Good
    [project]
    name = "demo"
    version = "1.0"
    requires-python = ">=3.11"

## How to fix
Add the line with the oldest Python that the project is tested on. `venvlint --unsafe-fixes` takes
it from what other files say.

## When to ignore it
For a table that is never built or installed.
"""

from __future__ import annotations

from venvlint.facts.project import vocabulary
from venvlint.files.paths import folder_of, name_of, path_in
from venvlint.model import Finding, Fix, Severity, rule
from venvlint.readers.nodes import ABSENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.model import Edit
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree


@rule("VL309", Severity.WARNING, fix="unsafe", needs=("is_populated",))
def missing_requires_python(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.project import PARTS

    for path in tree.find("pyproject.toml"):
        document = tree.document(path)
        if document is None or not (
            b"[project]" in document.data
            or b"poetry" in document.data
            or b"project" in document.data
        ):
            continue
        root = tree.toml(path)
        table = root.get("project")
        poetry = root.get("tool", "poetry")
        if not root or (not table and not poetry) or _is_shown(path):
            continue
        if (poetry and poetry.get("dependencies", "python")) or (table and _says(table)):
            continue
        if not table and poetry and poetry.text("name") is None and not poetry.get("dependencies"):
            continue  # only settings of Poetry
        if table and _is_said_by_its_namesake(tree, path, table):
            continue
        # Helpers that a repository builds for itself alone.
        built = _is_built(root) and not any(
            folder.lower() in PARTS for folder in path.split("/")[:-1]
        )
        node = table if table else poetry
        assert node
        key = "requires-python" if table else "python"
        floor = _floor(tree, path)
        edit = _edit(root, key, floor) if floor else None
        yield Finding(
            node.key_at,
            f"`[{'project' if table else 'tool.poetry'}]` does not say which Pythons it"
            f" needs: it has no `{key}`",
            f"Add `{key}` with the oldest Python that the project supports"
            + (f', such as `{key} = "{floor}"`.' if floor else "."),
            fix=Fix(f'add `{key} = "{floor}"`', (edit,), safe=False) if edit else None,
            severity=None if built else Severity.INFO,
        )

    yield from _of_setuptools(tree)


def _of_setuptools(tree: Tree) -> Iterator[Finding]:
    if not any(path.endswith(("setup.py", "setup.cfg")) for path in tree.paths):
        return
    from venvlint.facts.project import PARTS
    from venvlint.rules.python_version._setuptools_packages import silent_packages

    for package in silent_packages(tree):
        if _is_shown(package.path):
            continue
        floor = _floor(tree, package.path)
        edit = package.edit(floor) if floor else None
        is_part = any(folder.lower() in PARTS for folder in package.path.split("/")[:-1])
        unread = package.unread
        key = unread.document.text[unread.key_start : unread.key_end] if unread else ""
        yield Finding(
            unread.key_at if unread else package.at,
            f"`{name_of(package.path)}` does not say which Pythons the package needs: "
            + (f"setuptools does not read `{key}` here" if key else "it has no `python_requires`"),
            f"Write it under `[options]`: `python_requires = {(unread.string or '').strip()}`."
            if key
            else "Add `python_requires` with the oldest Python that the project supports"
            + (f", such as `{floor}`." if floor else "."),
            fix=Fix(f"add `python_requires` with `{floor}`", (edit,), safe=False) if edit else None,
            severity=Severity.INFO if is_part or not package.is_offered else None,
        )


def _is_shown(path: str) -> bool:
    """Whether a manifest lies in a folder of the documentation: one of a tutorial's steps, or an
    extension for the pages. Nobody offers that to others.
    """
    return not vocabulary.DOCS.isdisjoint(path.lower().split("/")[:-2])


def _says(table: Node) -> bool:
    dynamic = table.get("dynamic")
    return bool(table.get("requires-python")) or any(
        item.string == "requires-python" for item in dynamic.items
    )


def _is_said_by_its_namesake(tree: Tree, path: str, table: Node) -> bool:
    """Whether another manifest of that project says it: the one that the package is built from. The
    one without stands beside it for some tool, such as one that releases several packages.
    """
    from venvlint.readers.pep508 import normalize

    named = tree.once("names of projects that say their Pythons", lambda: _named(tree))
    name = table.text("name")
    return name is not None and bool(named.get(normalize(name), set()) - {path})


def _named(tree: Tree) -> dict[str, set[str]]:
    from venvlint.readers.pep508 import normalize

    found: dict[str, set[str]] = {}
    for path in tree.find("pyproject.toml"):
        table = tree.toml(path).get("project")
        name = table.text("name")
        if name is not None and _says(table) and not tree.is_test_data(path):
            found.setdefault(normalize(name), set()).add(path)
    return found


def _is_built(root: Node) -> bool:
    """Whether a package is made that others install, and that holds Python: not a program of Rust
    alone, and none that the index is to refuse.
    """
    uv, poetry = root.get("tool", "uv", "package"), root.get("tool", "poetry", "package-mode")
    table = root.get("project")
    return (
        bool(root.get("build-system"))
        and uv.value is not False
        and poetry.value is not False
        and root.text("tool", "maturin", "bindings") != "bin"
        and not any(
            (item.string or "").startswith("Private ::") for item in table.get("classifiers").items
        )
    )


def _floor(tree: Tree, path: str) -> str:
    """The range that the project's other files tell; empty where they tell none."""
    return likely_range(tree, path)


def _edit(root: Node, key: str, text: str) -> Edit | None:
    """The line, put behind the version or name of `[project]`, or first in Poetry's
    dependencies.
    """
    document = root.document
    if key == "requires-python":
        node = root.get("project", "version") or root.get("project", "name")
    else:
        dependencies = root.get("tool", "poetry", "dependencies")
        node = next(iter(dependencies.mapping.values()), ABSENT)
    if not node or node.key_start < 0:
        return None
    line = (
        document.position(node.key_start)[0]
        if key == "python"
        else document.position(node.end)[0] + 1
    )
    written = document.line(document.position(node.key_start)[0])
    indent = written[: len(written) - len(written.lstrip())]
    if not written[len(indent) :].startswith(
        (node_key := document.text[node.key_start : node.key_end], f'"{node_key}"')
    ):
        return None  # an inline table
    if line > len(document.line_starts) or (
        line == len(document.line_starts) and not document.text.endswith(("\n", "\r"))
    ):
        return document.append(f'{indent}{key} = "{text}"\n')
    start = document.offset(line, 1)
    return document.replace(start, start, f'{indent}{key} = "{text}"\n')


# -- What a project's files tell about its range where its manifest does not say it.


def likely_range(tree: Tree, path: str) -> str:
    """The range in PEP 440 for the manifest at *path*, from the strongest hint there is; empty
    where there is none.

    In turn: a `python_requires` beside it, its lock, the oldest of its classifiers, the pin of its
    Python.
    """
    from venvlint.facts.project import project_of
    from venvlint.facts.pythons import LOCAL_PINS
    from venvlint.facts.pythons.classifiers import classifiers_of
    from venvlint.readers.python_versions import minor_text

    directory = folder_of(path)

    if path_in(directory, "setup.cfg") in tree.path_set:
        from venvlint.facts.pythons.references import range_of_setup_cfg, unread_range

        beside = path_in(directory, "setup.cfg")
        node = range_of_setup_cfg(tree, beside) or unread_range(tree, beside)
        text = (node.string or "").strip() if node else ""
        if text and _is_valid(text):
            return text
    if path_in(directory, "uv.lock") in tree.path_set:
        root = tree.toml(path_in(directory, "uv.lock"))
        text = (root.text("requires-python") or "") if root else ""
        if text and _is_valid(text):
            return text
    found = [classifier.series for one in classifiers_of(tree, path) for classifier in one.minors]
    if found:
        return f">={minor_text(min(found))}"
    pins = [
        statement.pin.series
        for statement in tree.python_pins
        if statement.role == "pin"
        and statement.judged
        and statement.pin is not None
        and statement.pin.series is not None
        and (statement.kind in LOCAL_PINS or statement.kind == "runtime")
        and project_of(tree, statement.at.path) == (directory or ".")
    ]
    # What tools write code for is supported too.
    targets = [
        target.series
        for target in (tree.python_targets if pins else ())
        if target.series is not None and project_of(tree, target.works_at) == (directory or ".")
    ]
    return f">={minor_text(min([*pins, *targets]))}" if pins else ""


def _is_valid(text: str) -> bool:
    from venvlint.readers.python_ranges import parse_pep440

    return '"' not in text and "\n" not in text and bool(parse_pep440(text))
