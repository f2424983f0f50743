import datetime

import pytest

from tests.lint import findings, lint
from venvlint.model import Severity

APT = "RUN apt-get update && apt-get install -y python3 python3-pip\n"


def image(base: str, rest: str) -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n{rest}"}


def workflow(steps: str, job: str = "") -> dict[str, str]:
    return {
        ".github/workflows/a.yml": (
            f"on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n{job}    steps:\n{steps}"
        )
    }


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(image("debian:11", APT + "RUN pip3 install six\n"), id="an older Debian"),
        pytest.param(image("ubuntu:22.04", APT + "RUN pip3 install six\n"), id="an older Ubuntu"),
        pytest.param(
            image("alpine:3.18", "RUN apk add py3-pip && pip install six\n"), id="an older Alpine"
        ),
        pytest.param(
            image("fedora:41", "RUN dnf install -y python3-pip && pip install six\n"), id="Fedora"
        ),
        pytest.param(
            image("kalilinux/kali-rolling", APT + "RUN pip3 install six\n"),
            id="a distribution of which nothing is known",
        ),
        pytest.param(
            image("registry.example/base:2", APT + "RUN pip3 install six\n"), id="own base"
        ),
        pytest.param(
            {"Dockerfile": f"ARG BASE\nFROM $BASE\n{APT}RUN pip3 install six\n"}, id="base hidden"
        ),
        pytest.param(
            image("python:3.12-bookworm", APT + "RUN pip3 install six\n"), id="its own Python"
        ),
        pytest.param(
            image("ghcr.io/astral-sh/uv:python3.12-trixie-slim", "RUN pip install six\n"),
            id="uv's image of Python",
        ),
        pytest.param(
            image("continuumio/miniconda3:24.1", APT + "RUN pip install six\n"), id="conda on PATH"
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "RUN curl -O https://repo.example/Miniconda3-latest.sh && bash Miniconda3-"
                "latest.sh -b -p /opt/c\nENV PATH=/opt/c/bin:$PATH\nRUN pip install six\n",
            ),
            id="conda is installed",
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "RUN python3 -m venv /opt/tools\nENV PATH=/opt/tools/bin:$PATH\n"
                "RUN pip install six\n",
            ),
            id="an environment on PATH",
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "RUN python3 -m venv /v && . /v/bin/activate && pip install six\n",
            ),
            id="an environment is active",
        ),
        pytest.param(
            image("debian:12", APT + "RUN python3 -m venv /v && /v/bin/pip install six\n"),
            id="an environment's own pip",
        ),
        pytest.param(
            image("debian:12", APT + "RUN pip3 install --break-system-packages six\n"), id="a flag"
        ),
        pytest.param(
            image("debian:12", APT + "ENV PIP_BREAK_SYSTEM_PACKAGES=1\nRUN pip3 install six\n"),
            id="a variable",
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "RUN rm /usr/lib/python3*/EXTERNALLY-MANAGED && pip3 install six\n",
            ),
            id="the marker is gone",
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "RUN find /usr/lib -name EXTERNALLY-MANAGED -delete\nRUN pip3 install six\n",
            ),
            id="the marker is found and gone",
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "RUN pip3 config set global.break-system-packages true\n"
                "RUN pip3 install six\n",
            ),
            id="a setting",
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "RUN printf '[global]\\nbreak-system-packages = true\\n' > /etc/pip.conf\n"
                "RUN pip3 install six\n",
            ),
            id="a settings file is written",
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "COPY <<E /etc/pip.conf\n[global]\nbreak-system-packages = true\nE\n"
                "RUN pip3 install six\n",
            ),
            id="a settings file from a here-document",
        ),
        pytest.param(
            image("debian:12", APT + "COPY pip.conf /etc/\nRUN pip3 install six\n")
            | {"pip.conf": "[global]\nbreak-system-packages = true\n"},
            id="a settings file is copied",
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "RUN pip3 install --target /l a\nRUN pip3 install --prefix=/p b\n"
                "RUN pip3 install -t /l c\nRUN pip3 install --root /r d\n",
            ),
            id="elsewhere",
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "RUN pip3 download six\nRUN pip3 wheel six\nRUN pip3 list\nRUN pip3 check\n"
                "RUN pipx install six\n",
            ),
            id="what changes nothing",
        ),
        pytest.param(image("debian:12", APT + "RUN pip3 install six || true\n"), id="it may fail"),
        pytest.param(
            image(
                "debian:12",
                APT + "RUN if pip3 --version | grep -q ' 22'; then pip3 install six; fi\n",
            ),
            id="only where something else holds",
        ),
        pytest.param(
            image("debian:12", APT + "ARG FLAGS\nRUN pip3 install $FLAGS six\n"),
            id="options from outside",
        ),
        pytest.param(
            image(
                "debian:12",
                APT
                + "RUN wget https://www.python.org/ftp/python/3.12.4/Python-3.12.4.tgz && tar xf"
                " P* && cd Python-3.12.4 && ./configure && make install\nRUN pip3 install six\n",
            ),
            id="a Python is built",
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "COPY --from=python:3.12-bookworm /usr/local /usr/local\n"
                "RUN pip3 install six\n",
            ),
            id="a Python is copied",
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "RUN ln -sf /opt/python3.12/bin/python3 /usr/local/bin/python3\n"
                "RUN python3 -m pip install six\n",
            ),
            id="a Python is linked",
        ),
        pytest.param(
            image(
                "ubuntu:24.04",
                "RUN add-apt-repository ppa:deadsnakes/ppa && apt-get install -y python3.11"
                " python3-pip\nRUN python3.11 -m pip install six\n",
            ),
            id="a Python of another source",
        ),
        pytest.param(
            image("debian:12", "RUN ./python-setup.sh\nRUN pip3 install six\n"),
            id="a script that is not known",
        ),
        pytest.param(
            image("debian:12", APT + "ENV PATH=/opt/thing/bin:$PATH\nRUN pip3 install six\n"),
            id="a folder on PATH that is not known",
        ),
        pytest.param(
            image("node:20.5", APT + "RUN pip3 install six\n"), id="a tag without its release"
        ),
        pytest.param(
            image("debian:12", "COPY . .\nRUN pip3 install six\n"), id="where its pip is from"
        ),
        pytest.param(
            workflow("      - run: sudo apt-get install python3-pip && pip3 install six\n"),
            id="a hosted machine lets it",
        ),
        pytest.param(
            workflow(
                "      - uses: actions/setup-python@v5\n      - run: pip install six\n",
                "    container: debian:12\n",
            ),
            id="set up in a container",
        ),
        pytest.param(
            {"setup.sh": "#!/bin/sh\nsudo dnf install -y python3-pip\npip3 install six\n"},
            id="a script for Fedora",
        ),
        pytest.param(
            {"setup.sh": "#!/bin/sh\npip3 install six\n"}, id="a script without its system"
        ),
        pytest.param(
            {
                "setup.sh": (
                    "#!/bin/sh\nsudo apt-get install -y python3-pip python3-venv\n"
                    "python3 -m venv .venv\n. .venv/bin/activate\npip install six\n"
                )
            },
            id="a script with an environment",
        ),
        pytest.param(
            {
                "setup.sh": (
                    "#!/bin/sh\nsudo apt-get install -y python3-pip\n"
                    "pip3 install six || pip3 install --break-system-packages six\n"
                )
            },
            id="a script that tries both",
        ),
        pytest.param(
            {"setup.sh": "#!/bin/sh\napt-get install -y python3-pip\npip3 install six\n"}
            | image("ubuntu:20.04", "COPY setup.sh /\nRUN /setup.sh\n"),
            id="a script for an older image",
        ),
        *(
            pytest.param(
                {
                    "a.sh": f"echo '{source}' | sudo tee /etc/apt/sources.list.d/x.list\n"
                    "sudo apt install -y python3-pip\npip3 install six\n"
                },
                id=f"a script that adds a source of an older release: {source}",
            )
            for source in (
                "deb [ arch=amd64,arm64 ] https://r.org/ubuntu focal/x/5.0 main",
                "deb http://apt.example.org/pub/repos/apt/ bionic-pgdg main",
                "deb https://deb.example.com/node_14.x jammy main",
            )
        ),
        *(
            pytest.param(
                {"a.sh": f"{fetch}\nsudo apt install -y python3-pip\npip3 install six\n"},
                id=f"a script that fetches it: {fetch}",
            )
            for fetch in (
                "curl https://p.example.com/config/ubuntu/20.04/prod.list > /etc/apt/a.list",
                "wget https://d.example.com/compute/cuda/repos/ubuntu2004/x86_64/cuda.deb",
                "wget -q https://p.example.com/config/debian/11/prod.deb",
            )
        ),
        *(
            pytest.param(
                {"a.sh": f"sudo apt install -y python3-pip {packages}\npip3 install six\n{more}"},
                id=f"a script for a ROS of an older release: {packages}{more}",
            )
            for packages, more in (
                ("ros-humble-desktop", ""),
                ("\\\n  ros-noetic-desktop-full \\\nros-noetic-tf", ""),
                ("'ros-melodic-desktop'", ""),
                ("ros-${ROS_VERSION}-genmsg", ""),
                ("ros-$ROS_DISTRO-rospy", ""),
                ("git", "source /opt/ros/foxy/setup.bash\n"),
                ("git", "echo 'source /opt/ros/humble/setup.bash' >> ~/.bashrc\n"),
            )
        ),
        pytest.param(
            {"a.sh": "#!/bin/sh\nsudo apt-get install -y python-pip\nsudo pip install six\n"},
            id="a script that installs Python 2's pip",
        ),
        *(
            pytest.param(
                {"a.sh": f"sudo apt-get install -y python3-pip {package}\npip3 install six\n"},
                id=f"a script that installs {package}, too",
            )
            for package in ("python-dev", "python2.7", "python", "git \\\n  python-setuptools")
        ),
        *(
            pytest.param(
                {"a.sh": f"sudo apt-get install -y python3-pip\n{command} install six\n"},
                id=command,
            )
            for command in ("pip2", "sudo pip2.7", "python2 -m pip")
        ),
        pytest.param(
            {
                "Makefile": "all:\n\techo 'deb https://a.org/ubuntu focal main' > /etc/apt/a.list;"
                " apt-get install -y python3-pip; pip3 install six\n"
            },
            id="make on an older release",
        ),
        pytest.param(
            {"deps.sh": "#!/bin/sh\nsudo apt-get install -y python3-pip\npip3 install six\n"}
            | workflow("      - run: ./deps.sh\n"),
            id="a script of CI",
        ),
        pytest.param(
            {"README.md": "```sh\nsudo apt install python3-pip\npip3 install six\n```\n"},
            id="a page",
        ),
        pytest.param(
            {
                "a.sh": (
                    "#!/bin/sh\nsudo apt install -y python3-pip\nfill() {\n  pip3 install six\n}\n"
                    "all() {\n  . /srv/a/venv/bin/activate\n  fill\n}\nall\n"
                )
            },
            id="a function whose callers activate",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL417", files) == []


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        pytest.param(image("debian:12", APT + "RUN pip3 install six\n"), [3], id="Debian 12"),
        pytest.param(image("debian:12.5-slim", APT + "RUN pip3 install six\n"), [3], id="a point"),
        pytest.param(image("debian", APT + "RUN pip3 install six\n"), [3], id="the newest"),
        pytest.param(image("debian:stable-slim", APT + "RUN pip3 install six\n"), [3], id="stable"),
        pytest.param(
            image("docker.io/library/debian:trixie-20250811", APT + "RUN pip3 install six\n"),
            [3],
            id="a code name with a date",
        ),
        pytest.param(image("ubuntu:23.04", APT + "RUN pip3 install six\n"), [3], id="Ubuntu 23.04"),
        pytest.param(image("ubuntu", APT + "RUN pip3 install six\n"), [3], id="the newest Ubuntu"),
        pytest.param(image("ubuntu:31.04", APT + "RUN pip3 install six\n"), [3], id="a later one"),
        pytest.param(
            image("alpine:3.19.1", "RUN apk add --no-cache py3-pip && pip install six\n"),
            [2],
            id="Alpine 3.19",
        ),
        pytest.param(
            image("alpine:edge", "RUN apk add -t x py3-pip && pip install six\n"), [2], id="edge"
        ),
        pytest.param(
            image("archlinux", "RUN pacman -Syu --noconfirm python-pip && pip install six\n"),
            [2],
            id="Arch",
        ),
        pytest.param(
            image("node:20-bookworm", APT + "RUN pip3 install six\n"), [3], id="a tag names it"
        ),
        pytest.param(
            image("node:20", APT + "RUN pip3 install six\n"), [3], id="a tag that was moved to one"
        ),
        pytest.param(
            image("golang:1.23-alpine3.20", "RUN apk add py3-pip\nRUN pip install six\n"),
            [3],
            id="a tag names an Alpine",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "ARG U=24.04\nARG BASE=nvidia/cuda:12.8.0-runtime-ubuntu${U}\nFROM $BASE\n"
                    f"{APT}RUN pip install six\n"
                )
            },
            [5],
            id="CUDA on a default of arguments",
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "RUN pip3 install --user six\nRUN pip3 install -U pip\n"
                "RUN python3 -m pip install -e .\nRUN pip3 uninstall -y six\n",
            ),
            [3, 4, 5, 6],
            id="each form is refused",
        ),
        pytest.param(
            image("debian:12", APT + "ENV PIP_BREAK_SYSTEM_PACKAGES=0\nRUN pip3 install six\n"),
            [4],
            id="a variable that is off",
        ),
        pytest.param(
            image(
                "debian:12", APT + "RUN pip3 install --break-system-packages a && pip3 install b\n"
            ),
            [3],
            id="the flag is for one command",
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /usr/local/bin/uv\n"
                "RUN uv pip install --system six\n",
            ),
            [4],
            id="uv is refused, too",
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "RUN python3 -m venv /v\nRUN pip3 install six && . /v/bin/activate",
            ),
            [4],
            id="before the environment",
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "RUN ln -s /usr/bin/python3 /usr/bin/python\n"
                "ENV PATH=/root/.cargo/bin:$PATH\nRUN python -m pip install six\n",
            ),
            [5],
            id="a link to the same, a harmless PATH",
        ),
        pytest.param(
            image("python:3.12-bookworm", APT + "RUN /usr/bin/python3 -m pip install six\n"),
            [3],
            id="the other Python of an image, by its path",
        ),
        pytest.param(
            image("debian:12 AS a", APT + "FROM a\nRUN pip3 install six\n"), [4], id="a stage below"
        ),
        pytest.param(
            image("debian:12", APT + "CMD pip3 install -r r.txt && python3 app.py\n"),
            [3],
            id="when it starts",
        ),
        pytest.param(
            workflow(
                "      - run: apt-get update && apt-get install -y python3-pip\n"
                "      - run: pip3 install six\n",
                "    container: debian:12\n",
            ),
            [8],
            id="a job's container",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    "t:\n  image: ubuntu:24.04\n  before_script:\n    - apt-get install -y"
                    " python3-pip\n  script:\n    - pip3 install six\n"
                )
            },
            [6],
            id="an image of GitLab's",
        ),
        pytest.param(
            {
                "compose.yaml": (
                    "services:\n  a:\n    image: debian:12\n    command: sh -c 'apt-get update &&"
                    " apt-get install -y python3-pip && pip3 install six'\n"
                )
            },
            [4],
            id="an image of a service",
        ),
    ],
)
def test_certain(files, lines):
    found = findings("VL417", files)
    assert [(v.at.line, v.severity.label) for v in found] == [(line, "error") for line in lines]


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        ({"a.sh": "#!/bin/sh\nsudo apt install -y python3-pip\nsudo pip3 install six\n"}, [3]),
        (
            {
                "a.sh": (
                    "#!/bin/sh\nsudo apt install -y python3-pip\nfill() {\n  pip3 install six\n}\n"
                    "all() {\n  fill\n  . /srv/a/venv/bin/activate\n}\nall\n"
                )
            },
            [4],
        ),
        *(
            ({"a.sh": f"{source}\nsudo apt install -y python3-pip\nsudo pip3 install six\n"}, [3])
            for source in (
                "# deb https://r.org/ubuntu focal main",
                "echo 'deb https://r.org/ubuntu noble main' > /etc/apt/sources.list.d/x.list",
                "echo 'deb https://a.org/x noble main' > a; echo 'deb https://a.org/x focal main' > b",
                "echo 'deb https://apt.kubernetes.io/ kubernetes-xenial main' > x.list",
                "curl https://p.example.com/config/ubuntu/24.04/prod.list > /etc/apt/a.list",
                "curl https://p.example.com/ubuntu/prod.list > /etc/apt/a.list",
                "curl https://get.example.com/20.04/a.sh > a",
                "sudo apt install -y ros-jazzy-desktop",
                "sudo apt install -y ros-$ROS_DISTRO-desktop",
                "# sudo apt install -y ros-humble-desktop",
                "git clone https://example.org/ros-humble-bridge/a.git",
                "sudo apt install -y micro-ros-humble-agent",
            )
        ),
        (
            {
                "a.sh": "if is 22.04; then apt install -y ros-humble-desktop\n"
                "else apt install -y ros-jazzy-desktop; fi\n"
                "apt install -y python3-pip\npip3 install six\n"
            },
            [4],
        ),
        (
            {"a.sh": "#!/bin/bash\nsudo pacman -S --needed python-pip\npip install --user six\n"},
            [3],
        ),
        ({"a.sh": "#!/bin/sh\napk add py3-pip\npip install six\n"}, [3]),
        *(
            ({"a.sh": f"apt install -y python3-pip {package}\npip3 install six\n"}, [2])
            for package in ("python-is-python3", "python-dev-is-python3", "python3-dev")
        ),
        (
            {
                "a.sh": "if is 18.04; then apt install -y python-dev; fi\n"
                "apt install -y python3-pip\npip3 install six\n"
            },
            [3],
        ),
        (
            {
                "Makefile": "deps: tools\n\tpip3 install six\ntools:\n\tsudo apt-get install python3-pip\n"
            },
            [2],
        ),
        (
            {"a.sh": "#!/bin/sh\napt-get install -y python3-pip\npip3 install six\n"}
            | image("ubuntu:24.04", "COPY a.sh /\nRUN /a.sh\n"),
            [3],
        ),
    ],
)
def test_scripts(files, lines):
    path = next(iter(files))
    found = [v for v in findings("VL417", files) if v.at.path == path]
    assert [(v.at.line, v.severity.label) for v in found] == [(line, "warning") for line in lines]


def test_moved_tags_are_judged_by_the_day():
    files = image("ubuntu:latest", APT + "RUN pip3 install six\n")
    assert lint("VL417", files, today=datetime.date(2023, 1, 1)) == []
    assert len(lint("VL417", files, today=datetime.date(2024, 9, 1))) == 1


def test_message():
    (violation,) = findings("VL417", image("ubuntu:24.04", APT + "RUN pip3 install six\n"))
    assert violation.message == (
        "Ubuntu 24.04 does not let pip change its own Python: `pip3 install` ends with an error"
    )


POST = "    apt-get update && apt-get install -y python3-pip\n    pip3 install six\n"


def definition(base: str, post: str, more: str = "") -> str:
    return f"Bootstrap: docker\nFrom: {base}\n\n%post\n{post}\n{more}"


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        pytest.param("shop.def", definition("ubuntu:24.04", POST), 6, id="Apptainer"),
        pytest.param("Singularity", definition("debian:12", POST), 6, id="by Singularity's name"),
        pytest.param("hpc/Singularity.gpu", definition("ros:jazzy", POST), 6, id="one of several"),
        pytest.param(
            "shop.def",
            f"# shop\nFrom: 'ubuntu:24.04'\nBootstrap: Docker\n%post\n{POST}",
            6,
            id="forms",
        ),
    ],
)
def test_a_definition_of_apptainer(path, text, line):
    (found,) = findings("VL417", {path: text})
    assert (found.at.line, found.severity.label) == (line, "error")
    assert "in `%environment`" in found.suggestion


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.def", definition("ubuntu:22.04", POST), id="an older Ubuntu"),
        pytest.param("a.def", definition("python:3.12", POST), id="the image's own Python"),
        pytest.param(
            "a.def", definition("ubuntu:24.04", POST).replace("docker", "library"), id="a library's"
        ),
        pytest.param(
            "a.def",
            definition("ubuntu:24.04", POST) + definition("debian:11", "    true\n"),
            id="stages of different bases",
        ),
        pytest.param("a.def", definition("{{ BASE }}", POST), id="a template"),
        pytest.param(
            "a.def",
            definition(
                "ubuntu:24.04",
                "    apt-get install -y python3-venv\n    python3 -m venv /opt/venv\n"
                "    . /opt/venv/bin/activate\n    pip install six\n",
            ),
            id="an environment",
        ),
        pytest.param(
            "a.def",
            definition("ubuntu:24.04", "    export PIP_BREAK_SYSTEM_PACKAGES=1\n" + POST),
            id="allowed",
        ),
        pytest.param(
            "Singularity.md",
            f"# How to\n\n```\n{definition('ubuntu:24.04', POST)}```\n",
            id="a page",
        ),
    ],
)
def test_a_definition_of_apptainer_quiet(path, text):
    assert lint("VL417", {path: text}) == []


def role(task: str, platforms: str = "") -> dict[str, str]:
    files = {"roles/a/tasks/main.yml": f"- name: x\n{task}"}
    if platforms:
        files["roles/a/meta/main.yml"] = f"galaxy_info:\n  platforms:\n{platforms}"
    return files


PIP = "  ansible.builtin.pip:\n    name: docker\n"
LOCAL = {"db.yml": "- hosts: localhost\n  tasks:\n  - name: x\n    pip:\n      name: pymysql\n"}
PLAY = "- hosts: all\n  tasks:\n  - {}\n  - pip:\n      name: docker\n"
DEFAULTS = """- module_defaults:
    {}:
      {}
  block:
  - block:
    - name: x
      ansible.builtin.pip:
        name: docker
"""
OF_ALL = "  module_defaults:\n    pip:\n      virtualenv: /srv/v\n"
BOOKWORM = "    - name: Debian\n      versions: [bullseye, bookworm]\n"


def scenario(machine: str, play: str = "molecule/default/converge.yml") -> dict[str, str]:
    return {
        play: "- hosts: all\n  tasks:\n  - x: y\n  - pip:\n      name: docker\n",
        "molecule/default/molecule.yml": f"platforms:\n  - name: a\n    {machine}\n",
    }


@pytest.mark.parametrize(
    "files",
    [
        *(
            pytest.param(scenario(f"{key}: {name}"), id=f"Molecule's {name}")
            for key, name in (
                ("image", "ubuntu:22.04"),
                ("image", "geerlingguy/docker-${MOLECULE_DISTRO:-ubuntu2204}-ansible:latest"),
                ("image", "geerlingguy/docker-debian12-ansible:latest"),
                ("image", "$IMAGE"),
                ("box", "generic/ubuntu2004"),
            )
        ),
        pytest.param(
            scenario("image: ubuntu:22.04", "molecule/shared/prepare.yml"),
            id="a play that Molecule's scenarios share",
        ),
        pytest.param(role(PIP + "    virtualenv: /srv/v\n"), id="an environment"),
        pytest.param(role(PIP + "    virtualenv_command: python3 -m venv\n"), id="its command"),
        pytest.param(role(PIP + "    executable: pip3.9\n"), id="a program"),
        pytest.param(role(PIP + "    break_system_packages: true\n"), id="let"),
        *(
            pytest.param({path: text}, id=f"defaults {number}")
            for number, (path, text) in enumerate(
                (
                    ("tasks/a.yml", DEFAULTS.format("ansible.builtin.pip", "virtualenv: /srv/v")),
                    ("tasks/a.yml", DEFAULTS.format("pip", "executable: /srv/v/bin/pip")),
                    ("play.yml", PLAY.format("debug:") + OF_ALL),
                    ("tasks/a.yml", role(PIP)["roles/a/tasks/main.yml"] + OF_ALL),
                )
            )
        ),
        pytest.param(
            role(PIP + "    extra_args: --break-system-packages\n"), id="let by an option"
        ),
        pytest.param(role(PIP + "    extra_args: --target /l\n"), id="elsewhere"),
        pytest.param(
            role(PIP + "  environment:\n    PIP_BREAK_SYSTEM_PACKAGES: 1\n"), id="let by a variable"
        ),
        pytest.param(role(PIP + "    state: absent\n"), id="taken away"),
        pytest.param(role(PIP + "  when: ansible_os_family == 'RedHat'\n"), id="another system"),
        pytest.param(
            role(
                "  when: ansible_distribution_major_version == '11'\n  block:\n"
                "    - pip:\n        name: docker\n"
            ),
            id="a block for another system",
        ),
        pytest.param(role(PIP, "    - name: EL\n      versions: [8, 9]\n"), id="a role for others"),
        pytest.param(
            role(PIP, "    - name: Ubuntu\n      versions: [focal, jammy]\n"), id="older ones"
        ),
        pytest.param(
            role(PIP)
            | {
                "roles/a/tasks/prepare.yml": (
                    "- shell: rm /usr/lib/python3.11/EXTERNALLY-MANAGED\n"
                )
            },
            id="its marker is removed",
        ),
        pytest.param(
            {
                "play.yml": "- hosts: all\n  vars:\n    ansible_python_interpreter: /v/bin/python\n"
                "  tasks:\n    - pip:\n        name: docker\n"
            },
            id="another interpreter",
        ),
        pytest.param(
            role(PIP) | {"Vagrantfile": 'config.vm.box = "ubuntu/bionic64"\n'},
            id="Vagrant makes an older machine",
        ),
        pytest.param(
            role(PIP)
            | {
                "Vagrantfile": "# node.vm.box = 'debian/bookworm64'\n"
                "node.vm.box = 'generic/debian11'\nother.vm.box = 'bento/ubuntu-22.04'\n"
            },
            id="several older machines",
        ),
        pytest.param(
            role(PIP) | {"Vagrantfile": "a.vm.box = 'trusty64'\nb.vm.box = 'centos/7'\n"},
            id="older machines and another distribution's",
        ),
        pytest.param(
            {
                "roles/a/tasks/main.yml": "- apt_repository:\n    repo: deb [arch=amd64]"
                f" https://download.docker.com/linux/debian bullseye stable\n- name: x\n{PIP}"
            },
            id="a source of packages for an older release",
        ),
        pytest.param(
            role(PIP)
            | {
                "roles/b/tasks/main.yml": "- deb822_repository:\n    name: x\n"
                "    uris: https://a/b\n    suites: focal\n"
            },
            id="such a source in another role, by its fields",
        ),
        pytest.param(
            role(PIP)
            | {"infra/vars.tf": 'variable "image" {\n  default = "ubuntu-20-04-x64"\n}\n'},
            id="Terraform makes an older machine",
        ),
        pytest.param(
            role(PIP)
            | {
                "infra/box.tf": 'name = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-*"\n'
                'image = "debian-cloud/debian-11"\n'
            },
            id="Terraform makes several older machines",
        ),
        pytest.param(
            {"roles/a/tasks/main.yml": f"- yum:\n    name: python-pip\n- name: x\n{PIP}"},
            id="yum installs what it needs",
        ),
        *(
            pytest.param(
                {"play.yml": PLAY.format(task), "tasks/base.yml": "- dnf:\n    name: make\n"},
                id=f"dnf, by {task}",
            )
            for task in (
                "include_tasks: tasks/base.yml",
                "ansible.builtin.import_tasks: 'tasks/base.yml'",
            )
        ),
        pytest.param(
            {
                "roles/a/tasks/main.yml": "- apt: name={{ item }}\n  with_items:\n  - python-pip\n"
                f"- name: x\n{PIP}"
            },
            id="apt installs Python 2's pip",
        ),
        pytest.param(
            role(PIP) | {"roles/a/tasks/main.yml": f"- apt: name=python-dev\n- name: x\n{PIP}"},
            id="apt installs what is Python 2's",
        ),
        *(
            pytest.param(
                {"play.yml": PLAY.format("debug:")}
                | {f"roles/{name}/tasks/main.yml": "- debug:\n" for name in "ab"}
                | {"roles/a/meta/main.yml": f"galaxy_info:\n  platforms:\n{platforms}"},
                id=f"a play for the machines of roles: {platforms}",
            )
            for platforms in (
                "    - name: Ubuntu\n      versions: [focal, jammy]\n",
                "    - name: EL\n      versions: [9]\n",
            )
        ),
        pytest.param(
            role(PIP)
            | {
                "roles/b/tasks/main.yml": "- debug:\n",
                "roles/b/meta/main.yml": "galaxy_info:\n  platforms:\n  - name: EL\n",
            },
            id="a role that names no platforms, for those of the other one",
        ),
        pytest.param(
            role(PIP) | {"roles/b/tasks/main.yml": "- ansible.builtin.dnf:\n    name: make\n"},
            id="dnf installs what other roles need",
        ),
        *(
            pytest.param(
                {"db.yml": LOCAL["db.yml"].replace("localhost", host)}
                | {"requirements.txt": f"{ansible}\n"},
                id=f"{host}, with {ansible} in the environment",
            )
            for host, ansible in (
                ("localhost", "ansible==11.4.0"),
                ("127.0.0.1", "ansible-core>=2.16"),
                ('"localhost"', "Ansible"),
            )
        ),
        pytest.param(
            LOCAL | image("python:3.12", "COPY db.yml /\nCMD ansible-playbook /db.yml\n"),
            id="a play that an image with a Python of its own starts for itself",
        ),
        pytest.param(
            LOCAL | image("ubuntu:22.04", APT + "COPY db.yml /\nCMD ansible-playbook /db.yml\n"),
            id="one that an older system starts",
        ),
        pytest.param(role("  community.general.pip_package_info:\n    clients: pip\n"), id="asked"),
    ],
)
def test_ansible_quiet(files):
    assert lint("VL417", files) == []


@pytest.mark.parametrize(
    ("files", "line"),
    [
        pytest.param(role(PIP), 2, id="nothing rules it out"),
        *(
            pytest.param(scenario(machine), 4, id=f"Molecule's {machine}")
            for machine in (
                "image: debian:12",
                """image: ${IMAGE:-"ubuntu:24.04"}""",
                "box: debian/bookworm64",
                "address: 10.0.0.1",
            )
        ),
        pytest.param(
            scenario("image: ubuntu:22.04", "play.yml"), 4, id="a play beside Molecule's scenarios"
        ),
        pytest.param(role(PIP, BOOKWORM), 2, id="a platform"),
        pytest.param(
            {
                "roles/a/tasks/main.yml": "- yum:\n    name: x\n- ansible.builtin.apt:\n    name: x\n"
                f"- name: x\n{PIP}"
            },
            6,
            id="yum or apt",
        ),
        *(
            pytest.param(
                {"play.yml": PLAY.format("include_tasks: tasks/base.yml")} | {path: text},
                4,
                id=case,
            )
            for path, text, case in (
                ("tasks/base.yml", "- apt:\n    name: make\n", "apt in what it includes"),
                (
                    "tasks/other.yml",
                    "- dnf:\n    name: make\n  when: ansible_os_family != 'Debian'\n",
                    "dnf in what it does not",
                ),
            )
        ),
        *(
            pytest.param({"roles/a/tasks/main.yml": DEFAULTS.format(module, given)}, 7, id=given)
            for module, given in (
                ("ansible.builtin.apt", "virtualenv: /srv/v"),
                ("other.kind.pip", "virtualenv: '/srv/v'"),
                ("pip", "state: latest"),
            )
        ),
        pytest.param(
            role(PIP)
            | {"Vagrantfile": "a.vm.box = 'debian/buster64'\nb.vm.box = 'debian/bookworm64'\n"},
            2,
            id="one of Vagrant's machines",
        ),
        pytest.param(
            role(PIP) | {"Vagrantfile": "a.vm.box = 'acme/base'\n"}, 2, id="a machine nobody knows"
        ),
        pytest.param(
            role(PIP) | {"main.tf": 'image = "ubuntu-24-04-x64"\nother = "ubuntu-20-04-x64"\n'},
            2,
            id="one of Terraform's machines",
        ),
        pytest.param(
            role(PIP) | {"main.tf": '# image = "ubuntu-20-04-x64"\nname = "ubuntu-box"\n'},
            2,
            id="a machine of Terraform's that nobody knows",
        ),
        pytest.param(
            {
                "roles/a/tasks/main.yml": "- apt_repository:\n    repo: deb https://apt.kubernetes.io/"
                f" kubernetes-xenial main\n- name: x\n{PIP}"
            },
            4,
            id="a source that serves every release",
        ),
        pytest.param(
            {
                "roles/a/tasks/main.yml": "- apt_repository:\n    repo: deb https://a/b bookworm main"
                f"\n- apt_repository:\n    repo: deb https://a/b buster main\n- name: x\n{PIP}"
            },
            6,
            id="sources for an older and a newer release",
        ),
        pytest.param(
            {"roles/a/tasks/main.yml": "# repo: deb https://a/b buster main\n- name: x\n" + PIP},
            3,
            id="a source in a comment",
        ),
        *(
            pytest.param({"roles/a/tasks/main.yml": f"{task}\n- name: x\n{PIP}"}, 4, id=case)
            for task, case in (
                ("- apt:\n    name: [python-pip, python3-pip]", "the pips of both Pythons"),
                ("- pacman:\n    name: python-pip", "the pip of Arch Linux"),
                ("- apt:\n    name: python-pip-whl", "a package with a longer name"),
            )
        ),
        pytest.param(LOCAL, 4, id="a play for whoever starts it"),
        pytest.param(
            LOCAL | {"requirements.txt": "ansible-lint\n"}, 4, id="where Ansible is from, unknown"
        ),
        *(
            pytest.param(
                {"db.yml": text} | {"requirements.txt": "ansible\n"},
                4,
                id=f"a play for other machines, too: {number}",
            )
            for number, text in enumerate(
                (
                    LOCAL["db.yml"].replace("localhost", "web"),
                    LOCAL["db.yml"].replace("localhost", "all"),
                    LOCAL["db.yml"] + "- hosts: all\n",
                )
            )
        ),
        pytest.param(
            role(PIP)
            | {
                "roles/b/tasks/main.yml": "- dnf:\n    name: make\n",
                "roles/c/tasks/main.yml": "- apt:\n    name: make\n",
            },
            2,
            id="dnf and apt in other roles",
        ),
        pytest.param(
            role(PIP)
            | {f"roles/{name}/tasks/main.yml": "- debug:\n" for name in "bc"}
            | {"roles/c/meta/main.yml": "galaxy_info:\n  platforms:\n  - name: EL\n"},
            2,
            id="few of the roles name platforms",
        ),
        pytest.param(
            role(PIP)
            | {
                "roles/b/tasks/main.yml": "- debug:\n",
                "roles/b/meta/main.yml": f"galaxy_info:\n  platforms:\n{BOOKWORM}",
            },
            2,
            id="the other role is for a system that refuses",
        ),
        pytest.param(
            LOCAL | image("ubuntu:24.04", APT + "COPY db.yml /\nCMD ansible-playbook /db.yml\n"),
            4,
            id="a play that an image of a newer system starts",
        ),
        pytest.param(
            {"db.yml": LOCAL["db.yml"].replace("localhost", "web")}
            | image("python:3.12", "COPY db.yml /\nCMD ansible-playbook /db.yml\n"),
            4,
            id="a play for other machines, which an image starts",
        ),
        pytest.param(role(PIP, "    - name: Archlinux\n"), 2, id="a platform without versions"),
        pytest.param(role(PIP, "    - name: Ubuntu\n      versions: [all]\n"), 2, id="all of them"),
        pytest.param(
            role(PIP + "  when: docker_wanted\n"), 2, id="a condition about something else"
        ),
        pytest.param(
            role("  pip:\n    requirements: /srv/r.txt\n    extra_args: --user\n"), 2, id="a list"
        ),
        pytest.param(
            {"play.yml": "- hosts: all\n  tasks:\n    - pip:\n        name: docker\n"},
            3,
            id="a play",
        ),
    ],
)
def test_ansible(files, line):
    (violation,) = findings("VL417", files)
    assert (violation.at.line, violation.severity.label) == (line, "warning")


@pytest.mark.parametrize(
    ("system", "packages", "told"),
    [
        (
            "debian:12",
            "apt-get install -y python3-pip",
            "Install `python3-venv`, make an environment",
        ),
        ("debian:12", "apt-get install -y python3-pip python3-venv", "Make an environment"),
        ("alpine:3.22", "apk add py3-pip", "Make an environment"),
    ],
)
def test_what_the_environment_needs_is_told(system, packages, told):
    text = f"FROM {system}\nRUN {packages}\nRUN pip3 install flask\n"
    (found,) = findings("VL417", {"Dockerfile": text})
    assert found.suggestion.startswith(told)


def box(name, script, more=""):
    return {
        "Vagrantfile": f"Vagrant.configure('2') do |config|\n  config.vm.box = '{name}'\n{more}"
        f"  config.vm.provision 'shell', inline: <<-SHELL\n{script}  SHELL\nend\n"
    }


PIP_OF_APT = "    apt-get update && apt-get install -y python3-pip\n"


@pytest.mark.parametrize(
    ("files", "line"),
    [
        pytest.param(
            box("bento/ubuntu-24.04", PIP_OF_APT + "    pip3 install flask\n"), 5, id="refuses"
        ),
        pytest.param(
            box("debian/bookworm64", PIP_OF_APT + "    sudo pip3 install flask\n"), 5, id="sudo"
        ),
        pytest.param(
            box("ubuntu/jammy64", PIP_OF_APT + "    pip3 install flask\n"), 0, id="an older one"
        ),
        pytest.param(
            box("acme/base", PIP_OF_APT + "    pip3 install flask\n"), 0, id="a box nobody knows"
        ),
        pytest.param(
            box("ubuntu/noble64", PIP_OF_APT + "    python3 -m venv /v && /v/bin/pip install x\n"),
            0,
            id="its own environment",
        ),
        pytest.param(
            box(
                "ubuntu/jammy64",
                PIP_OF_APT + "    pip3 install flask\n",
                "  config.vm.define 'new' do |new|\n    new.vm.box = 'ubuntu/noble64'\n  end\n"
                "  config.vm.box = 'ubuntu/focal64'\n",
            ),
            0,
            id="the nearest box above",
        ),
        pytest.param(
            {
                "Vagrantfile": f"$script = <<-SHELL\n{PIP_OF_APT}    pip3 install flask\nSHELL\n"
                "config.vm.box = 'ubuntu/noble64'\n"
                "config.vm.provision 'shell', inline: $script\n"
            },
            3,
            id="the only box, below",
        ),
    ],
)
def test_machines_of_vagrant(files, line):
    found = findings("VL417", files)
    assert [one.at.line for one in found] == ([line] if line else [])
    assert all("image" not in one.suggestion for one in found)
    assert all(one.severity is Severity.WARNING for one in found)
