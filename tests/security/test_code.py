"""Code in the tree that waits to be run: by the interpreter, by a plug-in's name, by an installer,
by an environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig

import pytest

from tests.made import environment, needs_git, needs_links, repository, write
from tests.security.hostile import PROJECT, Marker, started
from venvlint import plugins
from venvlint.app.cli import run
from venvlint.config import ConfigError

SHADOWS = (
    "sitecustomize usercustomize __future__ _frozen_importlib abc argparse ast collections"
    " concurrent datetime difflib encodings enum fnmatch functools hashlib importlib io json locale"
    " multiprocessing packaging pathspec re shlex shutil stat subprocess tempfile threading tomli"
    " tomllib traceback types typing warnings yaml colorama pip setuptools conftest setup noxfile"
    " tasks"
).split()


@pytest.fixture
def marker(tmp_path):
    return Marker(tmp_path / "marker")


@pytest.fixture
def trap(tmp_path, marker):
    """A project in which every module that Python or venvlint could want is there, as a module and
    as a package.
    """
    root = tmp_path / "trap"
    write(
        root,
        {
            **PROJECT,
            "docker-compose.yml": "a: 1\n",
            ".github/workflows/x.yml": "on: push\n",
            "uv.lock": "version = 1\n",
        },
    )
    for name in SHADOWS:
        write(root, {f"{name}.py": marker.python})
    # `python -m` itself imports a few of them before a line of ours runs, and takes the tree's unless
    # some `.pth` file of the environment has imported them before.
    write(tmp_path / "bare", {"bare.py": "import sys\nprint(*sys.modules)\n"})
    command = [sys.executable, "-m", "bare"]
    taken = subprocess.run(
        command, cwd=tmp_path / "bare", capture_output=True, check=True, text=True
    )
    for name in {*SHADOWS} & {*taken.stdout.split()}:
        (root / f"{name}.py").unlink()
    return root


@needs_links
@pytest.mark.parametrize(
    "arguments", [["--select", "ALL", "--format", "sarif", ".", "sub"], ["--fix", "--unsafe-fixes"]]
)
def test_python_m_in_the_tree(trap, marker, arguments):
    (trap / "sub").mkdir()
    done = started(*arguments, cwd=trap)
    assert done.returncode == 1, done.stderr
    assert not marker.was_written()


@needs_links
def test_packages_hide_no_better_than_modules(trap, marker):
    for name in SHADOWS:
        if (trap / f"{name}.py").exists():
            os.rename(trap / f"{name}.py", trap / f"{name}_")
            write(trap, {f"{name}/__init__.py": marker.python})
    assert started("--select", "ALL", cwd=trap).returncode == 1
    assert not marker.was_written()


@needs_links
def test_the_trap_would_close(trap, marker):
    program = (
        "import sys; sys.argv = ['x', '--quiet']; import venvlint.app.cli; venvlint.app.cli.run([])"
    )
    subprocess.run([sys.executable, "-c", program], cwd=trap, capture_output=True)
    assert marker.was_written()


@needs_links
@pytest.mark.skipif(sys.version_info < (3, 11), reason="a Python 3.10 has no safe path")
def test_worker_processes_import_nothing_either(trap, marker, tmp_path):
    start = tmp_path / "elsewhere" / "start.py"
    write(
        start.parent,
        {
            "start.py": (
                "import multiprocessing, sys\nfrom venvlint.app.cli import run\nif __name__ =="
                " '__main__':\n    multiprocessing.set_start_method('spawn')\n   "
                " sys.exit(run(sys.argv[1:]))\n"
            )
        },
    )
    write(trap, {"sub/requirements.txt": "pytest\n"})
    done = subprocess.run(
        [sys.executable, str(start), "--jobs", "2", ".", "sub"],
        cwd=trap,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    assert not marker.was_written()


@needs_links
def test_safe_paths_shut_out_even_a_venvlint(tmp_path, marker):
    # Without them the interpreter takes the tree's `venvlint` for ours: nothing of ours runs that
    # could prevent it.
    write(tmp_path, {"venvlint/__init__.py": "", "venvlint/__main__.py": marker.python})
    started("--version", cwd=tmp_path)
    assert marker.was_written()
    marker.path.unlink()
    assert started("--version", cwd=tmp_path, python=["-I"]).stdout.startswith(b"venvlint ")
    script = os.path.join(sysconfig.get_path("scripts"), "venvlint")
    if os.path.exists(script):
        assert subprocess.run(
            [script, "--version"], cwd=tmp_path, capture_output=True
        ).stdout.startswith(b"venvlint ")
    assert not marker.was_written()


def configured(root, text):
    write(root, {"requirements.txt": "six\n", "venvlint.toml": text})


@pytest.mark.parametrize(
    "name", ["trojan", "trojan.inner", "sub.trojan", "/tmp/x", "..trojan", "", "__main__", "-c"]
)
def test_a_module_of_the_tree_is_no_plug_in(tmp_path, marker, monkeypatch, name):
    configured(tmp_path, f"plugins = [{name!r}]\n")
    for path in ("trojan.py", "sub/__init__.py", "sub/trojan.py"):
        write(tmp_path, {path: "# venvlint\n" + marker.python})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), str(tmp_path / "sub"), *sys.path])
    assert run([]) == 2
    assert not marker.was_written()


@needs_git
def test_nor_is_one_above_the_audited_folder(tmp_path, marker, monkeypatch):
    root = repository(
        tmp_path / "r",
        {
            "venvlint.toml": 'plugins = ["trojan"]\n',
            "trojan.py": "# venvlint\n" + marker.python,
            "sub/requirements.txt": "six\n",
        },
    )
    monkeypatch.setattr(sys, "path", [str(root), *sys.path])
    assert run([str(root / "sub")]) == 2
    assert not marker.was_written()
    monkeypatch.setattr(plugins, "_trusted_path", lambda audited: list(sys.path))
    run([str(root / "sub")])
    assert marker.was_written()


@pytest.mark.parametrize(
    "name",
    ["antigravity", "this", "test.__main__", "idlelib.__main__", "turtledemo.__main__", "os"],
)
def test_a_module_of_python_is_no_plug_in(tmp_path, name):
    sys.modules.pop("this", None)
    with pytest.raises(ConfigError, match=r"part of Python itself|not mention venvlint"):
        plugins.load([name], str(tmp_path))
    assert "this" not in sys.modules


def test_an_installed_module_that_is_no_plug_in_is_not_imported(tmp_path, marker, monkeypatch):
    site = tmp_path / "site"
    write(
        site,
        {
            "effects.py": marker.python,
            "package/__init__.py": marker.python,
            "package/inner.py": "x = 1\n",
        },
    )
    monkeypatch.syspath_prepend(str(site))
    for name in ("effects", "package.inner", "package.nothing"):
        with pytest.raises(ConfigError):
            plugins.load([name], str(tmp_path / "audited"))
    assert not marker.was_written()
    monkeypatch.setattr(plugins, "_check_named", lambda name, origin: None)
    with pytest.raises(ConfigError):
        plugins.load(["effects"], str(tmp_path / "audited"))
    assert marker.was_written()


def test_metadata_in_the_tree_declares_nothing(tmp_path, marker, monkeypatch):
    configured(tmp_path, "")
    write(
        tmp_path,
        {
            "trojan.py": marker.python,
            "trojan-1.0.dist-info/entry_points.txt": (
                "[venvlint.rules]\nx = trojan\ny = antigravity\n"
            ),
        },
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert run([]) == 0
    assert not marker.was_written()


def test_isolated_takes_neither_configuration_nor_plug_ins(tmp_path, marker, monkeypatch):
    site = tmp_path / "site"
    write(site, {"declared.py": "# venvlint\n" + marker.python})
    monkeypatch.syspath_prepend(str(site))
    root = tmp_path / "root"
    configured(root, 'plugins = ["declared"]\nfail-on = "never"\n')
    write(root, {"requirements.txt": "six==1\nsix==1\n"})
    assert run(["--isolated", "--quiet", str(root)]) == 1
    assert not marker.was_written()
    run(["--quiet", str(root)])
    assert marker.was_written()


@needs_git
@needs_links
def test_nothing_of_a_project_or_an_environment_is_run(tmp_path, marker):
    files = {
        **PROJECT,
        "setup.py": marker.python,
        "conftest.py": marker.python,
        "noxfile.py": marker.python,
        **environment(".venv"),
    }
    root = repository(
        tmp_path / "r", files, "pyproject.toml", "requirements.txt", "setup.py", "noxfile.py"
    )
    for place in (".venv", "env"):
        write(
            root,
            {
                f"{place}/lib/python3.12/site-packages/evil.pth": (
                    f"import os; exec({marker.python!r})"
                )
            },
        )
        write(
            root,
            {
                f"{place}/lib/python3.12/site-packages/sitecustomize.py": marker.python,
                f"{place}/bin/activate": marker.shell,
            },
        )
        for name in ("python", "python3", "python3.12", "pip", "git"):
            write(root, {f"{place}/bin/{name}": f"#!/bin/sh\n{marker.shell}\n"})
            (root / place / "bin" / name).chmod(0o755)
    for arguments in ([], ["--staged"], ["--fix", "--unsafe-fixes"], ["--python-map"]):
        assert run(["--select", "ALL", "--quiet", *arguments, str(root)]) in (0, 1)
    assert not marker.was_written()
