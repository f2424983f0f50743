"""`html`: one self-contained page, readable in light and dark, on a phone and on paper, and without scripts."""

from __future__ import annotations

import os
from html import escape

from venvlint.model import Severity
from venvlint.reporters.printable import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.engine import Report
    from venvlint.model import Rule, Violation
    from venvlint.reporters.context import Context

# Nothing is loaded from anywhere, and nothing that an audited file may have smuggled in could be.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def _asset(name: str) -> str:
    """A file of `data/`, which the page takes in whole: it loads nothing."""
    with open(os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", name), encoding="utf-8") as file:
        return file.read()


def _text(text: str) -> str:
    """Text as inert HTML."""
    return escape(printable(text))


def _prose(text: str) -> str:
    """Text whose `backticks` become code."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return _text(text)
    return "".join(_text(piece) if i % 2 == 0 else f"<code>{_text(piece)}</code>" for i, piece in enumerate(pieces))


def render(report: Report, context: Context) -> str:
    """The report as one page."""
    pages = {rule.code: rule for rule in context.rules}
    lines = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>venvlint: {len(report.violations)} violations</title><style>{_asset('report.css')}</style></head><body>",
        "<header><h1>venvlint</h1>",
        f"<p>{_summary(report)}</p></header>",
    ]
    if report.violations:
        lines += _filters(report)
    lines.append("<main>")
    projects: dict[str, list[Violation]] = {}
    for v in report.violations:
        projects.setdefault(v.project, []).append(v)
    for number, (project, violations) in enumerate(projects.items()):
        title = "The project at the root" if project == "." else _text(project)
        lines.append(f'<section data-project="{_text(project)}" aria-labelledby="p{number}"><h2 id="p{number}">{title}</h2>')
        for v in violations:
            lines += _article(v, pages.get(v.code))
        lines.append("</section>")
    for prefix, table in context.maps:
        title = "The map of Pythons" + (": " + _text(prefix) if prefix else "")
        lines.append(f'<section><h2>{title}</h2><div class="table">{table}</div></section>')
    lines.append(f'</main><footer><p class="soft">venvlint {_text(context.version)}</p></footer>')
    lines.append(f"<script>{_asset('report.js')}</script></body></html>")
    return "\n".join(lines) + "\n"


def _summary(report: Report) -> str:
    if not report.violations:
        return '<strong class="ok">No violations.</strong>'
    counts = [f'<strong class="{s.label}">{report.count(s)} {s.label}</strong>' for s in sorted(Severity, reverse=True) if report.count(s)]
    hidden = [f"{n} {word}" for n, word in ((report.suppressed, "suppressed"), (report.baselined, "in the baseline")) if n]
    projects = f" in {len(report.projects)} projects" if len(report.projects) > 1 else ""
    return ", ".join(counts) + projects + (f' <span class="soft">({", ".join(hidden)})</span>' if hidden else "")


def _filters(report: Report) -> Iterator[str]:
    def options(values: list[tuple[str, str]]) -> str:
        return '<option value="">all</option>' + "".join(f'<option value="{_text(value)}">{_text(label)}</option>' for value, label in values)

    rules = sorted({(v.code, f"{v.code} {v.name}") for v in report.violations})
    severities = [(s.label, s.label) for s in sorted(Severity, reverse=True) if report.count(s)]
    projects = [(p, "root" if p == "." else p) for p in sorted({v.project for v in report.violations})]
    # Without scripts a filter could do nothing, so it is shown by the script.
    yield '<form class="filters" aria-label="Filter the violations" hidden onsubmit="return false">'
    for name, values in (("rule", rules), ("severity", severities), ("project", projects)):
        yield f'<label>{name.capitalize()}<select name="{name}">{options(values)}</select></label>'
    yield '<label>Text<input name="text" type="search"></label><button type="reset">Reset</button>'
    yield '<output id="shown" class="soft" aria-live="polite"></output></form>'


def _article(v: Violation, rule: Rule | None) -> Iterator[str]:
    place = _text(v.at.path) + (f":{v.at.line}:{v.at.column}" if v.source or v.at.line > 1 else "")
    level = v.severity.label
    yield f'<article class="{level}-card" data-rule="{_text(v.code)}" data-severity="{level}" data-project="{_text(v.project)}">'
    yield f'<h3><span class="badge {v.severity.label}">{v.severity.label}</span> {_text(v.code)} {_text(v.name)} <code>{place}</code></h3>'
    if v.source.strip():
        start = v.at.column - 1
        end = v.at.end_column - 1 if v.at.end_line == v.at.line else len(v.source)
        yield f"<pre>{_text(v.source[:start])}<mark>{_text(v.source[start:end])}</mark>{_text(v.source[end:])}</pre>"
    yield f"<p>{_prose(v.message[:1].upper() + v.message[1:])}.</p><p>{_prose(v.suggestion)}</p>"
    for command in v.commands:
        yield f'<div class="command"><pre>{_text(command)}</pre><button type="button" data-copy aria-label="Copy the command">Copy</button></div>'
    if v.related:
        yield "<ul>"
        for related in v.related:
            yield f"<li><code>{_text(related.at.path)}:{related.at.line}</code> {_prose(related.message)}</li>"
        yield "</ul>"
    if v.fix is not None:
        yield f'<p class="soft">{"Safe fix" if v.fix.safe else "Unsafe fix"}: {_prose(v.fix.description)}.</p>'
    if v.suppressed is not None:
        yield f'<p class="soft">Suppressed by a comment: {_text(v.suppressed or "no reason given")}</p>'
    if rule is not None:
        yield f"<details><summary>Why {_text(v.code)}?</summary>{''.join(_page(rule))}</details>"
    yield "</article>"


def _page(rule: Rule) -> Iterator[str]:
    """A rule's page: headings, paragraphs and indented code, which is all that the pages use."""
    block: list[str] = []

    def flushed() -> str:
        text = "\n".join(block)
        block.clear()
        if not text.strip():
            return ""
        if text.startswith("    "):
            return f"<pre>{_text_lines(text)}</pre>"
        return f"<p>{_prose(' '.join(text.split()))}</p>"

    for line in [*rule.page.strip().split("\n"), ""]:
        if line.startswith("## "):
            yield flushed() + f"<h4>{_text(line[3:])}</h4>"
        elif not line.strip() or (block and block[0].startswith("    ") != line.startswith("    ")):
            yield flushed()
            if line.strip():
                block.append(line)
        else:
            block.append(line)
    yield flushed()


def _text_lines(text: str) -> str:
    return "\n".join(_text(line[4:]) for line in text.split("\n"))
