"""From the text at a place of use to the tokens that state it: references followed, matrix
combination by combination.
"""

from __future__ import annotations

from venvlint.facts.ci.expressions import NULL, Term, evaluate, term_of_scalar, truth
from venvlint.facts.ci.values import Combination, Piece, Value, Values
from venvlint.readers.nodes import ABSENT, Node
from venvlint.record import replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping

    from venvlint.facts.ci.model import Job, Step

EXPRESSION = lazy(r"\$\{\{(?P<expression>(?:[^}'$]|\$(?!\{\{)|'[^']*'|\}(?!\})){0,2000})\}\}")
# What a reference looks like in each system; `name` is a variable or a parameter, `expression` one
# to evaluate.
_REFERENCES = {
    "github": EXPRESSION,
    "gitlab": lazy(
        r"\$\[\[\s*(?P<expression>inputs\.[\w-]+)\s*\]\]|\$\{(?P<braced>[A-Za-z_]\w*)\}|\$(?P<name>[A-Za-z_]\w*)"
    ),
    "circleci": lazy(r"<<\s*(?P<expression>[\w.-]+)\s*>>"),
    "azure": lazy(
        r"\$\{\{(?P<expression>(?:[^}'$]|\$(?!\{\{)|'[^']*'|\}(?!\})){0,2000})\}\}|\$\((?P<name>[A-Za-z_][\w.]*)\)"
    ),
    "appveyor": lazy(r"%(?P<name>[A-Za-z_]\w*)%|\$env:(?P<braced>[A-Za-z_]\w*)"),
    "bitbucket": lazy(r"\$\{(?P<braced>[A-Za-z_]\w*)\}|\$(?P<name>[A-Za-z_]\w*)"),
    "travis": lazy(r"\$\{(?P<braced>[A-Za-z_]\w*)\}|\$(?P<name>[A-Za-z_]\w*)"),
}
# All others fill in variables as a shell does.
_SHELL = lazy(r"\$\{(?P<braced>[A-Za-z_]\w*)\}|\$(?P<name>[A-Za-z_]\w*)")
_MARKS = {
    "github": "${{",
    "gitlab": "$",
    "circleci": "<<",
    "azure": "$",
    "appveyor": "",
    "bitbucket": "$",
    "travis": "$",
}
_MAX_LENGTH, _MAX_VALUES = 20_000, 1000
_MAX_DEPTH = 8  # of a value that refers to a value


def resolve(job: Job, node: Node, step: Step | None = None) -> Values:
    """See `Job.resolve`."""
    if not node:
        return Values()
    if isinstance(node.value, list):
        # Lists within lists state nothing that anybody uses, and through aliases they can be
        # endless.
        parts = [
            Values((), False) if isinstance(item.value, (list, dict)) else resolve(job, item, step)
            for item in node.value[:_MAX_VALUES]
        ]
        return Values(
            tuple(value for part in parts for value in part.values),
            all(part.complete for part in parts),
        )
    if not isinstance(node.value, str) or len(node.value) > _MAX_LENGTH:
        return Values((), False)
    combinations = [combination for combination in job.combinations if runs(job, step, combination)]
    mark = _MARKS.get(job.system, "$")
    if mark not in node.value:
        return Values((Value(node.value, tuple(literal_pieces(node)), node, tuple(combinations)),))
    found: dict[object, tuple[str, tuple[Piece, ...], list[Combination]]] = {}
    complete = True
    for combination in combinations:
        for pieces in _expand(job, node, step, combination):
            if pieces is None:
                complete = False
                continue
            text = "".join(piece.text for piece in pieces)
            key = (
                text,
                tuple((piece.start, piece.end, piece.node.document.path) for piece in pieces),
            )
            found.setdefault(key, (text, pieces, []))[2].append(combination)
    return Values(
        tuple(
            Value(text, pieces, node, tuple(used))
            for text, pieces, used in found.values()
            if pieces
        ),
        complete,
    )


def lines(job: Job, node: Node, step: Step | None = None) -> Values:
    """See `Job.lines`."""
    whole = resolve(job, node, step)
    found = []
    for value in whole.values:
        position = first = passed = 0
        for line in value.text.split("\n"):
            stripped = line.strip()
            if stripped:
                start = position + line.index(stripped)
                # The pieces before this line are behind us for good.
                while (
                    first < len(value.pieces) - 1
                    and passed + len(value.pieces[first].text) <= start
                ):
                    passed += len(value.pieces[first].text)
                    first += 1
                found.append(part(value, start, start + len(stripped), first, passed))
            position += len(line) + 1
    return Values(tuple(found), whole.complete)


def part(value: Value, start: int, end: int, index: int = 0, position: int = 0) -> Value:
    """The value that is `text[start:end]` of another, with the pieces that state it.

    *index* and *position* may say which piece to begin with, and how much of the text lies before
    it.
    """
    if start == 0 and end == len(value.text):
        return value
    pieces = []
    for number in range(index, len(value.pieces)):
        if position >= end:
            break
        piece = value.pieces[number]
        first, last = max(start - position, 0), min(end - position, len(piece.text))
        position += len(piece.text)
        if first < last:
            text = piece.text[first:last]
            pieces.append(
                Piece(
                    text, piece.node, piece.start + first, min(piece.start + last, piece.end), True
                )
                if piece.literal
                else replace(piece, text=text)
            )
    return Value(value.text[start:end], tuple(pieces), value.used, value.combinations)


def literal_pieces(node: Node, start: int = 0, end: int | None = None) -> Iterator[Piece]:
    """The text of a scalar between two offsets of its value, as pieces that lie on one line of the
    file each.
    """
    text = node.string or ""
    end = len(text) if end is None else end
    if start == 0 and end == len(text) and node.style not in ("|", ">") and "\n" not in text:
        quote = 1 if node.style in ("'", '"') else 0
        yield Piece(text, node, node.start + quote, max(node.end - quote, node.start), True)
        return
    rows, position = [], 0
    for line, offset in node.lines():
        found = text.find(line, position) if line else position
        if found < 0:
            continue
        rows.append((found, line, offset))
        position = found + len(line)
    for index, (first, line, offset) in enumerate(rows):
        # The separator after a line belongs to it, so that the pieces make up the whole text.
        stop = rows[index + 1][0] if index + 1 < len(rows) else len(text)
        begin, last = max(first, start), min(stop, end)
        if begin < last:
            yield Piece(
                text[begin:last],
                node,
                offset + begin - first,
                offset + min(last - first, len(line)),
                True,
            )


def runs(job: Job, step: Step | None, combination: Combination) -> bool:
    """Whether the step's condition lets it run in a combination, or may."""
    if (
        step is None
        or not step.condition
        or step.condition.string is None
        or job.system not in ("github", "azure")
    ):
        return True
    return truth(step.condition.string, _Scope(job, step, combination, 0).look) is not False


def surely_runs(job: Job, step: Step, combination: Combination) -> bool:
    """Whether the step runs in a combination whatever happens, as far as its condition tells."""
    if job.system == "azure" and step.node.get("condition"):
        return False
    if not step.condition:
        return True
    if step.condition.string is None or job.system != "github":
        return False
    return truth(step.condition.string, _Scope(job, step, combination, 0).look) is True


def condition_holds(job: Job, node: Node, combination: Combination) -> bool | None:
    """A boolean setting of a job (`continue-on-error`) in one combination; None where it is not
    known.
    """
    if not node:
        return False
    text = node.string
    if text is None:
        return None
    if "${{" in text:
        return truth(text, _Scope(job, None, combination, 0).look)
    return text.strip().lower() in ("true", "yes", "on", "1")


def members(job: Job, node: Node) -> list[Node] | None:
    """The members of a list that is written out or is `fromJSON` of a literal; None where it is
    computed.
    """
    if not node:
        return []
    if isinstance(node.value, list):
        return node.value
    text = node.string
    if text is not None and "${{" in text:
        match = EXPRESSION.fullmatch(text.strip())
        term = (
            _Scope(job, None, Combination({}), 0).evaluate(node, match, text.index("${{"))
            if match
            else None
        )
        return term.value.items if term is not None and isinstance(term.value, Node) else None
    return [node] if text is not None else None


class _Scope:
    """What the names in an expression mean for one job, step and matrix combination."""

    def __init__(self, job: Job, step: Step | None, combination: Combination, depth: int) -> None:
        self.job, self.step, self.combination, self.depth = job, step, combination, depth

    def evaluate(self, node: Node, match: re.Match[str], shift: int = 0) -> Term | None:
        """The value of the reference *match* in the text of *node*, whose beginning is *shift*
        characters into that text.
        """
        groups = match.groupdict()
        expression = groups.get("expression")
        if expression is None:
            return self.variable(groups.get("name") or groups.get("braced") or "")
        if self.job.system in ("circleci", "gitlab"):
            return self.look(tuple(expression.split(".")))
        offset = match.start("expression") + shift

        def place(start: int, end: int, text: str) -> Node:
            pieces = list(literal_pieces(node, offset + start, offset + end))
            first, last = (pieces[0].start, pieces[-1].end) if pieces else (node.start, node.end)
            return Node(node.document, text, first, last, style="'")

        return evaluate(expression, self.look, place)

    def look(self, names: tuple[str, ...]) -> Term | None:
        """The value of a context path; None where it is not known before the run."""
        context, system = names[0].lower(), self.job.system
        if system == "circleci":
            if names[:2] == ("pipeline", "parameters") and len(names) == 3:
                return self.input(names[2])
            return (
                self.variable(names[1])
                if context in ("parameters", "matrix") and len(names) == 2
                else None
            )
        if context == "matrix" and len(names) > 1:
            return self.member(names[1:])
        if context == "env" and len(names) == 2:
            return self.variable(names[1])
        if context in ("inputs", "parameters") and len(names) == 2:
            return self.input(names[1])
        if names[:3] == ("github", "event", "inputs") and len(names) == 4:
            return self.input(names[3])
        if system == "azure" and context == "variables" and len(names) > 1:
            return self.variable(".".join(names[1:]))
        if system == "azure":
            return self.turn(names)
        return None

    def turn(self, names: tuple[str, ...]) -> Term | None:
        """What the variable of a loop (`${{ each version in parameters.versions }}`) is."""
        given = self.step.parameters if self.step is not None else {}
        node = given.get(names[0]) or self.combination.values.get(names[0], ABSENT)
        return self.below(node, names[1:]) if node else None

    def member(self, names: tuple[str, ...]) -> Term | None:
        values: Mapping[str, Node] = self.combination.values
        if not (node := _get(values, names[0])):
            return NULL if self.job.matrix_complete else None
        return self.below(node, names[1:])

    def below(self, node: Node, names: tuple[str, ...]) -> Term | None:
        """A part of a value that is a table."""
        for name in names:
            if not isinstance(node.value, dict):
                return (
                    self.term(node) if isinstance(node.value, str) and "${{" in node.value else NULL
                )
            node = _get(node.mapping, name)
            if not node:
                return NULL
        return self.term(node)

    def variable(self, name: str) -> Term | None:
        """The value of an environment variable (a matrix variable in the systems where the matrix
        sets those).
        """
        if self.step is not None and name in self.step.parameters:
            return self.term(self.step.parameters[name])
        if self.job.system != "github" and name in self.combination.values:
            return self.term(self.combination.values[name])
        env = self.step.env if self.step is not None else self.job.env
        node = env.get(name)
        return self.term(node) if node else None

    def input(self, name: str) -> Term | None:
        """What the caller gives for an input, else its default."""
        if self.step is not None and name in self.step.parameters:
            return self.term(self.step.parameters[name])
        bound = self.combination.values.get(f"inputs.{name}")
        if not bound:
            bound = self.job.inputs.get(name)
        return self.term(bound) if bound else None

    def term(self, node: Node) -> Term | None:
        """A value of the file, itself resolved where it refers to others."""
        if isinstance(node.value, (dict, list)):
            return Term("node", node)
        mark = _MARKS.get(self.job.system, "$")
        if mark not in (node.string or ""):
            return term_of_scalar(node, (Piece(node.string or "", node, node.start, node.end),))
        if self.depth >= _MAX_DEPTH:
            return None
        match = _REFERENCES.get(self.job.system, _SHELL).fullmatch((node.string or "").strip())
        inner = _Scope(self.job, self.step, self.combination, self.depth + 1)
        if match is not None:
            return inner.evaluate(node, match, (node.string or "").index(match[0]))
        pieces = inner.expand(node)
        if pieces is None:
            return None
        # Text that came through a variable is stated by that variable's token, whatever it is made
        # of.
        fixed = tuple(
            Piece(piece.text, node, node.start, node.end) if piece.literal else piece
            for piece in pieces
        )
        return Term("string", "".join(piece.text for piece in fixed), fixed)

    def expand(self, node: Node) -> tuple[Piece, ...] | None:
        """The pieces that a text with references comes to; None when one of them is not known."""
        pieces: list[Piece] = []
        text, position = node.string or "", 0
        for match in _REFERENCES.get(self.job.system, _SHELL).finditer(text):
            term = self.evaluate(node, match)
            value = term.text if term is not None else None
            if term is None or value is None:
                return None
            pieces += literal_pieces(node, position, match.start())
            if value:
                pieces += _stated(value, term, node)
            position = match.end()
        if position < len(text):
            pieces += literal_pieces(node, position)
        return tuple(pieces)


def _stated(text: str, term: Term, node: Node) -> tuple[Piece, ...]:
    """The pieces of *text*: the term's own where they make it up, else its first token, else the
    place of use.
    """
    if "".join(piece.text for piece in term.pieces) == text:
        return term.pieces
    source = term.pieces[0] if term.pieces else None
    return (
        (replace(source, text=text, literal=False),)
        if source is not None
        else (Piece(text, node, node.start, node.end),)
    )


def _get(values: Mapping[str, Node], name: str) -> Node:
    """A member by its name, which expressions write in any case."""
    lowered = name.lower()
    return values.get(name) or next(
        (value for key, value in values.items() if key.lower() == lowered), ABSENT
    )


def _expand(
    job: Job, node: Node, step: Step | None, combination: Combination
) -> list[tuple[Piece, ...] | None]:
    """The texts that *node* comes to in one combination: several where it is an expression for a
    list.
    """
    scope = _Scope(job, step, combination, 0)
    text = node.string or ""
    match = _REFERENCES.get(job.system, _SHELL).fullmatch(text.strip())
    if match is not None:
        term = scope.evaluate(node, match, text.index(match[0]))
        if term is not None and isinstance(term.value, Node):
            terms = [scope.term(item) for item in term.value.items] or [None]
            return [
                (
                    _stated(item.text or "", item, node)
                    if item is not None and item.text is not None
                    else None
                )
                for item in terms
            ]
    return [scope.expand(node)]
