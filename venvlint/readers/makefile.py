"""Makefiles: rules, the lines of their recipes as the shell gets them, and variables, each with its
place.

Variables that the file sets to constants are expanded as GNU make does it, at the time of use. What
comes from the
environment, from functions such as `$(shell …)` or from an included file is `UNKNOWN`.
"""

from __future__ import annotations

import re
from functools import cached_property

from venvlint.readers.patchwork import UNKNOWN, Patchwork, verbatim
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.readers.patchwork import Piece

MAXIMUM_NESTING = 12
MAXIMUM_VALUE = 4096
MAXIMUM_REFERENCES = 2000
"""So many variables one text may lead to: those that name each other several times over grow by
powers.
"""

_VARIABLE = lazy(
    r"[ \t]*(?P<words>(?:(?:override|export|private|unexport)[ \t]+)*)(?P<name>[^\s:#=+?!$(){}]+)["
    r" \t]*(?P<operator>:{0,3}=|\?=|\+=|!=)[ \t]*"
)
_DEFINE = lazy(r"[ \t]*(?:(?:override|export)[ \t]+)*define[ \t]+(\S+)")
_DIRECTIVE = lazy(
    r"[ \t]*(ifeq|ifneq|ifdef|ifndef|else|endif|-?include|sinclude|vpath|export|unexport|undefine|load)(?=["  # noqa: E501
    r" \t(]|$)"
)
_REFERENCE = lazy(r"\$(?:[^({\s]|\(|\{)")
_CALL = lazy(r"\$(?:\([^$()]*\)|\{[^${}]*\})")
_PLAIN_NAME = lazy(r"[A-Za-z0-9_.@%<?^+*|-]+$")
_FUNCTION = lazy(r"([a-z]+(?:-[a-z]*)?)[ \t]+")
# Set by make itself, to what they always are in effect.
_BUILT_IN = {"MAKE": "make", "RM": "rm -f", "SHELL": "/bin/sh"}


class MakeLine:
    """One line of a recipe as the shell gets it: variables expanded, the prefixes `@`, `-` and `+`
    taken off, `\\` joints kept.
    """

    __slots__ = ("conditional", "end", "prefixes", "start", "text")

    def __init__(
        self, text: Patchwork, start: int, end: int, prefixes: str, conditional: bool
    ) -> None:
        self.text, self.start, self.end = text, start, end
        self.prefixes, self.conditional = prefixes, conditional


class MakeRule:
    """One rule with its recipe. `shell` is the program that runs each line (`/bin/sh`, `bash`;
    None: unknown).
    """

    def __init__(
        self, makefile: Makefile, targets: Patchwork, prerequisites: Patchwork, start: int, end: int
    ) -> None:
        self.makefile = makefile
        self.start, self.end = start, end
        self._targets, self._prerequisites = targets, prerequisites
        self.own: dict[str, Patchwork] = {}
        """Variables that hold for this target alone."""
        self.raw_lines: list[tuple[Patchwork, bool]] = []

    @cached_property
    def targets(self) -> list[str]:
        """The targets, `\\0` for unknown parts."""
        return self.makefile.expanded(self._targets).text.split()

    @cached_property
    def prerequisites(self) -> list[str]:
        """What is made before it, in order; order-only ones included."""
        return [
            word for word in self.makefile.expanded(self._prerequisites).text.split() if word != "|"
        ]

    def variable(self, name: str) -> Patchwork | None:
        """The value of a variable in its recipe, None where the file does not set it."""
        for target in self.targets:
            value = self.makefile.own.get(target, {}).get(name)
            if value is not None:
                return self.makefile.expanded(value)
        value = self.makefile.values.get(name)
        return self.makefile.expanded(value) if value is not None else None

    @cached_property
    def shell(self) -> str | None:
        """The program that runs its lines."""
        value = self.variable("SHELL")
        return "/bin/sh" if value is None else value.known

    @cached_property
    def lines(self) -> list[MakeLine]:
        """The lines of its recipe. With `.ONESHELL` one shell runs all of them, else each has a
        shell of its own.
        """
        own = {}
        if len(self.targets) == 1 and "%" not in self.targets[0]:
            own["@"] = self._targets.slice(0, len(self._targets.text.rstrip()))
        for target in self.targets:
            own.update(self.makefile.own.get(target, {}))
        if len(self.prerequisites) > 0 and UNKNOWN not in self.prerequisites[0]:
            first = self.makefile.expanded(self._prerequisites)
            at = first.text.find(self.prerequisites[0])
            own["<"] = first.slice(at, at + len(self.prerequisites[0]))
        found = []
        for raw, conditional in self.raw_lines:
            text = self.makefile.expanded(raw, own)
            match = re.match(r"[ \t]*([@+-][ \t@+-]*)?", text.text)
            skipped = match.end() if match else 0
            start, end = raw.span(0, len(raw.text))
            found.append(
                MakeLine(
                    text.slice(skipped, len(text.text)),
                    start,
                    end,
                    (match[1] or "") if match else "",
                    conditional,
                )
            )
        return found


class Makefile:
    """A whole Makefile. `values` are the variables as they are written, unexpanded; `exported`
    those that recipes see as environment.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.rules: list[MakeRule] = []
        self.values: dict[str, Patchwork] = {}
        self.own: dict[str, dict[str, Patchwork]] = {}
        """Variables of single targets, by target."""
        self.exported: set[str] = set()
        self.exports_all = False
        self.one_shell = False
        self.includes: list[str] = []
        """The files that it reads in, as they are written; a variable in a name is `UNKNOWN`."""
        self._known: dict[str, list[Piece]] = {}
        """Variables once expanded, where no target's own variable has a part in it."""
        self._own_used = False
        self._left = MAXIMUM_REFERENCES

    def forget(self) -> None:
        """A variable has changed: what was expanded before may be another text now."""
        self._known.clear()

    def expanded(self, source: Patchwork, own: dict[str, Patchwork] | None = None) -> Patchwork:
        """The text with its variables replaced; *own* come before the file's."""
        if "$" not in source.text:
            return source
        self._left = MAXIMUM_REFERENCES + source.text.count("$")
        pieces = self._expand(source, own or {}, 0)
        if len(pieces) > MAXIMUM_VALUE:
            start, end = source.span(0, len(source.text))
            return Patchwork([verbatim(UNKNOWN, start, end)])
        return Patchwork(pieces)

    def _expand(self, source: Patchwork, own: dict[str, Patchwork], depth: int) -> list[Piece]:
        text = source.text
        pieces: list[Piece] = []
        position = 0
        for match in _REFERENCE.finditer(text):
            if match.start() < position:
                continue
            pieces += source.cut(position, match.start())
            opening = text[match.end() - 1]
            if opening in "({":
                end = _closing(text, match.end(), opening)
                inner = text[match.end() : end - 1]
                end = min(end, len(text))  # a bracket that nothing closes
            else:
                end, inner = match.end(), opening
            start, stop = source.span(match.start(), end)
            position = end
            if inner == "$":
                pieces.append(verbatim("$", start, stop))
                continue
            pieces += self._reference(source, match.end(), inner, start, stop, own, depth)
            if sum([len(piece[0]) for piece in pieces[-64:]]) > MAXIMUM_VALUE:
                return [verbatim(UNKNOWN, *source.span(0, len(text)))]
        return pieces + source.cut(position, len(text))

    def _reference(
        self,
        source: Patchwork,
        at: int,
        inner: str,
        start: int,
        stop: int,
        own: dict[str, Patchwork],
        depth: int,
    ) -> list[Piece]:
        unknown: list[Piece] = [verbatim(UNKNOWN, start, stop)]
        self._left -= 1
        if depth >= MAXIMUM_NESTING or self._left < 0:
            return unknown
        if not _PLAIN_NAME.match(inner):
            function = _FUNCTION.match(inner)
            if function and function[1] in ("strip", "abspath", "realpath"):
                argument = source.slice(at + function.end(), at + len(inner))
                return [
                    (piece[0], start, stop, piece[3], piece[4])
                    for piece in self._expand(argument, own, depth + 1)
                ]
            if function and function[1] in ("info", "warning", "error", "eval"):
                return []
            return unknown
        value = own.get(inner)
        self._own_used = self._own_used or value is not None
        if value is None and inner in self._known:
            return [
                (text, start, stop, stated, stated_end)
                for text, _, _, stated, stated_end in self._known[inner]
            ]
        value = value or self.values.get(inner)
        if value is None:
            built_in = _BUILT_IN.get(inner)
            return [verbatim(built_in, start, stop)] if built_in else unknown
        used_before, self._own_used = self._own_used, inner in own
        found = self._expand(value, own, depth + 1) if "$" in value.text else list(value.pieces)
        if len(found) > 256:
            found = unknown
        if not self._own_used and depth == 0:
            self._known[inner] = found
        self._own_used = self._own_used or used_before
        return [(text, start, stop, stated, stated_end) for text, _, _, stated, stated_end in found]


def parse(document: Document) -> Makefile:
    """Read a Makefile. Never raises."""
    makefile = Makefile(document)
    reader = _Reader(document, makefile)
    reader.run()
    return makefile


class _Reader:
    def __init__(self, document: Document, makefile: Makefile) -> None:
        self.document, self.makefile = document, makefile
        self.text = document.text
        self.starts = document.line_starts
        self.number = 0
        self.conditions = 0
        self.prefix = "\t"
        self.rules: list[MakeRule] = []
        """The rules whose recipe is read."""

    def line(self, number: int) -> tuple[str, int]:
        """The text of a line without its line end, and its offset."""
        start = self.starts[number]
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n"), start

    def run(self) -> None:
        while self.number < len(self.starts):
            content, start = self.line(self.number)
            if content.startswith(self.prefix) and self.rules:
                self.recipe()
                continue
            stripped = content.strip()
            if not stripped or stripped[0] == "#":
                # A comment may be continued as well.
                while content.endswith("\\") and stripped and self.number + 1 < len(self.starts):
                    self.number += 1
                    content, _ = self.line(self.number)
                self.number += 1
                continue
            logical = self.logical()
            directive = _DIRECTIVE.match(logical.text)
            define = _DEFINE.match(logical.text)
            variable = _VARIABLE.match(logical.text)
            if define:
                self.rules = []
                self.define(define[1])
            elif variable and not (directive and directive[1] not in ("export", "unexport")):
                self.rules = []
                self.assign(variable, logical)
            elif directive:
                self.directive(directive[1], logical.text[directive.end() :])
            else:
                self.rule(logical, start)

    def logical(self) -> Patchwork:
        """The next line with those that continue it, joined by a blank; comments taken off."""
        pieces: list[Piece] = []
        while self.number < len(self.starts):
            content, start = self.line(self.number)
            self.number += 1
            if pieces:
                kept = content.lstrip(" \t")
                start += len(content) - len(kept)
                content = kept
            continued = content.endswith("\\") and not content.endswith("\\\\")
            if continued:
                content = content[:-1].rstrip(" \t")
            pieces.append(verbatim(content, start, start + len(content)))
            if not continued:
                break
            end = start + len(content)
            pieces.append(verbatim(" ", end, end + 1))
        whole = Patchwork(pieces)
        comment = re.search(r"(?<!\\)#", whole.text)
        return whole.slice(0, comment.start()) if comment else whole

    def recipe(self) -> None:
        pieces: list[Piece] = []
        while self.number < len(self.starts):
            content, start = self.line(self.number)
            self.number += 1
            if content.startswith(self.prefix):
                content, start = content[1:], start + 1
            continued = (len(content) - len(content.rstrip("\\"))) % 2 == 1
            end = start + len(content)
            pieces.append(verbatim(content + ("\n" if continued else ""), start, end + continued))
            if not continued:
                break
        line = Patchwork(pieces)
        for rule in self.rules:
            rule.raw_lines.append((line, self.conditions > 0))

    def define(self, name: str) -> None:
        pieces: list[Piece] = []
        depth = 1
        while self.number < len(self.starts):
            content, start = self.line(self.number)
            self.number += 1
            word = content.split(None, 1)[:1]
            if word == ["define"]:
                depth += 1
            elif word == ["endef"]:
                depth -= 1
                if not depth:
                    break
            pieces.append(verbatim(content + "\n", start, start + len(content) + 1))
        self.makefile.values[name] = Patchwork(pieces)

    def assign(self, match: re.Match[str], logical: Patchwork) -> None:
        value = logical.slice(match.end(), len(logical.text.rstrip(" \t")))
        name = match["name"]
        if "unexport" in match["words"]:
            self.makefile.exported.discard(name)
        elif "export" in match["words"]:
            self.makefile.exported.add(name)
        self.store(self.makefile.values, name, match["operator"], value)
        if name == ".RECIPEPREFIX":
            self.begin_recipes(match["operator"], value)

    def begin_recipes(self, operator: str, value: Patchwork) -> None:
        """Have the lines of recipes begin with the first character of a value, as it stands or as
        `:=` expands it (`$() $()` is a blank); with a tab where it is empty.
        """
        if operator not in ("?=", "+=", "!="):
            text = value.text if operator == "=" else self.makefile.expanded(value).text
            self.prefix = text.replace(UNKNOWN, "")[:1] or "\t"

    def store(
        self, values: dict[str, Patchwork], name: str, operator: str, value: Patchwork
    ) -> None:
        before = values.get(name)
        start, end = value.span(0, len(value.text))
        if operator == "?=":
            if before is not None or name == "SHELL":  # make has set SHELL already
                return
        elif operator == "+=":
            value = (
                Patchwork([*before.pieces, verbatim(" ", start, start), *value.pieces])
                if before
                else value
            )
            if len(value.pieces) > 512:
                value = Patchwork([verbatim(UNKNOWN, start, end)])
        elif operator == "!=":
            value = Patchwork([verbatim(UNKNOWN, start, end)])
        elif f"$({name})" in value.text or f"${{{name}}}" in value.text:
            # `PATH := x:$(PATH)`: its own value before, which only the environment knows.
            value = self.without_itself(name, value, before)
        if self.conditions and before is not None and before.text != value.text:
            value = Patchwork([verbatim(UNKNOWN, start, end)])
        values[name] = value
        self.makefile.forget()

    def without_itself(self, name: str, value: Patchwork, before: Patchwork | None) -> Patchwork:
        pieces: list[Piece] = []
        position = 0
        text = value.text
        while True:
            at, own = min(
                (
                    (text.find(form, position), form)
                    for form in (f"$({name})", f"${{{name}}}")
                    if form in text[position:]
                ),
                default=(-1, ""),
            )
            if at < 0:
                break
            pieces += value.cut(position, at)
            position = at + len(own)
            start, end = value.span(at, position)
            pieces += (
                before.used_at(start, end)
                if before is not None and len(before.pieces) < 64
                else [verbatim(UNKNOWN, start, end)]
            )
            if len(pieces) > 512:
                return Patchwork([verbatim(UNKNOWN, *value.span(0, len(text)))])
        return Patchwork(pieces + value.cut(position, len(value.text)))

    def directive(self, word: str, rest: str) -> None:
        if word.startswith("if"):
            self.conditions += 1
        elif word == "endif":
            self.conditions = max(self.conditions - 1, 0)
        elif word in ("export", "unexport"):
            self.rules = []
            names = rest.split()
            if word == "export":
                self.makefile.exported.update(names)
                self.makefile.exports_all = self.makefile.exports_all or not names
            else:
                self.makefile.exported.difference_update(names)
        elif word != "else":
            self.rules = []
            if "include" in word:
                for _ in range(
                    4
                ):  # `$(dir $(lastword $(MAKEFILE_LIST)))common.mk`, from the inside
                    rest = _CALL.sub(UNKNOWN, rest)
                self.makefile.includes += rest.split()

    def rule(self, logical: Patchwork, start: int) -> None:
        text = logical.text
        colon = _colon(text)
        if colon < 0:
            self.rules = []
            return
        after = colon + 1
        while text[after : after + 1] == ":":
            after += 1
        targets = logical.slice(0, len(text[:colon].rstrip()))
        variable = _VARIABLE.match(text, after)
        if variable:
            self.rules = []
            value = logical.slice(variable.end(), len(text.rstrip(" \t")))
            for target in self.makefile.expanded(targets).text.split():
                self.store(
                    self.makefile.own.setdefault(target, {}),
                    variable["name"],
                    variable["operator"],
                    value,
                )
            if "export" in variable["words"]:
                self.makefile.exported.add(variable["name"])
            return
        semicolon = text.find(";", after)
        end = semicolon if semicolon >= 0 else len(text)
        rule = MakeRule(
            self.makefile,
            targets,
            logical.slice(after, len(text[:end].rstrip())),
            start,
            logical.span(0, len(text))[1],
        )
        name = targets.text.strip()
        if name.startswith(".ONESHELL"):
            self.makefile.one_shell = True
        self.makefile.rules.append(rule)
        self.rules = [rule]
        if semicolon >= 0 and text[semicolon + 1 :].strip():
            rule.raw_lines.append((logical.slice(semicolon + 1, len(text)), self.conditions > 0))


def _colon(text: str) -> int:
    """The colon that ends the targets, -1 where there is none; those in `$(…)` and of a Windows
    drive are passed over.
    """
    position = 0
    while position < len(text):
        char = text[position]
        if (
            char == "$"
            and text[position + 1 : position + 2] in ("(", "{")
            and position + 1 < len(text)
        ):
            position = _closing(text, position + 2, text[position + 1])
            continue
        if char == ":" and not (
            position
            and text[position + 1 : position + 2] in ("\\", "/")
            and text[position - 1].isalpha()
            and position == 1
        ):
            return position
        position += 1
    return -1


def _closing(text: str, position: int, opening: str) -> int:
    """Behind the bracket that closes the one before *position*; the end of the text where there is
    none.
    """
    closing = ")" if opening == "(" else "}"
    depth = 1
    for match in re.compile(rf"[{re.escape(opening + closing)}]").finditer(text, position):
        depth += 1 if match[0] == opening else -1
        if depth == 0:
            return match.end()
    return len(text) + 1
