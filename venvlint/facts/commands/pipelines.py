"""What CI runs: the steps of each job in order, those that share a shell joined into one."""

from __future__ import annotations

import re

from venvlint.facts.commands import environments, running, stated
from venvlint.facts.commands.model import Sequence, Shell
from venvlint.facts.commands.scripts import CALLS, INTERESTING
from venvlint.files.paths import name_of
from venvlint.readers.argument_words import value_of, word_of
from venvlint.readers.nodes import ABSENT
from venvlint.readers.patchwork import UNKNOWN, Patchwork, plain, verbatim
from venvlint.readers.shell_wrappers import SHELLS
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.document import Document
    from venvlint.facts.ci.model import Job, Step
    from venvlint.facts.images import Image
    from venvlint.readers.patchwork import Piece
    from venvlint.tree import Tree

_KINDS = {
    "powershell": "pwsh",
    "pwsh": "pwsh",
    "cmd": "cmd",
    **{shell: shell for shell in SHELLS},
}
_HANDED_ON = lazy(
    r"GITHUB_PATH|GITHUB_ENV|BASH_ENV|task\.prependpath|task\.setvariable|add-path|set-env",
    re.I,
    words=("github_", "bash_env", "task.", "add-path", "set-env"),
)
_MARKS = ("github_", "bash_env", "task.", "add-path", "set-env")
_FOLDER = lazy(
    r"(?:\.?v?env\b|venv|virtual_?env|virtualenvs|conda)[^\n|>&;]{0,200}?[/\\]{1,4}(?:bin|Scripts)\b",
    re.I,
)
_WHICH = lazy(
    r"(?:which|command -v|dirname|Get-Command)[^\n]{0,80}python|sys\.(?:prefix|executable)"
)
_PATH = lazy(
    r"(?<![A-Za-z_])(?:PATH=|variable=PATH\])|printenv|^\s*env\s*[>|]|export -p",
    re.I,
    words=("path", "env", "export"),
)
_ON_WINDOWS = lazy(r"==\s*['\"]windows|startsWith\([^)]{0,300},\s*['\"]windows", re.I)
_NOT_ON_WINDOWS = lazy(
    r"!=\s*['\"]windows|==\s*['\"](?:ubuntu|linux|macos)|!\s*startsWith\([^)]{0,300},\s*['\"]windows",
    re.I,
)
_STATEMENT = lazy(r"[\n;]|&&|\|\|")
_MAJOR = lazy(r"v?(\d{1,3})(?:\.|$)")
_SSH = frozenset(("appleboy/ssh-action",))
_ACTION = lazy(
    r"astral-sh/setup-uv|conda-incubator/setup-miniconda|mamba-org/setup-micromamba|mamba-org/provision-with-micromamba",
    words=("setup-uv", "miniconda", "mamba"),
)


def collect(tree: Tree, _: Iterable[str] = ()) -> Iterator[Sequence]:
    """One sequence for every job and composite action whose file has to do with environments."""
    interesting: dict[str, bool] = {}
    for job in tree.ci_jobs:
        if job.path not in interesting:
            document = tree.document(job.path)
            interesting[job.path] = document is not None and _is_interesting(document)
        if not interesting[job.path]:
            # The steps may be another file's, which is a template.
            others = {
                id(step.node.document): step.node.document
                for step in job.steps
                if step.node.document.path != job.path
            }
            interesting[job.path] = any(map(_is_interesting, others.values()))
        if interesting[job.path]:
            yield _sequence(job)
            yield from _on_servers(job)


def _is_interesting(document: Document) -> bool:
    return (
        INTERESTING.search(document.data) is not None
        or CALLS.search(document.data) is not None
        or b".py" in document.data
    )


def _on_servers(job: Job) -> Iterator[Sequence]:
    """What steps run on another machine through SSH, each in a shell of its own: the `script` of
    `appleboy/ssh-action`. Where it starts is that machine's matter.
    """
    document = job.node.document
    for step in job.steps:
        script = step.inputs.get("script", ABSENT)
        if step.uses in _SSH and script.string:
            shell = stated.text(script, "", _label(step), running.Start(directory=None))
            shell.condition = bool(step.condition)
            yield from stated.sequence("provision", document, job.name, "production", [shell])


def _sequence(job: Job) -> Sequence:
    document = job.node.document
    sequence = Sequence("ci", document, job.name)
    sequence.job = job
    handed_on = ""
    """The environment that earlier steps have put on the PATH of all later ones."""
    made: set[str] = set()
    """The names of the folders that the steps make or activate as environments."""
    image = _image(job)
    for group in _groups(job):
        step = group[0]
        if step.words:
            words = [word_of(node) for node in step.words]
            start = running.Start(
                handed_on, step.working_directory, system_shell=_system_shell(job)
            )
            shell = stated.given(list(step.words), words, _label(step), start)
            shell.step, shell.image = step, image
            sequence.add(shell)
            continue
        if not step.run:
            handed_on = handed_on or _by_action(job, step)
            continue
        kind = _kind(job, step)
        if kind is None:
            continue
        source = _source(group)
        shell = Shell(kind, step.run.document, (step.run.start, step.run.end), _label(step))
        shell.step, shell.image = step, image
        shell.condition = bool(step.condition)
        values, kept = _variables(step)
        start = running.Start(
            _environment(step, kind, handed_on),
            step.working_directory,
            kept,
            system_shell=_system_shell(job),
        )
        left = running.run(shell, source, start, values)
        sequence.add(shell)
        for command in shell.commands:
            for folder in (
                environments.makes(command.tool, command.arguments),
                environments.sourced(command),
            ):
                made.add(name_of((folder or "").rstrip("/")))
        made.discard("")
        handed_on = handed_on or _handed_on(shell, source.text, made)
        if job.system == "appveyor":
            handed_on = left  # its agent takes over what each of its shells has set
    return sequence


def _source(group: list[Step]) -> Patchwork:
    """What the steps run one after the other in one shell."""
    pieces: list[Piece] = []
    for member in group:
        assert member.run  # groups of more than one are made of runs
        text = value_of(member.run)
        pieces += text.pieces
        if pieces:
            pieces.append(verbatim("\n", pieces[-1][2], pieces[-1][2]))
    return Patchwork(pieces)


def _variables(step: Step) -> tuple[dict[str, Patchwork], dict[str, str]]:
    """The variables of a step that are known, for its text, and those that installers read."""
    values, kept = {}, {}
    for name, node in step.env.items():
        text = node.string
        if text is None:
            continue
        if "$" not in text and "{{" not in text and "<<" not in text:
            values[name] = (
                plain(text, node.start)
                if node.raw == text
                else Patchwork([(text, node.start, node.end, node.start, node.end)])
            )
        if running.KEPT.match(name):
            kept[name] = UNKNOWN if "$" in text else text
    return values, kept


def _environment(step: Step, kind: str, handed_on: str) -> str:
    """The environment in force where a step starts: that of its own `PATH`, else what earlier ones
    have handed on, else what every bash of the job reads first.
    """
    path = step.env["PATH"].string if "PATH" in step.env else None
    if path is not None:
        known = re.sub(r"\$\{\{.{0,300}?\}\}|\$\{?\w+\}?", UNKNOWN, path)
        handed_on = environments.on_path(known, path) or handed_on
    startup = step.env.get("BASH_ENV") if kind == "bash" else None
    if not handed_on and startup is not None:
        return environments.activated(startup.string or "") or ""
    return handed_on


def _label(step: Step) -> str:
    return f"the step `{step.name}`" if step.name else "the step"


def _image(job: Job) -> Image | None:
    """The image that the job runs in, where it is one."""
    if not job.images:
        return None
    from venvlint.facts import images

    found = {value.text for node in job.images for value in job.resolve(node).values}
    return images.read(found.pop()) if len(found) == 1 else None


# Systems in which the steps of one session are one shell's.
_SHARED = frozenset(
    "appveyor bitbucket buildkite cirrus codebuild drone gitlab semaphore travis woodpecker".split()
)


def _groups(job: Job) -> Iterator[list[Step]]:
    """The steps, those that one shell runs together."""
    shared = job.system in _SHARED
    group: list[Step] = []
    for step in job.steps:
        if (
            group
            and shared
            and step.run
            and group[-1].run
            and (step.session, step.shell) == (group[-1].session, group[-1].shell)
        ):
            group.append(step)
        else:
            if group:
                yield group
            group = [step]
    if group:
        yield group


def _kind(job: Job, step: Step) -> str | None:
    """The shell of a step; None where it is none (`shell: python`)."""
    if not step.shell:
        if job.system in ("gitlab", "bitbucket", "cirrus"):
            shell = _system_shell(job)
            return shell if shell == "ash" else ""
        return "?"
    if job.system == "github" and not step.shell_node and not job.images and not job.is_action:
        # Without `shell` it is PowerShell on Windows: which it is may differ from one combination
        # of the matrix to the next.
        labels = job.runners.texts
        if not job.runners.complete or any("windows" in label.lower() for label in labels):
            if step.shell in ("pwsh", "powershell") or _ON_WINDOWS.search(_condition(step)):
                return "pwsh"
            return "bash" if _NOT_ON_WINDOWS.search(_condition(step)) else "?"
    kind = _KINDS.get(step.shell)
    return _system_shell(job) if kind == "sh" else kind


def _condition(step: Step) -> str:
    return step.condition.string or ""


def _system_shell(job: Job) -> str:
    """What `sh` is where the job runs; empty where it is not known, or another one from image to
    image.
    """
    if job.images:
        from venvlint.facts import images

        found = {
            images.read(value.text).shell
            for node in job.images
            for value in job.resolve(node).values
        }
        return (
            found.pop()
            if len(found) == 1 and all(job.resolve(node).complete for node in job.images)
            else ""
        )
    labels = job.runners.texts
    if labels and job.runners.complete and all(label.startswith("ubuntu") for label in labels):
        return "dash"
    return (
        "bash"
        if any(label.startswith("macos") for label in labels)
        else ""
        if job.system != "github"
        else "sh"
    )


def _by_action(job: Job, step: Step) -> str:
    """The environment that an action puts on the PATH of the steps after it."""
    if (
        ("setup-" in step.uses or "provision-" in step.uses)
        and not step.uses.startswith("actions/")
        and _ACTION.search(step.uses)
    ):
        wanted = (
            step.inputs.get("activate-environment")
            or step.inputs.get("environment-name")
            or step.inputs.get("environment-file")
        )
        if wanted and wanted.string not in (None, "", "false"):
            return UNKNOWN
        if "python-version" in step.inputs and _makes_for_version(step):
            return UNKNOWN
    if step.uses.startswith("./"):
        texts = [inner.run.string or "" for inner in job.called if inner.run]
        if any(
            _HANDED_ON.search(text) and (_FOLDER.search(text) or "VIRTUAL_ENV" in text)
            for text in texts
        ):
            return UNKNOWN
    return ""


def _makes_for_version(step: Step) -> bool:
    """Whether setup-uv makes and activates an environment when it is given a Python: 5.0 to 5.4
    did. A commit counts as such a release unless the comment behind it says which it is.
    """
    if not step.uses.startswith("astral-sh/setup-uv"):
        return False
    version, node = step.uses_version, step.uses_node
    if len(version) == 40 and node:
        line = node.document.text[node.end : node.end + 80].split("\n", 1)[0]
        version = line.rpartition("#")[2].strip() if "#" in line else ""
    major = _MAJOR.match(version)
    return major is None or major[1] == "5"


def _handed_on(shell: Shell, text: str, made: set[str]) -> str:
    """The environment that a step hands to all later ones through the system's own files or
    commands.
    """
    folded = text.lower()
    if not any(mark in folded for mark in _MARKS) or not _HANDED_ON.search(text):
        return ""
    for statement in _STATEMENT.split(text):
        mark = _HANDED_ON.search(statement)
        if mark is None:
            continue
        # `{ echo a; echo b; } >> $GITHUB_PATH` and a here-document say it elsewhere in the text.
        where = (
            text if statement.lstrip().startswith(("}", ")")) or "<<" in statement else statement
        )
        word = mark[0].upper()
        if word == "BASH_ENV" and "activate" in where:
            return _activated(shell)
        if word in ("GITHUB_PATH", "TASK.PREPENDPATH", "ADD-PATH", "BASH_ENV"):
            if _FOLDER.search(where) or "VIRTUAL_ENV" in where or _WHICH.search(where):
                return _activated(shell)
            if re.search(r"\$\{?\w*(?:VENV|ENV)\w*\}?[/\\](?:bin|Scripts)", where, re.I):
                return _activated(shell)
            if any(
                f"{name}/bin" in where or f"{name}\\Scripts" in where or f"{name}/Scripts" in where
                for name in made
            ):
                return _activated(shell)
        if any(command.environment for command in shell.commands) and re.search(
            r"\$\{?PATH|%PATH%|env:PATH", where, re.I
        ):
            return _activated(shell)
        if (
            word not in ("GITHUB_PATH", "TASK.PREPENDPATH", "ADD-PATH")
            and _PATH.search(where)
            and (_FOLDER.search(where) or _dumps(where))
        ):
            return _activated(shell)
    return ""


def _dumps(text: str) -> bool:
    """Whether all variables are written, `PATH` among them."""
    return re.search(r"printenv(?!\s+\w)|^\s*env\s*[>|]|export -p", text) is not None


def _activated(shell: Shell) -> str:
    return next(
        (command.environment for command in reversed(shell.commands) if command.environment),
        UNKNOWN,
    )
