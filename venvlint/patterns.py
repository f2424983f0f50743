"""gitignore-style patterns of the configuration: `exclude` and `per-file-ignores`."""

from __future__ import annotations

from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@lru_cache(maxsize=64)
def _compiled(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)


def matches(patterns: tuple[str, ...], path: str) -> bool:
    """Whether a path relative to the audited directory is matched, as a file or as a directory."""
    spec = _compiled(patterns)
    return spec.match_file(path) or spec.match_file(path + "/")
