import pytest

from tests.lint import findings, lint


def github(*steps: str, more: str = "") -> dict[str, str]:
    lines = "".join(f"      - {step}\n" for step in steps)
    return {
        ".github/workflows/a.yml": (
            f"on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n{more}    steps:\n{lines}"
        )
    }


def steps(*scripts: str) -> dict[str, str]:
    return github(*("run: |\n          " + "\n          ".join(one.split("\n")) for one in scripts))


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "Dockerfile": (
                    'FROM python:3.12\nENV PATH="/v/bin:$PATH"\nRUN . /v/bin/activate\nRUN pip'
                    " install x\n"
                )
            },
            id="ENV PATH before",
        ),
        pytest.param(
            steps(
                "source activate dev\npip install -e .",
                "source activate dev\npytest",
                "pip install slack_sdk 'tabulate>=0.9'\npython utils/report.py",
            ),
            id="one step of several brings by itself what it runs",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nRUN bash -c '. /v/bin/activate && pip install json2yaml'\n"
                    "RUN bash -c '. /v/bin/activate && pyinstaller a.spec'\n"
                    "RUN bash -c 'python3 -m pip install staticx && for f in dist/*; do staticx $f;"
                    " done'\n"
                )
            },
            id="one shell of an image brings by itself what it runs",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nRUN . /v/bin/activate && pip install six staticx\n"
                    "RUN python3 -m pip install staticx\n"
                )
            },
            id="what an image has in both Pythons",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    'FROM python:3.12\nRUN . /v/bin/activate\nENV PATH="/v/bin:$PATH"\nRUN pip'
                    " install x\n"
                )
            },
            id="ENV PATH after",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nARG V=/opt/venv\nENV PATH=$V/bin:$PATH\nRUN ."
                    " $V/bin/activate\nRUN pip install x\n"
                )
            },
            id="an argument",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM x AS b\nENV PATH=/v/.venv/bin:$PATH\nFROM b\nRUN ."
                    " /v/.venv/bin/activate\nCMD python a.py\n"
                )
            },
            id="the base's ENV",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nRUN . /v/bin/activate && pip install x\nCMD /v/bin/python"
                    " a.py\n"
                )
            },
            id="path into it",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nRUN . /v/bin/activate && pip install x\nRUN ."
                    " /v/bin/activate && python y.py\n"
                )
            },
            id="activated again",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM a AS b\nRUN . /v/bin/activate && pip install x\nFROM python:3.12\nRUN pip"
                    " install y\n"
                )
            },
            id="another stage",
        ),
        *(
            pytest.param({".gitpod.yml": f"tasks:\n- {task}\n"}, id=f"people go on there: {task}")
            for task in (
                "command: source .venv/bin/activate",
                "init: python -m venv .venv && . .venv/bin/activate",
                "{init: make, command: . .venv/bin/activate}",
            )
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nWORKDIR /app\nRUN uv venv\n"
                    "RUN . .venv/bin/activate && uv pip install x\nRUN uv pip install y\n"
                )
            },
            id="uv finds it",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nRUN . /v/bin/activate && pip install x\nENTRYPOINT"
                    ' ["/e.sh"]\nCMD ["python", "a"]\n'
                ),
                "e.sh": '. /v/bin/activate\nexec "$@"\n',
            },
            id="entry point activates",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    'FROM x\nENV BASH_ENV=/v/bin/activate\nSHELL ["bash", "-c"]\nRUN source'
                    " /v/bin/activate\nRUN pip install x\n"
                )
            },
            id="BASH_ENV",
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.12\nRUN . /root/.cargo/env\nRUN pip install x\n"},
            id="no environment",
        ),
        pytest.param(
            github("run: source v/bin/activate && pip install x", "run: echo done"),
            id="nothing needs it",
        ),
        pytest.param(
            github(
                "run: source v/bin/activate && pip install x",
                "run: python tools/prepare.py",
                "run: . v/bin/activate; pytest",
            ),
            id="activated again where it is needed",
        ),
        pytest.param(
            github("run: source v/bin/activate && pip install x", "run: v/bin/python a.py"),
            id="a path into it, step",
        ),
        pytest.param(
            github("run: source v/bin/activate && pip install x", "run: uv run python a.py"),
            id="uv run",
        ),
        pytest.param(
            github(
                "run: source .venv/bin/activate && pip install x && echo $PWD/.venv/bin >>"
                " $GITHUB_PATH",
                "run: pytest",
            ),
            id="GITHUB_PATH",
        ),
        pytest.param(
            github(
                'run: source .venv/bin/activate; echo "$VIRTUAL_ENV/bin" >> "$GITHUB_PATH"',
                "run: pytest",
            ),
            id="GITHUB_PATH, variable",
        ),
        pytest.param(
            github("run: source .venv/bin/activate; echo PATH=$PATH >> $GITHUB_ENV", "run: pytest"),
            id="GITHUB_ENV",
        ),
        pytest.param(
            github("run: . v/bin/activate; pip install x; deactivate", "run: python a.py"),
            id="dropped on purpose",
        ),
        pytest.param(
            github(
                "run: pip install -r r.txt",
                "run: . v/bin/activate; pip install dist/x.whl",
                "run: python a.py",
            ),
            id="beside a global install",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM almalinux:9\n"
                    "RUN . /v/bin/activate && pip3 install -r base.txt ansible-core\n"
                    "RUN python3 -m ensurepip && pip3 install -r base.txt\n"
                )
            },
            id="the same list for the system's Python, too",
        ),
        pytest.param(
            github(
                "if: runner.os != 'Windows'\n        run: . v/bin/activate; pip install x",
                "if: runner.os == 'Windows'\n        run: pip install x",
            ),
            id="alternatives",
        ),
        pytest.param(
            github(
                "run: . v/bin/activate; pip install x",
                "run: pip install twine && twine upload dist/*",
            ),
            id="a tool of the machine",
        ),
        pytest.param(
            github(
                "uses: astral-sh/setup-uv@v6\n        with:\n          activate-environment: true",
                "run: . .venv/bin/activate",
                "run: pytest",
            ),
            id="setup-uv activates",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    "t:\n  before_script:\n    - . v/bin/activate\n  script:\n    - pip install x\n"
                )
            },
            id="GitLab's one shell",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    "image: python:3.12\nbefore_script:\n  - python -m venv venv\n  - source"
                    " venv/bin/activate\ntest:\n  script:\n    - pip install -r"
                    " requirements.txt\nunit:\n  script:\n    - echo later\n"
                )
            },
            id="for all jobs, and one of them uses it",
        ),
        pytest.param(
            {"Makefile": ".ONESHELL:\nt:\n\t. v/bin/activate\n\tpip install x\n"}, id=".ONESHELL"
        ),
        pytest.param(
            {
                "Makefile": (
                    "export PATH := $(CURDIR)/.venv/bin:$(PATH)\nt:\n\t."
                    " .venv/bin/activate\n\tpytest\n"
                )
            },
            id="exported PATH",
        ),
        pytest.param(
            {"Makefile": "t:\n\t. v/bin/activate; \\\n\tpip install x\n\tv/bin/pytest\n"},
            id="continued line",
        ),
        pytest.param(
            {"Makefile": "t: i\n\techo x\ni:\n\t. v/bin/activate && pip install x\nu:\n\tpytest\n"},
            id="rules apart",
        ),
        pytest.param(
            {"Makefile": ".PHONY: a b\na:\n\t. v/bin/activate && pip install x\nb:\n\tpytest\n"},
            id=".PHONY makes nothing",
        ),
        pytest.param(
            {
                "Makefile": (
                    't: i\n\tpytest\ni:\n\tif [ "$(V)" ]; then . v/bin/activate; fi; pip'
                    " install x\n"
                )
            },
            id="an optional one",
        ),
        pytest.param(
            {"run.sh": "(\n. v/bin/activate\npip install x\n)\ntar c x\n"},
            id="subshell with its use",
        ),
        pytest.param(
            {"run.sh": ". v/bin/activate\npip install x\nif x; then python y.py; fi\n"},
            id="one shell",
        ),
        pytest.param({"run.sh": "f() { . v/bin/activate; }\nf\npython y.py\n"}, id="by a function"),
        pytest.param({"run.sh": "{ . v/bin/activate; }\npython y.py\n"}, id="a group is no shell"),
        pytest.param(
            {
                "run.sh": (
                    "bash -c '. v/bin/activate && pip install x'\npython3 -m venv w\npython3"
                    " --version\n"
                )
            },
            id="needs no environment",
        ),
        pytest.param(
            {"run.sh": "(. v/bin/activate; pip check)\n$PYTHON -m pip list\n"},
            id="an interpreter that a variable names",
        ),
        pytest.param({"run.sh": 'eval "source v/bin/activate"\npython y.py\n'}, id="eval"),
        pytest.param({"env.sh": "source v/bin/activate\n"}, id="a script to be sourced"),
        pytest.param(
            {
                "up.sh": "source v/bin/activate\n",
                "README.md": "```sh\nsource up.sh\npython a.py\n```\n",
            },
            id="a script that is sourced",
        ),
        pytest.param(
            {
                "up.sh": "source v/bin/activate\npip install x\n",
                "README.md": "```sh\n./up.sh\npython a.py\n```\n",
            },
            id="a script that uses it",
        ),
        pytest.param(
            {
                "README.md": (
                    "```sh\npython -m venv v\nsource v/bin/activate\n```\n```sh\npip install"
                    " x\n```\n"
                )
            },
            id="README is one shell",
        ),
        pytest.param({"run.sh": "cat <<EOF\n(. v/bin/activate)\nEOF\npip install x\n"}, id="text"),
    ],
)
def test_quiet(files):
    assert lint("VL402", files) == []


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        pytest.param(
            {"Dockerfile": "FROM python:3.12\nRUN . /v/bin/activate\nRUN pip install x\n"},
            [2],
            id="RUN",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    'FROM python:3.12\nRUN . /v/bin/activate && pip install x\nCMD ["gunicorn",'
                    ' "a"]\n'
                )
            },
            [2],
            id="used, and needed by CMD",
        ),
        pytest.param(
            steps("source activate dev\npip install -e .", "pip install tabulate\npython a.py"),
            [7],
            id="the only other step installs something",
        ),
        pytest.param(
            steps(
                "source activate dev\npip install -e .",
                "source activate dev\nruff check",
                "pip install pytest\npytest",
            ),
            [10],
            id="a step brings the runner of the project's tests",
        ),
        pytest.param(
            steps(
                "source activate dev\npip install -e .",
                "source activate dev\nruff check",
                "pip install tabulate\npython report.py",
                "pytest",
            ),
            [10],
            id="a step behind one that brings what it runs",
        ),
        pytest.param(
            steps(
                "source activate dev\npip install -e .",
                "source activate dev\nruff check",
                "pip install -r more.txt\npython report.py",
            ),
            [10],
            id="a step installs a list",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nRUN . /v/bin/activate && pip install -r base.txt\n"
                    "RUN pip install -r more.txt\n"
                )
            },
            [2],
            id="used, and needed for another list",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nRUN . /v/bin/activate && pip install six\n"
                    "RUN pip install six gunicorn\n"
                )
            },
            [2],
            id="used, and needed for another name",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nRUN . /v/bin/activate && pip install six\n"
                    "RUN pip install staticx && staticx a b\n"
                )
            },
            [2],
            id="activated once, and one shell brings what it runs",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nRUN . /v/bin/activate && pip install six\n"
                    "RUN . /v/bin/activate && pip install flask\n"
                    "RUN pip install gunicorn && python manage.py collectstatic\n"
                )
            },
            [3],
            id="the project's own code behind what is installed",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nRUN . /v/bin/activate\nRUN pip install -r base.txt\n"
                    "RUN pip install -r base.txt\n"
                )
            },
            [2],
            id="a list that is installed twice behind it",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nRUN . /v/bin/activate\n"
                    "RUN pip install --upgrade pip wheel\nRUN pip install x\n"
                )
            },
            [2],
            id="pip renews itself first",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nWORKDIR /app\nRUN . /v/bin/activate && uv pip install x\n"
                    "RUN uv pip install y\n"
                )
            },
            [3],
            id="uv finds none of another name",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12 AS b\nRUN . /v/bin/activate\nFROM b\nENTRYPOINT python a.py\n"
                )
            },
            [2],
            id="needed in the next stage",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nENV PATH=$PATH:/v/.venv/bin\nRUN ."
                    " /v/.venv/bin/activate\nRUN pip install x\n"
                )
            },
            [3],
            id="last on PATH",
        ),
        pytest.param(github("run: source v/bin/activate", "run: pip install x"), [6], id="step"),
        pytest.param(
            github("run: source v/bin/activate && pip install x", "run: python -m pytest"),
            [6],
            id="step that used it",
        ),
        pytest.param(
            github(
                "run: . v/bin/activate; pip install x",
                "run: . v/bin/activate; pytest",
                "run: pip list",
            ),
            [7],
            id="activated again, and not in the last step",
        ),
        pytest.param(
            github("run: . v/bin/activate", "run: pip install x", "run: . v/bin/activate; pytest"),
            [6],
            id="activated again, but not used at first",
        ),
        pytest.param(
            github("run: . v/bin/activate; echo $HOME/.local/bin >> $GITHUB_PATH", "run: pytest"),
            [6],
            id="another GITHUB_PATH",
        ),
        pytest.param(
            github(
                "run: . v/bin/activate; echo VIRTUAL_ENV=$VIRTUAL_ENV >> $GITHUB_ENV",
                "run: pip install x",
            ),
            [6],
            id="VIRTUAL_ENV alone",
        ),
        pytest.param(
            github(
                "run: .\\v\\Scripts\\Activate.ps1\n        shell: pwsh",
                "run: pip install x\n        shell: pwsh",
            ),
            [6],
            id="PowerShell",
        ),
        pytest.param(
            {"Makefile": "t:\n\t. v/bin/activate\n\tpip install x\n"}, [2], id="lines of a recipe"
        ),
        pytest.param(
            {"Makefile": "t: a\n\tpytest\na:\n\t. v/bin/activate\n"}, [4], id="a prerequisite"
        ),
        pytest.param({"run.sh": "(. v/bin/activate)\npip install x\n"}, [1], id="subshell"),
        pytest.param(
            {"run.sh": "#!/bin/sh\nbash -c '. v/bin/activate'\npython y.py\n"}, [2], id="bash -c"
        ),
        pytest.param({"run.sh": ". v/bin/activate | tee log\npython y.py\n"}, [1], id="pipeline"),
        pytest.param({"run.sh": ". v/bin/activate &\npython y.py\n"}, [1], id="background"),
        pytest.param(
            {
                "up.sh": "source v/bin/activate\n",
                "README.md": "```sh\n./up.sh\npip install x\n```\n",
            },
            [1],
            id="a script run as a program",
        ),
        pytest.param(
            {"README.md": "```sh\n(source v/bin/activate)\npip install x\n```\n"}, [2], id="README"
        ),
    ],
)
def test_loud(files, lines):
    path = next(iter(files))
    found = findings("VL402", files)
    assert [
        (violation.at.path, violation.at.line, violation.severity.label) for violation in found
    ] == [(path, line, "error") for line in lines]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "Dockerfile": (
                    "FROM python:3.12\nRUN . /v/bin/activate\nRUN /v/bin/pip install x\nCMD"
                    ' ["/v/bin/python"]\n'
                )
            },
            id="image",
        ),
        pytest.param(
            {"Makefile": "activate:\n\t. v/bin/activate\n"}, id="a target that only activates"
        ),
        pytest.param(
            {".gitpod.yml": "tasks:\n- command: (. v/bin/activate)\n"}, id="Gitpod, in a subshell"
        ),
        pytest.param(
            {".devcontainer/devcontainer.json": '{"postCreateCommand": ". v/bin/activate"}'},
            id="a container's own shell",
        ),
        pytest.param(
            github("run: python -m venv v && . v/bin/activate", "run: v/bin/pip install x"),
            id="step",
        ),
    ],
)
def test_useless(files):
    assert [violation.severity.label for violation in findings("VL402", files)] == ["warning"]


def test_activations_before_one_command_that_needs_them_are_one_slip():
    once = "run: python -m venv .venv && . .venv/bin/activate && pip install -U pip"
    again = "run: . .venv/bin/activate && pip install -r requirements.txt"
    bare = "run: pip list"
    assert [one.at.line for one in findings("VL402", github(once, again, bare))] == [7]
    assert [one.at.line for one in findings("VL402", github(once, bare, again, bare))] == [6, 8]
    assert [one.at.line for one in findings("VL402", github(again, again, again, bare))] == [8]


def test_message():
    (violation,) = findings(
        "VL402", {"Dockerfile": "FROM python:3.12\nRUN . /v/bin/activate\nRUN pip install x\n"}
    )
    assert (
        violation.message == "the activation ends with the `RUN`; `pip` on line 3 runs without it"
    )
    assert (
        violation.suggestion
        == 'Put `ENV PATH="/v/bin:$PATH"` before what needs it, or call `/v/bin/pip`.'
    )
    assert [(place.at.line, place.at.column) for place in violation.related] == [(3, 5)]


@pytest.mark.parametrize(
    "shell", ["/usr/bin/env bash", "/usr/bin/env -S bash -e", "/bin/bash -o pipefail"]
)
def test_a_shell_that_env_finds(shell):
    text = (
        f"SHELL := {shell}\nenv:\n\tsource venv/bin/activate\n\ninstall: env\n\tpip install -r"
        " requirements.txt\n"
    )
    assert lint("VL402", {"Makefile": text}) == [
        "Makefile:3: the activation ends with the line; `pip` on line 6 runs without it"
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("import os\nimport sys\n", [], id="Python is enough"),
        pytest.param("import requests\n", [7], id="it needs a package"),
        pytest.param("import shop\n", [7], id="or a module of the project"),
    ],
)
def test_a_script_that_needs_nothing_but_python(source, expected):
    text = (
        "jobs:\n  a:\n    docker: [{image: cimg/python:3.12}]\n    steps:\n      - checkout\n"
        "      - run: . v/bin/activate && pip install six\n      - run: python ./ci/next.py minor\n"
    )
    files = {"ci/next.py": source, ".circleci/config.yml": f"version: 2.1\n{text}"}
    assert [one.at.line for one in findings("VL402", files)] == expected


def test_a_step_that_jobs_share_is_told_once():
    job = "    docker: [{image: cimg/python:3.12}]\n    steps: [install, {run: pytest}]\n"
    text = (
        "version: 2.1\ncommands:\n  install:\n    steps:\n      - run: . v/bin/activate\n"
        f"jobs:\n  a:\n{job}  b:\n{job}"
    )
    assert [one.at.line for one in findings("VL402", {".circleci/config.yml": text})] == [5]


INLINE = (
    "run: . .venv/bin/activate && pytest",
    "run: |\n          python - <<'PY'\n          {}\n          PY",
)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        pytest.param("import xml.etree.ElementTree as ET, sys", 0, id="the standard library"),
        pytest.param("print(1)", 0, id="imports nothing"),
        pytest.param("import sys, requests", 1, id="something else behind a comma"),
        pytest.param("from flask import Flask", 1, id="from something else"),
    ],
)
def test_code_that_python_is_given_there(code, said):
    assert len(lint("VL402", github(*(step.format(code) for step in INLINE)))) == said
    short = (INLINE[0], f'run: python -c "{code}"')
    assert len(lint("VL402", github(*short))) == said


def test_a_script_whose_commands_stand_in_a_function():
    text = (
        "#!/bin/bash\nmain() {\n  python3 -m venv v\n  bash -c 'source v/bin/activate'\n"
        '  pip install six\n}\nmain "$@"\n'
    )
    (found,) = findings("VL402", {"a.sh": text})
    assert found.at.line == 4
    assert findings("VL402", {"a.sh": text.replace('main "$@"\n', "")}) == []


def test_what_every_bash_of_a_job_reads_first():
    text = (
        "version: 2.1\njobs:\n  t:\n    docker: [{image: cimg/python:3.12}]\n    environment:\n"
        "      BASH_ENV: venv/bin/activate\n    steps:\n      - run: python -m venv venv\n"
        "      - run: . venv/bin/activate\n      - run: pip install six\n"
    )
    assert findings("VL402", {".circleci/config.yml": text}) == []
    other = text.replace("BASH_ENV: venv/bin/activate", "BASH_ENV: ci/env.sh")
    assert len(findings("VL402", {".circleci/config.yml": other})) == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("${{ env.activate }}", 0, id="an expression"),
        pytest.param("${{ inputs.setup }}", 0, id="what is given"),
        pytest.param("$ACTIVATE", 0, id="a variable"),
        pytest.param("${ACTIVATE}", 0, id="in braces"),
        pytest.param("eval $ACTIVATE", 0, id="eval"),
        pytest.param('eval "$ACTIVATE"', 0, id="eval of a text"),
        pytest.param('"$ACTIVATE"', 1, id="a program's name"),
        pytest.param("$TOOL --version", 1, id="with arguments"),
        pytest.param("$(date)", 1, id="what a command says"),
        pytest.param("true", 1, id="nothing of the kind"),
    ],
)
def test_a_line_that_may_be_any_command(line, said):
    steps = (
        "run: . .venv/bin/activate && pip install x",
        f"run: |\n          {line}\n          pytest",
    )
    assert len(lint("VL402", github(*steps))) == said


def conda(rest: str) -> dict[str, str]:
    return {
        "environment.yml": "name: web\ndependencies: [python]\n",
        "Dockerfile": "FROM continuumio/miniconda3\nRUN conda env create -f environment.yml\n"
        + rest,
    }


PIP = "RUN pip install six\n"
LOGIN = 'SHELL ["/bin/bash", "--login", "-c"]\n'


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(conda("RUN conda run -n web pip install six\n"), id="nothing is activated"),
        pytest.param(conda("RUN source activate web && pip install six\n"), id="in one shell"),
        pytest.param(
            conda(f"RUN conda activate web\nENV PATH=/opt/conda/envs/web/bin:$PATH\n{PIP}"),
            id="ENV",
        ),
        pytest.param(
            conda(
                f'SHELL ["conda", "run", "-n", "web", "bash", "-c"]\nRUN conda activate web\n{PIP}'
            ),
            id="the shell is in it",
        ),
        pytest.param(
            conda(
                f"RUN echo 'conda activate web' >> ~/.bashrc\n{LOGIN}RUN conda activate web\n{PIP}"
            ),
            id="a profile activates it",
        ),
        pytest.param(conda(f"RUN conda activate\n{PIP}"), id="the base"),
        pytest.param(conda(f"RUN conda activate base\n{PIP}"), id="the base by its name"),
        pytest.param(conda(f"RUN conda deactivate web\n{PIP}"), id="no activation"),
        pytest.param(conda(f"RUN ./activate web\n{PIP}"), id="a program of that name"),
        pytest.param(
            github(
                "uses: conda-incubator/setup-miniconda@v3\n        with: {activate-environment: ci}",
                "run: conda activate ci",
                "run: pip install six",
            ),
            id="an action activates it",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": "t:\n  image: continuumio/miniconda3\n  before_script:\n"
                "    - conda activate ci\n  script:\n    - pip install six\n"
            },
            id="one shell of GitLab",
        ),
        pytest.param(
            {
                "azure-pipelines.yml": "steps:\n- script: conda activate ci && pip install x\n"
                "  condition: eq(variables['B'], 'conda')\n- script: pip install x\n"
                "  condition: eq(variables['B'], 'tox')\n"
            },
            id="never both of the steps",
        ),
    ],
)
def test_quiet_conda(files):
    assert lint("VL402", files) == []


@pytest.mark.parametrize(
    ("files", "line"),
    [
        pytest.param(conda(f"RUN conda activate web\n{PIP}"), 3, id="conda"),
        pytest.param(conda(f"{LOGIN}RUN conda activate web\n{PIP}"), 4, id="a login shell"),
        pytest.param(conda(f"RUN source activate web\n{PIP}"), 3, id="its old script"),
        pytest.param(conda(f"RUN . /opt/conda/bin/activate web\n{PIP}"), 3, id="by its path"),
        pytest.param(
            conda(f"RUN conda activate --no-stack /opt/e\n{PIP}"), 3, id="a folder, an option"
        ),
        pytest.param(
            conda("RUN conda activate web && pip install six\nRUN pip install attrs\n"),
            3,
            id="used, and needed later",
        ),
        pytest.param(
            github("run: conda create -n ci && source activate ci", "run: pip install six"),
            6,
            id="a step",
        ),
        pytest.param(
            {"Makefile": "env:\n\tconda activate web\n\tpip install six\n"}, 2, id="a line of make"
        ),
        pytest.param(
            {
                "azure-pipelines.yml": "steps:\n- script: conda activate ci && pip install x\n"
                "- script: pip install x\n"
            },
            2,
            id="a step of Azure",
        ),
    ],
)
def test_conda(files, line):
    (found,) = findings("VL402", files)
    assert (found.at.line, found.severity.label) == (line, "error")


def test_what_conda_has_for_it():
    (found,) = findings("VL402", conda(f"RUN conda activate web\n{PIP}"))
    assert "`conda run -n web pip`" in found.suggestion
    (found,) = findings("VL402", conda(f"RUN conda activate /opt/e\n{PIP}"))
    assert "/opt/e/bin" in found.suggestion


@pytest.mark.parametrize(
    "shell", ["(. .venv/bin/activate && {})", "bash -c '. .venv/bin/activate && {}'"]
)
def test_a_page_speaks_of_one_thing_after_another(shell):
    """What is started in a shell of its own is all that the environment is wanted for there."""
    first = shell.format("pip install -r bot.txt")
    page = f"# Bot\n\n```sh\n{first}\n```\n\n# Shop\n\n```sh\npip install flask\n```\n"
    assert lint("VL402", {"README.md": page, "bot.txt": "x\n"}) == []
    script = f"#!/bin/sh\n{first}\npip install flask\n"
    assert len(lint("VL402", {"run.sh": script, "bot.txt": "x\n"})) == 1


def test_an_entry_of_cogs_run_is_joined_with_the_next():
    text = "build:\n  run:\n  - python -m venv /v\n  - . /v/bin/activate\n  - pip install six\n"
    (found,) = findings("VL402", {"cog.yaml": text})
    assert "`. /v/bin/activate && pip install six`" in found.suggestion


MADE = "[python -m venv .venv, . .venv/bin/activate, pip install -r requirements.txt pytest]"
DRONE = (
    "kind: pipeline\nsteps:\n- {{name: a, {}commands: {}}}\n- {{name: b, {}commands: [pytest]}}\n"
)
OF_GITLAB = (
    "stages: [a, b]\na:\n  stage: a\n  image: python:3.12\n  script: {}\n  artifacts: {{paths: [{}]}}\n"
    "b:\n  stage: b\n  image: python:3.12\n  script: [pytest]\n{}"
)
BITBUCKET = (
    "pipelines:\n  default:\n  - step: {{image: 'python:3.12', script: {}, artifacts: [{}]}}\n"
    "  - step: {{image: 'python:3.12', script: [pytest]}}\n"
)


@pytest.mark.parametrize(
    ("path", "text", "is_lost"),
    [
        (".drone.yml", DRONE.format("image: python, ", MADE, "image: python, "), True),
        (".drone.yml", DRONE.format("image: 'python:3.12', ", MADE, "image: 'python:3', "), True),
        (".drone.yml", DRONE.format("image: acme/a, ", MADE, "image: acme/a, "), True),
        (".drone.yml", DRONE.format("image: python, ", MADE, "image: acme/a, "), False),
        (".drone.yml", DRONE.format("", MADE, ""), False),
        (
            ".drone.yml",
            DRONE.format("image: python, ", MADE.replace(".venv", "/srv/v"), "image: python, "),
            False,
        ),
        (".gitlab-ci.yml", OF_GITLAB.format(MADE, ".venv/", ""), True),
        (".gitlab-ci.yml", OF_GITLAB.format(MADE, "./.venv/**", ""), True),
        (".gitlab-ci.yml", OF_GITLAB.format(MADE, "build/", ""), False),
        (".gitlab-ci.yml", OF_GITLAB.format(MADE, ".venv/", "  needs: [a]\n"), True),
        (
            ".gitlab-ci.yml",
            OF_GITLAB.format(MADE, ".venv/", "  needs: [c]\nc:\n  stage: a\n  script: [x]\n"),
            False,
        ),
        ("bitbucket-pipelines.yml", BITBUCKET.format(MADE, ".venv/**"), True),
        ("bitbucket-pipelines.yml", BITBUCKET.format(MADE, "'**'"), True),
        ("bitbucket-pipelines.yml", BITBUCKET.format(MADE, "dist/**"), False),
    ],
)
def test_what_a_job_hands_to_the_next(path, text, is_lost):
    found = lint(
        "VL402", {path: text, "requirements.txt": "flask==3.0.0\n", "a.py": "import flask\n"}
    )
    assert bool(found) is is_lost
    assert all("`pytest`" in one for one in found)


@pytest.mark.parametrize("tool", ["conda", "micromamba"])
def test_an_environment_of_conda_is_called_by_the_tool_that_is_there(tool):
    text = (
        "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - run: |\n          {tool} create -n kit python\n          {tool} activate kit\n"
        "      - run: pip install six\n"
    )
    (found,) = findings("VL402", {".github/workflows/a.yml": text})
    assert found.suggestion == (
        "Write its folder of programs to `$GITHUB_PATH` in that step:"
        f' `echo "$CONDA_PREFIX/bin" >> "$GITHUB_PATH"`, or start it with `{tool} run -n kit pip`.'
    )
