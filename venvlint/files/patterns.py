"""gitignore-style patterns of the configuration: `exclude` and `per-file-ignores`."""

from __future__ import annotations

from functools import cache, lru_cache

from venvlint.files.ignore_patterns import PatternIndex, pattern_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    from venvlint.files.ignore_patterns import Involved


class Patterns:
    """Patterns in their order."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        self._lines = lines
        self._index = PatternIndex(lines)

    def matching(self, path: str) -> Iterable[int]:
        """The numbers of the patterns that match a path as a file or as a directory, or a folder
        above it, the last one first.
        """
        for number in self._index.candidates(path):
            pattern = _compiled(self._lines[number])
            if pattern is not None and (pattern.match_file(path) or pattern.match_file(path + "/")):
                yield number

    def matches(self, path: str) -> bool:
        """Whether a path is matched; the last pattern that does decides."""
        for number in self.matching(path):
            pattern = _compiled(self._lines[number])
            return pattern is not None and bool(pattern.include)
        return False


@cache
def _compiled(line: str) -> GitIgnoreSpecPattern | Involved | None:
    return pattern_of(line)


@lru_cache(maxsize=64)
def patterns(lines: tuple[str, ...]) -> Patterns:
    """The patterns of some lines, taken apart once."""
    return Patterns(lines)
