"""A range of Pythons, as it is written, without one Python or with one more.

Every answer is checked: the new text must allow exactly what it is meant to allow, by the reader of
its grammar. What cannot be written by changing one bound or one exclusion is left to a person
(None).
"""

from __future__ import annotations

import re
from functools import lru_cache

from venvlint.readers.python_ranges import parse_conda, parse_pep440, parse_poetry, parse_semver
from venvlint.readers.python_versions import PythonSet, minor_text, series_set
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Minor = tuple[int, int]

PARSERS: dict[str, Callable[[str], PythonSet | None]] = {
    "pep440": parse_pep440,
    "poetry": parse_poetry,
    "conda": parse_conda,
    "semver": parse_semver,
}
_CLAUSE = lazy(
    r"(?P<op>~=|===?|!=|<=|>=|<|>|\^|~|=|)(?P<gap>[ \t]{0,9})(?P<v>v?)(?P<major>\d{1,3})"
    r"(?:\.(?P<minor>\d{1,3}))?(?P<rest>(?:\.\d{1,3}){0,3})(?P<any>\.\*|\.x)?(?![\w.*])"
)
_ORDERED = lazy(r"([<>]=?[ \t]{0,9}\d{1,3}(?:\.\d{1,3}){1,3})\.\*")
LIMIT = 200


def parse(text: str, syntax: str) -> PythonSet | None:
    """The set of a text in one of the grammars `pep440`, `poetry`, `conda` and `semver`.

    `>=3.6.*` is none of PEP 440. Older releases of pip read it as `>=3.6`, and so it is read here.
    """
    if len(text) > LIMIT:
        return None
    found = PARSERS[syntax](text)
    if found is None and syntax == "pep440" and ".*" in text:
        found = PARSERS[syntax](_ORDERED.sub(r"\1", text))
    return found


def without(text: str, syntax: str, gone: Minor, *, older: bool) -> str | None:
    """The range without *gone*; None where that cannot be written for certain, or would leave none.

    Without *older* Pythons the lower bound is raised; with them *gone* is excluded by itself.
    """
    allowed = parse(text, syntax)
    if allowed is None or not allowed.has_any(gone):
        return None
    floor = allowed.floor
    if older and floor is not None and floor < gone:
        if "|" in text:
            return _alternative(text, syntax, allowed, gone)
        return _excluded(text, syntax, allowed, gone)
    wanted = allowed & ~_up_to(gone)
    if not wanted or wanted.floor is None:
        return None
    alternatives = re.split(r"((?<!\s)\s*\|\|?\s*)", text)
    others = {part.strip() for part in alternatives[::2]}
    result = []
    for number, part in enumerate(alternatives):
        if number % 2:
            result.append(part)
            continue
        one = parse(part, syntax)
        if one is None:
            return None
        left = one & ~_up_to(gone)
        kept = part if left == one else _raised(part, left, gone) if left else ""
        if not left or (kept != part and kept.strip() in others):
            if result:
                result.pop()
                result.append("")
            else:
                result.append("")
            continue
        result.append(kept)
    joined = "".join(result)
    joined = re.sub(r"^\s*\|\|?\s*|(?<!\s)\s*\|\|?\s*$", "", joined)
    return joined if parse(joined, syntax) == wanted else None


def _alternative(text: str, syntax: str, allowed: PythonSet, gone: Minor) -> str | None:
    """The range with *gone* taken out of the one alternative that begins with it."""
    parts = re.split(r"((?<!\s)\s*\|\|?\s*)", text)
    for number in range(0, len(parts), 2):
        one = parse(parts[number], syntax)
        if one is not None and one.floor == gone and (left := one & ~_up_to(gone)):
            parts[number] = _raised(parts[number], left, gone)
    joined = "".join(parts)
    return joined if parse(joined, syntax) == allowed & ~series_set(gone) else None


def _up_to(series: Minor) -> PythonSet:
    from venvlint.readers.python_versions import point

    return PythonSet([(0, point(series[0], series[1] + 1))])


def _raised(text: str, wanted: PythonSet, gone: Minor) -> str:
    """One conjunction with its lower bound at the floor of *wanted*."""
    floor = wanted.floor
    assert floor is not None
    pieces, position = [], 0
    for match in _CLAUSE.finditer(text):
        series = (int(match["major"]), int(match["minor"] or 0))
        clause = match[0]
        if match["op"] in (">=", "~=", "^", "~", "") and series <= gone:
            clause = _with(match, floor)
        elif match["op"] == ">" and series <= gone:
            previous = (floor[0], floor[1] - 1)
            clause = (
                _with(match, previous)
                if match["rest"] == "" and match["minor"] and series == (gone[0], gone[1] - 1)
                else _with(match, floor, op=">=")
            )
        elif match["op"] == "!=" and series < floor and match["minor"]:
            clause = ""
        pieces += [text[position : match.start()], clause]
        position = match.end()
    joined = "".join([*pieces, text[position:]])
    # A clause that is gone leaves its separator.
    joined = re.sub(r",\s*(?=,)", "", joined)
    return re.sub(r"^\s*,\s*|(?<!\s)\s*,\s*$", "", joined)


def _with(match: re.Match[str], series: Minor, op: str | None = None) -> str:
    zeros = ".0" * match["rest"].count(".") if not match["rest"].strip(".0") else ""
    return (
        (match["op"] if op is None else op)
        + match["gap"]
        + match["v"]
        + f"{series[0]}.{series[1]}{zeros}{match['any'] or ''}"
    )


def _excluded(text: str, syntax: str, allowed: PythonSet, gone: Minor) -> str | None:
    """The range with `!=X.Y.*`, behind the other exclusions."""
    wanted = allowed & ~series_set(gone)
    if not wanted or "|" in text or syntax == "semver":
        return None
    clauses = [match for match in _CLAUSE.finditer(text) if match["op"]]
    if not clauses:
        return None
    after = next((match for match in reversed(clauses) if match["op"] == "!="), clauses[-1])
    blank = " " if re.search(r",\s", text) or ("," not in text and syntax == "poetry") else ""
    added = f",{blank}!={after['gap']}{gone[0]}.{gone[1]}.*"
    joined = text[: after.end()] + added + text[after.end() :]
    return joined if parse(joined, syntax) == wanted else None


def capped(text: str, syntax: str, gone: Minor) -> str | None:
    """The range with its upper bound below *gone*, the newest that it allows; None where it has no
    such bound.
    """
    allowed = parse(text, syntax)
    if allowed is None or allowed.ceiling != gone:
        return None
    wanted = allowed & ~series_set(gone)
    return _bounded(text, syntax, wanted, gone, (gone[0], gone[1] - 1)) if wanted else None


def with_one_more(text: str, syntax: str, new: Minor) -> str | None:
    """The range that allows *new* too; None where nothing has to change, or where it cannot be
    written for certain.
    """
    allowed = parse(text, syntax)
    if allowed is None or not allowed or allowed.has_all(new):
        return None
    floor, ceiling = allowed.floor, allowed.ceiling
    if floor is not None and new < floor:
        wanted = allowed | _between(new, floor)
        for match in _CLAUSE.finditer(text):
            if (
                match["op"] in (">=", "~=", "^")
                and (
                    int(match["major"]),
                    int(match["minor"] or 0),
                )
                == floor
            ):
                joined = text[: match.start()] + _with(match, new) + text[match.end() :]
                return joined if parse(joined, syntax) == wanted else None
        return None
    if ceiling is not None and ceiling < new:
        # Of a single minor the first releases may be left out: `~=3.11.2`.
        first = (ceiling[0], ceiling[1] + 1) if floor == ceiling else ceiling
        wanted = allowed | _between(first, (new[0], new[1] + 1))
        return _bounded(text, syntax, wanted, ceiling, new)
    joined = re.sub(rf",?\s*!=\s*{new[0]}\.{new[1]}\.\*(?:\s*,(?=\s*$))?", "", text, count=1)
    joined = re.sub(r"^\s*,\s*", "", joined)
    return joined if parse(joined, syntax) == allowed | series_set(new) else None


def moved(text: str, syntax: str, old: Minor, new: Minor) -> str | None:
    """A range of *old* alone, which is a pin, as one of *new* alone; None for any other, and for
    one that cannot be written for certain. A release, as in `==3.10.12`, goes with its minor.
    """
    allowed = parse(text, syntax)
    if not allowed or not allowed.floor == allowed.ceiling == old or "|" in text:
        return None
    pieces, position = [], 0
    for match in _CLAUSE.finditer(text):
        series = (int(match["major"]), int(match["minor"] or 0))
        if match["op"] == "<" and series == (old[0], old[1] + 1):
            clause = _with(match, (new[0], new[1] + 1))
        elif series != old or match["op"] in ("<", "<=", ">", "!="):
            return None
        else:
            clause = _with(match, new)
            if match["op"] in ("", "=", "==") and not match["any"]:
                clause = f"{match['op']}{match['gap']}{minor_text(new)}.*"
            elif match["op"] == "~=" and not match["rest"].startswith(".0"):
                clause += ".0"
        pieces += [text[position : match.start()], clause]
        position = match.end()
    joined = "".join([*pieces, text[position:]])
    return joined if parse(joined, syntax) == series_set(new) else None


def _between(first: Minor, stop: Minor) -> PythonSet:
    from venvlint.readers.python_versions import point

    return PythonSet([(point(*first), point(*stop))])


def _bounded(text: str, syntax: str, wanted: PythonSet, old: Minor, new: Minor) -> str | None:
    """The range with its upper bound moved from behind *old* to behind *new*. One that allows a
    single minor, such as `~3.12` or `==3.12.*`, gets bounds.
    """
    only = _CLAUSE.fullmatch(text.strip()) if syntax in ("pep440", "poetry") else None
    if only is not None and only["minor"] and only["op"] in ("~", "~=", "==", "=", ""):
        blank = only["gap"]
        first = f">={blank}{only['major']}.{only['minor']}{only['rest']}"
        stop = f"<{blank}{new[0]}.{new[1] + 1}"
        joined = f"{first},{stop}"
        is_one = old == (int(only["major"]), int(only["minor"]))
        return joined if is_one and parse(joined, syntax) == wanted else None
    for match in _CLAUSE.finditer(text):
        series = (int(match["major"]), int(match["minor"] or 0))
        if match["op"] == "<" and series == (old[0], old[1] + 1):
            clause = _with(match, (new[0], new[1] + 1))
        elif match["op"] == "<=" and series == old and match["rest"]:
            # `<=3.11.99` means all of 3.11.
            clause = f"<={match['gap']}{match['v']}{new[0]}.{new[1]}{match['rest']}"
        elif match["op"] == "<=" and series == old:
            # `<=3.11` has 3.11.0 alone, and nobody means that.
            clause = _with(match, (new[0], new[1] + 1), op="<")
        else:
            continue
        joined = text[: match.start()] + clause + text[match.end() :]
        found = parse(joined, syntax)
        if found is not None and (found == wanted or match["op"] == "<="):
            return joined
    return None


# -- How a Python is spelt inside other text, and the same spelling for another Python.
#
# `3.8`, `3.8.10`, `3.8-dev`, `3.8.x`, `py38`, `cp38-*`, `python3.8`, `Python38-x64`,
# `pypy-3.8`: each names one minor, and each keeps its form when the minor changes. A patch or
# the mark of a pre-release belongs to the minor that is left and goes with it.

_EARLY = (
    r"(?:\.\d+)?(?:-(?:alpha|beta|rc|dev|a|b)(?![a-z])[\d.]*(?: - 3\.\d+(?:\.\d+)?)?|(?:a|b|rc)\d+)"
)
_PATCH = r"(?:\.(?:\d{1,3}(?!\d)|[xX*]))?"
_GAP = r"[-_]|:[ ]?[\"']?"
_LABELS = r"(?:c?python|pypy|py|cp|pp)"


@lru_cache(256)
def _pattern(series: Minor) -> re.Pattern[str]:
    major, minor = series
    # `python3.8-dev` is a package of a system: its headers.
    early = rf"(?P<early>(?<!ython{major}\.{minor}){_EARLY})?"
    return re.compile(
        rf"(?P<dotted>(?<![\d.]){major}\.{minor}(?!\d){early}(?P<patch>{_PATCH})(?![\d]))"
        rf"|(?P<label>(?<![a-zA-Z\d])(?i:{_LABELS})(?:{_GAP})?){major}{minor}(?!\d)(?P<abi>m(?![a-z]))?"
    )


def names(text: str, series: Minor) -> bool:
    """Whether *text* names a Python, in whatever spelling."""
    major, minor = series
    return (f"{major}.{minor}" in text or f"{major}{minor}" in text) and bool(
        _pattern(series).search(text)
    )


def mentions(text: str, series: Minor) -> bool:
    """Whether *text* may name a Python, bare digits included."""
    return f"{series[0]}{series[1]}" in text or names(text, series)


def respelt(text: str, old: Minor, new: Minor) -> str:
    """*text* with every *old* as *new*, in the same spelling."""

    def other(match: re.Match[str]) -> str:
        if match["dotted"] is None:
            abi = match["abi"] if match["abi"] and new < (3, 8) else ""
            return f"{match['label']}{new[0]}{new[1]}{abi}"
        patch = match["patch"] or ""
        return minor_text(new) + (patch if patch[1:] in ("x", "X", "*") and patch else "")

    return _pattern(old).sub(other, text)


_ANY = lazy(
    rf"(?<![\d.])([23])\.(\d{{1,2}})(?!\d)|(?<![a-zA-Z\d])(?i:{_LABELS})(?:{_GAP})?([23])(\d{{1,2}})(?![\d.])"
)


def named(text: str) -> set[Minor]:
    """Every Python 2.6, 2.7 or 3.0 to 3.39 that *text* may name."""
    found = set()
    for match in _ANY.finditer(text):
        series = (int(match[1] or match[3]), int(match[2] or match[4]))
        if (2, 6) <= series <= (2, 7) or (3, 0) <= series < (3, 40):
            found.add(series)
    return found


def named_alone(text: str) -> Minor | None:
    """The Python that *text* names; None where it names none, or several."""
    found = named(text)
    return found.pop() if len(found) == 1 else None


_FREE = lazy(r"(?<![\d.])3\.\d+t(?![a-z])|(?:py|cp)3\d+t(?![a-z])")


def is_freethreaded(text: str) -> bool:
    """Whether *text* names a build without the lock: `3.14t`, `cp314t-*`."""
    return _FREE.search(text) is not None


_DIGITS = re.compile(r"([\"']?)([23])(\d{1,2})([\"']?)")


def of_member(text: str) -> Minor | None:
    """The one Python that a member of a list of Pythons names, bare digits such as `"310"`
    included.
    """
    found = named(text)
    if not found and (match := _DIGITS.fullmatch(text)):
        found = named(f"py{match[2]}{match[3]}")
    return found.pop() if len(found) == 1 else None


def respelt_member(text: str, old: Minor, new: Minor) -> str:
    """A member of a list of Pythons for another Python, bare digits included."""
    match = _DIGITS.fullmatch(text)
    if match is not None and of_member(text) == old:
        return f"{match[1]}{new[0]}{new[1]}{match[4]}"
    return respelt(text, old, new)


def in_yaml(raw: str, siblings: list[str]) -> str:
    """A YAML scalar that reads as the text it shows: `3.10` wants quotes, as its siblings have
    them.
    """
    if raw[:1] in "'\"" or not re.fullmatch(r"\d+\.\d*0", raw):
        return raw
    quote = next((text[0] for text in siblings if text[:1] in ("'", '"')), '"')
    return f"{quote}{raw}{quote}"


def quoted_numbers(text: str) -> str:
    """YAML text in which no bare `3.10` is left that would be read as a number."""
    return re.sub(r"(?m)(:[ \t]+|-[ \t]+)([23]\.\d*0)(?=[ \t]*(?:#|\r?$|,|\}))", r'\1"\2"', text)
