"""YAML as nodes: scalars keep their text and style, unknown tags are kept, merge keys are resolved,
the last of two equal keys wins.

Built from PyYAML's events, not its composer: that one recurses, refuses nothing less, and knows no
duplicate keys. The
events of libyaml (`CParser`) and of the pure Python parser have the same offsets, which a test
holds.
"""

from __future__ import annotations

from venvlint.model import Unreadable
from venvlint.readers.nodes import ABSENT, Node
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from venvlint.document import Document

MAXIMUM_DEPTH = 100
MAXIMUM_MERGED = 100_000
"""Keys that all `<<` of one file may bring together; a chain of merges would otherwise grow by the
square.
"""

_PROPERTY = lazy(r"(?:!<[^>\n]*>|[&!][^\s]*)\s*(?:#[^\n]*\s*)*")
# What YAML 1.1 calls non-printable (PyYAML's Reader.NON_PRINTABLE); lone surrogates stand for bytes
# that are not UTF-8.
# The few that are excluded, not the many that are allowed: those cost 14 ms to compile.
_NON_PRINTABLE = lazy("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def parse(document: Document, *, pure: bool = False) -> list[Node]:
    """One node for each document of the file, none for an empty file. *pure* leaves libyaml aside.

    Raises `Unreadable` with the reason and place that YAML's own parser gives.
    """
    text = document.text
    broken = None if text.replace("\n", "").isprintable() else _NON_PRINTABLE.search(text)
    if broken:
        character = ord(broken[0])
        what = (
            "byte that is not UTF-8"
            if 0xD800 <= character <= 0xDFFF
            else f"character U+{character:04X}"
        )
        raise Unreadable(f"YAML allows no {what} here", *document.position(broken.start()))
    if not text.strip():
        return []
    if not pure:
        from venvlint.readers import yaml_plain

        plain = yaml_plain.read(document)
        if plain is not None:
            return plain
    return _parsed(document, pure)


def _parsed(document: Document, pure: bool) -> list[Node]:
    """The documents as PyYAML reads them."""
    import yaml

    text = document.text
    if "appveyor" in document.path and "\\'" in text:
        # The reader that AppVeyor uses takes `\'` for an apostrophe; YAML knows no such escape.
        text = text.replace("\\'", "''")
    loader: Any = yaml.BaseLoader if pure else getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    builder = _Builder(document)
    # A second byte order mark, after the one that the document took away, is skipped by libyaml
    # without counting it.
    parser = loader("\n" + text[1:] if text[0] == "\ufeff" else text)
    try:
        while True:
            event = parser.get_event()
            name = type(event).__name__
            if name == "StreamEndEvent":
                return builder.documents
            builder.take(name, event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part) or "is no YAML"
        # Offsets, not lines: YAML counts more characters as line ends than editors do.
        raise Unreadable(
            reason, *(document.position(min(mark.index, len(text))) if mark else (1, 1))
        ) from None
    except yaml.YAMLError as error:
        raise Unreadable(str(error).split("\n", 1)[0]) from None
    except RecursionError:
        raise Unreadable("is nested too deeply to be read") from None
    finally:
        parser.dispose()


class _Builder:
    """Makes nodes of events, with a stack of its own in place of recursion."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.documents: list[Node] = []
        self.anchors: dict[str, Node] = {}
        self.open: list[Node] = []
        self.keys: list[Node] = []
        """For each open node the key that waits for its value."""
        self.merges: list[list[Node]] = []
        self.merged = 0

    def take(self, name: str, event: Any) -> None:
        if name == "ScalarEvent":
            start, end = self._span(event, event.anchor or event.tag)
            style = event.style or "plain"
            if style in "|>":
                # The mark stands at the next token's line; the text ends with its last line that is
                # not blank.
                end = start + len(self.document.text[start:end].rstrip())
            self._place(
                Node(self.document, event.value, start, end, style=style, tag=event.tag or ""),
                event.anchor,
            )
        elif name == "AliasEvent":
            target = self.anchors.get(event.anchor)
            if not target:
                raise Unreadable(
                    f"found undefined alias {event.anchor!r}",
                    *self.document.position(self._offset(event.start_mark)),
                )
            self._put(target, self._offset(event.start_mark), self._offset(event.end_mark))
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            start, end = self._span(event, event.anchor or event.tag)
            value: object = {} if name == "MappingStartEvent" else []
            node = Node(
                self.document,
                value,
                start,
                max(start, end),
                style="{" if event.flow_style else "",
                tag=event.tag or "",
            )
            if len(self.open) >= MAXIMUM_DEPTH:
                raise Unreadable("is nested too deeply to be read", *self.document.position(start))
            if event.anchor:
                self.anchors[event.anchor] = node
            self.open.append(node)
            self.keys.append(ABSENT)
            self.merges.append([])
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            node = self.open.pop()
            self.keys.pop()
            if node.style == "{":
                node.end, node.style = self._offset(event.end_mark), ""
            self._merge(node, self.merges.pop())
            self._put(node, node.start, node.end)
        elif name == "DocumentStartEvent":
            self.anchors = {}

    def _offset(self, mark: Any) -> int:
        return min(int(mark.index), len(self.document.text))

    def _span(self, event: Any, has_properties: object) -> tuple[int, int]:
        """Where the value itself stands, less the anchor and tag before it."""
        start, end = self._offset(event.start_mark), self._offset(event.end_mark)
        if has_properties:
            text = self.document.text
            while text[start : start + 1] in ("&", "!"):
                found = _PROPERTY.match(text, start)
                if not found:
                    break
                if found.end() >= end and type(event).__name__ == "ScalarEvent":
                    return end, end
                start = found.end()
        return start, max(start, end)

    def _place(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = node
        self._put(node, node.start, node.end)

    def _put(self, node: Node, start: int, end: int) -> None:
        """Give a finished node, which stands at *start* to *end* (an alias: not its own place), to
        the one that is open.
        """
        if not self.open:
            self.documents.append(node)
            return
        parent = self.open[-1]
        parent.end = max(parent.end, end)
        if isinstance(parent.value, list):
            parent.value.append(node)
            return
        key = self.keys[-1]
        if not key:
            # A key's place is where it is written, also when it is an alias.
            self.keys[-1] = (
                node
                if node.start == start
                else Node(self.document, node.value, start, end, style=node.style)
            )
            return
        self.keys[-1] = ABSENT
        if key.value == "<<" and key.style == "plain":
            self.merges[-1].append(node)
            return
        name = key.value if isinstance(key.value, str) else self.document.text[key.start : key.end]
        if node.key_start < 0 and node.start == start:
            node.key_start, node.key_end = key.start, key.end
        parent.mapping.pop(name, None)
        parent.mapping[name] = node

    def _merge(self, node: Node, sources: list[Node]) -> None:
        """Bring the keys of `<<` in: the mapping's own win, then the earlier of a list
        (yaml.org/type/merge).
        """
        if not sources:
            return
        own = node.mapping
        merged: dict[str, Node] = {}
        for source in sources:
            for mapping in source.items or [source]:
                if mapping is node or mapping in self.open:
                    continue
                self.merged += len(mapping.mapping)
                if self.merged > MAXIMUM_MERGED:
                    raise Unreadable(
                        "its merge keys bring too much together to be read",
                        *self.document.position(node.start),
                    )
                for name, value in mapping.mapping.items():
                    merged.setdefault(name, value)
        node.value = {**{name: value for name, value in merged.items() if name not in own}, **own}
