"""For whom a place installs: judged by what the place is called, and by what else it does."""

from __future__ import annotations

import re

from venvlint.facts.installs.model import (
    DEVELOPMENT,
    DOCS,
    PRODUCTION,
    PUBLISH,
    TESTS,
    UNCLEAR,
    Purpose,
)
from venvlint.facts.project import vocabulary
from venvlint.facts.project.programs import BUILDERS, MATRIX_RUNNERS, TEST_RUNNERS
from venvlint.files.paths import folder_of, name_of
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from venvlint.facts.ci.model import Job
    from venvlint.facts.commands.model import Command
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.readers.dockerfile import Stage
    from venvlint.tree import Tree

# What a name says, in words: of a job, a target, a script, an environment of tox.
_PUBLISH = vocabulary.RELEASES | frozenset(
    ("pypi testpypi upload releases releasing wheel wheels sdist builds").split()
)
_DOCS = (
    vocabulary.DOCS | vocabulary.DOCS_TOOLS | frozenset("website site pages html apidocs".split())
)
_TESTS = (
    vocabulary.TESTS
    | vocabulary.TEST_TOOLS
    | vocabulary.CHECKS
    | vocabulary.BENCHMARKS
    | frozenset("type fmt integration smoke nightly audit security verify validate".split())
)
# What a job is called that only tries what is deployed, or could be: `test-lambda`,
# `scenario-deployment-lifecycle`. `test-and-deploy` does both.
_TRIALS = (
    vocabulary.TESTS
    | vocabulary.TEST_TOOLS
    | vocabulary.LINTERS
    | (vocabulary.KINDS_OF_TESTS - {"load", "system"})
    | frozenset("check checks scenario scenarios".split())
)
_DEPLOYS = frozenset("deploy deploys deploying".split())
_DEVELOPMENT = vocabulary.DEVELOPMENT | vocabulary.WORKPLACES
_DEPLOY = lazy(
    r"(?i)deploy|heroku|production|\bprod\b|app-?engine|elastic|lambda|serverless|webapps|\becs\b|cloud-?run|provision",
    words=(
        "deploy",
        "heroku",
        "prod",
        "engine",
        "elastic",
        "lambda",
        "serverless",
        "webapps",
        "ecs",
        "cloud",
        "provision",
    ),
)
_NO_DEPLOYMENT = lazy(
    r"(?i)(?<![a-z])docs?(?![a-z])|pages|(?<![a-z])site(?![a-z])|website|documentation|pypi|undeploy"
)
# What the name of an action begins with, in lower case.
_DEPLOY_ACTIONS = tuple(
    "azure/webapps-deploy azure/functions-action google-github-actions/deploy-"
    " aws-actions/amazon-ecs-deploy akhileshns/heroku-deploy einaregilsson/beanstalk-deploy"
    " superfly/flyctl-actions serverless/github-action appleboy/ssh-action appleboy/scp-action"
    " amondnet/vercel-action databricks/".split()
)
_PUBLISH_ACTIONS = tuple(
    "pypa/gh-action-pypi-publish pypa/cibuildwheel hynek/build-and-inspect-python-package"
    " jrubics/poetry-publish python-semantic-release/ relekang/python-semantic-release"
    " etils-actions/pypi-auto-publish".split()
)
_DOCS_ACTIONS = tuple(
    "actions/deploy-pages actions/upload-pages-artifact peaceiris/actions-gh-pages"
    " jamesives/github-pages-deploy-action ammaraskar/sphinx-action".split()
)
_TEST_RUNNERS = TEST_RUNNERS | MATRIX_RUNNERS
_TEST_PROGRAMS = _TEST_RUNNERS | frozenset(
    "coverage mypy ruff flake8 black isort pylint pyright pre-commit bandit".split()
)
_NOTEBOOK_HOSTS = vocabulary.NOTEBOOKS | {"jupyter", "jupyterlab", "singleuser"}
# What a person opens to look around in an image, or keeps it running with.
_OPENED = frozenset(
    "jupyter jupyter-lab jupyter-notebook start-notebook.sh start-notebook.py start-singleuser.sh"
    " start-singleuser.py bash sh zsh tail sleep".split()
)
_RUNS_TESTS = lazy(r"(?i)run[-_]?(?:all[-_]?)?tests?(?![a-z])", words=("run",))
"""What a script is called that runs the tests: `runtests.py`, `run_all_tests.sh`."""
_BY_HAND = _OPENED | _TEST_PROGRAMS | {"make"}


def of_name(name: str) -> str:
    """What a name alone says; `unclear` where it says nothing."""
    words = set(vocabulary.words_of(name))
    if words & _DOCS:
        return DOCS
    if words & _DEVELOPMENT:
        return DEVELOPMENT
    if words & _TESTS:
        return TESTS
    if words & (_PUBLISH - {"build", "builds"}):
        return PUBLISH
    if _DEPLOY.search(name):
        return PRODUCTION
    return UNCLEAR


def of_job(job: Job, commands: Iterable[Command]) -> Purpose:
    """What a CI job installs for."""
    at = job.node.at
    title = job.node.text("name") or ""
    programs, publishes, documents, builds = set(), False, False, False
    for command in commands:
        tool = command.tool
        programs.add(tool)
        verb = next((text for text in command.texts if not text.startswith("-")), "")
        publishes = publishes or _publishes(tool, verb, command.texts)
        builds = (
            builds
            or tool in ("build", "pyproject-build", "cibuildwheel", "conda-build", "rattler-build")
            or (tool in ("poetry", "uv", "pdm", "hatch", "flit", "conda") and verb == "build")
            or (tool == "conda" and verb == "mambabuild")
        )
        documents = documents or _documents(tool, verb, command.texts)
    uses = [step.uses.lower() for step in (*job.steps, *job.called) if step.uses]
    if publishes or any(
        one.startswith(_PUBLISH_ACTIONS) or _is_of_conda_packages(one) for one in uses
    ):
        return Purpose(PUBLISH, "it uploads distributions", at)
    tests = bool(programs & _TEST_PROGRAMS)
    words = set(vocabulary.words_of(f"{job.name} {title}"))
    if not tests and (
        documents or words & _DOCS or any(one.startswith(_DOCS_ACTIONS) for one in uses)
    ):
        return Purpose(DOCS, "it builds documents", at)
    if not tests and (builds or words & (_PUBLISH - {"build", "builds", "package"})):
        return Purpose(PUBLISH, "it builds distributions", at)
    names = (name_of(job.path), job.name, title, _environment(job))
    only_tries = not _TRIALS.isdisjoint(words) and _DEPLOYS.isdisjoint(words)
    if any(one.startswith(_DEPLOY_ACTIONS) for one in uses) or (
        not only_tries
        and any(_DEPLOY.search(name) and not _NO_DEPLOYMENT.search(name) for name in names)
    ):
        return Purpose(PRODUCTION, "it deploys the project", at)
    return Purpose(TESTS, "a CI job runs it", at)


def _is_of_conda_packages(action: str) -> bool:
    """Whether an action is called after what it does: it builds packages of conda's, or uploads
    them.
    """
    words = vocabulary.words_of(action)
    return ("conda" in words or "rattler" in words) and not _PUBLISH.isdisjoint(words)


def _environment(job: Job) -> str:
    node = job.node.get("environment")
    return "" if not node else node.string or node.text("name") or ""


def _publishes(tool: str, verb: str, texts: list[str]) -> bool:
    if tool in BUILDERS:
        return verb == "publish"
    if tool == "twine":
        return verb == "upload"
    if tool in ("anaconda", "rattler-build"):
        return "upload" in texts
    return tool == "semantic-release" or (
        any(text.endswith("setup.py") for text in texts) and "upload" in texts
    )


def _documents(tool: str, verb: str, texts: list[str]) -> bool:
    if tool in ("sphinx-build", "sphinx-autobuild", "mike", "jupyter-book", "pdoc", "ghp-import"):
        return True
    if tool == "mkdocs":
        return verb in ("build", "gh-deploy", "deploy")
    return tool == "make" and any(
        text in ("html", "docs", "doc") or text.rstrip("/") in ("docs", "doc") for text in texts
    )


def of_script(path: str, name: str = "") -> Purpose:
    """What a script or a target of a Makefile installs for, by its name alone."""
    kind = of_name(name or name_of(path))
    if kind == UNCLEAR and not name:
        kind = of_name(name_of(folder_of(path)))
        kind = kind if kind in (DOCS, TESTS) else UNCLEAR
    return Purpose(kind, "its name says so" if kind != UNCLEAR else "")


def of_page(path: str) -> Purpose:
    """What a page has its readers install for: one for contributors, to work on the project."""
    name = name_of(path).lower()
    if name.startswith(("contributing", "hacking", "develop")):
        return Purpose(DEVELOPMENT, "the page is for contributors")
    return Purpose(UNCLEAR)


def of_environment(name: str, tool: str) -> Purpose:
    """What an environment of tox or a session of nox is for."""
    kind = of_name(name)
    if kind in (UNCLEAR, PRODUCTION):
        kind = TESTS
    return Purpose(kind, f"{tool} makes it" if kind == TESTS else "its name says so")


def of_stage(tree: Tree, recipe: Recipe, stage: Stage, started: Iterable[Command]) -> Purpose:
    """What a stage of an image installs for. *started* is what the finished images start."""
    from venvlint.facts.images.dockerfiles import stage_is_for_development
    from venvlint.facts.stages.development import is_built_to_develop, is_for_jobs
    from venvlint.facts.stages.files import lacks_its_code

    at = stage.first.at
    if recipe.is_for_development:
        return Purpose(DEVELOPMENT, "its Dockerfile is for development", at)
    if tree.is_test_data(recipe.path):
        return Purpose(TESTS, "its Dockerfile lies among examples or test data", at)
    if is_built_to_develop(tree, recipe):
        return Purpose(DEVELOPMENT, "compose builds it to develop, and another one is shipped", at)
    if _is_for_documents(recipe.path):
        return Purpose(DOCS, "its Dockerfile is for documents", at)
    if stage_is_for_development(stage):
        return Purpose(DEVELOPMENT, f"its stage is called `{stage.name}`", at)
    if vocabulary.says(stage.name, _DOCS):
        return Purpose(DOCS, f"its stage is called `{stage.name}`", at)
    needing = [
        final
        for final in tree.builds[recipe.path].finals
        if stage in recipe.parsed.built_from(final)
    ]
    if not needing:
        return Purpose(UNCLEAR, "no image is built from its stage", at)
    if all(stage_is_for_development(final) for final in needing):
        return Purpose(DEVELOPMENT, f"only the stage `{needing[0].name}` takes it", at)
    if all(lacks_its_code(tree, recipe, final) for final in needing):
        return Purpose(DEVELOPMENT, "compose mounts the code, which its image lacks", at)
    commands = [command for command in started if command.words]
    if are_by_hand(commands):
        return Purpose(TESTS, f"the image starts `{commands[-1].program}`", at)
    if not commands and is_for_jobs(tree, recipe):
        return Purpose(TESTS, "jobs of CI run in its image, which starts nothing", at)
    if not commands and all(_ends_with_tests(tree, recipe, final) for final in needing):
        return Purpose(TESTS, "its image ends with the tests and starts nothing", at)
    if not commands and is_a_workbench(stage):
        return Purpose(DEVELOPMENT, "its base starts notebooks for people to work in", at)
    return Purpose(PRODUCTION, "the project runs there", at)


def started(tree: Tree, recipe: Recipe) -> list[Command]:
    """What the finished images of a Dockerfile start, behind entry points that only prepare it."""
    from venvlint.facts.stages.files import stage_files

    return [
        stage_files(tree, recipe, final).passed_on(command)
        for final in tree.builds[recipe.path].finals
        for command in tree.commands.of_chain(recipe, final)
        if command.shell.late
    ]


def are_by_hand(commands: Sequence[Command]) -> bool:
    """Whether all that an image starts is for whoever works on the project, or it comes down to the
    tests: `migrate && pytest`.
    """
    return bool(commands) and (all(map(is_by_hand, commands)) or _runs_tests(commands[-1]))


def is_by_hand(command: Command) -> bool:
    """Whether what an image starts is a test runner, a script that is called one, or something to
    work in: Python alone is what the images of Python start by themselves.
    """
    first = "".join(command.texts[:1])
    if command.is_python and command.tool == command.name:
        if first.endswith(".py") and _RUNS_TESTS.match(name_of(first)):
            return True
        instruction = command.shell.instruction
        return instruction is not None and instruction.keyword == "CMD" and len(command.words) == 1
    script = first if command.tool in ("bash", "sh") else command.program
    if ("/" in script or script.endswith(".sh")) and _is_called_tests(name_of(script)):
        return True
    return command.tool in _BY_HAND and not runs_a_file(command)


def _ends_with_tests(tree: Tree, recipe: Recipe, final: Stage) -> bool:
    """Whether the last command that makes an image runs the tests. What compose starts, or what an
    image of somebody's own below it does, is another matter.
    """
    from venvlint.facts.images.systems import base_image

    image = base_image(final)
    if (
        image is None
        or not image.official
        or any(build.kind == "compose" for build in tree.builds[recipe.path].ways)
    ):
        return False
    commands = [
        command
        for command in tree.commands.of_chain(recipe, final)
        if command.words and not command.shell.late
    ]
    return bool(commands) and _runs_tests(commands[-1])


def _runs_tests(command: Command) -> bool:
    """Whether a command runs tests: a runner, `setup.py test`, `make test`, or a script that is
    called so or lies among them.
    """
    if command.tool in _TEST_RUNNERS:
        return True
    texts = command.texts
    if command.tool in ("make", "just"):
        return any(vocabulary.says(text, vocabulary.TESTS) for text in texts)
    if command.is_python or command.tool in ("bash", "sh"):
        if name_of("".join(texts[:1])) in ("setup.py", "manage.py"):
            return texts[1:2] == ["test"]
        return _is_called_tests("".join(texts[:1]))
    return "/" in command.program and _is_called_tests(command.program)


def _is_called_tests(script: str) -> bool:
    """Whether the path of a script says that it runs tests: `tests/all.sh`, `runtests.py`."""
    return (
        vocabulary.says(script, vocabulary.TESTS) or _RUNS_TESTS.match(name_of(script)) is not None
    )


def is_opened_by_people(tree: Tree, recipe: Recipe) -> bool:
    """Whether what a Dockerfile makes starts nothing but a shell or notebooks for people to work
    in.
    """

    def ask() -> bool:
        commands = [command for command in started(tree, recipe) if command.words]
        return bool(commands) and all(
            command.tool in _OPENED and not runs_a_file(command) for command in commands
        )

    return tree.once(f"people open {recipe.path}", ask)


def is_a_workbench(stage: Stage) -> bool:
    """Whether the stage is made from an image whose name says that it starts Jupyter, such as
    `quay.io/jupyter/scipy-notebook` and `pangeo/pangeo-notebook`.
    """
    from venvlint.facts.images.systems import base_image

    image = base_image(stage)
    name = name_of(image.path) if image is not None else ""
    return vocabulary.says(name, _NOTEBOOK_HOSTS)


def runs_a_file(command: Command) -> bool:
    """Whether a shell runs a file or a text, which may start anything."""
    return command.tool in ("bash", "sh", "zsh", "make", "tail") and any(
        not text.startswith("-") for text in command.texts
    )


def _is_for_documents(path: str) -> bool:
    folders = path.lower().split("/")
    name = folders.pop()
    named = re.sub(r"\.?dockerfile\.?", " ", name)
    return vocabulary.says(named, _DOCS) or not vocabulary.DOCS.isdisjoint(folders)
