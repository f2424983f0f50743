"""The rules of a Makefile that stand there once for each Python: `test-py39:` with its commands."""

from __future__ import annotations

from venvlint.facts.changes.changed_text import ChangedText
from venvlint.facts.changes.ranges import named
from venvlint.facts.changes.siblings import Twins
from venvlint.record import Record
from venvlint.regex import lazy

_HEAD = lazy(r"(?P<targets>[\w./-]+(?: [\w./-]+)*) ?::?(?![=:])(?P<needs>[^=\n]*)")


class _Rule(Record):
    """The lines of one rule, from its head to the last of its commands."""

    first: int
    last: int
    text: str
    """What it says, whatever blanks it has."""


class Rules(ChangedText):
    """The rules of one Makefile."""

    def rules_gone(self) -> None:
        """Take the rules of the Python out that others repeat for another one, and the blank line
        below each.
        """
        document = self.document
        rules = self._rules()
        twins = Twins(rule.text for rule in rules)
        for rule in rules:
            head, _, commands = rule.text.partition("\n")
            if named(head) != {self.python} or named(commands) != {self.python}:
                continue  # what says nothing of its Python may be there for another reason
            if not twins.pythons(rule.text, self.python) - {self.python}:
                continue
            after = rule.last
            if after < len(document.line_starts) and not document.line(after + 1).strip():
                after += 1
            self.edits.delete_lines(document, rule.first, after)

    def _rules(self) -> list[_Rule]:
        found: list[_Rule] = []
        head, last, said = 0, 0, ""
        for number, (text, _) in enumerate((*self.document.each_line(), ("x", 0)), 1):
            if head and text[:1] == "\t":
                last, said = number, f"{said}\n{' '.join(text.split())}"
                continue
            if head and text.strip():
                found.append(_Rule(head, last, said))
                head = 0
            if _HEAD.fullmatch(text.rstrip()) is not None and text[:1] not in ("\t", "."):
                head, last, said = number, number, " ".join(text.split())
        return found
