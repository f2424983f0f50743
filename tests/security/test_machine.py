"""A machine that refuses something: one sentence and status 2, never a hang, and never a report
that looks whole.
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from tests.made import needs_git, repository
from tests.security.hostile import PROJECT
from venvlint.app import cli

pytestmark = [
    needs_git,
    pytest.mark.skipif(sys.platform != "linux", reason="limits as Linux has them"),
]


def run(root, *arguments, limit="", output=subprocess.PIPE, environment=None):
    """One run below the limits of a shell's `ulimit`."""
    line = f'{limit}\nexec "$0" -m venvlint "$@"'
    return subprocess.run(
        ["sh", "-c", line, sys.executable, "--isolated", "--select", "ALL", *arguments, str(root)],
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        timeout=300,
        env={**os.environ, **(environment or {})},
    )


@pytest.fixture
def root(tmp_path):
    return repository(tmp_path / "project", PROJECT)


def test_standard_output_that_is_full(root):
    with open("/dev/full", "w") as full:
        done = run(root, output=full)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "No space left on device; the report is not whole" in done.stderr


def test_a_limit_on_the_size_of_a_file(root, tmp_path):
    with open(tmp_path / "out.txt", "w") as file:
        done = run(root, "--format", "html", limit="ulimit -f 1", output=file)
    assert done.returncode == 2
    assert "File too large" in done.stderr


@pytest.mark.parametrize("count", [8, 12, 16])
def test_too_few_open_files(root, count):
    done = run(root, limit=f"ulimit -n {count}")
    assert done.returncode in (0, 1, 2)
    assert "Traceback" not in done.stderr
    assert "crashed" not in done.stderr
    assert "VL001" not in done.stdout  # no file is to blame


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_too_little_memory(root, tmp_path, jobs):
    other = repository(tmp_path / "other", PROJECT)
    done = run(root, "--jobs", jobs, str(other), limit="ulimit -v 40000")
    assert done.returncode != 0
    assert "internal error" not in done.stderr


@pytest.mark.parametrize("room", [26_000, 28_000, 30_000, 32_000, 34_000, 36_000])
def test_a_machine_that_refuses_a_thread_is_not_waited_for(root, tmp_path, room):
    other = repository(tmp_path / "other", PROJECT)
    done = run(root, "--jobs", "2", str(other), limit=f"ulimit -v {room}")
    # How much it takes is the interpreter's affair, and so is what it says itself in a child.
    assert done.returncode in (0, 1, 2)
    assert "internal error" not in done.stderr
    if done.returncode == 2:
        assert any(line.startswith("venvlint: ") for line in done.stderr.splitlines())


REFUSED = """
import errno, multiprocessing, os, sys
from venvlint.app.cli import run

multiprocessing.set_start_method("fork")
fork, left = os.fork, int(sys.argv[1])

def refused():
    global left
    left -= 1
    if left < 0:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
    return fork()

os.fork = refused
sys.exit(run(sys.argv[2:]))
"""


@pytest.mark.parametrize("processes", [0, 1])
def test_a_machine_that_refuses_a_worker(root, tmp_path, processes):
    """Where it gives one of two, that one does the work of both."""
    other = repository(tmp_path / "other", PROJECT)
    arguments = ["--isolated", "--jobs", "2", str(root), str(other)]
    done = subprocess.run(
        [sys.executable, "-c", REFUSED, str(processes), *arguments],
        capture_output=True,
        text=True,
        timeout=300,
    )
    if processes:
        assert (done.returncode, done.stderr) == (1, "")
        assert "project/" in done.stdout
        assert "other/" in done.stdout
    else:
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            "venvlint: --jobs 2: this machine refused to start the workers:"
            " [Errno 11] Resource temporarily unavailable\n"
        )


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        ImportError("x.so: failed to map segment from shared object"),
        OSError(errno.EMFILE, "Too many open files"),
    ],
    ids=["memory", "a library", "files"],
)
def test_what_the_machine_refuses_outside_of_an_audit(monkeypatch, capsys, error):
    def refused(argv):
        raise error

    monkeypatch.setattr(cli, "_run", refused)
    monkeypatch.setattr(cli, "_drop_output", lambda: None)
    assert cli.run(["."]) == 2
    err = capsys.readouterr().err
    assert err.startswith("venvlint: this machine ")
    assert err.endswith("; the report is not whole\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize("more", [[], ["--fix"]])
def test_a_standard_error_that_is_full_ends_with_status_2(root, tmp_path, more):
    """What cannot be said is in the status: 1 would mean a whole report."""
    with open("/dev/full", "w") as full:
        line = 'cd "$1"; shift; exec "$0" -m venvlint "$@"'
        done = subprocess.run(
            ["sh", "-c", line, sys.executable, str(root), "--isolated", "--config", "none", *more],
            stdout=full,
            stderr=full,
            timeout=300,
        )
    assert done.returncode == 2


@pytest.mark.parametrize("columns", ["\u00b2", "0", "-1", "x", "9" * 5000])
def test_odd_widths_of_a_terminal(root, columns):
    done = run(root, environment={"COLUMNS": columns, "FORCE_COLOR": "1"})
    assert done.returncode == 1
    assert done.stderr == ""


@pytest.mark.parametrize("staged", [(), ("--staged",)], ids=["work tree", "index"])
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("echo rubbish", id="rubbish"),
        pytest.param("exit 0", id="nothing"),
        pytest.param("exit 3", id="a failure"),
        pytest.param("head -c 100000 /dev/urandom", id="bytes"),
        pytest.param("printf 'a\\0b\\0'; kill -9 $$", id="killed in the middle"),
    ],
)
def test_a_git_that_answers_rubbish(root, tmp_path, staged, answer):
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{answer}\n")
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    done = run(root, *staged, environment={"PATH": path})
    assert done.returncode in (0, 1, 2)
    assert "internal error" not in done.stderr
    assert "crashed" not in done.stderr


def test_an_index_with_odd_names(root):
    blob = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"],
        input="six\n",
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    names = ["a b.txt", "\t.txt", "requirements\n.txt", "-x.txt", ":0:requirements.txt", "~.txt"]
    entries = "".join(f"100644 {blob} 0\t{name}\0" for name in names)
    subprocess.run(
        ["git", "update-index", "-z", "--index-info"],
        input=entries,
        cwd=root,
        text=True,
        check=True,
    )
    done = run(root, "--staged")
    assert done.returncode == 1
    assert done.stderr == ""
