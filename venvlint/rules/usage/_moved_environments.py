"""Environments that are copied or moved to another path than the one that they were made at, and
what is done with them there.
"""

from __future__ import annotations

import posixpath
import re

from venvlint.facts.commands import environments
from venvlint.facts.commands.made_environments import all_made, made, resolved
from venvlint.files.paths import joined, name_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.facts.commands import Command, Sequence
    from venvlint.model import Location
    from venvlint.tree import Tree

# Folders that a server runs its applications from.
_DEPLOYED = lazy(
    r"/(?:opt|srv|app|apps|code|usr/local|usr/share|usr/lib|var/www|var/lib|data/www)(?:/|$)"
)
_LEFT_OUT = frozenset(("venv", ".venv", "env", "virtualenv"))
_CLEARLY = lazy(r"(?:^|/)(?:\.?venv|\.?virtualenv|venv[\d.]+|\.venv-[\w.]+)$")
_COPIES = frozenset(("cp", "mv", "rsync"))
# Commands that name a folder without using what it holds.
_IDLE = frozenset("rm mkdir echo printf tar zip chown chmod du ls rmdir trap".split())
# Options of rsync that take the next word.
_TAKES = frozenset(
    "--exclude --include --filter -f -e --rsh --chown --chmod --rsync-path --exclude-from"
    " --include-from --files-from --compare-dest --link-dest --copy-dest --log-file --bwlimit"
    " --max-size --min-size --timeout -T --temp-dir --backup-dir --suffix -B --password-file --info"
    " --out-format -M --usermap --groupmap --port".split()
)
# Programs that belong to no environment, so that starting one uses nothing of it.
_SYSTEM = frozenset(
    "sh bash dash ash zsh exec env ls cp mv rm mkdir chown chmod ln cat echo printf test [ cd apt"
    " apt-get apk yum dnf microdnf useradd adduser groupadd addgroup curl wget tar unzip sed awk"
    " grep find sleep true false set export unset id whoami touch install update-ca-certificates"
    " ldconfig locale-gen git make gcc npm yarn node nginx supervisord tini dumb-init gosu su-exec"
    " sudo su uv pipx docker kill wait trap usermod setcap xargs sort head tail tee exit return"
    " shift read local readonly declare : . source command type hash umask ulimit shopt cut tr date"
    " hostname dirname basename readlink realpath nc pg_isready mysqladmin redis-cli psql".split()
)


# Of one script, and of what comes after each of them: longer ones are generated.
_MAX_COPIES, _MAX_LATER = 100, 2000


class MovedCopy(Record):
    """An environment at another path than it was made at.

    `at` is the place of the instruction or command that took it there, `made_at` where its scripts
    still look, `path` where it lies now.
    `only_python` says that all that is known to use it there starts its interpreter, which works.
    """

    at: Location
    made_at: str
    path: str
    only_python: bool
    origin: Location | None = None
    """Where it was made, where the tree tells."""


def build(tree: Tree) -> Iterator[MovedCopy]:
    """Every such environment, those that nothing uses left out."""
    if any(len(recipe.parsed.stages) > 1 for recipe in tree.dockerfiles):
        yield from _in_images(tree)
    yield from _by_commands(tree)


def _in_images(tree: Tree) -> Iterator[MovedCopy]:
    from venvlint.facts.stages.environments import is_only_carried, later_commands

    commands = tree.commands.by_stage if tree.environment_copies else {}
    for copy in tree.environment_copies:
        origin = copy.environment.made
        # A second copy of one that was moved before is the first one's fault, unless it goes home
        # again.
        if copy.path == origin.path or origin.relocatable or copy.environment.path != origin.path:
            continue
        later = later_commands(tree, copy, commands)
        if _is_mended(later, origin.path, copy.path) or is_only_carried(tree, copy):
            continue
        uses = list(_uses(later, copy.path))
        yield MovedCopy(
            copy.instruction.at, origin.path, copy.path, bool(uses) and all(uses), origin.command.at
        )


def _by_commands(tree: Tree) -> Iterator[MovedCopy]:
    seen: set[int] = set()
    for sequence in tree.commands.sequences:
        if sequence.kind not in ("script", "image", "ci", "make") or not any(
            command.name in _COPIES for command in sequence.commands
        ):
            continue
        commands = _followed(tree, sequence)
        here = {found.path: found for found in all_made(tree, commands)}
        own = {id(one) for one in commands}
        left = _MAX_COPIES
        for index, command in enumerate(commands):
            if command.name not in _COPIES or id(command) in seen or not left:
                continue
            left -= 1
            seen.add(id(command))
            for source, targets in _transfers(command):
                origin = here.get(source)
                prefix = "" if source == "." else source.rstrip("/") + "/"
                inside = (
                    [
                        path
                        for path in here
                        if path.startswith(prefix) and not (source == "." and path[0] == "/")
                    ]
                    if origin is None
                    else []
                )
                known = origin is not None or bool(inside) or _CLEARLY.search(source) is not None
                below = inside[0][len(prefix) :] if inside else ""
                places = [joined(target, below) for target in targets]
                made_at = joined(source, below)
                if (
                    not known
                    or made_at in places
                    or (made_at in here and here[made_at].relocatable)
                ):
                    continue
                path = next(
                    (place for place in places if _is_used(tree, sequence, command, place)), None
                )
                later = commands[index + 1 : index + 1 + _MAX_LATER]
                if path is None or _is_mended(later, made_at, path):
                    continue
                others = tree.commands.all if path.startswith("/") else []
                uses = list(_uses(later, path))
                uses += _uses((one for one in others if id(one) not in own), path)
                yield MovedCopy(
                    command.at,
                    made_at,
                    path,
                    bool(uses) and all(uses),
                    here[made_at].command.at if made_at in here else None,
                )


def _followed(tree: Tree, sequence: Sequence) -> list[Command]:
    """The commands of a sequence; of an image with those of the repository's scripts that it runs
    in their place.
    """
    recipe, stage = sequence.recipe, sequence.stage
    if recipe is None or stage is None:
        return sequence.commands
    from venvlint.facts.stages.files import stage_files

    files = stage_files(tree, recipe, stage)
    return [inner for command in sequence.commands for inner in files.started(command)]


def _transfers(command: Command) -> Iterator[tuple[str, list[str]]]:
    """Each source that a command copies or moves with all below it, and the paths that it may
    get.
    """
    operands: list[str] = []
    options = ""
    excluded: set[str] = set()
    words = iter(word.text for word in command.words[1:])
    for text in words:
        if not text.startswith("-") or len(text) == 1:
            operands.append(text)
            continue
        options += f" {text}"
        name, equals, value = text.partition("=")
        if command.name == "rsync" and name in _TAKES and not equals:
            value = next(words, "")
        if name == "--exclude":
            excluded.add(value.strip("/*"))
    short = "".join(re.findall(r" -(?!-)(\w+)", options))
    if command.name == "cp" and not (
        set(short) & set("rRa") or "--recursive" in options or "--archive" in options
    ):
        return
    if len(operands) < 2 or "-t" in options or "--target-directory" in options:
        return
    *sources, target = operands
    if any(":" in text and not text.startswith("/") for text in operands):
        return  # another machine
    for text in sources:
        source, place = resolved(command, text.rstrip("/") or "/"), resolved(command, target)
        if source is None or place is None or any(character in text for character in "*?["):
            continue
        if excluded & _LEFT_OUT:
            continue  # whoever leaves environments out knows
        contents = text.endswith("/.") or (command.name == "rsync" and text.endswith("/"))
        into = posixpath.join(place, name_of(source))
        if contents:
            yield source, [place]
        elif (
            target.endswith("/")
            or len(sources) > 1
            or command.name == "rsync"
            or target in (".", "..")
        ):
            yield source, [into]
        else:
            # Whether the target is there already decides; the usual one first.
            yield source, [place, into]


def _is_used(tree: Tree, sequence: Sequence, mover: Command, path: str) -> bool:
    """Whether the place is one that a server runs from, or anything else in the repository names
    it.
    """
    if _DEPLOYED.match(path) and not re.search(r"backup|\.(?:bak|old|orig)\b|[-_]old\b", path):
        return True
    for command in tree.commands.all:
        if command is mover or command.name in _COPIES or command.name in _IDLE:
            continue
        local = command.shell.sequence is sequence or path.startswith("/")
        if (
            local
            and command.environment
            and environments.same_folder(command.environment, path)
            and command.environment != UNKNOWN
        ):
            return True
        for word in command.words:
            if (
                path in word.text
                and (path.startswith("/") or command.shell.sequence is sequence or "/" in path)
                and _names(word.text, path)
            ):
                return True
    return False


def _names(text: str, path: str) -> bool:
    return re.search(rf"(?:^|[\s=:'\"]|\./){re.escape(path)}(?:/|$|[\s:'\"])", text) is not None


def _uses(commands: Iterable[Command], path: str) -> Iterator[bool]:
    """For each use of the environment at *path* whether it only starts its interpreter."""
    for command in commands:
        if not command.words:
            continue
        called = command.folder.rstrip("/") in (f"{path}/bin", f"{path}/Scripts") or _ends(
            command.folder, path
        )
        if called:
            yield command.is_python and command.tool != "pip"
        elif any(
            environments.activated(word.text) not in (None, UNKNOWN) and _names(word.text, path)
            for word in command.words
        ):
            yield False
        elif command.environment and command.environment.rstrip("/") == path:
            if command.is_python:
                yield command.tool != "pip"
            elif command.name not in _SYSTEM:
                yield False


def _ends(folder: str, path: str) -> bool:
    """Whether a relative folder such as `./venv/bin` is the one at an absolute path."""
    name = folder.removeprefix("./")
    return bool(name) and not name.startswith("/") and name == f"{name_of(path)}/bin"


def _is_mended(later: Iterable[Command], made_at: str, path: str) -> bool:
    """Whether the environment is made anew at its new place, its scripts are rewritten, or the old
    path leads to the new one.
    """
    for command in later:
        found = made(command)
        if found is not None and found.path == path and found.by in ("venv", "virtualenv"):
            return True
        texts = [word.text for word in command.words]
        if command.name == "sed" and any(path in text or made_at in text for text in texts):
            return True
        if command.name == "ln" and texts[-1].rstrip("/") == made_at:
            return True
        if command.name in ("conda-unpack", "virtualenv-clone"):
            return True
    return False
