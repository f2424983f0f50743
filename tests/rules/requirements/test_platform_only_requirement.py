"""VL216: distributions of one system without a marker."""

from __future__ import annotations

import pytest
from packaging.requirements import Requirement

from tests.lint import findings, fix, lint

IMAGE = {
    "Dockerfile": (
        "FROM python:3.12-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
    )
}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "requirements.txt": (
                    "pywin32==306 ; sys_platform == 'win32'\npyobjc-core ; platform_system =="
                    " \"Darwin\"\nWMI; os_name=='nt'\n"
                )
            },
            id="markers",
        ),
        pytest.param(
            {"requirements.txt": "pyobjc==12.1; platform_system == 'darwin'\n"},
            id="a marker with a slip, which nothing meets",
        ),
        pytest.param(
            {
                "requirements.txt": (
                    "pywin32 ; 'win32' == sys_platform and python_version > '3.8'\n"
                ),
                **IMAGE,
            },
            id="a marker with more",
        ),
        pytest.param(
            {
                "setup.py": (
                    "import platform\nfrom setuptools import setup\n"
                    "needs = ['redis']\n"
                    "if platform.system() == 'Windows':\n    needs.append('pywin32')\n"
                    "setup(name='x', version='1', packages=['x'], install_requires=needs)\n"
                )
            },
            id="added on that system alone",
        ),
        pytest.param(
            {
                "setup.py": (
                    "import os\nfrom setuptools import setup\n"
                    "needs = ['redis']\n"
                    "if os.name == 'nt':\n    needs += ['pywin32']\n"
                    "setup(name='x', version='1', packages=['x'], install_requires=needs)\n"
                )
            },
            id="added in the other way",
        ),
        pytest.param(
            {"requirements.txt": "colorama\ntzdata\natomicwrites\nwin-precise-clock\n", **IMAGE},
            id="what installs everywhere",
        ),
        pytest.param(
            {"requirements-windows.txt": "pywin32\n", "requirements/macos.txt": "pyobjc\n"},
            id="a file for the system",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    "[project]\nname = 'x'\n[project.optional-dependencies]\n"
                    "PyWin32 = ['pywin32>=227']\npyobjc_core = ['pyobjc-core']\n"
                )
            },
            id="an extra called like what it brings",
        ),
        pytest.param(
            {
                "requirements.txt": "pywin32\n",
                "setup.py": (
                    "setup(name='shop', classifiers=['Operating System :: Microsoft :: Windows'])\n"
                ),
            },
            id="classifiers",
        ),
        pytest.param(
            {
                "requirements.txt": "pywin32\n",
                "pyproject.toml": '[project]\nname = "win-clipboard"\n',
            },
            id="the project's name",
        ),
        pytest.param(
            {"requirements.txt": "pywin32\n", "app.py": "import win32api\n"},
            id="a program for that system alone",
        ),
        pytest.param(
            {"requirements.txt": "wmi\n", "README.md": "- **OS**: Windows 10/11 (64-bit)\n"},
            id="the system that the first page asks for",
        ),
        pytest.param(
            {
                "requirements.txt": "wmi\n",
                "README.md": "![P](https://img.shields.io/badge/platform-Windows-lightgrey)\n",
            },
            id="a badge",
        ),
        pytest.param(
            {
                "app/requirements.txt": "pyobjc\n",
                "app/app.py": "",
                "README.md": "Operating system: macOS 13\n",
            },
            id="the page of the repository",
        ),
        pytest.param(
            {
                "requirements.txt": "pywin32\n",
                "requirements-linux.txt": "six\n",
                "Dockerfile": IMAGE["Dockerfile"].replace(
                    "requirements.txt .", "requirements-linux.txt requirements.txt"
                ),
            },
            id="other systems have a list of their own",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[project]\nname = "s"\n[project.optional-dependencies]\nwindows ='
                    ' ["pywin32"]\n'
                )
            },
            id="an extra for the system",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[tool.poetry.dependencies]\npywin32 = {version = "^306", platform = "win32"}\n'
                )
            },
            id="Poetry's platform",
        ),
        pytest.param(
            {"Pipfile": '[packages]\npywin32 = {version = "*", sys_platform = "== \'win32\'"}\n'},
            id="Pipenv's key",
        ),
        pytest.param(
            {
                "requirements.txt": "pywin32\n",
                ".github/workflows/ci.yml": (
                    "jobs:\n  t:\n    runs-on: windows-latest\n    steps:\n      - run: pip install"
                    " -r requirements.txt\n"
                ),
            },
            id="only jobs on Windows install it",
        ),
        pytest.param(
            {
                "requirements.txt": "pywin32\n",
                ".github/workflows/ci.yml": (
                    "jobs:\n  tag:\n    runs-on: ubuntu-22.04\n    steps:\n      - run: git tag x\n"
                    "  t:\n    needs: [tag]\n    runs-on: windows-latest\n    steps:\n      - run: pip"
                    " install -r requirements.txt\n"
                ),
            },
            id="another job runs on Linux",
        ),
        pytest.param(
            {
                "requirements.txt": "pywin32\n",
                "appveyor.yml": (
                    "image: Visual Studio 2022\ninstall:\n  - pip install -r requirements.txt\n"
                ),
            },
            id="AppVeyor's Windows",
        ),
        pytest.param(
            {"environment.yml": "dependencies:\n  - pywin32\n"},
            id="conda's environment of one machine",
        ),
        pytest.param(
            {
                "requirements-build.txt": (
                    "# Toolchain that packages the desktop program on Windows.\n"
                    "PyInstaller==6.21.0\npywin32-ctypes==0.2.3\n"
                )
            },
            id="its first comment says Windows",
        ),
        pytest.param(
            {"requirements-win10.txt": "pywin32\n"}, id="the file's name, with a release of it"
        ),
        pytest.param(
            {
                "requirements-m1.txt": "tensorflow-macos\n",
                "lab/requirements_apple_silicon.txt": "tensorflow-metal\n",
                "conda-m2.yml": "dependencies:\n  - pip:\n      - tensorflow-macos\n",
            },
            id="named for a chip of Apple's",
        ),
        pytest.param(
            {
                "environment.yml": (
                    "dependencies:\n  - tensorflow-deps\n  - pip:\n      - tensorflow-macos\n"
                )
            },
            id="beside what conda has for macOS alone",
        ),
        pytest.param(
            {"requirements.txt": "# For macOS\n#\n# only\n\npyobjc-core\n"},
            id="its first comment says macOS",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL216", files) == []


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"requirements.txt": "pywin32==306\n"}, id="nothing says Windows"),
        pytest.param(
            {
                "pyproject.toml": (
                    "[project]\nname = 'x'\n[project.optional-dependencies]\n"
                    "services = ['pywin32>=227']\n"
                )
            },
            id="an extra with another name",
        ),
        pytest.param(
            {"requirements.txt": "wmi\n", "README.md": "- OS: Windows or Linux\n"},
            id="a page that asks for one of two",
        ),
        pytest.param(
            {"requirements.txt": "wmi\n", "README.md": "On Windows run `run.bat`.\n"},
            id="a page that speaks of Windows",
        ),
        pytest.param(
            {"requirements.txt": "wmi\n", "README.md": "- OS: macOS 13\n"},
            id="a page that asks for another",
        ),
        pytest.param(
            {"requirements.txt": "wmi\n", "README.md": "- OS: Windows 11\n", **IMAGE},
            id="an image installs it, whatever the page says",
        ),
        pytest.param(
            {"requirements.txt": "pywin32\n", "requirements-dev.txt": "pytest\n"},
            id="a list for something else beside it",
        ),
        pytest.param(
            {"requirements.txt": "pywin32==306\n", "app.py": "import win32api\n", **IMAGE},
            id="an image installs it, whatever the code says",
        ),
        pytest.param(
            {"requirements.txt": "pywin32 ; python_version >= '3.8'\n"},
            id="a marker of something else",
        ),
        pytest.param(
            {"requirements.txt": "# For Windows and Linux\nrequests\npywin32\n"},
            id="its first comment names another system as well",
        ),
        pytest.param(
            {"requirements.txt": "# Windows\npywin32\n\n# everywhere\nrequests\n"},
            id="a heading of its first lines",
        ),
        pytest.param(
            {"requirements.txt": "requests\npywin32  # Windows only\n"},
            id="a comment beside the line keeps nobody from installing it",
        ),
        pytest.param(
            {"requirements.txt": "# For Windows\nrequests\npywin32\n", **IMAGE},
            id="an image installs it, whatever its first comment says",
        ),
        pytest.param({"requirements.txt": "pyobjc_framework_Cocoa==10\n"}, id="the family"),
        pytest.param({"m1/requirements.txt": "appnope\n"}, id="the first module of a course"),
        pytest.param({"requirements-m2.txt": "pywin32\n"}, id="a chip that is no Windows"),
        pytest.param(
            {
                "requirements.txt": "pywin32\n",
                "setup.py": (
                    "setup(classifiers=['Operating System :: Microsoft', 'Operating System ::"
                    " POSIX'])\n"
                ),
            },
            id="classifiers of more than one system",
        ),
    ],
)
def test_reports(files):
    assert len(lint("VL216", files)) == 1


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (
            "requirements.txt",
            "pywin32==306  # com\n",
            'pywin32==306 ; sys_platform == "win32"  # com\n',
        ),
        (
            "requirements.txt",
            "pywin32 ; python_version>'3' or extra=='x'\n",
            "pywin32 ; (python_version>'3' or extra=='x') and sys_platform == \"win32\"\n",
        ),
        (
            "requirements.txt",
            "appnope==0.1 \\\n    --hash=sha256:" + "a" * 64 + "\n",
            'appnope==0.1 ; sys_platform == "darwin" \\\n    --hash=sha256:' + "a" * 64 + "\n",
        ),
        (
            "pyproject.toml",
            '[project]\nname = "s"\ndependencies = ["pywin32>=306"]\n',
            '[project]\nname = "s"\ndependencies = ["pywin32>=306; sys_platform == \'win32\'"]\n',
        ),
        (
            "pyproject.toml",
            "[project]\nname = 's'\ndependencies = ['wmi']\n",
            "[project]\nname = 's'\ndependencies = ['wmi; sys_platform == \"win32\"']\n",
        ),
        (
            "setup.cfg",
            "[options]\ninstall_requires =\n    pywin32\n",
            '[options]\ninstall_requires =\n    pywin32; sys_platform == "win32"\n',
        ),
        (
            "Pipfile",
            '[packages]\npywin32 = "*"\n',
            '[packages]\npywin32 = {version = "*", markers = "sys_platform == \'win32\'"}\n',
        ),
        (
            "pyproject.toml",
            '[tool.poetry.dependencies]\npywin32 = "^306"\n',
            (
                '[tool.poetry.dependencies]\npywin32 = {version = "^306", markers = "sys_platform'
                " == 'win32'\"}\n"
            ),
        ),
    ],
)
def test_fix(path, before, after):
    assert fix("VL216", {path: before}) == {path: after}
    if path == "requirements.txt":
        Requirement(after.partition(" \\")[0].partition("  #")[0].strip())


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("requirements.txt", "pywin32==306\n", '`; sys_platform == "win32"` to the line'),
        (
            "pyproject.toml",
            '[project]\nname = "x"\ndependencies = ["pywin32"]\n',
            "`; sys_platform == 'win32'` to the line",
        ),
        (
            "pyproject.toml",
            '[tool.poetry.dependencies]\npywin32 = "^306"\n',
            "`markers = \"sys_platform == 'win32'\"`",
        ),
        ("Pipfile", '[packages]\npywin32 = "*"\n', "`markers = \"sys_platform == 'win32'\"`"),
    ],
)
def test_the_advice_is_in_the_syntax_of_the_list(path, text, said):
    [found] = findings("VL216", {path: text})
    assert said in found.suggestion


def test_a_list_that_a_setup_script_adds_to_for_everybody():
    text = (
        "from setuptools import setup\nneeds = ['redis']\nneeds += ['pywin32']\n"
        "setup(name='x', version='1', packages=['x'], install_requires=needs)\n"
    )
    assert len(lint("VL216", {"setup.py": text})) == 1


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("import winreg\n", 0),
        ("import sys\nfrom ctypes import windll, c_uint\n", 0),
        ("import winsound\nwinsound.Beep(1, 2)\n", 0),
        ("from ctypes import c_uint\n", 1),
        ("try:\n    import winreg\nexcept ImportError:\n    winreg = None\n", 1),
        ("import sys\nif sys.platform == 'win32':\n    import msvcrt\n", 1),
        ("def key():\n    import msvcrt\n    return msvcrt.getch()\n", 1),
    ],
)
def test_a_program_that_begins_with_a_module_of_windows(code, count):
    assert len(lint("VL216", {"requirements.txt": "pywin32==308\n", "src/app.py": code})) == count


GUARDED = "try:\n    import win32gui\nexcept ImportError:\n    win32gui = None\n"


@pytest.mark.parametrize(
    ("files", "count"),
    [
        pytest.param({"setup_venv.ps1": "python -m venv .venv\n"}, 0, id="PowerShell alone"),
        pytest.param({"run.bat": "python server.py\r\n"}, 0, id="a batch file alone"),
        pytest.param({}, 1, id="no script"),
        pytest.param({"run.bat": "", "run.sh": "python server.py\n"}, 1, id="a shell script, too"),
        pytest.param({"run.bat": "", "Makefile": "run:\n\tpython x.py\n"}, 1, id="a Makefile"),
        pytest.param({"run.bat": "", "Dockerfile": "FROM python:3.12\n"}, 1, id="an image"),
        pytest.param({"run.bat": "", "server.py": "import flask\n"}, 1, id="nothing imports it"),
        pytest.param(
            {
                "run.bat": "",
                "requirements.txt": (
                    "certifi==2024.2.2\ncharset-normalizer==3.3.2\nclick==8.1.7\nFlask==3.0.2\n"
                    "idna==3.6\nitsdangerous==2.1.2\nJinja2==3.1.3\nMarkupSafe==2.1.5\n"
                    "pywin32==306\nrequests==2.31.0\nurllib3==2.2.1\nWerkzeug==3.0.1\n"
                ),
            },
            1,
            id="it was frozen",
        ),
    ],
)
def test_a_project_that_windows_alone_sets_up(files, count):
    base = {"requirements.txt": "mcp\npywin32\n", "server.py": GUARDED}
    assert len(lint("VL216", {**base, **files})) == count


def test_a_compiled_file_is_compiled_again():
    text = (
        "# This file is autogenerated by pip-compile with python 3.12\n#    pip-compile"
        " requirements.in\nappnope==0.1.4\n    # via ipykernel\n"
    )
    (violation,) = findings("VL216", {**IMAGE, "requirements.txt": text})
    assert violation.suggestion.startswith("Compile the file again")
    assert violation.fix is None
    (violation,) = findings("VL216", {**IMAGE, "requirements.txt": "appnope==0.1.4\n"})
    assert violation.suggestion.startswith("Add `; sys_platform")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param("[vc=14, pip: [pywin32==306]]", 0, id="all of it is of Windows"),
        pytest.param("[libgcc-ng=11, pip: [pywin32==306]]", 1, id="the rest is of Linux"),
        pytest.param("[numpy, pip: [pywin32==306]]", 1, id="the rest is for all"),
    ],
)
def test_an_environment_that_conda_exported_on_one_system(rows, expected):
    files = {"environment.yml": f"name: x\ndependencies: {rows}\n"}
    assert len(lint("VL216", files)) == expected


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("pyproject.toml", "[project]\nname = 'a'\ndependencies = [\"pywin32\"]\n", "'win32'"),
        ("pyproject.toml", "[project]\nname = 'a'\ndependencies = ['pywin32']\n", '"win32"'),
        ("requirements.txt", "pywin32\n", '"win32"'),
    ],
)
def test_the_marker_is_told_in_quotes_that_fit(name, text, told):
    (found,) = findings("VL216", {name: text, "Dockerfile": "FROM python:3.12\nRUN make\n"})
    assert f"Add `; sys_platform == {told}` to the line" in found.suggestion
