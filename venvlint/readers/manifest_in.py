"""`MANIFEST.in`: which files a source distribution of setuptools takes in and leaves out.

Reads and applies the file as setuptools 84 does (its `TextFile`, `glob` and `translate_pattern`):
commands run in their order, a line that begins with no command does nothing, and a pattern's `*`
stops at `/`.
"""

from __future__ import annotations

import posixpath

from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from venvlint.document import Document

_WITH_PATTERNS = frozenset(("include", "exclude", "global-include", "global-exclude"))
_WITH_FOLDER = frozenset(("recursive-include", "recursive-exclude"))
_WITH_ONE = frozenset(("graft", "prune"))
_FROM_HERE = ("recursive-include", ".")


class Directive(Record):
    """One command that setuptools obeys."""

    action: str
    folder: str
    """Of `recursive-include`, `recursive-exclude`, `graft` and `prune`."""
    patterns: tuple[str, ...]


class Manifest(Record):
    """The commands of a file, in their order."""

    document: Document
    commands: tuple[Directive, ...]

    def applied(self, files: Iterable[str], chosen: Iterable[str]) -> set[str]:
        """What of *files* (paths from the file's own folder) is in after all commands, when
        *chosen* were in before.
        """
        everything = tuple(files)
        found = set(chosen)
        for command in self.commands:
            if command.action in ("exclude", "global-exclude", "recursive-exclude", "prune"):
                found -= {path for path in found if _takes_out(command, path)}
            else:
                # What `recursive-include .` finds is written with a `./`, which later exclusions
                # do not match.
                start = "./" if (command.action, command.folder) == _FROM_HERE else ""
                found |= {start + path for path in everything if _takes_in(command, path)}
        return {path.removeprefix("./") for path in found}


def parse(document: Document) -> Manifest:
    """Read a file. Never raises: what setuptools warns about and passes over is left out."""
    found = []
    for line in _logical_lines(document.text):
        words = line.split()
        action, rest = words[0], [_converted(word) for word in words[1:]]
        if action in _WITH_PATTERNS and rest:
            found.append(Directive(action, "", tuple(rest)))
        elif action in _WITH_FOLDER and len(rest) > 1:
            found.append(Directive(action, rest[0], tuple(rest[1:])))
        elif action in _WITH_ONE and len(rest) == 1:
            found.append(Directive(action, rest[0], ()))
    return Manifest(document, tuple(found))


def fits(pattern: str, path: str) -> bool:
    """Whether a path fits a pattern of `package_data`, `license_files` and the like."""
    return _fit(_converted(pattern).split("/"), path.split("/"), ranges=True)


def _logical_lines(text: str) -> list[str]:
    """The lines without comments and blanks, continued ones joined."""
    found: list[str] = []
    pending = ""
    for line in text.splitlines():
        mark = line.find("#")
        if mark >= 0:
            if mark == 0 or line[mark - 1] != "\\":
                line = line[:mark]
                if not line.strip():
                    continue
            else:
                line = line.replace("\\#", "#")
        line = (pending + line.lstrip() if pending else line).strip()
        if not line:
            continue
        if line.endswith("\\"):
            pending = line[:-1]
            continue
        pending = ""
        found.append(line)
    if pending.strip():
        found.append(pending.strip())
    return found


def _converted(pattern: str) -> str:
    """A pattern as `pathlib` writes it: without `./` and a slash at the end."""
    absolute = "/" if pattern.startswith("/") else ""
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    return absolute + "/".join(parts) or "."


def _takes_in(command: Directive, path: str) -> bool:
    parts = path.split("/")
    if command.action == "graft":
        folders = command.folder.split("/")
        return command.folder == "." or (
            len(parts) > len(folders)
            and all(_fits(*pair, ranges=True) for pair in zip(folders, parts, strict=False))
        )
    for pattern in command.patterns:
        chunks = pattern.split("/")
        if ".." in chunks:
            chunks = posixpath.normpath(pattern).split("/")
        if command.action == "include":
            if len(chunks) == len(parts) and all(
                _fits(*pair, ranges=True) for pair in zip(chunks, parts, strict=True)
            ):
                return True
        elif command.action == "global-include":
            if _fit(["**", *chunks], parts, ranges=False):
                return True
        else:
            above = [] if command.folder == "." else command.folder.split("/")
            if _fit([*above, "**", *chunks], parts, ranges=True):
                return True
    return False


def _takes_out(command: Directive, path: str) -> bool:
    parts = path.split("/")
    if command.action == "prune":
        return _fit([*command.folder.split("/"), "**"], parts, ranges=False)
    above = {"exclude": [], "global-exclude": ["**"]}.get(
        command.action, [*command.folder.split("/"), "**"]
    )
    return any(
        _fit([*above, *pattern.split("/")], parts, ranges=False) for pattern in command.patterns
    )


def _fit(chunks: list[str], parts: list[str], *, ranges: bool) -> bool:
    """Whether the parts of a path fit the chunks of a pattern; `**` stands for any number of
    folders, and at the end for everything below.
    """
    if chunks[-1] == "**":
        chunks = [*chunks, "*"]
    chunk = part = 0
    star, resume = -1, 0
    while part < len(parts):
        if chunk < len(chunks) and chunks[chunk] == "**":
            star, resume = chunk, part
            chunk += 1
        elif chunk < len(chunks) and _fits(chunks[chunk], parts[part], ranges=ranges):
            chunk += 1
            part += 1
        elif star >= 0:
            resume += 1
            chunk, part = star + 1, resume
        else:
            return False
    return all(each == "**" for each in chunks[chunk:])


def _fits(chunk: str, part: str, *, ranges: bool) -> bool:
    """Whether one part of a path fits one chunk of a pattern. `[a-c]` is a range for what takes
    files in, and three characters for what leaves them out.
    """
    if chunk == part and "[" not in chunk:
        return True
    if not any(character in chunk for character in "*?["):
        return False
    tokens = _tokens(chunk, ranges)
    token = place = 0
    star, resume = -1, 0
    while place < len(part):
        if token < len(tokens) and tokens[token] == "*":
            star, resume = token, place
            token += 1
        elif token < len(tokens) and _is(tokens[token], part[place]):
            token += 1
            place += 1
        elif star >= 0:
            resume += 1
            token, place = star + 1, resume
        else:
            return False
    return all(each == "*" for each in tokens[token:])


def _tokens(chunk: str, ranges: bool) -> list[str]:
    """`*`, `?`, literal characters with a backslash before them, and classes: `[`, then `!` or a
    blank, then all their characters.
    """
    found, index = [], 0
    while index < len(chunk):
        character = chunk[index]
        if character in "*?":
            found.append(character)
        elif character == "[" and (end := _class_end(chunk, index)) > 0:
            inner = chunk[index + 1 : end]
            negated = inner.startswith("!")
            found.append(("[!" if negated else "[ ") + _members(inner[negated:], ranges))
            index = end
        else:
            found.append("\\" + character)
        index += 1
    return found


def _class_end(chunk: str, start: int) -> int:
    """Where the `]` of a class stands; -1 where there is none, and the `[` is one character."""
    inner = start + 1
    if chunk[inner : inner + 1] == "!":
        inner += 1
    if chunk[inner : inner + 1] == "]":
        inner += 1
    return chunk.find("]", inner)


def _members(inner: str, ranges: bool) -> str:
    if not ranges or len(inner) < 3:
        return inner
    found, index = [], 0
    while index < len(inner):
        if inner[index + 1 : index + 2] == "-" and index + 2 < len(inner):
            first, last = ord(inner[index]), ord(inner[index + 2])
            found += [chr(code) for code in range(first, min(last, first + 300) + 1)]
            index += 3
        else:
            found.append(inner[index])
            index += 1
    return "".join(found)


def _is(kind: str, character: str) -> bool:
    if kind == "?":
        return True
    if kind[0] == "[":
        return (character in kind[2:]) != (kind[1] == "!")
    return kind[0] == "\\" and kind[1:] == character
