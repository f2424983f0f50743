"""More kinds of places that people changed when a Python ended or began, each in its smallest
form.
"""

from __future__ import annotations

import pytest

from tests.changes.made import changed, left
from tests.changes.test_people import CI, HEAD, MANIFEST, MATRIX, STEPS

SETUP = "    - uses: actions/setup-python@v5\n      with:\n        python-version: '{}'\n"


@pytest.mark.parametrize(
    ("flag", "path", "text"),
    [
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + "    env:\n      A: ${{ inputs.django || '3.10' }}\n" + STEPS,
            id="what is meant where no version of something else is given",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD
            + STEPS
            + """    - run: |\n        a ${{ fromJSON('{"3.10": "b", "2.0": "c"}')[env.A] }}\n""",
            id="a table by versions of something else",
        ),
        pytest.param(
            "--drop-python 3.10",
            "build.sh",
            "for size in 3.10 3.11; do true; done\n",
            id="two numbers of which nothing says what they are",
        ),
        pytest.param(
            "--drop-python 3.10",
            "build.sh",
            "for size in 3.10 3.11 3.25; do true; done\n",
            id="a row of numbers that are no Pythons of this project",
        ),
        pytest.param(
            "--drop-python 3.10",
            "Aptfile",
            "python3.10-dev\npython3.11-venv\n",
            id="packages that only one Python has",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            MATRIX + "        toxenv: [py310-fast, py311-slow]\n",
            id="environments that tox does not list",
        ),
        pytest.param(
            "--drop-python 3.10",
            "Dockerfile",
            "FROM a\nRUN py -3.10 -m a && \\\n    b\n",
            id="a first command that no other one repeats",
        ),
        pytest.param(
            "--drop-python 3.10",
            "Dockerfile",
            "FROM a\nRUN py -3.10 -m a && \\\n    # py -3.11 -m a && \\\n    b\n",
            id="a first command that only a comment repeats",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "# A\n\n需要 Python 3.10 或更低版本\n",
            id="or older, in Chinese",
        ),
        pytest.param(
            "--drop-python 3.10",
            "Dockerfile",
            "FROM a\nRUN apt-get install -y python3.10 python3.10-venv python3.11\n",
            id="a package that only one Python has, on a line with others",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD
            + STEPS
            + SETUP.format("3.11")
            + "    - run: make\n"
            + SETUP.format("3.12")
            + "    - run: make\n",
            id="a Python that is set up for the steps behind it",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD + STEPS + "    - run: py311\n    - run: py310\n    - run: py312 --more\n",
            id="a step that the newest has not",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD + STEPS + SETUP.format("3.12") + SETUP.format("3.13") + SETUP.format("3.11"),
            id="steps that are there already",
        ),
        pytest.param(
            "--add-python 3.13",
            ".circleci/config.yml",
            "jobs:\n  test_311:\n    docker: [{image: 'a:3.11'}]\n"
            "  test_312:\n    docker: [{image: 'b:3.12'}]\n",
            id="a job with the number of the newest that does something else",
        ),
        pytest.param(
            "--add-python 3.13",
            ".circleci/config.yml",
            "jobs:\n  test_311:\n    docker: [{image: 'a:1'}]\n"
            "  test_312:\n    docker: [{image: 'a:1'}]\n",
            id="numbers of which nothing says that they are Pythons",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD
            + STEPS
            + '    - run: |\n        echo "{ \\"python\\": \\"3.11\\", \\\n'
            + '              \\"b\\": [\\n'
            + '              \\"python\\": \\"3.12\\", \\\n',
            id="one setting of an object that a script writes",
        ),
    ],
)
def test_left_alone(flag, path, text):
    tox = "[tox]\nenvlist = lint\n"
    assert path not in changed(flag, {"pyproject.toml": MANIFEST, "tox.ini": tox, path: text})


@pytest.mark.parametrize(
    ("flag", "path", "before", "after"),
    [
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + "    env:\n      PY: ${{ inputs.python-version || '3.10' }}\n" + STEPS,
            HEAD + "    env:\n      PY: ${{ inputs.python-version || '3.11' }}\n" + STEPS,
            id="the Python that is meant where none is given",
        ),
        pytest.param(
            "--move-python 3.10=3.12",
            CI,
            HEAD + "    env:\n      PY: ${{ inputs.python-version || '3.10' }}\n" + STEPS,
            HEAD + "    env:\n      PY: ${{ inputs.python-version || '3.12' }}\n" + STEPS,
            id="the same, moved",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD
            + STEPS
            + "    - run: |\n"
            + '        tox -e ${{ fromJSON(\'{ "3.10": "a", "3.11": "b" }\')[env.A] }}\n',
            HEAD
            + STEPS
            + '    - run: |\n        tox -e ${{ fromJSON(\'{ "3.11": "b" }\')[env.A] }}\n',
            id="a table by Pythons, without one",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD
            + '    env:\n      A: ${{ fromJSON(\'{"3.11":"py311", "3.12":"py312"}\')[env.B] }}\n'
            + STEPS,
            HEAD
            + '    env:\n      A: ${{ fromJSON(\'{"3.11":"py311", "3.12":"py312",'
            + ' "3.13":"py313"}\')[env.B] }}\n'
            + STEPS,
            id="a table by Pythons, with one more",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX
            + "        include:\n"
            + "        - {os: a, python-arch: x86, interpreter: 3.10 3.11 3.12}\n"
            + "        - {os: b, interpreter: 3.10 3.11 3.12}\n",
            MATRIX
            + "        include:\n"
            + "        - {os: a, python-arch: x86, interpreter: 3.10 3.11 3.12 3.13}\n"
            + "        - {os: b, interpreter: 3.10 3.11 3.12 3.13}\n",
            id="rows that have a list each",
        ),
        pytest.param(
            "--add-python 3.13",
            "appveyor.yml",
            "environment:\n  matrix:\n"
            '    - PYTHON: "C:\\\\Python311"\n      PYTHON_VERSION: 3.11.x\n'
            '    - PYTHON: "C:\\\\Python312"\n      PYTHON_VERSION: 3.12.x\n      IMAGE: a\n',
            "environment:\n  matrix:\n"
            '    - PYTHON: "C:\\\\Python311"\n      PYTHON_VERSION: 3.11.x\n'
            '    - PYTHON: "C:\\\\Python312"\n      PYTHON_VERSION: 3.12.x\n      IMAGE: a\n'
            '    - PYTHON: "C:\\\\Python313"\n      PYTHON_VERSION: 3.13.x\n      IMAGE: a\n',
            id="a row of the newest that says more, its patch left open",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + STEPS + "    - run: echo \"a=['3.10', '3.11', '3.12']\" >> $GITHUB_ENV\n",
            HEAD + STEPS + "    - run: echo \"a=['3.11', '3.12']\" >> $GITHUB_ENV\n",
            id="all Pythons of the project, though nothing says what they are",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD
            + STEPS
            + '    - run: |\n        echo "{ \\"python\\": [ \\"3.10\\", \\"3.11\\", \\"3.12\\" ] }"\n',
            HEAD
            + STEPS
            + '    - run: |\n        echo "{ \\"python\\": [ \\"3.11\\", \\"3.12\\" ] }"\n',
            id="a list that a script writes",
        ),
        pytest.param(
            "--add-python 3.13",
            "build.sh",
            'for python in "3.11" "3.12" "3.13-dev"; do true; done\n',
            'for python in "3.11" "3.12" "3.13"; do true; done\n',
            id="a row with the pre-release",
        ),
        pytest.param(
            "--drop-python 3.10",
            "Aptfile",
            "git\npython3.10-dev\npython3.10-venv\npython3.11-dev\npython3.11-venv\n",
            "git\npython3.11-dev\npython3.11-venv\n",
            id="a list of a system's packages, without a Python",
        ),
        pytest.param(
            "--add-python 3.13",
            "Aptfile",
            "python3.11-dev\npython3.12-dev\ngit\n",
            "python3.11-dev\npython3.12-dev\npython3.13-dev\ngit\n",
            id="a list of a system's packages, with one Python more",
        ),
        pytest.param(
            "--drop-python 3.10",
            "Dockerfile",
            "FROM a\nRUN apt-get install -y python3.10 python3.10-dev python3.11 python3.11-dev \\\n"
            "    git\n",
            "FROM a\nRUN apt-get install -y python3.11 python3.11-dev \\\n    git\n",
            id="packages on one line, without a Python",
        ),
        pytest.param(
            "--add-python 3.13",
            "Dockerfile",
            "FROM a\nRUN apt-get install -y python3.11 python3.11-dev python3.12 python3.12-dev\n",
            "FROM a\nRUN apt-get install -y python3.11 python3.11-dev python3.12 python3.12-dev"
            " python3.13 python3.13-dev\n",
            id="packages on one line, with one Python more",
        ),
        pytest.param(
            "--drop-python 3.10",
            "Dockerfile",
            "FROM a\nRUN py -3.10 -m pip install b && \\\n    py -3.10 -m c && \\\n"
            "    py -3.11 -m pip install b && \\\n    py -3.11 -m c && \\\n    d\n",
            "FROM a\nRUN py -3.11 -m pip install b && \\\n    py -3.11 -m c && \\\n    d\n",
            id="the first commands of an instruction",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "# A\n\n- Python 3.10 或更高版本\n",
            "# A\n\n- Python 3.11 或更高版本\n",
            id="or newer, in Chinese",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            "# A\n\nHay que tener Python 3.10 o superior.\n",
            "# A\n\nHay que tener Python 3.11 o superior.\n",
            id="or newer, in Spanish",
        ),
        pytest.param(
            "--drop-python 3.10",
            "README.md",
            '<img src="https://img.shields.io/badge/python-3.10%20&#8208;%203.12-blue.svg">\n',
            '<img src="https://img.shields.io/badge/python-3.11%20&#8208;%203.12-blue.svg">\n',
            id="a badge whose dash is an entity",
        ),
        pytest.param(
            "--drop-python 3.11",
            "README.md",
            "Tests run on Python 3.9, 3.10, 3.11, and 3.12 today.\n",
            "Tests run on Python 3.9, 3.10, and 3.12 today.\n",
            id="the last but one of a row",
        ),
        pytest.param(
            "--drop-python 3.11",
            "README.md",
            "Tests run on Python 3.10, 3.11, and 3.12 today.\n",
            "Tests run on Python 3.10 and 3.12 today.\n",
            id="the middle one of three",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD
            + STEPS
            + "    - name: Python 3.11 (a)\n      run: a\n    - name: Python 3.11 (b)\n      run: b\n"
            + "    - name: Python 3.12 (a)\n      run: a\n    - name: Python 3.12 (b)\n      run: b\n"
            + "    - run: c\n",
            HEAD
            + STEPS
            + "    - name: Python 3.11 (a)\n      run: a\n    - name: Python 3.11 (b)\n      run: b\n"
            + "    - name: Python 3.12 (a)\n      run: a\n    - name: Python 3.12 (b)\n      run: b\n"
            + "    - name: Python 3.13 (a)\n      run: a\n    - name: Python 3.13 (b)\n      run: b\n"
            + "    - run: c\n",
            id="steps for each Python",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD + STEPS + SETUP.format("3.11") + SETUP.format("3.12") + "    - run: nox\n",
            HEAD
            + STEPS
            + SETUP.format("3.11")
            + SETUP.format("3.12")
            + SETUP.format("3.13")
            + "    - run: nox\n",
            id="Pythons that are set up one behind the other",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD
            + STEPS
            + SETUP.format("3.12")
            + "    - run: a\n"
            + "    - run: test-py312\n"
            + SETUP.format("3.11")
            + "    - run: test-py311\n",
            HEAD
            + STEPS
            + SETUP.format("3.12")
            + "    - run: a\n"
            + "    - run: test-py312\n"
            + SETUP.format("3.13")
            + "    - run: test-py313\n"
            + SETUP.format("3.11")
            + "    - run: test-py311\n",
            id="steps for each Python, others between those of the newest",
        ),
        pytest.param(
            "--add-python 3.13",
            ".circleci/config.yml",
            "jobs:\n  test_311:\n    docker: [{image: 'a:py3.11'}]\n\n"
            "  test_312:\n    docker: [{image: 'a:py3.12'}]\n\n"
            "workflows:\n  a:\n    jobs:\n    - test_311\n    - test_312\n",
            "jobs:\n  test_311:\n    docker: [{image: 'a:py3.11'}]\n\n"
            "  test_312:\n    docker: [{image: 'a:py3.12'}]\n\n"
            "  test_313:\n    docker: [{image: 'a:py3.13'}]\n\n"
            "workflows:\n  a:\n    jobs:\n    - test_311\n    - test_312\n    - test_313\n",
            id="jobs with the bare digits of their Pythons",
        ),
        pytest.param(
            "--drop-python 3.10",
            "azure-pipelines.yml",
            "jobs:\n- template: a.yml\n  parameters:\n    envs: [py310-b1, py310-b2, py311-b1]\n",
            "jobs:\n- template: a.yml\n  parameters:\n    envs: [py311-b2, py311-b1]\n",
            id="environments of tox in a list",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            "on: push\nenv:\n  REPO: ${{ inputs.repo || github.repository }}\njobs:\n  a:\n"
            "    runs-on: a\n    steps:\n    - uses: actions/checkout@v4\n      with:\n"
            "        repository: ${{ env.REPO }}\n" + SETUP.format("3.10"),
            "on: push\nenv:\n  REPO: ${{ inputs.repo || github.repository }}\njobs:\n  a:\n"
            "    runs-on: a\n    steps:\n    - uses: actions/checkout@v4\n      with:\n"
            "        repository: ${{ env.REPO }}\n" + SETUP.format("3.11"),
            id="this repository, by a variable",
        ),
    ],
)
def test_changed(flag, path, before, after):
    tox = "[tox]\nenvlist = py310-b{1,2},py311-b{1,2}\n"
    files = {"pyproject.toml": MANIFEST, "tox.ini": tox, path: before}
    assert changed(flag, files)[path] == after


def test_environments_with_a_python_in_the_middle_of_a_word():
    section = "[testenv:win_py3{}_64]\nbase_python = python\nset_env = PATH = C:\\Python3{}\n\n"
    before = (
        "[tox]\nenv_list = win_py310_64, win_py311_64\n\n"
        + section.format(10, 10)
        + section.format(11, 11)
    )
    after = "[tox]\nenv_list = win_py311_64\n\n" + section.format(11, 11)
    assert (
        changed("--drop-python 3.10", {"pyproject.toml": MANIFEST, "tox.ini": before})["tox.ini"]
        == after
    )


@pytest.mark.parametrize(
    ("syntax", "before", "after"),
    [
        ("poetry", "~3.10", ">=3.10,<3.12"),
        ("poetry", "3.10.*", ">=3.10,<3.12"),
        ("pep440", "==3.10.*", ">=3.10,<3.12"),
        ("pep440", "~=3.10.0", ">=3.10.0,<3.12"),
        ("pep440", "~= 3.10.2", ">= 3.10.2,< 3.12"),
    ],
)
def test_a_range_of_one_minor(syntax, before, after):
    head = {"poetry": "[tool.poetry.dependencies]\npython", "pep440": "[project]\nrequires-python"}
    files = {"pyproject.toml": f'{head[syntax]} = "{before}"\n'}
    assert changed("--add-python 3.11", files)["pyproject.toml"] == (
        f'{head[syntax]} = "{after}"\n'
    )


def test_what_a_script_writes_is_left_to_a_person():
    run = (
        '    - run: |\n        echo "{ \\"a\\": [ \\\n'
        '          { \\"python\\": \\"3.11\\" }, { \\\n'
        '          \\"python\\": \\"3.10\\", \\\n'
        '          \\"b\\": \\"c\\" }, { \\\n'
        '          \\"python\\": \\"3.11\\", \\\n'
        '          \\"b\\": \\"c\\" } ] }"\n'
    )
    files = {"pyproject.toml": MANIFEST, CI: HEAD + STEPS + run}
    assert CI not in changed("--drop-python 3.10", files)
    assert any("a script writes this" in one for one in left("--drop-python 3.10", files))
