"""URLs on command lines, and in the variables that pip, uv and their like read.

Variables are read where something sets them for a command: `ENV` and `ARG` of images, the
environments of CI, compose files, development containers and the like (whatever of the table of
kinds is YAML, JSON or TOML), tox's `setenv`, `export` in scripts, `export` in Makefiles.
"""

from __future__ import annotations

import re

from venvlint.facts.dependencies.package_urls import (
    INDEX,
    LINKS,
    TRUSTED_HOST,
    PackageUrl,
    of_requirement,
)
from venvlint.readers.patchwork import UNKNOWN, Word, plain
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from venvlint.document import Document
    from venvlint.facts.commands import Command
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

VARIABLES = {
    "PIP_INDEX_URL": INDEX,
    "PIP_PYPI_URL": INDEX,
    "PIP_EXTRA_INDEX_URL": INDEX,
    "PIP_FIND_LINKS": LINKS,
    "PIP_TRUSTED_HOST": TRUSTED_HOST,
    "UV_INDEX": INDEX,
    "UV_DEFAULT_INDEX": INDEX,
    "UV_INDEX_URL": INDEX,
    "UV_EXTRA_INDEX_URL": INDEX,
    "UV_FIND_LINKS": LINKS,
    "UV_INSECURE_HOST": TRUSTED_HOST,
    "UV_PUBLISH_URL": INDEX,
    "PIPENV_PYPI_MIRROR": INDEX,
    "PDM_PYPI_URL": INDEX,
}
_MARKS = (b"PIP_", b"UV_", b"PIPENV_PYPI_MIRROR", b"PDM_PYPI_URL")
_ROLES = {
    "index": INDEX,
    "extra-index": INDEX,
    "find-links": LINKS,
    "trusted-host": TRUSTED_HOST,
}
_MORE_OPTIONS = {
    ("pipenv", "--pypi-mirror"): INDEX,
    ("conda", "-c"): INDEX,
    ("conda", "--channel"): INDEX,
    ("mamba", "-c"): INDEX,
    ("mamba", "--channel"): INDEX,
    ("micromamba", "-c"): INDEX,
    ("micromamba", "--channel"): INDEX,
}
# What an expression of CI, tox or a template puts into a value.
_EXPRESSION = lazy(r"\$\{\{[^{}]*\}\}|\{\{[^{}]*\}\}|\{env:[^{}]*\}|\$\([^()]*\)|<<[^<>]*>>")
_WORD = lazy(r"[^\s\"',]+")
# Where no reader of ours keeps what a file sets: recipes of just, batch files, sessions of nox.
_LINES = ("justfile", "windows-script", "envrc", "nox")
_SET = lazy(
    r"(?<![\w-])(?P<name>(?:PIP|UV|PIPENV|PDM)_[A-Z_]+)[\"'\]]{0,3}[ \t]*(?::=|[=:,])[ \t]*[\"']?"
    r"(?P<value>[^\s\"',]+)",
    words=("PIP", "UV_", "PDM_"),
)
_COMMENT = ("#", "::", "rem ", "REM ", "@rem ", "@REM ")


def urls(tree: Tree) -> Iterator[PackageUrl]:
    """The URLs of every command and of every variable that is set for one."""
    for sequence in tree.commands.sequences:
        # What a page tells people to type is an example: its hosts and passwords are made up.
        if sequence.kind != "page":
            for command in sequence.commands:
                yield from _of_command(command)
    for recipe in tree.dockerfiles:
        if not recipe.is_template and _sets(recipe.document):
            for instruction in recipe.parsed.instructions:
                if instruction.keyword in ("ENV", "ARG"):
                    for name, word in instruction.pairs:
                        yield from _of_variable(name, word, recipe.document)
    for path in tree.of_kind("makefile"):
        document = tree.document(path)
        if document is not None and _sets(document):
            from venvlint.readers import makefile

            parsed = tree.read(path, makefile.parse)
            for name, value in parsed.values.items() if parsed is not None else ():
                if name in VARIABLES:
                    word = Word(value.text, value, *value.span(0, len(value.text)))
                    yield from _of_variable(name, word, document)
    yield from _structured(tree)
    for job in tree.ci_jobs:
        if job.system == "jenkins":
            for name, node in job.env.items():
                yield from _of_node(name, node)
    for path in tree.of_kind(*_LINES):
        document = tree.document(path)
        if document is not None and _sets(document):
            yield from _in_lines(document)
    for path in tree.of_kind("tox", "setup-cfg"):
        document = tree.document(path)
        if document is not None and b"testenv" in document.data:
            yield from _tox(tree.ini(path))


def _sets(document: Document) -> bool:
    return any(mark in document.data for mark in _MARKS)


# -- commands


def _of_command(command: Command) -> Iterator[PackageUrl]:
    document = command.document
    for name, word in command.assignments.items():
        yield from _of_variable(name, word, document)
    if len(command.words) == 3 and command.words[0].raw.lower().startswith("$env:"):
        yield from _of_variable(command.words[0].raw[5:], command.words[2], document)
    for word in command.words[1:]:
        # `export X=…`, `env X=… pip`, `docker build --build-arg X=…`, `make X=…`
        name, equals, _ = word.text.partition("=")
        if equals and name in VARIABLES:
            yield from _of_variable(name, word.part(len(name) + 1), document)
    if any("://" in word.text or "host" in word.text for word in command.words):
        yield from _of_words(command.tool, command.arguments, document)


def _of_words(tool: str, words: Sequence[Word], document: Document) -> Iterator[PackageUrl]:
    """What the arguments of a tool that installs name."""
    from venvlint.facts.commands.install_options import TOOLS, role, scan

    if tool not in TOOLS:
        return
    operands: list[str] = []
    # Behind `run` stands what the program that is started is given.
    for given in scan(tool, words, "" if tool == "pip" else "run"):
        if given.option:
            kind = _MORE_OPTIONS.get((tool, given.option)) or _ROLES.get(role(tool, given.option))
            if kind is not None and given.value is not None:
                yield from _of_word(given.value, kind, document, given.option)
            elif given.value is not None and role(tool, given.option) in ("editable", "with"):
                yield from _operand(given.value, document)
            continue
        operands.append(given.word.text)
        if tool in ("poetry", "pip") and operands[0] in ("config", "source"):
            # `poetry config repositories.x URL`, `poetry source add x URL`, `pip config set
            # global.index-url URL`
            key = operands[-2] if len(operands) > 1 else ""
            kind = TRUSTED_HOST if key.endswith("trusted-host") else INDEX
            if "://" in given.word.text or (kind == TRUSTED_HOST and "." in given.word.text):
                yield from _of_word(given.word, kind, document, key)
        else:
            yield from _operand(given.word, document)


def _operand(word: Word, document: Document) -> Iterator[PackageUrl]:
    """A requirement or a URL that is given itself: `x @ git+https://…`."""
    at = word.text.find("://")
    if at >= 0:
        start = max(word.text.rfind(mark, 0, at) for mark in ("@", " ", "=")) + 1
        url = word.text[start:].strip()
        begin = start + word.text[start:].find(url)
        yield of_requirement(url, document, *_place(word, begin, begin + len(url), document))


def _of_word(word: Word, kind: str, document: Document, option: str) -> Iterator[PackageUrl]:
    """Each URL, or host, of a value: some options take several with blanks between them."""
    text = _EXPRESSION.sub(lambda found: UNKNOWN * len(found[0]), word.text)
    for match in _WORD.finditer(text):
        start = match.start()
        if kind != TRUSTED_HOST:
            if "://" not in match[0]:
                continue
            name, equals, _ = match[0].partition("=")  # uv's `name=https://…`
            if equals and "://" not in name:
                start += len(name) + 1
        value = text[start : match.end()]
        place = _place(word, start, match.end(), document)
        yield PackageUrl(value, kind, document, *place, option=option)


def _place(word: Word, start: int, end: int, document: Document) -> tuple[int, int]:
    """Where a part of a word is stated, else where it is used."""
    begin, stop = word.value.origin(start, end)
    if document.text[begin:stop] == word.text[start:end]:
        return begin, stop
    return word.value.span(start, end)


def _of_variable(name: str, word: Word, document: Document) -> Iterator[PackageUrl]:
    kind = VARIABLES.get(name)
    if kind is not None:
        yield from _of_word(word, kind, document, name)


# -- YAML, JSON and TOML


def _structured(tree: Tree) -> Iterator[PackageUrl]:
    from venvlint.files.kinds import KINDS

    readers: dict[str, Callable[[str], list[Node]]] = {
        "yaml": tree.yaml_documents,
        "json": lambda path: [tree.json(path)],
        "toml": lambda path: [tree.toml(path)],
    }
    for kind in KINDS:
        read = readers.get(kind.syntax)
        for path in tree.of_kind(kind.name) if read is not None else ():
            document = tree.document(path)
            if document is not None and _sets(document):
                roots: Node | list[Node] = readers[kind.syntax](path)
                for root in roots if isinstance(roots, list) else [roots]:
                    if root:
                        yield from _in_nodes(root)


def _in_nodes(root: Node) -> Iterator[PackageUrl]:
    for node in root.walk():
        members = node.mapping
        for name, value in members.items():
            if name in VARIABLES:
                yield from _of_node(name, value)
                yield from _of_node(name, value.get("value"))  # GitLab's and Azure's long form
        named = next(
            (text for key in ("name", "key") if (text := node.text(key)) in VARIABLES), None
        )
        if named is not None:
            yield from _of_node(named, node.get("value"))
        for item in node.items:
            name, equals, _ = (item.string or "").partition("=")
            if equals and name.strip() in VARIABLES:
                yield from _of_node(name.strip(), item, len(name) + 1)


def _of_node(name: str, node: Node, skip: int = 0) -> Iterator[PackageUrl]:
    if node.string is None or "\n" in node.string:
        return
    text = node.string[skip:]
    start = node.document.text.find(text, node.start, node.end)
    if start >= 0 and text:
        yield from _of_variable(name, _plain_word(text, start), node.document)


def _in_lines(document: Document) -> Iterator[PackageUrl]:
    """`set PIP_INDEX_URL=…`, `export PIP_INDEX_URL := "…"`, `env={"PIP_INDEX_URL": "…"}`."""
    for match in _SET.finditer(document.text):
        line = document.text[document.text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if not line.lstrip().startswith(_COMMENT):
            word = _plain_word(match["value"], match.start("value"))
            yield from _of_variable(match["name"], word, document)


# -- tox


def _tox(root: Node) -> Iterator[PackageUrl]:
    """`setenv`, `deps`, `install_command` and `indexserver` of tox's sections."""
    for section, node in root.mapping.items():
        if "testenv" not in section and section not in ("tox", "tox:tox"):
            continue
        for key, option in node.mapping.items():
            if key in ("setenv", "set_env", "deps", "install_command", "indexserver"):
                for text, start in option.lines():
                    content = text.partition(" #")[0]
                    if not content.lstrip().startswith("#"):
                        yield from _tox_line(key, content, start, option.document)


def _tox_line(key: str, text: str, start: int, document: Document) -> Iterator[PackageUrl]:
    if key in ("setenv", "set_env", "indexserver"):
        name, equals, value = text.partition("=")
        kind = INDEX if key == "indexserver" else VARIABLES.get(name.rpartition(":")[2].strip())
        if equals and kind is not None:
            begin = start + len(name) + 1
            yield from _of_word(_plain_word(value, begin), kind, document, name.strip())
        return
    words = [_plain_word(match[0], start + match.start()) for match in re.finditer(r"\S+", text)]
    yield from _of_words("pip", words, document)


def _plain_word(text: str, start: int) -> Word:
    return Word(text, plain(text, start), start, start + len(text))
