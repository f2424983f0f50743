from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint, tree
from venvlint.config import Config
from venvlint.engine import audit
from venvlint.selection import builtin_rules

PROJECT = '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.9"\n'


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"requirements.txt": "uvicorn==0.30\nuvicorn[standard]==0.30\n"}, id="other extras"
        ),
        pytest.param(
            {
                "requirements.txt": (
                    "numpy==1 ; python_version < '3.9'\nnumpy==2 ; python_version >= '3.9'\n"
                )
            },
            id="markers that exclude each other",
        ),
        pytest.param(
            {"requirements.txt": "numpy>=1.20\nnumpy<2 ; python_version < '3.10'\n"},
            id="a limit under a condition",
        ),
        pytest.param(
            {
                "requirements.txt": "build\nbuild==1.2.2 ; platform_python_implementation =="
                ' "PyPy"\n'
            },
            id="a pin under a condition",
        ),
        pytest.param(
            {"output/cm/requirements.txt": "lib\nlib\n", "output/cm/test_a.py": ""},
            id="what a program wrote down",
        ),
        pytest.param({"requirements.txt": "# flask\nflask\n"}, id="a comment"),
        pytest.param(
            {
                "setup.py": (
                    "needs = ['six']\nif sys.version_info < (3, 8):\n    needs.append('gevent<22')\n"
                    "elif pypy:\n    needs += ['gevent>=1']\nelse:\n    needs.append('gevent>=22')\n"
                    "setup(install_requires=needs)\n"
                )
            },
            id="branches of a setup.py",
        ),
        pytest.param(
            {
                "setup.py": (
                    "plot = ['matplotlib']\ndoc = ['sphinx', 'matplotlib']\n"
                    "setup(extras_require={'plot': plot, 'doc': doc, 'all': plot + doc})\n"
                )
            },
            id="an extra of others that are complete by themselves",
        ),
        pytest.param(
            {
                "requirements.txt": "-r a.txt\n-r b.txt\n",
                "a.txt": "-r c.txt\n",
                "b.txt": "-r c.txt\n",
                "c.txt": "six\n",
            },
            id="one file reached twice",
        ),
        pytest.param(
            {"requirements.txt": "-c constraints.txt\nsix\n", "constraints.txt": "six<2\n"},
            id="a constraint is no requirement",
        ),
        pytest.param(
            {"requirements.txt": "six\n", "requirements-dev.txt": "six\n"},
            id="two files that do not include each other",
        ),
        pytest.param(
            {
                "dev.txt": "",
                "requirements-dev.txt": "-r lint.txt\n-r test.txt\n",
                "lint.txt": "pytest\n",
                "test.txt": "pytest\n",
            },
            id="two lists that a third includes",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    PROJECT
                    + '[project.optional-dependencies]\ntest = ["pytest"]\ndev = ["pytest"]\n'
                )
            },
            id="two extras",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[dependency-groups]\na = ["six"]\nb = ["six"]\nall = [{include-group = "a"},'
                    ' {include-group = "b"}]\n'
                )
            },
            id="groups of a group",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[tool.poetry.dependencies]\nsix = [{version = "^1", python = "<3.9"}, {version'
                    ' = "^2", python = ">=3.9"}]\n'
                )
            },
            id="Poetry's conditions",
        ),
        pytest.param(
            {"requirements.txt": "flask=={{ version }}\nflask=={{ version }}\n"}, id="a template"
        ),
        pytest.param(
            {
                "environment.yml": (
                    "dependencies:\n  - importlib-metadata=1\n  - importlib_metadata=1\n"
                )
            },
            id="two packages of conda's",
        ),
        pytest.param({"tests/requirements.txt": "six\nsix\n"}, id="test data"),
        pytest.param(
            {
                "constraints.txt": "-c shared-constraints.txt\ndjango>=4.2\n",
                "shared-constraints.txt": "Django<5\n",
            },
            id="layers of constraints narrow",
        ),
        pytest.param(
            {
                "prod.in": "-r base-requirements.txt\nsix\n",
                "base-requirements.txt": "six==1.17.0\n",
            },
            id="an input names what an included file pins",
        ),
        pytest.param(
            {
                "image/requirements.in": "six==1.*\n-r ../requirements.txt\n",
                "requirements.txt": "six\n",
            },
            id="an input limits what an included file leaves open",
        ),
        pytest.param(
            {
                "prod-requirements.in": "six\n-r base-requirements.txt\n",
                "base-requirements.txt": "six==1.17.0\n",
            },
            id="and before the include",
        ),
        pytest.param(
            {
                "requirements/docs.txt": "https://h.example/celery/zipball/master#egg=celery\n-r base.txt\n",
                "requirements/base.txt": "celery>=5.2,<6\n",
            },
            id="a branch in the place of a release",
        ),
        pytest.param(
            {
                "requirements-dev.txt": "-r requirements.txt\n-e git+https://h/kombu.git#egg=kombu\n",
                "requirements.txt": "kombu\n",
            },
            id="and after the include",
        ),
        pytest.param(
            {
                "requirements.txt": "boto3==1.40.1\n  six==1.17.0\nkubernetes==33.1.0\n  six==1.17.0\n"
            },
            id="below each one that needs it (pipdeptree --freeze)",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL205", files) == []


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param(
            {
                "constraints.txt": "-c shared-constraints.txt\nDjango<5\n",
                "shared-constraints.txt": "Django<5\n",
            },
            "constraints.txt:2",
            id="a layer that repeats and narrows nothing",
        ),
        pytest.param(
            {"requirements.in": "-r base.in\nsix\n", "base.in": "six\n"},
            "requirements.in:2",
            id="inputs of which none pins",
        ),
        pytest.param(
            {"requirements.in": "-r base.in\nsix==1.*\n", "base.in": "six>=1.16\n"},
            "requirements.in:2",
            id="an input that limits what another one limits, too",
        ),
        pytest.param(
            {"requirements.txt": "-r base.txt\nsix\n", "base.txt": "six==1.17.0\n"},
            "requirements.txt:2",
            id="a file that pip installs",
        ),
        pytest.param(
            {
                "requirements-docs.txt": "-r requirements.txt\nsix @ https://h/six.zip\n",
                "requirements.txt": "six==1.17.0\n",
            },
            "requirements-docs.txt:2",
            id="a URL beside a pin",
        ),
        pytest.param(
            {
                "requirements-docs.txt": "-r requirements.txt\nsix>=1\n",
                "requirements.txt": "six @ https://h/six.zip\n",
            },
            "requirements-docs.txt:2",
            id="a URL that all others need",
        ),
        pytest.param(
            {"requirements.txt": "six\nsix @ https://h/six.zip\n"},
            "requirements.txt:2",
            id="both in one file",
        ),
    ],
)
def test_layers_that_do_repeat(files, place):
    assert [line.partition(": ")[0] for line in lint("VL205", files)] == [place]


def test_names_compare_normalised():
    assert lint("VL205", {"requirements.txt": "Foo_Bar>=1\nflask\nfoo.bar==2\n"}) == [
        "requirements.txt:3: `foo.bar` is required a second time, as `Foo_Bar>=1` on line 1"
    ]


def test_through_an_include():
    files = {
        "requirements.txt": "requests==2.31.0\n",
        "requirements-dev.txt": "-r requirements.txt\npytest\nrequests==2.31.0\n",
    }
    assert lint("VL205", files) == [
        (
            "requirements-dev.txt:3: `requests` is required a second time, just as in"
            " `requirements.txt`, line 1"
        ),
    ]
    assert fix("VL205", files) == {"requirements-dev.txt": "-r requirements.txt\npytest\n"}


def test_the_including_file_loses_nothing():
    files = {
        "requirements.txt": "requests==2.31.0\n",
        "requirements-dev.txt": "requests==2.31.0\n-r requirements.txt\n",
    }
    assert lint("VL205", files) == [
        (
            "requirements.txt:1: `requests` is required a second time, just as in"
            " `requirements-dev.txt`, line 1"
        )
    ]
    (found,) = findings("VL205", files)
    assert found.suggestion == (
        "Delete line 1 of `requirements-dev.txt`: that file includes this one, which says the same."
    )
    assert fix("VL205", files) == {"requirements-dev.txt": "-r requirements.txt\n"}
    files["requirements-dev.txt"] = "-r requirements.txt\nrequests==2.31.0\n"
    (found,) = findings("VL205", files)
    assert found.suggestion == (
        "Delete this line: `requirements.txt`, which this file includes, says the same."
    )
    assert fix("VL205", files) == {"requirements-dev.txt": "-r requirements.txt\n"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "six==1\r\nflask\r\nsix == 1  # again\r\n",
            "six==1\r\nflask\r\n",
            id="the same but for blanks",
        ),
        pytest.param("six\nsix\nsix", "six\n", id="three times"),
        pytest.param(
            "boto3==1.40.1\n  six==1.17.0\nsix==1.17.0\n",
            "boto3==1.40.1\n  six==1.17.0\n",
            id="a stray blank",
        ),
        pytest.param(
            "a==1 --hash=sha256:x\nb\na==1 \\\n  --hash=sha256:x\n",
            "a==1 --hash=sha256:x\nb\n",
            id="with hashes",
        ),
        pytest.param(
            "six ; os_name == 'nt'\nsix ; os_name == \"nt\"\n",
            "six ; os_name == 'nt'\n",
            id="the same marker",
        ),
    ],
)
def test_fix(before, after):
    assert fix("VL205", {"requirements.txt": before}) == {"requirements.txt": after}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'dependencies = [\n    "six",  # a\n    "click",\n    "Six",\n]\n',
            'dependencies = [\n    "six",  # a\n    "click",\n]\n',
        ),
        ('dependencies = ["six", "click", "six"]\n', 'dependencies = ["six", "click"]\n'),
        ('dependencies = [\n    "six",\n    "six"\n]\n', 'dependencies = [\n    "six",\n]\n'),
    ],
)
def test_fix_in_an_array(before, after):
    from venvlint.document import Document
    from venvlint.readers import toml

    changed = fix("VL205", {"pyproject.toml": PROJECT + before})
    assert changed == {"pyproject.toml": PROJECT + after}
    toml.parse(Document("pyproject.toml", changed["pyproject.toml"].encode()))


def test_different_lines_are_for_a_person_to_decide():
    assert fix("VL205", {"requirements.txt": "six==1\nsix==2\n"}, unsafe=True, silent=False) == {}


def test_a_list_of_setup_py_that_repeats_what_it_takes_in():
    text = (
        "doc = ['sphinx', 'matplotlib']\ntest = doc + ['pytest', 'matplotlib']\n"
        "setup(extras_require={'doc': doc, 'test': test})\n"
    )
    (found,) = findings("VL205", {"setup.py": text})
    assert (found.at.line, found.at.column) == (2, 25)


def test_conda():
    assert lint(
        "VL205", {"environment.yml": "dependencies:\n  - numpy=1.26\n  - pandas\n  - numpy\n"}
    ) == ["environment.yml:4: `numpy` is required a second time, as `numpy=1.26` on line 2"]


def test_a_group_that_repeats_what_it_includes():
    text = (
        '[dependency-groups]\ntests = ["pytest"]\nbench = [{include-group = "tests"}, "pytest"]\n'
    )
    assert lint("VL205", {"pyproject.toml": text}) == [
        "pyproject.toml:3: `pytest` is required a second time, just as on line 2"
    ]


def test_a_group_may_narrow_what_it_includes():
    text = (
        '[dependency-groups]\nscript = ["requests"]\n'
        'typing = [{ include-group = "script" }, "requests >=2.34"]\n'
    )
    assert lint("VL205", {"pyproject.toml": text}) == []
    same = text.replace(" >=2.34", "")
    assert len(lint("VL205", {"pyproject.toml": same})) == 1


def test_the_group_that_includes_is_the_one_that_repeats():
    # `tests` is installed by itself too, and needs its own line.
    text = (
        '[dependency-groups]\ntests = ["pytest", "packaging"]\n'
        'dev = [\n  "packaging",\n  {include-group = "tests"},\n]\n'
    )
    assert lint("VL205", {"pyproject.toml": text}) == [
        "pyproject.toml:4: `packaging` is required a second time, just as on line 2"
    ]


@pytest.mark.parametrize(
    "path",
    [
        "firmware/.pio/libdeps/esp32/FastLED/requirements.txt",
        "main/managed_components/x/requirements.txt",
        "web/bower_components/x/requirements.txt",
        "build/_deps/pybind11-src/requirements.txt",
    ],
)
def test_what_package_managers_download_is_other_people_s(path):
    assert lint("VL205", {path: "six\nsix\n", "requirements.txt": "six\n"}) == []
    elsewhere = path.replace(".pio", "pio").replace("_components", "").replace("_deps", "deps")
    assert len(lint("VL205", {elsewhere: "six\nsix\n"})) == 1


@pytest.mark.parametrize(
    ("added", "count"),
    [
        pytest.param("aiohttp < 3.10", 0, id="narrower"),
        pytest.param("aiohttp >= 3.6", 1, id="the same"),
    ],
)
def test_an_extra_of_setup_py_narrows_what_it_takes_over(added, count):
    text = (
        "from setuptools import setup\nweb = [\n    'aiohttp >= 3.6',\n]\n"
        f"test = [\n    'pytest',\n    *web,\n    '{added}',\n]\n"
        "setup(name='shop', extras_require={'web': web, 'test': test})\n"
    )
    assert len(lint("VL205", {"setup.py": text})) == count


@pytest.mark.parametrize(
    ("production", "development", "expected"),
    [
        pytest.param("six\npytest\n", "pytest\n", [], id="the earlier one is to go"),
        pytest.param("six\n", "six\n", [2], id="no tool"),
        pytest.param("pytest\nsix\n", "pytest\nsix\n", [3], id="one of two"),
        pytest.param("six\n", "pytest\npytest\n", [3], id="both are where they belong"),
    ],
)
def test_a_tool_that_both_lists_have_is_told_where_it_does_not_belong(
    production, development, expected
):
    files = {
        "requirements.txt": production,
        "requirements-dev.txt": f"-r requirements.txt\n{development}",
    }
    both = Config(select=("VL201", "VL205"))
    found = audit(tree(files, config=both), builtin_rules()).violations
    assert [one.at.line for one in found if one.at.path == "requirements-dev.txt"] == expected
    assert any(one.at.path == "requirements.txt" for one in found) is ("pytest" in production)
