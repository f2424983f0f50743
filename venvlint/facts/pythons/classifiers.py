"""The Pythons that a project's classifiers claim: `Programming Language :: Python :: 3.12`."""

from __future__ import annotations

from venvlint.facts.project import PACKAGE_FILES
from venvlint.facts.pythons import inside
from venvlint.files.paths import name_of
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.document import Document
    from venvlint.model import Edit, Location
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

    Minor = tuple[int, int]

_CLASSIFIER = lazy(r"Programming Language :: Python :: (\d{1,3})\.(\d{1,3})\s*$")
_MAJOR = lazy(r"Programming Language :: Python :: (\d)(?: :: Only)?\s*$")


class Classifier(Record):
    """One classifier of a minor. `start` and `end` are its place in the document with its quotes,
    if it has some.
    """

    series: Minor
    at: Location
    start: int
    end: int


class Major(Record):
    """A classifier of all minors of a major: `Programming Language :: Python :: 2`, `3 :: Only`."""

    major: int
    start: int
    end: int


class Classifiers(Record):
    """One list of classifiers: where it is, and its minors in the order of the text."""

    path: str
    document: Document
    minors: tuple[Classifier, ...]
    majors: tuple[Major, ...] = ()
    adds_missing: bool = False
    """Whether the builder adds the classifiers of the range by itself (Poetry's own table)."""

    def without(self, one: Classifier) -> Edit | None:
        """The edit that takes a classifier out; None where it does not stand on a line of its
        own.
        """
        line = self._line(one)
        return self.document.delete_lines(line, line) if line else None

    def before(self, one: Classifier, series: Minor) -> Edit | None:
        """The edit that puts the classifier of *series* on a line before another one; None where
        that has no line of its own.
        """
        line = self._line(one)
        if not line:
            return None
        text = self.document.line(line)
        old, new = f":: {one.series[0]}.{one.series[1]}", f":: {series[0]}.{series[1]}"
        added = text.partition("#")[0].rstrip().replace(old, new)
        start = self.document.offset(line, 1)
        return (
            self.document.replace(start, start, added + "\n")
            if added.endswith((",", new))
            else None
        )

    def _line(self, one: Classifier) -> int:
        """The number of the line that a classifier has for itself, 0 where it shares it."""
        text, line = self.document.text, self.document.position(one.start)[0]
        # A look at what is beside it: one line may hold thousands.
        before, after = one.start, one.end
        while before and text[before - 1] in " \t":
            before -= 1
        if before and text[before - 1] not in "\r\n":
            return 0
        while text[after : after + 1] in (" ", "\t", ","):
            after += 1
        return line if text[after : after + 1] in ("", "\r", "\n", "#") else 0


def classifiers(tree: Tree) -> tuple[Classifiers, ...]:
    """Every list that is written out; what a `setup.py` computes is left out."""
    return tree.once(
        "classifiers",
        lambda: tuple(one for path in tree.find(*PACKAGE_FILES) for one in _stated(tree, path)),
    )


def classifiers_of(tree: Tree, path: str) -> list[Classifiers]:
    """The lists of one manifest."""
    found: dict[str, list[Classifiers]] = tree.once(
        "classifiers by their manifests", lambda: _by_manifest(classifiers(tree))
    )
    return found.get(path, [])


def _by_manifest(found: Iterable[Classifiers]) -> dict[str, list[Classifiers]]:
    by_path: dict[str, list[Classifiers]] = {}
    for one in found:
        by_path.setdefault(one.path, []).append(one)
    return by_path


def _stated(tree: Tree, path: str) -> Iterator[Classifiers]:
    document = tree.document(path)
    if document is None or b"Programming Language :: Python ::" not in document.data:
        return
    name = name_of(path)
    if name == "pyproject.toml":
        root = tree.toml(path)
        for keys in (
            ("project", "classifiers"),
            ("tool", "poetry", "classifiers"),
            ("tool", "flit", "metadata", "classifiers"),
        ):
            node = root.get(*keys)
            if node:
                yield Classifiers(path, document, *_of_list(node), adds_missing=keys[1] == "poetry")
    elif name == "setup.cfg":
        root = tree.ini(path)
        node = root.get("metadata", "classifiers") or root.get("metadata", "classifier")
        if node:
            yield Classifiers(path, document, *_of_lines(node))
    else:
        yield from _setup_py(tree, path, document)


def _of_list(node: Node) -> tuple[tuple[Classifier, ...], tuple[Major, ...]]:
    found, majors = [], []
    for item in node.items:
        if match := _CLASSIFIER.match(item.string or ""):
            found.append(
                Classifier((int(match[1]), int(match[2])), inside(item), item.start, item.end)
            )
        elif match := _MAJOR.match(item.string or ""):
            majors.append(Major(int(match[1]), item.start, item.end))
    return tuple(found), tuple(majors)


def _of_lines(node: Node) -> tuple[tuple[Classifier, ...], tuple[Major, ...]]:
    found, majors = [], []
    for line, offset in node.lines():
        start = offset + len(line) - len(line.lstrip())
        end = start + len(line.strip())
        if match := _CLASSIFIER.match(line.strip()):
            found.append(
                Classifier((int(match[1]), int(match[2])), node.document.at(start, end), start, end)
            )
        elif match := _MAJOR.match(line.strip()):
            majors.append(Major(int(match[1]), start, end))
    return tuple(found), tuple(majors)


def _setup_py(tree: Tree, path: str, document: Document) -> Iterator[Classifiers]:
    from venvlint.readers import python

    module = tree.read(path, python.parse)
    for node in python.given_to_setup(module, "classifiers") if module is not None else ():
        if not python.is_known(node):
            continue
        if node.items:
            # What a comprehension or a format makes is not written anywhere: its place is the
            # expression's.
            written = all(
                f" :: {item.string.rpartition(' :: ')[2]}" in item.raw
                for item in node.items
                if item.string
            )
            if written:
                yield Classifiers(path, document, *_of_list(node))
        elif node.string:
            yield Classifiers(path, document, *_of_lines(node))
