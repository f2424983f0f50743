"""Guides: the Markdown pages beside the rules' docstrings. `venvlint --explain start` prints one,
and the site is made of them. Nothing here is read before somebody asks for it.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from venvlint.settings import Setting

GUIDES = {
    "First steps": ("start", "adopt", "hooks", "ci", "editors"),
    "Every day": ("fixes", "pythons", "suppress", "many"),
    "Reference": ("settings", "flags", "formats", "reports", "api", "plugins"),
    "About": ("accuracy", "compare", "safety", "questions"),
}
"""The names of the guides by part, in the order in which they are shown."""

NAMES = tuple(name for names in GUIDES.values() for name in names)


def markdown(name: str) -> str:
    """The text of the guide *name*, with what is made from a table of the program put in."""
    path = os.path.join(os.path.dirname(__file__), f"{name}.md")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if f"<!-- {name} -->" in text:
        text = text.replace(f"<!-- {name} -->\n", _TABLES[name]())
    return text


def title(name: str) -> str:
    """The heading of a guide."""
    return markdown(name).partition("\n")[0].removeprefix("# ")


def settings() -> str:
    """A section for each setting: its form, its default, its meaning, an example."""
    from venvlint.settings import SETTINGS

    return "\n".join(_setting(key, one) for key, one in SETTINGS.items())


def _setting(key: str, one: Setting) -> str:
    form = one.form[0].upper() + one.form[1:]
    if one.items:
        form += f" ({one.items})"
    facts = [form]
    if one.choices:
        facts.append(f"One of {', '.join(f'`{choice}`' for choice in one.choices)}")
    facts.append(f"Default: {one.default}")
    if one.flag:
        facts.append(f"Flag: `{one.flag}`")
    more = f"{one.more}\n\n" if one.more else ""
    return (
        f"## `{key}`\n\n{one.meaning}\n\n{'. '.join(facts)}.\n\n{more}"
        f"```toml\n# venvlint.toml\n{one.example}\n```\n"
    )


def flags() -> str:
    """The flags by group, as `--help` has them."""
    from venvlint.app.flags import GROUPS

    pieces = []
    for heading, group in GROUPS.items():
        pieces.append(f"## {heading[0].upper()}{heading[1:]}\n\n")
        for names, value, text in group:
            if text:
                shown = ", ".join(f"`{name}{f' {value}' if value else ''}`" for name in names)
                pieces.append(f"- {shown}: {text}\n")
        pieces.append("\n")
    return "".join(pieces).rstrip("\n") + "\n"


def formats() -> str:
    """The kinds of files by standing, made from the table of kinds."""
    from venvlint.files.kinds import KINDS, STANDINGS

    pieces = []
    for standing, heading in STANDINGS.items():
        kinds = [kind for kind in KINDS if kind.standing == standing]
        if not kinds:
            continue
        pieces.append(f"## {heading}\n\n")
        for kind in kinds:
            names = " ".join(f"`{name}`" for name in kind.names.split())
            where = f", where it holds {_and(kind.words)}" if kind.words else ""
            pieces.append(f"- {kind.title}: {names}{where}\n")
            for label, text in (
                ("Python", kind.python),
                ("commands", kind.commands),
                ("dependencies", kind.lists),
            ):
                if text:
                    pieces.append(f"  - {label}: {text}\n")
        pieces.append("\n")
    return "".join(pieces).rstrip("\n") + "\n"


def _and(words: Sequence[bytes]) -> str:
    return " and ".join(f"`{word.decode()}`" for word in words)


_TABLES: dict[str, Callable[[], str]] = {"settings": settings, "flags": flags, "formats": formats}
"""What is made from a table of the program, by the guide that shows it."""
