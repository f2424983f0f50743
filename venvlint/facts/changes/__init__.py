"""What has to be edited so that a tree supports a Python no more, supports one more, or runs on
another.

Every module here knows the places of one kind and what that kind wants; all of them put splices
into one collection (`model.Edits`), so that nothing is edited twice.
"""

from __future__ import annotations

from venvlint.facts.changes.model import ADD, DROP, MOVE, Aside, Change, Edits, Impossible, Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.changes.known import Knowledge
    from venvlint.model import Edit
    from venvlint.tree import Tree

__all__ = [
    "ADD",
    "DROP",
    "MOVE",
    "Aside",
    "Change",
    "Impossible",
    "Plan",
    "makes_sense",
    "of_ranges",
    "plan",
]


def plan(tree: Tree, change: Change) -> Plan:
    """The edits of a change. Raises `Impossible` where the change makes no sense for the tree."""
    from venvlint.facts.changes import (
        crates,
        existing,
        manifests,
        markers,
        pins,
        pipelines,
        pixi,
        promises,
        prose,
        scripts,
        system_packages,
        templates,
        text_jenkins,
        texts,
        tox,
        tox_toml,
        wheels,
    )
    from venvlint.facts.changes.known import Knowledge

    knowledge, edits = Knowledge(tree, change), Edits()
    has_templates = change.kind != MOVE and templates.change_templates(tree, change, edits)
    try:
        if not makes_sense(knowledge):
            return Plan()
    except Impossible:
        if not has_templates:
            raise
        return Plan(edits.all(), tuple(edits.asides.values()))
    manifests.change_references(knowledge, edits)
    manifests.change_classifiers(knowledge, edits)
    manifests.change_targets(knowledge, edits)
    walks = pipelines.change_pipelines(knowledge, edits)
    tox.change_tox(knowledge, edits)
    tox_toml.change_tox_toml(knowledge, edits)
    scripts.change_nox(knowledge, edits)
    scripts.change_hatch(knowledge, edits)
    wheels.change_cibuildwheel(knowledge, edits)
    pixi.change_pixi(knowledge, edits)
    crates.change_crates(knowledge, edits)
    pins.change_pins(knowledge, edits)
    markers.change_markers(knowledge, edits)
    texts.change_texts(knowledge, edits)
    text_jenkins.change_jenkins(knowledge, edits)
    prose.change_prose(knowledge, edits)
    promises.change_promises(knowledge, edits)
    for walk in walks:
        for root in tree.yaml_documents(walk.document.path):
            walk.finish(root)
    existing.withdraw(knowledge, edits)
    system_packages.name_packages(knowledge, edits)
    pins.name_locks(tree, edits)
    pins.name_compiled(knowledge, edits)
    pins.name_environments(knowledge, edits)
    if change.kind == ADD and not edits.all() and not knowledge.says_anything:
        raise Impossible("nothing here states a Python")
    return Plan(edits.all(), tuple(edits.asides.values()), tuple(edits.moved.values()))


def of_ranges(tree: Tree, change: Change) -> tuple[Edit, ...]:
    """Those edits of `plan` that the ranges of manifests want, and nothing else of it: what they
    replace, the whole plan replaces too. Raises what `plan` raises.
    """
    from venvlint.facts.changes import manifests
    from venvlint.facts.changes.known import Knowledge

    knowledge, edits = Knowledge(tree, change), Edits()
    if makes_sense(knowledge):
        manifests.change_references(knowledge, edits)
    return edits.all()


def makes_sense(knowledge: Knowledge) -> bool:
    """Whether there may be anything to do. Raises `Impossible` for a Python that nobody knows, or
    that would leave none.
    """
    from venvlint.facts.pythons.releases import released, releases
    from venvlint.readers.python_versions import minor_text

    change, today = knowledge.change, knowledge.tree.today
    newest = max(series for series in releases() if released(series, today))
    wanted = change.python if change.kind == ADD else change.target
    if wanted is not None and not released(wanted, today):
        raise Impossible(
            f"Python {minor_text(wanted)} is not released; the newest that venvlint knows is"
            f" {minor_text(newest)}"
        )
    if change.kind == ADD:
        return True
    if not knowledge.is_known:
        floors = [
            known.reference.versions.floor
            for known in knowledge.all()
            if known.reference is not None and known.reference.versions
        ]
        stated = [one for known in knowledge.all() for one in (*known.members, *known.pinned)]
        bounds = [one for one in (*floors, *stated) if one is not None]
        if not bounds or change.python > max(bounds) or change.python not in releases():
            raise Impossible(f"nothing here states Python {minor_text(change.python)}")
        return change.kind == DROP  # what an earlier change left behind
    if change.kind == MOVE and change.target is not None:
        refusing = knowledge.excluding(change.target)
        if refusing is not None and refusing.reference is not None:
            reference = refusing.reference
            raise Impossible(
                f"`{reference.key} = {reference.text}` in `{reference.at.path}` excludes Python"
                f" {minor_text(change.target)}"
            )
    if change.kind == DROP:
        for known in knowledge.all():
            if known.has(change.python) and known.left(change.python) is None:
                if known.reference is None and not known.members:
                    continue  # only pins, which the other projects' Pythons move
                if known.reference is None and knowledge.everything.left(change.python):
                    continue  # a folder with one Python, which goes where the others go
                raise Impossible(
                    f"without Python {minor_text(change.python)} none would be left"
                    + ("" if known.project == "." else f" for `{known.project}`")
                )
    return True
