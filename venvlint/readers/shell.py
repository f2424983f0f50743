"""POSIX shell and bash text: its simple commands, each word with its value where that is known and
its place.

A reader of its own, because what exists either needs a compiler or keeps no places. It is
forgiving: text that no shell would take is
read as far as it makes sense, never with an error, and in time that grows with the text alone.
Variables that the text
itself sets to constants are replaced; whatever only the run can tell (positional parameters, the
output of commands, templates
such as `${{ }}` and `{{ }}`) is `UNKNOWN`.
"""

from __future__ import annotations

import re

from venvlint.files.paths import name_of
from venvlint.readers.patchwork import UNKNOWN, Patchwork, Word, verbatim
from venvlint.readers.shell_words import (
    ASSIGNMENT,
    MAXIMUM_NESTING,
    MAXIMUM_VALUE,
    NAME,
    PARAMETER,
    PLAIN,
    STATEMENT,
    Redirection,
    Scope,
    Script,
    Simple,
    Words,
)
from venvlint.readers.shell_wrappers import (
    SHELLS,
    given_file,
    given_text,
    given_to_program,
    given_to_user,
    stripped,
)
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from venvlint.readers.patchwork import Piece

    Variables = Mapping[str, Patchwork]

__all__ = [
    "SHELLS",
    "Redirection",
    "Scope",
    "Script",
    "Simple",
    "given_file",
    "given_text",
    "parse",
    "run_words",
    "stripped",
]

_REDIRECTION = lazy(
    r"(?:\d{1,3}|\{[A-Za-z_][A-Za-z0-9_]*\})?(<<<|<<-|<<|<>|<&|>>|>&|>\||<(?!\()|>(?!\())|(&>>|&>)"
)
_CALL = lazy(r"[ \t]*\)")
_RESERVED = frozenset(
    "if then elif else fi while until do done for select case esac function { } ! time [[ coproc".split()  # noqa: E501
)
_DECLARING = frozenset(("export", "declare", "local", "readonly", "typeset"))
_TESTS = frozenset(("[", "[[", "test", "command", "which", "type", "hash", "grep", "false"))


def parse(source: Patchwork, variables: Variables | None = None) -> Script:
    """Read a shell text. *variables* are the values that it starts with. Never raises."""
    scope = Scope("script", None)
    script = Script(scope, dict(variables or {}))
    _Reader(source, script, 0).run(0, scope, "", False)
    return script


def run_words(words: list[Word], variables: Variables | None = None) -> Script:
    """A program that is started without a shell (exec form), with the text that it may hand to
    one.
    """
    script = Script(Scope("script", None), dict(variables or {}))
    if words:
        command = Simple(script.scope, words[0].start, "", False)
        command.words = words
        command.end = words[-1].end
        _Reader(Patchwork(()), script, 0).finish(command)
    return script


def read_into(
    script: Script, source: Patchwork, scope: Scope, conditional: bool, depth: int
) -> None:
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


class _Reader(Words):
    def __init__(self, source: Patchwork, script: Script, depth: int) -> None:
        super().__init__(source, script, depth)
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
        self.token_end = -1
        """Where the last word or redirection of a command ended."""
        self.unclosed = self.size
        """From here on a search for the end of `((` has failed already."""

    # -- commands
    # ---------------------------------------------------------------------------------------------------------  # noqa: E501

    def run(self, position: int, scope: Scope, until: str, conditional: bool) -> int:
        """Read commands from *position* to the end of the text, or behind the `)` that ends a
        substitution.
        """
        saved = (
            self.frames,
            self.current,
            self.compound,
            self.before,
            self.after_test,
            self.function,
        )
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
            elif (
                char == "\\"
                and text[position + 1 : position + 2] in ("\n", "\r")
                and position + 1 < size
            ):
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
        self.frames, self.current, self.compound, self.before, self.after_test, self.function = (
            saved
        )
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
        if (
            operator != "\n"
            or self.before not in ("&&", "||", "|", "|&")
            or current is not None
            or compound is not None
        ):
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
            if self.text[position - 1] in " \t":
                # No shell takes this: on a page it is a remark, `pip install x (needs 3 >= 2)`.
                stop = self.text.find("\n", position)
                return self.size if stop < 0 else stop
            return position + 1
        if self.function and self.text.startswith("()", position):
            return position + 2
        if self.text.startswith("((", position):
            stop = self.arithmetic_end(position + 2)
            if stop:
                self.compound = Scope("group", frame.scope)
                return stop
        self.open("(")
        return position + 1

    def open(self, kind: str) -> None:
        """Begin a compound command."""
        outer = self.frames[-1]
        conditional = (
            outer.conditional or self.before == "||" or (self.before == "&&" and self.after_test)
        )
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
            match = PARAMETER.match(text, position)
            if match is None:
                match = _REDIRECTION.match(text, position)
                if match:
                    return self.redirection(position, match)
        if char == "{" and text.startswith("{%", position):
            match = STATEMENT.match(text, position)
            if match:
                return match.end()
        if frame.kind == "case" and frame.pattern:
            end, _, _ = self.word(position)
            if text[position:end] == "esac":
                self.close()
            return max(end, position + 1)
        current = self.current
        if current is None or not (current.words or current.assignments or current.redirections):
            plain = PLAIN.match(text, position)
            stop = plain.end() if plain else position
            if char == "{":
                stop = position + 1
            if text[position:stop] in _RESERVED and (
                stop >= self.size or text[stop] in " \t\r\n;&|()<>"
            ):
                handled = self.reserved(text[position:stop], position, stop)
                if handled:
                    return handled
        end, pieces, quoted = self.word(position)
        if end <= position:
            return position + 1
        if current is None:
            self.compound = None
            scope = Scope("pipeline", frame.scope) if self.before in ("|", "|&") else frame.scope
            conditional = (
                frame.conditional
                or self.before == "||"
                or (self.before == "&&" and self.after_test)
            )
            current = self.current = Simple(
                scope, self.source.span(position, end)[0], self.before, conditional
            )
        current.end = self.source.span(position, end)[1]
        if not current.words:
            assignment = ASSIGNMENT.match(text, position, end)
            if assignment:
                raw = text[assignment.end() : end]
                start, stop = self.source.span(assignment.end(), end)
                value = Patchwork(_without(pieces, assignment.end() - position))
                if assignment[2]:
                    before = self.variables.get(assignment[1])
                    value = Patchwork(
                        [
                            *(before.pieces if before else [verbatim(UNKNOWN, start, start)]),
                            *value.pieces,
                        ]
                    )
                current.assignments.append((assignment[1], Word(raw, value, start, stop)))
                return end
        current.words += self.fields(position, end, pieces, quoted)
        self.token_end = end
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
            name = PLAIN.match(self.text, end)
            if name is None:
                return 0
            self.function = name[0]
            end = name.end()
            if self.text.startswith("()", self.skip_blanks(end)):
                end = self.skip_blanks(end) + 2
            return end
        elif word in ("then", "elif", "else", "do"):
            self.end("")
            while len(self.frames) > 1 and self.frames[-1].kind not in (
                "if",
                "while",
                "until",
                "for",
                "(",
                "{",
                "case",
            ):
                self.frames.pop()
            if self.frames[-1].kind in ("if", "while", "until", "for"):
                self.frames[-1].conditional = True
            self.before = ""
        elif word in ("fi", "done", "}", "esac"):
            kinds = {
                "fi": ("if",),
                "done": ("while", "until", "for"),
                "}": ("{",),
                "esac": ("case",),
            }[word]
            if frame.kind not in kinds:
                return 0 if word == "}" else stop
            self.end("")
            self.close()
        elif word == "[[":
            return self.test(position, stop)
        # `!`, `time` and `coproc` stand before a command and change nothing about it here.
        return stop

    def for_header(self, position: int) -> int:
        """Behind `NAME in words` of a loop."""
        position = self.skip_blanks(position)
        if self.text.startswith("((", position):
            return self.arithmetic_end(position + 2) or position + 2
        name = NAME.match(self.text, position)
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

    def redirection(self, begin: int, match: re.Match[str]) -> int:
        position = match.end()
        operator = match[1] or match[2]
        start = self.skip_blanks(position)
        if (
            start < self.size
            and self.text[start] in "\n;|&)"
            and not (self.text[start] == "&" and operator in (">", "<"))
        ):
            return start
        end, pieces, _quoted = self.word(start)
        at, stop = self.source.span(start, end)
        redirection = Redirection(
            operator,
            Word(self.text[start:end], Patchwork([piece for piece, _ in pieces]), at, stop),
            self.source.span(begin, position)[0],
            descriptor=self.text[begin : match.start(1) if match[1] else match.start(2)],
            behind=self.current.words[-1] if self.current and self.current.words else None,
            joined=begin == self.token_end,
        )
        self.token_end = end
        if operator in ("<<", "<<-"):
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

    def substitution(self, position: int) -> int:
        """Behind the `)` of a command substitution whose commands begin at *position*; they are
        read as commands of their own.
        """
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

    def nested(self, source: Patchwork) -> None:
        if self.depth < MAXIMUM_NESTING:
            frame = self.frames[-1]
            _Reader(source, self.script, self.depth + 1).run(
                0, Scope("substitution", frame.scope), "", frame.conditional
            )

    # -- what a command changes
    # -------------------------------------------------------------------------------------------

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
                match = ASSIGNMENT.match(word.text)
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
        if (
            known is not None
            and known.text != value.text
            and (command.conditional or command.scope.kind != "script")
        ):
            # One of several values, and which one only the run can tell.
            value = Patchwork([verbatim(UNKNOWN, command.start, command.end)])
        self.variables[name] = value

    def reparse(self, command: Simple) -> None:
        """Read the text of `bash -c`, `eval`, `su -c` and of a here-document that a shell is
        fed.
        """
        words = stripped(command.words)[1]
        if not words:
            return
        program = name_of(words[0].text)
        if program == "eval":
            pieces: list[Piece] = []
            for word in words[1:]:
                pieces += [(" ", word.start, word.start, word.start, word.start)] if pieces else []
                pieces += word.value.pieces
            read_into(
                self.script, Patchwork(pieces), command.scope, command.conditional, self.depth + 1
            )
            return
        if program in ("su", "runuser"):
            text, shell = given_to_user(words)
            if text is not None:
                self.child(command, text.value, shell)
            return
        if program not in SHELLS:
            text = given_to_program(words)
            if text is not None:
                self.child(command, text.value, "sh")
            return
        text = given_text(words)
        if text is not None:
            self.child(command, text.value, program)
        elif all(word.text.startswith("-") for word in words[1:]) and any(
            item.operator in ("<<", "<<-") for item in command.redirections
        ):
            self.fed.append((command, program))

    def child(self, command: Simple, text: Patchwork, program: str) -> None:
        wrappers = command.words[: len(command.words) - len(stripped(command.words)[1])]
        read_into(
            self.script,
            text,
            Scope("child", command.scope, program, wrappers=wrappers),
            command.conditional,
            self.depth + 1,
        )


def _without(pieces: list[tuple[Piece, bool]], count: int) -> list[Piece]:
    """The pieces without their first *count* characters, which are written plainly."""
    whole = Patchwork([piece for piece, _ in pieces])
    return whole.cut(count, len(whole.text))
