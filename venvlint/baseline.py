"""A record of what was there when a team adopted venvlint: hidden from then on, and named once it is mended."""

from __future__ import annotations

import json

from venvlint.config import ConfigError
from venvlint.record import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from venvlint.engine import Report

SCHEMA = 1


class Entry(Record):
    """One recorded violation; `fingerprint` identifies it, the rest is for people."""

    fingerprint: str
    code: str
    path: str
    message: str


def of(report: Report) -> tuple[Entry, ...]:
    """What a report would record."""
    return tuple(Entry(v.fingerprint, v.code, v.at.path, v.message) for v in report.violations)


def dumps(report: Report) -> str:
    """The file's text: one entry a line, in the report's order, so that reviews and merges stay small."""
    rows = [json.dumps({"fingerprint": e.fingerprint, "code": e.code, "path": e.path, "message": e.message}) for e in of(report)]
    return f'{{"schema": {SCHEMA}, "violations": [\n' + ",\n".join(rows) + "\n]}\n"


def load(path: str) -> tuple[Entry, ...]:
    """The entries of a baseline file. Raises `ConfigError` where it cannot be read or is no baseline."""
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        if data["schema"] != SCHEMA:
            raise ConfigError(
                f"{path}: this baseline has schema {data['schema']!r}; this version reads {SCHEMA}; write it again with --write-baseline"
            )
        return tuple(Entry(*(str(row[name]) for name in Entry._fields)) for row in data["violations"])
    except OSError as error:
        raise ConfigError(f"{path}: the baseline cannot be read: {error.strerror}") from None
    except json.JSONDecodeError as error:
        raise ConfigError(f"{path}:{error.lineno}: the baseline does not parse: {error.msg}") from None
    except (KeyError, TypeError, RecursionError):
        raise ConfigError(f"{path}: this is no baseline; write one with --write-baseline") from None


def hidden(report: Report, entries: Sequence[Entry], shown: str) -> Report:
    """The report without what is recorded; the entries that match nothing any more become notes, for rules that were run."""
    recorded = {entry.fingerprint for entry in entries}
    present = {violation.fingerprint for violation in report.violations}
    kept = tuple(violation for violation in report.violations if violation.fingerprint not in recorded)
    stale = [entry for entry in entries if entry.fingerprint not in present]
    notes = tuple(f"{shown}: stale entry, mended since: {entry.path}: {entry.code} {entry.message}" for entry in stale)
    return replace(report, violations=kept, baselined=len(report.violations) - len(kept), notes=report.notes + notes)
