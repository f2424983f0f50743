"""Every format that holds commands: each is read to the end, with the shell that really runs it and
what that leaves to the next command.

A row makes a file out of commands. `lost` tells whether each of them has a shell of its own, `sh`
whether that is a POSIX `sh` that lacks `source`. A format that is half read fails here.
"""

from __future__ import annotations

import json
import re

import pytest

from tests.lint import findings, tree
from venvlint.facts.commands import formats
from venvlint.files.kinds import KINDS
from venvlint.files.naming import kind_of
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Format(Record):
    path: str
    make: Callable[[list[str]], str]
    lost: bool
    """Whether an activation ends before the next command."""
    sh: bool = False
    """Whether `source` is not known there."""
    quiet: frozenset[str] = frozenset()
    """Rules that have nothing to say about the format, whatever it holds."""


def block(commands, indent):
    return "".join(f"{indent}{command}\n" for command in commands)


def items(commands, indent):
    return "".join(f"{indent}- {json.dumps(command)}\n" for command in commands)


def quoted(commands):
    return ", ".join(json.dumps(command) for command in commands)


def chained(commands):
    return " && ".join(commands)


PAGE = frozenset(("VL402", "VL404"))
TESTED = frozenset(("VL402", "VL404"))
JUST = "build:\n{}"

FORMATS = {
    "shell script": Format("run.sh", lambda c: block(c, ""), False),
    "script for sh": Format("run", lambda c: "#!/bin/sh\n" + block(c, ""), False, True),
    "Slurm": Format("job.slurm", lambda c: "#!/bin/bash\n#SBATCH -n 1\n" + block(c, ""), False),
    "direnv": Format(".envrc", lambda c: block(c, ""), False),
    "make": Format("Makefile", lambda c: "all:\n" + block(c, "\t"), True, True),
    "just": Format("justfile", lambda c: JUST.format(block(c, "    ")), True, True),
    "just with bash": Format(
        "justfile",
        lambda c: 'set shell := ["bash", "-c"]\n\n' + JUST.format(block(c, "  @")),
        True,
    ),
    "just, a script": Format(
        "x.just", lambda c: JUST.format("  #!/usr/bin/env bash\n" + block(c, "  ")), False
    ),
    "Task": Format(
        "Taskfile.yml",
        lambda c: "version: '3'\ntasks:\n  a:\n    cmds:\n" + items(c, "      "),
        True,
    ),
    "mise": Format("mise.toml", lambda c: f"[tasks.a]\nrun = [{quoted(c)}]\n", True, True),
    "npm": Format(
        "package.json",
        lambda c: json.dumps(
            {"scripts": dict(zip(("prea", "a", "posta"), c, strict=False))}, indent=1
        ),
        True,
        True,
    ),
    "hatch": Format(
        "hatch.toml",
        lambda c: f"[envs.default.scripts]\na = [{quoted(c)}]\n",
        False,
    ),
    "poe": Format(
        "pyproject.toml",
        lambda c: f"[tool.poe.tasks.a]\nshell = {json.dumps(chr(10).join(c))}\n",
        False,
        True,
    ),
    "PDM": Format(
        "pyproject.toml",
        lambda c: f"[tool.pdm.scripts]\na = {{shell = {json.dumps(chained(c))}}}\n",
        False,
        True,
    ),
    "Pipenv": Format(
        "Pipfile",
        lambda c: f"[scripts]\na = {json.dumps(f'sh -c {json.dumps(chained(c))}')}\n",
        False,
        True,
    ),
    "tox": Format(
        "tox.ini", lambda c: "[testenv]\ncommands =\n" + block(c, "  "), False, quiet=TESTED
    ),
    "tox in TOML": Format(
        "tox.toml",
        lambda c: "[env.a]\ncommands = [" + ", ".join(f"[{quoted(x.split())}]" for x in c) + "]\n",
        False,
        quiet=TESTED,
    ),
    "nox": Format(
        "noxfile.py",
        lambda c: (
            "import nox\n\n@nox.session\ndef t(session):\n"
            + "".join(f"    session.run({quoted(x.split())})\n" for x in c)
        ),
        False,
        quiet=TESTED,
    ),
    "pre-commit": Format(
        ".pre-commit-config.yaml",
        lambda c: (
            "repos:\n- repo: local\n  hooks:\n  - id: a\n    language: system\n    entry: "
            + json.dumps(f"sh -c {json.dumps(chained(c))}")
            + "\n"
        ),
        False,
        True,
    ),
    "development container": Format(
        ".devcontainer/devcontainer.json",
        lambda c: json.dumps(
            {
                "image": "python:3.12",
                **dict(
                    zip(
                        ("onCreateCommand", "postCreateCommand", "postStartCommand"),
                        c,
                        strict=False,
                    )
                ),
            },
            indent=1,
        ),
        True,
        True,
    ),
    "Gitpod": Format(
        ".gitpod.yml",
        lambda c: (
            "tasks:\n- init: |\n"
            + block(c[:-1] or ["true"], "    ")
            + f"  command: {json.dumps(c[-1])}\n"
        ),
        False,
    ),
    "GitHub": Format(
        ".github/workflows/a.yml",
        lambda c: (
            "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n"
            + "".join(f"    - run: {json.dumps(x)}\n" for x in c)
        ),
        True,
    ),
    "GitLab": Format(
        ".gitlab-ci.yml", lambda c: "t:\n  image: python:3.12\n  script:\n" + items(c, "  "), False
    ),
    "GitLab, behind the script": Format(
        ".gitlab-ci.yml",
        lambda c: (
            "t:\n  before_script:\n"
            + items(c[:-1] or ["true"], "  ")
            + "  script: [echo]\n  after_script:\n"
            + items(c[-1:], "  ")
        ),
        True,
    ),
    "CircleCI": Format(
        ".circleci/config.yml",
        lambda c: (
            "jobs:\n  t:\n    machine: true\n    steps:\n"
            + "".join(f"    - run: {json.dumps(x)}\n" for x in c)
        ),
        True,
    ),
    "Azure": Format(
        "azure-pipelines.yml",
        lambda c: "steps:\n" + "".join(f"- bash: {json.dumps(x)}\n" for x in c),
        True,
    ),
    "Travis": Format(
        ".travis.yml",
        lambda c: (
            "language: generic\ninstall:\n"
            + items(c[:-1] or ["true"], "")
            + "script:\n"
            + items(c[-1:], "")
        ),
        False,
    ),
    "AppVeyor": Format(
        "appveyor.yml",
        lambda c: (
            "install:\n"
            + "".join(f"- sh: {json.dumps(x)}\n" for x in c[:-1] or ["true"])
            + f"test_script:\n- sh: {json.dumps(c[-1])}\n"
        ),
        False,
    ),
    "Bitbucket": Format(
        "bitbucket-pipelines.yml",
        lambda c: "pipelines:\n  default:\n  - step:\n      script:\n" + items(c, "      "),
        False,
    ),
    "Jenkins": Format(
        "Jenkinsfile",
        lambda c: (
            "pipeline {\n  agent { docker { image 'python:3.12' } }\n  stages {\n"
            "    stage('a') {\n      steps {\n"
            + "".join(f"        sh '{x}'\n" for x in c)
            + "      }\n    }\n  }\n}\n"
        ),
        True,
        True,
    ),
    "Jenkins, one text": Format(
        "Jenkinsfile",
        lambda c: (
            "node {\n  sh(script: '''\n" + block(c, "    ") + "  ''', returnStdout: true)\n}\n"
        ),
        False,
    ),
    "Drone": Format(
        ".drone.yml",
        lambda c: (
            "kind: pipeline\nsteps:\n- name: a\n  image: python:3.12\n  commands:\n"
            + items(c, "  ")
        ),
        False,
        True,
    ),
    "Woodpecker": Format(
        ".woodpecker/a.yaml",
        lambda c: "steps:\n  a:\n    image: python:3.12\n    commands:\n" + items(c, "    "),
        False,
        True,
    ),
    "Cirrus": Format(
        ".cirrus.yml",
        lambda c: (
            "task:\n  name: first\ntask:\n  container: {image: 'python:3.12'}\n"
            + "".join(f"  a{number}_script: {json.dumps(x)}\n" for number, x in enumerate(c))
        ),
        True,
    ),
    "Buildkite": Format(
        ".buildkite/pipeline.yml",
        lambda c: "steps:\n- label: a\n  commands:\n" + items(c, "  "),
        False,
    ),
    "Semaphore": Format(
        ".semaphore/semaphore.yml",
        lambda c: (
            "blocks:\n- task:\n    prologue:\n      commands:\n"
            + items(c[:-1] or ["true"], "      ")
            + "    jobs:\n    - name: a\n      commands:\n"
            + items(c[-1:], "      ")
        ),
        False,
    ),
    "CodeBuild": Format(
        "buildspec.yml",
        lambda c: (
            "version: 0.2\nphases:\n  install:\n    commands:\n"
            + items(c[:-1] or ["true"], "    ")
            + "  build:\n    commands:\n"
            + items(c[-1:], "    ")
        ),
        False,
    ),
    "CodeBuild 0.1": Format(
        "deploy/buildspec-old.yml",
        lambda c: "version: 0.1\nphases:\n  build:\n    commands:\n" + items(c, "    "),
        True,
    ),
    "Cloud Build": Format(
        "cloudbuild.yaml",
        lambda c: "steps:\n- name: python:3.12\n  script: |\n" + block(c, "    "),
        False,
        True,
    ),
    "Cloud Build, a program": Format(
        "cloudbuild.yaml",
        lambda c: (
            "steps:\n- name: python:3.12\n  entrypoint: sh\n  args:\n"
            + items(["-c", chained(c)], "  ")
        ),
        False,
        True,
    ),
    "Dockerfile": Format(
        "Dockerfile", lambda c: "FROM python:3.12\n" + block(c, "RUN "), True, True
    ),
    "Apptainer": Format(
        "image.def",
        lambda c: "Bootstrap: docker\nFrom: python:3.12\n\n%post\n" + block(c, "    "),
        False,
        True,
    ),
    "Cog": Format(
        "cog.yaml",
        lambda c: "build:\n  python_version: '3.12'\n  run:\n" + items(c, "  "),
        True,
        True,
    ),
    "Cog, with mounts": Format(
        "cog.yaml",
        lambda c: f"build:\n  run:\n  - command: {json.dumps(chained(c))}\n    mounts: []\n",
        False,
        True,
    ),
    "Compose": Format(
        "compose.yaml",
        lambda c: (
            "services:\n  a:\n    image: python:3.12\n    command: "
            + json.dumps(f"sh -c '{chained(c)}'")
            + "\n"
        ),
        False,
        True,
    ),
    "Compose, health": Format(
        "docker-compose.yml",
        lambda c: (
            "services:\n  a:\n    image: python:3.12\n    healthcheck:\n      test: "
            + json.dumps(chained(c))
            + "\n"
        ),
        False,
        True,
    ),
    "Kubernetes": Format(
        "deploy/app.yml",
        lambda c: (
            "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: python:3.12\n"
            "    command: [sh, -c]\n    args:\n" + items([chained(c)], "    ")
        ),
        False,
        True,
    ),
    "Tekton": Format(
        "tekton/task.yml",
        lambda c: (
            "apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  steps:\n  - image: python:3.12\n"
            "    command: []\n    script: |\n" + block(c, "      ")
        ),
        False,
        True,
    ),
    "systemd": Format(
        "a.service", lambda c: "[Service]\nExecStart=/bin/sh -c '" + chained(c) + "'\n", False, True
    ),
    "cron": Format("crontab", lambda c: "@daily " + chained(c) + "\n", False, True),
    "Procfile": Format("Procfile", lambda c: "web: " + chained(c) + "\n", False),
    "supervisor": Format(
        "deploy/supervisord.conf",
        lambda c: "[program:a]\ncommand=/bin/sh -c '" + chained(c) + "'\n",
        False,
        True,
    ),
    "Ansible": Format(
        "roles/a/tasks/main.yml",
        lambda c: "".join(f"- name: a\n  ansible.builtin.shell: {json.dumps(x)}\n" for x in c),
        True,
    ),
    "Ansible's play": Format(
        "site.yml",
        lambda c: (
            "- hosts: all\n  tasks:\n  - block:\n"
            + "".join(f"    - shell:\n        cmd: {json.dumps(x)}\n" for x in c)
        ),
        True,
    ),
    "Vagrant": Format(
        "Vagrantfile",
        lambda c: (
            'Vagrant.configure("2") do |config|\n  config.vm.provision "shell", inline: <<-SHELL\n'
            + block(c, "    ")
            + "  SHELL\nend\n"
        ),
        False,
    ),
    "cloud-init": Format(
        "user-data.yml", lambda c: "#cloud-config\nruncmd:\n" + items(c, "  "), False, True
    ),
    "Render": Format(
        "render.yaml",
        lambda c: "services:\n- type: web\n  buildCommand: " + json.dumps(chained(c)) + "\n",
        False,
    ),
    "Netlify": Format(
        "netlify.toml", lambda c: f"[build]\ncommand = {json.dumps(chained(c))}\n", False
    ),
    "Vercel": Format(
        "vercel.json", lambda c: json.dumps({"buildCommand": chained(c)}, indent=1), False
    ),
    "GitHub on a server": Format(
        ".github/workflows/deploy.yml",
        lambda c: (
            "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"
            "    - uses: appleboy/ssh-action@v1.2.0\n      with:\n        script: |\n"
            + block(c, "          ")
        ),
        False,
    ),
    "Amplify": Format(
        "amplify.yml",
        lambda c: "backend:\n  phases:\n    build:\n      commands:\n" + items(c, "      "),
        False,
    ),
    "Fly": Format(
        "fly.toml",
        lambda c: (
            "[deploy]\nrelease_command = " + json.dumps(f"sh -c {json.dumps(chained(c))}") + "\n"
        ),
        False,
        True,
    ),
    "Railway": Format(
        "railway.toml", lambda c: f"[build]\nbuildCommand = {json.dumps(chained(c))}\n", False
    ),
    "Railway in JSON": Format(
        "railway.json",
        lambda c: json.dumps({"deploy": {"startCommand": chained(c)}}, indent=1),
        False,
    ),
    "Nixpacks": Format(
        "nixpacks.toml", lambda c: f"[phases.install]\ncmds = [{quoted(c)}]\n", False
    ),
    "Heroku's containers": Format(
        "heroku.yml", lambda c: "release:\n  command:\n" + items(c, "  "), False
    ),
    "Heroku": Format(
        "app.json", lambda c: json.dumps({"scripts": {"postdeploy": chained(c)}}, indent=1), False
    ),
    "App Engine": Format(
        "app.yaml", lambda c: "runtime: python312\nentrypoint: " + chained(c) + "\n", False
    ),
    "App Runner": Format(
        "apprunner.yaml",
        lambda c: "runtime: python3\nbuild:\n  commands:\n    build:\n" + items(c, "    "),
        False,
    ),
    "Elastic Beanstalk": Format(
        ".ebextensions/01.config",
        lambda c: (
            "container_commands:\n"
            + "".join(
                f"  0{number}_a:\n    command: {json.dumps(x)}\n" for number, x in enumerate(c)
            )
        ),
        True,
    ),
    "Read the Docs": Format(
        ".readthedocs.yaml",
        lambda c: "version: 2\nbuild:\n  commands:\n" + items(c, "  "),
        True,
    ),
    "README": Format("README.md", lambda c: "```sh\n" + block(c, "") + "```\n", False, quiet=PAGE),
    "contributing": Format(
        "CONTRIBUTING.md",
        lambda c: "1. x\n\n   ```console\n" + block(c, "   $ ") + "   out\n   ```\n",
        False,
        quiet=PAGE,
    ),
    "a prompt in a nameless block": Format(
        "docs/guide/a.md", lambda c: "```\n" + block(c, "$ ") + "```\n", False, quiet=PAGE
    ),
    "a prompt that is nothing but its last character": Format(
        "README.md",
        lambda c: "```bash\n# so\n" + block(c, "> ") + "done\n```\n",
        False,
        quiet=PAGE,
    ),
    "a nameless block of commands": Format(
        "README.md", lambda c: "```\n# so\n" + block(c, "") + "```\n", False, quiet=PAGE
    ),
    "reStructuredText": Format(
        "INSTALL.rst",
        lambda c: "a\n\n.. code-block:: console\n\n" + block(c, "   $ "),
        False,
        quiet=PAGE,
    ),
    "a literal block": Format(
        "docs/install.rst",
        lambda c: "Do this::\n\n" + block(c, "    ") + "\nend\n",
        False,
        quiet=PAGE,
    ),
}

ALL = [pytest.param(one, id=name) for name, one in FORMATS.items()]
MAKE, INSTALL = "python3 -m venv venv", "pip install -r requirements.txt"
FILES = {"requirements.txt": "flask==3.0.3\n"}


def said(form, code, commands):
    found = findings(code, {**FILES, form.path: form.make(commands)})
    assert {one.at.path for one in found} <= {form.path}
    return found


@pytest.mark.parametrize("form", ALL)
def test_an_activation_that_is_run_as_a_program(form):
    found = said(form, "VL401", [MAKE, "venv/bin/activate", INSTALL])
    assert len(found) == 1
    line = form.make([MAKE, "venv/bin/activate", INSTALL]).split("\n")[found[0].at.line - 1]
    assert "venv/bin/activate" in line or "session" in line


@pytest.mark.parametrize("form", ALL)
def test_an_activation_that_is_lost(form):
    found = said(form, "VL402", [MAKE, ". venv/bin/activate", INSTALL])
    assert bool(found) == (form.lost and "VL402" not in form.quiet)


@pytest.mark.parametrize("form", ALL)
def test_source_where_the_shell_is_sh(form):
    found = said(form, "VL403", ["source venv/bin/activate && " + INSTALL])
    assert bool(found) == form.sh


@pytest.mark.parametrize("form", ALL)
def test_a_system_wide_installation(form):
    found = said(form, "VL404", ["sudo pip install flask"])
    assert bool(found) == ("VL404" not in form.quiet)


@pytest.mark.parametrize("code", ["VL401", "VL402", "VL403", "VL404"])
@pytest.mark.parametrize("form", ALL)
def test_quiet_about_what_is_right(form, code):
    assert said(form, code, [f"{MAKE} && . venv/bin/activate && {INSTALL}"]) == []
    assert said(form, code, [MAKE, "venv/bin/pip install -r requirements.txt"]) == []


@pytest.mark.parametrize("form", ALL)
def test_fixes_change_nothing_else(form):
    text = form.make([MAKE, "venv/bin/activate", INSTALL])
    for found in findings("VL401", {**FILES, form.path: text}):
        for edit in found.fix.edits if found.fix is not None else ():
            changed = text.split("\n")
            line = changed[edit.at.line - 1]
            start, end = edit.at.column - 1, edit.at.end_column - 1
            line = line[:start] + edit.text + line[end:]
            assert re.search(r"(?:(?<![\w/])|\\n)\. venv/bin/activate", line), line


@pytest.mark.parametrize("form", ALL)
def test_broken_text_is_read_without_an_error(form):
    text = form.make([MAKE, "venv/bin/activate", INSTALL])
    for cut in range(0, len(text), max(len(text) // 12, 1)):
        assert tree({form.path: text[:cut]}).commands.all is not None


def test_every_kind_that_is_read_has_a_row_here():
    read = set(formats.READERS) | {"dockerfile", "compose", "kubernetes", "ansible", "cloud-init"}
    read |= {kind.name for kind in KINDS if kind.standing == "ci" and kind.commands}
    kinds = {kind_of(one.path) for one in FORMATS.values()}
    missing = read - {kind.name for kind in kinds if kind is not None}
    # Each of them is read by the reader of another row.
    assert missing == {
        "pixi",
        "setup-cfg",
        "windows-script",
        "github-action",
        "forgejo-workflow",
        "kubernetes",
    }


@pytest.mark.parametrize(
    ("path", "is_read"),
    [
        pytest.param("docs/install.md", True, id="a page of the documentation"),
        pytest.param("docs/planner/use.md", True, id="a word that only begins like one"),
        *(
            pytest.param(path, True, id=path)
            for path in (
                "SETUP.md",
                "api/SETUP_GUIDE.md",
                "ENVIRONMENT_SETUP_GUIDE.md",
                "local-setup.md",
                "QUICKSTART.md",
                "QUICK_START.md",
                "GETTING_STARTED.md",
                "PREREQUISITES.md",
                "REQUIREMENTS.md",
            )
        ),
        pytest.param("setupware.md", False, id="a product's name"),
        pytest.param("STATUS.md", False, id="what somebody noted"),
        pytest.param("docs/ADR-011-hybrid-deployment.md", False, id="a record of a decision"),
        pytest.param("docs/plans/2026-01-02-split.md", False, id="a plan"),
        pytest.param("docs/rfcs/0007.md", False, id="a proposal"),
        pytest.param("docs/archive/setup.md", False, id="an archive"),
        pytest.param("INSTALL.old.md", False, id="the old page beside the new one"),
        pytest.param("docs/release.md", False, id="what each release was like"),
        pytest.param("docs/whatsnew/1.2.rst", False, id="a page for each release"),
        pytest.param("docs/releasing.md", True, id="how to make one"),
    ],
)
def test_pages_that_tell_what_to_type(path, is_read):
    files = {path: "```sh\npip install -r requirements.txt\n```\n"}
    assert [one.kind for one in tree(files).commands.sequences] == ["page"] * is_read
