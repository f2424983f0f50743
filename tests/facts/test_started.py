"""What is started where the project runs is its program, whatever it is called."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint, tree
from venvlint.facts.installs.started import program_sources
from venvlint.model import Severity

IMAGE = (
    "FROM python:3.12\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
)


@pytest.mark.parametrize("folder", ["lab", "contrib", "maintenance", "tools", "demo", "docs-api"])
@pytest.mark.parametrize(
    "start",
    [
        '["flask", "--app", "main", "run"]',
        "gunicorn main:app",
        "python main.py",
        '["python", "-m", "main"]',
        '["./run.sh"]',
    ],
)
def test_an_image_of_a_folder_makes_it_the_program(folder, start):
    files = {
        f"{folder}/main.py": "import flask\n",
        f"{folder}/models.py": "x = 1\n",
        f"{folder}/run.sh": "#!/bin/sh\nexec uvicorn --app-dir=. main:app\n",
        f"{folder}/requirements.txt": "flask==3.0.3\npytest==8.3.4\n",
        f"{folder}/Dockerfile": f"{IMAGE}COPY . .\nCMD {start}\n",
        "compose.yaml": f"services:\n  web:\n    build: {folder}\n",
    }
    assert program_sources(tree(files)) == {folder, f"{folder}/main.py"}
    (found,) = findings("VL201", files)
    assert (found.at.path, found.at.line) == (f"{folder}/requirements.txt", 2)
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize("module", ["conf", "bootstrap", "dodo"])
def test_a_module_that_an_image_starts_is_the_program(module):
    files = {
        f"svc/{module}.py": "import flask\n",
        "svc/requirements.txt": "flask==3.0.3\npytest==8.3.4\n",
        "svc/Dockerfile": f"{IMAGE}COPY {module}.py .\nCMD python {module}.py\n",
    }
    assert program_sources(tree(files)) == {f"svc/{module}.py"}
    assert [found.at.line for found in findings("VL201", files)] == [2]


def test_a_script_is_the_program_with_what_it_imports():
    files = {
        "scripts/serve.py": "import scripts.routes\nfrom pages import home\nimport flask\n",
        "scripts/routes.py": "",
        "scripts/pages.py": "",
        "scripts/release.py": "",
        "app.py": "",
        "requirements.txt": "flask==3.0.3\n",
        "Dockerfile": f"{IMAGE}COPY . .\nCMD python scripts/serve.py\n",
    }
    program = {"scripts/serve.py", "scripts/routes.py", "scripts/pages.py"}
    assert program_sources(tree(files)) == program


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Procfile", "web: gunicorn tools.serve:app\n"),
        ("web.service", "[Service]\nExecStart=/opt/x/.venv/bin/python /opt/x/tools/serve.py\n"),
        (
            "web.service",
            "[Service]\nWorkingDirectory=/opt/x\nExecStart=/opt/v/bin/python -m tools.serve\n",
        ),
        ("deploy/crontab", "0 3 * * * python /opt/x/tools/serve.py\n"),
        ("deploy/crontab", "0 3 * * * cd /opt/x && python tools/serve.py\n"),
        (
            "compose.yaml",
            "services:\n  web:\n    build: .\n    command: [python, -m, tools.serve]\n",
        ),
    ],
)
def test_who_starts_it(path, text):
    files = {
        "tools/serve.py": "import flask\n",
        "tools/release.py": "",
        "Dockerfile": "FROM python:3.12\nWORKDIR /app\nCOPY . .\n",
    }
    assert program_sources(tree({**files, path: text})) == {"tools/serve.py"}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"Dockerfile": f"{IMAGE}COPY . .\nCMD gunicorn app:app\n"}, id="another one"),
        pytest.param({"Dockerfile": f"{IMAGE}COPY . .\nCMD pytest tools/x.py\n"}, id="tests"),
        pytest.param({"Dockerfile.dev": f"{IMAGE}COPY . .\nCMD python tools/x.py\n"}, id="work"),
        pytest.param({"Dockerfile": f"{IMAGE}COPY . .\nRUN python tools/x.py\n"}, id="the build"),
        pytest.param({"Dockerfile": f"{IMAGE}CMD python tools/x.py\n"}, id="not there"),
        pytest.param({"Makefile": "run:\n\tpython tools/x.py\n"}, id="a developer"),
        pytest.param({"tools/Dockerfile": 'FROM python:3.12\nCMD ["x"]\n'}, id="nothing of it"),
        pytest.param(
            {"tests/Dockerfile": f"{IMAGE}COPY . .\nCMD python x.py\n", "tests/x.py": ""},
            id="test data",
        ),
    ],
)
def test_what_stays_development(files):
    made = tree({"tools/x.py": "", "app.py": "", "requirements.txt": "", **files})
    assert program_sources(made) == set()


def test_a_script_that_an_image_starts_must_run_on_its_python():
    image = 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["python", "scripts/a.py"]\n'
    files = {"scripts/a.py": "import imp\n", "scripts/b.py": "import cgi\nimport imp\n"}
    (found,) = lint("VL319", {**files, "Dockerfile": image})
    assert found.startswith("scripts/a.py:1")
