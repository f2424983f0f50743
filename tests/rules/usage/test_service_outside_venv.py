"""VL410: services that start the system's Python."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint

CODE = "VL410"
PROJECT = {
    "install.sh": (
        "#!/bin/sh\npython3 -m venv /srv/shop/venv\n/srv/shop/venv/bin/pip install -r"
        " requirements.txt\nsystemctl enable --now shop\n"
    ),
    "main.py": "import flask\n",
    "plain.py": "import os\n",
    "shop/__main__.py": "import flask\n",
    "requirements.txt": "flask\n",
}


def unit(start: str, more: str = "") -> str:
    return f"[Unit]\nDescription=shop\n[Service]\n{more}ExecStart={start}\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            unit("/srv/shop/venv/bin/python /srv/shop/main.py"), id="the environment's python"
        ),
        pytest.param(unit("/srv/shop/venv/bin/gunicorn main:app"), id="its program"),
        pytest.param(
            unit("/bin/bash -c '. /srv/shop/venv/bin/activate && python /srv/shop/main.py'"),
            id="activated",
        ),
        pytest.param(
            unit("python3 /srv/shop/main.py", "Environment=PATH=/srv/shop/venv/bin:/usr/bin\n"),
            id="on PATH",
        ),
        pytest.param(unit("/usr/local/bin/uv run python main.py"), id="a runner"),
        pytest.param(unit("/usr/bin/docker run shop python3 main.py"), id="in a container"),
        pytest.param(unit("/usr/bin/python3 /srv/shop/plain.py"), id="only the standard library"),
        pytest.param(unit("/usr/bin/python3 /usr/share/other/tool.py"), id="another program"),
        pytest.param(unit("/usr/bin/python3 -m http.server"), id="Python's own module"),
        pytest.param(unit("/usr/bin/nginx"), id="something else"),
    ],
)
def test_quiet(text):
    assert lint(CODE, {**PROJECT, "shop.service": text}) == []


def test_quiet_where_no_environment_is_made_for_it():
    files = {**PROJECT, "shop.service": unit("/usr/bin/python3 /srv/shop/main.py")}
    assert len(findings(CODE, files)) == 1
    assert lint(CODE, {**files, "install.sh": "#!/bin/sh\npip install -r requirements.txt\n"}) == []
    assert (
        lint(
            CODE,
            {**files, "install.sh": "", "scripts/dev.sh": "#!/bin/sh\npython3 -m venv .venv\n"},
        )
        == []
    )
    assert lint(CODE, {**files, "install.sh": "#!/bin/sh\npython3 -m venv /opt/other/venv\n"}) == []


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("shop.service", unit("/usr/bin/python3 /srv/shop/main.py"), 4),
        ("shop.service", unit("/bin/sh -c 'cd /srv/shop && exec python3 main.py'"), 4),
        ("shop.service", unit("/usr/bin/env python3 main.py", "WorkingDirectory=/srv/shop\n"), 5),
        ("shop.service", unit("/usr/bin/python3 -m shop", "WorkingDirectory=/srv/shop\n"), 5),
        (
            "shop.service",
            unit("/usr/local/bin/gunicorn main:app", "WorkingDirectory=/srv/shop\n"),
            5,
        ),
        ("deploy/crontab", "MAILTO=a@example.com\n0 3 * * * cd /srv/shop && python3 main.py\n", 2),
        ("cron.d/shop", "0 3 * * * root /usr/bin/python3 /srv/shop/main.py\n", 1),
    ],
)
def test_loud(path, text, line):
    assert [(v.at.line, v.severity.label) for v in findings(CODE, {**PROJECT, path: text})] == [
        (line, "warning")
    ]


def test_an_environment_of_another_program():
    """A script that sets up several services makes each environment beside its program."""
    install = (
        "#!/bin/sh\npython3 -m venv /opt/ui/venv\n/opt/ui/venv/bin/pip install -r ui.txt\n"
        "systemctl enable --now everything\n"
    )
    start = "/usr/bin/python3 main.py"
    elsewhere = unit(start, "WorkingDirectory=/opt/shop/deploy\n")
    assert lint(CODE, {**PROJECT, "install.sh": install, "shop.service": elsewhere}) == []
    beside = unit(start, "WorkingDirectory=/opt/ui/deploy\n")
    assert len(lint(CODE, {**PROJECT, "install.sh": install, "shop.service": beside})) == 1
    named = install.replace("everything", "shop.service")
    assert len(lint(CODE, {**PROJECT, "install.sh": named, "shop.service": elsewhere})) == 1
    assert len(lint(CODE, {**PROJECT, "install.sh": install, "shop.service": unit(start)})) == 1


def test_a_relative_environment_of_the_script_that_installs_the_unit():
    files = {**PROJECT, "shop.service": unit("/usr/bin/python3 /home/shop/main.py")}
    files["install.sh"] = "#!/bin/sh\npython3 -m venv venv\ncp shop.service /etc/systemd/system/\n"
    assert [v.suggestion for v in findings(CODE, files)] == [
        "Start it with the full path of the environment's own `bin/python`."
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("web: gunicorn main:app\nworker: python main.py\n", []),
        ("web: venv/bin/gunicorn main:app\n", []),
        (
            "worker: /usr/bin/python3 main.py\n",
            [
                (
                    "Procfile:1: `/usr/bin/python3` is the system's Python, which has none of the"
                    " packages"
                )
            ],
        ),
    ],
)
def test_procfile(text, expected):
    files = {key: value for key, value in PROJECT.items() if key != "install.sh"}
    assert [
        line.partition(" that the")[0] for line in lint(CODE, {**files, "Procfile": text})
    ] == expected


ROLE = "- pip:\n    requirements: /srv/shop/requirements.txt\n    virtualenv: {}\n"
OUTSIDE = unit("/usr/bin/python3 /srv/shop/main.py")


@pytest.mark.parametrize(
    "task",
    [
        pytest.param(ROLE.format("/opt/tools/venv"), id="for another program"),
        pytest.param(ROLE.format('"{{ home }}/venv"'), id="a place that is not known"),
        pytest.param("- pip:\n    requirements: /srv/shop/requirements.txt\n", id="none is made"),
    ],
)
def test_quiet_about_what_ansible_makes(task):
    files = {"main.py": "import flask\n", "tasks/main.yml": task, "shop.service": OUTSIDE}
    assert lint(CODE, files) == []


def test_ansible_makes_the_environment():
    task = ROLE.format("/srv/shop/venv")
    files = {"main.py": "import flask\n", "tasks/main.yml": task, "shop.service": OUTSIDE}
    (found,) = findings(CODE, files)
    assert found.at.path == "shop.service"
    assert found.related[0].at.path == "tasks/main.yml"


def test_of_two_scripts_of_one_name_it_is_the_one_whose_folders_fit():
    files = {
        "services/shop/main.py": "import flask\n",
        "services/blog/main.py": "import json\n",
        "deploy/shop.service": "[Service]\nExecStart=/usr/bin/python3 /srv/shop/main.py\n",
        "deploy/install.sh": (
            "#!/bin/sh\npython3 -m venv /srv/shop/venv\n/srv/shop/venv/bin/pip install flask\n"
        ),
    }
    assert len(findings("VL410", files)) == 1
    blog = {**files, "services/blog/main.py": "import flask\n", "services/shop/main.py": ""}
    assert findings("VL410", blog) == []


def test_supervisor_alone():
    files = {
        "app.py": "import flask\n",
        "supervisord.conf": "[program:shop]\ndirectory=/srv/shop\ncommand=python3 app.py\n",
        "install.sh": "#!/bin/sh\ncd /srv/shop\npython3 -m venv venv\nvenv/bin/pip install flask\n",
    }
    (found,) = findings("VL410", files)
    assert (found.at.path, found.at.line) == ("supervisord.conf", 3)
    inside = files["supervisord.conf"].replace("python3", "/srv/shop/venv/bin/python")
    assert findings("VL410", {**files, "supervisord.conf": inside}) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        pytest.param(
            "try:\n    import psutil\nexcept ImportError:\n    psutil = None\n", 0, id="a"
        ),
        pytest.param("import plain\nfrom helpers import text\n", 0, id="modules beside it"),
        pytest.param("from helpers.text import shown\n", 0, id="a module of a package"),
        pytest.param("import helpers.more\n", 1, id="one that needs a package"),
        pytest.param("from helpers import more\n", 1, id="by its name"),
        pytest.param("from helpers.again import x\n", 1, id="through a relative import"),
        pytest.param(
            "import sys\ntry:\n    import flask\nexcept ImportError:\n    sys.exit('no flask')\n",
            1,
            id="it ends without it",
        ),
    ],
)
def test_what_a_script_needs(source, said):
    files = {
        **PROJECT,
        "main.py": source,
        "helpers/__init__.py": "",
        "helpers/text.py": "import json\nshown = 1\n",
        "helpers/again.py": "from . import more\nx = 1\n",
        "helpers/more.py": "import flask\n",
        "shop.service": unit("/usr/bin/python3 /srv/shop/main.py"),
    }
    assert len(findings(CODE, files)) == said


def test_a_module_that_needs_nothing_but_python():
    start = unit("/usr/bin/python3 -m shop", "WorkingDirectory=/srv/shop\n")
    files = {**PROJECT, "shop.service": start}
    assert len(findings(CODE, files)) == 1
    assert findings(CODE, {**files, "shop/__main__.py": "from .text import x\n"}) == []


def test_of_several_environments_it_is_the_nearest():
    install = (
        "#!/bin/sh\npython3 -m venv /opt/ui/venv\n/opt/ui/venv/bin/pip install pyside6\n"
        "python3 -m venv /opt/shop/lib/venv\n/opt/shop/lib/venv/bin/pip install flask\n"
        "cp shop.service /etc/systemd/system/\n"
    )
    start = unit("/usr/bin/python3 /opt/shop/main.py")
    (found,) = findings(CODE, {**PROJECT, "install.sh": install, "shop.service": start})
    assert found.related[0].at.line == 4
