"""VL209: an empty list beside code that imports packages."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint

DEBIAN = (
    "Source: kit\nBuild-Depends: debhelper, python3-all\n\n"
    "Package: kit\nDepends: ${python3:Depends},\n adduser,\n python3-flask\nDescription: a kit\n"
)
CODE = {"app.py": "import os\nimport flask\nimport requests\n"}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"requirements.txt": "flask\n", **CODE}, id="not empty"),
        pytest.param(
            {"requirements.txt": "", "app.py": "import os, json\n"}, id="the code needs nothing"
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "kit"\ndependencies = []\n',
                "addon.xml": '<import addon="xbmc.python"/>',
                **CODE,
            },
            id="an add-on of Kodi",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "kit"\ndependencies = []\n',
                "kit/__init__.py": "bl_info = {'blender': (2, 80, 0)}\nimport numpy\n",
            },
            id="an add-on of Blender",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "kit"\ndependencies = []\n',
                "custom_components/kit/__init__.py": CODE["app.py"],
            },
            id="an integration of Home Assistant",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "kit"\ndependencies = []\n',
                "kit/__init__.py": CODE["app.py"],
                "kit/hooks.py": "app_name = 'kit'\n",
                "kit/modules.txt": "Kit\n",
            },
            id="an application of Frappe's",
        ),
        *(
            pytest.param(
                {"kit/requirements.txt": "", "kit/app.py": CODE["app.py"], path: text}, id=path
            )
            for path, text in (
                ("kit/debian/control", DEBIAN),
                ("kit/PKGBUILD", "makedepends=('git')\ndepends=(\n  'python-flask'\n)\n"),
                ("kit/package.xml", "<package>\n  <exec_depend>python3-flask</exec_depend>\n"),
                ("kit/kit.spec", "Name: kit\nRequires(post): systemd\nRequires: python3-flask\n"),
            )
        ),
        *(
            pytest.param(
                {
                    "kit/requirements.txt": "",
                    f"kit/{name}": text,
                    "kit/__init__.py": CODE["app.py"],
                    "other/requirements.txt": "pymodbus>=3\n",
                },
                id=f"a plug-in of {host} among others",
            )
            for host, name, text in (
                ("SmartHomeNG", "plugin.yaml", "plugin:\n    sh_minversion: 1.8.0\n"),
                (
                    "FreeCAD",
                    "package.xml",
                    '<package xmlns="https://wiki.freecad.org/Package_Metadata"/>',
                ),
                ("NVDA", "manifest.ini", "name = kit\nminimumNVDAVersion = 2024.1\n"),
                ("Cura", "plugin.json", '{"name": "kit", "supported_sdk_versions": ["8.0.0"]}'),
            )
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\nname = "kit"\ndependencies = []\n',
                "examples/kit-example/pyproject.toml": (
                    '[project]\nname = "kit-example"\ndependencies = ["flask", "requests"]\n'
                ),
                "examples/kit-example/kit_example/__init__.py": CODE["app.py"],
            },
            id="the package of an example",
        ),
        pytest.param(
            {"requirements.txt": "", "Pipfile": '[packages]\nflask = "*"\n', **CODE},
            id="declared in another file",
        ),
        pytest.param(
            {
                "pyproject.toml": '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\n',
                "conda/environment.yaml": "dependencies: [python=3.12, flask, requests]\n",
                **CODE,
            },
            id="declared for conda in a folder of its own",
        ),
        pytest.param(
            {
                "requirements.txt": "-r requirements/base.txt\n",
                "requirements/base.txt": "flask\n",
                **CODE,
            },
            id="it leads elsewhere",
        ),
        pytest.param(
            {
                "requirements.txt": "",
                "app.py": "try:\n    import requests\nexcept ImportError:\n    requests = None\n",
            },
            id="there is a fallback",
        ),
        pytest.param(
            {"requirements.txt": "", "app.py": '"""\nimport flask\n"""\n'}, id="only in a text"
        ),
        pytest.param(
            {"requirements.txt": "", "app.py": "import flask\n", "flask.py": ""},
            id="a module of the project's own",
        ),
        pytest.param(
            {"requirements.txt": "", "app.py": "import something_private\n"},
            id="a module that nobody knows",
        ),
        pytest.param(
            {"requirements.txt": "", "tests/test_app.py": "import pytest\n"},
            id="only the tests need something",
        ),
        *(
            pytest.param(
                {"f/requirements.txt": "", "f/function.py": f"import boto3\n{head}\n    pass\n"},
                id=head,
            )
            for head in (
                "def lambda_handler(event, _):",
                "def handler(event, context):",
                "async def main(event: dict[str, Any], context: LambdaContext) -> dict[str, str]:",
                "def handler(\n    event: 'Event',\n    context,\n):",
                "def run(_event, _context=None):",
            )
        ),
        pytest.param(
            {
                "f/requirements.txt": "",
                "f/function.py": "import boto3, pydantic\ndef handler(event, context): pass\n",
                "infra_layer/requirements.txt": "pydantic==2.12.0\n",
            },
            id="a function and its layer",
        ),
        pytest.param(
            {"pyproject.toml": "[tool.black]\n", **CODE}, id="nothing declares dependencies"
        ),
        pytest.param(
            {"pyproject.toml": '[project]\nname = "s"\n', **CODE}, id="no list is no empty list"
        ),
        pytest.param(
            {"requirements.txt": "", "setup.py": "setup(install_requires=read())\n", **CODE},
            id="a list that is computed",
        ),
        pytest.param(
            {"requirements.txt": "pip install flask\n", **CODE}, id="broken lines are no empty file"
        ),
        pytest.param(
            {
                "setup.py": "from setuptools import setup\n"
                "setup(name='x', version='1', packages=['x'], install_requires=[])\n",
                "x/__init__.py": "import django\n",
                "tox.ini": "[tox]\nenvlist = py-dj{4,5}\n[testenv]\ndeps =\n"
                "    dj4: Django>=4.2,<5\n    dj5: Django>=5,<6\ncommands = pytest\n",
            },
            id="an extension that tox tests with what it extends",
        ),
        pytest.param({"requirements-dev.txt": "", **CODE}, id="an empty list for development"),
        pytest.param(
            {"requirements.txt": "flask\n".encode("utf-16-le"), **CODE},
            id="an encoding that hides what it lists",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL209", files) == []


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"requirements.txt": "", **CODE}, 1),
        ({"requirements.txt": "# to be written\n\n", **CODE}, 1),
        ({"pyproject.toml": '[project]\nname = "s"\ndependencies = []\n', **CODE}, 3),
        ({"Pipfile": "[packages]\n", **CODE}, 1),
        ({"requirements.txt": "", "debian/control": DEBIAN.replace("3-flask", ""), **CODE}, 1),
        ({"requirements.txt": "", "PKGBUILD": "makedepends=('python-build')\n", **CODE}, 1),
        ({"requirements.txt": "", "access-control": DEBIAN, **CODE}, 1),
        ({"requirements.txt": "", "requirements-dev.txt": "pytest\n", **CODE}, 1),
    ],
)
def test_reports(files, line):
    (violation,) = findings("VL209", files)
    assert violation.at.line == line
    assert "`flask`, `requests`" in violation.message
    assert [place.at.path for place in violation.related] == ["app.py", "app.py"]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import boto3\ndef handler(request): pass\n", id="no function of a cloud"),
        pytest.param("import flask\ndef handler(event, context): pass\n", id="not of its Python"),
        pytest.param(
            "import boto3\nclass Job:\n    def handle(self, event, context): pass\n", id="a method"
        ),
    ],
)
def test_what_no_function_is_given(code):
    assert len(lint("VL209", {"f/requirements.txt": "", "f/function.py": code})) == 1


def test_an_empty_list_in_a_package_that_another_manifest_installs():
    empty = {"shop/requirements.txt": "", "shop/api.py": "import requests\n"}
    manifest = {
        "setup.py": (
            "from setuptools import setup\n"
            "setup(name='shop', version='1', packages=['core'], install_requires=['flask'])\n"
        )
    }
    assert lint("VL209", {**empty, **manifest, "shop/__init__.py": ""}) == []
    # A service beside the package needs a list of its own.
    assert len(lint("VL209", {**empty, **manifest})) == 1
    assert len(lint("VL209", {**empty, "shop/__init__.py": ""})) == 1
