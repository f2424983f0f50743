"""Lines that name Pythons where no grammar of settings reaches: scripts, Makefiles, Dockerfiles,
the commands of CI, and the words of a `setup.py`.

A word with a twin that differs by its Python alone (`python3.9-dev` beside `python3.10-dev`) is a
member of a set; so is a version in a row of versions on a line that speaks of Python. A word
without a twin is a pin.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property, lru_cache

from venvlint.facts.changes import members
from venvlint.facts.changes.branches import change_branches, stands_for_all
from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.ranges import named, names, of_member, respelt
from venvlint.facts.changes.siblings import Twins, plain_version
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from venvlint.document import Document
    from venvlint.facts.changes.known import Knowledge, Known
    from venvlint.facts.changes.model import Edits

    Minor = tuple[int, int]

_SCRIPTS = (".sh", ".bash", ".zsh", ".bat", ".cmd", ".ps1", ".mk")
_ELEMENT = lazy(r"[^\s:;,\"'()=|]+")
_BARE = lazy(r"(?<![\w.])[23]\.\d{1,2}t?(?![\w.])")
_PATCHED = lazy(r"(?<![\w.])[23]\.\d{1,2}(?:\.\d{1,2})?(?![\w.])")
_LOOP = lazy(r"\bfor \w*(?i:py)\w* in\b")
_TURN = lazy(
    r"(?:- )?[\"']?if (?:\[{1,2}|test) (?P<what>[^\];\n]{1,200}?)(?: \]{1,2})?; ?then [^\n]*; ?fi"
    r"[\"']?"
)
_INSTALLED = lazy(
    r"\s*(?:\S{1,40} -m )?(?:pip3?|uv pip) install (?:-[\w-]{1,40} ){0,4}"
    r"(?P<q>[\"'])[\w.\[\],<>=!~ *-]{1,80}; ?"
    r"(?P<marker>python_(?:full_)?version[^\n;]{2,120})(?P=q)\s*"
)
_ASKING = lazy(r"\s*(?:- )?(?:if|elif|while|case|\[|test)(?=[ \[(])")
_SESSION = lazy(
    r"\s*(?P<q>[\"'])(?P<name>[a-z_]+-(?:[\w-]{0,40}-)?3\.\d{1,2}"
    r"(?:\([\w ,.=-]{0,80}\))?)(?P=q),\s*(?:#.*)?"
)
_GAPS = frozenset(
    (" ", ",", ", ", " | ", "|", '" "', '", "', "', '", "' '", '","', "','", '\\", \\"', '\\",\\"')
)
_IN_OBJECT = lazy(r"\\?[\"'][\w-]{1,60}\\?[\"']\s?:\s?\\?[\"'\w].*")
_DIGEST = lazy(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{16,}(?![0-9A-Za-z])")
"""What is known of one Python alone: the sum of its archive, the key it is signed with."""
_PAIR = lazy(
    r"(?P<q>[\"'])(?P<key>[\w.-]{2,20})(?P=q) ?: ?(?:\"[^\"\n]{0,80}\"|'[^'\n]{0,80}'|[\w.-]{1,40})"
)
_RUN = lazy(r"\s*RUN\s+")
_LEAD = lazy(r"\s*(?:RUN\s+|- )?\s*")
"""What stands before the first command of a line."""
_AND = lazy(r"[ \t]{1,9}&&[ \t]{1,9}")
_INSTALLS = lazy(
    r"\b(?:apt|apt-get|dnf|yum|apk|brew|zypper|pkg) (?:-\S{1,40} ){0,9}(?:install|add)\s"
)
_MARKED = lazy(
    r"(?P<q>[\"'])(?:[A-Za-z][\w.\[\],<>=!~ *-]{0,120})?(?P<cut>[;:][ ]{0,3}"
    r"(?P<marker>python_(?:full_)?version[^\n;:]{2,120}?))(?P=q)(?=\s*(?:[],:)}]|$))"
)
_CLASSIFIER_LINE = lazy(r"\s*[\"']?Programming Language :: Python :: 3\.(\d{1,2})[\"']?,?\s*")
_ENVIRONMENTS = lazy(r"(?:\s-e[ =]?|--env[ =]|TOXENV=[\"']?|tox_env=)([\w.{},-]{1,300})")
_CONSTANT = lazy(
    r"(?m)^(?P<name>[A-Za-z_]{3,40})[ ]{0,3}=[ ]{0,3}\((?P<major>[23])(?P<gap>,[ ]{0,3})"
    r"(?P<minor>\d{1,2})(?:,[ ]{0,3}0)?\)[ \t]*\r?$"
)
_WORDED = lazy(
    r"(?m)^(?P<name>[A-Za-z_]{3,40})[ ]{0,3}=[ ]{0,3}(?P<q>[\"'])(?P<v>[23]\.\d{1,2})(?P=q)"
    r"[ \t]*\r?$"
)
_COMPARED = lazy(r"<\s{0,3}(\w{3,40})\b")
_OPENING = frozenset("if elif else for while until case function def class with try".split())
_LONGEST = 2000
_MOST = 200_000


def change_texts(knowledge: Knowledge, edits: Edits) -> None:
    """Scripts, Makefiles and Dockerfiles of the tree, the commands of its CI, its `setup.py`."""
    from venvlint.facts.tracking import is_test_data
    from venvlint.files.naming import kind_of

    tree = knowledge.tree
    for path in tree.paths:
        kind = kind_of(path)
        name = kind.name if kind is not None else ""
        is_script = path.lower().endswith(_SCRIPTS) or name in ("makefile", "justfile", "aptfile")
        if not (is_script or name in ("dockerfile", "setup-py", "setup-cfg", "nox", "tox")):
            continue
        if is_test_data(path):
            continue
        document = tree.document(path)
        if document is None or len(document.text) > _MOST:
            continue
        known = knowledge.of(path)
        text = _Text(knowledge, edits, document, known)
        if name in ("setup-py", "setup-cfg"):
            text.classifier_lines()
        elif name == "nox":
            text.sessions()
        if name == "setup-py" and knowledge.change.kind == DROP:
            text.markers(knowledge)
        elif name == "dockerfile":
            text.follow_image()
            text.lines(_lines(document), is_dockerfile=True)
        elif is_script:
            text.lines(_lines(document))
        text.aims()
    told = [path for path in tree.find("pyproject.toml") if not is_test_data(path)]
    for path in dict.fromkeys([*told, *(job.path for job in tree.ci_jobs)]):
        if (document := tree.document(path)) is not None:
            _Text(knowledge, edits, document, knowledge.of(path)).aims()
    for job in tree.ci_jobs:
        for step in job.steps:
            if step.run.string and "\0" not in step.run.string:
                _Text(knowledge, edits, step.run.document, knowledge.of(job.path)).lines(
                    step.run.lines()
                )


def _lines(document: Document) -> Iterable[tuple[str, int]]:
    for number, start in enumerate(document.line_starts, 1):
        yield document.line(number), start


@lru_cache(64)
def _commands(series: Minor) -> re.Pattern[str]:
    major, minor = series
    return re.compile(
        rf"(?<![\w./-])(?:python|pip){major}\.{minor}(?=[\s\"']|$)"
        rf"|(?<![\w.-])py -{major}\.{minor}(?=\s)"
        rf"|(?<=--python[ =]){major}\.{minor}(?![\d.])|(?<=python=){major}\.{minor}(?![\d.])"
    )


@lru_cache(64)
def _packages(series: Minor) -> re.Pattern[str]:
    """`pkg install python310 py310-sqlite3`, `pyenv install 3.10.0`: what a system's package
    manager, or pyenv, has by the Python's name.
    """
    major, minor = series
    return re.compile(
        rf"(?<=\s)(?:python{major}{minor}(?![\w.])|py{major}{minor}-(?=\w)"
        rf"|python{major}\.{minor}(?:-(?:dev|venv|devel|distutils))?(?![\w.-]))"
    )


@lru_cache(64)
def _session(series: Minor) -> re.Pattern[str]:
    """`nox -s tests-3.10`."""
    return re.compile(
        rf"(?<=\s)(?:-[se]|--sessions?)[ =][\"']?[\w-]{{1,40}}-"
        rf"(?P<v>{series[0]}\.{series[1]})(?![\w.])"
    )


_MANAGER = lazy(
    r"\b(?:pkg|pkgin|pkg_add|pkgman|brew|dnf|yum|zypper|apk) (?:-\w+ )*(?:install|add)?"
)
_PYENV_ANY = lazy(r"\bpyenv (?:install|global|local|shell) (?:-\w+ )*3\.")
_PYENV = lazy(
    r"\bpyenv (?:install|global|local|shell) (?:-\w+ )*(?P<v>3\.\d{1,2}(?:\.\d{1,2})?)"
    r"[ \t]*(?:$|[#&;|])"
)


@lru_cache(64)
def _settings(series: Minor) -> re.Pattern[str]:
    major, minor = series
    return re.compile(
        rf"(?i)(?<![a-z])python[-_]?(?:version|ver|env)[\"']?[ ]{{0,2}}[:=][ ]{{0,2}}[\"']?"
        rf"(?:\$\{{\w{{1,40}}:?[-=](?:python)?)?(?P<v>{major}\.{minor})(?![\d.])"
    )


@lru_cache(64)
def _aims(series: Minor) -> re.Pattern[str]:
    major, minor = series
    return re.compile(
        rf"(?P<plus>--py{major}{minor}-plus)(?![\w-])"
        rf"|--py(?:thon)?-?version[ =][\"']?(?P<version>{major}\.{minor})(?![\d.])"
        rf"|(?<!\S)min[-_]python[-_]version ?= ?[\"']?(?P<least>{major}\.{minor})"
        rf"(?=\.0(?![\d.])|(?![\d.]))"
        rf"|(?:(?<!\S)-t ?|--target-version[ =])[\"']?(?P<target>py{major}{minor})(?![\w])"
        rf"|(?:py[_-]limited[_-]api|(?<![\w-])py-api)[\"']?[ ]{{0,2}}[:=][ ]{{0,2}}[\"']?"
        rf"(?P<abi>cp{major}{minor})(?!\w)"
        rf"|(?<=/)(?P<stable>abi3-py{major}{minor})(?!\w)"
    )


def _is_entry(text: str) -> bool:
    """Whether a line is one entry of a list or a dictionary, and nothing else."""
    line = text.strip()
    return line[:1] in "'\"" and line.endswith(",") and _is_whole(line)


def _is_whole(line: str) -> bool:
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


class _Text:
    def __init__(
        self, knowledge: Knowledge, edits: Edits, document: Document, known: Known
    ) -> None:
        self.edits, self.document, self.known = edits, document, known
        self.kind, self.python = knowledge.change.kind, knowledge.change.python
        self.target = known.left(self.python) if self.kind == DROP else knowledge.change.target

    def lines(self, lines: Iterable[tuple[str, int]], *, is_dockerfile: bool = False) -> None:
        lines = list(lines)
        if self.kind == DROP and names("\n".join(text for text, _ in lines), self.python):
            change_branches(self.edits, self.document, lines, self.python, self.target)
        listed = [
            (text, base)
            for text, base in lines
            if len(text) <= _LONGEST
            and not text.lstrip().startswith(("#", "REM ", "rem ", "::", "//"))
        ]
        script = _Script([text for text, _ in listed])
        if self.kind != ADD and not names(script.text, self.python):
            return
        if self.kind == DROP and is_dockerfile:
            self._first_commands_gone(listed, script)
        for text, base in listed:
            if not any(digit in text for digit in "23"):
                continue
            if self._has_its_line(text, base, is_dockerfile=is_dockerfile):
                if self.kind == DROP and self._line_gone(text, base, script):
                    continue
                if self.kind == ADD and self._line_added(text, base, script):
                    continue
            text = _said(text)
            if "&&" in text and self.kind in (ADD, DROP):
                self._joined(text, base)
            if self.kind == DROP:
                self._elements_gone(text, base, script)
            elif self.kind == ADD:
                self._elements_added(text, base, script)
            self.row(text, base)
            self.pairs(text, base)
            if self.kind == DROP:
                self.environments_gone(text, base)
            if self.kind != ADD and self.target is not None and not is_dockerfile:
                self._pins(text, base, script)

    # -- lines with twins

    def _has_its_line(self, text: str, base: int, *, is_dockerfile: bool) -> bool:
        """Whether a line of a script stands on a line of its own, and is a whole statement."""
        start = self.document.line_starts[self.document.position(base)[0] - 1]
        if self.document.text[start:base].strip():
            return False
        if is_dockerfile and text.lstrip()[:5].lower() == "from ":
            return False
        is_makefile = not self.document.path.endswith((".yml", ".yaml", *_SCRIPTS[:-1]))
        if is_makefile and not is_dockerfile and text[:1] != "\t" and ":" in text:
            return False
        return _is_whole(text.strip())

    def _line_gone(self, text: str, base: int, script: _Script) -> bool:
        """Take out a line that another one repeats for another Python."""
        line = " ".join(text.split())
        if named(line) != {self.python}:
            return False
        if is_turn_of(line, self.python):
            if stands_for_all(line):
                return self._respell_line(text, base)
            self._delete_line(base)
            return True
        if self._installs_nothing(line):
            self._delete_line(base)
            return True
        if self._is_repeated(line, script):
            if _IN_OBJECT.fullmatch(line):  # one of several settings, which go together
                self.edits.aside(
                    self.document.at(base, base + len(text)),
                    f"a script writes this for Python {minor_text(self.python)}: change it by hand",
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
        twins = Twins(one for one in commands if _is_whole(one))
        for number, command in enumerate(commands):
            found = named(command)
            one = next(iter(found)) if len(found) == 1 and _is_whole(command) else None
            stated = twins.pythons(command, one) if one is not None else set()
            if one is None or len(stated) < 2:
                continue
            start, stop = base + starts[number], base + stops[number]
            if self.kind == DROP and one == self.python and number + 1 < len(commands):
                self.edits.splice(self.document, start, base + starts[number + 1], "")
            elif self.kind == DROP and one == self.python and number:
                self.edits.splice(self.document, base + stops[number - 1], stop, "")
            elif self.kind == ADD and self.known.beside(stated, self.python) == one < self.python:
                if self.python in stated or "://" in command:
                    continue
                joint = text[stops[number - 1] : starts[number]] if number else " && "
                steps = self.known.steps(one, self.python)
                added = "".join(joint + respelt(command, one, new) for new in steps)
                self.edits.splice(self.document, stop, stop, added)

    def _is_repeated(self, line: str, script: _Script) -> bool:
        """Whether another line says the same of another Python."""
        others = script.pythons - {self.python}
        found = script.plain_lines if _PYENV_ANY.search(line) else script.lines
        return any(respelt(line, self.python, one) in found for one in others)

    def _first_commands_gone(self, lines: list[tuple[str, int]], script: _Script) -> None:
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

    def _goes_on(self, text: str, script: _Script) -> bool:
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

    def _line_added(self, text: str, base: int, script: _Script) -> bool:
        """Repeat a line that is there for several Pythons, for the new one."""
        line = " ".join(text.split())
        found = named(line)
        if len(found) != 1 or (one := next(iter(found))) > self.python:
            return False
        if _IN_OBJECT.fullmatch(line) or _DIGEST.search(line) or "$?" in line or "$!" in line:
            return False
        stated = {
            other for other in script.pythons | found if respelt(line, one, other) in script.lines
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

    # -- words with twins

    def _elements_gone(self, text: str, base: int, script: _Script) -> None:
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

    def _elements_added(self, text: str, base: int, script: _Script) -> None:
        found = list(_ELEMENT.finditer(text))
        if _INSTALLS.search(text):
            self._installed_added(text, base, found)
        for number, match in enumerate(found):
            word = match[0]
            series = named(word)
            if len(series) != 1 or not _is_labelled(word, one := next(iter(series))):
                continue
            twins = script.twins.pythons(word, one)
            if len(twins) < 2 or self.python in twins:
                continue
            if self.known.beside(twins, self.python) != one or one > self.python:
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
            series = named(match[0])
            one = next(iter(series)) if len(series) == 1 else None
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
        newest = self.known.beside(runs, self.python)
        if newest is None or newest > self.python or self.python in runs:
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

    # -- rows of versions

    def _rows(self, text: str) -> list[list[re.Match[str]]]:
        speaks = "py" in text.lower()
        if not speaks and text.count(".") < 3:
            return []
        rows: list[list[re.Match[str]]] = []
        is_patched = _LOOP.search(text) or (self.kind == DROP and _PYENV_ANY.search(text))
        for match in (_PATCHED if is_patched else _BARE).finditer(text):
            if rows and text[rows[-1][-1].end() : match.start()] in _GAPS:
                rows[-1].append(match)
            else:
                rows.append([match])
        return [row for row in rows if len(row) > 1 and (speaks or self._are_ours(row))]

    def _are_ours(self, row: list[re.Match[str]]) -> bool:
        """Whether a row can be nothing but this project's Pythons, though nothing says so: all that
        it supports, one behind the other where no list names them.
        """
        series = [one for match in row for one in named(match[0])]
        if len(series) < 3:
            return False
        if set(series) <= self.known.members | {self.python}:
            return True
        first, last = min(series), max(series)
        return (
            not self.known.members
            and len(series) > 3
            and last[1] - first[1] == len(series) - 1
            and all(one[0] == 3 and self.known.allows(one) for one in series)
        )

    def row(self, text: str, base: int) -> None:
        """Change a row of Pythons."""
        if self.kind == DROP:
            self._row_gone(text, base)
        elif self.kind == ADD:
            self._row_added(text, base)

    def _row_gone(self, text: str, base: int) -> None:
        for row in self._rows(text):
            gone = [number for number, one in enumerate(row) if named(one[0]) == {self.python}]
            if len(gone) < len(row):
                spans = [(base + one.start(), base + one.end()) for one in row]
                self.edits.splices(self.document, members.removals(self.document, spans, gone))

    def _row_added(self, text: str, base: int) -> None:
        for row in self._rows(text):
            stated = [next(iter(named(match[0])), (0, 0)) for match in row]
            if self.python in stated:
                self._finalise(text, base, row[stated.index(self.python)].start())
                continue
            if re.search(rf"(?<![\w.]){re.escape(minor_text(self.python))}(?![\w.-])", text):
                continue  # behind a member that is read otherwise
            gap, after = text[row[0].end() : row[1].start()], row[-1].end()
            for index, before, added in members.additions(
                [match[0] for match in row], self.python, self.known
            ):
                if stated[index] > self.python:
                    continue
                if before:
                    start = base + row[index].start()
                    new = "".join(one + gap for one in added[::-1])
                    self.edits.splice(self.document, start, start, new)
                    continue
                if text.startswith(gap, after) and self._finalise(text, base, after + len(gap)):
                    continue
                end = base + row[index].end()
                self.edits.splice(self.document, end, end, "".join(gap + one for one in added))

    def _finalise(self, text: str, base: int, place: int) -> bool:
        """Whether the pre-release of the new Python stands at a place: it becomes the Python."""
        major, minor = self.python
        early = re.compile(
            rf"{major}\.{minor}(?:\.0)?(?:-dev|[-.]?(?:alpha|beta|rc)[.\d]*|(?:a|b|rc)\d+)(?![\w.])"
        ).match(text, place)
        if early is None:
            return False
        start, end = base + early.start(), base + early.end()
        self.edits.splice(self.document, start, end, minor_text(self.python))
        return True

    def _pairs(self, text: str) -> list[list[tuple[re.Match[str], Minor]]]:
        """Pairs side by side whose keys are Pythons: `{"3.9": "py39", "3.10": "py310"}`."""
        rows: list[list[tuple[re.Match[str], Minor]]] = []
        for match in _PAIR.finditer(text) if ":" in text else ():
            series = of_member(match["key"])
            if series is None or series not in self.known.members | {self.python}:
                continue
            if rows and text[rows[-1][-1][0].end() : match.start()].strip() == ",":
                rows[-1].append((match, series))
            else:
                rows.append([(match, series)])
        return [row for row in rows if len(row) > 1]

    def pairs(self, text: str, base: int) -> None:
        """Change a table of JSON whose keys are Pythons."""
        if self.kind == DROP:
            self._pair_gone(text, base)
        elif self.kind == ADD:
            self._pair_added(text, base)

    def _pair_gone(self, text: str, base: int) -> None:
        for row in self._pairs(text):
            for number, (match, series) in enumerate(row):
                if series != self.python:
                    continue
                if number + 1 < len(row):
                    start, end = match.start(), row[number + 1][0].start()
                else:
                    start, end = row[number - 1][0].end(), match.end()
                self.edits.splice(self.document, base + start, base + end, "")

    def _pair_added(self, text: str, base: int) -> None:
        for row in self._pairs(text):
            stated = [series for _, series in row]
            beside = self.known.beside(stated, self.python)
            if self.python in stated or beside is None or stated[-1] != beside:
                continue
            match = row[-1][0]
            gap = text[row[-2][0].end() : match.start()]
            end = base + match.end()
            steps = self.known.steps(beside, self.python)
            new = "".join(gap + respelt(match[0], beside, one) for one in steps)
            self.edits.splice(self.document, end, end, new)

    def environments_gone(self, text: str, base: int) -> None:
        """`tox -e py38,py39`: a member of a list of environments."""
        from venvlint.facts.changes.tox import states

        for match in _ENVIRONMENTS.finditer(text):
            members = match[1].split(",")
            if "{" in match[1] or len(members) < 2:
                continue
            gone = [member for member in members if states(member) == self.python]
            left = [member for member in members if member not in gone]
            if gone and left:
                start = base + match.start(1)
                self.edits.splice(self.document, start, start + len(match[1]), ",".join(left))

    # -- pins

    def _pins(self, text: str, base: int, script: _Script) -> None:
        assert self.target is not None
        spans = [match.span() for match in _commands(self.python).finditer(text)]
        if "nox" in text:
            spans += [match.span("v") for match in _session(self.python).finditer(text)]
        if (found := _PYENV.search(text)) and named(found["v"]) == {self.python}:
            spans.append(found.span("v"))
        if _MANAGER.search(text) and named(text) == {self.python}:
            spans += [match.span() for match in _packages(self.python).finditer(text)]
        if not _ASKING.match(text):
            spans += [match.span("v") for match in _settings(self.python).finditer(text)]
        changed = text
        spans = sorted(set(spans))
        for start, end in reversed(spans):
            changed = (
                changed[:start] + respelt(text[start:end], self.python, self.target) + changed[end:]
            )
        if changed == text or changed.strip() in script.text:
            return
        for start, end in spans:
            new = respelt(text[start:end], self.python, self.target)
            self.edits.splice(self.document, base + start, base + end, new)

    def follow_image(self) -> None:
        """Paths and commands of an image whose Python was moved: `/usr/local/lib/python3.9/`."""
        if self.kind == ADD or self.target is None:
            return
        if not self.edits.has_moved(self.document, 0, len(self.document.text)):
            return
        pattern = re.compile(rf"(?<![\w.-])(?:python|pip){self.python[0]}\.{self.python[1]}(?!\d)")
        for text, base in _lines(self.document):
            if text.lstrip().startswith("#") or text.lstrip().lower().startswith("from "):
                continue
            for match in pattern.finditer(text):
                new = respelt(match[0], self.python, self.target)
                self.edits.splice(self.document, base + match.start(), base + match.end(), new)

    def aims(self) -> None:
        """The Python that a tool is told to aim at on its command line, wherever it is called:
        `--py38-plus` of pyupgrade, `mypy --python-version 3.8`, `black -t py38`. It is the floor.
        """
        old, new = self._floors()
        if old is None or new is None or not names(self.document.text, old):
            return
        lines = {text.strip() for text, _ in _lines(self.document)}
        for text, base in _lines(self.document):
            if text.lstrip().startswith("#") or len(text) > _LONGEST:
                continue
            for match in _aims(old).finditer(text):
                near = self.document.text if match[0].startswith("--target") else text
                if match.lastgroup == "target" and not ("black" in near or "ruff" in near):
                    continue
                word = match[match.lastgroup or 0]
                changed = respelt(word, old, new)
                if text.replace(word, changed).strip() in lines:
                    self._delete_line(base)
                    break
                if changed in text:
                    if match.lastgroup == "target":
                        start, end = base + match.start(), base + match.end()
                        after = self.document.text[end : end + 1] == " "
                        self.edits.splice(self.document, start, end + after, "")
                    continue
                start, end = (base + place for place in match.span(match.lastgroup or 0))
                self.edits.splice(self.document, start, end, changed)

    def _floors(self) -> tuple[Minor | None, Minor | None]:
        """The floor before and after the change; nothing where it stays."""
        if self.kind == DROP and not self.known.older(self.python):
            return self.python, self.target
        reference = self.known.reference
        floor = reference.versions.floor if reference and reference.versions else None
        if self.kind == ADD and floor is not None and self.python < floor:
            return floor, self.python
        return None, None

    def _respell_line(self, text: str, base: int) -> bool:
        new = respelt(text, self.python, self.target) if self.target is not None else text
        return self.edits.splice(self.document, base, base + len(text), new)

    # -- sessions of nox

    def sessions(self) -> None:
        """`"unit-3.9",` on a line of its own beside `"unit-3.10",`, in the sessions that run."""
        lines = [
            (match["name"], base, text)
            for text, base in _lines(self.document)
            if (match := _SESSION.fullmatch(text))
        ]
        sessions = Twins(name for name, _, _ in lines)
        for name, base, text in lines:
            own = named(name)
            if len(own) != 1:
                continue
            series = next(iter(own))
            twins = sessions.pythons(name, series)
            if len(twins) < 2:
                continue
            if self.kind == DROP and series == self.python:
                self._delete_line(base)
            elif (
                self.kind == ADD
                and self.python not in twins
                and series < self.python
                and self.known.beside(twins, self.python) == series
            ):
                self._insert_line(base, respelt(text, series, self.python))

    # -- setup.py

    def classifier_lines(self) -> None:
        """Classifiers that no reader shows as a list, and the check of the running Python in a
        `setup.py`.
        """
        if self.kind == DROP:
            major, minor = self.python
            classifier = re.compile(
                rf"\s*[\"']?Programming Language :: Python :: {major}\.{minor}[\"']?,?\s*(?:#.*)?"
            )
            for text, base in _lines(self.document):
                if "Programming" in text and classifier.fullmatch(text):
                    self._delete_line(base)
            if self.target is None or self.known.older(self.python):
                return
            self._least(self.python, self.target)
            check = re.compile(
                rf"version_info(?:\[:[23]\])?\s{{0,3}}<\s{{0,3}}\((?P<v>{major},\s{{0,3}}{minor})(?:,\s{{0,3}}\d{{1,2}})?\)"
            )
            for match in check.finditer(self.document.text):
                blank = match["v"].partition(",")[2].removesuffix(str(minor))
                new = f"{self.target[0]},{blank}{self.target[1]}"
                self.edits.splice(self.document, match.start("v"), match.end("v"), new)
        elif self.kind == ADD:
            if not self.edits.has_any(self.document):
                self._classifier_added()
            newer = [one for one in self.known.members if one > self.python]
            if newer:
                self._least(min(newer), self.python)

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
        from venvlint.facts.changes.markers import minors_of_path
        from venvlint.readers import markers

        before, after = minors_of_path(knowledge, self.document.path)
        if not after:
            return
        for text, base in _lines(self.document):
            if "python_" not in text or len(text) > _LONGEST:
                continue
            for match in _MARKED.finditer(text):
                marker = match["marker"].strip()
                try:
                    if not markers.satisfiable(marker, before) and not (names(marker, self.python)):
                        continue
                    dead = not markers.satisfiable(marker, after)
                    always = markers.implies("", marker, after)
                    is_old = always and markers.implies("", marker, before)
                    if is_old and (before != after or not names(marker, self.python)):
                        continue
                except markers.Invalid:
                    continue
                start, end = base + match.start("cut"), base + match.end("cut")
                if self.edits.has(self.document, start, end):
                    continue
                if always and match["cut"].startswith(";"):
                    lead = base + len(text[: match.start("cut")].rstrip())
                    self.edits.splice(self.document, lead, end, "")
                elif dead and _is_entry(text):
                    self._delete_line(base)
                elif dead or always:
                    what = "never holds" if dead else "always holds"
                    self.edits.aside(
                        self.document.at(start, end), f"`{marker}` {what} now: take it out"
                    )

    def _classifier_added(self) -> None:
        """A classifier more, where the list is a text that is taken apart when the file runs."""
        lines = [
            (int(match[1]), base, text)
            for text, base in _lines(self.document)
            if "Programming" in text and (match := _CLASSIFIER_LINE.fullmatch(text))
        ]
        minors = [minor for minor, _, _ in lines]
        older = [line for line in lines if line[0] < self.python[1]]
        if self.python[0] != 3 or self.python[1] in minors or len(lines) < 2:
            return
        if older:
            newest, base, text = max(older)
            self._insert_line(base, respelt(text, (3, newest), self.python))
        else:
            oldest, base, text = min(lines)
            start = self.document.line_starts[self.document.position(base)[0] - 1]
            new = respelt(text, (3, oldest), self.python)
            self.edits.splice(self.document, start, start, new + "\n")

    # -- lines

    def _delete_line(self, base: int) -> None:
        number = self.document.position(base)[0]
        starts = self.document.line_starts
        end = starts[number] if number < len(starts) else len(self.document.text)
        self.edits.splice(self.document, starts[number - 1], end, "")

    def _insert_line(self, base: int, text: str) -> None:
        number = self.document.position(base)[0]
        starts = self.document.line_starts
        if number < len(starts):
            lead = self.document.text[starts[number - 1] : base]
            self.edits.splice(self.document, starts[number], starts[number], lead + text + "\n")


class _Script:
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


def _said(text: str) -> str:
    """A line without the comment behind a command."""
    comment = text.rfind(" #")
    before = text[:comment] if comment > 0 else ""
    is_open = before.count('"') % 2 or before.count("'") % 2
    return before if before.strip() and not is_open else text


def _is_labelled(word: str, series: Minor) -> bool:
    """Whether a word names a Python by itself, and not by bare digits."""
    return names(word, series) and bool(re.search(r"(?i)py|cp", word))


def _twins(word: str, other: str, series: Minor) -> bool:
    found = named(other)
    return (
        len(found) == 1
        and series not in found
        and (respelt(word, series, next(iter(found))) == other)
    )


def is_turn_of(line: str, series: Minor) -> bool:
    """Whether a line of a shell does something for one Python and for no other:
    `if [ $TRAVIS_PYTHON_VERSION == 2.6 ]; then …; fi`.
    """
    match = _TURN.fullmatch(line.strip())
    if match is None or "; else" in line or "||" in match["what"]:
        return False
    what = match["what"]
    return (
        "py" in what.lower()
        and re.search(r"(?<![!<>=])={1,2}(?![=~])", what) is not None
        and named(what) == {series}
    )


def change_row(
    knowledge: Knowledge, edits: Edits, document: Document, known: Known, text: str, base: int
) -> None:
    """Change the row of Pythons in a text that speaks of them."""
    _Text(knowledge, edits, document, known).row(text, base)


def change_map(
    knowledge: Knowledge, edits: Edits, document: Document, known: Known, text: str, base: int
) -> None:
    """Change a table of JSON whose keys are Pythons."""
    _Text(knowledge, edits, document, known).pairs(text, base)


def change_environments(
    knowledge: Knowledge, edits: Edits, document: Document, known: Known, text: str, base: int
) -> None:
    """Take the environments of a Python out of `TOXENV=py38,py39`."""
    _Text(knowledge, edits, document, known).environments_gone(text, base)
