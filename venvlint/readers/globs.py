"""Patterns for paths, matched in a time that is linear in the path."""

from __future__ import annotations

import re


class Glob:
    """A pattern as its steps, which `docker` and `gitlab` make."""

    __slots__ = ("_moves", "_steps")

    def __init__(self, steps: tuple[str, ...]) -> None:
        self._steps = steps
        self._moves: dict[str, tuple[int, int]] = {}

    def matches(self, path: str, *, below: bool = True) -> bool:
        """Whether the pattern matches a path or, if *below*, a directory above it. All steps that
        may come next are the bits of one number, so a character of the path costs the same however
        many they are.
        """
        end = 1 << len(self._steps)
        states = self._entered(1)
        for character in path:
            if below and character == "/" and states & end:
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


def docker(pattern: str) -> tuple[str, ...]:
    """A pattern of Docker's step by step; one that never matches where Docker refuses it, or where
    it is nobody's for its length.
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


def gitlab(pattern: str) -> tuple[str, ...]:
    """A pattern of GitLab's step by step: `**` takes anything, `*` what is no slash."""
    if len(pattern) > _LONGEST:
        return _NEVER
    stars = {"**": _ANYTHING, "*": _STAR}
    return tuple(stars.get(one, f"\\{one}") for one in re.findall(r"\*\*|.", pattern, re.S))
