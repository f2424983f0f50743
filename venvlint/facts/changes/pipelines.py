"""The Pythons of CI definitions: lists, rows of a matrix, parallel jobs, single settings.

The structure of the file decides, not the meaning of each system's keys: a list whose members
differ by nothing but their Python is a set, whoever reads it, and so are rows and jobs of which one
is another one's image. A setting under a key that speaks of Python and has one value is a pin.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property

from venvlint.facts.changes import members
from venvlint.facts.changes.model import ADD, DROP, MOVE, speaks_of_python
from venvlint.facts.changes.ranges import in_yaml, mentions, named, names, respelt
from venvlint.facts.changes.siblings import (
    Axes,
    Others,
    Siblings,
    bare,
    normal,
    plain_version,
    respell_loose,
    title_of,
    with_digits,
)
from venvlint.facts.changes.tox import is_lowest
from venvlint.readers.nodes import ABSENT
from venvlint.readers.python_versions import minor_text
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.facts.changes.known import Knowledge, Known
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
    r"|(?:.*/)?conda_build_config\.ya?ml|\.readthedocs\.ya?ml|\.pre-commit-config\.ya?ml|(?:.*/)?environment[^/]*\.ya?ml"
)
_INNER = frozenset(
    "default options placeholder value values enum version versions allowed description-less"
    " only".split()
)
_VALUE = lazy(
    r"={0,2}v?(?:(?i:c?python|pypy|py|cp)[-_@: ]?)?"
    r"[23](?:\.\d{1,2}(?:\.(?:\d{1,3}|[xX*]))?|\d{1,2})"
    r"(?:t|-dev|-?(?:alpha|beta|rc|a|b)[.\d]*|\.0-(?:alpha|beta|rc)[.\d]*(?: - \S+)?|[-+_]\S*)?"
)
_EARLY = lazy(r"3\.\d{1,2}(?:\.0)?[-.]?(?:dev|alpha|beta|rc|a\d|b\d)")
_UP_TO = lazy(r"(--max-(?:py-version|python|supported-python))(?:[= ][\"']?(3\.\d{1,2})[\"']?)?")
"""Of setup-cfg-fmt and pyproject-fmt: up to which Python the classifiers are written."""
_TRIAL = lazy(r"(?i)experimental|allow|continue|fail|prerelease|unstable")
_ENVIRONMENT = lazy(r"([ \t]*(?:- \w{2,20}: [\"']?)?)(py3[\w.-]{1,80})")
_FROM_TO = lazy(r"(?P<first>[23]\.\d{1,2})[ ]?(?:[-\u2013]>?|\.\.|to)[ ]?(?P<last>3\.\d{1,2})")
_SEVERAL = lazy(r"\"[^\"\n]*\"|'[^'\n]*'|[^\s,\[\]\"']+")
_IN_JSON = lazy(r'"[^"\n]*"')
_STEP_KEYS = ("uses", "run", "task", "script", "bash", "pwsh", "powershell", "checkout")
_NEWEST_PYPY = (3, 11)
"""The newest Python that PyPy implements (pypy.org/download.html, 2026-11)."""
_COMPARED = lazy(r"(?<=')[^'\n]{1,60}(?=')|(?<=\()[^()'\n]{1,60}(?=\))")
"""A value in an expression, in quotes or between parentheses."""
_SETTING = lazy(r"env\.([\w-]+)")
_NAME_KEYS = ("name", "displayName", "title", "label")


class _Place(Record):
    """Where in the file the walk is."""

    python: bool = False
    """Below a key that speaks of Python."""
    exclude: bool = False
    skips: bool = False
    """Below a key that says what is left out."""
    highest: bool = False
    """Below a key that says up to what."""
    axes: Node = ABSENT
    """The matrix around this `include` or `exclude`, where it has plain lists."""
    steps: bool = False
    hooks: bool = False


def change_pipelines(knowledge: Knowledge, edits: Edits) -> list[_Walk]:
    """Every CI definition of the tree. What depends on other edits is left for `finish`."""
    from venvlint.facts.tracking import is_test_data

    tree = knowledge.tree
    walks: list[_Walk] = []
    foreign = _foreign(tree, knowledge.change.kind)
    for path in tree.paths:
        if not path.endswith((".yml", ".yaml")) or not _FILES.fullmatch(path) or is_test_data(path):
            continue
        document = tree.document(path)
        if document is None or (
            knowledge.change.kind != ADD and not mentions(document.text, knowledge.change.python)
        ):
            continue
        known = knowledge.of(path)
        walk = _Walk(knowledge, edits, document, known, foreign)
        for root in tree.yaml_documents(path):
            walk.visit(root, _Place())
        walks.append(walk)
    return walks


def _foreign(tree: Tree, kind: str) -> set[int]:
    """The jobs that work on another repository: what they set up is not this project's. One that
    installs this project there cannot use a Python that is dropped, but tries a new one only where
    the other one supports it.
    """
    return {
        id(job.node)
        for job in tree.ci_jobs
        if any(map(_is_elsewhere, job.steps))
        and (kind == ADD or not any(map(_brings_this_along, job.steps)))
    }


def _brings_this_along(step: Step) -> bool:
    """Whether a step installs this project, of the commit that the job runs for."""
    text = step.run.string or ""
    return "install" in text and re.search(r"@\$\{\{ ?github\.(?:ref|sha|head)", text) is not None


def _is_elsewhere(step: Step) -> bool:
    """Whether a step checks another repository out in the place of this one, or a branch of its own
    name. A ref that is only known at run time is this repository's.
    """
    if step.uses != "actions/checkout" or "path" in step.inputs:
        return False
    repository, ref = step.inputs.get("repository"), step.inputs.get("ref", ABSENT)
    if repository and "github." not in (repository.string or ""):
        return True
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


_ANCHOR_BEFORE = lazy(r"&[\w.-]+[ \t]*(?:\r?\n[ \t]*)?$")
_ALIAS = lazy(r"(?:^|[\s\[{,:])[&*][\w.-]*\d")


class _Walk:
    def __init__(
        self,
        knowledge: Knowledge,
        edits: Edits,
        document: Document,
        known: Known,
        foreign: set[int],
    ) -> None:
        self.knowledge, self.edits, self.document = knowledge, edits, document
        self.known, self.foreign = known, foreign
        self.change = knowledge.change
        self.gone = knowledge.change.python
        self.left = known.left(self.gone) if self.change.kind == DROP else knowledge.change.target
        self.seen: set[int] = set()
        self.dead: set[str] = set()
        """The names of jobs that went."""
        self.finished: dict[str, str] = {}
        """Pre-releases that became the release, as they were written and as they are now."""
        self._axes: Axes | None = None
        self._counterparts: dict[str, bool] = {}

    # -- the walk

    def visit(self, node: Node, place: _Place) -> bool:
        """Go through a node; whether some pin in it was moved."""
        if id(node) in self.seen or node.document is not self.document or id(node) in self.foreign:
            return False
        self.seen.add(id(node))
        if isinstance(node.value, dict):
            return self._mapping(node, place)
        if isinstance(node.value, list):
            return self._sequence(node, place)
        return self._scalar(node, place)

    def _mapping(self, node: Node, place: _Place) -> bool:
        has_axes = any(
            speaks_of_python(key) and len(child.items) > 1 for key, child in node.mapping.items()
        )
        if self.change.kind == MOVE and _is_matrix_of_several(node):
            return False
        if self.change.kind != ADD:
            self._pairs_gone(node)
        else:
            self._pairs_added(node)
            self._shifted(node)
        moved = False
        asked = "python" in (node.text("label") or "").lower()
        for key, child in node.mapping.items():
            if self.edits.has(self.document, child.start, child.end):
                continue
            inner = _Place(
                python=speaks_of_python(key) or ((place.python or asked) and key.lower() in _INNER),
                exclude=key == "exclude",
                skips="skip" in key.lower(),
                highest="max" in key.lower() or "latest" in key.lower(),
                axes=node if has_axes and key in ("include", "exclude") else ABSENT,
                steps=key in ("steps", "script", "before_script", "install", "jobs"),
                hooks=key == "hooks",
            )
            if key == "if" and self.change.kind == DROP and child.string:
                if self._condition(node, child):
                    return moved
                continue
            if key in _NAME_KEYS:
                self._title(child)
            moved = self.visit(child, inner) or moved
        if moved and self.change.kind != ADD:
            self._follow(node)
        return moved

    def _follow(self, node: Node) -> None:
        """What a step or a job is called, and the environments that it runs, follow its Python."""
        if self.left is None:
            return
        for key in (*_NAME_KEYS, "toxenv", "TOXENV", "tox_env"):
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
        for node in root.walk():
            if node.document is not self.document:
                continue
            if self.dead and node.items:
                self._without_dead(node)
            new = self.edits.renamed.get(node.string or "")
            if new and not self.edits.has(self.document, node.start, node.end):
                raw = node.raw.replace(node.string or "", new)
                self.edits.splice(self.document, node.start, node.end, raw)
            if self.finished and node.string and node.style not in ("|", ">"):
                raw = _COMPARED.sub(lambda match: self.finished.get(match[0], match[0]), node.raw)
                self.edits.splice(self.document, node.start, node.end, raw)
            if self.change.kind != ADD and node.mapping and self.left is not None:
                self._named_after_its_pin(node)
                self._named_for_nothing(node)
                self._chosen_by(node)

    def _without_dead(self, node: Node) -> None:
        spans = [(item.start, item.end) for item in node.items]
        for index, item in enumerate(node.items):
            name = item.string or (next(iter(item.mapping)) if len(item.mapping) == 1 else "")
            if name in self.dead:
                self._delete(node, spans, index)

    def _named_after_its_pin(self, node: Node) -> None:
        """The name of a step or a job in which a pin was moved."""
        if not ("steps" in node.mapping or any(key in node.mapping for key in _STEP_KEYS)):
            return
        for key in _NAME_KEYS:
            child = node.get(key)
            if (
                child
                and child.string
                and names(child.string, self.gone)
                and len(named(child.string)) == 1
                and self.edits.has_moved(self.document, node.start, node.end)
            ):
                self._respell(child)

    def _chosen_by(self, matrix: Node) -> None:
        """A member of a matrix that chooses a row of its `include`, which is about another Python
        now and called otherwise: `ubuntu-py39-main`.
        """
        rows = matrix.get("include").items
        chosen = {
            (key, item.string): item
            for key in (matrix.mapping if rows else ())
            for item in matrix.get(key).items
            if item.string and names(item.string, self.gone)
        }
        for row in rows if chosen else ():
            for key, value in row.mapping.items():
                member = chosen.get((key, value.string or ""))
                if (
                    member is not None
                    and self.edits.has_moved(self.document, value.start, value.end)
                    and not self.edits.has(self.document, member.start, member.end)
                ):
                    self._respell(member)

    def _named_for_nothing(self, node: Node) -> None:
        """A step that says it sets the Python up that is gone, and takes it from elsewhere."""
        name = node.get("name")
        if (
            self.change.kind == DROP
            and name
            and "uses" in node.mapping
            and re.fullmatch(r"(?i)set[- ]?up (?:c?python )?[23]\.\d+", name.string or "")
            and names(name.string or "", self.gone)
            and self.edits.has_any(self.document)
        ):
            self._respell(name)

    # -- drop and move

    def _sequence(self, node: Node, place: _Place) -> bool:
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
                self._span(item)
                continue
            if several and self.change.kind != DROP and not place.steps:
                continue
            moved = self.visit(item, place) or moved
        return moved

    def _is_set(self, node: Node, place: _Place) -> bool:
        """Whether a sequence is a set of Pythons and no mere list."""
        found: set[Minor] = set()
        for item in node.items:
            if item.mapping and not place.steps:
                found |= named(bare(item)) if any(map(speaks_of_python, item.mapping)) else set()
            elif not item.mapping and not item.items:
                found |= named(item.string or "")
        return len(found) > 1

    def _is_digits(self, node: Node, place: _Place) -> bool:
        """Whether a list under a key that speaks of Python has bare digits: `[38, 39, 310]`."""
        return (
            place.python
            and len(node.items) > 1
            and all(re.fullmatch(r"[23]\d{1,2}", item.string or item.raw) for item in node.items)
        )

    def _sequence_gone(self, node: Node, place: _Place) -> bool:
        """Take the Python out of a sequence; whether its only member was moved."""
        items = node.items
        if self._is_digits(node, place):
            from venvlint.facts.changes.scripts import change_value

            change_value(self.edits, node, self.change, self.known)
            return False
        siblings = Siblings(items)
        spans = [(item.start, item.end) for item in items]
        gone = []
        for index, item in enumerate(items):
            if not names(bare(item), self.gone):
                continue
            if item.mapping or item.items:
                what = self._row(item, Others(siblings, index), place)
            else:
                what = self._member(item, Others(siblings, index), place)
            if what == "delete":
                gone.append(index)
            elif what == "respell" and self.left is not None:
                self._respell_all(item)
                self.seen.add(id(item))
        if gone and len(gone) == len(items):
            if place.exclude or place.axes:
                self._delete_container(node)
            elif self.left is not None:
                self._respell_all(items[gone[0]])
                for index in gone[1:]:
                    self._delete(node, spans, index)
            return False
        # Of several that go, those that lie side by side are one splice.
        for index in gone:
            self._delete(node, spans, index)
        return len(items) == 1 and place.python and id(items[0]) in self.seen

    def _member(self, item: Node, others: Others, place: _Place) -> str:
        """What becomes of a scalar member that names the Python: `delete`, `respell` or nothing."""
        text = others.text
        if place.steps and others.there:
            from venvlint.facts.changes.branches import stands_for_all
            from venvlint.facts.changes.texts import is_turn_of

            if self.change.kind == DROP and is_turn_of(item.string or "", self.gone):
                return "respell" if stands_for_all(item.string or "") else "delete"
        is_value = place.python and bool(_VALUE.fullmatch(item.string or ""))
        parallel = any(
            others.say(respelt(text, self.gone, series)) for series in others.pythons - {self.gone}
        )
        if is_lowest(text) and named(text) == {self.gone} and not self.known.older(self.gone):
            return "respell"
        if not (is_value or parallel) or self.left is None:
            return ""
        if not place.python and self._is_of_another(text, others):
            return ""
        if "pypy" in text.lower():
            alone = not others.pypys
            return "respell" if alone and self.left <= _NEWEST_PYPY else "delete"
        if others.say_plainly(respelt(text, self.gone, self.left)):
            return "delete"
        if min(others.cpythons, default=self.left) < self.gone:
            return "delete"
        return "respell"

    def _is_of_another(self, text: str, others: Others) -> bool:
        """Whether a text is the version of something else, such as `pymongo-3.9`: the same in front
        of it stands in front of versions that are no Python of this project.
        """
        lead = text.partition(minor_text(self.gone))[0].rstrip("-_=@ ")
        if not lead or "py" in lead.lower().replace("pymongo", ""):
            return False
        return others.begin_so_elsewhere(lead, frozenset(self.known.members | {self.gone}))

    def _row(self, item: Node, others: Others, place: _Place) -> str:
        if place.exclude:
            return "delete"
        if self.left is None:
            return ""
        found = {self.left}
        if self.known.older(self.gone):
            found |= others.pythons - {self.gone}
        if any(
            others.say_plainly(spelt(others.text, self.gone, one))
            for spelt in (respelt, with_digits)
            for one in found
        ):
            return "delete"
        if place.hooks:
            return "respell" if _is_aimed(item, self.gone) else ""
        if _is_call(item):
            # The job is defined elsewhere, and does the same with another Python.
            name = next(iter(item.mapping.values())).text("name") or ""
            return "respell" if named(name) == {self.gone} and others.there else ""
        if place.steps or any(key in item.mapping for key in _STEP_KEYS):
            return "delete" if self._has_its_turn(item, others) else ""
        only = next(iter(item.mapping.values())).string if len(item.mapping) == 1 else None
        if only is not None:
            from venvlint.facts.changes.tox import does_one_task, states

            if states(only) == self.gone and only.startswith("py"):
                return "respell" if does_one_task(only) else "delete"
        if "pypy" in others.text.lower() and any(
            others.say_plainly(respelt(others.text, self.gone, one))
            for one in others.pythons - {self.gone}
        ):
            return "delete"
        if len(named(bare(item))) != 1 or not any(
            speaks_of_python(key) or key in self._python_keys for key in item.mapping
        ):
            return ""
        if "pypy" in others.text.lower():
            return "respell" if self.left <= _NEWEST_PYPY else "delete"
        return "delete" if self._only_extends(item, place.axes) else "respell"

    def _has_its_turn(self, step: Node, others: Others) -> bool:
        """Whether a step does for the Python what others beside it do for theirs: its name, or its
        condition, is one of several that differ by nothing else.
        """
        from venvlint.facts.changes import wheels

        if self.change.kind != DROP:
            return False
        name = title_of(step)
        if named(name) != {self.gone}:
            return False
        if not any(
            others.are_called(respelt(name, self.gone, one)) for one in others.pythons - {self.gone}
        ):
            return False
        builds = [
            text for node in step.walk() if (text := node.string or "") and wheels.selects(text)
        ]
        condition = step.text("if") or ""
        sessions = [text for text in (step.text("run") or "",) if "nox " in text or "tox " in text]
        return any(named(text) == {self.gone} for text in (*builds, *sessions, condition))

    def _only_extends(self, row: Node, axes: Node) -> bool:
        """Whether a row of `include` only says something more of a combination that goes, and makes
        no job of its own.
        """
        if not axes:
            return False
        around = self._axes_of(axes)
        own = {key: normal(value) for key, value in row.mapping.items() if key in around.plain}
        if not any(self.gone in around.pythons.get(key, ()) for key in own):
            return False
        if self.left is not None and any(
            key in around.pythons and self.left not in around.pythons[key] for key in own
        ):
            return False  # the floor takes its place, and what is said of it
        if all(text in around.plain[key] for key, text in own.items()):
            return not around.excludes(own)
        # A row in the place of an excluded combination, such as an older machine for an old Python.
        return around.excludes_for_gone(row)

    def _axes_of(self, node: Node) -> Axes:
        if self._axes is None or self._axes.node is not node:
            self._axes = Axes(node, self.gone)
        return self._axes

    def _condition(self, node: Node, child: Node) -> bool:
        """Take a Python out of the condition of a step or a job; whether the whole step went."""
        from venvlint.facts.changes import conditions

        raw, start = child.raw, child.start
        if child.style in ("|", ">"):
            first = raw.find("\n") + 1
            raw, start = raw[first:], start + first
        elif child.style in ("'", '"'):
            raw, start = raw[1:-1], start + 1
            if "''" in raw or "\\" in raw:
                return False
        new = conditions.without(raw, self.gone, self._python_keys)
        if isinstance(new, str):
            self.edits.splice(self.document, start, start + len(raw), new)
        elif new is True:
            self._delete_entry(child.key_start, child.end)
        elif new is False and self.left is not None:
            # A step for the one Python has a counterpart for all others; without one, the Python
            # only stood for all of them, as where a report is sent once.
            if self._has_counterpart(raw) and any(key in node.mapping for key in _STEP_KEYS):
                return self._delete_entry(node.start, node.end)
            text = respelt(raw, self.gone, self.left)
            self.edits.move(self.document, start, start + len(raw), text)
            self._follow_condition(node, child)
        return False

    @cached_property
    def _python_keys(self) -> frozenset[str]:
        """The keys of matrices that have nothing but Pythons of this project, whatever they are
        called.
        """
        found: dict[str, list[str]] = defaultdict(list)
        for root in self.knowledge.tree.yaml_documents(self.document.path):
            for node in root.walk():
                matrix = node.get("matrix") if node.mapping else ABSENT
                for key, child in matrix.mapping.items():
                    for item in child.items:
                        if key != "include":
                            found[key].append(normal(item))
                            continue
                        for inner, value in item.mapping.items():
                            found[inner].append(normal(value))
        stated = {minor_text(one) for one in self.known.members | {self.gone}}
        return frozenset(
            key
            for key, texts in found.items()
            if len(stated.intersection(texts)) > 1
            and not any(one.isdigit() for text in {*texts} - stated for one in text)
        )

    def _follow_condition(self, node: Node, condition: Node) -> None:
        """What a step for one Python calls itself and what it makes follow its condition."""
        for inner in node.walk():
            text = inner.string or ""
            if (
                inner is not condition
                and inner.style not in ("|", ">")
                and "\n" not in inner.raw
                and names(text, self.gone)
                and len(named(text)) == 1
            ):
                self._respell(inner)

    def _has_counterpart(self, condition: str) -> bool:
        bare = condition.replace("${{", "").replace("}}", "").strip()
        if bare not in self._counterparts:
            self._counterparts[bare] = any(
                other != bare and other in self.document.text
                for other in (bare.replace("==", "!="), f"!{bare}", f"!({bare})")
            )
        return self._counterparts[bare]

    def _pairs_gone(self, node: Node) -> None:
        """Jobs and rows by name, such as `py38:` beside `py39:` that say the same."""
        if self.change.kind != DROP or self.left is None:
            return
        texts = {key: normal(child) for key, child in node.mapping.items()}
        stated = {one for key in texts for one in _series_of_key(key)} - {self.gone}
        digits = f"{self.gone[0]}{self.gone[1]}"
        for key, child in node.mapping.items():
            if child.key_start < 0:
                continue
            if self.gone not in _series_of_key(key):
                if (
                    digits in key
                    and self._says_the_same(key, texts, digits)
                    and self._delete_entry(child.key_start, child.end)
                ):
                    self.dead.add(key)
                continue
            for series in stated:
                twin = _respell_key(key, self.gone, series)
                if twin != key and twin in texts:
                    if self._delete_entry(child.key_start, child.end):
                        self.dead.add(key)
                    break
            else:
                self._key_follows(child, key, texts)

    def _key_follows(self, child: Node, key: str, texts: dict[str, str]) -> None:
        """A row of a matrix that is called after its Python and goes on with another one."""
        own = [value for name, value in child.mapping.items() if speaks_of_python(name)]
        if self.left is None or self.known.older(self.gone) or not own:
            return
        new = _respell_key(key, self.gone, self.left)
        if new != key and new not in texts and any(named(bare(one)) == {self.gone} for one in own):
            start = child.key_start
            if self.document.text.startswith(key, start):
                self.edits.splice(self.document, start, start + len(key), new)

    def _says_the_same(self, key: str, texts: dict[str, str], digits: str) -> bool:
        """Whether `test310` says of its Python what `test311` says of another one."""
        return any(
            (twin := key.replace(digits, f"{one[0]}{one[1]}")) in texts
            and plain_version(respell_loose(texts[key], self.gone, one))
            == plain_version(texts[twin])
            and names(texts[key], self.gone)
            for one in self.known.members - {self.gone}
        )

    def _scalar(self, node: Node, place: _Place) -> bool:
        text = node.string
        if not text or self._wheels(node, place) or self._environments(node):
            return False
        if self._highest(node, place) or (not place.steps and self._packages(node)):
            return False
        if "TOXENV=" in text and text in node.raw and self.change.kind == DROP:
            from venvlint.facts.changes.texts import change_environments

            start = node.start + node.raw.index(text)
            change_environments(self.knowledge, self.edits, self.document, self.known, text, start)
        if self._span(node) or self._oldest_environment(node):
            return False
        if not (place.python or self._is_row(text) or self._is_asked_for(node)):
            return False
        if "${{" in text and "fromJSON" not in text and "fromJson" not in text:
            return False
        if self.change.kind == ADD:
            self._several_added(node)
            return False
        if _VALUE.fullmatch(text) and names(text, self.gone):
            if self.left is None or "pypy" in text.lower():
                return False
            return self._respell(node)
        found = [one for one in self._tokens(node) if _VALUE.fullmatch(one[2])]
        if len(found) > 1:
            if self.change.kind == DROP:
                spans = [(start, end) for start, end, _ in found]
                for index, (_, _, token) in enumerate(found):
                    if names(token, self.gone):
                        self.edits.splice(
                            self.document, *members.removal(self.document, spans, index)
                        )
            return False
        if self.change.kind == DROP and re.search(r"[<>=~^]|\d\s+-\s+\d", text):
            from venvlint.facts.changes import ranges

            new = ranges.without(text, "semver", self.gone, older=self.known.older(self.gone))
            if new is not None and text in node.raw:
                start = node.start + node.raw.index(text)
                self.edits.splice(self.document, start, start + len(text), new)
        return False

    def _highest(self, node: Node, place: _Place) -> bool:
        """The newest Python that something is to go up to: `max-python: "3.12"`."""
        if not place.highest or self.change.kind != ADD or not place.python:
            return False
        if named(node.string or "") == {self._newest} and _VALUE.fullmatch(node.string or ""):
            raw = in_yaml(respelt(node.raw, self._newest, self.gone), [])
            self.edits.splice(self.document, node.start, node.end, raw)
        return True

    def _options_raised(self, items: list[Node]) -> None:
        """`--max-py-version=3.12` among arguments, its value in the same one or the next."""
        option = False
        for item in items:
            text = item.string or ""
            match = _UP_TO.fullmatch(text)
            if (option or (match is not None and match[2])) and named(text) == {self._newest}:
                raw = in_yaml(respelt(item.raw, self._newest, self.gone), [])
                self.edits.splice(self.document, item.start, item.end, raw)
            option = match is not None and not match[2]

    @property
    def _newest(self) -> Minor:
        """The newest Python before the one that is added."""
        return max((one for one in self.known.members if one < self.gone), default=self.gone)

    def _packages(self, node: Node) -> bool:
        """`python=3.9` among the packages that a step has conda install; whether a text has it."""
        text = node.string or ""
        if self.change.kind == ADD or self.left is None or "python" not in text:
            return False
        pattern = re.compile(
            rf"(?<![\w.-])python {{0,2}}={{1,2}}{self.gone[0]}\.{self.gone[1]}"
            r"(?:\.\d+|\.\*)?(?![\w.])"
        )
        for line, base in node.lines():
            for match in pattern.finditer(line):
                new = respelt(match[0], self.gone, self.left)
                self.edits.move(self.document, base + match.start(), base + match.end(), new)
        return bool(pattern.search(text))

    def _is_asked_for(self, node: Node) -> bool:
        """Whether a setting under any name is what the Python of a matrix is compared with:
        `contains(env.USING_COVERAGE, matrix.python-version)`.
        """
        text = node.string or ""
        if self.change.kind == ADD or not re.fullmatch(r"3\.\d{1,2}", text):
            return False
        if not names(text, self.gone) or node.key_start < 0:
            return False
        return self.document.text[node.key_start : node.key_end].strip("\"' ") in self._compared

    @cached_property
    def _compared(self) -> frozenset[str]:
        """The settings that stand on a line with the Python of a matrix."""
        return frozenset(
            name
            for line in self.document.text.split("\n")
            if "matrix.py" in line
            for name in _SETTING.findall(line)
        )

    def _oldest_environment(self, node: Node) -> bool:
        """`-e py310-lowest`: the environment that goes with the oldest Python. Whether a text is
        that.
        """
        text = node.string or ""
        match = re.fullmatch(r"(?:-e ?)?py3\d{1,2}-[\w-]{1,60}", text)
        if match is None or not is_lowest(text) or not names(text, self.gone):
            return False
        if self.change.kind != DROP or self.left is None or self.known.older(self.gone):
            return False
        self._respell(node)
        return True

    def _title(self, node: Node) -> None:
        """A row of Pythons in what a workflow or a job is called."""
        text = node.string or ""
        if len(named(text)) < 2 or text not in node.raw:
            return
        from venvlint.facts.changes.texts import change_row

        start = node.start + node.raw.index(text)
        spans = list(_FROM_TO.finditer(text)) if "python" in text.lower() else []
        if len(spans) == 1 and len(named(text)) == 2:
            self._ends(spans[0], start)
            return
        change_row(self.knowledge, self.edits, self.document, self.known, text, start)

    def _span(self, node: Node) -> bool:
        """`"3.6-3.10"`, from the oldest to the newest. Whether a text is that."""
        text = node.string or ""
        match = _FROM_TO.fullmatch(text)
        if match is None or text not in node.raw:
            return False
        first, last = (next(iter(named(match[part])), (0, 0)) for part in ("first", "last"))
        stated = self.known.members | {self.gone}
        if first not in stated or last not in stated or first >= last:
            return False
        self._ends(match, node.start + node.raw.index(text))
        return True

    def _ends(self, match: re.Match[str], start: int) -> None:
        """Change one end of a span, in a text that begins at *start*."""
        first, last = (next(iter(named(match[part])), (0, 0)) for part in ("first", "last"))
        if self.change.kind == DROP and first == self.gone and self.left is not None:
            part, new = "first", self.left
        elif self.change.kind == DROP and last == self.gone:
            part, new = "last", (last[0], last[1] - 1)
        elif self.change.kind == ADD and last < self.gone and self._is_next(first, last):
            part, new = "last", self.gone
        else:
            return
        place = start + match.start(part)
        self.edits.splice(self.document, place, place + len(match[part]), minor_text(new))

    def _is_next(self, first: Minor, last: Minor) -> bool:
        span = [(last[0], minor) for minor in range(first[1], last[1] + 1)]
        return first[0] == last[0] and self.known.beside(span, self.gone) is not None

    def _is_row(self, text: str) -> bool:
        """Whether a text under any key is a row of this project's Pythons: `3.9,3.10,3.11`."""
        words = text.replace(",", " ").split()
        return (
            len(words) > 2
            and all(re.fullmatch(r"3\.\d{1,2}", word) for word in words)
            and {one for word in words for one in named(word)} <= self.known.members | {self.gone}
        )

    def _wheels(self, node: Node, place: _Place) -> bool:
        """Change what cibuildwheel is to build; whether a text is that."""
        from venvlint.facts.changes import wheels

        if not wheels.selects(node.string or ""):
            return False
        if wheels.change(self.edits, node, self.change, self.known, skips=place.skips):
            self._delete_container(node)
        return True

    def _environments(self, node: Node) -> bool:
        """The environments of tox that a reusable workflow is given as a text of YAML: `- linux:
        py310`. Whether a text is that.
        """
        if node.style not in ("|", ">"):
            return False
        lines = [(text, base, _ENVIRONMENT.match(text)) for text, base in node.lines()]
        found = [(base, match, text) for text, base, match in lines if match is not None]
        if not found:
            return False
        from venvlint.facts.changes.tox import states

        texts = {text.strip() for text, _ in node.lines()}
        for number, (base, match, text) in enumerate(found):
            series = states(match[2])
            if series is None:
                continue
            following = found[number + 1][0] if number + 1 < len(found) else node.end
            if self.change.kind == DROP and series == self.gone and self.left is not None:
                twin = respelt(text.strip(), series, self.left)
                start, end = self._lines_between(base, following)
                if twin in texts:
                    self.edits.splice(self.document, start, end, "")
                else:
                    place = base + match.start(2)
                    new = respelt(match[2], series, self.left)
                    self.edits.move(self.document, place, place + len(match[2]), new)
            elif self.change.kind == ADD and series < self.gone:
                stated = {
                    one
                    for one in self.known.members | {series}
                    if respelt(text.strip(), series, one) in texts
                }
                if len(stated) < 2 or self.gone in stated:
                    continue
                if self.known.beside(stated, self.gone) == series:
                    start, end = self._lines_between(base, following)
                    copied = respelt(self.document.text[start:end], series, self.gone)
                    if copied.endswith("\n"):
                        self.edits.splice(self.document, end, end, copied)
        return True

    def _lines_between(self, first: int, stop: int) -> tuple[int, int]:
        """The whole lines from that of *first* to before that of *stop*, blank ones at the end left
        out.
        """
        starts, text = self.document.line_starts, self.document.text
        start = starts[self.document.position(first)[0] - 1]
        line = self.document.position(stop)[0]
        end = starts[line - 1] if stop < len(text) else stop
        last = self.document.position(start + len(text[start:end].rstrip()))[0]
        return start, starts[last] if last < len(starts) else len(text)

    def _tokens(self, node: Node) -> list[tuple[int, int, str]]:
        """The words of a text with several values, each with its place, quotes included."""
        if node.style in ("|", ">"):
            return [one for line, base in node.lines() for one in _values(line, base)]
        raw = node.raw
        inset = 1 if raw[:1] in "'\"" else 0
        return list(_values(raw[inset : len(raw) - inset], node.start + inset))

    # -- add

    def _sequence_added(self, node: Node, place: _Place) -> None:
        items, new = node.items, self.gone
        if not items or place.exclude or place.hooks:
            return
        if self._is_digits(node, place):
            from venvlint.facts.changes.scripts import change_value

            change_value(self.edits, node, self.change, self.known)
            return
        siblings = Siblings(items)
        series: list[Minor | None] = []
        for item, text, found in zip(items, siblings.texts, siblings.named, strict=True):
            usable = len(found) == 1 and "pypy" not in text.lower() and not _is_free(text)
            if not item.mapping and not item.items:
                usable = usable and (place.python or not place.steps)
            series.append(next(iter(found)) if usable else None)
        stated = [one for one in series if one is not None]
        if new in stated:
            spans = [(other.start, other.end) for other in items]
            for index, (item, one) in enumerate(zip(items, series, strict=True)):
                if one == new and item.mapping:
                    if not self._is_tried_alone(item, place.axes):
                        self.visit(item, _Place())
                    elif len(items) == 1:
                        self._delete_container(node)
                    else:
                        self._delete(node, spans, index)
                elif one == new and (place.python or (item.items and len(set(stated)) > 2)):
                    for inner in item.items or (item,):
                        self._finalise(inner)
            return
        beside = self.known.beside(stated, new)
        if beside is None or (len(set(stated)) < 2 and not (self.known.is_single and place.python)):
            return
        index = max(number for number, one in enumerate(series) if one == beside)
        twins = _Rows(siblings.texts, series)
        if not items[index].mapping and not items[index].items:
            self._member_added(node, place, twins, beside)
        elif _is_call(items[index]) or not (
            place.steps or place.axes or any(key in items[index].mapping for key in _STEP_KEYS)
        ):
            newest = [number for number, one in enumerate(series) if one == beside]
            copied = [number for number in newest if twins.has(number)]
            copied = copied or self._that_extend_twins(items, series, newest)
            for number in copied:
                self._copy(items[number], beside)
            if not copied and not self._that_run_less(items, series, beside, newest):
                self._handed_on(items, series, beside, newest)

    def _is_tried_alone(self, row: Node, axes: Node) -> bool:
        """Whether a row of `include` only tries the pre-release of a Python that now becomes a
        member of the matrix.
        """
        if not axes or not _EARLY.search(bare(row)):
            return False
        if any(not (speaks_of_python(key) or _TRIAL.search(key)) for key in row.mapping):
            return False
        return any(
            self.known.beside(stated, self.gone) in stated
            for stated in self._axes_of(axes).pythons.values()
        )

    def _member_added(self, node: Node, place: _Place, twins: _Rows, beside: Minor) -> None:
        items = node.items
        spans = [(other.start, other.end) for other in items]
        index, before = members.neighbour(twins.series, beside, self.gone)
        downwards = before != (beside > self.gone)
        item = items[index]
        is_value = place.python and bool(_VALUE.fullmatch(item.string or ""))
        raws = [other.raw for other in items]
        if is_value:
            steps = [
                in_yaml(respelt(item.raw, beside, one), raws)
                for one in self.known.steps(beside, self.gone)
            ]
            self.edits.splices(
                self.document, members.insertion(self.document, spans, index, *steps, before=before)
            )
            return
        raw = in_yaml(respelt(item.raw, beside, self.gone), raws)
        if not is_value:
            newest = [
                number
                for number, one in enumerate(twins.series)
                if one == beside and twins.has(number)
            ]
            if not newest:
                return
            # Several that differ in something else, such as `py312-a` and `py312-b`, stay together
            # where they stand together.
            together = not downwards and newest[-1] - newest[0] < len(newest)
            for number in [] if together else newest[:-1]:
                self._insert(spans, number, respelt(raws[number], beside, self.gone), downwards)
            index = newest[-1]
            own = members.own_lines(self.document, (items[index].start, items[index].end))
            lead = ", " if own is None else "\n" + self.document.text[own[0] : items[index].start]
            raw = lead.join(
                respelt(raws[number], beside, self.gone)
                for number in (newest if together else newest[-1:])
            )
        self._insert(spans, index, raw, before)

    def _insert(self, spans: list[tuple[int, int]], index: int, raw: str, before: bool) -> None:
        self.edits.splices(
            self.document, members.insertion(self.document, spans, index, raw, before=before)
        )

    def _shifted(self, node: Node) -> None:
        """A matrix whose plain list stops below the newest Python, which is tried in rows of its
        own: the rows try the new one, and the list takes over the one that was the newest.
        """
        include = node.get("include")
        rows = include.items
        newest = max((one for one in self.known.members if one < self.gone), default=None)
        lists = [
            child
            for key, child in node.mapping.items()
            if speaks_of_python(key) and child.items and not any(map(_has_members, child.items))
        ]
        if not rows or newest is None or len(lists) != 1:
            return
        if self._stops_below(lists[0], rows):
            self.seen.add(id(lists[0]))
            return
        stated = [one for item in lists[0].items for one in named(item.string or "")]
        mine = [row for row in rows if named(bare(row)) == {newest} and row.mapping]
        if not mine or newest in stated or self.gone in stated or not stated:
            return
        if any(self.gone in named(bare(row)) for row in rows):
            return
        before = (newest[0], newest[1] - 1)
        if before not in stated or len(set(stated)) < 2:
            return
        for row in mine:
            self._respell_row(row, newest)
        if len(lists[0].items) > 1:
            spans = [(item.start, item.end) for item in lists[0].items]
            index = next(
                number
                for number, item in enumerate(lists[0].items)
                if named(item.string or "") == {before}
            )
            raw = lists[0].items[index].raw
            new = in_yaml(respelt(raw, before, newest), [item.raw for item in lists[0].items])
            self.edits.splices(self.document, members.insertion(self.document, spans, index, new))

    def _stops_below(self, axis: Node, rows: list[Node]) -> bool:
        """Whether the rows of their own are for the new Python already, and the list stops below
        it.
        """
        stated = {one for item in axis.items for one in named(item.string or "")}
        below = (self.gone[0], self.gone[1] - 1)
        return (
            self.gone not in stated
            and below in stated
            and any(
                named(bare(row)) == {self.gone} and not _EARLY.search(bare(row)) for row in rows
            )
        )

    def _that_extend_twins(
        self, items: list[Node], series: list[Minor | None], newest: list[int]
    ) -> list[int]:
        """Those of the newest rows that say what one for another Python says, and something more
        that is not about Python, such as the machine that its Python wants.
        """
        shorter: dict[tuple[Minor, frozenset[str]], set[frozenset[tuple[str, str]]]] = {}
        for one, item in zip(series, items, strict=True):
            if one is not None and item.mapping:
                row = frozenset((key, normal(value)) for key, value in item.mapping.items())
                shorter.setdefault((one, frozenset(item.mapping)), set()).add(row)
        found = []
        for number in newest:
            own = items[number].mapping
            one = series[number]
            if one is not None and any(
                theirs != one
                and keys < own.keys()
                and frozenset(
                    (key, plain_version(respell_loose(normal(own[key]), one, theirs)))
                    for key in keys
                )
                in rows
                for (theirs, keys), rows in shorter.items()
            ):
                found.append(number)
        return found

    def _that_run_less(
        self, items: list[Node], series: list[Minor | None], beside: Minor, newest: list[int]
    ) -> bool:
        """Whether the row of the newest runs what those of older ones run, and more, such as
        `py312,docs`: the new one gets a row like theirs.
        """
        if len(newest) != 1 or not items[newest[0]].mapping:
            return False
        row = {key: normal(value) for key, value in items[newest[0]].mapping.items()}
        for number, one in enumerate(series):
            if one is None or one == beside or items[number].mapping.keys() != row.keys():
                continue
            own = {
                key: respelt(normal(value), one, beside)
                for key, value in items[number].mapping.items()
            }
            if all(
                row[key] == text or row[key].startswith(f"{text},") for key, text in own.items()
            ):
                lines = members.entry_lines(self.document, items[number].start, items[number].end)
                after = members.entry_lines(
                    self.document, items[newest[0]].start, items[newest[0]].end
                )
                if lines is None or after is None or self._is_shared(items[number]):
                    return False
                text = self.document.text[lines[0] : lines[1]]
                copied = _quoted_numbers(respelt(text, one, self.gone))
                if copied.endswith("\n") and self.document.text[after[1] - 1 : after[1]] == "\n":
                    self.edits.splice(self.document, after[1], after[1], copied)
                    return True
        return False

    def _handed_on(
        self, items: list[Node], series: list[Minor | None], beside: Minor, newest: list[int]
    ) -> None:
        """The newest Python runs in rows with names of their own (`Linux`, `Windows`), each older
        one in a row that is named for it: the new one takes the rows, and what was the newest gets
        a row like those of the older ones.
        """
        called: dict[tuple[str, frozenset[tuple[str, str]]], int] = {}
        for index in newest:
            said = {key: normal(value) for key, value in items[index].mapping.items()}
            for key in _NAME_KEYS:
                if key in said and not named(said[key]):
                    called.setdefault((key, frozenset(said.items() - {(key, said[key])})), index)
        for number, one in enumerate(series):
            row = items[number]
            if one is None or one == beside or not row.mapping or not called:
                continue
            said = {key: normal(value) for key, value in row.mapping.items()}
            wanted = {key: respell_loose(text, one, beside) for key, text in said.items()}
            for key in _NAME_KEYS:
                if key not in said or named(said[key]) != {one}:
                    continue
                found = called.get((key, frozenset(wanted.items() - {(key, wanted[key])})))
                if found is not None:
                    for taken in newest:
                        self._respell_row(items[taken], beside)
                    self._copy(row, one, beside, before=number > found)
                    return

    def _respell_row(self, row: Node, old: Minor) -> None:
        for inner in row.walk():
            if inner.string and names(inner.string, old):
                raw = in_yaml(respelt(inner.raw, old, self.gone), [])
                self.edits.splice(self.document, inner.start, inner.end, raw)

    def _copy(
        self, item: Node, newest: Minor, new: Minor | None = None, *, before: bool = False
    ) -> None:
        """Put a row of a matrix behind (or *before*) its twin, for the new Python."""
        new = new or self.gone
        if self._is_shared(item):
            self.edits.aside(
                self.document.at(item.start, item.end),
                f"a row like this one for Python {minor_text(new)}: it is shared by an anchor",
            )
            return
        spelt = with_digits if item.items else respelt
        lines = members.entry_lines(self.document, item.start, item.end)
        raw = self.document.text[item.start : item.end]
        if lines is None and not self.document.text.startswith(("{", "["), item.start):
            self.edits.aside(
                self.document.at(item.start, item.end),
                f"a row like this one for Python {minor_text(new)}: it shares its lines",
            )
            return
        if lines is None:
            own = members.own_lines(self.document, (item.start, item.end))
            gap = ", "
            if own is not None:
                gap = ",\n" + self.document.text[own[0] : item.start]
            self.edits.splice(self.document, item.end, item.end, gap + spelt(raw, newest, new))
            return
        text = self.document.text[lines[0] : lines[1]]
        copied = _quoted_numbers(spelt(text, newest, new))
        if before:
            self.edits.splice(self.document, lines[0], lines[0], copied)
            return
        if not copied.endswith("\n"):
            copied = "\n" + copied
        self.edits.splice(self.document, lines[1], lines[1], copied)

    def _is_shared(self, item: Node) -> bool:
        """Whether a row has an anchor, by which others take it over, or is made of one that names a
        Python: a copy would need an anchor of its own.
        """
        text = self.document.text
        before = text[max(item.start - 100, 0) : item.start]
        return (
            _ANCHOR_BEFORE.search(before) is not None
            or _ALIAS.search(text, item.start, item.end) is not None
        )

    def _pairs_added(self, node: Node) -> None:
        texts = {key: normal(child) for key, child in node.mapping.items()}
        series = {key: next(iter(found)) for key in texts if len(found := _series_of_key(key)) == 1}
        new = self.gone
        stated = set(series.values())
        if len(stated) < 2 or new in stated:
            return
        newest = self.known.beside(series.values(), new)
        if newest is None:
            return
        for key, one in series.items():
            if one != newest:
                continue
            child = node.mapping[key]
            has_twin = any(
                series.get(other := _respell_key(key, one, theirs)) == theirs
                and plain_version(respell_loose(texts[key], one, theirs))
                == plain_version(texts[other])
                for theirs in stated
                if theirs != one
            )
            if not has_twin or child.key_start < 0:
                continue
            lines = members.entry_lines(self.document, child.key_start, child.end)
            if lines is None:
                continue
            text = self.document.text[lines[0] : lines[1]]
            copied = _quoted_numbers(respell_loose(text, one, new))
            if not copied.endswith("\n"):
                copied = "\n" + copied
            self.edits.splice(self.document, lines[1], lines[1], copied)

    def _several_added(self, node: Node) -> None:
        from venvlint.facts.changes.manifests import add_to_row

        found = [one for one in self._tokens(node) if _VALUE.fullmatch(one[2])]
        if len(found) > 1:
            text = self.document.text
            add_to_row(
                self.edits,
                self.document,
                [(start, end) for start, end, _ in found],
                [text[start:end] for start, end, _ in found],
                self.gone,
                self.known,
            )
        elif _VALUE.fullmatch(node.string or "") and names(node.string or "", self.gone):
            self._finalise(node)

    def _finalise(self, node: Node) -> None:
        """A pre-release of a Python that is out by now becomes the Python."""
        text = node.string or ""
        if re.search(r"dev|alpha|beta|rc|\d-?[ab](?:\d| |$)", text):
            raw = in_yaml(respelt(node.raw, self.gone, self.gone), [])
            self.finished[text] = respelt(text, self.gone, self.gone)
            self.edits.splice(self.document, node.start, node.end, raw)

    # -- edits

    def _respell(self, node: Node) -> bool:
        assert self.left is not None
        raw = respell_loose(node.raw, self.gone, self.left)
        if node.style == "plain":
            raw = in_yaml(raw, [])
        if node.style in ("|", ">") or "\n" in raw or len(raw) > 40:
            return self.edits.splice(self.document, node.start, node.end, raw)
        return self.edits.move(self.document, node.start, node.end, raw)

    def _respell_all(self, node: Node) -> None:
        skipped = node.get("additional_dependencies")
        for inner in node.walk():
            if skipped and skipped.start <= inner.start < skipped.end:
                continue
            if inner.string and names(f"{_key_of(node, inner)}{inner.string}", self.gone):
                self._respell(inner)

    def _delete(self, node: Node, spans: list[tuple[int, int]], index: int) -> None:
        item = node.items[index]
        if item.mapping or item.items:
            lines = members.entry_lines(self.document, item.start, item.end)
            if lines is not None:
                self.edits.splice(self.document, *lines, "")
                return
        self.edits.splice(self.document, *members.removal(self.document, spans, index))

    def _delete_container(self, node: Node) -> None:
        start = node.key_start if node.key_start >= 0 else node.start
        self._delete_entry(start, node.end)

    def _delete_entry(self, start: int, end: int) -> bool:
        lines = members.entry_lines(self.document, start, end)
        return lines is not None and self.edits.splice(self.document, *lines, "")


class _Rows:
    """Which members of a sequence say of their Python, *series*, what another one says of
    another.
    """

    def __init__(self, texts: list[str], series: list[Minor | None]) -> None:
        self.series = series
        self._texts = texts
        self._of: dict[Minor, set[str]] = {}
        for text, one in zip(texts, series, strict=True):
            if one is not None:
                self._of.setdefault(one, set()).add(plain_version(text))

    def has(self, index: int) -> bool:
        """Whether the member with that number has one."""
        text, one = self._texts[index], self.series[index]
        return one is not None and any(
            plain_version(spelt(text, one, other)) in theirs
            for other, theirs in self._of.items()
            if other != one
            for spelt in (respelt, with_digits)
        )


# -- texts


def _values(text: str, base: int) -> Iterator[tuple[int, int, str]]:
    """The values in a text. A list of JSON in single quotes has values of its own."""
    for match in _SEVERAL.finditer(text):
        if match[0].startswith("'[") and '"' in match[0]:
            for inner in _IN_JSON.finditer(match[0]):
                start, end = (base + match.start() + place for place in inner.span())
                yield start, end, inner[0].strip('"')
        else:
            yield base + match.start(), base + match.end(), match[0].strip("\"'")


def _has_members(node: Node) -> bool:
    return bool(node.mapping or node.items)


_AIMS = ("--python-version", "--target-version", "-plus", "--py-version", "-t")


def _is_call(item: Node) -> bool:
    """Whether an entry runs a job that is defined elsewhere, as CircleCI's do: `a: {name: …}`."""
    value = next(iter(item.mapping.values())) if len(item.mapping) == 1 else ABSENT
    return bool(value.mapping) and "name" in value.mapping


def _is_aimed(hook: Node, series: Minor) -> bool:
    """Whether a hook of pre-commit is told to aim at a Python."""
    arguments = hook.get("args")
    texts = [item.string or "" for item in arguments.items]
    texts.append(hook.text("entry") or "")
    joined = " ".join(texts)
    return any(aim in joined for aim in _AIMS) and names(joined, series)


def _is_free(text: str) -> bool:
    return bool(re.search(r"(?<![\d.])3\.\d+t(?![a-z])|(?:py|cp)3\d+t(?![a-z])", text))


def _key_of(row: Node, value: Node) -> str:
    """What tells that bare digits are a Python: the key that they stand under."""
    for mapping in (row.mapping, *(inner.mapping for inner in row.mapping.values())):
        key = next((key for key, child in mapping.items() if child is value), "")
        if key:
            return f"{key}: " if speaks_of_python(key) else ""
    return ""


def _quoted_numbers(text: str) -> str:
    """YAML text in which no bare `3.10` is left that would be read as a number."""
    return re.sub(
        r"(?m)(:[ \t]+|-[ \t]+)([23]\.\d*0)(?=[ \t]*(?:#.*)?\r?$|[ \t]*,|[ \t]*\})", r'\1"\2"', text
    )


def _series_of_key(key: str) -> set[Minor]:
    found = named(key)
    for match in re.finditer(r"(?<![\d.])([23])_?(\d{1,2})(?![\d.])", key):
        series = (int(match[1]), int(match[2]))
        if re.search(rf"(?i)py(?:thon)?[-_ ]?{match[0]}", key):
            found.add(series)
    return {one for one in found if (2, 6) <= one <= (2, 7) or one[0] == 3}


def _respell_key(key: str, old: Minor, new: Minor) -> str:
    key = respelt(key, old, new)
    return re.sub(
        rf"(?i)(py(?:thon)?[-_ ]?){old[0]}(_?){old[1]}(?!\d)",
        lambda match: f"{match[1]}{new[0]}{match[2]}{new[1]}",
        key,
    )
