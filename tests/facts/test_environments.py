"""What proves an environment, and what only looks like one."""

from __future__ import annotations

import pytest

from tests.lint import tree
from tests.made import ACTIVATE, environment, metadata
from venvlint.rules.tracking._members import members

CONFIGURATION = "home = /usr/bin\nversion = 3.11.2\n"
SITE = "lib/python3.11/site-packages"


def roots(files):
    return [found.root for found in tree(files).tracked_environments]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"env/__init__.py": "", "venv/vec.py": "", ".env": "VIRTUAL_ENV=/x\n"},
            id="source packages and a file of variables",
        ),
        pytest.param({"bin/activate": "#!/bin/sh\necho hello\n"}, id="a script called activate"),
        pytest.param(
            {"dev/bin/activate": "export VIRTUAL_ENV=$PWD/.venv\n"},
            id="a project's own script, which computes the place",
        ),
        pytest.param(
            {"src/bin/activate": ACTIVATE.format(at="__VENV_DIR__")},
            id="a template with a placeholder",
        ),
        pytest.param(
            {"src/bin/activate": ACTIVATE.format(at="{{ venv }}")}, id="a template of Jinja's"
        ),
        pytest.param({"x/pyvenv.cfg": "# nothing\n"}, id="a configuration without home"),
        pytest.param({"x/pyvenv.cfg": "home = {{ home }}\n"}, id="a template of a configuration"),
        pytest.param(
            metadata("layer/python/lib/python3.11/site-packages", "six", "1"), id="an AWS layer"
        ),
        pytest.param(
            metadata("python/lib/python3.11/site-packages", "six", "1"),
            id="an AWS layer at the root",
        ),
        pytest.param(
            metadata("rootfs/usr/lib/python3.11/site-packages", "six", "1"), id="an image's root"
        ),
        pytest.param(
            metadata("image/usr/local/lib/python3.11/site-packages", "six", "1"),
            id="an image's /usr/local",
        ),
        pytest.param(
            metadata("vendor/lib/python3.11/site-packages", "six", "1"), id="vendored packages"
        ),
        pytest.param(
            {**metadata("py/Lib/site-packages", "six", "1"), "py/Lib/os.py": ""},
            id="an interpreter with its library",
        ),
        pytest.param(metadata("wheels", "six", "1"), id="metadata elsewhere"),
        pytest.param({"a/conda-meta/meta.json": "{}"}, id="one file in a folder of that name"),
        pytest.param({".tox/log/x.txt": ""}, id="a tree of tox's without an environment: a cache"),
        pytest.param({"test/site-packages/six.py": ""}, id="a folder of that name"),
        pytest.param({"__pypackages__/3.11/lib/mine.py": ""}, id="PEP 582 without a distribution"),
        pytest.param({".pixi/config.toml": ""}, id="pixi's settings"),
    ],
)
def test_none(files):
    assert roots(files) == []


@pytest.mark.parametrize(
    ("files", "root"),
    [
        pytest.param({"myenv/pyvenv.cfg": CONFIGURATION}, "myenv", id="only pyvenv.cfg"),
        pytest.param(
            {"main/bin/activate": ACTIVATE.format(at="/home/ana/x")}, "main", id="only bin"
        ),
        pytest.param({"e/Scripts/activate": ACTIVATE.format(at="C:\\\\x")}, "e", id="only Scripts"),
        pytest.param(
            {"e/Scripts/activate.bat": '@set "VIRTUAL_ENV=C:\\x"\r\n@set _OLD_VIRTUAL_PATH=1\r\n'},
            "e",
            id="only the batch file",
        ),
        pytest.param(
            {"e/Scripts/activate.bat": "@echo off\r\nset VIRTUAL_ENV=C:\\x\r\n"},
            "e",
            id="a batch file that sets a drive's path",
        ),
        pytest.param(metadata(f"e/{SITE}", "six", "1"), "e", id="only packages"),
        pytest.param(
            metadata("e/Lib/site-packages", "six", "1"), "e", id="only packages, as on Windows"
        ),
        pytest.param(
            {f"e/{SITE}/six/__pycache__/a.cpython-311.pyc": b""}, "e", id="only compiled packages"
        ),
        pytest.param(
            {f"e/{SITE}/a.py": "", "e/bin/python": ""},
            "e",
            id="packages without metadata beside an interpreter",
        ),
        pytest.param({"e/conda-meta/history": "==> \n", "e/bin/x": ""}, "e", id="conda"),
        pytest.param(
            {"e/conda-meta/a-1-0.json": "", "e/conda-meta/python-3.12.5-0.json": ""},
            "e",
            id="conda without history",
        ),
        pytest.param({"e/lib/python3.6/orig-prefix.txt": "/usr"}, "e", id="an old virtualenv"),
        pytest.param(
            {
                ".tox/py311/pyvenv.cfg": CONFIGURATION,
                ".tox/py312/pyvenv.cfg": CONFIGURATION,
                ".tox/log/a.txt": "",
            },
            ".tox",
            id="tox",
        ),
        pytest.param({"sub/.nox/a/pyvenv.cfg": CONFIGURATION}, "sub/.nox", id="nox, below"),
        pytest.param(
            {".pixi/envs/default/conda-meta/history": ""}, ".pixi/envs/default", id="pixi"
        ),
        pytest.param(
            metadata("__pypackages__/3.11/lib", "six", "1"), "__pypackages__", id="PEP 582"
        ),
        pytest.param(environment(""), "", id="the project's own folder"),
        pytest.param(
            {
                **environment("env"),
                f"env/{SITE}/flask/testsuite/lib/python2.5/site-packages/SiteEgg.egg-info/PKG-INFO": (
                    ""
                ),
                "env/lib/x/pyvenv.cfg": CONFIGURATION,
            },
            "env",
            id="environments inside environments' packages",
        ),
    ],
)
def test_one(files, root):
    assert roots({**files, "setup.py": ""}) == [root]


def test_a_file_that_is_not_there_counts_by_its_name():
    from venvlint.config import Config
    from venvlint.files.memory import Memory
    from venvlint.tree import Tree

    class Sparse(Memory):
        def read(self, path):
            return None

    assert [
        found.root for found in Tree(Sparse({"e/pyvenv.cfg": b""}), Config()).tracked_environments
    ] == ["e"]


def test_what_its_files_tell():
    (found,) = tree(
        {
            "e/pyvenv.cfg": "HOME = C:\\Python312\nversion = 3.12.4\nprompt = 'a = b'\n",
            "e/Scripts/pip.exe": "",
        }
    ).tracked_environments
    assert (found.layout, found.python, found.home, found.evidence) == (
        "windows",
        "3.12.4",
        "C:\\Python312",
        ("e/pyvenv.cfg",),
    )
    (conda,) = tree(
        {"e/conda-meta/history": "", "e/conda-meta/python-3.12.5-h.json": ""}
    ).tracked_environments
    assert (conda.kind, conda.python) == ("conda", "3.12.5")


def test_the_users_own_files():
    project = tree(
        {
            **environment("env"),
            "env/manage.py": "",
            "env/app/db.sqlite3": "",
            "env/bin/manage.py": "",
            "env/.gitignore": "*",
        }
    )
    (found,) = project.tracked_environments
    counted = members(project, found)
    assert counted.strangers == ("env/app/db.sqlite3", "env/bin/manage.py", "env/manage.py")
    assert counted.parts == ("env/.gitignore", "env/bin", "env/lib", "env/pyvenv.cfg")
    assert counted.count == len(environment("env")) + 1


@pytest.mark.parametrize(
    ("record", "line"),
    [
        pytest.param("kit-1.0.dist-info/RECORD", "../../../kit/data.js,sha256=x,9", id="a wheel"),
        pytest.param(
            "kit-1.0.egg-info/installed-files.txt", "../../../../kit/data.js", id="setuptools"
        ),
    ],
)
def test_what_a_distribution_puts_beside_its_packages(record, line):
    """Data files of a wheel lie where nobody would look for them, and are nobody's own."""
    files = {
        **environment("env"),
        f"env/lib/python3.12/site-packages/{record}": f"kit/__init__.py,,\n{line}\n",
        "env/kit/data.js": "",
    }
    project = tree(files)
    (found,) = project.tracked_environments
    counted = members(project, found)
    assert (counted.strangers, counted.count) == ((), len(files))
    assert "env/kit" in counted.parts
    # What the record does not name is the user's own, and so is all beside it in their folder.
    project = tree({**files, "env/kit/notes.js": ""})
    (found,) = project.tracked_environments
    assert members(project, found).strangers == ("env/kit/notes.js",)
    flat = {path.removeprefix("env/"): text for path, text in files.items()}
    project = tree(flat)
    (found,) = project.tracked_environments
    assert "kit/data.js" in members(project, found).strangers


def test_a_lone_configuration_in_a_folder_of_source():
    (found,) = tree(
        {"src/pyvenv.cfg": CONFIGURATION, "src/a.py": "", "src/bin/tool.sh": ""}
    ).tracked_environments
    assert found.lone == "src/pyvenv.cfg"


def test_two_environments_beside_a_root_one():
    assert roots({**environment(""), **environment("venv"), "app.py": ""}) == ["", "venv"]


def test_on_disk():
    found = tree(
        {"setup.py": "", **environment("committed")},
        untracked={
            **environment(".venv"),
            **environment(".tox/py312"),
            "empty/pyvenv.cfg": CONFIGURATION,
            "src/pyvenv.cfg": CONFIGURATION,
            "src/a.py": "",
            "c/conda-meta/history": "",
            "old/bin/activate": ACTIVATE.format(at="/x"),
            "old/lib/python3.6/os.py": "",
            "older/bin/python": "",
            "older/lib/python3.6/orig-prefix.txt": "/usr",
            "older/lib/python3.6/site-packages/six.py": "",
            **metadata("stripped/lib/python3.11/site-packages", "six", "1"),
            "stripped/bin/python3": "",
            **metadata("usr/lib/python3.11/site-packages", "six", "1"),
            "usr/bin/python3": "",
            "usr/lib/python3.11/os.py": "",
            "no/bin/activate": "",
            "no/lib/a": "",
        },
    ).disk_environments
    assert [each.path for each in found] == [
        ".tox/py312",
        ".venv",
        "c",
        "empty",
        "old",
        "older",
        "stripped",
    ]
    assert [each.maker for each in found] == [
        "tox",
        "venv",
        "conda",
        "venv",
        "virtualenv",
        "virtualenv",
        "virtualenv",
    ]
    assert found[1].python == "3.12.4"
    assert [one.key for one in found[1].distributions] == ["six"]


def test_on_disk_beside_a_manifest_however_deep():
    found = tree(
        {"a/b/c/d/e/pyproject.toml": ""},
        untracked={**environment("a/b/c/d/e/.venv"), **environment("x/y/z/w/.venv")},
    )
    assert [each.path for each in found.disk_environments] == ["a/b/c/d/e/.venv"]
