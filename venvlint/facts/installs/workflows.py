"""The environments that rules of Snakemake run in: `conda: "envs/star.yaml"`. Snakemake makes one
for each file, before it runs the rule.
"""

from __future__ import annotations

import re

from venvlint.facts.installs.model import UNCLEAR, GivenFile, Install, Purpose, Where
from venvlint.facts.project import vocabulary
from venvlint.files.paths import folder_of, joined
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.model import Location
    from venvlint.tree import Tree

_SUFFIXES = ("Snakefile", ".smk", ".snakefile", ".rules")
# `conda: os.path.join(envs, "star.yaml")` as well.
_RULE_ENVIRONMENT = lazy(
    r"^[ \t]+conda:\s{0,80}(?P<computed>[^\n\"']{0,200})"
    r"[\"'](?P<file>[^\n\"']{1,200}\.ya?ml)[\"']",
    re.MULTILINE,
)


class RuleEnvironment(Record):
    """The file that one rule names."""

    source: str
    """The file of the workflow."""
    written: str
    at: Location
    path: str
    """The file as it is seen from the workflow's; empty where a part of it is computed."""


def rule_environments(tree: Tree) -> tuple[RuleEnvironment, ...]:
    """Every such file of the tree's workflows."""
    return tree.once("environments of rules", lambda: tuple(_found(tree)))


def _found(tree: Tree) -> Iterator[RuleEnvironment]:
    for suffix in _SUFFIXES:
        for source in tree.files.holding(("conda:",), suffix):
            document = tree.document(source)
            if document is None:
                continue
            for match in _RULE_ENVIRONMENT.finditer(document.text):
                file = match["file"]
                known = not match["computed"] and "{" not in file and "://" not in file
                path = joined(folder_of(source), file)
                at = document.at(*match.span("file"))
                yield RuleEnvironment(source, file, at, path if known else "")


def collect(tree: Tree) -> Iterator[Install]:
    """What Snakemake installs from the files that are named without a doubt. A workflow among the
    documentation is shown there, and run where its data lie.
    """
    for one in rule_environments(tree):
        folders = one.source.lower().split("/")[:-1]
        is_shown = not (vocabulary.DOCS | vocabulary.EXAMPLES).isdisjoint(folders)
        above = folder_of(folder_of(one.path))
        is_brought = bool(above) and not tree.is_folder(above)  # such as another project's clone
        if one.path and not (is_shown or is_brought or one.path.startswith(("..", "/"))):
            there = tree.exists(one.path)
            yield Install(
                "conda",
                "env create",
                Where("task", one.source, "snakemake"),
                Purpose(UNCLEAR),
                one.at,
                files=(
                    GivenFile(
                        one.written,
                        one.at,
                        one.path if there else None,
                        "there" if there else "missing",
                        looked_at="" if there else one.path,
                    ),
                ),
            )
