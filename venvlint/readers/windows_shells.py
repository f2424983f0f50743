"""The words of commands in cmd and PowerShell text, each with its place. A coarse reading: one
command after the other.

Both shells are read only as far as rules about environments need it: which programs are called,
with which words. A variable that the text sets once, outside of blocks and to a plain value, is
that value behind this line; every other one is `UNKNOWN`, and so is what a block or a function does
with them.
"""

from __future__ import annotations

import re

from venvlint.readers.patchwork import UNKNOWN, Patchwork, Word, verbatim
from venvlint.readers.shell import Redirection, Scope, Script, Simple
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.readers.patchwork import Piece

_TEMPLATE = r"\$\{\{.{0,400}?\}\}|\{\{.{0,400}?\}\}"
# `%NAME%`, with a part of it or parentheses in it; arguments, `%1`, `%*`, `%~dp0`; the variable of
# a loop, `%%i`, `%%~nxI`.
_VARIABLE = r"%%~?[A-Za-z]{1,9}|%~[A-Za-z]{0,9}[0-9]|%[0-9*]|%[A-Za-z_][^%\r\n]{0,80}%"
_CMD = lazy(
    rf"""(?x)
    (?P<join>\^\r?\n) | (?P<redirect>[0-9]?(?:>>|>&|<&|[<>]))
  | (?P<end>\r?\n|&&|\|\||&|\||\(|\)) | (?P<blank>[ \t,;=]+)
  | (?P<template>{_TEMPLATE}) | (?P<variable>{_VARIABLE}|![A-Za-z_][^!\s]{{0,80}}!)
  | "(?P<quoted>[^"\r\n]*)"? | \^(?P<escaped>.) | (?P<plain>[^\s"&|()^%!{{$,;=<>]+) | (?P<other>.)
    """,
    re.S,
)
_PWSH = lazy(
    rf"""(?x)
    (?P<join>`\r?\n) | (?P<comment>\#[^\n]*|<\#.*?\#>) | (?P<here>@"\r?\n.*?\n"@|@'\r?\n.*?\n'@)
  | (?P<redirect>[0-9*]?(?:>>|>&|[<>])) | (?P<end>\r?\n|&&|\|\||;|\||\{{(?!\{{)|\}}|\(|\)) | (?P<blank>[ \t,]+)
  | (?P<template>{_TEMPLATE}) | (?P<variable>\$(?:\{{[^}}\n]{{0,80}}\}}|[A-Za-z_?^$][\w:]*))
  | "(?P<quoted>(?:[^"`\n]|`.|"")*)"? | '(?P<single>[^'\n]*)'? | `(?P<escaped>.) | (?P<plain>[^\s"'`;|{{}}()$,#&<>]+) | (?P<other>.)
    """,  # noqa: E501
    re.S,
)
_IN_QUOTES = lazy(
    r"\$\{\{.{0,400}?\}\}|\$\{[^}\n]{0,80}\}|\$[A-Za-z_][\w:]*|\$\([^)\n]{0,200}\)|%[A-Za-z_][^%\s]{0,80}%"
    r"|%~[A-Za-z]{0,9}[0-9]"
)
# What gives a variable a value, wherever it stands, and a plain value at the beginning of a line.
_SETS = {
    "cmd": lazy(r"\bset[ \t]+(?:/[ap][ \t]+)?\"?(\w+)[ \t]*[-+*/]?=", re.I, words=("set",)),
    "pwsh": lazy(r"\$(?:\w+:)?(\w+)[ \t]*[-+]?=(?!=)", words=("=",)),
}
_SETS_PLAINLY = {
    "cmd": lazy(
        r"^@?set[ \t]+(?P<quote>\"?)(?P<name>\w+)=(?P<value>[\w.:\\/-]+)(?P=quote)[ \t]*\r?$",
        re.I | re.M,
        words=("set",),
    ),
    "pwsh": lazy(
        r"^\$(?:env:)?(?P<name>\w+)[ \t]*=[ \t]*(?P<quote>[\"'])(?P<value>[\w.:\\/-]+)(?P=quote)"
        r"[ \t]*;?\r?$",
        re.M | re.I,
        words=("=",),
    ),
}
_OF_VARIABLE = lazy(r"[$%!](?:\{?env:|\{)?(\w+)[%!}]?$", re.I)
_REMARK = lazy(r"@?(?:rem(?=\s|$)|::)", re.I)


def parse_cmd(source: Patchwork) -> Script:
    """Read batch text. Never raises."""
    return _Reader(source, "cmd").read(_CMD)


def parse_pwsh(source: Patchwork) -> Script:
    """Read PowerShell text. Never raises."""
    return _Reader(source, "pwsh").read(_PWSH)


class _Reader:
    """One pass over the tokens of a text."""

    def __init__(self, source: Patchwork, kind: str) -> None:
        self.source, self.text, self.kind = source, source.text, kind
        self.script = Script(Scope("script", None), {})
        # The command that is read, and the operator before it.
        self.words: list[Word] = []
        self.redirections: list[Redirection] = []
        self.before = ""
        # The word that is read: where it starts, -1 for none, and what it is made of.
        self.start = -1
        self.pieces: list[Piece] = []
        self.target: Redirection | None = None
        """The redirection whose word is read."""
        self.word_end = -1
        self.depth = 0
        """How many blocks are open."""
        self.listing = False
        """Whether the list of a loop is open: `for %%i in (a b)`."""
        self.line = 0
        self.values = _plain_values(source.text, kind)

    def read(self, tokens: re.Pattern[str]) -> Script:
        text, position = self.text, 0
        while position < len(text):
            match = tokens.match(text, position)
            if match is None:
                position += 1
                continue
            if self.is_remark(position):
                position = text.find("\n", position)
                if position < 0:
                    break
                continue
            group, end = match.lastgroup, match.end()
            if group == "comment" and self.start >= 0 and match[0][0] == "#":
                group, end = "plain", position + 1  # `#` in a word is no comment
            if group in ("join", "blank", "comment", None) and match[0][:1] not in ('"', "'"):
                self.end_word(position)
            elif group == "redirect":
                self.redirection(match)
            elif group == "end":
                self.operator(match)
            else:
                self.part(match, group, end)
            position = max(end, position + 1)
        self.end_word(len(text))
        self.end_command("")
        return self.script

    def is_remark(self, position: int) -> bool:
        """Whether a line of batch text from here on is a comment."""
        return (
            self.kind == "cmd"
            and not self.words
            and self.start < 0
            and _REMARK.match(self.text, position) is not None
        )

    def end_word(self, at: int) -> None:
        if self.start >= 0:
            begin, stop = self.source.span(self.start, at)
            word = Word(
                self.text[self.start : at],
                Patchwork(self.pieces or [("", begin, begin, begin, begin)]),
                begin,
                stop,
            )
            if self.target is None:
                self.words.append(word)
            else:
                self.target.word = word
                self.redirections.append(self.target)
            self.target, self.word_end = None, at
        self.pieces, self.start = [], -1

    def end_command(self, operator: str) -> None:
        kept = self.words
        wrappers: list[Word] = []
        condition = False
        if self.kind == "cmd":
            kept, wrappers, condition = _stripped(kept)
        elif kept and kept[0].raw in ("&", "."):
            kept = kept[1:]
        if kept:
            simple = Simple(
                self.script.scope, self.words[0].start, self.before, self.depth > 0 or condition
            )
            simple.words = list(kept)
            simple.wrappers, simple.line = wrappers, self.line
            simple.end = kept[-1].end
            simple.after = operator
            simple.redirections = self.redirections
            self.script.commands.append(simple)
        self.words, self.redirections, self.target = [], [], None
        self.before = operator

    def redirection(self, match: re.Match[str]) -> None:
        self.end_word(match.start())
        begin, stop = self.source.span(*match.span())
        self.target = Redirection(
            match[0].lstrip("0123456789*"),
            Word("", Patchwork([("", stop, stop, stop, stop)]), stop, stop),
            begin,
            descriptor=match[0].rstrip("<>&"),
            behind=self.words[-1] if self.words else None,
            joined=match.start() == self.word_end,
        )

    def operator(self, match: re.Match[str]) -> None:
        """What ends a command, opens a block or closes one."""
        self.end_word(match.start())
        operator = "\n" if "\n" in match[0] else match[0]
        if self.kind == "cmd" and self.words and not self.opens(operator):
            # `for %%i in (a b) do`: a list, no block; elsewhere they are characters.
            self.listing = operator == "(" and _is_loop(self.words)
            return
        self.end_command(operator)
        if operator in ("(", "{"):
            self.depth += 1
        elif operator in (")", "}"):
            self.depth = max(self.depth - 1, 0)
        else:
            self.listing = False
            self.line += operator == "\n" and not self.depth

    def opens(self, operator: str) -> bool:
        """Whether an operator of cmd's has its meaning behind the words that are read: parentheses
        are characters but behind a condition and at a block's end.
        """
        if operator == "(":
            first = self.words[0].text.lstrip("@").lower()
            return first in ("if", "else", "for") and not _is_loop(self.words)
        return operator != ")" or (self.depth > 0 and not self.listing)

    def part(self, match: re.Match[str], group: str | None, end: int) -> None:
        """A part of a word, up to *end*."""
        position = match.start()
        if self.start < 0:
            self.start = position
        begin, stop = self.source.span(position, end)
        if group == "variable":
            self.pieces.append(self.value(match[0], position, end))
        elif group in ("template", "here"):
            self.pieces.append(verbatim(UNKNOWN, begin, stop))
        elif group == "escaped" and match["escaped"]:
            self.pieces.append(verbatim(match["escaped"], begin, stop))
        elif group == "single":
            self.pieces += self.source.cut(*match.span("single"))
        elif group == "quoted":
            at, last = match.span("quoted")
            for inner in _IN_QUOTES.finditer(self.text, at, last):
                self.pieces += self.source.cut(at, inner.start())
                self.pieces.append(self.value(inner[0], *inner.span()))
                at = inner.end()
            self.pieces += self.source.cut(at, last)
        else:
            self.pieces += self.source.cut(position, end)

    def value(self, written: str, position: int, end: int) -> Piece:
        """What a variable stands for at a place of the text."""
        begin, stop = self.source.span(position, end)
        name = _OF_VARIABLE.match(written)
        found = self.values.get(name[1].lower()) if name is not None else None
        if found is None or found[1] > position:
            return verbatim(UNKNOWN, begin, stop)
        return (found[0], begin, stop, *self.source.span(found[1], found[1] + len(found[0])))


def _plain_values(text: str, kind: str) -> dict[str, tuple[str, int]]:
    """The variables that a text sets once and to a plain value, by their names in lower case; each
    with the place of its value.
    """
    plain = list(_SETS_PLAINLY[kind].finditer(text))
    if not plain:
        return {}
    counts: dict[str, int] = {}
    for name in _SETS[kind].findall(text):
        counts[name.lower()] = counts.get(name.lower(), 0) + 1
    return {
        match["name"].lower(): (match["value"], match.start("value"))
        for match in plain
        if counts.get(match["name"].lower()) == 1
    }


def _is_loop(words: list[Word]) -> bool:
    """Whether the words are a `for` up to its `in`, behind which a list in parentheses stands."""
    return words[-1].text.lower() == "in" and words[0].text.lstrip("@").lower() == "for"


def _stripped(words: list[Word]) -> tuple[list[Word], list[Word], bool]:
    """The words of a command of cmd's without `@`, `call`, conditions and loops before it; each
    `call`; whether there is a condition. A condition without a command behind it (a block follows)
    stays.
    """
    kept, condition = words, False
    calls: list[Word] = []
    for _ in range(50):  # more of them than anybody writes
        if not kept:
            break
        first = kept[0].text.lower()
        if first.startswith("@"):
            if first == "@echo":
                return [], calls, condition
            kept = [*([_tail(kept[0])] if len(first) > 1 else []), *kept[1:]]
        elif first == "call":
            calls.append(kept[0])
            kept = kept[1:]
        elif first in ("if", "for", "else"):
            behind = _behind(first, kept)
            if not behind:
                break
            kept, condition = behind, True
        else:
            break
    return kept, calls, condition


def _tail(word: Word) -> Word:
    """A word without its first character."""
    return Word(
        word.raw[1:], Patchwork(word.value.cut(1, len(word.text))), word.start + 1, word.end
    )


def _behind(keyword: str, words: list[Word]) -> list[Word]:
    """The command behind `if`, `for` or `else`; empty where there is none, or where it cannot be
    told.
    """
    index = 1
    texts = [word.text.lower() for word in words[:60]]
    if keyword == "for":
        return words[texts.index("do") + 1 :] if "do" in texts else []
    if keyword == "if":
        index += texts[index : index + 1] == ["/i"]
        index += texts[index : index + 1] == ["not"]
        test = texts[index] if index < len(texts) else ""
        if test in ("exist", "defined", "errorlevel", "cmdextversion"):
            index += 2
        elif index + 1 < len(texts) and texts[index + 1] in (
            "equ",
            "neq",
            "lss",
            "leq",
            "gtr",
            "geq",
        ):
            index += 3
        else:  # `a == b`: blanks and equals signs part words alike
            index += 2
    return words[index:]
