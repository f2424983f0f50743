"""`--fix` that is killed, or that meets a full disk, a read-only place or another run: each file is
old or new, never something else.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.made import needs_git, needs_links, repository, write
from tests.security import dying
from tests.security.hostile import PROJECT
from venvlint.app.cli import run

pytestmark = [needs_git, needs_links]
FILES = {
    "requirements.txt": "flask==3.0.0\nflask==3.0.0\npkg-resources==0.0.0\n",
    "sub/requirements.txt": "six==1.17.0\nsix==1.17.0\n",
    "sub/run.sh": "#!/bin/sh\nsource .venv/bin/activate\n",
}
ARGUMENTS = ["--isolated", "--select", "VL204,VL205,VL403", "--fix", "--quiet", "."]


def contents(root):
    return {
        p.relative_to(root).as_posix(): p.read_bytes()
        for p in root.rglob("*")
        if p.is_file() and ".git" not in p.parts
    }


@pytest.fixture(scope="module")
def fixed():
    """A function that runs `--fix` in a process that dies before or after the given step, or in
    which that step fails. How many steps there were, and how it ended.
    """
    with subprocess.Popen(
        [sys.executable, dying.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:

        def fix(root, step=0, how=""):
            print(json.dumps([str(root), step, how, ARGUMENTS]), file=program.stdin, flush=True)
            return json.loads(program.stdout.readline())

        yield fix
        program.stdin.close()


@pytest.fixture(scope="module")
def wanted(tmp_path_factory, fixed):
    root = tmp_path_factory.mktemp("wanted")
    write(root, FILES)
    old = contents(root)
    said, _ = fixed(root)
    new = contents(root)
    assert all(old[path] != new[path] for path in FILES)
    return old, new, int(said.split()[0])


@pytest.mark.parametrize("how", ["kill", "late", "fail"])
def test_every_step(tmp_path, wanted, fixed, how):
    old, new, steps = wanted
    assert steps >= 4 * len(FILES)
    for step in range(1, steps + 1):
        root = tmp_path / str(step)
        write(root, FILES)
        said, ended = fixed(root, step, how)
        left = contents(root)
        copies = {path for path in left if ".venvlint-" in path}
        for path in FILES:
            assert left[path] in (old[path], new[path]), (step, path)
        assert left.keys() - copies == FILES.keys()
        if how == "fail":
            assert said.split()[1] == "2"
            assert not copies
            assert (
                sum(left[path] == new[path] for path in FILES) == len(FILES) - 1
            )  # the others are fixed all the same
        else:
            assert (said, os.WTERMSIG(ended)) == ("", signal.SIGKILL)
            assert len(copies) <= 1
        fixed(root)  # the next run mends what this one left
        assert {path: data for path, data in contents(root).items() if path not in copies} == new


def test_a_place_that_cannot_be_written_is_told_and_the_others_are_fixed(tmp_path, wanted, capsys):
    write(tmp_path, FILES)
    sub = str(tmp_path / "sub")
    if os.getuid():
        os.chmod(sub, 0o555)
    elif subprocess.run(["chattr", "+i", sub], capture_output=True).returncode:
        pytest.skip("root can write everywhere, and this file system knows no immutable folders")
    try:
        assert run([*ARGUMENTS[:-1], str(tmp_path)]) == 2
    finally:
        if os.getuid():
            os.chmod(sub, 0o755)
        else:
            subprocess.run(["chattr", "-i", sub])
    assert capsys.readouterr().err.count("not fixed: ") == 2
    left = contents(tmp_path)
    assert left["requirements.txt"] == wanted[1]["requirements.txt"]
    assert left["sub/requirements.txt"] == wanted[0]["sub/requirements.txt"]


def test_several_runs_at_once(tmp_path, wanted):
    old, new, _ = wanted
    root = repository(tmp_path / "r", {**PROJECT, **FILES})
    arguments = [
        "--isolated",
        "--select",
        "VL101,VL204,VL205,VL403",
        "--fix",
        "--unsafe-fixes",
        "--quiet",
        ".",
    ]
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "venvlint", *arguments], cwd=root, stderr=subprocess.PIPE
        )
        for _ in range(3)
    ]
    for process in runs:
        assert b"Traceback" not in process.communicate(timeout=300)[1]
        assert process.returncode in (0, 1, 2)
    left = contents(root)
    assert left.keys() == {*PROJECT, *FILES, ".gitignore"}
    for path in FILES:
        assert left[path] in (old[path], new[path]), path
