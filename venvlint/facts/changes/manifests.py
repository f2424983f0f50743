"""The range, the classifiers and the settings of tools, without a Python or with one more."""

from __future__ import annotations

from venvlint.facts.changes import members, ranges
from venvlint.facts.changes.model import ADD, DROP
from venvlint.facts.changes.ranges import named, names, of_member, respelt
from venvlint.readers.python_versions import minor_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.facts.changes.known import Knowledge, Known
    from venvlint.facts.changes.model import Edits
    from venvlint.facts.pythons import Reference
    from venvlint.facts.pythons.classifiers import Classifiers, Major
    from venvlint.facts.pythons.targets import Target
    from venvlint.readers.nodes import Node

    Minor = tuple[int, int]


def change_references(knowledge: Knowledge, edits: Edits) -> None:
    """Floors are raised, caps are lifted; a range of one Python moves with it."""
    from venvlint.facts.pythons.references import beside, range_of_setup_cfg, unread_range
    from venvlint.facts.tracking.folder_names import is_lesson_of_documents

    for project, reference in knowledge.tree.python_references.items():
        if is_lesson_of_documents(f"{project}/"):
            continue
        if reference is not None and reference.is_string:
            _reference(knowledge, edits, project, reference)
            for other in beside(knowledge.tree, project):
                _reference(knowledge, edits, project, other)
    if knowledge.change.kind == DROP:
        _examples(knowledge, edits)
    for path in knowledge.tree.find("pyproject.toml"):
        # Poetry's own range beside the standard one.
        root = knowledge.tree.toml(path)
        node = root.get("tool", "poetry", "dependencies", "python")
        if node.string and root.get("project", "requires-python"):
            _node(knowledge, edits, node, path, "poetry")
    for path in knowledge.tree.find("setup.cfg"):
        # What only people read there.
        node, read = unread_range(knowledge.tree, path), range_of_setup_cfg(knowledge.tree, path)
        if node.string and not (read and read.start == node.start):
            _node(knowledge, edits, node, path, "pep440")


def _node(knowledge: Knowledge, edits: Edits, node: Node, path: str, syntax: str) -> None:
    """A range beside the one that is read."""
    text = node.string or ""
    new = changed_range(knowledge, knowledge.of(path).project, text, syntax)
    if new is not None and text in node.raw:
        edits.splice(node.document, node.start, node.end, node.raw.replace(text, new))


def _examples(knowledge: Knowledge, edits: Edits) -> None:
    """Examples that are projects and need the one beside which they lie: they begin where it
    begins.
    """
    from venvlint.facts.manifests.names import names as names_of
    from venvlint.facts.project.vocabulary import folded
    from venvlint.facts.tracking.folder_names import is_lesson_of_documents, is_test_data
    from venvlint.files.paths import folder_of, path_in

    tree, gone = knowledge.tree, knowledge.change.python
    own = {folded(name) for name in names_of(tree, ".")}
    left = knowledge.everything.left(gone)
    for path in tree.find("pyproject.toml", "setup.cfg"):
        folder = folder_of(path)
        if (
            left is None
            or folder in knowledge.projects
            or not is_test_data(path)
            or is_lesson_of_documents(path)
            or not any(part.lower().startswith("example") for part in folder.split("/"))
        ):
            continue
        if path.endswith(".toml"):
            node = tree.toml(path).get("project", "requires-python")
            listed = tree.toml(path).get("project", "dependencies")
            needed = [item.string or "" for item in listed.items]
        else:
            node = tree.ini(path).get("options", "python_requires")
            listed = tree.ini(path).get("options", "install_requires")
            needed = [text for text, _ in listed.lines()] if listed else []
        if not node or not node.string or node.string not in node.raw:
            continue
        if own.isdisjoint(map(_name_of, needed)):
            continue
        allowed = ranges.parse(node.string, "pep440")
        if allowed is None or allowed.floor != gone:
            continue
        new = ranges.without(node.string, "pep440", gone, older=False)
        if new is None:
            continue
        edits.splice(node.document, node.start, node.end, node.raw.replace(node.string, new))
        pin = tree.document(path_in(folder, ".python-version"))
        if pin is not None and pin.text.strip() == minor_text(gone):
            start = pin.text.index(minor_text(gone))
            edits.move(pin, start, start + len(minor_text(gone)), minor_text(left))


def _name_of(requirement: str) -> str:
    from re import match

    from venvlint.facts.project.vocabulary import folded

    found = match(r"\s*([\w.-]{1,80})", requirement)
    return folded(found[1]) if found is not None else ""


def _reference(knowledge: Knowledge, edits: Edits, project: str, reference: Reference) -> None:
    change = knowledge.change
    document = knowledge.tree.document(reference.at.path)
    if document is None:
        return
    start, end = document.span(reference.at)
    written = document.text[start:end]
    allowed = reference.versions or ranges.parse(written, reference.syntax)
    if allowed is None:
        return
    new = changed_range(knowledge, project, written, reference.syntax)
    needed = (
        change.kind == DROP
        and allowed.has_any(change.python)
        and (knowledge.projects[project].newer(change.python) or allowed.floor == change.python)
    ) or (change.kind == ADD and not allowed.has_any(change.python))
    if new is not None and new != written:
        edits.splice(document, start, end, new)
        after = ranges.parse(new, reference.syntax)
        floor = after.floor if after is not None and change.kind == DROP else None
        if floor is not None and floor < change.python:
            older = minor_text(floor)
            edits.aside(
                reference.at,
                f"Python {older} is older and stays supported; if it goes too, drop it as well",
                f"venvlint --drop-python {older}",
            )
    elif needed and new is None:
        edits.aside(
            reference.at,
            f"`{reference.key} = {reference.text}` has to be changed by hand",
        )


def changed_range(knowledge: Knowledge, project: str, text: str, syntax: str) -> str | None:
    """A range of one project after the change; None where it stays or cannot be written."""
    change, known = knowledge.change, knowledge.projects.get(project, knowledge.everything)
    if change.kind == DROP:
        allowed = ranges.parse(text, syntax)
        if allowed is None or not allowed.has_any(change.python):
            return None
        if allowed.floor == change.python or known.newer(change.python):
            return ranges.without(text, syntax, change.python, older=known.older(change.python))
        return ranges.capped(text, syntax, change.python)
    if change.kind == ADD:
        return ranges.with_one_more(text, syntax, change.python)
    return ranges.moved(text, syntax, change.python, change.target) if change.target else None


def change_classifiers(knowledge: Knowledge, edits: Edits) -> None:
    """Classifiers are a set in the order of the versions."""
    from venvlint.facts.pythons.classifiers import classifiers
    from venvlint.facts.tracking.folder_names import is_lesson_of_documents, is_test_data

    change = knowledge.change
    for one in classifiers(knowledge.tree):
        if is_test_data(one.path) or is_lesson_of_documents(one.path):
            continue
        known = knowledge.of(one.path)
        if change.kind == DROP or known.moves(change):
            gone = [minor for minor in one.minors if minor.series == change.python]
            if gone and len(one.minors) == 1:
                left = change.target or known.left(change.python)
                if left is not None:
                    _respell(one, gone[0].start, gone[0].end, edits, change.python, left)
                continue
            places = {(minor.start, minor.end) for minor in gone}
            places |= {(major.start, major.end) for major in _majors_gone(one, change.python)}
            spans = [(minor.start, minor.end) for minor in one.minors]
            spans = sorted(spans + [(major.start, major.end) for major in one.majors])
            indices = [index for index, span in enumerate(spans) if span in places]
            edits.splices(one.document, members.removals(one.document, spans, indices))
        elif change.kind == ADD and one.minors:
            _add_classifier(one, change.python, edits)


def _majors_gone(one: Classifiers, gone: Minor) -> list[Major]:
    """`Python :: 2` goes with the last of its minors, where another major has some."""
    left = {minor.series[0] for minor in one.minors if minor.series != gone}
    if not left or gone[0] in left or all(minor.series != gone for minor in one.minors):
        return []
    return [major for major in one.majors if major.major == gone[0]]


def _respell(one: Classifiers, start: int, end: int, edits: Edits, old: Minor, new: Minor) -> None:
    edits.splice(one.document, start, end, respelt(one.document.text[start:end], old, new))


def _add_classifier(one: Classifiers, new: Minor, edits: Edits) -> None:
    if any(minor.series == new for minor in one.minors):
        return
    series = [minor.series for minor in one.minors]
    words = [minor_text(one) for one in series]
    if words == sorted(words) and series != sorted(series):
        # As words: `3.10`, `3.11`, `3.9`.
        behind = [minor for minor in one.minors if minor_text(minor.series) < minor_text(new)]
        beside, before = (behind or one.minors)[-1 if behind else 0], not behind
    else:
        lower = [minor for minor in one.minors if minor.series < new]
        beside = (max if lower else min)(lower or one.minors, key=lambda minor: minor.series)
        # In a list that runs downwards the newer one stands before the older one.
        downwards = members.counts_downwards(series, beside.series)
        before = downwards if lower else not downwards
    text = one.document.text[beside.start : beside.end]
    spans = [(minor.start, minor.end) for minor in one.minors]
    edits.splices(
        one.document,
        members.insertion(
            one.document,
            spans,
            one.minors.index(beside),
            respelt(text, beside.series, new),
            before=before,
        ),
    )


def change_targets(knowledge: Knowledge, edits: Edits) -> None:
    """A target at the floor follows the floor; a list of targets is a set."""
    change = knowledge.change
    for target in knowledge.tree.python_targets:
        if not target.node or target.series is None:
            continue
        path = target.works_at
        known = knowledge.of(path)
        if target.node.items:
            _target_list(knowledge, edits, target)
        elif target.series == change.python and (change.kind == DROP or known.moves(change)):
            left = change.target or known.left(change.python)
            if left is not None:
                _retarget(edits, target, change.python, left)
        elif change.kind == ADD and _is_new_floor(known, target, change.python):
            _retarget(edits, target, target.series, change.python)
    if change.kind == ADD:
        _raise_highest(knowledge, edits)
    _change_tags(knowledge, edits)


def _is_new_floor(known: Known, target: Target, new: Minor) -> bool:
    """Whether a target is at the floor, and a Python below it is added."""
    versions = known.reference.versions if known.reference is not None else None
    return (
        versions is not None
        and target.series is not None
        and versions.floor == target.series
        and new < target.series
    )


def _change_tags(knowledge: Knowledge, edits: Edits) -> None:
    """`python-tag = py310.py311` of `bdist_wheel`: one for each Python that a wheel is for."""
    new = knowledge.change.python
    for path in knowledge.tree.find("setup.cfg"):
        root = knowledge.tree.ini(path)
        for key in ("python-tag", "python_tag"):
            node = root.get("bdist_wheel", key)
            tags = (node.string or "").split(".")
            series = [of_member(tag) for tag in tags]
            stated = [one for one in series if one is not None]
            if len(stated) < 2 or node.raw != node.string:
                continue
            beside = knowledge.of(path).beside(stated, new)
            if knowledge.change.kind == DROP and new in stated:
                del tags[series.index(new)]
            elif knowledge.change.kind == ADD and new not in stated and beside == stated[-1]:
                tags.insert(series.index(beside) + 1, respelt(tags[-1], beside, new))
            edits.splice(node.document, node.start, node.end, ".".join(tags))


def _raise_highest(knowledge: Knowledge, edits: Edits) -> None:
    """`max_supported_python` of pyproject-fmt: up to which Python it writes the classifiers."""
    new = knowledge.change.python
    for path in knowledge.tree.find("pyproject.toml"):
        node = knowledge.tree.toml(path).get("tool", "pyproject-fmt", "max_supported_python")
        newest = knowledge.of(path).before(new)
        if newest and node.string == minor_text(newest):
            raw = node.raw.replace(node.string, minor_text(new))
            edits.splice(node.document, node.start, node.end, raw)


def _retarget(edits: Edits, target: Target, old: Minor, new: Minor) -> None:
    assert target.node
    document = target.node.document
    start, end = document.span(target.at)
    written = document.text[start:end]
    changed = respelt(written, old, new)
    if changed == written and target.aligned:
        changed = written.replace(
            target.aligned.format(major=old[0], minor=old[1]),
            target.aligned.format(major=new[0], minor=new[1]),
        )
    if document.path.endswith(".toml") and target.node.string is None and changed.endswith("0"):
        changed = f'"{changed}"'
    edits.splice(document, start, end, changed)


def _target_list(knowledge: Knowledge, edits: Edits, target: Target) -> None:
    node, change = target.node, knowledge.change
    assert node
    spans = [(item.start, item.end) for item in node.items]
    texts = [item.raw for item in node.items]
    known = knowledge.of(target.works_at)
    if change.kind == DROP or known.moves(change):
        left = change.target or known.left(change.python)
        for index, text in enumerate(texts):
            if not names(text, change.python):
                continue
            # Of targets the newest may be the floor, and older ones are left from before.
            newest = max((one for other in texts for one in named(other)), default=None)
            is_only = len(texts) == 1 or (
                newest == change.python and not known.older(change.python)
            )
            if not is_only:
                edits.splice(node.document, *members.removal(node.document, spans, index))
            elif left is not None:
                edits.splice(node.document, *spans[index], respelt(text, change.python, left))
    elif change.kind == ADD and len(texts) == 1 and _is_new_floor(known, target, change.python):
        assert target.series is not None
        edits.splice(node.document, *spans[0], respelt(texts[0], target.series, change.python))
    elif change.kind == ADD:
        newest = known.before(change.python)
        if newest is None or any(names(text, newest) for text in texts):
            # Of targets one that stops before the newest says enough.
            add_to_row(edits, node.document, spans, texts, change.python, known)


def add_to_row(
    edits: Edits,
    document: Document,
    spans: list[tuple[int, int]],
    texts: list[str],
    new: Minor,
    known: Known,
) -> bool:
    """Put *new* behind the newest member of a plain list that goes up to the newest supported
    Python.
    """
    additions = members.additions(texts, new, known)
    for index, before, added in additions:
        edits.splices(document, members.insertion(document, spans, index, *added, before=before))
    return bool(additions)


__all__ = ["add_to_row", "change_classifiers", "change_references", "change_targets"]
