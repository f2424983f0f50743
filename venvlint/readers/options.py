"""The options of a requirements file's line as pip splits and takes them (shlex, then optparse), with their places."""

from __future__ import annotations

from venvlint.readers.markers import Invalid
from venvlint.record import Record


class Option(Record):
    """One option: its full name (`--requirement` for `-r`), its value, and places relative to the parsed text."""

    name: str
    value: str
    start: int
    end: int
    value_start: int
    value_end: int


def read(text: str) -> tuple[Option, ...]:
    """The options in *text*; raises `Invalid`, in pip's words, for one that pip does not take in a requirements file."""
    raise Invalid("no such option", 0, len(text))
