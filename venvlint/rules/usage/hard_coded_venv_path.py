"""A file of the project names an environment in one person's home folder.

## Why
The path is right on one machine. For everybody else the script stops with `bad interpreter: No such
file or directory`, and the editor says that
it cannot find the interpreter or silently takes another one. The path also tells a user's name to
everybody.

## Bad
    #!/home/alice/shop/.venv/bin/python

    // .vscode/settings.json
    {"python.defaultInterpreterPath": "/home/alice/shop/.venv/bin/python"}

## Good
    #!/usr/bin/env python3

    {"python.defaultInterpreterPath": "${workspaceFolder}/.venv/bin/python"}

## How to fix
Write the path relative to the project (`.venv/bin/python` in scripts and Makefiles,
`${workspaceFolder}/.venv/bin/python` in the settings of
VS Code), or let the active environment decide with `#!/usr/bin/env python3`. For an environment of
the home folder itself, a shell has `$HOME`.

## When to ignore it
In a script that is only ever run on one server, under that account.
"""

from __future__ import annotations

import re

from venvlint.facts.project import vocabulary
from venvlint.files.paths import name_of
from venvlint.model import Finding, Fix, Severity, rule
from venvlint.record import Record
from venvlint.regex import lazy
from venvlint.rules.usage._machine_accounts import is_of_machines, users_made_by

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.model import Location
    from venvlint.tree import Tree


@rule("VL408", Severity.WARNING, fix="unsafe", needs=("is_populated",))
def hard_coded_venv_path(tree: Tree) -> Iterator[Finding]:
    for path in build(tree):
        if path.is_shebang:
            # It then runs by whatever Python is active, no longer by that environment.
            edit = path.document.replace(2, len(path.document.line(1)), "/usr/bin/env python3")
            yield Finding(
                path.at,
                f"this script runs only where `{path.environment}` exists",
                "Begin it with `#!/usr/bin/env python3`, which takes the Python of the active"
                " environment.",
                fix=(
                    Fix("take the Python of the active environment", (edit,), safe=False)
                    if "python" in path.text
                    else None
                ),
            )
        else:
            yield Finding(
                path.at,
                f"`{path.environment}` exists on one machine only",
                _suggestion(path),
            )


def _suggestion(path: HomePath) -> str:
    """What to write in the place of an environment's absolute path, in the terms of the shell that
    reads the file.
    """
    file, environment = path.at.path, path.environment
    # What follows the environment's folder: `/bin/activate`.
    inner = path.text.replace("\\\\", "\\").removeprefix(environment)
    if file.endswith((".json", ".code-workspace")):
        inner = inner.replace("\\", "/") or "/…"
        return (
            f"Write `${{workspaceFolder}}/.venv{inner}` in its place: that is right for everybody"
            " who makes the environment in the project's folder."
        )
    if file.endswith(".pdm-python"):
        return (
            "Remove the file from Git and ignore it: PDM writes it on each machine"
            f" (`git rm --cached {file}`)."
        )
    on_windows = file.lower().endswith((".bat", ".cmd", ".ps1"))
    if _CONDA_BASE.search(environment):
        ask = (
            "Call conda by its name, which its own prompt knows"
            if on_windows
            else "Ask conda where it is (`$(conda info --base)`)"
        )
        return f"{ask}, or run the program by `conda run -n NAME`."
    home = _of_home(path)
    if home:
        return f"Write `{home}`, the same folder of whoever runs it."
    python = r".venv\Scripts\python.exe" if on_windows else ".venv/bin/python"
    if inner and not on_windows:
        python = ".venv" + inner
    return f"Name the environment relative to the project, such as `{python}`."


def _of_home(path: HomePath) -> str:
    """The path by the variable of the home folder, where a shell reads it and the environment lies
    directly there: it is no project's.
    """
    found = _PATH.match(path.text)
    within = path.environment[found.start("rest") :] if found else ""
    file = path.at.path
    if not within or "/" in within or "\\" in within or found is None:
        return ""
    rest = path.text[found.start("rest") :]
    if file.endswith((".bat", ".cmd")):
        return rf"%USERPROFILE%\{rest}"
    if file.endswith(".mk") or name_of(file).lower().startswith(("makefile", "gnumakefile")):
        return f"$(HOME)/{rest}"
    is_shell = _SCRIPT_NAME.search(file) or path.document.line(1).startswith("#!")
    quoted = path.document.text[path.start - 1 : path.start] == "'"
    return f"$HOME/{rest}" if is_shell and not quoted and "ustfile" not in file else ""


# -- Absolute paths below somebody's home folder that lead into an environment, in the project's
# files.
#
# Read are first lines (`#!`), shell and batch scripts, Makefiles, and the settings of editors
# and tools. Not read are documents, and what describes a server or an image, where a home
# folder is a place that somebody made on purpose: units, crontabs, Dockerfiles, CI.

# Clusters mount their homes below a name of their own: `/glade/u/home/ana`, `/global/homes/a/ana`.
_CLUSTER = (
    r"(?:cluster|data|export|glade/u|global|gpfs|hpc|ihome|lustre|mmfs1|mnt|net|nfs|storage|u|vol)"
    r"(?:/[\w-]{1,40})?/homes?(?:/[a-z])?"
)
_UNIX = rf"(?<![\w./\\$}}~-])/(?:home|Users|{_CLUSTER})/(?P<user>[A-Za-z0-9_][\w.@+-]*)/"
_WINDOWS = (
    r"(?<![\w])(?:[A-Za-z]:|/[a-z]|/mnt/[a-z])[\\/]+Users[\\/]+(?P<windows>[\w.@+ -]+?)[\\/]+"
)
_PATH = lazy(rf"(?:{_UNIX}|{_WINDOWS})(?P<rest>[^\s\"'`;:|&<>()*?,\]}}]*)")
_ENVIRONMENT = lazy(
    r"(?:\.?venvs?|\.?virtualenvs?|\.?v?env[-_.]?\d[\d.]*|[\w.-]{0,100}venv[\w.-]{0,100}|[\w.-]{1,100}[-_.]env|env)$",
    re.I,
)
_UNMISTAKABLE = lazy(r"(?:\.?venvs?|\.?virtualenvs?|[\w.-]*venv)$", re.I)
_INSIDE = lazy(r"(?:bin|scripts|lib|lib64|include|pyvenv\.cfg|site-packages)$", re.I)
_CONDA = lazy(r"conda|mamba|forge", re.I)
# Conda's own installation is an environment too (`base`); `conda init` writes its path often.
_CONDA_BASE = lazy(
    r"(?:^|[\\/])\.?(?:(?:ana|mini|micro|mamba)?conda|(?:mini|micro)?mamba|(?:mini|mamba)forge)"
    r"[23]?(?:[-_.]?\d[\w.]{0,20})?$",
    re.I,
)
_OF_BASE = lazy(r"(?:bin|condabin|scripts|lib|library|python\.exe|etc/profile\.d)$", re.I)
_SCRIPT_NAME = lazy(
    r"(?:^|/)(?:(?:GNU)?[Mm]akefile[^/]*|[^/]+\.(?:mk|sh|bash|zsh|ksh|fish|sbatch|slurm|bat|cmd|ps1|envrc)|\.envrc|[Jj]ustfile|\.pdm-python)$",
    words=(
        "akefile",
        ".mk",
        ".sh",
        ".bash",
        ".zsh",
        ".ksh",
        ".fish",
        ".sbatch",
        ".slurm",
        ".bat",
        ".cmd",
        ".ps1",
        "envrc",
        "ustfile",
        ".pdm-python",
    ),
)
_SETTINGS_NAME = lazy(
    r"(?:^|/)(?:\.vscode/[^/]+\.json|[^/]+\.code-workspace|pyrightconfig\.json)$",
    words=(".vscode/", ".code-workspace", "pyrightconfig"),
)
_TABLE_NAME = lazy(
    r"(?:^|/)(?:pyproject\.toml|(?:setup|tox|mypy|pytest|\.mypy|\.pylintrc|\.flake8)\.(?:cfg|ini)|\.pre-commit-config\.yaml|poetry\.toml|pdm\.toml|package\.json|[Tt]askfile\.ya?ml)$",
    words=(".toml", ".cfg", ".ini", ".pre-commit-config", "package.json", "askfile.y"),
)
_HINT = lazy(rb"/homes?/|/Users/|[\\/]Users[\\/]")
_REMOTE = lazy(r"\b(?:ssh|scp|rsync|docker|podman|kubectl)\b")
# What a script runs on the server that it updates, and what one holds that sets a machine up.
_RESTARTS = lazy(
    r"\bsupervisorctl\b|\bsystemctl[ \t]+(?:--user[ \t]+)?(?:restart|reload)\b"
    r"|(?:\bservice[ \t]+|/etc/init\.d/)[\w@.-]+[ \t]+(?:restart|reload)\b",
    words=("supervisorctl", "restart", "reload"),
)
_SETS_UP = lazy(
    r"\bsystemctl[ \t]+(?:--user[ \t]+)?(?:enable|link)\b|-m[ \t]+venv\b|\bvirtualenv[ \t]"
    r"|\bapt(?:-get)?[ \t]+(?:-\w+[ \t]+)?install\b",
    words=("systemctl", "apt", "venv", "virtualenv"),
)
_CRON = frozenset("cron crons cronjob cronjobs crontab crontabs".split())
# `[ -x /home/alice/venv/bin/python ]`, PowerShell's and cmd's questions.
_ASKS = lazy(r"(?:(?:\[\[?|\btest)[ \t]+-[defrsxL]|\bTest-Path|\bif[ \t]+exist)[ \t]+[\"']?", re.I)
_GIVES_UP = lazy(r"\|\|[^|\n]{0,120}\b(?:exit|return|die|fail)\b")
_LONGEST = 1000  # characters of a path: what is longer is nobody's


class HomePath(Record):
    """One such path: its text and place, the folder of the environment in it, and how it is used
    (`shebang` or ``).
    """

    at: Location
    document: Document
    start: int
    end: int
    text: str
    environment: str
    is_shebang: bool = False


def build(tree: Tree) -> Iterator[HomePath]:
    """Every such path of the tree's tracked files, in the order of the paths and of the text."""
    found = [path for name in _candidates(tree) for path in _of_file(tree, name)]
    if found and tree.files.has_git:
        tracked = tree.files.is_tracked(sorted({path.at.path for path in found}))
        found = [path for path in found if path.at.path in tracked]
    return iter(found)


def _candidates(tree: Tree) -> Iterator[str]:
    for path in tree.paths:
        name = name_of(path)
        if path.endswith((".md", ".rst")) or not (
            "." not in name
            or _SCRIPT_NAME.search(path)
            or _SETTINGS_NAME.search(path)
            or _TABLE_NAME.search(path)
        ):
            continue
        document = tree.document(path)
        if document is not None and _speaks_of_homes(document.data):
            yield path
    if tree.listing.has_python:
        for path in tree.imports.holding("/home/", "/homes/", "Users"):
            head = tree.files.head(path, 200)
            if (
                head.startswith(b"#!")
                and _speaks_of_homes(head)
                and _HINT.search(head.partition(b"\n")[0])
            ):
                yield path


def _speaks_of_homes(data: bytes) -> bool:
    return b"/home/" in data or b"/homes/" in data or b"Users" in data


def _of_file(tree: Tree, path: str) -> Iterator[HomePath]:
    document = tree.document(path)
    if document is None or b"\0" in document.data[:1024] or not _HINT.search(document.data):
        return
    first = document.line(1)
    if first.startswith("#!"):
        yield from _in_line(tree, document, 0, first, is_shebang=True)
    if _SETTINGS_NAME.search(path):
        root = tree.json(path)
        for node in root.walk():
            if node.string is not None and "/" in node.string.replace("\\", "/"):
                yield from _in_node(tree, document, node.start, node.end, node.string)
        return
    is_script = first.startswith("#!") or _SCRIPT_NAME.search(path)
    if not is_script and not _TABLE_NAME.search(path):
        return
    if is_script and _is_of_a_server(path, document.text):
        return
    batch = path.lower().endswith((".bat", ".cmd"))
    bases: set[str] = set()
    asked = _asked_for(tree, document)
    for number, (line, start) in enumerate(document.each_line(), 1):
        if number == 1 and first.startswith("#!"):
            continue
        code = _code(line, batch=batch)
        if code.strip() and not _is_said(code) and not _REMOTE.search(code):
            for found in _in_line(tree, document, start, code):
                if found.environment in asked:
                    continue
                if _CONDA_BASE.search(found.environment):
                    if found.environment in bases:
                        continue
                    bases.add(found.environment)
                yield found


def _is_of_a_server(path: str, text: str) -> bool:
    """Whether a script runs on one server, as units and crontabs do, and nowhere else: cron starts
    it, or it restarts there what it has updated. One that sets a machine up is for any machine.
    """
    if vocabulary.says(path, _CRON):
        return True
    return _RESTARTS.search(text) is not None and _SETS_UP.search(text) is None


def _asked_for(tree: Tree, document: Document) -> frozenset[str]:
    """The environments that a script asks for before it uses them, and does without where they are
    not there. (What `conda init` writes asks too, and then takes the path all the same.)
    """
    if "__conda_setup" in document.text:
        return frozenset()
    return frozenset(
        found.environment
        for line in document.lines
        if not _GIVES_UP.search(line)
        for question in _ASKS.finditer(line)
        for found in _in_line(tree, document, 0, line[question.end() :])
        if found.start == 0
    )


def _code(line: str, *, batch: bool) -> str:
    """A line without its comment."""
    stripped = line.lstrip(" \t@")
    if batch:
        return "" if stripped[:4].lower().startswith(("rem ", "rem\t", "::")) else line
    if stripped.startswith(("#", ";", "//")):
        return ""
    cut = re.search(r"\s#", line)
    return line[: cut.start()] if cut and line[: cut.start()].count('"') % 2 == 0 else line


def _is_said(code: str) -> bool:
    """Whether a line only prints."""
    return code.lstrip(" \t@-").startswith(("echo ", "printf ", "Write-Host ")) and ">" not in code


def _in_line(
    tree: Tree, document: Document, offset: int, line: str, *, is_shebang: bool = False
) -> Iterator[HomePath]:
    for match in _PATH.finditer(line):
        environment = _environment(tree, match)
        if environment and match["user"] not in users_made_by(tree, document):
            start, end = offset + match.start(), offset + match.end()
            yield HomePath(
                document.at(start, end), document, start, end, match[0], environment, is_shebang
            )


def _in_node(tree: Tree, document: Document, start: int, end: int, text: str) -> Iterator[HomePath]:
    for match in _PATH.finditer(text):
        environment = _environment(tree, match)
        if environment:
            yield HomePath(document.at(start, end), document, start, end, match[0], environment)


def _environment(tree: Tree, match: re.Match[str]) -> str:
    """The environment's folder in a path, empty where it leads into none or belongs to nobody in
    particular.
    """
    user = (match["user"] or match["windows"] or "").lower()
    if is_of_machines(tree, user) or re.search(r"[$%{]", match[0]):
        return ""
    if len(match["rest"]) > _LONGEST:
        return ""
    parts = list(re.finditer(r"[^\\/]+", match["rest"]))
    names = [part[0] for part in parts]
    base = match.start("rest") - match.start()
    for index, name in enumerate(names):
        following = names[index + 1 :]
        inside = bool(following) and _INSIDE.match(following[0]) is not None
        holds = (_UNMISTAKABLE.match(name) and name.lower().endswith("s")) or (
            name.lower() == "envs"
            and (
                _CONDA.search("/".join(names[:index]))
                or (len(following) > 2 and _INSIDE.match(following[1]) is not None)
            )
        )
        pyenv = (
            name == "versions"
            and names[:index][-1:] == [".pyenv"]
            and bool(following)
            and not following[0][0].isdigit()
        )
        of_base = _CONDA_BASE.match(name) and (
            bool(following)
            and (_OF_BASE.match(following[0]) or _OF_BASE.match("/".join(following[:2])))
        )
        if (holds and following) or pyenv:
            last = index + 1  # ~/.virtualenvs/shop
        elif (
            of_base
            or name in tree.config.environment_names
            or (
                _ENVIRONMENT.match(name)
                and (inside or (not following and _UNMISTAKABLE.match(name)))
            )
            or (inside and following[-1].lower().startswith("activate"))
        ):
            last = index
        else:
            continue
        return match[0][: base + parts[last].end()].replace("\\\\", "\\")
    return ""
