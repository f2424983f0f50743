"""`[tool.venvlint]` of a `pyproject.toml`, or a `venvlint.toml`, as one frozen `Config`."""

from __future__ import annotations

import os

from venvlint.document import Document
from venvlint.model import FAIL_ON, Severity, Unreadable
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from venvlint.readers.nodes import Node


class ConfigError(Exception):
    """A configuration that cannot be obeyed. The message names the file, the line and, for a word,
    the nearest known one.
    """


class UsageError(Exception):
    """A command line that cannot be obeyed."""


class Config(Record):
    """The settings in force. `origins` says where each one that is set came from
    (`pyproject.toml:12`, `--select`).
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: str = "warning"
    baseline: str | None = None
    plugins: tuple[str, ...] = ()
    fixable: tuple[str, ...] | None = None
    unfixable: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    severity: tuple[tuple[str, str], ...] = ()
    production_requirements: tuple[str, ...] = ()
    development_requirements: tuple[str, ...] = ()
    extend_dev_tools: tuple[str, ...] = ()
    allow_in_production: tuple[str, ...] = ()
    environment_names: tuple[str, ...] = ()
    python: str | None = None
    origins: tuple[tuple[str, str], ...] = ()
    directory: str | None = None
    """The directory of the configuration's file, which its patterns are relative to."""
    remarks: tuple[str, ...] = ()
    """What is odd about the settings and yet can be obeyed, each as a sentence."""

    def origin(self, key: str) -> str:
        """Where the setting *key* came from; `default` where nobody set it."""
        return dict(self.origins).get(key, "default")


MAXIMUM_BYTES = 8_000_000


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean X?` for a misspelt word, or nothing."""
    from difflib import get_close_matches

    candidates = sorted(known)
    folded = {candidate.lower(): candidate for candidate in candidates}
    # A letter for the digit that looks like it is the usual slip in a code.
    digits = word[:2] + word[2:].upper().replace("O", "0").replace("I", "1")
    if digits in candidates:
        return f"; did you mean `{digits}`?"
    close = get_close_matches(word.lower(), folded, 1, 0.5)
    return f"; did you mean `{folded[close[0]]}`?" if close else ""


def find(directory: str, top: str | None) -> str | None:
    """The nearest configuration file at or above *directory*, not above *top* (the repository's
    root), or above *directory* where
    there is none."""
    while True:
        for name in ("venvlint.toml", "pyproject.toml"):
            path = os.path.join(directory, name)
            if (
                os.path.isfile(path)
                and _is_ours(path, top or directory)
                and (name == "venvlint.toml" or (b"venvlint" in _bytes(path) and _has_table(path)))
            ):
                return path
        parent = os.path.dirname(directory)
        if top is None or directory == top or parent == directory:
            return None
        directory = parent


def _is_ours(path: str, top: str) -> bool:
    """Whether a file that was found, not named by the user, lies in the repository, whatever links
    lead to it.
    """
    real, root = os.path.realpath(path), os.path.realpath(top)
    return real.startswith(root.rstrip(os.sep) + os.sep)


def _bytes(path: str) -> bytes:
    """A configuration is small: what is larger, and what never ends (`/proc/kmsg`), is cut off."""
    try:
        with open(
            os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)),
            "rb",
        ) as file:
            return file.read(MAXIMUM_BYTES) or b""
    except OSError:
        return b""


def _has_table(path: str) -> bool:
    try:
        return bool(_parse(path).get("tool", "venvlint"))
    except ConfigError:
        # VL001 reports a pyproject.toml that does not parse; the audit goes on without its settings
        return False


def _parse(path: str) -> Node:
    from venvlint.readers import toml

    if not os.path.isfile(path):
        raise ConfigError(f"{path}: there is no such configuration file")
    try:
        return toml.parse(Document(path, _bytes(path)))
    except Unreadable as error:
        raise ConfigError(f"{path}:{error.line}: {error.reason}") from None


def load(path: str, shown: str | None = None) -> Config:
    """The configuration of a file. Raises `ConfigError` for a file that does not parse, an unknown
    key or a wrong type.
    """
    root = _parse(path)
    own = root.get("tool", "venvlint")
    is_manifest = os.path.basename(path) == "pyproject.toml"
    table = own if is_manifest else own or root
    if not table:
        return Config()
    config = from_table(table, shown or path)
    if own and not is_manifest:
        from venvlint.record import replace

        remark = (
            f"{shown or path}:{own.key_at.line}: `[tool.venvlint]` is for pyproject.toml; here the"
            " settings stand at the top of the file"
        )
        return replace(config, remarks=(remark, *config.remarks))
    return config


def from_table(table: Node, shown: str) -> Config:
    """The settings of a table; *shown* is how messages name its file."""
    from venvlint.settings import SETTINGS, SEVERITY_BY_RULE, TEXT, WORDS

    values: dict[str, object] = {}
    origins = []
    for key, node in table.mapping.items():
        place = f"{shown}:{node.key_at.line}"
        if key not in SETTINGS:
            raise ConfigError(f"{place}: unknown setting `{key}`{nearest(key, SETTINGS)}")
        name, form = key.replace("-", "_"), SETTINGS[key].form
        if form == WORDS:
            values[name] = _strings(node, key, place)
        elif form == TEXT:
            if node.string is None:
                raise ConfigError(f"{place}: `{key}` must be a string")
            values[name] = node.string
        elif form == SEVERITY_BY_RULE:
            values[name] = tuple(
                (word, _severity(child, word, shown)) for word, child in _table(node, key, place)
            )
        else:
            values[name] = tuple(
                (pattern, _strings(child, pattern, f"{shown}:{child.key_at.line}"))
                for pattern, child in _table(node, key, place)
            )
        if key == "fail-on" and values[name] not in FAIL_ON:
            raise ConfigError(
                f"{place}: `fail-on` must be one of"
                f" {', '.join(FAIL_ON)}{nearest(str(values[name]), FAIL_ON)}"
            )
        origins.append((name, place))
    if values.get("baseline"):
        directory = os.path.dirname(table.document.path)
        values["baseline"] = os.path.join(directory, str(values["baseline"]))
        # The audited project says this, not the user: it may name a file of its own.
        if not _is_ours(str(values["baseline"]), _top(directory)):
            raise ConfigError(
                f"{shown}:{table.mapping['baseline'].key_at.line}: `baseline` must lie in the"
                " repository; --baseline takes any file"
            )
    home = os.path.dirname(os.path.abspath(table.document.path))
    remarks = []
    if values.get("select") == ():
        place = f"{shown}:{table.mapping['select'].key_at.line}"
        remarks.append(f"{place}: `select` is empty, so that no rule runs")
    return Config(
        **values,  # type: ignore[arg-type]
        origins=tuple(origins),
        directory=home,
        remarks=tuple(remarks),
    )


def _top(directory: str) -> str:
    from venvlint.files.git import find_repository

    directory = os.path.realpath(directory)
    return find_repository(directory) or directory


def _strings(node: Node, key: str, place: str) -> tuple[str, ...]:
    if isinstance(node.value, list) and all(item.string is not None for item in node.items):
        return tuple(item.string or "" for item in node.items)
    raise ConfigError(f"{place}: `{key}` must be a list of strings")


def _table(node: Node, key: str, place: str) -> Iterable[tuple[str, Node]]:
    if not isinstance(node.value, dict):
        raise ConfigError(f"{place}: `{key}` must be a table")
    return node.mapping.items()


def _severity(node: Node, word: str, shown: str) -> str:
    known = [severity.label for severity in Severity]
    if node.string not in known:
        raise ConfigError(
            f"{shown}:{node.key_at.line}: the severity of `{word}` must be one of"
            f" {', '.join(known)}"
        )
    return node.string or ""


def overridden(config: Config, changes: Mapping[str, object], origin: str) -> Config:
    """*config* with the settings that are given (not None) put over it, each marked as coming from
    *origin* (`--{}`).
    """
    from venvlint.record import replace

    given = {name: value for name, value in changes.items() if value is not None}
    origins = dict(config.origins) | {name: origin.format(name.replace("_", "-")) for name in given}
    return replace(config, **given, origins=tuple(origins.items()))
