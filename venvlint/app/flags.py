"""The flags of the command: the contract with users, `--help` and what completion offers.

One table, read by hand where the words are plain and by `argparse` for everything that wants an
explanation.
`argparse` costs 6 ms to import and to fill, a tenth of an audit; it is needed for `--help`, short
flags and every mistake.
"""

from __future__ import annotations

from venvlint.config import UsageError, nearest
from venvlint.model import FAIL_ON
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

FORMATS = (
    "text",
    "concise",
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "markdown",
    "html",
)
SHELLS = ("bash", "zsh", "fish")
COLORS = ("auto", "always", "never")


class Options:
    """What the command line says; what it does not say has these values."""

    paths: Sequence[str] = ()
    select: str | None = None
    extend_select: str | None = None
    ignore: str | None = None
    config: str | None = None
    isolated: bool = False
    alone: bool = False
    exclude: Sequence[str] = []  # argparse adds to a copy
    staged: bool = False
    tracked_only: bool = False
    no_suppressions: bool = False
    baseline: str | None = None
    write_baseline: str | None = None
    today: str | None = None
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    add_suppressions: bool = False
    format: Sequence[str] = []  # argparse adds to a copy
    fail_on: str | None = None
    statistics: bool = False
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    jobs: int | None = None
    explain: str | None = None
    list_rules: bool = False
    print_schema: str | None = None
    python_map: bool = False
    drop_python: str | None = None
    add_python: str | None = None
    move_python: str | None = None
    show_config: bool = False
    lsp: bool = False
    stdio: bool = False
    completion: str | None = None
    version: bool = False
    help: bool = False


# The groups of `--help`: for each flag its words, the name of its value (None: it takes none) and
# its line.
GROUPS: dict[str, tuple[tuple[tuple[str, ...], str | None, str], ...]] = {
    "which rules and files": (
        (
            ("--select",),
            "RULES",
            "only these: codes (VL201), prefixes (VL2), names or ALL, with commas",
        ),
        (("--extend-select",), "RULES", "these too"),
        (("--ignore",), "RULES", "all but these"),
        (("--config",), "FILE", "this configuration file"),
        (("--isolated",), None, "no configuration, no plug-ins"),
        (("--exclude",), "PATTERN", "leave out what matches it too; may be repeated"),
        (("--alone",), None, "read each PATH by itself, not the repository around it"),
        (("--staged",), None, "audit what the next commit would hold"),
        (("--tracked-only",), None, ""),
        (("--no-suppressions",), None, "show what comments in the files suppress"),
        (("--baseline",), "FILE", "hide what FILE records, name its stale entries"),
        (("--write-baseline",), "FILE", "record in FILE what is there now"),
        (("--today",), "YYYY-MM-DD", "the date that ends of life are judged by"),
    ),
    "fixing": (
        (("--fix",), None, "apply the safe fixes"),
        (("--unsafe-fixes",), None, "apply the unsafe fixes too"),
        (("--diff",), None, "print what --fix would change; write nothing"),
        (("--add-suppressions",), None, "write a comment that suppresses each violation left"),
        (("--drop-python",), "X.Y", "stop supporting a Python, everywhere at once"),
        (("--add-python",), "X.Y", "support a Python from now on, everywhere at once"),
        (("--move-python",), "A=B", "run on Python B whatever runs on Python A"),
    ),
    "output": (
        (("--format",), "NAME[=FILE]", ", ".join(FORMATS) + "; may be repeated"),
        (
            ("--fail-on",),
            "LEVEL",
            "error, warning (default), info or never: lowest severity that fails",
        ),
        (("--statistics",), None, "count the violations of each rule"),
        (("--quiet", "-q"), None, "no report on standard output"),
        (("--verbose", "-v"), None, "how each dependency list was classed; every related place"),
        (("--color",), "WHEN", "auto, always or never"),
        (("--jobs",), "N", "worker processes for several PATHs"),
    ),
    "questions": (
        (("--explain",), "RULE", "the page of a rule, or a guide: start, settings, fixes ..."),
        (("--list-rules",), None, "every rule"),
        (("--print-schema",), "WHICH", "a JSON schema: of the settings, or of the JSON report"),
        (("--python-map",), None, "every place that states a Python version"),
        (("--show-config",), None, "the settings in force and where they came from"),
        (("--lsp",), None, "be a language server for an editor, on standard input and output"),
        (("--stdio",), None, ""),  # editors add it to the command of every language server
        (
            ("--completion",),
            "SHELL",
            "a script for bash, zsh or fish that completes flags and rules",
        ),
        (("--version",), None, "venvlint's version"),
        (("--help", "-h"), None, "this text"),
    ),
}
_REPEATED = ("--format", "--exclude")
_JOINED = ("--select", "--extend-select", "--ignore")
"""Lists with commas; given twice, each is one list of all that was said."""
_CHOICES = {
    "--print-schema": ("settings", "report"),
    "--fail-on": FAIL_ON,
    "--color": COLORS,
    "--completion": SHELLS,
}


def read(argv: Sequence[str]) -> Options:
    """What the words of a command line say. Raises `UsageError` for a flag that does not exist, or
    that has no or a wrong value.
    """
    return plainly(argv) or parser().parse_args(argv, namespace=Options())


def plainly(argv: Sequence[str]) -> Options | None:
    """The options of a command line of long flags, written out, and of paths in one row; None for
    any other.
    """
    options = Options()
    paths: list[str] = []
    words = iter(argv)
    values = {names[0]: value for group in GROUPS.values() for names, value, _ in group}
    ended = False
    for word in words:
        if not word.startswith("-"):
            if ended:
                return None
            paths.append(word)
            continue
        ended = bool(paths)
        flag, equals, given = word.partition("=")
        if flag not in values or flag == "--help":
            return None
        name = flag[2:].replace("-", "_")
        if values[flag] is None:
            if equals:
                return None
            setattr(options, name, True)
            continue
        if not equals:
            given = next(words, "-")
            if given.startswith("-"):
                return None
        if flag in _CHOICES and given not in _CHOICES[flag]:
            return None
        if flag in _REPEATED:
            setattr(options, name, [*getattr(options, name), given])
        elif flag in _JOINED:
            setattr(options, name, joined(getattr(options, name), given))
        elif flag == "--jobs":
            if not (given.isascii() and given.isdigit()):
                return None
            options.jobs = int(given)
        else:
            setattr(options, name, given)
    options.paths = paths
    return options


def joined(before: str | None, given: str) -> str:
    """A list with commas, with what was said of it before."""
    return given if before is None else f"{before},{given}"


def parser() -> argparse.ArgumentParser:
    """The flags of the command; the contract with users."""
    import argparse

    class Join(argparse.Action):
        def __call__(self, parser, namespace, values, option_string=None) -> None:  # type: ignore[no-untyped-def]
            setattr(namespace, self.dest, joined(getattr(namespace, self.dest), values))

    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> None:  # type: ignore[override]
            if "unrecognized arguments: " in message:
                word = message.rpartition(": ")[2].split()[0]
                message = (
                    "there is no flag"
                    f" {word}{nearest(word.partition('=')[0], self._option_string_actions)}"
                )
            raise UsageError(f"{message}\nvenvlint --help lists the flags")

    p = Parser(
        prog="venvlint",
        description=(
            "Find what is wrong with a Python project's environments and dependencies, by reading"
            " its files."
        ),
        usage="venvlint [PATH ...] [flags]",
        add_help=False,
        allow_abbrev=False,
        formatter_class=lambda prog: argparse.HelpFormatter(
            prog, max_help_position=34, width=min(_columns(), 118)
        ),
    )
    p.add_argument(
        "paths", nargs="*", metavar="PATH", help="directories or files to audit (default: .)"
    )
    for title, flags in GROUPS.items():
        group = p.add_argument_group(title)
        for names, value, text in flags:
            if value is None:
                group.add_argument(*names, action="store_true", help=text or argparse.SUPPRESS)
            elif names[0] in _REPEATED:
                group.add_argument(*names, action="append", default=[], metavar=value, help=text)
            elif names[0] in _JOINED:
                group.add_argument(*names, action=Join, default=None, metavar=value, help=text)
            else:
                kind: type = int if names[0] == "--jobs" else str
                group.add_argument(
                    *names,
                    choices=_CHOICES.get(names[0]),
                    type=kind,
                    default=getattr(Options, names[0][2:].replace("-", "_")),
                    metavar=value,
                    help=text,
                )
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
        raise UsageError(
            "--format: only one format can go to standard output; give the others a file, as in"
            " --format json=FILE"
        )
    return outputs
