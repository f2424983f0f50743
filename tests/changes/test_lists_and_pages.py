"""Lists that are picked by hand, rows that follow their list, pages whose lines repeat each other."""

from __future__ import annotations

import pytest

from tests.changes.made import changed
from tests.changes.test_more_people import SETUP
from tests.changes.test_people import CI, HEAD, MANIFEST, MATRIX, STEPS

GAP = MANIFEST.replace("3.12", "3.13").replace("3.11", "3.12")
"""Without 3.11."""


PICTURE = (
    "[![Python {0}](https://img.shields.io/badge/python-{0}-blue.svg)]"
    "(https://www.python.org/downloads/release/python-{1}/)\n"
)


@pytest.mark.parametrize(
    ("flag", "path", "text"),
    [
        pytest.param(
            "--add-python 3.11",
            "tox.ini",
            "[tox]\nenvlist =\n    py{310,313}-a\n    py{39,310}-b\n    py310-c\n",
            id="an older one, and lists that pick some by hand or stop before it",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "Our numbers: 3.10, 3.11 and 3.13.\n\nNo longer: 3.10, 3.11 and 3.12.\n",
            id="a row that is not what the project supports, and one that went",
        ),
        pytest.param(
            "--drop-python 3.10",
            "CONTRIBUTING.md",
            "Releases of ours:\n\n* lint-3.10\n* lint-3.11\n",
            id="what looks like sessions where nothing speaks of nox",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "- a 3.10\n- a 3.11\n",
            id="lines of which nothing says that they are about Python",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "Rewrites py310+ syntax, see `--py310-plus`.\n",
            id="what a tool does for a syntax and everything newer",
        ),
        pytest.param(
            "--add-python 3.13",
            "README.md",
            "```\npyenv install 3.11.4 # Python\npyenv install 3.12.1 # Python\n```\n",
            id="a patch that nobody knows",
        ),
        pytest.param(
            "--add-python 3.13",
            "keys.sh",
            "[3.11]=0D96DF4D4110E5C43FBFB17F2D347EA6AA65421D\n"
            "[3.12]=0D96DF4D4110E5C43FBFB17F2D347EA6AA65421D\n",
            id="a key that another Python is signed with",
        ),
        pytest.param(
            "--drop-python 3.10",
            "CONTRIBUTING.md",
            "```\npy310: install_deps> python -m pip install -U pip\npy310: OK\n```\n",
            id="what tox said of an environment",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "# Versions of the server\n\n3.10, 3.11 and 3.13.\n",
            id="a row below a heading about something else",
        ),
        pytest.param(
            "--add-python 3.13",
            "README.md",
            "Tested on PyPy 3.10, 3.11 and 3.12.\n",
            id="no PyPy is there as early as its Python",
        ),
        pytest.param(
            "--drop-python 3.10",
            "requirements.txt",
            "a; python_version < '3.10'\n",
            id="a line of a list that was dead before",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + "    with:\n      targets: |\n        - cp310-linux\n        - cp311-mac\n",
            id="builds of which only one Python has each",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX
            + "        python: ['3.12']\n"
            + STEPS
            + SETUP.format("${{ matrix.python }}")
            + "  b:\n    uses: a/b/.github/workflows/c.yml@v1\n    with:\n      those: ['3.8', '3.9']\n",
            id="one Python for a job, and a list of several elsewhere",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + "    with:\n      envs: |\n        - linux: a\n          other: 3.10\n",
            id="an entry with the version of something else",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + '    with:\n      env: \'["py310", "3.9", "a"]\'\n',
            id="a list of JSON that is no list of environments",
        ),
        pytest.param(
            "--drop-python 3.11",
            CI,
            HEAD + "    env:\n      ABI: cp311\n",
            id="an ABI that is not the oldest",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "```bash\n# Python 3.10\npython -m venv a\n```\n",
            id="a comment in code that states no bound",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + "    with:\n      envs: |\n        # python-version: 3.10\n        a: b\n",
            id="a text without entries",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX + "        a: ['3.10-4.2']\n" + STEPS,
            id="a span that no Python ends",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX
            + "        python: ['3.12']\n"
            + STEPS
            + SETUP.format("${{ matrix.python }}")
            + "  b:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix:\n"
            + "        python: ['3.10']\n"
            + STEPS
            + SETUP.format("${{ matrix.python }}"),
            id="one Python for each of two jobs",
        ),
        pytest.param(
            "--drop-python 3.10",
            "docs/tutorials/wiki/src/pyproject.toml",
            MANIFEST,
            id="what a tutorial builds",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "## Changelog\n\n### 1.0\n\n`tox -e py310`\n\n## 0.9\n\n`tox -e py310`\n",
            id="a history to the end of the page",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.rst",
            "Changes\n-------\n\n``tox -e py310``\n\n0.9\n---\n\n``tox -e py310``\n",
            id="a history with underlined releases",
        ),
        pytest.param(
            "--drop-python 3.10",
            "docs/how-to/first.md",
            "# First\n\nYou need Python 3.10 or newer.\n",
            id="a lesson",
        ),
        pytest.param(
            "--drop-python 3.10",
            "tox.ini",
            "[tox]\nenvlist = lint\n[other]\nbasepython = python3.10\n",
            id="a section that no environment takes from",
        ),
        *(
            pytest.param("--drop-python 3.10", "README.md", sentence, id=sentence)
            for sentence in (
                "Starting with Python 3.10, the type is checked when the module is read.\n",
                "Tasks are cancelled beginning with Python 3.10.\n",
                "We support Python wrappers beginning with version 3.10 of the engine.\n",
                "With Python 3.10 minimums are cheap.\n",
            )
        ),
    ],
)
def test_left_alone(flag, path, text):
    manifest = GAP if flag == "--add-python 3.11" else MANIFEST
    assert path not in changed(flag, {"pyproject.toml": manifest, path: text})


@pytest.mark.parametrize(
    ("flag", "path", "before", "after"),
    [
        pytest.param(
            "--add-python 3.11",
            "tox.ini",
            "[tox]\nenvlist = py{310,312,313}\n",
            "[tox]\nenvlist = py{310,311,312,313}\n",
            id="an older one, and a list of all that are supported",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX
            + "        python: ['3.10', '3.12']\n        db: [a, b]\n"
            + "        exclude:\n        - python: '3.10'\n          db: b\n"
            + STEPS,
            MATRIX
            + "        python: ['3.11', '3.12']\n        db: [a, b]\n"
            + "        exclude:\n        - python: '3.11'\n          db: b\n"
            + STEPS,
            id="what is left out for the oldest, where the floor takes its place",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX
            + "        python: ['3.10', '3.11', '3.12']\n        db: [a, b]\n"
            + "        exclude:\n        - python: '3.10'\n          db: b\n"
            + STEPS,
            MATRIX + "        python: ['3.11', '3.12']\n        db: [a, b]\n" + STEPS,
            id="what is left out for one that goes",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX
            + "        env: [test-py310, test-py311, test-py312]\n        include:\n"
            + "        - env: test-py310\n          extra: matplotlib==3.5.3\n          os: a\n"
            + STEPS
            + "    - run: pytest ${{ matrix.env }} ${{ matrix.os }}\n",
            MATRIX
            + "        env: [test-py311, test-py312]\n"
            + STEPS
            + "    - run: pytest ${{ matrix.env }} ${{ matrix.os }}\n",
            id="a row that says more of an environment that goes",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX
            + "        env: [test-py310, test-py311, test-py312]\n        np: [a]\n"
            + "        include:\n"
            + "        - env: test-py310\n          np: numpy==1.3.5\n"
            + STEPS,
            MATRIX
            + "        env: [test-py311, test-py312]\n        np: [a]\n"
            + "        include:\n"
            + "        - env: test-py311\n          np: numpy==1.3.5\n"
            + STEPS,
            id="a job of its own with an environment that goes",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + "    env:\n      PYPY_PYTHON: pypy-3.10\n" + STEPS,
            HEAD + "    env:\n      PYPY_PYTHON: pypy-3.11\n" + STEPS,
            id="a PyPy in a setting",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "# A\n\nAt the time of this writing: 3.10, 3.11, and 3.12.\n",
            "# A\n\nAt the time of this writing: 3.11 and 3.12.\n",
            id="all that the project supports, in a row",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "```\npyenv install 3.10.x\npyenv install 3.11.x\npyenv global 3.11.x 3.10.x\n```\n",
            "```\npyenv install 3.11.x\npyenv global 3.11.x\n```\n",
            id="lines one below the other",
        ),
        pytest.param(
            "--drop-python 3.10",
            "CONTRIBUTING.md",
            "Sessions of nox:\n\n* lint-3.10\n* lint-3.11\n",
            "Sessions of nox:\n\n* lint-3.11\n",
            id="sessions one below the other",
        ),
        pytest.param(
            "--add-python 3.13",
            "README.md",
            "```\nuv python install 3.11\nuv python install 3.12\n```\n",
            "```\nuv python install 3.11\nuv python install 3.12\nuv python install 3.13\n```\n",
            id="one more of such lines",
        ),
        pytest.param(
            "--add-python 3.13",
            "README.md",
            "```\ntox -e py311\ntox -e py310\n```\n",
            "```\ntox -e py311\ntox -e py310\n```\n",
            id="lines that stop before the newest",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "## Supported Python versions\n\n3.10 and 3.11.\n\nPyPy3\n=====\n\n* 3.10, 3.11\n",
            "## Supported Python versions\n\n3.11.\n\nPyPy3\n=====\n\n* 3.11\n",
            id="rows below a heading that says what they are",
        ),
        pytest.param(
            "--drop-python 3.10",
            "CONTRIBUTING.md",
            "To install Python 3.10, use pyenv:\n\n    pyenv global system 3.10.2\n\n"
            "Ideally, use Python 3.10 (the lowest that we support).\n",
            "To install Python 3.11, use pyenv:\n\n    pyenv global system 3.11\n\n"
            "Ideally, use Python 3.11 (the lowest that we support).\n",
            id="the floor, by other words",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD
            + "    with:\n      targets: |\n        # Linux\n"
            + "        - cp310-manylinux_x86_64\n        - cp311-manylinux_x86_64\n"
            + "        - cp310*macosx_arm64\n        - cp311*macosx_arm64\n",
            HEAD
            + "    with:\n      targets: |\n        # Linux\n"
            + "        - cp311-manylinux_x86_64\n        - cp311*macosx_arm64\n",
            id="builds of a reusable workflow",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD
            + "    with:\n      targets: |\n"
            + "        - cp311-a\n        - cp312-a\n        - cp311-b\n        - cp312-b\n",
            HEAD
            + "    with:\n      targets: |\n"
            + "        - cp311-a\n        - cp312-a\n        - cp313-a\n"
            + "        - cp311-b\n        - cp312-b\n        - cp313-b\n",
            id="more builds of a reusable workflow",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD
            + "    with:\n      envs: |\n"
            + "        - linux: a\n          python-version: 3.10\n"
            + "        - linux: a\n          python-version: 3.11\n"
            + "        - linux: b\n          python-version: 3.10\n          c: d\n",
            HEAD
            + "    with:\n      envs: |\n"
            + "        - linux: a\n          python-version: 3.11\n"
            + "        - linux: b\n          python-version: 3.11\n          c: d\n",
            id="jobs of a reusable workflow, each with its Python below it",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD
            + "    with:\n      envs: |\n"
            + "        - linux: a\n          python-version: 3.11\n"
            + "        - linux: a\n          python-version: 3.12\n"
            + "        - linux: b\n          python-version: 3.12\n",
            HEAD
            + "    with:\n      envs: |\n"
            + "        - linux: a\n          python-version: 3.11\n"
            + "        - linux: a\n          python-version: 3.12\n"
            + "        - linux: a\n          python-version: 3.13\n"
            + "        - linux: b\n          python-version: 3.12\n",
            id="one more of them",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + '    with:\n      env: \'["py310", "py311"]\'\n      b: \'["py310"]\'\n',
            HEAD + "    with:\n      env: '[\"py311\"]'\n      b: '[\"py311\"]'\n",
            id="environments in a list of JSON",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD + '    with:\n      env: \'["py311", "py312"]\'\n      b: \'["py312"]\'\n',
            HEAD
            + '    with:\n      env: \'["py311", "py312", "py313"]\'\n      b: \'["py312"]\'\n',
            id="one more of them in a list of JSON",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX + "        include:\n        - {version: '3.12', abi: cp310}\n" + STEPS,
            MATRIX + "        include:\n        - {version: '3.12', abi: cp311}\n" + STEPS,
            id="the stable ABI of wheels",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "```bash\n# Python 3.10+ required\n# Requires Python >= 3.10\npython -m venv a\n```\n",
            "```bash\n# Python 3.11+ required\n# Requires Python >= 3.11\npython -m venv a\n```\n",
            id="bounds above commands",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "## Changelog\n\n`tox -e py310`\n\n## Development\n\nYou need:\n\n- Python 3.10+\n",
            "## Changelog\n\n`tox -e py310`\n\n## Development\n\nYou need:\n\n- Python 3.11+\n",
            id="what follows a history",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.rst",
            "Changes\n=======\n\n``tox -e py310``\n\nA\n-\n\nUse\n===\n\nPython 3.10+\n",
            "Changes\n=======\n\n``tox -e py310``\n\nA\n-\n\nUse\n===\n\nPython 3.11+\n",
            id="what follows an underlined history",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "- Python: from version 3.10 to 3.12\n\n  - 3.6 before 2.0\n",
            "- Python: from version 3.11 to 3.12\n\n  - 3.6 before 2.0\n",
            id="a span in front of another item",
        ),
        pytest.param(
            "--drop-python 3.10",
            "tox.ini",
            "[tox]\nenvlist = python310,python311,lint\n[testenv:python310]\na = b\n",
            "[tox]\nenvlist = python311,lint\n",
            id="environments with the whole word",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + "    env:\n      pypy3: pypy-3.10\n" + STEPS,
            HEAD + "    env:\n      pypy3: pypy-3.11\n" + STEPS,
            id="a PyPy, whatever the setting is called",
        ),
        pytest.param(
            "--drop-python 3.10",
            "Makefile",
            "a:\n\t@pyenv install -s 3.10.9\n\t@pyenv install -s 3.11.4\n"
            "\t@pyenv local 3.10.9 3.11.4\n",
            "a:\n\t@pyenv install -s 3.11.4\n\t@pyenv local 3.11.4\n",
            id="patches of pyenv's",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "Tested with Python 3.10,\n3.11 and 3.12.\n",
            "Tested with Python\n3.11 and 3.12.\n",
            id="a row that goes on in the next line",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX + "        a: ['3.10-3.14']\n" + STEPS,
            MATRIX + "        a: ['3.11-3.14']\n" + STEPS,
            id="a span up to what the range allows",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX + "        python: ['3.12']\n" + STEPS + SETUP.format("${{ matrix.python }}"),
            MATRIX
            + "        python: ['3.12', '3.13']\n"
            + STEPS
            + SETUP.format("${{ matrix.python }}"),
            id="the one Python that the tests run on",
        ),
        pytest.param(
            "--drop-python 3.10",
            "docs/how-to/install.md",
            "Works on these Pythons:\n\n- 3.10\n- 3.11\n- PyPy 3.10\n- PyPy 3.11\n",
            "Works on these Pythons:\n\n- 3.11\n- PyPy 3.11\n",
            id="a list with PyPy in it, on a page about the installation",
        ),
        pytest.param(
            "--drop-python 3.10",
            "tox.ini",
            "[tox]\nenvlist = lint\n[pinned]\nbasepython = python3.10\n"
            "[testenv:a]\nbasepython = {[pinned]basepython}\n",
            "[tox]\nenvlist = lint\n[pinned]\nbasepython = python3.11\n"
            "[testenv:a]\nbasepython = {[pinned]basepython}\n",
            id="a section that environments take from",
        ),
        pytest.param(
            "--add-python 3.13",
            ".appveyor.yml",
            "environment:\n  matrix:\n"
            "  - PYTHON_VERSION: '3.11'\n    MINICONDA: C:\\Miniconda311\n"
            "  - PYTHON_VERSION: '3.12'\n    MINICONDA: C:\\Miniconda312\n",
            "environment:\n  matrix:\n"
            "  - PYTHON_VERSION: '3.11'\n    MINICONDA: C:\\Miniconda311\n"
            "  - PYTHON_VERSION: '3.12'\n    MINICONDA: C:\\Miniconda312\n"
            "  - PYTHON_VERSION: '3.13'\n    MINICONDA: C:\\Miniconda313\n",
            id="bare digits in a row go with its Python",
        ),
        *(
            pytest.param(
                flag,
                "README.md",
                "# a\n\n" + "".join(map(PICTURE.format, *zip(*before, strict=True))) + "\nA.\n",
                "# a\n\n" + "".join(map(PICTURE.format, *zip(*after, strict=True))) + "\nA.\n",
                id=f"badges that lead to releases, {flag}",
            )
            for flag, before, after in (
                (
                    "--drop-python 3.10",
                    [("3.10", "3100"), ("3.11", "3110"), ("3.12", "3120")],
                    [("3.11", "3110"), ("3.12", "3120")],
                ),
                (
                    "--drop-python 3.10",
                    [("3.10", "3105"), ("3.11", "3110"), ("3.12", "3121")],
                    [("3.11", "3110"), ("3.12", "3121")],
                ),
                (
                    "--add-python 3.13",
                    [("3.11", "3110"), ("3.12", "3120")],
                    [("3.11", "3110"), ("3.12", "3120"), ("3.13", "3130")],
                ),
                (
                    "--add-python 3.13",
                    [("3.11", "3110"), ("3.12", "3121")],
                    [("3.11", "3110"), ("3.12", "3121")],
                ),
            )
        ),
        pytest.param(
            "--drop-python 3.10",
            "docs/index.rst",
            "A\n=\n\n``a`` requires `Python >=3.10 <https://www.python.org/>`__.\n",
            "A\n=\n\n``a`` requires `Python >=3.11 <https://www.python.org/>`__.\n",
            id="the front page of the documentation",
        ),
        pytest.param(
            "--drop-python 3.10",
            "CONTRIBUTING.md",
            "`tox -e py310` runs the tests with Python 3.10.\n",
            "`tox -e py311` runs the tests with Python 3.11.\n",
            id="what a command is said to run on",
        ),
        pytest.param(
            "--drop-python 3.10",
            "CONTRIBUTING.md",
            "`tox -e py310` fails on Python 3.10.2.\n",
            "`tox -e py311` fails on Python 3.10.2.\n",
            id="a patch that a command fails on",
        ),
        *(
            pytest.param("--add-python 3.13", "README.md", before, after, id=before)
            for before, after in (
                (
                    "![](https://img.shields.io/badge/python-3.12 | 3.11 | 3.10-green)\n",
                    "![](https://img.shields.io/badge/python-3.13 | 3.12 | 3.11 | 3.10-green)\n",
                ),
                (
                    "It runs on Python 3.12, 3.11, 3.10.\n",
                    "It runs on Python 3.13, 3.12, 3.11, 3.10.\n",
                ),
                ("It runs on Python 3.12 and 3.11.\n", "It runs on Python 3.12 and 3.11.\n"),
            )
        ),
        *(
            pytest.param("--drop-python 3.10", "CONTRIBUTING.md", before, after, id=before)
            for before, after in (
                ("Run `tox -e py310,py311`.\n", "Run `tox -e py311`.\n"),
                ("Run `tox -e py312,py310` now.\n", "Run `tox -e py312` now.\n"),
                ("Run `tox -e lint,py310`.\n", "Run `tox -e lint,py311`.\n"),
                ("Use python3.10, and python3.12 too.\n", "Use python3.12 too.\n"),
                ("Use python3.12 or python3.10 here.\n", "Use python3.12 here.\n"),
                ("It finds `python3.10`, `python3.11` etc.\n", "It finds `python3.11` etc.\n"),
                ("**python3.11**, **python3.10**\n", "**python3.11**\n"),
                ("It runs on both Python 3.10 and 3.12.\n", "It runs on Python 3.12.\n"),
                (
                    "On one Python, such as Python 3.10:\n\n```bash\ntox -e py310\n```\n",
                    "On one Python, such as Python 3.11:\n\n```bash\ntox -e py311\n```\n",
                ),
                (
                    "For a Python (e.g. 3.10):\n\n    $ tox -e py310\n",
                    "For a Python (e.g. 3.11):\n\n    $ tox -e py311\n",
                ),
                (
                    "It was slow with Python 3.10.\n\n    $ tox -e py310\n",
                    "It was slow with Python 3.10.\n\n    $ tox -e py311\n",
                ),
            )
        ),
        *(
            pytest.param(
                "--drop-python 3.10",
                "CONTRIBUTING.md",
                sentence.format("3.10"),
                sentence.format("3.11"),
                id=sentence,
            )
            for sentence in (
                "Our code is compatible with Python {} onwards\n",
                "Python {} upward.\n",
                "You need Python {} minimum.\n",
                "It is compatible with python 3 (>= version {}).\n",
                "You need Python {} or any later version.\n",
                "We explicitly decided to support Python 3 beginning with version {}.\n",
                "We support Python starting from {}.\n",
            )
        ),
    ],
)
def test_changed(flag, path, before, after):
    manifest = GAP if flag == "--add-python 3.11" else MANIFEST
    made = changed(flag, {"pyproject.toml": manifest, path: before})
    assert made.get(path, before) == after


@pytest.mark.parametrize(
    ("members", "after"), [("[2.7, '3.10', 3.11]", "['3.10', 3.11]"), ("[2.7]", "['3.10']")]
)
def test_nothing_goes_back_to_a_forgotten_python(members, after):
    """A classifier for 2.6 that somebody forgot is no reason to run 2.7's jobs on it."""
    classifiers = "".join(f"Programming Language :: Python :: {one}\\n" for one in (2.6, 2.7))
    setup = f"setup(name='a', classifiers='{classifiers}'.splitlines())\n"
    matrix = MATRIX + "        python: {}\n" + STEPS
    files = {"setup.py": setup, "tox.ini": "[tox]\nenvlist = py310\n", CI: matrix.format(members)}
    made = changed("--drop-python 2.7", files)[CI]
    assert made.replace('"', "'") == matrix.format(after)


def test_a_list_without_a_python_that_anything_else_states():
    tox = "[testenv:py37]\na = b\n\n[testenv:py38]\na = b\n"
    assert changed("--add-python 3.9", {"tox.ini": tox}) == {
        "tox.ini": tox + "\n[testenv:py39]\na = b\n"
    }


def test_markers_that_name_a_python_that_went_before():
    lines = '    "a; python_version == \'3.9\'",\n    "b; python_version > \'3.9\'",\n    "c",\n'
    text = MANIFEST + "dependencies = [\n" + lines + "]\n"
    made = changed("--drop-python 3.9", {"pyproject.toml": text})["pyproject.toml"]
    assert made == MANIFEST + 'dependencies = [\n    "b",\n    "c",\n]\n'


def test_a_single_target_goes_down_with_the_floor():
    text = MANIFEST + '\n[tool.black]\ntarget-version = ["py310"]\n'
    made = changed("--add-python 3.9", {"pyproject.toml": text})["pyproject.toml"]
    assert made.endswith('target-version = ["py39"]\n')


@pytest.mark.parametrize(
    ("flag", "before", "after"),
    [("--drop-python 3.10", ">=3.10", ">=3.11"), ("--add-python 3.13", "<3.13", "<3.14")],
)
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("setup.cfg", "[options]\npython_requires = {}\n"),
        ("setup.py", "from setuptools import setup\n\nsetup(python_requires='{}')\n"),
    ],
)
def test_what_an_older_manifest_says_too(flag, before, after, path, text):
    manifest = MANIFEST.replace(">=3.10", before)
    made = changed(flag, {"pyproject.toml": manifest, path: text.format(before)})
    assert made[path] == text.format(after)


def test_a_marker_with_a_patch_that_always_held():
    text = MANIFEST + "dependencies = [\n    \"a; python_version >= '3.10.0'\",\n]\n"
    made = changed("--drop-python 3.10", {"pyproject.toml": text})["pyproject.toml"]
    assert made.endswith('dependencies = [\n    "a",\n]\n')


def test_a_list_that_nobody_keeps():
    travis = "env:\n  matrix:\n  - VERSION=3.{}\n  - VERSION=3.{}\n"
    files = {".travis.yml": travis.format(8, 9), "tox.ini": "[testenv:py314]\n"}
    assert ".travis.yml" not in changed("--add-python 3.14", files)
    files[".travis.yml"] = travis.format(12, 13)
    made = changed("--add-python 3.14", files)[".travis.yml"]
    assert made == files[".travis.yml"] + "  - VERSION=3.14\n"


def test_a_folder_that_names_its_only_python_in_a_script_beside_a_project():
    """What is left for the project around it is left for the folder."""
    deploy = "gcloud functions deploy a --runtime=python3{} --source=gcp/report\n"
    files = {
        "pyproject.toml": MANIFEST,
        "gcp/report/requirements.txt": "a\n",
        "deploy.sh": deploy.format(10),
    }
    made = changed("--drop-python 3.10", files)
    assert made["deploy.sh"] == deploy.format(11)


def test_the_newest_of_old_targets_goes_up_with_the_floor():
    target = '\n[tool.black]\ntarget-version = ["py38", "py3{}"]\n'
    made = changed("--drop-python 3.10", {"pyproject.toml": MANIFEST + target.format(10)})
    assert made["pyproject.toml"].endswith(target.format(11))


LATE = MANIFEST.replace("3.12", "3.14").replace("3.11", "3.13").replace("3.10", "3.12")
"""Without 3.11, which comes below all others."""


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param(
            "tox.ini",
            "[tox]\nenvlist =\n    py{312,313,314}-a\n    {py314,py313,py312}-b\n    py{314}-c\n",
            "[tox]\nenvlist =\n    py{311,312,313,314}-a\n    {py314,py313,py312,py311}-b\n    py{314}-c\n",
            id="first, or last where the others count downwards",
        ),
        pytest.param(
            "tox.ini",
            "[tox]\nenvlist = py{313,314}-a\n",
            "[tox]\nenvlist = py{313,314}-a\n",
            id="a list that starts later",
        ),
        pytest.param(
            ".travis.yml",
            "env:\n- DJANGO=Django==3.1.* A=b\n- DJANGO=Django==3.2.* A=b\n",
            "env:\n- DJANGO=Django==3.1.* A=b\n- DJANGO=Django==3.2.* A=b\n",
            id="versions of something else",
        ),
    ],
)
def test_a_python_below_all_others(path, before, after):
    made = changed("--add-python 3.11", {"pyproject.toml": LATE, path: before})
    assert made.get(path, before) == after


def test_markers_without_a_range_where_an_older_python_stays():
    lines = "    'a; python_version != \"3.11\"',\n    'a<2; python_version == \"3.11\"',\n"
    text = (
        "from setuptools import setup\n\nneeded = [\n{}]\n\nsetup(\n    name='a',\n"
        "    classifiers=[\n{}    ],\n    install_requires=needed,\n)\n"
    )
    classifier = "        'Programming Language :: Python :: 3.{}',\n"
    before = text.format(lines, "".join(map(classifier.format, (10, 11, 12))))
    after = text.format("    'a',\n", "".join(map(classifier.format, (10, 12))))
    assert changed("--drop-python 3.11", {"setup.py": before})["setup.py"] == after


def test_a_marker_of_a_script_that_always_held_and_is_not_about_the_python_stays():
    text = (
        "from setuptools import setup\n\nneeded = ['a; python_version > \"3.0\"']\n\n"
        "setup(name='a', python_requires='>=3.10', install_requires=needed)\n"
    )
    assert "setup.py" not in changed("--drop-python 3.9", {"setup.py": text})


def test_the_limit_of_a_distribution_is_none_of_python_s():
    script = (
        "from setuptools import setup\n\nsetup(\n    name='pytest-shop',\n"
        '    python_requires=">={}",\n    install_requires=["pytest>=3.10"],\n'
        "    classifiers=['Programming Language :: Python :: 3.11'],\n)\n"
    )
    assert changed("--drop-python 3.10", {"setup.py": script.format("3.11")}) == {}
    page = "Needs Python >={} and pytest>=3.10.\n"
    files = {"setup.py": script.format("3.10"), "README.md": page.format("3.10")}
    assert changed("--drop-python 3.10", files) == {
        "setup.py": script.format("3.11"),
        "README.md": page.format("3.11"),
    }


def test_what_pyenv_installs_and_then_takes_are_changed_together():
    image = "FROM debian:12\nRUN pyenv install {0}\nRUN pyenv global {0}\n"
    files = {"pyproject.toml": MANIFEST, "Dockerfile": image.format("3.10.2")}
    made = changed("--drop-python 3.10", files)
    assert made["Dockerfile"] == image.format("3.11")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("Install Python (v3.10 or v3.11).", "Install Python (v3.11).", id="two"),
        pytest.param("Python v3.11, v3.10, v3.12.", "Python v3.11, v3.12.", id="three"),
        pytest.param(
            "We test against:\n\n- 3.10\n- 3.11\n- 3.12\n",
            "We test against:\n\n- 3.11\n- 3.12\n",
            id="items that are all that is supported",
        ),
        pytest.param("Releases:\n\n- 3.10\n- 3.11\n", "Releases:\n\n- 3.10\n- 3.11\n", id="others"),
        pytest.param("Node v3.10 or v3.11.", "Node v3.10 or v3.11.", id="of something else"),
    ],
)
def test_versions_of_a_page(before, after):
    page = f"# A\n\n{before}\n"
    made = changed("--drop-python 3.10", {"pyproject.toml": MANIFEST, "README.md": page})
    assert made.get("README.md", page) == f"# A\n\n{after}\n"


def test_a_marker_for_a_python_that_no_list_names_any_more():
    stated = "".join(f"'Programming Language :: Python :: 3.{one}'," for one in (10, 11))
    setup = f"from setuptools import setup\nsetup(name='a', classifiers=[{stated}])\n"
    kept = 'c==1; python_version < "3.10"\nd; python_version == "3.9" or os_name == "nt"\n'
    text = 'a>=1;python_version=="3.9"\nb; python_version == "3.9" and os_name == "nt"\n' + kept
    files = {"setup.py": setup, "requirements.txt": text}
    assert changed("--drop-python 3.9", files)["requirements.txt"] == kept


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{version = "1", python = ">=3.10,<3.12"}', '{version = "1", python = "<3.12"}'),
        (
            "{version = \"1\", markers = \"python_version >= '3.10' and os_name == 'nt'\"}",
            '{version = "1", markers = "os_name == \'nt\'"}',
        ),
        ('{version = "1", python = ">=3.12,<3.13"}', '{version = "1", python = ">=3.12,<3.13"}'),
    ],
)
def test_a_part_of_a_marker_in_a_table_that_always_holds(before, after):
    text = (
        '[tool.poetry]\nname = "a"\nversion = "1"\ndescription = ""\nauthors = []\n'
        '[tool.poetry.dependencies]\npython = "^3.{}"\nb = {}\n'
    )
    made = changed("--drop-python 3.10", {"pyproject.toml": text.format(10, before)})
    assert made["pyproject.toml"] == text.format(11, after)
