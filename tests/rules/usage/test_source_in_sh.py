import pytest

from tests.lint import findings, fix, lint

ACTIVATE = "source /v/bin/activate && pip list"
STEPS = (
    "on: push\njobs:\n  t:\n    runs-on: {runner}\n{more}    steps:\n      - run: source"
    " v/bin/activate\n{step}"
)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"Dockerfile": f'FROM python:3.12\nSHELL ["/bin/bash", "-c"]\nRUN {ACTIVATE}\n'},
            id="SHELL bash",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    f'FROM debian AS a\nSHELL ["bash", "-c"]\nFROM a\nRUN {ACTIVATE}\nCMD'
                    f" {ACTIVATE}\n"
                )
            },
            id="SHELL of the stage below",
        ),
        pytest.param(
            {"Dockerfile": f"FROM alpine:3.20\nRUN {ACTIVATE}\n"}, id="busybox knows source"
        ),
        pytest.param(
            {"Dockerfile": f"FROM python:3.12-alpine\nRUN {ACTIVATE}\n"}, id="python on Alpine"
        ),
        pytest.param({"Dockerfile": f"FROM fedora:41\nRUN {ACTIVATE}\n"}, id="sh is bash"),
        pytest.param(
            {"Dockerfile": f"FROM example.org/own/base:1\nRUN {ACTIVATE}\n"}, id="unknown image"
        ),
        pytest.param({"Dockerfile": f"ARG B\nFROM $B\nRUN {ACTIVATE}\n"}, id="image from outside"),
        pytest.param(
            {"Dockerfile": f"FROM debian\nRUN ln -sf /bin/bash /bin/sh\nRUN {ACTIVATE}\n"},
            id="sh is made bash",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    f"FROM debian\nRUN bash -c '{ACTIVATE}'\nRUN"
                    f" <<EOF\n#!/bin/bash\n{ACTIVATE}\nEOF\n"
                )
            },
            id="bash by name",
        ),
        pytest.param(
            {"run.sh": f"#!/bin/sh\nsu - app -c '{ACTIVATE}'\n"}, id="the shell of a user"
        ),
        pytest.param(
            {"Dockerfile": f'FROM debian\nRUN runuser -l app -c "{ACTIVATE}"\n'},
            id="the shell of a user in an image",
        ),
        pytest.param(
            {"run.sh": f"#!/bin/sh\nsudo su -s /bin/bash --command '{ACTIVATE}' app\n"},
            id="a shell that `-s` names",
        ),
        pytest.param(
            {"Dockerfile": "FROM debian\nRUN . /v/bin/activate\nRUN source /etc/os-release\n"},
            id="no activate script",
        ),
        pytest.param(
            {"Makefile": "SHELL := /bin/bash\nt:\n\tsource v/bin/activate; x\n"},
            id="make with bash",
        ),
        pytest.param(
            {"Makefile": "t: SHELL = bash\nt:\n\tsource v/bin/activate; x\n"},
            id="a target's own shell",
        ),
        pytest.param(
            {"Makefile": "SHELL = $(shell command -v bash)\nt:\n\tsource v/bin/activate; x\n"},
            id="a shell that is looked for",
        ),
        pytest.param(
            {
                "Makefile": "include mk/common.mk\nt:\n\tsource v/bin/activate; x\n",
                "mk/common.mk": "SHELL := /bin/bash\n",
            },
            id="included shell",
        ),
        pytest.param(
            {
                "Makefile": "SHELL := /bin/bash\ninclude $(ROOT)/mk/*.mk\n",
                "mk/a.mk": "t:\n\tsource v/bin/activate; x\n",
            },
            id="shell of the file that includes",
        ),
        pytest.param(
            {
                "Makefile": "include a.mk b.mk\nt:\n\tsource v/bin/activate; x\n",
                "a.mk": "SHELL := bash\n",
                "b.mk": "SHELL := sh\n",
            },
            id="one of two shells",
        ),
        pytest.param({"run.sh": "#!/bin/bash\nsource v/bin/activate\n"}, id="bash script"),
        pytest.param({"run.sh": "source v/bin/activate\n"}, id="no first line that says"),
        pytest.param({"run.sh": "#!/bin/ash\nsource v/bin/activate\n"}, id="ash script"),
        pytest.param(
            {"run.sh": '#!/bin/sh\nif [ -n "$BASH_VERSION" ]; then source v/bin/activate; fi\n'},
            id="asks which shell it is",
        ),
        pytest.param(
            {"run.sh": "#!/bin/sh\nexec bash -c 'source v/bin/activate && x'\n"},
            id="bash within sh",
        ),
        pytest.param(
            {
                "run.sh": "#!/bin/sh\nsource v/bin/activate\n",
                "Dockerfile": "FROM alpine\nCOPY run.sh /\nCMD /run.sh\n",
            },
            id="only on Alpine",
        ),
        pytest.param(
            {".github/workflows/a.yml": STEPS.format(runner="ubuntu-latest", more="", step="")},
            id="GitHub's bash",
        ),
        pytest.param(
            {
                ".github/workflows/a.yml": STEPS.format(
                    runner="macos-14", more="", step="        shell: sh\n"
                )
            },
            id="sh of macOS",
        ),
        pytest.param(
            {"crontab": "SHELL=/bin/bash\n0 1 * * * source /v/bin/activate && x\n"},
            id="crontab with bash",
        ),
        pytest.param({"Procfile": "web: source v/bin/activate && x\n"}, id="Procfile"),
        pytest.param({"README.md": "```sh\nsource v/bin/activate\n```\n"}, id="README"),
        pytest.param(
            {"env.sh": "#!/usr/bin/env sh\nenter() {\n  source v/bin/activate\n}\n"},
            id="it only defines a function for another shell",
        ),
        pytest.param(
            {
                "ci/install.sh": "#!/bin/sh\nsource v/bin/activate\n",
                ".travis.yml": "language: python\ninstall: bash ci/install.sh\n",
            },
            id="the one caller names bash",
        ),
        pytest.param(
            {
                "ci/install.sh": "#!/bin/sh\nsource v/bin/activate\n",
                "all.sh": "#!/bin/bash\n. ci/install.sh\npip list\n",
                "README.md": "```\nbash ./ci/install.sh\n```\n",
            },
            id="one names bash, one is bash and reads it itself",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL403", files) == []


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        ({"Dockerfile": f"FROM python:3.12-slim\nRUN {ACTIVATE}\nCMD {ACTIVATE}\n"}, [2, 3]),
        ({"Dockerfile": f"ARG V=24.04\nFROM ubuntu:$V\nRUN x && \\\n # note\n {ACTIVATE}\n"}, [5]),
        ({"Dockerfile": f"FROM ros:humble\nRUN {ACTIVATE}\n"}, [2]),
        ({"Dockerfile": f"FROM osrf/ros:jazzy-desktop\nRUN {ACTIVATE}\n"}, [2]),
        ({"Dockerfile": f"FROM debian:12\nRUN <<E\nset -e\n{ACTIVATE}\nE\n"}, [4]),
        (
            {
                "Dockerfile": (
                    f'FROM debian:12\nRUN ["sh", "-c", "{ACTIVATE}"]\nRUN sh -ec "{ACTIVATE}"\n'
                )
            },
            [2, 3],
        ),
        ({"Makefile": "V = v\nt:\n\t@source $(V)/bin/activate && x\n"}, [3]),
        ({"Makefile": "SHELL ?= /bin/bash\nt:\n\tsource v/bin/activate && x\n"}, [3]),
        (
            {
                "run.sh": (
                    "#!/bin/sh -e\nsource v/bin/activate\nif x; then source v/bin/activate; fi\n"
                )
            },
            [2, 3],
        ),
        ({"run.sh": "#!/bin/bash\nsh -c 'source v/bin/activate'\n"}, [2]),
        ({"run.sh": "#!/bin/bash\nsu -s /bin/sh app -lc 'source v/bin/activate'\n"}, [2]),
        ({"crontab": "0 1 * * * source /v/bin/activate && x\n"}, [1]),
        ({"a.service": "[Service]\nExecStart=/bin/sh -c 'source /v/bin/activate && x'\n"}, [2]),
        (
            {
                ".github/workflows/a.yml": STEPS.format(
                    runner="ubuntu-22.04", more="", step="        shell: sh\n"
                )
            },
            [6],
        ),
        (
            {
                ".github/workflows/a.yml": STEPS.format(
                    runner="ubuntu-22.04", more="    container: python:3.12\n", step=""
                )
            },
            [7],
        ),
    ],
)
def test_loud(files, lines):
    assert_loud(files, lines)


def test_a_makefile_that_nobody_includes_gives_no_shell():
    assert_loud(
        {
            "Makefile": "include a.mk\nt:\n\tsource v/bin/activate; x\n",
            "a.mk": "V = v\n",
            "b/Makefile": "SHELL := bash\ninclude ../a.mk\n",
        },
        [3],
    )


def assert_loud(files, lines):
    path = next(iter(files))
    assert [text.split(": ")[0] for text in lint("VL403", files)] == [
        f"{path}:{line}" for line in lines
    ]


def test_message_and_fix():
    files = {"Dockerfile": "FROM python:3.12\r\nRUN source /v/bin/activate && x\r\n"}
    (violation,) = findings("VL403", files)
    assert (
        violation.message
        == "dash, the `sh` here, has no `source`, so `/v/bin/activate` is never read"
    )
    assert fix("VL403", files) == {
        "Dockerfile": "FROM python:3.12\r\nRUN . /v/bin/activate && x\r\n"
    }


@pytest.mark.parametrize(
    "caller",
    [
        pytest.param("./ci/install.sh", id="by its first line"),
        pytest.param("sh ci/install.sh", id="by sh"),
        pytest.param("bash ci/install.sh\n./ci/install.sh", id="once by bash, once not"),
        pytest.param("bash other.sh", id="bash runs another one"),
    ],
)
def test_callers_that_do_not_name_another_shell(caller):
    files = {
        "ci/install.sh": "#!/bin/sh\nsource v/bin/activate\n",
        "all.sh": f"#!/bin/sh\n{caller}\npip list\n",
    }
    assert [violation.at.path for violation in findings("VL403", files)] == ["ci/install.sh"]


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("a.def", f"Bootstrap: docker\nFrom: python:3.12\n\n%post\n    {ACTIVATE}\n", "`%post -c"),
        ("cog.yaml", f"build:\n  run:\n  - {ACTIVATE}\n", "call bash by name"),
        ("Dockerfile", f"FROM python:3.12\nRUN {ACTIVATE}\n", 'SHELL ["/bin/bash", "-c"]'),
    ],
)
def test_what_chooses_bash_there(path, text, told):
    (found,) = findings("VL403", {path: text})
    assert told in found.suggestion
