"""Environments of a cache that a program makes anew where their Python has changed."""

from __future__ import annotations

from venvlint.facts.commands import made_environments
from venvlint.files.paths import name_of
from venvlint.rules.usage._cache_keys import share_one_python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.rules.usage._ci_caches import Cache
    from venvlint.tree import Tree

_RUNNERS = {".tox": "tox", ".nox": "nox"}
"""What alone works in such a folder, and compares each environment's Python with the one that it is
asked for. (Tried with tox 4 and nox 2026.)
"""
_LOOK_FIRST = ("uv", "poetry", "pdm")
"""What makes the environment of a project anew where its Python is gone. (Tried with uv 0.13,
Poetry 2.5 and PDM 2.29.)
"""


def maker_again(tree: Tree, group: list[Cache], kept: list[str]) -> str:
    """The program that makes the kept environments anew where their Python is gone, whatever a
    cache brought; empty where they may be used without it.
    """
    runners = [_RUNNERS.get(name_of(path), "") for path in kept]
    if all(runners):
        return runners[0]
    # What another Python of a matrix left works, and is taken.
    if not share_one_python(group):
        return ""
    takers = [one for one in group if one.role != "save"] or group
    makers = [_maker(tree, cache) for cache in takers]
    return makers[0] if all(makers) else ""


def _maker(tree: Tree, cache: Cache) -> str:
    """Which of these programs a job runs behind the restoring of a cache, found or not."""
    for sequence in tree.commands.by_job.get(id(cache.job), ()):
        for command in sequence.commands:
            step = command.shell.step
            condition = (step.condition.string or "") if step is not None else ""
            if (
                "cache-hit" in condition
                or (command.conditional and command.before != "&&")
                or (command.document is cache.at.document and command.start < cache.at.start)
            ):
                continue
            made = made_environments.made(command, in_project=True)
            if made is not None and made.by in _LOOK_FIRST and "venv" not in command.texts[:1]:
                return made.by
    return ""
