"""What Makefiles run: the recipe of each rule, with those of its prerequisites before it, as make runs them."""

from __future__ import annotations

from venvlint.facts.commands import environments, running
from venvlint.facts.commands.model import Sequence, Shell
from venvlint.facts.commands.scripts import INTERESTING
from venvlint.readers.patchwork import Patchwork, verbatim
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.makefile import Makefile, Rule
    from venvlint.readers.patchwork import Piece
    from venvlint.tree import Tree

MAXIMUM_SHELLS = 40
"""A rule and its prerequisites are followed no further: time stays linear."""

_NAME = lazy(r"(?:GNU)?[Mm]akefile(?:\.[A-Za-z0-9_-]+)?$|.*\.mk$")
_SPECIAL = lazy(r"\.[A-Z_]+$")
_NOT = (".am", ".in", ".cmake", ".j2", ".tmpl", ".template", ".py", ".md")


def collect(tree: Tree) -> Iterator[Sequence]:
    """One sequence for every rule that has a recipe."""
    for path in tree.paths:
        name = path.rpartition("/")[2]
        if not (name.endswith(".mk") or "akefile" in name) or not _NAME.match(name) or name.endswith(_NOT):
            continue
        document = tree.document(path)
        if document is None or not INTERESTING.search(document.data):
            continue
        from venvlint.readers import makefile

        parsed = tree.read(path, makefile.parse)
        if parsed is not None:
            yield from _sequences(parsed, path.rpartition("/")[0])


def _sequences(makefile: Makefile, folder: str) -> Iterator[Sequence]:
    by_target: dict[str, Rule] = {}
    for rule in makefile.rules:
        if rule.raw_lines:
            for target in rule.targets:
                by_target.setdefault(target, rule)
    shells = {id(rule): _shells(makefile, rule, folder) for rule in makefile.rules if rule.raw_lines}
    for rule in makefile.rules:
        if _SPECIAL.match(rule.targets[0] if rule.targets else ""):
            continue  # `.PHONY: a b` names targets, it does not make them
        if not rule.raw_lines and not any(name in by_target for name in rule.prerequisites):
            continue
        sequence = Sequence("make", makefile.document, rule.targets[0] if rule.targets else "")
        pending, seen = [rule], {id(rule)}
        order: list[Rule] = []
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


def _shells(makefile: Makefile, rule: Rule, folder: str) -> list[Shell]:
    program = rule.shell
    name = None if program is None else program.rpartition("/")[2].split()[0] if program.split() else "sh"
    kind = "" if name is None else "pwsh" if name.startswith(("pwsh", "powershell")) else name.removesuffix(".exe")
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
    start = running.Start(environment, folder, kept, folder)
    texts: list[tuple[Patchwork, int, int, bool]] = []
    if makefile.one_shell:
        pieces: list[Piece] = []
        for line in rule.lines:
            pieces += [*line.text.pieces, verbatim("\n", line.end, line.end)]
        if pieces:
            texts.append((Patchwork(pieces), rule.lines[0].start, rule.lines[-1].end, False))
    else:
        texts = [(line.text, line.start, line.end, line.conditional) for line in rule.lines]
    found = []
    for text, begin, end, conditional in texts:
        shell = Shell(kind, makefile.document, (begin, end), "the line")
        shell.condition = conditional
        running.run(shell, text, start)
        found.append(shell)
    return found
