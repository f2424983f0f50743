"""What developers call by name: recipes of just, tasks of Taskfile and mise, scripts of npm, hatch,
poe, PDM, Pipenv, Rye, taskipy and pixi.

Each line of a recipe of just is a shell of its own (`sh -cu` where the file sets no other), and so
is each command of Taskfile (an interpreter of bash's language inside it), each text of mise's `run`
(`sh -c -o errexit`) and each script of npm, its `pre` and `post` scripts included. The runners of
Python projects start commands in the project's environment: poe, PDM and Pipenv without a shell,
their `shell` entries, hatch and taskipy with one.
"""

from __future__ import annotations

from venvlint.facts.commands import environments, running, stated
from venvlint.facts.commands.model import Sequence, Shell
from venvlint.facts.commands.scripts import INTERESTING
from venvlint.files.paths import folder_and_name, folder_of, name_of, path_in
from venvlint.readers.patchwork import UNKNOWN
from venvlint.readers.shell_wrappers import SHELLS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from venvlint.document import Document
    from venvlint.readers.justfile import Justfile, JustRecipe
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

MAXIMUM_SHELLS = 40
"""A task and those that it needs are followed no further: time stays linear."""

_SHELLS = SHELLS | {"cmd", "pwsh"}


def _interesting(tree: Tree, paths: Iterable[str]) -> Iterator[Document]:
    """The files that have to do with environments, or start a Python themselves."""
    for document in stated.documents(tree, paths):
        if b"python" in document.data or INTERESTING.search(document.data):
            yield document


def just(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for every recipe, those that it depends on before it."""
    for document in _interesting(tree, paths):
        from venvlint.readers import justfile

        parsed = tree.read(document.path, justfile.parse)
        if parsed is None:
            continue
        # What another file imports takes that file's settings.
        whole = document.path.lower().endswith("justfile")
        needs = _needs(parsed)
        shells = {recipe.name: _recipe(parsed, recipe, whole) for recipe in parsed.recipes}
        for recipe in parsed.recipes:
            sequence = Sequence("task", document, recipe.name, "development")
            for name in _in_order(recipe.name, needs):
                for shell in shells[name][:MAXIMUM_SHELLS]:
                    sequence.add(shell)
            if sequence.shells:
                yield sequence


def _needs(parsed: Justfile) -> Callable[[str], tuple[list[str], list[str]]]:
    by_name = {recipe.name: recipe for recipe in parsed.recipes}

    def needs(name: str) -> tuple[list[str], list[str]]:
        recipe = by_name[name]
        return (
            [one for one in recipe.before if one in by_name],
            [one for one in recipe.after if one in by_name],
        )

    return needs


def _in_order(name: str, needs: Callable[[str], tuple[list[str], list[str]]]) -> Iterator[str]:
    """A task with those before and after it, each once, as they run; a bounded number of them."""
    seen: set[str] = set()
    pending: list[tuple[str, bool]] = [(name, False)]
    while pending and len(seen) < MAXIMUM_SHELLS:
        current, ready = pending.pop()
        if ready:
            yield current
            continue
        if current in seen:
            continue
        seen.add(current)
        before, after = needs(current)
        pending += [(one, False) for one in reversed(after[:MAXIMUM_SHELLS])]
        pending.append((current, True))
        pending += [(one, False) for one in reversed(before[:MAXIMUM_SHELLS])]


def _recipe(parsed: Justfile, recipe: JustRecipe, whole: bool) -> list[Shell]:
    document = parsed.document
    given = parsed.settings.get("shell", ())
    program = name_of(given[0]).removesuffix(".exe") if given else "sh" if whole else ""
    base = folder_of(document.path)
    directory: str | None = base
    for name, values in (
        ("working-directory", parsed.settings.get("working-directory", ())),
        *((one.partition(":")[0], (one.partition(":")[2],)) for one in recipe.attributes),
    ):
        if name == "working-directory" and values:
            directory = stated.folder(base, values[0].strip(" '\""))
        elif name == "no-cd":
            directory = None
    kept = {name: text for name, text in parsed.exported.items() if running.KEPT.match(name)}
    path = parsed.exported.get("PATH", "")
    start = running.Start(environments.on_path(path, path), directory, kept, base)
    if recipe.is_script:
        first = recipe.lines[0].text.text
        from venvlint.facts.commands.scripts import shebang

        program = shebang(first) if first.startswith("#!") else _interpreter(parsed, recipe)
        if program not in _SHELLS:
            return []
        from venvlint.readers.patchwork import Patchwork, verbatim

        pieces = []
        for line in recipe.lines:
            pieces += [*line.text.pieces, verbatim("\n", line.end, line.end)]
        texts = [(Patchwork(pieces), recipe.lines[0].start, recipe.lines[-1].end)]
    else:
        if program.startswith(("pwsh", "powershell")):
            program = "pwsh"
        if program and program not in _SHELLS:
            return []
        texts = [(line.text, line.start, line.end) for line in recipe.lines]
    found = []
    for text, begin, end in texts:
        shell = Shell(
            program, document, (begin, end), "the recipe" if recipe.is_script else "the line"
        )
        running.run(shell, text, start)
        found.append(shell)
    return found


def _interpreter(parsed: Justfile, recipe: JustRecipe) -> str:
    """What runs a recipe with the attribute `script`."""
    for one in recipe.attributes:
        name, _, argument = one.partition("(")
        if name.strip() == "script" and argument:
            return name_of(argument.strip(" )'\""))
    given = parsed.settings.get("script-interpreter", ("sh",))
    return name_of(given[0])


def taskfile(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for every task, with the commands of those that it calls (taskfile.dev)."""
    for document in _interesting(tree, paths):
        root = tree.yaml(document.path)
        tasks = root.get("tasks")
        if not root or not tasks:
            continue
        base = folder_of(document.path)
        shells = {name: list(_task(root, node, base)) for name, node in tasks.mapping.items()}
        called = {name: list(_called(node)) for name, node in tasks.mapping.items()}

        def needs(name: str, called: dict[str, list[str]] = called) -> tuple[list[str], list[str]]:
            return [one for one in called[name] if one in called], []

        for name in tasks.mapping:
            sequence = Sequence("task", document, name, "development")
            for one in _in_order(name, needs):
                for shell in shells[one][:MAXIMUM_SHELLS]:
                    sequence.add(shell)
            if sequence.shells:
                yield sequence


def _commands(node: Node) -> list[Node]:
    """The commands of a task: `task: cmd`, `task: [cmd, …]`, `cmd:`, `cmds:`."""
    found = node.get("cmds") or node.get("cmd") if node.mapping else node
    return found.items or ([found] if found.string is not None else [])


def _called(node: Node) -> Iterator[str]:
    for one in node.get("deps").items:
        yield one.string or one.text("task") or ""
    for one in _commands(node):
        yield one.text("task") or ""


def _task(root: Node, node: Node, base: str) -> Iterator[Shell]:
    directory = stated.folder(base, node.text("dir"))
    variables = {**_env(root), **_env(node)}
    path = variables.get("PATH", "")
    kept = {name: text for name, text in variables.items() if running.KEPT.match(name)}
    start = running.Start(environments.on_path(_unknown(path), path), directory, kept, base)
    for command in _commands(node):
        text = command.get("cmd") or command.get("defer") if command.mapping else command
        if text and text.string:
            yield stated.text(text, "bash", "the command", start)


def _env(node: Node) -> dict[str, str]:
    env = node.get("env")
    return {name: value.string for name, value in env.mapping.items() if value.string is not None}


def _unknown(text: str) -> str:
    import re

    return re.sub(r"\{\{.{0,300}?\}\}|\$\{?\w+\}?", UNKNOWN, text)


def mise(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for every task of mise's own files (mise.jdx.dev, "TOML-based tasks")."""
    for document in _interesting(tree, paths):
        root = tree.toml(document.path)
        # `_.python.venv` activates an environment for all that mise starts.
        environment = UNKNOWN if root.get("env", "_", "python", "venv") else ""
        # `mise/config.toml` and what lies in `.config` are about the folder above
        # (mise.jdx.dev, "Configuration").
        base, file_name = folder_and_name(document.path)
        if file_name.startswith("config."):
            base = folder_of(base)
        if name_of(base) == ".config":
            base = folder_of(base)
        for name, node in root.get("tasks").mapping.items():
            given = node.text("shell") or "sh"
            found = node.get("run") if node.mapping else node
            directory = stated.folder(base, node.text("dir")) if node.mapping else base
            shells = []
            for one in found.items[:MAXIMUM_SHELLS] or [found]:
                program = _mise_shell(one.string or "", given)
                if one.string is not None and program in _SHELLS:
                    start = running.Start(environment, directory)
                    shells.append(stated.text(one, program, "the task", start))
            yield from stated.sequence("task", document, name, "development", shells)


def _mise_shell(text: str, given: str) -> str:
    """What runs a text: the program of its own first line, or the one that the task is given."""
    from venvlint.facts.commands.scripts import shebang

    return shebang(text) if text.startswith("#!") else name_of((given.split() or ["sh"])[0])


# -- scripts of manifests


def scripts(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """The scripts of `package.json`, `pyproject.toml`, `hatch.toml`, `pixi.toml` and `Pipfile`."""
    for path in paths:
        name = name_of(path)
        words = {
            "package.json": (b'"scripts"',),
            "Pipfile": (b"scripts",),
            "pyproject.toml": (b"scripts", b"tasks", b"pixi", b"tox"),
        }.get(name, (b"scripts", b"tasks"))
        for document in _interesting(tree, [path]):
            if not any(word in document.data for word in words):
                continue
            if name == "package.json":
                root = tree.maybe_json(path)
                if root:
                    yield from _npm(tree, document, root)
                continue
            root = tree.toml(path)
            if root:
                for reader, keys in _TABLES.get(name, ()):
                    yield from reader(document, root, keys)


def _npm(tree: Tree, document: Document, root: Node) -> Iterator[Sequence]:
    table = root.get("scripts")
    base = folder_of(document.path)
    shell = _script_shell(tree, base)
    for name in table.mapping:
        made = Sequence("task", document, name, "development")
        for one in (f"pre{name}", name, f"post{name}"):
            value = table.get(one)
            if value and value.string:
                start = running.Start(directory=base)
                made.add(stated.text(value, shell, f"the script `{one}`", start))
        yield made


def _script_shell(tree: Tree, base: str) -> str:
    """What runs the scripts: `sh` where `.npmrc` names no other."""
    path = path_in(base, ".npmrc")
    document = tree.document(path)
    for line in document.text.split("\n") if document is not None else ():
        name, _, value = line.partition("=")
        if name.strip() == "script-shell":
            found = name_of(value.strip(" \"'\r").replace("\\", "/"))
            return found if found in _SHELLS else ""
    return "sh"


def _hatch(document: Document, root: Node, keys: tuple[str, ...]) -> Iterator[Sequence]:
    """`[tool.hatch.envs.NAME.scripts]`: each command in a shell, in the environment NAME."""
    table = root.get(*keys)
    for name, environment in table.mapping.items():
        scripts = environment.get("scripts")
        for script, node in scripts.mapping.items():
            purpose = "tests" if "test" in name else "docs" if "doc" in name else "development"
            yield from stated.sequence(
                "task",
                document,
                f"{name}:{script}",
                purpose,
                [
                    stated.text(one, "", "the command", _inside(document))
                    for one in stated.strings(node)
                ],
            )


def _entries(document: Document, root: Node, keys: tuple[str, ...]) -> Iterator[Sequence]:
    """Tables whose entries are a command, or a table that says what runs it."""
    table = root.get(*keys)
    by_shell = keys[-2:] in (("taskipy", "tasks"), ("pixi", "tasks")) or keys == ("tasks",)
    lists_are_commands = keys[:2] in (("tool", "pdm"), ("tool", "rye"))  # Poe's are sequences
    for name, node in table.mapping.items():
        if node.items and lists_are_commands:
            shells = [_command(document, node, by_shell)]
        else:
            shells = list(_entry(document, node, by_shell, 0))
        yield from stated.sequence("task", document, name, "development", shells)


def _entry(document: Document, node: Node, by_shell: bool, depth: int) -> Iterator[Shell]:
    if depth > 4:
        return
    if node.string is not None:
        if depth and not by_shell and " " not in node.string:
            return  # another task's name
        yield _command(document, node, by_shell)
        return
    if node.items:
        for item in node.items[:MAXIMUM_SHELLS]:
            yield from _entry(document, item, by_shell, depth + 1)
        return
    for key, value in node.mapping.items():
        if key == "shell" and value.string is not None:
            interpreter = node.get("interpreter")
            kind = "sh" if not interpreter else interpreter.string or ""
            kind = "sh" if kind == "posix" else kind
            if kind in _SHELLS or not kind:
                yield stated.text(value, kind, "the task", _inside(document))
        elif key == "cmd" and (value.items or value.string is not None):
            yield _command(document, value, by_shell)
        elif key in ("sequence", "composite", "chain"):
            # A text in a sequence is the name of another task, or a command.
            yield from _entry(document, value, by_shell, depth + 1)


def _command(document: Document, node: Node, by_shell: bool) -> Shell:
    """What a text runs, in a shell where it is given to one, or a list of a program's words."""
    if by_shell and not node.items:
        return stated.text(node, "", "the task", _inside(document))
    return stated.program(node, "the task", _inside(document))


def _inside(document: Document) -> running.Start:
    """In the project's environment, which the runner knows."""
    base = folder_of(document.path)
    return running.Start(UNKNOWN, base)


_TABLES: dict[str, tuple[tuple[Callable[..., Iterator[Sequence]], tuple[str, ...]], ...]] = {
    "pyproject.toml": (
        (_hatch, ("tool", "hatch", "envs")),
        (_entries, ("tool", "poe", "tasks")),
        (_entries, ("tool", "pdm", "scripts")),
        (_entries, ("tool", "rye", "scripts")),
        (_entries, ("tool", "taskipy", "tasks")),
        (_entries, ("tool", "pixi", "tasks")),
    ),
    "hatch.toml": ((_hatch, ("envs",)),),
    "pixi.toml": ((_entries, ("tasks",)),),
    "Pipfile": ((_entries, ("scripts",)),),
}
