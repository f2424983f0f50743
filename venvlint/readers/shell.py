"""POSIX shell and bash text: its simple commands, each word with its value where that is known and its place.

A reader of its own, because what exists either needs a compiler or keeps no places. It is forgiving: text that no shell would take is
read as far as it makes sense, never with an error, and in time that grows with the text alone. Variables that the text
itself sets to constants are replaced; whatever only the run can tell (positional parameters, the output of commands, templates
such as `${{ }}` and `{{ }}`) is `UNKNOWN`.
"""

from __future__ import annotations

import re

from venvlint.readers.patchwork import UNKNOWN, Patchwork, Word, verbatim
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from venvlint.readers.patchwork import Piece

    Variables = Mapping[str, Patchwork]

MAXIMUM_NESTING = 16
"""Substitutions and re-read texts deeper than this are unknown."""
MAXIMUM_VALUE = 1024
"""A word that grows longer than this through its variables is unknown."""

_PLAIN = lazy(r"[^ \t\r\n'\"\\$`|&;<>(){\0]+")
_QUOTED = lazy(r"[^\"\\$`{\0]+")
_NAME = lazy(r"[A-Za-z_][A-Za-z0-9_]*")
_ASSIGNMENT = lazy(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]\s]*\])?(\+?)=")
_REDIRECTION = lazy(r"(?:\d{1,3}|\{[A-Za-z_][A-Za-z0-9_]*\})?(<<<|<<-|<<|<>|<&|>>|>&|>\||<(?!\()|>(?!\())|(&>>|&>)")
# Bounded, so that many openings without an end cost no more than their number.
_TEMPLATE = lazy(r"\$\{\{.{0,400}?\}\}|\{\{.{0,400}?\}\}|\$\[\[.{0,200}?\]\]")
_PARAMETER = lazy(r"<<[ \t]*(?:parameters|pipeline|matrix)\.[\w.-]+[ \t]*>>")
_STATEMENT = lazy(r"\{%.{0,400}?%\}")
_CALL = lazy(r"[ \t]*\)")
_SPACE = lazy(r"[ \t\r\n]+")
_RESERVED = frozenset("if then elif else fi while until do done for select case esac function { } ! time [[ coproc".split())
_DECLARING = frozenset(("export", "declare", "local", "readonly", "typeset"))
_TESTS = frozenset(("[", "[[", "test", "command", "which", "type", "hash", "grep", "false"))
_ANSI = lazy(r"\\(?:([\\'\"?abefnrtv])|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|u([0-9a-fA-F]{1,4}))")
_ANSI_CHARACTERS = {"a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class Scope:
    """A part of the text whose effects end with it, or that runs at another time.

    `kind` is `script`, `subshell`, `pipeline`, `background`, `substitution`, `child` (text that a shell is given: `bash -c`), `function`, or
    `group` for a compound that shares everything with its surroundings. `shell` is the program of a `child`, `name` that of a function.
    """

    __slots__ = ("kind", "name", "outer", "redirections", "shell")

    def __init__(self, kind: str, outer: Scope | None, shell: str = "", name: str = "") -> None:
        self.kind, self.outer, self.shell, self.name = kind, outer, shell, name
        self.redirections: list[Redirection] = []


class Redirection:
    """`operator` and the word behind it; `body` is the text of a here-document, `quoted` whether nothing in it is expanded."""

    __slots__ = ("body", "operator", "quoted", "word")

    def __init__(self, operator: str, word: Word) -> None:
        self.operator, self.word = operator, word
        self.body: Patchwork | None = None
        self.quoted = False


class Simple:
    """One simple command. `start` and `end` are offsets into the document; see `Scope` for `scope`."""

    __slots__ = ("after", "assignments", "before", "conditional", "end", "redirections", "scope", "start", "words")

    def __init__(self, scope: Scope, start: int, before: str, conditional: bool) -> None:
        self.scope, self.start, self.end = scope, start, start
        self.words: list[Word] = []
        self.assignments: list[tuple[str, Word]] = []
        self.redirections: list[Redirection] = []
        self.before, self.after = before, ""
        self.conditional = conditional
        """Whether it runs only under some condition: in a branch or a loop, behind `||`, behind a test and `&&`."""

    def __repr__(self) -> str:
        return f"Simple({[word.text for word in self.words]!r})"

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
    """What a text comes to: its simple commands in the order of the text, and the variables that it ends with."""

    __slots__ = ("commands", "complete", "scope", "variables")

    def __init__(self, scope: Scope, variables: dict[str, Patchwork]) -> None:
        self.scope, self.variables = scope, variables
        self.commands: list[Simple] = []
        self.complete = True
        """False where a quote or a substitution is not closed: then the text is none of a shell, or only a part of one."""


def parse(source: Patchwork, variables: Variables | None = None) -> Script:
    """Read a shell text. *variables* are the values that it starts with. Never raises."""
    scope = Scope("script", None)
    script = Script(scope, dict(variables or {}))
    _Reader(source, script, 0).run(0, scope, "", False)
    return script


def run_words(words: list[Word], variables: Variables | None = None) -> Script:
    """A program that is started without a shell (exec form), with the text that it may hand to one."""
    script = Script(Scope("script", None), dict(variables or {}))
    if words:
        command = Simple(script.scope, words[0].start, "", False)
        command.words = words
        command.end = words[-1].end
        _Reader(Patchwork(()), script, 0).finish(command)
    return script


def read_into(script: Script, source: Patchwork, scope: Scope, conditional: bool, depth: int) -> None:
    """Read the text of `bash -c` or `eval` into the script that holds it."""
    if depth < MAXIMUM_NESTING:
        _Reader(source, script, depth).run(0, scope, "", conditional)


class _Frame:
    """A compound command that is open."""

    __slots__ = ("conditional", "items", "kind", "pattern", "scope")

    def __init__(self, kind: str, scope: Scope, conditional: bool) -> None:
        self.kind, self.scope, self.conditional = kind, scope, conditional
        self.items: list[Simple | Scope] = []
        """The members of the and-or list that is read."""
        self.pattern = False
        """In a `case`: whether the next thing is a pattern."""


class _Reader:
    def __init__(self, source: Patchwork, script: Script, depth: int) -> None:
        self.source, self.text, self.size = source, source.text, len(source.text)
        self.script, self.depth = script, depth
        self.variables = script.variables
        self.heredocs: list[tuple[Redirection, bool]] = []
        self.fed: list[tuple[Simple, str]] = []
        """Shells that are fed a here-document which is not read yet."""
        self.frames: list[_Frame] = []
        self.current: Simple | None = None
        self.compound: Scope | None = None
        """The compound that has just ended: redirections, `|` and `&` behind it are about it."""
        self.before = ""
        self.after_test = False
        self.function = ""
        self.unclosed = self.size
        """From here on a search for the end of `((` has failed already."""

    # -- commands ---------------------------------------------------------------------------------------------------------

    def run(self, position: int, scope: Scope, until: str, conditional: bool) -> int:
        """Read commands from *position* to the end of the text, or behind the `)` that ends a substitution."""
        saved = self.frames, self.current, self.compound, self.before, self.after_test, self.function
        self.frames, self.current, self.compound, self.before, self.after_test, self.function = (
            [_Frame("", scope, conditional)],
            None,
            None,
            "",
            False,
            "",
        )
        text, size = self.text, self.size
        ended = not until
        while position < size:
            char = text[position]
            if char in " \t\r":
                position += 1
            elif char == "\\" and text[position + 1 : position + 2] in ("\n", "\r") and position + 1 < size:
                position += 3 if text.startswith("\r\n", position + 1) else 2
            elif char == "#":
                stop = text.find("\n", position)
                position = size if stop < 0 else stop
            elif char == "\n":
                self.end("\n")
                position = self.read_heredocs(position + 1) if self.heredocs else position + 1
            elif char == ";":
                position = self.semicolon(position)
            elif char == "&" and not text.startswith("&>", position):
                operator = "&&" if text.startswith("&&", position) else "&"
                self.end(operator)
                position += len(operator)
            elif char == "|":
                position = self.bar(position)
            elif char == "(":
                position = self.parenthesis(position)
            elif char == ")":
                frame = self.frames[-1]
                position += 1
                if frame.kind == "case" and frame.pattern:
                    frame.pattern = False
                    self.current = None
                elif any(open_frame.kind == "(" for open_frame in self.frames[-4:]):
                    self.end("")
                    while self.frames[-1].kind != "(":
                        self.frames.pop()
                    self.close()
                elif until:
                    ended = True
                    break
            else:
                position = self.token(position)
        self.end("")
        if self.heredocs and position >= size:
            self.heredocs = []
        if not ended:
            self.script.complete = False
        self.frames, self.current, self.compound, self.before, self.after_test, self.function = saved
        return position

    def end(self, operator: str) -> None:
        """End the command that is read, if any."""
        current, frame = self.current, self.frames[-1]
        self.current = None
        if frame.kind == "case" and frame.pattern:
            return
        if current is not None:
            current.after = operator
            frame.items.append(current)
            self.finish(current)
        compound, self.compound = self.compound, None
        if compound is not None:
            frame.items.append(compound)
        if operator in ("|", "|&"):
            if current is not None and current.scope is frame.scope:
                current.scope = Scope("pipeline", frame.scope)
            elif compound is not None and compound.kind == "group":
                compound.kind = "pipeline"
        elif operator == "&":
            background = Scope("background", frame.scope)
            for item in frame.items:
                if isinstance(item, Simple):
                    if item.scope is frame.scope:
                        item.scope = background
                    elif item.scope.outer is frame.scope:
                        item.scope.outer = background
                elif item.outer is frame.scope:
                    item.outer = background
        if operator in ("&", ";", "\n", ""):
            frame.items = []
        self.after_test = False
        if operator == "&&":
            name = current.words[0].text if current is not None and current.words else ""
            self.after_test = name in _TESTS or (self.after_test and not name)
        if operator != "\n" or self.before not in ("&&", "||", "|", "|&") or current is not None or compound is not None:
            self.before = operator

    def semicolon(self, position: int) -> int:
        for operator in (";;&", ";;", ";&"):
            if self.text.startswith(operator, position):
                self.end(";")
                while len(self.frames) > 1 and self.frames[-1].kind not in ("case", "("):
                    self.frames.pop()
                if self.frames[-1].kind == "case":
                    self.frames[-1].pattern = True
                return position + len(operator)
        self.end(";")
        return position + 1

    def bar(self, position: int) -> int:
        for operator in ("||", "|&", "|"):
            if self.text.startswith(operator, position):
                if not (self.frames[-1].kind == "case" and self.frames[-1].pattern):
                    self.end(operator)
                return position + len(operator)
        return position + 1

    def parenthesis(self, position: int) -> int:
        frame = self.frames[-1]
        if frame.kind == "case" and frame.pattern:
            return position + 1
        current = self.current
        if current is not None:
            call = _CALL.match(self.text, position + 1)
            if call and len(current.words) == 1 and not current.assignments:
                self.function = current.words[0].text or UNKNOWN
                self.current = None
                return call.end()
            return position + 1  # no shell takes this
        if self.function and self.text.startswith("()", position):
            return position + 2
        if self.text.startswith("((", position):
            stop = self.arithmetic_end(position + 2)
            if stop:
                self.compound = Scope("group", frame.scope)
                return stop
        self.open("(")
        return position + 1

    def arithmetic_end(self, position: int) -> int:
        """Behind the `))` that closes a `((`, 0 where that is no arithmetic."""
        if position >= self.unclosed:
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
        if limit == self.size:
            self.unclosed = position
        return 0

    def open(self, kind: str) -> None:
        """Begin a compound command."""
        outer = self.frames[-1]
        conditional = outer.conditional or self.before == "||" or (self.before == "&&" and self.after_test)
        if self.function:
            scope = Scope("function", outer.scope, name=self.function)
            self.function = ""
            if kind == "(":
                scope = Scope("subshell", scope)
        elif kind == "(":
            scope = Scope("subshell", outer.scope)
        else:
            scope = Scope("pipeline" if self.before in ("|", "|&") else "group", outer.scope)
        frame = _Frame(kind, scope, conditional)
        self.frames.append(frame)
        self.before = ""

    def close(self) -> None:
        """End the innermost compound command."""
        frame = self.frames.pop()
        self.compound = frame.scope if frame.scope.kind != "function" else None
        self.before = ""

    def token(self, position: int) -> int:
        """Read a word or a redirection."""
        text = self.text
        frame = self.frames[-1]
        char = text[position]
        if char in "<>&0123456789{":
            match = _PARAMETER.match(text, position)
            if match is None:
                match = _REDIRECTION.match(text, position)
                if match:
                    return self.redirection(match.end(), match[1] or match[2])
        if char == "{" and text.startswith("{%", position):
            match = _STATEMENT.match(text, position)
            if match:
                return match.end()
        if frame.kind == "case" and frame.pattern:
            end, _, _ = self.word(position)
            if text[position:end] == "esac":
                self.close()
            return max(end, position + 1)
        current = self.current
        if current is None or not (current.words or current.assignments or current.redirections):
            plain = _PLAIN.match(text, position)
            stop = plain.end() if plain else position
            if char == "{":
                stop = position + 1
            if text[position:stop] in _RESERVED and (stop >= self.size or text[stop] in " \t\r\n;&|()<>"):
                handled = self.reserved(text[position:stop], position, stop)
                if handled:
                    return handled
        end, pieces, quoted = self.word(position)
        if end <= position:
            return position + 1
        if current is None:
            self.compound = None
            scope = Scope("pipeline", frame.scope) if self.before in ("|", "|&") else frame.scope
            conditional = frame.conditional or self.before == "||" or (self.before == "&&" and self.after_test)
            current = self.current = Simple(scope, self.source.span(position, end)[0], self.before, conditional)
        current.end = self.source.span(position, end)[1]
        if not current.words:
            assignment = _ASSIGNMENT.match(text, position, end)
            if assignment:
                raw = text[assignment.end() : end]
                start, stop = self.source.span(assignment.end(), end)
                value = Patchwork(_without(pieces, assignment.end() - position))
                if assignment[2]:
                    before = self.variables.get(assignment[1])
                    value = Patchwork([*(before.pieces if before else [verbatim(UNKNOWN, start, start)]), *value.pieces])
                current.assignments.append((assignment[1], Word(raw, value, start, stop)))
                return end
        current.words += self.fields(position, end, pieces, quoted)
        return end

    def reserved(self, word: str, position: int, stop: int) -> int:
        """Take a reserved word at the place of a command; 0 where it is no such thing here."""
        frame = self.frames[-1]
        if word in ("if", "while", "until", "{"):
            self.open(word)
        elif word == "case":
            self.open("case")
            end, _, _ = self.word(self.skip_blanks(stop))
            end = self.skip_blanks(end, newlines=True)
            if not self.text.startswith("in", end):
                self.frames.pop()
                return end if end > position else stop
            self.frames[-1].pattern = self.frames[-1].conditional = True
            return end + 2
        elif word in ("for", "select"):
            self.open("for")
            return self.for_header(stop)
        elif word == "function":
            end = self.skip_blanks(stop)
            name = _PLAIN.match(self.text, end)
            if name is None:
                return 0
            self.function = name[0]
            end = name.end()
            if self.text.startswith("()", self.skip_blanks(end)):
                end = self.skip_blanks(end) + 2
            return end
        elif word in ("then", "elif", "else", "do"):
            self.end("")
            while len(self.frames) > 1 and self.frames[-1].kind not in ("if", "while", "until", "for", "(", "{", "case"):
                self.frames.pop()
            if self.frames[-1].kind in ("if", "while", "until", "for"):
                self.frames[-1].conditional = True
            self.before = ""
        elif word in ("fi", "done", "}", "esac"):
            kinds = {"fi": ("if",), "done": ("while", "until", "for"), "}": ("{",), "esac": ("case",)}[word]
            if frame.kind not in kinds:
                return 0 if word == "}" else stop
            self.end("")
            self.close()
        elif word == "[[":
            return self.test(position, stop)
        # `!`, `time` and `coproc` stand before a command and change nothing about it here.
        return stop

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

    def for_header(self, position: int) -> int:
        """Behind `NAME in words` of a loop."""
        position = self.skip_blanks(position)
        if self.text.startswith("((", position):
            return self.arithmetic_end(position + 2) or position + 2
        name = _NAME.match(self.text, position)
        if name is None:
            return position
        self.variables.pop(name[0], None)
        position = self.skip_blanks(name.end(), newlines=True)
        if not re.compile(r"in(?=[ \t\r\n;])").match(self.text, position):
            return position
        position += 2
        while position < self.size:
            position = self.skip_blanks(position)
            if self.text[position : position + 1] in (";", "\n", "\r", "&", "|", ")", ""):
                break
            end, _, _ = self.word(position)
            position = max(end, position + 1)
        return position

    def test(self, position: int, stop: int) -> int:
        """`[[ … ]]`, in which `&&`, `<` and parentheses are no operators."""
        frame = self.frames[-1]
        scope = Scope("pipeline", frame.scope) if self.before in ("|", "|&") else frame.scope
        conditional = frame.conditional or self.before == "||"
        start, end = self.source.span(position, stop)
        self.current = current = Simple(scope, start, self.before, conditional)
        current.words.append(Word("[[", self.source.slice(position, stop), start, end))
        while stop < self.size:
            stop = self.skip_blanks(stop, newlines=True)
            if self.text.startswith("]]", stop):
                stop += 2
                break
            end, pieces, _quoted = self.word(stop)
            if end <= stop:
                stop += 1
                continue
            current.words += self.fields(stop, end, pieces, True)
            stop = end
        current.end = self.source.span(position, stop)[1]
        return stop

    def redirection(self, position: int, operator: str) -> int:
        start = self.skip_blanks(position)
        if start < self.size and self.text[start] in "\n;|&)" and not (self.text[start] == "&" and operator in (">", "<")):
            return start
        end, pieces, _quoted = self.word(start)
        at, stop = self.source.span(start, end)
        redirection = Redirection(operator, Word(self.text[start:end], Patchwork([piece for piece, _ in pieces]), at, stop))
        if operator in ("<<", "<<-"):
            raw = self.text[start:end]
            redirection.quoted = any(mark in raw for mark in "'\"\\")
            self.heredocs.append((redirection, operator == "<<-"))
        if self.current is None and self.compound is not None:
            self.compound.redirections.append(redirection)
            return max(end, position)
        if self.current is None:
            frame = self.frames[-1]
            scope = Scope("pipeline", frame.scope) if self.before in ("|", "|&") else frame.scope
            self.current = Simple(scope, at, self.before, frame.conditional)
        self.current.redirections.append(redirection)
        self.current.end = max(self.current.end, stop)
        return max(end, position)

    def read_heredocs(self, position: int) -> int:
        text, size = self.text, self.size
        for redirection, strips in self.heredocs:
            raw = redirection.word.raw
            name = re.sub(r"['\"\\]", "", raw)
            pieces: list[Piece] = []
            while position < size:
                stop = text.find("\n", position)
                stop = size if stop < 0 else stop
                line = text[position:stop].rstrip("\r")
                start = position
                if strips:
                    start += len(line) - len(line.lstrip("\t"))
                    line = line.lstrip("\t")
                position = min(stop + 1, size)
                if line == name:
                    break
                pieces += self.source.cut(start, position)
            redirection.body = Patchwork(pieces)
        self.heredocs = []
        fed, self.fed = self.fed, []
        for command, program in fed:
            for redirection in command.redirections:
                if redirection.body is not None:
                    self.child(command, redirection.body, program)
        return position

    # -- words ------------------------------------------------------------------------------------------------------------

    def word(self, position: int) -> tuple[int, list[tuple[Piece, bool]], bool]:
        """The end of the word at *position*, its pieces (each with whether it is to be split at blanks), and whether it has quotes."""
        text, size = self.text, self.size
        pieces: list[tuple[Piece, bool]] = []
        quoted = False
        start = position
        while position < size:
            match = _PLAIN.match(text, position)
            if match:
                pieces += [(piece, False) for piece in self.source.cut(position, match.end())]
                position = match.end()
                if position >= size:
                    break
            char = text[position]
            if char in " \t\r\n|;":
                break
            if char == "&":
                if position > start and text[position - 1] in "<>":
                    position += 1
                    continue
                break
            if char in "<>":
                parameter = _PARAMETER.match(text, position)
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
                if position > start and text[position - 1] == "=" and _ASSIGNMENT.fullmatch(text, start, position):
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
                    pieces.append((verbatim(text[position + 1 : position + 2] or "\\", at, until), False))
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
                statement = _STATEMENT.match(text, position)
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

    def fields(self, start: int, end: int, pieces: list[tuple[Piece, bool]], quoted: bool) -> list[Word]:
        """The words that a word comes to: an unquoted variable with blanks in its value makes several, an empty one none."""
        at, stop = self.source.span(start, end)
        raw = self.text[start:end]
        if sum([len(piece[0]) for piece, _ in pieces]) > max(MAXIMUM_VALUE, end - start):
            return [Word(raw, Patchwork([verbatim(UNKNOWN, at, stop)]), at, stop)]
        if not any(splits and (not piece[0] or _SPACE.search(piece[0])) for piece, splits in pieces):
            kept = [piece for piece, _ in pieces]
            if not quoted and not any(piece[0] for piece in kept) and kept:
                return []
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
        words = [Word(raw, Patchwork(field), at, stop) for field in found if field]
        return words or ([Word(raw, Patchwork([("", at, at, at, at)]), at, stop)] if quoted else [])

    def unknown(self, start: int, end: int) -> Piece:
        at, stop = self.source.span(start, end)
        return verbatim(UNKNOWN, at, stop)

    def literal(self, start: int, end: int) -> list[Piece]:
        """Text in single quotes, with templates taken out: they are replaced before any shell sees the text."""
        text = self.text
        if "{{" not in text[start:end] and "$[[" not in text[start:end]:
            return self.source.cut(start, end)
        pieces: list[Piece] = []
        for match in _TEMPLATE.finditer(text, start, end):
            pieces += self.source.cut(start, match.start())
            pieces.append(self.unknown(match.start(), match.end()))
            start = match.end()
        return pieces + self.source.cut(start, end)

    def double_quoted(self, position: int, end: int, pieces: list[tuple[Piece, bool]], close: str) -> int:
        """Behind the closing quote; with *close* empty the text up to *end* is read as if it were in double quotes."""
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
                pieces += [(self.unknown(position, stop), False)] if template else [(piece, False) for piece in self.source.cut(position, stop)]
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
            number = int(escape[2] or escape[4] or "0", 16) if not escape[3] else int(escape[3], 8) & 255
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

    def substitution(self, position: int) -> int:
        """Behind the `)` of a command substitution whose commands begin at *position*; they are read as commands of their own."""
        if self.depth >= MAXIMUM_NESTING:
            stop = self.text.find("\n", position)
            return self.size if stop < 0 else stop
        frame = self.frames[-1]
        scope = Scope("substitution", frame.scope)
        self.depth += 1
        heredocs, self.heredocs = self.heredocs, []
        end = self.run(position, scope, ")", frame.conditional)
        self.heredocs = heredocs + self.heredocs
        self.depth -= 1
        return end

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
        name = _NAME.match(text, position + 1, end)
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
        if self.depth < MAXIMUM_NESTING:
            frame = self.frames[-1]
            _Reader(inner, self.script, self.depth + 1).run(0, Scope("substitution", frame.scope), "", frame.conditional)
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
        name = _NAME.match(text, position + 2, stop)
        start = name.end() if name else position + 3
        if self.depth >= MAXIMUM_NESTING or (name is None and not text[position + 2 : position + 3].isdigit()):
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
                return value.used_at(at, until), stop
            if name and name[0] in ("PATH", "HOME", "PWD", "USER"):
                return unknown, stop
            found = [(piece[0], at, until, piece[3], piece[4]) for piece, _ in inner]
            return found or [("", at, until, at, until)], stop
        if operator in (":+", "+"):
            # Whether the run has set it is not known: without a value here both are possible.
            return ([(piece[0], at, until, piece[3], piece[4]) for piece, _ in inner] if given else unknown), stop
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

    # -- what a command changes -------------------------------------------------------------------------------------------

    def finish(self, command: Simple) -> None:
        """Take the assignments of a command, and read the text that it hands to a shell."""
        variables = self.variables
        self.script.commands.append(command)
        if not command.words:
            for name, word in command.assignments:
                self.assign(command, name, word.value)
            return
        program = command.words[0].text
        if program in _DECLARING:
            for word in command.words[1:]:
                match = _ASSIGNMENT.match(word.text)
                if match:
                    self.assign(command, match[1], word.value.slice(match.end(), len(word.text)))
        elif program in ("read", "unset", "mapfile", "readarray", "getopts"):
            for word in command.words[1:]:
                variables.pop(word.text, None)
        self.reparse(command)

    def assign(self, command: Simple, name: str, value: Patchwork) -> None:
        known = self.variables.get(name)
        if len(value.pieces) > 1 and (len(value.text) > MAXIMUM_VALUE or len(value.pieces) > 64):
            value = Patchwork([verbatim(UNKNOWN, command.start, command.end)])
        if known is not None and known.text != value.text and (command.conditional or command.scope.kind != "script"):
            # One of several values, and which one only the run can tell.
            value = Patchwork([verbatim(UNKNOWN, command.start, command.end)])
        self.variables[name] = value

    def reparse(self, command: Simple) -> None:
        """Read the text of `bash -c`, `eval`, `su -c` and of a here-document that a shell is fed."""
        words = stripped(command.words)[1]
        if not words:
            return
        program = words[0].text.rpartition("/")[2]
        if program == "eval":
            pieces: list[Piece] = []
            for word in words[1:]:
                pieces += [(" ", word.start, word.start, word.start, word.start)] if pieces else []
                pieces += word.value.pieces
            read_into(self.script, Patchwork(pieces), command.scope, command.conditional, self.depth + 1)
            return
        if program in ("su", "runuser"):
            for index, word in enumerate(words[1:-1], 1):
                if word.text in ("-c", "--command"):
                    self.child(command, words[index + 1].value, "")
            return
        if program not in SHELLS:
            return
        text = given_text(words)
        if text is not None:
            self.child(command, text.value, program)
        elif all(word.text.startswith("-") for word in words[1:]) and any(item.operator in ("<<", "<<-") for item in command.redirections):
            self.fed.append((command, program))

    def child(self, command: Simple, text: Patchwork, program: str) -> None:
        read_into(self.script, text, Scope("child", command.scope, program), command.conditional, self.depth + 1)


# -- words of a command ---------------------------------------------------------------------------------------------------

SHELLS = frozenset(("sh", "bash", "dash", "ash", "zsh", "ksh"))
# Programs that start another one, and those of their options that take the next word.
_WRAPPERS: dict[str, frozenset[str]] = {
    "sudo": frozenset("-u --user -g --group -h --host -p --prompt -C --close-from -r --role -t --type -T -D --chdir -R --chroot".split()),
    "doas": frozenset(("-u", "-C")),
    "env": frozenset(("-u", "--unset", "-C", "--chdir")),
    "exec": frozenset(("-a",)),
    "command": frozenset(),
    "builtin": frozenset(),
    "time": frozenset(("-f", "--format", "-o", "--output")),
    "nohup": frozenset(),
    "setsid": frozenset(),
    "nice": frozenset(("-n", "--adjustment")),
    "ionice": frozenset(("-c", "-n")),
    "stdbuf": frozenset(("-i", "-o", "-e")),
    "timeout": frozenset(("-s", "--signal", "-k", "--kill-after")),
    "gtimeout": frozenset(("-s", "--signal", "-k", "--kill-after")),
    "xargs": frozenset("-I -i -n -P -L -s -d -E -a --max-args --max-procs --replace --delimiter --arg-file".split()),
    "gosu": frozenset(),
    "su-exec": frozenset(),
    "setpriv": frozenset(),
    "tini": frozenset(("-p",)),
    "dumb-init": frozenset(),
    "unbuffer": frozenset(),
    "catchsegv": frozenset(),
    "xvfb-run": frozenset(("-n", "-s", "-e", "-f", "-w")),
    "caffeinate": frozenset(),
    "flock": frozenset(("-w", "--timeout", "-E")),
    "!": frozenset(),
    "busybox": frozenset(),
    "noglob": frozenset(),
    "retry": frozenset(),
    "travis_retry": frozenset(),
    "travis_wait": frozenset(),
}
_OPERANDS = {"timeout": 1, "gtimeout": 1, "gosu": 1, "su-exec": 1, "flock": 1}


def stripped(words: list[Word]) -> tuple[list[Word], list[Word], list[tuple[str, Word]]]:
    """The wrapping programs (`sudo`, `env`, `exec`, `time`…), the words that are left, and the assignments in between."""
    wrappers: list[Word] = []
    assignments: list[tuple[str, Word]] = []
    index = 0
    while index < len(words) - 1:
        name = words[index].text.rpartition("/")[2]
        takes = _WRAPPERS.get(name)
        if takes is None:
            break
        following = index + 1
        operands = _OPERANDS.get(name, 0)
        while following < len(words):
            text = words[following].text
            if text == "--":
                following += 1
                if not operands:
                    break
            elif text.startswith("-") and len(text) > 1:
                if name == "command" and text in ("-v", "-V"):
                    return wrappers, words[index:], assignments
                if name == "flock" and text == "-c":
                    return wrappers, words[index:], assignments
                following += 2 if text in takes else 1
            elif name in ("sudo", "env", "doas") and _ASSIGNMENT.match(text):
                match = _ASSIGNMENT.match(text)
                assert match is not None
                word = words[following]
                value = word.value.slice(match.end(), len(text))
                assignments.append((match[1], Word(word.raw, value, word.start, word.end)))
                following += 1
            elif operands:
                operands -= 1
                following += 1
            elif name == "travis_wait" and text.isdecimal():
                following += 1
            else:
                break
        if following >= len(words):
            break
        wrappers.append(words[index])
        index = following
    return wrappers, words[index:], assignments


def given_text(words: list[Word]) -> Word | None:
    """The text that `bash -c TEXT` (also `-lc`, `-euxo pipefail -c`) is given; None where a shell is called otherwise."""
    index = 1
    while index < len(words):
        text = words[index].text
        if text.startswith("--"):
            index += 2 if text in ("--rcfile", "--init-file") else 1
        elif text[:1] in ("-", "+") and len(text) > 1:
            takes = "o" in text or "O" in text
            if "c" in text:
                index += 1 + takes
                return words[index] if index < len(words) else None
            index += 2 if takes else 1
        else:
            return None
    return None


def given_file(words: list[Word]) -> Word | None:
    """The script that `bash [options] FILE` is told to run; None where there is none."""
    index = 1
    while index < len(words):
        text = words[index].text
        if text in ("--rcfile", "--init-file"):
            index += 2
        elif text.startswith("--"):
            index += 1
        elif text[:1] in ("-", "+") and len(text) > 1:
            if "c" in text or "s" in text:
                return None
            index += 2 if "o" in text or "O" in text else 1
        else:
            return words[index]
    return None


def _without(pieces: list[tuple[Piece, bool]], count: int) -> list[Piece]:
    """The pieces without their first *count* characters, which are written plainly."""
    whole = Patchwork([piece for piece, _ in pieces])
    return whole.cut(count, len(whole.text))
