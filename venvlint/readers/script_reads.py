"""Which files a Python script reads whenever it runs, from its syntax tree: nothing is run.

The statements of the module are followed in their order, and those of the functions that they
call. Paths are put together from literals, `__file__`, `os.path` and `pathlib`; whatever else goes
into one leaves it unknown. Only what happens in every run counts: a read in a branch, behind an
early return, in a `try` that catches its failure or in a function that nobody calls is left out.
"""

from __future__ import annotations

import posixpath

from venvlint.files.paths import name_of
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Callable

    from venvlint.document import Document


class Read(Record):
    """One file that is read."""

    path: str
    """Relative to the script's folder; it may begin with `..`."""
    start: int
    """The call that reads; through a helper the call that names the file."""
    end: int
    builds_elsewhere: bool
    """Whether the script calls `setup` in another working directory than its own folder, as far as
    is known: what that builds, it builds of the files there.
    """


MAXIMUM_CHARACTERS = 200_000
MAXIMUM_STEPS = 20_000
MAXIMUM_DEPTH = 40
_ROOT = "/\0root"

_JOINS = frozenset(("os.path.join", "posixpath.join", "pathlib.Path", "pathlib.PurePath"))
_FOLDERS = frozenset(("os.path.dirname", "posixpath.dirname"))
_SAME = frozenset(
    "os.path.abspath os.path.realpath os.path.normpath os.path.expanduser os.fspath str list tuple"
    " sorted set iter reversed".split()
)
_OPENS = frozenset("open io.open codecs.open builtins.open tokenize.open".split())
_SETUPS = frozenset(("setuptools.setup", "distutils.core.setup"))
# Which of its arguments the path is.
_READS = {
    "runpy.run_path": 0,
    "execfile": 0,
    "imp.load_source": 1,
    "importlib.machinery.SourceFileLoader": 1,
    "pip.req.parse_requirements": 0,
    "pip._internal.req.parse_requirements": 0,
    "pip._internal.req.req_file.parse_requirements": 0,
}
_TEXTS = {
    "os.sep": "/",
    "os.path.sep": "/",
    "os.pardir": "..",
    "os.path.pardir": "..",
    "os.curdir": ".",
    "os.path.curdir": ".",
}
_SAME_METHODS = frozenset("resolve absolute expanduser as_posix strip rstrip lstrip".split())
# What keeps a read from failing when the file is not there.
_ASKS = frozenset(
    "exists isfile isdir is_file is_dir lexists access stat listdir glob iglob rglob iterdir"
    " walk scandir".split()
)
# Failures that are no missing file: a `try` that catches these alone guards no read.
_OTHER_FAILURES = frozenset(
    "ImportError ModuleNotFoundError AttributeError NameError KeyError IndexError LookupError"
    " TypeError ValueError SyntaxError UnicodeError UnicodeDecodeError AssertionError StopIteration"
    " KeyboardInterrupt RuntimeError NotImplementedError".split()
)


def parse(document: Document) -> tuple[Read, ...]:
    """What a script certainly reads, each file once, in the order of the text. Never raises: of a
    file that does not parse nothing is known.
    """
    if len(document.text) > MAXIMUM_CHARACTERS:
        return ()
    import ast
    import warnings

    text = document.text.encode("utf-8", "replace").decode()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes in other people's strings
            module = ast.parse(text)
        runner = _Runner(document, text)
        runner.block(module.body, _Frame({}, None), True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, _Enough):
        return ()
    reads = (Read(path, *span, runner.builds_elsewhere) for path, span in runner.found.items())
    return tuple(sorted(reads, key=lambda read: read.start))


class _Enough(Exception):
    """The script is too long to be followed."""


class _Text:
    """A known text, and the call that brought it into a helper."""

    __slots__ = ("origin", "text")

    def __init__(self, text: str, origin: ast.Call | None = None) -> None:
        self.text, self.origin = text, origin


class _Items:
    """A list or tuple of values."""

    __slots__ = ("items",)

    def __init__(self, items: list[object]) -> None:
        self.items = items


class _Dotted:
    """A name of a module or of something in one: `os.path.join`."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class _Function:
    """A function of the script, with what surrounds it."""

    __slots__ = ("frame", "node")

    def __init__(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, frame: _Frame
    ) -> None:
        self.node, self.frame = node, frame


class _Frame:
    """The names of a module or of a call."""

    __slots__ = ("names", "outer", "results")

    def __init__(self, names: dict[str, object], outer: _Frame | None) -> None:
        self.names, self.outer = names, outer
        self.results: list[object] = []

    def get(self, name: str) -> object:
        frame: _Frame | None = self
        while frame is not None:
            if name in frame.names:
                return frame.names[name]
            frame = frame.outer
        if name == "__file__":
            return _Text(f"{_ROOT}/setup.py")
        return _Dotted(name)  # a builtin

    def put(self, name: str, value: object, sure: bool) -> None:
        if not sure and name in self.names and not _equal(self.names[name], value):
            value = None
        self.names[name] = value


class _Runner:
    """Follows the statements. *certain* says of each whether it happens in every run."""

    def __init__(self, document: Document, text: str) -> None:
        self.document, self.text = document, text
        self.found: dict[str, tuple[int, int]] = {}
        self.steps = self.depth = 0
        self.at_root = True
        """Whether the working directory is still the script's folder."""
        self.builds_elsewhere = False

    # -- statements

    def block(self, body: list[ast.stmt], frame: _Frame, certain: bool, sure: bool = True) -> bool:
        """Follow statements; *sure* says whether their assignments hold afterwards. Answers whether
        what comes behind them is still reached in every run.
        """
        reached = True
        for statement in body:
            if not self.statement(statement, frame, certain and reached, sure):
                reached = False
        return reached

    def statement(self, node: ast.stmt, frame: _Frame, certain: bool, sure: bool) -> bool:
        import ast

        self.steps += 1
        if self.steps > MAXIMUM_STEPS:
            raise _Enough
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            frame.put(node.name, _Function(node, frame), sure)
        elif isinstance(node, ast.ClassDef):
            frame.put(node.name, None, sure)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            self.imported(node, frame, sure)
        elif isinstance(node, ast.Return):
            frame.results.append(
                self.value(node.value, frame, certain) if node.value is not None else None
            )
            if not certain:
                frame.results.append(None)
            return False
        elif isinstance(node, ast.Raise | ast.Break | ast.Continue):
            return False
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            self.assign(node, frame, certain, sure)
        elif isinstance(node, ast.If):
            return self.condition(node, frame, certain, sure)
        elif isinstance(node, ast.For | ast.AsyncFor):
            values = self.value(node.iter, frame, certain)
            self.loop(node.target, values, frame, certain, lambda on: self.body(node, frame, on))
            self.block(node.orelse, frame, False, False)
        elif isinstance(node, ast.While):
            self.value(node.test, frame, certain)
            self.block(node.body, frame, False, False)
        elif isinstance(node, ast.With | ast.AsyncWith):
            for item in node.items:
                called = item.context_expr
                self.value(called, frame, certain)
                if isinstance(called, ast.Call) and _last_name(called.func) == "suppress":
                    certain = False
                if item.optional_vars is not None:
                    self.bind(item.optional_vars, None, frame, sure)
            return self.block(node.body, frame, certain, sure)
        elif isinstance(node, ast.Try) or type(node).__name__ == "TryStar":
            return self.attempt(node, frame, certain, sure)  # type: ignore[arg-type]
        elif isinstance(node, ast.Match):
            self.value(node.subject, frame, certain)
            for case in node.cases:
                self.block(case.body, frame, False, False)
        elif isinstance(node, ast.Expr):
            self.value(node.value, frame, certain)
        elif isinstance(node, ast.Assert):
            self.value(node.test, frame, certain)
        return True

    def body(self, node: ast.For | ast.AsyncFor, frame: _Frame, certain: bool) -> None:
        self.block(node.body, frame, certain, False)

    def imported(self, node: ast.Import | ast.ImportFrom, frame: _Frame, sure: bool) -> None:
        import ast

        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                name = f"{node.module or ''}.{alias.name}"
                frame.put(alias.asname or alias.name, _Dotted(name), sure)
            elif alias.asname:
                frame.put(alias.asname, _Dotted(alias.name), sure)
            else:
                top = alias.name.partition(".")[0]
                frame.put(top, _Dotted(top), sure)

    def assign(
        self,
        node: ast.Assign | ast.AnnAssign | ast.AugAssign,
        frame: _Frame,
        certain: bool,
        sure: bool,
    ) -> None:
        import ast

        if node.value is None:
            return
        value = self.value(node.value, frame, certain)
        if isinstance(node, ast.AugAssign):
            if isinstance(node.target, ast.Name):
                old = frame.get(node.target.id)
                added = _added(old, value) if isinstance(node.op, ast.Add) else None
                frame.put(node.target.id, added, sure)
            return
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            self.bind(target, value, frame, sure)

    def bind(self, target: ast.expr, value: object, frame: _Frame, sure: bool) -> None:
        import ast

        if isinstance(target, ast.Name):
            frame.put(target.id, value, sure)
        elif isinstance(target, ast.Tuple | ast.List):
            items = value.items if isinstance(value, _Items) else []
            for index, each in enumerate(target.elts):
                known = len(items) == len(target.elts)
                self.bind(each, items[index] if known else None, frame, sure)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, None, frame, sure)

    def condition(self, node: ast.If, frame: _Frame, certain: bool, sure: bool) -> bool:
        import ast

        if "__name__" in ast.dump(node.test):
            # A build runs the script as the main program.
            return self.block(node.body, frame, certain, sure)
        self.value(node.test, frame, certain)
        asks = _asks(node.test)
        reached = True
        for branch in (node.body, node.orelse):
            self.block(branch, frame, False, False)
            last = branch[-1] if branch else None
            if isinstance(last, ast.Return | ast.Break | ast.Continue) or (
                asks and last is not None and _leaves(last)
            ):
                reached = False
        return reached

    def attempt(self, node: ast.Try, frame: _Frame, certain: bool, sure: bool) -> bool:
        guarded = any(_catches_a_missing_file(handler) for handler in node.handlers)
        reached = self.block(node.body, frame, certain and not guarded, sure)
        for handler in node.handlers:
            inner = _Frame({}, frame)
            inner.results = frame.results
            self.block(handler.body, inner, False, False)
            for name, value in inner.names.items():
                if name not in frame.names:
                    frame.put(name, value, False)
        self.block(node.orelse, frame, certain and not guarded, sure)
        self.block(node.finalbody, frame, certain, sure)
        return reached

    def loop(
        self,
        target: ast.expr,
        values: object,
        frame: _Frame,
        certain: bool,
        each: Callable[[bool], object],
    ) -> list[object]:
        """Run *each* for the members of a known list, once for those of an unknown one."""
        if isinstance(values, _Items) and len(values.items) <= 60:
            found = []
            for item in values.items:
                self.bind(target, item, frame, True)
                found.append(each(certain))
            return found
        self.bind(target, None, frame, True)
        each(False)
        return [None]

    # -- expressions

    def value(self, node: ast.expr, frame: _Frame, certain: bool) -> object:
        """What an expression comes to; its calls are followed."""
        self.steps += 1
        self.depth += 1
        if self.steps > MAXIMUM_STEPS or self.depth > 8 * MAXIMUM_DEPTH:
            raise _Enough
        try:
            return self._value(node, frame, certain)
        finally:
            self.depth -= 1

    def _value(self, node: ast.expr, frame: _Frame, certain: bool) -> object:
        import ast

        if isinstance(node, ast.Constant):
            return _Text(node.value) if isinstance(node.value, str) else None
        if isinstance(node, ast.Name):
            return frame.get(node.id)
        if isinstance(node, ast.Attribute):
            return self.attribute(self.value(node.value, frame, certain), node.attr)
        if isinstance(node, ast.Call):
            return self.call(node, frame, certain)
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return self.sequence(node.elts, frame, certain)
        if isinstance(node, ast.BinOp):
            left = self.value(node.left, frame, certain)
            right = self.value(node.right, frame, certain)
            if isinstance(node.op, ast.Add):
                return _added(left, right)
            if isinstance(node.op, ast.Div):
                return _joined([left, right])
            return _filled(left, right) if isinstance(node.op, ast.Mod) else None
        if isinstance(node, ast.JoinedStr):
            return _concatenated([self.value(each, frame, certain) for each in node.values])
        if isinstance(node, ast.FormattedValue):
            return self.value(node.value, frame, certain)
        if isinstance(node, ast.IfExp):
            self.value(node.test, frame, certain)
            first = self.value(node.body, frame, False)
            second = self.value(node.orelse, frame, False)
            return first if _equal(first, second) else None
        if isinstance(node, ast.BoolOp):
            for index, each in enumerate(node.values):
                self.value(each, frame, certain and not index)
            return None
        if isinstance(node, ast.Lambda):
            return _Function(node, frame)
        if isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp):
            return self.comprehension(node.generators, [node.elt], frame, certain)
        if isinstance(node, ast.DictComp):
            self.comprehension(node.generators, [node.key, node.value], frame, certain)
            return None
        if isinstance(node, ast.NamedExpr):
            value = self.value(node.value, frame, certain)
            self.bind(node.target, value, frame, False)
            return value
        if isinstance(node, ast.Subscript):
            return self.member(node, frame, certain)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child, frame, certain)
        return None

    def sequence(self, nodes: list[ast.expr], frame: _Frame, certain: bool) -> object:
        import ast

        items: list[object] = []
        known = True
        for each in nodes:
            if isinstance(each, ast.Starred):
                more = self.value(each.value, frame, certain)
                known = known and isinstance(more, _Items)
                items += more.items if isinstance(more, _Items) else []
            else:
                items.append(self.value(each, frame, certain))
        return _Items(items) if known else None

    def comprehension(
        self,
        generators: list[ast.comprehension],
        elements: list[ast.expr],
        frame: _Frame,
        certain: bool,
    ) -> object:
        first, *others = generators
        values = self.value(first.iter, frame, certain)
        inner = _Frame({}, frame)

        def each(on: bool) -> object:
            for test in first.ifs:
                self.value(test, inner, on)
            on = on and not first.ifs
            if others:
                return self.comprehension(others, elements, inner, on)
            value, *_ = [self.value(element, inner, on) for element in elements]
            return value

        found = self.loop(first.target, values, inner, certain, each)
        return (
            _Items(found) if isinstance(values, _Items) and not others and not first.ifs else None
        )

    def member(self, node: ast.Subscript, frame: _Frame, certain: bool) -> object:
        import ast

        index = node.slice.value if isinstance(node.slice, ast.Constant) else None
        owner = node.value
        if isinstance(owner, ast.Attribute) and owner.attr == "parents" and isinstance(index, int):
            path = self.value(owner.value, frame, certain)
            if isinstance(path, _Text) and 0 <= index < 20:
                text = path.text
                for _ in range(index + 1):
                    text = posixpath.dirname(text)
                return _Text(text, path.origin)
            return None
        values = self.value(owner, frame, certain)
        if not isinstance(node.slice, ast.Constant):
            self.value(node.slice, frame, certain)
        if isinstance(values, _Items) and isinstance(index, int):
            items = values.items
            return items[index] if -len(items) <= index < len(items) else None
        return None

    def attribute(self, owner: object, name: str) -> object:
        if isinstance(owner, _Dotted):
            dotted = f"{owner.name}.{name}"
            return _Text(_TEXTS[dotted]) if dotted in _TEXTS else _Dotted(dotted)
        if isinstance(owner, _Text) and name == "parent":
            return _Text(posixpath.dirname(owner.text), owner.origin)
        return None

    # -- calls

    def call(self, node: ast.Call, frame: _Frame, certain: bool) -> object:
        import ast

        method, owner = "", None
        if isinstance(node.func, ast.Attribute):
            owner = self.value(node.func.value, frame, certain)
            method = node.func.attr
            function = self.attribute(owner, method)
        else:
            function = self.value(node.func, frame, certain)
        given = self.sequence(node.args, frame, certain)
        values: list[object] = [None] * len(node.args)
        if isinstance(given, _Items):
            values = given.items
        named = {
            keyword.arg: self.value(keyword.value, frame, certain) for keyword in node.keywords
        }
        if isinstance(owner, _Text):
            return self.method(node, owner, method, values, named, certain)
        if isinstance(function, _Function):
            return self.run(node, function, values, named, certain)
        if isinstance(function, _Dotted):
            return self.known(node, function.name, values, named, certain)
        return None

    def method(
        self,
        node: ast.Call,
        owner: _Text,
        name: str,
        values: list[object],
        named: dict[str | None, object],
        certain: bool,
    ) -> object:
        """A method of a text or a path."""
        if name in ("read_text", "read_bytes"):
            self.read(owner, node, certain)
        elif name == "open":
            if self.reads_only(node, 0, values, named):
                self.read(owner, node, certain)
        elif name == "joinpath":
            return _joined([owner, *values])
        elif name == "with_name" and len(values) == 1:
            return _joined([_Text(posixpath.dirname(owner.text), owner.origin), values[0]])
        elif name in _SAME_METHODS and not values:
            return owner
        elif name == "join" and len(values) == 1 and isinstance(values[0], _Items):
            parts: list[object] = []
            for item in values[0].items:
                parts += [owner, item] if parts else [item]
            return _concatenated(parts)
        elif name == "format":
            return _formatted(owner, values, named)
        return None

    def known(
        self,
        node: ast.Call,
        name: str,
        values: list[object],
        named: dict[str | None, object],
        certain: bool,
    ) -> object:
        """A function of a module or a builtin one."""
        first = values[0] if values else None
        if name in _OPENS:
            path = first if values else named.get("file", named.get("filename"))
            if self.reads_only(node, 1, values, named):
                self.read(path, node, certain)
        elif name in _READS:
            number = _READS[name]
            if len(values) > number:
                self.read(values[number], node, certain)
        elif name in _JOINS:
            return _joined(values) if values else _Text(".")
        elif name in _FOLDERS and isinstance(first, _Text):
            return _Text(posixpath.dirname(first.text), first.origin)
        elif name == "os.path.basename" and isinstance(first, _Text):
            return _Text(name_of(first.text), first.origin)
        elif name == "os.path.split" and isinstance(first, _Text):
            head, tail = posixpath.split(first.text)
            return _Items([_Text(head, first.origin), _Text(tail, first.origin)])
        elif name in _SAME and len(values) == 1:
            if isinstance(first, _Text) and name in ("os.path.abspath", "os.path.realpath"):
                text = first.text
                if not text.startswith("/"):
                    return _Text(f"{_ROOT}/{text}", first.origin) if self.at_root else None
            return first
        elif name in ("os.getcwd", "pathlib.Path.cwd"):
            return _Text(_ROOT) if self.at_root else None
        elif name == "os.chdir":
            place = _resolved(first.text, self.at_root) if isinstance(first, _Text) else None
            self.at_root = place == "." and (certain or self.at_root)
        elif name in _SETUPS:
            self.builds_elsewhere = not self.at_root
        elif name == "map" and len(values) == 2 and isinstance(values[1], _Items):
            return _Items([self.applied(node, first, item, certain) for item in values[1].items])
        return None

    def applied(self, node: ast.Call, function: object, value: object, certain: bool) -> object:
        if isinstance(function, _Function):
            return self.run(node, function, [value], {}, certain)
        if isinstance(function, _Dotted):
            return self.known(node, function.name, [value], {}, certain)
        return None

    def run(
        self,
        node: ast.Call,
        function: _Function,
        values: list[object],
        named: dict[str | None, object],
        certain: bool,
    ) -> object:
        """A function of the script's own."""
        import ast

        inner = _Frame({}, function.frame)
        parameters = function.node.args
        names = [each.arg for each in (*parameters.posonlyargs, *parameters.args)]
        defaults = parameters.defaults
        for name, default in zip(names[len(names) - len(defaults) :], defaults, strict=True):
            inner.names[name] = self.value(default, function.frame, False)
        for each, standard in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True):
            inner.names[each.arg] = (
                self.value(standard, function.frame, False) if standard is not None else None
            )
        brought = [_brought(value, node) for value in values]
        for name, value in zip(names, brought, strict=False):
            inner.names[name] = value
        for name in names:
            inner.names.setdefault(name, None)
        if parameters.vararg is not None:
            inner.names[parameters.vararg.arg] = _Items(brought[len(names) :])
        if parameters.kwarg is not None:
            inner.names[parameters.kwarg.arg] = None
        for keyword, value in named.items():
            if keyword is not None and keyword in inner.names:
                inner.names[keyword] = _brought(value, node)
        if isinstance(function.node, ast.Lambda):
            return self.value(function.node.body, inner, certain)
        self.depth += 8
        if self.depth > 8 * MAXIMUM_DEPTH:
            raise _Enough
        self.block(function.node.body, inner, certain)
        self.depth -= 8
        return inner.results[0] if len(inner.results) == 1 else None

    def reads_only(
        self,
        node: ast.Call,
        number: int,
        values: list[object],
        named: dict[str | None, object],
    ) -> bool:
        """Whether a file is opened for nothing but reading, as far as is known."""
        if None in named or any(type(each).__name__ == "Starred" for each in node.args):
            return False
        if len(values) > number:
            mode = values[number]
        elif "mode" in named:
            mode = named["mode"]
        else:
            return True
        return isinstance(mode, _Text) and not set(mode.text) & set("wax+")

    def read(self, path: object, node: ast.Call, certain: bool) -> None:
        if not certain or not isinstance(path, _Text):
            return
        place = _resolved(path.text, self.at_root)
        if place is not None and place not in self.found:
            at = path.origin if path.origin is not None else node
            self.found[place] = (
                self.offset(at.lineno, at.col_offset),
                self.offset(at.end_lineno or at.lineno, at.end_col_offset or 0),
            )

    def offset(self, line: int, column: int) -> int:
        start = self.document.line_starts[line - 1]
        return start + len(
            self.text[start : start + column].encode()[:column].decode("utf-8", "ignore")
        )


def _resolved(text: str, at_root: bool) -> str | None:
    """A path from the script's folder; None where it lies elsewhere or where that is not known."""
    if text.startswith(_ROOT):
        return posixpath.normpath(text[len(_ROOT) :].lstrip("/") or ".")
    if not at_root or not text or text.startswith(("/", "~")) or "\\" in text:
        return None
    return posixpath.normpath(text)


def _equal(first: object, second: object) -> bool:
    if isinstance(first, _Text) and isinstance(second, _Text):
        return first.text == second.text
    if isinstance(first, _Dotted) and isinstance(second, _Dotted):
        return first.name.rpartition(".")[2] == second.name.rpartition(".")[2]
    return first is second


def _joined(values: list[object]) -> object:
    texts = [value for value in values if isinstance(value, _Text)]
    if not texts or len(texts) != len(values):
        return None
    origin = next((value.origin for value in reversed(texts) if value.origin is not None), None)
    return _Text(posixpath.join(*(value.text for value in texts)), origin)


def _concatenated(values: list[object]) -> object:
    texts = [value for value in values if isinstance(value, _Text)]
    if len(texts) != len(values) or sum(len(value.text) for value in texts) > 4096:
        return None
    origin = next((value.origin for value in reversed(texts) if value.origin is not None), None)
    return _Text("".join(value.text for value in texts), origin)


def _added(left: object, right: object) -> object:
    if isinstance(left, _Items) and isinstance(right, _Items):
        return _Items([*left.items, *right.items][:100])
    return _concatenated([left, right])


def _filled(pattern: object, values: object) -> object:
    """`"%s/VERSION" % here`."""
    if not isinstance(pattern, _Text):
        return None
    pieces = pattern.text.split("%s")
    given = values.items if isinstance(values, _Items) else [values]
    if "%" in "".join(pieces) or len(pieces) != len(given) + 1:
        return None
    parts: list[object] = [_Text(pieces[0])]
    for value, piece in zip(given, pieces[1:], strict=True):
        parts += [value, _Text(piece)]
    return _concatenated(parts)


def _formatted(pattern: _Text, values: list[object], named: dict[str | None, object]) -> object:
    """`"{}/VERSION".format(here)`, with places that are empty, numbered or named."""
    parts: list[object] = []
    rest, number = pattern.text, 0
    while rest:
        head, brace, rest = rest.partition("{")
        parts.append(_Text(head))
        if not brace:
            break
        field, closed, rest = rest.partition("}")
        if not closed:
            return None
        if field == "":
            field, number = str(number), number + 1
        if field.isdigit():
            parts.append(
                values[int(field)] if len(field) < 3 and int(field) < len(values) else None
            )
        else:
            parts.append(named.get(field))
    return _concatenated(parts)


def _brought(value: object, call: ast.Call) -> object:
    """A value as a helper gets it: a text remembers the call that names it."""
    if isinstance(value, _Text) and value.origin is None and not value.text.startswith(_ROOT):
        return _Text(value.text, call)
    if isinstance(value, _Items):
        return _Items([_brought(item, call) for item in value.items[:100]])
    return value


def _last_name(node: ast.expr) -> str:
    import ast

    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _asks(test: ast.expr) -> bool:
    """Whether a condition asks what there is."""
    import ast

    return any(
        isinstance(node, ast.Name | ast.Attribute) and _last_name(node) in _ASKS
        for node in ast.walk(test)
    )


def _leaves(statement: ast.stmt) -> bool:
    import ast

    return isinstance(statement, ast.Raise) or (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and _last_name(statement.value.func) in ("exit", "_exit", "quit")
    )


def _catches_a_missing_file(handler: ast.ExceptHandler) -> bool:
    import ast

    kinds = handler.type
    listed = kinds.elts if isinstance(kinds, ast.Tuple) else [kinds] if kinds is not None else []
    return not listed or any(_last_name(kind) not in _OTHER_FAILURES for kind in listed)
