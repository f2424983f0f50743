"""VL222: local versions without an index that has them."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint

INDEX = "https://download.pytorch.org/whl/cu118"
TORCH = "torch==2.0.1+cu118\n"
PROJECT = '[project]\nname = "s"\nversion = "1"\ndependencies = ["torch==2.0.1+cu118"]\n'
UV = f'[[tool.uv.index]]\nname = "t"\nurl = "{INDEX}"\n'


def image(*commands: str, base: str = "python:3.11") -> str:
    runs = "".join(f"RUN {command}\n" for command in commands)
    return f"FROM {base}\nCOPY . .\n{runs}"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"requirements.txt": f"--extra-index-url {INDEX}\n{TORCH}"}, id="an option"),
        pytest.param({"requirements.txt": f"-f ./wheels\n{TORCH}"}, id="a folder of wheels"),
        pytest.param(
            {"requirements.txt": TORCH + "-r i.txt\n", "i.txt": f"-i {INDEX}\n"},
            id="an option of an include",
        ),
        pytest.param(
            {"requirements.txt": f"--find-links={INDEX}\n-r r/ml.txt\n", "r/ml.txt": TORCH},
            id="an option of what includes it",
        ),
        pytest.param(
            {
                "requirements.txt": "torch @ https://example.org/torch-2.0.1+cu118-cp311-none-any.whl\n"
            },
            id="a direct URL",
        ),
        pytest.param(
            {"constraints.txt": TORCH, "requirements.txt": "-c constraints.txt\n"}, id="-c"
        ),
        pytest.param({"requirements.txt": "torch==2.0.1\ntorch!=2.0.1+cpu\n"}, id="no local pin"),
        pytest.param({"requirements.txt": f"# {TORCH}"}, id="a comment"),
        pytest.param(
            {"requirements.txt": TORCH, "run.sh": f"pip install -r requirements.txt -f {INDEX}\n"},
            id="a command that installs it",
        ),
        pytest.param(
            {
                "requirements.txt": TORCH,
                "run.sh": "pip install dist/torch-2.0.1+cu118-cp311-none-any.whl\n",
            },
            id="a wheel that a command is given",
        ),
        pytest.param(
            {
                "requirements.txt": TORCH,
                "Dockerfile": (
                    f"FROM python:3.11\nENV PIP_EXTRA_INDEX_URL={INDEX}\nCOPY . .\n"
                    "RUN pip install -r requirements.txt\n"
                ),
            },
            id="a variable",
        ),
        pytest.param(
            {"requirements.txt": TORCH, "pip.conf": f"[global]\nextra-index-url = {INDEX}\n"},
            id="pip's own settings",
        ),
        pytest.param(
            {
                "requirements.txt": TORCH,
                "Dockerfile": image(f"pip config set global.extra-index-url {INDEX}"),
            },
            id="settings that a command writes",
        ),
        pytest.param(
            {
                "requirements.txt": TORCH,
                "Dockerfile": image(
                    f"pip install torch==2.0.1 --index-url {INDEX}",
                    "pip install -r requirements.txt",
                ),
            },
            id="installed before, by name",
        ),
        pytest.param(
            {
                "requirements.txt": TORCH,
                "Dockerfile": image(
                    "pip install -r requirements.txt", base="nvcr.io/nvidia/pytorch:23.05-py3"
                ),
            },
            id="an image of builds of their own",
        ),
        pytest.param(
            {
                "requirements.txt": TORCH,
                "README.md": f"    pip install -r requirements.txt -f {INDEX}\n",
            },
            id="the read-me, in a block without a language",
        ),
        pytest.param(
            {"environment.yml": f"dependencies:\n  - pip:\n    - -f {INDEX}\n    - {TORCH}"},
            id="conda's pip list",
        ),
        pytest.param({"pyproject.toml": PROJECT + UV}, id="an index of uv"),
        pytest.param(
            {
                "pyproject.toml": PROJECT
                + UV
                + 'explicit = true\n[tool.uv.sources]\ntorch = { index = "t" }\n'
            },
            id="an explicit one that it is sent to",
        ),
        pytest.param(
            {
                "pyproject.toml": PROJECT
                + UV
                + 'explicit = true\n[tool.uv.sources]\ntorch = [{ index = "t", marker = "x" }]\n'
            },
            id="with a marker",
        ),
        pytest.param(
            {"pyproject.toml": PROJECT, "uv.toml": f'extra-index-url = ["{INDEX}"]\n'}, id="uv.toml"
        ),
        pytest.param(
            {"pyproject.toml": "[tool.uv]\n" + UV, "requirements.txt": TORCH}, id="for uv pip"
        ),
        pytest.param(
            {"pyproject.toml": PROJECT + f'[[tool.pdm.source]]\nname = "t"\nurl = "{INDEX}"\n'},
            id="PDM",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[tool.poetry.dependencies]\ntorch = "2.0.1+cu118"\n'
                    f'[[tool.poetry.source]]\nname = "t"\nurl = "{INDEX}"\npriority = "supplemental"\n'
                )
            },
            id="a source of Poetry",
        ),
        pytest.param(
            {
                "Pipfile": (
                    f'[[source]]\nname = "pypi"\nurl = "https://pypi.org/simple"\n[[source]]\nname = "t"\nurl = "{INDEX}"\n'
                    '[packages]\ntorch = {version = "==2.0.1+cu118", index = "t"}\n'
                )
            },
            id="a source of a Pipfile",
        ),
        pytest.param({"tests/data/requirements.txt": TORCH}, id="test data"),
        pytest.param(
            {
                "requirements.all.txt": "shop==1.3.0+2\n",
                "requirements.dev.txt": "git+https://h.example/shop@1.3.0+2#egg=shop\n",
            },
            id="the version of a fork that another list takes from its repository",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL222", files) == []


@pytest.mark.parametrize(
    ("files", "path", "line"),
    [
        ({"requirements.txt": "six\n" + TORCH}, "requirements.txt", 2),
        ({"requirements.txt": f"# {INDEX}\n{TORCH}"}, "requirements.txt", 2),
        ({"requirements.txt": f"-i https://pypi.org/simple\n{TORCH}"}, "requirements.txt", 2),
        (
            {
                "requirements.txt": f"--extra-index-url https://mirrors.aliyun.com/pypi/simple\n{TORCH}"
            },
            "requirements.txt",
            2,
        ),
        (
            {"requirements.txt": 'torch == 2.0.1+cu118 ; sys_platform == "linux"\r\n'},
            "requirements.txt",
            1,
        ),
        (
            {"requirements.txt": TORCH, "Dockerfile": image("pip install -r requirements.txt")},
            "requirements.txt",
            1,
        ),
        (
            {"requirements.txt": TORCH, "Dockerfile": image(f"pip install torch==1.9 -i {INDEX}")},
            "requirements.txt",
            1,
        ),
        ({"environment.yml": f"dependencies:\n  - pip:\n    - {TORCH}"}, "environment.yml", 3),
        ({"pyproject.toml": PROJECT}, "pyproject.toml", 4),
        ({"pyproject.toml": PROJECT + UV + "explicit = true\n"}, "pyproject.toml", 4),
        (
            {
                "pyproject.toml": PROJECT
                + UV
                + 'explicit = true\n[tool.uv.sources]\ntorchvision = { index = "t" }\n'
            },
            "pyproject.toml",
            4,
        ),
        (
            {
                "pyproject.toml": (
                    '[tool.poetry.dependencies]\ntorch = "2.0.1+cu118"\n'
                    f'[[tool.poetry.source]]\nname = "t"\nurl = "{INDEX}"\npriority = "explicit"\n'
                )
            },
            "pyproject.toml",
            2,
        ),
        (
            {
                "Pipfile": (
                    '[[source]]\nname = "pypi"\nurl = "https://pypi.org/simple"\n'
                    f'[[source]]\nname = "t"\nurl = "{INDEX}"\n[packages]\ntorch = "==2.0.1+cu118"\n'
                )
            },
            "Pipfile",
            8,
        ),
        ({"setup.py": "setup(install_requires=['torch==2.0.1+cu118'])"}, "setup.py", 1),
        (
            {
                "requirements.txt": TORCH,
                "requirements.dev.txt": "git+https://h.example/torch@v2.1.0#egg=torch\n",
            },
            "requirements.txt",
            1,
        ),
    ],
)
def test_reports_the_line(files, path, line):
    [one] = findings("VL222", files)
    assert (one.at.path, one.at.line, one.severity.label) == (path, line, "error")


def test_one_for_each_line_with_the_index_where_it_is_known():
    found = findings("VL222", {"requirements.txt": TORCH + "shop-core==1.4+build7\n"})
    assert [one.message.partition(",")[0] for one in found] == [
        "`torch` is asked for as `+cu118`",
        "`shop-core` is asked for as `+build7`",
    ]
    assert [one.suggestion for one in found] == [
        f"Add `--extra-index-url {INDEX}` before it, or leave out `+cu118`.",
        "Add an `--extra-index-url` before it, or leave out `+build7`.",
    ]


@pytest.mark.parametrize(
    ("line", "option"),
    [
        ("torch==2.1.0+cu121", "--extra-index-url https://download.pytorch.org/whl/cu121"),
        (
            "torch==2.1.0.dev20230109+cu121",
            "--extra-index-url https://download.pytorch.org/whl/nightly/cu121",
        ),
        ("torch-scatter==2.1.2+pt21cu121", "-f https://data.pyg.org/whl/torch-2.1.0+cu121.html"),
        ("pyg-lib==0.4.0+pt113cpu", "-f https://data.pyg.org/whl/torch-1.13.0+cpu.html"),
    ],
)
def test_the_address_that_has_it(line, option):
    (violation,) = findings("VL222", {"requirements.txt": f"{line}\n"})
    assert f"Add `{option}` before it" in violation.suggestion


DYNAMIC = (
    '[build-system]\nrequires = ["setuptools"]\n[project]\nname = "shop"\nversion = "1"\n'
    'dynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = {file = "deps.txt"}\n'
)
PIXI = '[workspace]\nname = "shop"\nchannels = []\nplatforms = []\n[pypi-dependencies]\n'


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "pyproject.toml": DYNAMIC,
                "deps.txt": "torch==2.1.0+cu118\n",
                "Dockerfile": (
                    "FROM python:3.11\nCOPY . .\n"
                    "RUN pip install . --extra-index-url https://x.example/simple\n"
                ),
            },
            id="what installs the project names an index",
        ),
        pytest.param(
            {
                "pixi.toml": f'{PIXI}torch = "==2.1.0+cu118"\n[pypi-options]\n'
                'extra-index-urls = ["https://download.pytorch.org/whl/cu118"]\n'
            },
            id="pixi's options",
        ),
        pytest.param(
            {
                "pixi.toml": f"{PIXI}torch = {{ version = '==2.1.0+cu118', "
                "index = 'https://download.pytorch.org/whl/cu118' }\n"
            },
            id="the entry's own",
        ),
    ],
)
def test_quiet_where_the_projects_index_is_told(files):
    assert lint("VL222", files) == []


@pytest.mark.parametrize(
    ("files", "path", "line"),
    [
        (
            {
                "pyproject.toml": DYNAMIC,
                "deps.txt": "six\ntorch==2.1.0+cu118\n",
                "Dockerfile": "FROM python:3.11\nCOPY . .\nRUN pip install .\n",
            },
            "deps.txt",
            2,
        ),
        ({"pyproject.toml": DYNAMIC, "deps.txt": "torch==2.1.0+cu118\n"}, "deps.txt", 1),
        ({"pixi.toml": f'{PIXI}torch = "==2.1.0+cu118"\n'}, "pixi.toml", 6),
    ],
)
def test_lists_that_a_manifest_reads(files, path, line):
    (found,) = findings("VL222", files)
    assert (found.at.path, found.at.line) == (path, line)


OPTIONS = f"--extra-index-url {INDEX}\nsix\n"


@pytest.mark.parametrize(
    ("command", "count"),
    [
        # pip has one list of indexes for all that a command installs.
        ("pip install -r gpu.txt -r requirements.txt", 0),
        ("pip install -r requirements.txt -r gpu.txt", 0),
        ("uv pip sync requirements.txt gpu.txt", 0),
        ("pip install -r requirements.txt -r all.txt", 0),
        ("pip install -r gpu.txt\npip install -r requirements.txt", 1),
        ("pip install -r requirements.txt -r other.txt", 1),
        ("pip install -r requirements.txt -r other.txt\npip install -r other.txt -r gpu.txt", 1),
    ],
)
def test_an_option_holds_for_its_command(command, count):
    files = {
        "requirements.txt": TORCH,
        "gpu.txt": OPTIONS,
        "all.txt": "-r gpu.txt\n",
        "other.txt": "attrs\n",
        "install.sh": f"#!/bin/sh\n{command}\n",
    }
    assert len(findings("VL222", files)) == count


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "kit==0.3.2.dev11+g150c1be",
            "(`kit @ git+https://…`) at the commit `150c1be`, which",
        ),
        (
            "kit==0.3+3.g150c1be.dirty",
            "(`kit @ git+https://…`) at the commit `150c1be`, which",
        ),
        ("kit==0.3+gpu", "Add an `--extra-index-url` before it, or leave out `+gpu`."),
        ("torchcodec==0.1+cu128", "Add `--extra-index-url https://download.pytorch.org/whl/cu128`"),
    ],
)
def test_what_to_do_with_a_local_version(line, told):
    (found,) = findings("VL222", {"requirements.txt": f"six==1.17.0\n{line}\n"})
    assert told in found.suggestion
