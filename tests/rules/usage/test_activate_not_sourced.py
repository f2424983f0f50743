import pytest

from tests.lint import findings, fix, lint

CI = (
    "on: push\njobs:\n  t:\n    runs-on: {runner}\n    steps:\n      - run: {run}\n        shell:"
    " {shell}\n"
)

MATRIX = (
    "on: push\njobs:\n  t:\n    strategy:\n      matrix:\n        os: [ubuntu-latest,"
    " windows-latest]\n    runs-on: ${{{{ matrix.os }}}}\n    steps:\n      - {}\n"
)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"run.sh": "#!/bin/sh\n. .venv/bin/activate\nsource venv/bin/activate\n"}, id="sourced"
        ),
        pytest.param(
            {
                "run.sh": (
                    "#!/bin/sh\necho .venv/bin/activate\ntest -f venv/bin/activate && cat"
                    " venv/bin/activate\n"
                )
            },
            id="an argument",
        ),
        pytest.param(
            {"run.sh": "#!/bin/sh\ncat <<EOF\nvenv/bin/activate\nbash venv/bin/activate\nEOF\n"},
            id="text of a here-document",
        ),
        pytest.param(
            {"run.sh": "#!/bin/sh\nssh host 'venv/bin/activate; python app.py'\n"},
            id="text for another machine",
        ),
        pytest.param(
            {
                "run.sh": (
                    "#!/bin/bash\nexec bash --rcfile venv/bin/activate\nbash --init-file"
                    " venv/bin/activate -i\n"
                )
            },
            id="a startup file",
        ),
        pytest.param(
            {"run.bat": "call venv\\Scripts\\activate\r\nvenv\\Scripts\\activate.bat\r\n"}, id="cmd"
        ),
        pytest.param(
            {
                "run.ps1": (
                    ".\\venv\\Scripts\\Activate.ps1\nvenv/Scripts/activate\n&"
                    " venv\\Scripts\\activate\n"
                )
            },
            id="PowerShell",
        ),
        pytest.param(
            {
                "Makefile": (
                    "$(VENV)/bin/activate: requirements.txt\n\tpython3 -m venv $(VENV)\n\ttouch"
                    " $@\n"
                )
            },
            id="a target's name",
        ),
        pytest.param(
            {
                "Makefile": (
                    "A = . venv/bin/activate\nt:\n\t$(A); python x.py\n\t. $(V)/bin/activate;"
                    " python x.py\n"
                )
            },
            id="a variable with the dot",
        ),
        pytest.param(
            {
                "README.md": (
                    "```text\nvenv/bin/activate\n```\n    venv/bin/activate\n`venv/bin/activate`\n"
                )
            },
            id="no shell's block",
        ),
        pytest.param(
            {
                "README.md": (
                    "```bash\nvenv\\Scripts\\activate  # Windows\nvenv/Scripts/activate\n```\n"
                )
            },
            id="Windows' part of a README",
        ),
        pytest.param(
            {
                "README.md": (
                    "```console\n$ . venv/bin/activate\nvenv/bin/activate: Permission denied\n```\n"
                )
            },
            id="output",
        ),
        pytest.param(
            {
                "README.md": (
                    "```bash\n> uv venv\n> source .venv/bin/activate\n> uv pip install -e .\n```\n"
                )
            },
            id="a bare prompt, no file that it is sent into",
        ),
        pytest.param(
            {"README.md": "```console\n$ cd a && \\\n> . venv/bin/activate\n```\n"},
            id="the prompt of a command that goes on",
        ),
        pytest.param(
            {"run.sh": "#!/bin/sh\nbin/activate --all\n", "bin/activate": "#!/bin/sh\necho mine\n"},
            id="a script of one's own",
        ),
        pytest.param(
            {
                ".github/workflows/a.yml": CI.format(
                    runner="windows-latest", run="venv/Scripts/activate", shell="pwsh"
                )
            },
            id="pwsh step",
        ),
        pytest.param(
            {
                ".github/workflows/a.yml": MATRIX.format(
                    "if: matrix.os == 'windows-latest'\n        run: venv/Scripts/activate"
                )
            },
            id="Windows' step of a matrix",
        ),
        pytest.param(
            {".github/workflows/a.yml": MATRIX.format("run: venv/Scripts/activate")},
            id="a matrix with Windows in it",
        ),
        pytest.param(
            {".gitlab-ci.yml": "t:\n  tags: [windows]\n  script:\n    - venv/Scripts/activate\n"},
            id="a runner that may be PowerShell's",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM x\nCOPY a venv/bin/activate\nENV A=venv/bin/activate\n# RUN"
                    " venv/bin/activate\n"
                )
            },
            id="other instructions",
        ),
        pytest.param(
            {"run.sh": "#!/usr/bin/env python3\nvenv/bin/activate\n"}, id="no shell script"
        ),
        pytest.param(
            {"run.sh": "activate() { . venv/bin/activate; }\nactivate\nactivate/bin/x\n"},
            id="a function of that name",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL401", files) == []


@pytest.mark.parametrize(
    ("files", "places"),
    [
        ({"run.sh": "#!/bin/sh\n.venv/bin/activate\n"}, ["run.sh:2"]),
        (
            {"bin/run": "#!/usr/bin/env bash\n[ -d v ] || python -m venv v; ./v/bin/activate\n"},
            ["bin/run:2"],
        ),
        (
            {
                "run.sh": (
                    "V=/opt/app\nsudo -u app -- $V/bin/activate\nenv A=b $X/bin/activate\nB=c exec"
                    " venv/bin/activate\n"
                )
            },
            ["run.sh:2", "run.sh:3", "run.sh:4"],
        ),
        (
            {
                "run.sh": (
                    "bash -eu venv/bin/activate\nsh venv/bin/activate\ntime zsh venv/bin/activate\n"
                )
            },
            ["run.sh:1", "run.sh:2", "run.sh:3"],
        ),
        (
            {
                "run.sh": (
                    "if true; then\n  (cd x && ../venv/bin/activate)\nfi\nx=$(venv/bin/activate)\n"
                )
            },
            ["run.sh:2", "run.sh:4"],
        ),
        ({"run.sh": "#!/bin/bash\nvenv/Scripts/activate\n"}, ["run.sh:2"]),
        (
            {
                "run.sh": (
                    "#!/bin/bash\nbash -c 'cd x && venv/bin/activate && python y.py'\neval"
                    ' "venv/bin/activate"\n'
                )
            },
            ["run.sh:2", "run.sh:3"],
        ),
        (
            {
                "Dockerfile": (
                    'FROM x\nRUN a && \\\n  /v/bin/activate\nRUN ["bash", "/v/bin/activate"]\nCMD'
                    ' ["sh", "-c", "/v/bin/activate && x"]\n'
                )
            },
            [3, 4, 5],
        ),
        ({"Dockerfile": "FROM x\nRUN <<EOF\nset -e\n/v/bin/activate\nEOF\n"}, [4]),
        (
            {
                "Makefile": (
                    "V ?= .venv\nt:\n\t@$(V)/bin/activate && pip list\n\t-bash $V/bin/activate\n"
                )
            },
            [3, 4],
        ),
        ({"Procfile": "web: venv/bin/activate && gunicorn app:app\n"}, [1]),
        (
            {
                "app.service": (
                    "[Service]\nExecStart=/bin/sh -c '/srv/v/bin/activate && python /srv/app.py'\n"
                )
            },
            [2],
        ),
        ({"crontab": "0 5 * * * /srv/v/bin/activate && python /srv/app.py\n"}, [1]),
        (
            {
                "README.rst": (
                    "Install\n\n.. code-block:: bash\n\n   python -m venv v\n  "
                    " v/bin/activate\n\nDone.\n"
                )
            },
            [6],
        ),
        ({"README.md": "```console\n$ python -m venv v\n(v) $ v/bin/activate\n```\n"}, [3]),
        ({"README.md": "```sh\n> python -m venv v\n(v) > v/bin/activate\n```\n"}, [3]),
        (
            {
                ".github/workflows/a.yml": CI.format(
                    runner="ubuntu-latest", run='"x && venv/bin/activate"', shell="bash"
                )
            },
            [6],
        ),
        (
            {
                ".github/workflows/a.yml": CI.format(
                    runner="windows-latest", run="venv/Scripts/activate", shell="bash"
                )
            },
            [6],
        ),
        (
            {".gitlab-ci.yml": "t:\n  script:\n    - |\n      set -e\n      venv/bin/activate\n"},
            [5],
        ),
        ({"run.sh": "bin/activate\n", "bin/activate": "VIRTUAL_ENV=/x\n"}, [1]),
    ],
)
def test_loud(files, places):
    path = next(iter(files))
    found = [text.split(": ")[0] for text in lint("VL401", files)]
    assert found == [place if isinstance(place, str) else f"{path}:{place}" for place in places]


def test_the_place_is_the_script_alone():
    (violation,) = findings("VL401", {"run.sh": "cd x && sudo ../v/bin/activate && pip list\n"})
    assert (violation.at.column, violation.at.end_column) == (14, 31)
    assert (
        violation.message
        == "`../v/bin/activate` is run in a process of its own, which activates nothing"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "#!/bin/sh\r\nvenv/bin/activate && pip list\r\n",
            "#!/bin/sh\r\n. venv/bin/activate && pip list\r\n",
        ),
        ('bash -x "$V/bin/activate"\n', '. "$V/bin/activate"\n'),
    ],
)
def test_fix(before, after):
    assert fix("VL401", {"run.sh": before}) == {"run.sh": after}


@pytest.mark.parametrize(
    "text",
    ["sudo venv/bin/activate\n", "yes | venv/bin/activate\n", "B='bash v/bin/activate'\n$B\n"],
)
def test_no_fix(text):
    assert [violation.fix for violation in findings("VL401", {"run.sh": text})] == [None]


def test_fix_elsewhere():
    assert fix("VL401", {"Makefile": "V = v\nt:\n\t@$(V)/bin/activate && x\n"}) == {
        "Makefile": "V = v\nt:\n\t@. $(V)/bin/activate && x\n"
    }
    assert [
        violation.fix
        for violation in findings("VL401", {"Dockerfile": 'FROM x\nRUN ["v/bin/activate"]\n'})
    ] == [None]
    workflow = (
        "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n         "
        " v/bin/activate\n          pip list\n"
    )
    assert fix("VL401", {".github/workflows/a.yml": workflow}) == {
        ".github/workflows/a.yml": workflow.replace("v/bin", ". v/bin")
    }


@pytest.mark.parametrize(
    ("files", "in_vain"),
    [
        ({"Makefile": "a:\n\tvenv/bin/activate\n\tpip install six\n"}, True),
        ({"Makefile": "a:\n\tvenv/bin/activate && pip install six\n"}, False),
        ({"Makefile": "a:\n\tbash -c 'venv/bin/activate'; pip install six\n"}, True),
        ({"Dockerfile": "FROM python:3.12\nRUN venv/bin/activate\nRUN pip install six\n"}, True),
        ({"run.sh": "#!/bin/sh\nvenv/bin/activate\n"}, False),
        ({"README.md": "```sh\n$ venv/bin/activate\n```\n"}, False),
    ],
)
def test_what_would_end_with_its_shell_all_the_same(files, in_vain):
    (found,) = findings("VL401", files)
    assert found.suggestion.startswith("Delete it, or call" if in_vain else "Put a dot")
    assert (found.fix is None) is in_vain
