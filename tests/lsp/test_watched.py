"""Which files' changes behind the editor's back make a new audit."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

pytest.importorskip("pygls", reason="the extra `lsp` is not installed")

from tests.test_kinds import samples
from venvlint.files.kinds import KINDS
from venvlint.lsp.server import watched


def is_watched(path):
    return any(fnmatchcase(f"/{path}", pattern.replace("**/", "*/", 1)) for pattern in watched())


@pytest.mark.parametrize(
    "path", ["a/b.py", "pyvenv.cfg", "web/.dockerignore", "run.bat", ".envrc", "etc/cron.d/backup"]
)
def test_what_an_audit_reads(path):
    assert is_watched(path)


@pytest.mark.parametrize("path", ["a.png", "b/main.go", "data.csv", "LICENSE"])
def test_not_what_it_leaves_alone(path):
    assert not is_watched(path)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_that_its_name_tells(kind):
    assert kind.by_content or all(map(is_watched, samples(kind)))
