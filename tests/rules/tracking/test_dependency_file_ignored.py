from __future__ import annotations

import pytest

from tests.lint import findings, lint
from tests.made import findings_in, needs_git, repository, write
from venvlint.model import Severity


@pytest.mark.parametrize(
    ("files", "disk"),
    [
        pytest.param(
            {".gitignore": "*.txt\n", "requirements.txt": "six\n"}, {}, id="tracked all the same"
        ),
        pytest.param(
            {".gitignore": "*.txt\n!requirements*.txt\n"},
            {"requirements.txt": ""},
            id="re-included",
        ),
        pytest.param({".gitignore": "*.log\n"}, {"requirements.txt": ""}, id="only new"),
        pytest.param(
            {".gitignore": "build/\n"},
            {"build/requirements.txt": ""},
            id="the whole folder is left out",
        ),
        pytest.param(
            {"a.py": ""},
            {"gen/.gitignore": "*\n", "gen/requirements.txt": ""},
            id="a folder that ignores itself",
        ),
        pytest.param(
            {"gen/.gitignore": "*\n!.gitignore\n!README.md\n", "a.py": ""},
            {"gen/requirements.txt": ""},
            id="an empty folder that is kept for what is written into it",
        ),
        pytest.param(
            {".gitignore": "*.txt\n"}, {"notes.txt": "", "robots.txt": ""}, id="other files"
        ),
    ],
)
def test_quiet(files, disk):
    assert lint("VL105", files, untracked=disk) == []


def test_at_the_pattern():
    assert lint(
        "VL105",
        {".gitignore": "# x\n\n*.lock\n", "app.py": ""},
        untracked={"poetry.lock": "", "api/uv.lock": ""},
    ) == [
        (
            ".gitignore:3: the pattern `*.lock` keeps `api/uv.lock`, `poetry.lock` out of Git:"
            " teammates never get them"
        )
    ]
    (violation,) = findings(
        "VL105",
        {"sub/.gitignore": "*\n!*.py\n", "sub/a.py": ""},
        untracked={"sub/pyproject.toml": ""},
    )
    assert (violation.at.path, violation.at.line, violation.at.end_column) == (
        "sub/.gitignore",
        1,
        2,
    )
    assert violation.commands == (
        "echo '!pyproject.toml' >> sub/.gitignore",
        "git add -f -- sub/pyproject.toml",
    )


def test_a_folder_of_requirements_files():
    assert lint(
        "VL105",
        {".gitignore": "requirements/\n", "app.py": ""},
        untracked={"requirements/base.txt": "", "requirements/dev.txt": ""},
    ) == [
        (
            ".gitignore:1: the pattern `requirements/` keeps `requirements/base.txt`,"
            " `requirements/dev.txt` out of Git: teammates never get them"
        )
    ]


LIBRARY = {"pyproject.toml": "[build-system]\nrequires = []\n[project]\nname = 'x'\n"}
APPLICATION = {"pyproject.toml": "[project]\nname = 'x'\n", "Dockerfile": "FROM python:3.12\n"}


@pytest.mark.parametrize(
    ("files", "disk", "severity"),
    [
        pytest.param(
            {".gitignore": "requirements.txt\n"},
            "requirements.txt",
            Severity.ERROR,
            id="a manifest",
        ),
        pytest.param(
            {".gitignore": "*.toml\n"}, "pyproject.toml", Severity.ERROR, id="pyproject.toml"
        ),
        pytest.param(
            {".gitignore": ".python-version\n"},
            ".python-version",
            Severity.INFO,
            id="the pin of a version manager",
        ),
        pytest.param(
            {**LIBRARY, ".gitignore": "uv.lock\n"}, "uv.lock", Severity.INFO, id="a library's lock"
        ),
        pytest.param(
            {**LIBRARY, ".gitignore": "uv.lock\n", "Dockerfile": ""},
            "uv.lock",
            Severity.ERROR,
            id="a deployed package's lock",
        ),
        pytest.param(
            {"pyproject.toml": "[project]\nname = 'x'\n", ".gitignore": "uv.lock\n"},
            "uv.lock",
            Severity.ERROR,
            id="an application's lock",
        ),
        pytest.param(
            {
                "pyproject.toml": LIBRARY["pyproject.toml"] + "[tool.uv]\npackage = false\n",
                ".gitignore": "uv.lock\n",
            },
            "uv.lock",
            Severity.ERROR,
            id="not a package",
        ),
        pytest.param(
            {"uv.lock": "", ".gitignore": "/requirements.txt\n"},
            "requirements.txt",
            Severity.INFO,
            id="an export of a tracked lock",
        ),
        *(
            pytest.param(
                {"a.sh": f"{command}\n", ".gitignore": "/requirements.txt\n"},
                "requirements.txt",
                severity,
                id=command,
            )
            for command, severity in (
                ("poetry export -o requirements.txt", Severity.INFO),
                ("uv export --no-dev > requirements.txt", Severity.INFO),
                ("pip-compile requirements.in", Severity.INFO),
                ("pipenv requirements > requirements.txt", Severity.INFO),
                ("pip freeze > requirements.txt", Severity.ERROR),
                ("uv pip freeze > requirements.txt", Severity.ERROR),
                ("pip install -r requirements.txt", Severity.ERROR),
            )
        ),
        *(
            pytest.param(
                {**APPLICATION, **files, ".gitignore": f"{pattern}\n"}, "uv.lock", severity, id=why
            )
            for files, pattern, severity, why in (
                ({"poetry.lock": ""}, "/uv.lock", Severity.INFO, "the lock of another tool"),
                (
                    {"requirements.txt": "# autogenerated by pip-compile\nsix==1.17.0\n"},
                    "uv.lock",
                    Severity.INFO,
                    "a lock beside a compiled list",
                ),
                (
                    {"requirements.txt": "six==1.17.0\n"},
                    "uv.lock",
                    Severity.ERROR,
                    "a lock beside a list",
                ),
                ({"poetry.lock": ""}, "u*.lock", Severity.ERROR, "another lock left out by chance"),
                ({"b/poetry.lock": ""}, "uv.lock", Severity.ERROR, "a lock of another project"),
            )
        ),
        pytest.param(
            {"a.sh": "poetry export -o requirements.txt\n", ".gitignore": "*.txt\n"},
            "requirements.txt",
            Severity.ERROR,
            id="made by a command, and left out by chance",
        ),
    ],
)
def test_severity(files, disk, severity):
    assert [
        violation.severity
        for violation in findings("VL105", {"app.py": "", **files}, untracked={disk: ""})
    ] == [severity]


@needs_git
def test_personal_excludes(tmp_path):
    repository(tmp_path, {"app.py": ""})
    write(tmp_path, {".git/info/exclude": "*.txt\n", "requirements.txt": "six\n"})
    (violation,) = findings_in("VL105", tmp_path)
    assert (violation.at.path, violation.severity) == ("requirements.txt", Severity.INFO)
    assert "`.git/info/exclude`, line 1" in violation.message


@needs_git
def test_git_s_answer_about_a_folder_that_names_what_it_takes(tmp_path):
    """Git says of `svc/` what `svc/.gitignore` says of the files in it."""
    repository(tmp_path, {"svc/.gitignore": "*\n!*.py\n!.gitignore\n", "svc/a.py": ""})
    write(tmp_path, {"svc/pyproject.toml": "[project]\nname = 's'\n"})
    assert [(one.at.path, one.at.line) for one in findings_in("VL105", tmp_path)] == [
        ("svc/.gitignore", 1)
    ]
