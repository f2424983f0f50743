"""The words of shell text: quotes, escapes, expansions, splitting at blanks."""

from __future__ import annotations

import re

from venvlint.readers.patchwork import UNKNOWN, Patchwork, Word, verbatim
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from venvlint.readers.patchwork import Piece


class Scope:
    """A part of the text whose effects end with it, or that runs at another time.

    `kind` is `script`, `subshell`, `pipeline`, `background`, `substitution`, `child` (text that a
    shell is given: `bash -c`), `function`, or
    `group` for a compound that shares everything with its surroundings. `shell` is the program of a
    `child`, `name` that of a function.
    `wrappers` are the words before a `child`'s shell, such as `sudo -H`: they hold for all of its
    commands.
    """

    __slots__ = ("kind", "name", "outer", "redirections", "shell", "wrappers")

    def __init__(
        self,
        kind: str,
        outer: Scope | None,
        shell: str = "",
        name: str = "",
        wrappers: Sequence[Word] = (),
    ) -> None:
        self.kind, self.outer, self.shell, self.name, self.wrappers = (
            kind,
            outer,
            shell,
            name,
            wrappers,
        )
        self.redirections: list[Redirection] = []


class Redirection:
    """`operator` and the word behind it; `body` is the text of a here-document, `quoted` whether
    nothing in it is expanded. `start` is the offset of the operator.
    """

    __slots__ = ("behind", "body", "descriptor", "joined", "operator", "start", "word")

    def __init__(
        self,
        operator: str,
        word: Word,
        start: int,
        *,
        descriptor: str = "",
        behind: Word | None = None,
        joined: bool = False,
    ) -> None:
        self.operator, self.word, self.start = operator, word, start
        self.descriptor = descriptor
        """What stands before the operator: `2` of `2>`."""
        self.behind = behind
        """The word of the command that it stands behind."""
        self.joined = joined
        """Whether no blank is between it and what it stands behind: `foo>=1.0`."""
        self.body: Patchwork | None = None


class Simple:
    """One simple command. `start` and `end` are offsets into the document; see `Scope` for
    `scope`.
    """

    __slots__ = (
        "after",
        "assignments",
        "before",
        "conditional",
        "end",
        "line",
        "redirections",
        "scope",
        "start",
        "words",
        "wrappers",
    )

    def __init__(self, scope: Scope, start: int, before: str, conditional: bool) -> None:
        self.scope, self.start, self.end = scope, start, start
        self.words: list[Word] = []
        self.assignments: list[tuple[str, Word]] = []
        self.redirections: list[Redirection] = []
        self.before, self.after = before, ""
        self.conditional = conditional
        """Whether it runs only under some condition: in a branch or a loop, behind `||`, behind a
        test and `&&`.
        """
        self.wrappers: list[Word] = []
        """What cmd has before it and takes off: `call`."""
        self.line = 0
        """In cmd's text: the number of what cmd reads at once, a line or a whole block in
        parentheses.
        """

    @property
    def all_redirections(self) -> list[Redirection]:
        """Its own and those of the groups around it: `{ echo x; } >> file`."""
        found = list(self.redirections)
        scope: Scope | None = self.scope
        while scope is not None:
            found += scope.redirections
            scope = scope.outer
        return found


class Script:
    """What a text comes to: its simple commands in the order of the text, and the variables that it
    ends with.
    """

    __slots__ = ("commands", "complete", "scope", "variables")

    def __init__(self, scope: Scope, variables: dict[str, Patchwork]) -> None:
        self.scope, self.variables = scope, variables
        self.commands: list[Simple] = []
        self.complete = True
        """False where a quote or a substitution is not closed: then the text is none of a shell, or
        only a part of one.
        """


MAXIMUM_NESTING = 16
"""Substitutions and re-read texts deeper than this are unknown."""
MAXIMUM_VALUE = 1024
"""A word that grows longer than this through its variables is unknown."""

PLAIN = lazy(r"[^ \t\r\n'\"\\$`|&;<>(){\0]+")
NAME = lazy(r"[A-Za-z_][A-Za-z0-9_]*")
ASSIGNMENT = lazy(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]\s]*\])?(\+?)=")
PARAMETER = lazy(r"<<[ \t]*(?:parameters|pipeline|matrix)\.[\w.-]+[ \t]*>>")
STATEMENT = lazy(r"\{%.{0,400}?%\}")
_QUOTED = lazy(r"[^\"\\$`{\0]+")
# Bounded, so that many openings without an end cost no more than their number.
_TEMPLATE = lazy(r"\$\{\{.{0,400}?\}\}|\{\{.{0,400}?\}\}|\$\[\[.{0,200}?\]\]")
_SPACE = lazy(r"[ \t\r\n]+")
_ANSI = lazy(r"\\(?:([\\'\"?abefnrtv])|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|u([0-9a-fA-F]{1,4}))")
_ANSI_CHARACTERS = {
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}


class Words:
    """Reads the words of one text. What stands in a substitution is commands again, and the
    reader's own business.
    """

    def __init__(self, source: Patchwork, script: Script, depth: int) -> None:
        self.source, self.text, self.size = source, source.text, len(source.text)
        self.script, self.depth = script, depth
        self.variables = script.variables
        self.unclosed = self.size
        """From here on a search for the end of `((` has failed already."""
        self.failed = -200
        """Where such a search failed last; one that begins a little behind that is not tried, so
        that `((((…` costs no more than its length.
        """

    def substitution(self, position: int) -> int:
        """Behind the `)` of a command substitution whose commands begin at *position*."""
        raise NotImplementedError

    def nested(self, source: Patchwork) -> None:
        """Read the text between backticks."""
        raise NotImplementedError

    def arithmetic_end(self, position: int) -> int:
        """Behind the `))` that closes a `((`, 0 where that is no arithmetic."""
        if self.failed <= position < self.failed + 200 or position >= self.unclosed:
            return 0
        depth = 0
        limit = min(self.size, position + 400)
        for index in range(position, limit):
            char = self.text[index]
            if char == "(":
                depth += 1
            elif char == ")":
                if depth == 0:
                    return index + 2 if self.text.startswith("))", index) else 0
                depth -= 1
        self.failed = position
        if limit == self.size:
            self.unclosed = position
        return 0

    def skip_blanks(self, position: int, *, newlines: bool = False) -> int:
        blanks = " \t\r\n" if newlines else " \t"
        while position < self.size:
            if self.text[position] in blanks:
                position += 1
            elif self.text.startswith("\\\n", position):
                position += 2
            else:
                break
        return position

    def word(self, position: int) -> tuple[int, list[tuple[Piece, bool]], bool]:
        """The end of the word at *position*, its pieces (each with whether it is to be split at
        blanks), and whether it has quotes.
        """
        text, size = self.text, self.size
        pieces: list[tuple[Piece, bool]] = []
        quoted = False
        start = position
        while position < size:
            match = PLAIN.match(text, position)
            if match:
                pieces += [(piece, False) for piece in self.source.cut(position, match.end())]
                position = match.end()
                if position >= size:
                    break
            char = text[position]
            if char in " \t\r\n|;&":
                break
            if char in "<>":
                parameter = PARAMETER.match(text, position)
                if parameter:
                    pieces.append((self.unknown(position, parameter.end()), False))
                    position = parameter.end()
                    continue
                if text.startswith("(", position + 1):
                    stop = self.substitution(position + 2)
                    pieces.append((self.unknown(position, stop), False))
                    position = stop
                    continue
                break
            if char == "(":
                if (
                    position > start
                    and text[position - 1] == "="
                    and ASSIGNMENT.fullmatch(text, start, position)
                ):
                    stop = self.array(position + 1)
                    pieces.append((self.unknown(position, stop), False))
                    position = stop
                    continue
                if position > start and text[position - 1] in "?*+@!":
                    stop = text.find(")", position)
                    if 0 <= stop < position + 200 and "\n" not in text[position:stop]:
                        pieces += [(piece, False) for piece in self.source.cut(position, stop + 1)]
                        position = stop + 1
                        continue
                break
            if char == ")":
                break
            if char == "'":
                quoted = True
                stop = text.find("'", position + 1)
                if stop < 0:
                    self.script.complete = False
                    stop = size
                pieces += [(piece, False) for piece in self.literal(position + 1, stop)]
                position = stop + 1
            elif char == '"':
                quoted = True
                position = self.double_quoted(position + 1, size, pieces, '"')
            elif char == "\\":
                if text.startswith(("\n", "\r\n"), position + 1):
                    position += 2 if text[position + 1] == "\n" else 3
                else:
                    quoted = True
                    at, until = self.source.span(position, min(position + 2, size))
                    pieces.append(
                        (verbatim(text[position + 1 : position + 2] or "\\", at, until), False)
                    )
                    position += 2
            elif char in "$`":
                if text.startswith("$'", position):
                    quoted = True
                    position = self.ansi_quoted(position, pieces)
                elif text.startswith('$"', position):
                    quoted = True
                    position = self.double_quoted(position + 2, size, pieces, '"')
                else:
                    added, position = self.expansion(position, size)
                    pieces += [(piece, True) for piece in added]
            elif char == "{":
                template = _TEMPLATE.match(text, position)
                statement = STATEMENT.match(text, position)
                if template or statement:
                    stop = (template or statement).end()  # type: ignore[union-attr]  # one of them is
                    pieces.append((self.unknown(position, stop), False))
                    position = stop
                else:
                    pieces += [(piece, False) for piece in self.source.cut(position, position + 1)]
                    position += 1
            else:
                pieces += [(piece, False) for piece in self.source.cut(position, position + 1)]
                position += 1
        return min(position, size), pieces, quoted

    def fields(
        self, start: int, end: int, pieces: list[tuple[Piece, bool]], quoted: bool
    ) -> list[Word]:
        """The words that a word comes to: an unquoted variable with blanks in its value makes
        several, an empty one none.
        """
        at, stop = self.source.span(start, end)
        raw = self.text[start:end]
        if sum([len(piece[0]) for piece, _ in pieces]) > max(MAXIMUM_VALUE, end - start):
            return [Word(raw, Patchwork([verbatim(UNKNOWN, at, stop)]), at, stop)]
        if not any(
            splits and (not piece[0] or _SPACE.search(piece[0])) for piece, splits in pieces
        ):
            kept = [piece for piece, _ in pieces]
            return [Word(raw, Patchwork(kept or [("", at, at, at, at)]), at, stop)]
        found: list[list[Piece]] = [[]]
        for piece, splits in pieces:
            if not splits:
                found[-1].append(piece)
                continue
            position = 0
            whole = Patchwork([piece])
            for match in _SPACE.finditer(piece[0]):
                found[-1] += whole.cut(position, match.start())
                found.append([])
                position = match.end()
            found[-1] += whole.cut(position, len(piece[0]))
        filled = [field for field in found if any(piece[0] for piece in field)]
        words = [Word(raw, Patchwork(field), at, stop) for field in filled]
        return words or ([Word(raw, Patchwork([("", at, at, at, at)]), at, stop)] if quoted else [])

    def unknown(self, start: int, end: int) -> Piece:
        at, stop = self.source.span(start, end)
        return verbatim(UNKNOWN, at, stop)

    def literal(self, start: int, end: int) -> list[Piece]:
        """Text in single quotes, with templates taken out: they are replaced before any shell sees
        the text.
        """
        text = self.text
        if "{{" not in text[start:end] and "$[[" not in text[start:end]:
            return self.source.cut(start, end)
        pieces: list[Piece] = []
        for match in _TEMPLATE.finditer(text, start, end):
            pieces += self.source.cut(start, match.start())
            pieces.append(self.unknown(match.start(), match.end()))
            start = match.end()
        return pieces + self.source.cut(start, end)

    def double_quoted(
        self, position: int, end: int, pieces: list[tuple[Piece, bool]], close: str
    ) -> int:
        """Behind the closing quote; with *close* empty the text up to *end* is read as if it were
        in double quotes.
        """
        text = self.text
        while position < end:
            match = _QUOTED.match(text, position, end)
            if match:
                pieces += [(piece, False) for piece in self.source.cut(position, match.end())]
                position = match.end()
                if position >= end:
                    break
            char = text[position]
            if char == '"':
                if close:
                    if not pieces:
                        at = self.source.span(position, position)[0]
                        pieces.append((("", at, at, at, at), False))
                    return position + 1
                position += 1
            elif char == "\\":
                follower = text[position + 1 : position + 2]
                if follower == "\n":
                    position += 2
                elif follower and follower in '$`"\\':
                    at, until = self.source.span(position, position + 2)
                    pieces.append((verbatim(follower, at, until), False))
                    position += 2
                else:
                    pieces += [(piece, False) for piece in self.source.cut(position, position + 1)]
                    position += 1
            elif char in "$`":
                added, position = self.expansion(position, end)
                pieces += [(piece, False) for piece in added]
            else:
                template = _TEMPLATE.match(text, position, end) if char == "{" else None
                stop = template.end() if template else position + 1
                pieces += (
                    [(self.unknown(position, stop), False)]
                    if template
                    else [(piece, False) for piece in self.source.cut(position, stop)]
                )
                position = stop
        if close:
            self.script.complete = False
        return position

    def ansi_quoted(self, position: int, pieces: list[tuple[Piece, bool]]) -> int:
        match = re.compile(r"\$'((?:[^'\\]|\\.)*)'", re.S).match(self.text, position)
        if match is None:
            self.script.complete = False
            return self.size
        at, stop = self.source.span(match.start(), match.end())

        def plain(escape: re.Match[str]) -> str:
            if escape[1]:
                return _ANSI_CHARACTERS.get(escape[1], escape[1])
            number = (
                int(escape[2] or escape[4] or "0", 16) if not escape[3] else int(escape[3], 8) & 255
            )
            return chr(number) if number else ""

        pieces.append((verbatim(_ANSI.sub(plain, match[1]), at, stop), False))
        return match.end()

    def array(self, position: int) -> int:
        """Behind the `)` of `name=(…)`."""
        if self.depth >= MAXIMUM_NESTING:
            return position
        self.depth += 1
        position = self.array_items(position)
        self.depth -= 1
        return position

    def array_items(self, position: int) -> int:
        while position < self.size:
            position = self.skip_blanks(position, newlines=True)
            char = self.text[position : position + 1]
            if char == ")":
                return position + 1
            if char == "#":
                stop = self.text.find("\n", position)
                position = self.size if stop < 0 else stop
                continue
            end, _, _ = self.word(position)
            position = max(end, position + 1)
        return self.size

    def expansion(self, position: int, end: int) -> tuple[list[Piece], int]:
        """What a `$…` or a backtick at *position* stands for, and where it ends."""
        text = self.text
        if text[position] == "`":
            return self.backticks(position, end)
        template = _TEMPLATE.match(text, position, end)
        if template:
            return [self.unknown(position, template.end())], template.end()
        follower = text[position + 1 : position + 2] if position + 1 < end else ""
        if follower == "(":
            stop = self.arithmetic_end(position + 3) if text.startswith("((", position + 1) else 0
            if not stop:
                stop = min(self.substitution(position + 2), self.size)
            return [self.unknown(position, stop)], stop
        if follower == "{":
            return self.parameter(position, end)
        name = NAME.match(text, position + 1, end)
        if name:
            return self.variable(name[0], position, name.end()), name.end()
        if follower and follower in "@*#?-$!0123456789":
            return [self.unknown(position, position + 2)], position + 2
        return self.source.cut(position, position + 1), position + 1

    def backticks(self, position: int, end: int) -> tuple[list[Piece], int]:
        match = re.compile(r"`((?:[^`\\]|\\.)*)`", re.S).match(self.text, position, end)
        if match is None:
            self.script.complete = False
            return [self.unknown(position, position + 1)], position + 1
        inner = self.source.slice(match.start(1), match.end(1))
        if "\\" in match[1]:
            pieces: list[Piece] = []
            for part in re.compile(r"\\([$`\\])|(?:[^\\]|\\(?![$`\\]))+", re.S).finditer(match[1]):
                pieces += inner.cut(part.start(1) if part[1] else part.start(), part.end())
            inner = Patchwork(pieces)
        self.nested(inner)
        return [self.unknown(position, match.end())], match.end()

    def variable(self, name: str, start: int, end: int) -> list[Piece]:
        value = self.variables.get(name)
        if value is None:
            return [self.unknown(start, end)]
        at, stop = self.source.span(start, end)
        # An empty value keeps an (empty) piece, so that `$EMPTY` alone is seen to vanish.
        return value.used_at(at, stop) or [("", at, stop, at, stop)]

    def parameter(self, position: int, end: int) -> tuple[list[Piece], int]:
        """`${…}`."""
        text = self.text
        stop = self.brace_end(position + 2, end)
        unknown = [self.unknown(position, stop)]
        name = NAME.match(text, position + 2, stop)
        start = name.end() if name else position + 3
        if self.depth >= MAXIMUM_NESTING or (
            name is None and not text[position + 2 : position + 3].isdigit()
        ):
            return unknown, stop
        value = self.variables.get(name[0]) if name else None
        closed = text[stop - 1 : stop] == "}"
        inner_end = stop - 1 if closed else stop
        rest = text[start:inner_end]
        if not rest:
            return (self.variable(name[0], position, stop) if name else unknown), stop
        operator = rest[:2] if rest[0] == ":" else rest[0]
        at, until = self.source.span(position, stop)
        inner: list[tuple[Piece, bool]] = []
        self.depth += 1
        self.double_quoted(start + len(operator), inner_end, inner, "")
        self.depth -= 1
        if value is not None and value.known is None and value.text == UNKNOWN:
            return unknown, stop
        given = value is not None and bool(value.text or operator in ("-", "+", "=", "?"))
        if operator in (":-", "-", ":=", "="):
            if given and value is not None:
                return value.used_at(at, until) or [("", at, until, at, until)], stop
            if name and name[0] in ("PATH", "HOME", "PWD", "USER"):
                return unknown, stop
            found = [(piece[0], at, until, piece[3], piece[4]) for piece, _ in inner]
            return found or [("", at, until, at, until)], stop
        if operator in (":+", "+"):
            # Whether the run has set it is not known: without a value here both are possible.
            return (
                [(piece[0], at, until, piece[3], piece[4]) for piece, _ in inner]
                if given
                else unknown
            ), stop
        if operator in (":?", "?") and value is not None:
            return value.used_at(at, until), stop
        return unknown, stop

    def brace_end(self, position: int, end: int) -> int:
        """Behind the `}` that closes a `${`."""
        text = self.text
        depth = 1
        quote = ""
        while position < end:
            char = text[position]
            if char == "\\" and quote != "'":
                position += 1
            elif quote:
                if char == quote:
                    quote = ""
            elif char == "'" or char == '"':
                quote = char
            elif char == "$" and text.startswith("{", position + 1):
                depth += 1
                position += 1
            elif char == "}":
                depth -= 1
                if depth == 0:
                    return position + 1
            elif char == "\n" and depth == 1 and quote == "":
                return position
            position += 1
        return end
