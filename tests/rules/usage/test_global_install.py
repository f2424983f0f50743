import pytest

from tests.lint import findings, lint
from venvlint.model import Severity

WORKFLOW = (
    "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {run}\n{more}"
)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"Dockerfile": "FROM python:3.12\nRUN pip install x && python -m pip install y\n"},
            id="pip in an image",
        ),
        pytest.param(
            {"run.sh": "pip install x\npip install --user y\nsudo apt-get install python3-pip\n"},
            id="plain pip",
        ),
        pytest.param(
            {
                "conda.recipe/meta.yaml": "package:\n  name: x\n",
                "conda.recipe/build.sh": "python setup.py install --record=record.txt\n",
                "conda.recipe/bld.bat": "python setup.py install\nif errorlevel 1 exit 1\n",
            },
            id="conda-build runs a recipe's scripts in an environment of its own",
        ),
        pytest.param(
            {
                "recipe/recipe.yaml": "package:\n  name: x\n",
                "recipe/build.sh": "$PYTHON setup.py install\npython setup.py install\n",
            },
            id="rattler-build does too",
        ),
        pytest.param(
            {"binder/postBuild": "#!/bin/bash\npython setup.py install\neasy_install x\n"},
            id="repo2docker runs postBuild in its environment",
        ),
        pytest.param(
            {"run.sh": "sudo venv/bin/pip install x\nsudo /opt/v/bin/python -m pip install x\n"},
            id="the environment's pip",
        ),
        pytest.param(
            {
                "run.sh": (
                    "sudo $V/bin/pip install x\nsudo $(which pip) install x\nsudo $PIP install x\n"
                )
            },
            id="an unknown pip",
        ),
        pytest.param(
            {"run.sh": "sudo -u app pip install x\nsudo --user=app pip install x\n"},
            id="somebody else than root",
        ),
        pytest.param(
            {"run.sh": "sudo -u app bash -c 'pip install x'\n"}, id="a shell of somebody else"
        ),
        pytest.param(
            {"run.sh": "sudo bash -c '. v/bin/activate && pip install x'\n"},
            id="root's shell activates",
        ),
        pytest.param(
            {
                "run.sh": (
                    "sudo pip install --target /srv/lib x\nsudo pip list\nsudo pip download x\n"
                )
            },
            id="installs elsewhere, or nothing",
        ),
        pytest.param(
            {
                "run.sh": (
                    "sudo pipx install x\nuv tool install x\nsudo docker run python pip install x\n"
                )
            },
            id="other tools",
        ),
        pytest.param(
            {
                "run.sh": (
                    ". v/bin/activate\npython setup.py install\npip install"
                    " --break-system-packages x\n"
                )
            },
            id="active environment",
        ),
        pytest.param(
            {"run.sh": '. v/bin/activate\nsudo env "PATH=$PATH" pip install x\n'},
            id="sudo with the environment's PATH",
        ),
        pytest.param(
            {
                "run.sh": (
                    "export PIP_BREAK_SYSTEM_PACKAGES=0\nPIP_BREAK_SYSTEM_PACKAGES=0 pip"
                    " install x\n"
                )
            },
            id="switched off",
        ),
        pytest.param(
            {
                "run.sh": (
                    "python setup.py build\npython setup.py sdist install_lib\npython setup.py"
                    " install --root=$D\n"
                )
            },
            id="builds",
        ),
        pytest.param(
            {
                "run.sh": (
                    "echo sudo pip install x\n# sudo pip install x\ncat <<E\nsudo pip install"
                    " x\nE\nls /usr/lib/python3/EXTERNALLY-MANAGED\n"
                )
            },
            id="text",
        ),
        pytest.param({"README.md": "```sh\nsudo pip install x\n```\n"}, id="README"),
        pytest.param(
            {"tox.ini": "[testenv]\ncommands = python setup.py install\n"},
            id="tox has its own environment",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM x\nENV PATH=/v/venv/bin:$PATH\nRUN python setup.py install\nRUN"
                    " easy_install x\n"
                )
            },
            id="environment on PATH",
        ),
        pytest.param(
            {"run.sh": "conda activate x\npip install --break-system-packages y\neasy_install z\n"},
            id="an activated environment of conda's",
        ),
        pytest.param(
            {"Dockerfile": "FROM continuumio/miniconda3\nRUN python setup.py install\n"},
            id="an image of conda's",
        ),
        pytest.param(
            {"run.sh": "echo 'break-system-packages = false' > /etc/pip.conf\npip install x\n"},
            id="settings of pip that keep the guard",
        ),
        pytest.param(
            {"run.sh": "echo 'index-url = x' > /etc/pip.conf\n# break-system-packages = true\n"},
            id="other settings of pip",
        ),
        pytest.param(
            {
                "Dockerfile": "FROM debian\nCOPY pip.conf /etc/\n",
                "pip.conf": "[global]\nindex-url = x\n",
            },
            id="other settings that are copied",
        ),
        pytest.param(
            {
                "run.sh": "pip install --prefix=/opt/shop x\npip install --prefix=/usr --root=$DEST x\n"
            },
            id="other folders, and a package that is built",
        ),
        *(
            pytest.param(
                {"Makefile": f"all:\n\tpython setup.py install {option}=$(OUT)/lib\n"},
                id=f"setup.py with {option}",
            )
            for option in ("--install-lib", "--install-platlib", "--install-base")
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.12\nRUN pip install --prefix=/usr/local x\n"},
            id="the own place of an image's Python",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL404", files) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "sudo pip install x\nsudo -H pip3 install y\nsudo python3 -m pip install -U z\n",
            [1, 2, 3],
        ),
        ("sudo -E PIP_X=1 pip3.12 install x && sudo -u root -- /usr/bin/pip install y\n", [1, 1]),
        (". v/bin/activate\nsudo pip install x\n", [2]),
        (
            (
                "pip install --break-system-packages x\nuv pip install --system"
                " --break-system-packages x\n"
            ),
            [1, 2],
        ),
        (
            (
                "PIP_BREAK_SYSTEM_PACKAGES=1 pip install x\nPIP_BREAK_SYSTEM_PACKAGES=1 pip"
                " install y\n"
            ),
            [1, 2],
        ),
        ("export PIP_BREAK_SYSTEM_PACKAGES=1\npip install x\nsudo pip install y\n", [1]),
        ("PIP_BREAK_SYSTEM_PACKAGES=1\nexport PIP_BREAK_SYSTEM_PACKAGES\npip install x\n", [1]),
        ("pip config set global.break-system-packages true\npip install x\n", [1]),
        ("sudo rm -f /usr/lib/python3*/EXTERNALLY-MANAGED\nsudo pip install x\n", [1]),
        ("find / -name EXTERNALLY-MANAGED -delete\n", [1]),
        ("easy_install x\npython -m easy_install y\nsudo easy_install-3.8 z\n", [1, 2, 3]),
        ("cd x && python setup.py install\npython3 ./setup.py build install\n", [1, 2]),
        ("sudo bash -c 'pip install x'\n. v/bin/activate\nsudo -H sh -c 'pip install y'\n", [1, 3]),
        ("ssh-keygen; if x; then sudo pip install y; fi\n", [1]),
        ("env PIP_BREAK_SYSTEM_PACKAGES=1 pip install x\n", [1]),
        ("sudo env PIP_BREAK_SYSTEM_PACKAGES=1 pip install x\n", [1]),
        (
            "printf '[global]\\nbreak-system-packages = true\\n' > ~/.pip/pip.conf\npip install x\n",
            [1],
        ),
        ("echo 'break-system-packages = true' | sudo tee -a /etc/pip.conf\npip install x\n", [1]),
        (
            "cat > /etc/pip.conf <<EOF\nbreak-system-packages = true\nEOF\nsudo pip install x\n",
            [1],
        ),
        ("sudo pip install --prefix=/usr/local x\n", [1]),
        ("pip install --prefix /usr x\n", [1]),
    ],
)
def test_scripts(text, lines):
    found = findings("VL404", {"run.sh": text})
    assert [(violation.at.line, violation.severity.label) for violation in found] == [
        (line, "warning") for line in lines
    ]


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        (
            {
                "Dockerfile": (
                    "FROM debian\nRUN x && \\\n  rm /usr/lib/python3.11/EXTERNALLY-MANAGED && pip"
                    " install y\n"
                )
            },
            [3],
        ),
        (
            {
                "Dockerfile": (
                    "FROM debian\nENV A=b \\\n  PIP_BREAK_SYSTEM_PACKAGES=1\nRUN pip install y"
                    " --break-system-packages\n"
                )
            },
            [3],
        ),
        (
            {
                "Dockerfile": (
                    "FROM debian\nRUN pip install y --break-system-packages\nFROM debian\nRUN sudo"
                    " pip install z\n"
                )
            },
            [2, 4],
        ),
        (
            {
                "Dockerfile": (
                    "FROM debian\nRUN <<EOF cat > /etc/pip.conf\n[global]\nbreak-system-packages ="
                    " true\nEOF\nRUN pip install x\n"
                )
            },
            [2],
        ),
        (
            {
                "Dockerfile": (
                    "FROM debian\nCOPY <<EOF /etc/pip.conf\n[global]\nbreak-system-packages ="
                    " true\nEOF\n"
                )
            },
            [2],
        ),
        (
            {
                "Dockerfile": "FROM debian\nCOPY deploy/pip.conf /etc/pip.conf\n",
                "deploy/pip.conf": "[global]\nbreak-system-packages = true\n",
            },
            [2],
        ),
        ({".github/workflows/a.yml": WORKFLOW.format(run="sudo pip install x", more="")}, [6]),
        (
            {
                ".github/workflows/a.yml": WORKFLOW.format(
                    run="pip install x",
                    more="        env:\n          PIP_BREAK_SYSTEM_PACKAGES: 1\n",
                )
            },
            [8],
        ),
    ],
)
def test_images_and_jobs_get_a_hint(files, lines):
    assert [
        (violation.at.line, violation.severity.label) for violation in findings("VL404", files)
    ] == [(line, "info") for line in lines]


def test_makefile():
    assert lint("VL404", {"Makefile": "install:\n\tsudo pip install .\n"}) == [
        "Makefile:2: `sudo pip install` changes the system's Python"
    ]


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        ("tools/ci.sh", "info"),
        ("scripts/ci/setup.sh", "info"),
        (".github/setup.sh", "info"),
        ("ci-scripts/a.sh", "info"),
        (".buildkite/setup.sh", "info"),
        ("hack/kokoro-test.sh", "info"),
        (".woodpecker/deps.sh", "info"),
        ("drone/flash.sh", "warning"),
        ("social/a.sh", "warning"),
    ],
)
def test_scripts_of_ci(path, severity):
    (found,) = findings("VL404", {path: "sudo pip3 install pyelftools\n"})
    assert str(found.severity.name).lower() == severity


def test_a_script_beside_no_recipe():
    files = {"ci/meta.yaml": "package:\n  name: x\n", "build.sh": "python setup.py install\n"}
    assert [line.partition(": ")[0] for line in lint("VL404", files)] == ["build.sh:1"]


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        ("sh/bootstrap-large-actions.sh", "info"),
        ("emr/install.sh", "info"),
        ("terraform/user-data.sh", "info"),
        (".devcontainer/post_create.sh", "info"),
        ("userdata.sh", "info"),
        ("dataproc/init_action.sh", "info"),
        ("packer/scripts/python.sh", "info"),
        pytest.param("bootstrap.sh", "warning", id="of a developer's machine, perhaps"),
        pytest.param("reactions/install.sh", "warning", id="a part of another word"),
        pytest.param("user_database.sh", "warning", id="another word that begins so"),
    ],
)
def test_what_a_cloud_runs_on_a_new_machine(path, severity):
    (found,) = findings("VL404", {path: "sudo pip3 install pyelftools\n"})
    assert str(found.severity.name).lower() == severity


INSTALL = "python setup.py install\n"


@pytest.mark.parametrize(
    "guard",
    [
        pytest.param('if [ -z "$VIRTUAL_ENV" ]; then\n  echo no >&2\n  exit 1\nfi\n', id="if"),
        pytest.param('if [[ "$VIRTUAL_ENV" == "" ]]\nthen\n  exit 1\nfi\n', id="compared"),
        pytest.param("if [ -z ${CONDA_PREFIX+x} ]; then return 1; fi\n", id="one line"),
        pytest.param('[ -n "$CONDA_PREFIX" ] || { echo no; exit 1; }\n', id="or"),
        pytest.param('test -z "$VIRTUAL_ENV" && exit 1\n', id="and"),
        pytest.param(': "${VIRTUAL_ENV:?activate it first}"\n', id="a variable that must be set"),
        pytest.param('if [ -z "$SAGE_LOCAL" ]; then\n  exit 1\nfi\n', id="Sage's own Python"),
    ],
)
def test_a_script_that_wants_an_environment_has_one(guard):
    assert lint("VL404", {"a.sh": f"#!/bin/bash\n{guard}{INSTALL}"}) == []


@pytest.mark.parametrize(
    "guard",
    [
        pytest.param("", id="no guard"),
        pytest.param('if [ -n "$VIRTUAL_ENV" ]; then exit 1; fi\n', id="it wants none"),
        pytest.param(
            'if [ -z "$VIRTUAL_ENV" ]; then echo none; else exit 1; fi\n', id="the other branch"
        ),
        pytest.param('if [ -z "$VIRTUAL_ENV" ]; then\n  echo none\nfi\nexit\n', id="only told"),
        pytest.param('# [ -z "$VIRTUAL_ENV" ] && exit 1\n', id="a comment"),
        pytest.param('echo "$VIRTUAL_ENV"\nexit_code=1\n', id="only printed"),
        pytest.param('[ -z "$VIRTUAL_ENVS" ] && exit 1\n', id="another variable"),
        pytest.param(
            '[ -n "$VIRTUAL_ENV" ] && echo one\ncd app || exit 1\n',
            id="the end is for another line",
        ),
    ],
)
def test_a_script_that_runs_without_one_changes_the_system(guard):
    (line,) = lint("VL404", {"a.sh": f"#!/bin/bash\n{guard}{INSTALL}"})
    assert "`setup.py install` bypasses pip" in line


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        ("tools/travis_install.sh", Severity.INFO),
        ("install-appveyor.sh", Severity.INFO),
        ("scripts/ci.sh", Severity.INFO),
        pytest.param("travisty.sh", Severity.WARNING, id="another word that begins so"),
        pytest.param("install.sh", Severity.WARNING, id="nothing tells"),
        pytest.param("src/bigtravis.sh", Severity.WARNING, id="a part of another word"),
    ],
)
def test_a_machine_of_ci_is_thrown_away(path, severity):
    (found,) = findings("VL404", {path: "#!/bin/sh\nsudo pip install six\n"})
    assert found.severity is severity


FILE = "- name: x\n  {}\n"


@pytest.mark.parametrize(
    "task",
    [
        pytest.param("stat: path=/usr/lib/python3.12/EXTERNALLY-MANAGED", id="looked at"),
        pytest.param(
            "file:\n    path: /usr/lib/python3.12/EXTERNALLY-MANAGED\n    state: touch", id="kept"
        ),
        pytest.param("file:\n    path: /opt/old\n    state: absent", id="another file"),
        pytest.param(
            "acme.tools.file:\n    path: /x/EXTERNALLY-MANAGED\n    state: absent",
            id="another module of that name",
        ),
    ],
)
def test_quiet_about_files_of_ansible(task):
    assert lint("VL404", {"tasks/main.yml": FILE.format(task)}) == []


@pytest.mark.parametrize(
    "task",
    [
        "file:\n    state: absent\n    path: /usr/lib/python3.12/EXTERNALLY-MANAGED",
        "ansible.builtin.file: state=absent\n    path=/usr/lib/python3.12/EXTERNALLY-MANAGED",
    ],
)
def test_ansible_takes_the_guard_away(task):
    (found,) = findings("VL404", {"tasks/main.yml": FILE.format(task)})
    assert found.severity is None or found.severity is Severity.WARNING
    assert "EXTERNALLY-MANAGED` switches off the guard" in found.message


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        pytest.param({}, Severity.INFO, id="an image alone"),
        pytest.param(
            {"docker/README.md": "* [`deps.sh`](deps.sh) brings what the image needs.\n"},
            Severity.INFO,
            id="a page that lists it",
        ),
        pytest.param(
            {"README.md": "```sh\nsudo ./docker/deps.sh\n```\n"}, Severity.WARNING, id="people too"
        ),
        pytest.param(
            {"Dockerfile": "FROM ubuntu:20.04\nCOPY app.py /app/\n"},
            Severity.WARNING,
            id="no image",
        ),
    ],
)
def test_a_script_that_an_image_runs(more, severity):
    files = {
        "Dockerfile": (
            "FROM ubuntu:20.04\nCOPY docker/deps.sh docker/b.sh /opt/install/\n"
            "RUN bash /opt/install/deps.sh\n"
        ),
        "docker/deps.sh": "#!/bin/bash\nsudo -H pip install six\n",
        **more,
    }
    (found,) = findings("VL404", files)
    assert (found.at.path, found.at.line, found.severity) == ("docker/deps.sh", 2, severity)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("sudo easy_install pip", "Use `python3 -m ensurepip` where pip is missing"),
        ("easy_install -U setuptools", "Use `pip install -U setuptools` inside"),
        ("easy_install -Z six", "Use `pip install` inside"),
    ],
)
def test_what_to_call_instead_of_easy_install(command, told):
    (found,) = findings("VL404", {"run.sh": f"#!/bin/sh\n{command}\n"})
    assert found.suggestion.startswith(told)


def test_what_removes_the_guard_is_named():
    path = "/usr/lib/python3.12/EXTERNALLY-MANAGED"
    (found,) = findings("VL404", {"run.sh": f"#!/bin/sh\nrm {path}\n"})
    assert found.message == f"removing `{path}` switches off the guard of the system's Python"
