"""gitignore(5) for trees that Git cannot be asked about: a dictionary, a machine without Git."""

from __future__ import annotations

from venvlint.files.paths import path_in
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

# What pathspec makes of more stars backtracks for ages on a name that was made for it, and of odd
# brackets it makes no expression at all.
_ORDINARY = lazy(
    r"(?:[^*?\[\]\\]|\?|\[[A-Za-z0-9_]+\])*(?:\*+(?!\*)(?:[^*?\[\]\\]|\?|\[[A-Za-z0-9_]+\])*){0,2}"
)

_LONGEST = 300


class Involved:
    """A pattern that is matched step by step, in time that grows with the pattern times the
    path.
    """

    def __init__(self, line: str) -> None:
        from venvlint.readers.dockerignore import Pattern

        line = line.rstrip("\r\n")
        while line.endswith(" ") and not line.endswith("\\ "):
            line = line[:-1]
        self.include: bool | None = (
            None if not line or line.startswith("#") else not line.startswith("!")
        )
        text = line.removeprefix("!")
        self._for_folders = text.endswith("/")
        text = text.rstrip("/") if self._for_folders else text
        anchored = "/" in text
        parts = text.removeprefix("/").split("/")
        # Two stars mean folders only where they are all of a part (gitignore(5)).
        cleaned = "/".join(part if part == "**" else _one_star(part) for part in parts)
        self._anchored, self._pattern = anchored, Pattern(cleaned, False, 0)

    def match_file(self, path: str) -> bool | None:
        """Whether the pattern matches a path, or a folder on the way to it; None where it does not.
        A folder's path ends with `/`.
        """
        path = path.rpartition("/")[0] if self._for_folders else path.rstrip("/")
        if self._anchored:
            return True if path and self._pattern.matches(path) else None
        return (
            True if any(part and self._pattern.matches(part) for part in path.split("/")) else None
        )


def _one_star(part: str) -> str:
    """A part of a pattern as Docker would write it: no two stars together, `^` for `!` in
    brackets.
    """
    pieces, position = [], 0
    while position < len(part):
        character = part[position]
        if character == "\\":
            pieces.append(part[position : position + 2])
            position += 2
            continue
        if character == "*" and pieces and pieces[-1] == "*":
            position += 1
            continue
        pieces.append("[^" if part.startswith("[!", position) else character)
        position += len(pieces[-1])
    return "".join(pieces)


def pattern_of(line: str) -> GitIgnoreSpecPattern | Involved | None:
    """One line of a `.gitignore`; None where it says nothing."""
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    pattern: GitIgnoreSpecPattern | Involved
    try:
        pattern = (
            GitIgnoreSpecPattern(line)
            if len(line) <= _LONGEST
            and _ORDINARY.fullmatch(line)
            and line.rstrip() == line.rstrip(" ")  # pathspec takes a tab off too
            else Involved(line)
        )
    except ValueError:
        return None
    return pattern if pattern.include is not None else None


class PatternIndex:
    """Which of many patterns can have a say about a path: found by the first folder of the path or
    by one of its names, whole or as far as a pattern is plain, so that thousands of patterns cost
    no more than those few.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._anywhere: list[int] = []
        self._by_first: dict[str, list[int]] = {}
        self._by_name: dict[str, list[int]] = {}
        self._by_beginning: dict[str, list[int]] = {}
        """Those that begin the first folder or a name so (`build-*`)."""
        self._longest = 0
        for number, line in enumerate(lines):
            text = line.rstrip(" ").removeprefix("!")
            if not text or line.startswith("#"):
                continue
            inner = text.strip("/")
            first, slash, _ = inner.partition("/")
            plain = min((first.index(one) for one in _SPECIAL if one in first), default=len(first))
            if not plain:
                self._anywhere.append(number)
            elif plain < len(first):
                self._by_beginning.setdefault(first[:plain], []).append(number)
                self._longest = max(self._longest, plain)
            elif slash or text.startswith("/"):
                self._by_first.setdefault(first, []).append(number)
            else:
                self._by_name.setdefault(first, []).append(number)

    def candidates(self, path: str) -> list[int]:
        """The numbers of those patterns, the last one first."""
        names = path.rstrip("/").split("/")
        found = {*self._anywhere, *self._by_first.get(names[0], ())}
        for name in names:
            found.update(self._by_name.get(name, ()))
            for length in range(1, min(len(name), self._longest) + 1):
                found.update(self._by_beginning.get(name[:length], ()))
        return sorted(found, reverse=True)


def ignored_by_patterns(
    paths: Sequence[str], read: Callable[[str], bytes | None]
) -> dict[str, tuple[str, int, str]]:
    """gitignore(5) without Git: each path against the `.gitignore` files of its parents, the
    nearest deciding first.
    """
    files: dict[str, tuple[list[str], PatternIndex]] = {}
    compiled: dict[tuple[str, int], GitIgnoreSpecPattern | Involved | None] = {}

    def patterns(directory: str) -> tuple[list[str], PatternIndex]:
        if directory not in files:
            data = read(path_in(directory, ".gitignore"))
            # Git compares bytes, and ends a line at a line feed alone.
            text = (data or b"").decode("utf-8-sig", "surrogateescape")
            lines = [line.removesuffix("\r") for line in text.split("\n")]
            files[directory] = lines, PatternIndex(lines)
        return files[directory]

    def decide(path: str) -> tuple[str, int, str] | None:
        """The rule that decides one path, its parents not considered."""
        directory = path.rstrip("/")
        while directory:
            directory = directory.rpartition("/")[0]
            relative = path[len(directory) + 1 :] if directory else path
            lines, index = patterns(directory)
            for number in index.candidates(relative):
                if (directory, number) not in compiled:
                    compiled[directory, number] = pattern_of(lines[number])
                pattern = compiled[directory, number]
                if pattern is not None and pattern.match_file(relative) is not None:
                    return path_in(directory, ".gitignore"), number + 1, lines[number].rstrip()
        return None

    answers = {}
    folders: dict[str, tuple[str, int, str] | None] = {}  # paths of one folder share its parents
    for path in paths:
        parts = path.split("/")
        answer = None
        for depth in range(1, len(parts) + 1):
            # A path below an ignored directory cannot be re-included (gitignore(5)).
            if depth == len(parts):
                answer = decide(path)
            else:
                folder = "/".join(parts[:depth]) + "/"
                if folder not in folders:
                    folders[folder] = decide(folder)
                answer = folders[folder]
            if answer and not answer[2].startswith("!"):
                break
        if answer:
            answers[path] = answer
    return answers


# -- What a `.gitignore` says of a folder beside it where that needs no Git: its plain lines.
#
# Starting Git costs as much as the rest of the question. Everything that is not plain (a
# pattern that might match, a re-included name) is left to Git, and so is a folder that no line
# names: other files may ignore it.

_SPECIAL = frozenset("*?[]\\")


def rule_for(name: str, text: str) -> tuple[int, str] | None:
    """The line (from 1) and the pattern of an ignore file that decides the folder *name* beside it;
    None where Git must be asked.

    The last line that matches decides (gitignore(5)), so the file is read from its end.
    """
    lines = text.split("\n")
    for number in range(len(lines), 0, -1):
        line = lines[number - 1].removesuffix("\r").rstrip(" ")
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        bare = pattern.removesuffix("/").removeprefix("/")
        if bare == name:
            return (number, line) if pattern == line else None
        if not _cannot_match(bare, name):
            return None
    return None


def _cannot_match(pattern: str, name: str) -> bool:
    if pattern.lower() == name.lower():
        return False  # where the file system does not tell them apart, neither does Git
    if _SPECIAL.isdisjoint(pattern):
        return True
    if pattern.startswith("*") and _SPECIAL.isdisjoint(pattern[1:]):  # `*.log`
        return not name.lower().endswith(pattern[1:].lower())
    # `*.py[cod]`, `/build/*.o`: what stands before the first special character must begin the name.
    begin = pattern[
        : min(pattern.index(character) for character in _SPECIAL if character in pattern)
    ]
    return bool(begin) and not name.lower().startswith(begin.lower())
