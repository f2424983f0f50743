"""The value that every structured format is read to: TOML, YAML, INI, JSON and Python literals look
alike to a fact.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.model import Location


class Node:
    """A value and its place.

    `value` is a `dict` of nodes by key, a `list` of nodes, or a scalar. Scalars are typed as the
    format types them in
    TOML and JSON; in YAML and INI, where `3.10` may be a number to one tool and text to another,
    they are the text itself
    and `style` says how it was written (`plain`, `'`, `"`, `|`, `>`).
    `start` and `end` are offsets into the document's text and take the quotes in. `key_start` and
    `key_end` are the place of the
    key that led here (-1 for an item of an array and for the root). A YAML alias leads to the
    anchored node itself.
    """

    __slots__ = ("document", "end", "key_end", "key_start", "start", "style", "tag", "value")

    def __init__(
        self,
        document: Document,
        value: object,
        start: int,
        end: int,
        *,
        key_start: int = -1,
        key_end: int = -1,
        style: str = "",
        tag: str = "",
    ) -> None:
        self.document = document
        self.value = value
        self.start, self.end = start, end
        self.key_start, self.key_end = key_start, key_end
        self.style, self.tag = style, tag

    if TYPE_CHECKING:  # every node is true but an absent one

        def __bool__(self) -> bool: ...

    def __repr__(self) -> str:
        return f"Node({self.plain()!r}, {self.start}, {self.end})"

    @property
    def at(self) -> Location:
        """The place of the value."""
        return self.document.at(self.start, self.end)

    @property
    def key_at(self) -> Location:
        """The place of the key; of the value where there is no key."""
        return self.at if self.key_start < 0 else self.document.at(self.key_start, self.key_end)

    @property
    def raw(self) -> str:
        """The value as it is written, quotes included."""
        return self.document.text[self.start : self.end]

    @property
    def mapping(self) -> dict[str, Node]:
        """The members of a table or mapping; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Node]:
        """The items of an array or sequence; empty for anything else."""
        return self.value if isinstance(self.value, list) else []

    @property
    def string(self) -> str | None:
        """The value where it is text, else None."""
        return self.value if isinstance(self.value, str) else None

    @property
    def written(self) -> str:
        """The text of a scalar; of a number, a date or the like what is written for it."""
        return self.value if isinstance(self.value, str) else self.raw

    @property
    def is_null(self) -> bool:
        """Whether it is YAML's null, which is text to the reader: `key:`, `~` or `null`."""
        return self.style == "plain" and (self.string or "") in ("", "~", "null", "Null", "NULL")

    def get(self, *path: str | int) -> Node:
        """The node at a path of keys and indices; `ABSENT` as soon as a step is missing."""
        node = self
        for step in path:
            if isinstance(step, int):
                items = node.items
                node = items[step] if -len(items) <= step < len(items) else ABSENT
            else:
                node = node.mapping.get(step, ABSENT)
        return node

    def text(self, *path: str | int) -> str | None:
        """The text at a path, None where there is none or where it is something else."""
        return self.get(*path).string

    def scalars(self) -> list[Node]:
        """Itself for a scalar, the scalar items for an array: what `x: a` and `x: [a, b]` both
        say.
        """
        if isinstance(self.value, list):
            return [item for item in self.value if not isinstance(item.value, (dict, list))]
        return [] if isinstance(self.value, dict) else [self]

    def walk(self) -> Iterator[Node]:
        """Every node below and itself, each once, in the order of the text."""
        pending, seen = [self], set()
        while pending:
            node = pending.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            yield node
            children = list(node.mapping.values()) or node.items
            pending.extend(reversed(children))

    def lines(self) -> list[tuple[str, int]]:
        """The lines of a text value, each with the offset at which it stands in the document.

        In a block scalar of YAML each line of the value is a line of the file less its indentation.
        Of a quoted text with
        escapes or of a folded one the offset is that of the line's beginning, and columns within it
        are approximate.
        """
        text = self.string
        if text is None:
            return []
        source = self.document.text
        if self.style in ("|", ">"):
            # The header line (`|`, `>-`, with a comment) is not part of the value.
            position = source.find("\n", self.start) + 1 or self.end
            result, number = [], 0
            value_lines = (
                text.split("\n")
                if self.style == "|"
                else [line.strip() for line in source[position : self.end].split("\n")]
            )
            while position < self.end and number < len(value_lines):
                stop = source.find("\n", position)
                stop = stop if 0 <= stop < self.end else self.end
                line = source[position:stop].rstrip("\r")
                wanted = value_lines[number].rstrip("\r")
                indent = (
                    len(line) - len(wanted)
                    if wanted and line.endswith(wanted)
                    else len(line) - len(line.lstrip(" "))
                )
                result.append((wanted, position + max(indent, 0)))
                number += 1
                position = stop + 1
            return result
        return self._quoted_lines(text)

    def _quoted_lines(self, text: str) -> list[tuple[str, int]]:
        source = self.document.text
        opening = source[self.start : self.start + 3]
        quote = 3 if opening in ('"""', "'''") else 1 if opening[:1] in ("'", '"') else 0
        position = self.start + quote
        if quote == 3:
            # A line end right after the opening quotes is not part of the value (TOML).
            position += (
                2 if source.startswith("\r\n", position) else source.startswith("\n", position)
            )
        result = []
        for line in text.split("\n"):
            # Escapes, folding and a backslash at a line's end make the source longer than the
            # value, but not by much: looking
            # no further keeps this linear where a line is not found at all.
            stop = min(self.end, position + 4 * len(line) + 400)
            found = source.find(line.rstrip("\r"), position, stop) if line.strip() else position
            position = found if found >= 0 else position
            result.append((line, position))
            if found >= 0:
                position += len(line.rstrip("\r"))
            after = source.find("\n", position, stop)
            if after >= 0 and not source[position:after].strip(" \t\r"):
                position = after + 1
        return result

    def plain(self) -> object:
        """The value without places, as the format's own loader gives it. A node that contains
        itself is cut off.
        """
        return _plain(self, set())


class _Absent(Node):
    """No node: false, without members, items and text, and absent at every path. It has no place:
    whoever asks for one gets an `AttributeError`.
    """

    __slots__ = ()

    def __init__(self) -> None:
        self.value, self.style, self.tag = None, "", ""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "ABSENT"

    def scalars(self) -> list[Node]:
        return []

    def walk(self) -> Iterator[Node]:
        return iter(())


ABSENT: Node = _Absent()
"""What a path that leads nowhere gives, and a file that is not there."""


def _plain(node: Node, above: set[int]) -> object:
    if id(node) in above:
        return None
    inner = above | {id(node)}
    if isinstance(node.value, dict):
        return {key: _plain(child, inner) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(child, inner) for child in node.value]
    return node.value
