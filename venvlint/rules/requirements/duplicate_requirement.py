"""The same distribution is required twice.

## Why
Two lines for one distribution soon say two things: somebody updates one of them, and the other one
wins or pip gives up with
`Cannot install requests==2.30 and requests==2.31 because these package versions have conflicting
dependencies`. Names compare without
regard to case, `-`, `_` and `.`: `Foo_Bar` and `foo-bar` are one. The lines may also stand in two
files, where one includes the other.

Lines for other extras, or with markers that never hold together, are no duplicates.

## Bad
    requests>=2.28
    flask==3.0.0
    Requests==2.31.0

## Good
    flask==3.0.0
    requests==2.31.0

## How to fix
Keep the line that says what you mean and delete the other one. Where both say the same, `--fix`
deletes the later one; of two files that of the file which includes the other, because the included
one has to be complete by itself.

## When to ignore it
When a tool writes the file and needs both lines.
"""

from __future__ import annotations

from bisect import bisect_left

from venvlint.model import Finding, Fix, Related, Severity, rule
from venvlint.readers import markers, versions
from venvlint.readers.nodes import ABSENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.dependencies.installed_together import InstalledEntry, Together
    from venvlint.facts.manifests import DependencyList
    from venvlint.model import Edit, Location
    from venvlint.tree import Tree


_MOST_COMPARED = 12
"""Earlier statements of one name that a later one is held against; universal locks have five or
six, each for other systems.
"""


@rule("VL205", Severity.WARNING, fix="safe", needs=("is_populated",))
def duplicate_requirement(tree: Tree) -> Iterator[Finding]:
    """Report the later one of two statements that ask for the same distribution."""
    from venvlint.facts.dependencies.installed_together import manifest_sets, requirement_sets

    seen: set[Location] = set()
    for together in requirement_sets(tree):
        yield from _duplicates(tree, together, seen)
    for together in manifest_sets(tree):
        yield from _duplicates(tree, together, seen)


def _duplicates(tree: Tree, together: Together, seen: set[Location]) -> Iterator[Finding]:
    earlier: dict[tuple[str, frozenset[str], bool], list[InstalledEntry]] = {}
    for entry in together.entries:
        same = earlier.setdefault((entry.key, entry.extras, entry.constraint), [])
        first = (
            next((one for one in same if _is_duplicate(tree, together, one, entry)), None)
            if same
            else None
        )
        if len(same) < _MOST_COMPARED:
            same.append(entry)
        if (
            first is not None
            and "VL206" in tree.selected_words
            and versions.conflict(first.specifier, entry.specifier)
        ):
            continue  # that one says more: no version satisfies both
        if first is None:
            continue
        second = entry
        if _is_of_groups(first, second) and first.reading.depth < second.reading.depth:
            first, second = second, first  # the group that is included needs its own
        if "VL201" in tree.selected_words and _is_misplaced(tree, first, second):
            continue  # the earlier one is to go, and both fixes would leave none
        if second.at not in seen and first.at != second.at:
            seen.add(second.at)
            yield _finding(together, first, second)


def _is_misplaced(tree: Tree, first: InstalledEntry, second: InstalledEntry) -> bool:
    """Whether the earlier one is a development tool in a list for production, and the later one is
    where it belongs.
    """
    if first.at.path == second.at.path:
        return False
    from venvlint.rules.requirements._misplaced_tools import misplaced_tools

    if all(
        tree.declarations.role(each).name != "development"
        for each in tree.declarations.lists_in(second.at.path)
    ):
        return False

    def ask() -> frozenset[Location]:
        return frozenset(
            one.declaration.at
            for each in tree.declarations.lists_in(first.at.path)
            if tree.declarations.is_production(each)
            for one in misplaced_tools(tree, each)
        )

    return first.at in tree.once(f"tools in the wrong list {first.at.path}", ask)


def _is_duplicate(
    tree: Tree, together: Together, first: InstalledEntry, second: InstalledEntry
) -> bool:
    outer, inner = sorted((first.reading, second.reading), key=lambda reading: reading.depth)
    if not outer.holds(inner):
        return False  # two lists that a third one includes: each has to be complete by itself
    if first.reading is not second.reading and (
        _is_a_layer(first, second)
        or _names_an_input(first, second)
        or _narrows_a_group(first, second)
        or _takes_another_source(first, second)
    ):
        return False
    if (
        first.declaration is not None
        and second.declaration is not None
        and first.name == second.name
        and _is_table(first)
    ):
        return False  # one key of a table with several conditions
    if _is_of_a_list_of_its_own(tree, first, second):
        return False
    if first.marker == second.marker:
        return not _is_in_a_tree(first, second)
    if first.reading is not second.reading:
        return False  # the including list wants it in other cases too
    from venvlint.facts.pythons.releases import supported_pythons

    try:
        if markers.disjoint(first.marker, second.marker, supported_pythons(tree, together.root)):
            return False
    except markers.Invalid:
        return False
    # Another limit under a condition narrows the first one, and is meant to.
    always = [one for one in (first, second) if not one.marker]
    pins = [one for one in always or (first, second) if versions.pinned(one.specifier)]
    narrows = first.specifier != second.specifier and not pins
    return not narrows or versions.conflict(first.specifier, second.specifier)


def _is_in_a_tree(first: InstalledEntry, second: InstalledEntry) -> bool:
    """Whether pipdeptree wrote the file: what several distributions need stands below each of
    them.
    """
    line = second.line
    return (
        line is not None
        and first.at.path == second.at.path
        and line.file.generator == "pipdeptree"
        and not _differ(first, second)
    )


def _is_of_a_list_of_its_own(tree: Tree, first: InstalledEntry, second: InstalledEntry) -> bool:
    """Whether some other list of the manifest has the second statement without the first one, as
    where an extra is put together from others in a `setup.py`: each has to be complete by itself.
    """
    if second.declaration is None or second.declaration.list.kind == "requirements":
        return False
    own, path = second.declaration.list, second.at.path
    holding = tree.once(f"lists of each statement in {path}", lambda: _holding(tree, path))
    of_first, of_second = (holding.get(one.at, set()) - {own} for one in (first, second))
    # Or a list narrows what it takes over from another one.
    return bool(of_second - of_first) or (_differ(first, second) and bool(of_first - of_second))


def _holding(tree: Tree, path: str) -> dict[Location, set[DependencyList]]:
    """The lists of a manifest that hold a statement, by its place."""
    found: dict[Location, set[DependencyList]] = {}
    for each in tree.declarations.lists_in(path):
        for declaration in tree.declarations.of(each):
            found.setdefault(declaration.at, set()).add(each)
    return found


def _is_a_layer(first: InstalledEntry, second: InstalledEntry) -> bool:
    """Whether one constraints file narrows what another one that it names says: that is what layers
    of constraints are for.
    """
    return first.constraint and second.constraint and _differ(first, second)


def _narrows_a_group(first: InstalledEntry, second: InstalledEntry) -> bool:
    """Whether a dependency group asks for other versions of what a group that it includes names:
    each is a list of its own, and whoever installs the wider one wants the narrower versions.
    """
    return _is_of_groups(first, second) and _differ(first, second)


def _takes_another_source(first: InstalledEntry, second: InstalledEntry) -> bool:
    """Whether a list takes from a URL what a list that it includes takes from the index: a branch
    in the place of a release, for tests and documents. pip accepts it where the version is within
    the range of the other one, which all others need.
    """
    outer, inner = sorted((first, second), key=lambda entry: entry.reading.depth)
    return bool(outer.url) and not inner.url and not versions.pinned(inner.specifier)


def _differ(first: InstalledEntry, second: InstalledEntry) -> bool:
    return "".join(first.specifier.split()) != "".join(second.specifier.split())


def _is_of_groups(first: InstalledEntry, second: InstalledEntry) -> bool:
    return (
        first.declaration is not None
        and second.declaration is not None
        and first.declaration.list.kind == second.declaration.list.kind == "group"
    )


def _names_an_input(first: InstalledEntry, second: InstalledEntry) -> bool:
    """Whether an input of a compile tool names, without a version of its own, what a file that it
    includes pins, or limits there what such a file leaves open.
    """
    inner, outer = sorted((first, second), key=lambda entry: entry.reading.depth, reverse=True)
    if not outer.at.path.endswith(".in") or versions.pinned(outer.specifier):
        return False
    is_open = bool(outer.specifier) and not inner.specifier and not inner.url
    return bool(versions.pinned(inner.specifier)) or is_open


def _is_table(entry: InstalledEntry) -> bool:
    node = entry.declaration.list.node if entry.declaration is not None else ABSENT
    return isinstance(node.value, dict)


def _finding(together: Together, first: InstalledEntry, second: InstalledEntry) -> Finding:
    same_file = first.at.path == second.at.path
    where = (
        f"on line {first.at.line}" if same_file else f"in `{first.at.path}`, line {first.at.line}"
    )
    equal = _statement(first) == _statement(second)
    edit = _deletion(together, first, second) if equal else None
    return Finding(
        second.at,
        f"`{second.name}` is required a second time, "
        + ("just as" if equal else f"as `{first.text}`")
        + f" {where}",
        (
            _which_to_delete(first, second)
            if equal
            else "Decide which of the two lines you mean, and delete the other one."
        ),
        fix=(
            Fix(
                f"delete the {'second' if edit.at.path == second.at.path else 'first'}"
                f" `{second.name}`",
                (edit,),
            )
            if edit is not None
            else None
        ),
        related=(Related(first.at, f"`{first.text}` is required here"),),
    )


def _which_to_delete(first: InstalledEntry, second: InstalledEntry) -> str:
    """Of two lists the one that includes the other loses nothing."""
    if first.at.path == second.at.path or first.reading.depth == second.reading.depth:
        return "Delete one of the two lines: they say the same."
    if second.reading.depth < first.reading.depth:
        return f"Delete this line: `{first.at.path}`, which this file includes, says the same."
    return (
        f"Delete line {first.at.line} of `{first.at.path}`: that file includes this one, which says"
        " the same."
    )


def _statement(entry: InstalledEntry) -> tuple[object, ...]:
    hashes = frozenset(entry.line.hashes) if entry.line is not None else frozenset()
    kind = entry.line.kind if entry.line is not None else ""
    return (
        "".join(entry.specifier.split()),
        " ".join(entry.marker.split()).replace("'", '"'),
        entry.url,
        hashes,
        kind,
        entry.known,
    )


def _deletion(together: Together, first: InstalledEntry, second: InstalledEntry) -> Edit | None:
    """The edit that takes the second statement away, or the one of the including file, where
    nothing else that reads it loses it.
    """
    if second.line is not None:
        goes = second.line
        if first.at.path != second.at.path and first.reading.depth < second.reading.depth:
            if first.line is None:
                return None
            goes = first.line
        path = goes.file.document.path
        if goes.file.generator or (first.at.path != second.at.path and path != together.root):
            return None
        return goes.delete()
    declaration = second.declaration
    if declaration is None or not declaration.node or first.at.path != second.at.path:
        return None
    items = declaration.list.node.items
    if declaration.list.kind.startswith(("setup", "conda")):
        return None
    document, node = declaration.list.document, declaration.node
    index = bisect_left(items, node.start, key=lambda item: item.start)
    if index >= len(items) or items[index] is not node:
        return None
    if index == 0 or (
        first.declaration is not None and first.declaration.list is not declaration.list
    ):
        return None
    line = document.position(node.start)[0]
    # A line that holds the one before it too may hold thousands.
    alone = document.position(items[index - 1].end)[0] < line and (
        document.line(line).partition("#")[0].strip().rstrip(",").strip() == node.raw
    )
    if alone:
        return document.delete_lines(line, line)
    return document.replace(items[index - 1].end, node.end, "")
