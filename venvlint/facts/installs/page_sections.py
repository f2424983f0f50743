"""Where the reader of a page stands who begins with the section that he needs."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from venvlint.facts.commands.pages import sections
from venvlint.files.paths import joined
from venvlint.readers.patchwork import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.facts.commands.model import Command


class PageSections:
    """The sections of a page, gone through in the order of its commands."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._section = 0
        self._folder: str | None = ""

    @cached_property
    def _starts(self) -> list[int]:
        return sections(self._document)

    def folder(self, command: Command) -> str | None:
        """The folder that the section's own commands have led to, from where the page begins; None
        where that is not known, and for a command of another file.
        """
        if command.document is not self._document:
            return None
        section = bisect_right(self._starts, command.start)
        if section != self._section:
            self._section, self._folder = section, ""
        return self._folder

    def follow(self, command: Command) -> None:
        """Go where a `cd` leads."""
        folder = self.folder(command)
        if folder is None:
            return
        to = command.words[1].text.replace("\\", "/") if len(command.words) > 1 else "~"
        place = joined(folder, to)
        unclear = UNKNOWN in to or to.startswith(("/", "~", "-")) or place.startswith("..")
        self._folder = None if unclear else place
