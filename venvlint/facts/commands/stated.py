"""Shells from the values of structured files: a text that a shell reads, a list that is a program
and its arguments, a text that is split without a shell.
"""

from __future__ import annotations

from venvlint.facts.commands import running
from venvlint.facts.commands.model import Sequence, Shell
from venvlint.files.paths import path_from
from venvlint.readers.argument_words import masked, split, value_of, word_of
from venvlint.readers.patchwork import UNKNOWN, Patchwork, verbatim
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.document import Document
    from venvlint.readers.nodes import Node
    from venvlint.readers.patchwork import Piece, Word
    from venvlint.tree import Tree

_VARIABLE = lazy(r"\$\$|\$\{[^{}]*\}|\$\([^()]*\)|\$\w+|\{\{.{0,400}?\}\}")


def documents(tree: Tree, paths: Iterable[str], *words: bytes) -> Iterator[Document]:
    """The documents of *paths* that hold one of *words*, or any where none is asked for."""
    for path in paths:
        document = tree.document(path)
        if document is not None and (not words or any(word in document.data for word in words)):
            yield document


def text(
    node: Node | list[Node],
    kind: str,
    label: str,
    start: running.Start | None = None,
    *,
    late: bool = False,
) -> Shell:
    """The shell of the kind *kind* that reads a text, or the texts of several values one after the
    other.
    """
    nodes = node if isinstance(node, list) else [node]
    pieces: list[Piece] = []
    for one in nodes:
        if pieces:
            pieces.append(verbatim("\n", pieces[-1][2], pieces[-1][2]))
        pieces += value_of(one).pieces
    shell = _shell(nodes, kind, label, late)
    running.run(shell, Patchwork(pieces), start or running.Start())
    return shell


def program(
    node: Node,
    label: str,
    start: running.Start | None = None,
    *,
    late: bool = False,
    stops: str = "",
) -> Shell:
    """A program that is started without a shell: a list of its words, or a text that is split at
    blanks as far as an unquoted character of *stops*. Variables in it are unknown.
    """
    if node.items:
        words = [word_of(item) for item in node.items if item.string is not None]
    else:
        words = split(masked(value_of(node), _VARIABLE), stops)
    return given([node], words, label, start, late=late)


def given(
    nodes: list[Node],
    words: list[Word],
    label: str,
    start: running.Start | None = None,
    *,
    late: bool = False,
) -> Shell:
    """A program that is started without a shell, with these words."""
    shell = _shell(nodes, "none", label, late)
    running.run_words(shell, words, start or running.Start())
    return shell


def either(
    node: Node,
    kind: str,
    label: str,
    start: running.Start | None = None,
    *,
    late: bool = False,
) -> Shell:
    """A text for a shell, or a list that is started without one."""
    if node.items:
        return program(node, label, start, late=late)
    return text(node, kind, label, start, late=late)


def _shell(nodes: list[Node], kind: str, label: str, late: bool) -> Shell:
    shell = Shell(kind, nodes[0].document, (nodes[0].start, nodes[-1].end), label)
    shell.node, shell.late = nodes[0], late
    return shell


def sequence(
    kind: str, document: Document, name: str, purpose: str, shells: Iterable[Shell]
) -> Iterator[Sequence]:
    """The sequence of *shells*, if there are any."""
    made = Sequence(kind, document, name, purpose)
    for shell in shells:
        made.add(shell)
    if made.shells:
        yield made


def folder(base: str, below: str | None) -> str | None:
    """A working directory that is stated relative to *base*: None where it leaves the project, or
    is not known.
    """
    if below is None:
        return base
    if any(mark in below for mark in ("$", "{{", UNKNOWN, "~", "%")):
        return None
    return path_from(base, below)


def strings(node: Node) -> list[Node]:
    """The texts of a list, or the one text that stands in its place."""
    return [item for item in node.scalars() if item.string]
