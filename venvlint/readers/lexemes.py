"""The words, texts and marks of a programming language's source, with their places.

Enough to find `runtime = "python3.12"` in Terraform, Bicep, TypeScript, Groovy, Nix or Starlark
without a parser for each: comments are left out, and what stands inside a text is no word. The
languages differ in what begins a comment and a text, which a `Style` says.
"""

from __future__ import annotations

import re

from venvlint.readers.nodes import ABSENT, Node
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document

WORD, TEXT, MARK, LINE = "word", "text", "mark", "line"

_WORD = lazy(r"[A-Za-z0-9_$@][\w$@-]*")
_BLANK = lazy(r"[ \t\r\f\v]+")


class Style(Record):
    """What begins and ends comments and texts in a language."""

    comments: tuple[str, ...] = ("//",)
    """What begins a comment that ends with its line."""
    blocks: tuple[tuple[str, str], ...] = (("/*", "*/"),)
    """What begins and ends a comment of several lines."""
    quotes: tuple[str, ...] = ('"', "'")
    """What begins and ends a text; the longer ones first."""
    long: tuple[str, ...] = ()
    """Those of them whose texts may have several lines."""
    escapes: bool = True
    """Whether a backslash takes the next character's meaning away."""
    heredocs: bool = False
    """Whether `<<END` begins a text that ends with a line `END`."""


HCL = Style(("#", "//"), quotes=('"',), heredocs=True)
BICEP = Style(quotes=("'''", "'"), long=("'''",))
TYPESCRIPT = Style(quotes=('"', "'", "`"), long=("`",))
NIX = Style(("#",), quotes=("''", '"'), long=("''", '"'), escapes=False)
STARLARK = Style(("#",), (), ('"""', "'''", '"', "'"), ('"""', "'''"))


class Lexeme:
    """One of them. Of a text `text` is what stands between its quotes, as written, and `start` and
    `end` are the place of that.
    """

    __slots__ = ("end", "kind", "start", "text")

    def __init__(self, kind: str, text: str, start: int, end: int) -> None:
        self.kind, self.text, self.start, self.end = kind, text, start, end

    def is_mark(self, *marks: str) -> bool:
        """Whether it is one of some marks."""
        return self.kind == MARK and self.text in marks


def scan(text: str, style: Style) -> Iterator[Lexeme]:
    """Every lexeme in the order of the text; the end of a line is one too. Never raises."""
    at, size = 0, len(text)
    sought: dict[str, int] = {}
    ends: dict[str, int] = {}
    while at < size:
        character = text[at]
        if character == "\n":
            yield Lexeme(LINE, "\n", at, at + 1)
            at += 1
        elif character in " \t\r\f\v":
            at = _end_of(_BLANK, text, at)
        elif text.startswith(style.comments, at):
            end = text.find("\n", at)
            at = end if end >= 0 else size
        elif (block := _block(text, at, style)) >= 0:
            at = block
        elif (quote := _quote(text, at, style)) and (
            end := _closing(text, at + len(quote), quote, style, sought)
        ) >= 0:
            yield Lexeme(TEXT, text[at + len(quote) : end], at + len(quote), end)
            at = end + len(quote)
        elif style.heredocs and (found := _heredoc(text, at, ends)):
            yield found
            at = found.end
        else:
            end = _end_of(_WORD, text, at)
            if end > at:
                yield Lexeme(WORD, text[at:end], at, end)
                at = end
            else:
                yield Lexeme(MARK, character, at, at + 1)
                at += 1


def _end_of(expression: object, text: str, at: int) -> int:
    match = expression.match(text, at)  # type: ignore[attr-defined]  # a compiled expression
    return match.end() if match else at


def _block(text: str, at: int, style: Style) -> int:
    """The end of the comment that begins here; -1 where none does."""
    for opening, closing in style.blocks:
        if text.startswith(opening, at):
            end = text.find(closing, at + len(opening))
            return end + len(closing) if end >= 0 else len(text)
    return -1


def _quote(text: str, at: int, style: Style) -> str:
    return next((quote for quote in style.quotes if text.startswith(quote, at)), "")


def _closing(text: str, at: int, quote: str, style: Style, sought: dict[str, int]) -> int:
    """Where the closing quote stands; -1 where the text does not end, in its line unless it is a
    long one. *sought* keeps how far each quote was sought in vain, and where the line ends.
    """
    if at < sought.get(quote, 0):
        return -1
    stop = len(text)
    if quote not in style.long:
        if sought.get("\n", -1) < at:
            line = text.find("\n", at)
            sought["\n"] = line if line >= 0 else stop
        stop = sought["\n"]
    end = text.find(quote, at, stop)
    while end >= 0:
        slash = text.find("\\", at, end) if style.escapes else -1
        if slash < 0:
            return end
        at = slash + 2
        if at > end:
            end = text.find(quote, at, stop)
    sought[quote] = stop
    return -1


def _heredoc(text: str, at: int, ends: dict[str, int]) -> Lexeme | None:
    """The text that begins here. *ends* keeps the last line with each content: what no line ends is
    not sought.
    """
    if not text.startswith("<<", at):
        return None
    start = at + 2 + text.startswith("-", at + 2)
    end = _end_of(_WORD, text, start)
    line = text.find("\n", end)
    if end == start or line < 0 or text[end:line].strip():
        return None
    if not ends:
        ends.update((match[0].strip(), match.start()) for match in re.finditer(r"[^\n]+", text))
    name = text[start:end]
    position = line + 1
    while ends.get(name, -1) >= position:
        stop = text.find("\n", position)
        stop = stop if stop >= 0 else len(text)
        if text[position:stop].strip() == name:
            return Lexeme(TEXT, text[line + 1 : position], line + 1, stop)
        position = stop + 1
    return None


# -- A Jenkinsfile as the blocks and steps that it writes down: enough of Groovy to find
# strings, comments and braces. Nothing is run, and what is computed is unknown.

# A step's text is taken by the quotes that it stands in; what is between them is skipped otherwise.
_TOKEN = lazy(
    r"(?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?)"
    r"|(?P<string>'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\""
    r"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")"
    r"|(?P<open>'(?:[^'\\\n]|\\.)*|\"(?:[^\"\\\n]|\\.)*)"
    r"|(?P<word>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)|(?P<mark>[{}()\[\]:,=;+\n.])",
    re.S,
)
_PLAIN = lazy(r"(?P<word>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)|(?P<mark>[{}()\[\]:,=;+\n.])")


class Token:
    """A word, a string (with its node), or a mark."""

    __slots__ = ("end", "kind", "node", "start", "text")

    def __init__(self, kind: str, text: str, start: int, end: int, node: Node) -> None:
        self.kind, self.text, self.start, self.end, self.node = kind, text, start, end, node


def tokens(document: Document) -> list[Token]:
    """The tokens of a file, comments left out. Never raises."""
    found = []
    for match in _TOKEN.finditer(document.text):
        kind = match.lastgroup or ""
        if kind == "comment":
            continue
        if kind == "open":  # a quote that nothing closes is none
            found += [
                Token(inner.lastgroup or "", inner[0], *inner.span(), ABSENT)
                for inner in _PLAIN.finditer(document.text, *match.span())
            ]
            continue
        node = ABSENT
        text = match[0]
        if kind == "string":
            node = string_of(document, match.start(), match.end())
            text = node.string or ""
        found.append(Token(kind, text, match.start(), match.end(), node))
    return found


def string_of(document: Document, start: int, end: int) -> Node:
    """A string with its quotes as a node; `${x}` and `$x` of a text in double quotes stay as they
    are written.
    """
    from venvlint.readers.argument_words import unescaped

    raw = document.text[start:end]
    width = 3 if len(raw) > 5 and raw[:3] in ("'''", '"""') else 1
    value = unescaped(raw[width:-width], start + width).text
    return Node(document, value, start, end, style=raw[:width])
