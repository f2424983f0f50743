"""What Makefiles run: the recipe of each rule, with those of its prerequisites before it, as make
runs them.
"""

from __future__ import annotations

from venvlint.facts.commands import environments, running
from venvlint.facts.commands.model import Sequence, Shell
from venvlint.facts.commands.scripts import INTERESTING
from venvlint.files.listing import below
from venvlint.files.paths import as_folder, folder_and_name, folder_of, joined, name_of
from venvlint.readers.patchwork import UNKNOWN, Patchwork, verbatim
from venvlint.readers.shell_wrappers import SHELLS
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from venvlint.facts.commands.model import Command
    from venvlint.readers.makefile import Makefile, MakeRule
    from venvlint.readers.patchwork import Piece
    from venvlint.tree import Tree

MAXIMUM_SHELLS = 40
"""A rule and its prerequisites are followed no further: time stays linear."""

_NAME = lazy(r"(?:GNU)?[Mm]akefile(?:\.[A-Za-z0-9_-]+)?$|.*\.mk$")
_MAXIMUM_INCLUDES = 200
_SPECIAL = lazy(r"\.[A-Z_]+$")
_NOT = (".am", ".in", ".cmake", ".j2", ".tmpl", ".template", ".py", ".md")


def collect(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for every rule that has a recipe."""
    paths = [path for path in paths if _is_makefile(name_of(path))]
    includes = _includes(tree, paths) if len(paths) > 1 else {}
    together = _Together(tree, includes)
    for path in paths:
        document = tree.document(path)
        if document is None:
            continue
        if not INTERESTING.search(document.data) and not (
            # It may tell make to read another one from where it is.
            len(paths) > 1
            and any(mark in document.data for mark in (b" -f", b"--file", b"--makef"))
        ):
            continue
        from venvlint.readers import makefile

        parsed = tree.read(path, makefile.parse)
        if parsed is not None:
            folder = _folder(path, together.included_by)
            yield from _sequences(parsed, folder, *together.of(path))


def _folder(path: str, included_by: dict[str, set[str]]) -> str | None:
    """The folder that the recipes of a Makefile run in: of one that others include, theirs. None
    where that is not known.
    """
    own, name = folder_and_name(path)
    is_part = name.endswith(".mk")
    includers = {folder_of(other) for other in included_by.get(path, ())}
    if not (is_part or includers) or (not own and not (is_part and includers)):
        return own
    return includers.pop() if len(includers) == 1 else None


def _is_makefile(name: str) -> bool:
    return _NAME.match(name) is not None and not name.endswith(_NOT)


def _includes(tree: Tree, paths: list[str]) -> dict[str, set[str]]:
    """The Makefiles that each one includes."""
    from venvlint.readers import makefile

    found, known = {}, frozenset(paths)
    for path in paths:
        document = tree.document(path)
        parsed = (
            tree.read(path, makefile.parse)
            if document is not None and b"include" in document.data
            else None
        )
        names = parsed.includes[:_MAXIMUM_INCLUDES] if parsed is not None else ()
        found[path] = {
            included
            for name in names
            for included in _included(name, folder_of(path), paths, known)
        } - {path}
    return found


class _Together:
    """What Makefiles that make reads together set for each other: the shells that they name, and
    whether each recipe is one script. Those that include one, and all that these include, are
    asked once for all that they include.
    """

    def __init__(self, tree: Tree, includes: dict[str, set[str]]) -> None:
        self.tree, self.includes = tree, includes
        self.included_by: dict[str, set[str]] = {}
        for path, names in includes.items():
            for name in names:
                self.included_by.setdefault(name, set()).add(path)
        self._below: dict[str, tuple[frozenset[str | None], bool]] = {}

    def of(self, path: str) -> tuple[frozenset[str | None], bool]:
        """The shells that are named by the file or beside it, and whether recipes are scripts."""
        if not self.included_by:
            return frozenset(), False
        found = [
            self._of_all_below(top)
            for top in _reached(path, self.included_by)
            if top == path or not self.included_by.get(top)
        ]
        return frozenset().union(*(shells for shells, _ in found)), any(one for _, one in found)

    def _of_all_below(self, top: str) -> tuple[frozenset[str | None], bool]:
        if top not in self._below:
            from venvlint.readers import makefile

            read = (self.tree.read(path, makefile.parse) for path in _reached(top, self.includes))
            makefiles = [one for one in read if one is not None]
            self._below[top] = (
                frozenset(
                    one.expanded(one.values["SHELL"]).known
                    for one in makefiles
                    if "SHELL" in one.values
                ),
                any(one.one_shell for one in makefiles),
            )
        return self._below[top]


def _reached(start: str, links: dict[str, set[str]]) -> list[str]:
    found = {start: None}
    pending = [start]
    for path in pending:
        if len(found) >= _MAXIMUM_INCLUDES:
            break
        new = sorted(links.get(path, set()) - found.keys())
        pending += new
        found.update(dict.fromkeys(new))
    return pending


def _included(name: str, folder: str, paths: list[str], known: frozenset[str]) -> list[str]:
    """The files that an `include` names: from the folder of the file or from the root, whichever
    has them; behind a variable by their end.
    """
    if "*" in name or "?" in name:
        head, _, tail = name.partition("*")
        head = joined(folder, head.rpartition(UNKNOWN)[2].lstrip("/") or ".")
        return [
            path for path in below(paths, as_folder(head)) if path.endswith(tail.rpartition("*")[2])
        ]
    tail = name.rpartition(UNKNOWN)[2].lstrip("/")
    if UNKNOWN in name:
        return [path for path in paths if tail and (path == tail or path.endswith(f"/{tail}"))]
    near = joined(folder, tail)
    return [near] if near in known else [tail] if tail in known else []


def _sequences(
    makefile: Makefile, folder: str | None, named: frozenset[str | None], one_shell: bool
) -> Iterator[Sequence]:
    by_target = _by_target(rule for rule in makefile.rules if rule.raw_lines)
    shells = {
        id(rule): _shells(makefile, rule, folder, named, one_shell)
        for rule in makefile.rules
        if rule.raw_lines
    }
    for rule in makefile.rules:
        if _SPECIAL.match(rule.targets[0] if rule.targets else ""):
            continue  # `.PHONY: a b` names targets, it does not make them
        if not rule.raw_lines and not any(name in by_target for name in rule.prerequisites):
            continue
        sequence = Sequence("make", makefile.document, rule.targets[0] if rule.targets else "")
        for member in _order(rule, by_target):
            for shell in shells.get(id(member), ())[:MAXIMUM_SHELLS]:
                sequence.add(shell)
        yield sequence


def _by_target(rules: Iterable[MakeRule]) -> dict[str, MakeRule]:
    """The first of these rules for each target."""
    found: dict[str, MakeRule] = {}
    for rule in rules:
        for target in rule.targets:
            found.setdefault(target, rule)
    return found


def _order(rule: MakeRule, by_target: Mapping[str, MakeRule]) -> list[MakeRule]:
    """The rules that a rule comes to: each prerequisite is made before the rule that wants it."""
    pending, seen = [rule], {id(rule)}
    order: list[MakeRule] = []
    while pending and len(order) < MAXIMUM_SHELLS:
        current = pending[-1]
        following = None
        for name in current.prerequisites[:MAXIMUM_SHELLS]:
            wanted = by_target.get(name)
            if wanted is not None and id(wanted) not in seen:
                following = wanted
                break
        if following is not None and len(pending) < MAXIMUM_SHELLS:
            seen.add(id(following))
            pending.append(following)
        else:
            order.append(pending.pop())
    return order


def target_commands(
    tree: Tree, path: str, target: str, caller: Command, *, directory: str | None
) -> list[Command] | None:
    """The commands of a target of the Makefile *path* as *caller* has it made in the folder
    *directory* of an image; of the first target where none is named. None where there is no such.
    """
    from venvlint.readers import makefile

    parsed = tree.read(path, makefile.parse)
    if parsed is None:
        return None
    rules = [rule for rule in parsed.rules if rule.targets and not _SPECIAL.match(rule.targets[0])]
    by_target = _by_target(rules)
    wanted = by_target.get(target) if target else next(iter(rules), None)
    if wanted is None:
        return None
    found: list[Command] = []
    for member in _order(wanted, by_target):
        for shell in _shells(parsed, member, directory, frozenset(), False, caller):
            found += shell.commands
    return found


def _shell(rule: MakeRule, named: frozenset[str | None]) -> str | None:
    """The program that runs the lines of a rule; None where it is not known."""
    if named and rule.variable("SHELL") is None:
        return next(iter(named)) if len(named) == 1 else None
    return rule.shell


def _name_of(program: str) -> str:
    """The name of the shell in a value of `SHELL`: `bash` for `/usr/bin/env bash -e`, which make
    splits as a shell would.
    """
    words = program.split()
    if words and name_of(words[0]) == "env":
        words = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    return name_of(words[0]) if words else "sh"


def _shells(
    makefile: Makefile,
    rule: MakeRule,
    folder: str | None,
    named: frozenset[str | None],
    one_shell: bool,
    caller: Command | None = None,
) -> list[Shell]:
    program = _shell(rule, named)
    name = None if program is None else _name_of(program)
    kind = (
        ""
        if name is None
        else "pwsh"
        if name.startswith(("pwsh", "powershell"))
        else name.removesuffix(".exe")
    )
    if kind not in SHELLS and kind not in ("pwsh", "cmd", ""):
        return []  # `SHELL := python`
    path = rule.variable("PATH")
    environment = ""
    if path is not None:
        raw = makefile.document.text[path.span(0, 0)[0] : path.span(0, len(path.text))[1]]
        environment = environments.on_path(path.text, raw)
    kept = {}
    for variable in makefile.exported:
        if running.KEPT.match(variable):
            value = rule.variable(variable)
            if value is not None:
                kept[variable] = value.text
    if caller is not None:
        environment = environment or caller.environment
        kept = {**caller.variables, **kept}
    start = running.Start(environment, folder, kept, folder_of(makefile.document.path))
    texts: list[tuple[Patchwork, int, int, bool, bool]] = []
    if makefile.one_shell or one_shell:
        pieces: list[Piece] = []
        for line in rule.lines:
            pieces += [*line.text.pieces, verbatim("\n", line.end, line.end)]
        if pieces:
            first, last = rule.lines[0], rule.lines[-1]
            texts.append((Patchwork(pieces), first.start, last.end, False, "-" in first.prefixes))
    else:
        texts = [
            (line.text, line.start, line.end, line.conditional, "-" in line.prefixes)
            for line in rule.lines
        ]
    found = []
    for text, begin, end, conditional, may_fail in texts:
        shell = Shell(kind, makefile.document, (begin, end), "the line")
        shell.condition, shell.may_fail = conditional, may_fail
        if caller is not None:
            outer = caller.shell
            shell.sequence = outer.sequence
            shell.instruction, shell.step, shell.late = outer.instruction, outer.step, outer.late
            shell.condition = conditional or outer.condition or caller.conditional
        running.run(shell, text, start)
        found.append(shell)
    return found


def told(command: Command) -> tuple[str, str, str]:
    """The folder that make is told to change into, the file that it is told to read, and the first
    target.
    """
    texts = command.texts
    folder, name, target, index = "", "", "", 0
    while index < len(texts):
        text = texts[index]
        following = texts[index + 1] if index + 1 < len(texts) else ""
        if text in ("-C", "--directory", "-f", "--file", "--makefile", "-j", "-o", "-I"):
            folder = following if text in ("-C", "--directory") else folder
            name = following if text in ("-f", "--file", "--makefile") else name
            index += 1
        elif text.startswith(("--file=", "--makefile=")):
            name = text.partition("=")[2]
        elif text.startswith("--directory="):
            folder = text.partition("=")[2]
        elif not text.startswith("-") and "=" not in text and not target:
            target = text
        index += 1
    return folder, name, target
