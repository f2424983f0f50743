from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from venvlint.files.listing import _without, entries_below, list_names, names_below


def listing(*names: str):
    return list_names([b"\0".join(sorted(name.encode() for name in names))])


def test_only_names_that_a_reader_asks_for_are_kept():
    found = listing(
        "a.py",
        "setup.py",
        "src/x/data.json",
        "README.md",
        "docs/notes.md",
        "posts/notes.md",
        "requirements.txt",
        "notes.txt",
        "deploy/Dockerfile.prod",
        "bin/run",
    )
    assert found.relevant == (
        "README.md",
        "bin/run",
        "deploy/Dockerfile.prod",
        "docs/notes.md",
        "requirements.txt",
        "setup.py",
    )
    assert found.total == 10
    assert found.has_python


def test_packages_are_witnesses_only():
    found = listing(
        "venv/lib/python3.12/site-packages/a/Dockerfile",
        "venv/lib/python3.12/site-packages/six-1.dist-info/METADATA",
        "venv/lib/python3.12/site-packages/six.py",
        "web/node_modules/x/pyproject.toml",
        "my-site-packages/pyproject.toml",
    )
    assert found.relevant == ("my-site-packages/pyproject.toml",)
    assert found.evidence == (
        "venv/lib/python3.12/site-packages/a/Dockerfile",
        "venv/lib/python3.12/site-packages/six-1.dist-info/METADATA",
    )
    assert not found.has_python


def test_caches_and_evidence():
    found = listing(
        "a/__pycache__/x.cpython-312.pyc",
        "a/x.pyc",
        "x.egg-info/PKG-INFO",
        ".coverage",
        ".coveragerc",
        "box/notes.ts",
        ".tox/a/log.ts",
        "e/pyvenv.cfg",
        "e/bin/activate",
    )
    assert found.caches == (
        ".coverage",
        "a/__pycache__/x.cpython-312.pyc",
        "a/x.pyc",
        "x.egg-info/PKG-INFO",
    )
    assert found.evidence == (".tox/a/log.ts", "e/bin/activate", "e/pyvenv.cfg")


def test_names_that_are_no_utf8_survive():
    assert list_names([b"caf\xe9/setup.py"]).relevant == ("caf\udce9/setup.py",)


def test_nothing():
    assert list_names([]).total == 0
    assert list_names([b""]).relevant == ()


PARTS = st.sampled_from(
    [b"a", b"b.py", b"site-packages", b"x-site-packages", b"zz", b"site-packages-2"]
)


@settings(max_examples=80, deadline=None)
@given(st.sets(st.lists(PARTS, min_size=1, max_size=4).map(b"/".join), min_size=1, max_size=40))
def test_blocks_are_cut_exactly(names):
    chunk = b"\0".join(sorted(names))
    expected = b"\0".join(
        name for name in sorted(names) if not re.search(rb"(?:^|/)site-packages/", name)
    )
    assert _without(chunk, b"site-packages/", []) == expected


TOPS = st.sampled_from([b"a", b"a-b", b"a.py", b"b", b"b0", b"zz"])


@settings(max_examples=80, deadline=None)
@given(
    st.sets(st.lists(TOPS, min_size=1, max_size=3).map(b"/".join), min_size=1, max_size=40),
    st.sampled_from([b"", b"a/", b"a-b/", b"b/a/", b"absent/"]),
)
def test_folders_are_counted_as_their_names_would_be(names, prefix):
    # A name cannot be a file and a folder at once.
    names = {name for name in names if not any(other.startswith(name + b"/") for other in names)}
    chunk = b"\0".join(sorted(names))
    below = [name for name in sorted(names) if name.startswith(prefix)]
    assert names_below(chunk, prefix) == below
    expected = {}
    for name in below:
        top, slash, _ = name[len(prefix) :].partition(b"/")
        expected[top] = (bool(slash), expected.get(top, (False, 0))[1] + 1)
    assert {top: counts for top, *counts in map(list, entries_below(chunk, prefix))} == {
        top: list(counts) for top, counts in expected.items()
    }
