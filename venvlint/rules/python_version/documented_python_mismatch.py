"""A page for people promises a Python that the project does not allow.

## Why
The README is what people go by. They make an environment with the Python that it names, and then
`pip install` refuses: "ERROR: Package 'shop' requires a different Python: 3.8.18 not in '>=3.11'",
or it quietly installs an older release. The other way round they turn away from a project that
would run on their machine.

## Bad
    # pyproject.toml
    requires-python = ">=3.11"

    # README.md
    Requires Python 3.8 or newer.

## Good
    # README.md
    Requires Python 3.11 or newer.

## How to fix
Say what `requires-python` says. If the page is right and the project does run there, widen the
range.

## When to ignore it
When the sentence speaks of another project or of an older release. Only sentences, badges and
commands that plainly speak of this project are judged.
"""

from __future__ import annotations

from venvlint.files.paths import name_of
from venvlint.model import Finding, Severity, rule
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command, Sequence
    from venvlint.facts.pythons import Reference
    from venvlint.facts.pythons.promises import Promise
    from venvlint.model import Location
    from venvlint.readers.patchwork import Word
    from venvlint.readers.python_versions import PythonSet
    from venvlint.tree import Tree

    Minor = tuple[int, int]

_RELEASE = lazy(r"([\w.-]+?)(?:\[[^\]]*\])?[=<~]=?\d")


@rule("VL317", Severity.WARNING, needs=("python_references",))
def documented_python_mismatch(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.pythons.promises import environments, held

    judged: dict[str, Reference] = {}
    for page in held(tree):
        for promise in page.promises:
            yield from _judged(promise, page.reference, page.allowed)
        if page.is_front:
            continue
        judged[page.document.path] = page.reference
        for text, at, series in environments(tree, page.document):
            if not page.allowed.has_any(series):
                yield _environment(text, at, series, page.reference)
    if judged:
        yield from _commands(tree, judged)


def _judged(promise: Promise, reference: Reference, allowed: PythonSet) -> Iterator[Finding]:
    from venvlint.facts.pythons.wording import reference_place, says
    from venvlint.readers.python_versions import minor_text

    what = "the badge" if promise.is_badge else "the page"
    excluded = [series for series in promise.named if not allowed.has_any(series)]
    if excluded:
        series = min(excluded)
        yield Finding(
            promise.at,
            f"{what} promises `{promise.text}`, but {says(reference)} excludes"
            f" {minor_text(series)}",
            f"Say what `{reference.key}` says{_instead(allowed)}, or widen it if Python"
            f" {minor_text(series)} is supported.",
            related=(reference_place(reference),),
        )
        return
    lower = _lower(promise, allowed)
    if lower is not None:
        yield Finding(
            promise.at,
            f"{what} asks for `{promise.text}`, but {says(reference)} already allows"
            f" {minor_text(lower)}",
            f"Say {minor_text(lower)} here, or raise the floor of `{reference.key}` if the project"
            " needs the newer Python.",
            related=(reference_place(reference),),
        )


def _lower(promise: Promise, allowed: PythonSet) -> Minor | None:
    """The project's own floor where the page asks for a newer Python."""
    floor = allowed.floor
    if (
        promise.floor is None
        or not promise.demands
        or floor is None
        or allowed.is_open_below
        or floor >= promise.floor
    ):
        return None
    return floor


def _instead(allowed: PythonSet) -> str:
    from venvlint.readers.python_versions import minor_text

    floor, ceiling = allowed.floor, allowed.ceiling
    if floor is None:
        return ""
    words = minor_text(floor)
    if ceiling is None:
        words += "+"
    elif ceiling != floor:
        words += f" to {minor_text(ceiling)}"
    return f", such as `Python {words}`"


def _one(allowed: PythonSet) -> str:
    """The oldest Python that is allowed in all its patches, for a command that takes one."""
    from venvlint.readers.python_versions import minor_text

    floor = allowed.floor
    return f", such as {minor_text(floor)}" if floor and allowed.has_newest(floor) else ""


def _commands(tree: Tree, judged: dict[str, Reference]) -> Iterator[Finding]:
    """Commands of the pages' shell blocks that make an environment with a Python that is named."""
    for sequence in tree.commands.sequences:
        found = judged.get(sequence.document.path)
        if found is None or found.versions is None or sequence.kind not in ("readme", "page"):
            continue
        for command in sequence.commands:
            named = _python_of(command)
            if (
                named is not None
                and not found.versions.has_any(named[3])
                and not _is_for_a_release(tree, found.project, sequence, command)
            ):
                text, start, end, series = named
                yield _environment(text, command.document.at(start, end), series, found)


def _is_for_a_release(tree: Tree, project: str, sequence: Sequence, made: Command) -> bool:
    """Whether the block that makes an environment installs one release of the project itself: that
    one has a range of its own.
    """
    from venvlint.facts.manifests.names import names
    from venvlint.readers.pep508 import normalize

    own = names(tree, project)
    for command in sequence.commands:
        if command.start <= made.start:
            continue
        between = made.document.text[made.words[-1].end : command.start]
        if any(mark in between for mark in ("```", "~~~", "::\n", "\n.. ")):
            break  # another block
        for word in command.arguments:
            match = _RELEASE.match(word.text)
            if match is not None and normalize(match[1]) in own:
                return True
    return False


def _environment(text: str, at: Location, series: Minor, reference: Reference) -> Finding:
    from venvlint.facts.pythons.wording import reference_place, says
    from venvlint.readers.python_versions import minor_text

    assert reference.versions is not None
    return Finding(
        at,
        f"`{text}` makes an environment with Python {minor_text(series)}, but {says(reference)}"
        " excludes it",
        f"Name a Python that the project allows{_one(reference.versions)}, or widen"
        f" `{reference.key}` if this one is supported.",
        related=(reference_place(reference),),
    )


def _python_of(command: Command) -> tuple[str, int, int, Minor] | None:
    """The Python that a command makes an environment with, where it is named: the text to show, its
    place, its series.
    """
    from venvlint.facts.project.programs import CONDA
    from venvlint.readers.python_versions import parse_pin

    word = None
    if command.tool in ("venv", "virtualenv") and command.is_python:
        word, text = command.words[0], name_of(command.words[0].text)
        if command.name == "py":  # Windows' launcher: `py -3.12 -m venv`
            word, text = command.words[1], command.words[1].text.lstrip("-")
    elif command.tool == "virtualenv" or (command.tool == "uv" and command.texts[:1] == ["venv"]):
        word, text = _option(command, ("-p", "--python"))
    elif command.tool in CONDA and "create" in command.texts[:2]:
        for candidate in command.arguments:
            name, equals, version = candidate.text.partition("=")
            if name == "python" and equals:
                word, text = candidate, version.lstrip("=")
    if word is None:
        return None
    pin = parse_pin(name_of(text))
    if pin is None or pin.series is None or pin.implementation != "cpython":
        return None
    shown = " ".join(command.document.text[command.words[0].start : command.words[-1].end].split())[
        :80
    ]
    return shown, word.start, word.end, pin.series


def _option(command: Command, names: tuple[str, ...]) -> tuple[Word | None, str]:
    arguments = command.arguments
    for index, word in enumerate(arguments):
        if word.text in names and index + 1 < len(arguments):
            return arguments[index + 1], arguments[index + 1].text
        name, equals, value = word.text.partition("=")
        if equals and name in names:
            return word, value
    return None, ""
