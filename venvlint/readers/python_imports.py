"""The import statements of a Python source, with what guards them. Nothing is imported and nothing
is run.
"""

from __future__ import annotations

import re

from venvlint.record import Record, replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Collection, Iterator

_OF_IMPORTS = lazy(
    r"\b(?:ImportError|ModuleNotFoundError|Exception|BaseException)\b",
    words=("ImportError", "ModuleNotFoundError", "Exception"),
)
_MISSING = (b"ImportError", b"ModuleNotFoundError")
"""What a `try` catches that expects nothing but a failed import."""
_FOR_CHECKERS = lazy(
    r" (?:or|and) (?:not )?(?:\w{1,40}\.)?TYPE_CHECKING\b"
    r"|(?:not )?(?:\b\w{1,40}\.)?TYPE_CHECKING\b(?: (?:or|and) |$)"
    r"|(?<!\S)\S*TYPE_CHECKING\S*"
)
# `load_next_sitecustomize_py2`
_FOR_SOME_PYTHONS = lazy(r"(?i)(?:^|_)py(?:thon)?_?[23](?:_?\d{1,2})?(?:_|$)", words=("py",))
# Lines with what newer Pythons alone read: `type X = …`, `def f[T](…)`, `except* E:`, and f-strings
# with their own quotes inside.
_NEWER = lazy(
    rb"\s*(?:type \w[^=]*=|(?:async )?(?:def|class) \w+\[|except\s*\*)"
    rb"|[^#]*(?<![\w\"'])[rR]?[fFtT][rR]?[\"']"
)
_TRIES = 4
_ONLY_PYTHON_2 = frozenset(
    "basestring buffer cmp execfile file long raw_input reload unichr unicode xrange".split()
)
"""Names that Python 3 does not have without an import."""
_NAME = lazy(r"[\w.]+")
_LINE_END = lazy(rb"\r\n|\r|\n")
_LINE = lazy(
    rb"^[ \t]*(?:from[ \t]+([A-Za-z_][\w.]*)[ \t]+import\b|import[ \t]+([A-Za-z_][^#\n;\\]*))",
    re.MULTILINE,
)


class Import(Record):
    """One imported module at one place; `offset` and `end` are those of its name in the file's
    text.
    """

    path: str
    module: str
    """The dotted name as written: `google.cloud` in `from google.cloud import storage`."""
    names: tuple[str, ...]
    """What `from` takes out of it; empty for a plain import."""
    line: int
    column: int
    end_column: int
    guard: str = ""
    """`try` (a fallback exists), `typing` (type checkers only), `debug` (a condition that names
    debug, dev or test), `platform`, `condition`
    (any other `if`), or empty."""

    @property
    def top(self) -> str:
        """The top-level module."""
        return self.module.partition(".")[0]


def possible_names(data: bytes) -> Iterator[str]:
    """The dotted names of every line that looks like an absolute import, by the bytes alone: also
    lines inside texts.
    """
    for match in _LINE.finditer(data):
        if match[1]:
            yield match[1].decode("ascii", "ignore")
        else:
            for part in match[2].split(b","):
                words = part.split()
                if words:
                    yield words[0].decode("ascii", "ignore")


def _is_continued(data: bytes) -> bool:
    """Whether an import may go on on the next line, behind a backslash."""
    if b"\\\n" not in data and b"\\\r\n" not in data:
        return False
    return any(
        line.endswith((b"\\", b"\\\r")) and (b"from" in line or b"import" in line)
        for line in data.split(b"\n")
    )


def may_state(data: bytes, modules: Collection[str]) -> bool:
    """Whether a statement of the source may import one of *modules* (dotted names): by its lines
    alone, without parsing, which takes a hundred times as long. What only looks like such a
    statement counts too.
    """
    if _is_continued(data) or data.count(b"\r") != data.count(b"\r\n"):
        return True
    parents = {name.rpartition(".")[0] for name in modules if "." in name}
    for line in data.split(b"\n"):
        if b"import" not in line:
            continue
        text = line.decode("utf-8", "replace")
        names = _NAME.findall(text)
        if names[:1] == ["from"] and ";" not in text:
            names = names[1:2]
            if names and names[0] in parents:
                return True
        for name in names:
            while name:
                if name in modules:
                    return True
                name = name.rpartition(".")[0]
    return False


def _tree(data: bytes) -> ast.Module | None:
    parsed = _parsed(data)
    return _head(data, parsed) if isinstance(parsed, SyntaxError) else parsed


def _parsed(data: bytes) -> ast.Module | SyntaxError | None:
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(data)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return None


def _head(data: bytes, error: SyntaxError) -> ast.Module | None:
    """What stands before the statement that only a Python newer than the one that runs this reads,
    such as an f-string of 3.12: a verdict is the same on both. None for other errors: the source
    may be Python 2.
    """
    lines = data.splitlines(keepends=True)
    number = (error.lineno or 0) - 1
    if not 0 <= number < len(lines) or not (
        (error.msg or "").startswith("f-string") or _NEWER.match(lines[number])
    ):
        return None
    for _ in range(_TRIES):
        # Up to a line that may begin a statement: the one before may be its `try` or its decorator.
        while number > 0 and lines[number][:1] in b" \t)]}#\r\n":
            number -= 1
        parsed = _parsed(b"".join(lines[:number]))
        if not isinstance(parsed, SyntaxError):
            return parsed
        number -= 1
    return None


def statements(path: str, data: bytes) -> tuple[Import, ...]:
    """The absolute imports of a source in the order of the text; none of one that does not parse
    (it may be Python 2), and of one for a newer Python those before what this one does not read.
    """
    found = [one for one in _all(path, data) if not one.module.startswith(".")]
    lines = _LINE_END.split(data)
    return tuple(_placed(one, lines[one.line - 1]) for one in found)


def relative(path: str, data: bytes) -> tuple[Import, ...]:
    """The relative imports of a source: the module begins with its dots, `.x` or `..`."""
    return tuple(one for one in _all(path, data) if one.module.startswith("."))


def _all(path: str, data: bytes) -> tuple[Import, ...]:
    module = _tree(data)
    try:
        return tuple(_walk(path, module.body, "")) if module is not None else ()
    except RecursionError:  # an expression or a chain of `elif` that is too long to be somebody's
        return ()


def _placed(one: Import, line: bytes) -> Import:
    """The import with its columns in characters (the parser counts bytes), at the module's name
    however many blanks stand before it.
    """
    start = line.find(one.module.encode(), one.column - 1)
    if start < 0:
        return one  # the name stands on a continuation line, or in another normal form of Unicode
    column = len(line[:start].decode("utf-8", "replace")) + 1
    return (
        one
        if column == one.column
        else replace(one, column=column, end_column=column + len(one.module))
    )


def gives_up(data: bytes) -> bool:
    """Whether a source has an import at its top without which it ends: the `try` around it raises,
    or leaves the program, where it fails.
    """
    import ast

    if not (b"raise" in data or b"exit" in data) or not any(name in data for name in _MISSING):
        return False
    module = _tree(data)
    return module is not None and any(
        isinstance(node, ast.Raise) or _leaves(node)
        for statement in module.body
        if isinstance(statement, ast.Try)
        for handler in statement.handlers
        if handler.type is not None
        and any(name.decode() in _in_words(handler.type) for name in _MISSING)
        for node in ast.walk(handler)
    )


def holds_unguarded(data: bytes, text: str) -> bool:
    """Whether the source holds the string *text* (or `text.more`) outside a block that only
    development or type checking runs.
    """
    import ast

    module = _tree(data)
    pending: list[ast.AST] = list(module.body) if module is not None else []
    while pending:
        node = pending.pop()
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and (node.value == text or node.value.startswith(text + "."))
        ):
            return True
        if isinstance(node, ast.If) and _guard(_in_words(node.test), chosen=True) in (
            "debug",
            "typing",
        ):
            pending += node.orelse
        else:
            pending += ast.iter_child_nodes(node)
    return False


def _walk(path: str, body: list[ast.stmt], guard: str) -> Iterator[Import]:
    """The imports of a block and the blocks in it. Nesting is bounded by the parser (100 levels of
    indentation).
    """
    import ast

    for statement in body:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                yield _import(path, alias.name, (), alias.lineno, alias.col_offset, guard)
        elif isinstance(statement, ast.ImportFrom):
            module = "." * statement.level + (statement.module or "")
            names = tuple(alias.name for alias in statement.names)
            yield _import(path, module, names, statement.lineno, statement.col_offset, guard)
        elif isinstance(statement, ast.Try):
            caught = guard or ("try" if _catches_imports(statement.handlers) else "")
            tried = len(statement.body) if caught else _end_of_python_3(statement)
            yield from _walk(path, statement.body[:tried], caught)
            yield from _walk(path, statement.body[tried:], caught or "platform")
            for handler in statement.handlers:
                yield from _walk(path, handler.body, caught)
            yield from _walk(path, statement.orelse, guard)
            yield from _walk(path, statement.finalbody, guard)
        elif isinstance(statement, ast.If):
            condition = _in_words(statement.test)
            yield from _walk(path, statement.body, guard or _guard(condition, chosen=True))
            # `elif` is an `if` in the other branch, with a condition of its own.
            yield from _walk(path, statement.orelse, guard or _guard(condition, chosen=False))
            if not guard and _ends(statement.body):
                # `if sys.version_info < (3, 12): raise …`: what follows is the other branch.
                rest = _guard(condition, chosen=False)
                guard = rest if rest == "platform" else ""
        else:
            inner = guard or _guard_of_block(statement)
            for block in ("body", "orelse"):
                yield from _walk(path, getattr(statement, block, []), inner)
            for case in getattr(statement, "cases", []):
                yield from _walk(path, case.body, guard)


def _guard_of_block(statement: ast.stmt) -> str:
    """The guard of what stands in a `with` that expects a failed import, or in a function that its
    name says is for some Pythons alone.
    """
    import ast

    if isinstance(statement, (ast.With, ast.AsyncWith)):
        fails = (_expects_failure(_in_words(item.context_expr)) for item in statement.items)
        return "try" if any(fails) else ""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return "platform" if _FOR_SOME_PYTHONS.search(statement.name) else ""
    return ""


def _import(
    path: str, module: str, names: tuple[str, ...], line: int, offset: int, guard: str
) -> Import:
    return Import(path, module, names, line, offset + 1, offset + 1 + len(module), guard)


def _catches_imports(handlers: list[ast.ExceptHandler]) -> bool:
    return any(
        handler.type is None or _OF_IMPORTS.search(_in_words(handler.type)) for handler in handlers
    )


def _end_of_python_3(statement: ast.Try) -> int:
    """How many statements of a `try` Python 3 runs, where `except NameError` tells it from Python
    2: it comes no further than the first one that names what only that has.
    """
    import ast

    if not any(
        handler.type is not None and "NameError" in _in_words(handler.type)
        for handler in statement.handlers
    ):
        return len(statement.body)
    for index, one in enumerate(statement.body):
        if isinstance(one, (ast.Expr, ast.Assign)) and any(
            isinstance(each, ast.Name) and each.id in _ONLY_PYTHON_2 for each in ast.walk(one.value)
        ):
            return index
    return len(statement.body)


def _expects_failure(context: str) -> bool:
    """Whether a `with` goes on after a failed import: `suppress(ImportError)`,
    `pytest.raises(Exception)`.
    """
    return ("suppress" in context or "raises" in context) and bool(_OF_IMPORTS.search(context))


def _ends(body: list[ast.stmt]) -> bool:
    """Whether nothing behind a block runs when the block has run."""
    import ast

    last = body[-1]
    return isinstance(last, (ast.Return, ast.Raise, ast.Continue, ast.Break)) or _leaves(last)


def _leaves(node: ast.AST) -> bool:
    """Whether a statement leaves the program, or the module of a test."""
    import ast

    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and _in_words(node.value.func) in ("sys.exit", "exit", "quit", "os._exit", "pytest.skip")
    )


def _in_words(expression: ast.expr) -> str:
    import ast

    try:
        return ast.unparse(expression)
    except RecursionError:
        return ""


_AT_RUN_TIME = ("not TYPE_CHECKING", "not typing.TYPE_CHECKING")


def _guard(condition: str, chosen: bool) -> str:
    if "TYPE_CHECKING" in condition:
        if chosen and not condition.startswith(_AT_RUN_TIME):
            return "typing"
        if not chosen and condition in _AT_RUN_TIME:
            return "typing"
        # `if TYPE_CHECKING or X: … else:` runs under what is not X.
        condition = _FOR_CHECKERS.sub("", condition)
        return _guard(condition, chosen) if condition else ""
    if re.search(
        r"sys\.platform|os\.name|platform\.|sys\.version_info|PY2|PY3|WINDOWS|IS_WIN", condition
    ):
        return "platform"
    if chosen and re.search(
        r"(?i)debug|\bdev(?:elopment)?\b|_dev\b|dev_|\btest(?:ing)?\b|local", condition
    ):
        return "debug"
    return "" if condition.startswith("__name__") else "condition"
