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
            "README.md",
            "To choose some Pythons:\n\n    NOXPYTHON=3.11,3.12 nox\n",
            id="an example of a setting",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD
            + STEPS
            + "    - name: Wheel for 3.11\n      run: pip install https://a.b/c-cp311.whl\n"
            + "    - name: Wheel for 3.12\n      run: pip install https://a.b/c-cp312.whl\n",
            id="addresses that nobody knows",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD
            + "    with:\n      args: ${{ inputs.a || '3.10 3.11 3.12 3.12t 3.13 3.13t' }}\n"
            + STEPS,
            id="a list that has it, behind a member of another kind",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD
            + STEPS
            + "    - uses: actions/cache@v4\n      with:\n        key: a-py310\n        path: b\n",
            id="what a job keeps that runs on no such Python",
        ),
        pytest.param(
            "--drop-python 3.10",
            CI,
            HEAD + "    strategy:\n      matrix:\n        file: [ci/310-a.yaml, ci/311-a.yaml]\n",
            id="files that are not there",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX
            + "        python-version: ['3.10', '3.11']\n        database: [a, b]\n"
            + "        include:\n        - {python-version: '3.12', database: c}\n"
            + "        - {python-version: '3.12', database: d}\n",
            id="a list that the newest cannot be taken into",
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
            "--add-python 3.13",
            ".circleci/config.yml",
            "jobs:\n  build311:\n    docker: [{image: 'a:3.11', env: py311}]\n"
            "  build312:\n    docker: [{image: 'a:3.12', env: py312}]\n"
            "workflows:\n  a:\n    jobs: [build311, build312]\n",
            "jobs:\n  build311:\n    docker: [{image: 'a:3.11', env: py311}]\n"
            "  build312:\n    docker: [{image: 'a:3.12', env: py312}]\n"
            "  build313:\n    docker: [{image: 'a:3.13', env: py313}]\n"
            "workflows:\n  a:\n    jobs: [build311, build312, build313]\n",
            id="digits right behind the word",
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
            "azure-pipelines.yml",
            "jobs:\n- template: a.yml\n  parameters:\n    envs:\n"
            "    - macos: py310\n      name: py310_test\n      posargs: -n=1\n"
            "    - windows: py311\n      name: py311_test\n"
            "    - linux: py310-oldest\n      name: py310_oldest\n"
            "- template: b.yml\n  parameters:\n    dependsOn:\n    - py310_test\n"
            "    - py311_test\n    - py310_oldest\n",
            "jobs:\n- template: a.yml\n  parameters:\n    envs:\n"
            "    - macos: py312\n      name: py312_test\n      posargs: -n=1\n"
            "    - windows: py311\n      name: py311_test\n"
            "    - linux: py311-oldest\n      name: py311_oldest\n"
            "- template: b.yml\n  parameters:\n    dependsOn:\n    - py312_test\n"
            "    - py311_test\n    - py311_oldest\n",
            id="rows for environments, their names, and what waits for them",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            HEAD + "    with:\n      args: -i ${{ inputs.a || '3.10 3.11 3.12' }}\n" + STEPS,
            HEAD + "    with:\n      args: -i ${{ inputs.a || '3.10 3.11 3.12 3.13' }}\n" + STEPS,
            id="the list that is meant where none is given",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX
            + "        python:\n"
            + "        - {version: '3.12', env: py312}\n"
            + "        - {version: 3.13.0-alpha - 3.13, env: py313}\n",
            MATRIX
            + "        python:\n"
            + "        - {version: '3.12', env: py312}\n"
            + "        - {version: 3.13, env: py313}\n",
            id="a pre-release in a row of a list of Pythons",
        ),
        pytest.param(
            "--add-python 3.13",
            CI,
            MATRIX
            + "        include:\n"
            + "        - {env: py312, python-version: '3.12'}\n"
            + "        - {env: py313, python-version: 3.13.0-alpha.5 - 3.13.0}\n",
            MATRIX
            + "        include:\n"
            + "        - {env: py312, python-version: '3.12'}\n"
            + "        - {env: py313, python-version: 3.13}\n",
            id="a range of pre-releases",
        ),
        pytest.param(
            "--drop-python 3.10",
            ".circleci/config.yml",
            "jobs:\n  a:\n    docker:\n    - image: cimg/python:3.10\n    steps:\n    - checkout\n"
            "    - restore_cache:\n        keys: [tox-py310-a-v1, tox-py310-]\n"
            "    - save_cache:\n        key: tox-py310-a-v1\n        paths: [.tox]\n",
            "jobs:\n  a:\n    docker:\n    - image: cimg/python:3.11\n    steps:\n    - checkout\n"
            "    - restore_cache:\n        keys: [tox-py311-a-v1, tox-py311-]\n"
            "    - save_cache:\n        key: tox-py311-a-v1\n        paths: [.tox]\n",
            id="what a job keeps under the name of its Python",
        ),
        pytest.param(
            "--add-python 3.13",
            "README.md",
            "Works with Python **3.11** and **3.12** today.\n",
            "Works with Python **3.11**, **3.12** and **3.13** today.\n",
            id="two in bold",
        ),
        pytest.param(
            "--add-python 3.13",
            "README.md",
            "The Python is ``python3.10``, ``python3.11``, or ``python3.12`` there.\n",
            "The Python is ``python3.10``, ``python3.11``, ``python3.12``, or ``python3.13`` there.\n",
            id="a row of commands",
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


def test_a_row_that_a_script_writes_goes_and_settings_are_left_to_a_person():
    run = (
        '    - run: |\n        echo "{ \\"a\\": [ \\\n'
        '          { \\"python\\": \\"3.11\\" }, { \\\n'
        '          \\"python\\": \\"3.10\\", \\\n'
        '          \\"b\\": \\"c\\" }, { \\\n'
        '          \\"python\\": \\"3.11\\", \\\n'
        '          \\"b\\": \\"c\\" } ] }"\n'
    )
    files = {"pyproject.toml": MANIFEST, CI: HEAD + STEPS + run}
    row = '          \\"python\\": \\"3.10\\", \\\n          \\"b\\": \\"c\\" }, { \\\n'
    assert changed("--drop-python 3.10", files)[CI] == HEAD + STEPS + run.replace(row, "")
    files[CI] = files[CI].replace('\\"c\\"', "{ 1 }")
    assert CI not in changed("--drop-python 3.10", files)
    assert any("a script writes this" in one for one in left("--drop-python 3.10", files))


def test_a_cache_that_another_job_looks_for_keeps_its_name():
    job = "  {}:\n    docker:\n    - image: {}\n    steps:\n    - restore_cache:\n        key: tox-py310\n"
    jobs = "jobs:\n" + job + job
    files = {
        "pyproject.toml": MANIFEST,
        ".circleci/config.yml": jobs.format("a", "cimg/python:3.10", "b", "c"),
    }
    made = changed("--drop-python 3.10", files)
    assert made[".circleci/config.yml"] == jobs.format("a", "cimg/python:3.11", "b", "c")


def test_environments_of_conda_that_are_named_for_their_pythons():
    made = "channels: [a]\ndependencies:\n- python={}\n"
    rows = ["ci/310-a.yaml", "ci/310-b.yaml", "ci/311-a.yaml"]
    files = {path: made.format("3.10" if "310" in path else "3.11") for path in rows}
    ci = MATRIX + "        environment-file:\n"
    files |= {"pyproject.toml": MANIFEST, CI: ci + "".join(f"        - {row}\n" for row in rows)}
    assert changed("--drop-python 3.10", files)[CI] == ci + f"        - {rows[-1]}\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("setup.cfg", "[metadata]\nname = a\n\n[bdist_wheel]\npy_limited_api = cp3{}\n"),
        ("setup.py", "setup(options={{'bdist_wheel': {{'py_limited_api': 'cp3{}'}}}})\n"),
        ("rust/pyproject.toml", '[tool.maturin]\nfeatures = ["pyo3/abi3-py3{}"]\n'),
        ("core/pyproject.toml", '[tool.scikit-build]\nwheel.py-api = "cp3{}"\n'),
    ],
)
def test_the_stable_abi_follows_the_floor(path, text):
    files = {"pyproject.toml": MANIFEST, path: text.format(10)}
    assert changed("--drop-python 3.10", files)[path] == text.format(11)
    files = {"pyproject.toml": MANIFEST, path: text.format(11)}
    assert path not in changed("--drop-python 3.12", files)


@pytest.mark.parametrize("name", ["django42", "django420", "dj4.2"])
def test_a_django_that_is_too_old_for_the_new_python(name):
    tox = f"[tox]\nenvlist =\n    py{{{{311,312}}}}-{name}\n    py{{{{311,312{{}}}}}}-django52\n"
    files = {"pyproject.toml": MANIFEST, "tox.ini": tox.format("")}
    assert changed("--add-python 3.13", files)["tox.ini"] == tox.format(",313")


@pytest.mark.parametrize("quote", ['"""', "'''"])
@pytest.mark.parametrize(
    ("flag", "after"),
    [("--drop-python 3.10", "py311,py312"), ("--add-python 3.13", "py310,py311,py312,py313")],
)
def test_tox_inside_toml_with_any_line_ends(flag, after, quote):
    tox = f"[tool.tox]\nlegacy_tox_ini = {quote}\n[tox]\nenvlist = {{}}\n{quote}\n"
    made = changed(flag, {"pyproject.toml": MANIFEST + tox.format("py310,py311,py312")})
    assert tox.format(after) in made["pyproject.toml"]
