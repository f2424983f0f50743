"""A justfile as its recipes (https://just.systems/man/en/): each line of a recipe is one shell, a
recipe with a shebang is one script.

Read are the settings that choose the shell and the folder, variables that are plain text, and the
recipes with their attributes and dependencies. What `{{ }}` computes is unknown.
"""

from __future__ import annotations

from venvlint.readers.patchwork import UNKNOWN, Patchwork, verbatim
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.readers.patchwork import Piece

_SETTING = lazy(r"set[ \t]+([\w-]+)(?:[ \t]*:=[ \t]*(.*))?$")
_VARIABLE = lazy(r"(export[ \t]+)?([A-Za-z_][\w-]*)[ \t]*:=[ \t]*(.*)$")
_HEADER = lazy(r"@?([A-Za-z_][\w-]*)")
# The last is one that does not end in its line.
_STRING = lazy(r"\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|[\"'].*")
_DEPENDENCY = lazy(r"&&|[A-Za-z_][\w-]*|[()]")
_INTERPOLATION = lazy(r"\{\{[ \t]*([A-Za-z_][\w-]*)[ \t]*\}\}")


class JustLine(Record):
    """One line of a recipe, its prefix (`@`, `-`) and indentation taken away."""

    text: Patchwork
    start: int
    end: int


class JustRecipe(Record):
    """A recipe: what it depends on before and after itself, its attributes (`no-cd`,
    `script("bash")`), its lines.
    """

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    attributes: tuple[str, ...]
    lines: tuple[JustLine, ...]

    @property
    def is_script(self) -> bool:
        """Whether all lines go to one interpreter."""
        return bool(self.lines) and (
            self.lines[0].text.text.startswith("#!")
            or any(one.partition("(")[0].strip() == "script" for one in self.attributes)
        )


class Justfile(Record):
    """A file: its settings by name (`shell` as the words of the list), the variables that are
    exported to every recipe, with `\\0` for what is computed, and its recipes.
    """

    document: Document
    settings: dict[str, tuple[str, ...]]
    exported: dict[str, str]
    recipes: tuple[JustRecipe, ...]


def parse(document: Document) -> Justfile:
    """Read a file. Never raises: what it does not understand is left out."""
    settings: dict[str, tuple[str, ...]] = {}
    exported: dict[str, str] = {}
    values: dict[str, tuple[str, int]] = {}
    bodies: list[tuple[str, str, list[str], list[tuple[str, int]]]] = []
    attributes: list[str] = []
    body: list[tuple[str, int]] | None = None
    position = 0
    for whole in document.text.split("\n"):
        start, position = position, position + len(whole) + 1
        line = whole.rstrip("\r")
        if line[:1] in (" ", "\t"):
            if body is not None:
                body.append((line, start))
            continue
        if not line.strip():
            continue
        body = None
        if line.startswith("["):
            attributes += [part.strip() for part in line.strip(" []").split(",")]
            continue
        setting = _SETTING.match(line)
        variable = None if setting else _VARIABLE.match(line)
        if setting:
            settings[setting[1]] = tuple(
                match[1] or match[2] or "" for match in _STRING.finditer(setting[2] or "")
            ) or ((setting[2] or "true").strip(),)
        elif variable:
            text, literal = _computed(variable[3])
            if literal is not None:
                values[variable[2]] = (literal[0], start + variable.start(3) + literal[1])
            if variable[1]:
                exported[variable[2]] = text
        elif header := _HEADER.match(line):
            colon = _colon(line, header.end())
            if colon >= 0:
                body = []
                rest = line[colon + 1 :].partition(" #")[0]
                bodies.append((header[1], rest, attributes, body))
        attributes = []
    recipes = [
        _recipe(name, dependencies, marks, lines, values)
        for name, dependencies, marks, lines in bodies
    ]
    return Justfile(document, settings, exported, tuple(recipes))


def _colon(line: str, position: int) -> int:
    """Where the parameters of a recipe end; -1 where the line is none's."""
    quote = ""
    for index in range(position, len(line)):
        char = line[index]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'`":
            quote = char
        elif char == ":":
            return -1 if line.startswith("=", index + 1) else index
    return -1


def _dependencies(text: str) -> tuple[list[str], list[str]]:
    """The recipes that are run before and, behind `&&`, after one: `a (b "x") && c`."""
    before: list[str] = []
    after: list[str] = []
    found = before
    depth, named = 0, False
    for match in _DEPENDENCY.finditer(text):
        part = match[0]
        if part == "&&":
            found = after
        elif part in "()":
            depth = depth + 1 if part == "(" else max(depth - 1, 0)
            named = False
        elif not depth or not named:
            found.append(part)
            named = bool(depth)
    return before, after


def _computed(expression: str) -> tuple[str, tuple[str, int] | None]:
    """What an expression comes to, `\\0` for its unknown parts; and where it is one plain text that
    text with its place.
    """
    whole = _STRING.fullmatch(expression.rstrip())
    if whole and (group := whole.lastindex):
        return whole[group], (whole[group], whole.start(group))
    text, at = "", 0
    for match in _STRING.finditer(expression):
        between = expression[at : match.start()].strip(" \t+")
        # `env("PATH")` is unknown, and so is its own text.
        called = between.endswith("(")
        text += UNKNOWN if between.strip(") \t/+") else ""
        text += "/" if between.rstrip(" \t+").endswith("/") and not called else ""
        known = match[1] or match[2] or "" if match.lastindex else UNKNOWN
        text += "" if called else known
        at = match.end()
    return text + (UNKNOWN if expression[at:].strip(" )\t") else ""), None


def _recipe(
    name: str,
    dependencies: str,
    attributes: list[str],
    lines: list[tuple[str, int]],
    values: dict[str, tuple[str, int]],
) -> JustRecipe:
    before, after = _dependencies(dependencies)
    while lines and not lines[-1][0].strip():
        lines.pop()
    texts = [text for text, _ in lines if text.strip()]
    indent = len(texts[0]) - len(texts[0].lstrip(" \t")) if texts else 0
    script = (bool(texts) and texts[0].lstrip().startswith("#!")) or any(
        one.startswith("script") for one in attributes
    )
    read: list[JustLine] = []
    pieces: list[Piece] = []
    for text, start in lines:
        own = min(indent, len(text) - len(text.lstrip(" \t")))
        if not script and not pieces:
            own = len(text) - len(text.lstrip(" \t"))
            own += len(text[own:]) - len(text[own:].lstrip("@-?"))
        kept, at = text[own:], start + own
        pieces += _expanded(kept, at, values)
        if kept.endswith("\\") and not script:
            pieces.append(verbatim("\n", at + len(kept), at + len(kept)))
            continue
        if pieces:
            read.append(JustLine(Patchwork(pieces), pieces[0][1], at + len(kept)))
        pieces = []
    if pieces:
        read.append(JustLine(Patchwork(pieces), pieces[0][1], pieces[-1][2]))
    return JustRecipe(name, tuple(before), tuple(after), tuple(attributes), tuple(read))


def _expanded(text: str, start: int, values: dict[str, tuple[str, int]]) -> list[Piece]:
    """A line with `{{name}}` replaced where the name is a plain text."""
    if "{{" not in text:
        return [verbatim(text, start, start + len(text))] if text else []
    pieces: list[Piece] = []
    position = 0
    for match in _INTERPOLATION.finditer(text):
        value = values.get(match[1])
        if value is None:
            continue
        pieces.append(
            verbatim(text[position : match.start()], start + position, start + match.start())
        )
        written, stated = value
        pieces.append(
            (
                written,
                start + match.start(),
                start + match.end(),
                stated,
                stated + len(written),
            )
        )
        position = match.end()
    pieces.append(verbatim(text[position:], start + position, start + len(text)))
    return pieces
