"""Pins: images, files of version managers, hosts, environments. They are moved where they name a
Python that goes, and nowhere else.
"""

from __future__ import annotations

import re

from venvlint.facts.changes import members, ranges
from venvlint.facts.changes.model import ADD, DROP, MOVE
from venvlint.facts.changes.ranges import names, respelt
from venvlint.files.paths import folder_and_name, folders_above, name_of, path_in
from venvlint.model import Location
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.document import Document
    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits
    from venvlint.facts.pythons import Statement
    from venvlint.model import Edit
    from venvlint.tree import Tree

    Minor = tuple[int, int]

_CONDA = ("conda", "conda-recipe", "pixi")
_LINES = ("python-version", "python-versions")
_SKIPPED = lazy(r"#[ \t]*\[(?:[^\[\]#\n]{0,80}\W)?py[ ]?<[ ]?(?P<v>3\d{1,2})(?!\d)")
_PINNED = lazy(r"[\w.:/-]{1,200}@sha256:[0-9a-f]{12}")
_FOLDERS = lazy(
    r"(?:^|/)\.?(?:[\w-]*requirements?|ci|continuous_integration|binder|devtools|docs?)/"
)
_CONDA_LINE = lazy(
    r"(?m)^python[ ]{0,3}(?P<v>(?:[<>=!~]{1,2}[ ]?3[\d.*]{0,8},?){1,4})[ \t]*(?:#.*)?\r?$"
)


def change_pins(knowledge: Knowledge, edits: Edits) -> None:
    """Every statement of the tree that is no set of a test tool."""
    if knowledge.change.kind == ADD:
        _lines_added(knowledge, edits)
    elif knowledge.change.kind == DROP:
        _selectors(knowledge, edits)
    from venvlint.facts.tracking.folder_names import is_fixture

    for statement in (*knowledge.tree.pythons, *conda_lists(knowledge.tree)):
        if statement.kind in ("tox", "nox", "hatch") or is_fixture(statement.at.path):
            continue
        if statement.role == "range":
            _range(knowledge, edits, statement)
        elif statement.pin is not None and statement.pin.series == knowledge.change.python:
            _pin(knowledge, edits, statement)


def _lines_added(knowledge: Knowledge, edits: Edits) -> None:
    """A file of pyenv's with several Pythons is a set."""
    from venvlint.facts.changes.manifests import add_to_row

    for path in knowledge.tree.of_kind(*_LINES):
        document = knowledge.tree.document(path)
        if document is None:
            continue
        spans = _lines_of(document)
        texts = [document.text[start:end] for start, end in spans]
        if len(spans) > 1 and all(re.fullmatch(r"3\.\d+(?:\.\d+)?", text) for text in texts):
            add_to_row(edits, document, spans, texts, knowledge.change.python, knowledge.of(path))


def _selectors(knowledge: Knowledge, edits: Edits) -> None:
    """`skip: true  # [py<39]` of a recipe of conda's, which is the floor of its range."""
    tree, gone = knowledge.tree, knowledge.change.python
    for path in tree.of_kind("conda-recipe"):
        document, known = tree.document(path), knowledge.of(path)
        left = known.left(gone)
        if document is None or left is None or known.older(gone):
            continue
        for match in _SKIPPED.finditer(document.text):
            if match["v"] == f"{gone[0]}{gone[1]}":
                edits.splice(document, *match.span("v"), f"{left[0]}{left[1]}")


def conda_lists(tree: Tree) -> Iterator[Statement]:
    """Environments of conda under names that do not say so, by their content, and the line for
    Python in a list of requirements that conda reads.
    """
    from venvlint.facts.pythons.pins import READERS, conda_statement
    from venvlint.files.naming import holds, kind_of

    for path in tree.paths:
        if path.endswith((".yml", ".yaml")) and _FOLDERS.search(path) and kind_of(path) is None:
            document = tree.document(path)
            if document is not None and holds(document.data, b"channels:"):
                yield from READERS["conda-environment"](tree, path)
        elif path.endswith(".txt") and (kind := kind_of(path)) and kind.name == "requirements":
            document = tree.document(path)
            if document is None or b"python" not in document.data:
                continue
            for match in _CONDA_LINE.finditer(document.text):
                yield from conda_statement(document, match.start("v"), match["v"])


def _pin(knowledge: Knowledge, edits: Edits, statement: Statement) -> None:
    change = knowledge.change
    assert statement.pin is not None
    if change.kind == ADD or statement.pin.implementation != "cpython":
        return
    if statement.quiet.startswith("it works on another"):
        return
    document = knowledge.tree.document(statement.at.path)
    known = knowledge.of(statement.in_project)
    new = change.target
    if change.kind == DROP:
        new = known.left(change.python) or knowledge.everything.left(change.python)
    if document is None or new is None:
        return
    start, end = document.span(statement.at)
    written = document.text[start:end]
    if edits.has(document, start, end):
        return
    if change.kind == DROP and statement.kind in _LINES:
        spans = _lines_of(document)
        texts = [document.text[a:b] for a, b in spans]
        index = next((i for i, span in enumerate(spans) if span == (start, end)), -1)
        if index >= 0 and any(names(text, new) for text in texts):
            edits.splice(document, *members.removal(document, spans, index))
            return
    if statement.role == "set":
        if change.kind != DROP:
            return
        if statement.kind == "ci":
            return  # the walk over the file's structure decides
    if statement.kind == "ci" and statement.at.line != statement.at.end_line:
        return
    setup = getattr(statement, "setup", None)
    if change.kind == MOVE and setup is not None and len(set(setup.versions.texts)) > 1:
        return  # one of several that a step installs: a set
    if change.kind == DROP and document.path.endswith(".nix"):
        number = document.position(start)[0]
        line = document.line(number).strip()
        lines: frozenset[str] = knowledge.tree.once(
            f"lines of {document.path}", lambda: frozenset(map(str.strip, document.lines))
        )
        if respelt(line, change.python, new) in lines:
            edits.delete_lines(document, number)  # one of several interpreters
            return
    text = respelt(written, change.python, new)
    if text == written:
        digits = f"{change.python[0]}{change.python[1]}"
        text = (
            written.replace(digits, f"{new[0]}{new[1]}") if written.count(digits) == 1 else written
        )
    if text == written or (not names(written, change.python) and "\n" in written):
        return
    if _PINNED.match(document.text, start):
        edits.leave_digest(statement.at, new)
        return
    edits.move(document, start, end, text)


def _lines_of(document: Document) -> list[tuple[int, int]]:
    from venvlint.facts.pythons.pins import entries

    return [(start, start + len(text)) for text, start in entries(document)]


def _range(knowledge: Knowledge, edits: Edits, statement: Statement) -> None:
    from venvlint.facts.changes.manifests import changed_range

    document = knowledge.tree.document(statement.at.path)
    if document is None or statement.range is None:
        return
    if statement.kind not in (*_CONDA, "python-version"):
        return
    start, end = document.span(statement.at)
    written = document.text[start:end]
    syntax = "conda" if statement.kind in _CONDA else "pep440"
    if ranges.parse(written, syntax) != statement.range:
        return
    known = knowledge.of(statement.in_project)
    new = changed_range(knowledge, known.project, written, syntax)
    if new is not None:
        edits.splice(document, start, end, new)


def name_environments(knowledge: Knowledge, edits: Edits) -> None:
    """Each file with a pin (an environment of conda's, a Dockerfile, a workflow) and each script
    that is called after the Python that went: with another one its name is wrong, and where there
    is a file for each Python nothing uses it now.
    """
    change = knowledge.change
    if change.kind != DROP:
        return
    called = {change.text, change.text.replace(".", "")}
    places = {moved.at.path: moved.at for moved in reversed(edits.moved.values())}
    for document, start, end, text in edits.each():
        if text and _is_script(document.path):
            places.setdefault(document.path, document.at(start, end))
    for path, at in sorted(places.items()):
        name = name_of(path)
        if not called.isdisjoint(re.findall(r"\d+(?:\.\d+)?", name)):
            edits.aside(
                at,
                f"`{name}` is called after Python {change.text}: delete it where nothing uses it"
                " now, or rename it",
            )


def _is_script(path: str) -> bool:
    from venvlint.facts.changes.text_twins import SCRIPTS
    from venvlint.files.naming import kind_of

    kind = kind_of(path)
    return path.lower().endswith(SCRIPTS) or (kind is not None and kind.name == "dockerfile")


# -- Locks are made anew by their tools alone: those that a change leaves behind, with the
# command.


def name_compiled(knowledge: Knowledge, edits: Edits) -> None:
    """Each list of requirements that a tool made for the Python that goes, by its header or its
    markers: with another one other packages may come along.
    """
    from shlex import quote

    from venvlint.facts.locks.compiled import compiled_lists
    from venvlint.facts.tracking.folder_names import is_fixture
    from venvlint.readers.requirements_origin import compiled_for

    tree, change = knowledge.tree, knowledge.change
    if change.kind == ADD or not (edits.all() or edits.asides):
        return  # an image that is left to a person changes what the lists are made for, too
    made = {one.document.path: one for one in compiled_lists(tree)}
    for path, file in tree.requirements.files.items():
        compiled, document = made.get(path), file.document
        # Of some nobody knows what they were made from: their headers say for which Python.
        stated = compiled_for(file) if compiled is None else None
        pythons = compiled.pythons if compiled is not None else stated[:1] if stated else ()
        if pythons != (change.text,) or is_fixture(path):
            continue
        left = knowledge.of(path).left(change.python) if change.kind == DROP else change.target
        if left is None or names(path, change.python):
            continue  # one of several, a list for each Python, goes as a whole
        lines = enumerate(document.text.splitlines(), 1)
        line = next((number for number, text in lines if names(text, change.python)), 1)
        command = respelt(file.command, change.python, left)
        if compiled is not None and compiled.directory and command:
            command = f"cd {quote(compiled.directory)} && {command}"
        edits.aside(
            document.line_at(line),
            f"compile the list again with Python {minor_text(left)} and commit it",
            command,
        )
    for path, file in tree.requirements.files.items() if change.kind == DROP else ():
        if not file.generator or names(path, change.python) or is_fixture(path):
            continue
        marked = [line for line in file.requirements if names(line.marker, change.python)]
        if marked:
            edits.aside(
                marked[0].at,
                f"make the list again with {file.generator} and commit it: markers in it name"
                f" Python {change.text}",
                file.command,
            )


def name_locks(tree: Tree, edits: Edits) -> None:
    """Each lock whose manifest changed in something that the lock is made from: the range of
    Pythons and the dependencies; of a Pipfile, anything. Classifiers and tools' settings are not.
    """
    from shlex import quote

    from venvlint.facts.locks import COMMANDS

    made = edits.all()
    if not made or not tree.locks:
        return
    changed = {edit.at.path for edit in made if name_of(edit.at.path) == "Pipfile"}
    changed |= _with_requirements(tree, made)
    above = {_locked_above(tree, path) for path in changed}
    for lock in tree.locks:
        if lock.manifest in changed or (lock.tool == "uv" and lock.path in above):
            command = COMMANDS[lock.tool]
            edits.aside(
                Location(lock.path),
                "make the lock again and commit it",
                f"cd {quote(lock.directory)} && {command}" if lock.directory else command,
            )


def _with_requirements(tree: Tree, edits: Iterable[Edit]) -> set[str]:
    """The files of which a range of Pythons or a dependency changes."""
    from bisect import bisect_right

    # Edits come in the order of their places and never overlap: so their ends are sorted too.
    ends: dict[str, list[tuple[int, int]]] = {}
    edited: dict[str, list[Location]] = {}
    for edit in edits:
        ends.setdefault(edit.at.path, []).append((edit.at.end_line, edit.at.end_column))
        edited.setdefault(edit.at.path, []).append(edit.at)
    places = [one.at for one in tree.python_references.values() if one is not None]
    places += [one.at for one in tree.declarations]
    found = set()
    for place in places:
        if place.path in ends and place.path not in found:
            index = bisect_right(ends[place.path], (place.line, place.column))
            if index < len(edited[place.path]) and place.meets(edited[place.path][index]):
                found.add(place.path)
    return found


def _locked_above(tree: Tree, manifest: str) -> str:
    """The `uv.lock` of the workspace that a manifest is a member of; empty without one."""
    from venvlint.facts.locks.pythons import is_of_member

    directory, name = folder_and_name(manifest)
    if name != "pyproject.toml" or not is_of_member(tree, directory):
        return ""
    locks = (path_in(above, "uv.lock") for above in folders_above(directory))
    return next((path for path in locks if path in tree.path_set), "")
