"""What an audit touches, as the interpreter itself tells it (sys.addaudithook): the files that are
opened, the folders that are listed, the programs that are started, and the network.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.made import environment, needs_git, needs_links, repository, write
from tests.security.hostile import PROJECT

pytestmark = [
    needs_git,
    needs_links,
    pytest.mark.skipif(sys.platform != "linux", reason="open files are named as Linux names them"),
]
WATCH = """\
import json, os, sys
seen = []
def named(place):
    return str(place) if isinstance(place, int) else os.fsdecode(place or ".")
def hook(event, given):
    if event == "open" and isinstance(given[0], (str, bytes)):
        writes = given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        seen.append(("write" if writes else "read", os.fsdecode(given[0])))
    elif event in ("os.listdir", "os.scandir"):
        seen.append(("list", named(given[0])))
    elif event in ("os.remove", "os.rmdir", "os.mkdir"):  # with the folder that it is relative to
        below = "" if given[-1] in (-1, None) else os.readlink(f"/proc/self/fd/{given[-1]}")
        seen.append(("write", os.path.join(below, named(given[0]))))
    elif event in ("os.truncate", "os.chmod", "os.chown", "os.utime", "shutil.rmtree"):
        seen.append(("write", named(given[0])))
    elif event in ("os.link", "os.symlink", "os.rename"):
        seen.append(("write", named(given[1])))
    elif event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system"):
        seen.append(("start", os.fsdecode(given[0])))
    elif event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")):
        seen.append(("send", event))
from venvlint.app.cli import run
sys.addaudithook(hook)
status = run(sys.argv[2:])
sys.stdout = None
told = [*seen, ("status", str(status))]
with open(sys.argv[1], "w") as file:
    json.dump(told, file)
"""
OURS = (str(Path(__file__).absolute().parents[2] / "venvlint"), sys.prefix, sys.base_prefix)


@pytest.fixture
def root(tmp_path):
    """A project that names files and an environment beside it."""
    write(
        tmp_path,
        {
            "outside/requirements.txt": "pytest==0.0.0.dev666\n",
            "python/bin/python3": "",
            "python/lib/python3.12/site-packages/six-1.17.0.dist-info/METADATA": "Name: six\n",
            "python/lib/python3.12/site-packages/evil.pth": "import evil\n",
        },
    )
    files = {
        **PROJECT,
        **environment("env", home=str(tmp_path / "python" / "bin")),
        "requirements-dev.txt": "-r ../outside/requirements.txt\n-r https://h.invalid/x.txt\n",
        "run.sh": "#!/bin/sh\n. env/bin/activate\npip install -r ../outside/requirements.txt\n",
        "setup.py": "from setuptools import setup\nsetup(install_requires=['six'])\n",
        "Dockerfile": "FROM python:3.8\nRUN pip install -r /outside/requirements.txt\n",
    }
    root = repository(tmp_path / "project", files)
    (root / "link.txt").symlink_to("../outside/requirements.txt")
    return root


def touched(root, *arguments):
    """What one run touches: pairs of what was done and the file, folder or program."""
    told, temporary = root.parent / "told.json", root.parent / "temporary"
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", WATCH, str(told), "--isolated", "--select", "ALL", *arguments, "."],
        cwd=root,
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    found = [tuple(pair) for pair in json.loads(told.read_text())]
    assert found.pop() in (("status", "0"), ("status", "1")), done.stderr
    assert not any(temporary.iterdir())  # what was put there for a moment is gone
    places = {(what, os.path.join(root, place)) for what, place in found}
    return {pair for pair in places if not pair[1].startswith(str(temporary))}


LOOKS = ([], ["--staged"], ["--tracked-only"], ["--diff", "--unsafe-fixes"], ["--python-map"])


@pytest.mark.parametrize("arguments", LOOKS, ids=" ".join)
def test_nothing_is_sent_or_written_and_only_git_is_started(root, arguments):
    found = touched(root, *arguments)
    assert {what for what, _ in found} <= {"read", "list", "start", "write"}
    assert {place for what, place in found if what == "write"} <= {os.devnull}
    programs = {os.path.basename(place) for what, place in found if what == "start"}
    assert programs == {"git"}
    assert ("read", str(root / "requirements.txt")) in found or "--staged" in arguments


@pytest.mark.parametrize("arguments", LOOKS, ids=" ".join)
def test_nothing_outside_of_the_tree_is_read(root, arguments):
    outside = {
        (what, place)
        for what, place in touched(root, *arguments)
        if what in ("read", "list")
        and not os.path.realpath(place).startswith((str(root), *map(os.path.realpath, OURS)))
        and not place.startswith(("/proc/", "/sys/", "/dev/", "/etc/"))
    }
    # Of the Python that an environment names, only what its folders are called.
    python = str(root.parent / "python") + os.sep
    assert {
        pair for pair in outside if pair[0] == "read" or not pair[1].startswith(python)
    } == set()


def test_the_hook_would_see_it(root):
    found = touched(root, "--fix", "--format", f"json={root / 'report.json'}")
    assert any(what == "write" for what, _ in found)
    assert ("read", str(root / "requirements.txt")) in found
