"""The tables of known names, and the look-ups in them."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from venvlint import data
from venvlint.config import Config
from venvlint.facts.dependencies import dev_tools
from venvlint.facts.project import known_names
from venvlint.readers.pep508 import normalize


@pytest.mark.parametrize(
    "name",
    [
        "dev-tools.tsv",
        "import-names.tsv",
        "brought-along.tsv",
        "wrong-names.tsv",
        "platform-only.tsv",
        "conda-one-system.tsv",
        "hook-tools.tsv",
        "standard-library.tsv",
        "stdlib-changes.tsv",
    ],
)
def test_tables(name):
    keys = [row[0] for row in data.rows(name)]
    assert len(keys) == len(set(keys))
    assert keys == sorted(keys)
    assert all(len(row) >= 2 and any(row[1:]) for row in data.rows(name))
    text = data.text(name)
    assert "Source:" in text
    assert "2026" in text


def test_names_are_normalised():
    for name in ("dev-tools.tsv", "brought-along.tsv", "wrong-names.tsv"):
        assert [row[0] for row in data.rows(name) if row[0] != normalize(row[0])] == []
    for name in ("import-names.tsv", "brought-along.tsv"):
        assert [
            each for row in data.rows(name) for each in row[1].split() if each != normalize(each)
        ] == []


def test_the_table_of_changes():
    for module, since, gone, instead, *brought in data.rows("stdlib-changes.tsv"):
        assert bool(since) != bool(gone)
        assert re.fullmatch(r"3\.\d{1,2}", since or gone)
        assert instead
        names = brought[0].split() if brought else []
        assert names == [normalize(name) for name in names]
        assert "Refresh:" in data.text("stdlib-changes.tsv")
        if "." not in module and not module.startswith("_"):
            first, last = known_names.standard_since(module)
            assert (first if since else last) == tuple(map(int, (since or gone).split(".")))


@pytest.mark.parametrize(
    "series", ["3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14"]
)
def test_the_interpreters_say_the_same(series):
    found = sorted((Path.home() / ".pyenv" / "versions").glob(f"{series}.*/bin/python"))
    if not found:
        pytest.skip("there is no such interpreter here")
    minor = tuple(map(int, series.split(".")))
    expected = {
        module: change.since <= minor < change.gone
        for module, change in known_names.standard_changes().items()
        if module != "msilib"  # on Windows alone
    }
    program = (
        "import importlib.util, sys\n"
        "def there(name):\n"
        "    try:\n        return importlib.util.find_spec(name) is not None\n"
        "    except (ImportError, AttributeError):\n        return False\n"
        "print({name: there(name) for name in sys.argv[1:]})\n"
    )
    said = subprocess.run(
        [found[0], "-I", "-W", "ignore", "-c", program, *expected],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert ast.literal_eval(said) == expected


def test_the_table_of_local_versions():
    table = data.rows("local-version-indexes.tsv")
    assert table == sorted(table)
    assert [row for row in table if len(row) != 3 or not row[2].startswith("https://")] == []
    assert [row[0] for row in table if row[0] != normalize(row[0])] == []
    assert known_names.index_of_local("torch", "cu118") == "https://download.pytorch.org/whl/cu118"
    assert known_names.index_of_local("torch", "mine") == ""
    assert known_names.index_of_local("numpy", "cu118") == ""


def test_the_table_of_hooks():
    assert [row for row in data.rows("hook-tools.tsv") if len(row) != 3] == []
    assert {row[2] for row in data.rows("hook-tools.tsv")} == {"", "formatter"}
    assert [row[0] for row in data.rows("hook-tools.tsv") if row[0] != row[0].lower()] == []
    assert [row[1] for row in data.rows("hook-tools.tsv") if row[1] != normalize(row[1])] == []


def test_the_table_of_what_hooks_start():
    table = data.rows("hook-programs.tsv")
    assert [row for row in table if len(row) != 4 or not all(row[:3])] == []
    assert table == sorted(table)
    assert [row[0] for row in table if row[0] != row[0].lower()] == []
    assert "Source:" in data.text("hook-programs.tsv")


def test_development_tools():
    categories = {row[1] for row in data.rows("dev-tools.tsv")}
    assert {row[2] for row in data.rows("dev-tools.tsv")} == {
        "always",
        "always-unless-kind",
        "mostly",
        "ambiguous",
        "never",
    }
    assert categories - set(dev_tools._NOUNS) == {"not-dev"}
    for key in ("pytest", "black", "types-requests", "sphinx-anything", "x-stubs", "mypy-boto3-s3"):
        assert dev_tools.dev_tool(key) is not None
    for key in ("prek", "pynose", "flaky", "nose-anything", "mdformat-gfm", "griffe-typingdoc"):
        assert dev_tools.dev_tool(key) is not None
    for key in ("gunicorn", "django", "mypy-extensions", "name", "pytest-", "nose-", ""):
        assert dev_tools.dev_tool(key) is None
    assert dev_tools.dev_tool("pluggy").confidence == "ambiguous"
    assert dev_tools.dev_tool("pytest", Config(allow_in_production=("PyTest",))) is None
    assert dev_tools.dev_tool("acme-x", Config(extend_dev_tools=("Acme_X",))).confidence == "always"
    assert {"mccabe", "pycodestyle", "pyflakes"} <= dev_tools.parts_of("flake8")
    assert "hypothesis-graphql" in dev_tools.parts_of("schemathesis")


def test_look_ups():
    assert known_names.standard_since("dataclasses") == ((3, 7), (99, 0))
    assert known_names.standard_since("telnetlib") == ((2, 0), (3, 13))
    assert known_names.standard_since("requests") is None
    assert known_names.is_standard("_thread")
    assert known_names.distributions_of("yaml") == ("pyyaml",)
    assert "opencv-python-headless" in known_names.distributions_of("cv2")
    assert known_names.distributions_of("google.cloud.storage") == ("google-cloud-storage",)
    assert known_names.distributions_of("nobody") == ()
    assert "werkzeug" in known_names.brought_by("flask")
    assert known_names.meant_by("cv2") == ("opencv-python", "not on the index", "module")
    assert known_names.only_on("pyobjc-framework-cocoa") == "darwin"
    assert known_names.only_on("pywin32") == "win32"
    assert known_names.conda_only_on("Libgcc-ng") == "linux"
    assert known_names.conda_only_on("gxx_impl_linux-64") == "linux"
    assert known_names.conda_only_on("m2w64-gmp") == "win32"
    assert known_names.conda_only_on("pyobjc-core") == "darwin"
    assert known_names.conda_only_on("python_abi") == known_names.conda_only_on("zlib") == ""
    assert known_names.hook_tool("psf/black") == "black"
    assert known_names.hook_tool("pre-commit/pre-commit-hooks") == ""
    assert known_names.is_formatter("isort")
    assert not known_names.is_formatter("mypy")
    assert known_names.only_on("colorama") == ""
