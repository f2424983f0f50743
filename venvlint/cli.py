"""argv in, exit status out: the only module that prints."""

from __future__ import annotations

import os
import sys

from venvlint.config import FAIL_ON, Config, ConfigError, UsageError, nearest
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from venvlint.engine import Report, Target
    from venvlint.fixes import Outcome
    from venvlint.model import Rule
    from venvlint.reporters.context import Context
    from venvlint.reporters.terminal import Terminal
    from venvlint.tree import Tree

FORMATS = ("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "html")
OK, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


def run(argv: Sequence[str]) -> int:
    """Run the command. Never raises for bad input: that is one line on standard error and status 2."""
    try:
        status = _run(argv)
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except (UsageError, ConfigError) as error:
        _say(f"venvlint: {error}")
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the report has seen enough; what is left in the buffer must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        _say(f"venvlint: {error.filename or 'standard output'}: {error.strerror or error}")
        return FAILED
    except Exception as error:  # a bug of ours is one line too, and whoever wants the rest asks for it
        if "--verbose" in argv or "-v" in argv:
            raise
        _say(f"venvlint: internal error, please report it: {type(error).__name__}: {error} (--verbose shows where)")
        return FAILED


def _say(text: str) -> None:
    """One line on standard error, whatever its encoding can show."""
    from venvlint.reporters.printable import printable

    if sys.stderr is not None:
        line = "\n".join(printable(part) for part in text.split("\n"))
        encoding = getattr(sys.stderr, "encoding", None) or "ascii"
        sys.stderr.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def _print(text: str) -> None:
    """Text to standard output, whatever its encoding can show."""
    if sys.stdout is None:
        raise UsageError("standard output is closed")
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    sys.stdout.write(text if text.isascii() else text.encode(encoding, "backslashreplace").decode(encoding))


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


def _outputs(words: Sequence[str]) -> list[Output]:
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


def _words(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(word for word in (part.strip() for part in text.split(",")) if word)


def _run(argv: Sequence[str]) -> int:
    if list(argv) in (["--version"], ["-V"]):
        from venvlint import __version__

        _print(f"venvlint {__version__}\n")
        return OK
    p = parser()
    options = p.parse_args(argv)
    if options.help:
        _print(p.format_help())
        return OK
    if options.version:
        return _run(["--version"])
    if options.staged and (options.fix or options.unsafe_fixes or options.diff):
        raise UsageError("--staged audits the index and cannot be fixed; run --fix without it, then git add")
    outputs = _outputs(options.format)

    from venvlint.reporters.terminal import terminal_of

    terminal = terminal_of(sys.stdout, options.color, options.verbose)
    if options.explain or options.list_rules:
        return _answer(options, outputs, terminal)
    return _audit(options, outputs, terminal)


def _answer(options: argparse.Namespace, outputs: list[Output], terminal: Terminal) -> int:
    """`--explain` and `--list-rules`: they need no project, but know a configured plug-in's rules where there is one."""
    from venvlint import docs
    from venvlint.selection import all_rules

    directory = os.getcwd()
    rules = all_rules(_configuration(options, directory), directory, options.isolated)
    if options.explain:
        word = options.explain
        for rule in rules:
            if word.lower() in (rule.code.lower(), rule.name):
                _print(docs.explanation(rule, terminal))
                return OK
        raise UsageError(f"--explain: no rule is called `{word}`{nearest(word, [w for rule in rules for w in (rule.code, rule.name)])}")
    if outputs[0].name == "json":
        from venvlint.reporters.json import dumps

        _print(dumps(docs.as_json(rules), 1) + "\n")
    else:
        _print("\n".join(docs.listing(rules)) + "\n")
    return OK


def _configuration(options: argparse.Namespace, directory: str) -> Config:
    """The configuration of a directory with the flags put over it."""
    from venvlint import config as configuration
    from venvlint.engine import configuration_for

    if options.isolated:
        config = Config()
    elif options.config:
        config = configuration.load(options.config)
    else:
        config = configuration_for(directory)
    return configuration.overridden(
        config,
        {
            "select": _words(options.select),
            "extend_select": _words(options.extend_select),
            "ignore": _words(options.ignore),
            "fail_on": options.fail_on,
            "baseline": options.baseline,
        },
        "--{}",
    )


class Result(Record):
    """What became of one PATH."""

    target: Target
    tree: Tree
    rules: tuple[Rule, ...]
    config: Config
    report: Report
    outcome: Outcome | None = None


def _today(text: str | None) -> object:
    import datetime

    try:
        return None if text is None else datetime.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--today: `{text}` is not a date like 2026-11-22") from None


def _audit(options: argparse.Namespace, outputs: list[Output], terminal: Terminal) -> int:
    from venvlint import engine

    paths = options.paths or ["."]
    results = []
    for path in paths:
        aim = engine.target(path, several=len(paths) > 1)
        config = _configuration(options, aim.directory)
        from venvlint.selection import all_rules

        rules = all_rules(config, aim.directory, options.isolated)
        engine.check_configuration(config, rules)
        if options.show_config:
            _show_config(config, path)
            continue
        tree = engine.open_tree(aim.directory, config, staged=options.staged, today=_today(options.today))  # type: ignore[arg-type]
        if options.python_map:
            _print(_python_map(tree, outputs[0].name, terminal))
            continue
        outcome = None
        if options.fix or options.unsafe_fixes or options.diff:
            from venvlint import fixes

            outcome = fixes.fixed(tree, rules, unsafe=options.unsafe_fixes, aim=aim)
            report = outcome.report
        else:
            report = engine.audit(tree, rules, aim=aim, obey_suppressions=not options.no_suppressions)
        results.append(Result(aim, tree, tuple(rules), config, report, outcome))
    if options.show_config or options.python_map:
        return OK
    if options.diff:
        return _diff(results)
    status = OK
    for result in results:
        if result.outcome is not None:
            status = max(status, _write(result))
    return max(status, _report(options, outputs, terminal, results))


def _python_map(tree: Tree, name: str, terminal: Terminal) -> str:
    from venvlint.reporters import python_map

    if name == "html":
        return python_map.render_html(tree)
    if name == "markdown":
        return python_map.render_markdown(tree)
    if name != "text":
        raise UsageError(f"--python-map is drawn as text, markdown or html, not as {name}")
    return python_map.render_text(tree, terminal.width, terminal.color)


def _show_config(config: Config, path: str) -> None:
    lines = [f"# settings for {path}"]
    for name in sorted(config._fields):
        if name != "origins":
            value = getattr(config, name)
            shown = dict(value) if name in ("severity", "per_file_ignores") else list(value) if isinstance(value, tuple) else value
            lines.append(f"{name.replace('_', '-')} = {shown!r}  # {config.origin(name)}")
    _print("\n".join(lines) + "\n")


def _diff(results: list[Result]) -> int:
    from venvlint.fixes import unified_diff

    changed = False
    for result in results:
        assert result.outcome is not None
        text = unified_diff(result.tree, result.outcome.changes)
        changed = changed or bool(text)
        if text and sys.stdout is not None:
            # Bytes, not text: `git apply` needs them as they are.
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
        for path in sorted(result.outcome.untracked):
            _say(f"--fix --unsafe-fixes would also run: git rm -r --cached -- {path}")
            changed = True
    return FOUND if changed else OK


def _write(result: Result) -> int:
    """Put the fixed files on disk and say so; 2 when one could not be written."""
    from venvlint.write import write_changes

    outcome = result.outcome
    assert outcome is not None
    originals = {path: None if (document := result.tree.document(path)) is None else document.data for path in outcome.changes}
    written, failed = write_changes(result.tree.files.root, outcome.changes, originals)
    for sentence in (*failed, *outcome.refused):
        _say(f"not fixed: {sentence}")
    if outcome.untracked and result.tree.files.git is not None:
        result.tree.files.git.run("rm", "-r", "-q", "--cached", "--ignore-unmatch", "--", *sorted(outcome.untracked))
    if written or outcome.untracked:
        count = len(outcome.applied)
        names = ", ".join(sorted([*written, *(f"{path} (out of Git's index)" for path in outcome.untracked)]))
        _say(f"fixed {count} violation{'s' if count != 1 else ''} in {names}")
    if not outcome.converged:
        _say("some fixes undo each other; venvlint stopped after ten passes (this is a bug, please report it)")
    return FAILED if failed else OK


def _report(options: argparse.Namespace, outputs: list[Output], terminal: Terminal, results: list[Result]) -> int:
    from venvlint import __version__, engine
    from venvlint.reporters.context import Context

    reports = [_with_baseline(options, result) for result in results]
    report = reports[0] if len(reports) == 1 else engine.merged(reports)
    for note in report.notes:
        _say(note)
    for crash in report.crashes:
        _say(engine.describe_crash(crash))
    rules = {rule.code: rule for result in results for rule in result.rules}
    context = Context(
        __version__, terminal, tuple(rules[code] for code in sorted(rules)), tuple((result.target.prefix, result.tree) for result in results)
    )
    for output in outputs:
        if output.file is not None:
            _write_file(output.file, _render(output.name, report, context))
        elif not options.quiet:
            _print(_render(output.name, report, context))
    if options.verbose and not options.quiet:
        for result in results:
            for line in _classes(result.tree):
                _say(line)
    if options.statistics:
        from venvlint.reporters.text import statistics

        for line in statistics(report):
            _say(line)
    return max((each.exit_code() for each in reports), default=OK)


def _classes(tree: Tree) -> list[str]:
    from venvlint.facts.declarations import describe_classes

    return list(describe_classes(tree))


def _with_baseline(options: argparse.Namespace, result: Result) -> Report:
    if not (options.write_baseline or result.config.baseline):
        return result.report
    from venvlint import baseline

    if options.write_baseline:
        _write_file(options.write_baseline, baseline.dumps(result.report))
        _say(f"{len(result.report.violations)} violations recorded in {options.write_baseline}")
        return baseline.hidden(result.report, baseline.of(result.report), options.write_baseline)
    assert result.config.baseline is not None
    return baseline.hidden(result.report, baseline.load(result.config.baseline), result.config.baseline)


def _render(name: str, report: Report, context: Context) -> str:
    from importlib import import_module

    render: Callable[[Report, Context], str] = import_module(f"venvlint.reporters.{name}").render
    return render(report, context)


def _write_file(path: str, text: str) -> None:
    """A report to a file, whole or not at all."""
    from venvlint.write import WriteError, replace_file

    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as file:  # a pipe or a terminal: nothing to replace
            file.write(text.encode("utf-8", "backslashreplace"))
        return
    try:
        replace_file(os.path.abspath(path), text.encode("utf-8", "backslashreplace"))
    except WriteError as error:
        raise UsageError(str(error)) from None
