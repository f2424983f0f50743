from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.lint import findings, lint
from tests.made import (
    environment,
    findings_in,
    lint_in,
    metadata,
    needs_links,
    tree_of,
    venv,
    write,
)
from venvlint.rules.environment._conflicts import conflicts

SITE = ".venv/lib/python3.12/site-packages"
BARE = {
    ".venv/pyvenv.cfg": "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.12.4\n",
    f"{SITE}/six.py": "",
}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            metadata(
                SITE,
                "flask",
                "3.0",
                "six>=1",
                'x; extra == "async"',
                'y; sys_platform == "win32" and extra == "z"',
            )
            | metadata(SITE, "six", "1.17"),
            id="satisfied",
        ),
        pytest.param(
            metadata(SITE, "a", "1", 'x ; python_version < "3.8"', 'y; sys_platform == "win32"'),
            id="for others",
        ),
        pytest.param(
            metadata(SITE, "a", "1", "b>=1") | metadata(SITE, "b", "2.0rc1"),
            id="a pre-release satisfies",
        ),
        pytest.param(
            metadata(SITE, "a", "1", "B.c (>=1,<2)") | metadata(SITE, "b_c", "1.5"),
            id="old parentheses and another spelling",
        ),
        pytest.param(
            metadata(SITE, "a", "1", "b @ https://example.org/b.zip") | metadata(SITE, "b", "1"),
            id="a direct reference",
        ),
        pytest.param(metadata(SITE, "a", "1", "!! broken"), id="metadata that does not parse"),
        pytest.param(
            metadata(SITE, "a", "1", "missing", "pytz (>dev)"),
            id="pip leaves out all that it says with one wrong word",
        ),
        pytest.param(
            metadata(SITE, "a", "1", tag="cp38-abi3-any"), id="the stable ABI of an older Python"
        ),
        pytest.param(metadata(SITE, "a", "1", tag="py2.py3-none-any"), id="an unexpanded tag"),
        pytest.param(
            metadata(SITE, "a", "1", tag="cp312-cp312-freebsd_14_amd64"),
            id="a system that we do not judge",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL504", {"app.py": ""}, untracked={**BARE, **files}) == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param(
            metadata(SITE, "Flask", "3.0.0", "six>=2") | metadata(SITE, "six", "1.17.0"),
            "Flask 3.0.0 needs `six>=2`, but 1.17.0 is installed",
            id="a clash",
        ),
        pytest.param(
            metadata(SITE, "a", "1", "missing"),
            "a 1 needs `missing`, which is not installed",
            id="missing",
        ),
        pytest.param(
            metadata(SITE, "a", "1", 'b; python_version >= "3.8"'),
            "a 1 needs `b`, which is not installed",
            id="a marker that holds",
        ),
        pytest.param(
            metadata(SITE, "a", "1", tag="cp39-none-win_amd64"),
            "a 1 was built for another Python or system (`cp39-none-win_amd64`)",
            id="another system's wheel",
        ),
        pytest.param(
            metadata(SITE, "a", "1", tag="cp311-cp311-any"),
            "a 1 was built for another Python",
            id="another Python's wheel",
        ),
        pytest.param(
            metadata(SITE, "a", "1", tag="py2-none-any"),
            "a 1 was built for another Python",
            id="Python 2",
        ),
    ],
)
def test_loud(files, said):
    (violation,) = findings("VL504", {"app.py": ""}, untracked={**BARE, **files})
    assert violation.at.path == ".venv"
    assert said in violation.message


LINUX = f"_{os.uname().machine}" if sys.platform.startswith("linux") else ""
ON_WINDOWS = {
    ".venv/pyvenv.cfg": "home = C:\\Python312\ninclude-system-site-packages = false\nversion = 3.12.4\n",
    ".venv/Scripts/python.exe": "",
    ".venv/Lib/site-packages/six.py": "",
}


@pytest.mark.skipif(not LINUX, reason="tags of Linux")
@pytest.mark.parametrize(
    ("tag", "fits"),
    [
        (f"cp312-cp312-manylinux_2_17{LINUX}", True),
        (f"cp312-cp312-linux{LINUX}", True),
        ("cp312-cp312-linux_unknown", True),
        ("cp312-cp312-musllinux_1_2_" + ("s390x" if "s390x" not in LINUX else "x86_64"), False),
        ("cp312-cp312-macosx_11_0_arm64", False),
        ("cp312-cp312-win_amd64", False),
        ("pp312-pypy312_pp73-any", False),
        ("cp312-cp312", True),
    ],
)
def test_wheels_on_linux(tag, fits):
    files = BARE | metadata(SITE, "a", "1", tag=tag)
    assert (lint("VL504", {"app.py": ""}, untracked=files) == []) is fits


@pytest.mark.parametrize(
    ("requirement", "tag", "fits"),
    [
        ('x; sys_platform == "linux"', "cp312-cp312-win_amd64", True),
        ('x; os_name == "nt" and platform_system == "Windows"', "py3-none-any", False),
        ("", "cp312-cp312-manylinux_2_17_x86_64", False),
        ("", "cp312-cp312-macosx_11_0_arm64", False),
    ],
)
def test_an_environment_of_windows(requirement, tag, fits):
    site = ".venv/Lib/site-packages"
    files = ON_WINDOWS | metadata(site, "a", "1", *([requirement] if requirement else []), tag=tag)
    assert (lint("VL504", {"app.py": ""}, untracked=files) == []) is fits


@pytest.mark.parametrize("requirement", ["x; python_version ~= '3' or y > 'a'", "x" * 3000])
def test_what_no_tool_writes_says_nothing(requirement):
    files = BARE | metadata(SITE, "a", "1", requirement)
    assert lint("VL504", {"app.py": ""}, untracked=files) == []


def test_one_violation_an_environment_and_clashes_first():
    files = metadata(SITE, "a", "1", "x", "y", "z") | metadata(SITE, "b", "1", "a>1")
    (violation,) = findings("VL504", {"app.py": ""}, untracked={**BARE, **files})
    assert violation.message.startswith(
        "packages in `.venv` do not fit together: b 1 needs `a>1`, but 1 is installed; a 1"
        " needs `x`"
    )
    assert violation.message.endswith("; and 1 more")
    assert violation.commands == (
        ".venv/bin/python -m pip install 'a>1' x y z",
        ".venv/bin/python -m pip check",
    )


@needs_links
def test_the_bases_distributions_count(tmp_path):
    write(tmp_path / "base", metadata("lib/python3.12/site-packages", "six", "1.17.0"))
    write(tmp_path / "p", environment(home=f"{tmp_path}/base/bin", installed={"a": "1"}))
    write(tmp_path / "p", {"app.py": "", **metadata(SITE, "b", "1", "six>=1")})
    assert len(lint_in("VL504", tmp_path / "p")) == 1
    configuration = tmp_path / "p" / ".venv" / "pyvenv.cfg"
    configuration.write_text(configuration.read_text().replace("= false", "= true"))
    assert lint_in("VL504", tmp_path / "p") == []


def test_the_same_as_pip_check(tmp_path):
    write(tmp_path, {"app.py": ""})
    venv(tmp_path / ".venv")
    site = (
        next((tmp_path / ".venv").glob("[lL]ib/**/site-packages")).relative_to(tmp_path).as_posix()
    )
    write(
        tmp_path,
        {
            **metadata(
                site,
                "Alpha",
                "1.0",
                "beta>=2",
                "gamma",
                'delta; extra == "x"',
                'epsilon; python_version < "3"',
            ),
            **metadata(site, "beta", "1.5", "alpha"),
            **metadata(site, "zeta.eta", "2.0rc1", "beta!=1.5", "alpha~=1.0"),
            **metadata(site, "theta", "1", "zeta-eta>=1.9", "alpha"),
        },
    )
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(tmp_path / ".venv"), "check"],
        capture_output=True,
        text=True,
    )
    if "check" not in done.stdout and "requires" not in done.stdout:
        pytest.skip(f"this pip cannot check another environment: {done.stderr[-200:]}")
    (only,) = tree_of(tmp_path).disk_environments
    found = conflicts(tree_of(tmp_path), only)
    # pip's lines begin with the distribution's normalised name.
    assert sorted(
        line.split()[0].lower().replace(".", "-") for line in done.stdout.splitlines()
    ) == sorted(conflict.name for conflict in found)
    assert findings_in("VL504", tmp_path)
