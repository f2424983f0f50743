"""A file that should pin a Python, with a content that its reader cannot use.

## Why
Most readers do not complain about a version that they do not understand: uv prints "Ignoring
unsupported Python request" and takes any
Python, pyenv says "version `3.12.x' is not installed", Heroku stops the build. The file looks like
a pin and pins nothing.

## Bad
    # .python-version of a project that uses uv
    3.12.x

    # runtime.txt
    python- 3.8.0

## Good
    # .python-version
    3.12

    # runtime.txt
    python-3.12.7

## How to fix
Write a plain version: `3.12` or `3.12.7`, one on a line, without quotes, wildcards or comments
behind it. Instead of the name of
an environment write the version that it was made with.

## When to ignore it
When another tool than the one named reads the file and understands it.
"""

from __future__ import annotations

from venvlint.files.paths import name_of
from venvlint.model import Finding, Severity, rule
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.rules.python_version._pin_readers import Refusal
    from venvlint.tree import Tree

_ASDF = lazy(
    r"system|latest(?::\S+)?|(?:ref|path|prefix|sub-\d+|lts)\S*|[A-Za-z](?:[^\W\d]|\.)*-?\d[\w.+-]*|\d+(?:\.\d+)*(?:[a-z][\w.+-]*|-[\w.+-]+)?"
)


@rule("VL316", Severity.WARNING, needs=("is_populated",))
def invalid_python_pin(tree: Tree) -> Iterator[Finding]:
    for path in tree.find(
        ".python-version", ".python-versions", ".tool-versions", "runtime.txt", "Pipfile"
    ):
        document = tree.document(path)
        if document is None:
            continue
        name = name_of(path)
        if name == ".tool-versions":
            yield from _tool_versions(tree, path)
        elif name == "Pipfile":
            yield from _pipfile(tree, path)
        else:
            for refusal in _refusals(tree, document, name):
                yield _finding(document, refusal)


def _refusals(tree: Tree, document: Document, name: str) -> Iterator[Refusal]:
    from venvlint.rules.python_version import _pin_readers as readers

    if name == "runtime.txt":
        if readers.is_runtime(tree, document):
            yield from readers.unusable_runtime(tree, document)
        return
    if name == ".python-versions":
        # uv's own file: every line is a request.
        for text, start in readers.lines(document.text):
            if not readers.takes_uv(text):
                yield readers.Refusal(
                    text,
                    start,
                    "uv",
                    "it ignores the line",
                    "write a version such as `3.13`, alone on its line",
                )
        return
    found = readers.refusal(tree, document)
    if found is not None:
        yield found


def _finding(document: Document, refusal: Refusal) -> Finding:
    shown = refusal.text if len(refusal.text) <= 60 else refusal.text[:57] + "..."
    subject = f"`{shown}`" if shown else "this file"
    who = (
        f"{refusal.reader} cannot use"
        if refusal.reader.startswith("no ") is False
        else f"{refusal.reader} can use"
    )
    wanted = refusal.wanted[0].upper() + refusal.wanted[1:]
    return Finding(
        document.at(refusal.start, refusal.start + len(refusal.text)),
        f"{who} {subject}: {refusal.effect}",
        f"{wanted}.",
    )


def _tool_versions(tree: Tree, path: str) -> Iterator[Finding]:
    for statement in tree.python_pins:
        if statement.at.path == path and not _ASDF.fullmatch(statement.text):
            yield Finding(
                statement.at,
                f"asdf and mise cannot use `{statement.text}`: it is not a version of Python",
                "Write a version such as `3.13.1`.",
            )


def _pipfile(tree: Tree, path: str) -> Iterator[Finding]:
    for statement in tree.python_pins:
        if statement.at.path == path and statement.text[:1] in tuple("<>=!~^"):
            yield Finding(
                statement.at,
                f"pipenv cannot use `{statement.text}`: `[requires]` takes one version, not a"
                " range",
                "Write one version such as `3.13`.",
            )
