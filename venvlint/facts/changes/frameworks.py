"""Up to which Python a release of Django goes: an environment for an older one does not try a newer
Python.

Source: the classifiers of the last patch of each release, as of 2026-11.
"""

from __future__ import annotations

from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    Minor = tuple[int, int]

_NEWEST = {
    (1, 2): (2, 7),
    (1, 3): (2, 7),
    (1, 4): (2, 7),
    (1, 5): (3, 3),
    (1, 6): (3, 3),
    (1, 7): (3, 4),
    (1, 8): (3, 5),
    (1, 9): (3, 5),
    (1, 10): (3, 5),
    (1, 11): (3, 7),
    (2, 0): (3, 7),
    (2, 1): (3, 7),
    (2, 2): (3, 9),
    (3, 0): (3, 9),
    (3, 1): (3, 9),
    (3, 2): (3, 10),
    (4, 0): (3, 10),
    (4, 1): (3, 11),
    (4, 2): (3, 12),
    (5, 0): (3, 12),
    (5, 1): (3, 13),
    (5, 2): (3, 14),
    (6, 0): (3, 14),
    (6, 1): (3, 15),
}
_FACTOR = lazy(r"(?i)(?<![a-z])(?:django|dj)-?(?P<what>\{[^{}]{0,200}\}|\w[\w.]{0,20})")
_RELEASE = lazy(r"(1(?=\.?10\Z)|\d)\.?(10\Z|\d{1,2}?)0?")


def goes_with(environment: str, python: Minor) -> bool:
    """Whether an environment such as `py312-django{42,51}` can try a Python: False where each of
    its releases of Django is known to be too old.
    """
    releases = [
        member.strip()
        for match in _FACTOR.finditer(environment)
        for member in match["what"].strip("{}").split(",")
    ]
    return not releases or any(runs_on(release, python) for release in releases)


def runs_on(release: str, python: Minor) -> bool:
    """Whether a release of Django, `4.2` or `42`, may run on a Python: not where it is known to be
    too old.
    """
    match = _RELEASE.fullmatch(release)
    newest = _NEWEST.get((int(match[1]), int(match[2]))) if match is not None else None
    return newest is None or python <= newest
