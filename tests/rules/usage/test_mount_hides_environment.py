from __future__ import annotations

import pytest

from tests.lint import findings, lint

IMAGE = (
    "FROM ghcr.io/astral-sh/uv:python3.12-bookworm-slim\nWORKDIR /app\n"
    "COPY pyproject.toml uv.lock ./\nRUN uv sync --frozen\nCOPY . .\n"
    'ENV PATH="/app/.venv/bin:$PATH"\nCMD ["gunicorn", "shop:app"]\n'
)
PROJECT = {
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\ndependencies = ["gunicorn"]\n',
    "uv.lock": "version = 1\n",
}


def compose(service, name="compose.yaml", image=IMAGE, **more):
    lines = "".join(f"    {line}\n" for line in service.split("\n"))
    text = f"services:\n  web:\n{lines}"
    return PROJECT | {"Dockerfile": image, name: text} | more


def mounts(*entries):
    return "build: .\nvolumes:\n" + "\n".join(f"  - {entry}" for entry in entries)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(compose("build: ."), id="no mount"),
        pytest.param(compose(mounts(".:/app", "/app/.venv")), id="a volume of its own"),
        pytest.param(compose(mounts("env:/app/.venv", ".:/app")), id="a named one, before"),
        pytest.param(compose(mounts("./shop:/app/shop")), id="a folder beside it"),
        pytest.param(compose(mounts("data:/app")), id="a volume is filled from the image"),
        pytest.param(compose(mounts("${CODE}:/app")), id="a variable decides"),
        pytest.param(
            compose(
                mounts(".:/app") + "\ncommand: python -c 1",
                image="FROM python:3.12\nRUN python -m venv /v && /v/bin/pip install flask\n"
                "WORKDIR /app\nENV PATH=/v/bin:$PATH\n",
            ),
            id="an environment elsewhere, set by the last line of the Dockerfile",
        ),
        pytest.param(
            compose("image: acme/web:1\nvolumes:\n  - .:/app"), id="an image of somebody's"
        ),
        pytest.param(
            compose(mounts(".:/app") + '\ncommand: sh -c "uv sync && gunicorn shop:app"'),
            id="made at the start",
        ),
        pytest.param(compose(mounts(".:/app") + "\ncommand: ./start.sh"), id="a script"),
        pytest.param(compose(mounts(".:/app") + "\ncommand: sleep infinity"), id="needs nothing"),
        pytest.param(
            compose(
                mounts(".:/app"),
                image=IMAGE.replace(
                    "WORKDIR", "ENV UV_PROJECT_ENVIRONMENT=/opt/venv\nWORKDIR"
                ).replace("/app/.venv/bin", "/opt/venv/bin"),
            ),
            id="an environment elsewhere",
        ),
        pytest.param(
            compose(
                mounts(".:/app"),
                **{"compose.override.yaml": "services:\n  web:\n    volumes: !reset []\n"},
            ),
            id="taken away by the override",
        ),
        pytest.param(
            compose(
                mounts(".:/app"),
                **{"compose.override.yaml": "services:\n  web:\n    volumes: [/app/.venv]\n"},
            ),
            id="the override brings the volume",
        ),
        pytest.param(
            compose("build: .\ndevelop:\n  watch:\n    - {action: sync, path: ., target: /app}"),
            id="watched",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL418", files) == []


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param(compose(mounts(".:/app")), "compose.yaml:5", id="short"),
        pytest.param(compose(mounts("./:/app/:ro")), "compose.yaml:5", id="with a mode"),
        pytest.param(compose(mounts("${PWD}:/app")), "compose.yaml:5", id="the current folder"),
        pytest.param(
            compose(mounts("{type: bind, source: ., target: /app}")), "compose.yaml:5", id="long"
        ),
        pytest.param(compose(mounts("./.venv:/app/.venv")), "compose.yaml:5", id="the host's own"),
        pytest.param(
            compose(
                "build: .",
                **{"compose.override.yaml": "services:\n  web:\n    volumes: ['.:/app']\n"},
            ),
            "compose.override.yaml:3",
            id="in the override",
        ),
        pytest.param(
            compose(mounts(".:/app"), "docker-compose.dev.yml"),
            "docker-compose.dev.yml:5",
            id="dev",
        ),
        pytest.param(
            compose(mounts(".:/app") + "\ncommand: python -m shop"), "compose.yaml:5", id="command"
        ),
        pytest.param(
            compose(
                mounts(".:/app"),
                image="FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN python -m venv .venv\n"
                'RUN .venv/bin/pip install gunicorn\nCMD [".venv/bin/gunicorn", "x"]\n',
            ),
            "compose.yaml:5",
            id="venv",
        ),
        pytest.param(
            compose(
                mounts(".:/app"),
                image="FROM python:3.12\nENV PIPENV_VENV_IN_PROJECT=1\nWORKDIR /app\nCOPY . .\n"
                'RUN pip install pipenv && pipenv sync\nCMD ["pipenv", "run", "python", "x.py"]\n',
            ),
            "compose.yaml:5",
            id="pipenv",
        ),
    ],
)
def test_reports_the_mount(files, place):
    (found,) = findings("VL418", files)
    assert f"{found.at.path}:{found.at.line}" == place
    assert found.severity.label == "error"
    assert "`/app/.venv`" in found.message


def test_uv_run_makes_it_again():
    image = IMAGE.replace('["gunicorn", "shop:app"]', '["uv", "run", "gunicorn", "shop:app"]')
    (found,) = findings("VL418", compose(mounts(".:/app"), image=image))
    assert found.severity.label == "warning"
    assert "`uv run` makes it again" in found.message


@pytest.mark.parametrize(
    ("more", "count"),
    [
        pytest.param('"workspaceMount": "source=x,target=/app,type=bind"', 1, id="bind"),
        pytest.param('"mounts": ["source=x,target=/app,type=volume"]', 0, id="volume"),
        pytest.param(
            '"workspaceMount": "source=x,target=/app,type=bind",'
            ' "mounts": ["type=volume,target=/app/.venv"]',
            0,
            id="a volume of its own",
        ),
        pytest.param(
            '"workspaceMount": "source=x,target=/app,type=bind", "postCreateCommand": "uv sync"',
            0,
            id="made afterwards",
        ),
    ],
)
def test_development_containers(more, count):
    text = f'{{"build": {{"dockerfile": "../Dockerfile", "context": ".."}}, {more}}}'
    files = PROJECT | {"Dockerfile": IMAGE, ".devcontainer/devcontainer.json": text}
    assert len(lint("VL418", files)) == count


POETRY = (
    "FROM python:3.12\nRUN pip install poetry\nWORKDIR /app/api\n{copy}"
    'RUN poetry install\nCMD ["poetry", "run", "gunicorn", "shop:app"]\n'
)
IN_PROJECT = "[virtualenvs]\nin-project = true\n"


@pytest.mark.parametrize(
    ("copy", "files", "count"),
    [
        pytest.param(
            "COPY api/pyproject.toml api/poetry.toml ./\n",
            {"api/poetry.toml": IN_PROJECT},
            1,
            id="beside the manifest",
        ),
        pytest.param("COPY api ./\n", {"api/poetry.toml": IN_PROJECT}, 1, id="with its folder"),
        pytest.param(
            "COPY api/pyproject.toml ./\n",
            {"api/poetry.toml": IN_PROJECT},
            0,
            id="it is not copied",
        ),
        pytest.param(
            "COPY api/pyproject.toml ./\n",
            {"poetry.toml": IN_PROJECT},
            0,
            id="Poetry reads none above the manifest",
        ),
        pytest.param(
            "COPY api ./\n",
            {"api/poetry.toml": "[virtualenvs]\nin-project = false\n"},
            0,
            id="it says no",
        ),
    ],
)
def test_what_poetrys_own_file_says_in_the_image(copy, files, count):
    tree = {
        "api/pyproject.toml": '[tool.poetry]\nname = "shop"\n',
        "api/Dockerfile": POETRY.format(copy=copy),
        "compose.yaml": (
            "services:\n  web:\n    build: {context: ., dockerfile: api/Dockerfile}\n"
            "    volumes: ['./api:/app/api']\n"
        ),
        **files,
    }
    assert len(lint("VL418", tree)) == count


def test_the_last_line_of_the_dockerfile_is_in_force_when_it_starts():
    image = IMAGE.rpartition("CMD")[0]
    assert image.endswith('ENV PATH="/app/.venv/bin:$PATH"\n')
    files = compose(mounts(".:/app") + "\ncommand: gunicorn shop:app", image=image)
    (found,) = findings("VL418", files)
    assert (found.at.path, found.at.line) == ("compose.yaml", 5)


SHARED = (
    "services:\n  web:\n    build: .\n    image: {made}\n  worker:\n    image: {named}\n"
    "    volumes:\n      - .:/app\n    command: .venv/bin/celery worker\n"
)


@pytest.mark.parametrize(
    ("made", "named", "said"),
    [
        pytest.param("shop", "shop", 1, id="what the other service makes"),
        pytest.param("shop:latest", "shop", 1, id="by its usual tag"),
        pytest.param("shop", "celery:5", 0, id="an image of somebody's"),
        pytest.param("shop:1", "shop:2", 0, id="another tag"),
    ],
)
def test_a_service_that_uses_the_image_of_another_one(made, named, said):
    files = PROJECT | {"Dockerfile": IMAGE, "compose.yaml": SHARED.format(made=made, named=named)}
    assert len(lint("VL418", files)) == said


def test_an_image_that_is_called_after_its_project_and_service():
    text = "name: shop\n" + SHARED.format(made="", named="shop-web").replace("    image: \n", "")
    assert len(lint("VL418", PROJECT | {"Dockerfile": IMAGE, "compose.yaml": text})) == 1
    other = text.replace("name: shop\n", "")
    assert lint("VL418", PROJECT | {"Dockerfile": IMAGE, "compose.yaml": other}) == []


@pytest.mark.parametrize(
    ("entry", "start", "command", "said"),
    [
        ("", "python manage.py migrate\nexec gunicorn shop:app", "/start", True),
        ("", "python manage.py migrate\nexec gunicorn shop:app", "sh /start", True),
        ("", "uv sync --frozen\nexec gunicorn shop:app", "/start", False),
        ("", "echo ready", "/start", False),
        # The image's own entry point is given the service's command.
        ("/start", 'uv sync --frozen\nexec "$@"', "gunicorn shop:app", False),
        ("/start", 'python manage.py migrate\nexec "$@"', "gunicorn shop:app", True),
        ("/start", 'echo ready\nexec "$@"', "gunicorn shop:app", True),
        ("/opt/tool/entry", "", "gunicorn shop:app", False),
        ("tini", "", "gunicorn shop:app", True),
        ("", "", "bash -c 'python manage.py migrate && gunicorn shop:app'", True),
        ("", "", "/bin/sh -c 'uv sync && gunicorn shop:app'", False),
        ("", "", "bash", False),
    ],
)
def test_what_a_service_starts(entry, start, command, said):
    image = IMAGE.replace("COPY . .", "COPY docker/start /start\nCOPY . .")
    if entry:
        image += f'ENTRYPOINT ["{entry}"]\n'
    service = mounts(".:/app") + f"\ncommand: {command}"
    files = compose(service, image=image, **{"docker/start": f"#!/bin/sh\nset -e\n{start}\n"})
    assert bool(findings("VL418", files)) is said


def test_an_entry_point_of_the_service_itself():
    image = IMAGE.replace("COPY . .", "COPY start /start\nCOPY . .") + 'ENTRYPOINT ["/start"]\n'
    service = mounts(".:/app") + "\nentrypoint: gunicorn shop:app"
    files = compose(service, image=image, start='#!/bin/sh\nuv sync --frozen\nexec "$@"\n')
    assert len(findings("VL418", files)) == 1


@pytest.mark.parametrize("command", ["uv run gunicorn shop:app", "sh -c 'uv run --no-sync flask'"])
def test_uv_is_told_another_environment(command):
    service = mounts(".:/app", "env:/opt/venv") + f"\ncommand: {command}\nenvironment:"
    assert findings("VL418", compose(service + "\n  UV_PROJECT_ENVIRONMENT: /opt/venv")) == []
    assert len(findings("VL418", compose(service + "\n  UV_PROJECT_ENVIRONMENT: .venv"))) == 1
