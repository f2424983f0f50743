"""`--python-map`: every place that states a Python version, against the versions that it allows, as
a matrix.

For a terminal (as wide as it is, plain characters that need no colour), as Markdown and as an HTML
fragment.
"""

from __future__ import annotations

from venvlint.record import replace
from venvlint.redact import credentials
from venvlint.regex import lazy
from venvlint.reporters import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.pythons.map import Map, Row
    from venvlint.targets import Aim
    from venvlint.tree import Tree

_MINOR = lazy(r"[23]\.\d{1,3}")
_PYTHON_MINOR = lazy(r"\Apython(?=[23]\.\d{1,3}\Z)")
_NOTHING = "Nothing in this tree states a Python version."
_NAMES = {"+": "allowed", "~": "partly", "x": "stated", "o": "open", "!": "conflict"}
# Marks for a page, where a blind reader is given the words of the legend in their place.
_GLYPHS = {
    mark: f'<span aria-hidden="true">{glyph}</span>'
    for mark, glyph in zip("+~xo!", "\u2713\u25d0\u25cf\u25cb\u2715", strict=True)
}
_MARKDOWN = {"+": "\u2713", "~": "\u25d0", "x": "\u25cf", "o": "\u25cb", "!": "\u274c", ".": ""}
_COLOURS = {"+": "32", "~": "33", "x": "1", "o": "2", "!": "1;31", ".": "2"}
_LEAST = 44
"""Columns that the words of a row want beside its marks; with fewer, the marks are set closer."""
_NARROW = 36
"""With fewer even so, the marks get a line of their own."""


def _place(row: Row) -> str:
    path = printable(row.at.path)
    return path if row.what.startswith("environment") else f"{path}:{row.at.line}"


def _statement(row: Row) -> str:
    """What stands at the place; of a list of minors three or more in a row as `3.9-3.13`, since the
    marks show each.
    """
    pieces: list[str] = []
    run: list[str] = []
    # tox lists `3.12` and `python3.12`: the same to a reader of the map.
    words = dict.fromkeys(
        _PYTHON_MINOR.sub("", word) for word in printable(credentials(row.text)).split(", ")
    )
    for word in [*words, ""]:
        last = run[-1] if run else ""
        if (
            run
            and _MINOR.fullmatch(word)
            and word.partition(".")[0] == last.partition(".")[0]
            and int(word[2:]) == int(last[2:]) + 1
        ):
            run.append(word)
            continue
        pieces += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else run
        run = [word] if _MINOR.fullmatch(word) else []
        pieces += [] if run or not word else [word]
    return ", ".join(pieces)


def _title(one: Map) -> str:
    where = "at the root" if one.project == "." else f"in {printable(one.project)}"
    if one.reference is None:
        return f"Pythons of the project {where} (it does not say which it needs)"
    return f"Pythons of the project {where}"


def _shown(maps: tuple[Map, ...]) -> tuple[list[Map], str]:
    """The maps worth a table, and a sentence about the rest: in a large tree many projects state
    their range and nothing else.
    """
    shown = [one for one in maps if not one.is_bare] or list(maps[:1])
    rest = len(maps) - len(shown)
    words = (
        f"{rest} more project{'s state' if rest > 1 else ' states'} nothing but"
        f" {'their' if rest > 1 else 'its'} own range."
    )
    return shown, words if rest else ""


def _conflicts(rows: tuple[Row, ...]) -> str:
    number = sum(row.conflicts for row in rows)
    if not number:
        return "No place contradicts the project's range."
    return (
        f"{number} places contradict the project's range."
        if number > 1
        else "1 place contradicts the project's range."
    )


# -- text
# -----------------------------------------------------------------------------------------------------------------  # noqa: E501


def _maps(tree: Tree, aim: Aim | None) -> tuple[Map, ...]:
    """The maps of the tree, of a part of it the rows that stand there; places are named as a report
    names them.
    """
    from venvlint.facts.pythons.map import python_maps

    maps = python_maps(tree)
    if aim is None:
        return maps
    found = []
    for one in maps:
        rows = tuple(
            replace(row, at=replace(row.at, path=aim.view.shown(row.at.path)))
            for row in one.rows
            if aim.covers(row.at.path)
        )
        if rows:
            found.append(replace(one, project=aim.view.shown(one.project), rows=rows))
    return tuple(found)


def render_text(tree: Tree, width: int, color: bool, aim: Aim | None = None) -> str:
    """The maps for a terminal of *width* columns."""
    from venvlint.facts.pythons.map import LEGEND

    maps = _maps(tree, aim)
    if not maps:
        return _NOTHING + "\n"
    shown, rest = _shown(maps)
    lines: list[str] = []
    for one in shown:
        lines += [_painted(_title(one), "1", color), "", *_table(one, width, color), ""]
        if one.reference is not None:
            lines += [_conflicts(one.rows), ""]
    if rest:
        lines += [rest, ""]
    used = {mark for one in shown for row in one.rows for mark in row.marks}
    legend = [
        f"{_painted(mark, _COLOURS[mark], color)} {words}" for mark, words in LEGEND if mark in used
    ]
    plain = [f"{mark} {words}" for mark, words in LEGEND if mark in used]
    if sum(len(part) + 3 for part in plain) <= width:
        lines.append("   ".join(legend))
    else:
        lines += legend
    return "".join(line.rstrip() + "\n" for line in lines)


def _painted(text: str, code: str, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color else text


def _table(one: Map, width: int, color: bool) -> Iterator[str]:
    heads = one.heads
    cell = max((len(head) for head in heads), default=3) + 1
    marks = cell * len(heads)
    words = [
        (
            _place(row),
            printable(row.what),
            _statement(row) + (f" ({printable(row.note)})" if row.note else ""),
        )
        for row in one.rows
    ]
    if width - marks < _LEAST and all(series[0] == 3 for series in one.columns):
        # Only the minors then: `3. 8 9 10 11`.
        heads = [head.partition(".")[2] for head in heads]
        cell = 3
        marks = cell * len(heads)
    if width - marks < _NARROW:
        yield from _narrow(one, words, heads, cell, width, color)
        return
    longest = [max([len(word[number]) for word in words]) for number in range(3)]
    # The statement's text gives way first, then the folders of the place, then the words.
    over = sum(longest) + 4 + marks - width
    for number, least in ((2, 16), (0, 26), (1, 14), (2, 10), (0, 14), (1, 8)):
        given = min(max(over, 0), max(longest[number] - least, 0))
        longest[number] -= given
        over -= given
    place, what, text = longest
    yield (
        " " * (place + what + text + 2)
        + ("3." if cell == 3 else "  ")
        + "".join(head.rjust(cell) for head in heads)
    )
    for row, (first, second, third) in zip(one.rows, words, strict=True):
        left = (
            f"{_cut(first, place, start=True):<{place}}  {_cut(second, what):<{what}} "
            f" {_cut(third, text):<{text}}"
        )
        yield left + "".join(
            _painted(mark.rjust(cell), _COLOURS[mark], color) for mark in row.marks
        )


def _narrow(
    one: Map,
    words: list[tuple[str, str, str]],
    heads: list[str],
    cell: int,
    width: int,
    color: bool,
) -> Iterator[str]:
    """The words of a row on one line, its marks below, in blocks of columns that fit."""
    fitting = max((width - 2) // cell, 1)
    label = "3." if cell == 3 else "  "
    for row, (first, second, third) in zip(one.rows, words, strict=True):
        yield _cut(f"{first}  {second}", width)
        yield "  " + _cut(third, width - 2)
        for start in range(0, len(heads), fitting):
            block = slice(start, start + fitting)
            yield label + "".join(head.rjust(cell) for head in heads[block])
            yield "  " + "".join(
                _painted(mark.rjust(cell), _COLOURS[mark], color) for mark in row.marks[block]
            )


def _cut(text: str, room: int, *, start: bool = False) -> str:
    """*text* in so many columns: of a path the end says more, of anything else the beginning."""
    if len(text) <= room:
        return text
    if room <= 3:
        return text[:room]
    return "..." + text[len(text) - room + 3 :] if start else text[: room - 3] + "..."


# -- Markdown
# -------------------------------------------------------------------------------------------------------------  # noqa: E501


def render_markdown(tree: Tree, aim: Aim | None = None) -> str:
    """The maps as Markdown tables, each below a heading."""
    from venvlint.facts.pythons.map import LEGEND

    maps = _maps(tree, aim)
    if not maps:
        return _NOTHING + "\n"
    shown, rest = _shown(maps)
    lines: list[str] = []
    for one in shown:
        heads = one.heads
        lines += [
            f"### {_escaped(_title(one))}",
            "",
            f"| place | what | states | {' | '.join(heads)} |",
        ]
        lines.append(f"|---|---|---|{':-:|' * len(heads)}")
        for row in one.rows:
            marks = [_MARKDOWN[mark] for mark in row.marks]
            text = _escaped(_statement(row)) + (
                f" ({_escaped(printable(row.note))})" if row.note else ""
            )
            lines.append(
                f"| {_escaped(_place(row))} | {_escaped(printable(row.what))} | {text} |"
                f" {' | '.join(marks)} |"
            )
        lines.append("")
        if one.reference is not None:
            lines += [_conflicts(one.rows), ""]
    if rest:
        lines += [rest, ""]
    used = {mark for one in shown for row in one.rows for mark in row.marks}
    lines.append(", ".join(f"{_MARKDOWN[mark]} {words}" for mark, words in LEGEND if mark in used))
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """Text of the tree as Markdown shows it and does nothing else with it."""
    return "".join(
        "\\" + character if character in "\\`*_{}[]<>#|~!@&" else character for character in text
    )


# -- HTML
# -----------------------------------------------------------------------------------------------------------------  # noqa: E501


def _commands(tree: Tree, aim: Aim | None) -> Iterator[str]:
    """Lines to copy: what takes out a Python that has ended, and what brings the newest one in."""
    from html import escape

    from venvlint.facts.changes.model import DROP
    from venvlint.facts.changes.offers import wanted

    if aim is not None and not aim.is_whole:
        return  # the command changes more than what is shown
    for change in wanted(tree):
        python = change.text
        words = (
            f"Python {python} has ended. This takes it out everywhere:"
            if change.kind == DROP
            else f"Python {python} is out. This brings it in everywhere:"
        )
        command = escape(f"venvlint {change.flag}")
        yield f'<p>{words}</p><div class="command"><pre tabindex="0">{command}</pre>'
        yield '<button type="button" data-copy aria-label="Copy the command">Copy</button></div>'


def render_html(tree: Tree, aim: Aim | None = None) -> str:
    """The maps as HTML tables without a page around them; the page's style paints the marks, each
    of which says its meaning in words too.
    """
    from html import escape

    from venvlint.facts.pythons.map import LEGEND

    maps = _maps(tree, aim)
    if not maps:
        return f"<p>{_NOTHING}</p>\n"
    words = dict(LEGEND)
    shown, rest = _shown(maps)
    lines: list[str] = []
    for one in shown:
        verdict = "" if one.reference is None else f" <small>{_conflicts(one.rows)}</small>"
        allowed = {
            number
            for row in one.rows
            if row.is_range
            for number, mark in enumerate(row.marks)
            if mark == "+"
        }
        columns = "".join(
            '<col class="allowed">' if number in allowed else "<col>"
            for number in range(len(one.columns))
        )
        lines.append(f'<table class="python-map"><caption>{escape(_title(one))}{verdict}</caption>')
        lines.append(f'<colgroup span="3"></colgroup><colgroup>{columns}</colgroup>')
        heads = "".join(f'<th scope="col" class="minor">{head}</th>' for head in one.heads)
        lines.append(
            '<thead><tr><th scope="col">Place</th><th scope="col">What</th><th'
            f' scope="col">States</th>{heads}</tr></thead><tbody>'
        )
        for row in one.rows:
            cells = "".join(
                (
                    f'<td class="mark mark-{_NAMES[mark]}">{_GLYPHS[mark]}<span'
                    f' class="sr">{words[mark]}</span></td>'
                    if mark in words
                    else "<td></td>"
                )
                for mark in row.marks
            )
            note = f" <small>{escape(printable(row.note))}</small>" if row.note else ""
            style = ' class="conflict"' if row.conflicts else ""
            lines.append(
                f"<tr{style}><th"
                f' scope="row"><code>{escape(_place(row))}</code></th><td>{escape(printable(row.what))}</td>'  # noqa: E501
                f"<td><code>{escape(_statement(row))}</code>{note}</td>{cells}</tr>"
            )
        lines.append("</tbody></table>")
    if rest:
        lines.append(f"<p>{rest}</p>")
    used = {mark for one in shown for row in one.rows for mark in row.marks}
    legend = "".join(
        f'<li><span class="mark-{_NAMES[mark]}">{_GLYPHS[mark]}</span>{text}</li>'
        for mark, text in LEGEND
        if mark in used
    )
    lines.append(f'<ul class="python-map-legend">{legend}</ul>')
    lines += _commands(tree, aim)
    return "\n".join(lines) + "\n"
