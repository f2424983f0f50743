"""Where the project's own scripts and documents make its environment: inside the tree, or
elsewhere; and who makes it, where it ignores itself.
"""

from __future__ import annotations

import re

from venvlint.facts.commands import environments
from venvlint.facts.commands.made_environments import place_of
from venvlint.facts.project.programs import CONDA
from venvlint.files.paths import as_folder, joined, prefix_of
from venvlint.readers.nodes import ABSENT
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.facts.commands import Command
    from venvlint.readers.patchwork import Word
    from venvlint.tree import Tree

# Whose commands make the environment for a person at work here. What an image or a CI job makes is
# its own.
_PEOPLE = frozenset(("script", "make", "task", "page"))
# Who makes the environment of the project that it works on, which ignores itself.
_MANAGERS = {"uv": "uv", "poetry": "Poetry", "pdm": "PDM", "pipenv": "Pipenv"}
# Whose environments ignore themselves: uv, virtualenv since 20.0.21 (Poetry, PDM, pipenv, tox, nox
# and hatch use it), pixi.
_MAKERS = {
    "uv.lock": "uv",
    "uv.toml": "uv",
    "poetry.lock": "Poetry",
    "poetry.toml": "Poetry",
    "pdm.lock": "PDM",
    "pdm.toml": "PDM",
    "Pipfile": "Pipenv",
    "Pipfile.lock": "Pipenv",
    "tox.toml": "tox",
    "noxfile.py": "nox",
    "hatch.toml": "hatch",
    "pixi.lock": "pixi",
    "pixi.toml": "pixi",
}
# Of the tools with settings in `pyproject.toml`; hatch makes environments where some are described.
_MAKING_TOOLS = {
    "uv": "uv",
    "poetry": "Poetry",
    "pdm": "PDM",
    "tox": "tox",
    "hatch": "hatch",
    "pixi": "pixi",
}
_SINCE_313 = lazy(r">=[ \t]*3\.(?:1[3-9]|[2-9]\d)")
_OF_TOX = lazy(rb"(?m)^\[(?:tox(?::tox)?\]|testenv)")
_ELSEWHERE = lazy(r"~|\$\{?(?:HOME|WORKON_HOME|XDG_\w+|TMPDIR|USERPROFILE)\b|%USERPROFILE%|/")
_VENV = lazy(r"(?i)\bvirtualenv\b|\bvenv\b")
# In a block that is indented, which no page says is a shell's.
_WRAPPER = lazy(r"(?m)^[ \t]*(?:\$[ \t]+)?mkvirtualenv[ \t]+[\w-]", words=("mkvirtualenv",))
_CONDA_WRAPPER = lazy(
    r"(?m)^[ \t]*(?:\$[ \t]+)?(?:conda|mamba|micromamba)[ \t]+(?:env[ \t]+)?create\b"
    r"(?![^\n]*[ \t](?:-p|--prefix)\b)",
    words=("conda", "mamba"),
)
_CONDA_ITSELF = lazy(
    r"(?i)\binstall(?:ing|ed)?\b[^.\n]{0,40}\b(?:anaconda|miniconda|miniforge|mambaforge)\b"
)


class Homes(Record):
    """What the commands of scripts, Makefiles and documents say."""

    inside: tuple[str, ...] = ()
    """Paths in the tree at which some of them make an environment."""
    elsewhere: str = ""
    """A place outside of the tree at which one makes an environment, as it is written."""
    conda: bool = False
    """Whether one makes or activates an environment of conda's by its name: that lies below conda's
    own folder.
    """
    unknown: bool = False
    """Whether one makes an environment at a place that is not told."""
    venv: bool = False
    """Whether one makes it by Python's own `venv`, which ignores nothing before 3.13."""


def homes(tree: Tree) -> Homes:
    """What every command that makes an environment says."""
    return tree.once("homes of environments", lambda: _homes(tree))


def _homes(tree: Tree) -> Homes:
    inside: dict[str, None] = {}
    elsewhere, conda, unknown, venv = "", False, False, False
    for command in tree.commands.all:
        if command.shell.sequence.kind not in _PEOPLE:
            continue
        if command.tool in CONDA:
            place = _of_conda(command)
            if place is None:
                continue
            if not place:
                conda = True
                continue
        elif command.tool == "mkvirtualenv" or (
            command.tool == "pyenv" and command.texts[:1] == ["virtualenv"]
        ):
            elsewhere = elsewhere or command.tool
            continue
        elif environments.makes(command.tool, command.arguments) is None:
            continue
        else:
            place = environments.makes(command.tool, command.arguments) or ""
            venv = venv or command.tool in ("venv", "pyvenv")
        word = next((word for word in command.arguments if word.text == place), None)
        written = _written(command, word) if word is not None else place
        path = place_of(command, place)
        if _ELSEWHERE.match(written):
            elsewhere = elsewhere or written
        elif path is not None:
            inside[path] = None
        elif UNKNOWN not in place and place.startswith(".."):
            elsewhere = elsewhere or written
        else:
            unknown = True
    if not conda and any(_CONDA_WRAPPER.search(text) for text in _documents(tree)):
        conda = True
    if not elsewhere and any(_WRAPPER.search(text) for text in _documents(tree)):
        elsewhere = "mkvirtualenv"
    return Homes(tuple(inside), elsewhere, conda, unknown, venv)


def manager(tree: Tree, folder: str) -> str:
    """The tool that people are told to install the project in a folder by, and which makes the
    environment for that itself; empty where there is none.
    """
    return next(
        (
            _MANAGERS[install.tool]
            for install in tree.installs.of_project(folder)
            if install.where.kind in _PEOPLE
            and install.tool in _MANAGERS
            and not install.verb.startswith("pip ")
        ),
        "",
    )


def _of_conda(command: Command) -> str | None:
    """Where conda makes or activates an environment: empty for one that has a name; None for
    another command.
    """
    texts = command.texts
    verb = "create" if "create" in texts[:2] else texts[0] if texts else ""
    if verb == "create":
        return command.value("-p", "--prefix") or ""
    if verb != "activate":
        return None
    name = texts[1] if len(texts) > 1 else ""
    return "" if "/" not in name and name not in ("", "base") else None


def _written(command: Command, word: Word) -> str:
    """A word as it is written, with a variable's value in its place: `$HOME/.venv` for
    `"$VENV_DIR"`.
    """
    text = command.document.text
    return "".join(
        piece if piece != UNKNOWN else text[stated:end].strip("\"'")
        for piece, _, _, stated, end in word.value.pieces
    )


def installed_by_conda(tree: Tree) -> frozenset[str]:
    """What environment files of conda's install with pip: the folder of a project (`-e .`), the
    path of a requirements file.
    """
    import posixpath

    from venvlint.facts.dependencies import pip_lines

    found = set()
    for item, line in pip_lines(tree):
        base = posixpath.dirname(item.document.path)
        target = line.target if line.kind in ("include", "constraint") else line.url
        if not target and re.match(r"\.{1,2}(?:/|\[|$)", line.text):
            target = line.text
        if target and ":" not in target:
            path = joined(base, target.partition("[")[0])
            found.add(as_folder(path))
    return frozenset(found)


def speaks_of_venv(tree: Tree) -> bool:
    """Whether a document at the root tells people of environments that are not conda's."""
    return any(_VENV.search(text) for text in _documents(tree))


def recommends_conda(tree: Tree) -> bool:
    """Whether a document at the root tells people to install conda."""
    return any(_CONDA_ITSELF.search(text) for text in _documents(tree))


def _documents(tree: Tree) -> Iterator[str]:
    for path in tree.paths:
        if "/" not in path and path.lower().endswith((".md", ".rst", ".txt")):
            document = tree.document(path)
            if document is not None:
                yield document.text


def self_ignoring(tree: Tree, places: Iterable[str]) -> str:
    """Who makes the environments of the projects in *places*, where they ignore themselves; empty
    where nothing says so: at the root for all of them, or each one its own.
    """
    maker = _maker(tree, "")
    if maker:
        return maker
    makers = [_maker(tree, place) for place in sorted(set(places))]
    if not all(makers):
        return ""
    names = list(dict.fromkeys(makers))
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


def _maker(tree: Tree, folder: str) -> str:
    """Who makes the environment of the project in a folder, where it ignores itself."""
    prefix = prefix_of(folder)
    for name, maker in _MAKERS.items():
        if prefix + name in tree.path_set:
            return maker
    path = f"{prefix}pyproject.toml"
    root = tree.toml(path) if path in tree.path_set else ABSENT
    for tool, table in root.get("tool").mapping.items():
        if tool in _MAKING_TOOLS and (tool != "hatch" or table.get("envs")):
            return _MAKING_TOOLS[tool]
    if _SINCE_313.match(root.text("project", "requires-python") or ""):
        return "Python 3.13 and newer"
    # Others keep their settings in `tox.ini` too, whether there is a tox or not.
    for path in (f"{prefix}tox.ini", f"{prefix}setup.cfg"):
        document = tree.document(path) if path in tree.path_set else None
        if document is not None and _OF_TOX.search(document.data) is not None:
            return "tox"
    # Where the lock is kept out of Git, only what people are told to run says whose project it is.
    return "" if homes(tree).venv else manager(tree, folder)
