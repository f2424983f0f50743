"""Many PATHs in one run: order, streaming, memory, a worker that is killed, Ctrl-C, and the bar on
a terminal.
"""

from __future__ import annotations

import gc
import io
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time

import pytest

import venvlint
from venvlint import engine
from venvlint.app import cli, runs, workers

needs_posix = pytest.mark.skipif(os.name == "nt", reason="signals and terminals of POSIX")

# A plug-in that does as a checkout's file `do` says, once or always: how a test gets into a worker
# without touching venvlint.
PLUGIN = '''
import os, signal, time
from venvlint.plugin import Finding, Location, Severity, rule

@rule("DOES001", Severity.INFO)
def does_what_it_is_told(tree):
    """Does."""
    document = tree.document("do")
    word, _, mark = document.text.strip().partition(" ") if document else ("", "", "")
    if mark:
        if os.path.exists(mark):
            return
        open(mark, "w").close()
    if word == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "wait":
        time.sleep(1.2)
    if word == "hang":
        time.sleep(60)
    return
    yield
'''


@pytest.fixture
def checkouts(tmp_path):
    """A function that makes a folder of small checkouts, each with one violation; some are told to
    do something.
    """

    def make(count, **told):
        site = tmp_path / "site"
        site.mkdir()
        (site / "does_plugin.py").write_text(PLUGIN)
        for number in range(count):
            root = tmp_path / "all" / f"c{number:02}"
            root.mkdir(parents=True)
            (root / "requirements.txt").write_text(f"six==1.{number}\nsix==1.{number}\n")
            (root / ".gitignore").write_text(".venv\nvenv\nenv\n")
        for name, what in told.items():
            (tmp_path / "all" / name / "do").write_text(what)
            (tmp_path / "all" / name / "venvlint.toml").write_text('plugins = ["does_plugin"]\n')
        return tmp_path / "all"

    return make


def command(folder, *arguments, start="", **more):
    """The command over every checkout of a folder, as a process, whose workers are started as it is
    said (multiprocessing.set_start_method).
    """
    names = sorted(os.listdir(folder))
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(
            [str(folder.parent / "site"), os.path.dirname(os.path.dirname(venvlint.__file__))]
        ),
    }
    # Not `-m`, which may leave the directories of PYTHONPATH out.
    program = "import sys; from venvlint.__main__ import main; sys.exit(main())"
    if start:
        program = f"import multiprocessing; multiprocessing.set_start_method({start!r}); {program}"
    return [sys.executable, "-c", program, *arguments, *names], {
        "cwd": folder,
        "env": environment,
        "text": True,
        **more,
    }


def run(folder, *arguments):
    line, how = command(folder, *arguments)
    return subprocess.run(line, **how, capture_output=True, timeout=120)


def paths(output):
    return [json.loads(line)["path"] for line in output.splitlines()]


def test_the_order_is_that_of_the_paths_whatever_the_number_of_jobs(checkouts):
    folder = checkouts(21)
    alone, shared = (run(folder, "--jobs", jobs, "--format", "jsonl") for jobs in "13")
    assert paths(alone.stdout) == [f"c{number:02}/requirements.txt" for number in range(21)]
    assert (alone.returncode, alone.stdout, alone.stderr) == (
        shared.returncode,
        shared.stdout,
        shared.stderr,
    )
    assert (alone.returncode, alone.stderr) == (1, "")


def test_each_result_is_out_before_the_next_is_made(checkouts, monkeypatch, capsys):
    folder = checkouts(3)
    monkeypatch.chdir(folder)
    out = []

    def execute_all(requests, jobs):
        for request in requests:
            out.append(capsys.readouterr().out)
            yield runs.execute(request)

    monkeypatch.setattr(cli, "execute_all", execute_all)
    assert cli.run(["--format", "jsonl", "c00", "c01", "c02"]) == 1
    assert [paths(text) for text in out] == [[], ["c00/requirements.txt"], ["c01/requirements.txt"]]


def test_what_was_streamed_is_not_kept(checkouts, monkeypatch, capsys):
    monkeypatch.chdir(checkouts(3))
    kept = []
    merged = engine.merged
    monkeypatch.setattr(
        engine,
        "merged",
        lambda reports: (
            kept.append([len(report.violations) for report in reports]) or merged(reports)
        ),
    )
    assert cli.run(["--format", "jsonl", "c00", "c01"]) == 1
    assert cli.run(["--format", "jsonl", "--statistics", "c00", "c01"]) == 1
    assert cli.run(["--format", "jsonl", "--format", "json=out.json", "c00", "c01"]) == 1
    assert kept == [[0, 0], [1, 1], [1, 1]]


def test_memory_does_not_grow_with_the_number_of_paths(checkouts):
    folder = checkouts(12)
    requests = [
        runs.Request(str(folder / name), several=True) for name in sorted(os.listdir(folder))
    ]
    for request in requests:
        runs.execute(request)
    gc.collect()
    before = len(gc.get_objects())
    for request in requests * 3:
        runs.execute(request)
    gc.collect()
    assert len(gc.get_objects()) - before < 100


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_one_bad_configuration_among_many(checkouts, jobs):
    folder = checkouts(5)
    (folder / "c02" / "venvlint.toml").write_text("ignor = []\n")
    done = run(folder, "--jobs", jobs, "--format", "jsonl")
    assert done.returncode == 2
    assert [path[:3] for path in paths(done.stdout)] == ["c00", "c01", "c03", "c04"]
    assert (
        done.stderr
        == "venvlint: c02: venvlint.toml:1: unknown setting `ignor`; did you mean `ignore`?\n"
    )


@needs_posix
def test_a_killed_worker_loses_nothing(checkouts, tmp_path):
    folder = checkouts(20, c03=f"die {tmp_path / 'once'}")
    done = run(folder, "--jobs", "2", "--format", "jsonl")
    assert (done.returncode, done.stderr) == (1, "")
    assert [path[:3] for path in paths(done.stdout)] == sorted(os.listdir(folder))


@needs_posix
def test_a_path_that_kills_every_worker_is_named_and_the_others_are_audited(checkouts):
    folder = checkouts(20, c05="die")
    done = run(folder, "--jobs", "2", "--format", "jsonl")
    assert done.returncode == 2
    assert (
        done.stderr == "venvlint: c05: the process that audited it died: killed, or out of memory\n"
    )
    assert [path[:3] for path in paths(done.stdout)] == [
        name for name in sorted(os.listdir(folder)) if name != "c05"
    ]


@needs_posix
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_at_once_without_a_traceback(checkouts, jobs):
    folder = checkouts(6, c01="hang", c02="hang")
    line, how = command(folder, "--jobs", jobs, "--format", "jsonl")
    process = subprocess.Popen(
        line,
        **how,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # A shell that runs the tests in the background has made everything below it deaf to it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    assert paths(process.stdout.readline()) == ["c00/requirements.txt"]
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to everybody
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (130, "")
    assert "c03" not in out
    for _ in range(600):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("a worker is left behind")


@needs_posix
@pytest.mark.parametrize("start", ["fork", "forkserver", "spawn"])
@pytest.mark.parametrize(
    ("number", "status"),
    [
        pytest.param(signal.SIGTERM, {128 + signal.SIGTERM}, id="asked to end"),
        pytest.param(signal.SIGKILL, {-signal.SIGKILL}, id="killed"),
    ],
)
def test_workers_do_not_outlive_the_process_that_wants_their_results(
    checkouts, number, status, start
):
    folder = checkouts(6, c01="hang", c02="hang")
    line, how = command(folder, "--jobs", "2", "--format", "jsonl", start=start)
    process = subprocess.Popen(
        line, **how, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert paths(process.stdout.readline()) == ["c00/requirements.txt"]
    time.sleep(0.3)
    os.kill(process.pid, number)  # to the parent alone, as a supervisor does
    process.wait(timeout=120)
    assert process.returncode in status
    for _ in range(600):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.1)
    else:
        os.killpg(process.pid, signal.SIGKILL)
        pytest.fail("a worker is left behind")
    process.stdout.close()
    process.stderr.close()


@needs_posix
def test_a_worker_that_is_ended_as_it_starts_does_not_leave_as_its_parent_would(monkeypatch):
    real = os.fork

    def fork():
        pid = real()
        if not pid:  # the worker, with what its parent does about signals
            try:
                os.kill(os.getpid(), signal.SIGTERM)
                for _ in range(1000):
                    pass
            except SystemExit:
                os._exit(3)
        return pid

    monkeypatch.setattr(os, "fork", fork)
    before = signal.signal(signal.SIGTERM, workers._ended)
    try:
        worker = workers._Worker(multiprocessing.get_context("fork"))
        worker.process.join(30)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert worker.process.exitcode == -signal.SIGTERM
    assert worker.answer() is None
    worker.end()


def test_a_misspelt_flag_is_told_once(checkouts):
    done = run(checkouts(4), "--select", "VL20l")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


class Terminal(io.StringIO):
    def __init__(self, is_terminal):
        super().__init__()
        self.isatty = lambda: is_terminal


@pytest.mark.parametrize(
    ("seconds", "terminal", "bars"),
    [
        pytest.param(
            0.6,
            True,
            ["[###############...............] 2 of 4", "[######################........] 3 of 4"],
            id="longer than a second",
        ),
        pytest.param(0.2, True, [], id="a short run"),
        pytest.param(0.6, False, [], id="no terminal"),
    ],
)
def test_the_bar_is_for_a_terminal_and_for_runs_longer_than_a_second(
    monkeypatch, seconds, terminal, bars
):
    clock, screen = [0.0], Terminal(terminal)
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(sys, "stderr", screen)

    def results():
        for number in range(4):
            clock[0] += seconds
            yield number

    for number in cli._watched(results(), 4):
        assert screen.getvalue().rpartition("\r")[2].strip() == "", (
            f"the line is free for result {number}"
        )
    assert [piece for piece in screen.getvalue().split("\r") if piece.strip()] == bars
    assert screen.getvalue().endswith("\r" if bars else "")
