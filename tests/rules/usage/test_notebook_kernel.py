import json

import pytest

from tests.lint import findings, fix, lint

PAPERMILL = "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: {}\n"


def notebook(name="shop-env", language="python", *, cells=(), **kernelspec):
    spec = {"display_name": "Shop", "language": language, "name": name, **kernelspec}
    root = {
        "cells": [
            {"cell_type": "code", "source": [cell], "outputs": [], "metadata": {}} for cell in cells
        ],
        "metadata": {"kernelspec": spec, "language_info": {"name": language}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(root, indent=1) + "\n"


@pytest.mark.parametrize(
    "name",
    ["python3", "python", "python3.12", "xpython", "pyspark", "conda_python3", "{{ kernel }}", ""],
)
def test_quiet_names(name):
    assert lint("VL424", {"a.ipynb": notebook(name)}) == []


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.ipynb": notebook("ir", "R")}, id="another language"),
        pytest.param({"a.ipynb": notebook("python3", display_name="shop-env")}, id="its title"),
        pytest.param({"a.ipynb": '{"cells": [], "metadata": {}}'}, id="no kernel"),
        pytest.param({"tests/a.ipynb": notebook()}, id="test data"),
        pytest.param({"a.ipynb": '{"metadata": {"kernelspec": 1}}'}, id="odd"),
        pytest.param(
            {
                "a.ipynb": notebook(),
                "Makefile": "k:\n\t.venv/bin/python -m ipykernel install --user --name=shop-env\n",
            },
            id="the Makefile makes it",
        ),
        pytest.param(
            {
                "a.ipynb": notebook(),
                "CONTRIBUTING.md": "`python -m ipykernel install --user --name shop-env`\n",
            },
            id="a page says how to make it",
        ),
        pytest.param(
            {"a.ipynb": notebook(), "b.sh": 'ipython kernel install --user --name "shop-env"\n'},
            id="the older command",
        ),
        pytest.param(
            {"a.ipynb": notebook(), "b.sh": "python -m ipykernel install --name $NAME\n"},
            id="a computed name",
        ),
        pytest.param(
            {"a.ipynb": notebook(), "kernels/shop-env/kernel.json": '{"argv": []}'},
            id="its definition is there",
        ),
        pytest.param(
            {
                "a.ipynb": notebook("conda-env-shop-py"),
                "environment.yml": "name: shop\ndependencies:\n  - python\n  - nb_conda_kernels\n",
            },
            id="conda makes it of the environment",
        ),
        pytest.param(
            {
                "a.ipynb": notebook(),
                ".github/workflows/a.yml": PAPERMILL.format("papermill -k python3 a.ipynb b.ipynb"),
            },
            id="the run names another one",
        ),
        *(
            pytest.param(
                {"a.ipynb": notebook(), ".github/workflows/a.yml": PAPERMILL.format(command)},
                id=command,
            )
            for command in (
                "pytest --nbval --nbval-current-env",
                "pytest --nbval-lax --current-env --cov=shop",
                "pytest --nbval --nbval-kernel-name python3",
                "pytest --nbmake --nbmake-kernel=python3",
            )
        ),
        pytest.param(
            {
                "a.ipynb": notebook(),
                "setup.cfg": "[tool:pytest]\naddopts = --nbval --nbval-current-env\n",
                ".github/workflows/a.yml": PAPERMILL.format("pip install x && pytest"),
            },
            id="the settings of pytest give them its own Python",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL424", files) == []


@pytest.mark.parametrize(
    "name",
    ["shop-env", "conda-env-shop-py", "venv", ".venv", "base", "python38264bitvenv5a", "tf2"],
)
def test_loud(name):
    found = findings("VL424", {"a/b.ipynb": notebook(name)})
    assert [(one.at.path, one.at.line, one.severity.label) for one in found] == [
        ("a/b.ipynb", 7, "info")
    ]
    assert found[0].message == (
        f"the notebook asks for the kernel `{name}`, which only the machine that saved it has"
    )


@pytest.mark.parametrize(
    "files",
    [
        {".github/workflows/a.yml": PAPERMILL.format("papermill nb/a.ipynb out.ipynb")},
        {".github/workflows/a.yml": PAPERMILL.format("jupyter nbconvert --execute nb/*.ipynb")},
        {".github/workflows/a.yml": PAPERMILL.format("jupyter execute nb/a.ipynb")},
        {".github/workflows/a.yml": PAPERMILL.format("pytest --nbmake nb")},
        {".github/workflows/a.yml": PAPERMILL.format("uv run pytest --nbval-lax")},
        {".github/workflows/a.yml": PAPERMILL.format("pytest --nbval -k current-env")},
        {
            "pytest.ini": "[pytest]\naddopts = --nbval\ntestpaths = tests nb\n",
            ".github/workflows/a.yml": PAPERMILL.format("pip install x && pytest"),
        },
        {
            "pytest.ini": "[pytest]\nnorecursedirs = nb\n",
            ".github/workflows/a.yml": PAPERMILL.format("pytest --nbval nb"),
        },
        {".github/workflows/a.yml": PAPERMILL.format('for x in nb/*; do papermill "$x" y; done')},
        {
            "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "--nbmake"\n',
            ".github/workflows/a.yml": PAPERMILL.format("pip install x && pytest"),
        },
        {"nb/conf.py": "extensions = ['myst_nb']\n"},
        {"nb/conf.py": "extensions = ['myst_nb']\nnb_execution_excludepatterns = ['x/*', 'b*']\n"},
        {"mkdocs.yml": "docs_dir: nb\nplugins:\n  - mkdocs-jupyter:\n      execute: true\n"},
        {"nb/conf.py": "extensions = ['sphinx.ext.x', 'nbsphinx']\n"},
        {
            "nb/conf.py": "extensions = ['nbsphinx']\nexclude_patterns = ['_build', 'b*', 'x/a.ipynb']\n"
        },
    ],
)
def test_what_ci_runs_is_a_warning(files):
    (found,) = findings("VL424", {"nb/a.ipynb": notebook(cells=["x"]), **files})
    assert found.severity.label == "warning"
    assert found.message.endswith("runs it in CI: `No such kernel`")


@pytest.mark.parametrize(
    "files",
    [
        {"b.sh": "papermill nb/a.ipynb out.ipynb\n"},
        {".github/workflows/a.yml": PAPERMILL.format("jupyter nbconvert --to html nb/a.ipynb")},
        {".github/workflows/a.yml": PAPERMILL.format("papermill other/a.ipynb out.ipynb")},
        {".github/workflows/a.yml": PAPERMILL.format("pytest tests")},
        {".github/workflows/a.yml": PAPERMILL.format("pytest --nbval --sanitize-with nb docs")},
        {
            "pytest.ini": "[pytest]\nnorecursedirs = .git nb\n",
            ".github/workflows/a.yml": PAPERMILL.format("pytest --nbval"),
        },
        {
            "pyproject.toml": '[tool.pytest.ini_options]\ntestpaths = ["tests", "docs"]\n',
            ".github/workflows/a.yml": PAPERMILL.format("pytest --nbval"),
        },
        {"nb/conf.py": "extensions = ['nbsphinx']\nnbsphinx_execute = 'never'\n"},
        {"nb/conf.py": "extensions = ['nbsphinx']\nexclude_patterns = ['_build', 'a.ipynb']\n"},
        {"nb/conf.py": "extensions = ['nbsphinx']\nexclude_patterns = ['**/a.*']\n"},
        {"conf.py": "extensions = ['nbsphinx']\nexclude_patterns = ['nb']\n"},
        {"conf.py": "extensions = ['myst_nb']\nnb_execution_excludepatterns = ['nb/*']\n"},
        {
            "conf.py": "extensions = ['myst_nb']\n"
            "nb_execution_excludepatterns = [f'{d}/*' for d in FOLDERS]\n"
        },
        {"mkdocs.yml": "docs_dir: nb\nplugins:\n  - mkdocs-jupyter\n"},
    ],
)
def test_what_is_not_run_is_a_hint(files):
    (found,) = findings("VL424", {"nb/a.ipynb": notebook(cells=["x"]), **files})
    assert found.severity.label == "info"


def test_a_build_leaves_finished_notebooks_alone():
    text = notebook(cells=["x"]).replace('"outputs": []', '"outputs": [{}]')
    (found,) = findings("VL424", {"nb/a.ipynb": text, "nb/conf.py": "extensions = ['nbsphinx']\n"})
    assert found.severity.label == "info"


def test_one_violation_a_folder_and_kernel():
    files = {
        "a/2.ipynb": notebook(),
        "a/1.ipynb": notebook(),
        "a/3.ipynb": notebook("lab"),
        "b/1.ipynb": notebook(),
        "b/2.ipynb": notebook("python3"),
    }
    found = findings("VL424", files)
    assert [one.at.path for one in found] == ["a/1.ipynb", "a/3.ipynb", "b/1.ipynb"]
    assert [one.at.path for one in found[0].related] == ["a/2.ipynb"]
    assert "this notebook and 1 more of its folder ask for" in found[0].message


def test_fix():
    files = {
        "a/1.ipynb": notebook(),
        "a/2.ipynb": notebook("lab"),
        "a/3.ipynb": notebook("python3"),
    }
    assert fix("VL424", files) == {
        "a/1.ipynb": notebook("python3"),
        "a/2.ipynb": notebook("python3"),
    }
