"""Which Pythons the setup action has on a hosted runner, by its label and the day; from
`data/runner-images.tsv` and `data/setup-python.tsv`.
"""

from __future__ import annotations

from functools import cache

from venvlint import data
from venvlint.readers.python_versions import FREE, TOP, PythonSet, minor_text, point
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime


class Label(Record):
    """What one label stands for: an image of the action's manifest and an architecture."""

    name: str
    image: str
    architecture: str


class Offer(Record):
    """The Pythons of an image. `series` are those that have one, oldest first."""

    series: tuple[tuple[int, int], ...]
    versions: PythonSet
    """Every version that is there; what is newer than the table counts as there."""


@cache
def _labels() -> list[list[str]]:
    return data.rows("runner-images.tsv")


def label(name: str, today: datetime.date) -> Label | None:
    """What a label stands for on a day; None for one that is not GitHub's, or is retired."""
    day = today.isoformat()
    for row in _labels():
        if row[0] == name.lower() and row[1] <= day and (not row[2] or day < row[2]):
            return Label(*(row[0], row[3], row[4]))
    return None


def own_python(wanted: Label) -> tuple[int, int] | None:
    """The Python that comes first on the path of an image before a step sets one up: the system's.
    None where that is not known: macOS' moves with Homebrew, and Windows' with the tool cache.
    """
    from venvlint.facts.images.systems import systems

    for system in systems():
        if f"linux-{system.release}" == wanted.image and system.name == "ubuntu" and system.python:
            major, _, minor = system.python.partition(".")
            return int(major), int(minor)
    return None


def older(wanted: Label, today: datetime.date) -> list[Label]:
    """The labels of other images of the same system and architecture, the newest first; no label
    that moves.
    """
    system = wanted.image.partition("-")[0]
    names = dict.fromkeys(row[0] for row in _labels() if "latest" not in row[0])
    found = (label(name, today) for name in names)
    return sorted(
        (
            one
            for one in found
            if one is not None
            and one.image != wanted.image
            and one.image.partition("-")[0] == system
            and one.architecture == wanted.architecture
        ),
        key=lambda one: one.image,
        reverse=True,
    )


@cache
def offer(image: str, architecture: str) -> Offer | None:
    """What there is for an image and an architecture; None where the table says nothing."""
    rows = [row for row in data.rows("setup-python.tsv") if row[:2] == [image, architecture]]
    if not rows:
        return None
    series, spans = [], []
    for _, _, text, patches in rows:
        major, minor = (int(part) for part in text.split("."))
        first, dash, last = patches.partition("-")
        low, high = (int(first or 0), int(last or FREE)) if dash else (0, FREE)
        series.append((major, minor))
        spans.append((point(major, minor, low), point(major, minor, high) + 1))
    newest = max(series)
    spans.append((point(newest[0], newest[1] + 1), TOP))
    return Offer(tuple(series), PythonSet(spans))


def patches(image: str, architecture: str, series: tuple[int, int]) -> str:
    """Which patches of a series there are, in words; empty where all of them are."""
    wanted = minor_text(series)
    for row in data.rows("setup-python.tsv"):
        if row[:3] == [image, architecture, wanted]:
            first, dash, last = row[3].partition("-")
            if not dash:
                return ""
            if first == last:
                return f"only {wanted}.{first}"
            if not last:
                return f"{wanted}.{first} and newer"
            return f"{wanted}.{first} to {wanted}.{last}" if first else f"up to {wanted}.{last}"
    return ""
