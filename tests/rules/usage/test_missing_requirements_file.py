import pytest

from tests.lint import findings, fix, lint

LIST = {"requirements.txt": "six==1.17.0\n"}


def workflow(steps: str, job: str = "", on: str = "push") -> dict[str, str]:
    return {
        ".github/workflows/a.yml": (
            f"on: {on}\njobs:\n  t:\n    runs-on: ubuntu-latest\n{job}    steps:\n"
            f"      - uses: actions/checkout@v5\n{steps}"
        )
    }


def run(text: str, more: str = "") -> str:
    return f"      - run: {text}\n{more}"


def script(text: str, path: str = "a.sh") -> dict[str, str]:
    return {path: f"#!/bin/sh\n{text}\n"}


def image(text: str, base: str = "python:3.12", path: str = "Dockerfile") -> dict[str, str]:
    return {path: f"FROM {base}\n{text}"}


MISSING = "pip install -r requirements.txt"


def started(copy: str = "COPY app.py .\n") -> dict[str, str]:
    """An image that installs a list only when it is started."""
    text = f"WORKDIR /app\n{copy}CMD {MISSING} && python app.py\n"
    return image(text) | {"app.py": "import six\n"} | LIST


OWNERS = {"setup-micromamba": "mamba-org", "setup-miniconda": "conda-incubator"}


def conda(action: str, path: str, name: str = "it") -> str:
    return (
        f"      - uses: {OWNERS[action]}/{action}@v3\n        name: {name}\n        with:\n"
        f"          environment-file: {path}\n"
    )


def semaphore(*lines: str) -> dict[str, str]:
    commands = "".join(f"        - {line}\n" for line in (*lines, MISSING))
    return {
        ".semaphore/semaphore.yml": (
            "version: v1.0\nblocks:\n- name: t\n  task:\n    jobs:\n    - name: t\n"
            f"      commands:\n{commands}"
        )
    }


def compose(service: str) -> dict[str, str]:
    return {"compose.yaml": f"services:\n  web:\n{service}"}


QUIET = [
    # -- where commands run
    pytest.param(script(MISSING) | LIST, id="there"),
    pytest.param(script("cd api\n" + MISSING) | {"api/requirements.txt": "six\n"}, id="after cd"),
    pytest.param(script("(cd api && ls)\n" + MISSING) | LIST, id="after a subshell's cd"),
    pytest.param(
        script('cd "$(dirname "$0")/.."\n' + MISSING, "scripts/a.sh") | LIST,
        id="from its own folder",
    ),
    pytest.param(script(MISSING, "scripts/a.sh") | LIST, id="a script that is called from above"),
    pytest.param(script("cd $DIR\n" + MISSING), id="a folder that a variable hides"),
    pytest.param(script("pip install -r $LIST -r x/$N.txt"), id="a file that a variable hides"),
    pytest.param(script("pip install -r /srv/requirements.txt"), id="elsewhere on the machine"),
    pytest.param(script("pip install -r ~/requirements.txt"), id="at home"),
    pytest.param(script("pip install -r https://x.example/requirements.txt"), id="on the net"),
    pytest.param(script("pip install -r req/*.txt -r requirements{,-dev}.txt"), id="patterns"),
    pytest.param(
        {"a.bat": "pip install -r req\\dev.txt\r\n", "req/dev.txt": "six\n"}, id="backslashes"
    ),
    pytest.param(
        {"a.ps1": "pip install -r .\\Req\\Dev.txt\n", "req/dev.txt": "six\n"},
        id="another case on Windows",
    ),
    pytest.param(
        {"README.md": f"```sh\ngit clone <url>\ncd shop\n{MISSING}\n```\n"} | LIST,
        id="in a folder that is not here",
    ),
    # -- written before
    pytest.param(script("pip freeze > requirements.txt\n" + MISSING), id="frozen"),
    pytest.param(
        script("poetry export -f requirements.txt --output requirements.txt\n" + MISSING),
        id="exported",
    ),
    pytest.param(script("pip-compile\n" + MISSING), id="compiled"),
    pytest.param(
        script("pip-compile --extra dev pyproject.toml\n" + MISSING)
        | {"pyproject.toml": '[project]\nname = "x"\nversion = "1"\n'},
        id="compiled from a manifest",
    ),
    pytest.param(
        script("pip-compile api/setup.py\npip install -r api/requirements.txt")
        | {"api/setup.py": "from setuptools import setup\nsetup()\n"},
        id="compiled from a manifest in a folder",
    ),
    pytest.param(script("curl -o requirements.txt https://x.example/r\n" + MISSING), id="fetched"),
    pytest.param(
        script("wget https://x.example/requirements.txt\n" + MISSING), id="fetched by name"
    ),
    pytest.param(script("cp a.txt requirements.txt\n" + MISSING), id="copied"),
    pytest.param(script("cat > requirements.txt <<E\nsix\nE\n" + MISSING), id="a here-document"),
    pytest.param(script("sed s/a/b/ x.txt | tee requirements.txt\n" + MISSING), id="tee"),
    pytest.param(script("python make_list.py\n" + MISSING), id="a program that may write it"),
    pytest.param(script("tar xf all.tgz\n" + MISSING), id="unpacked"),
    pytest.param(
        script("git clone https://x.example/o.git\npip install -r o/requirements.txt"), id="cloned"
    ),
    pytest.param(script("git clone https://x.example/o.git\ncd o\n" + MISSING), id="in a clone"),
    pytest.param(
        {
            "Makefile": "t: requirements.txt\n\t"
            + MISSING
            + "\nrequirements.txt: a.in\n\tpip-compile a.in -o $@\n",
            "a.in": "six\n",
        },
        id="a target of make",
    ),
    pytest.param(
        {"Makefile": f"t:\n\t{MISSING}\nlock:\n\tuv export -o requirements.txt\n"},
        id="another target",
    ),
    pytest.param(
        {
            "Makefile": "d:\n\tmake -f docs/Makefile t\n",
            "docs/Makefile": "t: u\nu:\n\tpip install -r docs/r.txt\n",
            "docs/r.txt": "x\n",
        },
        id="make -f stays where it is",
    ),
    pytest.param(
        {
            "Makefile": "include mk/a.mk\n",
            "mk/a.mk": "t:\n\tpip install -r requirements.txt\n",
        }
        | LIST,
        id="an included Makefile",
    ),
    pytest.param(
        {"mk/a.mk": "t:\n\tpip install -r requirements.txt\n"}, id="a Makefile of who knows whom"
    ),
    pytest.param(
        {
            "common.mk": "t:\n\tpip install -r requirements.txt\n",
            "a/Makefile": "include ../common.mk\n",
            "b/Makefile": "include ../common.mk\n",
        },
        id="one at the root that others include",
    ),
    pytest.param(
        image("COPY sub/requirements r/\nRUN pip install -r r/a.txt\n"),
        id="a folder that is not here",
    ),
    pytest.param(
        {"tox.ini": "[testenv]\ndeps =\n  pre-commit\n  sphinx-rtd-theme\n  pytest-cov\n"},
        id="names with something like an option",
    ),
    pytest.param(
        image("COPY requirements.txt .\nRUN " + MISSING + "\n")
        | script("uv export -o requirements.txt\ndocker build ."),
        id="made before the image",
    ),
    pytest.param(
        image("COPY requirements.txt .\nRUN " + MISSING + "\n")
        | {
            ".pre-commit-config.yaml": (
                "repos:\n- repo: https://github.com/astral-sh/uv-pre-commit\n  rev: 0.9.0\n"
                "  hooks:\n  - id: uv-export\n"
            )
        },
        id="made by a hook before a commit",
    ),
    pytest.param(
        image("COPY requirements.txt .\n") | {".gitignore": "requirements.txt\n"},
        id="ignored by Git",
    ),
    # -- guards
    pytest.param(script("if [ -f requirements.txt ]; then " + MISSING + "; fi"), id="if"),
    pytest.param(script("test -f requirements.txt && " + MISSING), id="test"),
    pytest.param(script("[ -f requirements.txt ] || exit 0\n" + MISSING), id="a test that leaves"),
    pytest.param(script(MISSING + " || true"), id="may fail"),
    pytest.param(
        workflow(run(MISSING, "        if: hashFiles('requirements.txt') != ''\n")), id="hashFiles"
    ),
    pytest.param(workflow(run(MISSING, "        continue-on-error: true\n")), id="a step may fail"),
    pytest.param({"Makefile": f"t:\n\t-{MISSING}\n"}, id="make goes on"),
    pytest.param({"a.bat": f"if exist requirements.txt {MISSING}\r\n"}, id="if exist"),
    pytest.param({"a.ps1": f"if (Test-Path requirements.txt) {{ {MISSING} }}\n"}, id="Test-Path"),
    # -- CI
    pytest.param(
        workflow(run(MISSING, "        working-directory: api\n"))
        | {"api/requirements.txt": "six\n"},
        id="working-directory",
    ),
    pytest.param(
        workflow(
            run(MISSING), "    defaults:\n      run:\n        working-directory: ${{ matrix.d }}\n"
        ),
        id="a folder of a matrix",
    ),
    pytest.param(
        {
            ".github/workflows/a.yml": (
                "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n"
                "      - uses: actions/checkout@v5\n        with:\n          repository: x/y\n"
                f"      - run: {MISSING}\n"
            )
        },
        id="another repository",
    ),
    pytest.param(
        {
            ".github/workflows/a.yml": (
                "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n"
                "      - uses: actions/checkout@v5\n        with:\n          ref: pages\n"
                f"      - run: {MISSING}\n"
            )
        },
        id="another branch",
    ),
    pytest.param(
        workflow("      - uses: actions/download-artifact@v5\n" + run(MISSING)), id="handed over"
    ),
    pytest.param(
        workflow("      - uses: x/export-lock@v1\n" + run(MISSING)), id="an action that exports"
    ),
    pytest.param(workflow(run(MISSING), on="workflow_call"), id="a workflow of other repositories"),
    pytest.param(
        {
            ".github/workflows/a.yml": (
                f"on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {MISSING}\n"
            )
        },
        id="nothing is checked out",
    ),
    pytest.param(
        {
            "action.yml": f"runs:\n  using: composite\n  steps:\n    - run: {MISSING}\n      shell: bash\n"
        },
        id="an action works on others' files",
    ),
    pytest.param(
        workflow(run("pip install -r lib/requirements.txt"))
        | {".gitmodules": '[submodule "x"]\n\tpath = lib\n\turl = https://x.example/l\n'},
        id="a submodule",
    ),
    pytest.param(
        {
            ".gitlab-ci.yml": (
                "a:\n  stage: build\n  script:\n    - uv export > requirements.txt\n  artifacts:\n"
                f"    paths: [requirements.txt]\nb:\n  stage: test\n  script:\n    - {MISSING}\n"
            )
        },
        id="an artifact",
    ),
    # -- images
    pytest.param(image("COPY requirements.txt .\nRUN " + MISSING + "\n") | LIST, id="copied"),
    pytest.param(image("WORKDIR /a\nCOPY . .\nRUN " + MISSING + "\n") | LIST, id="copied whole"),
    pytest.param(
        image("COPY requirements.txt /tmp/r.txt\nRUN pip install -r /tmp/r.txt\n") | LIST,
        id="renamed",
    ),
    pytest.param(
        image("COPY requirements.txt* pyproject.toml ./\n")
        | {"pyproject.toml": "[project]\nname='a'\nversion='1'\n"},
        id="a pattern",
    ),
    pytest.param(image("ARG F\nCOPY $F .\nRUN pip install -r $F\n"), id="a build argument"),
    pytest.param(
        image("ARG REPO=docker/model\nCOPY ${REPO}/requirements.txt .\n", path="docker/Dockerfile"),
        id="a build argument's default, and nobody says how it is built",
    ),
    pytest.param(image("RUN " + MISSING + "\n", "example.org/base:1"), id="own base"),
    pytest.param(
        image("COPY --from=x/y /requirements.txt .\nRUN " + MISSING + "\n"), id="of another image"
    ),
    pytest.param(
        image("ADD https://x.example/requirements.txt .\nRUN " + MISSING + "\n"),
        id="fetched by ADD",
    ),
    pytest.param(
        image("COPY <<E requirements.txt\nsix\nE\nRUN " + MISSING + "\n"), id="written by COPY"
    ),
    pytest.param(
        image("RUN --mount=type=bind,source=requirements.txt,target=/r.txt pip install -r /r.txt\n")
        | LIST,
        id="mounted",
    ),
    pytest.param(
        image("COPY requirements.txt .\n", path="api/Dockerfile")
        | {"api/requirements.txt": "six\n"},
        id="its own folder",
    ),
    pytest.param(
        image("COPY requirements.txt .\nRUN " + MISSING + "\n", path="docker/Dockerfile") | LIST,
        id="the root",
    ),
    pytest.param(
        image("COPY api/requirements.txt .\n", path="docker/Dockerfile")
        | {"api/requirements.txt": "six\n"},
        id="from the root",
    ),
    pytest.param(
        image("COPY requirements.txt .\n", path="docker/Dockerfile")
        | {
            "compose.yaml": "services:\n  a:\n    build:\n      context: api\n      dockerfile: ../docker/Dockerfile\n",
            "api/requirements.txt": "six\n",
        },
        id="compose's context",
    ),
    pytest.param(
        {
            "api/Dockerfile": "FROM python:3.12\nCOPY ./api/requirements.txt /app/\nCOPY api/app /app/app\n",
            "api/compose.yaml": "services:\n  a:\n    build: .\n",
            "api/requirements.txt": "six\n",
            "api/app/main.py": "",
        },
        id="a compose file that stayed behind when the paths were written from the root",
    ),
    pytest.param(
        image("COPY requirements.txt .\n") | LIST | {".dockerignore": "*\n!requirements.txt\n"},
        id="let through",
    ),
    pytest.param(image("COPY package.json config.txt ./\n"), id="no dependency file of Python's"),
    # -- what is there when a container is started
    pytest.param(
        started() | compose("    build: .\n    volumes: ['.:/app']\n"),
        id="the project is mounted over the folder",
    ),
    pytest.param(
        started() | compose("    build: .\n    volumes: [{type: bind, source: ., target: /app}]\n"),
        id="mounted, in the long form",
    ),
    pytest.param(
        started() | compose("    build: .\n    volumes: ['.:${PLACE}']\n"),
        id="mounted at a place that a variable names",
    ),
    pytest.param(
        started()
        | compose(
            "    build: {context: ., dockerfile: '${FILE}'}\n    volumes: ['.:/app:delegated']\n"
        ),
        id="mounted over an image that a variable names",
    ),
    pytest.param(
        started(copy="COPY requirements-dev.txt .\n") | {"requirements-dev.txt": "six\n"},
        id="the image has no code, which is mounted",
    ),
    *(
        pytest.param(
            {
                "Dockerfile": f"FROM {base}\nCOPY requirements.txt {place}\n"
                f"RUN pip install -r {listed}\n",
                "requirements.txt": "six\n",
            },
            id=f"where {base} says: {place}",
        )
        for base, place, listed in (
            ("public.ecr.aws/lambda/python:3.12", "${LAMBDA_TASK_ROOT}", "requirements.txt"),
            ("public.ecr.aws/lambda/python:3.12", "$LAMBDA_TASK_ROOT/a.txt", "a.txt"),
            ("amazon/aws-lambda-python:3.8", "${LAMBDA_TASK_ROOT}/", "/var/task/requirements.txt"),
            ("apache/airflow:2.9.1", "${AIRFLOW_HOME}/", "/opt/airflow/requirements.txt"),
            ("python:3.12", "${PLACE}/", "requirements.txt"),
        )
    ),
    pytest.param(
        {
            "Dockerfile": (
                "FROM python:3.12\nCOPY bot/requirements.txt .\nRUN pip install -r requirements.txt\n"
            ),
            ".gitmodules": '[submodule "x"]\n\tpath = bot\n\turl = https://x.example/l\n',
        },
        id="out of a submodule",
    ),
    pytest.param(
        {
            "api/Dockerfile": (
                "FROM python:3.12\nCOPY bot/ /bot/\nRUN pip install -r /bot/requirements.txt\n"
            ),
            "compose.yaml": "services:\n  api:\n    build: api\n",
            ".gitmodules": '[submodule "x"]\n\tpath = api/bot\n\turl = https://x.example/l\n',
        },
        id="out of a submodule that is copied whole",
    ),
    pytest.param(
        {
            "Dockerfile": "FROM python:3.12\nCOPY reqs /reqs\nRUN pip install -r /reqs/local.txt\n",
            "reqs/base.txt": "six\n",
            ".gitignore": "/reqs/local.txt\n",
        },
        id="in a folder that is copied, where everybody makes it for himself",
    ),
    # -- hosts and test tools
    pytest.param(
        {
            ".readthedocs.yaml": "python:\n  install:\n    - requirements: docs/r.txt\n",
            "docs/r.txt": "x\n",
        },
        id="Read the Docs",
    ),
    pytest.param(
        {".readthedocs.yml": "python:\n  version: 3.7\nrequirements_file: null\n"},
        id="Read the Docs, told that there is none",
    ),
    pytest.param(
        {".readthedocs.yml": "python:\n  requirements: ~\n"},
        id="Read the Docs, told with a tilde",
    ),
    pytest.param(
        {".readthedocs.yaml": "python:\n  install:\n    - requirements: null\n"},
        id="Read the Docs, an item without a list",
    ),
    pytest.param(
        {".readthedocs.yaml": "conda:\n  environment: null\n"},
        id="Read the Docs, no environment of conda's",
    ),
    pytest.param(
        {
            ".readthedocs.yaml": "build:\n  jobs:\n    pre_install:\n"
            "      - uv export --extra docs -o r.txt\n"
            "python:\n  install:\n    - requirements: r.txt\n"
        },
        id="its own steps write the list",
    ),
    pytest.param(
        {
            ".readthedocs.yaml": "build:\n  jobs:\n    post_checkout:\n      - make r.txt\n"
            "python:\n  install:\n    - requirements: r.txt\n",
            "Makefile": "r.txt:\n\tpip-compile -o r.txt\n",
        },
        id="its steps call make, which writes the list",
    ),
    pytest.param(
        {
            "tox.ini": "[testenv]\nchangedir = t\ndeps = -r r/a.txt\n  -r{toxinidir}/r/a.txt\n",
            "r/a.txt": "x\n",
        },
        id="tox",
    ),
    pytest.param(
        {"tox.ini": "[testenv]\ndeps = -r {env:LIST}\n  -r{envdir}/x.txt\n"}, id="tox's variables"
    ),
    pytest.param(
        {
            "noxfile.py": "import nox\n@nox.session\ndef t(session):\n    session.install('-r', LIST)\n"
        },
        id="nox with a variable",
    ),
    pytest.param(
        {
            "x/noxfile.py": "import nox\n@nox.session\ndef t(session):\n    session.install('-r', 'a.txt')\n",
            "x/a.txt": "six\n",
        },
        id="nox in a folder",
    ),
    pytest.param(
        script("conda env create -f env.yml") | {"env.yml": "dependencies: [python]\n"}, id="conda"
    ),
    # -- pages
    pytest.param({"README.md": f"```sh\n{MISSING}\n```\n"} | LIST, id="a page"),
    pytest.param(
        {
            "README.md": f"```sh\ngit clone x\ncd api\n{MISSING}\n```\n",
            "api/requirements.txt": "six\n",
        },
        id="a page with cd",
    ),
    *(
        pytest.param(
            {
                "README.md": (
                    f"{first}\n\n```sh\ncd web\nnpm install\n```\n\n{second}\n\n```sh\n"
                    f"{more}{MISSING}\n```\n"
                ),
                "web/package.json": "{}",
                path: "six\n",
            },
            id=f"another section than the one that changes the folder, {path}, {first}",
        )
        for first, second in (
            ("## Web", "## API"),
            ("**Web** (in `web/`)", "**API**:"),
            ("1. **Web**", "2. **API**"),
            ("Web\n---", "API\n---"),
            ("<summary>Web</summary>", "<h2>API</h2>"),
        )
        for more, path in (("", "requirements.txt"), ("cd api\n", "api/requirements.txt"))
    ),
    pytest.param(
        {"README.md": f"Then, in your project:\n\n```sh\n{MISSING}\n```\n"},
        id="the reader's project",
    ),
    pytest.param(
        {
            "README.md": f"# Backend (from the `api/` folder)\n\n```sh\n{MISSING}\n```\n",
            "api/requirements.txt": "six\n",
        },
        id="a page that names the folder",
    ),
    pytest.param({"docs/guide.md": f"```sh\n{MISSING}\n```\n"}, id="a page about who knows what"),
    pytest.param(
        {"AGENTS.md": "```sh\npip install -r reference/kit/rl/requirements.txt\n```\n"} | LIST,
        id="a list in another project's tree",
    ),
    pytest.param(
        {
            "week1/README.md": f"```sh\npython -m venv env\n{MISSING}\n```\n",
            "week1/pyproject.toml": "[project]\nname='w'\nversion='1'\n",
            "week2/requirements.txt": "six\n",
        },
        id="a page below, where another folder has the file",
    ),
    pytest.param(
        {
            "kit/README.md": f"```sh\npip install kit\n{MISSING}\n```\n",
            "kit/pyproject.toml": "[project]\nname='kit'\nversion='1'\n",
        },
        id="the page of a package below, perhaps about its user's project",
    ),
    pytest.param(
        {"guides/README.md": f"```sh\npython -m venv env\n{MISSING}\n```\n"},
        id="a page below, of no project",
    ),
    pytest.param(
        {"README.md": f"```sh\ngit clone https://x.example/other.git\ncd other\n{MISSING}\n```\n"},
        id="another project",
    ),
    pytest.param(
        {
            "README.md": f"# y\n\n```sh\ncd /path/to/your/project\n{MISSING}\n```\n",
            "app.py": "import flask\n",
            "y.in": "flask\n",
        },
        id="at a place that is not called as the project is",
    ),
    pytest.param(
        {
            "README.md": f"```sh\ncd y\ny-make-lists\ngit clone -b old https://x.example/y\n{MISSING}\n```\n",
            "pyproject.toml": "[project]\nname='y'\nversion='1'\n",
        },
        id="a clone of an old state, after somebody's program",
    ),
    pytest.param(
        {
            "docs/guide.md": f"```sh\ngit clone https://github.com/x/other\ncd other\n{MISSING}\n```\n",
            "pyproject.toml": "[project]\nname='y'\nversion='1'\n",
        },
        id="another project's clone in a page below",
    ),
    pytest.param(
        {
            "docs/guide.md": f"```sh\n{MISSING}\ngit clone https://github.com/x/y\n```\n",
            "pyproject.toml": "[project]\nname='y'\nversion='1'\n",
        },
        id="a page below that clones the project later",
    ),
    pytest.param(
        {
            "docs/guide.md": f"```sh\ngit clone -b next https://github.com/x/y\ncd y\n{MISSING}\n```\n",
            "pyproject.toml": "[project]\nname='y'\nversion='1'\n",
        },
        id="a page below that clones a branch",
    ),
    pytest.param(
        {
            "docs/guide.md": (
                "```sh\ngit clone https://github.com/x/y\ncd y\n"
                "conda env create -f env/dev.yml\n```\n"
            ),
            "pyproject.toml": "[project]\nname='y'\nversion='1'\n",
            "tools/env/dev.yml": "dependencies: [python=3.13]\n",
        },
        id="a page below, of whose clone a folder has the path",
    ),
    *(
        pytest.param(
            {
                "README.md": f"# Y\n\n```sh\ngit clone https://x.dev/y\ncd y\npip install -r {name}\n```\n"
            },
            id=name,
        )
        for name in (
            "requirements-<operating-system>-3.13.txt",
            "<your folder>/requirements.txt",
            "requirements/<cpu|gpu>",
        )
    ),
    pytest.param(
        {"CONTRIBUTING.md": f"```sh\ngit checkout -b fix origin/old\n{MISSING}\n```\n"},
        id="a branch of another commit",
    ),
    pytest.param(
        {"CONTRIBUTING.md": f"```sh\ngit switch old\n{MISSING}\n```\n"},
        id="another branch",
    ),
    pytest.param(
        {
            "README.md": (
                "# Ice-Kit\n\n```sh\nconda create --file tools/other/conda/dev.txt --file"
                " work/ice_kit/dev.txt\npip install -e work/ice_kit\n```\n"
            ),
            "dev.txt": "",
            "setup.py": "from setuptools import setup\nsetup(name='ice-kit')\n",
        },
        id="a page that speaks from above the clones of several repositories",
    ),
    pytest.param({"README.md": f"```text\n{MISSING}\n```\nRun `{MISSING}`.\n"}, id="prose"),
    pytest.param({"README.md": f"```\n{MISSING}\nIt ends with:\n```\n"} | LIST, id="output"),
    pytest.param(
        {"docs/a.md": f"```sh\n{MISSING}\n```\n", "docs/requirements.txt": "sphinx\n"},
        id="beside its page",
    ),
    pytest.param({"docs/a.md": f"```sh\n{MISSING}\n```\n"} | LIST, id="at the root of a page"),
    pytest.param(
        {
            "README.md": f"# kit\n\n```sh\npip install kit\n{MISSING}\n```\n",
            "setup.py": "from setuptools import setup\nsetup(name='kit')\n",
        },
        id="a package's page, perhaps about its user's project",
    ),
    pytest.param(
        {
            ".drone.yml": (
                "kind: pipeline\nname: a\nsteps:\n- name: a\n  image: python:3.12\n"
                "  commands:\n  - uv export -o requirements.txt\n- name: b\n"
                f"  image: python:3.12\n  commands:\n  - {MISSING}\n"
            )
        },
        id="an earlier step of a pipeline whose steps share their files",
    ),
    pytest.param(semaphore("ls", "cd api"), id="where nothing says what was checked out"),
    pytest.param(
        workflow(
            "      - uses: actions/checkout@v5\n        with:\n          ref: pages\n"
            "          path: pages\n" + run("pip install -r pages/requirements.txt")
        ),
        id="this repository at another ref, in a folder beside",
    ),
    pytest.param(
        workflow(conda("setup-micromamba", "environment.yml", "conda-lock"))
        | {"environment.yml": ""},
        id="an environment file that is there",
    ),
    pytest.param(
        workflow(
            run("cp a.yml environment.yml")
            + conda("setup-micromamba", "environment.yml", "it is made")
        ),
        id="an environment file that a step makes",
    ),
    pytest.param(
        workflow(conda("setup-miniconda", "${{ matrix.file }}", "who knows")),
        id="an environment file that only a run knows",
    ),
    pytest.param(
        workflow(
            "        with:\n          path: main\n"
            + conda("setup-micromamba", "main/ci/environment.yml")
            + conda("setup-micromamba", "other/environment.yml")
        )
        | {"ci/environment.yml": ""},
        id="an environment file below the folder of the checkout, and one outside",
    ),
    pytest.param(
        workflow(
            "      - uses: actions/checkout@v5\n        with:\n          repository: x/y\n"
            "          path: y\n" + conda("setup-micromamba", "y/environment.yml")
        ),
        id="an environment file of another checkout",
    ),
    pytest.param(
        {
            "pyproject.toml": '[tool.tox.env_run_base]\ndeps = ["-r a.txt", "six"]\n',
            "a.txt": "six\n",
        },
        id="tox in a manifest",
    ),
    pytest.param(semaphore("checkout", "pip freeze > requirements.txt"), id="Semaphore"),
]


@pytest.mark.parametrize("files", QUIET)
def test_quiet(files):
    assert lint("VL413", files) == []


LOUD = [
    # -- where commands run
    pytest.param(
        {
            "Dockerfile": "FROM python:3.12\nCOPY reqs /reqs\nRUN pip install -r /reqs/local.txt\n",
            "reqs/base.txt": "six\n",
            ".gitignore": "/conf/local.txt\n",
        },
        ["Dockerfile:3:20"],
        id="in a folder that is copied without it",
    ),
    pytest.param(
        {
            "compose.yml": "services:\n  web:\n    build: web\n",
            "web/Dockerfile": (
                "FROM python:3.12\nCOPY requirements .\nRUN pip wheel -r production.txt\n"
            ),
            "web/requirements/production.in": "-c limits.txt\nsix\n",
            "web/requirements/limits.txt": "six<2\n",
            "Makefile": (
                "lock:\n\tdocker compose run --rm web sh -c 'pip-compile"
                " -o requirements/production.txt requirements/production.in'\n"
            ),
        },
        ["web/Dockerfile:3:18"],
        id="only a container of the image itself would compile it",
    ),
    pytest.param(
        {
            "Dockerfile": "FROM public.ecr.aws/lambda/python:3.12\n"
            "COPY requirements.txt ${LAMBDA_TASK_ROOT}/a.txt\nRUN pip install -r requirements.txt\n",
            "requirements.txt": "six\n",
        },
        ["Dockerfile:3:20"],
        id="another name in the folder that the image names",
    ),
    pytest.param(
        {
            "Dockerfile": "FROM python:3.12\nCOPY bots/requirements.txt .\n",
            ".gitmodules": '[submodule "x"]\n\tpath = bot\n\turl = https://x.example/l\n',
        },
        ["Dockerfile:2:6"],
        id="beside a submodule",
    ),
    pytest.param(
        {
            "api/Dockerfile": "FROM python:3.12\nCOPY api/requirements.txt ./\nCOPY app /app\n",
            "api/compose.yaml": "services:\n  a:\n    build: .\n",
            "api/requirements.txt": "six\n",
            "api/app/main.py": "",
        },
        ["api/Dockerfile:2:6"],
        id="the context of a compose file that has the rest of what is copied",
    ),
    pytest.param(
        {
            "api/Dockerfile": "FROM python:3.12\nCOPY requirements.txt ./\n",
            "api/compose.yaml": "services:\n  a:\n    build: .\n",
            "api/main.py": "",
        }
        | LIST,
        ["api/Dockerfile:2:6"],
        id="a list above the context of a compose file",
    ),
    pytest.param(script(MISSING), ["a.sh:2:16"], id="nothing of that name"),
    pytest.param(
        script("pip install -rdev.txt --requirement=x.txt -c c.txt"),
        ["a.sh:2:15", "a.sh:2:37", "a.sh:2:46"],
        id="each option",
    ),
    pytest.param(
        script("uv pip sync dev.txt\npip-sync x.txt"), ["a.sh:2:13", "a.sh:3:10"], id="sync"
    ),
    pytest.param(script("pip-compile dev.in"), ["a.sh:2:13"], id="a source"),
    pytest.param(
        script(f"pip-compile setup.py -o lock.txt\n{MISSING}")
        | {"setup.py": "from setuptools import setup\nsetup()\n"},
        ["a.sh:3:16"],
        id="compiled under another name",
    ),
    pytest.param(script("conda env create -n x -f env.yml"), ["a.sh:2:26"], id="conda"),
    pytest.param(
        script(f"cd api\n{MISSING}") | LIST | {"api/x.py": ""}, ["a.sh:3:16"], id="after cd"
    ),
    pytest.param(script(f"{MISSING}\n{MISSING}"), ["a.sh:2:16"], id="said once"),
    pytest.param(
        script(f"{MISSING}\npip freeze > requirements.txt") | {"b.sh": "ls\n"},
        [],
        id="written afterwards",
    ),
    pytest.param({"Makefile": f"t:\n\t{MISSING}\n"}, ["Makefile:2:17"], id="make"),
    pytest.param(
        {
            "docs/Makefile": "t:\n\tpip install -r docs/r.txt\n",
            "docs/r.txt": "x\n",
            "Makefile": "d:\n\tmake -C docs t\n",
        },
        ["docs/Makefile:2:17"],
        id="make -C",
    ),
    pytest.param({"a.bat": "pip install -r req\\dev.txt\r\n"}, ["a.bat:1:16"], id="cmd"),
    pytest.param(
        script(f"python3 -m venv v\n. v/bin/activate\n{MISSING}"), ["a.sh:4:16"], id="activated"
    ),
    # -- CI
    pytest.param(workflow(run(MISSING)), [".github/workflows/a.yml:7:29"], id="a step"),
    pytest.param(
        workflow(run(MISSING, "        working-directory: api\n")) | LIST | {"api/x.py": ""},
        [".github/workflows/a.yml:7:29"],
        id="working-directory",
    ),
    pytest.param(
        workflow(run(MISSING, "        if: matrix.os == 'x'\n")),
        [".github/workflows/a.yml:7:29"],
        id="a condition about something else",
    ),
    pytest.param(
        workflow(
            run(MISSING)
            + run(MISSING)
            + "  u:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n"
            + run(MISSING)
        ),
        [".github/workflows/a.yml:7:29", ".github/workflows/a.yml:13:29"],
        id="once a job",
    ),
    pytest.param(
        workflow(
            "      - uses: actions/setup-python@v6\n" + run("pip freeze > x.txt") + run(MISSING)
        )
        | {"x.sh": f"echo > {'requirements.txt'}\n"},
        [".github/workflows/a.yml:9:29"],
        id="what a script writes that nobody runs",
    ),
    pytest.param(
        {
            ".gitlab-ci.yml": f"t:\n  image: python:3.12\n  before_script:\n    - cd api\n  script:\n    - {MISSING}\n",
            "api/x.py": "",
        }
        | LIST,
        [".gitlab-ci.yml:6:22"],
        id="GitLab after cd",
    ),
    pytest.param(
        workflow(run("sh ci/a.sh")) | script(MISSING, "ci/a.sh"),
        ["ci/a.sh:2:16"],
        id="a script that a job runs",
    ),
    # -- images
    pytest.param(
        image("COPY requirements.txt .\nRUN " + MISSING + "\n"),
        ["Dockerfile:2:6"],
        id="once an image",
    ),
    pytest.param(
        image("COPY a/requirements.txt pyproject.toml ./\n") | LIST,
        ["Dockerfile:2:6", "Dockerfile:2:25"],
        id="each of a COPY",
    ),
    pytest.param(
        image("WORKDIR /a\nRUN " + MISSING + "\n") | LIST, ["Dockerfile:3:20"], id="not copied"
    ),
    pytest.param(
        image("WORKDIR /a\nCOPY requirements.txt r/\nRUN " + MISSING + "\n") | LIST,
        ["Dockerfile:4:20"],
        id="copied elsewhere",
    ),
    pytest.param(
        image("ARG REPO=docker/model\nCOPY ${REPO}/requirements.txt .\n")
        | {"compose.yaml": "services:\n  a:\n    build: .\n"},
        ["Dockerfile:3:6"],
        id="a build argument's default that compose takes",
    ),
    pytest.param(
        image("ENV REPO=docker/model\nCOPY $REPO/requirements.txt .\n"),
        ["Dockerfile:3:6"],
        id="a variable of the image",
    ),
    pytest.param(
        image("COPY requirements.txt .\n", path="api/Dockerfile")
        | {"web/requirements.txt": "six\n"},
        ["api/Dockerfile:2:6"],
        id="neither folder",
    ),
    pytest.param(
        image("COPY requirements.txt .\n", path="api/Dockerfile")
        | LIST
        | {"compose.yaml": "services:\n  a:\n    build: api\n", "api/x.py": ""},
        ["api/Dockerfile:2:6"],
        id="the stated context",
    ),
    pytest.param(
        image("COPY requirements.txt .\n") | LIST | {".dockerignore": "a\n*.txt\n"},
        ["Dockerfile:2:6"],
        id="kept back",
    ),
    pytest.param(
        image("COPY . .\nRUN " + MISSING + "\n") | LIST | {".dockerignore": "*.txt\n"},
        ["Dockerfile:3:20"],
        id="kept back from a whole folder",
    ),
    pytest.param(started(), ["Dockerfile:4:20"], id="when it is started"),
    pytest.param(
        started() | compose("    build: .\n    volumes: ['./data:/app/data']\n"),
        ["Dockerfile:4:20"],
        id="something else is mounted",
    ),
    pytest.param(
        started() | compose("    build: ./web\n    volumes: ['.:/app']\n"),
        ["Dockerfile:4:20"],
        id="mounted over another image",
    ),
    pytest.param(
        image(f"WORKDIR /app\nCOPY app.py .\nRUN {MISSING}\n")
        | {"app.py": ""}
        | LIST
        | compose("    build: .\n    volumes: ['.:/app']\n"),
        ["Dockerfile:4:20"],
        id="nothing is mounted while it is built",
    ),
    # -- hosts and test tools
    pytest.param(
        {
            ".readthedocs.yaml": "python:\n  install:\n    - requirements: r.txt\n",
            "docs/r.txt": "x\n",
        },
        [".readthedocs.yaml:3:21"],
        id="Read the Docs",
    ),
    pytest.param(
        {
            ".readthedocs.yaml": "build:\n  jobs:\n    pre_install:\n      - pip install six\n"
            "python:\n  install:\n    - requirements: r.txt\n",
            "Makefile": "r.txt:\n\tpip-compile -o r.txt\n",
        },
        [".readthedocs.yaml:7:21"],
        id="its steps do not call the make that would write the list",
    ),
    pytest.param(
        {".readthedocs.yml": 'requirements_file: "null"\n'},
        [".readthedocs.yml:1:20"],
        id="a file of that name",
    ),
    pytest.param(
        {".readthedocs.yaml": "conda:\n  environment: env.yml\n"},
        [".readthedocs.yaml:2:16"],
        id="its conda",
    ),
    pytest.param(
        {
            "tox.ini": "[testenv]\nchangedir = t\ndeps = -r a.txt\ncommands = pip install -r b.txt\n",
            "t/a.txt": "",
            "b.txt": "",
        },
        ["tox.ini:3:11", "tox.ini:4:27"],
        id="tox",
    ),
    pytest.param(
        {
            "noxfile.py": "import nox\n@nox.session\ndef t(session):\n    session.install('-r', 'dev.txt')\n"
        },
        ["noxfile.py:4:27"],
        id="nox",
    ),
    pytest.param(
        {"tox.ini": "[testenv]\ndeps = -r{toxinidir}/a.txt\n"}, ["tox.ini:2:10"], id="tox's folder"
    ),
    pytest.param({"justfile": f"t:\n    {MISSING}\n"}, ["justfile:2:20"], id="just"),
    pytest.param(
        {".devcontainer/devcontainer.json": '{"postCreateCommand": "' + MISSING + '"}'},
        [".devcontainer/devcontainer.json:1:39"],
        id="a development container",
    ),
]


@pytest.mark.parametrize(("files", "places"), LOUD)
def test_loud(files, places):
    found = findings("VL413", files)
    assert [f"{v.at.path}:{v.at.line}:{v.at.column}" for v in found] == places
    assert {v.severity.label for v in found} <= {"error"}


@pytest.mark.parametrize(
    ("files", "line"),
    [
        pytest.param(
            {
                "README.md": f"```sh\ngit clone https://github.com/x/y\ncd y\n{MISSING}\n```\n",
                "pyproject.toml": "[project]\nname='y'\nversion='1'\n[project.urls]\nhome='https://github.com/x/y'\n",
            },
            4,
            id="a clone of it",
        ),
        pytest.param(
            {
                "README.md": f"# Shop\n\nThen:\n\n\t(env)$ cd /path/to/shop/\n\t(env)$ {MISSING}\n",
                "Pipfile": "[packages]\nflask = '*'\n",
            },
            6,
            id="at whatever place its reader has it",
        ),
        pytest.param(
            {
                "README.md": (
                    "```sh\ngit clone https://github.com/x/y\ncd y\npip install .\ny-make-lists\n```\n"
                    f"# Development\n```sh\ngit clone https://github.com/x/y\ncd y\n{MISSING}\n```\n"
                ),
                "pyproject.toml": "[project]\nname='y'\nversion='1'\n",
            },
            11,
            id="a clone of it once more",
        ),
        pytest.param(
            {
                "docs/guide.md": (
                    "```sh\ngit clone https://github.com/x/y.git\ncd y\n```\nThen:\n```sh\n"
                    f"{MISSING}\n```\n"
                ),
                "pyproject.toml": "[project]\nname='y'\nversion='1'\n",
            },
            7,
            id="a page below that clones it",
        ),
        pytest.param(
            {
                "svc/README.md": "# Svc\n\n```sh\nconda env create -f environment.yml\n```\n",
                "svc/requirements.txt": "six\n",
            },
            4,
            id="a read-me below whose one command makes the environment",
        ),
        pytest.param(
            {
                "docs/guide.md": (
                    "```sh\ngit clone https://github.com/x/y.git\ncd y\n"
                    "conda env create -f workflow/environment.yml\n```\n"
                ),
                "pyproject.toml": "[project]\nname='y'\nversion='1'\n",
                "environment.yml": "dependencies: [python=3.13]\n",
            },
            4,
            id="a page below that names a folder too much",
        ),
        *(
            pytest.param(
                {"CONTRIBUTING.md": f"```sh\ngit {command}\n{MISSING}\n```\n"}, 3, id=command
            )
            for command in ("checkout -b fix/it", "switch -c fix", "switch --create fix")
        ),
        pytest.param(
            {
                "README.md": (
                    "## Web\n\n```sh\ncd web\n```\n\nThen:\n\n```sh\n# install\n"
                    + MISSING
                    + "\n```\n"
                ),
                "web/package.json": "{}",
            }
            | LIST,
            11,
            id="a block of the same section",
        ),
        pytest.param(
            {"README.md": f"```sh\n{MISSING}\npython app.py\n```\n", "app.py": ""},
            2,
            id="its own files",
        ),
        pytest.param(
            {
                "week1/README.md": f"```sh\npython -m venv env\n. env/bin/activate\n{MISSING}\n```\n",
                "week1/pyproject.toml": "[project]\nname='w'\nversion='1'\n",
            },
            4,
            id="the page of a project below, in an environment for it",
        ),
        pytest.param(
            {
                "README.md": f"# Layout\n\n- `api/`\n\n# Use\n\n```sh\n{MISSING}\n```\n",
                "api/requirements.txt": "six\n",
            },
            8,
            id="a folder that another section names",
        ),
        pytest.param(
            {"README.md": f"```sh\n{MISSING}\n```\n", "api/requirements.txt": "six\n"},
            2,
            id="in one folder below",
        ),
        pytest.param(
            {"INSTALL.md": "```sh\npip install -r requirments.txt\n```\n"} | LIST,
            2,
            id="a slip",
        ),
        pytest.param(
            {"README.md": "```sh\npip install -r requirements\n```\n"} | LIST,
            2,
            id="no ending",
        ),
        pytest.param(
            {"README.md": "```sh\npip install -r -requirements.txt\n```\n"} | LIST,
            2,
            id="a hyphen too many, which pip takes",
        ),
        pytest.param(
            {"docs/install.md": "```sh\npip install -r REQUIREMENTS.txt\n```\n"} | LIST,
            2,
            id="another case, on a page below",
        ),
        pytest.param(
            {
                "docs/guides/contribute.md": "```\nuv pip sync requirements-dev.txt\n```\n",
                "requirements-dev.lock": "six==1.17.0\n",
            },
            2,
            id="a list that is called a lock, on a page below",
        ),
        pytest.param(
            {"README.md": f"```\ngit clone x\n{MISSING}\n```\n", "api/requirements.txt": "six\n"},
            3,
            id="a block without a name",
        ),
        pytest.param(
            {
                "README.md": f"# kit\n\n## Development\n\n```sh\n{MISSING}\n```\n",
                "setup.py": "from setuptools import setup\nsetup(name='kit')\n",
            },
            6,
            id="a section for who works on it",
        ),
        pytest.param(
            {
                "CONTRIBUTING.md": f"# How to\n\n```sh\n{MISSING}\n```\n",
                "setup.py": "from setuptools import setup\nsetup(name='kit')\n",
            },
            4,
            id="a page for who works on it",
        ),
        pytest.param(
            {
                "README.md": f"# shop\n\nInstall:\n\n    {MISSING}\n",
                "requirements-dev.txt": "six\n",
            },
            5,
            id="an application, in an indented block",
        ),
        pytest.param(
            {
                "README.md": "# shop\n\n```sh\npip install -r src/shop/dev.txt\n```\n",
                "requirements.txt": "six\n",
                "lists/dev.txt": "",
            },
            4,
            id="a list that is not in the clone either",
        ),
        pytest.param(
            {
                "AGENTS.md": "```sh\npip install -r src/api/requirements.txt\n```\n",
                "services/api/requirements.txt": "six\n",
            },
            2,
            id="its folder has moved",
        ),
    ],
)
def test_pages(files, line):
    (violation,) = findings("VL413", files)
    assert (violation.at.line, violation.severity.label) == (line, "warning")


@pytest.mark.parametrize(
    ("files", "message", "suggestion"),
    [
        (
            script("pip install -r requeriments.txt") | LIST,
            "`requeriments.txt` does not exist",
            "Write `requirements.txt`: that file is there.",
        ),
        (
            script("pip install -r a/requirements-dev.txt") | {"a/requirements-dev.lock": "six\n"},
            "`a/requirements-dev.txt` does not exist",
            "Write `a/requirements-dev.lock`: that file is there.",
        ),
        (
            script(MISSING) | {"api/requirements.txt": "six\n"},
            "`requirements.txt` does not exist",
            "Write `api/requirements.txt`, the one file of that name.",
        ),
        (
            {
                "docs/guide.md": f"```sh\ngit clone https://github.com/x/y\ncd y\n{MISSING}\n```\n",
                "pyproject.toml": "[project]\nname='y'\nversion='1'\n",
            },
            "`requirements.txt` does not exist",
            "Correct the path, add the file to the repository, or delete this.",
        ),
        (
            {"README.md": "# a\n\n```sh\npip install -r src/kit/requirements.txt\n```\n"} | LIST,
            "`src/kit/requirements.txt` does not exist",
            "Correct the path, add the file to the repository, or delete this.",
        ),
        (
            workflow(run(MISSING, "        working-directory: api\n")) | LIST | {"api/x.py": ""},
            "`requirements.txt` does not exist in `api`",
            "Write `../requirements.txt`, the one file of that name.",
        ),
        (
            image("COPY requirements.txt .\n") | LIST | {".dockerignore": "a\n*.txt\n"},
            "`.dockerignore` keeps `requirements.txt` out of the image, by `*.txt` on line 2",
            "Let it through with a line `!requirements.txt` at the end of `.dockerignore`.",
        ),
        (
            image("COPY requirements.txt .\n"),
            "`requirements.txt` does not exist in the build context, the repository's root",
            "Correct the path, add the file to the repository, or delete this.",
        ),
        (
            image("COPY requirements.txt .\n") | {"api/requirements.txt": "six\n"},
            "`requirements.txt` does not exist in the build context, the repository's root",
            "Write `api/requirements.txt`, the one file of that name.",
        ),
        (
            {
                "docker/Dockerfile": "FROM python:3.13\nCOPY requirements.txt .\n",
                "build.sh": "cd docker && docker build .\n",
            }
            | LIST,
            "`requirements.txt` does not exist in the build context, `docker`",
            (
                "`requirements.txt` lies outside the context, where `COPY` does not reach: make the"
                " repository's root the context and write the path from there."
            ),
        ),
        (
            {
                "srv/api/Dockerfile": "FROM python:3.13\nCOPY requirements.txt .\n",
                "compose.yml": "services:\n  api:\n    build: srv/api\n",
                "srv/lib/requirements.txt": "six\n",
            },
            "`requirements.txt` does not exist in the build context, `srv/api`",
            (
                "`srv/lib/requirements.txt` lies outside the context, where `COPY` does not reach: make"
                " `srv` the context and write the path from there."
            ),
        ),
        (
            image("WORKDIR /a\nRUN " + MISSING + "\n") | LIST,
            "`/a/requirements.txt` is not in the image: nothing puts it there",
            "Copy it before this: `COPY requirements.txt /a/`.",
        ),
        (
            image("WORKDIR /a\nCOPY reqs/dev.txt .\nRUN pip install -r dev.txt\n")
            | {"reqs/dev.txt": "-r base.txt\n", "reqs/base.txt": "six\n"},
            (
                "`/a/base.txt`, which `reqs/dev.txt` names, is not in the image: nothing puts it there"
            ),
            "Copy `reqs/base.txt` to `/a/` before this.",
        ),
        (
            {"README.md": f"```sh\n{MISSING}\n```\n", "api/requirements.txt": "six\n"},
            "`requirements.txt` does not exist",
            "It is in `api`: run `cd api` first.",
        ),
    ],
)
def test_message(files, message, suggestion):
    assert [(v.message, v.suggestion) for v in findings("VL413", files)] == [(message, suggestion)]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("requeriments.txt", "requirements.txt"),
        ("requirement.txt", "requirements.txt"),
        ("Requirements.txt", "requirements.txt"),
        ("requirements_dev.txt", "requirements-dev.txt"),
        ("requirements-tests.txt", "requirements-test.txt"),
        ("reqiurements-dev.txt", "requirements-dev.txt"),
    ],
)
def test_fix(wrong, right):
    before = script(f'pip install -U -r "x/{wrong}" a') | {f"x/{right}": "six\n"}
    after = {"a.sh": before["a.sh"].replace(wrong, right)}
    assert fix("VL413", before, unsafe=True) == after
    assert fix("VL413", before, silent=False) == {}


def test_fix_of_an_environment_file():
    before = script('conda env create -f "x/enviroment.yml"') | {"x/environment.yml": "name: a\n"}
    after = {"a.sh": before["a.sh"].replace("enviroment.yml", "environment.yml")}
    assert fix("VL413", before, unsafe=True) == after


@pytest.mark.parametrize(
    ("wrong", "there"),
    [
        pytest.param("requirements-doc.txt", ["requirements-dev.txt"], id="another word"),
        pytest.param("requirements-py38.txt", ["requirements-py39.txt"], id="another number"),
        pytest.param("requirements-a.txt", ["requirements-b.txt"], id="another letter"),
        pytest.param(
            "requirement.txt", ["requirements.txt", "Requirement.txt"], id="two candidates"
        ),
        pytest.param("requirements/dev.txt", ["requirements-dev.txt"], id="another folder"),
    ],
)
def test_no_fix(wrong, there):
    files = script(f"pip install -r {wrong}") | dict.fromkeys(there, "six\n")
    assert fix("VL413", files, unsafe=True, silent=False) == {}
    assert len(lint("VL413", files)) == 1


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("uvx bandit -r src", id="uvx"),
        pytest.param("uvx --from bandit --with toml bandit -r src", id="behind its own options"),
        pytest.param("uv tool run bandit -r src", id="uv tool run"),
        pytest.param("uv run --with bandit bandit -r src", id="uv run"),
        pytest.param("pipx run --spec bandit==1 bandit -r src", id="pipx run"),
        pytest.param("poetry run bandit -r src", id="poetry run"),
    ],
)
def test_options_of_the_program_that_is_run_are_its_own(command):
    assert lint("VL413", script(command)) == []


def test_options_of_a_nox_command_are_its_own():
    text = (
        "import nox\n\nPACKAGE = 'demo'\n\n\n@nox.session\ndef check(session):\n"
        "    session.install('bandit', '-r', 'lost.txt')\n"
        "    session.run('uvx', 'bandit', '-r', PACKAGE)\n"
    )
    assert [line.split(": ", 1)[1] for line in lint("VL413", {"noxfile.py": text})] == [
        "`lost.txt` does not exist"
    ]


TOLD = {
    "appveyor.yml": "install:\n  - pip install -r requirements.txt\n",
    "azure-pipelines.yml": "steps:\n- script: pip install -r requirements.txt\n",
    ".gitlab-ci.yml": "test:\n  script:\n    - pip install -r requirements.txt\n",
    "Jenkinsfile": (
        "pipeline {\n agent any\n stages { stage('a') { steps {\n"
        "  sh 'pip install -r requirements.txt'\n } } }\n}\n"
    ),
    ".drone.yml": (
        "kind: pipeline\nsteps:\n- name: a\n  image: python:3.12\n  commands:\n"
        "  - pip install -r requirements.txt\n"
    ),
    "buildspec.yml": (
        "version: 0.2\nphases:\n  install:\n    commands:\n"
        "      - pip install -r requirements.txt\n"
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_a_definition_that_came_with_another_repository(name):
    there = {f"copies/shop/{file}": text for file, text in LIST.items()}
    assert lint("VL413", {f"copies/shop/{name}": TOLD[name], **there}) == []
    # At the root it is the repository's own.
    assert len(lint("VL413", {name: TOLD[name], **there})) == 1
    # Nobody knows better where there is nothing either.
    assert (
        len(lint("VL413", {f"copies/shop/{name}": TOLD[name], "copies/shop/a.py": "x = 1\n"})) == 1
    )


def test_a_definition_deep_in_a_sample_to_be_copied_out():
    path = "samples-of/shop/devops/azure-pipelines-ci.yml"
    text = "steps:\n- script: pip install -r app/requirements.txt\n"
    assert lint("VL413", {path: text, "samples-of/shop/app/requirements.txt": "six\n"}) == []
    assert len(lint("VL413", {path: text, "other/shop/app/requirements.txt": "six\n"})) == 1


@pytest.mark.parametrize(
    ("name", "more"),
    [
        pytest.param("azure-pipelines.yml", "# of copies/shop\n", id="it names its folder"),
        pytest.param(".gitlab-ci.yml", "", id="an include of the root's"),
    ],
)
def test_a_definition_of_a_folder_that_runs_at_the_root(name, more):
    files = {
        ".gitlab-ci.yml": "include:\n  - local: copies/shop/.gitlab-ci.yml\n",
        f"copies/shop/{name}": TOLD[name] + more,
        **{f"copies/shop/{file}": text for file, text in LIST.items()},
    }
    assert len(lint("VL413", files)) == 1
    assert lint("VL413", {**files, **LIST}) == []


def test_a_list_beside_the_workflows_says_nothing_of_their_folder():
    files = {**workflow(run(MISSING)), ".github/workflows/requirements.txt": "six==1.17.0\n"}
    assert len(lint("VL413", files)) == 1


@pytest.mark.parametrize(
    ("folder", "more", "places"),
    [
        ("iot/template", {}, []),
        ("boilerplate/api", {}, []),
        ("my-templates", {}, ["my-templates/Dockerfile:2:6"]),
        (
            "iot/template",
            {"compose.yaml": "services:\n  a:\n    build: iot/template\n"},
            ["iot/template/Dockerfile:2:6"],
        ),
    ],
)
def test_a_dockerfile_to_begin_with(folder, more, places):
    text = "COPY ./part/requirements.txt .\nRUN pip install -r requirements.txt\n"
    files = image(text, path=f"{folder}/Dockerfile") | more
    found = [f"{one.at.path}:{one.at.line}:{one.at.column}" for one in findings("VL413", files)]
    assert found == places


def test_code_of_third_parties():
    for folder in ("3rd_party", "3rdparty", "third_party", "extern", "externals"):
        files = {f"{folder}/shop/a.sh": "#!/bin/sh\npip install -r requirements.txt\n"}
        assert lint("VL413", files) == []
    assert len(lint("VL413", {"parties/shop/a.sh": files["externals/shop/a.sh"]})) == 1


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("-c https://example.org/6.2/constraints.txt", id="constraints"),
        pytest.param("-chttps://example.org/6.2/constraints.txt", id="together"),
        pytest.param("-r https://example.org/requirements.txt", id="a list"),
        pytest.param("--constraint=http://example.org/c.txt", id="an equals sign"),
        pytest.param("py312: -c https://example.org/c.txt", id="behind a factor"),
        pytest.param("-r file:///srv/requirements.txt", id="of another place"),
    ],
)
def test_an_address_in_toxs_settings(line):
    text = f"[testenv]\ndeps =\n    pytest\n    {line}\n"
    assert lint("VL413", {"tox.ini": text}) == []
    assert len(lint("VL413", {"tox.ini": f"{text}    -r lost.txt\n"})) == 1


COPIES = "COPY requirements.txt .\nCOPY requirements-vendor.txt .\n"


@pytest.mark.parametrize(
    ("files", "count"),
    [
        pytest.param(
            {"api/requirements.txt": "", "api/requirements-vendor.txt": ""}, 0, id="of the project"
        ),
        pytest.param({"api/requirements.txt": ""}, 2, id="one is missing there"),
        pytest.param(
            {"a/requirements.txt": "", "b/requirements-vendor.txt": ""}, 2, id="not together"
        ),
        pytest.param(
            {
                "api/requirements.txt": "",
                "api/requirements-vendor.txt": "",
                "a.sh": "docker build docker/python\n",
            },
            2,
            id="its context is told",
        ),
    ],
)
def test_a_dockerfile_apart_from_its_project(files, count):
    assert len(lint("VL413", image(COPIES, path="docker/python/Dockerfile") | files)) == count


@pytest.mark.parametrize(
    ("copy", "count"),
    [
        pytest.param("cp requirements.txt docker/", 0, id="into a folder"),
        pytest.param("cp -R examples requirements.txt docker", 0, id="several into a folder"),
        pytest.param("mkdir -p docker && cp requirements.txt docker", 0, id="a folder of the tree"),
        pytest.param("cp requirements.txt docker/reqs.txt", 1, id="under another name"),
        pytest.param("cp setup.cfg docker/", 1, id="another file"),
    ],
)
def test_what_is_copied_into_the_context_before(copy, count):
    files = {
        **image("COPY requirements.txt .\n", path="docker/Dockerfile"),
        **LIST,
        "Makefile": f"image:\n\t{copy}\n\tcd docker && docker build -t shop .\n",
    }
    assert len(lint("VL413", files)) == count


INCLUDED = {"a.txt": "-r base.txt\nsix\n", "base.txt": "attrs\n"}


@pytest.mark.parametrize(
    ("text", "more", "missing"),
    [
        pytest.param("COPY a.txt .\n", {}, "/w/base.txt", id="the list alone"),
        pytest.param("COPY a.txt base.txt ./\n", {}, "", id="both"),
        pytest.param("COPY *.txt ./\n", {}, "", id="a glob"),
        pytest.param("WORKDIR /\nCOPY *.txt ./\n", {}, "", id="at the root of the image"),
        pytest.param("COPY . .\n", {}, "", id="everything"),
        pytest.param("COPY a.txt .\nCOPY base.txt /\n", {}, "/w/base.txt", id="another folder"),
        pytest.param("COPY a.txt .\nRUN ./get.sh\n", {}, "", id="a program may bring it"),
        pytest.param("COPY . .\n", {".dockerignore": "base.txt\n"}, "ignored", id="ignored"),
        pytest.param(
            "COPY a.txt base.txt ./\n",
            {"base.txt": "-c pins/c.txt\nattrs\n", "pins/c.txt": "attrs<26\n"},
            "/w/pins/c.txt",
            id="what the included list includes",
        ),
        pytest.param("COPY a.txt .\n", {"a.txt": "-r b.txt\n"}, "", id="nowhere: VL210's"),
    ],
)
def test_what_a_copied_list_includes(text, more, missing):
    dockerfile = image(f"WORKDIR /w\n{text}RUN pip install -r a.txt\n")
    found = findings("VL413", INCLUDED | dockerfile | more)
    if missing == "ignored":
        assert [v.message for v in found] == [
            "`.dockerignore` keeps `base.txt` out of the image, by `base.txt` on line 1"
        ]
    else:
        assert [v.message.split("`")[1] for v in found] == [missing] * bool(missing)


READS = "from setuptools import setup\nsetup(name='a', install_requires=open('requirements.txt').read())\n"
DYNAMIC = """[project]
name = "a"
dynamic = ["dependencies"]
[tool.setuptools.dynamic]
dependencies = { file = ["requirements.txt"] }
"""


@pytest.mark.parametrize(
    ("text", "manifest", "missing"),
    [
        pytest.param(
            "COPY setup.py .\nCOPY a a\n", READS, "/w/requirements.txt", id="setup.py alone"
        ),
        pytest.param("COPY setup.py requirements.txt ./\n", READS, "", id="both"),
        pytest.param("COPY . .\n", READS, "", id="everything"),
        pytest.param(
            "COPY setup.py /w/lib/\nWORKDIR lib\n", READS, "/w/lib/requirements.txt", id="below"
        ),
        pytest.param(
            "COPY setup.py .\n",
            f"try:\n    {READS.splitlines()[1]}\nexcept OSError: pass\n",
            "",
            id="guarded",
        ),
        pytest.param(
            "COPY pyproject.toml .\n", DYNAMIC, "/w/requirements.txt", id="a dynamic list"
        ),
        pytest.param(
            "COPY pyproject.toml requirements.txt ./\n", DYNAMIC, "", id="a dynamic list, copied"
        ),
        pytest.param("RUN git clone https://github.com/x/y .\n", READS, "", id="unknown"),
    ],
)
def test_what_the_build_of_a_copied_project_reads(text, manifest, missing):
    name = "pyproject.toml" if manifest is DYNAMIC else "setup.py"
    files = {name: manifest, **LIST, "a/__init__.py": ""}
    dockerfile = image(f"WORKDIR /w\n{text}RUN pip install '.[web]'\n")
    found = [v.message for v in findings("VL413", files | dockerfile)]
    says = f"`{missing}`, which `{name}` names, is not in the image: nothing puts it there"
    assert found == [says] * bool(missing)


@pytest.mark.parametrize(("manifest", "count"), [(READS, 1), (DYNAMIC, 0)])
def test_a_build_without_its_dependencies(manifest, count):
    name = "pyproject.toml" if manifest is DYNAMIC else "setup.py"
    dockerfile = image(f"WORKDIR /w\nCOPY {name} .\nRUN pip install --no-deps .\n")
    assert len(lint("VL413", {name: manifest} | LIST | dockerfile)) == count


STARTS = "COPY requirements.txt .\nCOPY . .\n"


@pytest.mark.parametrize(
    ("text", "there", "count"),
    [
        pytest.param('CMD ["uvicorn", "api.main:app"]\n', "api/main.py", 0, id="a module"),
        pytest.param("CMD gunicorn app:app -w 2\n", "app/__init__.py", 0, id="a package"),
        pytest.param('ENTRYPOINT ["python", "run.py"]\n', "run.py", 0, id="a script"),
        pytest.param("COPY weights ./weights\n", "weights/a.bin", 0, id="a folder"),
        pytest.param('CMD ["python", "run.py"]\n', "main.py", 1, id="another program"),
        pytest.param('CMD ["python", "-m", "http.server"]\n', "main.py", 1, id="no program of it"),
    ],
)
def test_a_dockerfile_apart_from_the_program_that_it_starts(text, there, count):
    files = {"ml/server/requirements.txt": "six\n", f"ml/server/{there}": ""}
    found = lint("VL413", image(STARTS + text, path="docker/ml.Dockerfile") | files)
    assert len(found) == count


@pytest.mark.parametrize(
    ("block", "count"),
    [
        pytest.param("```text\n# requirements-dev.in\nsix\n```\n", 0, id="under its name"),
        pytest.param('```text title="requirements-dev.in"\nsix\n```\n', 0, id="as a title"),
        pytest.param("```console\n$ cat requirements-dev.in\nsix\n```\n", 0, id="printed"),
        pytest.param("```text\n# see requirements-dev.in\nsix\n```\n", 1, id="in a sentence"),
    ],
)
def test_a_page_that_shows_the_file(block, count):
    page = f"{block}\n```console\n$ pip-compile requirements-dev.in\n```\n"
    files = {"README.md": page, "dev-requirements.in": "", "requirements_dev.in": ""}
    assert len(lint("VL413", files)) == count


@pytest.mark.parametrize(
    ("more", "where"),
    [
        pytest.param(
            {}, "does not exist, neither in `infra/api` nor at the repository's root", id="guessed"
        ),
        pytest.param(
            {"compose.yaml": "services:\n  api:\n    build: infra/api\n"},
            "does not exist in the build context, `infra/api`",
            id="stated",
        ),
    ],
)
def test_a_context_that_nobody_states_is_a_guess(more, where):
    files = {"infra/api/Dockerfile": "FROM python:3.12\nCOPY services/api/pyproject.toml .\n"}
    (violation,) = findings("VL413", {**files, **more})
    assert violation.message == f"`services/api/pyproject.toml` {where}"


@pytest.mark.parametrize(
    ("target", "count"),
    [
        pytest.param("/tmp/list.txt", 0, id="the file itself"),
        pytest.param("/tmp/", 0, id="its folder"),
        pytest.param("/tmp/other.txt", 1, id="another file"),
    ],
)
def test_a_build_argument_chooses_what_is_copied(target, count):
    text = (
        f"FROM python:3.12\nARG WHICH=list\nCOPY lists/${{WHICH}}.txt {target}\n"
        "RUN pip install -r /tmp/list.txt\n"
    )
    files = {"Dockerfile": text, "lists/small.txt": "flask\n"}
    assert len(findings("VL413", files)) == count


@pytest.mark.parametrize(
    ("copied", "count"),
    [
        pytest.param("tools", 1, id="only the root has it"),
        pytest.param("images/scripts", 1, id="a folder of nothing but sources"),
        pytest.param("made", 0, id="nobody has it: it is made before"),
    ],
)
def test_a_context_that_lacks_what_is_copied_by_name_is_none(copied, count):
    """With the Dockerfile's own folder the build would not get to the command."""
    files = {
        "images/Dockerfile": (
            f"FROM python:3.12\nCOPY {copied} /code/tools\n"
            "RUN pip install -r /code/tools/old/requirements.txt\n"
        ),
        "tools/requirements.txt": "",
        "images/scripts/run.py": "",
    }
    assert len(findings("VL413", files)) == count


def test_semaphore_works_in_the_folder_that_it_checks_out():
    (found,) = findings("VL413", semaphore("checkout", "sem-version python 3.12"))
    assert found.at.line == 10


@pytest.mark.parametrize("action", sorted(OWNERS))
def test_the_file_of_an_action_that_sets_conda_up(action):
    (found,) = findings("VL413", workflow(conda(action, "ci/env.yml")))
    assert (found.at.line, found.severity.label) == (10, "error")
    guarded = conda(action, "ci/env.yml", "a\n        if: hashFiles('ci/env.yml')")
    assert findings("VL413", workflow(guarded)) == []
    called = workflow(conda(action, "ci/env.yml"), on="workflow_call")
    assert findings("VL413", called) == []
    below = "        with:\n          path: main\n" + conda(action, "main/env.yml")
    (found,) = findings("VL413", workflow(below))
    assert found.message == "`main/env.yml` does not exist"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param('[tool.tox.env_run_base]\ndeps = ["-r a.txt"]\n', 2, id="native"),
        pytest.param(
            '[tool.tox]\nlegacy_tox_ini = """\n[testenv]\ndeps = -r a.txt\n"""\n', 4, id="legacy"
        ),
        pytest.param(
            '[tool.tox]\nlegacy_tox_ini = """\n[testenv]\ncommands =\n  pip install -r a.txt\n"""\n',
            5,
            id="a command",
        ),
    ],
)
def test_tox_in_a_manifest(text, line):
    (found,) = findings("VL413", {"pyproject.toml": text})
    assert (found.at.line, found.severity.label) == (line, "error")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.bat", "call venv\\Scripts\\activate\npip install -r requirements.txt\n"),
        ("a.cmd", "call .venv\\Scripts\\activate.bat\npip install -r requirements.txt\n"),
        ("a.ps1", ".\\.venv\\Scripts\\Activate.ps1\npip install -r requirements.txt\n"),
    ],
)
def test_an_activation_writes_no_list(path, text):
    assert len(findings("VL413", {path: text})) == 1
    other = text.replace("Scripts\\activate", "make").replace("Scripts\\Activate", "make")
    assert findings("VL413", {path: other}) == []


@pytest.mark.parametrize(
    ("command", "count"),
    [
        ("python --version", 1),
        ("python3 -VV", 1),
        ("$PYTHON --version", 1),
        ("go version", 1),
        ("python -m kit --version", 1),
        ("""python -c 'import sys; print(sys.version)'""", 1),
        ("python -c 'from kit import app'", 1),
        ("python setup.py develop", 1),
        ("virtualenv .", 1),
        ("python make.py", 0),
        ("python make.py --version 3", 0),
        ("python -m kit", 0),
        ("python -c 'import nltk; nltk.download()'", 0),
        ("""python -c 'print(open("requirements.txt", "w").write("six"))'""", 0),
        ("./make", 0),
    ],
)
def test_what_may_write_the_list(command, count):
    step = run(f"|\n          {command}\n          {MISSING}\n")
    assert len(findings("VL413", workflow(step))) == count


def test_an_activation_of_windows_in_a_block_of_another_shell():
    block = (
        f"```bash\nsource venv/bin/activate\nvenv\\Scripts\\activate  # Windows\n{MISSING}\n```\n"
    )
    (found,) = findings("VL413", {"CONTRIBUTING.md": block, "setup.py": "import setuptools\n"})
    assert found.at.line == 4


def test_what_setuptools_writes():
    assert lint("VL413", script("pip install -e .\npip install -r kit.egg-info/requires.txt")) == []


@pytest.mark.parametrize(
    ("executor", "count"),
    [
        pytest.param("win/default", 0, id="the orb's, where PowerShell is the shell"),
        pytest.param("{name: win/default}", 0, id="by its name"),
        pytest.param("{name: win/default, shell: bash.exe}", 1, id="with another shell"),
        pytest.param("ours", 0, id="one of the configuration, with a shell"),
        pytest.param("theirs", 1, id="with a shell by default"),
        pytest.param("{name: theirs, shell: powershell.exe}", 0, id="with a shell that is given"),
        pytest.param("lin/default", 1, id="another orb's"),
    ],
)
def test_the_shell_of_an_executor(executor, count):
    text = (
        "version: 2.1\norbs: {win: circleci/windows@5.0, lin: acme/linux@1.0}\nexecutors:\n"
        "  ours:\n    shell: powershell.exe -ExecutionPolicy Bypass\n"
        "  theirs:\n    parameters: {shell: {type: string, default: bash.exe}}\n"
        "    shell: << parameters.shell >>\n"
        f"jobs:\n  t:\n    executor: {executor}\n    steps:\n    - checkout\n"
        "    - run: pip install -r tests\\requirements.txt\nworkflows: {w: {jobs: [t]}}\n"
    )
    files = {".circleci/config.yml": text, "tests/requirements.txt": "six\n"}
    assert len(findings("VL413", files)) == count


@pytest.mark.parametrize(
    ("command", "count"),
    [("$ pip install -r requirements/dev.txt", 0), ("$ pip install -r requirements/all.txt", 1)],
)
def test_a_section_behind_one_that_leads_elsewhere(command, count):
    page = (
        "Documents\n~~~~~~~~~\n\n.. code-block:: console\n\n    $ cd kit/docs\n    $ sphinx-build . out\n\n"
        "Start\n~~~~~\n\n.. code-block:: console\n\n    $ git clone https://x.org/me/kit.git\n\n"
        f"Tests\n-----\n\n.. code-block:: console\n\n    {command}\n"
    )
    files = {"CONTRIBUTING.rst": page, "docs/conf.py": "", "requirements/dev.txt": "six\n"}
    files["setup.py"] = "from setuptools import setup\nsetup(name='kit')\n"
    assert len(findings("VL413", files)) == count


MOUNT = "RUN --mount=type=bind,{} pip install -r requirements.txt\n"
BOUND = MOUNT.format("source=requirements.txt,target=requirements.txt")


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(image(BOUND) | LIST, id="it is there"),
        pytest.param(
            image("RUN --mount=from=a,source=requirements.txt,target=r.txt cat r.txt\n"),
            id="of another stage",
        ),
        pytest.param(
            image("RUN --mount=type=secret,source=requirements.txt,target=/r cat /r\n"),
            id="no bind mount",
        ),
        pytest.param(image("RUN --mount=type=bind,target=. pip list\n"), id="the whole context"),
        pytest.param(
            image("ARG LIST\n" + MOUNT.format("source=${LIST},target=requirements.txt")),
            id="an argument",
        ),
    ],
)
def test_quiet_mounts(files):
    assert findings("VL413", files) == []


@pytest.mark.parametrize(
    "text",
    [
        BOUND,
        MOUNT.format("target=requirements.txt,src=requirements.txt"),
        "RUN --mount=source=requirements.txt,target=/r.txt pip install -r /r.txt\n",
        "RUN --mount=type=bind,source=./requirements.txt,target=/r pip install -r /r\n",
    ],
)
def test_the_source_of_a_mount(text):
    (found,) = findings("VL413", image(text))
    assert text.split("\n")[0][found.at.column - 1 :].startswith(("req", "./req"))
    assert found.at.line == 2
    assert "does not exist in the build context" in found.message


def test_a_mount_that_the_context_leaves_out():
    (found,) = findings("VL413", image(BOUND) | LIST | {".dockerignore": "*.txt\n"})
    assert "keeps `requirements.txt` out of the image" in found.message


def test_a_page_names_a_folder_from_where_that_is():
    """`docs/r.yml` in `docs/guide/x.md` is meant from the root, where `docs` is."""
    page = "```sh\npip install -r docs/reqs.txt\n```\n"
    files = {"docs/guide/x.md": page, "docs/reqs.in": "six\n", "docs/req.txt": "six\n"}
    (found,) = findings("VL413", files)
    assert found.message == "`docs/reqs.txt` does not exist"
    assert found.suggestion.startswith("Write `docs/req.txt`")


MLPROJECT = (
    "name: shop\n{}: {}\nentry_points:\n  main:\n    parameters:\n"
    "      n: {{type: int, default: 2}}\n    command: python main.py {{n}}\n"
)


@pytest.mark.parametrize(
    ("path", "key", "file", "more", "found"),
    [
        pytest.param(
            "MLproject",
            "conda_env",
            "conda.yaml",
            {},
            ["MLproject:2: `conda.yaml` does not exist"],
            id="conda's",
        ),
        pytest.param(
            "train/MLproject",
            "python_env",
            "python_env.yaml",
            {"python_env.yaml": "python: '3.12'\n"},
            ["train/MLproject:2: `python_env.yaml` does not exist in `train`"],
            id="beside the file itself",
        ),
        pytest.param(
            "train/MLproject",
            "conda_env",
            "../envs/conda.yaml",
            {"envs/conda.yaml": "dependencies: [python=3.13]\n"},
            [],
            id="there",
        ),
        pytest.param("MLproject", "conda_env", "/opt/conda.yaml", {}, [], id="elsewhere"),
        pytest.param(
            "MLproject", "conda_env", "conda.yaml", {".gitignore": "conda.yaml\n"}, [], id="ignored"
        ),
        pytest.param(
            "MLproject",
            "conda_env",
            "conda.yaml",
            {"setup.sh": "conda env export > conda.yaml\n"},
            [],
            id="a script writes it",
        ),
        pytest.param("MLproject", "docker_env", "{image: shop}", {}, [], id="an image"),
        pytest.param("tests/MLproject", "conda_env", "conda.yaml", {}, [], id="test data"),
    ],
)
def test_the_environment_of_an_mlflow_project(path, key, file, more, found):
    assert lint("VL413", {path: MLPROJECT.format(key, file), **more}) == found


@pytest.mark.parametrize(
    ("files", "found"),
    [
        pytest.param({}, ["m/cog.yaml:2: `deps/a.txt` does not exist in `m`"], id="missing"),
        pytest.param({"m/deps/a.txt": "six==1.16.0\n"}, [], id="there"),
        pytest.param({".gitignore": "a.txt\n"}, [], id="ignored"),
        pytest.param({"m/a.sh": "pip freeze > deps/a.txt\n"}, [], id="a script writes it"),
    ],
)
def test_the_list_that_cog_installs(files, found):
    text = "build:\n  python_requirements: deps/a.txt\npredict: p.py:P\n"
    assert lint("VL413", {"m/cog.yaml": text, **files}) == found


RULES = (
    'rule a:\n    conda: "envs/a.yaml"\n    shell: "a {input}"\n'
    'rule b:\n    conda:\n        "../envs/b.yaml"\n'
)


@pytest.mark.parametrize(
    ("files", "found"),
    [
        pytest.param(
            {"workflow/Snakefile": RULES, "envs/b.yaml": "dependencies: [bwa]\n"},
            ["workflow/Snakefile:2: `envs/a.yaml` does not exist in `workflow`"],
            id="one of two",
        ),
        pytest.param(
            {
                "workflow/Snakefile": 'include: "rules/a.smk"\n',
                "workflow/rules/a.smk": RULES,
                "workflow/envs/b.yaml": "dependencies: [bwa]\n",
            },
            ["workflow/rules/a.smk:2: `envs/a.yaml` does not exist in `workflow/rules`"],
            id="seen from the file that has the rule",
        ),
        pytest.param({"Snakefile": 'rule a:\n    conda: f"envs/{NAME}.yaml"\n'}, [], id="computed"),
        pytest.param(
            {"Snakefile": 'rule a:\n    conda: os.path.join(ENVS, "a.yaml")\n'}, [], id="a folder"
        ),
        pytest.param({"Snakefile": 'rule a:\n    conda: "bwa-env"\n'}, [], id="by its name"),
        pytest.param({"Snakefile": '# rule a:\n#     conda: "a.yaml"\n'}, [], id="a comment"),
        pytest.param({"Snakefile": RULES, ".gitignore": "envs/\n"}, [], id="ignored"),
        pytest.param({"docs/tutorial/Snakefile": RULES}, [], id="shown in a tutorial"),
        pytest.param({".tests/x/Snakefile": "", "tests/Snakefile": RULES}, [], id="test data"),
        pytest.param(
            {"flow/Snakefile": 'rule a:\n    conda: "other/envs/a.yaml"\n'},
            [],
            id="in the clone of another project",
        ),
    ],
)
def test_the_environment_of_a_rule_of_snakemake(files, found):
    assert lint("VL413", files) == found


@pytest.mark.parametrize(
    ("written", "there", "suggestion"),
    [
        ("dev.yml", "api/dev.yml", "It is in `api`: run `cd api` first."),
        ("env/dev.yml", "api/env/dev.yml", "It is in `api`: run `cd api` first."),
        ("env/dev.yml", "dev.yml", "Write `dev.yml`, the one file of that name."),
        ("env/dev.yml", "api/dev.yml", "Write `api/dev.yml`, the one file of that name."),
    ],
)
def test_what_a_page_should_say(written, there, suggestion):
    files = {
        "README.md": f"# y\n\n```sh\ngit clone https://x.dev/y\ncd y\nconda env create -f {written}\n```\n",
        there: "dependencies: [python=3.13]\n",
        "setup.py": "setup(name='y')\n",
    }
    (found,) = findings("VL413", files)
    assert found.suggestion == suggestion


@pytest.mark.parametrize(
    ("written", "is_said"),
    [
        pytest.param("github/kit/.kokoro/requirements.txt", False, id="Kokoro's checkout"),
        pytest.param("kit/requirements.txt", False, id="the project's own name"),
        pytest.param("src/requirements.txt", True, id="a folder of the tree"),
        pytest.param("other/requirements.txt", True, id="a folder of nobody's"),
        pytest.param("github/kit/.kokoro/requests.txt", True, id="no file of the tree"),
    ],
)
def test_a_script_that_runs_above_the_checkout(written, is_said):
    files = {
        "pyproject.toml": '[project]\nname = "kit"\nversion = "1"\n',
        "requirements.txt": "six\n",
        ".kokoro/requirements.txt": "six\n",
        "src/kit.py": "",
        **script(f"python3 -m pip install -r {written}", ".kokoro/release.sh"),
    }
    assert bool(lint("VL413", files)) is is_said


@pytest.mark.parametrize(
    "clone",
    [
        "git clone https://github.com/acme/kit.git",
        "gh repo clone acme/kit",
        "hg clone https://hg.x.example/kit",
    ],
)
def test_a_page_that_clones_its_own_project(clone):
    page = f"# kit\n\n```sh\n{clone}\ncd kit\npip install -r requirements_test.txt\n```\n"
    files = {
        "pyproject.toml": '[project]\nname = "kit"\nversion = "1"\n',
        "kit/a.py": "",
        "README.md": page,
    }
    assert lint("VL413", files) == ["README.md:6: `requirements_test.txt` does not exist"]


@pytest.mark.parametrize(
    ("before", "is_said"),
    [
        pytest.param("module load python/3.11 cuda", True, id="a cluster's module"),
        pytest.param("sbatch train.slurm", True, id="a job of a cluster"),
        pytest.param("alembic upgrade head", True, id="migrations"),
        pytest.param("python manage.py migrate", True, id="Django's own commands"),
        pytest.param("docker-compose up -d db", True, id="a container beside it"),
        pytest.param("while [ $# -gt 0 ]; do shift; done", True, id="the shell's own"),
        pytest.param("cmake -B build . && ninja -C build", True, id="a compiler"),
        pytest.param("git pull origin main", True, id="this tree is pulled"),
        pytest.param("git submodule update --init", True, id="other repositories are brought"),
        pytest.param("git pull origin next", False, id="another branch is pulled"),
        pytest.param("git checkout next", False, id="another branch"),
        pytest.param("python tools/lists.py", False, id="somebody's program"),
        pytest.param("make lists", False, id="a target that nobody knows"),
    ],
)
def test_what_runs_before_and_writes_no_list(before, is_said):
    files = {
        "requirements/base.txt": "six\n",
        "app.py": "import six\n",
        **script(f"{before}\npip install -r requirements.txt"),
    }
    assert bool(lint("VL413", files)) is is_said


@pytest.mark.parametrize(
    ("more", "is_said"),
    [
        pytest.param({}, False, id="nobody says how it is built"),
        pytest.param(
            {"compose.yml": "services:\n  a:\n    build:\n      context: ..\n"}, False, id="compose"
        ),
        pytest.param(
            {"api/README.md": "```sh\ndocker build -f api/Dockerfile .\n```\n"}, False, id="a page"
        ),
        pytest.param(
            {"build.sh": "#!/bin/sh\ndocker build -f api/Dockerfile .\n"}, True, id="a script"
        ),
        pytest.param(
            {
                "compose.yml": "services:\n  a:\n    build:\n      context: .\n"
                "      dockerfile: api/Dockerfile\n"
            },
            True,
            id="compose says the root",
        ),
    ],
)
def test_an_image_that_is_built_above_the_checkout(more, is_said):
    files = {
        "pyproject.toml": '[project]\nname = "kit"\nversion = "1"\n',
        "api/requirements.txt": "six\n",
        "api/a.py": "",
        "api/Dockerfile": (
            "FROM python:3.12\nCOPY sibling /s\nCOPY acme-kit/api/requirements.txt /tmp/\n"
            "RUN pip install -r /tmp/requirements.txt\n"
        ),
        **more,
    }
    assert bool(lint("VL413", files)) is is_said


@pytest.mark.parametrize(
    ("there", "asking", "told"),
    [
        ("docs/requirements.txt", "Dockerfile", "Correct the path"),
        ("app/requirements.txt", "Dockerfile", "Write `app/requirements.txt`"),
        ("docs/requirements.txt", "docs/build.sh", "Write `requirements.txt`, the one"),
        ("b/requirements.txt", "a/build.sh", "Correct the path"),
    ],
)
def test_a_list_of_another_purpose_is_not_what_was_meant(there, asking, told):
    manifest = '[project]\nname = "x"\nversion = "1"\n'
    files = {there: "six\n", "a/pyproject.toml": manifest, "b/pyproject.toml": manifest}
    if asking == "Dockerfile":
        files[asking] = "FROM python:3.12\nCOPY requirements.txt /tmp/requirements.txt\n"
    else:
        files |= script("pip install -r needs/requirements.txt", asking)
    (found,) = findings("VL413", files)
    assert found.suggestion.startswith(told)
