"""From the PATHs of a command line to audits: which directory is read, which part of its report is
wanted, and from where its reader looks at it.

What is read is the repository that a PATH lies in, since facts come from all of it; what is
reported is the part of that repository's report that lies at or below the PATH. So a part and the
whole never disagree.
"""

from __future__ import annotations

import os

from venvlint.config import UsageError
from venvlint.files.git import Git, GitError, find_repository
from venvlint.files.paths import path_in
from venvlint.model import Part, Viewpoint
from venvlint.record import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from venvlint.model import Violation


class Aim(Record):
    """One audit: the directory to read, the parts of it to report, and how a reader names them."""

    directory: str
    """Absolute, without links."""
    parts: tuple[Part, ...] = (Part(),)
    view: Viewpoint = Viewpoint()
    named: str = "."
    """The first PATH that led here, as it was written: how messages name the audit."""
    repository: str | None = None
    """The root of the repository around it, which may lie above; None outside of one."""

    def holds(self, violation: Violation) -> bool:
        """Whether a violation belongs to the report of one of the parts."""
        return any(part.holds(violation) for part in self.parts)

    def covers(self, path: str) -> bool:
        """Whether a path lies at or below one of the parts."""
        return any(part.covers(path) for part in self.parts)

    @property
    def is_whole(self) -> bool:
        """Whether all of the directory's report is wanted."""
        return any(part.path == "." for part in self.parts)


def targets(paths: Sequence[str], *, alone: bool = False) -> list[Aim]:
    """The audits that a command line asks for, in the order in which their first PATHs stand; the
    PATHs of one repository are one audit.

    With *alone* each PATH is read by itself. Raises `UsageError` for a PATH that does not exist.
    """
    found: dict[str, Aim] = {}
    here = os.path.realpath(os.curdir)
    for path in dict.fromkeys(paths):
        if not os.path.exists(path):
            raise UsageError(f"{path}: there is no such file or directory")
        directory, part, repository = _read_at(path, alone)
        known = found.get(directory)
        if known is None:
            view = _viewpoint(path, directory, part, repository, here, several=len(paths) > 1)
            found[directory] = Aim(directory, (part,), view, path, repository)
        elif part not in known.parts:
            found[directory] = replace(known, parts=(*known.parts, part))
    return list(found.values())


def target(path: str, *, alone: bool = False) -> Aim:
    """The audit of one PATH."""
    return targets((path,), alone=alone)[0]


def _read_at(path: str, alone: bool) -> tuple[str, Part, str | None]:
    """The directory that is read for a PATH, the part of it that the PATH is, and the root of the
    repository around it.
    """
    if os.path.isdir(path):
        real, name = os.path.realpath(path), ""
    else:  # the file itself may be a link, which is what is asked about
        real, name = os.path.realpath(os.path.dirname(path) or os.curdir), os.path.basename(path)
    top = find_repository(real)
    root = top
    if alone or root is None or _is_foreign(root, real, name):
        root = real if not name or alone else _project_around(real, top)
    below = _relative(real, root)
    if name:
        below = path_in(below, name)
    return root, Part(below or ".", bool(name)), top


def _relative(path: str, root: str) -> str:
    """A real path relative to a directory at or above it, with `/`; empty for that directory."""
    return path[len(root) :].strip(os.sep).replace(os.sep, "/")


def _is_foreign(top: str, directory: str, name: str) -> bool:
    """Whether a repository has nothing of a PATH below it: a scratch folder that it ignores, a
    project that nobody has added yet. Such a PATH is read by itself.
    """
    path = _relative(directory, top)
    if name or not path:
        return False
    try:
        for _ in Git(top, top).stream("ls-files", "-z", "--cached", "--", path):
            return False
    except GitError:
        return False  # whoever reads the tree says so
    return True


def _project_around(directory: str, top: str | None) -> str:
    """The nearest directory with a manifest at or above a file's; else the file's own."""
    root = directory
    while not _is_project(root) and root not in (top, os.path.dirname(root)):
        root = os.path.dirname(root)
    return root if _is_project(root) else top or directory


def _is_project(directory: str) -> bool:
    names = ("pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "requirements.txt")
    return any(os.path.isfile(os.path.join(directory, name)) for name in names)


def _viewpoint(
    path: str, directory: str, part: Part, repository: str | None, here: str, *, several: bool
) -> Viewpoint:
    """How a reader at the terminal names what lies in an audited directory.

    Relative to the current directory where the PATH lies in it; else relative to the PATH, or as it
    was written where that would not tell one PATH from another.
    """
    below = _relative(directory, repository) if repository is not None else ""
    real = os.path.join(directory, part.path)
    if _is_at_or_below(os.path.normpath(real), here):
        if _is_at_or_below(directory, here):
            return Viewpoint(prefix=_relative(directory, here), repository=below)
        return Viewpoint(folder=_relative(here, directory), repository=below)
    if not several and not part.is_file:
        return Viewpoint(folder="" if part.path == "." else part.path, repository=below)
    written = os.path.normpath(path).replace(os.sep, "/")
    if part.path == "." or not written.endswith("/" + part.path):
        steps = "" if part.path == "." else "/.." * (part.path.count("/") + 1)
        root = os.path.normpath(written + steps).replace(os.sep, "/")
    else:
        root = written[: -len(part.path) - 1]
    return Viewpoint(prefix="" if root == "." else root, repository=below)


def _is_at_or_below(path: str, directory: str) -> bool:
    return path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)
