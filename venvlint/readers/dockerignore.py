"""`.dockerignore`: which files of a build context are sent, by Docker's own rules.

Follows moby's `patternmatcher` and its reader: patterns are anchored at the context's root, a match
on a parent directory excludes
what is below it, the last match wins, and `!` re-includes below an excluded directory too, unlike
in Git.
"""

from __future__ import annotations

import posixpath
from functools import cached_property

from venvlint.readers.globs import Glob, docker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document


class Pattern(Glob):
    """One line: the cleaned pattern, whether it re-includes, and its line (from 1)."""

    __slots__ = ("line", "negated", "text")

    def __init__(self, text: str, negated: bool, line: int) -> None:
        super().__init__(docker(text))
        self.text, self.negated, self.line = text, negated, line


class Dockerignore:
    """The patterns of one file, in their order."""

    def __init__(self, document: Document | None) -> None:
        self.document = document

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """Every line that is a pattern Docker can read."""
        found = []
        for number, line in enumerate(self.document.lines if self.document else (), 1):
            if line.startswith("#"):
                continue
            text = line.strip()
            negated = text.startswith("!")
            text = text[1:].strip() if negated else text
            if text:
                text = posixpath.normpath(text)
                found.append(Pattern(text.lstrip("/") or text, negated, number))
        return tuple(found)

    def excludes(self, path: str) -> bool:
        """Whether a file, by its path in the context, is left out of what is sent to the
        builder.
        """
        excluded = False
        for pattern in self.patterns:
            # A pattern can only change what the earlier ones said.
            if pattern.negated == excluded and pattern.matches(path):
                excluded = not pattern.negated
        return excluded


def parse(document: Document) -> Dockerignore:
    """Read a `.dockerignore`. Never raises."""
    return Dockerignore(document)
