"""Lines that name Pythons where no grammar of settings reaches: scripts, Makefiles, Dockerfiles,
the commands of CI, and the words of a `setup.py`.

A word with a twin that differs by its Python alone (`python3.9-dev` beside `python3.10-dev`) is a
member of a set; so is a version in a row of versions on a line that speaks of Python. A word
without a twin is a pin.
"""

from __future__ import annotations

import re
from functools import lru_cache

from venvlint.facts.changes.branches import change_branches
from venvlint.facts.changes.changed_text import LONGEST
from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.ranges import named, names, respelt
from venvlint.facts.changes.text_code import Code
from venvlint.facts.changes.text_rows import Rows
from venvlint.facts.changes.text_rules import Rules
from venvlint.facts.changes.text_twins import SCRIPTS, ScriptLines, Twinned
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits

    Minor = tuple[int, int]

_ASKING = lazy(r"\s*(?:- )?(?:if|elif|while|case|\[|test)(?=[ \[(])")
_MOST = 200_000
_MANAGER = lazy(
    r"\b(?:pkg|pkgin|pkg_add|pkgman|brew|dnf|yum|zypper|apk) (?:-\w+ )*(?:install|add)?"
)
_PYENV = lazy(
    r"\bpyenv (?:install|global|local|shell) (?:-\w+ )*(?P<v>3\.\d{1,2}(?:\.\d{1,2})?)"
    r"[ \t]*(?:$|[#&;|])"
)


def change_texts(knowledge: Knowledge, edits: Edits) -> None:
    """Scripts, Makefiles and Dockerfiles of the tree, the commands of its CI, its `setup.py`."""
    from venvlint.facts.tracking.folder_names import is_test_data
    from venvlint.files.naming import kind_of

    tree = knowledge.tree
    for path in tree.paths:
        kind = kind_of(path)
        name = kind.name if kind is not None else ""
        is_script = path.lower().endswith(SCRIPTS) or name in ("makefile", "justfile", "aptfile")
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
            text.lines(document.each_line(), is_dockerfile=True)
        elif is_script:
            if name == "makefile" and knowledge.change.kind == DROP:
                text.rules_gone()
            text.lines(document.each_line())
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


@lru_cache(64)
def _settings(series: Minor) -> re.Pattern[str]:
    major, minor = series
    return re.compile(
        rf"(?i)(?<![a-z])python[-_]?(?:version|ver|env)[\"']?[ ]{{0,2}}[:=][ ]{{0,2}}[\"']?"
        rf"(?:\$\{{\w{{1,40}}:?[-=](?:python)?)?(?P<v>{major}\.{minor})(?!\d|\.\d)"
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
        rf"|(?<=[/\"'])(?P<stable>abi3-py{major}{minor})(?!\w)"
    )


def _said(text: str) -> str:
    """A line without the comment behind a command."""
    comment = text.rfind(" #")
    before = text[:comment] if comment > 0 else ""
    is_open = before.count('"') % 2 or before.count("'") % 2
    return before if before.strip() and not is_open else text


class _Text(Twinned, Rows, Rules, Code):
    """What becomes of one text: of its lines, one after the other, and of the pins in it."""

    def lines(self, lines: Iterable[tuple[str, int]], *, is_dockerfile: bool = False) -> None:
        lines = list(lines)
        if self.kind == DROP and names("\n".join(text for text, _ in lines), self.python):
            change_branches(self.edits, self.document, lines, self.python, self.target)
        listed = [
            (text, base)
            for text, base in lines
            if len(text) <= LONGEST
            and not text.lstrip().startswith(("#", "REM ", "rem ", "::", "//"))
        ]
        script = ScriptLines([text for text, _ in listed])
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

    def _pins(self, text: str, base: int, script: ScriptLines) -> None:
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
        for text, base in self.document.each_line():
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
        lines = {text.strip() for text, _ in self.document.each_line()}
        for text, base in self.document.each_line():
            if text.lstrip().startswith("#") or len(text) > LONGEST:
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
