"""Which images serve those who work on the project or the jobs of CI, by how they are built and
started.
"""

from __future__ import annotations

from itertools import pairwise

from venvlint.facts.project import vocabulary
from venvlint.facts.stages.builds import Build, builds_images, builds_of, steps_that_build
from venvlint.facts.stages.compose import mounts, services_of
from venvlint.files.listing import below
from venvlint.files.paths import folder_of, name_of
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_PRODUCTION = vocabulary.DEPLOYMENT | {"release", "ship"}
_DEVELOPMENT = vocabulary.DEVELOPMENT | vocabulary.TESTS | {"local", "override", "debug"}
_RELOADS = r"--(?:auto)?reload\b|--debug\b|\brunserver|\bfastapi dev\b|\bdebugpy\b|\bwatchmedo\b"
_DEBUGS = lazy(rf"{_RELOADS}|FLASK_DEBUG|FLASK_ENV[=: ]+development")
# What parts the words of a list: `["flask", "--debug"]`, and the lines of one in YAML.
_BETWEEN_WORDS = lazy(r"[\"']\s*,\s*[\"']|\n[ \t]*-[ \t]+")
_SERVES = lazy(
    rf"{_RELOADS}|\bwatchfiles\b|\bnodemon\b|(?:-f|--procfile)[= ]\S{{0,99}}Procfile[._-]dev\b"
    # What makes the assets anew whenever their sources change.
    r"|--watch\b|\btailwind start\b|\b(?:npm|pnpm|yarn|bun)(?: run)? (?:dev|watch)\b"
)
_WORDS = lazy(r"[\w./-]+")
_COMMENT = lazy(r"(?m)^[ \t]*#.*$")
_SERVERS = lazy(r"\b(?:gunicorn|uwsgi|daphne|hypercorn|waitress-serve|granian|mod_wsgi-express)\b")


def is_for_jobs(tree: Tree, recipe: Recipe) -> bool:
    """Whether what builds a Dockerfile gives it the name of an image that jobs of CI run in."""
    named = tree.once("names of the images that jobs run in", lambda: _images_of_jobs(tree))
    return bool(named) and not named.isdisjoint(
        tree.once("names that images get", lambda: _names(tree)).get(recipe.path, ())
    )


def _images_of_jobs(tree: Tree) -> frozenset[str]:
    return frozenset(
        name
        for job in tree.ci_jobs
        for image in job.images
        if (name := _without_tag(image.string or ""))
    )


def _without_tag(text: str) -> str:
    """`ghcr.io/acme/ci` of `ghcr.io/acme/ci:${{ github.sha }}`; empty where a name has no folder,
    and may be anybody's.
    """
    text = text.strip().strip("\"'").partition("@")[0].partition("${{")[0]
    folder, slash, last = text.rpartition("/")
    name = last.partition(":")[0]
    return f"{folder}/{name}" if slash and name else ""


def _names(tree: Tree) -> dict[str, set[str]]:
    """The names that each Dockerfile's images get, without tags."""
    from venvlint.facts.commands import outside_images

    found: dict[str, set[str]] = {}
    for path, _, step in steps_that_build(tree):
        tags = step.inputs.get("tags") or step.inputs.get("image")
        for line in (tags.string or "").replace(",", "\n").split("\n") if tags else ():
            found.setdefault(path, set()).add(_without_tag(line))
    for sequence in outside_images(tree):
        for command in sequence.commands:
            if not builds_images(command):
                continue
            words = command.arguments
            tags_given = [
                value.raw for word, value in pairwise(words) if word.text in ("-t", "--tag")
            ]
            for path, _ in builds_of(sequence, command) if tags_given else ():
                found.setdefault(path, set()).update(map(_without_tag, tags_given))
    for names in found.values():
        names.discard("")
    return found


def is_built_to_develop(tree: Tree, recipe: Recipe) -> bool:
    """Whether compose builds a Dockerfile for those who work on the project, beside another one of
    the same context that is shipped.
    """
    own = tree.builds[recipe.path]
    if any(build.kind not in ("compose", "devcontainer") for build in own.ways):
        return False
    if vocabulary.says(recipe.path, _PRODUCTION):
        return False
    # `Dockerfile` beside `Dockerfile.prod` is the one to work with.
    beside = tree.once(
        "folders with a Dockerfile for production",
        lambda: {
            folder_of(other.path)
            for other in tree.dockerfiles
            if vocabulary.says(name_of(other.path), _PRODUCTION)
        },
    )
    if folder_of(recipe.path) not in beside and not any(
        _develops(tree, recipe, build) for build in own.ways
    ):
        return False
    shipped = tree.once("Dockerfiles that are shipped", lambda: _shipped(tree))
    return any(
        other != recipe.path for context in own.contexts for other in shipped.get(context, ())
    )


def _shipped(tree: Tree) -> dict[str, list[str]]:
    """The Dockerfiles that are not for those who work on the project alone, by their contexts."""
    found: dict[str, list[str]] = {}
    for path, builds in tree.builds.items():
        if not builds.recipe.is_for_development and (
            any(build.kind not in ("compose", "devcontainer") for build in builds.ways)
            or vocabulary.says(path, _PRODUCTION)
            or any(vocabulary.says(build.by, _PRODUCTION) for build in builds.ways)
        ):
            for context in builds.contexts:
                found.setdefault(context, []).append(path)
    return found


def _develops(tree: Tree, recipe: Recipe, build: Build) -> bool:
    """Whether a build of compose is for development: its file says so, the sources are mounted over
    it, or what is started reloads them.
    """
    if build.kind == "devcontainer" or vocabulary.says(build.by, _DEVELOPMENT):
        return True
    base = folder_of(build.by)
    for service in services_of(tree, recipe, build.by):
        if _mounts_code(tree, base, service):
            return True  # a folder of data or settings is mounted where it runs for good, too
        text = service.document.text[service.start : service.end]
        if _DEBUGS.search(text):
            return True
    started = [
        instruction.body.text
        for instruction in recipe.parsed.instructions
        if instruction.keyword in ("CMD", "ENTRYPOINT", "ENV")
    ]
    return any(_DEBUGS.search(text.replace('", "', " ")) for text in started)


def mounts_code(tree: Tree, recipe: Recipe) -> bool:
    """Whether compose alone builds a Dockerfile, and each of its services mounts folders of code
    from the repository.
    """
    ways = tree.builds[recipe.path].ways
    if any(build.kind != "compose" for build in ways):
        return False
    for build in ways:
        base = folder_of(build.by)
        for service in services_of(tree, recipe, build.by):
            if not _mounts_code(tree, base, service):
                return False
    return True


def _mounts_code(tree: Tree, base: str, service: Node) -> bool:
    folders = [path for path, is_folder in mounts(tree, base, service) if is_folder]
    return "" in folders or any(below(tree.imports.sources, path) for path in folders)


def serves_to_develop(tree: Tree, recipe: Recipe) -> bool:
    """Whether each service of compose that a Dockerfile is built for starts a server that is for
    development alone.
    """
    started = [
        instruction.body.text
        for instruction in recipe.parsed.instructions
        if instruction.keyword in ("CMD", "ENTRYPOINT")
    ]
    for build in tree.builds[recipe.path].ways:
        for service in services_of(tree, recipe, build.by):
            nodes = [node for key in ("command", "entrypoint") if (node := service.get(key))]
            texts = [node.document.text[node.start : node.end] for node in nodes] or started
            if not any(_starts_to_develop(tree, _BETWEEN_WORDS.sub(" ", text)) for text in texts):
                return False
    return True


def _starts_to_develop(tree: Tree, text: str) -> bool:
    """Whether a command, or the one script of the tree that it runs, starts a server that is for
    development; a script that can start another one, too, does not say which.
    """
    if _SERVES.search(text):
        return True
    for word in _WORDS.findall(text)[:20]:
        scripts = tree.called(name_of(word))
        document = tree.document(scripts[0]) if len(scripts) == 1 else None
        if document is not None and (word.endswith(".sh") or document.data.startswith(b"#!")):
            script = _COMMENT.sub("", document.text)
            if _SERVES.search(script) and not _SERVERS.search(script):
                return True
    return False
