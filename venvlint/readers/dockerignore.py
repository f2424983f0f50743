"""`.dockerignore`: which files of a build context are sent, by Docker's own rules.

Follows moby's `patternmatcher` and its reader: patterns are anchored at the context's root, a match
on a parent directory excludes
what is below it, the last match wins, and `!` re-includes below an excluded directory too, unlike
in Git.
"""

from __future__ import annotations

import posixpath
from functools import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document


class Pattern:
    """One line: the cleaned pattern, whether it re-includes, and its line (from 1)."""

    __slots__ = ("_moves", "_steps", "line", "negated", "text")

    def __init__(self, text: str, negated: bool, line: int) -> None:
        self.text, self.negated, self.line = text, negated, line
        self._steps = _steps(text)
        self._moves: dict[str, tuple[int, int]] = {}

    def matches(self, path: str) -> bool:
        """Whether the pattern matches a path or a directory above it. All steps that may come next
        are the bits of one number, so a character of the path costs the same however many they are.
        """
        end = 1 << len(self._steps)
        states = self._entered(1)
        for character in path:
            if character == "/" and states & end:
                return True
            stays, advances = self._on(character)
            states = states & stays | (states & advances) << 1
            if not states:
                return False
            states = self._entered(states)
        return bool(states & end)

    def _on(self, character: str) -> tuple[int, int]:
        """The steps that take a character and stay, and those that take it and are done."""
        if character not in self._moves:
            stays = advances = 0
            for number, step in enumerate(self._steps):
                if step is _ANYTHING or step is _FOLDERS_INSIDE:
                    stays |= 1 << number
                    advances |= (step is _FOLDERS_INSIDE and character == "/") << number
                elif step is _STAR:
                    stays |= (character != "/") << number
                elif step is not _FOLDERS:
                    advances |= _is_one(step, character) << number
            self._moves[character] = stays, advances
        return self._moves[character]

    def _entered(self, states: int) -> int:
        """The steps with those that are reached without a character."""
        if "" not in self._moves:
            one = two = 0
            for number, step in enumerate(self._steps):
                one |= (step is _STAR or step is _ANYTHING or step is _FOLDERS) << number
                two |= (step is _FOLDERS) << number
            self._moves[""] = one, two
        one, two = self._moves[""]
        while (entered := states | (states & one) << 1 | (states & two) << 2) != states:
            states = entered
        return states


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


# The steps of a pattern: a character, a bracket (`[…]`, kept as text), or one of these.
_STAR, _ANYTHING, _QUESTION = "*", "**", "?"
_FOLDERS, _FOLDERS_INSIDE = "**/", "**/…"
"""`**/` takes nothing, or anything that ends with `/`: the second step is the state inside of
it.
"""
_LONGEST = 500
_NEVER = ("\0",)


def _is_one(step: str, character: str) -> bool:
    if step is _QUESTION:
        return character != "/"
    if len(step) == 1:
        return step == character
    # A literal `*` or `?` is written with its backslash; a bracket begins with `[`.
    if step[0] == "\\":
        return step[1] == character
    negated = step[1:2] == "^"
    members = step[2:] if negated else step[1:]
    found, position = False, 0
    while position < len(members):
        if members[position + 1 : position + 2] == "-" and position + 2 < len(members):
            found = found or members[position] <= character <= members[position + 2]
            position += 3
        else:
            found = found or members[position] == character
            position += 1
    return found is not negated and character != "/"


def _steps(pattern: str) -> tuple[str, ...]:
    """A pattern step by step; one that never matches where Docker refuses it, or where it is
    nobody's for its length.
    """
    steps: list[str] = []
    position, end = 0, len(pattern)
    if end > _LONGEST:
        return _NEVER
    while position < end:
        character = pattern[position]
        position += 1
        if character == "*" and pattern[position : position + 1] == "*":
            position += 1
            if pattern[position : position + 1] == "/":
                position += 1
            if position >= end:
                steps.append(_ANYTHING)
            else:
                steps += [_FOLDERS, _FOLDERS_INSIDE]
        elif character == "*":
            steps.append(_STAR)
        elif character == "?":
            steps.append(_QUESTION)
        elif character == "[":
            close = pattern.find(
                "]", position + (2 if pattern[position : position + 1] == "^" else 1)
            )
            if close < 0:
                return _NEVER
            steps.append("[" + pattern[position:close])
            position = close + 1
        elif character == "\\":
            steps.append("\\" + (pattern[position : position + 1] or "\\"))
            position += 1
        else:
            steps.append(character)
    return tuple(steps)
