"""What the names of a list, of a group and of the folders on the way to it say of its role."""

from __future__ import annotations

import re
from functools import lru_cache

from venvlint.facts.dependencies.model import DEVELOPMENT, PRODUCTION, UNCLEAR
from venvlint.facts.project import LISTS, vocabulary
from venvlint.files.paths import name_of, path_in
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.tree import Tree

_DEVELOPMENT_TOKENS = (
    vocabulary.DEVELOPMENT
    | vocabulary.TESTS
    | vocabulary.TEST_TOOLS
    | vocabulary.CHECKS
    | vocabulary.BENCHMARKS
    | vocabulary.DOCS
    | vocabulary.DOCS_TOOLS
    | vocabulary.EXAMPLES
    | vocabulary.NOTEBOOKS
    | vocabulary.RELEASES
    | frozenset(
        "local debug contrib contributing tester perf profiling travis formatter typechecking"
        " type jupyter tooling tools devtools maintain maintenance maintainer vscode gitpod"
        " codespaces stubs security audit fuzz fuzzing hooks lsp changelog mutation"
        " integration smoke acceptance playwright cypress functional interactive"
        " pyinstaller nuitka py2exe py2app pyoxidizer towncrier bandit yapf interrogate"
        " vulture".split()
    )
)
PRODUCTION_TOKENS = vocabulary.PRODUCTION | frozenset(
    "base common main core default defaults deployed run heroku gcp aws azure docker app"
    " install live stage staging web api worker railway render fly lambda vercel".split()
)
_MIXED_TOKENS = frozenset("all full complete everything".split())
# Folders whose requirements files serve development, whatever the files are called.
_DEVELOPMENT_FOLDERS = (
    vocabulary.DEVELOPMENT
    | vocabulary.TESTS
    | vocabulary.BENCHMARKS
    | vocabulary.DOCS
    | vocabulary.DOCS_TOOLS
    | vocabulary.EXAMPLES
    | vocabulary.NOTEBOOKS
    | vocabulary.CI_FOLDERS
    | vocabulary.HELPER_FOLDERS
    | frozenset(
        ".gitlab .azure-pipelines lint e2e samples"
        " build-tools devtools tooling ops devops .binder binder .pre-commit tox release"
        " maintenance".split()
    )
)
# Of these, the ones whose name gives way to who installs what lies there: a service may be called
# `tools`.
HELPER_FOLDERS = (
    vocabulary.HELPER_FOLDERS
    | vocabulary.EXAMPLES
    | vocabulary.NOTEBOOKS
    | frozenset("samples release maintenance build-tools devtools tooling ops devops".split())
)
FOLDERS_OF_LISTS = LISTS | {"deps", "dependencies"}
# A file of this name says nothing about its role: it is the one that readers and platforms install.
_NEUTRAL = lazy(
    r"(?:pip[-_])?(?:requirements?|reqs?|deps|dependencies|packages)"
    rf"(?:{vocabulary.LOCKED_MARK})?\.(?:txt|in|pip|lock)$"
)


def is_neutral(path: str) -> bool:
    """Whether a requirements file is called as those are that readers and platforms install."""
    return _NEUTRAL.match(name_of(path.lower())) is not None


@lru_cache(maxsize=4096)
def role_of_name(name: str) -> str:
    """What a name of a file, an extra or a group says by its words; `unclear` where it says
    nothing. Development wins.
    """
    tokens = vocabulary.words_of(name)
    if any(_is_development(token) for token in tokens):
        return DEVELOPMENT
    if any(token in _MIXED_TOKENS for token in tokens):
        return UNCLEAR
    return PRODUCTION if any(token in PRODUCTION_TOKENS for token in tokens) else UNCLEAR


@lru_cache(maxsize=4096)
def own_words(path: str) -> str:
    """The base name of a requirements file without what every such name says:
    `requirements-dev.txt` is `-dev`.
    """
    return re.sub(r"requirements?|reqs?\b", "-", name_of(path.lower()).rpartition(".")[0])


def is_named_for_the_project(tree: Tree, path: str) -> bool:
    """Whether what sounds like development is the project's own name: `mypy-requirements.txt` in
    mypy.
    """
    from venvlint.facts.manifests.names import names
    from venvlint.facts.project import project_of

    tokens = [token for token in vocabulary.words_of(own_words(path)) if _is_development(token)]
    own = names(tree, project_of(tree, path))
    return all(token in own for token in tokens)


def is_named_for_the_build(path: str) -> bool:
    """Whether nothing but a word such as `build` sounds like development: what an image is built
    with may be what it runs on.
    """
    tokens = [token for token in vocabulary.words_of(own_words(path)) if _is_development(token)]
    return vocabulary.RELEASES.issuperset(tokens)


def development_folder(tree: Tree, path: str) -> str:
    """The first folder on the way to *path* whose name says that what lies there serves
    development; empty where none does.
    """
    return next(
        (
            folder.lower()
            for folder in path.split("/")[:-1]
            if folder.lower() in _DEVELOPMENT_FOLDERS
            or vocabulary.is_folder_of_tests(folder.lower())
            or vocabulary.is_folder_of_documents(folder)
            or (folder == "molecule" and _holds_scenarios(tree, path))
        ),
        "",
    )


def _holds_scenarios(tree: Tree, path: str) -> bool:
    """Whether a folder `molecule` on the way to *path* is that of Molecule, which tests roles of
    Ansible: there may be chemistry in another.
    """
    before = f"/{path}".partition("/molecule/")[0].strip("/")
    return tree.exists(path_in(before, "molecule/default/molecule.yml"))


def _is_development(token: str) -> bool:
    if token in _DEVELOPMENT_TOKENS:
        return True
    return token.startswith(("test", "lint", "docs", "dev", "bench")) and token[:6] not in (
        "device",
        "docser",
    )
