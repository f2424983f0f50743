"""The Pythons of research and machine learning: Cog, BentoML, MLflow, Meltano, Spaces of Hugging
Face, conda recipes, Modal.
"""

from __future__ import annotations

import re

from venvlint.facts.pythons.stating import root_of, stated, within
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.pythons import Statement
    from venvlint.tree import Tree


def cog(tree: Tree, path: str) -> Iterator[Statement]:
    """`build.python_version`."""
    root = root_of(tree, path, b"python_version")
    if root:
        yield from stated("cog", root.get("build", "python_version"), 40)


def bentofile(tree: Tree, path: str) -> Iterator[Statement]:
    """`docker.python_version`, which the image gets."""
    root = root_of(tree, path, b"ython")
    if root:
        yield from stated("bentofile", root.get("docker", "python_version"), 40)


def python_env(tree: Tree, path: str) -> Iterator[Statement]:
    """`python` of MLflow's environment."""
    root = root_of(tree, path, b"python")
    if root:
        yield from stated("python-env", root.get("python"))


def meltano(tree: Tree, path: str) -> Iterator[Statement]:
    """`python`, of the project or of a plug-in: an interpreter for an environment of its own."""
    root = root_of(tree, path, b"python")
    yield from stated("meltano", root.get("python"))
    plugins = root.get("plugins")
    for kind in plugins.mapping.values():
        for plugin in kind.items:
            name = plugin.text("name") or ""
            yield from stated(
                "meltano",
                plugin.get("python"),
                subject=f"the plug-in `{name}`" if name else "",
                quiet="a plug-in has an environment of its own",
            )


_FRONT_MATTER = lazy(
    r"^python_version:[ \t]*(?P<quote>[\"']?)(?P<version>3(?:\.\d{1,3}){0,2})(?P=quote)[ \t\r]*"
    r"(?:#.*)?$",
    re.M,
)


def front_matter(tree: Tree, path: str) -> Iterator[Statement]:
    """`python_version` of a Space of Hugging Face: the YAML between the two lines `---` that the
    README begins with.
    """
    document = tree.document(path)
    if (
        not document
        or "/" in path
        or not document.text.startswith("---")
        or b"python_version" not in document.data
        or b"sdk" not in document.data
    ):
        return
    end = document.text.find("\n---", 3)
    match = _FRONT_MATTER.search(document.text, 3, max(end, 3))
    if match is None:
        return
    from venvlint.readers.nodes import Node

    style = "plain" if not match["quote"] else match["quote"]
    start, stop = match.span("version")
    quoted = len(match["quote"])
    node = Node(document, match["version"], start - quoted, stop + quoted, style=style)
    yield from stated("front-matter", node, 40)


# -- conda recipes


# Of a template only the lines that are none are read: `{% … %}` never stands among these.
_RECIPE_ROW = lazy(
    r"^[ \t]+-[ \t]+[\"']?python[ \t]{0,20}"
    r"(?P<version>[=<>!~]{0,2}[ \t]{0,20}\d[\d.*,<>=!]*)[\"']?[ \t\r]*"
    r"(?P<selector>#[^\n]*)?$",
    re.M,
)


def conda_recipe(tree: Tree, path: str) -> Iterator[Statement]:
    """`python` among what a recipe needs: a range, or the one that it is built for."""
    document = tree.document(path)
    if (
        document is None
        or b"python" not in document.data
        or not (b"build" in document.data or b"requirements:" in document.data)
        or b"package" not in document.data
    ):
        return
    from venvlint.facts.pythons import Statement
    from venvlint.readers.python_ranges import parse_conda
    from venvlint.readers.python_versions import parse_pin

    for match in _RECIPE_ROW.finditer(document.text):
        text = match["version"].strip()
        start = match.start("version") + match["version"].find(text)
        exact = re.fullmatch(r"={0,2}[ \t]*(\d(?:\.\d{1,3}){1,2})(?:\.\*)?", text)
        selector = "" if match["selector"] is None else "it is for some systems or Pythons alone"
        if exact:
            begin = start + exact.start(1)
            yield from within(
                "conda-recipe", document, begin, begin + len(exact[1]), quiet=selector
            )
            continue
        versions = parse_conda(text)
        if versions is not None and parse_pin(text) is None:
            at = document.at(start, start + len(text))
            yield Statement("conda-recipe", at, text, "range", range=versions, quiet=selector)


# -- Modal


def modal(tree: Tree) -> Iterator[Statement]:
    """`Image.debian_slim(python_version="3.12")` and the like, in sources that import Modal."""
    from venvlint.readers.lexemes import STARLARK, scan

    for source in tree.imports.importing("modal"):
        document = tree.document(source)
        if document is None or b"version" not in document.data or tree.is_test_data(source):
            continue
        lexemes = [one for one in scan(document.text, STARLARK) if one.kind != "line"]
        for index in range(2, len(lexemes)):
            one = lexemes[index]
            if (
                one.kind == "text"
                and lexemes[index - 1].is_mark("=")
                and lexemes[index - 2].text in ("python_version", "add_python")
                and re.fullmatch(r"3\.\d{1,2}(?:\.\d{1,2})?", one.text)
            ):
                yield from within("modal", document, one.start, one.end)


READERS = {
    "cog": cog,
    "bentofile": bentofile,
    "python-env": python_env,
    "meltano": meltano,
    "readme": front_matter,
    "conda-recipe": conda_recipe,
}
