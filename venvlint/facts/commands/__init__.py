"""Every command that anybody runs: its words, its place, the shell that runs it, and what survives into the next one.

A rule needs to know no format: scripts, Dockerfiles, Makefiles, CI definitions, services, `tox` lists and the README's blocks are
all read to the same nouns (`model`).
"""

from __future__ import annotations

from venvlint.facts.commands.model import Block, Command, Commands, Sequence, Shell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.tree import Tree

__all__ = ["Block", "Command", "Commands", "Sequence", "Shell", "build"]


def build(tree: Tree) -> Commands:
    """Read them all."""
    from venvlint.facts.commands import images, makefiles, pipelines, readme, scripts, services

    found: list[Sequence] = []
    for collect in (scripts.collect, images.collect, makefiles.collect, pipelines.collect, services.collect, services.tox, readme.collect):
        found += collect(tree)
    return Commands(found)
