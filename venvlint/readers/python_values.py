"""What the expressions of a Python file stand for, as far as its own literals tell. `python.parse`
is the way in.
"""

from __future__ import annotations

import ast

from venvlint.readers.nodes import ABSENT, Node
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from venvlint.document import Document

    Scope = dict[str, Node]

UNKNOWN = "unknown"
"""`tag` of a node whose value is not in the file: it has the value None and the place of the
expression.
"""
PARTIAL = "partial"
"""`tag` of a list or dictionary that something in the file changes in a way that is not followed:
there may be more or less in it.
"""

MAXIMUM_DEPTH = 60
MAXIMUM_ITEMS = 20_000
"""How much one list or text may grow by concatenation or a comprehension: a doubling line would
else fill the memory.
"""

_CHANGES = frozenset(
    [
        "append",
        "extend",
        "insert",
        "remove",
        "pop",
        "update",
        "clear",
        "setdefault",
        "sort",
        "reverse",
        "add",
        "discard",
    ]
)


class Call(Record):
    """A call, or a decorator without parentheses."""

    name: str
    """The dotted name that is called as written: `setup`, `setuptools.setup`, `session.install`."""
    document: Document
    start: int
    end: int
    keywords: Mapping[str, Node]
    """By name; the key's place is the keyword's where the value is written there, else that of the
    constant it leads to.
    """
    positional: tuple[Node, ...] = ()
    is_open: bool = False
    """Whether `*args` or `**keywords` that are not known bring more."""


class Function(Record):
    """A function: its decorators, each as a call, and the calls of its body in the order of the
    text.
    """

    name: str
    document: Document
    start: int
    """The place of its name."""
    end: int
    decorators: tuple[Call, ...] = ()
    calls: tuple[Call, ...] = ()


class Reader:
    """Goes through the statements in order, keeps what names stand for, and gathers calls and
    functions.
    """

    def __init__(self, document: Document, text: str) -> None:
        self.document, self.text = document, text
        self.is_ascii = text.isascii()
        self.scope: Scope = {}
        self.calls: list[Call] = []
        self.functions: list[Function] = []

    # -- places
    # ------------------------------------------------------------------------------------------------------  # noqa: E501

    def offset(self, line: int, column: int) -> int:
        """The offset of the syntax tree's line (from 1) and column (from 0, in bytes of UTF-8)."""
        start = self.document.line_starts[line - 1]
        if self.is_ascii:
            return start + column
        prefix = self.text[start : start + column]
        return start + (
            column if prefix.isascii() else len(prefix.encode()[:column].decode("utf-8", "ignore"))
        )

    def place(self, node: ast.expr | ast.keyword) -> tuple[int, int]:
        return self.offset(node.lineno, node.col_offset), self.offset(
            node.end_lineno or node.lineno, node.end_col_offset or 0
        )

    def node(self, expression: ast.expr, value: object, tag: str = "") -> Node:
        return Node(self.document, value, *self.place(expression), tag=tag)

    # -- statements
    # --------------------------------------------------------------------------------------------------  # noqa: E501

    def run(
        self, body: Sequence[ast.stmt], scope: Scope, *, certain: bool = True, depth: int = 0
    ) -> None:
        """Statements in order. In a branch or a loop (not *certain*) an assignment leaves the name
        unknown or partial.
        """
        if depth > MAXIMUM_DEPTH:
            return
        for statement in body:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._function(statement, scope, depth)
            elif isinstance(statement, ast.ClassDef):
                self.run(statement.body, dict(scope), depth=depth + 1)
            elif isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
                self._assign(statement, scope, certain)
            else:
                self._other(statement, scope, certain, depth)

    def _other(self, statement: ast.stmt, scope: Scope, certain: bool, depth: int) -> None:
        if isinstance(statement, ast.Expr):
            self._collect(statement.value, scope)
            self._changed(statement.value, scope, certain)
            return
        if isinstance(statement, ast.Delete):
            for target in statement.targets:
                self._mark(target, scope)
            return
        main_guard = isinstance(statement, ast.If) and "__name__" in ast.dump(statement.test)
        unconditional = main_guard or isinstance(statement, (ast.With, ast.AsyncWith))
        for field in ast.iter_fields(statement):
            values = field[1] if isinstance(field[1], list) else [field[1]]
            if values and isinstance(values[0], ast.stmt):
                self.run(values, scope, certain=certain and unconditional, depth=depth + 1)
                continue
            for value in values:
                if isinstance(value, ast.expr):
                    if field[0] in ("target", "optional_vars"):
                        self._mark(value, scope)
                    else:
                        self._collect(value, scope)
                elif isinstance(value, ast.withitem):
                    self._collect(value.context_expr, scope)
                    if value.optional_vars:
                        self._mark(value.optional_vars, scope)
                elif isinstance(value, (ast.ExceptHandler, ast.match_case)):
                    self.run(value.body, scope, certain=False, depth=depth + 1)

    def _function(
        self, statement: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope, depth: int
    ) -> None:
        decorators = []
        for decorator in statement.decorator_list:
            before = len(self.calls)
            self._collect(decorator, scope)
            if isinstance(decorator, ast.Call):
                decorators += [
                    call for call in self.calls[before:] if call.end == self.place(decorator)[1]
                ][:1]
            else:
                decorators.append(
                    Call(_dotted(decorator), self.document, *self.place(decorator), keywords={})
                )
        inner = dict(scope)
        parameters = statement.args
        for parameter in (
            *parameters.posonlyargs,
            *parameters.args,
            *parameters.kwonlyargs,
            parameters.vararg,
            parameters.kwarg,
        ):
            if parameter:
                inner.pop(parameter.arg, None)
        before = len(self.calls)
        self.run(statement.body, inner, depth=depth + 1)
        calls = tuple(sorted(self.calls[before:], key=lambda call: call.start))
        start = self.offset(statement.lineno, statement.col_offset)
        start = self.text.find(
            statement.name, start + (10 if isinstance(statement, ast.AsyncFunctionDef) else 3)
        )
        self.functions.append(
            Function(
                statement.name,
                self.document,
                start,
                start + len(statement.name),
                tuple(decorators),
                calls,
            )
        )

    def _assign(
        self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign, scope: Scope, certain: bool
    ) -> None:
        if statement.value is None:
            return
        self._collect(statement.value, scope)
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            if isinstance(target, ast.Name):
                if isinstance(statement, ast.AugAssign):
                    old = scope.get(target.id)
                    more = self.value(statement.value, scope)
                    if old:
                        added = (
                            self._add(statement.value, old, more)
                            if isinstance(statement.op, ast.Add)
                            else None
                        )
                        if added and not certain:
                            added = self._perhaps(old, added)
                        scope[target.id] = added or self._partial(old)
                elif certain:
                    scope[target.id] = self.value(statement.value, scope)
                else:
                    self._mark(target, scope)
            elif (
                isinstance(target, ast.Subscript)
                and isinstance(target.value, ast.Name)
                and certain
                and isinstance(statement, ast.Assign)
            ):
                table, key = scope.get(target.value.id), self.value(target.slice, scope)
                if table and isinstance(table.value, dict) and isinstance(key.value, str):
                    value = self.value(statement.value, scope)
                    if value.key_start < 0:
                        value.key_start, value.key_end = key.start, key.end
                    scope[target.value.id] = Node(
                        self.document,
                        {**table.value, key.value: value},
                        table.start,
                        table.end,
                        tag=table.tag,
                    )
                else:
                    self._mark(target, scope)
            else:
                self._mark(target, scope)

    def _mark(self, target: ast.expr, scope: Scope) -> None:
        """A target got a value that is not followed."""
        for part in ast.walk(target):
            if isinstance(part, ast.Name) and part.id in scope:
                old = scope[part.id]
                scope[part.id] = self._partial(old)

    def _partial(self, old: Node) -> Node:
        is_container = isinstance(old.value, (list, dict))
        return Node(
            self.document,
            old.value if is_container else None,
            old.start,
            old.end,
            tag=PARTIAL if is_container else UNKNOWN,
        )

    def _changed(self, expression: ast.expr, scope: Scope, certain: bool) -> None:
        """`names.append("x")` and its like."""
        if not (
            isinstance(expression, ast.Call)
            and isinstance(expression.func, ast.Attribute)
            and expression.func.attr in _CHANGES
        ):
            return
        owner = expression.func.value
        if not isinstance(owner, ast.Name):
            self._mark(owner, scope)
            return
        old = scope.get(owner.id)
        if not old:
            return
        new = None
        if len(expression.args) == 1 and not expression.keywords:
            argument = self.value(expression.args[0], scope)
            if expression.func.attr == "extend":
                new = self._add(expression.args[0], old, argument)
            elif expression.func.attr == "append" and isinstance(old.value, list):
                new = Node(self.document, [*old.value, argument], old.start, old.end, tag=old.tag)
        if new and not certain:
            new = self._perhaps(old, new)
        scope[owner.id] = new or self._partial(old)

    def _perhaps(self, old: Node, new: Node) -> Node:
        """*new*, which a branch or a loop makes of *old*: what it may add is worth knowing, but
        neither the list nor what is added is certain.
        """
        if isinstance(new.value, list):
            kept = len(old.items)
            added = [
                Node(self.document, item.value, item.start, item.end, tag=item.tag or PARTIAL)
                for item in new.items[kept:]
            ]
            return Node(self.document, [*new.items[:kept], *added], new.start, new.end, tag=PARTIAL)
        new.tag = PARTIAL
        return new

    # -- calls
    # -------------------------------------------------------------------------------------------------------  # noqa: E501

    def _collect(self, expression: ast.expr, scope: Scope) -> None:
        for part in ast.walk(expression):
            if isinstance(part, ast.Call):
                name = _dotted(part.func)
                if name:
                    self.calls.append(self._call(name, part, scope))

    def _call(self, name: str, call: ast.Call, scope: Scope) -> Call:
        positional: list[Node] = []
        is_open = False
        for argument in call.args:
            if isinstance(argument, ast.Starred):
                value = self.value(argument.value, scope)
                is_open = is_open or not isinstance(value.value, list) or bool(value.tag)
                positional += value.items
            else:
                positional.append(self.value(argument, scope))
        keywords: dict[str, Node] = {}
        for keyword in call.keywords:
            value = self.value(keyword.value, scope)
            if keyword.arg is None:
                is_open = is_open or not isinstance(value.value, dict) or bool(value.tag)
                keywords.update(value.mapping)
                continue
            start = self.place(keyword)[0]
            if (
                value.key_start < 0
                and value.start > start
                and not isinstance(keyword.value, ast.Name)
            ):
                value.key_start, value.key_end = start, start + len(keyword.arg)
            keywords[keyword.arg] = value
        return Call(
            name,
            self.document,
            *self.place(call),
            positional=tuple(positional),
            keywords=keywords,
            is_open=is_open,
        )

    # -- expressions
    # -------------------------------------------------------------------------------------------------  # noqa: E501

    def value(self, expression: ast.expr, scope: Scope, depth: int = 0) -> Node:
        """The node of an expression; of a name, the node of the literal that it stands for."""
        found = self._value(expression, scope, depth) if depth <= MAXIMUM_DEPTH else None
        return found if found else self.node(expression, None, UNKNOWN)

    def _value(self, expression: ast.expr, scope: Scope, depth: int) -> Node:
        if isinstance(expression, ast.Constant):
            if isinstance(expression.value, (str, int, float, bool)) or expression.value is None:
                return self.node(expression, expression.value)
            return ABSENT
        if isinstance(expression, ast.Name):
            return scope.get(expression.id, ABSENT)
        if isinstance(expression, (ast.List, ast.Tuple, ast.Set)):
            return self._sequence(expression, scope, depth)
        if isinstance(expression, ast.Dict):
            return self._dictionary(expression, scope, depth)
        if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Add):
            left, right = (
                self.value(expression.left, scope, depth + 1),
                self.value(expression.right, scope, depth + 1),
            )
            return self._add(expression, left, right)
        if isinstance(expression, ast.JoinedStr):
            return self._joined(expression, scope, depth)
        if isinstance(expression, ast.Call):
            return self._called(expression, scope, depth)
        if isinstance(expression, ast.Subscript):
            owner, key = (
                self.value(expression.value, scope, depth + 1),
                self.value(expression.slice, scope, depth + 1),
            )
            if isinstance(key.value, (str, int)) and not isinstance(key.value, bool):
                return owner.get(key.value)
            return ABSENT
        if isinstance(expression, ast.ListComp):
            return self._comprehension(expression, scope, depth)
        return ABSENT

    def _sequence(
        self, expression: ast.List | ast.Tuple | ast.Set, scope: Scope, depth: int
    ) -> Node:
        items: list[Node] = []
        tag = ""
        for element in expression.elts:
            if isinstance(element, ast.Starred):
                more = self.value(element.value, scope, depth + 1)
                items += more.items
                if more.tag or not isinstance(more.value, list):
                    tag = PARTIAL
            else:
                items.append(self.value(element, scope, depth + 1))
        return self.node(expression, items[:MAXIMUM_ITEMS], tag)

    def _dictionary(self, expression: ast.Dict, scope: Scope, depth: int) -> Node:
        mapping: dict[str, Node] = {}
        tag = ""
        for key, member in zip(expression.keys, expression.values, strict=True):
            value = self.value(member, scope, depth + 1)
            if key is None:
                mapping.update(value.mapping)
                if value.tag or not isinstance(value.value, dict):
                    tag = PARTIAL
                continue
            name = self.value(key, scope, depth + 1)
            if not isinstance(name.value, str):
                tag = PARTIAL
                continue
            if not isinstance(member, ast.Name) and value.key_start < 0:
                value.key_start, value.key_end = name.start, name.end
            mapping[name.value] = value
        return self.node(expression, mapping, tag)

    def _add(self, expression: ast.expr, left: Node, right: Node) -> Node:
        if (
            isinstance(left.value, str)
            and isinstance(right.value, str)
            and len(left.value) + len(right.value) <= MAXIMUM_ITEMS
        ):
            return self.node(expression, left.value + right.value)
        if isinstance(left.value, list) or isinstance(right.value, list):
            items = [*left.items, *right.items][:MAXIMUM_ITEMS]
            complete = (
                isinstance(left.value, list)
                and isinstance(right.value, list)
                and not (left.tag or right.tag)
            )
            return self.node(expression, items, "" if complete else PARTIAL)
        return ABSENT

    def _joined(self, expression: ast.JoinedStr, scope: Scope, depth: int) -> Node:
        pieces = []
        for part in expression.values:
            if isinstance(part, ast.FormattedValue):
                if part.format_spec is not None or part.conversion not in (-1, 115):
                    return ABSENT
                value = self.value(part.value, scope, depth + 1).value
                if not isinstance(value, (str, int)) or isinstance(value, bool):
                    return ABSENT
                pieces.append(str(value))
            elif isinstance(part, ast.Constant):
                pieces.append(str(part.value))
        text = "".join(pieces)
        return self.node(expression, text) if len(text) <= MAXIMUM_ITEMS else ABSENT

    def _called(self, call: ast.Call, scope: Scope, depth: int) -> Node:
        function = call.func
        arguments = [
            self.value(argument, scope, depth + 1)
            for argument in call.args
            if not isinstance(argument, ast.Starred)
        ]
        if len(arguments) != len(call.args):
            return ABSENT
        if isinstance(function, ast.Name):
            if (
                function.id in ("list", "tuple", "sorted", "set")
                and len(arguments) == 1
                and isinstance(arguments[0].value, list)
            ):
                return self.node(call, list(arguments[0].items), arguments[0].tag)
            if (
                function.id == "filter"
                and len(arguments) == 2
                and isinstance(call.args[0], ast.Constant)
                and call.args[0].value is None
                and isinstance(arguments[1].value, list)
            ):
                return self.node(call, _truthy(arguments[1].items), arguments[1].tag)
            if (
                function.id == "str"
                and len(arguments) == 1
                and isinstance(arguments[0].value, (str, int, float))
            ):
                return self.node(call, str(arguments[0].value))
            if (
                function.id == "dict"
                and not arguments
                and all(keyword.arg for keyword in call.keywords)
            ):
                return self.node(
                    call,
                    {
                        str(word.arg): self.value(word.value, scope, depth + 1)
                        for word in call.keywords
                    },
                )
            if function.id == "range" and not call.keywords:
                return self._range(call, arguments)
            return ABSENT
        if not isinstance(function, ast.Attribute) or call.keywords:
            return ABSENT
        owner = self.value(function.value, scope, depth + 1)
        if not isinstance(owner.value, str):
            return ABSENT
        texts = [argument.value for argument in arguments]
        if function.attr == "join" and len(arguments) == 1 and not arguments[0].tag:
            parts = [item.value for item in arguments[0].items]
            if isinstance(arguments[0].value, list) and all(
                isinstance(part, str) for part in parts
            ):
                text = owner.value.join(str(part) for part in parts)
                return self.node(call, text) if len(text) <= MAXIMUM_ITEMS else ABSENT
        elif function.attr in ("split", "splitlines", "strip", "lower") and (
            not texts or (function.attr == "split" and texts in ([","], ["\n"]))
        ):
            if function.attr == "strip":
                (stripped,) = self._pieces(owner, [owner.value.strip()])
                return stripped
            if function.attr == "lower":
                return self.node(call, owner.value.lower())
            lines = (
                owner.value.splitlines()
                if function.attr == "splitlines"
                else owner.value.split(str(texts[0]) if texts else None)
            )
            return self.node(call, self._pieces(owner, lines[:MAXIMUM_ITEMS]))
        return ABSENT

    def _range(self, call: ast.Call, arguments: list[Node]) -> Node:
        bounds = [
            argument.value
            for argument in arguments
            if isinstance(argument.value, int) and abs(argument.value) < 1000
        ]
        if len(bounds) != len(arguments) or not 1 <= len(bounds) <= 2:
            return ABSENT
        numbers = range(bounds[0]) if len(bounds) == 1 else range(bounds[0], bounds[1])
        return self.node(call, [self.node(call, number) for number in numbers])

    def _pieces(self, owner: Node, pieces: list[str]) -> list[Node]:
        """The parts of a text that is split, each at its own place where the source spells it as it
        is.
        """
        nodes = []
        position = owner.start
        for piece in pieces:
            # An escape makes the source longer than the text; looking no further keeps this linear.
            stop = min(owner.end, position + 4 * len(piece) + 200)
            found = self.document.text.find(piece, position, stop) if piece else -1
            start, end = (found, found + len(piece)) if found >= 0 else (owner.start, owner.end)
            position = end if found >= 0 else position
            nodes.append(Node(self.document, piece, start, end))
        return nodes

    def _comprehension(self, expression: ast.ListComp, scope: Scope, depth: int) -> Node:
        generator = expression.generators[0]
        if (
            len(expression.generators) != 1
            or not isinstance(generator.target, ast.Name)
            or any(not _asks_for_text(test, generator.target.id) for test in generator.ifs)
        ):
            return ABSENT
        source = self.value(generator.iter, scope, depth + 1)
        if not isinstance(source.value, list) or source.tag or len(source.items) > 1000:
            return ABSENT
        if generator.ifs:
            source = self.node(expression, _truthy(source.items))
        return self.node(
            expression,
            [
                self.value(expression.elt, {**scope, generator.target.id: item}, depth + 1)
                for item in source.items
            ],
        )


def _truthy(items: list[Node]) -> list[Node]:
    """The members that hold something: lines that are not blank."""
    return [item for item in items if item.string is None or item.string.strip()]


def _asks_for_text(test: ast.expr, name: str) -> bool:
    """Whether a condition of a comprehension leaves out blank members alone: `if line`, `if
    line.strip()`.
    """
    if isinstance(test, ast.Call) and not test.args and not test.keywords:
        method = test.func
        if not isinstance(method, ast.Attribute) or method.attr != "strip":
            return False
        test = method.value
    return isinstance(test, ast.Name) and test.id == name


def _dotted(expression: ast.expr) -> str:
    names = []
    while isinstance(expression, ast.Attribute):
        names.append(expression.attr)
        expression = expression.value
    if not isinstance(expression, ast.Name):
        return ""
    return ".".join([expression.id, *reversed(names)])
