"""Python code that says which Pythons there are: sessions of nox, classifiers and checks of a
`setup.py`, markers in strings.
"""

from __future__ import annotations

import re

from venvlint.facts.changes import members
from venvlint.facts.changes.changed_text import LONGEST, ChangedText
from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.ranges import named, named_alone, respelt
from venvlint.facts.changes.siblings import Twins
from venvlint.facts.changes.text_twins import is_whole
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.changes.known import Knowledge

    Minor = tuple[int, int]

_SESSION = lazy(
    r"\s*(?P<q>[\"'])(?P<name>[a-z_]+-(?:[\w-]{0,40}-)?(?:python)?3\.\d{1,2}"
    r"(?:\([\w ,.=-]{0,80}\))?)(?P=q),\s*(?:#.*)?"
)
_LISTED = lazy(r"[\"'][a-z_]{1,60}-(?:[\w-]{0,40}-)?(?:python)?3\.\d{1,2}[\"']")
_MARKED = lazy(
    r"(?P<q>[\"'])(?:[A-Za-z][\w.\[\],<>=!~ *-]{0,120})?(?P<cut>[;:][ ]{0,3}"
    r"(?P<marker>python_(?:full_)?version[^\n;:]{2,120}?))(?P=q)(?=\s*(?:[],:)}]|$))"
)
_CLASSIFIER_LINE = lazy(r"\s*[\"']?Programming Language :: Python :: 3\.(\d{1,2})[\"']?,?\s*")
_MADE = lazy(
    r"[\"']Programming Language :: Python :: (?:%s|\{\w{0,20}\})?[\"'][^\[\]\"']{0,60}?"
    r"\bfor\s+\w+\s+in\s+(?:[(\[](?P<row>[^()\[\]]{1,400})[)\]]"
    r"|[\"'](?P<words>[\d. ]{1,200})[\"']\.split\(\))",
    words=("Programming Language",),
)
"""Classifiers that a comprehension makes: `["… :: %s" % one for one in "3.9 3.10".split()]`."""
_WORD = lazy(r"[\"'][23](?:\.\d{1,2})?[\"']|(?<![\w.\"'])[23](?:\.\d{1,2})?(?![\w.\"'])")
_CONSTANT = lazy(
    r"(?m)^(?P<name>[A-Za-z_]{3,40})[ ]{0,3}=[ ]{0,3}\((?P<major>[23])(?P<gap>,[ ]{0,3})"
    r"(?P<minor>\d{1,2})(?:,[ ]{0,3}0)?\)[ \t]*\r?$"
)
_WORDED = lazy(
    r"(?m)^(?P<name>[A-Za-z_]{3,40})[ ]{0,3}=[ ]{0,3}(?P<q>[\"'])(?P<v>[23]\.\d{1,2})(?P=q)"
    r"[ \t]*\r?$"
)
_REFUSES = lazy(r"(?i)exit|raise|print|write|warn|error|assert")
"""What a check does where the Python is too old."""
_COMPARED = lazy(r"<\s{0,3}(\w{3,40})\b")


def _is_entry(text: str) -> bool:
    """Whether a line is one entry of a list or a dictionary, and nothing else."""
    line = text.strip()
    return line[:1] in "'\"" and line.endswith(",") and is_whole(line)


class Code(ChangedText):
    """One script in Python."""

    def sessions(self) -> None:
        """`"unit-3.9",` on a line of its own beside `"unit-3.10",`, in the sessions that run."""
        lines = [
            (match["name"], base, text)
            for text, base in self.document.each_line()
            if (match := _SESSION.fullmatch(text))
        ]
        sessions = Twins(name for name, _, _ in lines)
        for name, base, text in lines:
            series = named_alone(name)
            twins = sessions.pythons(name, series) if series is not None else set()
            if series is None or len(twins) < 2:
                continue
            if self.kind == DROP and series == self.python:
                self._delete_line(base)
            elif (
                self.kind == ADD
                and self.python not in twins
                and self.known.below(twins, self.python) == series
            ):
                self._insert_line(base, respelt(text, series, self.python))
        for text, base in self.document.each_line():
            if "-" in text and len(text) <= LONGEST:
                self._listed_sessions(text, base)

    def _listed_sessions(self, text: str, base: int) -> None:
        """`["lint", "unit-3.9", "unit-3.10"]`, on one line."""
        found = list(_LISTED.finditer(text))
        if len(found) < 2:
            return
        sessions = Twins(match[0] for match in found)
        spans = [(base + match.start(), base + match.end()) for match in found]
        gone = []
        for number, match in enumerate(found):
            series = next(iter(named(match[0])), (0, 0))
            twins = sessions.pythons(match[0], series)
            if self.kind == DROP and series == self.python and len(twins) > 1:
                gone.append(number)
            elif (
                self.kind == ADD
                and len(twins) > 1
                and self.python not in twins
                and self.known.below(twins, self.python) == series
            ):
                added = respelt(match[0], series, self.python)
                inserted = members.insertion(self.document, spans, number, added)
                self.edits.splices(self.document, inserted)
        self.edits.splices(self.document, members.removals(self.document, spans, gone))

    def classifier_lines(self) -> None:
        """Classifiers that no reader shows as a list, and the check of the running Python in a
        `setup.py`.
        """
        for match in _MADE.finditer(self.document.text):
            self._classifiers_made(*match.span("row" if match["row"] else "words"))
        if self.kind == DROP:
            major, minor = self.python
            classifier = re.compile(
                rf"\s*[\"']?Programming Language :: Python :: {major}\.{minor}[\"']?,?\s*(?:#.*)?"
            )
            for text, base in self.document.each_line():
                if "Programming" in text and classifier.fullmatch(text):
                    self._delete_line(base)
            if self.target is None or self.known.older(self.python):
                return
            self._least(self.python, self.target)
            check = re.compile(
                rf"version_info(?:\[:[23]\])?\s{{0,3}}<\s{{0,3}}\((?P<v>{major},\s{{0,3}}{minor})(?:,\s{{0,3}}\d{{1,2}})?\)"
            )
            for match in check.finditer(self.document.text):
                following = self.document.text[match.end() : match.end() + 400].split("\n", 3)[:3]
                if not _REFUSES.search("\n".join(following)):
                    continue  # what is done for older ones: `requires.append("argparse")`
                blank = match["v"].partition(",")[2].removesuffix(str(minor))
                new = f"{self.target[0]},{blank}{self.target[1]}"
                self.edits.splice(self.document, match.start("v"), match.end("v"), new)
        elif self.kind == ADD:
            if not self.edits.has_any(self.document):
                self._classifier_added()
            newer = [one for one in self.known.members if one > self.python]
            if newer:
                self._least(min(newer), self.python)

    def _classifiers_made(self, start: int, end: int) -> None:
        """The Pythons for which a comprehension makes classifiers."""
        found = list(_WORD.finditer(self.document.text, start, end))
        texts = [match[0].strip("\"'") for match in found]
        spans = [match.span() for match in found]
        own = minor_text(self.python)
        if self.kind == DROP and own in texts and len(texts) > 1:
            gone = {own}
            major = own.split(".")[0]
            if not any(one.startswith(f"{major}.") and one != own for one in texts):
                gone.add(major)
            leaving = [number for number, text in enumerate(texts) if text in gone]
            self.edits.splices(self.document, members.removals(self.document, spans, leaving))
        elif self.kind == ADD and "." in "".join(texts):
            minors = [number for number, text in enumerate(texts) if "." in text]
            stated = [texts[number] for number in minors]
            for index, before, new in members.additions(stated, self.python, self.known):
                number = minors[index]
                made = (found[number][0].replace(texts[number], one) for one in new)
                self.edits.splices(
                    self.document,
                    members.insertion(self.document, spans, number, *made, before=before),
                )

    def _least(self, old: Minor, new: Minor) -> None:
        """`REQUIRED_PYTHON = (3, 8)`, or `"3.8"`, where the running Python is held against it."""
        compared = {match[1] for match in _COMPARED.finditer(self.document.text)}
        for match in _CONSTANT.finditer(self.document.text) if compared else ():
            series = (int(match["major"]), int(match["minor"]))
            if series == old and match["name"] in compared:
                start, end = match.start("major"), match.end("minor")
                written = f"{new[0]}{match['gap']}{new[1]}"
                self.edits.splice(self.document, start, end, written)
        for match in _WORDED.finditer(self.document.text) if compared else ():
            name, stated = match["name"], match["v"]
            if name in compared and "python" in name.lower() and stated == minor_text(old):
                self.edits.splice(self.document, *match.span("v"), minor_text(new))

    def markers(self, knowledge: Knowledge) -> None:
        """Requirements, and keys of extras, whose marker no Python meets any more or every one
        does: those in lists that a `setup.py` puts together when it runs.
        """
        from venvlint.facts.changes.markers import DEAD, minors_of_path, verdict_on

        before, after = minors_of_path(knowledge, self.document.path)
        if not after:
            return
        for text, base in self.document.each_line():
            if "python_" not in text or len(text) > LONGEST:
                continue
            for match in _MARKED.finditer(text):
                marker = match["marker"].strip()
                verdict = verdict_on(marker, self.python, before, after)
                if not verdict:
                    continue
                dead = verdict == DEAD
                start, end = base + match.start("cut"), base + match.end("cut")
                if self.edits.has(self.document, start, end):
                    continue
                if not dead and match["cut"].startswith(";"):
                    lead = base + len(text[: match.start("cut")].rstrip())
                    self.edits.splice(self.document, lead, end, "")
                elif dead and _is_entry(text):
                    self._delete_line(base)
                else:
                    self.edits.aside(
                        self.document.at(start, end), f"`{marker}` {verdict} now: take it out"
                    )

    def _classifier_added(self) -> None:
        """A classifier more, where the list is a text that is taken apart when the file runs."""
        lines = [
            (int(match[1]), base, text)
            for text, base in self.document.each_line()
            if "Programming" in text and (match := _CLASSIFIER_LINE.fullmatch(text))
        ]
        older = [line for line in lines if line[0] < self.python[1]]
        own = rf":: {self.python[0]}\.{self.python[1]}(?!\d)"
        if self.python[0] != 3 or re.search(own, self.document.text) or len(lines) < 2:
            return
        if older:
            newest, base, text = max(older)
            self._insert_line(base, respelt(text, (3, newest), self.python))
        else:
            oldest, base, text = min(lines)
            start = self.document.line_starts[self.document.position(base)[0] - 1]
            new = respelt(text, (3, oldest), self.python)
            self.edits.splice(self.document, start, start, new + "\n")
