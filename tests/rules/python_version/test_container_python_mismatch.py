"""VL302: images whose Python the project does not allow."""

from __future__ import annotations

import datetime

import pytest

from tests.lint import findings, fix, lint

PYPROJECT = '[project]\nname = "demo"\nversion = "1.0"\nrequires-python = "{}"\n'


def project(files: dict[str, str], requires: str = ">=3.9") -> dict[str, str]:
    return {"pyproject.toml": PYPROJECT.format(requires), **files}


def places(files: dict[str, str], requires: str = ">=3.9") -> list[str]:
    return [":".join(line.split(":", 2)[:2]) for line in lint("VL302", project(files, requires))]


@pytest.mark.parametrize(
    ("files", "requires"),
    [
        pytest.param({"Dockerfile": "FROM python:3.12-slim\n"}, ">=3.9", id="inside"),
        pytest.param(
            {"Dockerfile": "FROM python:3.9\n"}, ">=3.9.2", id="a bare minor is its newest patch"
        ),
        pytest.param({"Dockerfile": "FROM python:3.14-slim\n"}, "==3.14.*", id="a prefix"),
        pytest.param({"Dockerfile": "FROM python:3\n"}, ">=3.9", id="floats"),
        pytest.param(
            {"Dockerfile": "FROM python:3-alpine3.8\n"}, ">=3.9", id="the number is Alpine's"
        ),
        pytest.param({"Dockerfile": "FROM python@sha256:0123\n"}, ">=3.9", id="only a digest"),
        pytest.param(
            {"Dockerfile": "ARG V\nFROM python:${V}-slim\n"},
            ">=3.9",
            id="an argument without default",
        ),
        pytest.param({"Dockerfile": "FROM python:$TAG\n"}, ">=3.9", id="an undeclared variable"),
        pytest.param(
            {"Dockerfile": "FROM python:3.12\nARG V=3.8\n"},
            ">=3.9",
            id="an argument that reaches no image",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM ghcr.io/astral-sh/uv:0.3.8 AS uv\nFROM python:3.12\nCOPY --from=uv /uv"
                    " /bin/\n"
                )
            },
            ">=3.9",
            id="uv alone",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.8 AS docs\nRUN make html\nFROM nginx\nCOPY --from=docs /out"
                    " /www\n"
                )
            },
            ">=3.9",
            id="only documents",
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.8 AS old\nFROM python:3.12\n"},
            ">=3.9",
            id="a stage that nobody needs",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.8 AS b\nRUN pip install x\nFROM python:3.12\nCOPY --from=b /app"
                    " /app\n"
                )
            },
            ">=3.9",
            id="only the code is copied",
        ),
        pytest.param(
            {".github/actions/x/Dockerfile": "FROM python:3.8\nCOPY run.sh /\n"},
            ">=3.9",
            id="an action's own image",
        ),
        pytest.param(
            {"docs/Dockerfile": "FROM python:3.8\nRUN pip install sphinx\n"},
            ">=3.9",
            id="documents without the project",
        ),
        pytest.param(
            {
                "docs/Dockerfile": (
                    "FROM python:3.8\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
                ),
                "docs/requirements.txt": "sphinx\n",
            },
            ">=3.9",
            id="documents with a list of their own",
        ),
        pytest.param({"Dockerfile": "FROM node:3.8\n"}, ">=3.9", id="another image"),
        pytest.param({"Dockerfile.j2": "FROM python:{{ version }}\n"}, ">=3.9", id="a template"),
        pytest.param(
            {"Dockerfile": "FROM python:3.15-rc-slim\n"},
            ">=3.9,<3.15",
            id="a pre-release above the cap",
        ),
        pytest.param({"tests/Dockerfile": "FROM python:3.8\n"}, ">=3.9", id="test data"),
        pytest.param(
            {"docker-compose.yml": "services:\n  db:\n    image: postgres:3.8\n"},
            ">=3.9",
            id="another service",
        ),
        pytest.param(
            {"compose.yaml": "services:\n  a:\n    image: python:${TAG}\n"},
            ">=3.9",
            id="a variable of compose",
        ),
        pytest.param(
            {
                "compose.yaml": "services:\n  a:\n    image: acme/flow:3-python3.8\n    volumes: [d:/d]\n"
            },
            ">=3.9",
            id="a program of another's that gets nothing of the tree",
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.8\nRUN apt-get install -y nginx\nCMD nginx -g x\n"},
            ">=3.9",
            id="a program of the system's",
        ),
        pytest.param(
            {
                "compose.yaml": "services:\n  a:\n    image: acme/python:3.8\n    build: .\n",
                "Dockerfile": "FROM python:3.12\n",
            },
            ">=3.9",
            id="a built image's name",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    "image: python:${TAG}\ntest:\n  services: [postgres:3.8]\n  script: [pytest]\n"
                )
            },
            ">=3.9",
            id="gitlab variable",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    "deploy:\n  image: python:3.8\n  script: [pip install awscli, aws s3 sync site"
                    " s3://x]\n"
                )
            },
            ">=3.9",
            id="only tools",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    "lint:\n  image: python:3.8\n  script: [pip install flake8, flake8]\n"
                )
            },
            ">=3.9",
            id="lint alone",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    "t:\n  image: python:3.8\n  allow_failure: true\n  script: [pip install .,"
                    " pytest]\n"
                )
            },
            ">=3.9",
            id="may fail",
        ),
        pytest.param(
            {
                "tools/old/Dockerfile": "FROM python:3.8\n",
                "tools/old/pyproject.toml": PYPROJECT.format(">=3.8"),
            },
            ">=3.9",
            id="its own project",
        ),
        pytest.param(
            {
                ".devcontainer/devcontainer.json": (
                    '{"build": {"dockerfile": "Dockerfile", "args": {"VARIANT": "3.12"}}}'
                ),
                ".devcontainer/Dockerfile": (
                    "ARG VARIANT=3.8\nFROM mcr.microsoft.com/devcontainers/python:0-${VARIANT}\n"
                ),
            },
            ">=3.9",
            id="a default that devcontainer.json replaces",
        ),
    ],
)
def test_quiet(files, requires):
    assert lint("VL302", project(files, requires)) == []


@pytest.mark.parametrize(
    "run",
    [
        "conda env create -f environment.yml",
        "/opt/conda/bin/conda create -n p python=3.12",
        "mamba env update -n base -f environment.yml",
        "micromamba create -y -n p python=3.12",
        "pyenv install 3.12 && pyenv global 3.12",
        "uv python install 3.12",
        "uv python install",
    ],
)
def test_quiet_about_the_base_of_an_image_that_is_given_another_python(run):
    dockerfile = "FROM python:3.10-slim\nCOPY . .\nRUN {}\n"
    assert lint("VL302", project({"Dockerfile": dockerfile.format(run)}, ">=3.12")) == []
    stages = dockerfile.replace("slim", "slim AS base").format(run) + "FROM base\nCOPY . .\n"
    assert lint("VL302", project({"Dockerfile": stages}, ">=3.12")) == []
    for other in ("pip install conda", "conda install pip", "pip install .", "uv sync"):
        files = {"Dockerfile": dockerfile.format(other)}
        assert len(lint("VL302", project(files, ">=3.12"))) == 1, other


def test_quiet_without_a_range():
    assert lint("VL302", {"Dockerfile": "FROM python:2.7\n", "requirements.txt": "flask\n"}) == []


def test_quiet_under_several_projects_that_differ():
    files = {
        "Dockerfile": "FROM python:3.8\nCOPY . .\n",
        "a/pyproject.toml": PYPROJECT.format(">=3.8"),
        "b/pyproject.toml": PYPROJECT.format(">=3.11"),
    }
    assert lint("VL302", files) == []


def test_judged_by_the_project_that_is_copied():
    files = {
        "Dockerfile": "FROM python:3.8\nCOPY b/ /app\n",
        "a/pyproject.toml": PYPROJECT.format(">=3.8"),
        "b/pyproject.toml": PYPROJECT.format(">=3.11"),
    }
    [violation] = findings("VL302", files)
    assert violation.related[0].at.path == "b/pyproject.toml"


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param({"Dockerfile": "FROM python:3.8-slim\n"}, "Dockerfile:1", id="plain"),
        pytest.param(
            {"Dockerfile": "from --platform=linux/amd64 python:3.8 as x\n"},
            "Dockerfile:1",
            id="lower case, a platform, a name",
        ),
        pytest.param(
            {"docs/Dockerfile": "FROM python:3.8\nCOPY . .\nRUN pip install -q .\n"},
            "docs/Dockerfile:1",
            id="documents with the project",
        ),
        pytest.param(
            {
                "docs/Dockerfile": (
                    "FROM python:3.8\nCOPY . /src\nRUN cd /src/docs && pip install -r"
                    " requirements.txt\n"
                ),
                "docs/requirements.txt": "sphinx\n-e ..\n",
                "docker-compose.yml": (
                    "services:\n  a:\n    build: {context: ., dockerfile: docs/Dockerfile}\n"
                ),
            },
            "docs/Dockerfile:1",
            id="documents whose list brings the project",
        ),
        pytest.param(
            {"Dockerfile": "\ufeffFROM python:3.8\r\n"}, "Dockerfile:1", id="a byte order mark"
        ),
        pytest.param({"Dockerfile": "FROM python:2\n"}, "Dockerfile:1", id="2 is 2.7"),
        pytest.param({"Dockerfile": "FROM pypy:3.8-7.3.11\n"}, "Dockerfile:1", id="PyPy"),
        pytest.param(
            {"Dockerfile": "FROM public.ecr.aws/lambda/python:3.8\n"}, "Dockerfile:1", id="Lambda"
        ),
        pytest.param(
            {"Dockerfile": "FROM ghcr.io/astral-sh/uv:python3.8-bookworm\n"},
            "Dockerfile:1",
            id="uv with a Python",
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.8@sha256:0123\n"}, "Dockerfile:1", id="tag and digest"
        ),
        pytest.param(
            {"Dockerfile": 'ARG tag="3.8-slim"\nFROM python:$tag\n'},
            "Dockerfile:1",
            id="the argument's default is the place",
        ),
        pytest.param(
            {"Dockerfile": "ARG V=3.8\nARG B=python:${V}-slim\nFROM ${B}\n"},
            "Dockerfile:1",
            id="through two arguments",
        ),
        pytest.param(
            {"Dockerfile": "FROM python:${V:-3.8}\n"},
            "Dockerfile:1",
            id="a default in the reference",
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.8 AS base\nFROM base\nCMD x\n"},
            "Dockerfile:1",
            id="through a stage",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.8 AS b\nRUN python -m venv /v && /v/bin/pip install .\nFROM"
                    " python:3.12\nCOPY --from=b /v /v\n"
                )
            },
            "Dockerfile:1",
            id="a stage that the environment comes from",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.8 AS b\nRUN pip install --prefix=/out .\nFROM python:3.12\nCOPY"
                    " --from=b /out /usr/local\n"
                )
            },
            "Dockerfile:1",
            id="a stage that packages come from",
        ),
        pytest.param(
            {"compose.yaml": 'services:\n  a:\n    image: "python:3.8"\n'},
            "compose.yaml:3",
            id="compose",
        ),
        pytest.param(
            {
                "compose.yaml": "services:\n  a:\n    image: acme/flow:3-python3.8\n"
                "    volumes: ['.:/flows']\n"
            },
            "compose.yaml:3",
            id="a program of another's that runs the tree",
        ),
        pytest.param(
            {
                "compose.yaml": "services:\n  a:\n    image: acme/flow:3-python3.8\n"
                "    volumes: ['${HERE}:/flows']\n"
            },
            "compose.yaml:3",
            id="nobody knows what it mounts",
        ),
        pytest.param(
            {"docker-compose.yml": "web:\n  image: python:3.8\n"},
            "docker-compose.yml:2",
            id="compose's oldest form",
        ),
        pytest.param(
            {"compose.yaml": "x-a: &a\n  image: python:3.8\nservices:\n  a:\n    <<: *a\n"},
            "compose.yaml:2",
            id="an anchor",
        ),
        pytest.param(
            {
                "compose.yaml": "services:\n  a:\n    image: python:${V}\n",
                ".env": "# x\nV=3.8-slim\n",
            },
            ".env:2",
            id="compose's .env",
        ),
        pytest.param(
            {
                "compose.yaml": (
                    "services:\n  a:\n    build:\n      context: .\n      args:\n        - V=3.8\n"
                ),
                "Dockerfile": "ARG V\nFROM python:${V}-slim\n",
            },
            "compose.yaml:6",
            id="a build argument in a list",
        ),
        pytest.param(
            {
                ".circleci/config.yml": (
                    "version: 2.1\njobs:\n  t:\n    parameters:\n      v: {type: string}\n   "
                    " docker:\n      - image: cimg/python:<< parameters.v >>\n    steps: [checkout,"
                    " run: pip install . && pytest]\nworkflows:\n  w:\n    jobs:\n      - t:\n     "
                    "     matrix:\n            parameters:\n              v: ['3.8', '3.12']\n"
                )
            },
            ".circleci/config.yml:15",
            id="circleci matrix",
        ),
        pytest.param(
            {
                ".circleci/config.yml": (
                    "version: 2.1\nexecutors:\n  py:\n    docker:\n      - image:"
                    " cimg/python:3.8\njobs:\n  t:\n    executor: py\n    steps: [checkout, run:"
                    " pip install . && pytest]\n"
                )
            },
            ".circleci/config.yml:5",
            id="circleci executor",
        ),
        pytest.param(
            {
                "bitbucket-pipelines.yml": (
                    "image: python:3.8\npipelines:\n  default:\n    - step:\n        script: [pip"
                    " install ., pytest]\n"
                )
            },
            "bitbucket-pipelines.yml:1",
            id="bitbucket",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    "default:\n  image: python:3.8\nt:\n  script: [pip install ., pytest]\n"
                )
            },
            ".gitlab-ci.yml:2",
            id="gitlab default",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    ".b:\n  image: python:3.8\nt:\n  extends: .b\n  script: [pip install .,"
                    " pytest]\n"
                )
            },
            ".gitlab-ci.yml:2",
            id="gitlab extends",
        ),
        pytest.param(
            {"docker/prod.Dockerfile": "FROM python:3.8\n"},
            "docker/prod.Dockerfile:1",
            id="another name and folder",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.8 AS b\nWORKDIR /app\nRUN poetry install\nFROM python:3.12\nCOPY"
                    " --from=0 /app /app\n"
                )
            },
            "Dockerfile:1",
            id="an environment in the folder that is copied",
        ),
        pytest.param(
            {"compose.yaml": "services:\n  a:\n    image: python:${T:-3.8}-slim\n"},
            "compose.yaml:3",
            id="a default of compose",
        ),
        pytest.param(
            {
                "compose.yaml": (
                    'services:\n  a:\n    build:\n      context: .\n      args:\n        V: "3.8"\n'
                ),
                "Dockerfile": "ARG V\nFROM python:${V}-slim\n",
            },
            "compose.yaml:6",
            id="a build argument of compose",
        ),
        pytest.param(
            {
                ".devcontainer/devcontainer.json": (
                    '{\n  // new\n  "image": "mcr.microsoft.com/devcontainers/python:1-3.8"\n}'
                )
            },
            ".devcontainer/devcontainer.json:3",
            id="devcontainer image",
        ),
        pytest.param(
            {
                ".devcontainer/devcontainer.json": (
                    '{"build": {"dockerfile": "Dockerfile",\n "args": {"VARIANT": "3.8-bullseye"}}}'
                ),
                ".devcontainer/Dockerfile": (
                    'ARG VARIANT="3.12"\nFROM mcr.microsoft.com/devcontainers/python:0-${VARIANT}\n'
                ),
            },
            ".devcontainer/devcontainer.json:2",
            id="devcontainer argument",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    "t:\n  image:\n    name: x.io/python:3.8\n  script: [pip install ., pytest]\n"
                )
            },
            ".gitlab-ci.yml:3",
            id="gitlab",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    't:\n  variables:\n    PY: "3.8"\n  image: python:${PY}-slim\n  script: [pip'
                    " install ., pytest]\n"
                )
            },
            ".gitlab-ci.yml:3",
            id="gitlab variable",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    "t:\n  image: $CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX/python:3.8\n  script:"
                    " [pip install ., pytest]\n"
                )
            },
            ".gitlab-ci.yml:2",
            id="gitlab, an unknown registry",
        ),
        pytest.param(
            {
                ".circleci/config.yml": (
                    "version: 2.1\njobs:\n  t:\n    docker:\n      - image: cimg/python:3.8.20\n   "
                    " steps: [run: pytest]\n"
                )
            },
            ".circleci/config.yml:5",
            id="circleci",
        ),
        pytest.param(
            {
                ".github/workflows/c.yml": (
                    "on: push\njobs:\n  t:\n    runs-on: x\n    container: python:3.8\n    steps:"
                    " [run: pytest]\n"
                )
            },
            ".github/workflows/c.yml:5",
            id="github",
        ),
        pytest.param(
            {
                ".github/workflows/c.yml": (
                    "on: push\njobs:\n  t:\n    runs-on: x\n    strategy:\n      matrix:\n       "
                    " tag: ['3.8', '3.12']\n    container:\n      image: python:${{ matrix.tag }}\n"
                    "    steps:\n      - run: pip install . && pytest\n"
                )
            },
            ".github/workflows/c.yml:7",
            id="github matrix",
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.8\nRUN apt-get install -y nginx\nCMD shop\n"},
            "Dockerfile:1",
            id="a program that the system's packages do not bring",
        ),
    ],
)
def test_loud(files, place):
    assert places(files) == [place]


@pytest.mark.parametrize(
    ("image", "requires"),
    [
        ("python:3.13", ">=3.10,<3.13"),
        ("python:3.12", "<=3.12"),
        ("python:3.11.6", "==3.11.3"),
        ("python:3.9.1", ">=3.9.2"),
        ("python:3.1", ">=3.9"),
    ],
)
def test_bounds(image, requires):
    assert places({"Dockerfile": f"FROM {image}\n"}, requires) == ["Dockerfile:1"]


def test_names_both_places():
    [violation] = findings("VL302", project({"Dockerfile": "FROM python:3.8-slim\n"}))
    assert (
        violation.message
        == "the image `python:3.8-slim` has Python 3.8, but `requires-python = >=3.9` in"
        " `pyproject.toml` excludes it"
    )
    assert (violation.at.column, violation.at.end_column) == (13, 16)
    assert [(one.at.path, one.at.line) for one in violation.related] == [("pyproject.toml", 4)]


def test_one_argument_of_two_stages_is_said_once():
    text = (
        "ARG V=3.8\nFROM python:$V AS a\nRUN python -m venv /v\nFROM python:$V\nCOPY --from=a /v"
        " /v\n"
    )
    assert places({"Dockerfile": text}) == ["Dockerfile:1"]


def test_fix():
    files = project({"Dockerfile": "# syntax=x\r\nFROM python:3.8-slim\r\nCOPY . .\r\n"})
    assert fix("VL302", files, unsafe=True) == {
        "Dockerfile": "# syntax=x\r\nFROM python:3.11-slim\r\nCOPY . .\r\n"
    }


def test_fix_takes_no_python_that_has_ended_where_another_is_allowed():
    files = project({"Dockerfile": "FROM python:3.8-slim\n"})
    assert fix("VL302", files, unsafe=True, today=datetime.date(2024, 5, 1)) == {
        "Dockerfile": "FROM python:3.9-slim\n"
    }
    files["pyproject.toml"] = files["pyproject.toml"].replace(">=3.9", ">=3.9,<3.10")
    assert fix("VL302", files, unsafe=True) == {"Dockerfile": "FROM python:3.9-slim\n"}


@pytest.mark.parametrize("image", ["python:3.8-slim-buster", "pypy:3.8", "python:3.8@sha256:0123"])
def test_no_fix_where_the_other_image_may_not_exist(image):
    assert fix("VL302", project({"Dockerfile": f"FROM {image}\n"}), unsafe=True, silent=False) == {}


SHOP = {
    "pyproject.toml": '[project]\nname = "shop"\nrequires-python = ">=3.11"\n',
    "shop/__init__.py": "",
    "static/index.html": "",
    "mock/server.py": "",
    "requirements/base.txt": "flask\n",
    "ocr/ocr.py": "",
    "ocr/requirements.txt": "easyocr\n",
    "old/pyproject.toml": '[project]\nname = "old"\nrequires-python = ">=3.8"\n',
    "new/pyproject.toml": '[project]\nname = "new"\nrequires-python = ">=3.12"\n',
}
APP = "FROM python:3.9-slim\nWORKDIR /app\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.Dockerfile": f"{APP}COPY ocr .\n"}, id="a service without a range"),
        pytest.param(
            {"a.Dockerfile": f"{APP}COPY old/ .\nRUN pip install .\n"}, id="its own range"
        ),
        pytest.param({"a.Dockerfile": f"{APP}COPY static /site\n"}, id="static files"),
        pytest.param({"a.Dockerfile": f"{APP}COPY mock/server.py .\n"}, id="one script"),
        pytest.param(
            {"a.Dockerfile": f"{APP}COPY . .\nRUN pip install ./old\n"}, id="it installs another"
        ),
        pytest.param(
            {"a.Dockerfile": f"{APP}COPY . .\nRUN cd ocr && pip install -r requirements.txt\n"},
            id="it installs another's list",
        ),
        pytest.param(
            {"a.Dockerfile": f"{APP}COPY old old\nCOPY shop shop\n"},
            id="one of its projects allows it",
        ),
        pytest.param(
            {
                "compose.yaml": "services:\n  a:\n    image: python:3.9\n    volumes: ['./static:/x']\n"
            },
            id="a service that mounts static files",
        ),
        pytest.param(
            {"compose.yaml": "services:\n  a:\n    image: python:3.9\n    volumes: ['./old:/x']\n"},
            id="a service that mounts another project",
        ),
        pytest.param(
            {
                "compose.yaml": (
                    "services:\n  a:\n    image: python:3.9\n    command: python -m http.server 80\n"
                )
            },
            id="a service that serves files",
        ),
    ],
)
def test_an_image_of_other_projects_or_of_none(files):
    assert lint("VL302", {**SHOP, **files}) == []


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.Dockerfile": f"{APP}COPY . .\n"}, id="all of it"),
        pytest.param({"a.Dockerfile": f"{APP}COPY pyproject.toml .\n"}, id="its manifest"),
        pytest.param({"a.Dockerfile": f"{APP}COPY shop shop\n"}, id="its package"),
        pytest.param({"a.Dockerfile": f"{APP}COPY requirements /lists\n"}, id="its lists"),
        pytest.param({"a.Dockerfile": f"{APP}COPY $WHAT .\n"}, id="unknown: its place decides"),
        pytest.param({"a.Dockerfile": f"{APP}COPY code .\n"}, id="not there: its place decides"),
        pytest.param({"d/a.Dockerfile": f"{APP}COPY pyproject.toml .\n"}, id="from another folder"),
        pytest.param(
            {"a.Dockerfile": f"{APP}COPY . .\nRUN pip install ./new\n"}, id="it installs another"
        ),
        pytest.param(
            {
                "a.Dockerfile": APP,
                "compose.yaml": (
                    "services:\n  a:\n    build: {dockerfile: a.Dockerfile, context: .}\n"
                    "    volumes: ['.:/app']\n"
                ),
            },
            id="it copies nothing and a service mounts all",
        ),
        pytest.param(
            {
                "compose.yaml": (
                    "services:\n  a:\n    image: python:3.9\n    volumes:\n"
                    "      - {type: bind, source: ., target: /x}\n"
                )
            },
            id="a service that mounts all of it",
        ),
    ],
)
def test_an_image_of_the_project(files):
    assert len(lint("VL302", {**SHOP, **files})) == 1


CNV = f"{APP}RUN pip install cnvkit==0.9.10 numpy\n"


@pytest.mark.parametrize(
    ("files", "count"),
    [
        pytest.param({"c/cnvkit/Dockerfile": CNV}, 0, id="another program"),
        pytest.param({"Dockerfile": CNV}, 1, id="at the project's root"),
        pytest.param({"c/a/Dockerfile": f"{APP}RUN pip install six\n"}, 1, id="what it declares"),
        pytest.param({"c/a/Dockerfile": f"{APP}RUN pip install tox\n"}, 1, id="tools to try it"),
        pytest.param({"c/a/Dockerfile": APP}, 1, id="nothing"),
        pytest.param(
            {
                "c/a/Dockerfile": CNV,
                "compose.yaml": "services:\n  a:\n    build: c/a\n    volumes: ['.:/app']\n",
            },
            1,
            id="a service mounts the project",
        ),
    ],
)
def test_an_image_of_another_program(files, count):
    manifest = '[project]\nname = "shop"\nrequires-python = ">=3.11"\ndependencies = ["six"]\n'
    assert len(lint("VL302", {"pyproject.toml": manifest, **files})) == count


OLD = "FROM python:3.8\n"
INSTALLS = "WORKDIR /opt/y\nRUN python3 setup.py build install\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "RUN git clone https://github.com/x/y /opt/y\n" + INSTALLS, id="another repository"
        ),
        pytest.param("RUN hg clone https://bitbucket.org/x/y /opt/y\n" + INSTALLS, id="hg"),
        pytest.param("RUN svn co -r 9 https://x.org/y /opt/y\n" + INSTALLS, id="Subversion"),
        pytest.param("RUN gh repo clone x/y /opt/y\n" + INSTALLS, id="GitHub's command"),
        pytest.param("RUN git clone https://x.org/y && cd y && pip install .\n", id="in one line"),
        pytest.param(
            "RUN curl -L https://x.org/y.tgz | tar xz && cd y-1 && pip install .\n",
            id="an archive",
        ),
        pytest.param("RUN pip install demo\n", id="an older release from the index fits"),
        pytest.param("RUN pip install 'demo[cli]==0.1'\n", id="so does the one that is named"),
    ],
)
def test_an_image_made_of_what_it_fetches_is_not_of_this_tree(text):
    assert places({"Dockerfile": OLD + text}) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "RUN git clone https://github.com/x/demo.git && pip install ./demo\n", id="own"
        ),
        pytest.param("RUN pip install poetry\n", id="nothing tells: by its place"),
        pytest.param("RUN pip install demo@https://x.org/demo.zip\n", id="by an address"),
        pytest.param("RUN git clone https://x.org/y\nCOPY . /app\n", id="the tree beside another"),
        pytest.param("RUN pip install demo\nCOPY pyproject.toml .\n", id="its manifest too"),
    ],
)
def test_an_image_that_may_be_of_this_tree_is_held_to_it(text):
    assert places({"Dockerfile": OLD + text}) == ["Dockerfile:1"]


TASK = "test_task:\n  install_script: pip install .\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            TASK + "  container: {matrix: [{image: 'python:3.9'}, {image: 'python:3.12'}]}\n",
            id="inside",
        ),
        pytest.param(
            TASK + "  env: {matrix: [{PY: 3.8}]}\n  container: {image: 'ruby:$PY'}\n",
            id="another language",
        ),
        pytest.param(
            "lint_task:\n  script: ruff check\n  container: {matrix: [{image: 'python:3.8'}]}\n",
            id="style alone",
        ),
    ],
)
def test_quiet_about_a_matrix_of_cirrus(text):
    assert places({".cirrus.yml": text}) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            TASK + "  container:\n    matrix:\n    - image: python:3.12\n    - image: python:3.8\n",
            6,
        ),
        (
            TASK + "  matrix:\n  - container: {image: 'python:3.8'}\n"
            "  - container: {image: 'python:3.12'}\n",
            4,
        ),
        (
            TASK + "  env:\n    matrix:\n    - PY: '3.12'\n    - PY: '3.8'\n"
            "  container: {image: 'python:$PY-slim'}\n",
            6,
        ),
        (
            TASK + "  container: {image: 'python:$PY'}\n  matrix:\n"
            "  - env: {PY: '3.12'}\n  - env: {PY: '3.8'}\n",
            6,
        ),
    ],
)
def test_a_matrix_of_cirrus(text, line):
    assert places({".cirrus.yml": text}) == [f".cirrus.yml:{line}"]


AXES = (
    "pipeline {\n  agent none\n  stages {\n    stage('test') {\n      matrix {\n        axes {\n"
    "          axis {\n            name 'PY'\n            values '3.12',\n                   %s\n"
    "          }\n          axis {\n            name 'DB'\n            values 'pg', 'my'\n"
    '          }\n        }\n        agent { docker { image "%s" } }\n        stages {\n'
    "          stage('t') { steps { sh 'pip install . && pytest' } }\n        }\n      }\n    }\n"
    "    stage('more') {\n      agent { docker { image \"python:${PY}\" } }\n"
    "      steps { sh 'pip install .' }\n    }\n  }\n}\n"
)


@pytest.mark.parametrize(
    ("value", "image", "lines"),
    [
        pytest.param("'3.9'", "python:${PY}", [], id="inside"),
        pytest.param("'3.8'", "ruby:${PY}", [], id="another language"),
        pytest.param("'3.8'", "python:${OTHER}", [], id="another variable"),
        pytest.param("'3.8'", "python:${PY}-slim", [10], id="outside"),
    ],
)
def test_a_matrix_of_jenkins(value, image, lines):
    assert places({"Jenkinsfile": AXES % (value, image)}) == [f"Jenkinsfile:{n}" for n in lines]


POD = """\
apiVersion: v1
kind: Pod
spec:
  containers:
  - name: load
    image: python:3.9-slim
    command: {command}
    volumeMounts:
    - {{name: code, mountPath: /code}}
    - {{name: work, mountPath: /work}}
  volumes:
  - name: code
    {volume}
  - {{name: work, emptyDir: {{}}}}
"""


@pytest.mark.parametrize(
    ("image", "requires", "is_said"),
    [
        pytest.param("python:3.12", "==3.12.3", True, id="Docker's own: the newest patch"),
        pytest.param("cimg/python:3.12", "==3.12.3", True, id="CircleCI's: the newest patch"),
        pytest.param("python:3.11-slim-buster", "==3.11.4", False, id="the one of its last day"),
        pytest.param("python:3.11-slim-buster", ">=3.12", True, id="another minor than that one"),
        pytest.param("public.ecr.aws/lambda/python:3.12", "==3.12.3", False, id="AWS's"),
        pytest.param(
            "mcr.microsoft.com/azure-functions/python:4-python3.12", "==3.12.3", False, id="Azure's"
        ),
        pytest.param("registry.access.redhat.com/ubi9/python-312", "==3.12.3", False, id="Red Hat"),
        pytest.param("public.ecr.aws/lambda/python:3.12", "<=3.12", True, id="not the first one"),
        pytest.param("public.ecr.aws/lambda/python:3.12", "==3.11.*", True, id="another minor"),
    ],
)
def test_the_patch_of_a_minor_is_chosen_by_the_image_s_maker(image, requires, is_said):
    files = {
        "pyproject.toml": f'[project]\nname = "a"\nrequires-python = "{requires}"\n',
        "Dockerfile": f"FROM {image}\nCOPY . .\nRUN pip install .\n",
    }
    assert bool(lint("VL302", files)) is is_said


@pytest.mark.parametrize(
    ("requires", "told"),
    [("==3.12.3", ", such as `3.12.3`, or"), ("<=3.12", "allows, such as `3.11`, or")],
)
def test_a_patch_is_named_where_the_range_goes_by_patches(requires, told):
    (found,) = findings("VL302", project({"Dockerfile": "FROM python:3.12\n"}, requires))
    assert told in found.suggestion


APT = "FROM ubuntu:22.04\nRUN apt-get install -y python3 python3-pip\nCOPY . /app\nWORKDIR /app\n"
PIP = "RUN pip install .\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(APT + "RUN pip install flask\n", id="the project is not installed"),
        pytest.param(APT + "RUN uv pip install --system .\n", id="uv may bring another"),
        pytest.param(
            APT + "RUN add-apt-repository ppa:deadsnakes/ppa\n" + PIP, id="another archive"
        ),
        pytest.param(
            APT.replace("python3 ", "python3 python3.11 ") + "RUN python3.11 -m pip install .\n",
            id="another one beside it",
        ),
        pytest.param(APT + "RUN python3.11 -m pip install .\n", id="a Python that is named"),
        pytest.param(APT + "RUN ./python.sh\n" + PIP, id="a script that may bring one"),
        pytest.param(
            "FROM python:3.12 AS made\n" + APT + "COPY --from=made /usr/local /usr/local\n" + PIP,
            id="out of another image",
        ),
        pytest.param(APT.replace("22.04", "24.04") + PIP, id="the release has one that is allowed"),
        pytest.param("FROM ubuntu:22.04\nCOPY . .\n" + PIP, id="nothing brings one"),
    ],
)
def test_quiet_about_the_python_of_a_distribution(text):
    assert places({"Dockerfile": text}, ">=3.11") == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(APT + PIP, id="pip"),
        pytest.param(APT + "RUN python3 setup.py install\n", id="setup.py"),
        pytest.param(APT + "RUN pip install poetry && poetry install\n", id="Poetry"),
        pytest.param(
            APT + "RUN python3 -m venv /venv && /venv/bin/pip install -r requirements.txt\n",
            id="a list, into an environment",
        ),
        pytest.param(
            APT.replace("ubuntu:22.04", "nvidia/cuda:12.1.0-base-ubuntu22.04") + PIP,
            id="an image of that distribution",
        ),
        pytest.param(
            APT.replace("ubuntu:22.04", "alpine:3.16").replace("apt-get install -y", "apk add")
            + PIP,
            id="Alpine",
        ),
    ],
)
def test_the_python_of_a_distribution(text):
    files = {"Dockerfile": text, "requirements.txt": "flask\n"}
    assert places(files, ">=3.11") == ["Dockerfile:1"]


def test_the_patch_of_a_distribution_is_its_own():
    assert places({"Dockerfile": APT + PIP}, ">=3.10.6") == []


def test_says_whose_python_it_is():
    [one] = findings("VL302", project({"Dockerfile": APT + PIP}, ">=3.11"))
    assert one.message == (
        "the image `ubuntu:22.04` has Python 3.10, its distribution's, but"
        " `requires-python = >=3.11` in `pyproject.toml` excludes it"
    )
    assert one.fix is None


@pytest.mark.parametrize(
    ("text", "downloads"),
    [
        pytest.param('RUN uv sync\nCMD ["uv", "run", "demo"]', True, id="uv"),
        pytest.param('RUN pip install -U pip\nRUN uv sync\nCMD ["demo"]', True, id="pip itself"),
        pytest.param("RUN uv sync --no-managed-python", False, id="told to take the image's"),
        pytest.param("ENV UV_PYTHON_DOWNLOADS=never\nRUN uv sync", False, id="it may load none"),
        pytest.param(
            "ENV UV_PYTHON_PREFERENCE=system\nRUN uv sync", False, id="the system's first"
        ),
        pytest.param("ENV UV_PYTHON=/usr/local/bin/python\nRUN uv sync", False, id="named"),
        pytest.param("RUN uv pip install --system .", False, id="into the image's Python"),
        pytest.param("RUN uv sync\nRUN pip install .", False, id="pip as well"),
        pytest.param("RUN pip install .", False, id="pip"),
        pytest.param(
            "RUN uv sync\nFROM python:3.8-slim\nCOPY --from=0 /app/.venv /app/.venv",
            False,
            id="the environment is copied, and its Python is not",
        ),
    ],
)
def test_uv_brings_a_python_of_its_own(text, downloads):
    """The build goes on there, and the Python is still not what the image's name says."""
    dockerfile = f"FROM python:3.8-slim\nWORKDIR /app\nCOPY . .\n{text}\n"
    found = findings("VL302", project({"Dockerfile": dockerfile, "uv.lock": "version = 1\n"}))
    assert {one.severity.label for one in found} == {"error"}
    told = all(one.message.endswith("so uv downloads another one there") for one in found)
    assert told is downloads
