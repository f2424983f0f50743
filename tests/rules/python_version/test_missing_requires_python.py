"""Packages that do not say which Pythons they need (VL309)."""

from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint

CODE = "VL309"
BUILD = '\n[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
BARE = '[project]\nname = "demo"\nversion = "1.0"\n'
POETRY = '[tool.poetry]\nname = "demo"\n\n[tool.poetry.dependencies]\nrequests = "^2"\n'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BARE + 'requires-python = ">=3.9"\n' + BUILD, id="said"),
        pytest.param(BARE + 'dynamic = ["requires-python"]\n' + BUILD, id="dynamic"),
        pytest.param("[tool.ruff]\nline-length = 99\n", id="tools only"),
        pytest.param(POETRY + 'python = "^3.9"\n' + BUILD, id="Poetry says it"),
        pytest.param(
            BARE + '[tool.poetry.dependencies]\npython = "^3.9"\n' + BUILD,
            id="Poetry says it for a project table",
        ),
        pytest.param(
            '[tool.poetry.group.dev.dependencies]\npytest = "*"\n', id="settings of Poetry"
        ),
        pytest.param("", id="empty"),
    ],
)
def test_quiet(text):
    assert lint("VL309", {"pyproject.toml": text}) == []


def test_the_package_is_built_from_another_manifest_of_its_name():
    own = {"a_b/pyproject.toml": '[project]\nname = "A_B"\nrequires-python = ">=3.10"\n'}
    root = {"pyproject.toml": '[project]\nname = "a-b"\nversion = "1"\n' + BUILD}
    assert lint("VL309", root | own) == []
    other = {"a_b/pyproject.toml": own["a_b/pyproject.toml"].replace("A_B", "A_C")}
    silent = {"a_b/pyproject.toml": '[project]\nname = "A_B"\n'}
    tested = {"tests/a/pyproject.toml": own["a_b/pyproject.toml"]}
    for more in (other, silent, tested):
        found = findings("VL309", root | more)
        assert "pyproject.toml" in [one.at.path for one in found]


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("docs/quick_tutorial/forms/setup.py", 0),
        ("web/Docs/steps/setup.py", 0),
        ("docs/setup.py", 1),
        ("tutorial/forms/setup.py", 1),
    ],
)
def test_packages_that_the_documentation_shows(path, count):
    setup = "from setuptools import setup\nsetup(name='tutorial', install_requires=['six'])\n"
    assert len(findings("VL309", {path: setup})) == count


@pytest.mark.parametrize("path", ["tests/a/pyproject.toml", "{{cookiecutter.slug}}/pyproject.toml"])
def test_quiet_in_test_data_and_templates(path):
    assert lint("VL309", {path: BARE + BUILD}) == []


@pytest.mark.parametrize(
    ("files", "severity", "line"),
    [
        ({"pyproject.toml": BARE + BUILD}, "warning", 1),
        ({"pyproject.toml": BARE}, "info", 1),
        ({"pyproject.toml": BARE + BUILD + "\n[tool.uv]\npackage = false\n"}, "info", 1),
        ({"pyproject.toml": BARE + BUILD + "\n[tool.maturin]\nbindings = 'bin'\n"}, "info", 1),
        ({"pyproject.toml": BARE + BUILD + "\n[tool.maturin]\nbindings = 'pyo3'\n"}, "warning", 1),
        (
            {"pyproject.toml": BARE + "classifiers = ['Private :: Do Not Upload']\n" + BUILD},
            "info",
            1,
        ),
        ({"pyproject.toml": POETRY + BUILD}, "warning", 1),
        (
            {
                "pyproject.toml": (
                    POETRY.replace('"demo"\n', '"demo"\npackage-mode = false\n') + BUILD
                )
            },
            "info",
            1,
        ),
        (
            {
                "pyproject.toml": (
                    "[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\nrequests ="
                    ' "^2"\n' + BUILD
                )
            },
            "info",
            1,
        ),
        ({"tools/x/pyproject.toml": BARE + BUILD}, "info", 1),
        (
            {
                "pyproject.toml": (
                    BARE + 'classifiers = ["Programming Language :: Python :: 3.9"]\n' + BUILD
                )
            },
            "warning",
            1,
        ),
    ],
)
def test_reports(files, severity, line):
    (found,) = findings("VL309", files)
    assert (found.severity.label, found.at.line) == (severity, line)


@pytest.mark.parametrize(
    ("files", "range_"),
    [
        ({"setup.cfg": "[options]\npython_requires = >=3.8\n"}, ">=3.8"),
        ({"uv.lock": 'version = 1\nrequires-python = ">=3.12"\n'}, ">=3.12"),
        ({".python-version": "3.11.4\n"}, ">=3.11"),
        ({"Pipfile": '[requires]\npython_version = "3.10"\n'}, ">=3.10"),
    ],
)
def test_fix_takes_what_other_files_say(files, range_):
    assert fix("VL309", {"pyproject.toml": BARE + BUILD, **files}, unsafe=True, then=["VL310"]) == {
        "pyproject.toml": BARE + f'requires-python = "{range_}"\n' + BUILD
    }


def test_fix_takes_the_oldest_classifier():
    listed = (
        'classifiers = [\n "Programming Language :: Python :: 3.10",\n "Programming Language ::'
        ' Python :: 3.9",\n]\n'
    )
    before = BARE + listed + BUILD
    assert fix("VL309", {"pyproject.toml": before}, unsafe=True, then=["VL310"]) == {
        "pyproject.toml": BARE + 'requires-python = ">=3.9"\n' + listed + BUILD
    }


def test_fix_for_poetry():
    before = POETRY + BUILD
    after = before.replace("requests", 'python = ">=3.11"\nrequests')
    assert fix("VL309", {"pyproject.toml": before, ".python-version": "3.11\n"}, unsafe=True) == {
        "pyproject.toml": after
    }


def test_fix_keeps_line_ends():
    before = '[project]\r\nname = "d"\r\nversion = "1"'
    assert fix("VL309", {"pyproject.toml": before, ".python-version": "3.11\n"}, unsafe=True) == {
        "pyproject.toml": before + '\r\nrequires-python = ">=3.11"\r\n'
    }


def test_nothing_is_guessed():
    assert fix("VL309", {"pyproject.toml": BARE + BUILD}, unsafe=True, silent=False) == {}


SETUP = "from setuptools import setup\n\nsetup(\n    name='shop',\n    packages=['shop'],\n)\n"
VERSIONED = SETUP.replace("packages", "version='1', packages")
CFG = "[metadata]\nname = shop\n\n[options]\npackages = find:\n"
CALL = "from setuptools import setup\nsetup()\n"


def classified(version):
    return SETUP.replace(
        ")\n", f"    classifiers=['Programming Language :: Python :: {version}'],\n)\n"
    )


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"setup.py": SETUP.replace("packages", "python_requires='>=3.9', packages")}, id="said"
        ),
        pytest.param(
            {"setup.py": SETUP.replace("packages", "python_requires=RANGE, packages")},
            id="said by a name",
        ),
        pytest.param(
            {"setup.py": SETUP.replace("name", "**common, name")}, id="options from elsewhere"
        ),
        pytest.param(
            {"setup.py": "from setuptools import setup\nsetup(ext_modules=[])\n"},
            id="only an extension to compile",
        ),
        pytest.param({"setup.py": "def setup(name):\n    pass\n"}, id="no script of setuptools"),
        pytest.param({"setup.py": SETUP + "print 'Python 2'\n"}, id="another Python's"),
        pytest.param(
            {"setup.py": CALL, "setup.cfg": CFG + "python_requires = >=3.9\n"},
            id="setup.cfg says it",
        ),
        *(
            pytest.param(
                {
                    "setup.py": CALL.replace("setup()", "setup(setup_requires=['pbr'], pbr=True)"),
                    "setup.cfg": f"[metadata]\nname = x\n{key} = >=3.9\n",
                },
                id=f"{key} in pbr's place",
            )
            for key in ("python-requires", "requires_python")
        ),
        pytest.param(
            {
                "setup.py": "from setuptools import setup\n"
                "setup(setup_requires=['d2to1'], d2to1=True)\n",
                "setup.cfg": "[metadata]\nname = x\nversion = 1\nrequires-dist =\n    pyyaml\n",
            },
            id="d2to1, which has no place for it",
        ),
        pytest.param(
            {"setup.py": SETUP, "setup.cfg": "[options]\npython_requires = >=3.9\n"},
            id="half here, half there",
        ),
        pytest.param({"setup.cfg": "[flake8]\nmax-line-length = 99\n"}, id="only tools"),
        pytest.param(
            {"setup.py": SETUP, "pyproject.toml": BARE + 'requires-python = ">=3.9"\n'},
            id="pyproject.toml is what counts",
        ),
        pytest.param(
            {"shop/basic/setup.py": VERSIONED, "shop/__init__.py": ""}, id="in a package's folder"
        ),
        pytest.param(
            {"shop/templates/x/basic/setup.py": VERSIONED, "shop/__init__.py": ""}, id="and deeper"
        ),
    ],
)
def test_quiet_about_setuptools(files):
    assert lint(CODE, files) == []


@pytest.mark.parametrize(
    ("files", "severity", "place"),
    [
        pytest.param({"setup.py": SETUP}, "warning", ("setup.py", 3), id="setup.py"),
        pytest.param(
            {"setup.py": CALL, "setup.cfg": CFG}, "warning", ("setup.cfg", 1), id="setup.cfg"
        ),
        pytest.param({"setup.cfg": CFG}, "warning", ("setup.cfg", 1), id="setup.cfg alone"),
        pytest.param({"setup.py": classified("3.9")}, "warning", ("setup.py", 3), id="claims 3.9"),
        pytest.param({"setup.py": classified("3.6")}, "info", ("setup.py", 3), id="long ago"),
        pytest.param(
            {"setup.py": SETUP, "package.xml": "<package/>"}, "info", ("setup.py", 3), id="ROS's"
        ),
        pytest.param(
            {"setup.py": SETUP, "Procfile": "web: gunicorn shop\n"},
            "info",
            ("setup.py", 3),
            id="an application",
        ),
        pytest.param(
            {
                "setup.py": SETUP,
                "requirements.txt": "flask\n",
                "Dockerfile": "FROM python:3.12\nCOPY . /app\nWORKDIR /app\n"
                'RUN pip install -r requirements.txt\nCMD ["python", "-m", "shop"]\n',
            },
            "info",
            ("setup.py", 3),
            id="an application whose list an image installs",
        ),
        pytest.param(
            {
                "setup.py": SETUP,
                "requirements.txt": "flask\n",
                "tox.ini": "[testenv]\ndeps = -r requirements.txt\n",
            },
            "warning",
            ("setup.py", 3),
            id="tests alone install its list",
        ),
        pytest.param(
            {"setup.py": classified("3.9"), "Procfile": "web: gunicorn shop\n"},
            "warning",
            ("setup.py", 3),
            id="deployed, and for an index",
        ),
        pytest.param({"tools/x/setup.py": SETUP}, "info", ("tools/x/setup.py", 3), id="a helper"),
        pytest.param(
            {"setup.py": "from setuptools import setup\nsetup(name='workers')\n"},
            "info",
            ("setup.py", 2),
            id="a name alone",
        ),
        pytest.param(
            {"libs/basic/setup.py": VERSIONED, "libs/basic/__init__.py": "", "__init__.py": ""},
            "warning",
            ("libs/basic/setup.py", 3),
            id="its own folder, and the root, are no packages that it is in",
        ),
    ],
)
def test_reports_setuptools(files, severity, place):
    (violation,) = findings(CODE, files)
    assert (violation.severity.label, (violation.at.path, violation.at.line)) == (severity, place)
    assert violation.message == (
        f"`{place[0].rpartition('/')[2]}` does not say which Pythons the package needs: it has no"
        " `python_requires`"
    )


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (
            "setup.py",
            classified("3.9"),
            classified("3.9").replace("'shop',\n", "'shop',\n    python_requires=\">=3.9\",\n", 1),
        ),
        ("setup.cfg", CFG, CFG.replace("[options]\n", "[options]\npython_requires = >=3.9\n")),
    ],
)
def test_fix_of_setuptools(path, before, after):
    files = {path: before, ".python-version": "3.9\n"}
    assert fix(CODE, files, silent=False) == {}
    assert fix(CODE, files, unsafe=True, then=["VL310"]) == {path: after}


@pytest.mark.parametrize(
    ("cfg", "line", "key"),
    [
        ("[metadata]\nname = x\npython_requires = >=3.9\n[options]\n", 3, "python_requires"),
        ("[metadata]\nname = x\nrequires-python = >=3.9\n[options]\n", 3, "requires-python"),
        ("[metadata]\nname = x\n[options]\nrequires_python = >=3.9\n", 4, "requires_python"),
    ],
)
@pytest.mark.parametrize("script", [CALL, "from pbr import git\n" + CALL])
def test_what_setuptools_does_not_read(cfg, line, key, script):
    files = {"setup.py": script, "setup.cfg": cfg}
    (violation,) = findings(CODE, files)
    assert violation.at.line == line
    assert violation.message.endswith(f": setuptools does not read `{key}` here")
    fixed = cfg.replace("[options]\n", "[options]\npython_requires = >=3.9\n")
    assert fix(CODE, files, unsafe=True, then=["VL310"]) == {"setup.cfg": fixed}


def test_nothing_is_added_where_setuptools_does_not_read_it():
    (violation,) = findings(CODE, {"setup.py": CALL, "setup.cfg": "[metadata]\nname = x\n"})
    assert violation.fix is None


def test_no_fix_where_the_layout_is_not_known():
    text = "from setuptools import setup\nsetup(name='shop', packages=['shop'])\n"
    (violation,) = findings(CODE, {"setup.py": text, ".python-version": "3.9\n"})
    assert violation.fix is None
    assert violation.suggestion.endswith("such as `>=3.9`.")
