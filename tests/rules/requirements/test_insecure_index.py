from __future__ import annotations

import pytest

from tests.lint import findings, lint


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "requirements.txt": (
                    "# http://h.example\n-i https://h.example/simple\nx @"
                    " git+ssh://git@h.example/x\nhttpx==1\n"
                )
            },
            id="encrypted",
        ),
        pytest.param(
            {
                "requirements.txt": (
                    "-i http://localhost:3141/simple\n-f http://127.0.0.1/x\n"
                    "--extra-index-url http://[::1]:80/s\n--trusted-host localhost\n"
                    "--extra-index-url http://cache.pypi.svc.cluster.local:80/simple\n"
                )
            },
            id="loopback",
        ),
        pytest.param(
            {
                "requirements.txt": (
                    "x @ http://h.example/x.zip#sha256=abc\nhttp://h.example/y.zip"
                    " --hash=sha256:abc\n"
                )
            },
            id="a hash notices a change",
        ),
        pytest.param(
            {
                "docs/licenses/requirements-shop.txt": (
                    "https://h.example/LICENSE\n\n<!DOCTYPE html>\n<html>\n"
                    '<script>{{}}</script>\n<svg xmlns="http://www.w3.org/2000/svg">\n'
                )
            },
            id="a page that somebody saved",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[project]\nurls = {home = "http://h.example"}\n[[tool.uv.index]]\nurl ='
                    ' "https://h.example/simple"\n'
                )
            },
            id="a home page",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL213", files) == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"requirements.txt": "-i http://h.example/simple\n"},
            (
                "requirements.txt:1: the index on `h.example` is read over `http://`, which is not"
                " encrypted"
            ),
        ),
        (
            {"requirements.txt": "--trusted-host h.example\n"},
            "requirements.txt:1: the certificate of `h.example` is not checked",
        ),
        (
            {"requirements.txt": "-f http://h.example/x\n"},
            (
                "requirements.txt:1: the page of links on `h.example` is read over `http://`, which"
                " is not encrypted"
            ),
        ),
        (
            {"requirements.txt": "x @ http://h.example/x.zip\n"},
            (
                "requirements.txt:1: the archive on `h.example` is read over `http://`, which is"
                " not encrypted"
            ),
        ),
        (
            {"requirements.txt": "git+git://h.example/a/b.git@v1#egg=b\n"},
            (
                "requirements.txt:1: the repository on `h.example` is read over `git://`, which is"
                " not encrypted"
            ),
        ),
        (
            {"requirements.txt": "-e git://h.example/a/b.git@v1#egg=b\n"},
            (
                "requirements.txt:1: the repository on `h.example` is read over `git://`, which is"
                " not encrypted"
            ),
        ),
        (
            {"requirements.txt": "x @ git+http://h.example/x@v1\n"},
            (
                "requirements.txt:1: the repository on `h.example` is read over `http://`, which is"
                " not encrypted"
            ),
        ),
        (
            {"Pipfile": '[[source]]\nurl = "http://h.example/simple"\n'},
            "Pipfile:2: the index on `h.example` is read over `http://`, which is not encrypted",
        ),
        (
            {"pyproject.toml": '[[tool.poetry.source]]\nurl = "http://h.example/simple"\n'},
            (
                "pyproject.toml:2: the index on `h.example` is read over `http://`, which is not"
                " encrypted"
            ),
        ),
        (
            {
                "environment.yml": (
                    "channels:\n  - http://h.example/conda\ndependencies:\n  - numpy\n"
                )
            },
            (
                "environment.yml:2: the index on `h.example` is read over `http://`, which is not"
                " encrypted"
            ),
        ),
        (
            {"pip.conf": "[global]\ntrusted-host = h.example\n"},
            "pip.conf:2: the certificate of `h.example` is not checked",
        ),
    ],
)
def test_loud(files, said):
    assert lint("VL213", files) == [said]


def test_a_secret_that_nobody_escaped_is_not_taken_for_the_host():
    (said,) = lint("VL213", {"requirements.txt": "-i http://hun/ter2@h.example/simple\n"})
    assert "hun" not in said


URL = "http://h.example/simple"
INSTALL = "pip install six\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.sh": "pip install -i $INDEX six\n"}, id="an unknown index"),
        pytest.param({"a.sh": "pip install -i http://$HOST/simple six\n"}, id="an unknown host"),
        pytest.param(
            {"a.sh": "pip install --trusted-host $HOST six\n"}, id="a host that is unknown"
        ),
        pytest.param(
            {"a.sh": "curl http://h.example/get-pip.py | python3\npip install six\n"},
            id="another program's URL",
        ),
        pytest.param(
            {"a.sh": "pipenv run python -m shop.train http://h.example/x.csv\n"},
            id="what pipenv's program is given",
        ),
        pytest.param(
            {"a.sh": "uv run --with six load http://h.example/x.csv\n"},
            id="what uv's program is given",
        ),
        pytest.param({"a.sh": f"# pip install -i {URL} six\n" + INSTALL}, id="a comment"),
        pytest.param(
            {"Dockerfile": f"FROM python:3.13\nARG PIP_INDEX_URL\nRUN {INSTALL}"},
            id="an argument without a value",
        ),
        pytest.param(
            {
                "compose.yml": "services:\n  a:\n    environment: {PIP_INDEX_URL: 'http://localhost:1/s'}\n"
            },
            id="loopback in a variable",
        ),
        pytest.param(
            {"compose.yml": f"services:\n  a:\n    environment: {{API_URL: '{URL}'}}\n"},
            id="a variable of the application",
        ),
        pytest.param(
            {".github/workflows/ci.yml": "env:\n  PIP_INDEX_URL: http://${{ vars.HOST }}/simple\n"},
            id="an expression of CI",
        ),
        pytest.param(
            {"a.bat": "rem set PIP_INDEX_URL=http://h.example/simple\r\npip install six\r\n"},
            id="a comment of a batch file",
        ),
        pytest.param(
            {"justfile": 'export PIP_INDEX_URL := env("MIRROR")\n# PIP_INDEX_URL: http://h/s\n'},
            id="just, from elsewhere",
        ),
        pytest.param(
            {"tox.ini": "[testenv]\nsetenv =\n    PIP_INDEX_URL = http://{env:HOST}/simple\n"},
            id="a variable of tox",
        ),
    ],
)
def test_quiet_where_it_is_used(files):
    assert lint("VL213", files) == []


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        pytest.param("a.sh", f"pip install -i {URL} six\n", 1, id="an option"),
        pytest.param("a.sh", f"export PIP_INDEX_URL={URL}\n{INSTALL}", 1, id="an export"),
        pytest.param("a.sh", f"PIP_INDEX_URL={URL} {INSTALL}", 1, id="an assignment"),
        pytest.param("a.sh", f"UV_INDEX=corp={URL} uv sync\n", 1, id="uv's named index"),
        pytest.param("a.sh", f"uv pip install --default-index {URL} six\n", 1, id="uv"),
        pytest.param("a.sh", f"pip config set global.index-url {URL}\n", 1, id="pip config"),
        pytest.param("a.sh", f"poetry source add corp {URL}\n", 1, id="a source of Poetry"),
        pytest.param("a.sh", "pip install http://h.example/six.zip\n", 1, id="an archive"),
        pytest.param("a.sh", f"uv run --index {URL} load\n", 1, id="an option of uv run"),
        pytest.param("a.sh", "pip install -e git+http://h.example/six.git\n", 1, id="a repository"),
        pytest.param(
            "a.sh", f"pip -V\ndocker build --build-arg PIP_INDEX_URL={URL} .\n", 2, id="an argument"
        ),
        pytest.param("a.bat", f"@echo off\r\nset PIP_INDEX_URL={URL}\r\n", 2, id="batch"),
        pytest.param(".envrc", f"layout python3\nexport PIP_INDEX_URL={URL}\n", 2, id="direnv"),
        pytest.param("justfile", f'export PIP_INDEX_URL := "{URL}"\n', 1, id="just"),
        pytest.param(
            "noxfile.py",
            "import nox\n\n@nox.session\ndef t(session):\n"
            f'    session.install("six", env={{"PIP_INDEX_URL": "{URL}"}})\n',
            5,
            id="nox",
        ),
        pytest.param(
            "Jenkinsfile",
            f"pipeline {{\n  environment {{\n    PIP_INDEX_URL = '{URL}'\n  }}\n"
            f"  stages {{ stage('t') {{ steps {{ sh '{INSTALL.strip()}' }} }} }}\n}}\n",
            3,
            id="Jenkins",
        ),
        pytest.param("a.ps1", f'$env:PIP_INDEX_URL = "{URL}"\n{INSTALL}', 1, id="PowerShell"),
        pytest.param("Dockerfile", f"FROM python:3.13\nENV PIP_INDEX_URL={URL}\n", 2, id="ENV"),
        pytest.param("Dockerfile", f"FROM python:3.13\nARG PIP_INDEX_URL={URL}\n", 2, id="ARG"),
        pytest.param(
            "Dockerfile",
            "FROM python:3.13\nRUN pip install --trusted-host h.example six\n",
            2,
            id="a host in an image",
        ),
        pytest.param("Makefile", f"export PIP_INDEX_URL = {URL}\n\na:\n\t{INSTALL}", 1, id="make"),
        pytest.param(
            "Makefile",
            f"FLAGS = -i {URL}\n\na:\n\tpip install $(FLAGS) six\n",
            1,
            id="flags of make",
        ),
        pytest.param(
            ".github/workflows/ci.yml", f"env:\n  PIP_INDEX_URL: {URL}\n", 2, id="a workflow's env"
        ),
        pytest.param(
            ".gitlab-ci.yml", f"variables:\n  UV_INDEX_URL: {{value: '{URL}'}}\n", 2, id="GitLab"
        ),
        pytest.param(
            "azure-pipelines.yml",
            f"variables:\n- name: PIP_INDEX_URL\n  value: {URL}\n",
            3,
            id="Azure",
        ),
        pytest.param(
            "compose.yml",
            f"services:\n  a:\n    build:\n      args:\n      - PIP_INDEX_URL={URL}\n",
            5,
            id="an argument of a build",
        ),
        pytest.param(
            ".devcontainer/devcontainer.json",
            f'{{"containerEnv": {{"PIP_INDEX_URL": "{URL}"}}}}',
            1,
            id="a development container",
        ),
        pytest.param("tox.ini", f"[testenv]\nset_env =\n    PIP_INDEX_URL = {URL}\n", 3, id="tox"),
        pytest.param(
            "tox.ini",
            f"[testenv]\ninstall_command = pip install -i {URL} {{opts}} {{packages}}\n",
            2,
            id="tox's command",
        ),
        pytest.param(
            "tox.ini", "[testenv]\ndeps =\n    a\n    git+http://h.example/b\n", 4, id="deps"
        ),
        pytest.param(
            "pyproject.toml",
            f'[tool.hatch.envs.a.env-vars]\nPIP_INDEX_URL = "{URL}"\n',
            2,
            id="Hatch",
        ),
        pytest.param(".condarc", "channels:\n  - http://h.example/c\n", 2, id="a channel of conda"),
        pytest.param("poetry.toml", f'[repositories.corp]\nurl = "{URL}"\n', 2, id="poetry.toml"),
        pytest.param("pip.conf", f"[global]\nextra-index-url =\n  {URL}\n", 3, id="pip.conf"),
        pytest.param("uv.toml", f'[[index]]\nurl = "{URL}"\n', 2, id="uv.toml"),
    ],
)
def test_loud_where_it_is_used(path, text, line):
    (said,) = lint("VL213", {path: text})
    assert said.startswith(f"{path}:{line}: ")


def test_an_option_that_is_cut_short():
    text = "FROM python:3.13\nRUN pip install --index http://h.example/simple shop\n"
    assert lint("VL213", {"Dockerfile": text}) == [
        "Dockerfile:2: the index on `h.example` is read over `http://`, which is not encrypted"
    ]


def test_the_repositories_of_hooks():
    hooks = ".pre-commit-config.yaml"
    text = (
        "repos:\n- repo: {}\n  rev: v4\n  hooks: [{{id: check-yaml}}]\n"
        "- repo: https://github.com/psf/black\n  rev: 24.1.0\n  hooks: [{{id: black}}]\n"
        "- repo: local\n  hooks: []\n"
    )
    assert lint("VL213", {hooks: text.format("git://github.com/pre-commit/pre-commit-hooks")}) == [
        (
            f"{hooks}:2: the repository on `github.com` is read over `git://`, which is not encrypted,"
            " and which GitHub no longer answers"
        )
    ]
    (found,) = findings("VL213", {hooks: text.format("'http://git.acme.dev/hooks'")})
    assert (found.at.line, found.suggestion) == (2, "Write `https://`.")
    for encrypted in ("https://github.com/a/b", "git@github.com:a/b.git", "ssh://git@h.dev/b"):
        assert lint("VL213", {hooks: text.format(encrypted)}) == []


@pytest.mark.parametrize(
    ("version", "uses", "more", "count"),
    [
        ("'3.5'", "actions/setup-python", "", 0),
        ("2.7", "owner/setup-python", "", 0),
        ("${{ matrix.python }}", "actions/setup-python", "['3.5', '3.14']", 0),
        ("${{ matrix.python }}", "actions/setup-python", "${{ fromJSON(needs.a.outputs.b) }}", 0),
        ("'3.7'", "actions/setup-python", "", 1),
        ("${{ matrix.python }}", "actions/setup-python", "['3.7', '3.14']", 1),
        ("'3.5'", "some/action", "", 1),
    ],
)
def test_the_pip_of_an_old_python(version, uses, more, count):
    matrix = f"    strategy:\n      matrix:\n        python: {more}\n" if more else ""
    text = (
        f"on: push\njobs:\n  a:\n    runs-on: ubuntu-22.04\n{matrix}    steps:\n"
        f"      - uses: {uses}@v5\n        with:\n          python-version: {version}\n"
        "        env:\n          PIP_TRUSTED_HOST: pypi.org files.pythonhosted.org\n"
    )
    files = {".github/workflows/ci.yml": text, "requirements.txt": "six\n"}
    assert len(findings("VL213", files)) == count
    own = {**files, ".github/workflows/ci.yml": text.replace("pypi.org ", "pypi.acme.dev ")}
    assert len(findings("VL213", own)) == 1


def test_the_hosts_that_one_command_trusts():
    files = {
        "Dockerfile": (
            "FROM python:3.13\nRUN pip install --trusted-host pypi.org \\\n"
            "    --trusted-host=h.example --trusted-host localhost -r a.txt \\\n"
            "    && pip install --trusted-host g.example six\n"
        ),
        "requirements.txt": "--trusted-host h.example\n--trusted-host g.example\n",
        "run.sh": "export PIP_TRUSTED_HOST='h.example g.example'\npip install six\n",
    }
    found = findings("VL213", files)
    assert [f"{one.at.path}:{one.at.line}: {one.message}" for one in found] == [
        "Dockerfile:2: the certificates of `pypi.org` and 1 more are not checked",
        "Dockerfile:4: the certificate of `g.example` is not checked",
        "requirements.txt:1: the certificate of `h.example` is not checked",
        "requirements.txt:2: the certificate of `g.example` is not checked",
        "run.sh:1: the certificates of `h.example` and 1 more are not checked",
    ]
    assert [one.at.line for one in found[0].related] == [3]


@pytest.mark.parametrize(
    ("hosts", "told"),
    [
        (["pypi.org"], "Delete the option: every system trusts the certificate of `pypi.org`."),
        (["pypi.org", "files.pythonhosted.org"], "Delete the options: every system trusts the"),
        (["pypi.acme.dev"], "Delete the option, and install the host's certificate where"),
        (["pypi.org", "pypi.acme.dev"], "Delete the options, and install the hosts' certificates"),
    ],
)
def test_whose_certificate_has_to_be_installed(hosts, told):
    options = " ".join(f"--trusted-host {host}" for host in hosts)
    (found,) = findings(
        "VL213", {"Dockerfile": f"FROM python:3.12\nRUN pip install {options} six\n"}
    )
    assert found.suggestion.startswith(told)


@pytest.mark.parametrize(
    ("links", "count"),
    [
        ("['http://pkgs.acme.dev/simple/']", 1),
        ("LINKS", 1),
        ("['https://pkgs.acme.dev/simple/', 'http://localhost/kit']", 0),
        ("[read('links')]", 0),
    ],
)
def test_the_links_of_a_setup_script(links, count):
    text = (
        "from setuptools import setup\n\nLINKS = ['http://pkgs.acme.dev/kit-1.zip']\n"
        f"setup(name='kit', version='1', url='http://acme.dev', dependency_links={links})\n"
    )
    assert len(findings("VL213", {"setup.py": text})) == count
