"""Which files hold a word: Git's answer, our own reading, and that both are the same."""

from __future__ import annotations

import os

import pytest

from tests.made import git, needs_git, repository, write
from venvlint.files.git import Git
from venvlint.files.index import Index
from venvlint.files.memory import Memory, Overlay
from venvlint.files.work_tree import WorkTree

FILES = {
    "a.py": "import os, imp\n",
    "b.py": "import importlib\nx = 'impossible'\n",
    "empty.py": "",
    "sub/c.py": "\tfrom imp import load_source\r\n",
    "sub/d.py": "import os\r\nimport imp\r\n",
    "sub/e.txt": "import imp\n",
    "f.py": "from importlib import (metadata)\n",
    "g.py": "import importlib.metadata as m\n",
    "h.py": b"\0\0import imp\n\xff",
    "lib/site-packages/x.py": "import imp\n",
    "node_modules/y/z.py": "import imp\n",
    "i.ipynb": '{"kernelspec": 1}\n',
    "{odd}[*].py": "if x:\n    import imp; y\n",
}
IMPORTERS = ["a.py", "h.py", "sub/c.py", "sub/d.py", "{odd}[*].py"]


def data(text):
    return text if isinstance(text, bytes) else text.encode()


def memory():
    return Memory({path: data(text) for path, text in FILES.items()})


def work_tree(directory, monkeypatch, *, few):
    monkeypatch.setattr("venvlint.files.work_tree._FEW", 1000 if few else -1)
    root = os.path.realpath(directory)
    return WorkTree(root, Git(root, root))


def answers(files):
    return (
        files.importing(["imp", "cgi"]),
        files.importing(["importlib.metadata"]),
        files.holding(["kernelspec"], ".ipynb"),
        files.holding(["impossible", "metadata as"]),
        files.holding([]),
        files.importing(["telnetlib"]),
        files.holding(["a.c"]),
        files.lacking(["imp"]),
        files.lacking(["imp", "kernel"], ".ipynb"),
        files.lacking(["import importlib"]),
        files.holding(["kernelspec"], ""),
    )


EXPECTED = (
    IMPORTERS,
    ["f.py", "g.py"],
    ["i.ipynb"],
    ["b.py", "g.py"],
    [],
    [],
    [],
    ["empty.py"],
    [],
    sorted((*IMPORTERS, "empty.py", "f.py")),
    ["i.ipynb"],
)


def test_in_memory():
    assert answers(memory()) == EXPECTED


@needs_git
@pytest.mark.parametrize("few", [True, False], ids=["read here", "asked of Git"])
def test_on_disk(tmp_path, monkeypatch, few):
    repository(tmp_path, FILES)
    assert answers(work_tree(tmp_path, monkeypatch, few=few)) == EXPECTED


@needs_git
def test_what_is_on_disk_and_tracked_counts(tmp_path, monkeypatch):
    repository(tmp_path, {"a.py": "import imp\n", "b.py": "", "gone.py": "import imp\n"})
    write(tmp_path, {"a.py": "", "b.py": "import imp\n", "new.py": "import imp\n"})
    (tmp_path / "gone.py").unlink()
    files = work_tree(tmp_path, monkeypatch, few=False)
    assert files.importing(["imp"]) == ["b.py"]
    index = Index(files.git)
    assert index.importing(["imp"]) == ["a.py", "gone.py"]
    index.close()


@needs_git
def test_before_anything_is_tracked(tmp_path, monkeypatch):
    write(tmp_path, {"a.py": "import imp\n", "b.py": "import imp\n", ".gitignore": "b.py\n"})
    git(tmp_path, "init", "-q")
    assert work_tree(tmp_path, monkeypatch, few=False).importing(["imp"]) == ["a.py"]


def test_without_git(tmp_path):
    write(tmp_path, {"a.py": "import imp\n", "sub/b.py": "import cgi\n"})
    assert WorkTree(str(tmp_path)).importing(["imp", "cgi"]) == ["a.py", "sub/b.py"]


@needs_git
def test_a_folder_below_the_repository(tmp_path, monkeypatch):
    repository(tmp_path, {"a.py": "import imp\n", "sub/b.py": "import imp\n"})
    git(tmp_path, "config", "grep.fullName", "true")
    monkeypatch.setattr("venvlint.files.work_tree._FEW", -1)
    root = os.path.realpath(tmp_path / "sub")
    files = WorkTree(root, Git(root, os.path.realpath(tmp_path)))
    assert files.importing(["imp"]) == ["b.py"]


@needs_git
def test_settings_and_attributes_of_the_repository_change_nothing_and_run_nothing(
    tmp_path, monkeypatch
):
    evil = f"touch {tmp_path}/ran; cat"
    repository(
        tmp_path,
        {"a.py": "import imp\n", "b.py": "", ".gitattributes": "*.py diff=evil filter=evil\n"},
    )
    for name, value in {
        "diff.evil.textconv": evil,
        "diff.external": evil,
        "filter.evil.clean": evil,
        "filter.evil.smudge": evil,
        "core.pager": evil,
        "pager.grep": "true",
        "core.fsmonitor": evil,
        "color.ui": "always",
        "color.grep": "always",
        "grep.patternType": "fixed",
        "grep.lineNumber": "true",
        "grep.column": "true",
        "grep.fullName": "true",
        "submodule.recurse": "true",
    }.items():
        git(tmp_path, "config", name, value)
    files = work_tree(tmp_path, monkeypatch, few=False)
    assert files.importing(["imp"]) == ["a.py"]
    index = Index(files.git)
    assert index.importing(["imp"]) == ["a.py"]
    index.close()
    assert not (tmp_path / "ran").exists()


@needs_git
def test_a_git_that_cannot_search_is_done_without(tmp_path, monkeypatch):
    repository(tmp_path, {"a.py": "import imp\n"})
    files = work_tree(tmp_path, monkeypatch, few=False)
    monkeypatch.setattr("venvlint.files.git._GREP", ("--no-such-option",))
    assert files.importing(["imp"]) == ["a.py"]


def test_changed_files_are_searched_as_they_will_be():
    files = Overlay(memory(), {"a.py": b"", "b.py": b"import imp\n", "new.py": b"import imp\n"})
    assert files.importing(["imp"]) == [
        path for path in sorted([*IMPORTERS, "b.py"]) if path != "a.py"
    ]
