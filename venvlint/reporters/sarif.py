"""`sarif`: SARIF 2.1.0 (OASIS), as code scanning services take it."""

from __future__ import annotations

from urllib.parse import quote

from venvlint.addresses import SITE, page_of
from venvlint.model import Severity
from venvlint.reporters import sentence
from venvlint.reporters.json import dumps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from venvlint.engine import Report
    from venvlint.model import Location, Rule, Viewpoint, Violation
    from venvlint.reporters import Context

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def _artifact(path: str) -> dict[str, Any]:
    # A relative reference whose first segment holds a colon would be a scheme (RFC 3986, 4.2):
    # quote() escapes it.
    return {"uri": quote(_bytes(path), safe="/"), "uriBaseId": "%SRCROOT%"}


def _bytes(path: str) -> bytes:
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a name of Windows that is no text
        return path.encode("utf-8", "surrogatepass")


def _region(at: Location) -> dict[str, int]:
    return {
        "startLine": at.line,
        "startColumn": at.column,
        "endLine": at.end_line,
        "endColumn": at.end_column,
    }


def _location(at: Location, view: Viewpoint) -> dict[str, Any]:
    artifact = _artifact(view.rooted(at.path))
    return {"physicalLocation": {"artifactLocation": artifact, "region": _region(at)}}


def _rule(rule: Rule) -> dict[str, Any]:
    page = page_of(rule.code)
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.title + "."},
        **({"helpUri": page} if page else {}),
        "help": {"text": rule.page.strip(), "markdown": rule.page.strip()},
        "defaultConfiguration": {"level": _LEVELS[rule.severity], "enabled": not rule.opt_in},
        "properties": {
            "tags": ["python", "environment"],
            "precision": "high",
            "problem.severity": rule.severity.label.replace("info", "recommendation"),
        },
    }


def _result(v: Violation, index: int | None) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": v.code,
        "level": _LEVELS[v.severity],
        "message": {"text": f"{sentence(v.message)} {v.suggestion}"},
        "locations": [_location(v.at, v.view)],
        "partialFingerprints": {"venvlint/v1": v.fingerprint},
    }
    if index is not None:  # a plug-in of one project of many may be unknown here
        result["ruleIndex"] = index
    if v.related:
        result["relatedLocations"] = [
            {"id": i, "message": {"text": r.message}, **_location(r.at, v.view)}
            for i, r in enumerate(v.related, 1)
        ]
    if v.fix is not None and v.fix.edits and not v.fix.holds_secret:
        changes: dict[str, list[dict[str, Any]]] = {}
        for edit in v.fix.edits:
            changes.setdefault(edit.at.path, []).append(
                {"deletedRegion": _region(edit.at), "insertedContent": {"text": edit.text}}
            )
        result["fixes"] = [
            {
                "description": {"text": v.fix.description},
                "artifactChanges": [
                    {"artifactLocation": _artifact(v.view.rooted(path)), "replacements": edits}
                    for path, edits in changes.items()
                ],
            }
        ]
    if v.suppressed is not None:
        result["suppressions"] = [
            {"kind": "inSource", "justification": v.suppressed or "no reason given"}
        ]
    return result


def render(report: Report, context: Context) -> str:
    """The report as one run."""
    used = {v.code for v in report.violations}
    rules = [rule for rule in context.rules if rule.code in used or not rule.opt_in]
    indices = {rule.code: i for i, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "venvlint",
                "version": context.version,
                "semanticVersion": context.version,
                "informationUri": SITE,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "automationDetails": {"id": "venvlint/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The repository's root"}}},
        "invocations": [
            {
                "executionSuccessful": not report.crashes,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": f"{crash.code} crashed: {crash.reason}"}}
                    for crash in report.crashes
                ],
            }
        ],
        "results": [_result(v, indices.get(v.code)) for v in report.violations],
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, 1) + "\n"
