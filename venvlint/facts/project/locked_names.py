"""The distributions that locks name, whatever tool wrote them."""

from __future__ import annotations

from venvlint.facts.project import LOCKS
from venvlint.files.paths import path_in
from venvlint.readers.pep508 import normalize
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from venvlint.tree import Tree

_NAME = lazy(rb"""(?m)^name = "([^"]+)"|^ {8}"([A-Za-z0-9._-]+)": \{""")
"""In a lock in TOML, and in Pipenv's."""


def locked_names(tree: Tree, folders: Iterable[str]) -> frozenset[str]:
    """The normalised names of what the locks in some folders hold."""
    found = set()
    for folder in folders:
        for name in (*LOCKS, "pylock.toml"):
            document = tree.document(path_in(folder, name))
            for match in _NAME.finditer(document.data) if document is not None else ():
                found.add(normalize((match[1] or match[2]).decode("ascii", "replace")))
    return frozenset(found)
