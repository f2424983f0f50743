"""What the file system of an image's stage holds of the repository, instruction by instruction.

Ask for the files of a stage with `stage_files(tree, recipe, stage)`, and it for a path:

    files.origin("/app/requirements.txt", command)

is an `Origin`: what the path comes from when *command* (one of `files.commands`, an instruction of
the stage, or None for the finished stage) runs. Its `state` is

- `tree`: the file `Origin.path` of the repository was copied, added or mounted there, whatever it
  is called now;
- `made`: a command, a here-document, a download or another image put it there;
- `absent`: it is not there, and nothing unknown might have put it there. `Origin.path` is then the
  file of the repository that a `COPY` means to bring but that is missing, and `Origin.ignored` the
  pattern that keeps it out of the build context; both are empty where nothing brings it at all;
- `unknown`: a variable, a base image of its own contents or a program that may write anything
  decides.

`files.folder(path, moment)` is the folder of the repository that the contents of a folder come
from, `files.project(path, moment)` the one whose manifest lies there. `files.received()` is all
that the stage takes from the context. `files.commands` are the commands of the stage and of the
stages that it is `FROM`, the ones of scripts of the repository that it runs (`RUN ./deps.sh`) among
them; `files.absolute(path, command)` is the absolute path that a command means, None where that is
not known.

Followed are `COPY` and `ADD` with their renamed targets, folders (whose contents are copied),
globs, `--parents` and `--exclude`, `COPY --from` of other stages, here-documents, `RUN
--mount=type=bind`, `cp`, `mv`, `ln`, `rm` and redirections in a `RUN`, `ARG` and `ENV` in paths,
the context that compose files and `docker build` state, and the context's ignore file.

A path that no `WORKDIR` makes absolute is relative to the working directory of the base image: that
of the images that are known here, else the unknown `BASE`.
"""

from __future__ import annotations

import posixpath
from functools import cached_property

from venvlint.facts.commands.written_files import brought, may_write_anything, written
from venvlint.facts.project import PROJECT_FILES, is_in_submodule
from venvlint.facts.stages.base_images import BASE, is_bare, working_directory
from venvlint.facts.stages.contexts import BuildContext, glob_of
from venvlint.facts.stages.entry_points import PASS_ON, handed_in, starting
from venvlint.files.listing import below
from venvlint.files.paths import as_folder, folder_of, joined, name_of, path_in
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands.model import Command
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.readers.dockerfile import Instruction, Stage
    from venvlint.readers.dockerignore import Dockerignore, Pattern
    from venvlint.tree import Tree

    Moment = Command | Instruction | None


# Bounds that no Dockerfile of a person meets: beyond them everything is unknown.
_MAXIMUM_LAYERS = 600
_MAXIMUM_STEPS = 4000
_MAXIMUM_DEPTH = 12
_MAXIMUM_SCRIPTS = 12
_MAXIMUM_CALLS = 4
_MAXIMUM_CHAIN = 64
_ARCHIVE = lazy(r"\.(?:tar(?:\.(?:gz|bz2|xz|zst))?|tgz|tbz2?|txz)$")


class Origin(Record):
    """What a path in a stage comes from: see the module."""

    state: str
    path: str = ""
    ignored: Pattern | None = None
    ignore_file: str = ""
    """The ignore file that holds `ignored`."""
    by: Instruction | Command | None = None
    """What put it there, or means to."""


_UNKNOWN = Origin("unknown")
_ABSENT = Origin("absent")


class _Layer:
    """One effect on the file system. `kind` is `copy` (of `sources` from the context, from a stage
    or from the stage itself), `made`, `below`, `removed` or `cloud` (anything may be written).
    """

    __slots__ = (
        "by",
        "excluded",
        "from_",
        "kind",
        "mount",
        "order",
        "parents",
        "run",
        "sources",
        "target",
    )

    def __init__(
        self, order: int, run: int, kind: str, by: Instruction | Command, target: str = ""
    ) -> None:
        self.order, self.run, self.kind, self.by, self.target = order, run, kind, by, target
        self.sources: tuple[str | None, ...] = ()
        self.from_: _Source = None
        """None: the context; a stage; `self`; or `elsewhere`."""
        self.mount = False
        """Whether it is a mount, which its own `RUN` alone sees."""
        self.parents = False
        self.excluded: Dockerignore | None = None


if TYPE_CHECKING:
    _Source = Stage | str | None


class StageFiles:
    """The file system of one stage, built from one context."""

    def __init__(self, tree: Tree, recipe: Recipe, stage: Stage, context: BuildContext) -> None:
        self.tree, self.recipe, self.stage, self._context = tree, recipe, stage, context
        self.context = context.folder
        parent = _of(tree, recipe, stage.parent, context) if stage.parent is not None else None
        self._height: int = parent._height + 1 if parent is not None else 0
        is_cut = self._height % _MAXIMUM_CHAIN == _MAXIMUM_CHAIN - 1  # nobody's; it would recurse
        self.parent = None if is_cut else parent
        self._layers: list[_Layer] = []
        self._orders: dict[int, int] = {}
        self._runs: dict[int, int] = {}
        """By the same keys: the order of the instruction that a moment is a part of."""
        self._run = 0
        self._order = 0
        self._known: dict[tuple[str, int, int], Origin] = {}
        self._steps = _MAXIMUM_STEPS
        self.directory: str = (
            self.parent.directory if self.parent is not None else working_directory(stage)
        )
        """The working directory at the end of the stage."""
        self.made_folders: set[str] = set()
        self.own_commands: list[Command] = []
        """The commands of the stage's own instructions, with those of the scripts that they run."""
        self._directories: dict[int, str] = {}
        self._scripts = 0
        self._inner: dict[int, list[Command]] = {}
        if is_cut:
            self._add("cloud", stage.first)
        self._build()

    @property
    def commands(self) -> list[Command]:
        """The commands of the stages that it is `FROM` and its own, in their order."""
        stages: list[StageFiles] = [self]
        # Bounded, and no recursion: a chain of thousands of stages is nobody's.
        while (parent := stages[-1].parent) is not None and len(stages) < _MAXIMUM_CHAIN:
            stages.append(parent)
        return [command for stage in reversed(stages) for command in stage.own_commands]

    # -- building

    def _build(self) -> None:
        by_stage = self.tree.commands.by_stage
        by_instruction: dict[int, list[Command]] = {}
        for command in by_stage.get((self.recipe.path, self.stage.index), ()):
            by_instruction.setdefault(id(command.shell.instruction), []).append(command)
        for instruction in self.stage.instructions[:_MAXIMUM_LAYERS]:
            self._order += 1
            self._run = self._order
            self._orders[id(instruction)] = self._order
            self._runs[id(instruction)] = self._order
            self._directories[id(instruction)] = self.directory
            keyword = instruction.keyword
            if keyword == "WORKDIR":
                word = instruction.words[0].text if instruction.words else UNKNOWN
                self.directory = joined(self.directory, word)
                self.made_folders.add(self.directory)
            elif keyword in ("COPY", "ADD"):
                self._copy(instruction)
            elif keyword in ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"):
                if keyword == "RUN":
                    self._mounts(instruction)
                for command in by_instruction.get(id(instruction), ()):
                    self._take(command, late=keyword != "RUN")
        if len(self.stage.instructions) > _MAXIMUM_LAYERS:
            self._add("cloud", self.stage.first)

    def _add(self, kind: str, by: Instruction | Command, target: str = "") -> _Layer:
        layer = _Layer(self._order, self._run, kind, by, target)
        self._layers.append(layer)
        return layer

    def _copy(self, instruction: Instruction) -> None:
        words = instruction.words
        if instruction.heredocs and words:
            # `COPY <<EOF /etc/pip.conf`: the words behind the body are text.
            line = instruction.body.text.partition("\n")[0].split()
            target = line[-1] if line else ""
            for heredoc in instruction.heredocs:
                folder = target.endswith("/")
                self._add("made", instruction, self._join(target + (heredoc.name * folder)))
            return
        if not words:
            return
        layer = self._add("copy", instruction, self._target(words[-1].text))
        layer.sources = tuple(word.known for word in words[:-1])
        layer.parents = "parents" in instruction.flags
        excluded = [
            word.known for name, word in instruction.all_flags if name == "exclude" and word.known
        ]
        if excluded:
            from venvlint.document import Document
            from venvlint.readers.dockerignore import Dockerignore

            layer.excluded = Dockerignore(Document("", "\n".join(excluded).encode()))
        if "from" in instruction.flags:
            source = self.recipe.parsed.source(instruction)
            layer.from_ = source if source is not None else "elsewhere"
        for text in layer.sources:
            if text and "://" in text:
                self._add("made", instruction, layer.target)
                name = name_of(text.partition("?")[0])
                self._add("made", instruction, posixpath.join(layer.target, name))
        if instruction.keyword == "ADD" and any(
            source and _ARCHIVE.search(source) for source in layer.sources
        ):
            self._add("below", instruction, layer.target)

    def _mounts(self, instruction: Instruction) -> None:
        for mount in instruction.mounts:
            if mount.target is None:
                continue
            layer = self._add("copy", instruction, self._join(mount.target.text))
            layer.mount = True
            if mount.kind != "bind":
                layer.kind = "below"
                continue
            layer.sources = (mount.source.known if mount.source is not None else ".",)
            if mount.from_ is not None:
                stage = self.recipe.parsed.stage(mount.from_.text, self.stage.index)
                layer.from_ = stage if stage is not None else "elsewhere"

    def _take(self, command: Command, *, late: bool, depth: int = 0) -> None:
        """Note what a command does, and what the script does that it runs."""
        self._order += 1
        self._orders[id(command)] = self._order
        self._runs[id(command)] = self._run
        self.own_commands.append(command)
        if depth < _MAXIMUM_CALLS and self._scripts < _MAXIMUM_SCRIPTS:
            inner = self._script(command, late)
            if inner is not None:
                self._scripts += 1
                inner = handed_in(inner, command)
                self._inner[id(command)] = inner
                for one in inner:
                    self._take(one, late=late, depth=depth + 1)
                return
        if late or len(self._layers) > _MAXIMUM_LAYERS:
            return
        if may_write_anything(command):
            self._add("cloud", command)
            return
        for effect in written(command):
            target = self.absolute(effect.path, command)
            if target is None:
                if effect.kind not in ("removed", "folder"):
                    self._add("cloud", command)
            elif effect.kind == "folder":
                self.made_folders.add(target)
            elif effect.kind in ("copy", "move"):
                source = self.absolute(effect.source, command)
                layer = self._add("copy", command, target)
                whole = effect.source == "." or effect.source.endswith("/.")
                layer.sources = (f"{source}/*" if whole and source is not None else source,)
                layer.from_ = "self"
                if effect.path.endswith(("/", "/.")):
                    self.made_folders.add(target)
                if effect.kind == "move" and source is not None:
                    self._order += 1
                    self._add("removed", command, source)
            else:
                kind = "made" if effect.kind == "file" else effect.kind
                self._add(kind, command, target)

    def _script(self, command: Command, late: bool) -> list[Command] | None:
        """The commands of the repository's own script that a command runs; None where it runs
        none.
        """
        from venvlint.facts.commands.scripts import called_script, script_commands

        if command.name == "make":
            return self._made(command, late)
        word = called_script(command)
        if word is None:
            return None
        place = self.absolute(command.near_script.get(word.text, word.text), command)
        if place is None:
            return None
        origin = self.origin(place, None if late else command)
        if origin.state != "tree":
            return None
        return script_commands(
            self.tree,
            origin.path,
            command,
            directory=self.absolute("", command),
            folder=posixpath.dirname(place),
        )

    def _made(self, command: Command, late: bool) -> list[Command] | None:
        """The commands of the target that `make` makes out of the repository's own Makefile."""
        from venvlint.facts.commands.makefiles import target_commands, told

        folder, name, target = told(command)
        directory = self.absolute(folder, command)
        if directory is None or UNKNOWN in name + target:
            return None
        for makefile in (name,) if name else ("Makefile", "makefile", "GNUmakefile"):
            place = joined(directory, makefile)
            origin = self.origin(place, None if late else command)
            if origin.state == "tree":
                return target_commands(self.tree, origin.path, target, command, directory=directory)
        return None

    # -- asking

    def started(self, command: Command, depth: int = 0) -> Iterator[Command]:
        """What a command of the stage comes to, or one that a service gives to its image: itself,
        or, where it runs a script of the repository, the commands of that script, with the caller's
        own words where the script starts what it is given (`exec "$@"`).
        """
        owner = self._owner(command)
        inner = owner._inner.get(id(command))
        if inner is None and depth < _MAXIMUM_CALLS and id(command) not in owner._orders:
            inner = self._script(command, late=True)
            inner = handed_in(inner, command) if inner is not None else None
        if inner is None:
            yield command
            return
        for one in inner:
            yield from self.started(one, depth + 1)

    def passed_on(self, command: Command) -> Command:
        """What a command ends with where it is an entry point that only prepares something for what
        it is given: a script of the repository, or one of a base image that is known to; else
        itself.
        """
        last = [command, *self.started(command)][-1]
        if last is not command:
            return last if last.document is command.document and last.words else command
        if command.name in PASS_ON and len(command.words) > 1:
            return starting(command, command.words[1:], command)
        return command

    def absolute(self, path: str, command: Command) -> str | None:
        """The absolute path that *path* is for a command; None where that is not known."""
        if path.startswith("~") or path[:1] in ("$", UNKNOWN):
            return None
        if path.startswith("/"):
            return posixpath.normpath(path)
        directory = command.directory
        if directory is None:
            instruction = command.shell.instruction
            if instruction is None or any(
                other.name in ("cd", "pushd", "popd") and other.start <= command.start
                for other in command.shell.commands
            ):
                return None
            directory = self._directory_of(instruction)
        return joined("/", directory, path)

    def _directory_of(self, instruction: Instruction) -> str:
        return self._owner(instruction)._directories.get(id(instruction), self.directory)

    def _join(self, path: str) -> str:
        return joined(self.directory, path)

    def _target(self, path: str) -> str:
        place = self._join(path)
        if path.endswith(("/", "/.")) or path == ".":
            self.made_folders.add(place)
        return place

    def _is_folder(self, path: str) -> bool:
        return path in self.made_folders or (
            self.parent is not None and self.parent._is_folder(path)
        )

    def _at(self, moment: Moment) -> tuple[int, int]:
        """The order before which things have happened, and the instruction whose mounts are there
        (-1: none); the end for a moment that is not of this stage.
        """
        if moment is None or id(moment) not in self._orders:
            return self._order + 1, -1
        return self._orders[id(moment)], self._runs[id(moment)]

    def _owner(self, moment: Moment) -> StageFiles:
        """The stage that a moment is of: this one, or one that it is `FROM`."""
        stage: StageFiles = self
        while moment is not None and id(moment) not in stage._orders and stage.parent is not None:
            stage = stage.parent
        return stage if moment is None or id(moment) in stage._orders else self

    def origin(self, path: str, moment: Moment = None) -> Origin:
        """What the absolute *path* comes from when *moment* comes; after all of it for None."""
        stage = self._owner(moment)
        return stage._origin(posixpath.normpath(path), *stage._at(moment), 0)

    def _origin(self, path: str, limit: int, run: int, depth: int) -> Origin:
        key = (path, limit, run)
        known = self._known.get(key)
        if known is None:
            self._known[key] = _UNKNOWN  # where a copy ends in itself
            known = self._known[key] = self._search(path, limit, run, depth)
        return known

    def _last(self, path: str, depth: int) -> Origin:
        return self._origin(path, self._order + 1, -1, depth)

    def _layers_before(self, limit: int, run: int) -> Iterator[_Layer]:
        """The layers that are in force, the last one first."""
        for layer in reversed(self._layers):
            if layer.run == run if layer.mount else layer.order < limit:
                yield layer

    def _search(self, path: str, limit: int, run: int, depth: int) -> Origin:
        if UNKNOWN in path.removeprefix(BASE) or depth > _MAXIMUM_DEPTH:
            return _UNKNOWN
        cloudy = False
        meant: Origin | None = None
        for layer in self._layers_before(limit, run):
            self._steps -= 1
            if self._steps < 0:
                return _UNKNOWN
            if layer.kind == "cloud" or (
                # The unknown working directory may be the very folder, and so may a variable's.
                layer.kind == "copy"
                and (
                    path.startswith(BASE) != layer.target.startswith(BASE)
                    or UNKNOWN in layer.target.removeprefix(BASE)
                )
            ):
                cloudy = True
                continue
            found = self._in_layer(layer, path, depth)
            if found is None:
                continue
            if found.state == "absent" and layer.kind == "copy":
                meant = meant or found
            elif found.state == "absent" and cloudy:
                return _UNKNOWN
            elif found.state == "unknown" and found.by is None:
                cloudy = True  # something unknown may lie there
            else:
                return found
        if self.parent is not None:
            below = self.parent._last(path, depth + 1)
        else:
            below = _ABSENT if self._is_bare() else _UNKNOWN
        if below.state == "absent":
            return _UNKNOWN if cloudy else meant or below
        return below

    def _is_bare(self) -> bool:
        return is_bare(self.stage.root.image)

    def _in_layer(self, layer: _Layer, path: str, depth: int) -> Origin | None:
        """What a layer says about a path; None where nothing."""
        rest = _below(path, layer.target)
        if layer.kind == "made":
            return Origin("made", by=layer.by) if rest == "" else None
        if layer.kind == "below":
            return Origin("unknown") if rest is not None else None
        if layer.kind == "removed":
            return Origin("absent", by=layer.by) if rest is not None else None
        if rest is None:
            return None
        several = len(layer.sources) > 1
        for source in reversed(layer.sources):
            found = self._from_source(layer, source, rest, several, depth)
            if found is not None:
                return found
        return None

    def _from_source(
        self, layer: _Layer, source: str | None, rest: str, several: bool, depth: int
    ) -> Origin | None:
        if source is None:
            return Origin("unknown")
        if layer.from_ == "elsewhere":
            name = name_of(posixpath.normpath(source))
            return Origin("unknown", by=layer.by if rest in ("", name) else None)
        if layer.from_ is None:
            return self._from_context(layer, source, rest, several)
        # Another stage, or an earlier moment of this one.
        place = joined("/", source)
        candidates = []
        name = name_of(place)
        if layer.parents:
            inner = place.lstrip("/")
            if rest == inner or rest.startswith(inner + "/"):
                candidates.append("/" + rest)
        elif layer.from_ == "self":
            # cp: a folder is copied into a folder that is there, else it becomes it.
            into = self._is_folder(layer.target)
            if into and (rest == name or rest.startswith(name + "/")):
                candidates.append(posixpath.join(posixpath.dirname(place), rest))
            elif not into:
                candidates.append(posixpath.join(place, rest) if rest else place)
                if rest == name:
                    candidates.append(place)
            if name == "*":
                candidates.append(posixpath.join(posixpath.dirname(place), rest))
        else:
            if any(mark in name for mark in "*?["):
                if rest and glob_of(name).matches(rest.partition("/")[0]):
                    candidates.append(posixpath.join(posixpath.dirname(place), rest))
            else:
                candidates.append(posixpath.join(place, rest) if rest else place)
                if rest == name:
                    candidates.append(place)
        result: Origin | None = None
        for candidate in candidates:
            if layer.from_ == "self":
                found = self._origin(
                    posixpath.normpath(candidate), layer.order, layer.run, depth + 1
                )
            else:
                assert not isinstance(layer.from_, str)
                other = _of(self.tree, self.recipe, layer.from_, self._context)
                found = other._last(posixpath.normpath(candidate), depth + 1)
            if found.state in ("tree", "made"):
                return found
            if found.state == "unknown":
                result = Origin("unknown")
            elif found.path and result is None:
                result = found
        return result

    def _from_context(self, layer: _Layer, source: str, rest: str, several: bool) -> Origin | None:
        if "://" in source or source.startswith("git@"):
            return Origin("unknown")
        context = self._context
        name = posixpath.normpath(source.lstrip("/") or ".")
        while name.startswith("../"):
            name = name[3:]  # nothing is above the context
        name = "" if name in (".", "..") else name
        if any(mark in name for mark in "*?["):
            for match in reversed(context.expanded(name)):
                found = self._from_entry(layer, match, rest, True)
                if found is not None and found.state != "absent":
                    return found
            return None
        return self._from_entry(layer, name, rest, several)

    def _from_entry(self, layer: _Layer, name: str, rest: str, several: bool) -> Origin | None:
        """One file or folder of the context."""
        context = self._context
        if layer.parents:
            if rest != name and not (name == "" or rest.startswith(name + "/")):
                return None
            inner = rest
        elif context.is_folder(name):
            if not rest:
                return None
            inner = path_in(name, rest)
        else:
            base = name_of(name)
            if rest == base or (not rest and not several):
                inner = name
            elif "." not in base and not context.is_file(name):
                return Origin("unknown")  # a folder that somebody makes before
            else:
                return None
        if not context.is_file(inner):
            if is_in_submodule(self.tree, context.path(inner)):
                return Origin("unknown")
            # A folder may bring it or not; a file that is named must be there.
            return Origin("absent", context.path(inner), by=layer.by) if inner == name else None
        ignored = context.ignored(inner)
        if ignored is None and layer.excluded is not None and layer.excluded.excludes(inner):
            return None
        if ignored is not None:
            return Origin("absent", context.path(inner), ignored, context.ignore_path, by=layer.by)
        return Origin("tree", context.path(inner), by=layer.by)

    def folder(self, path: str, moment: Moment = None) -> str | None:
        """The folder of the repository whose contents lie in the folder *path*; None where none
        does, or where that is not known.
        """
        stage: StageFiles | None = self._owner(moment)
        assert stage is not None
        limit, run = stage._at(moment)
        while stage is not None:
            for layer in stage._layers_before(limit, run):
                rest = _below(path, layer.target) if layer.kind == "copy" else None
                for source in reversed(layer.sources) if rest is not None else ():
                    found = stage._folder_of(layer, source, rest or "")
                    if found is not None:
                        return found
            stage = stage.parent
            limit, run = 1 << 60, -1
        return None

    def _folder_of(self, layer: _Layer, source: str | None, rest: str) -> str | None:
        if source is None or layer.from_ == "elsewhere":
            return None
        if layer.from_ is None:
            name = posixpath.normpath(source.lstrip("/") or ".")
            name = "" if name in (".", "..") else name
            if any(mark in name for mark in "*?["):
                return None
            inner = as_folder(joined(name, rest))
            return self._context.path(inner) if self._context.is_folder(inner) else None
        place = joined("/", source, rest)
        if layer.from_ == "self":
            return None
        assert not isinstance(layer.from_, str)
        return _of(self.tree, self.recipe, layer.from_, self._context).folder(place)

    def project(self, path: str, moment: Moment = None) -> str | None:
        """The folder of the repository whose manifest lies in the folder *path* of the image."""
        for name in PROJECT_FILES:
            origin = self.origin(posixpath.join(path, name), moment)
            if origin.state == "tree" and name_of(origin.path) == name:
                return folder_of(origin.path)
        return self.folder(path, moment)

    @cached_property
    def holds_code(self) -> bool:
        """Whether the stage has, or may have, Python files of the repository or of another one."""
        if any(map(brought, self.commands)):
            return True
        for item in self.received():
            if item is None:
                return True
            path, is_folder = item
            if path == self.context or (path.endswith(".py") and not path.startswith(".")):
                return True  # what lies in `.github` is for the machines that build it
            if is_folder and below(self.tree.imports.sources, path):
                return True
        return False

    def received(self) -> Iterator[tuple[str, bool] | None]:
        """What the stage receives from the context, with the stages that it takes something from:
        each path of the repository, and whether it is a folder; None for what is not known.
        """
        seen: set[int] = set()
        pending: list[StageFiles] = [self]
        while pending:
            files = pending.pop()
            if files.stage.index in seen:
                continue
            seen.add(files.stage.index)
            if files.parent is not None:
                pending.append(files.parent)
            for layer in files._layers:
                if layer.kind != "copy" or layer.from_ in ("self", "elsewhere"):
                    continue
                if layer.from_ is not None:
                    assert not isinstance(layer.from_, str)
                    pending.append(_of(self.tree, self.recipe, layer.from_, self._context))
                    continue
                for source in layer.sources:
                    if source is None:
                        yield None
                        continue
                    if "://" in source:
                        continue
                    name = posixpath.normpath(source.lstrip("/") or ".")
                    name = "" if name in (".", "..") else name
                    names = (
                        self._context.expanded(name)
                        if any(mark in name for mark in "*?[")
                        else (name,)
                    )
                    for one in names:
                        is_a_folder = self._context.is_folder(one)
                        there = is_a_folder or self._context.is_file(one)
                        yield (self._context.path(one), is_a_folder) if there else None


def _below(path: str, target: str) -> str | None:
    """The rest of a path below a folder; empty for the folder itself, None elsewhere."""
    if path == target:
        return ""
    prefix = target if target.endswith("/") else f"{target}/"
    return path[len(prefix) :] if path.startswith(prefix) else None


def stage_files(tree: Tree, recipe: Recipe, stage: Stage, context: str | None = None) -> StageFiles:
    """The files of a stage; of a Dockerfile that is built from several contexts the first, unless
    *context* names another.
    """
    folder = tree.builds[recipe.path].contexts[0] if context is None else context
    key = f"the context {folder} of {recipe.path}"
    return _of(tree, recipe, stage, tree.once(key, lambda: BuildContext(tree, recipe, folder)))


def _of(tree: Tree, recipe: Recipe, stage: Stage, context: BuildContext) -> StageFiles:
    known: dict[tuple[str, int, str], StageFiles] = tree.once("the files of the stages", dict)
    key = (recipe.path, stage.index, context.folder)
    if key not in known:
        # From the bottom up: a chain of thousands of stages is no recursion.
        members: list[Stage] = []
        member: Stage | None = stage
        while member is not None and len(members) < _MAXIMUM_LAYERS:
            if (recipe.path, member.index, context.folder) in known:
                break
            members.append(member)
            member = member.parent
        for member in reversed(members):
            inner = (recipe.path, member.index, context.folder)
            known[inner] = StageFiles(tree, recipe, member, context)
    return known[key]


def lacks_its_code(tree: Tree, recipe: Recipe, stage: Stage) -> bool:
    """Whether an image has nothing of the code that compose mounts into it: it runs where the
    sources are, and nobody ships it.
    """
    from venvlint.facts.stages.development import mounts_code

    return mounts_code(tree, recipe) and not stage_files(tree, recipe, stage).holds_code
