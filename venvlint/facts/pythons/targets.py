"""Which Python linters, formatters, type checkers and upgraders are told to aim at, in their
settings. (`target_arguments` has those of hooks and command lines, and puts them together.)

What each tool takes, refuses or silently passes over was tried with ruff 0.17, black 26.10, mypy
2.4, isort 9.0, pylint 4.1, pyright,
ty and pyrefly.
"""

from __future__ import annotations

import re

from venvlint.facts.pythons import inside
from venvlint.files.paths import name_of
from venvlint.readers.nodes import ABSENT, Node
from venvlint.readers.python_versions import parse_pin, series_of
from venvlint.record import Record, replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.model import Location
    from venvlint.tree import Tree

    Minor = tuple[int, int]

WRITERS = frozenset(
    ("ruff", "black", "pyupgrade", "reorder-python-imports", "add-trailing-comma", "blacken-docs")
)
"""Tools that write code in the target's syntax."""
CHECKERS = frozenset(("mypy", "pyright", "basedpyright", "ty", "pyrefly", "pytype"))
"""Type checkers, for which any Python of the range is a choice."""

_RUFF = lazy(r"py(3)(\d{1,2})")
_BLACK = lazy(r"py(2|3)(\d{1,2})")
_DOTTED = lazy(r"(\d)\.(\d{1,2})")
_PATCHED = lazy(r"(\d)\.(\d{1,2})(?:\.\d{1,2})?")


class Target(Record):
    """One setting of one tool. `series` is the oldest Python that it aims at, None where the tool
    does not take the setting.

    `node` is the value; `at` its place without quotes, or of the one word in the arguments of a
    hook or a command.
    """

    tool: str
    key: str
    at: Location
    text: str
    series: Minor | None
    node: Node = ABSENT
    newest: Minor | None = None
    """The newest member where the setting is a list (black)."""
    refused: str = ""
    """What the tool does with a value whose form it does not take; empty where it takes it."""
    correct: str = ""
    """The value as the tool takes it, as it is to be written in the file; empty where that is not
    clear.
    """
    scope: str = ""
    """A path in the folder that a hook is restricted to, or a command runs in; empty: its own
    file's.
    """
    of_some_files: Minor | None = None
    """The oldest Python that the tool is told to aim at in some files instead."""
    aligned: str = ""
    """How a series is written here, with `{major}` and `{minor}`."""

    @property
    def works_at(self) -> str:
        """A path in the folder that it is for."""
        return self.scope or self.at.path


def settings(tree: Tree) -> Iterator[Target]:
    """Every such setting in a file of settings."""
    for path in tree.paths:
        name = name_of(path)
        read = _READERS.get(name)
        if read is None or ("/" in path and tree.is_test_data(path)):
            continue
        document = tree.document(path)
        if document is None or not any(word in document.data for word in (b"version", b"Version")):
            continue
        root = (
            tree.json(path)
            if name.endswith(".json")
            else tree.toml(path)
            if name.endswith(".toml")
            else tree.ini(path)
        )
        if root:
            for tool, keys in read:
                node = root.get(*keys)
                if node:
                    target = of_value(
                        tool, keys[-1], node, quoted=name.endswith((".toml", ".json"))
                    )
                    own = (
                        root.get(*keys[:-1], "per-file-target-version")
                        if tool == "ruff"
                        else ABSENT
                    )
                    yield replace(target, of_some_files=_oldest(own)) if own else target


def _oldest(own: Node) -> Minor | None:
    """The oldest of the Pythons that ruff aims at in files of some patterns."""
    found = (of_value("ruff", "", node, quoted=True).series for node in own.mapping.values())
    return min((series for series in found if series is not None), default=None)


_PYLINT_SECTIONS = ("MAIN", "MASTER", "main", "master")
_PYLINT_SHARED = tuple(
    ("pylint", (section, "py-version"))
    for section in (*(f"pylint.{name}" for name in _PYLINT_SECTIONS), "pylint")
)
_PYLINT_INI = (
    *(("pylint", (section, "py-version")) for section in _PYLINT_SECTIONS),
    *_PYLINT_SHARED,
)
_READERS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "pyproject.toml": (
        ("ruff", ("tool", "ruff", "target-version")),
        ("black", ("tool", "black", "target-version")),
        ("black", ("tool", "black", "target_version")),
        ("blue", ("tool", "blue", "target-version")),
        ("mypy", ("tool", "mypy", "python_version")),
        ("pyright", ("tool", "pyright", "pythonVersion")),
        ("basedpyright", ("tool", "basedpyright", "pythonVersion")),
        ("isort", ("tool", "isort", "py_version")),
        ("pylint", ("tool", "pylint", "main", "py-version")),
        ("pylint", ("tool", "pylint", "MAIN", "py-version")),
        ("pylint", ("tool", "pylint", "master", "py-version")),
        ("pylint", ("tool", "pylint", "MASTER", "py-version")),
        ("pylint", ("tool", "pylint", "py-version")),
        ("ty", ("tool", "ty", "environment", "python-version")),
        ("pyrefly", ("tool", "pyrefly", "python-version")),
        ("pytype", ("tool", "pytype", "python_version")),
        ("refurb", ("tool", "refurb", "python_version")),
    ),
    "ruff.toml": (("ruff", ("target-version",)),),
    ".ruff.toml": (("ruff", ("target-version",)),),
    "ty.toml": (("ty", ("environment", "python-version")),),
    "pyrefly.toml": (("pyrefly", ("python-version",)),),
    "pyrightconfig.json": (("pyright", ("pythonVersion",)),),
    "mypy.ini": (("mypy", ("mypy", "python_version")),),
    ".mypy.ini": (("mypy", ("mypy", "python_version")),),
    "setup.cfg": (
        ("mypy", ("mypy", "python_version")),
        ("isort", ("isort", "py_version")),
        ("isort", ("tool:isort", "py_version")),
        ("pytype", ("pytype", "python_version")),
        *_PYLINT_SHARED,
    ),
    "tox.ini": (("isort", ("isort", "py_version")), *_PYLINT_SHARED),
    ".isort.cfg": (("isort", ("settings", "py_version")), ("isort", ("isort", "py_version"))),
    ".pylintrc": _PYLINT_INI,
    "pylintrc": _PYLINT_INI,
    ".pylintrc.toml": (
        ("pylint", ("tool", "pylint", "main", "py-version")),
        ("pylint", ("main", "py-version")),
    ),
    "pylintrc.toml": (
        ("pylint", ("tool", "pylint", "main", "py-version")),
        ("pylint", ("main", "py-version")),
    ),
}


_BEHIND = lazy(r"(?:^|\s)[#;]")


def of_value(tool: str, key: str, node: Node, *, quoted: bool = True) -> Target:
    """What one value tells a tool. `quoted` says whether the format types its values: there text
    needs quotes.
    """
    read = _FORMS.get(tool, _dotted)
    return read(tool, key, node, quoted)


def _target(
    tool: str, key: str, node: Node, series: Minor | None, aligned: str, **more: object
) -> Target:
    text = node.written.strip()
    return Target(tool, key, inside(node), text, series, node, aligned=aligned, **more)  # type: ignore[arg-type]  # checked by the record


def _guess(text: str) -> Minor | None:
    """The minor that a text means, in whatever tool's form."""
    text = text.strip().strip("\"'")
    pin = parse_pin(text)
    if pin is not None and pin.minor is not None and pin.major in (2, 3):
        return pin.major, pin.minor
    return series_of(text)


def _quoted(series: Minor | None, form: str) -> str:
    return form.format(major=series[0], minor=series[1]) if series else ""


def _ruff(tool: str, key: str, node: Node, quoted: bool) -> Target:
    match = _RUFF.fullmatch(node.string or "")
    if match and int(match[2]) >= 7:
        return _target(tool, key, node, (3, int(match[2])), "py{major}{minor}")
    texts = [item.written for item in node.items or [node]]
    guesses = [series for text in texts if (series := _guess(text)) and series >= (3, 7)]
    correct = _quoted(min(guesses), '"py{major}{minor}"') if len(guesses) == len(texts) else ""
    return _target(
        tool,
        key,
        node,
        None,
        "py{major}{minor}",
        refused="ruff stops with an error",
        correct=correct,
    )


def _black(tool: str, key: str, node: Node, quoted: bool) -> Target:
    found = [
        (int(match[1]), int(match[2]))
        for item in node.items
        if (match := _BLACK.fullmatch(item.string or ""))
    ]
    if isinstance(node.value, list) and len(found) == len(node.items):
        if not found:
            return _target(tool, key, node, None, "")
        first = node.items[found.index(min(found))]
        return Target(
            tool,
            key,
            inside(first),
            first.string or "",
            min(found),
            node,
            newest=max(found),
            aligned="py{major}{minor}",
        )
    items = node.items or [node]
    guesses = [_guess(item.written) for item in items]
    correct = (
        "[" + ", ".join(_quoted(series, '"py{major}{minor}"') for series in guesses if series) + "]"
        if all(guesses)
        else ""
    )
    return _target(
        tool, key, node, None, "", refused=f"{tool} stops with an error", correct=correct
    )


def _dotted(tool: str, key: str, node: Node, quoted: bool) -> Target:
    """`"3.10"`: type checkers and most others."""
    text = node.written.strip()
    is_number = quoted and node.string is None
    patch = tool in ("pyright", "basedpyright", "pyrefly")
    match = (_PATCHED if patch else _DOTTED).fullmatch(text)
    # mypy makes text of a number: 3.12 survives that, 3.10 is 3.1.
    if match and (not is_number or (tool == "mypy" and not match[2].endswith("0"))):
        return _target(tool, key, node, (int(match[1]), int(match[2])), "{major}.{minor}")
    if tool not in _EFFECTS or not text or (tool == "pyrefly" and not is_number):
        return _target(tool, key, node, None, "")
    form = '"{major}.{minor}"' if quoted else "{major}.{minor}"
    return _target(
        tool, key, node, None, "", refused=_EFFECTS[tool], correct=_quoted(_guess(text), form)
    )


_EFFECTS = {
    "mypy": "mypy passes it over and assumes the Python that it runs on",
    "pyright": "pyright passes it over and assumes the Python that it finds",
    "basedpyright": "basedpyright passes it over and assumes the Python that it finds",
    "ty": "ty stops with an error",
    "pyrefly": "pyrefly stops with an error",
}
"""What each of these does with a value that it cannot use; of the other tools that is not known."""


def _isort(tool: str, key: str, node: Node, quoted: bool) -> Target:
    text = node.written.strip()
    if text in ("2", "3", "all", "auto", ""):
        return _target(tool, key, node, None, "")
    series = series_of(text)
    if series is not None:
        return _target(tool, key, node, series, "{major}{minor}")
    return _target(
        tool,
        key,
        node,
        None,
        "",
        refused="isort stops with an error: it takes digits alone",
        correct=_quoted(_guess(text), "{major}{minor}"),
    )


def _without_comment(node: Node) -> Node:
    """A value of INI as pylint reads it: without the comment that stands behind it
    (`inline_comment_prefixes` in pylint's `config_file_parser.py`; of other tools it is part of the
    value).
    """
    comment = _BEHIND.search(node.string or "")
    if comment is None or "\n" in (node.string or ""):
        return node
    text = (node.string or "")[: comment.start()].rstrip()
    return Node(node.document, text, node.start, node.start + len(text), style=node.style)


def _pylint(tool: str, key: str, node: Node, quoted: bool) -> Target:
    if not quoted:
        node = _without_comment(node)
    text = node.written.strip()
    match = _PATCHED.fullmatch(text)
    form = '"{major}.{minor}"' if quoted else "{major}.{minor}"
    if match and not (quoted and node.string is None and match[2].endswith("0")):
        return _target(tool, key, node, (int(match[1]), int(match[2])), "{major}.{minor}")
    if text in ("3", "2", ""):
        return _target(tool, key, node, None, "")
    effect = (
        "pylint stops with an error"
        if not re.fullmatch(r"[\d.]+", text)
        else f"pylint takes it for Python {_as_number(text)}"
    )
    return _target(tool, key, node, None, "", refused=effect, correct=_quoted(_guess(text), form))


def _as_number(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


_FORMS = {"ruff": _ruff, "black": _black, "blue": _black, "isort": _isort, "pylint": _pylint}
