"""Environments of tox by their names: the Python that a name states, the groups that it is
written with, and what it says beside.
"""

from __future__ import annotations

import re

from venvlint.readers.tox_names import Name, ini_names, line_names, stated_python
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.tree import Tree

    Minor = tuple[int, int]


SPLIT = lazy(r"\{[^{}]*\}|,")
_MEMBER = lazy(r"[^,{}]+")
RANGE = lazy(r"(\d{1,3})-(\d{1,3})")
_PYTHON = lazy(r"(?:py|python)-?(?:\d[\d.]*|\d?\{[^{}]*\})")
_SPELT = lazy(
    r"(?:py(?=\d{2,3}_[a-z])|python(?=\d\.\d+$|3\d{1,2}$)|[a-z]\w{0,20}_py(?=3\d{1,2}(?:_|$)))([23])\.?(\d{1,2})"
)
_WORDS = lazy(r"[a-z_]+(?:-[a-z_]+){0,4}")
_LOWEST = lazy(r"(?i)py3?\d{1,2}-(?:[\w{},-]{0,40}-?)?(?:min|low|oldest)")
_NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_."


class Group(Record):
    """A brace group of a name: its place, its members, and what stands before and behind it."""

    start: int
    end: int
    members: tuple[tuple[int, int, str], ...]
    before: tuple[str, ...]
    """What may stand before it: a text, or each member of the group before."""
    behind: str


class Entry(Record):
    """One comma-separated name with its groups."""

    start: int
    end: int
    text: str
    groups: tuple[Group, ...]

    @property
    def skeleton(self) -> str:
        """The name with its groups empty: what it has in common with one whose groups are
        others.
        """
        return SPLIT.sub("{}", self.text) if self.groups else self.text

    def names(self) -> list[str]:
        """The environments that it stands for: `py310-{a,b}` is two."""
        if not self.groups:
            return [self.text]
        return [name.text for name in line_names(self.text, 0)] or [self.text]

    def series(self) -> Minor | None:
        """The Python that its literal part states; None where a group does, or nothing."""
        bare = SPLIT.sub("", self.text) if self.groups else self.text
        return states(bare.strip("-"))

    def pythons(self) -> set[Minor]:
        """Every Python that it states, in its literal part or in a group."""
        literal = self.series()
        found = {one for group in self.groups for one in series_of(group)}
        return found | ({literal} if literal is not None else set())


def states(name: str) -> Minor | None:
    """The Python that the name of an environment states; None where it states none."""
    stated = stated_python(Name(name, ((name, 0, len(name)),))) if name else None
    if stated is None:
        # To tox `py38_cython` and `python3.8` are words; whoever wrote them means a Python.
        found = [match for part in name.split("-") if (match := _SPELT.match(part)) is not None]
        return (int(found[0][1]), int(found[0][2])) if len(found) == 1 else None
    return None if stated[0].freethreaded else stated[0].series


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
    own, stated = states(name), {states(other) for other in others}
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


def entries_of(text: str, base: int) -> list[Entry]:
    """The names on one line, comments left out."""
    comment = re.search(r"(?:^|\s)[#;]", text)
    text = text[: comment.start()] if comment else text
    found: list[Entry] = []
    start = 0
    groups: list[tuple[int, int]] = []
    for match in [*SPLIT.finditer(text), None]:
        if match is not None and match[0] != ",":
            groups.append(match.span())
            continue
        stop = match.start() if match else len(text)
        piece = text[start:stop]
        stripped = piece.strip()
        if stripped:
            first = start + piece.index(stripped)
            found.append(
                Entry(
                    base + first,
                    base + first + len(stripped),
                    stripped,
                    tuple(_group(text, base, *span) for span in groups),
                )
            )
        groups = []
        start = match.end() if match else stop
    return found


def _group(text: str, base: int, start: int, end: int) -> Group:
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
    return Group(
        base + start,
        base + end,
        tuple(one for one in inner if one[2]),
        leads,
        text[end:behind],
    )


def member_series(group: Group, member: str) -> Minor | None:
    """The Python that a member of a group states, with what stands before and behind the group."""
    for before in group.before:
        if member.startswith("-") and states(before) is not None:
            continue  # `py311{,-main}`: the Python stands in front of the group
        parts = f"{before}{member}{group.behind}".split("-")
        found = [one for part in parts if (one := states(part)) is not None]
        if len(found) == 1:
            return found[0]
    return None


def series_of(group: Group) -> set[Minor]:
    """The Pythons that the members of a group state."""
    found = set()
    for _, _, member in group.members:
        span = RANGE.fullmatch(member)
        bounds = sorted((int(span[1]), int(span[2]))) if span is not None else []
        several = [str(one) for one in range(bounds[0], bounds[1] + 1)] if bounds else [member]
        found |= {member_series(group, one) for one in several[:100]}
    return {one for one in found if one is not None}
