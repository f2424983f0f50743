"""The stable ABI that crates ask PyO3 for: `abi3-py39` is a floor, and follows the one of the
project.
"""

from __future__ import annotations

from venvlint.facts.changes.model import DROP
from venvlint.facts.changes.ranges import respelt
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits

_STABLE = lazy(r"(?<=[\"'/])abi3-py(?P<v>3\d{1,2})(?=[\"'])")
_DEFINED = lazy(r"(?m)^[ \t]*abi3-py3\d{1,2}[ \t]*=")
"""A crate that has such features of its own, one for each Python."""


def change_crates(knowledge: Knowledge, edits: Edits) -> None:
    """Raise the stable ABI of crates with the floor of their project."""
    from venvlint.facts.tracking.folder_names import is_fixture, is_test_data

    tree, gone = knowledge.tree, knowledge.change.python
    if knowledge.change.kind != DROP:
        return
    for path in tree.called("Cargo.toml"):
        if is_test_data(path) or is_fixture(path):
            continue
        document, known = tree.document(path), knowledge.of(path)
        left = known.left(gone)
        if document is None or left is None or known.older(gone) or _DEFINED.search(document.text):
            continue
        for match in _STABLE.finditer(document.text):
            line = document.text[document.text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if match["v"] == f"{gone[0]}{gone[1]}" and not line.lstrip().startswith("#"):
                edits.splice(document, *match.span(), respelt(match[0], gone, left))
