"""What puts an environment in force: activate scripts, `PATH`, and the names by which folders of
environments are known.
"""

from __future__ import annotations

import re

from venvlint.facts.project.programs import CONDA
from venvlint.files.paths import folder_and_name, name_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Sequence as Items

    from venvlint.facts.commands.model import Command
    from venvlint.readers.patchwork import Word

_SCRIPT = lazy(
    r"(?:^(?P<root>.*?)[/\\])??(?:bin|[Ss]cripts)[/\\]+[Aa]ctivate(?:\.fish|\.csh|\.zsh|\.sh|\.ps1|\.bat)?$",
    re.S,
    words=("ctivate",),
)
_NEAR = lazy(r"(?:\.[/\\])?[Aa]ctivate(?:\.fish|\.csh|\.ps1|\.bat)?$", words=("ctivate",))
# Names that hint at an environment, for want of a proof: used only to recognise one on PATH.
_NAME = lazy(
    r"(?:\.?(?:v|virtual)?envs?[-_.]?\d*|.*venv.*|.*virtualenv.*|.*[-_.]env|env[-_].*)$", re.I
)
_PARENT = lazy(r"(?:\.?virtualenvs?|venvs?|envs)$", re.I)
_CONDA = lazy(r"(?:mini|ana)?conda[23]?|mini(?:forge|mamba)[23]?|mamba(?:forge)?|micromamba", re.I)
_MENTION = lazy(r"venv|virtual_?env", re.I)
# Options of virtualenv that take the next word.
_TAKEN_BY_VIRTUALENV = frozenset(
    "--prompt -p --python --creator --seeder --pip --setuptools --wheel --app-data".split()
)


def activated(path: str) -> str | None:
    """The folder of the environment whose activate script *path* is; None where it is none. `\\0`
    where the folder is not told.
    """
    match = _SCRIPT.match(path)
    if match:
        return match["root"] if match["root"] is not None else "."
    return UNKNOWN if _NEAR.match(path) else None


def sourced(command: Command) -> str | None:
    """The folder of the environment that a command activates by its activate script; None where it
    does not.
    """
    words = command.words
    if not words:
        return None
    if command.shell_kind in ("pwsh", "cmd"):
        return activated(command.program)
    if (
        command.program in (".", "source")
        and len(words) > 1
        and not (words[1].text == "activate" and len(words) > 2)
    ):
        return activated(words[1].text)
    return None


def conda_activated(command: Command) -> str | None:
    """The conda environment that a command activates, by its name or folder; None where it
    activates none, or the base, which is where conda itself is.
    """
    texts = [word.text for word in command.words if not word.text.startswith("-")]
    if len(texts) < 3 or command.shell_kind in ("pwsh", "cmd"):
        return None
    is_conda = command.program in CONDA and texts[1] == "activate"
    is_script = command.program in (".", "source") and name_of(texts[1]) == "activate"
    return texts[2] if (is_conda or is_script) and texts[2] not in ("base", "root") else None


def is_environment(folder: str, raw: str = "") -> bool:
    """Whether a folder's name, or the variable that it is written with, says that it is an
    environment.
    """
    parts = [part for part in folder.replace("\\", "/").split("/") if part]
    if not parts:
        return False
    if (
        _NAME.match(parts[-1])
        or (len(parts) > 1 and _PARENT.match(parts[-2]))
        or _CONDA.fullmatch(parts[-1])
    ):
        return True
    return parts[-1] == UNKNOWN and _MENTION.search(raw) is not None


def on_path(value: str, raw: str, known: Collection[str] = (), *, appended: bool = True) -> str:
    """The environment that a `PATH` puts in force, empty where it does not. *known* are folders
    that are environments for sure.

    What comes behind the old `PATH` (`$PATH:/opt/venv/bin`) or behind the folder of the image's own
    Python counts only where *appended* says so: an earlier python hides it.
    """
    entries = re.split(r"[:;](?![\\/])" if "\\" in value else ":", value)
    if len(entries) == 1 and value == UNKNOWN:
        return ""
    for entry in entries:
        entry = entry.rstrip("/\\")
        folder, last = folder_and_name(entry.replace("\\", "/"))
        if entry in (UNKNOWN, "/usr/local/bin") and not appended:
            return ""
        if last.lower() in ("bin", "scripts") and (folder in known or is_environment(folder, raw)):
            return folder
    return ""


def makes(tool: str, arguments: Items[Word]) -> str | None:
    """The folder of the environment that a command makes; None where it makes none."""
    texts = [word.text for word in arguments]
    if tool in ("venv", "virtualenv", "pyvenv"):
        from venvlint.readers.argument_words import operands_and_values

        folders, _ = operands_and_values(texts, _TAKEN_BY_VIRTUALENV)
        return folders[0] if folders else None
    if tool == "uv" and texts[:1] == ["venv"]:
        from venvlint.facts.commands.install_options import taking
        from venvlint.readers.argument_words import operands_and_values

        # `-c` is `--clear` here, and names constraints elsewhere.
        folders, _ = operands_and_values(texts[1:], taking("uv") - {"-c"})
        return folders[0] if folders else ".venv"
    if tool == "uv" and "sync" in texts[:3] and "pip" not in texts[:3]:
        return ".venv"
    if tool == "conda" and "create" in texts[:2]:
        return UNKNOWN
    return None


def same_folder(one: str, other: str) -> bool:
    """Whether two spellings of a folder may mean the same one: `./venv`, `$PWD/venv` and `venv`
    do.
    """
    if UNKNOWN in (one, other):
        return True
    first, second = _plain(one), _plain(other)
    if first == second:
        return True
    if UNKNOWN in one or UNKNOWN in other or one[:1] != "/" or other[:1] != "/":
        shorter, longer = sorted((first.split("/"), second.split("/")), key=len)
        return longer[-len(shorter) :] == shorter or (
            shorter[-1] == longer[-1] and (UNKNOWN in one or UNKNOWN in other)
        )
    return False


def _plain(folder: str) -> str:
    parts = [
        part
        for part in folder.replace("\\", "/").replace(UNKNOWN, "").split("/")
        if part not in ("", ".")
    ]
    return "/".join(parts)
