from __future__ import annotations

import json

import pytest

from tests.lint import findings, lint


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "requirements.txt": (
                    "-i https://${USER}:${TOKEN}@h.example/simple\nx @"
                    " git+https://${TOKEN}@h.example/x\n"
                )
            },
            id="variables",
        ),
        pytest.param(
            {"requirements.txt": "-i https://__token__:${TOKEN}@h.example/simple\n"},
            id="a name beside a variable",
        ),
        pytest.param(
            {"requirements.txt": "-i https://${TOKEN}:x-oauth-basic@h.example/simple\n"},
            id="GitHub's empty password",
        ),
        pytest.param(
            {
                "requirements.txt": (
                    "git+ssh://git@github.com/a/b.git#egg=b\nx @ git+ssh://deploy@h.example/x\n"
                )
            },
            id="ssh users",
        ),
        pytest.param(
            {"requirements.txt": "x @ git+https://git@github.com/a/b.git@v1\n"}, id="git over https"
        ),
        pytest.param(
            {
                "requirements.txt": (
                    "-i https://h.example/simple\nx @ git+https://h.example/x@v1\n#"
                    " https://ana:pw@h.example\n"
                )
            },
            id="none",
        ),
        pytest.param(
            {
                "requirements.txt": (
                    "-i https://<user>:<token>@h.example/simple\n-f"
                    " https://YOUR_TOKEN@h.example/x\n"
                )
            },
            id="placeholders",
        ),
        pytest.param(
            {"requirements.txt": "x @ git+https://acme@dev.azure.com/acme/p/_git/x\n"},
            id="Azure's clone URLs",
        ),
        pytest.param(
            {"requirements.txt": "-i https://oauth2accesstoken@europe-python.pkg.dev/p/r/simple\n"},
            id="a keyring's user",
        ),
        pytest.param(
            {
                "Pipfile": (
                    '[[source]]\nname = "x"\nurl = "https://$USER:${PASSWORD}@h.example/simple"\n'
                )
            },
            id="pipenv's variables",
        ),
        pytest.param(
            {
                "requirements.txt": (
                    "-i https://pypi.fury.io/acme-nightly-builds/\n"
                    "-f https://dl.cloudsmith.io/public/acme/tools2024releases/python/simple/\n"
                    "-f https://pypi.fury.io/${TOKEN}/acme/\n"
                    "-f https://h.example/Hq7sVd2kPz9rXw4mTb6n/acme/\n"
                )
            },
            id="accounts, variables, and hosts that take no token in a path",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL212", files) == []


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"requirements.txt": "six\n--index-url https://ana:hunter2@h.example/simple\n"}, 2),
        ({"requirements.txt": "--extra-index-url=https://__token__:hunter2@h.example/simple\n"}, 1),
        ({"requirements.txt": "-f https://hunter2@h.example/x\n"}, 1),
        ({"requirements.txt": "-i https://pypi.fury.io/Hq7sVd2kPz9rXwhunter2/acme/\n"}, 1),
        ({"requirements.txt": "-i https://dl.cloudsmith.io/Hq7sVd2kPhunter2/a/b/python/\n"}, 1),
        ({"requirements.txt": "x @ git+https://hunter2@github.com/a/b.git@v1\n"}, 1),
        ({"requirements.txt": "-e git+https://ana:hunter2@github.com/a/b.git#egg=b\n"}, 1),
        ({"requirements.txt": "x @ https://ana:hunter2@h.example/x@1\n"}, 1),
        ({"requirements.txt": "git+ssh://git:hunter2@h.example/a/b.git#egg=b\n"}, 1),
        ({"requirements.txt": "https://${USER}:hunter2@h.example/x-1.0.zip\n"}, 1),
        ({"requirements.txt": "x @ git+https://ana:hunter2@h.example/x ; oops\n"}, 1),
        ({"Pipfile": '[[source]]\nname = "x"\nurl = "https://ana:hunter2@h.example/simple"\n'}, 3),
        (
            {
                "pyproject.toml": (
                    '[project]\ndependencies = ["x @ git+https://hunter2@h.example/x"]\n'
                )
            },
            2,
        ),
        (
            {"pyproject.toml": '[[tool.uv.index]]\nurl = "https://ana:hunter2@h.example/simple"\n'},
            2,
        ),
        (
            {
                "pyproject.toml": (
                    '[[tool.poetry.source]]\nname = "x"\nurl ='
                    ' "https://ana:hunter2@h.example/simple"\n'
                )
            },
            3,
        ),
        (
            {
                "pyproject.toml": (
                    "[tool.poetry.dependencies]\nx = {git ="
                    ' "https://ana:hunter2@h.example/x.git"}\n'
                )
            },
            2,
        ),
        (
            {
                "pyproject.toml": (
                    '[tool.uv.sources]\nx = {git = "https://ana:hunter2@h.example/x.git"}\n'
                )
            },
            2,
        ),
        (
            {
                "pip.conf": (
                    "[global]\nextra-index-url =\n    https://h.example/a\n   "
                    " https://ana:hunter2@h.example/b\n"
                )
            },
            4,
        ),
        (
            {
                "environment.yml": (
                    "dependencies:\n  - pip:\n    - git+https://ana:hunter2@h.example/x#egg=x\n"
                )
            },
            3,
        ),
    ],
)
def test_the_place_is_named_and_the_secret_is_not(files, line):
    (violation,) = findings("VL212", files)
    assert violation.at.line == line
    said = json.dumps(
        [
            violation.message,
            violation.suggestion,
            violation.commands,
            violation.fingerprint,
            violation.source,
            repr(violation),
        ]
    )
    assert "hunter2" not in said


def test_a_password_with_a_slash():
    (violation,) = findings(
        "VL212", {"requirements.txt": "-i https://ana:hun/ter2@h.example/simple\n"}
    )
    assert "ter2" not in violation.message + violation.suggestion


def test_the_url_of_an_include():
    (violation,) = findings(
        "VL212", {"requirements.txt": "six\n-r https://ana:hunter2x@h.example/base.txt\n"}
    )
    assert (violation.at.line, violation.at.column) == (2, 12)
    assert "hunter2x" not in violation.message


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("pip.conf", "[global]\nindex-url = {}\n", "set the whole URL as `PIP_INDEX_URL`"),
        ("requirements.txt", "-i {}\nsix\n", "use a variable such as `${PYPI_TOKEN}`"),
    ],
)
def test_where_the_secret_may_stand(path, text, told):
    url = "https://ann:s3cr3t-w0rd@pypi.acme.dev/simple"
    (found,) = findings("VL212", {path: text.format(url)})
    assert found.suggestion.startswith(f"Revoke it, because Git keeps it forever, and {told}")


def test_the_links_of_a_setup_script():
    text = (
        "from setuptools import setup\nsetup(name='kit', version='1', dependency_links=[\n"
        "    'https://ana:s3cr3t0ne@pkgs.acme.dev/simple/',\n])\n"
    )
    (found,) = findings("VL212", {"setup.py": text})
    assert found.at.line == 3
