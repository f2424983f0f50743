"""Locks that were made for other Pythons (VL314)."""

from __future__ import annotations

import json

import pytest

from tests.lint import findings, lint


def uv(declared: str, locked: str, **files: str) -> dict[str, str]:
    return {
        "pyproject.toml": f'[project]\nname = "demo"\nrequires-python = "{declared}"\n',
        "uv.lock": f'version = 1\nrevision = 3\nrequires-python = "{locked}"\n',
        **files,
    }


def poetry(declared: str, locked: str, project: str = "") -> dict[str, str]:
    return {
        "pyproject.toml": (
            f'{project}[tool.poetry]\nname = "d"\n[tool.poetry.dependencies]\npython ='
            f' "{declared}"\n'
        ),
        "poetry.lock": (
            f'package = []\n\n[metadata]\nlock-version = "2.1"\npython-versions = "{locked}"\n'
        ),
    }


def pipfile(declared: dict[str, str], locked: dict[str, str]) -> dict[str, str]:
    requires = "".join(f'{key} = "{value}"\n' for key, value in declared.items())
    return {
        "Pipfile": f"[packages]\n\n[requires]\n{requires}",
        "Pipfile.lock": json.dumps({"_meta": {"requires": locked}, "default": {}}, indent=4),
    }


def pdm(declared: str, *locked: str) -> dict[str, str]:
    targets = "".join(f'[[metadata.targets]]\nrequires_python = "{one}"\n\n' for one in locked)
    return {
        "pyproject.toml": f'[project]\nname = "demo"\nrequires-python = "{declared}"\n',
        "pdm.lock": f'[metadata]\nlock_version = "4.5.0"\n\n{targets}',
    }


WORKSPACE = '\n[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/old"]\n'


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(uv(">=3.9", ">=3.9"), id="the same"),
        pytest.param(uv("<3.13,!=3.9.7,>=3.9", ">=3.9, !=3.9.7, <3.13"), id="another order"),
        pytest.param(uv("~=3.12.0", ">=3.12.0, <3.13"), id="uv rewrites the operator"),
        pytest.param(uv("~=3.9", ">=3.9, <4"), id="uv spells the operator out"),
        pytest.param(poetry(">=3.9", ">=3.9,<4.0"), id="there is no Python 4"),
        pytest.param(uv("nonsense", ">=3.9"), id="an invalid range"),
        pytest.param({"uv.lock": 'requires-python = ">=3.9"\n'}, id="no manifest"),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "d"\n',
                "uv.lock": 'requires-python = ">=3.12"\n',
            },
            id="nothing declared",
        ),
        pytest.param(
            {
                **uv(">=3.9", ">=3.11"),
                "pyproject.toml": (
                    '[project]\nname = "demo"\nrequires-python = ">=3.9"\n' + WORKSPACE
                ),
                "packages/a/pyproject.toml": '[project]\nname = "a"\nrequires-python = ">=3.11"\n',
                "packages/old/pyproject.toml": (
                    '[project]\nname = "o"\nrequires-python = ">=3.12"\n'
                ),
            },
            id="a workspace's members",
        ),
        pytest.param(
            {
                **uv(">=3.9", ">=3.11"),
                "pyproject.toml": (
                    '[project]\nname = "demo"\nrequires-python = ">=3.9"\n'
                    '[tool.uv]\nworkspace = {members = ["packages/*"], exclude = ["packages/old"]}\n'
                ),
                "packages/a/pyproject.toml": '[project]\nname = "a"\nrequires-python = ">=3.11"\n',
                "packages/old/pyproject.toml": (
                    '[project]\nname = "o"\nrequires-python = ">=3.12"\n'
                ),
            },
            id="a workspace inside uv's table",
        ),
        pytest.param(poetry("^3.10", "^3.10"), id="Poetry, the same"),
        pytest.param(poetry("^3.10", ">=3.10,<4.0"), id="Poetry, the same in other words"),
        pytest.param(
            poetry("^3.10", "^3.10", '[project]\nname = "d"\nrequires-python = ">=3.9"\n'),
            id="Poetry repeats its own table",
        ),
        pytest.param(
            pipfile({"python_version": "3.11"}, {"python_version": "3.11"}), id="pipenv, the same"
        ),
        pytest.param(pipfile({"python_version": "3.11"}, {}), id="a lock that does not say"),
        pytest.param(
            pipfile({"python_version": "3.11"}, {"python_full_version": "3.11.4"}),
            id="a lock that says more",
        ),
        pytest.param(pipfile({}, {"python_version": "3.11"}), id="a Pipfile that does not say"),
        pytest.param(pdm(">=3.9", ">=3.9"), id="pdm, the same"),
        pytest.param(pdm(">=3.9", "==3.12.*"), id="pdm, narrowed on purpose"),
        pytest.param(pdm(">=3.10", ">=3.9", "==3.8.*"), id="pdm, several targets"),
        pytest.param(
            {
                **uv(">=3.9", ">=3.9"),
                "pylock.toml": 'lock-version = "1.0"\nrequires-python = ">=3.12"\n',
            },
            id="a pylock need not repeat it",
        ),
        pytest.param(
            {f"tests/x/{path}": text for path, text in uv(">=3.9", ">=3.12").items()},
            id="test data",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL314", files) == []


@pytest.mark.parametrize(
    ("files", "place", "command"),
    [
        (uv(">=3.10", ">=3.9"), "uv.lock:3:20", "uv lock"),
        (uv(">=3.9", ">=3.9, <3.13"), "uv.lock:3:20", "uv lock"),
        (uv(">=3.9", ">=3.9, <4"), "uv.lock:3:20", "uv lock"),
        (poetry("^3.10", "^3.8"), "poetry.lock:5:20", "poetry lock"),
        (
            pipfile({"python_version": "3.11"}, {"python_version": "3.8"}),
            "Pipfile.lock:4:32",
            "pipenv lock",
        ),
        (
            pipfile(
                {"python_version": "3.11", "python_full_version": "3.11.4"},
                {"python_version": "3.11", "python_full_version": "3.11.2"},
            ),
            "Pipfile.lock:5:37",
            "pipenv lock",
        ),
        (
            pipfile({"python_version": "3.11"}, {"python_full_version": "3.10.4"}),
            "Pipfile.lock:4:37",
            "pipenv lock",
        ),
        (pdm(">=3.10", ">=3.9"), "pdm.lock:5:20", "pdm lock"),
        (
            {f"back end/{path}": text for path, text in uv(">=3.10", ">=3.9").items()},
            "back end/uv.lock:3:20",
            "cd 'back end' && uv lock",
        ),
    ],
)
def test_reports_the_lock(files, place, command):
    (found,) = findings("VL314", files)
    assert f"{found.at.path}:{found.at.line}:{found.at.column}" == place
    assert (found.commands, found.severity.label) == ((command,), "error")


def test_names_both_places():
    (found,) = findings("VL314", uv(">=3.10", ">=3.9"))
    assert found.message == "this lock is for Python `>=3.9`, but `pyproject.toml` says `>=3.10`"
    assert (found.related[0].at.path, found.related[0].at.line) == ("pyproject.toml", 3)


def test_the_member_that_differs_is_named():
    files = {
        **uv(">=3.9", ">=3.9"),
        "pyproject.toml": '[project]\nname = "demo"\nrequires-python = ">=3.9"\n' + WORKSPACE,
        "packages/a/pyproject.toml": '[project]\nname = "a"\nrequires-python = ">=3.11"\n',
    }
    (found,) = findings("VL314", files)
    assert found.related[0].at.path == "packages/a/pyproject.toml"


def test_a_lock_left_in_a_member_is_never_read():
    root = uv(">=3.10", ">=3.10")
    root["pyproject.toml"] += '[tool.uv.workspace]\nmembers = ["core"]\n'
    files = {**root, **{f"core/{path}": text for path, text in uv(">=3.10", ">=3.9").items()}}
    assert findings("VL314", files) == []
    root["pyproject.toml"] = root["pyproject.toml"].replace('"core"', '"other"')
    assert len(findings("VL314", {**files, **root})) == 1


COMPILED = (
    "#\n# This file is autogenerated by pip-compile with Python 3.8\n# by the following command:\n#\n"
    "#    pip-compile requirements.in\n#\nsix==1.17.0\n    # via -r requirements.in\n"
)
UV = (
    "# This file was autogenerated by uv via the following command:\n#    uv pip compile x.in"
    " --python-version 3.8\nsix==1.17.0\n    # via -r x.in\n"
)


def installed_in(image: str) -> str:
    return f"FROM {image}\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"


DOCS = (
    'version: 2\nbuild:\n  os: ubuntu-24.04\n  tools:\n    python: "{}"\npython:\n  install:\n'
    "    - requirements: requirements.txt\n"
)


def installed_by(version: str) -> str:
    return (
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses:"
        f" actions/setup-python@v5\n        with:\n          python-version: '{version}'\n      - run:"
        " pip install -r requirements.txt\n"
    )


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"Dockerfile": installed_in("python:3.8-slim")}, id="the same"),
        pytest.param({"Dockerfile": installed_in("python:3")}, id="a Python that is not known"),
        pytest.param(
            {"Dockerfile": installed_in("python:3.12\nRUN apt-get install -y python3.8")},
            id="another Python is installed",
        ),
        *(
            pytest.param({"Dockerfile": installed_in(f"{image}\nRUN {command}")}, id=case)
            for image, command, case in (
                ("ubuntu:focal", "apt-get install -y python3-pip", "the distribution's own"),
                ("ubuntu:22.04", "curl https://pyenv.run | bash", "whatever pyenv makes"),
                (
                    "ubuntu:22.04",
                    "apt-get install -y python3.8 && ln -s /usr/bin/python3.8 /usr/bin/python3",
                    "another one in its place",
                ),
                ("acme/base:1.2", "apt-get install -y python3-pip", "a system nobody knows"),
            )
        ),
        pytest.param(
            {
                "Dockerfile": "FROM ubuntu:22.04\nRUN apt-get install -y python3.8 python3-pip\n"
                "COPY requirements.txt .\nRUN python3.8 -m pip install -r requirements.txt\n"
            },
            id="another one is called",
        ),
        pytest.param(
            {
                "Dockerfile": "FROM ubuntu:22.04\nRUN apt-get install -y python3.8-venv python3-pip"
                " && python3.8 -m venv /v\nCOPY requirements.txt .\n"
                "RUN /v/bin/pip install -r requirements.txt\n"
            },
            id="an environment of another one",
        ),
        pytest.param({"ci.yml": "", ".github/workflows/ci.yml": installed_by("3.x")}, id="any"),
        pytest.param(
            {
                ".github/workflows/ci.yml": installed_by("3.12"),
                ".github/workflows/old.yml": installed_by("3.8"),
            },
            id="it is one of those",
        ),
        pytest.param({"requirements.in": "six\n"}, id="nobody installs it"),
        pytest.param({".readthedocs.yaml": DOCS.format("3.8")}, id="Read the Docs has it"),
        pytest.param({".readthedocs.yaml": DOCS.format("3")}, id="Read the Docs takes any"),
    ],
)
def test_quiet_about_compiled_files(files):
    assert lint("VL314", {"requirements.txt": COMPILED, **files}) == []


def test_a_universal_file_is_for_all():
    text = UV.replace("--python", "--universal --python")
    files = {"requirements.txt": text, "Dockerfile": installed_in("python:3.12")}
    assert lint("VL314", files) == []


@pytest.mark.parametrize(
    ("text", "files", "line", "who"),
    [
        pytest.param(
            COMPILED,
            {"Dockerfile": installed_in("python:3.12-slim")},
            2,
            "`Dockerfile`",
            id="an image",
        ),
        pytest.param(
            UV,
            {"Dockerfile": installed_in("python:3.12-slim")},
            2,
            "`Dockerfile`",
            id="uv's option",
        ),
        pytest.param(
            COMPILED,
            {".github/workflows/ci.yml": installed_by("3.12")},
            2,
            "the job `test`",
            id="a job",
        ),
        pytest.param(
            COMPILED,
            {"Dockerfile": installed_in("ubuntu:24.04\nRUN apt-get install -y python3-pip")},
            2,
            "`Dockerfile`",
            id="the distribution's own Python",
        ),
        pytest.param(
            COMPILED,
            {"Dockerfile": installed_in("alpine:3.20\nRUN apk add --no-cache python3 py3-pip")},
            2,
            "`Dockerfile`",
            id="another distribution's",
        ),
        pytest.param(
            COMPILED,
            {
                "Dockerfile": installed_in("python:3.12-slim"),
                ".github/workflows/ci.yml": installed_by("3.8"),
            },
            2,
            "`Dockerfile`",
            id="where it runs decides",
        ),
        pytest.param(
            COMPILED,
            {".readthedocs.yaml": DOCS.format("3.12")},
            2,
            "Read the Docs",
            id="the documentation's builder",
        ),
    ],
)
def test_compiled_for_another_python(text, files, line, who):
    (violation,) = findings("VL314", {"requirements.txt": text, **files})
    assert (violation.at.path, violation.at.line) == ("requirements.txt", line)
    assert violation.severity.label == "warning"
    assert violation.message == (
        f"`requirements.txt` was compiled for Python 3.8, but {who} installs it with Python 3.12"
    )


def test_each_image_is_named_with_its_own_python():
    files = {
        "requirements.txt": "# This file is autogenerated by pip-compile with Python 3.11\nsix==1.17\n",
        "Dockerfile": IMAGE.format("3.13"),
        "Dockerfile.azure": IMAGE.format("3.14"),
    }
    (line,) = lint("VL314", files)
    assert line.endswith(
        "but `Dockerfile` installs it with Python 3.13, and `Dockerfile.azure` installs it with"
        " Python 3.14"
    )


IMAGE = (
    "FROM python:{}-slim\nCOPY requirements.txt app.py ./\n"
    'RUN pip install -r requirements.txt\nCMD ["python", "app.py"]\n'
)


COMPILED = (
    "#\n# This file is autogenerated by pip-compile with Python 3.8\n#\n"
    "#    pip-compile requirements.in\n#\nsix==1.16.0\n    # via -r requirements.in\n"
)


@pytest.mark.parametrize(
    ("image", "said"),
    [
        pytest.param("python:3.8", 0, id="the same"),
        pytest.param("python:$PY", 0, id="not known"),
        pytest.param("ubuntu:24.04", 0, id="no Python in the name"),
        pytest.param("python:3.12-slim", 1, id="another"),
    ],
)
def test_a_job_in_an_image_installs_what_was_compiled_for_another(image, said):
    files = {
        "requirements.in": "six\n",
        "requirements.txt": COMPILED,
        ".gitlab-ci.yml": (
            f"t:\n  image: {image}\n  script:\n    - pip install -r requirements.txt\n    - pytest\n"
        ),
    }
    found = findings("VL314", files)
    assert [(one.at.path, one.at.line) for one in found] == [("requirements.txt", 2)] * said
