"""The Pythons that container images bring, as statements beside all others.

Read are Dockerfiles (the stages that are built, and those that an environment or packages are
copied from), compose files,
development containers with the build arguments of both, and the images that CI jobs run in.
"""

from __future__ import annotations

import re

from venvlint.facts import images
from venvlint.facts.project import vocabulary
from venvlint.facts.pythons import Statement, brings_the_project
from venvlint.files.paths import folder_of, name_of, path_in
from venvlint.readers.nodes import Node
from venvlint.readers.patchwork import UNKNOWN, Patchwork, verbatim
from venvlint.readers.python_versions import parse_pin
from venvlint.record import replace
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from venvlint.document import Document
    from venvlint.facts.ci.values import Value
    from venvlint.facts.images import Image
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.facts.installs.model import GivenFile
    from venvlint.model import Location
    from venvlint.readers.dockerfile import Dockerfile, Instruction, Stage
    from venvlint.readers.python_versions import Pin
    from venvlint.tree import Tree

_PLACEHOLDER = lazy(r"\$(?:(\w+)|\{(\w+)(?:(:?[-+?])([^${}]*))?\})", words=("$",))


# What puts a Python of its own into an image, beside the one that the image has.
_BRINGS_ANOTHER = lazy(
    r"\b(?:(?:conda|mamba|micromamba)\s+(?:env\s+(?:create|update)|create)\s"
    r"|pyenv\s+install\s|uv\s+python\s+install\b)",
    words=("conda", "mamba", "pyenv", "uv"),
)


_NAMING_IMAGES = (
    "kubernetes tekton helm-values kustomization terraform earthfile fly gitpod apptainer"
).split()
"""The kinds that `stated_images` reads."""


class ImagePython(Statement):
    """The Python of one image. A role `unknown` with a floating image is one that leaves the minor
    open.
    """

    image: Image = images.read("")
    where: str = ""
    """`dockerfile`, `compose`, `bake`, `devcontainer`, `kubernetes`, `host`, `gitpod` or `ci`."""
    final: bool = False
    """Whether it is what a built Dockerfile's final stage starts from."""
    by_argument: bool = False
    """Whether the tag comes from a variable: whoever builds may give another."""
    for_development: bool = False
    """Whether the Dockerfile, its stage or the container is named for development or tests."""

    @property
    def has_a_patch_of_its_own(self) -> bool:
        """Also where the image's maker builds Pythons of its own: a cloud's, a distribution's."""
        return super().has_a_patch_of_its_own or not self.image.has_newest_patch


def build(tree: Tree) -> tuple[ImagePython, ...]:
    """Every image of the tree that brings or may bring a Python; each token once."""
    found: dict[tuple[Location, Pin | None], ImagePython] = {}
    for statement in _all(tree):
        key = (statement.at, statement.pin)
        other = found.get(key)
        if (
            other is None
            or (other.quiet and not statement.quiet)
            or (statement.deployed > other.deployed and not statement.quiet)
        ):
            found[key] = statement
    return tuple(found.values())


def _all(tree: Tree) -> Iterator[ImagePython]:
    arguments = build_arguments(tree)
    for recipe in tree.dockerfiles:
        if not recipe.is_template:
            yield from _dockerfile(tree, recipe, arguments.get(recipe.path, {}))
    for path in tree.of_kind("devcontainer"):
        root = tree.json(path)
        if root:
            yield from _node(tree, path, root.get("image"), "devcontainer")
    for path in tree.of_kind("compose"):
        document = tree.document(path)
        if document is not None and b"image" in document.data:
            from venvlint.facts.stages.compose import compose_services

            root = tree.yaml(path)
            for service in compose_services(root):
                # With `build` the image's name is the one that the result is given.
                if not service.get("build"):
                    yield from _service(tree, path, service)
    if any(job.images for job in tree.ci_jobs):
        yield from _jobs(tree)
    if tree.of_kind(*_NAMING_IMAGES):
        from venvlint.facts.images.stated_images import stated_images

        for one in stated_images(tree):
            text, document, start = one.pieces[-1]
            place = document.at(max(start, 0), max(start, 0) + len(text))
            statement = _of_pieces(one.pieces, one.where, place)
            if statement is not None:
                node = one.node if one.node.string == text else None
                whole = node and statement.text == text
                yield replace(
                    statement,
                    for_development=one.where == "gitpod",
                    node=node if whole else None,
                    quiet="it receives nothing of a project" if one.runs_scripts else "",
                )


def _statement(image: Image, at: Location, where: str) -> ImagePython | None:
    """The statement of an image, None where it is none of Python's."""
    if not image.version and not image.floating:
        return None
    pin = (
        parse_pin(f"{'pypy' if image.implementation == 'pypy' else ''}{image.version}")
        if image.version
        else None
    )
    if pin is not None and image.prerelease and not pin.prerelease:
        pin = replace(pin, prerelease="-rc")
    return ImagePython(
        "ci-image" if where == "ci" else "image",
        at,
        image.text[image.start : image.end],
        "pin" if pin is not None and pin.minor is not None else "unknown",
        pin,
        image=image,
        where=where,
    )


# -- Dockerfiles
# -------------------------------------------------------------------------------------------------------  # noqa: E501


def _dockerfile(
    tree: Tree, recipe: Recipe, arguments: Mapping[str, list[tuple[Document, Node, str]]]
) -> Iterator[ImagePython]:
    from venvlint.facts.images.dockerfiles import stage_is_for_development
    from venvlint.facts.images.package_stages import contributing_stages
    from venvlint.facts.pythons.image_projects import of_image

    parsed = recipe.parsed
    # A development container is only ever built with the arguments that its own file gives.
    overridden = {
        name
        for name, given in arguments.items()
        if any(where == "devcontainer" for _, _, where in given)
    }
    seen = set()
    for final in tree.builds[recipe.path].finals:
        projects = of_image(tree, recipe, final)
        works_in = projects or ()
        quiet = "it receives nothing of a project" if projects == () else _quiet(tree, recipe)
        for stage in contributing_stages(parsed, final):
            root = stage.root
            if root.image is None or (root.index, stage is final) in seen:
                continue
            seen.add((root.index, stage is final))
            named_for_development = stage_is_for_development(final)
            development = recipe.is_for_development or named_for_development
            text = root.image.text
            image = images.read(text.text.replace(UNKNOWN, "$"))
            start, end = text.origin(image.start, image.end)
            used = {match[1] or match[2] for match in _PLACEHOLDER.finditer(root.first.body.text)}
            statement = _statement(image, recipe.document.at(start, end), "dockerfile")
            if statement is not None and not quiet and _brings_another(parsed, final):
                quiet = "another Python is put into it"
            if statement is not None:
                yield replace(
                    statement,
                    deployed=0 if development or stage is not final else 50,
                    final=stage is final and (final is parsed.final or not named_for_development),
                    quiet="devcontainer.json gives another value" if used & overridden else quiet,
                    by_argument=text.span(image.start, image.end) != (start, end),
                    for_development=development,
                    works_in=works_in,
                )
            for name in sorted(used & arguments.keys()):
                for document, node, where in arguments[name]:
                    statement = _argument(tree, parsed, root.first, name, document, node, where)
                    if statement is not None:
                        yield replace(statement, for_development=development, works_in=works_in)


def _brings_another(parsed: Dockerfile, final: Stage) -> bool:
    """Whether a finished image is given another Python than its base has: a conda environment, one
    that pyenv builds, one of uv's.
    """
    return any(
        instruction.keyword == "RUN" and _BRINGS_ANOTHER.search(instruction.body.text)
        for stage in parsed.built_from(final)
        for instruction in stage.instructions
    )


def _is_of_documents(tree: Tree, file: GivenFile) -> bool:
    """Whether a list is for documents that do not need the project."""
    if "doc" in file.written:
        return True
    path = file.path or ""
    return name_of(folder_of(path)).lower() in vocabulary.DOCS and not any(
        brings_the_project(tree, one) for one in tree.declarations.lists_in(path)
    )


def _quiet(tree: Tree, recipe: Recipe) -> str:
    """Why a Dockerfile's images are not held to the project's range; empty where they are."""
    folders = recipe.path.lower().split("/")[:-1]
    of_documents = not (vocabulary.DOCS | {"website"}).isdisjoint(folders)
    if not of_documents and ".github" not in folders:
        return ""
    if any(
        install.projects or not all(_is_of_documents(tree, file) for file in install.files)
        for install in tree.installs.of_image(recipe.path)
    ):
        return ""
    if ".github" in folders:
        return "the image of an action"
    return "it builds documents and does not install the project"


# -- build arguments
# ----------------------------------------------------------------------------------------------------  # noqa: E501


def build_arguments(tree: Tree) -> dict[str, dict[str, list[tuple[Document, Node, str]]]]:
    """The build arguments that compose files, files of Bake, development containers and Fly.io
    give, by Dockerfile and name.
    """
    if not tree.dockerfiles:
        return {}
    from venvlint.facts.stages.builds import baked
    from venvlint.facts.stages.compose import services_of
    from venvlint.files.naming import kind_of

    found: dict[str, dict[str, list[tuple[Document, Node, str]]]] = {}
    for builds in tree.builds.values():
        recipe = builds.recipe
        for by in dict.fromkeys(way.by for way in builds.ways if way.by):
            document = tree.document(by)
            if document is None or b"args" not in document.data:
                continue
            kind = kind_of(by)
            what = kind.name if kind is not None else ""
            sections: list[Node] = []
            given: list[tuple[str, Node]] = []
            if what in ("devcontainer", "fly"):
                root = tree.json(by) if what == "devcontainer" else tree.toml(by)
                sections = [root.get("build", "args")] if root else []
                where = "devcontainer" if what == "devcontainer" else "host"
            elif what == "compose":
                sections = [
                    service.get("build", "args") for service in services_of(tree, recipe, by)
                ]
                where = "compose"
            elif what in ("bake", "bake-json"):
                where = "bake"
                for path, _, target in baked(tree, by):
                    given += target.arguments.items() if path == recipe.path else ()
            given += [one for section in sections for one in _arguments(section)]
            for name, node in given:
                if node.string is not None:
                    found.setdefault(recipe.path, {}).setdefault(name, []).append(
                        (document, node, where)
                    )
    return found


def _service(tree: Tree, path: str, service: Node) -> Iterator[ImagePython]:
    """The image of a service that is not built here: of the project whose files it mounts."""
    from venvlint.facts.pythons.image_projects import of_service

    for statement in _node(tree, path, service.get("image"), "compose"):
        projects = of_service(tree, folder_of(path), service)
        yield replace(
            statement,
            works_in=projects or (),
            quiet="it receives nothing of a project" if projects == () else statement.quiet,
        )


def _arguments(section: Node) -> Iterator[tuple[str, Node]]:
    """Names and values of build arguments, given as a mapping or as a list of `NAME=value`."""
    yield from section.mapping.items()
    for item in section.items:
        name, equals, value = (item.string or "").partition("=")
        if equals and "\\" not in item.raw:
            start = item.document.text.find(value, item.start + len(name), item.end)
            if start >= 0:
                yield name, Node(item.document, value, start, start + len(value), style="plain")


def _argument(
    tree: Tree,
    parsed: Dockerfile,
    instruction: Instruction,
    name: str,
    document: Document,
    node: Node,
    where: str,
) -> ImagePython | None:
    """The statement of a build argument: what the `FROM` comes to with its value."""
    raw = re.split(r"\s", instruction.body.text.strip(), maxsplit=1)[0].strip("\"'")
    value = node.string or ""
    start = node.start + (1 if node.raw[:1] in ("'", '"') else 0)
    asked = _PLACEHOLDER.fullmatch(value) if where == "compose" else None
    if asked is not None:  # `${PYTHON_VERSION:-3.9}`, as in the name of an image
        given = _variable(tree, document.path, asked[1] or asked[2])
        if given is not None:
            value, document, start = given
        elif asked[3] in ("-", ":-"):
            value, start = asked[4], start + asked.start(4)
    pieces, position = [], 0
    for match in _PLACEHOLDER.finditer(raw):
        pieces.append((raw[position : match.start()], 0, 0, 0, 0))
        if (match[1] or match[2]) == name:
            pieces.append(verbatim(value, start, start + len(value)))
        else:
            default = parsed.arguments.get(match[1] or match[2])
            pieces.append((default.text if default is not None else match[4] or "$", 0, 0, 0, 0))
        position = match.end()
    pieces.append((raw[position:], 0, 0, 0, 0))
    whole = Patchwork([piece for piece in pieces if piece[0]])
    image = images.read(whole.text.replace(UNKNOWN, "$"))
    first = (
        len(
            "".join(
                piece[0]
                for piece in pieces[: next(i for i, piece in enumerate(pieces) if piece[2])]
            )
        )
        if any(p[2] for p in pieces)
        else -1
    )
    if (
        not image.version
        or first < 0
        or not (first <= image.start and image.end <= first + len(value))
    ):
        return None
    at = document.at(start + image.start - first, start + image.end - first)
    return _statement(image, at, where)


# -- single values
# --------------------------------------------------------------------------------------------------------  # noqa: E501


def _node(tree: Tree, path: str, node: Node, where: str) -> Iterator[ImagePython]:
    """The image that a text of a compose file or a development container names.

    `${NAME:-default}` is its default, and what a tracked `.env` beside a compose file gives is
    that.
    """
    if node.string is None:
        return
    text = node.string
    base = node.start + (1 if node.raw[:1] in ("'", '"') else 0)
    # Pieces of the value, each with its document and the offset there.
    pieces: list[tuple[str, Document, int]] = []
    position = 0
    for match in _PLACEHOLDER.finditer(text):
        pieces.append((text[position : match.start()], node.document, base + position))
        given = _variable(tree, path, match[1] or match[2]) if where == "compose" else None
        if given is not None:
            pieces.append(given)
        elif match[3] in ("-", ":-"):
            pieces.append((match[4], node.document, base + match.start(4)))
        else:
            pieces.append(("$", node.document, base + match.start()))
        position = match.end()
    pieces.append((text[position:], node.document, base + position))
    statement = _of_pieces(pieces, where, node.at)
    if statement is not None:
        yield replace(statement, for_development=where == "devcontainer")


def _of_pieces(
    pieces: Iterable[tuple[str, Document, int]], where: str, at: Location
) -> ImagePython | None:
    """The statement of an image whose name is put together from pieces, each with its document and
    its offset there; *at* where the version is in none of them.
    """
    image = images.read("".join([piece[0] for piece in pieces]))
    position = 0
    for piece, document, start in pieces:
        if position <= image.start and image.end <= position + len(piece) and piece and start >= 0:
            at = document.at(start + image.start - position, start + image.end - position)
        position += len(piece)
    return _statement(image, at, where)


def _variable(tree: Tree, path: str, name: str) -> tuple[str, Document, int] | None:
    """The value that the `.env` beside a compose file gives to a variable, with its place."""
    folder = folder_of(path)
    beside = path_in(folder, ".env")
    document = tree.document(beside) if beside in tree.path_set else None
    if document is None:
        return None
    match = re.search(
        rf"(?m)^[ \t]*(?:export[ \t]+)?{re.escape(name)}=[\"']?([^\s\"'#]+)", document.text
    )
    return (match[1], document, match.start(1)) if match else None


def _of_any_registry(node: Node) -> tuple[Value, ...]:
    """An image whose registry alone is a variable that the file does not give: the rest of its name
    says all there is to say.
    """
    from venvlint.facts.ci.resolve import literal_pieces
    from venvlint.facts.ci.values import Value

    text = node.string or ""
    registry, slash, name = text.rpartition("/")
    if not slash or not registry.lstrip().startswith("$") or "$" in name or "<<" in name:
        return ()
    return (Value(text, tuple(literal_pieces(node)), node, ()),)


def _jobs(tree: Tree) -> Iterator[ImagePython]:
    from venvlint.facts.pythons.ci_pythons import job_projects, quiet_job

    for job in tree.ci_jobs:
        for node in job.images:
            for value in job.resolve(node).values or _of_any_registry(node):
                image = images.read(value.text)
                statement = _statement(image, value.place(image.start, image.end), "ci")
                if statement is not None:
                    yield replace(
                        statement,
                        subject=f"the job `{job.name}`" if job.name else "",
                        by_argument=not value.pieces[0].literal,
                        quiet="it may fail" if value.may_fail else quiet_job(job),
                        works_in=job_projects(tree, job),
                    )
