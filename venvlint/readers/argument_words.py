"""The words of a command line that no shell reads: split at blanks, with the quotes that systemd,
`shlex` and their like take.
"""

from __future__ import annotations

import re

from venvlint.readers.patchwork import UNKNOWN, Patchwork, Word, lines, plain, verbatim
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from venvlint.readers.nodes import Node
    from venvlint.readers.patchwork import Piece

_WORD = lazy(r"""(?:[^\s"'\\]+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\\.|["'\\])+""", re.S)
_PART = lazy(r""""((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\\(.)|([^"'\\]+)|(.)""", re.S)
_SOLID = lazy(r"[^ \t\r\n]+")
_ESCAPE = lazy(
    r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(\r?\n[ \t\r\n]*)|(.))",
    re.S,
    words=("\\",),
)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "e": "\x1b", "0": "\0"}


def operands_and_values(
    texts: Sequence[str], takes: Container[str]
) -> tuple[list[str], dict[str, str]]:
    """The operands of a program, and the values of its options: of those in *takes* the next word,
    of any what stands behind `=`.
    """
    operands, values, index = [], {}, 0
    while index < len(texts):
        text = texts[index]
        index += 1
        name, equals, value = text.partition("=")
        if text.startswith("--") and equals:
            values[name] = value
        elif text in takes:
            values[text] = texts[index] if index < len(texts) else ""
            index += 1
        elif not text.startswith("-") or text == "-":
            operands.append(text)
    return operands, values


def split(value: Patchwork, stops: str = "") -> list[Word]:
    """The words of a command line; it ends at an unquoted character of *stops*."""
    words = []
    for match in _WORD.finditer(value.text):
        pieces: list[Piece] = []
        ended = False
        end = match.end()
        for part in _PART.finditer(value.text, match.start(), match.end()):
            group = part.lastindex or 5
            first, last = part.start(group), part.end(group)
            if stops and group == 4:
                stop = next((at for at in range(first, last) if value.text[at] in stops), -1)
                if stop >= 0:
                    ended, last, end = True, stop, stop
            pieces += value.cut(first, last)
            if ended:
                break
        if pieces or not ended:
            start, stop = value.span(match.start(), end)
            words.append(Word(value.text[match.start() : end], Patchwork(pieces), start, stop))
        if ended:
            break
    return words


def cut_off(value: Patchwork, stops: str) -> Word | None:
    """What a command line loses that ends at an unquoted character of *stops*; None where it has
    none.
    """
    for part in _PART.finditer(value.text):
        if part[4] is None:
            continue
        for at in range(part.start(4), part.end(4)):
            if value.text[at] in stops:
                end = len(value.text)
                return Word(value.text[at:], value.slice(at, end), *value.span(at, end))
    return None


def value_of(node: Node) -> Patchwork:
    """A text value with the place of each of its characters, where the quotes and escapes that it
    is written with allow that; of a folded one with that of each of its words; else with that of
    each line (`Node.lines`).
    """
    text, raw = node.string or "", node.raw
    quote = raw[:1]
    if raw == text:
        return plain(text, node.start)
    if node.style not in ("|", ">") and quote in ("'", '"') and raw[-1:] == quote:
        width = 3 if raw.startswith(quote * 3) and len(raw) > 5 else 1
        inner, start = raw[width:-width], node.start + width
        # YAML doubles a single quote; Python and Groovy escape it.
        for found in (_doubled(inner, start) if quote == "'" else None, unescaped(inner, start)):
            if found is not None and found.text == text:
                return found
    if node.style != "|" and "\n" in raw:
        folded = _folded(node, text)
        if folded is not None:
            return folded
    return lines(node.lines())


def _folded(node: Node, text: str) -> Patchwork | None:
    """A text whose lines are joined by blanks, word by word; None where a word is written
    otherwise than it is read.
    """
    source, position = node.document.text, node.start
    if node.style == ">":
        position = source.find("\n", position) + 1  # behind the header, `>-`
    pieces: list[Piece] = []
    at = 0
    for match in _SOLID.finditer(text):
        # The next word stands near: a line's end and its indentation are all that is between.
        found = source.find(match[0], position, min(node.end, position + len(match[0]) + 2000))
        if found < 0 or source[position:found].strip(" \t\r\n'\""):
            return None
        if match.start() > at:
            pieces.append(verbatim(text[at : match.start()], position, found))
        pieces.append(verbatim(match[0], found, found + len(match[0])))
        position, at = found + len(match[0]), match.end()
    if at < len(text):
        pieces.append(verbatim(text[at:], position, max(position, node.end)))
    return Patchwork(pieces)


def _doubled(raw: str, start: int) -> Patchwork:
    """The inside of a text in single quotes, in which two of them are one."""
    pieces: list[Piece] = []
    position = 0
    for part in raw.split("''"):
        if position:
            pieces.append(verbatim("'", start + position - 2, start + position))
        pieces.append(verbatim(part, start + position, start + position + len(part)))
        position += len(part) + 2
    return Patchwork(pieces)


def unescaped(raw: str, start: int) -> Patchwork:
    """The inside of a text in quotes, from the offset *start* on, with its backslashes resolved."""
    pieces: list[Piece] = []
    position = 0
    for match in _ESCAPE.finditer(raw):
        begin, end = start + match.start(), start + match.end()
        if match.start() > position:
            pieces.append(verbatim(raw[position : match.start()], start + position, begin))
        position = match.end()
        code = match[1] or match[2] or match[3]
        if code:
            number = int(code, 16)
            pieces.append(verbatim(chr(number) if number < 0x110000 else "\ufffd", begin, end))
        elif match[5]:
            pieces.append(verbatim(_ESCAPED.get(match[5], match[5]), begin, end))
    pieces.append(verbatim(raw[position:], start + position, start + len(raw)))
    return Patchwork(pieces)


def word_of(node: Node) -> Word:
    """An item of a list as one word of a command."""
    value = value_of(node)
    return Word(node.raw, value if value.pieces else _empty(node), node.start, node.end)


def _empty(node: Node) -> Patchwork:
    return Patchwork([verbatim("", node.start, node.end)])


def masked(value: Patchwork, pattern: re.Pattern[str]) -> Patchwork:
    """The text with `UNKNOWN` for whatever *pattern* finds: another program's variables."""
    pieces: list[Piece] = []
    position = 0
    for match in pattern.finditer(value.text):
        pieces += value.cut(position, match.start())
        pieces.append(verbatim(UNKNOWN, *value.span(match.start(), match.end())))
        position = match.end()
    if not position:
        return value
    return Patchwork([*pieces, *value.cut(position, len(value.text))])
