"""From a shell's text to its commands: what each runs with, and what the ones before it have
changed.
"""

from __future__ import annotations

import posixpath
import re

from venvlint.facts.commands import environments
from venvlint.facts.commands.model import Block, Command
from venvlint.facts.commands.written_files import cloned
from venvlint.facts.project import vocabulary
from venvlint.facts.project.programs import CONDA
from venvlint.facts.project.vocabulary import folded
from venvlint.files.paths import name_of, path_from
from venvlint.readers import shell as reader
from venvlint.readers.patchwork import UNKNOWN, Patchwork
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from venvlint.facts.commands.model import Shell
    from venvlint.readers.patchwork import Word

KEPT = lazy(
    r"(?:PIP_|UV_|POETRY_|PIPENV_|CONDA_|VIRTUAL_ENV|PYTHON(?:PATH|HOME))",
    words=("PIP", "UV_", "POETRY_", "CONDA_", "VIRTUAL_ENV", "PYTHON"),
)
"""Variables that decide where something is installed."""

_OWN_FOLDER = lazy(r"dirname|BASH_SOURCE|\$\{?0|%~d?p0|PSScriptRoot")
_TAKES_THE_FOLDER = lazy(r"dirname|PSScriptRoot|%~d?p0|%/|:h\b")
_HELD = lazy(r"\$\{\{[^}]*\}\}|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\}", words=("$",))
_NAMES = lazy(r"\$\{?([A-Za-z_]\w*)")
# What holds the folder of the checkout: Git's answer, and a variable of each CI system.
_ROOT = lazy(
    rf"rev-parse\s+--show-toplevel|{vocabulary.CHECKOUT_NAMES}",
    words=("rev-parse", *vocabulary.CHECKOUT_WORDS),
)
# The folder in which a command runs, and the one in which just has started it.
_HERE = lazy(
    r"(?P<now>\$PWD\b|\$\{PWD\}|\$\(\s*pwd(?:\s+-[LP])?\s*\)|`pwd`|%CD%|%cd%)"
    r"|\{\{\s*justfile_directory\(\)\s*\}\}",
    words=("PWD", "pwd", "CD%", "cd%", "justfile_directory"),
)
_SHARED = frozenset(("script", "group"))
# What a page writes for a place that only its reader knows.
_AT_SOME_PLACE = lazy(r"(?:~?/)?(?:some/)?path/to/")
# They set a PATH of their own.
_AS_ROOT = frozenset(("sudo", "su", "doas"))


class Start:
    """What holds when a shell starts."""

    __slots__ = (
        "directory",
        "environment",
        "folder",
        "functions",
        "own_clones",
        "system_shell",
        "variables",
    )

    def __init__(
        self,
        environment: str = "",
        directory: str | None = "",
        variables: Mapping[str, str] | None = None,
        folder: str = "",
        system_shell: str = "sh",
    ) -> None:
        self.environment, self.directory = environment, directory
        self.variables = dict(variables or {})
        self.folder = folder
        """The folder that the script itself lies in."""
        self.system_shell = system_shell
        """What `sh` is there."""
        self.functions: dict[str, str] = {}
        """The environments that functions activate which other scripts bring."""
        self.own_clones: frozenset[str] = frozenset()
        """The names of clones that are the project itself, as `folded` gives them."""


class _State:
    __slots__ = ("directory", "environment", "known", "left", "root", "variables")

    def __init__(
        self,
        environment: str,
        directory: str | None,
        variables: dict[str, str],
        known: dict[str, Patchwork],
        root: tuple[Word, ...] = (),
    ) -> None:
        self.environment, self.directory, self.variables, self.known = (
            environment,
            directory,
            variables,
            known,
        )
        self.root = root
        """What made the surrounding shell root's, such as the `sudo` of `sudo bash -c`."""
        self.left: list[str | None] = []
        """The directories that `pushd` left and `popd` goes back to."""


def run(
    shell: Shell, source: Patchwork, start: Start, values: Mapping[str, Patchwork] | None = None
) -> str:
    """Read a text as *shell* reads it and give the shell its commands. *values* are variables whose
    values are known. Returns the environment that is in force at its end.
    """
    if shell.kind in ("pwsh", "cmd"):
        from venvlint.readers import windows_shells

        script = (windows_shells.parse_pwsh if shell.kind == "pwsh" else windows_shells.parse_cmd)(
            source
        )
    else:
        script = reader.parse(source, values)
    return _take(shell, script, start)


def run_words(
    shell: Shell, words: list[Word], start: Start, values: Mapping[str, Patchwork] | None = None
) -> None:
    """Give *shell* a program that is started without a shell (exec form)."""
    _take(shell, reader.run_words(words, values), start)


def functions(shell: Shell, source: Patchwork) -> dict[str, str]:
    """The environment that each function of a POSIX shell's text activates."""
    return _taken(shell, reader.parse(source), Start()).functions


def _take(shell: Shell, script: reader.Script, start: Start) -> str:
    return _taken(shell, script, start).states[id(script.scope)].environment


def _taken(shell: Shell, script: reader.Script, start: Start) -> _Runner:
    runner = _Runner(shell, script, start)
    for simple in script.commands:
        runner.take(simple)
    return runner


def _is_any_command(words: Sequence[Word]) -> bool:
    """Whether a line is nothing but a variable or an expression, which may hold any command:
    `${{ env.activate }}`, `$ACTIVATE`, `eval $ACTIVATE`. In quotes it is the name of a program.
    """
    texts = [word.raw for word in words if word.raw]
    if len(texts) == 2 and texts[0] == "eval":
        return bool(_HELD.fullmatch(texts[1].strip('"')))
    return len(texts) == 1 and bool(_HELD.fullmatch(texts[0]))


class _Runner:
    def __init__(self, shell: Shell, script: reader.Script, start: Start) -> None:
        self.shell, self.script, self.start = shell, script, start
        first = _State(start.environment, start.directory, start.variables, {})
        self.states: dict[int, _State] = {id(script.scope): first}
        self.blocks: dict[int, Block] = {id(script.scope): Block("script", None, shell.kind)}
        self.made: set[str] = set()
        """Folders that the text makes or activates: environments whatever their names."""
        self.homes: dict[str, tuple[str, str]] = {}
        """Variables that hold the script's own folder or one near it, with that folder and with
        what is known of their value, which it ends with.
        """
        self.clones: dict[str, bool] = {}
        """The folders that the text clones a repository into, and whether that is the project's."""
        self.functions = dict(start.functions)
        """The environment that each function activates."""
        self.inlined = _run_where_they_stand(script)
        """The functions whose commands run in the order of the text."""
        self.activates: str = next(
            (
                found
                for simple in script.commands
                if simple.scope.kind in _SHARED
                for found in [self.activation(simple.words)]
                if found
            ),
            "",
        )
        """What the text activates at its top level, at whatever place: a function's commands may
        run after it.
        """
        self.found: Mapping[str, str] = _found_by_callers(script, self.activation)
        """The environment in which all calls of a function stand."""

    def scope(self, scope: reader.Scope) -> tuple[_State, Block]:
        """The state and the block of a scope; of a group those of its surroundings."""
        chain = []
        while id(scope) not in self.states:
            chain.append(scope)
            assert (
                scope.outer is not None
            )  # only the outermost has none, and it is there from the start
            scope = scope.outer
        state, block = self.states[id(scope)], self.blocks[id(scope)]
        for inner in reversed(chain):
            if inner.kind not in _SHARED and inner.name not in self.inlined:
                kind = block.shell_kind
                if inner.kind == "child" and inner.shell:
                    kind = self.start.system_shell if inner.shell == "sh" else inner.shell
                elif inner.kind == "child":
                    kind = self.start.system_shell
                environment = state.environment
                if inner.kind == "function":
                    environment = self.activates or self.found.get(inner.name, "") or environment
                if any(name_of(word.text) in _AS_ROOT for word in inner.wrappers):
                    environment = ""
                state = _State(
                    environment,
                    state.directory,
                    dict(state.variables),
                    state.known,
                    _as_root(inner) or state.root,
                )
                block = Block(inner.kind, block, kind)
            self.states[id(inner)], self.blocks[id(inner)] = state, block
        return state, block

    def take(self, simple: reader.Simple) -> None:
        state, block = self.scope(simple.scope)
        posix = self.shell.kind not in ("pwsh", "cmd")
        wrappers, words, given = (
            reader.stripped(simple.words) if posix else (simple.wrappers, simple.words, [])
        )
        command = Command(self.shell.document, words, block, self.shell, simple.start)
        command.wrappers = tuple(name_of(word.text) for word in wrappers)
        command.line = simple.line
        command.wrapper_words = (*wrappers, *state.root)
        command.assignments = {**dict(simple.assignments), **dict(given)}
        command.redirections = tuple((item.operator, item.word) for item in simple.all_redirections)
        command.own_redirections = tuple(simple.redirections)
        command.before, command.after = simple.before, simple.after
        command.conditional = simple.conditional
        command.directory = state.directory
        command.environment = state.environment
        command.variables = state.variables
        if any(name in _AS_ROOT for name in command.wrappers):
            # sudo resets PATH: what was activated is out of reach.
            command.environment = ""
        for name, word in command.assignments.items():
            if name == "PATH" and words:
                # `sudo env PATH="$PATH"` takes along what is in force.
                own = state.environment if "$PATH" in word.raw or "${PATH}" in word.raw else ""
                command.environment = (
                    environments.on_path(word.text, word.raw, self.made)
                    or own
                    or command.environment
                )
            if KEPT.match(name) and words:
                command.variables = {**command.variables, name: word.text}
        if words and words[0].text in self.inlined:
            return  # a call: what it runs has come before, where it stands
        if words or command.assignments:
            self.shell.commands.append(command)
        for folder in (
            environments.makes(command.tool, command.arguments),
            environments.sourced(command),
        ):
            if folder and UNKNOWN not in folder:
                self.made.add(folder.rstrip("/"))
        self.resolve(command, state)
        self.change(command, state, simple.scope if posix else None)

    def resolve(self, command: Command, state: _State) -> None:
        """Find the paths of its words and of what it writes to that begin with a known folder."""
        words = [*command.words, *(word for _, word in command.redirections)]
        found: dict[str, str | None] = {}
        for word in words:
            if UNKNOWN in word.text:
                text = word.text.replace("\\", "/")
                near = self.near_the_script(text, word.raw, state)
                # Two variables may look alike, of which one is known.
                found[text] = near if found.get(text, near) == near else None
        if found:
            command.near_script = {text: near for text, near in found.items() if near is not None}

    def activation(self, words: list[Word]) -> str:
        """The environment that a command activates, empty where it does not."""
        if not words:
            return ""
        program = words[0].text
        if self.shell.kind in ("pwsh", "cmd"):
            path = words[1].text if program in (".", "call", "&") and len(words) > 1 else program
            return environments.activated(path) or ""
        if program in (".", "source") and len(words) > 1:
            path = words[1].text
            if path == "activate" and len(words) > 2:
                return "conda"
            return environments.activated(path) or ""
        if (
            (program in CONDA or program == "pyenv")
            and len(words) > 1
            and words[1].text == "activate"
        ):
            return "conda"
        if program in ("workon", "mkvirtualenv"):
            return UNKNOWN
        if program == "eval" and re.search(
            r"\bactivate\b|\bshell\b", words[-1].raw + words[1].raw if len(words) > 1 else ""
        ):
            return UNKNOWN
        return self.functions.get(program, "")

    def change(self, command: Command, state: _State, scope: reader.Scope | None) -> None:
        """What the command leaves behind for those after it in its block."""
        words = command.words
        if not words:
            for name, word in command.assignments.items():
                self.set(state, name, word.text, word.raw)
            return
        program = words[0].text
        found = self.activation(list(words))
        if found:
            while scope is not None and scope.kind in _SHARED:
                scope = scope.outer
            if scope is not None and scope.kind == "function":
                self.functions[scope.name] = found
            state.environment = found
        elif not state.environment and _is_any_command(words):
            state.environment = UNKNOWN
        elif program in ("deactivate",) or (
            program == "conda" and command.texts[:1] == ["deactivate"]
        ):
            state.environment = ""
        elif program in ("cd", "Set-Location", "chdir"):
            self.change_directory(command, state)
        elif program in ("pushd", "Push-Location"):
            if any(text[:1] in ("-", "+") for text in command.texts) or not command.texts:
                state.directory, state.left = None, []  # the stack is turned round
            else:
                state.left.append(None if command.conditional else state.directory)
                self.change_directory(command, state)
        elif program in ("popd", "Pop-Location"):
            known = state.left and not command.conditional and not command.texts
            state.directory = state.left.pop() if known else None
        elif brought := cloned(command):
            name, folder = brought
            self.clones[posixpath.normpath(folder)] = folded(name) in self.start.own_clones
        elif scope is not None and program in ("export", "declare", "typeset", "readonly", "local"):
            for word in words[1:]:
                name, equals, value = word.text.partition("=")
                if equals:
                    self.set(state, name, value, word.raw)
        elif program == "unset":
            for word in words[1:]:
                state.variables = {
                    name: value for name, value in state.variables.items() if name != word.text
                }
        elif program == "fish_add_path":
            state.environment = (
                environments.on_path(words[-1].text, words[-1].raw) or state.environment
            )

    def set(self, state: _State, name: str, value: str, raw: str) -> None:
        home = self.near_the_script(value, raw, state)
        if home is not None:
            self.homes[name] = home, value.replace("\\", "/").rpartition(UNKNOWN)[2]
        else:
            self.homes.pop(name, None)
        if name == "PATH":
            state.environment = environments.on_path(value, raw, self.made) or state.environment
        elif KEPT.match(name):
            # A copy: the commands before keep what held for them.
            state.variables = {**state.variables, name: value}

    def near_the_script(self, text: str, raw: str, state: _State) -> str | None:
        """The path that a word means which begins with the script's own folder, the current one or
        the repository's root, or with a variable that holds it: `$(dirname "$0")/..`, `$PWD/api`,
        `$HERE/api`, `%~dp0`.
        """
        head, unknown, tail = text.replace("\\", "/").rpartition(UNKNOWN)
        if head or not unknown:
            return None
        here = _HERE.match(raw.lstrip("\"'"))
        if here is not None:
            began = state.directory if here["now"] else self.start.directory
            return None if began is None or began[:1] == "/" else path_from(began, tail.strip("/"))
        if _ROOT.search(raw):
            return tail.strip("/")
        name = next((one for one in _NAMES.findall(raw) if one in self.homes), "")
        if not name and not _OWN_FOLDER.search(raw):
            return None
        folder, known = self.homes[name] if name else (self.start.folder, "")
        if not name and not _TAKES_THE_FOLDER.search(raw):
            folder = f"{folder}/$0" if folder else "$0"  # the script itself: `$(realpath "$0")`
        if raw.lstrip("\"'").startswith((f"${name}", f"${{{name}}}")):
            tail = tail.removeprefix(known)  # the folder that the variable holds ends with it
        tail = tail.strip("/")
        # `dirname` of the script is its folder, of a folder the one above.
        up = raw.count("dirname") - (not name and "dirname" in raw)
        up += raw.count("..") - tail.count("..")
        return path_from(folder, "/".join([*[".."] * up, *filter(None, [tail])]))

    def change_directory(self, command: Command, state: _State) -> None:
        options = ("-", "/d", "/D") if command.shell_kind == "cmd" else ("-",)
        operands = [
            word
            for word in command.words[1:]
            if not word.text.startswith(options) or word.text == "-"
        ]
        if not operands:
            state.directory = None
            return
        word = operands[0]
        target = word.text
        if command.shell_kind in ("cmd", "pwsh"):
            target = target.replace("\\", "/")
        head, _, tail = posixpath.normpath(target or ".").partition("/")
        if head in self.clones:
            state.directory = tail if self.clones[head] else None
        elif UNKNOWN in target:
            state.directory = self.near_the_script(target, word.raw, state)
        elif self.start.own_clones and _AT_SOME_PLACE.match(target):
            own = folded(name_of(target.rstrip("/"))) in self.start.own_clones
            state.directory = "" if own else None
        elif target == "-" or target.startswith("~"):
            state.directory = None
        elif target.startswith("/"):
            state.directory = posixpath.normpath(target)
        elif command.conditional:
            state.directory = None
        elif state.directory is not None:
            state.directory = path_from(state.directory, target)


_MOST_CALLERS = 8
"""Functions that call one another and are followed up to where one of them activates."""
_NOTHING = frozenset(("set", "echo", "printf", "trap", "export", "readonly", "shift"))


def _run_where_they_stand(script: reader.Script) -> frozenset[str]:
    """The names of the functions that the top level of a script calls once, without a condition,
    in the order in which they stand and with nothing else before: so their commands follow one
    another as in the text. (`main "$@"` at the end is the most common.)
    """
    begins: dict[str, int] = {}
    called: dict[str, int] = {}
    top: list[reader.Simple] = []
    for simple in script.commands:
        scope: reader.Scope | None = simple.scope
        while scope is not None and scope.kind == "group":
            scope = scope.outer
        if scope is not None and scope.kind == "function":
            begins.setdefault(scope.name, simple.start)
        elif scope is not None and scope.kind == "script":
            top.append(simple)
        name = simple.words[0].text if simple.words else ""
        called[name] = called.get(name, 0) + 1
    found: list[str] = []
    order = {name: index for index, name in enumerate(begins)}
    starts = list(begins.values())
    first = 0
    """The first function that may still be called in its turn."""
    for simple in top if begins else ():
        name = simple.words[0].text if simple.words else ""
        if name in _NOTHING or not name:
            continue
        plain = not simple.conditional and not {"||", "&&"} & {simple.before, simple.after}
        if (
            order.get(name, -1) >= first
            and plain
            and called[name] == 1
            and begins[name] < simple.start
        ):
            found.append(name)
            first = order[name] + 1
        else:
            # What stands behind a function and before its call would run before it.
            while first < len(starts) and starts[first] <= simple.start:
                first += 1
    return frozenset(found)


def _found_by_callers(
    script: reader.Script, activation: Callable[[list[Word]], str]
) -> dict[str, str]:
    """The environment that the commands of each function find, where every call of it stands behind
    an activation in the function that calls it, or in a function that is called so itself: helpers
    are defined first, and `main` or `install` activates before it calls them.
    """
    if not any(_function(simple.scope) for simple in script.commands):
        return {}
    brings: dict[str, str] = {}
    for simple in script.commands:  # what a function activates holds for who calls it
        found = activation(simple.words)
        scope = _sharing(simple.scope)
        if found and scope.kind == "function":
            brings.setdefault(scope.name, found)
    active: dict[int, str] = {}
    calls: dict[str, list[tuple[str, str]]] = {}
    for simple in script.commands:
        program = simple.words[0].text if simple.words else ""
        caller = _function(simple.scope)
        if program != caller:
            calls.setdefault(program, []).append((caller, _in_force(active, simple.scope)))
        found = activation(simple.words) or brings.get(program, "")
        if found or program == "deactivate":
            active[id(_sharing(simple.scope))] = found
    results: dict[str, str] = {}
    for _ in range(_MOST_CALLERS):
        before = len(results)
        for name, places in calls.items():
            around = [environment or results.get(caller, "") for caller, environment in places]
            if all(around):
                results.setdefault(name, around[0])
        if len(results) == before:
            break
    return results


def _sharing(scope: reader.Scope) -> reader.Scope:
    """The function, subshell or whole script that a command shares its environment with."""
    while scope.kind == "group" and scope.outer is not None:
        scope = scope.outer
    return scope


def _function(scope: reader.Scope | None) -> str:
    """The function that a command stands in; empty outside of all."""
    while scope is not None and scope.kind != "function":
        scope = scope.outer
    return scope.name if scope is not None else ""


def _in_force(active: Mapping[int, str], scope: reader.Scope | None) -> str:
    """What was activated before a command in its function, its subshells included."""
    while scope is not None and id(scope) not in active and scope.kind != "function":
        scope = scope.outer
    return active.get(id(scope), "")


def _as_root(scope: reader.Scope) -> tuple[Word, ...]:
    """The `sudo` or `doas` that starts the shell of a scope as root."""
    texts = [word.text for word in scope.wrappers]
    if any(text.startswith(("-u", "--user")) for text in texts) and not any(
        text.endswith("root") for text in texts
    ):
        return ()
    return tuple(word for word in scope.wrappers if name_of(word.text) in ("sudo", "doas"))
