"""What the next commit would hold."""

from __future__ import annotations

import pytest

from tests.made import git, needs_git, needs_links, repository, tree_of, write
from venvlint.files.git import GitError

pytestmark = needs_git


def test_contents_are_the_staged_ones(tmp_path):
    repository(tmp_path, {"requirements.txt": "staged\n", "gone.toml": "a = 1\n"})
    write(tmp_path, {"requirements.txt": "changed\n", "new.toml": ""})
    (tmp_path / "gone.toml").unlink()
    tree = tree_of(tmp_path, staged=True)
    assert tree.paths == ("gone.toml", "requirements.txt")
    assert tree.files.read("requirements.txt") == b"staged\n"
    assert tree.files.read("gone.toml") == b"a = 1\n"
    assert tree.files.read("new.toml") is None
    assert tree.files.read("../x") is None
    assert tree.files.read(".") is None
    assert not tree.survey.new
    assert not tree.files.names("")


def test_below_the_repository(tmp_path):
    repository(
        tmp_path, {".gitignore": "*.log\n", "sub/.gitignore": "venv/\n", "sub/setup.py": "x\n"}
    )
    write(tmp_path, {"sub/.gitignore": "", ".gitignore": ""})
    tree = tree_of(tmp_path / "sub", staged=True)
    assert tree.paths == (".gitignore", "setup.py")
    assert tree.files.read("setup.py") == b"x\n"
    assert tree.files.ignored(["venv/x", "a.log", "b"]) == {
        "venv/x": (".gitignore", 1, "venv/"),
        "a.log": ("../.gitignore", 1, "*.log"),
    }


@needs_links
def test_links_are_followed_inside_the_index_only(tmp_path):
    repository(tmp_path, {"real/requirements.txt": "six\n", "a": "x"})
    (tmp_path / "requirements.txt").symlink_to("real/requirements.txt")
    (tmp_path / "out.toml").symlink_to("/etc/passwd")
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    git(tmp_path, "add", "-A")
    files = tree_of(tmp_path, staged=True).files
    assert files.read("requirements.txt") == b"six\n"
    assert files.link_target("requirements.txt") == "real/requirements.txt"
    assert files.read("out.toml") is None
    assert files.read("loop.toml") is None


@needs_links
@pytest.mark.parametrize("staged", [False, True])
def test_paths_lead_through_linked_folders(tmp_path, staged):
    repository(tmp_path, {"real/deep/a.txt": "six\n", "b/c.txt": ""})
    (tmp_path / "b" / "real").symlink_to("../real")
    (tmp_path / "real" / "again").symlink_to("deep")
    (tmp_path / "out").symlink_to("/etc")
    (tmp_path / "loop").symlink_to("loop")
    git(tmp_path, "add", "-A")
    files = tree_of(tmp_path, staged=staged).files
    assert files.followed("b/real/deep/a.txt") == "real/deep/a.txt"
    assert files.followed("b/real/again/a.txt") == "real/deep/a.txt"
    for path in ("b/c.txt", "real/deep/a.txt", "out/passwd", "loop/x", "no/such"):
        assert files.followed(path) == path


def test_a_conflict_is_our_side(tmp_path):
    repository(tmp_path, {"a.toml": "base\n"})
    git(tmp_path, "commit", "-q", "-m", "base")
    git(tmp_path, "checkout", "-q", "-b", "theirs")
    write(tmp_path, {"a.toml": "theirs\n"})
    git(tmp_path, "commit", "-q", "-am", "theirs")
    git(tmp_path, "checkout", "-q", "-")
    write(tmp_path, {"a.toml": "ours\n"})
    git(tmp_path, "commit", "-q", "-am", "ours")
    with pytest.raises(AssertionError):
        git(tmp_path, "merge", "theirs")
    tree = tree_of(tmp_path, staged=True)
    assert tree.listing.total == 1
    assert tree.files.read("a.toml") == b"ours\n"


def test_a_reader_that_died_is_an_error_and_leaves_nothing_open(tmp_path):
    repository(tmp_path, {"a.toml": "x = 1\n"})
    files = tree_of(tmp_path, staged=True).files
    assert files.read("a.toml") == b"x = 1\n"
    process = files._process
    process.kill()
    process.wait()
    with pytest.raises(GitError, match="ended"):
        files.read("a.toml")
    files.close()  # the question that nobody reads any more is still in the buffer
    assert process.stdout.closed
    assert files._process is None
