"""What manifests and requirements files declare, in each syntax."""

from __future__ import annotations

import pytest

from tests.lint import tree


def declared(files):
    """Title of each list -> its declarations as (name, specifier, marker)."""
    declarations = tree(files).declarations
    return {
        each.key or each.path: [
            (one.name, one.specifier, one.marker) for one in declarations.of(each)
        ]
        for each in declarations.lists
    }


def test_pyproject():
    text = """
[build-system]
requires = ["hatchling"]
[project]
name = "shop"
dependencies = [
  "httpx[http2] >=0.27,<1 ; python_version >= '3.9'", # web
  'tool @ https://example.com/tool.zip ; os_name == "nt"',
  "broken =! 1",
]
[project.optional-dependencies]
Test_Extra = ["pytest"]
[dependency-groups]
lint = ["ruff", {include-group = "x"}]
[tool.uv]
dev-dependencies = ["mypy"]
constraint-dependencies = ["six<2"]
[tool.pdm.dev-dependencies]
docs = ["mkdocs"]
[tool.hatch.envs.types]
extra-dependencies = ["pyright"]
[tool.rye]
dev-dependencies = ["tox"]
[tool.pixi.dependencies]
numpy = "1.2.*"
[tool.pixi.feature.cuda.pypi-dependencies]
torch = {version = ">=2", extras = ["x"]}
"""
    assert declared({"pyproject.toml": text}) == {
        "build-system.requires": [("hatchling", "", "")],
        "project.dependencies": [
            ("httpx", ">=0.27,<1", "python_version >= '3.9'"),
            ("tool", "", 'os_name == "nt"'),
            ("broken", "", ""),
        ],
        "project.optional-dependencies.Test_Extra": [("pytest", "", "")],
        "dependency-groups.lint": [("ruff", "", "")],
        "tool.uv.dev-dependencies": [("mypy", "", "")],
        "tool.uv.constraint-dependencies": [("six", "<2", "")],
        "tool.pdm.dev-dependencies.docs": [("mkdocs", "", "")],
        "tool.hatch.envs.types.extra-dependencies": [("pyright", "", "")],
        "tool.rye.dev-dependencies": [("tox", "", "")],
        "tool.pixi.dependencies": [("numpy", "1.2.*", "")],
        "tool.pixi.feature.cuda.pypi-dependencies": [("torch", ">=2", "")],
    }


def test_poetry():
    text = """
[tool.poetry.dependencies]
python = "^3.9"
a = "^1.2"
b = {version = "*", python = "<3.10", markers = "os_name == 'nt' or extra == 'x'"}
c = [{version = "1", python = "^3.9"}, {version = "2", platform = "darwin"}]
d = {git = "https://example.com/d.git", tag = "v1"}
e = {path = "../e", develop = true}
[tool.poetry.dev-dependencies]
f = "*"
[tool.poetry.group.docs.dependencies]
g = "~1"
"""
    assert declared({"pyproject.toml": text}) == {
        "tool.poetry.dependencies": [
            ("a", "^1.2", ""),
            ("b", "", "(os_name == 'nt' or extra == 'x') and python_version < \"3.10\""),
            ("c", "1", 'python_version >= "3.9" and python_version < "4.0"'),
            ("c", "2", 'sys_platform == "darwin"'),
            ("d", "", ""),
            ("e", "", ""),
        ],
        "tool.poetry.dev-dependencies": [("f", "", "")],
        "tool.poetry.group.docs.dependencies": [("g", "~1", "")],
    }
    declarations = {one.name: one for one in tree({"pyproject.toml": text}).declarations}
    assert declarations["d"].url == "git+https://example.com/d.git@v1"
    assert (declarations["e"].url, declarations["e"].editable) == ("../e", True)


def test_setuptools():
    cfg = (
        "[options]\ninstall_requires =\n    requests >=2  # web\n    # a comment\n"
        "    six; python_version < '3'\n[options.extras_require]\ntest = pytest\n"
    )
    assert declared({"setup.cfg": cfg}) == {
        "options.install_requires": [("requests", ">=2", ""), ("six", "", "python_version < '3'")],
        "options.extras_require.test": [("pytest", "", "")],
    }
    cfg = (
        "[options]\ninstall_requires = six >=1; attrs # y; z\n"
        "[options.extras_require]\nio = h5py\n  segyio; os_name == 'nt'\n"
    )
    assert declared({"setup.cfg": cfg}) == {
        "options.install_requires": [("six", ">=1", ""), ("attrs", "", "")],
        "options.extras_require.io": [("h5py", "", ""), ("segyio", "", "os_name == 'nt'")],
    }
    script = (
        "from setuptools import setup\nNEEDS = ['six>=1', 'attrs']\n"
        "setup(install_requires=NEEDS, extras_require={'dev': ['tox']}, tests_require=read())\n"
    )
    assert declared({"setup.py": script}) == {
        "install_requires": [("six", ">=1", ""), ("attrs", "", "")],
        "extras_require['dev']": [("tox", "", "")],
        "tests_require": [],
    }
    literal = {each.key: each.literal for each in tree({"setup.py": script}).declarations.lists}
    assert literal == {
        "install_requires": True,
        "extras_require['dev']": True,
        "tests_require": False,
    }


def test_pipfile_and_conda():
    pipfile = (
        '[[source]]\nurl = "https://example.com"\n[packages]\nflask = "*"\n'
        'x = {version = "==1", markers = "os_name == \'nt\'", extras = ["a"]}\n'
        '[dev-packages]\nb = {path = "./b", editable = true}\n[docs]\nc = "*"\n'
    )
    assert declared({"Pipfile": pipfile}) == {
        "packages": [("flask", "", ""), ("x", "==1", "os_name == 'nt'")],
        "dev-packages": [("b", "", "")],
        "docs": [("c", "", "")],
    }
    conda = (
        "name: x\ndependencies:\n  - python=3.10\n  - conda-forge::numpy>=1.2\n  - zlib 1.2.*\n"
        "  - pip\n  - pip:\n    - -r requirements.txt\n    - six>=1  # old\n    - -e .\n"
    )
    assert declared({"environment.yml": conda}) == {
        "dependencies": [("python", "=3.10", ""), ("numpy", ">=1.2", ""), ("zlib", "1.2.*", "")],
        "dependencies.pip": [("six", ">=1", ""), ("", "", "")],
    }
    assert declared({"environment.yml": "services:\n  a: {dependencies: [b]}\n"}) == {}


def test_conda_archives():
    channel = "https://conda.anaconda.org/conda-forge"
    conda = (
        f"dependencies:\n  - {channel}/linux-64/_libgcc_mutex-0.1-conda_forge.tar.bz2#d7c8\n"
        f"  - {channel}/noarch/font-ttf-inconsolata-3.000-h77eed37_0.conda\n"
        "  - /opt/channel/linux-64/zlib-1.2.13-h166bdaf_4.tar.bz2\n  - kit.conda\n"
        f"  - {channel}::zstd=1.5=h3eb15da_6\n"
    )
    assert declared({"environment.yml": conda}) == {
        "dependencies": [
            ("_libgcc_mutex", "==0.1", ""),
            ("font-ttf-inconsolata", "==3.000", ""),
            ("zlib", "==1.2.13", ""),
            ("kit", "", ""),
            ("zstd", "=1.5=h3eb15da_6", ""),
        ]
    }


def test_requirements_files():
    files = {
        "requirements.txt": (
            "-c constraints.txt\nflask[async]==3 ; os_name=='nt' --hash=sha256:"
            + "a" * 64
            + "\n-e git+https://example.com/lib.git#egg=lib\n"
        ),
        "constraints.txt": "six<2\n",
    }
    found = tree(files).declarations
    flask, lib = found.in_file("requirements.txt")
    assert (flask.text, flask.key, flask.extras, flask.marker) == (
        "flask[async]==3 ; os_name=='nt'",
        "flask",
        ("async",),
        "os_name=='nt'",
    )
    assert (lib.name, lib.editable) == ("lib", True)
    assert [one.name for one in found] == ["flask", "lib"], "constraints install nothing"


def test_places_are_those_of_the_text():
    text = "[project]\nname = 's'\ndependencies = [\n    'a',\n    \"b>=1\",\n]\n"
    a, b = tree({"pyproject.toml": text}).declarations
    assert (a.text, b.text) == ("'a'", '"b>=1"')
    assert (b.at.line, b.at.column, b.at.end_column) == (5, 5, 11)


@pytest.mark.parametrize(
    "text",
    [
        "[project",
        "[project]\ndependencies = 3\n",
        "[project]\ndependencies = [1, {}]\n",
        "[tool.poetry]\ndependencies = []\n",
        "[dependency-groups]\ndev = 'x'\n",
    ],
)
def test_odd_manifests_declare_nothing(text):
    assert (
        list(tree({"pyproject.toml": text, "pixi.toml": text, "hatch.toml": text}).declarations)
        == []
    )
