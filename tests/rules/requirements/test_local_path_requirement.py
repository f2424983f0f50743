"""VL203: dependencies from a path of one machine."""

from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint
from venvlint.rules.requirements.local_path_requirement import kind_of, path_of

IMAGE = {"Dockerfile": "FROM python:3.12\nCOPY . /app\nRUN pip install -r requirements.txt\n"}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"requirements.txt": "# -e /home/ana/x\nflask  # see file:///home/ana/notes\n"},
            id="comments",
        ),
        pytest.param(
            {"requirements.txt": "helpers @ file://${PROJECT_ROOT}/libs/helpers\n-e $HOME/x\n"},
            id="variables",
        ),
        pytest.param(
            {
                "requirements.txt": (
                    "-e .\n-e ./libs/x[dev]\n./wheels/x-1.0-py3-none-any.whl\nfile:libs/y\n"
                )
            },
            id="inside the repository",
        ),
        pytest.param(
            {"requirements/dev.txt": "-e ..\n-e ../libs/x\n"}, id="up to the root from a folder"
        ),
        pytest.param(
            {"requirements.txt": "tool @ https://example.com/home/ana/tool-1.0.zip\n"},
            id="a URL whose path looks like a home",
        ),
        pytest.param(
            {"requirements.txt": "-e git+ssh://git@example.com/home/tool.git#egg=tool\n"},
            id="version control",
        ),
        pytest.param(
            {"requirements.txt": "-e /app/lib\n--find-links /wheels\n", **IMAGE},
            id="a deployment root that only an image uses",
        ),
        pytest.param({"requirements.txt": "-f /opt/wheels\n"}, id="a deployment root of wheels"),
        pytest.param(
            {"dags/requirements.txt": "/usr/local/airflow/plugins/jobs-1.0-py3-none-any.whl\n"},
            id="where Amazon's managed Airflow has the plug-ins",
        ),
        pytest.param(
            {"requirements.txt": "--find-links /home/airflow/gcs/dags/wheels\n"},
            id="where Cloud Composer has the bucket",
        ),
        pytest.param(
            {"requirements.txt": "jobs @ file:///dbfs/wheels/jobs-1.0-py3-none-any.whl\n"},
            id="where Databricks has its files",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[tool.poetry.dependencies]\nlib = {path = "../lib"}\nx = {path = "./x",'
                    " develop = true}\n"
                )
            },
            id="beside, for Poetry",
        ),
    ],
)
def test_quiet(files):
    files = (
        {"pyproject.toml": "", **files}
        if "pyproject.toml" not in files
        else {"libs.toml": "", **{f"apps/{k}": v for k, v in files.items()}}
    )
    assert lint("VL203", files) == []


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (
            "requirements.txt",
            "six\ncertifi @ file:///croot/certifi_1671487769961/work/certifi\n",
            2,
        ),
        ("requirements.txt", "cffi @ file:///C:/ci/cffi_1659598653989/work\n", 1),
        ("requirements.txt", "-e /home/ana/helpers\n", 1),
        ("requirements.txt", "-e file:///Users/ana/helpers#egg=helpers\n", 1),
        ("requirements.txt", "C:\\Users\\ana\\x-1.0-py3-none-any.whl\n", 1),
        ("requirements.txt", "tool @ file:///opt/tool\n", 1),
        ("requirements.txt", "tool @ file:///home/airflow/tool\n", 1),
        ("requirements.txt", "tool @ file:///usr/local/airflowing/tool\n", 1),
        ("requirements.txt", "-e ../elsewhere\n", 1),
        ("requirements.txt", "--find-links=/home/ana/wheels\nflask\n", 1),
        ("requirements.txt", "-r /home/ana/requirements.txt\n", 1),
        ("environment.yml", "dependencies:\n  - pip\n  - pip:\n    - -e /home/ana/helpers\n", 4),
        (
            "pyproject.toml",
            '[project]\nname = "s"\ndependencies = [\n  "x @ file:///home/ana/x",\n]\n',
            4,
        ),
        ("pyproject.toml", '[tool.uv.sources]\nx = { path = "/home/ana/x", editable = true }\n', 2),
        ("pyproject.toml", '[tool.poetry.dependencies]\nx = {path = "/Users/ana/x"}\n', 2),
        ("Pipfile", '[packages]\nx = {file = "file:///home/ana/x.whl"}\n', 2),
    ],
)
def test_reports(path, text, line):
    assert [violation.at.line for violation in findings("VL203", {path: text})] == [line]


def test_conda_is_named():
    (violation,) = findings(
        "VL203",
        {"requirements.txt": "certifi @ file:///croot/certifi_1671487769961/work/certifi\n"},
    )
    assert "conda" in violation.message
    assert violation.commands == ("pip list --format=freeze",)


def test_fix_by_the_path():
    text = (
        "helpers @ file:///home/ana/wheels/helpers-1.4.2-py3-none-any.whl ; python_version > '3'  #"
        " ours\n"
    )
    assert fix("VL203", {"requirements.txt": text}, unsafe=True) == {
        "requirements.txt": "helpers==1.4.2 ; python_version > '3'  # ours\n"
    }


def test_fix_by_the_environment():
    untracked = {
        ".venv/pyvenv.cfg": "home = /usr/bin\nversion = 3.12.1\n",
        ".venv/bin/activate": 'VIRTUAL_ENV="/x/.venv"\n',
        ".venv/lib/python3.12/site-packages/certifi-2022.12.7.dist-info/METADATA": (
            "Name: certifi\nVersion: 2022.12.7\n"
        ),
    }
    text = "certifi @ file:///croot/certifi_1671487769961/work/certifi\n"
    assert fix("VL203", {"requirements.txt": text}, unsafe=True, untracked=untracked) == {
        "requirements.txt": "certifi==2022.12.7\n"
    }


@pytest.mark.parametrize(
    ("url", "path", "kind"),
    [
        ("file:///home/a/x", "/home/a/x", "home"),
        ("file://localhost/srv/x", "/srv/x", "absolute"),
        ("file:///C:/x", "C:/x", "absolute"),
        ("file:libs/x", "libs/x", ""),
        ("git+file:///home/a/x.git", "/home/a/x.git", "home"),
        ("\\\\server\\share\\x.whl", "\\\\server\\share\\x.whl", "absolute"),
        ("~/x", "~/x", "home"),
        ("https://example.com/home/a/x", "", ""),
    ],
)
def test_path_of(url, path, kind):
    assert path_of(url) == path
    assert kind_of(path) == kind


def test_windows_paths_whose_backslashes_pip_eats():
    text = "-e c:\\projects\\helpers\n--find-links C:\\Users\\ana\\wheels\n"
    assert [violation.message for violation in findings("VL203", {"requirements.txt": text})] == [
        "this comes from `c:\\projects\\helpers`, a path that other machines do not have",
        "`--find-links` names `C:\\Users\\ana\\wheels`, a folder on one person's machine",
    ]


def test_editables_of_pdm():
    text = (
        '[tool.pdm.dev-dependencies]\ndev = [\n    "-e file:///home/ana/x#egg=x",\n    "-e'
        ' file:///${PROJECT_ROOT}/y#egg=y",\n]\n'
    )
    assert [found.partition(": ")[0] for found in lint("VL203", {"pyproject.toml": text})] == [
        "pyproject.toml:3"
    ]


def test_where_the_image_puts_the_repository():
    manifest = '[project]\nname = "perf"\ndependencies = ["shop @ file:///app/shop"]\n'
    files = {
        "perf/pyproject.toml": manifest,
        "perf/Dockerfile": "FROM python:3.13\nCOPY . /app/shop\nRUN uv pip install -e .\n",
    }
    assert lint("VL203", files) == []
    assert len(lint("VL203", {**files, "perf/Dockerfile": "FROM python:3.13\nCOPY . /srv\n"})) == 1


@pytest.mark.parametrize(
    ("volume", "count"),
    [
        pytest.param("$PWD:/usr/src/app", 0, id="the working folder"),
        pytest.param("${PWD}:/usr/src/app:rw", 0, id="in braces"),
        pytest.param(".:/usr/src/app/", 0, id="the file's own"),
        pytest.param("./shop:/usr/src/app", 1, id="another folder"),
        pytest.param(".:/srv", 1, id="elsewhere"),
        pytest.param("data:/usr/src/app", 1, id="a volume"),
    ],
)
@pytest.mark.parametrize("place", ["/usr/src/app", "/home/dev/app"])
def test_where_compose_mounts_the_repository(place, volume, count):
    volume = volume.replace("/usr/src/app", place)
    files = {
        "requirements.txt": f"-e file://{place}/libs/core\nsix\n",
        "compose.yaml": f"services:\n  web:\n    image: python:3.13\n    volumes: ['{volume}']\n",
    }
    assert len(lint("VL203", files)) == count
    files[".github/workflows/a.yml"] = (
        "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n"
        "      - run: pip install -r requirements.txt\n"
    )
    assert len(lint("VL203", files)) == 1


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("/home/ana/Downloads/kit-1.0-py3-none-any.whl", True),
        ("~/work/kit", True),
        ("'C:\\Users\\ana\\kit'", True),
        ("file:///Users/ana/kit", True),
        ("libs/kit", False),
        ("wheels/kit-1.0-py3-none-any.whl", False),
        ("..", False),
        ("kit==1.0", False),
        ("kit @ https://example.com/home/ana/kit-1.0.zip", False),
    ],
)
def test_the_pip_list_of_conda(item, said):
    text = f"name: x\ndependencies:\n  - python=3.12\n  - pip:\n      - {item}\n"
    assert [one.at.line for one in findings("VL203", {"sub/environment.yml": text})] == [5] * said
