"""Pins that the project's own range excludes (VL301)."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint


def project(range_: str = ">=3.9", **files: str) -> dict[str, str]:
    return {
        "pyproject.toml": (
            f'[project]\nname = "demo"\nversion = "1"\nrequires-python = "{range_}"\n'
        ),
        **files,
    }


def poetry(text: str, pin: str) -> dict[str, str]:
    return {
        "pyproject.toml": (
            f'[tool.poetry]\nname = "d"\n[tool.poetry.dependencies]\npython = {text}\n'
        ),
        ".python-version": pin,
    }


RTD = "build:\n  tools:\n    python: '3.8'\npython:\n  install:\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({".python-version": "3.8\n"}, id="nothing declares a range"),
        pytest.param(project(**{".python-version": "3.12\n"}), id="inside"),
        pytest.param(
            project(">=3.9.2", **{".python-version": "3.9\n"}),
            id="a bare minor is its newest patch",
        ),
        pytest.param(
            project(">=3.8,!=3.9.7", **{".python-version": "3.9\n"}), id="one patch is excluded"
        ),
        pytest.param(
            project(**{".python-version": "3.12\n3.8\n2.7.18\n"}), id="later entries are fallbacks"
        ),
        pytest.param(
            project(
                **{
                    ".python-version": "3.8\n",
                    "Main.sublime-menu": "[]\n",
                    "kit.py": "import sublime\n",
                }
            ),
            id="Sublime Text's own choice",
        ),
        pytest.param(project(**{".python-version": "# 3.8\n\n3.12.1 # 3.7\n"}), id="comments"),
        pytest.param(project(**{".python-version": "demo-env\n"}), id="an environment's name"),
        pytest.param(
            project(**{".python-version": "3.8-env-of-mine\n"}), id="a name with a number"
        ),
        pytest.param(project(**{".python-version": ">=3.8\n"}), id="a range that shares a version"),
        pytest.param(project(**{".python-version": "3.16-dev\n"}), id="newer than the table"),
        pytest.param(
            project(**{".python-version": "3.15.0rc1\n"}), id="a pre-release of a newer one"
        ),
        pytest.param(project(**{".python-version": "system\n"}), id="system"),
        pytest.param(project(**{".python-version": "pypy3.10-7.3.15\n"}), id="pypy inside"),
        pytest.param(project(**{".python-version": "3.13t\n"}), id="free-threaded"),
        pytest.param(
            project(
                **{".tool-versions": "poetry 1.8.2\n#python 3.8\npython 3.12.1 3.8.2 system # x\n"}
            ),
            id="other tools and fallbacks",
        ),
        pytest.param(project(**{"runtime.txt": "r-3.6-2020-01-01\n"}), id="a runtime of R"),
        pytest.param(
            project(**{"requirements/runtime.txt": "flask==3.8\n"}), id="a list of requirements"
        ),
        pytest.param(
            project(
                **{
                    "environment.yml": (
                        "dependencies:\n- python-dateutil=2.8\n- python\n- python>=3.8\n"
                    )
                }
            ),
            id="conda, nothing pinned",
        ),
        pytest.param(
            project(**{"environment.yml": "dependencies:\n- conda-forge::python=3.10\n"}),
            id="3.10 is no 3.1",
        ),
        pytest.param(
            project(**{".readthedocs.yaml": "build:\n  tools:\n    python: '3.8'\n"}),
            id="documentation that does not install the project",
        ),
        pytest.param(
            project(**{".readthedocs.yaml": RTD.replace("3.8", "3") + "  - path: .\n"}),
            id="floating documentation",
        ),
        pytest.param(
            project(
                **{
                    ".readthedocs.yaml": (
                        "build:\n  tools: {python: '3.8'}\n  commands: [uv sync --only-group"
                        " docs]\n"
                    )
                }
            ),
            id="documentation alone",
        ),
        pytest.param(
            project(**{"app.yaml": "runtime: nodejs18\n"}), id="another language's runtime"
        ),
        pytest.param(
            project(**{"app.yaml": "runtime: python\nenv: flex\n"}), id="flexible without a version"
        ),
        *(
            pytest.param(
                project(**{f"{folder}/serverless.yml": "provider: {runtime: python3.8}\n"}),
                id=f"deployed from {folder}",
            )
            for folder in ("tools/integration_tests/echo", "e2e-test", "fn/.aws-sam/build")
        ),
        pytest.param(
            project(**{"serverless.yml": "provider:\n  runtime: ${self:custom.python3.8}\n"}),
            id="a variable",
        ),
        pytest.param(
            project(
                **{
                    "serverless.yml": (
                        "provider: {runtime: python3.8}\nfunctions:\n  a: {image: {name: shop}}\n"
                    )
                }
            ),
            id="every function is an image",
        ),
        pytest.param(
            project(**{"mise.toml": "[tools]\nnode = '3.8'\npython = 'latest'\n"}),
            id="mise, floating",
        ),
        pytest.param(
            project(**{"netlify.toml": "[build.environment]\nNODE_VERSION = '3.8'\n"}),
            id="another tool's variable",
        ),
        pytest.param(project(Pipfile="[packages]\npython-dateutil = '*'\n"), id="no requires"),
        pytest.param(
            project(
                **{
                    ".pre-commit-config.yaml": (
                        "default_language_version:\n  python: python3\nrepos: []\n"
                    )
                }
            ),
            id="python3 is no version",
        ),
        pytest.param(
            project(
                ">=3.14.1,<3.14.2",
                **{
                    ".pre-commit-config.yaml": (
                        "default_language_version:\n  python: python3.14\nrepos: []\n"
                    )
                },
            ),
            id="hooks never get the project, whatever patch it wants",
        ),
        pytest.param(
            project(**{"website/package.json": "{}", "website/runtime.txt": "3.8\n"}),
            id="a website's own Python",
        ),
        pytest.param(project(**{"tests/data/.python-version": "3.8\n"}), id="test data"),
        pytest.param(
            project(**{"{{cookiecutter.name}}/.python-version": "3.8\n"}), id="a template"
        ),
        pytest.param(poetry('"^3.9"', "3.13.1\n"), id="a caret"),
        pytest.param(poetry('">=3.9 <3.12"', "3.11.1\n"), id="blanks for commas"),
        pytest.param(poetry('{version = "^3.9", optional = false}', "3.9\n"), id="a table"),
        pytest.param(
            poetry('[{version = "~3.8"}, {version = "^3.10"}]', "3.8\n"), id="a list of tables"
        ),
        pytest.param(
            {
                "setup.py": (
                    "from setuptools import setup\nsetup(python_requires='>=' + open('x').read())\n"
                ),
                ".python-version": "3.8\n",
            },
            id="a computed range",
        ),
        pytest.param(
            {
                "setup.py": "from setuptools import setup\nsetup(name='d')\n",
                ".python-version": "2.7\n",
            },
            id="no range in setup.py",
        ),
        pytest.param(
            project("not a range", **{".python-version": "3.8\n"}),
            id="an invalid range is nothing to compare with",
        ),
        pytest.param(
            project(
                **{
                    "legacy/pyproject.toml": '[project]\nname = "l"\n',
                    "legacy/.python-version": "2.7\n",
                }
            ),
            id="a project of its own without a range",
        ),
        pytest.param(
            project(**{"lambda/requirements.txt": "boto3\n", "lambda/.python-version": "3.8\n"}),
            id="a folder with requirements of its own",
        ),
        pytest.param(
            {
                "a/pyproject.toml": '[project]\nrequires-python = ">=3.12"\n',
                "b/pyproject.toml": '[project]\nrequires-python = ">=3.9"\n',
                ".python-version": "3.10\n",
            },
            id="a root pin that one of two projects allows",
        ),
        pytest.param(
            {
                "a/pyproject.toml": '[project]\nrequires-python = ">=3.12"\n',
                "b/pyproject.toml": '[project]\nname = "b"\n',
                ".python-version": "3.10\n",
            },
            id="a root pin over a project without a range",
        ),
        pytest.param(
            project(
                **{".python-version": b"\xff\xfe3\x00.\x008\x00".decode("utf-8", "surrogateescape")}
            ),
            id="an encoding that nobody reads",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL301", files) == []


@pytest.mark.parametrize(
    ("files", "place", "token"),
    [
        (project(**{".python-version": "3.8.18\n"}), ".python-version:1:1", "3.8.18"),
        (project(**{".python-version": "\n# x\n  3.8\r\n"}), ".python-version:3:3", "3.8"),
        (project(">=3.9,<3.13", **{".python-version": "3.13\n"}), ".python-version:1:1", "3.13"),
        (project("<=3.12", **{".python-version": "3.12\n"}), ".python-version:1:1", "3.12"),
        (project("==3.12.4", **{".python-version": "3.12.5\n"}), ".python-version:1:1", "3.12.5"),
        (project(**{".python-version": "<3.9\n"}), ".python-version:1:1", "<3.9"),
        (
            project(**{".python-version": "cpython-3.8.1-linux-x86_64-gnu\n"}),
            ".python-version:1:1",
            "cpython-3.8.1-linux-x86_64-gnu",
        ),
        (
            project(**{".python-version": "pypy3.8-7.3.11\n"}),
            ".python-version:1:1",
            "pypy3.8-7.3.11",
        ),
        (
            project(">=3.9,<3.15", **{".python-version": "3.15.0rc1\n"}),
            ".python-version:1:1",
            "3.15.0rc1",
        ),
        (project(**{".python-versions": "3.12\n3.8\n"}), ".python-versions:2:1", "3.8"),
        (
            project(**{".tool-versions": "nodejs 20.1.0\npython   3.8.18 3.12.1\n"}),
            ".tool-versions:2:10",
            "3.8.18",
        ),
        (project(**{"mise.toml": "[tools]\npython = ['3.12', '3.8']\n"}), "mise.toml:2:20", "3.8"),
        (
            project(">=3.11", **{".config/mise.toml": "[tools]\npython = 3.10\n"}),
            ".config/mise.toml:2:10",
            "3.10",
        ),
        (project(**{".mise.toml": "[tools.python]\nversion = '3.8'\n"}), ".mise.toml:2:12", "3.8"),
        (project(**{"runtime.txt": "python-3.8.13\n"}), "runtime.txt:1:8", "3.8.13"),
        (project(**{"runtime.txt": "pypy3.8-7.3.11\n"}), "runtime.txt:1:1", "pypy3.8-7.3.11"),
        (project(**{"runtime.txt": "3.8"}), "runtime.txt:1:1", "3.8"),
        (project(Pipfile="[requires]\npython_version = '3.8'\n"), "Pipfile:2:19", "3.8"),
        (
            project(
                ">=3.9.5",
                Pipfile="[requires]\npython_version = '3.9'\npython_full_version = '3.9.1'\n",
            ),
            "Pipfile:3:24",
            "3.9.1",
        ),
        (
            project(**{"environment.yml": "dependencies:\n  - python=3.8.5=h1_0\n"}),
            "environment.yml:2:12",
            "3.8.5",
        ),
        (
            project(**{"environment-dev.yaml": "dependencies:\n  - 'python 3.8.*'\n"}),
            "environment-dev.yaml:2:13",
            "3.8",
        ),
        (
            project(">=3.10.1", **{"environment.yml": "dependencies:\n  - python==3.10\n"}),
            "environment.yml:2:11",
            "==3.10",
        ),
        (
            project(**{"environment.yml": "dependencies:\n  - python>=3.6,<3.9\n"}),
            "environment.yml:2:11",
            ">=3.6,<3.9",
        ),
        (project(**{"pixi.toml": "[dependencies]\npython = '3.8.*'\n"}), "pixi.toml:2:11", "3.8"),
        (
            project(
                **{
                    ".pre-commit-config.yaml": (
                        "default_language_version:\n  python: python3.8\nrepos: []\n"
                    )
                }
            ),
            ".pre-commit-config.yaml:2:11",
            "python3.8",
        ),
        (
            project(**{".readthedocs.yaml": RTD + "  - method: pip\n    path: .\n"}),
            ".readthedocs.yaml:3:14",
            "3.8",
        ),
        (
            project(
                **{
                    ".readthedocs.yaml": RTD + "  - requirements: docs/requirements.txt\n",
                    "docs/requirements.txt": "sphinx\n-e .[docs]\n",
                }
            ),
            ".readthedocs.yaml:3:14",
            "3.8",
        ),
        (
            project(
                **{
                    ".readthedocs.yml": (
                        "build:\n  tools: {python: '3.8'}\n  commands:\n  - pip install -q .\n"
                    )
                }
            ),
            ".readthedocs.yml:2:20",
            "3.8",
        ),
        (project(**{"app.yaml": "runtime: python38\n"}), "app.yaml:1:10", "python38"),
        (
            project(
                **{
                    "app.yaml": (
                        "runtime: python\nenv: flex\nruntime_config:\n  runtime_version: 3.8\n"
                    )
                }
            ),
            "app.yaml:4:20",
            "3.8",
        ),
        (
            project(**{"serverless.yml": "provider: {runtime: python3.8}\n"}),
            "serverless.yml:1:21",
            "python3.8",
        ),
        pytest.param(
            project(**{"ab_test/serverless.yml": "provider: {runtime: python3.8}\n"}),
            "ab_test/serverless.yml:1:21",
            "python3.8",
            id="a service that is called so",
        ),
        (
            project(
                **{
                    "template.yaml": (
                        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n  "
                        "    Runtime: python3.8\n"
                    )
                }
            ),
            "template.yaml:5:16",
            "python3.8",
        ),
        (
            project(
                **{
                    "template.yaml": (
                        "Resources: {}\nGlobals:\n  Function:\n    Runtime: python3.8\n"
                    )
                }
            ),
            "template.yaml:4:14",
            "python3.8",
        ),
        (
            project(
                **{
                    "render.yaml": (
                        "services:\n- envVars:\n  - key: PYTHON_VERSION\n    value: 3.8.12\n"
                    )
                }
            ),
            "render.yaml:4:12",
            "3.8.12",
        ),
        (
            project(**{"netlify.toml": "[build.environment]\nPYTHON_VERSION = '3.8'\n"}),
            "netlify.toml:2:19",
            "3.8",
        ),
        (
            project(
                **{
                    ".devcontainer/devcontainer.json": (
                        '{"features": {"ghcr.io/devcontainers/features/python:1": {"version":'
                        ' "3.8",},},}'
                    )
                }
            ),
            ".devcontainer/devcontainer.json:1:71",
            "3.8",
        ),
        (poetry('"^3.11"', "3.10.13\n"), ".python-version:1:1", "3.10.13"),
        (poetry('"~2.7 || ^3.6"', "3.5.10\n"), ".python-version:1:1", "3.5.10"),
        (poetry('"3.9"', "3.9.18\n"), ".python-version:1:1", "3.9.18"),
        (poetry('{version = "^3.9"}', "3.8\n"), ".python-version:1:1", "3.8"),
        (
            {
                "setup.cfg": "[metadata]\nname = d\n[options]\npython_requires = >=3.9\n",
                ".python-version": "3.8\n",
            },
            ".python-version:1:1",
            "3.8",
        ),
        (
            {
                "setup.py": (
                    "from setuptools import setup\nNEEDS = '>=3.9'\nsetup(python_requires=NEEDS)\n"
                ),
                ".python-version": "3.8\n",
            },
            ".python-version:1:1",
            "3.8",
        ),
        (
            {
                "a/pyproject.toml": '[project]\nrequires-python = ">=3.12"\n',
                "b/setup.py": "setup(python_requires='>=3.11')\n",
                ".python-version": "3.10\n",
            },
            ".python-version:1:1",
            "3.10",
        ),
        (
            project(**{"docs/ruff.toml": "", "docs/.python-version": "3.8\n"}),
            "docs/.python-version:1:1",
            "3.8",
        ),
        (
            project(**{"sub/pyproject.toml": "[tool.ruff]\n", "sub/.python-version": "3.8\n"}),
            "sub/.python-version:1:1",
            "3.8",
        ),
    ],
)
def test_reports_the_token(files, place, token):
    (found,) = findings("VL301", files)
    assert f"{found.at.path}:{found.at.line}:{found.at.column}" == place
    assert found.at.end_column - found.at.column == len(token)
    assert f"`{token}`" in found.message
    assert found.severity.label == "error"


def test_names_both_places():
    (found,) = findings("VL301", project(">=3.11", **{".python-version": "3.10\n"}))
    assert (
        found.message
        == "this pins Python `3.10`, but `requires-python = >=3.11` in `pyproject.toml` excludes it"
    )
    assert (
        found.suggestion
        == "Pin a Python that the project allows, such as `3.11`, or widen `requires-python` if the"
        " pinned one is supported."
    )
    assert [(one.at.path, one.at.line, one.at.column) for one in found.related] == [
        ("pyproject.toml", 4, 20)
    ]


def test_a_function_is_named():
    files = project(
        **{
            "serverless.yml": (
                "provider:\n  runtime: python3.12\nfunctions:\n  old:\n    runtime: python3.8\n"
            )
        }
    )
    assert lint("VL301", files) == [
        (
            "serverless.yml:5: this pins Python `python3.8` for the function `old`, but"
            " `requires-python = >=3.9` in `pyproject.toml` excludes it"
        )
    ]


def notebook(version, language="python", kernel="env"):
    info = f'{{"name": "{language}", "version": "{version}"}}'
    return (
        f'{{"cells": [], "metadata": {{"kernelspec": {{"name": "{kernel}"}}, "language_info": '
        + info
        + '}, "nbformat": 4, "nbformat_minor": 5}\n'
    )


RANGE = '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.12"\n'


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"pyproject.toml": RANGE, "a.ipynb": notebook("3.13.1")}, id="allowed"),
        pytest.param({"a.ipynb": notebook("3.8.1")}, id="no range"),
        pytest.param(
            {"pyproject.toml": RANGE, "a.ipynb": notebook("3.8.1", "R")}, id="another language"
        ),
        pytest.param({"pyproject.toml": RANGE, "tests/a.ipynb": notebook("3.8.1")}, id="test data"),
        pytest.param({"pyproject.toml": RANGE, "a.ipynb": "{}\n"}, id="nothing is recorded"),
        pytest.param(
            {"pyproject.toml": RANGE, "a.ipynb": notebook("2.7.6", kernel="python3")},
            id="what an editor writes before anything has run",
        ),
    ],
)
def test_notebooks_that_say_nothing(files):
    assert lint("VL301", files) == []


def test_the_python_that_ran_a_notebook_is_a_hint():
    files = {
        "pyproject.toml": RANGE,
        "a.ipynb": notebook("3.8.1"),
        "b/c.ipynb": notebook("3.11.4"),
    }
    (violation,) = findings("VL301", files)
    assert (violation.at.path, violation.severity.label) == ("a.ipynb", "info")
    assert violation.message.startswith("the notebook was run with Python `3.8.1`, but")
    assert violation.message.endswith("; 1 other notebook was run with such a Python too")
    for kernel, version in (("python2", "2.7.6"), ("python3", "3.8.1")):
        files = {"pyproject.toml": RANGE, "a.ipynb": notebook(version, kernel=kernel)}
        assert [one.at.line for one in findings("VL301", files)] == [1]


ENVIRONMENT = "channels: [bioconda]\ndependencies:\n  - python=3.8\n  - star=2.7\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "workflow/rules/map.smk": 'rule map:\n    conda: "../envs/star.yaml"\n',
                "workflow/envs/star.yaml": ENVIRONMENT,
            },
            id="Snakemake",
        ),
        pytest.param(
            {
                "workflow/Snakefile": "rule map:\n    conda:\n        'envs/star.yaml'\n",
                "workflow/envs/star.yaml": ENVIRONMENT,
            },
            id="on a line of its own",
        ),
        pytest.param(
            {
                "shop/all.snakefile": 'rule map:\n    conda: os.path.join(envs, "star.yaml")\n',
                "shop/envs/star.yaml": ENVIRONMENT,
            },
            id="in a folder that is computed",
        ),
    ],
)
def test_environments_of_one_rule(files):
    assert lint("VL301", project(**files)) == []


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "workflow/Snakefile": 'rule map:\n    conda: "envs/other.yaml"\n',
                "workflow/envs/star.yaml": ENVIRONMENT,
            },
            id="no rule names it",
        ),
        pytest.param(
            {
                "Snakefile": 'rule map:\n    conda: "environment.yml"\n',
                "environment.yml": ENVIRONMENT,
            },
            id="the project's own",
        ),
        pytest.param(
            {
                "workflow/Snakefile": 'rule map:\n    conda: "envs/star.yaml"\n',
                "envs/star.yaml": ENVIRONMENT,
            },
            id="another one of that name",
        ),
    ],
)
def test_environments_of_no_rule(files):
    assert len(lint("VL301", project(**files))) == 1


def test_environments_that_a_package_brings_along():
    files = project(
        **{
            "shop/__init__.py": "",
            "shop/conda/__init__.py": "",
            "shop/conda/environment.yml": "dependencies:\n  - python=3.8\n",
        }
    )
    files["pyproject.toml"] += 'dependencies = ["six"]\n'
    assert lint("VL301", files) == []
    del files["shop/conda/__init__.py"]
    assert len(lint("VL301", files)) == 1


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"setup.ps1": "py -3 -m venv .venv\n"}, id="whichever 3 is newest"),
        pytest.param({"setup.ps1": "py -3.8 tools\\bump.py\n"}, id="a script is run, no more"),
        pytest.param({"a.bat": "py -3.12-64 -m venv .venv\r\n"}, id="inside"),
        pytest.param({"a.bat": "py -3.8 -m venv C:\\tools\\black\r\n"}, id="a tool's own"),
        pytest.param(
            {
                "serverless.yml": "provider: {runtime: '${self:custom.py}'}\ncustom: {a: python3.8}\n"
            },
            id="a name that the file does not have",
        ),
        pytest.param(
            {
                "serverless.yml": (
                    "provider: {runtime: '${self:custom.py}'}\ncustom: {py: '${env:PY}'}\n"
                )
            },
            id="the file names another variable",
        ),
        pytest.param(
            {"Dockerfile": "FROM debian\nENV UV_PYTHON=3.12\nRUN uv sync\n"}, id="uv's, inside"
        ),
        pytest.param(
            {"Dockerfile": "FROM debian\nENV UV_PYTHON=3.8\nRUN uv tool install ruff\n"},
            id="uv's, for a tool",
        ),
        pytest.param(
            {"Dockerfile": "FROM debian\nENV UV_PYTHON=3.8\nRUN uv sync --python 3.12\n"},
            id="the option wins",
        ),
    ],
)
def test_quiet_about_launchers_and_variables(files):
    assert lint("VL301", project(**files)) == []


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"setup.ps1": "py -3.8 -m venv .venv\n"}, "setup.ps1:1:5"),
        ({"a.bat": "@echo off\r\npy -V:3.8 -m venv venv\r\n"}, "a.bat:2:7"),
        ({"a.bat": "py -3.8-32 -m virtualenv env\r\n"}, "a.bat:1:5"),
        (
            {
                "serverless.yml": (
                    "custom:\n  py: python3.8\nprovider:\n  runtime: ${self:custom.py}\n"
                )
            },
            "serverless.yml:2:7",
        ),
        (
            {
                "serverless.yml": (
                    "custom: {py: {old: python3.8}}\nprovider: {name: aws}\nfunctions:\n  f:\n"
                    "    runtime: ${self:custom.py.old, 'python3.12'}\n"
                )
            },
            "serverless.yml:1:20",
        ),
        (
            {
                "Dockerfile": (
                    "FROM debian AS base\nENV A=1 \\\n  UV_PYTHON=python3.8\n"
                    "FROM base\nRUN uv sync\nRUN uv run x\n"
                )
            },
            "Dockerfile:3:19",
        ),
        ({"a.sh": "UV_PYTHON=3.8 uv run x\n"}, "a.sh:1:11"),
    ],
)
def test_launchers_and_variables(files, place):
    (found,) = findings("VL301", project(**files))
    assert f"{found.at.path}:{found.at.line}:{found.at.column}" == place


CLONE = "git clone https://example.org/x/{}.git"
VENV = "virtualenv --python=python3.8 venv"


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ({"Dockerfile": f"ARG B\nFROM $B\nRUN {CLONE}\nWORKDIR /{{}}\nRUN {VENV}\n"}, 0),
        ({"Dockerfile": f"FROM debian\nRUN {CLONE} /o\nWORKDIR /o/src\nRUN {VENV}\n"}, 0),
        ({"Dockerfile": f"FROM debian\nRUN {CLONE} /o\nWORKDIR /p\nCOPY . .\nRUN {VENV}\n"}, 1),
        ({"setup.sh": f"{CLONE}\ncd {{}}\n{VENV}\n"}, 0),
        ({"setup.sh": f"{CLONE} vendor/x\n(cd vendor/x && {VENV})\n"}, 0),
        ({"setup.sh": f"{CLONE} .\n{VENV}\n"}, 0),
        ({"setup.sh": f"{VENV}\n{CLONE}\ncd {{}}\n"}, 1),
        ({"setup.sh": f"{CLONE}\n{VENV}\n"}, 1),
    ],
)
def test_a_clone_of_another_project_has_a_python_of_its_own(files, count):
    other = {path: text.replace("{}", "hacheck") for path, text in files.items()}
    assert len(lint("VL301", project(**other))) == count


RECIPE = "package:\n  name: x\nrequirements:\n  run:\n    - python {}\n"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param({"conda/meta.yaml": RECIPE.format(">=3.8")}, [], id="a range that shares"),
        pytest.param({"conda/meta.yaml": RECIPE.format("3.12.*")}, [], id="inside"),
        pytest.param({"x.sh": "eb init -p node.js shop\n"}, [], id="another platform"),
        pytest.param(
            {"conda/meta.yaml": RECIPE.format("3.8.*")}, ["conda/meta.yaml:5"], id="a recipe"
        ),
        pytest.param({"x.sh": "eb init -p python-3.8 shop\n"}, ["x.sh:1"], id="Elastic Beanstalk"),
    ],
)
def test_recipes_and_platforms(files, said):
    found = findings("VL301", project(**files))
    assert [f"{one.at.path}:{one.at.line}" for one in found] == said


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/app.yaml", "runtime: python38\n"),
        ("docs/netlify.toml", '[build.environment]\nPYTHON_VERSION = "3.8"\n'),
        ("docs/runtime.txt", "3.8\n"),
        ("doc/.python-version", "3.8\n"),
    ],
)
@pytest.mark.parametrize(
    ("listed", "count"),
    [
        pytest.param("sphinx\nfuro\n", 0, id="tools alone"),
        pytest.param("sphinx\nDemo\n", 1, id="the project by its name"),
        pytest.param("sphinx\n-e ..\n", 1, id="the project by its folder"),
        pytest.param("sphinx\n..\n", 1, id="its folder, bare"),
        pytest.param("-r ../requirements.txt\nsphinx\n", 1, id="what it needs"),
    ],
)
def test_documents_that_do_not_need_the_project(path, text, listed, count):
    folder = path.partition("/")[0]
    files = project(**{path: text, f"{folder}/requirements.txt": listed, "requirements.txt": "six"})
    assert len(lint("VL301", files)) == count


@pytest.mark.parametrize(
    ("files", "count"),
    [
        pytest.param({"docs/app.yaml": "runtime: python38\n"}, 0, id="a host that gets the folder"),
        pytest.param({"docs/.python-version": "3.8\n"}, 1, id="no list of their own"),
        pytest.param(
            {"web/app.yaml": "runtime: python38\n", "web/main.py": ""}, 1, id="another folder"
        ),
    ],
)
def test_a_folder_of_documents_has_a_list_or_a_host_of_its_own(files, count):
    assert len(lint("VL301", project(**files))) == count


@pytest.mark.parametrize(
    ("requires", "count"),
    [
        pytest.param("==3.12.3", 0, id="one that the host may have"),
        pytest.param("<=3.12", 1, id="the first one"),
        pytest.param("==3.11.*", 1, id="another minor"),
    ],
)
def test_the_patch_of_a_host_s_minor_is_unknown(requires, count):
    template = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n"
    template += "      Runtime: python3.12\n      CodeUri: .\n"
    assert len(lint("VL301", project(requires, **{"template.yaml": template}))) == count
