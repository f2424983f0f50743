"""Lines and words of a text that stand there once for each Python: a command, an element of a list,
what is installed. The one of a Python that goes is taken out, that of a new one is put in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from venvlint.facts.changes.branches import turn_of
from venvlint.facts.changes.changed_text import PYENV_ANY, ChangedText
from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.ranges import named, named_alone, names, respelt
from venvlint.facts.changes.siblings import Twins, plain_version
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    Minor = tuple[int, int]

SCRIPTS = (".sh", ".bash", ".zsh", ".bat", ".cmd", ".ps1", ".mk")
_ELEMENT = lazy(r"[^\s:;,\"'()=|]+")
_INSTALLED = lazy(
    r"\s*(?:\S{1,40} -m )?(?:pip3?|uv pip) install (?:-[\w-]{1,40} ){0,4}"
    r"(?P<q>[\"'])[\w.\[\],<>=!~ *-]{1,80}; ?"
    r"(?P<marker>python_(?:full_)?version[^\n;]{2,120})(?P=q)\s*"
)
_IN_OBJECT = lazy(r"\\?[\"'][\w-]{1,60}\\?[\"']\s?:\s?\\?[\"'\w].*")
_DIGEST = lazy(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{16,}(?![0-9A-Za-z])")
"""What is known of one Python alone: the sum of its archive, the key it is signed with."""
_RUN = lazy(r"\s*RUN\s+")
_LEAD = lazy(r"\s*(?:RUN\s+|- )?\s*")
"""What stands before the first command of a line."""
_AND = lazy(r"[ \t]{1,9}&&[ \t]{1,9}")
_INSTALLS = lazy(
    r"\b(?:apt|apt-get|dnf|yum|apk|brew|zypper|pkg) (?:-\S{1,40} ){0,9}(?:install|add)\s"
)
_OPENING = frozenset("if elif else for while until case function def class with try".split())


def is_whole(line: str) -> bool:
    """Whether a line opens nothing that a later line closes, and closes nothing."""
    bare = line.rstrip("\\").rstrip()
    if bare.endswith(("; `", " `")):  # goes on in a Dockerfile of Windows
        bare = bare[:-1].rstrip()
    if bare.endswith(";;"):
        return True
    word = bare.split(" ", 1)[0].rstrip("(:")
    if word in _OPENING and bare.rpartition(" ")[2].strip(";") not in ("fi", "done", "esac"):
        return False
    if bare.endswith((":", "{", "then", " do", "else")) or line.startswith(("FROM ", "from ")):
        return False
    return (
        all(bare.count(quote) % 2 == 0 for quote in "\"'`")
        and bare.count("(") == bare.count(")")
        and bare.count("[") == bare.count("]")
        and bare.count("{") == bare.count("}")
    )


class ScriptLines:
    """What the lines of a script say together, for whoever asks whether one is repeated for another
    Python.
    """

    def __init__(self, lines: list[str]) -> None:
        self.text = "\n".join(lines)
        self._lines = lines

    @cached_property
    def lines(self) -> set[str]:
        """Its lines, whatever blanks they have."""
        return {" ".join(line.split()) for line in self._lines}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """Where each line stands first."""
        found: dict[str, int] = {}
        for number, line in enumerate(self._lines):
            found.setdefault(" ".join(line.split()), number)
        return found

    def has_blocks(self, line: str, series: Minor, stated: set[Minor]) -> bool:
        """Whether something that names no Python stands between a line and what it repeats: a line
        of a block that is there for each of the *stated* Pythons.
        """
        nearest = max(stated - {series}, key=lambda one: (one < series, one))
        ends = sorted((self._numbers[line], self._numbers[respelt(line, series, nearest)]))
        following = bisect_right(self._common, ends[0])
        return following < len(self._common) and self._common[following] < ends[1]

    @cached_property
    def _common(self) -> list[int]:
        """Where the lines stand that say something and name no Python."""
        return [
            number for number, text in enumerate(self._lines) if text.strip() and not named(text)
        ]

    @cached_property
    def plain_lines(self) -> set[str]:
        """The same, without the patches of Pythons."""
        return set(map(plain_version, self.lines))

    @cached_property
    def pythons(self) -> set[Minor]:
        """Those that it names."""
        return named(self.text)

    @cached_property
    def twins(self) -> Twins:
        """Its words that name one Python."""
        return Twins({match[0] for line in self._lines for match in _ELEMENT.finditer(line)})


def _is_labelled(word: str, series: Minor) -> bool:
    """Whether a word names a Python by itself, and not by bare digits."""
    return names(word, series) and bool(re.search(r"(?i)py|cp", word))


def _twins(word: str, other: str, series: Minor) -> bool:
    one = named_alone(other)
    return one is not None and one != series and respelt(word, series, one) == other


class Twinned(ChangedText):
    """The lines and words of one text that have twins for other Pythons."""

    def _has_its_line(self, text: str, base: int, *, is_dockerfile: bool) -> bool:
        """Whether a line of a script stands on a line of its own, and is a whole statement."""
        start = self.document.line_starts[self.document.position(base)[0] - 1]
        if self.document.text[start:base].strip():
            return False
        if is_dockerfile and text.lstrip()[:5].lower() == "from ":
            return False
        is_makefile = not self.document.path.endswith((".yml", ".yaml", *SCRIPTS[:-1]))
        if is_makefile and not is_dockerfile and text[:1] != "\t" and ":" in text:
            return False
        return is_whole(text.strip())

    def _line_gone(self, text: str, base: int, script: ScriptLines) -> bool:
        """Take out a line that another one repeats for another Python."""
        line = " ".join(text.split())
        if named(line) != {self.python}:
            return False
        turn = turn_of(line, self.python, self.document.text)
        if turn == "respell":
            return self._respell_line(text, base)
        if turn:
            self._delete_line(base)
            return True
        if self._installs_nothing(line):
            self._delete_line(base)
            return True
        if self._is_repeated(line, script):
            if _IN_OBJECT.fullmatch(line):  # one of several settings, which go together
                start = base + len(text) - len(text.lstrip())
                if not self.edits.around(self.document, start, base + len(text)):
                    self.edits.aside(
                        self.document.at(base, base + len(text)),
                        f"a script writes this for Python {minor_text(self.python)}: change it by"
                        " hand",
                    )
                return False
            self._delete_line(base)
            return True
        return False

    def _joined(self, text: str, base: int) -> None:
        """Commands of one line that do the same for several Pythons: `python3.9 get-pip.py &&
        python3.10 get-pip.py`.
        """
        lead = _LEAD.match(text)
        starts = [lead.end() if lead is not None else 0]
        stops: list[int] = []
        for match in _AND.finditer(text, starts[0]):
            stops.append(match.start())
            starts.append(match.end())
        stops.append(len(text.rstrip(" \t\\")))
        commands = [text[start:stop] for start, stop in zip(starts, stops, strict=True)]
        twins = Twins(one for one in commands if is_whole(one))
        for number, command in enumerate(commands):
            one = named_alone(command) if is_whole(command) else None
            stated = twins.pythons(command, one) if one is not None else set()
            if one is None or len(stated) < 2:
                continue
            start, stop = base + starts[number], base + stops[number]
            if self.kind == DROP and one == self.python and number + 1 < len(commands):
                self.edits.splice(self.document, start, base + starts[number + 1], "")
            elif self.kind == DROP and one == self.python and number:
                self.edits.splice(self.document, base + stops[number - 1], stop, "")
            elif self.kind == ADD and self.known.below(stated, self.python) == one:
                if self.python in stated or "://" in command:
                    continue
                joint = text[stops[number - 1] : starts[number]] if number else " && "
                steps = self.known.steps(one, self.python)
                added = "".join(joint + respelt(command, one, new) for new in steps)
                self.edits.splice(self.document, stop, stop, added)

    def _is_repeated(self, line: str, script: ScriptLines) -> bool:
        """Whether another line says the same of another Python."""
        others = script.pythons - {self.python}
        found = script.plain_lines if PYENV_ANY.search(line) else script.lines
        return any(respelt(line, self.python, one) in found for one in others)

    def _first_commands_gone(self, lines: list[tuple[str, int]], script: ScriptLines) -> None:
        """`RUN py -3.9 … && \\` whose next lines do the same for others: the first of those takes
        its place.
        """
        for number, (text, base) in enumerate(lines):
            match = _RUN.match(text)
            if match is None or not self._goes_on(text[match.end() :], script):
                continue
            following = number + 1
            while following < len(lines) and self._goes_on(lines[following][0], script):
                following += 1
            if following < len(lines):
                stays, start = lines[following]
                start += len(stays) - len(stays.lstrip())
                self.edits.splice(self.document, base + match.end(), start, "")

    def _goes_on(self, text: str, script: ScriptLines) -> bool:
        """Whether a line is a command for the Python that goes, and another one follows it."""
        line = " ".join(text.split())
        return (
            line.endswith(("\\", "`"))
            and named(line) == {self.python}
            and self._is_repeated(line, script)
        )

    def _installs_nothing(self, line: str) -> bool:
        """Whether a line installs one requirement that is for the Python that is gone alone."""
        from venvlint.readers import markers

        match = _INSTALLED.fullmatch(line)
        if match is None:
            return False
        left = [minor_text(one) for one in self.known.members - {self.python}]
        try:
            return bool(left) and not markers.satisfiable(match["marker"], left)
        except markers.Invalid:
            return False

    def _line_added(self, text: str, base: int, script: ScriptLines) -> bool:
        """Repeat a line that is there for several Pythons, for the new one."""
        line = " ".join(text.split())
        one = named_alone(line)
        if one is None or one > self.python:
            return False
        if _IN_OBJECT.fullmatch(line) or _DIGEST.search(line) or "$?" in line or "$!" in line:
            return False
        stated = {
            other for other in script.pythons | {one} if respelt(line, one, other) in script.lines
        }
        if len(stated) < 2 or self.python in stated:
            return False
        if self.known.beside(stated, self.python) != one:
            return False
        if script.has_blocks(line, one, stated):
            self.edits.aside(
                self.document.at(base, base + len(text)),
                f"a script has several lines for each Python: add those for"
                f" {minor_text(self.python)} by hand",
            )
            return True
        self._insert_line(base, respelt(text, one, self.python))
        return True

    def _elements_gone(self, text: str, base: int, script: ScriptLines) -> None:
        found = list(_ELEMENT.finditer(text))
        if _INSTALLS.search(text):
            self._installed_gone(text, base, found)
        for number, match in enumerate(found):
            word = match[0]
            if not _is_labelled(word, self.python):
                continue
            if not script.twins.pythons(word, self.python) - {self.python}:
                continue
            stripped = text.strip().rstrip("\\").rstrip()
            if stripped == word:
                if text.rstrip().endswith("\\"):
                    self._delete_line(base)
                continue
            if number + 1 < len(found) and _twins(word, found[number + 1][0], self.python):
                self.edits.splice(
                    self.document, base + match.start(), base + found[number + 1].start(), ""
                )
            elif number and _twins(word, found[number - 1][0], self.python):
                self.edits.splice(
                    self.document, base + found[number - 1].end(), base + match.end(), ""
                )

    def _elements_added(self, text: str, base: int, script: ScriptLines) -> None:
        found = list(_ELEMENT.finditer(text))
        if _INSTALLS.search(text):
            self._installed_added(text, base, found)
        for number, match in enumerate(found):
            word = match[0]
            one = named_alone(word)
            if one is None or not _is_labelled(word, one):
                continue
            twins = script.twins.pythons(word, one)
            if len(twins) < 2 or self.python in twins:
                continue
            if self.known.below(twins, self.python) != one:
                continue
            new = respelt(word, one, self.python)
            if text.strip().rstrip("\\").rstrip() == word:
                if text.rstrip().endswith("\\"):
                    self._insert_line(base, text.replace(word, new))
                continue
            gap = self._gap(text, found, number, one)
            if gap:
                end = base + match.end()
                self.edits.splice(self.document, end, end, gap + new)

    def _runs(self, text: str, found: list[re.Match[str]]) -> dict[Minor, list[re.Match[str]]]:
        """The words for each Python that lie side by side on a line, where they do so once."""
        runs: dict[Minor, list[re.Match[str]]] = {}
        last: Minor | None = None
        for match in found:
            one = named_alone(match[0])
            if one is not None and not _is_labelled(match[0], one):
                one = None
            if one is not None and one == last and text[runs[one][-1].end() : match.start()] == " ":
                runs[one].append(match)
            elif one is not None and one in runs:
                return {}
            elif one is not None:
                runs[one] = [match]
            last = one
        return runs

    def _installed_gone(self, text: str, base: int, found: list[re.Match[str]]) -> None:
        """`apt-get install python3.9 python3.9-venv python3.10 python3.10-venv`: several words for
        each Python.
        """
        runs = self._runs(text, found)
        mine = runs.get(self.python, [])
        words = {match[0] for match in found}
        if len(mine) < 2 or len(runs) < 2:
            return
        if not all(
            any(respelt(match[0], self.python, one) in words for one in runs if one != self.python)
            for match in mine
        ):
            return
        start, end = mine[0].start(), mine[-1].end()
        if text[start - 1 : start] == " ":
            self.edits.splice(self.document, base + start - 1, base + end, "")

    def _installed_added(self, text: str, base: int, found: list[re.Match[str]]) -> None:
        runs = self._runs(text, found)
        newest = self.known.below(runs, self.python)
        if newest is None or self.python in runs:
            return
        words = [match[0] for match in runs[newest]]
        others = [[match[0] for match in run] for one, run in runs.items() if one != newest]
        if len(words) < 2 or not any(
            [respelt(word, newest, one) for word in words] in others for one in runs
        ):
            return
        end = base + runs[newest][-1].end()
        new = "".join(f" {respelt(word, newest, self.python)}" for word in words)
        self.edits.splice(self.document, end, end, new)

    @staticmethod
    def _gap(text: str, found: list[re.Match[str]], number: int, one: Minor) -> str:
        match, before = found[number], found[number - 1]
        if not number or not _twins(match[0], before[0], one):
            return ""
        gap = text[before.end() : match.start()]
        return gap if gap in (" ", ",", ", ", ":", ";", "|") else ""
