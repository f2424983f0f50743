from __future__ import annotations

import pytest

from tests.lint import lint

PROJECT = {
    "pyproject.toml": (
        '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\n'
        'dependencies = ["flask"]\n'
    ),
    "uv.lock": 'version = 1\nrequires-python = ">=3.11"\n',
    "requirements.txt": "flask==3.0.0\n",
}
UV = "COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/uv\nWORKDIR /app\nCOPY . .\n"
FINAL = "FROM {}\nCOPY --from=builder /app/.venv /app/.venv\n"


def image(builder, final="python:3.13-slim", more="", **files):
    text = f"{builder}\n{FINAL.format(final)}{more}"
    return PROJECT | {"Dockerfile": text} | {name.replace("_", "."): t for name, t in files.items()}


ANY = "FROM ghcr.io/astral-sh/uv:bookworm-slim AS builder\n"
VENV = "WORKDIR /app\nRUN python -m venv .venv"


def synced(setting="", options="", builder=ANY, more=""):
    return image(f"{builder}{setting}\n{UV}RUN uv sync {options}", more=more)


CARRIED = "COPY --from=base run.sh /run.sh\nENTRYPOINT "


def carrier(more, system="alpine:3.20"):
    return image(f"FROM python:3.13-slim AS builder\n{UV}RUN uv sync", system, more) | {
        "copy.sh": "#!/bin/sh\ncp -r /app/.venv /shared\n",
        "start.sh": "#!/bin/sh\nexec /app/.venv/bin/flask run\n",
    }


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(carrier(f'{CARRIED}["/run.sh"]\n'), id="a script of others carries it"),
        pytest.param(
            carrier('CMD ["cp", "-a", "/app/.venv", "/shared"]\n', "busybox:1.36"),
            id="it is carried elsewhere",
        ),
        pytest.param(
            carrier('CMD ["sh", "-c", "cp -a /app/.venv /shared"]\n'),
            id="a shell carries it elsewhere",
        ),
        pytest.param(
            carrier('COPY copy.sh /\nENTRYPOINT ["/copy.sh"]\n'), id="a script carries it elsewhere"
        ),
        pytest.param(
            image(f"FROM python:3.13-slim AS builder\n{UV}RUN uv sync"),
            id="the image's own Python fits",
        ),
        pytest.param(
            image(
                f"FROM ghcr.io/astral-sh/uv:bookworm-slim AS builder\n{UV}RUN uv sync",
                more="COPY --from=builder /root/.local/share/uv/python"
                " /root/.local/share/uv/python\n",
            ),
            id="the Python comes along",
        ),
        pytest.param(
            image(
                f"FROM ghcr.io/astral-sh/uv:bookworm-slim AS builder\n"
                f"ENV UV_PYTHON_INSTALL_DIR=/python\n{UV}RUN uv sync",
                more="COPY --from=builder /python /python\n",
            ),
            id="its own folder comes along",
        ),
        pytest.param(
            image(
                f"FROM python:3.12-slim AS builder\nENV UV_PYTHON_DOWNLOADS=never\n{UV}RUN uv sync",
                "python:3.12-slim",
            )
            | {".python-version": "3.13\n"},
            id="uv may download nothing",
        ),
        pytest.param(
            image(
                f"FROM python:3.13-slim AS builder\nENV UV_PYTHON=/usr/local/bin/python3\n{UV}"
                "RUN uv sync"
            )
            | {".python-version": "3.12\n"},
            id="a path is no request for a version",
        ),
        pytest.param(
            image(f"FROM python:3.13-slim AS builder\n{UV}RUN uv sync")
            | {".python-version": "3.12\n", ".dockerignore": ".python-version\n"},
            id="the pin is not sent to the builder",
        ),
        pytest.param(
            image(f"FROM acme/builder:1 AS builder\n{UV}RUN uv sync"),
            id="an image of one's own may have any Python",
        ),
        pytest.param(
            image(
                f"FROM ghcr.io/astral-sh/uv:bookworm-slim AS builder\n{UV}RUN uv sync",
                more="RUN uv sync\n",
            ),
            id="the environment is made again",
        ),
        pytest.param(
            image("FROM python:3.13 AS builder\nWORKDIR /app\nRUN python -m venv .venv"),
            id="both have it in /usr/local",
        ),
        pytest.param(
            image(
                "FROM python:3.13 AS builder\nWORKDIR /app\nRUN python -m venv .venv",
                "acme/runtime:2",
            ),
            id="nobody knows what the last stage has",
        ),
        pytest.param(
            image(
                "FROM python:3.13 AS builder\nWORKDIR /app\nRUN python -m venv .venv",
                "gcr.io/distroless/base",
                more="COPY --from=builder /usr/local /usr/local\n",
            ),
            id="the whole of /usr/local comes along",
        ),
        pytest.param(
            {
                **PROJECT,
                "Dockerfile": f"FROM ghcr.io/astral-sh/uv:bookworm-slim AS builder\n{UV}"
                "RUN uv sync\nFROM builder\nCOPY --from=builder /app/.venv /app/.venv\n",
            },
            id="the last stage is made of the builder",
        ),
        *(
            pytest.param(synced(f"ENV {setting}"), id=setting)
            for setting in (
                "UV_NO_MANAGED_PYTHON=1",
                "UV_PYTHON_PREFERENCE=only-system",
                "UV_PYTHON_PREFERENCE=system",
                "UV_PYTHON=$X",
                "XDG_DATA_HOME=data",
                "HOME=home",
            )
        ),
        pytest.param(synced("USER $X"), id="nobody knows whose"),
        pytest.param(synced(options="--no-managed-python"), id="told to use the system's"),
        pytest.param(
            synced("ENV UV_PYTHON=3.13", builder="FROM python:3.13 AS builder\n"),
            id="the image's own Python is asked for",
        ),
        pytest.param(
            synced(builder="FROM python:3.13 AS builder\n") | {".python-version": "3.13\n"},
            id="the image's own Python is pinned",
        ),
        pytest.param(
            synced(
                "RUN uv python pin 3.12 > .python-version", builder="FROM python:3.13 AS builder\n"
            ),
            id="nobody knows the pin",
        ),
        pytest.param(
            synced(builder="FROM pypy:3.10 AS builder\n") | {".python-version": "3.12\n"}, id="PyPy"
        ),
        pytest.param(synced(more="RUN python -m venv /app/.venv\n"), id="made again by venv"),
        pytest.param(
            synced(more="RUN ln -sf /usr/local/bin/python3 /app/.venv/bin/python\n"),
            id="linked anew",
        ),
        pytest.param(synced(more="COPY --from=builder /root/* /root/\n"), id="all comes along"),
        pytest.param(
            synced(
                more="COPY --from=builder /root/.local/share/uv/python/cpython-3.13"
                " /root/.local/share/uv/python/cpython-3.13\n"
            ),
            id="the one Python comes along",
        ),
        pytest.param(
            image(f"FROM continuumio/miniconda3 AS builder\n{VENV}", "continuumio/miniconda3"),
            id="both have conda's",
        ),
        pytest.param(
            image(
                f"FROM continuumio/miniconda3 AS builder\n{VENV}",
                "debian:12",
                "COPY --from=builder /opt/conda /opt/conda\n",
            ),
            id="conda's comes along",
        ),
        pytest.param(
            image(
                "FROM debian:12 AS builder\nRUN pyenv install 3.12\nWORKDIR /app\n"
                "RUN /opt/pyenv/versions/3.12.4/bin/python -m venv .venv",
                "debian:12",
                "COPY --from=builder /opt/pyenv/versions /opt/pyenv/versions\n",
            ),
            id="pyenv's comes along",
        ),
        pytest.param(
            image(f"FROM debian:12 AS builder\nRUN mise install python\n{VENV}", "debian:12"),
            id="nobody knows where mise has it",
        ),
        pytest.param(
            image(
                "FROM python:3.13 AS builder\nWORKDIR /app\nRUN /opt/py/bin/python -m venv .venv",
                "debian:12",
            ),
            id="another Python of the image",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL420", files) == []


@pytest.mark.parametrize(
    ("files", "words"),
    [
        pytest.param(
            image(f"FROM ghcr.io/astral-sh/uv:bookworm-slim AS builder\n{UV}RUN uv sync"),
            "has no Python, so uv downloads one",
            id="an image without a Python",
        ),
        pytest.param(
            image(f"FROM python:3.13-slim AS builder\n{UV}RUN uv sync")
            | {".python-version": "3.12\n"},
            "`.python-version` asks uv for 3.12",
            id="a pin that is copied",
        ),
        pytest.param(
            image(f"FROM python:3.10-slim AS builder\n{UV}RUN uv sync", "python:3.10-slim"),
            "which `requires-python = >=3.11` excludes",
            id="the range excludes the image's",
        ),
        pytest.param(
            image(f"FROM python:3.13-slim AS builder\nENV UV_PYTHON=3.12\n{UV}RUN uv sync"),
            "uv is asked for 3.12",
            id="the variable",
        ),
        pytest.param(
            image(f"FROM python:3.13-slim AS builder\n{UV}RUN uv sync --python 3.12"),
            "uv is asked for 3.12",
            id="the option",
        ),
        pytest.param(
            image(f"FROM python:3.13-slim AS builder\nENV UV_MANAGED_PYTHON=1\n{UV}RUN uv sync"),
            "UV_MANAGED_PYTHON",
            id="told to use one of its own",
        ),
        pytest.param(
            image(f"FROM python:3.13-slim AS builder\n{UV}RUN uv python install 3.13\nRUN uv sync"),
            "`uv python install` puts its Python there",
            id="installed",
        ),
        pytest.param(
            image(f"FROM ghcr.io/astral-sh/uv:bookworm-slim AS builder\nUSER app\n{UV}RUN uv sync"),
            "`/home/app/.local/share/uv/python`",
            id="below the home of its user",
        ),
        pytest.param(
            image(
                "FROM python:3.11 AS builder\nWORKDIR /app\nRUN python -m venv .venv",
                "gcr.io/distroless/python3-debian12",
            ),
            "`/usr/local/bin/python3`",
            id="distroless has it in /usr/bin",
        ),
        pytest.param(
            image(
                "FROM python:3.11 AS builder\nWORKDIR /app\nRUN python -m venv .venv",
                "debian:12-slim",
                more="RUN apt-get install -y python3\n",
            ),
            "`/usr/local/bin/python3`",
            id="so has Debian",
        ),
        pytest.param(
            image(
                "FROM debian:12 AS builder\nENV PYENV_ROOT=/opt/pyenv\nWORKDIR /app\n"
                "RUN pyenv install 3.12\nRUN /opt/pyenv/versions/3.12.4/bin/python -m venv .venv",
                "debian:12",
            ),
            "`/opt/pyenv`",
            id="pyenv",
        ),
        pytest.param(
            image(f"FROM debian:12 AS builder\nRUN pyenv install 3.12\n{VENV}", "debian:12"),
            "`/root/.pyenv`",
            id="pyenv in its own place",
        ),
        pytest.param(
            image(f"FROM continuumio/miniconda3 AS builder\n{VENV}", "debian:12"),
            "`/opt/conda`",
            id="conda",
        ),
        pytest.param(
            image(
                "FROM debian:12 AS builder\nWORKDIR /app\nRUN /opt/x/conda/bin/python -m venv .venv",
                "debian:12",
            ),
            "`/opt/x/conda`",
            id="conda elsewhere",
        ),
        pytest.param(
            synced(
                "ENV UV_PYTHON_PREFERENCE=only-managed", builder="FROM python:3.13 AS builder\n"
            ),
            "`UV_PYTHON_PREFERENCE` has uv take only a Python of its own",
            id="the preference",
        ),
        pytest.param(synced("ENV XDG_DATA_HOME=/data"), "`/data/uv/python`", id="XDG_DATA_HOME"),
        pytest.param(synced("ENV HOME=/h"), "`/h/.local/share/uv/python`", id="HOME"),
        pytest.param(synced(more="COPY . .\n"), "`/root/.local/share/uv/python`", id="COPY"),
        *(
            pytest.param(carrier(more), "`/usr/local/bin/python3`", id=case)
            for more, case in (
                (f'ENV PATH=/app/.venv/bin:$PATH\n{CARRIED}["/run.sh"]\n', "it is on `PATH`"),
                (f'{CARRIED}["/run.sh", "/app/.venv/bin/flask"]\n', "a script is given a program"),
                (f'RUN apk add python3\n{CARRIED}["/run.sh"]\n', "there is a Python"),
                ('COPY start.sh /\nENTRYPOINT ["/start.sh"]\n', "a script starts it"),
                ("", "nothing is started yet"),
            )
        ),
    ],
)
def test_reports_the_copy(files, words):
    (said,) = lint("VL420", files)
    line = files["Dockerfile"].split("\n").index("COPY --from=builder /app/.venv /app/.venv") + 1
    assert said.startswith(f"Dockerfile:{line}: the environment `/app/.venv` links to a Python in")
    assert words in said
