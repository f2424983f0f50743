import pytest

from tests.lint import findings, lint

APT = "RUN apt-get update && apt-get install -y python3 python3-pip\n"
VENV = "RUN python3 -m venv /v\n"


def image(base: str, rest: str) -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n{rest}"}


def packages(*names: str) -> str:
    return f"RUN apt-get update && apt-get install -y {' '.join(names)}\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(image("debian:12", packages("python3", "python3-venv") + VENV), id="brought"),
        pytest.param(image("debian:12", packages("python3-full") + VENV), id="brought whole"),
        pytest.param(
            image("debian:12", packages("python3", "python3.11-venv") + VENV), id="by its minor"
        ),
        pytest.param(image("debian:12", packages("pipx") + VENV), id="pipx brings it along"),
        pytest.param(
            image("debian:12", packages("python3-pip") + packages("python3-venv") + VENV),
            id="in two steps",
        ),
        pytest.param(
            image("debian:12 AS a", packages("python3-venv") + "FROM a\n" + APT + VENV),
            id="in the stage below",
        ),
        pytest.param(
            image("debian:12", APT + "RUN python3 -m venv --without-pip /v\n"), id="without pip"
        ),
        pytest.param(
            image("debian:12", packages("python3", "virtualenv") + "RUN virtualenv /v\n"),
            id="virtualenv",
        ),
        pytest.param(
            image("debian:12", APT + "RUN uv venv /v && /v/bin/python -m venv /w\n"), id="uv"
        ),
        pytest.param(image("python:3.12", APT + VENV), id="an image with a Python of its own"),
        pytest.param(image("fedora:41", "RUN dnf install -y python3\n" + VENV), id="Fedora"),
        pytest.param(image("alpine:3.20", "RUN apk add python3\n" + VENV), id="Alpine"),
        pytest.param(image("example.org/base:1", APT + VENV), id="own base"),
        pytest.param(image("example.org/dev:1-ubuntu24.04", APT + VENV), id="own base on Ubuntu"),
        pytest.param(
            image("debian:12", "ARG MORE\n" + packages("python3", "$MORE") + VENV), id="a variable"
        ),
        pytest.param(
            image("debian:12", packages("python3", "$(cat list)") + VENV), id="a list in a file"
        ),
        pytest.param(
            image("debian:12", APT + "RUN xargs apt-get install -y < list\n" + VENV), id="xargs"
        ),
        pytest.param(image("debian:12", APT + "RUN /opt/more.sh\n" + VENV), id="a script"),
        pytest.param(
            image("debian:12", APT + "RUN curl https://x.example/i | bash\n" + VENV),
            id="a script from the net",
        ),
        pytest.param(
            image("debian:12", APT + "COPY deps.sh /\nRUN sh /deps.sh\n" + VENV)
            | {"deps.sh": "apt-get install -y python3-venv\n"},
            id="a script of the tree",
        ),
        pytest.param(
            image("debian:12", APT + "RUN python3 -m venv /v || virtualenv /v\n"), id="may fail"
        ),
        pytest.param(image("debian:12", VENV), id="no Python at all"),
        pytest.param(
            image("ubuntu:22.04", packages("python3", "python3.12") + "RUN python3.12 -m venv /v\n")
            | {
                "Dockerfile": "FROM ubuntu:22.04\n"
                + packages("python3.12", "python3.12-venv")
                + "RUN python3.12 -m venv /v\n"
            },
            id="another minor with its own package",
        ),
        pytest.param(
            image(
                "debian:12",
                APT + "RUN update-alternatives --install /usr/bin/python3 python3"
                " /opt/python3.12/bin/python3 1\n" + VENV,
            ),
            id="another Python by that name",
        ),
        pytest.param(
            {
                ".github/workflows/a.yml": (
                    "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - run:"
                    " sudo apt-get install -y python3-pip && python3 -m venv v\n"
                )
            },
            id="a hosted machine has it",
        ),
        pytest.param({"a.sh": "#!/bin/sh\npython3 -m venv v\n"}, id="a script without apt"),
        pytest.param(
            {"a.sh": "#!/bin/sh\nsudo apt-get install -y python3-venv\npython3 -m venv v\n"},
            id="a script that brings it",
        ),
        pytest.param(
            {
                "a.sh": "#!/bin/sh\nsudo apt-get install -y git\nif ! python3 -m venv v; then sudo"
                " apt-get install -y python3-venv; fi\n"
            },
            id="a script that tries",
        ),
        pytest.param(
            {
                "a.sh": "#!/bin/sh\nsudo apt-get install -y git\npython3 -m venv v\n",
                "README.md": "First `sudo apt install python3-venv`, then run a.sh.\n",
            },
            id="the README asks for it",
        ),
        pytest.param(
            {
                "a.sh": (
                    "#!/bin/sh\nif command -v apt-get; then sudo apt-get install -y git; fi\n"
                    "python3 -m venv v\n"
                )
            },
            id="perhaps another system",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL425", files) == []


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        pytest.param(image("debian:12", APT + VENV), [3], id="Debian"),
        pytest.param(image("ubuntu:20.04", APT + VENV), [3], id="of any age"),
        pytest.param(
            image("debian:bookworm-slim", APT + "RUN /usr/bin/python3 -m venv --copies /v\n"),
            [3],
            id="by its path",
        ),
        pytest.param(
            image("nvidia/cuda:12.4.1-base-ubuntu22.04", APT + VENV), [3], id="CUDA on Ubuntu"
        ),
        pytest.param(image("node:20-bookworm", APT + VENV), [3], id="Node on Debian"),
        pytest.param(
            image("debian:12", APT + "RUN python3.11 -m venv /v\n"), [3], id="its own minor"
        ),
        pytest.param(
            image("debian:12", packages("python3-dev", "python3-virtualenv", "tox") + VENV),
            [3],
            id="others do not bring it",
        ),
        pytest.param(
            image(
                "ubuntu:22.04",
                packages("python3.12", "python3-venv") + "RUN python3.12 -m venv /v\n",
            ),
            [3],
            id="the default's serves the default",
        ),
        pytest.param(
            image(
                "debian:12", APT + "RUN curl -LsSf https://astral.sh/uv/install.sh | sh\n" + VENV
            ),
            [4],
            id="a script that is known",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    "t:\n  image: debian:12\n  script:\n    - apt-get install -y python3-pip\n"
                    "    - python3 -m venv v\n"
                )
            },
            [5],
            id="a job's container",
        ),
        pytest.param(
            {"a.sh": "#!/bin/sh\nset -e\nsudo apt-get install -y python3 git\npython3 -m venv v\n"},
            [4],
            id="a script that runs apt",
        ),
        pytest.param(
            {"a.sh": "#!/bin/sh\nsudo apt-get install -y portaudio19-dev\npython3 -m venv v\n"},
            [3],
            id="a script that installs something else",
        ),
        pytest.param(
            {"a.sh": "#!/bin/sh\nsudo apt-get install -y python3-virtualenv\npython3 -m venv v\n"},
            [3],
            id="a script that brings the program virtualenv",
        ),
        pytest.param(
            {
                "Makefile": "v: deps\n\tpython3 -m venv v\ndeps:\n\tsudo apt-get install python3-pip\n"
            },
            [2],
            id="a Makefile",
        ),
    ],
)
def test_loud(files, lines):
    found = findings("VL425", files)
    assert [(v.at.line, v.severity.label) for v in found] == [(line, "error") for line in lines]


def test_message():
    files = image(
        "ubuntu:22.04", packages("python3.12", "python3-venv") + "RUN python3.12 -m venv /v\n"
    )
    (violation,) = findings("VL425", files)
    assert violation.message == (
        "`python3.12 -m venv` fails (`ensurepip is not available`): nothing installs"
        " `python3.12-venv`"
    )


@pytest.mark.parametrize(
    ("name", "script", "more", "count"),
    [
        ("ubuntu/jammy64", "apt-get install -y python3-pip", "", 1),
        ("generic/debian12", "sudo apt install -y build-essential python3-dev", "", 1),
        ("ubuntu/jammy64", "apt-get install -y python3-pip python3-venv", "", 0),
        ("acme/base", "apt-get install -y python3-pip", "", 0),
        ("generic/fedora39", "dnf install -y python3", "", 0),
        # Another provisioner may have brought it.
        ("ubuntu/jammy64", "apt-get install -y python3-pip", "c.vm.provision 'ansible_local'\n", 0),
    ],
)
def test_machines_of_vagrant(name, script, more, count):
    text = (
        f"Vagrant.configure('2') do |c|\nc.vm.box = '{name}'\n{more}"
        f"c.vm.provision 'shell', inline: <<-EOF\n{script}\npython3 -m venv /v\nEOF\nend\n"
    )
    assert len(findings("VL425", {"Vagrantfile": text})) == count
