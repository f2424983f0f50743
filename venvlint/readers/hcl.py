"""Terraform's language (HCL) to nodes, as its own JSON form has them: `resource "a" "b" { c = 1 }`
is `resource.a.b.c`.

Read are texts, lists and objects. Anything else (a number, a reference, a call, a text with `${…}`
in it) is a node without a value, whose raw text says what it is.
"""

from __future__ import annotations

from venvlint.readers.lexemes import HCL, LINE, MARK, TEXT, WORD, Lexeme, scan
from venvlint.readers.nodes import ABSENT, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document

_OPENING = {"(": ")", "[": "]", "{": "}"}


def parse(document: Document) -> Node:
    """The whole file as a mapping. What does not end, ends with the file: nothing is refused."""
    return Node(document, _Reader(document).body(closing=False), 0, len(document.text))


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.lexemes = list(scan(document.text, HCL))
        self.at = 0

    # -- lexemes

    @property
    def next(self) -> Lexeme | None:
        return self.lexemes[self.at] if self.at < len(self.lexemes) else None

    def skip_lines(self) -> None:
        while (one := self.next) is not None and one.kind == LINE:
            self.at += 1

    # -- grammar

    def body(self, *, closing: bool) -> dict[str, Node]:
        members: dict[str, Node] = {}
        while True:
            self.skip_lines()
            one = self.next
            if one is None:
                return members
            self.at += 1
            if one.is_mark("}"):
                if closing:
                    return members
                continue
            if one.kind not in (WORD, TEXT):
                continue
            following = self.next
            if following is not None and following.is_mark("=", ":"):
                self.at += 1
                members[one.text] = self.keyed(one, self.value())
            else:
                self.block(members, one)

    def block(self, members: dict[str, Node], name: Lexeme) -> None:
        labels = []
        while (one := self.next) is not None and one.kind in (WORD, TEXT):
            labels.append(one)
            self.at += 1
        if one is None or not one.is_mark("{"):
            self.rest()
            return
        self.at += 1
        content = self.body(closing=True)
        end = self.lexemes[self.at - 1].end
        node = self.keyed(name, Node(self.document, content, one.start, end))
        for label in labels:
            inner = members.get(name.text, ABSENT)
            if not inner.mapping:
                inner = self.keyed(name, Node(self.document, {}, name.start, end))
                members[name.text] = inner
            members, name = inner.mapping, label
            node.key_start, node.key_end = label.start, label.end
        before = members.get(name.text)
        if not before:
            members[name.text] = node
        elif before.items:
            before.items.append(node)
        else:
            members[name.text] = Node(self.document, [before, node], before.start, end)

    def keyed(self, key: Lexeme, node: Node) -> Node:
        node.key_start, node.key_end = key.start, key.end
        return node

    def value(self) -> Node:
        """The expression that begins here, up to the end of its line, a comma or a closing mark."""
        first = self.at
        node = self.primary()
        one = self.next
        if node and (one is None or one.kind == LINE or one.is_mark(*",}])")):
            return node
        start = self.lexemes[first].start if first < len(self.lexemes) else len(self.document.text)
        self.at = first
        end = self.rest()
        return Node(self.document, None, start, max(start, end))

    def primary(self) -> Node:
        one = self.next
        if one is None:
            return ABSENT
        if one.kind == TEXT:
            self.at += 1
            text = self.document.text
            quoted = text[one.start - 1 : one.start] == '"'
            start, end = (one.start - 1, one.end + 1) if quoted else (one.start, one.end)
            computed = "${" in one.text or "%{" in one.text
            return Node(self.document, None if computed else one.text, start, end)
        if one.is_mark("["):
            return self.array(one)
        if one.is_mark("{"):
            self.at += 1
            content = self.object()
            return Node(self.document, content, one.start, self.lexemes[self.at - 1].end)
        return ABSENT

    def array(self, opening: Lexeme) -> Node:
        self.at += 1
        items: list[Node] = []
        while True:
            self.skip_lines()
            one = self.next
            if one is None or one.is_mark("]"):
                self.at += one is not None
                end = one.end if one is not None else len(self.document.text)
                return Node(self.document, items, opening.start, end)
            if one.is_mark(","):
                self.at += 1
                continue
            before = self.at
            items.append(self.value())
            if self.at == before:
                self.at += 1

    def object(self) -> dict[str, Node]:
        members: dict[str, Node] = {}
        while True:
            self.skip_lines()
            one = self.next
            if one is None:
                return members
            self.at += 1
            if one.is_mark("}"):
                return members
            following = self.next
            if one.kind in (WORD, TEXT) and following is not None and following.is_mark("=", ":"):
                self.at += 1
                members[one.text] = self.keyed(one, self.value())

    def rest(self) -> int:
        """Past the end of an expression that is not read; where it ends."""
        depth: list[str] = []
        end = self.lexemes[self.at].start if self.at < len(self.lexemes) else 0
        while (one := self.next) is not None:
            if not depth and (one.kind == LINE or one.is_mark(*",}])")):
                break
            if one.kind == MARK:
                if one.text in _OPENING:
                    depth.append(_OPENING[one.text])
                elif depth and one.text == depth[-1]:
                    depth.pop()
            end = one.end if one.kind != LINE else end
            self.at += 1
        return end
