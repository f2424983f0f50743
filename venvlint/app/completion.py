"""`--completion SHELL`: a script that makes a shell complete flags, rules and formats."""

from __future__ import annotations

from venvlint.app.flags import FORMATS, SHELLS, parser
from venvlint.model import FAIL_ON
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from venvlint.model import Rule

_WORDS = {"LEVEL": FAIL_ON, "WHEN": ("auto", "always", "never"), "SHELL": SHELLS}


class Flag(Record):
    """One flag as a shell knows it. `takes` is what follows it: nothing (""), a word of the help
    such as `RULES` or `FILE`.
    """

    names: tuple[str, ...]
    text: str
    takes: str = ""


def flags() -> list[Flag]:
    """The flags of the command that its help shows, those of one letter after the long ones."""
    from argparse import SUPPRESS

    found = []
    for action in parser()._actions:
        if action.option_strings and action.help != SUPPRESS:
            takes = str(action.metavar or "") if action.nargs != 0 else ""
            found.append(
                Flag(
                    tuple(sorted(action.option_strings, key=len, reverse=True)),
                    action.help or "",
                    takes,
                )
            )
    return found


def _selectors(rules: Sequence[Rule]) -> list[tuple[str, str]]:
    """What a list of rules may hold, with a word about each."""
    prefixes = dict.fromkeys(rule.code[:3] for rule in rules)
    return [
        ("ALL", "every rule"),
        *((prefix, "a group of rules") for prefix in prefixes),
        *_rules(rules),
    ]


def _rules(rules: Sequence[Rule]) -> list[tuple[str, str]]:
    return [(rule.code, rule.title) for rule in rules] + [(rule.name, rule.title) for rule in rules]


def _pages(rules: Sequence[Rule]) -> list[tuple[str, str]]:
    """What `--explain` takes, with a word about each."""
    from venvlint.guides import NAMES

    return _rules(rules) + [(name, "a guide") for name in NAMES]


def script(shell: str, rules: Sequence[Rule]) -> str:
    """The script for *shell*, one of `SHELLS`."""
    return "\n".join({"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](rules)) + "\n"


def _names(takes: str) -> str:
    """The long flags that take *takes*, as a pattern of `case`."""
    return "|".join(name for flag in flags() for name in flag.names if flag.takes == takes)


def _bash(rules: Sequence[Rule]) -> Iterator[str]:
    yield '# eval "$(venvlint --completion bash)", forever in ~/.bashrc'
    yield "_venvlint() {"
    yield (
        '  local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" first=""'
    )
    yield "  # bash takes --format=json for three words."
    yield '  if [ "$current" = "=" ]; then current=""'
    yield '  elif [ "$before" = "=" ]; then before="${COMP_WORDS[COMP_CWORD-2]}"; fi'
    yield '  case "$before" in'
    yield f"    {_names('RULES')})"
    yield '      case "$current" in *,*) first="${current%,*}," ;; esac'
    words = " ".join(word for word, _ in _selectors(rules))
    yield f"""      COMPREPLY=($(compgen -P "$first" -W '{words}' -- "${{current##*,}}")); return ;;"""  # noqa: E501
    simple = [
        ("RULE", [word for word, _ in _pages(rules)]),
        ("NAME[=FILE]", FORMATS),
        *_WORDS.items(),
    ]
    for takes, choices in simple:
        yield (
            f"    {_names(takes)}) COMPREPLY=($(compgen -W '{' '.join(choices)}' -- \"$current\"));"
            " return ;;"
        )
    yield f'    {_names("FILE")}) COMPREPLY=($(compgen -f -- "$current")); return ;;'
    yield "  esac"
    every = " ".join(name for flag in flags() for name in flag.names)
    yield f"""  case "$current" in -*) COMPREPLY=($(compgen -W '{every}' -- "$current")) ;; esac"""
    yield "}"
    yield "complete -o default -F _venvlint venvlint"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _zsh(rules: Sequence[Rule]) -> Iterator[str]:
    def described(words: Sequence[tuple[str, str]]) -> str:
        return " ".join(_quoted(word.replace(":", "\\:") + ":" + text) for word, text in words)

    yield "#compdef venvlint"
    yield (
        '# eval "$(venvlint --completion zsh)", forever in ~/.zshrc; or in a file _venvlint on'
        " $fpath"
    )
    yield (
        f"_venvlint_rules() {{ local -a rules; rules=({described(_pages(rules))}); _describe rule"
        " rules }"
    )
    yield (
        f"_venvlint_selectors() {{ local -a rules; rules=({described(_selectors(rules))}); compset"
        " -P '*,'; _describe rule rules -qS , }"
    )
    yield "_venvlint() {"
    yield "  _arguments -S \\"
    actions = {
        "RULES": "_venvlint_selectors",
        "RULE": "_venvlint_rules",
        "FILE": "_files",
        "NAME[=FILE]": f"({' '.join(FORMATS)})",
    }
    actions |= {takes: f"({' '.join(choices)})" for takes, choices in _WORDS.items()}
    for flag in flags():
        text = flag.text.replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")
        repeated = "*" if flag.takes == "NAME[=FILE]" else ""
        for name in flag.names:
            after = (
                f"={'[' + text + ']'}:{flag.takes.partition('[')[0].lower()}:{actions.get(flag.takes, '')}"  # noqa: E501
                if flag.takes
                else f"[{text}]"
            )
            yield f"    {_quoted(repeated + name + after)} \\"
    yield "    '*:path:_files'"
    yield "}"
    yield (
        'if [ "$funcstack[1]" = _venvlint ]; then _venvlint "$@"; else compdef _venvlint'
        " venvlint; fi"
    )


def _fish(rules: Sequence[Rule]) -> Iterator[str]:
    def described(words: Sequence[tuple[str, str]]) -> str:
        return " ".join(_fish_quoted(f"{word}\t{text}") for word, text in words)

    yield "# venvlint --completion fish > ~/.config/fish/completions/venvlint.fish"
    yield f"function __venvlint_rules; printf '%s\\n' {described(_pages(rules))}; end"
    yield "function __venvlint_selectors"
    yield (
        "  set -l first (string match -r '.*,' -- (commandline -ct | string replace -r"
        " '^--[a-z-]+=' ''))"
    )
    # An empty list times a word would be no word at all.
    yield "  test -n \"$first\"; or set first ''"
    yield f"  for word in {described(_selectors(rules))}; echo $first$word; end"
    yield "end"
    after = {
        "RULES": "(__venvlint_selectors)",
        "RULE": "(__venvlint_rules)",
        "NAME[=FILE]": " ".join(FORMATS),
    }
    after |= {takes: " ".join(choices) for takes, choices in _WORDS.items()}
    for flag in flags():
        names = " ".join(
            f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in flag.names
        )
        takes = (
            ""
            if not flag.takes
            else (
                " -r -F"
                if flag.takes == "FILE"
                else f" -x -a {_fish_quoted(after.get(flag.takes, ''))}"
            )
        )
        yield f"complete -c venvlint {names}{takes} -d {_fish_quoted(flag.text)}"


def _fish_quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
