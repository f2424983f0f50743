"""The flags of the command: the contract with users, `--help` and what completion offers."""

from __future__ import annotations

from venvlint.config import FAIL_ON, UsageError, nearest
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

FORMATS = ("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "html")
SHELLS = ("bash", "zsh", "fish")


def parser() -> argparse.ArgumentParser:
    """The flags of the command; the contract with users."""
    import argparse

    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> None:  # type: ignore[override]
            if "unrecognized arguments: " in message:
                word = message.rpartition(": ")[2].split()[0]
                message = f"there is no flag {word}{nearest(word.partition('=')[0], self._option_string_actions)}"
            raise UsageError(f"{message}\nvenvlint --help lists the flags")

    p = Parser(
        prog="venvlint",
        description="Find what is wrong with a Python project's environments and dependencies, by reading its files.",
        usage="venvlint [PATH ...] [flags]",
        add_help=False,
        allow_abbrev=False,
        formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=34, width=min(_columns(), 118)),
    )
    p.add_argument("paths", nargs="*", metavar="PATH", help="directories or files to audit (default: .)")
    which = p.add_argument_group("which rules and files")
    which.add_argument("--select", metavar="RULES", help="only these: codes (VL201), prefixes (VL2), names or ALL, with commas")
    which.add_argument("--extend-select", metavar="RULES", help="these too")
    which.add_argument("--ignore", metavar="RULES", help="all but these")
    which.add_argument("--config", metavar="FILE", help="this configuration file")
    which.add_argument("--isolated", action="store_true", help="no configuration, no plug-ins")
    which.add_argument("--staged", action="store_true", help="audit what the next commit would hold")
    which.add_argument("--no-suppressions", action="store_true", help="show what comments in the files suppress")
    which.add_argument("--baseline", metavar="FILE", help="hide what FILE records, name its stale entries")
    which.add_argument("--write-baseline", metavar="FILE", help="record in FILE what is there now")
    which.add_argument("--today", metavar="YYYY-MM-DD", help="the date that ends of life are judged by")
    fix = p.add_argument_group("fixing")
    fix.add_argument("--fix", action="store_true", help="apply the safe fixes")
    fix.add_argument("--unsafe-fixes", action="store_true", help="apply the unsafe fixes too")
    fix.add_argument("--diff", action="store_true", help="print what --fix would change; write nothing")
    out = p.add_argument_group("output")
    out.add_argument("--format", action="append", default=[], metavar="NAME[=FILE]", help=", ".join(FORMATS) + "; may be repeated")
    out.add_argument("--fail-on", choices=FAIL_ON, metavar="LEVEL", help="error, warning (default), info or never: lowest severity that fails")
    out.add_argument("--statistics", action="store_true", help="how often each rule spoke")
    out.add_argument("--quiet", "-q", action="store_true", help="no report on standard output")
    out.add_argument("--verbose", "-v", action="store_true", help="how each dependency list was classed; every related place")
    out.add_argument("--color", choices=("auto", "always", "never"), default="auto", metavar="WHEN", help="auto, always or never")
    out.add_argument("--jobs", type=int, metavar="N", help="worker processes for several PATHs")
    ask = p.add_argument_group("questions")
    ask.add_argument("--explain", metavar="RULE", help="the rule's documentation")
    ask.add_argument("--list-rules", action="store_true", help="every rule")
    ask.add_argument("--python-map", action="store_true", help="every place that states a Python version")
    ask.add_argument("--show-config", action="store_true", help="the settings in force and where they came from")
    ask.add_argument("--lsp", action="store_true", help="be a language server for an editor, on standard input and output")
    ask.add_argument("--stdio", action="store_true", help=argparse.SUPPRESS)  # editors add it to the command of every language server
    ask.add_argument("--completion", choices=SHELLS, metavar="SHELL", help="a script for bash, zsh or fish that completes flags and rules")
    ask.add_argument("--version", action="store_true", help="venvlint's version")
    ask.add_argument("--help", "-h", action="store_true", help="this text")
    return p


def _columns() -> int:
    import shutil

    return shutil.get_terminal_size((100, 24)).columns


class Output(Record):
    """One `--format`: its name and the file it goes to (None: standard output)."""

    name: str
    file: str | None = None


def outputs_of(words: Sequence[str]) -> list[Output]:
    """What `--format` asks for. Raises `UsageError`."""
    outputs = []
    for word in words or ("text",):
        name, equals, file = word.partition("=")
        if name not in FORMATS:
            raise UsageError(f"--format: there is no format `{name}`{nearest(name, FORMATS)}")
        if equals and not file:
            raise UsageError(f"--format {name}=: the file is missing")
        outputs.append(Output(name, file or None))
    if sum(output.file is None for output in outputs) > 1:
        raise UsageError("--format: only one format can go to standard output; give the others a file, as in --format json=FILE")
    return outputs
