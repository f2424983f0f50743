"""Versions in sentences: one bound, a span, items of a list, a row."""

from __future__ import annotations

import re

from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.prose_text import (
    BLANK,
    LEAST,
    NOT_OURS,
    SPANS,
    ProseText,
    VersionWord,
    paragraph,
)
from venvlint.facts.changes.ranges import respelt
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    Minor = tuple[int, int]


_CONJUNCTION = lazy(r"(?i)[ \t]{1,9}(?:and|or|&)(?=[ \t]{0,9}\r?\n)|(?:and|or|&)[ \t]+")
_WORDED = lazy(r"(?i)\b(?:and|or)\b")
_TAIL = r"(?i)[`*_]*(?:c?python ?)?$"
_BOTH = lazy(
    r"(?i)\b(?:both|either)[ \t]+"
    r"(?=[`*_]{0,3}(?:c?python[ \t]{1,9})?(?:versions?[ \t]{1,9})?[`*_]{0,3}\Z)"
)
_BOUNDED = lazy(r"([a-z][\w.-]{0,60})(?:\[[\w, -]{0,60}\])? ?(?:>=|~=|==|=>)[ \"']{0,2}$")
"""What the limit is for that a number is written behind, in small letters."""
_WORKS = lazy(r"(?i)(?:works (?:on|with)|requires|runs on|needs) $")
_BELOW = ("<", "&lt;", "below", "before", "prior to", "older than", "lower than", "earlier than")
_REFUSED = lazy(r"[`*_\s]{0,4}(?:(?:is|are) (?:not|no longer) supported|(?:is|are) unsupported)")
"""`Python < 3.9 is not supported`."""
_FROM_ON = (">=", "≥", "&gt;=", "%3e%3d", "=>", "\\geq", "\\geq$", "\\ge", "\\ge$")
_AT_LEAST = ("at least", "as low as", "as old as", "requires python", *LEAST)
_BEGINS = ("beginning with", "starting with", "starting from", "starting at")


class ProseVersions(ProseText):
    """What becomes of the versions in sentences."""

    def _opens_a_span(self, words: list[VersionWord], number: int, row: list[VersionWord]) -> bool:
        """Whether a version is the first of a span and no more of a row: `2.7 and 3.9-3.12`. One in
        front of it that goes takes what joins them along.
        """
        if self.kind == DROP and any(word.series == self.python for word in row):
            return False
        return number + 1 < len(words) and self._joint(words[number], words[number + 1]) in SPANS

    def _bound(self, word: VersionWord) -> None:
        if word.series != self.python or self.left is None or self._has_older():
            return
        text = self.text
        before = paragraph(text[max(0, word.start - 80) : word.start].lower())
        near = before[-24:].strip(BLANK + "([:")
        if self._says_more(word.end) and _WORKS.search(before) and self._is_floor(word):
            self._replace(word, self.left)  # `Works on 3.9+`, of nothing else
            return
        if "python" not in before or any(no in before[-40:] for no in NOT_OURS):
            return
        other = _BOUNDED.search(before)
        if other is not None and "python" not in other[1] and other[1] != "version":
            return  # `python_requires=">=3.5", install_requires=["pytest>=2.7"]`
        limit = near.removesuffix("version").rstrip()
        is_least = self._says_more(word.end) or limit.endswith(_FROM_ON)
        is_least |= near.endswith(_BELOW) and _REFUSED.match(text, word.end) is not None
        if not is_least:
            line = before.rpartition("\n")[2]
            if not line.strip() and before.rstrip().endswith(":"):
                line = before.rstrip().rpartition("\n")[2]  # `Minimum Python version:` above it
            is_least = any(phrase in line for phrase in _AT_LEAST) and near.endswith(
                ("version", "python", "least", "minimum", "is", "v", "as")
            )
            is_least |= near.endswith("install python") and self._is_floor(word)
            is_least |= (
                "support" in line
                and near.removesuffix("version").removesuffix("python").strip().endswith(_BEGINS)
                and self._is_floor(word)
                and not text.startswith(" of ", word.end)  # a release of something else
            )  # `We support Python 3 beginning with version 3.9`
        if not is_least or not self._is_near_python(before):
            return
        newer = [one for one in self.known.members if one > self.python]
        is_first = self.left > self.python or not newer
        new = self.left if is_first else min(newer)
        if new[0] > word.series[0] and self._has_bound(word, new[0]):
            return  # `Python 2.7 and newer, Python 3.4 and newer`
        self._replace(word, new)

    def _span(self, first: VersionWord, last: VersionWord) -> None:
        low, high = sorted((first, last), key=lambda word: word.series)
        if self.kind == DROP and self.left is not None:
            if low.series == self.python and not self._has_older():
                self._replace(low, self.left)
            elif high.series == self.python:
                self._replace(high, (self.python[0], self.python[1] - 1))
        elif self.kind == ADD and low.series < self.python and high.series < self.python:
            span = [(3, minor) for minor in range(low.series[1], high.series[1] + 1)]
            if low.series[0] == 3 and self.known.beside(span, self.python) is not None:
                self._replace(high, self.python)

    def _list(self, row: list[VersionWord]) -> None:
        """One Python an item, below a line that says that these are Pythons."""
        text, document = self.text, self.document
        opening = text[max(0, row[0].start - 200) : row[0].start].lower().rstrip(BLANK + "-+•")
        line = paragraph(opening) or opening
        is_told = "python" in line or self._are_ours(row)
        if not is_told or any(no in line for no in NOT_OURS):
            return
        lines: list[int] = []
        stated: list[Minor] = []
        pypys: list[tuple[int, Minor]] = []
        for word in row:
            number = document.position(word.start)[0]
            inner = document.line(number).strip().lstrip("-*+•").strip(BLANK).lower()
            written = text[word.start : word.end]
            if inner == f"pypy {written}" or inner == f"pypy{written}":
                pypys.append((number, word.series))
            elif inner.removeprefix("c").removeprefix("python").strip() == written:
                lines.append(number)
                stated.append(word.series)
            elif word is row[-1] and word.series[0] > self.python[0]:
                break  # a bound
            else:
                return
        if len(lines) < 2 and self.python not in stated:
            return
        numbers = [document.position(word.start)[0] for word in row[:2]]
        step = numbers[1] - numbers[0]  # 2 where blank lines lie between them
        for number, series in pypys if self.kind == DROP and step == 1 else ():
            if series == self.python:
                self.edits.delete_lines(document, number)
        if self.kind == DROP and self.python in stated:
            number = lines[stated.index(self.python)]
            if number == lines[-1]:
                number -= step - 1
            self.edits.delete_lines(document, number, number + step - 1)
        elif self.kind == ADD and self.python not in stated:
            beside = self.known.below(stated, self.python)
            if beside is not None and stated[-1] >= stated[0]:
                number = lines[stated.index(beside)]
                start, place = document.line_span(number)
                copied = document.text[start:place]
                if copied.endswith("\n"):
                    blank = "\n" * (step - 1)
                    new = "".join(
                        blank + respelt(copied, beside, one)
                        for one in self.known.steps(beside, self.python)
                    )
                    self.edits.splice(document, place, place, new)

    def _row(self, row: list[VersionWord]) -> None:
        if self.kind == DROP:
            for number, word in enumerate(row):
                if word.series == self.python:
                    if self._says_more(word.end):
                        self._bound(word)
                    else:
                        self._without(row, number)
                    return
        elif not any(word.series == self.python for word in row):
            newest = max(row, key=lambda word: word.series)
            if self.text[row[0].start - 1 : row[0].start] == "=":
                return  # an example of a setting, `NOXPYTHON=3.11,3.12`
            after = self.text[newest.end : newest.end + 9].lstrip(BLANK + ",").lower()
            if after.startswith(("etc", "...", "\u2026")):
                return  # an example
            if self.known.beside((word.series for word in row), self.python) != newest.series:
                return
            if newest is row[-1] and not self._says_more(newest.end):
                self._with(row)
            elif newest is row[0]:
                self._first(row)

    def _first(self, row: list[VersionWord]) -> None:
        """One more in front of a row that counts downwards: `3.12 | 3.11 | 3.10`."""
        stated = [word.series for word in row]
        joint = self.text[row[0].end : row[1].start]
        if stated != sorted(stated, reverse=True) or "\n" in joint or _WORDED.search(joint):
            return
        newest = row[0]
        written = self.text[newest.start : newest.end]
        steps = self.known.steps(newest.series, self.python)
        new = "".join(respelt(written, newest.series, one) + joint for one in steps[::-1])
        self.edits.splice(self.document, newest.start, newest.start, new)

    def _without(self, row: list[VersionWord], number: int) -> None:
        text, word = self.text, row[number]
        start = max(0, row[0].start - 40)
        both = _BOTH.search(text[start : row[0].start]) if len(row) == 2 else None
        if both is not None:  # `works on both Python 2.7 and 3.9`
            self.edits.splice(self.document, start + both.start(), start + both.end(), "")
        if number + 1 < len(row):
            following = row[number + 1]
            between = text[word.end : following.start]
            lead = text[row[number - 1].end : word.start] if number else ""
            if number and number + 2 == len(row) and lead != between and "\n" not in lead + between:
                # `3.9, 3.10, and 3.11`: the last joint stays.
                comma = len(row) == 3 and between in (", and ", ", or ")
                self.edits.splice(self.document, row[number - 1].end, word.end + comma, "")
            elif "\n" in between:
                stop = word.end + len(between.split("\n", 1)[0].removesuffix("\r"))
                start = word.start
                while start and text[start - 1] in " \t":
                    start -= 1
                self.edits.splice(self.document, start, stop, "")
            else:
                self.edits.splice(self.document, word.start, following.start, "")
                if len(row) == 3 and number == 0:
                    self._plain_and(row[1], row[2])
            return
        previous = row[number - 1]
        last = text[previous.end : word.start]
        self.edits.splice(self.document, previous.end, word.end, "")
        if len(row) > 2:
            before = row[number - 2]
            joint = text[before.end : previous.start]
            if joint != last and "\n" not in joint + last:
                if len(row) == 3:
                    last = last.replace(", and", " and").replace(", or", " or")
                self.edits.splice(self.document, before.end, previous.start, last)

    def _plain_and(self, first: VersionWord, second: VersionWord) -> None:
        """Two are joined without a comma."""
        joint = self.text[first.end : second.start]
        if joint in (", and ", ", or "):
            self.edits.splice(self.document, first.end, first.end + 1, "")

    def _with(self, row: list[VersionWord]) -> None:
        text, newest = self.text, row[-1]
        last = text[row[-2].end : newest.start]
        usual = text[row[0].end : row[1].start] if len(row) > 2 else ""
        if "\n" in usual or not usual:
            usual = ", " if last.strip(BLANK).lower().startswith((",", "and", "or")) else last
        written = text[newest.start : newest.end]
        *forgotten, added = (
            respelt(written, newest.series, one)
            for one in self.known.steps(newest.series, self.python)
        )
        plain = " ".join(last.split())
        word = " ".join(last.strip(BLANK).split()).lower()
        if last != usual and word.startswith(("and", "or", ", and", ", or", "&", ", &")):
            if "\n" in last:
                before = "".join(f", {one}" for one in forgotten)
                gap = "" if plain.startswith(",") else " "
                self.edits.splice(
                    self.document, newest.end, newest.end, f"{before}{gap}{plain} {added}"
                )
                joint = "," + _CONJUNCTION.sub("", last, count=1).removeprefix(",")
                self.edits.splice(self.document, row[-2].end, newest.start, joint)
                return
            if len(row) == 2 and not last.lower().startswith(","):
                lead, tail = (re.search(one, last) for one in (r"^[`*_]*", _TAIL))
                usual = f"{lead[0] if lead else ''}, {tail[0] if tail else ''}"
            self.edits.splice(self.document, row[-2].end, newest.start, usual)
            before = "".join(usual + one for one in forgotten)
            self.edits.splice(self.document, newest.end, newest.end, before + last + added)
            return
        joint = usual if "\n" not in last else ", "
        new = "".join(joint + one for one in (*forgotten, added))
        self.edits.splice(self.document, newest.end, newest.end, new)
