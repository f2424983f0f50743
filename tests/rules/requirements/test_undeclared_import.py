"""VL219: imports that no declaration brings."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint

PYPROJECT = '[project]\nname = "ledger"\nrequires-python = ">=3.9"\ndependencies = ["six"]\n'


def site(name: str, **files: str) -> dict[str, str]:
    """An environment with one distribution."""
    base = ".venv/lib/python3.12/site-packages/"
    return {
        ".venv/pyvenv.cfg": "home = /usr/bin\nversion = 3.12.1\n",
        ".venv/bin/activate": 'VIRTUAL_ENV="/x/.venv"\n',
        f"{base}{name}-1.0.dist-info/METADATA": f"Name: {name}\nVersion: 1.0\n",
        **{f"{base}{name}-1.0.dist-info/{file}": text for file, text in files.items()},
    }


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "requirements.txt": "PyYAML\nPillow\n",
                "app.py": "import yaml\nfrom PIL import Image\n",
            },
            id="distributions of another name",
        ),
        pytest.param(
            {"examples/web/requirements.txt": "flask\n", "app.py": "import yaml\n"},
            id="only an example declares something",
        ),
        pytest.param(
            {
                "pyproject.toml": PYPROJECT,
                "app.py": "import os, sys\nimport tomllib, distutils, msvcrt, _thread\n",
            },
            id="the standard library of every Python",
        ),
        pytest.param(
            {
                "pyproject.toml": PYPROJECT,
                "tests/test_app.py": "import yaml\n",
                "conftest.py": "import yaml\n",
            },
            id="tests",
        ),
        pytest.param(
            {
                "pyproject.toml": PYPROJECT,
                "app.py": "try:\n    import yaml\nexcept ImportError:\n    yaml = None\n",
            },
            id="a fallback",
        ),
        pytest.param(
            {
                "pyproject.toml": PYPROJECT,
                "app.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import yaml\n",
            },
            id="for type checkers",
        ),
        pytest.param(
            {
                "pyproject.toml": PYPROJECT,
                "app.py": "with suppress(ImportError):\n    import yaml\n",
            },
            id="suppressed",
        ),
        pytest.param(
            {
                "pyproject.toml": PYPROJECT,
                "app.py": "def f(fast):\n    if fast:\n        import yaml\n",
            },
            id="on a condition",
        ),
        pytest.param(
            {"pyproject.toml": PYPROJECT, "app.py": '"""\nimport yaml\n"""\nx = 1\n'}, id="a text"
        ),
        pytest.param({"app.py": "import yaml\n"}, id="nothing is declared at all"),
        pytest.param(
            {"pyproject.toml": PYPROJECT, "app.py": "import nobody_knows\n"},
            id="a module that nobody knows",
        ),
        pytest.param(
            {
                "pyproject.toml": PYPROJECT,
                "src/ledger/__init__.py": "from . import redis\n",
                "src/ledger/redis.py": "",
            },
            id="a relative import",
        ),
        pytest.param(
            {
                "pyproject.toml": PYPROJECT,
                "src/docker/images.py": "",
                "src/ledger/x.py": "import docker.images\n",
            },
            id="a namespace of its own",
        ),
        pytest.param(
            {"setup.py": "setup(install_requires=read())\n", "app.py": "import yaml\n"},
            id="computed dependencies",
        ),
        pytest.param(
            {
                "environment.yml": "dependencies:\n  - pyyaml\n  - opencv\n  - pyqt\n",
                "app.py": "import yaml, cv2\nfrom PyQt5 import QtCore\n",
            },
            id="conda's names",
        ),
        pytest.param(
            {"requirements.txt": "flask\n", "app.py": "import werkzeug\nimport jinja2\n"},
            id="what a declared one brings along",
        ),
        pytest.param(
            {
                "pyproject.toml": PYPROJECT,
                "run.py": '# /// script\n# dependencies = ["pyyaml"]\n# ///\nimport yaml\n',
            },
            id="the script's own block",
        ),
        pytest.param(
            {
                "pyproject.toml": PYPROJECT,
                "uv.lock": '[[package]]\nname = "pyyaml"\n',
                "app.py": "import yaml\n",
            },
            id="a lock has it",
        ),
        pytest.param(
            {
                "pyproject.toml": PYPROJECT + '[dependency-groups]\ndocs = ["pyyaml"]\n',
                "app.py": "import yaml\n",
            },
            id="a group has it",
        ),
        pytest.param(
            {"requirements.txt": "pip install pyyaml\n", "app.py": "import yaml\n"},
            id="a broken line names it",
        ),
        pytest.param(
            {
                "requirements.txt": "google-cloud-storage\nruamel.yaml\n",
                "app.py": "from google.cloud import storage\nfrom ruamel.yaml import YAML\n",
            },
            id="namespaces",
        ),
        pytest.param(
            {
                "requirements.txt": "six\n",
                "app.py": "import psycopg2\nimport yaml\n",
                "Dockerfile": (
                    "FROM python:3.12\nCOPY requirements.txt .\n"
                    "RUN pip install -r requirements.txt psycopg2-binary\n"
                ),
                ".gitlab-ci.yml": "t:\n  script:\n  - pip install pyyaml\n",
            },
            id="an image and a job install them by name",
        ),
        pytest.param(
            {
                "requirements.txt": "six\n",
                "app.py": "import boto3\nimport numpy\n",
                "Dockerfile": "FROM public.ecr.aws/lambda/python:3.12\nCOPY app.py .\n",
                "gpu.Dockerfile": "FROM pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime\n",
            },
            id="the images that they start from bring them",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL219", files) == []


def test_reports_a_module_once_at_its_first_import():
    files = {
        "pyproject.toml": PYPROJECT,
        "src/ledger/a.py": "import six\nimport yaml as y\nimport yaml\n",
        "src/ledger/b.py": "from yaml import load\n",
    }
    (violation,) = findings("VL219", files)
    assert (violation.at.path, violation.at.line, violation.at.column, violation.at.end_column) == (
        "src/ledger/a.py",
        2,
        8,
        12,
    )
    assert violation.suggestion == "Add `pyyaml` to the project's dependencies."


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"README.md": "```sh\npip install pyyaml\n```\n"}, id="a page is for people"),
        pytest.param({"Dockerfile": "FROM python:3.12\nRUN pip install six\n"}, id="another name"),
        pytest.param({"Dockerfile": "FROM acme/pytorch:1\n"}, id="somebody's own image"),
    ],
)
def test_no_command_brings_it(more):
    files = {"requirements.txt": "six\n", "app.py": "import yaml\n"}
    assert len(findings("VL219", {**files, **more})) == 1


def test_a_submodule_is_not_the_top_level_module():
    files = {
        "pyproject.toml": PYPROJECT,
        "src/ledger/__init__.py": "",
        "src/ledger/redis.py": "",
        "src/ledger/cache.py": "import redis\n",
    }
    assert [line.split(": ")[0] for line in lint("VL219", files)] == ["src/ledger/cache.py:1"]


def test_the_environment_tells():
    files = {"requirements.txt": "six\n", "app.py": "import frobnicate.core\n"}
    assert lint("VL219", files) == []
    for metadata in (
        {"top_level.txt": "frobnicate\n"},
        {"RECORD": "frobnicate/__init__.py,,\nacme_frob-1.0.dist-info/METADATA,,\n"},
    ):
        assert lint("VL219", files, untracked=site("acme_frob", **metadata)) == [
            "app.py:1: `frobnicate` is imported, but nothing declares its distribution `acme-frob`"
        ]
        assert (
            lint(
                "VL219",
                {**files, "requirements.txt": "acme.frob\n"},
                untracked=site("acme_frob", **metadata),
            )
            == []
        )


def test_a_namespace_is_looked_up_by_its_whole_name():
    files = {
        "requirements.txt": "google-cloud-storage\n",
        "app.py": "from google.cloud import storage, bigquery\n",
    }
    (violation,) = findings("VL219", files)
    assert "google-cloud-bigquery" in violation.message
