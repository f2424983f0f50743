"""Every Git command that we start, in a repository that sets everything at once that can make Git
run something: settings, attributes, hooks, an index with a monitor, and the variables of a user.

A canary is a file that only such a command would write. What the settings can do is in
git-config(1), gitattributes(5), githooks(5) and git(1), read for Git 2.55.
"""

from __future__ import annotations

import os

import pytest

from tests.made import git, needs_git, needs_links, repository
from tests.security.hostile import PROJECT, knows_hooks_of_the_configuration, untrack_in_place
from venvlint.app.cli import run
from venvlint.files import git as guards

pytestmark = [needs_git, needs_links]
COMMANDS = {"ls-files", "check-ignore", "grep", "cat-file", "rev-parse", "update-index"}
"""What we start, and nothing else."""
SETTINGS = (
    *(
        "core.fsmonitor",
        "core.editor",
        "core.pager",
        "core.askPass",
        "core.sshCommand",
        "core.gitProxy",
    ),
    *("core.alternateRefsCommand", "credential.helper", "diff.external", "diff.evil.command"),
    *("diff.evil.textconv", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process"),
    *(
        "merge.evil.driver",
        "gpg.program",
        "gpg.ssh.defaultKeyCommand",
        "uploadpack.packObjectsHook",
    ),
    *(
        "gc.recentObjectsHook",
        "sequence.editor",
        "interactive.diffFilter",
        "remote.origin.uploadpack",
    ),
    *("remote.origin.receivepack", "trailer.evil.cmd", "web.browser", "difftool.evil.cmd"),
    *(f"pager.{command}" for command in COMMANDS),
    *(f"alias.{command}" for command in COMMANDS),
    *(f"hook.canary{number}.command" for number in range(3)),
)
"""Settings whose value Git runs, somewhere."""
EVENTS = (
    "post-index-change",
    "pre-commit",
    "reference-transaction",
    "post-checkout",
    "fsmonitor-watchman",
)
OTHERS = {
    "filter.evil.required": "true",
    "core.untrackedCache": "true",
    "core.splitIndex": "true",
    "core.preloadIndex": "true",
    "index.threads": "true",
    "submodule.recurse": "true",
    "grep.fallbackToNoIndex": "true",
    "grep.fullName": "true",
    "color.ui": "always",
    "status.showUntrackedFiles": "all",
    "protocol.allow": "always",
    "protocol.ext.allow": "always",
    "protocol.file.allow": "always",
    "remote.origin.promisor": "true",
    "remote.origin.partialCloneFilter": "blob:none",
    "remote.origin.fetch": "+refs/*:refs/*",
    "maintenance.auto": "true",
    "gc.auto": "1",
    "advice.detachedHead": "true",
}
VARIABLES = (
    *(
        "GIT_PAGER",
        "GIT_EDITOR",
        "GIT_SEQUENCE_EDITOR",
        "GIT_EXTERNAL_DIFF",
        "GIT_SSH",
        "GIT_SSH_COMMAND",
    ),
    *("GIT_PROXY_COMMAND", "GIT_ASKPASS", "SSH_ASKPASS", "PAGER", "EDITOR", "VISUAL"),
)


class Canaries:
    """Files that hostile commands would write, each with the name of the setting that ran it."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()

    def command(self, name):
        return f"touch '{self.folder}/{name}'; cat"

    def program(self, name):
        path = self.folder.parent / "programs" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            f"#!/bin/sh\ntouch '{self.folder}/{name}'\n"
        )  # reads nothing: it would wait
        path.chmod(0o755)
        return str(path)

    def sung(self):
        return {path.name for path in self.folder.iterdir()}

    def still(self):
        for path in self.folder.iterdir():
            path.unlink()


@pytest.fixture
def canaries(tmp_path):
    return Canaries(tmp_path / "canaries")


@pytest.fixture
def root(tmp_path, canaries, monkeypatch):
    """The hostile repository. Its files are as old as its index, so that Git cannot tell by their
    times whether they have changed, and one object lies on a remote alone.
    """
    root = repository(tmp_path / "project", PROJECT)
    git(root, "commit", "-q", "-m", "x")
    (root / ".gitattributes").write_text("* filter=evil diff=evil merge=evil -text\n")
    (root / ".git" / "info" / "attributes").write_text("* filter=evil diff=evil\n")
    blob = git(root, "rev-parse", "HEAD:requirements.txt").strip()
    past = 1_500_000_000
    for path in root.rglob("*"):
        if ".git" not in path.parts and path.is_file():
            os.utime(path, (past, past))
    git(root, "update-index", "-q", "--refresh")
    os.utime(root / ".git" / "index", (past, past))
    (root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    for event in EVENTS:
        path = root / ".git" / "hooks" / event
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{canaries.command('hook ' + event)}\n")
        path.chmod(0o755)
    lines = ["[core]\n\trepositoryFormatVersion = 1\n[extensions]\n\tpartialClone = origin\n"]
    lines.append("\tworktreeConfig = true\n[include]\n\tpath = ../more\n")
    (root / "more").write_text(_setting("core.fsmonitor", canaries.program("included")))
    (root / ".git" / "config.worktree").write_text(
        _setting("core.fsmonitor", canaries.program("worktree"))
    )
    for name in SETTINGS:
        is_program = name == "core.fsmonitor"
        value = canaries.program(name) if is_program else canaries.command(name)
        lines.append(_setting(name, "!" + value if name.startswith("alias.") else value))
    lines += [
        _setting(f"hook.canary{number}.event", event) for number, event in enumerate(EVENTS[:3])
    ]
    url = f"ext::sh -c {canaries.program('remote')}"
    lines += [_setting(name, value) for name, value in {**OTHERS, "remote.origin.url": url}.items()]
    with open(root / ".git" / "config", "a") as config:
        config.writelines(lines)
    for name in VARIABLES:
        monkeypatch.setenv(name, canaries.program(name))
    for name in ("GIT_TRACE", "GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE_SETUP"):
        monkeypatch.delenv(name, raising=False)
    canaries.still()
    return root


def _setting(name, value):
    section, _, rest = name.partition(".")
    below, _, key = rest.rpartition(".")
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    head = f'[{section} "{below}"]' if below else f"[{section}]"
    return f'{head}\n\t{key} = "{quoted}"\n'


def audits(root):
    for arguments in (
        [],
        ["--staged"],
        ["--diff", "--unsafe-fixes"],
        ["--python-map"],
        ["--format", "html"],
        ["--fix", "--unsafe-fixes"],
    ):
        run(["--select", "ALL", "--isolated", "--quiet", *arguments, str(root)])


def test_nothing_runs(root, canaries, monkeypatch):
    started = set()

    def noted(original):
        def start(self, arguments, *more):
            words = arguments if isinstance(arguments, tuple) else (arguments,)
            started.add(words[2] if words[0] == "-c" else words[0])
            return original(self, arguments, *more)

        return start

    monkeypatch.setattr(guards.Git, "_process", noted(guards.Git._process))
    monkeypatch.setattr(guards.Git, "start", noted(guards.Git.start))
    audits(root)
    for where in ((), ("--cached",), ("--untracked",)):  # asked only where there are many sources
        guards.Git(str(root), str(root)).grep(("-l", "-F", "-e", "six"), ".py", *where)
    assert canaries.sung() == set()
    assert started == COMMANDS


def without_setting(name):
    def take(patch):
        kept = tuple(one for one in guards._SETTINGS if one.partition("=")[0] != name)
        assert kept != guards._SETTINGS
        patch.setattr(guards, "_SETTINGS", kept)

    return take


def in_place(patch):
    patch.setattr(guards.Git, "untrack", untrack_in_place)


def without_variables(*names):
    def take(patch):
        original = guards.Git._clean_environment
        patch.setattr(
            guards.Git,
            "_clean_environment",
            lambda self: {n: v for n, v in original(self).items() if n not in names},
        )

    return take


@pytest.mark.parametrize(
    ("guards_gone", "unset", "sings"),
    [
        pytest.param([without_setting("core.fsmonitor")], (), "worktree", id="the monitor"),
        pytest.param([in_place], (), "filter.evil.process", id="a process that filters"),
        pytest.param([in_place], ("filter.evil.process",), "filter.evil.clean", id="a filter"),
        pytest.param(
            [in_place, without_setting("core.hooksPath")],
            ("filter.evil.process", "filter.evil.clean", "filter.evil.required"),
            "hook post-index-change",
            id="a hook, of two guards",
        ),
        pytest.param(
            [in_place],
            ("filter.evil.process", "filter.evil.clean", "filter.evil.required"),
            "hook.canary0.command",
            id="a hook of the configuration",
            marks=pytest.mark.skipif(
                not knows_hooks_of_the_configuration(), reason="Git 2.54 and later runs these"
            ),
        ),
        pytest.param(
            [without_variables("GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL")],
            (),
            "remote",
            id="a remote, of two guards",
        ),
    ],
)
def test_each_guard_is_needed(root, canaries, guards_gone, unset, sings):
    for name in unset:  # what comes first and ends the command
        git(root, "config", "--unset", name)
    canaries.still()
    with pytest.MonkeyPatch.context() as patch:
        for take in guards_gone:
            take(patch)
        audits(root)
    assert sings in canaries.sung()
