"""What hosting platforms run to build, release and start a project, and the two that only build:
Read the Docs, and Elastic Beanstalk's `.ebextensions`; and what workspaces run: development
containers and Gitpod.

Most of them make an environment for Python themselves and have it on `PATH`: which one is in force
is unknown there. Read the Docs starts each command in a shell of its own; so does Elastic
Beanstalk, whose commands run in the order of their names.
"""

from __future__ import annotations

from venvlint.facts.commands import environments, running, stated
from venvlint.files.paths import folder_of, name_of, path_from
from venvlint.readers.patchwork import UNKNOWN
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.document import Document
    from venvlint.facts.commands.model import Sequence, Shell
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

    Found = tuple[Node, str, bool]

_STAR = "*"
# For each file the places of commands in it: the keys that lead there (`*` is any), and whether
# what is started stays (`late`). A place with `!` is a program that is split without a shell.
_PLACES: dict[str, tuple[tuple[str, ...], ...]] = {
    "fly": (
        ("!", "deploy", "release_command"),
        ("!", "late", "processes", _STAR),
        ("!", "late", "experimental", "cmd"),
        ("!", "late", "experimental", "entrypoint"),
    ),
    "render": (
        ("services", _STAR, "buildCommand"),
        ("services", _STAR, "preDeployCommand"),
        ("services", _STAR, "initialDeployHook"),
        ("late", "services", _STAR, "startCommand"),
    ),
    "netlify": (("build", "command"), ("context", _STAR, "command")),
    "vercel": (
        ("installCommand",),
        ("buildCommand",),
        ("devCommand",),
    ),
    "amplify": (
        ("backend", "phases", _STAR, "commands"),
        ("frontend", "phases", _STAR, "commands"),
        ("test", "phases", _STAR, "commands"),
        ("applications", _STAR, "backend", "phases", _STAR, "commands"),
        ("applications", _STAR, "frontend", "phases", _STAR, "commands"),
    ),
    "railway": (
        ("build", "buildCommand"),
        ("deploy", "preDeployCommand"),
        ("late", "deploy", "startCommand"),
    ),
    "nixpacks": (("phases", _STAR, "cmds"), ("late", "start", "cmd")),
    "heroku": (("release", "command"), ("late", "run", _STAR)),
    "heroku-app": (("scripts", "postdeploy"), ("scripts", "pr-predestroy")),
    "app-engine": (("late", "entrypoint"),),
    "apprunner": (
        ("build", "commands", _STAR),
        ("run", "pre-run"),
        ("late", "run", "command"),
    ),
}
_PLACES["railway-json"] = _PLACES["railway"]
_MAXIMUM = 400


def collect(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for each file: what is run there, in order, in one shell as far as anybody
    knows.
    """
    from venvlint.files.naming import kind_of

    for document in stated.documents(tree, paths):
        name = name_of(document.path)
        kind = kind_of(document.path)
        root = (
            tree.toml(document.path)
            if name.endswith(".toml")
            else tree.maybe_json(document.path)
            if name.endswith(".json")
            else tree.yaml(document.path)
        )
        if not root or kind is None:
            continue
        base = folder_of(document.path)
        shells: list[Shell] = []
        for place in _PLACES[kind.name]:
            keys = [key for key in place if key not in ("!", "late")]
            late = "late" in place
            if kind.name == "render":
                # Each service has a folder of its own.
                for service in root.get("services").items[:_MAXIMUM]:
                    start = running.Start(UNKNOWN, _render_folder(base, service))
                    found = [one] if (one := service.get(keys[-1])) else []
                    texts = [text for node in found for text in stated.strings(node)]
                    if texts:
                        shells.append(stated.text(texts, "", f"`{keys[-1]}`", start, late=late))
                continue
            found = _at(root, keys)[:_MAXIMUM]
            start = running.Start(UNKNOWN, base)
            if "!" in place:
                shells += [
                    stated.program(one, f"`{keys[-1]}`", start, late=late)
                    for one in found
                    if one.string or one.items
                ]
                continue
            texts = [text for one in found for text in stated.strings(one)]
            key = next((key for key in reversed(keys) if key != _STAR), "")
            # Nixpacks writes a `RUN` for each command. Amplify runs one script for a section: its
            # reference changes the folder in `preBuild` and stays there in `build`. Of the others
            # it is said nowhere: then nothing is lost.
            parts = [[one] for one in texts] if "cmds" in keys else [texts] if texts else []
            shells += [stated.text(one, "", f"`{key}`", start, late=late) for one in parts]
        yield from stated.sequence("host", document, name, "production", shells)


def _render_folder(base: str, service: Node) -> str | None:
    """Where Render builds and starts a service: its `rootDir`, else the repository's root."""
    return path_from(base, (service.text("rootDir") or ".").lstrip("/"))


def _at(node: Node, keys: list[str]) -> list[Node]:
    """The nodes at a path of keys, `*` for every member."""
    found = [node]
    for key in keys:
        if key == _STAR:
            found = [child for one in found for child in (*one.mapping.values(), *one.items)]
        else:
            found = [child for one in found if (child := one.get(key))]
        found = found[:_MAXIMUM]
    return found


_JOBS = (
    "post_checkout",
    "pre_system_dependencies",
    "post_system_dependencies",
    "pre_create_environment",
    "create_environment",
    "post_create_environment",
    "pre_install",
    "install",
    "post_install",
    "pre_build",
    "build",
    "post_build",
)


def read_the_docs(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for each definition that runs commands."""
    for document in stated.documents(tree, paths):
        root = tree.yaml(document.path)
        if root:
            yield from _read_the_docs(document, root)


def _read_the_docs(document: Document, root: Node) -> Iterator[Sequence]:
    """Each command in a shell of its own. The steps around Read the Docs' own (`build.jobs`) have
    its environment on `PATH`, `build.commands` have none.
    """
    jobs, commands = root.get("build", "jobs"), root.get("build", "commands")
    shells = [
        stated.text(one, "", f"the command of `{key}`", running.Start(UNKNOWN))
        for key in _JOBS
        for inner in ([jobs.get(key)] if jobs else [])
        if inner
        for node in (inner.mapping.values() if inner.mapping else [inner])
        for one in stated.strings(node)
    ]
    shells += [stated.text(one, "", "the command") for one in stated.strings(commands)]
    yield from stated.sequence("host", document, document.path, "docs", shells)


def cog(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """What Cog runs while it builds the image of a model, each entry in a shell of its own. The
    project's files come into the image only behind them.
    """
    for document in stated.documents(tree, paths):
        build = tree.yaml(document.path).get("build")
        shells = [
            stated.text(node, "dash", f"`{key}`", running.Start(directory="/", system_shell="dash"))
            for key in ("pre_install", "run")
            for entry in build.get(key).items
            for node in (entry.get("command") if entry.mapping else entry,)
            if node.string
        ]
        yield from stated.sequence("image", document, "", "production", shells)


def beanstalk(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """The `commands` and `container_commands` of `.ebextensions/*.config`: each a shell of its own,
    bash on Amazon Linux, in the order of their names.
    """
    for path in paths:
        for root in tree.maybe_yaml(path):
            for table, directory in (("commands", None), ("container_commands", "")):
                entries = root.get(table)
                shells: list[Shell] = []
                for name, entry in sorted(entries.mapping.items()):
                    command = entry.get("command")
                    if not command:
                        continue
                    start = running.Start(
                        "",
                        directory if not entry.get("cwd") else None,
                        system_shell="bash",
                    )
                    shell = stated.either(command, "bash", f"the command `{name}`", start)
                    shell.condition = bool(entry.get("test"))
                    shells.append(shell)
                if shells:
                    document = shells[0].document
                    yield from stated.sequence("host", document, table, "production", shells)


# -- What a development container and Gitpod run when a workspace is made and started.
#
# Each command of a `devcontainer.json` is a process of its own: a text for `/bin/sh -c`, a list
# without a shell, an object with several of both at a time (containers.dev, "Formatting string
# vs. array properties"). Gitpod's `before`, `init` and `command` of one task run in one
# terminal, though after a prebuild without `init`.

# In the order in which they run; the first of them on the host.
_COMMANDS = (
    "initializeCommand",
    "onCreateCommand",
    "updateContentCommand",
    "postCreateCommand",
    "postStartCommand",
    "postAttachCommand",
)
_VARIABLE = lazy(r"\$\{[^}]{0,300}\}|\$\w+")


def devcontainer(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for each container that runs anything."""
    for document in stated.documents(tree, paths, b"Command"):
        root = tree.json(document.path)
        from venvlint.facts import images

        name = root.text("image")
        image = images.read(name) if name and "$" not in name else None
        folder = folder_of(document.path)
        base = folder.partition(".devcontainer")[0].rstrip("/")
        environment, kept = "", {}
        for section in ("containerEnv", "remoteEnv"):
            table = root.get(section)
            for key, node in table.mapping.items():
                value = _VARIABLE.sub(UNKNOWN, node.string or "")
                if key == "PATH":
                    environment = environments.on_path(value, value) or environment
                elif running.KEPT.match(key):
                    kept[key] = value
        shells: list[Shell] = []
        for key in _COMMANDS:
            stage = root.get(key)
            if not stage:
                continue
            host = key == "initializeCommand"
            start = running.Start(
                "" if host else environment,
                base,
                {} if host else kept,
                system_shell="sh" if host else image.shell if image is not None else "",
            )
            for one in stage.mapping.values() if stage.mapping else [stage]:
                if one.string or one.items:
                    shell = stated.either(one, start.system_shell, f"`{key}`", start)
                    shell.image = None if host else image
                    shells.append(shell)
        yield from stated.sequence("workspace", document, document.path, "development", shells)


def gitpod(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence with one shell for each task."""
    for document in stated.documents(tree, paths):
        root = tree.yaml(document.path)
        tasks = root.get("tasks")
        for task in tasks.items:
            found = [task.get(key) for key in ("before", "prebuild", "init", "command")]
            texts = [text for text in found if text and text.string]
            if texts:
                name = task.text("name") or ""
                label = f"the task `{name}`" if name else "the task"
                shell = stated.text(texts, "bash", label, running.Start())
                shell.stays_open = True
                yield from stated.sequence("workspace", document, name, "development", [shell])
