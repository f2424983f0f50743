"""Functions that are built with the list of requirements beside their code: AWS SAM's.

`sam build` installs the `requirements.txt` of a function's `CodeUri` (AWS SAM Developer Guide,
"Building with a default process"); what a Makefile builds, and what comes as an image, it leaves to
them.
"""

from __future__ import annotations

import re

from venvlint.facts.installs.model import PRODUCTION, GivenFile, Install, Purpose, Where
from venvlint.files.paths import folder_of, name_of, path_from, path_in
from venvlint.readers.nodes import ABSENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree


def collect(tree: Tree) -> Iterator[Install]:
    """What the functions of the tree's templates are built with."""
    for path in tree.of_kind("cloudformation", "cloudformation-json"):
        document = tree.document(path)
        if document is not None and b"AWS::Serverless::Function" in document.data:
            yield from _of_template(tree, path)


def template(tree: Tree, path: str) -> Node:
    """The root of a template of CloudFormation that speaks of Python; absent where a program fills
    it in first.
    """
    document = tree.document(path)
    if document is None or not re.search(rb"(?i)python", document.data):
        return ABSENT
    if document.text.lstrip()[:1] == "{" and not path.endswith((".yml", ".yaml")):
        from venvlint.readers import json

        return tree.read(path, json.parse) or ABSENT
    if b"{{" in document.data or b"{%" in document.data:
        return ABSENT
    return tree.yaml(path)


def _of_template(tree: Tree, path: str) -> Iterator[Install]:
    root = template(tree, path)
    common = root.get("Globals", "Function")
    seen = set()
    for resource in root.get("Resources").mapping.values():
        own = resource.get("Properties")
        code = own.get("CodeUri") or common.get("CodeUri")
        if (
            resource.text("Type") != "AWS::Serverless::Function"
            or not code.string
            or (own.text("PackageType") or common.text("PackageType")) == "Image"
            or (resource.text("Metadata", "BuildMethod") or "python")[:6] != "python"
            or not (own.text("Runtime") or common.text("Runtime") or "python").startswith("python")
        ):
            continue
        folder = path_from(folder_of(path), code.string)
        file = path_in(folder, "requirements.txt") if folder is not None else ""
        if file in tree.path_set and file not in seen:
            seen.add(file)
            yield Install(
                "pip",
                "install",
                Where("host", path, name_of(path)),
                Purpose(PRODUCTION, "AWS SAM builds the function with it", code.at),
                code.at,
                files=(GivenFile("requirements.txt", code.at, file, "there"),),
            )
