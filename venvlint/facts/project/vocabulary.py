"""What a name says: of a file, a folder, a group, a job, a script, a stage. One vocabulary, by
subject; whoever asks takes the subjects that matter to it, and says which words it adds.
"""

from __future__ import annotations

from venvlint.regex import lazy

DEVELOPMENT = frozenset("dev devel develop developer developers development".split())
WORKPLACES = frozenset(
    "local debug sandbox playground editable devcontainer gitpod codespaces".split()
)
"""Where one person works on it."""
TESTS = frozenset("test tests testing tester testers unittest unittests".split())
KINDS_OF_TESTS = frozenset(
    "integration functional unit e2e acceptance smoke system regression load stress".split()
)
TEST_TOOLS = frozenset("pytest tox nox e2e coverage cov".split())
LINTERS = frozenset(
    "lint linter linters linting style format formatting typing types typecheck mypy pyright"
    " precommit ruff flake8 black pylint isort quality".split()
)
CHECKS = LINTERS | {"ci", "check", "checks", "qa"}
"""What is checked of the code, and with what."""
FUZZING = frozenset("fuzz fuzzer fuzzers fuzzing ossfuzz".split())
BENCHMARKS = frozenset("bench benchmark benchmarks perf perftest perftests".split())
DOCS = frozenset("doc docs docsrc docsource documentation apidoc apidocs".split())
DOCS_TOOLS = frozenset("rtd readthedocs sphinx mkdocs".split())
EXAMPLES = frozenset("example examples demo demos tutorial tutorials".split())
NOTEBOOKS = frozenset("notebook notebooks".split())
RELEASES = frozenset(
    "release publish publishing package packaging build builder building dist twine".split()
)
"""What makes a distribution, and what hands it out."""
DEPLOYMENT = frozenset("production prod prd deploy deployment".split())
PRODUCTION = DEPLOYMENT | {"runtime", "server"}
VARIANTS = frozenset(
    "min minimal minimum oldest lowest old latest next nightly upstream pre prerelease legacy"
    " compat conda colab".split()
)
"""What is meant for other versions than the usual ones, or for another tool that installs."""
LOCKED = frozenset("lock locked frozen freeze pinned compiled".split())
"""What says of a list that its versions are held: a person, a script or `pip freeze` has written
them beside another one (`requirements.lock.txt`, `requirements-pinned.txt`).
"""
LOCKED_MARK = rf"[-_.](?:{'|'.join(sorted(LOCKED))})"
"""An expression for it behind the stem of a file's name."""
PROPOSALS = frozenset(
    "adr adrs rfc rfcs proposal proposals decision decisions plan plans planning design designs"
    " roadmap changelog postmortem postmortems retrospective".split()
)
"""Pages about what may come or what has been, which tell nobody what to type today."""

CI_FOLDERS = frozenset("ci .ci .github .circleci .devcontainer".split())
HELPER_FOLDERS = frozenset("scripts script tools tool hack".split())
"""Folders of what looks after a repository, and not after its users."""

# What holds the folder of the checkout: a variable of each CI system. (Jenkins' `WORKSPACE` is not
# here: jobs check out into folders below it.)
_CHECKOUTS = (
    "GITHUB_WORKSPACE|CI_PROJECT_DIR|CIRCLE_WORKING_DIRECTORY|TRAVIS_BUILD_DIR"
    "|APPVEYOR_BUILD_FOLDER|BITBUCKET_CLONE_DIR|CODEBUILD_SRC_DIR|BUILDKITE_BUILD_CHECKOUT_PATH"
    "|CIRRUS_WORKING_DIR|DRONE_WORKSPACE|BUILD_SOURCESDIRECTORY|SYSTEM_DEFAULTWORKINGDIRECTORY"
)
_BY_EXPRESSION = r"[Bb]uild\.[Ss]ources[Dd]irectory|[Ss]ystem\.[Dd]efault[Ww]orking[Dd]irectory"
CHECKOUT_NAMES = rf"github\.workspace|(?:{_CHECKOUTS})\b|{_BY_EXPRESSION}"
"""An expression for the names of the checkout's folder."""
CHECKOUT = (
    rf"(?:\$\{{\{{ *github\.workspace *\}}\}}|\$\((?:{_BY_EXPRESSION})\)"
    rf"|\$\{{?(?:env:)?(?:{_CHECKOUTS})\b\}}?|%(?:{_CHECKOUTS})%)"
)
"""An expression for the folder of the checkout as shells and the languages of CI write it."""
CHECKOUT_WORDS = tuple(
    "WORKSPACE workspace CI_PROJECT_DIR WORKING_DIR BUILD_DIR BUILD_FOLDER CLONE_DIR SRC_DIR"
    " CHECKOUT_PATH irectory DIRECTORY".split()
)
"""Each of these expressions finds one of them."""

_BETWEEN = lazy(r"[^a-z0-9]+")


def words_of(name: str) -> list[str]:
    """The words of a name, in small letters: `requirements-dev` is `requirements`, `dev`;
    `python3.9` keeps its number apart.
    """
    return [word for word in _BETWEEN.split(name.lower()) if word]


def is_folder_of_tests(name: str) -> bool:
    """Whether a folder of several words is one of tests: `workflow_tests`, `integration-test`. What
    is made for testing may be called `speed-test` or `ab_test`.
    """
    words = words_of(name)
    return len(words) > 1 and (
        words[-1] == "tests" or (words[-1] == "test" and words[-2] in KINDS_OF_TESTS)
    )


_OF_SOURCES = frozenset("src source sources build dev devel sphinx rst".split())


def is_folder_of_documents(name: str) -> bool:
    """Whether a folder of several words holds what documentation is made from: `docs_src`,
    `doc-source`. A service may be called `docs-api`.
    """
    first, *others = words_of(name) or ("",)
    return bool(others) and first in DOCS and _OF_SOURCES.issuperset(others)


def says(name: str, subject: frozenset[str]) -> bool:
    """Whether a name has a word of a subject."""
    return not subject.isdisjoint(words_of(name))


_SITES = frozenset(("site", "website"))


def is_documentation_of_release(path: str) -> bool:
    """Whether a file belongs to the documentation as it was at a release, which is kept for those
    who still use that: `versioned_docs/version-2/a.md`, `docs/v1.4/a.md`,
    `site/versions/v2/Dockerfile`. `docs/v2` may well be the one there is.
    """
    folders = path.lower().split("/")[:-1]
    if "versioned_docs" in folders:
        return True
    of_docs = False
    for index, folder in enumerate(folders):
        if of_docs and _is_release(folder) and ("." in folder or folders[index - 1] == "versions"):
            return True
        of_docs = of_docs or folder in _SITES or says(folder, DOCS)
    return False


def _is_release(folder: str) -> bool:
    """Whether a folder is called as a release: `v1.4`, `1.x`, `version-2.0.1`."""
    number = folder.removeprefix("version").lstrip("-_").removeprefix("v")
    parts = number.split(".")
    return parts[0].isdecimal() and all(part.isdecimal() or part == "x" for part in parts)


def is_page_set_aside(path: str) -> bool:
    """Whether a page is kept though it no longer holds: `docs/archive/a.md`, `INSTALL.old.md`,
    `docs/release-notes.md`, `docs/v1.4/install.md`.
    """
    from venvlint.facts.tracking.folder_names import is_called_set_aside

    if is_documentation_of_release(path):
        return True
    folders = path.split("/")
    folders[-1] = folders[-1].rpartition(".")[0]
    return any(one.lower() in _OF_RELEASES or is_called_set_aside(one) for one in folders)


_OF_RELEASES = frozenset(
    "changelog changelogs changes history news release releases release-notes release_notes"
    " releasenotes whatsnew whats-new whats_new".split()
)
"""What pages are called that tell of each release what it was like then."""


def says_with_release(name: str, subject: frozenset[str]) -> bool:
    """Whether a name has a word of a subject, or one with a release right behind it: `CentOS8`,
    `win10`, `ubuntu2204`.
    """
    words = words_of(name)
    return not subject.isdisjoint((*words, *(word.rstrip("0123456789") for word in words)))


def folded(name: str) -> str:
    """A name without what its spellings differ in: case, blanks, `-`, `_`, `.`."""
    return "".join(character for character in name.lower() if character.isalnum())
