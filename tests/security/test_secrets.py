"""A secret of the audited tree is in nothing that leaves: no report, no diff on a terminal, no
sentence, no log and no traceback.
"""

from __future__ import annotations

import io
import sys
from importlib import import_module

import pytest

from tests.lint import tree
from tests.made import needs_git, needs_links, repository, write
from tests.security.secret_shapes import KINDS, SHAPES, files, shown
from venvlint import redact
from venvlint.app import cli, runs
from venvlint.app.cli import run
from venvlint.app.flags import FORMATS
from venvlint.config import Config
from venvlint.engine import audit
from venvlint.model import Edit, Finding, Fix, Related, Severity, rule
from venvlint.record import replace
from venvlint.reporters import Context
from venvlint.reporters.terminal import Terminal
from venvlint.selection import builtin_rules

SECRET = "https://ana:hunter2@pypi.example.com/simple"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Every shape in every kind of file, in a folder."""
    root = tmp_path_factory.mktemp("shapes")
    write(root, files())
    return root


def test_there_are_as_many_as_we_say():
    assert (len(SHAPES), len(KINDS)) >= (63, 25)
    made = files()
    assert {pair for text in made.values() for pair in shown(text)} == {
        (shape, kind) for shape in SHAPES for kind in KINDS
    }


@pytest.mark.parametrize(
    "chosen",
    [
        # Without VL212, which tells the others what is a secret: the shape alone must do.
        pytest.param(["--select", "ALL", "--ignore", "VL212"], id="all others"),
        pytest.param(["--select", "VL212"], id="the rule that finds them"),
    ],
)
def test_no_format_shows_a_secret(root, tmp_path, capfd, chosen):
    outputs = {name: tmp_path / name for name in FORMATS}
    named = [f"--format={name}={file}" for name, file in outputs.items()]
    assert run(["--isolated", "--verbose", "--statistics", *chosen, *named, str(root)]) == 1
    texts = {name: file.read_text("utf-8") for name, file in outputs.items()}
    captured = capfd.readouterr()
    assert len(texts["jsonl"].splitlines()) > 500
    for name, text in (*texts.items(), ("out", captured.out), ("err", captured.err)):
        assert shown(text) == set(), name


@pytest.mark.parametrize("drawn", ["text", "markdown", "html"])
def test_no_map_of_pythons_shows_a_secret(root, capfd, drawn):
    assert run(["--isolated", "--python-map", "--format", drawn, str(root)]) == 0
    captured = capfd.readouterr()
    assert "3.8" in captured.out
    assert shown(captured.out + captured.err) == set()


@pytest.mark.parametrize("drawn", ["text", "markdown", "html"])
def test_no_row_of_a_map_of_pythons_shows_a_secret(tmp_path, capfd, drawn):
    step = f"{{uses: actions/setup-python@v5, with: {{python-version: '3.8 {SECRET}'}}}}"
    workflow = f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - {step}\n"
    pins = {".tool-versions": f"python 3.8 {SECRET}\n", ".github/workflows/ci.yml": workflow}
    write(tmp_path, {"setup.py": "", **pins})
    assert run(["--isolated", "--python-map", "--format", drawn, str(tmp_path)]) == 0
    out = capfd.readouterr().out
    assert "3.8" in out
    assert "hunter2" not in out


def test_no_baseline_holds_a_secret(root, tmp_path):
    file = tmp_path / "baseline.json"
    chosen = ["--isolated", "--quiet", "--select", "VL207"]
    assert run([*chosen, f"--write-baseline={file}", str(root)]) == 0
    assert file.read_text().count("VL207") > 100
    assert shown(file.read_text()) == set()


@rule("VL999", Severity.ERROR)
def every_line(tree):
    """Say each line of each file in each way that a rule can say something."""
    for path in tree.paths:
        document = tree.document(path)
        for number, line in enumerate(document.text.split("\n"), 1):
            if line:
                at = document.line_at(number)
                fix = Fix(f"write `{line}`", (Edit(at, line),))
                yield Finding(at, f"it is `{line}`", line, (line,), fix, (Related(at, line),))


def said(made):
    """What the report of `every_line` says of some files, and what each format makes of that."""
    report = audit(tree(made, config=replace(Config(), select=("ALL",))), [every_line])
    assert not report.crashes
    texts = []
    for v in report.violations:
        edits = () if v.fix.holds_secret else v.fix.edits
        texts += (v.message, v.suggestion, *v.commands, v.source, v.fix.description)
        texts += [related.message for related in v.related] + [edit.text for edit in edits]
    return report, "\n".join(texts)


def rendered(report):
    context = Context("1", Terminal(verbose=True), (every_line,))
    for name in FORMATS:
        yield name, import_module(f"venvlint.reporters.{name}").render(report, context)


def test_no_line_of_any_file_shows_a_secret():
    for path, text in files().items():
        lines = text.split("\n")
        assert shown("\n".join(map(redact.credentials, lines))) == set(), path


def test_nothing_that_a_format_shows_goes_past_the_mask(monkeypatch):
    one = {"requirements.txt": files()["requirements.txt"]}
    report, _ = said(one)
    for name, text in rendered(report):
        assert shown(text) == set(), name
    monkeypatch.setattr(redact, "blanked", lambda text: text)
    report, text = said(one)
    assert shown(text) == {(shape, "requirements.txt") for shape in SHAPES}
    for name, text in rendered(report):
        # A page for a pull request has room for the first ones only.
        assert len(shown(text)) > (10 if name == "markdown" else len(SHAPES) - 5), name


@pytest.mark.parametrize(
    ("step", "shape"),
    [
        ("_without_users", "a password"),
        ("_without_values", "a query"),
        ("_FORMED", "a token of GitHub"),
        ("_IN_PATH", "Cloudsmith's path"),
        ("_ESCAPED", "an escaped URL"),
    ],
)
def test_each_step_of_the_mask_is_needed(monkeypatch, step, shape):
    text = next(text for path, text in files().items() if path == "requirements.txt")
    line = next(line for line in text.split("\n") if (shape, "requirements.txt") in shown(line))
    assert shown(redact.credentials(line)) == set()
    without = (lambda text: text) if step.startswith("_without") else redact.lazy(r"\Z.")
    monkeypatch.setattr(redact, step, without)
    assert shown(redact.credentials(line)) == {(shape, "requirements.txt")}


@rule("VL998", Severity.ERROR)
def a_part_of_it(tree):
    """Say a part of a URL that looks like nothing, where another rule knows better."""
    at = tree.document("requirements.txt").at(0, 1)
    word = "kept4us"
    fix = Fix(f"as `{word}`", (Edit(at, word),))
    yield Finding(at, word, word, (word,), fix, (Related(at, word),))


@rule("VL997", Severity.ERROR)
def who_knows(tree):
    """Know a secret."""
    yield Finding(tree.document("requirements.txt").at(0, 1), "x", "y", secrets=("kept4us",))


RULES = [a_part_of_it, who_knows]


def test_what_a_rule_knows_is_hidden_in_what_all_others_say():
    start = tree({"requirements.txt": "kept4us\n"}, config=replace(Config(), select=("ALL",)))
    context = Context("1", Terminal(verbose=True), tuple(RULES))
    for known in (True, False):
        report = audit(start, RULES if known else [a_part_of_it])
        for name in FORMATS:
            text = import_module(f"venvlint.reporters.{name}").render(report, context)
            assert ("kept4us" in text) != known, name
        # The fix is made all the same.
        assert [v.fix.edits[0].text for v in report.violations if v.fix] == ["kept4us"]


@pytest.mark.parametrize("name", FORMATS)
def test_no_reason_of_a_suppression_shows_a_secret(tmp_path, capfd, name):
    reason = f"as {SECRET} and kept4us say"
    write(tmp_path, {"requirements.txt": f"six==1\nsix==1  # venvlint: ignore[VL205] {reason}\n"})
    given = ["--isolated", "--select", "VL205", "--no-suppressions", "--format", name]
    assert run([*given, str(tmp_path)]) == 1
    out = capfd.readouterr().out
    assert "kept4us" in out
    assert "hunter2" not in out
    config = replace(Config(), select=("VL205", "VL997"))
    start = tree({"requirements.txt": (tmp_path / "requirements.txt").read_text()}, config=config)
    report = audit(start, [*builtin_rules(), who_knows], obey_suppressions=False)
    assert "kept4us" not in repr(report)


@pytest.mark.parametrize("size", [700, 1400, 5000, 50_000])
@pytest.mark.parametrize(
    "line",
    [
        pytest.param("--extra-index-url https://ana:{}@h.example.com/simple", id="a password"),
        pytest.param("tool @ https://{}@h.example.com/x.whl", id="a user"),
        pytest.param("six==2 # https://ana:{}@h.example.com/x", id="behind the place"),
        pytest.param("--index-url=https://h/?token={} six==2", id="before the place"),
    ],
)
def test_a_secret_longer_than_what_is_shown_of_a_line(line, size):
    secret = "aB3" * (size // 3)
    made = {"requirements.txt": f"six==1\nsix==1\n{line.format(secret)}\n"}
    for ignored in ((), ("VL212",)):
        config = replace(Config(), select=("ALL",), ignore=ignored)
        report = audit(tree(made, config=config), [*builtin_rules(), every_line])
        assert report.violations
        shown_of_it = [replace(v, fix=None) for v in report.violations]
        assert "aB3aB3" not in repr(shown_of_it)


class Screen(io.StringIO):
    def isatty(self):
        return True


@needs_git
@needs_links
def test_a_diff_is_masked_for_people(tmp_path, monkeypatch, capfd):
    # One for `git apply` is not, and says so.
    text = f"six==1\nsix==1\n--extra-index-url {SECRET}\n"
    root = repository(tmp_path, {"requirements.txt": text})
    given = ["--isolated", "--select", "VL205", "--diff", str(root)]
    assert run(given) == 1
    captured = capfd.readouterr()
    assert SECRET in captured.out
    assert "requirements.txt: the diff shows a secret as it is" in captured.err
    assert "hunter2" not in captured.err
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", Screen())
        assert run(given) == 1
        screen = sys.stdout.getvalue()
    assert "-six==1" in screen
    assert "hunter2" not in screen


def test_no_sentence_shows_a_secret(tmp_path, capfd, monkeypatch):
    write(tmp_path, {"venvlint.toml": f'"{SECRET}" = 1\n', "requirements.txt": "six\n"})
    assert run([str(tmp_path)]) == 2
    assert "venvlint.toml:1: unknown setting" in (err := capfd.readouterr().err)
    assert "hunter2" not in err
    assert run([str(tmp_path / SECRET.replace("//", "/"))]) == 2
    assert "hunter2" not in capfd.readouterr().err


@pytest.mark.parametrize("more", [[], ["--verbose"]])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_no_internal_error_and_no_traceback_shows_a_secret(
    tmp_path, capfd, monkeypatch, more, jobs
):
    def broken(*_):
        raise RuntimeError(f"{SECRET} is too much")

    monkeypatch.setattr(runs, "_execute", broken)
    for name in ("a", "b"):
        write(tmp_path, {f"{name}/requirements.txt": "six\n"})
    given = ["--isolated", "--jobs", jobs, *more, str(tmp_path / "a"), str(tmp_path / "b")]
    assert run(given) == cli.FAILED
    err = capfd.readouterr().err
    assert "RuntimeError: https://****:****@pypi.example.com/simple is too much" in err
    assert ("Traceback" in err) == bool(more)
    assert "hunter2" not in err


def test_no_crash_of_a_rule_shows_a_secret(tmp_path, capfd, monkeypatch):
    @rule("VL996", Severity.ERROR)
    def broken(tree):
        """Break."""
        raise RuntimeError(f"{SECRET} is too much")

    monkeypatch.setattr("venvlint.selection.all_rules", lambda *_: [broken])
    write(tmp_path, {"requirements.txt": "six\n"})
    assert run(["--isolated", "--select", "ALL", str(tmp_path)]) == 2
    err = capfd.readouterr().err
    assert "VL996 crashed" in err
    assert "hunter2" not in err
    config = replace(Config(), select=("ALL",))
    (crash,) = audit(tree({"requirements.txt": "six\n"}, config=config), [broken]).crashes
    assert crash.reason == "RuntimeError: https://****:****@pypi.example.com/simple is too much"


def test_the_log_of_the_language_server_shows_no_secret():
    pytest.importorskip("lsprotocol", reason="pygls is not installed")
    import logging

    from venvlint.lsp.server import _Masked

    try:
        raise RuntimeError(f"{SECRET} is too much")
    except RuntimeError:
        record = logging.LogRecord("pygls", logging.ERROR, "", 1, "no", (), sys.exc_info())
    text = _Masked().format(record)
    assert "RuntimeError: https://****:****@pypi.example.com/simple is too much" in text
    assert "hunter2" not in text
