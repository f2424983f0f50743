"""The command lists of tox and the sessions of nox, programs without a shell in environments that
the tool makes, and the hooks of pre-commit.
"""

from __future__ import annotations

import re

from venvlint.facts.commands import running, stated
from venvlint.facts.commands.model import Sequence, Shell
from venvlint.files.paths import folder_of, joined
from venvlint.readers.argument_words import masked, split, word_of
from venvlint.readers.nodes import ABSENT
from venvlint.readers.patchwork import UNKNOWN, Patchwork, Word, plain, verbatim
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.document import Document
    from venvlint.readers.nodes import Node
    from venvlint.readers.patchwork import Piece
    from venvlint.readers.python_values import Call, Function
    from venvlint.tree import Tree

_LISTS = ("commands_pre", "commands", "commands_post")
_DOCUMENTS = lazy(
    r"(?:^|[^a-z])(?:docs?|sphinx|mkdocs)(?:$|[^a-z])",
    re.I,
    words=("doc", "sphinx"),
)
_BUILDS = lazy(
    r"(?:^|[^a-z])(?:build|release|publish|package|dist)(?:$|[^a-z])",
    re.I,
    words=("build", "release", "publish", "package", "dist"),
)


_SUBSTITUTION = lazy(r"\{[^{}\n]*\}", words=("{",))


def _purpose(name: str) -> str:
    return "docs" if _DOCUMENTS.search(name) else "build" if _BUILDS.search(name) else "tests"


def tox(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for every environment of `tox.ini`, `tox.toml` and tox's sections in `setup.cfg`
    and `pyproject.toml`.
    """
    for document in stated.documents(tree, paths, b"commands"):
        from venvlint.readers.tox_names import settings

        path = document.path
        parsed = tree.toml(path) if path.endswith(".toml") else tree.ini(path)
        root, is_ini = settings(path, parsed)
        yield from (_tox_ini if is_ini else _tox_toml)(document, root)


def _tox_ini(document: Document, root: Node) -> Iterator[Sequence]:
    from venvlint.readers.tox_names import CONDITION

    for section, node in root.mapping.items():
        if "testenv" not in section:
            continue
        sequence = Sequence("tox", document, section, _purpose(section))
        directory = _changed(node.text("changedir") or node.text("change_dir") or "")
        for key in _LISTS:
            option = node.get(key)
            for line in _command_lines(option):
                start, end = line.span(0, len(line.text))
                shell = Shell("none", document, (start, end), "the command")
                condition = CONDITION.match(line.text)
                if condition is not None:  # `py312,lint: flake8`
                    shell.condition = True
                    line = line.slice(condition.end(), len(line.text))
                command = line.text.lstrip(" \t-!")
                marks = len(line.text) - len(command)
                shell.may_fail = "-" in line.text[:marks]
                known = line.slice(marks, len(line.text))
                for _ in range(3):  # from the inside out: `{posargs:{toxinidir}/tests}`
                    known = masked(known, _SUBSTITUTION)
                running.run_words(shell, split(known), running.Start(UNKNOWN, directory))
                sequence.add(shell)
        yield sequence


def _command_lines(option: Node) -> Iterator[Patchwork]:
    """The commands of an option of an INI file: a line that ends with a backslash goes on in the
    next one.
    """
    from venvlint.readers.tox_names import CONDITION

    pieces: list[Piece] = []
    for text, start in option.lines():
        stripped = text.strip()
        if not stripped or stripped.startswith("#"):
            continue
        goes_on = stripped.endswith("\\")
        begin = start + len(text) - len(text.lstrip())
        stripped = stripped.removesuffix("\\")
        if pieces:
            pieces.append(verbatim(" ", begin, begin))
            # Of the lines of one command each may be for some factors alone.
            condition = CONDITION.match(stripped)
            skipped = condition.end() if condition is not None else 0
            stripped, begin = stripped[skipped:], begin + skipped
        pieces += plain(stripped, begin).pieces
        if not goes_on:
            yield Patchwork(pieces)
            pieces = []
    if pieces:
        yield Patchwork(pieces)


def _changed(text: str) -> str | None:
    """The folder that the commands of an environment run in, seen from tox's own file; None where
    that is not known.
    """
    folder = text.strip()
    for root in ("{toxinidir}", "{tox_root}"):
        folder = folder.removeprefix(root)
    return None if "{" in folder else folder.strip("/")


def _tox_toml(document: Document, root: Node) -> Iterator[Sequence]:
    """Commands of tox's own TOML: lists of words (tox.wiki, "pyproject.toml - native")."""
    tables = {"env_run_base": root.get("env_run_base")}
    environments = root.get("env")
    tables.update(environments.mapping)
    for name, table in tables.items():
        shells = [
            stated.program(command, "the command", running.Start(UNKNOWN))
            for key in _LISTS
            for command in table.get(key).items
            if command.items
        ]
        yield from stated.sequence("tox", document, name, _purpose(name), shells)


# Methods of a session that start a program, and the words that stand for what they really start.
_RUNS = frozenset(("run", "run_always", "run_install"))
_INSTALLS = {"install": ("python", "-m", "pip", "install"), "conda_install": ("conda", "install")}
_MAXIMUM_CALLS = 400


def nox(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for every session of a `noxfile.py`: `session.run`, and `session.install` as the
    pip that it starts. What is no literal is unknown.
    """
    for document in stated.documents(tree, paths, b"install", b"run"):
        from venvlint.readers import python

        module = tree.read(document.path, python.parse)
        for function in module.functions if module is not None else ():
            if any(one.name.rpartition(".")[2] == "session" for one in function.decorators):
                yield from _session(document, function)


def _session(document: Document, function: Function) -> Iterator[Sequence]:
    base: str | None = folder_of(document.path)
    environment = UNKNOWN
    for decorator in function.decorators:
        backend = decorator.keywords.get("venv_backend")
        if backend:
            environment = "" if backend.value == "none" else UNKNOWN
        python = decorator.keywords.get("python") or decorator.keywords.get("py", ABSENT)
        if python.value is False:
            environment = ""  # no environment at all
    shells: list[Shell] = []
    for call in function.calls[:_MAXIMUM_CALLS]:
        method = call.name.rpartition(".")[2]
        if method in ("chdir", "cd"):
            target = call.positional[0].string if call.positional else None
            base = (
                None
                if target is None or base is None or target.startswith("/")
                else joined(base, target)
            )
        words = _words(call, method)
        if words:
            shell = Shell("none", document, (call.start, call.end), f"`session.{method}`")
            running.run_words(shell, words, running.Start(environment, base))
            shells.append(shell)
    yield from stated.sequence("nox", document, function.name, _purpose(function.name), shells)


def _words(call: Call, method: str) -> list[Word]:
    if (method not in _RUNS and method not in _INSTALLS) or "." not in call.name:
        return []
    end = call.start + len(call.name)
    words = [
        Word(text, Patchwork([verbatim(text, end, end)]), end, end)
        for text in _INSTALLS.get(method, ())
    ]
    for node in call.positional:
        if node.string is not None:
            words.append(word_of(node))
        else:
            words.append(
                Word(node.raw, Patchwork([verbatim(UNKNOWN, node.start, node.end)]), *_span(node))
            )
    if call.is_open:
        words.append(
            Word("*", Patchwork([verbatim(UNKNOWN, call.end, call.end)]), call.end, call.end)
        )
    return words


def _span(node: Node) -> tuple[int, int]:
    return node.start, node.end


# -- The hooks of pre-commit: `entry` and `args`, split without a shell and started at the
# repository's root.
#
# A hook of the languages `system` and `unsupported` finds the programs of whoever commits, one
# of `python` those of pre-commit's own environment for it: which environment is in force nobody
# knows.


def pre_commit(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for each hook of which it is known what it starts."""
    from venvlint.facts.project.hooks import hooks

    for document in stated.documents(tree, paths):
        base = folder_of(document.path)
        for hook in hooks(tree.yaml(document.path)):
            words = hook.words
            if words:
                node = hook.node.get("entry") or hook.node.get("id")
                label = f"the hook `{hook.name}`"
                shell = stated.given([node], words, label, running.Start(UNKNOWN, base))
                for sequence in stated.sequence(
                    "hook", document, hook.name, "development", [shell]
                ):
                    sequence.hook = hook
                    yield sequence
