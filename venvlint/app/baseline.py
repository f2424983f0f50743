"""A record of what was there when a team adopted venvlint: hidden from then on, and named once it
is mended.
"""

from __future__ import annotations

import json
import os

from venvlint.config import ConfigError, UsageError
from venvlint.model import Part, Viewpoint
from venvlint.record import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from venvlint.app.runs import Result
    from venvlint.engine import Report

SCHEMA = 1
MAXIMUM_LENGTH = 100_000_000
"""Characters; what is cut off there does not parse."""


class BaselineEntry(Record):
    """One recorded violation. Fingerprint and path identify it: two audited trees may hold the same
    line. The rest is for people.
    """

    fingerprint: str
    code: str
    path: str
    message: str


class Judged(Record):
    """What one audit of a run looked at: without that, an entry that matches nothing may be as true
    as ever.
    """

    report: Report
    codes: frozenset[str] = frozenset()
    """The rules that ran to their end."""
    parts: tuple[Part, ...] = (Part(),)
    """What of the audited directory was asked for."""
    entries_of: Viewpoint = Viewpoint()
    """How the file's entries name a path of the audited directory."""

    def entries(self) -> tuple[BaselineEntry, ...]:
        """What the report says, as entries of the file."""
        return tuple(
            BaselineEntry(v.fingerprint, v.code, self.entries_of.shown(v.at.path), v.message)
            for v in self.report.violations
        )

    def covers(self, entry: BaselineEntry) -> bool:
        """Whether the run would have said it again, were it still so."""
        if entry.code not in self.codes:
            return False
        for part in self.parts:
            named = self.entries_of.shown(part.path)
            if named == entry.path or (not part.is_file and Part(named).covers(entry.path)):
                return True
        return False


def dumps(entries: Iterable[BaselineEntry]) -> str:
    """The file's text: one entry a line, in the report's order, so that reviews and merges stay
    small.
    """
    rows = [
        json.dumps(
            {"fingerprint": e.fingerprint, "code": e.code, "path": e.path, "message": e.message}
        )
        for e in entries
    ]
    return (
        f'{{"schema": {SCHEMA}, "violations": [\n'
        + ",\n".join(rows)
        + ("\n" if rows else "")
        + "]}\n"
    )


def load(path: str) -> tuple[BaselineEntry, ...]:
    """The entries of a baseline file. Raises `ConfigError` where it cannot be read or is no
    baseline.
    """
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            raise ConfigError(f"{path}: the baseline cannot be read: it is no regular file")
        with open(path, encoding="utf-8-sig") as file:
            data = json.loads(file.read(MAXIMUM_LENGTH))
        if data["schema"] != SCHEMA:
            raise ConfigError(
                f"{path}: this baseline has schema {data['schema']!r}; this version reads {SCHEMA};"
                " write it again with --write-baseline"
            )
        return tuple(
            BaselineEntry(*(str(row[name]) for name in BaselineEntry._fields))
            for row in data["violations"]
        )
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: there is no such baseline; --write-baseline {path} makes it"
        ) from None
    except OSError as error:
        raise ConfigError(f"{path}: the baseline cannot be read: {error.strerror}") from None
    except json.JSONDecodeError as error:
        raise ConfigError(
            f"{path}:{error.lineno}: the baseline does not parse: {error.msg}"
        ) from None
    except (KeyError, TypeError, ValueError, RecursionError):
        raise ConfigError(f"{path}: this is no baseline; write one with --write-baseline") from None


def hidden(judged: Judged, entries: Sequence[BaselineEntry]) -> Report:
    """The report without what is recorded."""
    recorded = {(entry.fingerprint, entry.path) for entry in entries}
    told = zip(judged.report.violations, judged.entries(), strict=True)
    kept = tuple(
        violation for violation, entry in told if (entry.fingerprint, entry.path) not in recorded
    )
    return replace(
        judged.report, violations=kept, baselined=len(judged.report.violations) - len(kept)
    )


def unmatched(
    entries: Sequence[BaselineEntry], run: Sequence[Judged], *, judged: bool
) -> list[BaselineEntry]:
    """The entries that match nothing of a whole run: those that the run judged, which have been
    mended, or those that it did not.
    """
    present = {(entry.fingerprint, entry.path) for one in run for entry in one.entries()}
    return [
        entry
        for entry in entries
        if (entry.fingerprint, entry.path) not in present
        and any(one.covers(entry) for one in run) == judged
    ]


class Baselines:
    """The baseline files of a run: several PATHs may share one, so what is stale is known when all
    of them have been judged.
    """

    def __init__(self, write: str | None) -> None:
        self._write = write
        self._entries: dict[str, tuple[BaselineEntry, ...]] = {}
        self._run: dict[str, list[Judged]] = {}
        if write and os.path.isfile(write) and os.path.getsize(write):
            try:
                self._entries[write] = load(write)
            except ConfigError:
                raise UsageError(
                    f"--write-baseline {write}: the file is there and is no baseline; it is not"
                    " overwritten"
                ) from None

    def hidden(self, result: Result) -> Report:
        """The report of one audit without what its baseline records, or is about to."""
        assert result.report is not None
        file = self._write or result.baseline
        if not file:
            return result.report
        parts = result.aim.parts if result.aim is not None else (Part(),)
        judged = Judged(result.report, result.codes, parts, result.entries)
        self._run.setdefault(file, []).append(judged)
        if self._write:
            return hidden(judged, judged.entries())
        if file not in self._entries:
            self._entries[file] = load(file)
        return hidden(judged, self._entries[file])

    def text(self) -> str:
        """The new file: what was found, and what the old file records of rules and paths that this
        run did not judge.
        """
        file = self._write or ""
        run = self._run.get(file, [])
        found = [entry for judged in run for entry in judged.entries()]
        return dumps([*found, *unmatched(self._entries.get(file, ()), run, judged=False)])

    def sentences(self) -> Iterator[str]:
        """What was recorded, or which entries have been mended since."""
        for file, run in self._run.items():
            entries = self._entries.get(file, ())
            if self._write:
                count = sum(len(judged.report.violations) for judged in run)
                others = len(unmatched(entries, run, judged=False))
                more = f"; {others} kept that this run did not judge" if others else ""
                yield f"{count} violation{'s' if count != 1 else ''} recorded in {file}{more}"
                continue
            stale = unmatched(entries, run, judged=True)
            for entry in stale:
                yield (
                    f"{file}: stale entry, fixed since: {entry.path}: {entry.code} {entry.message}"
                )
            if stale:
                yield (
                    f"{file}: --write-baseline drops the {len(stale)} stale"
                    f" entr{'ies' if len(stale) > 1 else 'y'}"
                )
