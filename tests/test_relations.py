"""What is said of a project does not depend on how its tables and keys are written, nor on what
else the repository holds.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
import yaml

from tests.lint import lint
from tests.test_spellings import TREES, _expected, _found
from venvlint.model import Severity

tomllib = pytest.importorskip("tomllib")

NEIGHBOURS = {
    "docs/notes-of-the-board.md": "# Notes\n\nWe met.\n",
    "web-ui/package.json": '{"name": "web-ui", "scripts": {"build": "vite build"}}\n',
    "web-ui/src/main.ts": "export const x = 1;\n",
    "scratch/.gitkeep": "",
    "gateway/nginx/Dockerfile": "FROM nginx:1.27\nCOPY nginx.conf /etc/nginx/nginx.conf\n",
    "examples/other/requirements.txt": "idna==3.10\n",
    "tools/hello.sh": "#!/bin/bash\necho hello\n",
    ".github/workflows/labels.yml": (
        "on: issues\njobs:\n  label:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - uses: actions/labeler@v5\n"
    ),
}
# What speaks of the whole repository where it lies at the root, and nowhere else.
_OF_THE_ROOT = re.compile(
    r"\.(?:git|circleci|pre-commit|travis|appveyor|cirrus|drone|vscode|devcontainer)"
    r"|azure-pipelines|bitbucket|Jenkinsfile|README|venvlint\.toml|cloudbuild|buildspec"
)


def _value(value, *, quotes: bool = False) -> str:
    """A value as TOML on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        text = value.encode("unicode_escape").decode().replace('"', r"\"")
        return f'"{text}"' if value.isascii() else _utf8(value)
    if isinstance(value, list):
        return f"[{', '.join(_value(one, quotes=quotes) for one in value)}]"
    if isinstance(value, dict):
        pairs = (
            f"{_key(key, quotes)} = {_value(one, quotes=quotes)}" for key, one in value.items()
        )
        return f"{{{', '.join(pairs)}}}"
    return str(value)


def _utf8(value: str) -> str:
    return '"' + value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n") + '"'


def _key(key: str, quotes: bool = False) -> str:
    return key if re.fullmatch(r"[\w-]+", key, re.A) and not quotes else _value(key)


def _inline(table: dict) -> str:
    return "".join(f"{_key(key)} = {_value(one)}\n" for key, one in table.items())


def _quoted(table: dict) -> str:
    return "".join(
        f"{_key(key, True)} = {_value(one, quotes=True)}\n" for key, one in table.items()
    )


def _dotted(table: dict, above: str = "") -> str:
    return "".join(
        _dotted(one, f"{above}{_key(key)}.")
        if isinstance(one, dict) and one
        else f"{above}{_key(key)} = {_value(one)}\n"
        for key, one in table.items()
    )


def _toml(write):
    def rewritten(path: str, text: str) -> str:
        if not re.search(r"(?:\.toml|(?:^|/)Pipfile)$", path):
            return text
        try:
            table = tomllib.loads(text)
            other = write(table)
            assert tomllib.loads(other) == table
        except tomllib.TOMLDecodeError:
            return text  # a mistake stays one
        return other

    return rewritten


def _yaml(change):
    def rewritten(path: str, text: str) -> str:
        if not path.endswith((".yml", ".yaml")) or "{%" in text:
            return text
        try:
            documents = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
        except yaml.YAMLError:
            return text
        if len(documents) != 1 or documents[0] is None or "#" in text:
            return text
        change(documents[0])
        return yaml.serialize(documents[0], Dumper=yaml.SafeDumper, width=10_000)

    return rewritten


def _quote_keys(node) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag.endswith(":str"):
                key.style = '"'
            _quote_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _quote_keys(value)


def _quote_values(node) -> None:
    if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":str") and "\n" not in node.value:
        node.style = "'"
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            _quote_values(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _quote_values(value)


def _on_one_line(node) -> None:
    _quote_keys(node)
    node.flow_style = True


def _turned(node) -> None:
    if isinstance(node, yaml.MappingNode):
        node.value.reverse()
        for _, value in node.value:
            _turned(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _turned(value)


WRITINGS = {
    "tables of TOML inside each other": _toml(_inline),
    "keys of TOML in quotes": _toml(_quoted),
    "keys of TOML with dots": _toml(_dotted),
    "all YAML on one line, its keys in quotes": _yaml(_on_one_line),
    "values of YAML in quotes": _yaml(_quote_values),
    "keys of YAML in another order": _yaml(_turned),
}


@pytest.mark.parametrize("writing", WRITINGS)
def test_the_same_is_said_of_other_writing(writing):
    rewritten = WRITINGS[writing]
    changed = 0
    for name, (files, untracked) in TREES.items():
        other = {
            path: rewritten(path, text) if isinstance(text, str) else text
            for path, text in files.items()
        }
        if other != files:
            changed += 1
            assert _found(other, untracked) == _expected(name), name
    assert changed, "no tree has it"


def test_neighbours_change_nothing():
    for name, (files, untracked) in TREES.items():
        if NEIGHBOURS.keys().isdisjoint(files):
            assert _found({**files, **NEIGHBOURS}, untracked) == _expected(name), name


def test_two_projects_of_a_repository_are_told_apart():
    """What is said of either below the root is what is said of it alone, as the root."""
    names = [
        name for name in TREES if not _expected(name).keys() & {("VL101", Severity.ERROR, ".")}
    ]
    names = names[::3]
    for first, second in zip(names[::2], names[1::2], strict=False):
        files, untracked, expected = {}, {}, Counter()
        for folder, name in (("services/a/", first), ("services/b/", second)):
            own, beside = map(_below_the_root, TREES[name])
            files |= {folder + path: text for path, text in own.items()}
            untracked |= {folder + path: text for path, text in beside.items()}
            for (code, severity, path), number in _found(own, beside).items():
                expected[code, severity, folder + path] += number
        found = _found(files, untracked)
        for one in (found, expected):
            for key in [key for key in one if key[0] == "VL102"]:
                del one[key]  # both want lines in one ignore file
        assert found == expected, (first, second)


def _below_the_root(files):
    return {path: text for path, text in (files or {}).items() if not _OF_THE_ROOT.match(path)}


BUILD = "docker build -f docker/api.Dockerfile api"
BUILDS = {
    "Makefile": f"image:\n\t{BUILD}\n",
    "justfile": f"image:\n    {BUILD}\n",
    "Taskfile.yml": f"version: 3\ntasks:\n  image:\n    cmds:\n      - {BUILD}\n",
    "package.json": f'{{"scripts": {{"image": "{BUILD}"}}}}\n',
    "pyproject.toml": f"[tool.poe.tasks]\nimage = '{BUILD}'\n",
    "build.sh": f"{BUILD}\n",
    "README.md": f"# Shop\n\n```sh\n{BUILD}\n```\n",
    "tox.ini": f"[testenv:image]\ncommands = {BUILD}\n",
    ".gitlab-ci.yml": f"images:\n  script:\n    - {BUILD}\n",
    ".travis.yml": f"script: {BUILD}\n",
    "cloudbuild.yaml": (
        "steps:\n- name: gcr.io/cloud-builders/docker\n"
        "  args: [build, -t, $_NAME, -f, docker/api.Dockerfile, api]\n"
    ),
    "ci/cloudbuild.yaml": (
        "steps:\n- name: gcr.io/kaniko-project/executor:v1\n"
        "  args: [--dockerfile=docker/api.Dockerfile, --context=api]\n"
    ),
}


@pytest.mark.parametrize("path", [None, *BUILDS])
def test_what_builds_an_image_is_found_wherever_it_stands(path):
    files = {
        "api/requirements.txt": "six==1.17.0\n",
        "docker/api.Dockerfile": (
            "FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
        ),
    }
    more = {path: BUILDS[path]} if path else {}
    assert bool(lint("VL413", {**files, **more})) is (path is None)


COMMANDS = {
    "pip install requirements.txt": {"VL414"},
    "pip install flask>=3": {"VL415"},
    "pip install -r nowhere.txt": {"VL413"},
    ".venv/bin/activate && pip install six": {"VL401"},
    "pip install .[nothing]": {"VL224"},
    "uv sync --extra nothing": {"VL224"},
    "sudo pip install six": {"VL404"},
    "easy_install six": {"VL404"},
    "python setup.py install": {"VL404"},
    "pip install --process-dependency-links .": {"VL606"},
    "pip install --index-url http://pypi.example.org/simple six": {"VL213"},
}
JOBS = {
    ".github/workflows/test.yml": (
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - uses: actions/checkout@v4\n      - run: {}\n"
    ),
    ".gitlab-ci.yml": "image: python:3.12\ntest:\n  script:\n    - {}\n",
    ".circleci/config.yml": (
        "version: 2.1\njobs:\n  test:\n    docker:\n      - image: python:3.12\n"
        "    steps:\n      - checkout\n      - run: {}\n"
    ),
    "azure-pipelines.yml": "steps:\n  - script: {}\n",
    ".travis.yml": "language: python\nscript: {}\n",
    "bitbucket-pipelines.yml": (
        "image: python:3.12\npipelines:\n  default:\n    - step:\n        script:\n          - {}\n"
    ),
    ".drone.yml": "kind: pipeline\nsteps:\n  - image: python:3.12\n    commands:\n      - {}\n",
    ".woodpecker.yml": "steps:\n  test:\n    image: python:3.12\n    commands:\n      - {}\n",
    ".cirrus.yml": "task:\n  container:\n    image: python:3.12\n  test_script: {}\n",
    "buildspec.yml": "version: 0.2\nphases:\n  build:\n    commands:\n      - {}\n",
    "Dockerfile.test": "FROM python:3.12\nWORKDIR /src\nCOPY . .\nRUN {}\n",
    "Makefile": "test:\n\t{}\n",
    "justfile": "test:\n    {}\n",
    "Taskfile.yml": "version: 3\ntasks:\n  test:\n    cmds:\n      - {}\n",
    "ci/test.sh": "#!/bin/sh\n{}\n",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_the_same_in_every_job(command):
    setup = "from setuptools import setup\n\nsetup(name='app', extras_require={'web': ['six']})\n"
    for path, text in JOBS.items():
        found = _found({"setup.py": setup, path: text.format(command)}, None)
        codes = {code for code, _, where in found if where == path}
        assert codes & _OF_COMMANDS == COMMANDS[command], path


_OF_COMMANDS = frozenset.union(*map(frozenset, COMMANDS.values()))
