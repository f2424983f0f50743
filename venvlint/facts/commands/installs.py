"""What a command asks an installer for, where it installs to, and which commands mean the
environment of the project.
"""

from __future__ import annotations

import re

from venvlint.facts.commands import environments
from venvlint.facts.commands.install_options import TOOLS, Given, role, scan
from venvlint.facts.commands.model import WITHOUT_PROJECT
from venvlint.facts.project.programs import CONDA, PROJECT_MANAGERS
from venvlint.readers.patchwork import UNKNOWN
from venvlint.readers.requirements import ARCHIVES
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence as Items

    from venvlint.facts.commands.model import Command
    from venvlint.readers.patchwork import Word

COMPILE_SOURCES = ("requirements.in", "setup.py", "pyproject.toml", "setup.cfg")
"""What `pip-compile` without a file takes the first of that is there."""
_PIP_VERBS = frozenset(("install", "download", "wheel", "sync"))
_PROJECT_VERBS = {
    "poetry": frozenset(("install", "sync", "add")),
    "pdm": frozenset(("install", "sync", "add", "update")),
    "pipenv": frozenset(("install", "sync", "update")),
    "rye": frozenset(("sync", "install", "add")),
    "flit": frozenset(("install",)),
    "maturin": frozenset(("develop",)),
    "pixi": frozenset(("install", "add")),
    "uv": frozenset(("sync", "add")),
}
_EXPORTS = {"uv": "export", "poetry": "export", "pipenv": "requirements"}


class InstallRequest:
    """What a command asks for. Every word has its place."""

    __slots__ = (
        "adds",
        "compiles",
        "constraints",
        "defaults",
        "directory",
        "editables",
        "extras",
        "files",
        "flags",
        "groups",
        "indexes",
        "only",
        "operands",
        "overrides",
        "package",
        "project",
        "reads_project",
        "script",
        "sources",
        "target",
        "tool",
        "unknown",
        "verb",
        "without",
    )

    def __init__(self, tool: str, verb: str) -> None:
        self.tool, self.verb = tool, verb
        self.files: list[Word] = []
        self.defaults: tuple[str, ...] = ()
        """The files that the tool takes when none is given, the first that is there."""
        self.constraints: list[Word] = []
        self.overrides: list[Word] = []
        self.editables: list[Word] = []
        self.operands: list[Word] = []
        """Requirements, paths and archives as they are given to pip."""
        self.extras: list[tuple[str, Word]] = []
        self.groups: list[tuple[str, Word]] = []
        self.without: list[tuple[str, Word]] = []
        self.only: list[tuple[str, Word]] = []
        """Each with the option that asks."""
        self.flags: set[str] = set()
        self.indexes: dict[str, list[Word]] = {}
        self.target: Word | None = None
        self.directory: Word | None = None
        """The folder that the tool changes into before it does anything."""
        self.project: Word | None = None
        """The folder of the project that it is told of."""
        self.package: Word | None = None
        self.reads_project = False
        """Whether the tool installs the project of the current folder by itself."""
        self.script: Word | None = None
        """What `uv run` is given first, if it may be a source: one that says itself what it needs
        (PEP 723) is run without the project.
        """
        self.compiles = False
        self.adds = False
        self.unknown = False
        """Whether some word may be any option: a variable, a template."""


def request_of(command: Command) -> InstallRequest | None:
    """What a command asks for; None where it installs nothing and compiles nothing."""
    tool = command.tool
    if tool in TOOLS:
        return _of_tool(tool, command.arguments)
    if tool == "easy_install":
        request = InstallRequest("easy_install", "install")
        request.operands = [word for word in command.arguments if not word.text.startswith("-")]
        return request
    return _of_setup(command) if command.is_python or tool.endswith("setup.py") else None


def export_of(command: Command) -> InstallRequest | None:
    """What a command writes out of a project's lock into a list for pip (`uv export`, `pipenv
    requirements`), as if it installed it; None where it writes none.
    """
    given = list(scan(command.tool, command.arguments)) if command.tool in _EXPORTS else []
    operands = [one.word.text for one in given if not one.option]
    if operands[:1] != [_EXPORTS.get(command.tool)]:
        return None
    request = InstallRequest(command.tool, operands[0])
    _take(request, given)
    request.unknown = any(text.startswith(UNKNOWN) for text in operands)
    request.reads_project = True
    return request


def _of_setup(command: Command) -> InstallRequest | None:
    """`python setup.py install`."""
    words = command.words
    at = next((i for i, word in enumerate(words) if word.text.endswith("setup.py")), -1)
    if at < 0 or (at and words[at - 1].text in ("-c", "-m")):
        return None
    verb = next((word.text for word in words[at + 1 :] if not word.text.startswith("-")), "")
    if verb not in ("install", "develop", "easy_install"):
        return None
    request = InstallRequest("setup.py", verb)
    request.operands = [words[at]]
    return request


def _of_tool(tool: str, words: Items[Word]) -> InstallRequest | None:
    starts = "run" if tool in PROJECT_MANAGERS or tool == "pipx" else ""
    given = list(scan(tool, words, starts))
    operands = [one for one in given if not one.option]
    verbs = [one.word.text for one in operands[:3]]
    verb = verbs[0] if verbs else ""
    count = 1
    if tool == "uv":
        if verb == "pip":
            verb = f"pip {verbs[1]}" if len(verbs) > 1 else ""
            count = 2
            if verb not in ("pip install", "pip sync", "pip compile"):
                return None
        elif verb == "tool":
            verb = f"tool {verbs[1]}" if len(verbs) > 1 else ""
            count = 2
            if verb not in ("tool install", "tool run"):
                return None
        elif verb not in ("sync", "run", "add"):
            return None
    elif tool == "uvx":
        verb, count = "tool run", 0
    elif tool == "pip":
        if verb not in _PIP_VERBS:
            return None
    elif tool in CONDA:
        if verb == "env":
            verb = f"env {verbs[1]}" if len(verbs) > 1 else ""
            count = 2
            if verb not in ("env create", "env update"):
                return None
        elif verb not in ("create", "install", "update"):
            return None
    elif tool == "pipx":
        if verb not in ("install", "run", "inject"):
            return None
    elif tool in ("pip-sync", "pip-compile"):
        verb, count = tool.partition("-")[2], 0
    elif verb not in _PROJECT_VERBS.get(tool, ()):
        return None
    request = InstallRequest(tool, verb)
    _take(request, given)
    rest = [one.word for one in operands[count:]]
    request.unknown = any(word.text.startswith(UNKNOWN) for word in rest)
    _operands(request, rest)
    return request


def _take(request: InstallRequest, given: list[Given]) -> None:
    labels = {
        "extra": request.extras,
        "group": request.groups,
        "without": request.without,
        "only": request.only,
    }
    for one in given:
        if not one.option:
            continue
        what = role(request.tool, one.option)
        word = one.value
        if word is None:
            request.flags.add(one.option)
        elif what == "file":
            request.files.append(word)
        elif what == "constraint":
            request.constraints.append(word)
        elif what == "override":
            request.overrides.append(word)
        elif what == "editable":
            if request.verb == "tool install":
                request.operands.append(word)
            else:
                request.editables.append(word)
        elif what in labels:
            labels[what].append((one.option, word))
        elif what in ("index", "extra-index", "find-links", "trusted-host"):
            request.indexes.setdefault(what, []).append(word)
        elif what == "target":
            request.target = word
        elif what == "directory":
            request.directory = word
        elif what == "project":
            request.project = word
        elif what == "package":
            request.package = word
        elif what == "with":
            request.operands.append(word)


def _operands(request: InstallRequest, words: list[Word]) -> None:
    tool, verb = request.tool, request.verb
    if tool == "pip" or verb in ("pip install", "tool install", "tool run"):
        request.operands += words[:1] if verb == "tool run" else words
    elif verb in ("pip sync", "pip compile", "compile") or tool == "pip-sync":
        request.files += words
        request.compiles = verb in ("pip compile", "compile")
        if not words and tool != "uv":
            request.defaults = COMPILE_SOURCES if request.compiles else ("requirements.txt",)
    elif tool in CONDA:
        if verb in ("env create", "env update") and not request.files:
            request.defaults = ("environment.yml", "environment.yaml")
        request.operands += [word for word in words if verb in ("create", "install", "update")]
    elif tool in ("easy_install", "pipx"):
        request.operands += words[:1] if verb == "run" else words
    elif verb == "run":
        request.reads_project = not request.flags & WITHOUT_PROJECT
        if tool == "uv" and words and words[0].text.endswith(".py"):
            request.script = words[0]
    elif verb in ("add", "update") or (tool == "pipenv" and words):
        request.adds = verb == "add" or tool == "pipenv"
        request.operands += words
        request.reads_project = True
    else:
        request.reads_project = not (tool == "pipenv" and request.files)


def is_path(text: str) -> bool:
    """Whether pip takes an operand for a folder or an archive on disk, not for a requirement."""
    bare = text.partition("[")[0] if text.endswith("]") else text
    if "://" in text or " @ " in text:
        return text.startswith("file:")
    if bare.startswith("file:"):
        return True
    if bare in (".", "..") or bare.startswith(("./", "../", "/", "~", ".\\", UNKNOWN)):
        return True
    return bare.endswith(ARCHIVES) or "/" in bare or "\\" in bare


SYSTEM_FOLDERS = frozenset(("", "/bin", "/usr/bin", "/usr/local/bin", "/usr/sbin", "/sbin"))

# Tools that people rightly have outside of any environment: installing or calling one says nothing
# about the project's.
OUTSIDE_TOOLS = frozenset(
    "pip setuptools wheel virtualenv uv poetry poetry-core pipx pipenv pdm hatch tox nox build"
    " twine pre-commit prek codecov coveralls ansible virtualenvwrapper awscli supervisor pip-tools"
    " cibuildwheel conda-lock maturin flit meson ninja cmake".split()
)
# Programs that a project's own environment provides.
_TOOLS = frozenset(
    "pytest py.test flake8 black isort ruff mypy pylint pyright coverage sphinx-build sphinx-apidoc"
    " mkdocs django-admin gunicorn uvicorn hypercorn daphne celery flask alembic jupyter"
    " jupyter-lab jupyter-notebook ipython streamlit scrapy airflow dbt bandit safety pip-compile"
    " pip-sync waitress-serve uwsgi fastapi locust behave nosetests chainlit dvc mlflow kedro"
    " snakemake torchrun accelerate autopep8 yapf pydocstyle manage.py pybabel pyinstaller"
    " briefcase".split()
)
_STANDARD = frozenset(
    "venv ensurepip http.server json.tool zipfile tarfile base64 webbrowser sysconfig site platform"
    " this".split()
)
_VERSION = frozenset(("--version", "-V", "-VV", "--help", "-h", "version", "help", "debug"))
_IMPORTS = lazy(r"\bfrom\s+([\w.]+)\s+import\b|\bimport\s+([\w.]+(?:[ \t]*,[ \t]*[\w.]+)*)")
_ELSEWHERE = (
    "--target",
    "-t",
    "--prefix",
    "--root",
    "--home",
    "--dry-run",
    "--python",
    "--prefix-path",
)


def pip_command(command: Command) -> str:
    """The subcommand of a pip call (`install`, also of `uv pip install`), empty for anything
    else.
    """
    if command.tool not in ("pip", "uv"):
        return ""
    operands = [
        given.word.text for given in scan(command.tool, command.arguments) if not given.option
    ]
    if command.tool == "uv":
        return operands[1] if operands[:1] == ["pip"] and len(operands) > 1 else ""
    return operands[0] if operands else ""


def installs(command: Command) -> bool:
    """Whether it is a `pip install` into the interpreter's own packages (no `--target`, no
    `--dry-run`).
    """
    return pip_command(command) == "install" and command.has(*_ELSEWHERE) is None


def installed_names(command: Command) -> list[str]:
    """The names that a `pip install` is given on its line, without extras and versions; files and
    paths as they are, `-r` and `-e` for those that these options name.
    """
    request = request_of(command)
    if request is None:
        return []
    found = ["-r"] * len(request.files) + ["-e"] * len(request.editables)
    return found + [
        re.split(r"[\[<>=!~;@ ]", word.text, maxsplit=1)[0].lower() for word in request.operands
    ]


def only_outside_tools(command: Command) -> bool:
    """Whether a `pip install` names nothing but tools such as pip itself, virtualenv, uv, tox."""
    names = installed_names(command)
    return bool(names) and all(name in OUTSIDE_TOOLS for name in names)


def into_system(command: Command) -> bool:
    """Whether its program is the one that `PATH` finds outside of any environment, or one of the
    system's by its path.
    """
    return not command.environment and command.folder in SYSTEM_FOLDERS


def _imports_others(code: str) -> bool:
    """Whether code imports more than the standard library."""
    from venvlint.facts.project.known_names import standard_since

    names = {
        name.strip().partition(".")[0]
        for one, several in _IMPORTS.findall(code)
        for name in (one, *several.split(","))
    }
    return any(name and standard_since(name) is None for name in names)


def wants_environment(command: Command) -> bool:
    """Whether it means the project's environment: bare `python`, `pip`, or a tool that the
    environment provides.

    Making an environment, asking for a version, the standard library's own tools and installing
    tools such as virtualenv do not; nor does an interpreter that a variable names (`$PYTHON -m x`).
    """
    if command.folder or command.wrappers[:1] == ("sudo",) or not command.words:
        return False
    if UNKNOWN in command.program:
        return False
    texts = command.texts
    if environments.makes(command.tool, command.arguments) is not None:
        return False
    if command.tool == "pip":
        return (
            not (set(texts[:1]) & _VERSION)
            and bool(texts)
            and not (pip_command(command) == "install" and only_outside_tools(command))
        )
    if command.is_python:
        if command.tool != command.name:
            return (
                command.tool not in _STANDARD
                and command.tool not in OUTSIDE_TOOLS
                and not (set(texts[:1]) & _VERSION)
            )
        operand = next(
            (text for text in texts if not text.startswith("-") or text in ("-c", "-")), ""
        )
        if operand == "-c":
            code = texts[texts.index("-c") + 1] if texts.index("-c") + 1 < len(texts) else ""
            return _imports_others(code)
        if operand in ("", "-"):
            code = "".join(one.body.text for one in command.own_redirections if one.body)
            return _imports_others(code) if code else bool(operand)
        return True
    return command.tool in _TOOLS and not (set(texts[:1]) & _VERSION)
