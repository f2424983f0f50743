"""What Makefiles run: the recipe of each rule, with those of its prerequisites before it, as make
runs them.
"""

from __future__ import annotations

import posixpath

from venvlint.facts.commands import environments, running
from venvlint.facts.commands.model import Sequence, Shell
from venvlint.facts.commands.scripts import INTERESTING
from venvlint.files.paths import folder_and_name, folder_of, name_of
from venvlint.readers.patchwork import UNKNOWN, Patchwork, verbatim
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
    included_by: dict[str, set[str]] = {}
    for path, names in includes.items():
        for name in names:
            included_by.setdefault(name, set()).add(path)
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
            shared = _read_together(tree, path, includes, included_by) if included_by else []
            yield from _sequences(parsed, _folder(path, included_by), shared)


def _folder(path: str, included_by: dict[str, set[str]]) -> str | None:
    """The folder that the recipes of a Makefile run in: of one that others include, theirs. None
    where that is not known.
    """
    own, name = folder_and_name(path)
    if not own or not (name.endswith(".mk") or included_by.get(path)):
        return own
    includers = {folder_of(other) for other in included_by.get(path, ())}
    return includers.pop() if len(includers) == 1 else None


def _is_makefile(name: str) -> bool:
    return _NAME.match(name) is not None and not name.endswith(_NOT)


def _includes(tree: Tree, paths: list[str]) -> dict[str, set[str]]:
    """The Makefiles that each one includes."""
    from venvlint.readers import makefile

    found = {}
    for path in paths:
        document = tree.document(path)
        parsed = (
            tree.read(path, makefile.parse)
            if document is not None and b"include" in document.data
            else None
        )
        names = parsed.includes[:_MAXIMUM_INCLUDES] if parsed is not None else ()
        found[path] = {
            included for name in names for included in _included(name, folder_of(path), paths)
        } - {path}
    return found


def _read_together(
    tree: Tree, path: str, includes: dict[str, set[str]], included_by: dict[str, set[str]]
) -> list[Makefile]:
    """The Makefiles that make reads along with one: those that include it, and all that these and
    it include. What one sets holds in all.
    """
    from venvlint.readers import makefile

    found = _reached([path], included_by)
    others = [other for other in _reached(found, includes) if other != path]
    documents = [tree.read(other, makefile.parse) for other in others]
    return [one for one in documents if one is not None]


def _reached(start: list[str], links: dict[str, set[str]]) -> list[str]:
    found = list(start)
    for path in found:
        if len(found) < _MAXIMUM_INCLUDES:
            found += sorted(links.get(path, set()).difference(found))
    return found


def _included(name: str, folder: str, paths: list[str]) -> list[str]:
    """The files that an `include` names: from the folder of the file or from the root, whichever
    has them; behind a variable by their end.
    """
    if "*" in name or "?" in name:
        head, _, tail = name.partition("*")
        head = posixpath.normpath(
            posixpath.join(folder, head.rpartition(UNKNOWN)[2].lstrip("/") or ".")
        )
        return [
            path
            for path in paths
            if path.endswith(tail.rpartition("*")[2])
            and (head == "." or path.startswith(f"{head}/"))
        ]
    tail = name.rpartition(UNKNOWN)[2].lstrip("/")
    if UNKNOWN in name:
        return [path for path in paths if tail and (path == tail or path.endswith(f"/{tail}"))]
    near = posixpath.normpath(posixpath.join(folder, tail))
    return [near] if near in paths else [tail] if tail in paths else []


def _sequences(
    makefile: Makefile, folder: str | None, shared: list[Makefile]
) -> Iterator[Sequence]:
    by_target: dict[str, MakeRule] = {}
    for rule in makefile.rules:
        if rule.raw_lines:
            for target in rule.targets:
                by_target.setdefault(target, rule)
    shells = {
        id(rule): _shells(makefile, rule, folder, shared)
        for rule in makefile.rules
        if rule.raw_lines
    }
    for rule in makefile.rules:
        if _SPECIAL.match(rule.targets[0] if rule.targets else ""):
            continue  # `.PHONY: a b` names targets, it does not make them
        if not rule.raw_lines and not any(name in by_target for name in rule.prerequisites):
            continue
        sequence = Sequence("make", makefile.document, rule.targets[0] if rule.targets else "")
        pending, seen = [rule], {id(rule)}
        order: list[MakeRule] = []
        # Depth first without recursion: each prerequisite is made before the rule that wants it.
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
        for member in order:
            for shell in shells.get(id(member), ())[:MAXIMUM_SHELLS]:
                sequence.add(shell)
        yield sequence


def _shell(rule: MakeRule, shared: list[Makefile]) -> str | None:
    """The program that runs the lines of a rule; None where it is not known."""
    if shared and rule.variable("SHELL") is None:
        given = {
            other.expanded(other.values["SHELL"]).known
            for other in shared
            if "SHELL" in other.values
        }
        if given:
            return given.pop() if len(given) == 1 else None
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
    makefile: Makefile, rule: MakeRule, folder: str | None, shared: list[Makefile]
) -> list[Shell]:
    program = _shell(rule, shared)
    name = None if program is None else _name_of(program)
    kind = (
        ""
        if name is None
        else "pwsh"
        if name.startswith(("pwsh", "powershell"))
        else name.removesuffix(".exe")
    )
    if kind not in ("sh", "bash", "dash", "ash", "zsh", "ksh", "pwsh", "cmd", ""):
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
    start = running.Start(environment, folder, kept, folder_of(makefile.document.path))
    texts: list[tuple[Patchwork, int, int, bool, bool]] = []
    if makefile.one_shell or any(other.one_shell for other in shared):
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
        running.run(shell, text, start)
        found.append(shell)
    return found
