"""Paths of the tree: parts between slashes, relative to the root, which is the empty path."""

from __future__ import annotations

import posixpath

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def folder_of(path: str) -> str:
    """The folder that a path lies in; empty for what lies at the root."""
    return path.rpartition("/")[0]


def name_of(path: str) -> str:
    """The last part of a path: the name of the file or folder."""
    return path.rpartition("/")[2]


def folder_and_name(path: str) -> tuple[str, str]:
    """The folder that a path lies in and the path's last part."""
    folder, _, name = path.rpartition("/")
    return folder, name


def folders_above(path: str) -> Iterator[str]:
    """The folders that a path lies in, the nearest first and the root last."""
    while path:
        path = path.rpartition("/")[0]
        yield path


def prefix_of(folder: str) -> str:
    """What the path of everything below a folder begins with: nothing for the root."""
    return f"{folder}/" if folder else ""


def as_folder(path: str) -> str:
    """A folder as paths have it: the root, which among projects and for `normpath` is `.`, is the
    empty path.
    """
    return "" if path == "." else path


def path_in(folder: str, name: str) -> str:
    """The path of a file or folder within a folder."""
    return f"{folder}/{name}" if folder else name


def joined(folder: str, *more: str) -> str:
    """What paths mean one within the other, without `.` and `..` on the way. They may lead out, and
    the root is `.`.
    """
    return posixpath.normpath(posixpath.join(folder, *more))


def path_from(folder: str, relative: str) -> str | None:
    """What a relative path means in a folder; None where it leads out of the tree."""
    path = joined(folder, relative)
    return None if path.startswith("..") else as_folder(path)
