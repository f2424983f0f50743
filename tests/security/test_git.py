"""A repository that makes Git run something, read somewhere else, or wait for ever.

Where a guard of ours prevents it, the same attack is shown to work without the guard: a test that
cannot fail proves nothing.
"""

from __future__ import annotations

import os
import stat
import subprocess

import pytest

from tests.made import git, needs_git, needs_links, repository, tree_of, write
from tests.security.hostile import (
    PROJECT,
    Marker,
    knows_hooks_of_the_configuration,
    untrack_in_place,
)
from venvlint.app.cli import run
from venvlint.files import git as guards

pytestmark = [needs_git, needs_links]


@pytest.fixture
def marker(tmp_path):
    return Marker(tmp_path / "marker")


@pytest.fixture
def root(tmp_path):
    root = repository(tmp_path / "project", PROJECT)
    git(root, "commit", "-q", "-m", "x")
    # Git looks into a file only when its times say that it may have changed.
    for path in root.rglob("*"):
        if ".git" not in path.parts and path.is_file():
            os.utime(path, (1, 1))
    return root


def configure(root, **settings):
    for name, value in settings.items():
        git(root, "config", name.replace("__", "."), value)


def everything(root):
    """Each way to run the command that asks Git something."""
    for arguments in (
        [],
        ["--staged"],
        ["--diff", "--unsafe-fixes"],
        ["--fix", "--unsafe-fixes"],
        ["--python-map"],
    ):
        assert run(["--select", "ALL", "--isolated", "--quiet", *arguments, str(root)]) in (0, 1)


def script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def without(monkeypatch, *settings):
    monkeypatch.setattr(
        guards,
        "_SETTINGS",
        tuple(s for s in guards._SETTINGS if s.partition("=")[0] not in settings),
    )


def test_file_system_monitor(root, marker, monkeypatch):
    configure(root, core__fsmonitor=script(root / ".git" / "evil", marker.shell))
    everything(root)
    assert not marker.was_written()
    without(monkeypatch, "core.fsmonitor")
    everything(root)
    assert marker.was_written()


@pytest.mark.parametrize("place", ["hooks", "elsewhere"])
def test_hooks(root, marker, monkeypatch, place):
    for name in ("post-index-change", "pre-commit", "post-checkout", "reference-transaction"):
        script(root / ".git" / place / name, marker.shell)
    configure(root, core__hooksPath=".git/" + place)

    def is_run(*guards_gone):
        git(root, "add", "-f", ".")  # something to take out of the index again, and a hook ran
        marker.path.unlink()
        with monkeypatch.context() as patch:
            for gone in guards_gone:
                gone(patch)
            everything(root)
        assert "env/pyvenv.cfg" not in git(root, "ls-files")
        return marker.was_written()

    def in_place(patch):
        patch.setattr(guards.Git, "untrack", untrack_in_place)

    def unset(patch):
        without(patch, "core.hooksPath")

    assert not is_run()
    assert not is_run(unset)  # the index is edited in a repository of our own
    assert not is_run(in_place)
    assert is_run(unset, in_place)


def test_filters_and_text_conversions(root, marker, monkeypatch):
    for name in (
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "diff.evil.textconv",
        "diff.evil.command",
        "diff.external",
    ):
        git(root, "config", name, marker.shell + "; cat")
    everything(root)
    assert not marker.was_written()
    git(root, "reset", "-q", "--mixed")
    os.utime(root / "env" / "pyvenv.cfg", (2, 2))  # another time than Git has just noted
    marker.path.unlink(missing_ok=True)
    monkeypatch.setattr(
        guards.Git,
        "untrack",
        lambda self, paths: self.run("rm", "-r", "-q", "--cached", "--", *paths),
    )
    everything(root)
    assert marker.was_written()


def _racy(root):
    """Make every entry of the index as old as the index itself, to the second and below, as an
    archive can: then Git cannot tell by their times whether the files have changed.
    """
    past = 1_500_000_000
    for path in root.rglob("*"):
        if ".git" not in path.parts and path.is_file():
            os.utime(path, (past, past))
    git(root, "update-index", "-q", "--refresh")
    os.utime(root / ".git" / "index", (past, past))


@pytest.mark.parametrize("place", [".gitattributes", ".git/info/attributes"])
def test_a_filter_on_files_as_old_as_the_index(root, marker, monkeypatch, place):
    path = root / place
    path.parent.mkdir(exist_ok=True)
    path.write_text("* filter=evil\n")
    _racy(root)
    git(root, "config", "filter.evil.clean", marker.shell + "; cat")
    marker.path.unlink(missing_ok=True)
    assert run(["--select", "VL101", "--isolated", "--quiet", "--unsafe-fixes", str(root)]) == 0
    assert not marker.was_written()
    assert "env/pyvenv.cfg" not in git(root, "ls-files")
    git(root, "add", "-f", "env")
    _racy(root)
    marker.path.unlink(missing_ok=True)

    monkeypatch.setattr(guards.Git, "untrack", untrack_in_place)
    run(["--select", "VL101", "--isolated", "--quiet", "--unsafe-fixes", str(root)])
    assert marker.was_written()


def test_hooks_that_the_configuration_names(root, marker, monkeypatch):
    configure(root, hook__evil__event="post-index-change", hook__evil__command=marker.shell)
    everything(root)
    assert not marker.was_written()
    if not knows_hooks_of_the_configuration():
        pytest.skip("this Git is older than 2.54: it runs no such hook, whatever we do")
    git(root, "add", "-f", ".")
    marker.path.unlink()
    monkeypatch.setattr(guards.Git, "untrack", untrack_in_place)
    everything(root)
    assert marker.was_written()  # `core.hooksPath` does not switch these off


@pytest.mark.parametrize("kind", ["split", "sparse", "sha256", "below the root"])
def test_the_index_is_edited_whatever_its_form(tmp_path, kind):
    root = tmp_path / "project"
    if kind == "sha256":
        root.mkdir()
        git(root, "init", "-q", "--object-format=sha256")
    repository(root, PROJECT | {"sub/app.py": "", "sub/requirements.txt": "six==1\n"})
    git(root, "commit", "-q", "-m", "x")
    if kind == "split":
        git(root, "update-index", "--split-index")
    if kind == "sparse":
        git(root, "sparse-checkout", "set", "--cone", "--sparse-index", "env")
    before = git(root, "ls-files", "--stage").split("\n")
    where = str(root / "env") if kind == "below the root" else str(root)
    assert run(["--select", "VL101", "--isolated", "--quiet", "--unsafe-fixes", where]) == 0
    after = git(root, "ls-files", "--stage").split("\n")
    assert after == [line for line in before if "\tenv/" not in line]
    assert git(root, "fsck", "--no-dangling") == ""


def test_the_index_stays_whole_where_the_user_splits_every_index(tmp_path, monkeypatch):
    settings = tmp_path / "settings"
    settings.write_text("[core]\n\tsplitIndex = true\n[splitIndex]\n\tmaxPercentChange = 0\n")
    root = repository(tmp_path / "project", PROJECT)
    git(root, "commit", "-q", "-m", "x")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    arguments = ["--select", "VL101", "--isolated", "--quiet", "--unsafe-fixes", str(root)]
    assert run(arguments) == 0
    # Half of it would have been written beside our own repository, which is gone.
    assert "pyproject.toml" in git(root, "ls-files")


def test_aliases_and_pagers(root, marker):
    for name in ("ls-files", "check-ignore", "cat-file", "update-index"):
        git(root, "config", f"alias.{name}", "!" + marker.shell)
        git(root, "config", f"pager.{name}", marker.shell)
    configure(root, core__pager=marker.shell, core__editor=marker.shell)
    everything(root)
    assert not marker.was_written()


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        pytest.param("ext::sh -c {}", {"protocol.ext.allow": "always"}, id="remote helper"),
        pytest.param(
            "ssh://host/x",
            {"core.sshCommand": "{}; false", "protocol.ssh.allow": "always"},
            id="ssh command",
        ),
        pytest.param(
            "/",
            {"remote.origin.uploadpack": "{}; false", "protocol.file.allow": "always"},
            id="upload pack",
        ),
    ],
)
def test_objects_that_only_a_remote_has(root, tmp_path, monkeypatch, url, settings):
    command = script(tmp_path / "evil", Marker(tmp_path / "marker").shell)
    marker = Marker(tmp_path / "marker")
    git(root, "config", "core.repositoryFormatVersion", "1")
    git(root, "config", "extensions.partialClone", "origin")
    git(root, "config", "remote.origin.promisor", "true")
    git(root, "config", "remote.origin.url", url.format(command))
    for name, value in settings.items():
        git(root, "config", name, value.format(command))
    blob = git(root, "rev-parse", "HEAD:requirements.txt").strip()
    (root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()

    def staged(*gone):
        original = guards.Git._clean_environment
        with monkeypatch.context() as patch:
            patch.setattr(
                guards.Git,
                "_clean_environment",
                lambda self: {n: v for n, v in original(self).items() if n not in gone},
            )
            run(["--select", "ALL", "--isolated", "--quiet", "--staged", str(root)])
        return marker.was_written()

    assert not staged()
    assert not staged("GIT_NO_LAZY_FETCH")  # as an older Git, which does not know it
    assert not staged("GIT_ALLOW_PROTOCOL")
    assert staged("GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL")


def test_included_settings(root, marker):
    (root / "settings").write_text(f'[core]\n\tfsmonitor = "{marker.shell}"\n\thooksPath = .\n')
    configure(root, include__path="../settings", core__worktree=str(root))
    everything(root)
    assert not marker.was_written()


def git_error(root):
    tree = tree_of(root)
    assert tree.paths
    return tree.files.git_error


def test_a_repository_of_somebody_else(root, monkeypatch):
    if os.getuid():
        pytest.skip("needs root, to give a folder away")
    for path in (root, root / ".git"):
        os.chown(path, 12345, 12345)
    assert tree_of(root).files.is_tracked(["env"]) == {"env"}
    without(monkeypatch, "safe.directory")
    assert "dubious ownership" in git_error(root)


def test_a_bare_repository_in_the_tree(root, monkeypatch):
    git(root.parent, "init", "-q", "--bare", str(root / "data"))
    write(root / "data", {"requirements.txt": "six\n"})
    git(root / "data", "config", "core.bare", "false")
    git(root / "data", "config", "core.worktree", str(root / "data"))
    git(
        root / "data", f"--git-dir={root / 'data'}", f"--work-tree={root / 'data'}", "add", "config"
    )
    tree = tree_of(root / "data")
    assert "requirements.txt" in tree.paths
    assert not tree.files.has_git
    without(monkeypatch, "safe.bareRepository")
    assert tree_of(root / "data").files.has_git


@pytest.mark.parametrize("kind", ["file", "link"])
def test_the_index_of_another_repository_is_left_alone(root, tmp_path, capsys, kind):
    hostile = tmp_path / "hostile"
    write(hostile, {"requirements.txt": "six\n"})
    if kind == "file":
        (hostile / ".git").write_text(f"gitdir: {root / '.git'}\n")
    else:
        (hostile / ".git").symlink_to(root / ".git")
    before = git(root, "ls-files", "--stage")
    assert run(["--select", "VL101", "--isolated", "--fix", "--unsafe-fixes", str(hostile)]) == 2
    assert "leads to another work tree" in capsys.readouterr().err
    assert git(root, "ls-files", "--stage") == before


def test_the_index_of_a_linked_work_tree_and_of_a_submodule_is_their_own(root, tmp_path):
    git(root, "worktree", "add", "-q", str(tmp_path / "linked"))
    outer = repository(tmp_path / "outer", {"tox.ini": ""})
    git(outer, "submodule", "add", "-q", str(root), "sub")
    for work_tree in (tmp_path / "linked", outer / "sub"):
        assert (
            run(
                [
                    "--select",
                    "VL101",
                    "--isolated",
                    "--quiet",
                    "--fix",
                    "--unsafe-fixes",
                    str(work_tree),
                ]
            )
            == 0
        )
        assert "env/pyvenv.cfg" not in git(work_tree, "ls-files")
        assert (work_tree / "env" / "pyvenv.cfg").exists()


@pytest.mark.parametrize(
    "name",
    [
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "GIT_WORK_TREE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_COMMON_DIR",
        "GIT_CONFIG_COUNT",
    ],
)
def test_variables_of_another_git(root, tmp_path, monkeypatch, name):
    other = repository(tmp_path / "other", {"other.toml": ""})
    value = {
        "GIT_WORK_TREE": str(other),
        "GIT_INDEX_FILE": str(other / ".git" / "index"),
        "GIT_CONFIG_COUNT": "1",
    }.get(name, str(other / ".git"))
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.worktree")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(other))
    assert "requirements.txt" in tree_of(root).paths
    assert tree_of(root).files.is_tracked(["env", "other.toml"]) == {"env"}


@pytest.mark.parametrize(
    "name", ["GIT_ICASE_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS"]
)
def test_variables_that_contradict_ours(root, monkeypatch, name):
    monkeypatch.setenv(name, "1")
    assert tree_of(root).files.is_tracked(["env"]) == {"env"}
    monkeypatch.setattr(guards, "_PATHSPEC_VARIABLES", ())
    if name != "GIT_NOGLOB_PATHSPECS":  # that one says the same as ours
        with pytest.raises(guards.GitError):
            tree_of(root).files.is_tracked(["env"])


@pytest.mark.parametrize("path", ["", ".", ".:/usr/bin:/bin", ":/usr/bin:/bin"])
def test_a_program_called_git_in_the_tree(root, marker, monkeypatch, path):
    script(root / "git", marker.shell)
    monkeypatch.chdir(root)
    monkeypatch.setenv("PATH", path)
    for arguments in ([], ["--staged"], ["--fix", "--unsafe-fixes"]):
        run(["--select", "ALL", "--isolated", "--quiet", *arguments, str(root)])
    assert not marker.was_written()


def test_a_path_into_the_tree_is_a_decision(root, marker, monkeypatch):
    script(root / "env" / "bin" / "git", f"{marker.shell}\nexit 1")
    monkeypatch.setenv("PATH", f"{root / 'env' / 'bin'}{os.pathsep}{os.environ['PATH']}")
    run(["--isolated", "--quiet", str(root)])
    assert marker.was_written()


def test_more_warnings_than_a_pipe_holds(tmp_path):
    # Git refuses links called .gitignore, and says so each time it meets one.
    git(tmp_path, "init", "-q")
    for number in range(700):
        directory = tmp_path / f"{number:04}-{'x' * 100}"
        directory.mkdir()
        (directory / ".gitignore").symlink_to("nothing")
        (directory / "setup.py").touch()
    assert len(tree_of(tmp_path).paths) >= 700


@pytest.mark.parametrize("name", [".gitignore", ".git/info/exclude"])
def test_a_git_that_waits_for_ever_is_given_up(tmp_path, monkeypatch, name):
    git(tmp_path, "init", "-q")
    write(tmp_path, {"requirements.txt": "six\n", ".git/info/x": ""})
    (tmp_path / name).unlink(missing_ok=True)
    os.mkfifo(tmp_path / name)
    monkeypatch.setattr(guards, "_PATIENCE", 0.3)
    tree = tree_of(tmp_path)
    assert "requirements.txt" in tree.paths
    assert tree.files.git_error


def test_nothing_in_the_repository_is_changed_by_an_audit(root):
    def state():
        return {path: (path.lstat().st_mtime_ns, path.lstat().st_size) for path in root.rglob("*")}

    before = state()
    for arguments in ([], ["--staged"], ["--diff", "--unsafe-fixes"], ["--python-map"]):
        run(["--select", "ALL", "--isolated", "--quiet", *arguments, str(root)])
    assert state() == before


def test_the_index_keeps_its_mode(root):
    mode = stat.S_IMODE((root / ".git" / "index").stat().st_mode)
    everything(root)
    assert stat.S_IMODE((root / ".git" / "index").stat().st_mode) == mode
    assert subprocess.run(["git", "fsck"], cwd=root, capture_output=True).returncode == 0
