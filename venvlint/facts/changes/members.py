"""Taking a member out of a list, or putting one in, in the list's own layout.

A list is its document and the places of its members in the order of the text. The separators are
read off it: whole lines (one member a line, with or without commas and dashes) or whatever stands
between two members of one line.
"""

from __future__ import annotations

from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from venvlint.document import Document
    from venvlint.facts.changes.known import Known

    Minor = tuple[int, int]
    Span = tuple[int, int]
    Splice = tuple[int, int, str]

_BLANKS = " \t"


class _Rest:
    """What stands behind a member on its line: a comma and a comment, and where the line ends.
    `fits` is false where there is anything else.
    """

    __slots__ = ("comma", "end", "fits")

    def __init__(self, text: str, position: int) -> None:
        stop = position
        while stop < len(text) and text[stop] not in "\r\n":
            stop += 1
        rest = text[position:stop].strip(_BLANKS)
        self.comma = rest.startswith(",")
        if self.comma:
            rest = rest[1:].lstrip(_BLANKS)
        self.fits = not rest or rest.startswith(("#", "//"))
        self.end = stop + (2 if text.startswith("\r\n", stop) else 1 if stop < len(text) else 0)


def _is_lead(text: str, first: int, start: int) -> bool:
    """Whether what stands before a member on its line is indentation, perhaps with one dash of
    YAML. A long line is not read to its beginning.
    """
    bare = _before_blanks(text, first, start)
    if bare > first and bare < start and text[bare - 1] == "-":
        bare = _before_blanks(text, first, bare - 1)
    return bare == first


def _before_blanks(text: str, first: int, position: int) -> int:
    while position > first and text[position - 1] in _BLANKS:
        position -= 1
    return position


def _after_comma(text: str, position: int) -> int:
    """Behind the comma that follows a member and the blanks after it; *position* where none
    follows.
    """
    found = position
    while found < len(text) and text[found].isspace():
        found += 1
    if text[found : found + 1] != ",":
        return position
    found += 1
    while text[found : found + 1] in (" ", "\t"):
        found += 1
    return found


def own_lines(document: Document, span: Span) -> tuple[int, int] | None:
    """The whole lines that a member has for itself, line end included; None where it shares
    them.
    """
    text, starts = document.text, document.line_starts
    first = starts[document.position(span[0])[0] - 1]
    if not _is_lead(text, first, span[0]):
        return None
    rest = _Rest(text, span[1])
    return (first, rest.end) if rest.fits else None


def removal(document: Document, members: Sequence[Span], index: int) -> Splice:
    """The splice that takes one member of several out, its separator with it."""
    text, span = document.text, members[index]
    lines = own_lines(document, span)
    if lines is not None:
        return (*lines, "")
    if index + 1 < len(members):
        following = members[index + 1]
        between = text[span[1] : following[0]]
        if "\n" not in between:
            return span[0], following[0], ""
        if not index or "\n" in text[members[index - 1][1] : span[0]]:
            return span[0], _after_comma(text, span[1]), ""
    if index:
        return members[index - 1][1], span[1], ""
    return span[0], _after_comma(text, span[1]), ""


def removals(document: Document, members: Sequence[Span], gone: Sequence[int]) -> list[Splice]:
    """The splices that take several members out, where others stay."""
    leaving = set(gone)
    tail = len(members)  # where those begin that go at the end of the list
    while tail - 1 in leaving:
        tail -= 1
    found: list[Splice] = []
    for number in gone:
        if number < tail or own_lines(document, members[number]) is not None:
            found.append(removal(document, members, number))
        elif number == tail and number:
            found.append((members[number - 1][1], members[-1][1], ""))
    return found


def counts_downwards(series: Sequence[Minor | None], beside: Minor) -> bool:
    """Whether the Pythons of a row stand with the newest first. Those of one major decide for
    themselves: `py33, py34, py26, py27` counts upwards twice.
    """
    stated = [one for one in series if one is not None]
    own = [one for one in stated if one[0] == beside[0]]
    row = own if len(set(own)) > 1 else stated
    return bool(row) and row[0] > row[-1]


def neighbour(series: Sequence[Minor | None], beside: Minor, new: Minor) -> tuple[int, bool]:
    """Which member of a row a new Python goes next to, one of those of the Python *beside*, and
    whether before it: a row that counts downwards goes on doing so.
    """
    downwards = counts_downwards(series, beside)
    index = series.index(beside) if downwards else len(series) - 1 - series[::-1].index(beside)
    return index, (beside > new) != downwards


def additions(
    texts: Sequence[str], new: Minor, known: Known
) -> list[tuple[int, bool, tuple[str, ...]]]:
    """What a row of Pythons gets for *new*: next to which member, whether before it, and the new
    members. Nothing where the row stops before the newest Python, or has *new*.

    Builds without the lock (`3.14t`) get one more where the row has them for several Pythons. A
    PyPy is none of the Pythons that are counted: beside it one other is no row.
    """
    from venvlint.facts.changes.ranges import is_freethreaded, of_member, respelt_member

    every = [None if "pypy" in text.lower() else of_member(text) for text in texts]
    free = {number for number, text in enumerate(texts) if is_freethreaded(text)}
    if len(free) == len(texts):
        free = set()
    series = [None if number in free else one for number, one in enumerate(every)]
    stated = [one for one in series if one is not None]
    beside = known.beside(stated, new)
    if new in stated or beside is None or (len(stated) < 2 and not known.is_single):
        return []
    index, before = neighbour(series, beside, new)
    steps = known.steps(beside, new)
    added = [respelt_member(texts[index], beside, one) for one in steps]
    threads = {every[number] for number in free}
    if before or len(threads) < 2 or beside not in threads or new in threads:
        return [(index, before, tuple(added))]
    last = max(number for number in free if every[number] == beside)
    also = [respelt_member(texts[last], beside, one) for one in steps]
    if last == index + 1 and any(number + 1 not in free for number in free if number < index):
        both = tuple(text for pair in zip(added, also, strict=True) for text in pair)
        return [(last, False, both)]
    return [(index, False, tuple(added)), (last, False, tuple(also))]


def insertion(
    document: Document,
    members: Sequence[Span],
    index: int,
    *new: str,
    before: bool = False,
) -> list[Splice]:
    """The splices that put members behind (or *before*) another one."""
    text, span = document.text, members[index]
    near = list(pairwise(members[max(index - 1, 0) : index + 2]))
    lines = own_lines(document, span)
    if lines is not None and "\n" not in text[span[0] : span[1]]:
        lead = text[lines[0] : span[0]]
        dashed = "-" in lead
        has_comma = _Rest(text, span[1]).comma
        wants_comma = has_comma or (not dashed and any("," in text[a[1] : b[0]] for a, b in near))
        comma = "," if wants_comma and (has_comma or before) else ""
        if before:
            return [(lines[0], lines[0], "".join(f"{lead}{one}{comma}\n" for one in new[::-1]))]
        inner = "," if wants_comma else ""
        line = "".join(f"{lead}{one}{inner}\n" for one in new[:-1]) + lead + new[-1] + comma
        if text[lines[1] - 1 : lines[1]] not in ("\n", "\r"):
            return [(lines[1], lines[1], "\n" + line)]
        splices = [(lines[1], lines[1], line + "\n")]
        if wants_comma and not has_comma:
            splices.insert(0, (span[1], span[1], ","))
        return splices
    gap = ", "
    first = document.line_starts[document.position(span[0])[0] - 1]
    if near and all("\n" in text[a[1] : b[0]] for a, b in near) and _is_lead(text, first, span[0]):
        gap = ",\n" + text[first : span[0]]  # only the end of the list shares its line
    for a, b in near:
        between = text[a[1] : b[0]]
        if "\n" not in between and "#" not in between:
            gap = between
            break
    if before:
        return [(span[0], span[0], "".join(one + gap for one in new[::-1]))]
    return [(span[1], span[1], "".join(gap + one for one in new))]


def entry_lines(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """The whole lines of a block entry (an item with its dash, or a key with its value), the
    comments at its end left out; None where something else stands on them.
    """
    text, starts = document.text, document.line_starts
    first = starts[document.position(start)[0] - 1]
    if not _is_lead(text, first, start):
        return None
    rest = _Rest(text, end)
    return (first, rest.end) if rest.fits and not rest.comma else None
