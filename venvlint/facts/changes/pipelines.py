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
from venvlint.facts.changes.ci_additions import Additions, quoted_numbers
from venvlint.facts.changes.ci_files import (
    NAME_KEYS,
    VALUE,
    Place,
    has_commands,
    is_call,
    respell_key,
    series_of_key,
)
from venvlint.facts.changes.model import ADD, DROP, MOVE, speaks_of_python
from venvlint.facts.changes.ranges import in_yaml, mentions, named, names, respelt
from venvlint.facts.changes.siblings import (
    Others,
    Siblings,
    Twins,
    bare,
    is_axis,
    normal,
    plain_version,
    respell_loose,
    title_of,
    with_digits,
)
from venvlint.facts.changes.tox import is_lowest
from venvlint.files.paths import name_of
from venvlint.readers.nodes import ABSENT
from venvlint.readers.python_versions import minor_text
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.changes.known import Knowledge
    from venvlint.facts.changes.model import Edits
    from venvlint.facts.ci.model import Step
    from venvlint.facts.pythons import Statement
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
_WAITS_FOR = frozenset("needs requires dependsOn depends_on dependencies".split())
_ENVIRONMENT = lazy(r"([ \t]*(?:- \w{2,20}: [\"']?)?)(py3[\w.-]{1,80})")
_BUILD = lazy(r"[ \t]*- [\"']?(cp3\d{1,2}[-*_.\w]{0,60})[\"']?[ \t]*(?:#.*)?$")
_OLDEST = lazy(r"(?i)(?<![a-z])(?:min(?![a-z])|minim(?:al|um)|low(?![a-z])|lowest|oldest)")
"""What says that the oldest of everything is tried: `dependencies: min`."""
_RUNS_IN = lazy(r"(?:-e|--environment)[ =]([\w-]{1,80})(?![\w-])")
_NAMES = lazy(r"\[ ?\"[\w.-]{1,80}\"(?:, ?\"[\w.-]{1,80}\"){0,40} ?\]")
_NAME = lazy(r"\"[^\"]+\"")
_REPORT = lazy(r"[A-Za-z][\w.-]{0,80}3\.\d{1,2}[\w-]{0,40}")
_PYPY = lazy(r"pypy-?3\.\d{1,2}")
_ENVIRONMENTS = lazy(r"\[\"py3\d{1,2}\"(?:, ?\"(?:py3\d{1,2}|pypy\d{0,4})\"){0,20}\]")
_ONLY = lazy(r"\[ ?\\?[\"']?[23]\.\d{1,2}\\?[\"']? ?\]")
_EXPRESSION = lazy(r"\$\{\{(?:[^}'\n]|'[^'\n]*'){1,400}\}\}")
_CHOICE = lazy(r"&& ?'[^']*' ?\|\|")
_CHOSEN = lazy(r"\$\{\{ ?'(?P<text>[\w./ -]*)' ?(?P<or>\|\|.*)?\}\}")
_MINOR = lazy(r"\d{1,2}")
_ROW_IN_TEXT = lazy(r"[\"']?(?P<key>[A-Za-z][\w.-]{0,60})[\"']?\s{0,60}:\s{0,200}\{[^{}]{0,400}\}")
_ENTRY = lazy(r"[ \t]*- \w{2,20}:[ \t]+\S")
_ENTRY_PYTHON = lazy(r"[ \t]*python-version:[ \t]+(?P<v>[\"']?3\.\d{1,2}[\"']?)[ \t]*(?:#.*)?$")
_FROM_TO = lazy(r"(?P<first>[23]\.\d{1,2})[ ]?(?:[-\u2013]>?|\.\.|to)[ ]?(?P<last>3\.\d{1,2})")
_NEWEST_PYPY = (3, 11)
"""The newest Python that PyPy implements (pypy.org/download.html, 2026-11)."""
_COMPARED = lazy(r"(?<=')[^'\n]{1,60}(?=')|(?<=\()[^()'\n]{1,60}(?=\))")
"""A value in an expression, in quotes or between parentheses."""
_SETTING = lazy(r"env\.([\w-]+)")
_QUOTED = lazy(r"(?<=\|\| ')[^'\n]{8,200}(?=')")
_CACHED = frozenset("key keys restore-keys cache-key cache-suffix".split())
_OWN = lazy(r"(?m)^[ \t]*([\w-]+):[^\n]*\bgithub\.repository\b")
"""A setting that names this repository."""
_DEFAULT = lazy(
    r"\$\{\{ {0,2}(?P<what>[\w.-]{1,100}) {0,2}\|\| {0,2}"
    r"'(?P<v>3\.\d{1,2}(?:\.\d{1,3})?)' {0,2}\}\}"
)


def change_pipelines(knowledge: Knowledge, edits: Edits) -> list[_Walk]:
    """Every CI definition of the tree. What depends on other edits is left for `finish`."""
    from venvlint.facts.tracking import is_test_data

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
        setting = _SETTING.search(repository.string or "")
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


class _Walk(Additions):
    # -- the walk

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
                steps=key in ("steps", "script", "before_script", "install", "jobs"),
                hooks=key == "hooks",
                waits=key in _WAITS_FOR,
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
            moved = self.visit(child, inner) or moved
        self.lacks_it = lacked
        if moved and self.change.kind != ADD:
            self._follow(node)
        return moved

    def _minors(self, matrix: Node) -> None:
        """A matrix that has the minors alone: `python-minor: [10, 11]` beside `python-major: [3]`,
        or for `3.${{ matrix.python-minor }}`.
        """
        for key, child in matrix.mapping.items():
            minors = [item.string or item.raw for item in child.items]
            if "minor" not in key.lower() or not all(map(_MINOR.fullmatch, minors)):
                continue
            major = key.replace("minor", "major")
            majors = [item.string or item.raw for item in matrix.get(major).items]
            joined = f"3.${{{{matrix.{key}}}}}"
            if majors != ["3"] and joined not in self.document.text.replace(" ", ""):
                continue
            self.seen.add(id(child))
            spans = [(item.start, item.end) for item in child.items]
            series = [(3, int(text)) for text in minors]
            if self.change.kind == ADD:
                beside = self.known.beside(series, self.gone)
                if beside is None or beside > self.gone or self.gone in series:
                    continue
                index = series.index(beside)
                raw = child.items[index].raw
                steps = [
                    raw.replace(minors[index], str(one[1]))
                    for one in self.known.steps(beside, self.gone)
                ]
                inserted = members.insertion(self.document, spans, index, *steps)
                self.edits.splices(self.document, inserted)
            elif self.change.kind == DROP and self.gone in series and len(series) > 1:
                self._delete(child, spans, series.index(self.gone))
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
                (value.string or value.raw) == wanted.get(name, value.string or value.raw)
                for name, value in row.mapping.items()
            )
        ]
        if gone and len(gone) == len(rows.items):
            self._delete_container(rows)
            return
        spans = [(row.start, row.end) for row in rows.items]
        for number in gone:
            self._delete(rows, spans, number)

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
        for node in root.walk():
            if node.document is not self.document:
                continue
            if self.dead and node.items:
                self._without_dead(node)
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
                self._chosen_by(node)

    def _runs_renamed(self, node: Node) -> None:
        """`pixi run -e py39-test`, of an environment in whose place there is another one."""
        for match in _RUNS_IN.finditer(node.raw):
            new = self.edits.renamed.get(match[1])
            start, end = (node.start + place for place in match.span(1))
            if new and not self.edits.has(self.document, start, end):
                self.edits.splice(self.document, start, end, new)

    def _without_renamed(self, node: Node) -> None:
        """A list that has both an environment and the one in whose place it goes."""
        texts = [item.string or "" for item in node.items]
        spans = [(item.start, item.end) for item in node.items]
        for index, text in enumerate(texts):
            if self.edits.renamed.get(text) in texts and not self.edits.has(
                self.document, *spans[index]
            ):
                self._delete(node, spans, index)

    def _lists_renamed(self, node: Node) -> None:
        """A list of environments in JSON, in a script: `"environment": ["test-39", "test-310"]`."""
        for match in _NAMES.finditer(node.raw):
            base = node.start + match.start()
            found = [
                (one[0], base + one.start(), base + one.end()) for one in _NAME.finditer(match[0])
            ]
            stated = {text.strip('"') for text, _, _ in found}
            spans = [(start, end) for _, start, end in found]
            gone = []
            for number, (text, start, end) in enumerate(found):
                new = self.edits.renamed.get(text.strip('"'))
                if new is None or self.edits.has(self.document, start, end):
                    continue
                if new in stated:
                    gone.append(number)
                else:
                    self.edits.splice(self.document, start, end, f'"{new}"')
            self.edits.splices(self.document, members.removals(self.document, spans, gone))

    def _with_finished(self, text: str) -> str:
        return _COMPARED.sub(lambda match: self.finished.get(match[0], match[0]), text)

    def _without_dead(self, node: Node) -> None:
        spans = [(item.start, item.end) for item in node.items]
        for index, item in enumerate(node.items):
            name = item.string or (next(iter(item.mapping)) if len(item.mapping) == 1 else "")
            if name in self.dead:
                self._delete(node, spans, index)

    def _named_after_its_pin(self, node: Node) -> None:
        """The name of a step or a job in which a pin was moved."""
        if not ("steps" in node.mapping or has_commands(node)):
            return
        for key in NAME_KEYS:
            child = node.get(key)
            if (
                child
                and child.string
                and names(child.string, self.gone)
                and len(named(child.string)) == 1
                and (
                    self.edits.has_moved(self.document, node.start, node.end)
                    or self._aims_higher(node.get("run"))
                )
            ):
                self._respell(child)
        for step in node.get("steps").items:
            title = step.get("inputs", "testRunTitle")  # what Azure shows for the tests of a job
            if named(title.string or "") == {self.gone} and self.edits.has_moved(
                self.document, node.start, node.end
            ):
                self._respell(title)

    def _aims_higher(self, run: Node) -> bool:
        """Whether the commands of a step, which name the Python that goes and no other, are about
        the floor now: `mypy --python-version=3.10`.
        """
        return (
            self.left is not None
            and named(run.string or "") == {self.gone}
            and any(
                names(text, self.left)
                for _, _, text in self.edits.around(self.document, run.start, run.end)
            )
        )

    def _cached(self, root: Node) -> None:
        """What jobs keep in a cache under the name of a Python that was moved, where no other job
        looks for it there.
        """
        found: list[Node] = []
        for job in root.walk():
            steps = job.get("steps") if job.mapping else ABSENT
            keys = [
                child
                for step in steps.items
                for inner in step.walk()
                for key in _CACHED & inner.mapping.keys()
                for child in inner.get(key).walk()
                if names(text := child.string or "", self.gone) and named(text) == {self.gone}
            ]
            if keys and not self.edits.has_moved(self.document, job.start, job.end):
                return
            found += keys
        for child in found:
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

    def _sequence_gone(self, node: Node, place: Place) -> bool:
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
                if self._is_file_gone(item.string or "", siblings):
                    gone.append(index)
                continue
            if item.mapping or item.items:
                what = self._row(item, Others(siblings, index), place)
            else:
                what = self._member(item, Others(siblings, index), place)
            if what == "delete":
                gone.append(index)
            elif what == "respell" and self.left is not None:
                self._respell_all(item, self._free_name(item, siblings))
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

    def _free_name(self, row: Node, siblings: Siblings) -> Minor | None:
        """The Python that a row goes on with: the first left whose name no other row has."""
        assert self.left is not None
        called = {
            key: child.string
            for key in NAME_KEYS
            if (child := row.get(key)) and child.string and names(child.string, self.gone)
        }
        later = sorted(one for one in self.known.members if one > self.left) if called else []
        for one in (self.left, *later):
            new = {key: respell_loose(text, self.gone, one) for key, text in called.items()}
            if all(new[key] not in siblings.called(key) for key in new):
                self.edits.renamed.update({called[key]: new[key] for key in new})
                return one
        return self.left

    def _member(self, item: Node, others: Others, place: Place) -> str:
        """What becomes of a scalar member that names the Python: `delete`, `respell` or nothing."""
        text = others.text
        if text in self.edits.renamed:
            return ""  # what it names goes on
        if place.steps and others.there:
            from venvlint.facts.changes.branches import stands_for_all
            from venvlint.facts.changes.texts import is_turn_of

            if self.change.kind == DROP and is_turn_of(item.string or "", self.gone):
                return "respell" if stands_for_all(item.string or "") else "delete"
        is_value = place.python and bool(VALUE.fullmatch(item.string or ""))
        parallel = any(
            others.say(respelt(text, self.gone, series)) for series in others.pythons - {self.gone}
        )
        if is_lowest(text) and named(text) == {self.gone} and not self.known.older(self.gone):
            return "respell"
        if not (is_value or parallel) and self.left is not None and others.there:
            return self._environment_gone(text, others)
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
        if self.gone[0] == 2 and any(one[0] == 3 for one in others.cpythons):
            return "delete"
        return "respell"

    def _is_file_gone(self, text: str, siblings: Siblings) -> bool:
        """Whether a member is a file that makes an environment with the Python that goes, by its
        name, and other members are such files for other Pythons.
        """
        if not text.endswith((".yml", ".yaml")):
            return False
        made = _environment_files(self.knowledge.tree)
        return made.get(text) == self.gone and any(
            made.get(other, self.gone) != self.gone for other in siblings.texts
        )

    def _environment_gone(self, text: str, others: Others) -> str:
        """What becomes of an environment of tox that has no counterpart in a list."""
        from venvlint.facts.changes.tox import environments, states

        there = environments(self.knowledge.tree)
        if self.change.kind != DROP or self.left is None:
            return ""
        if text not in there:
            # A list of environments that tox makes up from their parts, of the floor alone.
            is_floor = states(text) == self.gone and not self.known.older(self.gone)
            is_made_up = there and re.fullmatch(r"py3\d{1,2}(?:-[\w.]{1,60}){0,20}", text)
            return "respell" if is_floor and is_made_up and others.are_alike else ""
        if states(text) != self.gone or "-" not in text:
            return ""
        new = respelt(text, self.gone, self.left)
        return "respell" if new in there and not others.say(new) else "delete"

    def _is_of_another(self, text: str, others: Others) -> bool:
        """Whether a text is the version of something else, such as `pymongo-3.9`: the same in front
        of it stands in front of versions that are no Python of this project.
        """
        lead = text.partition(minor_text(self.gone))[0].rstrip("-_=@ ")
        if not lead or "py" in lead.lower().replace("pymongo", ""):
            return False
        return others.begin_so_elsewhere(lead, frozenset(self.known.members | {self.gone}))

    def _row(self, item: Node, others: Others, place: Place) -> str:
        if place.exclude:
            return "respell" if self._is_handed_on(item, place.axes) else "delete"
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
        if is_call(item):
            # The job is defined elsewhere, and does the same with another Python.
            name = next(iter(item.mapping.values())).text("name") or ""
            return "respell" if named(name) == {self.gone} and others.there else ""
        if place.steps or has_commands(item):
            return "delete" if self._has_its_turn(item, others) else ""
        if item.items:
            return self._listed(item, others)
        from venvlint.facts.changes.tox import does_one_task, states

        told = [
            text
            for key, value in item.mapping.items()
            if re.match(r"py3\d", text := value.string or "") and key not in NAME_KEYS
        ]
        if (
            len(told) == 1
            and states(told[0]) == self.gone
            and (len(item.mapping) == 1 or not any(map(speaks_of_python, item.mapping)))
        ):
            return "respell" if does_one_task(told[0]) else "delete"
        if "pypy" in others.text.lower() and any(
            others.say_plainly(respelt(others.text, self.gone, one))
            for one in others.pythons - {self.gone}
        ):
            return "delete"
        axes = self._axes_of(place.axes).pythons if place.axes else {}
        # Others of its values may be versions of something else: `matplotlib==3.5.3`.
        told = [
            bare(value)
            for key, value in item.mapping.items()
            if speaks_of_python(key) or key in self._python_keys or key in axes
        ]
        if {one for text in told for one in named(text)} != {self.gone}:
            return ""
        if "pypy" in others.text.lower():
            return "respell" if self.left <= _NEWEST_PYPY else "delete"
        return "delete" if self._only_extends(item, place.axes) else "respell"

    def _listed(self, row: Node, others: Others) -> str:
        """What becomes of a row that is a list and does what no other row does: `["3.9", "lint"]`
        goes on with the floor. Of one with versions of something else beside its Python, nobody
        knows whether they go with another one.
        """
        texts = [inner.string or "" for inner in row.items]
        places = [place for place, text in enumerate(texts) if names(text, self.gone)]
        first = texts[places[0]] if places else ""
        if not VALUE.fullmatch(first) or "pypy" in first.lower():
            return ""
        if len(others.pythons_at(places[0]) & self.known.members - {self.gone}) < 2:
            return ""
        rest = [text for place, text in enumerate(texts) if place != places[0]]
        if not any(letter.isdigit() for text in rest for letter in text):
            return "respell"
        self.edits.aside(
            self.document.at(row.start, row.end),
            f"a row of Python {minor_text(self.gone)}: take it out, or give it another Python",
        )
        return ""

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

    def _is_handed_on(self, row: Node, axes: Node) -> bool:
        """Whether the floor takes the place of the Python that goes in the list that a row of
        `exclude` is about, so that what is left out for the one is left out for the other:
        `["3.9", "3.14"]` tries the oldest and the newest.
        """
        if not axes or self.left is None:
            return False
        lists = self._axes_of(axes).pythons
        around = [lists[key] for key in row.mapping if self.gone in lists.get(key, ())]
        return bool(around) and all(
            self.left not in stated and min(stated) == self.gone for stated in around
        )

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
        if any(text not in around.plain[key] and _OLDEST.search(text) for key, text in own.items()):
            return False  # what is tried with the oldest of everything goes with the floor
        # A row in the place of an excluded combination, such as an older machine for an old Python.
        return around.excludes_for_gone(row)

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
        new = conditions.without(raw, self.gone, self._python_keys, self.finished)
        if new is None and self.finished:
            new = raw
        if isinstance(new, str):
            new = self._with_finished(new)
        if isinstance(new, str) and new != raw:
            self.edits.splice(self.document, start, start + len(raw), new)
        elif new is True:
            self._delete_entry(child.key_start, child.end)
        elif new is False and self.left is not None:
            # A step for the one Python has a counterpart for all others; without one, the Python
            # only stood for all of them, as where a report is sent once. Where the matrix did not
            # have the Python, the step did not run before either.
            is_dead = self._has_counterpart(raw) or (self.lacks_it and "matrix." in raw)
            if is_dead and has_commands(node):
                return self._delete_entry(node.start, node.end)
            text = respelt(raw, self.gone, self.left)
            self.edits.move(self.document, start, start + len(raw), text)
            self._follow_condition(node, child)
        return False

    def _azure_condition(self, node: Node, child: Node) -> bool:
        """Take a Python out of the condition of a step or a job of Azure; whether the whole step
        went.
        """
        from venvlint.facts.changes import azure_conditions

        text = child.string or ""
        new = azure_conditions.without(text, self.gone)
        start = child.start + child.raw.find(text.strip())
        if new is None or self.left is None or text.strip() not in child.raw:
            if speaks_of_python(text):
                self.edits.aside(child.at, "a condition on the Python has to be changed by hand")
        elif new is True:
            self._delete_entry(child.key_start, child.end)
        elif new is False:
            bare = text.strip()
            others = (f"not({bare})", bare.replace("eq(", "ne(", 1))
            has_counterpart = any(one != bare and one in self.document.text for one in others)
            if has_counterpart and has_commands(node):
                return self._delete_entry(node.start, node.end)
            self.edits.move(
                self.document, start, start + len(bare), respelt(bare, self.gone, self.left)
            )
            self._follow_condition(node, child)
        else:
            self.edits.splice(self.document, start, start + len(text.strip()), new)
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
            text = self.document.text if "\n" in bare else self._negations
            self._counterparts[bare] = any(
                other != bare and other in text
                for other in (bare.replace("==", "!="), f"!{bare}", f"!({bare})")
            )
        return self._counterparts[bare]

    @cached_property
    def _negations(self) -> str:
        """The lines in which something is negated."""
        return "\n".join(line for line in self.document.text.split("\n") if "!" in line)

    def _pairs_gone(self, node: Node) -> None:
        """Jobs and rows by name, such as `py38:` beside `py39:` that say the same."""
        if self.change.kind != DROP or self.left is None:
            return
        texts = {key: normal(child) for key, child in node.mapping.items()}
        stated = {one for key in texts for one in series_of_key(key)} - {self.gone}
        digits = f"{self.gone[0]}{self.gone[1]}"
        told: set[Minor] | None = None
        for key, child in node.mapping.items():
            if child.key_start < 0:
                continue
            if self.gone not in series_of_key(key):
                if digits in key and told is None:
                    told = {one for text in texts.values() for one in named(text)} - {self.gone}
                if (
                    digits in key
                    and self._says_the_same(key, texts, digits, told or set())
                    and self._delete_entry(child.key_start, child.end)
                ):
                    self.dead.add(key)
                continue
            for series in stated:
                twin = respell_key(key, self.gone, series)
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
        new = respell_key(key, self.gone, self.left)
        if new != key and new not in texts and any(named(bare(one)) == {self.gone} for one in own):
            start = child.key_start
            if self.document.text.startswith(key, start):
                self.edits.splice(self.document, start, start + len(key), new)

    def _says_the_same(
        self, key: str, texts: dict[str, str], digits: str, told: set[Minor]
    ) -> bool:
        """Whether `test310` says of its Python what `test311` says of another one."""
        return any(
            (twin := key.replace(digits, f"{one[0]}{one[1]}")) in texts
            and plain_version(respell_loose(texts[key], self.gone, one))
            == plain_version(texts[twin])
            and names(texts[key], self.gone)
            for one in told
        )

    def _scalar(self, node: Node, place: Place) -> bool:
        text = node.string
        if not text or self._wheels(node, place) or self._environments(node):
            return False
        if self._builds(node) or self._entries(node) or self._reports(node):
            return False
        if self._rows_in_text(node):
            return False
        if "${{" in text:
            self._choice(node)
            self._default(node)
            self._defaults(node)
            self._map(node)
        if self._highest(node, place) or (not place.steps and self._packages(node)):
            return False
        if "TOXENV=" in text and text in node.raw and self.change.kind == DROP:
            from venvlint.facts.changes.texts import change_environments

            start = node.start + node.raw.index(text)
            change_environments(self.knowledge, self.edits, self.document, self.known, text, start)
        if self._span(node) or self._oldest_environment(node):
            return False
        if place.stable and self._is_floor(text):
            return self._respell(node)
        is_pypy = _PYPY.fullmatch(text) is not None
        if not (place.python or is_pypy or self._is_row(text) or self._is_asked_for(node)):
            return False
        if "${{" in text and "fromJSON" not in text and "fromJson" not in text:
            return False
        if self.change.kind == ADD:
            self._several_added(node)
            return False
        if VALUE.fullmatch(text) and names(text, self.gone):
            if self.left is None or ("pypy" in text.lower() and self.left > _NEWEST_PYPY):
                return False
            return self._respell(node)
        found = [one for one in self._tokens(node) if VALUE.fullmatch(one[2])]
        is_list = _ENVIRONMENTS.fullmatch(text) or _ONLY.fullmatch(text)
        if len(found) == 1 and is_list and self.left is not None:
            start, end, token = found[0]
            if names(token, self.gone):
                raw = respelt(self.document.text[start:end], self.gone, self.left)
                self.edits.move(self.document, start, end, raw)
            return False
        if len(found) > 1:
            if self.change.kind == DROP:
                spans = [(start, end) for start, end, _ in found]
                gone = [n for n, (_, _, token) in enumerate(found) if names(token, self.gone)]
                self.edits.splices(self.document, members.removals(self.document, spans, gone))
            return False
        if self.change.kind == DROP and re.search(r"[<>=~^]|\d\s+-\s+\d", text):
            from venvlint.facts.changes import ranges

            new = ranges.without(text, "semver", self.gone, older=self.known.older(self.gone))
            if new is not None and text in node.raw:
                start = node.start + node.raw.index(text)
                self.edits.splice(self.document, start, start + len(text), new)
        return False

    def _is_floor(self, text: str) -> bool:
        """Whether a text is the oldest Python, which goes: the one whose stable ABI wheels have."""
        return (
            self.change.kind == DROP
            and self.left is not None
            and not self.known.older(self.gone)
            and VALUE.fullmatch(text) is not None
            and named(text) == {self.gone}
        )

    def _default(self, node: Node) -> None:
        """`${{ inputs.python-version || '3.9' }}`: the Python that is meant where none is given."""
        if self.change.kind == ADD or self.left is None:
            return
        for match in _DEFAULT.finditer(node.raw):
            if speaks_of_python(match["what"]) and names(match["v"], self.gone):
                start, end = (node.start + place for place in match.span("v"))
                new = respelt(match["v"], self.gone, self.left)
                self.edits.move(self.document, start, end, new)

    def _choice(self, node: Node) -> None:
        """`${{ matrix.python == '3.8' && 'ubuntu-22.04' || 'ubuntu-latest' }}`: what is chosen for
        all other Pythons.
        """
        from venvlint.facts.changes import conditions

        raw = node.raw
        if self.change.kind != DROP or "&&" not in raw or (raw[:1] == "'" and "''" in raw):
            return
        for match in _EXPRESSION.finditer(raw):
            if not _CHOICE.search(match[0]) or not names(match[0], self.gone):
                continue
            if "pypy" in match[0].lower() and not self.is_walked:
                self.choices.append(node)
                return
            new = conditions.without(match[0], self.gone, self._python_keys, self.finished)
            if not isinstance(new, str):
                continue
            only = _CHOSEN.fullmatch(new)
            if only is not None and (only["text"] or not only["or"]):
                new = only["text"]
                if raw == match[0] and not re.fullmatch(r"[A-Za-z][\w.-]*", new):
                    new = f"'{new}'"
            start = node.start + match.start()
            self.edits.splice(self.document, start, start + len(match[0]), new)

    def _defaults(self, node: Node) -> None:
        """`${{ inputs.pythons || '3.9 3.10' }}`: the list that is meant where none is given."""
        if node.style not in ("|", ">") and "||" in node.raw:
            from venvlint.facts.changes.texts import change_row

            for match in _QUOTED.finditer(node.raw):
                start = node.start + match.start()
                change_row(self.knowledge, self.edits, self.document, self.known, match[0], start)

    def _map(self, node: Node) -> None:
        """`fromJSON('{"3.9": "py39", "3.10": "py310"}')[matrix.python]`, where no line of a script
        has it.
        """
        if node.style not in ("|", ">") and "fromJ" in node.raw:
            from venvlint.facts.changes.texts import change_map

            change_map(self.knowledge, self.edits, self.document, self.known, node.raw, node.start)

    def _highest(self, node: Node, place: Place) -> bool:
        """The newest Python that something is to go up to: `max-python: "3.12"`."""
        if not place.highest or self.change.kind != ADD or not place.python:
            return False
        newest = self.known.before(self.gone)
        if newest and named(node.string or "") == {newest} and VALUE.fullmatch(node.string or ""):
            raw = in_yaml(respelt(node.raw, newest, self.gone), [])
            self.edits.splice(self.document, node.start, node.end, raw)
        return True

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
        is_ours = last in stated or self.known.allows(last)
        if first not in stated or not is_ours or first >= last:
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
        """Whether a text under any key is a row of this project's Pythons: `3.9,3.10,3.11`, or
        environments in a list of JSON: `["py39", "py310"]`.
        """
        if _ENVIRONMENTS.fullmatch(text):
            ours = self.known.members | {self.gone}
            return all(one in ours or self.known.allows(one) for one in named(text))
        words = text.replace(",", " ").split()
        return (
            len(words) > 2
            and all(re.fullmatch(r"3\.\d{1,2}", word) for word in words)
            and {one for word in words for one in named(word)} <= self.known.members | {self.gone}
        )

    def _wheels(self, node: Node, place: Place) -> bool:
        """Change what cibuildwheel is to build; whether a text is that."""
        from venvlint.facts.changes import wheels

        if not wheels.selects(node.string or ""):
            return False
        if wheels.change(self.edits, node, self.change, self.known, skips=place.skips):
            self._delete_container(node)
        return True

    def _builds(self, node: Node) -> bool:
        """What a reusable workflow is to build, as a text of YAML: `- cp310-manylinux_x86_64`.
        Whether a text is that.
        """
        if node.style not in ("|", ">") or "- " not in node.raw:
            return False
        lines = [(match[1], base) for text, base in node.lines() if (match := _BUILD.match(text))]
        twins = Twins(name for name, _ in lines)
        for name, base in lines:
            series = next(iter(named(name)), (0, 0))
            stated = twins.pythons(name, series)
            if len(stated) < 2:
                continue
            start, end = self._lines_between(base, base + 1)
            if self.change.kind == DROP and series == self.gone:
                self.edits.splice(self.document, start, end, "")
            elif self.change.kind == ADD and self.gone not in stated and series < self.gone:
                copied = respelt(self.document.text[start:end], series, self.gone)
                if self.known.beside(stated, self.gone) == series and copied.endswith("\n"):
                    self.edits.splice(self.document, end, end, copied)
        return bool(lines)

    def _reports(self, node: Node) -> bool:
        """What the jobs of a matrix are called elsewhere, in one text: `run-3.9,run-3.10`, as a
        service that waits for the reports of all is told. Whether a text is that.
        """
        text = node.string or ""
        if "," not in text or text not in node.raw:
            return False
        start, found = node.start + node.raw.index(text), []
        base = start
        for piece in text.split(","):
            name = piece.strip(" ")
            if not _REPORT.fullmatch(name):
                return False
            found.append((name, start + piece.index(name)))
            start += len(piece) + 1
        twins = Twins(name for name, _ in found)
        spans = [(start, start + len(name)) for name, start in found]
        every = [next(iter(named(name)), (0, 0)) for name, _ in found]
        stated = [twins.pythons(name, one) for (name, _), one in zip(found, every, strict=True)]
        if any(len(one) < 2 or not one <= self.known.members | {self.gone} for one in stated):
            return False
        if self.change.kind == DROP:
            gone = [number for number, one in enumerate(every) if one == self.gone]
            self.edits.splices(self.document, members.removals(self.document, spans, gone))
        elif self.change.kind == ADD and self.gone not in every:
            beside = self.known.beside(every, self.gone)
            if beside is not None and beside < self.gone:
                steps = self.known.steps(beside, self.gone)
                numbers = [number for number, one in enumerate(every) if one == beside]
                copied = [found[number][0] for number in numbers]
                gap = text[spans[0][1] - base : spans[1][0] - base]
                new = "".join(gap + respelt(name, beside, one) for one in steps for name in copied)
                end = spans[numbers[-1]][1]
                self.edits.splice(self.document, end, end, new)
        return True

    def _entries(self, node: Node) -> bool:
        """The jobs that a reusable workflow is given as a text of YAML, each with its Python:
        `- linux: test`, and below it `python-version: 3.10`. Whether a text is that.
        """
        if node.style not in ("|", ">") or "python-version:" not in node.raw:
            return False
        lines = list(node.lines())
        heads = [number for number, (text, _) in enumerate(lines) if _ENTRY.match(text)]
        if not heads:
            return False
        entries: list[tuple[str, tuple[int, int], Minor | None, re.Match[str] | None, int]] = []
        for number, stop in zip(heads, [*heads[1:], len(lines)], strict=True):
            inner = [(text, base, _ENTRY_PYTHON.match(text)) for text, base in lines[number:stop]]
            stated = [(base, match) for _, base, match in inner if match is not None]
            told = " ".join(text.strip() for text, _, _ in inner).replace('"', "").replace("'", "")
            after = lines[stop][1] if stop < len(lines) else node.end
            span = self._lines_between(lines[number][1], after)
            base, match = stated[0] if len(stated) == 1 else (0, None)
            series = next(iter(named(match["v"])), None) if match is not None else None
            entries.append((told.strip(), span, series, match, base))
        texts = {told for told, *_ in entries}
        for told, (start, end), series, match, base in entries:
            if series is None or match is None:
                continue
            twins = {one for one in self.known.members if respelt(told, series, one) in texts}
            if self.change.kind == DROP and series == self.gone and self.left is not None:
                if respelt(told, series, self.left) in texts:
                    self.edits.splice(self.document, start, end, "")
                    continue
                place = base + match.start("v")
                new = in_yaml(respelt(match["v"], series, self.left), [])
                self.edits.move(self.document, place, place + len(match["v"]), new)
            elif self.change.kind == ADD and len(twins) > 1 and self.gone not in twins:
                copied = quoted_numbers(respelt(self.document.text[start:end], series, self.gone))
                is_next = self.known.beside(twins, self.gone) == series and series < self.gone
                if is_next and copied.endswith("\n"):
                    self.edits.splice(self.document, end, end, copied)
        return bool(entries)

    def _rows_in_text(self, node: Node) -> bool:
        """The rows of a matrix by name, in a text of YAML or JSON, as a parameter of Azure has
        them: `{Python310: {python: '3.10'}, Python311: {python: '3.11'}}`. Whether a text is that.
        """
        text = (node.string or "").lstrip()
        if not text.startswith("{") or text.count("{") < 2:
            return False
        rows = list(_ROW_IN_TEXT.finditer(node.raw))
        series = [next(iter(found)) if len(found := named(row[0])) == 1 else None for row in rows]
        texts = ["".join(row[0].split()) for row in rows]
        if not any(
            {one} == series_of_key(row["key"]) for row, one in zip(rows, series, strict=True)
        ):
            return bool(rows)  # of something else
        there, known = set(texts), {one for one in series if one is not None}
        stated = [
            {other for other in known if one and respell_key(text, one, other) in there}
            for one, text in zip(series, texts, strict=True)
        ]
        spans = [(node.start + row.start(), node.start + row.end()) for row in rows]
        if self.change.kind == DROP and self.left is not None:
            gone = [number for number, one in enumerate(series) if one == self.gone]
            if self.left not in known and not self.known.older(self.gone):
                for number in gone:
                    new = respell_key(rows[number][0], self.gone, self.left)
                    self.edits.splice(self.document, *spans[number], new)
                return True
            gone = [number for number in gone if len(stated[number]) > 1]
            last = max((number for number in range(len(rows)) if number not in gone), default=0)
            for number in gone:
                if number < last:
                    start, end = spans[number][0], spans[number + 1][0]
                else:  # what joins the last one goes with it
                    start, end = spans[number - 1][1], spans[number][1]
                self.edits.splice(self.document, start, end, "")
        elif self.change.kind == ADD and self.gone not in known:
            for number, one in enumerate(series):
                if one is None or one > self.gone or len(stated[number]) < 2:
                    continue
                if self.known.beside(stated[number], self.gone) == one:
                    first = max(number, 1)
                    gap = self.document.text[spans[first - 1][1] : spans[first][0]]
                    added = "".join(
                        gap + respell_key(rows[number][0], one, new)
                        for new in self.known.steps(one, self.gone)
                    )
                    self.edits.splice(self.document, spans[number][1], spans[number][1], added)
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


def _environment_files(tree: Tree) -> dict[str, Minor]:
    """The environments of conda that are named for their Pythons, `ci/39-latest.yaml`, by their
    paths.
    """
    return tree.once(
        "environments named for their Pythons",
        lambda: {
            path: statement.pin.series
            for statement in _pinned_environments(tree)
            if statement.pin is not None
            and statement.pin.series is not None
            and re.search(
                rf"(?<!\d){statement.pin.series[0]}\.?{statement.pin.series[1]}(?!\d)",
                name_of(path := statement.at.path),
            )
        },
    )


def _pinned_environments(tree: Tree) -> Iterator[Statement]:
    from venvlint.facts.changes.pins import conda_lists

    yield from (one for one in tree.pythons if one.kind == "conda")
    yield from conda_lists(tree)


# -- texts


_AIMS = ("--python-version", "--target-version", "-plus", "--py-version", "-t")


def _is_aimed(hook: Node, series: Minor) -> bool:
    """Whether a hook of pre-commit is told to aim at a Python."""
    arguments = hook.get("args")
    texts = [item.string or "" for item in arguments.items]
    texts.append(hook.text("entry") or "")
    joined = " ".join(texts)
    return any(aim in joined for aim in _AIMS) and names(joined, series)
