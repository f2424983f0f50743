"""The names of tox environments: `py{39,310}-django{4,5}` in an INI file, `product` tables in TOML,
and the Python in a name.

As tox 4 expands them. Each character of an expanded name knows the token that states it, so that of
`py{38,39}` the `38` alone
can be pointed at.
"""

from __future__ import annotations

import re
from itertools import islice, product

from venvlint.files.paths import name_of
from venvlint.readers.nodes import ABSENT
from venvlint.readers.python_versions import Pin, parse_pin
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.nodes import Node

    Part = tuple[str, int, int]

# Nobody runs more environments of one expression; tox itself would build them all.
LIMIT = 4096
# The bounds that tox gives to an open range of minors, `{10-}` or `{-13}`.
OPEN_FIRST, OPEN_LAST = 11, 15

CONDITION = lazy(r"\s*(?P<factors>!?[\w.,{}!*?\[\]-]+)\s*:(?:\s+|$)")
"""What a line begins with that is for some factors alone: `py312,lint: -r dev.txt`."""
_COMMENT = lazy(r"(?<!\\)#")
_SPLIT = lazy(r"\{[^{}]*\}|,")
_RANGE = lazy(r"(\d{0,3})-(\d{0,3})")
# PY_FACTORS_RE and PY_FACTORS_RE_EXPLICIT_VERSION of tox.
_FACTOR = lazy(
    r"(py|pypy|cpython|jython|graalpy|rustpython|ironpython)([2-9]\.?[0-9]?[0-9]?)(t?)d?"
)
_DOTTED = lazy(r"(?:(cpython|pypy)-)?([23]\.\d{1,3})(t?)d?")


_IMPLEMENTATIONS = frozenset(("pypy", "cpython", "jython", "graalpy", "rustpython", "ironpython"))
_FIRST_LETTERS = frozenset(name[0] for name in (*_IMPLEMENTATIONS, "py"))


class Name(Record):
    """The name of one environment. `parts` are its pieces, each with the offsets of the token in
    the document that states it.
    """

    text: str
    parts: tuple[Part, ...]

    @property
    def factors(self) -> frozenset[str]:
        """The parts between dashes, which conditions such as `py38: …` ask for."""
        return frozenset(self.text.split("-"))

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The offsets of the token that states `text[start:end]`: the member of a brace group where
        one takes part in it.
        """
        touched: list[tuple[int, int]] = []
        position = 0
        for text, first, last in self.parts:
            low, high = max(start - position, 0), min(end - position, len(text))
            if low < high:
                exact = last - first == len(text)
                touched.append((first + low, first + high) if exact else (first, last))
            position += len(text)
        if not touched:
            return self.parts[0][1], self.parts[-1][2]
        if all(touched[index][1] == touched[index + 1][0] for index in range(len(touched) - 1)):
            return touched[0][0], touched[-1][1]
        return touched[-1]  # `py` and, elsewhere, the `38` of a group: the number is what states it


def ini_names(node: Node) -> list[Name]:
    """The environments that `env_list` of an INI file names, in its order; entries with a
    substitution are left out.
    """
    found: list[Name] = []
    for text, base in node.lines():
        if len(found) < LIMIT:
            found += line_names(text, base)
    return found


def line_names(text: str, base: int) -> list[Name]:
    """The environments that one line names; *base* is the offset of the line in its document."""
    comment = _COMMENT.search(text)
    text = text[: comment.start()] if comment else text
    entries: list[list[list[Part]]] = []
    current: list[list[Part]] = []
    position = 0
    for match in [*_SPLIT.finditer(text), None]:
        stop = match.start() if match else len(text)
        literal = text[position:stop]
        stripped = literal.strip()
        if stripped:
            start = base + position + literal.index(stripped)
            current.append([(stripped, start, start + len(stripped))])
        if match is None or match[0] == ",":
            entries.append(current)
            current = []
        else:
            current.append(_members(match[0], base + match.start()))
        position = match.end() if match else stop
    found: list[Name] = []
    for groups in entries:
        if (
            len(found) < LIMIT
            and groups
            and not any(mark in part[0] for mark in "{}[]:" for group in groups for part in group)
        ):
            found += [
                Name("".join([part[0] for part in parts]), tuple(part for part in parts if part[0]))
                for parts in islice(product(*groups), LIMIT)
            ]
    return [name for name in found if name.parts]


def _members(group: str, base: int) -> list[Part]:
    """The members of `{a,b,8-10}`, each with its place."""
    result: list[Part] = []
    position = 1
    for member in group[1:-1].split(","):
        text = member.strip()
        start = base + position + (member.index(text) if text else 0)
        end = start + len(text)
        position += len(member) + 1
        span = _RANGE.fullmatch(text)
        if span and text != "-":
            first, last = int(span[1] or OPEN_FIRST), int(span[2] or OPEN_LAST)
            if span[1] and span[2]:
                step = 1 if first <= last else -1
                result += [
                    (str(number), start, end)
                    for number in islice(range(first, last + step, step), 100)
                ]
            else:
                result += [(str(number), start, end) for number in range(first, last + 1)][:100]
        else:
            result.append((text, start, end))
    return result


def toml_names(node: Node) -> list[Name]:
    """The environments that `env_list` of a TOML file names: strings, and tables with `product` (of
    lists and ranges).
    """
    found: list[Name] = []
    for item in node.items:
        if item.string is not None:
            found += [
                name
                for name in [Name(item.string, ((item.string, *_inside(item)),))]
                if item.string
            ]
        elif item.get("product") and len(found) < LIMIT:
            groups = [list(_factor_group(group)) for group in item.get("product").items]
            excluded = {one.string for one in (item.get("exclude") or item).items}
            for parts in islice(product(*groups), LIMIT) if groups else ():
                text = "-".join([part[0] for part in parts])
                if text not in excluded:
                    joined = [piece for part in parts for piece in (("-", part[1], part[1]), part)][
                        1:
                    ]
                    found.append(Name(text, tuple(joined)))
    return found


def _factor_group(group: Node) -> Iterator[Part]:
    if group.items:
        for item in group.items:
            if item.string is not None:
                yield item.string, *_inside(item)
        return
    prefix = group.text("prefix")
    if prefix is None:
        for value in group.mapping.values():  # a labelled group: `{django = ["4.2", "5.0"]}`
            yield from _factor_group(value)
        return
    bounds = [
        node.value if node and type(node.value) is int else None
        for node in (group.get("start"), group.get("stop"))
    ]
    first, last = (
        (OPEN_FIRST if bounds[0] is None else bounds[0]),
        (OPEN_LAST if bounds[1] is None else bounds[1]),
    )
    for number in islice(range(first, last + 1), 100):
        yield f"{prefix}{number}", group.start, group.end


def _inside(node: Node) -> tuple[int, int]:
    """The place of a string without its quotes."""
    quote = 3 if node.raw[:3] in ('"""', "'''") else 1 if node.raw[:1] in ("'", '"') else 0
    return node.start + quote, node.end - quote


def stated_python(name: Name) -> tuple[Pin, int, int] | None:
    """The Python that an environment's name states, and where the token stands; None where it
    states none, or two that conflict.
    """
    found: list[tuple[Pin, int, int]] = []
    position = others = 0
    factors = name.text.split("-")
    dotted = "." in name.text
    for index, factor in enumerate(factors):
        start, end = position, position + len(factor)
        position = end + 1
        pair = f"{factor}-{factors[index + 1]}" if index + 1 < len(factors) else ""
        match = _DOTTED.fullmatch(pair) if dotted and pair else None
        if match and match[1]:
            end += 1 + len(factors[index + 1])
        elif dotted and index and _DOTTED.fullmatch(f"{factors[index - 1]}-{factor}"):
            continue
        elif not dotted and factor[:1] not in _FIRST_LETTERS:
            continue  # as most of the hundreds of factors
        else:
            match = _FACTOR.fullmatch(factor) or (_DOTTED.fullmatch(factor) if dotted else None)
        if match is None and factor in _IMPLEMENTATIONS:
            others += (
                1  # chooses an implementation, and conflicts with a version elsewhere in the name
            )
        if match:
            digits = match[2].replace(".", "")
            version = (
                match[2]
                if "." in match[2]
                else f"{digits[0]}.{digits[1:]}"
                if len(digits) > 1
                else digits
            )
            pin = parse_pin(
                f"{'pypy' if match[1] == 'pypy' else ''}{version.rstrip('.')}{match[3]}"
            )
            if match[1] not in (None, "py", "cpython", "pypy"):
                pin = parse_pin(f"{match[1]}{version.rstrip('.')}{match[3]}")
            if pin is not None:
                found.append((pin, *name.place(start, end)))
    return found[0] if len(found) == 1 and not others else None


def settings(path: str, root: Node) -> tuple[Node, bool]:
    """tox's own settings in a parsed file, and whether they have the form of an INI file, as those
    of `legacy_tox_ini` in a manifest have.
    """
    name = name_of(path)
    if name != "pyproject.toml":
        return root, name != "tox.toml"
    table = root.get("tool", "tox")
    legacy = table.get("legacy_tox_ini")
    return (legacy_ini(legacy), True) if legacy else (table, False)


def legacy_ini(node: Node) -> Node:
    """The INI text in a TOML string, with the places that it has in the whole file."""
    from venvlint.document import Document
    from venvlint.model import Unreadable
    from venvlint.readers import ini

    text = node.string or ""
    if "\\" in node.raw and node.raw[:1] == '"':
        # A line that goes on behind a backslash still goes on without it, since the next one is
        # indented; other escapes shift the places.
        text = re.sub(r"\\(?=[ \t]*\r?\n[ \t])", " ", node.raw.strip('"'))
        if "\\" in text:
            return ABSENT
        start = node.start + len(node.raw) - len(node.raw.lstrip('"'))
    elif "\r" in node.raw:  # which the text that TOML makes of it has not
        text = node.raw.strip("\"'")
        start = node.start + node.raw.index(text) if text else -1
    else:
        start = node.document.text.find(text, node.start) if text else -1
    if start < 0:
        return ABSENT
    # The same text at the same offsets, everything before it blank.
    before = re.sub(r"[^\r\n]", " ", node.document.text[:start])
    # The first line is no continuation of the blanks before it.
    document = Document(node.document.path, (before + text).encode("utf-8", "surrogateescape"))
    try:
        return ini.parse(document)
    except Unreadable:
        return ABSENT
