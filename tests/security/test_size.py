"""Input that is small and wants much: each audit is given a few times what it needs, in lines of
our code that run, and ends with everything told.
"""

from __future__ import annotations

import pytest

from tests.growth.counting import counted
from tests.lint import tree
from tests.made import needs_links, write
from venvlint.app.cli import run
from venvlint.config import Config
from venvlint.engine import audit
from venvlint.files.ignore_patterns import Involved, ignored_by_patterns, pattern_of
from venvlint.record import replace
from venvlint.selection import builtin_rules

EVERYTHING = replace(Config(), select=("ALL",))
N = 20_000


def audited(files):
    report = audit(tree(files, config=EVERYTHING), builtin_rules())
    assert not report.crashes, report.crashes
    return {(v.at.path, v.code) for v in report.violations}


def bomb(levels=30, width=10):
    lines = ["a0: &a0 [x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * width)}]" for i in range(1, levels)]
    return "\n".join(lines) + f"\njobs: *a{levels - 1}\non: *a{levels - 1}\n"


WORKFLOW, DEEP = ".github/workflows/ci.yml", 5000
CASES = {
    "yaml aliases": {
        WORKFLOW: bomb(),
        "environment.yml": bomb(),
        "docker-compose.yml": bomb().replace("jobs", "services"),
        ".gitlab-ci.yml": bomb(),
    },
    "yaml merges": {
        WORKFLOW: (
            "a: &a {x: 1}\n"
            + "".join(f"k{i}: &a{i}\n  <<: [*a{', *a' * 50}]\n  y{i}: 1\n" for i in range(200))
        )
    },
    "yaml that holds itself": {
        WORKFLOW: "jobs: &a\n  x: *a\n  strategy: &b [*a, *b]\n",
        "environment.yml": "dependencies: &d [*d, pip: *d]\n",
    },
    "yaml depth": {
        WORKFLOW: "[" * DEEP,
        "environment.yml": "- " * DEEP,
        "docker-compose.yml": "{a: " * DEEP,
    },
    "toml depth": {
        "pyproject.toml": "x = " + "[" * DEEP,
        "Pipfile": "x = " + "{a = " * DEEP,
        "uv.lock": "a" + ".a" * DEEP + " = 1",
    },
    "json depth": {
        "Pipfile.lock": "[" * DEEP,
        "pyrightconfig.json": '{"a":' * DEEP,
        "runtime.json": "[" * DEEP,
    },
    "marker depth": {
        "requirements.txt": "x ; " + "(" * DEEP + "os_name == 'a'" + ")" * DEEP + "\n",
        "pyproject.toml": f'project.dependencies = ["x; {"(" * DEEP}"]',
    },
    "shell depth": {
        "run.sh": "$(" * DEEP + "`" * DEEP + "if x; then " * DEEP + "{ ( " * DEEP,
        "Makefile": "a: b\n\t" + "$(call x," * DEEP,
    },
    "python depth": {
        "setup.py": "from setuptools import setup\nsetup(install_requires=" + "[" * DEEP,
        "noxfile.py": "x = " + "-" * DEEP + "1\n" + "(" * DEEP,
    },
    "docker depth": {
        "Dockerfile": (
            "ARG A="
            + "${A:-" * DEEP
            + "\nFROM "
            + "${A" * DEEP
            + "\nRUN "
            + "<<A " * 50
            + "$(" * DEEP
        )
    },
    "ini depth": {
        "tox.ini": (
            "[tox]\nenvlist = " + "{a," * DEEP + "\n[testenv]\ndeps = " + "{[testenv]deps}" * 200
        ),
        "setup.cfg": "[" * DEEP,
    },
    "stages": {
        "Dockerfile": "".join(
            f"FROM s{i} AS s{i + 1}\nCOPY --from=s{i} /venv /venv\n" for i in range(N // 8)
        )
    },
    "stages in a circle": {"Dockerfile": "FROM b AS a\nFROM a AS b\nFROM a\nRUN pip install x\n"},
    "includes": {
        "requirements.txt": "".join(f"-r r{i}.txt\n" for i in range(N // 10)),
        **{f"r{i}.txt": f"-r requirements.txt\n-r r{i + 1}.txt\n" for i in range(50)},
    },
    "the same include": {
        "requirements.txt": "-r requirements-b.txt\n" * (N // 10),
        "requirements-b.txt": "-c requirements.txt\n" * (N // 10),
    },
    "long lines": {
        name: start + "a" * 50_000 + " " * 50_000 + "a," * 25_000
        for name, start in {
            "requirements.txt": "",
            "Dockerfile": "RUN ",
            "run.sh": "x",
            "setup.cfg": "[a]\nx=",
            "Makefile": "x:",
            ".python-version": "",
            "runtime.txt": "",
            "README.md": "",
            ".gitignore": "",
            ".dockerignore": "",
            "Procfile": "web: ",
            "tox.ini": "[tox]\nenvlist=",
            ".tool-versions": "python ",
        }.items()
    },
    "comments without an end": {
        "pyproject.toml": "[project]\ndependencies = [\r\n 'x'" + " #\r\n" * 3000 + "\r\n]",
        "setup.py": "#" * N + "\n" + "\\\n" * N,
    },
    "one file of a million lines": {
        "requirements.txt": "\n" * 100_000 + "# x\n" * 20_000,
        ".dockerignore": "*\n" * 2000,
        "Dockerfile": "FROM x\nCOPY . .\n",
    },
    "patterns that backtrack": {
        ".gitignore": "*a" * 30 + "b\n" + "**/a/" * 30 + "b\n[z-a]\n[[a]\n" + "[" * 3000 + "\n",
        "/".join(["a" * 60] * 20) + "/pyvenv.cfg": "home = /usr/bin\n",
        "requirements.txt": "six\n",
    },
    "an environment of odd names": {
        f"env/lib/python3.12/site-packages/{'-a' * 100}{i}.egg-info": "" for i in range(50)
    },
}


@pytest.mark.parametrize("name", CASES)
def test_costs_little(name):
    count, found = counted(lambda: audited(CASES[name]))
    assert count < 20_000_000, "the dearest of these needs eight million"
    if name.endswith(" depth") and name.split()[0] in ("yaml", "toml", "json"):
        assert {path for path, code in found if code == "VL001"} >= set(CASES[name]) - {
            "runtime.json"
        }


def test_what_is_too_large_is_told_and_the_rest_is_checked(tmp_path, capsys):
    write(tmp_path, {"requirements/base.txt": "six==1\nsix==1\n"})
    for name in ("requirements.txt", "pyproject.toml", "Dockerfile"):
        with open(tmp_path / name, "wb") as file:
            file.truncate(50_000_000)  # no disk is filled: the file is a hole
    assert run(["--isolated", "--format", "concise", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    for name in ("requirements.txt", "pyproject.toml"):
        assert f"{name}:1:1: error VL001 unreadable-file: " in out
    assert "requirements/base.txt:2:1" in out


@needs_links
@pytest.mark.parametrize(
    "pattern", ["*a" * 40 + "b", "**/" * 40 + "b", "a*" * 40 + "[!a]", "?*" * 40 + "b"]
)
def test_a_pattern_of_the_configuration_does_not_backtrack(tmp_path, pattern):
    path = "/".join(["a" * 200] * 5) + "/requirements.txt"
    write(
        tmp_path,
        {
            path: "six==1\nsix==1\n",
            "venvlint.toml": (
                f"exclude = ['{pattern}']\nper-file-ignores = {{ '{pattern}' = ['VL2'] }}\n"
            ),
        },
    )
    assert isinstance(pattern_of(pattern), Involved)
    assert run(["--quiet", str(tmp_path)]) == 1


@pytest.mark.parametrize(
    ("pattern", "path", "ignored"),
    [
        ("a*b*c*d", "x/aXbXcXd", True),
        ("a*b*c*d", "x/aXbX/cXd", False),
        ("/a*b*c*d", "x/abcd", False),
        ("/a*b*c*d", "abcd/x", True),
        ("a*b*c*d/", "abcd", False),
        ("a*b*c*d/", "x/abcd/y", True),
        ("[!a]*", "b", True),
        ("[!a]*", "a", False),
        ("[a-c]x", "bx", True),
        ("**/*a*b*/**/c", "x/aab/y/c", True),
        ("**/*a*b*/**/c", "x/aab/c", True),
        ("**/*a*b*/**/c", "aab/c", True),
        ("x/*a*b*c*/**", "x/abc", False),
        ("x/*a*b*c*/**", "x/abc/y", True),
        ("a**b*c*d*", "x/aXbcd", True),
        ("\\*a*b*c*d", "*abcd", True),
        ("\\*a*b*c*d", "xabcd", False),
    ],
)
def test_involved_patterns_mean_what_git_means(tmp_path, pattern, path, ignored):
    assert isinstance(pattern_of(pattern), Involved)
    assert bool(ignored_by_patterns([path], {".gitignore": pattern.encode()}.get)) == ignored
    from tests.made import tree_of

    write(tmp_path, {".gitignore": pattern + "\n", "x.txt": ""})
    from tests.made import git

    git(tmp_path, "init", "-q")
    assert (path in tree_of(tmp_path).files.ignored([path])) == ignored
