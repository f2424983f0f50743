"""What the names of the folders on the way to a file say of it, each reading for a question of its
own:

- `is_test_data`: it is no statement about the project; most rules leave such files out;
- `is_fixture`: tests work on it, while the tests themselves are the project's;
- `is_called_set_aside`: people keep it and no longer use it;
- `is_lesson`, `is_lesson_of_documents`: it belongs to a tutorial and stays as that tells it.

Of a Python file `project.imports` asks more (`is_test_source`, `is_development_source`), of a page
or a list `project.vocabulary` does.
"""

from __future__ import annotations

from venvlint.regex import lazy

VENDORED = frozenset(
    "vendor vendored _vendor _vendored vendored_libs vendored_packages _vendored_packages"
    " third_party thirdparty third-party third_parties 3rd_party 3rdparty 3rd-party"
    " 3rdparties".split()
)
"""Folders of other people's code. `vendors` is a part of many shops."""

# Where projects keep broken things on purpose, or what Django makes a project of
# (`project_template`) and others of a copy (`_template`), or what a run recorded (MLflow's
# `mlruns`): there VL1 is an info and the other groups are quiet.
TEST_DATA = VENDORED | frozenset(
    "tests test testing __tests__ fixtures fixture testdata examples example"
    " samples sample node_modules extern externals project_template app_template _template"
    " _templates mlruns"
    # What a reusable application of Django or a tool is tried on.
    " testproject testprojects autotest autotests"
    # What package managers of other languages and boards download: PlatformIO, ESP-IDF, Bower,
    # CMake, Terraform, `dbt deps`.
    " .pio .piolibdeps managed_components bower_components jspm_packages _deps .terraform"
    " dbt_packages dbt_modules"
    # What SAM, CDK, the Serverless Framework and Terragrunt make of a project to deploy it.
    " .aws-sam cdk.out .serverless .terragrunt-cache".split()
)

SET_ASIDE = frozenset(
    "archive archived archives attic bak deprecated graveyard legacy obsolete old outdated retired"
    " trash trashed unused".split()
)
"""Folders of what people keep and no longer use."""
_SET_ASIDE_FIRST = frozenset("old unused deprecated obsolete archived outdated".split())
_SET_ASIDE_LAST = _SET_ASIDE_FIRST | {"archive", "bak", "retired"}
_OF_TESTS = ("_test", "_tests", "-test", "-tests")


def is_called_set_aside(folder: str) -> bool:
    """Whether a folder's name says that nobody uses what is in it any more: `_old`, `docker_old`,
    `old scripts`. `archive-service`, `trash_detection` and `legacy-api` are about such things.
    """
    name = folder.lower().strip("_-.")
    if name in SET_ASIDE:
        return True
    words = name.replace("-", " ").replace("_", " ").replace(".", " ").split()
    return (
        len(words) > 1
        and (
            words[0] in _SET_ASIDE_FIRST
            or words[-1] in _SET_ASIDE_LAST
            # `archive_2024`, `bak_feb19`: what was kept of a day.
            or (words[0] in _SET_ASIDE_LAST and words[1][-1:].isdigit())
        )
    )


_TESTING = frozenset("test tests testing".split())
_OF_PURPOSES = frozenset(
    ".github .gitlab .gitea .forgejo .circleci .azure .azure-pipelines requirements".split()
)
"""Folders whose own folders are called after what is for what."""


def _without_purposes(folders: list[str]) -> list[str]:
    """The folders on a way without those that are called after what runs there, or needs what they
    list: `.github/actions/test`, `.gitlab/ci/tests`, `requirements/test`.
    """
    start = next(index for index, folder in enumerate(folders) if folder in _OF_PURPOSES)
    return [
        folder
        for index, folder in enumerate(folders)
        if not (start < index <= start + 2 and folder.lower() in _TESTING)
    ]


def is_test_data(path: str) -> bool:
    """Whether a folder on the way to *path* is one for test data or other people's code, a
    template's, or what a tool recorded of a run.
    """
    folders = path.split("/")[:-1]
    if not _OF_PURPOSES.isdisjoint(folders[:-1]):
        folders = _without_purposes(folders)
    if any(
        folder.lower() in TEST_DATA
        or "{{" in folder
        or "{%" in folder
        or ("ample" in folder and _is_of_examples(folder))
        or _is_of_tests(folder.lower())
        for folder in folders
    ):
        return True
    if "data" in folders and any(
        folder.endswith(_OF_TESTS) for folder in folders[: folders.index("data")]
    ):
        return True  # `shop_test/data/project`
    return "wandb" in folders and any(
        folder.startswith(("run-", "offline-run-")) for folder in folders
    )


def _is_of_tests(folder: str) -> bool:
    """Whether a folder of several words holds what something is tried on: `test-data`,
    `test_projects`, or is `tests/integration` in one word: `tests_integration`. What is called
    `test_app` may be a program, and a `testing-library` is one.
    """
    if not folder.startswith("test"):
        return False
    first, *others = folder.replace("-", "_").split("_")
    return bool(others) and (first == "tests" or (first == "test" and others[-1] in _TRIED))


_TRIED = frozenset(
    "apps case cases crate crates data file files fixture fixtures libraries library package"
    " packages plugin plugins project projects repo repos repositories resource resources".split()
)


def _is_of_examples(folder: str) -> bool:
    """Whether a folder of several words holds examples: `example-packages`, `cython_example`. A
    `counterexample` and a `sampler` do not.
    """
    words = folder.lower().replace("-", "_").split("_")
    return not _EXAMPLES.isdisjoint((words[0], words[-1]))


_EXAMPLES = frozenset(("example", "examples"))

_FIXTURES = VENDORED | frozenset("fixtures fixture testdata test_data test-data".split())
_LESSONS = r"(?:tutorials?|examples?|how-?tos?|recipes)/"
_LESSON = lazy(rf"(?i)(?:^|/){_LESSONS}")
_LESSON_OF_DOCUMENTS = lazy(rf"(?i)docs?/(?:[^/]+/){{0,4}}{_LESSONS}", words=("doc",))


def is_fixture(path: str) -> bool:
    """Whether a file is what tests work on, or other people's: not what the tests are run with."""
    return not _FIXTURES.isdisjoint(folder.lower() for folder in path.split("/")[:-1])


def is_lesson(path: str) -> bool:
    """Whether a file lies with tutorials, examples or recipes."""
    return _LESSON.search(path) is not None


def is_lesson_of_documents(path: str) -> bool:
    """Whether a file belongs to what a tutorial of the documentation builds: it stays as the text
    around it has it.
    """
    return _LESSON_OF_DOCUMENTS.match(path) is not None
