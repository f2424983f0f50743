"""Conditions of Azure's steps and jobs that ask for a Python, without the part that never holds
any more: `and(succeeded(), eq(variables['python.version'], '3.9'))`.
"""

from __future__ import annotations

from venvlint.facts.changes.model import speaks_of_python
from venvlint.facts.changes.ranges import named
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    Minor = tuple[int, int]

_TOKEN = lazy(
    r"[ \t]*(?:(?P<string>'[^'\n]{0,200}')"
    r"|(?P<name>[\w.*-]{1,200}(?:\['[^'\n]{1,100}'\](?:\.[\w.]{1,100})?)?)|(?P<mark>[(),]))[ \t]*"
)
_LONGEST, _DEEPEST = 2000, 20


class _Part(Record):
    """A call or a value: how it is written now, and whether it holds where the change settles it.
    `is_new` says that something went from it.
    """

    text: str
    holds: bool | None = None
    is_new: bool = False


class _Malformed(Exception):
    pass


def without(text: str, gone: Minor) -> str | bool | None:
    """The condition when *gone* is no Python of the matrix any more: its new text, a boolean where
    it is settled, None where nothing changes or where it is not understood.
    """
    if len(text) > _LONGEST or "\n" in text.strip():
        return None
    parser = _Parser(text.strip(), gone)
    try:
        part = parser.part(0)
    except _Malformed:
        return None
    if parser.position < len(parser.text):
        return None
    if part.holds is not None:
        return part.holds
    return part.text if part.is_new else None


class _Parser:
    def __init__(self, text: str, gone: Minor) -> None:
        self.text, self.gone, self.position = text, gone, 0

    def _next(self) -> tuple[str, str]:
        match = _TOKEN.match(self.text, self.position)
        if match is None:
            raise _Malformed
        self.position = match.end()
        kind = match.lastgroup or ""
        return kind, match[kind]

    def part(self, depth: int) -> _Part:
        if depth > _DEEPEST:
            raise _Malformed
        kind, text = self._next()
        if kind == "mark":
            raise _Malformed
        if kind == "string" or self.text[self.position : self.position + 1] != "(":
            return _Part(text)
        self.position += 1
        arguments: list[_Part] = []
        while True:
            if self.text.startswith(")", self.position) and not arguments:
                self._next()
                break
            arguments.append(self.part(depth + 1))
            kind, mark = self._next()
            if mark == ")" and kind == "mark":
                break
            if mark != ",":
                raise _Malformed
        return self._call(text, arguments)

    def _call(self, name: str, arguments: list[_Part]) -> _Part:
        does = name.lower()
        if does in ("and", "or"):
            settling = does == "or"
            left = [one for one in arguments if one.holds is None]
            if any(one.holds is settling for one in arguments):
                return _Part("", settling)
            if not left:
                return _Part("", not settling)
            if len(left) == 1 and len(arguments) > 1:
                return _Part(left[0].text, is_new=True)
            return self._written(name, left, is_new=len(left) < len(arguments))
        if does == "not" and len(arguments) == 1 and arguments[0].holds is not None:
            return _Part("", not arguments[0].holds)
        if any(one.holds is not None for one in arguments):
            raise _Malformed
        if does in ("eq", "ne", "startswith", "contains", "endswith") and self._asks(arguments):
            return _Part("", does == "ne")
        if does in ("in", "notin") and arguments and speaks_of_python(arguments[0].text):
            left = [one for one in arguments[1:] if named(one.text) != {self.gone}]
            if not left:
                return _Part("", does == "notin")
            return self._written(name, [arguments[0], *left], is_new=len(left) + 1 < len(arguments))
        return self._written(name, arguments)

    @staticmethod
    def _written(name: str, arguments: list[_Part], *, is_new: bool = False) -> _Part:
        text = f"{name}({', '.join(one.text for one in arguments)})"
        return _Part(text, is_new=is_new or any(one.is_new for one in arguments))

    def _asks(self, arguments: list[_Part]) -> bool:
        """Whether two values compare a Python with the one that is gone."""
        if len(arguments) != 2:
            return False
        first, second = sorted((one.text for one in arguments), key=lambda text: text[:1] != "'")
        return (
            first.startswith("'")
            and not second.startswith("'")
            and speaks_of_python(second)
            and named(first) == {self.gone}
        )
