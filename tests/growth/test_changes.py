"""The work of a change of Pythons grows with the tree, like that of an audit: audits plan changes
too, for the commands that they offer.
"""

from __future__ import annotations

import pytest

from tests.growth.counting import counted, excess
from tests.growth.inputs import PROJECT, lines, many, one, steps, workflow
from tests.lint import tree
from venvlint.facts.changes import Change, plan

N = 24
BOUNDS = PROJECT.replace(">=3.10", ">=3.8")
CHANGES = {
    "drop": Change("drop", (3, 8)),
    "add": Change("add", (3, 14)),
    "move": Change("move", (3, 8), (3, 9)),
}
IF = 'if [ "$PYTHON_VERSION" = "3.8" ]; then\n'
ELIF = 'elif [ "$PYTHON_VERSION" = "3.8" ]; then\n  echo #\n'
TREES = {
    "appveyor: rows": one(
        "appveyor.yml", "environment:\n  matrix:\n", "  - PYTHON: C:\\Python38\n    T: '#'\n"
    ),
    "ci: environments": workflow(
        "  a:\n    strategy:\n      matrix:\n        toxenv:\n",
        "        - py38-d#\n        - py313-d#\n",
        "    steps: []\n",
    ),
    "ci: files": many(
        ".github/workflows/w#.yml",
        "on: push\njobs:\n  a:\n    strategy:\n      matrix:\n        py: ['3.8', '3.13']\n    steps: []\n",
    ),
    "ci: jobs": workflow("", "  py38-#:\n    steps: []\n  py313-#:\n    steps: []\n"),
    "ci: members": workflow(
        "  a:\n    strategy:\n      matrix:\n        python-version:\n",
        "        - '3.8'\n        - '3.13'\n",
        "    steps: []\n",
    ),
    "ci: members of one row": workflow(
        "  a:\n    strategy:\n      matrix:\n        python-version: [",
        8 * "'3.8', ",
        "'3.13']\n    steps: []\n",
    ),
    "ci: pre-releases": workflow(
        "  a:\n    strategy:\n      matrix:\n        python-version:\n",
        "        - 3.14.0-rc.#\n",
        "    steps:\n    - if: matrix.python-version == '3.14.0-rc.1'\n      run: x\n",
    ),
    "ci: rows": workflow(
        "  a:\n    strategy:\n      matrix:\n        python-version: ['3.8', '3.10', '3.13']\n"
        "        exclude:\n        - {python-version: '3.8', os: windows}\n        include:\n",
        "        - {python-version: '3.8', os: o#}\n        - {python-version: '3.13', os: p#}\n",
        "    steps: []\n",
    ),
    "ci: rows and exclusions": workflow(
        "  a:\n    strategy:\n      matrix:\n        python-version: ['3.8', '3.9']\n        os: [a, b]\n        include:\n",
        "        - {python-version: '3.8', os: o#}\n",
        "        exclude:\n"
        + 40 * "        - {python-version: '3.8', os: a}\n"
        + "    steps: []\n",
    ),
    "ci: rows by name": one(
        "azure-pipelines.yml",
        "jobs:\n- job: a\n  strategy:\n    matrix:\n",
        "      Python38_#:\n        python.version: '3.8'\n      Python313_#:\n        python.version: '3.13'\n",
    ),
    "ci: rows of names": workflow(
        "  a:\n    strategy:\n      matrix:\n        include:\n",
        "        - {name: 3.8 #, python: '3.8'}\n        - {name: linux #, python: '3.13'}\n",
        "    steps: []\n",
    ),
    "ci: settings": workflow(
        "  a:\n    env:\n",
        "      V#: '3.8'\n",
        "    steps:\n    - run: echo ${{ env.V1 == matrix.python }}\n",
    ),
    "ci: steps with a condition": steps(
        "    - if: matrix.python-version == '3.8'\n      run: pip install p#\n"
    ),
    "ci: steps with a name": steps(
        "    - name: Test 3.8\n      if: matrix.python-version == '3.8'\n      run: pip install p#\n"
        "    - name: Test 3.9\n      if: matrix.python-version == '3.9'\n      run: pip install p#\n"
    ),
    "conda: Pythons": one("environment.yml", "dependencies:\n", "- python=3.8\n"),
    "docker: files": many("a#/Dockerfile", "FROM python:3.8\nRUN pip install p#\n"),
    "docker: stages": one("Dockerfile", "", "FROM python:3.8\nRUN pip install p#\n"),
    "hatch: Pythons": one(
        "pyproject.toml",
        f"{BOUNDS}[[tool.hatch.envs.test.matrix]]\npython = ['3.13', ",
        8 * "'3.8', ",
        "]\n",
    ),
    "hooks": one(
        ".pre-commit-config.yaml",
        "repos:\n",
        "- repo: r#\n  hooks:\n  - id: x\n    args: [--py38-plus]\n",
    ),
    "nox: sessions": one(
        "noxfile.py", "nox.options.sessions = [\n", '    "a#-3.8",\n    "a#-3.13",\n', "]\n"
    ),
    "nox: words": one("noxfile.py", "x = '", "py38-a# py313-a# py39-a# ", "'\n"),
    "projects": many("a#/pyproject.toml", BOUNDS),
    "readme: links": one(
        "README.rst", ".. _Python 3.13: http://x\n", ".. _Python 3.8: http://x/#\n"
    ),
    "readme: sentences": one(
        "README.md", "", "Python 3.8+ is needed, and 3.8, 3.9 and 3.13 work.\n"
    ),
    "requirements: markers": one("requirements.txt", "", "p#==1; python_version < '3.9'\n"),
    "shell: blocks": lambda n: {
        "run.sh": "#!/bin/sh\n" + lines(n, "python3.8 -m x#\n") + lines(n, "python3.13 -m x#\n")
    },
    "shell: branches": one("run.sh", "#!/bin/sh\n", f"{IF}  echo #\nfi\n"),
    "shell: branches in each other": lambda n: {
        "run.sh": "#!/bin/sh\n" + IF * n + "echo\n" + "fi\n" * n
    },
    "shell: branches of one if": one(
        "run.sh", IF + "  echo a\n", ELIF, ELIF.replace("3.8", "3.9") + "fi\n"
    ),
    "shell: commands": one("run.sh", "#!/bin/sh\n", "python3.8 -m x#\npython3.13 -m x#\n"),
    "shell: loops": one("run.sh", "#!/bin/sh\n", "for py in 3.8 3.9 3.13; do p$py x; done\n"),
    "shell: one loop": one("run.sh", "#!/bin/sh\nfor py in ", "3.8 3.13 ", "; do x; done\n"),
    "tox: environments": one(
        "tox.ini", "[tox]\nenvlist =\n", "  py38-a#\n  py313-a#\n", "[testenv]\ndeps = x\n"
    ),
    "tox: environments without counterparts": one(
        "tox.ini", "[tox]\nenvlist =\n", "  py38-a#\n  py313-b#\n"
    ),
    "shell: what others do": one(
        "run.sh", "#!/bin/sh\n", "if [ $PYTHON != 3.8 ]; then echo #; fi\n"
    ),
    "tox: sections": one("tox.ini", "[tox]\nenvlist = py38\n", "[testenv:py38-a#]\ndeps = x\n"),
    "tox: toml": one("tox.toml", "env_list = [", '"py38-a#", "py{38,313}-b#", ', "]\n"),
    "wheels": one(
        "pyproject.toml",
        BOUNDS + "[tool.cibuildwheel]\nbuild = '",
        "cp38-* cp313-* ",
        "'\n",
    ),
    "wheels: a list": one(
        "pyproject.toml",
        BOUNDS + "[tool.cibuildwheel]\nbuild = [",
        "'cp38-a#', 'cp313-a#', ",
        "]\n",
    ),
    "classifiers of one row": one(
        "pyproject.toml",
        f"{BOUNDS}classifiers = ['Programming Language :: Python :: 3.13', ",
        8 * "'Programming Language :: Python :: 3.8', ",
        "]\n",
    ),
    "classifiers": lambda n: {
        "pyproject.toml": BOUNDS
        + "classifiers = ["
        + lines(n, "'Programming Language :: Python :: 3.8',")
        + "'Programming Language :: Python :: 3.13']\n"
    },
}


def _steps(files, change):
    one = tree({"pyproject.toml": BOUNDS} | files)
    return counted(lambda: plan(one, change))[0]


@pytest.mark.parametrize("kind", sorted(CHANGES))
@pytest.mark.parametrize("name", sorted(TREES))
def test_work_grows_with_the_tree(name, kind):
    assert excess(lambda files: _steps(files, CHANGES[kind]), TREES[name], N) <= 0
