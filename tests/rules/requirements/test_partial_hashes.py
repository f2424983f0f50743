from __future__ import annotations

import pytest

from tests.lint import findings, lint

HASH = "--hash=sha256:21128f47e4e3b9d597a3e8521a329bf56909b690fcc3fa3e477725aa81367638"
HASHED = f"flask==3.0.0 {HASH}\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"requirements.txt": "flask==3.0.0\n# six==1 --hash=sha256:abc\n"}, id="no hash at all"
        ),
        pytest.param({"requirements.txt": HASHED + f"six==1 \\\n    {HASH}\n"}, id="all hashed"),
        pytest.param({"requirements.txt": f"flask>=3 {HASH}\n"}, id="pip 26.1 asks for no pin"),
        pytest.param(
            {"requirements.txt": "flask==1\nx @ https://h/x.zip#sha256=abc\n"},
            id="a fragment does not switch it on",
        ),
        pytest.param(
            {"requirements.txt": HASHED + "x @ https://h/x.zip#sha256=abc\n"},
            id="a fragment is a hash",
        ),
        pytest.param(
            {"requirements.txt": "-c c.txt\n" + HASHED + "six==1\n", "c.txt": f"six==1 {HASH}\n"},
            id="the constraints have it",
        ),
        pytest.param(
            {"requirements.txt": HASHED + "six==1 ; python_version < '3'\n"},
            id="a marker that is false",
        ),
        pytest.param(
            {"requirements.txt": HASHED + "pywin32==306 ; sys_platform == 'win32'\n"},
            id="another platform",
        ),
        pytest.param(
            {"requirements.txt": "--no-require-hashes\n" + HASHED + "six==1\n"}, id="switched off"
        ),
        pytest.param(
            {"requirements.txt": "flask==1\n", "requirements-dev.txt": HASHED}, id="two files"
        ),
    ],
)
def test_quiet(files):
    assert lint("VL211", files) == []


@pytest.mark.parametrize(
    "line",
    [
        "six==1.16.0",
        "x @ https://h/x.zip",
        "-e .",
        "tool @ git+https://h/tool@v1",
        f"tool @ git+https://h/tool@v1 {HASH}",
        "./lib",
        "six==1 ; python_version >= '3.8'",
    ],
)
def test_one_without(line):
    (violation,) = findings("VL211", {"requirements.txt": HASHED + line + "\n"})
    assert (violation.at.line, violation.severity.name) == (2, "ERROR")


def test_one_violation_a_file():
    (violation,) = findings(
        "VL211", {"requirements.txt": "six==1\n" + HASHED + "idna==3\ncertifi==1\n"}
    )
    assert violation.at.line == 1
    assert [related.at.line for related in violation.related] == [2, 3, 4]


def test_through_an_include():
    said = lint("VL211", {"requirements.txt": HASHED + "-r base.txt\n", "base.txt": "six==1\n"})
    assert said == [
        "base.txt:1: pip refuses the file: `six` has no hash, while other requirements have one"
    ]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("# by uv via the following command:\n#    uv export --frozen\n", "--no-emit-workspace"),
        ("", "in a second step without hashes"),
    ],
)
def test_the_project_itself_in_a_list_that_uv_exported(head, told):
    (found,) = findings(
        "VL211", {"requirements.txt": f"{head}-e .\n{HASHED}", "pyproject.toml": ""}
    )
    assert "`.` cannot have a hash" in found.message
    assert told in found.suggestion


def test_require_hashes_alone():
    assert lint("VL211", {"requirements.txt": "--require-hashes\nsix==1\n"}) == [
        (
            "requirements.txt:2: pip refuses the file: `six` has no hash, while `--require-hashes` asks"
            " for one"
        )
    ]


OPEN = "six==1.16.0\n"
BOTH = {"a.txt": HASHED, "b.txt": OPEN, "c.txt": f"six==1.16.0 {HASH}\n", "pyproject.toml": ""}
COMPILED = "# by pip-compile with\n#    pip-compile sources.txt\n" + HASHED


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"requirements.in": HASHED + OPEN}, id="a source by its suffix"),
        pytest.param({"x.sh": "pip-compile list.txt", "list.txt": HASHED + OPEN}, id="compiled"),
        pytest.param(
            {"x.sh": "uv pip compile requirements.txt", "requirements.txt": HASHED + OPEN},
            id="compiled by uv",
        ),
        pytest.param(
            {"x.sh": "uv pip install -r requirements.txt", "requirements.txt": HASHED + OPEN},
            id="uv asks for no others",
        ),
        pytest.param({**BOTH, "x.sh": "uv pip install -r a.txt -r b.txt"}, id="one command of uv"),
        pytest.param(
            {**BOTH, "x.sh": "pip install -r a.txt\npip install -r b.txt"}, id="two commands"
        ),
        pytest.param({**BOTH, "x.sh": "pip install -r a.txt -r b.txt -c c.txt"}, id="constraints"),
        pytest.param(
            {**BOTH, "x.sh": "PIP_CONSTRAINT=c.txt pip install -r a.txt -r b.txt"},
            id="constraints by a variable",
        ),
        pytest.param({**BOTH, "x.sh": "pip install -r a.txt -r b.txt -c $C"}, id="unknown ones"),
        pytest.param(
            {**BOTH, "x.sh": "pip install --no-require-hashes -r a.txt -r b.txt"}, id="switched off"
        ),
        pytest.param({**BOTH, "x.sh": "pip install -r a.txt six==1.16.0 -c c.txt"}, id="a name"),
        pytest.param(
            {**BOTH, "x.sh": "pip uninstall -r a.txt -r b.txt"}, id="nothing is installed"
        ),
    ],
)
def test_quiet_about_what_pip_is_not_given_together(files):
    assert lint("VL211", files) == []


WITH = "while other requirements have one"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            "pip install -r a.txt -r b.txt",
            f"b.txt:1: pip refuses `pip install -r a.txt -r b.txt`: `six` has no hash, {WITH}",
        ),
        (
            "cd . && PIP_CONSTRAINT=a.txt pip install -r b.txt",
            f"b.txt:1: pip refuses `pip install -r b.txt`: `six` has no hash, {WITH}",
        ),
        (
            "pip install --require-hashes -r b.txt",
            (
                "b.txt:1: pip refuses `pip install --require-hashes -r b.txt`: `six` has no hash,"
                " while `--require-hashes` asks for one"
            ),
        ),
        (
            "PIP_REQUIRE_HASHES=1 pip install -r b.txt",
            (
                "b.txt:1: pip refuses `pip install -r b.txt`: `six` has no hash, while"
                " `--require-hashes` asks for one"
            ),
        ),
        (
            "pip install -r a.txt six",
            f"x.sh:1: pip refuses `pip install -r a.txt six`: `six` cannot have a hash, {WITH}",
        ),
        (
            "pip install -r a.txt -e .",
            f"x.sh:1: pip refuses `pip install -r a.txt -e .`: `.` cannot have a hash, {WITH}",
        ),
    ],
)
def test_what_one_command_is_given(command, message):
    assert lint("VL211", {**BOTH, "x.sh": command}) == [message]


def test_a_command_in_an_image():
    dockerfile = "FROM python\nCOPY . /x/\nRUN pip install -r /x/b.txt -r /x/a.txt\n"
    (found,) = findings("VL211", {**BOTH, "Dockerfile": dockerfile})
    assert (found.at.path, found.at.line) == ("b.txt", 1)
    assert [place.at.path for place in found.related] == ["a.txt", "Dockerfile"]


def test_a_file_is_said_once():
    files = {**BOTH, "b.txt": HASHED + OPEN, "x.sh": "pip install -r a.txt -r b.txt\n"}
    assert len(lint("VL211", files)) == 1


def test_a_source_that_pip_is_given_too():
    files = {"requirements.in": HASHED + OPEN, "x.sh": "pip install -r requirements.in"}
    assert len(lint("VL211", files)) == 1


PARTIAL = {"requirements.txt": HASHED + "six==1\n"}


@pytest.mark.parametrize(
    ("commands", "said"),
    [
        pytest.param("pip install --no-require-hashes -r requirements.txt\n", 0, id="switched off"),
        pytest.param("pip install -r requirements.txt\n", 1, id="as it is"),
        pytest.param(
            "pip install --no-require-hashes -r requirements.txt\npip install -r requirements.txt\n",
            1,
            id="by one of two",
        ),
    ],
)
def test_a_file_that_pip_is_told_to_take(commands, said):
    assert len(lint("VL211", {**PARTIAL, "x.sh": commands})) == said
