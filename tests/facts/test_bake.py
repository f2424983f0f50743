"""What files of Docker Bake say of the images that they build."""

from __future__ import annotations

import pytest

from tests.lint import lint, tree

DOCKERFILE = "FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
FILES = {
    "docker/api/Dockerfile": DOCKERFILE,
    "docker/api/requirements.txt": "",
    "src/api/requirements.txt": "flask\n",
    "app.py": "",
}


def contexts(files: dict[str, str], path: str = "docker/api/Dockerfile") -> set[str]:
    return {way.context for way in tree({**FILES, **files}).builds[path].ways if way.by}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "docker-bake.hcl",
            'target "api" {\n  context = "src/api"\n  dockerfile = "../../docker/api/Dockerfile"\n}\n',
        ),
        (
            "docker-bake.hcl",
            (
                'variable "WHAT" {\n  default = "api"\n}\ntarget "_common" {\n'
                '  args = { X = "1" }\n  context = "./src/${WHAT}"\n}\n'
                'target "x" {\n  inherits = ["_common"]\n  dockerfile = "../../docker/${WHAT}/Dockerfile"\n}\n'
            ),
        ),
        (
            "bake.hcl",
            (
                'target "app" {\n  name = "app-${what}"\n  matrix = {\n    what = ["api", "web"]\n  }\n'
                '  context = "src/${what}"\n  dockerfile = "../../docker/${what}/Dockerfile"\n}\n'
            ),
        ),
        (
            "ci/docker-bake.hcl",
            'target "api" {\n  context = "src/api"\n  dockerfile = "../../docker/api/Dockerfile"\n}\n',
        ),
        (
            "docker-bake.json",
            (
                '{"target": {"api": {"context": "src/api",'
                ' "dockerfile": "../../docker/api/Dockerfile"}}}\n'
            ),
        ),
    ],
)
def test_the_context_of_a_target(path, text):
    assert contexts({path: text}) == {"src/api"}
    assert lint("VL413", {**FILES, "docker/api/requirements.txt": "", path: text}) == []
    files = {name: data for name, data in FILES.items() if name != "docker/api/requirements.txt"}
    assert lint("VL413", {**files, path: text}) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('context = SOMEWHERE\n  dockerfile = "x"', id="a variable without a value"),
        pytest.param('context = "https://github.com/x/y.git"', id="another repository"),
        pytest.param('context = "${DIR}/x"', id="a part of it"),
        pytest.param('context = condition ? "docker/api" : "."', id="computed"),
        pytest.param('context = "docker/api"\n  dockerfile-inline = "FROM x"', id="inline"),
    ],
)
def test_what_is_not_known(text):
    assert contexts({"docker-bake.hcl": f'target "api" {{\n  {text}\n}}\n'}) == set()


def test_defaults_and_stages():
    files = {
        "docker-bake.hcl": 'target "test" {\n  target = "test"\n}\ntarget "web" {}\n',
        "Dockerfile": "FROM python:3.12 AS base\nFROM base AS test\nFROM base AS web\n",
    }
    builds = tree(files).builds["Dockerfile"]
    assert [stage.name for stage in builds.finals] == ["test", "web"]
    assert builds.contexts == ("",)


@pytest.mark.parametrize(
    ("value", "line"),
    [('"3.8"', 4), ("PYTHON", 8), ('"${PYTHON}"', 8), ("PYTHON == 1 ? 2 : 3", 0)],
)
def test_an_argument_chooses_the_python(value, line):
    bake = (
        f'target "app" {{\n  context = "."\n  args = {{\n    VERSION = {value}\n  }}\n}}\n'
        'variable "PYTHON" {\n  default = "3.8"\n}\n'
    )
    files = {
        "docker-bake.hcl": bake,
        "Dockerfile": "ARG VERSION=3.12\nFROM python:${VERSION}\nCOPY . .\nRUN pip install .\n",
        "pyproject.toml": '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.11"\n',
    }
    found = lint("VL302", files)
    assert [one.split(":")[:2] for one in found] == (
        [["docker-bake.hcl", str(line)]] if line else []
    )
