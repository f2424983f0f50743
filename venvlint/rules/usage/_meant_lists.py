"""Which file of the repository may have been meant by one that is not there."""

from __future__ import annotations

import posixpath

from venvlint.files.paths import folder_of, name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.tree import Tree

_DEEPEST = 60
"""So many folders of a path are looked through."""

COPIED = frozenset(
    "requirements pyproject setup-cfg setup-py pipfile conda-environment pixi uv-lock poetry-lock"
    " pdm-lock pylock pipfile-lock conda-lock pixi-lock".split()
)
"""The kinds of files that a `COPY` is asked about."""


def lists(tree: Tree) -> tuple[str, ...]:
    """Every dependency file of the tree."""
    from venvlint.files.naming import kind_of

    def make() -> tuple[str, ...]:
        return tuple(
            path
            for path in tree.paths
            if ((kind := kind_of(path)) is not None and kind.name in COPIED)
            or path.endswith((".txt", ".in", ".yml", ".yaml"))
        )

    return tree.once("files that may be meant for lists", make)


def near_names(tree: Tree, path: str, written: str) -> list[str]:
    """The dependency files of the tree whose path differs from *path*, or from what is written as
    it is seen from the root, by a slip of the pen.
    """
    if path.startswith("/"):
        return []
    wanted = {path, posixpath.normpath(written)}
    return [
        one
        for one in lists(tree)
        if one not in wanted and any(is_slip(wrong, one) for wrong in wanted)
    ]


def elsewhere(tree: Tree, path: str) -> list[str]:
    """The dependency files of that very name in other folders."""
    from venvlint.facts.tracking.folder_names import is_test_data

    return [
        one
        for one in by_name(tree).get(name_of(path), ())
        if one != path and not is_test_data(one) and "template" not in one
    ]


def lies_alike(path: str, written: str) -> bool:
    """Whether a list of the very name that a page writes may be the one: behind several folders it
    has to lie in the last of them, or the path leads into somebody else's tree.
    """
    folder = folder_of(posixpath.normpath(written))
    return "/" not in folder or name_of(folder_of(path)) == name_of(folder)


def may_be_meant(tree: Tree, path: str, asking: str) -> list[str]:
    """Those of `elsewhere` that whoever asks in the file *asking* may have meant: of no project
    beside, and no list for documents where nothing speaks of these.
    """
    from venvlint.facts.project import project_of, vocabulary

    own = project_of(tree, asking)
    for_documents = vocabulary.says(f"{asking}/{path}", vocabulary.DOCS | vocabulary.DOCS_TOOLS)

    def fits(one: str) -> bool:
        other = project_of(tree, one)
        related = other == own or "." in (other, own)
        nested = other.startswith(f"{own}/") or own.startswith(f"{other}/")
        return (related or nested) and (
            for_documents or not vocabulary.says(one, vocabulary.DOCS | vocabulary.DOCS_TOOLS)
        )

    return [one for one in elsewhere(tree, path) if fits(one)]


def by_name(tree: Tree) -> dict[str, list[str]]:
    """The dependency files of the tree by their names."""

    def make() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in lists(tree):
            found.setdefault(name_of(path), []).append(path)
        return found

    return tree.once("lists by name", make)


_KNOWN = ("requirements", "requirement", "environment", "constraints", "development", "production")


def is_slip(wrong: str, right: str) -> bool:
    """Whether somebody who wrote *wrong* may well have meant *right*: another case or separator,
    one letter, no ending, a list that is called a lock today, or a misspelt long word.
    """
    first, second = _plain(wrong), _plain(right)
    if first == second or (first.endswith("-txt") and second == f"{first[:-3]}lock"):
        return True
    if first and second in (f"{first}-txt", f"{first}-in", f"{first}-yml"):
        return True
    if abs(len(first) - len(second)) > 2:
        return False
    ones, others = first.split("-"), second.split("-")
    if len(ones) != len(others):
        return False
    differing = [(one, other) for one, other in zip(ones, others, strict=True) if one != other]
    if len(differing) != 1:
        return False
    one, other = differing[0]
    if any(character.isdigit() for character in one + other) or min(len(one), len(other)) < 3:
        return False
    distance = _distance(one, other)
    return distance == 1 or (distance == 2 and other in _KNOWN)


def _plain(path: str) -> str:
    return path.lower().replace("_", "-").replace(".", "-").replace("/", "-").strip("-")


def _distance(one: str, other: str) -> int:
    """Letters to change, put in, take out or swap with their neighbour; of short words."""
    if len(one) > 40 or len(other) > 40:
        return 99
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def is_seen_from_above(tree: Tree, written: str) -> bool:
    """Whether a path is meant from a folder above the checkout, as those of Kokoro's scripts are
    (`github/name/.kokoro/…`), and those of an image that is built with a sibling's checkout
    (`COPY name/api/requirements.txt`): behind folders that the tree has not, it is one of the
    tree's own files.
    """
    parts = posixpath.normpath(written).split("/")
    if not 1 < len(parts) <= _DEEPEST or parts[0] in ("", "..", "~") or tree.is_folder(parts[0]):
        return False
    from venvlint.facts.manifests.names import names
    from venvlint.readers.pep508 import normalize

    for index in range(1, len(parts)):
        if tree.exists("/".join(parts[index:])) and (
            index < len(parts) - 1 or normalize(parts[index - 1]) in names(tree, "")
        ):
            return True
    return False
