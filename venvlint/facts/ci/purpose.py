"""What a job is for: does it install or test the project, only check its style, only release it, or
work on something else?

Judged by the words of the commands that it runs and by the actions that it uses; what is not known
is said to be so.
"""

from __future__ import annotations

import re
from itertools import dropwhile, pairwise

from venvlint.facts.project import vocabulary
from venvlint.facts.project.programs import (
    BUILDERS,
    CONDA,
    MATRIX_RUNNERS,
    PROJECT_MANAGERS,
    TEST_RUNNERS,
)
from venvlint.files.paths import name_of
from venvlint.readers.nodes import ABSENT
from venvlint.record import asked_once
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.ci.model import Job, Step

PYTHON = lazy(
    r"(?:python|pypy|graalpy|python\.exe|py)(?:[\d.]*t?)$|.*[/\\](?:python|pypy)[\d.]*(?:\.exe)?$"
)
_WRAPPERS = frozenset(
    "sudo time exec env command nohup xvfb-run retry stdbuf timeout nice catchsegv".split()
)
_SEPARATOR = lazy(r"&&|\|\||[;|\n]|(?<!\\)\s&\s")
# The options of `uv run` and its like that take the next word, so that the value is not taken for
# the command.
_TAKES = frozenset(
    "--with --group --extra --python -p --only-group -e -n --directory --project --no-group"
    " --env-file".split()
)
_MAX_WORDS = 100  # of one command: what it is for stands at its beginning


def commands(job: Job) -> Iterator[tuple[Step, list[str]]]:
    """The simple commands that the job's steps run, as words without quotes, wrappers (`sudo`,
    `time`) and assignments.
    """
    for step in (*job.steps, *job.called):
        text = step.run.string
        if not text:
            continue
        text = re.sub(r"[\\^`][ \t]*\r?\n", " ", text)
        for part in _SEPARATOR.split(text):
            words = [word.strip("\"'") for word in part.split(None, _MAX_WORDS)[:_MAX_WORDS]]
            if words and not words[0].startswith("#"):
                yield step, bare(words)


def bare(words: list[str]) -> list[str]:
    """A command without the programs and assignments before it."""
    while words and (
        words[0] in _WRAPPERS
        or words[0] in ("(", "{", "!", "then", "do", "else", "if")
        or re.match(r"[A-Za-z_]\w*=", words[0])
    ):
        words = words[1:]
        while words and words[0].startswith("-"):
            words = words[1:]
    return words


def runner_of(words: list[str]) -> tuple[str, list[str]]:
    """The runner that a command goes through (`uv run`, `poetry run`, `python -m`…), and the
    command behind it.
    """
    runner = ""
    for _ in range(4):
        if len(words) < 2:
            break
        first = name_of(words[0]).lower()
        if (first in PROJECT_MANAGERS or first in CONDA) and words[1] == "run":
            runner = runner or first
            rest = words[2:]
            while rest and rest[0].startswith("-"):
                takes = rest[0] in _TAKES
                runner = (
                    "" if rest[0] in ("--no-project", "--isolated") and first == "uv" else runner
                )
                rest = rest[2 if takes else 1 :]
            words = rest
        elif PYTHON.match(words[0].lower()) and "-m" in words[1:4]:
            words = words[words.index("-m") + 1 :]
        elif first == "coverage" and words[1] == "run":
            return runner, words
        else:
            break
    return runner, words


# Programs that check or format text and never import the project. `pylint` and `mypy` do not run it
# either.
LINTERS = frozenset(
    "autoflake bandit black blue check-manifest check-wheel-contents codespell curlylint cz"
    " commitizen deptry djhtml djlint doc8 docformatter dodgy eradicate flake8 fixit gitlint"
    " interrogate isort lint-imports linkchecker markdownlint mdformat mypy pflake8 pip-audit"
    " pre-commit prek pycodestyle pydocstyle pyflakes pylint pyright basedpyright pyrefly pyroma"
    " pyupgrade radon refurb restructuredtext-lint rstcheck ruff safety semgrep slotscheck"
    " sphinx-lint sqlfluff tryceratops ty typos validate-pyproject vermin vulture xenon yamllint"
    " yapf zizmor towncrier reuse detect-secrets".split()
)
# What the name of an action begins with, in lower case.
_LINT_ACTIONS = tuple(
    "pre-commit psf/black astral-sh/ruff-action chartboost/ruff-action isort/isort-action"
    " jakebailey/pyright-action codespell-project github/codeql-action crate-ci/typos"
    " wagoid/commitlint super-linter github/super-linter py-actions/flake8 tsuyoshicho reviewdog"
    " rickstaa/action-black lgeiger/black-action pypa/gh-action-pip-audit zizmorcore"
    " j178/prek-action".split()
)
_RELEASE_ACTIONS = tuple(
    "pypa/gh-action-pypi-publish pypa/cibuildwheel softprops/action-gh-release"
    " actions/create-release ncipollo/release-action jrubics/poetry-publish python-semantic-release"
    " relekang/python-semantic-release google-github-actions/release-please"
    " googleapis/release-please hynek/build-and-inspect-python-package release-drafter"
    " etils-actions/pypi-auto-publish actions/upload-release-asset docker/build-push-action"
    " sigstore/gh-action-sigstore peaceiris/actions-gh-pages actions/deploy-pages".split()
)
_INSTALLING_ACTIONS = tuple("wntrblm/nox excitedleigh/setup-nox rymndhng".split())
# Actions that prepare a machine, keep files or report: they do nothing with the project.
_NEUTRAL_ACTIONS = tuple(
    "actions/ azure/setup docker/ codecov/ coverallsapp/ astral-sh/setup-uv snok/install-poetry"
    " abatilo/actions-poetry pdm-project/setup-pdm conda-incubator/ mamba-org/ step-security/"
    " dorny/ hynek/setup extractions/ awalsh128/ slackapi/ re-actors/ deadsnakes/ codspeedhq/"
    " docker: pypa/hatch".split()  # that brings Hatch alone
)
_LINT_WORDS = (
    vocabulary.LINTERS
    | vocabulary.DOCS
    | frozenset(
        "formatter static typechecking typechecks spelling spell codespell sphinx security audit"
        " bandit".split()
    )
)
_LINT_PAIRS = frozenset(
    (("pre", "commit"), ("type", "check"), ("type", "checking"), ("type", "checks"))
)
_RUNNERS = TEST_RUNNERS | MATRIX_RUNNERS | {"coverage", "hypothesis", "asv"}
_NEUTRAL = frozenset(
    "cd echo export set mkdir cp mv rm ls cat printf apt apt-get brew choco yum dnf apk git curl"
    " wget tar unzip chmod chown test [ true : exit pwd source . env which sleep if then else fi"
    " for do done while case esac { } ( ) printenv uname date touch sed awk grep find du df sort"
    " head tail tee conda mamba micromamba npm yarn pnpm node gh pip-compile unset shopt pushd popd"
    " ln id whoami free lscpu jq zip docker rustup cargo codecov pyenv read local".split()
)

# Programs of other kinds that a Python is set up for: what compiles for Node.js, makes disk images
# and installers, builds firmware or looks after servers.
_FOR_ANOTHER = lazy(
    r"(?i)\bpython\b.{0,30}\bfor (?:the )?(?:node-?gyp|gyp|dmgbuild|appdmg|electron|npm"
    r"|node(?:\.?js)?|native modules|ansible|aws ?cli|gcloud|conan|meson|platformio"
    r"|esptool|esp-idf|scons)\b"
)


@asked_once
def installs_project(job: Job) -> bool | None:
    """Whether a step installs or runs the audited project itself (`pip install .`, `uv sync`,
    `tox`, `pytest`…), its requirements included.

    None where it runs something whose doing is not known (a script, a Makefile's target, another
    action).
    """
    known = True
    for step in (*job.steps, *job.called):
        if step.uses:
            if step.uses.lower().startswith(_INSTALLING_ACTIONS):
                return True
            if (step.uses.startswith("./") and not job.called) or (
                not step.uses.lower().startswith(
                    _NEUTRAL_ACTIONS + _LINT_ACTIONS + _RELEASE_ACTIONS
                )
                and job.system == "github"
            ):
                known = False
    if (
        job.system == "travis"
        and job.node.text("language") in ("python", None)
        and not job.node.get("install")
    ):
        return True
    for _, words in commands(job):
        verdict = _installs(words)
        if verdict:
            return True
        known = known and verdict is not None
    return False if known else None


def installs_between(job: Job, first: Step, last: Step) -> bool:
    """Whether a step after *first* and before *last* installs or tests the project, by a command or
    by an action that may.
    """
    steps = list(job.steps)
    if first not in steps or last not in steps:
        return True
    between = steps[steps.index(first) + 1 : steps.index(last)]
    if not between or any(
        step.uses and not step.uses.lower().startswith(_NEUTRAL_ACTIONS) for step in between
    ):
        return True
    return any(_installs(words) for step, words in commands(job) if step in between)


def _installs(words: list[str]) -> bool | None:
    if not words:
        return False
    runner, rest = runner_of(words)
    if runner == "hatch":
        # Of a matrix: `hatch run +py=3.12 types:check`.
        rest = list(dropwhile(lambda word: word.startswith(("+", "-")), rest))
        environment, colon, _ = rest[0].partition(":") if rest else ("", "", "")
        if colon and _speaks_of_lint(environment):
            return False
    if not rest:
        return runner in PROJECT_MANAGERS and runner != "pixi"
    program, arguments = (
        name_of(rest[0].replace("\\", "/")).lower().removesuffix(".exe"),
        rest[1:],
    )
    if program == "uv" and arguments[:1] == ["pip"]:
        program, arguments = "pip", arguments[1:]
    if re.fullmatch(r"pip[\d.]*", program):
        return "install" in arguments[:3] and _names_project(
            arguments[arguments.index("install") + 1 :]
        )
    if program in BUILDERS or program == "pipenv":
        verb = next((word for word in arguments if not word.startswith("-")), "")
        if program == "poetry" and verb == "install" and "--no-root" in arguments:
            return False
        if program == "uv" and verb == "sync" and "--only-group" in arguments:
            return False
        return verb in ("sync", "install", "develop", "test", "run") and not (
            program == "uv" and verb in ("install", "run")
        )
    if program in _RUNNERS:
        return not _runs_lint_environment(program, arguments)
    if program in LINTERS or program in ("uvx", "pipx"):
        return False
    if PYTHON.match(program):
        script = next((word for word in arguments if not word.startswith("-")), "")
        if script.endswith("setup.py"):
            return any(word in ("install", "develop", "test", "build_ext") for word in arguments)
        if script.endswith("manage.py") or "-m" in arguments:
            return True
        return None if script and "-c" not in arguments else False
    if runner in PROJECT_MANAGERS and runner != "pixi":
        # All but pipenv install the project before they run the command.
        return runner != "pipenv"
    if program in (
        "make",
        "just",
        "task",
        "invoke",
        "inv",
        "doit",
        "bash",
        "sh",
        "pwsh",
        "duty",
    ) or rest[0].startswith(("./", "scripts/", ".github/", "ci/", "tools/")):
        return None
    return False if program in _NEUTRAL or not re.fullmatch(r"[\w.+-]+", program) else None


def _names_project(arguments: list[str]) -> bool:
    for index, word in enumerate(arguments):
        previous = arguments[index - 1] if index else ""
        if previous in ("-r", "--requirement"):
            if not re.search(
                r"lint|doc|build|release|publish|tox|ci(?:[-_./]|$)|pre-?commit|flake8|mypy|types?\b",
                word,
                re.I,
            ):
                return True
            continue
        if previous in (
            "-c",
            "--constraint",
            "--target",
            "-t",
            "--prefix",
            "--root",
            "-f",
            "--find-links",
        ):
            continue
        if word in ("-e", "--editable") or re.match(r"-r\S", word):
            return True
        if (
            re.match(r"\.{0,2}/|\.(?:$|\[|/)", word)
            or re.search(r"\.whl$|\.tar\.gz$|\*", word)
            or word.startswith(("-e.", "file:", "dist/"))
        ):
            return True
    return False


def _runs_lint_environment(program: str, arguments: list[str]) -> bool:
    """Whether tox or nox is asked for environments that only lint, by their names."""
    if program not in MATRIX_RUNNERS:
        return (
            program == "coverage"
            and bool(arguments)
            and arguments[0]
            in ("xml", "report", "combine", "html", "json", "erase", "lcov", "debug")
        )
    names: list[str] = []
    for index, word in enumerate(arguments):
        option, _, value = word.partition("=")
        if option in ("-e", "-s", "--session", "--sessions", "--env") or (
            option == "-p" and program == "tox"
        ):
            names += (value or (arguments[index + 1] if index + 1 < len(arguments) else "")).split(
                ","
            )
        elif word.startswith("-e") and len(word) > 2 and program == "tox":
            names += word[2:].split(",")
        elif word in ("-l", "--list", "-a", "--version", "--help", "config"):
            return True
    return bool(names) and all(map(_speaks_of_lint, names))


def is_lint_only(job: Job) -> bool:
    """Whether everything that the job runs checks style, types, spelling or documents, and it never
    installs the project.

    A job whose commands are not all known counts when its name says so (`lint`, `pre-commit`,
    `docs`).
    """
    installs = installs_project(job)
    if installs:
        return False
    lints = any(
        step.uses.lower().startswith(_LINT_ACTIONS) for step in (*job.steps, *job.called)
    ) or any(_lints(words) for _, words in commands(job))
    named = _speaks_of_lint(job.name) or _speaks_of_lint(job.node.text("name") or "")
    return (lints and (installs is False or named)) or (named and installs is None)


def _speaks_of_lint(name: str) -> bool:
    """Whether the name of a job or of an environment says that it checks style, types, spelling or
    documents.
    """
    name = name.lower()
    words = "".join([letter if "a" <= letter <= "z" else " " for letter in name]).split()
    return (
        not _LINT_WORDS.isdisjoint(words)
        or not _LINT_PAIRS.isdisjoint(pairwise(words))
        or "flake8" in name
    )


def _lints(words: list[str]) -> bool:
    _, rest = runner_of(words)
    if not rest:
        return False
    program = name_of(rest[0]).lower()
    if program in ("uvx", "pipx") or rest[:3] == ["uv", "tool", "run"]:
        rest = [word for word in rest[1:] if word not in ("run", "tool")]
        program = next((word for word in rest if not word.startswith("-")), "").partition("@")[0]
    return (
        program in LINTERS
        or program in ("sphinx-build", "mkdocs")
        or (program in MATRIX_RUNNERS and _runs_lint_environment(program, rest[1:]))
    )


def is_release_only(job: Job) -> bool:
    """Whether the job builds, tags or uploads distributions, images or pages, and installs nothing
    of the project.
    """
    if installs_project(job) is True:
        return False
    if any(step.uses.lower().startswith(_RELEASE_ACTIONS) for step in (*job.steps, *job.called)):
        return True
    return any(_releases(words) for _, words in commands(job))


def _releases(words: list[str]) -> bool:
    _, rest = runner_of(words)
    if not rest:
        return False
    program, arguments = name_of(rest[0]).lower(), rest[1:]
    if program in (
        "twine",
        "build",
        "cibuildwheel",  # which brings the Pythons that it builds with
        "pyproject-build",
        "semantic-release",
        "check-wheel-contents",
        "bump2version",
        "bumpversion",
        "bump-my-version",
    ):
        return True
    if program in BUILDERS:
        return next((word for word in arguments if not word.startswith("-")), "") in (
            "publish",
            "build",
            "version",
        )
    if program == "gh":
        return arguments[:1] == ["release"]
    if program == "docker":
        return arguments[:1] == ["push"]
    return any(word.endswith("setup.py") for word in rest) and any(
        word in ("sdist", "bdist_wheel", "upload") for word in arguments
    )


@asked_once
def foreign_checkout(job: Job) -> bool:
    """Whether the job works on another repository or another ref than the one that holds its
    definition.

    A checkout of something else beside the project's own (into a `path`) does not make it so; a ref
    or repository that is only
    known at run time does, unless it comes from the event itself (`github.*`).
    """
    foreign = own = worked = False
    for step in job.steps:
        if step.uses == "actions/checkout":
            elsewhere = is_foreign(job, step)
            if elsewhere and ("path" not in step.inputs or _is_of_each_branch(step)):
                return True
            foreign, own = foreign or elsewhere, own or not elsewhere
        elif step.uses == "checkout" and job.system == "azure":
            name = step.node.text("checkout") or ""
            foreign, own = foreign or name not in ("self", "none"), own or name == "self"
        elif step.run and step.run.string:
            text = step.run.string
            work = _WORKS.search(text)
            for match in _SWITCHES.finditer(text):
                before = worked or (work is not None and work.start() < match.start())
                if not before and _is_another_ref(match[1]):
                    return True
            worked = worked or work is not None
            # Systems that check out by themselves work on their own repository whatever else a
            # command clones.
            clones = job.system == "github" and _CLONES.search(text) is not None
            foreign = foreign or (clones and "github.repository" not in text)
    return foreign and not own


_SWITCHES = lazy(
    r"(?m)(?:^|[;&|]|\bthen\b)[ \t]*git[ \t]+(?:checkout|switch)[ \t]+([^\n;&|]{1,300})",
    words=("checkout", "switch"),
)
_CLONES = lazy(r"(?m)(?:^|[;&|])[ \t]*git[ \t]+clone[ \t]", words=("clone",))
_WORKS = lazy(
    r"\b(?:pip[\d.]*\s+install|(?:poetry|pdm|pipenv)\s+install|uv\s+(?:sync|run|pip)|setup\.py|tox|nox"
    r"|pytest|hatch\s+run|python\d?\s+-m)\b"
)
_TEMPLATE = lazy(r"\$\{\{[^{}]{0,200}\}\}")
_STAYS = ("HEAD", "FETCH_HEAD", ".", "-", "$GITHUB_SHA", "${GITHUB_SHA}", "$GITHUB_REF")


def _is_another_ref(words: str) -> bool:
    """Whether `git checkout` with these words goes to another commit: not with files, nor for a
    branch that it makes.
    """
    if "github." in words:
        return False  # the commit that the event is about
    given = [word.strip("\"'") for word in _TEMPLATE.sub("REF", words).split()]
    if any(word in ("-b", "-B", "-c", "-C", "--orphan", "--create", "--", "-p") for word in given):
        return False
    refs = [word for word in given if not word.startswith("-")]
    return (
        len(refs) == 1
        and refs[0] not in _STAYS
        and not refs[0].endswith(("/", ".py", ".txt", ".toml", ".md", ".yml", ".json", ".lock"))
    )


def _is_own(repository: str) -> bool:
    """Whether what a checkout names is the repository itself or the fork that the event comes from;
    `${{ github.repository }}.wiki` is another one.
    """
    return _OWN_REPOSITORY.fullmatch(repository.strip()) is not None


def is_foreign(job: Job, step: Step) -> bool:
    """Whether a checkout brings another repository, or this one at another ref."""
    for name in ("repository", "ref"):
        node = step.inputs.get(name)
        if not node:
            continue
        text = node.string or ""
        if _is_own(text) if name == "repository" else "github." in text:
            continue
        values = job.resolve(node, step)
        if not values.complete or any(value.text.strip() for value in values.values):
            return True
    return False


def _is_of_each_branch(step: Step) -> bool:
    """Whether a checkout brings the branches of the project that the job's matrix lists: what the
    job is there for, whichever folder they go to.
    """
    ref = step.inputs.get("ref", ABSENT)
    return "repository" not in step.inputs and "matrix." in (ref.string or "")


_OWN_REPOSITORY = lazy(
    r"\$\{\{[^}]{0,300}github\.[^}]{0,300}\}\}"
    r"|\$\{\{[ ]{0,9}github\.repository_owner[ ]{0,9}\}\}/\$\{\{[^}]{0,300}\bname\b[^}]{0,300}\}\}"
)
# Folders of scripts that look after a repository and not after its users.
_HELPERS = lazy(
    r"(?:\./)?(?:\.github|\.ci|\.circleci|\.azure[\w-]*|ci|(?:build_?|dev_?)?scripts?|tools?|dev|devtools|hack|utils?|docs?|website|admin|release|packaging)/"
)


# Programs that run what a file of the project says.
_OF_THE_PROJECT = frozenset(
    "make just task invoke inv doit bash sh zsh pwsh powershell duty docker-compose ant gradle"
    " bazel pants".split()
)


def sets_up_for_another(job: Job) -> bool:
    """Whether the name of the step that sets Python up says for which other program it is: `Python
    for node-gyp`, `Set up Python (for dmgbuild)`.
    """
    return any(step.uses and _FOR_ANOTHER.search(step.name) for step in job.steps)


def only_helps(job: Job) -> bool:
    """Whether all that the job runs looks after the repository: scripts of its helper folders, and
    programs from elsewhere.

    Such a job does not run the project, although nobody knows what its scripts do. A program's bare
    name (`aws`, `smokeshow`)
    is not the project's where the project is not installed.
    """
    ran = False
    for _, words in commands(job):
        verdict = _installs(words)
        if verdict:
            return False
        if verdict is None and words:
            _, rest = runner_of(words)
            program, *others = [word.replace("\\", "/") for word in rest] or [""]
            script = program  # run by its first line
            if PYTHON.match(program.lower()):
                script = next((word for word in others if not word.startswith("-")), "")
            if script.endswith(".py") or script != program:
                if not _HELPERS.match(script) or "test" in name_of(script).lower():
                    return False
            elif "/" in program or not program or program in _OF_THE_PROJECT:
                return False
            ran = True
    return ran
