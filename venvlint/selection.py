"""Which rules exist, and which of them a run wants."""

from __future__ import annotations

import os

from venvlint.config import ConfigError, nearest
from venvlint.model import Rule, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from venvlint.config import Config
    from venvlint.model import Finding
    from venvlint.tree import Tree


INDEX = os.path.join(os.path.dirname(__file__), "data", "rules.tsv")
"""What the decorators of our rules say, so that a rule is imported only to be run. `python -m
venvlint.app.docs` writes it anew.
"""


class _Unimported:
    """The function of a rule of ours, imported when it is first called."""

    def __init__(self, module: str, name: str) -> None:
        self.__module__, self.__name__ = module, name

    def __call__(self, tree: Tree) -> Iterable[Finding]:
        return _imported(self.__module__).check(tree)

    @property
    def page(self) -> str:
        """The docstring of the rule's module."""
        return _imported(self.__module__).page


def _imported(module: str) -> Rule:
    from importlib import import_module

    found: Rule = getattr(import_module(module), module.rpartition(".")[2])
    return found


def builtin_rules(index: str = INDEX) -> list[Rule]:
    """Every rule of ours, by code: the function of the same name in each file below `rules/`. One
    that the index lacks is imported.
    """
    known = _indexed(index)
    found = []
    folder = os.path.join(os.path.dirname(__file__), "rules")
    for topic in os.listdir(folder):
        if topic.startswith("_") or not os.path.isdir(os.path.join(folder, topic)):
            continue
        for file in os.listdir(os.path.join(folder, topic)):
            name, _, extension = file.partition(".")
            if extension == "py" and not name.startswith("_"):
                module = f"venvlint.rules.{topic}.{name}"
                found.append(known.get(module) or _imported(module))
    return sorted(found, key=lambda rule: rule.code)


def _indexed(index: str) -> dict[str, Rule]:
    rules = {}
    with open(index, encoding="utf-8") as file:
        for line in file:
            code, module, severity, traits, fix, needs = line.rstrip("\n").split("\t")
            name = module.rpartition(".")[2]
            check = _Unimported(module, name)
            words = tuple(needs.split(" ")) if needs else ()
            rules[module] = Rule(
                code,
                name.replace("_", "-"),
                Severity[severity],
                check,
                "opt-in" in traits,
                fix,
                words,
                "anywhere" in traits,
            )
    return rules


def index_text() -> str:
    """The index as it should be: one line for each rule, from its decorator."""
    lines = []
    for rule in map(_imported, [rule.check.__module__ for rule in builtin_rules(os.devnull)]):
        fields = (
            rule.code,
            rule.check.__module__,
            rule.severity.name,
            " ".join(["opt-in"] * rule.opt_in + ["anywhere"] * rule.anywhere),
            rule.fix,
            " ".join(rule.needs),
        )
        lines.append("\t".join(fields) + "\n")
    return "".join(lines)


def plugin_rules(modules: Sequence[str], audited: str) -> list[Rule]:
    """The rules of installed plug-ins: entry points of the group `venvlint.rules`, and the
    *modules* of the configuration.

    Raises `ConfigError` for a plug-in that cannot be imported, that lies in the *audited* directory
    (its code would be run), that
    offers no rule, or whose codes are malformed or clash.
    """
    from venvlint import plugins

    return plugins.load(modules, audited)


def all_rules(config: Config, audited: str, isolated: bool = False) -> list[Rule]:
    """The built-in rules and those of plug-ins; raises `ConfigError` on a clash."""
    rules = builtin_rules()
    if not isolated:
        rules += plugin_rules(config.plugins, audited)
        seen: dict[str, str] = {}
        for rule in rules:
            for word in (rule.code, rule.name):
                if word in seen:
                    raise ConfigError(
                        f"`{word}` is defined twice: by {seen[word]} and by {rule.check.__module__}"
                    )
                seen[word] = rule.check.__module__
    return rules


def specificity(word: str, rule: Rule) -> int:
    """How exactly *word* names *rule*: -1 not at all, 0 for `ALL`, else the length of the matching
    text; a name is as good as a code.
    """
    upper = word.upper()
    if upper == "ALL":
        return 0
    if upper == rule.code.upper() or word.lower() == rule.name:
        return 99
    return len(word) if word and rule.code.upper().startswith(upper) else -1


def check_words(
    words: Iterable[str], rules: Sequence[Rule], error: type[Exception], where: str
) -> None:
    """Raises *error* for a word that matches no rule, naming the nearest that would."""
    for word in words:
        if all(specificity(word, rule) < 0 for rule in rules):
            known = {rule.code for rule in rules} | {rule.name for rule in rules} | {"ALL"}
            raise error(f"{where}: no rule is called `{word}`{nearest(word, known)}")


def selected(rules: Sequence[Rule], config: Config) -> list[Rule]:
    """The rules that a run wants. Of two words that meet on a rule the more specific one wins; on a
    tie the rule is left out.
    """
    wanted = []
    for rule in rules:
        if config.select is None:
            on = -1 if rule.opt_in else 0
        else:
            on = max((specificity(word, rule) for word in config.select), default=-1)
        on = max([on, *(specificity(word, rule) for word in config.extend_select)])
        off = max((specificity(word, rule) for word in config.ignore), default=-1)
        if config.select is None and on == 0 and off == 0:
            on = -1  # `--ignore ALL`
        if on >= 0 and on > off:
            wanted.append(rule)
    return wanted


def may_fix(rule: Rule, config: Config) -> bool:
    """Whether the configuration lets a rule's fixes be applied. Of two words that meet on a rule
    the more specific one wins; on a tie nothing is fixed.
    """
    words = ("ALL",) if config.fixable is None else config.fixable
    on = max((specificity(word, rule) for word in words), default=-1)
    off = max((specificity(word, rule) for word in config.unfixable), default=-1)
    return on >= 0 and on > off


def severity_of(rule: Rule, config: Config) -> Severity | None:
    """The severity that the configuration gives a rule, by the most specific word; None where it
    gives none.
    """
    best, given = -1, None
    for word, label in config.severity:
        exactness = specificity(word, rule)
        if exactness > best:
            best, given = exactness, Severity[label.upper()]
    return given
