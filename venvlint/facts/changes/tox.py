"""The environments of tox: `env_list`, sections, conditions, the tables of its plug-ins.

A name such as `py{310,311}-django{42,50}` is taken apart where it is written: the member of the
group that states the Python goes or comes, and everything around it stays.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property

from venvlint.facts.changes import members
from venvlint.facts.changes.frameworks import goes_with
from venvlint.facts.changes.model import ADD, DROP, MOVE
from venvlint.facts.changes.ranges import named, names, respelt
from venvlint.readers.python_versions import minor_text
from venvlint.readers.tox_names import Name, ini_names, line_names, settings, stated_python
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.document import Document
    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

    Minor = tuple[int, int]
    Span = tuple[int, int]

_SPLIT = lazy(r"\{[^{}]*\}|,")
_MEMBER = lazy(r"[^,{}]+")
_RANGE = lazy(r"(\d{1,3})-(\d{1,3})")
_CONDITION = lazy(r"(\s*)(!?[\w.,{}!*?\[\]-]+)(\s*:)(?:\s+|$)")
_PYTHON = lazy(r"(?:py|python)-?(?:\d[\d.]*|\d?\{[^{}]*\})")
_SPELT = lazy(
    r"(?:py(?=\d{2,3}_[a-z])|python(?=\d\.\d+$|3\d{1,2}$)|[a-z]\w{0,20}_py(?=3\d{1,2}(?:_|$)))([23])\.?(\d{1,2})"
)
_EMPTY = lazy(r"\{,|,,|,\}")
_WORDS = lazy(r"[a-z_]+(?:-[a-z_]+){0,4}")
_FILES = (".in", ".toml", ".txt", ".yaml", ".yml")
_LOWEST = lazy(r"(?i)py3?\d{1,2}-(?:[\w{},-]{0,40}-?)?(?:min|low|oldest)")
_NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_."
_TABLES = ("gh-actions", "gh", "travis", "gitlab", "azure-pipelines")
_ENTRY_OPTIONS = ("envlist", "env_list", "depends", "requires_env")


class _Group(Record):
    """A brace group of a name: its place, its members, and what stands before and behind it."""

    start: int
    end: int
    members: tuple[tuple[int, int, str], ...]
    before: tuple[str, ...]
    """What may stand before it: a text, or each member of the group before."""
    behind: str


class _Entry(Record):
    """One comma-separated name with its groups."""

    start: int
    end: int
    text: str
    groups: tuple[_Group, ...]

    @property
    def skeleton(self) -> str:
        """The name with its groups empty: what it has in common with one whose groups are
        others.
        """
        return _SPLIT.sub("{}", self.text) if self.groups else self.text

    def names(self) -> list[str]:
        """The environments that it stands for: `py310-{a,b}` is two."""
        if not self.groups:
            return [self.text]
        return [name.text for name in line_names(self.text, 0)] or [self.text]

    def series(self) -> Minor | None:
        """The Python that its literal part states; None where a group does, or nothing."""
        bare = _SPLIT.sub("", self.text) if self.groups else self.text
        return _series(bare.strip("-"))

    def pythons(self) -> set[Minor]:
        """Every Python that it states, in its literal part or in a group."""
        literal = self.series()
        found = {one for group in self.groups for one in _series_of(group)}
        return found | ({literal} if literal is not None else set())


def change_tox(knowledge: Knowledge, edits: Edits) -> None:
    """Every `tox.ini`, `setup.cfg` with tox's sections, and `legacy_tox_ini`."""
    from venvlint.facts.tracking import is_test_data

    tree = knowledge.tree
    for path in tree.find("tox.ini", "setup.cfg", "pyproject.toml"):
        document = tree.document(path)
        if document is None or is_test_data(path) or not (b"tox" in document.data or "tox" in path):
            continue
        parsed = tree.toml(path) if path.endswith(".toml") else tree.ini(path)
        root, is_ini = settings(path, parsed)
        if root and is_ini:
            Ini(knowledge, edits, document, root).change()


def _series(name: str) -> Minor | None:
    """The Python that the name of an environment states."""
    stated = stated_python(Name(name, ((name, 0, len(name)),))) if name else None
    if stated is None:
        # To tox `py38_cython` and `python3.8` are words; whoever wrote them means a Python.
        found = [match for part in name.split("-") if (match := _SPELT.match(part)) is not None]
        return (int(found[0][1]), int(found[0][2])) if len(found) == 1 else None
    return None if stated[0].freethreaded else stated[0].series


def states(name: str) -> Minor | None:
    """The Python that the name of an environment states; None where it states none."""
    return _series(name)


def environments(tree: Tree) -> frozenset[str]:
    """The names that the tree's configurations of tox list, taken apart as tox does."""
    return tree.once("the environments of tox", lambda: frozenset(_listed(tree)))


def _listed(tree: Tree) -> Iterator[str]:
    for path in tree.find("tox.ini", "setup.cfg"):
        root = tree.ini(path)
        for section in ("tox", "tox:tox") if root else ():
            for key in ("envlist", "env_list"):
                if node := root.get(section, key):
                    yield from (name.text for name in ini_names(node))


def rest_of(name: str) -> str:
    """What the name of an environment says beside its Python."""
    return _PYTHON.sub("", name).strip("-_")


def is_of_the_oldest(name: str, names: Iterable[str], newest: Minor | None) -> bool:
    """Whether one of several environments, which say the same beside their Pythons, is there for
    the oldest one, whichever that is, and so goes with the floor: no other Python does the same,
    and no version of anything else is in its name (`py310-lowest`, `py310-lint`), or the *newest*
    does it too and none between.
    """
    others = {other for other in names if other != name}
    if not others:
        return is_lowest(name) or _WORDS.fullmatch(rest_of(name)) is not None
    own, stated = _series(name), {_series(other) for other in others}
    return (
        own is not None
        and newest is not None
        and stated == {newest}
        and newest[0] == own[0]
        and newest[1] - own[1] > 2
    )


def does_one_task(name: str) -> bool:
    """Whether the name of an environment says what it does and no version of anything but its
    Python, so that another Python may do it: `py310-lint`, and not `py310-django42`.
    """
    return not any(letter.isdigit() for letter in _PYTHON.sub("", name))


def is_lowest(name: str) -> bool:
    """Whether the name of an environment says that it tries the oldest of everything:
    `py310-lowest`, `py310-mindeps`. It goes with the oldest Python.
    """
    return _LOWEST.search(name) is not None


def entries_of(text: str, base: int) -> list[_Entry]:
    """The names on one line, comments left out."""
    comment = re.search(r"(?:^|\s)[#;]", text)
    text = text[: comment.start()] if comment else text
    found: list[_Entry] = []
    start = 0
    groups: list[tuple[int, int]] = []
    for match in [*_SPLIT.finditer(text), None]:
        if match is not None and match[0] != ",":
            groups.append(match.span())
            continue
        stop = match.start() if match else len(text)
        piece = text[start:stop]
        stripped = piece.strip()
        if stripped:
            first = start + piece.index(stripped)
            found.append(
                _Entry(
                    base + first,
                    base + first + len(stripped),
                    stripped,
                    tuple(_group(text, base, *span) for span in groups),
                )
            )
        groups = []
        start = match.end() if match else stop
    return found


def _group(text: str, base: int, start: int, end: int) -> _Group:
    inner = [
        (
            base + match.start() + len(match[0]) - len(match[0].lstrip()),
            base + match.end() - (len(match[0]) - len(match[0].rstrip())),
            match[0].strip(),
        )
        for match in _MEMBER.finditer(text, start + 1, end - 1)
    ]
    before = len(text[:start].rstrip(_NAME))
    opening = text.rfind("{", 0, start)
    leads: tuple[str, ...] = (text[before:start],)
    if text[start - 1 : start] == "}" and opening >= 0:
        leads = tuple(text[opening + 1 : start - 1].replace(" ", "").split(","))
    behind = len(text) - len(text[end:].lstrip(_NAME))
    return _Group(
        base + start,
        base + end,
        tuple(one for one in inner if one[2]),
        leads,
        text[end:behind],
    )


def _member_series(group: _Group, member: str) -> Minor | None:
    for before in group.before:
        if member.startswith("-") and _series(before) is not None:
            continue  # `py311{,-main}`: the Python stands in front of the group
        parts = f"{before}{member}{group.behind}".split("-")
        found = [one for part in parts if (one := _series(part)) is not None]
        if len(found) == 1:
            return found[0]
    return None


def _series_of(group: _Group) -> set[Minor]:
    """The Pythons that the members of a group state."""
    found = set()
    for _, _, member in group.members:
        span = _RANGE.fullmatch(member)
        bounds = sorted((int(span[1]), int(span[2]))) if span is not None else []
        several = [str(one) for one in range(bounds[0], bounds[1] + 1)] if bounds else [member]
        found |= {_member_series(group, one) for one in several[:100]}
    return {one for one in found if one is not None}


def _respelt_member(member: str, old: Minor, new: Minor) -> str:
    """A member of a group for another Python: `py311`, `311`, `3.11` or `11`."""
    text = respelt(member, old, new)
    if text != member:
        return text
    digits = f"{old[0]}{old[1]}"
    if digits in member:
        return member.replace(digits, f"{new[0]}{new[1]}")
    return member.replace(str(old[1]), str(new[1]))


class Ini:
    """The sections of tox in an INI text, and names that are written as there."""

    def __init__(self, knowledge: Knowledge, edits: Edits, document: Document, root: Node) -> None:
        self.knowledge, self.edits, self.document, self.root = knowledge, edits, document, root
        self.change_of = knowledge.change
        self.python = knowledge.change.python
        self.known = knowledge.of(document.path)
        self.left = self.known.left(self.python) if self.change_of.kind == DROP else None

    def change(self) -> None:
        is_setup = self.document.path.endswith("setup.cfg")
        for title, section in self.root.mapping.items():
            is_prefixed = is_setup or title == "tox:travis"  # as tox-travis had it at first
            name = title.removeprefix("tox:") if is_prefixed else title
            if is_setup and not title.startswith(("tox", "testenv", *_TABLES)):
                continue
            if title.startswith("testenv"):
                if not self._header(title, section):
                    continue
            elif (
                name not in ("tox", *_TABLES)
                and not name.startswith(_TABLES)
                and f"{{[{title}]" not in self.document.text  # environments take from it
            ):
                continue
            rows = []
            for key, node in section.mapping.items():
                number = self.document.position(node.key_start)[0]
                is_line = number == self.document.position(node.end)[0]
                if name.startswith(_TABLES) and is_line and named(key):
                    rows.append((self.document.line(number), self.document.line_starts[number - 1]))
                else:
                    self._option(name, key, node)
            self._table(rows)
        if self.change_of.kind == ADD:
            self._sections_added()
        elif self.change_of.kind == MOVE:
            self._names_left()

    def _names_left(self) -> None:
        """Environments that are called for the Python that is moved, and for no other: commands
        anywhere may run them by their names.
        """
        for section in ("tox", "tox:tox"):
            for key in ("envlist", "env_list"):
                node = self.root.get(section, key)
                stated = [one for one in ini_names(node) if _series(one.text)] if node else []
                if stated and {_series(one.text) for one in stated} == {self.python}:
                    self.edits.aside(
                        node.at,
                        f"`{stated[0].text}` is called after Python {minor_text(self.python)}:"
                        " rename it, and what runs it, if it is to run on the new one",
                    )

    # -- sections

    def _header(self, title: str, section: Node) -> bool:
        """Change the name of a section; whether the section is still there."""
        if ":" not in title or section.key_start < 0:
            return True
        start = section.key_start + title.index(":") + 1
        found = entries_of(title[title.index(":") + 1 :], start)
        if self.change_of.kind == ADD:
            self._names_added(found, alone=True)
            return True
        if self.change_of.kind == DROP and found and not self._names_gone(found, alone=True):
            if re.search(
                rf"\[{re.escape(title)}\]", self.document.text.replace(f"\n[{title}]", "\n")
            ):
                self.edits.aside(
                    section.key_at,
                    f"`[{title}]` is for a Python that is dropped, but other sections use it",
                )
                return True
            self._delete_section(section)
            return False
        return True

    def _delete_section(self, section: Node) -> None:
        self.edits.splice(self.document, *self._lines_of(section), "")

    def _lines_of(self, section: Node) -> Span:
        """The whole lines of a section, with the blank ones before the next."""
        starts = self.document.line_starts
        text = self.document.text
        first = self.document.position(section.key_start)[0]
        last = self.document.position(section.end)[0]
        start = starts[first - 1]
        end = starts[last] if last < len(starts) else len(text)
        while end < len(text):
            line = self.document.line(self.document.position(end)[0])
            if line.strip():
                break
            following = self.document.position(end)[0]
            end = starts[following] if following < len(starts) else len(text)
        return start, end

    def _sections_added(self) -> None:
        """A section for the new Python where each of the others has one that says the same."""
        sections = {
            title: section
            for title, section in self.root.mapping.items()
            if title.startswith("testenv:") and section.key_start >= 0
        }
        stated: dict[str, set[Minor]] = defaultdict(set)
        for title in sections:
            if (series := _series(title.partition(":")[2])) is not None:
                stated[rest_of(title)].add(series)
        for title, section in sections.items():
            series = _series(title.partition(":")[2])
            if series is None or respelt(title, series, self.python) in sections:
                continue
            theirs = stated[rest_of(title)]
            if series > self.python or self.known.beside(theirs, self.python) != series:
                continue
            start, end = self._lines_of(section)
            text = self.document.text[start:end]
            if len(theirs) < 3 and not any(
                respelt(text, series, one).strip() == self._text_of(sections[twin])
                for one in theirs
                if (twin := respelt(title, series, one)) != title and twin in sections
            ):
                continue
            copied = respelt(text, series, self.python).replace("\r\n", "\n")
            if not copied.endswith("\n\n"):
                copied = ("\n" if copied.endswith("\n") else "\n\n") + copied
            self.edits.splice(self.document, end, end, copied)
            self._files_missing(section, text, series)

    def _files_missing(self, section: Node, text: str, series: Minor) -> None:
        """Name the files of an older Python of which the new one has none yet."""
        from venvlint.files.paths import folder_of, path_in

        tree, folder = self.knowledge.tree, folder_of(self.document.path)
        for word in text.split():
            path = word.removeprefix("-r").removeprefix("-c")
            new = respelt(path, series, self.python)
            if (
                new != path
                and path.endswith(_FILES)
                and tree.document(path_in(folder, path)) is not None
                and tree.document(path_in(folder, new)) is None
            ):
                self.edits.aside(
                    section.key_at, f"make `{new}`, as `{path}` is there for {minor_text(series)}"
                )

    def _text_of(self, section: Node) -> str:
        start, end = self._lines_of(section)
        return self.document.text[start:end].strip()

    # -- options

    def _option(self, section: str, key: str, node: Node) -> None:
        if section.startswith(_TABLES):
            self._table([(text, base) for text, base in node.lines() if text.strip()])
        elif key in _ENTRY_OPTIONS:
            self._list(node)
        elif key == "labels":
            self._labels(node)
        elif key in ("base_python", "basepython"):
            self._base_python(node)
        elif self.change_of.kind == DROP:
            self._conditions(node)
        elif self.change_of.kind == ADD:
            self._conditions_added(node)

    def _list(self, node: Node) -> None:
        found: list[_Entry] = []
        for text, base in node.lines():
            condition = _CONDITION.match(text)  # `report: py310, py311`
            if (
                condition is not None
                and self.change_of.kind == DROP
                and self._is_about_it(condition)
                and self._condition_gone(condition, base)
            ):
                continue
            after = condition.end() if condition is not None else 0
            found += entries_of(text[after:], base + after)
        if self.change_of.kind == ADD:
            self._names_added(found)
        elif self.change_of.kind == DROP:
            self._names_gone(found)

    def _labels(self, node: Node) -> None:
        """`unit = py310, py311`: a name for several environments."""
        found: list[_Entry] = []
        goes_on = False
        for text, base in node.lines():
            after = 0 if goes_on else text.find("=") + 1
            if not goes_on:
                found = []
            is_continued = goes_on
            goes_on = text.rstrip().endswith("\\")
            if after or is_continued:
                found += entries_of(text[after:].rstrip().removesuffix("\\"), base + after)
            if goes_on or not found:
                continue
            if self.change_of.kind == ADD:
                self._names_added(found, continued=is_continued)
            elif self.change_of.kind == DROP:
                self._names_gone(found, continued=is_continued)

    def take_from(self, found: list[_Entry]) -> bool:
        """Take the Python out of names that stand alone; whether any is left."""
        return self._names_gone(found, alone=True)

    def add_to(self, found: list[_Entry]) -> None:
        """Put the Python into the groups of names."""
        self._names_added(found, alone=True)

    def _names_gone(
        self, found: list[_Entry], *, alone: bool = False, continued: bool = False
    ) -> bool:
        """Take the Python out of names; whether any name is left. Nothing is edited where none
        is. *continued* names stand on lines that a backslash joins.
        """
        if not found:
            return True
        spans = [(entry.start, entry.end) for entry in found]
        gone: list[int] = []
        splices = []
        beside: dict[str, set[str]] = defaultdict(set)
        for entry in found:
            if entry.pythons():
                for name in entry.names():
                    beside[rest_of(name)].add(name)
        for index, entry in enumerate(found):
            if entry.series() == self.python:
                if self._is_oldest(entry, beside):
                    left = self.left or self.python
                    new = respelt(entry.text, self.python, left)
                    splices.append((entry.start, entry.end, new))
                    self.edits.renamed.update(
                        (name, respelt(name, self.python, left)) for name in entry.names()
                    )
                else:
                    gone.append(index)
                continue
            for group in entry.groups:
                change = self._group_gone(group)
                if change is None:
                    gone.append(index)
                    break
                splices += change
        if len(gone) == len(found):
            if alone or self.left is None:
                return False
            # The only environment that there is follows the floor.
            entry = found[gone[0]]
            new = respelt(entry.text, self.python, self.left)
            self.edits.splice(self.document, entry.start, entry.end, new)
            return True
        self.edits.splices(self.document, splices)
        if continued:
            self._remove_ends(spans, gone)
        self._remove(spans, gone)
        return True

    def _is_oldest(self, entry: _Entry, beside: dict[str, set[str]]) -> bool:
        """Whether an environment does something that no other Python does, on the oldest one, and
        so goes with the floor: `py310-lowest`, `py310-lint`. One that tries a version of something
        else, such as `py310-django42`, belongs to its Python.
        """
        if self.left is None or self.known.older(self.python):
            return False
        newest = max(self.known.members, default=None)
        for name in entry.names():
            rest = rest_of(name)
            others = self._others[rest] | beside[rest]
            if any("{" in other for other in others):
                return False
            if not is_of_the_oldest(name, others, newest):
                return False
        return True

    @cached_property
    def _others(self) -> dict[str, set[str]]:
        """The names of all environments, by what they say beside their Python."""
        found: dict[str, set[str]] = defaultdict(set)
        for title, section in self.root.mapping.items():
            texts = [title.partition(":")[2]] if title.startswith("testenv:") else []
            texts += [
                text
                for key in ("envlist", "env_list")
                if (node := section.get(key))
                for text, _ in node.lines()
            ]
            for text in texts:
                for entry in entries_of(text, 0):
                    if entry.groups or entry.series() is not None:
                        found[rest_of(entry.text)].add(entry.text)
                    if entry.groups and entry.pythons():
                        for name in entry.names():
                            found[rest_of(name)].add(name)
        return found

    def _remove_ends(self, spans: list[Span], gone: list[int]) -> None:
        """Take out what stands in front of the first name that stays, and behind the last one, with
        the backslashes between.
        """
        leaving = set(gone)
        stays = [index for index in range(len(spans)) if index not in leaving]
        line_of = self.document.position
        first, last = stays[0], stays[-1]
        if line_of(spans[0][0])[0] != line_of(spans[first][0])[0]:
            self.edits.splice(self.document, spans[0][0], spans[first][0], "")
        if line_of(spans[-1][0])[0] != line_of(spans[last][0])[0]:
            self.edits.splice(self.document, spans[last][1], spans[-1][1], "")

    def _remove(self, spans: list[Span], gone: list[int]) -> None:
        """Take names out of a list, whole lines where all names of a line go."""
        leaving = set(gone)
        lines: dict[int, list[int]] = {}
        for index, span in enumerate(spans):
            lines.setdefault(self.document.position(span[0])[0], []).append(index)
        for line, indices in lines.items():
            going = [index for index in indices if index in leaving]
            if not going:
                continue
            start = self.document.line_starts[line - 1]
            first = self.document.text[start : spans[indices[0]][0]]
            if len(going) == len(indices) and not first.strip():
                edit = self.document.delete_lines(line, line)
                self.edits.splice(
                    self.document,
                    *self.document.span(edit.at),
                    "",
                )
                continue
            own = [spans[index] for index in indices]
            last = max((index for index in indices if index not in leaving), default=-1)
            for position, index in enumerate(indices):
                if index not in leaving:
                    continue
                if index < last:
                    self.edits.splice(self.document, own[position][0], own[position + 1][0], "")
                elif position:
                    self.edits.splice(self.document, own[position - 1][1], own[position][1], "")
                else:
                    self.edits.splice(self.document, *own[position], "")

    def _group_gone(self, group: _Group) -> list[tuple[int, int, str]] | None:
        """The splices that take the Python out of a group; None where nothing is left of it."""
        spans = [(start, end) for start, end, _ in group.members]
        splices: list[tuple[int, int, str]] = []
        gone = 0
        for index, (start, end, member) in enumerate(group.members):
            span = _RANGE.fullmatch(member)
            if span is not None:
                first, last = int(span[1]), int(span[2])
                bounds = [
                    number
                    for number in (first, last)
                    if _member_series(group, str(number)) == self.python
                ]
                if not bounds:
                    continue
                if first == last:
                    gone += 1
                    splices.append(members.removal(self.document, spans, index))
                    continue
                step = 1 if first < last else -1
                new_first = first + step if bounds[0] == first else first
                new_last = last - step if bounds[0] == last else last
                splices.append(
                    (
                        start,
                        end,
                        f"{new_first}-{new_last}" if new_first != new_last else f"{new_first}",
                    )
                )
            elif _member_series(group, member) == self.python:
                gone += 1
                splices.append(self._member_removal(spans, index))
        return None if gone == len(group.members) and gone else splices

    def _member_removal(self, spans: list[Span], index: int) -> tuple[int, int, str]:
        if index + 1 < len(spans):
            return spans[index][0], spans[index + 1][0], ""
        if index:
            return spans[index - 1][1], spans[index][1], ""
        return (*spans[index], "")

    def _table(self, rows: list[tuple[str, int]]) -> None:
        """`3.9: py39` of tox-gh-actions and its kind, or `3.9 = py39` as an option of its own: a
        row for each Python.
        """
        parsed = []
        for text, base in rows:
            match = re.match(r"\s*([\w.+-]+)\s*[:=]\s*", text)
            if match is not None:
                found = named(match[1])
                parsed.append((found.pop() if len(found) == 1 else None, text, base, match.end()))
        if self.change_of.kind == DROP:
            for series, text, base, after in parsed:
                if series == self.python:
                    self._delete_line(base)
                elif names(text[after:], self.python):
                    self._names_gone(entries_of(text[after:], base + after))
        elif self.change_of.kind == ADD:
            older = [one for one in parsed if one[0] is not None and one[0] < self.python]
            if not older or any(one[0] == self.python for one in parsed):
                return
            newest = max(older, key=lambda one: one[0] or (0, 0))
            series, text, base, after = newest
            assert series is not None
            if len(older) < 2 and not self._is_listed_alone(series):
                return
            if not names(text[after:], series):
                return
            plain = {respelt(other.strip(), one, series) for one, other, *_ in older if one}
            fewer = [other for other in plain if text.strip().startswith(f"{other},")]
            line = self.document.line(self.document.position(base)[0])
            if fewer:  # `3.12: py312, lint`: what is run once is not run twice
                line = line.replace(text.strip(), max(fewer, key=len))
            else:
                every = [entry.text for entry in entries_of(text[after:], 0)]
                often = {
                    respelt(entry.text, one, series)
                    for one, other, _, behind in older
                    if one is not None and one != series
                    for entry in entries_of(other[behind:], 0)
                }
                kept = [entry for entry in every if names(entry, series) or entry in often]
                is_like_others = len(older) < 2 or not often.isdisjoint(every)
                if is_like_others and kept and len(kept) < len(every):
                    line = line.replace(text.strip(), text[:after].lstrip() + ", ".join(kept))
            before = members.counts_downwards([one for one, *_ in parsed], series)
            self._copy_line(base, series, text=line, before=before)

    def _is_listed_alone(self, series: Minor) -> bool:
        """Whether the environments of all lists name one Python, of which a table has its row."""
        return {_series(name) for name in environments(self.knowledge.tree)} - {None} == {series}

    def _delete_line(self, offset: int) -> None:
        line = self.document.position(offset)[0]
        starts = self.document.line_starts
        end = starts[line] if line < len(starts) else len(self.document.text)
        if self.document.text[starts[line - 1] : offset].strip():
            self.edits.aside(self.document.line_at(line), "take the dropped Python out by hand")
            return
        self.edits.splice(self.document, starts[line - 1], end, "")

    def _copy_line(
        self, offset: int, newest: Minor, *, before: bool = False, text: str = ""
    ) -> None:
        line = self.document.position(offset)[0]
        starts = self.document.line_starts
        text = text or self.document.line(line)
        copies = [respelt(text, newest, one) for one in self.known.steps(newest, self.python)]
        text = "\n".join(copies[::-1] if before else copies)
        if self.document.text[starts[line - 1] : offset].strip():
            return
        if before:
            self.edits.splice(self.document, starts[line - 1], starts[line - 1], text + "\n")
        elif line < len(starts):
            self.edits.splice(self.document, starts[line], starts[line], text + "\n")
        else:
            end = len(self.document.text)
            self.edits.splice(self.document, end, end, "\n" + text)

    def _base_python(self, node: Node) -> None:
        if self.change_of.kind == ADD:
            self._rows_added(node)
        new = self.left if self.change_of.kind == DROP else self.change_of.target
        if new is None:
            return
        for text, base in node.lines():
            condition = _CONDITION.match(text)
            if self.change_of.kind == DROP and condition and self._condition_gone(condition, base):
                continue
            changed = respelt(text, self.python, new)
            if changed != text:
                self.edits.splice(self.document, base, base + len(text), changed)

    def _rows_added(self, node: Node) -> None:
        """`py311: python3.11`, a line for each Python."""
        rows = []
        for text, base in node.lines():
            match = _CONDITION.match(text)
            series = _series(match[2]) if match is not None else None
            if match is not None and series is not None and names(text[match.end() :], series):
                rows.append((series, base))
        stated = {series for series, _ in rows}
        if len(stated) < 2 or self.python in stated:
            return
        beside = self.known.beside(stated, self.python)
        if beside is not None and beside < self.python:
            self._copy_line(dict(rows)[beside], beside)

    def _conditions(self, node: Node) -> None:
        for text, base in node.lines():
            condition = _CONDITION.match(text)
            if condition is not None and self._is_about_it(condition):
                self._condition_gone(condition, base)

    def _is_about_it(self, condition: re.Match[str]) -> bool:
        """Whether a condition may name the Python."""
        return names(condition[2], self.python) or "{" in condition[2]

    def _negated_left(self, words: str) -> str | None:
        """A condition with `!py39` in it without the Python: None where it always holds, empty
        where it never does.
        """
        if "{" in words:
            return words
        left = []
        for entry in words.split(","):
            factors = entry.split("-")
            if any(_series(factor) == self.python for factor in factors):
                continue
            # Not for the dropped one: for all that are left.
            stays = [
                one for one in factors if not (one[:1] == "!" and _series(one[1:]) == self.python)
            ]
            if not stays:
                return None
            left.append("-".join(stays))
        return ",".join(left)

    def _condition_gone(self, condition: re.Match[str], base: int) -> bool:
        """Take the Python out of the condition of a line; whether the whole line went."""
        words = condition[2]
        start = base + condition.start(2)
        found = entries_of(words, start)
        if "!" in words:
            left = self._negated_left(words)
            if left != "":
                end = start + len(words) if left else base + condition.end()
                self.edits.splice(self.document, start, end, left or "")
                return False
        elif self._names_gone(found, alone=True):
            return False
        line = self.document.position(base)[0]
        before = self.document.text[self.document.line_starts[line - 1] : base]
        if before.strip():
            starts = self.document.line_starts
            if line < len(starts) and self.document.line(line + 1)[:1] not in (" ", "\t"):
                self.edits.splice(self.document, starts[line - 1], starts[line], "")
                return True
            end = base + len(
                self.document.text[base : starts[line] if line < len(starts) else None].rstrip(
                    "\r\n"
                )
            )
            self.edits.splice(self.document, base, end, "")
            return True
        self._delete_line(base)
        return True

    # -- add

    def _conditions_added(self, node: Node) -> None:
        """A condition on every supported Python is meant for the new one too."""
        for text, base in node.lines():
            condition = _CONDITION.match(text)
            if condition is None or "{" not in condition[2]:
                continue
            for entry in entries_of(condition[2], base + condition.start(2)):
                for group in entry.groups:
                    self._group_added(group, whole=True)

    def _names_added(
        self, found: list[_Entry], *, alone: bool = False, continued: bool = False
    ) -> None:
        texts = {entry.skeleton for entry in found}
        # Where one of several goes up to the newest, another that stops before it means to.
        stated = {one for entry in found for one in entry.pythons()}
        newest = self.known.before(self.python)
        fitting = [entry for entry in found if goes_with(entry.text, self.python)]
        if any(entry.pythons() for entry in fitting):
            found = fitting
        for entry in found:
            for group in entry.groups:
                if newest not in stated or newest in _series_of(group):
                    self._group_added(group)
        every = [
            (index, series)
            for index, entry in enumerate(found)
            if (series := entry.series()) is not None
        ]
        literal = [(index, series) for index, series in every if series < self.python]
        if not every or any(series == self.python for _, series in every):
            return
        if not literal:
            if not alone:
                self._oldest_added(found, every, continued=continued)
            return
        stated = {one for _, one in literal}
        newest = max(stated)
        if self.known.beside(stated, self.python) != newest or (alone and len(stated) < 3):
            return
        twins = [
            index
            for index, series in literal
            if series == newest
            and any(
                respelt(found[index].skeleton, newest, other) in texts
                for _, other in literal
                if other != newest
            )
        ]
        if not twins and not alone and self.known.is_single:
            # Nothing names another Python: these are the tests, which an older one had no twin of.
            twins = [
                index
                for index, series in literal
                if series == newest
                and not (rest_of(found[index].text) and does_one_task(found[index].text))
            ]
        if twins:
            downwards = members.counts_downwards([series for _, series in every], newest)
            self._copy_names(found, twins, newest, before=downwards, continued=continued)
        else:
            self._bare_added([found[index] for index, one in literal if one == newest], texts)

    def _oldest_added(
        self, found: list[_Entry], every: list[tuple[int, Minor]], *, continued: bool
    ) -> None:
        """Put a Python that is older than all others into a list of all that are supported."""
        stated = {series for _, series in every}
        least = min(stated)
        if len(stated) < 2 or self.known.beside(stated, self.python) != least:
            return
        if self.python in self.known.members:
            return  # a list that starts later than what is supported means to
        texts = {entry.skeleton for entry in found}
        twins = [
            index
            for index, series in every
            if series == least
            and any(respelt(found[index].skeleton, least, one) in texts for one in stated - {least})
        ]
        if twins:
            upwards = not members.counts_downwards([series for _, series in every], least)
            self._copy_names(found, twins, least, before=upwards, continued=continued)

    def _bare_added(self, newest: list[_Entry], texts: set[str]) -> None:
        """The new Python alone, behind `py312{,-main}`, which has the newest one alone among
        others.
        """
        for entry in newest:
            series, bare = entry.series(), _SPLIT.sub("", entry.text)
            if series is None or not _EMPTY.search(entry.text):
                continue
            others = self.known.members - {series}
            if any(respelt(bare, series, one) in texts for one in others):
                line = self.document.line(self.document.position(entry.start)[0])
                if line.strip().rstrip(",") == entry.text:
                    self._copy_line(entry.start, series, text=line.replace(entry.text, bare))
                else:
                    new = respelt(bare, series, self.python)
                    self.edits.splice(self.document, entry.end, entry.end, ", " + new)
                return

    def _copy_names(
        self, found: list[_Entry], twins: list[int], one: Minor, *, before: bool, continued: bool
    ) -> None:
        """Names of one Python again, for the new one: a line for a line, else behind the last, or
        in front of the first.
        """
        lines: dict[int, list[int]] = {}
        for index, entry in enumerate(found):
            lines.setdefault(self.document.position(entry.start)[0], []).append(index)
        inline = []
        for line, indices in lines.items():
            here = [index for index in indices if index in twins]
            if not here:
                continue
            start = self.document.line_starts[line - 1]
            own = not self.document.text[start : found[indices[0]].start].strip()
            if own and len(here) == len(indices) and not continued:
                self._copy_line(found[indices[0]].start, one, before=before)
            else:
                inline += here
        if inline:
            last = found[inline[-1]]
            spans = [(entry.start, entry.end) for entry in found]
            gap = ", "
            if len(spans) > 1:
                second = inline[-1] or 1
                between = self.document.text[spans[second - 1][1] : spans[second][0]]
                gap = between if "\n" not in between else gap
            steps = self.known.steps(one, self.python)
            new = gap.join(
                respelt(found[index].text, one, step)
                for step in (steps[::-1] if before else steps)
                for index in inline
            )
            if before:
                first = found[inline[0]].start
                self.edits.splice(self.document, first, first, new + gap)
            else:
                self.edits.splice(self.document, last.end, last.end, gap + new)

    def _group_added(self, group: _Group, *, whole: bool = False) -> None:
        series = []
        for start, end, member in group.members:
            span = _RANGE.fullmatch(member)
            if span is not None:
                last = str(max(int(span[1]), int(span[2])))
                one = _member_series(group, last)
                first = _member_series(group, str(min(int(span[1]), int(span[2]))))
                if one is not None and first is not None:
                    series.append((one, start, end, member))
                    if first <= self.python <= one:
                        return
            else:
                one = _member_series(group, member)
                if one is not None:
                    series.append((one, start, end, member))
        if not series or any(one == self.python for one, *_ in series):
            return
        older = [one for one in series if one[0] < self.python]
        if not older:
            self._first_added(group, series)
            return
        newest, start, end, member = max(older)
        if self.known.beside((one for one, *_ in series), self.python) != newest:
            return
        if whole and {one for one, *_ in series} < {
            one for one in self.known.members if one < self.python
        }:
            return
        span = _RANGE.fullmatch(member)
        downwards = members.counts_downwards([one for one, *_ in series], newest)
        if span is not None:
            bound = max(int(span[1]), int(span[2]))
            last = f"{bound + (self.python[1] - newest[1])}"
            self.edits.splice(self.document, start, end, member.replace(str(bound), last))
            return
        steps = self.known.steps(newest, self.python)
        new = [_respelt_member(member, newest, one) for one in steps]
        gap = self._gap(group)
        if downwards:
            self.edits.splice(self.document, start, start, "".join(one + gap for one in new[::-1]))
        else:
            self.edits.splice(self.document, end, end, "".join(gap + one for one in new))

    def _first_added(self, group: _Group, series: list[tuple[Minor, int, int, str]]) -> None:
        """Put a Python that is older than all others into a group of all that are supported."""
        least, start, end, member = min(series)
        if self.known.beside((one for one, *_ in series), self.python) != least or len(series) < 2:
            return
        if _RANGE.fullmatch(member) or self.python in self.known.members:
            return  # a list that starts later than what is supported means to
        new = _respelt_member(member, least, self.python)
        if members.counts_downwards([one for one, *_ in series], least):
            self.edits.splice(self.document, end, end, self._gap(group) + new)
        else:
            self.edits.splice(self.document, start, start, new + self._gap(group))

    def _gap(self, group: _Group) -> str:
        if len(group.members) > 1:
            between = self.document.text[group.members[0][1] : group.members[1][0]]
            if "\n" not in between:
                return between
        return ","
