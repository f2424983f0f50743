"""VL405: environments at another path than they were made at."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint

CODE = "VL405"


def image(made: str, copy: str, after: str = "", base: str = "python:3.12-slim") -> str:
    return f"FROM {base} AS build\n{made}\n\nFROM python:3.12-slim\n{copy}\n{after}\n"


MADE = "RUN python -m venv /opt/venv && /opt/venv/bin/pip install gunicorn"
USE = 'CMD ["/srv/venv/bin/gunicorn", "app:app"]'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(image(MADE, "COPY --from=build /opt/venv /opt/venv"), id="the same path"),
        pytest.param(image(MADE, "COPY --from=build /opt/venv/ /opt/venv/"), id="with slashes"),
        pytest.param(
            image(MADE, "WORKDIR /opt\nCOPY --from=build /opt/venv ./venv"),
            id="relative to WORKDIR",
        ),
        pytest.param(image(MADE, "COPY --from=build /opt /opt"), id="the folder that holds it"),
        pytest.param(image(MADE, "COPY --from=build / /"), id="everything"),
        pytest.param(
            f"FROM python:3.12-slim AS build\n{MADE}\nFROM busybox\nCOPY --from=build /opt/venv /venv\n"
            'ENTRYPOINT ["/hand-on.sh"]\n',
            id="an image that carries it to where it runs",
        ),
        pytest.param(
            image(MADE, "COPY --from=build /opt/venv/lib/python3.12/site-packages /srv/lib", USE),
            id="only its packages",
        ),
        pytest.param(image(MADE, "COPY --from=other /opt/venv /srv/venv", USE), id="from an image"),
        pytest.param(
            image(
                "RUN uv venv --relocatable /opt/venv", "COPY --from=build /opt/venv /srv/venv", USE
            ),
            id="relocatable",
        ),
        pytest.param(
            image(MADE, "ARG TO\nCOPY --from=build /opt/venv $TO", USE), id="an unknown path"
        ),
        pytest.param(
            image(
                MADE,
                "COPY --from=build /opt/venv /srv/venv",
                "RUN python -m venv /srv/venv\n" + USE,
            ),
            id="made again",
        ),
        pytest.param(
            image(
                MADE,
                "COPY --from=build /opt/venv /srv/venv",
                "RUN ln -s /srv/venv /opt/venv\n" + USE,
            ),
            id="a link from the old path",
        ),
        pytest.param(
            image(
                MADE,
                "COPY --from=build /opt/venv /srv/venv",
                "RUN sed -i s,/opt,/srv, /srv/venv/bin/*\n" + USE,
            ),
            id="rewritten",
        ),
        pytest.param(
            image(
                "ENV UV_PROJECT_ENVIRONMENT=/srv/venv\nRUN uv sync",
                "COPY --from=build /srv/venv /srv/venv",
                USE,
            ),
            id="uv's variable",
        ),
        pytest.param(
            image("RUN poetry install", "COPY --from=build /app /srv", USE),
            id="Poetry's own folder",
        ),
        pytest.param(
            image(MADE, "COPY --from=build /opt/venv /x")
            .replace("\nFROM python", "\nFROM build AS two\nFROM python")
            .replace("/x", "/opt/venv"),
            id="x",
        ),
    ],
)
def test_quiet_in_images(text):
    assert lint(CODE, {"Dockerfile": text}) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            image(MADE, "COPY --from=build /opt/venv /srv/venv", USE), [(5, "error")], id="moved"
        ),
        pytest.param(
            image(MADE, "COPY --from=build /opt/venv /srv/venv"),
            [(5, "error")],
            id="no use is known",
        ),
        pytest.param(
            image(MADE, "COPY --from=build /opt /srv", USE), [(5, "error")], id="with its folder"
        ),
        pytest.param(
            image("WORKDIR /b\nRUN uv sync", "COPY --from=build /b /a", 'CMD ["/a/.venv/bin/x"]'),
            [(6, "error")],
            id="uv sync",
        ),
        pytest.param(
            image(
                "WORKDIR /b\nENV POETRY_VIRTUALENVS_IN_PROJECT=1\nRUN poetry install",
                "COPY --from=build /b/.venv /a/.venv",
            ),
            [(7, "error")],
            id="Poetry",
        ),
        pytest.param(
            image(
                "WORKDIR /b\nRUN poetry config virtualenvs.in-project true && poetry install",
                "COPY --from=build /b/.venv /a/.venv",
            ),
            [(6, "error")],
            id="Poetry's setting",
        ),
        pytest.param(
            image(
                "WORKDIR /b\nRUN poetry config settings.virtualenvs.in-project true && poetry"
                " install",
                "COPY --from=build /b/.venv /a/.venv",
            ),
            [(6, "error")],
            id="the setting of an old Poetry",
        ),
        pytest.param(
            image(
                MADE,
                "COPY --from=build /opt/venv /srv/venv",
                'CMD ["/srv/venv/bin/python", "-m", "gunicorn"]',
            ),
            [(5, "warning")],
            id="only its python",
        ),
        pytest.param(
            image(
                MADE,
                "COPY --from=build /opt/venv /srv/venv",
                'ENV PATH="/srv/venv/bin:$PATH"\nCMD ["python", "app.py"]',
            ),
            [(5, "warning")],
            id="only its python, by PATH",
        ),
        pytest.param(
            image(
                MADE,
                "COPY --from=build /opt/venv /srv/venv",
                'ENV PATH="/srv/venv/bin:$PATH"\nCMD ["gunicorn", "app:app"]',
            ),
            [(5, "error")],
            id="a script, by PATH",
        ),
        pytest.param(
            "FROM python:3.12 AS a\nRUN python -m venv /a\nFROM a AS b\nRUN true\nFROM"
            " python:3.12\nCOPY --from=b /a /b\nCMD /b/bin/x\n",
            [(6, "error")],
            id="made in the stage below",
        ),
        pytest.param(
            "FROM python:3.12 AS a\nRUN python -m venv /a\nFROM a AS b\nCOPY --from=a /a /a\nFROM"
            " python:3.12\nCOPY --from=b /a /c\n",
            [(6, "error")],
            id="over two copies",
        ),
    ],
)
def test_loud_in_images(text, expected):
    assert [(v.at.line, v.severity.label) for v in findings(CODE, {"Dockerfile": text})] == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("python3 -m venv .venv\nmv .venv .venv.old\n", id="a backup"),
        pytest.param("cp -r .venv /backup/venv\n", id="a backup elsewhere"),
        pytest.param("cp -r src /opt/shop/src\n", id="no environment"),
        pytest.param(
            "cp -r venv venv.backup\npip install -U x\nrm -rf venv\nmv venv.backup venv\n",
            id="back again",
        ),
        pytest.param(
            "python3 -m venv .venv\nrsync -a --delete --exclude .git --exclude '.venv' ./"
            " /opt/shop/\n",
            id="left out",
        ),
        pytest.param(
            "rsync -a --exclude .venv --exclude venv src/ /opt/shop/\n", id="an option's value"
        ),
        pytest.param("cp -r venv/share/config/* /etc/config\n", id="files of a package"),
        pytest.param("cp .venv/pyvenv.cfg /opt/shop/.venv/\n", id="one file"),
        pytest.param("rsync -a .venv/ server:/opt/shop/.venv/\n", id="another machine"),
        pytest.param(
            "uv venv --relocatable .venv\ncp -r .venv /opt/shop/.venv\n", id="relocatable"
        ),
        pytest.param('cp -r "$X" /opt/shop/.venv\n', id="an unknown source"),
    ],
)
def test_quiet_in_scripts(text):
    assert lint(CODE, {"deploy.sh": "#!/bin/bash\n" + text}) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("python3 -m venv .venv\ncp -r .venv /opt/shop/.venv\n", 3),
        ("python3 -m venv /tmp/build\nmv /tmp/build /srv/shop/venv\n", 3),
        ("cp -a venv /usr/local/shop/\n", 2),
        ("python3 -m venv venv\nrsync -a --exclude .git ./ /opt/shop/\n", 3),
        ("rsync -a --delete venv/ /srv/shop/venv/\n", 2),
        ("python3 -m venv a\nmv a b\nb/bin/pip install x\n", 3),
    ],
)
def test_loud_in_scripts(text, line):
    assert [v.at.line for v in findings(CODE, {"deploy.sh": "#!/bin/bash\n" + text})] == [line]


def test_a_unit_that_starts_the_copy_uses_it():
    files = {"make.sh": "#!/bin/sh\npython3 -m venv /tmp/v\ncp -r /tmp/v /data/v\n"}
    assert lint(CODE, files) == []
    assert lint(
        CODE, {**files, "x.service": "[Service]\nExecStart=/data/v/bin/gunicorn app\n"}
    ) == [
        (
            "make.sh:3: the environment made at `/tmp/v` ends up at `/data/v`: its scripts still look"
            " for the old path"
        )
    ]


@pytest.mark.parametrize(
    ("start", "severity"),
    [
        pytest.param("/opt/v/bin/python -m gunicorn app", "warning", id="its interpreter"),
        pytest.param("/opt/v/bin/gunicorn app", "error", id="a script of its"),
    ],
)
def test_how_a_unit_starts_it_tells_how_bad_it_is(start, severity):
    files = {
        "make.sh": "#!/bin/sh\npython3 -m venv /opt/v.new\nmv /opt/v.new /opt/v\n",
        "x.service": f"[Service]\nExecStart={start}\n",
    }
    assert [v.severity.label for v in findings(CODE, files)] == [severity]


ENTRY = (
    "FROM python:3.12-slim AS build\n"
    + MADE
    + "\nFROM python:3.12-slim\nCOPY --from=build /opt/venv /srv/venv\nENV PATH=/srv/venv/bin:$PATH\n"
    'COPY run.sh /run.sh\nENTRYPOINT ["/run.sh"]\n'
)
PYTHON_CMD, SCRIPT_CMD = 'CMD ["python", "-m", "gunicorn"]\n', 'CMD ["gunicorn", "app:app"]\n'


@pytest.mark.parametrize(
    ("script", "command", "severity"),
    [
        pytest.param('exec "$@"\n', PYTHON_CMD, "warning", id="it runs its arguments"),
        pytest.param('exec "$@"\n', SCRIPT_CMD, "error", id="a program of the environment"),
        pytest.param('exec su-exec app "$@"\n', PYTHON_CMD, "warning", id="as another user"),
        pytest.param('exec "$@"\n', 'CMD ["nice", "python", "a.py"]\n', "warning", id="a wrapper"),
        pytest.param(
            'python -m shop.migrate || exit 1\nexec "$@"\n', PYTHON_CMD, "warning", id="only python"
        ),
        pytest.param(
            'alembic upgrade head\nexec "$@"\n', PYTHON_CMD, "error", id="a script of its"
        ),
        pytest.param(". /srv/venv/bin/activate\npython -m shop\n", "", "error", id="activated"),
        pytest.param(None, PYTHON_CMD, "error", id="a script that is not in the tree"),
    ],
)
def test_the_entry_point_leaves_it_to_what_it_starts(script, command, severity):
    files = {"Dockerfile": ENTRY + command}
    if script is not None:
        files["run.sh"] = "#!/bin/sh\nset -e\n" + script
    assert [v.severity.label for v in findings(CODE, files)] == [severity]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("COPY --from=build /opt/venv /opt/venv\n", [], id="at its place"),
        pytest.param("COPY --from=build /opt/venv /srv/venv\n", [(5, "error")], id="moved"),
        pytest.param("COPY --from=build /b /opt\n", [], id="not where the script lies"),
    ],
)
def test_an_environment_that_a_script_of_the_tree_makes(text, expected):
    files = {
        "Dockerfile": (
            "FROM python:3.12-slim AS build\nWORKDIR /b\nRUN --mount=type=bind,target=/b"
            f" ./tools/make.sh\nFROM python:3.12-slim\n{text}" + 'CMD ["/srv/venv/bin/x"]\n'
        ),
        "tools/make.sh": "#!/bin/sh\npython -m venv /opt/venv\n",
    }
    assert [(v.at.line, v.severity.label) for v in findings(CODE, files)] == expected


@pytest.mark.parametrize(
    ("place", "target", "expected"),
    [
        pytest.param('"$HERE/venv"', "/w/venv", [], id="at its place"),
        pytest.param('"$HERE/venv"', "/srv/venv", [(5, "error")], id="beside itself"),
        pytest.param('"$HERE/../venv"', "/srv/venv", [], id="above: nothing is copied"),
        pytest.param('"$(dirname "$0")/venv"', "/srv/venv", [(5, "error")], id="without a name"),
        pytest.param('"$ELSEWHERE/venv"', "/srv/venv", [], id="nobody knows where"),
    ],
)
def test_an_environment_beside_the_script_that_makes_it(place, target, expected):
    files = {
        "Dockerfile": (
            "FROM python:3.12-slim AS build\nCOPY tools /w\nRUN /w/make.sh\nFROM python:3.12-slim\n"
            f'COPY --from=build /w/venv {target}\nCMD ["/srv/venv/bin/x"]\n'
        ),
        "tools/make.sh": (
            '#!/bin/bash\nHERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"\n'
            f"python -m venv {place}\n"
        ),
    }
    assert [(v.at.line, v.severity.label) for v in findings(CODE, files)] == expected
