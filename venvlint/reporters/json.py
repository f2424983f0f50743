"""`json`: the documented schema, built key by key so that a change of our own nouns cannot change
it.
"""

from __future__ import annotations

import json

from venvlint.model import Severity
from venvlint.regex import lazy
from venvlint.reporters import commands, escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from venvlint.engine import Report
    from venvlint.model import Fix, Location, Viewpoint, Violation
    from venvlint.reporters import Context

SCHEMA = 1
_SURROGATE = lazy("[\ud800-\udfff]")
_SURROGATE_ESCAPE = lazy(r"\\ud[89a-f]")


def _place(at: Location, view: Viewpoint) -> dict[str, Any]:
    return {
        "path": view.shown(at.path),
        "line": at.line,
        "column": at.column,
        "end_line": at.end_line,
        "end_column": at.end_column,
    }


def _fix(fix: Fix | None, view: Viewpoint) -> dict[str, Any] | None:
    if fix is None:
        return None
    return {
        "applicability": "safe" if fix.safe else "unsafe",
        "description": fix.description,
        "edits": (
            []
            if fix.holds_secret
            else [{**_place(edit.at, view), "text": edit.text} for edit in fix.edits]
        ),
    }


def violation(v: Violation) -> dict[str, Any]:
    """One violation as the contract's object."""
    plain: dict[str, Any] = {
        "code": v.code,
        "name": v.name,
        "severity": v.severity.label,
        **_place(v.at, v.view),
        "repository_path": v.view.rooted(v.at.path),
        "message": v.message,
        "suggestion": v.suggestion,
        "commands": list(commands(v)),
        "project": v.view.shown(v.project),
        "related": [
            {
                "path": v.view.shown(related.at.path),
                "line": related.at.line,
                "message": related.message,
            }
            for related in v.related
        ],
        "fingerprint": v.fingerprint,
        "fix": _fix(v.fix, v.view),
    }
    if v.suppressed is not None:
        plain["suppressed"] = v.suppressed
    return plain


def dumps(value: object, indent: int | None = None) -> str:
    """JSON in ASCII. A byte of a file's name or text that is no character becomes the text `\\xff`:
    strict readers refuse a whole report
    for one lone surrogate (RFC 8259, 8.2)."""
    text = json.dumps(value, indent=indent)
    return (
        json.dumps(_without_surrogates(value), indent=indent)
        if _SURROGATE_ESCAPE.search(text)
        else text
    )


def _without_surrogates(value: object) -> object:
    if isinstance(value, str):
        return value if value.isascii() else _SURROGATE.sub(escape, value)
    if isinstance(value, dict):
        return {key: _without_surrogates(item) for key, item in value.items()}
    return (
        [_without_surrogates(item) for item in value] if isinstance(value, (list, tuple)) else value
    )


def render(report: Report, context: Context) -> str:
    """The whole report as one object."""
    return (
        dumps(
            {
                "schema": SCHEMA,
                "tool": {"name": "venvlint", "version": context.version},
                "violations": [violation(v) for v in report.violations],
                "summary": {
                    **{
                        severity.label: report.count(severity)
                        for severity in sorted(Severity, reverse=True)
                    },
                    "fixable": sum(v.fix is not None for v in report.violations),
                    "suppressed": report.suppressed,
                    "baselined": report.baselined,
                    "projects": len(report.projects),
                },
            },
            indent=1,
        )
        + "\n"
    )
