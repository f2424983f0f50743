"""Requirements as PEP 508 writes them, `name[extra] >=1 ; marker` or `name @ url ; marker`, with
the place of each part.

Follows the grammar of the newest `packaging` (the one that pip 26 carries), whichever release of it
is installed: what is
taken here is what pip takes. Does not import `packaging`.
"""

from __future__ import annotations

import re

from venvlint.readers.markers import Invalid, Scanner, normalize, read_marker
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    Span = tuple[int, int]

__all__ = ["Invalid", "Requirement", "normalize", "parse"]

_IDENTIFIER = lazy(r"\b[a-zA-Z0-9][a-zA-Z0-9._-]*\b")
_BLANK = lazy(r"[ \t]+")
_URL = lazy(r"[^ \t]+")
_RELEASE = r"v?(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)"
_PRE_POST_DEV = (
    r"(?:[-_.]?(?:alpha|beta|preview|pre|a|b|c|rc)[-_.]?[0-9]*)?"
    r"(?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?"
    r"(?:[-_.]?dev[-_.]?[0-9]*)?"
)
_LOCAL = r"\+[a-z0-9]+(?:[-_.][a-z0-9]+)*"
SPECIFIER = lazy(
    r"===\s*[^\s;)]*"
    rf"|(?:==|!=)\s*(?a:{_RELEASE}*(?:\.\*|{_PRE_POST_DEV}(?:{_LOCAL})?))"
    rf"|~=\s*(?a:{_RELEASE}+{_PRE_POST_DEV})"
    rf"|(?:<=|>=|<|>)\s*(?a:{_RELEASE}*{_PRE_POST_DEV})",
    re.IGNORECASE,
)
_PLAIN_SPECIFIER = lazy(r"(?:[=<>!]=|[<>])[ \t]*[0-9]+(?:\.[0-9]+)*(?=[ \t,;)]|$)")
"""Nearly every clause. It means the same as `SPECIFIER` does there, which takes four times as long
to be compiled and is rarely needed.
"""
_LOCAL_TRAIL = lazy(_LOCAL)


class Requirement(Record):
    """The parts of a requirement; spans are offsets into the parsed text, (-1, -1) for a part that
    is not there.
    """

    name: str
    """As it is written; `key` is the one to compare."""
    extras: tuple[str, ...] = ()
    specifier: str = ""
    """As it is written between the name and the marker, without parentheses."""
    url: str = ""
    marker: str = ""
    name_span: Span = (-1, -1)
    extras_span: Span = (-1, -1)
    """With the brackets."""
    specifier_span: Span = (-1, -1)
    url_span: Span = (-1, -1)
    marker_span: Span = (-1, -1)
    """Without the semicolon."""

    @property
    def key(self) -> str:
        """The normalised name."""
        return normalize(self.name)


def parse(text: str) -> Requirement:
    """Read one requirement; raises `Invalid` with the reason that pip gives and where in *text* it
    is.
    """
    scan = Scanner(text)
    scan.skip(_BLANK)
    start = scan.position
    name = scan.take(_IDENTIFIER)
    if name is None:
        raise scan.error("Expected package name at the start of dependency specifier")
    name_span = (start, scan.position)
    scan.skip(_BLANK)
    extras: tuple[str, ...] = ()
    extras_span = specifier_span = url_span = marker_span = (-1, -1)
    specifier = url = marker = ""
    if scan.peek() == "[":
        start = scan.position
        extras = _extras(scan)
        extras_span = (start, scan.position)
        scan.skip(_BLANK)
    if scan.peek() == "@":
        scan.position += 1
        scan.skip(_BLANK)
        start = scan.position
        found = scan.take(_URL)
        if found is None:
            raise scan.error("Expected URL after @")
        url, url_span = found, (start, scan.position)
        if not scan.at_end():
            scan.skip(_BLANK)
        expected = "semicolon (after URL and whitespace)"
    else:
        specifier, specifier_span = _specifiers(scan)
        start = specifier_span[0] if specifier else scan.position
        scan.skip(_BLANK)
        expected = (
            "comma (within version specifier), semicolon (after version specifier)"
            if specifier
            else "semicolon (after name with no version specifier)"
        )
    if not scan.at_end():
        if scan.peek() != ";":
            raise Invalid(f"Expected {expected} or end", scan.position, len(text))
        scan.position += 1
        scan.skip(_BLANK)
        start = scan.position
        read_marker(scan)
        marker, marker_span = (
            text[start : scan.position].rstrip(),
            (start, start + len(text[start : scan.position].rstrip())),
        )
        scan.skip(_BLANK)
        if not scan.at_end():
            raise scan.error("Expected end of dependency specifier")
    return Requirement(
        name,
        extras,
        specifier,
        url,
        marker,
        name_span,
        extras_span,
        specifier_span,
        url_span,
        marker_span,
    )


def _extras(scan: Scanner) -> tuple[str, ...]:
    start = scan.position
    scan.position += 1
    scan.skip(_BLANK)
    names = []
    name = scan.take(_IDENTIFIER)
    while name is not None:
        names.append(name)
        scan.skip(_BLANK)
        if scan.peek() != ",":
            if _IDENTIFIER.match(scan.text, scan.position):
                raise scan.error("Expected comma between extra names")
            break
        scan.position += 1
        scan.skip(_BLANK)
        name = scan.take(_IDENTIFIER)
        if name is None:
            raise scan.error("Expected extra name after comma")
    scan.skip(_BLANK)
    if scan.peek() != "]":
        raise Invalid(
            "Expected matching RIGHT_BRACKET for LEFT_BRACKET, after extras", start, scan.position
        )
    scan.position += 1
    return tuple(names)


def _specifiers(scan: Scanner) -> tuple[str, Span]:
    opened = scan.position if scan.peek() == "(" else -1
    if opened >= 0:
        scan.position += 1
    scan.skip(_BLANK)
    start = end = scan.position
    while True:
        clause_start = scan.position
        if scan.peek() not in "=<>!~":
            break
        clause = scan.take(_PLAIN_SPECIFIER) or scan.take(SPECIFIER)
        if clause is None:
            break
        end = scan.position
        if scan.text.startswith(".*", end):
            equality = clause.startswith("!=") or (
                clause.startswith("==") and not clause.startswith("===")
            )
            raise Invalid(
                (
                    ".* suffix cannot be used with pre-release, post-release, dev or local versions"
                    if equality
                    else ".* suffix can only be used with `==` or `!=` operators"
                ),
                clause_start,
                end + 2,
            )
        if trail := _LOCAL_TRAIL.match(scan.text, end):
            raise Invalid(
                "Local version label can only be used with `==` or `!=` operators",
                clause_start,
                trail.end(),
            )
        scan.skip(_BLANK)
        if scan.peek() != ",":
            break
        scan.position += 1
        end = scan.position
        scan.skip(_BLANK)
    if opened >= 0:
        scan.skip(_BLANK)
        if scan.peek() != ")":
            raise Invalid(
                "Expected matching RIGHT_PARENTHESIS for LEFT_PARENTHESIS, after version specifier",
                opened,
                scan.position,
            )
        scan.position += 1
    text = scan.text[start:end]
    if "===" in text:  # what follows it may be anything, commas too
        for clause in text.split(","):
            if clause.strip() and not SPECIFIER.fullmatch(clause.strip()):
                raise Invalid(f"Invalid specifier: {clause!r}", start, end)
    return (text, (start, end)) if text else ("", (-1, -1))
