"""Packages are installed into the system's Python.

## Why
The system's own tools are written in that Python. A package that is newer or older than they expect
breaks them, and the next project
wants yet other versions. Newer systems refuse (`error: externally-managed-environment`); `sudo`,
`--break-system-packages` and deleting the
`EXTERNALLY-MANAGED` file switch that guard off. `easy_install` and `python setup.py install` leave
files that pip cannot remove.

## Bad
    sudo pip install -r requirements.txt

## Good
    python3 -m venv .venv
    .venv/bin/pip install -r requirements.txt

## How to fix
Make a virtual environment and install with its own pip. For a tool that is wanted everywhere use
`pipx install` or `uv tool install`. For
`python setup.py install` write `pip install .` inside an environment.

## When to ignore it
In an image, on a CI machine or on a node of a cluster, which serves one purpose and is thrown away
afterwards. There this is only a hint.
"""

from __future__ import annotations

import re

from venvlint.files.paths import folder_of, name_of, path_in
from venvlint.model import Finding, Severity, rule
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command, Sequence
    from venvlint.model import Location
    from venvlint.readers.patchwork import Word
    from venvlint.tree import Tree

_VARIABLE = lazy(r"(?:PIP|UV)_BREAK_SYSTEM_PACKAGES$", words=("BREAK_SYSTEM",))
# Scripts that a cloud runs once on each machine that it makes: user data, EMR's bootstrap actions,
# Dataproc's initialization actions, Databricks' init scripts, what Packer runs for an image, and
# what an editor runs in a container to develop in.
_ON_A_NEW_MACHINE = lazy(
    r"(?:^|[/_.-])(?:user[-_]?data|bootstrap[-_]?(?:[\w-]{1,40}[-_])?actions?|init(?:iali[sz]ation)?[-_]actions?"
    r"|emr|dataproc|databricks|packer|cloud[-_]?init|devcontainer)(?=[/_.-]|$)",
    re.I,
    words=("user", "action", "emr", "dataproc", "databricks", "packer", "cloud", "devcontainer"),
)
# What changes a machine or an image that serves one purpose.
_THROWN_AWAY = frozenset("image ci host workspace container".split())
_PAGES = ("readme", "installation-page", "contributing-page", "documentation-page")
_ENVIRONMENT = (
    "Make a virtual environment with `python3 -m venv .venv`, and install with `.venv/bin/pip`."
)
# What has no meaning inside an environment.
_OF_THE_SYSTEM = frozenset(("--break-system-packages", "--user", "--system"))
_LONGEST = 200

_WRITTEN = "`break-system-packages` in pip's settings switches off the guard of the system's Python"
# Where a system keeps what its own packages install.
_SYSTEM = ("/", "/usr", "/usr/local")


@rule("VL404", Severity.WARNING, needs=("commands.sequences",))
def global_install(tree: Tree) -> Iterator[Finding]:
    seen: set[Location] = set()
    if "VL417" in tree.selected_words and tree.commands.package_managers:
        from venvlint.rules.usage._refused_installs import refused_installs

        # What is refused changes nothing: that is said by the rule about it.
        seen = {refused.command.at for refused in refused_installs(tree)}
    for sequence in tree.commands.sequences:
        if sequence.kind in ("page", "tox", "nox") or _is_of_a_recipe(tree, sequence):
            continue
        for at, message, suggestion in _causes(tree, sequence):
            if at not in seen:
                seen.add(at)
                yield Finding(at, message, suggestion, severity=_severity(tree, sequence))


def _severity(tree: Tree, sequence: Sequence) -> Severity:
    from venvlint.facts.commands.interpreters import is_script_of_ci

    path = sequence.document.path
    return (
        Severity.INFO
        if sequence.kind in _THROWN_AWAY
        or is_script_of_ci(path)
        or _ON_A_NEW_MACHINE.search(path)
        or (sequence.kind == "script" and _is_of_an_image(tree, path))
        else Severity.WARNING
    )


def _is_of_an_image(tree: Tree, path: str) -> bool:
    """Whether a Dockerfile runs a script, and no page tells people to run it. (A list of what a
    folder holds names it, too.)
    """
    if path not in tree.installs.scripts_of_images:
        return False
    run = r"(?:\./|\b(?:run|execute|sudo|bash|z?sh|source)\b[\s`]{1,4})[\w./$-]{0,200}"
    said = tree.once("what pages say", lambda: _said(tree))
    return not re.search(run + re.escape(name_of(path)), said, re.I)


def _said(tree: Tree) -> str:
    pages = (tree.document(path) for path in tree.of_kind(*_PAGES))
    return "\n".join(page.text for page in pages if page is not None)


def _causes(tree: Tree, sequence: Sequence) -> Iterator[tuple[Location, str, str]]:
    """What switches the guard off; one that does so for all that follows is the last one that is
    told.
    """
    from venvlint.rules.usage import _pip_settings

    if _brings_conda(sequence):
        return  # the Python that is found there is conda's, not the system's
    for name, at in _settings(sequence):
        yield at, f"`{name}` lets pip change the system's packages", _ENVIRONMENT
        return
    for at in _pip_settings.copied(tree, sequence):
        yield at, _WRITTEN, _ENVIRONMENT
        return
    for command in sequence.commands:
        written = _pip_settings.written(command)
        if written is not None:
            yield written, _WRITTEN, _ENVIRONMENT
            return
        if not command.words:
            word = next(
                (word for name, word in command.assignments.items() if _is_on(name, word.text)),
                None,
            )
        else:
            word = _removal(command) or _exported(command)
        if word is not None:
            cause = f"`{_shown(word.raw)}`"
            if command.words and "EXTERNALLY-MANAGED" in word.text:
                cause = f"removing {cause}"
            yield (
                command.document.at(word.start, word.end),
                f"{cause} switches off the guard of the system's Python",
                _ENVIRONMENT,
            )
            return
        message = _message(command)
        if message:
            yield command.at, *message


def _is_of_a_recipe(tree: Tree, sequence: Sequence) -> bool:
    """Whether conda-build runs it, in an environment that it made for the build of this package."""
    if sequence.kind != "script":
        return False
    folder = folder_of(sequence.document.path)
    return any(path_in(folder, name) in tree.path_set for name in ("meta.yaml", "recipe.yaml"))


def _brings_conda(sequence: Sequence) -> bool:
    """Whether it is an image that starts from one of conda's: its Python comes first on `PATH`."""
    if sequence.stage is None:
        return False
    from venvlint.facts.images.systems import base_image

    image = base_image(sequence.stage)
    return image is not None and (
        "conda" in image.family or "mamba" in image.family or "forge" in image.family
    )


def _settings(sequence: Sequence) -> Iterator[tuple[str, Location]]:
    """The variable where an image or a CI definition sets it for every command."""
    if sequence.stage is not None:
        for stage in reversed(sequence.stage.chain):
            for instruction in stage.instructions:
                if instruction.keyword in ("ENV", "ARG"):
                    for name, word in instruction.pairs:
                        if _is_on(name, word.text):
                            yield (
                                name,
                                instruction.document.at(word.start - len(name) - 1, word.end),
                            )
    if sequence.job is not None:
        for shell in sequence.shells:
            for name, node in shell.step.env.items() if shell.step is not None else ():
                if _is_on(name, node.string or ""):
                    yield (
                        name,
                        node.document.at(
                            node.key_start if node.key_start >= 0 else node.start, node.end
                        ),
                    )


def _is_on(name: str, value: str) -> bool:
    from venvlint.facts.commands.model import is_on

    return _VARIABLE.match(name) is not None and is_on(value)


def _removal(command: Command) -> Word | None:
    removes = command.name in ("rm", "mv", "unlink", "truncate") or (
        command.name == "find" and command.has("-delete", "-exec", "-execdir")
    )
    return next(
        (word for word in command.words if removes and "EXTERNALLY-MANAGED" in word.text), None
    )


def _exported(command: Command) -> Word | None:
    from venvlint.facts.commands.model import is_on

    if command.program in ("export", "declare", "typeset"):
        for word in command.words[1:]:
            name, _, value = word.text.partition("=")
            if _is_on(name, value):
                return word
    texts = command.texts
    if (
        command.tool == "pip"
        and "config" in texts
        and "set" in texts
        and any("break-system-packages" in text for text in texts)
        and is_on(texts[-1])
    ):
        return command.words[-2]
    return None


def _message(command: Command) -> tuple[str, str] | None:
    from venvlint.facts.commands import installs

    if installs.pip_command(command) == "install":
        return _pip(command)
    if not installs.into_system(command):
        return None
    sudo = "with `sudo`, " if "sudo" in command.wrappers else ""
    if (
        command.tool == "easy_install"
        and command.texts
        and not command.has("--help", "--version", "-h", "--install-dir", "-d", "--prefix")
    ):
        return (
            (
                f"{sudo}`easy_install` bypasses pip and installs into whatever Python comes first"
                " on `PATH`"
            ),
            _by_pip(command),
        )
    if command.is_python and command.tool == command.name:
        texts = command.texts
        script = next((index for index, text in enumerate(texts) if not text.startswith("-")), None)
        if (
            script is not None
            and name_of(texts[script]) == "setup.py"
            and "install" in _commands(texts[script + 1 :])
        ):
            if command.has(
                "--root",
                "--prefix",
                "--home",
                "--target",
                "--user",
                "--dry-run",
                "--help",
            ) or any(text.startswith("--install-") for text in texts):  # `--install-platlib`
                return None
            return (
                (
                    f"{sudo}`setup.py install` bypasses pip and installs into whatever Python comes"
                    " first on `PATH`"
                ),
                "Use `pip install .` inside a virtual environment.",
            )
    return None


def _by_pip(command: Command) -> str:
    """What to call in the place of `easy_install`."""
    from shlex import quote

    names = _commands(command.texts)
    if names == ["pip"]:
        return "Use `python3 -m ensurepip` where pip is missing: Python itself brings it."
    if not command.is_known or not set(command.texts) - set(names) <= {"-U", "--upgrade"}:
        return "Use `pip install` inside a virtual environment."
    return f"Use `pip install {' '.join(map(quote, command.texts))}` inside a virtual environment."


def _commands(texts: list[str]) -> list[str]:
    return [text for text in texts if not text.startswith("-")]


def _pip(command: Command) -> tuple[str, str] | None:
    from venvlint.facts.commands import installs

    prefix = command.value("--prefix")
    global_prefix = prefix is not None and (prefix.rstrip("/") or "/") in _SYSTEM
    if (
        not installs.into_system(command)
        or command.has("--target", "-t", "--root", "--dry-run")
        or (prefix is not None and not global_prefix)
    ):
        return None
    name = "uv pip" if command.tool == "uv" else "pip"
    flag = command.has("--break-system-packages")
    word = next(
        (word for variable, word in command.assignments.items() if _is_on(variable, word.text)),
        None,
    )
    sudo = next(
        (word for word in command.wrapper_words if name_of(word.text) in ("sudo", "doas")),
        None,
    )
    if flag is not None or word is not None:
        shown = "--break-system-packages" if flag is not None else "PIP_BREAK_SYSTEM_PACKAGES"
        return (
            f"`{name} install` with `{shown}` changes the system's packages",
            _into_environment(command),
        )
    if sudo is not None and not _as_user(command) and name == "pip":
        return (
            f"`{name_of(sudo.text)} {name} install` changes the system's Python",
            _into_environment(command),
        )
    if global_prefix and not _is_pythons_own(command):
        return (
            f"`{name} install --prefix={prefix}` installs among the system's own files",
            _ENVIRONMENT,
        )
    return None


def _into_environment(command: Command) -> str:
    """The same installation into an environment, as it has to be typed."""
    from shlex import quote

    words = [word.text for word in command.arguments if word.text not in _OF_THE_SYSTEM]
    typed = " ".join(map(quote, words))
    if not command.is_known or command.has("--prefix") or len(typed) > _LONGEST:
        return _ENVIRONMENT
    if command.tool == "uv":
        return f"Install into a virtual environment: `uv venv && uv {typed}`."
    return f"Install into a virtual environment: `python3 -m venv .venv && .venv/bin/pip {typed}`."


def _is_pythons_own(command: Command) -> bool:
    """Whether it runs in one of Python's images, whose own Python lies in `/usr/local`, or in a
    stage whose base is not known.
    """
    stage = command.shell.sequence.stage
    if stage is None:
        return False
    from venvlint.facts.images.systems import base_image

    image = base_image(stage)
    return image is None or bool(image.version or image.floating)


def _as_user(command: Command) -> bool:
    """Whether `sudo -u` makes it the command of somebody else than root."""
    text = command.document.text[command.start : command.words[0].start]
    found = re.search(r"(?:-u|--user)[ =]*([\w$-]+)", text)
    return found is not None and found[1] != "root"


def _shown(raw: str) -> str:
    return raw if len(raw) < 80 else "…"
