"""The Pythons of tox environments: what `env_list` names, and `base_python`.

From `tox.ini`, `setup.cfg`, `tox.toml`, `[tool.tox]` and its `legacy_tox_ini`.
"""

from __future__ import annotations

import re

from venvlint.facts.pythons import CiPython, inside
from venvlint.files.paths import name_of
from venvlint.readers import tox_names
from venvlint.readers.python_versions import parse_pin
from venvlint.readers.tox_names import CONDITION
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.model import Location
    from venvlint.readers.nodes import Node
    from venvlint.readers.python_versions import Pin
    from venvlint.readers.tox_names import Name
    from venvlint.tree import Tree

# The factors that hold on one system or machine, whatever the environment is called.
_MACHINES = frozenset(
    f"{sign}{one}"
    for one in ("linux", "darwin", "win32", "cygwin", "x86_64", "arm64")
    for sign in ("", "!")
)
_COMMENT = lazy(r"(?<!\s)\s*(?<!\\)#.*")
_TRUE = frozenset(("true", "1", "yes", "on"))


def statements(tree: Tree) -> Iterator[CiPython]:
    """Every Python that an environment of tox is named for or told to use."""
    for path in tree.find("tox.ini", "setup.cfg", "tox.toml", "pyproject.toml"):
        document = tree.document(path)
        name = name_of(path)
        if document is None or (
            name in ("setup.cfg", "pyproject.toml") and b"tox" not in document.data
        ):
            continue
        if not path.endswith(".toml") and b"env" not in document.data:
            continue
        parsed = tree.toml(path) if path.endswith(".toml") else tree.ini(path)
        root, is_ini = tox_names.settings(path, parsed)
        if root and not is_ini:
            yield from _toml(root)
        elif root:
            core = root.get("tox:tox" if name == "setup.cfg" else "tox")
            if core or name != "setup.cfg":
                yield from _ini(core, root)


# -- INI
# ------------------------------------------------------------------------------------------------------------------  # noqa: E501


def _ini(core: Node, root: Node) -> Iterator[CiPython]:
    common = root.get("testenv")
    packaged = not (core and any(_is_true(core.get(key)) for key in ("skipsdist", "no_package")))
    node = core.get("env_list") or core.get("envlist")
    loud: set[tuple[Pin, int, int]] = set()
    listed = list(tox_names.ini_names(node))
    for name in listed:
        stated = tox_names.stated_python(name)
        # Hundreds of environments share one token, and one that may not fail is all it takes.
        if stated is not None and stated not in loud:
            own = root.get(f"testenv:{name.text}")
            may_fail = any(
                _holds(section, "ignore_outcome", name) for section in (own, common) if section
            )
            if not may_fail:
                loud.add(stated)
            yield _named(node.document, stated, name.text, may_fail)
    told = {name.text for name in listed}
    for key, section in root.mapping.items():
        if key != "testenv" and not key.startswith("testenv:"):
            continue
        node = section.get("base_python") or section.get("basepython")
        if not node:
            continue
        skipped = any(
            _is_true(one.get("skip_install")) or one.text("package") == "skip"
            for one in (section, common)
            if one
        )
        for text, at, groups in _values(node):
            pin = parse_pin(text)
            subject = key.partition(":")[2] or "testenv"
            if subject in told and _is_stated(pin, tox_names.line_names(subject, 0)):
                continue  # its name says the same
            if pin is not None:
                quiet = (
                    "no environment has these factors"
                    if groups and listed and not _is_for_any(groups, listed)
                    else "it may fail"
                    if _is_true(section.get("ignore_outcome"))
                    else "it does not install the project"
                    if skipped or not packaged
                    else ""
                )
                yield _statement(at, text, pin, subject, quiet)


def _values(node: Node) -> Iterator[tuple[str, Location, list[Name]]]:
    """The first interpreter of each line of `base_python` (further ones of a line are fallbacks),
    with the factors that a line is for, where it is not for all environments.
    """
    for line, base in node.lines():
        line = _COMMENT.sub("", line)
        condition = CONDITION.match(line)
        first = condition.end() if condition else 0
        word = re.compile(r"[^\s,]+").search(line, first)
        if word and "{" not in word[0] and not _is_in_the_name(condition, word[0]):
            groups = tox_names.line_names(condition["factors"], base) if condition else []
            yield word[0], node.document.at(base + word.start(), base + word.end()), groups
            if condition is None:
                return


def _is_in_the_name(condition: re.Match[str] | None, text: str) -> bool:
    """Whether a line is for environments whose names state that very Python, such as
    `py38: python3.8`: it is theirs, and told where they are listed.
    """
    return condition is not None and _is_stated(
        parse_pin(text), tox_names.line_names(condition["factors"], 0)
    )


def _is_stated(pin: Pin | None, names: list[Name]) -> bool:
    """Whether each of some names states the Python of *pin*, as `py27` does `python2.7`."""
    stated = [tox_names.stated_python(name) for name in names]
    return (
        pin is not None
        and bool(stated)
        and all(
            one is not None and (one[0].major, one[0].minor) == (pin.major, pin.minor)
            for one in stated
        )
    )


def _is_true(node: Node) -> bool:
    return bool(node) and (node.value is True or (node.string or "").strip().lower() in _TRUE)


def _holds(section: Node, key: str, name: Name) -> bool:
    """Whether an option is true for an environment; a line may be for some factors alone."""
    node = section.get(key)
    for line, base in node.lines():
        condition = CONDITION.match(line)
        if line[condition.end() if condition else 0 :].strip().lower() in _TRUE:
            groups = tox_names.line_names(condition["factors"], base) if condition else []
            if condition is None or _is_for_any(groups, [name]):
                return True
    return False


def _is_for_any(groups: list[Name], names: list[Name]) -> bool:
    """Whether the factors before a line (`py310-django`, `!lint`) are those of one of these
    environments.
    """
    return any(_fits(group.factors, name.factors) for group in groups for name in names)


def _fits(asked: frozenset[str], factors: frozenset[str]) -> bool:
    return all(one.startswith("!") != (one.lstrip("!") in factors) for one in asked - _MACHINES)


# -- TOML
# -----------------------------------------------------------------------------------------------------------------  # noqa: E501


def _toml(root: Node) -> Iterator[CiPython]:
    base = root.get("env_run_base")
    environments = {
        key: table for key, table in (root.get("env") or root).mapping.items() if root.get("env")
    }
    node = root.get("env_list") or root.get("envlist")
    loud: set[tuple[Pin, int, int]] = set()
    for name in tox_names.toml_names(node):
        stated = tox_names.stated_python(name)
        if stated is not None and stated not in loud:
            tables = (environments.get(name.text), base)
            may_fail = any(_is_true(table.get("ignore_outcome")) for table in tables if table)
            if not may_fail:
                loud.add(stated)
            yield _named(node.document, stated, name.text, may_fail)
    for key, table in [("env_run_base", base), *environments.items()]:
        node = table.get("base_python")
        first = (
            next((item for item in node.scalars() if item.string is not None), None)
            if node
            else None
        )
        pin = parse_pin(first.string or "") if first else None
        if not table or not first or pin is None:
            continue
        skipped = any(
            _is_true(one.get("skip_install")) or one.text("package") == "skip"
            for one in (table, base)
            if one
        ) or _is_true(root.get("no_package"))
        quiet = (
            "it may fail"
            if _is_true(table.get("ignore_outcome"))
            else "it does not install the project"
            if skipped
            else ""
        )
        yield _statement(inside(first), first.string or "", pin, key, quiet)


def _named(document: Document, stated: tuple[Pin, int, int], name: str, may_fail: bool) -> CiPython:
    """The statement of a token between two offsets, in the name of an environment."""
    pin, start, end = stated
    at, text = document.at(start, end), document.text[start:end]
    return _statement(at, text, pin, name, "it may fail" if may_fail else "")


def _statement(at: Location, text: str, pin: Pin, name: str, quiet: str) -> CiPython:
    if pin.implementation != "cpython":
        quiet = quiet or "another implementation"
    return CiPython(
        "tox",
        at,
        text,
        "set" if pin.minor is not None else "range",
        pin,
        None,
        f"tox's `{name}`",
        quiet=quiet,
        above=bool(pin.prerelease),
        environment=name,
    )
