"""The project's own `.gitignore` files: which lines in them can never match, and how to add one."""

from __future__ import annotations

from venvlint.files.paths import name_of
from venvlint.model import Edit, Fix, Location
from venvlint.record import Record, replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from venvlint.tree import Tree

_SPECIAL = lazy(r"([\\*?\[\]])")


class DeadLine(Record):
    """A line that looks as if it ignored an environment and matches nothing."""

    at: Location
    text: str
    reason: str


# Names that mean an environment wherever they stand. Another one, such as `main` or `Lib`, may be a
# source folder further down.
_EVERYWHERE = frozenset(
    (
        ".venv",
        "venv",
        "env",
        "ENV",
        ".env",
        "virtualenv",
        ".virtualenv",
        ".tox",
        ".nox",
        "pyvenv.cfg",
    )
)


def pattern_for(path: str, *, folder: bool = True, everywhere: bool = False) -> str:
    """The pattern that ignores one path: by its name *everywhere* where that is asked or an
    environment's usual name, else only there.
    """
    escaped = _SPECIAL.sub(r"\\\1", path)
    if escaped.endswith(" "):
        escaped = escaped[:-1] + "\\ "
    if everywhere or path in _EVERYWHERE:
        return ("\\" if escaped[:1] in ("#", "!") else "") + escaped + ("/" if folder else "")
    return "/" + escaped + ("/" if folder else "")


def is_readable(tree: Tree, path: str) -> bool:
    """Whether Git can read an ignore file at all: not one in UTF-16, as PowerShell's `>` writes
    them.
    """
    document = tree.document(path)
    return document is None or (document.encoding == "utf-8" and "\0" not in document.text)


def append(
    tree: Tree, patterns: Sequence[str], path: str = ".gitignore", *, joins: bool = False
) -> tuple[Edit, ...]:
    """The edits that add patterns to an ignore file, or create it; none where Git could not read
    the file afterwards. With *joins* several fixes may add some at once: patterns that are not the
    same for two of them.
    """
    if not patterns or not is_readable(tree, path):
        return ()
    text = "".join(pattern + "\n" for pattern in patterns)
    document = tree.document(path)
    if document is None:
        return (Edit(Location(path), text, joins=joins),)
    edit = document.append(text)
    if document.newline == "\r":  # which ends no line for Git
        unended = document.text and not document.text.endswith("\n")
        edit = replace(edit, text="\n" + text if unended else text)
    return (replace(edit, joins=joins and not edit.text.startswith(("\n", "\r"))),)


def addition(tree: Tree, patterns: Sequence[str], path: str = ".gitignore") -> Fix | None:
    """The fix that adds patterns to an ignore file; None where `append` has nothing to do."""
    edits = append(tree, patterns, path)
    named = ", ".join(f"`{pattern}`" for pattern in patterns)
    return Fix(f"add {named} to `{path}`", edits) if edits else None


def typed(tree: Tree, patterns: Sequence[str], path: str = ".gitignore") -> tuple[str, ...]:
    """The shell command that does what `append` does; none where that has nothing to do."""
    if not append(tree, patterns, path):
        return ()
    from shlex import quote

    document = tree.document(path)
    unended = document is not None and document.text and not document.text.endswith("\n")
    lines = " ".join(map(quote, ["", *patterns] if unended else patterns))
    echo = f"printf '%s\\n' {lines}" if len(patterns) > 1 or unended else f"echo {lines}"
    return (f"{echo} >> {quote(path)}",)


def dead_lines(tree: Tree, names: Sequence[str], path: str = ".gitignore") -> list[DeadLine]:
    """Lines of an ignore file that are meant for a folder of *names* and that Git can never
    match.
    """
    document = tree.document(path)
    if document is None:
        return []
    if not is_readable(tree, path):
        encoding = document.encoding.upper() if document.encoding != "utf-8" else "UTF-16"
        return [
            DeadLine(
                document.at(0, 0),
                "",
                f"the file is {encoding}, which Git cannot read: no line of it counts",
            )
        ]
    found = []
    for number, line in enumerate(document.lines, 1):
        pattern, reason = line, ""
        note = line.find("#")
        if note > 0 and line[note - 1] in " \t":
            pattern, reason = (
                line[:note].strip(),
                "Git has no comments after a pattern: `#` and what follows are part of it",
            )
        if pattern.startswith("./"):
            pattern, reason = pattern[2:], reason or "a pattern that begins with `./` never matches"
        if "\\" in pattern and not reason:
            pattern, reason = (
                pattern.replace("\\", "/"),
                "`\\` is no separator: Git writes `/` on every system",
            )
        if reason and name_of(pattern.strip().strip("/")) in names:
            found.append(DeadLine(document.line_at(number), line.strip(), reason))
    return found
