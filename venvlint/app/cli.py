"""argv in, exit status out: the only module that prints."""

from __future__ import annotations

import os
import sys

from venvlint.app.flags import Options, outputs_of, parser, read
from venvlint.config import Config, ConfigError, UsageError, nearest
from venvlint.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from venvlint.app.baseline import Baselines
    from venvlint.app.flags import Output
    from venvlint.app.runs import Request, Result
    from venvlint.engine import Report
    from venvlint.model import Rule
    from venvlint.reporters import Context
    from venvlint.reporters.terminal import Terminal

OK, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


def run(argv: Sequence[str]) -> int:
    """Run the command. Never raises for bad input: that is one line on standard error and status
    2.
    """
    try:
        status = _run(argv)
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except (UsageError, ConfigError) as error:
        _say(
            f"venvlint: {error}", several_lines=isinstance(error, UsageError)
        )  # of the user's own words
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the report has seen enough; what is left in the buffer must not raise again
        # at exit.
        _drop_output()
        return FAILED
    except OSError as error:
        if error.filename is None:
            _drop_output()
        name = error.filename or "standard output"
        import errno

        if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN):
            name = "this machine refused"  # whatever it was that asked for one more
        _say(f"venvlint: {name}: {error.strerror or error}; the report is not whole")
        return FAILED
    except MemoryError:
        _say("venvlint: this machine has not enough memory; the report is not whole")
        return FAILED
    except (
        Exception
    ) as error:  # a bug of ours is one line too, and whoever wants the rest asks for it
        if isinstance(error, ImportError) and "failed to map" in str(error):
            # How the system says that there is no memory for a library.
            _say("venvlint: this machine has not enough memory; the report is not whole")
            return FAILED
        if "--verbose" in argv or "-v" in argv:
            import traceback

            _say(traceback.format_exc().rstrip(), several_lines=True)  # what it quotes is theirs
            return FAILED
        _say(
            f"venvlint: internal error, please report it: {type(error).__name__}: {error}"
            " (--verbose shows where)"
        )
        return FAILED


def _drop_output() -> None:
    """Send what is left in the buffer of standard output nowhere: it must not raise again at
    exit.
    """
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        sys.stdout = None


def _say(text: str, *, several_lines: bool = False) -> None:
    """One line on standard error, whatever its encoding can show. A name with a line end must not
    begin a line: CI obeys some lines.
    """
    from venvlint.redact import credentials
    from venvlint.reporters import printable

    if sys.stderr is not None:
        text = credentials(text)
        line = "\n".join(
            printable(part) for part in (text.split("\n") if several_lines else [text])
        )
        encoding = getattr(sys.stderr, "encoding", None) or "ascii"
        try:
            sys.stderr.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        except OSError:
            sys.stderr = None  # nobody hears us: the status has to say it


def _print(text: str) -> None:
    """Text to standard output, whatever its encoding can show."""
    if sys.stdout is None:
        raise UsageError("standard output is closed")
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    data = text if text.isascii() else text.encode(encoding, "backslashreplace").decode(encoding)
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None or hasattr(stream, "raw"):
        sys.stdout.write(data)
        return
    _print_bytes(data.replace("\n", os.linesep).encode(encoding, "backslashreplace"))


def _print_bytes(data: bytes) -> None:
    """Bytes to standard output, all of them: without a buffer (PYTHONUNBUFFERED) a write may take a
    part, and tells so only by its number.
    """
    sys.stdout.flush()
    left = memoryview(data)
    while left:
        left = left[sys.stdout.buffer.write(left) or 0 :]


def _print_diff(text: str) -> None:
    """A diff as its bytes: `git apply` needs it as it is, in whatever encoding the file has."""
    if text and sys.stdout is not None and hasattr(sys.stdout, "buffer"):
        _print_bytes(text.encode("utf-8", "surrogateescape"))
    else:
        _print(text)


def _words(text: str | None) -> tuple[str, ...] | None:
    return (
        None
        if text is None
        else tuple(word for word in (part.strip() for part in text.split(",")) if word)
    )


def _run(argv: Sequence[str]) -> int:
    if list(argv) in (["--version"], ["-V"]):
        from venvlint import __version__

        _print(f"venvlint {__version__}\n")
        return OK
    options = read(argv)
    if options.help:
        _print(parser().format_help())
        return OK
    if options.version:
        return _run(["--version"])
    if options.lsp:
        from venvlint.lsp import serve

        return serve(_request(options, "."))
    if options.print_schema:
        from venvlint.schemas import text

        _print(text(options.print_schema))
        return OK
    if options.add_suppressions and (options.staged or options.diff or options.fix):
        raise UsageError("--add-suppressions stands alone: run --fix first, then look, then this")
    if options.staged and options.tracked_only:
        raise UsageError("--staged looks at nothing but the index; leave --tracked-only out")
    change = _python_change(options)
    if change and (options.staged or options.fix or options.unsafe_fixes or options.python_map):
        raise UsageError(
            f"{change[0]} changes the files by itself; of the other flags that read or change them"
            " it goes with --diff alone"
        )
    if options.staged and (options.fix or options.unsafe_fixes or options.diff):
        raise UsageError(
            "--staged audits the index and cannot be fixed; run --fix without it, then git add"
        )
    outputs = outputs_of(options.format)

    from venvlint.reporters.terminal import terminal_of

    terminal = terminal_of(sys.stdout, options.color, options.verbose)
    if options.explain or options.list_rules or options.completion:
        return _answer(options, outputs, terminal)
    return _audit(options, outputs, terminal)


def _python_change(options: Options) -> tuple[str, str] | None:
    """The flag that changes a Python and its value; None where there is none."""
    given = [
        (f"--{kind}-python", value)
        for kind in ("drop", "add", "move")
        if (value := getattr(options, f"{kind}_python")) is not None
    ]
    if len(given) > 1:
        raise UsageError(f"{given[0][0]} and {given[1][0]} are two changes: make one at a time")
    return given[0] if given else None


def _answer(options: Options, outputs: list[Output], terminal: Terminal) -> int:
    """`--explain`, `--list-rules` and `--completion`: they need no project, but know a configured
    plug-in's rules where there is one.
    """
    from venvlint.app import docs

    if options.explain:
        from venvlint import guides

        if options.explain.lower() in guides.NAMES:
            _print(docs.page(guides.markdown(options.explain.lower()), terminal))
            return OK
    rules = _rules(options)
    if options.explain:
        word = options.explain

        for rule in rules:
            if word.lower() in (rule.code.lower(), rule.name):
                _print(docs.explanation(rule, terminal))
                return OK
        group = [rule for rule in rules if rule.code.startswith(word.upper())]
        if group:
            _print("\n".join(docs.listing(group)) + "\n\nvenvlint --explain CODE says more.\n")
            return OK
        known = [*guides.NAMES, *(w for rule in rules for w in (rule.code, rule.name))]
        raise UsageError(
            f"--explain: no rule and no guide is called `{word}`{nearest(word, known)}"
        )
    if options.completion:
        from venvlint.app.completion import script

        _print(script(options.completion, rules))
    elif outputs[0].name == "json":
        from venvlint.reporters.json import dumps

        _print(dumps(docs.as_json(rules), 1) + "\n")
    else:
        _print("\n".join(docs.listing(rules)) + "\n")
    return OK


def _request(options: Options, path: str, **more: Any) -> Request:
    """The flags as they concern one audit."""
    from venvlint.app.runs import Request

    overrides = {
        "select": _words(options.select),
        "extend_select": _words(options.extend_select),
        "ignore": _words(options.ignore),
        "fail_on": options.fail_on,
        "baseline": options.baseline,
    }
    return Request(
        path,
        overrides=tuple((name, value) for name, value in overrides.items() if value is not None),
        config_file=options.config,
        isolated=options.isolated,
        staged=options.staged,
        tracked_only=options.tracked_only,
        exclude=tuple(options.exclude),
        unsafe=options.unsafe_fixes,
        silence=options.add_suppressions,
        obey_suppressions=not options.no_suppressions,
        today=_today(options.today),
        verbose=options.verbose and not options.quiet,
        **more,
    )


def _today(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    import datetime

    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--today: `{text}` is not a date like 2026-11-22") from None


def _audit(options: Options, outputs: list[Output], terminal: Terminal) -> int:
    from venvlint.app import runs
    from venvlint.targets import targets

    # A misspelt PATH is told before an hour of work.
    aims = targets(options.paths or ["."], alone=options.alone)
    if options.show_config:
        for aim in aims:
            config = runs.configuration(_request(options, aim.named), aim.directory)
            _show_config(config, aim.named)
        return OK
    names = [output.name for output in outputs]
    map_format = "html" if "html" in names else ""
    action = runs.FIX if options.fix or options.unsafe_fixes else runs.REPORT
    if options.diff:
        action = runs.DIFF
    if options.python_map:
        action, map_format = runs.MAP, names[0]
        if map_format not in ("text", "markdown", "html"):
            raise UsageError(
                f"--python-map is drawn as text, markdown or html, not as {map_format}"
            )
    change = _python_change(options)
    if change:
        action = runs.CHANGE
    requests = [
        _request(
            options,
            aim.named,
            aim=aim,
            several=len(aims) > 1,
            action=action,
            map_format=map_format,
            width=terminal.width,
            color=terminal.color,
            change=change,
            only_shown=options.diff,
        )
        for aim in aims
    ]
    results = _watched(execute_all(requests, options.jobs or 1), len(requests))
    if action == runs.MAP:
        return _show_maps(results, outputs, terminal)
    if action == runs.DIFF or (action == runs.CHANGE and options.diff):
        return _show_diffs(results, outputs)
    if action == runs.CHANGE:
        return _show_changes(results)
    return _report(options, outputs, terminal, results)


def execute_all(requests: Sequence[Request], jobs: int) -> Iterator[Result]:
    """The results in the order of the requests, each as soon as those before it are there; *jobs*
    worker processes share the work.
    """
    if jobs <= 1 or len(requests) <= 1:
        from venvlint.app.runs import execute

        return map(execute, requests)
    from venvlint.app.workers import execute_in_workers

    return execute_in_workers(requests, min(jobs, len(requests)))


def _watched(results: Iterator[Result], total: int) -> Iterator[Result]:
    """The results as they come, with a count on a terminal's standard error when a run takes longer
    than a second.
    """
    if total == 1 or sys.stderr is None or not sys.stderr.isatty():
        yield from results
        return
    import time

    started, shown = time.monotonic(), False
    for number, result in enumerate(results, 1):
        if shown:  # what the result brings to the terminal must not stand behind the bar
            sys.stderr.write("\r" + " " * 60 + "\r")
            sys.stderr.flush()
        yield result
        shown = number < total and time.monotonic() - started > 1
        if shown:
            done = 30 * number // total
            sys.stderr.write(f"\r[{'#' * done}{'.' * (30 - done)}] {number} of {total}")
            sys.stderr.flush()


def _show_diffs(results: Iterator[Result], outputs: list[Output]) -> int:
    """Diffs as they come, or all of them to a file."""
    status, texts = OK, []
    for result in results:
        if result.error:
            _say(f"venvlint: {result.error}")
            status = FAILED
        for message in result.messages:
            _say(message)
        status = max(status, FOUND if result.changed else OK)
        texts.append(result.text)
        for path in result.secrets:
            _say(
                f"{path}: the diff shows a secret as it is, so that `git apply` takes it; a"
                " terminal would not be shown it"
            )
        if outputs[0].file is None:
            _print_diff(_for_a_terminal(result.text))
    if outputs[0].file is not None:
        _write_file(outputs[0].file, "".join(texts), "surrogateescape")
    return status


def _show_changes(results: Iterator[Result]) -> int:
    """What became of each PATH's Pythons, in sentences."""
    status = OK
    for result in results:
        if result.error:
            _say(f"venvlint: {result.error}")
            status = FAILED
        for message in result.messages:
            _say(message)
        status = max(status, FAILED if result.failed else OK)
    return status


def _for_a_terminal(text: str) -> str:
    """A diff as a person may see it; as it is where a program reads it."""
    if sys.stdout is None or not sys.stdout.isatty():
        return text
    from venvlint.redact import credentials

    def shown(line: str) -> str:
        plain = line.replace("\0", "")  # UTF-16 hides nothing from people
        masked = credentials(plain)
        return line if masked == plain else masked

    return "\n".join(map(shown, text.split("\n")))


def _show_maps(results: Iterator[Result], outputs: list[Output], terminal: Terminal) -> int:
    """The map of Pythons of each PATH, in the first format that was asked for."""
    status, maps, stamps = OK, [], []
    for result in results:
        if result.error:
            _say(f"venvlint: {result.error}")
            status = FAILED
        else:
            maps.append((result.prefix, result.text))
            stamps.append(result.stamp)
    if outputs[0].name == "html":
        from venvlint import __version__
        from venvlint.reporters import Context
        from venvlint.reporters.html import render_map

        text = render_map(Context(__version__, terminal, maps=tuple(maps), stamps=tuple(stamps)))
    else:
        heading = "## {}\n\n" if outputs[0].name == "markdown" else "{}\n\n"
        text = "\n".join(
            (heading.format(prefix) if prefix else "") + drawn for prefix, drawn in maps
        )
    if outputs[0].file is not None:
        _write_file(outputs[0].file, text)
    else:
        _print(text)
    return status


def _show_config(config: Config, path: str) -> None:
    """The settings as TOML that can be pasted into a `venvlint.toml`, each with its origin."""
    lines = [f"# settings for {path}"]
    for name in sorted(config._fields):
        if name in ("origins", "directory", "remarks"):
            continue
        key, value, origin = name.replace("_", "-"), getattr(config, name), config.origin(name)
        lines.append(
            f"# {key} is not set"
            if value is None
            else f"{key} = {_toml(value, name in ('severity', 'per_file_ignores'))}  # {origin}"
        )
    _print("\n".join(lines) + "\n")


def _toml(value: object, table: bool = False) -> str:
    import json

    if isinstance(value, tuple):
        if table:
            return (
                "{ " + ", ".join(f"{json.dumps(key)} = {_toml(item)}" for key, item in value) + " }"
                if value
                else "{}"
            )
        return "[" + ", ".join(map(_toml, value)) + "]"
    # A basic string of TOML is one of JSON, but for the escapes of what JSON leaves as it is (TOML
    # 1.0, "String").
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _report(
    options: Options, outputs: list[Output], terminal: Terminal, results: Iterator[Result]
) -> int:
    from venvlint import __version__, engine
    from venvlint.reporters import Context

    streamed = [
        output
        for output in outputs
        if output.name == "jsonl" and output.file is None and not options.quiet
    ]
    kept = options.statistics or any(
        output.file is not None or not (output in streamed or options.quiet) for output in outputs
    )
    names = {output.name for output in outputs}
    context = Context(
        __version__, terminal, tuple(_rules(options)) if names & {"sarif", "html"} else ()
    )
    status, reports, maps, stamps = OK, [], [], []
    said: set[str] = set()
    baselines = _baselines(options.write_baseline) if options.write_baseline else None
    for result in results:
        if result.error or result.report is None:
            if (
                result.error not in said
            ):  # a misspelt flag is one mistake, however many PATHs there are
                _say(f"venvlint: {result.error}")
            said.add(result.error)
            status = FAILED
            continue
        for message in result.messages:
            _say(message)
        report = result.report
        if baselines is None and result.baseline:
            baselines = _baselines(None)
        if baselines is not None:
            report = baselines.hidden(result)
        for note in report.notes:
            _say(note)
        for crash in report.crashes:
            _say(engine.describe_crash(crash))
        status = max(status, report.exit_code(), FAILED if result.failed else OK)
        for _ in streamed:
            _print(_render("jsonl", report, context))
            sys.stdout.flush()
        # What was streamed and nothing else needs is dropped, so that memory does not grow with the
        # number of PATHs.
        reports.append(report if kept else replace(report, violations=()))
        maps.append((result.prefix, result.text))
        stamps.append(result.stamp)
    if not reports:
        return status
    report = reports[0] if len(reports) == 1 else engine.merged(reports)
    context = replace(context, maps=tuple(maps), stamps=tuple(stamps))
    # What the terminal obeys has no place in a file, unless it was asked for.
    plain = replace(terminal, color=options.color == "always", links=False)
    for output in outputs:
        if output.file is not None:
            _write_file(output.file, _render(output.name, report, replace(context, terminal=plain)))
        elif output not in streamed and not options.quiet:
            _print(_render(output.name, report, context))
    if baselines is not None:
        if options.write_baseline:
            _write_file(options.write_baseline, baselines.text())
        for sentence in baselines.sentences():
            _say(sentence)
    if options.statistics:
        from venvlint.reporters.text import statistics

        for line in statistics(report):
            _say(line)
    return status


def _baselines(write: str | None) -> Baselines:
    from venvlint.app.baseline import Baselines

    return Baselines(write)


def _rules(options: Options) -> list[Rule]:
    """Every rule that a report of this run may name: ours, and the plug-ins of each PATH's
    configuration.
    """
    from venvlint.app.runs import configuration
    from venvlint.selection import all_rules
    from venvlint.targets import targets

    rules: dict[str, Rule] = {}
    for aim in targets(options.paths or ["."], alone=options.alone):
        try:
            config = configuration(_request(options, aim.named), aim.directory)
            found = all_rules(config, aim.directory, options.isolated)
        except ConfigError:
            if options.explain or options.list_rules or options.completion:
                raise
            continue  # the audit of this PATH says so
        for rule in found:
            rules.setdefault(rule.code, rule)
    return list(rules.values())


def _render(name: str, report: Report, context: Context) -> str:
    from importlib import import_module

    render: Callable[[Report, Context], str] = import_module(f"venvlint.reporters.{name}").render
    return render(report, context)


def _write_file(path: str, text: str, errors: str = "backslashreplace") -> None:
    """A report to a file, whole or not at all."""
    from venvlint.files.write import WriteError, write_report

    try:
        write_report(path, text.encode("utf-8", errors))
    except WriteError as error:
        raise UsageError(str(error)) from None
