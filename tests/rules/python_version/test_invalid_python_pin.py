"""Pin files that their reader cannot use (VL316)."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint

UV = {
    "uv.lock": 'version = 1\nrequires-python = ">=3.9"\n',
    "pyproject.toml": '[project]\nname = "d"\nrequires-python = ">=3.9"\n',
}
HEROKU = {"Procfile": "web: gunicorn app\n"}
ACTION = {
    ".github/workflows/ci.yml": (
        "jobs: {t: {steps: [{uses: actions/setup-python@v5, with: {\n  python-version-file:"
        " .python-version\n}}]}}\n"
    )
}


@pytest.mark.parametrize(
    ("text", "more"),
    [
        pytest.param("3.12\n", {}, id="a minor"),
        pytest.param("3.12.1", HEROKU, id="a patch without a line end"),
        pytest.param("# runtime\n\n3.12.1\n", HEROKU, id="comments and blanks"),
        pytest.param("3.12\r\n", UV, id="another line end"),
        pytest.param("3.12.1 # c\n3.11\n", {}, id="pyenv takes comments and several"),
        pytest.param("3.12.1:3.11.2\n", {}, id="pyenv takes colons"),
        pytest.param("3.9 3.10\n", {}, id="pyenv uses the first word"),
        pytest.param(
            "3.12.1\n",
            {**HEROKU, "app.yaml": "runtime: python312\n"},
            id="Google reads a Procfile too",
        ),
        pytest.param("system\n", {}, id="pyenv's system"),
        pytest.param("3.12-dev\n", {}, id="pyenv's development version"),
        *(
            pytest.param(f"{name}\n", {}, id=f"pyenv install --debug makes {name}")
            for name in ("3.12.4-debug", "3.13.1t-debug", "3.14-dev-debug")
        ),
        pytest.param("3.11.7/envs/name\n", {}, id="pyenv's environment of a version"),
        pytest.param("pypy3.10-7.3.15\n", {}, id="pyenv's pypy"),
        pytest.param("miniconda3-latest\n", {}, id="pyenv's miniconda"),
        pytest.param("python-3.12.1\n", {}, id="pyenv's prefix"),
        pytest.param("3.13t\n", {}, id="pyenv, free-threaded"),
        pytest.param("cpython-3.12.1-linux-x86_64-gnu\n", UV, id="uv's full key"),
        pytest.param(">=3.9,<3.12\n", UV, id="uv's range"),
        pytest.param("cpython@3.11\n", UV, id="uv's implementation"),
        pytest.param("nonsense\n3.11\n", UV, id="uv takes the first line that it can"),
        pytest.param("3.13+freethreaded\n", UV, id="uv, free-threaded"),
        pytest.param("3.11\n", ACTION, id="setup-python"),
        pytest.param("3.12.x\n", ACTION, id="setup-python takes a wildcard"),
        pytest.param(">=3.11 <3.13\n", ACTION, id="setup-python takes a range"),
    ],
)
def test_quiet(text, more):
    assert lint("VL316", {".python-version": text, **more}) == []


@pytest.mark.parametrize(
    ("text", "more", "place", "reader"),
    [
        ("3.11.x\n", HEROKU, "1:1-1:7", "Heroku"),
        (">=3.11\n", HEROKU, "1:1-1:7", "Heroku"),
        ("python-3.11\n", HEROKU, "1:1-1:12", "Heroku"),
        ("3.11\n3.12\n", HEROKU, "2:1-2:5", "Heroku"),
        ("3.12.x\n", UV, "1:1-1:7", "uv"),
        ("^3.11\n", UV, "1:1-1:6", "uv"),
        ("3.14-dev\n", UV, "1:1-1:9", "uv"),
        ("3.12.4-debug\n", UV, "1:1-1:13", "uv"),
        ("3.12.4-debugger\n", {}, "1:1-1:16", "pyenv"),
        ("3.11 # c\n", UV, "1:1-1:9", "uv"),
        ("3.9 3.10\n", UV, "1:1-1:9", "uv"),
        ("system\n", UV, "1:1-1:7", "uv"),
        ("demo-env\n", {}, "1:1-1:9", "pyenv"),
        (">=3.11\n", {}, "1:1-1:7", "pyenv"),
        ("3.12.x\n", {}, "1:1-1:7", "pyenv"),
        ('"3.12"\n', {}, "1:1-1:7", "pyenv"),
        ("", {}, "1:1-1:1", "no tool"),
        ("# nothing\n", {}, "1:1-1:1", "no tool"),
        ("3.11.7/envs/name\nmy env\n", {}, "2:1-2:7", "pyenv"),
        ("system\n", ACTION, "1:1-1:7", "setup-python"),
    ],
)
def test_reports_what_the_reader_cannot_use(text, more, place, reader):
    (found,) = findings("VL316", {".python-version": text, **more})
    assert f"{found.at.line}:{found.at.column}-{found.at.end_line}:{found.at.end_column}" == place
    assert found.message.startswith(reader)
    assert found.severity.label == "warning"


@pytest.mark.parametrize(
    "data", ["3.12\n".encode("utf-16"), b"\xef\xbb\xbf3.12\n", b"3.1\x002\n", b"3.12\xff\n"]
)
def test_encodings(data):
    (found,) = findings("VL316", {".python-version": data})
    assert found.at.line == 1


def test_message():
    assert lint("VL316", {".python-version": "3.12.x\n", **UV}) == [
        ".python-version:1: uv cannot use `3.12.x`: it ignores the line and takes any Python"
    ]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("python-3.12.7\n", HEROKU),
        ("python-3.12\n", HEROKU),
        ("python-3.12.x\n", {}),
        ("python-3.12.x\n", {**HEROKU, "manifest.yml": "applications:\n- name: shop\n"}),
        ("python-3.12.x\n", {**HEROKU, ".cfignore": "node_modules\n"}),
        ("3.8\n", {}),
        ("r-4.1-2022-03-30\n", {}),
        ("r-2018-02-05\n", {}),
        ("pypy3.6-7.3.2\n", {}),
        ("flask==1.0\nrequests\n", {}),
    ],
)
def test_quiet_runtime(text, more):
    assert lint("VL316", {"runtime.txt": text, **more}) == []


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("python- 3.8.0\n", {}),
        ("python-3.6.5y\n", {}),
        ("3.8\n", HEROKU),
        ("python-3.12.x\n", HEROKU),
        ("python-3.12.x\n", {**HEROKU, "manifest.yml": "name: an extension of a browser\n"}),
        ("Python 3.10.4 (main, Jun 29 2022) [GCC 11.4.0] on linux\n", {}),
        ("pip install -r requirements.txt\npython app.py\n", {}),
        ("python-3.12.1\npython-3.11.1\n", HEROKU),
        ("", {}),
    ],
)
def test_broken_runtime(text, more):
    (found,) = findings("VL316", {"runtime.txt": text, **more})
    assert found.at.path == "runtime.txt"


def test_a_runtime_of_requirements_is_none():
    assert (
        lint(
            "VL316",
            {
                "requirements/runtime.txt": "this is\nno pin\n",
                "pyproject.toml": "[project]\nname = 'd'\n",
            },
        )
        == []
    )


@pytest.mark.parametrize(
    ("files", "count"),
    [
        (
            {
                ".tool-versions": (
                    "python 3.12.1 system ref:main path:/x latest:3.12 miniconda3-4.7.12\n"
                )
            },
            0,
        ),
        ({".tool-versions": "python 3.12.x\n"}, 1),
        ({".tool-versions": "python 3.15.0rc1 3.14-dev 3.13t pypy3.10-7.3.15\n"}, 0),
        ({".tool-versions": "nodejs >=20\npython >=3.12\n"}, 1),
        ({"Pipfile": "[requires]\npython_version = '3.12'\n"}, 0),
        ({"Pipfile": "[requires]\npython_version = '>=3.8'\n"}, 1),
        ({".python-versions": "3.12\npypy3.10\n"}, 0),
        ({".python-versions": "3.12\n3.11.x\n"}, 1),
        ({"tests/data/.python-version": "not a version\n"}, 0),
    ],
)
def test_other_files(files, count):
    assert len(lint("VL316", files)) == count


def test_heroku_reads_runtime_txt_instead():
    files = {".python-version": "shop\n", **HEROKU}
    (line,) = lint("VL316", files)
    assert "Heroku cannot use `shop`" in line
    (line,) = lint("VL316", {**files, "runtime.txt": "python-3.12.1\n"})
    assert "pyenv cannot use `shop`" in line
    several = {".python-version": "3.12.1\n3.11.2\n", **HEROKU, "runtime.txt": "python-3.12.1\n"}
    assert lint("VL316", several) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kit\n3.7.8\n", "Delete the line: `3.7.8` stands beside it."),
        ("kit\n", "Write a version such as `3.13`."),
    ],
)
def test_a_version_beside_the_name(text, told):
    (found,) = findings("VL316", {".python-version": text})
    assert found.suggestion == told
