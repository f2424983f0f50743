"""Pythons that an image installs by the names of packages: named, and left to a person."""

from __future__ import annotations

import pytest

from tests.lint import tree
from venvlint.app.python_changes import wanted
from venvlint.facts.changes import plan

MANIFEST = '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.10"\n'
IMAGE = "FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y {}\nCOPY . /a\n"
LISTED = "FROM ubuntu:22.04\nCOPY docker/dependencies.txt /\nRUN xargs apt-get install -y < dependencies.txt\n"


def told(flag: str, files: dict[str, str]) -> list[tuple[str, int | None]]:
    planned = plan(tree({"pyproject.toml": MANIFEST, **files}), wanted(*flag.split(" ")))
    return [
        (one.at.path, one.at.line) for one in planned.asides if "if this system has" in one.message
    ]


@pytest.mark.parametrize("flag", ["--move-python 3.10=3.12", "--drop-python 3.10"])
@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param(
            {"Dockerfile": IMAGE.format("\\\n    git \\\n    python3.10=3.10.1-1 \\\n    make")},
            ("Dockerfile", 4),
            id="a version of a package",
        ),
        pytest.param(
            {"Dockerfile": IMAGE.format("git python3.10-dev python3.10-venv make")},
            ("Dockerfile", 2),
            id="several on a line",
        ),
        pytest.param(
            {
                "docker/Dockerfile": LISTED,
                "docker/dependencies.txt": "git\npython3.10\npython3.10-dev\n",
            },
            ("docker/dependencies.txt", 2),
            id="a list of packages",
        ),
    ],
)
def test_named(flag, files, place):
    assert told(flag, files) == [place]


@pytest.mark.parametrize(
    ("flag", "files"),
    [
        pytest.param(
            "--move-python 3.10=3.12",
            {"Dockerfile": IMAGE.format("python3.10 python3.11 python3.12")},
            id="a set",
        ),
        pytest.param(
            "--move-python 3.10=3.12",
            {"Dockerfile": "FROM python:3.10\n# python3.10 is old\nRUN python3.10 -m pip -V\n"},
            id="what follows the image",
        ),
        pytest.param(
            "--move-python 3.10=3.12",
            {"docs/dependencies.txt": "python3.10\n", "Dockerfile": IMAGE.format("git")},
            id="a text elsewhere",
        ),
        pytest.param(
            "--add-python 3.14", {"Dockerfile": IMAGE.format("python3.10")}, id="one more Python"
        ),
        pytest.param(
            "--drop-python 3.10",
            {"Dockerfile": IMAGE.format("/opt/python3.10/bin xpython3.10 python3.100")},
            id="other words",
        ),
    ],
)
def test_quiet(flag, files):
    assert told(flag, files) == []
