"""The hooks of pre-commit's configurations: where each comes from, and what it starts."""

from __future__ import annotations

from functools import cache

from venvlint import data
from venvlint.readers.argument_words import split, value_of, word_of
from venvlint.readers.patchwork import Patchwork, Word, verbatim
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.nodes import Node

_REPOSITORY = lazy(
    r"(?:https?://|git://|ssh://(?:\w+@)?|git@)(?:www\.)?(?:github|gitlab)\.com[/:]"
    r"([\w.-]+/[\w.-]+?)(?:\.git)?/?$"
)
_FROZEN = lazy(r"#[ \t]*frozen:[ \t]*(\S+)", words=("frozen:",))
_COMMIT = lazy(r"[0-9a-f]{7,64}$")
# The languages whose `entry` is a command line; `pygrep` has an expression there, `fail` a text,
# `docker_image` an image.
_STARTED = frozenset(
    "system script unsupported unsupported_script python node conda golang ruby rust".split()
)


class Hook(Record):
    """One hook of a configuration."""

    node: Node
    name: str
    """Its `id`."""
    repository: str
    """`owner/name` in lower case, `local` for the project's own; empty for others."""
    revision: Node
    """The `rev` of its repository."""

    @property
    def is_from_elsewhere(self) -> bool:
        """Whether it comes from a repository that is known, and not from the project itself."""
        return self.repository not in ("local", "")

    @property
    def additions(self) -> list[Node]:
        """What is installed beside it."""
        return [one for one in self.node.get("additional_dependencies").items if one.string]

    @property
    def words(self) -> list[Word]:
        """The program that it starts and its arguments, split without a shell; none where that is
        not known. What its repository says stands where the `id` names it.
        """
        entry, arguments = self.node.get("entry"), self.node.get("args")
        known = _known().get((self.repository, self.name))
        if entry.string and (known or self.node.text("language") in _STARTED):
            words = split(value_of(entry))
        elif known and not entry:
            words = self._by_default(known[0])
        else:
            return []
        if arguments:
            return words + [word_of(one) for one in arguments.scalars() if one.string]
        return words + (self._by_default(known[1]) if known else [])

    def _by_default(self, text: str) -> list[Word]:
        place = self.node.get("id")
        start, end = place.start, place.end
        return [
            Word(word, Patchwork([verbatim(word, start, end)]), start, end) for word in text.split()
        ]


def hooks(root: Node) -> Iterator[Hook]:
    """The hooks of a configuration."""
    for repository in root.get("repos").items:
        address = repository.text("repo") or ""
        match = _REPOSITORY.match(address)
        name = match[1].lower() if match else address if address == "local" else ""
        for node in repository.get("hooks").items:
            yield Hook(node, node.text("id") or "", name, repository.get("rev"))


def revision(node: Node) -> str:
    """The version that a `rev` names; empty for a branch, and for a commit that no comment
    explains.
    """
    text = node.string or ""
    if not text:
        return ""
    document = node.document
    line = document.line(document.position(node.end)[0])
    frozen = _FROZEN.search(line)
    if frozen:
        return frozen[1]
    return "" if _COMMIT.match(text) and not text.isdigit() else text


@cache
def _known() -> dict[tuple[str, str], tuple[str, str]]:
    """What the hooks of known repositories start, and the arguments that they have by default."""
    return {(row[0], row[1]): (row[2], row[3]) for row in data.rows("hook-programs.tsv")}
