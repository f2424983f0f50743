"""`text`: the report for a person at a terminal."""

from __future__ import annotations

from venvlint.model import Severity
from venvlint.reporters.printable import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.engine import Report
    from venvlint.model import Violation
    from venvlint.reporters.context import Context
    from venvlint.reporters.terminal import Terminal

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def render(report: Report, context: Context) -> str:
    """The violations grouped by project, then one summary line."""
    terminal = context.terminal
    lines: list[str] = []
    project = None
    several = len({v.project for v in report.violations}) > 1
    for v in report.violations:
        if several and v.project != project:
            project = v.project
            title = "project " + ("at the root" if project == "." else printable(project))
            lines += [terminal.paint(title, "bold"), ""]
        lines += _violation(v, terminal)
        lines.append("")
    lines.append(summary(report, terminal))
    return "".join(line + "\n" for line in lines)


def _violation(v: Violation, terminal: Terminal) -> Iterator[str]:
    colour = _COLOURS[v.severity]
    place = printable(v.at.path) + (f":{v.at.line}:{v.at.column}" if v.source or v.at.line > 1 else "")
    fixable = "" if v.fix is None else terminal.paint(" [fixable]" if v.fix.safe else " [unsafe fix]", "dim")
    yield f"{terminal.paint(place, 'bold')}  {terminal.paint(v.severity.label, colour)}  {v.code} {v.name}{fixable}"
    if v.source.strip():
        yield from _source(v, terminal, colour)
    message = v.message if v.message.endswith((".", "?", "!")) else v.message + "."
    yield from _wrapped(message[:1].upper() + message[1:], "  ", "  ", terminal)
    yield from _wrapped(v.suggestion, f"  {terminal.arrow} ", "    ", terminal)
    for command in v.commands:
        yield "      " + terminal.paint(printable(command), "bold")
    shown = v.related[: 6 if terminal.verbose is False else None]
    for related in shown:
        yield from _wrapped(f"{related.at.path}:{related.at.line}: {related.message}", f"  {terminal.bullet} ", "    ", terminal)
    if len(shown) < len(v.related):
        yield f"  {terminal.bullet} and {len(v.related) - len(shown)} more (--verbose shows them)"
    if v.suppressed is not None:
        yield from _wrapped(f"suppressed by a comment: {v.suppressed or 'no reason given'}", f"  {terminal.bullet} ", "    ", terminal)


def _source(v: Violation, terminal: Terminal, colour: str) -> Iterator[str]:
    number = str(v.at.line)
    margin = " " * (len(number) + 3)
    room = max(terminal.width - len(margin) - 2, 20)
    start = v.at.column - 1
    end = v.at.end_column - 1 if v.at.end_line == v.at.line else len(v.source.rstrip())
    end = max(min(end, len(v.source)), start + 1)
    cut = 0
    if end > room:  # a long line is shown around the place
        cut = max(0, min(start - 8, len(v.source) - room))
    before, marked = printable(v.source[cut:start]), printable(v.source[start:end])
    line = printable(v.source[cut : cut + room])
    yield f"  {terminal.paint(number, 'dim')} {terminal.bar} {line}"
    width = max(min(len(marked), room - len(before)), 1)
    yield f"{margin}{terminal.bar} {' ' * len(before)}{terminal.paint('^' * width, colour)}"


def _wrapped(text: str, first: str, others: str, terminal: Terminal) -> Iterator[str]:
    """*text* in lines of the terminal's width; a word longer than a line is never broken, so that paths can be copied."""
    line, indent = first, first
    for word in printable(text).split(" "):
        if line != indent and len(line) + 1 + len(word) > terminal.width:
            yield line
            line = indent = others
        line += word if line == indent else " " + word
    yield line


def summary(report: Report, terminal: Terminal) -> str:
    """One line: how many of each severity, in how many projects, how many of them can be fixed."""
    projects = len(report.projects)
    where = f" in {projects} projects" if projects > 1 else ""
    if not report.violations:
        hidden = _hidden(report)
        return terminal.paint(f"{terminal.tick} No violations{where}", "green") + hidden
    parts = [
        terminal.paint(f"{count} {severity.label}{'s' if count != 1 and severity is not Severity.INFO else ''}", _COLOURS[severity])
        for severity in sorted(Severity, reverse=True)
        if (count := report.count(severity))
    ]
    safe = sum(v.fix is not None and v.fix.safe for v in report.violations)
    unsafe = sum(v.fix is not None and not v.fix.safe for v in report.violations)
    text = ", ".join(parts) + where
    if safe:
        text += f"; {safe} fixable with --fix"
    if unsafe:
        text += f"{', ' if safe else '; '}{unsafe} with --unsafe-fixes"
    return text + _hidden(report)


def _hidden(report: Report) -> str:
    parts = [f"{report.suppressed} suppressed"] if report.suppressed else []
    parts += [f"{report.baselined} in the baseline"] if report.baselined else []
    return f" ({', '.join(parts)})" if parts else ""


def statistics(report: Report) -> Iterable[str]:
    """How often each rule spoke, the most frequent first."""
    counts: dict[tuple[str, str], int] = {}
    for v in report.violations:
        counts[v.code, v.name] = counts.get((v.code, v.name), 0) + 1
    for (code, name), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:6}  {code}  {name}"
