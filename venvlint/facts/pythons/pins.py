"""The files of version managers and environments: `.python-version` and its kind, `runtime.txt`,
`Pipfile`, conda, pixi, mise.
"""

from __future__ import annotations

import re

from venvlint.facts.project import vocabulary
from venvlint.facts.pythons import Statement, inside
from venvlint.files.kinds import CONDA_ENVIRONMENTS
from venvlint.files.paths import folder_of, joined, name_of
from venvlint.readers.python_ranges import parse_conda, parse_pep440
from venvlint.readers.python_versions import parse_pin
from venvlint.record import replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.facts.ci.model import Job, Step
    from venvlint.model import Location
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_CONDA_ITEM = lazy(
    r"(?:[\w./:-]{1,200}::)?(?P<name>[\w.-]{1,100})\s*(?P<version>[^\[#]*)(?:\[version=['\"](?P<inner>[^'\"]*)['\"])?"
)
_NAMED = lazy(r"(?:py(?:thon)?[-_]?3?|[-_.]3)\.?\d+[^/]*$")
_PREFIX = lazy(
    r"=?\s*(?P<bare>\d{1,3}(?:\.\d{1,3}){0,2})(?:\.?\*)?(?:=[\w.*]+)?|==\s*(?P<any>\d{1,3}(?:\.\d{1,3})?)\.\*|==\s*(?P<exact>\d{1,3}\.\d{1,3}\.\d{1,3})"
)
_RUNTIME = lazy(r"\s*(?:[Pp]ython-)?(?P<version>\d[\w.*]*|pypy[\w.-]+)\s*$")


def entries(document: Document) -> Iterator[tuple[str, int]]:
    """The entries of a `.python-version`, each with its offset: one a line or separated by colons;
    comments and blanks left out.

    Of several words on a line only the first is used (pyenv); of a range in uv's form all of it is.
    """
    offset = 0
    for line in document.text.splitlines(keepends=True):
        content = line.partition("#")[0]
        position = offset
        parts = [content] if "::" in content or "/" in content else content.split(":")
        for part in parts:
            stripped = part.strip()
            start = position + len(part) - len(part.lstrip())
            if stripped and stripped[0] not in "<>=!~^" and not re.search(r"[<>=~^,]", stripped):
                stripped = stripped.split()[0]
            if stripped:
                yield stripped, start
            position += len(part) + 1
        offset += len(line)


def _readable(document: Document | None) -> bool:
    return document is not None and document.encoding == "utf-8" and "\0" not in document.text


def _python_version(tree: Tree, path: str) -> Iterator[Statement]:
    document = tree.document(path)
    if document is None or not _readable(document):
        return
    name = name_of(path)
    several = name == ".python-versions" or ("/" in path and path in matrix_files(tree))
    if name == ".python-version" and _is_for_sublime_text(tree, path):
        # It chooses among the Pythons that the editor brings.
        for text, start in entries(document):
            at = document.at(start, start + len(text))
            yield replace(
                _stated("python-version", at, text),
                quiet="Sublime Text reads it, for a Python of its own",
                is_maintained=True,
            )
        return
    for number, (text, start) in enumerate(entries(document)):
        at = document.at(start, start + len(text))
        one = _stated(name.lstrip("."), at, text, "set" if several else "pin", 0 if several else 20)
        yield one if several or not number else _fallback(one)


def _is_for_sublime_text(tree: Tree, path: str) -> bool:
    if not any(".sublime-" in name for name in tree.files.names(folder_of(path)).files):
        return False
    from venvlint.facts.project.hosts import SUBLIME_TEXT, host_of

    return host_of(tree, folder_of(path)) == SUBLIME_TEXT


def _fallback(statement: Statement) -> Statement:
    return replace(statement, fallback=True, deployed=0)


def _stated(
    kind: str,
    at: Location,
    text: str,
    role: str = "pin",
    deployed: int = 0,
) -> Statement:
    """What a text states where both versions and ranges of PEP 440 are taken."""
    pin = parse_pin(text)
    if pin is not None:
        return Statement(kind, at, text, role, pin=pin, deployed=deployed)
    versions = parse_pep440(text) if text[:1] in tuple("<>=!~") else None
    return Statement(kind, at, text, "unknown" if versions is None else "range", range=versions)


def _tool_versions(tree: Tree, path: str) -> Iterator[Statement]:
    document = tree.document(path)
    if document is None or b"python" not in document.data or not _readable(document):
        return
    offset = 0
    for line in document.text.splitlines(keepends=True):
        words = list(re.finditer(r"\S+", line.partition("#")[0]))
        if len(words) > 1 and words[0][0] == "python":
            for number, word in enumerate(words[1:]):
                start = offset + word.start()
                one = _stated(
                    "tool-versions", document.at(start, start + len(word[0])), word[0], deployed=15
                )
                yield _fallback(one) if number else one
        offset += len(line)


_NOT_DEPLOYED = (
    vocabulary.DOCS | vocabulary.DOCS_TOOLS | vocabulary.NOTEBOOKS | {"binder", ".binder"}
)


def _runtime(tree: Tree, path: str) -> Iterator[Statement]:
    document = tree.document(path)
    if document is None or not _readable(document):
        return
    lines = [(number, line) for number, line in enumerate(document.lines, 1) if line.strip()]
    if len(lines) != 1:
        return
    number, line = lines[0]
    match = _RUNTIME.match(line)
    pin = parse_pin(match["version"]) if match else None
    if match and pin is not None:
        start = document.offset(number, 1)
        at = document.at(start + match.start("version"), start + match.end("version"))
        folders = path.lower().split("/")[:-1]
        # Binder builds from `binder/` and `doc/`, for those who try the project.
        deployed = 30 if _NOT_DEPLOYED.isdisjoint(folders) else 0
        yield Statement("runtime", at, match["version"], "pin", pin=pin, deployed=deployed)


def _pipfile(tree: Tree, path: str) -> Iterator[Statement]:
    document = tree.document(path)
    if document is None or b"python_" not in document.data:
        return
    root = tree.toml(path)
    requires = root.get("requires")
    # The full version says more, and the tools that read only one of the two prefer it.
    node = requires.get("python_full_version") or requires.get("python_version")
    if node:
        yield _stated("pipfile", inside(node), node.written.strip(), deployed=10)


def _mise(tree: Tree, path: str) -> Iterator[Statement]:
    document = tree.document(path)
    if document is None or b"python" not in document.data:
        return
    root = tree.toml(path)
    tools = root.get("tools")
    node = (tools.get("python") or tools.get("core:python")) if tools else None
    if not node:
        return
    values = node.items or [node]
    for value in values:
        version = value.get("version") if value.mapping else value
        if not version or version.mapping or version.items:
            continue
        yield _stated(
            "mise",
            inside(version),
            version.written.removeprefix("prefix:").strip(),
            "set" if len(values) > 1 else "pin",
            15 if len(values) == 1 else 0,
        )


def _conda(tree: Tree, path: str) -> Iterator[Statement]:
    document = tree.document(path)
    if document is None or b"dependencies" not in document.data or b"python" not in document.data:
        return
    root = tree.yaml(path)
    dependencies = root.get("dependencies")
    for item in dependencies.items:
        match = _CONDA_ITEM.match(item.string or "")
        if match and match["name"].lower() == "python":
            group = "inner" if match["inner"] else "version"
            text = match[group].strip()
            if text:
                start = item.start + max(document.text[item.start : item.end].find(text), 0)
                yield _matched(
                    "conda",
                    document,
                    start,
                    text,
                    "set" if is_one_of_several(tree, path) else "pin",
                    "a rule of a workflow runs in it alone" if is_of_a_rule(tree, path) else "",
                )


def is_one_of_several(tree: Tree, path: str) -> bool:
    """Whether an environment file stands for one Python of several: it is named for its Python, or
    a member of a matrix.
    """
    return _NAMED.search(path) is not None or path in matrix_files(tree)


def conda_statement(document: Document, start: int, text: str) -> Iterator[Statement]:
    """What the version part of a match specification of conda states that stands in *document*."""
    yield _matched("conda", document, start, text)


def _matched(
    kind: str, document: Document, start: int, text: str, role: str = "pin", quiet: str = ""
) -> Statement:
    """What the version part of a conda match specification states: a pin where it is a prefix, else
    a range.
    """
    prefix = _PREFIX.fullmatch(text)
    if prefix and prefix.lastgroup:
        version = prefix[prefix.lastgroup]
        pin = parse_pin(version)
        if pin is not None:
            first = start + prefix.start(prefix.lastgroup)
            at = document.at(first, first + len(version))
            return Statement(kind, at, version, role, pin=pin, quiet=quiet)
    versions = parse_conda(text)
    return Statement(
        kind,
        document.at(start, start + len(text)),
        text,
        "unknown" if versions is None else "range",
        range=versions,
        quiet=quiet,
    )


def is_of_a_rule(tree: Tree, path: str) -> bool:
    """Whether a rule of Snakemake runs in the environment of a file and nothing else does: it holds
    that rule's tool, with the Python that this one needs. One beside a manifest is the project's
    own too.
    """
    folder = folder_of(path)
    if not folder or folder in tree.projects:
        return False
    paths, names = tree.once("files of rules", lambda: _of_rules(tree))
    return path in paths or name_of(path) in names


def _of_rules(tree: Tree) -> tuple[frozenset[str], frozenset[str]]:
    """The paths of the files that rules name, and the names of those in a folder that is
    computed.
    """
    from venvlint.facts.installs.workflows import rule_environments

    named = rule_environments(tree)
    return (
        frozenset(one.path for one in named if one.path),
        frozenset(name_of(one.written) for one in named if not one.path),
    )


def _pixi(tree: Tree, path: str) -> Iterator[Statement]:
    document = tree.document(path)
    in_pyproject = path.endswith("pyproject.toml")
    if (
        document is None
        or b"python" not in document.data
        or (in_pyproject and b"pixi" not in document.data)
    ):
        return
    root = tree.toml(path)
    table = root.get("tool", "pixi") if root and in_pyproject else root
    places = [(table.get("dependencies", "python"), "pin")]
    features = table.get("feature")
    if features:
        places += [
            (feature.get("dependencies", "python"), "set") for feature in features.mapping.values()
        ]
    for node, role in places:
        version = node.get("version") if node.mapping else node
        if version and version.string:
            text = version.string.strip()
            yield _matched(
                "pixi", document, version.start + max(version.raw.find(text), 0), text, role
            )


READERS = {
    "python-version": _python_version,
    "python-versions": _python_version,
    "tool-versions": _tool_versions,
    "mise": _mise,
    "runtime-txt": _runtime,
    "pipfile": _pipfile,
    "pixi": _pixi,
    "pyproject": _pixi,
    **dict.fromkeys(CONDA_ENVIRONMENTS, _conda),
}


# A word of a command that refers to something: `ci/${{ matrix.env }}.yml`, `$(envfile)`.
_WORD = lazy(
    r"(?:[\w./-]|\$\{\{[^{}\n]{0,200}\}\}|\$\([\w.]+\)|\$\{\w+\}|\$\w+|<<[^<>\n]{0,200}>>)+"
)
_REFERENCE = lazy(r"\$\{\{[^{}\n]{0,200}\}\}|\$\([\w.]+\)|\$\{\w+\}|\$\w+|<<[^<>\n]{0,200}>>")
_MOST = 400
"""References of a job that are followed."""


def matrix_files(tree: Tree) -> frozenset[str]:
    """The paths of all such files."""
    return tree.once("the files that a matrix names", lambda: frozenset(_named(tree)))


def _named(tree: Tree) -> Iterator[str]:
    for job in tree.ci_jobs:
        if len(job.combinations) < 2 and job.matrix_complete:
            continue
        left = _MOST
        for step in (*job.steps, *job.called):
            for node in _referring(step):
                left -= 1
                if left < 0:
                    break
                yield from _paths(tree, job, step, node)


def _referring(step: Step) -> Iterator[Node]:
    """The values of a step that refer to something, and such words of its commands."""
    from venvlint.readers.nodes import Node

    for node in (*step.inputs.values(), *step.env.values()):
        if node.string and _REFERENCE.search(node.string):
            yield node
    text = step.run.string
    if step.run and text:
        seen = set()
        for match in _WORD.finditer(text):
            word = match[0]
            if word not in seen and _REFERENCE.search(word):
                seen.add(word)
                run = step.run
                yield Node(run.document, word, run.start, run.end, style="plain")


def _paths(tree: Tree, job: Job, step: Step, node: Node) -> Iterator[str]:
    """The files that a value means in the combinations of the job, where it is not the same in
    all.
    """
    values = job.resolve(node, step)
    folder = step.working_directory or ""
    texts = set(values.texts)
    if len(texts) > 1:
        for text in texts:
            path = joined(folder, text)
            if path in tree.path_set:
                yield path
    elif not values.complete and not job.matrix_complete:
        # Members that are only known in a run: whatever has a name of that form.
        head, _, tail = _REFERENCE.sub("\0", node.string or "").partition("\0")
        tail = tail.rpartition("\0")[2]
        head = joined(folder, head) + "/" * head.endswith("/")
        if "." in tail and len(head) > 2:
            for path in tree.paths:
                if path.startswith(head.removeprefix("./")) and path.endswith(tail):
                    yield path
