"""Dockerfiles: instructions, stages, variables, each with its place to the character.

Follows BuildKit's own parser: directives (`# escape=`), continuation lines with comments and blank
lines inside,
here-documents, flags, exec and shell form. Nothing is an error here: what Docker would refuse is
kept as it stands.
"""

from __future__ import annotations

import re
from copy import copy
from functools import cached_property

from venvlint.readers.dockerfile_words import (
    MAXIMUM_VALUE,
    json_words,
    split_pairs,
    split_words,
    word_end,
)
from venvlint.readers.patchwork import UNKNOWN, Patchwork, Word, verbatim
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from venvlint.document import Document
    from venvlint.model import Location
    from venvlint.readers.patchwork import Piece

    Variables = Mapping[str, Patchwork]

# Beyond these a Dockerfile is nobody's: a longer value is unknown, further variables are not
# inherited, and a chain of stages is not followed. They keep time linear.
MAXIMUM_VARIABLES = 256
_LONGEST_CHAIN = 32

_DIRECTIVE = lazy(r"#[ \t]*([A-Za-z][A-Za-z0-9_-]*)[ \t]*=[ \t]*(\S.*)?$", words=("=",))
_KEYWORD = lazy(r"[ \t]*([A-Za-z]+)(?=[ \t]|$)[ \t]*")
_HEREDOC = lazy(
    r"(?:^|(?<=[\s;&|(]))\d*<<(-?)(?:\"([^\s\"<]+)\"|'([^\s'<]+)'|([^\s\"'<>&|;()]+))(?=[\s;&|)>]|$)"
)
_STARTING = ("CMD", "ENTRYPOINT", "HEALTHCHECK")
# The variables that base images set and Dockerfiles build paths with, by the end of their names
# (the images' own Dockerfiles).
_SET_BY_IMAGES = (
    ("lambda/python", "LAMBDA_TASK_ROOT", "/var/task"),
    ("amazon/aws-lambda-python", "LAMBDA_TASK_ROOT", "/var/task"),
    ("apache/airflow", "AIRFLOW_HOME", "/opt/airflow"),
    ("astronomer/astro-runtime", "AIRFLOW_HOME", "/usr/local/airflow"),
)
_NAME = lazy(r"[A-Za-z_][A-Za-z0-9_]*")
_FLAG = lazy(r"--([a-z][a-z-]*)(=?)")


class BuildMount:
    """One `--mount=` of a `RUN`: `kind` is its `type`, `bind` where it states none; `source`,
    `target` and `from_` are the words that it gives, None where it gives none (Dockerfile
    reference, "RUN --mount").
    """

    __slots__ = ("from_", "kind", "source", "target")

    def __init__(self, word: Word) -> None:
        self.kind = "bind"
        self.source: Word | None = None
        self.target: Word | None = None
        self.from_: Word | None = None
        start = 0
        for option in word.text.split(","):
            name, _, text = option.partition("=")
            value = word.part(start + len(name) + 1, start + len(option)) if text else None
            if name == "type":
                self.kind = text
            elif name == "from":
                self.from_ = value
            elif name in ("source", "src"):
                self.source = value
            elif name in ("target", "dst", "destination"):
                self.target = value
            start += len(option) + 1


class Heredoc:
    """A here-document: its body and its terminator."""

    __slots__ = ("body", "name")

    def __init__(self, name: str, body: Patchwork) -> None:
        self.name, self.body = name, body


class ImageName:
    """An image's name: `docker.io/library/python:3.12-slim@sha256:…` in its parts. `\\0` stands for
    an unknown part.

    `text` is the whole, `repository` the part before the tag, `tag` and `digest` are empty where
    there is none.
    """

    __slots__ = ("digest", "repository", "tag", "text")

    def __init__(self, text: Patchwork) -> None:
        self.text = text
        whole, _, self.digest = text.text.partition("@")
        slash = whole.rfind("/") + 1
        colon = whole.find(":", slash)
        self.repository = whole if colon < 0 else whole[:colon]
        self.tag = "" if colon < 0 else whole[colon + 1 :]

    def __repr__(self) -> str:
        return f"Image({self.text.text!r})"

    @property
    def name(self) -> str:
        """The repository as Docker Hub's short form: `docker.io/library/python` is `python`. Lower
        case.
        """
        name = self.repository.lower()
        # A registry that mirrors it keeps its folder: `mirror.gcr.io/library/python`.
        mirrored = name.rpartition("/library/")[2]
        if mirrored != name and "/" not in mirrored:
            return mirrored
        for prefix in ("docker.io/", "index.docker.io/", "registry-1.docker.io/", "library/"):
            name = name.removeprefix(prefix)
        return name

    def stated(self, start: int, end: int) -> tuple[int, int]:
        """The offsets where the characters *start* to *end* of `tag` are stated."""
        offset = len(self.repository) + 1
        return self.text.origin(offset + start, offset + end)


class Instruction:
    """One instruction of a Dockerfile.

    `keyword` is upper case. `body` is what follows keyword and flags, continuation lines joined and
    comments gone; the
    here-documents of `RUN` and `COPY` follow it after a line feed. `environment` and `arguments`
    are the `ENV` and `ARG`
    variables in force *before* it, `directory` the `WORKDIR` (None: unknown), `shell` the words of
    `SHELL` (empty: Docker's
    default), `user` the `USER`. What starts with the container (`CMD`, `ENTRYPOINT`,
    `HEALTHCHECK`) has the environment, the folder and the user of the finished stage, wherever in
    it it stands.
    """

    document: Document
    keyword: str
    keyword_end: int
    start: int
    end: int
    flags_text: Patchwork
    body: Patchwork
    heredocs: tuple[Heredoc, ...]
    stage: Stage | None
    environment: Variables
    arguments: Variables
    directory: str | None
    shell: tuple[str, ...]
    user: str | None
    escape: str

    def __repr__(self) -> str:
        return f"{self.keyword} {self.body.text!r}"

    @property
    def at(self) -> Location:
        """The place of the whole instruction, here-documents left out."""
        return self.document.at(self.start, self.end)

    def started_in(self, stage: Stage) -> Instruction:
        """What starts a container, as it starts one of *stage*, which is built on its own."""
        result = copy(self)
        for read in ("variables", "words"):
            result.__dict__.pop(read, None)
        end = stage.end
        result.environment, result.directory, result.user = end.environment, end.directory, end.user
        return result

    @cached_property
    def variables(self) -> Variables:
        """What `$NAME` means in it: `ENV` before `ARG`."""
        return {**self.arguments, **self.environment} if self.arguments else self.environment

    @cached_property
    def flags(self) -> dict[str, Word]:
        """`--from=`, `--platform=`, `--chown=` and so on by name; of a repeated one (`--mount=`)
        the last.
        """
        return dict(self.all_flags)

    @cached_property
    def all_flags(self) -> list[tuple[str, Word]]:
        """Every flag in its order, so that each `--mount=` is there."""
        found = []
        for word in split_words(self.flags_text, self.variables, self.escape):
            match = _FLAG.match(word.text)
            if match:
                value = word.value.slice(match.end(), len(word.text))
                found.append(
                    (
                        match[1],
                        Word(word.raw[match.end() :], value, word.start + match.end(), word.end),
                    )
                )
        return found

    @cached_property
    def mounts(self) -> list[BuildMount]:
        """What each `--mount=` of a `RUN` says, in their order."""
        return [BuildMount(word) for name, word in self.all_flags if name == "mount"]

    @cached_property
    def exec_form(self) -> tuple[Word, ...] | None:
        """The words of the JSON form (`["pip", "install"]`), None where it is written in shell
        form.
        """
        return json_words(self.body)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words, variables replaced; the exec form's where it has that. A shell command is
        split by `readers.shell` instead.
        """
        words = self.exec_form
        return (
            tuple(split_words(self.body, self.variables, self.escape)) if words is None else words
        )

    @cached_property
    def pairs(self) -> tuple[tuple[str, Word], ...]:
        """The names and values of `ENV`, `ARG` and `LABEL`; `ARG NAME` alone has no value and is
        not among them.
        """
        return tuple(
            split_pairs(self.body, self.variables, self.escape, old_form=self.keyword != "ARG")
        )


class Stage:
    """One build stage. `name` is empty where it has none; `image` is what it starts from, or
    `parent` is the stage that it does.
    """

    __slots__ = ("end", "first", "image", "index", "instructions", "name", "parent", "root")

    def __init__(self, index: int, first: Instruction) -> None:
        self.index, self.first = index, first
        self.name = ""
        self.image: ImageName | None = None
        self.parent: Stage | None = None
        self.root: Stage = self
        """The stage at the other end of `chain`: its `image` is what all of them start from."""
        self.instructions: list[Instruction] = []
        """What follows the `FROM`."""
        self.end = first
        """Nothing that is written: what is in force behind the last instruction."""

    def __repr__(self) -> str:
        return f"Stage({self.index}, {self.name!r})"

    @property
    def chain(self) -> list[Stage]:
        """The stage itself and those it is `FROM`, the nearest first; of a chain that is longer
        than anybody's, its beginning.
        """
        result: list[Stage] = []
        stage: Stage | None = self
        while stage is not None and len(result) < _LONGEST_CHAIN:
            result.append(stage)
            stage = stage.parent
        return result


class Dockerfile:
    """A whole Dockerfile. `arguments` are the `ARG`s before the first `FROM`."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.directives: dict[str, str] = {}
        self.instructions: list[Instruction] = []
        self.stages: list[Stage] = []
        self.arguments: dict[str, Patchwork] = {}

    @property
    def final(self) -> Stage | None:
        """The last stage: what `docker build` makes without `--target`."""
        return self.stages[-1] if self.stages else None

    @cached_property
    def _by_name(self) -> dict[str, Stage]:
        return {stage.name.lower(): stage for stage in self.stages if stage.name}

    def stage(self, name: str, before: int | None = None) -> Stage | None:
        """The stage with a name or, as `COPY --from=0` means it, an index; only among those
        *before* an index.
        """
        limit = len(self.stages) if before is None else before
        if name.isdecimal() and len(name) < 7:
            return self.stages[int(name)] if int(name) < limit else None
        found = self._by_name.get(name.lower())
        return found if found is not None and found.index < limit else None

    def source(self, instruction: Instruction) -> Stage | None:
        """The stage that a `COPY --from=` takes from; None for an image, for the context and for a
        name that is not known.
        """
        word = instruction.flags.get("from")
        if word is None or not word.known or instruction.stage is None:
            return None
        return self.stage(word.known, instruction.stage.index)

    def built_from(self, stage: Stage) -> list[Stage]:
        """Every stage that *stage* needs, itself among them, in the file's order: by `FROM`, `COPY
        --from=` and `RUN --mount=…,from=`.
        """
        needed = {stage.index: stage}
        pending = [stage]
        while pending:
            current = pending.pop()
            sources = [current.parent] if current.parent else []
            for instruction in current.instructions:
                if instruction.keyword in ("COPY", "ADD", "RUN") and instruction.flags_text.text:
                    sources += self._sources(instruction)
            for other in sources:
                if other.index not in needed:
                    needed[other.index] = other
                    pending.append(other)
        return [needed[index] for index in sorted(needed)]

    def _sources(self, instruction: Instruction) -> list[Stage]:
        found = [self.source(instruction)]
        if instruction.stage is not None:
            index = instruction.stage.index
            named = [mount.from_.known for mount in instruction.mounts if mount.from_ is not None]
            found += [self.stage(name, index) for name in named if name]
        return [stage for stage in found if stage is not None]


def parse(document: Document) -> Dockerfile:
    """Read a Dockerfile. Never raises."""
    result = Dockerfile(document)
    state = _State(result)
    for instruction in _instructions(document, result):
        result.instructions.append(instruction)
        state.take(instruction)
    state.finish()
    return result


# -- lines
# ----------------------------------------------------------------------------------------------------------------  # noqa: E501


def _instructions(document: Document, result: Dockerfile) -> list[Instruction]:
    text = document.text
    starts = document.line_starts
    count = len(starts)
    number = 0
    escape = "\\"

    def line(index: int) -> str:
        end = starts[index + 1] if index + 1 < count else len(text)
        return text[starts[index] : end].rstrip("\r\n")

    while number < count:
        match = _DIRECTIVE.match(line(number))
        if (
            match is None
            or match[1].lower() in result.directives
            or match[1].lower() not in ("escape", "syntax", "check")
        ):
            break
        result.directives[match[1].lower()] = (match[2] or "").rstrip(" \t")
        number += 1
    if result.directives.get("escape") == "`":
        escape = "`"

    last_seen: dict[
        str, int
    ] = {}  # where a line that could end a here-document stands last; filled when one begins
    found: list[Instruction] = []
    while number < count:
        content = line(number)
        stripped = content.lstrip(" \t")
        if not stripped or stripped[0] == "#":
            number += 1
            continue
        start = starts[number]
        pieces: list[Piece] = []
        while True:
            tail = content.rstrip(" \t")
            continued = tail.endswith(escape) and tail[-2:-1] != escape
            kept = tail[:-1] if continued else content
            at = starts[number]
            pieces.append(verbatim(kept, at, at + len(kept)))
            end = at + len(tail)
            number += 1
            if not continued:
                break
            # Comments and blank lines inside a continued instruction are dropped, and do not end
            # it.
            while number < count:
                content = line(number)
                stripped = content.lstrip(" \t")
                if stripped and stripped[0] != "#":
                    break
                number += 1
            if number >= count:
                break
        whole = Patchwork(pieces)
        instruction = _instruction(document, whole, start, end, escape)
        found.append(instruction)
        if instruction.keyword in ("RUN", "COPY", "ADD") and "<<" in whole.text:
            number = _heredocs(instruction, number, line, starts, last_seen)
    return found


def _instruction(
    document: Document, whole: Patchwork, start: int, end: int, escape: str
) -> Instruction:
    text = whole.text
    match = _KEYWORD.match(text)
    body_at = match.end() if match else 0
    keyword = match[1].upper() if match else ""
    flags_at = body_at
    while keyword != "ARG" and text.startswith("--", body_at):
        stop = word_end(text, body_at, escape)
        body_at = stop
        while body_at < len(text) and text[body_at] in " \t":
            body_at += 1
    instruction = Instruction()
    instruction.document = document
    instruction.keyword = keyword
    instruction.start = start + (match.start(1) if match else 0)
    instruction.keyword_end = whole.span(match.start(1), match.end(1))[1] if match else start
    instruction.end = end
    instruction.escape = escape
    instruction.flags_text = whole.slice(flags_at, body_at)
    instruction.body = whole.slice(body_at, len(text.rstrip(" \t")))
    instruction.heredocs = ()
    instruction.stage = None
    instruction.environment = instruction.arguments = {}
    instruction.directory, instruction.shell, instruction.user = None, (), None
    return instruction


def _heredocs(
    instruction: Instruction,
    number: int,
    line: Callable[[int], str],
    starts: list[int],
    last_seen: dict[str, int],
) -> int:
    """Take the here-documents that follow an instruction into it; the number of the line after
    them.
    """
    if not last_seen:
        for index in range(len(starts)):
            content = line(index)
            last_seen[content] = last_seen["-" + content.lstrip("\t")] = index
    found = []
    pieces = list(instruction.body.pieces)
    for match in _HEREDOC.finditer(_unquoted(instruction.body.text)):
        name = match[2] or match[3] or match[4]
        if last_seen.get(match[1] + name, -1) < number:
            # no such line follows: `<<` means something else here (old builders knew no
            # here-documents)
            continue
        at = starts[number]
        pieces.append(verbatim("\n", at - 1, at))
        body: list[Piece] = []
        while True:
            content = line(number)
            kept = content.lstrip("\t") if match[1] else content
            at = starts[number] + len(content) - len(kept)
            number += 1
            if kept == name:
                break
            body.append(verbatim(kept + "\n", at, at + len(kept) + 1))
        pieces += [*body, verbatim(kept, at, at + len(kept))]
        found.append(Heredoc(name, Patchwork(body)))
    if found:
        instruction.heredocs = tuple(found)
        instruction.body = Patchwork(pieces)
    return number


def _unquoted(text: str) -> str:
    """The text with quoted parts blanked, as `echo "a <<EOF"` begins no here-document; `<<"EOF"`
    keeps its quotes.
    """

    def blank(match: re.Match[str]) -> str:
        return match[0] if match[0].startswith("<") else " " * len(match[0])

    return (
        re.sub(r"<<-?(?:\"[^\"\n]*\"|'[^'\n]*')|\"(?:[^\"\\]|\\.)*\"|'[^']*'", blank, text)
        if '"' in text or "'" in text
        else text
    )


# -- stages and variables
# ---------------------------------------------------------------------------------------------------  # noqa: E501


class _State:
    """What holds at the instruction that is read next."""

    def __init__(self, dockerfile: Dockerfile) -> None:
        self.dockerfile = dockerfile
        self.names: dict[str, Stage] = {}
        self.stage: Stage | None = None
        self.environment: dict[str, Patchwork] = {}
        self.arguments: dict[str, Patchwork] = {}
        self.directory: str | None = None
        self.shell: tuple[str, ...] = ()
        self.user: str | None = None

    def take(self, instruction: Instruction) -> None:
        keyword = instruction.keyword
        if keyword == "FROM":
            instruction.arguments = self.dockerfile.arguments
            self.begin(instruction)
            return
        instruction.stage = self.stage
        instruction.environment, instruction.arguments = self.environment, self.arguments
        instruction.directory, instruction.shell, instruction.user = (
            self.directory,
            self.shell,
            self.user,
        )
        if self.stage is None:
            if keyword == "ARG":
                instruction.arguments = self.dockerfile.arguments
                if len(instruction.arguments) < MAXIMUM_VARIABLES:
                    self.dockerfile.arguments = {
                        **instruction.arguments,
                        **dict(self.argument_values(instruction, {})),
                    }
            return
        self.stage.instructions.append(instruction)
        if keyword == "ENV":
            values = {name: word.value for name, word in instruction.pairs}
            if len(self.environment) + len(values) <= MAXIMUM_VARIABLES:
                self.environment = {**self.environment, **values}
        elif keyword == "ARG":
            values = dict(self.argument_values(instruction, self.dockerfile.arguments))
            if len(self.arguments) + len(values) <= MAXIMUM_VARIABLES:
                self.arguments = {**self.arguments, **values}
        elif keyword == "WORKDIR":
            self.directory = _joined(
                self.directory, instruction.words[0].known if instruction.words else None
            )
        elif keyword == "SHELL":
            self.shell = tuple(word.text for word in instruction.exec_form or ())
        elif keyword == "USER":
            self.user = instruction.words[0].known if instruction.words else None

    def argument_values(
        self, instruction: Instruction, outer: Variables
    ) -> list[tuple[str, Patchwork]]:
        values = [(name, word.value) for name, word in instruction.pairs]
        given = {name for name, _ in values}
        for word in instruction.words:
            name = word.text
            if _NAME.fullmatch(name) and name not in given:
                # Without a default it is whatever the builder passes; inside a stage it takes the
                # value of the global one.
                values.append(
                    (name, outer.get(name) or Patchwork([verbatim(UNKNOWN, word.start, word.end)]))
                )
        return values

    def finish(self) -> None:
        """Leave the stage: note what is in force at its end, and with what it starts."""
        stage = self.stage
        if stage is None:
            return
        first = stage.first
        stage.end = _instruction(
            first.document, Patchwork(()), first.start, first.start, first.escape
        )
        stage.end.stage = stage
        for instruction in [stage.end, *stage.instructions]:
            if instruction.keyword in ("", *_STARTING):
                instruction.environment = self.environment
                instruction.directory, instruction.user = self.directory, self.user
        stage.end.arguments, stage.end.shell = self.arguments, self.shell

    def begin(self, instruction: Instruction) -> None:
        self.finish()
        stage = Stage(len(self.dockerfile.stages), instruction)
        self.dockerfile.stages.append(stage)
        instruction.stage = self.stage = stage
        self.arguments = {}
        words = instruction.words
        if len(words) >= 3 and words[1].text.lower() == "as":
            stage.name = words[2].known or ""
        parent = self.names.get(words[0].text.lower()) if words else None
        if parent is not None:
            stage.parent, stage.root = parent, parent.root
            end = parent.end
            self.environment, self.directory = dict(end.environment), end.directory
            self.shell, self.user = end.shell, end.user
        else:
            stage.image = ImageName(words[0].value if words else Patchwork(()))
            self.environment, self.directory, self.shell, self.user = {}, None, (), None
            for name, variable, value in _SET_BY_IMAGES:
                if f"/{stage.image.name}".endswith(f"/{name}"):
                    at = words[0]
                    self.environment[variable] = Patchwork([verbatim(value, at.start, at.end)])
        if stage.name:
            self.names[stage.name.lower()] = stage


def _joined(directory: str | None, word: str | None) -> str | None:
    """The `WORKDIR` after another one; None is the unknown one of the image."""
    if word is None:
        return None
    if word.startswith("/") or word[1:3] in (":\\", ":/"):
        return word.rstrip("/") or "/"
    if directory is None:
        return None
    joined = directory.rstrip("/") + "/" + word.rstrip("/")
    return joined if len(joined) <= MAXIMUM_VALUE else None
