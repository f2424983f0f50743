"""The header of a definition file of Apptainer or Singularity: what its image begins with."""

from __future__ import annotations

from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document

_HEADER = lazy(r"(?im)^[ \t]*(bootstrap|from)[ \t]*:[ \t]*[\"']?([^\s\"']+)")
# What the header may begin with.
_KEYWORDS = frozenset("bootstrap from stage osversion mirrorurl include".split())


class Base(Record):
    """What the header of a definition says that its image begins with."""

    name: str
    """The name of an image of Docker's; empty where the image comes from elsewhere, or where each
    of several stages has its own.
    """
    start: int = 0
    """Where the name stands."""


def base(document: Document) -> Base | None:
    """The header of a definition; None for a page about definitions, and for whatever else."""
    first = next((line for line in document.lines if line.split("#")[0].strip()), "")
    if first.partition(":")[0].strip().lower() not in _KEYWORDS:
        return None
    found: dict[str, list[tuple[str, int]]] = {"bootstrap": [], "from": []}
    for match in _HEADER.finditer(document.text[:20_000]):
        found[match[1].lower()].append((match[2], match.start(2)))
    if not found["bootstrap"]:
        return None
    agents = [value.lower() for value, _ in found["bootstrap"]]
    if agents != ["docker"] or not found["from"] or "{" in found["from"][0][0]:
        return Base("")
    return Base(*found["from"][0])
