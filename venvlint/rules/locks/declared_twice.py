"""The same dependency in `requirements.txt` and in the project's manifest, with different ranges.

## Why
Two lists of what the project needs drift apart: somebody raises `requests` in one of them and
forgets the other. Now
`pip install -r requirements.txt` and `pip install .` install different things, and tests pass with
one list only.

## Bad
    # pyproject.toml (or install_requires in setup.py, setup.cfg)
    dependencies = ["requests>=2.28,<3"]
    # requirements.txt
    requests>=2.20

## Good
Only one list is written by hand. The other one is a lock that a tool makes of it
(`requests==2.32.3`), or it says `-e .`.

## How to fix
Give both the same range, or delete the line in `requirements.txt` and install the project itself
there with `-e .`.

## When to ignore it
Where the two lists serve different readers on purpose. An exact version inside the range is a lock
and is never reported; two
ranges that cannot both hold are VL206.
"""

from __future__ import annotations

from venvlint.facts.project import PACKAGE_FILES, PARTS, vocabulary
from venvlint.files.paths import folder_of, name_of
from venvlint.model import Finding, Related, Severity, rule
from venvlint.readers import markers, versions
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.manifests import Declaration, DependencyList
    from venvlint.tree import Tree


_MOST_TOLD = 3
"""Ranges of the same two files that are told one by one; more of them are one mistake."""


@rule("VL603", Severity.WARNING, needs=("is_populated",))
def declared_twice(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.dependencies.requirements import conda_alone_reads

    by_files: dict[tuple[str, str], list[Pair]] = {}
    for pair in twice(tree):
        by_files.setdefault((pair.here.path, pair.there.path), []).append(pair)
    for (path, _), pairs in by_files.items():
        ways = "."
        if not conda_alone_reads(tree, path):  # which knows no `-e .`
            ways = (
                f", or delete {'this line' if len(pairs) <= _MOST_TOLD else 'these lines'} and"
                f" install the project itself with `-e .` in `{name_of(path)}`."
            )
        if len(pairs) > _MOST_TOLD:
            yield _two_lists(pairs, ways)
            continue
        for pair in pairs:
            here, there = pair.here, pair.there
            yield Finding(
                here.at,
                f"`{here.name}` is `{here.specifier}` here and `{there.specifier}` in"
                f" `{there.path}`",
                f"Give both the same range{ways}",
                related=(Related(there.at, f"`{there.name}` is declared here with another range"),),
            )


def _two_lists(pairs: list[Pair], ways: str) -> Finding:
    """One violation for two lists of which only one has been kept up."""
    first = pairs[0]
    named = ", ".join(f"`{pair.here.name}`" for pair in pairs[:_MOST_TOLD])
    return Finding(
        first.here.at,
        f"{len(pairs)} requirements have another range here than in `{first.there.path}`: {named}"
        f" and {len(pairs) - _MOST_TOLD} more",
        f"Give both lists the same ranges{ways}",
        related=tuple(
            Related(
                pair.here.at, f"`{pair.here.specifier}` here, but `{pair.there.specifier}` there"
            )
            for pair in pairs
        ),
    )


# -- What a requirements file and the manifest of its project both declare, with ranges that
# differ and yet can both hold.

# Lists for other purposes, whose ranges are meant to differ.
_ELSEWHERE = (
    vocabulary.VARIANTS
    | vocabulary.DOCS
    | vocabulary.LOCKED
    | frozenset("rtd binder constraint constraints optional extra extras".split())
)
_NUMBER = lazy(r"\d+(?:[._-]\d+)*")


class Pair(Record):
    """Two declarations of one dependency: in the requirements file, and in the manifest."""

    here: Declaration
    there: Declaration


def twice(tree: Tree) -> Iterator[Pair]:
    """Every pair, in the order of the requirements files."""
    from venvlint.facts.manifests import MAIN_KINDS
    from venvlint.facts.project import project_of

    manifests: dict[str, dict[str, list[Declaration]]] = {}
    for each in tree.declarations.lists:
        if each.kind in MAIN_KINDS and each.group in ("", "main"):
            by_name = manifests.setdefault(folder_of(each.path) or ".", {})
            for one in tree.declarations.of(each):
                by_name.setdefault(one.key, []).append(one)
    if not manifests:
        return
    of_versions = _of_versions(tree)
    for each in tree.declarations.lists:
        if (
            each.kind != "requirements"
            or each.path in tree.dynamic_requirements
            or each.path in of_versions
            or vocabulary.says(each.path, _ELSEWHERE)
        ):
            continue
        project = project_of(tree, each.path)
        declared = manifests.get(project)
        if (
            not declared
            or _is_of_a_part(each.path, project)
            or not any(one.key in declared for one in tree.declarations.of(each))
            or not _is_written_by_hand(tree, each)
            or _only_narrows(tree, each.path)
        ):
            continue
        mine = {(one.key, *_said(one)) for one in tree.declarations.of(each)}
        for one in tree.declarations.of(each):
            others = declared.get(one.key, ())
            if any(_said(other) == _said(one) for other in others):
                continue  # the others are for other cases
            for other in others:
                if (one.key, *_said(other)) not in mine and _differ(one, other):
                    yield Pair(one, other)
                    break


def _said(one: Declaration) -> tuple[frozenset[str], str]:
    """The limits of a declaration and the case that it is for, however they are spelled."""
    limits = frozenset(_pep440(one).replace(" ", "").split(","))
    return limits, one.marker.replace('"', "'").replace(" ", "")


def _is_of_a_part(path: str, project: str) -> bool:
    """Whether a list lies inside the code of the project, as in `web/docker`, and not in a folder
    for lists, images or the like of the whole: what a single part of it needs beside all the rest.
    """
    inner = folder_of(path).removeprefix(project).strip("/")
    return bool(inner) and inner.lower().partition("/")[0] not in PARTS


def _of_versions(tree: Tree) -> set[str]:
    """The lists of which there are several that only a number tells apart (`django_1_11.txt`,
    `django_2_0.txt`): each is for an environment with another version of something.
    """
    named: dict[str, set[str]] = {}
    for path in tree.requirements.files:
        key = f"{folder_of(path)}/{_NUMBER.sub('0', name_of(path))}"
        named.setdefault(key, set()).add(path)
    return {path for paths in named.values() if len(paths) > 1 for path in paths}


def _is_written_by_hand(tree: Tree, each: DependencyList) -> bool:
    file = tree.requirements.files.get(each.path)
    if file is not None and (file.form or file.generator or file.frozen):
        return False
    return tree.declarations.role(each).name in ("production", "unclear")


def _only_narrows(tree: Tree, path: str) -> bool:
    """Whether nobody installs a list: it is given as constraints, or to a compile tool together
    with the manifest, whose ranges it is there to narrow.
    """
    if tree.installs.of(path):
        return False
    return bool(tree.installs.constrained_by(path)) or any(
        file.meant is not None and file.meant.endswith(PACKAGE_FILES)
        for install in tree.installs.compiled(path)
        for file in install.files
    )


def _pep440(one: Declaration) -> str:
    if one.dialect == "poetry":
        return versions.from_poetry(one.specifier) or ""
    return one.specifier if one.dialect == "pep440" else ""


def _differ(here: Declaration, there: Declaration) -> bool:
    left, right = versions.parse(_pep440(here)), versions.parse(_pep440(there))
    # A list that names no range says nothing about it.
    if not left or not right or here.url or there.url or versions.pinned(_pep440(here)):
        return False
    tried = list(versions.candidates((*left, *right)))
    mine = {version for version in tried if versions.contains(left, version)}
    theirs = {version for version in tried if versions.contains(right, version)}
    if mine == theirs or not mine & theirs:
        return False  # the same, or a conflict, which is VL206's
    if mine <= theirs and _narrow(left):
        return False  # `~=2.31.0` is as good as a pin
    try:
        return not (here.marker and there.marker and markers.disjoint(here.marker, there.marker))
    except markers.Invalid:
        return False


def _narrow(clauses: tuple[versions.Specifier, ...]) -> bool:
    """Whether it leaves only the last number open: `~=2.31.0`, `==2.31.*`."""
    return any(
        clause.version is not None
        and (
            (clause.operator == "~=" and len(clause.version.release) >= 3)
            or (clause.operator == "==" and len(clause.version.release) >= 2)
        )
        for clause in clauses
    )
