"""VL214: modules of the standard library as requirements."""

from __future__ import annotations

import sys

import pytest

from tests.lint import findings, fix, lint
from venvlint.facts.project.known_names import standard_since
from venvlint.model import Severity


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "requirements.txt": "dataclasses ; python_version < '3.7'\n",
                "setup.py": "setup(python_requires='>=3.6')\n",
            },
            id="a backport behind a marker",
        ),
        pytest.param(
            {
                "requirements.txt": "dataclasses==0.8\n",
                "setup.py": "setup(python_requires='>=3.6,<3.7')\n",
            },
            id="a Python without it",
        ),
        pytest.param(
            {"requirements.txt": "tomllib\n", "setup.py": "setup(python_requires='>=3.10')\n"},
            id="not in every Python of the range",
        ),
        pytest.param(
            {
                "requirements.txt": "futures==3.0.3\n",
                ".travis.yml": "language: python\npython:\n  - 2.7\nscript: pytest\n",
            },
            id="every place names Python 2",
        ),
        pytest.param({"requirements.txt": "telnetlib\nimp\n"}, id="removed from newer Pythons"),
        pytest.param(
            {
                "setup.py": (
                    "needs = ['six']\nif sys.version_info < (2, 7):\n    needs.append('argparse')\n"
                    "setup(install_requires=needs)\n"
                )
            },
            id="for an old Python alone, in a setup.py",
        ),
        pytest.param(
            {"requirements.txt": "DateTime==5.5\ndatetime==5.5\n"},
            id="a distribution of its own that shares the name",
        ),
        pytest.param(
            {"requirements.txt": "importlib-metadata\njsonschema\npathlib2\ntyping-extensions\n"},
            id="names that only begin so",
        ),
        pytest.param(
            {"environment.yml": "dependencies:\n  - sqlite\n  - readline\n  - ssl\n"},
            id="conda's own names",
        ),
        pytest.param(
            {"requirements.txt": "json @ https://example.com/json-1.0.zip\n"},
            id="a direct reference says what it is",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL214", files) == []


@pytest.mark.parametrize(
    ("path", "listed", "count"),
    [
        *(
            (path, "configparser==4.0.2\n", 0)
            for path in (
                "test-py2-requirements.txt",
                "requirements_py27.txt",
                "requirements-python2.7.txt",
                "requirements-2.7.txt",
                "requirements/py2.txt",
                "python2/requirements.txt",
            )
        ),
        *(
            (path, "configparser==4.0.2\n", 1)
            for path in (
                "requirements-py3.txt",
                "requirements-py311.txt",
                "requirements-happy2.txt",
                "requirements-numpy-2.txt",
                "requirements2.txt",
            )
        ),
        ("requirements-py36.txt", "dataclasses\n", 0),
        ("python3.6/requirements.txt", "dataclasses\n", 0),
        ("requirements-py27.txt", "argparse\n", 1),
    ],
)
def test_a_list_that_is_named_for_a_python(path, listed, count):
    assert len(lint("VL214", {path: listed})) == count


FROZEN = "certifi==2022.9.24\nconfigparser==5.2.0\nidna==2.10\nurllib3==1.26.8\n"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param(FROZEN + "webdriver-manager==3.5.3\n", 0, id="another one's"),
        pytest.param(FROZEN + "webdriver-manager==3.5.4\n", 1, id="a later one does without"),
        pytest.param(FROZEN + "webtest==3.0.0\n", 1, id="nobody's"),
        pytest.param("configparser\nwebdriver-manager==3.5.3\n", 1, id="written by hand"),
        pytest.param(
            "dataclasses==0.6\nfuture==0.18.2\nnumpy==1.19.4\ntorch==1.7.0\n", 0, id="of torch"
        ),
    ],
)
def test_what_another_distribution_of_a_frozen_list_brings(text, count):
    assert len(lint("VL214", {"requirements.txt": text})) == count


PIPFILE = '[packages]\nflask = "*"\n{} = "*"\n[requires]\npython_version = "{}"\n'
IMAGE = "FROM python:{}-slim\nCOPY . .\nRUN pip install -r requirements.txt\nCMD python app.py\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"Pipfile": PIPFILE.format("enum34", "2.7")}, id="the Pipfile's own Python"),
        pytest.param({"Pipfile": PIPFILE.format("dataclasses", "3.6")}, id="a backport's"),
        pytest.param(
            {"requirements.txt": "typing==3.6.6\n", "Dockerfile": IMAGE.format("2.7")},
            id="the image's",
        ),
        pytest.param(
            {"requirements.txt": "dataclasses\n", "runtime.txt": "python-3.6.15\n"},
            id="the host's",
        ),
        pytest.param(
            {"requirements/base.txt": "dataclasses\n", "runtime.txt": "python-3.6.15\n"},
            id="the host's, for a folder of lists",
        ),
    ],
)
def test_quiet_under_the_python_that_the_list_is_installed_on(files):
    """Beside something else of a newer Python."""
    more = {"docs/Dockerfile": "FROM python:3.13\n", "app.py": "import flask\n"}
    assert lint("VL214", {**files, **more}) == []
    newer = {
        path: text.replace("2.7", "3.12").replace("3.6.15", "3.12.1").replace('"3.6"', '"3.12"')
        for path, text in files.items()
    }
    assert len(lint("VL214", {**newer, **more})) == 1


WRITTEN_FOR_2 = {
    "api/requirements.txt": "enum==0.4.6\n",
    "api/app.py": "import enum\nprint 'hello'\n",
}


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import enum\nprint 'hello'\n", id="the statement print"),
        pytest.param("try:\n    run()\nexcept OSError, e:\n    pass\n", id="except with a comma"),
    ],
)
def test_quiet_where_the_code_is_written_for_python_2(code):
    assert lint("VL214", {**WRITTEN_FOR_2, "api/app.py": code}) == []


@pytest.mark.parametrize(
    ("path", "count"),
    [
        pytest.param("integration_tests/boards/boot.py", 0, id="the folder of the list"),
        pytest.param("scripts/boot.py", 1, id="another one"),
    ],
)
def test_a_list_of_tests_is_for_what_they_are_written_in(path, count):
    files = {
        "integration_tests/requirements.txt": "typing\n",
        "integration_tests/boards/__init__.py": "",
        path: "print 'hello'\n",
    }
    assert len(lint("VL214", files)) == count


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"api/app.py": "import enum\nprint('hello')\n"}, id="a call"),
        pytest.param({"api/app.py": '"""\nprint it\n"""\nimport enum\n'}, id="words of a text"),
        pytest.param(
            {"api/app.py": "try:\n    run()\nexcept OSError, ValueError:\n    pass\n"},
            id="two exceptions, as from Python 3.14 on",
        ),
        pytest.param({"api/new.py": "async def run():\n    pass\n"}, id="another file is newer"),
        pytest.param({"api/Dockerfile": IMAGE.format("3.12")}, id="the image's Python"),
    ],
)
def test_reports_beside_what_python_3_runs(more):
    assert len(lint("VL214", {**WRITTEN_FOR_2, **more})) == 1


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("os\n", Severity.ERROR),
        ("subprocess\n", Severity.ERROR),
        ("html==1.16\n", Severity.ERROR),
        ("py_compile\n", Severity.ERROR),
        ("argparse\n", Severity.WARNING),
        ("uuid==1.30\n", Severity.WARNING),
        ("ordereddict\n", Severity.WARNING),
        ("pathlib==1.0.1\n", Severity.ERROR),
        ("enum34\n", Severity.ERROR),
        ("datetime\n", Severity.WARNING),
        ("typing ; sys_platform == 'linux'\n", Severity.ERROR),
        ("wsgiref==0.1.2\n", Severity.ERROR),
    ],
)
def test_reports(text, severity):
    assert [
        violation.severity
        for violation in findings("VL214", {"requirements.txt": "flask\n" + text})
    ] == [severity]


def test_in_a_manifest():
    files = {
        "pyproject.toml": (
            '[project]\nname = "s"\nrequires-python = ">=3.8"\ndependencies = [\n  "httpx",\n '
            ' "dataclasses",\n]\n'
        )
    }
    assert lint("VL214", files) == [
        (
            "pyproject.toml:6: `dataclasses` is a module of Python's standard library, and this copy of"
            " it breaks a Python that finds it first (AWS Lambda, PyInstaller)"
        )
    ]
    assert fix("VL214", files, unsafe=True) == {
        "pyproject.toml": files["pyproject.toml"].replace('  "dataclasses",\n', "")
    }


@pytest.mark.parametrize(
    ("list_", "pin", "count"),
    [
        pytest.param("svc/requirements/base.txt", "svc/.python-version", 0, id="its project's pin"),
        pytest.param(
            "svc/reqs/base.txt", "svc/.python-version", 0, id="another name of the folder"
        ),
        pytest.param("svc/requirements.txt", "svc/.python-version", 0, id="beside it"),
        pytest.param("svc/requirements/base.txt", "api/.python-version", 1, id="another project's"),
        pytest.param("svc/lists/requirements.txt", "svc/.python-version", 1, id="another folder"),
    ],
)
def test_the_pin_of_the_project_that_a_list_belongs_to(list_, pin, count):
    files = {list_: "dataclasses==0.8\n", pin: "3.6.15\n", "api/app.py": "", "svc/app.py": ""}
    assert len(lint("VL214", files)) == count


def test_the_table_agrees_with_this_python():
    names = [name for name in sys.stdlib_module_names if not name.startswith("_")]
    spans = {name: standard_since(name) for name in names}
    assert [
        name
        for name, span in spans.items()
        if span is None or not span[0] <= sys.version_info[:2] < span[1]
    ] == []


def test_what_python_2_can_install_is_needless_there_and_no_more():
    files = {
        "requirements.txt": "wsgiref==0.1.2\n",
        ".travis.yml": "language: python\npython:\n  - 2.7\nscript: pytest\n",
    }
    (violation,) = findings("VL214", files)
    assert violation.severity == Severity.WARNING
    del files[".travis.yml"]
    (violation,) = findings("VL214", files)
    assert violation.severity == Severity.ERROR


@pytest.mark.parametrize(
    ("place", "codes"),
    [
        pytest.param("legacy", [1], id="a project beside it"),
        pytest.param("shop/docker", [], id="a folder of the same project"),
        pytest.param(".", [], id="the repository's own CI"),
    ],
)
def test_whose_python_2_it_is(place, codes):
    travis = "language: python\npython:\n  - 2.7\n  - 3.12\nscript: pytest\n"
    files = {"shop/requirements.txt": "enum34\n", "legacy/requirements.txt": "six\n"}
    files |= {f"{name}/setup.py": f"setup(name='{name}')\n" for name in ("shop", "legacy")}
    path = ".travis.yml" if place == "." else f"{place}/Dockerfile"
    files[path] = travis if place == "." else "FROM python:2.7\nCOPY . .\nCMD python -m shop\n"
    assert [one.at.line for one in findings("VL214", files)] == codes


@pytest.mark.parametrize(
    "more",
    [
        pytest.param("classifiers=['Programming Language :: Python :: 2.7'],", id="a classifier"),
        pytest.param(
            "classifiers=['Programming Language :: Python :: 2.7',"
            " 'Programming Language :: Python :: 3.6'],",
            id="two",
        ),
        pytest.param("python_requires='>=2.7',", id="the range"),
    ],
)
def test_a_backport_for_a_python_2_that_is_claimed(more):
    text = (
        "from setuptools import setup\n"
        f"setup(name='x', version='1', packages=['x'], {more} install_requires=['configparser'])\n"
    )
    assert lint("VL214", {"setup.py": text}) == []
    # Python 2.7 has it as well.
    assert len(lint("VL214", {"setup.py": text.replace("configparser", "argparse")})) == 1


@pytest.mark.parametrize(
    ("claimed", "count"),
    [
        pytest.param(("2.6", "2.7", "3.6"), 0, id="an older one too"),
        pytest.param(("2.6", "2.7"), 0, id="an older one"),
        pytest.param(("2.7", "3.6"), 1, id="none that lacks it"),
        pytest.param(("2.7",), 1, id="the tested one alone"),
    ],
)
def test_what_the_tests_name_is_not_all_that_is_claimed(claimed, count):
    classifiers = [f"Programming Language :: Python :: {one}" for one in claimed]
    files = {
        ".travis.yml": "language: python\npython: 2.7\nscript: python setup.py test\n",
        "setup.py": (
            "from setuptools import setup\nsetup(name='x', version='1', packages=['x'], "
            f"classifiers={classifiers}, install_requires=['argparse', 'configparser'])\n"
        ),
    }
    assert len(lint("VL214", files)) == count  # never `configparser`


@pytest.mark.parametrize(
    ("floor", "count"), [pytest.param("2.6", 0, id="2.6"), pytest.param("2.7", 1, id="2.7")]
)
def test_a_backport_for_the_python_2_before(floor, count):
    text = f"setup(name='x', python_requires='>={floor}', install_requires=['argparse'])\n"
    assert len(lint("VL214", {"setup.py": f"from setuptools import setup\n{text}"})) == count


def test_a_backport_for_a_python_2_that_is_tested():
    files = {
        "requirements.txt": "configparser\n",
        "tox.ini": "[tox]\nenvlist = py27,py36\n",
    }
    assert lint("VL214", files) == []
    assert len(lint("VL214", {**files, "tox.ini": "[tox]\nenvlist = py36\n"})) == 1


PYTHON_2 = (
    "blinker==1.4\nclick==6.6\nconfigparser==3.5.0\nenum34==1.1.6\nFlask==0.12\n"
    "funcsigs==1.0.2\nfutures==3.1.1\nitsdangerous==0.24\nJinja2==2.8\nMarkupSafe==0.23\n"
    "mock==2.0.0\npbr==2.0.0\nrequests==2.8.1\nsix==1.10.0\nWerkzeug==0.11.11\n"
)


@pytest.mark.parametrize(
    ("files", "count"),
    [
        pytest.param({}, 0, id="frozen by Python 2"),
        pytest.param({"Dockerfile": "FROM python:3.12\n"}, 3, id="Python 3 runs it"),
        pytest.param({"tox.ini": "[tox]\nenvlist = py27, py36\n"}, 0, id="both are tested"),
        pytest.param(
            {"requirements.txt": PYTHON_2.replace("futures==3.1.1\n", "")},
            2,
            id="nothing that Python 2 alone has",
        ),
        pytest.param({"requirements.txt": "enum34\nfutures\nfuncsigs\n"}, 2, id="by hand"),
    ],
)
def test_what_python_2_froze(files, count):
    assert len(lint("VL214", {"requirements.txt": PYTHON_2, **files})) == count


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        pytest.param("asyncio==4.*\n", False, id="that release"),
        pytest.param("asyncio>3.4.3\n", False, id="nothing but that release"),
        pytest.param("asyncio\n", True, id="it may be the old copy"),
        pytest.param("asyncio>=3.4.3\n", True, id="so may this"),
        pytest.param("asyncio==3.4.3\n", True, id="the old copy"),
        pytest.param("asyncio<4\n", True, id="any old copy"),
    ],
)
def test_the_last_release_of_asyncio_is_empty(text, breaks):
    (found,) = findings("VL214", {"requirements.txt": text})
    assert ("breaks a Python" in found.message) is breaks
    assert found.severity is (Severity.ERROR if breaks else Severity.WARNING)


def test_a_line_of_two_extras_is_told_once():
    text = (
        "from setuptools import setup\nextras = {'doc': ['sphinx', 'importlib'], 'dev': ['wheel']}\n"
        "extras['dev'] = extras['dev'] + extras['doc']\n"
        "setup(name='x', extras_require=extras)\n"
    )
    assert len(lint("VL214", {"setup.py": text})) == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param("python=3.6.8", 0, id="one Python"),
        pytest.param("conda-forge::python=3.6", 0, id="of a channel"),
        pytest.param("python=3.6|3.7", 0, id="one of two"),
        pytest.param("python >=3.6,<3.8", 0, id="a range"),
        pytest.param("python<3.7", 0, id="only an end"),
        pytest.param("python=3.7", 1, id="one that has the module"),
        pytest.param("python>=3.7,<3.10", 1, id="all of a range have it"),
        pytest.param("python>=3.6", 1, id="without an end: the newest"),
        pytest.param("python", 1, id="any"),
    ],
)
@pytest.mark.parametrize("range_", ["", ">=3.6", ">=3.8"])
def test_a_conda_environment_has_one_python(row, said, range_):
    files = {"environment.yml": f"dependencies:\n  - {row}\n  - pip:\n    - dataclasses==0.6\n"}
    if range_:
        files["setup.py"] = (
            f"from setuptools import setup\nsetup(name='x', python_requires='{range_}')\n"
        )
    if range_ == ">=3.6" and row in ("python", "python>=3.6"):
        said = 0  # what the project needs is all that is known
    assert len(lint("VL214", files)) == said


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"install.sh": "pip install enum34 futures\n"}, id="only ever for Python 2"),
        pytest.param(
            {"install.sh": "pip3 install dataclasses pathlib\n"}, id="the machine's may be old"
        ),
        pytest.param(
            {
                ".travis.yml": (
                    "language: python\npython: [2.7, 3.6]\ninstall: pip install pathlib\n"
                )
            },
            id="one of the Pythons lacks it",
        ),
        pytest.param(
            {"install.sh": "pip install 'configparser; python_version < \"3\"'\n"}, id="a marker"
        ),
        pytest.param(
            {"install.sh": "pip install -i https://pypi.acme.dev/simple json\n"},
            id="another index",
        ),
        pytest.param({"install.sh": "conda install sqlite3\n"}, id="conda's name"),
        pytest.param({"install.sh": "pip install DateTime random2\n"}, id="no modules"),
    ],
)
def test_quiet_in_commands(files):
    assert lint("VL214", files) == []


def test_a_command_asks_for_a_module():
    nothing = " is a module of Python's standard library, and nothing that pip can install has that"
    image = {"Dockerfile": "FROM python:3.12\nRUN pip install pandas \\ \n    csv\n"}
    (found,) = findings("VL214", image)
    assert found.message == f"`csv`{nothing} name"
    assert found.severity is Severity.ERROR
    (found,) = findings("VL214", {"README.md": "```sh\npip install flask sqlite3\n```\n"})
    assert found.message == f"`sqlite3`{nothing} name"
    assert (found.at.line, found.severity) == (2, Severity.WARNING)
    called = {"README.md": "```sh\n./a.sh\n```\n", "a.sh": "pip install flask sqlite3\n"}
    (found,) = findings("VL214", called)
    assert (found.at.path, found.severity) == ("a.sh", Severity.ERROR)


@pytest.mark.parametrize(
    ("command", "severity"),
    [
        ("pip install asyncio", Severity.WARNING),
        ("pip install asyncio==3.4.3", Severity.ERROR),
        ("pip install pathlib", Severity.ERROR),
        ("pip install argparse", Severity.WARNING),
    ],
)
def test_a_command_asks_for_a_copy_of_a_module(command, severity):
    files = {"Dockerfile": f"FROM python:3.12\nRUN {command}\n"}
    (found,) = findings("VL214", files)
    assert found.severity is severity


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({"tox.ini": "[testenv]\ndeps =\n    json\ncommands = pytest\n"}, "the list"),
        ({"run.sh": "#!/bin/sh\npip install json\n"}, "the command"),
    ],
)
def test_what_to_take_it_out_of(files, where):
    (found,) = findings("VL214", files)
    assert found.suggestion.startswith(f"Take it out of {where}: ")
