"""Versions of Python itself: one version in any of its spellings, and sets of versions.

The other modules that read versions are for distributions. Python's are few, and known: a range is
here a set of points
`major.minor.patch`, so that two ranges can be compared as sets, whatever syntax each was written in
(`python_ranges` reads those).
"""

from __future__ import annotations

from functools import lru_cache

from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Minor = tuple[int, int]

WIDTH = (
    10_000  # versions have fewer minors and patches than this; larger numbers are no Python version
)
FREE = WIDTH - 1  # the patch that stands for "whatever comes": above every real one
END = 4 * WIDTH * WIDTH  # there is no Python 4: `<4` is no limit
TOP = WIDTH * WIDTH * WIDTH

# Last patches of the series that are closed for good. A range above one of these holds no version
# of that series.
# The same numbers stand in `data/cpython.tsv`, which a test compares; a reader does not wait for a
# file.
CLOSED = {
    (2, 0): 1, (2, 1): 3, (2, 2): 3, (2, 3): 7, (2, 4): 6, (2, 5): 6, (2, 6): 9, (2, 7): 18,
    (3, 0): 1, (3, 1): 5, (3, 2): 6, (3, 3): 7, (3, 4): 10, (3, 5): 10, (3, 6): 15, (3, 7): 17, (3, 8): 20, (3, 9): 25,  # noqa: E501
}  # fmt: skip
NEWEST = {(3, 10): 21, (3, 11): 16, (3, 12): 14, (3, 13): 15, (3, 14): 7, (3, 15): 0}
"""Newest known patches of the series that are alive."""

Span = tuple[int, int]


def point(major: int, minor: int = 0, patch: int = 0) -> int:
    """The version as one number; versions compare as their numbers do."""
    return (major * WIDTH + minor) * WIDTH + patch


# Every version that exists or may come: the closed series up to their last patch, then all of
# Python 3.
_REAL: tuple[Span, ...] = (
    *((point(*series), point(*series, last) + 1) for series, last in CLOSED.items()),
    (point(3, 10), END),
)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    result: list[Span] = []
    for low, high in sorted(spans):
        if low >= high:
            continue
        if result and low <= result[-1][1]:
            if high > result[-1][1]:
                result[-1] = (result[-1][0], high)
        else:
            result.append((low, high))
    return tuple(result)


def _common(left: tuple[Span, ...], right: tuple[Span, ...]) -> tuple[Span, ...]:
    result, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        low, high = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if low < high:
            result.append((low, high))
        if left[i][1] <= right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(result)


def minor_text(series: Minor) -> str:
    """`3.12`."""
    return f"{series[0]}.{series[1]}"


class PythonSet:
    """A set of Python versions.

    `spans` are half-open ranges of `point`s, sorted and apart, as they are written: an exact patch
    that was never released
    is in or out like any other. All comparisons of whole sets look at real versions only (see
    `real`).
    """

    __slots__ = ("_real", "spans")

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self.spans = _merged(spans)
        self._real: tuple[Span, ...] | None = None

    @property
    def real(self) -> tuple[Span, ...]:
        """The spans over versions that exist or may come."""
        if self._real is None:
            self._real = _common(self.spans, _REAL)
        return self._real

    def __repr__(self) -> str:
        return f"PythonSet({self.describe()!r})"

    def __eq__(self, other: object) -> bool:
        return self.real == other.real if isinstance(other, PythonSet) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.real)

    def __bool__(self) -> bool:
        """Whether any version is in it."""
        return bool(self.real)

    def __and__(self, other: PythonSet) -> PythonSet:
        return PythonSet(_common(self.spans, other.spans))

    def __or__(self, other: PythonSet) -> PythonSet:
        return PythonSet((*self.spans, *other.spans))

    def __invert__(self) -> PythonSet:
        result, low = [], 0
        for start, end in self.spans:
            result.append((low, start))
            low = end
        return PythonSet([*result, (low, TOP)])

    def __sub__(self, other: PythonSet) -> PythonSet:
        return self & ~other

    def __le__(self, other: PythonSet) -> bool:
        """Whether every real version of this one is in the other."""
        return not (self - other)

    def has(self, major: int, minor: int, patch: int) -> bool:
        """Whether exactly this version is in it."""
        wanted = point(major, minor, patch)
        return any(low <= wanted < high for low, high in self.spans)

    def has_any(self, series: Minor) -> bool:
        """Whether some patch of the series is in it."""
        return bool(_common(self.real, _series(series)))

    def has_all(self, series: Minor) -> bool:
        """Whether every patch of the series is in it."""
        wanted = _common(_REAL, _series(series))
        return _common(self.real, wanted) == wanted

    def has_newest(self, series: Minor) -> bool:
        """Whether the newest patch of the series is in it: what a bare minor stands for.

        `<=3.12` has no newest 3.12, `>=3.9.2` has the newest 3.9. For a series that is alive both
        the newest known patch
        and the one after all to come are tried: our table is older than the next release.
        """
        if series in CLOSED:
            return self.has(*series, CLOSED[series])
        return self.has(*series, NEWEST.get(series, FREE)) or self.has(*series, FREE)

    def has_later(self, series: Minor) -> bool:
        """Whether some patch of the series after its first is in it: what a bare minor may stand
        for where somebody else chooses the patch.
        """
        later = ((point(*series, 1), point(series[0], series[1] + 1)),)
        return bool(_common(self.real, later))

    @property
    def is_open_below(self) -> bool:
        """Whether nothing is too old for it, as for `<4`: it declares no floor."""
        return bool(self.spans) and self.spans[0][0] == 0

    @property
    def floor(self) -> Minor | None:
        """The oldest series of which something is in it."""
        return _minor(self.real[0][0]) if self.real else None

    @property
    def ceiling(self) -> Minor | None:
        """The newest series of which something is in it; None where it has no upper limit (or is
        empty).
        """
        return _minor(self.real[-1][1] - 1) if self.real and self.real[-1][1] < END else None

    def describe(self) -> str:
        """The set in words of PEP 440, shortest form first: `>=3.9,<3.13`, `3.9.* or >=3.11`,
        `nothing`.
        """
        joined: list[Span] = []
        for low, high in self.real:
            # What lies between two closed series is no version: nothing is missing there.
            if joined and not _common(_REAL, ((joined[-1][1], low),)):
                joined[-1] = (joined[-1][0], high)
            else:
                joined.append((low, high))
        parts = []
        for low, high in joined:
            major, minor, patch = *_minor(low), low % WIDTH
            start = f"{major}.{minor}" + (f".{patch}" if patch else "")
            if high >= END:
                parts.append(f">={start}")
            elif high == low + 1:
                parts.append(f"=={major}.{minor}.{patch}")
            elif _minor(high - 1) == (major, minor) and not patch and self.has_all((major, minor)):
                parts.append(f"{major}.{minor}.*")
            else:
                last = _minor(high - 1)
                # Behind the last patch of a closed series comes the next series.
                end = (
                    f"{last[0]}.{last[1] + 1}"
                    if high == point(*last, CLOSED.get(last, FREE)) + 1
                    else _text(high)
                )
                parts.append(f">={start},<{end}" if low > _REAL[0][0] else f"<{end}")
        return "any" if joined == [(_REAL[0][0], END)] else " or ".join(parts) or "nothing"


def _minor(number: int) -> Minor:
    return number // WIDTH // WIDTH, number // WIDTH % WIDTH


def _text(number: int) -> str:
    major, minor, patch = *_minor(number), number % WIDTH
    return f"{major}.{minor}" + (f".{patch}" if patch else "")


def _series(series: Minor) -> tuple[Span, ...]:
    return ((point(*series), point(*series) + WIDTH),)


EVERYTHING = PythonSet([(0, TOP)])
NOTHING = PythonSet()


def series_set(*series: Minor) -> PythonSet:
    """All patches of these series."""
    return PythonSet(span for one in series for span in _series(one))


# -- one version
# -----------------------------------------------------------------------------------------------------  # noqa: E501


class Pin(Record):
    """One Python as a pin states it. Parts that are not said (or are wildcards) are None; `3` has
    no minor.

    `implementation` is `cpython`, `pypy`, `graalpy`… `prerelease` is the suffix as written (`rc1`,
    `-dev`), or empty.
    """

    major: int
    minor: int | None = None
    patch: int | None = None
    prerelease: str = ""
    freethreaded: bool = False
    implementation: str = "cpython"

    @property
    def series(self) -> Minor | None:
        """Major and minor, None where the minor is not said."""
        return None if self.minor is None else (self.major, self.minor)

    @property
    def versions(self) -> PythonSet:
        """Every version that it may stand for."""
        if self.minor is None:
            return PythonSet([(point(self.major), point(self.major + 1))])
        if self.patch is None:
            return PythonSet(_series((self.major, self.minor)))
        start = point(self.major, self.minor, self.patch)
        return PythonSet([(start, start + 1)])

    @property
    def text(self) -> str:
        """The version in plain digits: `3.12`, `3.12.1`, `3.15.0rc1`."""
        return (
            ".".join(str(part) for part in (self.major, self.minor, self.patch) if part is not None)
            + self.prerelease
        )

    def allowed(self, reference: PythonSet) -> bool:
        """Whether the pin is in *reference*: its exact patch, else the newest patch of its series,
        else any version.
        """
        if self.minor is None:
            return bool(self.versions & reference)
        if self.patch is None:
            return reference.has_newest((self.major, self.minor))
        return reference.has(self.major, self.minor, self.patch)


_NUMBER = r"(?P<major>\d{1,3})(?:\.(?P<minor>\d{1,3}|[xX*])(?:\.(?P<patch>\d{1,3}|[xX*]))?)?"
_AFTER = r"(?P<early>(?:[-.]?(?:alpha|beta|preview|dev|rc|a|b|c)[-.]?\d*)?)(?P<free>\+freethreaded|t?)(?P<dev>(?:-dev)?)"  # noqa: E501
_PIN = lazy(rf"{_NUMBER}(?:(?P<early_free>t)(?=-dev|$|-))?{_AFTER}")
_JOINED = lazy(r"(?P<major>[23])(?P<minor>\d{1,2})(?P<free>t?)$")
_IMPLEMENTATION = lazy(
    r"(cpython|python|pypy|graalpy|graalpython|jython|ironpython|stackless|pyston|rustpython|cp|py|pp|gp)[-@_]?(?=[\dxX*])"
)
_NAMES = {
    "python": "cpython",
    "cp": "cpython",
    "py": "cpython",
    "pp": "pypy",
    "gp": "graalpy",
    "graalpython": "graalpy",
}


@lru_cache(1024)
def parse_pin(text: str) -> Pin | None:
    """What one version states, in any of the spellings that pin files, images and tools use; None
    where it is none of them.

    `3.12`, `3.12.1`, `3.12.x`, `3.13t`, `3.15-dev`, `3.15.0rc1`, `3.12.0-alpha.1`, `python-3.12.1`,
    `python3.9`, `py310`, `cp312`,
    `cpython@3.11`, `cpython-3.12.1-linux-x86_64-gnu`, `pypy3.10-7.3.15`, `pypy-3.11-v7.3.x`,
    `3.11.7/envs/name`.
    Names that say nothing of a version (`system`, `miniconda3-latest`, `graalpy-24`) are None.
    """
    text = text.strip().partition("/")[0]
    if len(text) > 80:
        return None
    implementation = "cpython"
    named = _IMPLEMENTATION.match(text.lower())
    rest = text
    if named:
        implementation = _NAMES.get(named[1], named[1])
        rest = text[named.end() :]
        joined = _JOINED.match(rest)
        if joined and (text[named.end() - 1].isalpha() or named[1] in ("cp", "pp", "gp", "py")):
            return Pin(
                int(joined["major"]),
                int(joined["minor"]),
                None,
                "",
                bool(joined["free"]),
                implementation,
            )
        if implementation == "graalpy" and not rest.startswith(("2.", "3.")):
            return None  # its own version, such as 24.1
    match = _PIN.match(rest)
    if match is None:
        return None
    tail = rest[match.end() :]
    if tail and not (named and tail.startswith(("-", "+"))):
        # Behind an implementation's name may come a build, a platform or its own version:
        # `pypy3.10-7.3.15`.
        return None
    minor, patch = (
        None if part is None or part in "xX*" else int(part)
        for part in (match["minor"], match["patch"])
    )
    if minor is None and match["patch"] is not None and patch is not None:
        return None
    early = match["early"] + match["dev"]
    return Pin(
        int(match["major"]),
        minor,
        patch,
        early,
        bool(match["free"] or match["early_free"]),
        implementation,
    )


def series_of(digits: str) -> Minor | None:
    """The series in joined digits: `39` is 3.9, `310` is 3.10; a lone `3` is none."""
    match = _JOINED.match(digits)
    return (int(match["major"]), int(match["minor"])) if match and not match["free"] else None
