"""The members of a sequence beside each other: what the others say of one, and what the axes around
a row say of it. Everything is counted once, since each of thousands of members may ask.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from functools import cached_property

from venvlint.facts.changes.model import speaks_of_python
from venvlint.facts.changes.ranges import named, named_alone, names, respelt
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]

_COMMENT = lazy(r"(?m)(?<=\s)#[^\n]*$")
_PATCH = lazy(r"(?<![\d.])([23]\.\d+)\.(?:\d+|x|\*)(?![\d.])")


def bare(node: Node) -> str:
    """The text of a node without its comments."""
    return _COMMENT.sub("", node.raw) if "#" in node.raw else node.raw


def normal(node: Node) -> str:
    """The text of a node such that layout and quotes make no difference."""
    return re.sub(r"\s+", " ", bare(node)).replace('"', "").replace("'", "").strip()


def plain_version(text: str) -> str:
    """A text in which no version has a patch number: `3.9.1` and `3.9.x` are `3.9`."""
    return _PATCH.sub(r"\1", text)


def title_of(step: Node) -> str:
    """What a step is called."""
    return step.text("name") or step.text("displayName") or ""


def respell_loose(text: str, old: Minor, new: Minor) -> str:
    """The text respelt, bare digits such as `38-x64` and `Python38` in a path too."""
    text = respelt(text, old, new)
    digits = f"{old[0]}{old[1]}"
    return re.sub(
        rf"(?<![\w.]){digits}(?=-x(?:64|86)\b|[\"']?$)|(?<=[a-zA-Z_]){digits}(?![\d.])(?=\b|_)",
        f"{new[0]}{new[1]}",
        text,
    )


def with_digits(text: str, old: Minor, new: Minor) -> str:
    """A row such as `["3.11", "311"]` respelt, its bare digits too."""
    return re.sub(
        rf"(?<![\d.]){old[0]}{old[1]}(?![\d.])", f"{new[0]}{new[1]}", respelt(text, old, new)
    )


def with_pre_releases(text: str, old: Minor, new: Minor) -> str:
    """A row respelt in which `3.11-dev` stays the branch of its Python."""
    return respelt(text.replace("-dev", "\0"), old, new).replace("\0", "-dev")


class Twins:
    """Texts that name one Python each, for whoever asks of which Pythons the same is said."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._of: dict[Minor, set[str]] = {}
        for text in texts:
            if (one := named_alone(text)) is not None:
                self._of.setdefault(one, set()).add(text)

    def pythons(self, text: str, series: Minor) -> set[Minor]:
        """Those of which one of the texts says what *text* says of *series*."""
        return {one for one, texts in self._of.items() if respelt(text, series, one) in texts}


class Siblings:
    """The members of one sequence, and what all of them say together."""

    def __init__(self, items: list[Node]) -> None:
        self.items = items
        self.texts = [normal(item) for item in items]
        self.named = [frozenset(named(text)) for text in self.texts]
        self._beyond: dict[frozenset[Minor], list[str]] = {}
        self._called: dict[str, frozenset[str]] = {}
        self._columns: dict[int, Counter[Minor]] = {}

    @cached_property
    def said(self) -> Counter[str]:
        return Counter(self.texts)

    @cached_property
    def said_plainly(self) -> Counter[str]:
        return Counter(map(plain_version, self.texts))

    @cached_property
    def pythons(self) -> Counter[Minor]:
        """How many members name a Python."""
        return Counter(one for found in self.named for one in found)

    @cached_property
    def cpythons(self) -> Counter[Minor]:
        """How many members that are no PyPy name a Python."""
        return Counter(
            one
            for text, found in zip(self.texts, self.named, strict=True)
            if "pypy" not in text
            for one in found
        )

    @cached_property
    def distinct(self) -> frozenset[frozenset[Minor]]:
        """The sets of Pythons that members name."""
        return frozenset(self.named)

    @cached_property
    def pypys(self) -> int:
        """How many members are a PyPy."""
        return sum("pypy" in text.lower() for text in self.texts)

    @cached_property
    def titles(self) -> Counter[str]:
        return Counter(filter(None, map(title_of, self.items)))

    def called(self, key: str) -> frozenset[str]:
        """What the members call themselves under a key such as `name`."""
        if key not in self._called:
            self._called[key] = frozenset(
                text for item in self.items if (text := item.get(key).string)
            )
        return self._called[key]

    def column(self, place: int) -> Counter[Minor]:
        """How many members that are lists name a Python in one place of theirs."""
        if place not in self._columns:
            self._columns[place] = Counter(
                one
                for item in self.items
                if place < len(item.items)
                for one in named(item.items[place].string or "")
            )
        return self._columns[place]

    def beyond(self, known: frozenset[Minor]) -> list[str]:
        """The texts that name another version than those of *known*, in alphabetical order."""
        if known not in self._beyond:
            self._beyond[known] = sorted(
                text
                for text, found in zip(self.texts, self.named, strict=True)
                if not found <= known
            )
        return self._beyond[known]


class Others:
    """What the other members of a sequence say, as one of them sees them."""

    def __init__(self, siblings: Siblings, index: int) -> None:
        self.text = siblings.texts[index]
        self._siblings, self._index = siblings, index

    @property
    def there(self) -> bool:
        """Whether there are others."""
        return len(self._siblings.texts) > 1

    def say(self, text: str) -> bool:
        return self._siblings.said[text] > (text == self.text)

    def say_plainly(self, text: str) -> bool:
        """Whether another one says the same, but for the patch number of a version."""
        text = plain_version(text)
        return self._siblings.said_plainly[text] > (text == plain_version(self.text))

    @cached_property
    def pythons(self) -> set[Minor]:
        """The Pythons that they name."""
        own = self._siblings.named[self._index]
        return {one for one, count in self._siblings.pythons.items() if count > (one in own)}

    @property
    def are_alike(self) -> bool:
        """Whether all of them name the Pythons that this one names, and no others."""
        return len(self._siblings.distinct) == 1

    def pythons_at(self, place: int) -> set[Minor]:
        """The Pythons that they name in one place, as lists."""
        own = named(self._siblings.items[self._index].items[place].string or "")
        column = self._siblings.column(place)
        return {one for one, count in column.items() if count > (one in own)}

    @property
    def cpythons(self) -> set[Minor]:
        """The Pythons that those name that are no PyPy."""
        own = self._siblings.named[self._index] if "pypy" not in self.text else ()
        return {one for one, count in self._siblings.cpythons.items() if count > (one in own)}

    @property
    def pypys(self) -> bool:
        """Whether one of them is a PyPy."""
        return self._siblings.pypys > ("pypy" in self.text.lower())

    def begin_so_elsewhere(self, lead: str, known: frozenset[Minor]) -> bool:
        """Whether one that begins with *lead* names another version than those of *known*."""
        beyond = self._siblings.beyond(known)
        index = bisect_left(beyond, lead)
        found = [text for text in beyond[index : index + 2] if text.startswith(lead)]
        if self.text in found and not self._siblings.named[self._index] <= known:
            found.remove(self.text)
        return bool(found)

    def are_called(self, title: str) -> bool:
        """Whether one of them is a step of that name."""
        own = title_of(self._siblings.items[self._index])
        return self._siblings.titles[title] > (title == own)


def is_axis(key: str, node: Node) -> bool:
    """Whether a list of a matrix is one of Pythons: its key says so, or its members differ by
    nothing else, such as `[test-py310, test-py311]`.
    """
    if speaks_of_python(key):
        return True
    texts = [item.string or "" for item in node.items]
    series = [one for text in texts if (one := named_alone(text)) is not None]
    return (
        len(texts) > 1
        and len(set(series)) == len(texts)
        and len({respelt(text, one, series[0]) for text, one in zip(texts, series, strict=True)})
        == 1
    )


class Axes:
    """The matrix around the rows of an `include`: its plain lists, and what it leaves out, as the
    Python *gone* goes.
    """

    def __init__(self, node: Node, gone: Minor) -> None:
        self.node = node
        self.plain = {
            key: set(map(normal, child.items))
            for key, child in node.mapping.items()
            if key not in ("include", "exclude") and child.items
        }
        """What each list holds, by its key."""
        self.pythons = {
            key: {one for text in texts if (one := named_alone(text)) is not None}
            for key, texts in self.plain.items()
            if is_axis(key, node.get(key))
        }
        """The Pythons of the lists of Pythons."""
        self._excluded: dict[frozenset[str], set[frozenset[tuple[str, str]]]] = {}
        self._keys: set[frozenset[str]] = set()
        for item in node.get("exclude").items:
            if not item.mapping:
                continue
            keys = frozenset(item.mapping)
            row = frozenset((key, normal(value)) for key, value in item.mapping.items())
            self._excluded.setdefault(keys, set()).add(row)
            if names(bare(item), gone):
                self._keys.add(keys)

    def excludes(self, row: dict[str, str]) -> bool:
        """Whether a combination is left out."""
        return any(
            keys <= row.keys() and frozenset((key, row[key]) for key in keys) in rows
            for keys, rows in self._excluded.items()
        )

    def excludes_for_gone(self, row: Node) -> bool:
        """Whether a combination with the same keys is left out for the Python that goes."""
        return frozenset(row.mapping) in self._keys
