"""How Dockerfiles are built: from which context and up to which stage, and who says so.

Read are compose files, files of Docker Bake, development containers, hosts' files (`fly.toml`,
`render.yaml`, `heroku.yml`), the build actions of CI, and `docker build` with its relatives in CI
jobs, scripts, Makefiles and pages.
"""

from __future__ import annotations

import posixpath
from functools import cached_property
from itertools import product

from venvlint.facts.stages.compose import CHECKOUT, compose_services
from venvlint.files.paths import as_folder, folder_of, joined, name_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.ci.model import Job, Step
    from venvlint.facts.commands.model import Command, Sequence
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.facts.stages.bake import Baked
    from venvlint.readers.dockerfile import Dockerfile, Stage
    from venvlint.readers.patchwork import Word
    from venvlint.tree import Tree

_TAKES = frozenset(
    "-f --file -t --tag --build-arg --target --platform --cache-from --cache-to --label --network"
    " --progress --secret --ssh -o --output --build-context --iidfile --memory -m --shm-size"
    " --ulimit --add-host --isolation --no-cache-filter --builder --allow --annotation --attest"
    " --metadata-file --sbom --provenance --cpu-shares --cpuset-cpus --cgroup-parent --format"
    " --layers --volume -v --authfile --creds --env --runtime --security-opt".split()
)


_FOR_ITS_OWN_SAKE = ("bake", "ci", "command")


class Build(Record):
    """One way a Dockerfile is built: the folder that is its context (`""`: the root), the stage
    (empty: the last), and who says so.
    """

    context: str
    target: str = ""
    by: str = ""
    """The path of the file that says so; empty where nothing does."""
    kind: str = ""
    """`compose`, `bake`, `devcontainer`, `host`, `ci` (a job), `command` (a script, a Makefile, a
    page); empty where nothing says so.
    """

    @property
    def is_of_page(self) -> bool:
        """Whether a page says so, which leaves out the folder to go to first."""
        return self.kind == "command" and self.by.lower().endswith(_PAGES)


class Builds(Record):
    """How one Dockerfile is built: every way that somebody states, or the one that is guessed."""

    recipe: Recipe
    ways: tuple[Build, ...]
    """At least one."""

    @property
    def is_stated(self) -> bool:
        """Whether somebody says how it is built."""
        return any(build.by for build in self.ways)

    @cached_property
    def contexts(self) -> tuple[str, ...]:
        """Every folder that is sent as the context, each once."""
        return tuple(dict.fromkeys(build.context for build in self.ways))

    @cached_property
    def finals(self) -> tuple[Stage, ...]:
        """The stages that somebody builds by name, and the last one where nobody does.

        A job, a script or a target of Bake that builds a stage for its own sake says nothing about
        what is shipped.
        """
        named = [self.recipe.parsed.stage(build.target) for build in self.ways if build.target]
        found = {stage.index: stage for stage in named if stage is not None}
        if self.recipe.parsed.final is not None and (
            not found
            or any(not build.target or build.kind in _FOR_ITS_OWN_SAKE for build in self.ways)
        ):
            found[self.recipe.parsed.final.index] = self.recipe.parsed.final
        return tuple(found[index] for index in sorted(found))


def build(tree: Tree) -> dict[str, Builds]:
    """The builds of every Dockerfile of the tree, by its path."""
    if not tree.dockerfiles:
        return {}
    stated: dict[str, list[Build]] = {}
    for path, way in _all(tree):
        if way not in stated.setdefault(path, []):
            stated[path].append(way)
    for recipe in tree.dockerfiles:
        if recipe.path in stated:
            stated[recipe.path] = [
                way for way in stated[recipe.path] if _is_credible(tree, recipe, way)
            ]
    return {
        recipe.path: Builds(
            recipe,
            tuple(stated.get(recipe.path, ()) or (_guessed(tree, recipe.path, recipe.parsed),)),
        )
        for recipe in tree.dockerfiles
    }


def _sources(parsed: Dockerfile) -> list[str]:
    """What a Dockerfile copies out of its context."""
    return [
        word.known
        for instruction in parsed.instructions
        if instruction.keyword in ("COPY", "ADD")
        and "from" not in instruction.flags
        and not instruction.heredocs
        for word in instruction.words[:-1][:50]
        if word.known and "://" not in word.known
    ][:200]


_PAGES = (".md", ".markdown", ".rst", ".txt")


def _is_credible(tree: Tree, recipe: Recipe, way: Build) -> bool:
    """Whether a context is the one that is meant. One of a page is not where the Dockerfile copies
    what is not there, and another folder has all of that.
    """
    if way.kind == "compose":
        return not way.context or not _is_left_behind(tree, recipe, way.context)
    if not way.is_of_page:
        return True
    sources = [
        source for source in _sources(recipe.parsed) if posixpath.normpath(source) not in (".", "/")
    ]
    if all(_is_there(tree, way.context, source) for source in sources):
        return True
    context = _guessed(tree, recipe.path, recipe.parsed).context
    return not all(_is_there(tree, context, source) for source in sources)


def _is_left_behind(tree: Tree, recipe: Recipe, context: str) -> bool:
    """Whether a Dockerfile is written for a folder above a context that has nothing of what it
    copies: its paths go through this very folder (`COPY api/requirements.txt` with `context: .` in
    `api`), so that something else builds it from there.
    """
    sources = [posixpath.normpath(source.lstrip("/")) for source in _sources(recipe.parsed)]
    if any(_is_there(tree, context, source) for source in sources):
        return False
    wider = _guessed(tree, recipe.path, recipe.parsed).context
    return any(
        posixpath.join(wider, source).startswith(f"{context}/") and _is_there(tree, wider, source)
        for source in sources
    )


def _guessed(tree: Tree, path: str, parsed: Dockerfile) -> Build:
    """The context of a Dockerfile that nothing speaks of: its own folder, unless a folder above has
    more of what it copies.
    """
    folder = folder_of(path).removesuffix(".devcontainer").rstrip("/")
    best, most = folder, (-1, 0)
    place = folder
    sources = _sources(parsed)
    wholes = [source for source in sources if posixpath.normpath(source) in (".", "/")]
    named = [source for source in sources if source not in wholes]
    while sources:
        # A build ends where something that is named is not there; the whole is there anywhere.
        known = sum(_is_there(tree, place, source) for source in named)
        others = sum(_is_there(tree, place, source) for source in wholes)
        if (known or others) and place == folder:
            # What it names lies here, and so the whole that it copies is this folder.
            others = len(wholes)
        if (known, others) > most:
            best, most = place, (known, others)
        if not place:
            break
        place = folder_of(place)
    return Build(best)


def _is_there(tree: Tree, context: str, source: str) -> bool:
    """Whether a context has what an instruction copies; a whole folder counts where there is Python
    in it.
    """
    from venvlint.facts.stages.contexts import is_python

    name = posixpath.normpath(source.lstrip("/") or ".")
    if any(mark in name for mark in "*?["):
        name = folder_of(name[: min(name.find(mark) % (len(name) + 1) for mark in "*?[")])
    if name in (".", "", "..") or name.startswith("../"):
        return context != "" and is_python(tree, context)
    path = posixpath.join(context, name)
    return tree.exists(path) or tree.is_folder(path)


def _all(tree: Tree) -> Iterator[tuple[str, Build]]:
    for path in tree.of_kind("devcontainer"):
        yield from _devcontainer(tree, path)
    for path in tree.of_kind("compose"):
        yield from _compose(tree, path)
    for path in tree.of_kind("bake", "bake-json"):
        yield from ((recipe, way) for recipe, way, _ in baked(tree, path))
    for path in tree.of_kind("fly", "heroku", "render"):
        yield from _host(tree, path)
    yield from _actions(tree)
    yield from _commands(tree)


def _placed(
    base: str, context: str | None, name: str | None, target: str | None, by: str, kind: str
) -> Iterator[tuple[str, Build]]:
    """The Dockerfile, by its path from the context, and its build."""
    context = context if context is not None else "."
    if "://" in context or "$" in context or context.startswith(("/", "git@", "~")):
        return
    folder = as_folder(joined(base, context))
    path = joined(folder, name or "Dockerfile")
    target = "" if target is None or "$" in target or UNKNOWN in target else target
    if not folder.startswith("..") and not path.startswith(".."):
        yield path, Build(folder, target, by, kind)


def _devcontainer(tree: Tree, path: str) -> Iterator[tuple[str, Build]]:
    root = tree.json(path)
    base = folder_of(path)
    section = root.get("build")
    dockerfile = (section.text("dockerfile") or section.text("dockerFile")) or root.text(
        "dockerFile"
    )
    if not dockerfile:
        return
    # Where none is given, the Dockerfile's own folder is the context, wherever that lies.
    context = section.text("context") or root.text("context") or folder_of(dockerfile)
    folder = joined(base, context)
    relative = posixpath.relpath(posixpath.join("/", base, dockerfile), posixpath.join("/", folder))
    target = section.text("target")
    yield from _placed("", folder, relative, target, path, "devcontainer")


def _compose(tree: Tree, path: str) -> Iterator[tuple[str, Build]]:
    document = tree.document(path)
    if document is None or b"build" not in document.data:
        return
    root = tree.yaml(path)
    base = folder_of(path)
    for service in compose_services(root):
        section = service.get("build")
        if not section:
            continue
        if section.string is not None:
            yield from _placed(base, section.string, None, None, path, "compose")
        elif section.get("dockerfile_inline"):
            from venvlint.facts.images.dockerfiles import built_from

            if built_from(tree, path, section) is not None:
                context, target = section.text("context"), section.text("target")
                for _, way in _placed(base, context, None, target, path, "compose"):
                    yield path, way
        elif section.mapping:
            yield from _placed(
                base,
                section.text("context"),
                section.text("dockerfile"),
                section.text("target"),
                path,
                "compose",
            )


def baked(tree: Tree, path: str) -> Iterator[tuple[str, Build, Baked]]:
    """The targets of a file of Bake with their Dockerfiles. Paths are meant from where Bake is run:
    the file's own folder, or the root where the Dockerfile is there alone.
    """
    from venvlint.facts.images.dockerfiles import recipe_at
    from venvlint.facts.stages.bake import targets

    for target in targets(tree, path):
        for base in dict.fromkeys((folder_of(path), "")):
            given = (target.context, target.dockerfile, target.stage)
            ways = list(_placed(base, *given, path, "bake"))
            yield from ((recipe, way, target) for recipe, way in ways)
            if any(recipe_at(tree, recipe) for recipe, _ in ways):
                break


def _host(tree: Tree, path: str) -> Iterator[tuple[str, Build]]:
    base = folder_of(path)
    if path.endswith("fly.toml"):
        root = tree.toml(path)
        section = root.get("build")
        if section:
            yield from _placed(
                base,
                ".",
                section.text("dockerfile"),
                section.text("build-target"),
                path,
                "host",
            )
        return
    root = tree.yaml(path)
    if path.endswith("heroku.yml"):
        images = root.get("build", "docker")
        for node in images.mapping.values():
            dockerfile = node.string or node.text("dockerfile")
            if dockerfile:
                folder = folder_of(dockerfile)
                name = name_of(dockerfile)
                yield from _placed(base, folder or ".", name, node.text("target"), path, "host")
        return
    services = root.get("services")
    for service in services.items:
        dockerfile = service.text("dockerfilePath")
        context = service.text("dockerContext")
        if dockerfile or context:
            folder = posixpath.normpath(context or ".")
            relative = posixpath.relpath(dockerfile or "Dockerfile", folder)
            yield from _placed("", folder, relative, None, path, "host")


def _actions(tree: Tree) -> Iterator[tuple[str, Build]]:
    yield from ((path, way) for path, way, _ in steps_that_build(tree))


def steps_that_build(tree: Tree) -> Iterator[tuple[str, Build, Step]]:
    """`docker/build-push-action` and its like."""
    for job in tree.ci_jobs:
        if job.system != "github":
            continue
        for step in job.steps:
            if not step.uses.startswith(("docker/build-push-action", "redhat-actions/buildah")):
                continue

            for context, file, target in _asked(job, step):
                folder, name = CHECKOUT.sub("", context), CHECKOUT.sub("", file)
                if "$" in folder + name or "{{" in folder + name:
                    continue
                folder = posixpath.normpath(folder or ".")
                relative = posixpath.relpath(name, folder) if name else "Dockerfile"
                for path, way in _placed("", folder, relative, target, job.path, "ci"):
                    yield path, way, step


def _asked(job: Job, step: Step) -> list[tuple[str, str, str]]:
    """Each context that an action is given, with the Dockerfile and the stage that go with it in
    the same row of the job's matrix.
    """
    name_of_file = "file" if "file" in step.inputs else "dockerfiles"
    given: list[dict[int, list[str]]] = []
    for name in ("context", name_of_file, "target"):
        if name not in step.inputs:
            given.append({id(row): [""] for row in job.combinations})
            continue
        of_rows: dict[int, list[str]] = {}
        for value in job.resolve(step.inputs[name], step).values:
            for row in value.combinations:
                of_rows.setdefault(id(row), []).append(value.text.strip())
        given.append(of_rows)
    return list(
        dict.fromkeys(
            (context, file, target)
            for row in job.combinations
            for context, file, target in product(*(one.get(id(row), ()) for one in given))
        )
    )


def _commands(tree: Tree) -> Iterator[tuple[str, Build]]:
    from venvlint.facts.commands import outside_images

    for sequence in outside_images(tree):
        for command in sequence.commands:
            if builds_images(command) or command.tool in ("executor", "img"):
                yield from builds_of(sequence, command)


_BUILDERS = ("docker", "podman", "nerdctl", "buildah")
_ENGINE = lazy(r"(?i)\$[({]?(?!\w*compose)\w*(?:docker|podman|container|engine|oci|runtime)\w*")
"""A variable for the program that builds images: `$(CONTAINER_ENGINE)`."""


def builds_images(command: Command) -> bool:
    if command.tool in _BUILDERS or not command.program.startswith(UNKNOWN):
        return command.tool in _BUILDERS
    start, end = command.words[0].value.span(0, 1)
    return _ENGINE.match(command.document.text, start, end) is not None


def builds_of(sequence: Sequence, command: Command) -> Iterator[tuple[str, Build]]:
    """`docker build -f x.Dockerfile --target y folder`, and kaniko's executor."""
    kind = "ci" if sequence.kind == "ci" else "command"
    base = command.directory
    if base is None or base.startswith("/"):
        return
    kaniko = command.tool == "executor"
    operands: list[str] = []
    values: dict[str, str] = {}
    texts = [_from_the_root(word) for word in command.arguments]
    if command.shell_kind in ("cmd", "pwsh"):
        texts = [text.replace("\\", "/") for text in texts]
    index = 0
    while index < len(texts):
        text = texts[index]
        index += 1
        name, equals, value = text.partition("=")
        if not text.startswith("-") or text == "-":
            operands.append(text)
            continue
        if not equals and (text in _TAKES or (kaniko and text in ("--context", "--dockerfile"))):
            value = texts[index] if index < len(texts) else ""
            index += 1
        values[name] = value
    if kaniko:
        operands = ["build", values.get("--context", "").removeprefix("dir://") or "."]
        values["-f"] = values.get("--dockerfile", "")
    if operands[:1] in (["buildx"], ["builder"], ["image"]):
        operands = operands[1:]
    if len(operands) < 2 or operands[0] not in ("build", "bud"):
        return
    context, file = operands[-1] or ".", values.get("-f", values.get("--file", ""))
    if (
        UNKNOWN in context + file
        or context == "-"
        or "://" in context
        or context.startswith(("/", "~", "git@"))
        or file.startswith(("/", "~", "-"))
    ):
        return
    folder = joined(base, context)
    # Docker takes `-f` from the current folder, not from the context; kaniko takes both.
    name = joined(base, file) if file else ""
    if folder.startswith("..") or name.startswith(".."):
        return
    relative = posixpath.relpath(name, folder) if name else "Dockerfile"
    yield from _placed("", folder, relative, values.get("--target"), command.document.path, kind)


def _from_the_root(word: Word) -> str:
    """A word without the variable of the checkout's own folder."""
    if UNKNOWN not in word.text:
        return word.text
    plain = CHECKOUT.sub("", word.raw.strip("\"'"))
    return UNKNOWN if "$" in plain else plain
