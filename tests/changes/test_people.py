"""Kinds of places that people changed when a Python ended or began, each in its smallest form."""

from __future__ import annotations

import pytest

from tests.changes.made import changed

MANIFEST = """\
[project]
name = "a"
version = "1"
requires-python = ">=3.10"
classifiers = [
    "Programming Language :: Python :: 3.10",
    "Programming Language :: Python :: 3.11",
    "Programming Language :: Python :: 3.12",
]
"""
CI = ".github/workflows/ci.yml"
HEAD = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n"
MATRIX = HEAD + "    strategy:\n      matrix:\n"
STEPS = "    steps:\n    - uses: actions/checkout@v4\n"


@pytest.mark.parametrize(
    ("flag", "path", "before", "after"),
    [
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX
            + "        include:\n"
            + "        - {name: Linux, python: '3.12', os: ubuntu-latest, tox: py312}\n"
            + "        - {name: Mac, python: '3.12', os: macos-latest, tox: py312}\n"
            + "        - {name: '3.11', python: '3.11', os: ubuntu-latest, tox: py311}\n",
            MATRIX
            + "        include:\n"
            + "        - {name: Linux, python: '3.13', os: ubuntu-latest, tox: py313}\n"
            + "        - {name: Mac, python: '3.13', os: macos-latest, tox: py313}\n"
            + "        - {name: '3.12', python: '3.12', os: ubuntu-latest, tox: py312}\n"
            + "        - {name: '3.11', python: '3.11', os: ubuntu-latest, tox: py311}\n",
            id="the newest has rows of its own, and hands them on",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX
            + "        python-version: ['3.12', 3.13-dev]\n"
            + STEPS
            + "      if: matrix.python-version == '3.13-dev'\n",
            MATRIX
            + "        python-version: ['3.12', 3.13]\n"
            + STEPS
            + "      if: matrix.python-version == '3.13'\n",
            id="a condition on the pre-release",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX
            + "        python-version: ['3.12', 3.13-dev]\n"
            + STEPS
            + "      if: startsWith(matrix.python-version, '3.13-dev')\n",
            MATRIX
            + "        python-version: ['3.12', 3.13]\n"
            + STEPS
            + "      if: startsWith(matrix.python-version, '3.13')\n",
            id="a call with the pre-release",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX
            + "        python-version: ['3.12', 3.13-dev]\n"
            + STEPS
            + "      if: contains(github.event.label, '-3.13-dev')\n",
            MATRIX
            + "        python-version: ['3.12', 3.13]\n"
            + STEPS
            + "      if: contains(github.event.label, '-3.13-dev')\n",
            id="something else that ends like it",
        ),
        pytest.param(
            "--add-python 3.13",
            ".travis.yml",
            "matrix:\n  include:\n  - python: '3.11'\n    env: TOXENV=py311-a\n"
            "  - python: '3.12'\n    env: TOXENV=py312-a\n    dist: xenial\n",
            "matrix:\n  include:\n  - python: '3.11'\n    env: TOXENV=py311-a\n"
            "  - python: '3.12'\n    env: TOXENV=py312-a\n    dist: xenial\n"
            "  - python: '3.13'\n    env: TOXENV=py313-a\n    dist: xenial\n",
            id="the row of the newest says something more",
        ),
        pytest.param(
            "--add-python 3.12",
            ".travis.yml",
            "python:\n- 3.9\n- 3.10\nmatrix:\n  include:\n"
            "  - python: 3.11\n    dist: xenial\n  - python: 3.12-dev\n    dist: xenial\n",
            "python:\n- 3.9\n- 3.10\nmatrix:\n  include:\n"
            "  - python: 3.11\n    dist: xenial\n  - python: 3.12\n    dist: xenial\n",
            id="a row with a pre-release",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX + "        python: [310, 311, 312]\n",
            MATRIX + "        python: [311, 312]\n",
            id="bare digits",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + "    env:\n      WITH_COVERAGE: '3.10,3.11,3.12'\n" + STEPS,
            HEAD + "    env:\n      WITH_COVERAGE: '3.11,3.12'\n" + STEPS,
            id="a row of Pythons under another name",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD.replace("    runs-on: ubuntu-latest\n", "")
            + "    uses: a/b/.github/workflows/tox.yml@v1\n    with:\n      envs: |\n"
            + "        - linux: py310\n        - linux: py311\n        - macos: py310-old\n",
            HEAD.replace("    runs-on: ubuntu-latest\n", "")
            + "    uses: a/b/.github/workflows/tox.yml@v1\n    with:\n      envs: |\n"
            + "        - linux: py311\n        - macos: py311-old\n",
            id="environments of tox in a text",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD
            + "    env:\n      CIBW_BUILD: cp310-* cp311-*\n      CIBW_SKIP: cp310-*\n"
            + STEPS,
            HEAD + "    env:\n      CIBW_BUILD: cp311-*\n" + STEPS,
            id="selectors of cibuildwheel",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + "    env:\n      CIBW_BUILD: cp312-win_amd64 cp310-manylinux_x86_64\n" + STEPS,
            HEAD + "    env:\n      CIBW_BUILD: cp312-win_amd64 cp311-manylinux_x86_64\n" + STEPS,
            id="a selector that only the dropped one has moves to the floor",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD + '    env:\n      CIBW_BUILD: "cp3{11,12}-*"\n      CIBW_SKIP: cp312-*\n' + STEPS,
            HEAD
            + '    env:\n      CIBW_BUILD: "cp3{11,12,13}-*"\n      CIBW_SKIP: cp312-*\n'
            + STEPS,
            id="a group of cibuildwheel, and a skip that stays",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD
            + STEPS
            + "    - shell: python\n      run: |\n        table = {\n"
            + '          "3.10": "py310",\n          "3.11": "py311",\n        }\n',
            HEAD
            + STEPS
            + "    - shell: python\n      run: |\n        table = {\n"
            + '          "3.11": "py311",\n        }\n',
            id="a row of a table in a script",
        ),
        pytest.param(
            "--add-python 3.13",
            "build.sh",
            'case $1 in\n    *"cp311"*) echo py311;;\n    *"cp312"*) echo py312;;\nesac\n',
            'case $1 in\n    *"cp311"*) echo py311;;\n    *"cp312"*) echo py312;;\n'
            '    *"cp313"*) echo py313;;\nesac\n',
            id="a branch of a shell script",
        ),
        pytest.param(
            "--add-python 3.13",
            "tox.ini",
            "[tox]\nenvlist =\n    py311-dj{42,51}\n    py312-dj{51}\n",
            "[tox]\nenvlist =\n    py311-dj{42,51}\n    py312-dj{51}\n    py313-dj{51}\n",
            id="environments whose groups differ",
        ),
        pytest.param(
            "--drop-python 3.10",
            "tox.ini",
            "[testenv:type]\ncommands = mypy --python-version 3.10 src\n",
            "[testenv:type]\ncommands = mypy --python-version 3.11 src\n",
            id="a tool that is told its Python",
        ),
        pytest.param(
            "--drop-python 3.10",
            "tox.ini",
            "[testenv:lint]\ncommands = black -t py310 -t py311 src\n",
            "[testenv:lint]\ncommands = black -t py311 src\n",
            id="a tool that is told several",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "# a\n\nIt runs on these versions of Python:\n\n- 3.10\n- 3.11\n- 3.12\n",
            "# a\n\nIt runs on these versions of Python:\n\n- 3.11\n- 3.12\n",
            id="a list of Pythons",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "[![Python 3.10\u20123.12](https://img.shields.io/badge/python-3.10%E2%80%923.12-b)](a)\n",
            "[![Python 3.11\u20123.12](https://img.shields.io/badge/python-3.11%E2%80%923.12-b)](a)\n",
            id="a figure dash",
        ),
        pytest.param(
            "--add-python 3.13",
            "README.md",
            "# a\n\n|  Linux  |  Python 3.11 | x |\n|  Linux  |  Python 3.12 | x |\n",
            "# a\n\n|  Linux  |  Python 3.11 | x |\n|  Linux  |  Python 3.12 | x |\n"
            "|  Linux  |  Python 3.13 | x |\n",
            id="a row of a table in a page",
        ),
        pytest.param(
            "--drop-python 3.10",
            "CONTRIBUTING.md",
            "# a\n\n    pyenv install 3.10.5 3.11.0 pypy3.10\n",
            "# a\n\n    pyenv install 3.11.0 pypy3.10\n",
            id="one of several that are installed",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD + STEPS + '    - uses: a/matrix@v1\n      with:\n        max_python: "3.12"\n',
            HEAD + STEPS + '    - uses: a/matrix@v1\n      with:\n        max_python: "3.13"\n',
            id="the highest",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + STEPS + "    - uses: a/conda@v1\n      with:\n        create-args: >-\n"
            "          python=3.10\n          numpy\n",
            HEAD + STEPS + "    - uses: a/conda@v1\n      with:\n        create-args: >-\n"
            "          python=3.11\n          numpy\n",
            id="a package among those of a step",
        ),
        pytest.param(
            "--drop-python 3.10",
            "ci/requirements/docs.yml",
            "channels:\n- conda-forge\ndependencies:\n- python >=3.10\n",
            "channels:\n- conda-forge\ndependencies:\n- python >=3.11\n",
            id="an environment of conda under another name",
        ),
        pytest.param(
            "--drop-python 3.10",
            "tests/requirements.txt",
            "numpy\npython >=3.10\n",
            "numpy\npython >=3.11\n",
            id="a list that conda reads",
        ),
        pytest.param(
            "--drop-python 3.10",
            "tox.toml",
            'env_list = ["py310", "py311", "py310-a"]\n[env.py310]\ndescription = "x"\n'
            '[env.py310.set_env]\nA = "1"\n[env.lint]\nbase_python = ["python3.10"]\n',
            'env_list = ["py311", "py311-a"]\n[env.lint]\nbase_python = ["python3.11"]\n',
            id="tox in TOML",
        ),
        pytest.param(
            "--add-python 3.13",
            "tox.toml",
            'env_list = [\n  "py311",\n  "py312",\n'
            '  { product = [["py311", "py312"], ["a", "b"]] },\n'
            '  { product = [{ prefix = "py3", start = 10, stop = 12 }, ["c"]] },\n]\n',
            'env_list = [\n  "py311",\n  "py312",\n  "py313",\n'
            '  { product = [["py311", "py312", "py313"], ["a", "b"]] },\n'
            '  { product = [{ prefix = "py3", start = 10, stop = 13 }, ["c"]] },\n]\n',
            id="products of tox in TOML",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX + '        python: ["3.11", "3.12"]\n        include:\n'
            '        - python: "3.13-dev"\n          experimental: true\n',
            MATRIX + '        python: ["3.11", "3.12", "3.13"]\n',
            id="what was tried becomes a member",
        ),
        pytest.param(
            "--drop-python 3.10",
            ".gitlab-ci.yml",
            "test310:\n  image: python:3.10\ntest311:\n  image: python:3.11\n"
            "all:\n  needs: [test310, test311]\n",
            "test311:\n  image: python:3.11\nall:\n  needs: [test311]\n",
            id="a job that is called by digits",
        ),
        pytest.param(
            "--drop-python 3.10",
            ".circleci/config.yml",
            "jobs:\n  build_310:\n    environment:\n      CONDA_PY_VERSION: '3.10'\n\n"
            "  build_311:\n    environment:\n      CONDA_PY_VERSION: '3.11'\n\n"
            "  # Windows\n  win_build_310:\n    executor: win\n    environment:\n"
            "      CONDA_PY_VERSION: '3.10'\n\n"
            "  win_build_311:\n    executor: win\n    environment:\n"
            "      CONDA_PY_VERSION: '3.11'\n",
            "jobs:\n  build_311:\n    environment:\n      CONDA_PY_VERSION: '3.11'\n\n"
            "  # Windows\n\n"
            "  win_build_311:\n    executor: win\n    environment:\n"
            "      CONDA_PY_VERSION: '3.11'\n",
            id="jobs called by digits, beside no manifest",
        ),
        pytest.param(
            "--drop-python 3.10",
            "recipe/meta.yaml",
            "package:\n  name: a\nbuild:\n  skip: true  # [py<310]\n"
            "requirements:\n  run:\n    - python >=3.10\n",
            "package:\n  name: a\nbuild:\n  skip: true  # [py<311]\n"
            "requirements:\n  run:\n    - python >=3.11\n",
            id="a recipe of conda",
        ),
        pytest.param(
            "--add-python 3.13",
            "conda_build_config.yaml",
            "python:\n  - 3.11\n  - 3.12\n",
            "python:\n  - 3.11\n  - 3.12\n  - 3.13\n",
            id="variants of conda",
        ),
        pytest.param(
            "--drop-python 3.10",
            ".python-version",
            "3.12\n3.11\n3.10\n",
            "3.12\n3.11\n",
            id="the last line of pyenv's file",
        ),
        pytest.param(
            "--add-python 3.13",
            ".python-version",
            "3.12\n3.11\n",
            "3.13\n3.12\n3.11\n",
            id="the first line of pyenv's file",
        ),
        pytest.param(
            "--drop-python 3.10",
            "noxfile.py",
            'import nox\n\n\n@nox.session\n@nox.parametrize("python,dj", [("3.10", "4"), '
            '("3.10", "5"), ("3.11", "5")])\ndef tests(session, dj):\n    pass\n',
            'import nox\n\n\n@nox.session\n@nox.parametrize("python,dj", [("3.11", "4"), '
            '("3.11", "5")])\ndef tests(session, dj):\n    pass\n',
            id="rows of parameters",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX + '        python: [\n          ["3.11", "311"],\n          ["3.12", "312"],\n'
            "        ]\n",
            MATRIX + '        python: [\n          ["3.11", "311"],\n          ["3.12", "312"],\n'
            '          ["3.13", "313"],\n        ]\n',
            id="a row of a version and its digits",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX
            + '        python: ["3.10", "3.11"]\n'
            + STEPS
            + "    - name: report-py3.10\n      if: matrix.python == 3.10 && true\n      run: a\n",
            MATRIX
            + '        python: ["3.11"]\n'
            + STEPS
            + "    - name: report-py3.11\n      if: matrix.python == 3.11 && true\n      run: a\n",
            id="a condition on a number, and what follows it",
        ),
        pytest.param(
            "--drop-python 3.10",
            "tox.toml",
            'env_list = ["py{310,311,312}-{a,b}", "docs"]\n',
            'env_list = ["py{311,312}-{a,b}", "docs"]\n',
            id="groups in a name of tox's TOML",
        ),
        pytest.param(
            "--add-python 3.13",
            "tox.toml",
            'env_list = ["py{310,311,312}-{a,b}", "docs"]\n',
            'env_list = ["py{310,311,312,313}-{a,b}", "docs"]\n',
            id="a group more in a name of tox's TOML",
        ),
        pytest.param(
            "--drop-python 3.10",
            ".travis.yml",
            "jobs:\n  include:\n  - os: linux\n    env: PYTHON=3.10 CONDA_PY=310\n"
            "  - os: linux\n    env: PYTHON=3.11 CONDA_PY=311\n",
            "jobs:\n  include:\n  - os: linux\n    env: PYTHON=3.11 CONDA_PY=311\n",
            id="a row whose Python stands in digits too",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX + '        p_ver: ["3.10-3.12"]\n',
            MATRIX + '        p_ver: ["3.11-3.12"]\n',
            id="from the oldest to the newest",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX + '        p_ver: ["3.10-3.12"]\n',
            MATRIX + '        p_ver: ["3.10-3.13"]\n',
            id="up to the new one",
        ),
        pytest.param(
            "--drop-python 3.10",
            "tox.ini",
            "[tox]\nenvlist = py310, py311, py312, py310-lowest\n\n"
            "[testenv:py310-lowest]\ncommands = a\n",
            "[tox]\nenvlist = py311, py312, py311-lowest\n\n[testenv:py311-lowest]\ncommands = a\n",
            id="the environment of the oldest of everything",
        ),
        pytest.param(
            "--drop-python 3.10",
            "noxfile.py",
            'import nox\n\nnox.options.sessions = [\n    "lint",\n    "unit-3.10",\n'
            '    "unit-3.11",\n]\n',
            'import nox\n\nnox.options.sessions = [\n    "lint",\n    "unit-3.11",\n]\n',
            id="sessions by name",
        ),
        pytest.param(
            "--add-python 3.13",
            "noxfile.py",
            'import nox\n\nnox.options.sessions = [\n    "unit-3.11",\n    "unit-3.12",\n]\n',
            'import nox\n\nnox.options.sessions = [\n    "unit-3.11",\n    "unit-3.12",\n'
            '    "unit-3.13",\n]\n',
            id="one more session by name",
        ),
        pytest.param(
            "--drop-python 3.10",
            "noxfile.py",
            'import nox\n\nnox.options.sessions = [\n    "unit-py311-3.10",\n    "unit-3.10",\n'
            '    "unit-3.11",\n    "unit-3.12",\n]\n',
            'import nox\n\nnox.options.sessions = [\n    "unit-py311-3.10",\n    "unit-3.11",\n'
            '    "unit-3.12",\n]\n',
            id="a session that names two",
        ),
        pytest.param(
            "--add-python 3.13",
            "azure-pipelines.yml",
            "jobs:\n- template: a.yml\n  parameters:\n    toxenvs:\n    - py311-a\n    - py311-b\n"
            "    - py312-a\n    - py312-b\n    - py312-dev\n",
            "jobs:\n- template: a.yml\n  parameters:\n    toxenvs:\n    - py311-a\n    - py311-b\n"
            "    - py312-a\n    - py312-b\n    - py313-a\n    - py313-b\n    - py312-dev\n",
            id="each of several environments of the newest",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD
            + STEPS
            + "    - name: Wheels for 3.10\n      env: {CIBW_BUILD: 'cp310-*'}\n      run: a\n"
            + "    - name: Wheels for 3.11\n      env: {CIBW_BUILD: 'cp311-*'}\n      run: b\n",
            HEAD
            + STEPS
            + "    - name: Wheels for 3.11\n      env: {CIBW_BUILD: 'cp311-*'}\n      run: b\n",
            id="a step for each Python",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "[![a](https://img.shields.io/badge/python-3.10%20%7C%203.11%20%7C%203.12-blue)](b)\n",
            "[![a](https://img.shields.io/badge/python-3.11%20%7C%203.12-blue)](b)\n",
            id="a row on a badge",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD
            + "    strategy:\n      matrix:\n        python: ['3.10', '3.12']\n    steps:\n"
            + "    - uses: actions/checkout@v4\n      with:\n        repository: c/d\n"
            + "    - run: pip install a@git+https://b.c/d/a@${{ github.sha }}\n",
            HEAD
            + "    strategy:\n      matrix:\n        python: ['3.11', '3.12']\n    steps:\n"
            + "    - uses: actions/checkout@v4\n      with:\n        repository: c/d\n"
            + "    - run: pip install a@git+https://b.c/d/a@${{ github.sha }}\n",
            id="somebody else's tests with this project",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX
            + "        python: ['3.10', '3.11']\n        deps: [low, new]\n"
            + "        exclude:\n        - deps: low\n        include:\n"
            + "        - python: '3.10'\n          deps: low\n",
            MATRIX
            + "        python: ['3.11']\n        deps: [low, new]\n"
            + "        exclude:\n        - deps: low\n        include:\n"
            + "        - python: '3.11'\n          deps: low\n",
            id="a job that was excluded but for the floor",
        ),
        pytest.param(
            "--drop-python 3.10",
            "pyproject.toml",
            MANIFEST + "dependencies = [\n    'a',\n    \"b; python_version < '3.10'\",\n]\n",
            MANIFEST.replace(">=3.10", ">=3.11").replace(
                '    "Programming Language :: Python :: 3.10",\n', ""
            )
            + "dependencies = [\n    'a',\n]\n",
            id="a requirement for what an earlier change dropped",
        ),
        pytest.param(
            "--drop-python 3.10",
            "tox.ini",
            "[tox]\nenvlist = py310-qa, py{310,311,312}-a\n\n[testenv:py310-qa]\ncommands = b\n",
            "[tox]\nenvlist = py311-qa, py{311,312}-a\n\n[testenv:py311-qa]\ncommands = b\n",
            id="the one environment for a task",
        ),
        pytest.param(
            "--drop-python 3.10",
            "tox.ini",
            "[tox]\nenvlist = py310-qa, py311-qa, py310-django42, py312-django50\n\n"
            "[testenv:py310-qa]\ncommands = b\n",
            "[tox]\nenvlist = py311-qa, py312-django50\n\n",
            id="an environment of several, and one for an old version of something else",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            "name: Tests (Python 3.10, 3.11, and 3.12)\n"
            + MATRIX
            + "        python: ['3.10', '3.12']\n",
            "name: Tests (Python 3.11, and 3.12)\n" + MATRIX + "        python: ['3.11', '3.12']\n",
            id="a row of Pythons in a name",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD
            + STEPS
            + "    - run: |\n        pip install -U 'a; python_version == \"3.10\"'\n        pip install b\n",
            HEAD + STEPS + "    - run: |\n        pip install b\n",
            id="a command that installs nothing any more",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX
            + "        python: ['3.10', '3.12']\n        os: [a, b]\n        include:\n"
            + "        - python: '3.10'\n          os: a\n          x: 1\n",
            MATRIX
            + "        python: ['3.11', '3.12']\n        os: [a, b]\n        include:\n"
            + "        - python: '3.11'\n          os: a\n          x: 1\n",
            id="what a row says of the floor, which another Python takes",
        ),
        pytest.param(
            "--drop-python 3.10",
            ".github/ISSUE_TEMPLATE/bug.yml",
            "body:\n- type: input\n  attributes:\n    label: Python Version\n"
            "    placeholder: '3.10'\n",
            "body:\n- type: input\n  attributes:\n    label: Python Version\n"
            "    placeholder: '3.11'\n",
            id="an example of a Python",
        ),
        pytest.param(
            "--drop-python 3.10",
            ".github/ISSUE_TEMPLATE/bug.yml",
            "body:\n- type: dropdown\n  attributes:\n    label: Which Python?\n    options:\n"
            "    - '3.12'\n    - '3.11'\n    - '3.10'\n",
            "body:\n- type: dropdown\n  attributes:\n    label: Which Python?\n    options:\n"
            "    - '3.12'\n    - '3.11'\n",
            id="the Pythons to choose from",
        ),
        pytest.param(
            "--drop-python 3.10",
            "ci/install.sh",
            "sudo pkg install -y python310 py310-sqlite3\npyenv install 3.10.2 # the oldest\n",
            "sudo pkg install -y python311 py311-sqlite3\npyenv install 3.11 # the oldest\n",
            id="packages of a system, and pyenv's",
        ),
        pytest.param(
            "--drop-python 3.10",
            "CONTRIBUTING.md",
            "# Setup\n\n    uv venv --python 3.10.1\n    pyenv install 3.10.0\n",
            "# Setup\n\n    uv venv --python 3.11\n    pyenv install 3.11\n",
            id="commands for contributors",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX
            + "        python: ['3.10', '3.11']\n        dj: [a, b]\n        include:\n"
            + "        - python: '3.12'\n          dj: c\n",
            MATRIX
            + "        python: ['3.10', '3.11', '3.12']\n        dj: [a, b]\n        include:\n"
            + "        - python: '3.13'\n          dj: c\n",
            id="the newest is tried with something else, and the list stops below it",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD
            + "    env:\n      WITH_COVERAGE: '3.10'\n    strategy:\n      matrix:\n"
            + "        python: ['3.10', '3.12']\n"
            + STEPS
            + "    - if: contains(env.WITH_COVERAGE, matrix.python)\n      run: a\n",
            HEAD
            + "    env:\n      WITH_COVERAGE: '3.11'\n    strategy:\n      matrix:\n"
            + "        python: ['3.11', '3.12']\n"
            + STEPS
            + "    - if: contains(env.WITH_COVERAGE, matrix.python)\n      run: a\n",
            id="what the Python of the matrix is compared with",
        ),
        *(
            pytest.param(
                "--drop-python 3.10",
                "tox.ini",
                f"[flake8]\nmin-python-version = {before}\n",
                f"[flake8]\nmin-python-version = {after}\n",
                id=f"the oldest Python that a plug-in of flake8 is told, {before}",
            )
            for before, after in (('"3.10"', '"3.11"'), ("3.10.0", "3.11.0"))
        ),
        pytest.param(
            "--drop-python 3.10",
            "tox.ini",
            "[flake8]\nmin_python_version = 3.10\n",
            "[flake8]\nmin_python_version = 3.11\n",
            id="the oldest Python that a plug-in of flake8 is told",
        ),
        pytest.param(
            "--drop-python 3.10",
            "CONTRIBUTING.rst",
            "Python\n======\n\nWe support these Pythons:\n\n-  `Python 3.10`_\n-  `Python 3.11`_\n\n"
            ".. _Python 3.10: https://docs.python.org/3.10/\n"
            ".. _Python 3.11: https://docs.python.org/3.11/\n",
            "Python\n======\n\nWe support these Pythons:\n\n-  `Python 3.11`_\n\n"
            ".. _Python 3.11: https://docs.python.org/3.11/\n",
            id="items of a list with a link each",
        ),
        pytest.param(
            "--add-python 3.13",
            "CONTRIBUTING.rst",
            "a\n\n.. _Python 3.11: https://docs.python.org/3.11/\n"
            ".. _Python 3.12: https://docs.python.org/3.12/\n",
            "a\n\n.. _Python 3.11: https://docs.python.org/3.11/\n"
            ".. _Python 3.12: https://docs.python.org/3.12/\n"
            ".. _Python 3.13: https://docs.python.org/3.13/\n",
            id="a link more",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "# A\n\nIt runs in Python 3.10+ with nothing else.\n",
            "# A\n\nIt runs in Python 3.11+ with nothing else.\n",
            id="what it runs in",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            "name: Python 3.10\u2013>3.12 on ${{ github.ref }}\n" + HEAD + STEPS,
            "name: Python 3.10\u2013>3.13 on ${{ github.ref }}\n" + HEAD + STEPS,
            id="from the oldest to the newest in a name",
        ),
        pytest.param(
            "--drop-python 3.10",
            ".travis.yml",
            "jobs:\n  include:\n  - python: '3.12'\n    env: TOXENV=py310,py312,coverage\n",
            "jobs:\n  include:\n  - python: '3.12'\n    env: TOXENV=py312,coverage\n",
            id="environments in a variable",
        ),
        pytest.param(
            "--drop-python 3.10",
            "setup.py",
            "def extras():\n    return {\n        'a': [\n"
            "            \"torch==1.11 ; python_version>'3.10'\",\n"
            "            \"mock; python_version < '3.11'\",\n        ],\n"
            "        ':python_version == \"3.10\"': 'b',\n    }\n",
            "def extras():\n    return {\n        'a': [\n"
            '            "torch==1.11",\n        ],\n    }\n',
            id="requirements that a script puts together",
        ),
        pytest.param(
            "--drop-python 3.10",
            "a/pyproject.toml",
            '[tool.black]\ntarget_version = ["py310"]\n\n[tool.blue]\ntarget-version = ["py310"]\n',
            '[tool.black]\ntarget_version = ["py311"]\n\n[tool.blue]\ntarget-version = ["py311"]\n',
            id="black's key as it also reads it, and the same of its fork",
        ),
        pytest.param(
            "--drop-python 3.10",
            "requirements.txt",
            "a<8; python_version < '3.10'\na>=8; python_version >= '3.10'\n",
            "a>=8\n",
            id="a marker for the one that is dropped, which held before",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + "    env:\n      CIBW_SKIP: pp310* pp311*\n" + STEPS,
            HEAD + "    env:\n      CIBW_SKIP: pp311*\n" + STEPS,
            id="selectors of cibuildwheel without a machine",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.rst",
            "- Python 3.10, up to 3.12, or PyPy3\n",
            "- Python 3.11, up to 3.12, or PyPy3\n",
            id="from the oldest, up to the newest",
        ),
        pytest.param(
            "--add-python 3.13",
            ".pre-commit-config.yaml",
            "repos:\n- repo: a\n  hooks:\n  - id: setup-cfg-fmt\n    args: [--max-py-version=3.12]\n"
            "  - id: pyproject-fmt\n    args: [--max-supported-python, '3.12']\n",
            "repos:\n- repo: a\n  hooks:\n  - id: setup-cfg-fmt\n    args: [--max-py-version=3.13]\n"
            "  - id: pyproject-fmt\n    args: [--max-supported-python, '3.13']\n",
            id="up to which Python a hook writes classifiers",
        ),
        pytest.param(
            "--drop-python 3.10",
            "tox.toml",
            '[env.style]\ncommands = [["a", "--target-version", "py310"], ["b", "py310"]]\n',
            '[env.style]\ncommands = [["a", "--target-version", "py311"], ["b", "py310"]]\n',
            id="a tool that an environment of tox tells its Python",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX
            + "        name: [linux-py310-main, linux-py311]\n        include:\n"
            + "        - {name: linux-py310-main, python: '3.10', env: py310-main}\n"
            + "        - {name: linux-py311, python: '3.11', env: py311}\n",
            MATRIX
            + "        name: [linux-py311-main, linux-py311]\n        include:\n"
            + "        - {name: linux-py311-main, python: '3.11', env: py311-main}\n"
            + "        - {name: linux-py311, python: '3.11', env: py311}\n",
            id="a member that chooses a row by its name",
        ),
        pytest.param(
            "--add-python 3.13",
            "README.rst",
            "A\n=\n\n====== ========================\nDjango Python\n"
            "====== ========================\n4.1    3.10, 3.11\n5.1    3.10, 3.11, 3.12\n"
            "====== ========================\n",
            "A\n=\n\n====== ========================\nDjango Python\n"
            "====== ========================\n4.1    3.10, 3.11\n5.1    3.10, 3.11, 3.12, 3.13\n"
            "====== ========================\n",
            id="what runs with the newest, in the last column of a table",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "| Django | Python |\n|---|---|\n| 5.0 | 3.10, 3.11, 3.12 |\n| 6.0 | 3.12 |\n",
            "| Django | Python |\n|---|---|\n| 5.0 | 3.11, 3.12 |\n| 6.0 | 3.12 |\n",
            id="a cell of a table in a page",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.rst",
            "A\n=\n\nWorks on 3.10+.\n",
            "A\n=\n\nWorks on 3.11+.\n",
            id="what it works on",
        ),
        pytest.param(
            "--drop-python 3.10",
            "CONTRIBUTING.rst",
            "To test::\n\n    $ nox -s unit-3.10\n    $ nox -s docs-3.10.1\n",
            "To test::\n\n    $ nox -s unit-3.11\n    $ nox -s docs-3.10.1\n",
            id="a session of nox",
        ),
        pytest.param(
            "--add-python 3.13",
            "CONTRIBUTING.rst",
            "A supports Python 2.7 and Python 3.10-3.12::\n\n    $ uv python install 3.11 3.12\n",
            "A supports Python 2.7 and Python 3.10-3.13::\n\n    $ uv python install 3.11 3.12 3.13\n",
            id="a span behind another version, and what uv installs",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX
            + "        python:\n        - {name: CPython 3.10, action: '3.10'}\n"
            + "        - {name: CPython 3.11, action: '3.11'}\n"
            + "        - {name: PyPy 3.10, action: pypy-3.10}\n"
            + "        - {name: PyPy 3.12, action: pypy-3.12}\n",
            MATRIX
            + "        python:\n        - {name: CPython 3.11, action: '3.11'}\n"
            + "        - {name: PyPy 3.12, action: pypy-3.12}\n",
            id="a row of PyPy beside one of a newer PyPy",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX
            + "        include:\n        - {env: '3.10', os: mac}\n        - {env: '3.10', os: linux}\n"
            + "        - {env: '3.11', os: linux}\n    steps:\n    - run: a\n"
            + "      if: matrix.env == '3.10'\n",
            MATRIX
            + "        include:\n        - {env: '3.11', os: mac}\n"
            + "        - {env: '3.11', os: linux}\n    steps:\n    - run: a\n"
            + "      if: matrix.env == '3.11'\n",
            id="a key of a matrix that has nothing but Pythons",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX
            + "        python-version: ['3.10']\n    steps:\n    - run: tox -e py310 -- -m a\n",
            MATRIX
            + "        python-version: ['3.11']\n    steps:\n    - run: tox -e py311 -- -m a\n",
            id="what a job runs on its only Python",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD.replace("    runs-on: ubuntu-latest\n", "")
            + "    uses: a/b/.github/workflows/tox.yml@v1\n    with:\n      other_names: |\n"
            + "        lint\n        py310:tox -e py310 --notest\n"
            + "        py311:tox -e py311 --notest\n        py310-mac:tox -e py311\n",
            HEAD.replace("    runs-on: ubuntu-latest\n", "")
            + "    uses: a/b/.github/workflows/tox.yml@v1\n    with:\n      other_names: |\n"
            + "        lint\n        py311:tox -e py311 --notest\n        py311-mac:tox -e py311\n",
            id="environments in a text, each with its command",
        ),
        pytest.param(
            "--add-python 3.13",
            ".circleci/config.yml",
            "workflows:\n  build:\n    jobs:\n    - lint\n    - tests:\n        name: test-3.11\n"
            "        image: a/python:3.11\n    - tests:\n        name: test-3.12\n"
            "        image: a/python:3.12\n",
            "workflows:\n  build:\n    jobs:\n    - lint\n    - tests:\n        name: test-3.11\n"
            "        image: a/python:3.11\n    - tests:\n        name: test-3.12\n"
            "        image: a/python:3.12\n    - tests:\n        name: test-3.13\n"
            "        image: a/python:3.13\n",
            id="a job of CircleCI for each",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX
            + "        python-version: >-\n          ${{ fromJSON(inputs.a\n"
            + '          || \'["3.10", "3.11", "3.12"]\'\n          ) }}\n',
            MATRIX
            + "        python-version: >-\n          ${{ fromJSON(inputs.a\n"
            + '          || \'["3.11", "3.12"]\'\n          ) }}\n',
            id="a list in an expression",
        ),
        pytest.param(
            "--add-python 3.13",
            "setup.cfg",
            "[bdist_wheel]\npython-tag = py310.py311.py312\n",
            "[bdist_wheel]\npython-tag = py310.py311.py312.py313\n",
            id="one more tag of a wheel",
        ),
        pytest.param(
            "--drop-python 3.10",
            "setup.cfg",
            "[bdist_wheel]\npython-tag = py310.py311.py312\n",
            "[bdist_wheel]\npython-tag = py311.py312\n",
            id="a tag of a wheel",
        ),
        pytest.param(
            "--drop-python 3.10",
            ".github/pull_request_template.md",
            "The change works on Python 3.10+.\n",
            "The change works on Python 3.11+.\n",
            id="what a pull request is asked for",
        ),
        pytest.param(
            "--drop-python 3.10",
            "b/pyproject.toml",
            '[tool.hatch.envs.default.scripts]\nlint = "pylint --py-version=3.10 a"\n',
            '[tool.hatch.envs.default.scripts]\nlint = "pylint --py-version=3.11 a"\n',
            id="a tool that a script of the manifest tells its Python",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX + "        python: ['3.9', '3.10', '3.11']\n",
            MATRIX + "        python: ['3.9', '3.10', '3.11', '3.12', '3.13']\n",
            id="a list that was forgotten the last time gets what it missed",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX + "        python:\n        - '3.11'\n        - '3.10'\n        - '3.9'\n",
            MATRIX
            + "        python:\n        - '3.13'\n        - '3.12'\n        - '3.11'\n"
            + "        - '3.10'\n        - '3.9'\n",
            id="one that runs downwards",
        ),
        pytest.param(
            "--add-python 3.13",
            "README.md",
            "Python 3.9, 3.10 and 3.11 are supported.\n",
            "Python 3.9, 3.10, 3.11, 3.12 and 3.13 are supported.\n",
            id="a sentence that was forgotten the last time",
        ),
        pytest.param(
            "--add-python 3.12",
            CI,
            MATRIX
            + "        config:\n        - ['3.9', lint]\n        - ['3.10', py310]\n"
            + "        - ['3.11', py311]\n        - ['3.12.0-beta.4', py312]\n",
            MATRIX
            + "        config:\n        - ['3.9', lint]\n        - ['3.10', py310]\n"
            + "        - ['3.11', py311]\n        - ['3.12', py312]\n",
            id="the pre-release of a row without keys",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX
            + "        environment: [mindeps, '3.10', '3.11', '3.12']\n        include:\n"
            + "        - {environment: '3.10', label: no_queue}\n"
            + "        - {environment: mindeps, label: numpy}\n",
            MATRIX
            + "        environment: [mindeps, '3.11', '3.12']\n        include:\n"
            + "        - {environment: '3.11', label: no_queue}\n"
            + "        - {environment: mindeps, label: numpy}\n",
            id="a key of a matrix that has names and Pythons",
        ),
        pytest.param(
            "--drop-python 3.10",
            "azure-pipelines.yml",
            "strategy:\n  matrix:\n    py310-a:\n      python.version: '3.10'\n      a: b\n"
            "    py311:\n      python.version: '3.11'\n",
            "strategy:\n  matrix:\n    py311-a:\n      python.version: '3.11'\n      a: b\n"
            "    py311:\n      python.version: '3.11'\n",
            id="a row that is called after its Python",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD
            + STEPS
            + "    - name: Test on 3.10\n      run: nox -s tests-3.10 -- -x\n"
            + "    - name: Test on 3.11\n      run: nox -s tests-3.11\n",
            HEAD + STEPS + "    - name: Test on 3.11\n      run: nox -s tests-3.11\n",
            id="a step that runs the session of its Python",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + STEPS + "    - run: python3.10 -m nox -s tests-3.10 -- -x\n",
            HEAD + STEPS + "    - run: python3.11 -m nox -s tests-3.11 -- -x\n",
            id="the session of nox that a command runs",
        ),
        pytest.param(
            "--drop-python 3.10",
            ".circleci/config.yml",
            "workflows:\n  a:\n    jobs:\n    - tox:\n        name: py310-django42\n        py: '310'\n"
            "    - tox:\n        name: py310-django51\n        py: '310'\n"
            "    - tox:\n        name: py311-django51\n        py: '311'\n",
            "workflows:\n  a:\n    jobs:\n    - tox:\n        name: py311-django42\n        py: '311'\n"
            "    - tox:\n        name: py311-django51\n        py: '311'\n",
            id="runs of a job of CircleCI, of which another one says the same",
        ),
        pytest.param(
            "--drop-python 3.10",
            "azure-pipelines.yml",
            "jobs:\n- template: a.yml\n  parameters:\n    envs:\n    - linux: py310-test\n"
            "    - linux: py311-test\n    - windows: py310-docs\n    - mac: py310-a2\n",
            "jobs:\n- template: a.yml\n  parameters:\n    envs:\n"
            "    - linux: py311-test\n    - windows: py311-docs\n",
            id="environments of a template",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD
            + "    env:\n      latest-python-version: '3.12'\n      default-python: '3.12'\n"
            + STEPS,
            HEAD
            + "    env:\n      latest-python-version: '3.13'\n      default-python: '3.12'\n"
            + STEPS,
            id="the latest, and one that does not say so",
        ),
        pytest.param(
            "--add-python 3.13",
            ".travis.yml",
            "matrix:\n  include:\n  - python: '3.11'\n    env: TOXENV=py311\n  - python: '3.12'\n"
            "    env: TOXENV=py312,docs,lint\n  - python: pypy3\n    env: TOXENV=pypy3\n",
            "matrix:\n  include:\n  - python: '3.11'\n    env: TOXENV=py311\n  - python: '3.12'\n"
            "    env: TOXENV=py312,docs,lint\n  - python: '3.13'\n    env: TOXENV=py313\n"
            "  - python: pypy3\n    env: TOXENV=pypy3\n",
            id="the newest runs more than the others do",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.rst",
            "Supported Python versions\n-------------------------\n\n- Python 3.10\n\n"
            "- Python 3.11\n\n- Python 3.12\n\nLicense\n-------\n",
            "Supported Python versions\n-------------------------\n\n- Python 3.11\n\n"
            "- Python 3.12\n\nLicense\n-------\n",
            id="items with blank lines between them",
        ),
        pytest.param(
            "--add-python 3.13",
            "README.rst",
            "Supported Python versions\n-------------------------\n\n- Python 3.11\n\n"
            "- Python 3.12\n\nLicense\n-------\n",
            "Supported Python versions\n-------------------------\n\n- Python 3.11\n\n"
            "- Python 3.12\n\n- Python 3.13\n\nLicense\n-------\n",
            id="one more item with a blank line before it",
        ),
        pytest.param(
            "--add-python 3.13",
            "README.md",
            "Python 3.10, 3.11, & 3.12 are supported.\n",
            "Python 3.10, 3.11, 3.12, & 3.13 are supported.\n",
            id="a row with an ampersand",
        ),
        pytest.param(
            "--drop-python 3.10",
            "Dockerfile",
            "# escape=`\nFROM a/windows\nRUN py --list ; `\n    py -3.10 --version ;  `\n"
            "    py -3.11 --version ; `\n    b\n",
            "# escape=`\nFROM a/windows\nRUN py --list ; `\n    py -3.11 --version ; `\n    b\n",
            id="a line that goes on as in a Dockerfile of Windows",
        ),
    ],
)
def test_changed(flag, path, before, after):
    assert changed(flag, {"pyproject.toml": MANIFEST, path: before})[path] == after


@pytest.mark.parametrize(
    ("flag", "path", "text"),
    [
        pytest.param(
            "--drop-python 3.10",
            "build.sh",
            'if [ "$V" = 3.10 ]; then\n  a\nfi\nif [ "$V" = 3.11 ]; then\n  a\nfi\n',
            id="the head of a branch of the shell",
        ),
        pytest.param(
            "--drop-python 3.10",
            "Makefile",
            "py310:\n\ttrue\npy311:\n\ttrue\n",
            id="a rule of make",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + STEPS + "    - run: docker build -t py310 .\n",
            id="the tag of an image",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD + "    env:\n      SIZES: '3.10,3.11,3.99'\n" + STEPS,
            id="a row of other numbers",
        ),
        pytest.param(
            "--drop-python 3.10",
            "noxfile.py",
            'import nox\n\n\n@nox.session\n@nox.parametrize("aiohttp", ["3.9", "3.10", "3.11"])\n'
            "def tests(session, aiohttp):\n    session.run('pytest')\n",
            id="a parameter that is no Python",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX + "        framework: [pymongo-3.9, pymongo-3.10, pymongo-3.11, pymongo-3.4]\n",
            id="the versions of something else",
        ),
        pytest.param(
            "--drop-python 3.10",
            "tests/testdata/requirements.txt",
            "a; python_version < '3.11'\nb; python_version >= '3.11'\n",
            id="what tests work on",
        ),
        pytest.param(
            "--drop-python 3.10", "tox.ini", "[tox]\nenvlist =\n    # py310\n", id="an empty list"
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX
            + "        python: ['3.10']\n        include:\n"
            + "        - python: '3.12'\n          vtk: '9.4'\n",
            id="a row for the newest beside a list that stops far below",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + "    env:\n      OURS: '3.10'\n" + STEPS,
            id="a setting that no Python is compared with",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD
            + "    env:\n      OURS: '3.10'\n"
            + STEPS
            + "    - if: contains(env.OURS, inputs.version)\n      run: a\n",
            id="a setting that something else is compared with",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "# A\n\nWhat is new in Python 3.10+ is not used.\n",
            id="what came with a Python",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD
            + "    strategy:\n      matrix:\n        python: ['3.11', '3.12']\n    steps:\n"
            + "    - uses: actions/checkout@v4\n      with:\n        repository: c/d\n"
            + "    - run: pip install a@git+https://b.c/d/a@${{ github.sha }}\n",
            id="somebody else's tests, which may not support a new Python yet",
        ),
        pytest.param(
            "--drop-python 3.10",
            ".github/ISSUE_TEMPLATE/bug.yml",
            "body:\n- type: input\n  attributes:\n    label: Version of ours\n"
            "    placeholder: 3.10.1\n",
            id="an example of another version",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX + '        pages: ["3.10-3.99"]\n',
            id="from one number to another",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD
            + "    steps:\n    - uses: actions/checkout@v4\n      with:\n        repository: c/d\n"
            + "    - uses: actions/setup-python@v5\n      with:\n        python-version: '3.10'\n"
            + "    - run: pip install .\n",
            id="another repository's own tests",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "| A | Python |\n|---|---|\n| 1.0 | 3.8, 3.9, 3.10 |\n| 2.0 | 3.10, 3.11, 3.12 |\n",
            id="what older releases ran on",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "| A | Django |\n|---|---|\n| 1.0 | 3.10, 3.11 |\n| 2.0 | 3.11, 3.12 |\n",
            id="a column of something else",
        ),
        pytest.param(
            "--add-python 3.13",
            ".pre-commit-config.yaml",
            "repos:\n- repo: a\n  hooks:\n  - id: b\n    args: [--max-version=3.12, '3.12']\n",
            id="the highest of something else",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX
            + "        name: [linux-py310-main]\n        include:\n"
            + "        - {name: linux-py310-main, os: a}\n",
            id="a name of a row that sets no Python up",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "# A\n\nB works on 3.10 alone, and C requires 3.9+.\n",
            id="what something else works on",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX
            + "        include:\n        - {d: '3.10', os: mac}\n        - {d: '3.9', os: win}\n"
            + "        - {d: '3.11', os: linux}\n    steps:\n    - run: a\n      if: matrix.d == '3.10'\n",
            id="a key of a matrix that has other versions too",
        ),
        pytest.param(
            "--add-python 3.13",
            "setup.cfg",
            "[bdist_wheel]\npython-tag = py2.py3\n",
            id="a wheel for all",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX + '        d: ${{ fromJSON(inputs.a || \'["3.10", "3.99"]\') }}\n',
            id="a list in an expression for something else",
        ),
        pytest.param(
            "--drop-python 3.10",
            "build.sh",
            "local VERSION # one of cp310, cp311, cp312\n",
            id="a comment behind a command",
        ),
        pytest.param(
            "--drop-python 3.10",
            "azure-pipelines.yml",
            "strategy:\n  matrix:\n    py310-a:\n      a: b\n    py311:\n      a: c\n",
            id="a row that is called after a Python and sets none up",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD + "    env:\n      latest-release: '3.12'\n" + STEPS,
            id="the latest of something else",
        ),
        pytest.param(
            "--add-python 3.13",
            ".travis.yml",
            "matrix:\n  include:\n  - python: '3.11'\n    env: A=b\n"
            "  - python: '3.12'\n    env: A=c\n",
            id="the newest runs something else",
        ),
        pytest.param(
            "--drop-python 3.10",
            "requirements.txt",
            "a>=1\na>=2; python_version >= '3.11'\n",
            id="a name that stands there without a marker too",
        ),
        pytest.param(
            "--drop-python 3.10",
            "requirements.txt",
            'jax; python_version >= "3.6" and sys_platform != "win32"\n',
            id="a marker that said nothing before",
        ),
    ],
)
def test_left_alone(flag, path, text):
    assert path not in changed(flag, {"pyproject.toml": MANIFEST, path: text})


@pytest.mark.parametrize(
    "path_and_text",
    [
        pytest.param(("setup.cfg", "[matadata]\nclassifiers =\n{}"), id="a misspelt section"),
        pytest.param(
            ("setup.py", 'CLASSIFIERS = """\n{}"""\nsetup(classifiers=CLASSIFIERS.split("\\n"))\n'),
            id="a text that is taken apart",
        ),
    ],
)
def test_classifiers_that_no_reader_shows(path_and_text):
    path, text = path_and_text
    line = "    Programming Language :: Python :: 3.{}\n"
    before = text.format(line.format(10) + line.format(11))
    made = changed("--add-python 3.12", {path: before, ".python-versions": "3.10\n3.11\n"})
    assert made[path] == text.format(line.format(10) + line.format(11) + line.format(12))
    made = changed("--drop-python 3.10", {path: before, ".python-versions": "3.10\n3.11\n"})
    assert made[path] == text.format(line.format(11))
