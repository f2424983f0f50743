"""`html`: one self-contained page, readable in light and dark, on a phone and on paper, and without
scripts.
"""

from __future__ import annotations

from html import escape

from venvlint import data
from venvlint.addresses import page_of
from venvlint.model import Severity
from venvlint.reporters import commands, counted, printable, sentence, suppression

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.engine import Report
    from venvlint.model import Rule, Violation
    from venvlint.reporters import Context

# Nothing is loaded from anywhere, and nothing that an audited file may have smuggled in could be.
_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
    " base-uri 'none'; form-action 'none'"
)


def _text(text: str) -> str:
    """Text as inert HTML."""
    return escape(printable(text))


def _prose(text: str) -> str:
    """Text whose `backticks` become code."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return _text(text)
    return "".join(
        _text(piece) if i % 2 == 0 else f"<code>{_text(piece)}</code>"
        for i, piece in enumerate(pieces)
    )


def render(report: Report, context: Context) -> str:
    """The report as one page."""
    used = {v.code for v in report.violations}
    pages = [rule for rule in context.rules if rule.code in used]
    known = {rule.code for rule in pages}
    number = len(report.violations)
    lines = [*_heading(context), f"<p>{_summary(report)}</p>"]
    links = [("by-rule", "By rule"), ("violations", "Violations")] if report.violations else []
    links += [("map", "The map of Pythons")] if context.maps else []
    links += [("rules", "What the rules mean")] if pages else []
    if len(links) > 1:
        items = "".join(f'<li><a href="#{anchor}">{words}</a></li>' for anchor, words in links)
        lines.append(f'<nav aria-label="Parts of this report"><ul>{items}</ul></nav>')
    lines.append("</header>")
    if number:
        lines += _by_rule(report)
        lines += _filters(report)
    lines.append('<main id="violations" tabindex="-1">')
    projects: dict[str, list[Violation]] = {}
    for v in report.violations:
        projects.setdefault(v.view.shown(v.project), []).append(v)
    for index, (project, violations) in enumerate(projects.items()):
        title = (
            "The project at the root"
            if project == "."
            else f"The project <code>{_text(project)}</code>"
        )
        lines.append(
            f'<section data-project="{_text(project)}" aria-labelledby="p{index}"><h2'
            f' id="p{index}">{title}</h2>'
        )
        for v in violations:
            lines += _article(v, v.code in known)
        lines.append("</section>")
    lines += _maps(context)
    if pages:
        lines.append(
            '<section id="rules" aria-labelledby="rules-title"><h2 id="rules-title">What the rules'
            " mean</h2>"
        )
        for rule in pages:
            name = f"{_text(rule.code)} {_text(rule.name)}"
            lines.append(
                "<details"
                f' id="why-{_text(rule.code)}"><summary>{name}</summary>{"".join(_page(rule))}</details>'  # noqa: E501
            )
        lines.append("</section>")
    lines.append("</main>")
    return page(f"{counted(number, 'violation')}: {_subject(context)}", lines, context.version)


def _subject(context: Context) -> str:
    """What the page is about, for its title: `shop at 4f2c1ab, 2026-11-22`."""
    stamps = [stamp for stamp in context.stamps if stamp]
    shown = stamps[0] if len(stamps) == 1 else f"{len(stamps)} audits" if stamps else ""
    return f"{shown} (venvlint)" if shown else "venvlint"


def _heading(context: Context) -> Iterator[str]:
    yield "<header><h1>venvlint</h1>"
    stamps = [stamp for stamp in context.stamps if stamp]
    if stamps:
        yield f'<p class="soft">{"<br>".join(map(_text, stamps))}</p>'


def _by_rule(report: Report) -> Iterator[str]:
    """How often each rule was broken, the most frequent first, and what `--fix` does about it."""
    rows: dict[tuple[str, str], list[Violation]] = {}
    for v in report.violations:
        rows.setdefault((v.code, v.name), []).append(v)
    yield (
        '<section id="by-rule" aria-labelledby="by-rule-title"><h2 id="by-rule-title">By rule</h2>'
        '<div class="table" role="region" tabindex="0" aria-label="Violations by rule">'
        '<table class="by-rule"><thead><tr><th scope="col">Rule</th><th scope="col">Severity</th>'
        '<th scope="col" class="count">Count</th><th scope="col" class="count">'
        "<code>--fix</code></th></tr></thead><tbody>"
    )
    for (code, name), found in sorted(rows.items(), key=lambda item: (-len(item[1]), item[0])):
        worst = max(v.severity for v in found).label
        fixable = sum(v.mended_by(unsafe=False) for v in found)
        yield (
            f'<tr><th scope="row">{_text(code)} {_text(name)}</th><td class="{worst}">{worst}</td>'
            f'<td class="count">{len(found):,}</td><td class="count">{fixable or ""}</td></tr>'
        )
    yield "</tbody></table></div></section>"


def render_map(context: Context) -> str:
    """The map of Pythons as a page of its own."""
    return page(
        f"The map of Pythons: {_subject(context)}",
        [*_heading(context), "</header><main>", *_maps(context), "</main>"],
        context.version,
    )


def page(title: str, body: Iterable[str], version: str) -> str:
    """A page that needs nothing else: style and script are in it."""
    lines = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(title)}</title>",
        # An icon of its own, or browsers ask the server that keeps the report for one.
        '<link rel="icon" href="data:,">',
        f"<style>{data.text('report.css')}</style></head><body>",
        *body,
        f'<footer><p class="soft">venvlint {_text(version)}</p></footer>',
        f"<script>{data.text('report.js')}</script></body></html>",
    ]
    return "\n".join(lines) + "\n"


def _maps(context: Context) -> Iterator[str]:
    if not context.maps:
        return
    yield '<section id="map" aria-labelledby="map-title"><h2 id="map-title">The map of Pythons</h2>'
    for number, (prefix, table) in enumerate(context.maps):
        if prefix:
            yield f'<h3 id="map-{number}"><code>{_text(prefix)}</code></h3>'
        # A part that scrolls sideways is reached with the keyboard, so it wants a name (WCAG
        # 2.1.1).
        yield '<p class="hint soft">The table scrolls sideways: more Pythons to the right.</p>'
        yield (
            '<div class="table" role="region" tabindex="0" aria-label="Map of'
            f' Pythons{": " + _text(prefix) if prefix else ""}">{table}</div>'
        )
    yield "</section>"


def _summary(report: Report) -> str:
    hidden = [
        f"{n} {word}"
        for n, word in ((report.suppressed, "suppressed"), (report.baselined, "in the baseline"))
        if n
    ]
    more = f' <span class="soft">({", ".join(hidden)})</span>' if hidden else ""
    projects = f" in {len(report.projects)} projects" if len(report.projects) > 1 else ""
    if not report.violations:
        return f'<strong class="ok">No violations{projects}.</strong>' + more
    counts = [
        f'<strong class="{s.label}">{counted(report.count(s), s.label)}</strong>'
        for s in sorted(Severity, reverse=True)
        if report.count(s)
    ]
    return ", ".join(counts) + projects + more


def _filters(report: Report) -> Iterator[str]:
    def options(values: list[tuple[str, str]]) -> str:
        return '<option value="">all</option>' + "".join(
            f'<option value="{_text(value)}">{_text(label)}</option>' for value, label in values
        )

    severities = [(s.label, s.label) for s in sorted(Severity, reverse=True) if report.count(s)]
    rules = sorted({(v.code, f"{v.code} {v.name}") for v in report.violations})
    projects = [
        (p, "at the root" if p == "." else p)
        for p in sorted({v.view.shown(v.project) for v in report.violations})
    ]
    # Without scripts a filter could do nothing, so the script shows the form.
    yield '<form class="filters" aria-label="Filter the violations" hidden>'
    for name, values in (("severity", severities), ("rule", rules), ("project", projects)):
        if name != "project" or len(projects) > 1:
            yield (
                f"<label>{name.capitalize()}<select"
                f' name="{name}">{options(values)}</select></label>'
            )
    yield '<label>Text<input name="text" type="search" placeholder="path or word"></label>'
    yield (
        '<div class="last"><button type="reset">Reset</button><output id="shown" class="soft"'
        ' aria-live="polite"></output></div></form>'
    )


def _article(v: Violation, explained: bool) -> Iterator[str]:
    level = v.severity.label
    place = _text(v.view.shown(v.at.path)) + ("" if v.at.whole else f":{v.at.line}:{v.at.column}")
    yield (
        f'<article class="{level}-card" data-rule="{_text(v.code)}" data-severity="{level}"'
        f' data-project="{_text(v.view.shown(v.project))}">'
    )
    yield (
        f'<h3><span class="badge {level}">{level}</span> {_text(v.code)} {_text(v.name)}'
        f' <code class="place"><span class="sr">at </span>{place}</code></h3>'
    )
    if v.source.strip() and not v.at.whole:
        start = v.at.column - v.source_column
        end = v.at.end_column - v.source_column if v.at.end_line == v.at.line else len(v.source)
        source = f"{_text(v.source[:start])}<mark>{_text(v.source[start:end])}</mark>{_text(v.source[end:])}"  # noqa: E501
        yield (
            f'<pre tabindex="0"><span class="number" aria-hidden="true">{v.at.line}'
            f" </span>{source}</pre>"
        )
    yield f"<p>{_prose(sentence(v.message))}</p><p>{_prose(v.suggestion)}</p>"
    for command in commands(v):
        yield f'<div class="command"><pre tabindex="0">{_text(command)}</pre>'
        yield '<button type="button" data-copy aria-label="Copy the command">Copy</button></div>'
    if v.related:
        yield "<ul>"
        for related in v.related:
            yield (
                f"<li><code>{_text(v.view.shown(related.at.path))}:{related.at.line}</code>:"
                f" {_prose(related.message)}</li>"
            )
        yield "</ul>"
    if v.fix is not None and v.mended_by(unsafe=True):
        flags = "--fix" if v.fix.safe else "--unsafe-fixes"
        yield (
            f'<p class="soft">Fixable with <code>{flags}</code>: {_prose(v.fix.description)}.</p>'
        )
    if v.suppressed is not None:
        yield f'<p class="soft">{_prose(suppression(v))}</p>'
    links = [f'<a data-why href="#why-{_text(v.code)}">Why {_text(v.code)}?</a>'] * explained
    if page := page_of(v.code):  # which is not told where the report is kept
        link = f'<a rel="noreferrer" target="_blank" href="{_text(page)}">'
        links.append(f"{link}{_text(v.code)} on the web</a>")
    if links:
        yield f"<p>{' · '.join(links)}</p>"
    yield "</article>"


def _page(rule: Rule) -> Iterator[str]:
    """A rule's page: headings, paragraphs and indented code, which is all that the pages use."""
    block: list[str] = []

    def flushed() -> str:
        text = "\n".join(block).rstrip()
        block.clear()
        if not text:
            return ""
        if text.startswith("    "):
            return "<pre>" + "\n".join(_text(line[4:]) for line in text.split("\n")) + "</pre>"
        return f"<p>{_prose(' '.join(text.split()))}</p>"

    for line in rule.page.strip().split("\n"):
        if line.startswith("## "):
            yield flushed() + f"<h4>{_text(line[3:])}</h4>"
            continue
        is_code = bool(block) and block[0].startswith("    ")
        if (not line.strip() and not is_code) or (
            line.strip() and block and is_code != line.startswith("    ")
        ):
            yield flushed()
        if line.strip() or is_code:  # an empty line within a sample belongs to it
            block.append(line)
    yield flushed()
