from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint
from tests.made import environment, findings_in, git, needs_git, repository, typed
from venvlint.model import Severity


@pytest.mark.parametrize(
    ("files", "more"),
    [
        pytest.param(
            {"a.py": "", ".coveragerc": "", "cache/x.py": ""}, {}, id="nothing of the kind"
        ),
        pytest.param(
            {"a.py": ""}, {"untracked": {"__pycache__/a.cpython-312.pyc": b""}}, id="on disk only"
        ),
        pytest.param(
            {"lib/shipped.pyc": b"", "a.py": ""},
            {},
            id="a module that is shipped without its source",
        ),
        pytest.param(
            {"shop/pages/__pycache__/__init__.py": "", "shop/pages/index.py": ""},
            {},
            id="a source, which Python does not write",
        ),
        pytest.param(
            {"debian/shop.egg-info": "Name: shop\n"}, {}, id="a file that is called like the folder"
        ),
        *(
            pytest.param(
                {f"layer/python/{name}/PKG-INFO": "", "layer/python/x.py": ""}, {}, id=name
            )
            for name in (
                "x_y-1.2.2-py3.11.egg-info",
                "x-1.0-py2.7.egg-info",
                "x-1.0.6.egg-info",
                "x-0.3b1-py3.egg-info",
            )
        ),
        pytest.param(
            {**environment("env"), "env/lib/python3.12/__pycache__/a.pyc": b""},
            {},
            id="inside an environment",
        ),
        pytest.param(
            {".tox/py312/pyvenv.cfg": "home = /usr/bin\n"},
            {},
            id="a tree of tox's with an environment",
        ),
    ],
)
def test_quiet(files, more):
    assert lint("VL103", files, **more) == []


@pytest.mark.parametrize("name", ["x.egg-info", "x_2.egg-info", "x.y.egg-info", "py3.egg-info"])
def test_what_a_build_writes_about_the_project(name):
    (violation,) = findings("VL103", {f"src/{name}/PKG-INFO": "", "setup.py": ""})
    assert violation.at.path == f"src/{name}"


def test_one_violation_a_kind():
    files = {
        "b/__pycache__/x.cpython-312.pyc": b"",
        "a/__pycache__/x.cpython-312.pyc": b"",
        "src/x.egg-info/PKG-INFO": "",
        ".mypy_cache/a": "",
        ".coverage": b"",
    }
    assert lint("VL103", {**files, "m.py": "", "m.pyc": b"", ".nox/x/y.log": ""}) == [
        ".coverage:1: `.coverage` is tracked by Git (1 file): each machine writes its own",
        ".mypy_cache:1: `.mypy_cache` is tracked by Git (1 file): each machine writes its own",
        ".nox:1: `.nox` is tracked by Git (1 file): each machine writes its own",
        (
            "a/__pycache__:1: `a/__pycache__` and 1 other folder are tracked by Git (2 files): each"
            " machine writes its own"
        ),
        "m.pyc:1: `m.pyc` is tracked by Git (1 file): each machine writes its own",
        (
            "src/x.egg-info:1: `src/x.egg-info` is tracked by Git (1 file): each machine writes"
            " its own"
        ),
    ]


def test_test_data_is_named_only_where_there_is_nothing_else():
    (violation,) = findings(
        "VL103", {"examples/__pycache__/x.pyc": b"", "src/__pycache__/x.pyc": b""}
    )
    assert (violation.at.path, violation.severity) == ("src/__pycache__", Severity.WARNING)
    (violation,) = findings("VL103", {"tests/__pycache__/x.pyc": b""})
    assert violation.severity is Severity.INFO


def test_fix():
    assert fix(
        "VL103",
        {"a.py": "", "__pycache__/a.cpython-312.pyc": b"", "a.pyc": b"", ".gitignore": "x"},
        unsafe=True,
    ) == {".gitignore": "x\n__pycache__/\n*.py[cod]\n"}
    assert (
        fix(
            "VL103",
            {"__pycache__/a.cpython-312.pyc": b"", ".gitignore": "__pycache__\n"},
            unsafe=True,
        )
        == {}
    )


def test_fix_covers_every_place():
    files = {
        "__pycache__/a.cpython-312.pyc": b"",
        "b/__pycache__/c.cpython-312.pyc": b"",
        ".gitignore": "/__pycache__/\n",
    }
    assert fix("VL103", files, unsafe=True) == {".gitignore": "/__pycache__/\n__pycache__/\n"}


@needs_git
@pytest.mark.parametrize("count", [1, 9])
def test_the_command_does_what_it_says(tmp_path, count):
    repository(
        tmp_path,
        {f"d{number}/__pycache__/a.cpython-312.pyc": b"" for number in range(count)}
        | {"__pycache__/b.pyc": b"", "a.py": ""},
    )
    (violation,) = findings_in("VL103", tmp_path)
    typed(violation, tmp_path)
    assert git(tmp_path, "ls-files") == "a.py\n"
