"""The Pythons of a developer's machine: direnv, Gitpod, Replit, Nix, Devbox, Bazel, Pants,
proto.
"""

from __future__ import annotations

import re

from venvlint.facts.pythons.platforms import NIX_PACKAGE
from venvlint.facts.pythons.stating import in_text, root_of, stated, within
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.facts.pythons import Statement
    from venvlint.readers.lexemes import Lexeme, Style
    from venvlint.tree import Tree

# `layout python python3.12`, `layout python3.12`, `layout pyenv 3.12.1`, `use python 3.12`, `use
# pyenv 3.12.1`, `layout uv 3.12`; a variable that pyenv or uv reads.
_DIRENV = lazy(
    r"^[ \t]*(?:layout|use)[ \t_]+(?:python|pyenv|uv|anaconda|conda)[ \t_-]*"
    r"(?:[\w./-]{0,200}/)?(?:python)?"
    r"(?P<version>[23]\.\d{1,3}(?:\.\d{1,3})?)(?=[\s;]|$)"
    r"|^[ \t]*(?:export[ \t]+)?(?:PYENV_VERSION|UV_PYTHON)=[\"']?"
    r"(?P<variable>3\.\d{1,3}(?:\.\d{1,3})?)(?=[\"'\s;]|$)",
    re.M,
)


def envrc(tree: Tree, path: str) -> Iterator[Statement]:
    """What direnv lays out."""
    document = tree.document(path)
    for match in _DIRENV.finditer(document.text) if document is not None else ():
        group = "version" if match["version"] else "variable"
        assert document is not None
        yield from within("envrc", document, *match.span(group))


def replit(tree: Tree, path: str) -> Iterator[Statement]:
    """`modules = ["python-3.12"]`, with a revision behind it or not."""
    root = root_of(tree, path, b"python")
    modules = root.get("modules")
    for module in modules.items:
        yield from in_text("replit", module, r"^python-(?P<version>3\.\d{1,2})(?=$|:)", deployed=0)


def nix(tree: Tree, path: str) -> Iterator[Statement]:
    """The packages of Python that an expression names, and devenv's `languages.python.version`.

    Several different ones are a set: a shell with each of them, or a matrix.
    """
    document = tree.document(path)
    if document is None or b"python" not in document.data:
        return
    from venvlint.readers.lexemes import NIX

    found: list[tuple[str, int, int]] = []
    lexemes = _lexemes(document, NIX)
    for index, one in enumerate(lexemes):
        if one.kind == "word" and (
            match := re.match(r"(python3\d{1,2})(?=$|Packages$|Full$|FreeThreading$)", one.text)
        ):
            # `python310 = …` names one of its own.
            if index + 1 < len(lexemes) and lexemes[index + 1].is_mark("=", "?"):
                continue
            found.append((match[1], one.start, one.start + len(match[1])))
        elif (
            one.kind == "text"
            and index > 1
            and lexemes[index - 1].is_mark("=")
            and lexemes[index - 2].text == "version"
            and re.fullmatch(r"3\.\d{1,2}(?:\.\d{1,2})?", one.text)
            and any(before.text == "python" for before in lexemes[max(index - 12, 0) : index])
        ):
            found.append((one.text, one.start, one.end))
    role = "pin" if len({text for text, _, _ in found}) == 1 else "set"
    quiet = "" if role == "pin" else "one of several"
    seen: set[str] = set()
    for text, start, end in found:
        if text not in seen:
            seen.add(text)
            yield from within("nix", document, start, end, role=role, quiet=quiet)


def devbox(tree: Tree, path: str) -> Iterator[Statement]:
    """`packages`, a list of `python@3.12` or a table of names."""
    root = root_of(tree, path, b"python")
    packages = root.get("packages")
    for package in packages.items:
        yield from in_text("devbox", package, r"^python@(?P<version>[23]\.\d{1,2}(?:\.\d{1,2})?)$")
        yield from in_text("devbox", package, NIX_PACKAGE)
    for name, package in packages.mapping.items():
        if name == "python":
            node = package.get("version") if package.mapping else package
            yield from stated("devbox", node)


def gitpod(tree: Tree, path: str) -> Iterator[Statement]:
    """The Python in the name of a workspace's image."""
    root = root_of(tree, path, b"image")
    if root:
        yield from in_text(
            "gitpod",
            root.get("image"),
            r"workspace-python(?:-|:)(?P<version>3\.\d{1,2})(?=$|[:-])",
        )


def bazel(tree: Tree, path: str) -> Iterator[Statement]:
    """`python.toolchain(python_version = …)`, `pip.parse(python_version = …)`; several are a
    set.
    """
    document = tree.document(path)
    if document is None or b"python" not in document.data:
        return
    from venvlint.readers.lexemes import STARLARK

    lexemes = _lexemes(document, STARLARK)
    found = [
        one
        for index, one in enumerate(lexemes)
        if one.kind == "text"
        and index > 1
        and lexemes[index - 1].is_mark("=")
        and lexemes[index - 2].text in ("python_version", "default_version")
        and re.fullmatch(r"3\.\d{1,2}(?:\.\d{1,2})?", one.text)
    ]
    role = "pin" if len({one.text for one in found}) == 1 else "set"
    quiet = "" if role == "pin" else "one of several"
    for one in found:
        yield from within("bazel", document, one.start, one.end, role=role, quiet=quiet)


def pants(tree: Tree, path: str) -> Iterator[Statement]:
    """`python.interpreter_constraints`: ranges, alternatives of each other."""
    root = root_of(tree, path, b"interpreter_constraints")
    node = root.get("python", "interpreter_constraints")
    items = node.items
    if not items:
        return
    from venvlint.facts.pythons import Statement, inside
    from venvlint.readers.python_ranges import parse_pep440

    for item in items:
        text = (item.string or "").removeprefix("CPython").strip()
        versions = parse_pep440(text) if text else None
        if versions is None or len(items) > 1:
            continue  # one of several alternatives: some of them may be past the range
        yield Statement(
            "pants", inside(item), item.string or "", "range", range=versions, node=item
        )


def prototools(tree: Tree, path: str) -> Iterator[Statement]:
    """`python = "3.12"`."""
    root = root_of(tree, path, b"python")
    if root:
        yield from stated("prototools", root.get("python"), 15)


def _lexemes(document: Document, style: Style) -> list[Lexeme]:
    from venvlint.readers.lexemes import scan

    return [one for one in scan(document.text, style) if one.kind != "line"]


READERS = {
    "envrc": envrc,
    "replit": replit,
    "nix": nix,
    "devbox": devbox,
    "gitpod": gitpod,
    "bazel": bazel,
    "pants": pants,
    "prototools": prototools,
}
