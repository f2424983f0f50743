"""Paths that lead out of the tree, in circles, or to what is no file; and what is put there while
the audit runs.
"""

from __future__ import annotations

import os
import socket

import pytest

from tests.made import findings_in, git, needs_git, needs_links, repository, tree_of, write
from venvlint.app.cli import run
from venvlint.config import ConfigError
from venvlint.engine import configuration_for
from venvlint.files import write as writing
from venvlint.files.work_tree import WorkTree
from venvlint.fixes import fixed
from venvlint.selection import builtin_rules

pytestmark = needs_links
SECRET = "pytest==0.0.0.dev666"


@pytest.fixture
def outside(tmp_path):
    """Files of the user, beside the audited project."""
    write(
        tmp_path,
        {
            "outside/requirements.txt": SECRET + "\n",
            "outside/pyproject.toml": f'[tool.venvlint]\nignore = ["{SECRET}"]\n',
        },
    )
    return tmp_path / "outside"


@pytest.fixture
def root(tmp_path, outside):
    root = tmp_path / "project"
    root.mkdir()
    return root


def audit(capsys, *arguments):
    status = run(["--select", "ALL", "--format", "json", *arguments])
    captured = capsys.readouterr()
    assert "internal error" not in captured.err
    assert "crashed" not in captured.err
    return status, captured.out + captured.err


@pytest.mark.parametrize(
    "line",
    [
        "-r ../outside/requirements.txt",
        "-c {outside}/requirements.txt",
        "-r link/requirements.txt",
        "-r link.txt",
        "-r a/../../outside/requirements.txt",
        "-e ../outside",
        "-r file://{outside}/requirements.txt",
        "-r ..\\outside\\requirements.txt",
        "-r $OUTSIDE/requirements.txt",
        "-r %2e%2e/outside/x",
    ],
)
def test_includes_that_leave_the_tree_are_not_read(root, outside, capsys, line):
    write(root, {"requirements.txt": line.format(outside=outside) + "\nflask==3.0.0\n", "a/x": ""})
    (root / "link").symlink_to(outside)
    (root / "link.txt").symlink_to("../outside/requirements.txt")
    assert SECRET not in audit(capsys, str(root))[1]


@pytest.mark.parametrize(
    "name", ["requirements.txt", "pyproject.toml", ".github/workflows/ci.yml", "venvlint.toml"]
)
@pytest.mark.parametrize(
    "target", ["../outside/requirements.txt", "/dev/zero", "/proc/kmsg", "loop"]
)
def test_links_that_leave_the_tree_are_not_read(root, capsys, name, target):
    write(root, {"requirements/x.txt": "flask==3.0.0\n"})
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).symlink_to(name.rpartition("/")[2] if target == "loop" else target)
    out = audit(capsys, str(root))[1]
    assert SECRET not in out


def test_a_link_to_an_endless_file_is_no_configuration(root):
    (root / "pyproject.toml").symlink_to("/proc/kmsg")
    (root / "venvlint.toml").symlink_to("/dev/zero")
    assert configuration_for(str(root)).ignore == ()


def test_a_configuration_out_of_the_tree_is_not_obeyed(root, capsys):
    (root / "pyproject.toml").symlink_to("../outside/pyproject.toml")
    assert SECRET not in audit(capsys, str(root))[1]
    (root / "pyproject.toml").unlink()
    write(root, {"pyproject.toml": (root / "../outside/pyproject.toml").read_text()})
    assert SECRET in audit(capsys, str(root))[1]  # one of its own is


@pytest.mark.parametrize(
    "baseline", ["../outside/base.json", "/etc/passwd", "/dev/zero", "fifo", "link.json"]
)
def test_a_configured_baseline_stays_in_the_repository(root, outside, capsys, baseline):
    os.mkfifo(root / "fifo")
    write(outside, {"base.json": '{"schema": 1, "violations": []}'})
    (root / "link.json").symlink_to(outside / "base.json")
    write(root, {"venvlint.toml": f"baseline = {baseline!r}\n", "requirements.txt": "six\n"})
    status, out = audit(capsys, str(root))
    assert status == 2
    assert "baseline" in out


def test_what_is_no_file_is_not_opened(root, capsys):
    write(
        root,
        {
            "requirements/base.txt": (
                "-r ../requirements.txt\n-r ../dev.txt\n-r ../socket.txt\nsix==1\nsix==1\n"
            )
        },
    )
    for name in (
        "requirements.txt",
        "pyproject.toml",
        "Dockerfile",
        ".gitignore",
        "venvlint.toml",
        "setup.py",
    ):
        os.mkfifo(root / name)
    if not os.getuid():
        os.mknod(root / "dev.txt", 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero
    with socket.socket(socket.AF_UNIX) as server:
        place = os.getcwd()
        os.chdir(root)
        try:
            server.bind("socket.txt")
        finally:
            os.chdir(place)
        status, out = audit(capsys, str(root))
    assert status in (0, 1)
    assert "VL205" in out  # everything else is audited


def test_folders_in_circles(root, capsys):
    write(root, {"a/requirements.txt": "pytest\n", "a/b/c": ""})
    (root / "a" / "b" / "up").symlink_to("../..")
    (root / "a" / "self").symlink_to(".")
    (root / "venv").symlink_to("venv")
    assert audit(capsys, str(root))[0] in (0, 1)


def test_includes_in_circles(root, capsys):
    write(
        root,
        {
            f"requirements-{i}.txt": (
                f"-r requirements-{(i + 1) % 50}.txt\n-r requirements-{i}.txt\n"
            )
            for i in range(50)
        },
    )
    assert "VL210" in audit(capsys, str(root))[1]


def leaves(path):
    return {p: p.read_bytes() for p in path.rglob("*") if p.is_file() and not p.is_symlink()}


@pytest.mark.parametrize("link", ["file", "folder"])
def test_a_fix_writes_through_no_link_that_leaves_the_tree(root, outside, link):
    write(root, {"app.py": ""})
    write(
        outside,
        {
            "requirements.txt": "six==1.17.0\nsix==1.17.0\npkg-resources==0.0.0\n",
            ".gitignore": "x\n",
        },
    )
    before = leaves(outside)
    if link == "file":
        (root / "requirements.txt").symlink_to(outside / "requirements.txt")
        (root / ".gitignore").symlink_to(outside / ".gitignore")
        write(root, {".venv/pyvenv.cfg": "home = /usr/bin\n", ".venv/bin/activate": ""})
        git(root, "init", "-q")
    else:
        (root / "requirements").symlink_to(outside)
    run(["--select", "ALL", "--quiet", "--fix", "--unsafe-fixes", str(root)])
    assert leaves(outside) == before


def test_a_folder_swapped_for_a_link_between_reading_and_writing(root, outside, monkeypatch):
    text = b"six==1.17.0\nsix==1.17.0\n"
    for place in (root / "sub", outside):
        place.mkdir(exist_ok=True)
        (place / "requirements.txt").write_bytes(text)
    original = os.path.realpath

    def swapping(path, *more, **named):
        real = original(path, *more, **named)
        if str(path).endswith("requirements.txt") and not (root / "sub").is_symlink():
            os.rename(root / "sub", root / "gone")
            (root / "sub").symlink_to(outside)
        return real

    monkeypatch.setattr(writing.os.path, "realpath", swapping)
    with pytest.raises(writing.WriteError):
        writing.replace_file(
            str(root / "sub" / "requirements.txt"), b"new", expected=text, root=str(root)
        )
    assert (root / "sub").is_symlink()
    assert (outside / "requirements.txt").read_bytes() == text
    assert os.listdir(outside).count("requirements.txt") == 1


def test_a_file_swapped_between_reading_and_writing(root, outside):
    write(root, {"requirements.txt": "six==1.17.0\nsix==1.17.0\n"})
    tree = tree_of(root)
    outcome = fixed(tree, builtin_rules())
    assert "requirements.txt" in outcome.changes
    (root / "requirements.txt").write_text("mine, and new\n")
    originals = {path: tree.document(path).data for path in outcome.changes}
    written, failed = writing.write_changes(str(root), outcome.changes, originals)
    assert (written, len(failed)) == ([], 1)
    (root / "requirements.txt").unlink()
    (root / "requirements.txt").symlink_to(outside / "requirements.txt")
    assert writing.write_changes(str(root), outcome.changes, originals)[0] == []
    as_there = {path: (outside / "requirements.txt").read_bytes() for path in outcome.changes}
    assert writing.write_changes(str(root), outcome.changes, as_there)[0] == []
    assert (outside / "requirements.txt").read_text() == SECRET + "\n"


@needs_git
@pytest.mark.parametrize("flag", ["--format=json=", "--write-baseline=", "--format=html="])
@pytest.mark.parametrize("place", ["report", "folder/requirements.txt"])
def test_a_report_is_written_through_no_link_of_the_tree(tmp_path, outside, capsys, flag, place):
    root = repository(tmp_path / "r", {"requirements.txt": "six\n"})
    (root / "report").symlink_to(outside / "requirements.txt")
    (root / "folder").symlink_to(outside)
    before = leaves(outside)
    assert run(["--isolated", flag + str(root / place), str(root)]) == 2
    assert (
        "link" in capsys.readouterr().err or flag == "--write-baseline="
    )  # which overwrites baselines alone
    assert leaves(outside) == before


def test_a_report_can_go_to_a_device(root, capsys):
    write(root, {"requirements.txt": "six\n"})
    assert run(["--isolated", "--format", "json=/dev/null", str(root)]) in (0, 1)


def test_a_baseline_that_is_no_text(root):
    write(
        root,
        {
            "venvlint.toml": "baseline = 'b.json'\n",
            "b.json": b"\xff\xfe\x00",
            "requirements.txt": "six\n",
        },
    )
    assert run([str(root)]) == 2
    write(root, {"b.json": "[" * 100_000})
    assert run([str(root)]) == 2


def test_shares_of_other_machines_are_not_looked_at(root, monkeypatch):
    files = tree_of(root).files
    looked = []
    monkeypatch.setattr(os.path, "exists", looked.append)
    monkeypatch.setattr(os, "listdir", looked.append)
    for path in (r"\\host\share\python", "//host/share", "//./pipe/x"):
        files.is_on_machine(path)
        files.names_outside(path)
    assert looked == []


def test_configuration_error_names_the_place(root):
    write(root, {"venvlint.toml": "\nbaseline = '../x'\n"})
    with pytest.raises(ConfigError, match=r"venvlint\.toml:2: `baseline`"):
        configuration_for(str(root))


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("bin/activate" * 20_000, id="longer than any path"),
        pytest.param("a/" * 1_500 + "b", id="deeper than Python calls itself"),
    ],
)
def test_what_no_system_could_open_is_not_there(tmp_path, path):
    write(tmp_path, {"requirements.txt": path + "\n"})
    files = WorkTree(str(tmp_path))
    assert files.read(path) is None
    assert not files.names(path).files
    assert files.link_target(path) is None
    assert not findings_in("VL001", tmp_path)
    assert findings_in("VL207", tmp_path)
