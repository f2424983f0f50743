"""`.dockerignore`: which files of a build context are sent, by Docker's own rules.

Follows moby's `patternmatcher` and its reader: patterns are anchored at the context's root, a match on a parent directory excludes
what is below it, the last match wins, and `!` re-includes below an excluded directory too, unlike in Git.
"""

from __future__ import annotations

import posixpath
import re
from functools import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document


class Pattern:
    """One line: the cleaned pattern, whether it re-includes, and its line (from 1)."""

    __slots__ = ("_expression", "line", "negated", "text")

    def __init__(self, text: str, negated: bool, line: int) -> None:
        self.text, self.negated, self.line = text, negated, line
        self._expression = _expression(text)

    def matches(self, path: str) -> bool:
        """Whether the pattern matches a path or a directory above it."""
        if self._expression is None:
            return False
        if self._expression.match(path):
            return True
        position = path.find("/")
        while position >= 0:
            if self._expression.match(path[:position]):
                return True
            position = path.find("/", position + 1)
        return False


class Dockerignore:
    """The patterns of one file, in their order."""

    def __init__(self, document: Document | None) -> None:
        self.document = document

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """Every line that is a pattern Docker can read."""
        found = []
        for number, line in enumerate(self.document.text.splitlines() if self.document else (), 1):
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
        """Whether a file, by its path in the context, is left out of what is sent to the builder."""
        excluded = False
        for pattern in self.patterns:
            # A pattern can only change what the earlier ones said.
            if pattern.negated == excluded and pattern.matches(path):
                excluded = not pattern.negated
        return excluded


def parse(document: Document) -> Dockerignore:
    """Read a `.dockerignore`. Never raises."""
    return Dockerignore(document)


def _expression(pattern: str) -> re.Pattern[str] | None:
    """The regular expression of a pattern; None where Docker refuses the pattern."""
    pieces = []
    position, end = 0, len(pattern)
    while position < end:
        character = pattern[position]
        position += 1
        if character == "*":
            if pattern[position : position + 1] == "*":
                while pattern[position : position + 1] == "*":
                    position += 1
                if pattern[position : position + 1] == "/":
                    position += 1
                    while pattern.startswith("**/", position):  # as often as it is said, it means the same
                        position += 3
                pieces.append(".*" if position >= end else "(?:.*/)?")
            else:
                pieces.append("[^/]*")
        elif character == "?":
            pieces.append("[^/]")
        elif character == "[":
            close = pattern.find("]", position + (2 if pattern[position : position + 1] == "^" else 1))
            if close < 0:
                return None
            pieces.append("[" + pattern[position:close].replace("[", "\\[") + "]")
            position = close + 1
        elif character == "\\":
            pieces.append(re.escape(pattern[position : position + 1] or "\\"))
            position += 1
        else:
            pieces.append(re.escape(character))
    # A run of stars is one star: each further one would multiply the time.
    text = re.sub(r"(?:\[\^/\]\*){2,}", "[^/]*", "".join(pieces))
    if text.count("*") > 20:
        return None
    try:
        return re.compile(text + r"\Z", re.DOTALL)
    except re.error:
        return None
