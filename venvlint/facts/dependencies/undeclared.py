"""Imported modules that no declaration of the project brings."""

from __future__ import annotations

import re
from functools import cached_property

from venvlint.facts.installs.started import program_sources
from venvlint.facts.project import known_names, up_from
from venvlint.facts.project.imports import is_development_source
from venvlint.facts.project.known_names import with_what_comes_along
from venvlint.files.paths import as_folder, folder_of, folders_above, path_in, prefix_of
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from venvlint.facts.manifests import DependencyList
    from venvlint.model import Location
    from venvlint.readers.python_imports import Import
    from venvlint.tree import Tree

# The name of an image without its tag and digest, and with the port of its registry.
_REPOSITORY = lazy(r"(?:[^/:@]+(?::\d+)?/)?[^:@]+")
# What AWS Lambda calls takes an event and a context, whatever it is called.
_HANDLER = lazy(
    rb"(?m)^(?:async )?def (?:lambda_handler\b"
    rb"|\w+\(\s*_?event\s*(?::[^()]{0,200}?)?,\s*_*(?:context|ctx)\b)"
)
# What its Python has without being asked for it.
_OF_LAMBDA = frozenset(
    "awslambdaric boto3 botocore jmespath python-dateutil s3transfer urllib3".split()
)


class Undeclared(Record):
    """A module, the place of its first import, and the distributions any of which would bring it
    (at least one).
    """

    imported: Import
    module: str
    """The module as it was looked up: the top-level one, or more of the name in a namespace."""
    distributions: tuple[str, ...]
    at: Location


def undeclared_imports(tree: Tree, project: str, enough: int = 0) -> Iterator[Undeclared]:
    """Each module once, at its first import by path; at most *enough* of them if that is given.

    Quiet about projects that compute their dependencies or declare nothing at all, and about
    modules that neither the project's environment
    nor the table of import names knows.
    """
    scope = _Scope(tree, project)
    if scope.is_unknown:
        return
    reported: set[str] = set()
    for path in scope.sources():
        if enough and len(reported) >= enough:
            return
        tops = {name.partition(".")[0] for name in tree.imports.lexical(path)}
        if all(
            top in scope.settled or top in reported
            for top in tops
            if not scope.is_settled(top, path)
        ):
            continue
        inline = scope.inline_dependencies(path)
        for imported in tree.imports.statements(path):
            if imported.guard in (
                "try",
                "typing",
                "platform",
                "debug",
                "condition",
            ) or scope.is_settled(imported.top, path):
                continue
            for module, distributions in scope.missing(imported, inline):
                if module not in reported and not (enough and len(reported) >= enough):
                    reported.add(module)
                    yield Undeclared(imported, module, distributions, _at(imported))


class _Named(Record):
    """What the lists of one project name, those of the projects around it left out."""

    names: frozenset[str]
    installs: bool
    """Whether one of them is for more than the build and for more than an example."""
    computed: bool
    """Whether something of them is not known before a script runs."""
    conda: bool


def _named(tree: Tree) -> dict[str, _Named]:
    """By the project whose folder the lists lie in."""
    from venvlint.facts.project import project_of

    lists: dict[str, list[DependencyList]] = {}
    for each in tree.declarations.lists:
        if each.kind not in ("constraints", "restriction"):
            lists.setdefault(project_of(tree, each.path), []).append(each)
    return {
        project: _Named(
            frozenset(name for each in own for name in _names_of(tree, each)),
            any(each.kind != "build" and not tree.is_test_data(each.path) for each in own),
            any(not each.literal for each in own),
            any(each.kind in ("conda", "pixi") for each in own),
        )
        for project, own in lists.items()
    }


def _layers(tree: Tree) -> frozenset[str]:
    """What the lists in folders of layers name, and what comes along with it: `infra_layer/`,
    `layers/common/`.
    """
    return with_what_comes_along(
        name
        for each in tree.declarations.lists
        if each.installs and "layer" in folder_of(each.path).lower()
        for name in _names_of(tree, each)
    )


# What images that many start from bring, by the end of their names: their own read-mes and recipes,
# 2026-11. Only what they surely have; used to stay quiet, never to report.
_OF_IMAGES = (
    ("pytorch/pytorch", "torch torchvision numpy"),
    ("nvidia/pytorch", "torch torchvision numpy scipy pandas scikit-learn"),
    ("tensorflow/tensorflow", "tensorflow numpy"),
    ("huggingface/transformers-pytorch-gpu", "transformers torch numpy"),
    ("apache/airflow", "apache-airflow requests sqlalchemy jinja2 pendulum"),
    ("apache/superset", "apache-superset flask sqlalchemy pandas"),
    ("lambda/python", "boto3 botocore"),
    ("tiangolo/uvicorn-gunicorn-fastapi", "fastapi uvicorn gunicorn"),
    ("tiangolo/meinheld-gunicorn-flask", "flask gunicorn"),
    ("tiangolo/uwsgi-nginx-flask", "flask"),
    *(
        (f"jupyter/{kind}-notebook", "numpy pandas scipy matplotlib scikit-learn seaborn sympy")
        for kind in ("scipy", "datascience", "tensorflow", "pytorch", "pyspark", "all-spark")
    ),
)


def _given(tree: Tree) -> frozenset[str]:
    """What commands other than a page's install by name, and what the images that they start from
    bring.
    """
    found = {
        name.key
        for install in tree.installs
        if install.installs and install.where.kind != "page"
        for name in install.names
        if name.key
    }
    for recipe in tree.dockerfiles:
        for stage in recipe.parsed.stages:
            written = stage.image.text.text if stage.image is not None else ""
            match = _REPOSITORY.match(written)
            for image, brought in _OF_IMAGES:
                if match is not None and f"/{match[0]}".endswith(f"/{image}"):
                    found.update(brought.split())
    return frozenset(found)


def _names_of(tree: Tree, each: DependencyList) -> set[str]:
    """What a list names. `pip install flask` in a requirements file is refused by pip, but it does
    say what the project needs.
    """
    from venvlint.readers.pep508 import normalize

    found = {one.key for one in tree.declarations.of(each) if one.key}
    if each.kind == "requirements":
        for line in tree.requirements.files[each.path].lines:
            if line.error is not None:
                words = re.findall(r"[A-Za-z0-9][\w.-]*", line.text[:500])
                found.update(map(normalize, words))
    return found


def _sources_by_project(tree: Tree) -> dict[str, list[str]]:
    """The code of each project, tests left out."""
    from venvlint.facts.project import project_of

    found: dict[str, list[str]] = {}
    for path in tree.imports.sources:
        if not is_development_source(path, tree.imports.packages, program_sources(tree)):
            found.setdefault(project_of(tree, path), []).append(path)
    return found


def _at(imported: Import) -> Location:
    from venvlint.model import Location

    return Location(
        imported.path, imported.line, imported.column, imported.line, imported.end_column
    )


class _Scope:
    """What a project declares, and what its declarations bring along."""

    def __init__(self, tree: Tree, project: str) -> None:
        from venvlint.facts.project.locked_names import locked_names

        self._tree, self._project = tree, project
        self.settled: set[str] = set()
        above = up_from(project)
        by_project = tree.once("what the lists of each project name", lambda: _named(tree))
        named = [by_project[one] for one in above if one in by_project]
        self.is_unknown = (
            not any(one.installs for one in named)
            or any(one.computed for one in named)
            or _computes(tree, above)
        )
        self.conda = any(one.conda for one in named)
        self._environment = self._modules()
        given = tree.once("what images and jobs install by name", lambda: _given(tree))
        self._declared = with_what_comes_along(set(given).union(*(one.names for one in named)))
        self._locked = locked_names(tree, map(as_folder, above))

    def _modules(self) -> Mapping[str, frozenset[str]]:
        from venvlint.facts.dependencies.project_environment import environment_for, modules_of

        environment = environment_for(self._tree, path_in(as_folder(self._project), "x"))
        return modules_of(self._tree, environment) if environment is not None else {}

    def sources(self) -> list[str]:
        """The project's code, tests and the code of nested projects left out."""
        by_project = self._tree.once(
            "the code of each project", lambda: _sources_by_project(self._tree)
        )
        return by_project.get(self._project, [])

    def is_settled(self, top: str, path: str) -> bool:
        """Whether nothing can be missing for a top-level module: it is the standard library's or
        the project's own.
        """
        if top in self.settled:
            return True
        if known_names.is_standard(top):
            self.settled.add(top)
            return True
        return self._tree.imports.is_own(top, path)

    def inline_dependencies(self, path: str) -> frozenset[str]:
        """What a script's own block (PEP 723) declares."""
        data = self._tree.imports.data(path)
        if b"# /// script" not in data:
            return frozenset()
        from venvlint.document import Document
        from venvlint.readers import inline_metadata
        from venvlint.readers.pep508 import normalize

        block = inline_metadata.parse(Document(path, data))
        return frozenset(map(normalize, block.names if block is not None else ()))

    def missing(
        self, imported: Import, inline: frozenset[str]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The modules of one import that nothing brings, each with the distributions that would."""
        modules = self._namespaced(imported)
        for module in modules:
            environment = self._environment.get(imported.top)
            distributions = known_names.distributions_of(module)
            known = frozenset(distributions) | (environment or frozenset())
            if not known or known & (self._declared | self._locked | inline):
                continue
            if known & self._given_to_functions:
                continue
            if self._is_declared_by_name(module, inline):
                continue
            yield module, tuple(sorted(environment)) if environment else distributions

    @cached_property
    def _given_to_functions(self) -> frozenset[str]:
        """What code has that AWS Lambda runs: what the Python there brings, and what the
        repository's layers list, which the template that uses them tells; nothing for other code.
        """
        if not any(_HANDLER.search(self._tree.imports.data(path)) for path in self.sources()):
            return frozenset()
        layers = self._tree.once("what the lists of layers name", lambda: _layers(self._tree))
        return _OF_LAMBDA | layers

    def _namespaced(self, imported: Import) -> list[str]:
        """The module's rows in the table: the longest dotted name that it has, or its top-level
        one.
        """
        names = [f"{imported.module}.{name}" for name in imported.names] or [imported.module]
        found = []
        for name in names:
            while name and not known_names.distributions_of(name):
                name = name.rpartition(".")[0]
            found.append(name or imported.top)
        return list(dict.fromkeys(found))

    def _is_declared_by_name(self, module: str, inline: frozenset[str]) -> bool:
        from venvlint.readers.pep508 import normalize

        key = normalize(module)
        top = key.partition("-")[0] if "." in module else key
        # A fork, a bundle or a plug-in of the same family may well bring it:
        # `opencv-python-rolling`, `django-stubs-ext`.
        return any(one in (key, top) for one in (*self._declared, *inline)) or (
            self.conda and any(top in one for one in self._declared)
        )


def _computes(tree: Tree, projects: list[str]) -> bool:
    """Whether a `setup.py` computes its dependencies, or a manifest leaves them to something that
    is not known.
    """
    for project in projects:
        prefix = prefix_of(as_folder(project))
        document = tree.document(prefix + "setup.py")
        if document is not None and b"install_requires" in document.data:
            lists = [
                each
                for each in tree.declarations.lists_in(prefix + "setup.py")
                if each.kind == "setup-py"
            ]
            if not lists or any(not each.literal for each in lists):
                return True
        document = tree.document(prefix + "pyproject.toml")
        if document is not None and b"dynamic" in document.data:
            root = tree.toml(prefix + "pyproject.toml")
            dynamic = root.get("project", "dynamic")
            if dynamic and any(item.string == "dependencies" for item in dynamic.items):
                known = any(
                    one.manifest == prefix + "pyproject.toml"
                    for one in tree.dynamic_requirements.values()
                )
                if not known and not any(
                    each.kind in ("setup-cfg", "setup-py")
                    for each in tree.declarations.lists_in(prefix + "setup.cfg")
                ):
                    return True
    return False


def is_in_a_package(tree: Tree, project: str) -> bool:
    """Whether a folder is a package, or a part of one, that the manifest of a folder above it
    installs: that says what its code needs, and nobody makes an environment for it alone.
    """
    if project not in tree.imports.packages:
        return False
    needing = tree.once("folders of packages that need something", lambda: _needing(tree))
    return not needing.isdisjoint(folders_above(project))


def _needing(tree: Tree) -> frozenset[str]:
    """The folders whose manifest lists what a package needs, or may do so."""
    from venvlint.facts.manifests import MAIN_KINDS

    return frozenset(
        folder_of(each.path)
        for each in tree.declarations.lists
        if each.kind in MAIN_KINDS
        and not each.group
        and (tree.declarations.of(each) or not each.literal)
    )
