"""What compose and Kubernetes start in containers.

Compose splits a command that is a text as a shell would split it and stops at an unquoted operator,
without any shell (compose-go, `shellwords`); a `healthcheck` that is a text goes to the image's
`sh -c`. Kubernetes starts `command` and then `args`, without a shell. Tekton's `script` and Argo's
`source` are scripts.
"""

from __future__ import annotations

from venvlint.facts.commands import environments, running, stated
from venvlint.facts.commands.model import Sequence, Shell
from venvlint.files.paths import name_of
from venvlint.readers.argument_words import cut_off, masked, split, value_of, word_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.readers.shell_wrappers import SHELLS
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.document import Document
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.readers.dockerfile import Stage
    from venvlint.readers.nodes import Node
    from venvlint.readers.patchwork import Word
    from venvlint.tree import Tree

# What compose fills in; `$$` is a dollar for the container's own shell.
_COMPOSE_VARIABLE = lazy(r"\$?\$(?:\{[^{}]*\}|[A-Za-z_]\w*)")
_KUBERNETES_VARIABLE = lazy(r"\$\([\w.-]+\)|\{\{.{0,400}?\}\}")
_OPERATORS = ";&|<>()"
_DEVELOPMENT = lazy(r"(?:^|[._-])(?:dev|devel|development|local|override|tests?|ci)(?=$|[._-])")
_MAXIMUM_NODES = 20_000


def compose(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for each service that says what it starts."""
    for document in stated.documents(tree, paths, b"command", b"entrypoint", b"test", b"exec"):
        root = tree.yaml(document.path)
        if not root:
            continue
        services = root.get("services")
        name = name_of(document.path)
        purpose = "development" if _DEVELOPMENT.search(name) else "production"
        for service, node in (services or root).mapping.items():
            if not node.mapping:
                continue
            recipe, stage = built(tree, document, node)
            sequence = Sequence("container", document, service, purpose)
            sequence.recipe, sequence.stage = recipe, stage
            for shell in _service(tree, node, recipe, stage):
                sequence.add(shell)
            if sequence.shells:
                yield sequence


def built(tree: Tree, document: Document, node: Node) -> tuple[Recipe | None, Stage | None]:
    """The stage that the service's image is built from, where the tree holds it."""
    build = build_of(tree, document.path, node)
    if not build:
        return None, None
    from venvlint.facts.images.dockerfiles import built_from

    recipe = built_from(tree, document.path, build)
    if recipe is None or recipe.is_template:
        return None, None
    target = build.text("target")
    return recipe, recipe.parsed.stage(target) if target else recipe.parsed.final


def build_of(tree: Tree, path: str, service: Node) -> Node:
    """The `build` of a service of the compose file *path*, or that of the service which makes the
    image that it names; an absent node where there is none.
    """
    section = service.get("build")
    image = service.text("image")
    if section or not image:
        return section
    made = tree.once(f"images that {path} makes", lambda: _made_images(tree.yaml(path)))
    return made.get(image.removesuffix(":latest"), section)


def _made_images(root: Node) -> dict[str, Node]:
    """The names of the images that services of a compose file are built to, each with the `build`
    of the first one.
    """
    found: dict[str, Node] = {}
    project = root.text("name")
    for name, service in (root.get("services") or root).mapping.items():
        if section := service.get("build"):
            # Without a name of its own the image is called after the project and the service.
            image = service.text("image") or f"{project}-{name}"
            found.setdefault(image.removesuffix(":latest"), section)
    return found


def _service(tree: Tree, node: Node, recipe: Recipe | None, stage: Stage | None) -> Iterator[Shell]:
    from venvlint.facts import images

    if recipe is not None and stage is not None:
        from venvlint.facts.commands.images import at_start

        start = at_start(tree, recipe, stage)
    else:
        start = running.Start(UNKNOWN, None, system_shell="")
    name = node.text("image") if stage is None else None
    image = images.read(name) if name and "$" not in name else None
    if image is not None:
        start.system_shell = image.shell
        if image.version or image.floating or image.distribution:
            start.environment = ""
    known: frozenset[str] = frozenset()
    if recipe is not None:
        from venvlint.facts.commands.images import made_environments

        known = made_environments(tree, recipe)
    _surroundings(node, start, known)
    entry, command = node.get("entrypoint"), node.get("command")
    words = [word for part in (entry, command) if part for word in _words(part)]
    nodes = [part for part in (entry, command) if part and _words(part)]
    shells = []
    if words:
        keys = "`entrypoint`" if not command else "`command`"
        shells.append(stated.given(nodes, words, keys, start, late=True))
        if nodes[-1].string:
            shells[-1].cut_off = cut_off(masked(value_of(nodes[-1]), _COMPOSE_VARIABLE), _OPERATORS)
    test = node.get("healthcheck", "test")
    if test:
        items = test.items
        if test.string:
            shells.append(stated.text(test, start.system_shell, "`healthcheck`", start, late=True))
        elif items and items[0].string == "CMD-SHELL" and len(items) > 1:
            shells.append(
                stated.text(items[1], start.system_shell, "`healthcheck`", start, late=True)
            )
        elif items and items[0].string == "CMD":
            arguments = [word_of(one) for one in items[1:] if one.string is not None]
            if arguments:
                shells.append(stated.given([test], arguments, "`healthcheck`", start, late=True))
    for key in ("post_start", "pre_stop"):
        hooks = node.get(key)
        for hook in hooks.items:
            inner = hook.get("command")
            if inner and _words(inner):
                shells.append(stated.given([inner], _words(inner), f"`{key}`", start, late=True))
    for shell in shells:
        shell.image = image
        yield shell


def _words(node: Node) -> list[Word]:
    if node.items:
        return [
            _filled(word_of(one), _COMPOSE_VARIABLE) for one in node.items if one.string is not None
        ]
    if not node.string:
        return []
    return split(masked(value_of(node), _COMPOSE_VARIABLE), _OPERATORS)


def _filled(word: Word, pattern: object) -> Word:
    from venvlint.readers.patchwork import Word

    return Word(word.raw, masked(word.value, pattern), word.start, word.end)  # type: ignore[arg-type]


def _surroundings(node: Node, start: running.Start, environments_there: frozenset[str]) -> None:
    """What a service sets beside its command: the directory and the variables, where the image is
    known to have *environments_there*.
    """
    directory = node.text("working_dir")
    if directory:
        start.directory = directory if directory.startswith("/") else None
    given = node.get("environment")
    pairs = [(name, value.string) for name, value in given.mapping.items()]
    pairs += [
        (one.string.partition("=")[0], one.string.partition("=")[2])
        for one in given.items
        if one.string and "=" in one.string
    ]
    for name, value in pairs:
        known = _COMPOSE_VARIABLE.sub(UNKNOWN, value or "")
        if name == "PATH":
            found = environments.on_path(known, known, environments_there)
            start.environment = found or start.environment
        elif running.KEPT.match(name):
            start.variables[name] = known


# -- Kubernetes


def kubernetes(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for each container of a manifest that says what it starts. What a template of
    Helm makes is unknown.
    """
    for path in paths:
        for root in tree.maybe_yaml(path):
            if not root.get("apiVersion"):
                continue
            for number, node in enumerate(root.walk()):
                if number > _MAXIMUM_NODES:
                    break
                if node.mapping:
                    yield from _container(node)


def _container(node: Node) -> Iterator[Sequence]:
    name = node.text("image")
    script = node.get("script") or node.get("source")
    command = node.get("command")
    if name is None or not (command or script):
        return
    from venvlint.facts import images

    image = images.read(name) if "$" not in name and "{{" not in name else None
    known = image is not None and (image.version or image.floating or image.distribution)
    directory = node.text("workingDir")
    start = running.Start(
        "" if known else UNKNOWN,
        directory if directory and directory.startswith("/") else None,
        system_shell=image.shell if image is not None else "",
    )
    shells: list[Shell] = []
    kind = "container"
    if script and script.string:
        from venvlint.facts.commands.scripts import shebang

        kind = "ci"
        named = shebang(script.string)
        by = stated.strings(command)
        named = named or name_of(by[0].string or "") if by else named
        if (not named or named in SHELLS) and not (not named and script.string.startswith("#!")):
            named = start.system_shell if named in ("", "sh") else named
            shells.append(stated.text(script, named, "the script", start))
    elif command:
        arguments = node.get("args")
        nodes = [*command.items, *(arguments.items)]
        words = [
            _filled(word_of(one), _KUBERNETES_VARIABLE) for one in nodes if one.string is not None
        ]
        if words:
            shells.append(stated.given([command], words, "`command`", start, late=True))
    for holder in ("postStart", "preStop", "livenessProbe", "readinessProbe", "startupProbe"):
        inner = node.get("lifecycle", holder) or node.get(holder)
        probe = inner.get("exec", "command")
        if probe.items:
            words = [word_of(one) for one in probe.items if one.string is not None]
            shells.append(stated.given([probe], words, f"`{holder}`", start, late=True))
    for shell in shells:
        shell.image = image
    yield from stated.sequence(
        kind,
        node.document,
        node.text("name") or "",
        "production" if kind == "container" else "",
        shells,
    )
