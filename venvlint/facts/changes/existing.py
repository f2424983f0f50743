"""What an edit must not name: an image that was never built, a runtime that a host does not have.

See `data/python-images.tsv` and `data/host-pythons.tsv` for the sources. What the tables do not
know is taken to exist.
"""

from __future__ import annotations

import re
from functools import cache

from venvlint import data
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits
    from venvlint.facts.pythons import Statement

    Minor = tuple[int, int]

_IMAGE = lazy(
    r"(?<![\w.-])python:(?P<major>[23])\.(?P<minor>\d{1,2})(?:\.\d{1,3})?(?P<suite>-[a-z0-9.-]{2,40})"
)
_LAMBDA = lazy(r"python3\.\d{1,2}")
_GOOGLE = lazy(r"python3\d{1,2}")
_HOSTED = ("app-engine", "cdk", "cloudformation", "readthedocs", "sam", "serverless", "terraform")
_NAMES = {
    "aws-lambda": "AWS Lambda",
    "google-cloud": "Google Cloud",
    "readthedocs": "Read the Docs",
}


def withdraw(knowledge: Knowledge, edits: Edits) -> None:
    """Take back every edit that would name what does not exist, and leave it to a person."""
    for document, start, end, text in list(edits.each()):
        sentence = _never_built(document, start, end, text)
        if sentence:
            edits.withdraw(document, start, end)
            edits.aside(document.at(start, end), sentence)
    _withdraw_images(knowledge, edits)
    for statement in knowledge.tree.pythons:
        if statement.kind not in (*_HOSTED, "zappa") or statement.pin is None:
            continue
        if statement.pin.series != knowledge.change.python:
            continue
        stated = knowledge.tree.document(statement.at.path)
        if stated is None:
            continue
        start, end = stated.span(statement.at)
        for first, last, text in edits.around(stated, start, end):
            for series in _series(text):
                sentence = _not_there(knowledge, statement, series)
                if sentence:
                    edits.withdraw(stated, first, last)
                    edits.aside(statement.at, sentence)


def _withdraw_images(knowledge: Knowledge, edits: Edits) -> None:
    """Take back what would name another Python in the name that somebody gave an own image."""
    for statement in knowledge.tree.image_pythons:
        image = statement.image
        document = knowledge.tree.document(statement.at.path)
        if not image.version or image.follows_python or document is None:
            continue
        start, end = document.span(statement.at)
        for first, last, text in list(edits.around(document, start, end)):
            if _series(text):
                edits.withdraw(document, first, last)
                edits.aside(
                    statement.at,
                    f"nobody here knows whether there is such an image as `{image.text}` with"
                    f" Python {minor_text(min(_series(text)))}: look it up",
                )


def _series(text: str) -> set[Minor]:
    from venvlint.facts.changes.ranges import named, of_member

    found = named(text)
    one = of_member(text)
    return found or ({one} if one is not None else set())


def _never_built(document: Document, start: int, end: int, text: str) -> str:
    """Why an image that an edit writes does not exist; empty where it may."""
    if not text:
        return ""
    first = document.text.rfind("\n", 0, start) + 1
    stop = document.text.find("\n", end)
    place = min(start - first, 200)
    after = document.text[end : min(end + 200, stop if stop >= 0 else len(document.text))]
    written = f"{document.text[start - place : start]}{text}{after}"
    for match in _IMAGE.finditer(written):
        if match.end() <= place or match.start() >= place + len(text):
            continue
        series = (int(match["major"]), int(match["minor"]))
        for suite, (oldest, newest) in suites().items():
            if not re.search(rf"-{re.escape(suite)}(?![a-z0-9.])", match["suite"]):
                continue
            if series < oldest or (newest is not None and series > newest):
                last = f"up to {minor_text(newest)}" if newest is not None else ""
                known = f"from Python {minor_text(oldest)} on" if series < oldest else last
                return (
                    f"there is no image `{match[0]}` ({suite} was built {known}): choose another"
                    " system for it"
                )
    return ""


def _not_there(knowledge: Knowledge, statement: Statement, series: Minor) -> str:
    """Why a host cannot run what an edit names; empty where it can."""
    host = statement.kind if statement.kind == "readthedocs" else ""
    if _LAMBDA.fullmatch(statement.text):
        host = "aws-lambda"
    elif _GOOGLE.fullmatch(statement.text):
        host = "google-cloud"
    rows = hosts().get(host)
    if not rows:
        return ""
    today = knowledge.tree.today.isoformat()
    newest = max((one for one, first in rows.items() if first <= today), default=min(rows))
    if series <= newest:
        return ""
    return (
        f"{_NAMES[host]} has no Python {minor_text(series)} that venvlint knows of (its newest is"
        f" {minor_text(newest)}): change it when it has"
    )


@cache
def suites() -> dict[str, tuple[Minor, Minor | None]]:
    """The suites of the official images, each with its first series of Python 3 and its last."""
    return {
        suite: (_minor(oldest), _minor(newest) if newest else None)
        for suite, oldest, newest in data.rows("python-images.tsv")
    }


@cache
def hosts() -> dict[str, dict[Minor, str]]:
    """The series that each host has, each with the day on which it came; empty for one that was
    always there.
    """
    found: dict[str, dict[Minor, str]] = {}
    for host, series, first in data.rows("host-pythons.tsv"):
        found.setdefault(host, {})[_minor(series)] = first
    return found


def _minor(text: str) -> Minor:
    major, minor = text.split(".")
    return int(major), int(minor)
