import pytest

from tests.lint import findings, fix, lint

UV = "COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/uv\n"
LOST = "RUN uv pip install six\n"


def image(rest: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n{UV}{rest}"}


def workflow(steps: str, job: str = "", runner: str = "ubuntu-latest") -> dict[str, str]:
    return {
        ".github/workflows/a.yml": (
            f"on: push\njobs:\n  t:\n    runs-on: {runner}\n{job}    steps:\n"
            f"      - uses: actions/checkout@v5\n{steps}"
        )
    }


SETUP_UV = "      - uses: astral-sh/setup-uv@{}\n"
INSTALL = "      - run: uv pip install six\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(image("RUN uv pip install --system six\n"), id="--system"),
        pytest.param(image("ENV UV_SYSTEM_PYTHON=1\n" + LOST), id="a variable"),
        pytest.param(image("ENV UV_SYSTEM_PYTHON=yes\n" + LOST), id="a variable that says yes"),
        pytest.param(image("RUN UV_SYSTEM_PYTHON=true uv pip install six\n"), id="for one command"),
        pytest.param(
            image("RUN uv pip install --prefix /p a\nRUN uv pip install -t /l b\n"), id="elsewhere"
        ),
        pytest.param(image("RUN uv pip install --python /usr/local/bin/python six\n"), id="a path"),
        pytest.param(image("RUN uv pip install -p venv six\n"), id="a folder"),
        pytest.param(
            image("RUN uv pip install --python $(which python) six\n"), id="a program's path"
        ),
        pytest.param(
            image("ENV UV_PYTHON=/usr/local/bin/python\n" + LOST), id="a path in a variable"
        ),
        pytest.param(image("RUN uv venv && uv pip install six\n"), id="made before"),
        pytest.param(image("RUN uv venv -c .venv\n" + LOST), id="made anew"),
        pytest.param(image("WORKDIR /a\nRUN uv venv\nWORKDIR /a/b\n" + LOST), id="made above"),
        pytest.param(image("WORKDIR /a\nRUN uv sync\n" + LOST), id="uv sync made it"),
        pytest.param(image("WORKDIR /a\nRUN uv run x.py\n" + LOST), id="uv run made it"),
        pytest.param(image("WORKDIR /a\nRUN uv add six\n" + LOST), id="uv add made it"),
        pytest.param(image("WORKDIR /a\nRUN uv remove six\n" + LOST), id="uv remove made it"),
        pytest.param(image("RUN python -m venv .venv\n" + LOST), id="venv made it"),
        pytest.param(image("RUN uv venv /v\nENV VIRTUAL_ENV=/v\n" + LOST), id="VIRTUAL_ENV"),
        pytest.param(
            image("RUN python -m venv /v\nENV PATH=/v/bin:$PATH\n" + LOST), id="first on PATH"
        ),
        pytest.param(
            image("RUN uv venv /v && . /v/bin/activate && uv pip install six\n"), id="activated"
        ),
        pytest.param(
            {
                "Dockerfile": (
                    f"FROM python:3.12 AS a\n{UV}WORKDIR /a\nRUN uv venv\nFROM python:3.12\n{UV}"
                    f"COPY --from=a /a /a\nWORKDIR /a\n{LOST}"
                )
            },
            id="copied",
        ),
        pytest.param(
            {"Dockerfile": f"FROM python:3.12 AS a\n{UV}RUN uv venv\nFROM a\n{LOST}"},
            id="in the stage below",
        ),
        pytest.param(image(LOST, "example.org/base:1"), id="own base"),
        pytest.param(image(LOST, "apache/airflow:3.0"), id="a base that sets it up"),
        pytest.param(
            image(LOST) | {"pyproject.toml": "[tool.uv.pip]\nsystem = true\n"}, id="a setting"
        ),
        pytest.param(
            image(LOST) | {"uv.toml": "[pip]\nsystem = true\n"}, id="a setting in uv.toml"
        ),
        pytest.param(
            image("RUN uv pip list\nRUN uv pip compile a.in\nRUN uv pip freeze\n"), id="needs none"
        ),
        pytest.param(image("RUN python -m uv pip install six\n"), id="uv of a Python"),
        pytest.param(image("RUN tox -e x\n" + LOST), id="a program that may make one"),
        pytest.param(image("RUN uv pip install six || pip install six\n"), id="may fail"),
        pytest.param(image("ARG F\nRUN uv pip install $F six\n"), id="options from outside"),
        pytest.param(
            image("RUN conda create -n x\n" + LOST, "continuumio/miniconda3"), id="conda's own"
        ),
        pytest.param(image("RUN ./prepare.sh\n" + LOST), id="a script"),
        pytest.param({"a.sh": "#!/bin/sh\nuv pip install six\n"}, id="a person's own machine"),
        pytest.param({"README.md": "```sh\nuv pip install six\n```\n"}, id="a page"),
        pytest.param(
            workflow(SETUP_UV.format("v7") + "      - run: uv venv\n" + INSTALL), id="a step"
        ),
        pytest.param(
            workflow(
                SETUP_UV.format("v7")
                + "        with:\n          activate-environment: true\n"
                + INSTALL
            ),
            id="the action activates",
        ),
        pytest.param(
            workflow(
                SETUP_UV.format("v5") + "        with:\n          python-version: 3.12\n" + INSTALL
            ),
            id="the action of that time activates",
        ),
        pytest.param(
            workflow(
                SETUP_UV.format("0123456789012345678901234567890123456789")
                + "        with:\n          python-version: 3.12\n"
                + INSTALL
            ),
            id="an action of unknown age",
        ),
        pytest.param(
            workflow("      - run: echo UV_SYSTEM_PYTHON=1 >> $GITHUB_ENV\n" + INSTALL),
            id="handed on",
        ),
        pytest.param(
            workflow(INSTALL, "    env:\n      UV_SYSTEM_PYTHON: 1\n"), id="the job's variable"
        ),
        pytest.param(
            workflow(
                INSTALL,
                "    container:\n      image: python:3.12\n"
                "      env:\n        UV_SYSTEM_PYTHON: 1\n",
            ),
            id="the container's variable",
        ),
        pytest.param(
            {
                "azure-pipelines.yml": (
                    "resources:\n  containers:\n  - container: py\n    image: python:3.12\n"
                    "    env:\n      UV_SYSTEM_PYTHON: 1\n"
                    "jobs:\n- job: a\n  container: py\n  steps:\n  - script: uv pip install six\n"
                )
            },
            id="the variable of Azure's container",
        ),
        pytest.param(
            {
                ".circleci/config.yml": (
                    "version: 2.1\njobs:\n  t:\n    docker:\n      - image: cimg/python:3.12\n"
                    "        environment:\n          UV_SYSTEM_PYTHON: 1\n"
                    "    steps:\n      - run: uv pip install six\n"
                )
            },
            id="the variable of CircleCI's container",
        ),
        pytest.param(workflow(INSTALL, runner="self-hosted"), id="own machine"),
        pytest.param(workflow("      - uses: example/setup-env@v1\n" + INSTALL), id="own action"),
        pytest.param(
            workflow("      - uses: ./.github/actions/setup\n" + INSTALL)
            | {
                ".github/actions/setup/action.yml": (
                    "runs:\n  using: composite\n  steps:\n    - run: uv venv\n      shell: bash\n"
                )
            },
            id="an action of the tree",
        ),
        pytest.param(
            workflow(
                "      - uses: actions/cache@v4\n        with:\n          path: .venv\n"
                "          key: x\n" + INSTALL
            ),
            id="restored",
        ),
        pytest.param(
            {
                ".github/actions/a/action.yml": (
                    "runs:\n  using: composite\n  steps:\n    - run: uv pip install six\n      shell:"
                    " bash\n"
                )
            },
            id="a composite action",
        ),
        pytest.param(
            {".travis.yml": "language: python\npython: 3.12\nscript: uv pip install six\n"},
            id="Travis starts in one",
        ),
        pytest.param(
            workflow("      - run: make venv\n" + INSTALL) | {"Makefile": "venv:\n\tuv venv\n"},
            id="a Makefile",
        ),
        pytest.param({"tox.ini": "[testenv]\ncommands = uv pip install six\n"}, id="tox has one"),
    ],
)
def test_quiet(files):
    assert lint("VL416", files) == []


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        pytest.param(image(LOST), [3], id="nothing"),
        pytest.param(
            image("RUN uv pip sync r.txt && uv pip uninstall six\n"), [3, 3], id="each verb"
        ),
        pytest.param(image("RUN uv pip install --break-system-packages six\n"), [3], id="flag"),
        pytest.param(image("RUN uv pip install --python 3.12 six\n"), [3], id="a version"),
        pytest.param(image("RUN uv pip install -p python3.12 six\n"), [3], id="a program"),
        pytest.param(image("ENV UV_PYTHON=3.12\n" + LOST), [4], id="a version in a variable"),
        pytest.param(image("ENV UV_SYSTEM_PYTHON=0\n" + LOST), [4], id="switched off"),
        pytest.param(image("RUN uv venv /opt/v\n" + LOST), [4], id="made elsewhere"),
        pytest.param(image("RUN uv venv venv\n" + LOST), [4], id="another name"),
        pytest.param(image("RUN uv venv -c venv\n" + LOST), [4], id="another name, made anew"),
        pytest.param(image("RUN uv add --frozen six\n" + LOST), [4], id="only written"),
        pytest.param(image("RUN uv add --no-sync six\n" + LOST), [4], id="not installed"),
        pytest.param(image("RUN uv add --script a.py six\n" + LOST), [4], id="for a script"),
        pytest.param(
            image("WORKDIR /a\nRUN uv venv\nWORKDIR /b\n" + LOST), [6], id="made in another folder"
        ),
        pytest.param(
            image("WORKDIR /a\nENV UV_PROJECT_ENVIRONMENT=/opt/v\nRUN uv sync\n" + LOST),
            [6],
            id="a variable that it does not read",
        ),
        pytest.param(
            image("WORKDIR /a\nRUN uv venv\nWORKDIR /\nRUN uv pip install --project /a six\n"),
            [6],
            id="an option that changes nothing",
        ),
        pytest.param(image("ENV VIRTUAL_ENV=/usr/local\n" + LOST), [4], id="no environment"),
        pytest.param(
            {
                "Dockerfile": (
                    f"FROM python:3.12 AS a\n{UV}RUN uv venv\nFROM python:3.12\n{UV}{LOST}"
                )
            },
            [6],
            id="in another stage",
        ),
        pytest.param(
            image(LOST, "ghcr.io/astral-sh/uv:python3.12-bookworm-slim"), [3], id="uv's image"
        ),
        pytest.param(image(LOST, "continuumio/miniconda3"), [3], id="conda's base is none"),
        pytest.param(workflow(SETUP_UV.format("v7") + INSTALL), [8], id="a hosted machine"),
        pytest.param(
            workflow(
                SETUP_UV.format("v7") + "        with:\n          python-version: 3.12\n" + INSTALL
            ),
            [10],
            id="the action only chooses a Python",
        ),
        pytest.param(
            workflow(
                SETUP_UV.format("v4") + "        with:\n          python-version: 3.12\n" + INSTALL
            ),
            [10],
            id="the action of the time before",
        ),
        pytest.param(
            workflow(
                "      - uses: actions/setup-python@v6\n      - run: pip install uv\n" + INSTALL,
                "    strategy:\n      matrix:\n        os: [ubuntu-latest, windows-latest]\n",
                "${{ matrix.os }}",
            ),
            [12],
            id="each system of a matrix",
        ),
        pytest.param(
            workflow("      - run: source v/bin/activate\n" + INSTALL.replace("uv", "  uv")),
            [8],
            id="the activation is over",
        ),
        pytest.param(
            {".gitlab-ci.yml": "t:\n  image: python:3.12\n  script:\n    - uv pip install six\n"},
            [4],
            id="GitLab",
        ),
    ],
)
def test_loud(files, lines):
    found = findings("VL416", files)
    assert [(v.at.line, v.severity.label) for v in found] == [(line, "error") for line in lines]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN uv pip install six\r\n", "RUN uv pip install --system six\r\n"),
        (
            "RUN uv --quiet pip sync \\\n  r.txt\nRUN uv pip uninstall six\n",
            "RUN uv --quiet pip sync --system \\\n  r.txt\nRUN uv pip uninstall --system six\n",
        ),
    ],
)
def test_fix(before, after):
    assert fix("VL416", image(before)) == image(after)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (image("RUN apt-get install -y python3\n" + LOST, "debian:12"), "`uv venv`"),
        (image("RUN apt-get install -y python3\n" + LOST, "debian:11"), "`--system`"),
        (workflow(INSTALL), "`uv venv`"),
        (workflow("      - uses: actions/setup-python@v6\n" + INSTALL), "`--system`"),
    ],
)
def test_suggestion_fits_the_machine(files, words):
    (violation,) = findings("VL416", files)
    assert words in violation.suggestion
    assert ("`--system`" in violation.suggestion) == (words == "`--system`")
    if "Dockerfile" not in files:
        assert violation.fix is None


def test_no_fix_where_the_distribution_refuses():
    files = image("RUN apt-get install -y python3\n" + LOST, "debian:12")
    assert fix("VL416", files, silent=False) == {}


CIRCLE = (
    "version: 2.1\njobs:\n  t:\n    docker: [{{image: python:3.12-slim}}]\n    steps:\n"
    "      - {}\n      - run: uv pip install six\n"
)
AZURE = (
    "pool: {{vmImage: ubuntu-24.04}}\nsteps:\n- checkout: self\n- task: {}\n"
    "  inputs: {{versionSpec: '3.12'}}\n- script: uv pip install six\n"
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(
            ".circleci/config.yml", CIRCLE.format("restore_cache: {keys: [a]}"), id="a cache"
        ),
        pytest.param(
            ".circleci/config.yml", CIRCLE.format("attach_workspace: {at: .}"), id="a workspace"
        ),
        pytest.param(".circleci/config.yml", CIRCLE.format("acme/prepare"), id="an orb's command"),
        pytest.param("azure-pipelines.yml", AZURE.format("Acme@1"), id="somebody's task"),
    ],
)
def test_quiet_where_a_step_may_bring_one(path, text):
    assert lint("VL416", {path: text}) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".circleci/config.yml", CIRCLE.format("checkout")),
        ("azure-pipelines.yml", AZURE.format("UsePythonVersion@0")),
    ],
)
def test_a_checkout_brings_none(path, text):
    assert len(findings("VL416", {path: text})) == 1


@pytest.mark.parametrize(
    "brought",
    [
        pytest.param("ADD https://astral.sh/uv/0.9.7/install.sh /i.sh\n", id="ADD"),
        pytest.param("RUN curl -LsSf https://astral.sh/uv/install.sh -o /i.sh\n", id="curl"),
    ],
)
def test_uvs_own_installer_makes_no_environment(brought):
    text = f"FROM python:3.12-slim\n{brought}RUN sh /i.sh\nRUN uv pip install six\n"
    (found,) = findings("VL416", {"Dockerfile": text})
    assert found.at.line == 4
    other = text.replace("astral.sh/uv", "example.com/x")
    assert findings("VL416", {"Dockerfile": other}) == []


@pytest.mark.parametrize(
    ("base", "path", "count"),
    [
        ("python:3.12-slim", "/opt/venv/bin:/usr/local/bin:$PATH", 0),
        ("python:3.12-slim", "/root/.local/bin:/opt/venv/bin:$PATH", 0),
        # On Ubuntu no Python lies in that folder.
        ("ubuntu:24.04", "/usr/local/bin:/opt/venv/bin:$PATH", 0),
        ("python:3.12-slim", "/usr/local/bin:/opt/venv/bin:$PATH", 1),
        ("ghcr.io/astral-sh/uv:python3.12-bookworm", "/usr/local/bin:/opt/venv/bin:$PATH", 1),
        ("python:3.12-slim", "$PATH:/opt/venv/bin", 1),
    ],
)
def test_the_environment_is_first_on_path(base, path, count):
    text = f"RUN python3 -m venv /opt/venv\nENV PATH={path}\nRUN uv pip install six\n"
    assert len(findings("VL416", image(text, base))) == count
