"""Which directories are projects, and whose a file is."""

from __future__ import annotations

import pytest

from tests.lint import tree
from venvlint.facts.project import project_names, project_of

FILES = {
    "README.md": "",
    "backend/pyproject.toml": "",
    "backend/src/app/x.toml": "",
    "backend/requirements/base.txt": "",
    "backend/requirements/python3/requirements.txt": "",
    "jobs/import/requirements.txt": "",
    "docs/requirements.txt": "",
    "conda/environment.yml": "",
    "conf/requirements.txt": "",
    "deploy/config/requirements.txt": "",
    "analysis/environment.yml": "",
    "tests/data/pyproject.toml": "",
    "{{cookiecutter.name}}/pyproject.toml": "",
    "tools/x/setup.py": "import setuptools\nsetuptools.setup(name='x')\n",
    "integration/setup.py": "from setuptools import Command\n\ndef setup(hass):\n    pass\n",
}


def test_projects():
    assert project_names(tree(FILES)) == (".", "analysis", "backend", "jobs/import", "tools/x")


def test_a_link_to_the_list_of_another_folder_makes_none():
    lists = {"requirements.txt": "", "layer/requirements.txt": "", "fn/requirements.txt": ""}
    links = {"layer/requirements.txt": "../requirements.txt", "fn/requirements.txt": "prod.txt"}
    found = tree({**lists, "fn/prod.txt": ""}, links=links)
    assert project_names(found) == (".", "fn")


def test_the_root_is_always_one():
    assert project_names(tree({})) == (".",)


@pytest.mark.parametrize(
    ("path", "project"),
    [
        ("x.py", "."),
        ("backend", "backend"),
        ("backend/src/app/x.py", "backend"),
        ("backends/x.py", "."),
        ("docs/conf.py", "."),
        ("jobs/import/a/b.py", "jobs/import"),
        ("jobs/x", "."),
    ],
)
def test_project_of(path, project):
    assert project_of(tree(FILES), path) == project


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"lib/kit/setup.py": ""}, {".", "lib/kit"}, id="beside the others"),
        pytest.param(
            {"lib/kit/setup.py": "", "lib/kit/__init__.py": ""}, {".", "lib/kit"}, id="flat"
        ),
        pytest.param(
            {"kit/setup.py": "", "__init__.py": ""}, {".", "kit"}, id="the root is no package"
        ),
        pytest.param(
            {"app/kit/setup.py": "", "app/__init__.py": ""}, {"."}, id="copied into a package"
        ),
    ],
)
def test_a_setup_script_inside_a_package_makes_no_project(files, expected):
    script = "from setuptools import setup\nsetup(name='kit')\n"
    there = {path: script if path.endswith("setup.py") else text for path, text in files.items()}
    assert tree(there).projects == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"TabDiff-main/README.md": "", "TabDiff-main/env.yaml": ""}, "TabDiff-main"),
        pytest.param({"lib/kit-master/LICENSE": "", "lib/kit-master/a.py": ""}, "lib/kit-master"),
        pytest.param({"kit-main/a.py": ""}, "", id="nothing of a repository's beside it"),
        pytest.param({"main/README.md": ""}, "", id="another name"),
        pytest.param({"kit-main/docs/README.md": ""}, "", id="a page further below"),
    ],
)
def test_an_unpacked_archive_of_another_repository(files, expected):
    assert project_names(tree(files)) == (".", *([expected] if expected else []))
