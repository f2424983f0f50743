"""A page as far as it speaks to people, and what its sentences say of a version: that Python is
meant, which others it is joined to, that newer ones are meant too.
"""

from __future__ import annotations

import re
from functools import cached_property

from venvlint.facts.changes.model import DROP
from venvlint.facts.changes.ranges import respelt
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.facts.changes.known import Knowledge, Known
    from venvlint.facts.changes.model import Edits

    Minor = tuple[int, int]


VERSION = lazy(
    r"(?:(?<![\d.%])|(?<=%20)|(?<=%3D)|(?<=%9[2-4]))([23])\.(\d{1,2})(?:\.(?:\d{1,2}|[xX*]))?(?![\d.]\d|\d)"
)
BLANK = " \t\r\n*`_"
_JOINTS = frozenset(
    ", | / & and or ,and ,or ,& \u2013 %20%7c%20 %7c %2c%20 %2c %20%2f%20 %20|%20 ; + • ·".split()
)
SPANS = frozenset(
    "- -- --- \u2010 \u2011 \u2012 \u2013 \u2014 %e2%80%92 %e2%80%93 .."
    " &#8208; %20&#8208;%20 &#8211; %20&#8211;%20 &ndash; %20&ndash;%20"
    " to through thru until till upto ,to ,upto".split()
)
_BULLET = lazy(
    r"[ \t*`_]*\r?\n(?:[ \t]*\r?\n)?[ \t]*[-*+\u2022] [ \t]{0,20}"
    r"[*`_]{0,3}(?:C?Python[ \t]|PyPy[ \t]?)?(?:>=[ \t]?|\u2265[ \t]?)?[ \t*`_]*",
    re.I,
)
_ITEM = lazy(r"\n[ \t]*[-*+\u2022][ \t]")
_REMARK = lazy(r"(?m)^[ \t]*#[^\r\n]*")
_RELEASE = lazy(r"(?i)\W{0,3}(?:v|version |release )?\d|\W{0,3}unreleased|\W{0,3}(?:what|new)\b")
_UNDERLINE = lazy(r"([=~^\"*#+-])\1{2,}")
LIST = "an item of a list"
_MORE = (
    "newer later higher greater above better up upwards upward over beyond more latest onwards"
    " onward"
).split()
_ONWARDS = ("onwards", "onward", "upwards", "upward", "minimum")
"""What says `or newer` by itself."""
_MORE_ELSEWHERE = (
    *("或更高", "或以上", "或更新", "及以上", "及更高", "以上", "以降", "이상"),
    *("o superior", "o posterior", "o mayor", "ou supérieur", "ou ultérieur", "ou plus récent"),
    *("ou superior", "ou posterior", "oder höher", "oder neuer", "oder später", "o superiore"),
    *("o successiv", "или выше", "или новее", "и выше", "и новее", "lub nowsz", "veya üzeri"),
)
"""`or newer` in other languages."""
LEAST = ("minimum", "oldest", "lowest", "earliest")
NOT_OURS = (
    "new in python",
    "added in python",
    "available in python",
    "only in python",
    "since python",
    "introduced",
    "as of python",
    "until python",
    "before python",
    "below python",
    "drop",
    "no longer",
    "not support",
    "removed",
    "end of life",
    "deprecated",
)
"""What says of a version that it is no Python of the project: the first one of a feature, one that
went.
"""
_TITLES = r"(?:change ?log|history|release notes|what's new|changes)\b[^\n]{0,20}"
_HISTORY = lazy(rf"(?im)^#{{1,6}}[ \t]{{1,4}}{_TITLES}\r?$|^{_TITLES}\r?\n[=~^\"*-]{{3}}")


class ProseText:
    """A page, and what the change is about."""

    def __init__(
        self, knowledge: Knowledge, edits: Edits, document: Document, known: Known
    ) -> None:
        self.edits, self.document, self.known = edits, document, known
        self.kind, self.python = knowledge.change.kind, knowledge.change.python
        self.left = known.left(self.python) if self.kind == DROP else None
        self.is_script = document.path.endswith(".py")
        from venvlint.readers import pages

        if self.is_script:  # its comments speak to its authors
            self.text = _REMARK.sub(lambda match: " " * len(match[0]), document.text)
        else:
            self.text = _spoken(pages.prose(document))
        self.hidden = (0, 0) if self.is_script else _history(self.text)
        self.text = self._without_history(self.text)

    def _without_history(self, text: str) -> str:
        start, stop = self.hidden
        return text[:start] + re.sub(r"[^\r\n]", " ", text[start:stop]) + text[stop:]

    @cached_property
    def spoken(self) -> str:
        """The page with its code, without comments and its history."""
        return self._without_history(_spoken(self.document.text))

    def _joint(self, first: VersionWord, second: VersionWord) -> str:
        """What joins two versions, without blanks; empty where nothing does."""
        if second.start - first.end > 30:
            return ""
        between = self.text[first.end : second.start].lower()
        if _BULLET.fullmatch(between):
            is_bound = between.rstrip(BLANK).endswith((">=", "\u2265"))
            is_bound |= self._says_more(second.end)
            # `Python 2.7` above `Python 3.6 and newer`: the bound is no item that comes or goes.
            if is_bound and self.kind == DROP and first.series == self.python:
                return LIST if first.series[0] < second.series[0] else ""
            if (
                not is_bound
                and self.text[second.end : second.end + 9].lstrip(" \t*`_")[:1] in "\r\n"
            ):
                return LIST
        if _ITEM.search(between):
            return ""  # the dash of the next item joins nothing
        for mark in BLANK:
            between = between.replace(mark, "")
        between = between.replace("cpython", "").replace("python", "")
        if self.kind == DROP and self.text[first.start - 1 : first.start].lower() == "v":
            between = between.removesuffix("v")  # `v3.9 or v3.10`
        return between if between in _JOINTS or between in SPANS else ""

    def _is_about_python(self, word: VersionWord) -> bool:
        text = self.text
        before = text[max(0, word.start - 60) : word.start].lower()
        sentence = paragraph(before.rpartition(". ")[2])
        if not sentence.strip(BLANK + "-+•"):
            sentence = self._heading(word.start)
        if "python" not in sentence and (self.kind != DROP or "pypy" not in sentence):
            return False
        if self.kind == DROP:
            # One feature may be there since a Python; in several Pythons it is a project.
            sentence = sentence.replace("is available in python", "python")
        return not any(no in sentence for no in NOT_OURS)

    def _heading(self, start: int) -> str:
        """The heading right above a paragraph, in lower case; empty where there is none."""
        lines = self.text[max(0, start - 300) : start].rstrip(BLANK + "-+•").lower().split("\n")
        last = lines[-1].strip()
        if len(lines) > 1 and _UNDERLINE.fullmatch(last):
            return lines[-2]
        return last if last.startswith("#") else ""

    def _are_ours(self, row: list[VersionWord]) -> bool:
        """Whether a row can be nothing but the Pythons of this project, though nothing near says
        so: it has all of them, and no others.
        """
        before = paragraph(self.text[max(0, row[0].start - 60) : row[0].start].lower())
        others = {word.series for word in row} - {self.python}
        return (
            len(row) > 2
            and len(others) > 1
            and others == self.known.members - {self.python}
            and not any(no in before for no in NOT_OURS)
        )

    def _is_between(self, row: list[VersionWord]) -> bool:
        """`between 3.9 and 3.12`."""
        before = self.text[max(0, row[0].start - 30) : row[0].start].lower()
        return len(row) == 2 and "between" in before

    def _has_bound(self, word: VersionWord, major: int) -> bool:
        """Whether the same paragraph has a bound for another major beside a word."""
        start, end = max(0, word.start - 80), word.end + 80
        before = paragraph(self.text[start : word.start])
        after = self.text[word.end : end].replace("\r\n", "\n").partition("\n\n")[0]
        return any(
            int(match[1]) == major for part in (before, after) for match in VERSION.finditer(part)
        )

    def _is_floor(self, word: VersionWord) -> bool:
        reference = self.known.reference
        versions = reference.versions if reference is not None else None
        return versions is not None and versions.floor == word.series and word.series >= (3, 3)

    def _has_older(self) -> bool:
        """Whether an older Python of the same major is left: `2.7 or 3.4 or above` has two
        bounds.
        """
        older = {one for one in self.known.members if one < self.python}
        return self.known.older(self.python) and any(one[0] == self.python[0] for one in older)

    @staticmethod
    def _is_near_python(before: str) -> bool:
        about = before.rfind("python")
        return about >= 0 and not any(mark in before[about:] for mark in (". ", ";", "?"))

    def _says_more(self, end: int) -> bool:
        """Whether `or newer`, `+` or its kind follows."""
        after = self.text[end : end + 30].lower()
        if after.startswith(
            ("+", "%2b", "``+", "`+", "**+", "-plus", "-%")
        ) and not after.startswith("-%20"):
            return after.startswith(("+", "%2b", "``+", "`+", "**+", "-plus"))
        if after.lstrip(BLANK + "(,").startswith(_MORE_ELSEWHERE):
            return True
        words = after.replace("-", " ").strip(BLANK + "(,").split()
        if words and words[0].rstrip(".,;:)*`\"'!") in _ONWARDS:
            return True
        if words[:1] in (["or"], ["and"]) and words[1:2] in (["a"], ["any"], ["all"]):
            del words[1]
        if words[:2] == ["is", "the"] and words[2:3] and words[2] in LEAST:
            return True
        if words[:1] == ["the"] and words[1:2] and words[1] in LEAST:
            return True  # `Python 3.9 (the lowest that is supported)`
        return (
            len(words) > 1 and words[0] in ("or", "and") and words[1].strip(".,;:)*`\"'!") in _MORE
        ) or after.lstrip(BLANK).startswith("+")

    def _replace(self, word: VersionWord, new: Minor) -> None:
        text = self.text[word.start : word.end]
        self.edits.splice(self.document, word.start, word.end, respelt(text, word.series, new))


class VersionWord(Record):
    """One version in a text."""

    start: int
    end: int
    series: Minor


def _spoken(text: str) -> str:
    """A page with its comments blanked out, as long as before."""
    pieces, position = [], 0
    while (start := text.find("<!--", position)) >= 0:
        end = text.find("-->", start)
        end = len(text) if end < 0 else end + 3
        pieces += [text[position:start], re.sub(r"[^\r\n]", " ", text[start:end])]
        position = end
    return "".join([*pieces, text[position:]])


def _history(text: str) -> tuple[int, int]:
    """Where a page tells what changed from release to release: up to the next heading of the same
    rank that is no release, or to the end.
    """
    found = _HISTORY.search(text)
    if found is None:
        return 0, 0
    first, _, second = found[0].partition("\n")
    mark = first.split(" ", 1)[0].split("\t", 1)[0] if first.startswith("#") else second[:1]
    if first.startswith("#"):
        ranks = rf"(?m)^#{{1,{len(mark)}}}[ \t]{{1,4}}(?P<title>\S[^\n]*)"
    else:
        ranks = rf"(?m)^(?P<title>\S[^\n]*)\n{re.escape(mark)}{{3,}}[ \t\r]*$"
    for heading in re.finditer(ranks, text[found.end() :]):
        if not _RELEASE.match(heading["title"]):
            return found.start(), found.end() + heading.start()
    return found.start(), len(text)


def sort_of_joint(joint: str) -> str:
    """Whether a joint is one of a row, of a span or of a list: a row of versions has one sort."""
    return joint if joint == LIST else "span" if joint in SPANS else "row"


def paragraph(text: str) -> str:
    """The last paragraph of a text."""
    return text.replace("\r\n", "\n").rpartition("\n\n")[2]
