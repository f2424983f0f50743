"""Compiled requirements files and `pylock.toml`: the top-level requirements that they lack or
contradict.

What they were made from stands in their header, a command with its sources. Only the top level is
judged, without a network:
a requirement that no line names, or whose range excludes the pinned version.
"""

from __future__ import annotations

import posixpath
import re

from venvlint.facts.commands.installs import COMPILE_SOURCES
from venvlint.facts.locks import Stale
from venvlint.facts.locks.edited import is_edited
from venvlint.facts.project import PACKAGE_FILES
from venvlint.facts.project.known_names import SEEDED
from venvlint.files.paths import folder_of, joined, name_of, path_in
from venvlint.model import Related
from venvlint.readers import markers, pep508, versions
from venvlint.readers.nodes import ABSENT
from venvlint.readers.requirements_origin import compiled_for
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.model import Location
    from venvlint.readers.requirements import RequirementsFile
    from venvlint.tree import Tree

_SOURCE = lazy(r"(?:.*\.(?:in|txt)|(?:.*/)?(?:pyproject\.toml|setup\.(?:py|cfg)))$")
_NOT_SOURCES = frozenset(
    "-o --output-file -c --constraint --constraints --override --overrides -b --build-constraint"
    " --build-constraints --config --config-file --excludes --custom-compile-command --cache-dir -f"
    " --find-links".split()
)
# What a compiler leaves out without being told: pip-compile's "unsafe" ones.
_NEVER = SEEDED | {"distribute"}
_HEADER = lazy(r"(?:#[^\n]*\n)+")
_COMMAND = lazy(r"^#[ \t]{2,}(\S[^\r\n]*)", re.MULTILINE)
_PACKAGE = lazy(
    r'^\[\[packages\]\]\r?\nname = "([^"\n]+)"(?:\r?\nversion = "([^"\n]+)")?', re.MULTILINE
)
# Far enough for every lower bound, and below the caps that people write.
_FUTURE = ("3.30",)
_EXPORTS_A_PART = lazy(r"^--(?:only-|package|prune|script|no-emit-project-deps|all-packages)")


class CompileCommand(Record):
    """The command in a header: what it read and how."""

    words: tuple[str, ...]

    @property
    def sources(self) -> list[str]:
        """The files that it compiled, as written."""
        found = []
        before = ""
        for word in self.words[1:]:
            if not word.startswith("-") and before not in _NOT_SOURCES and _SOURCE.match(word):
                found.append(word)
            before = word
        return found

    def values(self, *options: str) -> list[str]:
        """The values of an option, in both spellings."""
        found = []
        for number, word in enumerate(self.words):
            name, equals, value = word.partition("=")
            if name in options:
                found.append(
                    value
                    if equals
                    else (self.words[number + 1] if number + 1 < len(self.words) else "")
                )
        return found

    def has(self, *options: str) -> bool:
        return any(word.partition("=")[0] in options for word in self.words)

    @property
    def is_universal(self) -> bool:
        return "--universal" in self.words or self.is_export

    @property
    def is_export(self) -> bool:
        """Whether it is `uv export`, which reads the project beside it."""
        return "export" in self.words[:3] and self.words[:1] == ("uv",)


class Wanted(Record):
    """A top-level requirement of a source."""

    key: str
    specifier: str
    marker: str
    at: Location
    by: str
    """The path of the file that states it."""


class Compiled(Record):
    """A compiled file: what it pins (empty for a URL), for which Python, and what it was made
    from.
    """

    document: Document
    pins: dict[str, list[str]]
    pythons: tuple[str, ...] | None
    command: CompileCommand
    directory: str
    """Where the command was run."""
    sources: tuple[str, ...]
    unnamed: int = 0
    """How many folders and addresses it lists that tell nobody which distribution they are."""


def compiled_lists(tree: Tree) -> Iterator[Compiled]:
    """Every compiled list of requirements of which it is known what it was made from."""
    for path, file in tree.requirements.files.items():
        if not file.form and file.generator in ("pip-compile", "uv"):
            compiled = _compiled(tree, path, file)
            if compiled is not None:
                yield compiled


def stale_compiled(tree: Tree) -> Iterator[Stale]:
    """Every compiled file that lacks or contradicts what its sources ask for."""
    for compiled in compiled_lists(tree):
        found = list(_judged(tree, compiled))
        if found and not is_edited(tree, compiled.document.path):
            yield from found
    for path in tree.paths:
        name = name_of(path)
        if name.startswith("pylock.") and name.endswith(".toml"):
            yield from _stale_pylock(tree, path)


# -- reading
# ----------------------------------------------------------------------------------------------------------  # noqa: E501


def _compiled(tree: Tree, path: str, file: RequirementsFile) -> Compiled | None:
    pins: dict[str, list[str]] = {}
    unnamed = 0
    # pip-compile-multi writes `-r base.txt` for `-r base.in` and leaves out what that one pins.
    for statement in tree.requirements.read_together((path,), False):
        line = statement.line
        if statement.constraint:
            continue
        if line.key:
            pins.setdefault(line.key, []).append(line.pin)
        elif line.is_requirement:
            unnamed += 1
    if not pins:
        return None
    command = CompileCommand(_words(file.command))
    found = _sources(tree, path, command)
    if found is None:
        found = _source_by_name(tree, path, file)
    if found is None:
        return None
    stated = compiled_for(file)
    minors = (stated[0],) if stated is not None else None
    return Compiled(file.document, pins, minors, command, found[0], tuple(found[1]), unnamed)


def _header(document: Document) -> str:
    match = _HEADER.match(document.text.replace("\r\n", "\n"))
    return match[0] if match else ""


def _words(command: str) -> tuple[str, ...]:
    import shlex

    try:
        return tuple(shlex.split(command))
    except ValueError:
        return tuple(command.split())


def _stated_python(command: CompileCommand) -> tuple[str, ...] | None:
    for value in command.values("--python-version"):
        match = re.match(r"3\.\d+", value)
        if match:
            return (match[0],)
    return None


def _sources(tree: Tree, path: str, command: CompileCommand) -> tuple[str, list[str]] | None:
    """The directory in which the command was run and its sources as paths; None where that cannot
    be told.
    """
    written = command.sources
    if command.is_export or (not written and command.has("--group")):
        written = ["pyproject.toml"]
    elif (
        not written
        and command.words
        and "compile" in " ".join(command.words[:3])
        and "-" not in command.words
    ):
        for name in COMPILE_SOURCES:
            if path_in(folder_of(path), name) in tree.path_set:
                written = [name]
                break
    if not written or any(posixpath.isabs(name) or "$" in name for name in written):
        return None
    outputs = command.values("-o", "--output-file")
    directory = path
    while directory:
        directory = folder_of(directory)
        if outputs and _joined(directory, outputs[0]) != path:
            continue
        paths = [_joined(directory, name) for name in written]
        if all(each in tree.path_set for each in paths) and path not in paths:
            return directory, paths
    return None


def _joined(directory: str, name: str) -> str:
    return joined(directory, name)


def _source_by_name(tree: Tree, path: str, file: RequirementsFile) -> tuple[str, list[str]] | None:
    """`x.in` beside `x.txt` where the `# via` comments name it: a header may say `make
    requirements`.
    """
    if not path.endswith(".txt"):
        return None
    source = path[:-4] + ".in"
    named = name_of(source)
    if source in tree.path_set and any(
        via.startswith("-r ") and name_of(via).removeprefix("-r ").strip() == named
        for line in file.requirements
        for via in line.via
    ):
        return folder_of(path), [source]
    return None


# -- judging
# ----------------------------------------------------------------------------------------------------------  # noqa: E501


def _judged(tree: Tree, compiled: Compiled) -> Iterator[Stale]:
    command = compiled.command
    if any(_EXPORTS_A_PART.match(word) for word in command.words) or command.has(
        "--no-deps-only", "--build-deps-for", "--only-build-deps"
    ):
        return
    left_out = {
        pep508.normalize(name) for name in command.values("--no-emit-package", "--unsafe-package")
    }
    wanted = [
        one
        for source in compiled.sources
        for one in _wanted(tree, source, command)
        if one.key not in left_out | _NEVER
    ]
    yield from _report(compiled, wanted)


def _report(
    compiled: Compiled, wanted: list[Wanted], *, needs_company: bool = False
) -> Iterator[Stale]:
    lacking, wrong = [], []
    overridden = compiled.command.has("--override", "--overrides")
    for one in wanted:
        pins = compiled.pins.get(one.key)
        if not _surely_installed(one.marker, compiled):
            continue
        if pins is None:
            lacking.append(one)
        elif one.specifier and not overridden:
            clauses = versions.parse(one.specifier)
            if clauses and all(pins) and not any(versions.contains(clauses, pin) for pin in pins):
                wrong.append((one, pins))
    if len({one.key for one in lacking}) <= compiled.unnamed:
        lacking.clear()  # they may be what is there without a name
    if needs_company and len(lacking) * 2 > len({one.key for one in wanted}):
        return  # it was made from something else
    if not lacking and not wrong:
        return
    document = compiled.document
    said = [
        f"it pins `{one.key}` to {', '.join(pins)}, not to `{one.specifier}`" for one, pins in wrong
    ]
    said += [f"`{name}` is missing" for name in dict.fromkeys(one.key for one in lacking)]
    more = f" and {len(said) - 3} more" if len(said) > 3 else ""
    by = name_of((wrong[0][0] if wrong else lacking[0]).by)
    at = _place(document, wrong[0][0].key) if wrong else document.line_at(1)
    related = tuple(
        Related(one.at, "the compiled file does not hold this")
        for one in [*(one for one, _ in wrong), *lacking][:10]
    )
    import shlex

    # An absolute path in it (`--python /home/…`) is somebody else's.
    words = compiled.command.words
    commands = (
        (shlex.join(words),)
        if words and not any("/home/" in word or "/Users/" in word for word in words)
        else ()
    )
    yield Stale(
        at,
        f"does not match `{by}`: {', '.join(said[:3])}{more}",
        commands,
        compiled.directory,
        related,
    )


def _place(document: Document, key: str) -> Location:
    pattern = r"^(?:name = \")?(" + re.escape(key).replace(r"\-", "[-_.]+") + r")\b"
    match = re.search(pattern, document.text, re.MULTILINE | re.IGNORECASE)
    return document.at(match.start(1), match.end(1)) if match else document.line_at(1)


def _surely_installed(marker: str, compiled: Compiled) -> bool:
    if not marker:
        return True
    try:
        if compiled.command.is_universal:
            # It holds for every Python from some lower bound on, which nothing records, and for
            # every platform.
            return markers.satisfiable(marker, _FUTURE)
        return markers.implies("", marker, compiled.pythons)
    except markers.Invalid:
        return False


def _wanted(tree: Tree, source: str, command: CompileCommand) -> Iterator[Wanted]:
    name = name_of(source)
    if name in PACKAGE_FILES:
        yield from _wanted_by_manifest(tree, source, command)
        return
    for statement in tree.requirements.read(source):
        line = statement.line
        if statement.constraint or not line.key or line.editable or line.kind == "path":
            continue
        yield Wanted(line.key, "" if line.url else line.specifier, line.marker, line.at, line.path)


def _wanted_by_manifest(tree: Tree, source: str, command: CompileCommand) -> Iterator[Wanted]:
    extras = {
        pep508.normalize(extra) for value in command.values("--extra") for extra in value.split(",")
    }
    groups = {pep508.normalize(group.rpartition(":")[2]) for group in command.values("--group")}
    everything = command.has("--all-extras")
    # `uv pip compile --group dev` alone compiles only that group.
    has_main = bool(command.sources) or command.is_export or not groups
    root = tree.toml(source) if source.endswith(".toml") else ABSENT
    own = pep508.normalize(root.text("project", "name") or "") if root else ""
    for each in tree.declarations.lists_in(source):
        group = pep508.normalize(each.group)
        chosen = has_main and each.kind in ("project", "setup-cfg", "setup-py") and not each.group
        chosen = chosen or (
            bool(each.group)
            and each.kind in ("extra", "setup-cfg", "setup-py", "project")
            and (everything or group in extras)
        )
        chosen = chosen or (each.kind == "group" and group in groups)
        if not chosen:
            continue
        for one in tree.declarations.of(each):
            if one.dialect == "pep440" and one.key and one.key != own:
                yield Wanted(
                    one.key, "" if one.url else one.specifier, one.marker, one.at, one.path
                )


# -- pylock.toml
# ------------------------------------------------------------------------------------------------------  # noqa: E501


def _stale_pylock(tree: Tree, path: str) -> Iterator[Stale]:
    document = tree.document(path)
    head = tree.lock(path) if document is not None and not tree.is_test_data(path) else ABSENT
    if document is None or not head or not (head.text("lock-version") or "").startswith("1."):
        return
    directory = folder_of(path)
    manifest = path_in(directory, "pyproject.toml")
    if head.get("tool", "pdm", "hashes"):
        from venvlint.facts.locks.hashes import pdm_hashes

        node = head.get("tool", "pdm", "hashes", "sha256")
        root = tree.toml(manifest) if manifest in tree.path_set else ABSENT
        is_known = root and root.get("project") and not root.get("tool", "pdm", "workspace")
        if node and root and is_known and node.string not in pdm_hashes(root):
            yield Stale(
                node.at,
                "was made from another `pyproject.toml` than the one beside it",
                ("pdm lock -L pylock.toml",),
                directory,
            )
        return
    pins: dict[str, list[str]] = {}
    for name, version in _PACKAGE.findall(document.text):
        pins.setdefault(pep508.normalize(name), []).append(version)
    if not pins:
        return
    header = _COMMAND.search(_header(document))
    command = CompileCommand(_words(header[1].strip()) if header else ())
    found = _sources(tree, path, command) if command.words else None
    if found is not None:
        yield from _judged(
            tree,
            Compiled(document, pins, _stated_python(command), command, found[0], tuple(found[1])),
        )
    elif not command.words and path.endswith("pylock.toml") and manifest in tree.path_set:
        # Nothing says what it was made from; the project beside it is likely, and more so the more
        # of it is there.
        wanted = [
            one for one in _wanted_by_manifest(tree, manifest, command) if one.key not in _NEVER
        ]
        yield from _report(
            Compiled(document, pins, None, command, directory, (manifest,)),
            wanted,
            needs_company=True,
        )
