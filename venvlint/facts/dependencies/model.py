"""What a list of dependencies may be for."""

from __future__ import annotations

from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.installs import Install

PRODUCTION, DEVELOPMENT, UNCLEAR, NONE = "production", "development", "unclear", "none"


class Role(Record):
    """`name` is `production`, `development`, `unclear`, or `none` for a list that installs nothing
    with the project (constraints).

    `reason` is a clause that completes "… because": `its name says so`. `by` is the kind of the
    reason: `configuration`, `tool` (the tool's own rule), `name`, `folder`, `comment`, `use` (who
    installs it), `contents`, `manifest` (what the project's manifest says), `inclusion`, or
    `default`.
    """

    name: str
    reason: str
    by: str = ""
    install: Install | None = None
    """What installs the list where the project runs."""
