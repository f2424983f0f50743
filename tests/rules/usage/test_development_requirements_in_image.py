"""VL409: development requirements in an image that is shipped."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint

CODE = "VL409"
UNLESS = "installs unless told otherwise"
CMD = 'CMD ["gunicorn", "app:app"]\n'
UV = {
    "pyproject.toml": (
        '[project]\nname = "p"\n[project.optional-dependencies]\ndev ='
        ' ["pytest"]\n[dependency-groups]\ndev = ["pytest"]\n'
    )
}
POETRY = {
    "pyproject.toml": (
        '[tool.poetry]\nname = "p"\n[tool.poetry.dependencies]\npython ='
        ' "^3.12"\n[tool.poetry.group.dev.dependencies]\npytest ='
        ' "*"\n[tool.poetry.group.docs]\noptional ='
        ' true\n[tool.poetry.group.docs.dependencies]\nsphinx = "*"\n'
    )
}
FILES = {"requirements.txt": "flask\n", "requirements-dev.txt": "-r requirements.txt\npytest\n"}


def image(*lines: str, start: str = CMD) -> str:
    return "FROM python:3.12-slim\n" + "".join(f"{line}\n" for line in lines) + start


def said(files: dict[str, str]) -> list[tuple[int, str]]:
    return [(v.at.line, v.message) for v in findings(CODE, files)]


@pytest.mark.parametrize(
    ("dockerfile", "files"),
    [
        pytest.param(
            image(
                "RUN pip install -r requirements-dev.txt",
                start='CMD ["/app/scripts/run-tests.sh"]\n',
            ),
            FILES,
            id="it starts a script of tests",
        ),
        pytest.param(
            image("RUN pip install -r requirements-dev.txt", start="CMD bash scripts/test.sh\n"),
            FILES,
            id="a shell starts a script of tests",
        ),
        pytest.param(image("RUN pip install -r requirements.txt"), FILES, id="production"),
        pytest.param(
            image("RUN pip install -c requirements-dev.txt flask"), FILES, id="only restricts"
        ),
        pytest.param(
            image("ARG DEV", "RUN if [ -n $DEV ]; then pip install -r requirements-dev.txt; fi"),
            FILES,
            id="behind an if",
        ),
        pytest.param(
            image("ARG DEV", 'RUN [ "$DEV" = 1 ] && pip install -r requirements-dev.txt'),
            FILES,
            id="behind a test",
        ),
        pytest.param(
            image("ARG R=requirements-dev.txt", "RUN pip install -r $R"),
            FILES,
            id="a build argument chooses",
        ),
        pytest.param(
            image("RUN pip install -r requirements-dev.txt", start='CMD ["start-notebook.sh"]\n'),
            FILES,
            id="notebooks are written in it",
        ),
        pytest.param(
            image(
                "RUN pip install -r requirements-dev.txt",
                start="CMD python manage.py migrate && \\\n    pytest >> /shared/results\n",
            ),
            FILES,
            id="what it starts ends with the tests",
        ),
        pytest.param(
            image("RUN pip install -r requirements-dev.txt", start='CMD ["pytest"]\n'),
            FILES,
            id="it starts the tests",
        ),
        pytest.param(
            image("RUN pip install -r requirements-dev.txt", start='CMD ["/bin/bash"]\n'),
            FILES,
            id="it starts a shell",
        ),
        pytest.param(
            image("RUN pip install -r requirements-dev.txt", start=""),
            FILES,
            id="it starts nothing",
        ),
        pytest.param(
            "FROM python:3.12 AS test\nRUN pip install -r requirements-dev.txt\n" + CMD,
            FILES,
            id="the last stage is for tests",
        ),
        pytest.param(
            "FROM python:3.12 AS web-tester\nRUN pip install -r requirements-dev.txt\n" + CMD,
            FILES,
            id="the last stage is called after who tests",
        ),
        pytest.param(
            "FROM python:3.12 AS shop-unittests\nRUN pip install -r requirements-dev.txt\n" + CMD,
            FILES,
            id="the last stage is for unit tests",
        ),
        pytest.param(
            "FROM python:3.12 AS test\nRUN pip install -r requirements-dev.txt\nFROM"
            " python:3.12\nRUN pip install -r requirements.txt\n" + CMD,
            FILES,
            id="a stage before",
        ),
        pytest.param(
            image("RUN pip install -r docs/requirements.txt"),
            {"docs/requirements.txt": "sphinx\n"},
            id="documentation may be the product",
        ),
        pytest.param(image("RUN uv sync --no-dev"), UV, id="uv --no-dev"),
        pytest.param(image("ENV UV_NO_DEV=1", "RUN uv sync"), UV, id="UV_NO_DEV"),
        pytest.param(image("RUN uv sync --no-default-groups"), UV, id="uv --no-default-groups"),
        pytest.param(image("RUN uv sync --no-group dev"), UV, id="uv --no-group"),
        pytest.param(image("RUN uv sync --only-group prod"), UV, id="uv --only-group"),
        pytest.param(
            image("RUN uv sync"),
            {"pyproject.toml": '[project]\nname = "p"\n'},
            id="no group at all",
        ),
        pytest.param(
            image("RUN uv sync"),
            {"pyproject.toml": UV["pyproject.toml"] + "[tool.uv]\ndefault-groups = []\n"},
            id="no default groups",
        ),
        pytest.param(
            image("RUN uv sync --no-install-project", "RUN uv sync --no-dev"),
            UV,
            id="the last sync takes it away",
        ),
        pytest.param(image("ARG ARGS", "RUN uv sync $ARGS"), UV, id="unknown options"),
        pytest.param(image("RUN poetry install --only main"), POETRY, id="poetry --only main"),
        pytest.param(image("RUN poetry install --without=dev"), POETRY, id="poetry --without"),
        pytest.param(image("RUN poetry install --no-dev"), POETRY, id="old poetry --no-dev"),
        pytest.param(image("RUN pdm install --prod"), UV, id="pdm --prod"),
        pytest.param(image("RUN pip install '.[postgres]'"), UV, id="another extra"),
        pytest.param(
            "# Builds an editable install.\n#\n# Not suitable for production use.\n"
            + image("RUN poetry install"),
            POETRY,
            id="it says so",
        ),
        pytest.param(
            image("RUN pipenv install --deploy"),
            {"Pipfile": '[dev-packages]\npytest = "*"\n'},
            id="pipenv",
        ),
    ],
)
def test_quiet(dockerfile, files):
    assert lint(CODE, {"Dockerfile": dockerfile, **files}) == []


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile.dev",
        "Dockerfile.oldev",
        "editable.Dockerfile",
        "Dockerfile.test",
        ".devcontainer/Dockerfile",
        "docker/dev/Dockerfile",
    ],
)
def test_quiet_by_the_name_of_the_file(path):
    assert lint(CODE, {path: image("RUN pip install -r requirements-dev.txt"), **FILES}) == []


@pytest.mark.parametrize(
    ("dockerfile", "files", "expected"),
    [
        pytest.param(
            image("RUN pip install -r requirements-dev.txt"),
            FILES,
            [(2, "`requirements-dev.txt`")],
            id="a file",
        ),
        pytest.param(
            image("RUN cd /app && pip install -r requirements-dev.txt"),
            FILES,
            [(2, "`requirements-dev.txt`")],
            id="behind a command",
        ),
        pytest.param(
            image("RUN pip install -r /tmp/requirements/dev.txt"),
            {"requirements/dev.txt": "x\n"},
            [(2, "`/tmp/requirements/dev.txt`")],
            id="by its folder",
        ),
        pytest.param(
            image("COPY dev.txt $HOME_OF_IT/", "RUN pip install -r $HOME_OF_IT/dev.txt"),
            {"dev.txt": "x\n"},
            [(3, "`…/dev.txt`")],
            id="in a folder that nobody knows",
        ),
        pytest.param(
            image("RUN pip install -e '.[dev]'"), UV, [(2, "the extra `dev`")], id="an extra"
        ),
        pytest.param(
            image("RUN uv pip install --system .[postgres,test]"),
            UV,
            [(2, "the extra `test`")],
            id="an extra by uv pip",
        ),
        pytest.param(
            image("RUN pip install --group dev"), UV, [(2, "the group `dev`")], id="a group"
        ),
        pytest.param(
            image("RUN uv sync --frozen"),
            UV,
            [(2, f"the group `dev`, which `uv sync` {UNLESS}")],
            id="uv",
        ),
        pytest.param(
            image("RUN uv sync --no-dev", "RUN uv sync"),
            UV,
            [(3, f"the group `dev`, which `uv sync` {UNLESS}")],
            id="last",
        ),
        pytest.param(
            image("RUN uv sync --no-dev --extra dev"), UV, [(2, "the extra `dev`")], id="uv's extra"
        ),
        pytest.param(
            image("RUN poetry install"),
            POETRY,
            [(2, f"the group `dev`, which `poetry install` {UNLESS}")],
            id="poetry",
        ),
        pytest.param(
            image("RUN poetry install --with docs --without dev"),
            POETRY,
            [(2, "the group `docs`")],
            id="poetry --with",
        ),
        pytest.param(
            image("RUN pdm install"), UV, [(2, f"the group `dev`, which pdm {UNLESS}")], id="pdm"
        ),
        pytest.param(
            image("RUN pipenv sync --dev"),
            {"Pipfile": '[dev-packages]\npytest = "*"\n'},
            [(2, "the `dev-packages` of the Pipfile")],
            id="pipenv",
        ),
    ],
)
def test_loud(dockerfile, files, expected):
    assert said({"Dockerfile": dockerfile, **files}) == [
        (line, f"the image gets {what}") for line, what in expected
    ]


@pytest.mark.parametrize(
    ("base", "count"),
    [("quay.io/jupyter/base-notebook:latest", 0), ("jupyter/scipy-notebook", 0), ("node", 1)],
)
def test_a_base_that_starts_notebooks(base, count):
    dockerfile = f"FROM {base}\nCOPY dev.txt a.py ./\nRUN conda env update -n base --file dev.txt\n"
    started = f'{dockerfile}CMD ["shop"]\n'
    files = {"dev.txt": "x\n", "a.py": "", "ship.sh": "docker build -t x . && docker push x\n"}
    assert len(lint(CODE, {"Dockerfile": dockerfile, **files})) == count
    assert len(lint(CODE, {"Dockerfile": started, **files})) == 1


@pytest.mark.parametrize(
    ("copied", "count"),
    [
        pytest.param("", 0, id="lists alone"),
        pytest.param("COPY .github/pin.py ./\n", 0, id="a helper of CI"),
        pytest.param("COPY src ./src\n", 1, id="a folder of code"),
        pytest.param("COPY app.py ./\n", 1, id="a program"),
        pytest.param("RUN git clone https://example.com/shop.git\n", 1, id="cloned code"),
        pytest.param('CMD ["python", "/data/app.py"]\n', 1, id="it starts something"),
    ],
)
def test_an_image_that_starts_nothing_and_has_no_code(copied, count):
    files = {
        "Dockerfile": (
            "FROM python:3.12\nCOPY requirements/ requirements/\n"
            f"RUN pip install -r requirements/dev.txt\n{copied}"
        ),
        "requirements/dev.txt": "pytest\n",
        "src/shop/__init__.py": "",
        "app.py": "",
        ".github/pin.py": "",
        "ship.sh": "docker build -t x . && docker push x\n",
    }
    assert len(lint(CODE, files)) == count


def test_a_stage_whose_packages_another_one_takes_is_no_place_to_work_in():
    files = {
        "Dockerfile": (
            "FROM python:3.12 AS builder\nCOPY requirements-dev.txt .\n"
            "RUN pip install -r requirements-dev.txt\n"
            "FROM python:3.12\nCOPY --from=builder /usr/local/lib/python3.12/site-packages"
            ' /usr/local/lib/python3.12/site-packages\nCOPY . .\nCMD ["python3"]\n'
        ),
        "requirements-dev.txt": "pytest\n",
        "app.py": "",
        "ship.sh": "docker build --target builder -t x . && docker push x\n",
    }
    assert len(lint(CODE, files)) == 1


def test_an_environment_that_is_copied_brings_what_was_installed_into_it():
    build = (
        "FROM python:3.12 AS build\nWORKDIR /app\nRUN uv sync {}\nFROM python:3.12\nCOPY"
        " --from=build /app /app\n" + CMD
    )
    assert said({"Dockerfile": build.format("--no-dev"), **UV}) == []
    assert [line for line, _ in said({"Dockerfile": build.format(""), **UV})] == [3]


MEMBERS = {
    "pyproject.toml": (
        '[tool.uv.workspace]\nmembers = ["api", "work"]\n[dependency-groups]\ndev = ["pytest"]\n'
    ),
    "api/pyproject.toml": '[project]\nname = "my-api"\n',
    "work/pyproject.toml": '[project]\nname = "work"\n[dependency-groups]\ndev = ["ruff"]\n',
}


@pytest.mark.parametrize(
    ("package", "told"),
    [
        pytest.param("--package my_api", False, id="a member without groups"),
        pytest.param("--package $NAME", False, id="nobody knows which"),
        pytest.param("--package other", False, id="none of these"),
        pytest.param("--package work", True, id="a member with a group"),
        pytest.param("", True, id="the root"),
    ],
)
def test_the_member_that_is_asked_for_has_its_own_groups(package, told):
    dockerfile = image("COPY . .", f"RUN uv sync --frozen {package}")
    assert bool(lint(CODE, {**MEMBERS, "Dockerfile": dockerfile})) is told


@pytest.mark.parametrize(
    ("services", "told"),
    [
        pytest.param("  t:\n    build: .\n    command: pytest -q\n", False, id="the tests"),
        pytest.param(
            "  t:\n    build: .\n    entrypoint: [python3, -m, pytest]\n    command: [tests]\n",
            False,
            id="through its entry point",
        ),
        pytest.param(
            "  t:\n    build: .\n    command: gunicorn a:b\n"
            "    healthcheck: {test: [CMD, pytest]}\n",
            True,
            id="only its health is tested",
        ),
        pytest.param(
            "  t:\n    build: .\n    command: pytest\n  w:\n    build: .\n    command: gunicorn a:b\n",
            True,
            id="another service serves",
        ),
    ],
)
def test_what_compose_starts_in_an_image_that_starts_nothing(services, told):
    dockerfile = image("COPY . .", "RUN pip install -r requirements-dev.txt", start="")
    files = {**FILES, "Dockerfile": dockerfile, "compose.yaml": f"services:\n{services}"}
    assert bool(lint(CODE, files)) is told


@pytest.mark.parametrize(
    ("step", "told"),
    [
        pytest.param("run: docker build -t t . && docker run t pytest", False, id="tried"),
        pytest.param("run: docker build -t t . && docker push t", True, id="sent"),
        pytest.param(
            "uses: docker/build-push-action@v6\n        with: {context: ., push: false}",
            False,
            id="an action that sends nothing",
        ),
        pytest.param(
            "uses: docker/build-push-action@v6\n        with:\n          context: .\n"
            "          push: true",
            True,
            id="an action that sends it",
        ),
    ],
)
def test_an_image_that_starts_nothing_and_that_ci_builds(step, told):
    dockerfile = image("COPY . .", "RUN pip install -r requirements-dev.txt", start="")
    job = f"on:\n  push:\njobs:\n  t:\n    runs-on: x\n    steps:\n      - {step}\n"
    files = {**FILES, "Dockerfile": dockerfile, ".github/workflows/a.yml": job}
    assert bool(lint(CODE, files)) is told


def test_an_image_that_compose_builds_is_used():
    files = {"Dockerfile": image("RUN pip install -r requirements-dev.txt", start=""), **FILES}
    assert (
        len(
            said(
                {
                    **files,
                    "compose.yaml": (
                        "services:\n  web:\n    build: .\n    command: gunicorn app:app\n"
                    ),
                }
            )
        )
        == 1
    )


COPIES = "COPY . .\n"
DEBUG = 'CMD ["flask", "run", "--debug"]\n'
SHIPPED = {"Dockerfile": image("COPY . .", "RUN pip install -r requirements.txt")}
WEB = image("COPY . .", "RUN pip install -r requirements-dev.txt", start=DEBUG)
COMPOSE = (
    "services:\n  web:\n    build: {context: ., dockerfile: web.Dockerfile}\n    ports: ['80:80']\n"
)
PUSHED = {"ship.sh": "docker build -f web.Dockerfile -t x . && docker push x\n"}


def test_quiet_about_what_compose_builds_to_develop_beside_what_is_shipped():
    ship = {"ship.sh": "docker build -t x . && docker push x\n"}
    files = {**FILES, **SHIPPED, **ship, "web.Dockerfile": WEB, "compose.yaml": COMPOSE}
    assert lint(CODE, files) == []
    plain = WEB.replace(', "--debug"', "")
    mounted = COMPOSE + "    volumes: ['.:/app']\n"
    assert lint(CODE, {**files, "web.Dockerfile": plain, "compose.yaml": mounted}) == []


@pytest.mark.parametrize(
    "other",
    ["Dockerfile.prod", "Dockerfile.deployment", "prod.Dockerfile", "Dockerfile-production"],
)
def test_quiet_about_the_plain_one_beside_one_for_production(other):
    plain = image("COPY . .", "RUN pip install -r requirements-dev.txt", start="")
    compose = {"compose.yaml": "services:\n  web:\n    build: .\n    command: gunicorn app:app\n"}
    files = {**FILES, "Dockerfile": plain, other: SHIPPED["Dockerfile"], **compose}
    assert lint(CODE, files) == []
    elsewhere = {**FILES, "Dockerfile": plain, f"db/{other}": "FROM postgres\n", **compose}
    assert len(lint(CODE, elsewhere)) == 1
    pushed = {**files, "ship.sh": "docker build -t x . && docker push x\n"}
    assert len(lint(CODE, pushed)) == 1


def test_the_same_dockerfile_is_shipped():
    files = {**FILES, **SHIPPED, "web.Dockerfile": WEB, "compose.yaml": COMPOSE}
    assert len(lint(CODE, {**files, **PUSHED})) == 1, "a script pushes it"
    both = COMPOSE + "  api:\n    build: .\n"
    assert len(lint(CODE, {**files, "compose.yaml": both})) == 1, (
        "compose builds the other one, too"
    )
    plain = WEB.replace(', "--debug"', "")
    ship = {"ship.sh": "docker build -t x . && docker push x\n"}
    assert len(lint(CODE, {**files, **ship, "web.Dockerfile": plain})) == 1, "nothing is for work"


WORKED_IN = {
    **FILES,
    "src/app.py": "import flask\n",
    "Dockerfile": image(
        "COPY requirements.txt requirements-dev.txt /lists/",
        "RUN pip install -r /lists/requirements-dev.txt",
    ),
    "compose.yaml": (
        "services:\n  web:\n    build: .\n    volumes:\n      - ./src:/src\n  db:\n    image: x\n"
    ),
}


def test_quiet_about_an_image_without_code_that_compose_mounts():
    assert lint(CODE, WORKED_IN) == []
    whole = WORKED_IN["compose.yaml"].replace("./src:/src", ".:/src")
    assert lint(CODE, {**WORKED_IN, "compose.yaml": whole}) == []
    for source in ("${PWD}/src", "$PWD", "${GITHUB_WORKSPACE}", "${CODE:-./src}", "${CODE-.}"):
        mount = WORKED_IN["compose.yaml"].replace("./src:/src", f"{source}:/src")
        assert lint(CODE, {**WORKED_IN, "compose.yaml": mount}) == [], source
    settings = WORKED_IN["Dockerfile"] + "RUN git config --global --add safe.directory /src\n"
    assert lint(CODE, {**WORKED_IN, "Dockerfile": settings}) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("dev.txt /lists/\n", "dev.txt /lists/\nCOPY src /src\n", id="has the code"),
        pytest.param("dev.txt /lists/\n", "dev.txt /lists/\nCOPY . /\n", id="has everything"),
        pytest.param("dev.txt /lists/\n", "dev.txt /lists/\nCOPY src/app.py /\n", id="a file"),
        pytest.param(
            "dev.txt /lists/\n", "dev.txt /lists/\nRUN git clone https://a/b\n", id="clones it"
        ),
        pytest.param(
            "dev.txt /lists/\n", "dev.txt /lists/\nRUN hg clone https://a/b\n", id="by Mercurial"
        ),
        pytest.param("./src:/src", "data:/src", id="a volume"),
        pytest.param("./src:/src", "${CODE}:/src", id="a folder that nobody knows"),
        pytest.param("./src:/src", "${DATA:-data}:/src", id="a volume with a name of its own"),
        pytest.param("image: x", "build: .", id="a service that mounts nothing"),
    ],
)
def test_an_image_with_code_or_without_a_mount(old, new):
    files = {path: text.replace(old, new) for path, text in WORKED_IN.items()}
    assert len(lint(CODE, files)) == 1


SERVED = {
    **WORKED_IN,
    "Dockerfile": image("COPY . /src", "RUN pip install -r /src/requirements-dev.txt", start=""),
    "compose.yaml": (
        "services:\n  web:\n    build: .\n    volumes: [./src:/src]\n"
        "    command: python manage.py runserver 0.0.0.0:8000\n"
    ),
}


@pytest.mark.parametrize(
    "command",
    [
        "python manage.py runserver 0.0.0.0:8000",
        "uvicorn app:app --reload",
        "flask --app app run --debug",
        "[sh, -c, 'python -m debugpy --listen 0.0.0.0:5678 app.py']",
        "watchmedo auto-restart -- celery -A app worker",
        "honcho start -f Procfile.dev web",
        "python manage.py tailwind start",
        "npm run watch",
        "sass --watch scss:css",
        '["honcho", "-f", "Procfile.dev", "start"]',
    ],
)
def test_quiet_about_a_development_server_on_mounted_code(command):
    compose = SERVED["compose.yaml"].replace("python manage.py runserver 0.0.0.0:8000", command)
    assert lint(CODE, {**SERVED, "compose.yaml": compose}) == []
    start = SERVED["Dockerfile"] + f"CMD {command}\n"
    compose = compose.replace(f"    command: {command}\n", "")
    assert lint(CODE, {**SERVED, "Dockerfile": start, "compose.yaml": compose}) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("python manage.py runserver 0.0.0.0:8000", "gunicorn app:app", id="a server"),
        pytest.param("python manage.py runserver 0.0.0.0:8000", "honcho start", id="a Procfile"),
        pytest.param("    volumes: [./src:/src]\n", "", id="nothing is mounted"),
        pytest.param("[./src:/src]", "[media:/media]", id="data is mounted"),
    ],
)
def test_a_server_or_code_of_the_image(old, new):
    compose = SERVED["compose.yaml"].replace(old, new)
    assert len(lint(CODE, {**SERVED, "compose.yaml": compose})) == 1


@pytest.mark.parametrize(
    ("script", "said"),
    [
        pytest.param("#!/bin/sh\nexec ./manage.py runserver 0.0.0.0:80\n", 0, id="develops"),
        pytest.param("#!/bin/sh\n# runserver is for development\ngunicorn app\n", 1, id="serves"),
        pytest.param(
            '#!/bin/sh\nif [ "$DEV" ]; then ./manage.py runserver; else gunicorn app; fi\n',
            1,
            id="does either",
        ),
    ],
)
def test_a_script_of_the_tree_that_starts_the_server(script, said):
    compose = SERVED["compose.yaml"].replace(
        "    command: python manage.py runserver 0.0.0.0:8000\n", ""
    )
    start = SERVED["Dockerfile"] + 'ENTRYPOINT ["sh", "/src/start.sh"]\n'
    files = {**SERVED, "Dockerfile": start, "compose.yaml": compose, "src/start.sh": script}
    assert len(lint(CODE, files)) == said


def test_an_image_that_a_job_pushes():
    assert len(lint(CODE, {**SERVED, "ship.sh": "docker build -t x . && docker push x\n"})) == 1
    assert len(lint(CODE, {**WORKED_IN, "ship.sh": "docker build -t x . && docker push x\n"})) == 1


RUNS = 'CMD ["uv", "run", "gunicorn", "app:app"]\n'


@pytest.mark.parametrize(
    "start",
    [
        'CMD ["uv", "run", "--no-dev", "gunicorn"]\n',
        'ENTRYPOINT ["uv", "run", "--no-sync", "gunicorn"]\n',
        "ENV UV_NO_DEV=1\n" + RUNS,
        'CMD [".venv/bin/gunicorn"]\n',
        'CMD ["uv", "run", "--no-project", "gunicorn"]\n',
    ],
)
def test_quiet_entry_points(start):
    dockerfile = image("COPY . .", "RUN uv sync --no-dev", start=start)
    assert lint(CODE, {**UV, "Dockerfile": dockerfile}) == []


@pytest.mark.parametrize(
    ("start", "count"),
    [
        pytest.param('CMD ["python3"]\n', 0, id="the interpreter alone"),
        pytest.param("CMD python\n", 0, id="in a shell"),
        pytest.param('CMD ["python3", "app.py"]\n', 1, id="a program"),
        pytest.param('CMD ["python3", "-m", "app"]\n', 1, id="a module"),
        pytest.param('ENTRYPOINT ["python3"]\n', 1, id="whoever starts it names the program"),
    ],
)
def test_an_image_that_starts_python_alone(start, count):
    dockerfile = image("COPY . .", "RUN pip install -r requirements-dev.txt", start=start)
    files = {"a.sh": "docker build -t acme/app . && docker push acme/app\n"}
    assert len(lint(CODE, {**FILES, **files, "Dockerfile": dockerfile})) == count


def test_an_entry_point_that_passes_a_shell_on():
    start = 'ENTRYPOINT ["/entry.sh"]\nCMD ["/bin/bash"]\n'
    lines = ("COPY entry.sh /", "COPY . /app", "RUN pip install -r /app/requirements-dev.txt")
    files = {**FILES, "entry.sh": '#!/bin/sh\nexec "$@"\n', "a.sh": "docker push acme/app\n"}
    assert lint(CODE, {**files, "Dockerfile": image(*lines, start=start)}) == []
    server = start.replace("/bin/bash", "gunicorn")
    assert len(lint(CODE, {**files, "Dockerfile": image(*lines, start=server)})) == 1


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        pytest.param(
            ("RUN git clone https://x.org/flare /s/flare", "WORKDIR /s/flare"), 0, id="a clone"
        ),
        pytest.param(
            ("ARG D=/s/flare", "RUN git clone -b v1 https://x.org/flare.git $D", "WORKDIR $D"),
            0,
            id="by a variable",
        ),
        pytest.param(
            ("RUN git clone https://x.org/p /s/p", "WORKDIR /s/p"), 1, id="the project itself"
        ),
        pytest.param(("RUN git clone https://x.org/a", "COPY . ."), 1, id="beside the project"),
    ],
)
def test_extras_of_another_project_may_be_anything(lines, count):
    dockerfile = image(*lines, "RUN pip install -e .[tests]")
    assert len(lint(CODE, {**UV, "Dockerfile": dockerfile})) == count


def test_uv_run_installs_the_group_at_every_start():
    dockerfile = image("COPY . .", "RUN uv sync --no-dev", start=RUNS)
    (found,) = findings(CODE, {**UV, "Dockerfile": dockerfile})
    assert (found.at.line, found.message) == (
        4,
        f"the image gets the group `dev`, which `uv run` installs at every start {UNLESS[9:]}",
    )
    assert found.suggestion == "Add `--no-dev` or `--no-sync` to `uv run`."


def test_what_the_first_uv_run_of_a_start_installs_is_there_for_the_second():
    start = 'ENTRYPOINT ["sh", "start.sh"]\n'
    script = "#!/bin/sh\nuv run prestart.py\nuv run gunicorn app:app\n"
    dockerfile = image("COPY . .", "RUN uv sync --no-dev", start=start)
    found = lint(CODE, {**UV, "Dockerfile": dockerfile, "start.sh": script})
    assert [line.partition(": ")[0] for line in found] == ["start.sh:2"]


@pytest.mark.parametrize(
    ("copied", "run", "count"),
    [
        pytest.param("COPY . .", "uv run tools/bundle.py", 0, id="copied"),
        pytest.param(
            "", "--mount=type=bind,target=. uv run --quiet tools/bundle.py x", 0, id="mounted"
        ),
        pytest.param("COPY . .", "uv run tools/serve.py", 1, id="a part of the project"),
        pytest.param("COPY . .", "uv run -m tools.bundle", 1, id="a module"),
        pytest.param("COPY . .", "uv run python tools/bundle.py", 1, id="an interpreter"),
    ],
)
def test_a_script_with_needs_of_its_own_runs_without_the_project(copied, run, count):
    files = {
        **UV,
        "Dockerfile": image(*filter(None, [copied]), f"RUN {run}"),
        "tools/bundle.py": '# /// script\n# dependencies = ["six"]\n# ///\nimport six\n',
        "tools/serve.py": "import six\n",
    }
    assert len(lint(CODE, files)) == count


@pytest.mark.parametrize(
    ("script", "run", "lines"),
    [
        pytest.param('exec "$@"', RUNS, [6], id="it is handed in"),
        pytest.param('exec gosu app "$@"', RUNS, [6], id="behind a wrapper"),
        pytest.param("gunicorn app:app", RUNS, [], id="the script starts something else"),
        pytest.param('exec "$@"', CMD, [], id="another program"),
        pytest.param('exec "$@"', RUNS.replace('"run"', '"run", "--no-sync"'), [], id="no sync"),
    ],
)
def test_what_an_entry_point_is_given(script, run, lines):
    dockerfile = image(
        "COPY . .", "RUN uv sync --no-dev", 'ENTRYPOINT ["./entry.sh"]', start=f"\n{run}"
    )
    files = {**UV, "Dockerfile": dockerfile, "entry.sh": f"#!/bin/sh\nset -e\n{script}\n"}
    assert [one.at.line for one in findings(CODE, files)] == lines


def test_uv_run_says_nothing_that_uv_sync_says():
    dockerfile = image("COPY . .", "RUN uv sync", start=RUNS)
    assert [v.at.line for v in findings(CODE, {**UV, "Dockerfile": dockerfile})] == [3]


def test_a_script_of_the_tree_that_the_image_runs():
    files = {"deps.sh": "#!/bin/sh\npip install -r requirements-dev.txt\n", **FILES}
    dockerfile = image("WORKDIR /app", "COPY . .", "RUN ./deps.sh")
    assert [
        (v.at.path, v.at.line) for v in findings(CODE, {**files, "Dockerfile": dockerfile})
    ] == [("deps.sh", 2)]


def test_a_renamed_file_is_judged_by_what_it_is():
    dockerfile = image("COPY requirements-dev.txt /tmp/r.txt", "RUN pip install -r /tmp/r.txt")
    assert len(lint(CODE, {**FILES, "Dockerfile": dockerfile})) == 1
    dockerfile = image("COPY requirements.txt /tmp/dev.txt", "RUN pip install -r /tmp/dev.txt")
    assert lint(CODE, {**FILES, "Dockerfile": dockerfile}) == []


@pytest.mark.parametrize(
    ("install", "cure"),
    [
        ("poetry install", "Add `--only main`."),
        ("poetry install --with docs", "Add `--without dev`."),
        ("pdm install", "Add `--prod`."),
        ("uv sync --all-groups", "Leave `--all-groups` out, and add `--no-dev`."),
    ],
)
def test_the_advice_keeps_what_was_asked_for(install, cure):
    manifest = POETRY if "poetry" in install else UV
    (found,) = findings(CODE, {**manifest, "Dockerfile": image("COPY . .", f"RUN {install}")})
    assert found.suggestion == cure


def test_mounted_data_and_settings_do_not_make_an_image_one_to_develop_in():
    ship = {"ship.sh": "docker build -t x . && docker push x\n"}
    plain = WEB.replace(', "--debug"', "")
    files = {**FILES, **SHIPPED, **ship, "web.Dockerfile": plain, "src/app.py": "import flask\n"}
    data = COMPOSE + "    volumes: ['./data:/app/data', './configs:/app/configs:ro']\n"
    held = {"data/x.csv": "", "configs/x.yml": ""}
    assert len(lint(CODE, {**files, **held, "compose.yaml": data})) == 1
    code = COMPOSE + "    volumes: ['./data:/app/data', './src:/app/src']\n"
    assert lint(CODE, {**files, **held, "compose.yaml": code}) == []


EXPORTED = "RUN pip install -r requirements.txt"


@pytest.mark.parametrize(
    ("files", "lines", "message"),
    [
        pytest.param(
            UV,
            ["COPY . .", "RUN uv export -o requirements.txt", EXPORTED],
            "the group `dev`, which `uv export` writes into the list unless told otherwise",
            id="uv's default",
        ),
        pytest.param(
            UV,
            ["COPY . .", "RUN uv export --no-dev --extra dev > requirements.txt", EXPORTED],
            "the extra `dev`",
            id="an extra",
        ),
        pytest.param(
            UV,
            ["COPY . .", "RUN uv export -q | uv pip install --system -r -"],
            "the group `dev`, which `uv export` writes into the list unless told otherwise",
            id="handed on",
        ),
        pytest.param(
            POETRY,
            ["COPY . .", "RUN poetry export --with dev -o requirements.txt", EXPORTED],
            "the group `dev`",
            id="Poetry is asked",
        ),
        pytest.param(
            {"Pipfile": '[packages]\nflask = "*"\n[dev-packages]\npytest = "*"\n'},
            ["COPY . .", "RUN pipenv requirements --dev > requirements.txt", EXPORTED],
            "the `dev-packages` of the Pipfile",
            id="pipenv is asked",
        ),
    ],
)
def test_a_list_that_is_exported_with_the_development_requirements(files, lines, message):
    (found,) = said({**files, "Dockerfile": image(*lines)})
    assert found == (3, f"the image gets {message}")  # where the cure goes


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        (UV, ["RUN uv export --no-dev -o requirements.txt", EXPORTED]),
        (UV, ["ENV UV_NO_DEV=1", "RUN uv export -o requirements.txt", EXPORTED]),
        (UV, ["RUN uv export -o dev.lock", "RUN pip install -r requirements.txt"]),
        (UV, ["ARG MORE", "RUN uv export $MORE -o requirements.txt", EXPORTED]),
        (UV, ["RUN uv export -o requirements.txt"]),
        (POETRY, ["RUN poetry export -o requirements.txt", EXPORTED]),
        (POETRY, ["RUN poetry export --without dev -o requirements.txt", EXPORTED]),
        (POETRY, ["RUN poetry export | pip install -r /dev/stdin"]),
        # Poetry 2 takes the option and does nothing about it.
        (POETRY, ["RUN poetry export --dev -o requirements.txt", EXPORTED]),
        (
            {"Pipfile": '[packages]\nflask = "*"\n[dev-packages]\npytest = "*"\n'},
            ["RUN pipenv requirements > requirements.txt", EXPORTED],
        ),
    ],
)
def test_a_list_that_is_exported_without_them(files, lines):
    assert said({**files, "Dockerfile": image("COPY . .", *lines)}) == []


def test_a_list_that_another_stage_exports():
    text = (
        "FROM python:3.12 AS lists\nCOPY . .\nRUN poetry export --with dev -o /requirements.txt\n"
        "FROM python:3.12-slim\nCOPY --from=lists /requirements.txt .\n"
        f"RUN pip install -r requirements.txt\n{CMD}"
    )
    assert said({**POETRY, "Dockerfile": text}) == [(3, "the image gets the group `dev`")]


SYSTEM = "/usr/local/lib/python3.12/site-packages"


def built(install: str, copied: str) -> str:
    return (
        f"FROM python:3.12 AS build\nCOPY . .\n{install}\n"
        f"FROM python:3.12-slim\nCOPY --from=build {copied} {copied}\n{CMD}"
    )


IN_SYSTEM = "RUN poetry config virtualenvs.create false && poetry install"
LISTED = "RUN pip install {}-r requirements-dev.txt"


@pytest.mark.parametrize(
    ("install", "copied", "files"),
    [
        pytest.param(IN_SYSTEM, SYSTEM, POETRY, id="Poetry without an environment"),
        pytest.param(IN_SYSTEM, "/usr/local", POETRY, id="a folder above"),
        pytest.param(LISTED.format(""), SYSTEM, FILES, id="pip"),
        pytest.param(
            "RUN UV_PROJECT_ENVIRONMENT=/usr/local uv sync", SYSTEM, UV, id="uv in the system"
        ),
        pytest.param(LISTED.format("--user "), "/root/.local", FILES, id="the user's"),
        pytest.param(LISTED.format("--prefix=/install "), "/install", FILES, id="a prefix"),
        pytest.param(LISTED.format("--target /app/lib "), "/app", FILES, id="a folder in it"),
    ],
)
def test_packages_that_are_copied_out_of_another_stage(install, copied, files):
    assert len(said({**files, "Dockerfile": built(install, copied)})) == 1


@pytest.mark.parametrize(
    ("install", "copied", "files"),
    [
        pytest.param(IN_SYSTEM + " --only main", SYSTEM, POETRY, id="without them"),
        pytest.param("RUN poetry install", SYSTEM, POETRY, id="an environment of its own"),
        pytest.param("RUN uv sync", SYSTEM, UV, id="uv's environment stays behind"),
        pytest.param(LISTED.format(""), "/usr/local/bin", FILES, id="programs alone"),
        pytest.param(LISTED.format(""), "/app/dist", FILES, id="what was built"),
        pytest.param(LISTED.format("--user "), SYSTEM, FILES, id="the system's, not the user's"),
        pytest.param(LISTED.format("--target /lib/dev "), "/lib/app", FILES, id="another folder"),
        pytest.param("RUN pip wheel -r requirements-dev.txt", SYSTEM, FILES, id="wheels"),
    ],
)
def test_packages_that_stay_in_another_stage(install, copied, files):
    assert said({**files, "Dockerfile": built(install, copied)}) == []


@pytest.mark.parametrize(
    ("files", "run", "told"),
    [
        ({"requirements-dev.txt": "pytest\n"}, "pip install -r requirements-dev.txt", "to run."),
        (
            {"requirements-dev.txt": "pytest\n", "requirements.txt": "flask\n"},
            "pip install -r requirements-dev.txt",
            "to run, such as `requirements.txt`.",
        ),
        (
            {"environment-dev.yml": "dependencies: [pytest]\n"},
            "conda env create -f environment-dev.yml",
            "Create it from an environment file of what the program needs to run.",
        ),
    ],
)
def test_what_to_install_instead(files, run, told):
    text = f"FROM continuumio/miniconda3\nCOPY . .\nRUN {run}\nCMD python app.py\n"
    (found,) = findings("VL409", {**files, "app.py": "", "Dockerfile": text})
    assert found.suggestion.endswith(told)
