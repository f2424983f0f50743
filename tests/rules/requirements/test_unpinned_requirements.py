"""VL202: production requirements files with open versions."""

from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint
from venvlint.model import Severity

DOCKERFILE = "FROM python:3.12-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
ENVIRONMENT = {
    ".venv/pyvenv.cfg": "home = /usr/bin\nversion = 3.12.1\n",
    ".venv/bin/activate": 'VIRTUAL_ENV="/x/.venv"\n',
    ".venv/lib/python3.12/site-packages/flask-3.0.0.dist-info/METADATA": (
        "Name: Flask\nVersion: 3.0.0\n"
    ),
    ".venv/lib/python3.12/site-packages/uvicorn-0.30.0.dist-info/METADATA": (
        "Name: uvicorn\nVersion: 0.30.0\n"
    ),
}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"requirements.txt": "flask==3.0.0\nsix===1.16.0\n"}, id="pinned"),
        pytest.param({"requirements.txt": "flask==3.0.0,<4.0\n"}, id="pinned beside a range"),
        pytest.param({"requirements.in": "flask\n"}, id="a source that is compiled"),
        pytest.param(
            {
                "requirements.txt": "six==1.16.0\nordereddict; python_version < '2.7'\n",
                "Dockerfile": DOCKERFILE,
            },
            id="for a Python that it never runs on",
        ),
        pytest.param(
            {"requirements-dev.txt": "pytest\n", "docs/requirements.txt": "furo\n"},
            id="for development",
        ),
        pytest.param(
            {
                "requirements.txt": "-c constraints.txt\nflask\n",
                "constraints.txt": "flask==3.0.0\n",
            },
            id="held by constraints",
        ),
        pytest.param(
            {"requirements.txt": "flask\n-r pins.txt\n", "pins.txt": "Flask==3.0.0\n"},
            id="held by another line",
        ),
        pytest.param(
            {"requirements.txt": "flask --hash=sha256:" + "a" * 64 + "\n"}, id="held by a hash"
        ),
        pytest.param(
            {"requirements.txt": "tool @ git+https://example.com/tool.git@v1\n-e ./lib\n./more\n"},
            id="no version to hold",
        ),
        pytest.param({"constraints.txt": "flask<4\n"}, id="constraints"),
        pytest.param(
            {
                "requirements.txt": "flask\n",
                "setup.py": "setup(install_requires=open('requirements.txt').read().split())\n",
            },
            id="what a library needs",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\n",
                "pyproject.toml": (
                    '[project]\nname = "s"\ndynamic ='
                    ' ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = {file ='
                    ' "requirements.txt"}\n'
                ),
            },
            id="what a library's pyproject.toml reads",
        ),
        pytest.param(
            {
                "requirements.txt": "flask\n",
                "Dockerfile": "FROM python:3.12\nRUN pip install -r requirements.txt -c pins.txt\n",
                "pins.txt": "flask==1\n",
            },
            id="constraints given where it is installed",
        ),
        pytest.param(
            {"pyproject.toml": '[project]\nname = "s"\ndependencies = ["flask"]\n'}, id="a manifest"
        ),
        pytest.param({"requirements-gpu.txt": "torch\n"}, id="a role that nobody knows"),
    ],
)
def test_quiet(files):
    assert lint("VL202", files) == []


def test_one_violation_a_file():
    (violation,) = findings("VL202", {"requirements.txt": "flask\nsix==1.16.0\nrequests>=2.31\n"})
    assert (violation.at.line, violation.severity) == (1, Severity.INFO)
    assert [place.at.line for place in violation.related] == [3]
    assert violation.message == "`flask` and `requests` are not pinned to an exact version"


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        pytest.param({"Dockerfile": DOCKERFILE}, Severity.WARNING, id="an image"),
        pytest.param({"Procfile": "web: gunicorn app:app\n"}, Severity.WARNING, id="Heroku"),
        pytest.param({"Aptfile": "ffmpeg\n"}, Severity.WARNING, id="Heroku's Aptfile"),
        pytest.param(
            {"Dockerfile": DOCKERFILE, "uv.lock": "version = 1\n"},
            Severity.INFO,
            id="a lock stands beside",
        ),
        pytest.param(
            {"Dockerfile": DOCKERFILE, "requirements.lock.txt": "flask==3.0\n"},
            Severity.INFO,
            id="one that a person writes",
        ),
        pytest.param(
            {"Dockerfile": DOCKERFILE.replace("12-slim", "12-slim AS test")},
            Severity.INFO,
            id="an image for tests",
        ),
        *(
            pytest.param({f"{folder}/Dockerfile": DOCKERFILE}, severity, id=f"in {folder}")
            for folder, severity in (
                ("examples/flux", Severity.INFO),
                ("samples", Severity.INFO),
                ("docker", Severity.WARNING),
            )
        ),
    ],
)
def test_severity(files, severity):
    assert [
        violation.severity
        for violation in findings("VL202", {"requirements.txt": "flask\n", **files})
    ] == [severity]


def test_the_procfile_is_named_first():
    files = {"Procfile": "web: gunicorn app:app\n", "Aptfile": "ffmpeg\n"}
    (violation,) = findings("VL202", {"requirements.txt": "flask\n", **files})
    assert violation.message == (
        "`flask` is not pinned to an exact version, and the platform of `Procfile` installs this"
        " file"
    )


def test_fix_pins_to_the_environment():
    files = {
        "requirements.txt": (
            "Flask  # web\nuvicorn[standard]>=0.20 ; python_version > '3'\nuvicorn-worker\n"
        )
    }
    assert fix("VL202", files, unsafe=True, untracked=ENVIRONMENT, silent=False) == {
        "requirements.txt": (
            "Flask==3.0.0  # web\nuvicorn[standard]==0.30.0 ; python_version >"
            " '3'\nuvicorn-worker\n"
        )
    }


def test_a_range_that_the_environment_breaks_is_left():
    assert (
        fix(
            "VL202",
            {"requirements.txt": "flask<3\n"},
            unsafe=True,
            untracked=ENVIRONMENT,
            silent=False,
        )
        == {}
    )


def test_a_distribution_that_two_lines_name_is_told_once():
    (line,) = lint("VL202", {"requirements.txt": "dask\ndask[array]\nnumpy\n"})
    assert line.partition(": ")[2].startswith("`dask` and `numpy` are not pinned")


@pytest.mark.parametrize(
    ("procfile", "severity"),
    [
        pytest.param("web: $(composer config bin-dir)/heroku-php-nginx public/\n", Severity.INFO),
        pytest.param("web: npm start\nworker: NODE_ENV=production node work.js\n", Severity.INFO),
        pytest.param("web: npm start\nworker: python work.py\n", Severity.WARNING),
        pytest.param("web: ./start.sh\n", Severity.WARNING),
    ],
)
def test_a_procfile_of_another_language(procfile, severity):
    files = {"Procfile": procfile, "requirements.txt": "flask\n"}
    assert [one.severity for one in findings("VL202", files)] == [severity]


MAKEFILE = (
    ".PHONY: install\nbuild:\n\tgcc x.c\ninstall: list\n\t@echo done\nlist:\n"
    "\tpip install -r requirements.txt\n"
)


@pytest.mark.parametrize(
    ("commands", "severity"),
    [
        pytest.param("COPY . /app\nRUN make -C /app", Severity.INFO, id="the first target"),
        pytest.param("COPY . /app\nRUN make -C /app test", Severity.INFO, id="no such target"),
        pytest.param("RUN curl https://x | tar x && make install", Severity.INFO, id="another's"),
        pytest.param(
            "COPY . /app\nRUN make -C /app install", Severity.WARNING, id="another folder"
        ),
        pytest.param("WORKDIR /app\nCOPY . .\nRUN make install", Severity.WARNING, id="beside it"),
        pytest.param(
            "WORKDIR /app\nCOPY Makefile requirements.txt ./\nRUN make -f Makefile list",
            Severity.WARNING,
            id="a file that is named",
        ),
    ],
)
def test_what_make_installs_in_an_image(commands, severity):
    files = {
        "Makefile": MAKEFILE,
        "requirements.txt": "flask\n",
        "app.py": "import flask\n",
        "Dockerfile": f"FROM python:3.12\n{commands}\nCMD python app.py\n",
    }
    (found,) = findings("VL202", files)
    assert found.severity is severity


@pytest.mark.parametrize(("text", "told"), [("six\n", "Pin it to"), ("a\nb\n", "Pin each line to")])
def test_one_line_is_told_so(text, told):
    (found,) = findings("VL202", {"requirements.txt": text})
    assert found.suggestion.startswith(told)
