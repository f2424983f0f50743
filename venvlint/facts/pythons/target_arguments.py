"""The Pythons that tools are told to aim at by arguments: those of pre-commit's hooks, and those on
the command lines of scripts, task runners, tox, nox and CI.
"""

from __future__ import annotations

from venvlint.facts.project import vocabulary
from venvlint.facts.project.programs import PROJECT_MANAGERS
from venvlint.facts.pythons.targets import Target, settings
from venvlint.files.paths import folder_of, name_of, path_from, path_in
from venvlint.readers.nodes import Node
from venvlint.readers.patchwork import UNKNOWN
from venvlint.readers.python_versions import series_of
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence as Items

    from venvlint.facts.commands import Command, Sequence
    from venvlint.model import Location
    from venvlint.readers.patchwork import Word
    from venvlint.tree import Tree

    Minor = tuple[int, int]

# Tool -> its name, and the options that state a Python there. Of `django-upgrade` the same option
# is Django's version.
_TOOLS = {
    "black": ("black", ("--target-version", "-t")),
    "black-jupyter": ("black", ("--target-version", "-t")),
    "blacken-docs": ("blacken-docs", ("--target-version", "-t")),
    "ruff": ("ruff", ("--target-version",)),
    "ruff-check": ("ruff", ("--target-version",)),
    "ruff-format": ("ruff", ("--target-version",)),
    "mypy": ("mypy", ("--python-version",)),
    "pylint": ("pylint", ("--py-version",)),
    "isort": ("isort", ("--python-version", "--py")),
}
_UPGRADERS = frozenset(
    ("pyupgrade", "reorder-python-imports", "add-trailing-comma", "pyupgrade-docs")
)
_PLUS = lazy(r"--py(3)(\d{1,2})-plus")
_VALUE = lazy(r"(?:py)?(3)\.?(\d{1,2})")
_FOLDER = lazy(r"\^\(?(?:\?:|\?x\))?\(?([\w-]+(?:/[\w-]+)*)/", words=("^",))


class _Argument(Record):
    """One argument, and where it is written."""

    text: str
    node: Node


def _stated(tool: str, arguments: list[_Argument], scope: str) -> Iterator[Target]:
    """The target that the arguments of a tool state; of several the oldest counts."""
    if tool in _UPGRADERS:
        yield from _plus(tool, arguments, scope)
    elif tool in _TOOLS:
        yield from _options(*_TOOLS[tool], arguments, scope)


def _plus(tool: str, arguments: list[_Argument], scope: str) -> Iterator[Target]:
    for one in arguments:
        match = _PLUS.fullmatch(one.text)
        if match:
            series = (int(match[1]), int(match[2]))
            yield _target(tool, one, one.text, series, series, "--py{major}{minor}-plus", scope)


def _options(
    tool: str, options: tuple[str, ...], arguments: list[_Argument], scope: str
) -> Iterator[Target]:
    found: list[tuple[Minor, str, _Argument, str]] = []
    for number, one in enumerate(arguments):
        word = one.text
        option, equals, value = word.partition("=")
        if word[:2] in options and word[2:3] not in ("", "="):
            option, equals, value = word[:2], "=", word[2:]  # `-tpy312`
        if option not in options:
            continue
        if not equals:
            if number + 1 >= len(arguments):
                continue
            one = arguments[number + 1]
            value = one.text
        match = _VALUE.fullmatch(value)
        series = (
            series_of(value)
            if tool == "isort"
            else (int(match[1]), int(match[2]))
            if match
            else None
        )
        if series is not None:
            form = value.replace(f"{series[0]}.{series[1]}", "{major}.{minor}").replace(
                f"{series[0]}{series[1]}", "{major}{minor}"
            )
            found.append((series, value, one, form))
    if found:
        series, value, one, form = min(found, key=lambda each: each[0])
        newest = max(each[0] for each in found)
        yield _target(tool, one, value, series, newest, form, scope)


def _target(
    tool: str,
    argument: _Argument,
    text: str,
    series: Minor,
    newest: Minor,
    aligned: str,
    scope: str,
) -> Target:
    from venvlint.facts.pythons import inside

    node = argument.node
    start = node.raw.rfind(text)
    at = (
        node.document.at(node.start + start, node.start + start + len(text))
        if start >= 0
        else inside(node)
    )
    return Target(tool, "args", at, text, series, node, newest=newest, scope=scope, aligned=aligned)


def build(tree: Tree) -> tuple[Target, ...]:
    """Every target of the tree, in settings too, each place once: the arguments of a local hook are
    those of a command as well.
    """
    found: dict[Location, Target] = {}
    for target in (*settings(tree), *_of_hooks(tree), *_of_commands(tree)):
        found.setdefault(target.at, target)
    return tuple(found.values())


# -- hooks


def _of_hooks(tree: Tree) -> Iterator[Target]:
    """The targets that the arguments of hooks state."""
    for path in tree.hook_configurations:
        document = tree.document(path)
        if document is None or tree.is_test_data(path) or b"args" not in document.data:
            continue
        from venvlint.facts.project.hooks import hooks

        for hook in hooks(tree.yaml(path)):
            arguments = [
                _Argument((node.string or "").strip(), node) for node in hook.node.get("args").items
            ]
            match = _FOLDER.match(hook.node.text("files") or "")
            scope = f"{match[1]}/." if match else ""
            yield from _stated(hook.name.lower(), arguments, scope)


# -- command lines

_RUNNERS = PROJECT_MANAGERS | {"uvx", "pipx"}
_ELSEWHERE = frozenset(("page", "image", "container", "service"))
"""Where what is run is not the project's own, or not its development."""
_SOURCES = frozenset(("", ".", "src"))


def _of_commands(tree: Tree) -> Iterator[Target]:
    """The targets that command lines state, where they are for the whole of a project."""
    seen: set[int] = set()
    for sequence in tree.commands.sequences:
        if sequence.kind in _ELSEWHERE:
            continue
        for command in sequence.commands:
            if id(command) in seen:
                continue
            seen.add(id(command))
            tool, words = _called(command)
            folder = _folder(sequence, command) if tool else None
            if folder is None or tree.is_test_data(command.document.path):
                continue
            if _is_whole(tree, tool, folder, command, words):
                arguments = [_argument(command, word) for word in words]
                yield from _stated(tool, arguments, path_in(folder, "."))


def _called(command: Command) -> tuple[str, Items[Word]]:
    """The tool that a command runs, itself or through a runner, and its arguments; empty where it
    runs none of ours.
    """
    if command.tool in _TOOLS or command.tool in _UPGRADERS:
        return command.tool, command.arguments
    if command.tool in _RUNNERS:
        for number, word in enumerate(command.arguments):
            name = name_of(word.text).partition("@")[0]
            if name in _TOOLS or name in _UPGRADERS:
                return name, command.arguments[number + 1 :]
    return "", ()


def _folder(sequence: Sequence, command: Command) -> str | None:
    """The folder of the project that a command runs in; None where that is not known."""
    if command.directory is None or command.directory.startswith("/"):
        return None
    # That of an environment of tox is seen from tox's own file.
    base = folder_of(command.document.path) if sequence.kind == "tox" else ""
    return path_from(base, command.directory)


def _argument(command: Command, word: Word) -> _Argument:
    """An argument with the place where its text is written, a variable's value among them."""
    start, end = word.value.origin(0, len(word.text))
    document = command.document
    if document.text[start:end] != word.text:
        start, end = word.start, word.end
    return _Argument(word.text, Node(document, word.text, start, end, style="plain"))


def _is_whole(tree: Tree, tool: str, folder: str, command: Command, words: Items[Word]) -> bool:
    """Whether a command is given a project's own code: the folder that it runs in, a package, or
    files that only the run can tell; not its tests or its documents alone.
    """
    if "xargs" in command.wrappers:
        return tool in _UPGRADERS  # these take nothing but files
    known = []
    for word in words:
        text = word.text.rstrip("/").removeprefix("./")
        if text in _SOURCES or UNKNOWN in text:
            return True
        if text[:1] in ("-", "/") or text.startswith(".."):
            continue
        path = path_in(folder, text)
        files = tree.files.names(path).files
        if "__init__.py" in files and name_of(text) not in vocabulary.TESTS:
            return True
        known += [path] if files or path in tree.path_set else []
    return not known
