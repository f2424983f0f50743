"""PEP 440 for distributions: versions, and whether sets of specifiers can hold together. Does not
import `packaging`.

    versions.conflict(">=2.0rc1", "<2.0")      # True: "<2.0" leaves out the pre-releases of 2.0
    versions.conflict("==1.0", "==1.0+cu118")  # False

A conflict is exact: no version that PEP 440 can write satisfies both. Pre-releases count as
versions, since a pin
of one (`==2.1rc1`) does satisfy `>=2.0`.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from venvlint.record import Record, replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_VERSION = lazy(
    r"\s*v?(?:(?P<epoch>[0-9]+)!)?(?P<release>[0-9]+(?:\.[0-9]+)*)"
    r"(?:[-_.]?(?P<pre>alpha|beta|preview|pre|a|b|c|rc)[-_.]?(?P<pre_number>[0-9]*))?"
    r"(?:-(?P<post_dash>[0-9]+)|[-_.]?(?P<post>post|rev|r)[-_.]?(?P<post_number>[0-9]*))?"
    r"(?:[-_.]?(?P<dev>dev)[-_.]?(?P<dev_number>[0-9]*))?"
    r"(?:\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*",
    re.IGNORECASE | re.ASCII,
)
_CLAUSE = lazy(r"\s*(===|==|~=|!=|<=|>=|<|>)\s*(\S+)\s*")
_PHASES = {
    "a": "a",
    "alpha": "a",
    "b": "b",
    "beta": "b",
    "c": "rc",
    "rc": "rc",
    "pre": "rc",
    "preview": "rc",
}
_LONGEST = 1000
"""A version longer than this is nobody's; its number would take long to read."""


class Version(Record):
    """A version's parts, numbers as numbers; `pre` is ("a"|"b"|"rc", number). Compare two by
    `key`.
    """

    epoch: int
    release: tuple[int, ...]
    pre: tuple[str, int] | None = None
    post: int | None = None
    dev: int | None = None
    local: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """Sorts as PEP 440 says, local versions included."""
        return (*self.public_key, _local_key(self.local))

    @cached_property
    def public_key(self) -> tuple[object, ...]:
        """Sorts as PEP 440 says, without the local version."""
        return (self.epoch, trimmed(self.release), *self._phase)

    @property
    def _phase(self) -> tuple[object, ...]:
        if self.pre is None and self.post is None and self.dev is not None:
            pre: tuple[str, int] = ("", 0)  # 1.0.dev1 comes before 1.0a1
        else:
            pre = self.pre or ("~", 0)
        return (
            pre,
            -1 if self.post is None else self.post,
            (0, self.dev) if self.dev is not None else (1, 0),
        )

    @property
    def is_prerelease(self) -> bool:
        return self.pre is not None or self.dev is not None

    def __str__(self) -> str:
        text = f"{self.epoch}!" if self.epoch else ""
        text += ".".join(map(str, self.release))
        text += f"{self.pre[0]}{self.pre[1]}" if self.pre is not None else ""
        text += f".post{self.post}" if self.post is not None else ""
        text += f".dev{self.dev}" if self.dev is not None else ""
        return f"{text}+{self.local}" if self.local else text


class Specifier(Record):
    """One clause: `version` is None for `===` of what is no version; `prefix` says that the text
    ends in `.*`.
    """

    operator: str
    text: str
    version: Version | None
    prefix: bool = False

    @cached_property
    def limit(self) -> tuple[object, ...]:
        """What a version must be below for `<`: the pre-releases of what is excluded are excluded
        too, unless it is one itself.
        """
        assert self.version is not None
        wanted = self.version
        return (wanted if wanted.is_prerelease else replace(wanted, dev=0)).public_key


def trimmed(release: tuple[int, ...]) -> tuple[int, ...]:
    """A release without the zeros at its end: 1.0 and 1.0.0 are one."""
    end = len(release)
    while end > 1 and release[end - 1] == 0:
        end -= 1
    return release[:end]


def _local_key(local: str) -> tuple[tuple[int, int, str], ...]:
    # Numbers sort after words; nothing sorts before everything.
    return (
        tuple(
            (1, int(part), "") if part.isdigit() else (0, 0, part)
            for part in re.split(r"[-_.]", local)
        )
        if local
        else ()
    )


@lru_cache(maxsize=4096)
def parse_version(text: str) -> Version | None:
    """A version in any spelling that PEP 440 takes; None for anything else."""
    if len(text) > _LONGEST:
        return None
    numbers = text.split(".")
    if text.isascii() and all(map(str.isdigit, numbers)):  # nearly every version
        return Version(0, tuple(map(int, numbers)))
    match = _VERSION.fullmatch(text)
    if match is None:
        return None
    post: int | None = None
    if match["post_dash"] is not None:
        post = int(match["post_dash"])
    elif match["post"]:
        post = int(match["post_number"] or 0)
    return Version(
        int(match["epoch"] or 0),
        tuple([int(number) for number in match["release"].split(".")]),
        (_PHASES[match["pre"].lower()], int(match["pre_number"] or 0)) if match["pre"] else None,
        post,
        int(match["dev_number"] or 0) if match["dev"] else None,
        re.sub(r"[-_]", ".", match["local"].lower()) if match["local"] else "",
    )


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[Specifier, ...] | None:
    """The clauses of a specifier set, `>=1, <2`; empty for an empty text, None where it is not PEP
    440.
    """
    clauses = []
    for part in text.split(","):
        if not part.strip():
            continue
        match = _CLAUSE.fullmatch(part)
        if match is None:
            return None
        operator, wanted = match.groups()
        if operator == "===":
            clauses.append(Specifier(operator, wanted, parse_version(wanted)))
            continue
        prefix = wanted.endswith(".*")
        version = parse_version(wanted[:-2] if prefix else wanted)
        if version is None:
            return None
        if prefix and (
            operator not in ("==", "!=")
            or version.is_prerelease
            or version.post is not None
            or version.local
        ):
            return None
        if (version.local and operator not in ("==", "!=")) or (
            operator == "~=" and len(version.release) < 2
        ):
            return None
        clauses.append(Specifier(operator, wanted, version, prefix))
    return tuple(clauses)


def contains(clauses: Iterable[Specifier], version: str) -> bool:
    """Whether *version* satisfies every clause; pre-releases are versions like others."""
    parsed = parse_version(version)
    return all(_holds(clause, parsed, version) for clause in clauses)


def _holds(clause: Specifier, version: Version | None, text: str) -> bool:
    if clause.operator == "===":
        return text.strip().lower() == clause.text.lower()
    wanted = clause.version
    if version is None or wanted is None:
        return False
    if clause.prefix:
        return _has_prefix(version, wanted.epoch, wanted.release) is (clause.operator == "==")
    if clause.operator == "~=":
        return version.public_key >= wanted.public_key and _has_prefix(
            version, wanted.epoch, wanted.release[:-1]
        )
    if clause.operator in ("==", "!="):
        same = (
            version.key == wanted.key if wanted.local else version.public_key == wanted.public_key
        )
        return same is (clause.operator == "==")
    if clause.operator == "<=":
        return version.public_key <= wanted.public_key
    if clause.operator == ">=":
        return version.public_key >= wanted.public_key
    if clause.operator == "<":
        return version.public_key < clause.limit
    if version.public_key <= wanted.public_key:
        return False
    later = (
        version.post is not None
        and wanted.post is None
        and wanted.dev is None
        and version.pre == wanted.pre
    )
    return not (
        later
        and (version.epoch, trimmed(version.release)) == (wanted.epoch, trimmed(wanted.release))
    )


def _has_prefix(version: Version, epoch: int, release: tuple[int, ...]) -> bool:
    padded = version.release + (0,) * (len(release) - len(version.release))
    return version.epoch == epoch and padded[: len(release)] == release


def satisfiable(text: str) -> bool:
    """Whether some version satisfies the specifier set; true where it is not PEP 440."""
    return not conflict(text, "")


@lru_cache(maxsize=4096)
def conflict(first: str, second: str) -> bool:
    """Whether no version satisfies both specifier sets; false where one of them is not PEP 440."""
    left, right = parse(first), parse(second)
    if left is None or right is None:
        return False
    clauses = left + right
    if not clauses or len(clauses) > 60:
        return False
    operators = {clause.operator for clause in clauses}
    if operators <= {">=", ">", "!="}:
        return False  # there is always a later one
    if "===" not in operators and not any(c.version is None or c.version.local for c in clauses):
        exact = next((c for c in clauses if c.operator == "==" and not c.prefix), None)
        if exact is not None:
            return not all(_holds(clause, exact.version, exact.text) for clause in clauses)
    # If any version satisfies all of them, the lowest one does, or one just above where a clause
    # begins to hold.
    return not any(contains(clauses, version) for version in _candidates(clauses))


def pinned(text: str) -> str:
    """The only version that a specifier set takes (`==1.0`, `===1.0`, with or without ranges beside
    it, not `==1.*`); empty otherwise.
    """
    only = text.strip().rstrip(",").strip()
    if "," not in only:  # one clause, as nearly all are
        return "" if not only.startswith("==") or only.endswith("*") else only.lstrip("=").strip()
    for clause in parse(text) or ():
        if clause.operator in ("==", "===") and not clause.prefix:
            return clause.text
    return ""


def candidates(clauses: tuple[Specifier, ...]) -> Iterator[str]:
    """Versions enough to tell sets made of these clauses apart: what satisfies one and not another,
    one of these does too.
    """
    return _candidates(clauses)


def _candidates(clauses: tuple[Specifier, ...]) -> Iterator[str]:
    exact = [clause.text for clause in clauses if clause.operator == "==="]
    if exact:
        yield exact[0]
        return
    yield "0.dev0"
    width = max(len(clause.version.release) for clause in clauses if clause.version is not None) + 1
    locals_ = [
        clause.version.local
        for clause in clauses
        if clause.version is not None and clause.version.local
    ]
    for clause in clauses:
        version = clause.version
        if version is None:
            continue
        head = f"{version.epoch}!" if version.epoch else ""
        base = head + ".".join(map(str, version.release))
        above = (*version.release, *(0,) * (width - len(version.release)))
        yield str(version)
        for local in locals_:
            yield f"{base}{_phase_text(version)}+{local}"
            yield f"{base}{_phase_text(version)}+{local}.0"
        yield f"{base}.dev0"
        yield base
        yield f"{base}{_phase_text(version)}+a"
        yield f"{head}{'.'.join(map(str, above))}.1.dev0"  # above every post-release
        yield f"{head}{'.'.join(map(str, (*version.release[:-1], version.release[-1] + 1)))}.dev0"
        if version.dev is not None:
            pre_post = _phase_text(version)[: _phase_text(version).index(".dev")]
            yield f"{base}{pre_post}.dev{version.dev + 1}"
            yield f"{base}{pre_post}"
        elif version.post is not None:
            pre = f"{version.pre[0]}{version.pre[1]}" if version.pre is not None else ""
            yield f"{base}{pre}.post{version.post + 1}.dev0"
            yield f"{base}{pre}.post{version.post + 1}"
        else:
            yield f"{base}{_phase_text(version)}.post0.dev0"
            yield f"{base}{_phase_text(version)}.post0"
        if version.pre is not None:
            yield f"{base}{version.pre[0]}{version.pre[1] + 1}.dev0"
            yield f"{base}{version.pre[0]}{version.pre[1] + 1}"
            yield f"{base}b0"
            yield f"{base}rc0"


def _phase_text(version: Version) -> str:
    text = str(Version(0, (0,), version.pre, version.post, version.dev))
    return text[1:]


_POETRY_CLAUSE = lazy(r"(\^|~(?!=)|=(?!=))?\s*(.+)")


def from_poetry(text: str) -> str | None:
    """Poetry's constraint (`^1.2`, `~1.2`, `1.2` for exactly that, `1.*`, `>=1,<2`) as PEP 440;
    None for what it cannot say (`||`).
    """
    clauses = []
    for part in re.split(r"(?<![,\s])[,\s]+(?=[\^~<>=!*\d])", text.strip()):
        part = part.strip()
        if not part or part == "*":
            continue
        if parse(part):
            clauses.append(part)
            continue
        match = _POETRY_CLAUSE.fullmatch(part)
        operator, wanted = (match[1] or "", match[2]) if match else ("", part)
        if operator in ("", "=") and re.fullmatch(r"\d+(?:\.\d+)*\.\*", wanted):
            clauses.append(f"=={wanted}")
            continue
        version = parse_version(wanted)
        if version is None:
            return None
        if operator in ("", "="):
            clauses.append(f"=={wanted}")
            continue
        release = version.release
        if operator == "~":
            keep = min(len(release), 2) - 1
        else:
            keep = next((index for index, number in enumerate(release) if number), len(release) - 1)
        limit = ".".join(map(str, (*release[:keep], release[keep] + 1)))
        clauses += [f">={wanted}", f"<{limit}"]
    return ",".join(clauses)
