"""Python versions that a file's loader reads as numbers: an unquoted `3.10` is 3.1.

Looked at is the token, not the loaded value. In YAML: values under keys that are named for Python,
and whatever reaches a Python
or an image through a matrix, variables or anchors. In TOML: the settings of version managers and
hosting.
"""

from __future__ import annotations

import re

from venvlint.files.naming import holds
from venvlint.files.paths import name_of
from venvlint.readers.nodes import ABSENT
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_TOKEN = lazy(r"[23]\.\d{0,2}0")
# The digit first: an expression that begins with a look behind tries every byte of a file.
_SUSPECT = lazy(rb"[23](?<![\w.].)\.[1-9]\d?0(?![\w.\"'])")
_KEY = lazy(
    r"(?:.*[-_. ])?(?:python|py)(?:[-_."
    r" ]?(?:versions?|vers?|spec|minor|runtime|interpreter|tag|default|min|max|latest|oldest|newest|list|matrix))*",  # noqa: E501
    re.I,
)
_CAMEL = lazy(
    r"(?:.*[a-z0-9])?(?:Python|Py)(?:Versions?|Ver)?|(?:python|py)(?:Versions?|Ver|Spec)",
    words=("Py", "py"),
)
# Keys that are named for Python and say something else of it, and keys that state its version under
# another name.
_NOT = lazy(r"(?:pip|poetry|pytest|ipython|uv|tox|numpy|scipy|jupyter|pypi)", re.I)
_ALSO = {
    "app.yaml": ("runtime_version",),
    "app.yml": ("runtime_version",),
    ".pre-commit-config.yaml": ("language_version",),
}
# rattler-build and conda-build read the text as it stands. So does AppVeyor: numbers come as texts
# (https://github.com/SchemaStore/schemastore/pull/1157).
_READ_AS_TEXT = frozenset("variants.yaml variants.yml conda_build_config.yaml".split())
# Nor does CodeBuild make numbers of them, whatever its file is called: its user guide tells to
# write `golang: 1.20` and `dotnet: 10.0` ("Runtime versions"); AWS's projects have `python: 3.10`.
_OF_CODEBUILD = b"runtime-versions:"
_TOML = ("pipfile", "netlify", "pixi", "hatch", "pyproject", "mise")


def float_versions(tree: Tree) -> Iterator[Node]:
    """Every such token, once, with the node that states it."""
    seen = set()
    for node in _all(tree):
        key = (node.document.path, node.start)
        if key not in seen:
            seen.add(key)
            yield node


def _all(tree: Tree) -> Iterator[Node]:
    suspects = set()
    read_as_text = frozenset(tree.of_kind("appveyor"))
    for path in tree.paths:
        name = name_of(path)
        if name in _READ_AS_TEXT or path in read_as_text:
            continue
        # Recorded answers of services in test data are megabytes that nobody is told of.
        if (
            name.endswith((".yml", ".yaml"))
            and not tree.is_test_data(path)
            and _is_suspect(tree, path)
        ):
            suspects.add(path)
            for root in tree.yaml_documents(path):
                yield from _below(root, _ALSO.get(name, ()))
    for path in tree.of_kind(*_TOML):
        table = tree.toml(path) if _is_suspect(tree, path) else ABSENT
        if table:
            yield from _toml(table, path)
    if suspects:
        yield from _reached(tree, suspects)
    yield from _of_statements(tree)


def _of_statements(tree: Tree) -> Iterator[Node]:
    """Tokens that are the whole version of a statement, whatever the file."""
    for statement in (*tree.python_pins, *tree.image_pythons):
        node = statement.node
        if not node:
            continue
        is_yaml = node.style == "plain" and node.string is not None
        if _is_float(node) if is_yaml else type(node.value) is float and _TOKEN.fullmatch(node.raw):
            yield node


def _is_suspect(tree: Tree, path: str) -> bool:
    document = tree.document(path)
    return (
        document is not None
        and _SUSPECT.search(document.data) is not None
        and not holds(document.data, _OF_CODEBUILD)
    )


def _is_float(node: Node) -> bool:
    return (
        node.style == "plain"
        and not node.tag
        and node.string is not None
        and _TOKEN.fullmatch(node.string) is not None
        and node.string != "3.0"
    )


def states_python(key: str) -> bool:
    """Whether a key is named for a Python version."""
    return (
        len(key) < 80
        and (_KEY.fullmatch(key) is not None or _CAMEL.fullmatch(key) is not None)
        and not _NOT.search(key)
    )


def _below(root: Node, also: tuple[str, ...]) -> Iterator[Node]:
    for node in root.walk():
        members = node.mapping
        for key, value in members.items():
            if key in also or states_python(key):
                for scalar in value.scalars():
                    if _is_float(scalar):
                        yield scalar
                # An input or parameter of that name: `python-version: {default: 3.10, enum: [3.9,
                # 3.10]}`, or `python: {version: 3.10}`.
                for name in ("default", "options", "enum", "values", "version"):
                    inner = value.get(name)
                    for scalar in inner.scalars():
                        if _is_float(scalar):
                            yield scalar
        # `- key: PYTHON_VERSION`, `value: 3.10` of Render and Kubernetes; `- name: python`,
        # `default: 3.10` of Azure.
        named = next((members[name].string for name in ("key", "name") if name in members), None)
        if named and states_python(named):
            for name in ("value", "default", "values"):
                for scalar in members[name].scalars() if name in members else ():
                    if _is_float(scalar):
                        yield scalar


def _reached(tree: Tree, suspects: set[str]) -> Iterator[Node]:
    """Tokens of any name that reach a step that sets up Python, or the tag of an image."""
    for statement in tree.ci_pythons:
        if statement.value is not None and statement.at.path in suspects:
            for piece in statement.value.pieces:
                if _is_float(piece.node):
                    yield piece.node
    from venvlint.facts import images

    for job in tree.ci_jobs:
        if job.path not in suspects:
            continue
        for node in job.images:
            for value in job.resolve(node).values:
                image = images.read(value.text)
                position = 0
                for piece in value.pieces:
                    end = position + len(piece.text)
                    if (
                        image.version
                        and not piece.literal
                        and position < image.end
                        and end > image.start
                        and _is_float(piece.node)
                    ):
                        yield piece.node
                    position = end


def _toml(root: Node, path: str) -> Iterator[Node]:
    name = name_of(path)
    places: list[Node] = []
    if name == "Pipfile":
        places = [
            root.get("requires", "python_version"),
            root.get("requires", "python_full_version"),
        ]
    elif name == "netlify.toml":
        contexts = root.get("context")
        tables = [root.get("build"), *contexts.mapping.values()]
        places = [table.get("environment", "PYTHON_VERSION") for table in tables if table]
    elif name in ("pixi.toml", "hatch.toml", "pyproject.toml"):
        tables = (
            [root.get("dependencies"), root.get("tool", "pixi", "dependencies")]
            if name != "hatch.toml"
            else []
        )
        places = [table.get("python") for table in tables if table]
        environments = (
            root.get("envs") if name == "hatch.toml" else root.get("tool", "hatch", "envs")
        )
        for environment in environments.mapping.values():
            places.append(environment.get("python"))
            matrix = environment.get("matrix")
            places += [row.get("python") for row in matrix.items]
    else:
        tools = root.get("tools", "python")
        places = [tools, tools.get("version")]
    for place in places:
        for scalar in place.scalars():
            if type(scalar.value) is float and _TOKEN.fullmatch(scalar.raw):
                yield scalar
