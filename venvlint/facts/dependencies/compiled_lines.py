"""Who wants what a compiled file lists: an input of the tree, another distribution, or nobody that
the file names.
"""

from __future__ import annotations

from venvlint.facts.project import PACKAGE_FILES, vocabulary
from venvlint.files.paths import folder_and_name, folder_of, joined, name_of, path_in
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from venvlint.facts.manifests import Declaration
    from venvlint.tree import Tree

_LOCKED = lazy(
    rf"(?P<stem>.+?)(?P<rest>{vocabulary.LOCKED_MARK}\.(?:txt|pip|lock))$",
    words=tuple(vocabulary.LOCKED),
)


def split_lock(name: str) -> tuple[str, str]:
    """The name of a lock without what says that it is one, and that: `requirements`, `.lock.txt`.
    The second is empty where the name says nothing.
    """
    found = _LOCKED.match(name)
    return (found["stem"], found["rest"]) if found is not None else (name, "")


def locked_list(tree: Tree, path: str) -> str:
    """The list beside a lock that it has most of, and the versions for: `requirements.txt` of
    `requirements.lock.txt`; empty where there is none.
    """
    folder, name = folder_and_name(path)
    stem, rest = split_lock(name)
    if not rest:
        return ""
    mine = {one.key for one in tree.declarations.in_file(path)}
    for source in (path_in(folder, f"{stem}.in"), path_in(folder, f"{stem}.txt")):
        theirs = {one.key for one in tree.declarations.in_file(source) if one.key}
        if 2 * len(theirs & mine) > len(theirs):
            return source
    return ""


def is_written_here(tree: Tree, declaration: Declaration) -> bool:
    """Whether a person put the requirement where it stands, or into a source that is not in the
    tree: what a compile tool wrote for another distribution is that one's, and what it took from an
    input is to be put right there.
    """
    line = declaration.line
    if line is None:
        return True
    file = tree.requirements.files.get(declaration.path)
    if not line.via and (file is None or not file.generator):
        return True
    if not line.via:
        return False  # without annotations nobody knows
    inputs = [one for one in line.via if _is_input(one)]
    return bool(inputs) and not inputs_of(tree, declaration.path, inputs)


def all_inputs(tree: Tree, path: str) -> tuple[str, ...]:
    """The files of the tree that the annotations of a compiled file name."""
    file = tree.requirements.files.get(path)
    vias = dict.fromkeys(via for line in (file.lines if file else ()) for via in line.via)
    return inputs_of(tree, path, vias)


def inputs_of(tree: Tree, path: str, vias: Iterable[str]) -> tuple[str, ...]:
    """The files of the tree that annotations (`-r requirements.in`, `shop (pyproject.toml)`) of the
    compiled file *path* mean.
    """
    found = (_in_tree(tree, path, via) for via in vias if _is_input(via))
    return tuple(dict.fromkeys(one for one in found if one))


def _is_input(via: str) -> bool:
    """Whether a `# via` names a file (`-r requirements.in`, `shop (pyproject.toml)`) and no
    distribution.
    """
    if via.startswith("-c"):
        return False  # a constraint wants nothing
    return via.startswith("-r") or " " in via or name_of(via) in PACKAGE_FILES


def _in_tree(tree: Tree, path: str, via: str) -> str:
    name = via.removeprefix("-r").strip()
    if "(" in name:
        name = name.rpartition("(")[2].rstrip(")")
    # Compile tools are run from the root or from the file's own folder, and name the inputs from
    # there.
    folder = folder_of(path)
    places = (joined(base, name) for base in ("", folder))
    return next((one for one in places if one in tree.path_set), "")
