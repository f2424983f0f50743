from __future__ import annotations

import json

import pytest

from tests.lint import findings, lint
from tests.made import environment

POETRY = """\
[[package]]
name = "click"
version = "8.1.8"
optional = false
python-versions = ">=3.7"
groups = ["main"]
markers = "python_version >= \\"3.8\\""

[package.dependencies]
colorama = "*"

[[package]]
name = "old-click"
version = "1.0"
optional = false
groups = ["main"]
markers = "python_version < \\"3\\""

[[package]]
name = "iniconfig"
version = "2.1.0"
optional = false
groups = ["dev"]

[metadata]
lock-version = "2.1"
"""
CHAIN = """\
version = 1

[[package]]
name = "ledger"
version = "1"
source = {{ virtual = "." }}
dependencies = [
    {{ name = "flask" }},
]

[[package]]
name = "flask"
version = "3.0"
source = {{ registry = "https://index.example.invalid/simple" }}
dependencies = [
    {{ name = "markupsafe"{} }},
]

[[package]]
name = "markupsafe"
version = "2.1"
source = {{ registry = "https://index.example.invalid/simple" }}
"""
UV = """\
version = 1

[[package]]
name = "ledger"
version = "1"
source = { editable = "." }
dependencies = [
    { name = "click" },
    { name = "numpy", version = "1.0", source = { registry = "x" }, marker = "python_full_version < '3.9'" },
    { name = "pywin32", marker = "sys_platform == 'win32'" },
]

[[package]]
name = "click"
version = "8.1.8"
source = { registry = "https://index.example.invalid/simple" }
sdist = { url = "https://example.org/click-8.1.8.tar.gz", hash = "sha256:0", size = 1 }
wheels = [
    { path = "/wheels/click-8.1.8-py3-none-any.whl", hash = "sha256:0" },
]

[[package]]
name = "numpy"
version = "1.0"
source = { registry = "https://index.example.invalid/simple" }
resolution-markers = [
    "python_full_version < '3.9'",
]

[[package]]
name = "numpy"
version = "2.0"
source = { registry = "https://index.example.invalid/simple" }
resolution-markers = [
    "python_full_version >= '3.9'",
]

[[package]]
name = "from-git"
version = "0.1"
source = { git = "https://example.org/x?rev=1#1" }
"""
PDM = """\
[metadata]
groups = ["default", "dev"]

[[package]]
name = "click"
version = "8.1.8"
groups = ["default"]
marker = "python_version >= \\"3.8\\""

[[package]]
name = "old"
version = "1"
groups = ["default"]
marker = "python_version < \\"3\\""

[[package]]
name = "pytest"
version = "8"
groups = ["dev"]
"""


def pipfile(**packages):
    return json.dumps(
        {
            "default": {name: {"version": version} for name, version in packages.items()},
            "develop": {"pytest": {"version": "==8.0"}},
        }
    )


@pytest.mark.parametrize(
    ("files", "installed"),
    [
        pytest.param(
            {"requirements.txt": "six==1.17.0\nclick>=8,<9\n"},
            {"six": "1.17.0", "click": "8.1.7", "more": "1"},
            id="more than is pinned",
        ),
        pytest.param(
            {"requirements.txt": "Foo.Bar==1.0\n"},
            {"foo_bar": "1.0.0"},
            id="one name and one version in other spellings",
        ),
        pytest.param(
            {
                "requirements.txt": (
                    "six==1.17.0\nx==1 ; sys_platform == 'win32'\ny==1; python_version < '3'\n"
                )
            },
            {"six": "1.17.0"},
            id="markers",
        ),
        pytest.param(
            {
                "requirements.txt": "-c constraints.txt\nsix\n",
                "constraints.txt": "six==1.17.0\nother==1\n",
            },
            {"six": "1.17.0"},
            id="constraints install nothing",
        ),
        pytest.param(
            {"requirements.txt": "torch==2.1.0\n"}, {"torch": "2.1.0+cpu"}, id="a local version"
        ),
        pytest.param(
            {"requirements.txt": "-e .\ngit+https://example.org/x#egg=x\n./lib\n"},
            {"six": "1"},
            id="no names to compare",
        ),
        pytest.param(
            {"requirements-dev.txt": "pytest==8\n"}, {"six": "1"}, id="a development file"
        ),
        pytest.param(
            {"api/requirements.txt": "django==5\n"}, {"six": "1"}, id="another project's file"
        ),
        pytest.param(
            {"poetry.lock": POETRY},
            {"click": "8.1.8", "old-click": "7"},
            id="a lock, with a group and an entry for another Python",
        ),
        pytest.param(
            {"uv.lock": UV},
            {"click": "8.1.8", "numpy": "2.0", "from-git": "0.2"},
            id="a fork and a Git source",
        ),
        pytest.param(
            {"uv.lock": CHAIN.format(", marker = \"sys_platform == 'win32'\"")},
            {"flask": "3.0"},
            id="uv, what something needs on another system",
        ),
        pytest.param({"Pipfile.lock": pipfile(six="==1.17.0")}, {"six": "1.17.0"}, id="pipenv"),
        pytest.param({"pdm.lock": PDM}, {"click": "8.1.8"}, id="PDM"),
        pytest.param(
            {"poetry.lock": POETRY, "uv.lock": UV}, {"six": "1"}, id="two locks: who knows"
        ),
        pytest.param(
            {"poetry.lock": "<<<<<<< HEAD\n" + POETRY.replace("[[", "[ [")},
            {"six": "1"},
            id="a lock in another form",
        ),
    ],
)
def test_quiet(files, installed):
    assert lint("VL503", {"app.py": "", **files}, untracked=environment(installed=installed)) == []


def test_pins():
    (violation,) = findings(
        "VL503",
        {
            "requirements.txt": "click==8.1.7\n-r more.txt\n",
            "more.txt": "itsdangerous==2.2.0\nsix==1.16.0\n",
        },
        untracked=environment(installed={"click": "8.1.7", "six": "1.17.0"}),
    )
    assert violation.at.path == ".venv"
    assert (
        violation.message
        == "`.venv` does not hold what `more.txt` pins: `itsdangerous==2.2.0` is missing, `six` is"
        " 1.17.0 instead of 1.16.0"
    )
    assert [(place.at.path, place.at.line) for place in violation.related] == [
        ("more.txt", 1),
        ("more.txt", 2),
    ]


@pytest.mark.parametrize(
    ("files", "installed", "said"),
    [
        pytest.param(
            {"requirements.txt": "click>=8\n"},
            {"click": "7.0"},
            "`click` is 7.0 instead of >=8",
            id="a range",
        ),
        pytest.param(
            {"poetry.lock": POETRY},
            {"click": "8.1.3", "iniconfig": "2.1.0"},
            "`click` is 8.1.3 instead of 8.1.8",
            id="Poetry, another version",
        ),
        pytest.param(
            {"poetry.lock": POETRY}, {"six": "1"}, "`click==8.1.8` is missing", id="Poetry, missing"
        ),
        pytest.param(
            {"poetry.lock": POETRY},
            {"click": "8.1.8", "iniconfig": "1"},
            "`iniconfig` is 1 instead of 2.1.0",
            id="Poetry, a group's other version",
        ),
        pytest.param(
            {"uv.lock": UV},
            {"click": "8.1.8", "numpy": "1.0"},
            "`numpy` is 1.0 instead of 2.0",
            id="uv, the fork of another Python",
        ),
        pytest.param(
            {"uv.lock": UV}, {"numpy": "2.0"}, "`click==8.1.8` is missing", id="uv, missing"
        ),
        pytest.param(
            {"uv.lock": CHAIN.format("")},
            {"flask": "3.0"},
            "`markupsafe==2.1` is missing",
            id="uv, what something needs that the project needs",
        ),
        pytest.param(
            {"pdm.lock": PDM},
            {"pytest": "7"},
            "`click==8.1.8` is missing, `pytest` is 7 instead of 8",
            id="PDM",
        ),
        pytest.param(
            {"Pipfile.lock": pipfile(six="==1.17.0")},
            {"other": "1"},
            "`six==1.17.0` is missing",
            id="pipenv",
        ),
        pytest.param(
            {"pylock.toml": '[[packages]]\nname = "six"\nversion = "1.17.0"\n'},
            {"six": "1.16.0"},
            "`six` is 1.16.0 instead of 1.17.0",
            id="pylock",
        ),
    ],
)
def test_loud(files, installed, said):
    (violation,) = findings(
        "VL503", {"app.py": "", **files}, untracked=environment(installed=installed)
    )
    assert said in violation.message


def test_an_empty_environment_is_one_sentence():
    (violation,) = findings(
        "VL503",
        {"requirements.txt": "a==1\nb==2\n"},
        untracked=environment(installed={"pip": "24.0"}),
    )
    assert violation.message == "nothing of `requirements.txt` is installed in `.venv`"
    assert violation.related == ()


def test_environments_for_single_jobs_are_not_held_to_it():
    files = {
        **environment(".tox/lint", installed={"ruff": "1"}),
        **environment("venv-docs", installed={"sphinx": "1"}),
        **environment(".venv"),
    }
    assert lint("VL503", {"requirements.txt": "six==1.17.0\n"}, untracked=files) == []


def test_a_constraint_says_which_version_of_what_is_asked_for():
    files = {
        "requirements.txt": "-c constraints.txt\nsix\n",
        "constraints.txt": "six==1.16.0\nattrs==1\n",
    }
    (violation,) = findings(
        "VL503", files, untracked=environment(".venv", installed={"six": "1.17.0"})
    )
    assert violation.message.endswith("`six` is 1.17.0 instead of 1.16.0")
    assert lint("VL503", files, untracked=environment(".venv", installed={"six": "1.16.0"})) == []


def test_exact_versions_of_a_manifest():
    files = {
        "pyproject.toml": (
            '[project]\nname = "a"\ndependencies = ["six==1.16.0", "attrs>=1", "x==1 ; sys_platform'
            " == 'win32'\"]\n"
        )
    }
    (violation,) = findings(
        "VL503", files, untracked=environment(".venv", installed={"six": "1.17.0"})
    )
    assert violation.message.endswith("`six` is 1.17.0 instead of 1.16.0")
    assert lint("VL503", files, untracked=environment(".venv", installed={"six": "1.16"})) == []
