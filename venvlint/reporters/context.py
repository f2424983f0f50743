"""What a format may want to know beside the report itself."""

from __future__ import annotations

from venvlint.record import Record
from venvlint.reporters.terminal import Terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.model import Rule
    from venvlint.tree import Tree


class Context(Record):
    """`rules` are those that the run selected; `trees` the audited trees with the prefix that their paths have in the report."""

    version: str
    terminal: Terminal = Terminal()
    rules: tuple[Rule, ...] = ()
    trees: tuple[tuple[str, Tree], ...] = ()
