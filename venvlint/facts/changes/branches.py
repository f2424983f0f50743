"""The branches that a shell script has for one Python: `if [ "$PYTHON_VERSION" = "3.8" ]; then`.

A branch that only a Python that is gone took goes with its lines, and an alternative of a condition
goes alone. What one Python does for all of them, such as to send a report, is done by the oldest
that is left. A branch whose `else` is left for every other Python is a person's work.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from venvlint.facts.changes.ranges import named, respelt
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.facts.changes.model import Edits

    Minor = tuple[int, int]
    Line = tuple[str, int]

_OPENING = lazy(r"\s*(?P<word>if|elif) (?P<what>[^;\n]{1,400});[ ]?then(?:\s*|\s#.*)")
_ATOM = lazy(
    r"(?P<open>\[{0,2}|test)[ ]{0,3}[\"']?[a-z]{0,6}"
    r"(?P<left>\$\{?\w{1,60}\}?|\$\{\{[^}]{1,80}\}\})[\"']?"
    r"[ ]{0,3}={1,2}[ ]{0,3}[\"']?(?P<right>(?:py(?:thon)?-?)?[23]\.?\d{1,2})[\"']?"
    r"[ ]{0,3}(?P<close>\]{0,2})"
)
_ASSIGNED = lazy(r"(?m)^[ \t]{0,80}(?:export )?(\w{1,60})=[^\n]{0,80}?py", re.I)
_ONCE = lazy(
    r"(?i)codecov|coverage|coveralls|deploy|publish|upload|twine|release|docs?\b|sphinx|lint|flake8"
    r"|black|ruff|mypy|pyright|docker|pre-commit|codacy|sonar|manifest|make html|isort|pylint|pep8"
)

_TURN = lazy(
    r"(?:- )?[\"']?if (?:\[{1,2}|test) (?P<what>[^\];\n]{1,200}?)(?: \]{1,2})?; ?then [^\n]*; ?fi"
    r"[\"']?"
)


class _Branch(Record):
    """One branch: the number of its first line among those of its script, and what asks for it."""

    line: int
    word: str
    what: str
    start: int
    """The offset of the condition in the document."""


def change_branches(
    edits: Edits, document: Document, lines: list[Line], gone: Minor, left: Minor | None
) -> None:
    """Take out what a script does for a Python that is gone."""
    script = "\n".join(text for text, _ in lines)
    if "then" not in script:
        return
    assigned = frozenset(match[1] for match in _ASSIGNED.finditer(script))
    for_all = [number for number, (text, _) in enumerate(lines) if stands_for_all(text)]
    stack: list[list[_Branch]] = []
    for number, (text, base) in enumerate(lines):
        word = text.split("#", 1)[0].strip()
        match = _OPENING.fullmatch(text)
        first = word.split(" ", 1)[0].rstrip(";")
        if first == "if" and not _closes(word):
            stack.append([])
        if first in ("if", "elif", "else") and stack and not _closes(word):
            what, start = (match["what"], base + match.start("what")) if match else ("", -1)
            stack[-1].append(_Branch(number, first, what, start))
        elif first == "fi" and stack:
            branches = stack.pop()
            index = bisect_right(for_all, branches[0].line)
            once = index < len(for_all) and for_all[index] < number
            _decide(edits, document, lines, branches, number, gone, left, assigned, once)


def stands_for_all(text: str) -> bool:
    """Whether commands do something once for all Pythons, such as to send a report: the one Python
    that does it stands for every other.
    """
    return _ONCE.search(text) is not None


def turn_of(line: str, series: Minor, text: str) -> str:
    """What becomes of a line of a shell that does something for one Python alone, `if [
    $TRAVIS_PYTHON_VERSION == 2.6 ]; then …; fi`, or for all others (`!=`): `respell` where the one
    stands for every other, else `delete`. Empty where it is no such line, or stays.
    """
    sign = _sign_of(line, series)
    if sign == "==" and stands_for_all(line):
        return "respell"
    if sign == "!=" and _does_for_all(text, series):
        return "respell"  # what the others do in its place
    return "delete" if sign == "==" else ""


@lru_cache(maxsize=4)
def _does_for_all(text: str, series: Minor) -> bool:
    """Whether a line of a text has one Python stand for every other."""
    return any(
        stands_for_all(line) and _sign_of(line, series) == "=="
        for line in text.split("\n")
        if "then" in line
    )


def _sign_of(line: str, series: Minor) -> str:
    match = _TURN.fullmatch(line.strip())
    if match is None or "; else" in line or "||" in match["what"]:
        return ""
    what = match["what"]
    sign = re.search(r"(?<![!<>=])={1,2}(?![=~])|!=(?![=~])", what)
    if sign is None or "py" not in what.lower() or named(what) != {series}:
        return ""
    return "!=" if sign[0] == "!=" else "=="


def _closes(line: str) -> bool:
    return line.rstrip(";").endswith(" fi")


def _decide(
    edits: Edits,
    document: Document,
    lines: list[Line],
    branches: list[_Branch],
    last: int,
    gone: Minor,
    left: Minor | None,
    assigned: frozenset[str],
    once: bool,
) -> None:
    """Change the branches of one `if`, that ends on the line *last*; with *once*, what it does
    stands for all Pythons.
    """
    dead = []
    for index, branch in enumerate(branches):
        atoms = _alternatives(branch.what)
        asks = [_asks(text, gone, assigned) for text, _ in atoms]
        if asks and all(asks):
            dead.append(index)
        elif any(asks):
            _without(edits, document, branch, atoms, asks)
    if not dead:
        return
    if once:
        if len(branches) == 1 and left is not None:
            only = branches[0]
            new = respelt(only.what, gone, left)
            edits.splice(document, only.start, only.start + len(only.what), new)
        return
    if len(dead) == len(branches):
        _delete(edits, document, lines, branches[0].line, last)
        return
    alive = set(range(len(branches))).difference(dead)
    follower = branches[min(alive)]
    if 0 not in alive and follower.word != "elif":
        return  # what every other Python does would have to move to the left
    for index in dead:
        stop = branches[index + 1].line if index + 1 < len(branches) else last
        _delete(edits, document, lines, branches[index].line, stop - 1)
    if 0 not in alive:
        text, base = lines[follower.line]
        place = base + text.index("elif")
        edits.splice(document, place, place + len("elif"), "if")


def _alternatives(what: str) -> list[tuple[str, int]]:
    found, position = [], 0
    for part in what.split("||"):
        found.append((part, position))
        position += len(part) + 2
    return found


def _asks(text: str, gone: Minor, assigned: frozenset[str]) -> bool:
    """Whether a comparison holds for the Python that is gone and for no other."""
    match = _ATOM.fullmatch(text.strip())
    if match is None:
        return False
    variable = match["left"].strip("${} ")
    right = match["right"]
    if not ("py" in variable.lower() or variable in assigned):
        return False
    return named(right) == {gone} or right == f"{gone[0]}{gone[1]}"


def _without(
    edits: Edits,
    document: Document,
    branch: _Branch,
    atoms: list[tuple[str, int]],
    asks: list[bool],
) -> None:
    """The condition without one alternative, whose brackets stay where it shares them."""
    for index, (text, position) in enumerate(atoms):
        if not asks[index]:
            continue
        match = _ATOM.fullmatch(text.strip())
        assert match is not None
        start = branch.start + position + len(text) - len(text.lstrip())
        end = start + len(text.strip())
        if match["open"] and not match["close"]:
            start += len(match["open"]) + 1
        elif match["close"] and not match["open"]:
            end -= len(match["close"]) + 1
        if index + 1 < len(atoms):
            following, place = atoms[index + 1]
            stop = branch.start + place + len(following) - len(following.lstrip())
            edits.splice(document, start, stop, "")
        else:
            before, place = atoms[index - 1]
            edits.splice(document, branch.start + place + len(before.rstrip()), end, "")


def _delete(edits: Edits, document: Document, lines: list[Line], first: int, last: int) -> None:
    numbers = (document.position(lines[one][1])[0] for one in (first, last))
    edits.delete_lines(document, *numbers)
