"""Sentences for people: `Python 3.9 or newer`, `Python 3.9, 3.10 and 3.11`, `3.9 to 3.12`, badges.

Read are the README, pages about the installation and for contributors, and the words of a
`setup.py`. A version counts only where the sentence says of itself that it is about Python, and a
bound only where it is said to be one.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from venvlint.facts.changes.frameworks import runs_on
from venvlint.facts.changes.known import is_lesson
from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.ranges import named, names, respelt
from venvlint.files.paths import name_of
from venvlint.readers.python_versions import minor_text
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.facts.changes.known import Knowledge, Known
    from venvlint.facts.changes.model import Edits

    Minor = tuple[int, int]

_VERSION = lazy(
    r"(?:(?<![\d.%])|(?<=%20)|(?<=%3D)|(?<=%9[2-4]))([23])\.(\d{1,2})(?:\.(?:\d{1,2}|[xX*]))?(?![\d.]\d|\d)"
)
_BLANK = " \t\r\n*`_"
_JOINTS = frozenset(
    ", | / & and or ,and ,or ,& \u2013 %20%7c%20 %7c %2c%20 %2c %20%2f%20 %20|%20 ; + • ·".split()
)
_SPANS = frozenset(
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
_TARGET = lazy(r"\.\. _`?Python (3\.\d{1,2})`?: \S+")
_BADGE = lazy(r"\.\. \|(?P<name>[^|\n]{1,60})\| image:: (?P<url>\S+)")
_BORDER = lazy(r"=+(?: +=+)+")
_HEAD = lazy(r"(?i)(?:supported )?c?pythons?(?: versions?)?(?: supported)?")
_DJANGO = lazy(r"(?<![\d.])\d\.\d{1,2}(?![\d.])")
_REMARK = lazy(r"(?m)^[ \t]*#[^\r\n]*")
_CONJUNCTION = lazy(r"(?i)[ \t]{1,9}(?:and|or|&)(?=[ \t]{0,9}\r?\n)|(?:and|or|&)[ \t]+")
_TAIL = r"(?i)[`*_]*(?:c?python ?)?$"
_SESSION = lazy(r"[*-] [a-z][\w-]{0,40}-3\.\d{1,2}")
_RELEASE = lazy(r"(?i)\W{0,3}(?:v|version |release )?\d|\W{0,3}unreleased|\W{0,3}(?:what|new)\b")
_COMMENTED = lazy(
    r"(?mi)^[ \t]*#[ \t]*(?:requires |needs |install )?python (?:>= ?)?(?P<v>3\.\d{1,2})"
    r"(?:\+| or (?:newer|later|higher|above|greater))?(?: (?:is )?(?:required|needed))?[ \t]*\r?$"
)
_UNDERLINE = lazy(r"([=~^\"*#+-])\1{2,}")
_PATCH = lazy(r"(?<![\d.])3\.\d{1,2}\.\d|[23]\d{1,2}\d/|://\S{0,120}?3\d{2}")
"""What nobody knows of a new Python: a patch, the address of a release."""
_FIRST_RELEASE = lazy(r"(?<=/release/python-)([23])(\d{1,2})0(?=[/)\s]|$)")
"""`/release/python-3110/`: the page of 3.11.0, which every Python has."""
_A_RELEASE = lazy(r"(?<=/release/python-)[23]\d{2,4}(?=[/)\s]|$)")
_DOTTED = lazy(r"(?<=/release/python-)([23])\.(\d{1,2})(?=[/)\s]|$)")
_BOUNDED = lazy(r"([a-z][\w.-]{0,60})(?:\[[\w, -]{0,60}\])? ?(?:>=|~=|==|=>)[ \"']{0,2}$")
"""What the limit is for that a number is written behind, in small letters."""
_UV = lazy(r"uv python install(?: [23]\.\d{1,2}(?![\w.]))+")
_WORKS = lazy(r"(?i)(?:works (?:on|with)|requires|runs on|needs) $")
_BRANCH = lazy(
    r"(?i)\bbranch(?:es)?\b|git (?:checkout|switch|push|pull|merge|clone -b)\b|[*`]master[*`]"
)
"""Where a word may be what a branch is called."""
_LIST = "an item of a list"
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
_BELOW = ("<", "&lt;", "below", "before", "prior to", "older than", "lower than", "earlier than")
_REFUSED = lazy(r"[`*_\s]{0,4}(?:(?:is|are) (?:not|no longer) supported|(?:is|are) unsupported)")
"""`Python < 3.9 is not supported`."""
_FROM_ON = (">=", "≥", "&gt;=", "%3e%3d", "=>", "\\geq", "\\geq$", "\\ge", "\\ge$")
_LEAST = ("minimum", "oldest", "lowest", "earliest")
_AT_LEAST = ("at least", "as low as", "as old as", "requires python", *_LEAST)
_BEGINS = ("beginning with", "starting with", "starting from", "starting at")
_NOT = (
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
_LONGEST = 400_000
_TITLES = r"(?:change ?log|history|release notes|what's new|changes)\b[^\n]{0,20}"
_HISTORY = lazy(rf"(?im)^#{{1,6}}[ \t]{{1,4}}{_TITLES}\r?$|^{_TITLES}\r?\n[=~^\"*-]{{3}}")


# `with Python 3.9`, and not `Python 3.9+` or `Python 3.9.4`.
_RUN_ON = lazy(
    r"(?i)\b(?:in|on|with|under|using|against|for|#)[ \t]+(?:c?python[ \t]*|py)(3)\.(\d{1,2})"
    r"(?![\w+]|\.\d|[ \t]*(?:\+|or\b|and\b|,|-|\u2013|to\b|through\b))"
)


@lru_cache(64)
def _tokens(series: Minor) -> re.Pattern[str]:
    major, minor = series
    return re.compile(
        rf"(?<![\w./-])(?:py{major}{minor}|(?:python|pip){major}\.{minor}|py -{major}\.{minor}"
        rf"|python={major}\.{minor}|--python[ =]{major}\.{minor}(?:\.\d{{1,2}})?"
        rf"|nox (?:-[se]|--sessions?)[ =][\"']?[\w-]{{1,40}}-{major}\.{minor}"
        rf"|pyenv (?:install|global|local|virtualenv) (?:system )?{major}\.{minor}(?:\.\d{{1,2}})?"
        rf"(?![ \t]+[\d-]))"
        rf"(?![\w.+]|: |-\w*\.whl|-plus)"
    )


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


def _sort(joint: str) -> str:
    return joint if joint == _LIST else "span" if joint in _SPANS else "row"


@lru_cache(64)
def _installed(series: Minor) -> re.Pattern[str]:
    """`pyenv install 3.9.1 3.10.2`: one of several."""
    major, minor = series
    return re.compile(
        rf"(?:pyenv (?:install|local|global)|uv python install)(?=(?P<line>[^\n]{{0,200}}))"
        rf"(?: -\w)?"
        rf"(?: [\w.-]{{1,20}}){{0,12}}?"
        rf"(?P<version> {major}\.{minor}(?:\.(?:\d{{1,2}}|x))?(?![\w.]))"
    )


class _Word(Record):
    """One version in a text."""

    start: int
    end: int
    series: Minor


class _Table:
    """The lines of a table, read once for all its rows."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._columns: dict[int, frozenset[Minor] | None] = {}

    @cached_property
    def is_about_django(self) -> bool:
        return any("django" in line.lower() for line in self._lines)

    @cached_property
    def _has_borders(self) -> bool:
        """Whether a frame would have to move with the text."""
        return any(line.lstrip().startswith("+") for line in self._lines)

    @cached_property
    def start(self) -> int:
        """Where the last column of a simple table begins; 0 where it is none."""
        borders = (line for line in self._lines if _BORDER.fullmatch(line.strip()))
        return next(borders, "").rstrip().rfind(" ") + 1

    def column(self, index: int) -> frozenset[Minor] | None:
        """The Pythons of one column between bars, if its head says that these are Pythons."""
        if index not in self._columns:
            cells = [line.split("|") for line in self._lines]
            found = [one[index] for one in cells if index < len(one)]
            self._columns[index] = None if self._has_borders else _pythons_of(found)
        return self._columns[index]

    def last(self) -> frozenset[Minor] | None:
        """The Pythons of the last column of a simple table."""
        if -1 not in self._columns:
            self._columns[-1] = _pythons_of(
                [line[self.start :] for line in self._lines if not _BORDER.fullmatch(line.strip())]
            )
        return self._columns[-1]


def _is_framed(line: str) -> bool:
    return line.lstrip().startswith(("|", "+-", "+="))


def _pythons_of(cells: list[str]) -> frozenset[Minor] | None:
    """What a column states below its head; None where the head does not speak of Pythons."""
    if not cells or not _HEAD.fullmatch(cells[0].strip(_BLANK)):
        return None
    return frozenset(one for cell in cells[1:] for one in named(cell))


def change_prose(knowledge: Knowledge, edits: Edits) -> None:
    """Every page that tells people which Pythons there are."""
    from venvlint.facts.tracking import is_test_data

    if knowledge.change.kind not in (ADD, DROP):
        return
    from venvlint.facts.pythons.promises import front_pages, speaks_for

    tree = knowledge.tree
    pages = list(tree.of_kind("readme", "installation-page", "contributing-page", "setup-py"))
    pages += [
        page.path for page in front_pages(tree) if name_of(page.path).lower().startswith("index.")
    ]
    pages += [
        path
        for path in tree.paths
        if path.lower().startswith(".github/") and path.endswith(".md") and path not in pages
    ]
    for path in pages:
        document = tree.document(path)
        if (
            is_test_data(path)
            or (is_lesson(path) and not name_of(path).lower().startswith("install"))
            or document is None
            or not (b"ython" in document.data or names(document.text, knowledge.change.python))
        ):
            continue
        known = knowledge.of(path)
        if len(document.text) <= _LONGEST and speaks_for(path, known.project):
            _Page(knowledge, edits, document, known).change()


class _Page:
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
        self._known_tables: dict[tuple[int, bool], _Table] = {}
        """By the number of a line, and whether it has a frame."""

    def _without_history(self, text: str) -> str:
        start, stop = self.hidden
        return text[:start] + re.sub(r"[^\r\n]", " ", text[start:stop]) + text[stop:]

    @cached_property
    def spoken(self) -> str:
        """The page with its code, without comments and its history."""
        return self._without_history(_spoken(self.document.text))

    def change(self) -> None:
        text = self.text
        if self.kind == DROP and self.left is not None and not self.is_script:
            self._tokens()
        elif self.kind == ADD and not self.is_script:
            self._installs_more()
        self._tables()
        self._targets()
        if self.kind == DROP and not self.is_script:
            self._badges_gone()
        if not self.is_script:
            self._repeated()
        if self.kind == DROP and not self.is_script:
            self._in_code()
        words = [
            _Word(match.start(), match.end(), (int(match[1]), int(match[2])))
            for match in _VERSION.finditer(text)
            if int(match[1]) == 3 or int(match[2]) in (6, 7)
        ]
        number = 0
        while number < len(words):
            row = [words[number]]
            joints: list[str] = []
            while number + 1 < len(words):
                joint = self._joint(words[number], words[number + 1])
                if not joint or (joints and _sort(joint) != _sort(joints[0])):
                    break
                if _sort(joint) == "row" and self._opens_a_span(words, number + 1, row):
                    break
                joints.append(joint)
                number += 1
                row.append(words[number])
            number += 1
            if len(row) == 1:
                self._bound(row[0])
            elif joints[0] == _LIST:
                self._list(row)
            elif joints[0] in _SPANS or self._is_between(row):
                if len(row) == 2 and self._is_about_python(row[0]):
                    self._span(row[0], row[1])
            elif (cell := self._cell(row[0], row[-1])) is not None:
                self._row_of_cell(row, cell)
            elif self._is_about_python(row[0]) or self._are_ours(row):
                self._row(row)

    def _cell(self, first: _Word, last: _Word) -> frozenset[Minor] | None:
        """The Pythons of the column that a row of versions stands in, where its head says that
        these are Pythons: of a table of Markdown, or the last column of a simple one of
        reStructuredText.
        """
        document = self.document
        number = document.position(first.start)[0]
        if self.is_script or document.position(last.end)[0] != number:
            return None
        line = document.line(number)
        column = first.start - document.line_starts[number - 1]
        if line.lstrip().startswith("|"):
            return self._table(number, framed=True).column(line[:column].count("|"))
        table = self._table(number, framed=False)
        return table.last() if 0 < table.start <= column else None

    def _table(self, number: int, *, framed: bool) -> _Table:
        """The lines around one that are like it: with a frame, or not blank."""
        if (number, framed) not in self._known_tables:
            document = self.document
            fits = _is_framed if framed else str.strip
            first = last = number
            while first > 1 and fits(document.line(first - 1)):
                first -= 1
            while last < len(document.line_starts) and fits(document.line(last + 1)):
                last += 1
            table = _Table([document.line(one) for one in range(first, last + 1)])
            for one in range(first, last + 1):
                self._known_tables[one, framed] = table
        return self._known_tables[number, framed]

    def _row_of_cell(self, row: list[_Word], column: frozenset[Minor]) -> None:
        """Change a row of a table such as `Django | Python`. One that tells the Pythons of older
        releases too, which no longer change, is left.
        """
        if not column <= self.known.members | {self.python}:
            return
        newest = self.known.before(self.python)
        if self.kind == ADD and not self._is_for_such(row[0]):
            return
        if self.kind == DROP or max(word.series for word in row) == newest:
            self._row(row)

    def _is_for_such(self, word: _Word) -> bool:
        """Whether the Django of a table's row may run on the new Python."""
        number = self.document.position(word.start)[0]
        if not self._table(number, framed=False).is_about_django:
            return True
        start = self.document.line_starts[number - 1]
        before = self.document.text[start : word.start]
        releases = [match[0] for match in _DJANGO.finditer(before)]
        return not releases or any(runs_on(release, self.python) for release in releases)

    def _opens_a_span(self, words: list[_Word], number: int, row: list[_Word]) -> bool:
        """Whether a version is the first of a span and no more of a row: `2.7 and 3.9-3.12`. One in
        front of it that goes takes what joins them along.
        """
        if self.kind == DROP and any(word.series == self.python for word in row):
            return False
        return number + 1 < len(words) and self._joint(words[number], words[number + 1]) in _SPANS

    def _tables(self) -> None:
        """Rows of a table that say the same of several Pythons."""
        document, rows = self.document, {}
        starts = (*document.line_starts, len(document.text))
        if self.is_script:
            return
        for number in range(1, len(document.line_starts) + 1):
            line = self.text[starts[number - 1] : starts[number]]
            if line.lstrip().startswith("|") and len(found := named(line)) == 1:
                rows[number] = (line.strip(), found.pop())
        texts = {line for line, _ in rows.values()}
        for number, (line, series) in rows.items():
            stated = {one for _, one in rows.values() if respelt(line, series, one) in texts}
            if len(stated) < 2 or "python" not in line.lower():
                continue
            start, end = starts[number - 1], starts[number]
            if self.kind == DROP and series == self.python:
                self.edits.splice(document, start, end, "")
            elif self.kind == ADD and self.python not in stated and series < self.python:
                copied = respelt(document.text[start:end], series, self.python)
                if self.known.beside(stated, self.python) == series and copied.endswith("\n"):
                    self.edits.splice(document, end, end, copied)

    def _targets(self) -> None:
        """`.. _Python 3.9: https://docs.python.org/3.9/`, one line for each Python."""
        document = self.document
        if ".. _" not in document.text:
            return
        starts = (*document.line_starts, len(document.text))
        lines = {
            (3, int(match[1][2:])): number
            for number in range(1, len(document.line_starts) + 1)
            if (match := _TARGET.fullmatch(document.line(number).rstrip()))
        }
        if len(lines) < 2:
            return
        if self.kind == DROP and self.python in lines:
            number = lines[self.python]
            self.edits.splice(document, starts[number - 1], starts[number], "")
        elif self.kind == ADD and self.python not in lines:
            beside = self.known.beside(lines, self.python)
            if beside is not None and beside < self.python:
                place = starts[lines[beside]]
                line = document.text[starts[lines[beside] - 1] : place]
                if line.endswith("\n"):
                    self.edits.splice(document, place, place, respelt(line, beside, self.python))

    def _badges_gone(self) -> None:
        """`.. |py39| image:: …/python-3.9-blue.svg`, a picture for each Python, and where it is
        shown.
        """
        document = self.document
        if "| image::" not in document.text:
            return
        starts = (*document.line_starts, len(document.text))
        found: dict[Minor, list[tuple[str, int]]] = {}
        for number in range(1, len(starts)):
            match = _BADGE.fullmatch(document.line(number).rstrip())
            series = named(match["url"]) if match is not None else set()
            if match is not None and len(series) == 1 and "python" in match["url"].lower():
                found.setdefault(next(iter(series)), []).append((match["name"], number))
        if len(found) < 2:
            return
        for name, number in found.get(self.python, [])[:9]:
            stop = number + 1
            while stop < len(starts) and document.line(stop).startswith((" ", "\t")):
                stop += 1
            self.edits.splice(document, starts[number - 1], starts[stop - 1], "")
            self._no_longer_shown(f"|{name}|", number)

    def _no_longer_shown(self, mark: str, defined: int) -> None:
        text, document = self.document.text, self.document
        starts = (*document.line_starts, len(text))
        place = text.find(mark)
        while place >= 0:
            end = place + len(mark)
            number = document.position(place)[0]
            if document.line(number).strip() == mark:
                self.edits.splice(document, starts[number - 1], starts[number], "")
            elif number != defined and text[end : end + 1] == " ":
                self.edits.splice(document, place, end + 1, "")
            elif number != defined:
                self.edits.splice(document, place - (text[place - 1 : place] == " "), end, "")
            place = text.find(mark, end)

    def _repeated(self) -> None:
        """Lines one below the other that say the same of several Pythons: `pyenv install 3.9.x`,
        a badge, a link.
        """
        document = self.document
        starts = (*document.line_starts, len(document.text))
        spoken = self.spoken
        run: list[tuple[int, Minor, str]] = []
        has_sessions = "nox" in spoken
        for number in range(1, len(starts)):
            line = " ".join(spoken[starts[number - 1] : starts[number]].split())
            if "/release/python-" in line:
                address, plain = (
                    (_A_RELEASE, "") if self.kind == DROP else (_FIRST_RELEASE, r"\1.\2")
                )
                line = address.sub(plain, line)
            is_told = "py" in line.lower() or (has_sessions and _SESSION.fullmatch(line))
            found = named(line) if is_told and not _is_framed(line) else set()
            series = next(iter(found)) if len(found) == 1 else None
            if run and (series is None or respelt(run[-1][2], run[-1][1], series) != line):
                self._run(run)
                run = []
            if series is not None:
                run.append((number, series, line))
        self._run(run)

    def _in_code(self) -> None:
        """`# Python 3.9+ required` above the commands of a block."""
        spoken = self.spoken
        if self.left is None or self._has_older():
            return
        for match in _COMMENTED.finditer(spoken):
            is_bound = len(match[0].replace("#", "").split()) > 2 or match[0].rstrip()[-1:] == "+"
            in_code = not self.text[slice(*match.span())].strip()
            if is_bound and in_code and named(match["v"]) == {self.python}:
                new = respelt(match["v"], self.python, self.left)
                self.edits.splice(self.document, *match.span("v"), new)

    def _run(self, run: list[tuple[int, Minor, str]]) -> None:
        stated = [series for _, series, _ in run]
        document = self.document
        starts = (*document.line_starts, len(document.text))
        if len(run) < 2 or len(set(stated)) < len(run):
            return
        if self.kind == DROP and self.python in stated:
            number = run[stated.index(self.python)][0]
            self.edits.splice(document, starts[number - 1], starts[number], "")
        elif self.kind == ADD and self.python not in stated:
            beside = self.known.beside(stated, self.python)
            if beside is None or beside > self.python or beside not in (stated[0], stated[-1]):
                return
            number, _, line = run[stated.index(beside)]
            text = document.text[starts[number - 1] : starts[number]]
            if text.endswith("\n") and not _PATCH.search(line):
                text = _FIRST_RELEASE.sub(r"\1.\2", text)
                steps = self.known.steps(beside, self.python)
                is_last = beside == stated[-1]
                place = starts[number if is_last else number - 1]
                copied = (respelt(text, beside, one) for one in (steps if is_last else steps[::-1]))
                added = _DOTTED.sub(r"\g<1>\g<2>0", "".join(copied))
                self.edits.splice(document, place, place, added)

    def _tokens(self) -> None:
        """Commands and environments of a gone Python: `python3.9 -m venv`, `tox -e py39`."""
        assert self.left is not None
        text = self.spoken
        for match in _installed(self.python).finditer(text):
            line = text[match.start() : match.end("line")]
            if named(line) - {self.python}:
                self.edits.splice(self.document, *match.span("version"), "")
        for match in _tokens(self.python).finditer(text):
            word = match[0]
            if self._is_branch(match):
                continue
            for series in sorted(self.known.members - {self.python}):
                # In a row each of several stands for itself.
                twin = f", {respelt(word, self.python, series)}"
                if text.startswith(twin, match.end()):
                    self.edits.splice(self.document, match.start(), match.end() + 2, "")
                    break
            else:
                new = respelt(word, self.python, self.left)
                self.edits.splice(self.document, match.start(), match.end(), new)
                self._told_beside(match.end())

    def _told_beside(self, start: int) -> None:
        """What a command that is moved is said to run on, behind it in its line: `tox -e py39` runs
        the tests on Python 3.9.
        """
        assert self.left is not None
        end = self.text.find("\n", start)
        line = self.text[start : end if end >= 0 else len(self.text)]
        if named(line) != {self.python}:
            return
        for match in _RUN_ON.finditer(line):
            if (int(match[1]), int(match[2])) == self.python:
                span = start + match.start(1), start + match.end(2)
                self.edits.splice(self.document, *span, minor_text(self.left))

    def _is_branch(self, token: re.Match[str]) -> bool:
        """Whether `python3.9` may be what a branch is called, which is not renamed here."""
        if " " in token[0] or "=" in token[0] or token.string.startswith(" -", token.end()):
            return False
        line = self.document.line(self.document.position(token.start())[0])
        return _BRANCH.search(line) is not None

    def _installs_more(self) -> None:
        """`uv python install 3.11 3.12`: one more. Of pyenv's the patch would have to be known."""
        for match in _UV.finditer(self.spoken):
            found = list(_VERSION.finditer(match[0]))
            stated = [(int(one[1]), int(one[2])) for one in found]
            if len(stated) < 2 or self.python in stated:
                continue
            beside = self.known.beside(stated, self.python)
            if beside is not None and beside < self.python and stated[-1] == beside:
                end = match.start() + found[-1].end()
                self.edits.splice(self.document, end, end, f" {minor_text(self.python)}")

    def _joint(self, first: _Word, second: _Word) -> str:
        """What joins two versions, without blanks; empty where nothing does."""
        if second.start - first.end > 30:
            return ""
        between = self.text[first.end : second.start].lower()
        if _BULLET.fullmatch(between):
            is_bound = between.rstrip(_BLANK).endswith((">=", "\u2265"))
            is_bound |= self._says_more(second.end)
            # `Python 2.7` above `Python 3.6 and newer`: the bound is no item that comes or goes.
            if is_bound and self.kind == DROP and first.series == self.python:
                return _LIST if first.series[0] < second.series[0] else ""
            if (
                not is_bound
                and self.text[second.end : second.end + 9].lstrip(" \t*`_")[:1] in "\r\n"
            ):
                return _LIST
        if _ITEM.search(between):
            return ""  # the dash of the next item joins nothing
        for mark in _BLANK:
            between = between.replace(mark, "")
        between = between.replace("cpython", "").replace("python", "")
        if self.kind == DROP and self.text[first.start - 1 : first.start].lower() == "v":
            between = between.removesuffix("v")  # `v3.9 or v3.10`
        return between if between in _JOINTS or between in _SPANS else ""

    def _is_about_python(self, word: _Word) -> bool:
        text = self.text
        before = text[max(0, word.start - 60) : word.start].lower()
        sentence = _paragraph(before.rpartition(". ")[2])
        if not sentence.strip(_BLANK + "-+•"):
            sentence = self._heading(word.start)
        if "python" not in sentence and (self.kind != DROP or "pypy" not in sentence):
            return False
        if self.kind == DROP:
            # One feature may be there since a Python; in several Pythons it is a project.
            sentence = sentence.replace("is available in python", "python")
        return not any(no in sentence for no in _NOT)

    def _heading(self, start: int) -> str:
        """The heading right above a paragraph, in lower case; empty where there is none."""
        lines = self.text[max(0, start - 300) : start].rstrip(_BLANK + "-+•").lower().split("\n")
        last = lines[-1].strip()
        if len(lines) > 1 and _UNDERLINE.fullmatch(last):
            return lines[-2]
        return last if last.startswith("#") else ""

    def _are_ours(self, row: list[_Word]) -> bool:
        """Whether a row can be nothing but the Pythons of this project, though nothing near says
        so: it has all of them, and no others.
        """
        before = _paragraph(self.text[max(0, row[0].start - 60) : row[0].start].lower())
        others = {word.series for word in row} - {self.python}
        return (
            len(row) > 2
            and len(others) > 1
            and others == self.known.members - {self.python}
            and not any(no in before for no in _NOT)
        )

    def _is_between(self, row: list[_Word]) -> bool:
        """`between 3.9 and 3.12`."""
        before = self.text[max(0, row[0].start - 30) : row[0].start].lower()
        return len(row) == 2 and "between" in before

    # -- one bound

    def _bound(self, word: _Word) -> None:
        if word.series != self.python or self.left is None or self._has_older():
            return
        text = self.text
        before = _paragraph(text[max(0, word.start - 80) : word.start].lower())
        near = before[-24:].strip(_BLANK + "([:")
        if self._says_more(word.end) and _WORKS.search(before) and self._is_floor(word):
            self._replace(word, self.left)  # `Works on 3.9+`, of nothing else
            return
        if "python" not in before or any(no in before[-40:] for no in _NOT):
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

    def _has_bound(self, word: _Word, major: int) -> bool:
        """Whether the same paragraph has a bound for another major beside a word."""
        start, end = max(0, word.start - 80), word.end + 80
        before = _paragraph(self.text[start : word.start])
        after = self.text[word.end : end].replace("\r\n", "\n").partition("\n\n")[0]
        return any(
            int(match[1]) == major for part in (before, after) for match in _VERSION.finditer(part)
        )

    def _is_floor(self, word: _Word) -> bool:
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
        if after.lstrip(_BLANK + "(,").startswith(_MORE_ELSEWHERE):
            return True
        words = after.replace("-", " ").strip(_BLANK + "(,").split()
        if words and words[0].rstrip(".,;:)*`\"'!") in _ONWARDS:
            return True
        if words[:1] in (["or"], ["and"]) and words[1:2] in (["a"], ["any"], ["all"]):
            del words[1]
        if words[:2] == ["is", "the"] and words[2:3] and words[2] in _LEAST:
            return True
        if words[:1] == ["the"] and words[1:2] and words[1] in _LEAST:
            return True  # `Python 3.9 (the lowest that is supported)`
        return (
            len(words) > 1 and words[0] in ("or", "and") and words[1].strip(".,;:)*`\"'!") in _MORE
        ) or after.lstrip(_BLANK).startswith("+")

    def _replace(self, word: _Word, new: Minor) -> None:
        text = self.text[word.start : word.end]
        self.edits.splice(self.document, word.start, word.end, respelt(text, word.series, new))

    # -- `3.9 to 3.12`

    def _span(self, first: _Word, last: _Word) -> None:
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

    # -- items of a list

    def _list(self, row: list[_Word]) -> None:
        """One Python an item, below a line that says that these are Pythons."""
        text, document = self.text, self.document
        opening = text[max(0, row[0].start - 200) : row[0].start].lower().rstrip(_BLANK + "-+•")
        line = _paragraph(opening) or opening
        is_told = "python" in line or self._are_ours(row)
        if not is_told or any(no in line for no in _NOT):
            return
        lines: list[int] = []
        stated: list[Minor] = []
        pypys: list[tuple[int, Minor]] = []
        for word in row:
            number = document.position(word.start)[0]
            inner = document.line(number).strip().lstrip("-*+•").strip(_BLANK).lower()
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
        starts = (*document.line_starts, len(document.text))
        numbers = [document.position(word.start)[0] for word in row[:2]]
        step = numbers[1] - numbers[0]  # 2 where blank lines lie between them
        for number, series in pypys if self.kind == DROP and step == 1 else ():
            if series == self.python:
                self.edits.splice(document, starts[number - 1], starts[number], "")
        if self.kind == DROP and self.python in stated:
            number = lines[stated.index(self.python)]
            if number == lines[-1]:
                number -= step - 1
            self.edits.splice(document, starts[number - 1], starts[number - 1 + step], "")
        elif self.kind == ADD and self.python not in stated:
            beside = self.known.beside(stated, self.python)
            if beside is not None and beside < self.python and stated[-1] >= stated[0]:
                number = lines[stated.index(beside)]
                copied = document.text[starts[number - 1] : starts[number]]
                if copied.endswith("\n"):
                    place, blank = starts[number], "\n" * (step - 1)
                    new = "".join(
                        blank + respelt(copied, beside, one)
                        for one in self.known.steps(beside, self.python)
                    )
                    self.edits.splice(document, place, place, new)

    # -- `3.9, 3.10 and 3.11`

    def _row(self, row: list[_Word]) -> None:
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
            after = self.text[newest.end : newest.end + 9].lstrip(_BLANK + ",").lower()
            if after.startswith(("etc", "...", "\u2026")):
                return  # an example
            if (
                newest is row[-1]
                and not self._says_more(newest.end)
                and self.known.beside((word.series for word in row), self.python) == newest.series
            ):
                self._with(row)

    def _without(self, row: list[_Word], number: int) -> None:
        text, word = self.text, row[number]
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

    def _plain_and(self, first: _Word, second: _Word) -> None:
        """Two are joined without a comma."""
        joint = self.text[first.end : second.start]
        if joint in (", and ", ", or "):
            self.edits.splice(self.document, first.end, first.end + 1, "")

    def _with(self, row: list[_Word]) -> None:
        text, newest = self.text, row[-1]
        last = text[row[-2].end : newest.start]
        usual = text[row[0].end : row[1].start] if len(row) > 2 else ""
        if "\n" in usual or not usual:
            usual = ", " if last.strip(_BLANK).lower().startswith((",", "and", "or")) else last
        written = text[newest.start : newest.end]
        *forgotten, added = (
            respelt(written, newest.series, one)
            for one in self.known.steps(newest.series, self.python)
        )
        plain = " ".join(last.split())
        word = " ".join(last.strip(_BLANK).split()).lower()
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


def _paragraph(text: str) -> str:
    """The last paragraph of a text."""
    return text.replace("\r\n", "\n").rpartition("\n\n")[2]
