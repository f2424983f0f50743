"""Git's answers, from real repositories."""

from __future__ import annotations

import os

import pytest

from tests.lint import tree as in_memory
from tests.made import git, needs_git, needs_links, repository, tree_of, write
from venvlint.files.git import Git, find_repository
from venvlint.files.memory import Memory, Overlay
from venvlint.files.work_tree import WorkTree
from venvlint.rules.tracking._members import members

pytestmark = needs_git


def work_tree(directory, top=None):
    directory = os.path.realpath(directory)
    return WorkTree(directory, Git(directory, os.path.realpath(top or directory)))


def test_rules_above_the_audited_directory_are_named_from_it(tmp_path):
    repository(
        tmp_path, {".gitignore": "*.log\n", "sub/.gitignore": "# x\nvenv/\n", "sub/a.py": ""}
    )
    files = work_tree(tmp_path / "sub", tmp_path)
    assert files.ignored(["venv/pyvenv.cfg", "x.log", "a.py"]) == {
        "venv/pyvenv.cfg": (".gitignore", 2, "venv/"),
        "x.log": ("../.gitignore", 1, "*.log"),
    }


def test_personal_excludes_have_an_absolute_place(tmp_path):
    repository(tmp_path, {"a.py": ""})
    write(tmp_path, {".git/info/exclude": ".venv\n"})
    source, line, pattern = work_tree(tmp_path).ignored([".venv/pyvenv.cfg"])[".venv/pyvenv.cfg"]
    assert os.path.isabs(source)
    assert (line, pattern) == (1, ".venv")


@needs_links
def test_a_path_beyond_a_link_does_not_end_the_answers(tmp_path):
    repository(tmp_path, {".gitignore": "*.log\n", "real/a.py": ""})
    (tmp_path / "link").symlink_to("real")
    assert set(
        work_tree(tmp_path).ignored(["a.log", "link/x.log", "b.log", "link/y.log", "c.log"])
    ) == {"a.log", "b.log", "c.log"}


def test_names_that_look_like_magic_are_names(tmp_path):
    repository(tmp_path, {".gitignore": "*.log\n", "a.py": ""})
    assert set(work_tree(tmp_path).ignored([":(top)a.log", "*.log", "-x.log"])) == {
        ":(top)a.log",
        "*.log",
        "-x.log",
    }


def test_ignore_files_that_are_not_written_yet(tmp_path):
    repository(tmp_path, {".gitignore": "*.log\n", "sub/.gitignore": "!keep.log\n", "sub/a.py": ""})
    changed = Overlay(work_tree(tmp_path), {".gitignore": b"*.log\n.venv/\n"})
    assert changed.ignored(
        ["a.log", ".venv/pyvenv.cfg", "sub/keep.log", "sub/.venv/x", "b.py"]
    ) == {
        "a.log": (".gitignore", 1, "*.log"),
        ".venv/pyvenv.cfg": (".gitignore", 2, ".venv/"),
        "sub/.venv/x": (".gitignore", 2, ".venv/"),
        "sub/keep.log": ("sub/.gitignore", 1, "!keep.log"),
    }
    below = Overlay(work_tree(tmp_path / "sub", tmp_path), {".gitignore": b"venv/\n"})
    assert below.ignored(["venv/x", "a.log"]) == {
        "venv/x": (".gitignore", 1, "venv/"),
        "a.log": ("../.gitignore", 1, "*.log"),
    }


def test_nothing_tracked_yet_is_what_git_would_add(tmp_path):
    write(
        tmp_path, {"a.py": "", "requirements.txt": "six\n", "x.lock": "", ".gitignore": "*.lock\n"}
    )
    git(tmp_path, "init", "-q")
    tree = tree_of(tmp_path)
    assert tree.paths == (".gitignore", "requirements.txt")
    assert tree.listing.has_python
    assert list(tree.files.sources()) == ["a.py"]
    assert tree.files.is_tracked(["a.py"]) == set()


def test_a_folder_that_a_repository_far_above_ignores_is_read_without_git(tmp_path):
    repository(tmp_path, {".gitignore": "work/\n"})
    write(
        tmp_path,
        {
            "work/shop/setup.py": "",
            "work/shop/.venv/pyvenv.cfg": "home = /usr/bin\n",
            "work/shop/.venv/lib/x": "",
        },
    )
    tree = tree_of(tmp_path / "work" / "shop")
    assert not tree.files.has_git
    assert tree.paths == ("setup.py",)


def test_an_invalid_git_folder_is_no_repository(tmp_path):
    repository(tmp_path, {"sub/setup.py": ""})
    (tmp_path / "sub" / ".git").mkdir()
    assert find_repository(str(tmp_path / "sub")) == str(tmp_path)


def test_a_git_that_refuses_is_told_and_done_without(tmp_path):
    write(tmp_path, {"setup.py": "", ".git": "gitdir: nowhere\n"})
    tree = tree_of(tmp_path)
    assert tree.paths == ("setup.py",)
    assert tree.files.git_error
    assert not tree.files.has_git


def test_without_git_on_the_machine(tmp_path, monkeypatch):
    repository(
        tmp_path, {"setup.py": "", "env/pyvenv.cfg": "home = /usr/bin\n", "env/bin/activate": ""}
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    tree = tree_of(tmp_path)
    assert tree.paths == ("setup.py",)
    assert "cannot be started" in tree.files.git_error
    assert tree.tracked_environments == ()


def test_the_variables_of_another_repository_are_not_ours(tmp_path, monkeypatch):
    repository(tmp_path / "ours", {"setup.py": ""})
    repository(tmp_path / "other", {"other.toml": ""})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "other" / ".git" / "index"))
    assert tree_of(tmp_path / "ours").paths == ("setup.py",)


def test_the_index_of_the_commit_in_hand_counts(tmp_path, monkeypatch):
    # `git commit FILE` runs hooks with an index of its own.
    repository(tmp_path, {"setup.py": "", "tox.ini": ""})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_INDEX_FILE", "other-index")
    git_index = {**os.environ, "GIT_INDEX_FILE": str(tmp_path / "other-index")}
    import subprocess

    subprocess.run(["git", "add", "setup.py"], cwd=tmp_path, env=git_index, check=True)
    assert tree_of(tmp_path).listing.relevant == ("setup.py",)


def test_worktrees_and_submodules(tmp_path):
    main = repository(tmp_path / "main", {"setup.py": "", ".gitignore": "venv/\n"})
    git(main, "commit", "-q", "-m", "x")
    git(main, "worktree", "add", "-q", str(tmp_path / "linked"))
    write(main, {".git/info/exclude": "mine/\n"})
    linked = tree_of(tmp_path / "linked")
    assert linked.paths == (".gitignore", "setup.py")
    assert linked.ignores.is_ignored("venv/pyvenv.cfg")
    rule = linked.ignores.rule("mine/x")
    assert rule is not None
    assert rule.is_personal
    outer = repository(tmp_path / "outer", {"tox.ini": ""})
    git(outer, "submodule", "add", "-q", str(main), "vendored/main")
    tree = tree_of(outer)
    assert "tox.ini" in tree.paths
    assert not any(path.startswith("vendored/main/") for path in tree.paths)
    assert tree_of(outer / "vendored" / "main").paths == (".gitignore", "setup.py")


@pytest.mark.parametrize(
    "name", ["caf\udce9", "new\nline", "tab\tname", 'quote"', "-dash", ":(glob)x"]
)
@needs_links
def test_odd_names(tmp_path, name):
    directory = tmp_path / "r"
    directory.mkdir()
    git(directory, "init", "-q")
    try:
        os.makedirs(os.path.join(directory, name))
    except OSError:
        pytest.skip("this file system refuses the name")
    write(directory, {f"{name}/setup.py": b"x = 1\n"})
    git(directory, "add", "-A")
    tree = tree_of(directory)
    assert tree.paths == (f"{name}/setup.py",)
    assert tree.files.is_tracked([name]) == {name}
    assert tree.files.read(tree.paths[0]) == b"x = 1\n"


@pytest.mark.parametrize("size", [1 << 20, 40])
@pytest.mark.parametrize("directory", ["", ".venv", ".venv/lib", "absent"])
def test_what_is_tracked_below_a_folder_is_the_same_however_it_is_asked(
    tmp_path, monkeypatch, directory, size
):
    # So many bytes are read together, and a pipe may give any number of them.
    from venvlint.files import git

    output = git._output
    monkeypatch.setattr(git, "_CHUNK", size)
    monkeypatch.setattr(
        git,
        "_output",
        lambda process: (
            piece[start : start + size]
            for piece in output(process)
            for start in range(0, len(piece), size)
        ),
    )
    files = {
        ".venv/pyvenv.cfg": "home = /usr\n",
        ".venv/bin/activate": "x" * 70,
        ".venv/bin-x/a\n  size: 9\tflags: b": "odd",
        ".venv/lib/python3.12/site-packages/six.py": "s" * 200,
        ".venv/lib/caf\u00e9.py": "",
        ".venv-2/pyvenv.cfg": "home = /usr\n",
        "app.py": "",
    }
    repository(tmp_path, files)
    git_files = work_tree(tmp_path)
    listed = work_tree(tmp_path)
    listed.listing()
    pairs = [
        (path, len(text.encode()))
        for path, text in files.items()
        if path.startswith(f"{directory}/" if directory else "")
    ]
    entries = Memory({path: text.encode() for path, text in files.items()}).tracked_entries(
        directory
    )
    assert sorted(listed.tracked_below(directory)) == sorted(pairs)
    for one in (git_files, listed, Overlay(listed, {})):
        assert one.tracked_entries(directory) == entries
        assert sorted(one.tracked_names(directory)) == sorted(path for path, _ in pairs)
        assert one.tracked_size(directory) == sum(size for _, size in pairs)


def test_of_two_environments_in_one_each_counts_for_itself(tmp_path):
    outer = {
        "venv/pyvenv.cfg": "home = /usr\n",
        "venv/bin/activate": "VIRTUAL_ENV=/x\n",
        "venv/bin/notes.txt": "mine\n",
        "venv/app/main.py": "mine too\n",
        "venv/lib/python3.12/site-packages/six.py": "six\n",
    }
    inner = {
        "venv/app/env/pyvenv.cfg": "home = /usr\n",
        "venv/app/env/bin/activate": "VIRTUAL_ENV=/y\n",
    }
    repository(tmp_path, {**outer, **inner})
    for tree in (tree_of(tmp_path), in_memory({**outer, **inner})):
        found = {one.root: members(tree, one) for one in tree.tracked_environments}
        assert found["venv"].count == 3
        assert found["venv"].size == len("home = /usr\nVIRTUAL_ENV=/x\nsix\n")
        assert found["venv"].strangers == ("venv/app/main.py", "venv/bin/notes.txt")
        assert found["venv/app/env"].count == 2
