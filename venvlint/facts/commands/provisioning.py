"""What sets up a machine: tasks of Ansible, inline scripts of Vagrant, cloud-init's commands.

Each task of Ansible is a process of its own: `command` without a shell, `shell` by `/bin/sh` or its
`executable`; `pip` is read as the pip that it starts. cloud-init writes all of `runcmd` into one
script for `sh`. Vagrant runs an inline script in its own shell, root's where `privileged` is not
false.
"""

from __future__ import annotations

import re

from venvlint.facts.commands import environments, running, stated
from venvlint.facts.commands.model import Sequence, Shell
from venvlint.files.paths import name_of
from venvlint.readers.argument_words import masked, split, value_of, word_of
from venvlint.readers.nodes import ABSENT, Node
from venvlint.readers.patchwork import UNKNOWN, Patchwork, Word, plain, verbatim
from venvlint.readers.shell_wrappers import SHELLS
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from venvlint.document import Document
    from venvlint.tree import Tree

MAXIMUM_TASKS = 2000

_BLOCKS = ("block", "rescue", "always")
_LISTS = ("pre_tasks", "tasks", "post_tasks", "handlers")
_ARGUMENT = lazy(
    r"(?:^|\s)(chdir|creates|removes|executable|stdin|warn)=(?:\"[^\"]*\"|'[^']*'|\S+)"
)


def ansible(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for each list of tasks: a play's, a role's, a handler file's."""
    for path in paths:
        for root in tree.maybe_yaml(path):
            for play in root.items:
                lists = [play.get(key) for key in _LISTS]
                if any(lists):
                    tasks = [task for one in lists if one for task in one.items]
                    yield from _tasks(play, tasks)
            if not any(item.get("hosts") for item in root.items):
                yield from _tasks(root, root.items)


def _tasks(node: Node, tasks: list[Node]) -> Iterator[Sequence]:
    shells: list[Shell] = []
    given = _defaults(node, {})
    pending: list[tuple[Node, dict[str, str], dict[str, Node], tuple[Node, ...]]] = [
        (task, _environment(node), given, ()) for task in reversed(tasks)
    ]
    count = 0
    while pending and count < MAXIMUM_TASKS:
        count += 1
        task, variables, defaults, conditions = pending.pop()
        variables = {**variables, **_environment(task)}
        defaults = _defaults(task, defaults)
        condition = task.get("when")
        if condition:
            conditions = (*conditions, condition)
        for key in _BLOCKS[::-1]:
            block = task.get(key)
            if block:
                pending += [(one, variables, defaults, conditions) for one in reversed(block.items)]
        for key, value in task.mapping.items():
            module = key.rpartition(".")[2] if _is_builtin(key) else ""
            reader = _MODULES.get(module)
            if reader is not None:
                value = _with_defaults(value, defaults.get(module))
                shell = reader(task, value, _start(variables))
                if shell is not None:
                    shell.condition, shell.conditions = bool(conditions), conditions
                    shells.append(shell)
                break
    name = node.text("name") or ""
    yield from stated.sequence("provision", node.document, name, "", shells)


def _is_builtin(key: str) -> bool:
    return "." not in key or key.startswith(("ansible.builtin.", "ansible.legacy."))


def _defaults(node: Node, around: dict[str, Node]) -> dict[str, Node]:
    """By module, the arguments that `module_defaults` of a play, a block or a task give it, over
    those of what is around it (Ansible's guide, "Module defaults").
    """
    own = node.get("module_defaults").mapping
    if not own:
        return around
    named = {key.rpartition(".")[2]: one for key, one in own.items() if _is_builtin(key)}
    return {**around, **{key: _with_defaults(one, around.get(key)) for key, one in named.items()}}


def _with_defaults(value: Node, default: Node | None) -> Node:
    """A module's arguments, with those that only its defaults give."""
    if default is None or not default.mapping or not value.mapping:
        return value
    return Node(
        value.document,
        {**default.mapping, **value.mapping},
        value.start,
        value.end,
        key_start=value.key_start,
        key_end=value.key_end,
    )


def _environment(node: Node) -> dict[str, str]:
    table = node.get("environment")
    return {name: value.string for name, value in table.mapping.items() if value.string is not None}


def _start(variables: Mapping[str, str]) -> running.Start:
    known = {name: _known(text) for name, text in variables.items()}
    kept = {name: text for name, text in known.items() if running.KEPT.match(name)}
    path = known.get("PATH", "")
    return running.Start(environments.on_path(path, path), None, kept, system_shell="")


def _known(text: str) -> str:
    return _TEMPLATE.sub(UNKNOWN, text)


_TEMPLATE = lazy(r"\{\{.{0,400}?\}\}")


def _label(task: Node) -> str:
    name = task.text("name")
    return f"the task `{name}`" if name and "`" not in name else "the task"


def _argument(task: Node, value: Node, name: str) -> str | None:
    found = value.text(name) or task.text("args", name)
    if found is None and value.string:
        for match in _ARGUMENT.finditer(value.string):
            if match[1] == name:
                found = match[0].partition("=")[2].strip("\"'")
    return found


def _place(task: Node, value: Node, start: running.Start) -> None:
    directory = _argument(task, value, "chdir")
    start.directory = directory if directory is not None and directory.startswith("/") else None


def _command(task: Node, value: Node, start: running.Start) -> Shell | None:
    _place(task, value, start)
    node = value.get("argv") or value.get("cmd") if value.mapping else value
    if not node or not (node.string or node.items):
        return None
    if node.items:
        words = [word_of(one) for one in node.items if one.string is not None]
    else:
        words = split(_without_arguments(node))
    words = [Word(one.raw, _masked(one.value), one.start, one.end) for one in words]
    return stated.given([node], words, _label(task), start) if words else None


def _masked(value: Patchwork) -> Patchwork:
    return masked(value, _TEMPLATE)


def _without_arguments(node: Node) -> Patchwork:
    """The command without `chdir=/srv` and its like, which are the module's."""
    source = _masked(value_of(node))
    match = _ARGUMENT.search(source.text)
    if match is None or "\n" in source.text:
        return source
    pieces = source.cut(0, match.start())
    position = match.end()
    for other in _ARGUMENT.finditer(source.text, position):
        pieces += source.cut(position, other.start())
        position = other.end()
    return Patchwork([*pieces, *source.cut(position, len(source.text))])


def _shell(task: Node, value: Node, start: running.Start) -> Shell | None:
    _place(task, value, start)
    node = value.get("cmd") if value.mapping else value
    if not node or not node.string:
        return None
    executable = _argument(task, value, "executable") or ""
    kind = name_of(executable)
    shell = Shell(
        kind if kind in SHELLS and kind != "sh" else "",
        node.document,
        (node.start, node.end),
        _label(task),
    )
    shell.node = node
    running.run(shell, _without_arguments(node), start)
    return shell


_FLAGS = {
    "requirements": "-r",
    "editable": "-e",
    "break_system_packages": "--break-system-packages",
}


def _pip(task: Node, value: Node, start: running.Start) -> Shell | None:
    """The module `pip`: the words of the pip that it starts, in the environment of `virtualenv`."""
    if value.text("state") == "absent" or not value.mapping:
        return None
    key = (value.key_start, value.key_end) if value.key_start >= 0 else (value.start, value.start)

    def word(text: str, node: Node = ABSENT) -> Word:
        begin, end = (node.start, node.end) if node else key
        return Word(text, Patchwork([verbatim(text, begin, end)]), begin, end)

    virtualenv = _known(value.text("virtualenv") or "")
    executable = value.get("executable")
    program = f"{virtualenv}/bin/pip" if virtualenv else "pip"
    if executable and executable.string:
        program = _known(executable.string)
    words = [word(program, executable), word("install")]
    extra = value.get("extra_args")
    if extra and extra.string:
        words += split(_masked(value_of(extra)))
    if (value.text("break_system_packages") or "").lower() in ("true", "yes", "1"):
        words.append(word("--break-system-packages", value.get("break_system_packages")))
    version = value.text("version")
    names = value.get("name")
    editable = (value.text("editable") or "").lower() in ("true", "yes")
    for one in names.scalars():
        text = _known(one.string or UNKNOWN)
        if editable:
            words.append(word("-e", one))
        words.append(word(f"{text}=={_known(version)}" if version else text, one))
    requirements = value.get("requirements")
    if requirements and requirements.string:
        words += [word("-r", requirements), word(_known(requirements.string), requirements)]
    if len(words) < 3:
        return None
    start.environment = virtualenv or start.environment
    _place(task, value, start)
    return stated.given([value], words, _label(task), start)


_PATH = lazy(r"(?:^|\s)(?:path|dest|name)=(?:\"([^\"]*)\"|'([^']*)'|(\S+))")


def _file(task: Node, value: Node, start: running.Start) -> Shell | None:
    """The module `file` where it takes something away, read as the `rm` of it."""
    given = value.string or ""
    if value.text("state") != "absent" and "state=absent" not in given.split():
        return None
    removal = Word("rm", plain("rm", value.start), value.start, value.start)
    if given:
        source = value_of(value)
        match = _PATH.search(source.text)
        if match is None:
            return None
        place = source.span(*match.span(match.lastindex or 0))
        path = match[match.lastindex or 0]
        word = Word(path, Patchwork([verbatim(path, *place)]), *place)
    else:
        node = value.get("path") or value.get("dest") or value.get("name")
        if not node or node.string is None:
            return None
        word = word_of(node)
    word = Word(word.raw, _masked(word.value), word.start, word.end)
    return stated.given([value], [removal, word], _label(task), start)


_MODULES = {"command": _command, "shell": _shell, "raw": _shell, "pip": _pip, "file": _file}


# -- cloud-init


def cloud_init(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """`bootcmd` and `runcmd` of a `#cloud-config`, each as the one script that they become."""
    for path in paths:
        documents = tree.maybe_yaml(path)
        document = tree.document(path)
        if not documents or document is None:
            continue
        shells = []
        for key in ("bootcmd", "runcmd"):
            commands = documents[0].get(key)
            pieces = []
            for item in commands.items:
                if item.string:
                    source = value_of(item).pieces
                else:
                    source = _quoted(item)
                pieces += [*source, verbatim("\n", item.end, item.end)]
            if commands and pieces:
                shell = Shell("sh", document, (commands.start, commands.end), f"`{key}`")
                shell.node = commands
                running.run(shell, Patchwork(pieces), running.Start(directory=None))
                shells.append(shell)
        yield from stated.sequence("provision", document, path, "production", shells)


def _quoted(item: Node) -> list[tuple[str, int, int, int, int]]:
    """A list of words as cloud-init writes it into the script: each of them quoted."""
    pieces = []
    for one in item.items:
        value = value_of(one)
        pieces.append(verbatim("'", one.start, one.start))
        pieces += value.pieces if "'" not in value.text else [verbatim(UNKNOWN, one.start, one.end)]
        pieces.append(verbatim("' ", one.end, one.end))
    return pieces


# -- Vagrant

_HEREDOC = lazy(r"<<[-~]?[ \t]{0,20}['\"]?([A-Za-z_]\w*)\b['\"]?[^\n]*\n")
_INLINE = lazy(r"\binline:?(?:[ \t]*=>?)?[ \t]*(?=[<\"'$])|^[ \t]*(\$?\w+)[ \t]*=[ \t]*(?=<<)")
_GIVEN = lazy(r"inline(?::| =) (\$?\w+)")
_RUBY_STRING = lazy(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'", re.S)


def vagrant(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for each script that a Vagrantfile holds: given to `inline`, or put into a
    variable that is.
    """
    for document in stated.documents(tree, paths, b"inline"):
        text = document.text
        given = {match[1] for match in _GIVEN.finditer(text)}
        taken = 0
        for line, start in document.each_line():
            if start < taken or line.lstrip().startswith("#"):
                continue
            match = _INLINE.search(line)
            if match is None:
                continue
            at = start + match.end()
            if match[1] and match[1] not in given:
                continue
            source = _ruby_text(document, at)
            if source is not None and source.text.strip():
                from venvlint.facts.commands.scripts import shebang

                first = source.text.lstrip()
                named = shebang(first)
                if first.startswith("#!") and not named:
                    continue
                span = source.span(0, len(source.text))
                taken = span[1]
                shell = Shell(named, document, span, "the inline script")
                running.run(shell, source, running.Start(directory=None))
                yield from stated.sequence("provision", document, "", "development", [shell])


def _ruby_text(document: Document, at: int) -> Patchwork | None:
    """The text that begins at an offset: a here-document or a quoted one; None for a variable."""
    text = document.text
    heredoc = _HEREDOC.match(text, at)
    if heredoc:
        position = heredoc.end()
        while position < len(text):
            stop = text.find("\n", position)
            stop = len(text) if stop < 0 else stop
            if text[position:stop].strip() == heredoc[1]:
                break
            position = stop + 1
        return plain(text[heredoc.end() : position], heredoc.end())
    string = _RUBY_STRING.match(text, at)
    if string is None:
        return None
    group = 1 if string[1] is not None else 2
    return plain(string[group], string.start(group))
