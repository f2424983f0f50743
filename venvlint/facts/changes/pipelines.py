"""The Pythons of CI definitions: lists, rows of a matrix, parallel jobs, single settings.

The structure of the file decides, not the meaning of each system's keys: a list whose members
differ by nothing but their Python is a set, whoever reads it, and so are rows and jobs of which one
is another one's image. A setting under a key that speaks of Python and has one value is a pin.
"""

from __future__ import annotations

import re

from venvlint.facts.changes.ci_files import NAME_KEYS, Place
from venvlint.facts.changes.ci_jobs import WAITS_FOR
from venvlint.facts.changes.ci_members import CiMembers
from venvlint.facts.changes.ci_names import CiNames
from venvlint.facts.changes.ci_settings import SETTING, CiSettings
from venvlint.facts.changes.model import ADD, DROP, MOVE, speaks_of_python
from venvlint.facts.changes.ranges import mentions, named, names
from venvlint.facts.changes.siblings import bare, is_axis
from venvlint.readers.nodes import ABSENT
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits
    from venvlint.facts.ci.model import Step
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

    Minor = tuple[int, int]

_FILES = lazy(
    r"\.github/.*\.ya?ml|(?:.*/)?action\.ya?ml|\.gitlab[-/].*\.ya?ml|(?:.*/)?\.gitlab-ci[^/]*\.ya?ml|\.circleci/.*\.ya?ml"
    r"|(?:.*/)?\.?azure[^/]*\.ya?ml|\.azure[^/]*/.*\.ya?ml|\.ado/.*\.ya?ml|(?:.*/)?\.travis\.ya?ml"
    r"|(?:.*/)?\.?appveyor[^/]*\.ya?ml|\.cirrus\.ya?ml|bitbucket-pipelines\.ya?ml|\.buildkite/.*\.ya?ml"
    r"|\.?ci/.*\.ya?ml|\.semaphore/.*\.ya?ml|\.drone\.ya?ml|\.woodpecker.*\.ya?ml|\.builds/.*\.ya?ml"
    r"|\.?zuul\.ya?ml|\.?zuul\.d/.*\.ya?ml"
    r"|(?:.*/)?conda_build_config\.ya?ml|\.readthedocs\.ya?ml|\.pre-commit-config\.ya?ml|(?:.*/)?environment[^/]*\.ya?ml"
)
_BORROWED = lazy(r"(?:\.?zuul\.d/|\.?zuul\.ya?ml)")
"""The definitions of Zuul. Their jobs come from other repositories, which may have none for a new
Python.
"""
_INNER = frozenset(
    "default options placeholder value values enum version versions allowed description-less"
    " only".split()
)
_STEPS = frozenset(
    "steps script before_script after_script install before_install after_success jobs".split()
)
_MINOR = lazy(r"\d{1,2}")
_OWN = lazy(r"(?m)^[ \t]*([\w-]+):[^\n]*\bgithub\.repository\b")
"""A setting that names this repository."""


def change_pipelines(knowledge: Knowledge, edits: Edits) -> list[_Walk]:
    """Every CI definition of the tree. What depends on other edits is left for `finish`."""
    from venvlint.facts.tracking.folder_names import is_test_data

    tree = knowledge.tree
    walks: list[_Walk] = []
    foreign = _foreign(tree, knowledge.change.kind)
    paths = [
        path
        for path in tree.paths
        if path.endswith((".yml", ".yaml")) and _FILES.fullmatch(path) and not is_test_data(path)
    ]
    has_lists = knowledge.change.kind == ADD and any(_has_list(tree, path) for path in paths)
    for path in paths:
        document = tree.document(path)
        if document is None or (
            knowledge.change.kind != ADD
            and not mentions(document.text, knowledge.change.python)
            and "minor:" not in document.text
        ):
            continue
        if knowledge.change.kind == ADD and _BORROWED.match(path):
            continue
        known = knowledge.of(path)
        walk = _Walk(knowledge, edits, document, known, foreign, has_lists=has_lists)
        for root in tree.yaml_documents(path):
            walk.visit(root, Place())
        walks.append(walk)
    return walks


def _has_list(tree: Tree, path: str) -> bool:
    """Whether a list of a definition names more than one Python."""
    return any(
        len({one for item in node.items for one in named(item.string or "")}) > 1
        for root in tree.yaml_documents(path)
        for node in root.walk()
        if len(node.items) > 1
    )


def _foreign(tree: Tree, kind: str) -> set[int]:
    """The jobs that work on another repository: what they set up is not this project's. One that
    installs this project there cannot use a Python that is dropped, but tries a new one only where
    the other one supports it.
    """
    own: dict[str, frozenset[str]] = {}
    found = set()
    for job in tree.ci_jobs:
        if job.path not in own:
            document = tree.document(job.path)
            text = document.text if document is not None else ""
            own[job.path] = frozenset(match[1] for match in _OWN.finditer(text))
        if any(_is_elsewhere(step, own[job.path]) for step in job.steps) and (
            kind == ADD or not any(map(_brings_this_along, job.steps))
        ):
            found.add(id(job.node))
    return found


def _brings_this_along(step: Step) -> bool:
    """Whether a step installs this project, of the commit that the job runs for."""
    text = step.run.string or ""
    return "install" in text and re.search(r"@\$\{\{ ?github\.(?:ref|sha|head)", text) is not None


def _is_elsewhere(step: Step, own: frozenset[str]) -> bool:
    """Whether a step checks another repository out in the place of this one, or a branch of its own
    name. A ref that is only known at run time is this repository's, and so is the one that one of
    the settings in *own* names.
    """
    if step.uses != "actions/checkout" or "path" in step.inputs:
        return False
    repository, ref = step.inputs.get("repository"), step.inputs.get("ref", ABSENT)
    if repository and "github." not in (repository.string or ""):
        setting = SETTING.search(repository.string or "")
        return setting is None or setting[1] not in own
    name = ref.string or ""
    return bool(name) and "${{" not in name and name not in ("main", "master", "develop", "dev")


def _is_matrix_of_several(node: Node) -> bool:
    """Whether the axes of a matrix and the rows of its `include` name more than one Python."""
    axes = [child for key, child in node.mapping.items() if child.items and speaks_of_python(key)]
    if not axes:
        return False
    include = node.get("include")
    rows = [
        value
        for row in include.items
        for key, value in row.mapping.items()
        if speaks_of_python(key)
    ]
    members = [item for axis in axes for item in axis.items]
    return len({one for item in (*members, *rows) for one in named(bare(item))}) > 1


class _Walk(CiSettings, CiMembers, CiNames):
    """The way through one definition, from its root down, and what is left to do at the end."""

    def visit(self, node: Node, place: Place) -> bool:
        """Go through a node; whether some pin in it was moved."""
        if id(node) in self.seen or node.document is not self.document or id(node) in self.foreign:
            return False
        self.seen.add(id(node))
        if isinstance(node.value, dict):
            return self._mapping(node, place)
        if isinstance(node.value, list):
            return self._sequence(node, place)
        return self._scalar(node, place)

    def _mapping(self, node: Node, place: Place) -> bool:
        has_axes = any(
            len(child.items) > 1 and is_axis(key, child) for key, child in node.mapping.items()
        )
        if self.change.kind == MOVE and _is_matrix_of_several(node):
            return False
        if self.change.kind != ADD:
            self._pairs_gone(node)
        else:
            self._pairs_added(node)
            self._shifted(node)
            self._rows_of_all(node)
            self._left_out_too(node)
        if any("minor" in key.lower() for key in node.mapping):
            self._minors(node)
        lacked = self.lacks_it
        if matrix := node.get("strategy", "matrix"):
            self.lacks_it = self._is_without(matrix)
        moved = False
        asked = "python" in (node.text("label") or "").lower() or (
            "default" in node.mapping and speaks_of_python(node.text("name") or "")
        )
        for key, child in node.mapping.items():
            if self.edits.has(self.document, child.start, child.end):
                continue
            inner = Place(
                python=speaks_of_python(key) or ((place.python or asked) and key.lower() in _INNER),
                exclude=key == "exclude",
                skips="skip" in key.lower(),
                highest="max" in key.lower() or "latest" in key.lower(),
                axes=node if has_axes and key in ("include", "exclude") else ABSENT,
                steps=key in _STEPS,
                hooks=key == "hooks",
                waits=key in WAITS_FOR,
                stable="abi" in key.lower(),
            )
            if key == "if" and self.change.kind == DROP and child.string:
                if "pypy" in child.raw.lower() and names(child.raw, self.gone):
                    self.waiting.append((node, child))
                elif self._condition(node, child):
                    self.lacks_it = lacked
                    return moved
                continue
            if key == "condition" and self.change.kind == DROP and child.string:
                if names(child.string, self.gone) and self._azure_condition(node, child):
                    self.lacks_it = lacked
                    return moved
                continue
            if key in NAME_KEYS:
                self._title(child)
            has_moved = self.visit(child, inner)
            if has_moved and self.change.kind == MOVE:
                self._key_follows(child, key, node.mapping)
            moved = has_moved or moved
        self.lacks_it = lacked
        if moved and self.change.kind != ADD:
            self._follow(node)
        return moved

    def _minors(self, matrix: Node) -> None:
        """A matrix that has the minors alone: `python-minor: [10, 11]` beside `python-major: [3]`,
        or for `3.${{ matrix.python-minor }}`.
        """
        for key, child in matrix.mapping.items():
            minors = [item.written for item in child.items]
            if "minor" not in key.lower() or not all(map(_MINOR.fullmatch, minors)):
                continue
            major = key.replace("minor", "major")
            majors = [item.written for item in matrix.get(major).items]
            joined = f"3.${{{{matrix.{key}}}}}"
            if majors != ["3"] and joined not in self.document.text.replace(" ", ""):
                continue
            self.seen.add(id(child))
            series = [(3, int(text)) for text in minors]
            if self.change.kind == ADD:
                beside = self.known.below(series, self.gone)
                if beside is None or self.gone in series:
                    continue
                index = series.index(beside)
                raw = child.items[index].raw
                steps = [
                    raw.replace(minors[index], str(one[1]))
                    for one in self.known.steps(beside, self.gone)
                ]
                self._insert(child, index, *steps)
            elif self.change.kind == DROP and self.gone in series and len(series) > 1:
                self._delete(child, series.index(self.gone))
                wanted = {key: str(self.gone[1]), major: "3"}
                for name in ("include", "exclude"):
                    self._rows_with(matrix.get(name), wanted, key)

    def _rows_with(self, rows: Node, wanted: dict[str, str], key: str) -> None:
        """Take the rows out that are about what is gone."""
        gone = [
            number
            for number, row in enumerate(rows.items)
            if key in row.mapping
            and all(
                value.written == wanted.get(name, value.written)
                for name, value in row.mapping.items()
            )
        ]
        if gone and len(gone) == len(rows.items):
            self._delete_container(rows)
            return
        for number in gone:
            self._delete(rows, number)

    def _is_without(self, matrix: Node) -> bool:
        """Whether a matrix says which Pythons it has, and the one of the change is none of them."""
        text = bare(matrix)
        return "${{" not in text and len(named(text)) > 1 and self.gone not in named(text)

    def _follow(self, node: Node) -> None:
        """What a step or a job is called, and the environments that it runs, follow its Python."""
        if self.left is None:
            return
        for key in (*NAME_KEYS, "toxenv", "TOXENV", "tox_env"):
            child = node.get(key)
            if child.string and names(child.string, self.gone):
                self._respell(child)
        steps = node.get("steps")
        for step in steps.items:
            run = step.get("run")
            if run.string and names(run.string, self.gone):
                self._respell(run)

    def finish(self, root: Node) -> None:
        """What the walk could not know on its way: names that follow a pin, jobs that wait for one
        that went, conditions on a pre-release.
        """
        if self.change.kind != ADD and self.left is not None and root.document is self.document:
            self._cached(root)
        self.is_walked = True
        waiting, self.waiting = self.waiting, []
        for node, child in waiting:
            self._condition(node, child)
        choices, self.choices = self.choices, []
        for node in choices:
            self._choice(node)
        self._without_twins()
        self._lent_jobs_gone()
        if self.dead:
            self._bury(root)
        if self.change.kind == DROP and self.left is not None and "<<" in self.document.text:
            self._waits_for_gone(root)
        for node in root.walk():
            if node.document is not self.document:
                continue
            if self.twins and node.items:
                self._with_twins(node)
            if self.edits.renamed and node.items:
                self._without_renamed(node)
            new = self.edits.renamed.get(node.string or "")
            if new and not self.edits.has(self.document, node.start, node.end):
                raw = node.raw.replace(node.string or "", new)
                self.edits.splice(self.document, node.start, node.end, raw)
            elif self.edits.renamed and node.string:
                if "pixi" in node.string:
                    self._runs_renamed(node)
                self._lists_renamed(node)
            if self.finished and node.string and node.style not in ("|", ">"):
                raw = self._with_finished(node.raw)
                if raw != node.raw:
                    self.edits.splice(self.document, node.start, node.end, raw)
            if self.change.kind != ADD and node.mapping and self.left is not None:
                self._named_after_its_pin(node)
                self._named_for_nothing(node)
                if self.change.kind == DROP:
                    self._downloads(node)
                self._chosen_by(node)

    def _sequence(self, node: Node, place: Place) -> bool:
        items = node.items
        if self.change.kind == ADD:
            self._options_raised(items)
            self._sequence_added(node, place)
        moved = self.change.kind == DROP and self._sequence_gone(node, place)
        several = self._is_set(node, place)
        for item in items:
            if self.edits.has(self.document, item.start, item.end):
                continue
            if several and not item.mapping:
                if "CIBW_" in item.raw:
                    self._wheels(item, place)
                self._span(item)
                continue
            if several and self.change.kind != DROP and not place.steps:
                if self.change.kind == ADD and len(named(bare(item))) > 1:
                    self.visit(item, place)  # a row that has a list of its own
                continue
            moved = self.visit(item, place) or moved
        return moved

    def _is_set(self, node: Node, place: Place) -> bool:
        """Whether a sequence is a set of Pythons and no mere list."""
        found: set[Minor] = set()
        for item in node.items:
            if item.mapping and not place.steps:
                found |= named(bare(item)) if any(map(speaks_of_python, item.mapping)) else set()
            elif not item.mapping and not item.items:
                found |= named(item.string or "")
        return len(found) > 1
