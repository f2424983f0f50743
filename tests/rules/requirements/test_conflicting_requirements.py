from __future__ import annotations

import pytest

from tests.lint import findings, lint

PROJECT = '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.9"\n'


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"requirements.txt": "pydantic==2.1rc1\npydantic>=2.0\n"}, id="a pinned pre-release is in the range"),
        pytest.param({"requirements.txt": "torch==2.1.0\ntorch==2.1.0+cu118\n"}, id="a local version"),
        pytest.param({"requirements.txt": "six==1.16\nsix==1.16.0\n"}, id="zeros"),
        pytest.param({"requirements.txt": "numpy==1.24 ; python_version < '3.10'\nnumpy==2.0 ; python_version >= '3.10'\n"}, id="markers"),
        pytest.param({"requirements.txt": "numpy==1.0 ; python_version < '3.6'\nnumpy==2.0\n"}, id="a Python that nobody uses"),
        pytest.param(
            {"requirements.txt": "-c constraints.txt\nsix==1.16.0\n", "constraints.txt": "six<2\nurllib3<2\n"}, id="constraints that are kept"
        ),
        pytest.param({"requirements.txt": "jinja2==3.1\n", "docs/requirements.txt": "jinja2==3.0\n"}, id="the documentation's environment"),
        pytest.param({"requirements-py38.txt": "numpy==1.24\n", "requirements-py312.txt": "numpy==2.0\n"}, id="one of several environments"),
        pytest.param(
            {
                "pyproject.toml": PROJECT
                + 'dependencies = ["numpy>=1"]\n[project.optional-dependencies]\ncpu = ["torch==2.1"]\ngpu = ["torch==2.3"]\n'
            },
            id="two extras",
        ),
        pytest.param(
            {
                "pyproject.toml": PROJECT
                + 'dependencies = ["torch>=2"]\n[project.optional-dependencies]\nold = ["torch<2"]\n[tool.uv]\nconflicts = [[{extra = "old"}, {extra = "x"}]]\n'
            },
            id="declared as a conflict",
        ),
        pytest.param(
            {"pyproject.toml": PROJECT + 'dependencies = ["six>=1,<2"]\n', "requirements.txt": "six==1.16.0\n"}, id="a pin inside the range"
        ),
        pytest.param(
            {"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.9"\nsix = "^1.15"\n', "requirements.txt": "six==1.16.0\n"}, id="a caret"
        ),
        pytest.param({"requirements.txt": "tool @ git+https://h/tool@v1\ntool>=2\n"}, id="nobody knows a repository's version"),
        pytest.param(
            {
                "requirements/base.txt": "six\n",
                "requirements/production.txt": "-r base.txt\ndjango==4\n",
                "requirements/local.txt": "-r base.txt\ndjango==5\n",
            },
            id="alternatives on one base",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL206", files) == []


def test_in_one_file():
    assert lint("VL206", {"requirements.txt": "Django==1.11\nflask\ndjango>=4.0\n"}) == [
        "requirements.txt:3: `django>=4.0` cannot be installed together with `Django==1.11` on line 1"
    ]


def test_against_constraints():
    files = {"requirements.txt": "-c constraints.txt\nurllib3==2.0.7\n", "constraints.txt": "urllib3<2\n"}
    (violation,) = findings("VL206", files)
    assert (violation.at.path, violation.at.line) == ("requirements.txt", 2)
    assert [related.at.path for related in violation.related] == ["constraints.txt"]


def test_production_with_development():
    files = {"requirements.txt": "django==4.0\n", "requirements-dev.txt": "pytest\ndjango==1.11\n"}
    assert lint("VL206", files) == [
        "requirements-dev.txt:2: `django==1.11` cannot be installed together with `django==4.0` in `requirements.txt`, line 1"
    ]


def test_through_an_include():
    files = {"requirements.txt": "django==4.0\n", "requirements-dev.txt": "-r requirements.txt\ndjango==1.11\n"}
    assert [line.partition(": ")[0] for line in lint("VL206", files)] == ["requirements-dev.txt:2"]


@pytest.mark.parametrize(
    ("manifest", "text"),
    [
        ("pyproject.toml", PROJECT + 'dependencies = ["six>=1,<2"]\n'),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.9"\nsix = "^1.15"\n'),
        ("setup.cfg", "[options]\ninstall_requires =\n    six<2\n"),
    ],
)
def test_requirements_with_the_manifest(manifest, text):
    assert [line.partition(": ")[0] for line in lint("VL206", {manifest: text, "requirements.txt": "six==2.0\n"})] == ["requirements.txt:1"]


def test_an_extra_with_the_project():
    text = PROJECT + 'dependencies = ["six>=2"]\n[project.optional-dependencies]\nold = ["six<2"]\n'
    assert [line.partition(": ")[0] for line in lint("VL206", {"pyproject.toml": text})] == ["pyproject.toml:7"]


def test_one_line_that_excludes_itself():
    assert lint("VL206", {"requirements.txt": "six>=2.0rc1,<2.0\n"}) == ["requirements.txt:1: no version of `six` satisfies `>=2.0rc1,<2.0`"]


def test_two_urls_for_one_distribution():
    assert lint("VL206", {"requirements.txt": "x @ https://h/x-1.zip\nx @ https://h/x-2.zip\n"}) == [
        "requirements.txt:2: `x` cannot be installed together with `another URL` on line 1"
    ]


def test_the_projects_pythons_decide_about_markers():
    text = "numpy==1.0 ; python_version < '3.9'\nnumpy==2.0\n"
    assert lint("VL206", {"requirements.txt": text, "pyproject.toml": '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.9"\n'}) == []
    assert len(lint("VL206", {"requirements.txt": text, "pyproject.toml": '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.8"\n'})) == 1
