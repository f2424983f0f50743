"""Files on disk, replaced whole or not at all: each is old or new at every moment, also when the machine stops."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class WriteError(Exception):
    """A file that was not written, with the reason; it is as it was."""


def replace_file(path: str, data: bytes, *, expected: bytes | None = None, root: str | None = None) -> None:
    """Put *data* in the place of the file *path* (absolute), its mode kept, by renaming a finished copy over it.

    *expected* is what the file held when the change was computed (None: it must not exist): a file that somebody changed
    since is left alone. With *root*, nothing is written outside of that directory, whatever links lead there.
    Raises `WriteError`.
    """
    target = os.path.realpath(path)
    if root is not None:
        real_root = os.path.realpath(root)
        if os.path.commonpath([real_root, target]) != real_root:
            raise WriteError(f"{path}: leads out of {root}; nothing is written there")
    mode = 0o666 & ~_umask()
    try:
        status = os.stat(target)
    except FileNotFoundError:
        current = None
    else:
        if not stat.S_ISREG(status.st_mode):
            raise WriteError(f"{path}: is no regular file")
        mode = stat.S_IMODE(status.st_mode)
        with open(target, "rb") as file:
            current = file.read()
    if root is not None and current != expected:
        raise WriteError(f"{path}: was changed by somebody else meanwhile; run again")
    directory, name = os.path.split(target)
    # Beside the file, since a rename is atomic within one file system only (rename(2)).
    copy = os.path.join(directory, f".{name[:100]}.venvlint-{os.getpid()}")
    try:
        descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with open(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if os.name != "nt" or mode != 0o666:
                os.chmod(copy, mode)
            os.replace(copy, target)
        except BaseException:
            os.unlink(copy)
            raise
    except OSError as error:
        raise WriteError(f"{path}: {error.strerror or error}") from None


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def write_changes(root: str, changes: Mapping[str, bytes], originals: Mapping[str, bytes | None]) -> tuple[list[str], list[str]]:
    """Write each changed file of a tree. Returns the paths that were written and a sentence for each that was not."""
    written, failed = [], []
    for path in sorted(changes):
        try:
            replace_file(os.path.join(root, path), changes[path], expected=originals.get(path), root=root)
        except WriteError as error:
            failed.append(str(error))
        else:
            written.append(path)
    return written, failed
