import pytest

from tests.lint import findings, lint

IMAGE = "FROM python:3.12-slim\nCOPY . .\nCMD python app.py\n"
JOB = (
    "on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n{more}    steps:\n"
    "      - uses: actions/setup-python@v6\n        with: {{python-version: '3.13'}}\n"
    "      - run: {run}\n"
)
LIBRARIES = "bs4 certifi click dateutil html5lib jwt mako requests".split()
TESTS = JOB.format(more="", run="pytest")


def manifest(requires=">=3.12", more=""):
    return (
        '[project]\nname = "shop"\nversion = "1"\n'
        f'requires-python = "{requires}"\ndependencies = [{more}]\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("import importlib\nx = 'import imp'\n# import imp\n", id="texts"),
        pytest.param('"""\nimport imp\n"""\n', id="a docstring"),
        pytest.param("try:\n    import imp\nexcept ImportError:\n    imp = None\n", id="a try"),
        pytest.param("try:\n    import imp\nexcept Exception:\n    pass\n", id="a wider one"),
        pytest.param("try:\n    import imp\nexcept:\n    pass\n", id="the widest"),
        pytest.param(
            "try:\n    import importlib\nexcept ImportError:\n    import imp\n", id="the fallback"
        ),
        pytest.param(
            "try:\n    text = unicode\n    import imp\nexcept NameError:\n    text = str\n",
            id="behind a name of Python 2",
        ),
        pytest.param(
            "from contextlib import suppress\nwith suppress(ImportError):\n    import imp\n",
            id="suppressed",
        ),
        pytest.param(
            "import sys\nif sys.version_info < (3, 12):\n    import imp\n", id="a condition"
        ),
        pytest.param(
            "import sys\nif sys.version_info >= (3, 12):\n    x = 1\nelse:\n    import imp\n",
            id="its other branch",
        ),
        pytest.param(
            "import sys\nif sys.version_info >= (3, 12):\n    raise SystemExit\nimport imp\n",
            id="nothing goes on there",
        ),
        pytest.param(
            "import sys\ndef f():\n    if sys.version_info > (3, 11):\n        return\n    import imp\n",
            id="a function that returns there",
        ),
        pytest.param(
            "import sys\nif sys.version_info >= (3, 12):\n    sys.exit(1)\nimport imp\n",
            id="the program ends there",
        ),
        pytest.param(
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import imp\n",
            id="for type checkers",
        ),
        pytest.param("if OLD:\n    import imp\n", id="a condition that nobody knows"),
        pytest.param("from . import imp\nfrom .imp import x\n", id="its own, relative"),
        pytest.param("import imp_extra, xml.imp\nfrom a import imp\n", id="other names"),
        pytest.param("print 'x'\nimport imp\n", id="Python 2"),
    ],
)
def test_quiet_imports(text):
    assert lint("VL319", {"app.py": text, "Dockerfile": IMAGE}) == []


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"app.py": "import imp\n"}, id="no Python is stated"),
        pytest.param({"app.py": "import imp\n", ".python-version": "3.11\n"}, id="an old pin"),
        pytest.param(
            {"app.py": "import imp\n", "pyproject.toml": manifest("<3.12,>=3.9")}, id="cap"
        ),
        pytest.param(
            {"app.py": "import imp\n", "pyproject.toml": manifest("<3.12")}, id="no floor"
        ),
        pytest.param(
            {"app.py": "import tomllib\n", "pyproject.toml": manifest(">=3.11")}, id="new"
        ),
        pytest.param(
            {"app.py": "import cgi\n", "pyproject.toml": manifest(more='"legacy-cgi"')},
            id="a distribution brings it",
        ),
        pytest.param(
            {
                "app.py": "import cgi\n",
                "pyproject.toml": manifest(more="\"legacy-cgi; python_version >= '3.13'\""),
            },
            id="brought where it is needed",
        ),
        pytest.param(
            {"app.py": "import cgi\n", "pyproject.toml": manifest(more='"standard-cgi"')},
            id="a copy of the old one",
        ),
        pytest.param(
            {
                "app.py": "import distutils\n",
                "Dockerfile": IMAGE,
                "requirements.txt": "setuptools\n",
            },
            id="setuptools brings distutils",
        ),
        pytest.param(
            {
                "app.py": "import torch\nfrom distutils import errors\n",
                "pyproject.toml": manifest(more='"torchvision"'),
            },
            id="PyTorch brings setuptools along",
        ),
        pytest.param(
            {"app.py": "import distutils\n", "Dockerfile": IMAGE + "RUN pip install setuptools\n"},
            id="installed by a command",
        ),
        pytest.param(
            {
                "app.py": "import distutils\n",
                "pyproject.toml": manifest(),
                "uv.lock": 'version = 1\n\n[[package]]\nname = "setuptools"\nversion = "75.0"\n',
            },
            id="in the lock",
        ),
        pytest.param(
            {
                "app.py": "import setuptools\nimport distutils.core\n",
                "pyproject.toml": manifest(),
            },
            id="the file needs setuptools itself",
        ),
        pytest.param(
            {
                "app.py": "import pkg_resources\n",
                "pyproject.toml": manifest(more='"setuptools>=60"'),
            },
            id="setuptools that may have pkg_resources",
        ),
        pytest.param(
            {"app.py": "import pkg_resources\n", "Dockerfile": IMAGE.replace("3.12", "3.11")},
            id="the old image brings setuptools",
        ),
        pytest.param(
            {
                "app.py": "import pkg_resources\n",
                "environment.yml": "dependencies:\n  - python=3.12\n",
            },
            id="conda's Python comes with setuptools",
        ),
        pytest.param(
            {
                "app.py": "import distutils\n",
                "Dockerfile": IMAGE.replace("python:", "acme/python:"),
            },
            id="nobody knows what else that image has",
        ),
        pytest.param({"setup.py": "import imp\n", "pyproject.toml": manifest()}, id="setup.py"),
        pytest.param(
            {"tests/test_a.py": "import imp\n", "pyproject.toml": manifest()}, id="the tests"
        ),
        pytest.param(
            {"shop/_vendor/a.py": "import imp\n", "pyproject.toml": manifest()}, id="vendored code"
        ),
        pytest.param(
            {"shop/vendored_libs/a.py": "import imp\n", "pyproject.toml": manifest()},
            id="vendored libraries",
        ),
        pytest.param(
            {
                "lib/future/email.py": "import imp\n",
                **{f"lib/{name}/__init__.py": "" for name in LIBRARIES},
                "pyproject.toml": manifest(),
            },
            id="libraries that were copied without their metadata",
        ),
        pytest.param(
            {"shop/kit_0_13_7/a.py": "import imp\n", "pyproject.toml": manifest()},
            id="a release that was unpacked",
        ),
        pytest.param(
            {"docs/conf.py": "import imp\n", "pyproject.toml": manifest()}, id="the documentation's"
        ),
        pytest.param(
            {"app.py": "import parser\n", "parser.py": "", "pyproject.toml": manifest()},
            id="a module of its own",
        ),
        pytest.param(
            {
                "shop/__init__.py": (
                    "import sys\nif sys.version_info < (3, 12):\n    from . import _old\n"
                ),
                "shop/_old.py": "import imp\n",
                "pyproject.toml": manifest(">=3.9"),
            },
            id="a file that only old Pythons import",
        ),
        pytest.param(
            {"shop/compat_py311.py": "import imp\n", "pyproject.toml": manifest(">=3.9")},
            id="a file whose name says so",
        ),
        pytest.param(
            {
                "report.py": "# /// script\n# requires-python = '>=3.12'\n# ///\nimport tomllib\n",
                "pyproject.toml": manifest(">=3.9"),
            },
            id="a script with a range of its own",
        ),
        pytest.param(
            {
                "app.py": "import imp\n",
                ".github/workflows/a.yml": JOB.format(
                    more="    continue-on-error: true\n", run="pytest"
                ),
            },
            id="a job that may fail",
        ),
        pytest.param(
            {
                "app.py": "import imp\n",
                ".github/workflows/a.yml": JOB.format(more="", run="ruff check"),
            },
            id="a job that does not run the code",
        ),
        pytest.param(
            {"app.py": "import imp\n", "Dockerfile.dev": IMAGE}, id="an image for development"
        ),
        pytest.param(
            {"scripts/a.py": "import imp\n", "Dockerfile": IMAGE}, id="a script is not deployed"
        ),
        pytest.param(
            {"app.py": "def site_py2():\n    import imp\n", "Dockerfile": IMAGE},
            id="a function for another Python by its name",
        ),
        pytest.param({"lab/a.py": "import imp\n", "Dockerfile": IMAGE}, id="nor is an experiment"),
        pytest.param(
            {
                "pyproject.toml": manifest()
                + '[build-system]\nrequires = ["setuptools>=80"]\nbackend-path = ["own"]\n'
                + 'build-backend = "back"\n',
                "own/back.py": "from distutils.command.build_ext import build_ext\n",
                "Dockerfile": IMAGE,
            },
            id="the project's own backend, which setuptools is installed for",
        ),
        pytest.param(
            {
                "pyproject.toml": manifest(),
                "setup.py": "from setuptools import setup\nsetup(cffi_modules=['shop/ffi.py:f'])\n",
                "shop/ffi.py": "from distutils.ccompiler import new_compiler\n",
                "Dockerfile": IMAGE,
            },
            id="what setuptools runs for cffi",
        ),
        *(
            pytest.param(
                {
                    "pyproject.toml": manifest()
                    + f"[tool.poetry]\nbuild = {script}\n"
                    + '[build-system]\nrequires = ["poetry-core", "setuptools"]\n',
                    "shop/build.py": "from distutils.command.build_ext import build_ext\n",
                    "Dockerfile": IMAGE,
                },
                id="what Poetry runs to build",
            )
            for script in ('"shop/build.py"', '{ script = "shop/build.py" }')
        ),
        pytest.param(
            {
                "api/app.py": "import imp\n",
                "api/pyproject.toml": manifest("<3.12,>=3.9"),
                "Dockerfile": IMAGE,
            },
            id="another project's image",
        ),
        pytest.param(
            {"app.py": "import imp\n", "docker/.python-version": "3.12\n"},
            id="a pin for another folder",
        ),
        pytest.param(
            {
                "app.py": "import imp\n",
                "samples_of/b/noxfile.py": "import nox\n@nox.session(python='3.12')\n"
                "def tests(session):\n    session.install('.')\n    session.run('pytest')\n",
            },
            id="sessions of another folder",
        ),
        pytest.param(
            {
                "scripts/a.py": "import imp\n",
                "scripts/profiles/web/setup.sh": "python3.12 -m venv env\n",
            },
            id="a script far down sets up what lies beside it",
        ),
        pytest.param(
            {
                "app.py": "import imp\n",
                "testprojects/docker/Dockerfile": "FROM python:3.12\nCOPY app.pex /\n",
            },
            id="an image of what a tool is tried on",
        ),
        pytest.param(
            {
                "app.py": "import imp\n",
                ".github/workflows/a.yml": JOB.format(more="", run="pytest").replace(
                    "'3.13'", '"3.12\\n3.11"'
                ),
            },
            id="the last of several lines is what runs",
        ),
        pytest.param(
            {
                "app.py": "import imp\n",
                "pants.toml": "[python]\ninterpreter_constraints = ['==3.11.*']\n",
                ".python-version": "3.12\n",
            },
            id="Pants runs another",
        ),
        pytest.param(
            {
                "app.py": "import imp\n",
                "Dockerfile.fuzz": "FROM debian:12\nRUN pyenv global 3.12\nCOPY . /src\n",
            },
            id="an image for fuzzing",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL319", files) == []


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"docker/app.py": "import imp\n", "docker/.python-version": "3.12\n"}, id="a pin"
        ),
        pytest.param(
            {"app.py": "import imp\n", "scripts/setup.sh": "python3.12 -m venv env\n"},
            id="a script of the project",
        ),
        pytest.param(
            {
                "app.py": "import imp\n",
                ".github/workflows/a.yml": JOB.format(more="", run="pytest").replace(
                    "'3.13'", '"3.11\\n3.12"'
                ),
            },
            id="the last of several lines",
        ),
        pytest.param(
            {
                "app.py": "import imp\n",
                "pants.toml": "[python]\ninterpreter_constraints = ['==3.12.*']\n",
                ".python-version": "3.12\n",
            },
            id="what Pants runs",
        ),
    ],
)
def test_loud_where_it_works(files):
    assert len(lint("VL319", files)) == 1


@pytest.mark.parametrize(
    ("statement", "module"),
    [
        ("import imp", "imp"),
        ("import os, imp", "imp"),
        ("from imp import load_source", "imp"),
        ("import distutils.version as v", "distutils"),
        ("from distutils.util import strtobool", "distutils"),
        ("import asyncore", "asyncore"),
        ("def f():\n    import smtpd", "smtpd"),
        ("try:\n    import imp\nexcept ValueError:\n    pass", "imp"),
        ("from contextlib import suppress\nwith suppress(OSError):\n    import imp", "imp"),
        ("if __name__ == '__main__':\n    import imp", "imp"),
        ("import annotationlib", "annotationlib"),
        ("from string import templatelib", "string.templatelib"),
        ("from string.templatelib import Template", "string.templatelib"),
        ("from concurrent import futures, interpreters", "concurrent.interpreters"),
        ("import pkg_resources", "pkg_resources"),
    ],
)
def test_loud_imports(statement, module):
    (found,) = findings("VL319", {"app.py": statement + "\n", "Dockerfile": IMAGE})
    assert found.message.startswith(f"`{module}` ")
    assert found.severity.label == "error"
    assert found.at.path == "app.py"


@pytest.mark.parametrize(
    ("files", "severity", "place"),
    [
        pytest.param({"Dockerfile": IMAGE}, "error", "`Dockerfile` runs Python 3.12", id="image"),
        pytest.param(
            {"Dockerfile": IMAGE, **{f"lib/{name}/__init__.py": "" for name in LIBRARIES}},
            "error",
            "`Dockerfile` runs Python 3.12",
            id="image, beside copied libraries",
        ),
        pytest.param({".python-version": "3.12\n"}, "error", "`.python-version` names", id="pin"),
        pytest.param({"runtime.txt": "python-3.12.1\n"}, "error", "`runtime.txt` runs", id="host"),
        pytest.param(
            {"app.yaml": "runtime: python312\nentrypoint: x\n"},
            "error",
            "`app.yaml` runs",
            id="app",
        ),
        pytest.param(
            {".github/workflows/a.yml": JOB.format(more="", run="python app.py")},
            "error",
            "the job `test` runs Python 3.13",
            id="a job that runs it",
        ),
        pytest.param(
            {".github/workflows/a.yml": TESTS, "tests/test_app.py": "import app\n"},
            "error",
            "the job `test` runs Python 3.13",
            id="a job that tests it",
        ),
        pytest.param(
            {".github/workflows/a.yml": TESTS, "tests/test_app.py": "import happy\n"},
            "warning",
            "the job `test` runs Python 3.13",
            id="a job that tests something else",
        ),
        pytest.param(
            {
                ".github/workflows/a.yml": TESTS,
                "justfile": "serve:\n    pip install -e .\n    python app.py\n",
            },
            "warning",
            "the job `test` runs Python 3.13",
            id="a task for people",
        ),
        pytest.param(
            {".github/workflows/a.yml": TESTS, "pyproject.toml": manifest(">=3.9")},
            "warning",
            "`requires-python = >=3.9` in `pyproject.toml` also allows Python 3.12",
            id="the range says it of what no job runs",
        ),
        pytest.param(
            {"pyproject.toml": manifest(">=3.9")},
            "warning",
            "`requires-python = >=3.9` in `pyproject.toml` also allows Python 3.12",
            id="the range",
        ),
        pytest.param(
            {"pyproject.toml": manifest(">=3.9"), "Dockerfile": IMAGE},
            "error",
            "`Dockerfile` runs Python 3.12",
            id="both are one, the graver",
        ),
    ],
)
def test_places(files, severity, place):
    (found,) = findings("VL319", {"app.py": "import imp\n", **files})
    assert found.severity.label == severity
    assert place in found.message


def test_what_a_package_holds_is_tested():
    (found,) = findings(
        "VL319",
        {
            "shop/__init__.py": "",
            "shop/app.py": "import imp\n",
            "pyproject.toml": manifest(">=3.9"),
            ".github/workflows/a.yml": TESTS,
        },
    )
    assert found.severity.label == "error"


def test_messages():
    assert lint("VL319", {"app.py": "import imp\n", "Dockerfile": IMAGE}) == [
        (
            "app.py:1: `imp` works up to Python 3.11, but `Dockerfile` runs Python 3.12, which has"
            " no `imp` any more: `ModuleNotFoundError` in production"
        )
    ]
    files = {"app.py": "import tomllib\n", "pyproject.toml": manifest(">=3.9")}
    assert lint("VL319", files) == [
        (
            "app.py:1: `tomllib` exists only from Python 3.11 on, but `requires-python = >=3.9` in"
            " `pyproject.toml` also allows Python 3.9, which has no `tomllib` yet:"
            " `ModuleNotFoundError` there"
        )
    ]


def test_one_violation_a_module_at_its_first_import():
    files = {
        "b.py": "import imp\n",
        "a.py": "x = 1\nimport imp, cgi\nimport imp\n",
        "tests/a.py": "import imp\n",
        "Dockerfile": IMAGE.replace("3.12", "3.13"),
    }
    found = findings("VL319", files)
    assert [(one.at.path, one.at.line, one.message.split("`")[1]) for one in found] == [
        ("a.py", 2, "imp"),
        ("a.py", 2, "cgi"),
    ]
    assert [(one.at.path, one.at.line) for one in found[0].related] == [
        ("Dockerfile", 1),
        ("a.py", 3),
        ("b.py", 1),
    ]


def test_each_project_has_its_own():
    files = {
        "a/app.py": "import imp\n",
        "a/pyproject.toml": manifest("<3.12,>=3.9"),
        "b/app.py": "import imp\n",
        "b/pyproject.toml": manifest(">=3.9"),
    }
    assert [one.at.path for one in findings("VL319", files)] == ["b/app.py"]


def test_a_backport_of_another_name_does_not_help():
    more = "\"tomli; python_version < '3.11'\", \"backports.zoneinfo; python_version < '3.9'\""
    files = {
        "app.py": "import tomllib\nimport zoneinfo\n",
        "pyproject.toml": manifest(">=3.8", more),
    }
    assert len(findings("VL319", files)) == 2


def test_a_backport_for_other_pythons_does_not_help():
    files = {
        "app.py": "import cgi\n",
        "pyproject.toml": manifest(">=3.9", "\"legacy-cgi; python_version < '3.13'\""),
    }
    assert len(findings("VL319", files)) == 1


OLD = "#!/usr/bin/env python3.6\n"


@pytest.mark.parametrize(
    ("files", "places"),
    [
        pytest.param({"a.py": OLD, "b.py": "import dataclasses\n"}, [], id="another script"),
        pytest.param({"a.py": f"{OLD}import dataclasses\n"}, ["a.py"], id="the script itself"),
        pytest.param(
            {"a.py": f"{OLD}import b\n", "b.py": "import dataclasses\n"}, ["b.py"], id="its import"
        ),
        pytest.param(
            {"a.py": f"{OLD}from k import b\n", "k/b.py": "import dataclasses\n"},
            ["k/b.py"],
            id="a module of its package",
        ),
        pytest.param(
            {"a.py": f"{OLD}import b\n", "k/b.py": "import dataclasses\n"},
            [],
            id="one of that name elsewhere",
        ),
    ],
)
def test_a_first_line_names_the_python_of_that_script_alone(files, places):
    assert [one.at.path for one in findings("VL319", files)] == places


# What only comes along with PyTorch comes in its newest version.
@pytest.mark.parametrize("declared", ["", '"setuptools>=82"', '"setuptools==82.0.1"', '"torch"'])
def test_pkg_resources(declared):
    files = {"app.py": "import pkg_resources\n", "pyproject.toml": manifest(">=3.9", declared)}
    (found,) = findings("VL319", files)
    assert found.suggestion.endswith("or declare `setuptools<82`.")


@pytest.mark.parametrize(
    ("job", "count"),
    [
        pytest.param(
            "test: {steps: [{run: pip install setuptools}, {run: pytest}]}", 0, id="tests"
        ),
        pytest.param(
            "publish: {steps: [{run: pip install setuptools twine}, {run: twine upload dist/*}]}",
            1,
            id="a release",
        ),
    ],
)
def test_what_jobs_install(job, count):
    files = {
        "app.py": "import pkg_resources\n",
        "pyproject.toml": manifest(">=3.9"),
        ".github/workflows/a.yml": f"jobs:\n  {job}\n",
    }
    assert len(lint("VL319", files)) == count


def test_a_script_is_held_to_its_own_range():
    script = (
        "# /// script\n# requires-python = '>=3.9'\n# dependencies = []\n# ///\nimport tomllib\n"
    )
    files = {"report.py": script, "pyproject.toml": manifest(">=3.10")}
    (found,) = findings("VL319", files)
    assert "in `report.py` also allows Python 3.9" in found.message


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"tasks.py": "import imp\n"}, id="a developer's tasks"),
        pytest.param({"web/conf.py": "import imp\n"}, id="the settings of documents"),
    ],
)
def test_quiet_about_development_beside_a_package(files):
    assert findings("VL319", files | {"Dockerfile": IMAGE}) == []


@pytest.mark.parametrize("name", ["tasks", "conf"])
def test_a_part_of_a_package_is_deployed_with_it(name):
    files = {"shop/__init__.py": "", f"shop/{name}.py": "import imp\n", "Dockerfile": IMAGE}
    assert [one.at.path for one in findings("VL319", files)] == [f"shop/{name}.py"]


def test_a_developers_script_runs_on_his_pin():
    files = {"scripts/a.py": "import imp\n", ".python-version": "3.12\n"}
    assert [one.at.path for one in findings("VL319", files)] == ["scripts/a.py"]


def test_a_script_of_ci_runs_on_the_python_of_its_workflow():
    # Another workflow's Python, and the range of whoever installs the package, are not its own.
    job = "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n"
    setup = "      - uses: actions/setup-python@v6\n        with: {python-version: '%s'}\n"
    files = {
        "pyproject.toml": manifest(">=3.10"),
        "chores/versions.py": "import tomllib\n",
        ".github/workflows/test.yml": job + setup % "3.10" + "      - run: pytest\n",
        ".github/workflows/bump.yml": job
        + setup % "3.12"
        + '      - run: echo "x=$(python chores/versions.py -a)" >> $GITHUB_OUTPUT\n',
    }
    assert lint("VL319", files) == []
    # What a package holds is shipped with it, whoever calls it besides.
    assert len(findings("VL319", {**files, "chores/__init__.py": ""})) == 1


@pytest.mark.parametrize(
    ("path", "more", "count"),
    [
        ("chores/versions.py", {}, 0),
        ("update-versions.py", {}, 0),
        ("versions.py", {}, 0),
        ("versions.py", {"tests/test_versions.py": "from versions import main\n"}, 1),
        ("versions.py", {"Makefile": "all:\n\tpip install .\n\tpython versions.py\n"}, 1),
        ("versions.py", {"setup.cfg": "[options]\npy_modules =\n    versions\n"}, 1),
        pytest.param("app.py", {"pyproject.toml": manifest(">=3.10")}, 1, id="nothing is built"),
    ],
)
def test_a_script_of_ci_runs_on_the_python_of_its_job(path, more, count):
    job = "    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/setup-python@v6\n"
    version = "        with: {python-version: '%s'}\n"
    files = {
        "pyproject.toml": manifest(">=3.10") + '[build-system]\nrequires = ["hatchling"]\n',
        "shop/__init__.py": "",
        path: "import tomllib\n",
        ".github/workflows/ci.yml": "on: push\njobs:\n  test:\n"
        + job
        + version % "3.10"
        + "      - run: pip install -e .\n      - run: pytest\n  versions:\n"
        + job
        + version % "3.12"
        + f"      - run: python {path}\n",
    }
    assert len(findings("VL319", {**files, **more})) == count
    # The job itself has to have the module.
    old = {name: text.replace("3.12", "3.10") for name, text in files.items()}
    assert len(findings("VL319", old)) == 1


def test_a_file_that_somebody_imports_plainly_runs_everywhere():
    files = {
        "shop/__init__.py": "import sys\nif sys.version_info < (3, 12):\n    from . import _old\n",
        "shop/b.py": "from shop._old import x\n",
        "shop/_old.py": "import imp\n",
        "pyproject.toml": manifest(">=3.9"),
    }
    assert [one.at.path for one in findings("VL319", files)] == ["shop/_old.py"]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        pytest.param("import pkgutil", 0, id="the standard library's"),
        pytest.param("from os import pkgutil", 0, id="of another package"),
        pytest.param("import shop.compat.pkgutil", 1, id="the package's own"),
        pytest.param("from shop.compat import pkgutil", 1, id="taken out of the package"),
        pytest.param("from .compat import pkgutil", 1, id="from beside"),
    ],
)
def test_a_module_that_is_called_as_another_one(line, count):
    chosen = "import sys\nif sys.version_info < (3, 5):\n    from shop.compat.pkgutil import find\n"
    files = {
        "pyproject.toml": manifest(),
        "shop/__init__.py": "",
        "shop/compat/__init__.py": "",
        "shop/compat/pkgutil.py": "import imp\n",
        "shop/main.py": f"{line}\n{chosen}",
    }
    assert len(findings("VL319", files)) == count
    if "shop" not in line and "." not in line:
        # Beside a script there is no package that a name has to begin with.
        del files["shop/compat/__init__.py"]
        assert len(findings("VL319", files)) == (1 if line.startswith("import") else 0)


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("deprecated/plugin.py", 0),
        ("tools_old/plugin.py", 0),
        ("tools_of_old_days/plugin.py", 1),
        ("_archive/2019/plugin.py", 0),
        ("Legacy/plugin.py", 0),
        ("shop/legacy/plugin.py", 1),
        ("legacy/core/plugin.py", 0),
    ],
)
def test_what_is_set_aside(path, count):
    files = {
        "pyproject.toml": '[project]\nname = "shop"\nrequires-python = ">=3.10"\n',
        "shop/__init__.py": "",
        path: "import imp\n",
    }
    assert len(lint("VL319", files)) == count
    # A package of that name is one like others.
    package = {**files, f"{path.rpartition('/')[0]}/__init__.py": ""}
    assert len(lint("VL319", package)) == (0 if path.count("/") > 1 and not count else 1)


CONDA = "      - uses: conda-incubator/setup-miniconda@v3\n"
MICROMAMBA = "      - uses: mamba-org/setup-micromamba@v2\n"


@pytest.mark.parametrize(
    ("steps", "severity"),
    [
        pytest.param(f"{CONDA}        with: {{python-version: '3.12'}}\n", "warning", id="conda's"),
        pytest.param(
            f"{CONDA}        with: {{python-version: '${{{{ matrix.python }}}}'}}\n",
            "warning",
            id="of a matrix",
        ),
        pytest.param(
            "      - run: conda create -n a python=3.12\n", "warning", id="created by a command"
        ),
        pytest.param(
            "      - uses: actions/setup-python@v6\n        with: {python-version: '3.12'}\n"
            "      - run: $CONDA/bin/conda env update --file environment.yml --name base\n",
            "warning",
            id="beside an environment",
        ),
        pytest.param(
            f"      - uses: actions/setup-python@v6\n        with: {{python-version: '3.12'}}\n{MICROMAMBA}",
            "warning",
            id="beside micromamba",
        ),
        pytest.param(
            "      - uses: actions/setup-python@v6\n        with: {python-version: '3.12'}\n"
            "      - run: echo condaless create\n",
            "error",
            id="none of conda's",
        ),
    ],
)
def test_condas_python_brings_setuptools(steps, severity):
    workflow = (
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n"
        f"    strategy:\n      matrix:\n        python: ['3.12']\n    steps:\n{steps}"
        "      - run: pip install -e .\n      - run: pytest\n"
    )
    files = {
        ".github/workflows/ci.yml": workflow,
        "pyproject.toml": manifest(),
        "shop/__init__.py": "import distutils\n",
    }
    assert [one.severity.label for one in findings("VL319", files)] == [severity]
    # What nothing brings is missing in conda's as well.
    files["shop/__init__.py"] = "import imp\n"
    assert [one.severity.label for one in findings("VL319", files)] == ["error"]


GIVES_UP = "try:\n    import pydantic_ai\n\nexcept ImportError:\n    {}\n"


def test_a_package_that_ends_where_something_optional_is_missing():
    files = {
        "pyproject.toml": manifest(),
        "shop/__init__.py": "",
        "shop/ai/__init__.py": GIVES_UP.format("raise Missing('pydantic-ai')") + "import imp\n",
        "shop/ai/patches.py": "import asyncore\n",
        "shop/ai/main.py": "from shop.ai.patches import x\n",
    }
    assert lint("VL319", files) == []
    files["shop/ai/__init__.py"] = GIVES_UP.format("pydantic_ai = None") + "import imp\n"
    assert len(lint("VL319", files)) == 2


def test_a_name_that_says_nothing_of_pythons():
    files = {"app.py": "def copy_pyramid():\n    import imp\n", "Dockerfile": IMAGE}
    assert len(lint("VL319", files)) == 1


def test_a_module_that_only_its_tests_import_unguarded():
    files = {
        "pyproject.toml": manifest(),
        "shop/__init__.py": "try:\n    from shop import hooks\nexcept ImportError:\n    hooks = None\n",
        "shop/hooks.py": "import imp\n",
        "tests/test_hooks.py": "from shop.hooks import x\n",
    }
    assert lint("VL319", files) == []
    assert len(lint("VL319", {**files, "shop/main.py": "from shop.hooks import x\n"})) == 1


@pytest.mark.parametrize(
    ("name", "path", "said"),
    [
        pytest.param("demo", "demo/__init__.py", 1, id="called as the project is"),
        pytest.param("Demo.Tools", "src/demo_tools/__init__.py", 1, id="in another spelling"),
        pytest.param("shop", "demo/__init__.py", 0, id="a demonstration"),
        pytest.param("demo", "docs/demo/__init__.py", 0, id="one of the documents"),
        pytest.param("shop-tests", "shop_tests/__init__.py", 0, id="nothing but tests"),
    ],
)
def test_a_package_that_is_called_as_folders_of_examples_are(name, path, said):
    files = {
        "setup.py": (
            f"from setuptools import setup\nsetup(name='{name}', python_requires='>=3.8')\n"
        ),
        path: "import zoneinfo\n",
    }
    assert len(findings("VL319", files)) == said


BUILD = "[build-system]\nrequires = ['setuptools']\n"


@pytest.mark.parametrize(
    ("more", "files", "said"),
    [
        pytest.param(BUILD, {"src/shop/__init__.py": ""}, 0, id="src holds the package"),
        pytest.param(
            "", {"setup.py": "import setup_kit\n", "src/shop/__init__.py": ""}, 0, id="setup.py"
        ),
        pytest.param(
            BUILD + "[tool.setuptools.packages.find]\nwhere = ['src']\n",
            {"src/__init__.py": "", "src/shop/__init__.py": ""},
            0,
            id="the settings say so",
        ),
        pytest.param(
            BUILD + "[tool.setuptools]\npackage-dir = {'' = 'lib'}\n",
            {"lib/shop/__init__.py": ""},
            0,
            id="in a folder of another name",
        ),
        pytest.param(
            BUILD,
            {
                "setup.cfg": "[options.packages.find]\nwhere = python\n",
                "python/shop/__init__.py": "",
            },
            0,
            id="setup.cfg",
        ),
        pytest.param(
            BUILD + "[tool.maturin]\npython-source = 'pysrc'\n",
            {"pysrc/shop/__init__.py": ""},
            0,
            id="maturin's",
        ),
        pytest.param(BUILD, {"src/kit/shop/__init__.py": ""}, 0, id="a namespace"),
        pytest.param("", {"src/shop/__init__.py": ""}, 1, id="nothing is built"),
        pytest.param(BUILD, {"shop/__init__.py": ""}, 1, id="no folder of packages"),
        pytest.param(BUILD, {"src/shop/main.rs": ""}, 1, id="of another language"),
        pytest.param(
            BUILD + "[tool.hatch.build.targets.wheel]\npackages = ['app', 'src/shop']\n",
            {"src/shop/__init__.py": ""},
            1,
            id="built of it too",
        ),
        pytest.param(
            BUILD + "[tool.setuptools.packages.find]\nwhere = ['src', '.']\n",
            {"src/shop/__init__.py": ""},
            1,
            id="of all folders",
        ),
    ],
)
def test_beside_the_package_that_is_built(more, files, said):
    files = {
        "pyproject.toml": manifest(">=3.8") + more,
        "app/__init__.py": "",
        "app/main.py": "import zoneinfo\n",
        **files,
    }
    assert len(findings("VL319", files)) == said
    inside = {**files, "src/shop/dates.py": "import zoneinfo\n"}
    if "src/shop/__init__.py" in files:
        assert len(findings("VL319", inside)) == 1
    image = {"Dockerfile": "FROM python:3.8\nCOPY . .\nCMD python app/main.py\n"}
    assert len(findings("VL319", {**files, **image})) == 1  # there it runs all the same


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("from cgi import escape\n", "Use `html.escape` instead."),
        (
            "from cgi import escape, FieldStorage\n",
            "Use `email.message` and `html`, or `legacy-cgi`",
        ),
        ("from distutils.spawn import find_executable\n", "Use `shutil.which` instead."),
        (
            "from distutils.version import LooseVersion as V\nfrom distutils.core import setup\n",
            "Use `packaging.version.Version` and `setuptools.setup` instead.",
        ),
        ("import distutils.spawn\n", "Use `setuptools`, `packaging`, `shutil` or `sysconfig`"),
        ("import imp\n", "Use `importlib` instead, or declare `zombie-imp`."),
    ],
)
def test_what_the_names_have_become(text, told):
    image = IMAGE.replace("3.12", "3.13")
    (found,) = findings("VL319", {"app.py": text, "Dockerfile": image})
    assert found.suggestion.startswith(told)
