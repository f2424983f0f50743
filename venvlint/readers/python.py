"""Literals and calls of a Python file (`setup.py`, `noxfile.py`), from its syntax tree: nothing is
imported and nothing is run.

What a name or an expression stands for is worked out only from literals: text, numbers, lists,
tuples, dictionaries, their
concatenation, `join`, `format`, f-strings, simple comprehensions, and names that were given such a
value before. Anything
else is unknown, and unknown is never guessed.
"""

from __future__ import annotations

from venvlint.readers.python_values import PARTIAL, UNKNOWN, Call, Function, Reader
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from venvlint.document import Document
    from venvlint.readers.nodes import Node

_SURROGATE = lazy("[\ud800-\udfff]")

MAXIMUM_CHARACTERS = 400_000


class Module(Record):
    """What a file says by literals. Everything is empty where the file does not parse (it may be
    Python 2).
    """

    document: Document
    constants: Mapping[str, Node]
    """The names of the module's top level with what they stand for at its end."""
    calls: tuple[Call, ...] = ()
    """Every call of the file, in the order of the text."""
    functions: tuple[Function, ...] = ()
    """Every function of the module's top level and of its classes."""
    parses: bool = True

    def called(self, *names: str) -> list[Call]:
        """The calls of a name, whatever stands before its last dot: `setup` finds
        `setuptools.setup(...)` too.
        """
        return [call for call in self.calls if call.name.rpartition(".")[2] in names]


def is_known(node: Node) -> bool:
    """Whether the value and everything in it is known and complete."""
    return all(part.tag not in (UNKNOWN, PARTIAL) for part in node.walk())


def parse(document: Document) -> Module:
    """Read a file. Never raises: where the syntax is not this Python's, nothing is said about
    it.
    """
    if len(document.text) > MAXIMUM_CHARACTERS:
        return Module(document, {}, parses=False)
    import ast

    text = document.text
    if not text.isascii():
        # Bytes that are not UTF-8 are lone surrogates here, which the parser refuses even in
        # comments.
        text = _SURROGATE.sub("\ufffd", text)
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes in other people's strings
            tree = ast.parse(text)
        reader = Reader(document, text)
        reader.run(tree.body, reader.scope)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Module(document, {}, parses=False)
    calls = sorted(reader.calls, key=lambda call: call.start)
    functions = sorted(reader.functions, key=lambda function: function.start)
    return Module(document, dict(reader.scope), tuple(calls), tuple(functions))


def arguments(calls: Iterable[Call], keyword: str) -> list[Node]:
    """What each of *calls* gives for *keyword*, where it gives something."""
    return [call.keywords[keyword] for call in calls if keyword in call.keywords]


def given_to_setup(module: Module, keyword: str) -> list[Node]:
    """What `setup` is given under a keyword that nothing else has; where no call of it has one,
    what another call has, such as `run_setup(...)`, which hands it on.
    """
    return arguments(module.called("setup"), keyword) or arguments(module.calls, keyword)
