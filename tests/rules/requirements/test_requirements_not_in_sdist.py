"""VL223: files that `setup.py` reads and the source distribution lacks."""

from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint
from tests.made import lint_in, write

SETUP = (
    "from setuptools import find_packages, setup\n"
    "setup(name='shop', version='1', packages=find_packages(),\n"
    "      install_requires=open('requirements.txt').read().split())\n"
)
BASE = {"setup.py": SETUP, "requirements.txt": "six\n", "shop/__init__.py": ""}


def script(read: str, more: str = "packages=['shop']") -> str:
    return f"from setuptools import setup\nx = {read}\nsetup(name='shop', version='1', {more})\n"


def project(read: str, more: str = "packages=['shop']", **files: str) -> dict[str, str]:
    return {"setup.py": script(read, more), "shop/__init__.py": "", **files}


SERVICE = {
    **BASE,
    "Dockerfile": 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install .\nCMD ["shop"]\n',
}
PYPROJECT = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({**BASE, "MANIFEST.in": "include *.txt\n"}, id="MANIFEST.in brings it"),
        pytest.param(
            {**project("open('VERSION')", "packages=['shops', 'shops.api']"), "VERSION": "1"},
            id="none of its packages is there: nobody builds it",
        ),
        pytest.param(SERVICE, id="an image installs the checkout, and nobody makes a release"),
        pytest.param(
            {
                **{f"api/{path}": text for path, text in SERVICE.items()},
                "sdk/pyproject.toml": "[project]\nname = 'sdk'\nversion = '1'\n",
                "sdk/Makefile": "release:\n\tpython -m build\n\ttwine upload dist/*\n",
            },
            id="another project makes releases",
        ),
        pytest.param(
            project("open('README.rst').read()", **{"README.rst": "", "README.md": ""}),
            id="the first read-me",
        ),
        pytest.param(project("open('README').read()", README=""), id="a read-me without extension"),
        pytest.param(
            project(
                "open('LICENSE').read() + open('AUTHORS.md').read()",
                LICENSE="",
                **{"AUTHORS.md": ""},
            ),
            id="licences",
        ),
        pytest.param(
            project("open('pyproject.toml').read()", **{"pyproject.toml": PYPROJECT}),
            id="pyproject.toml",
        ),
        pytest.param(
            project("open('tests/test_a.py')", **{"tests/test_a.py": ""}), id="a test module"
        ),
        pytest.param(
            project("exec(open('shop/version.py').read())", **{"shop/version.py": "v = 1"}),
            id="a module of the package",
        ),
        pytest.param(
            project("open('about.py')", "py_modules=['about']", **{"about.py": ""}), id="a module"
        ),
        pytest.param(
            project(
                "open('shop/VERSION')",
                "packages=['shop'], package_data={'shop': ['VERSION']}",
                **{"shop/VERSION": "1"},
            ),
            id="package_data",
        ),
        pytest.param(
            project(
                "open('shop/VERSION')",
                "packages=['shop'], package_data=data()",
                **{"shop/VERSION": ""},
            ),
            id="computed package_data",
        ),
        pytest.param(
            project(
                "open('VERSION')",
                "packages=['shop'], package_data={'shop': ['*.txt', '../VERSION']}",
                VERSION="1",
            ),
            id="package_data beside the package",
        ),
        pytest.param(
            project(
                "open('notes/VERSION')",
                "packages=['shop', 'shop.web'], package_data={'shop.web': ['../../notes/*']}",
                **{"notes/VERSION": "1", "shop/web/__init__.py": ""},
            ),
            id="package_data beside a deeper package",
        ),
        pytest.param(
            project(
                "open('VERSION')",
                "packages=find_packages(), package_data={'': ['../VERS*']}",
                VERSION="1",
            ),
            id="package_data beside every package",
        ),
        pytest.param(
            project(
                "open('VERSION')", "packages=['shop'], data_files=[('', ['VERSION'])]", VERSION="1"
            ),
            id="data_files",
        ),
        pytest.param(
            project(
                "open('bin/shop')", "packages=['shop'], scripts=['bin/shop']", **{"bin/shop": ""}
            ),
            id="scripts",
        ),
        pytest.param(
            project("open('VERSION')", "packages=['shop'], license_files=['VER*']", VERSION="1"),
            id="license_files",
        ),
        pytest.param(
            {
                **project("open('CHANGES.rst')", **{"CHANGES.rst": ""}),
                "setup.cfg": "[metadata]\nlong_description = file: README.rst, CHANGES.rst\n",
            },
            id="file: in setup.cfg",
        ),
        pytest.param(
            {
                **project("open('VERSION')", VERSION="1"),
                "pyproject.toml": PYPROJECT
                + '[project]\nname = "shop"\ndynamic = ["version"]\n'
                + '[tool.setuptools.dynamic]\nversion = {file = "VERSION"}\n',
            },
            id="dynamic, from a file",
        ),
        pytest.param(
            {
                **BASE,
                "pyproject.toml": '[build-system]\nrequires = ["setuptools", "setuptools_scm"]\n',
            },
            id="setuptools_scm brings everything",
        ),
        pytest.param(
            project("open('VERSION')", "packages=['shop'], setup_requires=['pbr']", VERSION="1"),
            id="pbr brings everything",
        ),
        pytest.param(
            project("open('VERSION')", "packages=['shop'], cmdclass={'sdist': Own}", VERSION="1"),
            id="an sdist of its own",
        ),
        pytest.param(
            {
                **BASE,
                "pyproject.toml": '[build-system]\nbuild-backend = "poetry.core.masonry.api"\n',
            },
            id="another tool builds it",
        ),
        pytest.param(
            project(
                "open('VERSION')",
                "packages=['shop'], classifiers=['Private :: Do Not Upload']",
                VERSION="1",
            ),
            id="not for an index",
        ),
        pytest.param(
            {"setup.py": "setup(x=open('VERSION').read())\n", "VERSION": "1"},
            id="no name, no version",
        ),
        pytest.param(project("open('VERSION')", "py_module=[]", VERSION="1"), id="no packages"),
        pytest.param(project("open('VERSION')"), id="a file that is made before"),
        pytest.param(project("open('README.rst')"), id="a read-me that is made before"),
        pytest.param(
            {
                **project("open('README.rst')", **{"README.md": ""}),
                "Makefile": "README.rst: README.md\n\tconvert $< -o $@\n",
            },
            id="a read-me that a recipe makes of another",
        ),
        pytest.param(
            {**project("open('README.rst')", **{"README.md": ""}), ".gitignore": "README.rst\n"},
            id="a read-me that Git ignores: it is made before",
        ),
        pytest.param(
            {
                **project("open('README.rst')", **{"README.md": ""}),
                ".travis.yml": "language: python\nbefore_deploy: pandoc README.md -o README.rst\n",
            },
            id="a read-me that a job makes",
        ),
        pytest.param(
            project("pypandoc.convert('README.md', 'rst') or open('README.rst')"),
            id="a read-me that the script makes",
        ),
        pytest.param(
            project("open('README.rst') if exists('README.rst') else ''", **{"README.md": ""}),
            id="a read-me that may be there",
        ),
        pytest.param(
            project("open('docs/README.rst')", **{"README.md": ""}),
            id="a read-me of another folder",
        ),
        pytest.param(
            project("open('VERSION') if exists('VERSION') else ''", VERSION="1"), id="guarded"
        ),
        pytest.param(project("open('../VERSION')", VERSION="1"), id="outside of the project"),
        pytest.param({f"tests/data/{name}": text for name, text in BASE.items()}, id="test data"),
        pytest.param(
            {**BASE, "shop.egg-info/SOURCES.txt": "setup.py\nrequirements.txt\n"},
            id="a list of an earlier build",
        ),
        *(
            pytest.param(
                {
                    f"shop/packaging/{name}": f"import os\nfrom pathlib import Path\n{text}"
                    for name, text in project(
                        f"open(Path(__file__).parent / 'VERSION'); os.chdir({place})", VERSION="1"
                    ).items()
                },
                id=f"built in another folder: {place}",
            )
            for place in ("'..'", "Path(__file__).parents[2]", "ROOT")
        ),
    ],
)
def test_quiet(files):
    assert lint("VL223", files) == []


@pytest.mark.parametrize(
    ("files", "line"),
    [
        (BASE, 3),
        ({f"lib/{name}": text for name, text in BASE.items()}, 3),
        ({**SERVICE, "README.md": "```sh\npython setup.py sdist\n```\n"}, 3),
        ({**SERVICE, "Makefile": "release:\n\tpython -m build\n\ttwine upload dist/*\n"}, 3),
        (
            {
                **SERVICE,
                ".github/workflows/r.yml": "on: push\njobs:\n  r:\n    runs-on: ubuntu-latest\n"
                "    steps:\n      - uses: pypa/gh-action-pypi-publish@v1\n",
            },
            3,
        ),
        (project("open('VERSION')", VERSION="1"), 2),
        (
            project(
                "open('VERSION'); import os; os.chdir(os.path.dirname(os.path.abspath(__file__)))",
                VERSION="1",
            ),
            2,
        ),
        (
            project(
                "open('VERSION'); import os; old = os.getcwd(); os.chdir('shop'); os.chdir(old)"
            )
            | {"VERSION": "1"},
            2,
        ),
        (project("open('readme.md')", **{"readme.md": ""}), 2),
        (project("open('README.md')", **{"README.md": "", "README.rst": ""}), 2),
        (project("open('CHANGES.rst')", **{"CHANGES.rst": ""}), 2),
        (project("open('version.py')", **{"version.py": ""}), 2),
        (project("open('shop/VERSION')", **{"shop/VERSION": "1"}), 2),
        (
            project(
                "open('shop/VERSION')",
                "packages=['shop'], include_package_data=True",
                **{"shop/VERSION": "1"},
            ),
            2,
        ),
        (
            project(
                "open('VERSION')",
                "packages=['shop', 'shop.web'], package_data={'shop.web': ['../VERSION']}",
                **{"VERSION": "1", "shop/web/__init__.py": ""},
            ),
            2,
        ),
        (
            project(
                "open('VERSION')",
                "packages=['till'], package_dir={'': 'src'}, package_data={'till': ['../VERSION']}",
                **{"VERSION": "1", "src/till/__init__.py": ""},
            ),
            2,
        ),
        ({**project("open('VERSION')", "packages=['shop', 'shops']"), "VERSION": "1"}, 2),
        (
            project("open('VERSION')", "packages=['a'], package_dir={'a': 'shop'}", VERSION="1"),
            2,
        ),
        ({**BASE, "MANIFEST.in": "include *.txt\nexclude req*\n"}, 3),
        ({**BASE, "MANIFEST.in": "Include requirements.txt\nrequirements.txt\n"}, 3),
        ({**BASE, "MANIFEST.in": "recursive-include requirements *.txt\n"}, 3),
        (
            project(
                "open('VERSION')",
                "packages=['shop'], cmdclass=versioneer.get_cmdclass()",
                VERSION="",
            ),
            2,
        ),
        (
            {
                **project("open('VERSION')", "cmdclass={'build_ext': Own}", VERSION="1"),
                "setup.cfg": "[options]\npackages = find:\n",
            },
            2,
        ),
        (
            {
                **project("open('VERSION')", "ext_modules=[]", VERSION="1"),
                "pyproject.toml": PYPROJECT + '[project]\nname = "shop"\nversion = "1"\n',
            },
            2,
        ),
    ],
)
def test_reports_the_read(files, line):
    [one] = findings("VL223", files)
    assert (one.at.path.rpartition("/")[2], one.at.line) == ("setup.py", line)
    assert one.severity.label == "error"


def test_says_what_happens_and_which_line_does_nothing():
    [one] = findings("VL223", {**BASE, "MANIFEST.in": "include LICENSE\nrequirements.txt\n"})
    assert one.message == (
        "`setup.py` reads `requirements.txt`, which the source distribution lacks: installing a"
        " release ends with `FileNotFoundError`"
    )
    assert one.suggestion == "Add `include requirements.txt` to `MANIFEST.in`."
    assert [(place.at.path, place.at.line) for place in one.related] == [("MANIFEST.in", 2)]


TWO = project("open('VERSION').read() + open('CHANGES').read()", VERSION="1", CHANGES="x")


@pytest.mark.parametrize(
    ("files", "after"),
    [
        (BASE, {"MANIFEST.in": "include requirements.txt\n"}),
        (TWO, {"MANIFEST.in": "include VERSION\ninclude CHANGES\n"}),
        (
            {**BASE, "MANIFEST.in": "exclude *.txt"},
            {"MANIFEST.in": "exclude *.txt\ninclude requirements.txt\n"},
        ),
        (
            {**BASE, "MANIFEST.in": "graft docs\r\n"},
            {"MANIFEST.in": "graft docs\r\ninclude requirements.txt\r\n"},
        ),
        (
            {f"lib/{name}": text for name, text in BASE.items()},
            {"lib/MANIFEST.in": "include requirements.txt\n"},
        ),
    ],
)
def test_fix(files, after):
    assert fix("VL223", files) == after


@pytest.mark.parametrize(
    "files",
    [
        {**BASE, "MANIFEST.in": "include a \\\n"},
        project("open('my version')", **{"my version": "1"}),
    ],
)
def test_no_fix_where_a_line_cannot_say_it(files):
    assert fix("VL223", files, silent=False) == {}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param({}, 0, id="it is not there at all"),
        pytest.param({"CHANGES.rst": "x\n", "MANIFEST.in": "include *.rst\n"}, 0, id="brought"),
        pytest.param({"CHANGES.rst": "x\n"}, 1, id="lacking"),
    ],
)
def test_a_change_log_outside_git(tmp_path, files, said):
    setup = (
        "from setuptools import setup\nsetup(name='shop', version='1', packages=['shop'],\n"
        "      long_description=open('CHANGES.rst').read())\n"
    )
    write(tmp_path, {"setup.py": setup, "shop/__init__.py": "", **files})
    assert len(lint_in("VL223", tmp_path)) == said


@pytest.mark.parametrize(
    ("read", "there", "said"),
    [
        ("open('README.rst').read()", "README.md", "`README.rst`, which is not there (`README.md`"),
        ("open('README.md').read()", "README.rst", "`README.md`, which is not there (`README.rst`"),
        ("open('README.md').read()", "readme.md", "`README.md`, which is not there (`readme.md`"),
        ("open('README.rst').read()", "readme.md", "`README.rst`, which is not there (`readme.md`"),
        ("open('README').read()", "README.rst", "`README`, which is not there (`README.rst`"),
        (
            "open('docs/README.txt')",
            "docs/README.md",
            "`docs/README.txt`, which is not there (`docs/README.md`",
        ),
    ],
)
@pytest.mark.parametrize("manifest", [{}, {"MANIFEST.in": "include README.* docs/README.*\n"}])
def test_a_read_me_of_another_name(read, there, said, manifest):
    files = project(read, **{there: "x"}, **manifest)
    [one] = findings("VL223", files)
    assert (one.at.line, one.fix) == (2, None)
    assert said in one.message
    [one] = findings("VL223", {f"lib/{path}": text for path, text in files.items()})
    assert one.at.path == "lib/setup.py"


def test_a_read_me_of_another_name_through_a_helper():
    setup = (
        "import os\nfrom setuptools import setup\n\ndef read(name):\n"
        "    return open(os.path.join(os.path.dirname(__file__), name)).read()\n\n"
        "setup(name='shop', version='1', packages=['shop'],\n"
        "      long_description=read('README.rst'))\n"
    )
    [one] = findings("VL223", {"setup.py": setup, "shop/__init__.py": "", "README.md": ""})
    assert one.at.line == 8


@pytest.mark.parametrize(("there", "said"), [("README.rst", 0), ("README.md", 1), ("NEWS", 0)])
def test_a_read_me_outside_git(tmp_path, there, said):
    write(tmp_path, {**project("open('README.rst')"), there: ""})
    assert len(lint_in("VL223", tmp_path)) == said
