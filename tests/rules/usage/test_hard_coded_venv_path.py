"""VL408: paths into an environment in somebody's home."""

from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint

CODE = "VL408"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(
            "run.sh", "/opt/shop/venv/bin/python x\n/srv/venv/bin/pip\n", id="deployment roots"
        ),
        pytest.param(
            "run.sh",
            "# /home/alice/shop/venv/bin/python\nls  # /home/alice/venv/bin/python\n",
            id="comments",
        ),
        pytest.param("run.sh", "echo run /home/alice/shop/venv/bin/python\n", id="only printed"),
        pytest.param("run.sh", "cat /home/alice/notes.env\n", id="no environment"),
        pytest.param(
            "run.sh",
            "/opt/conda/bin/python x\n$HOME/miniconda3/bin/conda\n/home/ubuntu/anaconda3/bin/pip\n",
            id="conda of a machine, of whoever it is",
        ),
        pytest.param(
            "run.sh",
            "bash /home/alice/miniconda3.sh\nls /home/alice/anaconda3/pkgs /home/alice/conda/recipes\n",
            id="conda's installer, caches, recipes",
        ),
        pytest.param("run.sh", "source /home/alice/shop/env\n", id="may be a file of variables"),
        pytest.param(
            "run.sh",
            "$HOME/venv/bin/python ~/venv/bin/pip $BASE/home/alice/venv/bin/pip\n",
            id="variables",
        ),
        pytest.param(
            "run.sh", "/home/{{ user }}/venv/bin/pip /home/$USER/venv/bin/pip\n", id="whoever it is"
        ),
        pytest.param(
            "run.sh",
            "ssh shop 'source /home/alice/shop/venv/bin/activate'\n",
            id="on another machine",
        ),
        pytest.param("run.sh", "/home/ubuntu/shop/venv/bin/gunicorn\n", id="a machine's account"),
        pytest.param(
            "a.service", "[Service]\nExecStart=/home/alice/shop/venv/bin/gunicorn\n", id="a unit"
        ),
        pytest.param(
            "crontab", "0 1 * * * /home/alice/shop/venv/bin/python x.py\n", id="a crontab"
        ),
        pytest.param(
            "Dockerfile",
            "FROM python\nRUN python -m venv /home/shop/venv && /home/shop/venv/bin/pip"
            " install x\n",
            id="an image",
        ),
        pytest.param(
            "update.sh",
            "source /home/alice/venv/bin/activate\ngit pull\nsudo supervisorctl restart all\n",
            id="a script that updates its server",
        ),
        pytest.param(
            "update.sh",
            "/home/alice/venv/bin/pip install -r a.txt\nsudo systemctl restart shop.service\n",
            id="a script that restarts a unit",
        ),
        pytest.param(
            "ap/cron_jobs/backup.sh", "source /home/alice/venv/bin/activate\n", id="run by cron"
        ),
        pytest.param("cron_stats.sh", ". /home/alice/venv/bin/activate\n", id="called so"),
        pytest.param("run.sh", ". /home/virtualenvs/shop/bin/activate\n", id="for everybody"),
        pytest.param("README.md", "Run `/home/alice/shop/venv/bin/python`\n", id="a document"),
        pytest.param(
            ".vscode/settings.json",
            '{"a": ".venv/bin/python", "b": "${env:HOME}/.virtualenvs/x/bin/python"}',
            id="variables of VS Code",
        ),
        pytest.param(
            ".vscode/settings.json",
            '{\n // "/home/alice/shop/.venv/bin/python"\n}',
            id="a comment in settings",
        ),
        pytest.param("x.py", "import a\nPATH = '/home/alice/venv/bin/python'\n", id="source code"),
        pytest.param(
            "run.sh",
            "/home/alice/.pyenv/versions/3.12.4/bin/python x\n",
            id="an interpreter for all projects",
        ),
        pytest.param("x.py", "#!/home/alice/.local/bin/python3\n", id="no environment's python"),
        pytest.param("run.sh", "cat /home/alice/envs/shop/settings.sh\n", id="settings"),
        pytest.param(
            "run.sh",
            "/glade/work/conda/envs/npl/bin/python x\n/cluster/software/conda/bin/conda\n",
            id="what a cluster has for everybody",
        ),
        pytest.param(
            "run.sh",
            "/global/homes/$USER/venv/bin/pip\n/gpfs/home/{user}/venv/bin/pip\n",
            id="whoever it is on a cluster",
        ),
        pytest.param(
            "run.sh", "/app/static/home/alice/venv/bin/python x\n", id="a folder called home"
        ),
    ],
)
def test_quiet(path, text):
    assert lint(CODE, {path: text}) == []


def test_quiet_where_git_does_not_track_it():
    settings = '{"python.pythonPath": "/home/alice/shop/.venv/bin/python"}'
    assert lint(CODE, {"a.py": ""}, untracked={".vscode/settings.json": settings}) == []


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        (
            "bin/report",
            "#!/home/alice/shop/venv/bin/python3.11\nprint()\n",
            (1, 3, "/home/alice/shop/venv"),
        ),
        (
            "tools/x.py",
            "#!/Users/bob/.virtualenvs/shop/bin/python\n",
            (1, 3, "/Users/bob/.virtualenvs/shop"),
        ),
        ("run.sh", "a\nexec /home/alice/shop/env/bin/gunicorn\n", (2, 6, "/home/alice/shop/env")),
        ("Makefile", "PY = /Users/bob/shop/.venv/bin/python\n", (1, 6, "/Users/bob/shop/.venv")),
        (
            "package.json",
            '{"scripts": {"start": "/Users/bob/shop/.venv/bin/python app.py"}}',
            (1, 24, "/Users/bob/shop/.venv"),
        ),
        (
            "Taskfile.yml",
            "tasks:\n  run: /Users/bob/shop/.venv/bin/python app.py\n",
            (2, 8, "/Users/bob/shop/.venv"),
        ),
        (
            "train.sbatch",
            "#!/bin/bash\nsource /home/alice/envs/shop/bin/activate\n",
            (2, 8, "/home/alice/envs/shop"),
        ),
        ("Makefile", "VENV := /Users/bob/shop/.venv\n", (1, 9, "/Users/bob/shop/.venv")),
        (
            "run.bat",
            "@echo off\r\nC:\\Users\\Bob\\shop\\venv\\Scripts\\python.exe a.py\r\n",
            (2, 1, "C:\\Users\\Bob\\shop\\venv"),
        ),
        (
            "run.sh",
            "/home/alice/.pyenv/versions/shop/bin/python x\n",
            (1, 1, "/home/alice/.pyenv/versions/shop"),
        ),
        ("pyrightconfig.json", '{"venvPath": "/Users/dave/venvs"}', (1, 14, "/Users/dave/venvs")),
        (
            "run.sh",
            "/home/alice/miniconda3/envs/shop/bin/python x\n",
            (1, 1, "/home/alice/miniconda3/envs/shop"),
        ),
        (
            "run.sh",
            'export PATH="/home/alice/shop/venv/bin:$PATH"\n',
            (1, 14, "/home/alice/shop/venv"),
        ),
        (
            "run.sh",
            "source /home/alice/anaconda3/etc/profile.d/conda.sh\nconda activate shop\n",
            (1, 8, "/home/alice/anaconda3"),
        ),
        (
            "smoke.sh",
            "conda activate /glade/u/home/alice/.conda/envs/credit\n",
            (1, 16, "/glade/u/home/alice/.conda/envs/credit"),
        ),
        (
            "train.slurm",
            "source /global/homes/b/bob/shop/venv/bin/activate\n",
            (1, 8, "/global/homes/b/bob/shop/venv"),
        ),
        (
            "plot.py",
            "#!/global/homes/b/bob/shop/venv/bin/python\n",
            (1, 3, "/global/homes/b/bob/shop/venv"),
        ),
        (
            "run.sh",
            "/nfs/physics/home/alice/shop/venv/bin/python x\n",
            (1, 1, "/nfs/physics/home/alice/shop/venv"),
        ),
        (
            "train",
            "#!/home/alice/tools/miniforge3/bin/python\n",
            (1, 3, "/home/alice/tools/miniforge3"),
        ),
        (
            "run.sh",
            'export PATH="/Users/bob/opt/miniconda3-4.7.12/bin:$PATH"\n',
            (1, 14, "/Users/bob/opt/miniconda3-4.7.12"),
        ),
        (
            "run.bat",
            "call C:\\Users\\Bob\\Anaconda3\\Scripts\\activate.bat shop\r\n",
            (1, 6, "C:\\Users\\Bob\\Anaconda3"),
        ),
        (
            "run.sh",
            "/home/alice/Envs/shop/bin/python x\n",
            (1, 1, "/home/alice/Envs/shop"),
        ),
        (
            ".vscode/launch.json",
            '{\n  "python": "C:\\\\Users\\\\Bob\\\\shop\\\\venv\\\\Scripts\\\\python.exe"\n}',
            (2, 13, "C:\\Users\\Bob\\shop\\venv"),
        ),
        (
            "pyproject.toml",
            '[tool.mypy]\npython_executable = "/home/alice/shop/.venv/bin/python"\n',
            (2, 22, "/home/alice/shop/.venv"),
        ),
        (".envrc", "source /home/alice/shop/venv/bin/activate\n", (1, 8, "/home/alice/shop/venv")),
        (".pdm-python", "/home/alice/shop/.venv/bin/python", (1, 1, "/home/alice/shop/.venv")),
    ],
)
def test_loud(path, text, place):
    (found,) = findings(CODE, {path: text})
    assert (found.at.line, found.at.column, found.severity.label) == (*place[:2], "warning")
    assert f"`{place[2]}`" in found.message


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        pytest.param("if [ -x {0}/bin/python ]; then\n  PY={0}/bin/python\nfi\n", 0, id="an if"),
        pytest.param("[ -f {0}/bin/activate ] && . {0}/bin/activate\n", 0, id="in one line"),
        pytest.param("[[ -d '{0}' ]] && export PATH={0}/bin:$PATH\n", 0, id="its folder"),
        pytest.param("test -e {0}/bin/python && {0}/bin/python a.py\n", 0, id="test"),
        pytest.param("[ -d {0} ] || exit 1\n{0}/bin/python a.py\n", 2, id="or nothing works"),
        pytest.param("[ ! -d {0} ] && exit 1\n{0}/bin/python a.py\n", 2, id="where it is not"),
        pytest.param("[ -f a.py ] && {0}/bin/python a.py\n", 1, id="something else"),
    ],
)
def test_a_script_that_asks_for_it(lines, count):
    text = f"#!/bin/bash\n{lines.format('/home/alice/shop/venv')}"
    assert len(lint(CODE, {"run.sh": text})) == count


def test_what_conda_init_writes_is_one_violation():
    base = "/home/alice/miniconda3"
    text = (
        f"__conda_setup=\"$('{base}/bin/conda' 'shell.bash' 'hook' 2> /dev/null)\"\n"
        f'if [ $? -eq 0 ]; then\n    eval "$__conda_setup"\n'
        f'elif [ -f "{base}/etc/profile.d/conda.sh" ]; then\n    . "{base}/etc/profile.d/conda.sh"\n'
        f'else\n    export PATH="{base}/bin:$PATH"\nfi\n'
        "source /home/alice/miniconda/bin/activate\n"
    )
    found = findings(CODE, {"setup.sh": text})
    assert [one.at.line for one in found] == [1, 9]
    assert "conda info --base" in found[0].suggestion


@pytest.mark.parametrize(
    ("file", "path", "told"),
    [
        ("run.sh", "/home/alice/miniconda3/bin/activate", "$(conda info --base)"),
        ("run.bat", r"C:\Users\alice\miniconda3\Scripts\activate.bat", "its own prompt knows"),
        ("run.sh", "/home/alice/shop/.venv/bin/activate", "such as `.venv/bin/activate`"),
        ("run.sh", "/home/alice/.venv/bin/activate", "Write `$HOME/.venv/bin/activate`"),
        ("run.bat", r"C:\Users\alice\venv\Scripts\python.exe", r"`%USERPROFILE%\venv\Scripts\py"),
        (
            "run.cmd",
            r"C:\Users\alice\shop\.venv\Scripts\activate.bat",
            r"`.venv\Scripts\python.exe`",
        ),
    ],
)
def test_what_is_told_is_for_the_shell_of_the_file(file, path, told):
    (one,) = findings(CODE, {file: f"call {path}\n" if file != "run.sh" else f". {path}\n"})
    assert told in one.suggestion


def test_an_editor_is_told_the_whole_path():
    files = {
        ".vscode/settings.json": (
            '{"a": "/home/alice/.virtualenvs/shop/bin/python",\n'
            '"b": "C:\\\\Users\\\\alice\\\\shop\\\\venv\\\\Scripts\\\\python.exe"}'
        )
    }
    told = [one.suggestion.split("`")[1] for one in findings(CODE, files)]
    assert told == [
        "${workspaceFolder}/.venv/bin/python",
        "${workspaceFolder}/.venv/Scripts/python.exe",
    ]


def test_a_first_line_is_mended_by_unsafe_fixes_alone():
    files = {"bin/report": "#!/home/alice/shop/venv/bin/python3.11 -u\r\nprint()\r\n"}
    assert fix(CODE, files, silent=False) == {}
    assert fix(CODE, files, unsafe=True) == {"bin/report": "#!/usr/bin/env python3\r\nprint()\r\n"}


@pytest.mark.parametrize(
    ("dockerfile", "count"),
    [
        pytest.param("FROM x\nRUN useradd -m -d /home/shopuser shopuser\n", 0, id="a user"),
        pytest.param("FROM x\nWORKDIR /home/shopuser/app\n", 0, id="a folder"),
        pytest.param(
            "FROM x\nENV USER=shopuser\nRUN useradd -d /home/${USER} ${USER}\n", 0, id="a variable"
        ),
        pytest.param("FROM x\nARG who=shopuser\nWORKDIR /home/$who\n", 0, id="an argument"),
        pytest.param("FROM x\nWORKDIR /home/other\n", 1, id="another user"),
        pytest.param("FROM x\nWORKDIR /home/${WHO}\n", 1, id="nobody knows which"),
        pytest.param("FROM x\nWORKDIR /srv\n", 1, id="none"),
    ],
)
def test_the_home_of_an_image(dockerfile, count):
    script = {"docker/admin.sh": "/home/shopuser/venv/bin/python manage.py createsuperuser\n"}
    assert len(lint(CODE, {**script, "docker/Dockerfile": dockerfile})) == count


MAKES = "- pip:\n    name: shop\n    virtualenv: /home/shopuser/venv\n"


@pytest.mark.parametrize(
    ("path", "text", "count"),
    [
        pytest.param("roles/shop/tasks/main.yml", MAKES, 0, id="tasks of a role"),
        pytest.param("provision/playbook.yml", "- hosts: web\n  tasks:\n" + MAKES, 0, id="a play"),
        pytest.param("roles/shop/defaults/main.yml", "h: /home/shopuser\n", 0, id="its variables"),
        pytest.param("group_vars/all/main.yml", "h: /home/shopuser\n", 0, id="a group's"),
        pytest.param("host_vars/web.yaml", "h: /home/shopuser\n", 0, id="a host's"),
        pytest.param("cloud-init.yml", "#cloud-config\nx: /home/shopuser\n", 0, id="cloud-init"),
        pytest.param("roles/shop/tasks/main.yml", "- file: path=/home/other\n", 1, id="another"),
        pytest.param("config/settings.yml", "h: /home/shopuser\n", 1, id="no machine is set up"),
    ],
)
def test_the_home_of_a_machine_that_is_set_up(path, text, count):
    script = {"roles/shop/templates/activate.sh": ". /home/shopuser/venv/bin/activate\n"}
    assert len(lint(CODE, {**script, path: text})) == count


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        pytest.param("useradd -m shopuser\n", 0, id="by its name"),
        pytest.param('WHO="shopuser"\nadduser --system "$WHO"\n', 0, id="by a variable"),
        pytest.param("useradd -m other\n", 1, id="another user"),
        pytest.param('WHO="shopuser"\n', 1, id="nobody"),
    ],
)
def test_a_script_that_makes_the_user(lines, count):
    text = f"#!/bin/sh\n{lines}/home/shopuser/venv/bin/python -m shop\n"
    assert len(lint(CODE, {"setup.sh": text})) == count


def test_what_pdm_writes_for_itself_is_not_for_git():
    files = {"svc/.pdm-python": "/Users/ann/work/svc/.venv/bin/python"}
    (violation,) = findings("VL408", files)
    assert "`git rm --cached svc/.pdm-python`" in violation.suggestion


@pytest.mark.parametrize(
    "more",
    [
        pytest.param("git pull\n", id="restarts nothing"),
        pytest.param(
            "sudo systemctl enable shop\nsudo systemctl restart shop\n", id="sets a machine up"
        ),
        pytest.param("sudo systemctl status shop\n", id="only asks"),
    ],
)
def test_a_script_for_any_machine(more):
    text = f"source /home/alice/venv/bin/activate\n{more}"
    assert len(findings(CODE, {"update.sh": text})) == 1
